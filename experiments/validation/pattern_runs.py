"""What patterns need of a run: means of its end, classes of size, starts and completions, kept by scenario and seed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from ...simulation.model import ConsortiumModel
from ...simulation.outputs.recording import SIZE_BOUNDS, SIZE_CLASSES
from ...simulation.scenario import Scenario
from ...simulation.state.columns import GRADUATED
from ..runs.agent_panel import LAST_TICKS


@dataclass(frozen=True)
class Ending:
    """What is kept of a run: means of the last ten ticks, the whole series, and classes of size."""

    means: pd.Series
    series: pd.DataFrame
    sizes: np.ndarray
    """Enterprises by class (rows) and depth ≥ 1, ≥ 2, 3 and all (columns), summed over the last ten ticks."""
    starts: float
    """Co-trainees taken in, yearly mean of the last five autumns."""
    subsidised: float
    """Of them with enterprises that claim the subsidy."""
    completed: float
    """Graduates of co-training per co-trainee taken in two years before, last five springs."""
    trained_adequacy: float
    """Mean adequacy of graduates of co-training, last five springs."""
    fields: np.ndarray
    """Job relevance by field, mean of the last five springs."""
    offered: float
    """Co-training places offered a year, mean of the last five autumns."""
    starts_by_year: np.ndarray
    """Co-trainees taken in each autumn."""
    intake: np.ndarray
    """Co-trainees that each enterprise takes in, mean of those of the last five autumns in which it is deep."""


def _sizes(model: ConsortiumModel) -> np.ndarray:
    e = model.population.enterprises
    classes = np.digitize(e["size"], SIZE_BOUNDS)
    table = np.zeros((len(SIZE_CLASSES), 4))
    for column, chosen in enumerate((e["depth"] >= 1, e["depth"] >= 2, e["depth"] == 3, e["depth"] >= 0)):
        table[:, column] = np.bincount(classes[chosen], minlength=len(SIZE_CLASSES))
    return table


def _known_means(rows: np.ndarray) -> np.ndarray:
    """Means over rows of what is known; empty where nothing is."""
    number = (~np.isnan(rows)).sum(axis=0)
    return np.divide(np.nansum(rows, axis=0), number, out=np.full(rows.shape[1], np.nan), where=number > 0)


@lru_cache(maxsize=512)
def ending(scenario: Scenario, seed: int) -> Ending:
    """Run a scenario to its horizon and keep what patterns need."""
    model = ConsortiumModel(scenario, rng=seed)
    horizon = 2 * int(scenario.parameters["years"])
    sizes = np.zeros((len(SIZE_CLASSES), 4))
    starts: dict[int, float] = {}
    subsidised: list[float] = []
    offered: list[float] = []
    completed: list[float] = []
    adequacy: list[float] = []
    fields: list[np.ndarray] = []
    intake: list[np.ndarray] = []
    for _ in range(horizon):
        model.step()
        last = model.tick > horizon - LAST_TICKS
        e, students = model.population.enterprises, model.population.students
        if model.autumn:
            starts[model.year] = float(e["new_trainees"].sum())
            if last:
                subsidised.append(float(e["new_trainees"][e["claims_subsidy"] == 1].sum()))
                offered.append(float(e["places"][e["depth"] == 3].sum()))
                intake.append(np.where(e["depth"] == 3, e["new_trainees"], np.nan))
        elif last:
            graduates = students[(students["status"] == GRADUATED) & (students["left"] == model.tick)]
            trained = graduates[graduates["track"] == 3]
            completed.append(len(trained) / starts[model.year - 1] if starts.get(model.year - 1) else np.nan)
            adequacy.append(float(trained["adequacy"].mean()) if len(trained) else np.nan)
            fields.append(model.breakdown("field")["job_relevance"].to_numpy())
        if last:
            sizes += _sizes(model)
    series = model.timeseries()
    return Ending(
        means=series.tail(LAST_TICKS).mean(numeric_only=True),
        series=series,
        sizes=sizes,
        starts=float(np.mean([starts[year] for year in sorted(starts)[-5:]])),
        subsidised=float(np.mean(subsidised)),
        completed=float(np.nanmean(completed)),
        trained_adequacy=float(np.nanmean(adequacy)),
        fields=np.nanmean(fields, axis=0),
        offered=float(np.mean(offered)),
        starts_by_year=np.array([starts[year] for year in sorted(starts)]),
        intake=_known_means(np.array(intake)),
    )
