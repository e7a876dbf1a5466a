"""Take the pictures of the page and of the lesson anew, as Chromium shows them: `python docs/draw_screenshots.py`.

The page compares the baseline with a monitored subsidy; the lesson is at the step that asks who joined because of a
subsidy. Both are served by `consortium classroom` on this computer and ask nothing of the network.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
COLOURS = 128
WIDTH, HEIGHT = 1280, 720


def main() -> None:
    """Write `page.<language>.png` and `lesson.<language>.png` for both languages."""
    HERE.mkdir(exist_ok=True)
    with classroom() as address, browser_page() as page:
        for lang in ("en", "zh"):
            page.goto("about:blank")
            page.goto(f"{address}#/compare?lang={lang}")
            page.wait_for_selector('#view[data-worlds="20"]', state="attached")
            keep(page, f"page.{lang}")
            page.goto("about:blank")
            page.goto(f"{address}lesson#step=4&setting=20000&lang={lang}")
            page.wait_for_selector("canvas.city")
            page.wait_for_function("() => !document.querySelector('.loading, .pending')")
            keep(page, f"lesson.{lang}")


@contextmanager
def classroom() -> Iterator[str]:
    """The address at which the page is served, on a free port."""
    command = [sys.executable, "-u", "-m", "consortium", "classroom", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield next(found.group() for line in server.stdout if (found := re.search(r"http://[\w.:]+/", line)))
        finally:
            server.terminate()


@contextmanager
def browser_page() -> Iterator[Page]:
    """A page of the system's Chromium. Raises SystemExit where there is none."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        raise SystemExit(f"no browser was found; allowed: one of {', '.join(BROWSERS)} (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_default_timeout(0)  # however busy the computer is
        yield page
        browser.close()


def keep(page: Page, name: str) -> None:
    """Write what the page shows as a small picture."""
    path = HERE / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as image:
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main()
