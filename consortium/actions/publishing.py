"""Figures, report and workbook of a folder of results: made when it has been simulated, or again later."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ..terminal import Failed, Interrupted, drawing_may_fail, progress
from ..words import phrase

if TYPE_CHECKING:
    from pandas import DataFrame

    from consortium.experiments.comparison.comparison import Comparison
    from consortium.experiments.presentation.language import Lang
    from consortium.experiments.runs.batch import Batch
    from consortium.experiments.storage.folder import ResultsFolder
    from consortium.experiments.storage.manifest import Manifest
    from consortium.experiments.storage.request import Request


STAGING = "figures.part"
"""Folder in which figures are drawn before they are moved to their place."""


def draw(folder: ResultsFolder, batch: Batch, comparison: Comparison | None, request: Request) -> list[Path]:
    """The figures, in place; what cannot be drawn costs a warning, never the data or the report."""
    with drawing_may_fail(request.lang):
        return folder.draw(_figures(batch, comparison, request))
    return []


def draw_beside(folder: Path, place: Path, lang: Lang, drawn: Callable[[Path], list[Path]]) -> list[Path]:
    """Figures that `drawn` makes in a folder, moved to their place when all are there; gives where they are.

    What cannot be drawn costs a warning. Raises OSError.
    """
    staging = folder / STAGING
    try:
        with drawing_may_fail(lang):
            place.mkdir(exist_ok=True)
            return [path.replace(place / path.name) for path in drawn(staging)]
        return []
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _figures(batch: Batch, comparison: Comparison | None, request: Request) -> Callable[[Path], list[Path]]:
    from consortium.experiments import figures

    lang, format = request.lang, request.format
    if comparison is None:
        scenario = batch.scenarios[0]
        return lambda place: figures.draw_run(batch.series, scenario, batch.by_size, place, lang, format)
    by_arm = {scenario.name: scenario for scenario in batch.scenarios}
    series = {name: batch.series.loc[batch.series["scenario"] == name] for name in by_arm}
    by_size = {name: batch.by_size.loc[batch.by_size["scenario"] == name] for name in by_arm}
    drawn, ensemble = figures.draw_comparison, comparison.ensemble
    if ensemble is None:
        return lambda place: drawn(series, by_arm, by_size, place, lang, format)
    return lambda place: [
        *drawn(series, by_arm, by_size, place, lang, format),
        *figures.draw_ensemble(ensemble, place, comparison.rank_by, lang, format),
    ]


def write_report(
    folder: ResultsFolder, comparison: Comparison, description: Manifest, request: Request, command: str
) -> None:
    """The report and its workbook, in place. Raises Failed; the data are there already.

    A page can show PNG and SVG, so figures for print are drawn once more for it.
    """
    from consortium.experiments.report import report
    from consortium.experiments.report.page import VARY
    from consortium.experiments.report.workbook import workbook
    from consortium.experiments.storage.folder import FIGURES

    try:
        with TemporaryDirectory() as scratch:
            figures = folder.path / FIGURES if request.figures else None
            if figures is not None and request.format == "pdf":
                figures = Path(scratch)
                with drawing_may_fail(request.lang):
                    _figures(comparison.batch, comparison, request.but(format="png"))(figures)
            page = report(
                comparison,
                request.lang,
                figures=figures,
                command=command,
                manifest=description,
                command_to_vary=VARY,
            )
        folder.add("report.html", page.encode())
        folder.add("summary.xlsx", workbook(comparison, request.lang))
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        raise Failed(f"the report could not be written ({said}); the data are in {folder.path}") from error


def describe(folder: ResultsFolder) -> list[str]:
    """Codebook and data package of the tables that are in place, and their names. Raises Failed; the data are kept."""
    from consortium.experiments.metadata.describing import describe

    try:
        return describe(folder.path)
    except OSError as error:
        raise Failed(f"{not_written(error, folder.path)}; the data are in {folder.path}") from None


def with_robustness(
    comparison: Comparison, folder: ResultsFolder, lang: Lang, workers: int | None, others: DataFrame | None = None
) -> Comparison:
    """The comparison with its effects under other assumptions, simulated now and stored.

    `others` are such effects on other outputs, which stay in the file. Raises Failed or Interrupted; the comparison
    itself is stored already.
    """
    import pandas as pd

    from consortium.experiments.runs.processes import NoProcesses
    from consortium.experiments.storage.folder import ROBUSTNESS
    from consortium.experiments.storage.tables import csv_bytes
    from consortium.experiments.validation.robustness import robustness, simulations

    kept = f"the comparison is kept in {folder.path}"
    try:
        with progress(simulations(comparison), phrase("assumptions", lang)) as advance:
            table = robustness(comparison, workers, lambda: advance(True))
        stored = table if others is None else pd.concat([others, table], ignore_index=True)
        folder.add(ROBUSTNESS, csv_bytes(stored))
    except KeyboardInterrupt:
        raise Interrupted(f"interrupted while assumptions were varied; {kept}") from None
    except NoProcesses as error:
        raise Failed(f"{error}; {kept}") from None
    except OSError as error:
        raise Failed(f"{not_written(error, folder.path)}; {kept}") from None
    return replace(comparison, robustness=table)


def not_written(error: OSError, folder: Path) -> str:
    """What to say of a file that cannot be written."""
    from consortium.experiments.storage.files import reason

    return f"{error.filename or folder} cannot be written: {reason(error)}"


def command_of(arguments: Sequence[str]) -> str:
    """The command as one would type it, without what changes no result: who simulated, after what interruption."""
    words = list(arguments)
    while "--workers" in words:
        place = words.index("--workers")
        del words[place : place + 2]
    kept = [argument for argument in words if argument != "--resume" and not argument.startswith("--workers=")]
    return f"consortium {shlex.join(kept)}"
