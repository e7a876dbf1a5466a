"""The command ``sweep``: from a design to a dataset, or to what it would take."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..terminal import (
    Advance,
    Failed,
    Interrupted,
    UsageError,
    duration_in_words,
    ended_like_interrupted,
    out,
    progress,
    say,
)
from ..words import phrase

if TYPE_CHECKING:
    from consortium.experiments.presentation.language import Lang
    from consortium.experiments.sweeps.dataset.shard_locks import Shard
    from consortium.experiments.sweeps.design.design import Design
    from consortium.experiments.sweeps.execution.driver import Summary
    from consortium.experiments.sweeps.execution.executors import Kind
    from consortium.simulation.extensions import Extensions


_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class SweepOrder:
    """What is wanted: a design, run by somebody into a folder, or only its cost."""

    design: str
    folder: Path | None
    executor: Kind | None
    scheduler: str | None
    workers: int | None
    resume: bool
    shard: str | None
    series: bool
    dry_run: bool
    yes: bool
    lang: Lang
    extensions: Extensions | None = None
    """Rules and metrics of the user's own code."""


def perform(order: SweepOrder) -> None:
    """Carry out an order. Raises UsageError, Failed or Interrupted with the message to be shown."""
    from consortium.experiments.sweeps.design.design import too_many

    executor, shard = _checked(order)
    design = _design(order.design)
    design = design.extended(order.extensions)
    if order.dry_run:
        _estimate(order, design, executor, shard)
        return
    if (refusal := too_many(design)) and not order.yes:
        raise UsageError(refusal)
    _sweep(order, design, executor, shard)


def _checked(order: SweepOrder) -> tuple[Kind, Shard]:
    """Executor and shard, once the options fit together."""
    from consortium.experiments.sweeps.dataset.shard_locks import Shard
    from consortium.experiments.sweeps.execution.executors import chosen

    try:
        executor = chosen(order.executor, order.workers, order.scheduler, dashes="--")
        return executor, Shard.parsed(order.shard) if order.shard else Shard()
    except ValueError as error:
        raise UsageError(str(error)) from None


def _design(name: str) -> Design:
    """The design of a file or a name, or that of an earlier sweep's manifest."""
    from consortium.experiments.sweeps.design.design import DesignError, load_design

    try:
        return load_design(name)
    except DesignError as error:
        raise UsageError(str(error)) from None


# --- what it would take -----------------------------------------------------------------------------------------------


def _estimate(order: SweepOrder, design: Design, executor: Kind, shard: Shard) -> None:
    """Say what the order would take, and change nothing."""
    from consortium.experiments.storage.folder import FolderError
    from consortium.experiments.sweeps.dataset.dataset import stock
    from consortium.experiments.sweeps.design.design import too_many
    from consortium.experiments.sweeps.execution.continuing import continued
    from consortium.experiments.sweeps.execution.driver import ready
    from consortium.experiments.sweeps.execution.estimate import estimate
    from consortium.experiments.sweeps.execution.worker_pools import WorkerPoolError

    lang, folder = order.lang, order.folder or Path("results") / design.name
    wanted = shard.runs(design.runs)
    try:
        if order.resume:
            design = continued(design, folder)
            wanted = stock(folder, design, shard, order.series)
        workers, at = _workers(order, executor)
    except (FolderError, WorkerPoolError) as error:
        raise UsageError(str(error)) from None
    mine = len(shard.runs(design.runs))
    counts = {"points": len(design.points), "seeds": len(design.seeds), "runs": design.runs, "mine": mine}
    counts |= {"shard": f"{shard.index}/{shard.of}", "folder": folder, "stored": mine - len(wanted)}
    number = len(design.reforms)
    counts |= {"reforms": number, "word": phrase("reform" if number == 1 else "reforms", lang)}
    counts |= {"simulations": design.simulations}
    for key in (
        "size",
        *(["arms"] if number else []),
        *(["of_shard"] if shard.of > 1 else []),
        *(["stored"] if order.resume else []),
    ):
        out(phrase(key, lang, **counts, missing=len(wanted)))
    if at:
        out(at)
    if len(wanted):
        ready(_Shown(lang))
        found = estimate(design, workers, order.series, wanted)
        numbers = {
            "time": duration_in_words(found.seconds, lang),
            "workers": workers,
            "who": phrase("worker" if workers == 1 else "workers", lang),
            "each": found.seconds * workers / found.runs,
            "tried": found.tried,
            "slowest": found.slowest,
            "size": _size(found.bytes),
        }
        for key in ("plan_time", "plan_disk"):
            out(phrase(key, lang, **numbers))
    if refusal := too_many(design):
        say(refusal)


def _workers(order: SweepOrder, executor: Kind) -> tuple[int, str]:
    """How many would simulate, and what to say of a scheduler. Raises WorkerPoolError if it cannot be reached."""
    from consortium.experiments.runs.processes import usual_workers
    from consortium.experiments.sweeps.execution.dask_pool import workers_at

    if order.scheduler is None:
        return 1 if executor == "serial" else order.workers or usual_workers(), ""
    number = workers_at(order.scheduler)
    who = phrase("worker" if number == 1 else "workers", order.lang)
    return max(1, number), phrase("at_scheduler", order.lang, scheduler=order.scheduler, number=number, who=who)


def _size(number: int) -> str:
    """So many bytes."""
    for unit, worth in (("GB", 10**9), ("MB", 10**6)):
        if number >= worth:
            return f"{number / worth:.1f} {unit}"
    return f"{max(1, round(number / 1000))} kB"


# --- the sweep --------------------------------------------------------------------------------------------------------


def _sweep(order: SweepOrder, design: Design, executor: Kind, shard: Shard) -> None:
    from consortium.experiments.storage.folder import FolderError
    from consortium.experiments.sweeps.execution.driver import SweepInterrupted, SweepStopped, sweep
    from consortium.experiments.sweeps.execution.worker_pools import WorkerPoolError

    folder = order.folder or Path("results") / design.name
    try:
        with ended_like_interrupted(), _Shown(order.lang) as watcher:
            done = sweep(
                design,
                folder,
                executor=executor,
                workers=order.workers,
                scheduler=order.scheduler,
                resume=order.resume,
                shard=shard,
                series=order.series,
                watcher=watcher,
            )
    except (FolderError, WorkerPoolError) as error:
        raise UsageError(str(error)) from None
    except SweepStopped as stopped:
        raise Failed(str(stopped)) from None
    except SweepInterrupted as interrupted:
        at = interrupted.summary
        kept = f"{at.stored:,} of {at.runs:,} runs are stored in {at.folder}; --resume goes on from there"
        raise Interrupted(f"interrupted; {kept}") from None
    _show(order, done, shard)
    if done.failed and done.new:
        raise Failed("\n".join(_failures(done)))


def _show(order: SweepOrder, done: Summary, shard: Shard) -> None:
    lang = order.lang
    numbers = {
        "stored": done.stored,
        "runs": done.runs,
        "new": done.new,
        "failed": done.failed,
        "folder": done.folder,
        "time": duration_in_words(done.seconds, lang),
    }
    said = phrase("sweep_done" if done.new else "sweep_finished", lang, **numbers)
    out(said + (phrase("of_them_failed", lang, **numbers) if done.failed else ""))
    if shard.of > 1:
        out(phrase("shard", lang, f"{shard.index}/{shard.of}"))
    parts = (done.folder / "runs" / "*.parquet").as_posix().replace("'", "''")  # as SQL spells it
    for key in ("read_in_python", "read_in_duckdb"):
        out(phrase(key, lang, folder=str(done.folder), parts=parts))


def _failures(done: Summary) -> list[str]:
    """What to say of runs that failed."""
    said = [f"{done.failed:,} of {done.stored:,} runs failed and are stored with their error (status = 'failed')"]
    said += [f"run {run_id}: {error}" for run_id, error in done.failures[:_SHOWN]]
    return said + (["…"] if done.failed > _SHOWN else [])


class _Shown(ExitStack):
    """Shows how a sweep goes (`driver.Watcher`)."""

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._lang: Lang = lang
        self._advance: Advance | None = None

    def say(self, message: str) -> None:
        """Something went wrong that does not stop the sweep."""
        say(message)

    def compiles(self) -> None:
        """The model is compiled."""
        say(phrase("compiling", self._lang))

    def begins(self, runs: int, stored: int) -> None:
        """Begin to show."""
        if stored < runs:
            self._advance = self.enter_context(progress(runs, phrase("runs", self._lang), stored, self._pace))

    def advances(self, done: int, failed: int) -> None:
        """Show more."""
        if self._advance is not None:
            self._advance(False, failed)
            self._advance(True, done - failed)

    def _pace(self, rate: float, left: float) -> str:
        return phrase("pace", self._lang, f"{rate:.3g}", duration_in_words(left, self._lang))
