"""The lesson in one file runs its own script and nothing else, and is written only where a lesson may be."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from consortium.classroom.lesson import export
from consortium.classroom.lesson.answers import Answers
from consortium.classroom.lesson.export import MARK, MODULES, bundle, lesson_file, pulled_alone
from consortium.classroom.lesson.lesson import Lesson
from consortium.classroom.lesson.levers import settings
from tests.shell import Command
from tests.worlds import town

HOSTILE = "</script><script>alert(1)</script><!--"


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(export, "results", lambda *_: {"title": HOSTILE})
    return lesson_file(Lesson(town()), "zh")


def test_the_scripts_are_one_that_imports_and_exports_nothing() -> None:
    text = bundle()
    assert re.findall(r"^\s*(?:import|export)\b.*", text, re.MULTILINE) == []
    for name in MODULES:
        for imported in re.findall(r'from "\./(\w+)\.js"', (export.STATIC / f"{name}.js").read_text("utf-8")):
            assert MODULES.index(imported) < MODULES.index(name)


def test_the_file_may_run_its_own_script_and_load_nothing(page: str) -> None:
    policy = re.search(r'http-equiv="content-security-policy" content="([^"]*)"', page)
    script = re.search(r'<script type="module">(.*?)</script>', page, re.DOTALL)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy
    assert script
    assert style
    assert policy[1].startswith("default-src 'none';")
    assert "unsafe" not in policy[1]
    for text in (script[1], style[1]):
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy[1]
    assert re.findall(r'(?:src|href)="[^"#]', page.partition("<body")[0]) == []
    assert '<html lang="zh">' in page


def test_no_text_ends_the_element_that_it_stands_in(page: str) -> None:
    assert page.count("</script>") == 2
    data = re.search(r'<script type="application/json" id="kept">(.*?)</script>', page, re.DOTALL)
    assert data
    assert json.loads(data[1]) == {"title": HOSTILE}


@pytest.mark.slow
def test_all_that_the_steps_and_the_game_can_ask_for_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Answers, "game", lambda self, setting, worlds: {"setting": setting.code})
    short = {"schools": 4, "enterprises": 20, "intake": 15, "years": 12, "warm_up": 4}
    done: list[int] = []
    kept = export.results(Lesson(town(**short)), 2, lambda: done.append(1))  # type: ignore[arg-type]
    assert len(done) == export.parts()
    assert kept["policies"].keys() == {setting.code for setting in settings()}
    assert kept["answers"].keys() == {setting.code for setting in pulled_alone()}
    assert kept["cities"].keys() == {setting.code for setting in pulled_alone() if setting.pulled}
    assert len(kept["explanations"]) == 20
    json.dumps(kept, allow_nan=False)


def test_a_lesson_is_written_only_as_a_page_in_a_folder_and_over_an_earlier_lesson(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "results", lambda *_: {})
    (tmp_path / "mine.html").write_text("my own page", encoding="utf-8")
    for path in ("lesson.pdf", "nowhere/lesson.html", "mine.html", "."):
        answer = command("classroom", "--export", path)
        assert answer.status == 2
        assert "allowed:" in answer.message
    assert (tmp_path / "mine.html").read_text(encoding="utf-8") == "my own page"
    for _ in range(2):
        assert command("classroom", "--export", "lesson.html").status == 0
    assert MARK in (tmp_path / "lesson.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lesson.html", "mine.html"]
