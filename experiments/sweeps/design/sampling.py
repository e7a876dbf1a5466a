"""Points of a design: which combinations of values are run, in a fixed order.

Factorial designs and one factor at a time are written out; Latin hypercubes are SciPy's, Sobol and Morris samples
SALib's. Samples are drawn between 0 and 1 in every dimension from a seed of their own, and carried over to the values
of each factor: the same file gives the same points on every machine that has the same versions of SciPy and SALib.
Others may draw other points from the same seed, so a sweep keeps its points (`stored_points`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ....simulation.checking import Refused
from .factors import Factor, spelled

__all__ = ["MOST_POINTS", "block_size", "number_of_points", "points", "unit_problem", "unit_sample"]

MOST_POINTS = 1_000_000
"""Points of the largest design."""

MOST_CELLS = 30_000_000
"""Points times factors of the largest design, which fit a laptop's memory."""

INSTALL = "pip install 'industry-education-consortium[analysis]'"


def number_of_points(kind: str, factors: Sequence[Factor], settings: Mapping[str, Any]) -> int:
    """How many points a design has, without making them."""
    dimensions = len(factors)
    if kind == "factorial":
        return math.prod(len(factor.values) for factor in factors)
    if kind == "one_at_a_time":
        return 1 + sum(len(others(factor)) for factor in factors)
    if kind == "latin_hypercube":
        return settings["points"]
    if kind == "sobol":
        return settings["points"] * block_size(kind, dimensions, settings)
    return settings["trajectories"] * block_size(kind, dimensions, settings)


def block_size(kind: str, dimensions: int, settings: Mapping[str, Any]) -> int:
    """Consecutive points of a Sobol or Morris sample that belong together: without one, the others say nothing."""
    if kind == "morris":
        return dimensions + 1
    return 2 * dimensions + 2 if settings["second_order"] else dimensions + 2


def points(kind: str, factors: Sequence[Factor], settings: Mapping[str, Any]) -> pd.DataFrame:
    """The table of points, one column per factor. Raises Refused where there are too many."""
    number = number_of_points(kind, factors, settings)
    if number > MOST_POINTS or number * len(factors) > MOST_CELLS:
        said = f"{number:,}" if number < 10**15 else f"some 10^{round(math.log10(number))}"
        most = min(MOST_POINTS, MOST_CELLS // len(factors))
        raise Refused(f"design = {kind!r} makes {said} points of {len(factors)} factors; allowed: at most {most:,}")
    if kind == "factorial":
        columns = _factorial(factors)
    elif kind == "one_at_a_time":
        columns = _one_at_a_time(factors)
    else:
        sample = unit_sample(kind, len(factors), settings)
        columns = [factor.at(sample[:, dimension]) for dimension, factor in enumerate(factors)]
        if kind == "morris":
            columns = _stepped(columns, sample, factors, settings)
    made = {factor.key: factor.column(values) for factor, values in zip(factors, columns, strict=True)}
    return pd.DataFrame(made)


def _factorial(factors: Sequence[Factor]) -> list[np.ndarray]:
    """Every combination once; the last factor changes fastest."""
    grid = np.indices([len(factor.values) for factor in factors]).reshape(len(factors), -1)
    return [_array(factor)[places] for factor, places in zip(factors, grid, strict=True)]


def _one_at_a_time(factors: Sequence[Factor]) -> list[list[Any]]:
    """The base first, then each factor's values alone; a value that the base has already is the base's point."""
    for factor in factors:
        if factor.base is None:
            said = f"{factor.key} has no value in the base, which the first point needs"
            raise Refused(f"{said}; allowed: give it one under [[policy]]")
        if not others(factor):
            said = f"{factor.key} has no value besides {spelled(factor.base)}, which it has in the base"
            raise Refused(f"{said}; allowed: values that differ from the base")
    rows = [[factor.base for factor in factors]]
    for place, factor in enumerate(factors):
        for value in others(factor):
            rows.append([value if i == place else other.base for i, other in enumerate(factors)])
    return [list(column) for column in zip(*rows, strict=True)]


def others(factor: Factor) -> list[Any]:
    """Values of a factor that are not the base's."""
    return [value for value in factor.values if value != factor.base]


def _array(factor: Factor) -> np.ndarray:
    return np.array(factor.values, dtype=object if factor.kind == "choice" else factor.dtype)


# --- samples ----------------------------------------------------------------------------------------------------------


def unit_sample(kind: str, dimensions: int, settings: Mapping[str, Any]) -> np.ndarray:
    """The sample of a drawn design, between 0 and 1 in every dimension."""
    seed = settings["sample_seed"]
    if kind == "latin_hypercube":
        from scipy.stats import qmc

        # SciPy before 1.15 does not know the newer name of this argument, `rng`.
        sampler = qmc.LatinHypercube(d=dimensions, seed=np.random.default_rng(seed))  # type: ignore[call-arg]
        return sampler.random(settings["points"])
    problem = unit_problem(dimensions)
    try:
        from SALib.sample import morris, sobol
    except ImportError:
        raise Refused(f"design = {kind!r} needs SALib, which is not installed; install it: {INSTALL}") from None
    if kind == "sobol":
        return sobol.sample(problem, settings["points"], calc_second_order=settings["second_order"], seed=seed)
    return morris.sample(problem, settings["trajectories"], num_levels=settings["levels"], seed=seed)


def _stepped(
    columns: list[np.ndarray], sample: np.ndarray, factors: Sequence[Factor], settings: Mapping[str, Any]
) -> list[np.ndarray]:
    """The columns of a Morris sample, those of lists and whole numbers by steps of their own.

    SALib moves all factors on one grid of levels, on which five values of a list would not be equally likely and two
    would be less than a step apart. The order in which factors move is SALib's. Where a factor of k values starts is
    drawn from all of them evenly, and it moves by half of them: k // 2 places up or down, and round from one end to the
    other. So each value is as frequent as any other.
    """
    number = settings["trajectories"]
    blocks = sample.reshape(number, -1, len(factors))
    moved = np.abs(blocks - blocks[:, :1]) > 0.1  # by half the way or more
    made = []
    for dimension, (factor, column) in enumerate(zip(factors, columns, strict=True)):
        values = factor.steps(settings["levels"])
        if values is None:
            made.append(column)
            continue
        several = len(values)
        draw = np.random.default_rng([settings["sample_seed"], dimension])
        start, side = np.divmod(draw.permutation((np.arange(number) + draw.integers(2 * several)) % (2 * several)), 2)
        end = (start + np.where(side == 0, -1, 1) * (several // 2)) % several
        places = np.where(moved[:, :, dimension], end[:, None], start[:, None]).ravel()
        made.append(places + values.start if isinstance(values, range) else values[places])
    return made


def unit_problem(dimensions: int) -> dict[str, Any]:
    """What SALib needs to know of factors that go from 0 to 1."""
    return {
        "num_vars": dimensions,
        "names": [str(dimension) for dimension in range(dimensions)],
        "bounds": [[0.0, 1.0]] * dimensions,
    }
