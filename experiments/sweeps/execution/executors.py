"""Who simulates: this process, a pool of processes, or Dask workers on one machine or many.

Each is a pool of workers around a `concurrent.futures.Executor`: it takes chunks, gives futures, and knows what a dead
worker looks like. There is no scheduler of our own.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Literal, Protocol, cast

import numpy as np

from ....simulation.checking import nearest, show
from ...runs.processes import NoProcesses, Pool, checked_workers, died, usual_workers
from .chunks import Finished, Job, compute

__all__ = ["KINDS", "Kind", "Processes", "Serial", "WorkerPool", "WorkerPoolError", "chosen", "worker_pool"]

Kind = Literal["serial", "processes", "dask"]
KINDS: tuple[Kind, ...] = ("serial", "processes", "dask")


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
        """Make the workers ready and tell them what the chunks have in common; `say` is told of what takes long."""
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


def chosen(executor: object, workers: object, scheduler: object, dashes: str = "") -> Kind:
    """The executor that is meant, once name, number of workers and scheduler fit together.

    Without a name it is Dask where a scheduler is given, else processes. `dashes` stands before names of options in
    messages, as on a command line. Raises ValueError.
    """
    kind = executor if executor is not None else "processes" if scheduler is None else "dask"
    if kind not in KINDS:
        hint = nearest(kind, KINDS) if isinstance(kind, str) else ""
        raise ValueError(f"{dashes}executor = {show(kind)} is none; allowed: {', '.join(KINDS)}{hint}")
    if scheduler is not None:
        if kind != "dask":
            raise ValueError(f"{dashes}scheduler is an option of {dashes}executor dask, not of {kind}")
        from .dask_pool import check_address

        check_address(scheduler)
    if workers is not None:
        number = checked_workers(workers, dashes)
        if number > 1 and kind == "serial":
            raise ValueError(f"{dashes}executor serial has one worker; allowed with {dashes}workers: processes, dask")
    return cast(Kind, kind)


def worker_pool(kind: Kind, workers: int | None = None, scheduler: str | None = None) -> WorkerPool:
    """The pool of a kind; `scheduler` is the address of a Dask scheduler or its file."""
    if kind == "serial":
        return Serial()
    if kind == "processes":
        return Processes(workers or usual_workers())
    from .dask_pool import DaskPool

    return DaskPool(workers, scheduler)


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
