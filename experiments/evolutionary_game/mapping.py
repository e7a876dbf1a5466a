"""From a scenario to the game that is nearest to it: payoffs of schools and enterprises in the model's own units.

    mapped = mapped_game(typical_enterprise([run.enterprises_at_start]), run.conditions[-1])
    mapped.payoffs.threshold_subsidy            # k¥ per place

The enterprise of the game is the median one of the model, which knows of all support, receives what it asks for and
pays nothing for asking. Its payoffs are the terms of the model's own rule (`explanation.weighing`), sorted by what they
depend on. The government is not mapped: nobody decides for it in the model, so the game is looked at under an active
and under a passive one, and what an active one must gain is reported instead.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from scipy.optimize import brentq

from ...simulation.compilation import plain
from ...simulation.parameters import PARAMETERS
from ...simulation.rules import school as school_rules
from ..explanation.weighing import TERMS, weigh, worths
from .observed_run import Conditions
from .reference_games import ThreeParty

__all__ = ["GROUPS", "SUPPORT", "MappedGame", "mapped_game", "subsidy_needed", "typical_enterprise", "without_red_tape"]

SUPPORT = ("subsidy", "tax_credit", "relief", "bonus", "reputation")
"""Terms that are support by an active government (S_e of the game; with a plaque, −F_e)."""

GROUPS: Mapping[str, tuple[str, ...]] = {
    "S_e": SUPPORT,
    "rho K_e": ("compensation",),
    "K_e": ("accidents",),
    "A_e": ("standing", "rd", "imitation", "alignment", "quota", "image", "member_image"),
    "B_e": ("hiring", "rent", "research", "sharing"),
}
"""Which terms of co-training make up which payoff; all others are its cost, C_e."""

COST = tuple(term for term in TERMS if not any(term in terms for terms in GROUPS.values()))


@dataclass(frozen=True)
class MappedGame:
    """Payoffs of schools (utility of the school's rule) and enterprises (k¥ per place) in a year.

    `terms` are those of the typical enterprise's co-training, `alternative` is the depth (0–2) that it would choose
    instead under the present support. `sharpness` and `rates` are, for schools and enterprises, how sharply they tell
    payoffs apart (per unit of payoff) and how often they compare them (per half-year).
    """

    year: int
    payoffs: ThreeParty
    terms: Mapping[str, float]
    alternative: int
    sharpness: tuple[float, float]
    rates: tuple[float, float]
    exploration: float

    @property
    def public_cost(self) -> float:
        """What an active government pays per place of a deep enterprise (k¥): the least that it must gain by it."""
        return self.payoffs.S_e + self.payoffs.rho * self.payoffs.K_e


def typical_enterprise(tables: Sequence[np.ndarray]) -> SimpleNamespace:
    """The median enterprise of some tables, informed and without a past with a school.

    Columns of codes take their most frequent value; the share of neighbours that train is the mean.
    """
    table = np.concatenate(list(tables))
    typical = SimpleNamespace()
    for name in table.dtype.names or ():
        column = table[name]
        if np.issubdtype(column.dtype, np.integer):
            values, counts = np.unique(column, return_counts=True)
            value: float = int(values[np.argmax(counts)])
        else:
            value = float(np.median(column))
        setattr(typical, name, value)
    typical.neighbours_training = float(table["neighbours_training"].mean())
    typical.aware, typical.certified, typical.new_trainer = 1, 0, 1
    typical.tenure = typical.offer_tenure = 0
    typical.alignment = typical.offer_alignment = 0.0
    return typical


def without_red_tape(conditions: Conditions) -> tuple[SimpleNamespace, SimpleNamespace]:
    """Levers and government as they would be if asking for support cost nothing and were always granted."""
    levers, government = copy.copy(conditions.levers), copy.copy(conditions.government)
    levers.application_cost, levers.approval = 0.0, 1.0
    government.memory = 1.0
    return levers, government


def mapped_game(enterprise: SimpleNamespace, conditions: Conditions, subsidy: float | None = None) -> MappedGame:
    """The game that is nearest to the model under the conditions of a year, or at another subsidy (k¥)."""
    levers, government = without_red_tape(conditions)
    levers.subsidy = levers.subsidy if subsidy is None else subsidy
    e = under_conditions(enterprise, conditions)
    about = (conditions.market, conditions.consortium, government, levers)
    weighed = weigh(e, *about)
    deep = weighed.terms[3]
    groups = {symbol: sum(deep.get(term, 0.0) for term in terms) for symbol, terms in GROUPS.items()}
    cost = -sum(deep.get(term, 0.0) for term in COST)
    risk = -groups["K_e"]
    others = {depth: weighed.worth(depth) for depth in (1, 2)}
    own = {
        depth: sum(value for term, value in weighed.terms[depth].items() if term not in (*SUPPORT, "compensation"))
        for depth in (1, 2)
    }
    supported, unsupported = max(0.0, *others.values()), max(0.0, *own.values())
    alternative = max((0, 1, 2), key=lambda depth: others.get(depth, 0.0))
    link = link_if_all_were_deep(enterprise, conditions)
    return MappedGame(
        conditions.year,
        ThreeParty(
            A_s=levers.mandate + levers.evaluation * levers.form,
            C_s=levers.school_cost,
            B_s=(levers.evaluation * (1.0 - levers.form) + levers.resource_gain) * link,
            S_e=groups["S_e"],
            F_e=unsupported - supported,
            K_e=risk,
            rho=groups["rho K_e"] / risk if risk > 0.0 else 0.0,
            A_e=groups["A_e"],
            C_e=cost,
            B_e=groups["B_e"],
            D_e=unsupported,
        ),
        deep,
        alternative,
        (float(levers.school_beta), float(levers.beta)),
        (1.0 - float(levers.school_inertia), 1.0 - float(levers.inertia)),
        float(levers.mu),
    )


def under_conditions(enterprise: Any, conditions: Conditions) -> SimpleNamespace:
    """The enterprise with the schools' present experience and the most frequent use of the platform."""
    e = copy.copy(enterprise)
    e.offer_experience = float(conditions.schools["teacher_experience"].mean())
    e.on_platform = 1 if conditions.consortium.users > 0.5 else 0
    return e


def link_if_all_were_deep(enterprise: Any, conditions: Conditions) -> float:
    """Strength of a school's ties, 0–1, if every enterprise trained in depth and its places were divided evenly."""
    levers, schools = conditions.levers, conditions.schools
    number = sum(market.enterprises for market in conditions.markets)
    places = enterprise.places * number * plain(school_rules.weight_of_tie)(3, levers)
    of_school = plain(school_rules.in_reach)(places / len(schools), places, 1.0 / len(schools), levers)
    return plain(school_rules.link_strength)(of_school, float(schools["intake"].mean()), levers)


def _advantage_at(subsidy: float, enterprise: SimpleNamespace, conditions: Conditions) -> float:
    """What co-training is worth to the typical enterprise beyond its best alternative at a subsidy (k¥ per place)."""
    levers, government = without_red_tape(conditions)
    levers.subsidy = subsidy
    e = under_conditions(enterprise, conditions)
    found = worths(e, conditions.market, conditions.consortium, government, levers)
    return found[3][1] - max(0.0, found[1][1], found[2][1])


def subsidy_needed(enterprise: SimpleNamespace, conditions: Conditions) -> float:
    """The subsidy from which the typical enterprise trains in depth, k¥ per trainee-year.

    The lower bound of the parameter where it does so anyway, infinity where no allowed subsidy is enough.
    """
    low, high = float(PARAMETERS["subsidy"].low), float(PARAMETERS["subsidy"].high)
    if _advantage_at(low, enterprise, conditions) >= 0.0:
        return low
    if _advantage_at(high, enterprise, conditions) < 0.0:
        return float("inf")
    found = brentq(_advantage_at, low, high, args=(enterprise, conditions))
    return float(found)  # type: ignore[arg-type]
