"""What a search found: the bundles that no other one beats, measured once more in worlds that it has not seen.

The best of many noisy values is partly the luckiest. So the values by which bundles were chosen are not what is
reported: the chosen ones are measured again in fresh worlds, and verdicts are made from those alone. The best of them
is then the luckiest in the fresh worlds, so what is said of it and of its parts comes from further worlds.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ..comparison.budgets import ACCEPTED
from ..comparison.dominance import NO_MORE
from ..statistics.inference import Interval, mean_interval
from ..statistics.verdict import judged
from ..storage.journal import Journal
from . import tables
from .bundles import Bundle
from .evolution import Generation
from .measuring import Piece
from .policy_search import PolicySearch

__all__ = ["Found", "Measured", "chosen", "efficient"]

SPREAD = 0.05, 0.95
"""Ends of the range over parameter sets: nine sets in ten lie between."""


def means(effects: np.ndarray) -> np.ndarray:
    """Mean over worlds of each column; what is empty in a world is left out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.nanmean(effects, axis=0)


def efficient(values: np.ndarray, signs: Sequence[int]) -> np.ndarray:
    """Which rows no other one beats: costs no more and reaches as much on every goal, and differs.

    The first column of `values` is the cost; the others are goals, which `signs` say the better direction of.
    """
    better = values * np.array([-1, *signs])
    as_good = (better[:, None] >= better).all(axis=2)
    above = (better[:, None] > better).any(axis=2)
    return np.logical_not((as_good & above).any(axis=0))


def chosen(values: np.ndarray, signs: Sequence[int], number: int) -> list[int]:
    """At most so many rows: the best on each goal, more of the best on the first, the cheapest, and then the farthest.

    The farthest is the one whose distance to the nearest that is chosen is largest, every column being a share of its
    range.
    """
    better = values * np.array([-1, *signs])
    order = [int(np.argmax(better[:, column])) for column in range(1, better.shape[1])]
    order += [int(row) for row in np.argsort(-better[:, 1], kind="stable")[: max(1, number // 4)]]
    order.append(int(np.argmax(better[:, 0])))
    found = list(dict.fromkeys(order))[:number]
    shares = (values - values.min(axis=0)) / np.maximum(np.ptp(values, axis=0), 1e-300)
    while len(found) < min(number, len(values)):
        distance = np.linalg.norm(shares[:, None] - shares[found], axis=2).min(axis=1)
        distance[found] = -1.0
        found.append(int(np.argmax(distance)))
    return found


@dataclass(frozen=True, eq=False)
class Measured:
    """A bundle in the fresh worlds; `number` counts from 1, from the cheapest on.

    `effects` has one row per world, seed by seed in every set: the cost in k¥ per year of the model, the goals, and the
    cost of the last years. `searched` is what the search took the means for.
    """

    number: int
    bundle: Bundle
    searched: np.ndarray
    effects: np.ndarray
    sets: int

    @property
    def name(self) -> str:
        """The name of its scenario."""
        return f"bundle_{self.number:02d}"

    @cached_property
    def by_seed(self) -> np.ndarray:
        """Means over the sets: one row per seed. Chance differs between seeds, and they are independent."""
        return np.stack([means(rows) for rows in self.effects.reshape(-1, self.sets, self.effects.shape[1])])

    @cached_property
    def by_set(self) -> np.ndarray:
        """Means over the seeds: one row per parameter set."""
        worlds = self.effects.reshape(-1, self.sets, self.effects.shape[1])
        return np.stack([means(worlds[:, place]) for place in range(self.sets)])

    def interval(self, column: int) -> Interval:
        """Mean and 95 % interval over seeds; column 0 is the cost, and the last one that of the last years."""
        return mean_interval(self.by_seed[:, column])

    def over_sets(self, column: int) -> tuple[float, float]:
        """Ends of the range that holds nine parameter sets in ten."""
        sets = self.by_set[:, column]
        low, high = np.quantile(sets[~np.isnan(sets)], SPREAD)
        return float(low), float(high)

    def share_better(self, column: int, sign: int) -> float:
        """Share of the parameter sets in which the mean effect has a sign."""
        return float((sign * self.by_set[:, column] > 0).mean())


@dataclass(frozen=True, eq=False)
class Found:
    """The generations of a search, what their bundles gave, and what the chosen ones gave in worlds unseen before."""

    search: PolicySearch
    generations: Sequence[Generation]
    journal: Journal[Piece]

    @cached_property
    def tried(self) -> dict[str, tuple[int, Bundle]]:
        """All bundles that were proposed by their keys, with the generation in which each was first."""
        found: dict[str, tuple[int, Bundle]] = {}
        for generation in self.generations:
            for bundle in generation.bundles:
                found.setdefault(bundle.key, (generation.number, bundle))
        return found

    @cached_property
    def searched(self) -> dict[str, np.ndarray]:
        """Mean cost and effects of the bundles that could be simulated, in the worlds of the search."""
        effects = self.journal.outputs
        return {key: means(effects["search", key]) for key in self.tried if ("search", key) in effects}

    @cached_property
    def affordable(self) -> list[str]:
        """Keys of the bundles within the budget."""
        return [key for key, values in self.searched.items() if values[0] <= self.search.limit]

    @cached_property
    def efficient(self) -> list[str]:
        """Keys of the bundles within the budget that no other one beats in the worlds of the search."""
        if not self.affordable:
            return []
        values = np.stack([self.searched[key] for key in self.affordable])
        kept = efficient(values[:, : 1 + len(self.search.goals)], self.search.signs)
        return [key for key, is_kept in zip(self.affordable, kept, strict=True) if is_kept]

    @cached_property
    def chosen(self) -> list[Bundle]:
        """Bundles that are measured again: of many some that differ most."""
        if not self.efficient:
            return []
        values = np.stack([self.searched[key] for key in self.efficient])
        places = chosen(values[:, : 1 + len(self.search.goals)], self.search.signs, self.search.bundles)
        return [self.tried[self.efficient[place]][1] for place in places]

    # --- in fresh worlds ----------------------------------------------------------------------------------------------

    @cached_property
    def front(self) -> list[Measured]:
        """The chosen bundles, the cheapest first; without those that failed in the fresh worlds."""
        effects = {b.key: self.journal.outputs.get(("fresh", b.key)) for b in self.chosen}
        there = [(bundle, found) for bundle in self.chosen if (found := effects[bundle.key]) is not None]
        there.sort(key=lambda pair: (float(means(pair[1])[0]), pair[0].key))
        sets = self.search.final_members
        return [
            Measured(number, bundle, self.searched[bundle.key], found, sets)
            for number, (bundle, found) in enumerate(there, start=1)
        ]

    def is_within(self, one: Measured) -> bool:
        """Whether a bundle costs no more than the budget on average, to within what counts as spending it."""
        return one.interval(0).value <= self.search.limit + ACCEPTED * abs(self.search.limit)

    def compared(self, one: Measured, other: Measured, goal: int) -> int:
        """1 if a bundle reaches more on a goal than another one beyond noise, −1 if less, else 0: paired by seed."""
        verdict, _ = judged(one.by_seed[:, 1 + goal] - other.by_seed[:, 1 + goal])
        return verdict.sign * self.search.signs[goal]

    @cached_property
    def dominated(self) -> Mapping[int, int]:
        """By number of a bundle that of another which makes it pointless.

        That one costs no more, is better on a goal beyond noise, and on none worse beyond noise.
        """
        found: dict[int, int] = {}
        for one in self.front:
            cost = one.interval(0).value
            for other in self.front:
                if other is one or other.interval(0).value > cost + NO_MORE * abs(cost):
                    continue
                signs = [self.compared(other, one, goal) for goal in range(len(self.search.goals))]
                if max(signs) > 0 and min(signs) >= 0:
                    found.setdefault(one.number, other.number)
        return found

    @cached_property
    def best(self) -> Measured | None:
        """The bundle within the budget that reaches most on the first goal, None if there is none."""
        within = [one for one in self.front if self.is_within(one)]
        sign = self.search.signs[0]
        return max(within, key=lambda one: sign * one.interval(1).value, default=None)

    @cached_property
    def as_good(self) -> list[Measured]:
        """Bundles within the budget that cannot be told apart from the best on the first goal."""
        if self.best is None:
            return []
        others = [one for one in self.front if one is not self.best and self.is_within(one)]
        return [one for one in others if self.compared(self.best, one, 0) <= 0]

    def alike(self, one: Measured) -> list[int]:
        """Numbers of the bundles from which one cannot be told apart on any goal."""
        goals = range(len(self.search.goals))
        return [
            other.number
            for other in self.front
            if other is not one and not any(self.compared(one, other, goal) for goal in goals)
        ]

    @cached_property
    def parts(self) -> dict[str, Bundle]:
        """The best bundle without each of its parts, by their keys (`Bundle.parts`)."""
        if self.best is None:
            return {}
        return {part: self.best.bundle.without(part) for part in self.best.bundle.parts}

    def adds(self, part: str) -> np.ndarray | None:
        """What a part adds to the best bundle: one row per further seed, as `Measured.by_seed`; None if not known."""
        if (whole := self.confirmed) is None or (without := self._further(self.parts[part])) is None:
            return None
        return whole.by_seed - without.by_seed

    @cached_property
    def confirmed(self) -> Measured | None:
        """The best bundle in the further worlds, which have not chosen it; None if it could not be simulated there."""
        return None if self.best is None else self._further(self.best.bundle)

    @property
    def reported(self) -> Measured | None:
        """What is said of the best bundle: `confirmed`, or if that is not known what chose it."""
        return self.confirmed or self.best

    def _further(self, bundle: Bundle) -> Measured | None:
        effects = self.journal.outputs.get(("further", bundle.key))
        if self.best is None or effects is None:
            return None
        return Measured(self.best.number, bundle, self.best.searched, effects, self.best.sets)

    # --- tables -------------------------------------------------------------------------------------------------------

    @cached_property
    def front_table(self) -> pd.DataFrame:
        """One row per chosen bundle (`tables.front_table`)."""
        return tables.front_table(self)

    @cached_property
    def best_table(self) -> pd.DataFrame:
        """One row per cost and goal of the best bundle (`tables.best_table`)."""
        return tables.best_table(self)

    @cached_property
    def parts_table(self) -> pd.DataFrame:
        """One row per part of the best bundle (`tables.parts_table`)."""
        return tables.parts_table(self)

    @cached_property
    def evaluated_table(self) -> pd.DataFrame:
        """One row per bundle that the search tried (`tables.evaluated_table`)."""
        return tables.evaluated_table(self)
