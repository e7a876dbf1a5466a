"""The dataset of a sweep: a folder that is only ever added to, and in which a run is stored once.

    manifest.json     what the sweep is: the complete design, and the model it is run with
    points/           the points of the design, as they were drawn when it was begun
    runs/             parts: the runs that are finished, some hundred a file
    series/           with series: what the same runs did tick by tick
    log/              what comes from clocks and hosts, one file per driver
    damaged/          parts that were found not to be what was written; their runs are made again
    codebook.csv, datapackage.json, *.schema.json      what the columns are, and which files are there

A part is written under another name, flushed and renamed, its series before its runs. Whenever the machine stops, what
is in `runs` is finished and true.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import filelock
import numpy as np
import pandas as pd
import pyarrow as pa

from ....simulation.scenario.files import shown_path
from ...metadata.describing import describe
from ...storage import manifest as manifests
from ...storage.files import PART, put, reason
from ...storage.folder import DATA_PACKAGE, MANIFEST, NOT_COUNTED, FolderError
from ...storage.manifest import Manifest
from ..design import stored_points
from . import provenance
from .parts import FAILED, RUNS, SERIES, Damaged, Part, parts_of, unfinished
from .shard_locks import Shard, at_the_gate, entering

if TYPE_CHECKING:
    from ..design.design import Design
    from ..execution.chunks import Finished

__all__ = ["Dataset", "describe_files", "opened", "read", "spans", "stock"]

LOGS, DAMAGED = "log", "damaged"
SAME = ("digest", "model", "libraries")
"""Keys of the manifest in which those who write into one dataset must agree."""

SHOWN = 5
"""Failures that are shown."""

Table = Literal["runs", "series"]


class Dataset:
    """A sweep's folder, held by one driver for its shard (`opened`)."""

    def __init__(self, folder: Path, manifest: Manifest, shard: Shard, total: int) -> None:
        self.folder = folder
        self.shard = shard
        self.series = bool(manifest["series"])
        self._sweep = _key(manifest)
        self._stored = np.zeros(total, bool)
        self.failed = 0
        """How many of the stored runs of this shard failed."""
        self.failures: list[tuple[int, str]] = []
        """Run and error of the first of them."""

    # --- what is there ------------------------------------------------------------------------------------------------

    @property
    def missing(self) -> np.ndarray:
        """Ids of the runs of this shard that are not stored, in order."""
        ids = self.shard.runs(len(self._stored))
        return ids[~self._stored[ids]]

    @property
    def stored(self) -> int:
        """How many runs of this shard are stored."""
        return int(np.count_nonzero(self._stored[self.shard.runs(len(self._stored))]))

    def read_stock(self) -> None:
        """Note which runs are stored, and change nothing: a damaged part counts as missing."""
        for part in parts_of(self.folder):
            with suppress(Damaged):
                self._count(part)

    def holds(self, run_ids: np.ndarray) -> bool:
        """Whether any of these runs is stored."""
        return bool(self._stored[run_ids].any())

    def take_stock(self) -> list[tuple[str, str]]:
        """Check every part that concerns this shard, move damaged ones aside and clear away what is unfinished.

        Gives name and damage of the parts that were moved.
        """
        moved = []
        for part in parts_of(self.folder):
            label = part.shard
            if label is not None and self.shard.beside(label):
                continue  # a neighbour's, which may be at work
            try:
                self._count(part)
            except Damaged as damage:
                self._move_aside(part)
                moved.append((f"{RUNS}/{part.runs.name}", str(damage)))
        for path in unfinished(self.folder, self.shard):
            path.unlink(missing_ok=True)
        return moved

    def _count(self, part: Part) -> None:
        table = part.table(self._sweep, ["run_id", "status", "error"])
        ids = table["run_id"].to_numpy()
        if len(ids) == 0 or ids.min() < 0 or ids.max() >= len(self._stored):
            raise Damaged("it holds runs that this sweep does not have")
        if self._stored[ids].any() or len(np.unique(ids)) < len(ids):
            raise Damaged("it holds runs that are stored elsewhere, too")
        if self.series:
            part.series_table(self._sweep, [])
        self._stored[ids] = True
        mine = ids % self.shard.of == self.shard.index - 1
        rows = np.flatnonzero(mine & np.array([status == FAILED for status in table["status"].to_pylist()]))
        self._note([(int(ids[row]), table["error"][int(row)].as_py()) for row in rows])

    def _note(self, failures: Sequence[tuple[int, str]]) -> None:
        self.failed += len(failures)
        self.failures = [*self.failures, *failures][:SHOWN]

    def _move_aside(self, part: Part) -> None:
        """Keep what was found damaged, so that somebody may look at it."""
        place = self.folder / DAMAGED
        for kind, path in ((RUNS, part.runs), *((SERIES, path) for path in part.all_series())):
            place.mkdir(exist_ok=True)
            goal, again = place / f"{kind}-{path.name}", 1
            while goal.exists():
                again += 1
                goal = place / f"{kind}-{path.stem}-{again}{path.suffix}"
            with suppress(FileNotFoundError):  # a neighbour found it, too
                path.rename(goal)

    # --- adding -------------------------------------------------------------------------------------------------------

    def add(self, chunk: Finished) -> str:
        """Store the runs of a chunk and give the name of the part. Raises OSError, and then nothing is left behind."""
        run_ids, series = chunk.run_ids, chunk.series
        if self.holds(run_ids):
            raise ValueError("a run is stored already")  # never, unless the driver is wrong
        part = Part.named(self.folder, self.shard, int(run_ids[0]), chunk.runs, self._sweep)
        beside = None if series is None else part.series_named(series, self._sweep)
        try:
            if beside is not None and series is not None:
                put(beside, series)
            put(part.runs, chunk.runs)
        except OSError:
            if beside is not None:
                with suppress(OSError):
                    beside.unlink(missing_ok=True)
            raise
        self._stored[run_ids] = True
        self._note(chunk.failures)
        return part.runs.name

    def log(self, event: str, **about: Any) -> None:
        """Add a line to the log of this shard; a log that cannot be written stops nothing."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._append(json.dumps({"event": event, "at": now, **about}, ensure_ascii=False, default=str) + "\n")

    def log_stock(self) -> None:
        """Note in the log which runs are stored as the driver begins."""
        with suppress(OSError, IndexError):
            if (self.folder / LOGS / f"{self.shard.label}.jsonl").read_bytes()[-1] != ord("\n"):
                self._append("\n")  # the last driver was killed as it wrote
        self.log("begin", host=platform.node(), process=os.getpid(), stored=spans(np.flatnonzero(self._stored)))

    def _append(self, text: str) -> None:
        with suppress(OSError), (self.folder / LOGS / f"{self.shard.label}.jsonl").open("ab") as file:
            file.write(text.encode(errors="replace"))


def spans(ids: np.ndarray) -> list[list[int]]:
    """Whole numbers in rising order, short: [first, last, step] for every even stretch."""
    found: list[list[int]] = []
    start = 0
    while start < len(ids):
        step = int(ids[start + 1] - ids[start]) if start + 1 < len(ids) else 1
        breaks = np.flatnonzero(np.diff(ids[start:]) != step)
        end = start + int(breaks[0]) if len(breaks) else len(ids) - 1
        found.append([int(ids[start]), int(ids[end]), step])
        start = end + 1
    return found


# --- opening ----------------------------------------------------------------------------------------------------------


@contextmanager
def opened(
    folder: Path,
    manifest: Manifest,
    total: int,
    shard: Shard,
    resume: bool,
    say: Callable[[str], None],
    points: bytes | None = None,
) -> Iterator[Dataset]:
    """The dataset of a sweep of so many runs, held against other drivers; begun if there is nothing yet.

    `say` is called with a message about each damaged part. `points` is the file of the points, which is kept. Raises
    FolderError if the folder cannot be written, is held by another driver, or holds something else; also if runs of
    this shard are there and `resume` is not given.
    """
    _check(folder, manifest, shard, resume)  # before anything is made
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderError(
            f"{shown_path(folder)} cannot be written: {reason(error)}; give another folder with --out"
        ) from None
    lock: filelock.BaseFileLock | None = None
    try:
        with entering(folder, shard) as lock:
            present = _check(folder, manifest, shard, resume)  # it may have changed hands meanwhile
            try:
                for name in (RUNS, SERIES, LOGS) if manifest["series"] else (RUNS, LOGS):
                    (folder / name).mkdir(exist_ok=True)
                if points is not None:
                    stored_points.keep(folder, _points_digest(manifest), points)
                if present is not None and _grows(present, manifest):
                    manifest, present = manifest | {"series": present["series"]}, None
                if present is None:
                    put(folder / MANIFEST, manifests.as_bytes(manifest))
                if points is not None:
                    stored_points.clear_others(folder, _points_digest(manifest))
            except OSError as error:
                raise FolderError(f"{folder} cannot be written: {reason(error)}") from None
        dataset = Dataset(folder, manifest if present is None else present, shard, total)
        try:
            damaged = dataset.take_stock()
        except OSError as error:
            raise FolderError(f"{shown_path(folder)} cannot be read: {reason(error)}") from None
        dataset.log_stock()
        for name, damage in damaged:
            dataset.log("damaged", part=name, damage=damage)
            say(f"{folder / name} is damaged ({damage}): moved to {folder / DAMAGED}, its runs are made again")
        if (folder / DATA_PACKAGE).is_file():  # else room on the disk is for the runs first
            describe_files(folder, say)
        try:
            yield dataset
        finally:
            describe_files(folder, say)
    finally:
        if lock is not None:
            lock.release()


def describe_files(folder: Path, say: Callable[[str], None]) -> None:
    """Write the codebook and the data package of the parts that are there; that this fails stops no sweep."""
    try:
        with at_the_gate(folder):
            describe(folder)
    except (FolderError, OSError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        say(f"the codebook and the data package of {folder} could not be written ({why}); the data are complete")


def stock(folder: Path, design: Design, shard: Shard, series: bool) -> np.ndarray:
    """Ids of the runs of a shard that are not stored in a folder, which is left as it is.

    Raises FolderError if the sweep could not go on there.
    """
    present = _check(folder, provenance.describe(design, series), shard, resume=True)
    if present is None:
        return shard.runs(design.runs)
    dataset = Dataset(folder, present, shard, design.runs)
    dataset.read_stock()
    return dataset.missing


def _check(folder: Path, wanted: Manifest, shard: Shard, resume: bool) -> Manifest | None:
    """The manifest that is there, None where there is nothing. Raises FolderError if the sweep must not go on here."""
    elsewhere = "give another folder with --out"
    try:
        if folder.exists() and not folder.is_dir():
            raise FolderError(f"{folder} is a file; {elsewhere}")
        names = [path.name for path in folder.iterdir()] if folder.exists() else []
    except OSError as error:
        raise FolderError(f"{shown_path(folder)} cannot be read: {reason(error)}; {elsewhere}") from None
    names = [name for name in names if name not in (*NOT_COUNTED, MANIFEST + PART) and not name.startswith(".lock-")]
    present = manifests.read(folder / MANIFEST)
    if present is None:
        if MANIFEST in names:
            raise FolderError(f"{folder / MANIFEST} cannot be understood; {elsewhere}")
        if set(names) - {RUNS, SERIES, LOGS, stored_points.POINTS} or parts_of(folder):
            shown = ", ".join(name if name.isprintable() else ascii(name) for name in sorted(names)[:3])
            raise FolderError(f"{folder} holds other things ({shown}{', …' if len(names) > 3 else ''}); {elsewhere}")
        return None
    if present["kind"] != "sweep":
        raise FolderError(f"{folder} holds a {present['kind']}; {elsewhere}")
    _check_same(folder, present, wanted)
    if not resume and _grows(present, wanted):
        raise FolderError(f"{folder} holds this sweep with fewer points or seeds; go on with --resume, or {elsewhere}")
    if not resume and any(part.shard is None or not shard.beside(part.shard) for part in parts_of(folder)):
        raise FolderError(f"{folder} holds runs of this sweep; go on with --resume, or {elsewhere}")
    return present


def _check_same(folder: Path, present: Mapping[str, Any], wanted: Manifest) -> None:
    """Refuse a dataset of another design, or made with another model."""
    if present.get("digest") != wanted["digest"] and not _grows(present, wanted):
        name = present.get("design", {}).get("name") if isinstance(present.get("design"), Mapping) else None
        which = f"another design, {str(name)[:100]}" if name != wanted["design"]["name"] else "the design as it was"
        raise FolderError(f"{folder} holds a sweep of {which}; give another folder with --out")
    anew = "go on with what it was begun with, or begin anew in another folder"
    for key in SAME[1:]:
        before, after = present.get(key), wanted[key]
        if before == after:
            continue
        if key == "model":
            raise FolderError(f"the runs in {folder} were made by another version of the model; {anew}")
        changes = [
            f"{name} {(before or {}).get(name)}, here {after[name]}" for name in after if _other(before, after, name)
        ]
        raise FolderError(f"the runs in {folder} were made with {'; '.join(changes) or 'other libraries'}; {anew}")
    if wanted["series"] and not present.get("series"):
        raise FolderError(f"the sweep in {folder} was begun without --series; {anew}")


def _grows(present: Mapping[str, Any], wanted: Manifest) -> bool:
    """Whether the sweep that is wanted is the one that is there with more points or seeds."""
    earlier = wanted["design"].get("earlier", ())
    return any(stage["digest"] == present.get("digest") for stage in earlier)


def _key(manifest: Mapping[str, Any]) -> str:
    """The digest that the parts of a dataset bear: that of the design it was begun with."""
    design = manifest.get("design")
    earlier = design.get("earlier") if isinstance(design, Mapping) else None
    return str(earlier[0]["digest"] if earlier else manifest.get("digest"))


def _points_digest(manifest: Manifest) -> str:
    return str(manifest["design"]["points"]["sha256"])


def _other(before: object, after: Mapping[str, str], name: str) -> bool:
    return not isinstance(before, Mapping) or before.get(name) != after[name]


# --- reading ----------------------------------------------------------------------------------------------------------


def read(folder: Path, manifest: Manifest, table: Table = "runs") -> pd.DataFrame:
    """All runs of a dataset, or their series, in the order of run_id. Raises FolderError if a part is damaged."""
    sweep = _key(manifest)
    if table == "series" and not manifest.get("series"):
        raise FolderError(f"{folder} holds no series; a sweep keeps them with --series")
    found: list[pa.Table] = []
    for part in parts_of(folder):
        try:
            found.append(part.table(sweep) if table == "runs" else part.series_table(sweep))
        except Damaged as damage:
            way = "consortium sweep with --resume makes its runs again"
            raise FolderError(f"{part.runs} is damaged ({damage}); {way}") from None
    if not found:
        raise FolderError(f"{folder} holds no finished run yet")
    whole = pa.concat_tables(found).to_pandas().sort_values("run_id", kind="stable", ignore_index=True)
    if table == "runs" and not whole["run_id"].is_unique:
        twice = whole["run_id"][whole["run_id"].duplicated()].iloc[0]
        raise FolderError(f"{folder / RUNS} holds run {twice} twice; consortium sweep with --resume moves one aside")
    return whole
