"""How far a point is from the targets, in units of all that is not known: above a cut-off it is ruled out.

I = |expected value − target| / √(variance of the emulator + of Monte Carlo + tolerance²); a point's is its largest.
Craig, Goldstein, Seheult & Smith (1997), Vernon, Goldstein & Bower (2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .emulators import Emulator

__all__ = ["Aims", "Means", "means_of"]

SHRINK = 4.0
"""Worlds that the spread common to all points counts for, beside a point's own, which few seeds tell badly."""


@dataclass(frozen=True)
class Means:
    """What was simulated: `mean` over seeds and the `variance` of that mean, a row per point and a column per target.

    `spread` is the variance between worlds, one per target. A mean is NaN where no world has a value.
    """

    mean: np.ndarray
    variance: np.ndarray
    spread: np.ndarray


def means_of(outputs: np.ndarray) -> Means:
    """Means over seeds of outputs by point, seed and target; worlds without a value are left out."""
    known = ~np.isnan(outputs)
    number = known.sum(axis=1)
    total = np.where(known, outputs, 0.0).sum(axis=1)
    mean = np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0)
    squares = (np.where(known, outputs - mean[:, None], 0.0) ** 2).sum(axis=1)
    degrees = np.maximum(number - 1, 0)
    spread = squares.sum(axis=0) / np.maximum(degrees.sum(axis=0), 1)
    moderated = (squares + SHRINK * spread) / (degrees + SHRINK)
    return Means(mean, moderated / np.maximum(number, 1), spread)


@dataclass(frozen=True)
class Aims:
    """The targets as numbers: `values`, `tolerances`, which of them are of `one_city`, and the `cutoff`."""

    values: np.ndarray
    tolerances: np.ndarray
    one_city: np.ndarray
    cutoff: float

    def of(self, chosen: np.ndarray) -> Aims:
        """Some of them."""
        return Aims(self.values[chosen], self.tolerances[chosen], self.one_city[chosen], self.cutoff)

    def simulated(self, means: Means) -> np.ndarray:
        """Implausibility of each simulated point by target; infinite where the target has no value."""
        variance = means.variance + self._unknown(means.spread)
        return np.nan_to_num(np.abs(means.mean - self.values) / np.sqrt(variance), nan=np.inf)

    def predicted(self, points: np.ndarray, emulators: Sequence[Emulator], means: Means) -> np.ndarray:
        """Implausibility by target of points of the unit cube that were not simulated."""
        carlo = np.nanmean(means.variance, axis=0) + self._unknown(means.spread)
        found = np.empty((len(points), len(emulators)))
        for place, emulator in enumerate(emulators):
            mean, variance = emulator.predict(points)
            found[:, place] = np.abs(mean - self.values[place]) / np.sqrt(variance + carlo[place])
        return found

    def _unknown(self, spread: np.ndarray) -> np.ndarray:
        """Variance of what is not known of the targets; one city differs from the mean of many by chance, too."""
        return self.tolerances**2 + np.where(self.one_city, spread, 0.0)
