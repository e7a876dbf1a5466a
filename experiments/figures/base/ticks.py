"""Numbers of ticks: exact for the places where the ticks stand, in every figure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import Formatter

MOST_DIGITS = 12
SLACK = 1e-9
"""Part of the distance between ticks by which a written number may miss its tick: what floating point leaves."""


def exact_decimals(values: Sequence[float]) -> int:
    """The fewest decimals with which all numbers are written as they are.

    A number may be missed by `SLACK` times the smallest distance between two of them, or times itself where it is
    alone.
    """
    known = np.unique([value for value in values if np.isfinite(value)])
    if not known.size:
        return 0
    gaps = np.diff(known)
    gaps = gaps[gaps > 1e-9 * np.abs(known).max()]  # twice the same number, but for its last bit
    step = float(gaps.min()) if gaps.size else float(np.abs(known).max())
    slack = SLACK * step + 4 * np.spacing(np.abs(known).max())
    return next(
        (digits for digits in range(MOST_DIGITS) if np.abs(np.round(known, digits) - known).max() <= slack),
        MOST_DIGITS,
    )


class ExactTicks(Formatter):
    """Numbers with as many decimals as it takes to write all ticks of the axis as they are: 7.5, 10.0, 12.5.

    `signed` for differences (+2.5, 0, −2.5); `factor` multiplies each number, and `unit` follows it.
    """

    def __init__(self, *, signed: bool = False, factor: float = 1.0, unit: str = "") -> None:
        self.signed, self.factor, self.unit = signed, factor, unit

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """All ticks of an axis, with as many decimals as the one that needs most."""
        shown = [self.factor * float(value) for value in values]
        digits = exact_decimals(shown)
        return [self._said(value, digits) for value in shown]

    def __call__(self, x: float, pos: int | None = None) -> str:
        """A number by itself, as under a pointer."""
        return self._said(self.factor * float(x), exact_decimals([self.factor * float(x)]))

    def _said(self, value: float, digits: int) -> str:
        text = f"{abs(value):,.{digits}f}"
        if not text.strip("0.,"):
            return f"0{self.unit}"
        return ("−" if value < 0 else "+" if self.signed else "") + text + self.unit
