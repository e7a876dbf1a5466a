"""Titles and pictures are somebody else's: they stay text and pictures, whatever they hold."""

from dataclasses import replace
from pathlib import Path

import pytest

from consortium import compare
from consortium.experiments.comparison.comparison import Comparison
from consortium.experiments.figures.run import findings
from consortium.experiments.presentation.language import Lang
from consortium.experiments.report import report
from consortium.experiments.report.text import isolated, one_line
from consortium.simulation.scenario import load_scenario
from tests.experiments.report.pages import Page
from tests.worlds import town

SCRIPT = "<script>alert(1)</script>"
TITLES = {
    "markup": f"{SCRIPT} </title></style><img src=x onerror=alert(2)> {{{{ 7 * 7 }}}} {{% raw %}}",
    "quotes": '" onmouseover="alert(3)" \' ` & &amp; &#60;',
    "turned": "\u202egnidaer\u202c \u2066hidden \u200fleft",
    "long": "W" * 300,
    "braces": "{n} {base} {0} {} %s",
    "arabic": "سياسة جديدة",
}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    base = town(years=4, enterprises=30)
    reforms = [
        replace(
            town(of="subsidy_only", years=4, enterprises=30).with_(name=name, title={"en": title, "zh": title}),
            question={"en": title, "zh": title},
        )
        for name, title in TITLES.items()
    ]
    return compare(base.with_(name="base & 'co'"), *reforms, seeds=2)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_whatever_a_title_holds_it_stays_a_title(comparison: Comparison, lang: Lang):
    figures = dict.fromkeys(("frontier", *(f"quality_{name}" for name in TITLES)), PNG)
    html = report(comparison, lang, figures=figures, command=f"compare {SCRIPT}")
    page = Page(html)  # every element is closed by its own end
    assert {"script", "x"}.isdisjoint(tag for tag, _ in page.elements)
    assert [name for _, names in page.elements for name in names if name.startswith("on")] == []
    assert len(page.all("img")) == len(TITLES) + 1
    for title in TITLES.values():
        assert one_line(title) in page.text
    assert f"compare {SCRIPT}" in page.text
    assert len(page.all("title")) == 1


def test_marks_that_turn_text_round_do_not_reach_the_page(comparison: Comparison):
    html = report(comparison, "en")
    assert not set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(html)
    assert "<bdi>سياسة جديدة</bdi>" in html  # set apart, so that it does not turn its neighbours


def test_a_text_is_one_line_and_marked_if_it_is_in_the_other_language():
    assert one_line(" a\n\tb \u202e c") == "a b c"
    assert isolated("a < b", "en") == "<bdi>a &lt; b</bdi>"
    assert isolated("中文", "en") == '<bdi lang="zh">中文</bdi>'
    assert isolated("English", "zh") == '<bdi lang="en">English</bdi>'
    assert isolated("≥ 250", "zh") == "<bdi>≥ 250</bdi>"


# --- pictures ---------------------------------------------------------------------------------------------------------


def test_a_picture_is_reported_in_words_that_are_its_finding():
    base, reform = town(years=4), town(of="consortium_entity", years=4)
    comparison = compare(base, reform, seeds=2)
    page = Page(report(comparison, "en", figures={"hot_and_cold_consortium_entity": PNG}))
    series = comparison.series
    frames = [series[series["scenario"] == arm.name] for arm in (base, reform)]
    said = findings.change(frames[0], frames[1], "deep_participation", "en")
    (picture,) = page.all("img")
    assert picture["alt"] == f"The consortium is run as an entity: {one_line(said)}"


def test_a_picture_that_nobody_knows_is_shown_under_its_name(comparison: Comparison):
    page = Page(report(comparison, "en", figures={"my own": PNG, "effects": PNG}))
    assert [picture["alt"] for picture in page.all("img")][-1] == "Figure my own"


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"", b"<html>"])
def test_what_is_no_picture_is_refused(comparison: Comparison, content: bytes):
    with pytest.raises(ValueError, match="must be PNG or SVG"):
        report(comparison, "en", figures={"effects": content})


def test_of_a_folder_only_the_figures_of_the_comparison_are_taken(tmp_path: Path, comparison: Comparison):
    for name in ("effects.png", "quality_markup.png", "holiday.png", "match_markup.pdf", "quality_other.png"):
        (tmp_path / name).write_bytes(PNG)
    page = Page(report(comparison, "en", figures=tmp_path))
    assert len(page.all("img")) == 3  # effects, the frontier, quality of the one reform
    assert Page(report(comparison, "en")).all("img") == []


def test_bundled_questions_are_in_the_page(comparison: Comparison):
    question = load_scenario("baseline").question
    assert question["zh"] in report(comparison, "zh")
