"""What is kept of agents during a run: enterprises and schools at its end, and trainees year by year.

The same enterprise of the same seed lives in every arm of a comparison, so its row in one arm and its row in another
tell who takes part *because of* a reform and who gains by it.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
import pandas as pd

from ...simulation.model import ConsortiumModel
from ...simulation.outputs import metrics
from ...simulation.outputs.recording import SIZE_BOUNDS, SIZE_CLASSES, sums_by_group

__all__ = ["CLAIMS", "LAST_TICKS", "AgentsPanel", "AgentsTable", "AgentsWatch"]

LAST_TICKS = 10
"""Ticks that stand for the end of a run."""

AgentsTable = Literal["enterprises", "schools", "years"]
"""A table of `AgentsPanel`."""

CLAIMS = ("subsidy_claimed", "tax_claimed", "relief_claimed", "compensation_claimed", "bonus_claimed")
"""Columns of an enterprise that hold what it applied for in a tick."""


@dataclass(frozen=True)
class AgentsPanel:
    """What a run leaves of its agents.

    `enterprises`, one row each: enterprise (from 1, over all regions), region, field, size_class, then the share of the
    last ten ticks in which it took part (`participating`: depth ≥ 1), at depth 2 (`placement`) and in depth (`deep`:
    depth 3), and net_benefit, k¥ per year. `schools`: school, region, name_at_start (reputation at tick 0, before any
    policy, but after a warm-up under the arm's own institutions), net_benefit (k¥ per year) and quality (mean
    adequacy of its graduates). `years`: year, trainees (co-trainees taken in), supported (those of them at enterprises
    that applied for public money that year).
    """

    enterprises: pd.DataFrame
    schools: pd.DataFrame
    years: pd.DataFrame


class AgentsWatch:
    """Looks at a model after every tick, from tick 0 on, and sums up what it saw."""

    def __init__(self, years: int) -> None:
        self._from = 2 * years - LAST_TICKS
        self._depths: list[np.ndarray] = []
        self._net: list[np.ndarray] = []
        self._school_net: list[np.ndarray] = []
        self._quality: list[np.ndarray] = []
        self._years: list[tuple[int, float, float]] = []
        self._started, self._claimed = np.zeros(0), np.zeros(0, bool)
        self._traits = pd.DataFrame()
        self._schools = pd.DataFrame()

    def copy(self) -> Self:
        """An independent watch that has seen the same."""
        other = copy.copy(self)
        for name in ("_depths", "_net", "_school_net", "_quality", "_years"):
            setattr(other, name, list(getattr(self, name)))
        return other

    def see(self, model: ConsortiumModel) -> None:
        """Note the present tick."""
        e = model.population.enterprises
        if model.tick == 0:
            self._note_who_is_there(model)
            return
        claimed = np.sum([e[name] for name in CLAIMS], axis=0) > 0
        if model.autumn:  # co-training begins in autumn, placement in spring
            self._started, self._claimed = e["new_trainees"].astype(float), claimed
        else:  # relief, compensation and bonus are applied for in spring as well
            supported = self._started[self._claimed | claimed]
            self._years.append((model.year, float(self._started.sum()), float(supported.sum())))
        if model.tick > self._from:
            self._depths.append(e["depth"].astype(np.int8))
            by_school = sums_by_group(model.tick, model.population, model.now, "school")
            self._school_net.append(metrics.value("school_net_benefit", by_school))
            if not model.autumn:
                self._net.append(e["year_net"].copy())
                self._quality.append(metrics.value("training_quality", by_school))

    def panel(self) -> AgentsPanel:
        """What was seen, once the run is over."""
        depths = np.stack(self._depths)
        enterprises = self._traits.assign(
            participating=(depths >= 1).mean(axis=0),
            placement=(depths == 2).mean(axis=0),
            deep=(depths == 3).mean(axis=0),
            net_benefit=np.mean(self._net, axis=0),
        )
        quality = np.stack(self._quality)
        graduates = ~np.isnan(quality)
        mean = np.divide(
            np.where(graduates, quality, 0.0).sum(axis=0),
            graduates.sum(axis=0),
            out=np.full(quality.shape[1], np.nan),
            where=graduates.any(axis=0),
        )
        schools = self._schools.assign(net_benefit=2.0 * np.mean(self._school_net, axis=0), quality=mean)
        years = pd.DataFrame(self._years, columns=["year", "trainees", "supported"])
        return AgentsPanel(enterprises, schools, years)

    def _note_who_is_there(self, model: ConsortiumModel) -> None:
        e, s = model.population.enterprises, model.population.schools
        self._traits = pd.DataFrame(
            {
                "enterprise": np.arange(1, len(e) + 1),
                "region": e["region"] + 1,
                "field": e["field"] + 1,
                "size_class": np.array(SIZE_CLASSES)[np.digitize(e["size"], SIZE_BOUNDS)],
            }
        )
        self._schools = pd.DataFrame(
            {
                "school": np.arange(1, len(s) + 1),
                "region": s["region"] + 1,
                "name_at_start": s["reputation"].copy(),
            }
        )


def by_size(enterprises: pd.DataFrame) -> pd.DataFrame:
    """Participation by class of enterprise size: size_class, participation, placement_share, deep_participation.

    `enterprises` is the table of that name of an `AgentsPanel`.
    """
    shares = enterprises.groupby("size_class")[["participating", "placement", "deep"]].mean()
    shares.columns = ["participation", "placement_share", "deep_participation"]
    return shares.reindex(list(SIZE_CLASSES)).reset_index()
