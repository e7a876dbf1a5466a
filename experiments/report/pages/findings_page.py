"""What the pages of calibrations and validations have in common: a lead, and sections of sentences, figures, tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...presentation.language import Lang
from ..page import rendered
from ..pictures import FORMATS, data_address
from ..tables import Table
from ..text import one_line

__all__ = ["Section", "Shown", "findings_page", "shown_figures"]


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


def shown_figures(figures: Iterable[Path], captions: Mapping[str, str]) -> dict[str, tuple[Shown, ...]]:
    """By each name with a caption its figure for the page; none if it was not drawn in a format that pages take."""
    found: dict[str, tuple[Shown, ...]] = dict.fromkeys(captions, ())
    for path in figures:
        if path.suffix in FORMATS and path.stem in captions:
            found[path.stem] = (Shown(path.stem, data_address(path.read_bytes()), captions[path.stem]),)
    return found


def findings_page(title: str, kind: str, lead: str, sections: Sequence[Section], lang: Lang) -> str:
    """The page as HTML, complete in itself."""
    return rendered(
        "findings.html.jinja", lang, title=one_line(title), kind=kind, lead=one_line(lead), sections=list(sections)
    )
