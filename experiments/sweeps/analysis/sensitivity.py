"""Sensitivity: which factors a metric depends on, one number each, by the kind of design.

    sensitivity(results("results/screening"), load_design("morris_all"), ["deep_participation"])

morris: `mu_star`, the mean size of the change when a factor goes through its whole range; `mu`, with its sign; `sigma`,
its spread, large where the change depends on other factors (see `elementary_effects`). sobol: `S1`, the share of the
variance due to a factor alone; `ST`, with all its interactions; `S2`, due to two together. factorial: `S1` and `ST`
over the grid, and `range`, the distance between the greatest and the least mean of a level. one_at_a_time: `range`, the
base among the levels. latin_hypercube and table: `src`, the standardised regression coefficient; `spearman`, the rank
correlation; `r2`, the share of variance that the regression explains, under the factor "all".

All are computed on means over seeds. What chance between worlds adds to shares of a grid and to ranges is taken off,
and their intervals hold a factor without effect (see `spread`).
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from ...statistics.inference import NOT_DEFINED, Interval
from ...statistics.spread import distance_between_levels, shares_of_variance
from ..design import sampling
from ..design.design import Design
from .elementary_effects import elementary_effects
from .level_means import finished, levels_of, main_effects, metrics_of
from .regression import regressed
from .run_points import SensitivityError, points_of

__all__ = ["SensitivityError", "main_effects", "sensitivity"]

COLUMNS = ["metric", "factor", "other", "index", "value", "low", "high", "n_points"]

RESAMPLES = 200
"""Resamples of intervals."""

SEED = 1
"""Of resamples: the same data give the same intervals."""


def sensitivity(
    runs: pd.DataFrame, design: Design, metrics: Iterable[str] | None = None, *, partial: bool = False
) -> pd.DataFrame:
    """How much each metric depends on each factor, from the table of runs of a sweep.

    Values of the factors are those of the runs. The design says what kind of sample they are, and must be the one that
    they were made with.

    Columns: metric, factor, other (the second factor of `S2`, else empty), index, value, low, high (95 % interval;
    empty where there is none) and n_points, the points that it rests on. A point without a value of a metric (a ratio
    whose denominator is 0 in all its worlds) is left out, in Sobol and Morris samples with those that belong to it.

    Raises SensitivityError if the design does not fit the runs, or if runs are missing or failed; with `partial` those
    that are finished are used.
    """
    names = metrics_of(runs, design, metrics)
    done = finished(runs, design, partial)
    points = points_of(done, design).reindex(design.points.index)
    means = done.groupby("point")[names].mean().reindex(design.points.index)
    if design.kind in ("sobol", "morris"):
        rows = _of_blocks(means, points, design)
    elif design.kind == "factorial":
        rows = _of_grid(done, means, points, design) + _ranges(done, points, design, names)
    elif design.kind == "one_at_a_time":
        rows = _ranges(done, points, design, names)
    else:
        rows = regressed(means, points, design, RESAMPLES, SEED)
    order = {name: place for place, name in enumerate(names)}
    table = pd.DataFrame([{"other": "", **row} for row in rows], columns=COLUMNS)
    return table.sort_values("metric", key=lambda column: column.map(order), kind="stable", ignore_index=True)


# --- Sobol and Morris -------------------------------------------------------------------------------------------------


def _of_blocks(means: pd.DataFrame, points: pd.DataFrame, design: Design) -> list[dict[str, Any]]:
    """Indices of a sample whose points belong together in blocks: whole blocks only, without empty values."""
    size = sampling.block_size(design.kind, len(design.factors), design.settings)
    rows = []
    for name in means.columns:
        values = means[name].to_numpy().reshape(-1, size)
        whole = np.isfinite(values).all(axis=1)
        kept = np.repeat(whole, size)
        if whole.sum() < 2:
            found = _nothing(design)
        elif design.kind == "sobol":
            found = _sobol(values[whole].ravel(), design)
        else:
            found = elementary_effects(values[whole], points.loc[kept], design)
        rows += [{"metric": name, **row, "n_points": int(kept.sum())} for row in found]
    return rows


def _nothing(design: Design) -> list[dict[str, Any]]:
    """Empty indices of a metric that has hardly any value."""
    names = ("S1", "ST") if design.kind == "sobol" else ("mu", "mu_star", "sigma")
    return [_row(factor.key, index, np.nan) for factor in design.factors for index in names]


def _row(factor: str, index: str, value: float, reach: float = np.nan, other: str = "") -> dict[str, Any]:
    return {
        "factor": factor, "other": other, "index": index, "value": value, "low": value - reach, "high": value + reach
    }  # fmt: skip


def _sobol(values: np.ndarray, design: Design) -> list[dict[str, Any]]:
    sobol = _salib("sobol")
    if np.ptp(values) == 0:  # nothing varies, so no share of it is anybody's
        return _nothing(design)
    second = bool(design.settings["second_order"])
    problem = sampling.unit_problem(len(design.factors))
    found = _quietly(
        lambda: sobol.analyze(problem, values, calc_second_order=second, num_resamples=RESAMPLES, seed=SEED)
    )
    rows = []
    for place, factor in enumerate(design.factors):
        for index in ("S1", "ST"):
            rows.append(_row(factor.key, index, float(found[index][place]), float(found[f"{index}_conf"][place])))
    if second:
        for i, factor in enumerate(design.factors):
            for j, other in enumerate(design.factors[i + 1 :], start=i + 1):
                value, reach = float(found["S2"][i, j]), float(found["S2_conf"][i, j])
                rows.append(_row(factor.key, "S2", value, reach, other=other.key))
    return rows


def _salib(method: str) -> Any:
    """SALib's analysis by a method. Raises SensitivityError where it is not installed."""
    try:
        return importlib.import_module(f"SALib.analyze.{method}")
    except ImportError:
        raise SensitivityError(f"{method} indices need SALib; install it: {sampling.INSTALL}") from None


def _quietly(analyse: Callable[[], Any]) -> Any:
    """What SALib finds, without what it and pandas print of their own affairs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return analyse()


# --- grids and single factors -----------------------------------------------------------------------------------------


def _of_grid(done: pd.DataFrame, means: pd.DataFrame, points: pd.DataFrame, design: Design) -> list[dict[str, Any]]:
    """Shares of variance over the grid, every combination counting the same."""
    keys = [factor.key for factor in design.factors]
    groups = []
    for key in keys:
        rest = [other for other in keys if other != key]
        alone = points.groupby(key, sort=False).ngroup().to_numpy()
        groups += [alone, points.groupby(rest, sort=False).ngroup().to_numpy() if rest else np.zeros(len(points), int)]
    rows = []
    for name in means.columns:
        known = means[name].notna()
        shares = [NOT_DEFINED for _ in groups]
        if known.all():  # with holes, combinations would not count the same
            by_world = done.pivot(index="seed", columns="point", values=name).reindex(columns=means.index)
            whole = by_world.dropna()
            shares = shares_of_variance(whole.to_numpy() if len(whole) else means[[name]].to_numpy().T, groups)
        for place, key in enumerate(keys):
            alone, others = shares[2 * place], shares[2 * place + 1]
            total = Interval(1 - others.value, 1 - others.high, 1 - others.low)
            for index, share in (("S1", alone), ("ST", total)):
                row = {"factor": key, "other": "", "index": index, "n_points": int(known.sum())}
                rows.append({"metric": name, **row, "value": share.value, "low": share.low, "high": share.high})
    return rows


def _ranges(done: pd.DataFrame, points: pd.DataFrame, design: Design, names: list[str]) -> list[dict[str, Any]]:
    """Distance between the greatest and the least mean of a level, without what chance between worlds makes of it."""
    rows = []
    for factor in design.factors:
        levels = levels_of(points.dropna(how="all"), design, factor.key)
        of_seed = done[names].groupby([done["point"].map(levels).rename("level"), done["seed"]]).mean()
        for name in names:
            by_level = of_seed[name].unstack("seed")
            found = distance_between_levels(by_level.to_numpy())
            row = {"metric": name, "factor": factor.key, "index": "range", "n_points": len(levels)}
            row |= {"value": found.value, "low": found.low, "high": found.high}
            rows.append(row)
    return rows
