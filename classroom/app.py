"""The application: engine, guard, routes and the static page, put together.

app = create_app(Settings(lang="zh"))       # for any ASGI server; `consortium classroom` starts one
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from ..experiments.storage.manifest import versions
from ..simulation.checking import show
from ..simulation.scenario import ScenarioError, load_scenario
from .engine import AT_ONCE, Busy, Engine, Stopped
from .ensembles import Ensembles
from .guard import Guard
from .page.words import say
from .requests import Language
from .route_helpers import Left
from .routes import catalogue, certainty, compare, downloads, game, lesson, sweep

if TYPE_CHECKING:
    from .page.sweep import Sweep

__all__ = ["LOCAL", "Settings", "create_app"]

STATIC = Path(__file__).parent / "static"
"""The page: found so in every kind of installation."""

LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Hosts by which a browser on this machine reaches it."""

ROUTERS = tuple(part.router for part in (catalogue, compare, certainty, downloads, lesson, game, sweep))


@dataclass(frozen=True)
class Settings:
    """How a server is started: the language that a page opens in, and the hosts by which it is reached."""

    lang: Language = "en"
    hosts: frozenset[str] = LOCAL
    workers: int | None = None
    """Processes that simulate; None: one for each processor."""
    sweep: Sweep | None = None
    """The sweep whose heat maps are shown."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application that serves the page and answers its requests."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with Engine(settings.workers) as engine:
            app.state.engine = engine
            app.state.ensembles = Ensembles(engine)
            await engine.worlds(load_scenario("baseline"), range(1, AT_ONCE + 1))  # what every visitor sees first
            yield

    app = FastAPI(
        title="Industry–education consortia: the page",
        version=versions()["consortium"],
        lifespan=lifespan,
        docs_url=None,  # these would load their scripts from elsewhere
        redoc_url=None,
    )
    app.state.settings = settings
    app.add_middleware(Guard, hosts=settings.hosts)
    for router in ROUTERS:
        app.include_router(router)
    _answer_errors(app)

    @app.get("/", include_in_schema=False)
    def page() -> HTMLResponse:
        text = (STATIC / "index.html").read_text(encoding="utf-8")
        attributes = {"lang": settings.lang, "title": say("page_title", settings.lang)}
        attributes["parts"] = "compare sweep" if settings.sweep is not None else "compare"
        for name, value in attributes.items():
            text = text.replace(f"{{{name}}}", value)
        return HTMLResponse(text)

    # an editable installation is a tree of links
    app.mount("/static", StaticFiles(directory=STATIC, follow_symlink=True), name="static")
    return app


def _answer_errors(app: FastAPI) -> None:
    """Turn what may go wrong into a status of the four hundreds and one message."""

    def message_of(status: int, message: str, **headers: str) -> JSONResponse:
        safe = message.encode("utf-8", "backslashreplace").decode("utf-8")  # half a surrogate pair is no text
        return JSONResponse({"message": safe}, status, headers)

    @app.exception_handler(ScenarioError)
    def unusable(request: Request, error: ScenarioError) -> Response:
        return message_of(422, str(error))

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        first: dict[str, Any] = dict(error.errors()[0])
        place = ".".join(str(part) for part in first.get("loc", ()) if part != "body")
        given = f" = {show(first['input'])}" if "input" in first and not isinstance(first["input"], dict) else ""
        return message_of(422, f"{place or 'request'}{given}: {first.get('msg', 'not allowed')}"[:1000])

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        return message_of(error.status_code, str(error.detail), **dict(error.headers or {}))

    @app.exception_handler(Busy)
    def busy(request: Request, error: Busy) -> Response:
        return message_of(
            429, "too many worlds are waiting to be simulated; try again in a moment", **{"retry-after": "2"}
        )

    @app.exception_handler(Stopped)
    def stopped(request: Request, error: Stopped) -> Response:
        return message_of(422, str(error))

    @app.exception_handler(Left)
    def left(request: Request, error: Left) -> Response:
        return Response(status_code=499)  # nobody reads it
