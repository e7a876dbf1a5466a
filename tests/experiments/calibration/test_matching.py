"""History matching finds parameters that were planted, says how sure that is, and depends on nothing but its seed."""

from __future__ import annotations

import numpy as np
import pytest

from consortium.experiments.calibration.emulators import fitted
from consortium.experiments.calibration.implausibility import means_of
from consortium.experiments.calibration.matching import Settings, waves
from consortium.experiments.calibration.search import not_ruled_out
from tests.experiments.calibration.toy import Quadratic, aims, expected, fitted_points, matched, simulator

TRUTH = np.array([0.35, 0.6])


def test_planted_parameters_are_recovered_by_gaussian_processes() -> None:
    made = matched(TRUTH, seed=3, settings=Settings(points=20, waves=4, seed=3))
    points = fitted_points(made)
    assert len(points) >= 20
    assert np.abs(points.mean(axis=0) - TRUTH).max() < 0.06
    assert made[-1].share < 0.05  # of the space that was open at the start


def test_ninety_percent_intervals_of_the_ensemble_hold_the_truth_in_at_least_eighty_percent_of_cases() -> None:
    random, held = np.random.default_rng(7), []
    for seed in range(60):
        truth = random.uniform(0.15, 0.85, 2)
        points = fitted_points(matched(truth, seed, error=0.02))
        low, high = np.quantile(points, (0.05, 0.95), axis=0)
        held.append((low <= truth) & (truth <= high))
    assert np.mean(held, axis=0).min() >= 0.8


def test_what_fits_as_simulated_is_nearer_to_the_target_than_what_does_not() -> None:
    made = matched(TRUTH, seed=5)
    points, fits = np.concatenate([w.points for w in made]), np.concatenate([w.fits for w in made])
    off = np.abs(expected(points) - expected(TRUTH[None])).max(axis=1)
    assert off[fits].max() < np.quantile(off[~fits], 0.9)
    assert off[fits].mean() < 0.5 * off[~fits].mean()


def test_the_same_seed_gives_the_same_points_and_another_seed_others() -> None:
    one, again, other = (matched(TRUTH, seed=4, settings=Settings(20, 3, s, fit=fitted)) for s in (4, 4, 5))
    for wave, same in zip(one, again, strict=True):
        assert wave.points.tobytes() == same.points.tobytes()
    assert one[0].points.tobytes() != other[0].points.tobytes()


def test_figures_that_contradict_each_other_rule_everything_out_and_the_least_implausible_points_are_shown() -> None:
    values = np.array([0.1, 0.9, 0.9])  # a small sum and a large product
    made = list(waves(aims(values), 2, simulator(expected, 1), Settings(24, 3, 1, fit=Quadratic)))
    assert not any(wave.fits.any() for wave in made)
    assert made[-1].ruled_out
    assert made[-1].share == 0


def test_a_region_of_a_millionth_of_the_space_is_found_and_filled() -> None:
    centre = np.array([0.31, 0.62, 0.77, 0.15])

    def implausibility(points: np.ndarray) -> np.ndarray:
        return np.abs(points - centre).max(axis=1) / 0.005  # a cube of edge .03 at 3: a part in 1.2 million

    found = not_ruled_out(implausibility, 4, 40, 3.0, np.random.default_rng(1))
    assert len(found.points) == 40
    assert implausibility(found.points).max() <= 3
    assert 0.03**4 / 3 < found.share < 0.03**4 * 3
    assert np.abs(found.points.mean(axis=0) - centre).max() < 0.005


def test_a_world_without_a_value_is_left_out_of_the_mean_and_a_point_without_one_fits_nothing() -> None:
    outputs = np.array([[[1.0], [3.0], [np.nan]], [[np.nan]] * 3])
    means = means_of(outputs)
    assert means.mean[0, 0] == 2
    assert np.isnan(means.mean[1, 0])
    assert aims(np.array([2.0])).simulated(means).tolist() == [[0.0], [np.inf]]


def test_an_emulator_is_sure_at_points_that_were_simulated_and_less_sure_between_them() -> None:
    points = np.linspace(0, 1, 7)[:, None]
    emulator = fitted(points, np.sin(6 * points[:, 0]), np.full(7, 1e-8), 1)
    mean, variance = emulator.predict(np.array([[0.5], [0.57]]))
    assert mean == pytest.approx(np.sin([3.0, 3.42]), abs=0.05)
    assert variance[0] < variance[1]


def test_a_single_city_is_not_held_to_the_mean_of_many_worlds() -> None:
    outputs = np.array([[[0.0], [1.0], [2.0], [3.0]]] * 10)
    aim = aims(np.array([3.0]), tolerance=0.1)
    strict, lenient = (type(aim)(aim.values, aim.tolerances, np.array([one]), 3.0) for one in (False, True))
    assert strict.simulated(means_of(outputs)).min() > 2 * lenient.simulated(means_of(outputs)).max()
