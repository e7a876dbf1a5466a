"""Overrides of single values of a scenario: `--set` on the command line, `set=` and `with_` in Python.

A key is "parameters.NAME" (or NAME alone), "policy.KIND.FIELD" where a scenario has one policy of that kind, and
"policy.KIND.2.FIELD" (the second of that kind) or "policy.KIND.all.FIELD" where it has several. An override that would
change nothing is refused: it would be taken for a finding.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..checking import Refused, checked, foreign_keys, nearest, show
from ..parameters import LABELS, PARAMETERS, Value
from ..policies import POLICIES, Policy, make_policy, nearest_kind

__all__ = ["check_effective", "overridden", "overrides", "parsed_setting", "partial_overrides", "policy_key"]

Changes = Mapping[str, object] | Iterable[str]
Regions = Sequence[Mapping[str, Any]]

EVERY = "all"
"""Stands in a key for every policy of a kind."""


def overridden(
    parameters: Mapping[str, Value], policies: tuple[Policy, ...], regions: Regions, changes: Changes
) -> tuple[dict[str, Value], tuple[Policy, ...]]:
    """Parameters and policies after overrides, in order. Raises Refused."""
    values = dict(parameters)
    written = not isinstance(changes, Mapping)
    for key, value in overrides(changes).items():
        if policy_key(key) is not None:
            policies = _changed_policies(policies, key, value)
            continue
        name = _parameter(key)
        if name not in PARAMETERS:
            form = "allowed: parameters.NAME, NAME or policy.KIND.FIELD"
            raise Refused(
                f"setting {_said(key, value)} names no parameter; {form}{nearest(name, PARAMETERS, labels=LABELS)}"
            )
        try:
            values[name] = checked(PARAMETERS[name], value, written)
        except Refused as error:
            raise Refused(f"setting parameters.{name} = {error}") from None
        try:
            check_effective(name, regions)
        except Refused as error:
            raise Refused(f"setting parameters.{name} = {show(value)} {error}") from None
    return values, policies


def overrides(changes: Changes) -> dict[str, object]:
    """Overrides by key; of two with the same key the later. Raises Refused for one that is none."""
    if isinstance(changes, str):  # a lone setting, not a sequence of letters
        changes = (changes,)
    pairs = changes.items() if isinstance(changes, Mapping) else map(parsed_setting, changes)
    return {str(key): value for key, value in pairs}


def check_effective(name: str, regions: Regions) -> None:
    """Refuse a parameter that every region has a value of its own for: nothing would read it."""
    if regions and all(name in own for own in regions):
        raise Refused(
            f"would change nothing: every [[region]] has its own {name}; allowed: {name} in the tables [[region]]"
        )


def partial_overrides(changes: Changes, regions: Regions) -> list[str]:
    """What is to be said of overrides that act in some regions only, since the others have values of their own."""
    said = []
    for key in overrides(changes):
        name = _parameter(key)
        acting = [number for number, own in enumerate(regions, start=1) if name not in own]
        if policy_key(key) is None and 0 < len(acting) < len(regions):
            said.append(f"parameters.{name} acts in {_regions(acting)} of {len(regions)} only: others have their own")
    return said


def _regions(numbers: Sequence[int]) -> str:
    listed = ", ".join(map(str, numbers[:10])) + (f" and {len(numbers) - 10} more" if len(numbers) > 10 else "")
    return f"region {listed}" if len(numbers) == 1 else f"regions {listed}"


def _parameter(key: str) -> str:
    """The parameter that a key names."""
    first, _, rest = key.partition(".")
    return rest if first == "parameters" and rest and "." not in rest else key


def policy_key(key: str) -> tuple[str, str, str] | None:
    """Kind, number ("" where none is given) and field of a policy that a key names; None for other keys."""
    parts = key.split(".")
    if parts[0] != "policy" or len(parts) not in (3, 4):
        return None
    return parts[1], parts[2] if len(parts) == 4 else "", parts[-1]


def _said(key: object, value: object) -> str:
    """A setting for a message, as it was written where that is short."""
    text = str(key)
    return f"{text if text.isprintable() and len(text) < 100 else show(text)} = {show(value)}"


def _changed_policies(policies: tuple[Policy, ...], key: str, value: object) -> tuple[Policy, ...]:
    """The policies with one field of the policy (or of all policies) that a key names replaced."""
    kind, number, name = policy_key(key) or ("", "", "")
    said = _said(key, value)
    present = list(dict.fromkeys(policy.kind for policy in policies))
    if kind not in present:
        reason = "the scenario has no policy of this kind" if kind in POLICIES else "there is no such instrument"
        hint = nearest(kind, present) if present and kind.isascii() else nearest_kind(kind)
        raise Refused(f"setting {said}: {reason}{hint}")
    rows = [row for row, policy in enumerate(policies) if policy.kind == kind]
    forms = f"policy.{kind}.1.{name} to policy.{kind}.{len(rows)}.{name}, or policy.{kind}.{EVERY}.{name} for all"
    if not number and len(rows) > 1:
        raise Refused(f"setting {said}: the scenario has {len(rows)} policies of this kind; allowed: {forms}")
    if number not in ("", EVERY):
        if not re.fullmatch("[1-9][0-9]{0,8}", number) or int(number) > len(rows):
            raise Refused(f"setting {said}: {show(number)} is no number of such a policy; allowed: {forms}")
        rows = [rows[int(number) - 1]]
    try:
        return tuple(
            make_policy({**policy.to_dict(), name: value}) if row in rows else policy
            for row, policy in enumerate(policies)
        )
    except Refused as error:
        raise Refused(f"setting {said}: {error}") from None


def parsed_setting(setting: object) -> tuple[str, object]:
    """Key and value of "key=value"; a bare word is a text, so that governance=joint needs no quotation marks."""
    if not isinstance(setting, str) or "=" not in setting:
        form = "allowed: key=value, such as parameters.monitoring=0.5"
        raise Refused(f"setting {show(setting)} is not allowed; {form}{foreign_keys(str(setting))}")
    key, text = (part.strip() for part in setting.split("=", 1))
    try:
        tables = tomllib.loads(f"x = {text}") if len(text) <= 10_000 else {}
        if list(tables) == ["x"]:
            return key, tables["x"]
    except (ValueError, RecursionError):
        if re.fullmatch(r"[A-Za-z_][\w-]*", text, re.ASCII):
            return key, text
    form = "allowed: a number, text, list or table of TOML"
    raise Refused(f"setting {show(key)} = {show(text)} has no value; {form}{foreign_keys(text)}")
