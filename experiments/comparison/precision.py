"""As many seeds as a wanted precision takes: an interval of a paired effect that reaches so far to either side."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from ...simulation.checking import nearest, show
from ...simulation.outputs.metrics import METRICS
from ...simulation.scenario import ScenarioError
from ..statistics.inference import departing, differences, half_width, mean_interval

if TYPE_CHECKING:
    from .paired_runs import PairedRuns

__all__ = ["MOST_SEEDS", "Precision", "PrecisionWarning"]

MOST_SEEDS = 10_000
"""Seeds at most; what is not reached then is said."""

LEAST_FOR_PRECISION = 10
"""Worlds at least. Whoever stops as soon as an interval is narrow stops where the spread is underrated: begun with five
worlds, intervals of normal differences would hold the truth in 91 of 100 cases and of exponential ones in 82; begun
with ten, in 94 and 89.
"""

ALIKE_ENOUGH = 59
"""Worlds that are all alike after which no more follow: fewer than one in twenty then differs, with 95 % confidence."""


@dataclass(frozen=True)
class Precision:
    """The effect of every reform on `metric` (last five years) shall be known to ± `half_width`, in its unit."""

    metric: str
    half_width: float

    @classmethod
    def parsed(cls, text: str) -> Self:
        """From "metric=0.01". Raises ScenarioError."""
        name, equals, number = (part.strip() for part in text.partition("="))
        if not equals:
            raise ScenarioError(
                f"precision {show(text)} is not allowed; allowed: metric=0.01, such as deep_participation=0.01"
            )
        if name not in METRICS:
            raise ScenarioError(f"precision: {show(name)} is no metric{nearest(name, METRICS)}")
        try:
            width = float(number)
        except ValueError:
            width = math.nan
        if not (math.isfinite(width) and width > 0):
            unit = METRICS[name].unit
            raise ScenarioError(f"precision {name} = {show(number)} is not allowed; allowed: a number above 0 ({unit})")
        return cls(name, width)

    def to_dict(self) -> dict[str, object]:
        """For a manifest."""
        return {"metric": self.metric, "half_width": self.half_width}

    @classmethod
    def from_dict(cls, table: object) -> Self:
        """What `to_dict` wrote. Raises ScenarioError."""
        if not isinstance(table, Mapping) or table.keys() != {"metric", "half_width"}:
            raise ScenarioError(f"precision = {show(table)}; allowed: a table of metric and half_width")
        return cls.parsed(f"{table['metric']}={table['half_width']}")

    def reached(self, runs: PairedRuns) -> float:
        """The widest half interval among the reforms: NaN where one has no interval yet."""
        return float(np.max([_half(values) for values in self._effects(runs).values()]))

    def seeds_wanted(self, runs: PairedRuns) -> int:
        """How many seeds in all to go on with: what there is if enough or in vain, else up to twice as many.

        The standard deviation is itself known only roughly, so the number is approached in steps, each of which makes
        a tenth more than seems needed.
        """
        return worlds_wanted(list(self._effects(runs).values()), self.half_width)

    def shortfall(self, runs: PairedRuns) -> str:
        """Why the precision is not reached, in one sentence; empty if it is."""
        reasons = []
        for reform, values in self._effects(runs).items():
            known = values[~np.isnan(values)]
            half = _half(values)
            if not known.size:
                reasons.append(f"{self.metric} has no value in any of {len(values)} worlds with {reform}")
            elif len(known) < LEAST_FOR_PRECISION:
                reasons.append(f"{reform} has {len(known)} worlds, where at least {LEAST_FOR_PRECISION} are needed")
            elif math.isnan(half):
                alike = f"{len(known) - int(departing(known))} of {len(known)} worlds"
                reasons.append(f"the effect of {reform} is the same in {alike}, so that its spread is not known")
            elif half > self.half_width:
                reasons.append(f"the effect of {reform} is known to ± {half:.3g} after {len(known)} worlds")
        if not reasons:
            return ""
        return f"precision {self.metric}={self.half_width:g} was not reached: {'; '.join(reasons)}"

    def _effects(self, runs: PairedRuns) -> dict[str, np.ndarray]:
        """Differences between worlds, by reform; NaN where the metric has no value in one of the two."""
        values = runs.paired_values(self.metric)
        base = values[runs.base.name].to_numpy()
        return {reform.name: differences(base, values[reform.name].to_numpy()) for reform in runs.reforms}


class PrecisionWarning(UserWarning):
    """A precision that was asked for was not reached."""


def worlds_wanted(effects: Sequence[np.ndarray], half_wanted: float) -> int:
    """How many worlds in all to go on with, given the differences of some effects in the worlds there are.

    As many as there are where every effect is known to ± `half_wanted`, or where one cannot be: it has no value in any
    world, or is the same in all of so many (`ALIKE_ENOUGH`) that more would hardly show otherwise.
    """
    present = max(len(values) for values in effects)
    if present >= MOST_SEEDS:
        return present
    if present < LEAST_FOR_PRECISION:
        return LEAST_FOR_PRECISION
    wanted = present
    for values in effects:
        known = values[~np.isnan(values)]
        if not known.size or (len(known) >= ALIKE_ENOUGH and departing(known) == 0):
            return present
        half = _half(values)
        if math.isnan(half):
            wanted = max(wanted, 2 * present)
        elif half > half_wanted:
            sd, needed = float(known.std(ddof=1)), len(known) + 1
            while needed < 2 * len(known) and half_width(sd, needed) > half_wanted:
                needed += 1
            share = len(known) / len(values)
            wanted = max(wanted, present + 1, min(2 * present, math.ceil(1.1 * needed / share)))
    return min(wanted, MOST_SEEDS)


def _half(values: np.ndarray) -> float:
    """Half the interval of a mean; NaN where there is none, or too few worlds for one."""
    known = values[~np.isnan(values)]
    if len(known) < LEAST_FOR_PRECISION:
        return math.nan
    interval = mean_interval(known)
    return (interval.high - interval.low) / 2
