"""Numbers as reports and titles write them: shares as per cent, changes in points, yuan at the scale of the city.

A change whose interval lies on one side of zero is written with as many digits as it takes to see that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from ...simulation.outputs.metrics import DEGREE, METRICS
from ...simulation.scenario import Scenario
from ..runs.annual import scale_of
from .language import Lang
from .units import unit_said

NOTHING = "–"
MOST_DIGITS = 4
NBSP = "\N{NO-BREAK SPACE}"
JOINER = "\N{WORD JOINER}"
"""Between a sign and ¥, where a line must not break."""


def number(value: float, digits: int | None = None) -> str:
    """A number with a true minus sign, a dash where nothing is known.

    Without `digits` it has three significant ones, or four where they say it exactly.
    """
    if math.isnan(value):
        return NOTHING
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if digits is None:
        kept = 4 if float(f"{value:.4g}") == value else 3
        digits = 0 if value == 0 else min(12, max(0, kept - 1 - math.floor(math.log10(abs(value)))))
        text = f"{value:,.{digits}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{value:,.{digits}f}"
    return text.replace("-", "−") if text.strip("-0.,") else text.removeprefix("-")


def short(value: float) -> str:
    """A number for a table: three significant digits, a true minus sign, a dash where nothing is known."""
    if math.isnan(value):
        return NOTHING
    text = f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return text.replace("-", "−", 1) if text.startswith("-") else text


def signed(value: float, digits: int | None = None) -> str:
    """A change with its sign; what rounds to zero has none."""
    text = number(value, digits)
    return text if value <= 0 or math.isnan(value) or not text.strip("0.,") else f"+{text}"


def percent(share: float, lang: str, digits: int | None = None) -> str:
    """A share as per cent; without `digits` small ones have a decimal, so that they do not look like nothing."""
    if math.isnan(share):
        return NOTHING
    if digits is None:
        digits = 0 if share == 0 or abs(share) >= 0.0195 else 1
    return f"{number(100 * share, digits)}{'' if lang == 'zh' else NBSP}%"


def decisive(values: tuple[float, float, float], least: int) -> int:
    """Digits that tell the ends of an interval apart, and show on which side of zero it lies: from `least` on."""
    value, low, high = values
    if not low < high:  # a point, or nothing known
        return least
    nearest = min(abs(low), abs(high), abs(value)) if low > 0 or high < 0 else math.inf
    digits = least
    while digits < MOST_DIGITS and (round(nearest, digits) == 0 or high - low < 10.0**-digits):
        digits += 1
    return digits


@dataclass(frozen=True)
class Form:
    """How values of one output are written in a language.

    `factor` leads from the model's unit to the one that is written, with `digits`; `unit` follows a value and
    `change_unit` a change, `before` stands before both (the sign of yuan in English). `heading` is the unit as the
    heading of a row has it, where numbers are written `bare`.
    """

    lang: Lang
    factor: float
    digits: int
    unit: str = ""
    change_unit: str = ""
    before: str = ""
    heading: str = ""

    @property
    def bare(self) -> Form:
        """The same without a unit where a heading tells it."""
        return replace(self, unit="", change_unit="", before="") if self.heading else self

    def value(self, value: float) -> str:
        """A value with its unit."""
        return self._written(number(value * self.factor, self.digits), self.unit)

    def change(self, value: float, low: float = math.nan, high: float = math.nan) -> str:
        """A change with its sign and unit."""
        return self._written(signed(value * self.factor, self._digits(value, low, high)), self.change_unit)

    def size(self, value: float, low: float = math.nan, high: float = math.nan) -> str:
        """How large a change is, its sign left to the words around it."""
        return self._written(number(abs(value) * self.factor, self._digits(value, low, high)), self.change_unit)

    def interval(self, value: float, low: float, high: float, flip: bool = False) -> str:
        """The ends of an interval of a change, without the unit; nothing where there is none.

        `flip` writes a fall as a positive number: "falls by 3 (2 to 4)".
        """
        if math.isnan(low) or math.isnan(high):
            return NOTHING
        digits = self._digits(value, low, high)
        ends = (-high, -low) if flip else (low, high)
        written = number if flip or low >= 0 else signed
        one, other = (written(end * self.factor, digits) for end in ends)
        return f"{one}至{other}" if self.lang == "zh" else f"{one} to {other}".replace(" ", NBSP)

    def _digits(self, value: float, low: float, high: float) -> int:
        return decisive((value * self.factor, low * self.factor, high * self.factor), self.digits)

    def _written(self, text: str, unit: str) -> str:
        if text == NOTHING:
            return text
        sign = text[0] if text[0] in "+−" else ""
        joiner = JOINER if sign and self.before else ""
        gap = NBSP if unit and self.lang == "en" else ""
        return f"{sign}{joiner}{self.before}{text[len(sign) :]}{gap}{unit}"


def share_form(lang: Lang) -> Form:
    """Shares: per cent, changes in points."""
    return Form(lang, 100.0, 1, "%", "个百分点" if lang == "zh" else "points")


def degree_form(lang: Lang) -> Form:
    """Numbers from 0 to 1 that are no shares: decimals, never per cent or points."""
    return Form(lang, 1.0, 3)


def city_unit(lang: str) -> float:
    """k¥ in the unit in which a language counts money of a city: a million yuan, in 中文 ten thousand (万元)."""
    return 10.0 if lang == "zh" else 1000.0


def city_digits(lang: str) -> int:
    """Decimals of money of a city in that unit."""
    return 0 if lang == "zh" else 1


def at_city_scale(money: float, scenario: Scenario, lang: str) -> float:
    """Money of the model (k¥) for the real city, in the unit of `city_unit`."""
    return money * scale_of(scenario) / city_unit(lang)


def city_amount(thousands: float, lang: str) -> str:
    """Money of the real city (k¥) without its unit, which is that of `city_unit`."""
    value = thousands / city_unit(lang)
    return number(value, 0 if abs(value) >= 9.5 else city_digits(lang))


def city_sum(thousands: float, lang: str) -> str:
    """Money of the real city (k¥) with its unit."""
    return f"{city_amount(thousands, lang)}万元" if lang == "zh" else f"{city_amount(thousands, lang)} million yuan"


def city_money(scenario: Scenario, lang: Lang) -> Form:
    """Money of the model (k¥ per year) for the real city."""
    factor = at_city_scale(1.0, scenario, lang)
    if lang == "zh":
        return Form(lang, factor, city_digits(lang), "万元/年", "万元/年", heading="万元/年")
    return Form(lang, factor, city_digits(lang), "million a year", "million a year", "¥" + NBSP, "¥ million a year")


def yuan(lang: Lang, unit: tuple[str, str]) -> Form:
    """Money of one person, place or enterprise (k¥), in yuan."""
    name = "元" + unit[1] if lang == "zh" else unit[0]
    if lang == "zh":
        return Form(lang, 1000.0, 0, name, name, heading=name)
    return Form(lang, 1000.0, 0, name, name, "¥" + NBSP, f"¥ {name}".strip())


def real_units(scenario: Scenario, lang: Lang, unit: tuple[str, str]) -> Form:
    """Counts of the model (enterprises, trainees) in the real city."""
    name = unit[lang == "zh"]
    return Form(lang, float(scale_of(scenario)), 0, name, name, heading=name)


def form_of(metric: str, scenario: Scenario, lang: Lang) -> Form:
    """How an output is written."""
    unit = METRICS[metric].unit
    if unit == "k¥":
        return city_money(scenario, lang)
    if unit == "k¥ per year":
        return yuan(lang, ("a year", "/年"))
    if unit in (DEGREE, "index"):
        return degree_form(lang)
    if unit == "share":
        return share_form(lang)
    name = unit_said(unit, lang)
    return Form(lang, 1.0, 2, name, name)
