"""Which tables a folder of results holds, in which files, and what their columns are.

The columns are those that stand in the files, so that nothing is left out, whatever version wrote them; what they mean
comes from the declarations of outputs, factors, parameters and other columns.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ...simulation.outputs.metrics import METRICS
from ...simulation.parameters import PARAMETERS
from ..storage.folder import FIGURES
from ..storage.manifest import Manifest
from ..sweeps.analysis.paired import parted
from ..sweeps.dataset.parts import RUNS, SERIES, parts_of
from ..sweeps.design import stored_points
from ..sweeps.design.factors import Factor
from . import ensemble_columns
from .columns import COLUMNS, LAST_YEARS, SPECIAL
from .variables import About, Type, Variable, of_effect, of_factor, of_metric, of_parameter, undeclared

__all__ = ["Table", "factors_of", "tables_in"]


_TABLES = {
    "timeseries": About(
        "Series of all runs, one row per half-year",
        "各次模拟的序列，每学期一行",
        ("scenario", "seed", "tick", "region"),
    ),
    "regions": About("Regions of the scenarios", "各情景的地区", ("scenario", "region")),
    "size_classes": About(
        "Participation by class of enterprise size", "按企业规模划分的参与情况", ("scenario", "seed", "size_class")
    ),
    "effects": About("Paired effects, one row per year", "配对效应，每年一行", ("reform", "metric", "region", "year")),
    "summary": About(
        "Paired effects on the mean of the last five years", "最后五年均值的配对效应", ("reform", "metric", "region")
    ),
    "outcomes": About(
        "What each reform did, and for whom", "各项改革做了什么、影响了谁", ("reform", "outcome", "group")
    ),
    "ranking": About("Reforms ranked on one budget", "同一预算下的改革排序", ("reform",)),
    "robustness": About(
        "Effects under other assumptions", "其他假定下的效应", ("reform", "metric", "parameter", "end")
    ),
    "ensemble_effects": About("Effects over many parameter sets", "许多参数组中的效应", ("reform", "metric")),
    "ensemble_sets": About("Effects by parameter set", "各参数组中的效应", ("set", "reform")),
    "ensemble_runs": About("Runs in the parameter sets", "各参数组中的模拟", ("set", "seed", "scenario")),
    RUNS: About("Runs of the sweep, one row per run", "参数扫描的模拟，每次一行", ("run_id",)),
    SERIES: About(
        "Series of the runs, one row per half-year", "各次模拟的序列，每学期一行", ("run_id", "tick", "region")
    ),
    "points": About("Points of the design, one row per point", "设计的参数点，每点一行"),
    "sensitivity": About("Indices of sensitivity", "敏感性指数"),
    "main_effects": About("Means by level of each factor", "各因素各水平的均值", ("metric", "factor", "level")),
}

_OF_KINDS = {
    "search": "search_columns",
    "calibration": "calibration_columns",
    "validation": "scorecard_columns",
    "game": "game_columns",
}
"""Modules that declare the columns of folders of a kind; imported when such a folder is described."""

_MEANS = {
    RUNS: LAST_YEARS,
    "ensemble_runs": LAST_YEARS,
    "size_classes": ("of the class, mean of the last ten half-years", "该类别最后十个学期的均值"),
}
"""What is said of outputs where they are not the values of a half-year."""

_TYPES: dict[str, Type] = {"int64": "integer", "double": "number", "bool": "boolean"}
"""Types of Arrow as types of variables."""


@dataclass(frozen=True)
class Table:
    """A table: its name, its files (relative to the folder; parts of one table if there are several), its columns."""

    name: str
    files: tuple[Path, ...]
    variables: tuple[Variable, ...]
    key: tuple[str, ...] = ()
    en: str = field(default="", compare=False)
    zh: str = field(default="", compare=False)


def tables_in(folder: Path, manifest: Manifest) -> list[Table]:
    """The tables that a folder of results has at present. Raises OSError, or ValueError."""
    kind = str(manifest["kind"])
    if kind == "sweep":
        return list(_of_sweep(folder, manifest))
    if kind in _OF_KINDS:
        return list(_of_kind(kind, folder, manifest))
    found = []
    for name in _TABLES:
        files = _files(name, folder)
        if files and name != "points":
            columns = _schema(files[0]) if files[0].suffix == ".parquet" else _named_in(files[0])
            found.append(_table(name, folder, files, columns, manifest))
    return found


def _of_kind(kind: str, folder: Path, manifest: Manifest) -> Iterator[Table]:
    """The tables of work whose columns are declared in a module of their own."""
    about = import_module(f".{_OF_KINDS[kind]}", __package__)
    declared = about.columns(manifest)
    for name, table in about.TABLES.items():
        files = _files(name, folder)
        if files:
            columns = _named_in(files[0])
            variables = [declared[name].get(column) or undeclared(column, "string", {}) for column in columns]
            relative = tuple(file.relative_to(folder) for file in files)
            yield Table(name, relative, tuple(variables), table.key, table.en, table.zh)


def _files(name: str, folder: Path) -> list[Path]:
    """The files in which a table stands."""
    return [file for ending in (".csv", ".parquet") if (file := folder / f"{name}{ending}").is_file()]


def factors_of(manifest: Mapping[str, Any]) -> tuple[Factor, ...]:
    """The factors of a sweep, from its manifest."""
    return tuple(Factor.from_dict(factor) for factor in manifest["design"]["factors"])


def _of_sweep(folder: Path, manifest: Manifest) -> Iterator[Table]:
    factors = [factor.key for factor in factors_of(manifest)]
    parts = parts_of(folder)
    head = ["run_id", "point", "seed"]
    columns = dict.fromkeys([*head, "status", "error", *factors, *METRICS])
    schema = _schema(parts[0].runs) if parts else columns
    yield _table(RUNS, folder, [part.runs for part in parts], schema, manifest)
    if manifest.get("series"):
        files = [path for part in parts if (path := part.series) is not None]
        columns = dict.fromkeys([*head, "tick", "year", "region", *METRICS])
        yield _table(SERIES, folder, files, _schema(files[0]) if files else columns, manifest)
    points = stored_points.place(folder, str(manifest["design"]["points"]["sha256"]))
    if points.is_file():
        yield _table("points", folder, [points], _named_in(points), manifest)
    for name in ("sensitivity", "main_effects"):
        file = folder / FIGURES / f"{name}.csv"
        if file.is_file():
            yield _table(name, folder, [file], _named_in(file), manifest)


def _named_in(file: Path) -> dict[str, Type | None]:
    """Names of the columns of a CSV file."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return dict.fromkeys(next(csv.reader(lines), []))


def _schema(file: Path) -> dict[str, Type | None]:
    """Names and types of the columns of a Parquet file. A damaged one has none."""
    try:
        schema = pq.read_schema(file)
    except (pa.ArrowException, OSError, ValueError):
        return {}
    return {field.name: _TYPES.get(str(field.type), "string") for field in schema}


def _table(name: str, folder: Path, files: list[Path], columns: Mapping[str, Type | None], manifest: Manifest) -> Table:
    about = _TABLES[name]
    factors = {factor.key: of_factor(factor) for factor in factors_of(manifest)} if "design" in manifest else {}
    extensions = manifest.get("extensions")
    own = dict(extensions.get("metrics", {})) if isinstance(extensions, Mapping) else {}
    titles = _titles_of_reforms(manifest)
    variables = [
        of_effect(column, titles, LAST_YEARS)
        if parted(column)[1] in titles
        else _variable(name, column, type, factors, own)
        for column, type in columns.items()
    ]
    if name == "robustness":
        variables = [_with_parameters(variable, files[0]) for variable in variables]
    key = about.key
    if name == SERIES and "arm" in columns:
        key = (key[0], "arm", *key[1:])
    return Table(name, tuple(file.relative_to(folder) for file in files), tuple(variables), key, about.en, about.zh)


def _titles_of_reforms(manifest: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """The titles of the reforms that a sweep compares, in English and 中文, by name."""
    reforms = manifest["design"].get("reforms", ()) if "design" in manifest else ()
    return {reform["name"]: (reform["title"]["en"], reform["title"]["zh"]) for reform in reforms}


def _variable(
    table: str, column: str, type: Type | None, factors: Mapping[str, Variable], own: Mapping[str, Any]
) -> Variable:
    """What a column of a table is."""
    special = SPECIAL.get(table, {}) | ensemble_columns.TABLES.get(table, {})
    if column in special:
        return special[column]
    if table == "ensemble_sets" and (column in METRICS or column.startswith(ensemble_columns.PREFIX)):
        return ensemble_columns.of_set(column)
    if column in factors:
        return factors[column]
    if column in METRICS and table in ("timeseries", RUNS, SERIES, "size_classes", "ensemble_runs"):
        return of_metric(column, _MEANS.get(table, ("", "")))
    if column in COLUMNS:
        return COLUMNS[column]
    if table == "regions" and column in PARAMETERS:
        return of_parameter(column)
    return undeclared(column, type or ("number" if column in own else "string"), own)


def _with_parameters(variable: Variable, file: Path) -> Variable:
    """The column of assumptions with those that occur."""
    if variable.name != "parameter":
        return variable
    with file.open(encoding="utf-8-sig", newline="") as lines:
        names = dict.fromkeys(row["parameter"] for row in csv.DictReader(lines))
    found = {name: of_parameter(name) for name in names if name in PARAMETERS}
    return replace(
        variable,
        values={
            name: (f"{about.en} ({about.unit})", f"{about.zh}（{about.unit_zh}）") for name, about in found.items()
        },
    )
