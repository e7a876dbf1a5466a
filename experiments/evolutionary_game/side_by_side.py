"""What theory predicts for a scenario, and what the full model does: paths, responses to subsidy, and why they part.

found = side_by_side(load_scenario("subsidy_monitored"), seeds=range(1, 4))
found.prediction.with_support, found.deep(found.kept)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Literal

import numpy as np
import pandas as pd

from ...simulation.checking import Refused
from ...simulation.parameters import PARAMETERS
from ...simulation.scenario import Scenario, ScenarioError
from ..runs.annual import LAST, years_of
from ..runs.forking import simulated
from .departures import departures
from .mapping import MappedGame, mapped_game, subsidy_needed, typical_enterprise
from .observed_run import ObservedRun, observed, shares_of
from .reference_games import Coordination
from .removed_support import at_subsidy, without_support
from .replicator import basins, trajectory

__all__ = ["Prediction", "SideBySide", "check", "removal_year", "runs_needed", "side_by_side"]

Kind = Literal["deep", "cold", "coordination", "passive"]
"""The game of schools and enterprises under an active government: all end deep; schools active and enterprises not;
both or neither; schools passive."""

LEVELS = 7
"""Subsidies at which the model is run."""
TICKS_A_YEAR = 2


@dataclass(frozen=True)
class Prediction:
    """What the game says of the last year's conditions, from where the model starts.

    `with_support` and `without_support` are the vertices (schools active, enterprises deep) that it ends in under an
    active and a passive government. `needed` is the subsidy from which enterprises are deep, `present` the one in force
    (both k¥ per trainee-year). `cooperative` is the share of all starts that end with both sides working together;
    `half_years` is how long enterprises take from 5 % to 95 % (or back) where all schools are active.
    """

    mapped: MappedGame
    kind: Kind
    with_support: tuple[int, int]
    without_support: tuple[int, int]
    present: float
    needed: float
    cooperative: float
    half_years: float


@dataclass(frozen=True)
class SideBySide:
    """A scenario in the game and in the full model.

    `kept` and `removed` are shares in the model with the scenario's support and with its support removed from
    `removal_year` on: seeds × ticks × (active schools, deep enterprises). `game_kept` and `game_removed` are the game's
    (ticks × 2). `response` has a row per subsidy: subsidy (k¥ per trainee-year), game (0 or 1), model, low, high (mean
    and range over seeds of the last years). `departures` is the table of `departures.departures`.
    """

    scenario: Scenario
    seeds: range
    removal_year: int
    prediction: Prediction
    kept: np.ndarray
    removed: np.ndarray
    game_kept: np.ndarray
    game_removed: np.ndarray
    response: pd.DataFrame
    departures: pd.DataFrame

    @property
    def years(self) -> tuple[int, int]:
        """First and last of the years whose mean stands for the end."""
        last = years_of(self.scenario)
        return last - _years_at_end(self.scenario) + 1, last

    def at_end(self, shares: np.ndarray) -> np.ndarray:
        """Means over the last years; one row per seed, or one number per population for a path of the game."""
        ticks = TICKS_A_YEAR * _years_at_end(self.scenario)
        return shares[..., -ticks:, :].mean(axis=-2)

    def schools(self, shares: np.ndarray) -> float:
        """Share of active schools at the end, mean over seeds."""
        return float(np.atleast_2d(self.at_end(shares))[:, 0].mean())

    def deep(self, shares: np.ndarray) -> float:
        """Share of deep enterprises at the end, mean over seeds."""
        return float(np.atleast_2d(self.at_end(shares))[:, 1].mean())

    def deep_range(self, shares: np.ndarray) -> tuple[float, float]:
        """Lowest and highest share of deep enterprises at the end over seeds."""
        values = np.atleast_2d(self.at_end(shares))[:, 1]
        return float(values.min()), float(values.max())


def check(scenario: Scenario) -> None:
    """Refuse what the game cannot be mapped to. Raises Refused."""
    regions, years = int(scenario.parameters["regions"]), years_of(scenario)
    if regions != 1:
        raise Refused(f"parameters.regions = {regions}; the game is of one city; allowed: a scenario with 1 region")
    if years < 2:
        raise Refused(f"parameters.years = {years}; allowed: 2 or more, since support is removed halfway")
    if scenario.extensions is not None:
        raise Refused("rules of your own are not mapped to a game; allowed: scenarios with the model's own rules")


def removal_year(scenario: Scenario) -> int:
    """The year from which support is removed: halfway."""
    return years_of(scenario) // 2 + 1


def runs_needed(seeds: range) -> int:
    """How many runs a comparison takes."""
    return (2 + LEVELS) * len(seeds)


def side_by_side(scenario: Scenario, seeds: range, advance: Callable[[int], object] = lambda _: None) -> SideBySide:
    """Map a scenario to a game, run the model with the `seeds`, and set both side by side.

    `advance` is told of runs that are done. Raises Refused (`check`) and what a run raises.
    """
    check(scenario)
    runs = []
    for seed in seeds:
        runs.append(observed(scenario, seed))
        advance(1)
    typical = typical_enterprise([run.enterprises_at_start for run in runs])
    by_year = [mapped_game(typical, conditions) for conditions in runs[0].conditions]
    year, kept = removal_year(scenario), np.array([run.shares for run in runs])
    start = tuple(kept[:, 0].mean(axis=0))
    removed_scenario = without_support(scenario, year)
    levels = _levels(scenario, typical, runs[0])
    arms = _simulated([removed_scenario, *levels.values()], seeds, advance)
    response = _response(list(levels), list(levels.values()), typical, runs[0], arms, start)
    return SideBySide(
        scenario,
        seeds,
        year,
        _prediction(typical, runs[0], by_year[-1], start),
        kept,
        arms[removed_scenario.name],
        _path(by_year, start, None),
        _path(by_year, start, year),
        response,
        departures(typical, runs),
    )


def _years_at_end(scenario: Scenario) -> int:
    years = years_of(scenario)
    return max(1, min(LAST, years - years // 2 - 1))


def _simulated(arms: Sequence[Scenario], seeds: range, advance: Callable[[int], object]) -> dict[str, np.ndarray]:
    """Shares of all arms: seeds × ticks × 2."""
    shares: dict[str, list[np.ndarray]] = {arm.name: [] for arm in arms}
    for run in simulated(arms, seeds):
        if run.error is not None or run.model is None:
            raise run.error or RuntimeError(f"{run.scenario.name}, seed {run.seed}: nothing was simulated")
        shares[run.scenario.name].append(shares_of(run.model))
        advance(1)
    return {name: np.array(paths) for name, paths in shares.items()}


# --- the game ---------------------------------------------------------------------------------------------------------


def _prediction(typical: SimpleNamespace, run: ObservedRun, mapped: MappedGame, start: tuple[float, ...]) -> Prediction:
    payoffs = mapped.payoffs
    face = payoffs.face(1)
    ends = basins(face, 40)
    a_s, b_s = payoffs.A_s - payoffs.C_s + payoffs.S_s + payoffs.F_s, payoffs.B_s - payoffs.D_s
    a_e = payoffs.A_e - payoffs.C_e - payoffs.K_e * (1.0 - payoffs.rho) + payoffs.S_e + payoffs.F_e
    game = Coordination(a_s, b_s, a_e, payoffs.B_e - payoffs.D_e)
    pace = mapped.rates[1] * np.tanh(0.5 * mapped.sharpness[1] * abs(payoffs.advantage_with_support))
    odds = 2.0 * np.log(0.95 / 0.05)
    return Prediction(
        mapped,
        _kind(game),
        _long_run(mapped, 1, start),
        _long_run(mapped, 0, start),
        float(run.conditions[-1].levers.subsidy),
        subsidy_needed(typical, run.conditions[-1]),
        ends.get((1, 1), 0.0),
        float(odds / pace) if pace > 0.0 else float("inf"),
    )


def _kind(game: Coordination) -> Kind:
    """Which of the known games it is, by what pays if the other side is or is not there."""
    schools_alone, enterprises_alone = game.a_s > 0.0, game.a_e > 0.0
    both = game.a_s + game.b_s > 0.0 and game.a_e + game.b_e > 0.0
    if both and not schools_alone and not enterprises_alone:
        return "coordination"
    if both:
        return "deep"
    return "cold" if schools_alone else "passive"


def _long_run(mapped: MappedGame, government: int, start: tuple[float, ...]) -> tuple[int, int]:
    """The vertex in which the game ends from a start, with a little of every strategy in it."""
    inside = np.clip(start, 1e-3, 1.0 - 1e-3)
    path = trajectory(
        mapped.payoffs.face(government), inside, [0.0, 1e5], rule="fermi", sharpness=mapped.sharpness,
        rates=mapped.rates,
    )  # fmt: skip
    schools, enterprises = (round(float(share)) for share in path[-1])
    return schools, enterprises


def _path(by_year: Sequence[MappedGame], start: tuple[float, ...], removed: int | None) -> np.ndarray:
    """The game's shares at every tick of the model's run: imitation by the Fermi function at the model's pace."""
    path = [np.array(start)]
    for mapped in by_year:
        active = 0 if removed is not None and mapped.year >= removed else 1
        ticks = trajectory(
            mapped.payoffs.face(active),
            path[-1],
            np.arange(TICKS_A_YEAR + 1.0),
            rule="fermi",
            sharpness=mapped.sharpness,
            rates=mapped.rates,
            exploration=(0.0, mapped.exploration * mapped.rates[1]),
        )
        path.extend(ticks[1:])
    return np.array(path)


# --- the response to subsidy ------------------------------------------------------------------------------------------


def _levels(scenario: Scenario, typical: SimpleNamespace, run: ObservedRun) -> dict[float, Scenario]:
    """Scenarios at some subsidies, by the subsidy of the last year; those that are out of bounds are left out."""
    present = float(run.conditions[-1].levers.subsidy)
    needed = subsidy_needed(typical, run.conditions[-1])
    high = float(PARAMETERS["subsidy"].high)
    top = min(high, max(3.0 * needed if np.isfinite(needed) else high, 2.0 * present, 0.2 * high))
    found: dict[float, Scenario] = {}
    for level in np.linspace(0.0, top, LEVELS):
        subsidy = round(float(level), 1)
        try:
            found[subsidy] = at_subsidy(scenario, subsidy - present)
        except ScenarioError:
            continue
    return found


def _response(
    levels: Sequence[float],
    arms: Sequence[Scenario],
    typical: SimpleNamespace,
    run: ObservedRun,
    shares: dict[str, np.ndarray],
    start: tuple[float, ...],
) -> pd.DataFrame:
    rows = []
    for level, arm in zip(levels, arms, strict=True):
        ticks = TICKS_A_YEAR * _years_at_end(arm)
        deep = shares[arm.name][:, -ticks:, 1].mean(axis=1)
        game = _long_run(mapped_game(typical, run.conditions[-1], level), 1, start)[1]
        rows.append((level, game, float(deep.mean()), float(deep.min()), float(deep.max())))
    return pd.DataFrame(rows, columns=["subsidy", "game", "model", "low", "high"])
