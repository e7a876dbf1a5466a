"""From an order to its results: simulate, store, show, draw. What ``run`` and ``compare`` have in common."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..terminal import (
    Failed,
    Interrupted,
    UsageError,
    command_line,
    console,
    ended_like_interrupted,
    out,
    progress,
    reader_may_leave,
    say,
)  # fmt: skip
from ..words import phrase
from .long_runs import Tried, announce, files_of, in_sets, large_runs_are_announced, progress_of_runs
from .publishing import command_of, describe, draw, not_written, with_robustness, write_report

if TYPE_CHECKING:
    from consortium.experiments.comparison.budgets import BudgetPlan
    from consortium.experiments.comparison.comparison import Comparison
    from consortium.experiments.comparison.precision import Precision
    from consortium.experiments.figures.base.style import Format
    from consortium.experiments.presentation.language import Lang
    from consortium.experiments.runs.batch import Batch, Made, Replicate
    from consortium.experiments.storage.files import Write
    from consortium.experiments.storage.folder import ResultsFolder
    from consortium.experiments.storage.kept_runs import KeptRuns, PackedReplicates
    from consortium.experiments.storage.manifest import Manifest
    from consortium.experiments.storage.request import Request
    from consortium.simulation.scenario import Scenario

PIPE_WIDTH = 120
"""Columns of a table that goes into a pipe or a file."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is wanted: one scenario, or a baseline and reforms, on these seeds, in this folder."""

    asked: tuple[Scenario, ...]
    """The scenarios as they are asked for."""
    scenarios: tuple[Scenario, ...]
    """As they are to be simulated, before a budget is fitted."""
    seeds: range
    folder: Path
    request: Request
    """What is asked for besides."""
    force: bool
    compiled: bool
    """Whether the model has run on this machine before; else it is said that the first run takes longer."""
    fitted: Mapping[str, Any] | None = None
    """What an earlier search for the strengths has found, which need not be made again."""
    workers: int | None = None
    """How many processes simulate; None for one each processor, if there is enough to do."""
    resume: bool = False
    """Whether to go on with what an earlier time has left in the folder."""

    @property
    def lang(self) -> Lang:
        """Language of labels."""
        return self.request.lang

    @property
    def format(self) -> Format:
        """Format of figures."""
        return self.request.format

    @property
    def precision(self) -> Precision | None:
        """How well effects are to be known."""
        return self.request.precision


def perform(order: Order) -> None:
    """Carry out an order. Raises UsageError, Failed or Interrupted with the message to be shown."""
    from consortium.experiments.storage import manifest
    from consortium.experiments.storage.folder import FolderError, claimed

    started, clock = datetime.now(UTC), time.monotonic()
    description = manifest.describe(order.asked, order.seeds, order.request)
    try:
        with ended_like_interrupted(), claimed(order.folder, description, order.force) as folder:
            record: dict[str, object] = {"arguments": sys.argv[1:], "started": started.isoformat(timespec="seconds")}
            try:
                _perform(order, folder, description, record)
            finally:
                record |= {"seconds": round(time.monotonic() - clock, 1), "platform": platform.platform()}
                if folder.own:  # else nothing of ours is there
                    with suppress(OSError):  # on a full disk the data matter
                        folder.log(record)
    except FolderError as error:
        raise UsageError(str(error)) from None


def _perform(order: Order, folder: ResultsFolder, description: Manifest, record: dict[str, object]) -> None:
    from consortium.experiments.storage.kept_runs import KeptRuns  # loads the model

    if order.resume and folder.complete:
        _check_nothing_lacks(order, folder)
        out(phrase("all_there", order.lang, folder.path))
        return
    if not order.compiled:
        say(phrase("compiling", order.lang))
    if order.request.ensemble is not None:
        announce(order.scenarios, order.request.ensemble, order.workers, order.lang)
    plan = _fitted(order)
    try:
        kept = KeptRuns.begun(folder, order.resume)
    except OSError as error:
        raise Failed(f"{not_written(error, folder.path)}; what was there before is kept") from None
    batch, interrupted = _simulate(order, plan, kept)
    tried = None
    if order.request.ensemble is not None and batch.finished_seeds and not interrupted:
        sets, seed = order.request.ensemble, order.seeds.start
        tried = in_sets(batch.scenarios, sets, seed, kept.folder, order.lang, order.workers)
        interrupted = tried.interrupted
    over = interrupted and folder.complete  # the results of the earlier time stand
    try:
        _finish(order, folder, description, record, plan, batch, tried, interrupted)
    finally:
        if over or not kept.seeds or (folder.published and not interrupted):
            kept.drop()


def _check_nothing_lacks(order: Order, folder: ResultsFolder) -> None:
    """Refuse to go on with a comparison that is complete but for parameter sets that were not asked for before."""
    from consortium.experiments.storage.folder import ENSEMBLE_RUNS

    if order.request.ensemble is not None and not (folder.path / ENSEMBLE_RUNS).is_file():
        way = command_line("report", folder.path, "--ensemble")
        raise UsageError(f"the comparison in {folder.path} is complete, without --ensemble; {way} adds it")


def _finish(
    order: Order,
    folder: ResultsFolder,
    description: Manifest,
    record: dict[str, object],
    plan: BudgetPlan | None,
    batch: Batch,
    tried: Tried | None,
    interrupted: bool,
) -> None:
    """From replicates to tables, figures and a report."""
    from consortium.experiments.comparison.comparison import Comparison
    from consortium.experiments.storage import manifest
    from consortium.experiments.storage.folder import ENSEMBLE, ROBUSTNESS

    errors = [f"{failed.scenario}, seed {failed.seed}: {failed.error}" for failed in batch.failures]
    record["errors"] = [*errors, *(tried.errors if tried is not None else ())]
    finished, wanted = len(batch.finished_seeds), len(batch.seeds)
    if finished == 0 or (interrupted and folder.complete):
        left = f"the results of an earlier time in {folder.path} are kept" if folder.complete else "nothing was written"
        if interrupted:
            raise Interrupted(f"interrupted after {finished} of {wanted} seeds; {left}")
        raise Failed("\n".join([f"no seed could be simulated; {left}", *errors]))
    found = {} if plan is None else {"fitted": plan.to_dict()}
    description = manifest.fulfilled(description, batch.scenarios, wanted, **found)
    if finished < wanted:
        description = {**description, "finished_seeds": finished}
    if tried is not None and not tried.whole:
        description = {**description, "finished_pieces": tried.finished}
    ensemble = tried.ensemble if tried is not None else None
    many = len(batch.scenarios) > 1
    comparison = Comparison(batch, plan, order.request.rank_by, ensemble=ensemble) if many else None
    files = _tables(batch, comparison)
    try:
        folder.publish(description, files)
        for name in set(ENSEMBLE) - set(files):
            folder.drop(name)  # of an earlier time
    except OSError as error:
        raise Failed(f"{not_written(error, folder.path)}; what was there before is kept") from None
    if not order.request.robust:
        folder.drop(ROBUSTNESS)  # of an earlier time, and perhaps of an earlier version of the model
    described = describe(folder)
    if interrupted:
        kept = f"these are kept in {folder.path}; --resume goes on from there"
        done = f"{finished} of {wanted} seeds"
        if tried is not None:
            done += f", and {tried.finished} of {tried.wanted} of the ensemble's parameter sets × seeds"
        raise Interrupted(f"interrupted after {done}; {kept}")
    if comparison is not None:
        comparison = _varied(order, folder, comparison)
    _show(order, batch, comparison)
    figures = draw(folder, batch, comparison, order.request) if order.request.figures else []
    varied = [ROBUSTNESS] if comparison is not None and comparison.robustness is not None else []
    names = [*files, *varied, *described, "manifest.json"] + (
        [phrase("figures", order.lang, len(figures))] if figures else []
    )
    if comparison is not None:
        write_report(folder, comparison, description, order.request, command_of(sys.argv[1:]))
        names = ["report.html", "summary.xlsx", *names]
    with reader_may_leave():
        out(phrase("results", order.lang, folder.path, phrase("comma", order.lang).join(names)))
    if errors:
        raise Failed("\n".join([f"{len(errors)} of {len(batch.replicates)} runs failed, the others are kept", *errors]))
    if tried is not None and tried.shortfall:
        raise Failed(f"{tried.shortfall}; the comparison is kept in {folder.path}")
    if order.precision is not None and comparison is not None and (shortfall := order.precision.shortfall(comparison)):
        raise Failed(f"--{shortfall}; the results are kept in {folder.path}")


def _varied(order: Order, folder: ResultsFolder, comparison: Comparison) -> Comparison:
    """The comparison with its effects under other assumptions, if they are asked for."""
    if not order.request.robust:
        return comparison
    comparison = with_robustness(comparison, folder, order.lang, order.workers)
    describe(folder)  # there is one more table
    return comparison


def _fitted(order: Order) -> BudgetPlan | None:
    """The strengths at which reforms cost what they should, if a budget is given."""
    from consortium.experiments.comparison.budgets import found_before, within_budget
    from consortium.experiments.runs.processes import NoProcesses
    from consortium.simulation.scenario import ScenarioError

    if order.request.budget is None:
        return None
    base, *reforms = order.scenarios
    target = order.request.budget.in_model(base)
    say(order.request.budget.said(base, order.lang))
    try:
        if order.fitted is not None:
            return found_before(base, reforms, target, order.fitted)
        with progress(len(reforms), phrase("strengths", order.lang)) as advance:
            return within_budget(base, reforms, target, order.seeds, lambda fitted: advance(True), order.workers)
    except ScenarioError as error:
        raise UsageError(str(error)) from None
    except NoProcesses as error:
        raise Failed(str(error)) from None
    except KeyboardInterrupt:
        raise Interrupted("interrupted during the search for strengths; nothing was written") from None


def _simulate(order: Order, plan: BudgetPlan | None, kept: KeptRuns) -> tuple[Batch, bool]:
    """All replicates, or as many as there were when the user had enough; more seeds where a precision asks for them."""
    from consortium.experiments.comparison.comparison import portions
    from consortium.experiments.runs.batch import Batch
    from consortium.experiments.runs.processes import NoProcesses
    from consortium.experiments.runs.replication import Replication
    from consortium.experiments.storage.kept_runs import packed

    scenarios = order.scenarios if plan is None else plan.scenarios
    seeds: tuple[int, ...] = ()
    made = _Made(scenarios, kept)
    interrupted = False
    large = large_runs_are_announced(scenarios, order.lang)
    # A run of a large world uses all processors by itself, and memory for one.
    workers = 1 if large and order.workers is None else order.workers
    try:
        with Replication(scenarios, workers, then=packed) as replication:
            try:
                for portion in portions(scenarios, order.seeds, order.precision, lambda: made.replicates):
                    if portion.before is not None and order.precision is not None:
                        reached = order.precision.reached(portion.before)
                        known = phrase("known" if reached == reached else "not_known", order.lang, reached)
                        say(phrase("more_seeds", order.lang, len(seeds), known, len(portion.seeds)))
                    seeds += portion.seeds
                    made.take_up(portion.seeds)
                    there = len(made.by_seed)
                    missing = [seed for seed in portion.seeds if seed not in made.by_seed]
                    with progress_of_runs(
                        scenarios, len(seeds), there, order.lang, by_tick=large and workers == 1
                    ) as advance:
                        for ready in replication.made(missing):
                            for replicate in made.add(ready):
                                advance(not replicate.error)
            except KeyboardInterrupt:
                interrupted = True
                made.take_up(seeds)  # the last may have been kept and not noted
                for ready in replication.finished():
                    made.add(ready)
    except (NoProcesses, OSError) as error:
        said = not_written(error, kept.folder) if isinstance(error, OSError) else str(error)
        goes_on = f"; {len(kept.seeds)} seeds are kept in {order.folder}, and --resume goes on from there"
        raise Failed(said + (goes_on if kept.seeds else "")) from None
    return Batch(scenarios, seeds, made.replicates), interrupted


class _Made:
    """The replicates that there are, by seed: on the disk, unless a scenario failed with the seed."""

    def __init__(self, scenarios: tuple[Scenario, ...], kept: KeptRuns) -> None:
        self._names = [scenario.name for scenario in scenarios]
        self._kept = kept
        self.by_seed: dict[int, Sequence[Made]] = {}

    @property
    def replicates(self) -> tuple[Made, ...]:
        """All of them."""
        return tuple(replicate for ready in self.by_seed.values() for replicate in ready)

    def take_up(self, seeds: Iterable[int]) -> None:
        """Those of an earlier time."""
        for seed in self._kept.seeds.intersection(seeds).difference(self.by_seed):
            ready = self._kept.get(seed, self._names)
            if ready is not None:
                self.by_seed[seed] = ready

    def add(self, ready: PackedReplicates | tuple[Replicate, ...]) -> Sequence[Made]:
        """Those of one more seed, and what became of them. Raises OSError."""
        if isinstance(ready, tuple):  # one has failed
            self.by_seed[ready[0].seed] = ready
            return ready
        self.by_seed[ready.seed] = self._kept.add(ready)
        return self.by_seed[ready.seed]


def _tables(batch: Batch, comparison: Comparison | None) -> dict[str, bytes | Write]:
    """The files of data."""
    from consortium.experiments.storage.folder import SIZES
    from consortium.experiments.storage.tables import csv_bytes, csv_written, parquet_written

    files: dict[str, bytes | Write] = {
        "timeseries.csv": csv_written(batch.pieces()),
        "timeseries.parquet": parquet_written(batch.pieces()),
        SIZES: csv_bytes(batch.by_size),
    }
    if len(batch.regions) > len(batch.scenarios):
        files["regions.csv"] = csv_bytes(batch.regions.astype({"first_treated": "Int64"}))
    if comparison is not None:
        tables = {"effects": comparison.effects, "summary": comparison.summary, "outcomes": comparison.outcomes}
        if comparison.ranking is not None:
            tables["ranking"] = comparison.ranking
        files |= {f"{name}.csv": csv_bytes(table) for name, table in tables.items()}
        if comparison.ensemble is not None:
            files |= files_of(comparison.ensemble)
    return files


def _show(order: Order, batch: Batch, comparison: Comparison | None) -> None:
    """The summary on standard output."""
    from rich.padding import Padding

    from consortium.experiments.comparison import summary
    from consortium.experiments.report.plain import ensemble_tables, plain_answer

    with reader_may_leave():
        terminal = console(PIPE_WIDTH)
        if comparison is not None:
            for table, lines in summary.comparison_tables(comparison, order.lang, terminal.width):
                terminal.print(table)
                terminal.print(lines[0])
                for line in lines[1:]:
                    terminal.print(Padding(line, (0, 0, 0, 2)))
                terminal.print()
            if comparison.ranking is not None:
                terminal.print(summary.ranking_table(comparison, order.lang, terminal.width))
            if len(comparison.seeds) > 1:
                rules = ["rule", *(["rule of chance"] if terminal.width >= summary.WIDE else [])]
                said = (summary.word(rule, order.lang) for rule in rules)
                terminal.print(("" if order.lang == "zh" else " ").join(said))
            for part in ensemble_tables(comparison, order.lang):
                terminal.print()
                terminal.print(part)
            for sentence in plain_answer(comparison, order.lang):
                terminal.print()
                terminal.print(sentence)
            return
        scenario = batch.scenarios[0]
        numbers = summary.run_summary(batch.series, scenario)
        terminal.print(summary.run_table(numbers, scenario, batch.finished_seeds, order.lang))
        terminal.print(summary.money_table(numbers, scenario, order.lang))
