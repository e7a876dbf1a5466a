"""Which conclusions hold, and in how many of the parameter sets that fit what is known: the page `docs/conclusions.md`.

    python -m consortium.experiments.validation.conclusions      # some fifteen minutes on two cores

A conclusion is a hypothesis of a bundled scenario, or a sentence of the README. It is measured with the start values,
as in the table of scenarios, and once more in every set of the bundled ensemble, which `consortium calibrate
patterns` found. What was measured before the rules were changed stands in `docs/conclusions_before.csv`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import as_completed
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from ...simulation.model import ConsortiumModel
from ...simulation.outputs import metrics
from ...simulation.outputs.metrics import METRICS
from ...simulation.parameters import LABELS
from ...simulation.scenario import Scenario, bundled_scenarios, load_scenario
from ..calibration.targets.target_files import bundled_ensemble
from ..runs.annual import last_years, years_of, years_of_ticks
from ..runs.processes import Pool, usual_workers
from ..statistics.inference import Interval, mean_interval
from ..sweeps.execution.run_one import simulate
from .scenario_hypotheses import HYPOTHESES, Hypothesis
from .scenario_table import MORE_SEEDS, NEGLIGIBLE, SEEDS, scenario_of, settle, size_said, written

__all__ = ["README_CONCLUSIONS", "Conclusion", "conclusions", "markdown"]

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, BEFORE = DOCS / "conclusions.md", DOCS / "conclusions_before.csv"

SETS = 30
"""Sets of the ensemble that are tried, the best first."""

SEEDS_OF_SETS = tuple(range(101, 106))
"""Worlds in which each set is tried: as many as a verdict needs."""

NEARLY_ALL, MOST = 0.9, 0.5
"""Shares of the sets from which a conclusion holds in nearly all, and in most, of them."""

_H = Hypothesis

README_CONCLUSIONS: Mapping[str, Hypothesis] = {
    "A subsidy that nobody checks buys some deep participation": _H("deep_participation", +1, reform="subsidy_only"),
    "The same subsidy with checks buys more": _H("deep_participation", +1, "subsidy_only", reform="subsidy_monitored"),
    "The same subsidy with checks costs less": _H("public_spending", -1, "subsidy_only", reform="subsidy_monitored"),
    "A consortium run as an entity achieves more than the subsidy with checks": _H(
        "deep_participation", +1, "subsidy_monitored", reform="consortium_entity"
    ),
}
"""What the README says of the reforms in its figure."""


class Conclusion(NamedTuple):
    """A conclusion: `effect` with the start values, and the share of the sets in which its direction is as expected.

    `before` is what was measured before the rules were changed, None where the scenario is new. `low` and `high` hold
    between them the mean effects of nine sets in ten.
    """

    title: str
    hypothesis: Hypothesis
    before: tuple[float, str] | None
    effect: float
    verdict: str
    share: float
    low: float
    high: float

    @property
    def outcome(self) -> str:
        """Whether it survived the change of the rules, in a few words."""
        holds = self.verdict == "held" and self.share >= MOST
        if self.before is None:
            return "holds" if holds else "does not hold"
        if self.before[1] == "held":
            return "survived" if holds else "**did not survive**"
        return "holds now" if holds else "does not hold, as before"


def conclusions(sets: Sequence[Mapping[str, float]] | None = None, workers: int | None = None) -> list[Conclusion]:
    """All conclusions of README and scenarios, measured. `workers` is as in `compare`."""
    chosen = list(bundled_ensemble("patterns")[:SETS]) if sets is None else list(sets)
    asked = [(title, hypothesis.reform, hypothesis) for title, hypothesis in README_CONCLUSIONS.items()]
    asked += [(name, name, hypothesis) for name in bundled_scenarios() for hypothesis in HYPOTHESES.get(name, ())]
    wanted = sorted({name for _, own, hypothesis in asked for name in _compared(own, hypothesis)})
    names = sorted({hypothesis.metric for _, _, hypothesis in asked})
    years = _in_all_sets(wanted, chosen, names, usual_workers() if workers is None else workers)
    before = _before()
    found = []
    for title, own, hypothesis in asked:
        now = settle(own, hypothesis)
        effects = np.array(
            [
                _effect(own, hypothesis, {name: years[name, row] for name in wanted}, names.index(hypothesis.metric))
                for row in range(len(chosen))
            ]
        )
        found.append(
            Conclusion(
                title,
                hypothesis,
                before.get(_key(own if title == own else "README", hypothesis)),
                now.effect,
                now.verdict,
                float(np.mean([_as_expected(hypothesis.sign, effect) for effect in effects])),
                *map(float, np.quantile(effects, (0.05, 0.95))),
            )
        )
    return found


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


def in_set(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """A scenario with the parameters of a set, save those that it changes on purpose."""
    base = load_scenario("baseline").parameters
    return scenario.with_({name: value for name, value in values.items() if scenario.parameters[name] == base[name]})


def _in_all_sets(
    wanted: Sequence[str], sets: Sequence[Mapping[str, float]], names: Sequence[str], workers: int
) -> dict[tuple[str, int], np.ndarray]:
    """By world and set the values of every year: seeds × regions × years × outputs, the whole first."""
    with Pool(workers, (tuple(sets), tuple(names))).started() as pool:
        tasks = {pool.submit(_years, name, row): (name, row) for name in wanted for row in range(len(sets))}
        done: dict[tuple[str, int], np.ndarray] = {}
        for future in as_completed(tasks):
            done[tasks[future]] = future.result()
            print(f"\r{len(done)} of {len(tasks)} worlds and sets", end="", flush=True)
    print()
    return done


def _years(shared: tuple[Sequence[Mapping[str, float]], Sequence[str]], name: str, row: int) -> np.ndarray:
    sets, names = shared
    scenario = in_set(scenario_of(name), sets[row])
    columns = [list(METRICS).index(metric) for metric in names]
    found = []
    for seed in SEEDS_OF_SETS:
        model = ConsortiumModel(scenario, rng=seed)
        for _ in range(2 * years_of(scenario)):
            model.step()
        ticks = np.stack(list(metrics.evaluate(model.recorder.sums(1)).values()), axis=-1)
        found.append(np.stack([years_of_ticks(place)[:, columns] for place in np.moveaxis(ticks, 1, 0)]))
    return np.stack(found)


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
        before, after = (simulate(arm.with_(values), seed).means for arm in (base, reform))
        assert before is not None
        assert after is not None
        return float(after[column] - before[column])

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


# --- the page ---------------------------------------------------------------------------------------------------------

TEXT = """# What can be concluded

Written by `python -m consortium.experiments.validation.conclusions`; do not edit by hand.

This page says of what the README concludes of three reforms (directions, not sizes), and of each hypothesis of a
bundled scenario, whether it survived the change of the rules that the [CHANGELOG](../CHANGELOG.md) calls *Results
change again*, and in how many parameter sets it holds. *Before* is the effect with the old rules and start values,
that is, default values of the parameters (version of commit 24bc937). *Now* is the effect with the present ones: mean
differences in the same worlds over {seeds} seeds, in the years of the [table of scenarios](../scenarios/README.md).
*Sets* is the share of {sets} parameter sets in which the mean effect over {few} worlds is as expected. The sets are
the best of the ensemble that `consortium calibrate patterns` found: all fit the known figures. The column after it
gives the range in which the effect lies in nine sets in ten.

↑, ↓ and = are what was expected: a rise, a fall, or a change of less than two points. *Held*: the 95 % interval
agrees with that. *Not held*: it contradicts it. *Undecided*: the worlds do not settle it. A conclusion *survived* if
it held before, holds now, and holds in at least half of the sets. It can fail to survive although it holds in nearly
all sets: with the start values the effect is then too small to be seen in {seeds} worlds. *Holds* and *does not hold*
are for scenarios that did not exist before; *holds now* did not hold before.

A share near 100 % means that the conclusion does not depend on the parameters that were calibrated. It may still
depend on assumed ones, and on the rules.

{counts}
"""

PARTS_TEXT = """## What the effect of the entity rests on

`consortium_entity` against `baseline`, with some of the ways in which a consortium run as an entity acts switched off
in both arms (20 worlds, 95 % interval). Nearly all of the effect rests on two assumptions: that graduates stay longer
with members, and that goals come to agree through joint work. Neither size is known from a source. Before the change
of the rules the effect was +14.7 points, and +0.7 without the last four in the table.
"""

HEAD = ["| Conclusion | Before | Now | Sets | Range in the sets | Outcome |", "|---|---|---|---|---|---|"]


def _row(found: Conclusion, about: str) -> str:
    def size(value: float) -> str:
        return size_said(found.hypothesis.metric, value)

    before = "–" if found.before is None else f"{size(found.before[0])} ({found.before[1]})"
    spread = f"{size(found.low)} … {size(found.high)}"
    return (
        f"| {about} | {before} | {size(found.effect)} ({found.verdict}) | {100 * found.share:.0f} % | {spread} "
        f"| {found.outcome} |"
    )


def markdown(found: Sequence[Conclusion], sets: int, parts: Mapping[str, Interval]) -> str:
    """The page; `parts` are those of `parts_of_the_entity`."""
    readme = [one for one in found if one.title in README_CONCLUSIONS]
    others = [one for one in found if one.title not in README_CONCLUSIONS]
    text = TEXT.format(seeds=len(SEEDS), sets=sets, few=len(SEEDS_OF_SETS), counts=_counts(others))
    lines = [text, "## What the README says of three reforms", "", *HEAD, *(_row(one, one.title) for one in readme), ""]
    lines += [PARTS_TEXT, "| In both arms | Effect on deep participation |", "|---|---|"]
    lines += [f"| {label} | {_points(effect)} |" for label, effect in parts.items()]
    lines += ["", "## Hypotheses of the scenarios", "", *HEAD]
    lines += [_row(one, f"`{one.title}`: {written(one.hypothesis)}") for one in others]
    return "\n".join(lines) + "\n"


def _points(effect: Interval) -> str:
    half = (effect.high - effect.low) / 2
    return f"{100 * effect.value:+.1f} ± {100 * half:.1f} points".replace("-", "−")


def _counts(found: Iterable[Conclusion]) -> str:
    rows = list(found)
    number = pd.Series([one.outcome.strip("*") for one in rows]).value_counts()
    listed = ", ".join(f"{count} “{outcome}”" for outcome, count in number.items())
    firm = sum(one.share >= NEARLY_ALL and one.verdict == "held" for one in rows)
    return (
        f"Of {len(rows)} hypotheses of the scenarios: {listed}. {firm} hold with the start values and in at least "
        f"{100 * NEARLY_ALL:.0f} % of the sets."
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=PAGE, help="file to write")
    chosen = parser.parse_args(arguments)
    sets = bundled_ensemble("patterns")[:SETS]
    chosen.out.write_text(markdown(conclusions(sets), len(sets), parts_of_the_entity()), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
