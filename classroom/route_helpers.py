"""What routes have in common: the engine that they ask, and requests whose browser has left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any, TypeVar

import anyio
import anyio.from_thread
import anyio.to_thread
from fastapi import Request

from .engine import Engine

__all__ = ["Left", "at_leisure", "at_once", "engine_of", "in_thread", "left", "until_left", "waited_for"]

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
    doing, leaving = asyncio.ensure_future(work), asyncio.ensure_future(left(request))
    try:
        await asyncio.wait({doing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            return doing.result()
        raise Left
    finally:
        for task in (doing, leaving):
            task.cancel()


class _Waits:
    """What a thread waits for on behalf of a browser: it ends when the browser leaves."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._left = False

    async def done(self, function: Callable[..., Coroutine[Any, Any, T]], *arguments: Any) -> T:
        task = asyncio.current_task()
        assert task is not None
        if self._left:
            raise asyncio.CancelledError
        self._tasks.add(task)
        try:
            return await function(*arguments)
        finally:
            self._tasks.discard(task)

    def leave(self) -> None:
        self._left = True
        for task in self._tasks:
            task.cancel()


_WAITS: ContextVar[_Waits] = ContextVar("waits")


async def in_thread(request: Request, function: Callable[..., T], *arguments: Any) -> T:
    """What a function gives that runs in a thread and waits there for the engine (`waited_for`).

    When the browser closes the connection before, what the function waits for is cancelled, and `Left` raised.
    """
    waits = _Waits()
    token = _WAITS.set(waits)  # threads and tasks that are started below have it, too
    try:
        return await until_left(request, anyio.to_thread.run_sync(function, *arguments, abandon_on_cancel=True))
    finally:
        _WAITS.reset(token)
        waits.leave()


def waited_for(function: Callable[..., Coroutine[Any, Any, T]], *arguments: Any) -> T:
    """What a coroutine function of the server's loop gives, waited for in one of its threads.

    Raises concurrent.futures.CancelledError when the browser that the thread works for has left.
    """
    waits = _WAITS.get(None) or _Waits()
    try:
        return anyio.from_thread.run(waits.done, function, *arguments)
    except asyncio.CancelledError:  # a class of its own, which nobody in a thread expects
        raise CancelledError from None


async def left(request: Request) -> None:
    """Wait until the connection is closed; the body has been read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
