"""The guide to the data elsewhere: its SQL and Python run as they stand, and it names what is there."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from consortium.experiments.storage.folder import DATA
from tests.shell import Command

GUIDE = Path(__file__).parents[2] / "docs" / "use_the_data.md"
TEXT = GUIDE.read_text(encoding="utf-8")
DESIGN = """
title = { en = "A village", zh = "一个村" }
base = "baseline"
design = "factorial"
seeds = 2
[[policy]]
kind = "subsidy"
per_trainee = 0.0
[parameters]
schools = 2
enterprises = 10
intake = 5
years = 2
warm_up = 2
[factors]
"policy.subsidy.per_trainee" = [0.0, 8.0]
"""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folders(command: Command) -> None:
    """The folders that the guide names, and what its commands leave there."""
    Path("village.toml").write_text(DESIGN, encoding="utf-8")
    little = ["--set", "schools=4", "--set", "enterprises=40", "--set", "intake=15", "--years", "2"]
    orders = [
        ["compare", "baseline", "subsidy_only", "--seeds", "2", *little, "--no-figures", "--out", "results/comparison"]
    ]
    orders += [["sweep", "village.toml", "--executor", "serial", "--series", "--out", "results/sweep"]]
    orders += [line.split()[1:] for block in blocks("text") for line in block.splitlines()]
    orders += [["export", "results/sweep"]]
    for order in orders:
        answer = command(*order)
        assert answer.status == 0, answer.message


@pytest.mark.usefixtures("folders")
def test_the_sql_and_the_python_of_the_guide_run() -> None:
    (sql,) = blocks("sql")
    tables = [duckdb.execute(query).df() for query in sql.split(";") if query.strip()]
    series, effects, codebook, levels = tables
    assert set(series["year"]) == {1, 2}
    assert list(effects["reform"]) == ["subsidy_only"]
    assert "public_spending" in set(codebook["column"])
    assert (codebook["definition"] != "").all()
    assert list(levels["subsidy"]) == [0.0, 8.0]
    assert list(levels["worlds"]) == [2, 2]
    names: dict[str, object] = {}
    for block in blocks("python"):
        exec(compile(block, GUIDE.name, "exec"), names)
    assert "[run number]" in getattr(names["table"], "columns", [])
    quoted = re.findall(r'"(results/[^"]+)"', "".join(blocks("r") + blocks("stata")))
    assert quoted
    assert [path for path in quoted if not Path(path).exists()] == []


def test_the_guide_names_the_tables_that_are_stored() -> None:
    names = [name for name in DATA if name.endswith((".csv", ".parquet"))]
    assert [name for name in names if f"`{name}`" not in TEXT] == []
