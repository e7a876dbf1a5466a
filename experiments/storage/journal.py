"""What was computed, one line per piece of work in a file that only grows.

A piece has a place, which is two texts or whole numbers, and outputs, a table of numbers. Whatever stops the work costs
the pieces under way, which are computed again.

    journal = Journal(path, ("wave", "point"))
    with Computation(shared, workers=2) as computation:
        journal.complete({(1, 0): ("a",), (1, 1): ("b",)}, function, computation)   # function(shared, "a"), …
    journal.outputs[1, 0]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import numpy as np

from ..runs.tasks import Computation
from .lines import add_line, read_lines

__all__ = ["Journal", "Place", "tried"]

Place = TypeVar("Place", bound=tuple[int | str, int | str])

Given = TypeVar("Given")


class Journal(Generic[Place]):
    """The pieces that were computed, by place; a failed one has an error and no outputs.

    `names` are those of the two parts of a place, such as ("wave", "point"), and `values` is that of the outputs: the
    words of the file. Raises OSError for a file that cannot be read.
    """

    def __init__(self, path: Path, names: tuple[str, str], values: str = "outputs") -> None:
        self._path, self._names, self._values = path, names, values
        self.outputs: dict[Place, np.ndarray] = {}
        self.errors: dict[Place, str] = {}
        read_lines(path, self._take)

    def __contains__(self, place: Place) -> bool:
        return place in self.outputs or place in self.errors

    def missing(self, pieces: Mapping[Place, Given]) -> dict[Place, Given]:
        """Those of some pieces that have not been computed."""
        return {place: piece for place, piece in pieces.items() if place not in self}

    def complete(
        self,
        pieces: Mapping[Place, tuple[Any, ...]],
        function: Callable[..., np.ndarray],
        computation: Computation,
        on_done: Callable[[Place], object] = lambda place: None,
    ) -> None:
        """See that all pieces are there, each given as the arguments of the function that computes its outputs.

        The bits do not depend on how many processes compute. A piece for which the function raises an error has the
        error, and does not stop the others. `on_done` is called with the place of every piece that is added. Raises
        NoProcesses or OSError.
        """
        tasks = {place: (function, *given) for place, given in self.missing(pieces).items()}
        for place, made, lost in computation.made(tried, tasks):
            outputs, error = made if lost is None else (None, _said(lost))
            self.add(place, outputs, error)
            on_done(place)

    def add(self, place: Place, outputs: np.ndarray | None, error: str = "") -> None:
        """Store a piece: rows and columns of outputs, empty where something has no value. Raises OSError."""
        rows = None if outputs is None else [[None if np.isnan(v) else float(v) for v in row] for row in outputs]
        add_line(self._path, {**dict(zip(self._names, place, strict=True)), self._values: rows, "error": error})
        self._keep(place, outputs, error)

    def _keep(self, place: Place, outputs: np.ndarray | None, error: str) -> None:
        if outputs is None:
            self.errors[place] = error
        else:
            self.outputs[place] = outputs

    def _take(self, entry: dict[str, Any]) -> None:
        rows = entry[self._values]
        outputs = None if rows is None else np.array(rows, float)
        place = tuple(entry[name] for name in self._names)
        self._keep(cast("Place", place), outputs, str(entry["error"]))


def tried(shared: object, function: Callable[..., np.ndarray], *given: Any) -> tuple[np.ndarray | None, str]:
    """Outputs of a piece, or None and in words what stopped it: not every exception can go from process to process."""
    try:
        return function(shared, *given), ""
    except Exception as error:
        return None, _said(error)


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
