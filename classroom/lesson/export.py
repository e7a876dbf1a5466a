"""The lesson as one file: opened from a USB stick, without a server, with results that were computed in advance.

    path.write_text(lesson_file(Lesson(load_scenario("baseline")), lang="zh"), encoding="utf-8")

The file holds page, style, scripts and results. Its policy lets it run its own script and load nothing, whatever stands
in it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .game import WORLDS
from .lesson import WHY, Lesson
from .levers import NOTHING, Setting, settings

__all__ = ["MARK", "MODULES", "WORLDS_KEPT", "lesson_file", "parts", "pulled_alone", "results"]

STATIC = Path(__file__).parents[1] / "static"

MARK = "<!-- A lesson of the industry-education consortium laboratory, made by `consortium classroom --export` -->"
"""The second line of every such file."""

WORLDS_KEPT = 20
"""Worlds behind every curve of the file."""

MODULES = (
    "lesson_words", "lesson_dom", "city", "lesson_chart", "policy_panel", "board", "lesson_source", "game_step",
    "lesson_state", "lesson_parts", "lesson_steps", "lesson",
)  # fmt: skip
"""The scripts of the lesson, each after those that it needs."""

Advance = Callable[[], object]


def pulled_alone() -> list[Setting]:
    """The settings that pull no lever, or one alone: those that the steps of the lesson show."""
    return [NOTHING, *(s for s in settings() if len(s.pulled) == 1)]


def parts() -> int:
    """How many parts `results` reports as done."""
    return len(pulled_alone()) + len(list(settings())) + 2


def results(lesson: Lesson, worlds: int = WORLDS_KEPT, done: Advance = lambda: None) -> dict[str, Any]:
    """All that the steps show, as `FileSource` of the page reads it; `done` is called after every part."""
    kept: dict[str, Any] = {
        "worlds": worlds,
        "contents": lesson.contents(),
        "answers": {},
        "policies": {},
        "cities": {},
    }
    kept["city"] = lesson.city(NOTHING)
    for setting in pulled_alone():
        kept["answers"][setting.code] = lesson.answers.lesson(setting, worlds)
        if setting.pulled:
            city = lesson.city(setting)
            kept["cities"][setting.code] = {"arm": city["arms"][1], "groups": city["groups"]}
        done()
    for setting in settings():
        kept["policies"][setting.code] = lesson.answers.game(setting, WORLDS)
        done()
    kept["cliff"] = lesson.cliff(worlds)
    done()
    year = kept["contents"]["years"]
    numbers = range(1, len(kept["city"]["enterprises"]["x"]) + 1)
    kept["explanations"] = [lesson.explanation(WHY, year, number) for number in numbers]
    done()
    return kept


def lesson_file(lesson: Lesson, lang: str = "en", worlds: int = WORLDS_KEPT, done: Advance = lambda: None) -> str:
    """The page with everything in it. `lang` is the language in which it opens; both are there."""
    kept = json.dumps(results(lesson, worlds, done), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    script, style = bundle(), (STATIC / "lesson.css").read_text(encoding="utf-8")
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    page = (STATIC / "lesson.html").read_text(encoding="utf-8").replace("{lang}", lang)
    page = page.replace("<!doctype html>\n", f"<!doctype html>\n{MARK}\n", 1)
    page = re.sub(r' *<link rel="icon".*?>\n', "", page)
    head = f'  <meta http-equiv="content-security-policy" content="{policy}">\n'
    page = page.replace('  <meta name="viewport"', f'{head}  <meta name="viewport"', 1)
    page = re.sub(r' *<link rel="stylesheet".*?>', lambda _: f"  <style>{style}</style>", page, count=1)
    page = re.sub(r" *<script src=.*?</script>\n", "", page, count=1)
    data = kept.replace("<", "\\u003c")  # no text can end the element that it stands in
    scripts = f'<script type="application/json" id="kept">{data}</script>\n<script type="module">{script}</script>\n'
    return page.replace("</body>", f"{scripts}</body>", 1)


def bundle() -> str:
    """The scripts of the lesson as one: without what each imports from the others and offers to them."""
    texts = []
    for name in MODULES:
        text = (STATIC / f"{name}.js").read_text(encoding="utf-8")
        text = re.sub(r'^import \{[^}]*\} from "\./\w+\.js";\n', "", text, flags=re.MULTILINE)
        texts.append(re.sub(r"^export (?=(?:async )?(?:function|class|const|let) )", "", text, flags=re.MULTILINE))
    return "\n".join(texts)


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
