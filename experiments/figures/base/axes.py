"""Axes and lines that all panels share."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ...presentation.numbers import percent
from . import style, tidy
from .marks import Line
from .ticks import ExactTicks
from .words import say


def end_of(frame: pd.DataFrame) -> float:
    """Time of the last tick, in years."""
    return float(frame["tick"].max()) / 2


def caption(ax: Axes, what: str, seeds: int, lang: str, spread: str = "band") -> None:
    """What the ordinate is, and what line and band are, above the drawing where it is read without turning the head."""
    how = "" if seeds < 2 else " · " + say(spread, lang, n=seeds)
    ax.set_title(what + how, fontsize=style.SMALL, fontweight="normal", color=style.GREY, pad=12)


def line(
    ax: Axes, frame: pd.DataFrame, metric: str, how: Line, *, band: bool = True, of_mean: bool = False, first: int = 0
) -> None:
    """The mean of a metric over seeds, with its band; the marker on every few ticks, from the `first` on.

    The band holds 10–90 % of the seeds, or is the 95 % interval `of_mean`.
    """
    table = tidy.band(frame, metric)
    if of_mean:
        table = tidy.mean_band(frame.pivot(index="tick", columns="seed", values=metric)).set_index(table.index)
    if band and tidy.seeds(frame) > 1:
        ax.fill_between(table.index, table["low"], table["high"], color=how["color"], alpha=0.25, linewidth=0)
    step = _step(table)
    ax.plot(
        table.index, table["mean"], markevery=(first % step, step), markeredgecolor="white", markeredgewidth=1.2, **how
    )  # fmt: skip


def whiskers(ax: Axes, frame: pd.DataFrame, metric: str) -> None:
    """10–90 % of seeds around the upper edge of an area, at some ticks: a band would hide the areas beside it."""
    if tidy.seeds(frame) > 1:
        table = tidy.band(frame, metric)
        table = table.iloc[_step(table) // 2 :: _step(table)]
        ax.vlines(table.index, table["low"], table["high"], color=style.BLACK, linewidth=2)


def _step(table: pd.DataFrame) -> int:
    """Ticks from one marker to the next."""
    return max(1, len(table) // 6)


def time_axis(ax: Axes, frame: pd.DataFrame, lang: str) -> None:
    """Time as it passes: 0 is the start, 1.0 the spring of year 1."""
    ax.set_xlim(0, end_of(frame) or 1)
    ax.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    ax.set_xlabel(say("year", lang))


def years_axis(ax: Axes, years: Iterable[int], lang: str) -> None:
    """One place a year, for what belongs to whole years."""
    last = max(years, default=1)
    step = next((step for step in (1, 2, 5, 10, 20) if last <= 5 * step), 50)
    ax.set_xticks(sorted({1, *range(step, last + 1, step)}))
    ax.tick_params(axis="x", length=0)
    ax.set_xlim(0.4, last + 0.6)
    ax.set_xlabel(say("year", lang))


def classes_axis(ax: Axes, classes: list[str], lang: str) -> None:
    """One place a class of size."""
    ax.set_xticks(range(len(classes)), classes)
    ax.tick_params(axis="x", length=0)
    ax.set_xlim(-0.5, len(classes) - 0.5)
    ax.set_xlabel(say("workers", lang))


def percent_axis(ax: Axes, lang: str) -> None:
    """Shares as per cent."""
    ax.set_ylim(0, 1.03)  # a line at 100 % is seen whole
    ax.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1])
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value, lang)))


def degree_axis(ax: Axes) -> None:
    """Numbers from 0 to 1 that are not all shares of a count."""
    ax.set_ylim(0, 1.03)
    ax.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1])


def money_axis(ax: Axes) -> None:
    """Money from zero, or from below where more is clawed back than paid."""
    ax.yaxis.set_major_locator(MaxNLocator(5))
    ax.yaxis.set_major_formatter(ExactTicks())


def signed_axis(ax: Axes, minimum: float) -> None:
    """Differences: with zero in it, and not blown up where there is nearly none (`minimum` on either side)."""
    ax.axhline(0, color=style.BLACK, linewidth=1.5)
    low, high = ax.get_ylim()
    room = 0.04 * (high - low)
    ax.set_ylim(min(low - room * (low < 0), -minimum), max(high + room * (high > 0), minimum))
    ax.yaxis.set_major_locator(MaxNLocator(5))
    ax.yaxis.set_major_formatter(ExactTicks(signed=True))
