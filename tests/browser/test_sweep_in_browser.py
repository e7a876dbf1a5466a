"""A sweep in a browser: its heat map by mouse and keyboard, and a point that opens as a comparison."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.page_served import PHONE, served, visiting
from tests.classroom.test_sweep import DEEP, MONITORING, SUBSIDY, town_sweep

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("sweep")
    with served(folder, str(town_sweep(folder))) as address:
        yield address


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_cell_chosen_by_keyboard_opens_its_point_as_a_comparison(browser: Browser, address: str, lang: str):
    from axe_playwright_python.sync_playwright import Axe

    with visiting(browser, address, f"/#/sweep?lang={lang}", PHONE if lang == "zh" else (1280, 720)) as visit:
        page = visit.page
        page.wait_for_selector(f'#view[data-drawn="{DEEP} {SUBSIDY} {MONITORING}"]', state="attached")
        assert page.locator(".heat button").count() == 6
        visit.fits()
        assert Axe().run(page).response["violations"] == []
        page.locator('[data-choice="x"]').select_option(MONITORING)  # the other takes its place
        page.wait_for_selector(f'#view[data-drawn="{DEEP} {MONITORING} {SUBSIDY}"]', state="attached")
        page.reload()
        page.wait_for_selector(f'#view[data-drawn="{DEEP} {MONITORING} {SUBSIDY}"]', state="attached")
        cell = page.locator('[data-cell="1,2"]')
        cell.focus()
        page.keyboard.press("Enter")
        visit.settled(worlds=20)
        differs = page.locator(".differs").inner_text()
        assert "11.2" in differs
        assert "0.6" in differs
        assert {"en": "Point 6 of the sweep", "zh": "参数扫描的第6个点"}[lang] in page.locator(".answer").inner_text()
        page.go_back()
        page.wait_for_selector(".heat button")
