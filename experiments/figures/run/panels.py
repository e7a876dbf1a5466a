"""Building blocks: each draws one thing on an `ax` from tidy data and gives the `ax` back.

    with look("en") as lang:
        figure = blank()
        hot_and_cold(figure.add_axes((0.09, 0.15, 0.64, 0.75)), model.timeseries(), lang)

Names stand at the right end, so leave room there; `labels=False` leaves them out, for panels that share a key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ....simulation.scenario import Scenario
from ...presentation.labels import label
from ...presentation.numbers import city_unit, percent
from ..base import axes, style, tidy, words
from ..base.marks import DEPTHS, MATCH, QUALITY, SCHOOLS, Line, drawn_kinds, money_style
from ..base.words import degree, say

LARGE_GAP = 0.15
"""Heat gap from which it is named in the drawing."""


def hot_and_cold(ax: Axes, frame: pd.DataFrame, lang: str = "en", *, labels: bool = True) -> Axes:
    """The line of schools that take part over the areas of enterprises by depth."""
    frame = tidy.with_nominal(tidy.city(frame))
    end = tidy.with_nominal(tidy.ending(frame)).mean()
    entries = []
    bottom, height = np.zeros(frame["tick"].nunique()), 0.0
    for depth in DEPTHS:
        table = tidy.band(frame, depth.column)
        top = bottom + table["mean"].to_numpy()
        ax.fill_between(
            table.index, bottom, top, facecolor=depth.colour, edgecolor="white", hatch=depth.hatch, linewidth=0
        )  # fmt: skip
        share = end[depth.column]
        entries.append((height + share / 2, f"{say(depth.text, lang)} {percent(share, lang)}", depth.ink))
        bottom, height = top, height + share
    for metric in ("deep_participation", "participation"):
        axes.whiskers(ax, frame, metric)
    axes.line(ax, frame, "school_participation", SCHOOLS)
    schools = end["school_participation"]
    entries.append((schools, f"{say('schools', lang)} {percent(schools, lang)}", SCHOOLS["color"]))
    axes.time_axis(ax, frame, lang)
    axes.percent_axis(ax, lang)
    axes.caption(ax, say("share", lang), tidy.seeds(frame), lang, "band_and_whiskers")
    if labels:
        if end["heat_gap"] > LARGE_GAP:
            _name_gap(ax, frame, end["heat_gap"], lang)
        style.labels_at_right(ax, entries, axes.end_of(frame))
    return ax


def quality(ax: Axes, frame: pd.DataFrame, lang: str = "en", *, labels: bool = True) -> Axes:
    """Training quality, and practice, teachers and co-training places that make it."""
    return _lines(ax, frame, QUALITY, say("quality_axis", lang), lang, labels)


def match(ax: Axes, frame: pd.DataFrame, lang: str = "en", *, labels: bool = True) -> Axes:
    """Talent match with its two parts, whose product it is."""
    return _lines(ax, frame, MATCH, say("match_axis", lang), lang, labels)


def public_money(
    ax: Axes,
    frame: pd.DataFrame,
    scenario: Scenario,
    lang: str = "en",
    *,
    kinds: Sequence[str] | None = None,
    labels: bool = True,
) -> Axes:
    """Public money of each year by instrument, of the whole city; `kinds` fixes what is stacked, else what is not 0."""
    stacked = drawn_kinds(frame) if kinds is None else list(kinds)
    known = tidy.kinds_of_money(frame)
    money = tidy.yearly_money(frame, known, float(scenario.parameters["scale"]) / city_unit(lang))
    totals = money.sum(axis=1).groupby("year")
    if "other" in stacked:
        money["other"] = money[[kind for kind in known if kind not in stacked]].sum(axis=1)
    by_year = money.groupby("year").mean().reindex(columns=stacked, fill_value=0.0)
    years = by_year.index.to_numpy()
    above, below = np.zeros(len(years)), np.zeros(len(years))
    for kind in stacked:
        height = by_year[kind].to_numpy()
        paid = height >= 0  # more may be clawed back in a year than was paid
        colour, hatch = money_style(kind)
        ax.bar(
            years, height, 0.8, np.where(paid, above, below), color=colour, hatch=hatch, edgecolor="white", linewidth=0
        )  # fmt: skip
        above, below = above + height * paid, below + height * ~paid
    if tidy.seeds(frame) > 1:
        ax.vlines(years, totals.quantile(tidy.LOW), totals.quantile(tidy.HIGH), color=style.BLACK, linewidth=1.6)
    axes.years_axis(ax, years, lang)
    axes.money_axis(ax)
    axes.caption(ax, say("money_axis", lang), tidy.seeds(frame), lang, "whiskers")
    if labels and len(years):
        mean = by_year.loc[slice(*tidy.end_years(frame))].mean()
        digits = 0 if mean.abs().sum() >= 100 else 1
        last = by_year.iloc[-1].clip(lower=0)
        middles = last.cumsum() - last / 2
        names = {kind: f"{words.money_label(kind, lang)} {mean[kind]:,.{digits}f}" for kind in stacked}
        entries = [(middles[kind], names[kind], money_style(kind)[0]) for kind in stacked]
        style.labels_at_right(ax, entries, years.max() + 0.4)
    return ax


def size_classes(ax: Axes, by_size: pd.DataFrame, lang: str = "en", *, labels: bool = True) -> Axes:
    """Enterprises by depth in each class of size; whiskers: 10–90 % of seeds, for all and for co-training."""
    groups = tidy.with_nominal(by_size).groupby("size_class", sort=False)
    means = groups[[depth.column for depth in DEPTHS]].mean().fillna(0.0)
    classes = list(means.index)
    x = np.arange(len(classes))
    top = np.zeros(len(classes))
    entries = []
    for depth in DEPTHS:
        height = means[depth.column].to_numpy()
        ax.bar(x, height, 0.76, top, color=depth.colour, edgecolor="white", hatch=depth.hatch, linewidth=0)
        entries.append((top[-1] + height[-1] / 2, say(depth.text, lang), depth.ink))
        top = top + height
    written = top
    if tidy.seeds(by_size) > 1:
        for column, shift in (("participation", 0.2), ("deep_participation", -0.2)):
            low, high = (groups[column].quantile(q).fillna(0.0).to_numpy() for q in (tidy.LOW, tidy.HIGH))
            ax.vlines(x + shift, low, high, color=style.BLACK, linewidth=2.2)
            written = np.maximum(written, high)
    size, least = (style.BODY, 0.045) if labels else (style.TINY, 0.1)
    for i, deep in enumerate(means["deep_participation"]):
        ax.text(i, written[i] + 0.015, percent(top[i], lang), ha="center", va="bottom", fontsize=size)
        if deep > least:  # else the number does not fit into its bar
            ax.text(
                i, deep / 2, percent(deep, lang), ha="center", va="center", color="white", weight="bold",
                fontsize=min(size, style.SMALL),
            )  # fmt: skip
    axes.classes_axis(ax, classes, lang)
    axes.percent_axis(ax, lang)
    axes.caption(ax, say("share_of_class", lang), tidy.seeds(by_size), lang, "whiskers")
    if labels:
        style.labels_at_right(ax, entries, len(classes) - 1 + 0.38)
    return ax


def policy_marks(ax: Axes, scenario: Scenario, lang: str = "en") -> Axes:
    """Where policies begin or end within the run; those that hold throughout need no mark."""
    marks: dict[float, str] = {}
    for policy in scenario.policies:
        if policy.start > 1:
            marks.setdefault(policy.start - 1.0, say("from", lang, year=policy.start))
        if policy.end is not None and policy.end < int(scenario.parameters["years"]):
            marks.setdefault(float(policy.end), say("until", lang, year=policy.end))
    _, last = ax.get_xlim()
    for row, (x, text) in enumerate(sorted(marks.items())):
        ax.axvline(x, color=style.BLACK, linewidth=1.5, linestyle=(0, (4, 3)))
        left = x < last / 2  # where there is room for the words; each in a line of its own
        ax.annotate(
            text, (x, 0.98), (6 if left else -6, -1.5 * row * style.TINY), xycoords=ax.get_xaxis_transform(),
            textcoords="offset points", fontsize=style.TINY, ha="left" if left else "right", va="top",
            bbox={"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 1},
        )  # fmt: skip
    return ax


# --- parts ------------------------------------------------------------------------------------------------------------


def _lines(
    ax: Axes, frame: pd.DataFrame, metrics: Mapping[str, Line], what: str, lang: str, labels: bool
) -> Axes:  # fmt: skip
    """Some metrics from 0 to 1 over time."""
    frame = tidy.city(frame)
    for metric, how in metrics.items():
        axes.line(ax, frame, metric, how)
    axes.time_axis(ax, frame, lang)
    axes.degree_axis(ax)
    axes.caption(ax, what, tidy.seeds(frame), lang)
    if labels:
        end = tidy.ending(frame).mean()
        entries = [
            (end[metric], f"{label(metric, lang)} {degree(end[metric])}", how["color"])
            for metric, how in metrics.items()
            if not np.isnan(end[metric])
        ]
        style.labels_at_right(ax, entries, axes.end_of(frame))
    return ax


def _name_gap(ax: Axes, frame: pd.DataFrame, gap: float, lang: str) -> None:
    """An arrow from enterprises to schools at some three fifths of the run, and how many points it is at the end."""
    low, high = tidy.band(frame, "participation")["mean"], tidy.band(frame, "school_participation")["mean"]
    time = low.index[int(0.62 * (len(low) - 1))]
    arrow = {"arrowstyle": "<->", "color": style.GREY, "linewidth": 2, "shrinkA": 4, "shrinkB": 4}
    ax.annotate("", (time, high[time]), (time, low[time]), arrowprops=arrow)
    ax.text(
        time + 0.02 * axes.end_of(frame), (high[time] + low[time]) / 2, say("gap", lang, gap=f"{100 * gap:.0f}"),
        va="center", linespacing=style.leading(lang), bbox={"facecolor": "white", "linewidth": 0, "pad": 3},
    )  # fmt: skip
