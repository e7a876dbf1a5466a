"""Scenarios that differ from one in what supports enterprises: other subsidies, or none from some year on."""

from __future__ import annotations

from ...simulation.policies import LAST_YEAR, POLICIES, Policy
from ...simulation.policies.instruments import Subsidy
from ...simulation.scenario import Scenario

__all__ = ["SUPPORT_KINDS", "at_subsidy", "without_support"]

SUPPORT_KINDS = (
    "subsidy", "tax_credit", "risk_compensation", "fixed_cost_relief", "retention_bonus", "reputation_link",
)  # fmt: skip
"""Instruments that support enterprises, as the game counts them."""


def without_support(scenario: Scenario, year: int) -> Scenario:
    """The scenario in which support of enterprises ends before a year: its policies, and what stands without them.

    Schools are assessed and the consortium is run as before. Nobody knows of it beforehand beyond what the policies
    themselves announce.
    """
    kept = [policy if policy.kind not in SUPPORT_KINDS else _ended(policy, year) for policy in scenario.policies]
    policies = [policy for policy in kept if policy is not None]
    for kind in SUPPORT_KINDS:
        standing = {field: scenario.parameters[lever] for field, lever in POLICIES[kind].levers().items()}
        given_up = {field: -float(value) for field, value in standing.items() if value}
        if given_up:
            policies.append(POLICIES[kind].model_validate({"kind": kind, "start": year, **given_up}))
    return scenario.with_(policies=policies, name=f"{scenario.name}_support_removed")


def _ended(policy: Policy, year: int) -> Policy | None:
    """The policy with its end before a year; None if it begins then or later."""
    if policy.start >= year:
        return None
    fields = policy.model_dump()
    fields["end"] = min(policy.end or LAST_YEAR, year - 1)
    fields["schedule"] = tuple((when, by) for when, by in policy.schedule if when < year)
    return type(policy)(**fields)


def at_subsidy(scenario: Scenario, change: float) -> Scenario:
    """The scenario with so much more (or less) subsidy per trainee-year (k¥), from the first year on.

    Raises ScenarioError where the subsidy would leave its bounds in some year.
    """
    policies = [*scenario.policies, Subsidy(per_trainee=change)] if change else scenario.policies
    return scenario.with_(policies=policies, name=f"{scenario.name}_subsidy_{change:+.6g}")
