"""What routes have in common: the engine that they ask, and requests whose browser has left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from fastapi import Request

from .engine import Engine

__all__ = ["Left", "at_leisure", "at_once", "engine_of", "until_left"]

T = TypeVar("T")


# One thread for what is waited for at every move of a slider, and one for tables, which may take longer: more of them
# would only take Python's lock from each other.
_FIRST, _SECOND = ThreadPoolExecutor(1, "curves"), ThreadPoolExecutor(1, "tables")


async def at_once(function: Callable[..., T], *arguments: Any) -> T:
    """What a short function gives, computed aside so that other requests are answered meanwhile."""
    return await asyncio.get_running_loop().run_in_executor(_FIRST, function, *arguments)


async def at_leisure(function: Callable[..., T], *arguments: Any) -> T:
    """The same of a longer one, which no slider waits for; if it is cancelled before, it is not begun."""
    return await asyncio.get_running_loop().run_in_executor(_SECOND, function, *arguments)


class Left(Exception):
    """The browser did not wait for its answer."""


def engine_of(request: Request) -> Engine:
    """The engine of the application that a request is for."""
    return request.app.state.engine


async def until_left(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """What some work gives; it is cancelled, and `Left` raised, when the browser closes the connection before."""
    doing, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({doing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            return doing.result()
        raise Left
    finally:
        for task in (doing, leaving):
            task.cancel()


async def _left(request: Request) -> None:
    """Wait until the connection is closed; the body has been read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
