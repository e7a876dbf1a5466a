"""What is drawn, from tidy series: mean and band over seeds, values of years, differences in the same worlds.

A frame is a series of `ConsortiumModel.timeseries`, with the columns `scenario` and `seed` where there are several.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ....simulation.outputs.metrics import METRICS
from ...runs.annual import last_years, mean_of_years, year_values
from ...statistics.inference import departing, half_widths

LOW, HIGH = 0.10, 0.90
"""Quantiles over seeds between which the band lies."""


def city(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the whole, with a scenario and a seed even where a single run did not need them."""
    whole = frame[frame["region"] == "all"] if "region" in frame else frame.assign(region="all")
    return whole.assign(**{key: 0 for key in ("scenario", "seed") if key not in whole})


def seeds(frame: pd.DataFrame) -> int:
    """Number of seeds."""
    return int(frame["seed"].nunique()) if "seed" in frame else 1


def band(frame: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Mean, low and high of a metric over seeds, by time in years (tick 0 is 0.0, spring of year 1 is 1.0)."""
    by_tick = city(frame).groupby("tick")[metric]
    table = pd.DataFrame({"mean": by_tick.mean(), "low": by_tick.quantile(LOW), "high": by_tick.quantile(HIGH)})
    return table.set_index(table.index / 2)


def mean_band(values: pd.DataFrame) -> pd.DataFrame:
    """Mean over worlds (columns) of each row and the 95 % interval of that mean, empty where there is none."""
    worlds = values.to_numpy(float).T
    n, depart = (~np.isnan(worlds)).sum(axis=0), departing(worlds)
    half = half_widths(values.std(axis=1).to_numpy(float), n, depart)
    mean = values.mean(axis=1)
    return pd.DataFrame({"mean": mean, "low": mean - half, "high": mean + half})


def ending(frame: pd.DataFrame) -> pd.DataFrame:
    """Means of the last five years, one row per seed; of the start where no year has been simulated."""
    whole = city(frame)
    if whole["year"].max() < 1:
        return whole.set_index("seed")[list(METRICS)]
    first, last = last_years(int(whole["year"].max()))
    return mean_of_years(year_values(whole), first, last).set_index("seed")[list(METRICS)]


def end_years(frame: pd.DataFrame) -> tuple[int, int]:
    """First and last of the years that `ending` means."""
    last = int(frame["year"].max())
    return (0, 0) if last < 1 else last_years(last)


def yearly_money(frame: pd.DataFrame, kinds: Sequence[str], factor: float = 1.0) -> pd.DataFrame:
    """Public money of each year by kind, one row per seed and year: k¥ of the model × `factor`."""
    values = year_values(city(frame))
    values = values.set_index(["seed", "year"])[[f"public_spending_{kind}" for kind in kinds]]
    return values.set_axis(list(kinds), axis=1) * factor


def kinds_of_money(*frames: pd.DataFrame) -> list[str]:
    """Kinds of public money that are not zero throughout, in the order of tables."""
    columns = [name for name in METRICS if name.startswith("public_spending_")]
    return [
        name.removeprefix("public_spending_") for name in columns if any((frame[name] != 0).any() for frame in frames)
    ]


def difference(base: pd.DataFrame, reform: pd.DataFrame) -> pd.DataFrame:
    """Reform minus base in the same worlds: by seed and tick, those that both have."""
    keys = ["seed", "tick", "year", "region"]
    one, other = (city(frame).set_index(keys)[list(METRICS)] for frame in (base, reform))
    return (other - one).dropna(how="all").reset_index()


def with_nominal(shares: pd.DataFrame) -> pd.DataFrame:
    """With the share of enterprises at depth exactly 1, which no output names."""
    nominal = shares["participation"] - shares["placement_share"] - shares["deep_participation"]
    return shares.assign(nominal=nominal.clip(lower=0))  # −1e-17 is no area


def size_differences(base: pd.DataFrame, reform: pd.DataFrame) -> pd.DataFrame:
    """Reform minus base by class of size, in the same worlds: one row per class and seed."""
    keys = ["size_class", "seed"]
    shares = ["participation", "deep_participation"]
    both = base.merge(reform, on=keys, suffixes=("_base", ""))  # in the order of the base
    return both[keys].assign(**{share: both[share] - both[f"{share}_base"] for share in shares})
