"""Replicates that lie on the disk until all of a run are made: what survives its end, and what `--resume` goes on from.

One file holds the replicates of a seed: a ZIP archive with an Arrow stream for each table. A file that is damaged
counts as absent: its seed is simulated again. So does a seed with which a scenario failed.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
import pyarrow as pa

from ...simulation.compilation import SOURCES
from ..runs import agent_panel, forking
from ..runs import batch as runs
from ..runs.agent_panel import AgentsPanel, AgentsTable
from ..runs.batch import Replicate
from . import manifest as manifests
from .files import PART, put
from .folder import KEPT, MANIFEST, FolderError, ResultsFolder

__all__ = ["MODEL", "KeptReplicate", "KeptRuns", "PackedReplicates", "packed"]

INDEX, SERIES = "index.json", "series"
FILES = (Path(__file__), *(Path(str(module.__file__)) for module in (agent_panel, forking, runs)))
MODEL = hashlib.sha256("\n".join([SOURCES, *(path.read_text(encoding="utf-8") for path in FILES)]).encode()).hexdigest()
"""Digest of all that turns a scenario and a seed into what is kept: no run mixes replicates of two of those."""

_NAME = re.compile(r"seed-(\d+)\.zip")
_PANEL = tuple(field.name for field in fields(AgentsPanel))


@dataclass(frozen=True)
class KeptReplicate:
    """A finished replicate whose tables are read from the disk whenever they are asked for."""

    scenario: str
    seed: int
    path: Path
    place: int
    with_agents: bool
    error: str = ""

    @property
    def series(self) -> pd.DataFrame:
        """As in `Replicate`."""
        with zipfile.ZipFile(self.path) as file:
            return _table(file, self.place, SERIES)

    @property
    def agents(self) -> AgentsPanel | None:
        """As in `Replicate`."""
        if not self.with_agents:
            return None
        with zipfile.ZipFile(self.path) as file:
            return AgentsPanel(**{name: _table(file, self.place, name) for name in _PANEL})

    def table_of(self, name: AgentsTable) -> pd.DataFrame | None:
        """As in `Replicate`, without reading the other tables."""
        if not self.with_agents:
            return None
        with zipfile.ZipFile(self.path) as file:
            return _table(file, self.place, name)


@dataclass(frozen=True)
class PackedReplicates:
    """The replicates of a seed as the content of the file that will hold them."""

    seed: int
    scenarios: tuple[str, ...]
    with_agents: bool
    content: bytes


def packed(replicates: tuple[Replicate, ...]) -> PackedReplicates | tuple[Replicate, ...]:
    """The replicates of a seed, packed; as they are if one of them has failed, since such a seed is not kept."""
    if any(replicate.error for replicate in replicates):
        return replicates
    names = tuple(replicate.scenario for replicate in replicates)
    with_agents = all(replicate.agents is not None for replicate in replicates)
    return PackedReplicates(replicates[0].seed, names, with_agents, _packed(replicates, names, with_agents))


class KeptRuns:
    """The replicates of one run of some scenarios, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def begun(cls, results: ResultsFolder, resume: bool) -> Self:
        """Where the replicates of a run are kept until all are made, in its folder of results.

        With `resume` those of an earlier time are there, else none. Raises FolderError if they were made by another
        version of the model or of a library, OSError if none can be written.
        """
        kept, wanted = cls(results.path / KEPT), {**results.wanted, "model": MODEL}
        present = manifests.read(kept.folder / MANIFEST) if resume else None
        if present is not None and (change := manifests.changed_makers(present, wanted)):
            raise FolderError(f"{results.path} was begun with {change}; begin anew without --resume")
        if present is None:
            kept.drop()
            try:
                kept.folder.mkdir()
                put(kept.folder / MANIFEST, manifests.as_bytes(wanted))
            except OSError:
                kept.drop()
                raise
        return kept

    @property
    def seeds(self) -> frozenset[int]:
        """Seeds that have a file."""
        found = (_NAME.fullmatch(path.name) for path in self.folder.iterdir()) if self.folder.is_dir() else ()
        return frozenset(int(match[1]) for match in found if match)

    def add(self, replicates: PackedReplicates) -> tuple[KeptReplicate, ...]:
        """Keep the replicates of a seed. Raises OSError."""
        path = self._path(replicates.seed)
        part = path.with_name(path.name + PART)
        try:
            part.write_bytes(replicates.content)
            part.replace(path)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        return _in_file(path, replicates.seed, replicates.scenarios, replicates.with_agents)

    def get(self, seed: int, scenarios: Sequence[str]) -> tuple[KeptReplicate, ...] | None:
        """The replicates of a seed, in the order of the scenarios; None if they are not there as they were written."""
        path = self._path(seed)
        try:
            with zipfile.ZipFile(path) as file:
                index = json.loads(file.read(INDEX)) if file.testzip() is None else {}
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            return None
        if index.get("scenarios") != list(scenarios):
            return None
        return _in_file(path, seed, scenarios, index["agents"])

    def drop(self) -> None:
        """Remove them all."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, seed: int) -> Path:
        return self.folder / f"seed-{seed}.zip"


def _in_file(path: Path, seed: int, names: Sequence[str], with_agents: bool) -> tuple[KeptReplicate, ...]:
    """The replicates of a seed, which are in that file."""
    return tuple(KeptReplicate(name, seed, path, place, with_agents) for place, name in enumerate(names))


def _packed(replicates: Sequence[Replicate], names: Sequence[str], with_agents: bool) -> bytes:
    """The file of a seed."""
    index = {"scenarios": list(names), "agents": with_agents}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr(INDEX, json.dumps(index, ensure_ascii=False))
        for i, replicate in enumerate(replicates):
            for name, table in _tables(replicate).items():
                file.writestr(f"{i}/{name}.arrow", _stream(table))
    return buffer.getvalue()


def _tables(replicate: Replicate) -> Mapping[str, pd.DataFrame]:
    assert replicate.series is not None
    panel: dict[str, Any] = {} if replicate.agents is None else {n: getattr(replicate.agents, n) for n in _PANEL}
    return {SERIES: replicate.series, **panel}


def _stream(table: pd.DataFrame) -> memoryview:
    """A table without its index. Numbers are taken out all at once, which is faster than column by column."""
    floats = table.dtypes == np.float64
    numbers = iter(np.ascontiguousarray(table.loc[:, floats].to_numpy().T))
    columns = [next(numbers) if is_float else table.iloc[:, place] for place, is_float in enumerate(floats)]
    arrow = pa.Table.from_arrays([pa.array(column) for column in columns], names=list(table.columns))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, arrow.schema) as stream:
        stream.write_table(arrow)
    return memoryview(sink.getvalue())


def _table(file: zipfile.ZipFile, place: int, name: str) -> pd.DataFrame:
    with pa.ipc.open_stream(file.read(f"{place}/{name}.arrow")) as stream:
        return stream.read_pandas()
