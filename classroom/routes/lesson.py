"""Requests of the lesson: its pages, its contents, and the results that its steps show."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from ...experiments.runs.batch import Replicate
from ...simulation.checking import Refused
from ...simulation.scenario import Scenario, load_scenario
from ..lesson.answers import run_of
from ..lesson.game import Forbidden, NotFound, Rooms
from ..lesson.lesson import SEED, Lesson
from ..lesson.levers import LEVERS, Setting
from ..route_helpers import in_thread, waited_for

__all__ = ["lesson_of", "refusals", "rooms_of", "router"]

STATIC = Path(__file__).parents[1] / "static"

MOST_WORLDS, MOST_SEED = 20, 1000

router = APIRouter(tags=["lesson"])

SettingCode = Annotated[
    str, Query(min_length=len(LEVERS), max_length=len(LEVERS), pattern="^[0-9]+$", description="one digit per lever")
]
Worlds = Annotated[int, Query(ge=1, le=MOST_WORLDS)]
Seed = Annotated[int, Query(ge=0, le=MOST_SEED)]


def lesson_of(request: Request) -> Lesson:
    """The lesson of the application; its worlds are simulated by the application's engine."""
    return _parts(request.app)[0]


def rooms_of(request: Request) -> Rooms:
    """The rooms of the class game."""
    return _parts(request.app)[1]


def _parts(app: Any) -> tuple[Lesson, Rooms]:
    """Both, made when they are first asked for."""
    with _making:
        if not hasattr(app.state, "lesson"):

            def runs(scenario: Scenario, seeds: Sequence[int]) -> list[Replicate]:
                return waited_for(app.state.engine.results, run_of, [(scenario, seed) for seed in seeds])

            app.state.lesson = Lesson(load_scenario("baseline"), runs)
            app.state.rooms = Rooms(app.state.lesson.answers)
        return app.state.lesson, app.state.rooms


_making = threading.Lock()


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the lesson and the game refuse into a status of the four hundreds."""
    try:
        yield
    except NotFound as error:
        raise HTTPException(404, str(error)) from None
    except Forbidden as error:
        raise HTTPException(403, str(error)) from None
    except Refused as error:
        raise HTTPException(422, str(error)) from None


def page(name: str, request: Request) -> HTMLResponse:
    """A page of the lesson in the language in which the server was started."""
    text = (STATIC / name).read_text(encoding="utf-8")
    return HTMLResponse(text.replace("{lang}", request.app.state.settings.lang))


@router.get("/lesson", include_in_schema=False)
def lesson_page(request: Request) -> HTMLResponse:
    """The lesson."""
    return page("lesson.html", request)


@router.get("/api/lesson")
def contents(request: Request) -> dict[str, Any]:
    """Steps, words, levers and marks of the lesson, in both languages."""
    return lesson_of(request).contents()


@router.get("/api/lesson/answer")
async def answer(request: Request, setting: SettingCode, worlds: Worlds = 5) -> dict[str, Any]:
    """What the levers do: curves, effect, cost and who joined because of it, beside the baseline."""
    with refusals():
        return await in_thread(request, lesson_of(request).answers.lesson, Setting.parsed(setting), worlds)


@router.get("/api/lesson/policy")
async def policy(request: Request, setting: SettingCode, worlds: Worlds = 5) -> dict[str, Any]:
    """What counts in the class game: effect, cost in ¥ a year of the real city, and their ratio."""
    with refusals():
        return await in_thread(request, lesson_of(request).answers.game, Setting.parsed(setting), worlds)


@router.get("/api/lesson/cliff")
async def cliff(request: Request, worlds: Worlds = 5) -> dict[str, Any]:
    """The money that ends, without and with an entity."""
    with refusals():
        return await in_thread(request, lesson_of(request).cliff, worlds)


@router.get("/api/lesson/city")
def city(request: Request, setting: SettingCode, seed: Seed = SEED) -> dict[str, Any]:
    """Every dot of one world, tick by tick, in the baseline and under the levers that are pulled."""
    with refusals():
        return lesson_of(request).city(Setting.parsed(setting), seed)


@router.get("/api/lesson/explanation")
def explanation(
    request: Request,
    setting: SettingCode,
    enterprise: Annotated[int, Query(ge=1, le=100_000)],
    year: Annotated[int, Query(ge=1, le=1000)] = 20,
    seed: Seed = SEED,
) -> dict[str, Any]:
    """Why an enterprise does what it does in a year: the terms of its choice, in baseline and reform."""
    with refusals():
        return lesson_of(request).explanation(Setting.parsed(setting), year, enterprise, seed)
