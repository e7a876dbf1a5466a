"""What ABMfact runs: the four worlds of the README's table with one seed, under the changes that it asks for.

The knobs that the model honours:

    agent_order   `shuffled` permutes the labels of enterprises, schools and seats (`relabelling`)
    pop_scale     2 doubles students and enterprises; each then stands for half as many real ones (`..grain`)

Update order, time step and grid are not varied: all choose by what the last tick left and draw by their own number, a
tick is a semester, and there is no grid. For fresh streams ABMfact changes the seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn, Protocol

import numpy as np

from ....simulation.checking import is_number, nearest, show
from ....simulation.model import ConsortiumModel
from ....simulation.outputs.metrics import METRICS
from ....simulation.parameters import defaults
from ....simulation.scenario import Scenario, load_scenario
from ....simulation.state.columns import COTRAINING
from ...runs.annual import LAST, scale_of, years_of
from ...sweeps.execution.run_one import measured
from ..grain import at_grain
from .relabelling import RelabelledModel

__all__ = ["ARMS", "GRAIN", "LEVELS", "Knobs", "run"]

BASE, SUBSIDY, CHECKED, ENTITY = ARMS = ("baseline", "subsidy_only", "subsidy_monitored", "consortium_entity")

LEVELS = ("school_participation", "participation", "deep_participation", "heat_gap", "formalism", "profit_in_training")
"""Outputs of the baseline that ABMfact sees under their own names."""

LARGE = 50.0
"""Workers from which an enterprise counts as large here, so that coarse samples have some."""

GRAIN = float(defaults()["scale"])  # type: ignore[arg-type]
COARSEST = 1000.0


class Knobs(Protocol):
    """What is read of `abmfact.Knobs`: how labels are given, and how many model agents there are for each at first."""

    @property
    def agent_order(self) -> str:
        """`default` or `shuffled`."""
        ...

    @property
    def agent_perm_seed(self) -> int | None:
        """Seed of the permutations."""
        ...

    @property
    def pop_scale(self) -> float:
        """Factor of the population."""
        ...


class _End(NamedTuple):
    """Outputs at the end of a run (means of the last five years), and how much more often large enterprises train."""

    outputs: Mapping[str, float]
    size_gap: float


def run(params: Mapping[str, Any], seed: int, knobs: Knobs) -> dict[str, float]:
    """All outputs that the claims of an audit file speak of: baseline levels, and differences within one world.

    `params` holds `grain`, real students and enterprises for each of the model (default: that of the baseline), and
    may hold `years`. Shares are 0–1; money is k¥ a year of a city at 1 in 60, whatever the grain, so that it can be
    compared. A wrong parameter raises `abmfact.AdapterError`, which ABMfact shows without a traceback.
    """
    grain, years = _checked(params)
    labels = knobs.agent_perm_seed if knobs.agent_order == "shuffled" else None
    ends = {arm: _end(_scenario(arm, grain / knobs.pop_scale, years), seed, labels) for arm in ARMS}

    def added(metric: str, arm: str, base: str = BASE) -> float:
        return ends[arm].outputs[metric] - ends[base].outputs[metric]

    deep, money = "deep_participation", "public_spending"
    return {name: ends[BASE].outputs[name] for name in LEVELS} | {
        "size_gap": ends[BASE].size_gap,
        "subsidy_deep": added(deep, SUBSIDY),
        "checks_deep": added(deep, CHECKED, SUBSIDY),
        "checks_cost": added(money, CHECKED, SUBSIDY),
        "checks_cost_share": _ratio(added(money, CHECKED), added(money, SUBSIDY)),
        "entity_deep": added(deep, ENTITY, CHECKED),
        "entity_beyond_twice": added(deep, ENTITY) - 2.0 * added(deep, CHECKED),
        "entity_cost_share": _ratio(added(money, ENTITY), added(money, CHECKED)),
        "entity_quality": added("training_quality", ENTITY),
    }


@lru_cache(maxsize=64)
def _scenario(name: str, grain: float, years: int | None) -> Scenario:
    scenario = at_grain(load_scenario(name), grain)
    return scenario if years is None else scenario.with_({"years": years})


def _end(scenario: Scenario, seed: int, labels: int | None) -> _End:
    model = ConsortiumModel(scenario, rng=seed) if labels is None else RelabelledModel(scenario, seed, labels)
    ticks = 2 * years_of(scenario)
    gaps = []
    for tick in range(1, ticks + 1):
        model.step()
        if tick > ticks - 2 * LAST:
            gaps.append(_size_gap(model))
    means = measured(model, series=False).means
    assert means is not None
    outputs = dict(zip(METRICS, means.tolist(), strict=True))
    outputs["public_spending"] *= scale_of(scenario) / GRAIN
    return _End(outputs, float(np.mean(gaps)))


def _size_gap(model: ConsortiumModel) -> float:
    """Share of large enterprises that train in depth, less that of small ones; NaN where one of the two is empty."""
    enterprises = model.population.enterprises
    large, deep = enterprises["size"] >= LARGE, enterprises["depth"] == COTRAINING
    shares = [_ratio(float(deep[chosen].sum()), float(chosen.sum())) for chosen in (large, ~large)]
    return shares[0] - shares[1]


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def _checked(params: Mapping[str, Any]) -> tuple[float, int | None]:
    for name in params:
        if name not in ("grain", "years"):
            _refuse(f"params: {show(name)} is unknown{nearest(name, ('grain', 'years'))}")
    grain, years = params.get("grain", GRAIN), params.get("years")
    if not is_number(grain) or not 1.0 <= grain <= COARSEST:
        _refuse(f"params: grain = {show(grain)}; allowed: a number from 1 to {COARSEST:g}")
    if years is not None and (not isinstance(years, int) or not 6 <= years <= 100):
        _refuse(f"params: years = {show(years)}; allowed: a whole number from 6, where the reforms begin, to 100")
    return float(grain), years


def _refuse(message: str) -> NoReturn:
    from abmfact import AdapterError  # only ABMfact calls this, and nothing else needs it

    raise AdapterError(message)
