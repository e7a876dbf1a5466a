"""From the bytes of a design file to checked tables.

What a file says is checked here, each value by itself; `design` puts base, factors and points together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ....simulation.checking import Refused, nearest, show, whole_number
from ....simulation.parameters import PARAMETERS, Value
from ....simulation.policies import Policy
from ....simulation.scenario.files import (
    ScenarioError,
    check_name,
    check_parameters,
    check_policies,
    check_text,
    check_texts,
    shown_path,
)
from ...storage.toml import bundled_in, located, tables_of
from .sampling import MOST_POINTS

__all__ = ["FOLDER", "KINDS", "Document", "bundled_designs", "design_file", "read_document"]

FOLDER = Path(__file__).parents[2] / "designs"
"""Where the ready designs lie."""

LARGEST = 1_000_000
"""Bytes of the largest design file that is read."""

MOST_SEEDS = 100_000
MOST_REFORMS = 20

KEYS = (
    "title", "question", "source", "expected", "base", "compare", "fork", "city", "design", "seeds", "parameters",
    "policy", "factors",
)  # fmt: skip
TEXTS = ("title", "question", "expected")

KINDS: dict[str, dict[str, Any]] = {
    "factorial": {},
    "one_at_a_time": {},
    "latin_hypercube": {"points": None, "sample_seed": 1},
    "sobol": {"points": None, "second_order": False, "sample_seed": 1},
    "morris": {"trajectories": None, "levels": 4, "sample_seed": 1},
    "table": {"file": None},
}
"""The settings of each kind of design and what they are unless the file says; None must be given."""

NUMBERS: dict[str, tuple[int, int]] = {
    "points": (2, MOST_POINTS),
    "trajectories": (2, 10_000),
    "levels": (2, 100),
    "sample_seed": (0, 2**32 - 1),
}
"""Bounds of settings that are whole numbers."""


@dataclass(frozen=True)
class Document:
    """What one design file says, each value checked by itself except the factors."""

    where: str
    folder: Path
    name: str
    title: Mapping[str, str]
    question: Mapping[str, str]
    expected: Mapping[str, str]
    source: str
    base: str
    compare: tuple[str, ...]
    fork: object
    city: str | None
    kind: str
    settings: dict[str, Any]
    seeds: tuple[int, ...]
    parameters: dict[str, Value]
    policies: tuple[Policy, ...]
    factors: dict[str, Any]


# --- which file -------------------------------------------------------------------------------------------------------


def bundled_designs() -> list[str]:
    """Names of the designs that come with the model."""
    return bundled_in(FOLDER)


def design_file(said: str) -> Path:
    """The file meant by the name of a ready design or by a path that ends in .toml. Raises ScenarioError."""
    allowed = "the name of a ready design, a path that ends in .toml, or the manifest of a sweep"
    try:
        return located(said, FOLDER, "is no design", allowed)
    except Refused as error:
        raise ScenarioError(str(error)) from None


# --- the design file --------------------------------------------------------------------------------------------------


def read_document(path: Path) -> Document:
    """One file as a checked document. Raises ScenarioError."""
    where = shown_path(path)
    try:
        tables = tables_of(path, "a design file, which ends in .toml", LARGEST)
    except Refused as error:
        raise ScenarioError(str(error)) from None
    try:
        return _document(tables, where, path)
    except Refused as error:
        raise ScenarioError(f"{where}: {error}") from None


def _document(tables: Mapping[str, Any], where: str, path: Path) -> Document:
    _check_keys(tables)
    for key in ("base", "design", "seeds"):
        if key not in tables:
            raise Refused(f'{key} is missing; required: base = "baseline", design = "factorial", seeds = 10, [factors]')
    kind = tables["design"]
    for key in ("base", "city"):
        if not isinstance(tables.get(key, ""), str):
            raise Refused(f"{key} = {show(tables[key])} is not a text; allowed: a bundled scenario or a path")
    name = check_name(re.sub(r'[/\\:*?"<>|]', "_", path.name[: -len(".toml")]).strip(". "))
    texts = {key: check_texts(key, tables[key]) if key in tables else {"en": "", "zh": ""} for key in TEXTS}
    return Document(
        where=where,
        folder=path.parent,
        name=name,
        title=texts["title"] if "title" in tables else {"en": name, "zh": name},
        question=texts["question"],
        expected=texts["expected"],
        source=check_text("source", tables.get("source", "")),
        base=tables["base"],
        compare=_compare(tables),
        fork=tables.get("fork"),
        city=tables.get("city"),
        kind=kind,
        settings=_settings(kind, tables),
        seeds=_seeds(tables["seeds"]),
        parameters=check_parameters(tables.get("parameters", {})),
        policies=check_policies(tables.get("policy", [])),
        factors=_factors(kind, tables.get("factors")),
    )


def _check_keys(tables: Mapping[str, Any]) -> None:
    """Refuse kinds and keys that mean nothing, and settings of other kinds of design."""
    settings = {name for own in KINDS.values() for name in own}
    kind = tables.get("design", "factorial")
    if not isinstance(kind, str) or kind not in KINDS:
        hint = nearest(kind, KINDS) if isinstance(kind, str) else f"; known: {', '.join(KINDS)}"
        raise Refused(f"design = {show(kind)} is no kind of design{hint}")
    own = KINDS[kind]
    for name, value in tables.items():
        if name in KEYS or name in own:
            continue
        said = name if re.fullmatch(r"\w{1,60}", name, re.ASCII) else show(name)
        if name in settings:
            having = " or ".join(kind for kind, own in KINDS.items() if name in own)
            raise Refused(f"{said} = {show(value)} is a setting of another kind; allowed: with design = {having}")
        if name in PARAMETERS:
            raise Refused(f"{said} = {show(value)} stands outside its table; allowed: {said} under [parameters]")
        raise Refused(f"{said} = {show(value)} is no key of a design{nearest(name, (*KEYS, *sorted(settings)))}")


def _settings(kind: str, tables: Mapping[str, Any]) -> dict[str, Any]:
    settings = {}
    for name, default in KINDS[kind].items():
        value = tables.get(name, default)
        if value is None:
            said = '"points.csv"' if name == "file" else "a whole number"
            raise Refused(f'{name} is missing; design = "{kind}" needs {name} = {said}')
        if name == "second_order":
            if not isinstance(value, bool):
                raise Refused(f"second_order = {show(value)}; allowed: true or false")
        elif name == "file":
            if not isinstance(value, str) or not value.endswith(".csv"):
                raise Refused(f"file = {show(value)}; allowed: a path that ends in .csv, from the design's folder")
        else:
            low, high = NUMBERS[name]
            value = whole_number(value, name, low, high)
        settings[name] = value
    if kind == "sobol" and settings["points"] & (settings["points"] - 1):
        less = 1 << (settings["points"].bit_length() - 1)
        said = f"points = {settings['points']} is no power of two, which a Sobol sample must be"
        raise Refused(f"{said}; allowed: {less} or {2 * less}")
    if kind == "morris" and settings["levels"] % 2:
        raise Refused(f"levels = {settings['levels']} is odd; allowed: an even number, so that steps stay on the grid")
    return settings


def _compare(tables: Mapping[str, Any]) -> tuple[str, ...]:
    """The reforms that are compared with the base at every point; none where the file names none."""
    given = tables.get("compare")
    form = 'allowed: a list of reforms, such as compare = ["subsidy_monitored"]'
    if given is None:
        if "fork" in tables:
            raise Refused(f"fork = {show(tables['fork'])} concerns reforms; allowed: beside compare")
        return ()
    if not isinstance(given, list) or not given or not all(isinstance(said, str) for said in given):
        raise Refused(f"compare = {show(given)}; {form}")
    if len(given) > MOST_REFORMS:
        raise Refused(f"compare has {len(given)} reforms; allowed: at most {MOST_REFORMS}")
    for said in given:
        if given.count(said) > 1:
            raise Refused(f"compare holds {show(said)} twice; allowed: every reform once")
    return tuple(given)


def _seeds(given: object) -> tuple[int, ...]:
    """Seeds of the worlds that every point is run in: a number N means 1 … N."""
    form = "a number of seeds from 1, or a list of different seeds from 0 to 2**63 - 1"

    def whole(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool)

    if isinstance(given, int) and whole(given):
        if not 1 <= given <= MOST_SEEDS:
            raise Refused(f"seeds = {show(given)}; allowed: {form}, at most {MOST_SEEDS:,}")
        return tuple(range(1, given + 1))
    if not isinstance(given, list) or not given or not all(whole(seed) and 0 <= seed < 2**63 for seed in given):
        raise Refused(f"seeds = {show(given)}; allowed: {form}")
    if len(given) > MOST_SEEDS:
        raise Refused(f"seeds has {len(given):,} seeds; allowed: at most {MOST_SEEDS:,}")
    seen = set()
    for seed in given:
        if seed in seen:
            raise Refused(f"seeds holds {seed} twice; allowed: every seed once")
        seen.add(seed)
    return tuple(given)


def _factors(kind: str, given: object) -> dict[str, Any]:
    """What `[factors]` says, by key."""
    if kind == "table":
        if given is not None:
            raise Refused("factors stands beside a table; allowed: the first line of its file names the factors")
        return {}
    form = 'allowed: [factors] with lines such as "parameters.monitoring" = [0, 0.2, 0.9]'
    if given is None or given == {}:
        raise Refused(f"factors is {'missing' if given is None else 'empty'}; {form}")
    if not isinstance(given, Mapping):
        raise Refused(f"factors = {show(given)} is not a table; {form}")
    found: dict[str, Any] = {}
    for key, value in _flat(given):
        if key in found:
            raise Refused(f"factors: {show(key)} stands twice; allowed: every factor once")
        found[key] = value
    return found


def _flat(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Factors with whole keys, however they are written: TOML takes parameters.monitoring for a table in a table."""
    for first, value in table.items():
        depth = {"parameters": 1, "policy": 2}.get(first, 0)
        if not depth or not isinstance(value, Mapping):
            yield first, value
            continue
        for second, inner in value.items():
            if depth == 1 or not isinstance(inner, Mapping):
                yield f"{first}.{second}", inner
            else:
                yield from ((f"{first}.{second}.{third}", what) for third, what in inner.items())
