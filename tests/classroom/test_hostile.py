"""Thousands of requests that nobody meant: no status of the five hundreds, nothing of the machine, and an answer at the
end."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings

from consortium.simulation.instruments import POLICIES
from consortium.simulation.parameters import PARAMETERS
from tests.classroom.served import BASE, CHECKS, SUBSIDY, reform, serving

POSTS = ("/api/compare", "/api/tables", "/api/open", "/api/save/scenario", "/api/save/effects", "/api/save/python")
LEAKS = ("Traceback", "site-packages", "root:x:", '.py"', "/home/", "/usr/")

ODD: tuple[Any, ...] = (
    None, True, -1, 0, 1, 1e308, -1e308, 2**63, 10**40, "", "x" * 5000, "\x00", "\ud800", "../../etc/passwd",
    "${jndi:ldap://x}", "<script>", [], {}, [[]], [None] * 70, {"": 0}, {"en": 1}, "基准", "1e999", [1, [2, [3, [4]]]],
)  # fmt: skip

KEYS = (
    "base", "reforms", "worlds", "first_seed", "lang", "metrics", "arm", "extends", "title", "parameters", "policy",
    "region", "clear", "kind", "start", "end", "schedule", "feedback", "filename", "text", "__proto__", "years",
)  # fmt: skip


def mutated(value: Any, chance: random.Random) -> Any:
    """A body with something in it changed."""
    if chance.random() < 0.08:
        return chance.choice(ODD)
    if isinstance(value, dict):
        changed = {key: mutated(inside, chance) for key, inside in value.items() if chance.random() > 0.05}
        if chance.random() < 0.15:
            changed[chance.choice(KEYS)] = chance.choice(ODD)
        if chance.random() < 0.05:
            changed[chance.choice(list(PARAMETERS))] = chance.choice(ODD)
        return changed
    if isinstance(value, list):
        changed = [mutated(inside, chance) for inside in value]
        return changed * chance.choice((0, 2, 30)) if chance.random() < 0.05 else changed
    if isinstance(value, int | float) and not isinstance(value, bool) and chance.random() < 0.3:
        return chance.choice((-value, value * 1000, value + 0.5, value / 3))
    if isinstance(value, str) and chance.random() < 0.2:
        return chance.choice((value[::-1], value * 200, value + "\x00", chance.choice(list(POLICIES))))
    return value


def spoilt(body: Any, chance: random.Random) -> bytes:
    """The bytes of a body, sometimes cut, doubled or with some of them changed."""
    content = json.dumps(body).encode()
    match chance.randrange(8):
        case 0:
            return content[: chance.randrange(len(content) + 1)]
        case 1:
            place = chance.randrange(len(content) + 1)
            return content[:place] + chance.randbytes(chance.randrange(1, 6)) + content[place:]
    return content


def tiny(*policies: dict[str, Any]) -> dict[str, Any]:
    """A reform in a village, so that requests that are good by chance are quick."""
    return reform(*policies, schools=2, enterprises=20, intake=10, years=5, warm_up=2)


def bodies() -> list[dict[str, Any]]:
    asked = {
        "base": {"parameters": tiny()["parameters"]},
        "reforms": [tiny(SUBSIDY, CHECKS)],
        "worlds": 2,
        "lang": "zh",
    }
    text = 'extends = "baseline"\ntitle = { en = "A", zh = "B" }\n[parameters]\nmonitoring = 0.5\n'
    return [
        asked, {**asked, "metrics": ["deep_participation"]}, {**asked, "arm": 1}, {"filename": "a.toml", "text": text}
    ]  # fmt: skip


def thrown(client: TestClient, number: int, seed: int) -> None:
    """Throw mutated requests, and check every answer."""
    chance, starts = random.Random(seed), bodies()
    for turn in range(number):
        path, body = chance.choice(POSTS), mutated(chance.choice(starts), chance)
        content = spoilt(body, chance)
        kind = chance.choice(("application/json",) * 9 + ("text/plain",))
        answer = client.post(path, content=content, headers={"content-type": kind})
        assert answer.status_code < 500, (turn, path, content[:500])
        if answer.status_code >= 400:
            message = answer.json()["message"]
            assert message
            assert len(message) < 6000
            assert not any(leak in message for leak in LEAKS), message


def test_a_thousand_mutated_requests_leave_the_server_answering_the_same(client: TestClient):
    asked = {"base": BASE, "reforms": [reform(SUBSIDY)], "worlds": 5}
    before = client.post("/api/compare", json=asked).content
    thrown(client, 1000, seed=1)
    assert client.post("/api/compare", json=asked).content == before


@pytest.mark.slow
def test_ten_thousand_mutated_requests_too():
    with serving() as client:
        thrown(client, 10_000, seed=2)
        assert client.post("/api/compare", json={"worlds": 1}).status_code == 200


def test_whatever_the_schema_allows_is_answered(client: TestClient):
    schema = schemathesis.openapi.from_asgi("/openapi.json", client.app, headers={"host": "localhost"})
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 5
    for operation in operations:

        @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def answered(case: Any) -> None:
            answer = case.call(headers={"host": "localhost"})
            assert answer.status_code < 500, (case.method, case.path, answer.text[:300])

        answered()
