"""What every test shares: reproducible property tests, figures without a display, and the command line."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from consortium import terminal
from tests.shell import Answer, Command

# Before anything imports pyplot, and inherited by the commands that tests start.
os.environ.setdefault("MPLBACKEND", "Agg")

# The first example may have to compile the rules, and the machine may be busy, so there is no deadline. In CI the same
# examples every time: a red run there is due to the change. Elsewhere new ones, so that the examples grow with use.
UNHURRIED: dict[str, Any] = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("local", **UNHURRIED)
hypothesis.settings.register_profile("ci", **UNHURRIED, derandomize=True, database=None, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_configure(config: pytest.Config) -> None:
    """With pytest-xdist, processes take over each other's tests at the end: else one waits while another is busy."""
    if getattr(config.option, "dist", "") == "load" and not hasattr(config, "workerinput"):
        config.option.dist = "worksteal"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long tests come first, so that no process has one of them left when the others have finished."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line of progress in a test, however long it takes on a busy machine."""
    monkeypatch.setattr(terminal, "EVERY", math.inf)
    monkeypatch.setattr(terminal, "STEPS", False)


@pytest.fixture(autouse=True)
def _own_modules(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Modules that a test wrote and loaded are gone after it, and so is their folder: others write the same name."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    before, folder = set(sys.modules), str(tmp_path_factory.getbasetemp())
    yield
    for name in sys.modules.keys() - before:
        if (getattr(sys.modules[name], "__file__", None) or "").startswith(folder):
            del sys.modules[name]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command, in this process and an empty folder. It starts others only where `--workers` asks for them."""
    from consortium.cli import main  # here: tests that need no command line need not wait for it
    from consortium.experiments.comparison import spending
    from consortium.experiments.runs import replication

    for module in (replication, spending):
        monkeypatch.setattr(module, "START", math.inf)  # else it would depend on how busy the machine is
    monkeypatch.chdir(tmp_path)

    def carried_out(*arguments: object) -> Answer:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Answer(status, said.out, said.err)

    return carried_out
