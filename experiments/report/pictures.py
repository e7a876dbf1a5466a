"""Figures within a page: as data, since a page that is passed on takes nothing else along, and described in words."""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ...simulation.scenario import Scenario
from ..comparison.comparison import Comparison
from ..presentation.language import Lang
from .text import one_line
from .wording.words import keys, say

KINDS = ("hot_and_cold", "quality", "match", "public_money", "size_classes")
"""Figures of one reform, `<kind>_<reform>`, in the order in which a page shows them."""

OVERVIEW = ("frontier", "effects", "ensemble")
"""Figures of all reforms together, in the order in which a page shows them: the first stands with the answer."""

FORMATS = (".png", ".svg")

Figures = Mapping[str, bytes] | Path
"""PNG or SVG by name, or the folder that holds such files; the names are those of `figures.draw_comparison`."""


@dataclass(frozen=True)
class Picture:
    """A figure as a page holds it: its data, what it shows (for those who do not see it), and how to read it."""

    name: str
    data: str
    alt: str
    caption: str


def read(figures: Figures | None, comparison: Comparison, lang: Lang) -> dict[str, bytes]:
    """The pictures that are given, by name, and the frontier if none is among them. Raises OSError.

    Of a folder those of this comparison that a page can show: others may lie there too.
    """
    if figures is None:
        return {}
    if isinstance(figures, Mapping):
        given = dict(figures)
    else:
        names = [*OVERVIEW, *(f"{kind}_{reform.name}" for reform in comparison.reforms for kind in KINDS)]
        paths = [figures / f"{name}{suffix}" for name in names for suffix in FORMATS]
        given = {path.stem: path.read_bytes() for path in paths if path.is_file()}
    if "frontier" not in given and len(comparison.reforms) > 1:
        try:
            given["frontier"] = _frontier(comparison, lang)
        except Exception as error:  # a page without this figure is better than no page
            said = f"the figure frontier could not be drawn ({type(error).__name__}: {error})"
            warnings.warn(said, stacklevel=3)
    return given


def missing(figures: Figures | None, given: Mapping[str, bytes], comparison: Comparison, lang: Lang) -> list[str]:
    """What the figures show that a page should hold and that could not be drawn; of figures given by name none."""
    if not isinstance(figures, Path):
        return []
    drawn = {"frontier": len(comparison.reforms) > 1, "ensemble": comparison.ensemble is not None}
    of_all = [kind for kind in OVERVIEW if kind not in given and drawn.get(kind, True)]
    said = [say(f"n_{kind}", lang) for kind in of_all]
    for reform in comparison.reforms:
        gone = [say(f"n_{kind}", lang) for kind in KINDS if f"{kind}_{reform.name}" not in given]
        if gone:
            said.append(
                say("missing_of", lang, reform=one_line(reform.title[lang]), what=say("comma", lang).join(gone))
            )
    return said


def _frontier(comparison: Comparison, lang: Lang) -> bytes:
    """Cost against depth of all arms as PNG, the same bytes each time."""
    from ..figures.base import publishing, style
    from ..figures.sweep import frontiers

    with style.look(lang) as spoken, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")  # rare signs in a title become boxes
        arms = frontiers.arms_of_comparison(comparison, spoken)
        figure = publishing.slide()
        frontiers.frontier(figure.subplots(), arms, spoken)
        publishing.headed(figure, frontiers.frontier_sentence(arms, spoken), spoken)
        content = io.BytesIO()
        figure.savefig(content, format="png", metadata={"Software": None})
    return content.getvalue()


def data_address(content: bytes) -> str:
    """A picture as an address that holds the picture itself. Raises ValueError for anything else than PNG or SVG."""
    if content.startswith(b"\x89PNG"):
        kind = "image/png"
    elif b"<svg" in content[:2000]:
        kind = "image/svg+xml"
    else:
        raise ValueError("a figure of a report must be PNG or SVG")
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def of_all(comparison: Comparison, given: Mapping[str, bytes], lang: Lang) -> list[Picture]:
    """Figures about all reforms together: all that belong to none of them."""
    own = {f"{kind}_{reform.name}" for kind in KINDS for reform in comparison.reforms}
    order = {name: place for place, name in enumerate(OVERVIEW)}
    names = sorted((name for name in given if name not in own), key=lambda name: (order.get(name, len(order)), name))
    fitted = comparison.budget is not None
    return [_picture(name, name, given, _finding_of_all(name, comparison, lang), lang, fitted) for name in names]


def of_reform(comparison: Comparison, reform: Scenario, given: Mapping[str, bytes], lang: Lang) -> list[Picture]:
    """Figures about one reform."""
    return list(_of_reform(comparison, reform, given, lang))


def _of_reform(comparison: Comparison, reform: Scenario, given: Mapping[str, bytes], lang: Lang) -> Iterator[Picture]:
    for kind in KINDS:
        name = f"{kind}_{reform.name}"
        if name in given:
            yield _picture(name, kind, given, _finding(kind, comparison, reform, lang), lang)


def _picture(
    name: str, kind: str, given: Mapping[str, bytes], finding: str, lang: Lang, on_a_budget: bool = False
) -> Picture:
    caption = say(f"f_{kind}", lang) if f"f_{kind}" in keys() else say("f_other", lang, name=one_line(name))
    if kind == "frontier" and on_a_budget:
        caption = say("f_frontier_budget", lang)
    return Picture(name, data_address(given[name]), one_line(finding) or caption, caption)


def _frames(comparison: Comparison) -> tuple[dict[str, pd.DataFrame], dict[str, Scenario]]:
    arms = {arm.name: arm for arm in (comparison.base, *comparison.reforms)}
    series = comparison.series
    return {name: series.loc[series["scenario"] == name] for name in arms}, arms


def _finding_of_all(name: str, comparison: Comparison, lang: Lang) -> str:
    from ..figures.run import findings
    from ..figures.sweep import frontiers

    if name == "frontier":
        return frontiers.frontier_sentence(frontiers.arms_of_comparison(comparison, lang), lang)
    if name == "ensemble" and comparison.ensemble is not None:
        from ..figures.run.ensemble import finding

        return finding(comparison.ensemble, comparison.rank_by, lang)
    return findings.effects(*_frames(comparison), lang) if name == "effects" else ""


def _finding(kind: str, comparison: Comparison, reform: Scenario, lang: Lang) -> str:
    """What a figure shows, in the sentence that is its title."""
    from ..figures.base import tidy
    from ..figures.run import findings

    series, _ = _frames(comparison)
    base, other = tidy.city(series[comparison.base.name]), tidy.city(series[reform.name])
    match kind:
        case "hot_and_cold":
            said = findings.change(base, other, "deep_participation", lang)
        case "quality":
            said = findings.change(base, other, "training_quality", lang)
        case "match":
            said = findings.change(base, other, "talent_match", lang)
        case "public_money":
            said = findings.money_change(base, other, reform, lang)
        case _:
            sizes = comparison.by_size
            one, another = (sizes.loc[sizes["scenario"] == arm.name] for arm in (comparison.base, reform))
            said = findings.size_change(one, another, lang)
    return f"{one_line(reform.title[lang])}{'：' if lang == 'zh' else ': '}{said}"
