"""Building blocks of comparisons: what a reform changes in the same worlds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ....simulation.scenario import Scenario
from ...presentation.numbers import city_unit, signed
from ...statistics.inference import mean_interval
from ..base import axes, style, tidy
from ..base.marks import TAKING_PART, TAKING_PART_HATCHES, Line
from ..base.ticks import ExactTicks


def difference(
    ax: Axes,
    base: pd.DataFrame,
    reform: pd.DataFrame,
    metrics: Mapping[str, Line] = TAKING_PART,
    lang: str = "en",
    *,
    main: str = "",
    in_points: bool = False,
) -> Axes:
    """Reform minus base over time in the same worlds, one line per metric, with the 95 % interval of its mean.

    If `main` names a metric, it alone has its band, so that several lines close to each other can be read.
    `in_points` shows shares in hundredths.
    """
    frame = tidy.difference(base, reform)
    if in_points:
        frame = frame.assign(**{metric: 100 * frame[metric] for metric in metrics})
    for row, (metric, how) in enumerate(metrics.items()):
        axes.line(ax, frame, metric, how, band=main in ("", metric), of_mean=True, first=2 * row)
    axes.time_axis(ax, frame, lang)
    axes.signed_axis(ax, minimum=2.0 if in_points else 0.02)
    return ax


def money_difference(ax: Axes, base: pd.DataFrame, reform: pd.DataFrame, scenario: Scenario, lang: str = "en") -> Axes:
    """Public money of the reform minus that of the base, by year in the same worlds."""
    factor = float(scenario.parameters["scale"]) / city_unit(lang)
    kinds = tidy.kinds_of_money(base, reform)
    one, other = (tidy.yearly_money(frame, kinds, factor).sum(axis=1) for frame in (base, reform))
    by_year = tidy.mean_band((other - one).dropna().unstack("seed"))
    years = by_year.index.to_numpy()
    ax.bar(years, by_year["mean"], 0.8, color=style.GREY)
    ax.vlines(years, by_year["low"], by_year["high"], color=style.BLACK, linewidth=1.6)
    axes.years_axis(ax, years, lang)
    axes.signed_axis(ax, minimum=1.0)
    return ax


def size_difference(ax: Axes, base: pd.DataFrame, reform: pd.DataFrame, lang: str = "en") -> Axes:
    """Points of participation that the reform adds in each class of size, with the 95 % interval of each."""
    moved = tidy.size_differences(base, reform)
    classes = list(moved["size_class"].unique())
    x = np.arange(len(classes))
    drawn = zip((-0.17, 0.17), TAKING_PART.items(), TAKING_PART_HATCHES, strict=True)
    for shift, (metric, how), hatch in drawn:
        by_class = moved.pivot(index="size_class", columns="seed", values=metric).reindex(classes)
        table = 100 * tidy.mean_band(by_class)
        ax.bar(x + shift, table["mean"], 0.32, color=how["color"], hatch=hatch, edgecolor="white", linewidth=0)
        ax.vlines(x + shift, table["low"], table["high"], color=style.BLACK, linewidth=2)
    axes.classes_axis(ax, classes, lang)
    axes.signed_axis(ax, minimum=2.0)
    return ax


def effects(ax: Axes, values: Mapping[str, pd.Series], unit: str, digits: int = 1) -> Axes:
    """A dot a reform at its mean effect, a bar over its 95 % interval and a stroke for each world.

    `values` holds the differences by seed under the name of each reform, which may have several lines.
    """
    ax.axvline(0, color=style.BLACK, linewidth=1.5)
    for row, series in enumerate(values.values()):
        known = series.dropna()
        if known.empty:
            continue
        found = mean_interval(known.to_numpy(float))
        ax.hlines(-row, found.low, found.high, color=style.SKY, linewidth=9)
        if len(known) > 1:
            ax.plot(known, np.full(len(known), -row - 0.22), "|", color=style.GREY, markersize=11, markeredgewidth=1.5)
        ax.plot([known.mean()], [-row], "o", color=style.BLUE, markersize=12)
        ax.annotate(
            signed(known.mean(), digits), (known.mean(), -row), (0, 12), textcoords="offset points", ha="center",
            weight="bold", fontsize=style.SMALL, bbox={"facecolor": "white", "linewidth": 0, "pad": 1.5},
        )  # fmt: skip
    ax.set_yticks([-row for row in range(len(values))], list(values))
    ax.tick_params(axis="both", labelsize=style.SMALL)
    ax.set_ylim(-len(values) + 0.4, 0.75)
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)
    ax.margins(x=0.22)
    ax.xaxis.set_major_locator(MaxNLocator(2))
    ax.xaxis.set_major_formatter(ExactTicks(signed=True))
    ax.set_xlabel(unit, fontsize=style.SMALL)
    _keep_within(ax)
    return ax


def _keep_within(ax: Axes) -> None:
    """Numbers at the ends of an axis end with it, since another panel stands close by."""
    low, high = ax.get_xlim()
    for tick, label in zip(ax.get_xticks(), ax.get_xticklabels(), strict=True):
        share = (tick - low) / (high - low)
        label.set_horizontalalignment("left" if share < 0.2 else "right" if share > 0.8 else "center")
