"""Dask: the same data from a local cluster or a scheduler elsewhere, though workers are killed and schedulers lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from consortium import results
from consortium.experiments.sweeps.design.design import Design
from consortium.experiments.sweeps.execution import driver
from consortium.experiments.sweeps.execution.dask_pool import DaskPool, check_address
from consortium.experiments.sweeps.execution.worker_pools import WorkerPoolError

from .helpers import (
    OPEN,
    ROOT,
    assert_same,
    begun,
    ended,
    held_up,
    logged,
    parts,
    stored_in,
    swept,
    troubled,
    until,
    village,
    waiting_at,
)

dask = pytest.importorskip("dask", reason="Dask is not installed")
posix = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")


def at_work(folder: Path) -> list[int]:
    """Processes that have handed back a chunk."""
    return [event["process"] for event in logged(folder) if event["event"] == "stored"]


@posix
@pytest.mark.slow
def test_a_worker_of_a_local_cluster_is_killed_in_mid_sweep_and_nothing_is_lost(
    design: Design, whole: Path, tmp_path: Path
):
    sums = []
    data, gate = tmp_path / "data", tmp_path / "gate"
    held = held_up(design, gate, range(6, 12))

    def sweep_all() -> None:
        sums.append(swept(held, data, executor="dask", workers=3, series=True))

    sweeping = threading.Thread(target=sweep_all)
    sweeping.start()
    until(lambda: waiting_at(gate))
    os.kill(waiting_at(gate).pop(), signal.SIGKILL)
    (gate / OPEN).touch()
    sweeping.join()
    assert (sums[0].stored, sums[0].failed) == (48, 0)
    assert_same(data, whole)
    pd.testing.assert_frame_equal(results(data, "series"), results(whole, "series"), check_exact=True)
    assert (data / "manifest.json").read_bytes() == (whole / "manifest.json").read_bytes()
    assert os.getpid() not in at_work(data)


@posix
@pytest.mark.slow
def test_a_run_that_kills_dask_workers_is_recorded_and_the_others_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(driver, "MOST_RUNS", 4)
    few = village(tmp_path, seeds=1)
    with dask.config.set({"distributed.scheduler.allowed-failures": 1}):  # of three, which takes its time
        summary = swept(troubled(few, kills=frozenset({5})), tmp_path / "data", executor="dask", workers=2)
    assert summary.failures == ((5, driver.DIED),)
    swept(few, tmp_path / "whole")
    good = results(tmp_path / "data")["status"] == "done"
    assert list(good[~good].index) == [5]
    pd.testing.assert_frame_equal(results(tmp_path / "data")[good], results(tmp_path / "whole")[good], check_exact=True)


# --- a scheduler elsewhere --------------------------------------------------------------------------------------------


class Cluster:
    """A scheduler and two workers, each a process of its own, as a batch system starts them."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        self.processes: list[subprocess.Popen[bytes]] = []
        self._begin("scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(self.file))
        until(self.file.exists, *self.processes)
        for _ in range(2):
            self._begin("worker", "--nthreads", "1", "--no-dashboard", "--scheduler-file", str(self.file))

    def _begin(self, *arguments: str) -> None:
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        call = [sys.executable, "-m", "dask", *arguments]
        nowhere = subprocess.DEVNULL
        begun = subprocess.Popen(call, cwd=self.file.parent, env=environment, stdout=nowhere, stderr=nowhere)
        self.processes.append(begun)

    @property
    def address(self) -> str:
        """Where the scheduler listens."""
        return json.loads(self.file.read_bytes())["address"]

    def end(self) -> None:
        """End all of it."""
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    yield made
    made.end()


@posix
@pytest.mark.slow
def test_a_scheduler_elsewhere_is_found_by_file_or_address_and_its_loss_costs_nothing_finished(
    cluster: Cluster, tmp_path: Path
):
    many = village(tmp_path, levels=25, seeds=30)
    order = ("village.toml", "--out", "data", "--resume", "--scheduler")
    first = begun(*order, cluster.file, "--workers", 2, cwd=tmp_path)
    until(lambda: len(set(at_work(tmp_path / "data"))) == 2, first, *cluster.processes)
    first.send_signal(signal.SIGINT)
    status, _, said = ended(first)
    assert status == 130
    assert "interrupted" in said
    before = len(parts(tmp_path / "data"))

    second = begun(*order, cluster.address, cwd=tmp_path)
    until(lambda: len(parts(tmp_path / "data")) > before + 2, second, *cluster.processes)
    cluster.processes[0].kill()
    status, out, said = ended(second)
    assert (status, out) == (1, "")
    stored = stored_in(tmp_path / "data")
    assert "was lost" in said
    assert f"{len(stored):,} of 3,000 runs are stored in data, and --resume goes on from there" in said
    assert len(said.splitlines()) == 1, said
    assert 0 < len(stored) < 3000

    swept(many, tmp_path / "data", resume=True)
    again = [event for event in logged(tmp_path / "data") if event["event"] == "begin"][-1]
    assert sum((last - first) // step + 1 for first, last, step in again["stored"]) == len(stored)
    assert set(results(tmp_path / "data")["status"]) == {"done"}
    assert len(results(tmp_path / "data")) == 3000


def test_a_connection_that_breaks_in_the_middle_of_a_call_writes_no_traceback_on_the_terminal(
    capfd: pytest.CaptureFixture[str],
):
    """Dask's event loop is Tornado's, which logs what fails in a callback under its own name (seen with 6.5)."""
    pool = DaskPool(1, None)
    try:
        pool._connect()
        capfd.readouterr()

        def broken() -> None:
            raise ConnectionResetError("the scheduler has gone")

        done = threading.Event()
        pool._client.loop.add_callback(broken)
        pool._client.loop.add_callback(done.set)
        assert done.wait(10)
    finally:
        pool.stop()
    assert capfd.readouterr().err == ""


def test_a_scheduler_that_is_not_there_is_reported_before_anything_is_made(
    design: Design, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(WorkerPoolError, match=r"nowhere.json cannot be reached \(FileNotFoundError"):
        swept(design, tmp_path / "a", executor="dask", scheduler=str(tmp_path / "nowhere.json"))
    monkeypatch.setattr("consortium.experiments.sweeps.execution.dask_pool.PATIENCE", 1.0)
    with pytest.raises(WorkerPoolError, match=r"tcp://127.0.0.1:1 cannot be reached"):
        swept(design, tmp_path / "a", executor="dask", scheduler="tcp://127.0.0.1:1")
    assert parts(tmp_path / "a") == []


@pytest.mark.parametrize("address", ["tcp://10.0.0.1:8786", "tls://node1:8786", "scratch/scheduler.json"])
def test_addresses_of_schedulers(address: str):
    check_address(address)


@pytest.mark.parametrize("address", ["", "node1:8786", "http://node1:8787", "scheduler.yaml"])
def test_what_is_no_address_of_a_scheduler_is_refused(address: str):
    with pytest.raises(ValueError, match=r"is no scheduler; allowed: tcp://HOST:PORT"):
        check_address(address)


@pytest.mark.slow
def test_the_executor_of_a_dask_client_of_ones_own_gives_the_same_data(design: Design, whole: Path, tmp_path: Path):
    from distributed import Client

    with (
        Client(n_workers=2, threads_per_worker=1, dashboard_address=None, set_as_default=False) as client,
        client.get_executor(pure=False) as executor,
    ):
        assert swept(design, tmp_path, executor=executor, workers=2).stored == 48
    assert_same(tmp_path, whole)
    assert os.getpid() not in at_work(tmp_path)
