"""Pools of workers: this process, processes of this machine, or whatever a `concurrent.futures.Executor` has.

A pool takes chunks, gives futures, and knows what a dead worker looks like. There is no scheduler of our own.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import suppress
from typing import Protocol

import numpy as np

from ...runs.processes import NoProcesses, Pool, died
from .chunks import Finished, Job, compute, described
from .run_one import MODEL

__all__ = ["GivenExecutor", "Processes", "Serial", "WorkerPool", "WorkerPoolError"]


class WorkerPoolError(RuntimeError):
    """There are no workers (any more): one message."""


class WorkerPool(Protocol):
    """Workers that take chunks. `start` may raise WorkerPoolError; so may all other methods once they are gone."""

    @property
    def workers(self) -> int:
        """How many chunks are simulated at a time."""
        ...

    @property
    def ahead(self) -> int:
        """How many chunks should be with the pool, so that no worker waits for the driver."""
        ...

    @property
    def together(self) -> bool:
        """Whether the death of one worker ends all; else it is known over which chunk workers died."""
        ...

    def start(self, job: Job, say: Callable[[str], None]) -> None:
        """Make the workers ready and give them what the chunks have in common; `say` reports what takes long."""
        ...

    def submit(self, run_ids: np.ndarray, seconds: float) -> Future[Finished]:
        """Have a chunk computed (`chunks.compute`)."""
        ...

    def died(self, error: BaseException) -> bool:
        """Whether the exception of a future means that a worker died, perhaps over this chunk."""
        ...

    def renew(self) -> None:
        """After a death: go on with new workers."""
        ...

    def stop(self) -> None:
        """End all workers at once; what they have not handed over is dropped."""
        ...


class Serial:
    """This process, one chunk after another."""

    workers = ahead = 1
    together = False

    def start(self, job: Job, say: Callable[[str], None]) -> None:
        """Nothing has to be made ready."""
        self._job = job

    def submit(self, run_ids: np.ndarray, seconds: float) -> Future[Finished]:
        """Compute the chunk now."""
        future: Future[Finished] = Future()
        try:
            future.set_result(compute(self._job, run_ids, seconds))
        except Exception as error:
            future.set_exception(error)
        return future

    def died(self, error: BaseException) -> bool:
        """This process would not be there to ask."""
        return False

    def renew(self) -> None:
        """Never called."""

    def stop(self) -> None:
        """Nothing goes on."""


class Processes:
    """A pool of processes on this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.ahead = 2 * workers
        self.together = True
        self._pool: Pool | None = None

    def start(self, job: Job, say: Callable[[str], None]) -> None:
        """Start the pool and see that a worker answers. Raises WorkerPoolError."""
        self._pool = Pool(self.workers, job, "executor='serial'")
        self.renew()

    def submit(self, run_ids: np.ndarray, seconds: float) -> Future[Finished]:
        """Have a chunk computed by the pool."""
        assert self._pool is not None
        return self._pool.submit(compute, run_ids, seconds)

    def died(self, error: BaseException) -> bool:
        """A pool does not say which of its workers died: every chunk that was with it may be the cause."""
        return died(error)

    def renew(self) -> None:
        """Replace the workers. Raises WorkerPoolError if none can be started."""
        assert self._pool is not None
        try:
            self._pool.renew()
        except NoProcesses as error:
            raise WorkerPoolError(str(error)) from None

    def stop(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._pool.stop()


class GivenExecutor:
    """The workers of an executor that somebody else has made, and ends: threads, processes, Dask, MPI, a batch system.

    The design goes along with each chunk. What is under way when a sweep is stopped is finished by its worker, and
    dropped.
    """

    together = False

    def __init__(self, executor: Executor, workers: int) -> None:
        self.workers = workers
        self.ahead = 2 * workers
        self._executor = executor
        self._under_way: set[Future[Finished]] = set()

    def start(self, job: Job, say: Callable[[str], None]) -> None:
        """See that a worker answers and has the same model. Raises WorkerPoolError."""
        self._job = job
        try:
            found = self.submit(np.empty(0, np.int64), 0.0).result()
        except WorkerPoolError:
            raise
        except Exception as error:
            raise WorkerPoolError(f"{self._name}: a worker cannot simulate ({described(error)})") from None
        if found.model != MODEL:
            raise WorkerPoolError(f"{self._name}: {found.host} has another version of the model than this machine")

    @property
    def _name(self) -> str:
        return f"the executor {type(self._executor).__name__}"

    def submit(self, run_ids: np.ndarray, seconds: float) -> Future[Finished]:
        """Have a chunk computed by the executor. Raises WorkerPoolError if it takes no more."""
        try:
            future = self._executor.submit(compute, self._job, run_ids, seconds)
        except RuntimeError as error:  # it is shut down or broken
            raise WorkerPoolError(f"{self._name} takes no chunk ({described(error)})") from None
        self._under_way.add(future)
        future.add_done_callback(self._under_way.discard)
        return future

    def died(self, error: BaseException) -> bool:
        """An executor that lost a worker is lost itself. Raises WorkerPoolError in that case, and if it was shut down.

        Executors that replace their workers give an exception of their own, which is recorded as the error of a run.
        """
        if isinstance(error, (BrokenExecutor, CancelledError)):
            raise WorkerPoolError(f"{self._name} has lost its workers ({described(error)})") from None
        return False

    def renew(self) -> None:
        """Never called: the executor is somebody else's."""

    def stop(self) -> None:
        """Cancel what no worker has begun; the executor goes on for whoever made it."""
        for future in list(self._under_way):
            with suppress(Exception):
                future.cancel()
