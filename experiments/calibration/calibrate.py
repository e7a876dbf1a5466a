"""A calibration from its first wave to its ensemble, in a folder that loses nothing.

found = calibrate(load_calibration("patterns"), "results/patterns", workers=2)
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ..runs.processes import workers_for
from ..runs.tasks import Computation
from ..storage.journal import Journal
from .calibration import Calibration
from .ensemble import Found, aims_of
from .folder import Point, claimed, published
from .matching import Settings, Wave, waves
from .measuring import measured
from .ridges import Ridges, ridges_of

__all__ = ["WAVES", "calibrate", "matched"]

WAVES = 5
"""Waves at most, unless somebody says otherwise."""


def calibrate(
    calibration: Calibration,
    folder: str | os.PathLike[str],
    *,
    base: str = "baseline",
    waves: int = WAVES,
    workers: int | None = None,
    resume: bool = False,
    watcher: Callable[[int, int], Any] | None = None,
) -> tuple[Found, Ridges, list[str]]:
    """Find the parameter sets that fit, in a folder; gives what was found and the names of the files.

    Parameters
    ----------
    base
        How the file of targets names the base; the best set extends it.
    waves
        At most so many; fewer where enough sets fit before. More of them go on with what is there (`resume`).
    workers
        Processes that simulate; None for one each processor. The bits do not depend on it.
    watcher
        Is given the wave and the number of points that have been added to it.

    Raises FolderError, NoProcesses, NotInstalled or OSError; what was simulated before is kept.
    """
    number = workers_for(workers)
    path = Path(folder)
    with claimed(path, calibration, resume) as journal:
        found, settings = matched(calibration, journal, waves, number, watcher)
        ridges = ridges_of(found, settings)
        return found, ridges, published(path, found, ridges, base)


def matched(
    calibration: Calibration,
    journal: Journal[Point],
    number: int,
    workers: int,
    watcher: Callable[[int, int], Any] | None = None,
) -> tuple[Found, Settings]:
    """All waves, simulated or taken from a journal."""
    settings = Settings(calibration.points, number, calibration.sample_seed)
    steering = calibration.steering
    everything: dict[int, np.ndarray] = {}
    with Computation(calibration, workers) as computation:

        def simulate(wave: int, points: np.ndarray) -> np.ndarray:
            everything[wave] = _simulated(calibration, journal, computation, wave, points, watcher)
            return everything[wave][:, :, steering]

        made = list(waves(aims_of(calibration).of(steering), len(calibration.factors), simulate, settings))
    whole = [Wave(w.number, w.points, everything[w.number], w.fits, w.share, w.ruled_out, w.emulators) for w in made]
    return Found(calibration, whole, dict(journal.errors)), settings


def _simulated(
    calibration: Calibration,
    journal: Journal[Point],
    computation: Computation,
    wave: int,
    shares: np.ndarray,
    watcher: Callable[[int, int], Any] | None,
) -> np.ndarray:
    """Outputs by point, seed and target at points of the unit cube.

    A point that fails has no value for any target, so it fits none, and its error is in the journal.
    """
    watch = watcher or (lambda wave, points: None)
    columns = {str(key): column.tolist() for key, column in calibration.values(shares).items()}
    values = ({key: column[point] for key, column in columns.items()} for point in range(len(shares)))
    pieces = {(wave, point): (at,) for point, at in enumerate(values)}
    watch(wave, len(pieces) - len(journal.missing(pieces)))
    journal.complete(pieces, measured, computation, lambda place: watch(wave, 1))
    empty = np.full((len(calibration.seeds), len(calibration.targets)), np.nan)
    return np.stack([journal.outputs.get(place, empty) for place in pieces])
