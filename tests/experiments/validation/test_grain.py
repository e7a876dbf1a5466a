"""A city is the same world at every grain, and in cities of every number of schools."""

from __future__ import annotations

import numpy as np
import pytest

from consortium.experiments.validation import grain
from consortium.experiments.validation.grain import Mean
from consortium.simulation.scenario import load_scenario


def test_a_finer_grain_has_more_students_and_enterprises_and_the_same_schools() -> None:
    city = load_scenario("baseline")
    fine = grain.at_grain(city, 7.5)
    assert fine.parameters["scale"] == 7.5
    for name in ("intake", "enterprises"):
        assert fine.parameters[name] == 8 * city.parameters[name]  # type: ignore[operator]
    assert fine.parameters["schools"] == city.parameters["schools"]


def test_two_means_agree_within_their_errors_or_within_a_share() -> None:
    sure, unsure = Mean(1.0, 0.005), Mean(1.2, 0.2)
    assert grain.agree(sure, unsure, 0.0)
    assert not grain.agree(sure, Mean(1.2, 0.005), 0.05)
    assert grain.agree(sure, Mean(1.04, 0.001), 0.05)


@pytest.mark.slow
def test_levels_and_effects_are_those_of_a_finer_grain() -> None:
    found = grain.grains({60: 40, 15: 12})
    for output in grain.OUTPUTS:
        coarse, fine = found[60][output], found[15][output]
        assert grain.agree(coarse.level, fine.level, 2 * grain.LEVELS_AGREE, errors=3.0), (
            output,
            coarse.level,
            fine.level,
        )
        for reform in grain.REFORMS:
            one, other = coarse.effects[reform], fine.effects[reform]
            within = grain.AT_MOST if output in grain.SMALLER_IN_A_SAMPLE else 2 * grain.EFFECTS_AGREE
            assert grain.agree(one, other, within, errors=3.0), (reform, output, one, other)


@pytest.mark.slow
def test_levels_do_not_depend_on_how_many_schools_a_city_has() -> None:
    found = grain.cities(seeds=4)
    for output in grain.OUTPUTS:
        levels = {schools: found[schools][output].level for schools in (10, 20, 40)}
        for schools, level in levels.items():
            assert grain.agree(level, levels[40], grain.CITIES_AGREE), (output, schools, levels)


@pytest.mark.slow
def test_a_whole_city_is_what_its_sample_says() -> None:
    whole = grain.ends(grain.at_grain(load_scenario("baseline"), 1), [1])[0]
    sample = grain.ends(load_scenario("baseline"), range(1, 13))
    error = 2.0 * sample.std(axis=0, ddof=1)  # of one world, which the whole city is
    assert (np.abs(whole - sample.mean(axis=0)) <= np.maximum(error, 0.1 * np.abs(whole))).all()
