"""The replicator equations ẋ = x(1 − x)·Δ, solved in log odds, in which they read d logit(x)/dt = Δ.

Shares of one part in a billion then cost no accuracy, and a share never leaves the range from 0 to 1.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Literal

import numpy as np
from scipy.integrate import solve_ivp
from scipy.special import expit, logit

from ...simulation.checking import Refused
from .equilibria import stable_vertex
from .games import PopulationGame

__all__ = ["UNDECIDED", "Rule", "basins", "growth", "time_between", "trajectory"]

Rule = Literal["proportional", "fermi"]
"""How one imitates another who does better: with a chance proportional to the difference, or by the Fermi function."""

FURTHEST = 700.0
"""Log odds of what counts as everybody."""
UNDECIDED = "undecided"
_STEP, _CHECK_EVERY = 0.1, 10


def growth(difference: np.ndarray, rule: Rule = "proportional", sharpness: float | np.ndarray = 1.0) -> np.ndarray:
    """Growth of log odds per unit of time: Δ, or tanh(sharpness·Δ/2) where imitation follows the Fermi function.

    The second has the same states of rest and the same stability, at another pace.
    """
    return np.tanh(0.5 * np.asarray(sharpness) * difference) if rule == "fermi" else difference


def trajectory(
    game: PopulationGame,
    start: Sequence[float] | np.ndarray,
    times: Sequence[float] | np.ndarray,
    *,
    rule: Rule = "proportional",
    sharpness: float | Sequence[float] = 1.0,
    rates: float | Sequence[float] = 1.0,
    exploration: float | Sequence[float] = 0.0,
) -> np.ndarray:
    """Shares of strategy 1 at the `times` (rising, the first is that of `start`); shape (times, populations).

    `rates` is how often somebody compares payoffs per unit of time, `sharpness` that of the Fermi rule, `exploration`
    how often somebody picks one of the two strategies at random; each is one number or one per population. Without
    exploration a share of 0 or 1 stays. Raises Refused for a start outside 0 to 1.
    """
    shares = np.array(start, float)
    if shares.shape != (len(game.populations),) or not np.all((shares >= 0.0) & (shares <= 1.0)):
        raise Refused(f"start = {tuple(start)}; allowed: {len(game.populations)} shares from 0 to 1")
    explored = np.broadcast_to(np.asarray(exploration, float), shares.shape)
    pace, sharp = np.asarray(rates, float), np.asarray(sharpness, float)
    low = np.where(explored > 0.0, 1e-12, 0.0)
    opening = np.clip(logit(np.clip(shares, low, 1.0 - low)), -FURTHEST, FURTHEST)
    moving = (np.abs(opening) < FURTHEST) | (explored > 0.0)

    def change(_: float, odds: np.ndarray) -> np.ndarray:
        present = expit(odds)
        slope = pace * growth(game.differences(present), rule, sharp)
        # d logit = dx / (x(1 − x)), and 1/(x(1 − x)) = 2 + 2·cosh(logit)
        slope = slope + explored * (0.5 - present) * (2.0 + 2.0 * np.cosh(np.clip(odds, -50.0, 50.0)))
        return np.where(moving, slope, 0.0)

    span = (float(times[0]), float(times[-1]))
    if span[0] == span[1]:
        return np.broadcast_to(shares, (len(times), len(shares))).copy()
    method = "LSODA" if explored.any() else "DOP853"
    solved = solve_ivp(change, span, opening, method, t_eval=np.asarray(times, float), rtol=1e-9, atol=1e-9)
    if not solved.success:
        raise Refused(f"the replicator equations could not be solved: {solved.message}")
    found = expit(solved.y.T)
    return np.where(moving, found, shares)


def time_between(first: float, last: float, difference: float) -> float:
    """How long a share takes from one value to another where the others stay and Δ is constant."""
    return float(logit(last) - logit(first)) / difference


def basins(game: PopulationGame, points: int = 20, longest: int = 20_000) -> dict[tuple[int, ...] | str, float]:
    """The share of all starts that end in each stable vertex, from the midpoints of a grid of `points` per population.

    A path counts as ended once nobody between it and the vertex would leave it (payoff differences are extreme at the
    corners of that box, so this is exact). What has not ended after `longest` steps is `UNDECIDED`.
    """
    number = len(game.populations)
    middle = (np.arange(points) + 0.5) / points
    odds = logit(np.array(list(itertools.product(middle, repeat=number))))
    largest = max(float(np.abs(game.differences(np.array(v, float))).max()) for v in game.states())
    step = _STEP / largest if largest > 0.0 else 1.0
    ends: dict[tuple[int, ...] | str, float] = dict.fromkeys(stable_vertex(game), 0.0)
    total = len(odds)

    def slope(at: np.ndarray) -> np.ndarray:
        return game.differences(expit(at))

    for tick in range(longest):
        if tick % _CHECK_EVERY == 0:
            for vertex in [end for end in ends if end != UNDECIDED]:
                caught = _caught(game, expit(odds), np.array(vertex, float))
                ends[vertex] += float(caught.sum()) / total
                odds = odds[~caught]
            if not len(odds):
                break
        k1 = slope(odds)
        k2 = slope(odds + 0.5 * step * k1)
        k3 = slope(odds + 0.5 * step * k2)
        k4 = slope(odds + step * k3)
        odds = odds + step / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
    ends[UNDECIDED] = len(odds) / total
    return ends


def _caught(game: PopulationGame, shares: np.ndarray, vertex: np.ndarray) -> np.ndarray:
    """Which states lie in a box around a vertex in which every population moves towards it."""
    caught = np.ones(len(shares), bool)
    towards = 2.0 * vertex - 1.0
    for corner in itertools.product((False, True), repeat=len(vertex)):
        point = np.where(np.array(corner), vertex, shares)
        caught &= np.all(towards * game.differences(point) > 0.0, axis=1)
    return caught
