"""The site of the documentation as a file: its search finds English and 中文, and nothing is asked of anybody."""

from __future__ import annotations

import os
import runpy
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

BUILDING = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "build_site.py"))


@pytest.fixture(scope="module")
def first_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the first page of the Chinese site, which holds pages in both languages."""
    if find_spec("zensical") is None or find_spec("mkdocstrings_handlers") is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"CI=true, where the site must be built, but {BUILDING['NEEDED']}", pytrace=False)
        pytest.skip(BUILDING["NEEDED"])
    site = tmp_path_factory.mktemp("site") / "zh"
    BUILDING["build"]("zh", site)
    return (site / "index.html").as_uri()


@pytest.fixture
def page(browser: Browser, first_page: str) -> Iterator[Page]:
    """The first page, opened without a server. Afterwards nothing may have been asked of the network."""
    context = browser.new_context()
    context.set_default_timeout(90_000)
    opened, asked = context.new_page(), []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(first_page)
    yield opened
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


@pytest.mark.parametrize("word", ["补贴", "deadweight"])
def test_the_search_of_a_site_that_is_opened_as_a_file_finds_a_word(word: str, page: Page) -> None:
    page.locator("button.md-search__button").click()
    page.locator("input[type=text]:visible").fill(word)
    page.locator("u").filter(has_text=word).first.wait_for()  # results underline what was found


def test_a_link_between_pages_works_without_a_server(page: Page) -> None:
    page.locator("article a[href='docs/evidence.zh.html']").first.click()
    page.wait_for_url("**/docs/evidence.zh.html")
    assert page.locator("h1").inner_text().startswith("依据与限度")
