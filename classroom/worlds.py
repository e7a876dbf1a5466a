"""One world for the page: a scenario and a seed in, its years and its agents out.

A world that begins as another one did is continued from where they part. The process that simulates keeps the last
of such beginnings: who moves a slider asks for the same warm-up, and the same years before a reform starts, each time.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..experiments.runs.agent_panel import AgentsPanel, AgentsWatch
from ..experiments.runs.annual import years_of, years_of_ticks
from ..experiments.runs.beginnings import Beginnings
from ..simulation.model import ConsortiumModel
from ..simulation.outputs import metrics
from ..simulation.saving import Past
from ..simulation.scenario import Scenario

__all__ = ["World", "simulated_world"]

MOST_BYTES = 24_000_000
"""Memory for beginnings, in each process: some 30 of the baseline's worlds."""


@dataclass(frozen=True)
class World:
    """What the page keeps of a world: the value of every year (one row per year, one column per metric), its agents."""

    years: np.ndarray = field(repr=False)
    agents: AgentsPanel = field(repr=False)


_BEGINNINGS = Beginnings(MOST_BYTES, displaces=True)


def simulated_world(shared: object, scenario: Scenario, seed: int) -> World:
    """Simulate a world; `shared` is what processes of a pool are given and is not looked at."""
    horizon = years_of(scenario)
    past = Past.of(scenario, horizon)
    begun = _BEGINNINGS.longest(past, seed)
    if begun is None or begun.watch is None:
        model, watch = ConsortiumModel(scenario, rng=seed), AgentsWatch(horizon)
        watch.see(model)
        _BEGINNINGS.keep(scenario, past, seed, model, watch)
    else:
        model, watch = begun.taken_up(scenario), begun.watch.copy()
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
