"""What the pages of calibrations and validations have in common: a lead, and sections of sentences, figures, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...presentation.language import Lang
from ..page import rendered
from ..tables import Table
from ..text import one_line

__all__ = ["Section", "Shown", "findings_page"]


@dataclass(frozen=True)
class Shown:
    """A figure of the page."""

    name: str
    data: str
    alt: str


@dataclass(frozen=True)
class Section:
    """A part of the page; of its paragraphs the first `sentences` are findings, the others notes."""

    title: str
    paragraphs: tuple[str, ...] = ()
    sentences: int = 0
    figures: tuple[Shown, ...] = ()
    tables: tuple[Table, ...] = ()


def findings_page(title: str, kind: str, lead: str, sections: Sequence[Section], lang: Lang) -> str:
    """The page as HTML, complete in itself."""
    return rendered(
        "findings.html.jinja", lang, title=one_line(title), kind=kind, lead=one_line(lead), sections=list(sections)
    )
