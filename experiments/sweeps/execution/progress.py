"""How a sweep stands: what its driver tells while it goes on, and how it ends."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

__all__ = ["Printing", "Summary", "SweepInterrupted", "SweepStopped", "Watcher"]


class Watcher(Protocol):
    """Somebody who follows how a sweep goes."""

    def say(self, message: str) -> None:
        """Something went wrong that does not stop the sweep."""

    def compiles(self) -> None:
        """The model is compiled, which takes some 20 s."""

    def begins(self, runs: int, stored: int) -> None:
        """The first of so many runs is made now, or the next after so many that are stored already."""

    def advances(self, done: int, failed: int) -> None:
        """So many more runs are stored, and so many of them failed."""


class Printing:
    """A watcher that prints messages and no progress."""

    def say(self, message: str) -> None:
        """Print it."""
        print(message, file=sys.stderr)

    def compiles(self) -> None:
        """Print that."""
        self.say("first run: compiling, some 20 s")

    def begins(self, runs: int, stored: int) -> None:
        """Print nothing."""

    def advances(self, done: int, failed: int) -> None:
        """Print nothing."""


@dataclass(frozen=True)
class Summary:
    """How a sweep, or a driver's share of it, stands.

    `runs` of it are wanted, `stored` are stored, `new` of them by this driver; `failed` of the stored ones failed, and
    `failures` tell run and error of the first. `seconds` went by.
    """

    folder: Path
    runs: int
    stored: int
    new: int
    failed: int
    failures: tuple[tuple[int, str], ...]
    seconds: float


class SweepStopped(RuntimeError):
    """A sweep that cannot go on, for reasons that are no run's; all that was finished is kept."""

    def __init__(self, message: str, summary: Summary) -> None:
        kept = f"{summary.stored:,} of {summary.runs:,} runs are stored in {summary.folder}"
        super().__init__(f"{message}; {kept}, and --resume goes on from there")
        self.summary = summary


class SweepInterrupted(KeyboardInterrupt):
    """A sweep that the user has stopped; all that was finished is kept."""

    def __init__(self, summary: Summary) -> None:
        super().__init__()
        self.summary = summary
