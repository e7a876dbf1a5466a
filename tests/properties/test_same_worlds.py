"""A policy changes nothing before it starts, and nothing at all at strength zero."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consortium.simulation.model import ConsortiumModel
from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.policies import INSTRUMENTS, Policy
from tests.worlds import run, ticks, town

ASKING_IS_CHEAP: dict[str, Any] = {"application_cost": 0.2}
"""Where little money is worth asking for."""


def at_strength(instrument: type[Policy], share: float, **dates: int) -> Policy:
    """An instrument with each field at a share of what its lever can bear."""
    fields = {}
    for name in instrument.levers():
        bounds = {type(limit).__name__: limit for limit in instrument.model_fields[name].metadata}
        unit = instrument.model_fields[name].json_schema_extra["unit"]  # type: ignore[index,call-overload]
        parameter = PARAMETERS[instrument.levers()[name]]
        most = 1.0 if "0–1" in str(unit) or unit == "share" else 10.0
        fields[name] = share * min(most, parameter.high - float(parameter.default), bounds["Le"].le)  # type: ignore[arg-type]
    return instrument(**fields, **dates)  # type: ignore[arg-type]


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda i: i.model_fields["kind"].default)
def test_an_instrument_at_strength_zero_is_the_baseline_to_the_bit(instrument: type[Policy]) -> None:
    with_it = run(town(at_strength(instrument, 0.0)))
    without = run(town())
    assert with_it.population.differences(without.population) == []
    assert with_it.timeseries().equals(without.timeseries())


@settings(max_examples=25)
@given(
    instrument=st.sampled_from(INSTRUMENTS),
    seed=st.integers(0, 2**63 - 1),
    start=st.integers(2, 7),
    share=st.floats(0.1, 1.0),
)
def test_worlds_are_the_same_to_the_bit_until_the_policy_starts(
    instrument: type[Policy], seed: int, start: int, share: float
) -> None:
    reform = town(at_strength(instrument, share, start=start))
    pairs = zip(ticks(town(), seed, years=start - 1), ticks(reform, seed, years=start - 1), strict=True)
    for base, reformed in pairs:
        assert reformed.population.differences(base.population) == []


def test_a_policy_that_has_started_does_change_the_world() -> None:
    for instrument in INSTRUMENTS:
        reform = run(town(at_strength(instrument, 0.9, start=3), **ASKING_IS_CHEAP))
        assert reform.population.differences(run(town(**ASKING_IS_CHEAP)).population) != []


def test_the_same_seed_gives_the_same_world_and_another_seed_another() -> None:
    assert run(town(), 5).population.differences(run(town(), 5).population) == []
    assert run(town(), 5).population.differences(run(town(), 6).population) != []


@settings(max_examples=10)
@given(warm_up=st.sampled_from([12, 24, 30]), seed=st.integers(0, 10_000))
def test_who_is_there_does_not_depend_on_the_length_of_the_warm_up(warm_up: int, seed: int) -> None:
    fixed = ["size", "net0", "friction", "taste", "mentor", "lag", "field"]
    short = ConsortiumModel(town(warm_up=warm_up), rng=seed).population.enterprises
    long = ConsortiumModel(town(), rng=seed).population.enterprises
    for column in fixed:
        assert (short[column] == long[column]).all()


def test_an_enterprise_added_at_the_end_of_a_field_changes_nobodys_own_draws() -> None:
    few = ConsortiumModel(town(), rng=3).population.enterprises
    many = ConsortiumModel(town(enterprises=90), rng=3).population.enterprises[:60]
    for column in ("size", "friction", "taste", "mentor", "lag"):
        assert (few[column] == many[column]).all()


def test_draws_answer_to_identity_and_not_to_order() -> None:
    """A model that is asked for its figures all the time lives in the same world as one that is not."""
    asked = ConsortiumModel(town(), rng=2)
    for _ in range(6):
        asked.step()
        asked.timeseries()
        asked.breakdown("field")
        asked.agents.shuffle_do("__str__")
    assert asked.population.differences(run(town(), 2, years=3).population) == []
