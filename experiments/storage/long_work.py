"""The folder of work that takes long and can be continued: what its manifest says, and who may go on with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...simulation.scenario import Scenario
from ..sweeps.execution.run_one import MODEL
from . import manifest as manifests
from .folder import WAY_OUT, FolderError
from .lock import held
from .manifest import Manifest

__all__ = ["continued", "manifest_of"]


def manifest_of(
    kind: str, base: Scenario, description: Mapping[str, Any], digest: str, versions: Mapping[str, str]
) -> Manifest:
    """The manifest of work of a kind, which is described under the name of the kind.

    `versions` are those of libraries that can change a number, besides the usual ones.
    """
    return {
        "kind": kind,
        "scenario": base.to_dict(),
        kind: description,
        "digest": digest,
        "model": MODEL,
        "versions": {**manifests.versions(), **versions},
        "revision": manifests.code_revision(),
    }


@contextmanager
def continued(path: Path, wanted: Manifest, resume: bool, compared: Sequence[str]) -> Iterator[Path]:
    """Hold the folder against other processes. `compared` are the keys of the description that a refusal looks at.

    Raises FolderError if the folder cannot be written, is busy, holds something else, holds this work and `resume` is
    not given, or was begun with other versions.
    """

    def check(present: Manifest) -> None:
        kind = wanted["kind"]
        if present.get("digest") != wanted["digest"]:
            difference = _difference(present.get(kind), wanted[kind], compared)
            raise FolderError(f"{path} holds another {kind} ({difference}); {WAY_OUT}")
        if not resume:
            raise FolderError(f"{path} holds this {kind} already; go on with --resume, or {WAY_OUT}")
        if change := manifests.changed_makers(present, wanted):
            raise FolderError(f"{path} was begun with {change}; {WAY_OUT}")

    with held(path, wanted, check):
        yield path


def _difference(old: object, new: Mapping[str, Any], compared: Sequence[str]) -> str:
    """In a few words, how the work that is there differs from the one that is wanted."""
    if not isinstance(old, dict):
        return "its manifest is damaged"
    for key in compared:
        if old.get(key) != new[key]:
            short = json.dumps(old.get(key), ensure_ascii=False)
            return f"{key} {short}" if len(short) <= 60 else f"other {key}"
    return "other files that it names"
