"""Figures at the size of a slide and at the widths of a journal's columns, and the files that journals take.

    with journal_look("en") as lang:
        figure = column("one")
        heat_map(figure.subplots(), runs, "policy.subsidy.per_trainee", "parameters.monitoring", lang=lang)
        publish(figure, "paper/figure_2")

Building blocks ask `lettering` how large letters and strokes are, so the same block serves both sizes.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure
from matplotlib.text import Text

from ...presentation.fonts import CJK_FONTS
from ...presentation.language import Lang
from . import style

Width = Literal["one", "two"]

WIDTHS = {"one": 85.0, "two": 178.0}
"""Millimetres: a column, and both columns of a page."""
HEIGHTS = {"one": 70.0, "two": 90.0}
"""Millimetres where nothing else is asked for."""
TALLEST = 240.0
"""Millimetres: a page."""
INCH = 25.4
PRINT_DPI = 300
FORMATS = ("pdf", "svg", "png", "tiff")


class Lettering(NamedTuple):
    """Sizes of type in points, and how thick strokes and how large marks are beside those of a slide."""

    title: float
    body: float
    small: float
    tiny: float
    stroke: float


SLIDE = Lettering(style.TITLE, style.BODY, style.SMALL, style.TINY, 1.0)
COLUMN = Lettering(9.0, 8.0, 7.5, 7.0, 0.36)


def lettering() -> Lettering:
    """The sizes of the look that is in force."""
    return COLUMN if float(mpl.rcParams["font.size"]) < (COLUMN.body + SLIDE.body) / 2 else SLIDE


@contextmanager
def journal_look(lang: str = "en") -> Iterator[Lang]:
    """Settings under which figures for a journal are made and written: letters of 7 to 9 points, thin strokes.

    Gives the language that can be drawn, as `style.look` does.
    """
    stroke = COLUMN.stroke
    settings: dict[Any, Any] = {
        "font.size": COLUMN.body,
        "axes.titlesize": COLUMN.body,
        "axes.labelsize": COLUMN.body,
        "axes.labelpad": 2.5,
        "axes.titlepad": 4.0,
        "axes.linewidth": 0.6,
        "grid.linewidth": 0.5,
        "xtick.labelsize": COLUMN.small,
        "ytick.labelsize": COLUMN.small,
        "xtick.major.size": 2.5,
        "xtick.major.width": 0.6,
        "xtick.major.pad": 2.5,
        "ytick.major.pad": 2.5,
        "legend.fontsize": COLUMN.small,
        "hatch.linewidth": 0.5,
        "lines.linewidth": 3.5 * stroke,
        "lines.markersize": 4.0,
    }
    with style.look(lang) as spoken, mpl.rc_context(settings):
        yield spoken


def column(width: Width = "one", height: float | None = None) -> Figure:
    """An empty figure as wide as one column of a journal (85 mm) or two (178 mm); `height` in millimetres.

    What is drawn in it is moved so that nothing is cut off. Raises ValueError.
    """
    if width not in WIDTHS:
        raise ValueError(f"width = {width!r}; allowed: {', '.join(WIDTHS)}")
    tall = HEIGHTS[width] if height is None else float(height)
    if not 20 <= tall <= TALLEST:
        raise ValueError(f"height = {height} mm; allowed: from 20 to {TALLEST:.0f}")
    figure = Figure(figsize=(WIDTHS[width] / INCH, tall / INCH), dpi=PRINT_DPI, layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def slide(height: float = style.SIZE[1]) -> Figure:
    """An empty figure of the size of a slide, `height` in inches; what is drawn is moved so that nothing is cut."""
    figure = style.blank(height)
    figure.set_layout_engine("constrained", w_pad=0.2, h_pad=0.16)
    return figure


def headed(figure: Figure, title: str, lang: str, note: str = "") -> Figure:
    """Write the finding above a figure, and below it in small how it was made."""
    size = lettering()
    inches = float(figure.get_figwidth()) - 0.03 * figure.get_figwidth()
    points = size.title if lang != "zh" or size is COLUMN else size.title + 3  # fewer signs, of more strokes
    text = style.wrapped(figure, title, inches, points, "bold", lines=3, even=True)
    if text.endswith("…"):
        points = size.small
        text = style.wrapped(figure, title, inches, points, "bold", lines=4)
    text = _balanced(figure, text, title, inches, points)
    place = {"x": 0.012, "ha": "left"}
    figure.suptitle(text, fontsize=points, fontweight="bold", linespacing=style.leading(lang), **place)
    if note:
        wrapped = style.wrapped(figure, note, inches, size.tiny, lines=3)
        below = figure.supxlabel(wrapped, fontsize=size.tiny, color=style.GREY, **place)
        below.set_linespacing(style.leading(lang))
        below.set_multialignment("left")
    return figure


def _balanced(figure: Figure, text: str, title: str, inches: float, points: float) -> str:
    """A title of three lines or more with lines about as long as each other, rather than one word in the last."""
    lines = text.count("\n") + 1
    if lines < 3 or text.endswith("…"):
        return text
    for share in (0.7, 0.75, 0.8, 0.85, 0.9, 0.95):
        narrow = style.wrapped(figure, title, share * inches, points, "bold", lines=lines + 1)
        if narrow.count("\n") + 1 <= lines:
            return narrow
    return text


# --- files ------------------------------------------------------------------------------------------------------------


def publish(figure: Figure, stem: str | Path, formats: Iterable[str] = ("pdf", "svg", "png")) -> list[Path]:
    """Write a figure under one name in several formats and give the files, the same bytes each time.

    PDF keeps text as text with its font in the file, SVG draws letters as outlines, PNG and TIFF have 300 dots an inch.
    Call it within the look in which the figure was made. Raises ValueError for a format that is none of `FORMATS`.
    """
    wanted = [formats] if isinstance(formats, str) else list(formats)
    for format in wanted:
        if format not in FORMATS:
            raise ValueError(f"format {format!r}; allowed: {', '.join(FORMATS)}")
    stem = Path(stem)
    stem.parent.mkdir(parents=True, exist_ok=True)
    settings: dict[Any, Any] = {
        "pdf.fonttype": _pdf_fonts(figure),
        "svg.fonttype": "path",
        "svg.hashsalt": "consortium",
    }
    written = []
    with mpl.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")  # rare signs in a title become boxes
        for format in wanted:
            path = stem.with_name(f"{stem.name}.{format}")
            figure.savefig(path, format=format, dpi=PRINT_DPI, **_UNDATED[format])
            written.append(path)
    return written


_UNDATED: dict[str, dict[str, Any]] = {
    "pdf": {"metadata": {"CreationDate": None}},
    "svg": {"metadata": {"Date": None}},
    "png": {"metadata": {"Software": None}},
    "tiff": {"pil_kwargs": {"compression": "tiff_lzw"}},
}


def _pdf_fonts(figure: Figure) -> int:
    """How fonts go into a PDF: as TrueType (42), which journals ask for, or as outlines (3).

    Most fonts with 中文 have PostScript outlines, and those within a TrueType frame make a file that strict readers
    refuse.
    """
    texts = [text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_text()]
    families = {name for text in texts if (name := _drawn_family(text))}
    return 3 if any(_has_postscript_outlines(name) for name in families) else 42


def _drawn_family(text: Text) -> str | None:
    """The font with 中文 that a text is drawn in, None for others, which all are TrueType."""
    families = [name for name in text.get_fontfamily() if name in CJK_FONTS]
    first = bool(families) and text.get_fontfamily()[0] == families[0]
    return families[0] if families and (first or any(ord(sign) >= 0x2E80 for sign in text.get_text())) else None


def _has_postscript_outlines(family: str) -> bool:
    from fontTools.ttLib import TTFont

    path = font_manager.findfont(font_manager.FontProperties(family=[family]))
    with TTFont(path, fontNumber=0, lazy=True) as font:
        return font.sfntVersion == "OTTO"


def inches(figure: Figure | SubFigure) -> float:
    """Width of a figure, or of a part of one, in inches."""
    return float(figure.bbox.width) / float(figure.dpi)
