"""A search from its first generation to its front, in a folder that loses nothing.

found = search(load_search("incentives"), "results/incentives", workers=2)
found.front_table, found.best
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..runs.processes import workers_for
from ..runs.tasks import Computation
from ..storage.journal import Journal
from .bundles import Bundle
from .evolution import check_installed, generations
from .folder import claimed, published
from .front import Found, means
from .measuring import Measuring, Piece, Stage, measured
from .policy_search import PolicySearch

__all__ = ["found_by", "search"]


def search(
    wanted: PolicySearch,
    folder: str | os.PathLike[str],
    *,
    workers: int | None = None,
    resume: bool = False,
    watcher: Callable[[str, int, int], Any] | None = None,
) -> Found:
    """Find the bundles that reach most for each sum, in a folder.

    Parameters
    ----------
    workers
        Processes that simulate; None for one each processor. The bits do not depend on it.
    resume
        Go on with what is in the folder; with more generations than before it goes on from the last.
    watcher
        Is given what is measured ("search", "fresh" or "parts"), the number of bundles that were added, and how many
        were asked for at a time.

    Raises FolderError, NoProcesses, NotInstalled or OSError; what was measured before is kept.
    """
    check_installed()
    number = workers_for(workers)
    path = Path(folder)
    with claimed(path, wanted, resume) as journal:
        found = found_by(wanted, journal, number, watcher)
        published(path, found)
        return found


def found_by(
    wanted: PolicySearch,
    journal: Journal[Piece],
    workers: int,
    watcher: Callable[[str, int, int], Any] | None = None,
) -> Found:
    """All generations, the front and its best bundle, measured or taken from a journal."""
    watch = watcher or (lambda what, bundles, of: None)
    with Computation(Measuring(wanted), workers) as computation:

        def measure(stage: Stage, bundles: Collection[Bundle], what: str) -> None:
            pieces: dict[Piece, tuple[Stage, Bundle]] = {(stage, bundle.key): (stage, bundle) for bundle in bundles}
            number = len(bundles)
            watch(what, number - len(journal.missing(pieces)), number)
            journal.complete(pieces, measured, computation, lambda place: watch(what, 1, number))

        def values_of(bundles: Sequence[Bundle]) -> list[np.ndarray | None]:
            measure("search", bundles, "search")
            return [_means(journal, bundle) for bundle in bundles]

        found = Found(wanted, list(generations(wanted, values_of)), journal)
        measure("fresh", found.chosen, "fresh")
        if found.best is not None:
            measure("further", [found.best.bundle, *found.parts.values()], "parts")
        return found


def _means(journal: Journal[Piece], bundle: Bundle) -> np.ndarray | None:
    """Mean cost and effects of a bundle in the worlds of the search."""
    effects = journal.outputs.get(("search", bundle.key))
    return None if effects is None else means(effects)
