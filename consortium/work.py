"""From an order to its results: simulate, store, show, draw. What ``run`` and ``compare`` have in common."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .terminal import Failed, Interrupted, NotBegun, console, out, progress, reader_may_leave, say

if TYPE_CHECKING:
    from consortium.experiments.comparison import Comparison
    from consortium.experiments.figures.style import Format, Lang
    from consortium.experiments.manifest import Manifest
    from consortium.experiments.runs import Batch
    from consortium.experiments.store import ResultsFolder
    from consortium.simulation.scenario import Scenario

PIPE_WIDTH = 120
"""Columns of a table that goes into a pipe or a file."""

_COMPILING = {"en": "first run: compiling, some 20 s", "zh": "首次运行：正在编译，约20秒"}
_RUNS = {"en": "runs", "zh": "模拟"}
_RESULTS = {"en": "Results in {}: {}", "zh": "结果在 {}：{}"}
_COMMA = {"en": ", ", "zh": "、"}
_FIGURES = {"en": "{} figures", "zh": "{}幅图"}


@dataclass(frozen=True)
class Order:
    """What is wanted: one scenario, or a baseline and reforms, on these seeds, in this folder."""

    scenarios: tuple[Scenario, ...]
    seeds: range
    folder: Path
    lang: Lang
    format: Format
    figures: bool
    force: bool
    compiled: bool
    """Whether the model has run on this machine before; else it is said that the first run takes longer."""


def perform(order: Order) -> None:
    """Carry out an order. Raises NotBegun, Failed or Interrupted with the message to be shown."""
    from consortium.experiments import manifest, store

    started, clock = datetime.now(UTC), time.monotonic()
    description = manifest.describe(order.scenarios, order.seeds)
    try:
        with store.claimed(order.folder, description, order.force) as folder:
            record: dict[str, object] = {"arguments": sys.argv[1:], "started": started.isoformat(timespec="seconds")}
            try:
                _perform(order, folder, description, record)
            finally:
                record |= {"seconds": round(time.monotonic() - clock, 1), "platform": platform.platform()}
                if folder.own:  # else nothing of ours is there
                    with suppress(OSError):  # on a full disk the data matter
                        folder.log(record)
    except store.FolderError as error:
        raise NotBegun(str(error)) from None


def _perform(order: Order, folder: ResultsFolder, description: Manifest, record: dict[str, object]) -> None:
    from consortium.experiments import store
    from consortium.experiments.comparison import Comparison

    batch, interrupted = _simulate(order)
    errors = [f"{failed.scenario}, seed {failed.seed}: {failed.error}" for failed in batch.failures]
    record["errors"] = errors
    finished, wanted = len(batch.finished_seeds), len(order.seeds)
    if finished == 0 or (interrupted and folder.complete):
        kept = f"the results of an earlier time in {folder.path} are kept" if folder.complete else "nothing was written"
        if interrupted:
            raise Interrupted(f"interrupted after {finished} of {wanted} seeds; {kept}")
        raise Failed("\n".join([f"no seed could be simulated; {kept}", *errors]))
    if finished < wanted:
        description = {**description, "finished_seeds": finished}
    comparison = Comparison(batch) if len(order.scenarios) > 1 else None
    files = _tables(batch, comparison)
    try:
        folder.publish(description, files)
    except OSError as error:
        place = error.filename or folder.path
        raise Failed(f"{place} cannot be written: {store.reason(error)}; what was there before is kept") from None
    if interrupted:
        raise Interrupted(f"interrupted after {finished} of {wanted} seeds; these are kept in {folder.path}")
    _show(order, batch, comparison)
    figures = _draw(order, folder, batch) if order.figures else []
    names = [*files, "manifest.json"] + ([_FIGURES[order.lang].format(len(figures))] if figures else [])
    with reader_may_leave():
        out(_RESULTS[order.lang].format(folder.path, _COMMA[order.lang].join(names)))
    if errors:
        raise Failed("\n".join([f"{len(errors)} of {len(batch.replicates)} runs failed, the others are kept", *errors]))


def _simulate(order: Order) -> tuple[Batch, bool]:
    """All replicates, or as many as there were when the user had enough."""
    from consortium.experiments import runs

    if not order.compiled:
        say(_COMPILING[order.lang])
    made: list[runs.Replicate] = []
    interrupted = False
    try:
        with progress(len(order.seeds) * len(order.scenarios), _RUNS[order.lang]) as advance:
            for replicate in runs.replicates(order.scenarios, order.seeds, agents=True):
                made.append(replicate)
                advance(not replicate.error)
    except KeyboardInterrupt:
        interrupted = True
    return runs.Batch(order.scenarios, tuple(order.seeds), tuple(made)), interrupted


def _tables(batch: Batch, comparison: Comparison | None) -> dict[str, bytes]:
    """The files of data."""
    from consortium.experiments.store import csv_bytes, parquet_bytes

    files = {"timeseries.csv": csv_bytes(batch.series), "timeseries.parquet": parquet_bytes(batch.series)}
    if comparison is not None:
        files |= {"effects.csv": csv_bytes(comparison.effects), "summary.csv": csv_bytes(comparison.summary)}
    return files


def _show(order: Order, batch: Batch, comparison: Comparison | None) -> None:
    """The summary on standard output."""
    from rich.padding import Padding

    from consortium.experiments import summary

    with reader_may_leave():
        terminal = console(PIPE_WIDTH)
        if comparison is not None:
            for table, lines in summary.comparison_tables(comparison, order.lang):
                terminal.print(table)
                terminal.print(lines[0])
                for line in lines[1:]:
                    terminal.print(Padding(line, (0, 0, 0, 2)))
                terminal.print()
            if len(comparison.seeds) > 1:
                terminal.print(summary.word("rule", order.lang))
            return
        scenario = order.scenarios[0]
        numbers = summary.run_summary(batch.series, scenario)
        terminal.print(summary.run_table(numbers, scenario, batch.finished_seeds, order.lang))
        terminal.print(summary.money_table(numbers, scenario, order.lang))


def _draw(order: Order, folder: ResultsFolder, batch: Batch) -> list[Path]:
    """The figures, in place."""
    try:
        return folder.draw(_figures(order, batch))
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        raise Failed(f"the figures could not be drawn ({said}); the data are in {folder.path}") from error


def _figures(order: Order, batch: Batch) -> Callable[[Path], list[Path]]:
    from consortium.experiments import figures

    by_arm = {scenario.name: scenario for scenario in order.scenarios}
    if len(by_arm) == 1:
        scenario = order.scenarios[0]
        return lambda place: figures.draw_run(batch.series, scenario, batch.by_size, place, order.lang, order.format)
    series = {name: batch.series.loc[batch.series["scenario"] == name] for name in by_arm}
    by_size = {name: batch.by_size.loc[batch.by_size["scenario"] == name] for name in by_arm}
    return lambda place: figures.draw_comparison(series, by_arm, by_size, place, order.lang, order.format)
