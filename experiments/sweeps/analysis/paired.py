"""What a setting changes in the same worlds: runs of a sweep less the runs of the same seeds at a reference.

    effects = paired_effects(runs, {"policy.subsidy.per_trainee": 0.0})

Points of a sweep share their seeds, so this is the effect of each other subsidy, world by world, at every value of the
other factors. The columns are called `effect_NAME`, by which figures know that they show effects and not levels. A
sweep that compares reforms has such columns itself: `effect_NAME.REFORM`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ....simulation.checking import nearest, plain, show
from .run_points import SensitivityError, factors_in

__all__ = ["EFFECT", "effect_column", "paired_effects", "parted"]

EFFECT = "effect_"
"""How the columns of effects begin."""
AGAINST = "against"
"""Under this name the table keeps what its effects compare with (`DataFrame.attrs`)."""
ABOUT_RUNS = ("run_id", "point", "seed", "status", "error")


def effect_column(metric: str, reform: str) -> str:
    """The column of what a reform changes in an output."""
    return f"{EFFECT}{metric}.{reform}"


def parted(column: str) -> tuple[str, str]:
    """Output and reform of a column of effects; no reform of one that compares points, and of a level neither."""
    if not column.startswith(EFFECT):
        return column, ""
    metric, _, reform = column.removeprefix(EFFECT).partition(".")  # names of outputs have no dot
    return metric, reform


def paired_effects(runs: pd.DataFrame, against: Mapping[str, Any]) -> pd.DataFrame:
    """Each finished run less the one of the same seed and the same other factors at the values `against`.

    `runs` is the table of `results(folder)`, `against` holds values of one or more factors, such as {policy: 0.0}.
    Columns: run_id, point, seed, status, the factors, then `effect_NAME` of each output, in its unit. Runs at the
    reference have no effect and are left out, as are those whose counterpart has no result. Raises SensitivityError.
    """
    factors = factors_in(runs)
    if not against:
        raise SensitivityError("against is empty; needed: a factor and the value to compare with")
    for key, value in against.items():
        if key not in factors:
            raise SensitivityError(f"{show(key)} is no factor of these runs{nearest(key, factors)}")
        if not (runs[key] == value).any():
            known = ", ".join(plain(level) for level in list(runs[key].unique())[:9])
            raise SensitivityError(f"{key} = {show(value)} is in no run; allowed: {known}")
    done = runs.loc[runs["status"] == "done"] if "status" in runs else runs
    at_reference = pd.concat([done[key] == value for key, value in against.items()], axis=1).all(axis=1)
    about = [name for name in ABOUT_RUNS if name in runs and name != "error"]
    outputs = [
        name
        for name in runs.columns
        if name not in (*ABOUT_RUNS, *factors) and pd.api.types.is_numeric_dtype(runs[name])
    ]
    world = ["seed", *(key for key in factors if key not in against)]
    base = done.loc[at_reference, [*world, *outputs]]
    if base.duplicated(world).any():
        raise SensitivityError("the runs hold a point with the same seed twice; needed: one run each")
    both = done.loc[~at_reference].merge(base, on=world, suffixes=("", " of the reference"))
    if both.empty:
        raise SensitivityError("no run has a counterpart at the reference; needed: points that differ in these alone")
    effects = {f"{EFFECT}{name}": both[name] - both[f"{name} of the reference"] for name in outputs}
    table = both[[*about, *factors]].assign(**effects)
    table.attrs[AGAINST] = dict(against)
    return table
