"""The driver of a sweep: hands out chunks, stores what comes back, and outlives what workers do not.

    done = sweep(load_design("subsidy_monitoring"), "results/my_sweep")

Only the driver writes. A chunk is stored as soon as it is finished, so whatever happens costs at most what is under
way, a twentieth of the time that has gone by; `resume` goes on from there. Few chunks are under way at a time and
nothing is kept of a stored one, so memory does not grow with the sweep.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ....simulation.compilation import already_compiled
from ....simulation.scenario import load_scenario
from ...runs.processes import DIED
from ...storage.files import reason
from ..dataset import provenance
from ..dataset.dataset import Dataset, opened, spans
from ..dataset.shard_locks import Shard
from ..design import stored_points
from .chunks import Finished, Job, described, failed
from .continuing import continued
from .executors import Kind, chosen, worker_pool
from .progress import Printing, Summary, SweepInterrupted, SweepStopped, Watcher
from .run_one import MODEL, simulate
from .run_order import RunOrder
from .worker_pools import WorkerPool, WorkerPoolError

if TYPE_CHECKING:
    from ....simulation.extensions import Extensions
    from ..design.design import Design

__all__ = ["Printing", "Summary", "SweepInterrupted", "SweepStopped", "Watcher", "ready", "sweep"]

SHORTEST, LONGEST = 0.5, 30.0
"""Seconds that a chunk takes: at first, so that a kill costs little, and in long sweeps, so that parts are not many."""

PORTION = 1 / 20
"""Seconds of a chunk for each that has gone by."""

FEW = 8
"""Runs in a chunk before it is known how long one takes."""

MOST_RUNS, MOST_ROWS = 5_000, 50_000
"""Runs, and rows of series, in a part: what a worker and the driver hold at a time stays small."""

LOOK = 1.0
"""Seconds between two looks at the pool when nothing comes back."""

MOST_DEATHS = 20
"""Deaths of workers in a row, without a finished run between them, after which it is no use to go on."""

_SMALLEST = {"schools": 4, "enterprises": 20, "intake": 10, "years": 1, "warm_up": 2}


def sweep(
    design: Design,
    folder: str | os.PathLike[str],
    *,
    executor: Kind | Executor | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    resume: bool = False,
    shard: str | Shard | None = None,
    series: bool = False,
    extensions: Extensions | None = None,
    watcher: Watcher | None = None,
) -> Summary:
    """Run all points of a design with all its seeds into a folder, or what is missing there.

    Parameters
    ----------
    folder
        Where the dataset is, or is to be: absent or empty, or with `resume` that of the same sweep; the design may have
        more seeds or points than there, which are then added.
    executor, workers, scheduler
        Who simulates: "serial", "processes" (unless a scheduler is given), "dask" or any
        ``concurrent.futures.Executor``, which is used and not shut down; how many at a time (as many as there are
        processors); and for Dask the address of a scheduler (a local cluster without).
    shard
        "2/3" makes only the second of three shards of the runs; the three may run side by side, on different machines
        with a common folder.
    series
        Keep the series of all runs, too.
    extensions
        Rules and metrics of your own, in every run (`Extensions`). Workers import them by path.

    Raises FolderError or ValueError, and WorkerPoolError if there are no workers, before anything is begun;
    SweepStopped if the disk is full or the workers are lost; SweepInterrupted, which is a KeyboardInterrupt.
    """
    own = shard if isinstance(shard, Shard) else Shard.parsed(shard) if shard else Shard()
    pool = worker_pool(chosen(executor, workers, scheduler), workers, scheduler)
    watching = watcher or Printing()
    design = continued(design.extended(extensions), Path(folder))
    manifest, points = provenance.describe(design, series), stored_points.as_bytes(design.points)
    with opened(Path(folder), manifest, design.runs, own, resume, watching.say, points) as dataset:
        return _Driver(design, dataset, pool, watching).run(local=scheduler is None)


def ready(watcher: Watcher) -> None:
    """See that the model is compiled, so that not every worker compiles it."""
    if not already_compiled():
        watcher.compiles()
        simulate(load_scenario("baseline").with_(_SMALLEST), 1)


@dataclass(frozen=True)
class _Chunk:
    """Runs that are to be made together; over which workers died `deaths` times, perhaps by chance.

    What is `apart` goes out alone, and is not joined with others any more: something in it is at fault.
    """

    run_ids: np.ndarray
    deaths: int = 0
    apart: bool = False

    def rest(self, number: int) -> _Chunk:
        """What follows the first so many runs."""
        return replace(self, run_ids=self.run_ids[number:])

    def halves(self, deaths: int) -> list[_Chunk]:
        """Its halves, apart."""
        return [_Chunk(half, deaths, apart=True) for half in np.array_split(self.run_ids, 2)]


class _Driver:
    """One driver's work, from the first chunk to the last."""

    def __init__(self, design: Design, dataset: Dataset, pool: WorkerPool, watcher: Watcher) -> None:
        self._job = Job(design, dataset.series)
        self._dataset, self._pool, self._watcher = dataset, pool, watcher
        self._order = RunOrder(design)
        missing = self._order.sorted(dataset.missing)
        self._before, self._runs = dataset.stored, dataset.stored + len(missing)
        self._waiting: deque[_Chunk] = deque([_Chunk(missing)] if len(missing) else [])
        self._suspects: deque[_Chunk] = deque()  # apart: these go out one at a time
        self._under_way: dict[Future[Finished], _Chunk] = {}
        self._pace: float | None = None  # seconds that a run takes at present
        self._streak = 0
        self._began = time.monotonic()
        parameters = design.base.parameters
        rows = (2 * int(parameters["years"]) + 1) * (1 + int(parameters["regions"])) * (1 + len(design.reforms))
        self._most = max(1, min(MOST_RUNS, MOST_ROWS // rows if dataset.series else MOST_RUNS))

    def run(self, local: bool) -> Summary:
        """Make all runs that are missing."""
        if not self._waiting:
            return self._summary()
        if local:
            ready(self._watcher)
        try:
            self._pool.start(self._job, self._watcher.say)
            self._began = time.monotonic()
            self._watcher.begins(self._runs, self._before)
            self._work()
        except KeyboardInterrupt:
            self._save_what_is_finished()
            raise SweepInterrupted(self._summary()) from None
        finally:
            self._pool.stop()
            self._dataset.log("end", stored=self._dataset.stored, seconds=round(time.monotonic() - self._began, 3))
        return self._summary()

    def _work(self) -> None:
        try:
            while self._waiting or self._suspects or self._under_way:
                self._hand_out()
                done, _ = wait(self._under_way, timeout=LOOK, return_when=FIRST_COMPLETED)
                self._take_back(done)
        except WorkerPoolError as error:
            self._save_what_is_finished()
            raise SweepStopped(str(error), self._summary()) from None

    def _summary(self) -> Summary:
        data = self._dataset
        new, seconds = data.stored - self._before, time.monotonic() - self._began
        return Summary(data.folder, self._runs, data.stored, new, data.failed, tuple(data.failures), seconds)

    # --- handing out --------------------------------------------------------------------------------------------------

    def _hand_out(self) -> None:
        if self._suspects:
            if not self._under_way:  # alone, so that it is known who is at fault
                self._send(self._suspects.popleft())
            return
        while self._waiting and len(self._under_way) < self._pool.ahead:
            self._send(self._next_chunk())

    def _send(self, chunk: _Chunk) -> None:
        self._dataset.log("sent", runs=spans(chunk.run_ids), deaths=chunk.deaths)
        future = self._pool.submit(chunk.run_ids, 2 * self._seconds)
        self._under_way[future] = chunk

    def _next_chunk(self) -> _Chunk:
        """As many runs as take the seconds that a chunk should, but towards the end fewer, so that nobody is idle."""
        left = sum(len(chunk.run_ids) for chunk in self._waiting)
        number = FEW if self._pace is None else int(self._seconds / max(self._pace, 1e-6))
        number = max(1, min(number, self._most, -(-left // (2 * self._pool.workers))))
        number = min(self._order.whole(self._waiting[0].run_ids, number), self._most)
        deaths, taken = self._waiting[0].deaths, []
        while number > 0 and self._waiting and self._waiting[0].deaths == deaths:
            chunk = self._waiting.popleft()
            taken.append(chunk.run_ids[:number])
            if number < len(chunk.run_ids):
                self._waiting.appendleft(chunk.rest(number))
            number -= len(taken[-1])
        return _Chunk(np.concatenate(taken), deaths)

    @property
    def _seconds(self) -> float:
        """Seconds that a chunk should take; with a hundred workers and more, longer: one driver has to store it all."""
        gone = time.monotonic() - self._began
        return max(min(max(SHORTEST, PORTION * gone), LONGEST), min(self._pool.workers / 10, PORTION * gone))

    # --- taking back --------------------------------------------------------------------------------------------------

    def _take_back(self, done: Iterable[Future[Finished]]) -> None:
        """Store what is finished; what died is tried again, and what failed as a whole is divided."""
        alone = len(self._under_way) == 1
        died = self._taken_back(done)
        if died and self._pool.together:
            died += self._taken_back(wait(self._under_way).done)
        if died:
            self._after_death(died, alone)

    def _taken_back(self, done: Iterable[Future[Finished]]) -> list[_Chunk]:
        """See to futures that are done, and give the chunks that workers died over."""
        died: list[_Chunk] = []
        for future in list(done):
            chunk = self._under_way[future]
            error = _error(future)
            if error is None:
                self._store(chunk, future.result())
            elif self._pool.died(error):
                died.append(chunk)
            else:
                self._divide(chunk, described(error))
            del self._under_way[future]
        return died

    def _store(self, chunk: _Chunk, finished: Finished) -> None:
        number = len(finished.run_ids)
        if finished.model != MODEL:
            message = f"a worker on {finished.host} has another version of the model than the driver"
            raise SweepStopped(message, self._summary())
        try:
            part = self._dataset.add(finished)
        except OSError as error:
            message = f"{self._dataset.folder} cannot be written: {reason(error)}"
            raise SweepStopped(message, self._summary()) from None
        self._dataset.log(
            "stored",
            part=part,
            runs=spans(finished.run_ids),
            failed=len(finished.failures),
            seconds=round(finished.seconds, 4),
            host=finished.host,
            process=finished.process,
        )
        if number < len(chunk.run_ids):  # the time was up
            self._put_back(chunk.rest(number))
        if finished.seconds > 0:
            self._streak = 0
            pace = finished.seconds / number
            # A chunk that was thought too quick ends when its time is up; so the quicker guess is the better one.
            self._pace = pace if self._pace is None else min(pace, (self._pace + pace) / 2)
        self._watcher.advances(number, len(finished.failures))

    def _put_back(self, chunk: _Chunk) -> None:
        (self._suspects if chunk.apart else self._waiting).appendleft(chunk)

    def _after_death(self, chunks: list[_Chunk], alone: bool) -> None:
        """Try again what workers died over; over what they die for the third time, it is at fault."""
        self._streak += 1
        if self._streak > MOST_DEATHS:
            message = f"workers died {self._streak} times without finishing a run (is the memory too small?)"
            raise SweepStopped(message, self._summary())
        self._dataset.log("died", runs=[spans(chunk.run_ids) for chunk in chunks])
        if self._streak == 1:
            self._watcher.say("a worker died; its runs are tried again")
        guilty = alone or not self._pool.together
        for chunk in chunks:
            deaths = chunk.deaths + (1 if self._pool.together else 2)
            if guilty and deaths > 2 and len(chunk.run_ids) == 1:
                self._give_up(chunk, DIED)
            elif guilty and deaths > 1 and len(chunk.run_ids) > 1:
                self._suspects.extendleft(chunk.halves(deaths))
            else:
                self._put_back(_Chunk(chunk.run_ids, deaths, apart=deaths > 1))
        self._pool.renew()

    def _divide(self, chunk: _Chunk, error: str) -> None:
        """A chunk could not be made or brought back: its halves may be; of a single run, that is its error."""
        if len(chunk.run_ids) == 1:
            self._give_up(chunk, error)
            return
        self._suspects.extendleft(chunk.halves(chunk.deaths))

    def _give_up(self, chunk: _Chunk, error: str) -> None:
        self._store(chunk, failed(self._job, int(chunk.run_ids[0]), error))

    def _save_what_is_finished(self) -> None:
        """Store what has come back and was not looked at, or not to the end."""
        for future, chunk in list(self._under_way.items()):
            if future.done() and _error(future) is None and not self._dataset.holds(future.result().run_ids):
                self._store(chunk, future.result())
            del self._under_way[future]


def _error(future: Future[Finished]) -> BaseException | None:
    """What went wrong with a future that is done."""
    try:
        return future.exception()
    except CancelledError as error:
        return error
