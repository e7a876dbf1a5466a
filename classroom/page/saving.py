"""Files of what is shown: scenarios that `consortium run` accepts, data, figures, Python lines and the report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import tomli_w

from ...experiments.comparison.comparison import Comparison
from ...experiments.figures import draw_comparison
from ...experiments.presentation.language import Lang
from ...experiments.report import report
from ...experiments.runs.batch import Batch, replicates
from ...simulation.scenario import Scenario
from ..requests import RequestedArm

__all__ = ["FILES", "figure", "python_lines", "report_page", "scenario_file"]

FILES = ("base", "reform_a", "reform_b", "reform_c")
"""Names under which the arms of a comparison are saved."""


def scenario_file(arm: RequestedArm, title: dict[str, Any]) -> str:
    """An arm as a scenario file, written as those that come with the model are."""
    tables = {"extends": arm.extends, **arm.model_dump(exclude_none=True, exclude_defaults=True), "title": title}
    order = ("extends", "clear", "source", "title", "question", "expected", "parameters")
    text = tomli_w.dumps({key: tables[key] for key in order if key in tables})
    for name in ("region", "policy"):
        text += "".join(_table(name, table) for table in tables.get(name, []))
    return text


def _table(name: str, table: dict[str, Any]) -> str:
    """A table of a list, and the tables within it."""
    within = {key: value for key, value in table.items() if isinstance(value, dict)}
    text = f"\n[[{name}]]\n" + tomli_w.dumps({key: value for key, value in table.items() if key not in within})
    return text + "".join(f"\n[{name}.{key}]\n{tomli_w.dumps(value)}" for key, value in within.items())


def command(arms: int, seeds: Sequence[int], bundled: str | None) -> str:
    """The comparison on the command line, of the files that were saved; `bundled` names an unchanged baseline."""
    files = [bundled or f"{FILES[0]}.toml", *(f"{name}.toml" for name in FILES[1:arms])]
    first = [] if seeds[0] == 1 else ["--seed", str(seeds[0])]
    return " ".join(["consortium", "compare", *files, *first, "--seeds", str(len(seeds))])


PYTHON = '''"""The comparison that the page showed: {titles}.

In a folder with the scenario files that the page saves: {files}.
"""

from consortium import compare

if __name__ == "__main__":
    comparison = compare({arms}, seeds=range({first}, {after}))
    effects = comparison.summary.set_index(["reform", "metric"])
    shown = {metrics}
    print(effects.loc[(slice(None), shown), ["baseline", "reformed", "effect", "low", "high", "verdict"]])
    print(comparison.outcomes)  # cost per additional trainee, deadweight, who joined, winners and losers
'''

PYTHON_ALONE = '''"""The scenario that the page showed: {titles}."""

from consortium.experiments.runs import run

batch = run({arms}, seeds=range({first}, {after}))
print(batch.series.groupby("tick")[{metrics}].mean())
'''


def python_lines(
    scenarios: Sequence[Scenario], seeds: Sequence[int], metrics: Sequence[str], bundled: str | None, lang: Lang
) -> str:
    """A script that gives the numbers of the page."""
    files = [bundled or f"{FILES[0]}.toml", *(f"{name}.toml" for name in FILES[1 : len(scenarios)])]
    text = PYTHON if len(scenarios) > 1 else PYTHON_ALONE
    titles = " · ".join(scenario.title[lang] for scenario in scenarios).replace("\\", "").replace('"', "'")
    return text.format(
        titles=" ".join(titles.split()),
        files=", ".join(file for file in files if file.endswith(".toml")),
        arms=", ".join(f'"{file}"' for file in files),
        first=seeds[0],
        after=seeds[-1] + 1,
        metrics=json.dumps(list(metrics)),
    )


# --- what a process of its own makes ----------------------------------------------------------------------------------


def _comparison(arms: Sequence[Scenario], seeds: Sequence[int]) -> Comparison:
    return Comparison(Batch(tuple(arms), tuple(seeds), tuple(replicates(arms, seeds))))


def _drawn(
    comparison: Comparison, folder: Path, lang: Lang, format: Literal["png", "svg"], only: list[str] | None
) -> None:
    arms = {arm.name: arm for arm in comparison.batch.scenarios}
    series, sizes = (
        {name: table.loc[table["scenario"] == name] for name in arms}
        for table in (comparison.series, comparison.by_size)
    )
    draw_comparison(series, arms, sizes, folder, lang, format, only)


def figure(
    shared: object, arms: Sequence[Scenario], seeds: Sequence[int], lang: Lang, format: Literal["png", "svg"]
) -> bytes:
    """A figure of the report: of one reform both arms and their difference, of several all effects."""
    name = "effects" if len(arms) > 2 else f"hot_and_cold_{arms[1].name}"
    with TemporaryDirectory() as folder:
        _drawn(_comparison(arms, seeds), Path(folder), lang, format, [name])
        return (Path(folder) / f"{name}.{format}").read_bytes()


def report_page(shared: object, arms: Sequence[Scenario], seeds: Sequence[int], lang: Lang, command: str) -> bytes:
    """The report of `consortium compare`, with its figures."""
    comparison = _comparison(arms, seeds)
    with TemporaryDirectory() as folder:
        _drawn(comparison, Path(folder), lang, "png", None)
        return report(comparison, lang, figures=Path(folder), command=command).encode()
