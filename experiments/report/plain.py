"""The answer of a report as plain text, for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from ..comparison.comparison import Comparison
from ..presentation.language import Lang
from ..presentation.numbers import JOINER
from ..statistics.verdict import LEAST_WORLDS
from .ranked import recommendation
from .robust import robust
from .text import one_line

__all__ = ["plain", "plain_answer"]


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
