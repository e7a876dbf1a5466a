"""The terms of a choice as bars to the left and the right of zero, one enterprise in two arms side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ...explanation import reasons
from ...explanation.account import Choice, Explanation
from ...explanation.weighing import DEPTHS, term_label
from ...presentation.numbers import number, percent, signed
from ...presentation.texts import Texts
from ..base import style
from ..base.marks import DEPTHS as MARKS
from ..base.style import Format
from ..base.ticks import ExactTicks

MOST = 8
"""Terms of a depth with a bar of their own; what is left of them shares one."""
FIXED_PLACE = 3
"""Terms that differ most between the arms have a bar of their own, however short."""

_TEXTS: dict[str, tuple[str, str]] = {
    "others": ("Others ({n} terms)", "其他（{n}项）"),
    "sum": ("{depth}, in all", "{depth}合计"),
    "unit": ("k¥ per place", "千元/岗位"),
    "difference": ("Difference", "差额"),
    "member": ("member", "成员"),
    "no_member": ("not a member", "非成员"),
    "chance": ("chance of {depth} {chance}", "{depth}的概率{chance}"),
    "chose": ("chose {depth}", "选择{depth}"),
    "kept": ("kept {depth}", "维持{depth}"),
    "explored": ("chose {depth} at random", "随机选择{depth}"),
    "no_school": ("no school at hand: {depth}", "没有可合作的学校"),
    "fell_out": ("a dispute left it with {depth}", "因纠纷{depth}"),
    "leads": ("leads: {depth}", "龙头企业：{depth}"),
    "note": (
        "Terms of {depth}, those that speak for it to the right · {season} of year {year}, seed {seed} · {size}",
        "{depth}的各项，向右为有利 · 第{year}年{season} · 随机种子{seed} · {size}",
    ),
    "autumn": ("autumn", "秋季"),
    "spring": ("spring", "春季"),
    "size": ("{n:,.0f} workers, field {field}", "职工{n:,.0f}人，专业领域{field}"),
}


say = Texts(_TEXTS).say
"""A text in a language, with its values."""


def draw_terms(explanation: Explanation, folder: str | Path, lang: str = "en", format: Format = "png") -> list[Path]:
    """Draw what an enterprise weighed: of a run one figure, `terms`, else one for each reform, `terms_<reform>`.

    A figure that cannot be drawn is left out with a FigureWarning.
    """
    with style.look(lang) as spoken:
        reforms = list(range(1, len(explanation.arms))) or [0]
        names = {i: f"terms_{explanation.arms[i].scenario.name}" if i else "terms" for i in reforms}
        figures = {name: partial(_figure, explanation, i, spoken) for i, name in names.items()}
        return style.write_all(figures, Path(folder), format)


def terms(
    ax: Axes, bars: Mapping[str, float], worths: Mapping[int, float], limits: tuple[float, float], lang: str = "en"
) -> Axes:
    """A bar a term from above, and below them a bar a depth for its sum; each with its value.

    `bars` holds the values (k¥ per place) under the names that stand at the left, `worths` the sums by depth.
    """
    rows = [*(-row for row in range(len(bars))), *(-len(bars) - 0.5 - row for row in range(len(worths)))]
    values = [*bars.values(), *worths.values()]
    ax.axvline(0, color=style.BLACK, linewidth=1.5)
    ax.axhline(-len(bars) + 0.25, color=style.MIST, linewidth=1.2)
    for row, value in zip(rows, bars.values(), strict=False):
        ax.barh(row, value, 0.68, color=style.GREEN if value > 0 else style.VERMILLION)
    mark = {3 - i: mark for i, mark in enumerate(MARKS)}
    for row, (depth, value) in zip(rows[len(bars) :], worths.items(), strict=True):
        ax.barh(row, value, 0.68, color=mark[depth].colour, hatch=mark[depth].hatch, edgecolor="white", linewidth=0)
    for row, value in zip(rows, values, strict=True):
        said = signed(value, 1) if row > -len(bars) else number(value, 1)
        side = -1 if value < 0 else 1
        ax.annotate(
            said, (value, row), (4 * side, 0), textcoords="offset points", va="center",
            ha="right" if value < 0 else "left", fontsize=style.TINY, annotation_clip=False,
        )  # fmt: skip
    names = [*bars, *(say("sum", lang, depth=_depth(depth, lang)) for depth in worths)]
    ax.set_yticks(rows, names)
    ax.set_ylim(rows[-1] - 0.6, 0.6)
    ax.set_xlim(*limits)
    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.xaxis.set_major_formatter(ExactTicks(signed=True))
    ax.tick_params(axis="both", labelsize=style.SMALL)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(say("unit", lang), fontsize=style.SMALL)
    return ax


def _figure(explanation: Explanation, reform: int, lang: str) -> Figure:
    arms = [explanation.arms[0], explanation.arms[reform]][: len(explanation.arms)]
    i = reasons.telling(arms)
    choices = [arm.choices[i] for arm in arms]
    depth = reasons.telling_depth(arms, i)
    bars = bars_of(choices, depth, lang)
    worths = [{depth: choice.weighed.worth(depth) for depth in DEPTHS} for choice in choices]
    figure = style.blank()
    below = _head(figure, explanation, reform, i, depth, lang)
    left, right, gap = 0.27, 0.9 if len(arms) > 1 else 0.95, 0.03
    width = (right - left - gap * (len(arms) - 1)) / len(arms)
    bottom = 0.165
    limits = _limits([*bars, *worths], width * style.SIZE[0])
    axes = []
    for column, (arm, choice) in enumerate(zip(arms, choices, strict=True)):
        ax = figure.add_axes((left + column * (width + gap), bottom, width, below - 0.165 - bottom))
        terms(ax, bars[column], worths[column], limits, lang)
        _name_panel(ax, arm.scenario.title[lang], choice, depth, width * style.SIZE[0], lang)
        if column:
            ax.tick_params(labelleft=False)
        axes.append(ax)
    if len(arms) > 1:
        _differences(axes[1], bars, worths, lang)
    return figure


def _head(figure: Figure, explanation: Explanation, reform: int, i: int, depth: int, lang: str) -> float:
    """The finding above, and at the bottom what is drawn. Gives the height where the title ends."""
    text, size = reasons.title(explanation, reform, lang), style.TITLE + (3 if lang == "zh" else 0)
    width = style.SIZE[0] - 0.6
    wrapped = style.wrapped(figure, text, width, size, "bold", even=True)
    if wrapped.endswith("…"):
        size = style.BODY
        wrapped = style.wrapped(figure, text, width, size, "bold", lines=3)
    title = figure.text(
        0.025, 1 - 0.2 / style.SIZE[1], wrapped, fontsize=size, fontweight="bold", va="top",
        linespacing=style.leading(lang),
    )  # fmt: skip
    workers = say("size", lang, n=explanation.size, field=explanation.field)
    season = say(("autumn", "spring")[i], lang)
    note = say(
        "note",
        lang,
        depth=_depth(depth, lang, within=True),
        season=season,
        year=explanation.year,
        seed=explanation.seed,
        size=workers,
    )
    note = style.wrapped(figure, note, width, style.TINY, lines=1)
    figure.text(0.025, 0.02, note, fontsize=style.TINY, color=style.GREY, va="bottom")
    return title.get_window_extent().y0 / figure.bbox.height


def bars_of(choices: Sequence[Choice], depth: int, lang: str) -> list[dict[str, float]]:
    """The terms of a depth by label, the same in every arm: the largest, those that differ most, and the rest."""
    terms = [choice.weighed.terms[depth] for choice in choices]
    names = [name for name in {**terms[0], **terms[-1]} if any(abs(t.get(name, 0.0)) >= 0.005 for t in terms)]
    size = {name: max(abs(t.get(name, 0.0)) for t in terms) for name in names}
    moved = {name: abs(terms[-1].get(name, 0.0) - terms[0].get(name, 0.0)) for name in names}
    kept = [name for name in sorted(names, key=lambda name: -moved[name])[:FIXED_PLACE] if moved[name] >= reasons.FELT]
    kept += [name for name in sorted(names, key=lambda name: -size[name]) if name not in kept][: MOST - len(kept)]
    left = [name for name in names if name not in kept]
    rows = []
    for t in terms:
        bars = {term_label(name, lang): t.get(name, 0.0) for name in sorted(kept, key=lambda name: -size[name])}
        if left:
            bars[say("others", lang, n=len(left))] = sum(t.get(name, 0.0) for name in left)
        rows.append(bars)
    return rows


def _limits(rows: Sequence[Mapping[Any, float]], width: float) -> tuple[float, float]:
    """One scale for all panels, with room for the numbers at the ends of bars. `width` is that of a panel, inches."""
    values = [value for row in rows for value in row.values()]
    low, high = min(0.0, *values), max(0.0, *values)
    left, right = 0.75 if low < 0 else 0.1, 0.7
    inch = max(high - low, 1.0) / (width - left - right)
    return low - left * inch, high + right * inch


def _differences(
    ax: Axes, bars: Sequence[Mapping[str, float]], worths: Sequence[Mapping[int, float]], lang: str
) -> None:
    """At the right, what the reform changes in each row; what it changes most in bold."""
    moved = [
        after - before
        for rows in (bars, worths)
        for before, after in zip(rows[0].values(), rows[1].values(), strict=True)
    ]
    largest = max(abs(value) for value in moved[: len(bars[0])])
    for row, value in zip(ax.get_yticks(), moved, strict=True):
        if abs(value) < reasons.FELT:
            continue
        ax.annotate(
            signed(value, 1), (1.0, row), (56, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
            va="center", ha="right", fontsize=style.SMALL,
            fontweight="bold" if abs(value) >= max(reasons.FELT, 0.5 * largest) else "normal",
        )  # fmt: skip
    ax.annotate(
        say("difference", lang), (1.0, 1.0), (64, 8), xycoords="axes fraction", textcoords="offset points", ha="right",
        fontsize=style.TINY, color=style.GREY,
    )  # fmt: skip


def _name_panel(ax: Axes, name: str, choice: Choice, depth: int, width: float, lang: str) -> None:
    """The arm, what the enterprise did in it, and how likely a depth was; at most `width` inches wide."""
    did = did_said(choice, lang)
    named = _depth(depth, lang, within=True)
    chance = say("chance", lang, depth=named, chance=percent(choice.weighed.chances[depth], lang))
    figure, line = ax.get_figure(), style.leading(lang)
    assert isinstance(figure, Figure)
    lines = [style.wrapped(figure, text, width, style.TINY, lines=1) for text in (did, chance)]
    ax.annotate(
        "\n".join(lines), (0, 1), (0, 6), xycoords="axes fraction", textcoords="offset points", va="bottom",
        fontsize=style.TINY, linespacing=line,
    )  # fmt: skip
    arm = style.wrapped(figure, name, width, style.SMALL, "bold", even=True)
    ax.set_title(arm, fontsize=style.SMALL, fontweight="bold", pad=10 + 2 * line * style.TINY, linespacing=line)


def did_said(choice: Choice, lang: str) -> str:
    """What an enterprise did in a tick: "chose co-training (member)"."""
    did = say(choice.what, lang, depth=_depth(choice.after.depth, lang, within=True))
    if choice.after.depth:
        member = say("member" if choice.after.member else "no_member", lang)
        did += f"（{member}）" if lang == "zh" else f" ({member})"
    return did


def _depth(depth: int, lang: str, within: bool = False) -> str:
    name = reasons.say(f"depth_{depth}", lang)
    return name if within else name[0].upper() + name[1:]
