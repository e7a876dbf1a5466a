"""Worlds as they stood between two years, kept for others that begin alike and go on from there, to the same bits.

The past of a world (`Past`: parameters, rules, and what policies ask for year by year) says how far two begin alike.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from ...simulation.model import ConsortiumModel, Snapshot
from ...simulation.saving import Past, taken_up
from ...simulation.scenario import Scenario
from .agent_panel import AgentsWatch

__all__ = ["Beginning", "Beginnings"]


@dataclass(frozen=True)
class Beginning:
    """A world up to the end of a year (0: its warm-up), and what was noted of its agents if anything was."""

    scenario: Scenario
    past: Past
    seed: int
    year: int
    snapshot: Snapshot
    watch: AgentsWatch | None
    size: int

    def taken_up(self, scenario: Scenario) -> ConsortiumModel:
        """A model of another scenario that goes on from here."""
        return taken_up(scenario, self.seed, self.snapshot.copy(), self.scenario)


class Beginnings:
    """As many beginnings as fit into some bytes.

    With `displaces` the one that was used longest ago goes when there is no room, as somebody who tries things needs
    what was used last. Without it what comes later is not kept: where all seeds come in turn, again and again, whatever
    was displaced would be the next to be needed.
    """

    def __init__(self, most_bytes: int, displaces: bool) -> None:
        self._most_bytes, self._displaces = most_bytes, displaces
        self._kept: OrderedDict[tuple[str, int, int], Beginning] = OrderedDict()
        self._size = 0

    def longest(self, past: Past, seed: int) -> Beginning | None:
        """The beginning that spares most of a world."""
        found: tuple[tuple[str, int, int], Beginning] | None = None
        for key, begun in self._kept.items():
            if (
                begun.seed != seed
                or len(begun.past.years) != len(past.years)
                or (found and begun.year <= found[1].year)
            ):
                continue
            shared = past.shared_years(begun.past)
            if shared is not None and shared >= begun.year:
                found = key, begun
        if found is None:
            return None
        self._kept.move_to_end(found[0])
        return found[1]

    def keep(
        self, scenario: Scenario, past: Past, seed: int, model: ConsortiumModel, watch: AgentsWatch | None = None
    ) -> None:
        """Keep a world as it stands between two years, if there is room for it."""
        key, size = (scenario.digest(), seed, model.year), model.population.nbytes
        # One that would displace most others is not worth it.
        room = self._most_bytes // 4 if self._displaces else self._most_bytes - self._size
        if key in self._kept or size > room:
            return
        noted = None if watch is None else watch.copy()
        self._kept[key] = Beginning(scenario, past, seed, model.year, model.snapshot(), noted, size)
        self._size += size
        while self._size > self._most_bytes:
            self._size -= self._kept.popitem(last=False)[1].size

    def forget(self, seed: int) -> None:
        """Drop what is kept of a seed."""
        for key in [key for key, begun in self._kept.items() if begun.seed == seed]:
            self._size -= self._kept.pop(key).size
