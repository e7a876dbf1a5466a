"""Conclusions measured: with the start values, in the parameter sets that fit what is known, and over wide ranges.

A conclusion is a hypothesis of a bundled scenario, or a sentence of the README. `page` writes it down. What was
measured before the rules were changed stands in `docs/conclusions_before.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count, cycle
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from ....simulation.outputs import metrics
from ....simulation.outputs.metrics import METRICS
from ....simulation.parameters import LABELS
from ....simulation.scenario import bundled_scenarios, load_scenario
from ...calibration.targets.target_files import bundled_ensemble
from ...ensemble.parameter_sets import in_set
from ...ensemble.simulating import means_of
from ...runs.annual import last_years, years_of_ticks
from ...runs.forking import simulated
from ...runs.processes import workers_for
from ...runs.tasks import Computation
from ...statistics.inference import Interval, mean_interval
from ..scenario_hypotheses import HYPOTHESES, Hypothesis
from ..scenario_table import MORE_SEEDS, NEGLIGIBLE, measure, scenario_of, settle
from .wide_ranges import POINTS, Deciding, deciding, wide_points

__all__ = ["README_CONCLUSIONS", "Conclusion", "Wide", "effects_in", "measured_conclusions", "parts_of_the_entity"]

BEFORE = Path(__file__).resolve().parents[3] / "docs" / "conclusions_before.csv"

SETS = 30
"""Sets of the ensemble that are tried, the best first."""

SEEDS_OF_SETS = tuple(range(101, 106))
"""Worlds in which each set is tried: as many as a verdict needs."""

SEEDS_OF_POINTS = tuple(range(201, 204))
"""Worlds in which each point of the wide ranges is tried."""

MOST = 0.5
"""Share of the sets from which a conclusion holds in most of them."""

_H = Hypothesis

README_CONCLUSIONS: Mapping[str, tuple[str, Hypothesis]] = {
    "A subsidy that nobody checks buys some deep participation": (
        "无人核查的补贴换来一些深度参与",
        _H("deep_participation", +1, reform="subsidy_only"),
    ),
    "The same subsidy with checks buys more": (
        "同样的补贴经过核查，换来的更多",
        _H("deep_participation", +1, "subsidy_only", reform="subsidy_monitored"),
    ),
    "The same subsidy with checks costs less": (
        "同样的补贴经过核查，花费更少",
        _H("public_spending", -1, "subsidy_only", reform="subsidy_monitored"),
    ),
    "A consortium run as an entity achieves more than the subsidy with checks": (
        "实体化运作的联合体比经核查的补贴作用更大",
        _H("deep_participation", +1, "subsidy_monitored", reform="consortium_entity"),
    ),
}
"""What the README says of the reforms in its figure: in English, in 中文, and as a hypothesis."""


class Wide(NamedTuple):
    """The effect at every point of the wide ranges, the values of the points, and the two parameters that decide it."""

    effects: np.ndarray
    points: Sequence[Mapping[str, float]]
    first: Deciding
    second: Deciding


class Conclusion(NamedTuple):
    """A conclusion: `effect` with the start values, and the share of the sets in which its direction is as expected.

    `before` is what was measured before the rules were changed, None where the scenario is new. `effects` are the mean
    effects in the sets, in their order. `wide` is only known for conclusions of the README.
    """

    title: str
    hypothesis: Hypothesis
    before: tuple[float, str] | None
    effect: float
    verdict: str
    worlds: int
    effects: np.ndarray
    wide: Wide | None = None

    @property
    def share(self) -> float:
        """Share of the sets in which the direction is as expected."""
        return share_as_expected(self.hypothesis.sign, self.effects)

    @property
    def outcome(self) -> str:
        """Whether it survived the change of the rules, in a few words."""
        holds = self.verdict == "held" and self.share >= MOST
        if self.before is None:
            return "holds" if holds else "does not hold"
        if self.before[1] == "held":
            return "survived" if holds else "**did not survive**"
        return "holds now" if holds else "does not hold, as before"


def measured_conclusions(
    sets: Sequence[Mapping[str, float]] | None = None, points: int = POINTS, workers: int | None = None
) -> list[Conclusion]:
    """All conclusions of README and scenarios, measured. `workers` is as in `compare`."""
    number = workers_for(workers)
    chosen = list(bundled_ensemble("patterns")[:SETS]) if sets is None else list(sets)
    readme = [(title, hypothesis.reform, hypothesis) for title, (_, hypothesis) in README_CONCLUSIONS.items()]
    others = [(name, name, hypothesis) for name in bundled_scenarios() for hypothesis in HYPOTHESES.get(name, ())]
    in_sets = effects_in(chosen, [(own, hypothesis) for _, own, hypothesis in (*readme, *others)], number)
    arms = sorted({name for _, own, hypothesis in readme for name in _compared(own, hypothesis)})
    wide = wide_points(arms, points)
    over_ranges = effects_in(wide, [(own, hypothesis) for _, own, hypothesis in readme], number, SEEDS_OF_POINTS)
    before = _before()
    found = []
    for row, (title, own, hypothesis) in enumerate((*readme, *others)):
        # The README's conclusions are given with their sizes, which need more worlds than directions do.
        now = measure(own, hypothesis, MORE_SEEDS) if row < len(readme) else settle(own, hypothesis)
        key = _key(own if row >= len(readme) else "README", hypothesis)
        at_points = Wide(over_ranges[row], wide, *deciding(wide, over_ranges[row])) if row < len(readme) else None
        found.append(
            Conclusion(title, hypothesis, before.get(key), now.effect, now.verdict, now.worlds, in_sets[row], at_points)
        )
    return found


def effects_in(
    sets: Sequence[Mapping[str, float]],
    asked: Sequence[tuple[str, Hypothesis]],
    workers: int = 1,
    seeds: Sequence[int] = SEEDS_OF_SETS,
) -> list[np.ndarray]:
    """For each scenario and hypothesis the mean effects in all sets, in their order."""
    wanted = sorted({name for own, hypothesis in asked for name in _compared(own, hypothesis)})
    names = sorted({hypothesis.metric for _, hypothesis in asked})
    years = _in_all_sets(wanted, sets, names, workers, seeds)
    return [
        np.array(
            [
                _effect(own, hypothesis, {name: years[name, row] for name in wanted}, names.index(hypothesis.metric))
                for row in range(len(sets))
            ]
        )
        for own, hypothesis in asked
    ]


def share_as_expected(sign: int, effects: np.ndarray) -> float:
    """Share of effects that have the expected sign, or are negligible where no difference is expected."""
    return float(np.mean([_as_expected(sign, effect) for effect in effects]))


def _compared(own: str, hypothesis: Hypothesis) -> tuple[str, ...]:
    """The worlds that a hypothesis compares: the reform first, then its base, then those of the other pair."""
    return (hypothesis.reform or own, hypothesis.against, *(hypothesis.less or ()))


def _effect(own: str, hypothesis: Hypothesis, years: Mapping[str, np.ndarray], column: int) -> float:
    """Mean over worlds of what a hypothesis is about in one set. `years` holds seeds × regions × years × outputs.

    The first of the regions is the whole.
    """
    places = list(hypothesis.regions) or [0]

    def mean_of(name: str) -> np.ndarray:
        return np.mean([mean_in(years[name][:, place, :, column]) for place in places], axis=0)

    def mean_in(values: np.ndarray) -> np.ndarray:
        first, last = hypothesis.years or last_years(values.shape[1])
        span = values[:, first - 1 : last]
        known = ~np.isnan(span)
        return np.where(known, span, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)

    means = [mean_of(name) for name in _compared(own, hypothesis)]
    difference = means[0] - means[1]
    if hypothesis.less is not None:
        difference = difference - (means[2] - means[3])
    return float(difference.mean())


def _as_expected(sign: int, effect: float) -> bool:
    return abs(effect) <= NEGLIGIBLE if sign == 0 else np.sign(effect) == sign


# --- simulating -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Worlds:
    """What is simulated in every set: scenarios by name, with some seeds, and the outputs that are kept of them."""

    wanted: Sequence[str]
    sets: Sequence[Mapping[str, float]]
    seeds: Sequence[int]
    columns: Sequence[int]


def _in_all_sets(
    wanted: Sequence[str],
    sets: Sequence[Mapping[str, float]],
    names: Sequence[str],
    workers: int,
    seeds: Sequence[int],
) -> dict[tuple[str, int], np.ndarray]:
    """By scenario and set the values of every year: seeds × regions × years × outputs, the whole first."""
    shared = _Worlds(wanted, sets, seeds, [list(METRICS).index(metric) for metric in names])
    done = count(1)

    def tell() -> None:
        if (number := next(done)) % 10 == 0:
            print(f"{number} of {len(sets)} sets", flush=True)

    with Computation(shared, workers) as computation:
        made = computation.results(_years, {row: (row,) for row in range(len(sets))}, tell)
    return {(name, row): years for row, found in made.items() for name, years in found.items()}


def _years(worlds: _Worlds, row: int) -> dict[str, np.ndarray]:
    """Of every scenario in one set the values of every year; with each seed the years that they share are made once."""
    base = load_scenario("baseline")
    arms = [in_set(_scenario(name), base, worlds.sets[row]) for name in worlds.wanted]
    found: dict[str, list[np.ndarray]] = {name: [] for name in worlds.wanted}
    for arm, name in zip(simulated(arms, worlds.seeds), cycle(worlds.wanted), strict=False):
        ticks = np.stack(list(metrics.evaluate(arm.finished.recorder.sums(1)).values()), axis=-1)
        found[name].append(np.stack([years_of_ticks(place)[:, worlds.columns] for place in np.moveaxis(ticks, 1, 0)]))
    return {name: np.stack(years) for name, years in found.items()}


_scenario = cache(scenario_of)


# --- what the effect of a consortium that is run rests on ------------------------------------------------------------

MULTIPLIERS = ("s_e", "entity_gain", "tenure_gain", "anti_poach")
"""Assumed effects of a consortium that is run: saved fixed cost, retention, lasting ties, less poaching."""


def parts_of_the_entity(seeds: int = 20) -> dict[str, Interval]:
    """What the reform consortium_entity adds to deep participation, without some of the ways in which it acts."""
    base, reform = load_scenario("baseline"), load_scenario("consortium_entity")
    half = {name: float(base.parameters[name]) / 2 for name in MULTIPLIERS}
    none = dict.fromkeys(MULTIPLIERS, 0.0)
    cases = {"as it is": {}, "`alignment_worth` = 0: agreement of goals is worth nothing": {"alignment_worth": 0.0}}
    cases |= {f"`{name}` = 0: {LABELS[name][0].lower()}": {name: 0.0} for name in MULTIPLIERS}
    cases |= {
        "the last four (`s_e` to `anti_poach`) halved": half,
        "none of the last four": none,
        "none of the five": none | {"alignment_worth": 0.0},
    }
    column = list(METRICS).index("deep_participation")

    def added(values: Mapping[str, float], seed: int) -> float:
        before, after = means_of([arm.with_(values) for arm in (base, reform)], seed)[:, column]
        return float(after - before)

    worlds = range(1, seeds + 1)
    return {label: mean_interval(np.array([added(values, seed) for seed in worlds])) for label, values in cases.items()}


# --- what was before --------------------------------------------------------------------------------------------------


def _key(scenario: str, hypothesis: Hypothesis) -> str:
    """What a hypothesis is about, as one string."""
    *always, regions = hypothesis
    return "|".join(map(str, (scenario, *always, *regions)))


def _before() -> dict[str, tuple[float, str]]:
    rows = pd.read_csv(BEFORE, keep_default_na=False).itertuples(index=False)
    return {str(row.key): (float(str(row.effect)), str(row.verdict)) for row in rows}
