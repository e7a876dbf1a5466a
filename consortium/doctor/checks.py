"""What ``consortium doctor`` looks at: nothing is simulated, installed or left behind."""

from __future__ import annotations

import os
import pkgutil
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path

import platformdirs

from consortium.experiments.presentation.language import Lang

from ..actions import class_check
from ..actions.class_check import Found
from ..actions.serving import LOCALHOST, listening_on
from ..terminal import DONE, FAILED, UsageError, out
from . import PACKAGE
from .words import say

MEMORY_OF_A_CITY = 0.1
"""GB that a city of the default size takes beside the libraries."""
LEAST_SPACE = 1.0
"""GB on the disk below which results may soon not fit."""
BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "firefox", "firefox-esr",
)  # fmt: skip


def check_installation(folder: Path, port: int, lang: Lang) -> int:
    """Print what is found, line by line, and give the exit status."""
    whole = True
    for found in findings(folder, port, lang):
        out(f"{class_check.say(found.mark, lang)}  {found.text}")
        whole &= found.mark != "no"
    out(say("fine" if whole else "faulty", lang))
    return DONE if whole else FAILED


def findings(folder: Path, port: int, lang: Lang) -> Iterator[Found]:
    """All that is looked at. What cannot be looked at because a library is missing is named, and the rest follows."""
    yield from _versions(lang)
    yield from _as_far_as_possible("compiler", compiler, lang)
    yield from _as_far_as_possible("fonts", lambda lang: iter([_for_results(class_check.fonts(lang))]), lang)
    yield from _as_far_as_possible("machine", machine, lang)
    yield browser(lang)
    yield free_port(port, lang)
    yield results_folder(folder, lang)


def _versions(lang: Lang) -> Iterator[Found]:
    try:
        from .libraries import libraries
    except ImportError as error:  # the one that reads requirements is missing itself
        yield Found("no", f'{error}; pip install "{error.name}"')
        return
    yield from libraries(lang)


def _as_far_as_possible(what: str, check: Callable[[Lang], Iterator[Found]], lang: Lang) -> Iterator[Found]:
    try:
        yield from list(check(lang))
    except Exception as error:  # a broken library may raise anything, and the other checks are still of use
        reason = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        yield Found("no", say("not_checked", lang, what=say(what, lang), reason=reason))


def compiler(lang: Lang) -> Iterator[Found]:
    """Whether compiled rules are kept, and whether there are any."""
    from consortium.simulation import compilation

    if compilation.NOT_COMPILED:
        yield Found("note", say("interpreted", lang))
        return
    kept, chosen = compilation.CACHE_FOLDER, os.environ.get("NUMBA_CACHE_DIR")
    wanted = Path(chosen or platformdirs.user_cache_dir(PACKAGE, appauthor=False))
    if kept == wanted and _refusal(kept) is None:
        yield Found("ok", say("cache", lang, folder=kept))
    else:
        yield Found("no", say("cache_temporary", lang, folder=kept, wanted=wanted))
    yield Found("ok", say("warm", lang)) if _rules_are_compiled() else Found("note", say("cold", lang))


def _rules_are_compiled() -> bool:
    from consortium.simulation import compilation, phases

    if not compilation.anything_compiled():  # asked first: importing the phases compiles some of what they call
        return False
    for module in pkgutil.iter_modules(phases.__path__):
        import_module(f"{phases.__name__}.{module.name}")
    return compilation.already_compiled()


def _for_results(found: Found) -> Found:
    """Without a font, figures are in English: no reason to call the installation faulty."""
    return Found("note", found.text) if found.mark == "no" else found


def machine(lang: Lang) -> Iterator[Found]:
    """Processors and memory."""
    from consortium.experiments.runs.memory import LIBRARIES, free_gigabytes
    from consortium.experiments.runs.processes import usual_workers

    needed = LIBRARIES + MEMORY_OF_A_CITY
    number, free = usual_workers(), free_gigabytes()
    yield Found("ok", say("processors", lang, number=number)) if number > 1 else Found("note", say("processor", lang))
    if free is None:
        yield Found("note", say("memory_unknown", lang, needed=needed))
    elif free < needed:
        yield Found("note", say("memory_small", lang, free=free, needed=needed))
    else:
        yield Found("ok", say("memory", lang, free=free))


def browser(lang: Lang) -> Found:
    """Whether there is a browser for the page. Windows and macOS always have one."""
    own = {"Windows": "Microsoft Edge", "Darwin": "Safari"}.get(platform.system())
    name = own or next(filter(shutil.which, BROWSERS), None)
    return Found("ok", say("browser", lang, name=name)) if name else Found("note", say("no_browser", lang))


def free_port(port: int, lang: Lang) -> Found:
    """Whether the port of the page is free on this computer."""
    try:
        with closing(listening_on(LOCALHOST, port, lang)):
            return Found("ok", say("port", lang, port=port))
    except UsageError as error:
        return Found("note", str(error))


def results_folder(folder: Path, lang: Lang) -> Found:
    """Whether a file can be written where results go: there, or in the nearest folder above that exists."""
    there = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    if (reason := _refusal(there)) is not None:
        return Found("no", say("folder_closed", lang, folder=folder, reason=reason))
    free = shutil.disk_usage(there).free / 1e9
    few = free < LEAST_SPACE
    return Found("note" if few else "ok", say("folder_full" if few else "folder", lang, folder=folder, free=free))


def _refusal(folder: Path) -> str | None:
    """Why no file can be written in a folder; None if one can. It is gone at once."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
    except OSError as error:
        return error.strerror or type(error).__name__
    return None
