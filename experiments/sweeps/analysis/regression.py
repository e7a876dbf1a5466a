"""Regression of metrics on the factors of a sample: how far each goes with a factor, all others in account."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from ..design.design import Design

__all__ = ["regressed"]

INTERVAL = (2.5, 97.5)
"""Percentiles of the resamples."""


def regressed(
    means: pd.DataFrame, points: pd.DataFrame, design: Design, resamples: int, seed: int
) -> list[dict[str, Any]]:
    """Rows with standardised regression coefficients, rank correlations and the share of variance explained.

    `means` and `points` have one row per point: what came out, and the values of the factors.

    Factors on a log scale enter by their logarithm. Words have no order: they enter the regression, one column each
    but for the first, and get no index. Intervals are from resampled points.
    """
    columns, keys = _columns(points, design)
    rows = []
    for names, mask in _alike(means):
        factors, values = columns[mask], means.loc[mask, names].to_numpy()
        draws = np.random.default_rng(seed).integers(len(values), size=(resamples, len(values)))
        found = _indices(factors, values)
        again = [_indices(factors[draw], values[draw]) for draw in draws] if len(values) > 2 else [found]
        for place, metric in enumerate(names):
            row: dict[str, Any] = {"metric": metric, "n_points": len(values)}
            for index in ("src", "spearman"):
                for key, column in keys:
                    tried = np.array([one[index][column, place] for one in again])
                    low, high = np.percentile(tried, INTERVAL) if np.isfinite(tried).all() else (np.nan, np.nan)
                    value = float(found[index][column, place])
                    rows.append(row | {"factor": key, "index": index, "value": value, "low": low, "high": high})
            # Resampled points stand in the regression twice, so that an interval of this would be too high.
            rows.append(row | {"factor": "all", "index": "r2", "value": float(found["r2"][0, place])})
    return rows


def _alike(means: pd.DataFrame) -> list[tuple[list[str], np.ndarray]]:
    """Metrics that have values at the same points, with those points."""
    groups: dict[bytes, tuple[list[str], np.ndarray]] = {}
    for name in means.columns:
        mask = np.isfinite(means[name].to_numpy())
        groups.setdefault(mask.tobytes(), ([], mask))[0].append(str(name))
    return list(groups.values())


def _columns(points: pd.DataFrame, design: Design) -> tuple[np.ndarray, list[tuple[str, int]]]:
    """The factors as columns of numbers, and which of the columns is which factor that has an order."""
    columns: list[np.ndarray] = []
    keys = []
    for factor in design.factors:
        values = points[factor.key]
        if factor.kind == "choice":
            values = values.astype(object)
            columns += [(values == word).to_numpy(dtype=float) for word in factor.values[1:]]
            continue
        keys.append((factor.key, len(columns)))
        numbers = values.to_numpy(dtype=float)
        columns.append(np.log(numbers) if factor.scale == "log" else numbers)
    return np.column_stack(columns), keys


def _indices(factors: np.ndarray, values: np.ndarray) -> dict[str, np.ndarray]:
    """Coefficients and correlations (factor × metric) and explained shares (1 × metric); empty where undefined.

    With no more points than coefficients a regression explains everything and says nothing.
    """
    shape = factors.shape[1], values.shape[1]
    nothing = np.full(shape, np.nan)
    if len(values) <= factors.shape[1] + 1:
        return {"src": nothing, "spearman": _correlated(factors, values), "r2": nothing[:1]}
    x, y = _standardised(factors), _standardised(values)
    usable = np.isfinite(x).all(axis=0)
    src = nothing.copy()
    src[usable] = np.linalg.lstsq(x[:, usable], np.nan_to_num(y), rcond=None)[0]
    src[:, ~np.isfinite(y).all(axis=0)] = np.nan
    explained = 1 - ((y - x[:, usable] @ src[usable]) ** 2).sum(axis=0) / len(y)
    return {"src": src, "spearman": _correlated(factors, values), "r2": explained[None, :]}


def _standardised(table: np.ndarray) -> np.ndarray:
    """Columns with mean 0 and standard deviation 1; empty where nothing varies."""
    with np.errstate(invalid="ignore"):  # a budget may be infinite
        spread = np.where(np.ptp(table, axis=0) > 0, table.std(axis=0), np.nan)
        return (table - table.mean(axis=0)) / spread


def _correlated(factors: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Rank correlation of each factor with each metric."""
    if len(values) < 3:
        return np.full((factors.shape[1], values.shape[1]), np.nan)
    ranks = [_standardised(stats.rankdata(table, axis=0)) for table in (factors, values)]
    return ranks[0].T @ ranks[1] / len(values)
