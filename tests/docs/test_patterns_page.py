"""The page of patterns is written from a scorecard, and the text around its table stays."""

from __future__ import annotations

import runpy
from pathlib import Path

import pandas as pd

from consortium.experiments.validation.misfits import MISFITS
from consortium.experiments.validation.scorecard import COLUMNS

DOCS = Path(__file__).parents[2] / "docs"


def test_the_table_is_replaced_and_all_else_is_kept() -> None:
    renewed = runpy.run_path(str(DOCS / "write_patterns.py"))["renewed"]
    page = (DOCS / "patterns.md").read_text(encoding="utf-8")
    row = ("SF1", "participation", 0.25, 0.15, 0.45, 0.01, "pass", "")
    made = renewed(
        page,
        pd.DataFrame(
            [row, ("SF1", "formalism", 0.9, *[float("nan")] * 2, 0.01, "reported", "")], columns=list(COLUMNS)
        ),
    )
    before, _, after = page.partition("| Pattern |")
    assert made.startswith(before)
    assert made.endswith(after.partition("\n\n")[2])
    assert "| SF1 | participation | 0.250 | 0.010 | 0.150 – 0.450 | pass | .38 |" in made
    assert "| SF1 | formalism | 0.900 | 0.010 |  |  | .67 |" in made
    assert "SF8" not in made.partition("| Pattern |")[2].partition("\n\n")[0]


def test_what_fails_on_the_page_is_declared_and_explained_on_it() -> None:
    page = (DOCS / "patterns.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if "**fail**" in line]
    assert {(row[0], row[1]) for row in rows} <= set(MISFITS)
    assert "## What does not fit" in page
