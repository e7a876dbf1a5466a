"""Figures of estimates held against the truth: year by year since the start, and their mean errors.

with figures.look() as lang:
    figure = figures.event_study(figures.slide(), measured, lang)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from ....simulation.outputs.metrics import METRICS
from ...presentation.labels import in_text, label
from ...presentation.numbers import number, percent, signed
from ...presentation.texts import Texts, listed
from ...presentation.units import unit_said
from ...statistics.inference import mean_interval
from ..base import style
from ..base.publishing import headed, lettering
from ..base.ticks import ExactTicks

if TYPE_CHECKING:
    from ...evaluation.errors import Measured

__all__ = ["estimation_errors", "estimator_name", "event_study"]


class _How(NamedTuple):
    """How an estimator is drawn."""

    colour: str
    marker: str


_HOW = {
    "two_way_fixed_effects": _How(style.VERMILLION, "s"),
    "callaway_santanna": _How(style.BLUE, "o"),
    "two_stage": _How(style.GREEN, "^"),
    "synthetic_control": _How(style.PURPLE, "D"),
}
_MARKETS = (_How(style.BLUE, "o"), _How(style.VERMILLION, "s"), _How(style.GREEN, "^"))
"""Worlds without migration, with some, with more."""

_WORDS: dict[str, tuple[str, str]] = {
    "two_way_fixed_effects": ("Two-way fixed effects", "双向固定效应"),
    "callaway_santanna": ("Callaway–Sant'Anna", "Callaway–Sant'Anna"),
    "two_stage": ("Two-stage (Gardner)", "两阶段估计（Gardner）"),
    "synthetic_control": ("Synthetic control", "合成控制法"),
    "truth": ("true effect", "真实效应"),
    "estimate": ("mean estimate, 95 % interval", "平均估计及95%区间"),
    "points": ("percentage points", "百分点"),
    "since": ("Years since the first treated year", "距首个处理年份的年数"),
    "off": (
        "{outcome}: the true effect is {truth} {unit}; {names} errs by {errors}, more than chance explains",
        "{outcome}的真实效应为{truth}个{unit}；{names}的误差为{errors}，超出随机波动",
    ),
    "off_several": (
        "{outcome}: the true effect is {truth} {unit}; {names} err by {errors}, more than chance explains",
        "{outcome}的真实效应为{truth}个{unit}；{names}的误差分别为{errors}，超出随机波动",
    ),
    "none_off": (
        "{outcome}: the true effect is {truth} {unit}; no estimator errs by more than chance explains",
        "{outcome}的真实效应为{truth}个{unit}；各估计方法的误差均未超出随机波动",
    ),
    "event_note": (
        "Means over {worlds} worlds with the same cities with and without the roll-out. The interval is that of the "
        "mean, so what lies outside is no chance of single worlds. Late years rest on the first batches only.",
        "{worlds}个世界的均值，同样的城市分别有、无分批试点。区间是均值的区间，区间之外的偏差不是个别世界的随机波动。较晚的年份只含先行批次。",
    ),
    "markets": ("migration {share}", "跨地区求职{share}"),
    "closed": ("no migration", "无跨地区求职"),
    "bias": ("bias alone, without chance", "偏差（不含随机波动）"),
    "error": ("Mean error ({unit})", "平均误差（{unit}）"),
    "panel": ("{outcome}\ntrue effect {truth}", "{outcome}\n真实效应{truth}"),
    "spilled": (
        "Graduates who move change cities without the reform too: this shifts the estimated effect on “{outcome}” by "
        "{share} of the true one",
        "毕业生跨地区求职也改变了未试点城市：对“{outcome}”的效应估计因此偏移真实效应的{share}",
    ),
    "range": ("{low} to {high}", "{low}至{high}"),
    "not_spilled": (
        "Migration shifts no estimate by more than {high} of the true effect",
        "毕业生跨地区求职对估计的影响不超过真实效应的{high}",
    ),
    "errors_note": (
        "Mean of estimate − truth over {worlds} worlds, with its 95 % interval. Black strokes: the estimate from the "
        "true effects alone, less the truth. Migration: share of the graduates not kept who look in all cities.",
        "{worlds}个世界中“估计−真实效应”的均值及95%区间。黑色短线：仅由真实效应得到的估计减去真实效应。跨地区求职：未被留用的毕业生中到所有城市求职的比例。",
    ),
}
_say = Texts(_WORDS).say


def estimator_name(estimator: str, lang: str) -> str:
    """What an estimator is called."""
    return _say(estimator, lang)


def _in_text(estimator: str, lang: str) -> str:
    """The same within a sentence; people keep their capitals."""
    name = estimator_name(estimator, lang)
    return name if estimator == "callaway_santanna" else in_text(name)


def event_study(figure: Figure, measured: Measured, lang: str = "en") -> Figure:
    """One panel per estimator: its mean estimate by years since the first treated year, and the truth.

    `measured` was made with `by_time=True`, for one outcome and one share of migration. Raises ValueError otherwise.
    """
    table = measured.by_time
    if table.empty or len(table[["migration", "outcome"]].drop_duplicates()) != 1:
        raise ValueError("an event study shows one outcome and one share of migration, measured with by_time=True")
    outcome = str(table["outcome"].iloc[0])
    names = [name for name in _HOW if (table["estimator"] == name).any()]
    headed(
        figure, _event_title(measured, outcome, names, lang), lang, _say("event_note", lang, worlds=_worlds(measured))
    )
    size, rows = lettering(), (len(names) + 1) // 2
    panels = np.atleast_1d(figure.subplots(rows, min(2, len(names)), sharex=True, sharey=True, squeeze=False)).ravel()
    true = _curve(table, "truth")
    for ax, name in zip(panels, names, strict=False):
        how, curve = _HOW[name], _curve(table, name)
        ax.axhline(0, color=style.GREY, linewidth=1)
        ax.axvline(-0.5, color=style.GREY, linewidth=1, linestyle=":")
        ax.plot(true.index, true["mean"], color=style.BLACK, linestyle="--", linewidth=2.5)
        ax.fill_between(curve.index, curve["low"], curve["high"], color=how.colour, alpha=0.25, linewidth=0)
        ax.plot(curve.index, curve["mean"], color=how.colour, marker=how.marker, markersize=6, linewidth=2)
        ax.set_title(estimator_name(name, lang), fontsize=size.small, color=how.colour)
        ax.tick_params(labelsize=size.tiny)
        ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        ax.yaxis.set_major_locator(MaxNLocator(4))
        ax.yaxis.set_major_formatter(ExactTicks(signed=True))
    for ax in panels[len(names) :]:
        ax.set_visible(False)
    key = [
        Line2D([], [], color=style.BLACK, linestyle="--", linewidth=2.5, label=_say("truth", lang)),
        Line2D([], [], color=style.GREY, marker="o", markersize=6, linewidth=2, label=_say("estimate", lang)),
    ]
    panels[0].legend(
        handles=key, fontsize=size.tiny, loc="upper left", borderaxespad=0.1, frameon=True, edgecolor="none"
    )
    for ax in panels[len(names) - min(2, len(names)) : len(names)]:
        ax.set_xlabel(_say("since", lang), fontsize=size.small)
    for ax in panels[:: min(2, len(names))]:
        ax.set_ylabel(_unit(outcome, lang), fontsize=size.small)
    return figure


def estimation_errors(figure: Figure, summaries: pd.DataFrame, lang: str = "en") -> Figure:
    """One panel per outcome: the mean error of each estimator, with and without migration, and the bias in it.

    `summaries` is an `errors.summary` of all shares of migration that are to be shown, at most three.
    """
    outcomes = list(summaries["outcome"].unique())
    shares = sorted(summaries["migration"].unique())
    names = [name for name in _HOW if (summaries["estimator"] == name).any()]
    note = _say("errors_note", lang, worlds=int(summaries["worlds"].min()))
    headed(figure, _errors_title(summaries, lang), lang, note)
    size = lettering()
    grid = figure.add_gridspec(2, len(outcomes), height_ratios=[0.12, 1])
    panels = [figure.add_subplot(grid[1, place]) for place in range(len(outcomes))]
    for ax, outcome in zip(panels, outcomes, strict=True):
        here = summaries[summaries["outcome"] == outcome]
        _errors(ax, here, names, shares)
        last = here[here["migration"] == shares[-1]]
        truth = f"{signed(float(last['truth'].iloc[0]), 2)}"
        said = _say("panel", lang, outcome=label(outcome, lang), truth=truth)
        ax.set_title(said, fontsize=size.small, linespacing=style.leading(lang))
        ax.set_xlabel(_say("error", lang, unit=_unit(outcome, lang)), fontsize=size.small)
        ax.tick_params(labelsize=size.tiny)
        ax.set_yticks(range(len(names)), [""] * len(names))
        ax.set_ylim(len(names) - 0.5, -0.5)
    panels[0].set_yticklabels([estimator_name(name, lang) for name in names], fontsize=size.small)
    key = [
        Line2D([], [], color=how.colour, marker=how.marker, linewidth=3, markersize=9, label=_market(share, lang))
        for share, how in zip(shares, _MARKETS, strict=False)
    ]
    stroke: dict[str, Any] = {"marker": "|", "markersize": 16, "markeredgewidth": 3, "linestyle": "none"}
    key.append(Line2D([], [], color=style.BLACK, label=_say("bias", lang), **stroke))
    above = figure.add_subplot(grid[0, :])
    above.set_axis_off()
    legend = above.legend(handles=key, loc="center left", ncols=len(key), fontsize=size.tiny, borderaxespad=0)
    legend.set_in_layout(False)
    return figure


def _errors(ax: Axes, table: pd.DataFrame, names: list[str], shares: list[float]) -> None:
    ax.axvline(0, color=style.GREY, linewidth=1.5)
    found_by = {(row["migration"], row["estimator"]): row for row in table.to_dict("records")}
    for row, name in enumerate(names):
        for place, (share, how) in enumerate(zip(shares, _MARKETS, strict=False)):
            found = found_by[share, name]
            y = row + 0.26 * (place - (len(shares) - 1) / 2)
            ax.plot([found["error_low"], found["error_high"]], [y, y], color=how.colour, linewidth=3)
            ax.plot(found["error"], y, color=how.colour, marker=how.marker, markersize=9)
            ax.plot(found["bias"], y, color=style.BLACK, marker="|", markersize=16, markeredgewidth=3, zorder=4)
    ax.grid(axis="x")
    ax.grid(visible=False, axis="y")
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.xaxis.set_major_formatter(ExactTicks(signed=True))


# --- what they say ----------------------------------------------------------------------------------------------------


def _event_title(measured: Measured, outcome: str, names: list[str], lang: str) -> str:
    off = {}
    for name in names:
        rows = measured.errors[(measured.errors["estimator"] == name) & (measured.errors["outcome"] == outcome)]
        interval = mean_interval((rows["estimate"] - rows["truth"]).to_numpy())
        if interval.excludes_zero:
            off[name] = interval.value
    truth = measured.errors.loc[measured.errors["outcome"] == outcome, "truth"].mean()
    said: dict[str, str] = {
        "outcome": label(outcome, lang),
        "truth": signed(float(truth), 1),
        "unit": _unit(outcome, lang),
    }
    if not off:
        return _say("none_off", lang, **said)
    whose = listed([_in_text(name, lang) for name in off], lang)
    errors = listed([signed(error, 1) for error in off.values()], lang)
    return _say("off" if len(off) == 1 else "off_several", lang, names=whose, errors=errors, **said)


def _errors_title(summaries: pd.DataFrame, lang: str) -> str:
    """The outcome whose estimates migration shifts most, as a share of its true effect."""
    open_ = summaries[summaries["migration"] == summaries["migration"].max()]
    shares = (open_["spillover"] / open_["truth"]).abs().groupby(open_["outcome"])
    outcome = str(shares.max().idxmax())
    low, high = (float(of.loc[outcome]) for of in (shares.min(), shares.max()))
    if high < 0.02:
        return _say("not_spilled", lang, high=percent(high, lang))
    ends = [percent(end, lang, 0) for end in (low, high)]
    share = ends[0] if ends[0] == ends[1] else _say("range", lang, low=ends[0], high=ends[1])
    return _say("spilled", lang, outcome=in_text(label(outcome, lang)), share=share)


def _market(share: float, lang: str) -> str:
    return _say("markets", lang, share=percent(share, lang, 0)) if share else _say("closed", lang)


def _unit(outcome: str, lang: str) -> str:
    unit = METRICS[outcome].unit
    return _say("points", lang) if unit == "share" else unit_said(unit, lang)


def _worlds(measured: Measured) -> str:
    return number(measured.errors["seed"].nunique())


def _curve(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Mean over worlds with its interval, by years since the start."""
    worlds = table[table["estimator"] == name].pivot(index="since", columns="seed", values="effect")
    rows = [mean_interval(row) for row in worlds.to_numpy()]
    table = pd.DataFrame([(row.value, row.low, row.high) for row in rows], worlds.index, ["mean", "low", "high"])
    return table.fillna({"low": table["mean"], "high": table["mean"]})  # one number for all worlds, as before the start
