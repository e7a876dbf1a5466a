"""`consortium report` and `consortium figures`: what is there is shown anew, and nothing is simulated."""

from __future__ import annotations

import json
import shutil
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from consortium import results
from consortium.experiments import figures
from consortium.experiments.storage.tables import csv_bytes
from consortium.experiments.stored_runs import stored_comparison
from consortium.simulation.model import ConsortiumModel
from tests.shell import Command, assert_one_message

LITTLE = [
    argument
    for setting in ("schools=4", "enterprises=40", "intake=15", "years=3", "warm_up=4")
    for argument in ("--set", setting)
]
REFORMS = ["baseline", "subsidy_only", "consortium_entity"]

GRID = """
base = "baseline"
design = "factorial"
seeds = 2
title = { en = "A little grid", zh = "小网格" }
[factors]
"parameters.monitoring" = [0.0, 0.5]
"parameters.subsidy" = [0.0, 8.0]
[parameters]
schools = 4
enterprises = 40
intake = 15
years = 2
warm_up = 4
"""


def contents(folder: str) -> dict[str, bytes]:
    """All files of a folder but the log, by path."""
    there = sorted(
        path for path in Path(folder).rglob("*") if path.is_file() and path.name not in ("log.json", ".lock")
    )
    return {str(path.relative_to(folder)): path.read_bytes() for path in there}


def test_a_comparison_is_shown_in_another_language_and_back_to_the_byte(
    command: Command, monkeypatch: pytest.MonkeyPatch
):
    one_of_them = partial(figures.draw_comparison, only=("effects",))  # so that it is quick
    monkeypatch.setattr("consortium.experiments.figures.draw_comparison", one_of_them)
    assert command("compare", *REFORMS, "--seeds", 5, *LITTLE, "--out", "r").status == 0
    before = contents("r")
    refused = pytest.MonkeyPatch()
    refused.setattr(ConsortiumModel, "__init__", lambda *_, **__: pytest.fail("a model was made"))
    try:
        answer = command("report", "r", "--lang", "zh", "--rank-by", "talent_match")
        assert answer.status == 0, answer.message
        assert "已写入 r" in answer.out
        chinese = contents("r")
        assert b'<html lang="zh-CN">' in chinese["report.html"]
        assert chinese["summary.xlsx"] != before["summary.xlsx"]
        assert json.loads(chinese["manifest.json"])["request"] == {"lang": "zh", "rank_by": "talent_match"}
        changed = {name for name in before if before[name] != chinese[name]}
        assert changed >= {"report.html", "summary.xlsx", "manifest.json", "figures/effects.png"}
        assert not {name for name in changed if name.endswith((".csv", ".parquet"))}, "data stay as they are"
        assert command("report", "r", "--lang", "en", "--rank-by", "deep_participation").status == 0
    finally:
        refused.undo()
    assert contents("r") == before
    assert "figures" in json.loads(Path("r/log.json").read_text(encoding="utf-8"))


def other_assumptions() -> str:
    """The section of the report that varies assumptions, and what follows it."""
    return Path("r/report.html").read_text(encoding="utf-8").partition('id="robust"')[2]


def test_other_assumptions_can_be_added_later(command: Command):
    assert command("compare", *REFORMS, "--seeds", 5, *LITTLE, "--no-figures", "--out", "r").status == 0
    assert command("report", "r", "--robust", "--workers", 1).status == 0
    comparison, description, _ = stored_comparison("r")
    assert comparison.robustness is not None
    assert description["request"] == {"figures": False, "robust": True}
    assert "Not examined here" not in other_assumptions()
    assert command("report", "r", "--lang", "zh").status == 0, "they are kept"
    assert "此处未检验" not in other_assumptions()
    assert command("report", "r", "--rank-by", "exposure").status == 0
    assert "此处未检验" in other_assumptions(), "they were of another output"
    varied = pd.read_csv("r/robustness.csv")
    assert set(varied["metric"]) == {"deep_participation"}, "what was simulated is kept"
    assert command("report", "r", "--robust", "--workers", 1).status == 0
    assert "此处未检验" not in other_assumptions()
    both = pd.read_csv("r/robustness.csv")
    assert set(both["metric"]) == {"deep_participation", "exposure"}
    pd.testing.assert_frame_equal(both[both["metric"] == "deep_participation"], varied, check_exact=True)
    assert command("report", "r", "--lang", "en", "--rank-by", "deep_participation").status == 0
    assert "Not examined here" not in other_assumptions()
    assert csv_bytes(both) == Path("r/robustness.csv").read_bytes(), "ranked as at first, without simulating anew"


def test_a_comparison_that_is_read_again_is_the_one_that_was_made(command: Command):
    made = ["--budget", "12M", "--set", "application_cost=1.0", "--set", "publicity=0.2", "--no-figures"]
    assert command("compare", *REFORMS, "--seeds", 3, *LITTLE, *made, "--out", "r").status == 0
    comparison, _, _ = stored_comparison("r")
    for name in ("summary", "effects", "outcomes", "ranking"):
        assert csv_bytes(getattr(comparison, name)) == Path(f"r/{name}.csv").read_bytes(), name
    before = contents("r")
    assert command("report", "r").status == 0
    assert contents("r") == before


def test_figures_of_a_run_are_drawn_anew(command: Command):
    assert command("run", "baseline", *LITTLE, "--out", "r").status == 0
    before = contents("r")
    assert command("figures", "r", "--lang", "zh", "--format", "svg").status == 0
    assert {path.suffix for path in Path("r/figures").iterdir()} == {".svg"}
    assert command("figures", "r", "--lang", "en", "--format", "png").status == 0
    assert contents("r") == before


def test_a_sweep_gets_figures_tables_and_a_page(command: Command):
    Path("grid.toml").write_text(GRID, encoding="utf-8")
    assert command("sweep", "grid.toml", "--executor", "serial", "--out", "s").status == 0
    assert command("figures", "s").status == 0
    names = {path.name for path in Path("s/figures").iterdir()}
    assert {"sweep.html", "sensitivity.csv", "main_effects.csv", "main_effects.png", "frontier.png"} <= names
    assert "heat_map_deep_participation.png" in names
    table = pd.read_csv("s/figures/sensitivity.csv")
    assert set(table["factor"]) == {"parameters.monitoring", "parameters.subsidy"}
    answer = command("figures", "s", "--lang", "zh", "--of", "talent_match")
    assert answer.status == 0, answer.message
    assert {path.stem for path in Path("s/figures").glob("heat_map_*")} == {"heat_map_talent_match"}
    page = Path("s/figures/sweep.html").read_text(encoding="utf-8")
    assert "小网格" in page
    assert page.count("<img") == len(list(Path("s/figures").glob("*.png")))
    assert "http" not in page.replace("http-equiv", "").split("</style>")[1].replace("data:image", "")
    assert command("sweep", "grid.toml", "--executor", "serial", "--resume", "--out", "s").status == 0
    assert len(results("s")) == 8


def test_what_cannot_be_shown_is_said_in_one_message(command: Command):
    assert_one_message(command("report", "nowhere"), 2, "nowhere is no folder")
    Path("empty").mkdir()
    assert_one_message(command("figures", "empty"), 2, "holds no results")
    assert command("run", "baseline", *LITTLE, "--no-figures", "--out", "r").status == 0
    assert_one_message(command("report", "r"), 2, "holds a run", "consortium figures r")
    assert_one_message(command("figures", "r", "--of", "talent_match"), 2, "--of", "allowed: a sweep")
    shutil.rmtree("r")
    assert command("compare", *REFORMS[:2], "--seeds", 1, *LITTLE, "--no-figures", "--out", "r").status == 0
    assert_one_message(command("report", "r", "--rank-by", "talent_mach"), 2, "--rank-by", "talent_mach")
    Path("r/outcomes.csv").unlink()
    assert_one_message(command("report", "r"), 2, "outcomes.csv cannot be read")
