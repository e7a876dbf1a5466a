"""What policies make of a city's levers, in the twin's own arithmetic: sums, dates, announcements and feedback."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.policies import Policy

ONCE = {"base_construction"}
"""Levers that a policy moves in its first year only, and then in full."""


def opening_level(policy: Policy) -> float:
    """The level before the first correction: 1, unless the government's bounds forbid it."""
    rule = policy.feedback
    return 1.0 if rule is None else min(max(1.0, rule.low), rule.high)


def corrected(policy: Policy, level: float, seen: float) -> float:
    """The level after an autumn in which a government saw its metric; who sees nothing changes nothing."""
    rule = policy.feedback
    assert rule is not None
    return level if math.isnan(seen) else min(max(level + rule.gain * (rule.target - seen), rule.low), rule.high)


def acts(policy: Policy, year: int) -> bool:
    """Whether a policy is in force in a year."""
    return year >= policy.start and not (policy.end is not None and year > policy.end)


def part_in_force(policy: Policy, year: int) -> float:
    """How much of its strength a policy has in a year, before the government corrects itself."""
    part = 1.0
    if policy.phase_in > 0:
        years_so_far = year - policy.start + 1
        part = years_so_far / policy.phase_in if years_so_far < policy.phase_in else 1.0
    last = 1.0
    for from_year, multiplier in policy.schedule:
        if from_year <= year:
            last = multiplier
    return part * last


def levers_of(
    standing: Mapping[str, Any],
    policies: Sequence[Policy],
    levels: Sequence[float],
    city: int,
    year: int,
    believed_in: int,
) -> dict[str, float]:
    """What levers are in a year, or what people in an earlier one believe they will be.

    They know each policy as far ahead as it is announced, and take it to go on as it is in the last year they know.
    """
    moved: dict[str, float] = {}
    for policy, level in zip(policies, levels, strict=True):
        last_known = believed_in + policy.announced
        at = last_known if last_known < year else year
        if (policy.regions is not None and city + 1 not in policy.regions) or not acts(policy, at):
            continue
        part = level * part_in_force(policy, at)
        for field, lever in type(policy).levers().items():
            if lever not in ONCE:
                change = getattr(policy, field) * part
            else:
                change = getattr(policy, field) if at == policy.start else 0.0
            moved[lever] = moved.get(lever, 0.0) + change
    return {
        lever: min(max(standing[lever] + change, PARAMETERS[lever].low), PARAMETERS[lever].high)
        for lever, change in moved.items()
    }


def announced(
    standing: Mapping[str, Any], policies: Sequence[Policy], levels: Sequence[float], city: int, year: int
) -> dict[str, float]:
    """What share of the subsidy is known to go next year (or to come: below 0), or went with this; the most of it."""
    values = {"bunch_before": 0.0, "bunch_after": 0.0, "subsidy_peak": 0.0}
    if not any(policy.announced for policy in policies):
        return values

    def subsidy(in_year: int, believed_in: int) -> float:
        moved = levers_of(standing, policies, levels, city, in_year, believed_in)
        return moved["subsidy"] if "subsidy" in moved else standing["subsidy"]

    steps = {"bunch_before": (subsidy(year, year), subsidy(year + 1, year))}
    if year > 1:
        steps["bunch_after"] = (subsidy(year - 1, year - 1), subsidy(year, year - 1))
    for name, (first, then) in steps.items():
        if first != then:
            values[name] = (first - then) / max(first, then)
        if name == "bunch_before" or first != then:
            values["subsidy_peak"] = max(values["subsidy_peak"], first, then)
    return values


def known_changes(
    standing: Mapping[str, Any], policies: Sequence[Policy], levels: Sequence[float], city: int, year: int
) -> dict[str, float]:
    """How far each lever will be from where it is, averaged over the years of a tie that begins in this one.

    A tie lasts another year with a chance that it is reviewed in neither half of it.
    """
    notice = max((policy.announced for policy in policies), default=0)
    if notice == 0:
        return {}
    years = [levers_of(standing, policies, levels, city, year + later, year) for later in range(notice + 1)]
    last = max(later for later in range(notice + 1) if later == 0 or years[later] != years[later - 1])
    lasts = standing["inertia"] ** 2
    changes: dict[str, float] = {}
    for later in range(1, last + 1):
        chance = lasts**later if later == last else lasts**later * (1.0 - lasts)
        for lever in sorted({*years[0], *years[later]}):
            usual = float(standing[lever])
            step = years[later].get(lever, usual) - years[0].get(lever, usual)
            changes[lever] = changes.get(lever, 0.0) + chance * step
    return changes
