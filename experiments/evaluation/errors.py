"""Estimate and truth, world by world: how far an estimator is off, why, and how often its interval holds the truth.

    measured = measure(["deep_participation"], seeds=20, migration=0.5)
    summary(measured.errors)        # one row per outcome and estimator

The model knows every city with the reform and without it. So the error of an estimator can be taken apart, exactly,
since the estimators are linear in the outcome:

weighting    what it makes of the effects on treated city-years, less their mean: it weighs some years more than others
spillover    what it makes of the effects on city-years that are not treated: its controls are not as they would be
chance       what it finds where nothing was done, in the same worlds: cities do not go the same way by luck

Chance averages out over worlds. The others do not: they are bias.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from ...simulation.scenario import Scenario
from ..runs.batch import Made, ScenarioLike, seed_range
from ..runs.replication import Replication
from ..statistics.inference import mean_interval
from .estimators import ESTIMATORS, Estimate
from .panels import ROLLOUT, arms, checked_outcome, effect, panel, spillover, truth, truth_by_time

__all__ = ["ERROR_COLUMNS", "TRUTH", "Measured", "measure", "rows_of", "summary"]

TRUTH = "truth"
"""The name under which the truth stands among estimators in `Measured.by_time`."""

ERROR_COLUMNS = [
    "migration", "seed", "outcome", "estimator", "truth", "estimate", "low", "high", "weighting", "spillover", "chance",
    "controls",
]  # fmt: skip

GROUP = ["migration", "outcome", "estimator"]


@dataclass(frozen=True)
class Measured:
    """What estimators find in some worlds.

    `errors` (columns `ERROR_COLUMNS`) has one row per world, outcome and estimator; estimates, interval and parts of
    the error are in percentage points for shares, and so is `controls`, what the roll-out changes in cities that are
    never treated (`panels.spillover`). `by_time` has migration, seed, outcome, estimator (or `TRUTH`),
    since and effect: the effect by years since the first treated year.
    """

    errors: pd.DataFrame
    by_time: pd.DataFrame

    def of(self, outcome: str) -> Measured:
        """One outcome of them."""
        return Measured(*(table[table["outcome"] == outcome] for table in (self.errors, self.by_time)))

    def joined(self, other: Measured) -> Measured:
        """These worlds and others."""
        pairs = ((self.errors, other.errors), (self.by_time, other.by_time))
        return Measured(*(pd.concat(pair, ignore_index=True) for pair in pairs))


def measure(
    outcomes: Sequence[str],
    seeds: int | Iterable[int] = 20,
    migration: float | None = None,
    rollout: ScenarioLike = ROLLOUT,
    estimators: Sequence[str] = tuple(ESTIMATORS),
    by_time: bool = False,
    workers: int | None = 1,
) -> Measured:
    """Simulate the same worlds with the roll-out and without it, and evaluate it with every estimator.

    `seeds`, `workers` and `rollout` are as in `compare`; `migration` as in `panels.arms`. Raises ScenarioError,
    Refused, or NotInstalled.
    """
    scenarios = arms(rollout, migration)
    names = [checked_outcome(outcome) for outcome in outcomes]
    evaluated = partial(_evaluated, scenarios, names, tuple(estimators), by_time)
    with Replication(scenarios, workers, agents=False, then=evaluated) as replication:
        found = sorted(replication.made(seed_range(seeds)), key=lambda world: world[0])
    errors = pd.DataFrame([row for _, rows, _ in found for row in rows], columns=ERROR_COLUMNS)
    return Measured(errors, pd.concat([times for *_, times in found], ignore_index=True))


def rows_of(
    table: pd.DataFrame, estimators: Iterable[str] = tuple(ESTIMATORS), known: Mapping[str, Estimate] | None = None
) -> pd.DataFrame:
    """What every estimator makes of one panel: the columns of `ERROR_COLUMNS` from `estimator` on.

    `known` holds estimates from this panel that need not be made again.
    """
    changes = effect(table)
    parts = table.assign(own=changes.where(table["treated"] > 0, 0.0), others=changes.where(table["treated"] == 0, 0.0))
    rows, true = [], truth(table)
    for name in estimators:
        estimator = ESTIMATORS[name]
        estimate = known[name] if known else estimator(table)
        weighting = estimator(parts, "own").effect - true
        # Most often nothing reaches other cities; then nothing need be estimated.
        spilled = estimator(parts, "others").effect if parts["others"].any() else 0.0
        chance = estimate.effect - true - weighting - spilled
        ends = (estimate.low, estimate.high)
        rows.append([name, true, estimate.effect, *ends, weighting, spilled, chance, spillover(table)])
    return pd.DataFrame(rows, columns=ERROR_COLUMNS[3:])


def summary(errors: pd.DataFrame) -> pd.DataFrame:
    """One row per migration, outcome and estimator, means over worlds, all in the outcome's unit.

    worlds, truth, estimate; error (estimate − truth) with its 95 % interval from `error_low` to `error_high`, and
    `standard_error`; `bias`, the error without chance (weighting + spillover), which its interval from `bias_low` to
    `bias_high` tells from nothing with far fewer worlds; `rmse`, the error of a single world; `coverage`, the share of
    worlds whose own 95 % interval holds the truth (NaN where there are no intervals); weighting, spillover, chance,
    controls.
    """
    rows = []
    for key, group in errors.groupby(GROUP, sort=False):
        off = group["estimate"] - group["truth"]
        interval = mean_interval(off.to_numpy())
        bias = mean_interval((group["weighting"] + group["spillover"]).to_numpy())
        holds = (group["low"] <= group["truth"]) & (group["truth"] <= group["high"])
        means = group[["truth", "estimate", "weighting", "spillover", "chance", "controls"]].mean()
        rows.append(
            dict(zip(GROUP, key, strict=True))  # type: ignore[arg-type]
            | {"worlds": len(group), **means}
            | {"error": interval.value, "error_low": interval.low, "error_high": interval.high}
            | {"bias": bias.value, "bias_low": bias.low, "bias_high": bias.high}
            | {"standard_error": off.std(ddof=1) / len(off) ** 0.5, "rmse": (off**2).mean() ** 0.5}
            | {"coverage": float(holds.mean()) if group["low"].notna().all() else np.nan}
        )
    order = [
        *GROUP, "worlds", "truth", "estimate", "error", "standard_error", "error_low", "error_high",
        "bias", "bias_low", "bias_high", "weighting", "spillover", "chance", "controls", "rmse", "coverage",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=order)


def _evaluated(
    scenarios: tuple[Scenario, Scenario],
    outcomes: Sequence[str],
    estimators: Sequence[str],
    by_time: bool,
    made: Sequence[Made],
) -> tuple[int, list[list[object]], pd.DataFrame]:
    """What estimators find in one world: its seed, rows of `Measured.errors`, and rows of `Measured.by_time`."""
    seed, migration = made[0].seed, scenarios[1].parameters["migration"]
    rows: list[list[object]] = []
    times = []
    for outcome in outcomes:
        table = panel(made, scenarios, outcome)
        found = {name: ESTIMATORS[name](table, by_time=by_time) for name in estimators}
        table_of_errors = rows_of(table, estimators, found)
        rows += [[migration, seed, outcome, *row] for row in table_of_errors.itertuples(index=False)]
        if by_time:
            curves = {TRUTH: truth_by_time(table)} | {name: estimate.by_time for name, estimate in found.items()}
            for name, curve in curves.items():
                fixed = {"migration": migration, "seed": seed, "outcome": outcome, "estimator": name}
                times.append(pd.DataFrame({"since": curve.index, "effect": curve.to_numpy()}).assign(**fixed))
    nothing = pd.DataFrame(columns=[*ERROR_COLUMNS[:4], "since", "effect"])
    return seed, rows, pd.concat(times)[list(nothing)] if times else nothing
