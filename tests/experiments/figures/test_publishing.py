"""Figures of sweeps can be read at every size, survive what sweeps leave, and are as journals want them."""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image

from consortium.experiments.figures import (
    arms_of_sweep,
    column,
    draw_sweep,
    frontier,
    headed,
    heat_map,
    journal_look,
    main_effects,
    publish,
    screening,
    slide,
    small_multiples,
    sobol_indices,
)
from consortium.experiments.figures.base import publishing, style
from consortium.experiments.figures.sweep import drawing as sweeps
from consortium.experiments.figures.sweep import frontiers, level_effects, points
from consortium.experiments.sweeps.design.design import Design
from tests.experiments.figures.texts import shown_texts
from tests.sweep_tables import (
    BUDGET,
    COST,
    DEEP,
    GOVERNANCE,
    GRID,
    HAS_CHINESE,
    LANGUAGES,
    MONITORING,
    OWNERSHIP,
    SIMPLER,
    START,
    SUBSIDY,
    index_table,
    sweep_of,
    written_design,
)

# --- publishing -------------------------------------------------------------------------------------------------------


def published(runs: pd.DataFrame, stem: Path, lang: str = "en", **how: Any) -> list[Path]:
    with journal_look(lang) as spoken:
        figure = column("one")
        heat_map(figure.subplots(), runs, SUBSIDY, MONITORING, DEEP, spoken)
        return publish(figure, stem, **how)


def test_columns_are_as_wide_as_a_journals(runs: pd.DataFrame, tmp_path: Path) -> None:
    (png,) = published(runs, tmp_path / "fig", formats=["png"])
    with Image.open(png) as image:
        assert image.size == (int(85 / 25.4 * 300), int(70 / 25.4 * 300))
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    with journal_look():
        assert column("two", 60).get_size_inches().tolist() == pytest.approx([178 / 25.4, 60 / 25.4])


def test_a_figure_is_published_in_every_format_and_the_same_each_time(runs: pd.DataFrame, tmp_path: Path) -> None:
    formats = ("pdf", "svg", "png", "tiff")
    first = published(runs, tmp_path / "a" / "figure.2", formats=formats)
    assert [path.name for path in first] == [f"figure.2.{format}" for format in formats]
    again = published(runs, tmp_path / "b" / "figure.2", formats=formats)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    assert "<text" not in first[1].read_text(encoding="utf-8")
    with Image.open(first[3]) as tiff:
        assert tiff.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert tiff.info["compression"] == "tiff_lzw"


def fonts_of(pdf: Path) -> tuple[set[bytes], bool]:
    """Kinds of the fonts in a PDF, and whether TrueType files are in it."""
    data = pdf.read_bytes()
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            data += zlib.decompress(found[1])
        except zlib.error:
            continue
    return set(re.findall(rb"/Subtype /(Type0|Type3|Type1|TrueType)\b", data)), b"/FontFile2" in data


def test_a_pdf_brings_its_fonts_as_text(runs: pd.DataFrame, tmp_path: Path) -> None:
    (pdf,) = published(runs, tmp_path / "en", formats="pdf")
    assert fonts_of(pdf) == ({b"Type0"}, True)


@pytest.mark.skipif(not HAS_CHINESE, reason="no font has 中文")
def test_fonts_with_postscript_outlines_are_not_passed_off_as_truetype(runs: pd.DataFrame, tmp_path: Path) -> None:
    (pdf,) = published(runs, tmp_path / "zh", "zh", formats=["pdf"])
    kinds, _ = fonts_of(pdf)
    family = style.cjk_font()
    assert family is not None
    assert kinds == {b"Type3" if publishing._has_postscript_outlines(family) else b"Type0"}


def test_what_cannot_be_published_is_refused(runs: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'gif'; allowed: pdf, svg, png, tiff"):
        published(runs, tmp_path / "fig", formats=["png", "gif"])
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ValueError, match="allowed: one, two"):
        column("three")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="from 20 to 240"):
        column("one", 900)


def test_the_look_of_a_journal_leaves_no_trace() -> None:
    before = dict(mpl.rcParams)
    with journal_look():
        assert publishing.lettering() == publishing.COLUMN
    assert dict(mpl.rcParams) == before
    with style.look():
        assert publishing.lettering() == publishing.SLIDE


# --- what can be read -------------------------------------------------------------------------------------------------


def unreadable(name: str, figure: Figure, least: float) -> list[str]:
    """What is too small, leaves the figure or lies on something else."""
    figure.draw_without_rendering()
    texts = shown_texts(figure)
    wrong = [f"{name}: {text.get_text()!r} is small" for text in texts if float(text.get_fontsize()) < least]
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts if text.get_rotation() in (0, 90)]
    slack = 0.3 * least / 72 * figure.dpi  # boxes of text are larger than what is painted
    width, height = figure.bbox.width, figure.bbox.height
    wrong += [
        f"{name}: {text!r} leaves the figure"
        for text, box in boxes
        if box.x0 < -slack or box.y0 < -slack or box.x1 > width + slack or box.y1 > height + slack
    ]
    return wrong + [
        f"{name}: {text!r} lies on {other!r}"
        for (text, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > slack and min(a.y1, b.y1) - max(a.y0, b.y0) > slack
    ]


def blocks(
    runs: pd.DataFrame, design: Design | None, keys: Sequence[str], lang: str
) -> dict[str, Callable[[Figure], object]]:
    """Every block, drawn into a figure."""
    x, y = keys
    sobol = index_table({key: {"S1": 0.2, "ST": 0.4, "mu_star": 0.1, "sigma": 0.07} for key in keys})
    arms = arms_of_sweep(runs, lang, design)
    return {
        "heat_map": lambda figure: heat_map(figure.subplots(), runs, x, y, DEEP, lang, design),
        "small_multiples": lambda figure: small_multiples(figure, runs, x, y, (DEEP, "public_spending"), lang, design),
        "maps": lambda figure: small_multiples(figure, runs, x, y, (DEEP, "formalism"), lang, design, kind="maps"),
        "main_effects": lambda figure: main_effects(figure.subplots(), runs, keys, DEEP, lang, design),
        "screening": lambda figure: screening(figure.subplots(), sobol, DEEP, lang),
        "sobol_indices": lambda figure: sobol_indices(figure.subplots(), sobol, DEEP, lang),
        "frontier": lambda figure: frontier(figure.subplots(), arms, lang),
    }


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", ["slide", "one", "two"])
def test_every_text_is_large_enough_within_the_figure_and_apart_from_others(
    runs: pd.DataFrame, design: Design, lang: str, size: Any
) -> None:
    wrong = []
    look, least = (style.look, 14.0) if size == "slide" else (journal_look, 7.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # also of characters without a glyph
        for name, draw in blocks(runs, design, list(GRID), lang).items():
            with look(lang) as spoken:
                figure = slide() if size == "slide" else column(size, 100)
                if size == "slide":
                    title = sweeps.map_sentence(runs, SUBSIDY, MONITORING, DEEP, spoken, design)
                    headed(figure, title, spoken, "12 points, 4 seeds each")
                draw(figure)
                wrong += unreadable(name, figure, least)
            if size != "slide":
                assert max(float(text.get_fontsize()) for text in shown_texts(figure)) <= 9
    assert wrong == []


# --- what sweeps leave ------------------------------------------------------------------------------------------------

UNUSUAL: dict[str, pd.DataFrame] = {
    "one_seed": sweep_of(GRID, seeds=1),
    "holes": sweep_of(GRID).query("point not in (1, 5)").assign(
        status=lambda rows: np.where(rows["point"] == 3, "failed", "done")
    ),
    "nothing_known": sweep_of(GRID).assign(**{DEEP: np.nan}),
    "nothing_run": sweep_of(GRID).iloc[:0],
    "all_alike": sweep_of(GRID).assign(**{DEEP: 0.25, "public_spending": 0.0}),
    "saving": sweep_of(GRID).assign(public_spending=lambda rows: -rows["public_spending"]),
    "one_level": sweep_of({SUBSIDY: [5.6], MONITORING: [0.0, 0.9]}),
    "one_point": sweep_of({SUBSIDY: [5.6], MONITORING: [0.2]}),
    "words": sweep_of({
        GOVERNANCE: ["government_led", "enterprise_led", "joint"], "parameters.quota_counts": ["deep", "membership"]
    }),
    "no_budget": sweep_of({BUDGET: [100.0, 1000.0, float("inf")], START: [1, 6, 11]}),
    "large_numbers": sweep_of({SIMPLER: [-8.4, -4.2, 0.0], OWNERSHIP: [1000.0, 123456.0, 2345678.0]}),
    "tiny_steps": sweep_of({SUBSIDY: [0.0, 1e-6, 2e-6], "parameters.of_somebody_else": [1e6, 2e7, 3e8]}),
    "large_grid": sweep_of({SUBSIDY: list(np.linspace(0, 22.4, 20)), COST: list(np.geomspace(0.5, 50, 20))}, seeds=2),
    "sample": sweep_of({SUBSIDY: [0.0]}, seeds=1).loc[[0] * 120].assign(
        point=range(120),
        **{SUBSIDY: np.linspace(0, 22, 120), COST: np.geomspace(0.5, 50, 120)[::-1], DEEP: np.linspace(0.1, 0.3, 120)},
    ),
}  # fmt: skip


QUICK = ("holes", "nothing_run")
"""Cases that are drawn in short runs of the tests, too."""


@pytest.mark.parametrize(
    "case", [case if case in QUICK else pytest.param(case, marks=pytest.mark.slow) for case in UNUSUAL]
)
def test_unusual_sweeps_can_be_drawn(case: str) -> None:
    rows = UNUSUAL[case]
    keys = points.factors_of(rows)
    lang = "zh" if HAS_CHINESE and case in ("words", "large_numbers", "no_budget") else "en"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawings = blocks(rows, None, keys, lang)
        for name in ("heat_map", "small_multiples", "main_effects", "frontier"):
            with journal_look(lang) as spoken:
                figure = column("two")
                drawings[name](figure)
                figure.draw_without_rendering()
        for sentence in (
            sweeps.map_sentence(rows, keys[0], keys[1], DEEP, spoken),
            sweeps.changes_sentence(rows, keys[0], (DEEP, "public_spending"), spoken),
            level_effects.effect_sentence(rows, keys, DEEP, spoken, None),
            frontiers.frontier_sentence(arms_of_sweep(rows, spoken), spoken),
        ):
            assert sentence
            assert "nan" not in sentence


# --- whole figures ----------------------------------------------------------------------------------------------------


@pytest.fixture
def coarse_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(style, "DPI", 40)


GRID_FIGURES = [
    "heat_map_deep_participation", "heat_map_formalism", "heat_map_training_quality", "heat_map_public_spending",
    "small_multiples", "main_effects", "frontier",
]  # fmt: skip


def test_figures_of_runs_with_a_design_that_is_not_theirs_are_refused(
    runs: pd.DataFrame, design: Design, tmp_path: Path
) -> None:
    text = f'design = "factorial"\nseeds = 4\n[factors]\n"{SUBSIDY}" = [1, 2, 3]\n"{MONITORING}" = [0.11, 0.22, 0.33]'
    text += '\n[[policy]]\nkind = "subsidy"\nper_trainee = 0.0'
    other = written_design(tmp_path, text)
    with pytest.raises(ValueError, match=r"does not fit the runs|no point and seed"):
        draw_sweep(runs, other, tmp_path / "figures")
    with journal_look("en"), pytest.raises(ValueError, match=r"does not fit the runs|no point and seed"):
        heat_map(column("one").subplots(), runs, SUBSIDY, MONITORING, DEEP, "en", other)
    assert not (tmp_path / "figures").exists()


@pytest.mark.usefixtures("coarse_pictures")
def test_a_grid_leaves_maps_lines_effects_and_the_frontier(runs: pd.DataFrame, design: Design, tmp_path: Path) -> None:
    assert (runs[[SUBSIDY, MONITORING]].iloc[::4].to_numpy() == design.points.to_numpy()).all()
    paths = draw_sweep(runs, design, tmp_path, "zh" if HAS_CHINESE else "en")
    assert paths == [tmp_path / f"{name}.png" for name in GRID_FIGURES]
    for path in paths:
        with Image.open(path) as image:
            assert image.size == (480, 270)
            assert len(image.convert("RGB").getcolors(2**20) or []) > 50, f"{path.name} is nearly empty"
    with pytest.raises(ValueError, match="at least one output"):
        draw_sweep(runs, design, tmp_path, metrics=())
    with pytest.raises(ValueError, match="no heat_gap; allowed: deep_participation, formalism"):
        draw_sweep(runs, design, tmp_path, metrics=("heat_gap",))


KINDS = {
    "morris": ('trajectories = 4\nlevels = 4', ["screening"]),
    "sobol": ("points = 8", ["sobol_indices", "main_effects", "frontier"]),
    "latin_hypercube": ("points = 40", ["main_effects", "frontier"]),
    "one_at_a_time": ("", ["main_effects", "frontier"]),
}  # fmt: skip


@pytest.mark.usefixtures("coarse_pictures")
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_design_has_its_figures(kind: str, tmp_path: Path) -> None:
    settings, names = KINDS[kind]
    text = f"""
        design = "{kind}"
        {settings}
        seeds = 2
        [factors]
        "{COST}" = {{ low = 1, high = 40 }}
        "{MONITORING}" = {{ low = 0, high = 1 }}
        "parameters.poach" = {{ low = 0, high = 1 }}
        """
    made = written_design(tmp_path, text)
    worlds = made.points.loc[made.points.index.repeat(2)].reset_index(names="point")
    worlds = worlds.assign(run_id=worlds.index, seed=[1, 2] * len(made.points), status="done", error="")
    share = 0.1 + worlds[MONITORING] / 5 + 1 / (9 + worlds[COST]) + 0.01 * worlds["seed"]
    worlds = worlds.assign(
        **{DEEP: share, "formalism": 1 - share, "training_quality": share, "public_spending": 900 * share}
    )
    paths = draw_sweep(worlds, made, tmp_path / "figures")
    assert [path.stem for path in paths] == names
    if kind == "sobol":  # of half a sample there are the other figures at least
        part = draw_sweep(worlds.iloc[:6], made, tmp_path / "part")
        assert [path.stem for path in part][-2:] == names[-2:]
