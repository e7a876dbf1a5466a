"""The values of the factors at each point, as the runs hold them, and whether a design is the one they were made with.

The runs say what was simulated. A design that is passed in with them says which kind of sample it is and how its points
belong together; it must agree with the runs at every point, else an analysis would relate outputs to values that no run
had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ....simulation.checking import plain
from ..design.factors import spelled

if TYPE_CHECKING:
    from ..design.design import Design

__all__ = ["SensitivityError", "check_fit", "factors_in", "points_of"]

SAME = 1e-9
"""Relative difference up to which two numbers are the same: a table of runs may have been a CSV file in between."""

NEEDED = "needed: the design of the runs, load_design('FOLDER/manifest.json')"


class SensitivityError(ValueError):
    """Runs from which the effect of factors cannot be computed: one message."""


def factors_in(runs: pd.DataFrame) -> list[str]:
    """The columns of a table of runs that are factors."""
    return [str(name) for name in runs.columns if str(name).startswith(("parameters.", "policy."))]


def check_fit(runs: pd.DataFrame, design: Design) -> None:
    """Refuse a design that the runs were not made with: other factors, points, seeds or values; also runs held twice.

    Raises SensitivityError naming the first difference.
    """
    for name in ("point", "seed"):
        if name not in runs.columns:
            raise SensitivityError(f"the runs have no column {name}; needed: the table of a sweep")
    wanted = [factor.key for factor in design.factors]
    having = factors_in(runs)
    said = f"the design {design.name} does not fit the runs"
    for keys, others, whose in ((wanted, having, "the runs do not vary"), (having, wanted, "the design does not vary")):
        if lacking := [key for key in keys if key not in others]:
            raise SensitivityError(f"{said}: {whose} {', '.join(lacking[:5])}; {NEEDED}")
    foreign = ~(runs["point"].isin(design.points.index) & runs["seed"].isin(design.seeds)).to_numpy()
    if foreign.any():
        number = int(foreign.sum())
        are = "run is" if number == 1 else "runs are"
        raise SensitivityError(f"{number:,} {are} of no point and seed of the design {design.name}; {NEEDED}")
    done = runs.loc[runs["status"] == "done"] if "status" in runs.columns else runs
    if done.duplicated(["point", "seed"]).any():
        raise SensitivityError("the runs hold a point with the same seed twice; needed: one run each")
    for key in wanted:
        there, given = runs[key], design.points[key].loc[runs["point"]]
        if (other := _different(there, given)).any():
            row = int(np.flatnonzero(other)[0])
            values = (_shown(column.iloc[row]) for column in (there, given))
            place = f"at point {runs['point'].iloc[row]} {key} is"
            raise SensitivityError(f"{said}: {place} {' in the runs and '.join(values)} in the design; {NEEDED}")


def _different(there: pd.Series, given: pd.Series) -> np.ndarray:
    """Where two columns of values differ, row by row."""
    if pd.api.types.is_numeric_dtype(given):
        one = pd.to_numeric(there, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        return ~np.isclose(one, given.to_numpy(dtype=float), rtol=SAME, atol=0)
    return there.astype(object).to_numpy() != given.astype(object).to_numpy()


def _shown(value: object) -> str:
    value = spelled(value)
    return plain(float(value)) if isinstance(value, int | float | np.number) else str(value)


def points_of(runs: pd.DataFrame, design: Design) -> pd.DataFrame:
    """The values of the factors at each point that has runs: one row per point, one column per factor of the design."""
    return runs.drop_duplicates("point").set_index("point")[[factor.key for factor in design.factors]].sort_index()
