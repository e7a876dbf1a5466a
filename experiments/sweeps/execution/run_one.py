"""One run of a sweep: a scenario and a seed in, the means of its last five years out.

Whoever changes this file changes what a stored run means: it belongs to `MODEL`, and no dataset mixes two of those.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ....simulation.compilation import SOURCES
from ....simulation.model import ConsortiumModel
from ....simulation.outputs import metrics
from ....simulation.scenario import Scenario
from ...runs import annual, beginnings
from ...runs.annual import last_years, means_at_the_end, years_of
from . import warm_ups
from .warm_ups import WarmUps

__all__ = ["MODEL", "Outcome", "Series", "measured", "model_digest", "simulate"]


@dataclass(frozen=True)
class Series:
    """The series of one run: `values` has one row per tick and region, and one column per metric."""

    ticks: np.ndarray
    regions: tuple[str, ...]
    values: np.ndarray


@dataclass(frozen=True)
class Outcome:
    """What one run gave: the `means` of its last five years in the order of METRICS, or the `error` that stopped it.

    In a sweep that compares reforms these are the base's, and `reforms` what each of them gave in the same world.
    """

    run_id: int
    means: np.ndarray | None = None
    series: Series | None = None
    error: str = ""
    reforms: tuple[Outcome, ...] = ()


def model_digest() -> str:
    """Digest of all that turns a scenario and a seed into numbers: the model, and what the mean of its years is."""
    digest = hashlib.sha256(SOURCES.encode())
    own = Path(__file__)
    modules = Path(warm_ups.__file__), Path(beginnings.__file__), Path(annual.__file__)
    for path in (own, own.with_name("arms.py"), *modules):
        content = path.read_bytes()
        digest.update(f"{path.name}\n{len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


MODEL = model_digest()
"""The model that this process has loaded, whatever happens to its sources afterwards."""


def simulate(
    scenario: Scenario, seed: int, run_id: int = 0, series: bool = False, warm_ups: WarmUps | None = None
) -> Outcome:
    """One run: means of its last five years and, if wanted, its whole series. Errors of the model are raised."""
    model = ConsortiumModel(scenario, rng=seed) if warm_ups is None else warm_ups.model(scenario, seed)
    for _ in range(2 * years_of(scenario)):
        model.step()
    return measured(model, series, run_id)


def measured(model: ConsortiumModel, series: bool, run_id: int = 0) -> Outcome:
    """What a model at its horizon gave."""
    first, last = last_years(years_of(model.specification))
    end = 2 * (last - first + 1)
    # Ticks, then the whole and each region, then metrics.
    values = np.stack(list(metrics.evaluate(model.recorder.sums(0 if series else -end)).values()), axis=-1)
    means = means_at_the_end(values[-end:, 0])
    if not series:
        return Outcome(run_id, means)
    number = values.shape[1] - 1
    regions = ("all", *map(str, range(1, number + 1))) if number > 1 else ("all",)
    table = values[:, : len(regions)].reshape(-1, values.shape[-1])
    return Outcome(run_id, means, Series(np.array(model.recorder.ticks), regions, table))
