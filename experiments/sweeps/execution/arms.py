"""The runs of a sweep that compares reforms: every run simulates the base and all reforms of its point with its seed.

Arms are the same world, to the bit, until the first year in which their policies differ or are known to
(`saving.Past`). So are arms of two points with the same parameters, and an arm that a factor does not concern is the
same at both. Each world is simulated once, as long as its points come one after another with the same seed
(`run_order`); what is given is the same to the bit as if every arm had been simulated by itself.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from functools import cached_property

from ....simulation.model import ConsortiumModel
from ....simulation.saving import Past
from ....simulation.scenario import Scenario
from ...runs.annual import years_of
from ...runs.beginnings import Beginnings
from .run_one import Outcome, measured

__all__ = ["PointArms", "SharedWorlds"]


@dataclass(frozen=True)
class PointArms:
    """The base and the reforms of a point, the base first."""

    scenarios: tuple[Scenario, ...]

    @cached_property
    def pasts(self) -> tuple[Past, ...]:
        """What determines each arm, year by year."""
        return tuple(Past.of(scenario, years_of(scenario)) for scenario in self.scenarios)

    @cached_property
    def digests(self) -> tuple[str, ...]:
        """What tells an arm from all that give other numbers."""
        return tuple(scenario.digest() for scenario in self.scenarios)

    @cached_property
    def leaves(self) -> tuple[frozenset[int], ...]:
        """The ends of years (0: the warm-up) at which some later arm leaves each of the arms."""
        pasts = self.pasts
        found: list[set[int]] = [{0} for _ in pasts]
        for row, past in enumerate(pasts):
            shared = [(past.shared_years(pasts[before]), before) for before in range(row)]
            best = max(((years, -before) for years, before in shared if years is not None), default=None)
            if best is not None:
                found[-best[1]].add(best[0])
        return tuple(map(frozenset, found))


class SharedWorlds:
    """The worlds of one seed and one set of parameters that the runs of a sweep go on from, run after run."""

    def __init__(self) -> None:
        self._of: object = None
        self._empty()

    def _empty(self) -> None:
        self._begun = Beginnings(sys.maxsize, displaces=False)
        self._finished: dict[tuple[str, bool], Outcome] = {}

    def simulated(self, arms: PointArms, seed: int, run_id: int = 0, series: bool = False) -> Outcome:
        """One run: what the base gave, and what each reform gave. Errors of the model are raised."""
        known = seed, arms.pasts[0].standing
        if known != self._of:
            self._of = known
            self._empty()
        made = [self._made(arms, row, seed, series) for row in range(len(arms.scenarios))]
        return replace(made[0], run_id=run_id, reforms=tuple(made[1:]))

    def _made(self, arms: PointArms, row: int, seed: int, series: bool) -> Outcome:
        key = arms.digests[row], series
        if key not in self._finished:
            try:
                self._finished[key] = self._run(arms, row, seed, series)
            except Exception as error:
                if row == 0:
                    raise
                name = arms.scenarios[row].name
                raise RuntimeError(f"in the reform {name}: {type(error).__name__}: {error}") from error
        return self._finished[key]

    def _run(self, arms: PointArms, row: int, seed: int, series: bool) -> Outcome:
        scenario, past, leaves = arms.scenarios[row], arms.pasts[row], arms.leaves[row]
        begun = self._begun.longest(past, seed)
        model = ConsortiumModel(scenario, rng=seed) if begun is None else begun.taken_up(scenario)
        last = 2 * years_of(scenario)
        while True:
            if model.tick % 2 == 0 and model.tick < last and model.year in leaves:
                self._begun.keep(scenario, past, seed, model)
            if model.tick >= last:
                break
            model.step()
        return measured(model, series)
