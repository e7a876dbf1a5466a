"""A file of lines of JSON that only grows: what was finished is on the disk before the next thing counts.

Whatever stops a program costs the work under way. A line that was half written is dropped, with all that follows.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

__all__ = ["add_line", "read_lines"]


def add_line(path: Path, entry: Mapping[str, Any]) -> None:
    """Add a line, and see it on the disk. Raises OSError."""
    line = json.dumps(entry, allow_nan=False)
    with path.open("ab") as file:
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read_lines(path: Path, take: Callable[[dict[str, Any]], None]) -> None:
    """Give every whole line to `take`, and cut off the file where a line is no whole one.

    `take` raises ValueError, KeyError or TypeError for a line that it does not understand. Raises OSError.
    """
    if not path.exists():
        return
    content, good = path.read_bytes(), 0
    for line in content.splitlines(keepends=True):
        try:
            entry = json.loads(line)
            if not line.endswith(b"\n"):
                break
            take(entry)
        except (ValueError, KeyError, TypeError):
            break
        good += len(line)
    if good < len(content):
        with path.open("r+b") as file:
            file.truncate(good)
