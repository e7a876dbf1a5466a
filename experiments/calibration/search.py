"""Points of the unit cube that are not ruled out, also where they are a thin sheet or a millionth of it.

First a quasi-random sample of the cube. If too few of it are left, the cut-off comes down step by step, and at each
step random walks spread what is left evenly over the region below (subset simulation, Au & Beck 2001).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc

__all__ = ["Found", "first_points", "not_ruled_out"]

CANDIDATES = 4096
"""Points that are looked at together; a power of two, as a Sobol sample must be."""

KEPT = 0.2
"""Share of the points that a step keeps."""

WALKS, STEPS = 6, 40
"""Moves of every point at a step, and steps at most."""

LAST_WALKS = 15
"""Moves of every point at the end, which make points different that came from the same one."""


@dataclass(frozen=True)
class Found:
    """Points that are not ruled out, and which share of the cube such points are; `level` is what was reached.

    The level is the cut-off, or the least implausibility above it where all of the cube is ruled out.
    """

    points: np.ndarray
    share: float
    level: float


def first_points(dimensions: int, number: int, seed: int) -> np.ndarray:
    """So many points spread evenly over the unit cube: the beginning of a scrambled Sobol sequence."""
    return _sobol(dimensions, number, np.random.default_rng([seed, 0]))


def _sobol(dimensions: int, number: int, random: np.random.Generator) -> np.ndarray:
    # SciPy before 1.15 does not know the newer name of this argument, `rng`.
    sampler = qmc.Sobol(dimensions, scramble=True, seed=random)  # type: ignore[call-arg]
    return sampler.random_base2(max(1, int(np.ceil(np.log2(number)))))[:number]


def not_ruled_out(
    implausibility: Callable[[np.ndarray], np.ndarray],
    dimensions: int,
    number: int,
    cutoff: float,
    random: np.random.Generator,
    known: np.ndarray | None = None,
) -> Found:
    """At most so many points whose implausibility is at most the cut-off, spread evenly over all such points.

    `known` are points to begin with beside the quasi-random ones, such as those that were simulated.
    """
    points = _sobol(dimensions, CANDIDATES, random)
    values = implausibility(points)
    left = values <= cutoff
    share = float(left.mean())
    if left.sum() >= 2 * number:
        return Found(points[left][:number], share, cutoff)
    if known is not None and len(known):
        points, values = np.concatenate([points, known]), np.concatenate([values, implausibility(known)])
    share, level = 1.0, np.inf
    for _ in range(STEPS):
        lowered = max(cutoff, float(np.quantile(values, KEPT)))
        if lowered > cutoff and lowered > 0.999 * level:  # it does not come down any further: all is ruled out
            break
        level = lowered
        below = values <= level
        share *= float(below.mean())
        walks = LAST_WALKS if level == cutoff else WALKS
        points, values = _spread(points[below], values[below], implausibility, level, walks, random)
        if level == cutoff:
            break
    order = random.permutation(len(points))
    kept = [place for place in order if values[place] <= level]
    chosen = points[kept]
    chosen = chosen[np.sort(np.unique(chosen, axis=0, return_index=True)[1])]
    if level > cutoff:
        return Found(points[np.argsort(values, kind="stable")[:number]], 0.0, float(values.min()))
    return Found(chosen[:number], share, cutoff)


def _spread(
    points: np.ndarray,
    values: np.ndarray,
    implausibility: Callable[[np.ndarray], np.ndarray],
    level: float,
    walks: int,
    random: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """As many points as are looked at together, spread over the region below a level by random walks from `points`."""
    start = random.integers(len(points), size=CANDIDATES)
    walked, found = points[start], values[start]
    dimensions = points.shape[1]
    covariance = np.cov(points, rowvar=False).reshape(dimensions, dimensions) + 1e-8 * np.eye(dimensions)
    root = np.linalg.cholesky(covariance)
    for walk in range(walks):
        length = (2.4, 1.0, 0.4)[walk % 3] / np.sqrt(dimensions)
        proposed = walked + length * random.standard_normal(walked.shape) @ root.T
        inside = ((proposed >= 0) & (proposed <= 1)).all(axis=1)
        here = np.full(len(proposed), np.inf)
        if inside.any():
            here[inside] = implausibility(proposed[inside])
        taken = here <= level
        walked, found = np.where(taken[:, None], proposed, walked), np.where(taken, here, found)
    return walked, found
