"""Summaries: the main outputs of a run or a comparison, as data frames and as tables for a terminal."""

from __future__ import annotations

import math
from typing import Any, cast

import pandas as pd
from rich import box
from rich.table import Table
from rich.text import Text

from ...simulation.outputs.metrics import DEGREE, METRICS
from ...simulation.scenario import Scenario
from ..presentation.labels import label, label_in_text
from ..presentation.language import Lang
from ..presentation.numbers import at_city_scale, city_digits, number, percent, signed
from ..presentation.texts import Texts
from ..presentation.units import unit_said
from ..runs.annual import last_years, mean_of_years, middle_years, year_values, years_of
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

_WORDS: dict[str, tuple[str, str]] = {
    "metric": ("Metric", "指标"),
    "unit": ("Unit", "单位"),
    "start": ("Start", "起点"),
    "years": ("Years {}–{}", "第{}–{}年"),
    "year": ("Year {}", "第{}年"),
    "seeds": ("mean ± s.d. of {} seeds", "{}个随机种子的均值 ± 标准差"),
    "means": ("means of {} seeds", "{}个随机种子的均值"),
    "seed": ("seed {}", "随机种子{}"),
    "money": ("Public money a year", "年度公共资金"),
    "baseline": ("Baseline", "基准"),
    "reformed": ("Reform", "改革"),
    "effect": ("Effect", "效应"),
    "interval": ("95 % interval", "95%区间"),
    "chance": ("P(> 0)", "上升的世界"),
    "model": ("k¥, model", "千元（模型）"),
    "city": ("¥ million, city", "万元（全市）"),
    "against": ("{} against {}", "{} 对比 {}"),
    "up": ("raises {}", "提高：{}"),
    "down": ("lowers {}", "降低：{}"),
    "none": ("no difference seen in {}", "未见差异：{}"),
    "same": ("the same in all worlds: {}", "所有世界中均相同：{}"),
    "too little": ("too few worlds differ to judge: {}", "有差异的世界太少，无法判断：{}"),
    "untouched": ("{}: the same to the last digit", "{}：逐位相同"),
    "few": (
        "Too few worlds to judge ({}; at least {}): take more seeds.",
        "世界太少，无法判断（{}个，至少需要{}个），请增加随机种子数。",
    ),
    "rule": (
        (
            "Raises, lowers: the 95 % interval of the mean paired effect leaves out zero; one in twenty does so by "
            "chance. No interval: the effect is the same in all worlds or in nearly all."
        ),
        (
            "“提高”“降低”指平均配对效应的95%区间不含零；每二十个中约有一个出于偶然。"
            "没有区间指效应在全部或几乎全部世界中相同。"
        ),
    ),
    "rule of chance": (
        "P(> 0): share of worlds in which the effect is above zero.",
        "“上升的世界”指效应大于零的世界占比。",
    ),
    "ranking": (
        "On a budget of ¥ {} million a year (city) on top of the baseline; costs are means of all years",
        "在基准之外全市每年{}万元的预算内（成本为全部年份均值）",
    ),
    "reform": ("Reform", "改革"),
    "strength": ("Strength", "力度"),
    "cost": ("Cost, ¥ million", "成本（万元/年）"),
    "on_deep": ("Deep", "深度参与率"),
    "best": ("P(best)", "最优"),
    "over": ("P(over)", "超预算"),
    "remark": ("Remark", "说明"),
    "dominated": ("dominated by: {}", "劣于：{}"),
    "note: no policy of its own": ("not scaled: adds no policy", "未调整力度：未新增政策"),
    "note: bounds": ("cannot spend it: bounds of its levers", "无法用完：已达参数上限"),
    "note: too little": ("cannot spend it, however strong", "力度再大也无法用完"),
    "note: too much": (
        "exceeds it at every strength: what it changes besides costs more",
        "任何力度均超出预算：其他改动本身已更贵",
    ),
    "note: saves": ("cannot spend it: it saves money", "无法用完：反而节省资金"),
    "note: step": ("its cost jumps over the budget", "成本跳跃，无法恰好用完"),
    "yearly city": ("¥ million a year, city", "万元/年，全市"),
}

word = Texts(_WORDS).say
"""A word or phrase of the tables in a language, with its values."""


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
            cells = _with_sd(mean, sd, 0), _with_sd(city, city_sd, city_digits(lang))
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
            label_in_text(metric, lang)
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
                unit, digits = word("yearly city", lang), (city_digits(lang))
            before, after, effect, low, high = values
            cells = [number(before, digits), number(after, digits), signed(effect, digits)]
            cells.append(_interval(low, high, digits))
            if wide:
                table.add_row(*_named(name, unit, lang), *cells, percent(rows[name]["p_positive"], lang))
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
    target = number(at_city_scale(budget.target, base, lang), city_digits(lang))
    table = Table(box=box.SIMPLE_HEAD, title=Text(word("ranking", lang, target)), title_justify="left")
    titles = {base.name: base.title[lang]} | {fitted.reform.name: fitted.title(lang) for fitted in budget.fitted}
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
        table.add_column(Text(word("remark", lang)), overflow="fold")
    for row in ranking.to_dict("records"):
        remarks = [word(f"note: {row['note']}", lang)] if row["note"] else []
        if row["dominated_by"]:
            remarks.append(word("dominated", lang, titles[row["dominated_by"]]))
        effect, low, high = (of_metric * row[key] for key in ("effect", "low", "high"))
        on_it = [signed(effect, digits), _interval(low, high, digits)]
        cells = [f"× {row['strength']:.3g}", number(at_city_scale(row["cost"], base, lang), city_digits(lang))]
        cells += [*(on_it if wide else ["\n".join(on_it)]), percent(row["p_best"], lang)]
        cells += [percent(row["p_over_budget"], lang)] if wide else []
        remark = ("；" if lang == "zh" else "; ").join(remarks)
        if wide:
            table.add_row(*map(Text, [titles[row["reform"]], *cells, remark]))
        else:
            table.add_row(*map(Text, ["\n".join(filter(None, [titles[row["reform"]], remark])), *cells]))
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


def _digits(metric: str) -> int:
    return 3 if METRICS[metric].unit in ("share", "index", "per year", "degree 0–1") else 1


def _interval(low: float, high: float, digits: int) -> str:
    return "–" if math.isnan(low) else f"{signed(low, digits)} … {signed(high, digits)}"


def _with_sd(value: float, sd: float, digits: int) -> str:
    text = number(value, digits)
    return text if math.isnan(value) or math.isnan(sd) else f"{text} ± {number(sd, digits)}"


def _effect_said(metric: str, effect: float, base: Scenario, lang: Lang) -> str:
    """An effect in a sentence; money at the city's scale."""
    if METRICS[metric].unit != "k¥":
        said = signed(effect, _digits(metric))
    else:
        money = signed(at_city_scale(effect, base, lang), city_digits(lang))
        said = f"{money}万元/年" if lang == "zh" else f"{money[0]}¥ {money[1:]} million a year"
    return f"（{said}）" if lang == "zh" else f" ({said})"
