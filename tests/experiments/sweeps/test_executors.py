"""Pools of processes: the same data, workers that end with their driver, and workers that are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from consortium import results, sweep
from consortium.experiments.runs.processes import usual_workers
from consortium.experiments.sweeps.design.design import Design
from consortium.experiments.sweeps.execution import driver
from consortium.experiments.sweeps.execution.chunks import Job
from consortium.experiments.sweeps.execution.executors import worker_pool
from consortium.experiments.sweeps.execution.progress import SweepStopped
from consortium.experiments.sweeps.execution.worker_pools import Processes, Serial, WorkerPoolError

from .helpers import (
    OPEN,
    ROOT,
    Silent,
    assert_same,
    held_up,
    logged,
    swept,
    troubled,
    until,
    village,
    waiting_at,
)

posix = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True).stdout
    return not state.startswith("Z") and bool(state.strip())


def test_processes_give_the_data_that_one_process_gives(design: Design, whole: Path, tmp_path: Path):
    summary = swept(design, tmp_path, executor="processes", workers=2, series=True)
    assert (summary.stored, summary.failed) == (48, 0)
    assert_same(tmp_path, whole)
    pd.testing.assert_frame_equal(results(tmp_path, "series"), results(whole, "series"), check_exact=True)
    assert (tmp_path / "manifest.json").read_bytes() == (whole / "manifest.json").read_bytes()
    made_by = {event["process"] for event in logged(tmp_path) if event["event"] == "stored"}
    assert os.getpid() not in made_by


@posix
def test_a_worker_that_is_killed_from_outside_costs_no_run(design: Design, whole: Path, tmp_path: Path):
    held = held_up(design, tmp_path / "gate", range(6, 12))
    watcher = Silent()
    sweeping = threading.Thread(
        target=swept, args=(held, tmp_path / "data"), kwargs={"executor": "processes", "workers": 2, "watcher": watcher}
    )
    sweeping.start()
    until(lambda: waiting_at(tmp_path / "gate"))
    os.kill(waiting_at(tmp_path / "gate").pop(), signal.SIGKILL)
    until(lambda: watcher.said)
    (tmp_path / "gate" / OPEN).touch()
    sweeping.join()
    assert watcher.said == ["a worker died; its runs are tried again"]
    assert set(results(tmp_path / "data")["status"]) == {"done"}
    assert_same(tmp_path / "data", whole)


@posix
def test_the_run_that_kills_its_workers_is_recorded_and_the_others_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(driver, "MOST_RUNS", 4)  # so that few pools have to die
    design = village(tmp_path, seeds=1)
    swept(design, tmp_path / "whole")
    summary = swept(troubled(design, kills=frozenset({5})), tmp_path / "data", executor="processes", workers=2)
    assert summary.failures == ((5, driver.DIED),)
    good = results(tmp_path / "data")["status"] == "done"
    assert list(good[~good].index) == [5]
    pd.testing.assert_frame_equal(results(tmp_path / "data")[good], results(tmp_path / "whole")[good], check_exact=True)


@posix
def test_workers_end_in_the_midst_of_a_run_when_the_pool_is_stopped(design: Design, tmp_path: Path):
    pool = Processes(2)
    pool.start(Job(held_up(design, tmp_path, [11]), series=False), print)
    endless = [pool.submit(np.arange(47, 48), 1e9) for _ in range(4)]  # a run of point 11
    until(lambda: len(waiting_at(tmp_path)) == 2)
    pool.stop()
    assert not [process for process in waiting_at(tmp_path) if alive(process)]
    assert all(future.done() for future in endless)


def threads(workers: int) -> Executor:
    return ThreadPoolExecutor(workers)


def processes(workers: int) -> Executor:
    """Not forked: this process has had parallel regions, after which a fork may hang."""
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


@pytest.mark.parametrize("made", [threads, processes])
def test_any_executor_gives_the_data_that_one_process_gives_and_goes_on(
    made: Callable[[int], Executor], design: Design, whole: Path, tmp_path: Path
):
    with made(2) as executor:
        summary = sweep(design, tmp_path, executor=executor, workers=2, series=True, watcher=Silent())
        assert executor.submit(int, "7").result() == 7, "whoever made it may go on with it"
    assert (summary.stored, summary.failed) == (48, 0)
    assert_same(tmp_path, whole)
    pd.testing.assert_frame_equal(results(tmp_path, "series"), results(whole, "series"), check_exact=True)
    assert (tmp_path / "manifest.json").read_bytes() == (whole / "manifest.json").read_bytes()
    made_by = {event["process"] for event in logged(tmp_path) if event["event"] == "stored"}
    assert (os.getpid() in made_by) == (made is threads)


def test_an_executor_that_is_shut_down_is_refused(design: Design, tmp_path: Path):
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(WorkerPoolError, match=r"the executor ThreadPoolExecutor takes no chunk .*after shutdown"):
        sweep(design, tmp_path / "data", executor=executor, watcher=Silent())
    assert not list(tmp_path.rglob("*.parquet"))


@posix
def test_an_executor_that_loses_a_worker_stops_the_sweep_with_what_is_finished_kept(
    design: Design, whole: Path, tmp_path: Path
):
    deadly = troubled(design, kills=frozenset({9}))
    with processes(1) as executor, pytest.raises(SweepStopped) as stopped:
        sweep(deadly, tmp_path / "data", executor=executor, workers=1, watcher=Silent())
    assert "the executor ProcessPoolExecutor has lost its workers" in str(stopped.value)
    assert 0 < stopped.value.summary.stored < 48
    assert swept(design, tmp_path / "data", resume=True).stored == 48
    assert_same(tmp_path / "data", whole)


DRIVER = """
import sys
from pathlib import Path
from tests.experiments.sweeps.helpers import held_up, swept, village
if __name__ == "__main__":
    folder = Path(sys.argv[1])
    held = held_up(village(folder), folder / "gate", range(1, 12))
    swept(held, folder / "data", executor="processes", workers=2)
"""


@posix
def test_workers_end_when_their_driver_is_killed(tmp_path: Path):
    (tmp_path / "driver.py").write_text(DRIVER, encoding="utf-8")
    (tmp_path / "gate").mkdir()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "driver.py", "."], cwd=tmp_path, env=environment)
    try:
        until(lambda: len(waiting_at(tmp_path / "gate")) == 2, process)
        there = waiting_at(tmp_path / "gate")
        assert all(alive(worker) for worker in there)
    finally:
        process.kill()
        process.wait()
    until(lambda: not [worker for worker in there if alive(worker)])
    assert swept(village(tmp_path), tmp_path / "data", resume=True).stored == 48  # the lock died with the driver


def test_a_script_that_starts_itself_again_is_shown_how_to_do_it(tmp_path: Path):
    (tmp_path / "driver.py").write_text(DRIVER.replace('if __name__ == "__main__":', "if True:"), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "driver.py", "."], cwd=tmp_path, env=environment, capture_output=True)
    assert done.returncode == 1
    last = done.stderr.decode().splitlines()[-1]
    assert "no worker process could be started" in last
    assert "if __name__ == '__main__':" in last


def test_a_script_from_standard_input_is_warned_that_workers_cannot_import_it(tmp_path: Path):
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-", "."], cwd=tmp_path, env=environment, capture_output=True, input=DRIVER.encode()
    )
    assert done.returncode == 1
    last = done.stderr.decode().splitlines()[-1]
    assert "workers cannot import <stdin>: save the script as a file, or run it with executor='serial'" in last
    assert "__main__" not in last


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"executor": "process"}, r"executor = 'process' is none; .* did you mean processes\?"),
        ({"executor": "Dask"}, r"did you mean dask\?"),
        ({"executor": ThreadPoolExecutor}, r"allowed: serial, processes, dask, or a concurrent\.futures\.Executor"),
        ({"executor": ThreadPoolExecutor(1), "scheduler": "tcp://a:1"}, "executor dask, not of ThreadPoolExecutor"),
        ({"executor": ThreadPoolExecutor(1), "workers": 0}, "workers = 0; allowed"),
        ({"executor": ""}, "allowed: serial, processes, dask"),
        ({"executor": 3}, "executor = 3 is none; allowed: serial, processes, dask"),
        (
            {"executor": "processes", "scheduler": "tcp://a:1"},
            "scheduler is an option of executor dask, not of processes",
        ),
        ({"executor": "serial", "scheduler": "tcp://a:1"}, "scheduler is an option of executor dask, not of serial"),
        ({"scheduler": "node1:8786"}, "'node1:8786' is no scheduler; allowed: tcp://HOST:PORT"),
        ({"scheduler": ""}, "'' is no scheduler"),
        ({"scheduler": 8786}, "'8786' is no scheduler"),
        ({"workers": 0}, "workers = 0; allowed: a whole number from 1 to 10,000"),
        ({"workers": -1}, "workers = -1; allowed"),
        ({"workers": 1.5}, r"workers = 1\.5; allowed"),
        ({"workers": True}, "workers = .rue; allowed"),
        ({"workers": "2"}, "workers = .2.; allowed"),
        ({"executor": "dask", "workers": 0}, "workers = 0; allowed"),
        ({"executor": "serial", "workers": 4}, "serial has one worker; allowed with workers: processes, dask"),
    ],
)
def test_who_is_to_simulate_is_never_guessed(asked: dict[str, Any], said: str, design: Design, tmp_path: Path):
    with pytest.raises(ValueError, match=said):
        sweep(design, tmp_path / "data", **asked)
    assert not (tmp_path / "data").exists()


def test_a_scheduler_without_an_executor_means_dask(design: Design, tmp_path: Path):
    with pytest.raises(WorkerPoolError, match=r"Dask scheduler nowhere\.json cannot be reached"):
        sweep(design, tmp_path / "data", scheduler="nowhere.json")
    assert not list(tmp_path.rglob("*.parquet"))


@pytest.mark.parametrize("workers", [1, np.int64(1), None])
def test_one_worker_may_be_said_of_a_serial_sweep(workers: Any, design: Design, tmp_path: Path):
    assert sweep(design, tmp_path / "data", executor="serial", workers=workers, watcher=Silent()).stored == 48


def test_who_simulates_is_known_by_name():
    assert isinstance(worker_pool("serial"), Serial)
    pool = worker_pool("processes")
    assert isinstance(pool, Processes)
    assert pool.workers == usual_workers() >= 1
    assert pool.ahead == 2 * pool.workers


def test_without_dask_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WorkerPoolError, match=r"pip install 'industry-education-consortium\[distributed\]'"):
        worker_pool("dask")
