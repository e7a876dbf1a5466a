"""Folders of results: who may write into one, how its files are written, and how they are read again.

A file is written under a temporary name, flushed to the disk and renamed, the manifest first: whenever the machine
stops, a folder holds what was finished before. A folder belongs to the run in its manifest; that run may write it
again, any other is refused unless it is forced.
"""

from __future__ import annotations

import codecs
import csv
import errno
import io
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

import filelock
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ...simulation.scenario.files import shown_path
from . import manifest as manifests
from .manifest import Manifest

if TYPE_CHECKING:
    from .kept_runs import KeptRuns

__all__ = [
    "FolderError",
    "ResultsFolder",
    "claimed",
    "csv_bytes",
    "csv_written",
    "parquet_bytes",
    "parquet_written",
    "put",
    "results",
]

MANIFEST, LOG, FIGURES, LOCK = "manifest.json", "log.json", "figures", ".lock"
PART = ".part"
"""End of the names of files that are not finished."""

OUTCOMES, ROBUSTNESS, SIZES = "outcomes.csv", "robustness.csv", "size_classes.csv"
DATA = (
    "timeseries.csv", "timeseries.parquet", "regions.csv", SIZES, "effects.csv", "summary.csv", OUTCOMES,
    "ranking.csv", ROBUSTNESS, "summary.xlsx", "report.html",
)  # fmt: skip
"""Files that may stand in a folder besides manifest, log and figures."""

KEPT = "unfinished"
"""Folder of the replicates of a run that has not ended yet, or was ended (`kept_runs`)."""

UNFINISHED = tuple(name + PART for name in (MANIFEST, LOG, FIGURES, *DATA))
Write = Callable[[BinaryIO], None]
"""Writes the content of a file."""

PIECE = 2_000
"""Rows of a table that are written at a time."""

FIGURE_FORMATS = (".png", ".pdf", ".svg")
NOT_COUNTED = (LOCK, KEPT, ".DS_Store", "Thumbs.db", "desktop.ini")


class FolderError(ValueError):
    """A folder that cannot take, or does not hold, what is asked for: one message."""


# --- writing ----------------------------------------------------------------------------------------------------------


class ResultsFolder:
    """A folder that has been claimed for a run (`claimed`)."""

    def __init__(self, path: Path, wanted: Manifest) -> None:
        self.path = path
        self._wanted = wanted
        self.present = manifests.read(path / MANIFEST)
        self.own = self.present is not None and manifests.same_run(self.present, wanted)
        self.published = False
        """Whether data have been put in place since the folder was claimed."""
        self._figures = _figures_listed(path / LOG)

    @property
    def complete(self) -> bool:
        """Whether the whole run is here already, from an earlier time."""
        finished = self.own and self.present is not None and "finished_seeds" not in self.present
        return finished and all((self.path / name).is_file() for name in DATA[:2])

    def begin(self, resume: bool) -> KeptRuns:
        """Where replicates are kept until all are made; with `resume` those of an earlier time are there, else none.

        Raises FolderError if they were made by another version of the model or of a library, OSError if none can be
        written.
        """
        from .kept_runs import MODEL, KeptRuns  # which loads the model: whoever reads a table need not wait for it

        kept, wanted = KeptRuns(self.path / KEPT), {**self._wanted, "model": MODEL}
        present = manifests.read(kept.folder / MANIFEST) if resume else None
        if present is not None and (change := manifests.changed_makers(present, wanted)):
            raise FolderError(f"{self.path} was begun with {change}; begin anew without --resume")
        if present is None:
            kept.drop()
            try:
                kept.folder.mkdir()
                put(kept.folder / MANIFEST, manifests.as_bytes(wanted))
            except OSError:
                kept.drop()
                raise
        return kept

    def publish(self, manifest: Manifest, files: Mapping[str, bytes | Write]) -> None:
        """Put manifest and data in place; what a forced run replaces goes, files of the user stay. Raises OSError."""
        contents: dict[str, bytes | Write] = {MANIFEST: manifests.as_bytes(manifest), **files}
        try:
            for name, content in contents.items():
                _write(self.path / (name + PART), content)
        except BaseException:
            for name in contents:
                (self.path / (name + PART)).unlink(missing_ok=True)
            raise
        if not self.own:
            for name in (MANIFEST, LOG, *DATA):
                (self.path / name).unlink(missing_ok=True)
            self._keep_figures([])
        for name in contents:
            (self.path / (name + PART)).replace(self.path / name)
        _flush_folder(self.path)
        self.own = self.published = True

    def add(self, name: str, content: bytes) -> None:
        """Put one more file beside the published ones. Raises OSError."""
        _write(self.path / (name + PART), content)
        (self.path / (name + PART)).replace(self.path / name)

    def drop(self, name: str) -> None:
        """Remove a file of ours that is no longer true. Raises OSError."""
        (self.path / name).unlink(missing_ok=True)

    def draw(self, draw: Callable[[Path], list[Path]]) -> list[Path]:
        """Have figures drawn into a folder that is given to `draw`, and put them in place of earlier ones."""
        staging, target = self.path / (FIGURES + PART), self.path / FIGURES
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            drawn = draw(staging)
            target.mkdir(exist_ok=True)
            for path in drawn:
                with path.open("r+b") as file:
                    os.fsync(file.fileno())
                path.replace(target / path.name)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        self._keep_figures([path.name for path in drawn])
        return [target / path.name for path in drawn]

    @property
    def earlier_log(self) -> dict[str, Any]:
        """What the log says of how the data were made; empty where it says nothing."""
        try:
            told = json.loads((self.path / LOG).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return told if isinstance(told, dict) else {}

    def log(self, record: Mapping[str, Any]) -> None:
        """Write what comes from clocks and machines, and what went wrong."""
        text = json.dumps({**record, "figures": self._figures}, ensure_ascii=False, indent=2, default=str)
        part = self.path / (LOG + PART)
        _write(part, (text + "\n").encode(errors="replace"))
        part.replace(self.path / LOG)

    def _keep_figures(self, names: list[str]) -> None:
        """Remove figures of ours that are not among the names."""
        for name in set(self._figures) - set(names):
            (self.path / FIGURES / name).unlink(missing_ok=True)
        with suppress(OSError):  # not there, or it holds pictures of the user
            (self.path / FIGURES).rmdir()
        self._figures = names


@contextmanager
def claimed(path: Path, wanted: Manifest, force: bool = False) -> Iterator[ResultsFolder]:
    """Claim a folder for the run that a manifest describes, and hold it against other processes.

    Raises FolderError if it cannot be made or written, if another process holds it, or if it holds something else
    and `force` is not given.
    """
    _check_owner(path, wanted, force)  # before anything is made
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(path / LOCK)
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise FolderError(f"{path} is busy: another process is writing to it") from None
    except (OSError, NotImplementedError) as error:
        raise FolderError(
            f"{shown_path(path)} cannot be written: {reason(error)}; give another folder with --out"
        ) from None
    try:
        _check_owner(path, wanted, force)  # it may have changed hands before the lock was ours
        for name in UNFINISHED:
            with suppress(OSError):
                (path / name).unlink()
        yield ResultsFolder(path, wanted)
    finally:
        lock.release()


def _check_owner(path: Path, wanted: Manifest, force: bool) -> None:
    """Refuse a folder that holds something else."""
    way_out = "give another folder with --out, or overwrite with --force"
    try:
        if path.exists() and not path.is_dir():
            raise FolderError(f"{path} is a file; {way_out.split(',')[0]}")
        names = [entry.name for entry in path.iterdir()] if path.exists() else []
    except OSError as error:
        raise FolderError(
            f"{shown_path(path)} cannot be read: {reason(error)}; give another folder with --out"
        ) from None
    names = [name for name in names if name not in NOT_COUNTED and name not in UNFINISHED]
    begun = manifests.read(path / KEPT / MANIFEST)
    if begun is not None and not manifests.same_run(begun, wanted) and not force:
        raise FolderError(f"{path} holds another run, unfinished ({manifests.difference(begun, wanted)}); {way_out}")
    if not names:
        return
    present = manifests.read(path / MANIFEST)
    if present is not None and present["kind"] == "sweep":  # days of work: not even by force
        raise FolderError(f"{path} holds a sweep; give another folder with --out")
    if force:
        return
    if present is None:
        raise FolderError(f"{path} holds other things ({_some(names)}); {way_out}")
    if not manifests.same_run(present, wanted):
        raise FolderError(f"{path} holds another run ({manifests.difference(present, wanted)}); {way_out}")


def _some(names: list[str]) -> str:
    shown = [name if name.isprintable() else ascii(name) for name in sorted(names)[:3]]
    return ", ".join(shown) + (", …" if len(names) > 3 else "")


def reason(error: BaseException) -> str:
    """Why the system refused, in its own words without paths."""
    said = getattr(error, "strerror", None) or type(error).__name__
    if getattr(error, "errno", None) == errno.ENAMETOOLONG:
        return f"{said} (allowed: 255 bytes a name on most systems, that is 255 letters of ASCII or 85 of 中文)"
    return said


def put(path: Path, content: bytes) -> None:
    """Write a file under a temporary name, see it on the disk, and give it its name. A failure leaves nothing behind.

    Raises OSError.
    """
    part = path.with_name(path.name + PART)
    try:
        _write(part, content)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _write(path: Path, content: bytes | Write) -> None:
    """Write a file and see it on the disk."""
    with path.open("wb") as file:
        if isinstance(content, bytes):
            file.write(content)
        else:
            content(file)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    """See the new names on the disk, where the system can do that."""
    if os.name != "posix":
        return
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _figures_listed(log: Path) -> list[str]:
    """Names of the figures that an earlier run left; whatever else the log says is no name of a figure."""
    try:
        listed = json.loads(log.read_text(encoding="utf-8"))["figures"]
        return [name for name in listed if Path(name).name == name and Path(name).suffix in FIGURE_FORMATS]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []


# --- tables as bytes --------------------------------------------------------------------------------------------------


def csv_bytes(table: pd.DataFrame) -> bytes:
    """A table as CSV: numbers in the shortest form that gives the same number again, nothing for what is empty.

    Texts that a spreadsheet would take for a formula get an apostrophe. A file that holds anything beyond ASCII ("¥",
    "≥", "Zürich", "基准") begins with the byte order mark by which spreadsheets recognise UTF-8; pandas and DuckDB skip
    it. A file of ASCII has none, since not every program skips it and none needs it.
    """
    buffer = io.BytesIO()
    csv_written([table])(buffer)
    return buffer.getvalue()


def csv_written(tables: Iterable[pd.DataFrame]) -> Write:
    """The same of tables one below the other, so that millions of rows are never there at once.

    Whether it begins with the mark is decided by the first.
    """

    def write(file: BinaryIO) -> None:
        begun = False
        for table in tables:
            texts = [name for name in table.columns if not pd.api.types.is_numeric_dtype(table[name])]
            words = {str(word) for name in texts for word in table[name].unique()}.union(map(str, table.columns))
            if not begun and not all(map(str.isascii, words)):
                file.write(codecs.BOM_UTF8)
            for first in range(0, max(len(table), 1), PIECE):
                piece = table.iloc[first : first + PIECE].copy()
                for name in texts:
                    piece[name] = piece[name].map(_no_formula, na_action="ignore")
                text = piece.to_csv(index=False, header=not begun, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
                file.write(text.encode())
                begun = True

    return write


def _no_formula(text: object) -> str:
    written = str(text)
    return f"'{written}" if written.startswith(("=", "+", "-", "@", "\t", "\r")) else written


def parquet_bytes(table: pd.DataFrame) -> bytes:
    """A table as Parquet."""
    buffer = io.BytesIO()
    parquet_written([table])(buffer)
    return buffer.getvalue()


def parquet_written(tables: Iterable[pd.DataFrame]) -> Write:
    """Tables one below the other as Parquet, each a group of rows."""

    def write(file: BinaryIO) -> None:
        writer: pq.ParquetWriter | None = None
        for table in tables:
            told = pa.Table.from_pandas(table, preserve_index=False)
            writer = writer or pq.ParquetWriter(file, told.schema)
            writer.write_table(told.cast(writer.schema))
        if writer is not None:
            writer.close()

    return write


# --- reading ----------------------------------------------------------------------------------------------------------


def results(folder: str | os.PathLike[str], table: Literal["runs", "series"] | None = None) -> pd.DataFrame:
    """What a command has stored in a folder.

    Of `consortium run` and `consortium compare`: the series, with the columns scenario, seed, tick, year, region, then
    one per metric. Of `consortium sweep`: one row per run, with run_id, point, seed, status, error, one column per
    factor, then the means of the metrics over the last five years; with table="series" the series of the runs, if it
    kept them: run_id, point, seed, tick, year, region, then one per metric. Of an unfinished sweep: what is there.
    Raises FolderError if it is no such folder, or if a file is damaged.
    """
    path = Path(folder)
    if not path.is_dir():
        raise FolderError(f"{path} is no folder")
    if table not in (None, "runs", "series"):
        raise ValueError(f"table = {table!r}; allowed: runs, series")
    present = manifests.read(path / MANIFEST)
    if present is None:
        raise FolderError(f"{path} holds no results: {MANIFEST} is missing or cannot be read")
    if present["kind"] == "sweep":
        from ..sweeps.dataset import dataset

        return dataset.read(path, present, table or "runs")
    if present["kind"] not in ("run", "comparison"):
        raise FolderError(f"{path} holds results of kind {present['kind']!r}; known: run, comparison, sweep")
    if table == "runs":
        raise FolderError(f"{path} holds a {present['kind']}, which has series but no table of runs")
    try:
        return pd.read_parquet(path / DATA[1])
    except (OSError, ValueError) as error:  # missing, or not the whole file
        raise FolderError(f"{path / DATA[1]} cannot be read ({type(error).__name__}); run it again") from None
