"""The game beside the model: the response to subsidy, paths with and without support, the steps between, the portrait.

with style.look("en") as lang:
    figure = response_figure(found, lang)
"""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ...evolutionary_game.side_by_side import SideBySide
from ...evolutionary_game.wording import largest_steps, step_name
from ...presentation.language import Lang
from ...presentation.numbers import number, percent, signed
from ..base import style
from ..base.axes import percent_axis
from ..base.publishing import headed, lettering, slide
from ..base.style import Format
from ..base.words import say as basic
from .portrait import phase_portrait, portrait_key
from .words import say

__all__ = ["draw_game", "paths_figure", "portrait_figure", "response_figure", "steps_figure"]

GAME, MODEL = style.VERMILLION, style.BLUE


def draw_game(found: SideBySide, folder: Path, lang: Lang, format: Format = "png") -> list[Path]:
    """Draw all four figures into a folder. Gives the files written."""
    figures = {
        "response": response_figure,
        "paths": paths_figure,
        "steps": steps_figure,
        "phase_portrait": portrait_figure,
    }
    with style.look(lang) as spoken:
        drawn = {name: partial(draw, found, spoken) for name, draw in figures.items()}
        return style.write_all(drawn, folder, format)


def response_figure(found: SideBySide, lang: Lang) -> Figure:
    """Share of enterprises in depth against the subsidy: a step in the game, a slope in the model."""
    figure = slide()
    ax = figure.subplots()
    table, needed, size = found.response, found.prediction.needed, lettering()
    top = float(table["subsidy"].iloc[-1])
    turn = min(max(needed, 0.0), top)
    warm = 1.0 if needed <= top else 0.0
    ax.plot([0.0, turn, turn, top], [0.0, 0.0, warm, warm], color=GAME, linestyle="--", label=say("game", lang))
    ax.fill_between(table["subsidy"], table["low"], table["high"], color=MODEL, alpha=0.25, linewidth=0)
    ax.plot(table["subsidy"], table["model"], color=MODEL, marker="o", label=say("model", lang))
    ax.axvline(found.prediction.present, color=style.GREY, linewidth=1.5, linestyle=":")
    percent_axis(ax, lang)
    ax.set_xlim(0.0, top)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.set_xlabel(say("subsidy", lang))
    ax.set_title(say("enterprises", lang), fontsize=size.small, fontweight="normal", color=style.GREY, pad=12)
    _beside(ax, found.prediction.present, 0.9, say("present", lang, number(found.prediction.present, 1)), top)
    if 0.0 < needed <= top:
        _beside(ax, needed, 0.6, say("threshold", lang, number(needed, 1)), top)
    figure.legend(*ax.get_legend_handles_labels(), loc="outside right center")
    low, high = (percent(float(table["model"].iloc[i]), lang) for i in (0, -1))
    key = "t_response_free" if needed <= 0.0 else "t_response" if needed <= top else "t_response_never"
    first, last = found.years
    note = say("note_years", lang, first=first, last=last) + say("note", lang, n=len(found.seeds))
    return headed(figure, say(key, lang, needed=number(needed, 1), low=low, high=high), lang, note)


def _beside(ax: Axes, x: float, y: float, text: str, top: float) -> None:
    """A text beside a vertical line, on the side where there is room."""
    right = x > 0.6 * top
    ax.annotate(
        text, (x, y), (-8 if right else 8, 0), textcoords="offset points", ha="right" if right else "left",
        va="center", fontsize=lettering().small, color=style.GREY,
    )  # fmt: skip


def paths_figure(found: SideBySide, lang: Lang) -> Figure:
    """Enterprises in depth over the years, with support and with support removed, in game and model."""
    figure = slide()
    ax = figure.subplots()
    years = np.arange(found.kept.shape[1]) / 2.0
    for kind, game, model, dashes in (
        ("kept", found.game_kept, found.kept, "-"),
        ("removed", found.game_removed, found.removed, "--"),
    ):
        ax.fill_between(
            years, model[:, :, 1].min(axis=0), model[:, :, 1].max(axis=0), color=MODEL, alpha=0.15, linewidth=0
        )
        ax.plot(years, model[:, :, 1].mean(axis=0), color=MODEL, linestyle=dashes, label=say(f"model_{kind}", lang))
        ax.plot(years, game[:, 1], color=GAME, linestyle=dashes, label=say(f"game_{kind}", lang))
    ends = found.removal_year - 1
    ax.axvline(ends, color=style.GREY, linewidth=1.5, linestyle=":")
    percent_axis(ax, lang)
    ax.set_xlim(0, years[-1])
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    ax.set_xlabel(basic("year", lang))
    size = lettering()
    ax.set_title(say("enterprises", lang), fontsize=size.small, fontweight="normal", color=style.GREY, pad=12)
    _beside(ax, ends, 0.95, say("removal", lang), float(years[-1]))
    figure.legend(*ax.get_legend_handles_labels(), loc="outside right center")
    shares = {
        "game": found.deep(found.game_kept), "model": found.deep(found.kept),
        "game_less": found.deep(found.game_removed), "model_less": found.deep(found.removed),
    }  # fmt: skip
    title = say("t_paths", lang, **{name: percent(share, lang) for name, share in shares.items()})
    return headed(figure, title, lang, say("note", lang, n=len(found.seeds)))


def steps_figure(found: SideBySide, lang: Lang) -> Figure:
    """From the share in the game to that in the model, step by step."""
    figure = slide()
    ax = figure.subplots()
    size, table = lettering(), found.departures
    rows = list(range(len(table)))[::-1]
    before = 0.0
    for row, (step, share, change) in zip(rows, table.itertuples(index=False), strict=True):
        whole = math.isnan(change)
        left, width = (0.0, share) if whole else (min(before, share), abs(change))
        colour = GAME if whole else style.GREY if change < 0 else style.SKY
        ax.barh(row, width, left=left, color=colour, height=0.62, hatch="//" if not whole and change < 0 else "",
                edgecolor="white")  # fmt: skip
        if step == table["step"].iloc[-1]:
            ax.plot([share], [row], marker="D", markersize=13, color=MODEL, zorder=5, clip_on=False)
        text = percent(share, lang) if whole else f"{percent(share, lang)}  ({signed(100 * change, 1)})"
        ax.annotate(
            text, (max(left + width, share), row), (12, 0), textcoords="offset points", va="center",
            fontsize=size.small,
        )  # fmt: skip
        if row:
            ax.plot([share, share], [row - 0.31, row - 0.69], color=style.GREY, linewidth=1.5)
        before = share
    names = [style.wrapped(figure, step_name(step, lang), 4.6, size.tiny, lines=2, even=True) for step in table["step"]]
    ax.set_yticks(rows, names, fontsize=size.tiny)
    ax.grid(False)
    ax.grid(True, axis="x")
    highest = float(max(table["share"].max(), 0.25))
    ax.set_xlim(0, min(1.3, 1.3 * highest))
    ticks = (0, 0.2, 0.4, 0.6, 0.8, 1.0) if highest > 0.45 else (0, 0.1, 0.2, 0.3, 0.4)
    ax.set_xticks([tick for tick in ticks if tick <= highest + 0.02])
    ax.xaxis.set_major_formatter(lambda value, _: percent(value, lang))
    ends = {
        "game": percent(float(table["share"].iloc[0]), lang),
        "model": percent(float(table["share"].iloc[-1]), lang),
    }
    largest = largest_steps(found, lang)
    title = say("t_steps", lang, largest=largest, **ends) if largest else say("t_steps_none", lang, **ends)
    return headed(figure, title, lang, say("note_steps", lang, n=len(found.seeds)))


def portrait_figure(found: SideBySide, lang: Lang) -> Figure:
    """Where schools and enterprises move in the game with and without support, and where the model goes."""
    figure = slide()
    left, right = figure.subplots(1, 2, sharey=True)
    mapped = found.prediction.mapped
    payoffs = mapped.payoffs
    kept, removed = found.kept.mean(axis=0), found.removed.mean(axis=0)
    pace = {"rule": "fermi", "sharpness": mapped.sharpness, "rates": mapped.rates}
    phase_portrait(left, payoffs.face(1), lang, {MODEL: kept, GAME: found.game_kept}, say("active", lang), **pace)
    after = 2 * (found.removal_year - 1)
    paths = {MODEL: removed[after:], GAME: found.game_removed[after:]}
    phase_portrait(right, payoffs.face(0), lang, paths, say("passive", lang), **pace)
    right.set_ylabel("")
    marks = portrait_key(lang, {MODEL: say("path_model", lang, n=len(found.seeds)), GAME: say("path_game", lang)})
    figure.legend(handles=marks, loc="outside lower center", ncols=2)
    ends = [
        say("warm" if end[1] else "cold", lang)
        for end in (found.prediction.with_support, found.prediction.without_support)
    ]
    shares = {
        name: percent(found.deep(paths), lang) for name, paths in (("kept", found.kept), ("removed", found.removed))
    }
    key = "t_portrait_same" if ends[0] == ends[1] else "t_portrait"
    title = say(key, lang, with_support=ends[0], without=ends[1], **shares)
    return headed(figure, title, lang)
