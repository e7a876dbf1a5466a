"""Public cost against deep participation: which arms, or which settings of a sweep, give most for the money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ...presentation.labels import in_text
from ...presentation.numbers import number
from ...runs.annual import scale_of
from ..base import style
from ..base.publishing import lettering
from ..base.ticks import ExactTicks
from . import layout, points
from .responses import value_axis
from .shown_factors import ShownFactor, shown_factor
from .shown_names import measure, scale_of_design, short_unit
from .sweep_words import say

if TYPE_CHECKING:
    from ...comparison.comparison import Comparison
    from ...sweeps.design.design import Design

COLUMNS = [
    "arm", "label", "mark", "unit", "bars", "marks", "cost", "cost_low", "cost_high", "deep", "deep_low", "deep_high",
    "dominated_by",
]  # fmt: skip
"""What `frontier` draws: a name for sentences and one beside the mark, the unit of the cost, what the bars and (if it
needs to be said) the names beside the marks are, the cost, and deep participation in per cent with the ends of bars,
and the arm that dominates it, if there is one (`dominance`)."""
MOST_NAMED = 12
"""More arms than that, and only those on the frontier are named."""
MOST_STEPS = 8
"""Of more on the frontier, so many are named."""
MOST_BARRED = 40
"""Of more arms, only those on the frontier have bars."""
COST, DEEP = "public_spending", "deep_participation"


def efficient(arms: pd.DataFrame) -> pd.Series:
    """Which arms the line of the frontier joins: of those that are not dominated, the deepest for each sum.

    Others that are not dominated may lie below it: they are less deep on average, but not beyond noise.
    """
    cost, deep = arms["cost"].to_numpy(float), arms["deep"].to_numpy(float)
    known = np.isfinite(cost) & np.isfinite(deep) & (arms["dominated_by"] == "").to_numpy()
    as_good = (cost[:, None] <= cost) & (deep[:, None] >= deep)
    better = (cost[:, None] < cost) | (deep[:, None] > deep)
    beaten = (as_good & better & known[:, None]).any(axis=0)
    return pd.Series(known & ~beaten, index=arms.index)


def frontier(ax: Axes, arms: pd.DataFrame, lang: str = "en") -> Axes:
    """Cost against deep participation, one mark per arm, and a line through the deepest for each sum.

    `arms` has the columns `COLUMNS`, as `arms_of_comparison` and `arms_of_sweep` make them. Dominated arms are pale,
    those on the line are diamonds. All are named where they are few, and of the points of a sweep those on the line.
    """
    size = lettering()
    known = arms.dropna(subset=["cost", "deep"]).reset_index(drop=True)
    _name_axes(ax, _text(known, "unit") or say("million", lang), lang)
    if known.empty:
        layout.caption(ax, [say("no_result", lang)], lang)
        return ax
    best, dominated = efficient(known), known["dominated_by"] != ""
    kinds = ((dominated, style.MIST, "o"), (~dominated & ~best, style.BLUE, "o"), (best, style.BLUE, "D"))
    for chosen, colour, marker in kinds:
        rows = known.loc[chosen]
        if len(known) <= MOST_BARRED or marker == "D":
            how = {"color": colour, "linewidth": 2.2 * size.stroke, "zorder": 2}
            ax.hlines(rows["deep"], rows["cost_low"], rows["cost_high"], **how)
            ax.vlines(rows["cost"], rows["deep_low"], rows["deep_high"], **how)
        ax.plot(
            rows["cost"], rows["deep"], marker, color=colour, markersize=11 * max(size.stroke, 0.42),
            markeredgecolor="white", markeredgewidth=1.2 * size.stroke, zorder=3 if marker == "o" else 4,
        )  # fmt: skip
    across = known[["cost", "cost_low", "cost_high"]].to_numpy(float)
    _spread(ax, across, known[["deep", "deep_low", "deep_high"]].to_numpy(float))
    steps = _steps(ax, known.loc[best].sort_values(["cost", "deep"]))
    layout.caption(ax, _said(known, lang), lang)
    _write_names(ax, known, best, steps, few=bool(_text(known, "marks")))
    return ax


def _name_axes(ax: Axes, unit: str, lang: str) -> None:
    size = lettering()
    ax.set_xlabel(say("cost", lang, unit=unit), fontsize=size.body)
    ax.set_ylabel(say("deep", lang), fontsize=size.body)
    ax.tick_params(labelsize=size.small)


def _spread(ax: Axes, across: np.ndarray, up: np.ndarray) -> None:
    """Limits with room for names, and ticks."""
    value_axis(ax, up)
    low, high = ax.get_ylim()
    ax.set_ylim(low - 0.06 * (high - low), high + 0.16 * (high - low))
    known = across[np.isfinite(across)]
    low, high = float(known.min()), float(known.max())
    wide = high - low or max(abs(high), 1.0) * 0.2
    ax.set_xlim(low - 0.16 * wide, high + 0.16 * wide)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(ExactTicks())


def _steps(ax: Axes, best: pd.DataFrame) -> list[tuple[float, float]]:
    """Draw the frontier: the deepest that each sum buys. Gives points along it, where no name shall stand."""
    cost, deep = best["cost"].to_numpy(float), best["deep"].to_numpy(float)
    right = ax.get_xlim()[1]
    ax.step(
        [*cost, right], [*deep, deep[-1]], where="post", color=style.BLUE, linewidth=1.8 * lettering().stroke,
        alpha=0.7, zorder=1,
    )  # fmt: skip
    along = []
    for place in range(len(cost)):
        end = cost[place + 1] if place + 1 < len(cost) else right
        along += [(float(at), float(deep[place])) for at in np.linspace(cost[place], end, 16)]
        if place + 1 < len(cost):
            along += [(float(end), float(at)) for at in np.linspace(deep[place], deep[place + 1], 6)]
    return along


def _text(arms: pd.DataFrame, column: str) -> str:
    """What a column says of all arms; nothing where there are none."""
    return "" if arms.empty else str(arms[column].iloc[0])


def _said(known: pd.DataFrame, lang: str) -> list[str]:
    has_bars = known[["cost_low", "deep_low"]].notna().any(axis=None)
    bars = _text(known, "bars") if has_bars else say("one_seed", lang)
    colours = say("dominated" if (known["dominated_by"] != "").any() else "none_dominated", lang)
    return [colours, say("line", lang), bars, _text(known, "marks")]


def _write_names(
    ax: Axes, known: pd.DataFrame, best: pd.Series, steps: list[tuple[float, float]], few: bool
) -> None:  # fmt: skip
    """Names of all arms, or of a `few`: those on the frontier, and of too many of those some."""
    size, figure = lettering(), layout.figure_of(ax)
    named = known
    if few or len(known) > MOST_NAMED:
        named = known.loc[best].sort_values("cost")
        named = named.iloc[np.unique(np.linspace(0, len(named) - 1, min(len(named), MOST_STEPS)).round().astype(int))]
    box = layout.laid_out(ax)
    width = 0.3 * box.width / figure.dpi
    marks = [
        (cost, deep, style.wrapped(figure, str(mark), width, size.tiny, lines=3), style.GREY)
        for cost, deep, mark in zip(named["cost"], named["deep"], named["mark"], strict=True)
    ]
    others = known.drop(index=named.index)
    obstacles = list(zip(others["cost"], others["deep"], strict=True))
    bars = known[["cost", "cost_low", "cost_high", "deep", "deep_low", "deep_high"]].to_numpy(float)
    for cost, cost_low, cost_high, deep, deep_low, deep_high in bars:
        obstacles += [(at, deep) for at in np.linspace(cost_low, cost_high, 7) if np.isfinite(at)]
        obstacles += [(cost, at) for at in np.linspace(deep_low, deep_high, 7) if np.isfinite(at)]
    layout.name_marks(ax, marks, size.tiny, [*obstacles, *steps])


# --- arms -------------------------------------------------------------------------------------------------------------


def arms_of_comparison(comparison: Comparison, lang: str = "en") -> pd.DataFrame:
    """The arms of a comparison for `frontier`: the baseline's level, and it with each paired effect and its interval.

    Depth is the mean of the last five years. So is cost, or the mean of all years where reforms are on a budget
    (`Comparison.additional_costs`).
    """
    from ...comparison.dominance import (
        dominators,  # SciPy's statistics take long to import, and figures of runs need none
    )
    from ...statistics.inference import differences, mean_interval

    on_a_budget = comparison.budget is not None
    shown, share = measure(COST, lang, float(scale_of(comparison.base))), measure(DEEP, lang).factor
    texts = (shown.unit, say("bars_budget" if on_a_budget else "bars_paired", lang), "")
    values, costs = comparison.paired_values(DEEP), comparison.additional_costs
    free = costs.assign(**{comparison.base.name: 0.0})[list(values.columns)]
    worse_than = dominators(values, free)
    from_cost, from_deep = shown.factor * _cost_of_base(comparison), share * values[comparison.base.name].mean()
    none = (float("nan"), float("nan"))
    rows: list[tuple[str | float, ...]] = []
    for arm in (comparison.base, *comparison.reforms):
        title = arm.title[lang]
        ends: list[float] = [from_cost, *none, from_deep, *none]
        if rows:
            deep = mean_interval(differences(values[comparison.base.name].to_numpy(), values[arm.name].to_numpy()))
            cost = mean_interval(costs[arm.name].to_numpy())
            ends = [
                *(from_cost + shown.factor * each for each in (cost.value, cost.low, cost.high)),
                *(from_deep + share * each for each in (deep.value, deep.low, deep.high)),
            ]
        rows.append((arm.name, title, title, *texts, *ends, worse_than[arm.name]))
    return pd.DataFrame(rows, columns=COLUMNS)


def _cost_of_base(comparison: Comparison) -> float:
    """Public spending of the baseline over the years that costs are means of, k¥ per year of the model."""
    if comparison.budget is None:
        return float(comparison.paired_values(COST)[comparison.base.name].mean())
    values = comparison.year_values
    of_base = (values["region"] == "all") & (values["scenario"] == comparison.base.name)
    return float(values.loc[of_base, COST].mean())


def arms_of_sweep(runs: pd.DataFrame, lang: str = "en", design: Design | None = None) -> pd.DataFrame:
    """The points of a sweep for `frontier`, named by the values of what is varied, with intervals over the same worlds.

    Without a `design` money is the model's, in k¥ per year.
    """
    from ...comparison.dominance import dominators

    scale = scale_of_design(design)
    factors = points.varied(runs) or points.factors_of(runs)
    money, share = measure(COST, lang, scale), measure(DEEP, lang)
    shown = [shown_factor(key, lang, design) for key in factors]
    cost = points.means(runs, factors, COST, money.factor, paired=True)
    deep = points.means(runs, factors, DEEP, share.factor, paired=True)
    both = cost.merge(deep, on=factors, suffixes=("_cost", "_deep"))
    worse_than = dominators(*(points.by_world(runs, both[factors], metric) for metric in (DEEP, COST)))
    table = pd.DataFrame(
        {
            "arm": [str(place) for place in range(len(both))],
            "label": [setting(shown, row) for row in both[factors].itertuples(index=False)],
            "mark": [_mark(shown, row) for row in both[factors].itertuples(index=False)],
            "unit": money.unit,
            "bars": say("bars", lang),
            "marks": say("marks", lang, factors=" / ".join(in_text(factor.titled) for factor in shown)),
            "cost": both["mean_cost"], "cost_low": both["low_cost"], "cost_high": both["high_cost"],
            "deep": both["mean_deep"], "deep_low": both["low_deep"], "deep_high": both["high_deep"],
            "dominated_by": list(worse_than.values()),
        }
    )  # fmt: skip
    return table.loc[:, COLUMNS]


def _mark(factors: Sequence[ShownFactor], values: Sequence[object]) -> str:
    """The values of a point, as short as may be."""
    return " / ".join(factor.said(value) for factor, value in zip(factors, values, strict=True))


def setting(factors: Sequence[ShownFactor], values: Sequence[object]) -> str:
    """The values of some factors, for a sentence."""
    named = zip(factors, values, strict=True)
    return say("comma", factors[0].lang).join(
        f"{in_text(factor.label)} {factor.said(value)}" for factor, value in named
    )


def frontier_sentence(
    arms: pd.DataFrame, lang: str, what: Literal["arms", "settings"] = "arms", *, named: bool = True
) -> str:  # fmt: skip
    """How many are not dominated, and the deepest of them, `named` or not, with its cost: the title of a frontier."""
    known = arms.dropna(subset=["cost", "deep"])
    if known.empty:
        return say("empty", lang, metric=say("deep", lang))
    best = known.loc[known["dominated_by"] == ""]
    deepest = best.sort_values(["deep", "cost"], ascending=[False, True]).iloc[0]
    deep = measure(DEEP, lang).text(float(deepest["deep"]), lang, 0 if deepest["deep"] >= 1.95 else 1)
    cost = float(deepest["cost"])
    money = number(cost, 0 if abs(cost) >= 9.5 else 1)
    each = short_unit(_text(known, "unit")).removesuffix(" a year").removesuffix(" per year").removesuffix("/年")
    values: dict[str, object] = {
        "name": quoted(str(deepest["label"]), lang, what), "deep": deep,
        "cost": f"{money}{each}" if lang == "zh" else f"{money} {each}",
    }  # fmt: skip
    if len(best) == 1:
        return say("frontier_one", lang, what=say(what, lang), **values)
    key = ("frontier" if named else "frontier_many") + ("_all" if len(best) == len(known) else "")
    return say(key, lang, k=len(best), n=len(known), what=say(what, lang), **values)


def quoted(label: str, lang: str, what: str) -> str:
    """The name of an arm in quotation marks; settings say what they are."""
    return label if lang == "zh" or what != "arms" else f"“{label}”"
