"""Hold a folder against other processes while something is written into it, once it is seen to be of the same kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from ...simulation.scenario.files import shown_path
from . import manifest as manifests
from .files import PART, put, reason
from .folder import LOCK, MANIFEST, NOT_COUNTED, FolderError
from .manifest import Manifest

__all__ = ["WAY_OUT", "held"]

WAY_OUT = "give another folder with --out"


@contextmanager
def held(path: Path, wanted: Manifest, check: Callable[[Manifest], None]) -> Iterator[Path]:
    """The folder with the manifest in it. `check` refuses the manifest that is there already, if it is another's.

    Raises FolderError if the folder cannot be written, is busy or holds other things, and what `check` raises.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(path / LOCK)
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise FolderError(f"{path} is busy: another process is writing to it") from None
    except (OSError, NotImplementedError) as error:
        raise FolderError(f"{shown_path(path)} cannot be written: {reason(error)}; {WAY_OUT}") from None
    try:
        present = manifests.read(path / MANIFEST)
        names = [p.name for p in path.iterdir() if p.name not in NOT_COUNTED and not p.name.endswith(PART)]
        if present is not None and present["kind"] != wanted["kind"]:
            raise FolderError(f"{path} holds a {present['kind']}; {WAY_OUT}")
        if present is None and names:
            raise FolderError(f"{path} holds other things ({', '.join(sorted(names)[:3])}); {WAY_OUT}")
        if present is not None:
            check(present)
        if present != wanted:
            try:
                put(path / MANIFEST, manifests.as_bytes(wanted))
            except OSError as error:
                raise FolderError(f"{path} cannot be written: {reason(error)}; {WAY_OUT}") from None
        yield path
    finally:
        lock.release()
