"""How outputs respond to two factors: several outputs at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from ...sweeps.analysis.paired import EFFECT
from ..base import style
from ..base.publishing import inches, lettering
from ..base.ticks import ExactTicks
from . import layout, points
from .heat_maps import COLOURS, heat_map
from .shown_factors import ShownFactor, compares_points, shown_factor
from .shown_names import measure_of
from .sweep_words import say

if TYPE_CHECKING:
    from ...sweeps.design.design import Design

MARKERS = "osD^vPX"
WORD_COLOURS = (style.BLUE, style.ORANGE, style.GREEN, style.PURPLE, style.VERMILLION, style.SKY, style.BLACK)
STROKES = ("-", "--", "-.", ":")
MOST_LINES = len(MARKERS)
"""More values of the second factor than that are drawn as maps."""
BINS = 8


def small_multiples(
    figure: Figure | SubFigure,
    runs: pd.DataFrame,
    x: str,
    y: str | None = None,
    metrics: Sequence[str] = ("deep_participation", "formalism", "training_quality", "public_spending"),
    lang: str = "en",
    design: Design | None = None,
    *,
    kind: Literal["lines", "maps"] | None = None,
) -> list[Axes]:
    """Several outputs of one design side by side, a panel each; gives the panels.

    As lines: the mean by the values of `x`, a line with its own colour and marker a value of `y`, with the 95 %
    interval over the same worlds. As maps: a heat map each. Without `kind`, lines where `y` has few values. Make the
    figure with `column` or `slide`, whose layout makes room for names and keys. Raises ValueError.
    """
    if not metrics:
        raise ValueError("metrics is empty; allowed: at least one output")
    of_effects = any(name.startswith(EFFECT) for name in metrics)
    levels_from = None if any(map(compares_points, metrics)) else design  # the reference has no effect, and no place
    values = points.values_of(runs, y, levels_from) if y is not None else []
    if kind is None:
        kind = "maps" if len(values) > MOST_LINES else "lines"
    if kind == "maps" and y is None:
        raise ValueError("a map needs two factors; allowed: y, or kind = 'lines'")
    has_band = points.seeds_of(points.finished(runs)) > 1
    panels, key = _panels(figure, len(metrics), has_key=kind == "lines" and bool(values or has_band))
    for ax, metric in zip(panels, metrics, strict=True):
        if kind == "maps":
            assert y is not None
            heat_map(ax, runs, x, y, metric, lang, design, brief=True)
        else:
            _lines(ax, runs, x, y, values, metric, lang, design)
    across = _columns_of(panels)
    for place, ax in enumerate(panels):
        if place + across < len(panels):  # what is below says it too
            ax.set_xlabel("")
            ax.tick_params(labelbottom=False)
        if kind == "maps":
            ax.set_ylabel("")
            ax.tick_params(labelleft=place % across == 0)
    if kind == "maps" and y is not None:
        _name_side(figure, panels, shown_factor(y, lang, design))
    band = ("band_effect" if of_effects else "band_key") if has_band else ""
    if key is not None:
        _write_key(key, panels[0], None if y is None else shown_factor(y, lang, design), band, lang)
    return panels


def _name_side(figure: Figure | SubFigure, panels: Sequence[Axes], factor: ShownFactor) -> None:
    """Name of a factor at the left of all panels."""
    size, whole = lettering(), layout.figure_of(panels[0])
    layout.lay_out(whole)
    boxes = [ax.get_window_extent() for ax in panels]
    low, high = min(box.y0 for box in boxes), max(box.y1 for box in boxes)
    text = layout.titled(whole, factor, (high - low) / whole.dpi, size.body)
    middle = ((low + high) / 2 - float(figure.bbox.y0)) / float(figure.bbox.height)
    figure.supylabel(text, y=middle, fontsize=size.body).set_linespacing(style.leading(factor.lang))


def _panels(figure: Figure | SubFigure, n: int, has_key: bool) -> tuple[list[Axes], Axes | None]:
    """Places for n panels and, on the right of a wide figure or below in a narrow one, for their key."""
    wide, high = inches(figure), float(figure.bbox.height) / float(figure.dpi)
    beside = has_key and wide > 1.2 * high
    across = _columns(wide * (0.8 if beside else 1.0), high, n)
    down = math.ceil(n / across)
    if not has_key:
        grid = figure.add_gridspec(down, across)
    elif beside:
        grid = figure.add_gridspec(down, across + 1, width_ratios=[1.0] * across + [0.17 * across])
    else:
        grid = figure.add_gridspec(down + 1, across, height_ratios=[1.0] * down + [0.2 * down])
    panels = [figure.add_subplot(grid[place // across, place % across]) for place in range(n)]
    if not has_key:
        return panels, None
    key = figure.add_subplot(grid[:, across] if beside else grid[down, :])
    key.set_axis_off()
    return panels, key


def _columns_of(panels: Sequence[Axes]) -> int:
    """Panels in the first row."""
    places = [ax.get_subplotspec() for ax in panels]
    return sum(place is not None and place.rowspan.start == 0 for place in places)


def _columns(wide: float, high: float, n: int) -> int:
    """Panels side by side: so that none is much narrower than it is high, and few places stay empty."""

    def cost(across: int) -> float:
        down = math.ceil(n / across)
        return abs(math.log(wide / across / (high / down) / 1.5)) + 0.5 * (across * down - n)

    return min(range(1, n + 1), key=cost)


def line_styles(values: Sequence[Any]) -> list[dict[str, Any]]:
    """Colour, marker and stroke of each value of a factor: numbers from dark to light, words in own colours."""
    stroke = lettering().stroke
    words = any(isinstance(value, str) for value in values)
    shades = colormaps[COLOURS](np.linspace(0.0, 0.82, max(2, len(values))))  # the lightest would be lost on white
    return [
        {
            "color": WORD_COLOURS[place % len(WORD_COLOURS)] if words else tuple(shades[place]),
            "marker": MARKERS[place % len(MARKERS)],
            "linestyle": STROKES[place % len(STROKES)] if words else "-",
            "markeredgecolor": "white",
            "markeredgewidth": 1.2 * stroke,
            "linewidth": 3.0 * stroke,
        }
        for place in range(len(values))
    ]


def _lines(
    ax: Axes,
    runs: pd.DataFrame,
    x: str,
    y: str | None,
    values: list[Any],
    metric: str,
    lang: str,
    design: Design | None,
) -> None:
    shown = measure_of(metric, lang, design)
    rows = points.binned(runs, x, BINS)
    steps = points.values_of(rows, x, design if rows is runs and not compares_points(metric) else None)
    over = "seeds" if rows is runs else "points"
    keys = [x] if y is None else [x, y]
    table = points.means(rows, keys, metric, shown.factor, paired=over == "seeds" and not shown.is_effect, over=over)
    names = [] if y is None else shown_factor(y, lang, design).all_said(values)
    for value, name, how in zip(values or [None], names or [None], line_styles(values or [None]), strict=True):
        one = table if y is None else table.loc[table[y] == value]
        one = one.set_index(x).reindex(steps)
        places = np.arange(len(steps))
        ax.fill_between(places, one["low"], one["high"], color=how["color"], alpha=0.25, linewidth=0)  # type: ignore[arg-type]
        ax.plot(places, one["mean"], label=name, **how)
    if len(steps) > 1:
        ax.set_xlim(-0.15, len(steps) - 0.85)
    value_axis(ax, table[["mean", "low", "high"]].to_numpy(float), signed=shown.is_effect)
    factor = shown_factor(x, lang, design)
    layout.name_axis(ax, ax.xaxis, factor)
    layout.label_axis(ax, ax.xaxis, steps, factor)
    said = [shown.titled(lang)]
    if table.empty:
        said.append(say("no_result", lang))
    layout.caption(ax, said, lang, bold=True)


def value_axis(ax: Axes, values: np.ndarray, *, signed: bool = False) -> None:
    """The axis of an output: numbers that are exact for their ticks, and no noise blown up to a mountain.

    Effects are `signed`: 0 is in the axis, and a line marks it.
    """
    size = lettering()
    known = values[np.isfinite(values)]
    if signed:
        known = np.append(known, 0.0)
        ax.axhline(0, color=style.BLACK, linewidth=1.5 * size.stroke, zorder=1)
    if known.size:
        low, high = float(known.min()), float(known.max())
        least = 0.02 * max(abs(low), abs(high)) or 1.0  # a hundredth on either side
        low, high = min(low, (low + high - least) / 2), max(high, (low + high + least) / 2)
        ax.set_ylim(low - 0.06 * (high - low), high + 0.06 * (high - low))
    ax.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    ax.yaxis.set_major_formatter(ExactTicks(signed=signed))
    ax.tick_params(labelsize=size.small)


def _write_key(place: Axes, panel: Axes, factor: ShownFactor | None, band: str, lang: str) -> None:
    """One key for all panels, with the factor's name: a column where it stands beside them, else a row."""
    size, figure = lettering(), layout.figure_of(place)
    handles: list[Any]
    handles, labels = panel.get_legend_handles_labels()
    box = layout.laid_out(place)
    wide, beside = box.width / figure.dpi, box.height > box.width
    if beside:
        handles, labels = handles[::-1], labels[::-1]  # the highest value above, as its line mostly is
    if band:
        handles, labels = [*handles, Patch(color=style.MIST, alpha=0.6)], [*labels, say(band, lang)]
    labels = [
        layout.folded(figure, label, max(8 * size.small / 72, wide - 3.6 * size.small / 72), size.small, 4)
        for label in labels
    ]
    each = (max(map(layout.text_width, labels)) + 5.0) * size.small / 72
    title = "" if factor is None else layout.titled(figure, factor, wide, size.small)
    key = place.legend(
        handles, labels, loc="upper left", ncols=1 if beside else max(1, min(len(labels), int(wide / each))),
        title=title, fontsize=size.small, title_fontsize=size.small, alignment="left", columnspacing=1.2,
        handlelength=1.8, handletextpad=0.6, borderaxespad=0, borderpad=0,
    )  # fmt: skip
    key.get_title().set_linespacing(style.leading(lang))
