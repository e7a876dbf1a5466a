"""The command ``search`` and its options; what it does is in `actions.searching`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import completing
from .options import Format, FormatOption, Lang, LangOption, WorkersOption


def search(
    file: Annotated[
        str,
        typer.Argument(
            metavar="SEARCH",
            autocompletion=completing.searches,
            help="A bundled search, or a path that ends in .toml.",
        ),
    ] = "incentives",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", show_default=False, help="Folder for the results.  [default: results/<search>]"
        ),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(
            "--budget",
            metavar="X",
            show_default=False,
            help="¥ of the real city per year on top of what the base spends, such as 60M or 6000万.  "
            "[default: that of the file]",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Accept a budget that is implausible for the city.")] = False,
    ensemble: Annotated[
        str | None,
        typer.Option(
            "--ensemble",
            metavar="SETS",
            show_default=False,
            help="Parameter sets: patterns, the ensemble.csv of your own calibration, or none for the start values.  "
            "[default: those of the file]",
        ),
    ] = None,
    members: Annotated[
        int | None,
        typer.Option(
            "--members", metavar="N", show_default=False, help="Parameter sets in which bundles are searched."
        ),
    ] = None,
    seeds: Annotated[
        int | None, typer.Option("--seeds", metavar="N", show_default=False, help="Seeds in each parameter set.")
    ] = None,
    population: Annotated[
        int | None, typer.Option("--population", metavar="N", show_default=False, help="Bundles per generation.")
    ] = None,
    generations: Annotated[
        int | None,
        typer.Option(
            "--generations",
            metavar="N",
            show_default=False,
            help="Number of generations; more of them continue with --resume.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report the size of the search.")] = False,
    workers: WorkersOption = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue the same search in DIR.")] = False,
    lang: LangOption = Lang.en,
    format_: FormatOption = Format.png,
) -> None:
    """Search for the best bundle of instruments within a budget.

    Gives the bundles that reach most for each sum of public money, over many parameter sets that fit what is known:
    NSGA-II proposes bundles, each is compared with the base in the same worlds, and the best are measured again in
    worlds that the search has not seen. Each is a scenario that consortium compare takes.

    Examples:

    \b
      The bundled search, some minutes:
        consortium search incentives
      With half the money, in the worlds of your own calibration:
        consortium search incentives --budget 30M \\
          --ensemble results/my_city/ensemble.csv --out results/half
      What was found, against the baseline in other worlds:
        consortium compare baseline results/incentives/bundle_01.toml
    """
    from .actions import searching

    searching.perform(
        searching.SearchOrder(
            search=file,
            folder=out,
            changes={
                "budget": budget,
                "ensemble": ensemble,
                "members": members,
                "seeds": seeds,
                "population": population,
                "generations": generations,
            },
            yes=yes,
            dry_run=dry_run,
            workers=workers,
            resume=resume,
            lang=lang.value,
            format=format_.value,
        )
    )
