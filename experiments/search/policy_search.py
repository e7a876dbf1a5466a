"""A search before it is carried out: base, what may be in a bundle, budget, goals, parameter sets and worlds.

search = load_search("incentives")
search.space, search.worlds, search.fresh_worlds
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from ...simulation.scenario import Scenario, ScenarioError
from ..comparison.merit import sign_of_better
from ..presentation.money import Budget
from ..sweeps.design.factors import spelled
from .bundles import Space

__all__ = ["FRESH_SEEDS", "FURTHER_SEEDS", "SEARCH_SEEDS", "PolicySearch", "SearchError", "World"]

SEARCH_SEEDS, FRESH_SEEDS, FURTHER_SEEDS = range(8001, 9001), range(9001, 10001), range(10001, 11001)
"""Seeds on which bundles are searched, those on which the chosen ones are measured again, and those on which the best
of them is measured once more: none has two uses."""

COST, COST_AT_END = "public_spending", "public_spending in the last years"
"""What is measured of a bundle besides the goals: the cost per year, over all years and in the last of them."""


class SearchError(ScenarioError):
    """A search that cannot be carried out: one message that names file, key, value and what is allowed."""


class World(NamedTuple):
    """A parameter set by its place in the ensemble, and a seed."""

    member: int
    seed: int


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PolicySearch:
    """What is searched, and how.

    `goals` are outputs, the one that matters most first. `sets` are the parameter sets of the ensemble, the best
    first; of start values only there is one, which is empty. A search uses the first `members` sets with `seeds` seeds
    each; what it found is measured again in `final_members` sets with `final_seeds` fresh seeds, in sets that follow
    if there are so many. At most `bundles` of what it found are measured again. The best of these is measured once
    more in as many further worlds, which have chosen nothing.
    """

    name: str
    title: Mapping[str, str]
    question: Mapping[str, str]
    source: str
    base: Scenario
    based_on: str
    """How a file in the present folder would name the base."""
    space: Space
    budget: Budget
    goals: tuple[str, ...]
    ensemble: str
    sets: tuple[Mapping[str, float], ...]
    members: int
    seeds: int
    final_members: int
    final_seeds: int
    population: int
    generations: int
    bundles: int
    search_seed: int

    def __repr__(self) -> str:
        return (
            f"<PolicySearch {self.name}: {len(self.space.instruments)} instruments, {self.population} per generation>"
        )

    @property
    def limit(self) -> float:
        """The budget, k¥ per year of the model."""
        return self.budget.in_model(self.base)

    @property
    def signs(self) -> tuple[int, ...]:
        """Of each goal 1 if more is better, −1 if less is."""
        return tuple(sign_of_better(goal) for goal in self.goals)

    @property
    def measured(self) -> tuple[str, ...]:
        """What is measured of a bundle, in the order of the columns of effects."""
        return (COST, *self.goals, COST_AT_END)

    @property
    def has_an_ensemble(self) -> bool:
        """Whether there are parameter sets besides the start values."""
        return any(self.sets)

    @cached_property
    def worlds(self) -> tuple[World, ...]:
        """The worlds in which bundles are searched: seed by seed in every set."""
        return tuple(World(member, seed) for seed in SEARCH_SEEDS[: self.seeds] for member in range(self.members))

    @cached_property
    def fresh_worlds(self) -> tuple[World, ...]:
        """The worlds in which chosen bundles are measured again: other seeds and, if there are enough, other sets."""
        return self._final_worlds(self._first_fresh_set, FRESH_SEEDS)

    @cached_property
    def further_worlds(self) -> tuple[World, ...]:
        """The worlds in which the best is measured once more: other seeds, and other sets if there are enough."""
        return self._final_worlds(self._first_further_set, FURTHER_SEEDS)

    def _final_worlds(self, first: int, seeds: range) -> tuple[World, ...]:
        places = range(first, first + self.final_members)
        return tuple(World(member, seed) for seed in seeds[: self.final_seeds] for member in places)

    @property
    def _first_fresh_set(self) -> int:
        return self.members if len(self.sets) >= self.members + self.final_members else 0

    @property
    def _first_further_set(self) -> int:
        after = self.members + self.final_members
        return after if len(self.sets) >= after + self.final_members else self._first_fresh_set

    @property
    def has_fresh_sets(self) -> bool:
        """Whether the chosen bundles are measured in sets that the search has not seen."""
        return self._first_fresh_set > 0

    @property
    def has_further_sets(self) -> bool:
        """Whether the best bundle is measured in sets that have chosen nothing."""
        return self._first_further_set > self._first_fresh_set

    def base_in(self, member: int) -> Scenario:
        """The base with the values of a parameter set. Raises ScenarioError."""
        values = self.sets[member]
        return self.base.with_({f"parameters.{name}": value for name, value in values.items()}) if values else self.base

    @property
    def candidates(self) -> int:
        """Bundles that the search proposes, those included that it has proposed before."""
        return self.population * self.generations

    def to_dict(self) -> dict[str, Any]:
        """The search as JSON can hold it, complete but for the number of generations."""
        return {
            "name": self.name,
            "title": dict(self.title),
            "base": self.base.to_dict(),
            "instruments": [
                {"kind": i.kind, **i.fixed, "searched": [factor.to_dict() for factor in i.factors]}
                for i in self.space.instruments
            ],
            "institutions": {i.name: [spelled(value) for value in i.alternatives] for i in self.space.institutions},
            "budget": {"yuan": self.budget.yuan, "of": self.budget.of},
            "objectives": list(self.goals),
            "ensemble": self.ensemble,
            "sets": [dict(values) for values in self.sets],
            **{key: getattr(self, key) for key in NUMBERS},
            "measured": list(self.measured),
        }

    def digest(self) -> str:
        """SHA-256 of all that determines the data; no names and titles."""
        content = self.to_dict()
        for key in ("name", "title", "ensemble"):
            del content[key]
        content["base"] = self.base.digest()
        return hashlib.sha256(json.dumps(content, sort_keys=True, allow_nan=False).encode()).hexdigest()

    def but(self, **changes: Any) -> PolicySearch:
        """The search with some things changed."""
        return replace(self, **changes)


NUMBERS = ("members", "seeds", "final_members", "final_seeds", "population", "bundles", "search_seed")
"""Whole numbers that determine what is found, beside that of generations: with more, a search goes on."""
