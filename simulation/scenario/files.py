"""From the bytes of a scenario file to a checked document; from a document and its ancestors to one set of values.

Everything that can be wrong in one file is found here and raised as a `ScenarioError` that names it. What is wrong
between values (dates beyond the horizon, shares that do not add up) is found by `scenario.Scenario`.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ..checking import Refused, checked, foreign_keys, nearest, show, whole_number
from ..parameters import LABELS, PARAMETERS, Value
from ..policies import POLICIES, Policy, make_policy
from .institutions import MOST_ANCESTORS, Values

FOLDER = Path(__file__).parents[2] / "scenarios"
"""Where the bundled scenarios lie."""

LARGEST = 1_000_000
"""Bytes of the largest file that is read."""

LONGEST_CHAIN = 20
MOST_POLICIES = 200
LONGEST_TEXT = 4000

Form = Literal["child", "root", "complete"]
TEXTS = ("title", "question", "expected")
KEYS = ("title", "question", "source", "expected", "extends", "clear", "parameters", "policy", "region")

# Parsing a dotted key takes time that grows with the square of its parts; no scenario has one of more than three.
_ENDLESS_KEY = re.compile(r"""(?:^|[\s{,\[])(?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:[ \t]*\.[ \t]*(?:[\w-]+|"[^"\n]*"|'[^'\n]*')){40}""")  # fmt: skip  # noqa: E501


class ScenarioError(ValueError):
    """A scenario that cannot be used: one message that names file, key, value and what is allowed."""


@dataclass(frozen=True)
class Document:
    """What one file says, each value checked by itself."""

    where: str
    name: str
    title: Mapping[str, str]
    question: Mapping[str, str]
    expected: Mapping[str, str]
    source: str
    extends: str | None
    clear: frozenset[str]
    parameters: dict[str, Value] = field(default_factory=dict)
    policies: tuple[Policy, ...] = ()
    regions: tuple[dict[str, Value], ...] | None = None
    """Overrides of each region; None where the file says nothing of regions."""
    ancestors: tuple[Values, ...] = ()
    """What was in force in the scenarios that a complete one comes from, as `Scenario.ancestors`."""


# --- which file -------------------------------------------------------------------------------------------------------


def bundled_scenarios() -> list[str]:
    """Names of the scenarios that come with the model, the baseline first."""
    return sorted((path.stem for path in FOLDER.glob("*.toml")), key=lambda name: (name != "baseline", name))


def locate(said: str, folder: Path, where: str = "") -> Path:
    """The file meant by a bundled name or by a path relative to `folder`; `where` says which file asked."""
    prefix = f"{where}: extends: " if where else ""
    if said.endswith((".toml", ".json")):
        return folder / said
    names = bundled_scenarios()
    if said in names:
        return FOLDER / f"{said}.toml"
    allowed = "allowed: the name of a bundled scenario, or a path that ends in .toml or .json"
    raise ScenarioError(f"{prefix}{show(said)} is no scenario; {allowed}{nearest(said, names)}")


def shown_path(path: Path) -> str:
    """A path for a message: as given, unless it would break the line."""
    text = str(path)
    return text if text.isprintable() and len(text) <= 300 else show(text)


_REQUIRED = 'title = { en = "…", zh = "…" } and extends = "baseline"'


def content_of(path: Path, what: str, largest: int, required: str = "") -> bytes:
    """The bytes of a regular file of modest size; `what` it should be, and what it `required` at least, for messages.

    Raises Refused with what follows the file's name.
    """
    try:
        if path.is_dir():
            raise Refused(f"is a folder; allowed: {what}")
        if not path.exists():
            raise Refused(f"does not exist; allowed: {what}{_neighbour(path)}")
        if not path.is_file():  # a pipe or device would block or never end
            raise Refused(f"is no regular file; allowed: {what}")
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except (OSError, ValueError, RuntimeError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(f"cannot be read: {type(error).__name__}") from None
    if len(content) > largest:
        raise Refused(f"is larger than {largest // 1000:,} kB; allowed: {what} of that size")
    if not content.strip():
        raise Refused(f"is empty; {f'required: {required}' if required else f'allowed: {what}'}")
    return content


def _neighbour(path: Path) -> str:
    """The file of the same folder that may have been meant."""
    try:
        names = [other.name for other in path.parent.iterdir() if other.name.isprintable()]
        return nearest(path.name, names, few=0)
    except OSError:
        return ""


# --- from bytes to tables ---------------------------------------------------------------------------------------------


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON lets a key stand twice and the last one win; that hides a mistake."""
    table: dict[str, Any] = {}
    for name, value in pairs:
        if name in table:
            raise Refused(f"key {show(name)} stands twice")
        table[name] = value
    return table


def parsed(content: bytes, where: str, is_json: bool) -> dict[str, Any]:
    """The tables of a file."""
    language = "JSON" if is_json else "TOML"
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{where} is not text in UTF-8 (byte {error.start}); allowed: {language}") from None
    try:
        if is_json:
            tables = json.loads(text, object_pairs_hook=_no_twins)
        elif _ENDLESS_KEY.search(text):
            raise Refused("a key has more than forty parts")
        else:
            tables = tomllib.loads(text)
    except RecursionError:
        raise ScenarioError(f"{where} is nested too deeply; allowed: tables in tables, two deep") from None
    except ValueError as error:
        reason = " ".join(str(error).split())[:200]
        if "integer string conversion" in reason:
            reason = "a whole number of thousands of digits"
        reason = reason if reason.isprintable() else show(reason)
        raise ScenarioError(f"{where} is not {language}: {reason}{_typing_hint(text, reason)}") from None
    if not isinstance(tables, dict):
        raise ScenarioError(f"{where} holds {show(tables)}; allowed: an object with title, extends, parameters, policy")
    return tables


def _typing_hint(text: str, reason: str) -> str:
    """What may be wrong with the line that a parser names: signs of another keyboard, or a name in 中文."""
    found = re.search(r"\bline (\d{1,9})\b", reason)
    lines = text.splitlines()
    if found is None or not 0 < int(found[1]) <= len(lines):
        return ""
    line = lines[int(found[1]) - 1]
    name = re.match(r"\s*([^\s=\[\]\"'#]+)\s*=", line)
    if name is not None and re.search("[\u4e00-\u9fff]", name[1]):
        return f"; keys are in English{nearest(name[1], PARAMETERS, labels=LABELS)}"
    return foreign_keys(line)


# --- from tables to a document ----------------------------------------------------------------------------------------


def _with_file_name(where: str, check: Callable[[], Any]) -> Any:
    """The result of a check, a refusal with the file's name."""
    try:
        return check()
    except Refused as error:
        raise ScenarioError(f"{where}: {error}") from None


def check_text(key: str, value: object, one_line: bool = False) -> str:
    """A text without control characters (which would reach terminals and pages) and not endless."""
    if not isinstance(value, str):
        raise Refused(f"{key} = {show(value)} is not a text; allowed: a text in quotation marks")
    if len(value) > LONGEST_TEXT:
        raise Refused(f"{key} has {len(value)} characters; allowed: at most {LONGEST_TEXT}")
    if any(unicodedata.category(c) in ("Cc", "Cs") and (one_line or c not in "\n\t") for c in value):
        raise Refused(f"{key} = {show(value)} holds a control character; allowed: printable text")
    return value


def check_texts(key: str, value: object) -> dict[str, str]:
    """A text in English and 中文; where one of them is missing, it is the other one's."""
    form = 'allowed: { en = "…", zh = "…" }, or one of the two'
    if not isinstance(value, Mapping):
        raise Refused(f"{key} = {show(value)} is not a table; {form}")
    for language in value:
        if language not in ("en", "zh"):
            raise Refused(f"{key}.{_key(language)} is no language; {form}")
    if not value:
        raise Refused(f"{key} is empty; {form}")
    for language in value:
        text = check_text(f"{key}.{language}", value[language], one_line=key == "title")
        if not text.strip():
            raise Refused(f"{key}.{language} is empty; {form}")
    (other, *_) = value.values()
    return {language: value.get(language, other) for language in ("en", "zh")}


def check_name(value: object) -> str:
    """A name that can also be the name of a folder on every system."""
    text = check_text("name", value, one_line=True)
    if not text or len(text) > 100 or re.search(r'[/\\:*?"<>|]', text) or text[0] in ". " or text[-1] in ". ":
        raise Refused(f"name = {show(value)} cannot name a folder; allowed: at most 100 letters, digits, _ and -")
    return text


COMMON_TO_REGIONS = (
    "regions",  # how many there are
    "scale",
    "years",
    "warm_up",
    "W",  # one currency, one calendar
    "applications",  # the length of every graduate's list
    "neighbours_each_side",  # the width of a table
    "budget_per_student",
    "budget_at_scale",  # a region's own budget is in k¥ of the model
    "community_field",  # a sector community spans regions
)
"""Parameters that are the same everywhere; all others may differ from region to region."""

MOST_REGIONS = int(PARAMETERS["regions"].high)


def check_regions(tables: object, written: bool = True) -> tuple[dict[str, Value], ...]:
    """Overrides of `[[region]]` tables, one per region: a table with `count = n` stands for n equal ones."""
    if not isinstance(tables, list | tuple) or not all(isinstance(table, Mapping) for table in tables):
        raise Refused(f"region = {show(tables)} is not a list of tables; allowed: [[region]] for each, or count = n")
    regions: list[dict[str, Value]] = []
    for table in tables:
        where = f"[[region]] number {len(regions) + 1}"
        count = whole_number(table.get("count", 1), f"{where}: count", 1, MOST_REGIONS)
        own = {name: value for name, value in table.items() if name != "count"}
        for name, value in own.items():
            if name in COMMON_TO_REGIONS:
                said = f"{name} = {show(value)}, but {name} is the same in all regions"
                raise Refused(f"{where}: {said}; allowed: {name} under [parameters]")
        try:
            regions += [check_parameters(own, written, beside=("count",))] * count
        except Refused as error:
            raise Refused(f"{where}: {str(error).removeprefix('parameters.')}") from None
        if len(regions) > MOST_REGIONS:
            raise Refused(f"{where}: more than {MOST_REGIONS} regions; allowed: at most {MOST_REGIONS}")
    return tuple(regions)


def check_parameters(table: object, written: bool = True, beside: Iterable[str] = ()) -> dict[str, Value]:
    """Values of `[parameters]`, each within its bounds and in the model's type.

    `beside` names keys that the table has besides parameters, so that a misspelt one is recognised.
    """
    if not isinstance(table, Mapping):
        raise Refused(f"parameters = {show(table)} is not a table; allowed: [parameters] with one number per line")
    values: dict[str, Value] = {}
    for name, value in table.items():
        if name not in PARAMETERS:
            hint = nearest(name, (*PARAMETERS, *beside), labels=LABELS)
            if name in POLICIES:
                hint += f' (an instrument: write [[policy]] with kind = "{name}")'
            raise Refused(f"parameters.{_key(name)} = {show(value)} is no parameter{hint}")
        try:
            values[name] = checked(PARAMETERS[name], value, written)
        except Refused as error:
            raise Refused(f"parameters.{name} = {error}") from None
    return values


def check_policies(tables: object) -> tuple[Policy, ...]:
    """The policies of `[[policy]]`, in order."""
    if isinstance(tables, Mapping):
        raise Refused("policy is one table; allowed: a list, each written [[policy]] with two brackets")
    if not isinstance(tables, list | tuple):
        raise Refused(f"policy = {show(tables)} is not a list of tables; allowed: [[policy]]")
    if len(tables) > MOST_POLICIES:
        raise Refused(f"policy has {len(tables)} tables; allowed: at most {MOST_POLICIES}")
    policies = []
    for i, table in enumerate(tables, start=1):
        try:
            policies.append(make_policy(table))
        except Refused as error:
            raise Refused(f"[[policy]] number {i}: {error}") from None
    return tuple(policies)


def _check_ancestors(tables: object) -> tuple[Values, ...]:
    """The ancestors of a complete scenario."""
    form = "allowed: what Scenario.to_dict writes"
    if not isinstance(tables, list | tuple) or len(tables) > MOST_ANCESTORS:
        raise Refused(f"ancestors = {show(tables)} is no list of at most {MOST_ANCESTORS} tables; {form}")
    found = []
    for i, table in enumerate(tables, start=1):
        if not isinstance(table, Mapping) or not table.keys() <= {"parameters", "region"}:
            raise Refused(f"ancestors number {i} = {show(table)}; {form}")
        try:
            parameters = check_parameters(table.get("parameters", {}))
            found.append(Values.of(parameters, check_regions(table.get("region", []))))
        except Refused as error:
            raise Refused(f"ancestors number {i}: {error}") from None
    return tuple(found)


def _key(name: object) -> str:
    """A key for a message: bare where it is a word, quoted and short otherwise."""
    return str(name) if re.fullmatch(r"\w{1,60}", str(name), re.ASCII) else show(name)


def _check_keys(tables: Mapping[str, Any], known: Iterable[str]) -> None:
    for name, value in tables.items():
        if name in known:
            continue
        if name in POLICIES and (name not in PARAMETERS or isinstance(value, Mapping | list)):
            raise Refused(f'{name} is an instrument; allowed: [[policy]] with kind = "{name}"')
        if name in PARAMETERS:
            raise Refused(f"{name} = {show(value)} stands outside its table; allowed: {name} under [parameters]")
        raise Refused(f"{_key(name)} = {show(value)} is no key of a scenario{nearest(name, known)}")


def document(tables: Mapping[str, Any], where: str, name: str, form: Form = "child") -> Document:
    """The checked content of one file.

    Only a "child" must say what it extends: the "root" is the baseline, and "complete" what `Scenario.to_dict` writes,
    which bears its own name.
    """
    complete = form == "complete"

    def check() -> Document:
        _check_keys(tables, ("name", "ancestors", *KEYS) if complete else KEYS)
        if "title" not in tables:
            raise Refused('title is missing; required: title = { en = "…", zh = "…" }')
        if "extends" not in tables and form == "child":
            raise Refused('extends is missing; required: extends = "baseline", or another scenario')
        texts = {key: check_texts(key, tables[key]) if key in tables else {"en": "", "zh": ""} for key in TEXTS}
        extends = tables.get("extends")
        if "extends" in tables and not isinstance(extends, str):
            raise Refused(f"extends = {show(extends)} is not a text; allowed: a bundled name or a path")
        clear = tables.get("clear", [])
        if not isinstance(clear, list) or any(table not in ("policy", "region") for table in clear):
            allowed = 'allowed: clear = ["policy"], ["region"] or both, or nothing'
            raise Refused(f"clear = {show(clear)} is not allowed; {allowed}")
        return Document(
            where=where,
            name=check_name(tables["name"] if complete else re.sub(r'[/\\:*?"<>|]', "_", name).strip(". ")),
            **texts,
            source=check_text("source", tables.get("source", "")),
            extends=extends,
            clear=frozenset(clear),
            parameters=check_parameters(tables.get("parameters", {})),
            policies=check_policies(tables.get("policy", [])),
            regions=check_regions(tables["region"]) if "region" in tables else None,
            ancestors=_check_ancestors(tables.get("ancestors", [])),
        )

    return _with_file_name(where, check)


def read_document(path: Path, asked_by: str = "") -> Document:
    """One file as a checked document."""
    where = shown_path(path)
    try:
        content = content_of(path, "a scenario file, which ends in .toml or .json", LARGEST, _REQUIRED)
    except Refused as error:
        asked = f" (extended by {asked_by})" if asked_by else ""
        raise ScenarioError(f"{where} {error}{asked}") from None
    is_json = path.name.endswith(".json")
    tables = parsed(content, where, is_json)
    if is_json and "scenario" in tables and "title" not in tables:  # a manifest holds the scenario of its run
        check_own_code(tables, where)
        tables = tables["scenario"]
        if not isinstance(tables, dict):
            raise ScenarioError(f"{where}: scenario = {show(tables)} is not a table; allowed: a scenario")
    form: Form = "child"
    if is_json and "name" in tables and "extends" not in tables:
        form = "complete"
    elif path.resolve() == (FOLDER / "baseline.toml").resolve():
        form = "root"
    return document(tables, where, path.name[: -len(".toml")], form)


def check_own_code(manifest: Mapping[str, Any], where: str) -> None:
    """Refuse the manifest of runs with rules or metrics of somebody's own code, which no file may name.

    Without that code they would be other runs. Raises ScenarioError.
    """
    used = manifest.get("extensions")
    if not used:
        return
    if isinstance(used, Mapping):
        used = {key: names for key, names in used.items() if key not in ("versions", "sources")}
    said = f"{where}: made with code of your own ({show(used)}), which a file cannot bring along"
    raise ScenarioError(f"{said}; allowed: scenarios by name, with --enterprise-class, --school-class, --metric")


def read_chain(said: str) -> list[Document]:
    """The file that is meant and those it extends, the eldest first."""
    chain: list[Document] = []
    seen: list[Path] = []
    path, asked_by = locate(said, Path()), ""
    while True:
        try:
            real = path.resolve()
        except (OSError, ValueError, RuntimeError) as error:
            raise ScenarioError(f"{shown_path(path)} cannot be found: {type(error).__name__}") from None
        if real in seen:
            names = " → ".join(p.name for p in [*seen[seen.index(real) :], real])
            names = names if names.isprintable() else show(names)
            raise ScenarioError(f"{asked_by}: extends goes in a circle ({names}); allowed: a scenario with an end")
        if len(seen) == LONGEST_CHAIN:
            raise ScenarioError(f"{asked_by}: extends is more than {LONGEST_CHAIN} files long")
        seen.append(real)
        chain.insert(0, read_document(path, asked_by))
        if chain[0].extends is None:
            return chain
        asked_by = chain[0].where
        path = locate(chain[0].extends, path.parent, asked_by)
