"""Comparison: a baseline and reforms on the same worlds, so that every difference is the reform's doing.

    comparison = compare("baseline", "subsidy_only", "subsidy_monitored", seeds=10)
    comparison.summary          # effects over the last five years
    comparison.effects          # effects year by year

How effects are computed stands in `paired_runs`, what a reform did beyond effects in `outcomes`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import pandas as pd

from ...simulation.checking import show
from ...simulation.extensions import Extensions
from ...simulation.scenario import Scenario, ScenarioError
from ..ensemble.effects import Ensemble
from ..presentation.money import Budget
from ..runs.batch import Batch, Made, Replicate, ScenarioLike, Settings, seed_range
from ..runs.processes import checked_workers
from ..runs.replication import Replication
from .arms import forked, load_arms
from .budgets import within_budget
from .merit import RANKED_BY, rank_metric
from .outcomes import outcomes_of
from .paired_runs import PairedRuns
from .precision import MOST_SEEDS, Precision, PrecisionWarning
from .ranking import ranking

__all__ = ["Comparison", "Portion", "compare", "portions"]


@dataclass(frozen=True)
class Comparison(PairedRuns):
    """A comparison: paired runs with what each reform did, for whom, and how the reforms rank."""

    rank_by: str = RANKED_BY
    """The output by which reforms are ranked."""
    robustness: pd.DataFrame | None = None
    """Effects under other assumptions (`robustness.robustness`), if somebody asked for them."""
    ensemble: Ensemble | None = None
    """The effects in many parameter sets (`ensemble.simulating.ensemble`), if somebody asked for them."""

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """What each reform did and for whom, beyond effects on metrics (see `outcomes.outcomes_of`)."""
        return outcomes_of(self)

    @cached_property
    def ranking(self) -> pd.DataFrame | None:
        """The reforms by what they reach on the same budget (see `ranking.ranking`); None without a budget."""
        return None if self.budget is None else ranking(self, self.budget, self.rank_by)


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
    simulated: tuple[int, ...] = ()
    with Replication(arms, workers) as replication:
        for portion in portions(arms, numbers, wanted, lambda: made):
            for replicate in chain.from_iterable(replication.made(portion.seeds)):
                made.append(replicate)
                if on_done is not None:
                    on_done(replicate)
            simulated += portion.seeds
    comparison = Comparison(Batch(arms, simulated, tuple(made)), plan, ranked_by)
    if wanted is not None and (shortfall := wanted.shortfall(comparison)):
        warnings.warn(shortfall, PrecisionWarning, stacklevel=2)
    return comparison


def _plausible(budget: str | float | Budget, base: Scenario) -> float:
    """A budget in k¥ per year of the model. Raises ScenarioError for one that can hardly be meant."""
    sum_of_money = Budget.of_value(budget)
    if doubt := sum_of_money.doubt(base):
        sure = f"{Budget.__module__}.{sum_of_money.meant()}"
        raise ScenarioError(f"budget {show(budget)}: {doubt}; if it is meant, give budget={sure}")
    return sum_of_money.in_model(base)


@dataclass(frozen=True)
class Portion:
    """Seeds that are to be simulated next; `before` are the runs there are, none at first."""

    seeds: tuple[int, ...]
    before: PairedRuns | None = None


def portions(
    arms: tuple[Scenario, ...],
    seeds: Iterable[int],
    wanted: Precision | None,
    made: Callable[[], Sequence[Made]],
) -> Iterator[Portion]:
    """The seeds to simulate, one portion after another: the given ones, then as many more as a precision takes.

    When the next portion is asked for, `made` gives the replicates of all portions before.
    """
    portion = Portion(tuple(seeds))
    simulated: tuple[int, ...] = ()
    while portion.seeds:
        yield portion
        simulated += portion.seeds
        if wanted is None:
            return
        runs = PairedRuns(Batch(arms, simulated, tuple(made())))
        portion = Portion(_following_seeds(runs, wanted), runs)


def _following_seeds(runs: PairedRuns, wanted: Precision) -> tuple[int, ...]:
    """The next seeds that a precision takes; none when it is reached, or cannot be."""
    if not runs.batch.finished_seeds or len(runs.batch.seeds) >= MOST_SEEDS:
        return ()
    number = wanted.seeds_wanted(runs) - len(runs.seeds)
    first = max(runs.batch.seeds) + 1
    return tuple(range(first, first + number))
