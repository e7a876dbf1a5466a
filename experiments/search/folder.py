"""The folder of a search: who may write into it, and the files that it holds when it is finished."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..storage import manifest as manifests
from ..storage.files import put
from ..storage.folder import WAY_OUT, FolderError
from ..storage.lock import held
from ..storage.tables import csv_bytes, parquet_bytes
from ..storage.toml import named_from, quoted, written_value
from ..sweeps.execution.run_one import MODEL
from .bundles import Instrument
from .evaluation import Journal
from .front import Found, Measured
from .policy_search import NUMBERS, PolicySearch

__all__ = ["FIGURES", "KIND", "claimed", "published"]

KIND = "search"
JOURNAL = "measured.jsonl"
FIGURES = "figures"


def _manifest(search: PolicySearch) -> dict[str, Any]:
    import optuna

    return {
        "kind": KIND,
        "scenario": search.base.to_dict(),
        "search": search.to_dict(),
        "digest": search.digest(),
        "model": MODEL,
        "versions": {**manifests.versions(), "optuna": str(optuna.__version__)},
        "revision": manifests.code_revision(),
    }


@contextmanager
def claimed(path: Path, search: PolicySearch, resume: bool) -> Iterator[Journal]:
    """Hold the folder against other processes; gives what has been measured for this search.

    Raises FolderError if the folder cannot be written, is busy, holds something else, holds this search and `resume` is
    not given, or was begun with other versions.
    """
    wanted = _manifest(search)
    with held(path, wanted, lambda present: _check_same(path, present, wanted, resume)):
        yield Journal(path / JOURNAL)


def _check_same(path: Path, present: dict[str, Any], wanted: dict[str, Any], resume: bool) -> None:
    """Refuse a folder of another search, or of this one with other versions. Raises FolderError."""
    if present.get("digest") != wanted["digest"]:
        raise FolderError(f"{path} holds another search ({_difference(present, wanted)}); {WAY_OUT}")
    if not resume:
        raise FolderError(f"{path} holds this search already; go on with --resume, or {WAY_OUT}")
    if change := manifests.changed_makers(present, wanted):
        raise FolderError(f"{path} was begun with {change}; {WAY_OUT}")


def _difference(present: dict[str, Any], wanted: dict[str, Any]) -> str:
    """In a few words, how the search that is there differs from the one that is wanted."""
    old, new = present.get("search"), wanted["search"]
    if not isinstance(old, dict):
        return "its manifest is damaged"
    for key in ("budget", "objectives", *NUMBERS, "ensemble", "institutions", "instruments", "base"):
        if old.get(key) != new[key]:
            short = json.dumps(old.get(key), ensure_ascii=False)
            return f"{key} {short}" if len(short) <= 60 else f"other {key}"
    return "other files that it names"


def published(path: Path, found: Found) -> list[str]:
    """Write tables and scenarios, and remove scenarios of an earlier front; gives the names. Raises OSError."""
    evaluated = found.evaluated_table
    put(path / "front.csv", csv_bytes(found.front_table))
    put(path / "parts.csv", csv_bytes(found.parts_table))
    put(path / "evaluated.csv", csv_bytes(evaluated))
    put(path / "evaluated.parquet", parquet_bytes(evaluated))
    names = {f"{one.name}.toml": _scenario(path, found, one) for one in found.front}
    for name, text in names.items():
        put(path / name, text.encode())
    for old in path.glob("bundle_[0-9][0-9].toml"):
        if old.name not in names:
            old.unlink()
    return ["front.csv", "parts.csv", "evaluated.csv", "evaluated.parquet", *names]


def _scenario(path: Path, found: Found, one: Measured) -> str:
    """A bundle as a scenario that extends the base of the search."""
    search, bundle = found.search, one.bundle
    title = {"en": f"Bundle {one.number}: {bundle.said('en')}", "zh": f"组合{one.number}：{bundle.said('zh')}"}
    lines = [
        f"extends = {quoted(named_from(path, search.based_on))}",
        f"title = {{ en = {quoted(title['en'])}, zh = {quoted(title['zh'])} }}",
        f"source = {quoted(f'consortium search {search.name}, measured in {len(search.fresh_worlds)} fresh worlds')}",
    ]
    if bundle.institutions:
        lines += ["", "[parameters]"]
        lines += [f"{name} = {written_value(value)}" for name, value in bundle.institutions.items()]
    known: dict[str, Instrument] = {instrument.kind: instrument for instrument in search.space.instruments}
    for kind, values in bundle.instruments.items():
        fields = {"kind": kind, **known[kind].fixed, **values}
        lines += ["", "[[policy]]", *(f"{name} = {written_value(value)}" for name, value in fields.items())]
    return "\n".join(lines) + "\n"
