"""What a calibration found: the sets of parameters that fit as they were simulated, and how each target is met.

found = Found(calibration, waves, errors)
found.ensemble, found.targets
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ...simulation.outputs.metrics import METRICS
from .calibration import Calibration
from .implausibility import Aims, Means, means_of
from .matching import ENOUGH, Wave

__all__ = ["LEAST", "Found", "aims_of"]

LEAST = 20
"""Sets that an ensemble should have: of fewer the ends of intervals say little."""

INTERVAL = 0.05, 0.95
"""Ends of the intervals over the ensemble: 90 % lie between."""


def aims_of(calibration: Calibration) -> Aims:
    """The targets as numbers, those held out included."""
    targets = calibration.targets
    return Aims(
        np.array([target.value for target in targets]),
        np.array([target.tolerance for target in targets]),
        np.array([target.one_city for target in targets]),
        calibration.cutoff,
    )


@dataclass(frozen=True, eq=False)
class Found:
    """The waves of a calibration, and the tables that follow from them. `errors` are those of points that failed."""

    calibration: Calibration
    waves: Sequence[Wave]
    errors: Mapping[tuple[int, int], str]

    @cached_property
    def means(self) -> Means:
        """What was simulated, a row per point of all waves."""
        return means_of(np.concatenate([wave.outputs for wave in self.waves]))

    @cached_property
    def implausibility(self) -> np.ndarray:
        """Of every simulated point by target, those held out included."""
        return aims_of(self.calibration).simulated(self.means)

    @cached_property
    def points(self) -> np.ndarray:
        """All points in the unit cube."""
        return np.concatenate([wave.points for wave in self.waves])

    @cached_property
    def values(self) -> pd.DataFrame:
        """The parameters at all points."""
        return self.calibration.values(self.points)

    @cached_property
    def worst(self) -> np.ndarray:
        """The largest implausibility of each point among the targets that steer."""
        return self.implausibility[:, self.calibration.steering].max(axis=1)

    @cached_property
    def fits(self) -> np.ndarray:
        """Which points fit all targets that steer."""
        return self.worst <= self.calibration.cutoff

    @cached_property
    def best(self) -> int:
        """The point that is nearest to all targets that steer: with the least sum of squared implausibilities."""
        squares = (self.implausibility[:, self.calibration.steering] ** 2).sum(axis=1)
        return int(np.argmin(np.where(self.fits, squares, np.inf) if self.fits.any() else squares))

    @cached_property
    def chosen(self) -> np.ndarray:
        """Points of the ensemble, the best first: of many that fit those of the latest waves.

        The later a wave, the more evenly its points lie among all that are not ruled out.
        """
        wave = np.repeat([wave.number for wave in self.waves], [len(wave.points) for wave in self.waves])
        order = [int(p) for p in np.lexsort((np.arange(len(wave)), -wave)) if self.fits[p] and p != self.best]
        return np.array([self.best, *order][:ENOUGH]) if self.fits.any() else np.empty(0, np.int64)

    def reached(self, place: int) -> np.ndarray:
        """What the sets of the ensemble give for a target."""
        return self.means.mean[self.chosen, place]

    # --- tables -------------------------------------------------------------------------------------------------------

    @cached_property
    def all_points(self) -> pd.DataFrame:
        """One row per simulated point: wave, point, parameters, outputs by target, implausibility, the worst target."""
        waves, targets = self.waves, self.calibration.targets
        keys = np.array([target.key for target in targets], dtype=object)
        place = [(wave.number, number) for wave in waves for number in range(len(wave.points))]
        steering = np.flatnonzero(self.calibration.steering)
        worst = keys[steering[np.argmax(self.implausibility[:, steering], axis=1)]]
        errors = [self.errors.get(where, "") for where in place]
        table = pd.DataFrame({"wave": [where[0] for where in place], "point": [where[1] for where in place]})
        outputs = pd.DataFrame(self.means.mean, columns=list(keys))
        judged = pd.DataFrame(
            {
                "implausibility": np.where(np.isinf(self.worst), np.nan, self.worst),
                "worst_target": [key if not error else "" for key, error in zip(worst, errors, strict=True)],
                "fits": self.fits,
                "error": errors,
            }
        )
        return pd.concat([table, self.values, outputs, judged], axis=1)

    @cached_property
    def ensemble(self) -> pd.DataFrame:
        """The sets that fit, the best first, with the same columns and a number from 1 on."""
        table = self.all_points.iloc[self.chosen].drop(columns=["fits", "error"]).reset_index(drop=True)
        table.insert(0, "set", np.arange(1, len(table) + 1))
        return table

    @cached_property
    def targets(self) -> pd.DataFrame:
        """One row per target: what is wanted, what the best set gives, and the interval over the ensemble."""
        rows = []
        for place, target in enumerate(self.calibration.targets):
            low, middle, high = _quantiles(self.reached(place))
            fitting = self.implausibility[self.chosen, place] <= self.calibration.cutoff
            implausibility = float(self.implausibility[self.best, place])
            rows.append(
                {
                    "target": target.key,
                    "metric": target.metric,
                    "who": target.group.text,
                    "scenario": target.scenario,
                    "effect": target.effect,
                    "first_year": target.first,
                    "last_year": target.last,
                    "unit": METRICS[target.metric].unit,
                    "value": target.value,
                    "tolerance": target.tolerance,
                    "held_out": target.held_out,
                    "best": float(self.means.mean[self.best, place]),
                    "mc_error": float(np.sqrt(self.means.variance[self.best, place])),
                    "low": low,
                    "median": middle,
                    "high": high,
                    "implausibility": implausibility if np.isfinite(implausibility) else np.nan,
                    "fit": implausibility <= self.calibration.cutoff,
                    "share_fitting": float(fitting.mean()) if len(fitting) else np.nan,
                    "source": target.source,
                }
            )
        return pd.DataFrame(rows)

    @cached_property
    def parameters(self) -> pd.DataFrame:
        """One row per parameter: its range, the best value, the interval over the ensemble and what is left of it."""
        shares = self.points[self.chosen]
        rows = []
        for place, factor in enumerate(self.calibration.factors):
            values = self.values[factor.key].to_numpy(float)
            low, middle, high = _quantiles(values[self.chosen])
            first, _, last = _quantiles(shares[:, place])
            rows.append(
                {
                    "parameter": factor.key,
                    "unit": factor.unit,
                    "range_low": float(factor.ends[0]),
                    "range_high": float(factor.ends[1]),
                    "before": factor.base,
                    "best": float(values[self.best]),
                    "low": low,
                    "median": middle,
                    "high": high,
                    "share_left": (last - first) / (INTERVAL[1] - INTERVAL[0]),
                }
            )
        return pd.DataFrame(rows)


def _quantiles(values: np.ndarray) -> tuple[float, float, float]:
    """Low end, middle and high end of the interval over the ensemble; empty without one."""
    known = values[~np.isnan(values)]
    if not len(known):
        return np.nan, np.nan, np.nan
    low, middle, high = np.quantile(known, (INTERVAL[0], 0.5, INTERVAL[1]))
    return float(low), float(middle), float(high)
