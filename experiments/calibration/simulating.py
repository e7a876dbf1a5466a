"""Points of a calibration by several processes: the same bits as by one, and none simulated twice."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

import numpy as np

from ..runs.processes import Pool, died
from ..runs.replication import DIED
from .calibration import Calibration
from .journal import Journal
from .measuring import measured

__all__ = ["Simulation"]

MOST_DEATHS = 2
"""Deaths of processes over a point, while it is alone with them, after which it is recorded as failed."""

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
        self._journal.add(wave, point, outputs, error)
        self._advance(wave, 1)

    def _elsewhere(self, wave: int, values: list[dict[str, Any]], missing: list[int]) -> None:
        if self._pool is None:
            self._pool = self._exits.enter_context(Pool(self._workers, self._calibration).started())
        waiting: deque[int] = deque(missing)
        suspects: deque[int] = deque()  # they were with a process that died, and go out one at a time
        under_way: dict[Future[Any], int] = {}
        deaths: dict[int, int] = {}
        while waiting or suspects or under_way:
            alone = bool(suspects) and not under_way
            if alone:
                point = suspects.popleft()
                under_way[self._pool.submit(_measured, values[point])] = point
            while not (suspects or alone) and waiting and len(under_way) < 2 * self._workers:
                point = waiting.popleft()
                under_way[self._pool.submit(_measured, values[point])] = point
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            if any(died(future.exception()) for future in done):
                done, _ = wait(under_way)  # the pool is broken with all that it has
            lost = []
            for future in done:
                point, error = under_way.pop(future), future.exception()
                if died(error):
                    lost.append(point)
                elif error is not None:
                    self._store(wave, point, None, f"{type(error).__name__}: {error}")
                else:
                    self._store(wave, point, *future.result())
            for point in sorted(lost):
                deaths[point] = deaths.get(point, 0) + alone
                if deaths[point] >= MOST_DEATHS:
                    self._store(wave, point, None, DIED)
                else:
                    suspects.append(point)
            if lost:
                self._pool.renew()


def _measured(calibration: Calibration, values: dict[str, Any]) -> tuple[np.ndarray | None, str]:
    """Outputs of a point, or what stopped it."""
    try:
        return measured(calibration, values), ""
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"
