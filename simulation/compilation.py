"""How rules and phases are compiled: one decorator, one cache that notices every edit that matters, and no other.

Numba keeps compiled code on disk but looks only at the file a function stands in: a rule that was edited in *another*
file would go on giving its old result, and an edited comment would cost a compilation. Here compiled code is filed
under a digest of what it follows from: the function's own code, the constants it reads and, in turn, all functions it
calls (`digest_of`). The types of its arguments, and with them the columns of the tables, are Numba's own business.

A read-only installation, or a machine without a writable home, gets a folder under the system's temporary files.
"""

from __future__ import annotations

import dis
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numba
import numpy as np
import platformdirs
from numba.core.caching import CompileResultCacheImpl, FunctionCache
from numba.core.registry import CPUDispatcher

_APPLICATION = "industry-education-consortium"

NOT_COMPILED: bool = numba.config.DISABLE_JIT  # type: ignore[attr-defined]
"""Whether the user has switched the compiler off (NUMBA_DISABLE_JIT=1)."""


_ROOT = Path(__file__).parent

_MODULES = tuple(path.relative_to(_ROOT).as_posix() for path in sorted(_ROOT.rglob("*.py")))
"""The modules of this package."""


def _sources_digest() -> str:
    """Digest of every Python source under this package (first 16 hexadecimal digits of SHA-256)."""
    digest = hashlib.sha256()
    for name in _MODULES:
        digest.update(name.encode())
        digest.update((_ROOT / name).read_bytes())
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
        if _writable(candidate):
            return candidate
    return Path(tempfile.mkdtemp(prefix=_APPLICATION))


CACHE_FOLDER = cache_folder()


# --- what compiled code follows from ----------------------------------------------------------------------------------


def _globals_read(code: CodeType) -> Iterator[str]:
    """Names of the module that a function reads, those inside its comprehensions included."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _globals_read(constant)


def _own_code(code: CodeType, documentation: str | None) -> list[object]:
    """What a function does, without its documentation and without where it stands."""
    constants = [
        _own_code(constant, None) if isinstance(constant, CodeType) else repr(constant)
        for constant in code.co_consts
        if constant is None or constant != documentation
    ]
    return [code.co_code, code.co_names, code.co_varnames, code.co_argcount, constants]


def _reached(function: FunctionType, found: dict[str, list[object]]) -> None:
    """Gather the code and the constants of a function and of all that it calls, by module and name."""
    name = f"{function.__module__}.{function.__qualname__}"
    if name in found:
        return
    about = found[name] = _own_code(function.__code__, function.__doc__)
    for read in sorted(set(_globals_read(function.__code__))):
        value: Any = function.__globals__.get(read)
        if hasattr(value, "py_func"):
            about.append((read, f"{value.py_func.__module__}.{value.py_func.__qualname__}"))
            _reached(value.py_func, found)
        elif isinstance(value, ModuleType):
            about.append((read, value.__name__))
        else:
            about.append((read, repr(value)))


def digest_of(function: FunctionType, options: str = "") -> str:
    """Digest of all that a compiled function follows from (first 16 hexadecimal digits of SHA-256).

    The names of all modules are part of it: Numba's index names the type of the world by its module, and an index in
    which that module is no longer found cannot be read.
    """
    found: dict[str, list[object]] = {}
    _reached(function, found)
    return hashlib.sha256(repr((options, _MODULES, sorted(found.items()))).encode()).hexdigest()[:16]


class _Place:
    """Where Numba keeps the compiled code of a function; the digest is part of the files' name."""

    def __init__(self, function: FunctionType) -> None:
        self._function = function

    @classmethod
    def from_function(cls, function: FunctionType, source: str) -> _Place:
        return cls(function)

    def get_cache_path(self) -> str:
        return str(CACHE_FOLDER)

    def ensure_cache_path(self) -> None:
        CACHE_FOLDER.mkdir(parents=True, exist_ok=True)

    def get_source_stamp(self) -> str:
        return ""

    def get_disambiguator(self) -> str:
        return digest_of(self._function, _OPTIONS.get(self._function, ""))


_OPTIONS: dict[FunctionType, str] = {}
"""How each function is compiled."""


class _CacheByDigest(CompileResultCacheImpl):
    _locator_classes = [_Place]  # noqa: RUF012 - Numba's own name and form


class _Cache(FunctionCache):
    """Numba's cache, opened when it is first asked: functions that stand further down in a module exist by then."""

    _impl_class = _CacheByDigest

    def __init__(self, function: FunctionType) -> None:
        self._py_func = function
        self._name = repr(function)
        self._opened = False
        self.enable()

    def _open(self) -> None:
        if not self._opened:
            enabled = self._enabled
            super().__init__(self._py_func)
            self._enabled, self._opened = enabled, True

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        self._open()
        return super().load_overload(sig, target_context)

    def save_overload(self, sig: Any, data: Any) -> None:
        self._open()
        super().save_overload(sig, data)

    def is_filled(self) -> bool:
        """Whether there is compiled code of this function, for this version of Python."""
        self._open()
        return Path(self._cache_file._index_path).exists()


_ALLOCATING: set[Callable[..., Any]] = set()
"""Functions that make arrays."""


def allocates(function: Callable[..., Any]) -> Any:
    """Mark a function that makes arrays, or is given arrays by one that it calls; stands below the other decorator.

    Numba counts the references to every array that such a function touches, at each touch. All others are compiled
    without, so loops over agents stand in functions of their own, which are given their arrays.
    """
    _ALLOCATING.add(function)
    return function


def _jitted(function: Callable[..., Any], **options: Any) -> Any:
    """Numba's dispatcher of a function, with a cache of ours."""
    compiler: Any = numba.njit
    options["_nrt"] = function in _ALLOCATING
    dispatcher = compiler(nogil=True, no_cfunc_wrapper=True, **options)(function)
    _OPTIONS[dispatcher.py_func] = repr(sorted(options.items()))
    dispatcher._cache = _Cache(dispatcher.py_func)
    return dispatcher


def anything_compiled() -> bool:
    """Whether there is any compiled code for this version of Python: asked before the model is imported."""
    version = f"py{sys.version_info.major}{sys.version_info.minor}"
    return NOT_COMPILED or any(version in path.name for path in CACHE_FOLDER.glob("*.nbi"))


def already_compiled() -> bool:
    """Whether there is compiled code of all phases that are imported (else the first run takes some seconds longer)."""
    return NOT_COMPILED or (bool(_PHASES) and all(phase._cache.is_filled() for phase in _PHASES))


# --- decorators -------------------------------------------------------------------------------------------------------


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a rule or a phase with Numba, cached on disk, releasing Python's global lock while it runs.

    Floating-point operations keep their order (no `fastmath`), so that the compiled rule and its plain-Python
    twin `rule.py_func` give the same bits. With NUMBA_DISABLE_JIT=1, for debuggers and coverage, nothing is compiled.
    """
    return _interpreted(function) if NOT_COMPILED else _jitted(function)


_PHASES: list[Any] = []
"""All phases that have been imported."""


def compiled_phase(function: Callable[..., Any]) -> Any:
    """Compile a phase, which the model calls once per tick and set of regions, as `compiled` does."""
    _PHASES.append(compiled(function))
    return _PHASES[-1]


class TypedCalls:
    """Calls of compiled functions whose arguments have the same types at every call, as a model's tables do.

    Numba looks at the types of all arguments at each call, which for the tables of a world takes longer than a short
    phase. Here it is done at the first call of each function; the later ones go straight to the compiled code, which
    would read arguments of other types wrongly.
    """

    def __init__(self) -> None:
        self._entries: dict[Any, Callable[..., Any]] = {}

    def __call__(self, function: Any, *arguments: Any) -> Any:
        """What the function returns."""
        entry = self._entries.get(function)
        if entry is None:
            entry = self._entries[function] = self._entry(function, arguments)
        return entry(*arguments)

    def __reduce__(self) -> tuple[type[TypedCalls], tuple[()]]:
        return TypedCalls, ()  # compiled code stays in its process

    @staticmethod
    def _entry(function: Any, arguments: tuple[Any, ...]) -> Callable[..., Any]:
        if NOT_COMPILED:
            return function
        form = function, _form(arguments)
        if form not in _ENTRIES:
            types = tuple(map(function.typeof_pyval, arguments))
            function.compile(types)
            _ENTRIES[form] = function.overloads[types].entry_point
        return _ENTRIES[form]


_ENTRIES: dict[Any, Callable[..., Any]] = {}
"""Compiled code by function and form of arguments, found once for all models: Numba takes long over a table's type."""


def _form(argument: Any) -> Any:
    """What Numba's type of an argument follows from."""
    if isinstance(argument, tuple):
        return type(argument), *map(_form, argument)
    if isinstance(argument, np.ndarray):
        return argument.dtype, argument.ndim, argument.flags.c_contiguous, argument.flags.writeable
    return type(argument)


class _PartOfPhase(CPUDispatcher):
    """A compiled function that Python cannot call, and says so."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError(f"{self.py_func.__name__} is called by compiled functions only; plain(…) runs it as Python")


def part_of_phase(function: Callable[..., Any]) -> Any:
    """Compile a part of a phase, which other compiled functions call and Python never does.

    Without the code that takes its arguments apart when Python calls, which is most of it for a function that is given
    the world: a first run compiles in half the time.
    """
    if NOT_COMPILED:
        return _interpreted(function)
    dispatcher = _jitted(function, no_cpython_wrapper=True)
    dispatcher.__class__ = _PartOfPhase
    return dispatcher


def compiled_once(signature: str, **options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Compile for one signature only. Numba would else compile anew for every constant that is passed.

    With `error_model="numpy"` a division by zero gives an infinity and no error, which a loop needs that is to be
    compiled to vector instructions.
    """

    def decorate(function: Callable[..., Any]) -> Any:
        if NOT_COMPILED:
            return _interpreted(function, numbers=None if "[" in signature else int)
        dispatcher = _jitted(function, **options)
        dispatcher.compile(signature)
        dispatcher.disable_compile()
        return dispatcher

    return decorate


def inlined(function: Callable[..., Any]) -> Any:
    """Written into its callers before they are compiled, so that a loop around the call can use vector instructions.

    LLVM inlines small functions by itself; this is for those that it finds too large.
    """
    return _interpreted(function) if NOT_COMPILED else numba.njit(inline="always")(function)


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
    if isinstance(argument, tuple):  # the world: a table in each field
        return type(argument)(*map(_with_attributes, argument))
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
