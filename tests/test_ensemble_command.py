"""`consortium compare … --ensemble`: what it leaves, how it goes on after an interruption, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from consortium.experiments.ensemble import simulating
from tests.shell import Command, assert_one_message

LITTLE = [
    argument
    for setting in ("schools=4", "enterprises=40", "intake=15", "years=3", "warm_up=4", "application_cost=1.0")
    for argument in ("--set", setting)
]
ARMS = ["compare", "baseline", "subsidy_only", "consortium_entity", "--seeds", 5, *LITTLE, "--no-figures"]
ONE_REFORM = [*ARMS[:3], *ARMS[4:]]
FEW = ["--ensemble-sets", 5, "--ensemble-seeds", 5]
ONE = [*FEW, "--workers", 1]
FILES = ("ensemble_effects.csv", "ensemble_sets.csv", "ensemble_runs.parquet")


def contents(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir() if path.name not in ("log.json", ".lock")}


def test_the_effects_in_many_sets_are_in_tables_page_and_terminal_and_go_when_nobody_asks_for_them(command: Command):
    answer = command(*ARMS, "--ensemble", *ONE, "--out", "r")
    assert answer.status == 0, answer.message
    assert "5 parameter sets × 5 seeds × 3 arms = 75 runs" in answer.message
    assert "in 5 parameter sets × five worlds" in answer.out or "in 5 parameter sets × 5 worlds" in answer.out
    effects = pd.read_csv("r/ensemble_effects.csv")
    assert set(effects["reform"]) == {"subsidy_only", "consortium_entity"}
    assert len(pd.read_csv("r/ensemble_sets.csv")) == 2 * 5
    page = Path("r/report.html").read_text(encoding="utf-8")
    assert page.count("Does it hold in other parameter sets that fit?") == 2
    before = contents("r")
    answer = command("report", "r", "--lang", "zh")
    assert answer.status == 0, answer.message
    assert "换一组同样符合数据的参数还成立吗" in Path("r/report.html").read_text(encoding="utf-8")
    answer = command("report", "r", "--lang", "en", "--no-figures")
    assert answer.status == 0, answer.message
    assert {name: contents("r")[name] for name in FILES} == {name: before[name] for name in FILES}
    assert command("compare", "r/manifest.json", "--out", "again").status == 0
    assert {name: contents("again")[name] for name in FILES} == {name: before[name] for name in FILES}
    assert command(*ARMS, "--out", "r").status == 0
    assert not [name for name in FILES if Path("r", name).exists()]
    assert "report DIR --ensemble" in Path("r/report.html").read_text(encoding="utf-8")


def test_an_interrupted_ensemble_goes_on_without_loss_and_with_the_same_bytes(
    command: Command, monkeypatch: pytest.MonkeyPatch
):
    assert command(*ONE_REFORM, "--ensemble", *ONE, "--out", "whole").status == 0
    tried, done = simulating.outputs_of, []

    def until_stopped(*arguments):
        if len(done) == 4:
            raise KeyboardInterrupt
        done.append(arguments)
        return tried(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(simulating, "outputs_of", until_stopped)
        answer = command(*ONE_REFORM, "--ensemble", *ONE, "--out", "r")
    assert_one_message_among(answer.message, "interrupted after 5 of 5 seeds, and 4 of 25", "--resume")
    assert answer.status == 130
    assert Path("r/summary.csv").exists()
    assert not Path("r/ensemble_effects.csv").exists()
    again: list[object] = []
    with monkeypatch.context() as patched:
        patched.setattr(simulating, "outputs_of", lambda *arguments: again.append(arguments) or tried(*arguments))
        answer = command(*ONE_REFORM, "--ensemble", *ONE, "--out", "r", "--resume")
    assert answer.status == 0, answer.message
    assert len(again) == 25 - 4
    assert not Path("r/unfinished").exists()
    one, other = contents("r"), contents("whole")
    assert {name for name in one if one[name] != other.get(name)} <= {"report.html"}, "it names the folder"
    answer = command(*ONE_REFORM, "--ensemble", *ONE, "--out", "r", "--resume")
    assert (answer.status, "already" in answer.out) == (0, True)


def assert_one_message_among(message: str, *fragments: str) -> None:
    for fragment in fragments:
        assert fragment in message


def test_a_report_adds_an_ensemble_to_a_comparison_that_is_there(command: Command, monkeypatch: pytest.MonkeyPatch):
    assert command(*ONE_REFORM, "--out", "r").status == 0
    summary = Path("r/summary.csv").read_bytes()
    answer = command(*ONE_REFORM, "--ensemble", *FEW, "--out", "r", "--resume")
    assert_one_message(answer, 2, "complete, without --ensemble", "consortium report r --ensemble")
    tried, done = simulating.outputs_of, []

    def until_stopped(*arguments):
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(arguments)
        return tried(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(simulating, "outputs_of", until_stopped)
        answer = command("report", "r", "--ensemble", *ONE)
    assert answer.status == 130
    assert "3 of 25" in answer.message
    with monkeypatch.context() as patched:
        patched.setattr(simulating, "outputs_of", lambda *arguments: done.append(arguments) or tried(*arguments))
        answer = command("report", "r", "--ensemble", *ONE)
    assert answer.status == 0, answer.message
    assert len(done) == 25
    assert all(Path("r", name).exists() for name in FILES)
    assert Path("r/summary.csv").read_bytes() == summary
    assert json.loads(Path("r/manifest.json").read_text(encoding="utf-8"))["request"]["ensemble"]["seeds"] == 5


def test_a_report_does_not_mix_two_versions_of_the_model(command: Command):
    assert command(*ONE_REFORM, "--out", "r").status == 0
    series = pd.read_parquet("r/timeseries.parquet")
    series["participation"] *= 1.01
    series.to_parquet("r/timeseries.parquet")
    answer = command("report", "r", "--ensemble", *ONE)
    assert_one_message(answer, 2, "another version of the model", "compare r/manifest.json --ensemble")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--ensemble", "nowhere.csv"], ["nowhere.csv", "does not exist"]),
        (["--ensemble=patters"], ["'patters'", "did you mean patterns?"]),
        (["--ensemble", "--ensemble-sets", 4], ["--ensemble-sets = 4", "from 5 to 50"]),
        (["--ensemble", "--ensemble-seeds", 2], ["--ensemble-seeds = 2", "from 5"]),
        (["--ensemble-sets", 9], ["--ensemble-sets", "together with --ensemble"]),
    ],
)
def test_wrong_options_are_refused_before_anything_begins(command: Command, options: list, said: list[str]):
    answer = command(*ONE_REFORM, *options, "--out", "r")
    assert_one_message(answer, 2, *said)
    assert not Path("r").exists()
