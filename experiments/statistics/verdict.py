"""What may be said of an effect: one rule for terminal, report, titles of figures, hypotheses and guides.

An effect rises or falls where the 95 % interval of its mean over worlds leaves zero out. Before that there must be
enough to judge by: at least `LEAST_WORLDS` pairs of worlds, and differences whose spread is known
(`inference.LEAST_DEPARTING`). A difference that is the same in all of them has no interval, and needs none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import StrEnum

import numpy as np

from ..presentation.texts import Texts
from .inference import Interval, departing, mean_interval

__all__ = ["LEAST_WORLDS", "Verdict", "judge", "judged", "verdict_said"]

LEAST_WORLDS = 5
"""Pairs of worlds below which no effect is judged.

With fewer the interval is a guess at the spread: with two it is 13 standard errors wide on either side, and counts that
few enterprises move are alike in all of so few worlds by chance. With five even a direction in which all worlds agree
comes about by chance in one case of sixteen.
"""


class Verdict(StrEnum):
    """What may be said of an effect."""

    RISES = "rises"
    FALLS = "falls"
    UNSEEN = "none"
    """The interval holds zero: there may be a difference, but these worlds do not show it."""
    SAME = "same"
    """No difference in any world."""
    FEW = "few"
    """Fewer than `LEAST_WORLDS` pairs of worlds."""
    SPARSE = "sparse"
    """Enough worlds, but nearly all differ by the same amount (mostly by nothing), so that the spread is not known."""
    UNKNOWN = "unknown"
    """The output has no value in any pair of worlds."""

    @property
    def sign(self) -> int:
        """1 if it rises, −1 if it falls, else 0."""
        return {Verdict.RISES: 1, Verdict.FALLS: -1}.get(self, 0)

    @property
    def too_little(self) -> bool:
        """Whether there is too little to judge by."""
        return self in (Verdict.FEW, Verdict.SPARSE)


def judge(effect: float, sd: float, low: float, high: float, n: float) -> Verdict:
    """The verdict on a mean difference over n pairs of worlds with its standard deviation and interval."""
    if math.isnan(effect) or n < 1:
        return Verdict.UNKNOWN
    alike = not sd > 0
    if effect == 0 and alike:
        return Verdict.SAME
    if n < LEAST_WORLDS:
        return Verdict.FEW
    if math.isnan(low) or math.isnan(high):
        if not alike:
            return Verdict.SPARSE
    elif low <= 0 <= high:
        return Verdict.UNSEEN
    return Verdict.RISES if effect > 0 else Verdict.FALLS


def judged(differences: Iterable[float]) -> tuple[Verdict, Interval]:
    """The verdict on differences between worlds, one value per pair, and the interval of their mean."""
    values = np.asarray(list(differences), float)
    known = values[~np.isnan(values)]
    found = mean_interval(known)
    sd = float(known.std()) if departing(known) > 0 else 0.0
    return judge(found.value, sd, found.low, found.high, known.size), found


_SAID: dict[Verdict, tuple[str, str]] = {
    Verdict.RISES: ("rises", "上升"),
    Verdict.FALLS: ("falls", "下降"),
    Verdict.UNSEEN: ("no difference seen", "未见差异"),
    Verdict.SAME: ("the same in all worlds", "所有世界中均相同"),
    Verdict.FEW: (
        "too few worlds to judge ({n}; at least {least})",
        "世界太少，无法判断（{n}个，至少需要{least}个）",
    ),
    Verdict.SPARSE: ("too few worlds differ to judge", "有差异的世界太少，无法判断"),
    Verdict.UNKNOWN: ("not defined", "没有定义"),
}


def verdict_said(verdict: Verdict, n: float, lang: str) -> str:
    """A verdict in words; `n` is the number of pairs of worlds."""
    return Texts(_SAID).say(verdict, lang, n=int(n), least=LEAST_WORLDS)
