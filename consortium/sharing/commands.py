"""The commands ``methods`` and ``export`` and their options; what they do is in `actions`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ..options import ForceOption, Lang, LangOption


class ExportFormat(StrEnum):
    """Formats of a sweep for other programs."""

    csv = "csv"
    behaviorspace = "behaviorspace"


class ExportTable(StrEnum):
    """Tables of a sweep."""

    runs = "runs"
    series = "series"


def methods(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", show_default=False, help="A folder that consortium run, compare or sweep wrote."),
    ],
    lang: LangOption = Lang.en,
) -> None:
    """Write the methods appendix of a folder, for a paper.

    What was simulated, which parameters differ from their defaults, policies, seeds, the rule of verdicts, versions and
    citation, as Markdown in DIR/methods.en.md or DIR/methods.zh.md. Nothing is simulated.
    """
    from .actions import write_methods

    write_methods(folder, lang.value)


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", show_default=False, help="A folder of consortium sweep.")],
    format_: Annotated[
        ExportFormat, typer.Option("--format", help="One CSV file, or the table of NetLogo's BehaviorSpace.")
    ] = ExportFormat.csv,
    table: Annotated[ExportTable, typer.Option("--table", help="One row per run, or the series.")] = ExportTable.runs,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", show_default=False, help="File to write.  [default: in DIR/exports]"),
    ] = None,
    force: ForceOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Write a sweep as one file for other programs.

    Runs and comparisons have CSV files already; a sweep has Parquet files, which not every program reads.
    """
    from .actions import export_sweep

    export_sweep(folder, format_.value, table.value, out, force, lang.value)
