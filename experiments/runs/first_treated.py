"""Regions of scenarios, and when policies first act in each: what a difference-in-differences asks for."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ...simulation.scenario import Scenario
from .annual import years_of

__all__ = ["REGION_COLUMNS", "first_treated", "regions_of"]

REGION_COLUMNS = ["scenario", "region", "schools", "enterprises", "intake", "first_treated", "first_treated_0"]


def first_treated(scenario: Scenario, region: int) -> int | None:
    """First year in which any policy acts in a region (counted from 0); None if none does.

    A policy that is announced may move behaviour before, which is anticipation and not counted.
    """
    here = [policy for policy in scenario.policies if policy.holds_in(region)]
    years = range(1, years_of(scenario) + 1)
    return next((year for year in years if any(any(policy.changes(year).values()) for policy in here)), None)


def regions_of(scenarios: Iterable[Scenario]) -> pd.DataFrame:
    """One row per scenario and region (from 1): its size, and the first year in which a policy acts in it.

    `first_treated` is empty for regions that are never treated, `first_treated_0` is 0: packages differ in what they
    take (docs/difference_in_differences.md).
    """
    rows = []
    for scenario in scenarios:
        for region in range(int(scenario.parameters["regions"])):
            profile = scenario.region_parameters(region)
            size = [int(profile[name]) for name in ("schools", "enterprises", "intake")]
            year = first_treated(scenario, region)
            rows.append([scenario.name, region + 1, *size, year, year or 0])
    return pd.DataFrame(rows, columns=REGION_COLUMNS).astype({"first_treated": float})
