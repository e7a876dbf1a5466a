"""A design that goes on in a folder where a sweep of it was begun.

It takes over the points that are stored there, which other versions of SciPy and SALib would draw in another way. It
may have grown: more seeds, or more points among which are all that were there (rows added to a table, levels to a
factorial design). Runs that are stored keep their number; those of the new points and seeds follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from ....simulation.scenario import Scenario, ScenarioError
from ...storage import manifest as manifests
from ...storage.folder import MANIFEST, FolderError
from ..dataset import provenance
from ..design.design import Design, DesignError, Stage

__all__ = ["continued"]

BLOCKS = ("latin_hypercube", "sobol", "morris")
"""Kinds whose points mean something in their order only."""

ELSEWHERE = "give another folder with --out"


def continued(design: Design, folder: Path) -> Design:
    """The design as it goes on in a folder; as it is where nothing of it was begun there.

    Raises FolderError if the sweep there has seeds or points that the design has no more, or if its points are not
    stored and were drawn by other versions.
    """
    present = manifests.read(folder / MANIFEST)
    if present is None or present["kind"] != "sweep" or present.get("digest") == design.digest():
        return design
    if present.get("extensions") != manifests.own_code(design.base).get("extensions"):
        return design  # under other rules it is another sweep
    stored = present.get("design")
    if not isinstance(stored, Mapping) or not _of_one_kind(stored, design):
        return design
    asked = all(stored.get(key) == value for key, value in _asked(design).items())
    try:
        before = Design.from_dict(stored, str(folder / MANIFEST), folder)
        before = before.extended(design.base.extensions)
    except DesignError:
        if asked:
            raise FolderError(_drawn_otherwise(folder, present)) from None
        return design
    if [factor.key for factor in before.factors] != [factor.key for factor in design.factors]:
        return design
    points = before.points if asked and design.kind != "table" else _joined(before, design)
    if points is None:
        if _joined(design, before) is not None:
            _refuse_fewer(folder, "points", len(before.points), len(design.points))
        return design
    seeds = before.seeds + tuple(seed for seed in design.seeds if seed not in before.seeds)
    if lost := [seed for seed in before.seeds if seed not in design.seeds]:
        if len(design.seeds) < len(before.seeds):
            _refuse_fewer(folder, "seeds", len(before.seeds), len(design.seeds))
        said = ", ".join(map(str, lost[:5]))
        raise FolderError(f"the sweep in {folder} has the seed {said}, which the design lacks; {ELSEWHERE}")
    earlier = before.earlier
    if (len(points), len(seeds)) != (len(before.points), len(before.seeds)):
        earlier = (*earlier, Stage(len(before.points), len(before.seeds), before.digest()))
    return replace(design, points=points, seeds=seeds, earlier=earlier)


def _refuse_fewer(folder: Path, what: str, before: int, after: int) -> None:
    allowed = f"allowed: the same {what} and more of them"
    raise FolderError(f"the sweep in {folder} has {before:,} {what}, the design {after:,}; {allowed}, or {ELSEWHERE}")


def _of_one_kind(stored: Mapping[str, object], design: Design) -> bool:
    """Whether a stored design is of the same kind, over the same base and with the same reforms."""
    try:
        arms = [stored["base"], *stored.get("reforms", ())]  # type: ignore[misc]
        before = [Scenario.from_dict(arm, "arm") for arm in arms]
    except (ScenarioError, KeyError, TypeError, ValueError):
        return False
    names = [arm.name for arm in before[1:]] == [arm.name for arm in design.reforms]
    digests = [arm.digest() for arm in before] == [arm.digest() for arm in (design.base, *design.reforms)]
    return stored.get("kind") == design.kind and names and digests


def _asked(design: Design) -> dict[str, object]:
    """What the points of a design are drawn from."""
    return {"settings": dict(design.settings), "factors": [factor.to_dict() for factor in design.factors]}


def _joined(before: Design, after: Design) -> pd.DataFrame | None:
    """The points of a design that has grown, those from before first; None if some of those are missing."""
    number = len(before.points)
    first = after.points.iloc[:number]
    if len(first) == number and first.equals(before.points):
        return after.points
    if after.kind in BLOCKS:
        return None
    old, new = (
        list(points.astype(object).itertuples(index=False, name=None)) for points in (before.points, after.points)
    )
    if len(set(new)) < len(new) or not set(old) <= set(new):
        return None
    places = {row: place for place, row in enumerate(new)}
    known = set(old)
    order = [places[row] for row in old] + [place for place, row in enumerate(new) if row not in known]
    return after.points.iloc[order].reset_index(drop=True)


def _drawn_otherwise(folder: Path, present: Mapping[str, object]) -> str:
    """Why a sweep whose points are not stored cannot go on."""
    versions = present.get("versions")
    before = versions if isinstance(versions, Mapping) else {}
    here = provenance.versions()
    names = ("consortium", "scipy", "SALib")
    then = ", ".join(f"{name} {before.get(name, 'of an unknown version')}" for name in names)
    now = ", ".join(f"{name} {here.get(name, 'not installed')}" for name in names)
    return (
        f"the points of the sweep in {folder} are not stored there, and the versions that are installed draw others "
        f"({now}; begun with {then}); go on with the versions it was begun with, or {ELSEWHERE}"
    )
