"""Parameter sets that fit what is known, and the arms of a comparison in each of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from ...simulation.checking import Refused, nearest, show
from ...simulation.checking import checked as checked_value
from ...simulation.parameters import LABELS, PARAMETERS, Value
from ...simulation.scenario import Scenario, ScenarioError
from ...simulation.scenario.files import check_name
from ..statistics.crossed import LEAST_OF_EACH

__all__ = ["MOST_SEEDS", "MOST_SETS", "ParameterSets", "in_set"]

MOST_SETS, MOST_SEEDS = 1_000, 1_000


def in_set(arm: Scenario, base: Scenario, values: Mapping[str, Value]) -> Scenario:
    """An arm with other values of parameters, save of those that it has changed on purpose, relative to the base.

    Raises ScenarioError.
    """
    return arm.with_({name: value for name, value in values.items() if arm.parameters[name] == base.parameters[name]})


@dataclass(frozen=True)
class ParameterSets:
    """Sets of values for some parameters, the best first, and how many worlds each is to be tried in.

    `standing` holds the values of the scenario that the sets were found for: what an arm has instead of these, it has
    on purpose.
    """

    name: str
    parameters: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    standing: tuple[Value, ...]
    seeds: int = 10

    @classmethod
    def checked(
        cls, name: str, parameters: Iterable[Any], rows: Iterable[Iterable[Any]], standing: Iterable[Any]
    ) -> Self:
        """Sets whose parameters exist and whose values are allowed. Raises Refused."""
        names = tuple(parameters)
        for parameter in names:
            if parameter not in PARAMETERS:
                raise Refused(f"{show(parameter)} is no parameter{nearest(parameter, PARAMETERS, labels=LABELS)}")
            if PARAMETERS[parameter].kind not in ("number", "count"):
                raise Refused(f"{parameter} is no single number; allowed: parameters that are numbers")
        if not names or len(set(names)) < len(names):
            raise Refused("parameters are missing, or one stands twice; required: every parameter once")
        found = []
        for number, row in enumerate(rows, start=1):
            values = []
            for parameter, value in zip(names, row, strict=True):
                whole = PARAMETERS[parameter].kind == "count" and isinstance(value, float) and value.is_integer()
                try:
                    values.append(checked_value(PARAMETERS[parameter], int(value) if whole else value))
                except Refused as error:
                    raise Refused(f"set {number}: {parameter} = {error}") from None
            found.append(tuple(values))
        if not LEAST_OF_EACH <= len(found) <= MOST_SETS:
            raise Refused(
                f"{len(found)} parameter sets; required: {LEAST_OF_EACH} to {MOST_SETS:,} (consortium calibrate … "
                "--waves N --resume finds more)"
            )
        return cls(name, names, tuple(found), tuple(standing))

    def __len__(self) -> int:
        return len(self.rows)

    def first(self, sets: int, seeds: int) -> Self:
        """The best of them, to be tried in so many worlds. Raises ScenarioError."""
        if not LEAST_OF_EACH <= sets <= len(self):
            raise ScenarioError(
                f"sets = {sets}; allowed: a whole number from {LEAST_OF_EACH} to {len(self)}, the sets of {self.name}"
            )
        if not LEAST_OF_EACH <= seeds <= MOST_SEEDS:
            raise ScenarioError(f"seeds = {seeds}; allowed: a whole number from {LEAST_OF_EACH} to {MOST_SEEDS}")
        return replace(self, rows=self.rows[:sets], seeds=seeds)

    def fixed(self, base: Scenario) -> tuple[str, ...]:
        """Parameters that a baseline has values of its own for, in some region at least: the sets leave them alone."""
        own = {name for region in base.regions for name in region}
        standing = dict(zip(self.parameters, self.standing, strict=True))
        return tuple(name for name in self.parameters if name in own or base.parameters[name] != standing[name])

    def varied(self, base: Scenario) -> tuple[str, ...]:
        """The other parameters."""
        fixed = self.fixed(base)
        return tuple(name for name in self.parameters if name not in fixed)

    def arms(self, arms: Sequence[Scenario], place: int) -> tuple[Scenario, ...]:
        """The arms of a comparison, the baseline first, with the values of a set.

        A reform keeps values that it changes on purpose, relative to the baseline. Raises ScenarioError.
        """
        base = arms[0]
        values = dict(zip(self.parameters, self.rows[place], strict=True))
        free = self.varied(base)
        return tuple(in_set(arm, base, {name: values[name] for name in free}) for arm in arms)

    def check(self, arms: Sequence[Scenario]) -> None:
        """Refuse sets of which nothing would be left, or that an arm does not allow. Raises ScenarioError."""
        if not self.varied(arms[0]):
            raise ScenarioError(
                f"{show(arms[0].name)} has values of its own for all parameters of the sets in {self.name} "
                f"({', '.join(self.parameters)}); allowed: sets that were found for this city (consortium calibrate)"
            )
        for place in range(len(self)):
            try:
                self.arms(arms, place)
            except ScenarioError as error:
                raise ScenarioError(f"set {place + 1} of {self.name}: {error}") from None

    def digest(self) -> str:
        """Tells these sets from others."""
        return hashlib.sha256(json.dumps(self.to_dict(), sort_keys=True).encode()).hexdigest()[:16]

    def to_dict(self) -> dict[str, Any]:
        """For a manifest."""
        return {
            "name": self.name,
            "seeds": self.seeds,
            "parameters": list(self.parameters),
            "standing": list(self.standing),
            "sets": [list(row) for row in self.rows],
        }

    @classmethod
    def from_dict(cls, table: object) -> Self:
        """What `to_dict` wrote. Raises ScenarioError."""
        keys = {"name", "seeds", "parameters", "standing", "sets"}
        if not isinstance(table, Mapping) or table.keys() != keys:
            raise ScenarioError(f"ensemble = {show(table)}; allowed: a table of {', '.join(sorted(keys))}")
        try:
            name = check_name(table["name"])
            found = cls.checked(name, table["parameters"], table["sets"], table["standing"])
        except (Refused, TypeError) as error:
            raise ScenarioError(f"ensemble: {error}") from None
        seeds = table["seeds"]
        return found.first(len(found), seeds if isinstance(seeds, int) and not isinstance(seeds, bool) else 0)
