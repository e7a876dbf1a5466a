"""The whole lesson and the class game, acted out in a browser: by mouse and keyboard, on a wall and on phones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("fastapi", reason="the extra classroom is not installed")

from consortium.classroom.lesson.export import lesson_file
from consortium.classroom.lesson.lesson import Lesson
from consortium.classroom.lesson.levers import Setting
from consortium.classroom.lesson.words import STEPS, WORDS
from tests.browser.lesson_server import BEAMER, PAINTED, PHONE, SMALLEST, Seen, opened, serving
from tests.worlds import town

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

TINY: dict[str, Any] = {"schools": 4, "enterprises": 40, "intake": 15, "years": 12, "warm_up": 4}
NUMBERS = range(1, len(STEPS) + 1)
TRY_IS_SEEN = """() => document.querySelector('.try').getBoundingClientRect().bottom
  <= document.querySelector('.steps').getBoundingClientRect().top"""
SIZES = {"beamer": BEAMER, "phone": PHONE}


def say(key: str, lang: str = "en", **values: object) -> str:
    return WORDS[key][lang == "zh"].format(**values)


@pytest.fixture(scope="module")
def server(browser: Browser) -> Iterator[str]:  # without a browser no server is needed
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def from_disk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("stick") / "lesson.html"
    path.write_text(lesson_file(Lesson(town(**TINY)), "en", worlds=5), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(params=["server", "file"])
def lesson(request: pytest.FixtureRequest) -> str:
    """The address of the lesson: of a server, and of the file that needs none."""
    if request.param == "server":
        return f"{request.getfixturevalue('server')}/lesson"
    return request.getfixturevalue("from_disk")


def open_step(seen: Seen, lesson: str, step: int, lang: str = "en", **more: object) -> None:
    link = "&".join(f"{name}={value}" for name, value in {"step": step, "lang": lang, **more}.items())
    seen.page.goto("about:blank")
    seen.page.goto(f"{lesson}#{link}")
    settle(seen)


def settle(seen: Seen) -> None:
    """Wait until the step has its results."""
    seen.page.wait_for_selector("h1")
    seen.page.wait_for_function("() => !document.querySelector('.loading, .pending')")


# Any two of place, size and language are seen together; all three would take twice as long.
@pytest.mark.parametrize(
    ("lesson", "size", "lang"),
    [
        ("server", "beamer", "en"),
        ("server", "phone", "zh"),
        ("file", "beamer", "zh"),
        ("file", "phone", "en"),
    ],
    indirect=["lesson"],
)
def test_every_step_has_its_title_is_painted_fits_and_axe_finds_nothing(
    browser: Browser, lesson: str, size: str, lang: str
) -> None:
    with opened(browser, lesson.removesuffix("/lesson"), SIZES[size]) as seen:
        for number, (key, _) in enumerate(STEPS, start=1):
            open_step(seen, lesson, number, lang, enterprise=5)
            page = seen.page
            assert page.locator("h1").inner_text() == say(key, lang)
            assert page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[lang]
            assert seen.overflow == 0
            assert seen.axe() == []
            for canvas in page.locator("canvas.city").all():
                page.wait_for_function("() => document.querySelector('canvas.city').city.frames > 0")
                assert canvas.evaluate(PAINTED) > 0.03
            for chart in page.locator(".chart-box svg").all():
                assert chart.locator("path.line").count() >= 1
            if size == "beamer":
                assert page.evaluate(SMALLEST) >= 24


def test_a_step_that_is_left_takes_back_what_it_asked(browser: Browser, server: str) -> None:
    with opened(browser, server) as seen:
        open_step(seen, f"{server}/lesson", 5)
        page = seen.page
        page.route("**/api/lesson/cliff*", lambda route: None)  # it is never answered
        with page.expect_request("**/api/lesson/cliff*"):
            page.keyboard.press("PageDown")
        with page.expect_event("requestfailed") as taken_back:
            page.keyboard.press("PageDown")
        assert "/api/lesson/cliff" in taken_back.value.url
        settle(seen)


def test_the_worksheet_is_two_sheets(browser: Browser, server: str) -> None:
    with opened(browser, server) as seen:
        for lang in ("en", "zh"):
            seen.page.goto(f"{server}/static/worksheet.{lang}.html")
            printed = seen.page.pdf(prefer_css_page_size=True)
            assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2, lang


def test_the_whole_lesson_by_keyboard_alone(browser: Browser, lesson: str) -> None:
    with opened(browser, lesson.removesuffix("/lesson")) as seen:
        open_step(seen, lesson, 1)
        page = seen.page
        page.keyboard.press(".")
        page.keyboard.press(".")
        page.keyboard.press(",")
        assert page.evaluate("document.querySelector('canvas.city').city.tick") == 1
        page.keyboard.press(" ")
        page.wait_for_function("() => document.querySelector('canvas.city').city.tick > 3")
        page.keyboard.press(" ")
        page.keyboard.press("PageDown")
        settle(seen)
        assert page.locator("h1").inner_text() == say("predict")
        page.locator(".drawable").focus()
        for _ in range(6):
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowUp")
        page.get_by_role("button", name=say("predict_show")).press("Enter")
        page.wait_for_selector(".findings .big")
        assert page.locator(".chart-box path.line").count() == 2
        page.keyboard.press("PageDown")
        settle(seen)
        page.locator("select").focus()
        page.keyboard.press("ArrowDown")
        page.wait_for_function("() => document.querySelector('.findings')?.dataset.setting === '01000'")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowRight")
        page.wait_for_function("() => document.querySelector('.findings')?.dataset.setting === '02000'")
        for _ in range(4):
            page.locator("h1").focus()
            page.keyboard.press("PageDown")
            settle(seen)
        assert page.locator("h1").inner_text() == say("why")
        page.locator(".ask input").fill("7")
        page.keyboard.press("Enter")
        page.wait_for_selector("table.terms")
        assert page.evaluate("new URLSearchParams(location.hash.slice(1)).get('enterprise')") == "7"
        page.locator("h1").focus()
        page.keyboard.press("n")
        assert page.locator("#notes").is_visible()
        page.keyboard.press("p")
        assert page.evaluate("document.body.classList.contains('presenter')")
        page.keyboard.press("r")
        settle(seen)
        assert page.locator("h1").inner_text() == say("see")


def test_a_curve_is_drawn_before_the_answer_is_shown_and_is_there_after_a_reload(browser: Browser, lesson: str) -> None:
    with opened(browser, lesson.removesuffix("/lesson")) as seen:
        open_step(seen, lesson, 2)
        page = seen.page
        assert page.get_by_role("button", name=say("predict_show")).is_disabled()
        assert page.locator(".chart-box path.line").count() == 1  # the past of the baseline, no answer
        box = page.locator(".chart-box").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.6 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + 0.97 * box["width"], box["y"] + 0.3 * box["height"], steps=12)
        page.mouse.up()
        drawn = page.locator("path.yours").get_attribute("d")
        page.reload()
        settle(seen)
        assert page.locator("path.yours").get_attribute("d") == drawn
        page.get_by_role("button", name=say("predict_show")).click()
        page.wait_for_selector(".findings .big")


def test_a_link_opens_the_same_state_in_another_browser(browser: Browser, server: str) -> None:
    lesson = f"{server}/lesson"
    with opened(browser, server) as one, opened(browser, server) as other:
        open_step(one, lesson, 4, setting="00020", year=7)
        one.page.get_by_role("slider", name=say("scrub")).focus()
        one.page.keyboard.press("ArrowRight")
        one.page.keyboard.press(",")
        one.page.get_by_role("button", name="中文").click()
        settle(one)
        other.page.goto(one.page.url)
        settle(other)
        tick = "document.querySelector('canvas.city').city.tick"
        assert one.page.evaluate(tick) == other.page.evaluate(tick) == 14
        assert other.page.locator("h1").inner_text() == say("because", "zh")
        assert one.page.locator(".counts").first.inner_text() == other.page.locator(".counts").first.inner_text()


def test_a_year_that_is_scrubbed_to_is_in_the_link_and_stays_in_the_other_language(
    browser: Browser, server: str
) -> None:
    with opened(browser, server) as seen:
        open_step(seen, f"{server}/lesson", 4, setting="00030")
        tick = "document.querySelector('canvas.city').city.tick"
        year = "new URLSearchParams(location.hash.slice(1)).get('year')"
        for key, ticks in (("Home", 0), ("ArrowRight", 1)):
            seen.page.get_by_role("slider").focus()
            seen.page.keyboard.press(key)
            assert (seen.page.evaluate(tick), seen.page.evaluate(year)) == (ticks, str(ticks / 2).removesuffix(".0"))
            seen.page.locator("#language").click()
            settle(seen)
            seen.page.wait_for_selector("canvas.city")
            assert seen.page.evaluate(tick) == ticks


def test_the_counts_have_the_marks_that_the_city_has(browser: Browser, server: str) -> None:
    with opened(browser, server) as seen:
        open_step(seen, f"{server}/lesson", 4, setting="00030")
        marked = [row.locator("canvas.mark").count() for row in seen.page.locator(".counts").first.locator("li").all()]
        assert marked == [1, 0, 1, 0]  # because of it, anyway, gave up, in neither


def test_a_link_is_copied_also_where_browsers_allow_only_the_older_way(browser: Browser, lesson: str) -> None:
    with opened(browser, lesson.removesuffix("/lesson")) as seen:
        seen.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        open_step(seen, lesson, 8)
        seen.page.locator(".menu > summary").click()
        seen.page.get_by_role("button", name=say("link"), exact=True).click()
        seen.page.locator(".copied", has_text=say("linked")).wait_for()
        seen.page.locator("h1").click()  # elsewhere: the menu is out of the way again
        assert not seen.page.locator(".menu-list").is_visible()
        seen.page.locator("textarea").fill("")
        seen.page.locator("textarea").press("Control+v")
        assert seen.page.locator("textarea").input_value() == seen.page.url


def test_leaving_the_full_screen_ends_the_presenter_view(browser: Browser, server: str) -> None:
    with opened(browser, server) as seen:
        open_step(seen, f"{server}/lesson", 8)
        seen.page.keyboard.press("p")
        seen.page.locator(".tools button", has_text="✕").wait_for()
        seen.page.wait_for_function("() => document.fullscreenElement")
        seen.page.evaluate("document.exitFullscreen()")  # as Escape does
        seen.page.locator(".menu").wait_for()
        assert "present" not in seen.page.url


def test_the_mayor_gets_all_of_the_sentence_the_figure_and_the_warning_on_one_page(
    browser: Browser, lesson: str
) -> None:
    sentence = "Deep participation rises against no reform, in every world. " * 10
    with opened(browser, lesson.removesuffix("/lesson")) as seen:
        open_step(seen, lesson, 8)
        seen.page.locator("textarea").fill(sentence)
        assert len(re.findall(rb"/Type\s*/Page\b", seen.page.pdf(format="A4"))) == 1
        seen.page.emulate_media(media="print")
        assert seen.page.locator(".printed").inner_text() == sentence
        for there in ("h1", ".printed", ".chart-title", ".chart-box svg", ".footnote"):
            assert seen.page.locator(there).first.is_visible(), there
        for gone in ("textarea", "select", "button", ".place"):
            assert not seen.page.locator(gone).first.is_visible(), gone


def test_scrubbing_paints_the_dots_that_changed_and_no_others(browser: Browser, server: str) -> None:
    with opened(browser, server) as seen:
        open_step(seen, f"{server}/lesson", 4, setting="00030", year=0)
        found = seen.page.evaluate(
            """() => {
              const city = document.querySelector('canvas.city').city;
              const found = [];
              for (const [from, to] of [[0, 1], [1, 20], [20, 19], [19, 0], [0, 0]]) {
                city.seek(from);
                const changed = city.courses.map(c => c.depths[from].filter((d, i) => d !== c.depths[to][i]).length);
                found.push([city.seek(to), changed.reduce((a, b) => a + b, 0)]);
              }
              return found;
            }"""
        )
        assert [painted for painted, _ in found] == [changed for _, changed in found]
        assert found[-1] == [0, 0]
        assert 0 < found[0][0] < 100 < found[1][0]


def test_a_tap_on_a_dot_asks_that_enterprise_in_either_city(browser: Browser, server: str) -> None:
    with opened(browser, server) as seen:
        open_step(seen, f"{server}/lesson", 7)
        where = """([arm, row]) => {
          const city = document.querySelector('canvas.city').city;
          const { x, y } = city.placed(city.panels[arm], row);
          return [x, y];
        }"""
        for arm, row in ((0, 40), (1, 120)):
            x, y = seen.page.evaluate(where, [arm, row])
            seen.page.locator("canvas.city").click(position={"x": x, "y": y})
            seen.page.wait_for_function(f"() => document.querySelector('.ask input').value === '{row + 1}'")
            seen.page.wait_for_selector("table.terms")
            assert f"Enterprise {row + 1}:" in seen.page.locator(".account").inner_text()


def test_the_lesson_shows_five_worlds_at_once_and_twenty_when_nobody_moves(browser: Browser, server: str) -> None:
    with opened(browser, server) as seen:
        seen.page.goto(f"{server}/lesson#step=3&lang=en&setting=00030")
        for worlds in ("5", "20"):
            note = seen.page.wait_for_function(  # both at the same moment, since twenty soon follow five
                "worlds => document.querySelector('.findings')?.dataset.worlds === worlds"
                " && document.querySelector('.chart-note').innerText",
                arg=worlds,
            )
            assert f"mean of {worlds} worlds" in note.json_value()


def test_the_file_needs_no_server_says_so_and_is_small(browser: Browser, from_disk: str) -> None:
    assert Path(from_disk.removeprefix("file://")).stat().st_size < 2_000_000
    with opened(browser, from_disk, offline=True) as seen:
        open_step(seen, from_disk, 5)
        assert "computed in advance" in seen.page.locator(".footnote").inner_text()
        slider = seen.page.get_by_label("Monitoring")
        slider.focus()
        seen.page.keyboard.press("ArrowRight")
        seen.page.get_by_role("button", name=say("budget_try")).click()
        seen.page.wait_for_selector(".result")
        assert "Monitoring +0.3" in seen.page.locator(".result-title").inner_text()
        heads = seen.page.locator("table.board thead th").all_inner_texts()
        assert len(heads) == 5
        assert say("board_groups") not in heads  # alone there are none
        assert seen.page.evaluate(TRY_IS_SEEN)


# --- the class game ---------------------------------------------------------------------------------------------------


def pull(seen: Seen, code: str) -> None:
    """Pull the levers of a phone, by keyboard."""
    for slider, stop in zip(seen.page.locator(".lever input").all(), code, strict=True):
        slider.focus()
        seen.page.keyboard.press("Home")
        for _ in range(int(stop)):
            seen.page.keyboard.press("ArrowRight")


def test_the_class_game_with_a_wall_and_three_phones(browser: Browser, server: str) -> None:
    policies = [
        Setting.of(monitoring=2, consortium_entity=1),
        Setting.of(monitoring=2, consortium_entity=2),
        Setting.of(subsidy=2),
    ]
    with ExitStack() as stack:
        wall = stack.enter_context(opened(browser, server))
        open_step(wall, f"{server}/lesson", 5)
        wall.page.get_by_role("button", name=say("budget_open")).click()
        wall.page.wait_for_selector(".qr")
        wall.page.wait_for_function("() => document.querySelector('.qr').naturalWidth > 50")
        assert wall.axe() == []
        code = wall.page.locator(".code").inner_text().split()[-1]
        phones = [stack.enter_context(opened(browser, server, PHONE)) for _ in policies]
        phones[0].page.goto(f"{server}/play")
        phones[0].page.locator("input").fill("ZZZZ")
        phones[0].page.keyboard.press("Enter")
        phones[0].page.get_by_role("alert").get_by_text(say("budget_no_room", code="ZZZZ")).wait_for()
        phones[0].complaints.clear()  # of the browser, about a room that is not there
        phones[0].page.locator("input").fill(code.lower())
        phones[0].page.keyboard.press("Enter")
        for phone in phones[1:]:
            phone.page.goto(f"{server}/play#room={code}")
        for phone, policy in zip(phones, policies, strict=True):
            phone.page.wait_for_selector(".lever")
            pull(phone, policy.code)
            phone.page.get_by_role("button", name=say("budget_try")).click()
            phone.page.wait_for_selector(".result")
            assert phone.overflow == 0
        assert phones[2].axe() == []
        for phone in phones[:2]:
            phone.page.get_by_role("button", name=say("budget_hand")).click()
            phone.page.wait_for_selector(".handed")
        assert say("budget_beyond") in phones[2].page.locator(".result").inner_text()
        assert phones[2].page.get_by_role("button", name=say("budget_hand")).count() == 0

        first = phones[0].page
        first.reload()  # it is the same group, with what it did
        first.wait_for_selector(".handed")
        assert first.locator("#you").inner_text() == say("budget_you", n=1)
        assert phones[1].page.locator("table.board").count() == 0

        counted = say("budget_groups", n=3, handed=2)
        wall.page.wait_for_function("text => document.getElementById('counted').textContent === text", arg=counted)
        wall.page.get_by_role("button", name=say("budget_reveal")).click()
        for seen in (wall, *phones):
            seen.page.wait_for_selector("table.board")
            assert seen.overflow == 0
            assert seen.page.locator("table.board tbody tr").count() == 2
            assert seen.page.locator("table.board .spread circle").count() == 2 * 5
            hidden = "e => e.scrollWidth - e.clientWidth"  # what ranks a policy is seen without moving the table
            assert seen.page.locator(".scroll:has(table.board)").evaluate(hidden) == 0
        assert wall.axe() == phones[0].axe() == []
        ranks = wall.page.locator("table.board tbody th").all_inner_texts()
        assert ranks == ["1", "2"]
        wall.page.get_by_role("button", name=say("budget_freeze")).click()
        for phone in phones:
            phone.page.wait_for_function("() => document.querySelector('.try').disabled")

        wall.page.reload()  # the teacher's page comes back to its room
        wall.page.wait_for_selector("table.board")
        wall.page.get_by_role("button", name=say("budget_end")).click()
        wall.page.get_by_role("button", name=say("budget_sure")).wait_for()
        wall.page.get_by_role("button", name=say("budget_end")).wait_for()  # not pressed again: it is what it was
        for name in (say("budget_again"), say("budget_sure")):
            wall.page.get_by_role("button", name=name).click()
        for phone in phones:
            phone.page.wait_for_function("() => !document.querySelector('.try').disabled")
            phone.page.wait_for_function("() => !document.querySelector('table.board')")
        assert first.locator("#you").inner_text() == say("budget_you", n=1)
