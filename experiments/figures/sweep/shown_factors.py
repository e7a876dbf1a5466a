"""How figures show the values of a factor: as what results, not as what a policy adds.

A policy adds to what stands without it. A strength of −0.2 on a scale from 0 to 1 says nothing to a reader who does not
know that 0.2 stands; the level that results, 0, does. So where a design tells what stands, figures show that level.
Where it is not known (no design, or it differs from point to point) they show the change as a change, with its sign.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ....simulation.parameters import PARAMETERS
from ....simulation.policies import POLICIES, levers_in_force
from ....simulation.policies.governance import governed
from ...presentation.labels import in_text
from ...presentation.language import name_of
from ...presentation.units import unit_said
from ...runs.annual import years_of
from ...sweeps.analysis.paired import AGAINST, EFFECT, parted
from .shown_names import COUNTED, factor_label, factor_unit, level_label, levels_said, short_unit
from .sweep_words import say

if TYPE_CHECKING:
    from ....simulation.scenario import Scenario
    from ...sweeps.design.design import Design

DIGITS = 12
"""Digits of a level: 0.1 + 0.2 is 0.3."""


@dataclass(frozen=True)
class ShownFactor:
    """A factor as figures show it: its name and unit, and what is added to each of its values."""

    key: str
    lang: str
    label: str
    unit: str
    standing: float = 0.0
    is_change: bool = False

    @property
    def titled(self) -> str:
        """Name and unit, for an axis."""
        return say("named", self.lang, what=self.label, unit=self.unit) if self.unit else self.label

    def value(self, value: Any) -> Any:
        """A value as it is shown."""
        if self.standing == 0.0 or isinstance(value, str | bool | np.bool_):
            return value
        level = float(value) + self.standing
        return float(f"{level:.{DIGITS}g}") if abs(level) > 1e-12 * abs(self.standing) else 0.0

    def said(self, value: Any) -> str:
        """A value, written; a change with its sign."""
        return self.signed([value], [level_label(self.value(value), self.lang)])[0]

    def all_said(self, values: Sequence[Any]) -> list[str]:
        """Values side by side, each with enough digits to stand for itself."""
        return self.signed(values, levels_said([self.value(value) for value in values], self.lang))

    def signed(self, values: Sequence[Any], said: Sequence[str]) -> list[str]:
        """Written numbers, with a plus before those above 0 where they are changes."""
        if not self.is_change:
            return list(said)
        above = [not isinstance(value, str) and 0 < value < math.inf for value in values]
        return [f"+{text}" if plus else text for plus, text in zip(above, said, strict=True)]

    def at(self, value: Any) -> str:
        """The factor with a value, within a sentence: "subsidy per trainee 8.4 k¥ per trainee-year"."""
        said = self.said(value)
        counted = self.unit.startswith(COUNTED) and not isinstance(value, str) and said != say("none", self.lang)
        unit = short_unit(self.unit) if counted else ""
        if self.lang == "zh":
            return say("at", self.lang, factor=in_text(self.label), value=f"{said}{unit}")
        return say("at", self.lang, factor=in_text(self.label), value=f"{said} {unit}".rstrip())


def shown_factor(key: str, lang: str, design: Design | None = None) -> ShownFactor:
    """How a factor is shown, with what stands in the base of a `design`."""
    label, unit = factor_label(key, lang), factor_unit(key, lang)
    lever = lever_of(key)
    if lever is None:
        return ShownFactor(key, lang, label, unit)
    standing = None if design is None else standing_at(key, design)
    if standing is None:
        return ShownFactor(key, lang, label, say("added", lang, unit=unit), is_change=True)
    if standing == 0.0:
        return ShownFactor(key, lang, label, unit)
    parameter = PARAMETERS[lever]
    name = name_of(parameter, lang)
    return ShownFactor(key, lang, name, unit_said(parameter.unit, lang), standing)


def compares_points(metric: str) -> bool:
    """Whether an output is an effect of one point against another (`paired_effects`), not of a reform at each point."""
    return metric.startswith(EFFECT) and not parted(metric)[1]


def reference_said(runs: pd.DataFrame, design: Design | None, lang: str, metric: str) -> str:
    """With what an effect compares, where the table knows it (`paired_effects`)."""
    if not compares_points(metric):
        return say("paired_base", lang)
    against = runs.attrs.get(AGAINST)
    if not against:
        return say("paired", lang)
    said = [shown_factor(key, lang, design).at(value) for key, value in against.items()]
    return say("paired_with", lang, reference=say("comma", lang).join(said))


def lever_of(key: str) -> str | None:
    """The lever that the strength of a policy is added to; None for parameters, dates and what is unknown."""
    parts = key.split(".")
    known = len(parts) == 3 and parts[0] == "policy" and parts[1] in POLICIES
    return POLICIES[parts[1]].levers().get(parts[2]) if known else None


def standing_at(key: str, design: Design) -> float | None:
    """What stands without a policy's strength when that is in full force; None where it is not one number.

    It is not if another factor moves the same lever, if regions differ, or if the strength changes over the years.
    """
    lever, (_, kind, field) = lever_of(key), key.split(".")
    others = [factor.key for factor in design.factors if factor.key != key]
    moved = {"parameters.governance"} if lever in governed(design.base.parameters) else set()
    if lever is None or any(_moves(other, lever) or other in moved for other in others):
        return None
    arms = [design.base] if any(policy.kind == kind for policy in design.base.policies) else design.reforms
    found: set[float | None] = set()
    for arm in arms:
        found |= _standing_in(arm, kind, field, lever)
    return found.pop() if len(found) == 1 else None


def _standing_in(arm: Scenario, kind: str, field: str, lever: str) -> set[float | None]:
    """The levels of a lever in the regions where a policy of an arm acts; None if there is no one level.

    Empty if the arm has no such policy.
    """
    own = [policy for policy in arm.policies if policy.kind == kind]
    if len(own) != 1:
        return {None} if own else set()
    policy = own[0]
    if policy.schedule or policy.feedback is not None or field in policy.once():
        return {None}
    rest = [p for p in arm.policies if p is not policy]
    rest += [policy.model_copy(update={field: 0.0})]
    last = min(policy.end or math.inf, years_of(arm))
    year = int(min(policy.start + max(0, policy.phase_in - 1), last))
    regions = range(int(arm.parameters["regions"]))  # type: ignore[call-overload]
    return {_lever(arm, rest, lever, year, region) for region in regions if policy.holds_in(region)}


def _moves(key: str, lever: str) -> bool:
    """Whether a factor sets or changes a lever."""
    return key == f"parameters.{lever}" or lever_of(key) == lever


def _lever(base: Scenario, policies: Sequence[Any], lever: str, year: int, region: int) -> float:
    """A lever in a year and region under some policies, feedback at its opening level."""
    own = base.region_parameters(region)
    standing = {**own, **governed(own)}
    levels = [policy.opening_level for policy in policies]
    return float(levers_in_force(standing, policies, year, levels, region).get(lever, standing[lever]))  # type: ignore[arg-type]
