"""In which direction an output is better, and by which output reforms are ranked.

Better is meant for the output alone: a reform that lowers drop-out may cost much. Of outputs that are a matter of
opinion, such as the share going on to a degree, more is neither better nor worse; reforms ranked by them stand in the
order of the effect, the greatest first.
"""

from __future__ import annotations

from ...simulation.checking import nearest, show
from ...simulation.outputs.metrics import METRICS
from ...simulation.scenario import ScenarioError

__all__ = ["LESS_IS_BETTER", "MATTER_OF_OPINION", "RANKED_BY", "rank_metric", "sign_of_better"]

RANKED_BY = "deep_participation"
"""The output that reforms are ranked by unless another is asked for."""

LESS_IS_BETTER = frozenset({
    "formalism", "heat_gap", "cold_index", "curriculum_age", "poached_share", "dropout_rate", "early_quit_rate",
    "programme_homogeneity", "dispute_rate", "regional_spread", "over_claims_paid",
    *(name for name in METRICS if name.startswith("public_spending")),
})  # fmt: skip
"""Outputs of which less is better."""

MATTER_OF_OPINION = frozenset({
    "practical_share", "degree_share", "over_claims_caught", "budget_left", "fund_balance", "social_capital_share",
    "regional_demand", "share_apprenticeship", "share_order_classes", "share_commissioned",
})  # fmt: skip
"""Outputs of which neither more nor less is better by itself."""


def sign_of_better(metric: str) -> int:
    """−1 where less of an output is better, else 1 (for outputs that are a matter of opinion, too)."""
    return -1 if metric in LESS_IS_BETTER else 1


def rank_metric(name: object) -> str:
    """The output to rank by, checked. Raises ScenarioError naming the nearest."""
    if not isinstance(name, str) or name not in METRICS:
        labels = {metric.name: (metric.en, metric.zh) for metric in METRICS.values()}
        raise ScenarioError(f"rank_by = {show(name)} is no metric{nearest(name, METRICS, labels=labels)}")
    return name
