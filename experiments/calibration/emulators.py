"""Emulators: what a target would be where nothing was simulated, and how sure that is.

A Gaussian process per target: a linear trend plus smooth deviations with a length of its own for each parameter. The
error of Monte Carlo at each simulated point is part of it. `Emulator` is all that the rest knows of it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from ..sweeps.design.sampling import INSTALL

__all__ = ["Emulator", "Fit", "NotInstalled", "check_installed", "fitted"]

LEAST_NOISE = 1e-10
"""Variance that keeps the algebra stable where a target does not vary at all, relative to that of the target."""


class NotInstalled(RuntimeError):
    """scikit-learn is missing: one message."""


class Emulator(Protocol):
    """Predicts one target."""

    def predict(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mean and variance of what the target is expected to be, at points of the unit cube."""
        ...


Fit = Callable[[np.ndarray, np.ndarray, np.ndarray, int], Emulator]
"""Makes an emulator from points of the unit cube, values, their variances and a seed."""


class GaussianProcess:
    """Predicts one target by a Gaussian process; its variance is as large as leaving points out shows it to be."""

    def __init__(self, process: Any, centre: float, scale: float, widened: float) -> None:
        self._process, self._centre, self._scale = process, centre, scale
        self.widened = widened
        """What the variance of the process is multiplied by, from 1 on."""

    def predict(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """As in `Emulator`."""
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1):
            mean, deviation = self._process.predict(points, return_std=True)
        return self._centre + self._scale * mean, self.widened * (self._scale * deviation) ** 2


class Constant:
    """Predicts a target that is the same at all points."""

    def __init__(self, value: float, variance: float) -> None:
        self._value, self._variance = value, variance

    def predict(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """As in `Emulator`."""
        return np.full(len(points), self._value), np.full(len(points), self._variance)


def check_installed() -> None:
    """Raises NotInstalled, and says how to install what is missing."""
    try:
        import sklearn.gaussian_process  # noqa: F401
    except ImportError:
        raise NotInstalled(f"calibrate needs scikit-learn, which is not installed; install it: {INSTALL}") from None


def fitted(points: np.ndarray, values: np.ndarray, variances: np.ndarray, seed: int) -> Emulator:
    """A Gaussian process through values at points, each with the variance of its error.

    The same data give the same bits on a machine: linear algebra runs on one thread. Raises NotInstalled.
    """
    check_installed()
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, DotProduct, Matern
    from threadpoolctl import threadpool_limits

    centre, scale = float(values.mean()), float(values.std())
    if scale <= 1e-12 * max(1.0, abs(centre)):
        return Constant(centre, float(variances.mean()))
    # The bounds keep lengths and strengths from running off where data do not speak of them.
    trend = ConstantKernel(1.0, (1e-3, 1e3)) * DotProduct(1.0, sigma_0_bounds="fixed")
    lengths: Any = np.ones(points.shape[1])
    deviations = ConstantKernel(0.5, (1e-4, 1e2)) * Matern(lengths, (0.1, 30.0), nu=2.5)
    noise: Any = np.maximum(variances / scale**2, LEAST_NOISE)
    process = GaussianProcessRegressor(trend + deviations, alpha=noise, n_restarts_optimizer=1, random_state=seed)
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a length at its bound: the target does not depend on it
        process.fit(points, (values - centre) / scale)
    return GaussianProcess(process, centre, scale, _too_narrow(process, noise))


def _too_narrow(process: Any, noise: np.ndarray) -> float:
    """Mean square of the errors in predicting each point from the others, in units of the variance predicted; ≥ 1."""
    inverse = np.linalg.inv(process.L_ @ process.L_.T)
    errors, variances = process.alpha_ / np.diag(inverse), 1.0 / np.diag(inverse)
    return float(max(1.0, np.mean(errors**2 / np.maximum(variances, noise))))
