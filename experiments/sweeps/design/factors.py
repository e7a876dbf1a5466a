"""Factors: what a design varies, over which values, and what a number between 0 and 1 means on their scale.

A factor is `parameters.NAME` or `policy.KIND.FIELD`. It takes the values of a list, or those of a range from `low` to
`high`, even or by equal ratios ("log"). Numbers are rounded to twelve digits, so that a design has the same points on
every machine.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from ....simulation.checking import Refused, allowed, checked, is_number, nearest, plain, show, whole_number
from ....simulation.parameters import PARAMETERS, Parameter
from ....simulation.parameters.declare import ASSUMED
from ....simulation.policies import LAST_YEAR, LONGEST_LEAD, LONGEST_PHASE_IN, POLICIES, nearest_kind
from ....simulation.scenario import Scenario
from ...presentation.labels import in_text
from ...presentation.language import name_of
from .reforms import of_kind

__all__ = ["DTYPES", "Factor", "Target", "given", "of_column", "target", "value_of"]

MOST_VALUES = 10_000
"""Values of one factor in a list or by its levels."""

DIGITS = 12

DTYPES: dict[str, str] = {"number": "float64", "count": "int64", "choice": "string"}
"""Types of the columns that hold a factor."""

FORMS = "allowed: parameters.NAME or policy.KIND.FIELD"
RANGE = ("low", "high", "levels", "scale")

DATES: dict[str, tuple[str, str, str, int, int]] = {
    "start": ("year", "first year in force", "起始年", 1, LAST_YEAR),
    "end": ("year", "last year in force", "终止年", 1, LAST_YEAR),
    "announced": ("years", "years before a change in which it is known", "提前公布年数", 0, LONGEST_LEAD),
    "phase_in": ("years", "years over which the strength grows", "逐步到位年数", 0, LONGEST_PHASE_IN),
}
"""Fields that every policy has and that can be varied: unit, names, bounds."""


# --- what a key stands for --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Target:
    """A number or word of a scenario that a factor sets, declared like a parameter."""

    key: str
    declared: Parameter
    base: float | int | str | None
    """Its value in the base, or in all reforms; None where that is open (the end of a policy without one)."""


def target(key: str, base: Scenario, reforms: Sequence[Scenario] = ()) -> Target:
    """What a factor's key stands for in the base, or in its reforms. Raises Refused naming the nearest key."""
    parts = key.split(".")
    if parts[0] == "parameters" and len(parts) == 2 and parts[1] in PARAMETERS:
        return _parameter(key, parts[1], base)
    if parts[0] == "policy" and len(parts) == 3:
        return _field(key, parts[1], parts[2], base, reforms)
    raise Refused(f"{_said(key)} is no factor; {FORMS}{nearest(key, known_keys(base, reforms), few=0)}")


def known_keys(base: Scenario, reforms: Sequence[Scenario] = ()) -> list[str]:
    """Every key that can be varied."""
    names = [f"parameters.{name}" for name, parameter in PARAMETERS.items() if parameter.kind != "numbers"]
    kinds = dict.fromkeys(policy.kind for arm in (base, *reforms) for policy in arm.policies)
    return names + [f"policy.{kind}.{name}" for kind in kinds for name in (*POLICIES[kind].levers(), *DATES)]


def _parameter(key: str, name: str, base: Scenario) -> Target:
    declared = PARAMETERS[name]
    if declared.kind == "numbers":
        raise Refused(f"{key} is a list of numbers; allowed: parameters that are one number or one word")
    if base.regions and all(name in own for own in base.regions):
        raise Refused(f"{key} would change nothing: every [[region]] of the base has its own {name}")
    value = base.parameters[name]
    return Target(key, declared, value)


def _field(key: str, kind: str, name: str, base: Scenario, reforms: Sequence[Scenario]) -> Target:
    if kind not in POLICIES:
        raise Refused(f"{_said(key)}: {_said(kind)} is no instrument{nearest_kind(kind)}")
    having = of_kind(key, kind, base, reforms)
    if not having:
        whose = "neither base, design nor reforms have" if reforms else "neither base nor design has"
        raise Refused(f'{key}: {whose} this policy; add [[policy]] with kind = "{kind}"')
    policy = having[0]
    fields = {**policy.levers(), **DATES}
    if name not in fields:
        raise Refused(f"{_said(key)}: {_said(name)} is no number of {kind}{nearest(name, fields)}")
    if name in DATES:
        unit, en, zh, low, high = DATES[name]
        kind_of_number: Literal["count", "number"] = "count"
    else:
        lever = PARAMETERS[policy.levers()[name]]
        about: Any = policy.__class__.model_fields[name].json_schema_extra
        unit, en, zh = about["unit"], about["en"], about["zh"]
        low, high, kind_of_number = lever.low - lever.high, lever.high - lever.low, "number"
    labels = f"{policy.en}: {in_text(en)}", f"{policy.zh}：{zh}"
    declared = Parameter(name, low, unit, low, high, ASSUMED, "", *labels, kind=kind_of_number)
    standing = {getattr(policy, name) for policy in having}
    return Target(key, declared, standing.pop() if len(standing) == 1 else None)


def _said(text: str) -> str:
    """A key for a message: as written where that is short."""
    return text if text.isprintable() and 0 < len(text) < 100 else show(text)


# --- factors ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Factor:
    """One thing that a design varies.

    `values` are the values that it may take, in order; empty for a range without levels, which is drawn from as a whole
    between `low` and `high`, and for the numbers of a table. A list has no `low` and `high`. `base` is the value in the
    base scenario, None where that leaves it open.
    """

    key: str
    kind: Literal["number", "count", "choice"]
    unit: str
    en: str
    zh: str
    base: float | int | str | None
    values: tuple[float | int | str, ...] = ()
    low: float | int | None = None
    high: float | int | None = None
    scale: Literal["linear", "log"] = "linear"

    @property
    def dtype(self) -> str:
        """Type of the column that holds the factor."""
        return DTYPES[self.kind]

    def label(self, lang: str) -> str:
        """Its name in "en" or "zh"."""
        return name_of(self, lang)

    def column(self, values: Iterable[Any]) -> pd.Series:
        """Values as a column of the table of points."""
        return pd.Series(values, dtype=self.dtype, name=self.key)  # type: ignore[call-overload]

    def at(self, share: np.ndarray) -> np.ndarray:
        """The values at shares from 0 to 1 of the way through a list or a range.

        The values of a list, and whole numbers of a range, have equal stretches of the way.
        """
        if self.values:
            place = np.floor(rounded(share * len(self.values))).astype(np.int64)
            return self._array[np.minimum(place, len(self.values) - 1)]
        low, high = self.ends
        if self.kind == "count":
            return np.clip(np.floor(between(low, high + 1, share, self.scale)), low, high).astype(np.int64)
        return np.clip(between(low, high, share, self.scale), low, high)

    def steps(self, levels: int) -> np.ndarray | range | None:
        """The values that a screening by steps takes, in order; None for a range of real numbers.

        Numbers of a list rise. A whole number of a range takes each of its values or, by equal ratios, about `levels`.
        """
        if self.values:
            return self._array if self.kind == "choice" else np.sort(self._array)
        if self.kind != "count":
            return None
        low, high = self.ends
        if self.scale == "linear":
            return range(int(low), int(high) + 1)
        return np.unique(np.rint(between(low, high, np.linspace(0, 1, levels), "log"))).astype(np.int64)

    def shares(self, values: Iterable[Any]) -> np.ndarray:
        """How far values are on the way from the least value of the factor (0) to the greatest (1).

        Numbers lie on the factor's scale. Words lie at equal distances, in the order of the list; the numbers of a list
        that holds an infinite one (no budget) do so, too, in rising order.
        """
        if self.kind == "choice" or (self.values and not np.isfinite(self._array.astype(float)).all()):
            order = self.values if self.kind == "choice" else np.sort(self._array).tolist()
            places = {value: place for place, value in enumerate(order)}
            return np.array([places.get(value, np.nan) for value in values], dtype=float) / max(1, len(order) - 1)
        ends = (min(self.values), max(self.values)) if self.low is None else self.ends
        low, high = float(ends[0]), float(ends[1])
        numbers = np.asarray(values, dtype=float)
        if self.scale == "log":
            low, high, numbers = np.log(low), np.log(high), np.log(numbers)
        return (numbers - low) / (high - low)

    @property
    def ends(self) -> tuple[float | int, float | int]:
        """Least and greatest value of a range. Raises ValueError for a list."""
        if self.low is None or self.high is None:
            raise ValueError(f"{self.key} is a list")
        return self.low, self.high

    @cached_property
    def _array(self) -> np.ndarray:
        return np.array(self.values, dtype=object if self.kind == "choice" else self.dtype)

    def to_dict(self) -> dict[str, Any]:
        """The factor as JSON can hold it; a missing budget is "none"."""
        table: dict[str, Any] = {
            "key": self.key,
            "kind": self.kind,
            "unit": self.unit,
            "en": self.en,
            "zh": self.zh,
            "base": spelled(self.base),
        }
        if self.values:
            table["values"] = [spelled(value) for value in self.values]
        if self.low is not None:
            table |= {"low": spelled(self.low), "high": spelled(self.high), "scale": self.scale}
        return table

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Factor:
        """The factor that `to_dict` wrote."""
        values = tuple(unspelled(value) for value in table.get("values", ()))
        return cls(
            **{**table, **{name: unspelled(table.get(name)) for name in ("base", "low", "high")}, "values": values}
        )


def spelled(value: Any) -> Any:
    """A value as files hold it."""
    return "none" if value == math.inf else value


def unspelled(value: Any) -> Any:
    """A value as `spelled` wrote it."""
    return math.inf if value == "none" else value


def given(
    key: str,
    values: object,
    base: Scenario,
    default_levels: int | None = None,
    reforms: Sequence[Scenario] = (),
) -> Factor:
    """A factor as a design file gives it: a list of values, or a table with `low` and `high`.

    `default_levels` is how many values a range has that does not say; None leaves it a range. Raises Refused.
    """
    goal = target(key, base, reforms)
    if isinstance(values, list):
        return _of_list(goal, values)
    if isinstance(values, Mapping):
        return _of_range(goal, values, default_levels)
    form = "allowed: a list of values, or { low = …, high = …, levels = … }"
    raise Refused(f"{key} = {show(values)} is neither list nor range; {form}")


def _made(goal: Target, **values: Any) -> Factor:
    about = goal.declared
    assert about.kind != "numbers"
    return Factor(goal.key, about.kind, about.unit, about.en, about.zh, goal.base, **values)


def _of_list(goal: Target, given: list[object]) -> Factor:
    if not given:
        raise Refused(f"{goal.key} = [] has no value; allowed: {allowed(goal.declared)}, at least one")
    if len(given) > MOST_VALUES:
        raise Refused(f"{goal.key} has {len(given)} values; allowed: at most {MOST_VALUES}")
    values = [value_of(goal, value) for value in given]
    seen = set()
    for value in values:
        if value in seen:
            raise Refused(f"{goal.key} holds {show(spelled(value))} twice; allowed: every value once")
        seen.add(value)
    return _made(goal, values=tuple(values))


def of_column(goal: Target, values: list[Any]) -> Factor:
    """The factor of a column of checked values: their range, and of words those that occur."""
    if goal.declared.kind == "choice":
        return _made(goal, values=tuple(dict.fromkeys(values)))
    return _made(goal, low=min(values), high=max(values))


def value_of(goal: Target, value: object) -> Any:
    """One value in the model's type. Raises Refused."""
    try:
        return checked(goal.declared, value)
    except Refused as error:
        raise Refused(f"{goal.key} = {error}") from None


def _of_range(goal: Target, given: Mapping[str, object], default_levels: int | None) -> Factor:
    key, declared = goal.key, goal.declared
    for name in given:
        if name not in RANGE:
            raise Refused(f"{key}.{_said(str(name))} is no key of a range{nearest(name, RANGE)}")
    if declared.kind == "choice":
        raise Refused(f"{key} is a choice and has no range; allowed: a list, {allowed(declared)}")
    for name in ("low", "high"):
        if name not in given:
            raise Refused(f"{key}.{name} is missing; allowed: {{ low = …, high = … }} or a list of values")
        if not is_number(given[name]):  # "none", which a budget may be, is no end of a range
            raise Refused(f"{key}.{name} = {show(given[name])} is not a finite number; allowed: {allowed(declared)}")
    low, high = (value_of(Target(f"{key}.{name}", declared, None), given[name]) for name in ("low", "high"))
    if low >= high:
        raise Refused(f"{key} goes from low = {plain(low)} to high = {plain(high)}; allowed: low below high")
    scale = given.get("scale", "linear")
    if scale not in ("linear", "log"):
        hint = nearest(scale, ("linear", "log")) if isinstance(scale, str) else ""
        raise Refused(f'{key}.scale = {show(scale)} is not allowed; allowed: "linear" or "log"{hint}')
    if scale == "log" and low <= 0:
        raise Refused(f'{key}.low = {plain(low)} has no logarithm; allowed with scale = "log": low above 0')
    levels = given.get("levels", default_levels)
    ends = _made(goal, low=low, high=high, scale=scale)
    if levels is None:
        return ends
    levels = whole_number(levels, f"{key}.levels", 2, MOST_VALUES)
    return _made(goal, low=low, high=high, scale=scale, values=_even(ends, levels))


def _even(ends: Factor, levels: int) -> tuple[float | int, ...]:
    """Values at equal distances, or equal ratios, from one end of a range to the other."""
    low, high = ends.ends
    steps = np.clip(between(low, high, np.arange(levels) / (levels - 1), ends.scale), low, high)
    if ends.kind == "number":
        return tuple(float(step) for step in steps)
    whole = [int(step) for step in np.rint(steps)]
    if len(set(whole)) < levels:
        said = f"{ends.key}.levels = {levels} gives a whole number from {low} to {high} twice"
        raise Refused(f"{said}; allowed: fewer levels, or a list of values")
    return tuple(whole)


def between(low: float, high: float, share: np.ndarray, scale: str) -> np.ndarray:
    """Numbers at shares from 0 to 1 of the way from `low` to `high`, rounded."""
    return rounded(low * (high / low) ** share if scale == "log" else low + share * (high - low))


def rounded(values: np.ndarray) -> np.ndarray:
    """Numbers at twelve digits: what is left of rounding errors, which differ between machines, goes."""
    with np.errstate(divide="ignore"):
        places = DIGITS - 1 - np.floor(np.log10(np.abs(values)))
    power = 10.0 ** np.clip(places, -300, 300)
    # A whole number over a power of ten, both exact: the float that is nearest to the decimal number.
    return np.where(values == 0, 0.0, np.rint(values * power) / power)


def rounded_number(value: float) -> float:
    """One number at twelve digits."""
    return float(rounded(np.array([value]))[0])
