"""What was simulated, point by point: one line per point in a file that only grows.

Whatever stops a calibration costs the points under way, which are simulated again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ..storage.lines import add_line, read_lines

__all__ = ["Journal"]


class Journal:
    """The points that were simulated, by wave and number; a failed one has an error and no outputs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.outputs: dict[tuple[int, int], np.ndarray] = {}
        self.errors: dict[tuple[int, int], str] = {}
        read_lines(path, self._take)

    def __contains__(self, place: tuple[int, int]) -> bool:
        return place in self.outputs or place in self.errors

    def add(self, wave: int, point: int, outputs: np.ndarray | None, error: str = "") -> None:
        """Store a point: a row per seed and a column per target, empty where a world has no value. Raises OSError."""
        rows = None if outputs is None else [[None if np.isnan(v) else float(v) for v in row] for row in outputs]
        add_line(self._path, {"wave": wave, "point": point, "outputs": rows, "error": error})
        self._keep(wave, point, outputs, error)

    def _keep(self, wave: int, point: int, outputs: np.ndarray | None, error: str) -> None:
        if outputs is None:
            self.errors[wave, point] = error
        else:
            self.outputs[wave, point] = outputs

    def _take(self, entry: dict[str, Any]) -> None:
        rows = entry["outputs"]
        outputs = None if rows is None else np.array(rows, float)
        self._keep(int(entry["wave"]), int(entry["point"]), outputs, str(entry["error"]))
