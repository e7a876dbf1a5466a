"""Chance and parameters are told apart, and intervals hold the truth as often as they say."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consortium.experiments.statistics.crossed import LEAST_OF_EACH, Crossed, crossed

REPEATED = 200


class Truth(NamedTuple):
    """Numbers of sets and worlds, and the variances that data are made with."""

    sets: int
    worlds: int
    parameters: float
    chance: float
    both: float

    def drawn(self, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Effects in the sets and worlds around a mean of 0, and the true effects of the sets and of one more."""
        of_set = random.normal(0, self.parameters**0.5, self.sets + 1)
        of_world = random.normal(0, self.chance**0.5, self.worlds)
        left = random.normal(0, self.both**0.5, (self.sets, self.worlds))
        return of_set[:-1, None] + of_world + left, of_set


TRUTHS = [
    Truth(30, 10, 1.0, 1.0, 1.0),
    Truth(20, 5, 1.0, 0.1, 0.3),
    Truth(5, 5, 1.0, 1.0, 1.0),
    Truth(5, 10, 0.1, 1.0, 0.5),
    Truth(30, 10, 0.0, 1.0, 1.0),
    Truth(5, 5, 0.0, 1.0, 1.0),
    Truth(8, 6, 0.0, 0.0, 1.0),
]


@pytest.mark.parametrize("truth", TRUTHS, ids=str)
def test_intervals_hold_the_truth_in_at_least_95_of_100_cases_and_components_are_unbiased(truth: Truth):
    random = np.random.default_rng(1)
    held = np.zeros(3)
    components = np.zeros((REPEATED, 3))
    for repeat in range(REPEATED):
        values, of_set = truth.drawn(random)
        found = crossed(values)
        truths = of_set[:-1].mean(), 0.0, of_set[-1]
        intervals = found.these_sets, found.all_sets, found.one_set
        held += [one.low <= true <= one.high for one, true in zip(intervals, truths, strict=True)]
        components[repeat] = found.parameters, found.chance, found.both
    error = np.sqrt(0.95 * 0.05 / REPEATED)
    assert (held / REPEATED > 0.95 - 3 * error).all(), held / REPEATED
    spread = components.std(axis=0, ddof=1) / REPEATED**0.5
    assert (abs(components.mean(axis=0) - truth[2:]) < 4 * spread).all()


def test_an_interval_is_not_wider_than_it_must_be_where_parameters_matter():
    random = np.random.default_rng(2)
    truth = Truth(30, 10, 1.0, 0.3, 0.3)
    held = [abs(of_set[-1] - (f := crossed(values)).mean) <= f.one_set.high - f.mean
            for values, of_set in (truth.drawn(random) for _ in range(REPEATED))]  # fmt: skip
    assert np.mean(held) < 0.985


def test_the_exact_interval_over_worlds_is_found_where_parameters_do_nothing_at_all():
    of_world = np.random.default_rng(3).normal(1, 1, 8)
    found = crossed(np.tile(of_world, (12, 1)))
    assert found.parameters == found.both == 0
    assert found.one_set.low == pytest.approx(found.these_sets.low, rel=0.01)
    assert found.one_set.high == pytest.approx(found.these_sets.high, rel=0.01)
    assert found.shares == (0, 1, 0)


def test_all_of_the_spread_is_of_parameters_where_every_world_is_alike():
    found = crossed(np.tile(np.arange(10.0)[:, None], (1, 6)))
    assert found.shares == (1, 0, 0)
    assert found.one_set.low < 0 < 9 < found.one_set.high
    assert found.all_sets.low > 0


@given(st.integers(0, 10**6), st.floats(-100, 100), st.floats(0.001, 1000))
@settings(max_examples=20, deadline=None)
def test_another_unit_and_another_zero_change_nothing_but_the_numbers(seed: int, zero: float, unit: float):
    values, _ = Truth(8, 6, 1.0, 1.0, 1.0).drawn(np.random.default_rng(seed))
    one, other = crossed(values), crossed(zero + unit * values)
    size = unit * np.ptp(values) + abs(zero)
    for interval in ("these_sets", "all_sets", "one_set"):
        before, after = getattr(one, interval), getattr(other, interval)
        assert after.low == pytest.approx(zero + unit * before.low, abs=1e-5 * size)
        assert after.high == pytest.approx(zero + unit * before.high, abs=1e-5 * size)
    assert other.shares == pytest.approx(one.shares, abs=1e-6)


@given(st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_an_interval_of_two_kinds_of_uncertainty_holds_that_of_one(seed: int):
    random = np.random.default_rng(seed)
    values, _ = Truth(int(random.integers(5, 20)), int(random.integers(5, 12)), *random.gamma(0.5, 1, 3)).drawn(random)
    found = crossed(values)
    assert found.one_set.low <= found.these_sets.low <= found.these_sets.high <= found.one_set.high
    assert found.one_set.low <= found.all_sets.low <= found.all_sets.high <= found.one_set.high


def test_sets_without_a_value_in_some_world_are_left_out():
    values, _ = Truth(9, 6, 1.0, 1.0, 1.0).drawn(np.random.default_rng(5))
    holed = np.vstack([values, values[:1]])
    holed[-1, 2] = np.nan
    assert crossed(holed) == crossed(values)


@pytest.mark.parametrize(("sets", "worlds"), [(LEAST_OF_EACH - 1, 10), (10, LEAST_OF_EACH - 1), (0, 10)])
def test_of_too_few_sets_or_worlds_nothing_is_said(sets: int, worlds: int):
    found = crossed(np.ones((sets, worlds)))
    assert np.isnan([found.one_set.low, found.all_sets.high, found.parameters, *found.shares]).all()


def undefined(found: Crossed) -> bool:
    return bool(np.isnan([found.one_set.low, found.one_set.high, found.all_sets.low]).all())


def test_where_nearly_all_worlds_are_alike_the_spread_is_not_known():
    values = np.zeros((8, 8))
    assert undefined(crossed(values))
    values[:, 0] = np.random.default_rng(6).normal(1, 0.1, 8)
    assert undefined(crossed(values))
