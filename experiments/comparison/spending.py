"""What arms of a comparison cost the public, in the same worlds again and again: by one process or by several.

with spending_of(base, seeds, reforms=3, workers=4) as spending:
    spending(arm) - spending.standing       # k¥ per year of the model, mean over all years and seeds
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import numpy as np

from ...simulation.model import ConsortiumModel, Snapshot
from ...simulation.outputs.metrics import value
from ...simulation.saving import shared_years, taken_up
from ...simulation.scenario import Scenario
from ..runs.annual import years_of
from ..runs.processes import NoProcesses, Pool, died, usual_workers

__all__ = ["Spending", "spending_of", "yearly_cost"]

MOST_KEPT = 300
"""Seeds up to which a process keeps worlds (some 1 MB each for a city) rather than warm up anew."""

TRIED = 10
"""Strengths of a reform that a search tries, about: so often are the same worlds asked for."""

START = 5.0
"""Seconds that it takes to start processes and to have each load the model."""


def yearly_cost(scenario: Scenario, seed: int) -> float:
    """Public spending of a run, mean over all its years, k¥ per year of the model."""
    return _spent(ConsortiumModel(scenario, rng=seed))


def _spent(model: ConsortiumModel) -> float:
    """Mean yearly public spending of a model that is taken to its horizon."""
    years = years_of(model.specification)
    while model.tick < 2 * years:
        model.step()
    return float(value("public_spending", model.recorder.sums(1))[:, 0].sum()) / years


class _Worlds:
    """The baseline's worlds as they stood where reforms leave them: every arm is simulated from there on."""

    def __init__(self, base: Scenario, seeds: Sequence[int]) -> None:
        self.base, self.seeds = base, tuple(seeds)
        self._kept: dict[tuple[int, int], Snapshot] = {}

    def costs(self, arm: Scenario) -> list[float]:
        """An arm's yearly spending with every seed, k¥ per year of the model."""
        left = shared_years(self.base, arm) if len(self.seeds) <= MOST_KEPT else None
        if left is None:
            return [yearly_cost(arm, seed) for seed in self.seeds]
        return [_spent(taken_up(arm, seed, self._stood(seed, left).copy(), self.base)) for seed in self.seeds]

    def _stood(self, seed: int, year: int) -> Snapshot:
        """The baseline's world at the end of a year (0: of the warm-up)."""
        if (seed, year) not in self._kept:
            model = ConsortiumModel(self.base, rng=seed)
            while model.tick < 2 * year:
                model.step()
            self._kept[seed, year] = model.snapshot()
        return self._kept[seed, year]


class Spending:
    """Mean yearly spending of arms in the same worlds. Each of several processes keeps the worlds of some seeds."""

    def __init__(self, base: Scenario, seeds: Sequence[int]) -> None:
        self.runs = 0
        """Runs that it took so far."""
        self.standing = math.nan
        """What the baseline spends."""
        self._seeds = tuple(seeds)
        self._here: _Worlds | None = _Worlds(base, self._seeds)
        self._pools: list[Pool] = []
        self._base = base

    def __call__(self, arm: Scenario) -> float:
        """k¥ per year of the model. Raises NoProcesses if a process died, and the errors of the model."""
        self.runs += len(self._seeds)
        if self._here is not None:
            return float(np.mean(self._here.costs(arm)))
        futures = [pool.submit(_Worlds.costs, arm) for pool in self._pools]
        costs = np.empty(len(self._seeds))
        for i, future in enumerate(futures):
            if died(future.exception()):
                raise NoProcesses("a worker process died in the search for strengths; memory may be too small")
            costs[i :: len(futures)] = future.result()
        return float(np.mean(costs))  # in the order of the seeds: the same bits whoever made them

    def share(self, workers: int, exits: ExitStack) -> None:
        """Have processes simulate from now on, each some of the seeds, until the exits. Raises NoProcesses."""
        for i in range(workers):
            pool = Pool(1, _Worlds(self._base, self._seeds[i::workers]))  # of its own: it keeps the worlds of its seeds
            self._pools.append(exits.enter_context(pool.started()))
        self._here = None


@contextmanager
def spending_of(base: Scenario, seeds: Sequence[int], reforms: int, workers: int | None = 1) -> Iterator[Spending]:
    """What arms cost, for a search of the strengths of so many reforms.

    With one worker it is this process that simulates; with None others do if `base`, which is simulated first, took so
    long that they are worth their start. Raises NoProcesses.
    """
    spending = Spending(base, seeds)
    with ExitStack() as exits:
        if workers is not None and min(workers, len(seeds)) > 1:
            spending.share(min(workers, len(seeds)), exits)
        began = time.perf_counter()
        spending.standing = spending(base)
        seconds, others = (time.perf_counter() - began) * reforms * TRIED, min(usual_workers(), len(seeds))
        if workers is None and others > 1 and seconds * (1 - 1 / others) > START:
            spending.share(others, exits)
        yield spending
