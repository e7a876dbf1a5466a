"""A run or a comparison that is stopped keeps what was finished, and goes on from there to the same bytes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import consortium
from consortium.experiments.runs import batch as runs
from consortium.experiments.runs.agent_panel import AgentsWatch
from consortium.experiments.storage import folder as folders
from consortium.experiments.storage import kept_runs
from consortium.experiments.sweeps.execution.driver import ready
from consortium.simulation.model import ConsortiumModel
from consortium.terminal import ended_like_interrupted
from tests.experiments.sweeps.helpers import Silent, ended, until
from tests.shell import ROOT, Answer, Command, assert_one_message, heeding_signals
from tests.test_cli import stopping_at

posix = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")

VILLAGE = {"schools": 4, "enterprises": 40, "intake": 15, "years": 3, "warm_up": 4}
SETTINGS = [argument for name, value in VILLAGE.items() for argument in ("--set", f"{name}={value}")]
COMPARE = ("compare", "baseline", "subsidy_only", "--no-figures", *SETTINGS)
# Of the standard city, whose runs take ten times as long as the village's: they are not over before a signal comes.
COMPARE_CITIES = ("compare", "baseline", "subsidy_only", "--no-figures", "--seeds", 60)


RUN = ("run", "baseline", "--seeds", 4, "--out", "r", "--no-figures", *SETTINGS)
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "TERM": "xterm"}


def kept(folder: Path) -> list[Path]:
    """Files of seeds that are finished."""
    return sorted((folder / folders.KEPT).glob("seed-*.zip"))


def contents(folder: Path) -> dict[str, bytes]:
    """All files of results but what clocks and command lines have written."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name not in (".lock", "log.json")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def processes() -> dict[int, int]:
    """All processes that live, with their parents."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    return {int(pid): int(parent) for pid, parent, state in map(str.split, listed.splitlines()) if state[0] != "Z"}


def offspring(process: subprocess.Popen[bytes]) -> set[int]:
    """Processes that a process has started, and those that they have started."""
    parents, found = processes(), {process.pid}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {process.pid}


def begun(*arguments: object, cwd: Path) -> subprocess.Popen[bytes]:
    """A command as a process of its own, with the model compiled."""
    ready(Silent())
    asked, pipe = [sys.executable, "-m", "consortium", *map(str, arguments)], subprocess.PIPE
    with heeding_signals():
        return subprocess.Popen(asked, cwd=cwd, env=ENVIRONMENT, stdout=pipe, stderr=pipe, start_new_session=True)


@posix
@pytest.mark.slow
def test_a_comparison_stopped_in_every_way_goes_on_to_the_same_bytes(command: Command, tmp_path: Path):
    seeds = COMPARE_CITIES[-1]
    order = (*COMPARE_CITIES, "--out", "r", "--resume")
    folder, present = tmp_path / "r", 0
    for how, workers in ((signal.SIGTERM, 1), (signal.SIGHUP, 2), (signal.SIGKILL, 2), (signal.SIGINT, 2)):
        process = begun(*order, "--workers", workers, cwd=tmp_path)
        until(lambda present=present: len(kept(folder)) > present, process)
        os.killpg(process.pid, signal.SIGSTOP)  # nothing goes on while we look
        started = offspring(process)
        assert len(started) >= (workers if workers > 1 else 0)
        os.killpg(process.pid, how)  # as a terminal does, and some batch systems: workers and all
        os.killpg(process.pid, signal.SIGCONT)
        status, out, said = ended(process)
        until(lambda started=started: started.isdisjoint(processes()))  # no worker outlives it
        before, present = present, len(kept(folder))
        assert before < present < seeds
        if how == signal.SIGKILL:
            assert status == -how
            continue
        assert (status, out) == (130, "")
        assert_one_message(
            Answer(130, out, said), 130, f"interrupted after {present} of {seeds} seeds; these are kept in r"
        )
        assert "--resume goes on from there" in said
        assert json.loads((folder / "manifest.json").read_bytes())["finished_seeds"] == present
        assert consortium.results(folder)["seed"].nunique() == present
    assert command(*order, "--workers", 2).status == 0
    assert not (folder / folders.KEPT).exists()
    assert command(*COMPARE_CITIES, "--out", "whole", "--workers", 1).status == 0
    assert contents(folder) == contents(tmp_path / "whole")
    answer = command(*order)
    assert (answer.status, answer.out) == (0, "All is in r already\n")


@posix
def test_a_closed_terminal_costs_nothing_that_was_finished(tmp_path: Path):
    import pty

    main_end, terminal_end = pty.openpty()
    # The first terminal that the leader of a session opens is the one whose end is signalled to it.
    opening = ["sh", "-c", 'exec <"$0" >"$0" 2>&1 && exec "$@"', os.ttyname(terminal_end)]
    asked = [sys.executable, "-m", "consortium", *map(str, COMPARE_CITIES), "--out", "r"]
    ready(Silent())
    with heeding_signals():
        process = subprocess.Popen([*opening, *asked], cwd=tmp_path, env=ENVIRONMENT, start_new_session=True)
    os.close(terminal_end)
    until(lambda: kept(tmp_path / "r"), process)
    os.close(main_end)
    assert process.wait() == 130
    assert consortium.results(tmp_path / "r")["seed"].nunique() == len(kept(tmp_path / "r")) > 0


@posix
def test_what_is_to_be_ignored_from_the_start_is_ignored(monkeypatch: pytest.MonkeyPatch):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as `nohup` has it
    try:
        with ended_like_interrupted():
            os.kill(os.getpid(), signal.SIGHUP)
            with pytest.raises(KeyboardInterrupt):
                os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGTERM)  # once is enough: what is finished is being stored
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)


# --- what is kept -----------------------------------------------------------------------------------------------------


def interrupted(command: Command, monkeypatch: pytest.MonkeyPatch, *more: object) -> None:
    """A run of four seeds that is interrupted in the third, in the folder `r`."""
    with monkeypatch.context() as patch:
        patch.setattr(runs, "replicate_of", stopping_at(3, KeyboardInterrupt()))
        assert command(*RUN, *more).status == 130


def test_only_what_is_missing_is_made(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    interrupted(command, monkeypatch)
    made: list[int] = []
    whole = runs.replicate_of

    def noted(model: ConsortiumModel, watch: AgentsWatch | None) -> runs.Replicate:
        made.append(model.seed)
        return whole(model, watch)

    monkeypatch.setattr(runs, "replicate_of", noted)
    kept(tmp_path / "r")[0].write_bytes(b"torn")
    assert command(*RUN, "--resume").status == 0
    assert made == [1, 3, 4]  # what is damaged is made again
    made.clear()
    assert command(*RUN).status == 0  # without --resume it is made anew
    assert made == [1, 2, 3, 4]


def test_a_precision_is_reached_by_the_same_seeds_after_an_interruption(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    order = (*COMPARE, "--set", "policy.subsidy.start=1", "--seeds", 3, "--precision", "policy_take_up=0.15")
    with monkeypatch.context() as patch:
        patch.setattr(runs, "replicate_of", stopping_at(5, KeyboardInterrupt()))
        assert command(*order, "--out", "r").status == 130
    assert command(*order, "--out", "r", "--resume").status == 0
    assert command(*order, "--out", "whole").status == 0
    assert contents(tmp_path / "r") == contents(tmp_path / "whole")


def test_what_another_run_or_another_version_has_begun_is_not_gone_on_with(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    interrupted(command, monkeypatch)
    for path in filter(Path.is_file, (tmp_path / "r").iterdir()):
        if path.name != ".lock":
            path.unlink()  # as if it had been killed
    other = ("run", "subsidy_only", *RUN[2:])
    assert_one_message(command(*other, "--resume"), 2, "holds another run, unfinished (a run of baseline)", "--force")
    assert len(kept(tmp_path / "r")) == 2
    monkeypatch.setattr(kept_runs, "MODEL", "another")
    assert_one_message(command(*RUN, "--resume"), 2, "begun with another version of the model", "without --resume")
    assert len(kept(tmp_path / "r")) == 2
