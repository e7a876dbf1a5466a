"""Requests that nobody meant: what a page sends, with something in it changed, cut, doubled or in the wrong place."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.policies import POLICIES
from tests.classroom.served import CHECKS, SUBSIDY, reform

POSTS = ("/api/compare", "/api/tables", "/api/open", "/api/save/scenario", "/api/save/effects", "/api/save/python")

LEAKS = ("Traceback", "site-packages", "root:x:", '.py"', *(f"/{folder}/" for folder in ("home", "usr", "root")))
"""What no message may hold: something of the machine."""

ODD: tuple[Any, ...] = (
    None, True, -1, 0, 1, 1e308, -1e308, 2**63, 10**40, "", "x" * 5000, "\x00", "\ud800", "../../etc/passwd",
    "${jndi:ldap://x}", "<script>", [], {}, [[]], [None] * 70, {"": 0}, {"en": 1}, "基准", "1e999", [1, [2, [3, [4]]]],
)  # fmt: skip

KEYS = (
    "base", "reforms", "worlds", "first_seed", "lang", "metrics", "arm", "extends", "title", "parameters", "policy",
    "region", "clear", "kind", "start", "end", "schedule", "feedback", "filename", "text", "__proto__", "years",
)  # fmt: skip

ADDRESSES = (
    "/api/lesson/answer?setting=00030&worlds=1", "/api/lesson/policy?setting=20000&worlds=1",
    "/api/lesson/cliff?worlds=1", "/api/lesson/city?setting=00030&seed=1",
    "/api/lesson/explanation?setting=00030&enterprise=7&year=12",
    "/api/words/en", "/api/catalogue/zh", "/api/game/ABCD", "/api/game/ABCD/qr.svg", "/static/main.js", "/lesson",
    "/play", "/openapi.json",
)  # fmt: skip
"""What a page gets, by address."""

SIGNS = (
    "%00",
    "%2e%2e%2f",
    "..",
    "%",
    "%ff",
    "%F0%9F%A6%8A",
    "9" * 40,
    "-1",
    "1e9",
    "&setting=",
    "&&",
    "=",
    "/",
    "?",
    "基准",
)

METHODS = ("GET",) * 6 + ("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE")


@dataclass(frozen=True)
class Thrown:
    """A request."""

    method: str
    path: str
    content: bytes = b""
    kind: str = "application/json"


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
    """The bytes of a body, sometimes cut, or with some of them put in."""
    content = json.dumps(body).encode()
    match chance.randrange(8):
        case 0:
            return content[: chance.randrange(len(content) + 1)]
        case 1:
            place = chance.randrange(len(content) + 1)
            return content[:place] + chance.randbytes(chance.randrange(1, 6)) + content[place:]
    return content


def spoilt_address(address: str, chance: random.Random) -> str:
    """An address with a part of it replaced."""
    first, last = sorted(chance.randrange(1, len(address) + 1) for _ in range(2))
    last = min(last, first + 6)
    return address[:first] + chance.choice(SIGNS) + address[last:] if chance.random() < 0.9 else address


def tiny(*policies: dict[str, Any]) -> dict[str, Any]:
    """A reform in a village, so that requests that are good by chance are quick."""
    return reform(*policies, schools=2, enterprises=20, intake=10, years=5, warm_up=2)


def bodies() -> list[dict[str, Any]]:
    """What a page posts."""
    asked = {
        "base": {"parameters": tiny()["parameters"]},
        "reforms": [tiny(SUBSIDY, CHECKS)],
        "worlds": 2,
        "lang": "zh",
    }
    text = 'extends = "baseline"\ntitle = { en = "A", zh = "B" }\n[parameters]\nmonitoring = 0.5\n'
    return [
        asked, {**asked, "metrics": ["deep_participation"]}, {**asked, "arm": 1}, {"filename": "a.toml", "text": text},
        {"budget": "40M"}, {"rule": "reveal"},
    ]  # fmt: skip


def requests(number: int, seed: int) -> Iterator[Thrown]:
    """Mutated requests: three of four post a body, the others have a mutated address."""
    chance, starts = random.Random(seed), bodies()
    for _ in range(number):
        if chance.random() < 0.25:
            yield Thrown(chance.choice(METHODS), spoilt_address(chance.choice(ADDRESSES), chance))
            continue
        path = chance.choice((*POSTS, "/api/game", "/api/game/ABCD/rule"))
        kind = chance.choice(("application/json",) * 9 + ("text/plain",))
        yield Thrown("POST", path, spoilt(mutated(chance.choice(starts), chance), chance), kind)


def throw(client: Any, number: int, seed: int) -> Counter[int]:
    """Send mutated requests to a server by an httpx client, check every answer, and count the statuses."""
    counted: Counter[int] = Counter()
    for turn, thrown in enumerate(requests(number, seed)):
        answer = client.request(
            thrown.method, thrown.path, content=thrown.content, headers={"content-type": thrown.kind}
        )
        counted[answer.status_code] += 1
        assert answer.status_code < 500, (turn, thrown, answer.text[:300])
        if answer.status_code >= 400 and answer.content and answer.headers["content-type"] == "application/json":
            message = answer.json()["message"]
            assert 0 < len(message) < 6000, (turn, thrown)
            assert not any(leak in message for leak in LEAKS), message
    return counted
