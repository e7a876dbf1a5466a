"""The same world under other labels: enterprises, schools and seats are numbered anew, and take their attributes along.

A label is the row in which an agent stands and the number by which its draws are addressed. Who has which attributes,
who watches whom and who leads stays; which draw falls to whom, and who comes first in every loop, does not.
"""

from __future__ import annotations

import numpy as np

from ....simulation.model import ConsortiumModel
from ....simulation.phases.students import students_enter
from ....simulation.rules.common import year_of
from ....simulation.scenario import Scenario
from ....simulation.state.columns import COHORTS_KEPT
from ....simulation.state.population import Population

__all__ = ["RelabelledModel", "enterprises_are_relabelled", "schools_are_relabelled", "seats_are_relabelled"]


class RelabelledModel(ConsortiumModel):
    """The model with all labels permuted: enterprises and schools once, the seats of a school with every cohort.

    `labels` is the seed of the permutations. They do not depend on the scenario, so two arms with the same `rng` and
    `labels` are the same world.
    """

    def __init__(self, scenario: Scenario, rng: int, labels: int) -> None:
        self._labels = labels
        super().__init__(scenario, rng=rng)

    def calendar_advances(self) -> None:
        """The next tick begins; before the very first, all that was founded is relabelled."""
        if self.tick == self._before_warm_up:
            enterprises_are_relabelled(self.population, self._permutations())
            schools_are_relabelled(self.population, self._permutations())
        super().calendar_advances()

    def _in_all_regions(self, phase, *arguments) -> None:
        super()._in_all_regions(phase, *arguments)
        if phase is students_enter:
            seats_are_relabelled(self.population, year_of.py_func(self.tick), self._permutations())

    def _permutations(self) -> np.random.Generator:
        return np.random.default_rng([self._labels, self.tick - self._before_warm_up])


def enterprises_are_relabelled(population: Population, permutations: np.random.Generator) -> None:
    """Permute the enterprises of each field of a region, right after the founding, when nobody has a partner yet."""
    markets = population.markets.ravel()
    came_from = _permuted(markets["first_enterprise"], markets["enterprises"], permutations)
    went_to = np.argsort(came_from)
    _move(population.enterprises, came_from, labels=("index",))
    population.neighbours[:] = went_to[population.neighbours[came_from]]
    population.regions["leader"] = went_to[population.regions["leader"]]


def schools_are_relabelled(population: Population, permutations: np.random.Generator) -> None:
    """Permute the schools of each region with their programmes, right after the founding. Their seats stay in place."""
    came_from = _permuted(population.regions["first_school"], population.regions["schools"], permutations)
    _move(population.schools, came_from, labels=("index", "first_seat"))
    population.programmes[:] = population.programmes[came_from]
    population.regions["leading_school"] = np.argsort(came_from)[population.regions["leading_school"]]


def seats_are_relabelled(population: Population, cohort: int, permutations: np.random.Generator) -> None:
    """Permute the students of a cohort (year of entry) within each school, right after they have entered."""
    students, schools = population.students, population.schools
    seats = len(students) // COHORTS_KEPT
    base = cohort % COHORTS_KEPT * seats
    came_from = _permuted(schools["first_seat"], schools["intake"], permutations)
    students[base : base + seats] = students[base : base + seats][came_from]


def _permuted(firsts: np.ndarray, counts: np.ndarray, permutations: np.random.Generator) -> np.ndarray:
    """For each row the one whose agent moves there; agents stay within blocks, which together hold all rows."""
    order = np.arange(int(counts.sum()))
    for first, count in zip(firsts, counts, strict=True):
        order[first : first + count] = first + permutations.permutation(count)
    return order


def _move(table: np.ndarray, came_from: np.ndarray, labels: tuple[str, ...]) -> None:
    """Give each row the attributes of another; `labels` are the columns that belong to the row."""
    kept = {name: table[name].copy() for name in labels}
    table[:] = table[came_from]
    for name, column in kept.items():
        table[name] = column
