"""What the model gives for every target at one point: one row per seed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ...simulation.checking import Refused, show
from ...simulation.model import ConsortiumModel
from ...simulation.outputs import metrics
from ...simulation.outputs.metrics import METRICS
from ...simulation.outputs.recording import sums_by_group
from ...simulation.scenario import Scenario
from ..runs.annual import means_at_the_end
from .calibration import Calibration
from .targets.targets import Group, Target

__all__ = ["check_groups", "measured"]

GROUPED = ("size_class", "field", "region")
NAMES = {name: column for column, name in enumerate(METRICS)}


def measured(calibration: Calibration, values: Mapping[str, Any]) -> np.ndarray:
    """What targets are at the values of the parameters: a row per seed and a column per target. Errors are raised."""
    arms = calibration.arms(values)
    return np.array([_of_seed(calibration, arms, seed) for seed in calibration.seeds])


def _of_seed(calibration: Calibration, arms: Mapping[str, Scenario], seed: int) -> list[float]:
    """One value per target; effects are paired, in the same world."""
    found = np.full(len(calibration.targets), np.nan)
    before = np.full(len(calibration.targets), np.nan)
    for name, scenario in arms.items():
        mine = [t.scenario == name for t in calibration.targets]
        compared = [name == "" and t.effect for t in calibration.targets]
        wanted = np.array(mine) | np.array(compared)
        if not wanted.any():
            continue
        series = _series(
            scenario, seed, [t for t, is_wanted in zip(calibration.targets, wanted, strict=True) if is_wanted]
        )
        for place, target in enumerate(calibration.targets):
            if mine[place]:
                found[place] = _value(series, target)
            elif compared[place]:
                before[place] = _value(series, target)
    return [float(v - b) if t.effect else float(v) for v, b, t in zip(found, before, calibration.targets, strict=True)]


_Series = dict[str, np.ndarray]
"""By way to group ("all", "size_class", …): ticks from the first, then groups, then metrics; NaN where not needed."""


def _series(scenario: Scenario, seed: int, targets: Iterable[Target]) -> _Series:
    """The metrics of every tick that targets need, of all and of groups."""
    targets = list(targets)
    last = 2 * max(target.last for target in targets)
    needed = {by: _ticks(targets, by) for by in GROUPED}
    model = ConsortiumModel(scenario, rng=seed)
    found: _Series = {}
    for tick in range(1, last + 1):
        model.step()
        for by, ticks in needed.items():
            if tick in ticks:
                now = metrics.evaluate(sums_by_group(tick, model.population, model.now, by))  # type: ignore[arg-type]
                table = np.stack([np.asarray(now[name], float) for name in METRICS], axis=-1)
                found.setdefault(by, np.full((last, *table.shape), np.nan))[tick - 1] = table
    values = np.stack(list(metrics.evaluate(model.recorder.sums(-last)).values()), axis=-1)
    found["all"] = values[-last:, :1]
    return found


def _ticks(targets: Iterable[Target], by: str) -> frozenset[int]:
    """The ticks in which groups are looked at."""
    mine = [target for target in targets if _grouped_by(target.group) == by]
    return frozenset(tick for target in mine for tick in range(2 * target.first - 1, 2 * target.last + 1))


def _grouped_by(group: Group) -> str:
    return "field" if group.by == "spread" else group.by


def _value(series: _Series, target: Target) -> float:
    """Mean over a target's years, each by the kind of its metric (`annual`)."""
    table = series[_grouped_by(target.group)][2 * target.first - 2 : 2 * target.last]
    column = NAMES[target.metric]
    if target.group.by != "spread":
        return float(means_at_the_end(table[:, target.group.number])[column])
    each = np.array([means_at_the_end(table[:, number])[column] for number in range(table.shape[1])])
    return float(np.nanmax(each) - np.nanmin(each)) if not np.isnan(each).all() else np.nan


def check_groups(calibration: Calibration) -> None:
    """Refuse metrics that have no value for the groups of their targets, such as a share of schools by class of size.

    It simulates one year of the base. Raises Refused.
    """
    wanted = {by for t in calibration.targets if (by := _grouped_by(t.group)) != "all"}
    if not wanted:
        return
    model = ConsortiumModel(calibration.base, rng=calibration.seeds[0])
    for _ in range(2):
        model.step()
    for by in sorted(wanted):
        now = metrics.evaluate(sums_by_group(2, model.population, model.now, by))  # type: ignore[arg-type]
        for target in calibration.targets:
            if _grouped_by(target.group) == by and np.isnan(now[target.metric]).all():
                having = [name for name in METRICS if not np.isnan(now[name]).all()]
                said = f"{target.metric} has no value for who = {show(target.group.text)}"
                raise Refused(f"{said}; allowed for such groups: {', '.join(having[:12])}, …")
