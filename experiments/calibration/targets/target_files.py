"""From the bytes of a file of targets to a checked calibration; all of it is checked before anything is simulated."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ....simulation.checking import Refused, is_number, nearest, plain, seed_number, show, whole_number
from ....simulation.parameters import LABELS, PARAMETERS
from ....simulation.scenario import Scenario, ScenarioError, load_scenario
from ....simulation.scenario.files import FOLDER as SCENARIOS
from ....simulation.scenario.files import check_name, check_texts, shown_path
from ...comparison.cities import in_city
from ...runs.batch import seed_range
from ...storage.toml import bundled_in, located, tables_of
from ...sweeps.design.factors import Factor, given
from ..calibration import VALIDATION_SEEDS, Calibration, CalibrationError
from .target_tables import MOST, read_rates, target_of
from .targets import Target, different

__all__ = ["CALIBRATION_SEEDS", "base_of", "bundled_targets", "load_calibration", "seeds_said"]

FOLDER = SCENARIOS / "targets"
"""Where the bundled targets lie."""

KEYS = ("title", "base", "seeds", "points", "cutoff", "sample_seed", "data", "first_year", "parameters", "target")

LARGEST = 1_000_000
CALIBRATION_SEEDS = range(7001, 7009)
"""Seeds of a calibration that names none."""

CUTOFF = 3.0
"""Implausibility above which a point is ruled out: of a distribution with one peak 95 % is within (Pukelsheim 1994)."""

POINTS_EACH = 10
"""Points of a wave for each parameter that moves (Loeppky, Sacks & Welch 2009), at least `FEWEST`."""
FEWEST, MOST_POINTS = 40, 10_000
MOST_SEEDS = 10_000
MOST_MOVED = 40


def bundled_targets() -> list[str]:
    """Names of the targets that come with the model."""
    return bundled_in(FOLDER)


def bundled_ensemble(name: str) -> list[dict[str, float]]:
    """The parameter sets that fit the bundled targets of a name, the best first.

    They are those that `consortium calibrate` with these targets writes to `ensemble.csv`. Raises KeyError if none are
    bundled for them.
    """
    path = FOLDER / f"{name}.ensemble.csv"
    if not path.exists():
        raise KeyError(f"no ensemble is bundled for {name}; found: {', '.join(bundled_targets())}")
    table = pd.read_csv(path)
    chosen = [column for column in table.columns if column.startswith("parameters.")]
    return [
        {str(column).removeprefix("parameters."): float(value) for column, value in row.items()}
        for row in table[chosen].to_dict("records")
    ]


def load_calibration(
    path_or_name: str | os.PathLike[str],
    *,
    base: str | None = None,
    seeds: tuple[int, ...] | None = None,
    points: int | None = None,
    first_year: int | None = None,
) -> Calibration:
    """A calibration by the name of bundled targets, or from a path that ends in .toml or .csv.

    A CSV file holds figures only; parameters and all else are then those of the bundled targets "patterns". What is
    given besides replaces what the file says. Raises CalibrationError, and nothing else whatever the file holds: one
    message that names file, key, value, what is allowed and the nearest valid name.
    """
    said = os.fsdecode(path_or_name)
    try:
        path = _located(said)
    except Refused as error:
        raise CalibrationError(str(error)) from None
    where = shown_path(path)
    try:
        if path.suffix == ".csv":
            tables: dict[str, Any] = {
                "data": path.name,
                "parameters": _document(FOLDER / "patterns.toml")["parameters"],
            }
        else:
            tables = _document(path)
        tables |= {} if base is None else {"base": base}
        tables |= {} if first_year is None else {"first_year": first_year}
        tables |= {} if points is None else {"points": points}
        tables |= {} if seeds is None else {"seeds": list(seeds)}
        return _assembled(tables, path, Path() if base is not None else path.parent)
    except (Refused, ScenarioError) as error:
        message = str(error)
        raise CalibrationError(message if message.startswith(where) else f"{where}: {message}") from None


def seeds_said(text: str, validation: bool = False) -> tuple[int, ...]:
    """Seeds as a command line writes them: "7001-7008", "7" or "3,5,8"; of a `validation` or a calibration.

    Raises Refused.
    """
    form = 'allowed: a range such as "7001-7008", or seeds such as "3,5,8"'
    found: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,19})\s*(?:[-–]\s*(\d{1,19})\s*)?", part, re.ASCII)
        if not match or (match[2] and int(match[2]) < int(match[1])):
            raise Refused(f"seeds = {show(text)}; {form}")
        first, last = int(match[1]), int(match[2] or match[1])
        if last - first >= MOST_SEEDS:
            raise Refused(f"seeds = {show(text)} are {last - first + 1:,} seeds; allowed: at most {MOST_SEEDS:,}")
        found += range(first, last + 1)
    return tuple(found) if validation else _seeds(found)


def base_of(path_or_name: str) -> str:
    """How a file elsewhere would name the base of targets that can be loaded: a bundled name, or a path from here."""
    path = _located(path_or_name)
    base = "baseline" if path.suffix == ".csv" else _document(path).get("base", "baseline")
    return str(path.parent / base) if base.endswith((".toml", ".json")) else base


def _located(said: str) -> Path:
    allowed = "the name of bundled targets, or a path that ends in .toml or .csv"
    return located(said, FOLDER, "names no targets", allowed, (".toml", ".csv"))


def _document(path: Path) -> dict[str, Any]:
    """The tables of a file, with no key that is unknown. Raises Refused."""
    tables = tables_of(path, "a file of targets, which ends in .toml", LARGEST)
    for name, value in tables.items():
        if name in KEYS:
            continue
        said = name if re.fullmatch(r"\w{1,60}", name, re.ASCII) else show(name)
        if name in PARAMETERS:
            raise Refused(f"{said} = {show(value)} stands outside its table; allowed: {said} under [parameters]")
        raise Refused(f"{said} = {show(value)} is no key of a file of targets{nearest(name, KEYS)}")
    return tables


# --- from tables to a calibration -------------------------------------------------------------------------------------


def _assembled(tables: Mapping[str, Any], path: Path, folder: Path) -> Calibration:
    base = _base(tables.get("base", "baseline"), folder)
    horizon = int(base.parameters["years"])
    first_year = tables.get("first_year")
    if first_year is not None:
        first_year = whole_number(first_year, "first_year", 1000, 9999)
    targets = _targets(tables.get("target", []), horizon, first_year)
    if (data := tables.get("data")) is not None:
        if not isinstance(data, str) or not data.endswith(".csv"):
            raise Refused(f"data = {show(data)}; allowed: a path that ends in .csv, from the folder of this file")
        targets += read_rates(path.parent / data, horizon, first_year)
    different(targets)
    if all(target.held_out for target in targets):
        said = "every target is held out" if targets else "there is no target"
        raise Refused(f'{said}; required: at least one [[target]], or data = "rates.csv"')
    factors = _factors(tables.get("parameters"), base)
    name = check_name(re.sub(r'[/\\:*?"<>|]', "_", path.stem).strip(". "))
    title = check_texts("title", tables["title"]) if "title" in tables else {"en": name, "zh": name}
    cutoff = tables.get("cutoff", CUTOFF)
    if not is_number(cutoff) or not 0.5 <= cutoff <= 10:
        raise Refused(f"cutoff = {show(cutoff)}; allowed: a number of tolerances from 0.5 to 10")
    usual = max(FEWEST, POINTS_EACH * len(factors))
    calibration = Calibration(
        name=name,
        title=title,
        base=base,
        others=_others(targets, base, folder),
        factors=tuple(factors),
        targets=tuple(targets),
        seeds=_seeds(tables.get("seeds", list(CALIBRATION_SEEDS))),
        points=whole_number(tables.get("points", usual), "points", 8, MOST_POINTS),
        cutoff=float(cutoff),
        sample_seed=whole_number(tables.get("sample_seed", 1), "sample_seed", 0, 2**32 - 1),
    )
    _check_together(calibration)
    return calibration


def _base(said: object, folder: Path) -> Scenario:
    if not isinstance(said, str):
        raise Refused(f"base = {show(said)} is not a text; allowed: a bundled scenario or a path")
    try:
        return load_scenario(folder / said if said.endswith((".toml", ".json")) else said)
    except ScenarioError as error:
        raise Refused(f"base: {error}") from None


def _targets(tables: object, horizon: int, first_year: int | None) -> list[Target]:
    if not isinstance(tables, list) or not all(isinstance(table, Mapping) for table in tables):
        raise Refused(
            f"target = {show(tables)} is no list of tables; allowed: each written [[target]] with two brackets"
        )
    if len(tables) > MOST:
        raise Refused(f"target has {len(tables)} tables; allowed: at most {MOST}")
    targets = []
    for number, table in enumerate(tables, start=1):
        try:
            targets.append(target_of(table, horizon, first_year))
        except Refused as error:
            raise Refused(f"[[target]] number {number}: {error}") from None
    return targets


def _others(targets: list[Target], base: Scenario, folder: Path) -> dict[str, Scenario]:
    """The scenarios besides the base, by the name that targets call them; a reform is placed in the base's city."""
    others: dict[str, Scenario] = {}
    bundled = load_scenario("baseline")
    for number, target in enumerate(targets, start=1):
        if not target.scenario or target.scenario in others:
            continue
        key = "effect_of" if target.effect else "scenario"
        try:
            path = folder / target.scenario if target.scenario.endswith((".toml", ".json")) else target.scenario
            scenario = load_scenario(path)
            if base.values != bundled.values and target.effect:
                scenario = in_city(scenario, base)
        except ScenarioError as error:
            raise Refused(f"[[target]] number {number}: {key}: {error}") from None
        if int(scenario.parameters["years"]) < target.last:
            years = f"{scenario.parameters['years']} years"
            raise Refused(f"[[target]] number {number}: {key}: {target.scenario} has {years}, fewer than {target.last}")
        others[target.scenario] = scenario
    return others


def _factors(values: object, base: Scenario) -> list[Factor]:
    """The parameters that move: `name = [low, high]`, a table with low, high and scale, or "plausible"."""
    form = 'allowed: [parameters] with lines such as r0 = [0.2, 0.75], or r0 = "plausible"'
    if not isinstance(values, Mapping) or not values:
        raise Refused(f"parameters is {'missing or empty' if not values else 'no table'}; {form}")
    if len(values) > MOST_MOVED:
        raise Refused(f"parameters has {len(values)} names; allowed: at most {MOST_MOVED}")
    factors = []
    for name, value in values.items():
        if name not in PARAMETERS:
            raise Refused(f"parameters.{_bare(name)} is no parameter{nearest(name, PARAMETERS, labels=LABELS)}")
        factors.append(given(f"parameters.{name}", _range(name, value, form), base))
    return factors


def _range(name: str, value: object, form: str) -> dict[str, Any]:
    if value == "plausible":
        if PARAMETERS[name].plausible is None:
            raise Refused(f"parameters.{name} declares no plausible range; allowed: {name} = [low, high]")
        low, high = PARAMETERS[name].plausible or (0.0, 0.0)
        whole = PARAMETERS[name].kind == "count"
        return {"low": int(low) if whole else low, "high": int(high) if whole else high}
    if isinstance(value, list) and len(value) == 2:
        return {"low": value[0], "high": value[1]}
    if isinstance(value, Mapping) and "levels" not in value:
        return dict(value)
    raise Refused(f"parameters.{name} = {show(value)} is no range; {form}")


def _bare(name: object) -> str:
    return str(name) if re.fullmatch(r"\w{1,60}", str(name), re.ASCII) else show(name)


def _seeds(written: object) -> tuple[int, ...]:
    """Seeds, none of which is one of validation. Raises Refused."""
    if isinstance(written, str):
        return seeds_said(written)
    if not isinstance(written, list):
        form = 'allowed: a list, or a range such as "7001-7008"'
        raise Refused(f"seeds = {show(written)}; {form}")
    try:
        seeds = seed_range([seed_number(seed, "one of seeds") for seed in written])
    except ValueError as error:
        raise Refused(str(error)) from None
    if len(seeds) > MOST_SEEDS:
        raise Refused(f"seeds has {len(seeds):,} seeds; allowed: at most {MOST_SEEDS:,}")
    if len(seeds) < 2:
        raise Refused("seeds holds one seed; allowed: two or more, so that chance between worlds is known")
    if barred := [seed for seed in seeds if seed in VALIDATION_SEEDS]:
        kept = f"{VALIDATION_SEEDS.start}–{VALIDATION_SEEDS.stop - 1} are kept for consortium validate"
        raise Refused(f"seeds holds {barred[0]}, and {kept}; allowed: other seeds")
    return seeds


def _check_together(calibration: Calibration) -> None:
    """Refuse groups that the base has not, and ranges whose ends contradict other values. Raises Refused."""
    fields, regions = len(calibration.base.parameters["field_shares"]), int(calibration.base.parameters["regions"])
    for target in calibration.targets:
        most = {"field": fields, "region": regions}.get(target.group.by, target.group.number + 1)
        if target.group.number >= most:
            what = f"the base has {most} {target.group.by}s"
            raise Refused(f"who = {show(target.group.text)}: {what}; allowed: numbers from 1 to {most}")
    middle = {f.key: calibration.base.parameters[f.key.removeprefix("parameters.")] for f in calibration.factors}
    for factor in calibration.factors:
        for end in factor.ends:
            try:
                calibration.arms({**middle, factor.key: end})
            except ScenarioError as error:
                said = str(error).partition(": ")[2] or str(error)
                raise Refused(f"{factor.key} = {plain(float(end))}: {said}") from None
