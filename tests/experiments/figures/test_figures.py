"""Figures say what the data say, can be read, and are the same bytes each time."""

from __future__ import annotations

import string
import warnings
from collections.abc import Callable
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import matplotlib.style as styles_of_mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axis import XAxis, YAxis
from matplotlib.figure import Figure
from PIL import Image

from consortium.experiments import figures
from consortium.experiments.figures import FigureWarning, FontWarning, draw_comparison, draw_run
from consortium.experiments.figures.base import marks, style, tidy, words  # fmt: skip
from consortium.experiments.figures.run import drawing, findings, panels
from consortium.experiments.presentation import fonts
from consortium.experiments.presentation.numbers import city_sum, percent, signed
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.policies.instruments import Monitoring, Subsidy
from consortium.simulation.scenario import Scenario
from tests.experiments.figures.texts import shown_texts
from tests.worlds import town

LANGUAGES = ["en", pytest.param("zh", marks=pytest.mark.skipif(style.cjk_font() is None, reason="no font has 中文"))]


class Drawn(NamedTuple):
    """What figures are drawn from."""

    scenario: Scenario
    frame: pd.DataFrame
    by_size: pd.DataFrame


def simulated(scenario: Scenario, seeds: int) -> Drawn:
    frames, sizes = [], []
    for seed in range(1, seeds + 1):
        model = ConsortiumModel(scenario, rng=seed)
        ends = []
        for tick in range(1, 2 * int(scenario.parameters["years"]) + 1):
            model.step()
            if tick > 2 * int(scenario.parameters["years"]) - 10:
                ends.append(model.breakdown("size_class"))
        by_size = pd.concat(ends).groupby("size_class", sort=False).mean(numeric_only=True).reset_index()
        frames.append(model.timeseries().assign(scenario=scenario.name, seed=seed))
        sizes.append(by_size.assign(scenario=scenario.name, seed=seed))
    return Drawn(scenario, pd.concat(frames, ignore_index=True), pd.concat(sizes, ignore_index=True))


@pytest.fixture(scope="module")
def base() -> Drawn:
    return simulated(town(), seeds=4)


@pytest.fixture(scope="module")
def reform() -> Drawn:
    scenario = town(Subsidy(per_trainee=8.4, start=3, end=6), Monitoring(level=0.6)).with_(
        name="reform",
        title={"en": "A long name of a reform that costs $_\\frac{1}{2}$ and more", "zh": "一项改革（$x^2$）"},
    )
    return simulated(scenario, seeds=4)


def comparison(folder: Path, arms: tuple[Drawn, ...], lang: str = "en", **kwargs: object) -> list[Path]:
    return draw_comparison(
        {arm.scenario.name: arm.frame for arm in arms},
        {arm.scenario.name: arm.scenario for arm in arms},
        {arm.scenario.name: arm.by_size for arm in arms},
        folder,
        lang,
        **kwargs,  # type: ignore[arg-type]
    )


@pytest.fixture(autouse=True)
def coarse_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer dots, for speed: what stands where does not depend on them."""
    monkeypatch.setattr(style, "DPI", 50)


@pytest.fixture
def drawn_figures(monkeypatch: pytest.MonkeyPatch) -> dict[str, Figure]:
    """Figures as they are, instead of in files."""
    kept: dict[str, Figure] = {}

    def keep(figure: Figure, folder: Path, name: str, format: str) -> Path:
        kept[name] = figure
        figure.draw_without_rendering()
        return folder / name

    monkeypatch.setattr(style, "write", keep)
    return kept


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_run_leaves_five_figures_and_no_other_state(base: Drawn, tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    paths = draw_run(base.frame, base.scenario, base.by_size, tmp_path)
    names = ["hot_and_cold", "quality", "match", "public_money", "size_classes"]
    assert paths == [tmp_path / f"{name}.png" for name in names]
    for path in paths:
        with Image.open(path) as image:
            assert image.size == (600, 337)  # 12 × 6.75 inches
            assert len(image.convert("RGB").getcolors(2**20) or []) > 50, f"{path.name} is nearly empty"
    assert dict(mpl.rcParams) == before


def test_a_comparison_leaves_an_overview_and_five_figures_a_reform(base: Drawn, reform: Drawn, tmp_path: Path) -> None:
    paths = comparison(tmp_path, (base, reform))
    assert {path.stem for path in paths} == {
        "effects",
        "hot_and_cold_reform",
        "quality_reform",
        "match_reform",
        "public_money_reform",
        "size_classes_reform",
    }
    assert all(path.is_file() for path in paths)


def test_a_comparison_needs_a_reform(base: Drawn, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one reform"):
        comparison(tmp_path, (base,))


SETTINGS_OF_USERS: list[dict[Any, Any]] = [
    {"text.usetex": True},
    dict(styles_of_mpl.library["dark_background"])
    | {"font.family": "monospace", "font.size": 5, "axes.unicode_minus": False, "axes.formatter.use_locale": True}
    | {"savefig.bbox": "tight", "savefig.dpi": 20, "figure.constrained_layout.use": True, "savefig.transparent": True}
    | {"axes.xmargin": 0.4, "lines.marker": "x", "path.sketch": (2.0, 100.0, 2.0), "hatch.color": "red"},
]


@pytest.mark.parametrize("settings", SETTINGS_OF_USERS, ids=lambda settings: next(iter(settings)))
def test_settings_of_the_user_change_no_figure_and_stay_as_they_are(
    settings: dict[Any, Any], base: Drawn, reform: Drawn, tmp_path: Path
) -> None:
    plain = comparison(tmp_path / "plain", (base, reform))
    with mpl.rc_context(settings):
        before = dict(mpl.rcParams)
        paths = comparison(tmp_path / "set", (base, reform))
        assert dict(mpl.rcParams) == before
    assert [path.read_bytes() for path in paths] == [path.read_bytes() for path in plain]


@pytest.mark.parametrize("fails", ["hot_and_cold", "match"])
def test_a_figure_that_cannot_be_drawn_costs_a_warning_and_not_the_others(
    fails: str, base: Drawn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_ink(*args: object, **more: object) -> None:
        raise RuntimeError("no ink")

    monkeypatch.setattr(panels, fails, no_ink)
    with pytest.warns(FigureWarning, match=f"the figure {fails} could not be drawn .*no ink"):
        paths = draw_run(base.frame, base.scenario, base.by_size, tmp_path)
    left = {"hot_and_cold", "quality", "match", "public_money", "size_classes"} - {fails}
    assert {path.stem for path in paths} == {path.stem for path in tmp_path.iterdir()} == left


@pytest.mark.parametrize("format", ["png", "svg", "pdf"])
def test_the_same_data_give_the_same_bytes(base: Drawn, tmp_path: Path, format: style.Format) -> None:
    first = draw_run(base.frame, base.scenario, base.by_size, tmp_path / "1", format=format)
    again = draw_run(base.frame, base.scenario, base.by_size, tmp_path / "2", format=format)
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]


# --- what can be read -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_is_large_enough_within_the_figure_and_apart_from_others(
    base: Drawn, reform: Drawn, lang: str, drawn_figures: dict[str, Figure], tmp_path: Path
) -> None:
    one = Drawn(base.scenario, base.frame[base.frame["seed"] == 1], base.by_size[base.by_size["seed"] == 1])
    wrong = []
    for draw in (
        lambda: comparison(tmp_path, (base, reform), lang),
        lambda: draw_run(reform.frame, reform.scenario, reform.by_size, tmp_path, lang),
        lambda: draw_run(one.frame, one.scenario, one.by_size, tmp_path, lang),
    ):
        drawn_figures.clear()
        with style.look(lang):
            draw()
            for name, figure in drawn_figures.items():
                boxes = [(text.get_text(), text.get_window_extent()) for text in shown_texts(figure)]
                wrong += [
                    f"{name}: {t.get_text()!r} is small" for t in shown_texts(figure) if float(t.get_fontsize()) < 14
                ]
                width, height = figure.bbox.width, figure.bbox.height
                slack = 0.06 * figure.dpi  # inches: boxes of text are larger than what is painted
                wrong += [
                    f"{name}: {text!r} leaves the figure"
                    for text, box in boxes
                    if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
                ]
                wrong += [
                    f"{name}: {text!r} lies on {other!r}"
                    for (text, a), (other, b) in combinations(boxes, 2)
                    if min(a.x1, b.x1) - max(a.x0, b.x0) > slack and min(a.y1, b.y1) - max(a.y0, b.y0) > slack
                ]
    assert wrong == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_of_panels_side_by_side_stand_apart_also_where_nothing_changes(base: Drawn, lang: str) -> None:
    arms = {name: base.scenario.with_(name=name) for name in ("base", "placebo")}
    with style.look(lang) as spoken:
        figure = drawing._effects(dict.fromkeys(arms, base.frame), arms, spoken)  # type: ignore[arg-type]
        figure.draw_without_rendering()
        ticks = {id(label) for ax in figure.axes for label in ax.get_xticklabels()}
        boxes = sorted((t.get_window_extent() for t in shown_texts(figure) if id(t) in ticks), key=lambda box: box.x0)
        assert len(boxes) == 12
        assert all(left.x1 < right.x0 for left, right in pairwise(boxes))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_character_has_a_glyph(base: Drawn, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(style.warnings, "filterwarnings", lambda *_, **__: None)  # let the warnings through
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw_run(base.frame, base.scenario, base.by_size, tmp_path, lang)


def test_without_a_chinese_font_figures_are_english_and_one_warning_says_so(
    base: Drawn, reform: Drawn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(style, "cjk_font", lambda: None)
    with pytest.warns(FontWarning, match="fonts-noto-cjk") as caught:
        chinese = comparison(tmp_path / "zh", (base, reform), "zh")
    assert len(caught) == 1
    english = comparison(tmp_path / "en", (base, reform), "en")
    assert [path.read_bytes() for path in chinese] == [path.read_bytes() for path in english]


def test_a_font_installed_after_the_first_start_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    if fonts.cjk_font() is None:
        pytest.skip("no font has 中文")
    manager = fonts.font_manager.FontManager.__new__(fonts.font_manager.FontManager)
    manager.__dict__.update(fonts.font_manager.fontManager.__dict__)
    manager.ttflist = [font for font in manager.ttflist if font.name not in fonts.CJK_FONTS]
    monkeypatch.setattr(fonts.font_manager, "fontManager", manager)
    monkeypatch.setattr(fonts.font_manager, "get_font_names", lambda: [font.name for font in manager.ttflist])
    assert fonts.cjk_font() in fonts.CJK_FONTS


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="allowed: en, zh"), style.look("fr"):
        pass


@given(
    st.lists(st.tuples(st.floats(-1, 2), st.floats(0.01, 0.3)), min_size=1, max_size=6),
)
def test_labels_are_moved_apart_in_their_order(labels: list[tuple[float, float]]) -> None:
    centres, sizes = [c for c, _ in labels], [s for _, s in labels]
    placed = style.spread(centres, sizes, 0.0, 2.0)  # there is room for all
    order = sorted(range(len(labels)), key=lambda i: centres[i])
    for one, other in pairwise(order):
        assert placed[other] - placed[one] >= (sizes[one] + sizes[other]) / 2 - 1e-9
    assert all(
        place - size / 2 >= -1e-9 and place + size / 2 <= 2 + 1e-9 for place, size in zip(placed, sizes, strict=True)
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("short", ["short"]),
        ("one line, and then another one that is long", ["one line,", "and then another one that is long"]),
        ("学校参与率很高，企业很冷淡很冷淡很冷淡很冷淡", ["学校参与率很高，", "企业很冷淡很冷淡很冷淡很冷淡"]),
    ],
)
def test_titles_break_after_a_mark(text: str, lines: list[str]) -> None:
    with style.look("zh" if style.cjk_font() and ord(text[0]) > 255 else "en"):
        assert style.wrapped(style.blank(), text, 3.8, 14, even=True).split("\n") == lines


def test_endless_titles_end_in_dots() -> None:
    with style.look("en"):
        for text in ("w" * 4000, "many words " * 400, "字" * 4000):
            lines = style.wrapped(style.blank(), text, 3, 16).split("\n")
            assert len(lines) == 2
            assert lines[-1].endswith("…")


# --- what titles say --------------------------------------------------------------------------------------------------


def flat(seeds: int = 1, ticks: int = 40, **values: float | list[float]) -> pd.DataFrame:
    """A series in which each metric keeps one value (or one value per seed), and all others are 0."""
    rows = [
        dict.fromkeys(METRICS, 0.0)
        | {name: value[seed] if isinstance(value, list) else value for name, value in values.items()}
        | {"scenario": "x", "seed": seed, "tick": tick, "year": (tick + 1) // 2, "region": "all"}
        for seed in range(seeds)
        for tick in range(ticks + 1)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("schools", "deep", "en", "zh"),
    [
        (0.90, 0.13, "hot schools, cold enterprises", "学校热、企业冷"),
        (0.90, 0.30, "hot schools, lukewarm enterprises", "学校热、企业温"),
        (0.90, 0.55, "both are warm", "学校和企业都热"),
        (0.60, 0.05, "schools hesitate, enterprises stay cold", "学校观望、企业冷"),
    ],
)
def test_the_title_says_who_is_hot_and_who_is_cold(schools: float, deep: float, en: str, zh: str) -> None:
    frame = flat(school_participation=schools, deep_participation=deep)
    assert findings.hot_and_cold(frame, "en") == (
        f"Schools {100 * schools:.0f}\xa0% in, enterprises {100 * deep:.0f}\xa0% in depth: {en}"
    )
    assert findings.hot_and_cold(frame, "zh").endswith(f"：{zh}")


def test_a_title_says_what_the_interval_allows() -> None:
    base = flat(5, deep_participation=0.1)

    def title(lang: str, *deep: float) -> str:
        return findings.change(base, flat(5, deep_participation=list(deep)), "deep_participation", lang)

    up = (0.12, 0.13, 0.14, 0.15, 0.11)
    assert title("en", *up).endswith("10\xa0% → 13\xa0%: rises by 3.0\xa0points (95 % interval 1.0\xa0to\xa05.0)")
    assert title("zh", *up).endswith("10% → 13%，上升3.0个百分点（95%区间：1.0至5.0）")
    # four of five worlds agree, and yet the interval holds zero
    assert "no difference seen (+2.6\xa0points, 95 % interval −0.3\xa0to\xa0+5.5)" in title(
        "en", 0.12, 0.13, 0.14, 0.15, 0.09
    )
    assert title("en", 0.1, 0.1, 0.1, 0.1, 0.1).endswith(": the same in all worlds")
    assert title("en", 0.1, 0.1, 0.1, 0.1, 0.2).endswith(": too few worlds differ to judge")
    one, two = (frame[frame["seed"] < 2] for frame in (base, flat(5, deep_participation=0.2)))
    assert findings.change(one, two, "deep_participation", "en").endswith(": too few worlds to judge (2; at least 5)")
    assert findings.change(one, two, "deep_participation", "zh").endswith("，世界太少，无法判断（2个，至少需要5个）")


def test_money_in_titles_is_that_of_the_whole_city_and_of_a_year(base: Drawn) -> None:
    frame = flat(public_spending=300.0, public_spending_subsidy=200.0, public_spending_tax_credit=100.0)
    students = 3 * 6 * 20  # three years of six schools with an intake of 20
    each = 1000 * 600 / students
    assert findings.public_money(frame, base.scenario, "en") == (
        f"36 million yuan of public money a year, {each:,.0f} yuan a student; largest item: subsidy (67\xa0%)"
    )
    assert findings.public_money(frame, base.scenario, "zh").startswith("公共支出每年3,600万元，")
    assert findings.public_money(flat(), base.scenario, "en") == "No public money is spent"


def test_quality_of_half_a_percent_more_is_called_the_same() -> None:
    assert findings.quality(flat(training_quality=0.63), "en") == "Training quality stays at 0.63 (degree 0–1)"
    rising = flat(training_quality=0.63)
    rising.loc[rising["tick"] == 0, "training_quality"] = 0.55
    assert findings.quality(rising, "zh") == "培养质量从0.55升至0.63（0–1）"


def test_differences_are_taken_within_the_worlds_that_both_have() -> None:
    base = flat(3, deep_participation=[0.1, 0.2, 0.3])
    reform = flat(2, deep_participation=[0.4, 0.2])
    moved = tidy.difference(base, reform)
    assert sorted(moved["seed"].unique()) == [0, 1]
    assert moved.groupby("seed")["deep_participation"].mean().round(9).tolist() == [0.3, 0.0]


def test_texts_exist_in_both_languages_with_the_same_values() -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, (en, zh) in words._TEXTS.items():
        assert en, key
        assert zh, key
        assert fields(en) == fields(zh), key


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (percent(0.1312, "en"), "13\xa0%"),
        (percent(0.0068, "zh"), "0.7%"),
        (percent(float("nan"), "en"), "–"),
        (signed(-0.04, 0), "0"),
        (signed(-3.26, 1), "−3.3"),
        (city_sum(45_430, "en"), "45 million yuan"),
        (city_sum(45_430, "zh"), "4,543万元"),
        (words.size_label("≥ 250", "zh"), "250人及以上"),
        (words.size_label("< 10", "en"), "fewer than 10"),
    ],
)
def test_numbers_are_written_as_they_are_read(written: str, said: str) -> None:
    assert written == said


# --- unusual worlds ---------------------------------------------------------------------------------------------------


def test_many_kinds_of_money_are_distinguished_and_the_smallest_drawn_as_one(base: Drawn, tmp_path: Path) -> None:
    kinds = list(words.PLACE_OF_KIND)
    assert len({marks.money_style(kind) for kind in kinds}) == len(kinds)
    amounts = {f"public_spending_{kind}": place - 2.0 for place, kind in enumerate(kinds)}
    frame = flat(2).assign(public_spending=sum(amounts.values()), **amounts)
    drawn = marks.drawn_kinds(frame)
    assert drawn[-1] == "other"
    assert len(drawn) == marks.MOST_KINDS
    assert draw_run(frame, base.scenario, base.by_size, tmp_path)


@pytest.mark.parametrize("ticks", [0, 1, 7])
def test_short_runs_can_be_drawn(base: Drawn, ticks: int, tmp_path: Path) -> None:
    frame = base.frame[base.frame["tick"] <= ticks]
    assert draw_run(frame, base.scenario, base.by_size, tmp_path)


def test_what_is_empty_is_left_out(base: Drawn, tmp_path: Path) -> None:
    frame = flat(2, job_relevance=np.nan, skill_fit=np.nan, talent_match=np.nan, exposure=np.nan)
    by_size = base.by_size.assign(participation=np.nan, placement_share=np.nan, deep_participation=np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert draw_run(frame, base.scenario, by_size, tmp_path)


def test_regions_are_left_out_of_the_figures_of_the_whole() -> None:
    frame = pd.concat([flat(participation=0.3), flat(participation=0.9).assign(region="1")])
    assert tidy.band(frame, "participation")["mean"].round(9).unique().tolist() == [0.3]


@pytest.mark.parametrize("block", [figures.hot_and_cold, figures.quality, figures.match])
def test_a_block_draws_the_series_of_a_model_as_it_is(block: Callable[..., object], base: Drawn) -> None:
    series = base.frame[base.frame["seed"] == 1].drop(columns=["scenario", "seed"])
    with figures.look("en"):
        ax = figures.blank().add_axes((0.1, 0.1, 0.6, 0.7))
        assert block(ax, series) is ax
        assert isinstance(ax.xaxis, XAxis)
        assert isinstance(ax.yaxis, YAxis)
    assert ax.get_xlim() == (0, 8)
