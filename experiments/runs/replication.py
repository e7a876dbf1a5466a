"""Replicates by several processes: the same bits as by one, whoever makes them and whoever is ready first.

    with Replication(scenarios, workers=4) as replication:
        for replicates in replication.made(seeds):      # those of one seed, in the order of the scenarios
            ...

What else is to be done with them, process by process, is given as `then`.

A seed is made as a whole by one process, since its scenarios have a past in common. A process that dies costs nothing:
the seeds that were with it are made again, each alone, and one over which processes die twice more has failed.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from types import TracebackType
from typing import Generic, Self, TypeVar

from ...simulation.compilation import already_compiled
from ...simulation.scenario import Scenario
from .batch import Replicate, replicates
from .processes import Pool, checked_workers, usual_workers
from .tasks import computed

__all__ = ["Replication"]

START = 5.0
"""Seconds that it takes to start processes and to have each load the model; what saves less is done by this one."""

Ready = tuple[Replicate, ...]
"""The replicates of one seed."""

R = TypeVar("R")


def _as_made(ready: Ready) -> Ready:
    return ready


class Replication(Generic[R]):
    """Some scenarios that are simulated with one seed after another by `workers` processes.

    With one, it is this process. With None, it is this process unless so much is left after two seeds that other
    processes, one for each processor, are worth their start. A context manager: processes end with it.

    `then` makes what is given of the replicates of a seed, in the process that has made them; a function that other
    processes can import. Default: the replicates as they are.
    """

    def __init__(
        self,
        scenarios: Sequence[Scenario],
        workers: int | None = 1,
        agents: bool = True,
        then: Callable[[Ready], R] = _as_made,
    ) -> None:
        self.scenarios, self.agents, self._then = tuple(scenarios), agents, then
        self.workers = None if workers is None else checked_workers(workers)
        self._exits = ExitStack()
        self._pool: Pool | None = None
        self._under_way: dict[Future[R], int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._under_way.clear()
        self._exits.close()

    def made(self, seeds: Iterable[int]) -> Iterator[R]:
        """The replicates of every seed, in the order in which they are ready. Raises NoProcesses."""
        waiting = deque(seeds)
        if self.workers is None and self._pool is None:
            yield from self._first(waiting)
        if self._pool is None and self.workers is not None and min(self.workers, len(waiting)) > 1:
            if not already_compiled():  # so that not every process compiles
                yield self._here(waiting.popleft())
            self._start(min(self.workers, len(waiting)))
        if self._pool is None:
            while waiting:
                yield self._here(waiting.popleft())
            return
        yield from self._elsewhere(self._pool, waiting)

    def finished(self) -> list[R]:
        """What other processes have made and nobody has been given, if nobody wants to wait for the rest."""
        done = [future for future in self._under_way if future.done() and not future.cancelled()]
        return [future.result() for future in done if future.exception() is None]

    def _first(self, waiting: deque[int]) -> Iterator[R]:
        """Make the first seeds here; start processes if what is left will take so long that they are worth it."""
        for taken in range(2):  # the first loads the model, and may have to compile it
            if not waiting:
                return
            began = time.perf_counter()
            ready = self._here(waiting.popleft())
            seconds = (time.perf_counter() - began) * len(waiting)
            workers = min(usual_workers(), len(waiting))
            if taken == 1 and workers > 1 and seconds * (1 - 1 / workers) > START:
                self._start(workers)
            yield ready

    def _start(self, workers: int) -> None:
        self._pool = self._exits.enter_context(Pool(workers, (self.scenarios, self.agents, self._then)).started())

    def _here(self, seed: int) -> R:
        return _made((self.scenarios, self.agents, self._then), seed)

    def _elsewhere(self, pool: Pool, waiting: Sequence[int]) -> Iterator[R]:
        for seed, ready, error in computed(pool, _made, {seed: (seed,) for seed in waiting}, self._under_way):
            yield ready if error is None else self._failed(seed, f"{type(error).__name__}: {error}")

    def _failed(self, seed: int, error: str) -> R:
        """The record of a seed that could not even be made to fail by itself."""
        return self._then(tuple(Replicate(scenario.name, seed, error=error) for scenario in self.scenarios))


def _made(shared: tuple[Sequence[Scenario], bool, Callable[[Ready], R]], seed: int) -> R:
    """What a process does with a seed."""
    scenarios, agents, then = shared
    return then(tuple(replicates(scenarios, (seed,), agents)))
