"""Axes of factors, captions that fit, and names set beside marks so that none lies on another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator
from matplotlib.transforms import Bbox, ScaledTranslation

from ...presentation.numbers import number
from ..base import style
from ..base.publishing import lettering
from ..base.ticks import exact_decimals
from .shown_factors import ShownFactor
from .shown_names import spacing

FEW_LEVELS = 8
"""Of more levels round numbers are written, if they are even."""
WIDE = 0.62
"""Mean width of a sign, in heights of the font; a Chinese one is 1."""


def figure_of(ax: Axes) -> Figure:
    """The whole figure that an axes belongs to."""
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("the axes belongs to no figure")
    return figure  # type: ignore[return-value]


def laid_out(ax: Axes) -> Bbox:
    """Where an axes comes to stand, in dots of the figure."""
    lay_out(figure_of(ax))
    return ax.get_window_extent()


def lay_out(figure: Figure) -> None:
    """Move what is in a figure so that nothing is cut off, as drawing it would."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)


def room(ax: Axes) -> float:
    """Inches from the left side of an axes to the end of its place in the figure."""
    figure = figure_of(ax)
    box, place = laid_out(ax), ax.get_subplotspec()
    right = 1.0
    if place is not None:
        grid = place.get_gridspec()
        shares = np.array(grid.get_width_ratios(), float)
        right = float(shares[: place.colspan.stop].sum() / shares.sum())
    return max(1.0, (float(figure.bbox.width) * right - box.x0) / figure.dpi - 0.03 * figure.get_figwidth() / 2)


def caption(ax: Axes, said: Sequence[str], lang: str, *, bold: bool = False) -> None:
    """What is drawn, above the drawing in small, in as many lines as it needs; `bold` where it names a panel."""
    text = ("；" if lang == "zh" else " · ").join(part for part in said if part)
    text = text[:1].upper() + text[1:]
    size = lettering().small
    weight, colour = ("bold", style.BLACK) if bold else ("normal", style.GREY)
    rows = style.wrapped(figure_of(ax), text, room(ax), size, weight, lines=5)
    title = ax.set_title(rows, fontsize=size, fontweight=weight, color=colour, loc="left")
    title.set_linespacing(style.leading(lang))


def folded(figure: Figure, text: str, width: float, size: float, lines: int = 2) -> str:
    """A text in lines of so many inches, wider where one of its words would be cut."""
    longest = max(map(text_width, text.split()), default=0.0) if text.isascii() else 0.0
    return style.wrapped(figure, text, max(width, min(longest, 24 * WIDE) * 1.08 * size / 72), size, lines=lines)


def key_below(ax: Axes, handles: Sequence[Artist], labels: Sequence[str], most: int = 9, **how: Any) -> None:
    """A key under the numbers of the axis below, or under its name, in at most so many columns."""
    size, figure = lettering(), figure_of(ax)
    each = (max(map(text_width, labels)) + 4.5) * size.small / 72
    columns = max(1, min(len(labels), most, int(room(ax) / each)))
    down = (2.0 + (1.4 * (1 + ax.get_xlabel().count("\n")) if ax.get_xlabel() else 0.0)) * size.small / 72
    place = ax.transAxes + ScaledTranslation(0, -down - 4 * size.stroke / 72, figure.dpi_scale_trans)
    ax.legend(
        handles, labels, loc="upper left", bbox_to_anchor=(0, 0), bbox_transform=place, ncols=columns, **_key(how)
    )


def key_beside(ax: Axes, handles: Sequence[Artist], labels: Sequence[str], **how: Any) -> None:
    """A key to the right of an axes."""
    ax.legend(handles, labels, loc="upper left", bbox_to_anchor=(1.02, 1), **_key(how))


def _key(how: dict[str, Any]) -> dict[str, Any]:
    return {
        "borderaxespad": 0, "borderpad": 0, "fontsize": lettering().small, "columnspacing": 1.5, "handletextpad": 0.6
    } | how  # fmt: skip


# --- axes of factors --------------------------------------------------------------------------------------------------


def text_width(text: str) -> float:
    """Width of a text in heights of its font, about."""
    return sum(1.0 if ord(sign) >= 0x2E80 else WIDE for sign in text)


def label_axis(
    ax: Axes, axis: Axis, levels: Sequence[Any], factor: ShownFactor, box: Bbox | None = None
) -> None:  # fmt: skip
    """Ticks of an axis on which values of a factor stand at 0, 1, 2 …: each value, or round ones of many."""
    size = lettering()
    figure, box = figure_of(ax), box or laid_out(ax)
    across = axis is ax.xaxis
    length = (box.width if across else box.height) / figure.dpi * 72 / max(1, len(levels))  # points a level
    places, texts = [float(place) for place in range(len(levels))], factor.all_said(levels)
    words = any(isinstance(level, str) for level in levels)
    slanted = False
    if words and across:
        longest = max(text_width(word) for text in texts for word in text.split() or [""])
        slanted = longest * size.small > 0.94 * length
        if slanted:
            texts = [text if text_width(text) < 22 * WIDE else f"{text[:20]}…" for text in texts]
        else:
            texts = [style.wrapped(figure, text, 0.94 * length / 72, size.small, lines=3) for text in texts]
    elif words:
        texts = [folded(figure, text, 0.2 * figure.get_figwidth(), size.small) for text in texts]
    else:
        places, texts = _fitting_ticks(levels, texts, factor, length / size.small, across)
    axis.set_major_locator(FixedLocator(places))
    axis.set_major_formatter(FuncFormatter(lambda _, place: texts[place] if place is not None else ""))
    axis.set_minor_locator(NullLocator())
    for label in axis.get_ticklabels():
        label.set_fontsize(size.small)
        if slanted:
            label.set(rotation=40, ha="right", rotation_mode="anchor", va="center")
    ax.tick_params(axis="x" if across else "y", length=0, labelsize=size.small)


Ticks = tuple[list[float], list[str]]


def _fitting_ticks(
    levels: Sequence[Any], texts: list[str], factor: ShownFactor, length: float, across: bool
) -> Ticks:  # fmt: skip
    """The densest ticks whose numbers stand apart, a level being so many heights of the font from the next."""
    candidates = list(_round_ticks(levels, factor))
    if len(levels) <= FEW_LEVELS or not candidates:
        candidates.insert(0, ([float(place) for place in range(len(levels))], texts))
    for every in range(2, len(levels)):
        candidates.append(([float(place) for place in range(0, len(levels), every)], texts[::every]))

    def fits(ticks: Ticks) -> bool:
        sizes = [text_width(text) + 0.4 if across else 1.15 for text in ticks[1]]
        gaps = [(after - before) * length for before, after in pairwise(ticks[0])]
        return all(gap >= (one + other) / 2 for gap, (one, other) in zip(gaps, pairwise(sizes), strict=True))

    return next(filter(fits, candidates), ([0.0], texts[:1]))


def _round_ticks(levels: Sequence[Any], factor: ShownFactor) -> Iterator[Ticks]:
    """Round numbers between levels at equal distances or ratios, as places between 0 and the last level."""
    kind = spacing([factor.value(level) for level in levels])
    if kind == "steps" or len(levels) < 3:
        return
    values = np.array([factor.value(level) for level in levels], float)
    low, high = values[0], values[-1]
    if kind == "log":
        decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        sets = [[step * 10.0**decade for decade in decades for step in steps] for steps in ((1, 2, 5), (1, 3), (1,))]
    else:
        sets = [list(MaxNLocator(n, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)) for n in range(10, 1, -1)]
    for ticks in sets:
        if kind == "log":
            shares = [math.log(tick / low) / math.log(high / low) for tick in ticks]
        else:
            shares = [(tick - low) / (high - low) for tick in ticks]
        inside = [(share, tick) for share, tick in zip(shares, ticks, strict=True) if -1e-9 <= share <= 1 + 1e-9]
        if len(inside) > 1:
            shown = [float(tick) for _, tick in inside]
            texts = [number(tick) if kind == "log" else _plain(tick, exact_decimals(shown)) for tick in shown]
            yield [share * (len(levels) - 1) for share, _ in inside], factor.signed(shown, texts)


def _plain(value: float, digits: int) -> str:
    """A number with so many decimals, but for the noughts at its end."""
    text = number(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def name_axis(ax: Axes, axis: Axis, factor: ShownFactor, box: Bbox | None = None) -> None:
    """Name and unit of a factor beside its axis, in as many lines as it needs."""
    size, figure, box = lettering(), figure_of(ax), box or laid_out(ax)
    inches = max(1.0, (box.width if axis is ax.xaxis else box.height) / figure.dpi)
    axis.set_label_text(titled(figure, factor, inches, size.body), fontsize=size.body)
    axis.label.set_linespacing(style.leading(factor.lang))


def titled(figure: Figure, factor: ShownFactor, inches: float, points: float) -> str:
    """Name and unit of a factor; where they do not fit into a line, the unit stands in one of its own."""
    whole = factor.titled
    if "\n" not in style.wrapped(figure, whole, inches, points):
        return whole
    name = style.wrapped(figure, factor.label, inches, points, lines=3)
    unit = factor.unit
    if not unit:
        return name
    return f"{name}\n" + style.wrapped(figure, f"（{unit}）" if factor.lang == "zh" else f"({unit})", inches, points)


def place_of(value: object, levels: Sequence[Any]) -> float | None:
    """Where a value stands among the levels 0, 1, 2 …: between two where it is none of them; None if it is outside."""
    if value is None or not levels:
        return None
    if isinstance(value, str) or any(isinstance(level, str) for level in levels):
        return float(levels.index(value)) if value in levels else None
    place, values = float(value), np.array(levels, float)  # type: ignore[arg-type]
    close = np.flatnonzero(np.isclose(values, place, rtol=1e-9, atol=0) | (values == place))
    if close.size:
        return float(close[0])
    if not (values[0] < place < values[-1]) or not np.isfinite([place, values[0], values[-1]]).all():
        return None
    if spacing(levels) == "log":
        place, values = math.log(place), np.log(values)
    return float(np.interp(place, values, np.arange(len(values))))


# --- names beside marks -----------------------------------------------------------------------------------------------


def name_marks(
    ax: Axes,
    marks: Sequence[tuple[float, float, str, str]],
    points: float,
    obstacles: Sequence[tuple[float, float]] = (),
    weight: str = "normal",
) -> None:
    """Names beside marks: (x, y, text, colour); letters of so many points.

    Each goes to the place around its mark where it lies least on other names, marks and `obstacles` (in the
    coordinates of the data), with a thin line to the mark where it stands away from it.
    """
    if not marks:
        return
    figure, box = figure_of(ax), laid_out(ax)
    dot = figure.dpi / 72
    to_dots = ax.transData.transform
    others = to_dots(np.array([[x, y] for x, y, *_ in marks] + [list(point) for point in obstacles], float))
    taken: list[Bbox] = []
    for x, y, text, colour in sorted(marks, key=lambda mark: (-mark[1], mark[0])):
        probe = ax.text(x, y, text, fontsize=points, fontweight=weight, linespacing=1.2)
        extent = probe.get_window_extent()
        probe.remove()
        width, height = extent.width, extent.height
        here = to_dots((x, y))
        best: tuple[float, tuple[float, float], Bbox] | None = None
        for ring, distance in enumerate((0.75, 1.6, 2.8, 4.2, 6.0)):
            for turn, angle in enumerate((0, 180, 45, -45, 135, -135, 90, -90)):
                step = distance * points * dot
                dx, dy = math.cos(math.radians(angle)) * step, math.sin(math.radians(angle)) * step
                left = here[0] + dx - (0 if dx > 1e-6 else width if dx < -1e-6 else width / 2)
                low = here[1] + dy - (0 if dy > 1e-6 else height if dy < -1e-6 else height / 2)
                spot = Bbox.from_bounds(left, low, width, height)
                cost = 2.0 * ring + 0.1 * turn + _cost(spot, taken, others, box, points * dot)
                if best is None or cost < best[0]:
                    best = (cost, (dx / dot, dy / dot), spot)
        assert best is not None
        _, (dx, dy), spot = best
        taken.append(spot)
        far = math.hypot(dx, dy) > points
        ax.annotate(
            text, (x, y), (dx, dy), textcoords="offset points", fontsize=points, fontweight=weight, color=style.BLACK,
            ha="left" if dx > 1e-6 else "right" if dx < -1e-6 else "center",
            va="bottom" if dy > 1e-6 else "top" if dy < -1e-6 else "center", linespacing=1.2, zorder=6,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.06 * points, "shrinkA": 0, "shrinkB": 0}
            if far
            else None,
        )  # fmt: skip


def _cost(spot: Bbox, taken: Sequence[Bbox], others: np.ndarray, frame: Bbox, size: float) -> float:
    """How badly a name would stand somewhere."""
    cost = 0.0
    for name in taken:
        shared = Bbox.intersection(spot, name)
        if shared is not None:
            cost += 400 + 100 * shared.width * shared.height / (spot.width * spot.height)
    pad = 0.25 * size
    within = (
        (others[:, 0] > spot.x0 - pad) & (others[:, 0] < spot.x1 + pad)
        & (others[:, 1] > spot.y0 - pad) & (others[:, 1] < spot.y1 + pad)
    )  # fmt: skip
    cost += 8.0 * float(within.sum())
    outside = max(0.0, frame.x0 - spot.x0) + max(0.0, spot.x1 - frame.x1)
    outside += max(0.0, frame.y0 - spot.y0) + max(0.0, spot.y1 - frame.y1)
    return cost + 60.0 * outside / size
