"""Looking at a run while it runs: the two ticks of a year, between outreach and choice.

    view = look(scenario, seed=1, year=8)
    autumn, spring = view.moments

After schools have reached out, an enterprise knows the policies, its places and the school it could work with;
nothing has been chosen.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...simulation.checking import Refused, show
from ...simulation.model import ConsortiumModel
from ...simulation.scenario import Scenario
from ..comparison.worlds import has_the_same_agents
from ..runs.annual import years_of

__all__ = ["Moment", "View", "check", "enterprises_of", "look"]

_STATE = ["depth", "member", "partner"]
_TABLES = ("regions", "markets", "governments", "consortia", "schools", "programmes", "enterprises")


@dataclass(frozen=True)
class Moment:
    """A tick between outreach and choice: tables as they stood, and levers as enterprises foresaw them.

    `before` and `after` are depth, member and partner of every enterprise before outreach and after the choice.
    """

    tick: int
    tables: dict[str, np.ndarray]
    now: np.ndarray
    before: np.ndarray
    after: np.ndarray


class _WatchedModel(ConsortiumModel):
    """The model, seen between outreach and choice; the last two ticks are kept."""

    watched = False
    """Not while the model is made, which lives through its warm-up."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        super().__init__(scenario, rng=seed)
        self.moments: deque[Moment] = deque(maxlen=2)
        self.chosen = np.zeros(len(self.enterprises), np.int64)
        self.watched = True

    def schools_reach_out(self) -> None:
        self.states = self.population.enterprises[_STATE].copy()
        super().schools_reach_out()

    def enterprises_choose(self) -> None:
        p = self.population
        tables, now = {name: getattr(p, name).copy() for name in _TABLES}, self.foreseen.copy()
        super().enterprises_choose()
        if self.watched:
            self.chosen[p.enterprises["due"] == 1] = self.year
            self.moments.append(Moment(self.tick, tables, now, self.states, p.enterprises[_STATE].copy()))


@dataclass(frozen=True)
class View:
    """A scenario with a seed in the two ticks of a year.

    `chosen` is the year in which each enterprise was last under review by the end of that year, 0 if before year 1;
    `metrics` are those of the last tick.
    """

    scenario: Scenario
    seed: int
    year: int
    moments: tuple[Moment, Moment]
    chosen: np.ndarray
    metrics: dict[str, float]


def look(scenario: Scenario, seed: int, year: int) -> View:
    """Simulate a scenario to the end of a year and keep what enterprises weighed in it. Raises Refused."""
    check([scenario], year)
    model = _WatchedModel(scenario, seed)
    for _ in range(2 * year):
        model.step()
    autumn, spring = model.moments
    return View(scenario, seed, year, (autumn, spring), model.chosen, dict(model.metrics))


def check(scenarios: Sequence[Scenario], year: int, enterprise: int | None = None) -> None:
    """Refuse a year or an enterprise that is not in all scenarios, and scenarios with other enterprises."""
    years = min(map(years_of, scenarios))
    if not 1 <= year <= years:
        raise Refused(f"year = {year} is not simulated; allowed: 1 to {years}")
    number = min(map(enterprises_of, scenarios))
    if enterprise is not None and not 1 <= enterprise <= number:
        raise Refused(f"enterprise = {enterprise} does not exist; allowed: 1 to {number}, counted over all regions")
    base, *others = scenarios
    for other in others:
        if not has_the_same_agents(base, other, "enterprises"):
            raise Refused(
                f"{show(other.name)} has other enterprises than {show(base.name)}, so none can be compared between the "
                "two; allowed: arms with the same enterprises"
            )


def enterprises_of(scenario: Scenario) -> int:
    """How many enterprises a scenario has, over all regions."""
    regions = range(int(scenario.region_parameters(0)["regions"]))
    return sum(int(scenario.region_parameters(region)["enterprises"]) for region in regions)
