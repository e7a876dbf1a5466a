"""`consortium methods` and `consortium export`: results in a paper and in other programs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from consortium import results
from consortium.experiments.storage.manifest import read
from consortium.experiments.sweeps.dataset.behaviorspace import behaviorspace
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.scenario import load_scenario
from tests.experiments.sweeps.helpers import village_toml
from tests.shell import Command, assert_one_message

LITTLE = [
    argument
    for setting in ("schools=4", "enterprises=40", "intake=15", "years=2", "warm_up=4", "monitoring=0.35")
    for argument in ("--set", setting)
]


def rows_of(text: str, head: str) -> list[list[str]]:
    """The cells of the Markdown table that begins with a column."""
    lines = text.split(f"\n| {head} |", 1)[1].split("\n\n", 1)[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


@pytest.fixture
def swept(command: Command) -> Path:
    """A sweep of a village, with the series of its runs."""
    Path("village.toml").write_text(village_toml(seeds=2), encoding="utf-8")
    assert command("sweep", "village.toml", "--executor", "serial", "--series", "--out", "s").status == 0
    return Path("s")


# --- methods ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_comparison_has_an_appendix_that_names_what_differs_and_nothing_else(
    command: Command, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    order = [
        "compare",
        "baseline",
        "subsidy_monitored",
        "--seeds",
        2,
        "--seed",
        7,
        *LITTLE,
        "--no-figures",
        "--out",
        "r",
    ]
    assert command(*order).status == 0
    monkeypatch.setattr(ConsortiumModel, "__init__", lambda *_, **__: pytest.fail("a model was made"))
    answer = command("methods", "r", "--lang", lang)
    assert (answer.status, answer.message) == (0, "")
    text = Path(f"r/methods.{lang}.md").read_text(encoding="utf-8")
    base = load_scenario("baseline")
    changed = {setting.split("=")[0] for setting in LITTLE if "=" in setting}
    expected = {
        name
        for name in changed | set(base.parameters)
        if name in changed or base.parameters[name] != PARAMETERS[name].default
    }
    scenario = "情景" if lang == "zh" else "Scenario"
    table = rows_of(text, f"{scenario} | {'参数' if lang == 'zh' else 'Parameter'}")
    assert {row[1].strip("`") for row in table} == expected
    values = {row[1].strip("`"): (row[3], row[4]) for row in table}
    assert values["monitoring"][0] == "0.35"
    assert float(values["monitoring"][1]) == PARAMETERS["monitoring"].default
    policies = load_scenario("subsidy_monitored").policies
    shown = rows_of(text, f"{scenario} | {'政策' if lang == 'zh' else 'Policy'}")
    assert [row[1] for row in shown] == [policy.zh if lang == "zh" else policy.en for policy in policies]
    assert "7–8" in text
    assert "docs/odd.md" in text
    assert f"| numba | {__import__('numba').__version__} |" in text
    assert "Student" in text
    assert "The consortium authors" in text
    again = command("methods", "r", "--lang", lang)
    assert again.status == 0
    assert Path(f"r/methods.{lang}.md").read_text(encoding="utf-8") == text


def test_a_sweep_and_a_run_have_an_appendix_too(command: Command, swept: Path) -> None:
    assert command("methods", "s").status == 0
    text = (swept / "methods.en.md").read_text(encoding="utf-8")
    assert [row[0] for row in rows_of(text, "Factor")] == [
        "`parameters.monitoring`", "`parameters.governance`", "`parameters.mandate`",
    ]  # fmt: skip
    assert "full factorial design" in text
    assert command("run", "baseline", *LITTLE, "--no-figures", "--out", "r").status == 0
    assert command("methods", "r", "--lang", "zh").status == 0
    assert "随机种子1" in Path("r/methods.zh.md").read_text(encoding="utf-8")
    assert command("run", "baseline", *LITTLE, "--no-figures", "--out", "r").status == 0, (
        "the folder is still the run's"
    )


def test_a_folder_without_results_has_no_methods(command: Command) -> None:
    assert_one_message(command("methods", "nowhere"), 2, "nowhere is no folder", "allowed")
    Path("empty").mkdir()
    assert_one_message(command("methods", "empty"), 2, "empty holds no results")


# --- export -----------------------------------------------------------------------------------------------------------


def test_a_sweep_in_one_csv_file_is_the_sweep(command: Command, swept: Path) -> None:
    assert command("export", "s").status == 0
    table = pd.read_csv(swept / "exports" / "runs.csv", keep_default_na=True)
    runs = results("s")
    pd.testing.assert_frame_equal(
        table.drop(columns="error"), runs.drop(columns="error"), check_dtype=False, check_exact=True
    )
    assert command("sweep", "village.toml", "--executor", "serial", "--series", "--resume", "--out", "s").status == 0


def test_the_behaviorspace_table_has_the_form_of_netlogo_and_the_numbers_of_the_sweep(
    command: Command, swept: Path
) -> None:
    assert command("export", "s", "--format", "behaviorspace", "--out", "table.csv").status == 0
    with Path("table.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == ["BehaviorSpace results (NetLogo 6.4.0)", "Table version 2.0"]
    assert lines[4:6] == [["min-pxcor", "max-pxcor", "min-pycor", "max-pycor"], ["0", "0", "0", "0"]]
    assert pd.to_datetime(lines[3][0], format="%m/%d/%Y %H:%M:%S:%f %z").tzinfo is not None
    factors = ["parameters.monitoring", "parameters.governance", "parameters.mandate"]
    assert lines[6][:6] == ["[run number]", *factors, "seed", "[step]"]
    assert all(line.startswith('"') for line in Path("table.csv").read_text(encoding="utf-8").splitlines())
    table, runs = pd.read_csv("table.csv", skiprows=6), results("s")
    assert list(table["[run number]"]) == [number + 1 for number in runs["run_id"]]
    assert set(table["[step]"]) == {2}
    for name in [*factors, "seed", "participation", "public_spending", "budget_left"]:
        pd.testing.assert_series_equal(table[name], runs[name], check_dtype=False, check_exact=True)
    before = Path("table.csv").read_bytes()
    assert_one_message(command("export", "s", "--out", "table.csv"), 2, "--out table.csv is there already", "--force")
    assert command("export", "s", "--format", "behaviorspace", "--out", "table.csv", "--force").status == 0
    assert Path("table.csv").read_bytes() == before


def test_a_run_that_failed_has_no_row(swept: Path) -> None:
    runs, manifest = results("s"), read(swept / "manifest.json")
    assert manifest is not None
    runs.loc[3, "status"] = "failed"
    table = pd.read_csv(io.BytesIO(behaviorspace(swept, manifest, runs)), skiprows=6)
    assert sorted({*range(1, len(runs) + 1)} - {*table["[run number]"]}) == [4]
    table = pd.read_csv(io.BytesIO(behaviorspace(swept, manifest, runs, results("s", "series"))), skiprows=6)
    assert 4 not in set(table["[run number]"])


def test_the_series_have_a_row_per_half_year(command: Command, swept: Path) -> None:
    assert command("export", "s", "--format", "behaviorspace", "--table", "series").status == 0
    table = pd.read_csv(swept / "exports" / "series.behaviorspace.csv", skiprows=6)
    series = results("s", "series")
    assert list(table["[step]"]) == list(series["tick"])
    assert list(table["participation"]) == list(series["participation"])


def test_what_cannot_be_exported_is_said_in_one_message(command: Command) -> None:
    assert_one_message(command("export", "nowhere"), 2, "nowhere is no folder")
    assert command("run", "baseline", *LITTLE, "--no-figures", "--out", "r").status == 0
    assert_one_message(command("export", "r"), 2, "r holds a run", "allowed: a sweep")
    Path("village.toml").write_text(village_toml(levels=1, seeds=1), encoding="utf-8")
    assert command("sweep", "village.toml", "--executor", "serial", "--out", "s").status == 0
    assert_one_message(command("export", "s", "--table", "series"), 2, "--series")
    assert_one_message(command("export", "s", "--format", "netlogo"), 2, "behaviorspace")
