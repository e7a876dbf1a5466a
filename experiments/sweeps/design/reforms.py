"""Reforms that a design compares with its base at every point: what they are, and what a factor changes in them.

A factor sets its number in the base and in every reform. What a reform itself changes stays as the reform has it, and a
policy that the base has not is varied in the reforms that have it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ....simulation.checking import Refused, show
from ....simulation.parameters import Value
from ....simulation.policies import Policy, make_policy
from ....simulation.scenario import Scenario, ScenarioError, load_scenario
from ....simulation.scenario.institutions import kind_of
from ...comparison.cities import in_city
from ...comparison.worlds import check_one_world
from ...runs.forking import postponed

__all__ = ["arms_of", "at_point", "of_kind", "said_to_load"]


def arms_of(
    base: Scenario,
    reforms: Sequence[Scenario],
    city: Scenario | None,
    parameters: Mapping[str, Value],
    policies: Sequence[Policy],
    fork: object = None,
) -> tuple[Scenario, ...]:
    """The base and its reforms in the city of a design, if it names one, with the design's parameters and policies.

    Reforms are on the base's path up to the end of the year `fork`, if one is given (`forking.postponed`). Raises
    ScenarioError, also for reforms that are other worlds than the base and for two of one name.
    """
    names = [base.name, *(reform.name for reform in reforms)]
    for name in names:
        if names.count(name) > 1:
            said = "base and reform" if name == base.name else "two reforms"
            raise ScenarioError(f"compare: {said} are named {show(name)}; allowed: every scenario once")
    arms = [base, *reforms]
    if city is not None:  # under their own names, which are those of columns
        arms = [replace(in_city(arm, city), name=arm.name, title=arm.title) for arm in arms]
    changed = [_in_design(arm, arms[0], parameters, policies) for arm in arms]
    first, *others = changed
    check_one_world(first, *others, required=True)
    if fork is not None:
        others = [postponed(reform, first, fork) for reform in others]  # type: ignore[arg-type]  # it is checked there
    return first, *others


def said_to_load(said: str, folder: Path) -> Scenario:
    """A scenario by its bundled name, or from a path that starts at the folder of the design. Raises ScenarioError."""
    return load_scenario(folder / said if said.endswith((".toml", ".json")) else said)


def _in_design(arm: Scenario, base: Scenario, parameters: Mapping[str, Value], policies: Sequence[Policy]) -> Scenario:
    """An arm with what the design sets at every point, except institutions that the arm itself changes."""
    taken = {
        name: value
        for name, value in parameters.items()
        if kind_of(name) == "world" or arm.parameters[name] == base.parameters[name]
    }
    return arm.with_(taken, policies=(*arm.policies, *policies))


def at_point(arm: Scenario, base: Scenario, values: Mapping[str, Any]) -> Scenario:
    """The base (which is an arm, too) or one of its reforms with the values of a point. Raises ScenarioError."""
    parameters: dict[str, object] = {}
    fields: dict[str, dict[str, Any]] = {}
    for key, value in values.items():
        first, *rest = key.split(".")
        if first == "policy":
            fields.setdefault(rest[0], {})[rest[1]] = value
        elif arm is base or arm.parameters[rest[0]] == base.parameters[rest[0]]:
            parameters[key] = value
    of_base, inherited = {policy.kind for policy in base.policies}, list(base.policies)
    policies = []
    try:
        for policy in arm.policies:
            is_inherited = policy in inherited
            if is_inherited:
                inherited.remove(policy)
            if policy.kind in fields and (is_inherited or policy.kind not in of_base):
                # All fields of a policy at once: with one after the other, `end` could be before `start` for a moment.
                policy = make_policy({**policy.to_dict(), **fields[policy.kind]})
            policies.append(policy)
    except Refused as error:
        raise ScenarioError(str(error)) from None
    return arm.with_(parameters, policies=policies)


def of_kind(key: str, kind: str, base: Scenario, reforms: Sequence[Scenario]) -> list[Policy]:
    """The policies that a factor of a kind varies: that of the base or else one in each reform that has it.

    Empty where nobody has it. Raises Refused where an arm has several, of which none is meant.
    """
    for arms in ([base], reforms):
        found = []
        for arm in arms:
            having = [policy for policy in arm.policies if policy.kind == kind]
            if len(having) > 1:
                whose = "base and design have" if arm is base else f"the reform {show(arm.name)} has"
                raise Refused(f"{key}: {whose} {len(having)} policies of this kind; allowed: one, to be varied")
            found += having
        if found:
            return found
    return []
