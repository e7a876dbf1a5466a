"""Texts of a figure as a reader sees them."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.text import Text


def shown_texts(figure: Figure) -> list[Text]:
    """Texts that are painted; matplotlib keeps labels of ticks beyond the ends of an axis."""
    beyond = set()
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                if not low <= tick.get_loc() <= high:
                    beyond.update((id(tick.label1), id(tick.label2)))
    hidden = {
        id(text) for ax in figure.axes if not ax.axison for axis in (ax.xaxis, ax.yaxis) for text in axis.findobj(Text)
    }
    texts = [
        artist for artist in figure.findobj(Text) if isinstance(artist, Text) and id(artist) not in beyond | hidden
    ]
    return [text for text in texts if text.get_visible() and text.get_text().strip()]
