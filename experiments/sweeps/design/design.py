"""Designs: which scenarios a sweep runs, each with the same seeds.

    design = load_design("subsidy_monitoring")
    design.points                # one row per point, one column per factor
    design.scenario(3)           # the scenario of a point

A design file is TOML: `base` (a scenario), `design` (a kind: factorial, one_at_a_time, latin_hypercube, sobol, morris
or table, with its settings), `seeds`, `[factors]` and, if wanted, `compare` (reforms whose effects are measured at
every point), `city` (a scenario in which base and reforms are put), `[parameters]` and `[[policy]]` on top of them, and
the texts `title`, `question`, `source`, `expected`. All of it is checked before anything is run.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from ....simulation.checking import Refused, show
from ....simulation.parameters import PARAMETERS
from ....simulation.scenario import BUDGETS, Scenario, ScenarioError
from ....simulation.scenario.files import check_own_code
from ...storage import manifest as manifests
from . import sampling, stored_points
from .design_files import Document, bundled_designs, design_file, read_document
from .factors import Factor, given, spelled, unspelled
from .point_tables import read_table
from .reforms import arms_of, at_point, said_to_load
from .screening import ALL, REASONS, screened

if TYPE_CHECKING:
    from ....simulation.extensions import Extensions

__all__ = ["MOST_UNASKED", "REASONS", "Design", "DesignError", "Stage", "bundled_designs", "load_design", "too_many"]

MOST_UNASKED = 100_000
"""Runs that a sweep makes without a confirmation that so many are meant."""

TOGETHER = ("regions", "years", "warm_up", "size_min", "size_median", "size_max", "community_field", "base_field",
            "governance", "shock_start", "shock_years", *BUDGETS)  # fmt: skip
"""Parameters that can contradict others although each is within its bounds; so can levers of policies."""

MOST_CHECKED = 10_000
"""Points that are looked at before a sweep is begun, at some 0.4 ms each."""

MOST_SAID = 8
"""Values of a point that a message names."""


class DesignError(ScenarioError):
    """A design that cannot be used: one message that names file, key, value and what is allowed."""


class Stage(NamedTuple):
    """How large a design was in a folder before it grew: so many points and seeds, and the digest it had."""

    points: int
    seeds: int
    digest: str


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Design:
    """A sweep before it is run; every point is a valid scenario. `title`, `question`, `expected` as in scenarios.

    `base` holds the design's own parameters and policies too. `points` has one row per point, numbered from 0, and one
    column a factor under its key: float64, int64 or text; a missing budget is infinite. `settings` are those of the
    kind of design. `left_out` gives, for screenings of all parameters, those that are not varied: one of `REASONS`.
    `reforms` are compared with the base at every point; every run then simulates all `arms` of its point with its seed.
    `earlier` are the stages that it had in a folder where it goes on, with more points or seeds than before.
    """

    name: str
    title: Mapping[str, str]
    question: Mapping[str, str]
    expected: Mapping[str, str]
    source: str
    kind: str
    settings: Mapping[str, Any]
    base: Scenario
    factors: tuple[Factor, ...]
    points: pd.DataFrame
    seeds: tuple[int, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)
    reforms: tuple[Scenario, ...] = ()
    earlier: tuple[Stage, ...] = ()

    def __repr__(self) -> str:
        return f"<Design {self.name}: {self.kind}, {len(self.points)} points, {len(self.seeds)} seeds>"

    @property
    def runs(self) -> int:
        """How many runs the sweep has: points times seeds."""
        return len(self.points) * len(self.seeds)

    @property
    def simulations(self) -> int:
        """How many worlds that takes: of every run the base and each of the reforms."""
        return self.runs * (1 + len(self.reforms))

    def of_runs(self, run_ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Number of the point of each run, and place of its seed among the seeds.

        Runs are numbered point by point. Where a design has grown, those that it had before come first.
        """
        if not self.earlier:
            points, places = np.divmod(run_ids, len(self.seeds))
            return points, places
        points, places = self._cells
        return points[run_ids], places[run_ids]

    @cached_property
    def _cells(self) -> np.ndarray:
        """Point and place of the seed of every run, in the order of the runs."""
        found, before = [], (0, 0)
        for size in (*((stage.points, stage.seeds) for stage in self.earlier), (len(self.points), len(self.seeds))):
            cells = np.indices(size).reshape(2, -1)
            found.append(cells[:, (cells[0] >= before[0]) | (cells[1] >= before[1])])
            before = size
        return np.concatenate(found, axis=1)

    @property
    def problem(self) -> dict[str, Any]:
        """What SALib is given of the factors (each goes from 0 to 1 for it), with the settings of the sample."""
        about = sampling.unit_problem(len(self.factors)) | {"names": [factor.key for factor in self.factors]}
        return about | {"kind": self.kind, **self.settings}

    @cached_property
    def _columns(self) -> dict[str, list[Any]]:
        """Values of the factors in the types that scenarios take."""
        return {str(key): column.tolist() for key, column in self.points.items()}

    def values(self, point: int) -> dict[str, float | int | str]:
        """The value of each factor at a point."""
        return {key: column[point] for key, column in self._columns.items()}

    def scenario(self, point: int) -> Scenario:
        """The scenario of a point, under the name of the base. Raises ScenarioError where values contradict."""
        return at_point(self.base, self.base, self.values(point))

    def arms(self, point: int) -> tuple[Scenario, ...]:
        """The scenario of a point and the reforms there. Raises ScenarioError where values contradict."""
        values = self.values(point)
        return self.scenario(point), *(at_point(reform, self.base, values) for reform in self.reforms)

    def extended(self, extensions: Extensions | None) -> Design:
        """The design with rules and metrics of the user's own code in all its scenarios."""
        reforms = tuple(reform.extended(extensions) for reform in self.reforms)
        return replace(self, base=self.base.extended(extensions), reforms=reforms)

    def to_dict(self) -> dict[str, Any]:
        """The design as JSON can hold it, complete: `from_dict` makes it again."""
        points = {"n": len(self.points), "sha256": self.points_digest()}
        if self.kind == "table":
            points["values"] = {key: [spelled(v) for v in column] for key, column in self._columns.items()}
        earlier = [stage._asdict() for stage in self.earlier]
        return {
            "name": self.name,
            "title": dict(self.title),
            "question": dict(self.question),
            "expected": dict(self.expected),
            "source": self.source,
            "kind": self.kind,
            "settings": dict(self.settings),
            "base": self.base.to_dict(),
            **({"reforms": [reform.to_dict() for reform in self.reforms]} if self.reforms else {}),
            "factors": [factor.to_dict() for factor in self.factors],
            "left_out": dict(self.left_out),
            "seeds": list(self.seeds),
            "runs": self.runs,
            "points": points,
            **({"earlier": earlier} if earlier else {}),
        }

    @classmethod
    def from_dict(cls, tables: Mapping[str, Any], where: str = "design", folder: Path | None = None) -> Design:
        """The design that `to_dict` wrote; `where` names the place in messages.

        Its points are those that are stored in the folder of a sweep, else they are made again. Raises DesignError if
        it is no design, or if its points are not stored and the versions that are installed draw others.
        """
        try:
            factors = tuple(Factor.from_dict(factor) for factor in tables["factors"])
            if tables["kind"] == "table":
                stored = {key: map(unspelled, column) for key, column in tables["points"]["values"].items()}
                points = pd.DataFrame({factor.key: factor.column(list(stored[factor.key])) for factor in factors})
            else:
                points = _points_again(tables, factors, folder)
            texts = {name: dict(tables[name]) for name in ("title", "question", "expected", "settings", "left_out")}
            design = cls(
                **texts,
                **{name: tables[name] for name in ("name", "source", "kind")},
                base=Scenario.from_dict(tables["base"], f"{where}: base"),
                reforms=tuple(Scenario.from_dict(reform, f"{where}: reform") for reform in tables.get("reforms", ())),
                factors=factors,
                points=points,
                seeds=tuple(tables["seeds"]),
                earlier=tuple(Stage(**stage) for stage in tables.get("earlier", ())),
            )
            drawn = tables["points"]["sha256"]
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            if isinstance(error, DesignError):
                raise
            reason = str(error) if isinstance(error, Refused | ScenarioError) else f"{type(error).__name__}: {error}"
            raise DesignError(f"{where} is not what Design.to_dict writes: {show(reason)}") from None
        if design.points_digest() != drawn:
            said = "the versions of SciPy and SALib that are installed draw other points"
            needed = f"the folder {stored_points.POINTS} of the sweep beside its manifest, or the versions it names"
            raise DesignError(f"{where}: {said}; needed: {needed}")
        return design

    def digest(self) -> str:
        """SHA-256 of all that determines the data: base, reforms, kind, points and seeds, not texts."""
        parts = [self.base.digest(), self.kind, self.points_digest(), *map(str, self.seeds)]
        parts += [f"{reform.name} {reform.digest()}" for reform in self.reforms]  # whose names are those of columns
        parts += [f"{stage.points} × {stage.seeds}" for stage in self.earlier]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def points_digest(self) -> str:
        """SHA-256 of the points."""
        return _digest_of(self.points)


def _digest_of(points: pd.DataFrame) -> str:
    """SHA-256 of a table of points."""
    columns = {str(key): column.tolist() for key, column in points.items()}
    spelled_out = {key: [spelled(value) for value in column] for key, column in columns.items()}
    return hashlib.sha256(json.dumps(spelled_out, allow_nan=False).encode()).hexdigest()


def _points_again(tables: Mapping[str, Any], factors: Sequence[Factor], folder: Path | None) -> pd.DataFrame:
    """The points that are stored, if they are what was written, else points that are drawn again."""
    digest = tables["points"]["sha256"]
    stored = None if folder is None else stored_points.read(folder, digest, factors)
    if stored is not None and _digest_of(stored) == digest:
        return stored
    return sampling.points(tables["kind"], factors, tables["settings"])


def too_many(design: Design) -> str:
    """What to say of a sweep of more than `MOST_UNASKED` runs before it is begun; empty for fewer."""
    if design.simulations <= MOST_UNASKED:
        return ""
    count = f"{len(design.points):,} points with {len(design.seeds):,} seeds each, {design.runs:,} runs"
    if design.reforms:
        count += f" of {1 + len(design.reforms)} arms, {design.simulations:,} simulations"
    return f"the design {design.name} has {count}; allowed: at most {MOST_UNASKED:,}, or as many as it has with --yes"


# --- from a file ------------------------------------------------------------------------------------------------------


def load_design(path_or_name: str | os.PathLike[str]) -> Design:
    """A design by the name of a ready one, from a path that ends in .toml, or from the manifest of a sweep.

    Raises DesignError, and nothing else whatever the file holds: one message that names file, key, value, what is
    allowed and the nearest valid name.
    """
    path = Path(os.fsdecode(path_or_name))
    if path.suffix == ".json" and (document := manifests.read(path)) is not None:
        if document["kind"] != "sweep":
            raise DesignError(f"{path} is the manifest of a {document['kind']}; consortium sweep needs a design")
        try:
            check_own_code(document, str(path))
        except ScenarioError as error:
            raise DesignError(str(error)) from None
        return Design.from_dict(document.get("design", {}), f"{path}: design", path.parent)
    try:
        document = read_document(design_file(os.fsdecode(path_or_name)))
        return _assembled(document)
    except DesignError:
        raise
    except ScenarioError as error:
        raise DesignError(str(error)) from None


def _assembled(document: Document) -> Design:
    """Base, factors and points of a document, put together and checked."""
    base, *reforms = _arms(document)
    left_out: dict[str, str] = {}
    try:
        if document.kind == "table":
            factors, points = read_table(document.folder / document.settings["file"], base, reforms)
        else:
            factors, left_out = _factors(document, base, reforms)
            points = sampling.points(document.kind, factors, document.settings)
    except Refused as error:
        raise DesignError(f"{document.where}: {error}") from None
    design = Design(
        name=document.name,
        title=document.title,
        question=document.question,
        expected=document.expected,
        source=document.source,
        kind=document.kind,
        settings=document.settings,
        base=base,
        reforms=tuple(reforms),
        factors=tuple(factors),
        points=points,
        seeds=document.seeds,
        left_out=left_out,
    )
    _check_points(design, document.where)
    return design


def _arms(document: Document) -> tuple[Scenario, ...]:
    """The scenario that the factors vary, and the reforms that are compared with it."""
    said = {"base": (document.base,), "compare": document.compare, "city": (document.city,) if document.city else ()}
    loaded: dict[str, list[Scenario]] = {}
    for key, names in said.items():
        try:
            loaded[key] = [said_to_load(name, document.folder) for name in names]
        except ScenarioError as error:
            raise DesignError(f"{document.where}: {key}: {error}") from None
    (base,), reforms, city = loaded["base"], loaded["compare"], next(iter(loaded["city"]), None)
    try:
        return arms_of(base, reforms, city, document.parameters, document.policies, document.fork)
    except ScenarioError as error:
        raise DesignError(f"{document.where}: {_without_name(error, base)}") from None


def _factors(document: Document, base: Scenario, reforms: Sequence[Scenario]) -> tuple[list[Factor], dict[str, str]]:
    """The factors in the order of the file, those of a screening last, and what the screening leaves out."""
    unsaid = 2 if document.kind == "one_at_a_time" else None
    factors = [given(key, value, base, unsaid, reforms) for key, value in document.factors.items() if key != ALL]
    left_out: dict[str, str] = {}
    if ALL in document.factors:
        more, left_out = screened(document.factors[ALL], base, {factor.key for factor in factors}, unsaid)
        factors += more
    for factor in factors:
        number = len(factor.values)
        if document.kind == "factorial" and not number:
            raise Refused(f"{factor.key}.levels is missing; a factorial design needs levels = 5, or a list of values")
        if document.kind not in ("factorial", "one_at_a_time") and number == 1:
            raise Refused(f"{factor.key} has one value only; allowed in a {document.kind} design: two or more")
    return factors, left_out


# --- points -----------------------------------------------------------------------------------------------------------


def _check_points(design: Design, where: str) -> None:
    """Refuse a design with a contradictory point.

    Every value is within its bounds already. So a point needs looking at only for factors that can contradict others,
    and for each combination of those once. Of more than `MOST_CHECKED` combinations, so many drawn at random are looked
    at: what a rare contradiction among millions would then stop is its own run.
    """
    coupled = [factor.key for factor in design.factors if can_contradict(factor.key, design.base, *design.reforms)]
    distinct = design.points.drop_duplicates(coupled) if coupled else design.points.head(1)
    most = MOST_CHECKED // (1 + len(design.reforms))
    if len(distinct) > most:
        distinct = distinct.sample(most, random_state=1).sort_index()
    for point in distinct.index:
        try:
            design.arms(point)
        except ScenarioError as error:
            place = f"point {point}" + (f" of {show(design.settings['file'])}" if design.kind == "table" else "")
            said = _said(design.values(point), coupled)
            raise DesignError(f"{where}: {place} ({said}): {_without_name(error, design.base)}") from None


def can_contradict(key: str, *arms: Scenario) -> bool:
    """Whether a value of a factor that is allowed by itself can be at odds with other values of a scenario."""
    if key.startswith("policy."):
        return True
    name = key.removeprefix("parameters.")
    # Sums of policies must leave levers within their bounds, except shares, which are clipped.
    levers = {lever for arm in arms for policy in arm.policies for lever in policy.levers().values()}
    return name in TOGETHER or (name in levers and not PARAMETERS[name].share)


def _said(values: Mapping[str, Any], first: Sequence[str]) -> str:
    """Values of a point for a message, those that may be at fault first."""
    keys = [*first, *(key for key in values if key not in first)]
    text = ", ".join(f"{key} = {show(spelled(values[key]))}" for key in keys[:MOST_SAID])
    return text + (f" and {len(keys) - MOST_SAID} more" if len(keys) > MOST_SAID else "")


def _without_name(error: ScenarioError, scenario: Scenario) -> str:
    return str(error).removeprefix(f"scenario {show(scenario.name)}: ")
