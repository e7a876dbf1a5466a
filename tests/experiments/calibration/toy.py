"""A simulator of which the truth is known, and an emulator that takes no time: a quadratic form by least squares."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from consortium.experiments.calibration.implausibility import Aims
from consortium.experiments.calibration.matching import Settings, Wave, waves

WORLDS = 4
NOISE = 0.02


def expected(points: np.ndarray) -> np.ndarray:
    """Three targets of two parameters, all smooth."""
    a, b = points.T
    return np.stack([a + 0.5 * b, np.sin(1.5 * b) - 0.3 * a, a * b], axis=1)


def simulator(of: Callable[[np.ndarray], np.ndarray], seed: int) -> Callable[[int, np.ndarray], np.ndarray]:
    """Outputs by point, world and target, which depend on nothing but wave and points."""

    def simulate(wave: int, points: np.ndarray) -> np.ndarray:
        mean = of(points)[:, None, :]
        noise = np.random.default_rng([seed, wave]).standard_normal((len(points), WORLDS, mean.shape[2]))
        return mean + NOISE * noise

    return simulate


class Quadratic:
    """An emulator by least squares."""

    def __init__(self, points: np.ndarray, values: np.ndarray, variances: np.ndarray, seed: int) -> None:
        self._inverse = np.linalg.pinv(_terms(points).T @ _terms(points))
        self._weights = self._inverse @ _terms(points).T @ values
        left = values - _terms(points) @ self._weights
        self._variance = max(float(left @ left) / max(len(values) - self._inverse.shape[0], 1), 1e-12)

    def predict(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        terms = _terms(points)
        spread = np.einsum("pi,ij,pj->p", terms, self._inverse, terms)
        return terms @ self._weights, self._variance * (1 + spread)


def _terms(points: np.ndarray) -> np.ndarray:
    columns = [np.ones(len(points)), *points.T]
    dimensions = points.shape[1]
    columns += [points[:, i] * points[:, j] for i in range(dimensions) for j in range(i, dimensions)]
    return np.stack(columns, axis=1)


def aims(values: np.ndarray, tolerance: float = 0.02, cutoff: float = 3.0) -> Aims:
    return Aims(values, np.full(len(values), tolerance), np.zeros(len(values), bool), cutoff)


def fitted_points(made: list[Wave]) -> np.ndarray:
    return np.concatenate([wave.points[wave.fits] for wave in made])


def matched(truth: np.ndarray, seed: int, error: float = 0.0, settings: Settings | None = None) -> list[Wave]:
    """All waves towards figures that the truth gives, with an error of observation."""
    random = np.random.default_rng([seed, 99])
    values = expected(truth[None])[0] + error * random.standard_normal(3)
    chosen = settings or Settings(points=24, waves=4, seed=seed, fit=Quadratic)
    return list(waves(aims(values), 2, simulator(expected, seed), chosen))
