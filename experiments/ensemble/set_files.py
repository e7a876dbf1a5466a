"""Parameter sets from the files that ``consortium calibrate`` writes, or those that come with the model."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

from ...simulation.checking import Refused, nearest, show
from ...simulation.parameters import PARAMETERS, Value
from ...simulation.scenario import Scenario, ScenarioError, load_scenario
from ...simulation.scenario.files import content_of, shown_path
from ..calibration.targets.target_files import FOLDER, bundled_ensemble
from ..storage import manifest as manifests
from ..storage.folder import MANIFEST
from .parameter_sets import ParameterSets

__all__ = ["BUNDLED", "ENSEMBLE", "load_sets"]

BUNDLED = "patterns"
"""The sets that are meant where nobody names any."""

ENSEMBLE = "ensemble.csv"
"""The file of sets in the folder of a calibration."""

LARGEST = 20_000_000
PREFIX = "parameters."


def load_sets(path_or_name: str | os.PathLike[str] = BUNDLED) -> ParameterSets:
    """Parameter sets by the name of a bundled ensemble, or from a CSV file or the folder of a calibration.

    A file has one row per set, the best first, and a column `parameters.NAME` per parameter. If the manifest of a
    calibration lies beside it, the sets were found for its scenario, otherwise for the bundled baseline. Raises
    ScenarioError, and nothing else whatever the file holds.
    """
    said = os.fsdecode(path_or_name)
    names = sorted(path.name.removesuffix(".ensemble.csv") for path in FOLDER.glob("*.ensemble.csv"))
    try:
        if said in names:
            sets = bundled_ensemble(said)
            parameters = tuple(sets[0])
            rows = [[values[name] for name in parameters] for values in sets]
            return ParameterSets.checked(said, parameters, rows, _standing(parameters, load_scenario("baseline")))
        path = Path(said)
        if path.is_dir():
            path = path / ENSEMBLE
        elif path.suffix != ".csv":
            raise Refused(
                f"{show(said)} names no parameter sets; allowed: {', '.join(names)}, a path that ends in .csv, or a "
                f"folder that consortium calibrate wrote{nearest(said, names, few=0)}"
            )
    except Refused as error:
        raise ScenarioError(str(error)) from None
    try:
        parameters, rows = _table(path)
        name = path.parent.resolve().name if path.name == ENSEMBLE else path.stem
        return ParameterSets.checked(name or path.stem, parameters, rows, _standing(parameters, _base(path)))
    except Refused as error:
        raise ScenarioError(f"{shown_path(path)} {error}") from None


def _table(path: Path) -> tuple[tuple[str, ...], list[list[float]]]:
    """Names of parameters, and their values by row. Raises Refused with what follows the file's name."""
    what = f"a file that consortium calibrate wrote ({ENSEMBLE})"
    content = content_of(path, what, LARGEST)
    try:
        text = content.decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused(f"is no CSV file in UTF-8 ({type(error).__name__}); allowed: {what}") from None
    head = lines[0]
    places = [place for place, name in enumerate(head) if name.startswith(PREFIX)]
    if not places:
        near = next((f"; did you mean {PREFIX}{name}?" for name in head if name in PARAMETERS), "")
        raise Refused(f"has no column {PREFIX}NAME; allowed: {what}{near}")
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(head):
            raise Refused(f"line {number} has {len(line)} values; allowed: {len(head)}, as in the heading")
        try:
            rows.append([float(line[place]) for place in places])
        except ValueError:
            bad = next(place for place in places if not _is_number(line[place]))
            raise Refused(f"line {number}: {head[bad]} = {show(line[bad])}; allowed: a number") from None
    return tuple(head[place].removeprefix(PREFIX) for place in places), rows


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _base(path: Path) -> Scenario:
    """The scenario that the sets were found for."""
    present = manifests.read(path.parent / MANIFEST)
    if present is None or present["kind"] != "calibration":
        return load_scenario("baseline")
    return load_scenario(path.parent / MANIFEST)


def _standing(parameters: tuple[str, ...], base: Scenario) -> tuple[Value, ...]:
    return tuple(base.parameters[name] for name in parameters if name in PARAMETERS)
