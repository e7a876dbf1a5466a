"""Processes that compute for this one: how they are started, how they end with it, and what a dead one looks like.

    with Pool(4, shared).started() as pool:
        pool.submit(function, 1).result()       # function(shared, 1), computed by one of four processes

Sweeps and comparisons use them alike. None is forked from this process, which may have parallel regions behind it and
would hang; what is given to a process must therefore be picklable.

What is computed comes back as a file, and only its name through the pipe that all processes share: whoever is ended in
the midst of a long message would leave half of it there, and `concurrent.futures` would wait for the rest for ever.
"""

from __future__ import annotations

import multiprocessing
import operator
import os
import pickle
import signal
import sys
import threading
import uuid
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from ...simulation.checking import show

__all__ = [
    "DIED",
    "MOST_WORKERS",
    "NoProcesses",
    "Pool",
    "WorkerDied",
    "checked_workers",
    "died",
    "undisturbed",
    "usual_workers",
    "way_out",
    "workers_for",
]

MOST_WORKERS = 10_000

GUARD = "in a script of your own, start it under: if __name__ == '__main__':"


class NoProcesses(RuntimeError):
    """No process could be started: one message."""


class WorkerDied(NoProcesses):
    """Processes died over the same work again and again."""

    def __init__(self) -> None:
        super().__init__("the worker process died with this run; memory may be too small")


DIED = f"{WorkerDied.__name__}: {WorkerDied()}"
"""What is recorded of such work."""


def usual_workers() -> int:
    """Processors that this process may use."""
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:  # not everywhere
        return os.cpu_count() or 1


def checked_workers(workers: object, dashes: str = "") -> int:
    """A number of processes. `dashes` stands before the name of the option in the message. Raises ValueError."""
    try:
        number = 0 if isinstance(workers, bool) else operator.index(workers)  # type: ignore[arg-type]
    except TypeError:
        number = 0
    if not 1 <= number <= MOST_WORKERS:
        raise ValueError(f"{dashes}workers = {show(workers)}; allowed: a whole number from 1 to {MOST_WORKERS:,}")
    return number


def workers_for(workers: int | None) -> int:
    """The number of processes that is asked for; None means one per processor. Raises ValueError."""
    return usual_workers() if workers is None else checked_workers(workers)


def way_out(alone: str = "workers=1") -> str:
    """What to do where no process can be started: processes import the script that started them.

    `alone` is how to do without them.
    """
    main = sys.modules.get("__main__")
    file = getattr(main, "__file__", None)
    if file is not None and getattr(main, "__spec__", None) is None and not Path(file).exists():
        return f"workers cannot import {file}: save the script as a file, or run it with {alone}"
    return GUARD


def died(error: BaseException | None) -> bool:
    """Whether the exception of a future means that a process died; a pool does not say over what."""
    return isinstance(error, BrokenExecutor)


class Pool:
    """Some processes that all know something they share; they end when this one does, however it ends."""

    def __init__(self, workers: int, shared: object, alone: str = "workers=1") -> None:
        self.workers, self._alone = workers, alone
        self._shared = shared
        self._pool: ProcessPoolExecutor | None = None
        self._pipe: tuple[Connection, Connection] | None = None
        self._scratch: TemporaryDirectory[str] | None = None

    @contextmanager
    def started(self) -> Iterator[Self]:
        """The pool at work, and ended afterwards. Raises NoProcesses."""
        try:
            self.renew()
            yield self
        finally:
            self.stop()

    def submit(self, function: Callable[..., Any], *arguments: object) -> Future[Any]:
        """Have `function(shared, *arguments)` computed by some process."""
        assert self._pool is not None
        try:
            with undisturbed():  # it may start a process
                return _fetched(self._pool.submit(_compute, function, *arguments))
        except BrokenExecutor as error:  # one died while nobody was looking
            broken: Future[Any] = Future()
            broken.set_exception(error)
            return broken

    def renew(self) -> None:
        """Start the processes, or others in their place, and see that one answers. Raises NoProcesses."""
        self.stop()
        context = _context()
        # They end when this end of the pipe is closed, be it by `stop` or by the death of this process.
        self._pipe = context.Pipe(duplex=False)
        self._scratch = TemporaryDirectory(prefix="consortium-", ignore_cleanup_errors=True)
        arguments = (self._shared, self._pipe[0], Path(self._scratch.name))
        with undisturbed():  # it may start the tracker of resources
            self._pool = ProcessPoolExecutor(self.workers, context, _begin, arguments)
        try:
            self.submit(_answer).result()
        except Exception as error:
            self.stop()
            raise NoProcesses(
                f"no worker process could be started ({type(error).__name__}); {way_out(self._alone)}"
            ) from None

    def stop(self) -> None:
        """End the processes at once; what they have not handed over is dropped."""
        if self._pipe is not None:
            self._pipe[1].close()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        if self._pipe is not None:
            self._pipe[0].close()
        if self._scratch is not None:
            self._scratch.cleanup()
        self._pool = self._pipe = self._scratch = None


def _fetched(carried: Future[Path | bytes]) -> Future[Any]:
    """The future of a result, from the future of the file that it comes in."""
    result: Future[Any] = Future()

    def fetch(done: Future[Path | bytes]) -> None:
        if done.cancelled():
            result.cancel()
            result.set_running_or_notify_cancel()
        elif (error := done.exception()) is not None:
            result.set_exception(error)
        else:
            try:
                good, found = pickle.loads(_content(done.result()))
            except Exception as error:
                good, found = False, error
            if good:
                result.set_result(found)
            else:
                result.set_exception(found)

    carried.add_done_callback(fetch)
    return result


def _content(carried: Path | bytes) -> bytes:
    """The content of a file, which is then removed."""
    if isinstance(carried, bytes):
        return carried
    content = carried.read_bytes()
    carried.unlink()
    return content


def _context() -> BaseContext:
    """How processes are started: from a server that has loaded the model once for all of them, or each by itself."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    from . import batch  # with the model; imported, since the server passes over a name that is wrong

    context.set_forkserver_preload([batch.__name__])
    return context


@contextmanager
def undisturbed() -> Iterator[None]:
    """Start processes that Ctrl-C and the end of a terminal, which reach all of it, leave alone: this one decides."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    resource_tracker.ensure_running()  # it would lift the next block
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# --- in a process of the pool -----------------------------------------------------------------------------------------

_SHARED: list[Any] = []
"""What all processes of the pool know, and the folder of results."""


def _begin(shared: object, tie: Connection, scratch: Path) -> None:
    """Make a process ready."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore")
    _SHARED[:] = [shared, scratch]
    threading.Thread(target=_end_with, args=(tie,), daemon=True).start()


def _end_with(tie: Connection) -> None:
    """End this process when the one it works for has gone, even in the midst of a computation."""
    with suppress(EOFError, OSError):
        tie.recv_bytes()
    os._exit(0)


def _compute(function: Callable[..., Any], *arguments: object) -> Path | bytes:
    """Compute something, and give the file of whether it went well and of what came out, be it an exception.

    Where no file can be written, it is the content.
    """
    shared, scratch = _SHARED
    try:
        content = pickle.dumps((True, function(shared, *arguments)))
    except Exception as error:
        try:
            content = pickle.dumps((False, error))
        except Exception:
            content = pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
    path = scratch / uuid.uuid4().hex
    try:
        path.write_bytes(content)
    except OSError:  # the disk of temporary files is full
        with suppress(OSError):
            path.unlink(missing_ok=True)
        return content
    return path


def _answer(shared: object) -> None:
    """Show that the process is there."""
