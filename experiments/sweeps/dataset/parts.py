"""The files of a dataset: what they are called, and whether they are what was written.

A chunk is stored as `runs/part-LABEL-FIRST-DIGEST.parquet`: whose shard it is of, its first run, and a digest of its
bytes and of the design, so that a truncated file, a flipped bit or a part of another sweep is found. Its series, if
they are kept, are in `series/` under the same name with the digest of the series behind.
"""

from __future__ import annotations

import glob
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ...storage.files import PART
from .shard_locks import Shard

__all__ = ["DONE", "FAILED", "RUNS", "SERIES", "SUFFIX", "Damaged", "Part", "parts_of", "unfinished"]

RUNS, SERIES, SUFFIX = "runs", "series", ".parquet"
DONE, FAILED = "done", "failed"
"""Status of a run."""

_NAME = re.compile(r"part-(all|[1-9]\d*of[1-9]\d*)-\d+-([0-9a-f]{16})")


class Damaged(ValueError):
    """A part that is not what was written; says why."""


@dataclass(frozen=True)
class Part:
    """A chunk as it lies in a folder; `stem` is the name of its runs without the ending."""

    folder: Path
    stem: str

    @classmethod
    def named(cls, folder: Path, shard: Shard, first: int, runs: bytes, sweep: str) -> Part:
        """The part that is to hold the bytes of a chunk."""
        return cls(folder, f"part-{shard.label}-{first:09d}-{_digest(runs, sweep)}")

    @property
    def shard(self) -> Shard | None:
        """Whose it is; None if the name is none that a driver gives."""
        match = _NAME.fullmatch(self.stem)
        return Shard.labelled(match[1]) if match else None

    @property
    def runs(self) -> Path:
        """The file of its runs."""
        return self.folder / RUNS / f"{self.stem}{SUFFIX}"

    @property
    def series(self) -> Path | None:
        """The file of its series; None if there is none, or more than one."""
        found = self.all_series()
        return found[0] if len(found) == 1 else None

    def all_series(self) -> list[Path]:
        """Files that bear its name in the folder of series."""
        return sorted((self.folder / SERIES).glob(f"{glob.escape(self.stem)}-*{SUFFIX}"))

    def series_named(self, series: bytes, sweep: str) -> Path:
        """The file that is to hold its series."""
        return self.folder / SERIES / f"{self.stem}-{_digest(series, sweep)}{SUFFIX}"

    def table(self, sweep: str, columns: list[str] | None = None) -> pa.Table:
        """Its runs, checked. Raises Damaged."""
        match = _NAME.fullmatch(self.stem)
        return _checked(self.runs, match[2] if match else "", sweep, columns)

    def series_table(self, sweep: str, columns: list[str] | None = None) -> pa.Table:
        """Its series, checked. Raises Damaged."""
        found = self.series
        if found is None:
            raise Damaged("its series are missing")
        return _checked(found, found.stem.rpartition("-")[2], sweep, columns)

    def run_ids(self, sweep: str, series: bool) -> np.ndarray:
        """The runs that it holds, when the part and, if they are kept, its series have been checked."""
        ids = self.table(sweep, ["run_id"])["run_id"].to_numpy()
        if series:
            self.series_table(sweep, [])
        return ids


def parts_of(folder: Path) -> list[Part]:
    """All parts in a folder, by name, whatever they are."""
    return [Part(folder, path.name.removesuffix(SUFFIX)) for path in sorted((folder / RUNS).glob(f"*{SUFFIX}"))]


def unfinished(folder: Path, shard: Shard) -> Iterator[Path]:
    """What drivers of this shard that were stopped have left: half-written files, and series whose runs never came.

    The driver of the whole, which is alone, sees to all of it.
    """
    label = "*" if shard.of == 1 else shard.label
    for place in (RUNS, SERIES):
        yield from (folder / place).glob(f"part-{label}-*{PART}")
    there = {part.stem for part in parts_of(folder)}
    for path in (folder / SERIES).glob(f"part-{label}-*{SUFFIX}"):
        if path.name.removesuffix(SUFFIX).rpartition("-")[0] not in there:
            yield path


def _digest(content: bytes, sweep: str) -> str:
    return hashlib.sha256(sweep.encode() + content).hexdigest()[:16]


def _checked(path: Path, digest: str, sweep: str, columns: list[str] | None) -> pa.Table:
    """A table whose bytes are those that were written. Raises Damaged."""
    if not digest:
        raise Damaged("it has no name that a sweep gives")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Damaged(f"it cannot be read: {error.strerror or type(error).__name__}") from None
    if _digest(content, sweep) != digest:
        raise Damaged("it is not what was written")
    try:
        return pq.read_table(pa.BufferReader(content), columns=columns)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise Damaged(f"it cannot be read: {type(error).__name__}") from None
