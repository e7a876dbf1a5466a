"""Files that are there as a whole or not at all: written under a temporary name, flushed to the disk and renamed."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

__all__ = ["PART", "Write", "flush_folder", "put", "reason", "write"]

PART = ".part"
"""End of the names of files that are not finished."""

Write = Callable[[BinaryIO], None]
"""Writes the content of a file."""


def put(path: Path, content: bytes) -> None:
    """Write a file under a temporary name, see it on the disk, and give it its name. A failure leaves nothing behind.

    Raises OSError.
    """
    part = path.with_name(path.name + PART)
    try:
        write(part, content)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def write(path: Path, content: bytes | Write) -> None:
    """Write a file and see it on the disk."""
    with path.open("wb") as file:
        if isinstance(content, bytes):
            file.write(content)
        else:
            content(file)
        file.flush()
        os.fsync(file.fileno())


def flush_folder(path: Path) -> None:
    """See the new names on the disk, where the system can do that."""
    if os.name != "posix":
        return
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def reason(error: BaseException) -> str:
    """Why the system refused, in its own words without paths."""
    said = getattr(error, "strerror", None) or type(error).__name__
    if getattr(error, "errno", None) == errno.ENAMETOOLONG:
        return f"{said} (allowed: 255 bytes a name on most systems, that is 255 letters of ASCII or 85 of 中文)"
    return said
