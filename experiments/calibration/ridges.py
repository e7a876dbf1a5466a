"""Ridges: pairs of parameters that make up for each other, and directions in which sets move with little loss.

Two views. In the ensemble the rank correlation of two parameters shows which of their values go together. In the
emulators the effects of two parameters on all targets, each in units of what is not known of it, are compared: where
their pattern is the same or opposite, a change of one is undone by a change of the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from .calibration import Calibration
from .emulators import Emulator
from .ensemble import Found, aims_of
from .matching import Settings, trained

__all__ = ["Ridges", "ridges_of"]

STEP = 0.05
"""Half a step in the unit cube by which effects are measured."""

ALIKE = 0.9
"""Likeness of effects from which on two parameters make up for each other: 81 % of a change is undone."""
TOGETHER = 0.5
"""Rank correlation in the ensemble from which on two parameters go together."""
NOTICED = 1.0
"""Tolerances by which a parameter moves the targets over its range, from which on it counts."""


@dataclass(frozen=True)
class Ridges:
    """`pairs` of parameters and principal `directions`, as tables."""

    pairs: pd.DataFrame
    directions: pd.DataFrame

    @property
    def named(self) -> pd.DataFrame:
        """The pairs that make up for each other, the clearest first."""
        return self.pairs.loc[self.pairs["ridge"]]


def ridges_of(found: Found, settings: Settings) -> Ridges:
    """The ridges of a calibration, from its ensemble and from emulators of all that was simulated near it."""
    calibration, chosen = found.calibration, found.chosen
    steering = calibration.steering
    aims = aims_of(calibration).of(steering)
    steered = [
        type(wave)(wave.number, wave.points, wave.outputs[:, :, steering], wave.fits, wave.share)
        for wave in found.waves
    ]
    emulators, means = trained(steered, aims, (), settings, len(found.waves))
    where = found.points[chosen] if len(chosen) else found.points[[found.best]]
    unknown = np.sqrt(aims.tolerances**2 + np.nanmean(means.variance, axis=0))
    metric = _metric(where, emulators, unknown)
    return Ridges(_pairs(calibration, found, metric), _directions(calibration, metric))


def _metric(where: np.ndarray, emulators: Sequence[Emulator], unknown: np.ndarray) -> np.ndarray:
    """Mean product of the effects of two parameters on all targets: a matrix, a row and a column per parameter.

    Effects are in units of what is not known of a target, and per whole range of the parameter.
    """
    dimensions = where.shape[1]
    effects = np.empty((len(emulators), dimensions, len(where)))
    for parameter in range(dimensions):
        up, down = where.copy(), where.copy()
        up[:, parameter] = np.minimum(1.0, up[:, parameter] + STEP)
        down[:, parameter] = np.maximum(0.0, down[:, parameter] - STEP)
        width = up[:, parameter] - down[:, parameter]
        for target, emulator in enumerate(emulators):
            change = emulator.predict(up)[0] - emulator.predict(down)[0]
            effects[target, parameter] = change / width / unknown[target]
    return np.einsum("tip,tjp->ij", effects, effects) / len(where)


def _pairs(calibration: Calibration, found: Found, metric: np.ndarray) -> pd.DataFrame:
    factors, strength = calibration.factors, np.sqrt(np.diag(metric))
    points = found.points[found.chosen]
    rows = []
    for i in range(len(factors)):
        for j in range(i + 1, len(factors)):
            correlation = _rank_correlation(points[:, i], points[:, j])
            both = strength[i] * strength[j]
            likeness = float(metric[i, j] / both) if both > 0 else 0.0
            counts = min(strength[i], strength[j]) >= NOTICED
            alike, together = abs(likeness) >= ALIKE and counts, abs(correlation) >= TOGETHER
            widths = [float(f.ends[1]) - float(f.ends[0]) for f in (factors[i], factors[j])]
            slope = -metric[i, j] / metric[j, j] * widths[1] / widths[0] if metric[j, j] > 0 else np.nan
            rows.append(
                {
                    "parameter": factors[i].key,
                    "other": factors[j].key,
                    "rank_correlation": correlation,
                    "likeness_of_effects": likeness,
                    "strength": float(strength[i]),
                    "strength_of_other": float(strength[j]),
                    "undone_by": float(slope) if factors[i].scale == factors[j].scale == "linear" else np.nan,
                    "ridge": bool(alike or together),
                }
            )
    columns = ["parameter", "other", "rank_correlation", "likeness_of_effects", "strength", "strength_of_other",
               "undone_by", "ridge"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    clear = table[["rank_correlation", "likeness_of_effects"]].abs().max(axis=1).fillna(0.0)
    order = np.lexsort((np.arange(len(table)), -clear, ~table["ridge"].astype(bool)))
    return table.iloc[order].reset_index(drop=True)


def _rank_correlation(one: np.ndarray, other: np.ndarray) -> float:
    if len(one) < 4 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan")
    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def _directions(calibration: Calibration, metric: np.ndarray) -> pd.DataFrame:
    """Principal directions, those with the least loss first: a row per direction, a column per parameter.

    `loss` is by how many tolerances, all targets together, sets move over the whole cube in this direction.
    """
    values, vectors = np.linalg.eigh(metric)
    signs = np.sign(vectors[np.argmax(np.abs(vectors), axis=0), np.arange(len(values))])
    table = pd.DataFrame((vectors * signs).T, columns=[factor.key for factor in calibration.factors])
    table.insert(0, "direction", np.arange(1, len(values) + 1))
    table.insert(1, "loss", np.sqrt(np.maximum(values, 0.0)))
    return table
