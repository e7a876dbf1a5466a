"""What a request may hold: scenarios as their files hold them, and how much may be simulated for one request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from ..experiments.comparison.arms import check_arms
from ..experiments.runs.annual import years_of
from ..simulation.checking import nearest, plain, show
from ..simulation.outputs.metrics import METRICS
from ..simulation.scenario import Scenario, ScenarioError, bundled_scenarios, load_scenario, scenario_from_tables

__all__ = ["MOST_REFORMS", "MOST_WORLDS", "Asked", "AskedArms", "RequestedArm", "check_work", "scenario_of", "size_of"]

MOST_REFORMS = 3
MOST_WORLDS = 50
MOST_METRICS = 12

LARGEST_WORLD = 2_500_000
"""Agents × half-years of one world. The baseline has 330,000, the largest bundled scenario 1.7 million."""
LARGEST_REQUEST = 70_000_000
"""Agents × half-years of all worlds of a request: four arms of the baseline in fifty worlds."""

STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

Table = dict[str, JsonValue]
Language = Literal["en", "zh"]
Text = dict[str, JsonValue]


class RequestedArm(BaseModel):
    """A scenario, as a scenario file says it. `consortium scenarios check` reads the same keys.

    Its values are checked by the loader of scenario files and by nothing else, so that a message here is the message of
    the command line.
    """

    model_config = STRICT

    title: Text | None = Field(default=None, description="a text for en and one for zh")
    question: Text | None = None
    expected: Text | None = None
    source: str | None = None
    extends: str = Field(default="baseline", description="the name of a bundled scenario")
    clear: list[JsonValue] = Field(default=[], max_length=2, description="what of `extends` is dropped: policy, region")
    parameters: Table = Field(default={}, description="values of parameters, by name")
    policy: list[JsonValue] = Field(default=[], max_length=60, description="policies: kind, strengths, start, end …")
    region: list[JsonValue] | None = Field(default=None, max_length=100, description="what differs by region")


class AskedArms(BaseModel):
    """A baseline and reforms."""

    model_config = STRICT

    base: RequestedArm = RequestedArm()
    reforms: Annotated[list[RequestedArm], Field(max_length=MOST_REFORMS)] = []
    lang: Language = "en"

    def arms(self) -> tuple[Scenario, ...]:
        """The scenarios, the baseline first, named base, reform_1, … Raises ScenarioError."""
        base = scenario_of(self.base, "base", {"en": "Baseline", "zh": "基准"})
        letters = "ABC"
        reforms = [
            scenario_of(arm, f"reform_{i + 1}", {"en": f"Reform {letters[i]}", "zh": f"改革{letters[i]}"})
            for i, arm in enumerate(self.reforms)
        ]
        arms = (base, *reforms)
        if reforms:
            check_arms(arms)
        check_work(arms, 1)
        return arms


class Asked(AskedArms):
    """The same, to be simulated in the same worlds: those of the seeds `first_seed`, …"""

    worlds: int = Field(default=5, ge=1, le=MOST_WORLDS, description="so many worlds, one for each seed")
    first_seed: int = Field(default=1, ge=0, le=2**31)

    @property
    def seeds(self) -> range:
        """Seeds of the worlds."""
        return range(self.first_seed, self.first_seed + self.worlds)

    def arms(self) -> tuple[Scenario, ...]:
        """As in `AskedArms`."""
        arms = super().arms()
        check_work(arms, self.worlds)
        return arms


def scenario_of(arm: RequestedArm, name: str, title: dict[str, str] | None = None) -> Scenario:
    """The scenario of an arm under a name, with a title if it has none. Raises ScenarioError."""
    tables: dict[str, Any] = arm.model_dump(exclude_none=True)
    changed = arm.policy or arm.parameters or arm.region or arm.clear
    if not changed and arm.extends in bundled_scenarios():
        title = dict(load_scenario(arm.extends).title)
    if "title" not in tables and title is not None:
        tables["title"] = title
    return scenario_from_tables(tables, name, name)


def check_work(arms: Sequence[Scenario], worlds: int) -> None:
    """Refuse what would take too long: too large a world, or too many of them. Raises ScenarioError."""
    sizes = [size_of(arm) for arm in arms]
    for arm, size in zip(arms, sizes, strict=True):
        if size > LARGEST_WORLD:
            said = f"{arm.name}: a world of {size:,} agents × half-years is too large for the page"
            raise ScenarioError(
                f"{said}; allowed: up to {LARGEST_WORLD:,} (fewer regions, schools, enterprises, years or a smaller "
                "intake; consortium run takes larger ones)"
            )
    total = sum(sizes) * worlds
    if total > LARGEST_REQUEST:
        raise ScenarioError(
            f"{worlds} worlds of these scenarios are {total:,} agents × half-years; allowed: up to {LARGEST_REQUEST:,} "
            "a request (fewer worlds, years or reforms; consortium compare takes more)"
        )


def size_of(scenario: Scenario) -> int:
    """Agents × half-years of a world: what its simulation takes time for."""
    ticks = 2 * years_of(scenario) + int(scenario.parameters["warm_up"])
    regions = [scenario.region_parameters(i) for i in range(int(scenario.parameters["regions"]))]
    agents = sum(4 * int(p["schools"]) * int(p["intake"]) + int(p["enterprises"]) + int(p["schools"]) for p in regions)
    return ticks * agents


def check_metrics(names: Iterable[str]) -> tuple[str, ...]:
    """Names of outputs, each once. Raises ScenarioError."""
    found = tuple(dict.fromkeys(names))
    for name in found:
        if name not in METRICS:
            raise ScenarioError(f"{show(name)} is no output{nearest(name, METRICS)}")
    if len(found) > MOST_METRICS:
        raise ScenarioError(f"{len(found)} outputs are asked for; allowed: at most {plain(MOST_METRICS)}")
    return found
