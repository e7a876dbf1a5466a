"""What ``methods`` and ``export`` do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..terminal import Failed, UsageError, ended_like_interrupted, out
from ..words import phrase

if TYPE_CHECKING:
    from consortium.experiments.presentation.language import Lang

EXPORTS = "exports"
"""Folder within that of a sweep."""


def write_methods(folder: Path, lang: Lang) -> None:
    """The methods appendix of a folder. Raises UsageError or Failed."""
    from consortium.experiments.metadata.methods import methods
    from consortium.experiments.storage.files import put, reason
    from consortium.experiments.storage.folder import FolderError
    from consortium.simulation.scenario import ScenarioError

    name = f"methods.{lang}.md"
    try:
        text = methods(folder, lang)
    except (FolderError, ScenarioError) as error:
        raise UsageError(str(error)) from None
    try:
        put(folder / name, text.encode())
    except OSError as error:
        raise Failed(f"{folder / name} cannot be written: {reason(error)}") from None
    out(phrase("written", lang, folder, name))


def export_sweep(
    folder: Path,
    format: Literal["csv", "behaviorspace"],
    table: Literal["runs", "series"],
    file: Path | None,
    force: bool,
    lang: Lang,
) -> None:
    """A sweep as one file. Raises UsageError or Failed."""
    from consortium.experiments.results import results
    from consortium.experiments.storage import manifest as manifests
    from consortium.experiments.storage.files import put, reason
    from consortium.experiments.storage.folder import MANIFEST, FolderError
    from consortium.experiments.storage.tables import csv_bytes
    from consortium.experiments.sweeps.dataset.behaviorspace import behaviorspace

    ending = "csv" if format == "csv" else "behaviorspace.csv"
    goal = file or folder / EXPORTS / f"{table}.{ending}"
    manifest = manifests.read(folder / MANIFEST)
    if manifest is not None and manifest["kind"] != "sweep":
        raise UsageError(f"{folder} holds a {manifest['kind']}, whose tables are CSV files already; allowed: a sweep")
    if file is not None and file.exists() and not force:
        raise UsageError(f"--out {file} is there already; give another file, or overwrite it with --force")
    try:
        runs = results(folder, "runs")
        series = results(folder, "series") if table == "series" else None
    except FolderError as error:
        raise UsageError(str(error)) from None
    assert manifest is not None  # else there were no results
    if format == "csv":
        content = csv_bytes(runs if series is None else series)
    else:
        content = behaviorspace(folder, manifest, runs, series)
    try:
        with ended_like_interrupted():
            goal.parent.mkdir(parents=True, exist_ok=True)
            put(goal, content)
    except OSError as error:
        raise Failed(f"{goal} cannot be written: {reason(error)}") from None
    out(phrase("written", lang, goal.parent, goal.name))
    failed = int((runs["status"] != "done").sum())
    if failed and format == "behaviorspace":
        out(phrase("without_failed", lang, failed))
