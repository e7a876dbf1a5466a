"""Summaries: the main outputs of a run or a comparison, as data frames and as tables for a terminal."""

from __future__ import annotations

import math
from typing import Any, Literal, cast

import pandas as pd
from rich import box
from rich.table import Table
from rich.text import Text

from ...simulation.outputs.metrics import DEGREE, METRICS
from ...simulation.scenario import Scenario
from ..presentation.units import unit_said
from ..runs.annual import last_years, mean_of_years, middle_years, scale_of, year_values, years_of
from ..statistics.verdict import LEAST_WORLDS, Verdict
from .comparison import Comparison
from .merit import RANKED_BY
from .world_words import institutions_said, other_world_said

__all__ = [
    "MAIN",
    "comparison_tables",
    "money_table",
    "ranking_table",
    "run_summary",
    "run_table",
    "statement",
]

Lang = Literal["en", "zh"]

MAIN = (
    "school_participation", "participation", "placement_share", "deep_participation", "formalism", "heat_gap",
    "exposure", "training_quality", "job_relevance", "skill_fit", "talent_match", "employment_rate", "retention",
    "graduate_wage", "confidence", "membership", "policy_take_up", "profit_in_training",
)  # fmt: skip
"""Outputs that a summary shows, in order; all others are in the files."""

MAIN_MONEY = ("public_spending", "enterprise_net_benefit", "school_net_benefit", "student_net_benefit")

WIDE = 112
"""Columns of a terminal in which tables have all that they hold; narrower ones hold less, or stack it."""

SPENDING = tuple(name for name in METRICS if name.startswith("public_spending"))

_WORDS: dict[str, dict[Lang, str]] = {
    "metric": {"en": "Metric", "zh": "指标"},
    "unit": {"en": "Unit", "zh": "单位"},
    "start": {"en": "Start", "zh": "起点"},
    "years": {"en": "Years {}–{}", "zh": "第{}–{}年"},
    "year": {"en": "Year {}", "zh": "第{}年"},
    "seeds": {"en": "mean ± s.d. of {} seeds", "zh": "{}个随机种子的均值 ± 标准差"},
    "means": {"en": "means of {} seeds", "zh": "{}个随机种子的均值"},
    "seed": {"en": "seed {}", "zh": "随机种子{}"},
    "money": {"en": "Public money a year", "zh": "年度公共资金"},
    "baseline": {"en": "Baseline", "zh": "基准"},
    "reformed": {"en": "Reform", "zh": "改革"},
    "effect": {"en": "Effect", "zh": "效应"},
    "interval": {"en": "95 % interval", "zh": "95%区间"},
    "chance": {"en": "P(> 0)", "zh": "上升的世界"},
    "model": {"en": "k¥, model", "zh": "千元（模型）"},
    "city": {"en": "¥ million, city", "zh": "万元（全市）"},
    "against": {"en": "{} against {}", "zh": "{} 对比 {}"},
    "up": {"en": "raises {}", "zh": "提高：{}"},
    "down": {"en": "lowers {}", "zh": "降低：{}"},
    "none": {"en": "no difference seen in {}", "zh": "未见差异：{}"},
    "same": {"en": "the same in all worlds: {}", "zh": "所有世界中均相同：{}"},
    "too little": {"en": "too few worlds differ to judge: {}", "zh": "有差异的世界太少，无法判断：{}"},
    "untouched": {"en": "{}: the same to the last digit", "zh": "{}：逐位相同"},
    "few": {
        "en": "Too few worlds to judge ({}; at least {}): take more seeds.",
        "zh": "世界太少，无法判断（{}个，至少需要{}个），请增加随机种子数。",
    },
    "rule": {
        "en": "Raises, lowers: the 95 % interval of the mean paired effect leaves out zero; one in twenty does so by "
        "chance. No interval: the effect is the same in all worlds or in nearly all.",
        "zh": "“提高”“降低”指平均配对效应的95%区间不含零；每二十个中约有一个出于偶然。"
        "没有区间指效应在全部或几乎全部世界中相同。",
    },
    "rule of chance": {
        "en": "P(> 0): share of worlds in which the effect is above zero.",
        "zh": "“上升的世界”指效应大于零的世界占比。",
    },
    "ranking": {
        "en": "On a budget of ¥ {} million a year (city) on top of the baseline; costs are means of all years",
        "zh": "在基准之外全市每年{}万元的预算内（成本为全部年份均值）",
    },
    "reform": {"en": "Reform", "zh": "改革"},
    "strength": {"en": "Strength", "zh": "力度"},
    "cost": {"en": "Cost, ¥ million", "zh": "成本（万元/年）"},
    "on_deep": {"en": "Deep", "zh": "深度参与率"},
    "best": {"en": "P(best)", "zh": "最优"},
    "over": {"en": "P(over)", "zh": "超预算"},
    "remark": {"en": "Remark", "zh": "说明"},
    "dominated": {"en": "dominated by: {}", "zh": "劣于：{}"},
    "note: no policy of its own": {"en": "not scaled: adds no policy", "zh": "未调整力度：未新增政策"},
    "note: bounds": {"en": "cannot spend it: bounds of its levers", "zh": "无法用完：已达参数上限"},
    "note: too little": {"en": "cannot spend it, however strong", "zh": "力度再大也无法用完"},
    "note: too much": {
        "en": "exceeds it at every strength: what it changes besides costs more",
        "zh": "任何力度均超出预算：其他改动本身已更贵",
    },
    "note: saves": {"en": "cannot spend it: it saves money", "zh": "无法用完：反而节省资金"},
    "note: step": {"en": "its cost jumps over the budget", "zh": "成本跳跃，无法恰好用完"},
    "yearly city": {"en": "¥ million a year, city", "zh": "万元/年，全市"},
}
_MONEY: dict[Lang, int] = {"en": 1, "zh": 0}
"""Digits of money at the city's scale."""


def word(name: str, lang: Lang, *values: object) -> str:
    """A word or phrase of the summaries in a language."""
    return _WORDS[name][lang].format(*values)


def label(metric: str, lang: Lang) -> str:
    """What a metric is called."""
    return METRICS[metric].zh if lang == "zh" else METRICS[metric].en


def at_city_scale(money: float, scenario: Scenario, lang: Lang) -> float:
    """Money of the model (k¥) for the real city, in the unit that the language counts in: ¥ million, or 万元."""
    return money * scale_of(scenario) / (10.0 if lang == "zh" else 1000.0)


# --- a run ------------------------------------------------------------------------------------------------------------


def run_summary(series: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Every metric at the start, in the middle and at the end of a run, mean and s.d. over seeds, for the whole.

    Columns: metric, unit, then start, middle, end and the same with `_sd` (empty with one seed). The start is tick 0,
    where flows are empty, since a year has two ticks; middle and end are means over five years of each year's value.
    """
    years = years_of(scenario)
    whole = series.loc[series["region"] == "all"]
    values = year_values(whole)
    start = whole[whole["tick"] == 0][list(METRICS)].copy()
    start[[name for name, metric in METRICS.items() if metric.kind == "flow"]] = math.nan
    moments = {
        "start": start,
        "middle": mean_of_years(values, *middle_years(years))[list(METRICS)],
        "end": mean_of_years(values, *last_years(years))[list(METRICS)],
    }
    table = pd.DataFrame({"metric": list(METRICS), "unit": [metric.unit for metric in METRICS.values()]})
    for moment, frame in moments.items():
        table[moment] = frame.mean().to_numpy()
        table[f"{moment}_sd"] = frame.std().to_numpy()
    return table


def run_table(summary: pd.DataFrame, scenario: Scenario, seeds: tuple[int, ...], lang: Lang) -> Table:
    """The main metrics of a run for a terminal."""
    years = years_of(scenario)
    table = _table(f"{scenario.title[lang]} · {_seeds_said(seeds, lang)}", lang)
    moments = {"start": word("start", lang), "middle": _span(middle_years(years), lang)}
    moments["end"] = _span(last_years(years), lang)
    if moments["middle"] == moments["end"]:  # a short run has no middle
        del moments["middle"]
    for heading in moments.values():
        table.add_column(Text(heading), justify="right", no_wrap=True)
    rows = _by_metric(summary)
    for name in MAIN:
        cells = [_with_sd(rows[name][m], rows[name][f"{m}_sd"], _digits(name)) for m in moments]
        table.add_row(*_named(name, METRICS[name].unit, lang), *cells)
    return table


def money_table(summary: pd.DataFrame, scenario: Scenario, lang: Lang) -> Table:
    """What the government paid a year at the end of a run, by instrument: in the model and in the city."""
    years = years_of(scenario)
    table = Table(box=box.SIMPLE_HEAD, title=Text(f"{word('money', lang)} · {_span(last_years(years), lang)}"))
    table.title_justify = "left"
    table.add_column(Text(word("metric", lang)))
    for heading in ("model", "city"):
        table.add_column(Text(word(heading, lang)), justify="right")
    rows = _by_metric(summary)
    for name in SPENDING:
        mean, sd = rows[name]["end"], rows[name]["end_sd"]
        if name == SPENDING[0] or mean != 0:
            city, city_sd = at_city_scale(mean, scenario, lang), at_city_scale(sd, scenario, lang)
            cells = _with_sd(mean, sd, 0), _with_sd(city, city_sd, 0 if lang == "zh" else 1)
            table.add_row(Text(label(name, lang)), *cells)
    return table


# --- a comparison -----------------------------------------------------------------------------------------------------


SAID = (
    ("up", (Verdict.RISES,)),
    ("down", (Verdict.FALLS,)),
    ("none", (Verdict.UNSEEN,)),
    ("same", (Verdict.SAME,)),
    ("too little", (Verdict.FEW, Verdict.SPARSE)),
)
"""Lines of a statement, and the verdicts that each gathers."""


def statement(summary: pd.DataFrame, reform: Scenario, base: Scenario, lang: Lang) -> list[str]:
    """What a reform moved: a heading, then a line for each verdict. `summary` is `Comparison.summary`."""
    rows = _of_reform(summary, reform)
    rows = {metric: rows[metric] for metric in (*MAIN, "public_spending")}
    if all(row["verdict"] in (Verdict.SAME, Verdict.UNKNOWN) for row in rows.values()):
        return [word("untouched", lang, reform.title[lang])]
    most = int(max(row["n_seeds"] for row in rows.values()))
    if most < LEAST_WORLDS:
        return [reform.title[lang], word("few", lang, most, LEAST_WORLDS)]
    lines = [reform.title[lang]]
    for name, verdicts in SAID:
        said = [
            _in_text(metric, lang)
            + (_effect_said(metric, row["effect"], base, lang) if Verdict(row["verdict"]).sign else "")
            for metric, row in rows.items()
            if row["verdict"] in verdicts
        ]
        if said:
            lines.append(word(name, lang, ("、" if lang == "zh" else ", ").join(said)))
    return lines


def comparison_tables(comparison: Comparison, lang: Lang, width: int = WIDE) -> list[tuple[Table, list[str]]]:
    """For every reform a table of its effects over the last five years, and the lines that say what moved.

    With less than `WIDE` columns units stand beside the names, where they are not shares or degrees, and P(> 0), which
    the files hold, is left out.
    """
    base, wide = comparison.base, width >= WIDE
    years = last_years(years_of(base))
    tables = []
    for reform in comparison.reforms:
        against = word("against", lang, reform.title[lang], base.title[lang])
        title = f"{against} · {_span(years, lang)} · {_seeds_said(comparison.seeds, lang, 'means')}"
        table = _table(title, lang, unit=wide)
        for heading in ("baseline", "reformed", "effect", "interval", *(["chance"] if wide else [])):
            table.add_column(Text(word(heading, lang)), justify="right", no_wrap=True)
        summary = comparison.summary
        rows = _of_reform(summary, reform)
        for name in (*MAIN, *MAIN_MONEY):
            values = [rows[name][column] for column in ("baseline", "reformed", "effect", "low", "high")]
            unit, digits = METRICS[name].unit, _digits(name)
            if unit == "k¥":
                values = [at_city_scale(value, base, lang) for value in values]
                unit, digits = word("yearly city", lang), (0 if lang == "zh" else 1)
            before, after, effect, low, high = values
            cells = [_number(before, digits), _number(after, digits), _signed(effect, digits)]
            cells.append(_interval(low, high, digits))
            if wide:
                table.add_row(*_named(name, unit, lang), *cells, _percent(rows[name]["p_positive"]))
            else:
                table.add_row(_with_unit(name, unit, lang), *cells)
        worlds = institutions_said(base, reform, lang), other_world_said(base, reform, lang)
        tables.append((table, [*statement(summary, reform, base, lang), *filter(None, worlds)]))
    return tables


def ranking_table(comparison: Comparison, lang: Lang, width: int = WIDE) -> Table:
    """The reforms on one budget: strength, cost, effect on what they are ranked by, P(best), P(over budget).

    With less than `WIDE` columns remarks stand below the names, intervals below the effects, and P(over budget) is left
    out.
    """
    wide = width >= WIDE
    ranking, base, budget = comparison.ranking, comparison.base, comparison.budget
    if ranking is None or budget is None:
        raise ValueError("the comparison has no budget")
    target = _number(at_city_scale(budget.target, base, lang), _MONEY[lang])
    table = Table(box=box.SIMPLE_HEAD, title=Text(word("ranking", lang, target)), title_justify="left")
    metric = comparison.rank_by
    on_metric = word("on_deep", lang) if metric == RANKED_BY else label(metric, lang)
    of_metric = 1.0 if METRICS[metric].unit != "k¥" else at_city_scale(1.0, base, lang)
    digits = _digits(metric)
    for heading in (
        "reform",
        "strength",
        "cost",
        "on_metric",
        *(["interval"] if wide else []),
        "best",
        *(["over"] if wide else []),
    ):
        said = on_metric if heading == "on_metric" else word(heading, lang)
        if not wide and heading == "on_metric":
            said = f"{said}\n{word('interval', lang)}"
        numeric = heading != "reform"
        no_wrap = heading not in ("reform", "cost")
        table.add_column(Text(said), justify="right" if numeric else "left", no_wrap=no_wrap, overflow="fold")
    if wide:
        table.add_column(Text(word("remark", lang)))
    for row in ranking.to_dict("records"):
        remarks = [word(f"note: {row['note']}", lang)] if row["note"] else []
        if row["dominated_by"]:
            remarks.append(word("dominated", lang, row["dominated_by"]))
        effect, low, high = (of_metric * row[key] for key in ("effect", "low", "high"))
        on_it = [_signed(effect, digits), _interval(low, high, digits)]
        cells = [f"× {row['strength']:.3g}", _number(at_city_scale(row["cost"], base, lang), _MONEY[lang])]
        cells += [*(on_it if wide else ["\n".join(on_it)]), _percent(row["p_best"])]
        cells += [_percent(row["p_over_budget"])] if wide else []
        remark = ("；" if lang == "zh" else "; ").join(remarks)
        if wide:
            table.add_row(*map(Text, [row["reform"], *cells, remark]))
        else:
            table.add_row(*map(Text, ["\n".join(filter(None, [row["reform"], remark])), *cells]))
    return table


# --- words and numbers ------------------------------------------------------------------------------------------------


def _table(title: str, lang: Lang, unit: bool = True) -> Table:
    # Text, not str: what a scenario file says is never read as markup
    table = Table(box=box.SIMPLE_HEAD, title=Text(title), title_justify="left")
    table.add_column(Text(word("metric", lang)))
    if unit:
        table.add_column(Text(word("unit", lang)))
    return table


def _by_metric(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """The values of a table by metric and column."""
    return cast(dict[str, dict[str, Any]], table.set_index("metric").to_dict("index"))


def _of_reform(summary: pd.DataFrame, reform: Scenario) -> dict[str, dict[str, Any]]:
    return _by_metric(summary.loc[(summary["reform"] == reform.name) & (summary["region"] == "all")])


def _named(metric: str, unit: str, lang: Lang) -> tuple[Text, Text]:
    return Text(label(metric, lang)), Text(unit_said(unit, lang))


def _with_unit(metric: str, unit: str, lang: Lang) -> Text:
    """A name with its unit where that is not seen from the number."""
    if unit in ("share", DEGREE, "index"):
        return Text(label(metric, lang))
    said = unit_said(unit, lang)
    return Text(f"{label(metric, lang)}（{said}）" if lang == "zh" else f"{label(metric, lang)}, {said}")


def _seeds_said(seeds: tuple[int, ...], lang: Lang, many: str = "seeds") -> str:
    return word("seed", lang, seeds[0]) if len(seeds) == 1 else word(many, lang, len(seeds))


def _span(years: tuple[int, int], lang: Lang) -> str:
    return word("year", lang, years[0]) if years[0] == years[1] else word("years", lang, *years)


def _in_text(metric: str, lang: Lang) -> str:
    text = label(metric, lang)
    return text[0].lower() + text[1:]


def _digits(metric: str) -> int:
    return 3 if METRICS[metric].unit in ("share", "index", "per year", "degree 0–1") else 1


def _number(value: float, digits: int) -> str:
    return "–" if math.isnan(value) else f"{value:,.{digits}f}".replace("-", "−")


def _signed(value: float, digits: int) -> str:
    return "–" if math.isnan(value) else f"{value:+,.{digits}f}".replace("-", "−")


def _interval(low: float, high: float, digits: int) -> str:
    return "–" if math.isnan(low) else f"{_signed(low, digits)} … {_signed(high, digits)}"


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{100 * share:.0f} %"


def _with_sd(value: float, sd: float, digits: int) -> str:
    text = _number(value, digits)
    return text if math.isnan(value) or math.isnan(sd) else f"{text} ± {_number(sd, digits)}"


def _effect_said(metric: str, effect: float, base: Scenario, lang: Lang) -> str:
    """An effect in a sentence; money at the city's scale."""
    if METRICS[metric].unit != "k¥":
        said = _signed(effect, _digits(metric))
    else:
        money = _signed(at_city_scale(effect, base, lang), 0 if lang == "zh" else 1)
        said = f"{money}万元/年" if lang == "zh" else f"{money[0]}¥ {money[1:]} million a year"
    return f"（{said}）" if lang == "zh" else f" ({said})"
