"""The commands and their options: ``run | compare | report | figures | explain | sweep | …``.

Nothing heavy is imported before a command needs it, so that ``--help`` answers at once.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from . import __version__, asking, completing
from .actions import listings
from .calibrate_command import calibrate
from .classroom_command import classroom
from .options import (
    LONGEST_NAME,
    MOST_SEEDS,
    AskedFormatOption,
    AskedLangOption,
    EnterpriseClassOption,
    Executor,
    FiguresOption,
    ForceOption,
    Format,
    FormatOption,
    Lang,
    LangOption,
    MetricOption,
    NoFiguresOption,
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
from .terminal import UsageError, command_line, out, say
from .validate_command import validate

if TYPE_CHECKING:
    from consortium.experiments.storage.manifest import Plan
    from consortium.simulation.scenario import Scenario

_settings = {"rich_markup_mode": None, "pretty_exceptions_enable": False}
_context = {"help_option_names": ["-h", "--help"]}
app = typer.Typer(
    name="consortium",
    help="A laboratory for industry-education consortia: which incentives warm enterprises, and at what cost.",
    context_settings=_context,
    **_settings,
)
scenarios = typer.Typer(
    help="Bundled scenarios, and checks of your own.", context_settings=_context, add_completion=False, **_settings
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
    _help_without_command(context)


@scenarios.callback(invoke_without_command=True)
def scenarios_door(context: typer.Context) -> None:
    """Show the help where no command is given."""
    _help_without_command(context)


def _help_without_command(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        out(context.get_help())


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

    The manifest of an earlier run, DIR/manifest.json, repeats it; options that are given beside it replace its own.
    """
    from .actions.work import Order, perform

    compiled = _compiled()
    own = asking.extensions(enterprise_class, school_class, metric)
    plan = _plan(scenario)
    if plan is not None and plan.kind != "run":
        raise UsageError(_other_kind(plan, scenario))
    loaded = _loaded(scenario, _overrides(set_, years)).extended(own)
    numbers = _seeds(plan, seed, seeds, 1)
    request = asking.request(plan, lang=lang, format=format_, figures=figures)
    perform(
        Order(
            asked=(loaded,),
            scenarios=(loaded,),
            seeds=numbers,
            folder=out_ or _folder([loaded]),
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
            help="Make each reform as strong as X allows, on top of what BASE spends, and rank: ¥ of the real city a "
            "year, such as 60M, 6000万 or 60000000; 1000k-model is k¥ of the model.",
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Go ahead with a budget that is implausible for the city.")
    ] = False,
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
            help="Let the reforms leave BASE's path after YEAR: policies that begin by then are postponed.",
        ),
    ] = None,
    city: Annotated[
        str | None,
        typer.Option(
            "--city",
            metavar="FILE",
            show_default=False,
            help="Compare all arms in this city: its parameters and regions, their policies and changed institutions.",
        ),
    ] = None,
    across_worlds: Annotated[
        bool,
        typer.Option("--across-worlds", help="Compare arms that are different worlds; differences are no effects."),
    ] = False,
    rank_by: RankByOption = None,
    robust: RobustOption = False,
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

    What each reform changes and for whom, year by year and over the last five years, with intervals, figures and a
    report (DIR/report.html). The manifest of an earlier comparison, DIR/manifest.json, repeats it; options that are
    given beside it replace its own.

    Examples:

    \b
      One reform on ten worlds:
        consortium compare baseline subsidy_monitored
      Three, ranked by another output, with other assumptions:
        consortium compare baseline subsidy_only subsidy_monitored \\
          consortium_entity --rank-by talent_match --robust
      The same money for each, ¥ a year of the city:
        consortium compare baseline subsidy_only tax_credit --budget 60M
      In a city of your own, in 中文, into a folder of its own:
        consortium compare baseline tax_credit --city my_city.toml \\
          --lang zh --out results/mine
      As many worlds as it takes to know depth to half a point:
        consortium compare baseline subsidy_monitored \\
          --precision deep_participation=0.005
    """
    from .actions.work import Order, perform

    compiled = _compiled()
    own = asking.extensions(enterprise_class, school_class, metric)
    plan = None if reforms else _plan(base)
    if plan is not None and plan.kind == "sweep":
        raise UsageError(_other_kind(plan, base))
    if not reforms and (plan is None or plan.kind != "comparison"):
        raise UsageError("compare needs at least one reform: consortium compare BASE REFORM...")
    if plan is not None and city is not None:
        raise UsageError(f"--city {city}: the arms in {base} are complete; allowed with BASE REFORM...")
    place = None if city is None else _loaded(city)
    settings, money, wanted = _overrides(set_, years), asking.budget(budget), asking.precision(precision)
    request = asking.request(
        plan,
        fork=fork,
        budget=money,
        precision=wanted,
        city=None if place is None else place.name,
        across_worlds=across_worlds or None,
        rank_by=asking.rank_by(rank_by),
        robust=robust or None,
        lang=lang,
        format=format_,
        figures=figures,
    )
    asked = _arms(plan.asked if plan else [base, *(reforms or [])], settings, place, request.across_worlds)
    asked = tuple(arm.extended(own) for arm in asked)
    if request.budget is not None:
        asking.one_world(asked)
    arms = asking.forked(asked, request.fork)
    request = asking.plausible(request, arms[0], yes)
    numbers = _seeds(plan, seed, seeds, 10)
    same = not settings and not own and all(option is None for option in (seed, seeds, fork, budget))
    fitted = plan.fitted if plan and same else None
    if plan and plan.incomplete and same:
        say(f"{base} is of an earlier version, which left out how its budget was spent: no ranking; give --budget anew")
    perform(
        Order(
            asked=asked,
            scenarios=arms,
            seeds=numbers,
            folder=out_ or _folder(arms),
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
        Path, typer.Argument(metavar="DIR", show_default=False, help="A folder that consortium compare wrote.")
    ],
    rank_by: RankByOption = None,
    robust: RobustOption = False,
    lang: ShownLangOption = None,
    format_: ShownFormatOption = None,
    figures: FiguresOption = None,
    workers: WorkersOption = None,
) -> None:
    """Write the report of a comparison anew.

    In another language, or ranked by another output, with workbook and figures; what is not asked for stays as it is.
    Only --robust simulates. Replaces DIR/report.html, DIR/summary.xlsx and DIR/figures.
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
        )
    )


@app.command("figures")
def figures_(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", show_default=False, help="A folder that consortium run, compare or sweep wrote."),
    ],
    of: Annotated[
        list[str] | None,
        typer.Option(
            "--of",
            metavar="METRIC",
            show_default=False,
            help="Of a sweep: an output to show, such as talent_match (repeat).",
        ),
    ] = None,
    lang: ShownLangOption = None,
    format_: ShownFormatOption = None,
) -> None:
    """Draw the figures of a folder anew.

    Nothing is simulated. Of a sweep: heat maps, main effects, indices and the frontier, as its design allows, with
    sensitivity.csv, main_effects.csv and sweep.html, all in DIR/figures.
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
            "--enterprise", metavar="ID", show_default=False, help="Its number, from 1.  [default: which ones to see]"
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", metavar="N", show_default=False, help="A seed of DIR.  [default: its first]"),
    ] = None,
    out_: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", show_default=False, help="Folder of the explanation.  [default: in DIR]"),
    ] = None,
    lang: LangOption = Lang.en,
    format_: FormatOption = Format.png,
    no_figures: NoFiguresOption = False,
) -> None:
    """Show why an enterprise took the depth it took in a year.

    The terms of its choice in every arm, as a table and a figure; without --enterprise, which ones are worth a look.
    """
    from .actions import explaining

    compiled = _compiled()
    explaining.explain(
        explaining.Question(
            folder=folder,
            enterprise=enterprise,
            year=year,
            seed=seed,
            lang=lang.value,
            out=out_,
            format=format_.value,
            figures=not no_figures,
            compiled=compiled,
        )
    )


@app.command()
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
            "--out", metavar="DIR", show_default=False, help="Folder of the data.  [default: results/<design>]"
        ),
    ] = None,
    executor: Annotated[
        Executor | None, typer.Option("--executor", show_default=False, help="Who simulates.  [default: processes]")
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="ADDRESS", help="A Dask scheduler: tcp://…, tls://… or FILE.json."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, max=10_000, metavar="N", help="Number of workers; else one a processor."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Make what is missing in DIR, also seeds or points that are new.")
    ] = False,
    shard: Annotated[
        str | None, typer.Option("--shard", metavar="I/N", help="Make the I-th of N shares of the runs only.")
    ] = None,
    series: Annotated[bool, typer.Option("--series", help="Keep the series of all runs, too.")] = False,
    enterprise_class: EnterpriseClassOption = None,
    school_class: SchoolClassOption = None,
    metric: MetricOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Report points, runs, time and disk, and run nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Go ahead with more than 100,000 runs.")] = False,
    lang: LangOption = Lang.en,
) -> None:
    """Run a design: many scenarios, each with the same seeds, into one dataset.

    Whatever stops it, what was finished is kept, and --resume goes on.
    """
    from .actions.sweeping import SweepOrder, perform

    who = None if executor is None else executor.value
    own = asking.extensions(enterprise_class, school_class, metric)
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


app.command()(calibrate)
app.command()(classroom)
app.command()(validate)


@scenarios.command("list")
def scenarios_list(lang: LangOption = Lang.en) -> None:
    """List the bundled scenarios."""
    listings.list_scenarios(lang.value)


@scenarios.command("show")
def scenarios_show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            show_default=False,
            autocompletion=completing.scenarios,
            help="A bundled name or a path.",
        ),
    ],
    lang: LangOption = Lang.en,
) -> None:
    """Show what a scenario asks and in what it differs."""
    listings.show_scenario(_loaded(name), lang.value)


@scenarios.command("check")
def scenarios_check(
    file: Annotated[str, typer.Argument(metavar="FILE", show_default=False, help="A path, or a bundled name.")],
    lang: LangOption = Lang.en,
) -> None:
    """Check a scenario file.

    Prints "ok" and what it holds, or what is wrong with it (exit status 2).
    """
    listings.check_scenario(_loaded(file), file, lang.value)


@app.command()
def parameters(
    pattern: Annotated[
        str | None,
        typer.Argument(metavar="[PATTERN]", show_default=False, help="Part of a name or label, or a pattern with *."),
    ] = None,
    lang: LangOption = Lang.en,
) -> None:
    """List parameters with value, unit, bounds and source.

    The status says whether a value is sourced, calibrated or assumed.
    """
    listings.list_parameters(pattern, lang.value)


# --- from words to what they mean -------------------------------------------------------------------------------------


def _compiled() -> bool:
    """Whether there is compiled code. Asked first of all: the model compiles some of it while it is imported."""
    from importlib import import_module

    from consortium.simulation import compilation

    if not compilation.anything_compiled():
        return False
    import_module("consortium.simulation.model")  # so that its phases are known
    return compilation.already_compiled()


def _overrides(settings: list[str] | None, years: int | None) -> list[str]:
    return [*(settings or []), *([] if years is None else [f"parameters.years={years}"])]


def _loaded(name: str, settings: Iterable[str] = ()) -> Scenario:
    from consortium.simulation.scenario import ScenarioError, load_scenario
    from consortium.simulation.scenario.overrides import partial_overrides

    settings = list(settings)
    try:
        scenario = load_scenario(name, settings)
        for remark in partial_overrides(settings, scenario.regions):
            say(f"{scenario.name}: {remark}")
        return scenario
    except ScenarioError as error:
        raise UsageError(str(error)) from None


def _arms(
    asked: Sequence[Scenario | str], settings: list[str], city: Scenario | None, across_worlds: bool
) -> tuple[Scenario, ...]:
    from consortium.experiments.comparison.arms import load_arms
    from consortium.simulation.scenario import ScenarioError

    try:
        with warnings.catch_warnings(record=True, action="always") as remarks:
            arms = load_arms(asked, settings, city, across_worlds)
        for remark in remarks:
            say(str(remark.message))
        return arms
    except ScenarioError as error:
        raise UsageError(str(error)) from None


def _plan(name: str) -> Plan | None:
    """What an earlier run's manifest asks for; None for other scenarios."""
    from consortium.experiments.storage import manifest
    from consortium.simulation.scenario import ScenarioError

    try:
        return manifest.plan(Path(name))
    except ScenarioError as error:
        raise UsageError(str(error)) from None


def _other_kind(plan: Plan, name: str) -> str:
    """What to say of a manifest that another command repeats."""
    way = {"comparison": "compare", "sweep": "sweep"}.get(plan.kind)
    return f"{name} is the manifest of a {plan.kind}" + (f"; repeat it with {command_line(way, name)}" if way else "")


def _seeds(plan: Plan | None, seed: int | None, seeds: int | None, usual: int) -> range:
    """The seeds that are given, else those of the manifest, else the usual ones."""
    first = seed if seed is not None else plan.seed if plan else 1
    number = seeds if seeds is not None else plan.asked_seeds if plan else usual
    if number > MOST_SEEDS or first + number > 2**63:  # what the options allow, a manifest may exceed
        raise UsageError(f"seed = {first}, seeds = {number}; allowed: at most {MOST_SEEDS} seeds, all below 2**63")
    return range(first, first + number)


def _folder(arms: Sequence[Scenario]) -> Path:
    """Where results go if nobody says: named after the scenario, or after the arms of a comparison."""
    names = [arm.name for arm in arms]
    name = "_vs_".join(names)
    if len(name) > 100:
        name = f"{names[0][:60]}_vs_{len(names) - 1}_reforms" if len(names) > 1 else name
    fitting = name.encode()[:LONGEST_NAME].decode(errors="ignore")  # a character of 中文 takes three bytes
    return Path("results") / fitting
