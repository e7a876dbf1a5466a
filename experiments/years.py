"""What a year's value is: from a series by ticks to one number a metric and year.

A year has two ticks, autumn and spring. By the kind of a metric its value of the year is, for *state*, the mean of the
two; for *yearly*, which is settled in spring, the spring tick's; for *flow* their sum. What is empty in one of the two
is left out, and what is empty in both stays empty.
"""

from __future__ import annotations

from typing import cast

import pandas as pd

from ..simulation.metrics import METRICS, Kind
from ..simulation.scenario import Scenario

ARM = ["scenario", "seed", "region"]
"""Columns that tell one series from another."""

LAST = 5
"""Years that stand for the end of a run (ten ticks)."""


def years_of(scenario: Scenario) -> int:
    """Years that a scenario simulates."""
    return int(cast(int, scenario.parameters["years"]))


def scale_of(scenario: Scenario) -> int:
    """Real units that one of the model stands for."""
    return int(cast(int, scenario.parameters["scale"]))


def _of_kind(kind: Kind) -> list[str]:
    return [name for name, metric in METRICS.items() if metric.kind == kind]


def year_values(series: pd.DataFrame) -> pd.DataFrame:
    """The value of every year from 1 on: scenario, seed, region, year, then one column a metric.

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
    """Means of `year_values` over the years `first` to `last`: scenario, seed, region, then one column a metric."""
    within = values.loc[values["year"].between(first, last)]
    return within.groupby(ARM, sort=False)[list(METRICS)].agg("mean").reset_index()


def last_years(years: int) -> tuple[int, int]:
    """First and last of the years that stand for the end of a run of so many years."""
    return max(1, years - LAST + 1), years


def middle_years(years: int) -> tuple[int, int]:
    """As many years around the middle of a run."""
    width = min(LAST, years)
    first = (years - width) // 2 + 1
    return first, first + width - 1
