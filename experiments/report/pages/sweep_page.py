"""The page of a sweep: its question, its figures, and which factors its outputs depend on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ....simulation.outputs.metrics import METRICS
from ...figures.sweep.shown_names import factor_label, measure_of
from ...presentation.labels import in_text
from ...presentation.language import Lang
from ...presentation.numbers import number
from ...presentation.units import unit_said
from ...sweeps.analysis.paired import effect_column, parted
from ..page import rendered
from ..pictures import FORMATS, data_address
from ..tables import Cell, Heading, Table, known_rows
from ..text import one_line
from ..wording.words import say
from .findings_page import Shown

if TYPE_CHECKING:
    from ...sweeps.design.design import Design

MAIN = ("deep_participation", "formalism", "training_quality", "talent_match", "public_spending")
"""Outputs of which the page has a table, where the sweep has them."""

PRINCIPAL = ("mu_star", "ST", "S1", "range", "src")
"""Indices by which factors are ordered, the first that there is."""

MOST_FACTORS = 15


def sweep_page(
    runs: pd.DataFrame, design: Design, figures: Sequence[Path], sensitivity: pd.DataFrame, lang: Lang = "en"
) -> str:
    """A sweep as one page of HTML, complete in itself.

    `runs` is the table of the sweep, finished or not, `figures` the files that `draw_sweep` wrote, of which PNG and SVG
    are shown, and `sensitivity` the table of that name.
    """
    done = int((runs["status"] == "done").sum()) if "status" in runs else len(runs)
    seeds = len(design.seeds)
    return rendered(
        "sweep.html.jinja",
        lang,
        title=one_line(design.title[lang] or design.name),
        question=design.question[lang],
        expected=design.expected[lang],
        source=design.source,
        size=say("w_size", lang, points=f"{len(design.points):,}", seeds=f"{seeds:,}", runs=f"{design.runs:,}"),
        compared=_compared(design, lang),
        missing="" if done >= design.runs else say("w_missing", lang, n=f"{design.runs - done:,}"),
        figures=[_shown(path, design, lang) for path in figures if path.suffix in FORMATS],
        tables=[_table(sensitivity, metric, design, lang) for metric in _metrics(sensitivity, design)],
    )


def _compared(design: Design, lang: Lang) -> str:
    """Which reforms are compared; empty where none is."""
    if not design.reforms:
        return ""
    names = ("、" if lang == "zh" else ", ").join(
        say("w_quoted", lang, title=arm.title[lang]) for arm in design.reforms
    )
    return say("w_compared", lang, reforms=names)


def _shown(path: Path, design: Design, lang: Lang) -> Shown:
    """A figure with its caption: `main_effects`, `heat_map_METRIC`, and of effects `main_effects.REFORM`."""
    name, found = path.stem, path.stem.removeprefix("heat_map_")
    if found != name:
        said = say("w_heat_map", lang, metric=in_text(measure_of(found, lang, design).label))
    else:
        kind, _, reform = name.partition(".")
        said = say(f"w_{kind}", lang)
        titles = {arm.name: arm.title[lang] for arm in design.reforms}
        if reform in titles:
            said = say("w_of_reform", lang, figure=said, title=titles[reform])
    return Shown(name, data_address(path.read_bytes()), said)


def _metrics(table: pd.DataFrame, design: Design) -> list[str]:
    """The outputs of which there are tables: the effects of each reform on the main ones, then their levels."""
    there = list(dict.fromkeys(map(str, table["metric"])))
    main = [*(effect_column(name, arm.name) for arm in design.reforms for name in MAIN), *MAIN]
    return [name for name in main if name in there] or there[: len(MAIN)]


def _table(table: pd.DataFrame, metric: str, design: Design, lang: Lang) -> Table:
    """The indices of one output by factor, the most influential first."""
    of_metric = table.loc[(table["metric"] == metric) & (table["other"] == "")]
    rows = known_rows(of_metric.loc[of_metric["factor"] != "all"])
    explained = of_metric.loc[of_metric["index"] == "r2", "value"]
    indices = list(dict.fromkeys(str(row["index"]) for row in rows))
    principal = next((name for name in PRINCIPAL if name in indices), indices[0] if indices else "")
    found = {(str(row["factor"]), str(row["index"])): row for row in rows}
    factors = [str(row["factor"]) for row in rows if row["index"] == principal]
    factors.sort(key=lambda name: -abs(float(found[name, principal]["value"])))

    def cell(factor: str, index: str) -> Cell:
        row = found.get((factor, index))
        if row is None:
            return Cell("–")
        value, low, high = (float(row[key]) for key in ("value", "low", "high"))
        return Cell(number(value, 3), f"{number(low, 3)} … {number(high, 3)}" if low <= high else "")

    name = measure_of(metric, lang, design).label
    if {"range", "mu"} & set(indices):  # which are in the unit of the output
        unit = unit_said(METRICS[parted(metric)[0]].unit, lang)
        name = f"{name}（{unit}）" if lang == "zh" else f"{name} ({unit})"
    return Table(
        name if explained.empty else say("w_explained", lang, metric=name, share=number(float(explained.iloc[0]), 2)),
        say("w_factor", lang),
        tuple(say(f"w_{name}", lang) for name in indices),
        tuple(
            (Heading(factor_label(factor, lang)), tuple(cell(factor, name) for name in indices))
            for factor in factors[:MOST_FACTORS]
        ),
    )
