"""Estimators of the effect of a reform that cities begin at different times, each from a kept library.

    estimate = ESTIMATORS["callaway_santanna"](panel)       # Estimate(effect, low, high, by_time)

All of them set out to find the mean effect over treated city-years (`panels.truth`) from the column `observed` of a
panel. Given the name of another `column` they evaluate that one in its place, as if it had been observed. They are
linear in it, so what they make of a sum is the sum of what they make of its parts (`errors`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from .panels import LEADS
from .weights import fixed_effects_weights

__all__ = [
    "ESTIMATORS",
    "INSTALL",
    "Estimate",
    "NotInstalled",
    "callaway_santanna",
    "synthetic_control",
    "two_stage",
    "two_way_fixed_effects",
]

INSTALL = "pip install 'industry-education-consortium[evaluation]'"


class NotInstalled(RuntimeError):
    """A library of the extra `evaluation` is missing: one message."""


class Estimate(NamedTuple):
    """What an estimator finds.

    `effect` is the mean over treated city-years with its own 95 % interval from `low` to `high` (NaN where the method
    has none); `by_time` is the effect by years since the first treated year.
    """

    effect: float
    low: float
    high: float
    by_time: pd.Series


Estimator = Callable[..., Estimate]


def two_way_fixed_effects(table: pd.DataFrame, column: str = "observed", by_time: bool = False) -> Estimate:
    """One coefficient of being treated, beside effects of cities and of years; errors clustered by city (linearmodels).

    It knows a single effect for all years, so `by_time` repeats it. Of a column other than `observed` it gives no
    interval, only the coefficient, which follows from the weights of city-years a hundred times faster.
    """
    if column != "observed":
        return Estimate(float(np.dot(fixed_effects_weights(table), table[column])), np.nan, np.nan, _NOTHING)
    rows = table.set_index(["region", "year"])
    ols = _library("linearmodels.panel").PanelOLS
    model = ols(rows[column], rows[["treated"]], entity_effects=True, time_effects=True, check_rank=False)
    fit = model.fit(cov_type="clustered", cluster_entity=True, group_debias=True)
    (effect,), ((low, high),) = fit.params.to_numpy(), fit.conf_int().to_numpy()
    years = sorted(table.loc[table["treated"] > 0, "since"].astype(int).unique()) if by_time else []
    return Estimate(float(effect), float(low), float(high), pd.Series(effect, index=years, dtype=float))


def callaway_santanna(table: pd.DataFrame, column: str = "observed", by_time: bool = False) -> Estimate:
    """Callaway and Sant'Anna (2021): for every batch and year the change since the year before the batch began, less
    that in cities never treated; the mean of these over treated city-years (diff-diff)."""
    estimator = _library("diff_diff").CallawaySantAnna(control_group="never_treated", base_period="universal")
    return _difference_in_differences(estimator, table, column, by_time)


def two_stage(table: pd.DataFrame, column: str = "observed", by_time: bool = False) -> Estimate:
    """Gardner (2022): effects of cities and years from untreated city-years only, then the mean of what is left in
    treated ones; errors clustered by city, the first stage included (diff-diff)."""
    return _difference_in_differences(_library("diff_diff").TwoStageDiD(), table, column, by_time)


def synthetic_control(table: pd.DataFrame, column: str = "observed", by_time: bool = False) -> Estimate:
    """Abadie, Diamond and Hainmueller (2010), batch by batch: the mean of a batch, less that weighted mean of the
    cities never treated which comes closest to its `observed` outcome in the years before (pysyncon).

    There is no interval of 95 %: placebo tests over n cities never treated have no p-value below 1 / (n + 1), and
    conformal ones over t earlier years none below 1 / (t + 1).
    """
    synth = _library("pysyncon").Synth()
    by_year = {name: table.pivot(index="year", columns="region", values=name) for name in {"observed", column}}
    batches = table.groupby("region")["first_treated"].first()
    never = batches.index[np.isinf(batches)]
    found = []
    for begun, members in batches[np.isfinite(batches)].groupby(batches).groups.items():
        before = by_year["observed"].loc[: float(begun) - 1]  # type: ignore[arg-type]
        donors, batch = before[never], before[members].mean(axis=1).rename("batch")
        synth.fit(X0=donors, X1=batch, Z0=donors, Z1=batch, custom_V=np.ones(len(before)))
        gap = by_year[column][members].mean(axis=1) - by_year[column][never] @ synth.W
        found.append(pd.DataFrame({"gap": gap, "cities": len(members), "since": gap.index - int(float(begun))}))  # type: ignore[arg-type]
    gaps = pd.concat(found)
    after = gaps[gaps["since"] >= 0]
    means = {}
    if by_time:
        means = {since: np.average(of["gap"], weights=of["cities"]) for since, of in gaps.groupby("since")}
    return Estimate(float(np.average(after["gap"], weights=after["cities"])), np.nan, np.nan, _shown(means))


ESTIMATORS: Mapping[str, Estimator] = {
    "two_way_fixed_effects": two_way_fixed_effects,
    "callaway_santanna": callaway_santanna,
    "two_stage": two_stage,
    "synthetic_control": synthetic_control,
}
"""All estimators by name, in the order of tables and figures."""

_NOTHING = pd.Series(dtype=float)


def _difference_in_differences(estimator: Any, table: pd.DataFrame, column: str, by_time: bool) -> Estimate:
    """What an estimator of diff-diff finds."""
    begun = table["first_treated"].replace(np.inf, 0.0)  # it warns of infinity, and takes it for 0
    fit = estimator.fit(table.assign(begun=begun), column, "region", "year", "begun")
    low, high = fit.conf_int
    found = _NOTHING
    if by_time:
        rows = fit.aggregate("event_study").to_dataframe()
        found = _shown(dict(zip(rows["event_time"].astype(int), rows["att"].astype(float), strict=True)))
    return Estimate(float(fit.att), float(low), float(high), found)


def _shown(by_time: Mapping[int, float]) -> pd.Series:
    """Effects by years since the start, in order, from the first year that is shown on."""
    return pd.Series({time: by_time[time] for time in sorted(by_time) if time >= -LEADS}, dtype=float)


def _library(name: str) -> Any:
    """A library of the extra. Raises NotInstalled."""
    try:
        return import_module(name)
    except ImportError:
        package = name.partition(".")[0].replace("_", "-")
        raise NotInstalled(f"evaluation needs {package}, which is not installed; install it: {INSTALL}") from None
