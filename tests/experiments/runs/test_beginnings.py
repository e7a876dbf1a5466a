"""Worlds that begin alike go on from one that is kept, as many of which are kept as fit."""

from __future__ import annotations

import pandas as pd
import pytest

from consortium.experiments.runs.beginnings import Beginnings
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.policies.instruments import Subsidy
from consortium.simulation.saving import Past
from consortium.simulation.scenario import Scenario
from tests.worlds import town

YEARS = 4
BASE = town(years=YEARS)
LATER = town(Subsidy(per_trainee=20.0, start=3), years=YEARS)


def past(scenario: Scenario) -> Past:
    return Past.of(scenario, YEARS)


def kept(beginnings: Beginnings, scenario: Scenario, seed: int, year: int = 0) -> ConsortiumModel:
    """A world that is kept as it stands at the end of a year."""
    model = ConsortiumModel(scenario, rng=seed)
    while model.tick < 2 * year:
        model.step()
    beginnings.keep(scenario, past(scenario), seed, model)
    return model


def of_one_world(times: float) -> int:
    """Bytes that so many worlds take."""
    return int(times * ConsortiumModel(BASE, rng=1).population.nbytes)


@pytest.mark.parametrize("displaces", [True, False])
def test_a_world_that_goes_on_from_another_ends_as_if_it_had_been_run_whole(displaces: bool) -> None:
    beginnings = Beginnings(of_one_world(8), displaces)
    kept(beginnings, BASE, 5)
    kept(beginnings, BASE, 5, year=2)
    begun = beginnings.longest(past(LATER), 5)
    assert begun is not None
    assert begun.year == 2, "the longer one spares more"
    model, whole = begun.taken_up(LATER), ConsortiumModel(LATER, rng=5)
    while whole.tick < 2 * YEARS:
        whole.step()
    while model.tick < 2 * YEARS:
        model.step()
    pd.testing.assert_frame_equal(model.timeseries(), whole.timeseries(), check_exact=True)


def test_nothing_goes_on_from_another_past_or_another_seed() -> None:
    beginnings = Beginnings(of_one_world(8), displaces=True)
    kept(beginnings, LATER, 5, year=3)
    assert beginnings.longest(past(BASE), 5) is None, "the subsidy began in year 3"
    assert beginnings.longest(past(LATER), 6) is None
    assert beginnings.longest(past(town(years=YEARS, monitoring=0.9)), 5) is None


def test_where_there_is_no_room_the_one_used_longest_ago_goes() -> None:
    beginnings = Beginnings(of_one_world(4.5), displaces=True)
    for seed in (1, 2, 3, 4):
        kept(beginnings, BASE, seed)
    assert beginnings.longest(past(BASE), 1) is not None  # which uses it
    kept(beginnings, BASE, 5)
    assert [seed for seed in range(1, 6) if beginnings.longest(past(BASE), seed)] == [1, 3, 4, 5]


def test_or_what_comes_later_stays_out_until_a_seed_is_forgotten() -> None:
    beginnings = Beginnings(of_one_world(2.5), displaces=False)
    for seed in (1, 2, 3):
        kept(beginnings, BASE, seed)
    assert [seed for seed in (1, 2, 3) if beginnings.longest(past(BASE), seed)] == [1, 2]
    beginnings.forget(1)
    kept(beginnings, BASE, 3)
    assert [seed for seed in (1, 2, 3) if beginnings.longest(past(BASE), seed)] == [2, 3]
