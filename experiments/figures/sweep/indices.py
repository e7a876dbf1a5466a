"""Sensitivity indices: Morris's elementary effects and Sobol's shares of variance.

Both take the tidy frame of indices of a sweep: metric, factor, index, value, low, high.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from ..base import style
from ..base.publishing import lettering
from ..base.ticks import ExactTicks
from . import layout
from .shown_names import decimals, factor_label, measure, measure_of
from .sweep_words import say

if TYPE_CHECKING:
    from ...sweeps.design.design import Design

NAMED = 8
"""Factors that a screening names."""
MOST_BARS = 12
HEIGHT_OF_ROWS = 0.35
"""Share of the height of a figure that rows surely have."""


def _wide(indices: pd.DataFrame, metric: str, wanted: Sequence[str], column: str = "value") -> pd.DataFrame:
    """Indices of an output: one row per factor, one column per index; empty columns for those that are missing."""
    rows = indices.loc[(indices["metric"] == metric) & indices["index"].isin(wanted)]
    return rows.pivot(index="factor", columns="index", values=column).reindex(columns=list(wanted)).astype(float)


def screening(
    ax: Axes, indices: pd.DataFrame, metric: str = "deep_participation", lang: str = "en", design: Design | None = None,
    *, most_named: int = NAMED,
) -> Axes:  # fmt: skip
    """Morris's screening: μ* of each factor against σ; those with the largest μ* are numbered, the others pale.

    Above the line σ = μ* what a factor does depends on the others or is not linear. Bars are 95 % intervals of μ*.
    With a `design` money is the city's, and reforms have their titles.
    """
    shown, size = measure_of(metric, lang, design), lettering()
    table = _wide(indices, metric, ["mu_star", "sigma"]).dropna() * shown.factor
    unit = say("points", lang) if shown.percent else shown.unit
    said = [shown.label]
    if table.empty:
        ax.set_xticks([])
        ax.set_yticks([])
        layout.caption(ax, [*said, say("no_result", lang)], lang)
        return ax
    ends = [_wide(indices, metric, ["mu_star"], side)["mu_star"].reindex(table.index) for side in ("low", "high")]
    low, high = (end.to_numpy(float) * shown.factor for end in ends)
    order = table.sort_values("mu_star", ascending=False, kind="stable")
    first = list(order.index[:most_named][order["mu_star"].to_numpy(float)[:most_named] > 0])
    bold = table.index.isin(first)
    most = float(np.nanmax([table["mu_star"].max(), *high[np.isfinite(high)]]))
    top = float(table["sigma"].max())
    numbered = table.loc[first]
    ends_of_bars = [pd.Series(end, index=table.index).loc[first].to_numpy() for end in (low, high)]
    ax.hlines(
        numbered["sigma"], ends_of_bars[0], ends_of_bars[1], color=style.SKY, linewidth=2.4 * size.stroke, zorder=2
    )
    for chosen, colour, marker in ((~bold, style.MIST, "o"), (bold, style.BLUE, "D")):
        ax.plot(
            table.loc[chosen, "mu_star"], table.loc[chosen, "sigma"], marker, color=colour, zorder=3,
            markersize=9 * max(size.stroke, 0.45), markeredgecolor="white", markeredgewidth=1.0 * size.stroke,
        )  # fmt: skip
    ax.set_xlim(-0.03 * most if most else -1, 1.06 * most if most else 1)
    ax.set_ylim(-0.06 * top if top else -1, 1.12 * top if top else 1)
    end = min(ax.get_xlim()[1], ax.get_ylim()[1])
    ax.plot([0, end], [0, end], color=style.GREY, linestyle=(0, (4, 3)), linewidth=1.4 * size.stroke, zorder=1)
    _number_axis(ax, "x")
    _number_axis(ax, "y")
    figure = layout.figure_of(ax)
    names = [f"{place}  {factor_label(key, lang)}" for place, key in enumerate(first, start=1)]
    beside = figure.get_figwidth() > 1.4 * figure.get_figheight()
    width = (0.3 if beside else 0.9) * figure.get_figwidth()
    names = [layout.folded(figure, name, width, size.small) for name in names]
    handles: list[Artist] = [Line2D([], [], linestyle="") for _ in names]
    ax.set_xlabel(say("named", lang, what="μ*", unit=unit), fontsize=size.body)
    ax.set_ylabel(say("named", lang, what="σ", unit=unit), fontsize=size.body)
    if beside and names:
        layout.key_beside(ax, handles, names, handlelength=0, handletextpad=0)
    elif names:
        layout.key_below(ax, handles, names, 1, handlelength=0, handletextpad=0)
    if names:
        said.append(say("named_most", lang, k=len(first)))
    layout.caption(ax, [*said, say("mu_star", lang), say("above_line", lang)], lang)
    along = [(end * share, end * share) for share in np.linspace(0.1, 1, 12)]
    marks = [
        (across, up, str(place), style.GREY)
        for place, (across, up) in enumerate(zip(numbered["mu_star"], numbered["sigma"], strict=True), start=1)
    ]
    for sigma, low_end, high_end in zip(numbered["sigma"], *ends_of_bars, strict=True):
        along += [(float(at), float(sigma)) for at in np.linspace(low_end, high_end, 12) if np.isfinite(at)]
    rest = list(zip(table.loc[~bold, "mu_star"], table.loc[~bold, "sigma"], strict=True))
    layout.name_marks(ax, marks, size.small, [*rest, *along], weight="bold")
    return ax


def _number_axis(ax: Axes, which: str) -> None:
    axis = ax.xaxis if which == "x" else ax.yaxis
    axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(ExactTicks())
    ax.tick_params(axis=which, labelsize=lettering().small)  # type: ignore[arg-type]


def sobol_indices(
    ax: Axes, indices: pd.DataFrame, metric: str = "deep_participation", lang: str = "en", design: Design | None = None,
    *, most: int = MOST_BARS,
) -> Axes:  # fmt: skip
    """Sobol's indices: two bars a factor, what it explains by itself (S1) and with all interactions (ST).

    The largest total stands above. Lines are 95 % intervals, which may leave 0–1 where the sample is small. Factors
    that do not move the output at all, such as those of another reform, are left out.
    """
    shown, size = measure_of(metric, lang, design), lettering()
    value, low, high = (_wide(indices, metric, ["S1", "ST"], column) for column in ("value", "low", "high"))
    order = value.max(axis=1).sort_values(ascending=False, kind="stable").dropna()
    moving = order[order != 0] if (order != 0).any() else order
    drawn, idle = list(moving.index[:most]), len(order) - len(moving)
    what = say("share_of_variance", lang, metric=shown.within)
    if not drawn:
        ax.set_xticks([])
        ax.set_yticks([])
        layout.caption(ax, [what, say("no_result", lang)], lang)
        return ax
    rows = -np.arange(len(drawn), dtype=float)
    for shift, index, colour, hatch in ((0.19, "S1", style.BLUE, ""), (-0.19, "ST", style.ORANGE, "//")):
        heights = value.loc[drawn, index].to_numpy(float)
        ax.barh(
            rows + shift, heights, 0.36, color=colour, hatch=hatch, edgecolor="white", linewidth=0,
            label=say(index, lang),
        )  # fmt: skip
        ax.hlines(
            rows + shift, low.loc[drawn, index], high.loc[drawn, index], color=style.BLACK, linewidth=2.0 * size.stroke
        )
    ax.axvline(0, color=style.BLACK, linewidth=1.4 * size.stroke)
    figure = layout.figure_of(ax)
    names, letters = _names(figure, [factor_label(key, lang) for key in drawn])
    ax.set_yticks(list(rows), names, fontsize=letters, linespacing=style.leading(lang))
    ax.set_ylim(-len(drawn) + 0.4, 0.6)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.xaxis.set_major_formatter(ExactTicks(factor=100.0, unit="%" if lang == "zh" else "\N{NO-BREAK SPACE}%"))
    ax.tick_params(axis="x", labelsize=size.small)
    layout.key_below(ax, *ax.get_legend_handles_labels())
    left_out = say("largest", lang, k=len(drawn), n=len(moving)) if len(moving) > len(drawn) else ""
    unmoved = say("idle_one" if idle == 1 else "idle", lang, k=idle) if idle else ""
    layout.caption(ax, [what, say("bars_indices", lang), left_out, unmoved], lang)
    return ax


def _names(figure: Figure, names: Sequence[str]) -> tuple[list[str], float]:
    """Names of rows, folded, and the size of their letters; smaller and wider where they would not fit the height."""
    size, high = lettering(), HEIGHT_OF_ROWS * 72 * figure.get_figheight()
    for share, letters in ((0.3, size.small), (0.4, size.tiny)):
        made = [layout.folded(figure, name, share * figure.get_figwidth(), letters, 3) for name in names]
        if 1.25 * letters * (1 + max(name.count("\n") for name in made)) * len(made) < high:
            break
    return made, letters


def sensitivity_sentence(indices: pd.DataFrame, metric: str, lang: str, design: Design | None = None) -> str:
    """Which factor matters most: the title of a screening or of Sobol's indices."""
    shown = measure_of(metric, lang, design)
    label = shown.within
    morris = _wide(indices, metric, ["mu_star"])["mu_star"].dropna()
    if not morris.empty:
        if not morris.max() > 0:
            return say("screening_still", lang, n=len(morris), metric=label)
        key, many = str(morris.idxmax()), int((morris > 0.1 * morris.max()).sum())
        return say("screening", lang, factor=factor_label(key, lang), metric=label, k=many, n=len(morris))
    sobol = _wide(indices, metric, ["S1", "ST"])
    totals = sobol["ST"].fillna(sobol["S1"]).dropna()
    if totals.empty:
        return say("empty", lang, metric=shown.label)
    key = str(totals.idxmax())
    alone, total = (100 * float(sobol.loc[key, index]) for index in ("S1", "ST"))  # type: ignore[arg-type]
    as_share = measure("participation", lang)
    digits = 0 if math.isnan(alone) else min(1, max(0, decimals([alone]) - 1))
    return say(
        "sobol", lang, factor=factor_label(key, lang), metric=label, alone=as_share.text(alone, lang, digits),
        total=as_share.text(total, lang, digits),
    )  # fmt: skip
