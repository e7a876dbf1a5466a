"""`consortium explain`: what it shows, what it leaves, and what it says to those who ask for what is not there."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

import consortium
from consortium.cli import main
from consortium.experiments.explanation.account import explain, worth_a_look
from consortium.experiments.explanation.watching import look
from consortium.experiments.explanation.weighing import TERMS
from consortium.simulation import compilation
from consortium.simulation.scenario import load_scenario

YEAR = 4


class Answer(NamedTuple):
    """How a command ended and what it said."""

    status: int
    out: str
    message: str


Command = Callable[..., Answer]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run (`run`) and a comparison (`both`), not to be changed."""
    folder = tmp_path_factory.mktemp("results")
    few = ("--no-figures", "--years", str(YEAR))
    assert main(["run", "baseline", "--seed", "5", *few, "--out", str(folder / "run")]) == 0
    arms = ("baseline", "subsidy_monitored", "full_package")
    assert main(["compare", *arms, "--seed", "5", "--seeds", "2", *few, "--out", str(folder / "both")]) == 0
    return folder


@pytest.fixture
def command(results: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command, in the folder of results."""
    monkeypatch.chdir(results)

    def carried_out(*arguments: object) -> Answer:
        capsys.readouterr()
        status = main(["explain", *map(str, arguments)])
        said = capsys.readouterr()
        return Answer(status, said.out, said.err)

    return carried_out


@pytest.fixture(scope="module")
def moved() -> int:
    """An enterprise that co-trains only with everything together, in the first seed."""
    views = [look(load_scenario(name), 5, YEAR) for name in ("baseline", "full_package")]
    return int(worth_a_look(views)["enterprise"].iloc[0])


# --- a comparison -----------------------------------------------------------------------------------------------------


def test_the_terms_are_shown_and_left_as_a_table_and_a_figure_a_reform(
    command: Command, results: Path, moved: int
) -> None:
    answer = command("both", "--enterprise", moved, "--year", YEAR)
    assert (answer.status, answer.message) == (0, "")
    for text in ("Everything together against", "autumn (tick 7)", "spring (tick 8)", "Rent on those kept", "In all"):
        assert text in answer.out
    assert f"Enterprise {moved} co-trains only with the reform: " in " ".join(answer.out.split())
    folder = results / "both" / "explain" / f"enterprise_{moved}_year_{YEAR}_seed_5"
    figures = {"terms_subsidy_monitored.png", "terms_full_package.png"}
    assert {path.name for path in folder.iterdir()} == {"explanation.csv", *figures}
    table = pd.read_csv(folder / "explanation.csv")
    assert list(table.columns) == ["arm", "year", "tick", "depth", "member", "term", "value"]
    assert set(table["arm"]) == {"baseline", "subsidy_monitored", "full_package"}
    assert set(table["term"]) <= set(TERMS)
    expected = explain([look(load_scenario("full_package"), 5, YEAR)], moved).arms[0].choices[0].weighed
    rows = table[(table["arm"] == "full_package") & (table["tick"] == 7) & (table["depth"] == 3)]
    assert dict(zip(rows["term"], rows["value"], strict=True)) == expected.terms[3]


def test_the_folder_of_results_still_belongs_to_its_run(command: Command, results: Path, moved: int) -> None:
    assert command("both", "--enterprise", moved, "--year", 2, "--no-figures").status == 0
    series = (results / "both" / "timeseries.csv").read_bytes()
    assert main(["compare", "both/manifest.json", "--no-figures", "--out", "both"]) == 0
    assert (results / "both" / "timeseries.csv").read_bytes() == series
    assert len(consortium.results("both")) == 3 * 2 * (2 * YEAR + 1)


def test_the_same_question_gives_the_same_bytes(command: Command, tmp_path: Path, moved: int) -> None:
    order = ("both", "--enterprise", moved, "--year", YEAR, "--seed", 6, "--lang", "zh", "--format", "svg")
    answers = [command(*order, "--out", tmp_path / name) for name in "ab"]
    assert [answer.status for answer in answers] == [0, 0]
    assert answers[0].out.replace(str(tmp_path / "a"), str(tmp_path / "b")) == answers[1].out
    files = [sorted((tmp_path / name).iterdir()) for name in "ab"]
    assert [path.suffix for path in files[0]] == [".csv", ".svg", ".svg"]
    assert [path.read_bytes() for path in files[0]] == [path.read_bytes() for path in files[1]]


def test_it_speaks_chinese(command: Command, tmp_path: Path, moved: int) -> None:
    out = command("both", "--enterprise", moved, "--year", YEAR, "--lang", "zh", "--no-figures", "--out", tmp_path).out
    for text in ("秋季（第7学期）", "留任人才租金", "共同培养", "选择概率", "已写入"):
        assert text in out
    assert not re.search(r"\b(Enterprise|placement|Baseline|chance)\b", out)
    assert [path.name for path in tmp_path.iterdir()] == ["explanation.csv"]


# --- a run ------------------------------------------------------------------------------------------------------------


def test_a_run_is_explained_by_itself(command: Command, tmp_path: Path) -> None:
    answer = command("run", "--enterprise", 300, "--year", 1, "--out", tmp_path / "deep" / "down")
    assert (answer.status, answer.message) == (0, "")
    assert "reform" not in answer.out.lower()
    assert {path.name for path in (tmp_path / "deep" / "down").iterdir()} == {"explanation.csv", "terms.png"}


def test_a_first_run_says_that_it_compiles(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compilation, "already_compiled", lambda: False)
    assert command("run", "--year", 1).message == "consortium: first run: compiling, some 20 s\n"


# --- which enterprises ------------------------------------------------------------------------------------------------


def test_without_a_number_enterprises_worth_a_look_are_listed(command: Command, results: Path, moved: int) -> None:
    before = sorted(results.rglob("*"))
    answer = command("both", "--year", YEAR)
    assert answer.status == 0
    views = [look(load_scenario(name), 5, YEAR) for name in ("baseline", "full_package")]
    without, now = (view.moments[1].after["depth"] == 3 for view in views)
    counts = f"{(without & now).sum()} with and without the reform, {(now & ~without).sum()} only with it"
    assert counts in answer.out
    part = answer.out.split("Everything together")[1]
    assert re.search(rf"^\s+{moved}\b", part, re.MULTILINE)
    hint = re.search(r"consortium explain (.*)", answer.out)
    assert hint
    assert command(*hint[1].split(), "--no-figures").status == 0
    assert command("both", "--year", YEAR, "--seed", 6).out != answer.out
    assert "新开始" in command("run", "--year", 3, "--lang", "zh").out
    assert [path for path in before if not path.exists()] == []


def test_a_printed_command_can_be_pasted_whatever_the_folder_is_called_and_keeps_the_language(
    command: Command, results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = "my results (2) & 联合体's"
    shutil.copytree(results / "both", folder)
    said = command(folder, "--year", YEAR, "--lang", "zh").out
    (hint,) = re.findall(r"consortium (explain .*)", said)
    words = shlex.split(hint)
    assert words[1] == folder
    answer = command(*words[1:], "--no-figures")
    assert answer.status == 0
    assert "已写入" in answer.out


# --- what cannot be explained -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "fragments"),
    [
        (["both", "--year", "0"], ["year = 0", "allowed: 1 to 4"]),
        (["both", "--year", "5", "--enterprise", "1"], ["year = 5", "allowed: 1 to 4"]),
        (["both", "--year", "2", "--enterprise", "301"], ["enterprise = 301", "allowed: 1 to 300"]),
        (["both", "--year", "2", "--enterprise", "0"], ["enterprise = 0", "allowed: 1 to 300"]),
        (["both", "--year", "2", "--enterprise", "-1"], ["enterprise = -1"]),
        (["both", "--year", "2", "--seed", "7"], ["seed = 7 is not in both", "allowed: 5 to 6"]),
        (["both", "--year", "2", "--seed", "4"], ["seed = 4 is not in both", "allowed: 5 to 6"]),
        (["bath", "--year", "2"], ["bath does not exist", "did you mean both?"]),
        (["nowhere/at/all", "--year", "2"], ["nowhere/at/all does not exist", "consortium run or consortium compare"]),
        (["both/manifest.json", "--year", "2"], ["is a file", "a folder that consortium run"]),
        ([".", "--year", "2"], ["holds no results", "manifest.json"]),
        (["both", "--year", "2", "--enterprise", "1", "--out", "run/manifest.json"], ["is a file", "--out"]),
        (["both", "--enterprise", "1"], ["--year", "consortium explain --help"]),
        (["both", "--year", "two"], ["--year"]),
        (["both", "--year", "2", "--lang", "de"], ["--lang"]),
    ],
)
def test_what_is_not_there_is_refused_in_one_message(
    command: Command, results: Path, arguments: list[str], fragments: list[str]
) -> None:
    before = sorted(results.rglob("*"))
    answer = command(*arguments)
    assert (answer.status, answer.out) == (2, "")
    assert answer.message.startswith("consortium: ")
    assert answer.message.count("\n") == 1
    for fragment in fragments:
        assert fragment in answer.message
    assert sorted(results.rglob("*")) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "sweep"}, "results of kind 'sweep'"),
        ({"seeds": 0}, "seeds = 0; allowed"),
        ({"reforms": 7}, "reforms is no list"),
    ],
)
def test_a_manifest_that_is_none_of_ours_is_refused(
    command: Command, results: Path, tmp_path: Path, change: dict[str, object], said: str
) -> None:
    manifest = json.loads((results / "both" / "manifest.json").read_bytes())
    (tmp_path / "manifest.json").write_text(json.dumps(manifest | change), encoding="utf-8")
    answer = command(tmp_path, "--year", 2)
    assert (answer.status, answer.message.count("\n")) == (2, 1)
    assert said in answer.message


def test_results_of_another_version_are_distinguished(command: Command, results: Path, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes((results / "run" / "manifest.json").read_bytes())
    series = pd.read_parquet(results / "run" / "timeseries.parquet")
    series.to_parquet(tmp_path / "timeseries.parquet", index=False)
    order = (tmp_path, "--year", 2, "--enterprise", 3, "--no-figures")
    assert command(*order).message == ""
    series["participation"] += 0.01
    series.to_parquet(tmp_path / "timeseries.parquet", index=False)
    answer = command(*order)
    assert answer.status == 0
    assert "another version of the model" in answer.message
    (tmp_path / "timeseries.parquet").unlink()
    assert command(*order).message == ""


def test_a_place_that_cannot_be_written_is_reported_after_the_table(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("consortium.experiments.storage.files.write", full)
    answer = command("run", "--year", 2, "--enterprise", 3, "--out", tmp_path / "a")
    assert answer.status == 1
    assert "In all" in answer.out
    assert "No space left on device" in answer.message
    assert "--out" in answer.message
    assert list((tmp_path / "a").iterdir()) == []


def test_figures_that_cannot_be_drawn_cost_no_data(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: object) -> None:
        raise RuntimeError("no ink")

    monkeypatch.setattr("consortium.experiments.figures.choice.terms.draw_terms", fails)
    answer = command("run", "--year", 2, "--enterprise", 3, "--out", tmp_path)
    assert answer.status == 0
    assert "no ink" in answer.message
    assert [path.name for path in tmp_path.iterdir()] == ["explanation.csv"]


def test_a_model_that_fails_is_one_message(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object) -> None:
        raise ArithmeticError("the sky fell")

    monkeypatch.setattr("consortium.experiments.explanation.watching.look", fails)
    answer = command("run", "--year", 2)
    assert (answer.status, answer.message) == (1, "consortium: baseline, seed 5: ArithmeticError: the sky fell\n")
