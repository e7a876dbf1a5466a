"""The analyst's page in a browser: sliders, links, files, languages, keyboard, and nothing asked of anybody else."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from consortium.experiments.presentation.numbers import number
from tests.browser.page_served import BEAMER, PHONE, Visit, served, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SIZES = {"beamer": BEAMER, "phone": PHONE}


@pytest.fixture(scope="module")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("empty")) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address) as visit:
        visit.settled()
        yield visit


def slider(visit: Visit, kind: str, field: str) -> Any:
    return visit.page.locator(f'.card[data-kind="{kind}"] input[type="range"][data-field="{field}"]')


def opened(numbers: Any) -> Any:
    """The table under a chart; the page fills it a moment after its fold is opened."""
    numbers.locator("summary").click()
    numbers.locator("tbody tr").first.wait_for()
    return numbers


def sentence(visit: Visit) -> str:
    return visit.page.locator(".answer .sentence").first.inner_text()


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_first_sight_is_drawn_in_either_language_on_beamer_and_phone(
    browser: Browser, address: str, lang: str, size: tuple[int, int]
):
    with visiting(browser, address, f"/#/compare?lang={lang}", size) as visit:
        visit.settled()
        assert visit.page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[lang]
        painted = visit.painted()
        assert len(painted) == 8
        assert min(painted) > 500
        visit.fits()
        assert ("深度参与率" in sentence(visit)) == (lang == "zh")
        visit.page.locator("#language").click()
        visit.page.wait_for_selector(f'html[lang="{"en" if lang == "zh" else "zh-CN"}"]')
        visit.page.wait_for_selector(f'.sentence:has-text("{"Deep" if lang == "zh" else "深度"}")')


def test_more_worlds_follow_when_nothing_moves_and_the_page_says_how_many(visit: Visit):
    visit.settled(worlds=20)
    assert "20 worlds" in visit.page.locator(".worlds").inner_text()
    visit.page.wait_for_selector('.more[data-worlds="20"]')
    assert visit.page.locator(".bars").count() == 2


def test_a_slider_moved_by_keyboard_redraws_curves_sentence_and_what_differs(visit: Visit):
    before = sentence(visit), visit.page.locator(".differs").inner_text()
    subsidy = slider(visit, "subsidy", "per_trainee")
    subsidy.focus()
    visit.run_after(lambda: visit.page.keyboard.press("End"))
    assert sentence(visit) != before[0]
    assert "+19.6" in visit.page.locator(".differs").inner_text()
    assert visit.page.evaluate("document.activeElement.dataset.field") == "per_trainee"


def test_a_link_opens_the_same_state(browser: Browser, address: str, visit: Visit):
    visit.run_after(lambda: slider(visit, "monitoring", "level").fill("0.3"))
    visit.run_after(lambda: visit.page.locator('.card[data-kind="subsidy"] input[data-date="start"]').fill("7"))
    link, said = visit.page.url, sentence(visit)
    with visiting(browser, address, link.removeprefix(address)) as other:
        other.settled()
        assert sentence(other) == said
        assert slider(other, "monitoring", "level").input_value() == "0.3"
        assert "from year 7" in other.page.locator(".differs").inner_text()


def test_a_link_that_was_cut_or_made_up_opens_the_page(browser: Browser, address: str):
    for end in ("s=eyJi", "s=bnVsbA", "s=" + "x" * 500, "lang=xx&s=eyJyZWZvcm1zIjpbMV0sIm1ldHJpY3MiOls1XX0"):
        with visiting(browser, address, f"/#/compare?{end}") as visit:
            visit.settled()


def test_each_difference_is_undone_with_one_click(visit: Visit):
    assert visit.page.locator(".differs li").count() == 2
    visit.run_after(lambda: visit.page.locator(".differs li button").first.click())
    assert visit.page.locator(".differs li").count() == 1
    assert "Subsidy" not in visit.page.locator(".differs li").inner_text()
    visit.run_after(lambda: visit.page.locator(".differs li button").first.click())
    assert visit.page.locator(".answer").get_attribute("data-verdict") == "same"


def test_three_reforms_stand_beside_the_baseline_and_no_fourth(visit: Visit):
    for start in ("consortium_entity", "subsidy_only"):
        visit.run_after(lambda: visit.page.locator(".tab.add").click())
        visit.run_after(lambda start=start: visit.page.locator(".arm-head select").select_option(start))
    assert visit.page.locator(".answer").count() == 3
    assert visit.page.locator(".tab.add").count() == 0
    assert visit.page.locator(".legend").count() == 4
    titles = visit.page.locator(".answer h2").all_inner_texts()
    assert len(set(titles)) == 3
    table = opened(visit.page.locator(".numbers").first)
    assert table.locator("thead th").count() == 1 + 2 * 4


def test_what_is_drawn_stands_in_the_table_and_in_the_saved_csv(visit: Visit):
    visit.settled(worlds=20)
    visit.page.wait_for_selector("#view[data-fine]", state="attached")
    panel = visit.page.locator('.panel[data-metric="deep_participation"]')
    table = opened(panel.locator(".chart.effect .numbers"))
    shown = [row.split("\t")[1] for row in table.locator("tbody tr").all_inner_texts()]
    with visit.page.expect_download() as started:
        visit.page.locator(".save summary").click()
        visit.page.locator('[data-save="effects"]').click()
    rows = csv.DictReader(io.StringIO(Path(started.value.path()).read_text(encoding="utf-8-sig")))
    effects = [100 * float(row["effect"]) for row in rows if row["metric"] == "deep_participation"]
    written = [f"{effect:+.1f}".replace("-", "−") for effect in effects]
    assert [re.sub("^[+−](?=0.0$)", "", text) for text in written] == shown


def test_the_saved_scenario_opens_again_by_the_file_button(visit: Visit, tmp_path: Path):
    with visit.page.expect_download() as started:
        visit.page.locator(".save summary").click()
        visit.page.locator('[data-save="toml-1"]').click()
    path = tmp_path / started.value.suggested_filename
    started.value.save_as(path)
    assert path.name == "reform_a.toml"
    visit.run_after(lambda: visit.page.locator(".differs li button").first.click())
    visit.run_after(lambda: visit.page.locator('input[type="file"]').set_input_files(path))
    assert visit.page.locator(".differs li").count() == 2


def test_a_file_that_is_no_scenario_costs_a_message_and_nothing_else(visit: Visit, tmp_path: Path):
    visit.expected += ["422"]
    path = tmp_path / "broken.toml"
    path.write_text('extends = "baseline"\ntitle = "A"\n', encoding="utf-8")
    visit.page.locator('input[type="file"]').set_input_files(path)
    visit.page.wait_for_selector("#failure:not([hidden])")
    assert "broken.toml: title" in visit.page.locator("#failure").inner_text()
    visit.run_after(lambda: slider(visit, "subsidy", "per_trainee").fill("3"))
    assert visit.page.locator("#failure").is_hidden()


def test_a_parameter_of_the_drawer_changes_the_reform_and_names_its_source(visit: Visit):
    visit.page.get_by_role("button", name="All parameters …").click()
    drawer = visit.page.locator("dialog")
    drawer.locator('input[type="search"]').fill("gross cost of training")
    row = drawer.locator("tr:has(input[data-parameter='gross'])")
    assert "BIBB" in row.inner_text()
    assert "sourced" in row.inner_text()
    visit.run_after(lambda: row.locator("input").fill("30") or row.locator("input").press("Tab"))
    drawer.get_by_role("button", name="Close").click()
    visit.page.locator(".tab.arm-0").click()
    assert "28 → 30" in visit.page.locator(".differs").inner_text()


def test_the_report_and_figures_are_saved(visit: Visit):
    for kind, name in (
        ("png", "comparison.png"),
        ("svg", "comparison.svg"),
        ("python", "comparison.py"),
        ("report", "report.html"),
    ):
        visit.page.locator(".save").evaluate("element => { element.open = true; }")
        with visit.page.expect_download() as started:
            visit.page.locator(f'[data-save="{kind}"]').click()
        assert started.value.suggested_filename == name
        assert Path(started.value.path()).stat().st_size > 300


@pytest.mark.parametrize(("lang", "size"), [("en", PHONE), ("zh", BEAMER)], ids=["en-phone", "zh-beamer"])
def test_axe_finds_nothing(browser: Browser, address: str, lang: str, size: tuple[int, int]):
    from axe_playwright_python.sync_playwright import Axe

    with visiting(browser, address, f"/#/compare?lang={lang}", size) as visit:
        visit.settled(worlds=20)
        visit.page.wait_for_selector('.more[data-worlds="20"]', state="attached")
        visit.page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
        found = Axe().run(visit.page).response["violations"]
        assert [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found] == []
        visit.page.locator(".save").evaluate("element => { element.open = false; }")
        visit.page.locator(".instruments > button").click()
        found = Axe().run(visit.page).response["violations"]
        assert [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found] == []


VILLAGE = {"schools": 4, "enterprises": 40, "intake": 15, "years": 5, "warm_up": 4}


def test_how_sure_effects_are_is_told_on_request_on_a_phone_and_belongs_to_its_settings(browser: Browser, address: str):
    from axe_playwright_python.sync_playwright import Axe

    own = {"base": {"extends": "baseline", "parameters": VILLAGE}, "reforms": [{"from": "subsidy_monitored"}]}
    link = base64.urlsafe_b64encode(json.dumps(own).encode()).decode().rstrip("=")
    with visiting(browser, address, f"/#/compare?lang=zh&s={link}", PHONE) as visit:
        visit.settled()
        visit.page.get_by_role("button", name="这有多可靠？").focus()
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_selector(".found .panel")
        assert visit.page.evaluate("document.activeElement.closest('.certainty') !== null")
        said = visit.page.locator(".in-sets").all_inner_texts()
        assert len(said) == 4
        assert all("30组" in sentence for sentence in said if "没有" not in sentence)
        edges = visit.page.evaluate(
            "() => [...document.querySelectorAll('.nested:has(.chance):has(.whole)')].map(e => ['.whole', '.chance']"
            ".map(s => e.querySelector(s).getBoundingClientRect()).map(r => [r.left, r.right]))"
        )
        assert len(edges) > 0
        for whole, chance in edges:
            assert whole[0] - 1 <= chance[0] < chance[1] <= whole[1] + 1
        visit.fits()
        found = Axe().run(visit.page).response["violations"]
        assert [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found] == []
        visit.run_after(lambda: visit.page.locator(".differs li button").first.click())
        assert visit.page.locator(".found.old").count() == 1
        assert visit.page.get_by_role("button", name="检验当前设置").is_visible()


def test_everything_is_reached_by_keyboard_and_the_focus_is_seen(visit: Visit):
    visit.page.locator("#skip").focus()
    seen = set()
    for _ in range(400):
        found = visit.page.evaluate(
            "() => { const e = document.activeElement;"
            " return [e.tagName, e.dataset.field || e.dataset.date || e.className, getComputedStyle(e).outlineStyle]; }"
        )
        assert found[2] != "none" or found[0] in ("BODY", "MAIN"), found
        seen.add(found[1])
        if found[0] == "BODY" and len(seen) > 10:
            break
        visit.page.keyboard.press("Tab")
    assert {"per_trainee", "level", "start", "end", "phase_in", "announced", "metric"} <= seen


def test_each_chart_has_a_sentence_and_a_role(visit: Visit):
    charts = visit.page.locator(".plot")
    for place in range(charts.count()):
        assert charts.nth(place).get_attribute("role") == "img"
        assert re.search(r"\d", charts.nth(place).get_attribute("aria-label") or "")


def test_two_visitors_share_nothing(browser: Browser, address: str, visit: Visit):
    with visiting(browser, address) as other:
        other.settled(worlds=20)
        said = sentence(other)
        visit.run_after(lambda: slider(visit, "subsidy", "per_trainee").fill("15"))
        visit.settled(worlds=20)
        assert sentence(other) == said
        assert sentence(visit) != said


def test_numbers_are_rounded_as_python_rounds_them(visit: Visit):
    values = [0.125, 0.375, 3.05, 2.675, 0.5, 1.5, 2.5, 1234567.5, 999.95, 0.0, -0.04, 1e-9, 12.45]
    for digits in range(4):
        shown = visit.page.evaluate(
            "async ([values, digits]) => { const { written } = await import('/static/numbers.js');"
            " return values.map(value => written(value, digits)); }",
            [values, digits],
        )
        assert shown == [number(value, digits) for value in values], digits


def test_an_installed_wheel_serves_the_page_in_an_empty_folder(browser: Browser, tmp_path: Path):
    import shutil
    import subprocess
    import sys
    import venv

    # From a copy, so that other tests never meet a half-built checkout.
    left_out = shutil.ignore_patterns(".*", "results", "build", "*.egg-info", "__pycache__", "*.nbi", "*.nbc")
    copy = shutil.copytree(Path(__file__).parents[2], tmp_path / "copy", ignore=left_out)
    asked = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", tmp_path, copy]
    built = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    place = tmp_path / "venv"
    venv.create(place, system_site_packages=False, with_pip=True)
    python = next(path for path in (place / "bin" / "python", place / "Scripts" / "python.exe") if path.exists())
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", wheel], check=True)
    # the libraries that this process has, so that nothing is downloaded
    paths = "\n".join(path for path in sys.path if "site-packages" in path)
    (found,) = [*place.glob("lib/*/site-packages"), *place.glob("Lib/site-packages")]
    (found / "libraries.pth").write_text(paths, encoding="utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()
    with served(empty, python=str(python)) as address, visiting(browser, address) as visit:
        visit.settled()
        assert min(visit.painted()) > 500
    assert list(empty.iterdir()) == []
