"""What routes have in common: the engine that they ask, and requests whose browser has left."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from fastapi import Request

from .engine import Engine

__all__ = ["Left", "engine_of", "until_left"]

T = TypeVar("T")


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
