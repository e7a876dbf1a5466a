"""The game as a Mesa model: finite populations that imitate those who do better, and now and then try at random."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import mesa
import numpy as np
from mesa.agent import AgentSet

from ...simulation.checking import Refused, seed_number
from .games import PopulationGame
from .replicator import Rule

__all__ = ["Actor", "ImitationModel"]


class Actor(mesa.Agent):
    """A member of a population. `strategy` reads and writes its entry in the model's table."""

    model: ImitationModel  # pyright: ignore[reportIncompatibleVariableOverride]  # narrower than Mesa's on purpose

    def __init__(self, model: ImitationModel, population: int, number: int) -> None:
        super().__init__(model)
        self.population, self.number = population, number

    @property
    def strategy(self) -> int:
        """The strategy that it plays, 0 or 1."""
        return int(self.model.strategies[self.population, self.number])

    @strategy.setter
    def strategy(self, value: int) -> None:
        if value not in (0, 1):
            raise Refused(f"strategy = {value}; allowed: 0 or 1")
        self.model.strategies[self.population, self.number] = value


class ImitationModel(mesa.Model):
    """Populations of `size` members. In a step, all meet random members of the others and look at one of their own.

    Who looks at somebody of its own population takes over that one's strategy, by the `rule`

    - "proportional": with the chance `pace` × (that one's payoff − its own), if it is positive. Payoffs are those of
      the meetings of this step. On average a share then changes by pace × x(1 − x)·Δ, exactly (Schlag 1998), so that
      large populations follow the replicator equations.
    - "fermi": with the chance `pace` / (1 + exp(−sharpness × (payoff of its strategy − own))). Payoffs are those
      expected at the present shares; on average a share changes by pace × x(1 − x)·tanh(sharpness·Δ/2).

    With the chance `pace` × `exploration` a member picks one of the two strategies at random instead. A step is `pace`
    units of time of the replicator equations (`time`). `model.agents` holds the members as agents, made when first
    asked for. Raises Refused for numbers that make no chance.
    """

    def __init__(
        self,
        game: PopulationGame,
        size: int,
        start: Sequence[float],
        *,
        rule: Rule = "proportional",
        pace: float = 0.05,
        sharpness: float = 1.0,
        exploration: float = 0.0,
        rng: int | None = None,
    ) -> None:
        super().__init__(rng=None if rng is None else seed_number(rng, "rng"))
        number = len(game.populations)
        if len(start) != number or not all(0.0 <= share <= 1.0 for share in start):
            raise Refused(f"start = {tuple(start)}; allowed: {number} shares from 0 to 1")
        if size < 2:
            raise Refused(f"size = {size}; allowed: 2 or more, since one looks at another")
        if rule not in ("proportional", "fermi"):
            raise Refused(f"rule = {rule!r}; allowed: proportional, fermi")
        widest = float(max(np.ptp(game.payoffs[i]) for i in range(number)))
        steepest = widest if rule == "proportional" else 1.0
        if not 0.0 < pace * max(steepest, exploration) <= 1.0:
            most = 1.0 / max(steepest, exploration) if max(steepest, exploration) > 0.0 else float("inf")
            raise Refused(f"pace = {pace}; allowed: above 0, up to {most:.4g}, so that chances stay below 1")
        self.game, self.size, self.rule = game, size, rule
        self.pace, self.sharpness, self.exploration = pace, sharpness, exploration
        self.elapsed = 0
        self.strategies = np.zeros((number, size), np.int8)
        for row, share in zip(self.strategies, start, strict=True):
            row[: round(share * size)] = 1
        self._actors_are_registered = False
        reporters: dict[str, Any] = {"time": lambda model: model.elapsed * model.pace}
        for i, name in enumerate(game.populations):
            reporters[name] = lambda model, i=i: float(model.shares[i])
        self.datacollector = mesa.DataCollector(model_reporters=reporters)
        self.datacollector.collect(self)

    @property
    def shares(self) -> np.ndarray:
        """Share of each population that plays strategy 1."""
        return self.strategies.mean(axis=1)

    def step(self) -> None:
        """All look at another of their population at the same time."""
        draws = np.random.Generator.random
        number, size = self.strategies.shape
        other = self.rng.integers(size - 1, size=(number, size))
        other += other >= np.arange(size)  # anybody but oneself
        seen = np.take_along_axis(self.strategies, other, axis=1)
        chance = self._chance_of_imitation(other, seen)
        draw = draws(self.rng, (number, size))
        tries = draws(self.rng, (number, size)) < self.pace * self.exploration
        picked = self.rng.integers(2, size=(number, size), dtype=np.int8)
        self.strategies = np.where(tries, picked, np.where(draw < chance, seen, self.strategies))
        self.elapsed += 1
        self.datacollector.collect(self)

    def _chance_of_imitation(self, other: np.ndarray, seen: np.ndarray) -> np.ndarray:
        if self.rule == "proportional":
            payoffs = self._payoffs_of_meetings()
            return self.pace * (np.take_along_axis(payoffs, other, axis=1) - payoffs)  # below 0: never
        gain = (seen.astype(float) - self.strategies) * self.game.differences(self.shares)[:, None]
        return self.pace / (1.0 + np.exp(-self.sharpness * gain))

    def _payoffs_of_meetings(self) -> np.ndarray:
        """What everybody receives who meets one random member of every other population."""
        number, size = self.strategies.shape
        payoffs = np.empty((number, size))
        for i in range(number):
            met = [
                self.strategies[j] if j == i else self.strategies[j, self.rng.integers(size, size=size)]
                for j in range(number)
            ]
            payoffs[i] = self.game.payoffs[i][tuple(met)]
        return payoffs

    @mesa.Model.agents.getter
    def agents(self) -> AgentSet:
        """All members of all populations, as of any Mesa model."""
        if not self._actors_are_registered:
            self._actors_are_registered = True
            self._actors = [Actor(self, *place) for place in np.ndindex(*self.strategies.shape)]
        return super().agents
