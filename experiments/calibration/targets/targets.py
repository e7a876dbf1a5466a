"""Targets: figures that the model is to show, of whom, when, and how well each of them is known.

A target is a level of a metric, or the paired effect of a scenario on it. It is of everybody, of a class of enterprise
size, of a field, of a region, or the spread between fields.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ....simulation.checking import Refused, nearest, plain, show
from ....simulation.outputs.metrics import METRICS, Metric
from ....simulation.outputs.recording import SIZE_CLASSES

__all__ = ["EVERYBODY", "Group", "Target", "check_value", "group_of", "metric_of", "unit_divisor"]

By = Literal["all", "size_class", "field", "region", "spread"]

FORMS = 'allowed: "all", "size < 10" (or another class of size), "field 2", "region 1", "spread between fields"'

CLASSES = tuple(label.replace("–", "-").replace("≥", ">=") for label in SIZE_CLASSES)
"""The classes of size as a keyboard writes them: < 10, 10-49, 50-249, >= 250."""


@dataclass(frozen=True)
class Group:
    """Whom a figure is of: all, or one group of enterprises or graduates; `number` counts from 0."""

    by: By
    number: int = 0

    @property
    def text(self) -> str:
        """As files write it."""
        match self.by:
            case "all":
                return "all"
            case "size_class":
                return f"size {CLASSES[self.number]}"
            case "spread":
                return "spread between fields"
        return f"{self.by} {self.number + 1}"

    def label(self, lang: str) -> str:
        """As people read it; empty for all."""
        zh = lang == "zh"
        match self.by:
            case "all":
                return ""
            case "size_class":
                return f"{SIZE_CLASSES[self.number]}人" if zh else f"{SIZE_CLASSES[self.number]} workers"
            case "field":
                return f"专业领域{self.number + 1}" if zh else f"field {self.number + 1}"
            case "region":
                return f"地区{self.number + 1}" if zh else f"region {self.number + 1}"
        return "专业领域间差距" if zh else "spread between fields"


EVERYBODY = Group("all")


@dataclass(frozen=True)
class Target:
    """One figure that the model is to show.

    `value` and `tolerance` are in the unit of the metric; the tolerance is one standard deviation of all that is not
    known about the figure: its own error, and how far the model may be from it. `first` and `last` are years of the
    model. `scenario` is a scenario other than the base in which it is measured, and with `effect` the paired change
    that this scenario makes. `held_out`: it does not steer the calibration, and is compared with its result.
    `one_city`: it was observed in a single city, which differs from the mean of many worlds by chance.
    """

    metric: str
    value: float
    tolerance: float
    first: int
    last: int
    group: Group = EVERYBODY
    scenario: str = ""
    effect: bool = False
    held_out: bool = False
    one_city: bool = False
    source: str = ""

    @property
    def key(self) -> str:
        """What tells it from the others, as tables write it."""
        parts = [self.metric, self.group.text if self.group != EVERYBODY else ""]
        parts += [f"{'effect of' if self.effect else 'in'} {self.scenario}" if self.scenario else ""]
        parts += [f"years {self.first}-{self.last}" if self.first < self.last else f"year {self.first}"]
        return ", ".join(filter(None, parts))

    def label(self, lang: str) -> str:
        """What it is called in "en" or "zh"."""
        zh = lang == "zh"
        about = METRICS[self.metric]
        parts = [about.zh if zh else about.en, self.group.label(lang)]
        if self.scenario:
            words = ("{}的效应", "{}情景下") if zh else ("effect of {}", "in {}")
            parts.append(words[not self.effect].format(self.scenario))
        return ("，" if zh else ", ").join(filter(None, parts))


# --- reading their parts ----------------------------------------------------------------------------------------------


def metric_of(said: object) -> Metric:
    """A metric by its name. Raises Refused naming the nearest."""
    if isinstance(said, str) and said in METRICS:
        return METRICS[said]
    labels = {metric.name: (metric.en, metric.zh) for metric in METRICS.values()}
    raise Refused(f"metric = {show(said)} is no output{nearest(said, METRICS, labels=labels)}")


def group_of(said: object) -> Group:
    """Whom a figure is of, as files write it. Raises Refused."""
    if not isinstance(said, str):
        raise Refused(f"who = {show(said)}; {FORMS}")
    words = " ".join(said.split())
    if words in ("", "all"):
        return EVERYBODY
    if words == "spread between fields":
        return Group("spread")
    kind, _, rest = words.partition(" ")
    if kind == "size":
        written = re.sub(r"\s", "", rest).replace("–", "-").replace("−", "-").replace("≥", ">=")
        written = re.sub(r"^(\d+)\+$", r">=\1", written)
        known = [name.replace(" ", "") for name in CLASSES]
        if written in known:
            return Group("size_class", known.index(written))
        raise Refused(f"who = {show(said)} is no class of size; allowed: {_sizes()}")
    if kind in ("field", "region") and re.fullmatch(r"[1-9]\d{0,5}", rest):
        return Group("field" if kind == "field" else "region", int(rest) - 1)
    raise Refused(f"who = {show(said)}; {FORMS}{nearest(words, ('all', 'spread between fields', *_sizes_listed()), 0)}")


def _sizes_listed() -> list[str]:
    return [f"size {name}" for name in CLASSES]


def _sizes() -> str:
    return ", ".join(f'"{name}"' for name in _sizes_listed())


def unit_divisor(unit: object, metric: Metric, named: str = "unit") -> float:
    """What a figure in a unit is divided by to be in the metric's own. Raises Refused where it does not fit."""
    if unit == metric.unit:
        return 1.0
    if metric.unit == "share" and unit in ("%", "％", "per cent", "percent"):
        return 100.0
    also = ' or "%"' if metric.unit == "share" else ""
    raise Refused(f'{named} = {show(unit)} does not fit {metric.name}; allowed: "{metric.unit}"{also}')


def check_value(value: float, metric: Metric, effect: bool, named: str = "value") -> None:
    """Refuse a figure that the metric can never have. Raises Refused."""
    low, high = metric.low, metric.high
    if effect:
        low, high = low - high, high - low
    if math.isnan(low):
        low, high = -math.inf, math.inf
    if not low <= value <= high:
        bounds = f"from {plain(low)} to {plain(high)}" if math.isfinite(high) else f"from {plain(low)}"
        hint = ""
        if metric.unit == "share" and not effect and 1 < value <= 100:
            hint = f'; for per cent write unit = "%", or {plain(value / 100)}'
        what = f"the effect on {metric.name}" if effect else metric.name
        raise Refused(f"{named} = {plain(value)} is out of bounds; allowed for {what}: {bounds} ({metric.unit}){hint}")


def different(targets: Iterable[Target]) -> None:
    """Refuse a target that stands twice. Raises Refused."""
    seen: set[str] = set()
    for target in targets:
        if target.key in seen:
            raise Refused(f"the target {show(target.key)} stands twice; allowed: each once")
        seen.add(target.key)
