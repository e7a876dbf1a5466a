"""Texts that somebody else wrote, made safe to stand in a page of one language."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from ..presentation.language import Lang

# Marks and overrides that would turn round the text after them.
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LETTERS = re.compile(r"[A-Za-z]")
_LONG_WORD = re.compile("[^\\s\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]{30,}")
_STRETCH = 12
"""Letters of a word that no line has room for, between two places where it may be broken."""


def one_line(text: str) -> str:
    """A text in one line without marks of direction, for attributes and plain sentences."""
    return " ".join(_DIRECTIONS.sub("", text).split())


def isolated(text: str, lang: Lang) -> Markup:
    """A text of a scenario as HTML: set apart by its own direction, and marked where it is in the other language."""
    text = one_line(text)
    other = _other_language(text, lang)
    attribute = Markup(' lang="{}"').format(other) if other else Markup("")
    return Markup("<bdi{}>{}</bdi>").format(attribute, _breakable(text))


def _breakable(text: str) -> Markup:
    """A text in which overlong words may be broken, so that a table is no wider than the page."""
    found, last = Markup(), 0
    for word in _LONG_WORD.finditer(text):
        parts = [word[0][first : first + _STRETCH] for first in range(0, len(word[0]), _STRETCH)]
        found += escape(text[last : word.start()]) + Markup("<wbr>").join(parts)
        last = word.end()
    return found + escape(text[last:])


def _other_language(text: str, lang: Lang) -> str:
    """The language a text is evidently in, if it is not the page's."""
    chinese = bool(_CHINESE.search(text))
    if lang == "en":
        return "zh" if chinese else ""
    return "en" if not chinese and _LETTERS.search(text) else ""
