"""Documents made from the code are current, and the schema fits what scenario files may say."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest

from consortium.simulation import reference
from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.policies.governance import GOVERNANCE
from consortium.simulation.scenario import ScenarioError, bundled_scenarios, load_scenario, schema

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TITLE = {"en": "a", "zh": "一"}


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    form = json.loads((DOCS / "scenario.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(form)
    return jsonschema.Draft202012Validator(form)


@pytest.mark.parametrize(
    ("name", "module", "text"),
    [("reference.md", reference, reference.reference), ("scenario.schema.json", schema, schema.schema_text)],
)
def test_what_is_made_from_the_code_is_current(name: str, module: ModuleType, text: Callable[[], str]) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == text(), f"docs/{name} is out of date: run python -m {module.__name__}"


def test_the_reference_has_a_row_for_each_name() -> None:
    rows = re.findall(r"^\| `(\w+)`", (DOCS / "reference.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(PARAMETERS) <= set(rows)


def test_every_table_of_the_reference_has_as_many_cells_in_each_row() -> None:
    text = (DOCS / "reference.md").read_text(encoding="utf-8")
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1, table[:200]


# --- the schema -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", bundled_scenarios())
def test_every_bundled_scenario_fits_the_schema(name: str, validator: jsonschema.Draft202012Validator) -> None:
    tables = tomllib.loads((ROOT / "scenarios" / f"{name}.toml").read_text(encoding="utf-8"))
    assert [error.message for error in validator.iter_errors(tables)] == []


WRONG: list[dict[str, Any]] = [
    {},
    {"titel": TITLE},
    {"title": "a"},
    {"parameters": {"subsidi": 1.0}},
    {"parameters": {"subsidy": -1.0}},
    {"parameters": {"years": 2.5}},
    {"parameters": {"governance": "nobody"}},
    {"parameters": {"w_3": [0.1, 0.2]}},
    {"parameters": {"fee": "none"}},
    {"clear": ["parameters"]},
    {"policy": [{"kind": "subsidies", "per_trainee": 1.0}]},
    {"policy": [{"kind": "subsidy"}]},
    {"policy": [{"kind": "tax_credit", "start": 2}]},
    {"policy": [{"kind": "subsidy", "per_trainee": 1.0, "start": 0}]},
    {"policy": [{"kind": "subsidy", "per_trainee": 1.0, "schedule": [[3]]}]},
    {"policy": [{"kind": "subsidy", "per_trainee": 1.0, "feedback": {"metric": "x", "target": 0.2, "gain": 1.0}}]},
    {"region": [{"years": 3}]},
    {"region": [{"count": 0}]},
]


@pytest.mark.parametrize("tables", WRONG, ids=lambda tables: json.dumps(tables)[:60])
def test_what_the_schema_refuses_the_model_refuses(
    tables: dict[str, Any], validator: jsonschema.Draft202012Validator, tmp_path: Path
) -> None:
    whole = {"extends": "baseline", **({"title": TITLE} if tables and "titel" not in tables else {}), **tables}
    assert not validator.is_valid(whole)
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    with pytest.raises(ScenarioError):
        load_scenario(path)


def test_what_the_model_takes_the_schema_takes(validator: jsonschema.Draft202012Validator, tmp_path: Path) -> None:
    rule = {"metric": "deep_participation", "target": 0.25, "gain": 1, "low": 0, "high": 2}
    tables = {
        "extends": "baseline",
        "title": TITLE,
        "clear": ["policy", "region"],
        "parameters": {"budget": "none", "governance": "joint", "field_risk": []},
        "policy": [
            {"kind": "subsidy", "per_trainee": 4, "feedback": rule, "regions": [2], "announced": 1},
            {"kind": "training_base", "operation": 100.0, "phase_in": 3, "schedule": [[3, 0.5], [6, 0]], "end": 9},
        ],
        "region": [{"count": 2}, {"enterprises": 50, "budget": 300.0}],
    }
    assert [error.message for error in validator.iter_errors(tables)] == []
    path = tmp_path / "right.json"
    path.write_text(json.dumps(tables), encoding="utf-8")
    assert len(load_scenario(path).policies) == 2


# --- the ODD ----------------------------------------------------------------------------------------------------------


def odd() -> str:
    return (DOCS / "odd.md").read_text(encoding="utf-8")


def test_every_rule_that_the_odd_names_is_there() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "simulation").rglob("*.py"))
    functions = set(re.findall(r"^ *def (\w+)\(", sources, re.MULTILINE))
    named = set(re.findall(r"(\w+)\(\)", odd()))
    assert named
    assert named <= functions


def test_every_rule_has_its_place_in_the_odd() -> None:
    rules = set()
    for path in (ROOT / "simulation" / "rules").glob("*.py"):
        if path.stem not in ("common", "__init__"):
            rules |= set(re.findall(r"^def (\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert rules - set(re.findall(r"(\w+)\(\)", odd())) == set()


def test_the_odds_table_of_governance_is_what_the_code_sets() -> None:
    rows = re.findall(r"^\| `(\w+_led|joint|supervised)` \|(.*)\|$", odd(), re.MULTILINE)
    written = {mode: [float(cell.strip(" ×+").replace("−", "-")) for cell in cells.split("|")] for mode, cells in rows}
    assert written == {mode: list(vars(effects).values()) for mode, effects in GOVERNANCE.items()}
