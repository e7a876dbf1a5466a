"""Policies: small immutable values that change named levers from one year to another.

A policy is a change on top of what stands: the institutions that stand (a small subsidy, some monitoring) are
parameters, and the baseline has no policies. `policy.changes(year)` is a pure function of the year; a list of policies
composes by addition, and rules read the levers only. A strength may be negative: it lowers what stands.

To add an instrument, write one class with its `kind`, its names and a field for each lever, in `instruments`:

    @register_policy
    class Publicity(Policy):
        en, zh, source = "Publicity", "政策宣传", S1
        kind: Literal["publicity"] = "publicity"
        rate: float = strength("publicity", "Chance to hear of the policies", "政策宣传触达率")
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import entry_points
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from ..checking import nearest, plain, pythonic, show
from ..parameters import PARAMETERS, Value

FEEDBACK_METRICS = (
    "school_participation",
    "participation",
    "placement_share",
    "deep_participation",
    "formalism",
    "membership",
    "training_quality",
    "talent_match",
    "job_relevance",
    "exposure",
)
"""Outputs, all from 0 to 1, that a government may steer by."""

ENTRY_POINTS = "consortium.policies"
"""Group under which other packages offer policies of their own."""

LAST_YEAR = 1000
"""No scenario runs longer; a year beyond it is a slip of the pen."""

LONGEST_LEAD = 20
LONGEST_PHASE_IN = 50
"""Years."""

STRICT = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


def strength(lever: str, en: str, zh: str, default: float | None = None, *, once: bool = False) -> Any:
    """A field of a policy that is added to the parameter `lever`, in that parameter's unit.

    It may lie between −w and +w, where w is the parameter's upper bound less its lower one. Without `default` it must
    be given. What is given `once` acts in the policy's first year only, and in full.
    """
    parameter = PARAMETERS[lever]
    width = parameter.high - parameter.low
    about: dict[str, Any] = {"lever": lever, "unit": parameter.unit, "en": en, "zh": zh, "once": once}
    # pydantic spells "must be given" as an ellipsis
    given = ... if default is None else default
    return Field(given, ge=-width, le=width, title=en, json_schema_extra=about)


def _as_tuples(value: object) -> object:
    """TOML and JSON know lists only; immutable values are tuples."""
    if isinstance(value, list):
        return tuple(tuple(step) if isinstance(step, list) else step for step in value)
    return value


class Feedback(BaseModel):
    """A government that corrects itself: each autumn its strength follows the distance of a metric from a target.

    The level multiplies the policy's strength. It starts at 1 (moved into `low`–`high`), and each autumn becomes
    `level + gain·(target − metric)`, within the same bounds. A positive gain acts more when the metric falls short.
    """

    model_config = STRICT

    metric: str
    target: float = Field(ge=0, le=1)
    gain: float = Field(ge=-100, le=100)
    low: float = Field(default=0.0, ge=0, le=10)
    high: float = Field(default=1.0, ge=0, le=10)

    @field_validator("metric")
    @classmethod
    def _known(cls, metric: str) -> str:
        if metric not in FEEDBACK_METRICS:
            raise ValueError(f"{show(metric)} is no metric to steer by{nearest(metric, FEEDBACK_METRICS)}")
        return metric

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low = {plain(self.low)} is above high = {plain(self.high)}; allowed: low up to high")
        return self

    @property
    def opening(self) -> float:
        """The level before the first correction."""
        return min(max(1.0, self.low), self.high)

    def next_level(self, level: float, value: float) -> float:
        """The level after an autumn in which the metric stood at `value`; unchanged while the metric is empty (NaN)."""
        if value != value:
            return level
        return min(max(level + self.gain * (self.target - value), self.low), self.high)


class Policy(BaseModel):
    """A change of levers from the autumn of year `start` to the spring of year `end` (none: to the horizon).

    `schedule` is a list of [year, multiplier]: from each of those years on, the strength is multiplied by that number
    (by 1 before the first). `feedback` lets the government correct the strength each autumn; a policy has one of the
    two at most.
    Over `phase_in` years the strength grows evenly to what it will be. `regions` are the numbers (from 1) of regions in
    which the policy holds, none: all. Changes are known `announced` years before they happen.
    """

    model_config = STRICT
    en: ClassVar[str]
    zh: ClassVar[str]
    source: ClassVar[str]

    # Subclasses narrow this to their one word, with a default; type checkers let only Any be narrowed.
    kind: Any
    start: int = Field(default=1, ge=1, le=LAST_YEAR, description="first year in force")
    end: int | None = Field(default=None, ge=1, le=LAST_YEAR, description="last year in force")
    announced: int = Field(default=0, ge=0, le=LONGEST_LEAD, description="years before a change in which it is known")
    phase_in: int = Field(
        default=0, ge=0, le=LONGEST_PHASE_IN, description="years over which the strength grows evenly, 0 at once"
    )
    regions: Annotated[tuple[int, ...] | None, BeforeValidator(_as_tuples)] = None
    schedule: Annotated[tuple[tuple[int, float], ...], BeforeValidator(_as_tuples)] = ()
    feedback: Feedback | None = None

    @model_validator(mode="before")
    @classmethod
    def _numbers_are_python_s(cls, table: Any) -> Any:
        """Numbers of NumPy are as good as Python's, which alone pass the strict check."""
        return {key: pythonic(value) for key, value in table.items()} if isinstance(table, dict) else table

    @model_validator(mode="after")
    def _dates_agree(self) -> Self:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"end = {self.end} is before start = {self.start}; allowed: the same year or a later one")
        if self.regions is not None:
            numbers, most = sorted(set(self.regions)), int(PARAMETERS["regions"].high)
            if not numbers or numbers[0] < 1 or numbers[-1] > most or len(numbers) < len(self.regions):
                raise ValueError(
                    f"regions = {show(list(self.regions))}; allowed: numbers of regions from 1 to {most}, each once, "
                    "or no such key for all regions"
                )
        if self.schedule and self.feedback is not None:
            raise ValueError("schedule and feedback are both given; allowed: one of the two")
        years = [year for year, _ in self.schedule]
        for year, multiplier in self.schedule:
            if not self.start <= year <= (self.end or LAST_YEAR):
                raise ValueError(f"schedule names year {show(year)}; allowed: years in which the policy is in force")
            if not -10 <= multiplier <= 10:
                raise ValueError(f"schedule holds {show(multiplier)} in year {year}; allowed: from -10 to 10")
        if any(later <= earlier for earlier, later in pairwise(years)):
            raise ValueError(f"schedule = {show([list(step) for step in self.schedule])}; allowed: years in order")
        return self

    @classmethod
    @cache
    def levers(cls) -> Mapping[str, str]:
        """Which field changes which lever."""
        return {name: about["lever"] for name, about in cls._strengths().items()}

    @classmethod
    @cache
    def once(cls) -> frozenset[str]:
        """Fields that act in the first year only."""
        return frozenset(name for name, about in cls._strengths().items() if about["once"])

    @classmethod
    def _strengths(cls) -> dict[str, Any]:
        """What `strength` noted of its fields."""
        about = {name: field.json_schema_extra for name, field in cls.model_fields.items()}
        return {name: extra for name, extra in about.items() if isinstance(extra, dict) and "lever" in extra}

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not self.model_fields_set & set(self.levers()):
            raise ValueError(f"no strength is given; allowed: at least one of {', '.join(self.levers())}")
        return self

    @property
    def opening_level(self) -> float:
        """The level that multiplies the strength in the first year: 1 without feedback."""
        return 1.0 if self.feedback is None else self.feedback.opening

    def in_force(self, year: int) -> bool:
        """Whether the policy acts in `year` (years count from 1; tick 0 and warm-up are before all policies)."""
        return self.start <= year and (self.end is None or year <= self.end)

    def turns(self) -> set[int]:
        """Years from which the strength stays or moves by even steps until the next of them."""
        ends = () if self.end is None else (self.end + 1,)
        return {
            self.start,
            self.start + 1,  # after what is given once
            self.start + self.phase_in,
            *(year for year, _ in self.schedule),
            *ends,
        }

    def holds_in(self, region: int | None) -> bool:
        """Whether the policy holds in a region (counted from 0); None asks for any."""
        return region is None or self.regions is None or region + 1 in self.regions

    def multiplier(self, year: int) -> float:
        """What schedule and phase-in multiply the strength by in `year`."""
        begun = bisect_right(self.schedule, year, key=lambda step: step[0])
        grown = min(1.0, (year - self.start + 1) / self.phase_in) if self.phase_in else 1.0
        return grown * (self.schedule[begun - 1][1] if begun else 1.0)

    def expected_year(self, year: int, known_in: int) -> int:
        """The year whose strength people in `known_in` expect for a later `year`: no change they do not know of."""
        return min(year, known_in + self.announced)

    def changes(self, year: int, level: float = 1.0) -> dict[str, float]:
        """What is added to each lever in `year`; empty when not in force, zeros when in force at strength zero.

        `level` is the present level of the feedback rule.
        """
        if not self.in_force(year):
            return {}
        factor = level * self.multiplier(year)
        added: dict[str, float] = {}
        for field, lever in self.levers().items():
            share = (1.0 if year == self.start else 0.0) if field in self.once() else factor
            added[lever] = added.get(lever, 0.0) + getattr(self, field) * share
        return added

    def to_dict(self) -> dict[str, Any]:
        """The policy as a table of a scenario file, complete, `kind` first."""
        return self.model_dump(mode="json", exclude_none=True)


_Kind = TypeVar("_Kind", bound=Policy)

INSTRUMENTS: list[type[Policy]] = []
"""Every instrument, in the order in which tables print them (`instruments` fills it)."""

POLICIES: dict[str, type[Policy]] = {}
"""Instruments by the word that files use."""


def register_policy(cls: type[_Kind]) -> type[_Kind]:
    """Make an instrument known to scenario files and tables, under its `kind`; usable as a decorator.

    Raises ValueError if it is no policy with names, a source and a strength, or if its kind is taken by another.
    """
    if not (isinstance(cls, type) and issubclass(cls, Policy)):
        raise ValueError(f"{show(cls)} is no policy; allowed: a subclass of Policy")
    kind = cls.model_fields["kind"].default
    if not isinstance(kind, str) or not kind.isidentifier():
        raise ValueError(f'{cls.__name__} has no kind; allowed: kind: Literal["word"] = "word"')
    if POLICIES.get(kind, cls) is not cls:
        raise ValueError(f"{cls.__name__}: kind {kind!r} is already {POLICIES[kind].__name__}")
    for about in ("en", "zh", "source"):
        if not isinstance(getattr(cls, about, None), str):
            raise ValueError(f'{cls.__name__}.{about} is missing; allowed: en, zh, source = "…", "…", "…"')
    if not cls.levers():
        raise ValueError(f"{cls.__name__} changes no lever; allowed: at least one field made by strength(…)")
    if kind not in POLICIES:
        POLICIES[kind] = cls
        INSTRUMENTS.append(cls)
    return cls


@cache
def load_entry_points() -> tuple[str, ...]:
    """Register the policies that installed packages offer (entry-point group "consortium.policies"), once.

    Returns what is wrong with those that cannot be used; they keep nobody from using the others.
    """
    broken = []
    for entry in entry_points(group=ENTRY_POINTS):
        try:
            register_policy(entry.load())
        except Exception as error:  # whatever somebody else's package raises
            reason = f"{type(error).__name__}: {show(str(error))}"
            broken.append(f"the policy {show(entry.name)} of an installed package ({show(entry.value)}): {reason}")
    return tuple(broken)


def levers_in_force(
    parameters: Mapping[str, Value],
    policies: Iterable[Policy],
    year: int,
    levels: Iterable[float] | None = None,
    region: int | None = None,
    known_in: int | None = None,
) -> dict[str, float]:
    """The value of every lever that a policy in force touches in `year`, on top of what stands.

    Shares are clipped to 0–1, other levers to their bounds (a checked scenario leaves them by rounding only).
    `levels` are the present levels of the policies, in order (1 without). `region` (from 0) leaves out policies that do
    not hold there. `known_in` gives what people in that year expect for `year`: a policy is expected to go on as it
    is, unless a change was announced.
    """
    policies = tuple(policies)
    present = (1.0,) * len(policies) if levels is None else tuple(levels)
    sums: dict[str, float] = {}
    for policy, level in zip(policies, present, strict=True):
        if not policy.holds_in(region):
            continue
        seen = year if known_in is None else policy.expected_year(year, known_in)
        for lever, change in policy.changes(seen, level).items():
            sums[lever] = sums.get(lever, 0.0) + change
    values: dict[str, float] = {}
    for lever, change in sums.items():
        parameter, standing = PARAMETERS[lever], parameters[lever]
        assert isinstance(standing, int | float)
        values[lever] = min(max(standing + change, parameter.low), parameter.high)
    return values
