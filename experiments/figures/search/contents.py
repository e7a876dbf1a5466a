"""What is in each bundle: instruments as rows, bundles as columns, strength as the length of a bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ....simulation.parameters import PARAMETERS
from ....simulation.policies import POLICIES
from ...presentation.labels import in_text, label_in_text
from ...presentation.language import Lang, name_of
from ...presentation.numbers import at_city_scale, city_money, form_of, number
from ...presentation.texts import Texts
from ...statistics.verdict import judged
from ...sweeps.design.factors import Factor
from ..base import style
from ..base.publishing import headed, lettering, slide

if TYPE_CHECKING:
    from ...search.front import Found, Measured

__all__ = ["contents_figure", "contents_sentence", "part_named"]

_WORDS: dict[str, tuple[str, str]] = {
    "adds": (
        "In bundle {number}, the best, “{name}” matters most: without it, {goal} would be {effect} {way}",
        "在最优的组合{number}中，“{name}”最为重要：没有它，{goal}会{way}{effect}",
    ),
    "lower": ("lower", "低"),
    "higher": ("higher", "高"),
    "most": ("“{name}” is in {count} of {of} bundles", "{of}个组合中有{count}个含有“{name}”"),
    "note": (
        "Height of a bar: strength, from the weakest to the strongest that was searched (of several numbers, their "
        "mean). Institutions: filled where a bundle changes what stands. Orange: best within the budget. Cost: {unit}.",
        "柱高：力度，由搜索范围中的最弱到最强（有多个数时取平均）。现行制度：组合改变它时填满。橙色：预算内最优。花费单位：{unit}。",
    ),
    "bundle": ("Bundle, from the cheapest to the dearest; cost below", "组合（按花费由低到高），下方为花费"),
    "changed": ("Standing: {name}", "现行{name}"),
}

_say = Texts(_WORDS).say

FULL = 0.8
"""Height of the bar of what is as strong as was searched, in rows; what is weakest has a tenth of it."""


def _rows(found: Found, lang: Lang) -> list[tuple[str, list[float]]]:
    """Names of instruments and institutions, with the share of its range in each bundle; NaN where it is out."""
    rows = []
    for instrument in found.search.space.instruments:
        shares = []
        for one in found.front:
            values = one.bundle.instruments.get(instrument.kind)
            if values is None:
                shares.append(np.nan)
                continue
            own = [_strength(f, values[instrument.field_of(f)]) for f in instrument.factors]
            shares.append(float(np.mean(own)) if own else 1.0)
        rows.append((part_named(f"policy.{instrument.kind}", lang), shares))
    for institution in found.search.space.institutions:
        inside = [1.0 if institution.name in one.bundle.institutions else np.nan for one in found.front]
        rows.append((part_named(f"parameters.{institution.name}", lang), inside))
    return rows


def _strength(factor: Factor, value: float | int) -> float:
    """How strong a value is, from the weakest (0) to the strongest (1): the strongest is farthest from 0."""
    low, high = factor.ends
    share = float(factor.shares([value])[0])
    return share if abs(high) >= abs(low) else 1.0 - share


def contents_sentence(found: Found, lang: Lang) -> str:
    """Which part of the best bundle adds most to the first goal; if none is seen to, what is in most bundles."""
    search, best = found.search, found.best
    added = {name: judged(rows[:, 1]) for name in found.parts if (rows := found.adds(name)) is not None}
    helping = {name: effect.value for name, (verdict, effect) in added.items() if verdict.sign == search.signs[0]}
    if best is not None and helping:
        name = max(helping, key=lambda name: abs(helping[name]))
        form = form_of(search.goals[0], search.base, lang)
        words = {"goal": label_in_text(search.goals[0], lang), "effect": form.size(helping[name])}
        words["way"] = _say("lower" if helping[name] > 0 else "higher", lang)
        return _say("adds", lang, number=best.number, name=part_named(name, lang), **words)
    counts = {i.kind: sum(i.kind in one.bundle.instruments for one in found.front) for i in search.space.instruments}
    kind = max(counts, key=counts.__getitem__)
    return _say("most", lang, name=part_named(f"policy.{kind}", lang), count=counts[kind], of=len(found.front))


def part_named(part: str, lang: Lang) -> str:
    """What an instrument, or an institution that is changed, is called."""
    table, _, name = part.partition(".")
    if table == "policy":
        return name_of(POLICIES[name], lang)  # type: ignore[arg-type]
    return _say("changed", lang, name=in_text(name_of(PARAMETERS[name], lang)))


def contents_figure(found: Found, lang: Lang) -> Figure:
    """Draw it."""
    search, size, rows = found.search, lettering(), _rows(found, lang)
    figure = slide(max(4.8, 2.9 + 0.46 * len(rows)))
    headed(figure, contents_sentence(found, lang), lang, _say("note", lang, unit=city_money(search.base, lang).heading))
    ax = figure.subplots()
    for row, (_, shares) in enumerate(rows):
        for column, (one, share) in enumerate(zip(found.front, shares, strict=True)):
            frame = Rectangle((column - 0.4, row - FULL / 2), 0.8, FULL, facecolor="none", edgecolor=style.PALE)
            ax.add_patch(frame)
            if np.isfinite(share):
                height = FULL * (0.1 + 0.9 * share)
                colour = style.ORANGE if one is found.best else style.BLUE
                ax.add_patch(Rectangle((column - 0.4, row + FULL / 2 - height), 0.8, height, facecolor=colour))
    labels = [style.wrapped(figure, name, 3.6, size.small, lines=2) for name, _ in rows]
    ax.set_yticks(range(len(rows)), labels, fontsize=size.small)
    ax.set_ylim(len(rows) - 0.45, -0.55)
    ax.set_xlim(-0.6, len(found.front) - 0.4)
    ax.set_xticks(range(len(found.front)), [_column(found, one, lang) for one in found.front], fontsize=size.tiny)
    ax.set_xlabel(_say("bundle", lang), fontsize=size.small)
    ax.grid(False)
    for side in ax.spines.values():
        side.set_visible(False)
    return figure


def _column(found: Found, one: Measured, lang: Lang) -> str:
    """Number and cost of a bundle."""
    cost = at_city_scale(one.interval(0).value, found.search.base, lang)
    return f"{one.number}\n{number(cost, 0)}"
