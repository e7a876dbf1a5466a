"""What a measured pattern is, what another implementation gave, and the table for the documentation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


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
"""Figures of the prototype with which the start values were found."""


def markdown(scorecard: pd.DataFrame) -> str:
    """A scorecard as a table for the documentation, beside the figures of the prototype."""

    def shown(value: float) -> str:
        return "" if np.isnan(value) else f"{value:.4g}" if abs(value) >= 1 else f"{value:.3f}"

    lines = ["| Pattern | Quantity | Value | ± | Expected | Status | Rough |", "|---|---|---|---|---|---|---|"]
    for row in scorecard.to_dict("records"):
        low, high = shown(row["low"]), shown(row["high"])
        expected = f"{low} – {high}" if low and high else f"≥ {low}" if low else f"≤ {high}" if high else ""
        status = {"fail": "**fail**", "reported": ""}.get(str(row["status"]), str(row["status"]))
        rough = ROUGH.get((row["pattern"], row["quantity"]), "")
        values = (row["pattern"], row["quantity"], shown(row["value"]), shown(row["mc_error"]), expected, status, rough)
        lines.append("| " + " | ".join(values) + " |")
    return "\n".join(lines)
