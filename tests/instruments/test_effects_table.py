"""The documentation's table of effects has a row for each thing that a case says must move."""

from __future__ import annotations

from pathlib import Path

from consortium.experiments.instrument_effects import CASES

TABLE = Path(__file__).parents[2] / "docs" / "effects.md"


def test_every_case_is_in_the_table_and_holds_there() -> None:
    rows = [line.split(" | ") for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    told = {(row[0].removeprefix("| "), row[1][:-2]): row[4] for row in rows if len(row) == 7 and row[1][-1] in "↑↓"}
    due = {(case.name, metric) for case in CASES.values() for metric in case.moves}
    assert set(told) == due, "run python -m consortium.experiments.instrument_effects and renew docs/effects.md"
    assert set(told.values()) == {"yes"}
