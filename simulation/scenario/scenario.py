"""A scenario: every parameter, the policies and the horizon, checked and frozen.

    scenario = load_scenario("consortium_entity", set=["years=10", "parameters.monitoring=0.5"])
    scenario.parameters["years"], scenario.policies[0].changes(year=3)

A scenario file is TOML (or JSON of the same shape): `title`, `extends` and, if wanted, `question`, `source`,
`expected`, a table `[parameters]` and tables `[[policy]]`. A file takes over its parent's parameters key by key and
its policies before its own (`clear = ["policy"]` drops the parent's); texts describe one file and are not taken over.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from ..checking import Refused, nearest, plain, show
from ..parameters import PARAMETERS, Value, defaults
from ..policies import Policy
from ..policies.governance import governed
from .files import (
    MOST_POLICIES,
    Document,
    ScenarioError,
    bundled_scenarios,
    check_name,
    check_parameters,
    check_regions,
    check_text,
    check_texts,
    document,
    read_chain,
)
from .institutions import Frozen, Values, kept_ancestors, line_of, spelled
from .overrides import check_effective, overridden

if TYPE_CHECKING:
    from ..extensions import Extensions

__all__ = ["Frozen", "Scenario", "ScenarioError", "bundled_scenarios", "load_scenario", "scenario_from_tables"]

BUDGETS = ("budget", "budget_per_student", "budget_at_scale")


_NO_TEXT = Frozen({"en": "", "zh": ""})


@dataclass(frozen=True, kw_only=True, repr=False)
class Scenario:
    """What a run needs to know besides its seed.

    `title`, `question` and `expected` hold a text for "en" and "zh" each. `parameters` may be given in part and is
    completed with the defaults. Raises ScenarioError if anything is out of bounds or contradictory.
    """

    name: str
    title: Mapping[str, str]
    question: Mapping[str, str] = _NO_TEXT
    source: str = ""
    expected: Mapping[str, str] = _NO_TEXT
    parameters: Mapping[str, Any] = field(default_factory=dict)
    policies: tuple[Policy, ...] = ()
    regions: tuple[Mapping[str, Any], ...] = ()
    """What differs from `parameters` in each region; empty where all are alike."""
    extensions: Extensions | None = None
    """Rules and metrics of the user's own code, which no file can name."""
    ancestors: tuple[Values, ...] = field(default=(), compare=False)
    """What was in force in the scenarios that this one comes from (files that it extends, scenarios that `with_`
    changed), the eldest first, without the defaults. It determines no run."""

    def __post_init__(self) -> None:
        def freeze(name: str, value: object) -> None:
            object.__setattr__(self, name, value)  # the dataclass way to complete a frozen value

        try:
            check_name(self.name)
            check_text("source", self.source)
            freeze("title", Frozen(check_texts("title", self.title)))
            for key in ("question", "expected"):
                texts = getattr(self, key)
                freeze(key, _NO_TEXT if texts == _NO_TEXT else Frozen(check_texts(key, texts)))
            freeze("regions", tuple(Frozen(own) for own in check_regions(self.regions, written=False)))
            given = check_parameters(self.parameters, written=False)
            freeze("parameters", Frozen({**defaults(), **_number_of(self.regions), **given}))
            freeze("policies", tuple(self.policies))
            freeze("ancestors", kept_ancestors(self.ancestors, self.values))
            for policy in self.policies:
                if not isinstance(policy, Policy):
                    raise Refused(f"policies hold {show(policy)}; allowed: policies such as Subsidy(per_trainee=8.4)")
            _check_all(self.parameters, self.policies, self.regions)
        except Refused as error:
            raise ScenarioError(f"scenario {show(self.name)}: {error}") from None

    def __repr__(self) -> str:
        return f"<Scenario {self.name}: {self.parameters['years']} years, {len(self.policies)} policies>"

    @property
    def values(self) -> Values:
        """What is in force without any policy."""
        return Values(self.parameters, self.regions)

    @property
    def line(self) -> tuple[Values, ...]:
        """The values that this scenario's own have come from: from the defaults to its own."""
        return line_of(self.ancestors, self.values)

    def region_parameters(self, region: int) -> Mapping[str, Any]:
        """Every parameter of a region, counted from 0."""
        return Frozen({**self.parameters, **self.regions[region]}) if self.regions else self.parameters

    def with_(
        self,
        changes: Mapping[str, object] | Iterable[str] = (),
        *,
        name: str | None = None,
        title: Mapping[str, str] | None = None,
        policies: Iterable[Policy] | None = None,
        regions: Iterable[Mapping[str, Any]] | None = None,
    ) -> Scenario:
        """The scenario with some things changed; `policies` and `regions` replace the lists before `changes` apply.

        New `regions` set parameters.regions to their number; an empty list leaves as many, all alike.

        Keys of `changes` are those of `load_scenario(set=…)`: "parameters.monitoring", "monitoring" or
        "policy.subsidy.per_trainee". What was in force before becomes an ancestor. Raises ScenarioError.
        """
        kept = self.policies if policies is None else tuple(policies)
        try:
            tables = self.regions if regions is None else check_regions(tuple(regions), written=False)
            parameters, kept = overridden({**self.parameters, **_number_of(tables)}, kept, tables, changes)
        except Refused as error:
            raise ScenarioError(f"scenario {show(self.name)}: {error}") from None
        return Scenario(
            name=self.name if name is None else name,
            title=self.title if title is None else title,
            question=self.question,
            source=self.source,
            expected=self.expected,
            parameters=parameters,
            policies=kept,
            regions=tables,
            extensions=self.extensions,
            ancestors=(*self.ancestors, self.values),
        )

    def extended(self, extensions: Extensions | None) -> Scenario:
        """The scenario with rules and metrics of the user's own code; as it is where there are none."""
        return replace(self, extensions=extensions) if extensions else self

    def to_dict(self) -> dict[str, Any]:
        """The scenario as JSON can hold it, complete: every parameter and policy. A missing budget is "none"."""
        texts: dict[str, Any] = {key: dict(getattr(self, key)) for key in ("question", "expected")}
        return {
            "name": self.name,
            "title": dict(self.title),
            **{key: text for key, text in texts.items() if text != _NO_TEXT},
            "source": self.source,
            **({"ancestors": [values.to_dict() for values in self.ancestors]} if self.ancestors else {}),
            **self._substance(),
        }

    def _substance(self) -> dict[str, Any]:
        """What determines a run."""
        return {
            "parameters": {name: spelled(value) for name, value in self.parameters.items()},
            "policy": [policy.to_dict() for policy in self.policies],
        } | (
            {"region": [{name: spelled(value) for name, value in own.items()} for own in self.regions]}
            if self.regions
            else {}
        )

    @classmethod
    def from_dict(cls, tables: Mapping[str, Any], where: str = "scenario") -> Scenario:
        """The scenario that `to_dict` wrote; `where` names the place in messages. Raises ScenarioError."""
        if not isinstance(tables, Mapping) or "name" not in tables:
            raise ScenarioError(f"{where}: {show(tables)} is not what Scenario.to_dict writes")
        if "extends" in tables:
            raise ScenarioError(
                f"{where}: extends = {show(tables['extends'])}; allowed: a complete scenario without it"
            )
        return _assembled([document(tables, where, "", form="complete")], ())

    def digest(self) -> str:
        """SHA-256 of all that determines a run besides the seed: parameters, policies, own code; no names and texts."""
        own = {"extensions": self.extensions.record} if self.extensions else {}
        text = json.dumps(self._substance() | own, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()


def load_scenario(name_or_path: str | os.PathLike[str], set: Iterable[str] | Mapping[str, object] = ()) -> Scenario:
    """A scenario by its bundled name, or from a path that ends in .toml or .json (also the manifest of a run).

    `set` overrides single values: "parameters.monitoring=0.5", "years=10" (short for parameters.years),
    "policy.subsidy.per_trainee=4.2" (of several subsidies "policy.subsidy.2.per_trainee", or "policy.subsidy.all.…"),
    values as TOML spells them. One that would change nothing, since every region has its own value, is refused.
    Raises ScenarioError, and nothing else whatever the file holds: one message of at most 25 lines that names file,
    key, value, what is allowed and the nearest valid name.
    """
    return _assembled(read_chain(os.fsdecode(name_or_path)), set)


def scenario_from_tables(tables: Mapping[str, Any], name: str, where: str = "scenario") -> Scenario:
    """The scenario of tables as a scenario file holds them, under a name; `where` names the place in messages.

    It may extend bundled scenarios only, so that no path of this machine is looked at. Raises ScenarioError.
    """
    own = document(tables, where, name)
    names = bundled_scenarios()
    if own.extends not in names:
        said = f"{where}: extends = {show(own.extends)}; allowed here: the name of a bundled scenario"
        raise ScenarioError(f"{said}{nearest(own.extends, names)}")
    return _assembled([*_bundled_chain(str(own.extends)), own], ())


@cache
def _bundled_chain(name: str) -> tuple[Document, ...]:
    """A bundled scenario and those that it extends, which do not change while a program runs."""
    return tuple(read_chain(name))


def _assembled(chain: list[Document], changes: Iterable[str] | Mapping[str, object]) -> Scenario:
    """One scenario from documents, the eldest first, and overrides."""
    parameters: Mapping[str, Value] = {}
    policies: tuple[Policy, ...] = ()
    regions: tuple[Mapping[str, Value], ...] = ()
    ancestors: list[Values] = []
    for link in chain:
        policies = link.policies if "policy" in link.clear else policies + link.policies
        regions = () if "region" in link.clear else regions
        if link.regions is None:
            _check_inherited(link, regions)
        else:
            regions = link.regions
        parameters = {**parameters, **link.parameters}
        ancestors += (*link.ancestors, Values.of(parameters, regions))
    last = chain[-1]
    try:
        parameters, policies = overridden(parameters, policies, regions, changes)
        parameters = {**_number_of(regions), **parameters}
        _check_all({**defaults(), **parameters}, policies, regions)
    except Refused as error:
        raise ScenarioError(f"{last.where}: {error}") from None
    return Scenario(
        name=last.name,
        title=last.title,
        question=last.question,
        source=last.source,
        expected=last.expected,
        parameters=parameters,
        policies=policies,
        regions=regions,
        ancestors=tuple(ancestors),
    )


def _check_inherited(child: Document, regions: tuple[Mapping[str, Value], ...]) -> None:
    """Refuse a parameter of a file that every region which it takes over has a value of its own for."""
    for name in child.parameters:
        try:
            check_effective(name, regions)
        except Refused as error:
            raise ScenarioError(f"{child.where}: parameters.{name} = {show(child.parameters[name])} {error}") from None


def _number_of(regions: tuple[Mapping[str, Any], ...]) -> dict[str, int]:
    """What descriptions of regions say about their number, where nothing else is said."""
    return {"regions": len(regions)} if regions else {}


# --- what must hold between values ------------------------------------------------------------------------------------


def _check_all(
    parameters: Mapping[str, Any], policies: tuple[Policy, ...], regions: tuple[Mapping[str, Any], ...]
) -> None:
    """Contradictions in the whole and in each region. Raises Refused."""
    _check_together(parameters, policies)
    number = parameters["regions"]
    if regions and len(regions) != number:
        raise Refused(f"parameters.regions = {number}, but [[region]] describes {len(regions)}; allowed: as many")
    for i, policy in enumerate(policies, start=1):
        beyond = [region for region in policy.regions or () if region > number]
        if beyond:
            said = f"[[policy]] number {i}: {policy.kind}.regions names {beyond[0]}"
            raise Refused(f"{said}; allowed: numbers from 1 to {number}")
    seen: set[tuple[Hashable, Hashable]] = set()
    reaches: dict[tuple[bool, ...], _Reach] = {}
    for i, own in enumerate(regions or [{}] * number, start=1):
        held = tuple(policy.holds_in(i - 1) for policy in policies)
        values = tuple(sorted(own.items()))
        if (values, held) in seen:
            continue
        seen.add((values, held))
        if held not in reaches:
            reaches[held] = _reach([p for p, holds in zip(policies, held, strict=True) if holds], parameters["years"])
        try:
            _check_together({**parameters, **own}, policies)
            _check_levers({**parameters, **own}, reaches[held])
            if "field_shares" in own and len(own["field_shares"]) != len(parameters["field_shares"]):
                raise Refused("field_shares has another number of fields; allowed: the same in all regions")
        except Refused as error:
            said = str(error)
            where = f"[[region]] number {i}: "
            raise Refused(where + said.removeprefix("parameters.") if regions else said) from None


def _check_together(p: Mapping[str, Any], policies: tuple[Policy, ...]) -> None:
    """Contradictions between values that are each allowed. Raises Refused."""
    if p["warm_up"] % 2:
        raise Refused(f"parameters.warm_up = {p['warm_up']} is odd; allowed: an even number of half-years")
    if not p["size_min"] < p["size_max"]:
        raise Refused(f"parameters.size_min = {p['size_min']} is not below size_max = {p['size_max']}")
    if not p["size_min"] <= p["size_median"] <= p["size_max"]:
        allowed = f"allowed: from size_min = {p['size_min']} to size_max = {p['size_max']}"
        raise Refused(f"parameters.size_median = {plain(p['size_median'])} is outside the sizes; {allowed}")
    total = math.fsum(p["field_shares"])
    if abs(total - 1) > 1e-9:
        raise Refused(f"parameters.field_shares = {show(list(p['field_shares']))} sum to {total:.12g}; allowed: 1")
    if len(p["field_shares"]) != len(p["field_glamour"]):
        lengths = f"{len(p['field_shares'])} fields and {len(p['field_glamour'])} values of glamour"
        raise Refused(f"parameters.field_shares and field_glamour are {lengths}; allowed: as many of each")
    for name in ("field_risk", "field_procurement", "base_field_weights"):
        if p[name] and len(p[name]) != len(p["field_shares"]):
            lengths = f"{len(p[name])} values for {len(p['field_shares'])} fields"
            raise Refused(f"parameters.{name} has {lengths}; allowed: one per field, or an empty list")
    for name, nothing in (("community_field", "none"), ("base_field", "all")):
        if p[name] > len(p["field_shares"]):
            allowed = f"allowed: 0 ({nothing}) to {len(p['field_shares'])}"
            raise Refused(f"parameters.{name} = {p[name]} is no field; {allowed}")
    given = [name for name in BUDGETS if p[name] != math.inf]
    if len(given) > 1:
        raise Refused(f"parameters.{' and '.join(given)} are all given; allowed: at most one of {', '.join(BUDGETS)}")
    if p["shock_years"] and p["shock_start"] > p["years"]:
        raise Refused(f"parameters.shock_start = {p['shock_start']} is beyond years = {p['years']}; allowed: up to it")
    if len(policies) > MOST_POLICIES:
        raise Refused(f"policy has {len(policies)} tables; allowed: at most {MOST_POLICIES}")
    for i, policy in enumerate(policies, start=1):
        if policy.start > p["years"]:
            said = f"[[policy]] number {i}: {policy.kind}.start = {policy.start} is beyond years = {p['years']}"
            raise Refused(f"{said}; allowed: up to it")


_Reach = Mapping[str, tuple[tuple[float, int], tuple[float, int]]]
"""The least and the most that policies add to a lever, each with its first year."""


def _reach(policies: list[Policy], years: int) -> _Reach:
    """How far the sums of policies go in each direction in any year, whatever feedback makes of them."""
    turns = {1}.union(*(policy.turns() for policy in policies))
    # Between two turns strengths stay or move by even steps, so they go furthest in its first or its last year.
    looked_at = sorted(year for year in turns | {turn - 1 for turn in turns} | {years} if 1 <= year <= years)
    reach: dict[str, tuple[tuple[float, int], tuple[float, int]]] = {}
    for year in looked_at:
        lows: dict[str, float] = {}
        highs: dict[str, float] = {}
        for policy in policies:
            rule = policy.feedback
            ends = [policy.changes(year, level) for level in ((rule.low, rule.high) if rule else (1.0,))]
            for lever in ends[0]:
                lows[lever] = lows.get(lever, 0.0) + min(end[lever] for end in ends)
                highs[lever] = highs.get(lever, 0.0) + max(end[lever] for end in ends)
        for lever, low in lows.items():
            least, most = reach.get(lever, ((low, year), (highs[lever], year)))
            reach[lever] = (
                (low, year) if low < least[0] else least,
                (highs[lever], year) if highs[lever] > most[0] else most,
            )
    return reach


def _check_levers(p: Mapping[str, Any], reach: _Reach) -> None:
    """Sums of policies must leave money and rates within their bounds in every year (shares are clipped instead)."""
    standing = {**p, **governed(p)}
    for lever, extremes in reach.items():
        parameter = PARAMETERS[lever]
        for change, year in extremes:
            reached = standing[lever] + change
            # rounding must not refuse a policy that abolishes exactly what stands
            if not parameter.share and not parameter.low - 1e-9 <= reached <= parameter.high + 1e-9:
                allowed = f"allowed: from {plain(parameter.low)} to {plain(parameter.high)} {parameter.unit}"
                raise Refused(f"[[policy]]: {lever} = {plain(reached)} in year {year}; {allowed}")
