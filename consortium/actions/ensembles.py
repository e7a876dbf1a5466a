"""Effects in many parameter sets: what they take is said beforehand, and what is finished is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..terminal import Failed, duration_in_words, progress, say
from ..words import phrase
from .publishing import not_written

if TYPE_CHECKING:
    from consortium.experiments.ensemble.effects import Ensemble
    from consortium.experiments.ensemble.parameter_sets import ParameterSets
    from consortium.experiments.presentation.language import Lang
    from consortium.experiments.storage.files import Write
    from consortium.simulation.scenario import Scenario


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
    from consortium.experiments.runs.processes import usual_workers

    number = usual_workers() if workers is None else workers
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
    found = Ensemble(tuple(arms), sets, runs_of(arms, journal)) if journal.outputs and not interrupted else None
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
