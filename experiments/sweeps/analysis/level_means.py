"""Means of metrics over the points of a sweep, and how they go along the values of each factor (main effects)."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ...statistics.inference import departing, half_widths
from ..design.design import Design
from .run_points import SensitivityError, check_fit, factors_in, points_of

__all__ = ["SensitivityError", "finished", "levels_of", "main_effects", "metrics_of", "over_seeds"]

NO_METRIC = ("run_id", "point", "seed", "status", "error")
"""Columns of a table of runs besides the factors and the metrics."""

MOST_LEVELS = 12
"""A factor of more values is cut into as many groups, of equal numbers of points, as `GROUPS` says."""

GROUPS = 8


def metrics_of(runs: pd.DataFrame, design: Design, metrics: Iterable[str] | None = None) -> list[str]:
    """The columns of a table of runs that are metrics, all of them or those asked for. Raises SensitivityError."""
    keys = {*factors_in(runs), *(factor.key for factor in design.factors)}
    known = [
        str(name)
        for name in runs.columns
        if name not in NO_METRIC and name not in keys and pd.api.types.is_numeric_dtype(runs[name])
    ]
    wanted = known if metrics is None else list(dict.fromkeys(metrics))
    for name in wanted:
        if name not in known:
            raise SensitivityError(f"the runs have no metric {name!r}; known: {', '.join(known[:20])}")
    if not wanted:
        raise SensitivityError("the runs have no metric")
    return wanted


def finished(runs: pd.DataFrame, design: Design, partial: bool = False) -> pd.DataFrame:
    """The finished runs, one a point and seed, that were made with the design.

    Raises SensitivityError if the design is another one, or if some runs failed or are missing.

    `partial`: take what there is; a point then has the mean of those of its seeds that are finished.
    """
    check_fit(runs, design)
    done = runs.loc[runs["status"] == "done"] if "status" in runs.columns else runs
    wanted = pd.MultiIndex.from_product([design.points.index, design.seeds], names=["point", "seed"])
    there = pd.MultiIndex.from_frame(done[["point", "seed"]])
    missing = wanted[~wanted.isin(there)]
    if len(missing) and not partial:
        failed = int((runs["status"] != "done").sum()) if "status" in runs.columns else 0
        first = ", ".join(f"point {point} with seed {seed}" for point, seed in missing[:3])
        said = f"{len(missing):,} of {design.runs:,} runs are not finished, of them {failed:,} failed ({first}"
        raise SensitivityError(
            f"{said}{', …' if len(missing) > 3 else ''}); finish the sweep first, or ask for partial"
        )
    if done.empty:
        raise SensitivityError("no run is finished")
    return done


def main_effects(
    runs: pd.DataFrame, design: Design, metrics: Iterable[str] | None = None, *, partial: bool = False
) -> pd.DataFrame:
    """How each metric goes along each factor: the mean of all points that have a value of it.

    With one factor at a time these are the points where all others are as in the base. A factor of many values is cut
    into groups of as many points each, at their mean value. Columns: metric, factor, level, value, low, high, n_points;
    `low` and `high` are the 95 % interval of the mean over seeds (empty with one seed), whose worlds all points share.
    Raises SensitivityError.
    """
    names = metrics_of(runs, design, metrics)
    done = finished(runs, design, partial)
    points = points_of(done, design)
    tables = []
    for factor in design.factors:
        levels = levels_of(points, design, factor.key)
        of_run = done["point"].map(levels)
        of_seed = done[names].groupby([of_run.rename("level"), done["seed"]]).mean()
        counts = levels.value_counts()
        for name in names:
            table = over_seeds(of_seed[name].unstack("seed")).reset_index()
            table["n_points"] = table["level"].map(counts).astype("int64")
            table["level"] = table["level"].astype(object)  # numbers of one factor, words of another
            tables.append(table.assign(metric=name, factor=factor.key))
    made = pd.concat(tables, ignore_index=True)
    order = {name: place for place, name in enumerate(names)}
    made = made.sort_values("metric", key=lambda column: column.map(order), kind="stable", ignore_index=True)
    return made.loc[:, ["metric", "factor", "level", "value", "low", "high", "n_points"]]


def levels_of(points: pd.DataFrame, design: Design, key: str) -> pd.Series:
    """The value, or the middle of the group of values, of a factor at each point that counts for it.

    `points` are those of the runs. With one factor at a time those count where all others are as in the base.
    """
    values = points[key]
    if design.kind == "one_at_a_time":
        base = points.loc[0] if 0 in points.index else {factor.key: factor.base for factor in design.factors}
        others = [(factor.key, base[factor.key]) for factor in design.factors if factor.key != key]
        alone = [np.ones(len(points), bool), *((points[name] == base).to_numpy(dtype=bool) for name, base in others)]
        return values.loc[np.logical_and.reduce(alone)]
    if values.nunique() <= MOST_LEVELS or not pd.api.types.is_numeric_dtype(values):
        return values
    groups = pd.qcut(values.rank(method="first"), GROUPS, labels=False)
    return values.groupby(groups).transform("mean")


def over_seeds(values: pd.DataFrame) -> pd.DataFrame:
    """Mean over seeds (columns) of each row, with the 95 % interval of a mean of few: value, low, high."""
    worlds, mean = values.to_numpy(float).T, values.mean(axis=1)
    sd, n = values.std(axis=1).to_numpy(float), (~np.isnan(worlds)).sum(axis=0)
    reach = half_widths(sd, n, departing(worlds))
    return pd.DataFrame({"value": mean, "low": mean - reach, "high": mean + reach})
