"""Arms of a comparison in a city of one's own: its world and its institutions, the arms' policies.

in_city(load_scenario("tax_credit"), load_scenario("my_city.toml"))
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

from ...simulation.checking import show
from ...simulation.scenario import Scenario, ScenarioError
from ...simulation.scenario.institutions import common_ancestor, kind_of
from .worlds import Difference, changed_on_purpose, differing, own_policies, said

__all__ = ["LeftOut", "in_city"]

LONGEST_NAME = 100
"""Letters of a scenario's name."""


class LeftOut(UserWarning):
    """Something of an arm that another city does not take over, since it is of the arm's own world."""


@dataclass(frozen=True)
class _Own:
    """What an arm has changed since what it has in common with a city."""

    institutions: list[Difference]
    world: list[Difference]


def in_city(arm: Scenario, city: Scenario) -> Scenario:
    """The arm in a city: parameters, regions and policies are the city's; on top of them come the arm's policies, and
    the institutions that it changes on purpose, relative to what it has in common with the city.

    Warns of what is left out, since it is of the arm's own world. Raises ScenarioError where nothing is taken over
    though the arm has something of its own, and where the arm contradicts the city.
    """
    ancestor = common_ancestor(city.line, arm.line)
    own = _Own(
        changed_on_purpose(arm, ancestor),
        [found for found in differing(ancestor, arm.values) if kind_of(found.name) == "world"],
    )
    policies = own_policies(arm, city)
    if own.world and not own.institutions and not policies:
        raise ScenarioError(
            f"{show(arm.name)} has nothing that another city could take over, neither policies nor institutions: it is "
            f"a world of its own ({said(own.world)}); allowed with --city (city=): arms with policies or institutions"
        )
    try:
        placed = _placed(arm, city, own.institutions, policies)
    except ScenarioError as error:
        raise ScenarioError(f"{show(arm.name)} in the city {show(city.name)}: {_without_name(error, city)}") from None
    if own.world:
        warnings.warn(
            f"{placed.name}: the city's world replaces that of {show(arm.name)} ({said(own.world)})",
            LeftOut,
            stacklevel=3,
        )
    return placed


def _placed(arm: Scenario, city: Scenario, institutions: list[Difference], policies: tuple) -> Scenario:
    """The city with the institutions and policies of an arm, under a name that says both."""
    changes = {found.name: found.after for found in institutions if not found.regions}
    regions = [{**own, **{name: value for name, value in changes.items() if name in own}} for own in city.regions]
    single = [found for found in institutions if found.regions]
    if single:
        if arm.parameters["regions"] != city.parameters["regions"]:
            numbers = f"{arm.parameters['regions']} regions, the city {city.parameters['regions']}"
            raise ScenarioError(f"parameters.{single[0].name} is changed in single regions, of {numbers}")
        regions = regions or [{} for _ in range(int(city.parameters["regions"]))]
        for found in single:
            for number in found.regions:
                regions[number - 1][found.name] = found.after
    if not changes and not single and not policies and not own_policies(city, arm) and arm.values == city.values:
        return arm
    return Scenario(
        name=f"{arm.name}_in_{city.name}"[:LONGEST_NAME].rstrip(". "),
        title={
            "en": f"{arm.title['en']} (city: {city.title['en']})",
            "zh": f"{arm.title['zh']}（城市：{city.title['zh']}）",
        },
        question=arm.question,
        source=arm.source,
        expected=arm.expected,
        parameters={**city.parameters, **changes},
        policies=(*city.policies, *policies),
        regions=tuple(regions),
        extensions=arm.extensions,
        ancestors=(*city.ancestors, city.values),
    )


def _without_name(error: ScenarioError, city: Scenario) -> str:
    return str(error).partition(": ")[2] if str(error).startswith("scenario ") else str(error)
