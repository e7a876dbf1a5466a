"""The command ``calibrate`` and its options; what it does is in `actions.calibrating`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import completing
from .options import Lang, LangOption, WorkersOption
from .terminal import UsageError


def calibrate(
    targets: Annotated[
        str | None,
        typer.Argument(
            metavar="TARGETS",
            show_default=False,
            autocompletion=completing.targets,
            help="Bundled targets such as patterns, a path that ends in .toml, or a CSV file with figures of a city.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", show_default=False, help="Folder of results.  [default: results/<targets>]"
        ),
    ] = None,
    points: Annotated[
        int | None,
        typer.Option(
            "--points",
            metavar="N",
            show_default=False,
            help="Points of a wave.  [default: 10 for each parameter, at least 40]",
        ),
    ] = None,
    waves: Annotated[int, typer.Option("--waves", min=1, max=100, metavar="N", help="Waves at most.")] = 5,
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
            help="The scenario whose parameters move, such as a city of your own.  [default: that of the file]",
        ),
    ] = None,
    first_year: Annotated[
        int | None,
        typer.Option(
            "--first-year",
            metavar="YEAR",
            show_default=False,
            help="The year of the calendar that is the model's year 1, where figures have years of the calendar.",
        ),
    ] = None,
    workers: WorkersOption = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with what DIR holds of the same calibration.")
    ] = False,
    template: Annotated[
        bool, typer.Option("--template", help="Print a file of targets to begin with, and end.")
    ] = False,
    lang: LangOption = Lang.en,
) -> None:
    """Fit parameters to figures: an ensemble of sets that all fit, the best one, and what cannot be distinguished.

    History matching: points of a wave are simulated, emulators rule out where figures cannot be met, and the next wave
    is drawn from what is left.
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
