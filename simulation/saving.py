"""The state of a run, kept and taken up again: in memory (`continued`), or as the bytes of an .npz file.

    content = save_state(model)
    model = restore_state("baseline", content)      # goes on as if it had never been saved, to the bit

A state may be taken up under another scenario, if that would have had the same past (`shared_years`). What belongs to
the observer and not to the world is not kept: rows of own reporters of the data collector (they begin anew, empty
before), Mesa's random generators, and whatever subclasses of agents remember outside the tables, which is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from .agents import Enterprise, School
from .checking import Refused, seed_number
from .compilation import SOURCES
from .extensions import Extensions
from .model import ConsortiumModel, Reporters, Snapshot, TypeReporters
from .outputs.recording import Recorder
from .outputs.tally import TALLY_DTYPE
from .policies import LAST_YEAR, Policy
from .scenario import Scenario, load_scenario
from .scenario.files import MOST_POLICIES
from .state.archive import Archive, StateError, packed
from .state.bounds import check_rows
from .state.columns import SPENDING_DTYPE
from .state.population import Population, empty_population

__all__ = ["FORMAT", "StateError", "continued", "restore_state", "save_state", "shared_years", "taken_up"]

FORMAT = 1
"""Version of what is written."""

LAST_TICK = 2 * LAST_YEAR
"""Longer than any scenario runs."""


# --- the past ---------------------------------------------------------------------------------------------------------


def shared_years(base: Scenario, other: Scenario) -> int | None:
    """The last year up to which two scenarios are the same world to the bit, whatever the seed; at most the horizon.

    0 is the warm-up only, None not even that. All parameters must agree but `years`, and policies in every year must
    act the same and be known to. It may be more years than are found: two ways to say the same are not seen through.
    """
    here, there = (Past.of(scenario, int(scenario.parameters["years"])) for scenario in (base, other))
    return here.shared_years(there)


@dataclass(frozen=True)
class Past:
    """What determines a world up to some year, besides the seed.

    `standing` are parameters, by name, what differs by region (key "") and own rules (key "rules"), in words that are
    the same for the same bits; `years` a digest per year of all that the model asks of policies in it.
    """

    standing: Mapping[str, str]
    years: tuple[str, ...]

    @classmethod
    def of(cls, scenario: Scenario, years: int) -> Past:
        """The past of a scenario by the end of a year."""
        tables = scenario.to_dict()
        standing = {name: json.dumps(value) for name, value in tables["parameters"].items() if name != "years"}
        standing[""] = json.dumps(tables.get("region", []), sort_keys=True)
        if scenario.extensions is not None and scenario.extensions.rules:
            standing["rules"] = json.dumps(scenario.extensions.rules)
        return cls(standing, tuple(_digests(scenario.policies, years)))

    def shared_years(self, other: Past) -> int | None:
        """The last year up to which both are the same; None if they never are. See the function of this name."""
        if self.standing != other.standing:
            return None
        years = min(len(self.years), len(other.years))
        return next((year for year in range(years) if self.years[year] != other.years[year]), years)

    def check_same(self, saved: Past) -> None:
        """Refuse a state that another past has led to."""
        for name in sorted(self.standing.keys() | saved.standing.keys(), reverse=True):  # parameters before regions
            here, there = self.standing.get(name, "nothing"), saved.standing.get(name, "nothing")
            if here != there:
                said = f"parameters.{_plain(name)} = {_plain(here)}, but {_plain(there)} in the state"
                special = {"": "[[region]] says other things of regions", "rules": "agents follow other rules"}
                said = special.get(name, said)
                raise StateError(f"the state has another past: {said}; required: the same in all but years")
        for year, (here, there) in enumerate(zip(self.years, saved.years, strict=True), start=1):
            if here != there:
                raise StateError(
                    f"the state has another past: it is of year {len(saved.years)}, and from year {year} on other "
                    "policies acted, or were known to come; required: the same until then"
                )


def _digests(policies: tuple[Policy, ...], years: int) -> Iterator[str]:
    """For every year a digest of what `ConsortiumModel` asks of policies in it, in their order."""

    @cache
    def contribution(row: int, seen: int) -> dict[str, float]:
        return policies[row].changes(seen)

    def acting(asked: int, known_in: int) -> list[Any]:
        """What is added to levers in the year that is asked for, as known in another, and by which rule."""
        found = []
        for row, policy in enumerate(policies):
            added = contribution(row, policy.expected_year(asked, known_in))
            if added:
                found.append([sorted(policy.regions or ()), added, policy.feedback and _rule(policy, known_in)])
        return found

    lead = max((policy.announced for policy in policies), default=0)
    for year in range(1, years + 1):
        # That a change was known a year ago is asked as well; it was known in that year.
        asked = [acting(year + ahead, year) for ahead in range(max(1, lead) + 1)]
        while len(asked) > 1 and asked[-1] == asked[-2]:
            asked.pop()
        yield hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]


def _rule(policy: Policy, year: int) -> str:
    """All that the level of a feedback rule follows from by a year, besides the world: it and its autumns so far."""
    table = {key: value for key, value in policy.to_dict().items() if key not in ("end", "announced", "regions")}
    autumns = [autumn for autumn in range(2, year + 1) if policy.in_force(autumn) and policy.in_force(autumn - 1)]
    return json.dumps([table, autumns], sort_keys=True)


def _levels(scenario: Scenario, year: int, kept: Mapping[str, np.ndarray], regions: int) -> np.ndarray:
    """Levels of a scenario's policies: those of a rule that has begun go on, the others are at their first."""
    levels = np.ones((len(scenario.policies), regions))
    for row, policy in enumerate(scenario.policies):
        levels[row] = policy.opening_level
        if policy.feedback is not None:
            levels[row] = kept.get(_rule(policy, year), levels[row])
    return levels


def _kept_levels(scenario: Scenario, snapshot: Snapshot) -> dict[str, np.ndarray]:
    """Levels of feedback rules by rule."""
    rules = {row: policy for row, policy in enumerate(scenario.policies) if policy.feedback is not None}
    return {_rule(policy, _year(snapshot.tick)): snapshot.levels[row] for row, policy in rules.items()}


def _year(tick: int) -> int:
    return (tick + 1) // 2


# --- in memory --------------------------------------------------------------------------------------------------------


def continued(model: ConsortiumModel, scenario: Scenario | None = None) -> ConsortiumModel:
    """An independent model that goes on from where `model` is, under its own scenario or another with the same past.

    Classes of agents are taken over, own reporters are not. Raises StateError.
    """
    chosen = model.specification if scenario is None else scenario
    Past.of(chosen, model.year).check_same(Past.of(model.specification, model.year))
    enterprise_class, school_class = _classes(model)
    return taken_up(
        chosen, model.seed, model.snapshot(), model.specification,
        enterprise_class=enterprise_class, school_class=school_class,
    )  # fmt: skip


def taken_up(scenario: Scenario, seed: int, snapshot: Snapshot, of: Scenario, **how: Any) -> ConsortiumModel:
    """A model of a scenario that goes on from a snapshot `of` another and owns it.

    That both have the same past is the caller's to know. `how` are further arguments of the model.
    """
    kept = _kept_levels(of, snapshot)
    levels = _levels(scenario, _year(snapshot.tick), kept, snapshot.levels.shape[1])
    return ConsortiumModel(scenario, rng=seed, snapshot=replace(snapshot, levels=levels), **how)


def _classes(model: ConsortiumModel) -> tuple[type[Enterprise], type[School]]:
    """Classes of a model's agents. Raises StateError where there is more to the model than the tables hold."""
    if type(model) is not ConsortiumModel:
        raise StateError(f"a {type(model).__name__} cannot be kept: what it adds to ConsortiumModel is not known")
    plain = vars(model.governments[0]).keys()
    for agent in (*model.enterprises, *model.schools):
        own = sorted(vars(agent).keys() - plain)
        if own:
            raise StateError(
                f"the state cannot be kept: a {type(agent).__name__} remembers {own[0]} outside the tables"
            )
    return model.agent_classes


# --- as bytes ---------------------------------------------------------------------------------------------------------


def save_state(model: ConsortiumModel) -> bytes:
    """The state of a model as the bytes of an .npz file, the same for the same state. Raises StateError.

    Tables, tallies and spending by tick are arrays that NumPy reads; the rest is JSON in the array `header`.
    """
    snapshot = model.snapshot()
    past = Past.of(model.specification, model.year)
    kept = _kept_levels(model.specification, snapshot)
    tallies, spending = snapshot.recorder.kept()
    header = {
        "format": FORMAT,
        "model": SOURCES,
        "seed": model.seed,
        "tick": model.tick,
        "classes": [_name(kind) for kind in _classes(model)],
        "standing": dict(past.standing),
        "years": list(past.years),
        "rules": list(kept),
    }
    levels = np.array(list(kept.values())).reshape(len(kept), len(model.now))
    tables = dict(snapshot.population.tables())
    _check(snapshot.population, empty_population(_profiles(model.specification)))
    return packed(header, {**tables, "tally": tallies, "spent": spending, "levels": levels})


def restore_state(
    scenario: Scenario | str | os.PathLike[str],
    content: bytes,
    seed: int | None = None,
    *,
    model_reporters: Reporters | None = None,
    agent_reporters: Reporters | None = None,
    agenttype_reporters: TypeReporters | None = None,
    enterprise_class: type[Enterprise] | None = None,
    school_class: type[School] | None = None,
) -> ConsortiumModel:
    """The model whose state was saved, under its own scenario or another with the same past.

    It goes on as one that was never saved, to the bit, if agents are of the same classes. Where `seed` is given it must
    be the one that was saved. Raises StateError, and nothing else whatever `content` holds.
    """
    chosen = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    archive = Archive(content)
    header = _Header.read(archive.header)
    if seed is not None and seed_number(seed) != header.seed:
        raise StateError(f"the state is of seed {header.seed}, not of {seed}")
    extensions = chosen.extensions or Extensions()
    enterprise_class = enterprise_class or extensions.enterprise_class
    school_class = school_class or extensions.school_class
    for kind, was in zip((enterprise_class, school_class), header.classes, strict=True):
        if _name(kind) != was:
            raise StateError(f"the state was saved with agents of {_plain(was)}, not of {_name(kind)}")
    Past.of(chosen, len(header.years)).check_same(Past(header.standing, header.years))
    numbered = empty_population(_profiles(chosen))
    population = numbered.copy()
    regions = len(population.regions)
    tallies = np.zeros((header.tick + 1, regions), TALLY_DTYPE)
    spending = np.zeros((header.tick + 1, regions), SPENDING_DTYPE)
    levels = np.zeros((len(header.rules), regions))
    arrays = {**dict(population.tables()), "tally": tallies, "spent": spending, "levels": levels}
    archive.check_names(set(arrays))
    for name, array in arrays.items():
        archive.fill(name, array)
    _check(population, numbered)
    recorder = Recorder(population)
    recorder.take_over(tallies, spending)
    kept = dict(zip(header.rules, levels, strict=True))
    return ConsortiumModel(
        chosen,
        rng=header.seed,
        model_reporters=model_reporters,
        agent_reporters=agent_reporters,
        agenttype_reporters=agenttype_reporters,
        enterprise_class=enterprise_class,
        school_class=school_class,
        snapshot=Snapshot(header.tick, population, recorder, _levels(chosen, _year(header.tick), kept, regions)),
    )


@dataclass(frozen=True)
class _Header:
    """What a state says of itself, checked."""

    seed: int
    tick: int
    classes: tuple[str, ...]
    standing: dict[str, str]
    years: tuple[str, ...]
    rules: tuple[str, ...]

    @classmethod
    def read(cls, header: Mapping[str, Any]) -> _Header:
        """The header of a state. Raises StateError for another format or model, and for what makes no sense."""
        if header.get("format") != FORMAT:
            raise StateError(f"the state has format {_plain(header.get('format'))}; known: {FORMAT}")
        if header.get("model") != SOURCES:
            raise StateError(
                f"the state is of another version of the model ({_plain(header.get('model'))}, here {SOURCES}); "
                "allowed: the version that saved it"
            )
        seed, tick = _whole(header.get("seed"), 2**63 - 1), _whole(header.get("tick"), LAST_TICK)
        classes, years, rules = (_texts(header.get(key)) for key in ("classes", "years", "rules"))
        standing = header.get("standing")
        if (
            not isinstance(standing, dict)
            or len(classes) != 2
            or len(years) != _year(tick)
            or len(rules) > MOST_POLICIES
        ):
            raise _senseless()
        return cls(seed, tick, classes, dict(zip(standing, _texts(list(standing.values())), strict=True)), years, rules)


def _whole(value: object, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise _senseless()
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise _senseless()
    return tuple(value)


def _senseless() -> StateError:
    return StateError("the state is damaged or was not made by save_state: its header makes no sense")


def _plain(text: object) -> str:
    """What a file says, for a message."""
    shown = str(text)[:60]
    return shown if shown.isprintable() else ascii(shown)


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _check(population: Population, numbered: Population) -> None:
    """Refuse tables that no world of the scenario has. Raises StateError."""
    try:
        check_rows(population, numbered)
    except Refused as error:
        raise StateError(f"the state does not fit: {error}") from None


def _profiles(scenario: Scenario) -> list[Mapping[str, Any]]:
    """Parameters of every region."""
    return [scenario.region_parameters(i) for i in range(int(scenario.parameters["regions"]))]
