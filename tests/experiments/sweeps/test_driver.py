"""The driver of a sweep: the same data however the work is cut and shared, and nothing stops it that need not."""

from __future__ import annotations

import threading
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from consortium import results
from consortium.experiments.sweeps.dataset import provenance
from consortium.experiments.sweeps.design.design import Design, load_design
from consortium.experiments.sweeps.execution import chunks, driver, estimate
from consortium.experiments.sweeps.execution.chunks import Finished, Job, compute
from consortium.experiments.sweeps.execution.progress import Summary, SweepInterrupted, SweepStopped
from consortium.experiments.sweeps.execution.run_one import Outcome, simulate
from consortium.experiments.sweeps.execution.worker_pools import WorkerPool, WorkerPoolError
from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.scenario import Scenario

from .helpers import Silent, logged, parts, stored_in, swept, troubled, unfolded, village


@pytest.fixture(scope="module")
def whole(design: Design, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """What a sweep gives that nothing happened to."""
    folder = tmp_path_factory.mktemp("data")
    swept(design, folder)
    return results(folder)


@pytest.fixture
def swept_by(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Summary]:
    """A sweep with a pool of the test's own."""

    def run(pool: WorkerPool, design: Design, folder: Path, **more: object) -> Summary:
        with monkeypatch.context() as patch:
            patch.setattr(driver, "worker_pool", lambda *arguments: pool)
            return swept(design, folder, **more)

    return run


def assert_same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one, other, check_exact=True)


# --- cutting and sharing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("few", "shortest", "most"), [(1, 0.0, 1), (3, 0.001, 5000), (100, 10.0, 5000), (5, 10.0, 7)])
def test_the_data_do_not_depend_on_how_the_work_is_cut(
    design: Design, whole: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    few: int, shortest: float, most: int,
):  # fmt: skip
    for name, value in {"FEW": few, "SHORTEST": shortest, "MOST_RUNS": most}.items():
        monkeypatch.setattr(driver, name, value)
    swept(design, tmp_path)
    assert_same(results(tmp_path), whole)


class Threads:
    """A pool of threads that hand back chunks in any order, and count what is with them."""

    workers, ahead, together = 3, 6, False

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(3)
        self.present = self.most = 0
        self.lock = threading.Lock()

    def start(self, job: Job, say: Callable[[str], None]) -> None:
        self.job = job

    def submit(self, run_ids: np.ndarray, seconds: float) -> Future[Finished]:
        with self.lock:
            self.present += 1
            self.most = max(self.most, self.present)
        return self.pool.submit(self.computed, run_ids, seconds)

    def computed(self, run_ids: np.ndarray, seconds: float) -> Finished:
        time.sleep(0.02 * (run_ids[0] % 3))
        done = compute(self.job, run_ids, seconds)
        with self.lock:
            self.present -= 1
        return done

    def died(self, error: BaseException) -> bool:
        return False

    def renew(self) -> None:
        raise AssertionError("nobody died")

    def stop(self) -> None:
        self.pool.shutdown()


def test_the_data_do_not_depend_on_who_is_ready_first(
    design: Design, whole: pd.DataFrame, tmp_path: Path, swept_by: Callable[..., Summary]
):
    pool = Threads()
    swept_by(pool, design, tmp_path)
    assert_same(results(tmp_path), whole)
    assert pool.most <= pool.ahead  # so memory does not grow with the sweep
    assert [path.name for path in parts(tmp_path)] != []


def test_a_chunk_ends_when_its_time_is_up_but_not_before_its_first_run(design: Design):
    job = Job(design, series=False)
    assert list(compute(job, np.arange(10, 20), 0.0).run_ids) == [10]
    assert list(compute(job, np.arange(10, 13), 1e9).run_ids) == [10, 11, 12]


def test_what_a_chunk_had_no_time_for_is_made_later(
    design: Design,
    whole: pd.DataFrame,
    tmp_path: Path,
    swept_by: Callable[..., Summary],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(driver, "SHORTEST", 0.0)
    monkeypatch.setattr(driver, "PORTION", 0.0)  # the time of each chunk is up at once
    monkeypatch.setattr(driver, "FEW", 48)
    swept(design, tmp_path)
    assert len(parts(tmp_path)) == 48
    assert_same(results(tmp_path), whole)


def test_only_the_driver_keeps_runs_and_not_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    means = np.random.default_rng(1).random(len(METRICS))
    monkeypatch.setattr(chunks, "simulate", lambda scenario, seed, run_id, series: Outcome(run_id, means + run_id))
    monkeypatch.setattr(driver, "MOST_RUNS", 200)
    many = village(tmp_path, seeds=2500)  # 30,000 runs

    class Weighing(Silent):
        """Looks at the memory in use from time to time."""

        def advances(self, done: int, failed: int) -> None:
            super().advances(done, failed)
            if self.done >= 6_000 + 22_000 * len(used):
                used.append(tracemalloc.get_traced_memory()[0])

    used: list[int] = []
    tracemalloc.start()
    try:
        swept(many, tmp_path / "data", watcher=Weighing())
    finally:
        tracemalloc.stop()
    assert used[1] - used[0] < 300_000  # bytes; the runs between are 16 million


# --- runs that fail ---------------------------------------------------------------------------------------------------


def test_a_failed_run_is_recorded_and_stops_no_other(design: Design, whole: pd.DataFrame, tmp_path: Path):
    watcher = Silent()
    summary = swept(troubled(design, fails=frozenset({1, 11})), tmp_path, watcher=watcher)
    assert (summary.stored, summary.failed, watcher.done, watcher.failed) == (48, 8, 48, 8)
    assert [run_id for run_id, _ in summary.failures] == [4, 5, 6, 7, 44]
    runs = results(tmp_path)
    failed = runs["point"].isin([1, 11])
    assert_same(runs[~failed], whole[~failed])
    bad = runs[failed]
    assert set(bad["status"]) == {"failed"}
    assert bad[list(METRICS)].isna().all(axis=None)
    factors = [name for name in runs.columns if name.startswith("parameters.")]
    assert_same(bad[["run_id", "point", "seed", *factors]], whole.loc[failed, ["run_id", "point", "seed", *factors]])


def test_the_error_of_a_run_is_one_short_printable_line(design: Design, tmp_path: Path):
    swept(troubled(design, fails=frozenset({0})), tmp_path)
    error = results(tmp_path)["error"].iloc[0]
    assert error.startswith("ArithmeticError: the sky fell")
    assert error.isprintable()
    assert len(error) == chunks.LONGEST_ERROR


def test_one_seed_may_fail_where_the_others_do_not(
    design: Design, whole: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def fails(scenario: object, seed: int, run_id: int, *more: Any) -> Outcome:
        if run_id == 6:
            raise FloatingPointError
        return simulate(scenario, seed, run_id, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(chunks, "simulate", fails)
    swept(design, tmp_path)
    runs = results(tmp_path)
    assert list(runs.loc[runs["status"] == "failed", ["run_id", "error"]].itertuples(index=False, name=None)) == [
        (6, "FloatingPointError")
    ]
    assert_same(runs.drop(index=6), whole.drop(index=6))


def test_stored_failures_are_not_tried_again_but_reported_again(design: Design, tmp_path: Path):
    bad = troubled(design, fails=frozenset({3}))
    swept(bad, tmp_path)
    before = results(tmp_path)
    summary = swept(design, tmp_path, resume=True)  # though it would go well now
    assert (summary.new, summary.failed, summary.failures[0][0]) == (0, 4, 12)
    assert_same(results(tmp_path), before)


# --- interruptions ----------------------------------------------------------------------------------------------------


class Stopping(Silent):
    """Somebody who presses Ctrl-C when so many runs are stored."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after

    def advances(self, done: int, failed: int) -> None:
        super().advances(done, failed)
        if self.done >= self.after:
            self.after = 10**9
            raise KeyboardInterrupt


def test_an_interrupted_sweep_keeps_what_is_finished_and_goes_on_from_there(
    design: Design, whole: pd.DataFrame, tmp_path: Path
):
    stored: set[int] = set()
    for after in (1, 1, 20, 1):
        with pytest.raises(SweepInterrupted) as interrupted:
            swept(design, tmp_path, resume=True, watcher=Stopping(after))
        before, stored = stored, stored_in(tmp_path)
        assert before < stored
        assert interrupted.value.summary.stored == len(stored)
        sent = logged(tmp_path)
        begin = max(i for i, event in enumerate(sent) if event["event"] == "begin")
        assert not before & set().union(*(unfolded(e["runs"]) for e in sent[begin:] if e["event"] == "sent"))
    swept(design, tmp_path, resume=True)
    assert_same(results(tmp_path), whole)


def test_what_workers_have_finished_is_stored_when_the_user_stops(
    design: Design, tmp_path: Path, swept_by: Callable[..., Summary]
):
    class Waiting(Threads):
        """Threads that are waited for after each chunk has gone out, so that all of them are finished."""

        def submit(self, run_ids: np.ndarray, seconds: float) -> Future[Finished]:
            future = super().submit(run_ids, seconds)
            future.exception()
            return future

    with pytest.raises(SweepInterrupted):
        swept_by(Waiting(), design, tmp_path, watcher=Stopping(1))
    sent = [unfolded(event["runs"]) for event in logged(tmp_path) if event["event"] == "sent"]
    assert len(sent) == Waiting.ahead
    assert stored_in(tmp_path) == set().union(*sent)


def test_a_finished_sweep_is_reported_at_once(design: Design, tmp_path: Path, swept_by: Callable[..., Summary]):
    class Nobody(Threads):
        """A pool that must not be asked."""

        def start(self, job: Job, say: Callable[[str], None]) -> None:
            raise AssertionError("there is nothing to do")

    swept(design, tmp_path)
    before = {path.name: path.read_bytes() for path in parts(tmp_path)}
    summary = swept_by(Nobody(), design, tmp_path, resume=True)
    assert (summary.new, summary.stored, summary.runs) == (0, 48, 48)
    assert {path.name: path.read_bytes() for path in parts(tmp_path)} == before


# --- workers that die -------------------------------------------------------------------------------------------------


class Mortal(Threads):
    """A pool that breaks, with all that it has, over certain runs, or by chance over its first chunks."""

    workers, ahead, together = 2, 4, True

    def __init__(self, culprits: set[int], accidents: int = 0) -> None:
        super().__init__()
        self.culprits, self.accidents, self.renewed = culprits, accidents, 0
        self.waiting: list[tuple[Future[Finished], np.ndarray]] = []
        self.made: list[int] = []
        self.over = False
        threading.Thread(target=self.work, daemon=True).start()

    def submit(self, run_ids: np.ndarray, seconds: float) -> Future[Finished]:
        future: Future[Finished] = Future()
        with self.lock:
            self.waiting.append((future, run_ids))
        return future

    def work(self) -> None:
        while not self.over:
            time.sleep(0.001)
            with self.lock:
                if not self.waiting:
                    continue
                future, run_ids = self.waiting[0]
                if self.accidents or self.culprits & set(run_ids.tolist()):
                    self.accidents = max(0, self.accidents - 1)
                    for broken, _ in self.waiting:
                        broken.set_exception(BrokenExecutor("a process ended"))
                    self.waiting.clear()
                else:
                    self.made += run_ids.tolist()
                    future.set_result(compute(self.job, run_ids, 1e9))
                    del self.waiting[0]

    def died(self, error: BaseException) -> bool:
        return isinstance(error, BrokenExecutor)

    def renew(self) -> None:
        self.renewed += 1

    def stop(self) -> None:
        self.over = True


@pytest.mark.parametrize("culprits", [{0}, {47}, {13}, {5, 6, 30}])
def test_a_run_that_kills_workers_is_found_and_recorded_and_no_other_lost(
    design: Design, whole: pd.DataFrame, tmp_path: Path, swept_by: Callable[..., Summary], culprits: set[int]
):
    pool, watcher = Mortal(culprits), Silent()
    summary = swept_by(pool, design, tmp_path, watcher=watcher)
    assert (summary.stored, summary.failed) == (48, len(culprits))
    assert {run_id for run_id, _ in summary.failures} == culprits
    assert pool.renewed < 9 * len(culprits) + 2  # by halves, not run by run
    assert sorted(pool.made) == sorted(set(range(48)) - culprits)  # and each but once
    runs = results(tmp_path)
    assert set(runs.loc[runs["status"] == "failed", "error"]) == {driver.DIED}
    good = ~runs["run_id"].isin(culprits)
    assert_same(runs[good], whole[good])
    assert any("a worker died" in said for said in watcher.said)


@pytest.mark.parametrize("accidents", [1, 2])
def test_a_worker_that_dies_by_chance_costs_no_run(
    design: Design, whole: pd.DataFrame, tmp_path: Path, swept_by: Callable[..., Summary], accidents: int
):
    summary = swept_by(Mortal(set(), accidents), design, tmp_path)
    assert summary.failed == 0
    assert_same(results(tmp_path), whole)


def test_where_nothing_can_run_the_sweep_stops_and_says_so(
    design: Design, tmp_path: Path, swept_by: Callable[..., Summary]
):
    with pytest.raises(SweepStopped, match=r"workers died 21 times without finishing a run"):
        swept_by(Mortal(set(range(48))), design, tmp_path)


def test_workers_that_are_lost_for_good_stop_the_sweep_with_everything_kept(
    design: Design, whole: pd.DataFrame, tmp_path: Path, swept_by: Callable[..., Summary]
):
    class Leaving(Threads):
        """Threads that go home after some chunks."""

        def submit(self, run_ids: np.ndarray, seconds: float) -> Future[Finished]:
            if len(parts(tmp_path)) >= 2:
                raise WorkerPoolError("everybody has gone home")
            return super().submit(run_ids, seconds)

    with pytest.raises(SweepStopped, match=r"gone home; \d+ of 48 runs are stored in .*, and --resume") as stop:
        swept_by(Leaving(), design, tmp_path)
    assert stop.value.summary.stored == len(stored_in(tmp_path)) > 0
    swept(design, tmp_path, resume=True)
    assert_same(results(tmp_path), whole)


def test_a_worker_with_another_model_is_noticed(
    design: Design, tmp_path: Path, swept_by: Callable[..., Summary], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(chunks, "MODEL", "of yesterday")
    with pytest.raises(SweepStopped, match="another version of the model"):
        swept_by(Threads(), design, tmp_path)
    assert parts(tmp_path) == []


def test_a_chunk_that_cannot_be_brought_back_is_divided_until_it_can(
    design: Design, whole: pd.DataFrame, tmp_path: Path, swept_by: Callable[..., Summary]
):
    class Narrow(Threads):
        """Threads that can hand back two runs at most, and run 9 not at all."""

        def computed(self, run_ids: np.ndarray, seconds: float) -> Finished:
            if len(run_ids) > 2 or 9 in run_ids:
                raise MemoryError("too much to carry")
            return super().computed(run_ids, seconds)

    summary = swept_by(Narrow(), design, tmp_path)
    assert summary.failures == ((9, "MemoryError: too much to carry"),)
    assert_same(results(tmp_path).drop(index=9), whole.drop(index=9))


# --- what it will take ------------------------------------------------------------------------------------------------


class Clock:
    """A clock that goes on when a run is simulated, by a millisecond a year."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.years: list[int] = []

    def perf_counter(self) -> float:
        return self.seconds

    monotonic = perf_counter

    def during(self, simulate: Callable[..., Outcome]) -> Callable[..., Outcome]:
        """The same runs by this clock."""

        def timed(scenario: Scenario, *arguments: Any) -> Outcome:
            self.years.append(int(scenario.parameters["years"]))
            self.seconds += 0.001 * self.years[-1]
            return simulate(scenario, *arguments)

        return timed


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock by which sweeps and estimates of them take their time."""
    made = Clock()
    for module in (driver, chunks, estimate):
        monkeypatch.setattr(module, "time", made)
    monkeypatch.setattr(chunks, "simulate", made.during(chunks.simulate))
    return made


def test_an_estimate_tries_the_slowest_point_and_scales_to_all(tmp_path: Path, clock: Clock):
    text = (
        'title = { en = "T", zh = "时" }\nbase = "baseline"\ndesign = "factorial"\nseeds = 10\n[parameters]\n'
        "schools = 2\nenterprises = 10\nintake = 5\nwarm_up = 2\n[factors]\n"
        '"parameters.years" = [1, 2, 40, 3]\n'
    )
    (tmp_path / "years.toml").write_text(text, encoding="utf-8")
    found = estimate.estimate(load_design(tmp_path / "years.toml"), workers=2, series=False)
    assert 40 in clock.years[1:]  # the first is tried for nothing
    assert (found.points, found.runs, found.workers) == (4, 40, 2)
    assert found.slowest == pytest.approx(0.04)
    assert found.seconds == pytest.approx(0.046 * 10 / 2)  # 46 ms of each of ten seeds, on two workers


def test_an_estimate_of_the_disk_is_about_right(tmp_path: Path, clock: Clock):
    many = village(tmp_path, seeds=40)
    swept(many, tmp_path / "data", series=True)
    taken = sum(path.stat().st_size for path in (tmp_path / "data").rglob("*.parquet"))
    assert taken / 3 < estimate.estimate(many, workers=1, series=True).bytes < 3 * taken


# --- where the numbers come from --------------------------------------------------------------------------------------


def test_the_manifest_is_enough_to_make_the_design_again(design: Design):
    manifest = provenance.describe(design, series=False)
    assert Design.from_dict(manifest["design"]).digest() == design.digest() == manifest["digest"]


def test_methods_say_what_a_paper_has_to(design: Design):
    methods = provenance.describe(design, series=False)["methods"]
    for text in ("industry-education-consortium, version", "full factorial", "(0 to 0.2", "12 points",
                 "the same 4 seeds (1–4)", "48 runs", "covers 1 years", "2 half-years"):  # fmt: skip
        assert text in methods["en"]
    for factor in design.factors:
        assert factor.zh in methods["zh"]
    for text in ("12个参数点", "4个随机种子（1–4）", "48次模拟", "全因子设计"):
        assert text in methods["zh"]


def test_the_citation_names_program_and_version(design: Design):
    import consortium

    said = provenance.describe(design, series=False)["citation"]
    assert "industry-education-consortium" in said
    assert f"version {consortium.__version__}" in said
