"""Runs and comparisons read again from their folder, so that figures and reports can be made without simulating.

    comparison, description, plan = stored_comparison("results/three")
    report(comparison, "zh")

What is computed from the series (effects, ranking) is computed anew; what rests on single agents (outcomes, classes of
size) is read as it was stored.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from ..simulation.outputs.metrics import METRICS
from ..simulation.scenario import ScenarioError
from .comparison.budgets import BudgetPlan, found_before
from .comparison.comparison import Comparison
from .comparison.outcomes import OUTCOME_COLUMNS
from .ensemble.effects import Ensemble
from .results import results
from .runs.batch import Batch, Replicate
from .storage import manifest as manifests
from .storage.folder import ENSEMBLE_RUNS, MANIFEST, OUTCOMES, ROBUSTNESS, SIZES, FolderError
from .storage.manifest import Manifest, Plan

__all__ = ["StoredBatch", "StoredComparison", "stored_comparison", "stored_run"]

SIZE_COLUMNS = ("scenario", "seed", "size_class", "participation", "placement_share", "deep_participation")


@dataclass(frozen=True)
class StoredBatch(Batch):
    """A batch of which the series are there and of agents only the participation by class of size."""

    sizes: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)

    @cached_property
    def by_size(self) -> pd.DataFrame:
        """As in `Batch`; without a row where an earlier version stored none."""
        return self.sizes


@dataclass(frozen=True)
class StoredComparison(Comparison):
    """A comparison of which the outcomes are those that were stored."""

    stored_outcomes: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """As in `Comparison`."""
        return self.stored_outcomes


def stored_run(folder: str | os.PathLike[str]) -> tuple[StoredBatch, Manifest, Plan]:
    """The replicates of a run or a comparison, its manifest, and what that asks for. Raises FolderError."""
    path = Path(folder)
    series = results(path)
    plan, description = _described(path)
    lacking = [name for name in METRICS if name not in series]
    if lacking:
        raise FolderError(
            f"{path} was made by another version, without {', '.join(lacking[:3])}{', …' if len(lacking) > 3 else ''}; "
            f"make it again from {path / MANIFEST}"
        )
    replicates = tuple(
        Replicate(str(rows["scenario"].iloc[0]), int(rows["seed"].iloc[0]), rows.reset_index(drop=True))
        for _, rows in series.groupby(["scenario", "seed"], sort=False)
    )
    seeds = tuple(range(plan.seed, plan.seed + plan.seeds))
    return StoredBatch(plan.scenarios, seeds, replicates, _sizes(path)), description, plan


def stored_comparison(
    folder: str | os.PathLike[str], rank_by: str | None = None
) -> tuple[StoredComparison, Manifest, Plan]:
    """A comparison, its manifest, and what that asks for. `rank_by` None is the output that it was ranked by.

    Raises FolderError, also where the folder holds no comparison.
    """
    path = Path(folder)
    batch, description, plan = stored_run(path)
    if plan.kind != "comparison":
        raise FolderError(f"{path} holds a {plan.kind}; needed: a comparison")
    ranked_by = rank_by or plan.request.rank_by
    return (
        StoredComparison(
            batch, _budget(plan, path), ranked_by, _robustness_on(ranked_by, path), _ensemble(plan, path),
            _outcomes(path),
        ),
        description,
        plan,
    )  # fmt: skip


def _described(path: Path) -> tuple[Plan, Manifest]:
    description = manifests.read(path / MANIFEST)
    try:
        plan = manifests.plan(path / MANIFEST)
    except ScenarioError as error:
        raise FolderError(str(error)) from None
    if plan is None or description is None:
        raise FolderError(f"{path / MANIFEST} cannot be read")
    return plan, description


def _budget(plan: Plan, path: Path) -> BudgetPlan | None:
    """The strengths that a budget led to."""
    if plan.request.budget is None:
        return None
    base, *reforms = plan.asked
    try:
        return found_before(base, reforms, plan.request.budget.in_model(base), plan.fitted)
    except ScenarioError as error:
        raise FolderError(f"{path / MANIFEST}: {error}") from None


def _table(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """A table of the folder. Raises FolderError if it is missing or another one."""
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise FolderError(f"{path} cannot be read ({type(error).__name__}); make the results again") from None
    if list(table.columns) != list(columns):
        raise FolderError(f"{path} has other columns than {', '.join(columns)}; make the results again")
    try:
        for name in set(columns) - _TEXTS:
            table[name] = table[name].map(_number_of(table[name]))
        return table
    except ValueError as error:
        raise FolderError(f"{path} is damaged ({error}); make the results again") from None


_TEXTS = frozenset({
    "scenario", "reform", "outcome", "group", "unit", "note", "size_class", "metric", "parameter", "end", "verdict",
})  # fmt: skip
"""Columns of words."""


def _number_of(column: pd.Series) -> Callable[[str], float]:
    """How the numbers of a column are read: to the bit, as pandas itself does not in all its versions."""
    if column.str.fullmatch(r"-?\d+").all():
        return int
    return lambda text: float(text) if text else math.nan


def _ensemble(plan: Plan, path: Path) -> Ensemble | None:
    """The effects in many parameter sets, if they are there."""
    file = path / ENSEMBLE_RUNS
    if plan.request.ensemble is None or not file.is_file():
        return None
    try:
        runs = pd.read_parquet(file)
        if list(runs.columns) != ["set", "seed", "scenario", *METRICS]:
            raise ValueError("other columns")
    except (OSError, ValueError) as error:
        raise FolderError(f"{file} cannot be read ({type(error).__name__}); make the results again") from None
    found = Ensemble(plan.scenarios, plan.request.ensemble, runs)
    return found if found.enough else None


def _outcomes(path: Path) -> pd.DataFrame:
    return _table(path / OUTCOMES, OUTCOME_COLUMNS)


def _sizes(path: Path) -> pd.DataFrame:
    if not (path / SIZES).is_file():  # an earlier version stored none
        return pd.DataFrame(columns=list(SIZE_COLUMNS))
    return _table(path / SIZES, SIZE_COLUMNS)


def stored_robustness(folder: str | os.PathLike[str]) -> pd.DataFrame | None:
    """The effects under other assumptions, on all outputs for which they were looked at; None where on none.

    Raises FolderError.
    """
    from .validation.robustness import COLUMNS

    path = Path(folder)
    return _table(path / ROBUSTNESS, COLUMNS) if (path / ROBUSTNESS).is_file() else None


def _robustness_on(metric: str, path: Path) -> pd.DataFrame | None:
    table = stored_robustness(path)
    if table is None:
        return None
    rows = table.loc[table["metric"] == metric].reset_index(drop=True)
    return None if rows.empty else rows
