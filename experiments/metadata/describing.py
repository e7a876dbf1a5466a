"""Codebook and data package, written beside the tables of a folder whenever those have changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..storage import manifest as manifests
from ..storage.files import put
from ..storage.folder import CODEBOOK, DATA_PACKAGE, MANIFEST
from ..storage.tables import csv_bytes
from .codebook import codebook
from .data_package import as_bytes, data_package, schema, schema_file
from .tables import tables_in

__all__ = ["describe", "described"]


def describe(folder: Path) -> list[str]:
    """Write the codebook and the data package of what is stored in a folder of results.

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


@contextmanager
def described(folder: Path) -> Iterator[None]:
    """Describe a folder when its tables have been written.

    What described earlier tables goes first, so that whatever happens no digest is wrong. Raises OSError.
    """
    for name in (DATA_PACKAGE, CODEBOOK):
        (folder / name).unlink(missing_ok=True)
    yield
    describe(folder)
