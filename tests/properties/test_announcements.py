"""What is announced moves intakes, what is not announced moves nothing, and nobody acts on what is unknown."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consortium.simulation.policies import INSTRUMENTS, Policy
from consortium.simulation.policies.instruments import Subsidy
from consortium.simulation.scenario import Scenario, load_scenario
from tests.properties.test_same_worlds import at_strength
from tests.worlds import run, ticks, town

GENEROUS: dict[str, Any] = {"application_cost": 1.0, "approval": 0.9, "publicity": 0.2, "monitoring": 0.8}


def starts(scenario: Scenario, seed: int) -> np.ndarray:
    """Co-trainees taken in, by year."""
    return np.array([m.population.enterprises["new_trainees"].sum() for m in ticks(scenario, seed) if m.autumn])


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda i: i.model_fields["kind"].default)
def test_an_announcement_at_strength_zero_changes_nothing(instrument: type[Policy]) -> None:
    announced = run(town(at_strength(instrument, 0.0, start=3, end=5, announced=2)))
    assert announced.population.differences(run(town()).population) == []


@settings(max_examples=10)
@given(seed=st.integers(0, 2**31), start=st.integers(3, 7), lead=st.integers(1, 2))
def test_worlds_are_the_same_until_the_announcement(seed: int, start: int, lead: int) -> None:
    reform = town(Subsidy(per_trainee=20.0, start=start, announced=lead), **GENEROUS)
    before = start - lead - 1
    for base, reformed in zip(
        ticks(town(**GENEROUS), seed, years=before), ticks(reform, seed, years=before), strict=True
    ):
        assert reformed.population.differences(base.population) == []


def test_an_announced_end_brings_intakes_forward_and_leaves_a_gap() -> None:
    base = load_scenario("baseline").with_({"years": 8, **GENEROUS})
    silent = base.with_(policies=[Subsidy(per_trainee=20.0, end=5)])
    announced = base.with_(policies=[Subsidy(per_trainee=20.0, end=5, announced=1)])
    ratio = np.mean([starts(announced, seed) / starts(silent, seed) for seed in range(8)], axis=0)
    assert ratio[:4] == pytest.approx(1.0)
    assert ratio[4] > 1.05
    assert ratio[5] < 0.9


def test_an_announced_start_makes_enterprises_wait() -> None:
    base = load_scenario("baseline").with_({"years": 6, **GENEROUS})
    silent = base.with_(policies=[Subsidy(per_trainee=20.0, start=4)])
    announced = base.with_(policies=[Subsidy(per_trainee=20.0, start=4, announced=1)])
    ratio = np.mean([starts(announced, seed) / starts(silent, seed) for seed in range(8)], axis=0)
    assert ratio[:2] == pytest.approx(1.0)
    assert ratio[2] < 0.9
    assert ratio[3] > 1.1
