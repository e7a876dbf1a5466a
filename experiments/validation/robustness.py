"""Whether the effects of reforms hold under other assumptions: the most influential ones varied one at a time.

Of the assumed numbers that take part in the effects (`assumptions`) each is set to the low and to the high end of its
plausible range, or 30 % lower and higher where none is known, in all arms alike. All are tried on a few worlds first;
those to which the effects on one output react most are then tried on more.

    table = robustness(comparison)      # columns `COLUMNS`: one row per reform, assumption and end of its range

One at a time says nothing of numbers that change together: for that a sweep is needed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from ...simulation.outputs.metrics import METRICS
from ...simulation.parameters import PARAMETERS
from ...simulation.scenario import Scenario, ScenarioError
from ..comparison.comparison import Comparison
from ..comparison.merit import sign_of_better
from ..ensemble.simulating import means_of
from ..runs.processes import workers_for
from ..runs.tasks import Computation
from ..statistics.inference import differences
from ..statistics.verdict import judged
from ..sweeps.design.screening import AROUND, screened
from . import assumptions

__all__ = ["COLUMNS", "MOST_INFLUENTIAL", "candidates", "robustness", "simulations"]

COLUMNS = [
    "reform", "metric", "parameter", "end", "base_value", "value", "effect", "low", "high", "verdict", "n_seeds",
    "place", "influence", "examined",
]  # fmt: skip

MOST_INFLUENTIAL = 10
"""Assumptions that are tried on `WORLDS` worlds."""

SCREENED_ON = 2
"""Worlds on which all assumptions are tried: both are also in the comparison, so that chance is the same."""

WORLDS = 5
"""Worlds on which the most influential assumptions are tried: the least number on which effects are judged."""

Case = tuple[str, float]
"""A parameter and the value it is set to."""

Means = dict[int, np.ndarray]
"""By seed the outputs' means of the last five years, arms × metrics."""


def candidates(comparison: Comparison) -> dict[str, tuple[float, float]]:
    """The assumed numbers that take part in the effects on the output that reforms are ranked by: their two ends.

    Those that are read by the rules that settle deep participation and the output itself, and those that decide how the
    reforms' levers act; without the levers themselves, which are what a reform sets.
    """
    arms = (comparison.base, *comparison.reforms)
    levers = frozenset().union(*(assumptions.levers_moved(reform, comparison.base) for reform in comparison.reforms))
    settled = assumptions.SETTLED_BY
    wanted = [settled[name] for name in ("deep_participation", comparison.rank_by) if name in settled]
    if comparison.rank_by not in settled:
        wanted = list(settled.values())
    names = assumptions.beside(levers).union(*(assumptions.read_by(rules) for rules in wanted)) - levers
    factors, _ = screened({"around": AROUND}, comparison.base, ())
    ends = {factor.key.removeprefix("parameters."): factor.ends for factor in factors}
    return {
        name: (float(ends[name][0]), float(ends[name][1]))
        for name in assumptions.at_work(names, arms)
        if PARAMETERS[name].status == "assumed" and name in ends
    }


def simulations(comparison: Comparison) -> int:
    """How many simulations of all arms `robustness` makes at most."""
    cases = _cases(comparison, candidates(comparison))
    few, more = _worlds(comparison)
    return (len(cases) + 1) * len(few) + min(2 * MOST_INFLUENTIAL, len(cases)) * len(more)


def robustness(
    comparison: Comparison, workers: int | None = 1, on_done: Callable[[], object] = lambda: None
) -> pd.DataFrame:
    """The effects of every reform with the most influential assumptions at either end (columns `COLUMNS`).

    `place` is the reform's place among all by the mean effect, 1 the best; `influence` by how much the assumption moves
    an effect at most, in the output's unit; `examined` how many assumptions were tried. `workers` is as in `compare`;
    `on_done` is called when all arms have been simulated once more (`simulations`). Values that a scenario refuses
    beside its others are left out. Raises NoProcesses.
    """
    ends = candidates(comparison)
    arms = (comparison.base, *comparison.reforms)
    column = list(METRICS).index(comparison.rank_by)
    cases = _cases(comparison, ends)
    few, more = _worlds(comparison)
    with Computation(arms, workers_for(workers)) as computation:

        def simulate(wanted: Iterable[Case | None], seeds: Sequence[int]) -> dict[Case | None, Means]:
            tasks = {(case, seed): (case, seed) for case in wanted for seed in seeds}
            found: dict[Case | None, Means] = defaultdict(dict)
            for (case, seed), means in computation.results(_means, tasks, on_done).items():
                found[case][seed] = means
            return found

        found = simulate((None, *cases), few)
        standing = _effects(found[None], column)
        influence: dict[str, float] = defaultdict(float)
        for case in cases:
            moved = np.abs((_effects(found[case], column) - standing).mean(axis=0))
            influence[case[0]] = max(influence[case[0]], float(np.nan_to_num(moved).max()))
        chosen = sorted(influence, key=lambda name: -influence[name])[:MOST_INFLUENTIAL]
        chosen = [name for name in chosen if influence[name] > 0]
        again = [case for case in cases if case[0] in chosen]
        for case, means in simulate(again, more).items():
            found[case] |= means
    rows = []
    for name in chosen:
        for end, value in zip(("low", "high"), ends[name], strict=True):
            if (name, value) in found:
                base_value = float(comparison.base.parameters[name])
                setting = (comparison.rank_by, name, end, base_value, value)
                rows += _rows(comparison, setting, _effects(found[name, value], column), influence[name], len(ends))
    return pd.DataFrame(rows, columns=COLUMNS)


def _cases(comparison: Comparison, ends: Mapping[str, tuple[float, float]]) -> list[Case]:
    arms = (comparison.base, *comparison.reforms)
    return [(name, value) for name, values in ends.items() for value in values if _possible(arms, (name, value))]


def _worlds(comparison: Comparison) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Seeds on which all assumptions are tried, and those on which only the most influential ones are."""
    return comparison.seeds[:SCREENED_ON], comparison.seeds[SCREENED_ON:WORLDS]


def _possible(arms: Sequence[Scenario], case: Case) -> bool:
    """Whether a value differs from what stands, and all arms allow it."""
    if float(arms[0].parameters[case[0]]) == case[1]:
        return False
    try:
        _varied(arms, case)
    except ScenarioError:
        return False
    return True


def _varied(arms: Sequence[Scenario], case: Case | None) -> tuple[Scenario, ...]:
    return tuple(arms) if case is None else tuple(arm.with_({case[0]: case[1]}) for arm in arms)


def _effects(means: Means, column: int) -> np.ndarray:
    """Paired effects on one output, worlds × reforms."""
    values = np.stack([means[seed][:, column] for seed in sorted(means)])
    return np.stack([differences(values[:, 0], values[:, arm]) for arm in range(1, values.shape[1])], axis=1)


def _rows(
    comparison: Comparison, setting: tuple[object, ...], effects: np.ndarray, influence: float, examined: int
) -> Iterator[tuple[object, ...]]:
    better = sign_of_better(comparison.rank_by)
    order = np.argsort(np.nan_to_num(-better * effects.mean(axis=0), nan=np.inf), kind="stable")
    for place, reform in enumerate(comparison.reforms):
        verdict, found = judged(effects[:, place])
        rank = int(np.flatnonzero(order == place)[0]) + 1
        yield (
            reform.name, *setting, found.value, found.low, found.high, str(verdict), len(effects), rank, influence,
            examined,
        )  # fmt: skip


def _means(arms: tuple[Scenario, ...], case: Case | None, seed: int) -> np.ndarray:
    """Outputs of all arms in one case and world: arms × metrics."""
    return means_of(_varied(arms, case), seed)
