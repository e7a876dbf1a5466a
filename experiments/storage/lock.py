"""Hold a folder against other processes while something is written into it, once it is seen to be of the same kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from . import manifest as manifests
from .files import PART, put, reason
from .folder import MANIFEST, NOT_COUNTED, WAY_OUT, FolderError, locked
from .manifest import Manifest

__all__ = ["held"]


@contextmanager
def held(path: Path, wanted: Manifest, check: Callable[[Manifest], None]) -> Iterator[Path]:
    """The folder with the manifest in it. `check` refuses the manifest that is there already, if it is another's.

    Raises FolderError if the folder cannot be written, is busy or holds other things, and what `check` raises.
    """
    lock = locked(path)
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
