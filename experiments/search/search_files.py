"""From the bytes of a search file to a checked search; all of it is checked before anything is simulated."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...simulation.checking import Refused, checked, nearest, show, whole_number
from ...simulation.outputs.metrics import METRICS
from ...simulation.parameters import LABELS, PARAMETERS
from ...simulation.policies import POLICIES, make_policy, nearest_kind
from ...simulation.scenario import Scenario, ScenarioError, load_scenario
from ...simulation.scenario.files import FOLDER as SCENARIOS
from ...simulation.scenario.files import check_name, check_text, check_texts, shown_path
from ...simulation.scenario.institutions import kind_of, spelled
from ..calibration.targets.target_files import bundled_targets
from ..comparison.merit import MATTER_OF_OPINION
from ..ensemble.set_files import load_sets
from ..presentation.money import Budget
from ..storage.toml import bundled_in, located, tables_of
from ..sweeps.design.factors import DATES, given
from .bundles import Institution, Instrument, Space
from .policy_search import FRESH_SEEDS, SEARCH_SEEDS, PolicySearch, SearchError

__all__ = ["KEYS", "bundled_searches", "load_search"]

FOLDER = SCENARIOS / "searches"
"""Where the bundled searches lie."""

LARGEST = 1_000_000
"""Bytes of the largest search file that is read."""

COUNTS: dict[str, tuple[int, int, int]] = {
    "members": (10, 1, 1000),
    "seeds": (1, 1, len(SEARCH_SEEDS)),
    "final_members": (10, 1, 1000),
    "final_seeds": (10, 5, len(FRESH_SEEDS)),
    "population": (32, 4, 1000),
    "generations": (25, 1, 10_000),
    "bundles": (12, 1, 50),
    "search_seed": (1, 0, 2**32 - 1),
}
"""Whole numbers of a search: what each is unless the file says, and its bounds. No effect is judged on fewer than five
worlds, hence the least number of final seeds."""

KEYS = (
    "title",
    "question",
    "source",
    "base",
    "budget",
    "objectives",
    "ensemble",
    *COUNTS,
    "instrument",
    "institutions",
)

GOALS = ("deep_participation", "training_quality", "talent_match")
"""Goals of a search that names none."""

MOST_GOALS, MOST_INSTRUMENTS = 4, 40

NO_ENSEMBLE = "none"
"""Stands for the start values alone."""

CHANGES = ("budget", "ensemble", "members", "seeds", "population", "generations")
"""What may be said besides the file."""


def bundled_searches() -> list[str]:
    """Names of the searches that come with the model."""
    return bundled_in(FOLDER)


def load_search(path_or_name: str | os.PathLike[str], **changes: object) -> PolicySearch:
    """A search by the name of a bundled one, or from a path that ends in .toml.

    `changes` are keys of `CHANGES` that replace what the file says; a path of an ensemble is then one from the present
    folder. What is None changes nothing. Raises SearchError, and nothing else whatever the file holds: one message that
    names file, key, value, what is allowed and the nearest valid name.
    """
    said = os.fsdecode(path_or_name)
    try:
        path = located(said, FOLDER, "is no search", "the name of a bundled search, or a path that ends in .toml")
        where = shown_path(path)
    except Refused as error:
        raise SearchError(str(error)) from None
    try:
        tables = _document(path)
        replaced = {key: value for key, value in changes.items() if value is not None}
        return _assembled(tables | replaced, path, Path() if "ensemble" in replaced else path.parent)
    except (Refused, ScenarioError) as error:
        message = str(error)
        raise SearchError(message if message.startswith(where) else f"{where}: {message}") from None


def _document(path: Path) -> dict[str, Any]:
    """The tables of a file, with no key that is unknown. Raises Refused."""
    tables = tables_of(path, "a search file, which ends in .toml", LARGEST)
    for name, value in tables.items():
        if name in KEYS:
            continue
        if name in POLICIES:
            raise Refused(f'{name} is an instrument; allowed: [[instrument]] with kind = "{name}"')
        if name == "policy":
            raise Refused("policy: what is in force in all bundles belongs to the base; allowed: [[instrument]]")
        raise Refused(f"{_bare(name)} = {show(value)} is no key of a search{nearest(name, KEYS)}")
    return tables


def _bare(name: object) -> str:
    return str(name) if re.fullmatch(r"\w{1,60}", str(name), re.ASCII) else show(name)


# --- from tables to a search ------------------------------------------------------------------------------------------


def _assembled(tables: Mapping[str, Any], path: Path, beside: Path) -> PolicySearch:
    """`beside` is the folder from which the path of an ensemble is said."""
    base, based_on = _base(tables.get("base", "baseline"), path.parent)
    name = check_name(re.sub(r'[/\\:*?"<>|]', "_", path.stem).strip(". "))
    numbers = {key: whole_number(tables.get(key, usual), key, low, high) for key, (usual, low, high) in COUNTS.items()}
    ensemble = tables.get("ensemble", "patterns")
    sets = _sets(ensemble, base, beside)
    for key in ("members", "final_members"):
        if key in tables and numbers[key] > len(sets):
            kept = "the start values are one set" if not any(sets) else f"the ensemble has {len(sets)} sets"
            raise Refused(f"{key} = {numbers[key]}, but {kept}; allowed: from 1 to {len(sets)}")
        numbers[key] = min(numbers[key], len(sets))
    search = PolicySearch(
        name=name,
        title=check_texts("title", tables["title"]) if "title" in tables else {"en": name, "zh": name},
        question=check_texts("question", tables["question"]) if "question" in tables else {"en": "", "zh": ""},
        source=check_text("source", tables.get("source", "")),
        base=base,
        based_on=based_on,
        space=Space(_instruments(tables.get("instrument", []), base), _institutions(tables, base)),
        budget=_budget(tables),
        goals=_goals(tables.get("objectives", list(GOALS))),
        ensemble=str(ensemble),
        sets=sets,
        **numbers,
    )
    _check_together(search)
    return search


def _base(said: object, folder: Path) -> tuple[Scenario, str]:
    if not isinstance(said, str):
        raise Refused(f"base = {show(said)} is not a text; allowed: a bundled scenario or a path")
    is_path = said.endswith((".toml", ".json"))
    try:
        return load_scenario(folder / said if is_path else said), str(folder / said) if is_path else said
    except ScenarioError as error:
        raise Refused(f"base: {error}") from None


def _budget(tables: Mapping[str, Any]) -> Budget:
    if "budget" not in tables:
        raise Refused('budget is missing; required: ¥ of the real city a year, such as budget = "60M"')
    said = tables["budget"]
    if not isinstance(said, Budget | str | int | float):
        raise Refused(f'budget = {show(said)}; allowed: ¥ of the real city a year, such as "60M", "6000万" or 60000000')
    return Budget.of_value(said)


def _goals(said: object) -> tuple[str, ...]:
    form = f"allowed: a list of one to {MOST_GOALS} outputs, the one that matters most first"
    if not isinstance(said, list) or not all(isinstance(goal, str) for goal in said) or not said:
        raise Refused(f"objectives = {show(said)}; {form}")
    if len(said) > MOST_GOALS or len(set(said)) < len(said):
        raise Refused(f"objectives has {len(said)} outputs, or one of them twice; {form}")
    labels = {metric.name: (metric.en, metric.zh) for metric in METRICS.values()}
    for goal in said:
        if goal not in METRICS:
            raise Refused(f"objectives holds {show(goal)}, which is no output{nearest(goal, METRICS, labels=labels)}")
        if goal.startswith("public_spending"):
            raise Refused(f"objectives holds {goal}; allowed: outputs besides public money, which is always kept low")
        if goal in MATTER_OF_OPINION:
            raise Refused(f"objectives holds {goal}, of which neither more nor less is better; {form}")
    return tuple(said)


# --- instruments and institutions -------------------------------------------------------------------------------------


def _instruments(tables: object, base: Scenario) -> tuple[Instrument, ...]:
    if not isinstance(tables, list) or not all(isinstance(table, Mapping) for table in tables):
        raise Refused(f"instrument = {show(tables)} is no list of tables; allowed: each written [[instrument]]")
    if not 1 <= len(tables) <= MOST_INSTRUMENTS:
        raise Refused(f"there are {len(tables)} tables [[instrument]]; allowed: from 1 to {MOST_INSTRUMENTS}")
    found: list[Instrument] = []
    for number, table in enumerate(tables, start=1):
        try:
            found.append(_instrument(table, base))
            if found[-1].kind in [instrument.kind for instrument in found[:-1]]:
                raise Refused(f"kind = {show(found[-1].kind)} stands twice; allowed: every instrument once")
        except (Refused, ScenarioError) as error:
            raise Refused(f"[[instrument]] number {number}: {error}") from None
    return tuple(found)


def _instrument(table: Mapping[str, Any], base: Scenario) -> Instrument:
    kind = table.get("kind")
    if not isinstance(kind, str) or kind not in POLICIES:
        make_policy(table)  # which refuses it, and says what is allowed
        raise Refused(f"kind = {show(kind)} is no instrument{nearest_kind(kind)}")
    varied = {name: value for name, value in table.items() if _is_range(kind, name, value)}
    fixed = {name: value for name, value in table.items() if name != "kind" and name not in varied}
    ranges = {name: _range(f"{kind}.{name}", value) for name, value in varied.items()}
    lows = {name: ends["low"] for name, ends in ranges.items()}
    with_it = base.with_(policies=(*base.policies, make_policy({"kind": kind, **fixed, **lows})))
    factors = []
    for name, ends in ranges.items():
        try:
            factors.append(given(f"policy.{kind}.{name}", ends, with_it))
        except Refused as error:
            raise Refused(str(error).replace(f"policy.{kind}.", f"{kind}.")) from None
    instrument = Instrument(kind, fixed, tuple(factors))
    for share in (0.0, 1.0):
        instrument.policy(instrument.values({instrument.field_of(factor): share for factor in factors}))
    return instrument


def _is_range(kind: str, name: str, value: object) -> bool:
    """Whether a field of an instrument is searched: numbers that are given as a range."""
    return name in {*POLICIES[kind].levers(), *DATES} and isinstance(value, list | Mapping)


def _range(key: str, value: Any) -> dict[str, Any]:
    form = f"allowed: a number, or a range such as {key.rpartition('.')[2]} = [1, 10]"
    if isinstance(value, list):
        if len(value) != 2:
            raise Refused(f"{key} = {show(value)} is no range; {form}")
        return {"low": value[0], "high": value[1]}
    if "levels" in value or not {"low", "high"} <= value.keys():
        raise Refused(
            f"{key} = {show(value)} is no range; {form}, or with scale: {{ low = 1, high = 10, scale = 'log' }}"
        )
    return dict(value)


def _institutions(tables: Mapping[str, Any], base: Scenario) -> tuple[Institution, ...]:
    """`name = [values]`: what may take the place of what stands."""
    said = tables.get("institutions", {})
    form = "allowed: [institutions] with lines such as subsidy = [0], for what may take the place of what stands"
    if not isinstance(said, Mapping):
        raise Refused(f"institutions = {show(said)} is not a table; {form}")
    found = []
    for name, values in said.items():
        if name not in PARAMETERS:
            raise Refused(f"institutions.{_bare(name)} is no parameter{nearest(name, PARAMETERS, labels=LABELS)}")
        if kind_of(name) == "world" or PARAMETERS[name].kind == "numbers":
            known = [other for other in PARAMETERS if kind_of(other) == "institution"]
            raise Refused(
                f"institutions.{name} is of the world: nobody decides it{nearest(name, known, few=0)}; see consortium "
                "parameters"
            )
        if not isinstance(values, list) or not values:
            raise Refused(f"institutions.{name} = {show(values)}; {form}")
        others = []
        for value in values:
            try:
                others.append(checked(PARAMETERS[name], value))
            except Refused as error:
                raise Refused(f"institutions.{name} = {error}") from None
        stands = base.parameters[name]
        if stands in others or len(set(others)) < len(others):
            twice = (
                f"institutions.{name} holds {show(spelled(stands))}, which stands already" if stands in others else ""
            )
            raise Refused(f"{twice or f'institutions.{name} holds a value twice'}; allowed: other values, each once")
        found.append(Institution(name, tuple(others)))
    return tuple(found)


# --- parameter sets ---------------------------------------------------------------------------------------------------


def _sets(said: object, base: Scenario, folder: Path) -> tuple[Mapping[str, Any], ...]:
    """The parameter sets, the best first, without what the base has values of its own for; an empty one for none."""
    if said == NO_ENSEMBLE:
        return ({},)
    names = bundled_targets()
    is_path = isinstance(said, str) and (said.endswith(".csv") or (said not in names and (folder / said).is_dir()))
    if not isinstance(said, str) or (said not in names and not is_path):
        hint = nearest(said, [*names, NO_ENSEMBLE], few=0)
        raise Refused(
            f'ensemble = {show(said)}; allowed: {", ".join(names)}, "{NO_ENSEMBLE}" for the start values, a path that '
            f"ends in .csv, or a folder of consortium calibrate{hint}"
        )
    try:
        sets = load_sets(folder / said if is_path else said)
        sets.check((base,))
    except ScenarioError as error:
        raise Refused(f"ensemble: {error}") from None
    free = sets.varied(base)
    return tuple({n: v for n, v in zip(sets.parameters, row, strict=True) if n in free} for row in sets.rows)


def _check_together(search: PolicySearch) -> None:
    """Refuse ranges that contradict each other or what stands, in the sets that are used. Raises Refused."""
    ends = [search.space.bundle(search.space.together(share)) for share in (0.0, 1.0)]
    singles = [search.space.bundle(genes) for share in (0.0, 1.0) for genes in search.space.alone(share)]
    for member in {world.member for world in (*search.worlds, *search.fresh_worlds)}:
        try:
            base = search.base_in(member)
        except ScenarioError as error:
            raise Refused(f"ensemble: set {member + 1}: {error}") from None
        for bundle in singles if member else [*singles, *ends]:
            try:
                search.space.scenario(base, bundle)
            except ScenarioError as error:
                said = str(error).partition(": ")[2] or str(error)
                raise Refused(f"{bundle.said('en')}: {said}") from None
