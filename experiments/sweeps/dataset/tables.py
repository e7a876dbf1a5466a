"""The tables of a sweep: their columns, which never change within a dataset, and their bytes.

`runs` has one row per run: run_id, point, seed, status ("done" or "failed"), error, one column per factor, then every
metric as the mean over the last five years, for all regions together. `series` has one row per tick and region: run_id,
point, seed, tick, year, region, then every metric. What is empty is null, so that SQL leaves it out of means.

Where reforms are compared, these are the metrics of the base, followed in `runs` by one column `effect_METRIC.REFORM`
per reform and metric: the reform's value less the base's. `series` then has a column `arm` after the seed, and the rows
of all arms.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ....simulation.outputs.metrics import METRICS
from ...statistics.inference import differences
from ..analysis.paired import effect_column
from ..execution.run_one import Outcome
from .parts import DONE, FAILED

if TYPE_CHECKING:
    from ..design.design import Design

__all__ = ["runs_bytes", "runs_schema", "series_bytes", "series_schema"]


def _metric_fields() -> list[tuple[str, pa.DataType]]:
    return [(name, pa.float64()) for name in METRICS]


def runs_schema(design: Design) -> pa.Schema:
    """Columns and types of `runs`."""
    head = [("run_id", pa.int64()), ("point", pa.int64()), ("seed", pa.int64())]
    state = [("status", pa.string()), ("error", pa.string())]
    factors = [(str(name), _type_of(column)) for name, column in design.points.items()]
    effects = [(effect_column(name, reform.name), pa.float64()) for reform in design.reforms for name in METRICS]
    return pa.schema(head + state + factors + _metric_fields() + effects)


def series_schema(design: Design) -> pa.Schema:
    """Columns and types of `series`."""
    head = [("run_id", pa.int64()), ("point", pa.int64()), ("seed", pa.int64())]
    head += [("arm", pa.string())] if design.reforms else []
    when = [("tick", pa.int64()), ("year", pa.int64()), ("region", pa.string())]
    return pa.schema(head + when + _metric_fields())


def _type_of(column: pd.Series) -> pa.DataType:
    """The type that holds a factor: numbers as they are, anything else as text."""
    if pd.api.types.is_bool_dtype(column):
        return pa.bool_()
    if pd.api.types.is_integer_dtype(column):
        return pa.int64()
    return pa.float64() if pd.api.types.is_float_dtype(column) else pa.string()


def runs_bytes(design: Design, outcomes: Sequence[Outcome]) -> bytes:
    """The runs as a Parquet file."""
    schema = runs_schema(design)
    ids = np.array([outcome.run_id for outcome in outcomes], np.int64)
    points, seeds = _point_and_seed(design, ids)
    columns: dict[str, Any] = {
        "run_id": ids,
        "point": points,
        "seed": seeds,
        "status": [FAILED if outcome.error else DONE for outcome in outcomes],
        "error": [outcome.error for outcome in outcomes],
    }
    of_runs = design.points.iloc[points]
    for name, column in of_runs.items():
        values = column.to_numpy() if schema.field(str(name)).type != pa.string() else [_text(v) for v in column]
        columns[str(name)] = values
    means = _means(outcomes)
    columns |= _by_metric(means)
    for row, reform in enumerate(design.reforms):
        there = [outcome.reforms[row] if outcome.reforms else outcome for outcome in outcomes]
        effects = differences(means, _means(there))
        columns |= {effect_column(name, reform.name): values for name, values in _by_metric(effects).items()}
    return _as_parquet(columns, schema)


def _means(outcomes: Sequence[Outcome]) -> np.ndarray:
    """Means over the last five years: one row per outcome, one column per metric; empty where a run failed."""
    nothing = np.full(len(METRICS), np.nan)
    means = np.array([nothing if outcome.means is None else outcome.means for outcome in outcomes])
    return means.reshape(len(outcomes), len(METRICS))


def series_bytes(design: Design, outcomes: Sequence[Outcome]) -> bytes:
    """The series of the runs that were done, as a Parquet file."""
    names = [design.base.name, *(reform.name for reform in design.reforms)]
    kept = [
        (outcome.run_id, name, arm.series)
        for outcome in outcomes
        for name, arm in zip(names, (outcome, *outcome.reforms), strict=False)
        if arm.series is not None
    ]
    lengths = np.array([len(series.values) for _, _, series in kept], np.int64)
    ids = np.repeat(np.array([run_id for run_id, _, _ in kept], np.int64), lengths)
    points, seeds = _point_and_seed(design, ids)
    ticks = _joined([np.repeat(series.ticks, len(series.regions)) for _, _, series in kept], np.int64)
    columns: dict[str, Any] = {
        "run_id": ids,
        "point": points,
        "seed": seeds,
        "arm": [name for (_, name, _), rows in zip(kept, lengths, strict=True) for _ in range(rows)],
        "tick": ticks,
        "year": np.where(ticks > 0, (ticks + 1) // 2, 0),
        "region": [region for _, _, series in kept for _ in series.ticks for region in series.regions],
    }
    values = [series.values for _, _, series in kept]
    table = np.concatenate(values) if values else np.empty((0, len(METRICS)))
    return _as_parquet(columns | _by_metric(table), series_schema(design))


def _joined(arrays: list[np.ndarray], dtype: type) -> np.ndarray:
    return np.concatenate(arrays).astype(dtype) if arrays else np.empty(0, dtype)


def _point_and_seed(design: Design, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    points, places = design.of_runs(ids)
    return points, np.array(design.seeds, np.int64)[places]


def _by_metric(table: np.ndarray) -> dict[str, np.ndarray]:
    return dict(zip(METRICS, table.T, strict=True))


def _text(value: object) -> str:
    """A value that is no number as text: words as they are, all else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _as_parquet(columns: Mapping[str, Any], schema: pa.Schema) -> bytes:
    arrays = [pa.array(columns[field.name], field.type, from_pandas=True) for field in schema]
    how: dict[str, Any] = {
        "use_dictionary": [field.name for field in schema if field.type == pa.string()],  # numbers hardly ever repeat
        "write_statistics": ["run_id", "point"],  # by which a reader skips parts
    }
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), sink, compression="zstd", store_schema=False, **how)
    return sink.getvalue().to_pybytes()
