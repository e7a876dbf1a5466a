"""The folder of a calibration: who may write into it, and the files that it holds when it is finished."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..storage import manifest as manifests
from ..storage.files import put
from ..storage.folder import WAY_OUT, FolderError
from ..storage.journal import Journal
from ..storage.lock import held
from ..storage.tables import csv_bytes
from ..storage.toml import named_from, quoted
from ..sweeps.execution.run_one import MODEL
from .calibration import Calibration
from .ensemble import Found
from .ridges import Ridges

__all__ = ["BEST", "FIGURES", "KIND", "PAGE", "claimed", "published"]

KIND = "calibration"
JOURNAL = "simulated.jsonl"
BEST = "best.toml"
PAGE = "calibration.html"
FIGURES = "figures"


def _manifest(calibration: Calibration) -> dict[str, Any]:
    import sklearn

    return {
        "kind": KIND,
        "scenario": calibration.base.to_dict(),
        "calibration": calibration.to_dict(),
        "digest": calibration.digest(),
        "model": MODEL,
        "versions": {**manifests.versions(), "scikit-learn": str(sklearn.__version__)},
        "revision": manifests.code_revision(),
    }


@contextmanager
def claimed(path: Path, calibration: Calibration, resume: bool) -> Iterator[Journal]:
    """Hold the folder against other processes; gives what has been simulated for this calibration.

    Raises FolderError if the folder cannot be written, is busy, holds something else, holds this calibration and
    `resume` is not given, or was begun with other versions.
    """
    wanted = _manifest(calibration)
    with held(path, wanted, lambda present: _check_same(path, present, wanted, resume)):
        yield Journal(path / JOURNAL, ("wave", "point"))


def _check_same(path: Path, present: dict[str, Any], wanted: dict[str, Any], resume: bool) -> None:
    """Refuse a folder of something else, or of this calibration with other versions. Raises FolderError."""
    if present.get("digest") != wanted["digest"]:
        raise FolderError(f"{path} holds another calibration ({_difference(present, wanted)}); {WAY_OUT}")
    if not resume:
        raise FolderError(f"{path} holds this calibration already; go on with --resume, or {WAY_OUT}")
    if change := manifests.changed_makers(present, wanted):
        raise FolderError(f"{path} was begun with {change}; {WAY_OUT}")


def _difference(present: dict[str, Any], wanted: dict[str, Any]) -> str:
    """In a few words, how the calibration that is there differs from the one that is wanted."""
    old, new = present.get("calibration"), wanted["calibration"]
    if not isinstance(old, dict):
        return "its manifest is damaged"
    for key in ("seeds", "points", "cutoff", "sample_seed", "parameters", "targets", "base", "others"):
        if old.get(key) != new[key]:
            short = json.dumps(old.get(key), ensure_ascii=False)
            return f"{key} {short}" if len(short) <= 60 else f"other {key}"
    return "other files that it names"


def published(path: Path, found: Found, ridges: Ridges, base: str) -> list[str]:
    """Write the tables and the best set; gives the names of the files. Raises OSError."""
    tables = {
        "ensemble.csv": found.ensemble,
        "targets.csv": found.targets,
        "parameters.csv": found.parameters,
        "ridges.csv": ridges.pairs,
        "directions.csv": ridges.directions,
        "waves.csv": found.all_points,
    }
    for name, table in tables.items():
        put(path / name, csv_bytes(table))
    names = list(tables)
    if len(found.chosen):
        put(path / BEST, _scenario(path, found, base).encode())
        put(path / "points.csv", csv_bytes(found.values.iloc[found.chosen]))
        put(path / "sweep.toml", _sweep(path, found, base).encode())
        names += [BEST, "sweep.toml"]
    return names


def _scenario(path: Path, found: Found, base: str) -> str:
    """The best set as a scenario, which is read again to see that it says what was meant."""
    calibration = found.calibration
    title = {lang: text or calibration.name for lang, text in calibration.title.items()}
    lines = [
        f"extends = {quoted(named_from(path, base))}",
        f"title = {{ en = {quoted(title['en'] + ': best set')}, zh = {quoted(title['zh'] + '：最优参数')} }}",
        f"source = {quoted(f'consortium calibrate, {len(found.chosen)} sets fit')}",
        "",
        "[parameters]",
    ]
    row = found.values.iloc[found.best]
    for factor in calibration.factors:
        value = row[factor.key].item() if hasattr(row[factor.key], "item") else row[factor.key]
        number = int(value) if factor.kind == "count" else float(value)
        lines.append(f"{factor.key.removeprefix('parameters.')} = {number!r}")
    return "\n".join(lines) + "\n"


def _sweep(path: Path, found: Found, base: str) -> str:
    """A design that runs every set of the ensemble, on seeds that the calibration has not seen."""
    title = found.calibration.title
    lines = [
        "# consortium sweep sweep.toml --out RESULTS: the ensemble on other seeds; add [[policy]] for a reform.",
        f"base = {quoted(named_from(path, base))}",
        'design = "table"',
        'file = "points.csv"',
        "seeds = 10",
        f"title = {{ en = {quoted((title['en'] or found.calibration.name) + ': ensemble')}, "
        f"zh = {quoted((title['zh'] or found.calibration.name) + '：参数集合')} }}",
    ]
    return "\n".join(lines) + "\n"
