"""A calibration before it is run: targets, parameters to move, seeds, and the scenarios in which targets are measured.

calibration = load_calibration("patterns")
calibration.arms(0.5 * np.ones(len(calibration.factors)))
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ...simulation.scenario import Scenario, ScenarioError
from ..sweeps.design.factors import Factor, spelled
from .targets.targets import Target

__all__ = ["VALIDATION_SEEDS", "Calibration", "CalibrationError"]

VALIDATION_SEEDS = range(5001, 5101)
"""Seeds on which patterns are validated. No calibration may use them: what was fitted to a world shows it."""


class CalibrationError(ScenarioError):
    """A calibration that cannot be carried out: one message that names file, key, value and what is allowed."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Calibration:
    """What is to be fitted to what.

    `factors` are the parameters that move, each a range; `targets` all figures, those held out included. `others` are
    the scenarios besides `base` in which targets are measured, by name. `cutoff` is the implausibility above which a
    point is ruled out. `points` is how many are simulated in a wave, with every one of `seeds`.
    """

    name: str
    title: Mapping[str, str]
    base: Scenario
    others: Mapping[str, Scenario]
    factors: tuple[Factor, ...]
    targets: tuple[Target, ...]
    seeds: tuple[int, ...]
    points: int
    cutoff: float
    sample_seed: int

    def __repr__(self) -> str:
        return f"<Calibration {self.name}: {len(self.factors)} parameters, {len(self.targets)} targets>"

    @property
    def steering(self) -> np.ndarray:
        """Which of the targets steer the calibration: all that are not held out."""
        return np.array([not target.held_out for target in self.targets])

    @property
    def horizon(self) -> int:
        """The last year that a target needs."""
        return max(target.last for target in self.targets)

    @cached_property
    def _kept(self) -> dict[str, frozenset[str]]:
        """Parameters that a scenario besides the base has on purpose another value of: there they stay as they are."""
        names = [factor.key.removeprefix("parameters.") for factor in self.factors]
        return {
            other: frozenset(name for name in names if scenario.parameters[name] != self.base.parameters[name])
            for other, scenario in self.others.items()
        }

    def values(self, shares: np.ndarray) -> pd.DataFrame:
        """The parameters at points of the unit cube: one row per point, one column per parameter."""
        columns = {f.key: f.column(f.at(shares[:, place])) for place, f in enumerate(self.factors)}
        return pd.DataFrame(columns)

    def shares(self, values: pd.DataFrame) -> np.ndarray:
        """Where the values of parameters lie in the unit cube."""
        return np.stack([factor.shares(values[factor.key]) for factor in self.factors], axis=1)

    def arms(self, values: Mapping[str, Any]) -> dict[str, Scenario]:
        """The scenarios of a point by name, the base first, under the name "". Raises ScenarioError."""
        scenarios = {"": self.base, **self.others}
        moved = {key.removeprefix("parameters."): value for key, value in values.items()}
        return {
            name: scenario.with_({key: v for key, v in moved.items() if key not in self._kept.get(name, ())})
            for name, scenario in scenarios.items()
        }

    def to_dict(self) -> dict[str, Any]:
        """The calibration as JSON can hold it, complete but for the number of waves."""
        return {
            "name": self.name,
            "title": dict(self.title),
            "base": self.base.to_dict(),
            "others": {name: scenario.to_dict() for name, scenario in self.others.items()},
            "parameters": {f.key: [spelled(end) for end in f.ends] + [f.scale] for f in self.factors},
            "targets": [_table_of(target) for target in self.targets],
            "seeds": list(self.seeds),
            "points": self.points,
            "cutoff": self.cutoff,
            "sample_seed": self.sample_seed,
        }

    def digest(self) -> str:
        """SHA-256 of all that determines the data; no names, titles and sources."""
        content = self.to_dict()
        del content["name"], content["title"]
        for target in content["targets"]:
            del target["source"]
        content["base"] = self.base.digest()
        content["others"] = {name: scenario.digest() for name, scenario in self.others.items()}
        return hashlib.sha256(json.dumps(content, sort_keys=True, allow_nan=False).encode()).hexdigest()

    def but(self, **changes: Any) -> Calibration:
        """The calibration with some things changed."""
        return replace(self, **changes)


def _table_of(target: Target) -> dict[str, Any]:
    table = {field.name: getattr(target, field.name) for field in fields(target)}
    return table | {"group": target.group.text}
