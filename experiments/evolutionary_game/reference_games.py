"""Three games of the literature on industry–education integration, with numbers for which results are exact.

The three-party game contains the strategies of the published games of government, schools and enterprises; the
coordination game is what is left of it where the government's conduct is given; the platform game is that of Jiang and
Ma (2026), in which owners and users of equipment decide whether to share it. The numbers of the first two are chosen
for the tests, those of the third are its authors'.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from math import nan

import numpy as np

from .games import PopulationGame

__all__ = ["COORDINATION", "PLATFORM", "REFERENCE", "Coordination", "Platform", "ThreeParty"]

PARTIES = ("government", "schools", "enterprises")


@dataclass(frozen=True, kw_only=True)
class ThreeParty:
    """Payoffs of government (active or passive), schools (active or passive) and enterprises (deep or not).

    All are amounts per period, in one unit per population. Those of the government may be missing (nan) where only the
    game of schools and enterprises under a given conduct is asked for (`face`).
    """

    C_g: float = nan
    """Cost of being active, government."""
    L_g: float = nan
    """Loss of standing of a passive government."""
    G: float = nan
    """Public gain of an active government when schools are active and enterprises deep."""
    M: float = 0.0
    """Public gain of integration that comes with any government; it moves nobody."""
    S_s: float = 0.0
    """Support of active schools by an active government."""
    F_s: float = 0.0
    """Penalty on passive schools by an active government."""
    A_s: float
    """A school's own benefit of being active."""
    C_s: float
    """Its cost."""
    B_s: float
    """What an active school gains from a deep enterprise."""
    D_s: float = 0.0
    """What a passive school gains from a deep enterprise."""
    S_e: float = 0.0
    """Support of deep enterprises by an active government."""
    F_e: float = 0.0
    """Penalty on the others by an active government; negative where it pays them."""
    K_e: float = 0.0
    """Expected loss by risks of a deep enterprise."""
    rho: float = 0.0
    """Share of that loss that an active government compensates."""
    A_e: float
    """A deep enterprise's own benefit (reputation)."""
    C_e: float
    """Its cost."""
    B_e: float
    """What a deep enterprise gains from an active school."""
    D_e: float = 0.0
    """What an enterprise that is not deep gains where schools are active: free riding, or a plaque."""

    def payoffs(self, government: int, school: int, enterprise: int) -> tuple[float, float, float]:
        """What each receives when the three play these strategies."""
        g, s, e = government, school, enterprise
        public = self.M * s * e - (1 - g) * self.L_g
        if g:
            public += self.G * s * e - self.C_g - self.S_s * s - (self.S_e + self.rho * self.K_e) * e
            public += self.F_s * (1 - s) + self.F_e * (1 - e)
        of_school = self.A_s - self.C_s + self.B_s * e + self.S_s * g if s else self.D_s * e - self.F_s * g
        if e:
            of_enterprise = self.A_e - self.C_e - self.K_e * (1 - self.rho * g) + self.B_e * s + self.S_e * g
        else:
            of_enterprise = self.D_e * s - self.F_e * g
        return public, of_school, of_enterprise

    def game(self) -> PopulationGame:
        """The game of all three. Raises Refused where payoffs of the government are missing."""
        return PopulationGame(PARTIES, _table(self.payoffs, 3))

    def face(self, government: int) -> PopulationGame:
        """The game of schools and enterprises under an active (1) or a passive (0) government."""
        table = [
            [[self.payoffs(government, s, e)[1 + i] for e in (0, 1)] for s in (0, 1)] for i in range(2)
        ]  # fmt: skip
        return PopulationGame(PARTIES[1:], np.array(table))

    @property
    def threshold_subsidy(self) -> float:
        """Support from which a deep enterprise does better where government and schools are active.

        Each unit of compensated risk, of gain from graduates (`B_e`) or of free riding less (`D_e`) takes the place of
        one unit of it; of these only gain and free riding still count when the support ends.
        """
        return self.C_e + self.K_e * (1.0 - self.rho) - self.A_e - self.F_e - (self.B_e - self.D_e)

    @property
    def advantage_with_support(self) -> float:
        """Payoff of being deep less that of not being so, where government and schools are active."""
        return self.S_e - self.threshold_subsidy

    @property
    def advantage_without_support(self) -> float:
        """The same under a passive government."""
        return self.A_e + self.B_e - self.D_e - self.C_e - self.K_e


REFERENCE = ThreeParty(
    C_g=1.0, L_g=1.5, G=6.0, S_s=0.5, F_s=0.5, A_s=1.6, C_s=2.0, B_s=3.0, D_s=1.0,
    S_e=0.5, F_e=0.2, K_e=1.0, rho=0.0, A_e=0.3, C_e=4.0, B_e=3.5, D_e=1.0,
)  # fmt: skip
"""Hot schools, cold enterprises: (1, 1, 0) is stable, and the threshold subsidy is 2."""


@dataclass(frozen=True)
class Coordination:
    """Schools gain a_s + b_s·z from being active, enterprises a_e + b_e·y from being deep, with a < 0 < a + b.

    Both all-or-nothing states are stable. `saddle` (y, z) lies between them; on the line that leads into it the
    `constant` has the saddle's value.
    """

    a_s: float
    b_s: float
    a_e: float
    b_e: float

    def game(self) -> PopulationGame:
        """The game of schools and enterprises."""
        return PopulationGame(
            PARTIES[1:],
            _table(lambda s, e: (s * (self.a_s + self.b_s * e), e * (self.a_e + self.b_e * s)), 2),
        )

    @property
    def saddle(self) -> tuple[float, float]:
        """The state in which neither side has a reason to change."""
        return -self.a_e / self.b_e, -self.a_s / self.b_s

    def constant(self, y: np.ndarray, z: np.ndarray) -> np.ndarray:
        """What no path of the replicator equations changes."""
        of_schools = self.a_e * np.log(y) - (self.a_e + self.b_e) * np.log(1.0 - y)
        return of_schools - self.a_s * np.log(z) + (self.a_s + self.b_s) * np.log(1.0 - z)


COORDINATION = Coordination(-0.6, 1.6, -1.2, 2.4)
"""From 58.3 % of all starts both sides end up working together."""


@dataclass(frozen=True, kw_only=True)
class Platform:
    """A platform on which suppliers share equipment with those in demand of it, under a government (Jiang & Ma 2026).

    The names are those of the paper: p capacity to detect, B subsidy, M penalty, L loss of reputation, C_g cost of
    regulating, W synergy, lam the suppliers' share of it, E and theta transfer costs, C effort.
    """

    L: float
    C_g: float
    p: float
    B: float
    M: float
    E_s: float
    theta_s: float
    C_s: float
    E_d: float
    theta_d: float
    C_d: float
    W: float
    lam: float

    def game(self) -> PopulationGame:
        """The game of government, suppliers and those in demand."""

        def payoffs(g: int, s: int, d: int) -> tuple[float, float, float]:
            moved = self.p * (self.B + self.M)
            return (
                g * (self.L + 2.0 * self.p * self.M - self.C_g - moved * (s + d)),
                s * (moved * g + self.lam * self.W * d - self.theta_s * self.E_s - self.C_s),
                d * (moved * g + (1.0 - self.lam) * self.W * s - self.theta_d * self.E_d - self.C_d),
            )

        return PopulationGame(("government", "suppliers", "demanders"), _table(payoffs, 3))


PLATFORM = Platform(
    L=70.34, C_g=48.55, p=0.65, B=3.0, M=0.5, E_s=71.905, theta_s=0.03, C_s=6.472,
    E_d=62.31, theta_d=0.036, C_d=6.73, W=23.469, lam=0.6,
)  # fmt: skip
"""Below the saddle (0.714, 0.451) subsidies of this size do not start the platform."""


def _table(payoffs: Callable[..., tuple[float, ...]], number: int) -> np.ndarray:
    """Payoffs of all combinations of strategies, population first."""
    table = np.empty((number, *[2] * number))
    for place in itertools.product((0, 1), repeat=number):
        table[(slice(None), *place)] = payoffs(*place)
    return table
