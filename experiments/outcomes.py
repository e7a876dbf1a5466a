"""What a reform did and for whom, by comparison with its absence in the same worlds.

The same enterprise of the same seed lives in both arms. Who takes part with the reform and does not without it joined
*because of* it; who takes part in both would have been there anyway. "Taking part" at the end of a run means in at
least half of the last ten ticks. All outcomes are about the last five years unless they say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from ..simulation.metrics import DEGREE
from ..simulation.recording import SIZE_CLASSES
from ..simulation.scenario import Scenario
from .inference import Interval, bootstrap_ratio, mean_interval
from .worlds import differing
from .years import last_years, years_of

if TYPE_CHECKING:
    from .comparison import Comparison

__all__ = ["NOTICEABLE", "OUTCOMES", "OUTCOME_COLUMNS", "Outcome", "last_year_of_money", "outcomes_of", "own_policies"]

OUTCOME_COLUMNS = ["reform", "outcome", "group", "unit", "value", "low", "high", "n_seeds"]

NOTICEABLE = 1.0
"""k¥ a year by which an enterprise or school must be better or worse off to count as gaining or losing."""

MOST = 0.5
"""Share of the last ten ticks from which an enterprise counts as taking part at the end."""

CLAIMED = frozenset({"subsidy", "tax_rate", "tax_cap", "fixed_cost_relief", "risk_compensation", "retention_bonus"})
"""Levers that are money which enterprises apply for: deadweight is about those."""

QUARTERS = ("weakest quarter", "second quarter", "third quarter", "strongest quarter")


@dataclass(frozen=True)
class Outcome:
    """One outcome: unit, names and what it means."""

    unit: str
    en: str
    zh: str
    definition: str


_TRAINEES, _ENTERPRISES, _MONEY = "trainees a year", "enterprises", "k¥ a year"

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
        f"share of the group whose net benefit rises by more than {NOTICEABLE:g} k¥ a year",
    ),
    "losing": Outcome(
        "share", "Worse off", "受损占比",
        f"share of the group whose net benefit falls by more than {NOTICEABLE:g} k¥ a year",
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

_Found = Iterator[tuple[str, str, Interval]]


def outcomes_of(comparison: Comparison) -> pd.DataFrame:
    """Outcomes of every reform as a tidy table (columns `OUTCOME_COLUMNS`); empty values are not defined."""
    rows = []
    for reform in comparison.reforms:
        for outcome, group, found in _outcomes_of(comparison, reform):
            rows.append((reform.name, outcome, group, OUTCOMES[outcome].unit, found.value, found.low, found.high))
    table = pd.DataFrame(rows, columns=OUTCOME_COLUMNS[:-1])
    return table.assign(n_seeds=len(comparison.seeds))


def _outcomes_of(comparison: Comparison, reform: Scenario) -> _Found:
    yield from _trainees_and_money(comparison, reform)
    both = _paired_agents(comparison, reform, "enterprises", ["enterprise", "field", "size_class"])
    yield from _who_joined(both)
    yield from _net_benefits(comparison, reform)
    yield from _gains(both, "all", None, [])
    yield from _gains(both, "size_class", "size_class", list(SIZE_CLASSES))
    yield from _gains(both, "field", "field", sorted(both["field"].unique()))
    yield from _schools(comparison, reform)
    yield from _what_is_left(comparison, reform)


# --- trainees, money and enterprises ----------------------------------------------------------------------------------


def _trainees_and_money(comparison: Comparison, reform: Scenario) -> _Found:
    first, last = last_years(years_of(reform))
    years = comparison.agents("years")
    within = years.loc[years["year"].between(first, last)]
    means = within.groupby(["seed", "scenario"])[["trainees", "supported"]].mean()

    def of(arm: Scenario, column: str) -> np.ndarray:
        return means[column].unstack("scenario")[arm.name].to_numpy(float)

    additional = of(reform, "trainees") - of(comparison.base, "trainees")
    supported = of(reform, "supported")
    yield "additional_trainees", "all", mean_interval(additional)
    spending = _change(comparison, reform, "public_spending")
    yield "cost_per_additional_trainee", "all", bootstrap_ratio(spending, additional)
    paid = CLAIMED & levers_touched(reform, comparison.base)
    yield "deadweight", "all", bootstrap_ratio(supported - additional, supported if paid else np.zeros(len(supported)))
    uncaught = _change(comparison, reform, "fraud_paid") - _change(comparison, reform, "fraud_caught")
    yield "over_claims_paid", "all", mean_interval(uncaught)


def _change(comparison: Comparison, reform: Scenario, metric: str) -> np.ndarray:
    """What a reform adds to a metric, mean of the last five years, world by world."""
    values = comparison.paired_values(metric)
    return (values[reform.name] - values[comparison.base.name]).to_numpy()


def _who_joined(both: pd.DataFrame) -> _Found:
    def each_world(values: pd.Series, how: str) -> Interval:
        return mean_interval(values.groupby(both["seed"]).agg(how).to_numpy(float))

    taking, deep = (both[f"{name}_reform"] - both[f"{name}_base"] for name in ("participating", "deep"))
    yield "additional_participants", "all", each_world(taking, "sum")
    yield "additional_deep", "all", each_world(deep, "sum")
    yield "additional_nominal", "all", each_world(taking - deep, "sum")
    for column, names in (
        ("participating", ("joined_because", "joined_anyway", "driven_out", "stayed_out")),
        ("deep", ("deep_because", "deep_anyway", "deep_driven_out", "deep_stayed_out")),
    ):
        before, after = both[f"{column}_base"] >= MOST, both[f"{column}_reform"] >= MOST
        for name, chosen in zip(
            names, (~before & after, before & after, before & ~after, ~before & ~after), strict=True
        ):
            yield name, "all", each_world(chosen, "mean").within(0, 1)


def _net_benefits(comparison: Comparison, reform: Scenario) -> _Found:
    total = np.zeros(len(comparison.seeds))
    for actor in ("enterprise", "school", "student", "treasury"):
        change = _change(comparison, reform, f"{actor}_net_benefit")
        total = total + change
        yield f"net_benefit_{actor}", "all", mean_interval(change)
    yield "net_benefit_all", "all", mean_interval(total)


def _gains(both: pd.DataFrame, label: str, by: str | None, groups: list) -> _Found:
    """Who is better and who is worse off, for all or by group; worlds in which a group is empty are left out."""
    change = both["net_benefit_reform"] - both["net_benefit_base"]
    columns = {"gaining": change > NOTICEABLE, "losing": change < -NOTICEABLE, "change_of_net_benefit": change}
    for group in groups or [None]:
        chosen = slice(None) if by is None else both[by] == group
        said = label if group is None else f"{label}: {group}"
        for outcome, values in columns.items():
            means = values.loc[chosen].groupby(both["seed"].loc[chosen]).mean()
            found = mean_interval(means.to_numpy(float))
            yield outcome, said, found if outcome == "change_of_net_benefit" else found.within(0, 1)


# --- schools ----------------------------------------------------------------------------------------------------------


def _schools(comparison: Comparison, reform: Scenario) -> _Found:
    """Schools by the name they had before any policy, which is the same in both arms."""
    both = _paired_agents(comparison, reform, "schools", ["school", "name_at_start"])
    rank = both.groupby("seed")["name_at_start"].rank(method="first", pct=True)
    both["quarter"] = np.array(QUARTERS)[np.clip(np.ceil(rank * 4).astype(int) - 1, 0, 3)]
    quality = both["quality_reform"] - both["quality_base"]
    yield from _gains(both, "school", None, [])
    yield "change_of_quality", "school", mean_interval(quality.groupby(both["seed"]).mean().to_numpy())
    yield from _gains(both, "school", "quarter", list(QUARTERS))
    for quarter in QUARTERS:
        chosen = both["quarter"] == quarter
        means = quality[chosen].groupby(both.loc[chosen, "seed"]).mean()
        yield "change_of_quality", f"school: {quarter}", mean_interval(means.to_numpy())


# --- after the end ----------------------------------------------------------------------------------------------------


def own_policies(reform: Scenario, base: Scenario) -> tuple:
    """The policies of a reform that its baseline has not."""
    others = list(base.policies)
    own = []
    for policy in reform.policies:
        if policy in others:
            others.remove(policy)
        else:
            own.append(policy)
    return tuple(own)


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


def _what_is_left(comparison: Comparison, reform: Scenario) -> _Found:
    end = last_year_of_money(reform, comparison.base)
    if end is None:
        return
    values = comparison.year_values
    whole = values.loc[values["region"] == "all"]

    def effect(year: int) -> np.ndarray:
        table = whole.loc[whole["year"] == year].pivot(index="seed", columns="scenario", values="deep_participation")
        return (table[reform.name] - table[comparison.base.name]).to_numpy()

    at_the_end = effect(end)
    for year in range(end, years_of(reform) + 1):
        yield "left_after", f"year: +{year - end}", mean_interval(effect(year))
    for year in range(end + 1, years_of(reform) + 1):
        yield "share_left", f"year: +{year - end}", bootstrap_ratio(effect(year), at_the_end)


def _paired_agents(
    comparison: Comparison, reform: Scenario, table: Literal["enterprises", "schools"], keys: list[str]
) -> pd.DataFrame:
    """A table of agents with the columns of both arms, suffixes _base and _reform."""
    agents = comparison.agents(table)
    base, other = (agents.loc[agents["scenario"] == arm.name] for arm in (comparison.base, reform))
    return base.merge(other, on=["seed", "region", *keys], suffixes=("_base", "_reform"), validate="one_to_one")
