"""Thousands of requests that nobody meant, thrown at a running server: no status of the five hundreds, nothing of the
machine, no growing memory, and an answer at the end."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from benchmarks.machine import memory_of
from tests.browser.page_served import Server, started
from tests.classroom.mutating import bodies, spoilt, throw
from tests.classroom.served import BASE, SUBSIDY, reform

ASKED = {"base": BASE, "reforms": [reform(SUBSIDY)], "worlds": 5}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server in a process of its own, as a class has it."""
    with started(tmp_path_factory.mktemp("empty")) as server:
        yield server


@pytest.fixture
def caller(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.address, timeout=None) as caller:
        yield caller


def answered(caller: httpx.Client) -> bytes:
    return caller.post("/api/compare", json=ASKED).raise_for_status().content


def test_a_thousand_mutated_requests_leave_a_running_server_answering_the_same(caller: httpx.Client):
    before = answered(caller)
    counted = throw(caller, 1000, seed=1)
    assert counted[200] > 10  # some were good by chance, so that what is mutated is near what is meant
    assert counted[422] > 200
    assert answered(caller) == before


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="memory of processes is read as on Linux")
def test_thousands_of_mutated_requests_leave_it_answering_with_the_memory_that_it_had(
    server: Server, caller: httpx.Client
):
    before = answered(caller)
    throw(caller, 1000, seed=2)  # fills stores and caches, which are bounded
    held = memory_of(server.process.pid)
    throw(caller, 4_000, seed=3)
    assert memory_of(server.process.pid) - held < 100
    assert answered(caller) == before


def test_callers_that_leave_in_the_midst_of_a_request_cost_nothing(server: Server, caller: httpx.Client):
    """Half a head, half a body, no body, garbage, two lengths: each on a connection that is then closed."""
    before, chance = answered(caller), random.Random(4)
    where = urlsplit(server.address)
    assert where.hostname is not None
    assert where.port is not None
    for _ in range(120):
        body = spoilt(chance.choice(bodies()), chance)
        length = chance.choice((len(body), len(body) + 50, 0, 10**15, -1, "x"))
        head = f"POST /api/compare HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: application/json\r\n"
        head += f"Content-Length: {length}\r\n" * chance.choice((1, 1, 1, 2)) + "\r\n"
        sent = head.encode() + body
        with socket.create_connection((where.hostname, where.port)) as connection:
            connection.sendall(sent[: chance.randrange(len(sent))] if chance.random() < 0.5 else sent)
    assert answered(caller) == before


COSTLY = ("/api/certainty", "/api/lesson/cliff", "/api/lesson/answer", "/api/lesson/city")
"""Operations that simulate whole cities whatever is asked of them."""


def test_whatever_the_schema_allows_is_answered(server: Server):
    schema = schemathesis.openapi.from_url(f"{server.address}/openapi.json")
    operations: list[Any] = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]
    assert len(operations) > 15
    for operation in operations:

        @settings(
            max_examples=3 if operation.path in COSTLY else 15,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
            database=None,
            derandomize=True,
        )
        @given(case=operation.as_strategy())
        def answered(case: Any) -> None:
            answer = case.call()
            assert answer.status_code < 500, (case.method, case.path, answer.text[:300])

        answered()
