"""The page `docs/audit.md`: ABMfact's verdicts per claim and change, read from the `results.json` that it wrote."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .page_text import BEFORE, DOUBLINGS, NOT_DOUBLED

__all__ = ["CHECKS", "Unreadable", "audit_table", "changes_table", "main", "markdown", "results_in", "values_table"]

PAGE = Path(__file__).resolve().parents[3] / "docs" / "audit.md"

CHECKS: Mapping[str, str] = {
    "determinism": "same seed again",
    "agent_order": "other labels",
    "rng_streams": "fresh streams",
    "population_scale": "twice as many agents",
}
"""Checks of ABMfact that the adapter supports, in the words of the page."""

SCHEMA = "1"
"""Version of ABMfact's `results.json` that is read here."""

Results = Mapping[str, Any]


class Unreadable(ValueError):
    """A folder that holds no results of ABMfact, or those of another version."""


def results_in(folder: Path) -> Results:
    """What `abmfact run --out FOLDER` wrote. Raises `Unreadable`."""
    path = folder / "results.json"
    try:
        results = json.loads(path.read_text(encoding="utf-8"))
        schema = results["schema_version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unreadable(
            f"{path}: no results of ABMfact; `abmfact run AUDIT.yaml --out {folder}` writes them"
        ) from error
    if schema != SCHEMA:
        raise Unreadable(f"{path}: results of version {schema}; allowed: {SCHEMA}")
    return results


# --- the tables -------------------------------------------------------------------------------------------------------


def audit_table(results: Results) -> str:
    """One row per claim: its test, what was measured, and for each check the verdict and the change of the mean."""
    found = {(row["claim"], row["check"]): row for row in results["verdicts"]}
    rows = []
    for claim in results["claims"]:
        ((point, interval),) = claim["baseline"]["points"].items()
        cells = [_verdict(found[claim["id"], check], point, interval["estimate"]) for check in CHECKS]
        rows.append([f"{claim['id']}: {claim['statement']}", _test(claim), _measured(interval), *cells])
    return _table(["Claim", "Test", "Measured", *map(_capital, CHECKS.values())], rows)


def values_table(doublings: Sequence[Results]) -> str:
    """One row per claim of the doublings: the mean at each grain, with the half width of its interval.

    `doublings` are audits of the same claims, the coarsest grains first.
    """
    last = doublings[-1]
    doubled = last["conditions"]["pop_scale=2"]["claims"]
    grains = [grain for results in doublings for grain in _grains(results["claims"][0])]
    rows = []
    for claims in zip(*(results["claims"] for results in doublings), strict=True):
        intervals = [claim["baseline"]["points"][point] for claim in claims for point in _points(claim)]
        finest = doubled[claims[-1]["id"]][_points(claims[-1])[-1]]
        rows.append([_named(claims), *map(_measured, [*intervals, finest])])
    return _table(["Claim", *(f"1 in {grain:g}" for grain in [*grains, grains[-1] / 2])], rows)


def changes_table(doublings: Sequence[Results]) -> str:
    """One row per claim of the doublings: the change of the mean with each, in per cent, and each audit's verdict."""
    head, rows = ["Claim"], [[claim["id"]] for claim in doublings[0]["claims"]]
    for results in doublings:
        head += [*(f"{grain:g} → {grain / 2:g}" for grain in _grains(results["claims"][0])), "Verdict"]
        found = {row["claim"]: row for row in results["verdicts"] if row["check"] == "population_scale"}
        for shown, claim in zip(rows, results["claims"], strict=True):
            points = claim["baseline"]["points"]
            row = found[claim["id"]]
            shown += [_step(row, point, points[point]["estimate"]) for point in _points(claim)] + [_said(row)]
    return _table(head, rows)


def _named(claims: Sequence[Results]) -> str:
    """The name of a claim that several audits test."""
    if len({claim["id"] for claim in claims}) > 1:
        raise Unreadable(f"audits of other claims: {', '.join(claim['id'] for claim in claims)} stand in one row")
    return f"{claims[0]['id']}: {claims[0]['statement']}"


def _points(claim: Results) -> list[str]:
    """Keys of the points of a claim, the coarsest grain first."""
    return sorted(claim["baseline"]["points"], key=lambda point: -float(json.loads(point)["grain"]))


def _grains(claim: Results) -> list[float]:
    return [float(json.loads(point)["grain"]) for point in _points(claim)]


def _verdict(row: Results, point: str, mean: float) -> str:
    return _said(row) + "".join(f"<br>{_change(variant, point, mean)}" for variant in row["variants"])


def _said(row: Results) -> str:
    verdict = row["verdict"].lower().replace("_", " ")
    if row["verdict"] in ("SHIFTED", "FRAGILE", "BASELINE_FAILS"):
        return f"**{verdict}**"
    return f"{verdict} ({row['seeds_needed']:,} worlds)" if row.get("seeds_needed") else verdict


def _change(variant: Results, point: str, mean: float) -> str:
    """The change of the mean with its interval, in per cent of the mean."""
    difference = variant["comparisons"][point]["difference"]
    estimate, low, high = (100.0 * difference[name] / abs(mean) for name in ("estimate", "low", "high"))
    return f"{_signed(estimate)} % [{_signed(low)}, {_signed(high)}]"


def _step(row: Results, point: str, mean: float) -> str:
    for variant in row["variants"]:
        shown = _change(variant, point, mean)
        return f"**{shown}**" if variant["comparisons"][point]["equivalence"] == "shifted" else shown
    return ""


def _test(claim: Results) -> str:
    if claim["test"] == "between":
        low, high = claim["value"]
        return f"{low:g} to {high:g}"
    sign = {"greater_than": ">", "less_than": "<"}[claim["test"]]
    return f"{sign} {claim['value']:g}".replace("-", "−")


def _measured(interval: Results) -> str:
    half = (interval["high"] - interval["low"]) / 2.0
    return f"{_rounded(interval['estimate'], half)} ± {_rounded(half, half)}".replace("-", "−")


def _rounded(value: float, half: float) -> str:
    """A number with as many decimals as its interval is worth."""
    decimals = next((number for number in range(5) if half >= 2.0 * 10.0**-number), 4)
    return f"{value:.{decimals}f}"


def _signed(percent: float) -> str:
    return f"{percent:+.0f}".replace("-", "−").replace("+0", "0").replace("−0", "0")


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


# --- the page ---------------------------------------------------------------------------------------------------------


def markdown(audit: Results, doublings: Sequence[Results] = ()) -> str:
    """The text of `docs/audit.md`; without results of doublings it says that there are none."""
    parts = [BEFORE, f"{_run(audit)} {_summary(audit)}", audit_table(audit)]
    if not doublings:
        parts.append(NOT_DOUBLED)
    else:
        coarsest_first = sorted(doublings, key=lambda results: -_grains(results["claims"][0])[0])
        parts += [DOUBLINGS, "\n".join(f"- {_doubled(results)}" for results in coarsest_first)]
        parts += ["Means at each grain:", values_table(coarsest_first)]
        parts += ["Change of the mean with each doubling, in per cent:", changes_table(coarsest_first)]
    return "\n\n".join(parts) + "\n"


def _doubled(results: Results) -> str:
    grains = _grains(results["claims"][0])
    return f"1 in {grains[0]:g} to 1 in {grains[-1] / 2:g}: {_run(results)} {_summary(results)}"


def _run(results: Results) -> str:
    budget, tool, place = results["audit"]["budget"], results["tool"], results["environment"]
    last = budget["seed_start"] + budget["seeds"] - 1
    return (
        f"ABMfact {tool['version']}, Python {place['python']}, NumPy {place['numpy']}: {budget['seeds']} worlds per "
        f"change (seeds {budget['seed_start']}–{last})."
    )


def _summary(results: Results) -> str:
    tested = {name: number for name, number in results["summary"].items() if number and name != "NOT_TESTABLE"}
    parts = [f"{number} {name.lower().replace('_', ' ')}" for name, number in tested.items()]
    return f"Verdicts: {', '.join(parts)}."


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the page from folders of results."""
    parser = argparse.ArgumentParser(prog="python -m consortium.experiments.validation.audit", description=__doc__)
    parser.add_argument("audit", type=Path, help="results of audit.yaml")
    parser.add_argument("doublings", type=Path, nargs="*", help="results of the doublings, if there are any")
    parser.add_argument("--out", type=Path, default=PAGE)
    chosen = parser.parse_args(arguments)
    try:
        text = markdown(results_in(chosen.audit), [results_in(folder) for folder in chosen.doublings])
    except Unreadable as error:
        parser.error(str(error))  # exit status 2
    chosen.out.write_text(text, encoding="utf-8")
    print(f"written: {chosen.out}")
