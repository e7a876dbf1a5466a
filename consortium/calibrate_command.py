"""The command ``calibrate`` and its options; what it does is in `actions.calibrating`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import completing
from .options import FirstYearOption, Lang, LangOption, WorkersOption
from .terminal import UsageError


def calibrate(
    targets: Annotated[
        str | None,
        typer.Argument(
            metavar="TARGETS",
            show_default=False,
            autocompletion=completing.targets,
            help="Bundled targets such as patterns, a path that ends in .toml, or a CSV file with numbers of a city.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", show_default=False, help="Folder for the results.  [default: results/<targets>]"
        ),
    ] = None,
    points: Annotated[
        int | None,
        typer.Option(
            "--points",
            metavar="N",
            show_default=False,
            help="Points per wave.  [default: 10 per parameter, at least 40]",
        ),
    ] = None,
    waves: Annotated[int, typer.Option("--waves", min=1, max=100, metavar="N", help="Maximum number of waves.")] = 5,
    seeds: Annotated[
        str | None,
        typer.Option(
            "--seeds", metavar="A-B", show_default=False, help="Seeds of the worlds.  [default: those of the file]"
        ),
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(
            "--base",
            metavar="SCENARIO",
            show_default=False,
            autocompletion=completing.scenarios,
            help="The scenario whose parameters are varied, such as a city of your own.  [default: that of the file]",
        ),
    ] = None,
    first_year: FirstYearOption = None,
    workers: WorkersOption = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue the same calibration in DIR.")] = False,
    template: Annotated[
        bool, typer.Option("--template", help="Print a file of targets to start from, and exit.")
    ] = False,
    lang: LangOption = Lang.en,
) -> None:
    """Fit parameters to known numbers of a city.

    Gives an ensemble of sets that fit, the best one, and what cannot be distinguished.

    History matching: the points of a wave are simulated, emulators rule out regions where the numbers cannot be met,
    and the next wave is drawn from what is left.
    """
    from .actions import calibrating

    if template:
        calibrating.print_template(lang.value)
        return
    if targets is None:
        raise UsageError("TARGETS is missing; allowed: bundled targets (patterns), a .toml or .csv file, or --template")
    calibrating.perform(
        calibrating.CalibrateOrder(targets, out, points, waves, seeds, base, first_year, workers, resume, lang.value)
    )
