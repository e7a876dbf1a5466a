"""The record of a run: sums of every tick, from which series are calculated when somebody asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from types import MappingProxyType
from typing import Any, Literal, Self

import mesa
import numpy as np
import pandas as pd

from ..compilation import TypedCalls
from ..rules.common import is_autumn, year_of
from ..state.columns import SPENDING_KINDS, copy_records
from ..state.population import Population
from . import metrics
from .tally import (
    REGIONAL,
    TALLY_DTYPE,
    YEARLY,
    enterprises_are_counted,
    regions_are_counted,
    schools_are_counted,
    students_are_counted,
)

By = Literal["region", "field", "size_class", "school", "park"]
SIZE_BOUNDS = (10.0, 50.0, 250.0)
"""Workers at which classes of enterprise size begin (BIBB's classes)."""
NOTHING: Mapping[str, float] = MappingProxyType({})
PARK_GROUPS = ("outside", "in the park")
SIZE_CLASSES = ("< 10", "10–49", "50–249", "≥ 250")


class Recorder:
    """Keeps the sums of each recorded tick, by region."""

    def __init__(self, population: Population) -> None:
        self.ticks: list[int] = []
        self._tallies: list[np.ndarray] = []
        self._spending: list[np.ndarray] = []
        self._own: list[Mapping[str, float]] = []
        self._groups = groups(population, "region")
        self._calls = TypedCalls()

    def record(self, tick: int, population: Population, now: np.ndarray, own: Mapping[str, float] = NOTHING) -> None:
        """Add the sums of a tick, and the users' `own` metrics; what is settled in spring keeps its value in autumn."""
        tally = tallied(tick, population, now, self._groups, len(population.regions), self._calls)
        self._calls(
            regions_are_counted,
            tick,
            tally,
            population.regions,
            population.markets,
            population.governments,
            population.consortia,
            population.students,
        )
        if is_autumn.py_func(tick) and self._tallies:
            _sums(tally)[:, -len(YEARLY) :] = _sums(self._tallies[-1])[:, -len(YEARLY) :]
        self.ticks.append(tick)
        self._tallies.append(tally)
        self._spending.append(population.spending.copy())
        self._own.append(own)

    def copy(self) -> Self:
        """An independent recorder that has kept the same. What is recorded is never changed, so it is shared."""
        twin = copy(self)
        twin.ticks, twin._tallies, twin._spending = self.ticks[:], self._tallies[:], self._spending[:]
        twin._own = self._own[:]
        return twin

    def kept(self) -> tuple[np.ndarray, np.ndarray]:
        """What was recorded, tallies and spending: one row per tick, one column per region."""
        return _stacked(self._tallies), _stacked(self._spending)

    def take_over(self, tallies: np.ndarray, spending: np.ndarray) -> None:
        """Go on from what another recorder kept of the ticks from 0 on."""
        self.ticks, self._tallies, self._spending = list(range(len(tallies))), list(tallies), list(spending)
        self._own = [NOTHING] * len(tallies)

    def sums(self, first: int = 0) -> metrics.Sums:
        """Sums from the `first` recorded tick on: arrays of shape (ticks, 1 + regions), the total first."""
        regional = metrics.sums_of(_stacked(self._tallies[first:]), _stacked(self._spending[first:]))
        totals = {
            name: np.concatenate([values.sum(axis=1, keepdims=True), values], axis=1)
            for name, values in regional.items()
        }
        shares = regional["deep"] / regional["enterprises"]
        spread = np.full(totals["deep"].shape, np.nan)
        if shares.shape[1] > 1:
            spread[:, 0] = shares.std(axis=1)
        return totals | {"spread": spread} | self._own_sums(first, spread.shape)

    def _own_sums(self, first: int, shape: tuple[int, ...]) -> metrics.Sums:
        """Own metrics from the `first` recorded tick on: of the whole, and empty by region."""
        kept = self._own[first:]
        sums = {}
        for name in {name: None for values in kept for name in values}:
            sums[f"own_{name}"] = np.full(shape, np.nan)
            sums[f"own_{name}"][:, 0] = [values.get(name, np.nan) for values in kept]
        return sums

    def latest(self) -> dict[str, float]:
        """All metrics of the last recorded tick, for the whole."""
        return {name: float(values[0, 0]) for name, values in metrics.evaluate(self.sums(-1)).items()}

    def present(self, name: str) -> np.ndarray:
        """One metric of the last recorded tick: the total, then each region."""
        return metrics.value(name, self.sums(-1))[0]

    def frame(self, factor: float = 1.0) -> pd.DataFrame:
        """Tidy series: tick, year, region ("all", then one row per region if there are several), one column per metric.

        `factor` multiplies the metrics that are model totals of money.
        """
        values = metrics.evaluate(self.sums())
        ticks = np.asarray(self.ticks)
        regions = next(iter(values.values())).shape[1] - 1
        shown = 1 if regions == 1 else 1 + regions
        frame = pd.DataFrame(
            {
                "tick": np.repeat(ticks, shown),
                "year": np.repeat(np.where(ticks > 0, (ticks + 1) // 2, 0), shown),
                "region": np.tile(["all", *map(str, range(1, regions + 1))][:shown], len(ticks)),
            }
        )
        columns = {name: array[:, :shown].reshape(-1) for name, array in values.items()}
        for name in metrics.MONEY:
            columns[name] = columns[name] * factor
        return pd.concat([frame, pd.DataFrame(columns)], axis=1)


def _stacked(tables: list[np.ndarray]) -> np.ndarray:
    """Tables of the same records, one per row. NumPy's `stack` would look at all columns of each anew."""
    together = np.empty((len(tables), len(tables[0])), tables[0].dtype)
    for row, table in enumerate(tables):
        copy_records(table, together[row])
    return together


def _sums(tally: np.ndarray) -> np.ndarray:
    """The sums of a tally as an array with one row per group; the yearly ones are the last columns."""
    return tally.view(np.float64).reshape(len(tally), -1)


class SeriesCollector(mesa.DataCollector):
    """Mesa's data collector, with all metrics beside what users add.

    Metrics are not evaluated tick by tick, which took a third of a run, but from the recorded sums when somebody reads
    them: `model_vars["participation"]` is a list by tick, as of any reporter.
    """

    def __init__(
        self,
        recorder: Recorder,
        model_reporters: Mapping[str, Any] | None = None,
        agent_reporters: Mapping[str, Any] | None = None,
        agenttype_reporters: Mapping[type, Mapping[str, Any]] | None = None,
    ) -> None:
        taken = [name for name in model_reporters or () if name == "tick" or name in metrics.METRICS]
        if taken:
            said = f"model_reporters hold {taken[0]!r}, which the model reports by itself"
            raise ValueError(f"{said}; allowed: other names than tick and those of the metrics")
        self._recorder = recorder
        # Mesa 3.5 notes the steps of a collector only if it has a reporter.
        super().__init__({"tick": "tick", **(model_reporters or {})}, agent_reporters, agenttype_reporters)
        before = recorder.ticks[:-1]  # ticks before a snapshot: nobody reported them
        for name, values in self.model_vars.items():
            values.extend(before if name == "tick" else [None] * len(before))
        # Mesa 3.5 has these, by which `batch_run` finds the rows of `model_vars`.
        steps: list[float] | None = getattr(self, "_collection_steps", None)
        if steps is not None:
            steps.extend(map(float, before))
        self.model_vars = ModelVars(recorder, self.model_vars)

    def get_model_vars_dataframe(self) -> pd.DataFrame:
        """One row per recorded tick: tick, all metrics of the whole, then the users' model reporters."""
        frame = self._recorder.frame()
        frame = frame[frame["region"] == "all"].drop(columns=["year", "region"]).reset_index(drop=True)
        own = pd.DataFrame({name: values for name, values in self.model_vars.reported() if name != "tick"})
        return pd.concat([frame, own], axis=1) if len(own.columns) else frame


class ModelVars(dict[str, list[Any]]):
    """Values by tick of all metrics and of the users' reporters; metrics are brought up to date when they are read."""

    def __init__(self, recorder: Recorder, reported: Mapping[str, list[Any]]) -> None:
        tick = {"tick": reported["tick"]}
        super().__init__(tick | {name: [] for name in metrics.METRICS} | dict(reported))
        self._recorder = recorder

    def reported(self) -> Iterator[tuple[str, list[Any]]]:
        """What is collected tick by tick, without the metrics."""
        return ((name, values) for name, values in super().items() if name not in metrics.METRICS)

    def __getitem__(self, name: str) -> list[Any]:
        if name in metrics.METRICS:
            self._evaluate()
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The values of one name, `default` if there is none such."""
        return self[name] if name in self else default  # noqa: SIM401  # which would ask this very method

    def __iter__(self) -> Iterator[str]:  # where this is overridden, dict(…) and {**…} ask for the values as well
        return super().__iter__()

    def items(self) -> Any:
        """Names and values."""
        self._evaluate()
        return super().items()

    def values(self) -> Any:
        """Values by name."""
        self._evaluate()
        return super().values()

    def copy(self) -> dict[str, list[Any]]:
        """A dictionary with the same lists."""
        return dict(self.items())

    def _evaluate(self) -> None:
        """Metrics of the ticks that were recorded since somebody last asked."""
        known = len(super().__getitem__(next(iter(metrics.METRICS))))
        if known < len(self._recorder.ticks):
            for name, values in metrics.evaluate(self._recorder.sums(known)).items():
                if name in self:  # and was known when the model was made
                    super().__getitem__(name).extend(values[:, 0].tolist())


def groups(population: Population, by: By) -> dict[str, np.ndarray]:
    """The group of every enterprise, school and student (−1: in none), and the labels of the groups."""
    enterprises, schools, students = population.enterprises, population.schools, population.students
    nobody = {"schools": np.full(len(schools), -1), "students": np.full(len(students), -1)}
    match by:
        case "region":
            return {
                "enterprises": enterprises["region"].copy(),
                "schools": schools["region"].copy(),
                "students": np.resize(np.repeat(schools["region"], schools["intake"]), len(students)),
            }
        case "field":
            return nobody | {"enterprises": enterprises["field"].copy(), "students": students["field"].astype(np.int64)}
        case "size_class":
            return nobody | {"enterprises": np.digitize(enterprises["size"], SIZE_BOUNDS)}
        case "park":
            return nobody | {"enterprises": enterprises["park"].copy()}
        case "school":
            rows = np.arange(len(schools))
            return {
                "enterprises": enterprises["partner"].copy(),
                "schools": rows,
                "students": np.resize(np.repeat(rows, schools["intake"]), len(students)),
            }
    raise ValueError(f"by = {by!r}; allowed: region, field, size_class, school, park")


def tallied(
    tick: int, population: Population, now: np.ndarray, of: dict[str, np.ndarray], number: int, calls: TypedCalls
) -> np.ndarray:
    """Sums by group at the end of a tick, without what only whole regions have."""
    tally = np.zeros(number, TALLY_DTYPE)
    p = population
    calls(enterprises_are_counted, tick, of["enterprises"], tally, p.enterprises, now)
    calls(schools_are_counted, of["schools"], tally, p.regions, p.schools, p.programmes, p.enterprises, now)
    calls(students_are_counted, tick, of["students"], tally, p.schools, p.enterprises, p.students, now)
    return tally


def sums_by_group(tick: int, population: Population, now: np.ndarray, by: By) -> metrics.Sums:
    """Sums of the present tick by group, in the order of `_labels`, from which any metric of them follows.

    What is settled in spring is empty in autumn, and what belongs to regions only is empty for other groups.
    """
    tally = tallied(tick, population, now, groups(population, by), len(_labels(population, by)), TypedCalls())
    spending = np.full(len(tally), np.nan, [(kind, float) for kind in SPENDING_KINDS])
    for name in REGIONAL:
        tally[name] = np.nan
    if is_autumn.py_func(tick):
        for name in YEARLY:
            tally[name] = np.nan
    if by in ("field", "size_class", "park"):
        tally["school_benefit"] = np.nan
    return metrics.sums_of(tally, spending) | {"spread": np.full(len(tally), np.nan)}


def breakdown(tick: int, population: Population, now: np.ndarray, by: By) -> pd.DataFrame:
    """Metrics of the present tick by group; money spent by the government and demand belong to regions only.

    What is settled in spring is empty in autumn, and a metric is empty for groups that have nothing to do with it.
    """
    labels = _labels(population, by)
    values = metrics.evaluate(sums_by_group(tick, population, now, by))
    frame = pd.DataFrame({"tick": tick, "year": max(0, year_of.py_func(tick)), by: labels})
    return pd.concat([frame, pd.DataFrame(values)], axis=1)


def _labels(population: Population, by: By) -> list[str]:
    """What the groups are called. Raises ValueError for an unknown way to group."""
    if by == "size_class":
        return list(SIZE_CLASSES)
    if by == "park":
        return list(PARK_GROUPS)
    numbers = {
        "region": len(population.regions),
        "field": population.markets.shape[1],
        "school": len(population.schools),
    }
    if by not in numbers:
        raise ValueError(f"by = {by!r}; allowed: region, field, size_class, school, park")
    return [str(i + 1) for i in range(numbers[by])]
