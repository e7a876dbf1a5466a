"""Runs of large worlds: what they take is said beforehand, and their half-years are counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .terminal import Advance, duration_in_words, progress, say

if TYPE_CHECKING:
    from consortium.experiments.figures.base.style import Lang
    from consortium.simulation.scenario import Scenario

RUNS = {"en": "runs", "zh": "模拟"}
_HALF_YEARS = {"en": "half-years", "zh": "学期"}
_EXPENSE = {
    "en": "{students:,} students enrolled at a time, {schools:,} schools and {enterprises:,} enterprises in "
    "{regions:,} {cities}, {ticks} half-years: about {time} and {gigabytes:.1f} GB of memory for each run on this "
    "machine",
    "zh": "在校学生{students:,}人、学校{schools:,}所、企业{enterprises:,}家、城市{regions:,}个，共{ticks}个学期："
    "在本机每次模拟约需{time}和{gigabytes:.1f} GB内存",
}
_MUCH_MEMORY = {"en": "this machine has {:.1f} GB free", "zh": "本机空闲内存为{:.1f} GB"}


def large_runs_are_announced(scenarios: tuple[Scenario, ...], lang: Lang) -> bool:
    """Say what a run takes where that is much; gives whether it is."""
    from consortium.experiments.runs.expense import expense_of, free_gigabytes

    largest = max(map(expense_of, scenarios), key=lambda expense: expense.students)
    if not largest.large:
        return False
    size = {name: getattr(largest, name) for name in ("students", "schools", "enterprises", "regions", "ticks")}
    time_taken, cities = duration_in_words(largest.seconds(), lang), "city" if largest.regions == 1 else "cities"
    say(_EXPENSE[lang].format(**size, cities=cities, time=time_taken, gigabytes=largest.gigabytes))
    free = free_gigabytes()
    if free is not None and free < largest.gigabytes:
        say(_MUCH_MEMORY[lang].format(free))
    return True


@contextmanager
def progress_of_runs(
    scenarios: tuple[Scenario, ...], seeds: int, there: int, lang: Lang, *, by_tick: bool
) -> Iterator[Advance]:
    """How far the runs are: counted one by one, or by half-years where one run takes long."""
    from consortium.experiments.runs.expense import expense_of
    from consortium.simulation.ticks import followed

    *others, scenario = scenarios
    if not by_tick or others:  # arms share their past: nobody knows beforehand how many half-years
        with progress(seeds * len(scenarios), RUNS[lang], there * len(scenarios), steps=len(scenarios)) as advance:
            yield advance
        return
    ticks = expense_of(scenario).ticks
    with progress(seeds * ticks, _HALF_YEARS[lang], there * ticks) as advance, followed(lambda: advance(True)):
        yield lambda good, number=1: None
