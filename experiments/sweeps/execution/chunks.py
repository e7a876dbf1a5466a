"""What a worker does: simulate the runs of a chunk, one after another, and hand back finished tables.

A run is a pure function of its scenario and its seed, so it does not matter who makes it, when, or in which chunk.
"""

from __future__ import annotations

import os
import platform
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..dataset.tables import runs_bytes, series_bytes
from .arms import PointArms, SharedWorlds
from .run_one import MODEL, Outcome, simulate
from .warm_ups import WarmUps

if TYPE_CHECKING:
    from ..design.design import Design

__all__ = ["Finished", "Job", "Worker", "compute", "failed"]

MOST_POINTS = 100
"""Points whose scenarios a worker keeps where reforms are compared."""

LONGEST_ERROR = 300
"""Characters of an error that are kept."""


@dataclass(frozen=True)
class Job:
    """What all chunks have in common; a worker receives it once."""

    design: Design
    series: bool


@dataclass(frozen=True)
class Finished:
    """The runs of a chunk that are finished, as files of `tables`, and what is worth knowing of them.

    `seconds`, `host` and `process` say where the time went. `failures` tell run and error.
    """

    run_ids: np.ndarray
    runs: bytes
    series: bytes | None
    failures: tuple[tuple[int, str], ...]
    seconds: float
    host: str
    process: int
    model: str


def compute(job: Job, run_ids: np.ndarray, seconds: float) -> Finished:
    """Simulate runs in order, at least one and no further than `seconds` allow; what fails is recorded."""
    began = time.perf_counter()
    design, worker = job.design, _worker(job.design)
    outcomes: list[Outcome] = []
    for run_id, point, place in zip(*map(np.ndarray.tolist, (run_ids, *design.of_runs(run_ids))), strict=True):
        try:
            outcomes.append(worker.run(design, point, design.seeds[place], run_id, job.series))
        except Exception as error:
            outcomes.append(Outcome(run_id, error=described(error)))
        if time.perf_counter() - began >= seconds:
            break
    return _finished(job, outcomes, time.perf_counter() - began)


class Worker:
    """What a thread keeps from run to run of a design: worlds that are to go on, and the scenarios of points."""

    def __init__(self, design: Design) -> None:
        self._warm_ups, self._shared = WarmUps(design), SharedWorlds()
        self._design, self._points = design, OrderedDict[int, PointArms]()

    def run(self, design: Design, point: int, seed: int, run_id: int, series: bool) -> Outcome:
        """One run of the design. Errors of the model, and of a point whose values contradict, are raised."""
        arms = self._arms(design, point)
        if design.reforms:
            return self._shared.simulated(arms, seed, run_id, series)
        return simulate(arms.scenarios[0], seed, run_id, series, self._warm_ups)

    def _arms(self, design: Design, point: int) -> PointArms:
        """The scenarios of a point: runs that go on from each other come by the same points seed after seed."""
        if design is not self._design:  # another copy, whose points may be others
            self._design, self._points = design, OrderedDict()
        if point not in self._points:
            self._points[point] = PointArms(design.arms(point))
            if len(self._points) > (MOST_POINTS if design.reforms else 1):
                self._points.popitem(last=False)
        return self._points[point]


class _Kept(threading.local):
    """The worker of the design that this thread has worked on last, with what tells the design from others."""

    design: object = None
    worker: Worker


_KEPT = _Kept()


def _worker(design: Design) -> Worker:
    """The worker that this thread has kept of a design."""
    known = [arm.digest() for arm in (design.base, *design.reforms)], [factor.key for factor in design.factors]
    if _KEPT.design != known:
        _KEPT.design, _KEPT.worker = known, Worker(design)
    return _KEPT.worker


def failed(job: Job, run_id: int, error: str) -> Finished:
    """The record of a run that could not even be made to fail by itself."""
    return _finished(job, [Outcome(run_id, error=error)], 0.0)


def _finished(job: Job, outcomes: list[Outcome], seconds: float) -> Finished:
    return Finished(
        run_ids=np.array([outcome.run_id for outcome in outcomes], np.int64),
        runs=runs_bytes(job.design, outcomes),
        series=series_bytes(job.design, outcomes) if job.series else None,
        failures=tuple((outcome.run_id, outcome.error) for outcome in outcomes if outcome.error),
        seconds=seconds,
        host=platform.node(),
        process=os.getpid(),
        model=MODEL,
    )


def described(error: BaseException) -> str:
    """An error in one printable line."""
    text = f"{type(error).__name__}: {error}".strip().removesuffix(":")
    shown = "".join(c if c.isprintable() else " " if c in "\r\n\t" else ascii(c)[1:-1] for c in text)
    return shown if len(shown) <= LONGEST_ERROR else shown[: LONGEST_ERROR - 1] + "…"
