"""How a number of the model is declared: value, unit, bounds, source and names in two languages in one place.

The tables are `institutions`, `enterprise`, `education` and `mechanisms`; the package `parameters` collects them and is
what the rest of the code imports.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "count", "numbers", "choice"]
Status = Literal["sourced", "calibrated", "assumed"]
Value = float | int | str | tuple[float, ...]

SOURCED: Status = "sourced"
CALIBRATED: Status = "calibrated"
ASSUMED: Status = "assumed"

# The five documents that the study started from.
S0 = "Wang Z. (2025), construction model of municipal industry–education alliances"
S1 = "Li F. & Zhao H., in-depth development of industry–education integration"
S2 = "Li W. (2025), industry–education consortia in Chongqing"
S3 = "Zhang H. (2025), empowering vocational education through integration"
S4 = "Li L. (2024), China's citywide industry–education consortium"

# Values without a direct figure that were chosen together, so that known patterns appear.
HOT_AND_COLD = "chosen jointly: active schools .80–.95, participation .15–.45, deep .05–.20"
SIZE_GRADIENT = "chosen jointly: training rises with size as in Germany (BIBB 2023: 9.8 % below 10, 80 % above 250)"
LOSSES = "chosen jointly: a third of training enterprises profit in training in China (Ran 2017), 60 % in Switzerland"
MATCH = "chosen jointly: job relevance about .62 (MyCOS 2018 cohort), quality between .55 and .70"
FORMALISM = "chosen jointly: unmonitored money breeds form, monitored money does not"


@dataclass(frozen=True)
class Parameter:
    """One number (or list of numbers, or choice) of the model.

    `low` and `high` are hard bounds: outside them a rule loses its meaning, and a scenario file is refused.
    `plausible`, where known, is the narrower range to calibrate and sweep in. For `kind` "numbers" the bounds
    hold for each element and `lengths` says how many there may be. `share` is true where the value, policies added,
    is clipped to 0–1. An infinite `default` means "none" (no budget). `source` may be empty only
    where `status` is "assumed".
    """

    name: str
    default: Value
    unit: str
    low: float
    high: float
    status: Status
    source: str
    en: str
    zh: str
    kind: Kind = "number"
    share: bool = False
    plausible: tuple[float, float] | None = None
    lengths: tuple[int, int] | None = None
    choices: tuple[str, ...] = ()
    group: str = ""

    @property
    def optional(self) -> bool:
        """Whether the number may be absent ("none"), as a budget may."""
        return isinstance(self.default, float) and math.isinf(self.default)


def number(
    name: str, default: float, unit: str, low: float, high: float, status: Status, source: str, en: str, zh: str,
    plausible: tuple[float, float] | None = None,
) -> Parameter:  # fmt: skip
    """A real number with its unit and hard bounds."""
    return Parameter(name, float(default), unit, float(low), float(high), status, source, en, zh, plausible=plausible)


def share(
    name: str, default: float, status: Status, source: str, en: str, zh: str,
    plausible: tuple[float, float] | None = None, unit: str = "share",
) -> Parameter:  # fmt: skip
    """A share, a chance or a level from 0 to 1: sums with policies are clipped to that range."""
    return Parameter(name, float(default), unit, 0.0, 1.0, status, source, en, zh, share=True, plausible=plausible)


def level(
    name: str, default: float, status: Status, source: str, en: str, zh: str,
    plausible: tuple[float, float] | None = None,
) -> Parameter:  # fmt: skip
    """An effort or degree of operation from 0 (absent) to 1 (complete)."""
    return share(name, default, status, source, en, zh, plausible, unit="level 0–1")


def count(
    name: str, default: int, unit: str, low: int, high: int, status: Status, source: str, en: str, zh: str,
    plausible: tuple[float, float] | None = None,
) -> Parameter:  # fmt: skip
    """A whole number."""
    return Parameter(name, default, unit, low, high, status, source, en, zh, kind="count", plausible=plausible)


def numbers(
    name: str, default: tuple[float, ...], unit: str, low: float, high: float, lengths: tuple[int, int],
    status: Status, source: str, en: str, zh: str,
) -> Parameter:  # fmt: skip
    """A list of real numbers; `lengths` is the smallest and the largest length."""
    values = tuple(float(v) for v in default)
    low, high = float(low), float(high)
    return Parameter(name, values, unit, low, high, status, source, en, zh, kind="numbers", lengths=lengths)


def choice(
    name: str, default: str, choices: tuple[str, ...], status: Status, source: str, en: str, zh: str
) -> Parameter:  # fmt: skip
    """One of a few words; rules read its position in `choices`."""
    high = float(len(choices) - 1)
    return Parameter(name, default, "choice", 0.0, high, status, source, en, zh, kind="choice", choices=choices)
