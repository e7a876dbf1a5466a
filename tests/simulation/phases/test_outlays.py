"""Running outlays stand in one list, which serves the reserve, the cut and the payment."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from consortium.simulation.compilation import plain
from consortium.simulation.parameters import NOW_DTYPE, as_record
from consortium.simulation.phases.outlays import running_outlays
from consortium.simulation.state.columns import SPENDING_KINDS

LEVELS = {
    "entity": 0.5,
    "community": 0.4,
    "base_operation": 300.0,
    "platform": 0.6,
    "association": 0.5,
    "sharing": 0.8,
    "mixed_ownership": 0.2,
    "rotation": 0.13,
    "publicity": 0.12,
}
"""Everything that runs, at some level."""

COSTS_FROM = {"rotation": 0.03, "publicity": 0.02}
"""What these two have at the start costs nothing."""

KINDS = {
    "consortium_entity",
    "training_base",
    "digital_platform",
    "association_services",
    "equipment_sharing",
    "mixed_ownership",
    "teacher_rotation",
    "publicity",
}


CITY = SimpleNamespace(enterprises=300, in_park=60)


def government(**levels: float) -> SimpleNamespace:
    """Levers of a city with some levels, the standing rates without."""
    record = as_record({**COSTS_FROM, **dict.fromkeys(LEVELS.keys() - COSTS_FROM.keys(), 0.0), **levels})[0]
    levers = SimpleNamespace(**{name: record[name].tolist() for name in NOW_DTYPE.names or ()})
    levers.government_bears = 1.0
    return levers


def outlays(levers: SimpleNamespace, share: float = 1.0) -> tuple[float, float, dict[str, float]]:
    """The total, what the community, the consortium's services and schools get, and spending by kind."""
    spending = SimpleNamespace(**dict.fromkeys(SPENDING_KINDS, 0.0))
    total, community, services, schools = plain(running_outlays)(share, CITY, 60, levers, spending)
    return total, community + services + schools, vars(spending)


def test_what_is_reserved_is_what_is_booked_by_kind() -> None:
    total, _, spending = outlays(government(**LEVELS))
    assert {kind for kind, amount in spending.items() if amount > 0.0} == KINDS
    assert total == pytest.approx(sum(spending.values()))


def test_every_yuan_but_that_of_entity_and_bases_has_a_receiver_in_the_list() -> None:
    total, received, spending = outlays(government(**{**LEVELS, "entity": 0.0}))
    assert received == pytest.approx(total - spending["training_base"])


@pytest.mark.parametrize("lever", LEVELS)
def test_a_level_alone_costs_something_and_half_of_the_money_runs_half_of_it(lever: str) -> None:
    full, half = government(**{lever: LEVELS[lever]}), government(**{lever: LEVELS[lever]})
    cost, _, spending = outlays(full)
    assert cost > 0.0
    assert sum(amount > 0.0 for amount in spending.values()) == 1
    assert getattr(full, lever) == LEVELS[lever]
    assert outlays(half, share=0.5)[0] == pytest.approx(cost / 2)
    free = COSTS_FROM.get(lever, 0.0)
    assert getattr(half, lever) == pytest.approx(free + (LEVELS[lever] - free) / 2)


def test_what_is_free_stays_however_little_money_there_is() -> None:
    levers = government(**LEVELS)
    assert outlays(levers, share=0.0)[0] == 0.0
    assert {lever: getattr(levers, lever) for lever in LEVELS} == {**dict.fromkeys(LEVELS, 0.0), **COSTS_FROM}
