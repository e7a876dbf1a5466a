"""The state of a run as bytes: NumPy arrays and a header of JSON in an .npz file, and nothing that could be executed.

What is read may be damaged, or made to do harm. Every array must have the type and the shape that the caller expects,
and not a byte more is unpacked than that takes; whole numbers that the compiled rules use as rows must be rows that
there are, for nothing in compiled code would notice.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from .columns import EMPTY
from .parameters import PARAMETERS
from .population import Population

__all__ = ["Archive", "StateError", "check_rows", "packed"]

HEADER = "header"
LARGEST_HEADER = 4_000_000
"""Bytes of JSON: a thousand regions with their own parameters take some millions."""

_LARGEST_PREAMBLE = 65_536
"""Bytes in which NumPy tells type and shape of an array."""


class StateError(ValueError):
    """A state that cannot be kept or taken up: one message that says why."""


def packed(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> bytes:
    """Header and arrays as the bytes of an .npz file; the same state gives the same bytes."""
    told = json.dumps(header, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    buffer = io.BytesIO()
    parts = {HEADER: np.frombuffer(told, np.uint8)} | {name: _without_gaps(array) for name, array in arrays.items()}
    np.savez_compressed(buffer, allow_pickle=False, **parts)
    return buffer.getvalue()


def _without_gaps(array: np.ndarray) -> np.ndarray:
    """The same records with zeros between columns, where copies of a table hold whatever was in memory."""
    clean = np.zeros(array.shape, array.dtype)  # zeros_like leaves the gaps as they are
    for column in array.dtype.names or ():
        clean[column] = array[column]
    return clean if array.dtype.names else array


class Archive:
    """What `packed` made: the header first, then arrays by name. Raises StateError for all that is not such."""

    def __init__(self, content: bytes) -> None:
        try:
            self._file = zipfile.ZipFile(io.BytesIO(content))
            self._sizes = {told.filename: told.file_size for told in self._file.infolist()}
            if len(self._sizes) < len(self._file.infolist()):
                raise ValueError("a name stands twice")
        except Exception as error:  # a damaged archive raises whatever its reader stumbles over
            raise _damaged("it is no .npz file") from error
        raw = self._bytes(HEADER, LARGEST_HEADER)
        try:
            dtype, shape, begins = _preamble(raw)
            if dtype != np.uint8 or shape != (len(raw) - begins,):
                raise ValueError("no text")
            header = json.loads(raw[begins:].decode())
        except Exception as error:
            raise _damaged("its header cannot be read") from error
        if not isinstance(header, dict):
            raise _damaged("its header is no table")
        self.header: dict[str, Any] = header

    def check_names(self, wanted: set[str]) -> None:
        """There must be these arrays besides the header, and nothing else."""
        if set(self._sizes) != {f"{name}.npy" for name in {*wanted, HEADER}}:
            raise _damaged("arrays are missing, or there are others")

    def fill(self, name: str, array: np.ndarray) -> None:
        """Read an array that has the type and the shape of this one into it."""
        raw = self._bytes(name, array.nbytes)
        try:
            dtype, shape, begins = _preamble(raw)
        except Exception as error:
            raise _damaged(f"{name} is no array") from error
        if dtype != array.dtype or shape != array.shape or len(raw) - begins != array.nbytes:
            raise _damaged(f"{name} has another type or shape than the scenario asks for")
        array.reshape(-1).view(np.uint8)[:] = np.frombuffer(raw, np.uint8, offset=begins)

    def _bytes(self, name: str, most: int) -> bytes:
        most += _LARGEST_PREAMBLE
        if self._sizes.get(f"{name}.npy", 0) > most:
            raise _damaged(f"{name} is larger than the scenario asks for")
        try:
            with self._file.open(f"{name}.npy") as part:
                raw = part.read(most + 1)  # whatever the table of contents says
        except Exception as error:
            raise _damaged(f"{name} cannot be read") from error
        if len(raw) > most:
            raise _damaged(f"{name} is larger than the scenario asks for")
        return raw


def _preamble(raw: bytes) -> tuple[np.dtype, tuple[int, ...], int]:
    """Type, shape and first byte of an array in NumPy's format."""
    stream = io.BytesIO(raw)
    readers = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    shape, by_columns, dtype = readers[np.lib.format.read_magic(stream)](stream, max_header_size=_LARGEST_PREAMBLE)
    if by_columns and len(shape) > 1:
        raise ValueError("columns first")
    return dtype, shape, stream.tell()


def _damaged(what: str) -> StateError:
    return StateError(f"the state is damaged or was not made by save_state: {what}")


# --- rows that there are ----------------------------------------------------------------------------------------------

_NUMBERED = {
    "regions": ("first_school", "schools", "first_enterprise", "enterprises", "first_seat", "seats"),
    "markets": ("first_enterprise", "enterprises"),
    "schools": ("region", "index", "intake", "first_seat"),
    "enterprises": ("region", "index", "field"),
}
"""Columns that say who stands where."""


def check_rows(population: Population, numbered: Population) -> None:
    """Refuse tables that would lead the compiled rules out of them.

    `numbered` has the same tables with all rows numbered (`empty_population`). Numbers that lead nowhere are believed.
    """
    for table, columns in _NUMBERED.items():
        for column in columns:
            if not np.array_equal(getattr(population, table)[column], getattr(numbered, table)[column]):
                raise StateError(f"the state does not fit: {table}.{column} is not as the scenario has it")
    for name, values, low, high in _bounded(population):
        if not ((values >= low) & (values <= high)).all():  # an empty number (NaN) is not within either
            raise StateError(f"the state does not fit: {name} is not from {low:g} to {high:g} everywhere")


def _bounded(p: Population) -> Iterator[tuple[str, np.ndarray, float, float]]:
    """Columns that rules count with, and what they may hold: name, values, least, most."""
    schools, enterprises = len(p.schools) - 1, len(p.enterprises) - 1
    bounds: dict[str, dict[str, tuple[float, float]]] = {
        "regions": {"leader": (0, enterprises), "leading_school": (0, schools)},
        "consortia": {"dissolved": (0, 1)},
        "schools": {"active": (0, 1), "due": (0, 1)},
        "enterprises": {
            "partner": (-1, schools),
            "suitor": (-1, schools),
            "offer": (-1, schools),
            "depth": (0, 3),
            "form": (0, 2),
            "member": (0, 1),
            "aware": (0, 1),
            "due": (0, 1),
        },
        "students": {
            "host": (-1, enterprises),
            "job": (-1, enterprises),
            "school": (0, schools),
            "field": (0, p.markets.shape[1] - 1),
            "status": (0, 3),
            "track": (0, 3),
            "form": (0, 2),
        },
    }
    for table, columns in bounds.items():
        for column, (low, high) in columns.items():
            yield f"{table}.{column}", getattr(p, table)[column], low, high
    yield "neighbours", p.neighbours, 0, enterprises
    seated = np.resize(np.repeat(np.arange(len(p.schools)), p.schools["intake"]), len(p.students))
    elsewhere = (p.students["school"] != seated) & (p.students["status"] != EMPTY)
    yield "students.school", elsewhere, 0, 0
    # Of these the number of jobs is made, and of that the size of a table.
    yield "enterprises.size", p.enterprises["size"], 0, PARAMETERS["size_max"].high
    yield "markets.demand", p.markets["demand"], 0, 1
    yield "markets.demand_at_start", p.markets["demand_at_start"][p.markets["enterprises"] > 0], 1e-10, 1
    sizes = np.bincount(p.enterprises["region"], weights=p.enterprises["size"], minlength=len(p.regions))
    yield "regions.workers", p.regions["workers"] / np.maximum(sizes, 1.0), 0.001, 1000.0
