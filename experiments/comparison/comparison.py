"""Comparison: a baseline and reforms on the same worlds, so that every difference is the reform's doing.

    comparison = compare("baseline", "subsidy_only", "subsidy_monitored", seeds=10)
    comparison.summary          # effects over the last five years
    comparison.effects          # effects year by year

An effect is the mean, over seeds, of the difference between two runs with the same seed. What is empty in one of the
two (a ratio whose denominator is 0) makes no pair; `n_seeds` counts the pairs, and `baseline` and `reformed` are means
over the same pairs, so that effect = reformed − baseline. `low` and `high` are the effect's 95 % interval (empty with
one pair, and where nearly all pairs differ by the same amount), `verdict` says what may be said of it (see `verdict`),
`p_positive` is the share of worlds in which the effect is above 0; the summary has Wilson's interval of it, `p_best`,
the share of worlds in which no other reform's effect is greater, and `variance_saved` by pairing.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import pandas as pd

from ...simulation.checking import show
from ...simulation.extensions import Extensions
from ...simulation.outputs.metrics import METRICS
from ...simulation.scenario import Scenario, ScenarioError, load_scenario
from ...simulation.scenario.overrides import policy_key
from ..presentation.money import Budget
from ..runs.agent_panel import AgentsTable
from ..runs.annual import last_years, mean_of_years, year_values, years_of
from ..runs.batch import Batch, Replicate, ScenarioLike, Settings, overridden, seed_range
from ..runs.forking import postponed
from ..runs.processes import checked_workers
from ..runs.replication import Replication
from ..statistics.inference import departing, differences, half_widths, share_best, variance_saved, wilson
from ..statistics.verdict import judge
from .budgets import BudgetPlan, ranking, within_budget
from .cities import in_city
from .merit import RANKED_BY, rank_metric
from .outcomes import outcomes_of
from .precision import MOST_SEEDS, Precision, PrecisionWarning
from .worlds import Difference, check_one_world, other_world

__all__ = ["Comparison", "check_arms", "compare", "load_arms"]

EFFECT_COLUMNS = [
    "reform", "metric", "unit", "region", "year", "baseline", "reformed", "effect", "low", "high", "p_positive",
    "n_seeds", "verdict",
]  # fmt: skip
SUMMARY_COLUMNS = [
    "reform", "metric", "unit", "region", "baseline", "reformed", "effect", "sd", "low", "high", "p_positive",
    "n_seeds", "p_positive_low", "p_positive_high", "p_best", "p_best_low", "p_best_high", "variance_saved", "verdict",
]  # fmt: skip

SHARED = frozenset({"years", "regions", "scale"})
"""Parameters in which arms must agree, else a difference between them has no meaning."""


@dataclass(frozen=True)
class Comparison:
    """Arms that were simulated on the same seeds; the first scenario of the batch is the baseline."""

    batch: Batch
    budget: BudgetPlan | None = None
    """How the reforms were fitted to one budget, if they were."""
    rank_by: str = RANKED_BY
    """The output by which reforms are ranked."""
    robustness: pd.DataFrame | None = None
    """Effects under other assumptions (`robustness.robustness`), if somebody asked for them."""

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
    def outcomes(self) -> pd.DataFrame:
        """What each reform did and for whom, beyond effects on metrics (see `outcomes.outcomes_of`)."""
        return outcomes_of(self)

    @cached_property
    def ranking(self) -> pd.DataFrame | None:
        """The reforms by what they reach on the same budget (see `budgets.ranking`); None without a budget."""
        return None if self.budget is None else ranking(self, self.budget, self.rank_by)

    @cached_property
    def additional_costs(self) -> pd.DataFrame:
        """Public spending less the baseline's, k¥ a year of the model: a row per seed, a column per reform.

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
        """Last-five-year means of one metric: a row per seed, a column per arm, the baseline first."""
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


def compare(
    base: ScenarioLike,
    *reforms: ScenarioLike,
    seeds: int | Iterable[int] = 10,
    set: Settings = (),
    budget: str | float | Budget | None = None,
    precision: str | Precision | None = None,
    fork: int | None = None,
    city: ScenarioLike | None = None,
    across_worlds: bool = False,
    extensions: Extensions | None = None,
    rank_by: str = RANKED_BY,
    workers: int | None = 1,
    on_done: Callable[[Replicate], Any] | None = None,
) -> Comparison:
    """Simulate a baseline and reforms on the same seeds (a number N means the seeds 1 … N).

    Parameters
    ----------
    set
        Overrides of values as in `load_scenario`: parameters in every arm, fields of policies in the arms that have
        such a policy.
    budget
        ¥ of the real city a year on top of what the baseline spends, as a number or a text ("60M", "6000万";
        "1000k-model" is k¥ of the model): each reform is made as strong as that allows (`budgets.within_budget`) and
        `ranking` ranks them. A sum that can hardly be meant for the city is refused, unless it says that it is
        (`money.Budget` with `sure`).
    precision
        "metric=0.01": after the given seeds others follow until the effect of every reform on that metric (last five
        years) is known to ± 0.01, at most `precision.MOST_SEEDS`. Where that is not reached a `PrecisionWarning` says
        why.
    fork
        A year after which the reforms leave the baseline's path: policies of theirs that would begin by then are
        postponed (`forking.postponed`).
    city
        A scenario whose parameters, regions and policies hold in every arm: of the other arms only policies are taken
        over, and institutions that they change on purpose (`cities.in_city`).
    across_worlds
        Compare arms that are different worlds (`worlds.other_world`), which is refused otherwise: what differs between
        them is then no effect of a policy, and outcomes that need the same agents in both arms are not defined.
    extensions
        Rules and metrics of your own, in every arm (`Extensions`).
    rank_by
        The output by which `ranking` and reports order the reforms.
    workers
        How many processes simulate, with the same results to the bit: 1 is this one; None means one for each processor
        if there is enough to do. A script of your own that asks for more than one must start its work under
        ``if __name__ == "__main__":``, since each process imports the script.
    on_done
        Called with every replicate when it is ready; an arm that fails with a seed is recorded in `batch.failures`
        and the seed left out of effects.

    Raises ScenarioError or ValueError before anything is simulated, and NoProcesses if no other process can be started.
    """
    workers = None if workers is None else checked_workers(workers)
    arms = tuple(arm.extended(extensions) for arm in load_arms([base, *reforms], set, city, across_worlds))
    ranked_by = rank_metric(rank_by)  # after the extensions, whose metrics may be meant
    numbers = seed_range(seeds)
    if fork is not None:
        arms = forked(arms, fork)
    wanted = Precision.parsed(precision) if isinstance(precision, str) else precision
    plan = None
    if budget is not None:
        plan = within_budget(arms[0], arms[1:], _plausible(budget, arms[0]), numbers, workers=workers)
        arms = plan.scenarios
    made: list[Replicate] = []
    with Replication(arms, workers) as replication:

        def joined(numbers: tuple[int, ...], following: tuple[int, ...]) -> Comparison:
            """The comparison with further seeds."""
            for replicate in chain.from_iterable(replication.made(following)):
                made.append(replicate)
                if on_done is not None:
                    on_done(replicate)
            return Comparison(Batch(arms, numbers + following, tuple(made)), plan, ranked_by)

        comparison = joined((), numbers)
        while wanted is not None and (following := following_seeds(comparison, wanted)):
            comparison = joined(comparison.batch.seeds, following)
    if wanted is not None and (shortfall := wanted.shortfall(comparison)):
        warnings.warn(shortfall, PrecisionWarning, stacklevel=2)
    return comparison


def _plausible(budget: str | float | Budget, base: Scenario) -> float:
    """A budget in k¥ a year of the model. Raises ScenarioError for one that can hardly be meant."""
    told = Budget.of_value(budget)
    if doubt := told.doubt(base):
        sure = f"{Budget.__module__}.{told.meant()}"
        raise ScenarioError(f"budget {show(budget)}: {doubt}; if it is meant, give budget={sure}")
    return told.in_model(base)


def forked(arms: Sequence[Scenario], year: int) -> tuple[Scenario, ...]:
    """The arms with every reform on the baseline's path up to the end of a year. Raises ScenarioError."""
    return (arms[0], *(postponed(reform, arms[0], year) for reform in arms[1:]))


def following_seeds(comparison: Comparison, wanted: Precision) -> tuple[int, ...]:
    """The next seeds that a precision takes; none when it is reached, or cannot be."""
    if not comparison.batch.finished_seeds or len(comparison.batch.seeds) >= MOST_SEEDS:
        return ()
    number = wanted.seeds_wanted(comparison) - len(comparison.seeds)
    first = max(comparison.batch.seeds) + 1
    return tuple(range(first, first + number))


def load_arms(
    told: Sequence[ScenarioLike], set: Settings = (), city: ScenarioLike | None = None, across_worlds: bool = False
) -> tuple[Scenario, ...]:
    """The arms of a comparison, the baseline first, in a city if one is given, with overrides.

    Raises ScenarioError, also for arms that cannot be compared (`check_arms`).
    """
    arms = [arm if isinstance(arm, Scenario) else load_scenario(arm) for arm in told]
    if city is not None:
        place = city if isinstance(city, Scenario) else load_scenario(city)
        arms = [in_city(arm, place) for arm in arms]
    settings = [set] if isinstance(set, str) else list(set)

    def meant_for(arm: Scenario) -> Settings:
        chosen = [setting for setting in settings if _concerns(setting, arm, arms)]
        return {setting: set[setting] for setting in chosen} if isinstance(set, Mapping) else chosen

    changed = tuple(overridden(arm, meant_for(arm)) if settings else arm for arm in arms)
    check_arms(changed, across_worlds)
    return changed


def _concerns(setting: str, arm: Scenario, arms: Sequence[Scenario]) -> bool:
    """Whether a setting is meant for an arm: a field of a policy is, for those that have the policy.

    If none has it, all are meant, and the first refuses it.
    """
    key = policy_key(setting.partition("=")[0].strip())
    if key is None:
        return True
    kind, number, _ = key
    least = int(number) if number.isdecimal() and len(number) < 10 else 1
    having = [other for other in arms if sum(policy.kind == kind for policy in other.policies) >= least]
    return not having or any(arm is other for other in having)


def check_arms(arms: Sequence[Scenario], across_worlds: bool = False) -> None:
    """Refuse arms that cannot be compared: fewer than two, two of one name, or of different horizons or scales.

    So are arms that are different worlds, unless the comparison is meant to go `across_worlds`.
    """
    if len(arms) < 2:
        raise ScenarioError("a comparison has one arm; required: a baseline and at least one reform")
    names = [arm.name for arm in arms]
    for name in names:
        if names.count(name) > 1:
            raise ScenarioError(f"two arms are named {name!r}; allowed: every scenario once, under a name of its own")
    base, *reforms = arms
    for arm in reforms:
        found = {difference.name for difference in other_world(base, arm)}
        if across_worlds or found <= SHARED:
            for key in sorted(found & SHARED):
                here, there = base.parameters[key], arm.parameters[key]
                said = f"parameters.{key} = {there} in {arm.name!r} but {here} in {base.name!r}"
                raise ScenarioError(f"{said}; allowed: the same in all arms (--set {key}=…)")
    if not across_worlds:
        check_one_world(base, *reforms)
