"""A sweep small enough to be run a hundred times, and designs in which something goes wrong."""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pandas as pd

from consortium import results
from consortium.cli import main
from consortium.experiments.sweeps.design.design import Design, load_design
from consortium.experiments.sweeps.execution import driver
from consortium.experiments.sweeps.execution.driver import ready, sweep
from consortium.experiments.sweeps.execution.progress import Summary
from consortium.simulation.scenario import Scenario
from tests.shell import heeding_signals

ROOT = Path(__file__).parents[3]

VILLAGE = """
title = {{ en = "A village", zh = "一个村" }}
base = "{base}"
design = "factorial"
seeds = {seeds}
[parameters]
schools = 2
enterprises = 10
intake = 5
years = {years}
warm_up = 2
[factors]
"parameters.monitoring" = [{levels}]
"parameters.governance" = ["joint", "government_led"]
"parameters.mandate" = {{ low = 0, high = 0.2, levels = 2 }}
"""


def village_toml(levels: int = 3, seeds: int = 4, years: int = 1, base: str = "baseline") -> str:
    """A design file of levels × 2 × 2 points; a run takes some milliseconds."""
    values = ", ".join(f"{i / levels:.6f}" for i in range(levels))
    return VILLAGE.format(levels=values, seeds=seeds, years=years, base=base)


def village(folder: Path, **more: Any) -> Design:
    """The design of such a file."""
    path = folder / "village.toml"
    path.write_text(village_toml(**more), encoding="utf-8")
    return load_design(path)


class Silent:
    """A watcher that keeps what is reported to it."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.began: list[tuple[int, int]] = []
        self.done = self.failed = 0

    def say(self, message: str) -> None:
        self.said.append(message)

    def compiles(self) -> None:
        pass

    def begins(self, runs: int, stored: int) -> None:
        self.began.append((runs, stored))

    def advances(self, done: int, failed: int) -> None:
        self.done += done
        self.failed += failed


def swept(design: Design, folder: Path, **more: Any) -> Summary:
    """The sweep of a design in this process, unless another executor is given."""
    return sweep(design, folder, **{"executor": "serial", "watcher": Silent(), **more})


OPEN = "open"
"""The file in the folder of a gate that opens it."""


# --- designs in which something goes wrong ----------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Troubled(Design):
    """A design some points of which fail, kill the process that simulates them, or are held up at a gate.

    A process that is held up leaves a file named after it in the folder `gate` and waits until the gate is opened.
    """

    fails: frozenset[int] = frozenset()
    kills: frozenset[int] = frozenset()
    held: frozenset[int] = frozenset()
    gate: Path = Path()

    def scenario(self, point: int) -> Scenario:
        if point in self.fails:
            raise ArithmeticError(f"the sky fell\n\x1b[31m over {point} " + "x" * 1000)
        if point in self.kills:
            os.kill(os.getpid(), signal.SIGKILL)
        if point in self.held:
            (self.gate / str(os.getpid())).touch()
            until((self.gate / OPEN).exists)
        return super().scenario(point)


def held_up(design: Design, gate: Path, points: Iterable[int]) -> Troubled:
    """The same design with points at which processes are held up until somebody opens the gate."""
    gate.mkdir(exist_ok=True)
    return troubled(design, held=frozenset(points), gate=gate)


def waiting_at(gate: Path) -> set[int]:
    """The processes that have been held up at a gate."""
    return {int(path.name) for path in gate.iterdir() if path.name != OPEN}


def troubled(design: Design, **trouble: Any) -> Troubled:
    """The same design with trouble."""
    fields = {field.name: getattr(design, field.name) for field in dataclasses.fields(design)}
    return Troubled(**fields, **trouble)


PROGRESS = "consortium: runs: "

# --- the command as a process of its own ------------------------------------------------------------------------------


def begun(*arguments: object, cwd: Path) -> subprocess.Popen[bytes]:
    """The command `consortium sweep`, begun, with the model compiled."""
    ready(Silent())  # else the first command of a fresh clone would say that it compiles
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    asked = [sys.executable, "-m", "consortium", "sweep", *map(str, arguments)]
    pipe = subprocess.PIPE
    with heeding_signals():
        return subprocess.Popen(asked, cwd=cwd, env=environment, stdout=pipe, stderr=pipe, start_new_session=True)


def forked(*arguments: str, cwd: Path) -> BaseProcess:
    """The same, forked from a process that has loaded the model: for tests that need many."""
    ready(Silent())
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "consortium.actions.sweeping", driver.__name__])
    process = context.Process(target=_drive, args=(cwd, arguments))
    process.start()
    return process


def _drive(folder: Path, arguments: tuple[str, ...]) -> None:
    driver.SHORTEST = 0.1  # so that a kill finds a part under way, and few runs are enough for many kills
    os.chdir(folder)
    raise SystemExit(main(["sweep", *arguments]))


def ended(process: subprocess.Popen[bytes]) -> tuple[int, str, str]:
    """Exit status, output and messages of a command that ends, but those that tell once a minute how far it is."""
    out, said = process.communicate()
    lines = said.decode().splitlines(keepends=True)
    return process.returncode, out.decode(), "".join(line for line in lines if not line.startswith(PROGRESS))


def until(true: Callable[[], object], *processes: subprocess.Popen[bytes]) -> None:
    """Wait until something is true, however busy the machine is.

    It fails when one of the `processes` that are to bring it about has ended.
    """
    while not true():
        gone = [process for process in processes if process.poll() is not None]
        if gone and not true():
            said = gone[0].stderr.read().decode() if gone[0].stderr else ""
            raise AssertionError(f"it never came true; {gone[0].args} ended with {gone[0].returncode}: {said}")
        time.sleep(0.01)


def parts(folder: Path) -> list[Path]:
    """Files of finished runs."""
    return sorted((folder / "runs").glob("*.parquet"))


def stored_in(folder: Path) -> set[int]:
    """Ids of the runs in them, read without our own code."""
    found = [pd.read_parquet(path, columns=["run_id"])["run_id"] for path in parts(folder)]
    ids = pd.concat(found) if found else pd.Series(dtype=int)
    assert ids.is_unique
    return set(ids)


def logged(folder: Path, label: str = "all") -> list[dict[str, Any]]:
    """The log of a share, if there is one; a line that a kill has torn is left out."""
    path = folder / "log" / f"{label}.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    events = []
    for line in lines:
        try:
            events.append(json.loads(line))
        except ValueError:
            continue
    return events


def unfolded(spans: list[list[int]]) -> set[int]:
    """The whole numbers that [first, last, step] spans stand for."""
    return {number for first, last, step in spans for number in range(first, last + 1, step)}


def assert_same(folder: Path, whole: Path) -> None:
    """Two datasets hold the same runs, to the bit."""
    pd.testing.assert_frame_equal(results(folder), results(whole), check_exact=True)
