"""What a year's value is: from a series by ticks to one number per metric and year.

A year has two ticks, autumn and spring. By the kind of a metric its value of the year is, for *state*, the mean of the
two; for *yearly*, which is settled in spring, the spring tick's; for *flow* their sum. What is empty in one of the two
is left out, and what is empty in both stays empty.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd

from ...simulation.outputs.metrics import METRICS, Kind
from ...simulation.scenario import Scenario

ARM = ["scenario", "seed", "region"]
"""Columns that tell one series from another."""

LAST = 5
"""Years that stand for the end of a run (ten ticks)."""


def years_of(scenario: Scenario) -> int:
    """Years that a scenario simulates."""
    return int(cast(int, scenario.parameters["years"]))


def scale_of(scenario: Scenario) -> float:
    """Real units that one of the model stands for."""
    return float(cast(float, scenario.parameters["scale"]))


def _of_kind(kind: Kind) -> list[str]:
    return [name for name, metric in METRICS.items() if metric.kind == kind]


def year_values(series: pd.DataFrame) -> pd.DataFrame:
    """The value of every year from 1 on: scenario, seed, region, year, then one column per metric.

    `series` holds scenario, seed, tick, year, region and the metrics, as `runs.Batch.series` does. Money is then k¥ of
    the model in that year.
    """
    inside = series.loc[series["year"] > 0]
    keys = [*ARM, "year"]
    years = inside.groupby(keys, sort=False)
    springs = inside.loc[inside["tick"] % 2 == 0].set_index(keys)
    kinds = [
        years[_of_kind("state")].mean(),
        years[_of_kind("flow")].sum(min_count=1),  # a sum of nothing known is not 0
        springs[_of_kind("yearly")],
    ]
    return pd.concat(kinds, axis=1).loc[:, list(METRICS)].reset_index()


def mean_of_years(values: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Means of `year_values` over the years `first` to `last`: scenario, seed, region, then one column per metric."""
    within = values.loc[values["year"].between(first, last)]
    series = within.groupby(ARM, sort=False)
    turns = series.cumcount().to_numpy()
    years = np.full((turns.max(initial=-1) + 1, series.ngroups, len(METRICS)), np.nan)
    years[turns, series.ngroup().to_numpy()] = within[list(METRICS)].to_numpy()
    means = pd.DataFrame(_mean(years), columns=list(METRICS))
    return pd.concat([within.loc[turns == 0, ARM].reset_index(drop=True), means], axis=1)


def years_of_ticks(ticks: np.ndarray) -> np.ndarray:
    """What `year_values` gives for a single series of whole years, to the bit: one row per year.

    `ticks` holds one row per tick, from an autumn to a spring, and one column per metric in the order of METRICS.
    """
    autumns, springs = ticks[0::2], ticks[1::2]
    there = ~np.isnan(autumns), ~np.isnan(springs)
    number = there[0].astype(float) + there[1]
    sums = np.where(there[0], autumns, 0.0) + np.where(there[1], springs, 0.0)
    sums = np.where(number > 0, sums, np.nan)
    kinds = np.array([metric.kind for metric in METRICS.values()])
    years = np.where(kinds == "state", sums / np.maximum(number, 1.0), sums)
    return np.where(kinds == "yearly", springs, years)


def means_at_the_end(ticks: np.ndarray) -> np.ndarray:
    """What `mean_of_years` gives for a single series of whole years, to the bit, in a hundredth of its time.

    `ticks` are those of `years_of_ticks`.
    """
    return _mean(years_of_ticks(ticks))


def _mean(years: np.ndarray) -> np.ndarray:
    """Means over the first axis, what is empty left out: one addition after another, the same bits everywhere."""
    known = ~np.isnan(years)
    total = np.zeros(years.shape[1:])
    for year, there in zip(years, known, strict=True):
        total += np.where(there, year, 0.0)
    number = known.sum(axis=0)
    return np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0)


def last_years(years: int) -> tuple[int, int]:
    """First and last of the years that stand for the end of a run of so many years."""
    return max(1, years - LAST + 1), years


def middle_years(years: int) -> tuple[int, int]:
    """As many years around the middle of a run."""
    width = min(LAST, years)
    first = (years - width) // 2 + 1
    return first, first + width - 1
