"""The commands about scenarios: ``scenarios`` and ``parameters`` list what there is, ``game`` sets theory beside one.

What they do is in `actions.listings` and `actions.theorising`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from . import checked_options, completing
from .actions import listings
from .options import (
    FiguresOption,
    Format,
    FormatOption,
    Lang,
    LangOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    YearsOption,
    seeds_option,
)
from .terminal import out

SETTINGS: dict[str, Any] = {"rich_markup_mode": None, "pretty_exceptions_enable": False}
CONTEXT = {"help_option_names": ["-h", "--help"]}
scenarios = typer.Typer(
    help="List and show bundled scenarios, and check your own.",
    context_settings=CONTEXT,
    add_completion=False,
    **SETTINGS,
)


@scenarios.callback(invoke_without_command=True)
def scenarios_command(context: typer.Context) -> None:
    """Show the help where no command is given."""
    help_without_command(context)


def help_without_command(context: typer.Context) -> None:
    """Show the help of a group of commands where none of them is given."""
    if context.invoked_subcommand is None:
        out(context.get_help())


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
    """Show what a scenario asks and how it differs from the defaults."""
    listings.show_scenario(checked_options.loaded(name), lang.value)


@scenarios.command("check")
def scenarios_check(
    file: Annotated[str, typer.Argument(metavar="FILE", show_default=False, help="A path, or a bundled name.")],
    lang: LangOption = Lang.en,
) -> None:
    """Check a scenario file.

    Prints "ok" and its contents, or what is wrong with it (exit status 2).
    """
    listings.check_scenario(checked_options.loaded(file), file, lang.value)


def parameters(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATTERN",
            show_default=False,
            help="Part of a name or label, a pattern with *, or what it is about, such as fiscal or small firms.",
        ),
    ] = None,
    lang: LangOption = Lang.en,
) -> None:
    """List parameters with value, unit, bounds and source.

    The status says whether a value is sourced, calibrated or assumed.
    """
    listings.list_parameters(" ".join(words) if words else None, lang.value)


def game(
    scenario: ScenarioArgument,
    seed: SeedOption = None,
    seeds: Annotated[int | None, seeds_option(3)] = None,
    years: YearsOption = None,
    set_: SetOption = None,
    out_: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            show_default=False,
            help="Folder for tables and figures.  [default: results/<scenario>_game]",
        ),
    ] = None,
    lang: LangOption = Lang.en,
    format_: FormatOption = Format.png,
    figures: FiguresOption = None,
) -> None:
    """Set the game of theory that is nearest to a scenario beside the model.

    Derives the payoffs of schools and enterprises from the scenario and says where the game ends, which subsidy turns
    it, and what survives the end of support. Then runs the model, with support, without it and at other subsidies,
    and shows step by step why the two differ.
    """
    from .actions import theorising

    compiled = checked_options.compiled()
    loaded = checked_options.loaded(scenario, checked_options.overrides(set_, years))
    folder = checked_options.folder([loaded])
    theorising.perform(
        theorising.GameOrder(
            scenario=loaded,
            seeds=checked_options.seeds(None, seed, seeds, 3),
            folder=out_ or folder.with_name(f"{folder.name}_game"),
            lang=lang.value,
            format=format_.value,
            figures=figures is not False,
            compiled=compiled,
        )
    )
