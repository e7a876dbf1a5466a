"""The full model as the game looks at it: who decides under which conditions, and how many take part.

run = observed(load_scenario("subsidy_monitored"), seed=1)
run.conditions[0].levers, run.enterprises_at_end, run.shares
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from ...simulation.model import ConsortiumModel
from ...simulation.scenario import Scenario
from ..explanation.weighing import as_object
from ..runs.annual import years_of

__all__ = ["SHARES", "Conditions", "ObservedRun", "observed", "shares_of"]

SHARES = ("school_participation", "deep_participation")
"""Outputs that are the shares of the game: active schools and deep enterprises."""


@dataclass(frozen=True)
class Conditions:
    """What enterprises and schools face in an autumn, between the schools' outreach and the enterprises' choice.

    `levers`, `consortium` and `government` hold the numbers of the region, `markets` one object per field;
    `schools` is the table of schools.
    """

    year: int
    levers: SimpleNamespace
    consortium: SimpleNamespace
    government: SimpleNamespace
    markets: tuple[SimpleNamespace, ...]
    market: SimpleNamespace
    """The mean over fields, each weighted by its enterprises."""
    schools: np.ndarray


@dataclass(frozen=True)
class ObservedRun:
    """A run of a region: conditions of every year, enterprises in the first and last autumn, and shares by tick.

    `shares` has a row per tick from 0 on and the columns of `SHARES`.
    """

    scenario: Scenario
    seed: int
    conditions: tuple[Conditions, ...]
    enterprises_at_start: np.ndarray
    enterprises_at_end: np.ndarray
    shares: np.ndarray
    deep_after_choice: float
    """Share of enterprises at depth 3 right after the choices of the last autumn."""


class _ObservedModel(ConsortiumModel):
    """The model, seen in every autumn before enterprises choose."""

    watched = False
    """Not while the model is made, which lives through its warm-up."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        super().__init__(scenario, rng=seed)
        self.conditions: list[Conditions] = []
        self.enterprise_tables: list[np.ndarray] = []
        self.deep_after_choice = 0.0
        self.watched = True

    def enterprises_choose(self) -> None:
        noted = self.watched and self.autumn
        if noted:
            p = self.population
            markets = p.markets[0]
            self.conditions.append(
                Conditions(
                    self.year,
                    as_object(self.foreseen[0]),
                    as_object(p.consortia[0]),
                    as_object(p.governments[0]),
                    tuple(as_object(row) for row in markets),
                    _mean_market(markets),
                    p.schools.copy(),
                )
            )
            self.enterprise_tables = [*self.enterprise_tables[:1], p.enterprises.copy()]
        super().enterprises_choose()
        if noted:
            self.deep_after_choice = float((self.population.enterprises["depth"] == 3).mean())


def _mean_market(markets: np.ndarray) -> SimpleNamespace:
    weights = markets["enterprises"].astype(float)
    return SimpleNamespace(
        **{name: float(np.average(markets[name], weights=weights)) for name in markets.dtype.names or ()}
    )


def observed(scenario: Scenario, seed: int) -> ObservedRun:
    """Simulate a scenario of one region to its end and note what the game needs to know."""
    model = _ObservedModel(scenario, seed)
    for _ in range(2 * years_of(scenario)):
        model.step()
    first, last = model.enterprise_tables[0], model.enterprise_tables[-1]
    return ObservedRun(scenario, seed, tuple(model.conditions), first, last, shares_of(model), model.deep_after_choice)


def shares_of(model: ConsortiumModel) -> np.ndarray:
    """The shares of the game at every tick of a run, 0 included."""
    series = model.timeseries()
    whole = series.loc[series["region"] == "all"] if "region" in series else series
    return whole[list(SHARES)].to_numpy(float)
