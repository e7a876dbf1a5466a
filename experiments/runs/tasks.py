"""Many small computations by several processes; one that dies costs nothing but the time of what was with it.

for key, result, error in computed(pool, function, {1: ("a",), 2: ("b",)}):
    ...             # in the order in which they are ready; `error` is a text, empty where all went well
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any, TypeVar

from .processes import Pool, died
from .replication import DIED

__all__ = ["computed"]

MOST_DEATHS = 2
"""Deaths of processes over a task, while it is alone with them, after which it is recorded as failed."""

Key = TypeVar("Key")


def computed(
    pool: Pool, function: Callable[..., Any], tasks: Mapping[Key, tuple[Any, ...]]
) -> Iterator[tuple[Key, Any, str]]:
    """Key, result and error of every task: what `function(shared, *arguments)` gives in a process of the pool.

    A task with an error has no result. Raises NoProcesses where no process can be started any more.
    """
    waiting: deque[Key] = deque(tasks)
    suspects: deque[Key] = deque()  # they were with a process that died, and go out one at a time
    under_way: dict[Future[Any], Key] = {}
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
            key, error = under_way.pop(future), future.exception()
            if died(error):
                lost.append(key)
            elif error is not None:
                yield key, None, f"{type(error).__name__}: {error}"
            else:
                yield key, future.result(), ""
        for key in sorted(lost, key=order.__getitem__):
            deaths[key] = deaths.get(key, 0) + alone
            if deaths[key] >= MOST_DEATHS:
                yield key, None, DIED
            else:
                suspects.append(key)
        if lost:
            pool.renew()
