"""Levels of a factor that does nothing are not far apart, and have no share of the variance."""

import numpy as np
import pytest

from consortium.experiments.statistics.spread import (
    distance_between_levels,
    distance_between_samples,
    shares_of_variance,
)

TRIES = 400


def worlds_of(generator: np.random.Generator, means: np.ndarray, seeds: int, spread: np.ndarray) -> np.ndarray:
    """Levels × worlds: what a world does to all levels alike, and what it does to each."""
    return (
        means[:, None] + generator.normal(0, 2, seeds) + generator.normal(0, 1, (len(means), seeds)) * spread[:, None]
    )


@pytest.mark.parametrize("seeds", [5, 10])
@pytest.mark.parametrize("levels", [2, 5, 9])
@pytest.mark.parametrize("true", [0.0, 1.0, 3.0])
@pytest.mark.parametrize("uneven", [False, True])
def test_the_interval_of_a_range_holds_the_truth(levels: int, seeds: int, true: float, uneven: bool):
    """Of nine levels of pure noise 46 % of intervals used to leave zero out, since the extremes were chosen first."""
    generator = np.random.default_rng(levels * seeds)
    spread = np.append(np.full(levels - 1, 0.3), 2.0) if uneven else np.ones(levels)
    means = np.linspace(0, true, levels)
    found = [distance_between_levels(worlds_of(generator, means, seeds, spread)) for _ in range(TRIES)]
    assert np.mean([interval.low <= true <= interval.high for interval in found]) >= 0.91
    assert all(0 <= interval.low <= interval.value <= interval.high for interval in found)


@pytest.mark.parametrize("levels", [3, 9])
@pytest.mark.parametrize("true", [0.0, 1.0, 3.0])
def test_a_range_is_hardly_larger_for_chance(levels: int, true: float):
    generator = np.random.default_rng(levels)
    means = np.linspace(0, true, levels)
    tried = [worlds_of(generator, means, 10, np.ones(levels)) for _ in range(TRIES)]
    mean = np.mean([distance_between_levels(values).value for values in tried])
    plain = np.mean([np.ptp(values.mean(axis=1)) for values in tried])
    assert abs(mean - true) <= 0.3
    if true == 0:
        assert mean < 0.5 * plain


def test_with_one_world_or_without_noise_a_range_has_no_interval():
    one = distance_between_levels(np.array([[1.0], [4.0], [2.0]]))
    assert one.value == 3.0
    assert np.isnan(one.low)
    alike = distance_between_levels(np.array([[1.0, 2.0, 7.0], [3.0, 4.0, 9.0]]))
    assert alike.value == pytest.approx(2.0)
    assert np.isnan(alike.low)
    assert distance_between_levels(np.zeros((3, 6))).value == 0.0
    assert np.isnan(distance_between_levels(np.full((2, 3), np.nan)).value)


def test_worlds_that_lack_a_level_are_left_out_of_a_range():
    values = worlds_of(np.random.default_rng(2), np.array([0.0, 1.0]), 6, np.ones(2))
    holed = np.column_stack([values, [np.nan, 50.0]])
    assert distance_between_levels(holed) == distance_between_levels(values)


@pytest.mark.parametrize("true", [0.0, 2.0])
def test_the_interval_of_a_range_over_samples_of_points_holds_the_truth(true: float):
    generator = np.random.default_rng(4)
    means, sizes = np.linspace(0, true, 6), (4, 9, 5, 20, 6, 7)

    def samples() -> list[np.ndarray]:
        return [generator.normal(mean, 1, size) for mean, size in zip(means, sizes, strict=True)]

    found = [distance_between_samples(samples()) for _ in range(TRIES)]
    assert np.mean([interval.low <= true <= interval.high for interval in found]) >= 0.93


def grid(generator: np.random.Generator, share: float, seeds: int, noise: float = 1.0) -> np.ndarray:
    """Worlds × the 25 points of a 5 × 5 grid; the first factor makes a share of the variance, the second the rest."""
    steps = np.linspace(-1, 1, 5) / np.linspace(-1, 1, 5).std()
    points = (np.sqrt(share) * steps[:, None] + np.sqrt(1 - share) * steps).ravel()
    return points + generator.normal(0, 2, (seeds, 1)) + generator.normal(0, noise, (seeds, 25))


FACTOR = np.repeat(np.arange(5), 5)


@pytest.mark.parametrize("seeds", [5, 10, 20])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_the_interval_of_a_share_of_variance_holds_the_truth(share: float, seeds: int):
    generator = np.random.default_rng(seeds)
    found = [shares_of_variance(grid(generator, share, seeds), [FACTOR])[0] for _ in range(TRIES)]
    found = [interval for interval in found if not np.isnan(interval.value)]
    assert len(found) > 0.9 * TRIES
    assert np.mean([interval.low <= share <= interval.high for interval in found]) >= 0.91
    assert np.mean([interval.value for interval in found]) == pytest.approx(share, abs=0.03)


def test_pure_noise_is_nobodys_share():
    """A factor without effect had a share of 1/6 on a 5 × 5 grid, that of its levels among the points."""
    generator = np.random.default_rng(3)
    noise = [generator.normal(0, 1, (6, 25)) for _ in range(TRIES)]
    found = [shares_of_variance(values, [FACTOR])[0] for values in noise]
    assert np.mean([np.isnan(interval.value) for interval in found]) > 0.9
    assert (
        np.mean([values.mean(axis=0).reshape(5, 5).mean(axis=1).var() / values.mean(axis=0).var() for values in noise])
        > 0.15
    )


def test_a_share_is_that_of_the_values_where_worlds_do_not_differ():
    steps = np.arange(25.0)
    whole = (steps.reshape(5, 5).mean(axis=1).var()) / steps.var()
    for seeds in (1, 2, 6):
        (found,) = shares_of_variance(np.tile(steps, (seeds, 1)), [FACTOR])
        assert found.value == pytest.approx(whole)
        assert np.isnan(found.low)
