"""What was simulated, point by point: one line per point in a file that only grows.

A line is on the disk before the next point counts. Whatever stops a calibration costs the points under way; a line that
was half written is dropped, and its point simulated again.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np

__all__ = ["Journal"]


class Journal:
    """The points that were simulated, by wave and number; a failed one has an error and no outputs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.outputs: dict[tuple[int, int], np.ndarray] = {}
        self.errors: dict[tuple[int, int], str] = {}
        self._read()

    def __contains__(self, place: tuple[int, int]) -> bool:
        return place in self.outputs or place in self.errors

    def add(self, wave: int, point: int, outputs: np.ndarray | None, error: str = "") -> None:
        """Store a point: a row per seed and a column per target, empty where a world has no value. Raises OSError."""
        rows = None if outputs is None else [[None if np.isnan(v) else float(v) for v in row] for row in outputs]
        line = json.dumps({"wave": wave, "point": point, "outputs": rows, "error": error}, allow_nan=False)
        with self._path.open("ab") as file:
            file.write(line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self._keep(wave, point, outputs, error)

    def _keep(self, wave: int, point: int, outputs: np.ndarray | None, error: str) -> None:
        if outputs is None:
            self.errors[wave, point] = error
        else:
            self.outputs[wave, point] = outputs

    def _read(self) -> None:
        """Read what is there, and cut off what is no whole line. Raises OSError."""
        if not self._path.exists():
            return
        content, good = self._path.read_bytes(), 0
        for line in content.splitlines(keepends=True):
            try:
                entry = json.loads(line)
                rows = entry["outputs"]
                outputs = None if rows is None else np.array(rows, float)
                if not line.endswith(b"\n"):
                    break
                self._keep(int(entry["wave"]), int(entry["point"]), outputs, str(entry["error"]))
            except (ValueError, KeyError, TypeError):
                break
            good += len(line)
        if good < len(content):
            with self._path.open("r+b") as file:
                file.truncate(good)
