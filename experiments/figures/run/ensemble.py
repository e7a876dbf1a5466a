"""The figure of effects in many parameter sets: an interval in two parts for each reform."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from ....simulation.scenario import Scenario
from ...comparison.merit import sign_of_better
from ...ensemble.effects import Ensemble
from ...presentation.labels import label, label_in_text
from ...presentation.language import Lang
from ...presentation.numbers import Form, form_of, signed
from ...presentation.texts import Texts
from ...statistics.verdict import Verdict
from ..base import style
from ..base.publishing import headed, lettering, slide
from ..base.style import Format
from ..base.ticks import ExactTicks
from ..base.words import say

__all__ = ["draw_ensemble", "finding"]

OUTPUTS = ("deep_participation", "training_quality", "talent_match", "public_spending")
"""Outputs side by side, after the one that reforms are ranked by."""

MOST_PANELS = 4

_WORDS: dict[str, tuple[str, str]] = {
    "rises": (
        "Parameters included, “{reform}” raises {metric} by {size} ({whole})",
        "计入参数的不确定性，{reform}使{metric}提高{size}（{whole}）",
    ),
    "falls": (
        "Parameters included, “{reform}” lowers {metric} by {size} ({whole})",
        "计入参数的不确定性，{reform}使{metric}降低{size}（{whole}）",
    ),
    "open": (
        "Parameters included, no reform is certain to better {metric}; best mean: “{reform}” ({change}, {whole})",
        "计入参数的不确定性，没有改革确定能改善{metric}；均值最优的是{reform}（{change}，{whole}）",
    ),
    "no_interval": ("no interval", "没有区间"),
    "mean": ("mean", "均值"),
    "chance": ("95 %: chance", "95%区间：偶然性"),
    "whole": ("95 %: chance and parameters", "95%区间：偶然性与参数"),
    "set": ("one parameter set", "一组参数"),
    "note": (
        "{n} parameter sets that fit the known figures × {m} worlds; effects over the last five years",
        "{n}组符合已知数据的参数 × {m}个世界；最后五年的效应",
    ),
}

_say = Texts(_WORDS).say


def finding(ensemble: Ensemble, rank_by: str, lang: Lang) -> str:
    """What the figure shows, in a sentence: the reform that is best on an output, and how sure that is."""
    base, *reforms = ensemble.arms
    better = sign_of_better(rank_by)
    rows = ensemble.effects.loc[ensemble.effects["metric"] == rank_by].set_index("reform")
    verdicts = {reform.name: Verdict(str(rows.loc[reform.name, "verdict"])) for reform in reforms}
    sure = [reform for reform in reforms if verdicts[reform.name].sign == better]
    means = rows["effect"].astype(float) * better
    best = max(sure or reforms, key=lambda reform: np.nan_to_num(means[reform.name], nan=-np.inf))
    effect, low, high = (float(str(rows.loc[best.name, key])) for key in ("effect", "low", "high"))
    form = form_of(rank_by, base, lang)
    texts = {"reform": best.title[lang], "metric": label_in_text(rank_by, lang)}
    if not sure:
        whole = form.interval(effect, low, high) if low < high else _say("no_interval", lang)
        return _say("open", lang, change=form.change(effect, low, high), whole=whole, **texts)
    falls = effect < 0
    size, whole = form.size(effect, low, high), form.interval(effect, low, high, flip=falls)
    return _say("falls" if falls else "rises", lang, size=size, whole=whole, **texts)


def draw_ensemble(
    ensemble: Ensemble, folder: Path, rank_by: str = OUTPUTS[0], lang: str = "en", format: Format = "png"
) -> list[Path]:
    """Draw the figure `ensemble` into a folder; gives the files written. If it fails, that costs a FigureWarning."""
    with style.look(lang) as spoken:
        return style.write_all({"ensemble": lambda: _figure(ensemble, rank_by, spoken)}, folder, format)


def _figure(ensemble: Ensemble, rank_by: str, lang: Lang) -> Figure:
    base, *reforms = ensemble.arms
    size = lettering()
    figure = slide(max(style.SIZE[1], 3.8 + 0.9 * len(reforms)))
    note = _say("note", lang, n=len(ensemble.whole_sets), m=len(ensemble.seeds))
    headed(figure, finding(ensemble, rank_by, lang), lang, note)
    outputs = tuple(dict.fromkeys((rank_by, *OUTPUTS)))[:MOST_PANELS]
    names = [style.wrapped(figure, reform.title[lang], 2.9, size.small) for reform in reforms]
    grid = figure.add_gridspec(2, len(outputs), height_ratios=(9, 1))
    for place, metric in enumerate(outputs):
        ax = figure.add_subplot(grid[0, place])
        _panel(ax, ensemble, reforms, metric, form_of(metric, base, lang))
        title = style.wrapped(figure, label(metric, lang), 1.8, size.small, "bold")
        ax.set_title(title, fontsize=size.small, linespacing=style.leading(lang))
        rows = [-row for row in range(len(reforms))]
        ax.set_yticks(rows, names if place == 0 else [""] * len(rows), linespacing=style.leading(lang))
        ax.tick_params(axis="both", labelsize=size.small)
    below = figure.add_subplot(grid[1, :])
    below.set_axis_off()
    how = {"ncols": 4, "fontsize": size.small, "columnspacing": 1.2, "handlelength": 1.2, "handletextpad": 0.5}
    below.legend(handles=_key(lang), loc="center right", **how).set_in_layout(False)  # it may begin below the names
    return figure


def _panel(ax: Axes, ensemble: Ensemble, reforms: list[Scenario], metric: str, form: Form) -> None:
    """One output: a row per reform."""
    size = lettering()
    rows = ensemble.effects.loc[ensemble.effects["metric"] == metric].set_index("reform")
    values: Mapping[str, Mapping[str, float]] = rows.to_dict("index")  # type: ignore[assignment]
    ax.axvline(0, color=style.BLACK, linewidth=1.5)
    for place, reform in enumerate(reforms):
        row, y = values[reform.name], -place
        mean = row["effect"] * form.factor
        sets = ensemble.differences(reform.name, metric).mean(axis=1) * form.factor
        ax.plot(sets, np.full(len(sets), y - 0.27), "|", color=style.GREY, markersize=11, markeredgewidth=1.2)
        ends = [(row["low"], row["high"], style.SKY, 13), (row["chance_low"], row["chance_high"], style.BLUE, 6)]
        for low, high, colour, width in ends:
            ax.hlines(y, low * form.factor, high * form.factor, color=colour, linewidth=width)
        ax.plot([mean], [y], "o", color=style.BLACK, markersize=7)
        ax.annotate(
            signed(mean, form.digits), (mean, y), (0, 13), textcoords="offset points", ha="center", weight="bold",
            fontsize=size.small, bbox={"facecolor": "white", "linewidth": 0, "pad": 1.0},
        )  # fmt: skip
    ax.set_ylim(-len(reforms) + 0.45, 0.6)
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)
    ax.margins(x=0.2)
    ax.xaxis.set_major_locator(MaxNLocator(2))
    ax.xaxis.set_major_formatter(ExactTicks(signed=True))
    ax.set_xlabel(form.heading or form.change_unit or say("scale", form.lang), fontsize=size.small)


def _key(lang: Lang) -> list[Line2D | Patch]:
    return [
        Line2D([], [], marker="o", color=style.BLACK, linestyle="none", label=_say("mean", lang)),
        Patch(facecolor=style.BLUE, label=_say("chance", lang)),
        Patch(facecolor=style.SKY, label=_say("whole", lang)),
        Line2D([], [], marker="|", color=style.GREY, linestyle="none", markersize=13, label=_say("set", lang)),
    ]
