"""Whole figures: what a run and a comparison leave in their folder."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ....simulation.scenario import Scenario
from ...presentation.labels import label
from ...presentation.numbers import city_unit
from ..base import marks, style, tidy
from ..base.marks import Line
from ..base.style import Format
from ..base.words import say
from . import differences, findings, panels

Frames = dict[str, pd.DataFrame]
Scenarios = dict[str, Scenario]
Figures = dict[str, Callable[[], Figure]]
"""What is to be drawn, by the name of its file."""


def draw_run(
    frame: pd.DataFrame,
    scenario: Scenario,
    by_size: pd.DataFrame,
    folder: str | Path,
    lang: str = "en",
    format: Format = "png",
) -> list[Path]:
    """Draw a scenario: who takes part, quality, match, public money, classes of size. Gives the files written.

    `frame` is `ConsortiumModel.timeseries` with the columns scenario and seed, for one seed or many (then the mean and
    10–90 % of the seeds); `by_size` holds scenario, seed, size_class, participation, placement_share and
    deep_participation, means of the last ten ticks. `lang` is en or zh; without a font for 中文 the figures are in
    English and a FontWarning says so. A figure that cannot be drawn is left out with a FigureWarning.
    """
    with style.look(lang) as spoken:
        note = _note(frame, scenario, spoken)

        def single(title: str, draw: Callable[[Axes], Axes], right: float = 0.73, marks: bool = True) -> Figure:
            figure = style.blank()
            below = _head(figure, title, note, spoken)
            ax = figure.add_axes((0.09, 0.215, right - 0.09, below - 0.085 - 0.215))
            draw(ax)
            if marks:
                panels.policy_marks(ax, scenario, spoken)
            return figure

        figures: Figures = {
            "hot_and_cold": lambda: single(
                findings.hot_and_cold(frame, spoken), lambda ax: panels.hot_and_cold(ax, frame, spoken)
            ),
            "quality": lambda: single(
                findings.quality(frame, spoken), lambda ax: panels.quality(ax, frame, spoken), right=0.65
            ),
            "match": lambda: single(
                findings.match(frame, spoken), lambda ax: panels.match(ax, frame, spoken), right=0.7
            ),
            "public_money": lambda: single(
                findings.public_money(frame, scenario, spoken),
                lambda ax: panels.public_money(ax, frame, scenario, spoken),
                right=0.7,
                marks=False,
            ),
            "size_classes": lambda: single(
                findings.size_classes(by_size, spoken),
                lambda ax: panels.size_classes(ax, by_size, spoken),
                right=0.76,
                marks=False,
            ),
        }
        return style.write_all(figures, Path(folder), format)


def draw_comparison(
    frames: Frames,
    scenarios: Scenarios,
    by_size: Frames,
    folder: str | Path,
    lang: str = "en",
    format: Format = "png",
    only: Collection[str] | None = None,
) -> list[Path]:
    """Draw reforms against a base, the first of the scenarios. Gives the files written.

    One figure `effects` shows all reforms. For each reform five figures `<what>_<reform>` show base and reform side by
    side on the same axes, and their difference in the same worlds with the 95 % interval of its mean. Arguments as
    in `draw_run`, by the scenarios' names. Raises ValueError without a reform. A figure that cannot be drawn is left
    out with a FigureWarning. `only` names the figures that are wanted; None: all.
    """
    base, *reforms = scenarios
    if not reforms:
        raise ValueError("a comparison needs a base and at least one reform")
    with style.look(lang) as spoken:
        figures: Figures = {"effects": lambda: _effects(frames, scenarios, spoken)}
        for reform in reforms:
            pair = _Pair(frames[base], frames[reform], scenarios[base], scenarios[reform], spoken)
            sizes = by_size[base], by_size[reform]
            figures |= {f"{name}_{reform}": draw for name, draw in pair.figures(*sizes).items()}
        wanted = {name: draw for name, draw in figures.items() if only is None or name in only}
        return style.write_all(wanted, Path(folder), format)


class _Pair:
    """A base and a reform: three panels, the one, the other, and the difference."""

    def __init__(
        self, base: pd.DataFrame, reform: pd.DataFrame, base_scenario: Scenario, reform_scenario: Scenario, lang: str
    ) -> None:
        self.base, self.reform, self.lang = tidy.city(base), tidy.city(reform), lang
        self.scenarios = (base_scenario, reform_scenario)

    def figures(self, base_sizes: pd.DataFrame, reform_sizes: pd.DataFrame) -> Figures:
        """What is to be drawn, by kind."""
        return {
            "hot_and_cold": self.hot_and_cold,
            "quality": lambda: self.lines(panels.quality, marks.QUALITY, "training_quality"),
            "match": lambda: self.lines(panels.match, marks.MATCH, "talent_match"),
            "public_money": self.public_money,
            "size_classes": lambda: self.size_classes(base_sizes, reform_sizes),
        }

    def hot_and_cold(self) -> Figure:
        figure, axes = self._figure(findings.change(self.base, self.reform, "deep_participation", self.lang))
        for ax, frame in zip(axes, (self.base, self.reform), strict=False):
            panels.hot_and_cold(ax, frame, self.lang, labels=False)
        differences.difference(axes[2], self.base, self.reform, marks.TAKING_PART, self.lang, in_points=True)
        key = [*marks.key_of_schools(self.lang), *marks.key_of_depths(self.lang)]
        other = marks.key_of_lines(marks.TAKING_PART, self.lang)
        return self._finished(figure, axes, key, say("points_of", self.lang), other)

    def lines(self, draw: Callable[..., Axes], metrics: Mapping[str, Line], main: str) -> Figure:
        figure, axes = self._figure(findings.change(self.base, self.reform, main, self.lang))
        for ax, frame in zip(axes, (self.base, self.reform), strict=False):
            draw(ax, frame, self.lang, labels=False)
        differences.difference(axes[2], self.base, self.reform, metrics, self.lang, main=main)
        return self._finished(figure, axes, marks.key_of_lines(metrics, self.lang), "")

    def public_money(self) -> Figure:
        figure, axes = self._figure(findings.money_change(self.base, self.reform, self.scenarios[1], self.lang))
        kinds = marks.drawn_kinds(self.base, self.reform)
        for ax, frame, scenario in zip(axes, (self.base, self.reform), self.scenarios, strict=False):
            panels.public_money(ax, frame, scenario, self.lang, kinds=kinds, labels=False)
        differences.money_difference(axes[2], self.base, self.reform, self.scenarios[1], self.lang)
        unit = say("money_axis", self.lang)
        return self._finished(figure, axes, marks.key_of_money(kinds, self.lang), unit, over_time=False)

    def size_classes(self, base: pd.DataFrame, reform: pd.DataFrame) -> Figure:
        figure, axes = self._figure(findings.size_change(base, reform, self.lang))
        for ax, table in zip(axes, (base, reform), strict=False):
            panels.size_classes(ax, table, self.lang, labels=False)
        differences.size_difference(axes[2], base, reform, self.lang)
        key, other = marks.key_of_depths(self.lang), marks.key_of_bars(self.lang)
        self._finished(figure, axes, key, say("points_of", self.lang), other, over_time=False)
        for ax in axes:
            ax.tick_params(axis="x", labelsize=style.TINY)  # four classes of size side by side in a third of the width
        return figure

    def _figure(self, title: str) -> tuple[Figure, list[Axes]]:
        figure = style.blank()
        n = tidy.seeds(self.reform)
        note = say("note_pair_many" if n > 1 else "note_pair_one", self.lang, n=n, years=_years(self.reform, self.lang))
        below = _head(figure, title, note, self.lang)
        bottom = 0.305
        axes = [figure.add_axes((left, bottom, 0.255, below - 0.125 - bottom)) for left in (0.085, 0.372, 0.73)]
        axes[1].sharey(axes[0])
        return figure, axes

    def _finished(
        self,
        figure: Figure,
        axes: list[Axes],
        key: Sequence[Artist],
        unit: str,
        key_of_difference: Sequence[Artist] = (),
        over_time: bool = True,
    ) -> Figure:
        """Names over the panels and keys below them; said last, since the panels bring names of their own."""
        leading = style.leading(self.lang)
        axes[1].tick_params(labelleft=False)
        names = [*(scenario.title[self.lang] for scenario in self.scenarios), say("difference", self.lang)]
        for ax, name in zip(axes, names, strict=True):
            text = style.wrapped(figure, name, 3.25, style.SMALL, "bold", even=True)
            if ax is axes[2] and unit:
                text = f"{text}\n{unit}"
            ax.set_title(text, fontsize=style.SMALL, fontweight="bold", color=style.BLACK, pad=10, linespacing=leading)
            ax.tick_params(labelsize=style.SMALL)
            ax.xaxis.label.set_fontsize(style.SMALL)
        if over_time:
            for ax in axes[1:]:
                panels.policy_marks(ax, self.scenarios[1], self.lang)
        place = {"loc": "center left", "labelspacing": 0.3, "borderpad": 0, "handletextpad": 0.5, "columnspacing": 1.2}
        for columns in (len(key), (len(key) + 1) // 2):
            legend = figure.legend(handles=list(key), bbox_to_anchor=(0.02, 0.14), ncols=columns, **place)
            if columns < len(key) or legend.get_window_extent().x1 < 0.98 * figure.bbox.width:
                break
            legend.remove()  # too wide for one line
        if key_of_difference:
            figure.legend(handles=list(key_of_difference), bbox_to_anchor=(0.715, 0.14), **place)
        return figure


EFFECTS = (
    ("deep_participation", 100.0, "points", 1),
    ("training_quality", 1.0, "scale", 3),
    ("talent_match", 1.0, "scale", 3),
    ("public_spending", None, "money_axis", 0),
)
"""Outputs in the figure of effects: factor (None: that of money), unit, digits."""


def _effects(frames: Frames, scenarios: Scenarios, lang: str) -> Figure:
    """All reforms at a glance: what each changes, and at what cost, by the last years."""
    base, *reforms = scenarios
    figure = style.blank(max(style.SIZE[1], 3.4 + 0.8 * len(reforms)))
    n = tidy.seeds(frames[base])
    note = say("note_effects" if n > 1 else "note_pair_one", lang, n=n, years=_years(frames[base], lang))
    below = _head(figure, findings.effects(frames, scenarios, lang), note, lang)
    names = {reform: style.wrapped(figure, scenarios[reform].title[lang], 2.9, style.SMALL) for reform in reforms}
    before = tidy.ending(frames[base])
    for column, (metric, factor, unit, digits) in enumerate(EFFECTS):
        ax = figure.add_axes((0.27 + 0.182 * column, 0.235, 0.16, below - 0.13 - 0.235))
        if factor is None:
            factor = float(scenarios[base].parameters["scale"]) / city_unit(lang)
        values = {names[r]: (tidy.ending(frames[r])[metric] - before[metric]) * factor for r in reforms}
        differences.effects(ax, values, style.wrapped(figure, say(unit, lang), 1.95, style.SMALL), digits)
        title = style.wrapped(figure, label(metric, lang), 2.0, style.SMALL, "bold")
        ax.set_title(title, fontsize=style.SMALL, linespacing=style.leading(lang))
        ax.tick_params(axis="y", labelsize=style.SMALL)
        for name in ax.get_yticklabels():
            name.set_linespacing(style.leading(lang))
        if column:
            ax.tick_params(axis="y", labelleft=False)
    return figure


def _head(figure: Figure, title: str, note: str, lang: str) -> float:
    """The finding above, and at the bottom in small how it was made. Gives the height where the title ends."""
    width = style.SIZE[0] - 0.6
    size = style.TITLE + (3 if lang == "zh" else 0)  # fewer signs, of more strokes
    text = style.wrapped(figure, title, width, size, "bold", even=True)
    if text.endswith("…"):
        size = style.BODY
        text = style.wrapped(figure, title, width, size, "bold", lines=3)
    heading = figure.text(
        0.025, 1 - 0.24 / figure.get_figheight(), text, fontsize=size, fontweight="bold", va="top",
        linespacing=style.leading(lang),
    )  # fmt: skip
    note = style.wrapped(figure, note, width, style.SMALL, lines=1)
    figure.text(0.025, 0.025, note, fontsize=style.SMALL, color=style.GREY, va="bottom")
    return heading.get_window_extent().y0 / figure.bbox.height


def _years(frame: pd.DataFrame, lang: str) -> str:
    first, last = tidy.end_years(frame)
    if last < 1:
        return say("start_only", lang)
    return say("one_year", lang, last=last) if first == last else say("years", lang, first=first, last=last)


def _note(frame: pd.DataFrame, scenario: Scenario, lang: str) -> str:
    n = tidy.seeds(frame)
    return say("note" if n > 1 else "note_one", lang, scenario=scenario.title[lang], years=_years(frame, lang))
