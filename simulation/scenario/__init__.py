"""Scenarios: what a run needs to know besides its seed, read from files and checked.

`scenario` has the class and `load_scenario`, `files` reads and checks documents, `overrides` makes changes of single
values, `institutions` knows what reforms change on purpose, `schema` writes the JSON Schema for editors.
"""

from __future__ import annotations

from .scenario import (
    BUDGETS,
    Frozen,
    Scenario,
    ScenarioError,
    bundled_scenarios,
    load_scenario,
    scenario_from_tables,
)

__all__ = [
    "BUDGETS",
    "Frozen",
    "Scenario",
    "ScenarioError",
    "bundled_scenarios",
    "load_scenario",
    "scenario_from_tables",
]
