"""A heat map: the mean of an output on the grid of two factors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.markers import CARETRIGHTBASE, CARETUPBASE
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from ...presentation.labels import in_text
from ..base import style
from ..base.publishing import lettering
from ..base.ticks import ExactTicks, exact_decimals
from . import layout, points
from .shown_factors import compares_points, reference_said, shown_factor
from .shown_names import Measure, decimals, factor_label, measure_of
from .sweep_words import say

if TYPE_CHECKING:
    from ...sweeps.design.design import Design

COLOURS = "cividis"
"""Even in lightness, and distinguishable to colour-blind readers and in black and white."""
EFFECT_COLOURS = "RdBu"
"""For effects: white at 0, red below and blue above, which colour-blind readers tell apart."""
BINS = 12
"""Cells a side for factors that have no levels."""


def heat_map(
    ax: Axes,
    runs: pd.DataFrame,
    x: str,
    y: str,
    metric: str = "deep_participation",
    lang: str = "en",
    design: Design | None = None,
    *,
    contours: int | Sequence[float] = 0,
    values: bool = True,
    bar: bool = True,
    limits: tuple[float, float] | None = None,
    brief: bool = False,
) -> Axes:
    """The mean of an output over seeds on the grid of two factors, which may be numbers or words.

    Levels stand at equal distances, so that levels at equal ratios make a logarithmic axis. The caption gives the
    largest standard error of a cell. With a `design`, money is the city's, the base's setting is marked, and points
    that were never run are hatched as those without a result are. `contours` is a number of lines or their values in
    the unit that is shown; `values` writes numbers into cells where they fit, `bar` draws the colour bar,
    `limits` fixes the ends of the colours, and `brief` says in the caption no more than a panel among others needs.
    Factors with more values than levels are put into bins.
    """
    shown = measure_of(metric, lang, design)
    table, errors, is_binned = _table(runs, x, y, metric, shown, None if compares_points(metric) else design)
    cells = table.to_numpy(float)
    known = cells[np.isfinite(cells)]
    ends = limits or ((float(known.min()), float(known.max())) if known.size else (0.0, 1.0))
    if shown.is_effect:  # 0 in the middle
        most = max(map(abs, ends))
        ends = (-most, most)
    if ends[0] == ends[1]:
        ends = (ends[0] - 0.5, ends[1] + 0.5)
    colours, palette = Normalize(*ends), EFFECT_COLOURS if shown.is_effect else COLOURS
    mesh = ax.pcolormesh(
        np.arange(cells.shape[1] + 1) - 0.5, np.arange(cells.shape[0] + 1) - 0.5, np.ma.masked_invalid(cells),
        cmap=palette, norm=colours, edgecolors="face", linewidth=0.2,
    )  # fmt: skip
    ax.grid(visible=False)
    if bar:
        _bar(ax, mesh, "" if brief else shown.unit, signed=shown.is_effect)
    missing = _hatched(ax, cells)
    box = layout.laid_out(ax)
    for axis, key, places in ((ax.xaxis, x, table.columns), (ax.yaxis, y, table.index)):
        factor = shown_factor(key, lang, design)
        layout.name_axis(ax, axis, factor, box)
        layout.label_axis(ax, axis, list(places), factor, box)
    lines = _contours(ax, table, contours, shown)
    framed = _mark_base(ax, table, x, y, design, lang)
    if brief:
        error = points.worst(errors)
        error_text = "" if np.isnan(error) else say("error_brief", lang, error=shown.error(error, lang))
        layout.caption(ax, [shown.titled(lang), error_text], lang, bold=True)
    else:
        marks = [say("binned", lang) if is_binned else "", framed, say("hatched", lang) if missing else ""]
        layout.caption(ax, [*_said(runs, x, y, shown, errors, design, lang), *marks], lang)
    if values and not lines:
        _write_values(ax, cells, colours, shown, palette)
    return ax


def _table(
    runs: pd.DataFrame, x: str, y: str, metric: str, shown: Measure, design: Design | None
) -> tuple[pd.DataFrame, pd.DataFrame, bool]:
    """Means and errors by cell, and whether points were put into bins."""
    rows = points.binned(points.binned(runs, x, BINS), y, BINS)
    is_binned = rows is not runs
    return *points.grid(rows, x, y, metric, shown.factor, None if is_binned else design), is_binned


def _said(
    runs: pd.DataFrame, x: str, y: str, shown: Measure, errors: pd.DataFrame, design: Design | None, lang: str
) -> list[str]:
    """What is drawn and how sure it is, for the caption."""
    seeds = points.seeds_of(points.finished(runs))
    said = [shown.titled(lang)]
    error = points.worst(errors)
    if not points.finished(runs)[shown.metric].notna().any():
        said.append(say("no_result", lang))
    elif seeds < 2 or np.isnan(error):
        said.append(say("one_seed", lang) if seeds < 2 else say("mean", lang, n=seeds))
    else:
        said += [
            say("mean", lang, n=seeds),
            reference_said(runs, design, lang, shown.metric) if shown.is_effect else "",
        ]
        said.append(say("error", lang, error=shown.error(error, lang)))
    others = [key for key in points.varied(runs) if key not in (x, y)]
    if len(others) > 2:
        said.append(say("over_many", lang, k=len(others)))
    elif others:
        names = say("and", lang).join(in_text(factor_label(key, lang)) for key in others)
        said.append(say("over_others", lang, factors=names))
    return said


def _bar(ax: Axes, mesh: object, unit: str, *, signed: bool) -> None:
    size = lettering()
    figure = layout.figure_of(ax)
    bar = figure.colorbar(mesh, ax=ax, fraction=0.05, pad=0.02, aspect=24)  # type: ignore[arg-type]
    bar.outline.set_visible(False)  # type: ignore[operator]
    bar.ax.grid(visible=False)
    high = layout.laid_out(ax).height / figure.dpi * 72
    bar.ax.yaxis.set_major_locator(MaxNLocator(max(1, min(5, int(high / (2.2 * size.small))))))
    bar.ax.yaxis.set_major_formatter(ExactTicks(signed=signed))
    bar.ax.tick_params(labelsize=size.small, length=0)
    bar.ax.set_ylabel(unit, fontsize=size.small)


def _hatched(ax: Axes, cells: np.ndarray) -> bool:
    """Hatch cells without a result, and say whether there are any."""
    empty = np.argwhere(~np.isfinite(cells))
    for row, place in empty:
        ax.add_patch(
            Rectangle((place - 0.5, row - 0.5), 1, 1, facecolor="white", edgecolor=style.MIST, hatch="///", linewidth=0)
        )
    return bool(len(empty))


def _contours(ax: Axes, table: pd.DataFrame, wanted: int | Sequence[float], shown: Measure) -> bool:
    """Draw lines of equal value; none over words or gaps, or with one level. Says whether there are any."""
    if isinstance(wanted, int) and wanted < 1:
        return False
    cells = table.to_numpy(float)
    numeric = not any(isinstance(level, str) for level in [*table.columns, *table.index])
    if min(cells.shape) < 2 or not np.isfinite(cells).all() or not numeric:
        return False
    if isinstance(wanted, int):
        steps = MaxNLocator(wanted + 1).tick_values(float(cells.min()), float(cells.max()))
    else:
        steps = np.array(sorted(float(level) for level in wanted))
    steps = steps[(steps > cells.min()) & (steps < cells.max())]
    if not len(steps):
        return False
    size = lettering()
    drawn = ax.contour(cells, levels=steps, colors="white", linewidths=2.4 * size.stroke)
    drawn.set(path_effects=[withStroke(linewidth=4.8 * size.stroke, foreground=style.BLACK)])
    digits = exact_decimals([float(step) for step in steps])
    texts = ax.clabel(drawn, fontsize=size.tiny, fmt=lambda value: shown.bare(value, digits))
    for text in texts:
        text.set(color="white", fontweight="bold")
        text.set_path_effects([withStroke(linewidth=4 * size.stroke, foreground=style.BLACK)])
    return True


def _mark_base(ax: Axes, table: pd.DataFrame, x: str, y: str, design: Design | None, lang: str) -> str:
    """Frame the cell of the base, or point at it from both axes where it lies between cells; words for the caption."""
    if design is None:
        return ""
    base = {factor.key: factor.base for factor in design.factors}
    across, up = (layout.place_of(base.get(key), list(axis)) for key, axis in ((x, table.columns), (y, table.index)))
    if across is None or up is None:
        return ""
    stroke = lettering().stroke
    name = say("as_it_stands", lang)
    if across == int(across) and up == int(up):
        inside = Rectangle(
            (across - 0.46, up - 0.46), 0.92, 0.92, fill=False, edgecolor=style.BLACK, linewidth=3.2 * stroke, zorder=4,
            path_effects=[withStroke(linewidth=6.5 * stroke, foreground="white")],
        )  # fmt: skip
        ax.add_patch(inside)
        return say("framed", lang, base=name)
    mark: dict[str, Any] = {
        "color": style.BLACK,
        "markersize": 14 * max(stroke, 0.4),
        "clip_on": False,
        "zorder": 5,
    }
    mark |= {"markeredgecolor": "white", "markeredgewidth": 1.5 * stroke}
    ax.plot([across], [-0.5], marker=CARETUPBASE, **mark)
    ax.plot([-0.5], [up], marker=CARETRIGHTBASE, **mark)
    return say("triangles", lang, base=name)


def _write_values(ax: Axes, cells: np.ndarray, colours: Normalize, shown: Measure, palette: str) -> None:
    """Write the values into the cells if the longest fits; dark on light cells and light on dark ones."""
    known = cells[np.isfinite(cells)]
    if not known.size:
        return
    digits = decimals(known)
    longest = max(layout.text_width(shown.bare(value, digits)) for value in known)
    size, figure, box = lettering(), layout.figure_of(ax), layout.laid_out(ax)
    wide, high = (
        72 * length / figure.dpi / n for length, n in zip((box.width, box.height), cells.shape[::-1], strict=True)
    )
    fitting = [
        points
        for points in (size.body, size.small, size.tiny)
        if points * longest < 0.84 * wide and 1.5 * points < high
    ]
    if not fitting:
        return
    shades = colormaps[palette]
    for (row, place), value in np.ndenumerate(cells):
        if np.isfinite(value):
            ax.text(
                place, row, shown.bare(float(value), digits), ha="center", va="center", fontsize=fitting[0],
                color=ink_on(shades(float(colours(value)))),
            )  # fmt: skip


def ink_on(colour: tuple[float, ...]) -> str:
    """Black or white, whichever is read more easily on a colour (contrast of WCAG 2)."""
    parts = np.array(colour[:3])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    luminance = float(linear @ [0.2126, 0.7152, 0.0722])
    return "white" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else "black"


def is_grid(runs: pd.DataFrame, x: str, y: str) -> bool:
    """Whether two factors have levels at which runs are crossed."""
    sizes = [runs[key].nunique() for key in (x, y)]
    return (
        min(sizes) >= 2
        and max(sizes) <= points.MOST_LEVELS
        and len(runs[[x, y]].drop_duplicates()) > 0.5 * sizes[0] * sizes[1]
    )
