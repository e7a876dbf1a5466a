"""The command line keeps its contract: files, exit statuses, one clear message, never a traceback."""

from __future__ import annotations

import csv
import inspect
import json
import os
import shlex
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import consortium
from consortium import terminal
from consortium.actions.explaining import Question
from consortium.actions.running import Order
from consortium.actions.sweeping import SweepOrder
from consortium.experiments.comparison.paired_runs import EFFECT_COLUMNS, SUMMARY_COLUMNS
from consortium.experiments.runs import batch as runs
from consortium.experiments.runs.agent_panel import AgentsWatch
from consortium.experiments.storage import files
from consortium.experiments.storage.folder import claimed
from consortium.simulation import compilation
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.policies.governance import Governance
from consortium.simulation.scenario import bundled_scenarios, load_scenario
from tests.shell import Answer, Command, assert_one_message, shell
from tests.simulation.scenario.bad_files import BAD_FILES, HEAD, BadFile
from tests.worlds import SMALL

ROOT = Path(__file__).parents[1]
TOWN = [argument for name, value in (SMALL | {"years": 2}).items() for argument in ("--set", f"{name}={value}")]
DATA = ("manifest.json", "timeseries.csv", "timeseries.parquet", "size_classes.csv", "codebook.csv", "datapackage.json")


# --- the command itself -----------------------------------------------------------------------------------------------


def test_help_names_the_commands_and_loads_nothing_heavy(tmp_path: Path):
    code = "import sys; from consortium.cli import main; main(['run', '--help']); print(*sys.modules, file=sys.stderr)"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, check=True)
    assert "--no-figures" in done.stdout.decode()
    assert {"matplotlib", "mesa", "numba", "numpy", "pandas", "rich"}.isdisjoint(done.stderr.decode().split())


def test_the_version_is_that_of_the_package(command: Command):
    assert command("--version") == Answer(0, f"consortium {consortium.__version__}\n", "")


def test_users_are_not_shown_what_libraries_tell_programmers(capsys: pytest.CaptureFixture[str]):
    def warns() -> int:
        warnings.warn("this function will be removed", DeprecationWarning, stacklevel=1)
        warnings.warn("this figure is half empty", UserWarning, stacklevel=1)
        return 0

    with warnings.catch_warnings(action="always"):
        assert terminal.ends_well(warns) == 0
    assert capsys.readouterr().err == "consortium: this figure is half empty\n"


@pytest.mark.parametrize("arguments", [(), ("scenarios",), ("--help",), ("compare", "-h")])
def test_without_a_command_the_help_is_shown(command: Command, arguments: tuple[str, ...]):
    answer = command(*arguments)
    assert answer.status == 0
    assert "Usage: consortium" in answer.out


@pytest.mark.parametrize(
    ("arguments", "fragments"),
    [
        (["frobnicate"], ["No such command 'frobnicate'"]),
        (["run"], ["Missing argument", "consortium run --help"]),
        (["run", "baseline", "--budget", "3"], ["No such option", "--budget"]),
        (["run", "baseline", "--seeds", "0"], ["--seeds"]),
        (["run", "baseline", "--seed", "-1"], ["--seed"]),
        (["run", "baseline", "--seed", "one"], ["--seed"]),
        (["run", "baseline", "--lang", "de"], ["--lang"]),
        (["run", "baseline", "--years", "500"], ["parameters.years = 500", "from 1 to 200"]),
        (["run", "baseline", "--set", "monitering=1"], ["did you mean monitoring"]),
        (["run", "baseline", "--set", "years＝5"], ["'years＝5'", "key=value", "＝ is not ="]),
        (["run", "baseline", "--set", "governance=“joint”"], ['“ is not "']),
        (["run", "baseline", "--set", "挖人强度=0.3"], ["did you mean poach (挖人强度)"]),
        (["run", "subsidy_only", "--set", "policy.补贴.per_trainee=3"], ["did you mean subsidy (补贴)"]),
        (["run", "baseline", "--out", "x" * 300], ["File name too long", "255 bytes"]),
        (["run", "baseline", "--out", "联" * 86], ["File name too long", "85 of 中文"]),
        (["run", "baseline", "--out", "/".join(["y" * 200] * 30)], ["File name too long", "255 bytes"]),
        (["run", "basline"], ["'basline'", "did you mean baseline"]),
        (["run", "nowhere.toml"], ["nowhere.toml does not exist"]),
        (["compare", "baseline"], ["at least one reform"]),
        (["compare", "baseline", "baseline"], ["two arms are named 'baseline'"]),
        (["scenarios", "show", "basline"], ["did you mean baseline"]),
        (["scenarios", "check", "nowhere.json"], ["nowhere.json does not exist"]),
        (["parameters", "monitering"], ["no parameter matches 'monitering'", "did you mean monitoring"]),
    ],
)
def test_what_cannot_be_done_is_not_begun_and_reported_in_one_message(
    command: Command, tmp_path: Path, arguments: list[str], fragments: list[str]
):
    assert_one_message(command(*arguments), 2, *fragments)
    assert list(tmp_path.iterdir()) == []


TWENTY = [BAD_FILES[i * len(BAD_FILES) // 20] for i in range(20)]  # spread over all that can be wrong


@pytest.mark.parametrize(
    ("verb", "bad"),
    [(("run", "check")[i % 2], bad) for i, bad in enumerate(TWENTY)],
    ids=lambda value: getattr(value, "id", value),
)
def test_a_bad_file_is_refused_through_the_shell(verb: str, bad: BadFile, tmp_path: Path):
    (tmp_path / bad.filename).write_bytes(bad.content)
    arguments = ["run", bad.filename] if verb == "run" else ["scenarios", "check", bad.filename]
    assert_one_message(shell(*arguments, cwd=tmp_path), 2, bad.filename)
    assert [path.name for path in tmp_path.iterdir()] == [bad.filename]


# --- run --------------------------------------------------------------------------------------------------------------


def test_a_run_leaves_series_and_manifest_where_it_says(command: Command, tmp_path: Path):
    answer = command("run", "baseline", "--no-figures", *TOWN)
    assert answer.status == 0
    assert "Deep participation" in answer.out
    assert "results" in answer.out
    folder = tmp_path / "results" / "baseline"
    assert {path.name for path in folder.iterdir()} == {*DATA, "log.json", ".lock"}
    with (folder / "timeseries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["scenario", "seed", "tick", "year", "region", *METRICS]
    assert [(row["tick"], row["year"]) for row in rows] == [("0", "0"), ("1", "1"), ("2", "1"), ("3", "2"), ("4", "2")]
    assert rows[0]["scenario"] == "baseline"
    assert rows[0]["seed"] == "1"
    assert rows[0]["budget_left"] == ""  # there is no budget
    parquet = pd.read_parquet(folder / "timeseries.parquet")
    assert [repr(value) for value in parquet["participation"]] == [repr(float(row["participation"])) for row in rows]
    assert consortium.results(folder).equals(parquet)


def test_the_same_run_gives_the_same_bytes(command: Command, tmp_path: Path):
    folder = tmp_path / "results" / "subsidy_only"
    assert command("run", "subsidy_only", "--seeds", 2, "--no-figures", *TOWN).status == 0
    before = [(folder / name).read_bytes() for name in DATA]
    assert command("run", "subsidy_only", "--seeds", 2, "--no-figures", *TOWN).status == 0
    assert [(folder / name).read_bytes() for name in DATA] == before


def test_the_manifest_alone_is_enough_to_run_again(command: Command, tmp_path: Path):
    own = tmp_path / "my_city.toml"
    own.write_text(HEAD + '[[policy]]\nkind = "subsidy"\nper_trainee = 1.1\nstart = 2\n', encoding="utf-8")
    assert command("run", own, "--seed", 5, "--seeds", 2, "--out", "a", "--no-figures", *TOWN).status == 0
    own.unlink()
    (tmp_path / "manifest.json").write_bytes((tmp_path / "a" / "manifest.json").read_bytes())
    assert command("run", "manifest.json", "--out", "b", "--no-figures").status == 0
    for name in DATA:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert set(consortium.results("b")["seed"]) == {5, 6}


def test_options_go_before_the_manifest(command: Command, tmp_path: Path):
    command("run", "baseline", "--out", "a", "--no-figures", *TOWN)
    assert command("run", "a/manifest.json", "--seed", 0, "--years", 1, "--out", "b", "--no-figures").status == 0
    assert set(consortium.results("b")["seed"]) == {0}
    assert max(consortium.results("b")["year"]) == 1


def test_several_seeds_are_summarised_by_mean_and_spread(command: Command):
    assert "mean ± s.d. of 3 seeds" in command("run", "baseline", "--seeds", 3, "--no-figures", *TOWN).out


def test_a_run_speaks_chinese(command: Command):
    answer = command("run", "baseline", "--lang", "zh", "--no-figures", *TOWN)
    assert METRICS["deep_participation"].zh in answer.out
    assert "万元" in answer.out


def test_figures_are_drawn_in_the_chosen_format(command: Command, tmp_path: Path):
    assert command("run", "baseline", "--format", "svg", "--out", "a", *TOWN).status == 0
    drawn = list((tmp_path / "a" / "figures").iterdir())
    assert drawn
    assert {path.suffix for path in drawn} == {".svg"}


def test_a_first_run_says_that_it_compiles(command: Command, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(compilation, "already_compiled", lambda: False)
    answer = command("run", "baseline", "--no-figures", *TOWN)
    assert answer.message == "consortium: first run: compiling, some 20 s\n"
    monkeypatch.setattr(compilation, "already_compiled", lambda: True)
    assert command("run", "baseline", "--no-figures", *TOWN).message == ""


def test_progress_without_a_terminal_is_a_line_now_and_then(command: Command, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(terminal, "EVERY", 0.0)  # instead of a minute
    lines = command("run", "baseline", "--seeds", 3, "--no-figures", *TOWN).message.splitlines()
    assert lines == ["consortium: runs: 1 of 3", "consortium: runs: 2 of 3"]


def test_progress_of_a_comparison_without_a_terminal_has_a_line_for_each_arm(
    command: Command, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(terminal, "STEPS", True)
    arms = ["baseline", "subsidy_only", "tax_credit"]
    lines = command("compare", *arms, "--seeds", 2, "--no-figures", *TOWN).message.splitlines()
    assert lines == [f"consortium: runs: {done} of 6" for done in (2, 4, 6)]


# --- completion -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "offered", "not_offered"),
    [
        ("consortium comp", {"compare"}, {"run"}),
        ("consortium compare baseline subsidy_m", {"subsidy_monitored"}, {"subsidy_only"}),
        ("consortium compare baseline tax_credit --rank-by talent", {"talent_match"}, {"exposure"}),
        ("consortium sweep subsidy", {"subsidy_monitoring"}, {"morris_all", "subsidy_only"}),
        ("consortium scenarios show rail", {"rail_community"}, {"baseline"}),
    ],
)
def test_a_shell_completes_commands_scenarios_designs_and_outputs(
    tmp_path: Path, line: str, offered: set[str], not_offered: set[str]
):
    asked = {"_CONSORTIUM_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | asked
    done = subprocess.run(
        [sys.executable, "-m", "consortium"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    words = set(done.stdout.split())
    assert offered <= words
    assert not not_offered & words


def test_help_of_compare_has_examples_that_the_command_takes(command: Command):
    text = command("compare", "--help").out.split("Examples:")[1].split("Arguments:")[0]
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip().startswith("consortium ")]
    assert len(lines) >= 5
    for line in lines:
        arguments = shlex.split(line)[1:]
        if "my_city.toml" in arguments:
            Path("my_city.toml").write_text(HEAD, encoding="utf-8")
        answer = command(*arguments, "--seeds", 0)  # refused at the last option, after all others were understood
        assert_one_message(answer, 2, "--seeds")


# --- folders ----------------------------------------------------------------------------------------------------------


def test_a_folder_that_holds_another_run_is_refused_unless_forced(command: Command, tmp_path: Path):
    command("run", "baseline", "--no-figures", "--out", "a", *TOWN)
    before = (tmp_path / "a" / "timeseries.csv").read_bytes()
    again = ("run", "baseline", "--no-figures", "--out", "a", "--seed", 2, *TOWN)
    assert_one_message(command(*again), 2, "holds another run", "--force")
    assert (tmp_path / "a" / "timeseries.csv").read_bytes() == before
    assert command(*again, "--force").status == 0
    assert (tmp_path / "a" / "timeseries.csv").read_bytes() != before


def test_a_folder_of_the_users_own_is_refused(command: Command, tmp_path: Path):
    (tmp_path / "notes.txt").write_text("mine")
    assert_one_message(command("run", "baseline", "--out", ".", *TOWN), 2, "notes.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_folder_that_cannot_be_made_is_reported_before_anything_runs(command: Command, tmp_path: Path):
    (tmp_path / "file").write_text("x")
    assert_one_message(command("run", "baseline", "--out", "file", *TOWN), 2, "file is a file")
    assert_one_message(command("run", "baseline", "--out", "file/below", *TOWN), 2, "cannot be")


def test_a_busy_folder_is_refused(command: Command, tmp_path: Path):
    with claimed(tmp_path / "a", {}):
        assert_one_message(command("run", "baseline", "--out", "a", *TOWN), 2, "busy")


# --- when something goes wrong ----------------------------------------------------------------------------------------


def stopping_at(seed: int, error: BaseException) -> Callable[..., runs.Replicate]:
    """A simulation that meets an error with a seed."""
    whole = runs.replicate_of

    def replicate_of(model: ConsortiumModel, watch: AgentsWatch | None) -> runs.Replicate:
        if model.seed == seed:
            raise error
        return whole(model, watch)

    return replicate_of


def test_an_interrupted_run_keeps_what_was_finished(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    order = ("run", "baseline", "--seeds", 4, "--out", "a", "--no-figures", *TOWN)
    with monkeypatch.context() as patch:
        patch.setattr(runs, "replicate_of", stopping_at(3, KeyboardInterrupt()))
        assert_one_message(command(*order), 130, "interrupted after 2 of 4 seeds", "kept in a")
    assert set(consortium.results("a")["seed"]) == {1, 2}
    assert json.loads((tmp_path / "a" / "manifest.json").read_bytes())["finished_seeds"] == 2
    assert command(*order).status == 0  # it may be taken up again without force
    whole = (tmp_path / "a" / "timeseries.csv").read_bytes()
    monkeypatch.setattr(runs, "replicate_of", stopping_at(3, KeyboardInterrupt()))
    assert_one_message(command(*order), 130, "earlier time")
    assert (tmp_path / "a" / "timeseries.csv").read_bytes() == whole


def test_an_interrupted_comparison_keeps_whole_pairs(command: Command, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(runs, "replicate_of", stopping_at(2, KeyboardInterrupt()))
    answer = command("compare", "baseline", "subsidy_only", "--seeds", 3, "--out", "a", "--no-figures", *TOWN)
    assert_one_message(answer, 130, "1 of 3 seeds")
    assert set(pd.read_csv("a/effects.csv")["n_seeds"]) <= {0, 1}


def test_a_run_interrupted_at_once_writes_nothing(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(runs, "replicate_of", stopping_at(1, KeyboardInterrupt()))
    assert_one_message(command("run", "baseline", "--out", "a", *TOWN), 130, "nothing was written")
    assert not list((tmp_path / "a").glob("[!.]*"))


def test_a_seed_that_fails_is_reported_and_the_others_are_kept(command: Command, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(runs, "replicate_of", stopping_at(2, ArithmeticError("the sky fell")))
    answer = command("run", "baseline", "--seeds", 3, "--out", "a", "--no-figures", *TOWN)
    assert_one_message(answer, 1, "1 of 3 runs failed", "seed 2: ArithmeticError: the sky fell")
    assert set(consortium.results("a")["seed"]) == {1, 3}


def test_a_thousand_failures_are_one_short_message(command: Command, monkeypatch: pytest.MonkeyPatch):
    def fails(*args: object) -> runs.Replicate:
        raise ArithmeticError("x" * 10_000 + "\n\x1b[31m")

    monkeypatch.setattr(runs, "replicate_of", fails)
    answer = command("run", "baseline", "--seeds", 100, "--out", "a", "--no-figures", *TOWN)
    assert_one_message(answer, 1, "no seed could be simulated")
    assert len(answer.message) < 30_000
    assert "\x1b" not in answer.message


def test_a_full_disk_is_reported_and_what_was_there_is_kept(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    command("run", "baseline", "--out", "a", "--no-figures", *TOWN)
    before = (tmp_path / "a" / "timeseries.csv").read_bytes()

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write", full)
    answer = command("run", "baseline", "--seed", 2, "--out", "a", "--force", "--no-figures", *TOWN)
    assert_one_message(answer, 1, "No space left on device", "kept")
    assert (tmp_path / "a" / "timeseries.csv").read_bytes() == before


def test_figures_that_cannot_be_drawn_cost_no_data(command: Command, monkeypatch: pytest.MonkeyPatch):
    def fails(*args: object) -> None:
        raise RuntimeError("no ink")

    monkeypatch.setattr("consortium.experiments.figures.draw_run", fails)
    assert_one_message(command("run", "baseline", "--out", "a", *TOWN), 0, "no ink", "data are complete")
    assert len(consortium.results("a")) == 5


def test_an_unforeseen_error_is_a_message_too(command: Command, monkeypatch: pytest.MonkeyPatch):
    def fails(*args: object, **more: object) -> None:
        raise LookupError("lost")

    monkeypatch.setattr("consortium.experiments.storage.manifest.describe", fails)
    monkeypatch.delenv("CONSORTIUM_TRACEBACK", raising=False)
    assert_one_message(command("run", "baseline", *TOWN), 1, "LookupError: lost", "CONSORTIUM_TRACEBACK")
    monkeypatch.setenv("CONSORTIUM_TRACEBACK", "1")
    with pytest.raises(LookupError):
        command("run", "baseline", *TOWN)


@pytest.mark.skipif(os.name != "posix", reason="pipes that break at once are a matter of POSIX")
@pytest.mark.parametrize(
    "arguments", [["parameters"], ["scenarios", "list"], ["--help"], ["run", "baseline", "--no-figures", *TOWN]]
)
def test_a_reader_who_leaves_is_no_error(tmp_path: Path, arguments: list[str]):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody:
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-m", "consortium", *arguments],
            cwd=tmp_path,
            env=environment,
            stdout=nobody,
            stderr=subprocess.PIPE,
        )
    said = [line for line in done.stderr.splitlines() if b"compiling" not in line]  # which it may have to
    assert (done.returncode, said) == (0, [])
    if arguments[0] == "run":
        assert len(consortium.results(tmp_path / "results" / "baseline")) == 5


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full on this system")
def test_an_output_that_is_full_is_one_message(tmp_path: Path):
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "consortium", "parameters"],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
        )
    assert_one_message(Answer(done.returncode, "", done.stderr.decode()), 1, "standard output")


def test_a_terminal_that_knows_no_chinese_gets_something_readable(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "consortium", "scenarios", "list", "--lang", "zh"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
    )
    said = [line for line in done.stderr.splitlines() if b"compiling" not in line]  # which it may have to
    assert (done.returncode, said) == (0, [])
    assert done.stdout.startswith(b"baseline\t?")


# --- compare ----------------------------------------------------------------------------------------------------------


def test_a_comparison_leaves_effects_and_summary_and_says_what_moved(command: Command, tmp_path: Path):
    order = ("compare", "baseline", "subsidy_only", "consortium_entity", "--seeds", 5, "--no-figures", *TOWN)
    answer = command(*order)
    assert answer.status == 0
    assert "Subsidy without monitoring" in answer.out
    assert "raises" in answer.out
    folder = tmp_path / "results" / "baseline_vs_subsidy_only_vs_consortium_entity"
    effects = pd.read_csv(folder / "effects.csv")
    assert list(effects.columns) == EFFECT_COLUMNS
    assert len(effects) == 2 * len(METRICS) * 2
    assert list(pd.read_csv(folder / "summary.csv").columns) == SUMMARY_COLUMNS
    assert set(consortium.results(folder)["scenario"]) == {"baseline", "subsidy_only", "consortium_entity"}
    assert set(consortium.results(folder)["seed"]) == {1, 2, 3, 4, 5}
    before = (folder / "effects.csv").read_bytes()
    assert command("compare", folder / "manifest.json", "--no-figures").status == 0  # repeats it, in the same place
    assert (folder / "effects.csv").read_bytes() == before


def test_a_comparison_has_ten_seeds_if_nobody_says(command: Command):
    command("compare", "baseline", "paper_consortium", "--no-figures", "--out", "a", *TOWN)
    assert set(consortium.results("a")["seed"]) == set(range(1, 11))


def test_a_comparison_draws_figures(command: Command, tmp_path: Path):
    assert command("compare", "baseline", "subsidy_only", "--seeds", 2, "--out", "a", *TOWN).status == 0
    assert list((tmp_path / "a" / "figures").glob("*.png"))


def test_the_manifest_of_a_comparison_is_no_run(command: Command):
    command("compare", "baseline", "subsidy_only", "--seeds", 1, "--no-figures", "--out", "a", *TOWN)
    assert_one_message(command("run", "a/manifest.json"), 2, "comparison", "consortium compare")


@pytest.mark.parametrize("change", [{"seeds": 10**9}, {"seed": 2**63 - 1, "seeds": 2}])
def test_a_manifest_with_absurd_seeds_is_refused(command: Command, tmp_path: Path, change: dict[str, int]):
    command("run", "baseline", "--no-figures", "--out", "a", *TOWN)
    manifest = json.loads((tmp_path / "a" / "manifest.json").read_bytes())
    (tmp_path / "manifest.json").write_text(json.dumps(manifest | change), encoding="utf-8")
    assert_one_message(command("run", "manifest.json", "--out", "b"), 2, "at most 100000 seeds")


# --- lists ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_scenarios_in_a_pipe_are_a_name_a_tab_and_the_whole_title_a_line(command: Command, lang: str):
    answer = command("scenarios", "list", "--lang", lang)
    rows = [line.split("\t") for line in answer.out.splitlines()]
    assert rows == [[name, load_scenario(name).title[lang]] for name in bundled_scenarios()]


def test_a_scenario_is_shown_with_all_that_it_says(command: Command):
    answer = command("scenarios", "show", "subsidy_only")
    scenario = load_scenario("subsidy_only")
    for text in (scenario.title["en"], scenario.question["en"], scenario.source, scenario.expected["en"]):
        assert text in answer.out
    assert "subsidy (Subsidy): per_trainee +8.4 k¥ per trainee-year; from year 1" in answer.out
    assert "mandate = 0.15" in command("scenarios", "show", "laissez_faire").out
    assert "5–6: enterprises = 75" in command("scenarios", "show", "uneven_regions").out
    assert (
        "construction +40000 k¥ per year, model total, first year only; from year 1"
        in command("scenarios", "show", "built_not_run").out
    )
    assert "in regions 1, 2, 3" in command("scenarios", "show", "staged_rollout").out
    assert "announced 1 year" in command("scenarios", "show", "subsidy_cliff").out


def test_lists_in_chinese_have_no_english_words_of_their_own(command: Command):
    shown = command("scenarios", "show", "full_package", "--lang", "zh").out
    assert "consortium_entity（联合体实体化运作）：level +0.9（0–1）；fee -1.68千元/成员·年；自第1年起" in shown
    assert (
        "subsidy = 0千元/学徒年，默认2.8：每学徒补贴" in command("scenarios", "show", "uk_sandwich", "--lang", "zh").out
    )
    (row,) = command("parameters", "budget_at_scale", "--lang", "zh").out.splitlines()
    assert row.split("\t")[1:4] == ["none", "千元/年（真实城市）", "0至1e+15或none"]
    assert row.split("\t")[5] == "为假定"


def test_a_good_file_is_ok(command: Command, tmp_path: Path):
    text = HEAD + '[parameters]\nmonitoring = 0.4\n[[policy]]\nkind = "monitoring"\nlevel = 0.1\nend = 3\n'
    (tmp_path / "my_city.toml").write_text(text, encoding="utf-8")
    answer = command("scenarios", "check", "my_city.toml")
    assert answer.status == 0
    assert answer.out.startswith("ok: my_city.toml")
    assert "monitoring = 0.4 (0–1), default 0.2" in answer.out
    assert "years 1 to 3" in answer.out


def test_hostile_titles_are_text_and_names_no_formulas(command: Command, tmp_path: Path):
    title = "[bold]=cmd|' /C calc'!A1[/bold] {0} %s"
    (tmp_path / "=1+1.toml").write_text(
        f'extends = "baseline"\ntitle = {{ en = "{title}", zh = "{title}" }}\n', encoding="utf-8"
    )
    assert title in command("scenarios", "check", "=1+1.toml").out
    answer = command("run", "=1+1.toml", "--out", "a", "--no-figures", *TOWN)
    assert title in answer.out
    assert (tmp_path / "a" / "timeseries.csv").read_text(encoding="utf-8").splitlines()[1].startswith("'=1+1,")
    assert set(consortium.results("a")["scenario"]) == {"=1+1"}


def test_parameters_in_a_pipe_are_six_cells_a_line(command: Command):
    rows = [line.split("\t") for line in command("parameters").out.splitlines()]
    assert [row[0] for row in rows] == list(PARAMETERS)
    assert {len(row) for row in rows} == {6}
    by_name = {row[0]: row for row in rows}
    assert by_name["monitoring"][1:4] == ["0.2", "level 0–1", "0 to 1"]
    assert by_name["monitoring"][5] == PARAMETERS["monitoring"].status
    assert by_name["budget"][1] == "none"
    assert {row[5] for row in rows} <= {"sourced", "calibrated", "assumed"}


@pytest.mark.parametrize(
    ("pattern", "name"),
    [("monitor", "monitoring"), ("mon*", "monitoring"), ("Subsidy per", "subsidy"), ("监管", "monitoring")],
)
def test_parameters_are_found_by_part_or_pattern_of_name_or_label(command: Command, pattern: str, name: str):
    found = [line.split("\t")[0] for line in command("parameters", pattern).out.splitlines()]
    assert name in found
    assert len(found) < 20


def test_several_words_are_one_question(command: Command):
    apart, together = command("parameters", "small", "firms"), command("parameters", "small firms")
    assert apart.status == together.status == 0
    assert (apart.out, apart.message) == (together.out, together.message)
    assert "no name or label contains 'small firms'; these are related" in apart.message


def test_a_folder_that_nobody_named_fits_the_file_system_whatever_the_language(command: Command, tmp_path: Path):
    names = [letter * 70 for letter in ("联", "合")]
    for name in names:
        (tmp_path / f"{name}.toml").write_bytes(
            (Path(__file__).parents[1] / "scenarios/subsidy_only.toml").read_bytes()
        )
    answer = command("compare", *(f"{name}.toml" for name in names), "--seeds", 2, "--no-figures", *TOWN)
    assert answer.status == 0
    (folder,) = (tmp_path / "results").iterdir()
    assert folder.name.startswith("联" * 60)
    assert len(folder.name.encode()) <= 255


@pytest.mark.parametrize("request_of", [Order, Question, SweepOrder, Governance])
def test_a_request_of_many_fields_names_each_of_them(request_of: type) -> None:
    """So that two neighbours of the same type cannot change places."""
    parameters = inspect.signature(request_of).parameters.values()
    assert len(parameters) >= 6
    assert {parameter.kind for parameter in parameters} == {inspect.Parameter.KEYWORD_ONLY}
