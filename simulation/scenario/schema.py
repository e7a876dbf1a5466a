"""The form of scenario files as a JSON Schema (draft 2020-12), for editors that complete and check while one types.

    python -m consortium.simulation.scenario.schema      # writes docs/scenario.schema.json

It says what may stand in one file: keys, types, bounds, kinds of policy. What must hold *between* values (shares that
add up, dates within the horizon) and what a file takes over from its parent is checked by `load_scenario` only.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..parameters import PARAMETERS, Parameter
from ..policies import FEEDBACK_METRICS, POLICIES, Feedback, Policy
from .files import COMMON_TO_REGIONS, LONGEST_TEXT, MOST_POLICIES, MOST_REGIONS

FILE = Path(__file__).resolve().parents[2] / "docs" / "scenario.schema.json"
"""Where the schema lies in a checkout."""

Schema = dict[str, Any]


def scenario_schema() -> Schema:
    """The schema of a scenario file, with every parameter and every instrument that is registered."""
    values = {name: _parameter(parameter) for name, parameter in PARAMETERS.items()}
    own = {name: {"$ref": f"#/properties/parameters/properties/{name}"} for name in _regional(values)}
    count = {"type": "integer", "minimum": 1, "maximum": MOST_REGIONS, "default": 1}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario of the industry–education consortium model",
        "description": "Written by python -m consortium.simulation.scenario.schema. What must hold between values is "
        "checked when a scenario is loaded.",
        **_table(
            {
                "extends": {
                    "type": "string",
                    "description": "bundled scenario, or path that ends in .toml or .json, from which all else is "
                    "taken over",
                },
                "title": {"$ref": "#/$defs/texts"},
                "question": {"$ref": "#/$defs/texts", "description": "what is asked"},
                "source": {"type": "string", "maxLength": LONGEST_TEXT, "description": "where it comes from"},
                "expected": {"$ref": "#/$defs/texts", "description": "the outcome expected, as a hypothesis"},
                "clear": {
                    "type": "array",
                    "items": {"enum": ["policy", "region"]},
                    "description": "lists that are not taken over from the parent",
                },
                "parameters": _table(values) | {"description": "what stands from the first day of the warm-up on"},
                "policy": {
                    "type": "array",
                    "maxItems": MOST_POLICIES,
                    "items": {"oneOf": [{"$ref": f"#/$defs/policy_{kind}"} for kind in POLICIES]},
                    "description": "changes on top of what stands",
                },
                "region": {
                    "type": "array",
                    "items": _table(
                        {"count": count | {"description": "equal regions that the table stands for"}} | own
                    ),
                    "description": "what differs from [parameters] in each region",
                },
            },
            required=["title"],
        ),
        "$defs": {
            "texts": _table({language: _text() for language in ("en", "zh")}) | {"minProperties": 1},
            **_dates(),
            "feedback": _feedback(),
            **{f"policy_{kind}": _policy(kind, cls) for kind, cls in POLICIES.items()},
        },
    }


def schema_text() -> str:
    """The schema as the file holds it."""
    return json.dumps(scenario_schema(), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _table(properties: Schema, required: list[str] | None = None) -> Schema:
    """An object that holds these keys and no others."""
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return schema | {"required": required} if required else schema


def _text() -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}


def _whole(value: Any) -> Any:
    """A bound as people write it: 5, not 5.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _parameter(parameter: Parameter) -> Schema:
    """What a parameter may be, with its names, unit and source."""
    bounds: Schema = {"minimum": _whole(parameter.low), "maximum": _whole(parameter.high)}
    match parameter.kind:
        case "choice":
            form: Schema = {"enum": list(parameter.choices)}
        case "numbers":
            least, most = parameter.lengths or (0, 0)
            form = {"type": "array", "items": {"type": "number", **bounds}, "minItems": least, "maxItems": most}
        case kind:
            form = {"type": "integer" if kind == "count" else "number", **bounds}
    if parameter.optional:
        form = {"anyOf": [form, {"const": "none"}]}
    default: Any = parameter.default
    if isinstance(default, tuple):
        default = list(default)
    source = f"; {parameter.source}" if parameter.source else ""
    return {
        **form,
        "default": "none" if parameter.optional else _whole(default),
        "title": f"{parameter.en} · {parameter.zh}",
        "description": f"{parameter.unit} ({parameter.status}{source})",
    }


def _regional(values: Schema) -> list[str]:
    """Parameters that may differ from region to region."""
    return [name for name in values if name not in COMMON_TO_REGIONS]


def _bare(schema: Any) -> Any:
    """A schema of pydantic's without the titles it makes up and without null, which TOML cannot say."""
    if isinstance(schema, list):
        return [_bare(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        schema = {**choices[0], **{key: value for key, value in schema.items() if key != "anyOf"}}
    return {key: _bare(value) for key, value in schema.items() if key != "title" and value is not None}


def _dates() -> Schema:
    """What every policy has besides its strengths: when, where, how strongly over time."""
    known = _bare(Policy.model_json_schema()["properties"])
    known["schedule"]["description"] = "[year, multiplier] pairs: from each year on the strength is multiplied so"
    known["regions"]["description"] = "numbers of regions, from 1; without it all"
    return {name: schema for name, schema in known.items() if name not in ("kind", "feedback")}


def _feedback() -> Schema:
    """The rule by which a government corrects itself."""
    schema = _bare(Feedback.model_json_schema())
    schema["properties"]["metric"] = {"enum": list(FEEDBACK_METRICS)}
    schema["description"] = "each autumn: level ← level + gain·(target − metric), within low–high"
    return schema


def _policy(kind: str, cls: type[Policy]) -> Schema:
    """One kind of policy: its strengths, and what every policy has."""
    properties: Schema = {"kind": {"const": kind}}
    required = ["kind"]
    known = cls.model_json_schema()["properties"]
    for field in cls.levers():
        about = known[field]
        lever = PARAMETERS[about["lever"]]
        properties[field] = {
            "type": "number",
            "minimum": _whole(about["minimum"]),
            "maximum": _whole(about["maximum"]),
            "title": f"{about['en']} · {about['zh']}",
            "description": f"{lever.unit}, added to {lever.name}"
            + (", in the first year only" if about["once"] else ""),
        }
        if cls.model_fields[field].is_required():
            required.append(field)
    properties |= {name: {"$ref": f"#/$defs/{name}"} for name in (*_dates(), "feedback")}
    schema = _table(properties, required)
    if len(required) == 1:  # all strengths have defaults: at least one must be given
        schema["anyOf"] = [{"required": [field]} for field in cls.levers()]
    about_kind = " ".join((cls.__doc__ or "").split())
    return schema | {"title": f"{cls.en} · {cls.zh}", "description": about_kind}


if __name__ == "__main__":
    FILE.write_text(schema_text(), encoding="utf-8", newline="\n")
    print(FILE)
