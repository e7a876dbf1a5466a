"""The levers of the lesson: a few instruments, each with a few strengths, and the reform that a setting of them is.

In the lesson a lever is an instrument; elsewhere it is a parameter that policies may change.

    setting = Setting.parsed("20200")       # one digit per lever: how far it is pulled
    setting.reform(baseline)                # the scenario

With few strengths each, a class of thirty meets the same reforms again and again, and the lesson that is opened from
disk can hold the results of all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, Self

from ...simulation.checking import Refused, show
from ...simulation.parameters import PARAMETERS
from ...simulation.policies import POLICIES, Policy, make_policy
from ...simulation.scenario import Scenario

__all__ = ["LEVERS", "NOTHING", "START", "Lever", "Setting", "settings"]

START = 6
"""The year in which every lever is pulled: the years before show the city as it is."""


@dataclass(frozen=True)
class Lever:
    """One instrument of the lesson.

    `stops` are the strengths to choose from: values of the fields of the policy, on top of what the baseline has. The
    first is always nothing. `shown` is the field whose value is written beside the lever.
    """

    kind: str
    shown: str
    stops: tuple[Mapping[str, float], ...]

    @property
    def names(self) -> dict[str, str]:
        """What the instrument is called."""
        instrument = POLICIES[self.kind]
        return {"en": instrument.en, "zh": instrument.zh}

    @property
    def about(self) -> dict[str, str]:
        """What the strength that is shown is called."""
        field: Any = POLICIES[self.kind].model_fields[self.shown].json_schema_extra
        return {"en": field["en"], "zh": field["zh"]}

    @property
    def lever(self) -> str:
        """The parameter that the strength that is shown is added to."""
        return POLICIES[self.kind].levers()[self.shown]

    @property
    def unit(self) -> str:
        """The unit of that parameter."""
        return PARAMETERS[self.lever].unit

    @property
    def values(self) -> list[float]:
        """The strength that is shown at every stop."""
        return [stop.get(self.shown, 0.0) for stop in self.stops]

    def policy(self, stop: int) -> Policy | None:
        """The policy at a stop; None at the first."""
        strengths = self.stops[stop]
        return make_policy({"kind": self.kind, "start": START, **strengths}) if strengths else None


LEVERS: tuple[Lever, ...] = (
    Lever("subsidy", "per_trainee", ({}, {"per_trainee": 4.2}, {"per_trainee": 8.4})),
    Lever("monitoring", "level", ({}, {"level": 0.3}, {"level": 0.6})),
    Lever(
        "simplified_procedures", "approval", ({}, {"approval": 0.3, "application_cost": -8.0})
    ),
    Lever("consortium_entity", "level", ({}, {"level": 0.3}, {"level": 0.6}, {"level": 0.9})),
    Lever("retention_bonus", "per_graduate", ({}, {"per_graduate": 10.0})),
)  # fmt: skip
"""Strengths as in the bundled scenarios subsidy_monitored, simplified_procedures and consortium_entity, and parts."""


@dataclass(frozen=True)
class Setting:
    """How far each lever is pulled: the numbers of their stops, in the order of `LEVERS`."""

    stops: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.stops) != len(LEVERS) or any(
            not 0 <= stop < len(lever.stops) for lever, stop in zip(LEVERS, self.stops, strict=True)
        ):
            raise Refused(f"setting = {show(self.code)}; {_allowed()}")

    @classmethod
    def parsed(cls, text: str) -> Self:
        """From one digit per lever. Raises Refused."""
        if len(text) != len(LEVERS) or not (text.isascii() and text.isdigit()):
            raise Refused(f"setting = {show(text)}; {_allowed()}")
        return cls(tuple(map(int, text)))

    @classmethod
    def of(cls, **stops: int) -> Self:
        """From stops by the kind of the lever; the others are not pulled."""
        return cls(tuple(stops.get(lever.kind, 0) for lever in LEVERS))

    @cached_property
    def code(self) -> str:
        """One digit per lever, as `parsed` reads it."""
        return "".join(map(str, self.stops))

    @property
    def pulled(self) -> tuple[tuple[Lever, int], ...]:
        """The levers that are pulled, with their stops."""
        return tuple((lever, stop) for lever, stop in zip(LEVERS, self.stops, strict=True) if stop)

    def reform(self, base: Scenario) -> Scenario:
        """The baseline with the policies of this setting on top."""
        policies = [policy for lever, stop in self.pulled if (policy := lever.policy(stop))]
        return base.with_(
            name=f"setting_{self.code}",
            title={lang: self.said(lang) for lang in ("en", "zh")},
            policies=[*base.policies, *policies],
        )

    def said(self, lang: str) -> str:
        """The levers that are pulled, with their strengths: "Subsidy 8.4, Monitoring 0.6"."""
        if not self.pulled:
            return {"en": "No lever", "zh": "未采取措施"}[lang]
        said = [f"{lever.names[lang]} +{lever.values[stop]:g}" for lever, stop in self.pulled]
        return ("、" if lang == "zh" else ", ").join(said)


def _allowed() -> str:
    last = "".join(str(len(lever.stops) - 1) for lever in LEVERS)
    return f"allowed: {len(LEVERS)} digits, from {'0' * len(LEVERS)} to {last} each"


NOTHING = Setting((0,) * len(LEVERS))
"""No lever is pulled: the baseline."""


def settings() -> Iterator[Setting]:
    """All settings there are, the one that pulls nothing first."""
    for stops in product(*(range(len(lever.stops)) for lever in LEVERS)):
        yield Setting(stops)
