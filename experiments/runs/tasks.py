"""Many small computations by this process or by several; one that dies costs nothing but the time of what was with it.

with Computation(shared, workers=2) as computation:
    for key, result, error in computation.made(function, {1: ("a",), 2: ("b",)}):
        ...             # function(shared, "a") and function(shared, "b"), in the order in which they are ready
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self, TypeVar

from ...simulation.compilation import already_compiled
from .processes import Pool, WorkerDied, died

__all__ = ["Computation", "computed"]

MOST_DEATHS = 2
"""Deaths of processes over a task, while it is alone with them, after which it is recorded as failed."""

Key = TypeVar("Key")


class Computation:
    """Functions of something `shared`, computed by `workers` processes; with one, by this process.

    Others are started when there is more than one task for them. A context manager: processes end with it.
    """

    def __init__(self, shared: object, workers: int) -> None:
        self._shared, self._workers = shared, workers
        self._exits = ExitStack()
        self._pool: Pool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._exits.close()
        self._pool = None

    def made(
        self, function: Callable[..., Any], tasks: Mapping[Key, tuple[Any, ...]]
    ) -> Iterator[tuple[Key, Any, BaseException | None]]:
        """Key, result and error of every task (`function(shared, *arguments)`), in the order in which they are ready.

        A task with an error has no result. Raises NoProcesses where no process can be started.
        """
        waiting = dict(tasks)
        several = self._workers > 1 and len(waiting) > 1
        # Where nothing is compiled yet, one task is made here first, so that not every process compiles.
        here = waiting if not several else [] if already_compiled() else [next(iter(waiting))]
        for key in list(here):
            yield self._here(function, key, waiting.pop(key))
        if waiting:
            if self._pool is None:
                self._pool = self._exits.enter_context(Pool(self._workers, self._shared).started())
            yield from computed(self._pool, function, waiting)

    def results(
        self,
        function: Callable[..., Any],
        tasks: Mapping[Key, tuple[Any, ...]],
        on_done: Callable[[], object] = lambda: None,
    ) -> dict[Key, Any]:
        """The results of all tasks in their order. Raises the first error, and NoProcesses.

        `on_done` is called after every task.
        """
        found: dict[Key, Any] = {}
        for key, result, error in self.made(function, tasks):
            if error is not None:
                raise error
            found[key] = result
            on_done()
        return {key: found[key] for key in tasks}

    def _here(
        self, function: Callable[..., Any], key: Key, arguments: tuple[Any, ...]
    ) -> tuple[Key, Any, BaseException | None]:
        try:
            return key, function(self._shared, *arguments), None
        except Exception as error:
            return key, None, error


def computed(
    pool: Pool,
    function: Callable[..., Any],
    tasks: Mapping[Key, tuple[Any, ...]],
    under_way: dict[Future[Any], Key] | None = None,
) -> Iterator[tuple[Key, Any, BaseException | None]]:
    """Key, result and error of every task: what `function(shared, *arguments)` gives in a process of the pool.

    A task with an error has no result; that of one over which processes die is WorkerDied. `under_way` is kept for
    somebody who may stop: the tasks that have been sent and not been given. Raises NoProcesses where no process can be
    started any more.
    """
    under_way = {} if under_way is None else under_way
    waiting: deque[Key] = deque(tasks)
    suspects: deque[Key] = deque()  # they were with a process that died, and go out one at a time
    deaths: dict[Key, int] = {}
    order = {key: place for place, key in enumerate(tasks)}
    while waiting or suspects or under_way:
        alone = bool(suspects) and not under_way
        if alone:
            key = suspects.popleft()
            under_way[pool.submit(function, *tasks[key])] = key
        while not (suspects or alone) and waiting and len(under_way) < 2 * pool.workers:
            key = waiting.popleft()
            under_way[pool.submit(function, *tasks[key])] = key
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        if any(died(future.exception()) for future in done):
            done, _ = wait(under_way)  # the pool is broken with all that it has
        lost = []
        for future in done:
            key, error = under_way[future], future.exception()
            if died(error):
                lost.append(key)
            elif error is not None:
                yield key, None, error
            else:
                yield key, future.result(), None
            del under_way[future]
        for key in sorted(lost, key=order.__getitem__):
            deaths[key] = deaths.get(key, 0) + alone
            if deaths[key] >= MOST_DEATHS:
                yield key, None, WorkerDied()
            else:
                suspects.append(key)
        if lost:
            pool.renew()
