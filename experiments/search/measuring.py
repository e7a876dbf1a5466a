"""What a bundle changes in each of many worlds: paired with the base in the same world, never a level by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from ...simulation.model import ConsortiumModel
from ...simulation.outputs import metrics
from ...simulation.outputs.metrics import METRICS
from ...simulation.saving import Past, shared_years
from ...simulation.scenario import Scenario
from ..runs.annual import means_at_the_end, years_of
from ..runs.beginnings import Beginnings
from ..statistics.inference import differences
from .bundles import Bundle
from .policy_search import COST, PolicySearch, World

__all__ = ["Measuring", "Piece", "Stage", "measured"]

Stage = Literal["search", "fresh", "further"]
"""Which worlds: those in which bundles are searched, in which the chosen ones are measured again, or in which the best
of them is measured once more."""

Piece = tuple[Stage, str]
"""What is measured at a time: the worlds, and the key of a bundle."""

MOST_BYTES = 128_000_000
"""Memory for the beginnings of worlds in each process: some 70 worlds of the standard city."""

LAST = 10
"""Ticks whose means stand for the end of a run."""


@dataclass
class Measuring:
    """A search, and what a process keeps of the base's worlds: its outcomes, and where bundles leave its path."""

    search: PolicySearch
    _bases: dict[int, Scenario] = field(default_factory=dict)
    _known: dict[World, np.ndarray] = field(default_factory=dict)
    _kept: Beginnings = field(default_factory=lambda: Beginnings(MOST_BYTES, displaces=False))
    _left: int | None = None

    def __reduce__(self) -> tuple[type[Measuring], tuple[PolicySearch]]:
        """Another process begins with nothing kept."""
        return Measuring, (self.search,)

    def effects(self, bundle: Bundle, worlds: Sequence[World]) -> np.ndarray:
        """One row per world: the cost (mean over all years), the effect on each goal, the cost of the last five years.

        Costs are k¥ per year of the model; effects are on the means of the last five years. Errors of the model and of
        the scenario are raised.
        """
        rows = []
        for world in worlds:
            before, after = self._base_outcome(world), self._outcome(bundle, world)
            rows.append(differences(before, after))
        return np.stack(rows)

    def _base(self, member: int) -> Scenario:
        if member not in self._bases:
            self._bases[member] = self.search.base_in(member)
        return self._bases[member]

    def _base_outcome(self, world: World) -> np.ndarray:
        """What the base gives in a world; keeps the world as it stood where bundles leave it."""
        if world not in self._known:
            base = self._base(world.member)
            model = ConsortiumModel(base, rng=world.seed)
            while model.tick < 2 * self._shared_years(base):
                model.step()
            self._kept.keep(base, Past.of(base, years_of(base)), world.seed, model)
            self._known[world] = self._finished(model)
        return self._known[world]

    def _outcome(self, bundle: Bundle, world: World) -> np.ndarray:
        arm = self.search.space.scenario(self._base(world.member), bundle)
        begun = self._kept.longest(Past.of(arm, years_of(arm)), world.seed)
        return self._finished(ConsortiumModel(arm, rng=world.seed) if begun is None else begun.taken_up(arm))

    def _shared_years(self, base: Scenario) -> int:
        """The last year that the base has in common with every bundle of policies, at the earliest date of each."""
        if self._left is None:
            space = self.search.space
            alone = [space.bundle(genes) for share in (0.0, 1.0) for genes in space.alone(share)]
            years = [shared_years(base, space.scenario(base, bundle)) for bundle in alone]
            self._left = min((year for year in years if year is not None), default=0)
        return self._left

    def _finished(self, model: ConsortiumModel) -> np.ndarray:
        """Cost, goals and cost of the last years of a model that is taken to its horizon."""
        years = years_of(model.specification)
        while model.tick < 2 * years:
            model.step()
        ticks = np.stack(list(metrics.evaluate(model.recorder.sums(1)).values()), axis=-1)[:, 0]
        means = means_at_the_end(ticks[-LAST:])
        cost = float(ticks[:, _COLUMNS[COST]].sum()) / years
        return np.array([cost, *(means[_COLUMNS[name]] for name in (*self.search.goals, COST))])


_COLUMNS: Mapping[str, int] = {name: column for column, name in enumerate(METRICS)}


def measured(measuring: Measuring, stage: Stage, bundle: Bundle) -> np.ndarray:
    """Effects of a bundle by world. Errors of the model are raised, and ValueError where no world has a value."""
    search = measuring.search
    worlds = {"search": search.worlds, "fresh": search.fresh_worlds, "further": search.further_worlds}
    effects = measuring.effects(bundle, worlds[stage])
    empty = [name for name, column in zip(search.measured, effects.T, strict=True) if np.isnan(column).all()]
    if empty:
        raise ValueError(f"no world has a value of {', '.join(empty)}")
    return effects
