"""The command line as tests see it: how a command ended and what it said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
HEEDED = [getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]  # Windows has no SIGHUP


class Answer(NamedTuple):
    """How a command ended and what it said."""

    status: int
    out: str
    message: str


Command = Callable[..., Answer]
"""Carries out a command with these arguments, in the test's own process and an empty folder (fixture `command`)."""


@contextmanager
def heeding_signals() -> Iterator[None]:
    """Commands that are begun meanwhile heed Ctrl-C and the end of a terminal.

    Tests that run in the background of a script (`pytest &`, `nohup pytest`) ignore both, and so would their commands.
    """
    ignored = [number for number in HEEDED if signal.getsignal(number) is signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, lambda *_: None)  # which the commands do not inherit
    try:
        yield
    finally:
        for number in ignored:
            signal.signal(number, signal.SIG_IGN)


def shell(*arguments: str, cwd: Path, matplotlibrc: Path | None = None, **more: Any) -> Answer:
    """The command as a process of its own; with a file of settings of matplotlib where one is given."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    if matplotlibrc is not None:
        environment["MATPLOTLIBRC"] = str(matplotlibrc)
    done = subprocess.run(
        [sys.executable, "-m", "consortium", *arguments], cwd=cwd, env=environment, capture_output=True, **more
    )
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


def assert_one_message(answer: Answer, status: int, *fragments: str) -> None:
    assert answer.status == status, answer
    lines = answer.message.splitlines()
    assert 1 <= len(lines) <= 25
    assert lines[0].startswith("consortium: ")
    assert sum(line.startswith("consortium: ") for line in lines) == 1
    assert "Traceback" not in answer.message
    assert "Traceback" not in answer.out
    for fragment in fragments:
        assert fragment in answer.message


def assert_readable(message: str) -> None:
    lines = message.splitlines()
    assert 1 <= len(lines) <= 25
    assert len(message) < 3000
    assert all(line.isprintable() for line in lines)
