"""Runs that take long: what they take is said beforehand, how far they are is shown, and what is finished is kept.

Runs of large worlds are counted by half-years, those of an ensemble by parameter sets × seeds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..terminal import Advance, Failed, duration_in_words, progress, say
from ..words import phrase
from .publishing import not_written

if TYPE_CHECKING:
    from consortium.experiments.ensemble.effects import Ensemble
    from consortium.experiments.ensemble.parameter_sets import ParameterSets
    from consortium.experiments.presentation.language import Lang
    from consortium.experiments.storage.files import Write
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


# --- an ensemble of parameter sets ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tried:
    """What came of an ensemble: `finished` pieces (a set in a world) of those that are `wanted`, and their errors."""

    ensemble: Ensemble | None
    finished: int
    wanted: int
    errors: tuple[str, ...]
    interrupted: bool

    @property
    def whole(self) -> bool:
        """Whether every piece was simulated, well or not."""
        return self.finished == self.wanted

    @property
    def shortfall(self) -> str:
        """Why there are no effects; empty if there are."""
        if self.ensemble is not None or not self.errors:
            return ""
        return f"too few parameter sets could be simulated for --ensemble; the first error: {self.errors[0]}"


def announce(arms: Sequence[Scenario], sets: ParameterSets, workers: int | None, lang: Lang) -> None:
    """Say how many runs the sets take, and how long."""
    from consortium.experiments.runs.computing_cost import expense_of
    from consortium.experiments.runs.processes import workers_for

    number = workers_for(workers)
    runs = len(sets) * sets.seeds * len(arms)
    seconds = max(expense_of(arm).seconds() for arm in arms) * runs / number
    size = {"sets": len(sets), "seeds": sets.seeds, "arms": len(arms), "runs": runs, "name": sets.name}
    say(phrase("ensemble_size", lang, **size, time=duration_in_words(seconds, lang), number=number))
    if fixed := sets.fixed(arms[0]):
        say(phrase("ensemble_fixed", lang, phrase("comma", lang).join(fixed)))


def in_sets(
    arms: Sequence[Scenario], sets: ParameterSets, first_seed: int, kept: Path, lang: Lang, workers: int | None
) -> Tried:
    """The arms in all sets and worlds, as far as they were simulated when the user had enough.

    Pieces are kept in a folder. Raises Failed.
    """
    from consortium.experiments.ensemble.effects import Ensemble
    from consortium.experiments.ensemble.simulating import journal_in, pieces_of, runs_of, simulate_sets
    from consortium.experiments.runs.processes import NoProcesses

    wanted, interrupted = len(pieces_of(sets, first_seed)), False
    try:
        journal = journal_in(kept, arms, sets, first_seed)
        there = len(journal.outputs) + len(journal.errors)
        with progress(wanted, phrase("ensemble_runs", lang), there) as advance:
            try:
                simulate_sets(arms, sets, first_seed, journal, workers, advance)
            except KeyboardInterrupt:
                interrupted = True
    except (NoProcesses, OSError) as error:
        said = not_written(error, kept) if isinstance(error, OSError) else str(error)
        raise Failed(f"{said}; what was simulated is kept, and --resume goes on from there") from None
    finished = len(journal.outputs) + len(journal.errors)
    errors = tuple(f"set {number}, seed {seed}: {said}" for (number, seed), said in sorted(journal.errors.items()))
    found = Ensemble(tuple(arms), sets, runs_of(arms, journal.outputs)) if journal.outputs and not interrupted else None
    return Tried(found if found is not None and found.enough else None, finished, wanted, errors, interrupted)


def files_of(ensemble: Ensemble) -> dict[str, bytes | Write]:
    """The tables, by the names of their files."""
    from consortium.experiments.storage.folder import ENSEMBLE_EFFECTS, ENSEMBLE_RUNS, ENSEMBLE_SETS
    from consortium.experiments.storage.tables import csv_bytes, parquet_written

    return {
        ENSEMBLE_EFFECTS: csv_bytes(ensemble.effects),
        ENSEMBLE_SETS: csv_bytes(ensemble.by_set),
        ENSEMBLE_RUNS: parquet_written([ensemble.runs]),
    }
