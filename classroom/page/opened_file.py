"""A scenario file that somebody opens: read by the loader of scenario files, and taken apart for the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ...experiments.comparison.worlds import other_world
from ...simulation.parameters import defaults
from ...simulation.scenario import Scenario, ScenarioError, load_scenario, scenario_from_tables
from ...simulation.scenario.files import LARGEST, check_own_code, parsed
from ...simulation.scenario.institutions import spelled
from .catalogue import policy_table, reform_of

__all__ = ["as_place", "opened", "scenario_of_text"]


def scenario_of_text(text: str, filename: str) -> Scenario:
    """The scenario of a file's text, TOML or JSON by its name, which may extend bundled ones. Raises ScenarioError."""
    where = re.sub(r"[^\w. \-]", "_", filename)[-80:] or "file"
    is_json = where.endswith(".json")
    if not (is_json or where.endswith(".toml")):
        raise ScenarioError(f"{where}: allowed: a scenario file, which ends in .toml or .json")
    content = text.encode("utf-8", "surrogatepass")
    if len(content) > LARGEST:
        raise ScenarioError(f"{where} is larger than {LARGEST // 1000:,} kB; allowed: a scenario file of that size")
    if not content.strip():
        raise ScenarioError(f'{where} is empty; required: title = {{ en = "…", zh = "…" }} and extends = "baseline"')
    tables = parsed(content, where, is_json)
    if is_json and "scenario" in tables and "title" not in tables:
        check_own_code(tables, where)
        tables = tables["scenario"]
    if is_json and isinstance(tables, Mapping) and "name" in tables and "extends" not in tables:
        return Scenario.from_dict(tables, where)
    if not isinstance(tables, Mapping):
        raise ScenarioError(f"{where}: scenario is not a table; allowed: a scenario")
    return scenario_from_tables(tables, where.rpartition(".")[0] or "file", where)


def opened(scenario: Scenario) -> dict[str, Any]:
    """A scenario for the page: as a reform of the baseline if it is one, else as a place of its own."""
    base = load_scenario("baseline")
    titles = {"titles": dict(scenario.title)}
    if not other_world(base, scenario):
        return titles | {"reform": reform_of(scenario, base)}
    return titles | {"base": as_place(scenario)}


def as_place(scenario: Scenario) -> dict[str, Any]:
    """A scenario as a baseline of the page."""
    start = defaults()
    return {
        "extends": "baseline",
        "title": dict(scenario.title),
        "parameters": {name: spelled(value) for name, value in scenario.parameters.items() if value != start[name]},
        "policy": [policy_table(policy) for policy in scenario.policies],
        "region": [{name: spelled(value) for name, value in own.items()} for own in scenario.regions] or None,
    }
