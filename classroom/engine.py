"""Simulates for the page: processes that stay warm, a queue, and results that are kept and shared by whoever asks.

    async with Engine() as engine:
        worlds = await engine.worlds(scenario, seeds=range(1, 6))

What is asked for is a function of a subject, mostly a scenario, and a number, mostly a seed. It is computed once
however many ask for it at the same time, kept as long as there is room, and dropped from the queue when nobody waits
for it any more. First worlds come before further ones: whoever moves a slider is served before whoever waits for a
finer picture, and both before what is computed in the background.
"""

from __future__ import annotations

import asyncio
import itertools
import pickle
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Protocol, Self

from ..experiments.runs.processes import Pool, died, usual_workers
from ..simulation.scenario import Scenario
from .worlds import World, simulated_world

__all__ = ["Busy", "Engine", "Stopped", "Subject"]

MOST_WORKERS = 8
MOST_KEPT = 48_000_000
"""Bytes of results that are kept: some thousand worlds."""
MOST_WAITING = 4_000
"""Worlds that wait in the queue, over all who ask."""
AT_ONCE = 5
"""Worlds of a request that come before further worlds of any other: as many as a verdict needs."""
MOST_IN_LINE = 20
"""Files that wait to be made, over all who ask."""
IN_HAND = 2
"""Worlds that a process is given at a time, so that it need not wait for the next."""
LAST = MOST_WAITING
"""Turn of what is computed in the background: behind all worlds."""


class Subject(Protocol):
    """What a function is computed of: a scenario, or something else that can be sent to a process."""

    def digest(self) -> str:
        """Tells it from others."""
        ...


Function = Callable[[object, Any, int], Any]
"""A function at the top of a module, of (None, subject, number), that a process computes."""
_Key = tuple[str, str, int]


class Busy(Exception):
    """So many wait already that no more are taken."""


class Stopped(Exception):
    """A world could not be simulated; the message says why."""


@dataclass(order=True)
class _Job:
    """A result that somebody waits for."""

    urgency: tuple[int, int]
    key: _Key = field(compare=False)
    function: Function = field(compare=False)
    subject: Subject = field(compare=False)
    result: asyncio.Future[Any] = field(compare=False)
    waiting: int = field(default=0, compare=False)


class Engine:
    """Warm processes with a queue and a store of results. An asynchronous context manager: processes end with it."""

    def __init__(self, workers: int | None = None, most_kept: int = MOST_KEPT) -> None:
        self.workers = min(workers or usual_workers(), MOST_WORKERS)
        """Processes that simulate."""
        self._most_kept = most_kept
        self._kept: OrderedDict[_Key, tuple[Any, int]] = OrderedDict()
        self._size = 0
        self._jobs: dict[_Key, _Job] = {}
        self._queues: list[asyncio.PriorityQueue[_Job]] = [asyncio.PriorityQueue() for _ in range(self.workers)]
        self._order = itertools.count()
        self._exits = ExitStack()
        self._pools: list[Pool] = []
        self._loops: list[asyncio.Task[None]] = []
        self._side: Pool | None = None
        self._turns = asyncio.Lock()
        self._in_line = 0
        self.simulated = 0
        """Results computed so far, for tests and for who looks after the server."""

    async def __aenter__(self) -> Self:
        def started() -> list[Pool]:
            return [self._exits.enter_context(Pool(1, None).started()) for _ in range(self.workers)]

        self._pools = await asyncio.to_thread(started)
        self._loops = [
            asyncio.create_task(self._serve(number)) for number in range(self.workers) for _ in range(IN_HAND)
        ]
        return self

    async def __aexit__(self, *error: object) -> None:
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        await asyncio.to_thread(self._exits.close)

    @property
    def waiting(self) -> int:
        """Results that are waited for."""
        return len(self._jobs)

    async def worlds(self, scenario: Scenario, seeds: Iterable[int]) -> list[World]:
        """The worlds of a scenario, in the order of the seeds. Raises Busy and Stopped."""
        return await self.results(simulated_world, [(scenario, seed) for seed in seeds])

    async def results(
        self, function: Function, asked: Sequence[tuple[Subject, int]], turn: int | None = None
    ) -> list[Any]:
        """What a function gives for some subjects and numbers, in their order. Raises Busy and Stopped.

        If whoever waits is cancelled, what nobody else waits for and nobody has begun is not computed. Without a `turn`
        the first few of a subject come first.
        """
        places: dict[str, int] = {}
        digests: dict[int, str] = {}
        jobs: list[_Job] = []
        found: list[Any] = []
        try:
            for subject, number in asked:
                if id(subject) not in digests:
                    digests[id(subject)] = subject.digest()
                digest = digests[id(subject)]
                key = f"{function.__module__}.{function.__qualname__}", digest, number
                place = places[digest] = places.get(digest, -1) + 1
                if key in self._kept:
                    self._kept.move_to_end(key)
                    found.append(self._kept[key][0])
                    continue
                job = self._jobs.get(key) or self._queued(
                    key, function, subject, place // AT_ONCE if turn is None else turn
                )
                job.waiting += 1
                jobs.append(job)
                found.append(job)
            # shielded: another may wait for the same
            return [await asyncio.shield(one.result) if isinstance(one, _Job) else one for one in found]
        finally:
            for job in jobs:
                job.waiting -= 1

    async def in_background(
        self, function: Function, subject: Subject, numbers: Iterable[int], on_done: Callable[[], object]
    ) -> list[Any]:
        """What a function gives for a subject and some numbers, in their order, after all that others wait for.

        A process is given one at a time, so that whoever moves a slider waits for no more than that one. `on_done` is
        called after each. Raises Busy and Stopped.
        """
        found: dict[int, Any] = dict.fromkeys(numbers)

        async def computed(own: Sequence[int]) -> None:
            for number in own:
                (found[number],) = await self.results(function, [(subject, number)], LAST)
                on_done()

        by_process = ([n for n in found if n % self.workers == process] for process in range(self.workers))
        tasks = [asyncio.create_task(computed(own)) for own in by_process]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
        return list(found.values())

    async def call(self, function: Callable[..., Any], *arguments: object) -> Any:
        """What a function of (None, *arguments) gives, from a process of its own, one after another.

        For what takes seconds, such as figures: worlds are not kept waiting. Raises Busy and Stopped.
        """
        if self._in_line >= MOST_IN_LINE:
            raise Busy
        self._in_line += 1
        try:
            async with self._turns:
                if self._side is None:
                    self._side = await asyncio.to_thread(lambda: self._exits.enter_context(Pool(1, None).started()))
                # shielded: the process goes on, and the next must not be sent to it before it is done
                return await asyncio.shield(self._called(self._side, function, arguments))
        finally:
            self._in_line -= 1

    async def _called(self, pool: Pool, function: Callable[..., Any], arguments: tuple[object, ...]) -> Any:
        try:
            return await asyncio.wrap_future(pool.submit(function, *arguments))
        except Exception as error:
            if died(error):
                self._side = None
            raise Stopped(f"{type(error).__name__}: {error}") from None

    def _queued(self, key: _Key, function: Function, subject: Subject, turn: int) -> _Job:
        if len(self._jobs) >= MOST_WAITING:
            raise Busy
        result: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        result.add_done_callback(lambda done: done.cancelled() or done.exception())  # nobody may be left to ask for it
        job = self._jobs[key] = _Job((turn, next(self._order)), key, function, subject, result)
        self._queues[key[2] % self.workers].put_nowait(job)  # a seed's beginnings are kept by one process
        return job

    async def _serve(self, number: int) -> None:
        """Have one process compute what is most urgent, for ever."""
        while True:
            job = await self._queues[number].get()
            if job.waiting == 0:
                del self._jobs[job.key]
                job.result.cancel()
                continue
            try:
                size, result = await self._computed(number, job)
            except Exception as error:
                job.result.set_exception(Stopped(f"the model stopped: {type(error).__name__}: {error}"))
            else:
                self._keep(job.key, result, size)
                job.result.set_result(result)
            del self._jobs[job.key]

    async def _computed(self, number: int, job: _Job) -> tuple[int, Any]:
        """The size of a result and the result. A process that dies is replaced, and what it had is tried once more."""
        for attempt in range(2):
            pool = self._pools[number]
            try:
                future = pool.submit(_sized, job.function, job.subject, job.key[2])
                found = await asyncio.wrap_future(future)
                self.simulated += 1
                return found
            except Exception as error:
                if not died(error):
                    raise
                if attempt == 0 and pool is self._pools[number]:
                    await asyncio.to_thread(self._renew, number, pool)
        raise RuntimeError("the process that simulates died over this scenario; memory may be too small")

    def _renew(self, number: int, pool: Pool) -> None:
        """Start a process in the place of one that died."""
        if pool is self._pools[number]:
            self._pools[number] = self._exits.enter_context(Pool(1, None).started())

    def _keep(self, key: _Key, result: Any, size: int) -> None:
        if size > self._most_kept // 8:
            return
        self._kept[key] = result, size
        self._size += size
        while self._size > self._most_kept:
            self._size -= self._kept.popitem(last=False)[1][1]


def _sized(shared: object, function: Function, subject: Subject, number: int) -> tuple[int, Any]:
    """What a process does: the result and, for the store, how many bytes it takes."""
    result = function(shared, subject, number)
    return len(pickle.dumps(result)), result
