"""Figures of a search: what each sum of public money buys, and what is in the bundles that buy it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ...presentation.labels import label
from ...presentation.numbers import at_city_scale, city_money, form_of
from ...presentation.texts import Texts
from ...search.found_words import budget_said, finding
from ..base import style
from ..base.publishing import headed, lettering, slide
from ..base.style import Format
from .contents import contents_figure, contents_sentence

if TYPE_CHECKING:
    from ...search.front import Found, Measured

__all__ = ["NAMES", "captions", "draw_search"]

NAMES = ("front", "bundles")
"""Names of the files."""

ROOM = 0.08
"""Share of a range that is left free on either side."""

_WORDS: dict[str, tuple[str, str]] = {
    "cost": ("Public cost, {unit}", "公共支出，{unit}"),
    "goal": ("{goal}, change in {unit}", "{goal}变化，{unit}"),
    "goal_degree": ("{goal}, change (0–1)", "{goal}变化（0–1）"),
    "budget": ("budget", "预算"),
    "note": (
        "Numbered: bundles measured in {worlds} fresh worlds, with 95 % intervals; filled: no other one beats it; "
        "hollow: another is better and costs no more; orange: best within the budget, whose effect in the title comes "
        "from further worlds. Grey dots: bundles as the search saw them, with the luck that is part of such values.",
        "编号：在{worlds}个新世界中重新测量的组合及95%区间；实心：未被其他组合超过，空心：另有组合更好且花费不更多；橙色：预算内最优，"
        "标题中的效应来自另外的世界。"
        "灰点：搜索过的组合，其数值含有运气成分。",
    ),
}

_say = Texts(_WORDS).say


def captions(found: Found, lang: style.Lang) -> dict[str, str]:
    """What each figure says, by its name."""
    return {"front": finding(found, lang), "bundles": contents_sentence(found, lang)}


def draw_search(found: Found, folder: Path, lang: str = "en", format: Format = "png") -> list[Path]:
    """Draw all figures into a folder; gives the files written. What cannot be drawn costs a FigureWarning."""
    with style.look(lang) as spoken:
        figures = {"front": lambda: front_figure(found, spoken), "bundles": lambda: contents_figure(found, spoken)}
        return style.write_all(figures, folder, format)


def front_figure(found: Found, lang: style.Lang) -> Figure:
    """Cost against every goal, the first large and the others beside it."""
    search = found.search
    others = len(search.goals) - 1
    figure = slide(7.6)
    headed(figure, finding(found, lang), lang, _say("note", lang, worlds=len(search.fresh_worlds)))
    if not others:
        _panel(figure.subplots(), found, 0, lang, large=True)
        return figure
    grid = figure.add_gridspec(others, 2, width_ratios=(1.7, 1.0))
    _panel(figure.add_subplot(grid[:, 0]), found, 0, lang, large=True)
    for place in range(1, others + 1):
        _panel(figure.add_subplot(grid[place - 1, 1]), found, place, lang, large=False)
    return figure


def _panel(ax: Axes, found: Found, place: int, lang: style.Lang, large: bool) -> None:
    search, size = found.search, lettering()
    form = form_of(search.goals[place], search.base, lang)
    money = at_city_scale(1.0, search.base, lang)
    tried = np.array(list(found.searched.values()))
    ax.plot(money * tried[:, 0], form.factor * tried[:, 1 + place], "o", color=style.MIST, markersize=3.5, zorder=1)
    ax.axvline(money * search.limit, color=style.VERMILLION, linestyle="--", linewidth=2, zorder=1)
    for one in found.front:
        _mark(ax, found, one, place, (money, form.factor), large)
    _limits(ax, found, place, (money, form.factor))
    goal, unit = label(search.goals[place], lang), form.change_unit
    named = _say("goal", lang, goal=goal, unit=unit) if unit else _say("goal_degree", lang, goal=goal)
    points = size.body if large else size.tiny
    ax.set_title(style.wrapped(ax.figure, named, 7.0 if large else 4.2, points, "bold", lines=2), fontsize=points)  # type: ignore[arg-type]
    ax.tick_params(labelsize=size.small if large else size.tiny)
    ax.xaxis.set_major_locator(MaxNLocator(6 if large else 4))
    ax.yaxis.set_major_locator(MaxNLocator(6 if large else 4))
    if large or place == len(search.goals) - 1:
        unit = city_money(search.base, lang).heading
        ax.set_xlabel(_say("cost", lang, unit=unit), fontsize=size.small if large else size.tiny)
    if large:
        top = ax.get_ylim()[1]
        said = f" {_say('budget', lang)}\n {budget_said(search, lang)}"
        ax.text(money * search.limit, top, said, color=style.VERMILLION, fontsize=size.tiny, va="top", ha="left")


def _mark(ax: Axes, found: Found, one: Measured, place: int, factors: tuple[float, float], large: bool) -> None:
    """A bundle with its intervals and, where there is room, its number."""
    across, up = factors
    cost, effect = one.interval(0), one.interval(1 + place)
    colour = style.ORANGE if one is found.best else style.BLUE
    ax.plot([across * cost.low, across * cost.high], [up * effect.value] * 2, color=colour, linewidth=1.6, zorder=2)
    ax.plot([across * cost.value] * 2, [up * effect.low, up * effect.high], color=colour, linewidth=1.6, zorder=2)
    beaten = one.number in found.dominated
    ax.plot(
        across * cost.value,
        up * effect.value,
        "s" if one is found.best else "o",
        markersize=(21 if large else 9),
        markerfacecolor="white" if beaten else colour,
        markeredgecolor=colour,
        markeredgewidth=2,
        zorder=4 if one is found.best else 3,
    )
    if large:
        ax.annotate(
            str(one.number),
            (across * cost.value, up * effect.value),
            ha="center",
            va="center_baseline",
            fontsize=lettering().tiny - 1,
            fontweight="bold",
            color=style.BLACK if beaten or one is found.best else "white",
            zorder=5,
        )


def _limits(ax: Axes, found: Found, place: int, factors: tuple[float, float]) -> None:
    """Limits that hold what was measured again, the budget and no change; of the search what lies between."""
    across, up = factors
    costs = [end for one in found.front for end in _ends(one, 0)]
    goals = [end for one in found.front for end in _ends(one, 1 + place)]
    for set_limits, ends, factor in (
        (ax.set_xlim, [*costs, 0.0, found.search.limit], across),
        (ax.set_ylim, [*goals, 0.0], up),
    ):
        low, high = factor * min(ends), factor * max(ends)
        wide = (high - low) or 1.0
        set_limits(low - ROOM * wide, high + 1.6 * ROOM * wide)


def _ends(one: Measured, column: int) -> list[float]:
    interval = one.interval(column)
    return [end for end in (interval.value, interval.low, interval.high) if np.isfinite(end)]
