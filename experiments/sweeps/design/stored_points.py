"""The points of a sweep, kept in its folder: `points/DIGEST.csv`, one row per point and one column per factor.

Which points a seed of a sample gives depends on the versions of SciPy and SALib. So a sweep goes on, and its design is
made again, from the points that it was begun with. The name of the file is the digest of the points, which stands in
the manifest, too: a file that is not what was written is not used. It is written as the file of a table design is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd

from ...storage.files import put
from .factors import Factor, spelled, unspelled

__all__ = ["POINTS", "as_bytes", "clear_others", "keep", "read"]

POINTS = "points"
"""The folder of the file."""

_READERS: dict[str, Callable[[str], Any]] = {"number": float, "count": int, "choice": str}


def place(folder: Path, digest: str) -> Path:
    """The file of points with such a digest."""
    return folder / POINTS / f"{digest[:16]}.csv"


def as_bytes(points: pd.DataFrame) -> bytes:
    """The points of a design as a CSV file, to the bit."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(points.columns)
    table.writerows(zip(*([spelled(v) for v in column.tolist()] for _, column in points.items()), strict=True))
    return text.getvalue().encode()


def keep(folder: Path, digest: str, content: bytes) -> None:
    """Store the points, unless they are there as they should be. Raises OSError."""
    file = place(folder, digest)
    if not (file.is_file() and file.read_bytes() == content):
        file.parent.mkdir(exist_ok=True)
        put(file, content)


def clear_others(folder: Path, digest: str) -> None:
    """Delete points that the sweep had before it grew."""
    for file in (folder / POINTS).glob("*.csv"):
        if file != place(folder, digest):
            with suppress(OSError):
                file.unlink()


def read(folder: Path, digest: str, factors: Sequence[Factor]) -> pd.DataFrame | None:
    """The points with such a digest, not yet checked against it; None where there is no file that can be read."""
    try:
        header, *rows = csv.reader(io.StringIO(place(folder, digest).read_text(encoding="utf-8"), newline=""))
        columns = dict(zip(header, zip(*rows, strict=True), strict=True))
        return pd.DataFrame({factor.key: factor.column(_values(factor, columns[factor.key])) for factor in factors})
    except (OSError, KeyError, ValueError, csv.Error):
        return None


def _values(factor: Factor, cells: Sequence[str]) -> list[Any]:
    reader = _READERS[factor.kind]
    return [unspelled(cell) if cell == "none" else reader(cell) for cell in cells]
