"""One world for the page: a scenario and a seed in, its years and its agents out.

A world that begins as another one did is continued from where they part. The process that simulates keeps the last
of such beginnings: who moves a slider asks for the same warm-up, and the same years before a reform starts, each time.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

import numpy as np

from ..experiments.runs.agent_panel import AgentsPanel, AgentsWatch
from ..experiments.runs.annual import years_of, years_of_ticks
from ..simulation.model import ConsortiumModel, Snapshot
from ..simulation.outputs import metrics
from ..simulation.saving import Past, taken_up
from ..simulation.scenario import Scenario

__all__ = ["World", "simulated_world"]

MOST_BYTES = 24_000_000
"""Memory for beginnings, in each process: some 30 of the baseline's worlds."""


@dataclass(frozen=True)
class World:
    """What the page keeps of a world: the value of every year (a row a year, a column a metric) and its agents."""

    years: np.ndarray = field(repr=False)
    agents: AgentsPanel = field(repr=False)


@dataclass(frozen=True)
class _Beginning:
    """A world up to the end of a year, which others may go on from."""

    scenario: Scenario
    past: Past
    year: int
    snapshot: Snapshot
    watch: AgentsWatch
    size: int


def simulated_world(shared: object, scenario: Scenario, seed: int) -> World:
    """Simulate a world; `shared` is what processes of a pool are given and is not looked at."""
    horizon = years_of(scenario)
    past = Past.of(scenario, horizon)
    begun = _BEGINNINGS.longest(past, seed)
    if begun is None:
        model, watch = ConsortiumModel(scenario, rng=seed), AgentsWatch(horizon)
        watch.see(model)
        _BEGINNINGS.keep(scenario, past, seed, model, watch)
    else:
        model = taken_up(scenario, seed, begun.snapshot.copy(), begun.scenario)
        watch = begun.watch.copy()
    parting = 2 * _years_before_policies(scenario)
    while model.tick < 2 * horizon:
        model.step()
        watch.see(model)
        if model.tick == parting:
            _BEGINNINGS.keep(scenario, past, seed, model, watch)
    ticks = np.stack(list(metrics.evaluate(model.recorder.sums(1)).values()), axis=-1)
    return World(years_of_ticks(ticks[:, 0]), watch.panel())


def _years_before_policies(scenario: Scenario) -> int:
    """Years in which no policy acts or is known to come: what changes of a policy's strength leave as it is."""
    first = min((policy.start - policy.announced for policy in scenario.policies), default=1)
    return max(0, min(first - 1, years_of(scenario) - 1))


class _Beginnings:
    """The last beginnings that were used, as many as fit."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, int], _Beginning] = OrderedDict()
        self._size = 0

    def longest(self, past: Past, seed: int) -> _Beginning | None:
        """The beginning that spares most of a world."""
        found = None
        for key, begun in self._kept.items():
            if key[1] != seed or len(begun.past.years) != len(past.years) or (found and begun.year <= found[1].year):
                continue
            shared = past.shared_years(begun.past)
            if shared is not None and shared >= begun.year:
                found = key, begun
        if found is None:
            return None
        self._kept.move_to_end(found[0])
        return found[1]

    def keep(self, scenario: Scenario, past: Past, seed: int, model: ConsortiumModel, watch: AgentsWatch) -> None:
        """Keep a world as it stands between two years."""
        key, size = (scenario.digest(), seed, model.year), model.population.nbytes
        if key in self._kept or size > MOST_BYTES // 4:
            return
        self._kept[key] = _Beginning(scenario, past, model.year, model.snapshot(), watch.copy(), size)
        self._size += size
        while self._size > MOST_BYTES:
            self._size -= self._kept.popitem(last=False)[1].size


_BEGINNINGS = _Beginnings()
