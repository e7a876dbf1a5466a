"""Runs of large worlds: what they take is said beforehand, and their half-years are counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..terminal import Advance, duration_in_words, progress, say
from ..words import phrase

if TYPE_CHECKING:
    from consortium.experiments.presentation.language import Lang
    from consortium.simulation.scenario import Scenario


def large_runs_are_announced(scenarios: tuple[Scenario, ...], lang: Lang) -> bool:
    """Say what a run takes where that is much; gives whether it is."""
    from consortium.experiments.runs.computing_cost import expense_of
    from consortium.experiments.runs.memory import free_gigabytes

    largest = max(map(expense_of, scenarios), key=lambda expense: expense.students)
    if not largest.large:
        return False
    size = {name: getattr(largest, name) for name in ("students", "schools", "enterprises", "regions", "ticks")}
    time_taken, cities = duration_in_words(largest.seconds(), lang), "city" if largest.regions == 1 else "cities"
    say(phrase("expense", lang, **size, cities=cities, time=time_taken, gigabytes=largest.gigabytes))
    free = free_gigabytes()
    if free is not None and free < largest.gigabytes:
        say(phrase("memory", lang, free))
    return True


@contextmanager
def progress_of_runs(
    scenarios: tuple[Scenario, ...], seeds: int, there: int, lang: Lang, *, by_tick: bool
) -> Iterator[Advance]:
    """How far the runs are: counted one by one, or by half-years where one run takes long."""
    from consortium.experiments.runs.computing_cost import expense_of
    from consortium.simulation.ticks import followed

    *others, scenario = scenarios
    if not by_tick or others:  # arms share their past: nobody knows beforehand how many half-years
        with progress(
            seeds * len(scenarios), phrase("runs", lang), there * len(scenarios), steps=len(scenarios)
        ) as advance:
            yield advance
        return
    ticks = expense_of(scenario).ticks
    with progress(seeds * ticks, phrase("half_years", lang), there * ticks) as advance, followed(lambda: advance(True)):
        yield lambda good, number=1: None
