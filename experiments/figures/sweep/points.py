"""What figures of sweeps are drawn from: means over seeds at each value of some factors, from a tidy table of runs.

A table of runs has one row per run: seed, status, one column per factor ("parameters.…", "policy.…") and per output.
Where the same seeds are used at every point, as sweeps do, a mean's error is that over seeds: the points of one seed
are worlds of one chance and are averaged first.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from ...statistics.inference import NOT_DEFINED, Interval, departing, half_widths
from ...sweeps.analysis.paired import EFFECT
from .shown_names import decimals, levels_of, spacing

if TYPE_CHECKING:
    from ...sweeps.design.design import Design

NUMBERS = ("mean", "error", "low", "high", "n")
"""Columns of `means`."""
MOST_LEVELS = 30
"""More different numbers than that are no levels, and are put into bins."""


def factors_of(runs: pd.DataFrame) -> list[str]:
    """The columns that are factors."""
    return [str(name) for name in runs.columns if str(name).startswith(("parameters.", "policy."))]


def finished(runs: pd.DataFrame) -> pd.DataFrame:
    """The runs that have a result."""
    return runs.loc[runs["status"] == "done"] if "status" in runs else runs


def seeds_of(runs: pd.DataFrame) -> int:
    """Number of seeds."""
    return int(runs["seed"].nunique()) if "seed" in runs else 1


def varied(runs: pd.DataFrame, factors: Sequence[str] | None = None) -> list[str]:
    """The factors that have more than one value."""
    return [key for key in (factors_of(runs) if factors is None else factors) if runs[key].nunique() > 1]


def values_of(runs: pd.DataFrame, key: str, design: Design | None = None) -> list[Any]:
    """The values of a factor in order: those of the runs and, where there is a design, of points that have no run yet.

    Raises ValueError if the design does not fit the runs.
    """
    if design is None or key not in design.points:
        return levels_of(runs[key], key)
    if not runs[key].isin(design.points[key].tolist()).all():
        from ...sweeps.analysis.run_points import check_fit  # says what differs

        check_fit(runs, design)
        return levels_of(runs[key], key)
    return levels_of(design.points[key], key)


def means(
    runs: pd.DataFrame,
    keys: Sequence[str],
    metric: str,
    factor: float = 1.0,
    *,
    paired: bool = False,
    over: Literal["seeds", "points"] = "seeds",
) -> pd.DataFrame:
    """Mean of an output at each value of the keys: columns of the keys, then mean, error, low, high, n.

    `factor` multiplies the output. `error` is the standard error and low to high Student's 95 % interval, over the
    n seeds or, where a value of the keys stands for a sample of points, over the points (empty for n = 1). `paired`
    leaves out of them what all values of the keys share in a world, so that they tell values from each other.
    """
    keys = list(keys)
    by_unit = worlds(runs, keys, metric, over) * factor
    if by_unit.empty:
        return runs.iloc[:0][keys].reindex(columns=[*keys, *NUMBERS]).astype(dict.fromkeys(NUMBERS, float))
    groups = by_unit.groupby(level=keys, sort=False, observed=True)
    result = pd.DataFrame({"mean": groups.mean(), "n": groups.count()})
    if paired and len(result) > 1:
        away = by_unit - groups.transform("mean")
        away = away - away.groupby(level="unit").transform("mean")
        groups = away.groupby(level=keys, sort=False, observed=True)
    sd, n = groups.std().to_numpy(float), result["n"].to_numpy(float)
    depart = np.array([int(departing(group.to_numpy())) for _, group in groups])
    half = half_widths(sd, n, depart)
    result = result.assign(error=sd / np.sqrt(n), low=result["mean"] - half, high=result["mean"] + half).reset_index()
    return result[[*keys, *NUMBERS]]


def by_world(runs: pd.DataFrame, settings: pd.DataFrame, metric: str) -> pd.DataFrame:
    """An output of each world: one row per seed, one column per row of `settings`, which holds values of factors.

    Columns are named by the place of their row: "0", "1", … A world that has no run there is empty.
    """
    factors = list(settings.columns)
    done = finished(runs)
    done = done.assign(seed=done.get("seed", 0))
    places = settings.assign(place=[str(place) for place in range(len(settings))])
    table = done[[*factors, "seed", metric]].merge(places, on=factors)
    table[metric] = pd.to_numeric(table[metric], errors="coerce")
    wide = table.pivot_table(index="seed", columns="place", values=metric, aggfunc="mean", dropna=False)
    return wide.reindex(columns=places["place"])


def worlds(runs: pd.DataFrame, keys: list[str], metric: str, over: Literal["seeds", "points"] = "seeds") -> pd.Series:
    """Mean of an output at each value of the keys in each world, or of each point: index of the keys and `unit`."""
    done = finished(runs)
    values = pd.to_numeric(done[metric], errors="coerce")
    unit = done["seed"] if over == "seeds" and "seed" in done else _points(done) if over == "points" else 0
    table = done[keys].assign(value=values, unit=unit).dropna(subset=["value"])
    return table.groupby([*keys, "unit"], sort=False, observed=True)["value"].mean()


def distance(
    runs: pd.DataFrame, keys: Sequence[str], metric: str, over: Literal["seeds", "points"] = "seeds"
) -> Interval:
    """How far apart the values of the keys are with respect to an output, with a simultaneous interval."""
    from ...statistics.spread import distance_between_levels, distance_between_samples

    by_unit = worlds(runs, list(keys), metric, over)
    if by_unit.empty:
        return NOT_DEFINED
    if over == "points":
        groups = by_unit.groupby(level=list(keys), sort=False, observed=True)
        return distance_between_samples([group.to_numpy(float) for _, group in groups])
    return distance_between_levels(by_unit.unstack("unit").to_numpy(float))


def _points(runs: pd.DataFrame) -> pd.Series:
    """Which point a run belongs to."""
    return runs["point"] if "point" in runs else runs.groupby(factors_of(runs), dropna=False, observed=True).ngroup()


def grid(
    runs: pd.DataFrame, x: str, y: str, metric: str, factor: float = 1.0, design: Design | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Means and their standard errors on the grid of two factors: one row per value of y, one column per value of x.

    Points without a result are empty.
    """
    table = means(runs, [x, y], metric, factor)
    rows, columns = values_of(runs, y, design), values_of(runs, x, design)
    wide = [
        table.pivot(index=y, columns=x, values=name).reindex(index=rows, columns=columns).astype(float)
        for name in ("mean", "error")
    ]
    return wide[0], wide[1]


def binned(runs: pd.DataFrame, key: str, most: int) -> pd.DataFrame:
    """The runs with a factor that has too many values for levels put into `most` equal bins, at their middles."""
    values = values_of(runs, key)
    if len(values) <= MOST_LEVELS or any(isinstance(value, str) for value in values):
        return runs
    known = np.array(values, float)
    log = bool((known > 0).all()) and spacing(_quantiles(known)) == "log"
    edges = np.geomspace(known[0], known[-1], most + 1) if log else np.linspace(known[0], known[-1], most + 1)
    middles = np.sqrt(edges[:-1] * edges[1:]) if log else (edges[:-1] + edges[1:]) / 2
    digits = decimals(edges) + 1
    middles = np.array([float(f"{middle:.2g}") if log else round(float(middle), digits) for middle in middles])
    place = np.clip(np.searchsorted(edges, runs[key].to_numpy(float), side="right") - 1, 0, most - 1)
    return runs.assign(**{key: middles[place]})


def _quantiles(values: np.ndarray) -> list[float]:
    return [float(value) for value in np.quantile(values, [0.1, 0.5, 0.9])]


def is_one_at_a_time(runs: pd.DataFrame, factors: Sequence[str]) -> bool:
    """Whether every point differs from the commonest values in one factor at most."""
    points = runs[list(factors)].drop_duplicates()
    if len(factors) < 2 or len(points) < 3:
        return False
    away = points.ne(_commonest(points), axis=1).sum(axis=1)
    return bool((away <= 1).all())


def _commonest(points: pd.DataFrame) -> pd.Series:
    return points.mode().iloc[0].reindex(points.columns)


def at_the_commonest(rows: pd.DataFrame, runs: pd.DataFrame, factors: Sequence[str]) -> pd.DataFrame:
    """The rows at which every factor has its commonest value among the points."""
    base = _commonest(runs[list(factors)].drop_duplicates())
    return rows.loc[rows[list(factors)].eq(base, axis=1).all(axis=1)]


def is_crossed(runs: pd.DataFrame, key: str, others: Sequence[str]) -> bool:
    """Whether the other factors take the same values at every value of one, so that they can be averaged over."""
    if not others:
        return True
    settings = runs[[key, *others]].drop_duplicates()
    rows = settings.assign(other=settings.groupby(list(others), sort=False, observed=True).ngroup())
    levels, settled = rows[key].nunique(), rows["other"].nunique()
    return len(rows) == levels * settled


def effects_of(runs: pd.DataFrame, factors: Sequence[str], metric: str, factor: float, bins: int) -> pd.DataFrame:
    """Mean of an output by value of each factor: factor, level, over, least, mean, error, low, high, n.

    Averaged over the other factors; in a design that moves one at a time, the others stay at their commonest value.
    Intervals are over seeds, in the same worlds, or in a sample of points `over` the points.
    """
    single = is_one_at_a_time(runs, factors)
    base = _commonest(runs[list(factors)].drop_duplicates()) if single else None
    tables = []
    for key in factors:
        others = [other for other in factors if other != key]
        rows = runs if base is None else runs.loc[runs[others].eq(base[others], axis=1).all(axis=1)]
        over = "seeds" if single or is_crossed(rows, key, others) else "points"
        paired = over == "seeds" and not metric.startswith(EFFECT)  # an effect is compared with 0, not with the others
        table = means(binned(rows, key, bins), [key], metric, factor, paired=paired, over=over)
        order = {value: place for place, value in enumerate(levels_of(table[key], key))}
        table = table.sort_values(key, key=lambda column, order=order: column.map(order))
        least = distance(binned(rows, key, bins), [key], metric, over).low * factor
        named = table.rename(columns={key: "level"}).assign(factor=key, over=over, least=least)
        tables.append(named.astype({"level": object}))
    columns = ["factor", "level", "over", "least", "mean", "error", "low", "high", "n"]
    return pd.concat(tables, ignore_index=True).loc[:, columns]


def worst(errors: pd.DataFrame | pd.Series) -> float:
    """The largest standard error, NaN where none is known."""
    known = errors.to_numpy(float).ravel()
    known = known[~np.isnan(known)]
    return float(known.max()) if known.size else float("nan")


def pairs(factors: Sequence[str]) -> list[tuple[str, str]]:
    """Every two factors."""
    return list(combinations(factors, 2))
