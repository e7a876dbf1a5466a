"""Phase portraits: where schools and enterprises move from every state of a game of the two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ...evolutionary_game.equilibria import interior_equilibria, vertices
from ...evolutionary_game.games import PopulationGame
from ...evolutionary_game.replicator import Rule, growth
from ...presentation.language import Lang
from ..base import style
from ..base.axes import percent_axis
from ..base.publishing import lettering
from .words import percent_ticks_below, say

__all__ = ["phase_portrait", "portrait_key"]

GRID = 41
"""Points of each axis at which the direction is computed."""


def phase_portrait(
    ax: Axes,
    game: PopulationGame,
    lang: Lang,
    paths: Mapping[str, np.ndarray] | None = None,
    title: str = "",
    *,
    rule: Rule = "proportional",
    sharpness: float | Sequence[float] = 1.0,
    rates: float | Sequence[float] = 1.0,
) -> None:
    """Draw the directions of a game of two populations, its states of rest, and `paths` (ticks × 2) by colour.

    Filled: what starts nearby ends there. Hollow: what starts nearby leaves. The first population is on the abscissa.
    `rule`, `sharpness` and `rates` are those of `replicator.trajectory`; they bend the lines and move no state of rest.
    """
    size = lettering()
    axis = np.linspace(0.0, 1.0, GRID)
    first, second = np.meshgrid(axis, axis)
    states = np.stack((first, second), axis=-1)
    pace = growth(game.differences(states), rule, np.asarray(sharpness, float))
    moves = states * (1.0 - states) * np.asarray(rates, float) * pace
    ax.streamplot(
        axis, axis, moves[..., 0], moves[..., 1], density=1.0, color=style.MIST, linewidth=2.2 * size.stroke,
        arrowsize=1.6 * size.stroke + 0.3, zorder=1,
    )  # fmt: skip
    for colour, path in (paths or {}).items():
        ax.plot(path[:, 0], path[:, 1], color=colour, linewidth=4.0 * size.stroke, zorder=3, clip_on=False)
        ax.plot(
            *path[0], marker="o", markersize=11 * size.stroke, color="white", markeredgecolor=colour,
            markeredgewidth=3 * size.stroke, zorder=4, clip_on=False,
        )  # fmt: skip
        ax.plot(*path[-1], marker="s", markersize=11 * size.stroke, color=colour, zorder=4, clip_on=False)
    for rest in (*vertices(game), *interior_equilibria(game)):
        ax.plot(
            *rest.state, marker="o", markersize=17 * size.stroke, color=style.BLACK if rest.stable else "white",
            markeredgecolor=style.BLACK, markeredgewidth=2.5 * size.stroke, zorder=5, clip_on=False,
        )  # fmt: skip
    percent_axis(ax, lang)
    ax.set_ylim(-0.03, 1.03)
    ax.set_xlim(-0.03, 1.03)
    percent_ticks_below(ax, lang)
    ax.grid(False)
    ax.set_xlabel(say("schools", lang))
    ax.set_ylabel(say("in_depth", lang))
    if title:
        ax.set_title(title, fontsize=size.small, fontweight="normal", color=style.GREY, pad=12)


def portrait_key(lang: Lang, paths: Mapping[str, str]) -> list[Line2D]:
    """A key of states of rest and of paths by colour."""
    stroke = lettering().stroke
    point = {"linestyle": "", "marker": "o", "markeredgecolor": style.BLACK, "markersize": 15 * stroke}
    return [
        *(Line2D([], [], color=colour, linewidth=4 * stroke, label=name) for colour, name in paths.items()),
        Line2D([], [], color=style.BLACK, label=say("stable", lang), **point),
        Line2D([], [], color="white", label=say("unstable", lang), **point),
    ]
