"""Who may write into a sweep's folder: one driver for the whole, or one for each of N shards side by side.

A driver holds a lock of its own, which dies with its process. Whoever comes in passes a gate, one at a time, where the
others' locks are tried: so nobody slips in between the look and the lock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import filelock
import numpy as np

from ...storage.files import reason
from ...storage.folder import LOCK, FolderError

__all__ = ["Shard", "at_the_gate", "entering"]

PATIENCE = 30.0
"""Seconds that a driver waits at the gate for others who are just coming in."""

MOST_SHARDS = 100_000
_LOCK_OF = re.compile(re.escape(LOCK) + r"-(all|[1-9]\d*of[1-9]\d*)")


@dataclass(frozen=True)
class Shard:
    """The runs of a sweep that a driver is to make: all, or every `of`-th from the `index`-th on (counted from 1)."""

    index: int = 1
    of: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.index <= self.of <= MOST_SHARDS:
            raise ValueError(f"{self.index}/{self.of} is no shard; allowed: I/N with 1 ≤ I ≤ N ≤ {MOST_SHARDS}")

    @classmethod
    def parsed(cls, text: str) -> Shard:
        """The shard that "I/N" means. Raises ValueError."""
        match = re.fullmatch(r"\s*(\d{1,9})\s*/\s*(\d{1,9})\s*", text, re.ASCII)
        if match is None:
            raise ValueError(f"{text[:40]!r} is no shard; allowed: I/N, such as 1/3")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def labelled(cls, label: str) -> Shard:
        """The shard of a label."""
        index, of = (1, 1) if label == "all" else map(int, label.split("of"))
        return cls(index, of)

    @property
    def label(self) -> str:
        """Its name in names of files."""
        return "all" if self.of == 1 else f"{self.index}of{self.of}"

    def runs(self, total: int) -> np.ndarray:
        """Ids of its runs among so many."""
        return np.arange(self.index - 1, total, self.of, dtype=np.int64)

    def beside(self, other: Shard) -> bool:
        """Whether both are shards of one division, and so have no run in common."""
        return self.of == other.of and self.index != other.index


@contextmanager
def entering(folder: Path, shard: Shard) -> Iterator[filelock.BaseFileLock]:
    """Pass the gate of an existing folder: gives the driver's own lock, taken, which it has to release in the end.

    Inside, nobody else comes or is (but for shards of the same division). If that fails inside, the lock is released.
    Raises FolderError if others are at work.
    """
    gate = filelock.FileLock(folder / LOCK)
    own = filelock.FileLock(folder / f"{LOCK}-{shard.label}")
    if not _taken(gate, folder, PATIENCE):
        raise FolderError(f"{folder} is busy: another process is writing to it")
    try:
        for other in _others(folder, shard):
            lock = filelock.FileLock(folder / f"{LOCK}-{other.label}")
            if not _taken(lock, folder):
                raise FolderError(_busy(folder, shard, other))
            lock.release()
        if not _taken(own, folder):
            raise FolderError(_busy(folder, shard, shard))
        try:
            yield own
        except BaseException:
            own.release()
            raise
    finally:
        gate.release()


@contextmanager
def at_the_gate(folder: Path) -> Iterator[None]:
    """Hold the gate of a folder for a moment: what all drivers write is written by one at a time.

    Raises FolderError if it cannot be had.
    """
    gate = filelock.FileLock(folder / LOCK)
    if not _taken(gate, folder, PATIENCE):
        raise FolderError(f"{folder} is busy: another process is writing to it")
    try:
        yield
    finally:
        gate.release()


def _taken(lock: filelock.BaseFileLock, folder: Path, seconds: float = 0) -> bool:
    """Whether a lock could be had. Raises FolderError where there can be no locks."""
    try:
        lock.acquire(timeout=seconds)
    except filelock.Timeout:
        return False
    except (OSError, NotImplementedError) as error:
        raise FolderError(f"{folder} cannot be locked: {reason(error)}; give another folder with --out") from None
    return True


def _others(folder: Path, shard: Shard) -> list[Shard]:
    """Shares that have been at work here and must not be beside this one."""
    names = sorted(path.name for path in folder.glob(f"{LOCK}-*"))
    found = [Shard.labelled(match[1]) for name in names if (match := _LOCK_OF.fullmatch(name))]
    return [other for other in found if other != shard and not shard.beside(other)]


def _busy(folder: Path, shard: Shard, other: Shard) -> str:
    if other.of == 1:
        return f"{folder} is busy: another process is running this sweep"
    if other == shard:
        return f"{folder} is busy: another process is running shard {shard.index}/{shard.of}"
    said = f"{folder} is busy: another process is running shard {other.index}/{other.of}"
    return f"{said}; only shards of the same number may run side by side"
