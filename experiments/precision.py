"""As many seeds as a wanted precision takes: an interval of a paired effect that reaches so far to either side."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from ..simulation.checking import nearest, show
from ..simulation.metrics import METRICS
from ..simulation.scenario import ScenarioError
from .inference import half_width

if TYPE_CHECKING:
    from .comparison import Comparison

__all__ = ["MOST_SEEDS", "Precision"]

MOST_SEEDS = 10_000
"""Seeds at most; what is not reached then is said."""


@dataclass(frozen=True)
class Precision:
    """The effect of every reform on `metric` (last five years) shall be known to ± `half_width`, in its unit."""

    metric: str
    half_width: float

    @classmethod
    def parsed(cls, text: str) -> Self:
        """From "metric=0.01". Raises ScenarioError."""
        name, equals, number = (part.strip() for part in text.partition("="))
        if not equals:
            raise ScenarioError(
                f"precision {show(text)} is not allowed; allowed: metric=0.01, such as deep_participation=0.01"
            )
        if name not in METRICS:
            raise ScenarioError(f"precision: {show(name)} is no metric{nearest(name, METRICS)}")
        try:
            width = float(number)
        except ValueError:
            width = math.nan
        if not (math.isfinite(width) and width > 0):
            unit = METRICS[name].unit
            raise ScenarioError(f"precision {name} = {show(number)} is not allowed; allowed: a number above 0 ({unit})")
        return cls(name, width)

    def to_dict(self) -> dict[str, object]:
        """For a manifest."""
        return {"metric": self.metric, "half_width": self.half_width}

    @classmethod
    def from_dict(cls, table: object) -> Self:
        """What `to_dict` wrote. Raises ScenarioError."""
        if not isinstance(table, Mapping) or table.keys() != {"metric", "half_width"}:
            raise ScenarioError(f"precision = {show(table)}; allowed: a table of metric and half_width")
        return cls.parsed(f"{table['metric']}={table['half_width']}")

    def reached(self, comparison: Comparison) -> float:
        """The widest half interval among the reforms: NaN where there is none yet."""
        rows = comparison.summary
        rows = rows.loc[(rows["metric"] == self.metric) & (rows["region"] == "all")]
        return float(((rows["high"] - rows["low"]) / 2).max(skipna=False))

    def seeds_wanted(self, comparison: Comparison) -> int:
        """How many seeds in all to go on with: what there is if that is enough, else at most twice as many.

        The standard deviation is itself known only roughly, so the number is approached in steps, each of which makes
        a tenth more than seems needed.
        """
        present = len(comparison.seeds)
        if present >= MOST_SEEDS or self.reached(comparison) <= self.half_width:
            return present
        rows = comparison.summary
        rows = rows.loc[(rows["metric"] == self.metric) & (rows["region"] == "all")]
        sd = float(rows["sd"].max(skipna=False))
        if math.isnan(sd):  # one world only, or a metric that is empty in some arm
            return present if present > 1 else 4
        wanted = present + 1
        while wanted < 2 * present and half_width(sd, wanted) > self.half_width:
            wanted += 1
        return max(present + 1, min(2 * present, math.ceil(1.1 * wanted), MOST_SEEDS))
