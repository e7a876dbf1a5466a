"""The arms of a comparison: scenarios with overrides in one city, and whether they can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...simulation.scenario import Scenario, ScenarioError, load_scenario
from ...simulation.scenario.overrides import policy_key
from ..runs.batch import ScenarioLike, Settings, overridden
from ..runs.forking import postponed
from .cities import in_city
from .worlds import check_one_world, other_world

__all__ = ["check_arms", "forked", "load_arms"]

SHARED = frozenset({"years", "regions", "scale"})
"""Parameters in which arms must agree, else a difference between them has no meaning."""


def forked(arms: Sequence[Scenario], year: int) -> tuple[Scenario, ...]:
    """The arms with every reform on the baseline's path up to the end of a year. Raises ScenarioError."""
    return (arms[0], *(postponed(reform, arms[0], year) for reform in arms[1:]))


def load_arms(
    scenarios: Sequence[ScenarioLike], set: Settings = (), city: ScenarioLike | None = None, across_worlds: bool = False
) -> tuple[Scenario, ...]:
    """The arms of a comparison, the baseline first, in a city if one is given, with overrides.

    Raises ScenarioError, also for arms that cannot be compared (`check_arms`).
    """
    arms = [arm if isinstance(arm, Scenario) else load_scenario(arm) for arm in scenarios]
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
