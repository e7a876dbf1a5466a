"""A file of targets to begin with, explained in English or 中文."""

from __future__ import annotations

__all__ = ["template"]

TEMPLATE = """\
# {about}
title = {{ en = "My city", zh = "我的城市" }}
base = "baseline"                # {base}
seeds = "7001-7008"              # {seeds}
cutoff = 3.0                     # {cutoff}
# first_year = 2004              # {first_year}
# data = "my_rates.csv"          # {data}

[parameters]                     # {parameters}
net_mean = "plausible"
F_nominal = [2.8, 22.4]
r0 = [0.2, 0.75]
poach = [0, 1]

[[target]]
metric = "deep_participation"    # {metric}
value = 12.5
unit = "%"
tolerance = 2.5                  # {tolerance}
source = "…"

[[target]]
metric = "deep_participation"
who = "size >= 250"              # {who}
years = [16, 20]                 # {years}
value = 0.27
tolerance = 0.05

[[target]]
metric = "retention"
value = 0.42
tolerance = 0.05
one_city = true                  # {one_city}

[[target]]
metric = "profit_in_training"
scenario = "swiss_apprenticeship"  # {scenario}
value = 0.6
tolerance = 0.05
held_out = true                  # {held_out}
"""

_WORDS: dict[str, tuple[str, str]] = {
    "about": (
        "consortium calibrate my_targets.toml --out results/my_city",
        "consortium calibrate my_targets.toml --out results/my_city",
    ),
    "base": (
        "a bundled scenario, or the path of your own",
        "内置情景名，或自己的情景文件路径",
    ),
    "seeds": (
        "5001–5100 are kept for consortium validate",
        "5001–5100 留给 consortium validate",
    ),
    "cutoff": (
        "tolerances beyond which a parameter set is ruled out",
        "偏离超过几倍容差即排除该参数组",
    ),
    "first_year": (
        "year of the calendar that is the model's year 1, for years such as 2023",
        "模型第1年对应的公历年份（年份写作2023时需要）",
    ),
    "data": (
        "figures from a CSV file: metric, who, year, value, unit, standard_error",
        "CSV文件中的数据：metric, who, year, value, unit, standard_error",
    ),
    "parameters": (
        'what moves: [low, high], or "plausible", the range that the parameter declares',
        '可调参数：[下限, 上限]，或"plausible"（参数声明的范围）',
    ),
    "metric": (
        "any output: docs/reference.md",
        "任一输出指标：docs/reference.md",
    ),
    "tolerance": (
        "one standard deviation of what is not known: error of the figure and of the model",
        "一个标准差：数据误差与模型偏差",
    ),
    "who": (
        '"all", a class of size, "field 2", "region 1", "spread between fields"',
        '"all"、规模类别、"field 2"、"region 1"、"spread between fields"',
    ),
    "years": (
        "of the model; without it the last five",
        "模型年份；不写则为最后五年",
    ),
    "one_city": (
        "observed in a single city, which differs by chance",
        "仅来自一个城市的观测，含偶然差异",
    ),
    "scenario": (
        'measured there; or effect_of = "…", the paired effect',
        '在该情景下测量；或用effect_of = "…"表示配对效应',
    ),
    "held_out": (
        "does not steer; shows whether the fit holds elsewhere",
        "不参与拟合，仅作检验",
    ),
}


def template(lang: str = "en") -> str:
    """A file of targets to begin with, which `load_calibration` takes as it is."""
    return TEMPLATE.format(**{key: words[lang == "zh"] for key, words in _WORDS.items()})
