"""How rules and phases are compiled: one decorator, one cache that notices every edit.

Numba keeps compiled code on disk but looks only at the file a function stands in: a rule that was edited in
*another* file would go on giving its old result. The cache folder therefore carries a digest of all sources
of this package, so any edit starts a new one. A read-only installation, or a machine without a writable home,
gets a folder under the system's temporary files instead.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import FunctionType
from typing import Any

import numba
import numpy as np
import platformdirs

_APPLICATION = "industry-education-consortium"


def _sources_digest() -> str:
    """Digest of every Python source under this package (first 16 hexadecimal digits of SHA-256)."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


SOURCES = _sources_digest()
"""Tells one version of the model from another: what this process has loaded, whatever is edited later."""


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def cache_folder() -> Path:
    """Folder of the compiled code: the user's choice (NUMBA_CACHE_DIR), the user's cache, else a temporary one."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    candidates = [Path(chosen)] if chosen else [Path(platformdirs.user_cache_dir(_APPLICATION, appauthor=False))]
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    candidates.append(Path(tempfile.gettempdir()) / f"{_APPLICATION}-{user}")
    for candidate in candidates:
        if _writable(candidate / SOURCES):
            return candidate / SOURCES
    return Path(tempfile.mkdtemp(prefix=_APPLICATION))


CACHE_FOLDER = cache_folder()
numba.config.CACHE_DIR = str(CACHE_FOLDER)  # type: ignore[attr-defined]  # must precede the first compiled function


NOT_COMPILED: bool = numba.config.DISABLE_JIT  # type: ignore[attr-defined]
"""Whether the user has switched the compiler off (NUMBA_DISABLE_JIT=1)."""


def already_compiled() -> bool:
    """Whether compiled code of these very sources is on disk (else the first run takes some seconds longer).

    The last phase to be compiled, in the first spring, speaks for all; each Python version has code of its own.
    """
    if NOT_COMPILED:
        return True
    version = f"py{sys.version_info.major}{sys.version_info.minor}"
    return any(version in path.name for path in CACHE_FOLDER.rglob("*beliefs_change*.nbi"))


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a rule or a phase with Numba, cached on disk, releasing Python's global lock while it runs.

    Floating-point operations keep their order (no `fastmath`), so that the compiled rule and its plain-Python
    twin `rule.py_func` give the same bits. With NUMBA_DISABLE_JIT=1, for debuggers and coverage, nothing is compiled.
    """
    return _interpreted(function) if NOT_COMPILED else numba.njit(cache=True, nogil=True)(function)


def compiled_once(signature: str) -> Callable[[Callable[..., Any]], Any]:
    """Compile for one signature only. Numba would else compile anew for every constant that is passed."""
    if NOT_COMPILED:
        return lambda function: _interpreted(function, numbers=int)
    return numba.njit(signature, cache=True, nogil=True)


def _interpreted(function: Callable[..., Any], numbers: Callable[[Any], Any] | None = None) -> Any:
    """A rule or phase as Python runs it, a thousand times slower and to the same bits.

    What Numba does by itself is done here: columns of a record are its attributes, and `numbers` are converted to the
    one type of a signature.
    """

    @wraps(function)
    def rule(*arguments: Any) -> Any:
        return function(*(numbers(a) if numbers else _with_attributes(a) for a in arguments))

    rule.py_func = function  # type: ignore[attr-defined]  # as of a compiled one
    return rule


class _Record(np.void):
    """A row whose columns are attributes. NumPy's own `np.record` has `size` mean something else."""

    def __getattribute__(self, name: str) -> Any:
        try:
            return np.void.__getitem__(self, name)
        except (ValueError, IndexError):
            return np.void.__getattribute__(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


def _with_attributes(argument: Any) -> Any:
    table = isinstance(argument, np.ndarray) and argument.dtype.names and argument.dtype.type is not _Record
    return argument.view(np.dtype((_Record, argument.dtype))) if table else argument


_PLAIN: dict[Any, Callable[..., Any]] = {}


def plain(rule: Any) -> Callable[..., Any]:
    """The rule as ordinary Python all the way down: the rules that it calls are plain as well. Each is built once.

    `rule.py_func` alone would still call compiled rules. Used where behaviour is checked or shown without the
    compiler, for instance on the objects of the test suite's slow twin. Names are filled in after the function is made:
    a rule may read a parameter that bears its own name, and would otherwise be taken for one that calls itself.
    """
    if rule not in _PLAIN:
        function: FunctionType = rule.py_func
        names = dict(function.__globals__)
        _PLAIN[rule] = FunctionType(
            function.__code__, names, function.__name__, function.__defaults__, function.__closure__
        )
        names.update({name: plain(value) for name, value in names.items() if hasattr(value, "py_func")})
    return _PLAIN[rule]
