"""The answer of a report as plain text, for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from rich import box
from rich.table import Table
from rich.text import Text

from ..comparison.comparison import Comparison
from ..presentation.language import Lang
from ..presentation.numbers import JOINER
from ..statistics.verdict import LEAST_WORLDS
from .ensemble import in_sets
from .ranked import recommendation
from .robust import robust
from .text import one_line

__all__ = ["ensemble_tables", "plain", "plain_answer"]


def plain(text: str) -> str:
    """A text of the page without its marks."""
    return one_line(unescape(re.sub(r"<[^>]+>", "", text)).replace(JOINER, ""))


def plain_answer(comparison: Comparison, lang: Lang) -> Iterator[str]:
    """Which reform is best for what, and whether that holds under other assumptions; nothing with too few worlds."""
    if len(comparison.seeds) < LEAST_WORLDS:
        return
    if len(comparison.reforms) > 1:
        yield plain(recommendation(comparison, lang))
    if (varied := robust(comparison, lang)) is not None:
        yield ("" if lang == "zh" else " ").join(map(plain, varied.sentences))
    if (tried := in_sets(comparison, lang)) is not None:
        yield ("" if lang == "zh" else " ").join(map(plain, tried.sentences))


def ensemble_tables(comparison: Comparison, lang: Lang) -> Iterator[Table | str]:
    """A table per reform of its effects in many parameter sets, and how to read them; nothing without such sets."""
    found = in_sets(comparison, lang)
    if found is None:
        return
    for written in found.tables:
        table = Table(box=box.SIMPLE_HEAD, title=Text(plain(written.caption)), title_justify="left")
        for place, heading in enumerate(found.headings):
            table.add_column(Text(heading), justify="right" if place else "left", overflow="fold")
        for row in written.rows:
            name = f"{row.heading.label}, {row.heading.unit}" if row.heading.unit else row.heading.label
            cells = (row.change, row.chance, row.whole, row.rises_in, row.from_parameters)
            table.add_row(*(Text(plain(cell) or "–") for cell in (name, *cells)))
        yield table
    yield found.note
