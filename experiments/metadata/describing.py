"""Codebook and data package, written beside the tables of a folder whenever those have changed."""

from __future__ import annotations

from pathlib import Path

from ..storage import manifest as manifests
from ..storage.files import put
from ..storage.folder import CODEBOOK, DATA_PACKAGE, MANIFEST
from ..storage.tables import csv_bytes
from .codebook import codebook
from .data_package import as_bytes, data_package, schema, schema_file
from .tables import tables_in

__all__ = ["describe"]


def describe(folder: Path) -> list[str]:
    """Write the codebook and the data package of what a run, a comparison or a sweep has stored in a folder.

    Gives the names of the files. Whoever calls holds the folder against other writers. Raises OSError.
    """
    manifest = manifests.read(folder / MANIFEST)
    if manifest is None:
        raise FileNotFoundError(2, "no manifest", str(folder / MANIFEST))
    tables = tables_in(folder, manifest)
    put(folder / CODEBOOK, csv_bytes(codebook(tables)))
    if manifest["kind"] == "sweep":
        for table in tables:
            if table.name in ("runs", "series"):
                put(folder / schema_file(table), as_bytes(schema(table, ".parquet")))
    put(folder / DATA_PACKAGE, as_bytes(data_package(folder, manifest, tables)))
    return [CODEBOOK, DATA_PACKAGE]
