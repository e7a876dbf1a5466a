"""What a worker does: simulate the runs of a chunk, one after another, and hand back finished tables.

A run is a pure function of its scenario and its seed, so it does not matter who makes it, when, or in which chunk.
"""

from __future__ import annotations

import os
import platform
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ....simulation.scenario import Scenario
from ..dataset.tables import runs_bytes, series_bytes
from .run_one import MODEL, Outcome, simulate
from .warm_ups import WarmUps

if TYPE_CHECKING:
    from ..design.design import Design

__all__ = ["Finished", "Job", "compute", "failed"]

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
    warm_ups = _warm_ups(job.design)
    outcomes: list[Outcome] = []
    scenario: Scenario | None = None
    present = -1
    for run_id, point, place in zip(*map(np.ndarray.tolist, (run_ids, *job.design.of_runs(run_ids))), strict=True):
        try:
            if point != present:
                scenario, present = None, point
                scenario = job.design.scenario(point)
            if scenario is None:  # it failed with the seed before
                scenario = job.design.scenario(point)
            outcomes.append(simulate(scenario, job.design.seeds[place], run_id, job.series, warm_ups))
        except Exception as error:
            outcomes.append(Outcome(run_id, error=described(error)))
        if time.perf_counter() - began >= seconds:
            break
    return _finished(job, outcomes, time.perf_counter() - began)


class _Kept(threading.local):
    """Warm-ups of the design that this thread has worked on last, with what tells the design from others."""

    design: object = None
    warm_ups: WarmUps


_KEPT = _Kept()


def _warm_ups(design: Design) -> WarmUps:
    """The warm-ups that this thread has kept of a design."""
    known = design.base.digest(), [factor.key for factor in design.factors]
    if _KEPT.design != known:
        _KEPT.design, _KEPT.warm_ups = known, WarmUps(design)
    return _KEPT.warm_ups


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
