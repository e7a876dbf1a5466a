"""Elementary effects of a Morris sample: the change when one factor takes one step, divided by the step.

A step is measured as a share of the factor's whole range.

Morris, M. D. (1991). Factorial sampling plans for preliminary computational experiments. Technometrics 33(2), 161–174;
`mu_star` after Campolongo, F., Cariboni, J. and Saltelli, A. (2007). Environmental Modelling & Software 22(10),
1509–1518.

There all steps are equally long. Steps between the values of a list are not, so each effect is weighted by the length
of its step: `mu_star` is the sum of all changes divided by the sum of all steps. So a short step, over which chance
between worlds looks like a steep slope, does not outweigh the others. With equal steps these are the means of the
sources.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ...statistics.inference import half_width
from ..design.design import Design
from .run_points import SensitivityError

__all__ = ["elementary_effects"]


def elementary_effects(values: np.ndarray, points: pd.DataFrame, design: Design) -> list[dict[str, Any]]:
    """Rows with `mu`, `mu_star` (each with its 95 % interval) and `sigma` of each factor.

    `values` has one row per trajectory and one column per point of it; `points` the values of the factors at the same
    points, one row each. A factor that moves in fewer than two trajectories has empty indices.

    Raises SensitivityError if a step of a trajectory changes more than one factor.
    """
    trajectories, size = values.shape
    changes = np.diff(values, axis=1)
    steps = np.stack([factor.shares(points[factor.key]) for factor in design.factors], axis=-1)
    steps = np.diff(steps.reshape(trajectories, size, -1), axis=1)  # trajectory, step, factor
    moved = steps != 0
    if (moved.sum(axis=2) > 1).any() or (moved.sum(axis=1) > 1).any():
        raise SensitivityError(
            "the runs are no Morris sample: a step changes more than one factor, or one factor twice"
        )
    rows = []
    for place, factor in enumerate(design.factors):
        here = moved[:, :, place]
        effects, lengths = changes[here] / steps[:, :, place][here], np.abs(steps[:, :, place][here])
        mean, reach, spread = _weighted(effects, lengths)
        size_, size_reach, _ = _weighted(np.abs(effects), lengths)
        about = {"factor": factor.key, "other": ""}
        rows.append(about | {"index": "mu", "value": mean, "low": mean - reach, "high": mean + reach})
        low = max(0.0, size_ - size_reach) if np.isfinite(size_reach) else np.nan
        rows.append(about | {"index": "mu_star", "value": size_, "low": low, "high": size_ + size_reach})
        rows.append(about | {"index": "sigma", "value": spread, "low": np.nan, "high": np.nan})
    return rows


def _weighted(effects: np.ndarray, lengths: np.ndarray) -> tuple[float, float, float]:
    """Mean by length of step, half of its 95 % interval, and standard deviation; empty for fewer than two."""
    if len(effects) < 2:
        return np.nan, np.nan, np.nan
    weights = lengths / lengths.sum()
    number = 1 / float((weights**2).sum())  # of steps of equal length that would say as much
    mean = float((weights * effects).sum())
    spread = float(np.sqrt((weights * (effects - mean) ** 2).sum() * number / (number - 1)))
    reach = half_width(spread, number)
    return mean, reach, spread
