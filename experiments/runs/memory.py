"""Memory: what this machine has free, and what every process takes."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

__all__ = ["LIBRARIES", "free_gigabytes"]

LIBRARIES = 0.35
"""GB that Python and the libraries take, measured."""
MEMORY_OF_LINUX = Path("/proc/meminfo")


def free_gigabytes() -> float | None:
    """Memory that the machine has free for programs, in GB; None where it does not say."""
    with suppress(OSError, ValueError, StopIteration):  # Linux: what it keeps of files counts as free
        lines = MEMORY_OF_LINUX.read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("MemAvailable:")).split()[1]) * 1024 / 1e9
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    except (AttributeError, ValueError, OSError):
        return None
