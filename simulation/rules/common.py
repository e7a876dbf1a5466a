"""Small functions that every rule may use."""

from __future__ import annotations

import math

from ..compilation import compiled
from ..state.columns import COTRAINING, PLACEMENT

HALF = 0.5

HALF_YEAR = 0.5
"""Years a tick."""

TICKS_A_YEAR = 2
"""Half-years of a year."""

SEMESTERS = 6
"""Ticks of a programme."""

YEARS_OF_STUDY = HALF_YEAR * SEMESTERS
"""Years of a programme."""

DEPTHS = 4
"""Depths of cooperation: 0 none, 1 nominal, 2 placement, 3 co-training."""

ENTERPRISES_OF_COSTS = 300.0
"""Enterprises for which running costs of instruments are stated."""

LARGEST_EXPONENT = 700.0
"""What exp() takes without overflow."""

YEARS_OF_COTRAINING = HALF_YEAR * (SEMESTERS - TICKS_A_YEAR)
"""Years of a programme after its first, at the end of which co-training begins."""

ORDINARY, ORDER_CLASS, APPRENTICESHIP, COMMISSIONED = 0, 1, 2, 3
"""Forms of co-training."""


@compiled
def clip(value, low, high):
    """The value, moved into low…high."""
    if value < low:
        return low
    if value > high:
        return high
    return value


@compiled
def rounded(value):
    """The nearest whole number; halves are rounded up."""
    return math.floor(value + HALF)


@compiled
def logistic(value):
    """1 / (1 + exp(−value)), without overflow."""
    return 1.0 / (1.0 + math.exp(-clip(value, -LARGEST_EXPONENT, LARGEST_EXPONENT)))


@compiled
def is_autumn(tick):
    """Odd ticks open the academic year, even ticks close it."""
    return tick % 2 == 1


@compiled
def year_of(tick):
    """Academic year of a tick; tick 0 ends year 0, ticks 1 and 2 are year 1."""
    return (tick + 1) // 2


@compiled
def time_at_work(track, form, semester, now):
    """Share of a semester (0–5) that a student of a track spends at work; some forms have a rhythm of their own."""
    if track == COTRAINING:
        if form == COMMISSIONED:
            return now.w_commissioned[semester]
        return now.w_apprentice[semester] if form == APPRENTICESHIP else now.w_3[semester]
    if track == PLACEMENT:
        return now.w_2[semester]
    return 0.0


@compiled
def duration(track, form, now):
    """Years of work that a trainee of a track does over the whole programme."""
    total = 0.0
    for semester in range(SEMESTERS):
        total += time_at_work(track, form, semester, now)
    return HALF_YEAR * total


@compiled
def experience(form, semester, now):
    """Years of work that a co-trainee has done by the middle of a semester (0–5)."""
    years = 0.0
    for earlier in range(semester):
        years += time_at_work(COTRAINING, form, earlier, now)
    return HALF_YEAR * (years + HALF * time_at_work(COTRAINING, form, semester, now))


@compiled
def mean_experience(form, now):
    """Years of work done, averaged over the time at work of a form of co-training."""
    total = 0.0
    weight = 0.0
    for semester in range(SEMESTERS):
        work = time_at_work(COTRAINING, form, semester, now)
        total += work * experience(form, semester, now)
        weight += work
    return total / weight if weight > 0.0 else 0.0


@compiled
def intensity(track, now):
    """How much of the time at work is training: 1 in co-training, less in placement, 0 elsewhere."""
    if track == COTRAINING:
        return 1.0
    if track == PLACEMENT:
        return now.iota_2
    return 0.0


@compiled
def voice_in_force(now):
    """Voice of enterprises in what is taught: what stands, and what co-owners of schools have (0–1)."""
    return min(1.0, now.voice + now.cofund_voice * now.mixed_ownership)


@compiled
def research_effort(now):
    """How far joint research is under way, 0–1: a benefit of `research_full` wages a trainee counts in full."""
    return min(1.0, now.research / (now.research_full * now.W))
