"""From a table of a scenario file to a policy, or to a message that says what is wrong and what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from ..checking import Refused, nearest, plain, show
from .policy import (
    FEEDBACK_METRICS,
    LAST_YEAR,
    LONGEST_LEAD,
    LONGEST_PHASE_IN,
    POLICIES,
    Feedback,
    Policy,
    load_entry_points,
)


def nearest_kind(kind: object) -> str:
    """The end of a message that offers the nearest instrument, by its word or its name; all of them to 中文."""
    labels = {name: (cls.en, cls.zh) for name, cls in POLICIES.items()}
    said = nearest(kind, POLICIES, len(POLICIES), labels)
    if str(kind).isascii():
        return said
    every = ", ".join(f"{name} ({zh})" for name, (_, zh) in labels.items())
    return f"{said if 'did you mean' in said else ''}; known: {every}"


def make_policy(table: object) -> Policy:
    """A policy from a table of a file. Raises Refused naming key, value, what is allowed and the nearest name."""
    if not isinstance(table, Mapping):
        raise Refused(f'{show(table)} is not a table; allowed: [[policy]] with kind = "…"')
    kind = table.get("kind")
    if "kind" not in table:
        raise Refused(f"kind is missing; allowed: one of {', '.join(POLICIES)}")
    broken = load_entry_points() if isinstance(kind, str) and kind not in POLICIES else ()
    if not isinstance(kind, str) or kind not in POLICIES:
        hint = f"; could not be loaded: {'; '.join(broken[:5])}" if broken else ""
        raise Refused(f"kind = {show(kind)} is no instrument{nearest_kind(kind)}{hint}")
    try:
        return POLICIES[kind].model_validate(dict(table))
    except ValidationError as error:
        raise Refused(f"{kind}{_reason(POLICIES[kind], error)}") from None


def _reason(cls: type[Policy], error: ValidationError) -> str:
    """The first thing that is wrong, as the sentence that follows the kind."""
    first = error.errors(include_url=False)[0]
    path = [str(part) for part in first["loc"]]
    key = ".".join(path)
    fields = Feedback.model_fields if path[:1] == ["feedback"] and len(path) > 1 else cls.model_fields
    name = path[-1] if path else ""
    match first["type"]:
        case "extra_forbidden" | "invalid_key":
            return f": {show(key)} is no key of it{nearest(name, fields, labels=_labels(cls, fields))}"
        case "missing":
            return f".{key} is missing; allowed: {_allowed(cls, path)}"
        case "value_error":
            text = str(first.get("ctx", {}).get("error", first["msg"]))
            return f".{key}: {text}" if key else f": {text}"
    return f".{key} = {show(first['input'])} is not allowed; allowed: {_allowed(cls, path)}"


def _labels(cls: type[Policy], fields: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """What the strengths among some fields are called."""
    said = {name: cls.model_fields[name].json_schema_extra for name in fields if name in cls.levers()}
    return {name: (str(labels["en"]), str(labels["zh"])) for name, labels in said.items() if isinstance(labels, dict)}


def _allowed(cls: type[Policy], path: list[str]) -> str:
    """What a field may hold, in words."""
    if path[0] == "schedule":
        return "a list of [year, multiplier], such as [[3, 0.5], [6, 0]]"
    if path[0] == "regions":
        return "a list of numbers of regions from 1, such as [1, 2]"
    if path[0] in ("announced", "phase_in"):
        return f"a whole number of years from 0 to {LONGEST_LEAD if path[0] == 'announced' else LONGEST_PHASE_IN}"
    if path[0] in ("start", "end"):
        return f"a whole year from 1 to {LAST_YEAR}"
    field = cls.model_fields[path[0]]
    if path[0] == "feedback":
        if len(path) == 1:
            return f"a table with {', '.join(Feedback.model_fields)}"
        field = Feedback.model_fields[path[1]]
        if path[1] == "metric":
            return f"one of {', '.join(FEEDBACK_METRICS)}"
    bounds = {type(limit).__name__: limit for limit in field.metadata}
    low, high = bounds["Ge"].ge, bounds["Le"].le  # type: ignore[attr-defined]
    extra = field.json_schema_extra
    unit = f" ({extra['unit']})" if isinstance(extra, dict) else ""
    return f"a number from {plain(low)} to {plain(high)}{unit}"
