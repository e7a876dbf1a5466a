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
from ..runs.processes import Pool, checked_workers, usual_workers
from ..runs.tasks import computed
from ..storage.journal import Journal
from ..sweeps.execution.run_one import MODEL, measured
from .effects import Ensemble
from .parameter_sets import ParameterSets

__all__ = ["Piece", "ensemble", "journal_in", "pieces_of", "runs_of", "simulate_sets", "tried"]

NAMES = ("set", "seed")
"""Names of the numbers of a place in the journal."""

FIRST = 1
"""Pieces that this process computes before others start, so that not all of them compile."""

Piece = tuple[int, int]
"""A set, from 1, and a seed."""

_Shared = tuple[tuple[Scenario, ...], ParameterSets]


def ensemble(arms: Sequence[Scenario], sets: ParameterSets, first_seed: int = 1, workers: int | None = 1) -> Ensemble:
    """Arms, the baseline first, in all parameter sets, each in as many worlds as `sets` says, from a seed on.

    `workers` is as in `compare`. Raises ScenarioError before anything is simulated, and NoProcesses.
    """
    sets.check(arms)
    with TemporaryDirectory(prefix="consortium-") as folder:
        journal = journal_in(Path(folder), arms, sets, first_seed)
        simulate_sets(arms, sets, first_seed, journal, workers)
    return Ensemble(tuple(arms), sets, runs_of(arms, journal.outputs))


def journal_in(folder: Path, arms: Sequence[Scenario], sets: ParameterSets, first_seed: int) -> Journal:
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
    journal: Journal,
    workers: int | None = 1,
    on_done: Callable[[bool], object] = lambda good: None,
) -> None:
    """Simulate what the journal lacks and store it there: means of the last five years, arms × metrics of a piece.

    `workers` is as in `compare`: None means one process per processor. `on_done` is called after every piece with
    whether it went well; errors are in the journal. Raises NoProcesses or OSError.
    """
    shared = tuple(arms), sets
    missing = [piece for piece in pieces_of(sets, first_seed) if piece not in journal]
    number = min(usual_workers() if workers is None else checked_workers(workers), max(1, len(missing)))

    def store(piece: Piece, outputs: np.ndarray | None, error: str) -> None:
        journal.add(piece, outputs, error)
        on_done(not error)

    for piece in missing[:FIRST]:
        store(piece, *tried(shared, *piece))
    rest = {piece: piece for piece in missing[FIRST:]}
    if number == 1 or not rest:
        for piece in rest:
            store(piece, *tried(shared, *piece))
        return
    with Pool(number, shared).started() as pool:
        for piece, result, error in computed(pool, tried, rest):
            outputs, problem = (None, error) if error else result
            store(piece, outputs, problem)


def tried(shared: _Shared, number: int, seed: int) -> tuple[np.ndarray | None, str]:
    """A piece of (arms, sets): means of the last five years, arms × metrics; or None, and what stopped one of them."""
    arms, sets = shared
    try:
        rows = []
        for arm in simulated(sets.arms(arms, number - 1), (seed,)):
            if arm.error is not None or arm.model is None:
                raise arm.error or RuntimeError("no model")
            rows.append(measured(arm.model, series=False).means)
        return np.stack(rows), ""
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"


def runs_of(arms: Sequence[Scenario], simulated_pieces: Mapping[Piece, np.ndarray]) -> pd.DataFrame:
    """One row per set, seed and arm of the finished pieces: set, seed, scenario, then one column per metric."""
    keys, tables = [], []
    for (number, seed), outputs in sorted(simulated_pieces.items()):
        keys += [(number, seed, arm.name) for arm in arms]
        tables.append(outputs)
    table = pd.DataFrame(keys, columns=["set", "seed", "scenario"])
    values = np.concatenate(tables) if tables else np.empty((0, len(METRICS)))
    return pd.concat([table, pd.DataFrame(values, columns=list(METRICS))], axis=1)
