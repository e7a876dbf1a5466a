"""The data package of a folder (Frictionless): which files are its tables, with the schema of each.

It follows version 1 of the specification, which programs in Python and R read; names and definitions in 中文, units and
kinds are further properties. A path of several files is for files that can be joined byte by byte, which Parquet
files cannot: each part of a sweep is a resource of its own, and all share one schema in a file.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..storage.folder import CODEBOOK, MANIFEST
from ..storage.manifest import Manifest
from .codebook import CODEBOOK_COLUMNS
from .tables import Table
from .variables import Variable

__all__ = ["data_package", "schema", "schema_file"]

Descriptor = dict[str, Any]

_FORMATS = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet"}
_NO_VALUE = ["", "none"]
"""What stands for a missing number in the points of a design: a budget may be "none"."""

_KINDS = {
    "run": ("Run", "模拟"),
    "comparison": ("Comparison", "比较"),
    "sweep": ("Sweep", "参数扫描"),
    "search": ("Search", "搜索"),
    "calibration": ("Calibration", "校准"),
    "validation": ("Validation", "检验"),
    "game": ("Game", "博弈"),
}
_DESCRIBED = {"sweep": "design", "search": "search", "calibration": "calibration"}
"""By kind of folder, what in its manifest has name and title; of the others it is the scenario."""


def data_package(folder: Path, manifest: Manifest, tables: Iterable[Table]) -> Descriptor:
    """The descriptor `datapackage.json`. Raises OSError where a file cannot be read.

    Nothing in it comes from clocks or machines.
    """
    kind = str(manifest["kind"])
    about = manifest[_DESCRIBED.get(kind, "scenario")]
    versions = manifest.get("versions")
    version = versions.get("consortium") if isinstance(versions, Mapping) else None
    return {
        "profile": "data-package",
        "name": _slug(str(about.get("name", ""))) or "results",
        "title": f"{_KINDS[kind][0]}: {_titled(about, manifest, 'en')}",
        "title_zh": f"{_KINDS[kind][1]}：{_titled(about, manifest, 'zh')}",
        "description": "Simulated data; the settings that give them again are in manifest.json, the meaning of all "
        "columns in codebook.csv.",
        "description_zh": "模拟数据；manifest.json含重现数据所需的全部设置，codebook.csv说明各列的含义。",
        "sources": [{"title": "industry-education-consortium" + (f", version {version}" if version else "")}],
        "resources": [
            {
                "name": "manifest",
                "path": MANIFEST,
                "title": "Settings and versions",
                "title_zh": "设置与版本",
                "format": "json",
                "mediatype": "application/json",
            },
            _codebook(),
            *(resource for table in tables for resource in _resources(folder, table, kind)),
        ],
    }


def schema(table: Table, ending: str) -> Descriptor:
    """The schema of a table as it stands in files with an ending.

    Parquet keeps what is empty as such, which validators take for a number out of bounds: there only columns that are
    never empty have bounds.
    """
    found: Descriptor = {"fields": [_field(variable, bounds=ending == ".csv") for variable in table.variables]}
    if ending == ".csv":
        found["missingValues"] = _NO_VALUE if table.name == "points" else [""]
    if table.key and set(table.key) <= {variable.name for variable in table.variables}:
        found["primaryKey"] = list(table.key)
    return found


def schema_file(table: Table) -> str:
    """Name of the file of a schema that many parts share."""
    return f"{table.name}.schema.json"


def _resources(folder: Path, table: Table, kind: str) -> Iterator[Descriptor]:
    for place, file in enumerate(table.files):
        ending = file.suffix
        parts = kind == "sweep" and ending == ".parquet"
        name = f"{table.name}-{file.stem}" if parts else table.name + (f"-{ending[1:]}" if place else "")
        yield {
            "name": _slug(name),
            "path": file.as_posix(),
            "profile": "tabular-data-resource",
            "title": table.en,
            "title_zh": table.zh,
            "format": ending[1:],
            "mediatype": _FORMATS[ending],
            **({"encoding": "utf-8"} if ending == ".csv" else {}),
            **(_integrity(folder / file) if ending == ".csv" else {}),
            "schema": schema_file(table) if parts else schema(table, ending),
        }


def _integrity(file: Path) -> Descriptor:
    """Size and digest of a file. Parquet files have none: validators read them another way and find no bytes there."""
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return {"bytes": file.stat().st_size, "hash": f"sha256:{digest}"}


def _field(variable: Variable, bounds: bool) -> Descriptor:
    about: Descriptor = {
        "name": variable.name,
        "type": variable.type,
        "title": variable.en,
        "title_zh": variable.zh,
        "description": variable.definition_en,
        "description_zh": variable.definition_zh,
        "unit": variable.unit,
        "unit_zh": variable.unit_zh,
        "kind": variable.kind,
    }
    constraints: Descriptor = {"required": True} if variable.required else {}
    if bounds or variable.required:
        for key, bound in (("minimum", variable.low), ("maximum", variable.high)):
            if not math.isinf(bound) and variable.type in ("number", "integer"):
                constraints[key] = int(bound) if variable.type == "integer" else bound
    if variable.type == "string" and variable.values:
        constraints["enum"] = [value for value in variable.values if value]
    about = {key: value for key, value in about.items() if value}
    return about | ({"constraints": constraints} if constraints else {})


def _codebook() -> Descriptor:
    numbers = ("minimum", "maximum")
    fields = [{"name": name, "type": "number" if name in numbers else "string"} for name in CODEBOOK_COLUMNS]
    return {
        "name": "codebook",
        "path": CODEBOOK,
        "profile": "tabular-data-resource",
        "title": "Codebook: what every column is",
        "title_zh": "变量说明：各列的含义",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _titled(about: Mapping[str, Any], manifest: Manifest, lang: str) -> str:
    """What was simulated, by its titles."""
    against, semicolon = ("相对于", "；") if lang == "zh" else (" against ", "; ")

    def title(table: Mapping[str, Any]) -> str:
        titles = table.get("title")
        return str((titles.get(lang) if isinstance(titles, Mapping) else None) or table.get("name"))

    reforms = semicolon.join(map(title, manifest.get("reforms", [])))
    return f"{reforms}{against}{title(about)}" if reforms else title(about)


def _slug(name: str) -> str:
    """A name of lower-case letters, digits and . _ -, as the specification wants it."""
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-")


def as_bytes(descriptor: Mapping[str, Any]) -> bytes:
    """A descriptor as the bytes of its file."""
    return (json.dumps(descriptor, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
