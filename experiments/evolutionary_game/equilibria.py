"""Where the replicator equations rest: the vertices, with their stability, and the states inside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import Polynomial

from .games import PopulationGame

__all__ = ["Rest", "interior_equilibria", "stable_vertex", "vertices"]

SURE = 1e-9
"""What counts as zero, relative to the largest payoff."""


@dataclass(frozen=True)
class Rest:
    """A state of rest, with the eigenvalues of the replicator equations there."""

    state: tuple[float, ...]
    eigenvalues: tuple[complex, ...]

    @property
    def stable(self) -> bool:
        """Whether all that starts nearby ends here; one that is just on the border is not."""
        return all(value.real < 0.0 for value in self.eigenvalues)


def vertices(game: PopulationGame) -> list[Rest]:
    """All states in which every population is of one mind.

    The Jacobian is diagonal there, so each eigenvalue belongs to one population, in their order: what a member would
    gain by changing.
    """
    found = []
    for state in game.states():
        point = np.array(state, float)
        values = (1.0 - 2.0 * point) * game.differences(point)
        found.append(Rest(tuple(point.tolist()), tuple(complex(value) for value in values)))
    return found


def stable_vertex(game: PopulationGame) -> list[tuple[int, ...]]:
    """The stable vertices: where the game can end."""
    return [tuple(round(share) for share in rest.state) for rest in vertices(game) if rest.stable]


def interior_equilibria(game: PopulationGame) -> list[Rest]:
    """The isolated states in which all populations are of two minds and nobody gains by changing; at most two.

    None of them is asymptotically stable: the trace of the Jacobian is zero. Lines of such states, which only special
    payoffs have, are not reported.
    """
    number = len(game.populations)
    points = _of_two(game) if number == 2 else [p for first in range(3) for p in _of_three(game, first)]
    found: list[np.ndarray] = []
    tolerance = SURE * max(1.0, float(np.abs(game.payoffs).max()))
    for point in points:
        inside = bool(np.all(point > SURE) and np.all(point < 1.0 - SURE))
        rests = inside and bool(np.abs(game.differences(point)).max() < 1e3 * tolerance)
        if rests and not any(np.allclose(point, other, atol=1e-7) for other in found):
            found.append(point)
    return [
        Rest(tuple(point.tolist()), tuple(complex(value) for value in np.linalg.eigvals(game.jacobian(point))))
        for point in sorted(found, key=lambda point: point.tolist())
    ]


def _of_two(game: PopulationGame) -> list[np.ndarray]:
    """Each side's share makes the other side indifferent."""
    (a, b), (c, d) = game.coefficients(0), game.coefficients(1)
    return [np.array([-c / d, -a / b])] if b != 0.0 and d != 0.0 else []


def _of_three(game: PopulationGame, first: int) -> list[np.ndarray]:
    """Candidates from the share of one population: it fixes those of the others, which must make it indifferent."""
    second, third = [i for i in range(3) if i != first]
    top_third, below_third = _share_from(game, second, first)
    top_second, below_second = _share_from(game, third, first)
    (constant, by_third), (by_second, by_both) = game.coefficients(first)
    condition = (
        constant * below_second * below_third
        + by_third * top_third * below_second
        + by_second * top_second * below_third
        + by_both * top_second * top_third
    )
    condition = condition.trim(SURE * max(1.0, float(np.abs(condition.coef).max())))
    points = []
    for root in condition.roots() if condition.degree() > 0 else []:
        if abs(root.imag) > 1e-7:
            continue
        share = float(root.real)
        if min(abs(below_second(share)), abs(below_third(share))) < SURE:
            continue
        point = np.empty(3)
        point[first] = share
        point[second] = top_second(share) / below_second(share)
        point[third] = top_third(share) / below_third(share)
        points.append(point)
    return points


def _share_from(game: PopulationGame, indifferent: int, given: int) -> tuple[Polynomial, Polynomial]:
    """The third population's share at which one is indifferent: a fraction of polynomials in the given share."""
    others = [i for i in range(3) if i != indifferent]
    coefficients = game.coefficients(indifferent)
    if others[0] != given:
        coefficients = coefficients.T
    return Polynomial(-coefficients[:, 0]), Polynomial(coefficients[:, 1])
