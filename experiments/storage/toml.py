"""TOML files that are read, and pieces of those that results hold: texts, values, names of the scenario they extend."""

from __future__ import annotations

import json
from collections.abc import Mapping
from os.path import relpath
from pathlib import Path
from typing import Any

from ...simulation.checking import Refused, nearest, show
from ...simulation.scenario import bundled_scenarios
from ...simulation.scenario.files import content_of, parsed, shown_path
from ...simulation.scenario.institutions import spelled

__all__ = ["bundled_in", "located", "named_from", "quoted", "tables_of", "written_value"]


def named_from(folder: Path, base: str) -> str:
    """How a file in a folder names a scenario: a bundled one by its name, another by the path to it."""
    if base in bundled_scenarios():
        return base
    return Path(relpath(Path(base).resolve(), folder.resolve())).as_posix()


def quoted(text: str) -> str:
    """A text in quotation marks."""
    return json.dumps(text, ensure_ascii=False)


def written_value(value: Any) -> str:
    """A value of a scenario: a number to the last bit, a text, a truth value, or a list or table of such."""
    value = spelled(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {written_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(written_value(inner) for inner in value) + "]"
    return quoted(value) if isinstance(value, str) else repr(value)


def bundled_in(folder: Path) -> list[str]:
    """Names of the TOML files in a folder."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def located(said: str, folder: Path, problem: str, allowed: str, endings: tuple[str, ...] = (".toml",)) -> Path:
    """The file meant by the name of one in a folder, or by a path with one of the endings.

    Raises Refused with the `problem`, such as "is no search", what is `allowed`, and the nearest name.
    """
    if said.endswith(endings):
        return Path(said)
    names = bundled_in(folder)
    if said in names:
        return folder / f"{said}.toml"
    raise Refused(f"{show(said)} {problem}; allowed: {allowed}{nearest(said, names)}")


def tables_of(path: Path, what: str, largest: int) -> dict[str, Any]:
    """The tables of a TOML file of modest size; `what` it should be, for messages. Raises Refused or ScenarioError."""
    where = shown_path(path)
    try:
        content = content_of(path, what, largest)
    except Refused as error:
        raise Refused(f"{where} {error}") from None
    return parsed(content, where, is_json=False)
