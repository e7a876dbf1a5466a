"""Runs: scenarios over a range of seeds, one replicate after another.

    batch = run("baseline", seeds=10)
    batch.series        # scenario, seed, tick, year, region, then one column per metric

A replicate is one scenario with one seed. It is a pure function of the two (`simulate`), so replicates may be made in
any order and anywhere; `Batch` puts them in order.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from numbers import Integral
from typing import Any, Protocol

import pandas as pd

from ...simulation.checking import pythonic, seed_number, show
from ...simulation.extensions import Extensions
from ...simulation.model import ConsortiumModel
from ...simulation.scenario import Scenario, load_scenario
from ...simulation.scenario.overrides import partial_overrides
from .agent_panel import AgentsPanel, AgentsTable, AgentsWatch, by_size
from .annual import years_of
from .first_treated import regions_of
from .forking import SimulatedArm, simulated

__all__ = [
    "Batch",
    "Made",
    "PartialOverride",
    "Replicate",
    "ScenarioLike",
    "Settings",
    "gathered",
    "labelled",
    "overridden",
    "replicate_of",
    "replicates",
    "run",
    "seed_range",
    "simulate",
]

TABLES = 200
"""Tables of replicates that are joined at a time."""

ScenarioLike = Scenario | str | os.PathLike[str]
"""A scenario, the name of a bundled one, or the path of a file."""

Settings = Iterable[str] | Mapping[str, object]
"""Overrides of single values, as in `load_scenario`."""


@dataclass(frozen=True)
class Replicate:
    """What one scenario gave with one seed, or the `error` that stopped it (then there are no frames).

    `series` holds scenario, seed, tick, year, region and all metrics; `agents` what is kept of enterprises, schools and
    trainees, if that was wanted.
    """

    scenario: str
    seed: int
    series: pd.DataFrame | None = field(default=None, repr=False)
    agents: AgentsPanel | None = field(default=None, repr=False)
    error: str = ""

    def table_of(self, name: AgentsTable) -> pd.DataFrame | None:
        """One table of `agents`, if they were wanted."""
        return None if self.agents is None else getattr(self.agents, name)


class Made(Protocol):
    """A replicate, wherever its tables are: in memory (`Replicate`) or on the disk (`kept_runs.KeptReplicate`)."""

    @property
    def scenario(self) -> str:
        """The name of the scenario."""
        ...

    @property
    def seed(self) -> int:
        """The seed."""
        ...

    @property
    def series(self) -> pd.DataFrame | None:
        """As in `Replicate`."""
        ...

    @property
    def agents(self) -> AgentsPanel | None:
        """As in `Replicate`."""
        ...

    def table_of(self, name: AgentsTable) -> pd.DataFrame | None:
        """As in `Replicate`."""
        ...

    @property
    def error(self) -> str:
        """What stopped it, if anything did."""
        ...


@dataclass(frozen=True)
class Batch:
    """The replicates of some scenarios over the same seeds, as far as they have been made."""

    scenarios: tuple[Scenario, ...]
    seeds: tuple[int, ...]
    replicates: tuple[Made, ...]

    @property
    def failures(self) -> list[Made]:
        """Replicates that stopped with an error."""
        return [replicate for replicate in self.replicates if replicate.error]

    @cached_property
    def finished_seeds(self) -> tuple[int, ...]:
        """Seeds for which every scenario has been simulated."""
        done = {(replicate.scenario, replicate.seed) for replicate in self.replicates if not replicate.error}
        return tuple(seed for seed in self.seeds if all((scenario.name, seed) in done for scenario in self.scenarios))

    @cached_property
    def series(self) -> pd.DataFrame:
        """Series of all finished replicates, in the order of scenarios, then seeds."""
        return _joined(self.pieces())

    def pieces(self) -> Iterator[pd.DataFrame]:
        """The same, so many replicates at a time: thousands need not be there at once."""
        tables = (replicate.series for replicate in self._ordered())
        return _pieces(table for table in tables if table is not None)

    @cached_property
    def regions(self) -> pd.DataFrame:
        """Regions of every scenario, and the first year in which a policy acts in them (see `regions.regions_of`)."""
        return regions_of(self.scenarios)

    @cached_property
    def by_size(self) -> pd.DataFrame:
        """Participation by class of enterprise size at the end: scenario, seed, size_class, then shares by depth."""
        return self._joined_tables("enterprises", by_size)

    def agents(self, table: AgentsTable) -> pd.DataFrame:
        """A table of `AgentsPanel` for all finished replicates: scenario, seed, then its columns."""
        return self._joined_tables(table, lambda rows: rows)

    def _joined_tables(self, name: AgentsTable, summed: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
        tables = ((replicate, replicate.table_of(name)) for replicate in self._ordered())
        return _joined(
            labelled(summed(table), replicate.scenario, replicate.seed)
            for replicate, table in tables
            if table is not None
        )

    def _ordered(self) -> list[Made]:
        arms = {scenario.name: row for row, scenario in enumerate(self.scenarios)}
        return sorted(self.replicates, key=lambda replicate: (arms[replicate.scenario], replicate.seed))


def seed_range(seeds: int | Iterable[int]) -> tuple[int, ...]:
    """Seeds as whole numbers from 0, each once; a number N means 1 … N. Raises ValueError."""
    form = "allowed: a number of seeds from 1, or the seeds themselves"
    if isinstance(seeds, Integral) and not isinstance(seeds, bool) and int(seeds) >= 1:
        return tuple(range(1, int(seeds) + 1))
    if isinstance(seeds, str | bytes | Mapping) or not isinstance(seeds, Iterable):
        raise ValueError(f"seeds = {show(pythonic(seeds))}; {form}")
    numbers = tuple(seed_number(seed, "one of seeds") for seed in seeds)
    if not numbers:
        raise ValueError(f"seeds are none; {form}")
    if len(set(numbers)) < len(numbers):
        raise ValueError("seeds: a seed stands twice; allowed: each once")
    return numbers


def simulate(scenario: Scenario, seed: int, agents: bool = True) -> Replicate:
    """Simulate one scenario with one seed. `agents`: keep what became of agents, which takes a little longer.

    Errors of the model are raised.
    """
    (arm,) = simulated((scenario,), (seed,), _watch if agents else None)
    return _kept(arm)


def replicate_of(model: ConsortiumModel, watch: AgentsWatch | None) -> Replicate:
    """What is kept of a model at its horizon."""
    scenario = model.specification
    series = labelled(model.timeseries(), scenario.name, model.seed)
    return Replicate(scenario.name, model.seed, series, None if watch is None else watch.panel())


def labelled(frame: pd.DataFrame, scenario: str, seed: int) -> pd.DataFrame:
    """A table of one replicate with the columns that tell it from others."""
    frame = frame.copy(deep=False)
    frame.insert(0, "scenario", scenario)
    frame.insert(1, "seed", seed)
    return frame


def _joined(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    found = list(_pieces(frames))
    if not found:
        raise ValueError("no replicate has finished")
    return found[0] if len(found) == 1 else pd.concat(found, ignore_index=True)


def _pieces(frames: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Tables joined one below the other, some at a time: what a small table has around its numbers is larger."""
    left = iter(frames)
    while some := list(islice(left, TABLES)):
        yield pd.concat(some, ignore_index=True)


def replicates(scenarios: Sequence[Scenario], seeds: Iterable[int], agents: bool = True) -> Iterator[Replicate]:
    """Simulate every scenario with every seed, one after another; an error is recorded and does not stop the others.

    Seeds are the outer loop: whenever it is interrupted, the scenarios have been simulated on the same seeds. What
    scenarios have in common, the warm-up at least where they differ in policies only, is simulated once a seed.
    """
    for arm in simulated(scenarios, seeds, _watch if agents else None):
        try:
            yield _kept(arm)
        except Exception as error:
            yield Replicate(arm.scenario.name, arm.seed, error=f"{type(error).__name__}: {error}")


def _kept(arm: SimulatedArm[AgentsWatch]) -> Replicate:
    """What is kept of an arm at its horizon; its error is raised."""
    return replicate_of(arm.finished, arm.watch)


def _watch(scenario: Scenario) -> AgentsWatch:
    return AgentsWatch(years_of(scenario))


def run(
    scenario: ScenarioLike,
    seeds: int | Iterable[int] = 1,
    *,
    set: Settings = (),
    extensions: Extensions | None = None,
    on_done: Callable[[Replicate], Any] | None = None,
) -> Batch:
    """Simulate one scenario for some seeds (a number N means the seeds 1 … N).

    `set` overrides values as in `load_scenario`; `extensions` are rules and metrics of your own; `on_done` is called
    with every replicate when it is ready.
    Raises ScenarioError or ValueError before anything is simulated.
    """
    loaded = overridden(scenario, set).extended(extensions)
    return gathered((loaded,), seed_range(seeds), on_done)


def overridden(scenario: ScenarioLike, settings: Settings) -> Scenario:
    """A scenario with overrides; warns of one that acts in some regions only. Raises ScenarioError."""
    settings = settings if isinstance(settings, Mapping | str) else tuple(settings)
    changed = scenario.with_(settings) if isinstance(scenario, Scenario) else load_scenario(scenario, settings)
    for remark in partial_overrides(settings, changed.regions):
        warnings.warn(f"{changed.name}: {remark}", PartialOverride, stacklevel=3)
    return changed


class PartialOverride(UserWarning):
    """An override that acts in some regions only, since the others have values of their own."""


def gathered(
    scenarios: tuple[Scenario, ...], seeds: tuple[int, ...], on_done: Callable[[Replicate], Any] | None = None
) -> Batch:
    """All replicates of some scenarios, with a call for each that is ready."""
    made = []
    for replicate in replicates(scenarios, seeds):
        made.append(replicate)
        if on_done is not None:
            on_done(replicate)
    return Batch(scenarios, seeds, tuple(made))
