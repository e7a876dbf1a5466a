"""How figures look: size, colours, fonts, and how they are written.

Colours are Okabe and Ito's, which colour-blind readers tell apart; a hatch, a line style or a marker says the same a
second time. Text is large enough for the last row of a lecture hall and for a telephone.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure, SubFigure

from ...presentation.fonts import cjk_font
from ...presentation.language import Lang

Format = Literal["png", "pdf", "svg"]

SIZE = (12.0, 6.75)
"""Inches: a slide of 16 to 9."""
DPI = 150
TITLE, BODY, SMALL, TINY = 25, 19, 16, 14
"""Points, at `SIZE`."""

BLACK, GREY, MIST, PALE = "#1A1A1A", "#5A5A5A", "#B5B5B5", "#E0E0E0"
ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILLION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"


class FontWarning(UserWarning):
    """中文 was asked for, and no font on this machine has it."""


class FigureWarning(UserWarning):
    """A figure could not be drawn; the others were."""


def language(lang: str) -> Lang:
    """The language that can be drawn: English with one warning where 中文 has no font. Raises ValueError."""
    if lang not in ("en", "zh"):
        raise ValueError(f"lang = {lang!r}; allowed: en, zh")
    if lang == "zh" and cjk_font() is None:
        warnings.warn(
            "no installed font has 中文, so the figures are in English; install one, such as Noto Sans CJK SC "
            "(Debian, Ubuntu: apt install fonts-noto-cjk)",
            FontWarning,
            stacklevel=3,
        )
        return "en"
    return "zh" if lang == "zh" else "en"


@contextmanager
def look(lang: str = "en") -> Iterator[Lang]:
    """Settings under which figures are made and written; gives the language that can be drawn.

    They begin with matplotlib's defaults: what a user has set, in a `matplotlibrc` or in the session, does not reach
    these figures and is as before afterwards.

    For a figure of your own: `with look("zh") as lang: hot_and_cold(ax, frame, lang)`.
    """
    lang = language(lang)
    cjk = cjk_font()
    fonts = ["DejaVu Sans"] if cjk is None else ["DejaVu Sans", cjk] if lang == "en" else [cjk, "DejaVu Sans"]
    settings: dict[Any, Any] = {
        "font.family": fonts,
        "font.size": BODY,
        "text.color": BLACK,
        "text.parse_math": False,  # a title with $ in it is a title with $ in it
        "axes.titlesize": BODY,
        "axes.titlelocation": "left",
        "axes.titleweight": "bold",
        "axes.labelsize": BODY,
        "axes.labelcolor": BLACK,
        "axes.edgecolor": GREY,
        "axes.linewidth": 1.2,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.axisbelow": True,
        "grid.color": PALE,
        "grid.linewidth": 1.0,
        "xtick.labelsize": BODY,
        "ytick.labelsize": BODY,
        "xtick.color": GREY,
        "ytick.color": GREY,
        "xtick.labelcolor": BLACK,
        "ytick.labelcolor": BLACK,
        "xtick.major.size": 6,
        "xtick.major.pad": 8,
        "ytick.major.size": 0,
        "legend.fontsize": SMALL,
        "legend.frameon": False,
        "hatch.linewidth": 1.0,
        "lines.linewidth": 3.5,
        "lines.markersize": 9,
        "svg.hashsalt": "consortium",  # else ids are drawn anew each time
        "svg.fonttype": "path",  # shown alike where the font is missing
    }
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(settings)
        yield lang


def blank(height: float = SIZE[1]) -> Figure:
    """An empty figure that belongs to no window and to no state of pyplot."""
    figure = Figure(figsize=(SIZE[0], height), dpi=DPI)
    FigureCanvasAgg(figure)
    return figure


def write(figure: Figure, folder: Path, name: str, format: Format) -> Path:
    """Write a figure, the same bytes each time: nothing of clocks is in the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.{format}"
    undated = {"png": {"Software": None}, "pdf": {"CreationDate": None}, "svg": {"Date": None}}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")  # rare signs in a title become boxes
        figure.savefig(path, format=format, metadata=undated[format])
    return path


def write_all(figures: Mapping[str, Callable[[], Figure]], folder: Path, format: Format) -> list[Path]:
    """Draw figures one by one and write each under its name. Gives the files written.

    A figure that cannot be drawn costs a FigureWarning, not the others. Raises OSError where the folder cannot be
    written.
    """
    written = []
    for name, draw in figures.items():
        try:
            written.append(write(draw(), folder, name, format))
        except OSError:
            raise
        except Exception as error:
            (folder / f"{name}.{format}").unlink(missing_ok=True)  # half a file is none
            said = f"{type(error).__name__}: {error}"
            warnings.warn(f"the figure {name} could not be drawn ({said})", FigureWarning, stacklevel=3)
    return written


# --- text that must fit -----------------------------------------------------------------------------------------------


def _pieces(text: str) -> list[str]:
    """Where a line may break: after a space, and between Chinese characters but not before their punctuation."""
    pieces = [""]
    for sign in text:
        pieces[-1] += sign
        if sign == " " or ord(sign) >= 0x2E80:
            pieces.append("")
    joined: list[str] = []
    for piece in filter(None, pieces):
        closes = piece[0] in "，。：；、？！）》”’%…" and bool(joined) and not joined[-1].endswith(" ")
        opened = bool(joined) and joined[-1][-1] in "（《“‘"
        if closes or opened:
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def leading(lang: str) -> float:
    """Distance of lines, in heights of the font: Chinese characters fill their line."""
    return 1.45 if lang == "zh" else 1.2


def wrapped(
    figure: Figure | SubFigure,
    text: str,
    width: float,
    size: float,
    weight: str = "normal",
    lines: int = 2,
    even: bool = False,
) -> str:
    """A text broken into at most so many lines of `width` inches; what does not fit ends in ….

    `even`: two lines break after a punctuation mark, or else in the middle, rather than before the last word.
    """
    text = " ".join(text.split())[:400]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        rows = _rows(figure, text, width, size, weight)
        if len(rows) > lines:
            rows = rows[:lines]
            while rows[-1] and _width(figure, rows[-1].rstrip() + "…", size, weight) > width:
                rows[-1] = rows[-1][:-1]
            rows[-1] = rows[-1].rstrip() + "…"
        elif even and len(rows) == 2:
            rows = _evenly(figure, text, width, size, weight) or rows
    return "\n".join(row.rstrip() for row in rows)


def _evenly(figure: Figure | SubFigure, text: str, width: float, size: float, weight: str) -> list[str]:
    """A text in two lines, the longer one as short as may be; nothing if there is no such place."""
    pieces = _pieces(text)
    halves = [("".join(pieces[:i]), "".join(pieces[i:])) for i in range(1, len(pieces))]
    marked = [half for half in halves if half[0].rstrip()[-1] in ",;:，；："]
    for among in (marked, halves):
        longest, rows = min(
            ((max(_width(figure, row, size, weight) for row in half), list(half)) for half in among),
            default=(float("inf"), []),
        )
        if longest <= width:
            return rows
    return []


def _rows(figure: Figure | SubFigure, text: str, width: float, size: float, weight: str) -> list[str]:
    rows = [""]
    for piece in _pieces(text):
        if rows[-1] and _width(figure, rows[-1] + piece, size, weight) > width:
            rows.append("")
        rows[-1] += piece
        while _width(figure, rows[-1], size, weight) > width and len(rows[-1]) > 1:  # one endless word
            whole = rows[-1]
            cut = len(whole) - 1
            while cut > 1 and _width(figure, whole[:cut], size, weight) > width:
                cut = cut // 2 if _width(figure, whole[: cut // 2], size, weight) > width else cut - 1
            rows[-1:] = [whole[:cut], whole[cut:]]
    return rows


def _width(figure: Figure | SubFigure, line: str, size: float, weight: str) -> float:
    """Width of a line in inches."""
    probe = figure.text(0, 0, line.rstrip(), fontsize=size, fontweight=weight)
    extent = probe.get_window_extent().width / figure.dpi
    probe.remove()
    return extent


def spread(centres: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Centres of things of some sizes moved apart so that none overlap, within bounds where there is room."""
    order = sorted(range(len(centres)), key=lambda i: centres[i])
    placed = [float(centres[i]) for i in order]
    gaps = [(sizes[one] + sizes[other]) / 2 for one, other in pairwise(order)]
    for i in range(len(placed)):
        placed[i] = max(placed[i], low + sizes[order[0]] / 2 if i == 0 else placed[i - 1] + gaps[i - 1])
    for i in reversed(range(len(placed))):
        last = i == len(placed) - 1
        placed[i] = min(placed[i], high - sizes[order[-1]] / 2 if last else placed[i + 1] - gaps[i])
    result = [0.0] * len(placed)
    for rank, i in enumerate(order):
        result[i] = placed[rank]
    return result


def labels_at_right(ax: Axes, entries: Sequence[tuple[float, str, str]], x: float) -> None:
    """Names beside the ends of lines, areas or bars instead of a legend: (height, text, colour), from abscissa `x`.

    A line in the colour leads from the end to the name.
    """
    figure = ax.figure
    if figure is None or not entries:
        return
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    box = ax.get_position()
    inches, height = figure.bbox.width / figure.dpi, figure.bbox.height / figure.dpi
    unit = (right - left) / (box.width * inches)  # abscissa an inch
    room = (1 - box.x1) * inches - 0.75
    texts = [wrapped(figure, text, room, BODY) for _, text, _ in entries]
    line = 1.3 * BODY / 72 / (box.height * height) * (high - low)
    sizes = [line * (text.count("\n") + 1) for text in texts]
    centres = spread([entry[0] for entry in entries], sizes, low - line / 2, high + line / 2)
    for (end, _, colour), text, centre in zip(entries, texts, centres, strict=True):
        ax.plot(
            [x + 0.08 * unit, x + 0.42 * unit], [end, centre], color=colour, linewidth=3.5, clip_on=False,
            solid_capstyle="round",
        )  # fmt: skip
        ax.text(x + 0.52 * unit, centre, text, va="center", ha="left", fontsize=BODY, linespacing=1.2, clip_on=False)
    ax.set_xlim(left, right)
    ax.set_ylim(low, high)
