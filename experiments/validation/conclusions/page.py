"""The page `docs/conclusions.md` and the tables beside it: which conclusions hold, and in how many worlds."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ...calibration.targets.target_files import bundled_ensemble
from ...statistics.inference import Interval
from ..scenario_table import MORE_SEEDS, SEEDS, size_said, written
from .measuring import (
    README_CONCLUSIONS,
    SEEDS_OF_POINTS,
    SEEDS_OF_SETS,
    SETS,
    Conclusion,
    measured_conclusions,
    parts_of_the_entity,
    share_as_expected,
)

__all__ = ["EFFECTS", "PAGE", "TABLE", "effects_table", "main", "markdown", "table_of"]

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE, TABLE, EFFECTS = DOCS / "conclusions.md", DOCS / "conclusions.csv", DOCS / "conclusions_effects.csv"

NEARLY_ALL = 0.9
"""Share of the sets from which a conclusion holds in nearly all of them."""

NINE_IN_TEN = (0.05, 0.95)

# --- the tables -------------------------------------------------------------------------------------------------------


def table_of(found: Sequence[Conclusion]) -> pd.DataFrame:
    """One row per conclusion: what was measured, and the shares of sets and points in which it holds."""
    return pd.DataFrame([_record(one) for one in found])


def _record(one: Conclusion) -> dict[str, object]:
    low, high = np.quantile(one.effects, NINE_IN_TEN)
    record: dict[str, object] = {
        "conclusion": one.title, "hypothesis": written(one.hypothesis), "metric": one.hypothesis.metric,
        "effect": one.effect, "verdict": one.verdict, "worlds": one.worlds, "outcome": one.outcome.strip("*"),
        "sets_share": one.share, "sets_low": low, "sets_high": high,
    }  # fmt: skip
    if one.wide is not None:
        low, high = np.quantile(one.wide.effects, NINE_IN_TEN)
        first, second = one.wide.first, one.wide.second
        record |= {
            "wide_share": share_as_expected(one.hypothesis.sign, one.wide.effects), "wide_low": low, "wide_high": high,
            "first": first.parameter, "first_correlation": first.correlation,
            "second": second.parameter, "second_correlation": second.correlation,
        }  # fmt: skip
    return record


def effects_table(found: Iterable[Conclusion]) -> pd.DataFrame:
    """One row per conclusion of the README and world: "set" or "wide", its number, the effect.

    Points of the wide ranges also have the values of the two parameters that decide the conclusion.
    """
    rows: list[tuple[object, ...]] = []
    for one in found:
        if one.wide is None:
            continue
        rows += [(one.title, "set", i + 1, effect, np.nan, np.nan) for i, effect in enumerate(one.effects)]
        first, second = one.wide.first.parameter, one.wide.second.parameter
        rows += [
            (one.title, "wide", i + 1, effect, point[first], point[second])
            for i, (effect, point) in enumerate(zip(one.wide.effects, one.wide.points, strict=True))
        ]
    return pd.DataFrame(rows, columns=["conclusion", "where", "number", "effect", "first", "second"])


# --- the page ---------------------------------------------------------------------------------------------------------

TEXT = """# What can be concluded

Written by `python -m consortium.experiments.validation.conclusions`; do not edit by hand.

This page says of what the README concludes of three reforms (directions, not sizes), and of each hypothesis of a
bundled scenario, whether it survived the change of the rules that the [CHANGELOG](../CHANGELOG.md) calls *Results
change again*, and in how many parameter sets it holds. *Before* is the effect with the old rules and start values,
that is, default values of the parameters (version of commit 24bc937). *Now* is the effect with the present ones: mean
differences in the same worlds over {seeds} seeds, or {more} where {seeds} leave it undecided and for what the README
says, in the years of the [table of scenarios](../scenarios/README.md). *Sets* is the share of {sets} parameter sets
in which the mean effect over {few} worlds is as expected. The sets are the best of the ensemble that `consortium
calibrate patterns` found: all fit the known figures, and the first gave the start values. The column after it gives
the range in which the effect lies in nine sets in ten.

↑, ↓ and = are what was expected: a rise, a fall, or a change of less than two points. *Held*: the 95 % interval
agrees with that. *Not held*: it contradicts it. *Undecided*: the worlds do not settle it. A conclusion *survived* if
it held before, holds now, and holds in at least half of the sets. *Holds* and *does not hold* are for scenarios that
did not exist before; *holds now* did not hold before.

A share near 100 % means that the conclusion does not depend on the parameters that were calibrated. It may still
depend on assumed ones, and on the rules. For the conclusions of the README the wide ranges show that.

{counts}
"""

WIDE_TEXT = """## In wide ranges

Here nothing ties the model to known figures. All real parameters vary at once, each over its plausible range, or 30 %
to either side where none is known: {points} points of a Latin hypercube, {few} worlds per point. What an instrument can
change, such as the subsidy or the member's fee, is set by somebody and stays as it is. A share below that of the sets
means that known figures are needed to draw the conclusion. The two parameters whose values go most with the size of the
effect are named with their rank correlation: they decide the conclusion.

![In which worlds of wide ranges the conclusions hold](images/conclusions.en.png)

| Conclusion | Sets that fit | Wide ranges | Range in the wide ranges | Decided by |
|---|---|---|---|---|"""

PARTS_TEXT = """## What the effect of the entity rests on

`consortium_entity` against `baseline`, with some of the ways in which a consortium run as an entity acts switched off
in both arms (20 worlds, 95 % interval). Most of the effect rests on two assumptions: that graduates stay longer
with members, and that goals come to agree through joint work. Neither size is known from a source. Before the change
of the rules the effect was +14.7 points, and +0.7 without the last four in the table.
"""

HEAD = ["| Conclusion | Before | Now | Sets | Range in the sets | Outcome |", "|---|---|---|---|---|---|"]


def markdown(found: Sequence[Conclusion], sets: int, parts: Mapping[str, Interval]) -> str:
    """The page; `parts` are those of `parts_of_the_entity`."""
    readme = [one for one in found if one.title in README_CONCLUSIONS]
    others = [one for one in found if one.title not in README_CONCLUSIONS]
    text = TEXT.format(
        seeds=len(SEEDS), more=len(MORE_SEEDS), sets=sets, few=len(SEEDS_OF_SETS), counts=_counts(others)
    )
    lines = [text, "## What the README says of three reforms", "", *HEAD, *(_row(one, one.title) for one in readme), ""]
    points = next((len(one.wide.effects) for one in readme if one.wide is not None), 0)
    lines += [WIDE_TEXT.format(points=points, few=len(SEEDS_OF_POINTS)), *(_wide_row(one) for one in readme), ""]
    lines += [PARTS_TEXT, "| In both arms | Effect on deep participation |", "|---|---|"]
    lines += [f"| {label} | {_points(effect)} |" for label, effect in parts.items()]
    lines += ["", "## Hypotheses of the scenarios", "", *HEAD]
    lines += [_row(one, f"`{one.title}`: {written(one.hypothesis)}") for one in others]
    return "\n".join(lines) + "\n"


def _row(one: Conclusion, about: str) -> str:
    metric = one.hypothesis.metric
    before = "–" if one.before is None else f"{size_said(metric, one.before[0])} ({one.before[1]})"
    worlds = "" if one.worlds == len(SEEDS) else f", {one.worlds} worlds"
    now = f"{size_said(metric, one.effect)} ({one.verdict}{worlds})"
    return f"| {about} | {before} | {now} | {_share(one.share)} | {_spread(metric, one.effects)} | {one.outcome} |"


def _wide_row(one: Conclusion) -> str:
    assert one.wide is not None
    wide = one.wide
    decided = ", ".join(
        f"`{name}` ({correlation:+.2f})".replace("-", "−") for name, correlation in (wide.first, wide.second)
    )
    holds = _share(share_as_expected(one.hypothesis.sign, wide.effects))
    return (
        f"| {one.title} | {_share(one.share)} | {holds} | {_spread(one.hypothesis.metric, wide.effects)} | {decided} |"
    )


def _share(share: float) -> str:
    return f"{100 * share:.0f} %"


def _spread(metric: str, effects: np.ndarray) -> str:
    return " … ".join(size_said(metric, float(end)) for end in np.quantile(effects, NINE_IN_TEN))


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
    """Measure and write the page and its tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, help="number of processes")
    chosen = parser.parse_args(arguments)
    sets = bundled_ensemble("patterns")[:SETS]
    found = measured_conclusions(sets, workers=chosen.workers)
    PAGE.write_text(markdown(found, len(sets), parts_of_the_entity()), encoding="utf-8", newline="\n")
    table_of(found).to_csv(TABLE, index=False, float_format="%.6g", lineterminator="\n")
    effects_table(found).to_csv(EFFECTS, index=False, float_format="%.6g", lineterminator="\n")
