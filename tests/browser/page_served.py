"""A server of the page for browser tests, in a process of its own, and pages that may ask only it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

PHONE, BEAMER = (360, 740), (1280, 720)


@dataclass(frozen=True)
class Server:
    """A page that is served: its address, and the process that serves it."""

    address: str
    process: subprocess.Popen[str]


@contextmanager
def served(folder: Path, *options: str, python: str = sys.executable) -> Iterator[str]:
    """The address of a page that `consortium classroom` serves on a free port, in a folder."""
    with started(folder, *options, python=python) as server:
        yield server.address


@contextmanager
def started(folder: Path, *options: str, python: str = sys.executable) -> Iterator[Server]:
    """A server that `consortium classroom` starts on a free port, in a folder; it ends with this."""
    command = [python, "-m", "consortium", "classroom", "--port", "0", *options]
    server = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"},
    )
    said: list[str] = []
    assert server.stdout is not None
    assert server.stderr is not None
    log = server.stderr
    reading = threading.Thread(target=lambda: said.extend(log), daemon=True)
    reading.start()
    try:
        address = None
        for line in server.stdout:
            if found := re.search(r"http://[\w.:\[\]-]+/", line):
                address = found.group().rstrip("/")
                break
        if address is None:
            server.wait()
            reading.join()
            raise AssertionError(f"the server ended with {server.returncode}: {''.join(said)}")
        yield Server(address, server)
        assert server.poll() is None, f"the server died: {''.join(said)}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()
        server.stdout.close()


@dataclass
class Visit:
    """An open page, and what went wrong in it: requests to others, errors, statuses from 400 on."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    """Statuses that a test means to see."""

    def settled(self, worlds: int | None = None) -> None:
        """Wait until all that was asked for is drawn, with so many worlds if a number is given."""
        self.page.wait_for_selector("#view[data-runs]", state="attached")
        if worlds is not None:
            self.page.wait_for_selector(f'#view[data-worlds="{worlds}"]', state="attached")

    def run_after(self, act: Any) -> None:
        """Do something that changes a scenario, and wait until its result is drawn."""
        before = int(self.page.locator("#view").get_attribute("data-runs") or 0)
        act()
        for run in range(before + 1, before + 100):
            self.page.wait_for_selector(f'#view[data-runs="{run}"]', state="attached")
            asked = self.page.locator("#view").get_attribute("data-answered")
            if asked == self.page.locator("#view").get_attribute("data-asked"):
                return

    def fits(self) -> None:
        """No part of the page is wider than the window."""
        width = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1], width

    def painted(self) -> list[int]:
        """How many pixels of every canvas are not blank."""
        return self.page.evaluate(
            """() => [...document.querySelectorAll('canvas')].map(c => {
                const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
                let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 0; return n; })"""
        )


@contextmanager
def visiting(
    browser: Browser, address: str, path: str = "/", size: Sequence[int] = BEAMER, **how: Any
) -> Iterator[Visit]:
    """A page of its own session; on leaving, nothing may have gone wrong in it."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, accept_downloads=True, **how)
    context.set_default_timeout(0)  # however busy the machine is
    page = context.new_page()
    visit = Visit(page, address)

    def only_the_server(route: Route) -> None:
        if route.request.url.startswith((address, "data:", "blob:")):
            route.continue_()
        else:
            visit.complaints.append(f"asked elsewhere: {route.request.url[:100]}")
            route.abort()

    page.route("**/*", only_the_server)
    page.on(
        "console", lambda m: visit.complaints.append(f"{m.type}: {m.text}") if m.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    page.on(
        "response",
        lambda answer: visit.complaints.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )
    page.goto(address + path)
    yield visit
    left = [said for said in visit.complaints if not any(known in said for known in visit.expected)]
    context.close()
    assert left == []
