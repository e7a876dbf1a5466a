"""The folder of a calibration: who may write into it, and the files that it holds when it is finished."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..metadata.describing import described
from ..storage.files import put
from ..storage.journal import Journal
from ..storage.long_work import continued, manifest_of
from ..storage.tables import csv_bytes
from ..storage.toml import named_from, quoted
from .calibration import Calibration
from .ensemble import Found
from .ridges import Ridges

__all__ = ["BEST", "FIGURES", "KIND", "PAGE", "Point", "claimed", "published"]

KIND = "calibration"
JOURNAL = "simulated.jsonl"
BEST = "best.toml"
PAGE = "calibration.html"
FIGURES = "figures"

Point = tuple[int, int]
"""A wave, and the place of a point in it."""

COMPARED = ("seeds", "points", "cutoff", "sample_seed", "parameters", "targets", "base", "others")
"""What is looked at to say how another calibration differs."""


@contextmanager
def claimed(path: Path, calibration: Calibration, resume: bool) -> Iterator[Journal[Point]]:
    """Hold the folder against other processes; gives what has been simulated for this calibration.

    Raises FolderError as `continued` does.
    """
    import sklearn

    versions = {"scikit-learn": str(sklearn.__version__)}
    wanted = manifest_of(KIND, calibration.base, calibration.to_dict(), calibration.digest(), versions)
    with continued(path, wanted, resume, COMPARED):
        yield Journal(path / JOURNAL, ("wave", "point"))


def published(path: Path, found: Found, ridges: Ridges, base: str) -> list[str]:
    """Write and describe the tables, and write the best set; gives the names of the files. Raises OSError."""
    tables = {
        "ensemble.csv": found.ensemble,
        "targets.csv": found.targets,
        "parameters.csv": found.parameters,
        "ridges.csv": ridges.pairs,
        "directions.csv": ridges.directions,
        "waves.csv": found.all_points,
    }
    if len(found.chosen):
        tables["points.csv"] = found.values.iloc[found.chosen]
    with described(path):
        for name, table in tables.items():
            put(path / name, csv_bytes(table))
    names = list(tables)
    if len(found.chosen):
        put(path / BEST, _scenario(path, found, base).encode())
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
