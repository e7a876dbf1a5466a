"""The teacher's guide names what is on the page, and the worksheet has a place for every step."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from consortium.classroom.lesson.game import BUDGET, IDLE, MOST_GROUPS, MOST_ROOMS
from consortium.classroom.lesson.words import STEPS, WORDS
from consortium.classroom.page.words import texts

ROOT = Path(__file__).parents[2]
GUIDES = {
    lang: (ROOT / "docs" / name).read_text("utf-8") for lang, name in (("en", "in_class.md"), ("zh", "in_class.zh.md"))
}
LANGS = pytest.mark.parametrize("lang", ["en", "zh"])


@LANGS
def test_every_step_has_its_row_with_its_name_and_minutes(lang: str) -> None:
    rows = re.findall(r"^\| (\d) (.+?) \| (\d+) \|", GUIDES[lang], re.MULTILINE)
    assert rows == [
        (str(number), WORDS[key][lang == "zh"], str(minutes)) for number, (key, minutes) in enumerate(STEPS, start=1)
    ]


@LANGS
def test_buttons_that_the_guide_names_are_on_the_page(lang: str) -> None:
    named = {part for text in re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", GUIDES[lang]) for part in text.split(" → ")}
    assert len(named) > 10
    assert named <= {pair[lang == "zh"] for pair in WORDS.values()} | set(texts(lang).values())


@LANGS
def test_the_bounds_of_the_game_are_as_written(lang: str) -> None:
    text = GUIDES[lang]
    assert BUDGET in text
    hours = {"en": "four hours", "zh": "四小时"}[lang]
    assert hours in text
    assert IDLE == 4 * 3600
    for number in (MOST_ROOMS, MOST_GROUPS):
        assert re.search(rf"\b{number}\b|{number}个", text)


@LANGS
def test_the_worksheet_asks_at_every_step(lang: str) -> None:
    page = (ROOT / "classroom" / "static" / f"worksheet.{lang}.html").read_text("utf-8")
    for number, (key, _) in enumerate(STEPS, start=1):
        assert f"<h2>{number} {WORDS[key][lang == 'zh']}</h2>" in page
    assert "<script" not in page
