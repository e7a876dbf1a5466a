"""The folder of a search: who may write into it, and the files that it holds when it is finished."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..metadata.describing import described
from ..storage.files import put
from ..storage.journal import Journal
from ..storage.long_work import continued, manifest_of
from ..storage.tables import csv_bytes, parquet_bytes
from ..storage.toml import named_from, quoted, written_value
from .bundles import Instrument
from .front import Found, Measured
from .measuring import Piece
from .policy_search import NUMBERS, PolicySearch

__all__ = ["FIGURES", "JOURNAL", "KIND", "PAGE", "claimed", "journal_in", "published"]

KIND = "search"
JOURNAL = "measured.jsonl"
FIGURES, PAGE = "figures", "search.html"

COMPARED = ("budget", "objectives", "measured", *NUMBERS, "ensemble", "institutions", "instruments", "base")
"""What is looked at to say how another search differs."""


@contextmanager
def claimed(path: Path, search: PolicySearch, resume: bool) -> Iterator[Journal[Piece]]:
    """Hold the folder against other processes; gives what has been measured for this search.

    Raises FolderError as `continued` does.
    """
    import optuna

    versions = {"optuna": str(optuna.__version__)}
    wanted = manifest_of(KIND, search.base, search.to_dict(), search.digest(), versions)
    with continued(path, wanted, resume, COMPARED):
        yield journal_in(path)


def journal_in(path: Path) -> Journal[Piece]:
    """What was measured of bundles, by stage and bundle. Raises OSError."""
    return Journal(path / JOURNAL, ("stage", "bundle"), "effects")


def published(path: Path, found: Found) -> list[str]:
    """Write and describe tables, write scenarios and remove those of an earlier front; gives names. Raises OSError."""
    tables = {"front": found.front_table, "best": found.best_table, "parts": found.parts_table}
    evaluated = found.evaluated_table
    with described(path):
        for name, table in (tables | {"evaluated": evaluated}).items():
            put(path / f"{name}.csv", csv_bytes(table))
        put(path / "evaluated.parquet", parquet_bytes(evaluated))
    names = {f"{one.name}.toml": _scenario(path, found, one) for one in found.front}
    for name, text in names.items():
        put(path / name, text.encode())
    for old in path.glob("bundle_[0-9][0-9].toml"):
        if old.name not in names:
            old.unlink()
    return [*(f"{name}.csv" for name in tables), "evaluated.csv", "evaluated.parquet", *names]


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
