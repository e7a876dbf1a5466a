"""Options that several commands share, and the words that they take."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from . import completing

MOST_SEEDS = 100_000
SETS, SEEDS = 30, 10
"""Parameter sets of an ensemble, and worlds in which each is simulated, unless somebody says otherwise."""
BUNDLED_SETS = "patterns"
"""The sets that are meant by `--ensemble` without a file."""
LONGEST_NAME = 240
"""Bytes of a folder's name; file systems allow 255."""


class Lang(StrEnum):
    """Languages of labels."""

    en = "en"
    zh = "zh"


class Format(StrEnum):
    """Formats of figures."""

    png = "png"
    pdf = "pdf"
    svg = "svg"


class Executor(StrEnum):
    """Who simulates the runs of a sweep."""

    serial = "serial"
    processes = "processes"
    dask = "dask"


def seeds_option(default: int) -> Any:
    """How many seeds; the commands differ in what they take by themselves."""
    help_text = f"Number of seeds.  [default: {default}]"
    return typer.Option("--seeds", min=1, max=MOST_SEEDS, metavar="N", show_default=False, help=help_text)


ScenarioArgument = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        show_default=False,
        autocompletion=completing.scenarios,
        help="A bundled name, or a path that ends in .toml or .json.",
    ),
]
SeedOption = Annotated[
    int | None,
    typer.Option("--seed", min=0, max=2**62, metavar="N", show_default=False, help="First seed.  [default: 1]"),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Override a value, such as parameters.monitoring=0.5 (can be repeated)."
    ),
]
YearsOption = Annotated[
    int | None, typer.Option("--years", min=1, metavar="Y", help="Years to simulate; short for --set years=Y.")
]
FirstYearOption = Annotated[
    int | None,
    typer.Option(
        "--first-year",
        metavar="YEAR",
        show_default=False,
        help="Calendar year that is the model's year 1, if the numbers have calendar years.",
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", show_default=False, help="Folder for the results.  [default: results/<scenario>]"
    ),
]
LangOption = Annotated[Lang, typer.Option("--lang", help="Language of labels.")]
FormatOption = Annotated[Format, typer.Option("--format", help="Format of figures.")]
AskedLangOption = Annotated[
    Lang | None, typer.Option("--lang", show_default=False, help="Language of labels.  [default: en]")
]
"""Of commands that repeat a manifest: None is the language that it names."""
AskedFormatOption = Annotated[
    Format | None, typer.Option("--format", show_default=False, help="Format of figures.  [default: png]")
]
FiguresOption = Annotated[
    bool | None,
    typer.Option("--figures/--no-figures", show_default=False, help="Draw figures or not.  [default: figures]"),
]
EnterpriseClassOption = Annotated[
    str | None,
    typer.Option(
        "--enterprise-class",
        metavar="MODULE:CLASS",
        show_default=False,
        help="A subclass of Enterprise with rules of your own, or the name of an entry point (consortium.enterprises).",
    ),
]
SchoolClassOption = Annotated[
    str | None,
    typer.Option(
        "--school-class",
        metavar="MODULE:CLASS",
        show_default=False,
        help="A subclass of School with rules of your own, or the name of an entry point (consortium.schools).",
    ),
]
MetricOption = Annotated[
    list[str] | None,
    typer.Option(
        "--metric",
        metavar="MODULE:NAME",
        show_default=False,
        help="An additional output: a function of the model, or an entry point (consortium.metrics; can be repeated).",
    ),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Overwrite a folder that contains something else.")]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        max=10_000,
        metavar="N",
        show_default=False,
        help="Number of processes.  [default: one per processor, if there is enough to do]",
    ),
]
ResumeOption = Annotated[bool, typer.Option("--resume", help="Continue an interrupted run of the same command in DIR.")]

RankByOption = Annotated[
    str | None,
    typer.Option(
        "--rank-by",
        metavar="METRIC",
        show_default=False,
        autocompletion=completing.metrics,
        help="Rank the reforms by another output, such as talent_match.  [default: deep_participation]",
    ),
]
RobustOption = Annotated[
    bool,
    typer.Option(
        "--robust",
        help="Vary the ten most influential assumptions one at a time; takes about as long as the comparison itself.",
    ),
]
EnsembleOption = Annotated[
    str | None,
    typer.Option(
        "--ensemble",
        metavar="[FILE]",
        show_default=False,
        help="Examine the effects in many parameter sets that fit what is known, too: those that come with the model, "
        "or those in FILE, the ensemble.csv of consortium calibrate. Intervals then hold chance and parameters.",
    ),
]
EnsembleSetsOption = Annotated[
    int | None,
    typer.Option(
        "--ensemble-sets", metavar="N", show_default=False, help=f"Parameter sets, the best first.  [default: {SETS}]"
    ),
]
EnsembleSeedsOption = Annotated[
    int | None,
    typer.Option(
        "--ensemble-seeds", metavar="N", show_default=False, help=f"Seeds of every parameter set.  [default: {SEEDS}]"
    ),
]
ShownLangOption = Annotated[
    Lang | None, typer.Option("--lang", show_default=False, help="Language of labels.  [default: as it is]")
]
ShownFormatOption = Annotated[
    Format | None, typer.Option("--format", show_default=False, help="Format of figures.  [default: as it is]")
]
"""Of commands that show what is there already."""


def with_usual_values(arguments: Sequence[str]) -> list[str]:
    """The arguments with the value of `--ensemble` where it was left out, which Typer does not allow.

    What follows is its value if it is a file that ends in .csv, a folder with parameter sets, or the bundled sets.
    """
    complete = list(arguments)
    if complete[:1] == ["search"]:  # there it always has a value, such as none for the start values
        return complete
    for place, word in enumerate(complete):
        following = complete[place + 1] if place + 1 < len(complete) else ""
        if word == "--ensemble" and not _names_sets(following):
            complete[place] = f"--ensemble={BUNDLED_SETS}"
    return complete


def _names_sets(word: str) -> bool:
    return word == BUNDLED_SETS or word.endswith(".csv") or (bool(word) and Path(word, "ensemble.csv").is_file())
