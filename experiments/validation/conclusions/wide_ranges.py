"""In which worlds of wide ranges a conclusion holds, and which two parameters decide it.

A sample of points goes over the plausible ranges of all real parameters at once, or 30 % to either side where none is
known: worlds that nothing ties to known figures. What a government or consortium sets – whatever an instrument changes,
such as the subsidy, the member's fee or the share of a park – is no uncertainty about the world and stays as it is. In
each world every arm is simulated with the same seeds. The parameters that decide are those whose values go most with
the size of the effect, by rank correlation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from ....simulation.policies import INSTRUMENTS
from ....simulation.scenario import Scenario, ScenarioError, load_scenario
from ...ensemble.parameter_sets import in_set
from ...sweeps.design.sampling import unit_sample
from ...sweeps.design.screening import AROUND, screened

__all__ = ["POINTS", "Deciding", "deciding", "wide_points"]

POINTS = 500
"""Points of the sample: a rank correlation of pure noise is then within ±.09 in 95 of 100 cases."""

SAMPLE_SEED = 20


class Deciding(NamedTuple):
    """A parameter whose value goes with the effect, and its rank correlation with it (−1 to 1)."""

    parameter: str
    correlation: float


def wide_points(arms: Sequence[str], number: int = POINTS) -> list[dict[str, float]]:
    """A Latin hypercube over the wide ranges, without the points that one of the scenarios `arms` refuses.

    Gives the values of all real parameters by name, one mapping per point, without those that an instrument changes.
    """
    base = load_scenario("baseline")
    levers = {lever for instrument in INSTRUMENTS for lever in instrument.levers().values()}
    factors, _ = screened({"around": AROUND}, base, [f"parameters.{name}" for name in sorted(levers)])
    sample = unit_sample("latin_hypercube", len(factors), {"points": number, "sample_seed": SAMPLE_SEED})
    names = [factor.key.removeprefix("parameters.") for factor in factors]
    columns = [factor.at(sample[:, place]) for place, factor in enumerate(factors)]
    points = [dict(zip(names, map(float, row), strict=True)) for row in zip(*columns, strict=True)]
    scenarios = [load_scenario(name) for name in arms]
    return [point for point in points if all(_allowed(scenario, base, point) for scenario in scenarios)]


def _allowed(scenario: Scenario, base: Scenario, values: Mapping[str, float]) -> bool:
    try:
        in_set(scenario, base, values)
    except ScenarioError:
        return False
    return True


def deciding(points: Sequence[Mapping[str, float]], effects: np.ndarray) -> tuple[Deciding, Deciding]:
    """The two parameters whose values go most with the effects, one effect per point; the stronger first."""
    ranks = pd.DataFrame(list(points)).rank()
    found = ranks.corrwith(pd.Series(effects, index=ranks.index).rank()).fillna(0.0)
    first, second, *_ = sorted(found.index, key=lambda name: (-abs(found[name]), name))
    return Deciding(str(first), float(found[first])), Deciding(str(second), float(found[second]))
