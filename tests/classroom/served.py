"""The application in this process, with its engine, for tests; and what a file of the page holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.testclient import TestClient

from consortium.classroom.app import LOCAL, Settings, create_app

TOWN = {"schools": 6, "enterprises": 60, "intake": 20, "years": 8}
"""Parameters of a small town, as in `tests.worlds`."""

BASE: dict[str, Any] = {"parameters": TOWN}


def reform(*policies: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    """A reform in the town."""
    return {"parameters": {**TOWN, **parameters}, "policy": list(policies)}


SUBSIDY = {"kind": "subsidy", "per_trainee": 8.4, "start": 2}
CHECKS = {"kind": "monitoring", "level": 0.6}


@contextmanager
def serving(**settings: Any) -> Iterator[TestClient]:
    """A client of a server with one process that simulates."""
    app = create_app(Settings(workers=1, hosts=LOCAL | {"testserver"}, **settings))
    with TestClient(app) as client:
        yield client
