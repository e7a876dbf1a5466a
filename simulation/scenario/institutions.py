"""What is in force without any policy: institutions, which a reform may change, and the world, which it may not.

    kind_of("monitoring"), kind_of("enterprises")       # "institution", "world"
    common_ancestor(base.line, reform.line)             # what a reform changes, it changes relative to this

Every parameter is of one of the two kinds. An *institution* is what people have arranged and can arrange otherwise:
whatever an instrument can change, who leads the consortium, the rules and rates of government and consortium. The
*world* is the rest: who is there, what things cost, what people prefer, how news spreads. A scenario keeps the values
of the scenarios that it extends (`Values`), so that what it changes on purpose is known from what it takes over.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Any, Literal

from ..parameters import PARAMETERS, defaults
from ..policies import POLICIES

__all__ = ["Frozen", "Kind", "Values", "common_ancestor", "kept_ancestors", "kind_of", "line_of", "spelled"]

Kind = Literal["institution", "world"]

ARRANGED = ("government", "consortium")
"""Groups of parameters that say how things are arranged, except for `GIVEN`."""

GIVEN = frozenset(
    {
        "cost_entity", "cost_platform", "cost_association", "cost_sharing", "cost_mixed_ownership", "cost_rotation",
        "cost_publicity", "audit_cost",  # what things cost
        "aware_decay", "aware_peer", "aware_member", "aware_entity", "aware_association",  # how news spreads
        "memory_rate",  # how people learn
        "platform_alone", "platform_network", "platform_use_cost",  # what a platform is worth to its users, and costs
    }
)  # fmt: skip
"""Parameters of these groups that nobody decides."""

ALSO_ARRANGED = frozenset(
    {
        "agreement_penalty", "base_field", "base_field_weights", "engineer_quota", "quota_push", "quota_counts",
        "community", "community_field", "leader_influence", "leader_leaves",
    }
)  # fmt: skip
"""Rules and arrangements in other groups that no instrument changes."""

MOST_ANCESTORS = 20
"""Ancestors that a scenario keeps, the eldest; files extend no more than that."""


def kind_of(name: str) -> Kind:
    """Whether a parameter is an institution or of the world. Raises KeyError for an unknown name."""
    group = PARAMETERS[name].group
    levers = {lever for policy in POLICIES.values() for lever in policy.levers().values()}
    arranged = name in levers or name in ALSO_ARRANGED or (group in ARRANGED and name not in GIVEN)
    return "institution" if arranged else "world"


# --- values and where they come from ----------------------------------------------------------------------------------


class Frozen(Mapping[str, Any]):
    """A mapping that nobody changes; it can be copied, pickled and hashed."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return self._values == other._values if isinstance(other, Frozen) else self._values == other

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._values!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._values,)


@dataclass(frozen=True)
class Values:
    """The value of every parameter; `regions` hold what differs in each region, empty where all are alike."""

    parameters: Mapping[str, Any]
    regions: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def of(cls, parameters: Mapping[str, Any], regions: Iterable[Mapping[str, Any]] = ()) -> Values:
        """Values that are given in part, completed with the defaults."""
        own = tuple(Frozen(region) for region in regions)
        number = {"regions": len(own)} if own else {}
        return cls(Frozen({**defaults(), **number, **parameters}), own)

    def of_region(self, name: str, region: int) -> Any:
        """The value of a parameter in a region, counted from 0."""
        own = self.regions[region] if region < len(self.regions) else {}
        return own.get(name, self.parameters[name])

    def to_dict(self) -> dict[str, Any]:
        """What differs from the defaults, as JSON can hold it: tables `parameters` and, where there are any, `region`.

        A missing budget is "none".
        """
        start = usual().parameters
        changed = {name: spelled(value) for name, value in self.parameters.items() if value != start[name]}
        regions = [{name: spelled(value) for name, value in own.items()} for own in self.regions]
        return {"parameters": changed} | ({"region": regions} if regions else {})


def spelled(value: Any) -> Any:
    """A value of a parameter as JSON can hold it."""
    if isinstance(value, tuple):
        return list(value)
    return "none" if value == math.inf else value


@cache
def usual() -> Values:
    """The defaults, which are the values of the bundled baseline."""
    return Values.of({})


def line_of(ancestors: Iterable[Values], own: Values) -> tuple[Values, ...]:
    """The values that a scenario's own have come from, from the defaults to its own, without repetition."""
    line = [usual(), *ancestors, own]
    return tuple(values for values, before in zip(line, [None, *line], strict=False) if values != before)


def kept_ancestors(ancestors: Iterable[Values], own: Values) -> tuple[Values, ...]:
    """The ancestors that a scenario keeps: all between the defaults, which are known, and its own values."""
    return line_of(ancestors, own)[1:-1][:MOST_ANCESTORS]


def common_ancestor(one: tuple[Values, ...], other: tuple[Values, ...]) -> Values:
    """The last values up to which two lines are the same: what either scenario differs in, it has changed since."""
    shared = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return next(reversed([here for here, _ in shared]), usual())
