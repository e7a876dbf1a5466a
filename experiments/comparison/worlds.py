"""What differs between the worlds of two arms, and whether a comparison may be made of them.

An arm of a comparison may differ from the baseline in policies, and in institutions that it changes on purpose:
relative to what both extend, normally the bundled baseline. Everything else makes another world, in which the same
policy would have other effects. `check_one_world` refuses it; `cities.in_city` puts an arm into another world.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...simulation.checking import show
from ...simulation.parameters import PARAMETERS
from ...simulation.scenario import Scenario, ScenarioError
from ...simulation.scenario.institutions import Values, common_ancestor, kind_of, spelled

__all__ = [
    "AGENTS",
    "Difference",
    "changed_on_purpose",
    "check_one_world",
    "differing",
    "has_the_same_agents",
    "other_world",
    "own_policies",
]

MOST_SAID = 4
"""Differences that a message names."""

AGENTS: dict[str, tuple[str, ...]] = {
    "enterprises": (
        "regions", "enterprises", "field_shares", "size_median", "size_sigma", "size_min", "size_max"
    ),
    "schools": ("regions", "schools", "intake", "field_shares"),
}  # fmt: skip
"""Parameters that say which enterprises and which schools there are: how many, how large, and of which fields."""


@dataclass(frozen=True)
class Difference:
    """A parameter with another value in an arm than in the baseline, in some regions (from 1; empty: in all)."""

    name: str
    before: Any
    after: Any
    regions: tuple[int, ...] = ()


def own_policies(reform: Scenario, base: Scenario) -> tuple:
    """The policies of a reform that its baseline has not."""
    others = list(base.policies)
    own = []
    for policy in reform.policies:
        if policy in others:
            others.remove(policy)
        else:
            own.append(policy)
    return tuple(own)


def differing(base: Values, other: Values) -> list[Difference]:
    """Values that the rules read and that differ, in the order of the tables.

    What every region has a value of its own for is read in none of them, and does not differ.
    """
    number = max(int(values.parameters["regions"]) for values in (base, other))
    own = {name for values in (base, other) for region in values.regions for name in region}
    found: list[Difference] = []
    for name in PARAMETERS:
        if name in own:
            found += _by_region(name, base, other, number)
        elif base.parameters[name] != other.parameters[name]:
            found.append(Difference(name, base.parameters[name], other.parameters[name]))
    return found


def _by_region(name: str, base: Values, other: Values, number: int) -> Iterator[Difference]:
    """The differences in one parameter, regions with the same values together."""
    regions: dict[tuple[Any, Any], list[int]] = {}
    for region in range(number):
        regions.setdefault((base.of_region(name, region), other.of_region(name, region)), []).append(region + 1)
    for (before, after), numbers in regions.items():
        if before != after:
            yield Difference(name, before, after, () if len(numbers) == number else tuple(numbers))


# --- one world or two -------------------------------------------------------------------------------------------------


def changed_on_purpose(arm: Scenario, ancestor: Values) -> list[Difference]:
    """The institutions that an arm has changed since an ancestor of its."""
    return [found for found in differing(ancestor, arm.values) if kind_of(found.name) == "institution"]


def other_world(base: Scenario, arm: Scenario) -> list[Difference]:
    """The differences that make an arm another world than the baseline; empty where both are one world.

    These are all parameters of the world, and institutions of the baseline's own: those which it has changed since what
    both extend, and which the arm does not change in its turn.
    """
    ancestor = common_ancestor(base.line, arm.line)
    return [found for found in differing(base.values, arm.values) if not _on_purpose(found, arm, ancestor)]


def _on_purpose(found: Difference, arm: Scenario, ancestor: Values) -> bool:
    if kind_of(found.name) == "world":
        return False
    regions = found.regions or range(1, int(arm.parameters["regions"]) + 1)
    return all(ancestor.of_region(found.name, region - 1) != found.after for region in regions)


def has_the_same_agents(base: Scenario, arm: Scenario, which: str) -> bool:
    """Whether the "enterprises" or "schools" of two arms are the same, one by one, with the same seed."""
    return not any(found.name in AGENTS[which] for found in differing(base.values, arm.values))


def check_one_world(base: Scenario, *arms: Scenario, required: bool = False) -> None:
    """Refuse arms that are other worlds than the baseline; `required`: even if worlds are to be compared.

    Raises ScenarioError.
    """
    for arm in arms:
        if found := other_world(base, arm):
            way = "put all arms into one city with --city FILE (city=)"
            if all(kind_of(difference.name) == "institution" for difference in found) and not other_world(arm, base):
                way = f"take {show(arm.name)} as the baseline, or {way}"
            raise ScenarioError(
                f"{show(arm.name)} is another world than {show(base.name)}: {said(found, base.name)}; allowed: arms "
                "that differ in policies, and in institutions that a reform changes on purpose. To compare policies, "
                f"{way}" + ("" if required else "; to compare worlds, use --across-worlds (across_worlds=True)")
            )


def said(found: list[Difference], base: str = "") -> str:
    """Differences for a message, with the values of both: a few, and how many more there are."""
    listed = []
    for difference in found[:MOST_SAID]:
        numbers = ", ".join(map(str, difference.regions[:5])) + (" …" if len(difference.regions) > 5 else "")
        where = f" (region {numbers})" if difference.regions else ""
        before, after = (show(spelled(value)) for value in (difference.before, difference.after))
        against = f"but {before} in {show(base)}" if base else f"instead of {before}"
        listed.append(f"parameters.{difference.name} = {after} {against}{where}")
    more = f", and {len(found) - MOST_SAID} more" if len(found) > MOST_SAID else ""
    return ", ".join(listed) + more
