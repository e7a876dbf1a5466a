"""Bundles by several processes: the same bits as by one, and none simulated twice.

What was measured is kept in a file of lines, by stage and bundle; whatever stops a search costs the bundles under way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from ..runs.processes import Pool
from ..runs.tasks import computed
from ..storage.lines import add_line, read_lines
from .bundles import Bundle
from .measuring import Measuring, Stage, measured
from .policy_search import PolicySearch

__all__ = ["Evaluation", "Journal"]

Advance = Callable[[str, int, int], Any]
"""Is given what is measured, the number of bundles that were added, and how many were asked for."""


class Journal:
    """Effects of bundles by stage and bundle; one that failed has an error and no effects."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.effects: dict[tuple[Stage, str], np.ndarray] = {}
        self.errors: dict[tuple[Stage, str], str] = {}
        read_lines(path, self._take)

    def __contains__(self, place: tuple[Stage, str]) -> bool:
        return place in self.effects or place in self.errors

    def add(self, stage: Stage, bundle: Bundle, effects: np.ndarray | None, error: str = "") -> None:
        """Store a bundle: a row per world, the cost and then each goal. Raises OSError."""
        rows = None if effects is None else [[None if np.isnan(v) else float(v) for v in row] for row in effects]
        entry = {"stage": stage, "bundle": bundle.key, "effects": rows, "error": error}
        add_line(self._path, entry)
        self._take(entry)

    def _take(self, entry: dict[str, Any]) -> None:
        place = entry["stage"], entry["bundle"]
        if entry["effects"] is None:
            self.errors[place] = str(entry["error"])
        else:
            self.effects[place] = np.array(entry["effects"], float)


class Evaluation:
    """Measures bundles, or takes them from the journal. A context manager: processes end with it."""

    def __init__(self, search: PolicySearch, journal: Journal, workers: int, advance: Advance | None = None) -> None:
        self.search, self.journal = search, journal
        self._workers, self._advance = workers, advance or (lambda what, bundles, of: None)
        self._measuring = Measuring(search)
        self._exits = ExitStack()
        self._pool: Pool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._exits.close()

    def measure(self, stage: Stage, bundles: Iterable[Bundle], what: str = "") -> None:
        """See that all bundles are in the journal. `what` they are is shown. Raises NoProcesses or OSError."""
        wanted, what = list(bundles), what or stage

        def store(bundle: Bundle, effects: np.ndarray | None, error: str) -> None:
            self.journal.add(stage, bundle, effects, error)
            self._advance(what, 1, len(wanted))

        missing = {bundle.key: bundle for bundle in wanted if (stage, bundle.key) not in self.journal}
        self._advance(what, len(wanted) - len(missing), len(wanted))
        if self._workers > 1 and len(missing) > 1:
            if self._pool is None:
                self._pool = self._exits.enter_context(Pool(self._workers, self._measuring).started())
            tasks = {key: (stage, bundle) for key, bundle in missing.items()}
            for key, result, error in computed(self._pool, measured, tasks):
                effects, problem = (None, error) if error else result
                store(missing[key], effects, problem)
        else:
            for bundle in missing.values():
                store(bundle, *measured(self._measuring, stage, bundle))
