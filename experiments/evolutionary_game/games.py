"""A game between populations: everybody has two strategies and meets one random member of every other population."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import numpy as np

from ...simulation.checking import Refused

__all__ = ["PopulationGame"]


@dataclass(frozen=True, eq=False)
class PopulationGame:
    """Payoffs of all populations for all combinations of strategies.

    `populations` are their names, n of them (2 or 3). `payoffs` has the shape (n, 2, …, 2): `payoffs[i, s1, …, sn]` is
    what a member of population i receives per unit of time when the populations' members play s1 … sn. A state is the
    share of each population that plays strategy 1. Raises Refused for payoffs of another shape or that are not finite.
    """

    populations: tuple[str, ...]
    payoffs: np.ndarray
    _differences: tuple[np.ndarray, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        number = len(self.populations)
        payoffs = np.array(self.payoffs, float)
        if number not in (2, 3):
            raise Refused(f"a game of {number} populations; allowed: 2 or 3")
        if payoffs.shape != (number, *[2] * number):
            raise Refused(f"payoffs have the shape {payoffs.shape}; allowed: {(number, *[2] * number)}")
        if not np.isfinite(payoffs).all():
            raise Refused("payoffs hold a number that is missing or not finite; allowed: finite numbers")
        payoffs.flags.writeable = False
        object.__setattr__(self, "payoffs", payoffs)
        object.__setattr__(self, "_differences", tuple(self._difference_of(i) for i in range(number)))

    def differences(self, shares: np.ndarray) -> np.ndarray:
        """Expected payoff of strategy 1 less that of strategy 0, for every population; shapes (…, n) and (…, n)."""
        shares = np.asarray(shares, float)
        found = np.empty(shares.shape)
        for i, coefficients in enumerate(self._differences):
            others = [shares[..., j] for j in range(len(self.populations)) if j != i]
            total = np.zeros(shares.shape[:-1])
            for place, value in np.ndenumerate(coefficients):
                if value != 0.0:
                    term = np.full(shares.shape[:-1], value)
                    for power, share in zip(place, others, strict=True):
                        term = term * share if power else term
                    total = total + term
            found[..., i] = total
        return found

    def jacobian(self, shares: np.ndarray) -> np.ndarray:
        """Derivatives of the replicator equations ẋᵢ = xᵢ(1 − xᵢ)Δᵢ at a state; row: population, column: by whom."""
        state = np.asarray(shares, float)
        number = len(state)
        delta = self.differences(state)
        matrix = np.diag((1.0 - 2.0 * state) * delta)
        for j in range(number):  # Δ is linear in each share, so its derivative is a difference of corners
            high, low = state.copy(), state.copy()
            high[j], low[j] = 1.0, 0.0
            slope = self.differences(high) - self.differences(low)
            for i in range(number):
                if i != j:
                    matrix[i, j] = state[i] * (1.0 - state[i]) * slope[i]
        return matrix

    def coefficients(self, population: int) -> np.ndarray:
        """The difference of a population as a polynomial in the shares of the others, in their order.

        Shape (2, …, 2), one axis per other population: entry [1, 0] belongs to the first of the others alone.
        """
        return self._differences[population]

    def _difference_of(self, population: int) -> np.ndarray:
        own = np.moveaxis(self.payoffs[population], population, 0)
        corners = own[1] - own[0]
        for axis in range(corners.ndim):
            at_0, at_1 = np.take(corners, 0, axis), np.take(corners, 1, axis)
            corners = np.stack((at_0, at_1 - at_0), axis)
        return corners

    def states(self) -> list[tuple[int, ...]]:
        """The vertices: all states in which every population is of one mind."""
        return list(itertools.product((0, 1), repeat=len(self.populations)))
