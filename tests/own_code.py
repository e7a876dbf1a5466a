"""Rules and metrics as somebody would write them in a module of his own."""

from __future__ import annotations

import numpy as np

from consortium.simulation.agents import Enterprise, School
from consortium.simulation.extensions import OwnMetric
from consortium.simulation.model import ConsortiumModel


class Eager(Enterprise):
    """Always in depth."""

    def choose_depth(self) -> int | None:
        return 3


class Absent(School):
    """Never takes part."""

    def takes_part(self) -> bool | None:
        return False


def mean_mentor(model: ConsortiumModel) -> float:
    """Quality of mentors of those that train in depth."""
    enterprises = model.population.enterprises
    deep = enterprises["mentor"][enterprises["depth"] == 3]
    return float(np.mean(deep)) if len(deep) else float("nan")


def nonsense(model: ConsortiumModel) -> str:
    return "much"


def _trainers(model: ConsortiumModel) -> int:
    return int((model.population.enterprises["depth"] == 3).sum())


TRAINERS = OwnMetric("trainers", _trainers, unit="enterprises", en="Enterprises in depth", zh="深度参与企业数")
