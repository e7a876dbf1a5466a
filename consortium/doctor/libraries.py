"""What is installed, against what the package itself asks for: its metadata is the only list of requirements."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from consortium.experiments.presentation.language import Lang

from .. import __version__
from ..actions.class_check import Found
from . import PACKAGE
from .words import say

TESTED = ("3.11", "3.12", "3.13")
"""Versions of Python on which the tests are run."""
FOR_DEVELOPERS = "dev"
"""The extra that only those who change the program need."""


def libraries(lang: Lang, version: str | None = None) -> Iterator[Found]:
    """Python (`version`: this one), the package, what it requires, and its extras."""
    try:
        package = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError:
        yield Found("note", say("not_installed", lang))
        return
    yield _python(version or platform.python_version(), package.metadata["Requires-Python"], lang)
    yield Found("ok", say("package", lang, version=__version__, place=Path(__file__).parents[1]))
    asked = [Requirement(text) for text in package.requires or ()]
    required = [one for one in asked if _applies(one, "")]
    wrong = [text for one in required if (text := _wrong(one, lang))]
    yield from (Found("no", text) for text in wrong)
    if not wrong:
        yield Found("ok", say("libraries", lang, number=len(required)))
    for extra in package.metadata.get_all("Provides-Extra") or ():
        if extra != FOR_DEVELOPERS:
            yield _extra(extra, [one for one in asked if _applies(one, extra) and not _applies(one, "")], lang)


def _python(version: str, allowed: str, lang: Lang) -> Found:
    """Whether a version of Python is one on which the package runs, and was tested."""
    if version not in SpecifierSet(allowed, prereleases=True):
        return Found("no", say("python_old", lang, version=version, allowed=allowed))
    if ".".join(version.split(".")[:2]) not in TESTED:
        return Found("note", say("python_new", lang, version=version, tested=say("comma", lang).join(TESTED)))
    return Found("ok", say("python", lang, version=version))


def _applies(requirement: Requirement, extra: str) -> bool:
    """Whether a requirement holds on this machine, with an extra or (empty) without any."""
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def _wrong(requirement: Requirement, lang: Lang) -> str | None:
    """What is wrong with a required library, and how to mend it; None if nothing is."""
    wanted = str(requirement.specifier)
    try:
        there = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return say("missing", lang, name=requirement.name, wanted=wanted)
    if requirement.specifier.contains(there, prereleases=True):
        return None
    return say("version", lang, name=requirement.name, there=there, wanted=wanted)


def _extra(extra: str, requirements: list[Requirement], lang: Lang) -> Found:
    """Whether the libraries of an extra are there."""
    wrong = [one.name for one in requirements if _wrong(one, lang)]
    names = say("comma", lang).join(wrong or [one.name for one in requirements])
    if wrong:
        return Found("note", say("extra_missing", lang, extra=extra, names=names, package=PACKAGE))
    return Found("ok", say("extra", lang, extra=extra, names=names))
