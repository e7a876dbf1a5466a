"""Sums of public money as people write them: `60M`, `6000万`, `0.6亿` or `60,000,000` are ¥ of the real city a year.

    budget = Budget.parsed("60M")
    budget.in_model(scenario)       # 1000.0, k¥ per year of the model, of which one unit stands for 60 of the city

A sum of the model has to say so: `1000k-model`, `1000 k¥ of the model` or `1000千元（模型）`. Sums that cannot be meant
for a city, such as more than all its public education costs, are questioned (`doubt`).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from numbers import Real
from typing import Any, Literal, Self, get_args

from ...simulation.checking import nearest, show
from ...simulation.parameters import PARAMETERS
from ...simulation.scenario import Scenario, ScenarioError
from ..runs.annual import scale_of
from .language import Lang

__all__ = ["Budget", "largest_plausible", "smallest_plausible", "yuan_said"]

Of = Literal["city", "model"]

OUTPUT_PER_WORKER = 174.0
"""k¥ per worker and year. Source: National Bureau of Statistics, communiqué for 2024: 173,898 yuan; not checked."""

EDUCATION_SHARE = 0.04
"""Share of output that the state spends on education of every kind; a budget above it is questioned. Source: the goal
of the Outline for 2010–2020 (财政性教育经费占GDP 4%), met every year since 2012."""

ONE_TRAINEE = float(PARAMETERS["subsidy"].default)  # type: ignore[arg-type]
"""k¥ per year of the model: a budget below the present subsidy of one trainee is questioned: it pays for nobody."""

LONGEST = 100

_ALLOWED = (
    "allowed: ¥ of the real city a year, above 0, such as 60M, 6000万 or 60000000; 1000k-model for k¥ of the model"
)

_FACTORS = {
    "k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "millions": 6, "b": 9, "bn": 9, "billion": 9,
    "billions": 9, "tn": 12, "trillion": 12, "trillions": 12, "十": 1, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6,
    "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12,
}  # fmt: skip
"""Powers of ten by their names."""

_CURRENCY = ("¥", "yuan", "rmb", "cny", "人民币元", "人民币", "元")
_YEARLY = ("a year", "per year", "/ year", "/year", "yearly", "每年", "/年", "年")
_WHOSE: dict[str, Of] = {
    "of the real city": "city", "of the city": "city", "real city": "city", "city": "city", "真实城市": "city",
    "全市": "city", "of the model": "model", "model total": "model", "model": "model", "模型合计": "model",
    "模型": "model",
}  # fmt: skip
_KINDS: dict[str, str] = {
    **dict.fromkeys(_FACTORS, "factor"), **dict.fromkeys(_CURRENCY, "currency"), **dict.fromkeys(_YEARLY, "yearly"),
    **dict.fromkeys(_WHOSE, "whose"),
}  # fmt: skip

_GROUPED = "|".join(rf"[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+" for mark in (",", "_", " ", "'"))
_NUMBER = rf"(?:(?:{_GROUPED}|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]{{1,3}})?"
_WORD = "|".join(re.escape(word) + ("(?![a-z])" if word.isascii() else "") for word in sorted(_KINDS, key=len)[::-1])
_SUM = re.compile(rf"(?P<before>(?:(?:{_WORD})\s*)*)(?P<number>{_NUMBER})(?P<after>\D.*)?", re.DOTALL)
_NEXT = re.compile(rf"(?:[\s()-]|,(?=\s))*(?P<word>{_WORD})")


@dataclass(frozen=True)
class Budget:
    """A sum of public money a year, on top of what a baseline spends.

    `yuan` is counted in ¥ `of` the real city or of the model. `sure` says that the sum is meant, however large or small
    it is for the city: it is not questioned.
    """

    yuan: float
    of: Of = "city"
    sure: bool = False

    def __post_init__(self) -> None:
        if self.of not in get_args(Of):
            raise ScenarioError(f"budget of = {show(self.of)}; allowed: city, model")
        if isinstance(self.yuan, bool) or not isinstance(self.yuan, Real) or not 0 < self.yuan < math.inf:
            raise ScenarioError(f"budget {show(self.yuan)} is not allowed; {_ALLOWED}")
        object.__setattr__(self, "yuan", float(self.yuan))

    @classmethod
    def parsed(cls, text: str) -> Self:
        """From a text. Raises ScenarioError."""
        plain = unicodedata.normalize("NFKC", text).strip().casefold()
        match = _SUM.fullmatch(plain) if len(plain) <= LONGEST else None
        if match is None:
            raise ScenarioError(f"budget {show(text)} is not allowed; {_ALLOWED}")
        words = [*_words(match["before"], text), *_words(match["after"] or "", text)]
        found = {_KINDS[word]: word for word in words}
        kinds = [_KINDS[word] for word in words]
        if kinds.count("factor") > 1 or kinds.count("whose") > 1:
            raise ScenarioError(f"budget {show(text)} has two units; {_ALLOWED}")
        power = _FACTORS[found["factor"]] if "factor" in found else 0
        number = Decimal(re.sub("[,_ ']", "", match["number"]))
        return cls(float(number.scaleb(power)), _WHOSE[found["whose"]] if "whose" in found else "city")

    @classmethod
    def of_value(cls, value: object) -> Budget:
        """From what a caller gives: a budget, a text, or a number of ¥ a year of the city. Raises ScenarioError."""
        if isinstance(value, Budget):
            return value
        if isinstance(value, str):
            return cls.parsed(value)
        return cls(value)  # type: ignore[arg-type]  # which refuses all but numbers

    def meant(self) -> Budget:
        """The same sum, which is not to be questioned."""
        return replace(self, sure=True)

    def in_model(self, scenario: Scenario) -> float:
        """k¥ per year of the model."""
        return self.yuan / 1000.0 if self.of == "model" else self.yuan / (1000.0 * scale_of(scenario))

    def in_city(self, scenario: Scenario) -> float:
        """¥ a year of the real city."""
        return self.yuan * scale_of(scenario) if self.of == "model" else self.yuan

    def written(self) -> str:
        """The sum to the last bit, as `parsed` and a shell read it."""
        whole = self.yuan.is_integer() and self.yuan < 1e15
        return (str(int(self.yuan)) if whole else repr(self.yuan)) + ("-model" if self.of == "model" else "")

    def to_dict(self) -> dict[str, object]:
        """For a manifest."""
        return {"yuan": self.yuan, "of": self.of, **({"sure": True} if self.sure else {})}

    @classmethod
    def from_dict(cls, table: object) -> Budget:
        """What `to_dict` wrote. Raises ScenarioError."""
        if not isinstance(table, Mapping) or not {"yuan", "of"} <= table.keys() <= {"yuan", "of", "sure"}:
            raise ScenarioError(f"budget = {show(table)}; allowed: a table of yuan, of and sure")
        if not isinstance(table.get("sure", False), bool):
            raise ScenarioError(f"budget sure = {show(table['sure'])}; allowed: true, false")
        return cls(**table)

    # --- in words -----------------------------------------------------------------------------------------------------

    def said(self, base: Scenario, lang: Lang) -> str:
        """The sum in a sentence: for the city, for each student and enterprise, and in the model."""
        city, (students, enterprises) = self.in_city(base), _numbers(base)
        scale = scale_of(base)
        values: dict[str, Any] = {
            "base": base.title[lang],
            "sum": yuan_said(city, lang),
            "student": _each(city / (students * scale), lang),
            "enterprise": _each(city / (enterprises * scale), lang),
            "model": f"{self.in_model(base):,.6g}",
            "scale": scale,
        }
        return _SAID[lang].format(**values)

    def doubt(self, base: Scenario, lang: Lang = "en") -> str:
        """Why the sum can hardly be meant for this city; empty if it can be, or is `sure`."""
        if self.sure:
            return ""
        city, least, most = self.in_city(base), smallest_plausible(base), largest_plausible(base)
        if least <= city <= most:
            return ""
        key = "small" if city < least else "large"
        values = {
            "sum": yuan_said(city, lang),
            "least": yuan_said(least, lang),
            "most": yuan_said(float(f"{most:.3g}"), lang),
        }
        return _DOUBTS[key][lang].format(scale=scale_of(base), share=100 * EDUCATION_SHARE, **values)


def _words(text: str, whole: str) -> list[str]:
    """The words of a part of a sum. Raises ScenarioError for one that is none."""
    words, place = [], 0
    while match := _NEXT.match(text, place):
        words.append(match["word"])
        place = match.end()
    if rest := text[place:].strip(" ()-\t\n"):
        known = nearest(rest, [word for word in _KINDS if word.isascii()])
        raise ScenarioError(f"budget {show(whole)}: {show(rest)} is no unit{known}; {_ALLOWED}")
    return words


def yuan_said(yuan: float, lang: Lang) -> str:
    """A sum in words, to six digits: "¥ 60 million", "6,000万元"."""
    steps = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")) if lang == "zh" else _ENGLISH
    for size, name in steps:
        if float(f"{yuan:.6g}") >= size:
            digits = _digits(yuan / size)
            return f"{digits}{name}元" if lang == "zh" else f"¥ {digits} {name}"
    return f"{_digits(yuan)}元" if lang == "zh" else f"¥ {_digits(yuan)}"


_ENGLISH = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def _digits(value: float) -> str:
    """Six digits, never an exponent."""
    text = f"{value:.6g}"
    text = f"{Decimal(text):f}" if "e" in text else text
    whole, point, part = text.partition(".")
    return (f"{int(whole):,}" if len(whole) > 3 else whole) + point + part


def _each(yuan: float, lang: Lang) -> str:
    """Money of one student or enterprise."""
    digits = f"{yuan:,.0f}" if yuan >= 9.5 else f"{yuan:.2g}"
    return f"{digits}元" if lang == "zh" else f"¥ {digits}"


_SAID: dict[str, str] = {
    "en": "budget: {sum} a year of the real city, on top of what “{base}” spends: {student} per student, {enterprise} "
    "per enterprise; in the model {model} k¥ per year (1 : {scale})",
    "zh": "预算：在“{base}”的支出之外，真实城市每年{sum}，合每名在校生{student}、每家企业{enterprise}；"
    "模型中为{model}千元/年（1∶{scale}）",
}
_DOUBTS: dict[str, dict[str, str]] = {
    "large": {
        "en": "{sum} a year is more than {most}, {share:g} % of what the city's enterprises produce and as much as all "
        "public education costs",
        "zh": "每年{sum}超过{most}，即该市企业产出的{share:g}%，相当于全部财政性教育经费",
    },
    "small": {
        "en": "{sum} a year of the real city is less than {least}, the subsidy of one trainee of the model, who stands "
        "for {scale} of the city",
        "zh": "真实城市每年{sum}不足{least}，即模型中一名学徒（代表真实城市{scale}名）一年的补贴",
    },
}


# --- what is plausible ------------------------------------------------------------------------------------------------


def _numbers(base: Scenario) -> tuple[float, float]:
    """Enrolled students and enterprises of the model."""
    regions = [base.region_parameters(region) for region in range(int(base.parameters["regions"]))]
    students = sum(3 * int(p["intake"]) * int(p["schools"]) for p in regions)
    return float(students), float(sum(int(p["enterprises"]) for p in regions))


def largest_plausible(base: Scenario) -> float:
    """¥ a year of the real city that a budget is questioned above: what all public education costs.

    Workers of the city's enterprises, from the mean of the log-normal sizes, times output per worker, times
    `EDUCATION_SHARE`.
    """
    workers = 0.0
    for region in range(int(base.parameters["regions"])):
        p = base.region_parameters(region)
        mean = float(p["size_median"]) * math.exp(float(p["size_sigma"]) ** 2 / 2.0)
        workers += int(p["enterprises"]) * min(mean, float(p["size_max"]))
    return EDUCATION_SHARE * OUTPUT_PER_WORKER * 1000.0 * workers * scale_of(base)


def smallest_plausible(base: Scenario) -> float:
    """¥ a year of the real city that a budget is questioned below: the subsidy of one trainee of the model."""
    return ONE_TRAINEE * 1000.0 * scale_of(base)
