"""Which colour, hatch, line and marker stands for what, the same in every figure; and keys that say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from ...presentation.labels import label
from . import style, tidy, words
from .words import say

Line = Mapping[str, Any]
"""How a line is drawn: color, linestyle, marker."""


class Depth(NamedTuple):
    """How enterprises of a depth are drawn: name of its text, column, colour of the area and of its label, hatch."""

    text: str
    column: str
    colour: str
    ink: str
    hatch: str


DEPTHS = (
    Depth("depth_3", "deep_participation", style.BLUE, style.BLUE, ""),
    Depth("depth_2", "placement_share", style.SKY, style.SKY, "//"),
    Depth("depth_1", "nominal", style.MIST, style.GREY, ".."),
)
"""Depths as they are stacked, from below. The deepest stands on the axis, where it is read most easily."""

SCHOOLS: Line = {"color": style.VERMILLION, "linestyle": "-", "marker": "o"}

QUALITY: dict[str, Line] = {
    "training_quality": {"color": style.GREEN, "linestyle": "-", "marker": "o"},
    "practical_share": {"color": style.ORANGE, "linestyle": "--", "marker": "s"},
    "teacher_experience": {"color": style.PURPLE, "linestyle": "-.", "marker": "^"},
    "exposure": {"color": style.BLUE, "linestyle": ":", "marker": "D"},
}
"""Training quality, and what makes it."""

MATCH: dict[str, Line] = {
    "skill_fit": {"color": style.PURPLE, "linestyle": "-.", "marker": "^"},
    "job_relevance": {"color": style.ORANGE, "linestyle": "--", "marker": "s"},
    "talent_match": {"color": style.GREEN, "linestyle": "-", "marker": "o"},
}
"""The match and its two parts."""

TAKING_PART: dict[str, Line] = {
    "participation": {"color": style.GREY, "linestyle": "--", "marker": "s"},
    "deep_participation": {"color": style.BLUE, "linestyle": "-", "marker": "o"},
}
"""What a reform changes in who takes part."""
TAKING_PART_HATCHES = ("//", "")

MOST_KINDS = 6
"""More kinds of money than that, and the smallest are drawn as one."""
_MONEY_COLOURS = (style.ORANGE, style.GREEN, style.BLUE, style.PURPLE, style.SKY, style.VERMILLION, style.YELLOW)
_MONEY_HATCHES = ("", "//", "..", "xx", "\\\\")


def money_style(kind: str) -> tuple[str, str]:
    """Colour and hatch of a kind of money."""
    if kind == "other":
        return style.MIST, ""
    place = words.PLACE_OF_KIND[kind]
    return _MONEY_COLOURS[place % len(_MONEY_COLOURS)], _MONEY_HATCHES[place // len(_MONEY_COLOURS)]


def drawn_kinds(*frames: pd.DataFrame) -> list[str]:
    """Kinds of money that get a colour of their own, in the order of tables; "other" for the smallest of many."""
    kinds = tidy.kinds_of_money(*frames)
    if len(kinds) <= MOST_KINDS:
        return kinds
    sums = {kind: max(tidy.city(frame)[f"public_spending_{kind}"].abs().sum() for frame in frames) for kind in kinds}
    largest = sorted(kinds, key=lambda kind: -sums[kind])[: MOST_KINDS - 1]
    return [*(kind for kind in kinds if kind in largest), "other"]


# --- keys of panels that share one ------------------------------------------------------------------------------------


def key_of_depths(lang: str) -> list[Artist]:
    """The three depths, from above as they are stacked."""
    return [_patch(depth.colour, depth.hatch, say(depth.text, lang)) for depth in reversed(DEPTHS)]


def key_of_schools(lang: str) -> list[Artist]:
    """The line of schools."""
    return [Line2D([], [], label=say("schools", lang), **SCHOOLS)]


def key_of_lines(metrics: Mapping[str, Line], lang: str) -> list[Artist]:
    """Lines by metric."""
    return [Line2D([], [], label=label(metric, lang), **how) for metric, how in metrics.items()]


def key_of_bars(lang: str) -> list[Artist]:
    """Bars of those who take part at all and in depth."""
    return [
        _patch(how["color"], hatch, label(metric, lang))
        for (metric, how), hatch in zip(TAKING_PART.items(), TAKING_PART_HATCHES, strict=True)
    ]


def key_of_money(kinds: Sequence[str], lang: str) -> list[Artist]:
    """Kinds of money."""
    return [_patch(*money_style(kind), words.money_label(kind, lang)) for kind in kinds]


def _patch(colour: str, hatch: str, text: str) -> Patch:
    return Patch(facecolor=colour, edgecolor="white", hatch=hatch, label=text)
