"""Whole figures of a sweep, by its kind: what its folder shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...presentation.labels import in_text
from ...statistics.verdict import Verdict, judged, verdict_said
from ...sweeps.analysis.paired import EFFECT, effect_column, parted
from ..base import style
from ..base.publishing import headed, slide
from ..base.style import Format
from . import frontiers, points
from . import indices as sensitivities
from .heat_maps import BINS, heat_map, is_grid
from .level_effects import effect_sentence, main_effects
from .responses import small_multiples
from .shown_factors import compares_points, reference_said, shown_factor
from .shown_names import decimals, factor_label, measure_of
from .sweep_words import say

if TYPE_CHECKING:
    from ...sweeps.design.design import Design

Figures = dict[str, Callable[[], Figure]]
"""What is to be drawn, by the name of its file."""

METRICS = ("deep_participation", "formalism", "training_quality", "public_spending")
"""Outputs that the figures of a sweep show."""
MOST_MAPS = 6
NAMES = ("heat_map_", "small_multiples", "main_effects", "screening", "sobol_indices", "frontier")
"""What the names of the figures begin with."""


def draw_sweep(
    runs: pd.DataFrame,
    design: Design,
    folder: str | Path,
    lang: str = "en",
    format: Format = "png",
    metrics: Sequence[str] | None = None,
) -> list[Path]:
    """Draw what a sweep found, by the kind of its design. Gives the files written.

    `runs` is the table of `results(folder)`, complete or not, or that of `paired_effects`; `metrics` are outputs or
    effects (`effect_NAME`, `effect_NAME.REFORM`), by default the usual ones of the table: where reforms are compared,
    the effects of each and the levels of the base. Every kind gets main effects (of the first of the metrics) and,
    where costs are known, the frontier; a grid of two factors a heat map a metric and all of them as lines; Morris and
    Sobol samples their indices, from what is complete of them. Figures of a reform bear its name after a dot. A figure
    that cannot be drawn is left out with a FigureWarning. Raises ValueError without a metric, or if the runs were not
    made with the design.
    """
    from ...sweeps.analysis.run_points import check_fit

    check_fit(runs, design)
    sheets = _checked(metrics, runs, design)
    with style.look(lang) as spoken:
        drawn: list[Path] = []
        for reform, of_one in sheets.items():
            drawn += _Sheet(runs, design, tuple(of_one), Path(folder), spoken, format, reform).all()
        return drawn


def _checked(metrics: Sequence[str] | None, runs: pd.DataFrame, design: Design) -> dict[str, list[str]]:
    """The outputs to be drawn, by reform ("": levels): levels and effects are never on one page."""
    if metrics is None:
        effects = f"{EFFECT}{METRICS[0]}" in runs
        of_reforms = [effect_column(name, reform.name) for reform in design.reforms for name in METRICS]
        metrics = [*of_reforms, *(f"{EFFECT}{name}" if effects else name for name in METRICS)]
    if not metrics:
        raise ValueError("metrics is empty; allowed: at least one output")
    missing = [name for name in metrics if name not in runs]
    if missing:
        raise ValueError(f"the runs have no {', '.join(missing)}; allowed: {', '.join(_outputs(runs, design))}")
    sheets: dict[str, list[str]] = {}
    for name in metrics:
        sheets.setdefault(parted(name)[1], []).append(name)
    if len({name.startswith(EFFECT) for name in sheets.get("", [])}) > 1:
        raise ValueError("metrics holds levels and effects; allowed: one of the two")
    return sheets


def _outputs(runs: pd.DataFrame, design: Design) -> list[str]:
    keys = {"run_id", "point", "seed", "status", "error", *(factor.key for factor in design.factors)}
    return [str(name) for name in runs.columns if name not in keys]


class _Sheet:
    """The figures of one sweep."""

    def __init__(
        self,
        runs: pd.DataFrame,
        design: Design,
        metrics: tuple[str, ...],
        folder: Path,
        lang: str,
        format: Format,
        reform: str = "",
    ) -> None:
        self.runs, self.design, self.metrics, self.reform = runs, design, metrics, reform
        self.folder, self.lang = folder, lang
        self.format: Format = format
        self.factors = [factor.key for factor in design.factors]
        self.points = runs if compares_points(metrics[0]) else design.points
        self.moved = points.varied(self.points, self.factors)

    def all(self) -> list[Path]:
        figures: Figures = {}
        if self.design.kind in ("morris", "sobol"):
            figures |= self.indices()
        if self.design.kind != "morris":  # with hundreds of factors moved at once, means of levels are noise
            figures |= self.grid() | self.lines() | self.effects() | self.frontier()
        if self.reform:
            end = f".{self.reform}"
            figures = {name if name.endswith(end) else name + end: draw for name, draw in figures.items()}
        return style.write_all(figures, self.folder, self.format)

    def page(self, title: str, draw: Callable[[Axes], Axes]) -> Figure:
        figure = slide()
        headed(figure, title, self.lang, self.note())
        draw(figure.subplots())
        return figure

    def note(self) -> str:
        """What was run."""
        seeds = len(self.design.seeds)
        each = say("n_seeds", self.lang, n=seeds) if seeds > 1 else say("n_one_seed", self.lang)
        title = self.design.title[self.lang]
        many = len(self.points) if self.points is self.design.points else self.points["point"].nunique()
        runs, points_ = f"{len(self.runs):,}", f"{many:,}"
        said = say("note", self.lang, title=title, runs=runs, points=points_, seeds=each)
        failed = int((self.runs["status"] != "done").sum()) if "status" in self.runs else 0
        if self.metrics[0].startswith(EFFECT):
            said += " · " + reference_said(self.runs, self.design, self.lang, self.metrics[0])
        elif self.design.reforms:
            said += " · " + say("of_base", self.lang)
        if failed:
            said += say("comma", self.lang) + say("failed", self.lang, n=f"{failed:,}")
        return said

    # --- what is drawn ------------------------------------------------------------------------------------------------

    def grid(self) -> Figures:
        """A heat map a metric of two factors that are crossed; the first two of more."""
        if len(self.moved) < 2 or self.design.kind not in ("factorial", "table"):
            return {}
        x, y = self.moved[:2]
        if not is_grid(self.points, x, y):
            return {}

        def single(metric: str) -> Figure:
            title = map_sentence(self.runs, x, y, metric, self.lang, self.design)
            return self.page(title, lambda ax: heat_map(ax, self.runs, x, y, metric, self.lang, self.design))

        return {f"heat_map_{metric}": partial(single, metric) for metric in self.metrics[:MOST_MAPS]}

    def lines(self) -> Figures:
        """All metrics by the first factor, one line per value of the second."""
        if not self.moved or self.design.kind not in ("factorial", "table") or len(self.moved) > 3:
            return {}
        x, y = self.moved[0], self.moved[1] if len(self.moved) > 1 else None

        def multiples() -> Figure:
            figure = slide()
            title = changes_sentence(self.runs, x, self.metrics, self.lang, self.design)
            headed(figure, title, self.lang, self.note())
            small_multiples(figure, self.runs, x, y, self.metrics, self.lang, self.design)
            return figure

        return {"small_multiples": multiples}

    def effects(self) -> Figures:
        """Each factor by itself."""
        factors, metric = self.moved or self.factors, self.metrics[0]

        def single() -> Figure:
            title = effect_sentence(self.runs, factors, metric, self.lang, self.design)
            return self.page(title, lambda ax: main_effects(ax, self.runs, factors, metric, self.lang, self.design))

        return {"main_effects": single}

    def indices(self) -> Figures:
        """Morris's or Sobol's indices of the first metric; nothing before enough of the sample is complete."""
        from ...sweeps.analysis.sensitivity import SensitivityError, sensitivity

        metric = self.metrics[0]
        try:
            table = sensitivity(self.runs, self.design, [metric], partial=True)
        except SensitivityError:
            return {}
        title = partial(sensitivities.sensitivity_sentence, table, metric, self.lang, self.design)
        name, draw = (
            ("screening", sensitivities.screening)
            if self.design.kind == "morris"
            else ("sobol_indices", sensitivities.sobol_indices)
        )
        return {name: lambda: self.page(title(), lambda ax: draw(ax, table, metric, self.lang, self.design))}

    def frontier(self) -> Figures:
        """Cost against deep participation, where what the points differ in can be named."""
        if (
            self.reform
            or not 0 < len(self.moved) <= 4
            or not {frontiers.COST, frontiers.DEEP} <= set(self.runs.columns)
        ):
            return {}

        def single() -> Figure:
            arms = frontiers.arms_of_sweep(self.runs, self.lang, self.design)
            title = frontiers.frontier_sentence(arms, self.lang, "settings", named=len(self.moved) <= 2)
            return self.page(title, lambda ax: frontiers.frontier(ax, arms, self.lang))

        return {"frontier": single}


# --- findings ---------------------------------------------------------------------------------------------------------


def map_sentence(runs: pd.DataFrame, x: str, y: str, metric: str, lang: str, design: Design | None = None) -> str:
    """From what to what an output goes over two factors and where it is highest: the title of a heat map.

    It says so where no two cells differ in the same worlds, by an interval that allows for the choice of the
    highest and the lowest among many.
    """
    shown = measure_of(metric, lang, design)
    rows = points.binned(points.binned(runs, x, BINS), y, BINS)
    table = points.means(rows, [x, y], metric, shown.factor, paired=True)
    if table.empty:
        return say("empty", lang, metric=shown.label)
    low, high = float(table["mean"].min()), float(table["mean"].max())
    digits = decimals([low, high])
    if low == high:
        return say("constant", lang, metric=shown.label, value=shown.text(low, lang))
    if points.distance(rows, [x, y], metric).low == 0:
        return say("flat", lang, metric=shown.label, value=shown.text(float(table["mean"].mean()), lang, digits))
    best = table.iloc[int(table["mean"].to_numpy(float).argmax())]
    where = say("and", lang).join(shown_factor(key, lang, design).at(best[key]) for key in (x, y))
    ends = shown.bare(low, digits), shown.text(high, lang, digits)
    return say("heat_map", lang, metric=shown.label, low=ends[0], high=ends[1], where=where)


def changes_sentence(
    runs: pd.DataFrame, x: str, metrics: Sequence[str], lang: str, design: Design | None = None
) -> str:
    """What goes up and down from the first to the last value of a factor: the title of small multiples."""
    levels = points.values_of(points.finished(runs), x)
    if len(levels) < 2:
        return factor_label(x, lang)
    said, few = [], False
    ends = points.finished(runs)
    ends = ends.loc[ends[x].isin([levels[0], levels[-1]])]
    for metric in metrics[:3]:
        shown = measure_of(metric, lang, design)
        worlds = points.worlds(ends, [x], metric).unstack("unit").reindex([levels[0], levels[-1]]).to_numpy(float)
        verdict, found = judged(worlds[1] - worlds[0])
        few = few or verdict == Verdict.FEW
        if verdict.sign:
            said.append(f"{shown.within} {shown.change(shown.factor * found.value, lang)}")
    factor = shown_factor(x, lang, design)
    first, last = factor.all_said([levels[0], levels[-1]])
    nothing = verdict_said(Verdict.FEW, points.seeds_of(ends), lang) if few else say("still", lang)
    changes = say("comma", lang).join(said) or nothing
    return say("moves", lang, low=first, high=last, factor=in_text(factor.label)) + changes
