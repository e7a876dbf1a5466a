"""What a reform did and for whom, by comparison with its absence in the same worlds.

The same enterprise of the same seed lives in both arms. Who takes part with the reform and does not without it joined
*because of* it; who takes part in both would have been there anyway. "Taking part" at the end of a run means in at
least half of the last ten ticks. All outcomes are about the last five years unless they say otherwise. Arms that are
worlds with other agents, which a comparison must ask for, have no value for what needs the same agents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from ...simulation.outputs.metrics import DEGREE
from ...simulation.outputs.recording import SIZE_CLASSES
from ...simulation.scenario import Scenario
from ..runs.agent_panel import AgentsTable
from ..runs.annual import last_years, years_of
from ..statistics.inference import NOT_DEFINED, Interval, bootstrap_ratio, mean_interval
from .paired_runs import PairedRuns
from .worlds import differing, has_the_same_agents, own_policies

__all__ = ["NOTICEABLE", "OUTCOMES", "OUTCOME_COLUMNS", "Outcome", "last_year_of_money", "outcomes_of"]

OUTCOME_COLUMNS = ["reform", "outcome", "group", "unit", "value", "low", "high", "n_seeds", "note"]

NOTICEABLE = 1.0
"""k¥ per year by which an enterprise or school must be better or worse off to count as gaining or losing."""

MOST = 0.5
"""Share of the last ten ticks from which an enterprise counts as taking part at the end."""

CLAIMED = frozenset({
    "subsidy", "subsidy_new_trainers", "subsidy_small", "subsidy_apprenticeship", "subsidy_certified",
    "tax_rate", "tax_cap",
    "fixed_cost_relief", "relief_small", "relief_certified",
    "risk_compensation", "compensation_small", "compensation_certified",
    "retention_bonus", "bonus_small", "bonus_certified",
})  # fmt: skip
"""Levers that are money which enterprises apply for: deadweight is about those."""

QUARTERS = ("weakest quarter", "second quarter", "third quarter", "strongest quarter")


@dataclass(frozen=True)
class Outcome:
    """One outcome: unit, names and what it means."""

    unit: str
    en: str
    zh: str
    definition: str


_TRAINEES, _ENTERPRISES, _MONEY = "trainees per year", "enterprises", "k¥ per year"

OUTCOMES: dict[str, Outcome] = {
    "additional_trainees": Outcome(
        _TRAINEES, "Additional co-training places filled", "新增实际到岗的深度培养名额",
        "co-trainees taken in a year with the reform less without it, in the model",
    ),
    "cost_per_additional_trainee": Outcome(
        "k¥", "Cost per additional trainee", "每新增一名学徒的公共成本",
        "additional public spending / additional co-trainees; not defined where the latter may be zero",
    ),
    "deadweight": Outcome(
        "share", "Deadweight", "无谓损失率",
        "share of the co-trainees at enterprises that apply for public money who would be there without the reform; "
        "only of reforms that pay enterprises",
    ),
    "additional_participants": Outcome(
        _ENTERPRISES, "Additional enterprises that take part", "新增参与企业数",
        "enterprises at depth ≥ 1 with the reform less without it, in the model",
    ),
    "additional_deep": Outcome(
        _ENTERPRISES, "of them in depth", "其中深度参与", "enterprises at depth 3 with the reform less without it",
    ),
    "additional_nominal": Outcome(
        _ENTERPRISES, "Formalism bought: not in depth", "“买来的形式化”：非深度参与",
        "enterprises at depth 1 or 2 with the reform less without it",
    ),
    "over_claims_paid": Outcome(
        _MONEY, "Additional over-claims paid and not caught", "新增未查回的虚报金额",
        "over-claims paid less those found and returned, with the reform less without it",
    ),
    "joined_because": Outcome(
        "share", "Take part because of the reform", "因改革而参与",
        "enterprises that take part with the reform and not without it / all enterprises",
    ),
    "joined_anyway": Outcome(
        "share", "Take part anyway", "本来就会参与", "enterprises that take part in both / all enterprises",
    ),
    "driven_out": Outcome(
        "share", "Left because of the reform", "因改革而退出",
        "enterprises that take part without the reform only / all enterprises",
    ),
    "stayed_out": Outcome("share", "Stay out in both", "始终未参与", "enterprises that take part in neither / all"),
    "deep_because": Outcome(
        "share", "Train in depth because of the reform", "因改革而深度参与",
        "enterprises at depth 3 with the reform and not without it / all enterprises",
    ),
    "deep_anyway": Outcome(
        "share", "Train in depth anyway", "本来就会深度参与", "enterprises at depth 3 in both / all enterprises",
    ),
    "deep_driven_out": Outcome(
        "share", "Gave up depth because of the reform", "因改革而放弃深度参与",
        "enterprises at depth 3 without the reform only / all enterprises",
    ),
    "deep_stayed_out": Outcome(
        "share", "Not in depth in either", "始终未深度参与", "enterprises at depth 3 in neither / all enterprises",
    ),
    "net_benefit_enterprise": Outcome(
        _MONEY, "Enterprises", "企业", "change of the net benefit of all enterprises, in the model",
    ),
    "net_benefit_school": Outcome(_MONEY, "Schools", "学校", "change of the net benefit of all schools"),
    "net_benefit_student": Outcome(
        _MONEY, "Students", "学生", "change of the first-year wages of the year's graduates",
    ),
    "net_benefit_treasury": Outcome(_MONEY, "Treasury", "财政", "− change of public spending"),
    "net_benefit_all": Outcome(
        _MONEY, "All four together", "四方合计",
        "sum of the four changes: a first-year balance, without later wages, taxes or effects outside the city",
    ),
    "gaining": Outcome(
        "share", "Better off", "获益占比",
        f"share of the group whose net benefit rises by more than {NOTICEABLE:g} k¥ per year",
    ),
    "losing": Outcome(
        "share", "Worse off", "受损占比",
        f"share of the group whose net benefit falls by more than {NOTICEABLE:g} k¥ per year",
    ),
    "change_of_net_benefit": Outcome(
        _MONEY, "Change of net benefit, each", "平均净收益变化", "mean change of the net benefit of one of the group",
    ),
    "change_of_quality": Outcome(
        DEGREE, "Change of graduates' adequacy", "毕业生胜任度变化",
        "mean change of the adequacy of the graduates of one school of the group",
    ),
    "left_after": Outcome(
        "share", "Effect on deep participation after the money ends", "资金结束后的深度参与效应",
        "effect on deep participation so many years after the last year of money (+0: in that year)",
    ),
    "share_left": Outcome(
        "share", "Share of the effect that is left", "剩余效应占比",
        "the same as a share of the effect in the last year of money; not defined where that may be zero",
    ),
}  # fmt: skip
"""All outcomes by name.

The column `group` of the table tells of whom an outcome is: "all" (enterprises, or the whole), a class of size, a
field, "school" (all, or a quarter of them by the name they had at the start), or a year after the end."""

Note = Literal["", "may be zero", "pays no enterprise", "nobody", "other enterprises", "other schools"]
"""Why there is no value: the denominator of a ratio may be zero, the reform pays enterprises nothing, nobody is in the
group, or the arms have other enterprises or schools, so that none can be followed from one arm into the other."""


class Found(NamedTuple):
    """A value of an outcome: of which group, from how many worlds, and why there is none if there is none."""

    outcome: str
    group: str
    interval: Interval
    worlds: int
    note: Note = ""


_Rows = Iterator[Found]
Tables = Mapping[AgentsTable, pd.DataFrame]
"""What is kept of agents, read once for all reforms."""


def outcomes_of(runs: PairedRuns) -> pd.DataFrame:
    """Outcomes of every reform as a tidy table (columns `OUTCOME_COLUMNS`).

    `n_seeds` is the number of worlds that a value was found from; `note` (`Note`) says why a value is empty.
    """
    tables: Tables = {name: runs.agents(name) for name in ("enterprises", "schools", "years")}
    rows = [
        (reform.name, outcome, group, OUTCOMES[outcome].unit, found.value, found.low, found.high, worlds, note)
        for reform in runs.reforms
        for outcome, group, found, worlds, note in _outcomes_of(runs, reform, tables)
    ]
    return pd.DataFrame(rows, columns=OUTCOME_COLUMNS)


def _mean(outcome: str, group: str, values: pd.Series | np.ndarray, bounds: tuple[float, float] | None = None) -> Found:
    """The mean of one value per world; worlds without one are left out."""
    known = np.asarray(values, float)
    found = mean_interval(known)
    worlds = int((~np.isnan(known)).sum())
    return Found(outcome, group, found.within(*bounds) if bounds else found, worlds, "" if worlds else "nobody")


def _ratio(outcome: str, group: str, numerators: np.ndarray, denominators: np.ndarray) -> Found:
    """The ratio of the means of two values per world."""
    found = bootstrap_ratio(numerators, denominators)
    worlds = int((~np.isnan(numerators + denominators)).sum())
    return Found(outcome, group, found, worlds, "may be zero" if np.isnan(found.value) else "")


def _outcomes_of(runs: PairedRuns, reform: Scenario, tables: Tables) -> _Rows:
    yield from _trainees_and_money(runs, reform, tables["years"])
    yield from _additional(runs, reform, tables["enterprises"])
    both = _paired_agents(runs, reform, tables, "enterprises")
    yield from _who_joined(both)
    yield from _net_benefits(runs, reform)
    fields = list(range(1, len(runs.base.parameters["field_shares"]) + 1))
    yield from _gains(both, "enterprises", "all", None, [])
    yield from _gains(both, "enterprises", "size_class", "size_class", list(SIZE_CLASSES))
    yield from _gains(both, "enterprises", "field", "field", fields)
    yield from _schools(runs, reform, tables)
    yield from _what_is_left(runs, reform)


# --- trainees, money and enterprises ----------------------------------------------------------------------------------


def _trainees_and_money(runs: PairedRuns, reform: Scenario, years: pd.DataFrame) -> _Rows:
    first, last = last_years(years_of(reform))
    within = years.loc[years["year"].between(first, last)]
    means = within.groupby(["seed", "scenario"])[["trainees", "supported"]].mean()

    def of(arm: Scenario, column: str) -> np.ndarray:
        return means[column].unstack("scenario")[arm.name].to_numpy(float)

    additional = of(reform, "trainees") - of(runs.base, "trainees")
    supported = of(reform, "supported")
    yield _mean("additional_trainees", "all", additional)
    spending = _change(runs, reform, "public_spending")
    yield _ratio("cost_per_additional_trainee", "all", spending, additional)
    if CLAIMED & levers_touched(reform, runs.base):
        yield _ratio("deadweight", "all", supported - additional, supported)
    else:
        yield Found("deadweight", "all", NOT_DEFINED, len(supported), "pays no enterprise")
    uncaught = _change(runs, reform, "over_claims_paid") - _change(runs, reform, "over_claims_caught")
    yield _mean("over_claims_paid", "all", uncaught)


def _additional(runs: PairedRuns, reform: Scenario, enterprises: pd.DataFrame) -> _Rows:
    """Enterprises with the reform less those without it, by the numbers of each arm for itself."""
    counts = enterprises.groupby(["scenario", "seed"])[["participating", "deep"]].sum()
    change = counts.loc[reform.name] - counts.loc[runs.base.name]
    yield _mean("additional_participants", "all", change["participating"])
    yield _mean("additional_deep", "all", change["deep"])
    yield _mean("additional_nominal", "all", change["participating"] - change["deep"])


def _change(runs: PairedRuns, reform: Scenario, metric: str) -> np.ndarray:
    """What a reform adds to a metric, mean of the last five years, world by world."""
    values = runs.paired_values(metric)
    return (values[reform.name] - values[runs.base.name]).to_numpy()


JOINED = {
    "participating": ("joined_because", "joined_anyway", "driven_out", "stayed_out"),
    "deep": ("deep_because", "deep_anyway", "deep_driven_out", "deep_stayed_out"),
}


def _who_joined(both: pd.DataFrame | None) -> _Rows:
    for column, names in JOINED.items():
        if both is None:
            yield from (Found(name, "all", NOT_DEFINED, 0, "other enterprises") for name in names)
            continue
        before, after = both[f"{column}_base"] >= MOST, both[f"{column}_reform"] >= MOST
        groups = (~before & after, before & after, before & ~after, ~before & ~after)
        for name, chosen in zip(names, groups, strict=True):
            yield _mean(name, "all", chosen.groupby(both["seed"]).mean(), (0, 1))


def _net_benefits(runs: PairedRuns, reform: Scenario) -> _Rows:
    total = np.zeros(len(runs.seeds))
    for actor in ("enterprise", "school", "student", "treasury"):
        change = _change(runs, reform, f"{actor}_net_benefit")
        total = total + change
        yield _mean(f"net_benefit_{actor}", "all", change)
    yield _mean("net_benefit_all", "all", total)


def _gains(both: pd.DataFrame | None, who: str, label: str, by: str | None, groups: list) -> _Rows:
    """Who is better and who is worse off, for all or by group; worlds in which a group is empty are left out."""
    for group in groups or [None]:
        said = label if group is None else f"{label}: {group}"
        if both is None:
            outcomes = ("gaining", "losing", "change_of_net_benefit")
            yield from (Found(outcome, said, NOT_DEFINED, 0, _others(who)) for outcome in outcomes)
            continue
        chosen = both if by is None else both.loc[both[by] == group]
        change = chosen["net_benefit_reform"] - chosen["net_benefit_base"]
        worlds = chosen["seed"]
        yield _mean("gaining", said, (change > NOTICEABLE).groupby(worlds).mean(), (0, 1))
        yield _mean("losing", said, (change < -NOTICEABLE).groupby(worlds).mean(), (0, 1))
        yield _mean("change_of_net_benefit", said, change.groupby(worlds).mean())


def _others(who: str) -> Note:
    return "other schools" if who == "schools" else "other enterprises"


# --- schools ----------------------------------------------------------------------------------------------------------


def _schools(runs: PairedRuns, reform: Scenario, tables: Tables) -> _Rows:
    """Schools by the name that they have at tick 0 in the baseline: a reform of institutions may move it before."""
    both = _paired_agents(runs, reform, tables, "schools")
    if both is not None:
        rank = both.groupby("seed")["name_at_start_base"].rank(method="first", pct=True)
        both["quarter"] = np.array(QUARTERS)[np.clip(np.ceil(rank * 4).astype(int) - 1, 0, 3)]
    yield from _gains(both, "schools", "school", None, [])
    yield _quality(both, "school", None)
    yield from _gains(both, "schools", "school", "quarter", list(QUARTERS))
    for quarter in QUARTERS:
        yield _quality(both, f"school: {quarter}", quarter)


def _quality(both: pd.DataFrame | None, group: str, quarter: str | None) -> Found:
    """The change of the adequacy of a school's graduates; schools without graduates are left out."""
    if both is None:
        return Found("change_of_quality", group, NOT_DEFINED, 0, "other schools")
    chosen = both if quarter is None else both.loc[both["quarter"] == quarter]
    change = chosen["quality_reform"] - chosen["quality_base"]
    return _mean("change_of_quality", group, change.groupby(chosen["seed"]).mean())


# --- after the end ----------------------------------------------------------------------------------------------------


def levers_touched(reform: Scenario, base: Scenario) -> frozenset[str]:
    """Parameters in which a reform differs from its baseline, by a policy of its own or by its own value."""
    own = {
        lever
        for policy in own_policies(reform, base)
        for name, lever in policy.levers().items()
        if getattr(policy, name) != 0
    }
    return frozenset(own | {found.name for found in differing(base.values, reform.values)})


def last_year_of_money(reform: Scenario, base: Scenario) -> int | None:
    """The last year in which a reform's own policies give something; None if they do to the horizon, or never.

    A schedule that goes on below zero takes away from what stands, and gives no more.
    """
    years = years_of(reform)
    giving = [
        year
        for year in range(1, years + 1)
        if any(value > 0 for policy in own_policies(reform, base) for value in policy.changes(year).values())
    ]
    return giving[-1] if giving and giving[-1] < years else None


def _what_is_left(runs: PairedRuns, reform: Scenario) -> _Rows:
    end = last_year_of_money(reform, runs.base)
    if end is None:
        return
    values = runs.year_values
    whole = values.loc[values["region"] == "all"]

    def effect(year: int) -> np.ndarray:
        table = whole.loc[whole["year"] == year].pivot(index="seed", columns="scenario", values="deep_participation")
        return (table[reform.name] - table[runs.base.name]).to_numpy()

    at_the_end = effect(end)
    for year in range(end, years_of(reform) + 1):
        yield _mean("left_after", f"year: +{year - end}", effect(year))
    for year in range(end + 1, years_of(reform) + 1):
        yield _ratio("share_left", f"year: +{year - end}", effect(year), at_the_end)


def _paired_agents(
    runs: PairedRuns, reform: Scenario, tables: Tables, table: Literal["enterprises", "schools"]
) -> pd.DataFrame | None:
    """A table of agents with the columns of both arms, suffixes _base and _reform; None where they are other agents.

    An agent is the same in both arms by its number in its region. What it is like (its field, its size) is the
    baseline's; what may change before tick 0 has both suffixes.
    """
    if not has_the_same_agents(runs.base, reform, table):
        return None
    agents = tables[table]
    base, other = (agents.loc[agents["scenario"] == arm.name] for arm in (runs.base, reform))
    other = other.drop(columns=["field", "size_class"], errors="ignore")
    keys = ["seed", "region", table.removesuffix("s")]
    both = base.merge(other, on=keys, suffixes=("_base", "_reform"), validate="one_to_one")
    return both if len(both) == len(base) == len(other) else None
