"""The documentation's table of effects has a row for each thing that a case says must move."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from consortium.experiments.validation.instrument_effects import (
    CASES,
    SEEDS,
    arms,
    at_start_values,
    effects,
    markdown,
    world_of,
)
from consortium.simulation.scenario import load_scenario

TABLE = Path(__file__).parents[2] / "docs" / "effects.md"


def test_every_case_is_in_the_table_and_holds_there() -> None:
    rows = [line.split(" | ") for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    written = {(row[0].removeprefix("| "), row[1][:-2]): row[5] for row in rows if len(row) == 9 and row[1][-1] in "↑↓"}
    due = {(case.name, metric) for case in CASES.values() for metric in case.moves}
    assert set(written) == due, "docs/effects.md: run python -m consortium.experiments.validation.instrument_effects"
    assert set(written.values()) == {"yes"}


def test_every_row_states_its_world_and_what_the_start_values_give() -> None:
    rows = [line.split(" | ") for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    rows = [row for row in rows if len(row) == 9 and row[1][-1] in "↑↓"]
    assert rows
    number = r"(0|[+-][\d.e+-]+)"
    for row in rows:
        case = CASES[row[0].removeprefix("| ")]
        assert row[2] == world_of(case)
        at_start = re.fullmatch(rf"{number} \((no interval|{number} – {number})\)", row[6])
        assert bool(at_start) == bool(case.world)
        assert at_start or row[6] == "the same"


def test_the_start_values_are_those_of_the_baseline() -> None:
    case = CASES["tax_credit"]
    base, reform = arms(at_start_values(case))
    baseline = load_scenario("baseline").with_({"years": 12})
    assert base.parameters == baseline.parameters
    assert reform.parameters == baseline.parameters
    assert reform.policies == (case.policy,)
    assert arms(case)[0].parameters["application_cost"] == 1.0


def test_a_row_gives_both_worlds_each_with_its_cost() -> None:
    case = CASES["risk_compensation"]
    few = SEEDS[:2]
    there, here = effects(case, few), effects(at_start_values(case), few)
    table = pd.concat([there.assign(world=world_of(case)), here.add_prefix("start_")], axis=1)
    row = markdown(table).splitlines()[-1]
    assert "`wear` = 5.6, `application_cost` = 1, `approval` = 0.9, `publicity` = 0.2" in row
    assert f"{here['effect'][0]:+.4g} (" in row
    assert f"(at the start values {here['cost'][0]:,.0f})" in row
    assert there["effect"][0] > here["effect"][0]  # money that is hard to apply for does less
