"""Cities by year, with the reform and without it: what an evaluator has, and what only a model has beside it.

A *panel* is a table with one row per city and year: `region`, `year`, `first_treated` (infinite where no policy ever
acts, which all packages accept), `since` (years since the first treated year, minus infinity where there is none),
`treated` (1.0 from that year on, else 0.0), `observed` (the outcome with the reform) and `without` (the same city of
the same world without it). Shares are in percentage points, other outcomes in their own unit.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ...simulation.checking import Refused, nearest, show
from ...simulation.outputs.metrics import METRICS
from ...simulation.scenario import Scenario, load_scenario
from ..runs.annual import year_values
from ..runs.batch import Made, ScenarioLike
from ..runs.first_treated import regions_of

__all__ = ["LEADS", "ROLLOUT", "arms", "checked_outcome", "effect", "panel", "spillover", "truth", "truth_by_time"]

ROLLOUT = "staged_rollout"
"""The bundled scenario in which cities begin one batch after the other."""

LEADS = 5
"""Years before the first treated one that figures and tables show."""


def arms(rollout: ScenarioLike = ROLLOUT, migration: float | None = None) -> tuple[Scenario, Scenario]:
    """The cities without the reform, and with it, batch by batch; `migration` replaces the scenario's own share.

    Raises ScenarioError, and Refused for a roll-out in which no city, every city or only one batch is ever treated.
    """
    reform = rollout if isinstance(rollout, Scenario) else load_scenario(rollout)
    if migration is not None:
        reform = reform.with_({"parameters.migration": migration})
    begun = regions_of([reform])["first_treated"]
    if begun.notna().all() or begun.nunique() < 2:
        raise Refused(
            f"scenario {show(reform.name)}: {begun.nunique()} batches, {int(begun.isna().sum())} of {len(begun)} "
            "regions never treated; allowed: two batches or more, and a region that is never treated"
        )
    return reform.with_(name="without", policies=()), reform


def checked_outcome(name: object) -> str:
    """The name of an output. Raises Refused naming the nearest."""
    if not isinstance(name, str) or name not in METRICS:
        labels = {metric.name: (metric.en, metric.zh) for metric in METRICS.values()}
        raise Refused(f"outcome = {show(name)} is no output{nearest(name, METRICS, labels=labels)}")
    return name


def panel(made: Iterable[Made], scenarios: tuple[Scenario, Scenario], outcome: str) -> pd.DataFrame:
    """The panel of an outcome from the two runs of one world, those of the `arms`.

    Raises Refused for what is no output, and for one that is empty in some city and year.
    """
    factor = 100.0 if METRICS[checked_outcome(outcome)].unit == "share" else 1.0
    columns = {}
    for column, scenario, replicate in zip(("without", "observed"), scenarios, made, strict=True):
        if replicate.series is None:
            raise RuntimeError(f"scenario {show(scenario.name)}, seed {replicate.seed}: {replicate.error}")
        series = replicate.series
        values = year_values(series.loc[series["region"] != "all"])
        columns[column] = factor * values.set_index(["region", "year"])[outcome]
    table = pd.DataFrame(columns).reset_index().astype({"region": int})
    if (empty := table[table[["without", "observed"]].isna().any(axis=1)]).size:
        row = empty.iloc[0]
        raise Refused(
            f"outcome = {show(outcome)} is empty in region {row['region']:.0f}, year {row['year']:.0f}; allowed: an "
            "output that every region has in every year"
        )
    begun = regions_of([scenarios[1]]).set_index("region")["first_treated"].fillna(np.inf)
    table["first_treated"] = table["region"].map(begun)
    table["since"] = table["year"] - table["first_treated"]
    table["treated"] = (table["since"] >= 0).astype(float)
    return table.sort_values(["region", "year"], ignore_index=True)


def effect(table: pd.DataFrame) -> pd.Series:
    """What the reform changes in each city and year, whether the city is treated or not."""
    return table["observed"] - table["without"]


def truth(table: pd.DataFrame) -> float:
    """Mean effect over all treated city-years: what every estimator here sets out to find."""
    return float(effect(table)[table["treated"] > 0].mean())


def truth_by_time(table: pd.DataFrame) -> pd.Series:
    """Mean effect by years since the first treated year, from `LEADS` years before it on."""
    begun = table[np.isfinite(table["since"]) & (table["since"] >= -LEADS)]
    return effect(begun).groupby(begun["since"].astype(int)).mean()


def spillover(table: pd.DataFrame) -> float:
    """Mean effect on the cities that are never treated, in the years in which a treated city has been treated.

    Each year counts as often as there are cities treated in it.
    """
    weights = table.groupby("year")["treated"].sum()
    never = table[np.isinf(table["first_treated"])]
    by_year = effect(never).groupby(never["year"]).mean()
    return float(np.average(by_year, weights=weights))
