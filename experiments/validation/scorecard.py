"""The scorecard: every clause of every pattern with its value, what is known from elsewhere, and whether they agree.

    table = scorecard(range(5001, 5041), workers=2)

A clause passes within its bounds, is near within two Monte-Carlo errors of them, and fails beyond. What fails and is
known to (`MISFITS`) stays in the table with the reason; what fails and is not known to is a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd

from ...simulation.scenario import Scenario
from ..calibration.calibration import Calibration
from ..calibration.implausibility import means_of
from ..calibration.measuring import measured
from ..calibration.targets.targets import Target
from ..runs.tasks import Computation
from . import patterns
from .misfits import MISFITS
from .pattern_findings import Finding
from .patterns import PATTERNS, seeds_for

__all__ = ["COLUMNS", "FAIL", "NEAR", "PASS", "REPORTED", "faults", "scorecard", "scorecard_of_data", "status_of"]

PASS, NEAR, FAIL, REPORTED = "pass", "near", "fail", "reported"
"""Within the bounds, within two Monte-Carlo errors of them, beyond, and without bounds."""

COLUMNS = ("pattern", "quantity", "value", "low", "high", "mc_error", "status", "reason")

ERRORS = 2.0
"""Monte-Carlo errors by which a value may be outside."""

SLOWEST = (
    patterns.money_that_ends,
    patterns.what_a_push_leaves,
    patterns.costs_and_benefits_come_late,
    patterns.unwatched_money_breeds_form,
)
"""What is begun first, so that no process waits for it at the end."""

_WORDS = {
    "near": (
        "outside by {off}, within two Monte-Carlo errors",
        "超出范围{off}，在两倍蒙特卡罗误差之内",
    ),
    "fail": (
        "outside by {off}, {errors} Monte-Carlo errors",
        "超出范围{off}，为蒙特卡罗误差的{errors}倍",
    ),
    "unknown": ("no world has a value", "没有任何世界有取值"),
}


def status_of(finding: Finding) -> str:
    """Whether a clause agrees with what is known."""
    if np.isnan(finding.low) and np.isnan(finding.high):
        return REPORTED
    if np.isnan(finding.value):
        return FAIL
    off = _off(finding)
    return PASS if off == 0 else NEAR if off <= ERRORS * finding.error else FAIL


def _off(finding: Finding) -> float:
    """How far a value is outside its bounds."""
    below = 0.0 if np.isnan(finding.low) else finding.low - finding.value
    above = 0.0 if np.isnan(finding.high) else finding.value - finding.high
    return float(max(0.0, below, above))


def scorecard(
    seeds: range,
    workers: int = 1,
    base: Scenario | None = None,
    lang: str = "en",
    watcher: Callable[[int], object] | None = None,
) -> pd.DataFrame:
    """All clauses of all patterns, measured in the bundled baseline or in another `base`: a table of `COLUMNS`.

    Patterns that need more worlds take more (`patterns.SEEDS_OF`). `watcher` is called with 1 for each pattern that is
    ready. The table does not depend on the number of workers. Raises NoProcesses.
    """
    found = _measured_all(seeds, workers, base, watcher or (lambda number: None))
    return pd.DataFrame([_row(finding, lang) for finding in found], columns=list(COLUMNS))


def faults(table: pd.DataFrame) -> pd.DataFrame:
    """Rows that fail and are not known to: what makes a run of CI fail."""
    known = [
        (pattern, quantity) in MISFITS for pattern, quantity in zip(table["pattern"], table["quantity"], strict=True)
    ]
    return table.loc[(table["status"] == FAIL) & ~np.array(known, bool)]


def _row(finding: Finding, lang: str) -> dict[str, object]:
    status = status_of(finding)
    return {
        "pattern": finding.pattern,
        "quantity": finding.quantity,
        "value": finding.value,
        "low": finding.low,
        "high": finding.high,
        "mc_error": finding.error,
        "status": status,
        "reason": _reason(finding, status, lang),
    }


def _reason(finding: Finding, status: str, lang: str) -> str:
    """Why a clause is as it is: in numbers, and the known reason of a misfit."""
    zh = lang == "zh"
    said = []
    if status in (NEAR, FAIL):
        off = _off(finding)
        errors = f"{off / finding.error:.1f}" if finding.error > 0 else "∞"
        key = "unknown" if np.isnan(finding.value) else status
        said.append(_WORDS[key][zh].format(off=f"{off:.3g}", errors=errors))
    if status != PASS and (known := MISFITS.get((finding.pattern, finding.quantity))):
        said.append(known[zh])
    return ("；" if zh else "; ").join(said)


# --- patterns ---------------------------------------------------------------------------------------------------------


def _measured_all(
    seeds: range, workers: int, base: Scenario | None, watcher: Callable[[int], object]
) -> Iterator[Finding]:
    """Findings of all patterns in their order, whoever measures them."""
    first = [PATTERNS.index(pattern) for pattern in SLOWEST if pattern in PATTERNS]
    order = first + [place for place in range(len(PATTERNS)) if place not in first]
    with Computation(base, workers) as computation:
        found = computation.results(_measured, {place: (place, seeds) for place in order}, lambda: watcher(1))
    for place in range(len(PATTERNS)):
        yield from found[place]


def _measured(base: Scenario | None, place: int, seeds: range) -> list[Finding]:
    """One pattern, in a process."""
    pattern = PATTERNS[place]
    with patterns.measured_in(base):
        return pattern(seeds_for(pattern, seeds))


# --- somebody's own figures -------------------------------------------------------------------------------------------


def scorecard_of_data(
    base: Scenario,
    targets: Sequence[Target],
    seeds: Sequence[int],
    lang: str = "en",
    watcher: Callable[[int], object] | None = None,
) -> pd.DataFrame:
    """The model beside figures of a city: a row per figure, with the same columns.

    Its bounds are the figure ± two standard errors, which hold its own error and the spread between worlds, since a
    city is one of them. `mc_error` is that of the model's mean.
    """
    held = Calibration(
        name="data",
        title={"en": "", "zh": ""},
        base=base,
        others={},
        factors=(),
        targets=tuple(targets),
        seeds=tuple(seeds),
        points=1,
        cutoff=3.0,
        sample_seed=1,
    )
    rows = []
    for seed in seeds:
        rows.append(measured(held.but(seeds=(seed,)), {})[0])
        if watcher is not None:
            watcher(1)
    means = means_of(np.array(rows)[None])
    found = []
    for place, target in enumerate(targets):
        spread = means.spread[place] if target.one_city else 0.0
        wide = ERRORS * float(np.sqrt(target.tolerance**2 + spread))
        error = float(np.sqrt(means.variance[0, place]))
        value = float(means.mean[0, place])
        found.append(Finding("data", target.key, value, error, target.value - wide, target.value + wide))
    table = pd.DataFrame([_row(finding, lang) for finding in found], columns=list(COLUMNS))
    table["reason"] = [_with_source(row, t.source) for row, t in zip(table["reason"], targets, strict=True)]
    return table


def _with_source(reason: object, source: str) -> str:
    return "; ".join(filter(None, (str(reason), source)))
