"""Effects in many parameter sets, for the page: simulated in the background, once however many browsers ask for them.

    with ensembles.watched(crossing) as run:    # simulation begins, unless it has begun or is done
        run.done, run.task                      # pieces so far, and what gives the `Ensemble`

One ensemble is simulated at a time; others wait in a line. One that no browser waits for any more is stopped; what was
simulated of it is in the engine's store, as long as there is room. Finished ones are kept, the latest first.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Self

import numpy as np

from ..experiments.ensemble.effects import Ensemble
from ..experiments.ensemble.parameter_sets import ParameterSets
from ..experiments.ensemble.set_files import load_sets
from ..experiments.ensemble.simulating import Piece, outputs_of, pieces_of, runs_of
from ..experiments.statistics.crossed import LEAST_OF_EACH
from ..experiments.storage.journal import tried
from ..simulation.scenario import Scenario
from .engine import Busy, Engine, Stopped
from .requests import size_of

__all__ = ["Crossing", "Ensembles", "Run", "sizes"]

MOST_SETS, MOST_WORLDS = 30, 10
"""As `consortium compare --ensemble` takes them."""
MOST_WORK = 400_000_000
"""Agents × half-years of an ensemble: that of three reforms in the bundled city takes some twenty seconds on two
processors."""
FIRST_SEED = 1
MOST_IN_LINE = 20
"""Ensembles that wait to be simulated, over all who ask."""
MOST_KEPT = 20
"""Finished ones that are kept, some 2 MB each."""


def sizes(arms: Sequence[Scenario]) -> tuple[int, int]:
    """Parameter sets, and worlds for each, that arms are tried in: fewer of larger ones."""
    pieces = MOST_WORK // sum(map(size_of, arms))
    worlds = MOST_WORLDS if pieces >= MOST_WORLDS**2 else LEAST_OF_EACH
    return max(LEAST_OF_EACH, min(MOST_SETS, pieces // worlds)), worlds


@cache
def _bundled() -> ParameterSets:
    return load_sets()


@dataclass(frozen=True)
class Crossing:
    """Arms, the baseline first, and the parameter sets and worlds to try them in."""

    arms: tuple[Scenario, ...]
    sets: ParameterSets

    @classmethod
    def of(cls, arms: tuple[Scenario, ...]) -> Self:
        """Arms in as many of the bundled sets as do not take too long."""
        return cls(arms, _bundled().first(*sizes(arms)))

    @cached_property
    def pieces(self) -> list[Piece]:
        """All sets in all worlds."""
        return pieces_of(self.sets, FIRST_SEED)

    @cached_property
    def _digest(self) -> str:
        said = [self.sets.digest(), *(arm.digest() for arm in self.arms)]
        return hashlib.sha256(" ".join(said).encode()).hexdigest()

    def digest(self) -> str:
        """Tells it from one of other arms or sets; names and texts do not count."""
        return self._digest


def simulated_piece(shared: object, crossing: Crossing, place: int) -> tuple[np.ndarray | None, str]:
    """Outputs of one of the pieces, or None and what stopped the model; `shared` is not looked at."""
    return tried((crossing.arms, crossing.sets), outputs_of, *crossing.pieces[place])


@dataclass(eq=False)
class Run:
    """An ensemble that is being simulated, or has been: the pieces that are done, and the task that gives it."""

    crossing: Crossing
    task: asyncio.Task[Ensemble] = field(init=False)
    done: int = 0
    watchers: int = 0


class Ensembles:
    """What browsers wait for, and what is kept. Belongs to the loop of the server."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._turn = asyncio.Lock()

    def has(self, crossing: Crossing) -> bool:
        """Whether it is simulated already, or about to be. Raises Busy where it is not, and the line is full."""
        if crossing.digest() in self._runs:
            return True
        if len(self._waiting()) >= MOST_IN_LINE:
            raise Busy
        return False

    def before(self, run: Run) -> int:
        """How many ensembles are simulated before this one."""
        return self._waiting().index(run) if not run.task.done() else 0

    @contextmanager
    def watched(self, crossing: Crossing) -> Iterator[Run]:
        """The run of an ensemble, begun if need be; it is stopped when nobody watches it any more. Raises Busy."""
        key = crossing.digest()
        if not self.has(crossing):
            run = self._runs[key] = Run(crossing)
            run.task = asyncio.create_task(self._simulated(run))
            run.task.add_done_callback(lambda task: self._settle(key, run))
        run = self._runs[key]
        if run.task.done():
            self._runs.move_to_end(key)
        run.watchers += 1
        try:
            yield run
        finally:
            run.watchers -= 1
            if run.watchers == 0 and not run.task.done():
                del self._runs[key]  # at once: who asks for the same now begins anew
                run.task.cancel()

    def _waiting(self) -> list[Run]:
        return [run for run in self._runs.values() if not run.task.done()]

    async def _simulated(self, run: Run) -> Ensemble:
        crossing = run.crossing

        def count() -> None:
            run.done += 1

        async with self._turn:
            places = range(len(crossing.pieces))
            found = await self._engine.in_background(simulated_piece, crossing, places, count)
        outputs = {piece: means for piece, (means, _) in zip(crossing.pieces, found, strict=True) if means is not None}
        ensemble = Ensemble(crossing.arms, crossing.sets, runs_of(crossing.arms, outputs))
        if not outputs or not ensemble.enough:
            errors = [error for means, error in found if means is None]
            raise Stopped(f"the model stopped in too many parameter sets, first with {errors[0]}")
        return ensemble

    def _settle(self, key: str, run: Run) -> None:
        """Keep what was found, and nothing that failed."""
        if self._runs.get(key) is run and (run.task.cancelled() or run.task.exception() is not None):
            del self._runs[key]
        done = [other for other, kept in self._runs.items() if kept.task.done()]
        for other in done[: max(0, len(done) - MOST_KEPT)]:
            del self._runs[other]
