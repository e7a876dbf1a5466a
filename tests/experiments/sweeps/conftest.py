"""The sweep of a village that tests of drivers, executors and datasets share."""

from __future__ import annotations

from pathlib import Path

import pytest

from consortium.experiments.sweeps.design.design import Design

from .helpers import swept, village


@pytest.fixture(scope="module")
def design(tmp_path_factory: pytest.TempPathFactory) -> Design:
    """A small design."""
    return village(tmp_path_factory.mktemp("design"))


@pytest.fixture(scope="module")
def whole(design: Design, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of its sweep, with series, to which nothing happened."""
    folder = tmp_path_factory.mktemp("data")
    swept(design, folder, series=True)
    return folder
