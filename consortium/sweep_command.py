"""The command ``sweep`` and its options; what it does is in `actions.sweeping`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import checked_options, completing
from .options import EnterpriseClassOption, Executor, Lang, LangOption, MetricOption, SchoolClassOption


def sweep(
    design: Annotated[
        str,
        typer.Argument(
            metavar="DESIGN",
            show_default=False,
            autocompletion=completing.designs,
            help="A ready design, a path that ends in .toml, or the manifest of a sweep.",
        ),
    ],
    out_: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", show_default=False, help="Folder for the data.  [default: results/<design>]"
        ),
    ] = None,
    executor: Annotated[
        Executor | None,
        typer.Option("--executor", show_default=False, help="Where the runs are simulated.  [default: processes]"),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler: tcp://…, tls://… or FILE.json."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers", min=1, max=10_000, metavar="N", help="Number of workers.  [default: one per processor]"
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Run what is still missing in DIR, including new seeds or points.")
    ] = False,
    shard: Annotated[str | None, typer.Option("--shard", metavar="I/N", help="Run only shard I of N.")] = None,
    series: Annotated[bool, typer.Option("--series", help="Also keep the series of all runs.")] = False,
    enterprise_class: EnterpriseClassOption = None,
    school_class: SchoolClassOption = None,
    metric: MetricOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Report points, runs, time and disk, and run nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Allow more than 100,000 runs.")] = False,
    lang: LangOption = Lang.en,
) -> None:
    """Run a design: many scenarios with the same seeds.

    All runs go into one dataset. If the sweep is stopped, finished runs are kept, and --resume continues.
    """
    from .actions.sweeping import SweepOrder, perform

    who = None if executor is None else executor.value
    own = checked_options.extensions(enterprise_class, school_class, metric)
    perform(
        SweepOrder(
            design=design,
            folder=out_,
            executor=who,
            scheduler=scheduler,
            workers=workers,
            resume=resume,
            shard=shard,
            series=series,
            dry_run=dry_run,
            yes=yes,
            lang=lang.value,
            extensions=own,
        )
    )
