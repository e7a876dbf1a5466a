"""The command ``sweep``: from a design to a dataset, or to what it would take."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .large_runs import RUNS
from .terminal import (
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
from .work import COMPILING

if TYPE_CHECKING:
    from consortium.experiments.figures.base.style import Lang
    from consortium.experiments.sweeps.dataset.shards import Shard
    from consortium.experiments.sweeps.design.design import Design
    from consortium.experiments.sweeps.execution.driver import Summary
    from consortium.experiments.sweeps.execution.executors import Kind
    from consortium.simulation.extensions import Extensions

_PACE = {"en": "{} a second, {} left", "zh": "每秒{}次，剩余{}"}

_FINISHED = {
    "en": "This sweep is finished: {stored:,} runs are in {folder}",
    "zh": "该批量模拟已全部完成：{folder} 中有 {stored:,} 次模拟",
}
_DONE = {
    "en": "{new:,} runs in {time}; {stored:,} of {runs:,} are in {folder}",
    "zh": "用时{time}完成{new:,}次模拟；{folder} 中已有 {runs:,} 次中的 {stored:,} 次",
}
_OF_FAILED = {"en": ", {failed:,} of them failed", "zh": "，其中 {failed:,} 次失败"}
_SHARD = {
    "en": "This is shard {}; the dataset is complete when all shards are.",
    "zh": "这是第 {} 个分片；所有分片完成后数据集才完整。",
}
_READ = {
    "en": ("Python: from consortium import results; results({folder!r})", "DuckDB: SELECT * FROM '{parts}'"),
    "zh": ("Python：from consortium import results; results({folder!r})", "DuckDB：SELECT * FROM '{parts}'"),
}
_SIZE = {
    "en": "{points:,} points × {seeds:,} seeds = {runs:,} runs",
    "zh": "{points:,} 个参数点 × {seeds:,} 个种子 = {runs:,} 次模拟",
}
_OF_SHARD = {"en": "shard {shard}: {mine:,} of them", "zh": "分片 {shard}：其中 {mine:,} 次"}
_STORED = {
    "en": "{stored:,} are stored in {folder}; {missing:,} are missing",
    "zh": "{folder} 中已有 {stored:,} 次；还缺 {missing:,} 次",
}
_AT_SCHEDULER = {"en": "{scheduler} has {number} {who} at present", "zh": "{scheduler} 目前有 {number} 个{who}"}
_PLAN = {
    "en": (
        "some {time} with {workers} {who} (some {each:.3g} s a run; the slowest of {tried} tried took {slowest:.3g} s)",
        "some {size} on the disk",
    ),
    "zh": (
        "{workers} 个{who}约需{time}（每次约 {each:.3g} 秒，试算的 {tried} 次中最慢 {slowest:.3g} 秒）",
        "约占磁盘 {size}",
    ),
}
_WHO = {"en": ("worker", "workers"), "zh": ("进程", "进程")}
_SHOWN = 5


@dataclass(frozen=True)
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
    design = replace(design, base=design.base.extended(order.extensions))
    if order.dry_run:
        _estimate(order, design, executor, shard)
        return
    if (refusal := too_many(design)) and not order.yes:
        raise UsageError(refusal)
    _sweep(order, design, executor, shard)


def _checked(order: SweepOrder) -> tuple[Kind, Shard]:
    """Executor and shard, once the options fit together."""
    from consortium.experiments.sweeps.dataset.shards import Shard
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
    wanted, lines = shard.runs(design.runs), []
    try:
        if order.resume:
            design = continued(design, folder)
            wanted = stock(folder, design, shard, order.series)
        workers, at = _workers(order, executor)
    except (FolderError, WorkerPoolError) as error:
        raise UsageError(str(error)) from None
    mine = len(shard.runs(design.runs))
    told = {"points": len(design.points), "seeds": len(design.seeds), "runs": design.runs, "mine": mine}
    told |= {"shard": f"{shard.index}/{shard.of}", "folder": folder, "stored": mine - len(wanted)}
    out(_SIZE[lang].format(**told))
    if shard.of > 1:
        lines.append(_OF_SHARD[lang])
    if order.resume:
        lines.append(_STORED[lang])
    for line in lines:
        out(line.format(**told, missing=len(wanted)))
    if at:
        out(at)
    if len(wanted):
        ready(_Shown(lang))
        found = estimate(design, workers, order.series, wanted)
        numbers = {
            "time": duration_in_words(found.seconds, lang),
            "workers": workers,
            "who": _WHO[lang][workers > 1],
            "each": found.seconds * workers / found.runs,
            "tried": found.tried,
            "slowest": found.slowest,
            "size": _size(found.bytes),
        }
        for line in _PLAN[lang]:
            out(line.format(**numbers))
    if refusal := too_many(design):
        say(refusal)


def _workers(order: SweepOrder, executor: Kind) -> tuple[int, str]:
    """How many would simulate, and what to say of a scheduler. Raises WorkerPoolError if it cannot be reached."""
    from consortium.experiments.runs.processes import usual_workers
    from consortium.experiments.sweeps.execution.dask_pool import workers_at

    if order.scheduler is None:
        return 1 if executor == "serial" else order.workers or usual_workers(), ""
    number = workers_at(order.scheduler)
    who = _WHO[order.lang][number != 1]
    return max(1, number), _AT_SCHEDULER[order.lang].format(scheduler=order.scheduler, number=number, who=who)


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
    told = {
        "stored": done.stored,
        "runs": done.runs,
        "new": done.new,
        "failed": done.failed,
        "folder": done.folder,
        "time": duration_in_words(done.seconds, lang),
    }
    said = (_DONE if done.new else _FINISHED)[lang] + (_OF_FAILED[lang] if done.failed else "")
    out(said.format(**told))
    if shard.of > 1:
        out(_SHARD[lang].format(f"{shard.index}/{shard.of}"))
    parts = (done.folder / "runs" / "*.parquet").as_posix().replace("'", "''")  # as SQL spells it
    for line in _READ[lang]:
        out(line.format(folder=str(done.folder), parts=parts))


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
        say(COMPILING[self._lang])

    def begins(self, runs: int, stored: int) -> None:
        """Begin to show."""
        if stored < runs:
            self._advance = self.enter_context(progress(runs, RUNS[self._lang], stored, self._pace))

    def advances(self, done: int, failed: int) -> None:
        """Show more."""
        if self._advance is not None:
            self._advance(False, failed)
            self._advance(True, done - failed)

    def _pace(self, rate: float, left: float) -> str:
        return _PACE[self._lang].format(f"{rate:.3g}", duration_in_words(left, self._lang))
