"""What differs between the worlds of two arms, and whether a comparison may be made of them.

An arm of a comparison may differ from the baseline in policies, and in institutions that it changes on purpose:
relative to what both extend, normally the bundled baseline. Everything else makes another world, in which the same
policy would have other effects.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..simulation.parameters import PARAMETERS
from ..simulation.scenario_institutions import Values

__all__ = ["Difference", "differing"]


@dataclass(frozen=True)
class Difference:
    """A parameter with another value in an arm than in the baseline, in some regions (from 1; empty: in all)."""

    name: str
    before: Any
    after: Any
    regions: tuple[int, ...] = ()


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
