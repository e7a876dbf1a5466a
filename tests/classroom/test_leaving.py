"""A tab that is closed, or a step that is left, frees the processor: what nobody waits for is not simulated."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from typing import Any

import anyio.to_thread
import pytest
from fastapi.testclient import TestClient

from consortium.classroom.lesson.answers import Kept
from consortium.classroom.route_helpers import waited_for
from tests.classroom.served import SUBSIDY, serving

MANY = 20
PATIENCE = 120
"""Seconds after which a test fails rather than waits on."""

LONG: dict[str, tuple[str, str, str, Any]] = {
    "a comparison": ("POST", "/api/compare", "", {"worlds": MANY, "reforms": [{"policy": [SUBSIDY]}], "first_seed": 9}),
    "the tables of a comparison": (
        "POST", "/api/tables", "", {"worlds": MANY, "reforms": [{"policy": [SUBSIDY]}], "first_seed": 90},
    ),
    "a file": (
        "POST", "/api/save/effects", "", {"worlds": MANY, "reforms": [{"policy": [SUBSIDY]}], "first_seed": 900},
    ),
    "a step of the lesson": ("GET", "/api/lesson/answer", f"setting=00100&worlds={MANY}", None),
    "effects in many parameter sets": ("POST", "/api/certainty", "", {"reforms": [{"policy": [SUBSIDY]}]}),
    "the money that ends": ("GET", "/api/lesson/cliff", f"worlds={MANY}", None),
    "a policy on one's own": ("GET", "/api/lesson/policy", f"setting=00010&worlds={MANY}", None),
}  # fmt: skip

TOLD = {"/api/certainty"}
"""Paths whose answer begins at once, with how far the simulation is."""


@pytest.fixture(scope="module")
def quiet() -> Iterator[TestClient]:
    """A server of its own, where nothing waits that another test has asked for."""
    with serving() as client:
        yield client


@pytest.mark.parametrize(("method", "path", "query", "body"), LONG.values(), ids=LONG)
def test_what_nobody_waits_for_any_more_is_not_simulated(
    quiet: TestClient, method: str, path: str, query: str, body: Any
):
    """The connection is closed as soon as the first world is there."""

    async def left() -> tuple[int, list[Any]]:
        application: Any = quiet.app
        engine = application.state.engine
        before, closed = engine.simulated, asyncio.Event()
        messages = [{"type": "http.request", "body": b"" if body is None else json.dumps(body).encode()}]
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            if messages:
                return messages.pop()
            await closed.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": query.encode(),
            "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")], "scheme": "http",
            "server": ("localhost", 80), "client": ("localhost", 1), "root_path": "", "http_version": "1.1",
        }  # fmt: skip
        asking = asyncio.create_task(application(scope, receive, send))
        while engine.simulated == before and not asking.done():
            await asyncio.sleep(0.005)
        closed.set()
        await asking
        while engine.waiting:  # those in hand are finished, the others dropped
            await asyncio.sleep(0.005)
        return engine.simulated - before, sent

    async def left_in_time() -> tuple[int, list[Any]]:
        return await asyncio.wait_for(left(), PATIENCE)

    assert quiet.portal is not None
    simulated, sent = quiet.portal.call(left_in_time)
    assert 1 <= simulated < MANY // 2
    assert sent[0]["status"] == (200 if path in TOLD else 499)


def test_a_thread_whose_browser_has_left_before_it_waits_is_told_so_as_one_that_waited(quiet: TestClient):
    """Else whoever waits for the same answer would be given the cancellation of another, as an error of the server."""

    async def cancelled() -> None:
        raise asyncio.CancelledError

    def asked() -> str:
        try:
            waited_for(cancelled)
        except CancelledError:
            return "told"
        return "not told"

    async def in_a_thread() -> str:
        return await anyio.to_thread.run_sync(asked)

    assert quiet.portal is not None
    assert quiet.portal.call(in_a_thread) == "told"


def test_whoever_waits_for_the_same_finds_it_when_the_first_has_left():
    kept: Kept[str] = Kept(5)
    begun, left = threading.Event(), threading.Event()

    def found_by_the_first() -> str:
        begun.set()
        left.wait()
        raise CancelledError

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(kept.get, "key", found_by_the_first)
        begun.wait()
        second = threads.submit(kept.get, "key", lambda: "found by the second")
        left.set()
        with pytest.raises(CancelledError):
            first.result()
        assert second.result() == "found by the second"
    assert kept.get("key", lambda: "found anew") == "found by the second"
