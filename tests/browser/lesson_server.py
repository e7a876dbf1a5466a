"""A server of the page for browser tests, and pages that fail on whatever a class must not meet."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response, Route

PHONE, BEAMER = (360, 740), (1280, 720)

PAINTED = """canvas => {
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let painted = 0;
  for (let i = 3; i < pixels.length; i += 4) painted += pixels[i] > 0;
  return painted / (pixels.length / 4);
}"""
"""The share of a canvas that is painted."""

SMALLEST = """() => Math.min(...[...document.querySelectorAll('body *')]
  .filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
  .filter(e => !e.closest('.skip, title, noscript, script, style'))
  .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
"""The smallest letters that are seen, px."""


@contextmanager
def serving() -> Iterator[str]:
    """The address of a running server; it is up when this begins."""
    import uvicorn

    from consortium.classroom.app import Settings, create_app

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        up = threading.Event()

        class Server(uvicorn.Server):
            def install_signal_handlers(self) -> None:
                """Tests handle signals themselves."""

            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                up.set()

        server = Server(uvicorn.Config(create_app(Settings(workers=1)), log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not up.wait(1.0):
            assert thread.is_alive(), "the server did not start; its log says why"
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@dataclass
class Seen:
    """An open page and what the browser complained of, requests to elsewhere among it."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    @property
    def overflow(self) -> int:
        """Pixels by which the page is wider than its window."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def axe(self) -> list[str]:
        """What axe-core finds."""
        from axe_playwright_python.sync_playwright import Axe

        found: Any = Axe().run(self.page)
        return [f"{one['id']}: {node['html'][:120]}" for one in found.response["violations"] for node in one["nodes"]]


@contextmanager
def opened(browser: Browser, own: str, size: tuple[int, int] = BEAMER, **options: Any) -> Iterator[Seen]:
    """A page of its own, which may ask only for what begins with `own`. Fails on any complaint when it is closed."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
    context.set_default_timeout(0)  # however busy the machine is
    seen = Seen(context.new_page())

    def only_own(route: Route) -> None:
        if route.request.url.startswith((own, "data:", "blob:")):
            route.continue_()
        else:
            seen.complaints.append(f"asked for {route.request.url}")
            route.abort()

    def noted(got: Response) -> None:
        if got.status >= 400:
            seen.complaints.append(f"{got.status} {got.url}")

    page = seen.page
    page.route("**/*", only_own)
    page.on("console", lambda message: seen.complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("response", noted)
    yield seen
    assert seen.complaints == []
    context.close()
