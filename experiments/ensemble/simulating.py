"""Every parameter set in the same worlds: all arms of a comparison, with nothing simulated twice.

A piece of work is one set in one world, with all arms: they share their warm-up and the years before the reforms.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from ...simulation.outputs.metrics import METRICS
from ...simulation.scenario import Scenario
from ..runs.forking import simulated
from ..runs.processes import workers_for
from ..runs.tasks import Computation
from ..storage.journal import Journal
from ..sweeps.execution.run_one import MODEL, measured
from .effects import Ensemble
from .parameter_sets import ParameterSets

__all__ = ["Piece", "ensemble", "journal_in", "means_of", "outputs_of", "pieces_of", "runs_of", "simulate_sets"]

NAMES = ("set", "seed")
"""Names of the numbers of a place in the journal."""

Piece = tuple[int, int]
"""A set, from 1, and a seed."""


def ensemble(arms: Sequence[Scenario], sets: ParameterSets, first_seed: int = 1, workers: int | None = 1) -> Ensemble:
    """Arms, the baseline first, in all parameter sets, each in as many worlds as `sets` says, from a seed on.

    `workers` is as in `compare`. Raises ScenarioError before anything is simulated, and NoProcesses.
    """
    sets.check(arms)
    with TemporaryDirectory(prefix="consortium-") as folder:
        journal = journal_in(Path(folder), arms, sets, first_seed)
        simulate_sets(arms, sets, first_seed, journal, workers)
    return Ensemble(tuple(arms), sets, runs_of(arms, journal.outputs))


def journal_in(folder: Path, arms: Sequence[Scenario], sets: ParameterSets, first_seed: int) -> Journal[Piece]:
    """What has been simulated of these arms, sets and worlds by this version of the model. Raises OSError."""
    said = json.dumps([MODEL, sets.digest(), first_seed, *(arm.digest() for arm in arms)])
    return Journal(folder / f"ensemble-{hashlib.sha256(said.encode()).hexdigest()[:16]}.jsonl", NAMES)


def pieces_of(sets: ParameterSets, first_seed: int) -> list[Piece]:
    """All sets in all worlds. Whenever it is interrupted, sets have been tried in the same worlds."""
    seeds = range(first_seed, first_seed + sets.seeds)
    return [(number, seed) for seed in seeds for number in range(1, len(sets) + 1)]


def simulate_sets(
    arms: Sequence[Scenario],
    sets: ParameterSets,
    first_seed: int,
    journal: Journal[Piece],
    workers: int | None = 1,
    on_done: Callable[[bool], object] = lambda good: None,
) -> None:
    """Simulate what the journal lacks and store it there: means of the last five years, arms × metrics of a piece.

    `workers` is as in `compare`: None means one process per processor. `on_done` is called after every piece with
    whether it went well; errors are in the journal. Raises NoProcesses or OSError.
    """
    number = workers_for(workers)
    pieces = {piece: piece for piece in pieces_of(sets, first_seed)}
    with Computation((tuple(arms), sets), number) as computation:
        journal.complete(pieces, outputs_of, computation, lambda piece: on_done(piece not in journal.errors))


def outputs_of(shared: tuple[tuple[Scenario, ...], ParameterSets], number: int, seed: int) -> np.ndarray:
    """A piece of (arms, sets): means of the last five years, arms × metrics. Errors of the model are raised."""
    arms, sets = shared
    return means_of(sets.arms(arms, number - 1), seed)


def means_of(arms: Sequence[Scenario], seed: int) -> np.ndarray:
    """Means of the last five years of all arms in the same world: arms × metrics. Errors of the model are raised."""
    return np.array([measured(arm.finished, series=False).means for arm in simulated(arms, (seed,))], float)


def runs_of(arms: Sequence[Scenario], simulated_pieces: Mapping[Piece, np.ndarray]) -> pd.DataFrame:
    """One row per set, seed and arm of the finished pieces: set, seed, scenario, then one column per metric."""
    keys, tables = [], []
    for (number, seed), outputs in sorted(simulated_pieces.items()):
        keys += [(number, seed, arm.name) for arm in arms]
        tables.append(outputs)
    table = pd.DataFrame(keys, columns=["set", "seed", "scenario"])
    values = np.concatenate(tables) if tables else np.empty((0, len(METRICS)))
    return pd.concat([table, pd.DataFrame(values, columns=list(METRICS))], axis=1)
