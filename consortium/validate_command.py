"""The command ``validate`` and its options; what it does is in `actions.validating`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import completing
from .options import FirstYearOption, Lang, LangOption, WorkersOption


def validate(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the scorecard and its page.")] = Path(
        "results/validation"
    ),
    seeds: Annotated[
        str | None,
        typer.Option("--seeds", metavar="A-B", show_default=False, help="Seeds of the worlds.  [default: 5001-5040]"),
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(
            "--base",
            metavar="SCENARIO",
            show_default=False,
            autocompletion=completing.scenarios,
            help="The scenario to validate, such as the best set of a calibration.  [default: baseline]",
        ),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option(
            "--data",
            metavar="FILE.csv",
            show_default=False,
            help="Numbers of a city (metric, who, year, value, unit, standard_error) instead of the known patterns.",
        ),
    ] = None,
    first_year: FirstYearOption = None,
    workers: WorkersOption = None,
    lang: LangOption = Lang.en,
) -> None:
    """Test the model against known patterns or a city's data.

    Writes a scorecard of all clauses.

    Exit status 0: all clauses pass, are within two Monte-Carlo errors, or are declared as misfits with a reason. 1: any
    other clause fails. 2: nothing was measured. Seeds that a calibration used are refused.
    """
    from .actions import validating

    validating.perform(validating.ValidateOrder(out, seeds, base, data, first_year, workers, lang.value))
