"""Who simulates a sweep: what is asked for, checked, and the pool of workers that it means."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Literal, cast, overload

from ....simulation.checking import nearest, show
from ...runs.processes import checked_workers, usual_workers
from .dask_pool import DaskPool, check_address
from .worker_pools import GivenExecutor, Processes, Serial, WorkerPool

__all__ = ["KINDS", "Kind", "chosen", "worker_pool"]

Kind = Literal["serial", "processes", "dask"]
KINDS: tuple[Kind, ...] = ("serial", "processes", "dask")


@overload
def chosen(executor: object, workers: object, scheduler: object) -> Kind | Executor: ...
@overload
def chosen(executor: str | None, workers: object, scheduler: object, dashes: str) -> Kind: ...
def chosen(executor: object, workers: object, scheduler: object, dashes: str = "") -> Kind | Executor:
    """The executor that is meant, once name, number of workers and scheduler fit together.

    Without a name it is Dask where a scheduler is given, else processes. `dashes` stands before names of options in
    messages, as on a command line. Raises ValueError.
    """
    kind = executor if executor is not None else "processes" if scheduler is None else "dask"
    given = isinstance(kind, Executor)
    if not (given or (isinstance(kind, str) and kind in KINDS)):
        hint = nearest(kind, KINDS) if isinstance(kind, str) else ""
        objects = "" if dashes else ", or a concurrent.futures.Executor"
        raise ValueError(f"{dashes}executor = {show(kind)} is none; allowed: {', '.join(KINDS)}{objects}{hint}")
    if scheduler is not None:
        if kind != "dask":
            name = type(kind).__name__ if given else kind
            raise ValueError(f"{dashes}scheduler is an option of {dashes}executor dask, not of {name}")
        check_address(scheduler)
    if workers is not None:
        number = checked_workers(workers, dashes)
        if number > 1 and kind == "serial":
            raise ValueError(f"{dashes}executor serial has one worker; allowed with {dashes}workers: processes, dask")
    return cast("Kind | Executor", kind)


def worker_pool(kind: Kind | Executor, workers: int | None = None, scheduler: str | None = None) -> WorkerPool:
    """The pool of a kind, or around an executor; `scheduler` is the address of a Dask scheduler or its file."""
    if isinstance(kind, Executor):
        return GivenExecutor(kind, workers or usual_workers())
    if kind == "serial":
        return Serial()
    if kind == "processes":
        return Processes(workers or usual_workers())
    return DaskPool(workers, scheduler)
