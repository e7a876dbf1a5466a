"""Which arms another makes pointless: one rule for the ranking on a budget, reports and frontiers of cost and depth.

An arm is dominated by another that costs no more, to within `NO_MORE`, and of which the verdict on their paired
difference says that it reaches more: beyond noise, and in enough worlds.
"""

from __future__ import annotations

import pandas as pd

from ..statistics.inference import differences
from ..statistics.verdict import Verdict, judged

__all__ = ["NO_MORE", "dominated_by", "dominators"]

NO_MORE = 0.02
"""Relative difference of cost up to which an arm costs no more: reforms on one budget meet it to within as much."""


def dominated_by(name: str, reached: pd.DataFrame, costs: pd.DataFrame) -> str:
    """The best of the arms that dominate one; empty if there is none.

    Both tables have one row per world and one column per arm: what it reaches, and what it costs.
    """
    means, goals = costs.mean(), reached.mean()
    cheap = means <= means[name] + NO_MORE * abs(means[name])
    better = goals[cheap & (goals > goals[name])].sort_values(ascending=False, kind="stable")
    own = reached[name].to_numpy(float)
    for other in better.index:
        if judged(differences(own, reached[other].to_numpy(float)))[0] == Verdict.RISES:
            return str(other)
    return ""


def dominators(reached: pd.DataFrame, costs: pd.DataFrame) -> dict[str, str]:
    """For every arm the best of those that dominate it; empty where there is none."""
    return {str(name): dominated_by(name, reached, costs) for name in reached.columns}
