"""A sweep that is killed ten times is the sweep that never was."""

from __future__ import annotations

import os
import random
import signal
import time
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from consortium import results
from tests.shell import Command

from .helpers import begun, ended, forked, logged, parts, stored_in, swept, unfolded, until, village

posix = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")

KILLS = 10


def kill_in_midst(process: BaseProcess, folder: Path, chance: random.Random) -> None:
    """Kill a driver at a random moment: before its first part, or some time after its next ones."""
    there, more = len(parts(folder)), chance.choice([0, 1, 1, 2, 3])
    if more:
        until(lambda: len(parts(folder)) >= there + more or not process.is_alive())
        time.sleep(chance.uniform(0, 0.1))
    else:
        time.sleep(chance.uniform(0, 1))
    process.kill()
    process.join()


def assert_nothing_was_computed_again(events: list[dict[str, Any]], before: set[int]) -> None:
    """What a driver handed out was neither stored when it began, nor by itself since."""
    if not events:
        return  # it was killed before it began
    assert events[0]["event"] == "begin"
    assert unfolded(events[0]["stored"]) == before
    stored = set(before)
    for event in events[1:]:
        runs = unfolded(event.get("runs", []))
        assert not stored & runs, "a stored run was computed again"
        if event["event"] == "stored":
            stored |= runs


@posix
@pytest.mark.slow
def test_nine_hundred_runs_killed_at_ten_random_moments(tmp_path: Path):
    design = village(tmp_path, levels=15, seeds=15)
    assert design.runs == 900
    folder, chance = tmp_path / "killed", random.Random(2026)
    stored: set[int] = set()
    events = drivers_that_stored = 0
    for i in range(KILLS):
        who = ("--executor", "serial") if i % 4 else ("--workers", "2")  # one sweep, whoever makes it
        order = ("village.toml", "--out", "killed", "--resume", "--series", *who)
        process = forked(*order, cwd=tmp_path)
        kill_in_midst(process, folder, chance)
        assert process.exitcode == -signal.SIGKILL  # it was not finished yet
        before, stored = stored, stored_in(folder)  # read without our own code
        assert before <= stored, "something finished was lost"
        assert_nothing_was_computed_again(logged(folder)[events:], before)
        events = len(logged(folder))
        drivers_that_stored += stored > before
        if stored:
            assert set(results(folder)["run_id"]) == stored
            assert set(results(folder, "series")["run_id"]) == stored  # no run without its series
    assert drivers_that_stored > KILLS / 3
    assert KILLS < len(stored) < 900
    status, out, said = ended(begun("village.toml", "--out", "killed", "--resume", "--series", cwd=tmp_path))
    assert (status, said) == (0, "")
    assert "900 of 900" in out
    assert_nothing_was_computed_again(logged(folder)[events:], stored)
    assert not (folder / "damaged").exists()
    assert not list(folder.rglob("*.part"))

    swept(design, tmp_path / "whole", series=True)  # never killed, by one process
    for table in ("runs", "series"):
        pd.testing.assert_frame_equal(results(folder, table), results(tmp_path / "whole", table), check_exact=True)


@posix
@pytest.mark.parametrize("stopped_by", [signal.SIGINT, signal.SIGTERM])
def test_a_driver_that_is_asked_to_stop_leaves_everything_in_order(tmp_path: Path, stopped_by: signal.Signals):
    village(tmp_path, levels=25, seeds=30)
    process = begun("village.toml", "--out", "data", "--workers", 2, cwd=tmp_path)
    until(lambda: len(parts(tmp_path / "data")) >= 3, process)
    os.killpg(process.pid, stopped_by)  # as a terminal does, and some batch systems: workers and all
    status, out, said = ended(process)
    assert (status, out) == (130, "")
    stored = stored_in(tmp_path / "data")
    assert said == (
        f"consortium: interrupted; {len(stored):,} of 3,000 runs are stored in data; --resume goes on from there\n"
    )
    assert logged(tmp_path / "data")[-1]["event"] == "end"
    assert not list((tmp_path / "data").rglob("*.part"))


@posix
def test_a_second_driver_is_refused_while_the_first_is_at_work_and_not_after(command: Command, tmp_path: Path):
    village(tmp_path, levels=25, seeds=30)
    first = begun("village.toml", "--out", "data", "--executor", "serial", cwd=tmp_path)
    until(lambda: len(parts(tmp_path / "data")) >= 1, first)
    for more in ([], ["--resume"], ["--resume", "--shard", "1/2"]):
        answer = command("sweep", "village.toml", "--out", "data", *more)
        assert (answer.status, answer.out) == (2, "")
        assert "busy" in answer.message if more else "--resume" in answer.message
    assert first.poll() is None
    first.kill()
    first.wait()
    process = begun("village.toml", "--out", "data", "--executor", "serial", "--resume", cwd=tmp_path)
    before = len(parts(tmp_path / "data"))
    until(lambda: len(parts(tmp_path / "data")) > before, process)  # the lock died with the first
    process.kill()
    process.communicate()
