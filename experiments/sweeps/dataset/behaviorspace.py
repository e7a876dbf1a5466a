"""A sweep as the table that NetLogo's BehaviorSpace writes, for programs that read such tables.

The format is that of NetLogo 6.4 ("Table version 2.0"): six lines about the experiment, a line of names, then one row
per run, or with the series one per run and half-year; every cell stands in quotation marks. `[run number]` counts from
1. The seed is a column like the factors, since it is what repetitions differ in. Outputs stand where NetLogo has
reporters.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ....simulation.outputs.metrics import METRICS
from ...storage.manifest import Manifest
from ..analysis.paired import parted
from .parts import DONE

__all__ = ["HEADER_LINES", "behaviorspace"]

HEADER_LINES = 6
"""Lines before the names of the columns."""

_VERSION = ["BehaviorSpace results (NetLogo 6.4.0)", "Table version 2.0"]
_WORLD = ("min-pxcor", "max-pxcor", "min-pycor", "max-pycor")


def behaviorspace(folder: Path, manifest: Manifest, runs: pd.DataFrame, series: pd.DataFrame | None = None) -> bytes:
    """The table of a sweep, from its runs or, if they are given, the series of those: the whole, without regions.

    Runs that failed have no row, as in NetLogo. The date is that of the sweep's beginning, so that the same sweep gives
    the same bytes.
    """
    factors = [str(factor["key"]) for factor in manifest["design"]["factors"]]
    done = runs.loc[runs["status"] == DONE].set_index("run_id")
    if series is None:
        steps, values = _last_steps(done, manifest), done
    else:
        values = series.loc[(series["region"] == "all") & series["run_id"].isin(done.index)].set_index("run_id")
        steps = values["tick"].to_numpy()
    outputs = [str(name) for name in values.columns if parted(str(name))[0] in METRICS]
    varied = done.loc[values.index, [*factors, "seed"]]
    if "arm" in values:  # of a sweep that compares reforms
        varied = varied.assign(arm=values["arm"].to_numpy())
    text = io.StringIO()
    table = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    table.writerow(_VERSION)
    table.writerow([f"industry-education-consortium {manifest['versions']['consortium']}"])
    table.writerow([manifest["design"]["name"]])
    table.writerow([_began(folder)])
    table.writerow(_WORLD)
    table.writerow([0] * len(_WORLD))  # there is no world of patches
    table.writerow(["[run number]", *varied.columns, "[step]", *outputs])
    columns: Sequence[Sequence[Any]] = [
        (values.index.to_numpy() + 1).tolist(),
        *(varied[name].tolist() for name in varied.columns),
        steps.tolist(),
        *(values[name].tolist() for name in outputs),
    ]
    table.writerows([_cell(value) for value in row] for row in zip(*columns, strict=True))
    return text.getvalue().encode()


def _last_steps(done: pd.DataFrame, manifest: Manifest) -> np.ndarray:
    """The last half-year of each run."""
    if "parameters.years" in done:
        return 2 * done["parameters.years"].to_numpy()
    return np.full(len(done), 2 * int(manifest["scenario"]["parameters"]["years"]))


def _began(folder: Path) -> str:
    """When the sweep was begun, as NetLogo writes dates; the start of 1970 where no log says it."""
    moment = min(_beginnings(folder), default=datetime.fromtimestamp(0, UTC))
    return f"{moment:%m/%d/%Y %H:%M:%S}:{moment.microsecond // 1000:03d} {moment:%z}"


def _beginnings(folder: Path) -> Iterator[datetime]:
    for log in sorted((folder / "log").glob("*.jsonl")):
        try:
            yield datetime.fromisoformat(json.loads(log.read_text(encoding="utf-8").splitlines()[0])["at"])
        except (OSError, ValueError, KeyError, IndexError, TypeError):
            continue


def _cell(value: Any) -> Any:
    """A value as NetLogo writes it: whole numbers without a fraction, nothing for what is not known."""
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        return int(value) if value.is_integer() else value
    return value
