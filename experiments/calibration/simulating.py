"""Points of a calibration by several processes: the same bits as by one, and none simulated twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

import numpy as np

from ..runs.processes import Pool
from ..runs.tasks import computed
from ..storage.journal import Journal
from .calibration import Calibration
from .measuring import measured

__all__ = ["Simulation"]

Advance = Callable[[int, int], Any]
"""Is given the wave and the number of points that have been added to it."""


class Simulation:
    """Simulates the points of waves, or takes them from the journal. A context manager: processes end with it.

    A point that fails has no value for any target, so it fits none, and its error is in the journal.
    """

    def __init__(
        self, calibration: Calibration, journal: Journal, workers: int, advance: Advance | None = None
    ) -> None:
        self._calibration, self._journal = calibration, journal
        self._workers, self._advance = workers, advance or (lambda wave, points: None)
        self._exits = ExitStack()
        self._pool: Pool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._exits.close()

    def simulate(self, wave: int, shares: np.ndarray) -> np.ndarray:
        """Outputs by point, seed and target at points of the unit cube. Raises NoProcesses or OSError."""
        calibration = self._calibration
        columns = {str(key): column.tolist() for key, column in calibration.values(shares).items()}
        values = [{key: column[point] for key, column in columns.items()} for point in range(len(shares))]
        missing = [point for point in range(len(shares)) if (wave, point) not in self._journal]
        self._advance(wave, len(shares) - len(missing))
        if self._workers > 1 and len(missing) > 1:
            self._elsewhere(wave, values, missing)
        else:
            for point in missing:
                self._store(wave, point, *_measured(calibration, values[point]))
        empty = np.full((len(calibration.seeds), len(calibration.targets)), np.nan)
        return np.stack([self._journal.outputs.get((wave, point), empty) for point in range(len(shares))])

    def _store(self, wave: int, point: int, outputs: np.ndarray | None, error: str) -> None:
        self._journal.add((wave, point), outputs, error)
        self._advance(wave, 1)

    def _elsewhere(self, wave: int, values: list[dict[str, Any]], missing: list[int]) -> None:
        if self._pool is None:
            self._pool = self._exits.enter_context(Pool(self._workers, self._calibration).started())
        tasks = {point: (values[point],) for point in missing}
        for point, result, error in computed(self._pool, _measured, tasks):
            outputs, problem = (None, error) if error else result
            self._store(wave, point, outputs, problem)


def _measured(calibration: Calibration, values: dict[str, Any]) -> tuple[np.ndarray | None, str]:
    """Outputs of a point, or what stopped it."""
    try:
        return measured(calibration, values), ""
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"
