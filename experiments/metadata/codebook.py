"""The codebook of a folder: one row per column of each of its tables, and one per value that a category may take."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd

from .tables import Table

__all__ = ["CODEBOOK_COLUMNS", "codebook"]

CODEBOOK_COLUMNS = [
    "table", "column", "value", "type", "unit", "unit_zh", "kind", "minimum", "maximum", "label", "label_zh",
    "definition", "definition_zh",
]  # fmt: skip


def codebook(tables: Iterable[Table]) -> pd.DataFrame:
    """What every column is (columns `CODEBOOK_COLUMNS`).

    `value` is empty in the row of a column; the rows below it explain the values of a category. `minimum` and `maximum`
    are empty where there is no bound.
    """
    rows = []
    for table in tables:
        for about in table.variables:
            rows.append(
                (
                    table.name, about.name, "", about.type, about.unit, about.unit_zh, about.kind, _bound(about.low),
                    _bound(about.high), about.en, about.zh, about.definition_en, about.definition_zh,
                )
            )  # fmt: skip
            rows += [
                (table.name, about.name, value, "", "", "", "value", None, None, "", "", english, chinese)
                for value, (english, chinese) in about.values.items()
                if value
            ]
    return pd.DataFrame(rows, columns=CODEBOOK_COLUMNS).astype({"minimum": float, "maximum": float})


def _bound(value: float) -> float | None:
    return None if math.isinf(value) else value
