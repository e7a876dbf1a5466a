"""Screening: all real parameters at once, as `"parameters.*" = { around = 0.3 }` asks for.

Each goes over its plausible range, and where none is known over a share `around` of what it is in the base, on either
side and within its bounds. What sets up the experiment rather than describe a city is left out, and so is what has
neither a range nor a value to take a share of; a design says which those are and why.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ....simulation.checking import Refused, is_number, nearest, show
from ....simulation.parameters import PARAMETERS, Parameter
from ....simulation.scenario import Scenario
from .factors import Factor, given, rounded_number

__all__ = ["ALL", "REASONS", "screened"]

ALL = "parameters.*"
"""The key that stands for all of them."""

AROUND = 0.3
"""Share of the base's value on either side, unless the design says another."""

REASONS: dict[str, dict[str, str]] = {
    "whole": {"en": "a whole number: a size, a date or a count", "zh": "整数：规模、日期或个数"},
    "grain": {"en": "the grain of the sample, no number of the world", "zh": "样本的粒度，不是现实世界的数值"},
    "list": {"en": "a list of numbers", "zh": "数字列表"},
    "choice": {"en": "a choice of words, without a range", "zh": "文字选项，没有取值范围"},
    "budget": {"en": "a budget, which may be absent", "zh": "可以不设的预算"},
    "zero": {"en": "0 in the base, and no plausible range is known", "zh": "基准值为 0，且没有已知的合理范围"},
    "regions": {"en": "every region has its own", "zh": "各地区各自取值"},
}
"""Why a parameter is left out, in words."""


def screened(
    settings: object, base: Scenario, taken: Collection[str], default_levels: int | None = None
) -> tuple[list[Factor], dict[str, str]]:
    """Factors for all real parameters except the keys that are `taken`, and the reason for each that is left out.

    `default_levels` is the number of values of each, where the design does not say; None leaves ranges. Raises Refused.
    """
    around, levels = _settings(settings, default_levels)
    factors, left_out = [], {}
    for name, parameter in PARAMETERS.items():
        key = f"parameters.{name}"
        if key in taken:
            continue
        reason = _reason(parameter, base)
        if reason:
            left_out[key] = reason
            continue
        low, high = parameter.plausible or _about(parameter, float(base.parameters[name]), around)
        wanted = {"low": low, "high": high} | ({} if levels is None else {"levels": levels})
        factors.append(given(key, wanted, base))
    return factors, left_out


def _settings(given: object, default_levels: int | None) -> tuple[float, int | None]:
    if not isinstance(given, Mapping):
        raise Refused(f'{ALL} = {show(given)} is not a table; allowed: "{ALL}" = {{ around = {AROUND} }}')
    for name in given:
        if name not in ("around", "levels"):
            raise Refused(f"{ALL}: {show(name)} is no key of it{nearest(name, ('around', 'levels'))}")
    around = given.get("around", AROUND)
    if not is_number(around) or not 0 < around <= 1:
        raise Refused(f"{ALL}: around = {show(around)}; allowed: a share above 0, at most 1")
    # What levels may be is checked with the first factor.
    return float(around), given.get("levels", default_levels)


def _reason(parameter: Parameter, base: Scenario) -> str:
    """Why a parameter is left out; empty if it is not."""
    if parameter.kind != "number":
        return {"count": "whole", "numbers": "list", "choice": "choice"}[parameter.kind]
    if parameter.optional:
        return "budget"
    if parameter.name == "scale":
        return "grain"
    if base.regions and all(parameter.name in own for own in base.regions):
        return "regions"
    return "zero" if parameter.plausible is None and base.parameters[parameter.name] == 0 else ""


def _about(parameter: Parameter, value: float, around: float) -> tuple[float, float]:
    """The range around a value, within the bounds."""
    ends = sorted((value * (1 - around), value * (1 + around)))
    low, high = (min(max(rounded_number(end), parameter.low), parameter.high) for end in ends)
    return low, high
