"""Reforms that were fitted to one budget, ranked by what they reach."""

from __future__ import annotations

import pandas as pd

from ..statistics.inference import NOT_DEFINED, mean_interval, share_best, wilson
from .budgets import BudgetPlan
from .dominance import dominators
from .merit import RANKED_BY, sign_of_better
from .paired_runs import PairedRuns

__all__ = ["RANKING_COLUMNS", "ranking"]

RANKING_COLUMNS = [
    "reform", "strength", "target", "cost", "cost_low", "cost_high", "spends_it", "note", "metric", "effect", "low",
    "high", "p_best", "p_best_low", "p_best_high", "p_over_budget", "p_over_budget_low", "p_over_budget_high",
    "dominated_by",
]  # fmt: skip


def ranking(runs: PairedRuns, plan: BudgetPlan, metric: str = RANKED_BY) -> pd.DataFrame:
    """The reforms by their effect on a metric, the best first, with what they cost (columns `RANKING_COLUMNS`).

    `p_over_budget` is the share of worlds in which a reform costs more than the budget; `dominated_by` the best of the
    arms, the baseline among them, that cost no more and reach more (`dominance`).
    """
    values = runs.paired_values(metric)
    arms = [reform.name for reform in runs.reforms]
    effects = values[arms].sub(values[runs.base.name], axis=0)
    costs = runs.additional_costs
    better = sign_of_better(metric)
    worse_than = dominators(better * values, costs.assign(**{runs.base.name: 0.0})[list(values.columns)])
    best = dict(zip(arms, share_best(better * effects.to_numpy().T), strict=True))
    rows = []
    for fitted in plan.fitted:
        name = fitted.reform.name
        cost, effect = mean_interval(costs[name].to_numpy()), mean_interval(effects[name].to_numpy())
        over = wilson(int((costs[name] > plan.target).sum()), len(costs)) if len(costs) else NOT_DEFINED
        rows.append(
            (
                name, fitted.strength, plan.target, cost.value, cost.low, cost.high, fitted.spends_it, fitted.note,
                metric, effect.value, effect.low, effect.high,
                best[name].value, best[name].low, best[name].high, over.value, over.low, over.high,
                worse_than[name],
            )
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=RANKING_COLUMNS)
    return table.sort_values("effect", ascending=better < 0, kind="stable", ignore_index=True)
