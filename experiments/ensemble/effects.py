"""Effects over parameter sets and worlds: tables with intervals in two parts, chance and parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ...simulation.outputs.metrics import METRICS
from ...simulation.scenario import Scenario
from ..comparison.merit import sign_of_better
from ..statistics.crossed import LEAST_OF_EACH, crossed
from ..statistics.inference import differences, share_best, wilson
from ..statistics.verdict import Verdict, judge
from .parameter_sets import ParameterSets

__all__ = ["EFFECT_COLUMNS", "Ensemble"]

EFFECT_COLUMNS = [
    "reform", "metric", "unit", "effect", "chance_low", "chance_high", "low", "high", "mean_low", "mean_high",
    "verdict", "smallest_in_a_set", "largest_in_a_set", "p_positive", "p_positive_low", "p_positive_high",
    "p_positive_of_runs", "p_best", "variance_parameters", "variance_chance", "variance_both", "share_parameters",
    "share_parameters_low", "share_parameters_high", "share_chance", "share_both", "n_sets", "n_seeds",
]  # fmt: skip


@dataclass(frozen=True)
class Ensemble:
    """Arms in parameter sets × worlds. `runs` is what `simulating.runs_of` gives; a set that failed is left out.

    The first of the arms is the baseline.
    """

    arms: tuple[Scenario, ...]
    sets: ParameterSets
    runs: pd.DataFrame

    @cached_property
    def _values(self) -> tuple[np.ndarray, tuple[int, ...], tuple[int, ...]]:
        """Values by arm, set, seed and metric; the numbers of the sets and the seeds."""
        seeds = tuple(sorted(int(seed) for seed in self.runs["seed"].unique()))
        count = self.runs.groupby("set")["seed"].nunique()
        whole = tuple(int(number) for number in count.index[count == len(seeds)])
        rows = self.runs.loc[self.runs["set"].isin(whole)].set_index(["scenario", "set", "seed"])
        order = pd.MultiIndex.from_product([[arm.name for arm in self.arms], whole, seeds])
        table = rows.reindex(order)[list(METRICS)].to_numpy(float)
        return table.reshape(len(self.arms), len(whole), len(seeds), len(METRICS)), whole, seeds

    @property
    def whole_sets(self) -> tuple[int, ...]:
        """Numbers of the sets that were simulated in all worlds."""
        return self._values[1]

    @property
    def seeds(self) -> tuple[int, ...]:
        """The worlds."""
        return self._values[2]

    @property
    def enough(self) -> bool:
        """Whether there are so many sets and worlds that something can be said."""
        return min(len(self.whole_sets), len(self.seeds)) >= LEAST_OF_EACH

    def differences(self, reform: str, metric: str) -> np.ndarray:
        """Effects of a reform on an output: one row per set, one column per world."""
        place = [arm.name for arm in self.arms].index(reform)
        return self._differences[place - 1, :, :, list(METRICS).index(metric)]

    @cached_property
    def _differences(self) -> np.ndarray:
        values = self._values[0]
        return np.stack([differences(values[0], other) for other in values[1:]])

    @cached_property
    def effects(self) -> pd.DataFrame:
        """One row per reform and output (columns `EFFECT_COLUMNS`): what is found over all sets and worlds.

        `effect` is the mean. `chance_low` and `chance_high` bound its chance alone, in these sets; `low` and `high` the
        mean effect in one further set that fits, that is, chance and parameters; `mean_low` and `mean_high` the mean
        over all sets that fit. `verdict` follows from `low` and `high`. `p_positive` is the share of sets whose mean
        effect is above zero, with Wilson's interval; `p_positive_of_runs` that of all runs; `p_best` the share of sets
        in which no other reform is better.
        """
        reforms, names = self.arms[1:], list(METRICS)
        by_set = self._differences.mean(axis=2)
        best = [
            [found.value for found in share_best(sign_of_better(name) * by_set[:, :, place])]
            for place, name in enumerate(names)
        ]
        rows = [
            (reform.name, name, METRICS[name].unit, *_row(self._differences[i, :, :, place], best[place][i]))
            for i, reform in enumerate(reforms)
            for place, name in enumerate(names)
        ]
        return pd.DataFrame(rows, columns=EFFECT_COLUMNS)

    @cached_property
    def by_set(self) -> pd.DataFrame:
        """One row per set and reform: set, reform, the parameters, then the mean effect on every output."""
        tables = []
        for place, reform in enumerate(self.arms[1:]):
            found = pd.DataFrame(self._differences[place].mean(axis=1), columns=list(METRICS))
            keys = pd.DataFrame({"set": self.whole_sets, "reform": reform.name})
            rows = [self.sets.rows[number - 1] for number in self.whole_sets]
            values = pd.DataFrame(rows, columns=[f"parameters.{name}" for name in self.sets.parameters])
            tables.append(pd.concat([keys, values, found], axis=1))
        return pd.concat(tables, ignore_index=True).sort_values("set", kind="stable", ignore_index=True)


def _row(values: np.ndarray, p_best: float) -> Sequence[object]:
    """The numbers of one reform and output, from effects by set and world."""
    found = crossed(values)
    known = values[~np.isnan(values).any(axis=1)]
    means = known.mean(axis=1)
    positive = wilson(int((means > 0).sum()), len(means))
    alike = not np.ptp(known) > 0 if known.size else True
    one, shares = found.one_set, found.shares
    verdict = judge(found.mean, 0.0 if alike else 1.0, one.low, one.high, min(found.sets, found.worlds))
    if not known.size:
        verdict = Verdict.UNKNOWN
    return (
        found.mean, found.these_sets.low, found.these_sets.high, one.low, one.high,
        found.all_sets.low, found.all_sets.high, str(verdict),
        float(means.min(initial=np.inf)) if means.size else np.nan,
        float(means.max(initial=-np.inf)) if means.size else np.nan,
        positive.value, positive.low, positive.high, float((known > 0).mean()) if known.size else np.nan, p_best,
        found.parameters, found.chance, found.both, shares[0],
        found.share_of_parameters.low, found.share_of_parameters.high, *shares[1:], found.sets, found.worlds,
    )  # fmt: skip
