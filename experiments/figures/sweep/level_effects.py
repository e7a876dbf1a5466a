"""Each factor by itself: main effects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..base import style
from ..base.publishing import lettering
from . import layout, points
from .responses import BINS, MARKERS, WORD_COLOURS, value_axis
from .shown_factors import ShownFactor, reference_said, shown_factor
from .shown_names import Measure, decimals, factor_label, measure_of
from .sweep_words import say

if TYPE_CHECKING:
    from ...sweeps.design.design import Design

MOST_FACTORS = 6
"""Factors side by side; of more, those with the largest effects."""


def main_effects(
    ax: Axes,
    runs: pd.DataFrame,
    factors: Sequence[str] | None = None,
    metric: str = "deep_participation",
    lang: str = "en",
    design: Design | None = None,
    *,
    most: int = MOST_FACTORS,
) -> Axes:
    """The mean of an output at each value of each factor, with its 95 % interval; factors stand side by side.

    Averaged over the other factors, or with the others as they stand in a design that moves one at a time. Factors are
    all of the runs' unless they are named; of more than `most`, those with the largest effects are drawn. Ranges are
    cut into parts.
    """
    shown = measure_of(metric, lang, design)
    every = points.factors_of(runs) if factors is None else list(factors)
    table = points.effects_of(runs, every, metric, shown.factor, BINS) if every else pd.DataFrame()
    if table.empty or table["mean"].isna().all():
        return _nothing(ax, shown.titled(lang), lang)
    drawn = largest(table, every, most)
    table = table.loc[table["factor"].isin(drawn)]
    gap, start, size = 0.35, 0.0, lettering()
    middle = _base_mean(runs, every, metric, shown.factor)
    ax.axhline(middle, color=style.GREY, linestyle=(0, (4, 3)), linewidth=1.5 * size.stroke)
    blocks: list[tuple[ShownFactor, float, float, list[Any]]] = []
    for place, key in enumerate(drawn):
        rows = table.loc[table["factor"] == key]
        many = len(rows)
        where = start + (np.linspace(0, 1, many) if many > 1 else np.array([0.5]))
        colour = WORD_COLOURS[place % len(WORD_COLOURS)]
        words = any(isinstance(level, str) for level in rows["level"])
        ax.vlines(where, rows["low"], rows["high"], color=colour, linewidth=2.4 * size.stroke)  # type: ignore[arg-type]
        ax.plot(
            where, rows["mean"], color=colour, marker=MARKERS[place % len(MARKERS)], linestyle=":" if words else "-",
            markeredgecolor="white", markeredgewidth=1.2 * size.stroke, linewidth=3.0 * size.stroke,
        )  # fmt: skip
        blocks.append((shown_factor(key, lang, design), float(where[0]), float(where[-1]), list(rows["level"])))
        start += 1 + gap
    value_axis(ax, table[["mean", "low", "high"]].to_numpy(float), signed=shown.is_effect)
    ax.set_xlim(-gap / 2, start - gap / 2)
    for place in range(1, len(drawn)):
        ax.axvline(place * (1 + gap) - gap / 2, color=style.PALE, linewidth=1.0 * size.stroke)
    _name_blocks(ax, blocks, lang)
    layout.caption(ax, _said_of_effects(runs, every, drawn, table, shown, design, lang), lang)
    return ax


def _base_mean(runs: pd.DataFrame, factors: Sequence[str], metric: str, factor: float) -> float:
    """The mean as things stand, of a design that moves one factor at a time, and else of all points."""
    rows = points.finished(runs)
    if points.is_one_at_a_time(runs, factors):
        rows = points.at_the_commonest(rows, runs, factors)
    return float(pd.to_numeric(rows[metric], errors="coerce").mean()) * factor


def largest(table: pd.DataFrame, factors: Sequence[str], most: int) -> list[str]:
    """The factors with the largest range of means, in the order in which they are given."""
    means = table.groupby("factor")["mean"]
    range_of = (means.max() - means.min()).fillna(0.0)
    kept = sorted(factors, key=lambda key: -float(range_of.get(key, 0.0)))[:most]
    return [key for key in factors if key in kept]


def _name_blocks(ax: Axes, blocks: Sequence[tuple[ShownFactor, float, float, list[Any]]], lang: str) -> None:
    """The values of each factor, or its first and last, slanted where words do not fit; below them its name."""
    size, figure, box = lettering(), layout.figure_of(ax), layout.laid_out(ax)
    wide = box.width / figure.dpi / len(blocks)
    high, ticks, texts, aligned = 1.0, [], [], []
    for factor, first, last, values in blocks:
        labels = factor.all_said(values)
        widths = [layout.text_width(label) * size.tiny / 72 for label in labels]
        fits = sum(widths) + 0.8 * len(labels) * size.tiny / 72 < wide * 0.85
        slant = not fits and (any(isinstance(value, str) for value in values) or max(widths) > 0.42 * wide)
        kept = range(len(labels)) if fits or slant else sorted({0, len(labels) - 1})
        for place in kept:
            share = place / (len(labels) - 1) if len(labels) > 1 else 0.0
            ticks.append(first + share * (last - first))
            texts.append(labels[place] if layout.text_width(labels[place]) < 20 else f"{labels[place][:17]}…")
            squeezed = not fits and not slant and len(labels) > 1
            aligned.append("slant" if slant else ("left", "right")[place > 0] if squeezed else "center")
        if slant:
            high = max(high, 0.64 * min(max(widths) * 72 / size.tiny, 20 * layout.WIDE) + 0.6)
    ax.set_xticks(ticks, texts, fontsize=size.tiny)
    for label, how in zip(ax.get_xticklabels(), aligned, strict=True):
        if how == "slant":
            label.set(rotation=40, ha="right", rotation_mode="anchor", va="center")
        else:
            label.set(ha=how)
    ax.tick_params(axis="x", length=0)
    for factor, first, last, _ in blocks:
        name = layout.titled(figure, factor, wide * 0.95, size.small)
        ax.annotate(
            name, ((first + last) / 2, 0), (0, -(high + 1.0) * size.tiny), xycoords=ax.get_xaxis_transform(),
            textcoords="offset points", ha="center", va="top", fontsize=size.small, linespacing=style.leading(lang),
            annotation_clip=False,
        )  # fmt: skip


def _said_of_effects(
    runs: pd.DataFrame,
    every: Sequence[str],
    drawn: Sequence[str],
    table: pd.DataFrame,
    shown: Measure,
    design: Design | None,
    lang: str,
) -> list[str]:
    seeds = points.seeds_of(points.finished(runs))
    said = [
        shown.titled(lang),
        reference_said(runs, design, lang, shown.metric) if shown.is_effect else "",
        say("mean", lang, n=seeds) if seeds > 1 else "",
    ]
    sampled = bool((table["over"] == "points").any())
    known = table["low"].notna().any()
    bars = "bars_points" if sampled else "bars_effect" if shown.is_effect else "bars"
    said.append(say(bars if known else "one_seed", lang))
    said.append(say("one_at_a_time" if points.is_one_at_a_time(runs, every) else "grand_mean", lang))
    if len(drawn) < len(every):
        said.append(say("largest", lang, k=len(drawn), n=len(every)))
    return said


def _nothing(ax: Axes, what: str, lang: str) -> Axes:
    """A panel of which nothing is known."""
    ax.set_xticks([])
    ax.set_yticks([])
    layout.caption(ax, [what, say("no_result", lang)], lang)
    return ax


def effect_sentence(
    runs: pd.DataFrame, factors: Sequence[str], metric: str, lang: str, design: Design | None = None
) -> str:
    """Which factor moves an output most, and from what to what: the title of main effects."""
    shown = measure_of(metric, lang, design)
    table = points.effects_of(runs, factors, metric, shown.factor, BINS) if factors else pd.DataFrame()
    if table.empty or table["mean"].isna().all():
        return say("empty", lang, metric=shown.label)
    key = largest(table, factors, 1)[0]
    rows = table.loc[table["factor"] == key].dropna(subset=["mean"])
    means = rows["mean"].to_numpy(float)
    ends = sorted({int(means.argmin()), int(means.argmax())})  # in the order of the factor's values
    low, high = float(means[ends[0]]), float(means[ends[-1]])
    spread, least = float(np.ptp(means)), float(rows["least"].iloc[0])
    digits = decimals([low, high])
    if spread == 0:
        return say("constant", lang, metric=shown.label, value=shown.text(low, lang))
    if least == 0:  # no two of the values can be distinguished
        return say("flat", lang, metric=shown.label, value=shown.text((low + high) / 2, lang, digits))
    name = factor_label(key, lang)
    return say(
        "main", lang, factor=name, metric=shown.within,
        low=shown.bare(low, digits), high=shown.text(high, lang, digits),
    )  # fmt: skip
