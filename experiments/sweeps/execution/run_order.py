"""In which order the runs of a sweep are handed out: those that have worlds in common one after another.

Points are numbered as they were drawn, and runs point by point. Where reforms are compared, runs with the same seed at
points with the same parameters can go on from each other (`arms`), so blocks of points are run seed by seed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..design import sampling

if TYPE_CHECKING:
    from ..design.design import Design

__all__ = ["RunOrder"]

MOST_POINTS = 24
"""Points of a block, where the design has no blocks of its own."""


class RunOrder:
    """The order of the runs of a design; without reforms it is that of their numbers."""

    def __init__(self, design: Design) -> None:
        self._design = design

    def sorted(self, run_ids: np.ndarray) -> np.ndarray:
        """The same runs by block, seed, parameters and point."""
        if not self._design.reforms:
            return run_ids
        points, places = self._design.of_runs(run_ids)
        return run_ids[np.lexsort((points, self._alike[points], places, self._blocks[points]))]

    def whole(self, run_ids: np.ndarray, number: int) -> int:
        """How many of sorted runs to take instead of a number, so that a block with a seed is not divided.

        At most half as many more; where that is not enough, and without reforms, the number as it is.
        """
        if not self._design.reforms or number >= len(run_ids):
            return number
        points, places = self._design.of_runs(run_ids[: number + number // 2 + 1])
        ends = 1 + np.flatnonzero((np.diff(self._blocks[points]) != 0) | (np.diff(places) != 0))
        if not len(ends):
            return number
        before = ends[ends <= number]
        return int(before[-1] if len(before) else ends[0])

    def block_of(self, point: int) -> list[int]:
        """The points of the block of a point, in the order in which they are run; without reforms only this one."""
        if not self._design.reforms:
            return [point]
        inside = np.flatnonzero(self._blocks == self._blocks[point])
        return inside[np.argsort(self._alike[inside], kind="stable")].tolist()

    @cached_property
    def _alike(self) -> np.ndarray:
        """For each point a number that it has in common with the points of the same parameters."""
        keys = [factor.key for factor in self._design.factors if factor.key.startswith("parameters.")]
        if not keys:
            return np.zeros(len(self._design.points), np.int64)
        return self._design.points.groupby(keys, sort=False, dropna=False).ngroup().to_numpy()

    @cached_property
    def _blocks(self) -> np.ndarray:
        """For each point the number of its block: as the sample was drawn, else so many points, alike ones together."""
        design, number = self._design, len(self._design.points)
        if design.kind in ("sobol", "morris"):
            return np.arange(number) // sampling.block_size(design.kind, len(design.factors), design.settings)
        place = np.empty(number, np.int64)
        place[np.argsort(self._alike, kind="stable")] = np.arange(number)
        return place // MOST_POINTS
