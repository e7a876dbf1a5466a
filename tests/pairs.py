"""Policies of every kind, and pairs of scenarios that differ in a few things, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from consortium.simulation.policies import INSTRUMENTS, Feedback, Policy
from consortium.simulation.policies.instruments import Subsidy
from consortium.simulation.scenario import Scenario, ScenarioError
from tests.properties.test_same_worlds import at_strength
from tests.worlds import town

STEERED = Feedback(metric="deep_participation", target=0.4, gain=1.5, high=3.0)
HAMLET = {"schools": 3, "enterprises": 30, "intake": 10, "years": 6, "warm_up": 4}
"""Quicker than a town."""


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Any instrument, with dates, an announcement, a rule and regions of any kind."""
    start = draw(st.integers(1, 5))
    end = draw(st.none() | st.integers(start, 7))
    plain = at_strength(draw(st.sampled_from([Subsidy, *INSTRUMENTS])), draw(st.sampled_from([0.0, 0.2, 0.4])))
    rule: dict[str, Any] = draw(
        st.sampled_from([{}, {}, {"feedback": STEERED}, {"schedule": ((start, 0.5), (min(start + 1, end or 9), 0.0))}])
    )
    if rule.get("schedule") and rule["schedule"][0][0] == rule["schedule"][1][0]:
        rule = {"schedule": ((start, 0.5),)}
    dates = {
        "announced": draw(st.sampled_from([0, 0, 1, 2])),
        "phase_in": draw(st.sampled_from([0, 0, 2])),
        "regions": draw(st.sampled_from([None, (1,), (2,), (1, 2)])),
    }
    return type(plain)(**{**plain.model_dump(), **dates, **rule, "start": start, "end": end})


def changed(policy: Policy, key: str, value: Any) -> Policy:
    """The policy with one thing changed, or as it is where that cannot be."""
    try:
        return type(policy)(**{**policy.model_dump(), key: value})
    except ValueError:
        return policy


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Scenario, Scenario]:
    """Two scenarios that differ in a few things at most."""
    base = draw(st.lists(policies(), max_size=3))
    other = list(base)
    for _ in range(draw(st.integers(0, 2))):
        row = draw(st.integers(0, len(other)))
        match draw(st.sampled_from(["add", "drop", "swap", "change", "change"])):
            case "add":
                other.insert(row, draw(policies()))
            case "drop":
                del other[row : row + 1]
            case "swap":
                other[row : row + 2] = other[row : row + 2][::-1]
            case _ if row < len(other):
                key, value = draw(
                    st.sampled_from(
                        [
                            ("end", 3),
                            ("end", None),
                            ("start", 4),
                            ("announced", 1),
                            ("phase_in", 3),
                            ("regions", (1,)),
                            ("feedback", STEERED),
                            ("feedback", None),
                            ("schedule", ()),
                        ]
                    )
                )
                other[row] = changed(other[row], key, value)
    try:
        return tuple(town(*own, regions=2, **HAMLET) for own in (base, other))  # type: ignore[return-value]
    except ScenarioError:  # together they leave the bounds of a lever
        assume(False)
        raise
