"""The manifest of a folder of results: all that is needed to make them again, and nothing else.

It holds the complete scenario (key "scenario"; of a comparison the baseline's, and the "reforms"), the first seed and
the number of seeds, as they were simulated, and with what the results were made. "request" holds the options that were
asked for (`Request`), and those reforms and that number of seeds that were asked for where a budget, a fork or a
precision led to others; "fitted" the strengths that a budget led to. Nothing in it comes from clocks, hosts or paths,
so the same run writes the same bytes.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from ...simulation.checking import LAST_SEED, Refused, whole_number
from ...simulation.scenario import Scenario, ScenarioError, load_scenario
from .request import SHAPING, SHOWN, Request

Kind = Literal["run", "comparison"]
Manifest = dict[str, Any]

LARGEST = 20_000_000
"""Bytes of the largest manifest that is read."""

_IDENTITY = ("kind", "scenario", "reforms", "extensions", "seed", "seeds")
_CHANGED = ("reforms", "seeds")
"""What a request may change; what was asked for is then kept in it."""


def describe(scenarios: Sequence[Scenario], seeds: range, request: Request | None = None) -> Manifest:
    """The manifest of a run (one scenario) or a comparison (the baseline first), as it is asked for."""
    kind: Kind = "run" if len(scenarios) == 1 else "comparison"
    reforms = [scenario.to_dict() for scenario in scenarios[1:]]
    asked = request.to_dict() if request else {}
    return {
        "kind": kind,
        "scenario": scenarios[0].to_dict(),
        **({"reforms": reforms} if reforms else {}),
        **own_code(scenarios[0]),
        "seed": seeds.start,
        "seeds": len(seeds),
        **({"request": asked} if asked else {}),
        "versions": versions(),
        "revision": code_revision(),
    }


def own_code(scenario: Scenario) -> dict[str, Any]:
    """Rules and metrics of the user's own code, if there are any: names, versions and digests of sources."""
    return {"extensions": scenario.extensions.record} if scenario.extensions else {}


def fulfilled(description: Manifest, scenarios: Sequence[Scenario], seeds: int, **found: object) -> Manifest:
    """The manifest once a request has been carried out: with the arms and seeds it led to, and what was found."""
    simulated = describe(scenarios, range(description["seed"], description["seed"] + seeds))
    manifest = {**description, **{key: simulated[key] for key in _IDENTITY if key in simulated}}
    changed = {key: description[key] for key in _CHANGED if description.get(key) != simulated.get(key)}
    if changed:
        manifest["request"] = {**manifest.get("request", {}), **changed}
    return {**manifest, **found}


def shown_anew(description: Manifest, request: Request) -> Manifest:
    """The manifest of results that are shown in another way: other options that shape nothing, all else as it was."""
    before = description.get("request")
    kept = {key: value for key, value in before.items() if key not in SHOWN} if isinstance(before, Mapping) else {}
    shown = {key: value for key, value in request.to_dict().items() if key in SHOWN}
    entries = {key: value for key, value in description.items() if key != "request"}
    both = kept | shown
    if not both:
        return entries
    order = (*(option.name for option in fields(Request)), *_CHANGED)  # in which they are written at first
    asked = {key: both[key] for key in (*order, *both) if key in both}
    return {**{key: entries.pop(key) for key in list(entries) if key in _IDENTITY}, "request": asked, **entries}


def _asked(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked for, before it was carried out: all that shapes the results."""
    request = manifest.get("request")
    request = request if isinstance(request, Mapping) else {}
    whole = {**{key: manifest.get(key) for key in _IDENTITY}, **request}
    return {key: value for key, value in whole.items() if key not in SHOWN}


def versions() -> dict[str, str]:
    """Versions of all that can change a number."""
    import mesa
    import numba
    import numpy
    import pandas

    libraries = {library.__name__: str(library.__version__) for library in (mesa, numba, numpy, pandas)}
    # The package has been imported on the way here and knows its version; importing it here would be a circle.
    own = sys.modules[__name__.partition(".")[0]]
    return {"consortium": own.__version__, "python": platform.python_version(), **libraries}


def makers(manifest: Mapping[str, Any]) -> dict[str, object]:
    """With what a run was made, as far as it can change a number: versions, and the digest of the model if there."""
    libraries = manifest.get("versions")
    return {**(libraries if isinstance(libraries, dict) else {}), "model": manifest.get("model")}


def changed_makers(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """In a few words, with what else the old run was made; nothing if it was the same."""
    before, now = makers(old), makers(new)
    changed = [name for name in now if before.get(name) != now[name]]
    said = [f"{name} {before.get(name)}, not {now[name]}" for name in changed if name != "model"]
    return ", ".join(said) if said else "another version of the model" if changed else ""


def code_revision() -> str | None:
    """The commit of the source, "-dirty" if files were changed since; None where the source is in no repository.

    An installed copy may lie inside a repository of somebody else's: only one that tracks this file counts.
    """
    here = Path(__file__)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}

    def git(*arguments: str) -> str | None:
        try:
            answer = subprocess.run(
                ["git", "-C", str(here.parent), *arguments],
                env={**environment, "GIT_OPTIONAL_LOCKS": "0"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=60,  # a busy machine, or a disk far away
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return answer.stdout.decode(errors="replace").strip() if answer.returncode == 0 else None

    if not git("ls-files", "--error-unmatch", "--", here.name):
        return None
    return git("describe", "--always", "--abbrev=40", "--exclude=*", "--dirty")


def same_run(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two manifests are of the same run: the same was asked for, whatever versions it was made with.

    It is the same run before and after it has been carried out, and in every language.
    """
    return _asked(one) == _asked(other)


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """In a few words, how the run that is there differs from the one that is wanted."""
    if old.get("kind") != new.get("kind"):
        return f"a {old.get('kind')}"
    named = [_names(manifest) for manifest in (old, new)]
    if named[0] != named[1]:
        return f"a {old.get('kind')} of {', '.join(named[0])}"
    asked = _asked(old), _asked(new)
    seeds = [(one["seed"], one["seeds"]) for one in asked]
    if seeds[0] != seeds[1]:
        return f"the same with seed {seeds[0][0]}, {seeds[0][1]} seeds"
    if asked[0].get("extensions") != asked[1].get("extensions"):
        return "the same with other rules or metrics of somebody's own"
    for option in SHAPING:
        if asked[0].get(option) != asked[1].get(option):
            return f"the same with {'another' if option in asked[0] else 'no'} {option}"
    for before, after in zip(_scenarios(old), _scenarios(new), strict=False):
        for name, value in dict(before.get("parameters", {})).items():
            if after.get("parameters", {}).get(name) != value:
                return f"the same with parameters.{name} = {json.dumps(value)[:60]}"
    return "the same with other policies or texts"


def _scenarios(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    tables = [manifest.get("scenario"), *(manifest.get("reforms") or [])]
    return [scenario for scenario in tables if isinstance(scenario, Mapping)]


def _names(manifest: Mapping[str, Any]) -> list[str]:
    return [str(scenario.get("name"))[:100] for scenario in _scenarios(manifest)]


def as_bytes(manifest: Mapping[str, Any]) -> bytes:
    """A manifest as the bytes of its file."""
    return (json.dumps(manifest, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def read(path: Path) -> Manifest | None:
    """The manifest in a file; None if there is none that can be understood."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        manifest = json.loads(content.decode("utf-8")) if len(content) <= LARGEST else None
    except (OSError, ValueError, RecursionError):
        return None
    known = isinstance(manifest, dict) and isinstance(manifest.get("kind"), str) and "scenario" in manifest
    return manifest if known else None


@dataclass(frozen=True)
class Plan:
    """What a manifest asks for when it is run again, and what was simulated before."""

    kind: str
    scenarios: tuple[Scenario, ...]
    """As they were simulated."""
    seed: int
    seeds: int
    """As many as were simulated."""
    request: Request = field(default_factory=Request)
    asked: tuple[Scenario, ...] = ()
    """The scenarios as they were asked for, before a fork or a budget changed reforms."""
    asked_seeds: int = 0
    fitted: Mapping[str, Any] | None = None
    """What a budget led to: by reform its strength, cost and note. None where there is nothing, or it is not known."""
    incomplete: bool = False
    """Whether an earlier version wrote it, which left out what a budget was asked of: there can be no ranking."""


def plan(path: Path) -> Plan | None:
    """The run that a manifest describes; None for a file that is no manifest. Raises ScenarioError."""
    if path.suffix != ".json" or (manifest := read(path)) is None:
        return None
    if manifest["kind"] == "sweep":  # whoever asked for a run or a comparison will refuse it
        return Plan("sweep", (load_scenario(path),), 1, 1)
    if manifest["kind"] not in ("run", "comparison"):
        said = f"{path} is the manifest of a {manifest['kind']}"
        raise ScenarioError(f"{said}; allowed: a scenario, or the manifest of a run or a comparison")
    seed, seeds = (_whole_number(manifest, key, least, path) for key, least in (("seed", 0), ("seeds", 1)))
    base, reforms = load_scenario(path), _reforms(manifest, path)
    options = manifest.get("request", {})
    if not isinstance(options, Mapping):
        raise ScenarioError(f"{path}: request is no table; allowed: what a run or a comparison wrote")
    wanted = {key: value for key, value in options.items() if key not in _CHANGED}
    incomplete = "of" in wanted and "budget" in wanted  # as it was written before strengths were kept
    if "of" in wanted:
        wanted = {key: value for key, value in wanted.items() if key == "precision"}
    try:
        request = Request.from_dict(wanted)
    except ScenarioError as error:
        raise ScenarioError(f"{path}: {error}") from None
    asked = {**manifest, **{key: options[key] for key in _CHANGED if key in options}}
    return Plan(
        manifest["kind"],
        (base, *reforms),
        seed,
        seeds,
        request,
        (base, *_reforms(asked, path)),
        _whole_number(asked, "seeds", 1, path),
        manifest.get("fitted"),
        incomplete,
    )


def _reforms(manifest: Mapping[str, Any], path: Path) -> list[Scenario]:
    reforms = manifest.get("reforms", [])
    if not isinstance(reforms, list):
        raise ScenarioError(f"{path}: reforms is no list; allowed: what a comparison wrote")
    return [Scenario.from_dict(reform, f"{path}: reform {i}") for i, reform in enumerate(reforms, start=1)]


def _whole_number(manifest: Manifest, key: str, least: int, path: Path) -> int:
    try:
        return whole_number(manifest.get(key), f"{path}: {key}", least, LAST_SEED)
    except Refused as error:
        raise ScenarioError(str(error)) from None
