"""What estimators find of a staged roll-out, over many worlds: the page `docs/evaluation.md`, measured.

python -m consortium.experiments.evaluation.page        # some ten minutes on two cores; writes docs/evaluation.md
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ...simulation.outputs.metrics import METRICS
from ..figures.evaluation.drawing import estimator_name
from ..presentation.numbers import number, percent, signed
from .errors import measure, summary

__all__ = ["MIGRATIONS", "OUTCOMES", "biased", "page"]

OUTCOMES = ("deep_participation", "employment_rate", "poached_share")
MIGRATIONS = (0.0, 0.5)
SEEDS = 100

NEGLIGIBLE = 0.02
"""Bias, as a share of the true effect, up to which an estimator counts as unbiased whatever its interval says."""


def biased(row: Any) -> bool:
    """Whether a row of a summary shows a bias beyond chance that is not negligible."""
    beyond_chance = row.bias_low > 0 or row.bias_high < 0
    return bool(beyond_chance and abs(row.bias) > NEGLIGIBLE * abs(row.truth))


def page(summaries: pd.DataFrame) -> str:
    """The text of the page, from an `errors.summary` over all outcomes and shares of migration."""
    worlds = int(summaries["worlds"].min())
    lines = [TEXT.format(worlds=worlds)]
    for outcome, of_outcome in summaries.groupby("outcome", sort=False):
        lines += [f"## {METRICS[str(outcome)].en}", ""]
        for share, rows in of_outcome.groupby("migration"):
            first: Any = next(rows.itertuples())
            market = "Without migration" if share == 0 else f"With migration {percent(float(share), 'en', 0)}"  # type: ignore[arg-type]
            lines += [
                f"{market}, the true effect is {signed(first.truth, 2)}, and cities that are never treated change by "
                f"{signed(first.controls, 2)}.",
                "",
                *_table(HEAD, (_cells(row) for row in rows.itertuples())),
                "",
            ]
    return "\n".join(lines) + REASONS


HEAD = (
    "estimator",
    "mean estimate",
    "mean error",
    "bias",
    "of it weighting",
    "of it spillover",
    "biased",
    "error of one world",
    "intervals that hold the truth",
)


def _cells(row: Any) -> list[str]:
    off = 100 * row.bias / row.truth
    return [
        estimator_name(row.estimator, "en"),
        signed(row.estimate, 2),
        f"{signed(row.error, 2)} ± {number(row.standard_error, 2)}",
        f"{signed(row.bias, 2)} ({signed(off, 0)} %)",
        signed(row.weighting, 2),
        signed(row.spillover, 2),
        "**yes**" if biased(row) else "no",
        number(row.rmse, 2),
        percent(row.coverage, "en", 0) if row.coverage == row.coverage else "none",
    ]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
        *("| " + " | ".join(row) + " |" for row in rows),
    ]


TEXT = """# What estimators find of a staged roll-out

Thirty cities found a consortium in three batches and six never do (scenario `staged_rollout`). The same {worlds} worlds
are simulated with the roll-out and without it, so the true effect on every city in every year is known. Four
estimators see only what an evaluator sees: the outcome with the roll-out, and the first year of each city. All set out
to find the mean effect over treated city-years. [The notebook](notebooks/staged_rollout.html) shows the same step by
step with fewer worlds; [difference_in_differences.md](difference_in_differences.md) says how to get the data. This page
was written by

    python -m consortium.experiments.evaluation.page

- **Two-way fixed effects**: one coefficient of being treated, beside effects of cities and years (linearmodels).
- **Callaway–Sant'Anna**: for each batch and year the change since the year before the start, less that in cities never
  treated (diff-diff). Without covariates the estimator of Sun and Abraham gives the same numbers, and is left out.
- **Two-stage (Gardner)**: effects of cities and years from untreated city-years, then the mean of what is left in
  treated ones (diff-diff).
- **Synthetic control**: each batch less a weighted mean of the cities never treated that resembled it before
  (pysyncon).

All numbers are percentage points. *Mean error* is estimate − truth, with its standard error over worlds. Estimators
are linear in the outcome, so their error has three parts that add up. *Weighting* is what the estimator makes of the
true effects on treated city-years, less their mean. *Spillover* is what it makes of the effects on city-years that are
not treated. The rest is chance: cities differ by luck, and that averages out. *Bias* is the sum of the first two, in
points and in per cent of the true effect. *Biased* means that the 95 % interval of the bias excludes zero and the bias
exceeds 2 % of the truth. The last column counts how many of the method's own 95 % intervals hold the truth.
"""

REASONS = """## Why two-way fixed effects err

The effect grows with the years since the start. Two-way fixed effects know one effect for all years, and compare
cities that begin late with cities that began early, as if these stood still. They do not: their effect still grows,
and that growth is subtracted from the estimate. In other words, the coefficient is a weighted sum of true effects in
which late years of the first batches have little weight, or weight below zero (`weights.weights_by_batch`;
Goodman-Bacon 2021, de Chaisemartin and D'Haultfœuille 2020). More worlds do not help, and the estimator's own interval
does not know of it.

## Why migration misleads every estimator

Each estimator takes the cities without a consortium for what the others would have been. That holds while each city
keeps to itself: without migration, spillover is exactly zero. Where graduates whom no host kept look for jobs in all
cities (`migration`), cities share a labour market, and the roll-out changes the cities that are never treated too:

- *Employment.* Hosts in treated cities keep more of their trainees, so fewer of their jobs are open. Graduates of other
  cities find fewer jobs there. The controls lose, and the estimators take that for gain: the effect is overstated.
- *Poaching.* More enterprises of treated cities train, so fewer are left that hire what others have trained, wherever
  it was trained. The controls share in the gain: the effect is understated.

No comparison of these cities can tell, because no city is left that nothing has reached. Deep participation is decided
before anybody moves, and the table shows how little reaches it. Weighting and spillover may also cancel: a small mean
error does not show that an estimator is right.

What helps: outcomes that are decided within a city; controls outside the labour market of the treated cities; whole
labour markets as units. And the effect on the country is not the estimated effect times the number of treated cities.

## Intervals

The clusters are 36 cities, of which six are never treated, so the intervals are approximate even where an estimate is
unbiased. Synthetic control has no interval of 95 % here: placebo tests over six cities have no p-value below 1/7, and
conformal tests over five earlier years none below 1/6.

## Limits

Cities are alike but for chance, and which of them begin first is not chosen by their prospects. Where strong cities are
chosen first, parallel trends may fail as well, with further biases that this page does not show.
"""


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("docs/evaluation.md"))
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--workers", type=int, default=None)
    chosen = parser.parse_args()
    found = [measure(OUTCOMES, chosen.seeds, share, workers=chosen.workers).errors for share in MIGRATIONS]
    chosen.out.write_text(page(summary(pd.concat(found))), encoding="utf-8")
    print(f"written: {chosen.out}")


if __name__ == "__main__":
    main()
