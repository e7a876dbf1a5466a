"""What was simulated, one line per piece of work in a file that only grows.

A piece has a place, two whole numbers, and outputs, a table of numbers. Whatever stops the work costs the pieces under
way, which are simulated again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from .lines import add_line, read_lines

__all__ = ["Journal"]


class Journal:
    """The pieces that were simulated, by place; a failed one has an error and no outputs.

    `names` are those of the two numbers of a place, such as ("wave", "point"). Raises OSError for a file that cannot be
    read.
    """

    def __init__(self, path: Path, names: tuple[str, str]) -> None:
        self._path, self._names = path, names
        self.outputs: dict[tuple[int, int], np.ndarray] = {}
        self.errors: dict[tuple[int, int], str] = {}
        read_lines(path, self._take)

    def __contains__(self, place: tuple[int, int]) -> bool:
        return place in self.outputs or place in self.errors

    def add(self, place: tuple[int, int], outputs: np.ndarray | None, error: str = "") -> None:
        """Store a piece: rows and columns of outputs, empty where something has no value. Raises OSError."""
        rows = None if outputs is None else [[None if np.isnan(v) else float(v) for v in row] for row in outputs]
        add_line(self._path, {**dict(zip(self._names, place, strict=True)), "outputs": rows, "error": error})
        self._keep(place, outputs, error)

    def _keep(self, place: tuple[int, int], outputs: np.ndarray | None, error: str) -> None:
        if outputs is None:
            self.errors[place] = error
        else:
            self.outputs[place] = outputs

    def _take(self, entry: dict[str, Any]) -> None:
        rows = entry["outputs"]
        outputs = None if rows is None else np.array(rows, float)
        first, second = (int(entry[name]) for name in self._names)
        self._keep((first, second), outputs, str(entry["error"]))
