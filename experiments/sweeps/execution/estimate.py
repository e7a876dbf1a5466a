"""What a sweep will take: time and disk, from a few of its runs."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ..dataset.tables import runs_bytes, series_bytes
from .chunks import Worker
from .driver import LONGEST, PORTION, SHORTEST
from .run_one import Outcome
from .run_order import RunOrder

if TYPE_CHECKING:
    from ..design.design import Design

__all__ = ["Estimate", "estimate"]

EVENLY, PATIENCE = 6, 20.0
"""Points that are tried, spread over the design, and seconds after which no third one is begun."""

SIZES = ("years", "regions", "schools", "enterprises", "intake")
"""Parameters that a run's time grows with."""


@dataclass(frozen=True)
class Estimate:
    """A sweep, or the part of it that is to be run, in numbers.

    `seconds` of the whole with so many workers, of the slowest run that was tried, and bytes.
    """

    points: int
    runs: int
    workers: int
    seconds: float
    slowest: float
    bytes: int
    tried: int


def estimate(design: Design, workers: int, series: bool, run_ids: np.ndarray | None = None) -> Estimate:
    """Time and disk of a design, or of some of its runs, from one run each of some points.

    The point that looks slowest is among them.
    """
    if run_ids is None:
        run_ids = np.arange(design.runs)
    wanted = np.bincount(design.of_runs(run_ids)[0], minlength=len(design.points))
    sizes = run_sizes(design)
    even = np.linspace(0, len(sizes) - 1, min(EVENLY, len(sizes))).round().astype(int).tolist()
    slowest = int(np.argmax(sizes))
    chosen = [slowest, *(point for point in dict.fromkeys([even[0], even[-1], *even]) if point != slowest)]
    blocks = RunOrder(design)
    order = list(dict.fromkeys(mate for point in chosen for mate in blocks.block_of(point)))
    worker = Worker(design)
    _tried(design, order[-1], series, Worker(design))  # what is slow but once
    outcomes: list[Outcome] = []
    seconds: list[float] = []
    began = time.perf_counter()
    for point in order:
        if len(outcomes) > 1 and time.perf_counter() - began > PATIENCE:
            break
        start = time.perf_counter()
        outcomes.append(_tried(design, point, series, worker))
        seconds.append(time.perf_counter() - start)
    tried = order[: len(outcomes)]
    # The slowest-looking point stands for itself; time goes with size.
    pace = float(np.sum(seconds) / np.sum(sizes[tried]))
    total = pace * float((sizes * wanted).sum()) / workers
    return Estimate(
        points=len(design.points),
        runs=len(run_ids),
        workers=workers,
        seconds=total,
        slowest=max(seconds),
        bytes=_bytes(design, outcomes, len(run_ids), total, workers, series),
        tried=len(outcomes),
    )


def _tried(design: Design, point: int, series: bool, worker: Worker) -> Outcome:
    run_id = point * len(design.seeds)
    try:
        return worker.run(design, point, design.seeds[0], run_id, series)
    except Exception as error:  # the sweep will record it
        return Outcome(run_id, error=type(error).__name__)


def run_sizes(design: Design) -> np.ndarray:
    """How large the run of each point looks, relative to others: half-years times people."""
    base = design.base.parameters

    def of(name: str) -> np.ndarray:
        key = next((key for key in (f"parameters.{name}", name) if key in design.points), None)
        return np.full(len(design.points), float(base[name])) if key is None else design.points[key].to_numpy(float)

    people = of("regions") * (3 * of("schools") * of("intake") + 10 * of("enterprises"))
    return (2 * of("years") + of("warm_up")) * (people + 1000)  # a thousand for what does not grow


def _bytes(design: Design, outcomes: list[Outcome], runs: int, seconds: float, workers: int, series: bool) -> int:
    """Size of the files: what each run adds, and what each file has around its runs."""

    def size(some: list[Outcome]) -> int:
        return len(runs_bytes(design, some)) + (len(series_bytes(design, some)) if series else 0)

    empty = size([])
    many = [_varied(outcome, 1 + 0.001 * i) for i in range(20) for outcome in outcomes]  # equal ones would take no room
    each = max(0.0, (size(many) - empty) / len(many))
    return int(each * runs + empty * min(runs, workers * _chunks(seconds)))


def _chunks(seconds: float) -> float:
    """How many chunks, each of which leaves a file, a worker makes in a time: they grow with it between two bounds."""
    grow, grown = SHORTEST / PORTION, LONGEST / PORTION
    short, middle, long = min(seconds, grow), min(max(seconds, grow), grown), max(0.0, seconds - grown)
    tail = 5  # towards the end they are halved again and again
    return short / SHORTEST + math.log(middle / grow) / PORTION + long / LONGEST + tail


def _varied(outcome: Outcome, factor: float) -> Outcome:
    """Another run like this one; what is 0 stays 0."""
    series = outcome.series
    return replace(
        outcome,
        reforms=tuple(_varied(reform, factor) for reform in outcome.reforms),
        means=None if outcome.means is None else outcome.means * factor,
        series=None if series is None else replace(series, values=series.values * factor),
    )
