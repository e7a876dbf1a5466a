"""What commands have stored, read again as tables: of runs, comparisons and sweeps alike."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pandas as pd

from .storage import manifest as manifests
from .storage.folder import DATA, MANIFEST, FolderError

__all__ = ["results"]


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
        from .sweeps.dataset import dataset  # loads SciPy, which a table of a run does not need

        return dataset.read(path, present, table or "runs")
    if present["kind"] not in ("run", "comparison"):
        raise FolderError(f"{path} holds results of kind {present['kind']!r}; known: run, comparison, sweep")
    if table == "runs":
        raise FolderError(f"{path} holds a {present['kind']}, which has series but no table of runs")
    try:
        return pd.read_parquet(path / DATA[1])
    except (OSError, ValueError) as error:  # missing, or not the whole file
        raise FolderError(f"{path / DATA[1]} cannot be read ({type(error).__name__}); run it again") from None
