"""Patterns that the model has to show, measured: value, Monte-Carlo error, and what is known from elsewhere.

Each pattern is a function of a range of seeds that returns findings. Contrasts are paired: both arms live in the
same worlds. What an enterprise is called "deep", "eligible" and so on is defined in `simulation.metrics`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..simulation.compilation import plain
from ..simulation.instruments import ConsortiumEntity, Subsidy
from ..simulation.model import ConsortiumModel
from ..simulation.recording import SIZE_CLASSES
from ..simulation.rules.enterprise import contribution_of_trainee
from ..simulation.scenario import Scenario, load_scenario
from .pattern_runs import ending

W = 56.0
"""A graduate's first-year wage, k¥."""

SWISS: dict[str, object] = {
    "net_mean": -0.06 * W,
    "r0": 0.45,
    "voice": 0.9,
    "subsidy": 0.0,
    "tax_rate": 0.0,
    "poach": 0.2,
    "standard": 0.65,
    "entity": 0.3,
    "monitoring": 0.9,
    "admin_burden": 0.7,
}
"""A stylised Swiss profile: apprentices' work nearly pays for training. A sketch, no model of the country."""


@dataclass(frozen=True)
class Finding:
    """One measured quantity of a pattern; `low` and `high` bound what is expected, NaN where nothing is."""

    pattern: str
    quantity: str
    value: float
    error: float
    low: float = float("nan")
    high: float = float("nan")

    @property
    def holds(self) -> bool | None:
        """Whether the value is within two Monte-Carlo errors of its bounds; None where nothing is expected."""
        if np.isnan(self.low) and np.isnan(self.high):
            return None
        above = np.isnan(self.low) or self.value + 2 * self.error >= self.low
        below = np.isnan(self.high) or self.value - 2 * self.error <= self.high
        return bool(above and below)


def _mean(values: Iterable[float]) -> tuple[float, float]:
    """Mean and Monte-Carlo error."""
    array = np.asarray(list(values), float)
    array = array[~np.isnan(array)]
    return float(array.mean()), float(array.std(ddof=1) / np.sqrt(len(array)))


def _means(scenario: Scenario, seeds: range, metric: str) -> np.ndarray:
    return np.array([ending(scenario, seed).means[metric] for seed in seeds])


def _found(pattern: str, quantity: str, values: Iterable[float], low: float = np.nan, high: float = np.nan) -> Finding:
    return Finding(pattern, quantity, *_mean(values), low, high)


def baseline() -> Scenario:
    """The bundled baseline."""
    return load_scenario("baseline")


def hot_schools_cold_enterprises(seeds: range) -> list[Finding]:
    """SF1: most schools take part, under half of the enterprises, few in depth."""
    bounds = {
        "school_participation": (0.80, 0.95),
        "participation": (0.15, 0.45),
        "deep_participation": (0.05, 0.20),
        "heat_gap": (0.40, np.nan),
        "formalism": (np.nan, np.nan),
    }
    return [_found("SF1", name, _means(baseline(), seeds, name), *limits) for name, limits in bounds.items()]


def participation_rises_with_size(seeds: range) -> list[Finding]:
    """SF2: deep participation by class of size, pooled over seeds; the largest at least four times the smallest."""
    tables = np.array([ending(baseline(), seed).sizes for seed in seeds])
    pooled = tables.sum(axis=0)
    share = pooled[:, 2] / pooled[:, 3]
    # delete-one jackknife over seeds
    left_out = pooled[None] - tables
    each = left_out[:, :, 2] / left_out[:, :, 3]
    errors = np.sqrt((len(seeds) - 1) * each.var(axis=0))
    findings = [
        Finding("SF2", f"deep participation, {label} workers", float(value), float(error))
        for label, value, error in zip(SIZE_CLASSES, share, errors, strict=True)
    ]
    steps = each[:, 1:] - each[:, :-1]
    step = int(np.argmin(np.diff(share)))
    error = float(np.sqrt((len(seeds) - 1) * steps[:, step].var()))
    findings.append(Finding("SF2", "smallest step from class to class", float(np.diff(share)[step]), error, 0.0))
    ratio = each[:, -1] / each[:, 0]
    error = float(np.sqrt((len(seeds) - 1) * ratio.var()))
    findings.append(Finding("SF2", "largest class / smallest class", float(share[-1] / share[0]), error, 4.0))
    return findings


def training_loses_money_in_china(seeds: range) -> list[Finding]:
    """SF3: a minority of training enterprises profit during training in China, a majority under a Swiss profile."""
    swiss = baseline().with_(SWISS, name="swiss_profile")
    return [
        _found("SF3", "profit in training, China", _means(baseline(), seeds, "profit_in_training"), 0.20, 0.45),
        _found("SF3", "profit in training, Swiss profile", _means(swiss, seeds, "profit_in_training"), 0.50, 0.70),
        _found("SF3", "on variable cost alone, China", _means(baseline(), seeds, "profit_in_training_variable")),
        _found("SF3", "on variable cost alone, Swiss", _means(swiss, seeds, "profit_in_training_variable")),
        _found("SF3", "participation, Swiss profile", _means(swiss, seeds, "participation")),
        _found("SF3", "deep participation, Swiss profile", _means(swiss, seeds, "deep_participation")),
    ]


def costs_and_benefits_come_late(seeds: range) -> list[Finding]:
    """SF4: shares of a trainee's cost and contribution that fall in the last third of the programme."""
    contribution = plain(contribution_of_trainee)
    costs, benefits = [], []
    for seed in seeds:
        model = ConsortiumModel(baseline(), rng=seed)
        late, total = np.zeros(2), np.zeros(2)
        for _ in range(2 * int(baseline().parameters["years"])):
            model.step()
            if model.tick <= 30:
                continue
            now, students = model.now.view(np.recarray)[0], model.population.students
            enterprises = model.population.enterprises.view(np.recarray)
            rows = np.flatnonzero(
                (students["track"] == 3) & ((students["status"] == 1) | (students["left"] == model.tick))
            )
            seats = len(students) // 4
            for row in rows:
                student = students[row]
                cohort = next(c for c in range(model.year - 2, model.year + 1) if c % 4 == row // seats)
                semester = 2 * (model.year - cohort) + (0 if model.autumn else 1)
                work = float(now.w_3[semester])
                booked = np.array(
                    [work, contribution(enterprises[student["host"]], 3, float(student["practice"]), work, now)]
                )
                total += booked
                late += booked * (semester >= 4)
        costs.append(late[0] / total[0])
        benefits.append(late[1] / total[1])
    return [
        _found("SF4", "share of cost in the last third", costs, 0.5),
        _found("SF4", "share of contribution in the last third", benefits, 0.5),
    ]


def _with_subsidy(per_trainee: float, **parameters: object) -> tuple[Scenario, Scenario]:
    """A world with the standing subsidy and the same with `per_trainee` k¥ in all."""
    base = baseline().with_(parameters)
    standing = float(base.parameters["subsidy"])
    return base, base.with_(policies=[Subsidy(per_trainee=per_trainee - standing)])


def flat_money_is_mostly_inframarginal(seeds: range) -> list[Finding]:
    """SF6: more money per head moves few enterprises; most of it goes to training that would be there anyway."""
    findings = []
    for label, amount in (("doubled", 0.10 * W), (".05 → .20 W", 0.20 * W)):
        base, reform = _with_subsidy(amount)
        change = _means(reform, seeds, "deep_participation") - _means(base, seeds, "deep_participation")
        high = 0.05 if label == "doubled" else np.nan
        findings.append(_found("SF6", f"Δ deep participation, subsidy {label}", change, 0.0, high))
        arms = [(ending(base, seed), ending(reform, seed)) for seed in seeds]
        additional = sum(after.starts - before.starts for before, after in arms)
        subsidised = sum(after.subsidised for _, after in arms)
        each = [
            1 - (additional - (after.starts - before.starts)) / (subsidised - after.subsidised)
            for before, after in arms
        ]
        error = float(np.sqrt((len(each) - 1) * np.var(each)))
        findings.append(
            Finding("SF6", f"deadweight, subsidy {label}", float(1 - additional / subsidised), error, 0.5, 0.9)
        )
    return findings


def incentives_lift_starts_only(seeds: range) -> list[Finding]:
    """SF7: an unmonitored subsidy lifts starts; completion and the quality of a trainee stay."""
    base, reform = _with_subsidy(0.20 * W, monitoring=0.0)
    arms = [(ending(base, seed), ending(reform, seed)) for seed in seeds]
    return [
        _found("SF7", "Δ starts, share", [after.starts / before.starts - 1 for before, after in arms], 0.0),
        _found("SF7", "completion before", [before.completed for before, _ in arms]),
        _found("SF7", "Δ completion", [after.completed - before.completed for before, after in arms], -0.02, 0.02),
        _found(
            "SF7", "Δ adequacy of a trainee",
            [after.trained_adequacy - before.trained_adequacy for before, after in arms], -0.03, 0.03,
        ),
    ]  # fmt: skip


def unwatched_money_breeds_form(seeds: range) -> list[Finding]:
    """SF8: more subsidy raises formalism where nobody checks and lowers it where somebody does."""
    findings = []
    for monitoring, low, high in ((0.0, 0.0, np.nan), (0.2, np.nan, np.nan), (0.9, np.nan, 0.0)):
        base, reform = _with_subsidy(0.20 * W, monitoring=monitoring)
        change = _means(reform, seeds, "formalism") - _means(base, seeds, "formalism")
        findings.append(_found("SF8", f"Δ formalism at monitoring {monitoring:g}", change, low, high))
    return findings


def money_that_ends(seeds: range) -> list[Finding]:
    """SF11b: of the deep participation that ten years of subsidy brought, the share gone five years after."""
    findings = []
    years = 16
    for label, low, policies in (("", 0.4, []), (", entity 1", np.nan, [ConsortiumEntity(level=0.9)])):
        base = baseline().with_({"years": years}, policies=policies)
        reform = base.with_(policies=[*policies, Subsidy(per_trainee=0.25 * W, start=1, end=10)])
        gone_at, full_at, level = [], [], []
        for seed in seeds:
            before, after = (ending(arm, seed).series["deep_participation"].to_numpy() for arm in (base, reform))
            full_at.append(after[19:21].mean() - before[19:21].mean())
            gone_at.append(after[29:31].mean() - before[29:31].mean())
            level.append(after[29:31].mean())
        share = 1 - np.sum(gone_at) / np.sum(full_at)
        each = [
            1 - (np.sum(gone_at) - left) / (np.sum(full_at) - full) for left, full in zip(gone_at, full_at, strict=True)
        ]
        error = float(np.sqrt((len(each) - 1) * np.var(each)))
        findings.append(Finding("SF11", f"share of the gain gone after five years{label}", float(share), error, low))
        findings.append(_found("SF11", f"deep participation then{label}", level))
    return findings


def an_end_that_is_announced(seeds: range) -> list[Finding]:
    """SF11a: places are brought forward before an announced end of the subsidy, and missing after it."""
    base = baseline().with_({"years": 12})
    silent, announced = (
        base.with_(policies=[Subsidy(per_trainee=0.25 * W, end=10, announced=lead)]) for lead in (0, 1)
    )
    ratios = np.array(
        [ending(announced, seed).starts_by_year / ending(silent, seed).starts_by_year - 1 for seed in seeds]
    )
    return [
        _found("SF11", "starts in the last year of an announced subsidy, change", ratios[:, 9], 0.0),
        _found("SF11", "starts in the year after, change", ratios[:, 10], high=0.0),
    ]


def other_levels(seeds: range) -> list[Finding]:
    """Further levels of the baseline, to report."""
    names = (
        "job_relevance", "training_quality", "retention", "employment_rate", "policy_take_up", "tax_take_up",
        "awareness", "membership", "public_spending",
    )  # fmt: skip
    findings = [_found("levels", name, _means(baseline(), seeds, name)) for name in names]
    fields = np.array([ending(baseline(), seed).fields for seed in seeds])
    spread = fields.mean(axis=0).max() - fields.mean(axis=0).min()
    error = float(fields.std(axis=0, ddof=1).max() * np.sqrt(2 / len(seeds)))
    findings.append(Finding("levels", "job relevance, spread between fields", float(spread), error))
    runs = [ending(baseline(), seed) for seed in seeds]
    findings.append(
        _found("levels", "fill of co-training places", [run.starts / max(1.0, run.offered) for run in runs])
    )
    return findings


PATTERNS: tuple[Callable[[range], list[Finding]], ...] = (
    hot_schools_cold_enterprises,
    participation_rises_with_size,
    training_loses_money_in_china,
    costs_and_benefits_come_late,
    flat_money_is_mostly_inframarginal,
    incentives_lift_starts_only,
    unwatched_money_breeds_form,
    money_that_ends,
    an_end_that_is_announced,
    other_levels,
)
"""All patterns that can be measured with what is built."""


ROUGH: dict[tuple[str, str], str] = {
    ("SF1", "school_participation"): ".90",
    ("SF1", "participation"): ".38",
    ("SF1", "deep_participation"): ".125",
    ("SF1", "formalism"): ".67",
    ("SF2", "deep participation, < 10 workers"): ".01",
    ("SF2", "deep participation, 10–49 workers"): ".04",
    ("SF2", "deep participation, 50–249 workers"): ".16",
    ("SF2", "deep participation, ≥ 250 workers"): ".31",
    ("SF3", "profit in training, China"): ".44",
    ("SF3", "profit in training, Swiss profile"): ".57",
    ("SF3", "on variable cost alone, China"): ".64",
    ("SF3", "on variable cost alone, Swiss"): ".78",
    ("SF4", "share of cost in the last third"): ".63",
    ("SF4", "share of contribution in the last third"): ".67",
    ("SF6", "deadweight, subsidy doubled"): ".94–.97",
    ("SF6", "deadweight, subsidy .05 → .20 W"): ".80–.87",
    ("SF7", "completion before"): ".944",
    ("SF7", "Δ adequacy of a trainee"): "+.001",
    ("SF8", "Δ formalism at monitoring 0"): "+.020 ± .007",
    ("SF8", "Δ formalism at monitoring 0.2"): "−.016 ± .006",
    ("SF8", "Δ formalism at monitoring 0.9"): "−.081 ± .009",
    ("SF11", "share of the gain gone after five years"): ".49",
    ("SF11", "share of the gain gone after five years, entity 1"): ".47",
    ("SF11", "starts in the last year of an announced subsidy, change"): "+.32",
    ("SF11", "starts in the year after, change"): "−.39",
    ("levels", "job_relevance"): ".67",
    ("levels", "training_quality"): ".63",
    ("levels", "retention"): ".40",
    ("levels", "employment_rate"): ".945",
    ("levels", "policy_take_up"): ".20",
    ("levels", "tax_take_up"): ".06",
    ("levels", "awareness"): ".54",
    ("levels", "membership"): ".18",
    ("levels", "public_spending"): "425",
    ("levels", "job relevance, spread between fields"): ".23",
    ("levels", "fill of co-training places"): ".72",
}
"""Figures of the rough implementation with which the start values were found."""


def measure(seeds: range) -> pd.DataFrame:
    """All findings as a table: pattern, quantity, value, error, low, high, rough, holds."""
    rows = []
    for pattern in PATTERNS:
        few = seeds[:5] if pattern is costs_and_benefits_come_late else seeds
        for finding in pattern(few):
            rough = ROUGH.get((finding.pattern, finding.quantity), "")
            rows.append({**vars(finding), "rough": rough, "holds": finding.holds})
    return pd.DataFrame(rows)


def markdown(findings: pd.DataFrame) -> str:
    """The findings as a table for the documentation."""

    def shown(value: float) -> str:
        return "" if np.isnan(value) else f"{value:.4g}" if abs(value) >= 1 else f"{value:.3f}"

    lines = ["| Pattern | Quantity | Value | ± | Expected | Holds | Rough |", "|---|---|---|---|---|---|---|"]
    for row in findings.to_dict("records"):
        low, high = shown(row["low"]), shown(row["high"])
        expected = f"{low} – {high}" if low and high else f"≥ {low}" if low else f"≤ {high}" if high else ""
        holds = {True: "yes", False: "**no**", None: ""}[row["holds"]]
        value, error = shown(row["value"]), shown(row["error"])
        values = (row["pattern"], row["quantity"], value, error, expected, holds, row["rough"])
        lines.append("| " + " | ".join(values) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(markdown(measure(range(5001, 5041))))
