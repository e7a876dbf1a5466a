"""Who simulates: this process, a pool of processes, or Dask workers on one machine or many.

Each is a crew around a `concurrent.futures.Executor`: it takes chunks and gives futures, and knows what a dead worker
looks like. There is no scheduler of our own.
"""

from __future__ import annotations

import multiprocessing
import operator
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Literal, Protocol, cast

import numpy as np

from ...simulation.checking import nearest, show
from .chunks import Finished, Job, compute

__all__ = [
    "GUARD",
    "KINDS",
    "Crew",
    "CrewError",
    "Kind",
    "Processes",
    "Serial",
    "chosen",
    "crew",
    "undisturbed",
    "usual_workers",
    "way_out",
]

Kind = Literal["serial", "processes", "dask"]
KINDS: tuple[Kind, ...] = ("serial", "processes", "dask")

GUARD = "in a script of your own, start it under: if __name__ == '__main__':"

MOST_WORKERS = 10_000


class CrewError(RuntimeError):
    """There are no workers (any more): one message."""


class Crew(Protocol):
    """Workers that take chunks. `start` may raise CrewError; so may every other method once the workers are gone."""

    @property
    def workers(self) -> int:
        """How many chunks are simulated at a time."""
        ...

    @property
    def ahead(self) -> int:
        """How many chunks should be with the crew, so that no worker waits for the driver."""
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


def usual_workers() -> int:
    """Processors that this process may use."""
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:  # not everywhere
        return os.cpu_count() or 1


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
        from .dask_crew import check_address

        check_address(scheduler)
    if workers is not None:
        try:
            number = 0 if isinstance(workers, bool) else operator.index(workers)  # type: ignore[arg-type]
        except TypeError:
            number = 0
        if not 1 <= number <= MOST_WORKERS:
            most = f"{MOST_WORKERS:,}"
            raise ValueError(f"{dashes}workers = {show(workers)}; allowed: a whole number from 1 to {most}")
        if number > 1 and kind == "serial":
            raise ValueError(f"{dashes}executor serial has one worker; allowed with {dashes}workers: processes, dask")
    return cast(Kind, kind)


def crew(kind: Kind, workers: int | None = None, scheduler: str | None = None) -> Crew:
    """The crew of a kind; `scheduler` is the address of a Dask scheduler or its file."""
    if kind == "serial":
        return Serial()
    if kind == "processes":
        return Processes(workers or usual_workers())
    from .dask_crew import DaskCrew

    return DaskCrew(workers, scheduler)


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
    """A pool of processes. None is forked from this one, which may have parallel regions behind it and would hang."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.ahead = 2 * workers
        self.together = True
        self._pool: ProcessPoolExecutor | None = None
        self._pipe: tuple[Connection, Connection] | None = None

    def start(self, job: Job, say: Callable[[str], None]) -> None:
        """Start the pool and see that a worker answers. Raises CrewError."""
        self._job = job
        self.renew()

    def submit(self, run_ids: np.ndarray, seconds: float) -> Future[Finished]:
        """Have a chunk computed by the pool."""
        assert self._pool is not None
        try:
            with undisturbed():  # it may start a worker
                return self._pool.submit(_compute, run_ids, seconds)
        except BrokenExecutor as error:  # a worker died while nobody was looking
            broken: Future[Finished] = Future()
            broken.set_exception(error)
            return broken

    def died(self, error: BaseException) -> bool:
        """A pool does not say which of its workers died: every chunk that was with it may be the cause."""
        return isinstance(error, BrokenExecutor)

    def renew(self) -> None:
        """Replace the pool. Raises CrewError if no worker can be started."""
        self.stop()
        context = _context()
        # Workers end when this end of the pipe is closed, be it by `stop` or by the death of this process.
        self._pipe = context.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(self.workers, context, _begin, (self._job, self._pipe[0]))
        try:
            self.submit(np.empty(0, np.int64), 0.0).result()
        except Exception as error:
            said = f"no worker process could be started ({type(error).__name__})"
            raise CrewError(f"{said}; {way_out()}") from None

    def stop(self) -> None:
        """End the workers."""
        if self._pipe is not None:
            self._pipe[1].close()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        if self._pipe is not None:
            self._pipe[0].close()
        self._pool = self._pipe = None


def way_out() -> str:
    """What to do where no worker can be started: workers import the script that started them."""
    main = sys.modules.get("__main__")
    file = getattr(main, "__file__", None)
    if file is not None and getattr(main, "__spec__", None) is None and not Path(file).exists():
        return f"workers cannot import {file}: save the script as a file, or run it with executor='serial'"
    return GUARD


def _context() -> BaseContext:
    """How processes are started: from a server that has loaded the model once for all of them, or each by itself."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([f"{__package__}.design", compute.__module__])
    return context


@contextmanager
def undisturbed() -> Iterator[None]:
    """Start processes that Ctrl-C, which reaches a whole terminal, leaves alone: it is for the driver to decide."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it would lift the block
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_JOB: list[Job] = []


def _begin(job: Job, tie: Connection) -> None:
    """Make a worker process ready."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore")
    _JOB[:] = [job]
    threading.Thread(target=_end_with, args=(tie,), daemon=True).start()


def _end_with(tie: Connection) -> None:
    """End this process when its driver has gone, even in the midst of a run."""
    with suppress(EOFError, OSError):
        tie.recv_bytes()
    os._exit(0)


def _compute(run_ids: np.ndarray, seconds: float) -> Finished:
    return compute(_JOB[0], run_ids, seconds)
