"""What figures of sweeps call things: factors with their values, and outputs in the unit in which they are read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from ....simulation.outputs.metrics import METRICS
from ....simulation.parameters import PARAMETERS
from ....simulation.policies import POLICIES
from ...presentation.labels import in_text, label
from ...presentation.numbers import NBSP, city_unit, number, signed
from ...presentation.units import choice_said, unit_said
from ...sweeps.analysis.paired import EFFECT, parted
from ...sweeps.design.factors import DATES
from .sweep_words import say

if TYPE_CHECKING:
    from ...sweeps.design.design import Design

Spacing = Literal["linear", "log", "steps"]
MONEY = ("k¥",)
LEGIBLE = 0.01
"""Part of the distance to the nearest value by which a written value may miss the true one."""
COUNTED = ("k¥", "千元", "year", "年", "worker", "职工")
"""How units begin that stand beside a number in a sentence; shares, degrees and chances go without."""


# --- numbers ----------------------------------------------------------------------------------------------------------


def decimals(values: Iterable[float]) -> int:
    """Decimals that tell numbers apart: to a fifth of their range, or of the largest where all are alike."""
    known = np.array([value for value in values if math.isfinite(value)])
    if known.size == 0:
        return 0
    span = float(np.ptp(known)) or float(np.abs(known).max())
    return 0 if span == 0 else min(9, max(0, math.ceil(-math.log10(max(span / 5, 1e-9)))))


# --- outputs ----------------------------------------------------------------------------------------------------------


class Measure(NamedTuple):
    """An output as figures show it: its name, the unit on an axis, and the factor from the model's number to it."""

    metric: str
    label: str
    unit: str
    factor: float
    percent: bool = False
    is_effect: bool = False
    """Whether it is what something changes in an output, which has a sign, and not a level."""
    label_within: str = ""

    @property
    def within(self) -> str:
        """Its name within a sentence."""
        return self.label_within or in_text(self.label)

    def titled(self, lang: str) -> str:
        """Name and unit."""
        return say("named", lang, what=self.label, unit=self.unit) if self.unit else self.label

    def text(self, value: float, lang: str, digits: int | None = None) -> str:
        """A shown number with the unit where it is short enough for a sentence."""
        if self.is_effect:
            return self.change(value, lang, digits)
        said = number(value, digits)
        if self.percent:
            return f"{said}%" if lang == "zh" else f"{said}{NBSP}%"
        unit = short_unit(self.unit)
        return f"{said}{unit}" if lang == "zh" else f"{said} {unit}".rstrip()

    def bare(self, value: float, digits: int | None = None) -> str:
        """A shown number without its unit; an effect with its sign."""
        return signed(value, digits) if self.is_effect else number(value, digits)

    def change(self, value: float, lang: str, digits: int | None = None) -> str:
        """A difference of shown numbers, with its sign; of shares in points."""
        return self._with_unit(signed(value, decimals([value]) if digits is None else digits), lang)

    def error(self, value: float, lang: str) -> str:
        """A standard error; of shares in points."""
        return self._with_unit(number(value, decimals([value])), lang)

    def _with_unit(self, said: str, lang: str) -> str:
        unit = say("points", lang) if self.percent else short_unit(self.unit)
        return f"{said}{unit}" if lang == "zh" else f"{said} {unit}".rstrip()


def short_unit(unit: str) -> str:
    """A unit within a sentence: without what it is reckoned for, and nothing where the number says all."""
    return "" if unit in ("0–1", "degree 0–1", "index", "指数") else unit.split(",")[0].split("，")[0]


def measure_of(metric: str, lang: str, design: Design | None) -> Measure:
    """How an output of a sweep is shown: money at its city's scale, reforms under their titles."""
    titles = {reform.name: reform.title[lang] for reform in design.reforms} if design is not None else {}
    return measure(metric, lang, scale_of_design(design), titles)


def measure(
    metric: str, lang: str, scale: float | None = None, titles: Mapping[str, str] = MappingProxyType({})
) -> Measure:
    """How an output is shown: shares as per cent, money at the city's `scale` in ¥ million or 万元 (else the model's).

    A column `effect_NAME` holds what something changes in an output, `effect_NAME.REFORM` what a reform changes, which
    is called by its title: with its sign, and in percentage points where that is a share. A column that is no output of
    the model is shown as it is.
    """
    if metric.startswith(EFFECT):
        output, reform = parted(metric)
        level = measure(output, lang, scale)
        about = {"metric": level.within, "reform": titles.get(reform) or reform}
        keys = ("effect_of", "the_effect_of") if reform else ("effect_on", "the_effect_on")
        names = [say(key, lang, **about) for key in keys]
        unit = say("percentage_points", lang) if level.percent else level.unit
        return Measure(metric, names[0], unit, level.factor, level.percent, is_effect=True, label_within=names[1])
    if metric not in METRICS:
        return Measure(metric, metric.replace("_", " "), "", 1.0)
    about = METRICS[metric]
    name = label(metric, lang)
    if about.unit == "share":
        return Measure(metric, name, "%", 100.0, percent=True)
    if about.unit in MONEY:
        stock = about.kind == "state"
        if scale is None:
            return Measure(metric, name, say("model_stock" if stock else "model_money", lang), 1.0)
        unit = say("million_stock" if stock else "million", lang)
        return Measure(metric, name, unit, scale / city_unit(lang))
    return Measure(metric, name, unit_said(about.unit, lang), 1.0)


def scale_of_design(design: Design | None) -> float | None:
    """Real units that one of the model stands for; None where it is unknown or is what the design varies."""
    if design is None or any(factor.key == "parameters.scale" for factor in design.factors):
        return None
    return float(design.base.parameters["scale"])  # type: ignore[arg-type]


# --- factors ----------------------------------------------------------------------------------------------------------


def _about(key: str) -> tuple[str, str, str]:
    """Names in English and 中文, and unit, of a factor; the key itself where it is unknown."""
    parts = key.split(".")
    if parts[0] == "parameters" and len(parts) == 2 and parts[1] in PARAMETERS:
        parameter = PARAMETERS[parts[1]]
        return parameter.en, parameter.zh, parameter.unit
    if parts[0] == "policy" and len(parts) == 3 and parts[1] in POLICIES:
        policy, field = POLICIES[parts[1]], parts[2]
        if field in DATES:
            unit, en, zh, *_ = DATES[field]
            return f"{policy.en}: {en}", f"{policy.zh}：{zh}", unit
        extra: Any = policy.model_fields[field].json_schema_extra if field in policy.model_fields else None
        if isinstance(extra, dict) and "lever" in extra:
            return _joined(policy.en, extra["en"], ": "), _joined(policy.zh, extra["zh"], "："), extra["unit"]
    return key, key, ""


def _joined(policy: str, field: str, colon: str) -> str:
    """A policy's name before its field's, unless the field's says it."""
    if policy.casefold() in field.casefold():
        return field
    return f"{policy}{colon}{in_text(field)}"


def factor_label(key: str, lang: str) -> str:
    """What a factor is called."""
    return _about(key)[lang == "zh"]


def factor_unit(key: str, lang: str) -> str:
    """In what a factor is counted; nothing for a choice of words."""
    unit = _about(key)[2]
    return "" if unit == "choice" else unit_said(unit, lang)


def level_label(value: object, lang: str) -> str:
    """A value of a factor."""
    if isinstance(value, str):
        return choice_said(value, lang)
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    plain = float(value)  # type: ignore[arg-type]
    return say("none", lang) if math.isinf(plain) else number(plain)


def levels_said(values: Sequence[Any], lang: str) -> list[str]:
    """The values of a factor side by side, each with enough digits to stand for itself and not for its neighbour."""
    said = [level_label(value, lang) for value in values]
    if any(isinstance(value, str | bool | np.bool_) for value in values):
        return said
    numbers = [float(value) for value in values]
    for place, exact in enumerate(numbers):
        gaps = [abs(exact - other) for other in numbers if other != exact and math.isfinite(other)]
        if not gaps or not math.isfinite(exact):
            continue
        slack = LEGIBLE * min(gaps)
        if abs(float(said[place].replace(",", "").replace("−", "-")) - exact) > slack:
            digits = next((digits for digits in range(12) if abs(round(exact, digits) - exact) <= slack), 12)
            said[place] = number(exact, digits)
    return said


def spacing(levels: Sequence[object]) -> Spacing:
    """How values lie: at equal distances, at equal ratios, or in steps of their own (also words)."""
    if not levels or any(isinstance(level, str) for level in levels):
        return "steps"
    values = np.array(levels, float)
    if len(values) < 3 or not np.isfinite(values).all():
        return "steps" if not np.isfinite(values).all() else "linear"
    steps = np.diff(values)
    if np.allclose(steps, steps[0], rtol=0.02, atol=0):
        return "linear"
    if (values > 0).all():
        ratios = np.diff(np.log(values))
        if np.allclose(ratios, ratios[0], rtol=0.05, atol=0):
            return "log"
    return "steps"


def levels_of(column: pd.Series, key: str) -> list[Any]:
    """The values of a factor in order: numbers by size, words as the parameter declares them, else as they come."""
    values = list(column.dropna().unique())
    if all(isinstance(value, int | float | np.number) and not isinstance(value, bool) for value in values):
        return sorted(value.item() if isinstance(value, np.number) else value for value in values)
    name = key.removeprefix("parameters.")
    known = list(PARAMETERS[name].choices) if name in PARAMETERS else []
    return sorted(values, key=lambda value: known.index(value) if value in known else len(known))
