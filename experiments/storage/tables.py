"""Tables as the bytes of CSV and Parquet files."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from .files import Write

__all__ = ["csv_bytes", "csv_written", "parquet_bytes", "parquet_written"]

PIECE = 2_000
"""Rows of a table that are written at a time."""


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
            arrow = pa.Table.from_pandas(table, preserve_index=False)
            writer = writer or pq.ParquetWriter(file, arrow.schema)
            writer.write_table(arrow.cast(writer.schema))
        if writer is not None:
            writer.close()

    return write
