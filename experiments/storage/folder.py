"""Folders of results: which files are in one, and who may write into it.

The manifest is written first: whenever the machine stops, a folder holds what was finished before. A folder
belongs to the run in its manifest; that run may write it again, any other is refused unless it is forced.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import filelock

from ...simulation.scenario.files import shown_path
from . import files
from . import manifest as manifests
from .files import PART, Write, reason
from .manifest import Manifest

__all__ = ["WAY_OUT", "FolderError", "ResultsFolder", "claimed", "locked"]

MANIFEST, LOG, FIGURES, LOCK = "manifest.json", "log.json", "figures", ".lock"
OUTCOMES, ROBUSTNESS, SIZES = "outcomes.csv", "robustness.csv", "size_classes.csv"
CODEBOOK, DATA_PACKAGE = "codebook.csv", "datapackage.json"
METHODS = tuple(f"methods.{lang}.md" for lang in ("en", "zh"))
ENSEMBLE = ENSEMBLE_EFFECTS, ENSEMBLE_SETS, ENSEMBLE_RUNS = (
    "ensemble_effects.csv", "ensemble_sets.csv", "ensemble_runs.parquet",
)  # fmt: skip
"""Files of the effects in many parameter sets."""
DATA = (
    "timeseries.csv", "timeseries.parquet", "regions.csv", SIZES, "effects.csv", "summary.csv", OUTCOMES,
    "ranking.csv", ROBUSTNESS, *ENSEMBLE, "summary.xlsx", "report.html", CODEBOOK, DATA_PACKAGE, *METHODS,
)  # fmt: skip
"""Files that may stand in a folder besides manifest, log and figures."""

KEPT = "unfinished"
"""Folder of the replicates of a run that has not ended yet, or was ended (`kept_runs`)."""

UNFINISHED = tuple(name + PART for name in (MANIFEST, LOG, FIGURES, *DATA))
FIGURE_FORMATS = (".png", ".pdf", ".svg")
NOT_COUNTED = (LOCK, KEPT, ".DS_Store", "Thumbs.db", "desktop.ini")


WAY_OUT = "give another folder with --out"


class FolderError(ValueError):
    """A folder that cannot take, or does not hold, what is asked for: one message."""


class ResultsFolder:
    """A folder that has been claimed for a run (`claimed`)."""

    def __init__(self, path: Path, wanted: Manifest) -> None:
        self.path = path
        self.wanted = wanted
        self.present = manifests.read(path / MANIFEST)
        self.own = self.present is not None and manifests.same_run(self.present, wanted)
        self.published = False
        """Whether data have been put in place since the folder was claimed."""
        self._figures = _figures_listed(path / LOG)

    @property
    def complete(self) -> bool:
        """Whether the whole run is here already, from an earlier time."""
        finished = (
            self.own and self.present is not None and not {"finished_seeds", "finished_pieces"} & set(self.present)
        )
        return finished and all((self.path / name).is_file() for name in DATA[:2])

    def publish(self, manifest: Manifest, data: Mapping[str, bytes | Write]) -> None:
        """Put manifest and data in place; what a forced run replaces goes, files of the user stay. Raises OSError."""
        contents: dict[str, bytes | Write] = {MANIFEST: manifests.as_bytes(manifest), **data}
        try:
            for name, content in contents.items():
                files.write(self.path / (name + PART), content)
        except BaseException:
            for name in contents:
                (self.path / (name + PART)).unlink(missing_ok=True)
            raise
        if not self.own:
            for name in (MANIFEST, LOG, *DATA):
                (self.path / name).unlink(missing_ok=True)
            self._keep_figures([])
        for name in (DATA_PACKAGE, CODEBOOK):  # they hold digests of what is replaced
            (self.path / name).unlink(missing_ok=True)
        for name in contents:
            (self.path / (name + PART)).replace(self.path / name)
        files.flush_folder(self.path)
        self.own = self.published = True

    def add(self, name: str, content: bytes) -> None:
        """Put one more file beside the published ones. Raises OSError."""
        files.write(self.path / (name + PART), content)
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
            record = json.loads((self.path / LOG).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return record if isinstance(record, dict) else {}

    def log(self, record: Mapping[str, Any]) -> None:
        """Write what comes from clocks and machines, and what went wrong."""
        text = json.dumps({**record, "figures": self._figures}, ensure_ascii=False, indent=2, default=str)
        part = self.path / (LOG + PART)
        files.write(part, (text + "\n").encode(errors="replace"))
        part.replace(self.path / LOG)

    def _keep_figures(self, names: list[str]) -> None:
        """Remove figures of ours that are not among the names."""
        for name in set(self._figures) - set(names):
            (self.path / FIGURES / name).unlink(missing_ok=True)
        with suppress(OSError):  # not there, or it holds pictures of the user
            (self.path / FIGURES).rmdir()
        self._figures = names


def locked(path: Path) -> filelock.BaseFileLock:
    """The lock of a folder, acquired; the folder is made if need be. Raises FolderError if it is busy or read-only."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(path / LOCK)
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise FolderError(f"{path} is busy: another process is writing to it") from None
    except (OSError, NotImplementedError) as error:
        raise FolderError(f"{shown_path(path)} cannot be written: {reason(error)}; {WAY_OUT}") from None
    return lock


@contextmanager
def claimed(path: Path, wanted: Manifest, force: bool = False) -> Iterator[ResultsFolder]:
    """Claim a folder for the run that a manifest describes, and hold it against other processes.

    Raises FolderError if it cannot be made or written, if another process holds it, or if it holds something else
    and `force` is not given.
    """
    _check_owner(path, wanted, force)  # before anything is made
    lock = locked(path)
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
    way_out = f"{WAY_OUT}, or overwrite with --force"
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


def _figures_listed(log: Path) -> list[str]:
    """Names of the figures that an earlier run left; whatever else the log says is no name of a figure."""
    try:
        listed = json.loads(log.read_text(encoding="utf-8"))["figures"]
        return [name for name in listed if Path(name).name == name and Path(name).suffix in FIGURE_FORMATS]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []
