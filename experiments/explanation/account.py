"""Why an enterprise took the depth it took: a year of a run looked at between outreach and choice, in every arm.

    views = [look(scenario, seed=1, year=8) for scenario in (baseline, reform)]
    explanation = explain(views, enterprise=17)
    explanation.frame           # arm, year, tick, depth, member, term, value

Enterprises have the numbers 1 … N in order over all regions. The same number is the same enterprise in every arm, with
the same draws: what differs between the arms is what it weighs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from ...simulation.randomness import ENTERPRISE_EXPLORES, uniform
from ...simulation.scenario import Scenario
from .watching import Moment, View, check
from .weighing import RULES, Weighed, as_object, weigh

__all__ = ["FACTS", "Choice", "ExplainedArm", "Explanation", "State", "co_trainers", "explain", "worth_a_look"]

What = Literal["leads", "fell_out", "kept", "no_school", "explored", "chose"]
"""What an enterprise did in a tick: stood firm or left as the leading one; lost its school in a dispute; was not under
review; was, and had no school at hand; chose at random; chose by what it weighed."""


class State(NamedTuple):
    """Depth, membership, and the partner school's number (0 without one)."""

    depth: int
    member: int
    school: int


@dataclass(frozen=True)
class Choice:
    """What an enterprise weighed in a tick, and what it did."""

    tick: int
    what: What
    weighed: Weighed
    before: State
    after: State
    facts: dict[str, float]
    """Numbers behind the terms, by the names of `FACTS`."""


@dataclass(frozen=True)
class ExplainedArm:
    """An enterprise under a scenario in the two ticks of a year.

    `chosen` is the year in which it last came up for review by the end of that year; 0: before year 1.
    """

    scenario: Scenario
    choices: tuple[Choice, Choice]
    chosen: int

    @property
    def depth(self) -> int:
        """Its depth at the end of the year."""
        return self.choices[-1].after.depth


FACTS: dict[str, tuple[str, str]] = {
    "school": ("School it can work with (number; 0 none)", "可合作的学校（编号；0为无）"),
    "aware": ("Knows the policies (1 yes)", "了解政策（1为是）"),
    "places": ("Places a year", "年接收岗位数"),
    "qhat": ("Adequacy it expects of trainees (0–1)", "预期学徒胜任度（0–1）"),
    "retention_2": ("Retention it expects after placement", "预期岗位实习后留任率"),
    "retention_3": ("Retention it expects after co-training", "预期共同培养后留任率"),
    "neighbours_training": ("Neighbours at depth 2 or 3 (share)", "同行深度2或3的比例"),
    "friction": ("Cost of applying, relative (median 1)", "申请成本系数（中位数1）"),
    "application": ("Cost of an application (k¥)", "单次申请成本（千元）"),
    "approval": ("Share of a claim it expects to see", "预期兑现比例"),
    "horizon": ("Weight of gains after training", "培养后收益权重"),
    "tightness": ("Tightness of its labour market (1 normal)", "劳动力市场紧度（1为正常）"),
    "rivals": (
        "Pressure of poachers (share not training × size of field)",
        "挖人压力（不培养企业占比 × 专业领域相对规模）",
    ),
    "taste": ("Liking for membership (k¥ per place)", "入会偏好（千元/岗位）"),
    "mu": ("Chance of a choice at random", "随机选择概率"),
}
"""Numbers behind the terms, with their names."""


# --- one enterprise ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Explanation:
    """One enterprise in one year of one world, in every arm; the first is the baseline."""

    enterprise: int
    year: int
    seed: int
    region: int
    field: int
    size: float
    arms: tuple[ExplainedArm, ...]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Every term: arm, year, tick, depth, member, term, value (k¥ per place)."""
        rows = [
            (arm.scenario.name, self.year, choice.tick, depth, choice.weighed.members[depth], term, value)
            for arm in self.arms
            for choice in arm.choices
            for depth, terms in choice.weighed.terms.items()
            for term, value in terms.items()
        ]
        return pd.DataFrame(rows, columns=["arm", "year", "tick", "depth", "member", "term", "value"])


def explain(views: Sequence[View], enterprise: int) -> Explanation:
    """How an enterprise weighed the depths in each of the views, and what it did. Raises Refused."""
    first = views[0]
    check([view.scenario for view in views], first.year, enterprise)
    row = enterprise - 1
    record = first.moments[0].tables["enterprises"][row]
    return Explanation(
        enterprise,
        first.year,
        first.seed,
        int(record["region"]) + 1,
        int(record["field"]) + 1,
        float(record["size"]),
        tuple(_arm(view, row) for view in views),
    )


def _arm(view: View, row: int) -> ExplainedArm:
    autumn, spring = (_choice(view, moment, row) for moment in view.moments)
    return ExplainedArm(view.scenario, (autumn, spring), int(view.chosen[row]))


def _choice(view: View, moment: Moment, row: int) -> Choice:
    e = _enterprise(moment, row)
    about = _about(moment, row)
    weighed = weigh(e, *about)
    return Choice(
        moment.tick,
        _what(view, moment, row),
        weighed,
        _state(moment.before[row]),
        _state(moment.after[row]),
        _facts(e, weighed, *about),
    )


def _state(record: np.void) -> State:
    return State(int(record["depth"]), int(record["member"]), int(record["partner"]) + 1)


def _enterprise(moment: Moment, row: int) -> Any:
    """The enterprise as it weighs; who is not under review has no school at hand yet, so that it is looked for here."""
    tables = moment.tables
    e = tables["enterprises"][row]
    enterprise = as_object(e)
    if not enterprise.due:
        active = int(tables["schools"][enterprise.partner]["active"]) if enterprise.partner >= 0 else 0
        offer = RULES.school_at_hand(enterprise, active, as_object(moment.now[enterprise.region]))  # type: ignore[arg-type]
        enterprise.offer = int(offer)
        enterprise.offer_tenure = enterprise.tenure if enterprise.offer == enterprise.partner else 0
        enterprise.offer_alignment = enterprise.alignment if enterprise.offer == enterprise.partner else 0.0
        enterprise.offer_experience = (
            float(tables["schools"][enterprise.offer]["teacher_experience"]) if enterprise.offer >= 0 else 0.0
        )
    return enterprise


def _about(moment: Moment, row: int) -> tuple[Any, Any, Any, Any]:
    """Market, consortium, government and levers of an enterprise."""
    e, tables = moment.tables["enterprises"][row], moment.tables
    region = int(e["region"])
    records = tables["markets"][region, e["field"]], tables["consortia"][region], tables["governments"][region]
    return *map(as_object, records), as_object(moment.now[region])  # type: ignore[return-value]


def _what(view: View, moment: Moment, row: int) -> What:
    e = moment.tables["enterprises"][row]
    region = moment.tables["regions"][e["region"]]
    levers = moment.now[e["region"]]
    if levers["leader_influence"] > 0.0 and row == region["leader"]:
        return "leads"
    if e["disputed"]:
        return "fell_out"
    if not e["due"]:
        return "kept"
    if e["offer"] < 0:
        return "no_school"
    draw = uniform(view.seed, ENTERPRISE_EXPLORES, moment.tick, int(e["region"]), int(e["index"]), 0, 0)
    return "explored" if draw < levers["mu"] else "chose"


def _facts(e: Any, weighed: Weighed, market: Any, consortium: Any, government: Any, now: Any) -> dict[str, float]:
    retention = {d: RULES.enterprise_expects_retention(e, d, weighed.members[d], now) for d in (2, 3)}
    return {
        "school": e.offer + 1,
        "aware": e.aware,
        "places": e.places,
        "qhat": e.qhat,
        "retention_2": retention[2],
        "retention_3": retention[3],
        "neighbours_training": e.neighbours_training,
        "friction": e.friction,
        "application": RULES.application_cost(e, now),
        "approval": RULES.expected_approval(government, now),
        "horizon": e.horizon,
        "tightness": market.tightness,
        "rivals": market.rivals,
        "taste": e.taste / e.places,
        "mu": now.mu,
    }


# --- enterprises worth explaining -------------------------------------------------------------------------------------


def co_trainers(views: Sequence[View]) -> tuple[np.ndarray, np.ndarray]:
    """Who co-trains at the end of the year in the first and in the last view; of one view at the start and the end."""
    first, last = views[0], views[-1]
    before = first.moments[0].before if len(views) == 1 else first.moments[1].after
    after = last.moments[1].after
    number = min(len(before), len(after))
    return before["depth"][:number] == 3, after["depth"][:number] == 3


def worth_a_look(views: Sequence[View]) -> pd.DataFrame:
    """Enterprises that co-train at the end of the year in the second view and not in the first, or the reverse.

    With a single view: that took up co-training in the year, or gave it up. Columns: enterprise, region, field, size,
    deep_before and deep_after (in the first and the second view, or at the start and the end of the year), reviewed
    (whether it was under review in the year in all views), chance_before and chance_after (of co-training, in spring;
    with a single view in autumn and spring). Those under review come first, then those whose chances differ most.
    """
    table = views[0].moments[0].tables["enterprises"]
    before, after = co_trainers(views)
    first, last = views[0], views[-1]
    moments = first.moments if len(views) == 1 else (first.moments[1], last.moments[1])
    reviewed = np.all([view.chosen[: len(before)] == view.year for view in views], axis=0)
    rows = np.flatnonzero(before != after)
    weighed = [
        [_chance(view, moment, row) for row in rows.tolist()]
        for view, moment in zip((first, last), moments, strict=True)
    ]
    frame = pd.DataFrame(
        {
            "enterprise": rows + 1,
            "region": table["region"][rows] + 1,
            "field": table["field"][rows] + 1,
            "size": table["size"][rows],
            "deep_before": before[rows],
            "deep_after": after[rows],
            "reviewed": reviewed[rows],
            "chance_before": weighed[0],
            "chance_after": weighed[1],
        }
    )
    moved = (frame["chance_after"] - frame["chance_before"]).abs()
    frame = frame.assign(moved=moved).sort_values(["reviewed", "moved"], ascending=False, kind="stable")
    return frame.drop(columns="moved").reset_index(drop=True)


def _chance(view: View, moment: Moment, row: int) -> float:
    return weigh(_enterprise(moment, row), *_about(moment, row)).chances[3]
