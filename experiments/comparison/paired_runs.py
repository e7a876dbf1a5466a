"""Runs of a baseline and of reforms on the same worlds, and the effects that follow from them.

An effect is the mean, over seeds, of the difference between two runs with the same seed. What is empty in one of the
two (a ratio whose denominator is 0) makes no pair; `n_seeds` counts the pairs, and `baseline` and `reformed` are means
over the same pairs, so that effect = reformed − baseline. `low` and `high` are the effect's 95 % interval (empty with
one pair, and where nearly all pairs differ by the same amount), `verdict` says what may be said of it (see `verdict`),
`p_positive` is the share of worlds in which the effect is above 0; the summary has Wilson's interval of it, `p_best`,
the share of worlds in which no other reform's effect is greater, and `variance_saved` by pairing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ...simulation.outputs.metrics import METRICS
from ...simulation.scenario import Scenario
from ..runs.agent_panel import AgentsTable
from ..runs.annual import last_years, mean_of_years, year_values, years_of
from ..runs.batch import Batch
from ..statistics.inference import departing, differences, half_widths, share_best, variance_saved, wilson
from ..statistics.verdict import judge
from .budgets import BudgetPlan
from .worlds import Difference, other_world

__all__ = ["EFFECT_COLUMNS", "SUMMARY_COLUMNS", "PairedRuns", "paired_effects"]

EFFECT_COLUMNS = [
    "reform", "metric", "unit", "region", "year", "baseline", "reformed", "effect", "low", "high", "p_positive",
    "n_seeds", "verdict",
]  # fmt: skip
SUMMARY_COLUMNS = [
    "reform", "metric", "unit", "region", "baseline", "reformed", "effect", "sd", "low", "high", "p_positive",
    "n_seeds", "p_positive_low", "p_positive_high", "p_best", "p_best_low", "p_best_high", "variance_saved", "verdict",
]  # fmt: skip


@dataclass(frozen=True)
class PairedRuns:
    """Arms that were simulated on the same seeds; the first scenario of the batch is the baseline."""

    batch: Batch
    budget: BudgetPlan | None = None
    """How the reforms were fitted to one budget, if they were."""

    @property
    def base(self) -> Scenario:
        """The scenario that reforms are measured against."""
        return self.batch.scenarios[0]

    @property
    def reforms(self) -> tuple[Scenario, ...]:
        """The other arms, in order."""
        return self.batch.scenarios[1:]

    @cached_property
    def other_worlds(self) -> dict[str, list[Difference]]:
        """Reforms that are other worlds than the baseline, by name, with what makes them so; normally none."""
        found = {reform.name: other_world(self.base, reform) for reform in self.reforms}
        return {name: differences for name, differences in found.items() if differences}

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds for which all arms have been simulated."""
        return self.batch.finished_seeds

    @property
    def series(self) -> pd.DataFrame:
        """Series of all arms: scenario, seed, tick, year, region, then one column per metric."""
        return self.batch.series

    @property
    def regions(self) -> pd.DataFrame:
        """Regions of all arms, and the first year in which a policy acts in them (see `regions.regions_of`)."""
        return self.batch.regions

    @property
    def by_size(self) -> pd.DataFrame:
        """Participation by class of enterprise size at the end: scenario, seed, size_class, then shares by depth."""
        return self.batch.by_size

    def agents(self, table: AgentsTable) -> pd.DataFrame:
        """What became of agents on the seeds of the comparison: scenario, seed, then the columns of `AgentsPanel`."""
        rows = self.batch.agents(table)
        return rows.loc[rows["seed"].isin(self.seeds)]

    @cached_property
    def year_values(self) -> pd.DataFrame:
        """The value of every year: scenario, seed, region, year, then one column per metric."""
        values = pd.concat([year_values(piece) for piece in self.batch.pieces()], ignore_index=True)
        return values.loc[values["seed"].isin(self.seeds)]

    @cached_property
    def effects(self) -> pd.DataFrame:
        """Paired effects by reform, metric, region and year (columns `EFFECT_COLUMNS`)."""
        return self._paired(self.year_values, ["region", "year"]).loc[:, EFFECT_COLUMNS]

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Paired effects on the mean of the last five years; `sd` is the effect's standard deviation over seeds.

        Columns `SUMMARY_COLUMNS`.
        """
        table = self._paired(self.last_years, ["region"]).merge(self._best(), on=["reform", "metric", "region"])
        counts = (table["p_positive"] * table["n_seeds"]).fillna(0).round()
        chances = [wilson(count, int(n)) for count, n in zip(counts, table["n_seeds"], strict=True)]
        table["p_positive_low"] = [chance.low for chance in chances]
        table["p_positive_high"] = [chance.high for chance in chances]
        return table.loc[:, SUMMARY_COLUMNS]

    @cached_property
    def last_years(self) -> pd.DataFrame:
        """Means of the last five years of every run: scenario, seed, region, then one column per metric."""
        return mean_of_years(self.year_values, *last_years(years_of(self.base)))

    @cached_property
    def additional_costs(self) -> pd.DataFrame:
        """Public spending less the baseline's, k¥ per year of the model: one row per seed, one column per reform.

        What a reform costs, wherever that is said: the mean over all years if reforms were fitted to a budget, which is
        held against it, and else of the last five years, as effects are.
        """
        means = self.last_years if self.budget is None else mean_of_years(self.year_values, 1, years_of(self.base))
        whole = means.loc[means["region"] == "all"].pivot(index="seed", columns="scenario", values="public_spending")
        base = whole[self.base.name].to_numpy()
        return pd.DataFrame(
            {reform.name: differences(base, whole[reform.name].to_numpy()) for reform in self.reforms},
            index=whole.index,
        )

    def paired_values(self, metric: str, region: str = "all") -> pd.DataFrame:
        """Last-five-year means of one metric: one row per seed, one column per arm, the baseline first."""
        values = self.last_years
        table = values.loc[values["region"] == region].pivot(index="seed", columns="scenario", values=metric)
        return table.loc[:, [scenario.name for scenario in self.batch.scenarios]]

    def _best(self) -> pd.DataFrame:
        """P(best) of every reform, metric and region, and what pairing saved."""
        rows = []
        for region in self.last_years["region"].unique():
            for metric in METRICS:
                values = self.paired_values(metric, region)
                base = values[self.base.name].to_numpy()
                arms = values.drop(columns=self.base.name).to_numpy().T
                for reform, arm, best in zip(self.reforms, arms, share_best(arms), strict=True):
                    saved = variance_saved(base, arm)
                    rows.append((reform.name, metric, region, best.value, best.low, best.high, saved))
        columns = ["reform", "metric", "region", "p_best", "p_best_low", "p_best_high", "variance_saved"]
        return pd.DataFrame(rows, columns=columns)

    def _paired(self, values: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
        def arm(scenario: Scenario) -> pd.DataFrame:
            rows = values.loc[values["scenario"] == scenario.name]
            return rows.set_index(["seed", *keys]).loc[:, list(METRICS)]

        base = arm(self.base)
        tables = [paired_effects(base, arm(reform), keys).assign(reform=reform.name) for reform in self.reforms]
        table = pd.concat(tables, ignore_index=True)
        table["unit"] = [METRICS[name].unit for name in table["metric"]]
        return table


def paired_effects(before: pd.DataFrame, after: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Means over seeds of two arms and of their difference: one row per metric and value of `keys`.

    Both frames have the index seed, *keys and one column per metric. `sd`, `low` and `high` are empty with a single
    pair, `low` and `high` also where nearly all pairs differ by the same amount.
    """
    before, after = before.align(after, join="inner", axis=0)
    difference = after.copy()
    difference[:] = differences(before.to_numpy(), after.to_numpy())
    paired = difference.notna()

    def over_seeds(frame: pd.DataFrame, statistic: str) -> pd.Series:
        table = frame.groupby(level=keys, sort=False).agg(statistic).reset_index()
        return table.melt(id_vars=keys, var_name="metric").set_index(["metric", *keys]).loc[:, "value"]

    table = pd.DataFrame(
        {
            "baseline": over_seeds(before.where(paired), "mean"),
            "reformed": over_seeds(after.where(paired), "mean"),
            "effect": over_seeds(difference, "mean"),
            "sd": over_seeds(difference, "std"),
            "n_seeds": over_seeds(difference, "count"),
            "p_positive": over_seeds((difference > 0).astype(float).where(paired), "mean"),
        }
    )
    by_world = difference.unstack("seed")
    departs = {name: pd.Series(departing(by_world[name].to_numpy().T), by_world.index) for name in difference.columns}
    depart = pd.concat(departs, names=["metric"]).reindex(table.index)
    table["sd"] = table["sd"].where((depart > 0) | table["sd"].isna(), 0.0)  # what is the same but for rounding
    half = half_widths(table["sd"].to_numpy(), table["n_seeds"].to_numpy(), depart.to_numpy())
    table["low"], table["high"] = table["effect"] - half, table["effect"] + half
    columns = (table[name] for name in ("effect", "sd", "low", "high", "n_seeds"))
    table["verdict"] = [str(judge(*row)) for row in zip(*columns, strict=True)]
    table = table.reset_index()
    order = {name: row for row, name in enumerate(METRICS)}
    places = {"metric": order, "region": {region: i for i, region in enumerate(table["region"].unique())}}
    return table.sort_values(
        ["metric", *keys], key=lambda column: column.map(places[str(column.name)]) if column.name in places else column
    )
