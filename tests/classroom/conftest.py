"""One server for all tests of the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.classroom.served import serving


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    with serving() as client:
        yield client
