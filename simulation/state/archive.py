"""The state of a run as bytes: NumPy arrays and a header of JSON in an .npz file, and nothing that could be executed.

What is read may be damaged, or made to do harm. Every array must have the type and the shape that the caller expects,
and not a byte more is unpacked than that takes; whole numbers that the compiled rules use as rows must be rows that
there are, for nothing in compiled code would notice.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np

__all__ = ["Archive", "StateError", "packed"]

HEADER = "header"
LARGEST_HEADER = 4_000_000
"""Bytes of JSON: a thousand regions with their own parameters take some millions."""

_LARGEST_PREAMBLE = 65_536
"""Bytes in which NumPy tells type and shape of an array."""


class StateError(ValueError):
    """A state that cannot be kept or taken up: one message that says why."""


def packed(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> bytes:
    """Header and arrays as the bytes of an .npz file; the same state gives the same bytes."""
    text = json.dumps(header, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    buffer = io.BytesIO()
    parts = {HEADER: np.frombuffer(text, np.uint8)} | {name: _without_gaps(array) for name, array in arrays.items()}
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
            self._sizes = {part.filename: part.file_size for part in self._file.infolist()}
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
