"""The commands and their options: ``run | compare | report | figures | explain | sweep | …``.

Nothing heavy is imported before a command needs it, so that ``--help`` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import __version__, checked_options, completing
from .calibrate_command import calibrate
from .classroom_command import classroom
from .doctor.command import doctor
from .options import (
    AskedFormatOption,
    AskedLangOption,
    EnsembleOption,
    EnsembleSeedsOption,
    EnsembleSetsOption,
    EnterpriseClassOption,
    FiguresOption,
    ForceOption,
    Format,
    FormatOption,
    Lang,
    LangOption,
    MetricOption,
    OutOption,
    RankByOption,
    ResumeOption,
    RobustOption,
    ScenarioArgument,
    SchoolClassOption,
    SeedOption,
    SetOption,
    ShownFormatOption,
    ShownLangOption,
    WorkersOption,
    YearsOption,
    seeds_option,
)
from .scenario_commands import CONTEXT, SETTINGS, game, help_without_command, parameters, scenarios
from .search_command import search
from .sharing.commands import export, methods
from .sweep_command import sweep
from .terminal import UsageError, out, say
from .validate_command import validate

app = typer.Typer(
    name="consortium",
    help="A laboratory for industry-education consortia: which incentives bring enterprises in, and at what cost.",
    context_settings=CONTEXT,
    **SETTINGS,
)
app.add_typer(scenarios, name="scenarios")


def _print_version(wanted: bool) -> None:
    if wanted:
        out(f"consortium {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def main_command(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Show the version and exit.")
    ] = False,
) -> None:
    """Show the help where no command is given."""
    help_without_command(context)


@app.command()
def run(
    scenario: ScenarioArgument,
    seed: SeedOption = None,
    seeds: Annotated[int | None, seeds_option(1)] = None,
    years: YearsOption = None,
    set_: SetOption = None,
    enterprise_class: EnterpriseClassOption = None,
    school_class: SchoolClassOption = None,
    metric: MetricOption = None,
    out_: OutOption = None,
    lang: AskedLangOption = None,
    format_: AskedFormatOption = None,
    figures: FiguresOption = None,
    force: ForceOption = False,
    workers: WorkersOption = None,
    resume: ResumeOption = False,
) -> None:
    """Simulate a scenario: series, figures, a summary.

    The manifest of an earlier run, DIR/manifest.json, repeats that run. Options given with it replace its own.
    """
    from .actions.running import Order, perform

    compiled = checked_options.compiled()
    own = checked_options.extensions(enterprise_class, school_class, metric)
    plan = checked_options.plan(scenario)
    if plan is not None and plan.kind != "run":
        raise UsageError(checked_options.other_kind(plan, scenario))
    loaded = checked_options.loaded(scenario, checked_options.overrides(set_, years)).extended(own)
    numbers = checked_options.seeds(plan, seed, seeds, 1)
    request = checked_options.request(plan, lang=lang, format=format_, figures=figures)
    perform(
        Order(
            asked=(loaded,),
            scenarios=(loaded,),
            seeds=numbers,
            folder=out_ or checked_options.folder([loaded]),
            request=request,
            force=force,
            compiled=compiled,
            workers=workers,
            resume=resume,
        )
    )


@app.command()
def compare(
    base: Annotated[
        str,
        typer.Argument(
            metavar="BASE",
            show_default=False,
            autocompletion=completing.scenarios,
            help="The scenario to measure against, or a manifest.",
        ),
    ],
    reforms: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="REFORM...",
            show_default=False,
            autocompletion=completing.scenarios,
            help="One or more scenarios.",
        ),
    ] = None,
    seed: SeedOption = None,
    seeds: Annotated[int | None, seeds_option(10)] = None,
    years: YearsOption = None,
    set_: SetOption = None,
    budget: Annotated[
        str | None,
        typer.Option(
            "--budget",
            metavar="X",
            help="Scale each reform so that it costs X more than BASE, then rank. X is ¥ per year of the real city, "
            "such as 60M, 6000万 or 60000000; 1000k-model is k¥ of the model.",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Accept a budget that is implausible for the city.")] = False,
    precision: Annotated[
        str | None,
        typer.Option(
            "--precision",
            metavar="METRIC=W",
            help="Add seeds until every reform's effect on METRIC (last five years) is known to ± W (95 %).",
        ),
    ] = None,
    fork: Annotated[
        int | None,
        typer.Option(
            "--fork",
            metavar="YEAR",
            help="Start all reforms from BASE's state after YEAR. Policies that begin by then are postponed.",
        ),
    ] = None,
    city: Annotated[
        str | None,
        typer.Option(
            "--city",
            metavar="FILE",
            show_default=False,
            help="Compare all arms in this city: with its parameters and regions, and their policies and institutions.",
        ),
    ] = None,
    across_worlds: Annotated[
        bool,
        typer.Option("--across-worlds", help="Compare arms from different worlds; differences are then not effects."),
    ] = False,
    rank_by: RankByOption = None,
    robust: RobustOption = False,
    ensemble: EnsembleOption = None,
    ensemble_sets: EnsembleSetsOption = None,
    ensemble_seeds: EnsembleSeedsOption = None,
    enterprise_class: EnterpriseClassOption = None,
    school_class: SchoolClassOption = None,
    metric: MetricOption = None,
    out_: OutOption = None,
    lang: AskedLangOption = None,
    format_: AskedFormatOption = None,
    figures: FiguresOption = None,
    force: ForceOption = False,
    workers: WorkersOption = None,
    resume: ResumeOption = False,
) -> None:
    """Simulate reforms against a baseline in the same worlds.

    Shows what each reform changes and for whom, year by year and over the last five years, with intervals, figures and
    a report (DIR/report.html). The manifest of an earlier comparison, DIR/manifest.json, repeats that comparison.
    Options given with it replace its own.

    Examples:

    \b
      One reform in ten worlds:
        consortium compare baseline subsidy_monitored
      Three, ranked by another output, with other assumptions:
        consortium compare baseline subsidy_only subsidy_monitored \\
          consortium_entity --rank-by talent_match --robust
      With intervals that hold the uncertainty of the parameters, too:
        consortium compare baseline subsidy_only subsidy_monitored --ensemble
      The same money for each reform, in ¥ per year of the city:
        consortium compare baseline subsidy_only tax_credit --budget 60M
      In a city of your own, in 中文, into a folder of its own:
        consortium compare baseline tax_credit --city my_city.toml \\
          --lang zh --out results/mine
      As many worlds as needed to know deep participation to half a point:
        consortium compare baseline subsidy_monitored \\
          --precision deep_participation=0.005
    """
    from .actions.running import Order, perform

    compiled = checked_options.compiled()
    own = checked_options.extensions(enterprise_class, school_class, metric)
    plan = None if reforms else checked_options.plan(base)
    if plan is not None and plan.kind == "sweep":
        raise UsageError(checked_options.other_kind(plan, base))
    if not reforms and (plan is None or plan.kind != "comparison"):
        raise UsageError("compare needs at least one reform: consortium compare BASE REFORM...")
    if plan is not None and city is not None:
        raise UsageError(f"--city {city}: the arms in {base} are complete; allowed with BASE REFORM...")
    place = None if city is None else checked_options.loaded(city)
    settings = checked_options.overrides(set_, years)
    money, wanted = checked_options.budget(budget), checked_options.precision(precision)
    request = checked_options.request(
        plan,
        fork=fork,
        budget=money,
        precision=wanted,
        city=None if place is None else place.name,
        across_worlds=across_worlds or None,
        rank_by=checked_options.rank_by(rank_by),
        robust=robust or None,
        lang=lang,
        format=format_,
        figures=figures,
    )
    asked = checked_options.arms(
        plan.asked if plan else [base, *(reforms or [])], settings, place, request.across_worlds
    )
    asked = tuple(arm.extended(own) for arm in asked)
    if request.budget is not None:
        checked_options.one_world(asked)
    arms = checked_options.forked(asked, request.fork)
    request = checked_options.plausible(request, arms[0], yes)
    request = request.but(ensemble=checked_options.ensemble(plan, ensemble, ensemble_sets, ensemble_seeds, arms))
    numbers = checked_options.seeds(plan, seed, seeds, 10)
    same = not settings and not own and all(option is None for option in (seed, seeds, fork, budget))
    fitted = plan.fitted if plan and same else None
    if plan and plan.incomplete and same:
        say(f"{base} is of an earlier version, which left out how its budget was spent: no ranking; give --budget anew")
    perform(
        Order(
            asked=asked,
            scenarios=arms,
            seeds=numbers,
            folder=out_ or checked_options.folder(arms),
            request=request,
            force=force,
            compiled=compiled,
            fitted=fitted,
            workers=workers,
            resume=resume,
        )
    )


@app.command()
def report(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", show_default=False, help="A folder that consortium compare or search wrote."),
    ],
    rank_by: RankByOption = None,
    robust: RobustOption = False,
    ensemble: EnsembleOption = None,
    ensemble_sets: EnsembleSetsOption = None,
    ensemble_seeds: EnsembleSeedsOption = None,
    lang: ShownLangOption = None,
    format_: ShownFormatOption = None,
    figures: FiguresOption = None,
    workers: WorkersOption = None,
) -> None:
    """Write the report of a comparison, or the page of a search, again.

    For example in another language, or ranked by another output. Options that are not given stay as they are. Only
    --robust and --ensemble run simulations. Replaces DIR/report.html, DIR/summary.xlsx and DIR/figures; of a search
    DIR/search.html and DIR/figures.
    """
    from .actions import reporting

    reporting.report(
        reporting.Anew(
            folder,
            lang.value if lang else None,
            format_.value if format_ else None,
            figures,
            rank_by,
            robust,
            workers,
            ensemble=(ensemble, ensemble_sets, ensemble_seeds),
        )
    )


@app.command("figures")
def figures_(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", show_default=False, help="A folder that consortium run, compare, sweep or search wrote."
        ),
    ],
    of: Annotated[
        list[str] | None,
        typer.Option(
            "--of",
            metavar="METRIC",
            show_default=False,
            help="For a sweep: an output to show, such as talent_match (can be repeated).",
        ),
    ] = None,
    lang: ShownLangOption = None,
    format_: ShownFormatOption = None,
) -> None:
    """Draw the figures of a folder again.

    Nothing is simulated. For a sweep: heat maps, main effects, indices and the frontier, as far as its design allows,
    with sensitivity.csv, main_effects.csv and sweep.html, all in DIR/figures.
    """
    from .actions import reporting

    reporting.figures(
        reporting.Anew(
            folder, lang.value if lang else None, format_.value if format_ else None, outputs=tuple(of or ())
        )
    )


@app.command()
def explain(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", show_default=False, help="A folder that consortium run or compare wrote."),
    ],
    year: Annotated[int, typer.Option("--year", metavar="Y", show_default=False, help="The year to look at.")],
    enterprise: Annotated[
        int | None,
        typer.Option(
            "--enterprise",
            metavar="ID",
            show_default=False,
            help="Number of an enterprise, from 1.  [default: list which ones to see]",
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", metavar="N", show_default=False, help="A seed in DIR.  [default: the first]"),
    ] = None,
    out_: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", show_default=False, help="Folder for the explanation.  [default: in DIR]"),
    ] = None,
    lang: LangOption = Lang.en,
    format_: FormatOption = Format.png,
    figures: FiguresOption = None,
) -> None:
    """Show why an enterprise chose its depth in a given year.

    Gives the terms of its choice in every arm, as a table and a figure. Without --enterprise, lists which ones are
    worth a look.
    """
    from .actions import explaining

    compiled = checked_options.compiled()
    explaining.explain(
        explaining.Question(
            folder=folder,
            enterprise=enterprise,
            year=year,
            seed=seed,
            lang=lang.value,
            out=out_,
            format=format_.value,
            figures=figures is not False,
            compiled=compiled,
        )
    )


for command in (sweep, search, calibrate, validate, classroom, parameters, methods, export, doctor, game):
    app.command()(command)
