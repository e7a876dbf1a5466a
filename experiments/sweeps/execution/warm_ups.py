"""Warm-ups that several runs of a sweep have in common: points of a design that differ in policies only.

A run begins with a warm-up of many years, in which no policy acts. Two points with the same parameters and the same
seed therefore begin as the same world, to the bit; the process that simulates keeps that world and goes on from it.
"""

from __future__ import annotations

from ....simulation.model import ConsortiumModel
from ....simulation.saving import Past
from ....simulation.scenario import Scenario
from ...runs.beginnings import Beginnings
from ..design.design import Design

__all__ = ["WarmUps"]

MOST_BYTES = 128_000_000
"""Memory for warm-ups in each process: some 70 worlds of the standard city."""


class WarmUps:
    """The last warm-up of each of a design's seeds, for as many seeds as fit: all seeds come in turn, point by point.

    Nothing is kept for designs that vary parameters alone, whose points have no warm-up in common.
    """

    def __init__(self, design: Design) -> None:
        varied = [factor.key for factor in design.factors]
        self._is_shared = len(design.points) > 1 and not all(key.startswith("parameters.") for key in varied)
        self._kept = Beginnings(MOST_BYTES, displaces=False)

    def model(self, scenario: Scenario, seed: int) -> ConsortiumModel:
        """A model at tick 0; nobody can tell one that was warmed up from one that goes on from another's warm-up."""
        if not self._is_shared:
            return ConsortiumModel(scenario, rng=seed)
        past = Past.of(scenario, 0)
        begun = self._kept.longest(past, seed)
        if begun is not None:
            return begun.taken_up(scenario)
        model = ConsortiumModel(scenario, rng=seed)
        self._kept.forget(seed)  # of other parameters, which do not come back
        self._kept.keep(scenario, past, seed, model)
        return model
