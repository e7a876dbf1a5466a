"""A browser for the tests: the Chromium of the machine, driven by playwright, with no way out to the network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
MISSING = (
    "no Chromium on this machine (looked for: {}), so nothing was seen in a browser; to get one on Debian: "
    "apt-get install chromium fonts-noto-cjk; elsewhere install Chromium or Google Chrome so that its command is found"
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium. Without one, tests are skipped with the reason; in CI (variable CI=true) they fail."""
    in_ci = os.environ.get("CI", "").lower() == "true"
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        reason = MISSING.format(", ".join(NAMES))
        if in_ci:
            pytest.fail(f"CI=true, where browser tests must run, but {reason}", pytrace=False)
        pytest.skip(reason)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        reason = 'playwright is not installed; it comes with pip install -e ".[dev]"'
        if in_ci:
            pytest.fail(f"CI=true, where browser tests must run, but {reason}", pytrace=False)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS, timeout=0)
        yield launched
        launched.close()
