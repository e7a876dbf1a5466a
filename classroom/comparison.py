"""A comparison of worlds that the page has in memory: what `Comparison` gives, as fast as a slider moves.

Intervals, verdicts and means are those of `experiments.statistics`; only the tables around
them are plain arrays here, of which pandas would need a hundred times as long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from ..experiments.comparison.comparison import Comparison
from ..experiments.comparison.paired_runs import SUMMARY_COLUMNS
from ..experiments.report.answers import HEADLINES
from ..experiments.runs.agent_panel import AgentsTable
from ..experiments.runs.batch import Batch
from ..experiments.statistics.inference import (
    NOT_DEFINED,
    departing,
    differences,
    half_widths,
    share_best,
    share_positive,
    variance_saved,
)
from ..experiments.statistics.verdict import judge
from ..simulation.outputs.metrics import METRICS
from ..simulation.scenario import Scenario
from .worlds import World

__all__ = ["Effects", "WorldsComparison", "compared", "effects_between"]

COLUMN = {name: column for column, name in enumerate(METRICS)}
"""Where an output stands in the arrays of a world."""


@dataclass(frozen=True)
class _Made:
    """A world as one of the replicates of a batch."""

    scenario: str
    seed: int
    world: World = field(repr=False)
    series: pd.DataFrame | None = None
    error: str = ""

    @property
    def agents(self):  # as in `runs.Made`
        return self.world.agents

    def table_of(self, name: AgentsTable) -> pd.DataFrame | None:
        """As in `runs.Made`."""
        return None if self.agents is None else getattr(self.agents, name)


@dataclass(frozen=True)
class Effects:
    """Mean paired differences over worlds with their intervals; arrays of the shape of one world."""

    baseline: np.ndarray
    reformed: np.ndarray
    effect: np.ndarray
    sd: np.ndarray
    low: np.ndarray
    high: np.ndarray
    n: np.ndarray
    p_positive: np.ndarray


def effects_between(before: np.ndarray, after: np.ndarray) -> Effects:
    """Effects over the first axis, the worlds, as `paired_runs.paired_effects` has them."""
    difference = differences(before, after)
    paired = ~np.isnan(difference)
    n = paired.sum(axis=0)

    def mean(values: np.ndarray) -> np.ndarray:
        total = np.where(paired, values, 0.0).sum(axis=0)
        return np.divide(total, n, out=np.full(total.shape, np.nan), where=n > 0)

    effect = mean(difference)
    squares = np.where(paired, (difference - effect) ** 2, 0.0).sum(axis=0)
    sd = np.sqrt(np.divide(squares, n - 1, out=np.full(effect.shape, np.nan), where=n > 1))
    depart = departing(difference)
    sd = np.where((depart > 0) | np.isnan(sd), sd, 0.0)  # what is the same but for rounding
    half = half_widths(sd, n, depart)
    return Effects(
        mean(before), mean(after), effect, sd, effect - half, effect + half, n, mean((difference > 0).astype(float))
    )


@dataclass(frozen=True)
class WorldsComparison(Comparison):
    """A comparison of which no series are kept but years; `values` holds worlds × years × outputs for each arm."""

    values: Mapping[str, np.ndarray] = field(default_factory=dict, repr=False)

    @cached_property
    def year_values(self) -> pd.DataFrame:
        """As in `Comparison`."""
        seeds, tables = np.array(self.batch.seeds), []
        for name, values in self.values.items():
            worlds, years, outputs = values.shape
            frame = pd.DataFrame(values.reshape(worlds * years, outputs), columns=list(METRICS))
            frame.insert(0, "year", np.tile(np.arange(1, years + 1), worlds))
            frame.insert(0, "region", "all")
            frame.insert(0, "seed", np.repeat(seeds, years))
            frame.insert(0, "scenario", name)
            tables.append(frame)
        return pd.concat(tables, ignore_index=True)

    @cached_property
    def means(self) -> dict[str, np.ndarray]:
        """`last_years` as arrays, worlds × outputs, by arm."""
        values = self.last_years[list(METRICS)].to_numpy()
        return dict(zip(self.values, values.reshape(len(self.values), -1, len(METRICS)), strict=True))

    @cached_property
    def yearly(self) -> dict[str, Effects]:
        """Effects by year and output, for each reform."""
        base = self.values[self.base.name]
        return {reform.name: effects_between(base, self.values[reform.name]) for reform in self.reforms}

    @cached_property
    def summary(self) -> pd.DataFrame:
        """As in `Comparison`; P(best) and what pairing saves of the headlines only."""
        base = self.means[self.base.name]
        best = {
            name: share_best(np.stack([self.means[reform.name][:, COLUMN[name]] for reform in self.reforms]))
            for name in HEADLINES
        }
        tables = []
        for place, reform in enumerate(self.reforms):
            arm = self.means[reform.name]
            found = effects_between(base, arm)
            difference = differences(base, arm)
            chances = [share_positive(difference[:, column]) for column in range(len(METRICS))]
            firsts = [best[name][place] if name in best else NOT_DEFINED for name in METRICS]
            rows = zip(found.effect, found.sd, found.low, found.high, found.n, strict=True)
            tables.append(
                pd.DataFrame(
                    {
                        "reform": reform.name,
                        "metric": list(METRICS),
                        "unit": [metric.unit for metric in METRICS.values()],
                        "region": "all",
                        **{key: getattr(found, key) for key in ("baseline", "reformed", "effect", "sd", "low", "high")},
                        "p_positive": found.p_positive,
                        "n_seeds": found.n,
                        "p_positive_low": [chance.low for chance in chances],
                        "p_positive_high": [chance.high for chance in chances],
                        "p_best": [first.value for first in firsts],
                        "p_best_low": [first.low for first in firsts],
                        "p_best_high": [first.high for first in firsts],
                        "variance_saved": [
                            variance_saved(base[:, COLUMN[name]], arm[:, COLUMN[name]]) if name in best else np.nan
                            for name in METRICS
                        ],
                        "verdict": [str(judge(*row)) for row in rows],
                    }
                )
            )
        return pd.concat(tables, ignore_index=True).loc[:, SUMMARY_COLUMNS]


def compared(arms: Sequence[Scenario], seeds: Sequence[int], worlds: Sequence[Sequence[World]]) -> WorldsComparison:
    """A comparison from the worlds of every arm, in the order of arms and seeds."""
    made = [
        _Made(arm.name, seed, world)
        for arm, own in zip(arms, worlds, strict=True)
        for seed, world in zip(seeds, own, strict=True)
    ]
    values = {arm.name: np.stack([world.years for world in own]) for arm, own in zip(arms, worlds, strict=True)}
    return WorldsComparison(Batch(tuple(arms), tuple(seeds), tuple(made)), values=values)
