"""What the reforms did, for whom, and how they rank within a budget, as written tables."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from ...simulation.outputs.metrics import DEGREE
from ...simulation.outputs.recording import SIZE_CLASSES
from ...simulation.scenario import Scenario
from ..comparison.comparison import Comparison
from ..comparison.outcomes import NOTICEABLE, OUTCOMES, QUARTERS
from ..comparison.world_words import other_agents_said
from ..presentation.labels import label_in_text
from ..presentation.language import Lang, name_of
from ..presentation.numbers import (
    NOTHING,
    Form,
    city_money,
    degree_form,
    form_of,
    number,
    real_units,
    share_form,
    yuan,
)
from ..presentation.texts import Texts
from .answers import chance, known_rows
from .text import one_line
from .wording.words import say

ABREAST = 4
"""Reforms side by side in one table: as many as fit on an upright page."""


@dataclass(frozen=True)
class Cell:
    """A number and its interval, written."""

    value: str
    interval: str = ""


class Heading(NamedTuple):
    """The heading of a row, and the unit of its numbers where these are bare."""

    label: str
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """A table: `corner` heads its first column, a row is its heading and its cells. `caption` may be empty."""

    caption: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Heading, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class Topic:
    """Tables about one thing."""

    title: str
    note: str
    tables: tuple[Table, ...]


Three = tuple[float, float, float]
"""A value and the ends of its interval."""

Found = dict[tuple[str, str, str], Three]
"""Value and interval by reform, outcome and group."""

REACH = (
    "additional_trainees", "cost_per_additional_trainee", "deadweight", "additional_participants", "additional_deep",
    "additional_nominal", "over_claims_paid",
)  # fmt: skip
JOINED = (
    "joined_because", "joined_anyway", "driven_out", "stayed_out", "deep_because", "deep_anyway", "deep_driven_out",
    "deep_stayed_out",
)  # fmt: skip
ACTORS = (
    "net_benefit_enterprise", "net_benefit_school", "net_benefit_student", "net_benefit_treasury", "net_benefit_all"
)  # fmt: skip
GAINS = ("gaining", "losing", "change_of_net_benefit")

NOTES: dict[str, tuple[str, str]] = {
    "no policy of its own": (
        "It has no policy whose strength could be changed, so it is as it was.",
        "该方案没有可调节强度的政策，保持原样。",
    ),
    "bounds": (
        "It cannot spend the budget: stronger policies would leave their bounds.",
        "花不完预算：政策再加强就会超出允许范围。",
    ),
    "too little": (
        "It cannot spend the budget, however strong its policies.",
        "无论政策多强都花不完预算。",
    ),
    "too much": (
        "It exceeds the budget at every strength: what it changes besides the strengths of its policies, such as "
        "parameters, costs more. The nearest strength is shown.",
        "任何力度都超出预算：除政策强度外的其他改动（如参数）本身已花费更多。此处为最接近的强度。",
    ),
    "saves": ("It never spends more than the baseline.", "它从不比基准多花钱。"),
    "step": (
        "Its cost jumps over the budget in a step; this is the nearest strength.",
        "其成本跳跃式越过预算，此处为最接近的强度。",
    ),
}
"""Why a reform does not spend the budget, by the word that `budgets.Fitted.note` has for it."""


def topics(comparison: Comparison, lang: Lang) -> list[Topic]:
    """Reach, who joined, net benefit by actor, winners and losers, and what is left after the end."""
    found: Found = {
        (str(row["reform"]), str(row["outcome"]), str(row["group"])): three(row)
        for row in known_rows(comparison.outcomes)
    }
    reforms = comparison.reforms
    winners_note = say("c_winners_note", lang, yuan=number(1000 * NOTICEABLE, 0))
    other_enterprises, other_schools = (_agents(comparison, who, lang) for who in ("enterprises", "schools"))
    everything = [
        Topic(say("c_reach", lang), say("not_defined_note", lang), _abreast(comparison, found, REACH, lang)),
        Topic(
            say("c_joined", lang), _agents(comparison, "enterprises", lang), _abreast(comparison, found, JOINED, lang)
        ),
        Topic(say("c_actors", lang), say("c_actors_note", lang), _abreast(comparison, found, ACTORS, lang)),
        Topic(
            say("c_winners", lang),
            " ".join(filter(None, (winners_note, other_enterprises))),
            tuple(_winners(comparison, r, found, lang) for r in reforms),
        ),
        Topic(
            say("c_schools", lang),
            " ".join(filter(None, (say("c_schools_note", lang), other_schools))),
            tuple(_schools(comparison, r, found, lang) for r in reforms),
        ),
        Topic(say("c_left", lang), say("c_left_note", lang), tuple(_left(comparison, found, lang))),
    ]
    return [topic for topic in everything if topic.tables]


def _agents(comparison: Comparison, who: Literal["enterprises", "schools"], lang: Lang) -> str:
    """Why outcomes that need the same agents have no value; empty where all arms have the same."""
    said = (other_agents_said(comparison.base, reform, who, lang) for reform in comparison.reforms)
    return ("" if lang == "zh" else " ").join(filter(None, said))


def three(row: Mapping[str, Any], value: str = "value", low: str = "low", high: str = "high") -> Three:
    """A value and its interval in the columns of a row."""
    return float(row[value]), float(row[low]), float(row[high])


def outcome_form(outcome: str, base: Scenario, lang: Lang) -> tuple[Form, bool]:
    """How an outcome is written, and whether it is a change, which has a sign."""
    about = OUTCOMES[outcome]
    match about.unit:
        case "trainees per year":
            return real_units(base, lang, ("a year", "名/年")), True
        case "enterprises":
            return real_units(base, lang, ("", "家")), True
        case "k¥":
            return yuan(lang, ("", "")), False
        case "k¥ per year":
            each = outcome == "change_of_net_benefit"
            return (yuan(lang, ("a year", "/年")) if each else city_money(base, lang)), True
    if about.unit == DEGREE:
        return degree_form(lang), True
    return share_form(lang), outcome == "left_after"


def cell(outcome: str, numbers: Three | None, base: Scenario, lang: Lang, bare: bool = True) -> Cell:
    """An outcome, written; what is not defined says so. `bare`: a heading tells the unit."""
    if numbers is None:
        return Cell(NOTHING)
    value, low, high = numbers
    if math.isnan(value):
        return Cell(say("not_defined", lang))
    form, is_change = outcome_form(outcome, base, lang)
    form = form.bare if bare else form
    return Cell(form.change(value, low, high) if is_change else form.value(value), _interval(numbers, form))


def outcome_label(outcome: str, lang: Lang) -> str:
    """What an outcome is called."""
    return name_of(OUTCOMES[outcome], lang)


def chunks(reforms: Sequence[Scenario], size: int = ABREAST) -> Iterator[Sequence[Scenario]]:
    """Reforms in groups that fit side by side."""
    for first in range(0, len(reforms), size):
        yield reforms[first : first + size]


def _abreast(comparison: Comparison, found: Found, outcomes: Sequence[str], lang: Lang) -> tuple[Table, ...]:
    """Outcomes of all reforms side by side, in as many tables as it takes."""
    base = comparison.base

    def row(outcome: str, reforms: Sequence[Scenario]) -> tuple[Heading, tuple[Cell, ...]]:
        cells = tuple(cell(outcome, found.get((reform.name, outcome, "all")), base, lang) for reform in reforms)
        return Heading(outcome_label(outcome, lang), outcome_form(outcome, base, lang)[0].heading), cells

    return tuple(
        Table("", say("outcome", lang), _titles(reforms, lang), tuple(row(outcome, reforms) for outcome in outcomes))
        for reforms in chunks(comparison.reforms)
    )


def _titles(reforms: Sequence[Scenario], lang: Lang) -> tuple[str, ...]:
    return tuple(one_line(reform.title[lang]) for reform in reforms)


# --- winners and losers -----------------------------------------------------------------------------------------------


def _winners(comparison: Comparison, reform: Scenario, found: Found, lang: Lang) -> Table:
    groups = {"all": say("g_all", lang)}
    groups |= {f"size_class: {size}": say("g_size", lang, n=size) for size in SIZE_CLASSES}
    fields = [group for name, _, group in found if name == reform.name and group.startswith("field: ")]
    groups |= {group: say("g_field", lang, n=group.removeprefix("field: ")) for group in dict.fromkeys(fields)}
    return _by_group(comparison, reform, found, groups, GAINS, lang)


def _schools(comparison: Comparison, reform: Scenario, found: Found, lang: Lang) -> Table:
    groups = {"school": say("g_all", lang)}
    groups |= {f"school: {quarter}": say(f"g_{quarter}", lang) for quarter in QUARTERS}
    return _by_group(comparison, reform, found, groups, (*GAINS, "change_of_quality"), lang)


def _by_group(
    comparison: Comparison, reform: Scenario, found: Found, groups: dict[str, str], outcomes: Sequence[str], lang: Lang
) -> Table:
    headings = {"gaining": "gains", "losing": "loses", "change_of_net_benefit": "each", "change_of_quality": "quality"}

    def cells(group: str) -> tuple[Cell, ...]:
        return tuple(cell(name, found.get((reform.name, name, group)), comparison.base, lang) for name in outcomes)

    rows = tuple((Heading(heading), cells(group)) for group, heading in groups.items())
    (title,) = _titles([reform], lang)
    return Table(title, say("group", lang), tuple(say(headings[name], lang) for name in outcomes), rows)


# --- after the end ----------------------------------------------------------------------------------------------------


def _left(comparison: Comparison, found: Found, lang: Lang) -> Iterator[Table]:
    """Only of reforms that end before the horizon."""
    ending = [reform for reform in comparison.reforms if (reform.name, "left_after", "year: +0") in found]
    for reforms in chunks(ending):
        names = {reform.name for reform in reforms}
        lags = sorted({_lag(group) for name, outcome, group in found if name in names and outcome == "left_after"})
        rows = tuple(
            (
                Heading(_lag_said(lag, lang)),
                tuple(_left_cell(reform, lag, found, comparison, lang) for reform in reforms),
            )
            for lag in lags
        )
        yield Table("", say("moment", lang), _titles(reforms, lang), rows)


def _left_cell(reform: Scenario, lag: int, found: Found, comparison: Comparison, lang: Lang) -> Cell:
    group = f"year: +{lag}"
    effect = cell("left_after", found.get((reform.name, "left_after", group)), comparison.base, lang)
    share = found.get((reform.name, "share_left", group))
    if share is None:
        return effect
    left = cell("share_left", share, comparison.base, lang).value
    return Cell(f"{effect.value}（{left}）" if lang == "zh" else f"{effect.value} ({left})", effect.interval)


def _lag(group: str) -> int:
    return int(group.removeprefix("year: +"))


def _lag_said(lag: int, lang: Lang) -> str:
    return say("g_last_year" if lag == 0 else "g_year_after" if lag == 1 else "g_years_after", lang, n=lag)


# --- the budget -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ranking:
    """Reforms in the order of their effect on one output, and what is to be said of single ones."""

    note: str
    title: str
    table: Table
    remarks: tuple[tuple[str, str], ...]
    """Title of a reform, and why it does not spend the budget."""


def ranking_of(comparison: Comparison, lang: Lang) -> Ranking | None:
    """The reforms ranked within the budget; None where there was no budget."""
    ranking = comparison.ranking
    if ranking is None or ranking.empty:
        return None
    base = comparison.base
    titles = {arm.name: one_line(arm.title[lang]) for arm in (base, *comparison.reforms)}
    money = city_money(base, lang)
    metric = str(ranking["metric"].iloc[0])
    form = form_of(metric, base, lang)
    rows = known_rows(ranking)
    written = tuple((Heading(titles[str(row["reform"])]), _ranked(row, form, money, titles, lang)) for row in rows)
    remarks = tuple(
        (
            titles[str(row["reform"])],
            Texts(NOTES).say(str(row["note"]), lang) if row["note"] in NOTES else str(row["note"]),
        )
        for row in rows
        if not row["spends_it"]
    )
    columns = ("strength", "cost", "effect", "p_best", "p_over_budget", "dominated_by")
    table = Table("", say("reform", lang), tuple(say(key, lang) for key in columns), written)
    name = label_in_text(metric, lang)
    target = money.value(float(ranking["target"].iloc[0]))
    return Ranking(say("ranking_note", lang, target=target), say("ranked_by", lang, metric=name), table, remarks)


def _ranked(row: Mapping[str, Any], form: Form, money: Form, titles: dict[str, str], lang: Lang) -> tuple[Cell, ...]:
    effect = three(row, "effect")
    best, over = (chance(*three(row, key, f"{key}_low", f"{key}_high"), lang) for key in ("p_best", "p_over_budget"))
    return (
        Cell(f"×{row['strength']:.3g}"),
        _spent(three(row, "cost", "cost_low", "cost_high"), money, bool(row["spends_it"]), lang),
        Cell(form.change(*effect), _interval(effect, form)),
        Cell(*best),
        Cell(*over),
        Cell(titles.get(str(row["dominated_by"]), say("not_dominated", lang))),
    )


def _spent(cost: Three, money: Form, spends_it: bool, lang: Lang) -> Cell:
    text = money.change(*cost)
    if not spends_it:
        text = f"{text}{say('semicolon', lang)}{say('spends_not', lang)}"
    return Cell(text, _interval(cost, money))


def _interval(numbers: Three, form: Form) -> str:
    """The ends of an interval; nothing where there is none, or where all worlds agree."""
    value, low, high = numbers
    return form.interval(value, low, high) if low < high else ""
