"""The living city: every enterprise and school of one world as a dot, tick by tick, in the baseline and in a reform.

    city = city_of((baseline, reform), seed=1)

The enterprises are the same in every arm, so each has one place for all of them. Of a course only what changes from one
tick to the next is kept: the page plays it forwards and backwards, and draws no more than that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from ...experiments.comparison.outcomes import MOST
from ...experiments.runs.agent_panel import LAST_TICKS
from ...experiments.runs.forking import simulated
from ...simulation.checking import Refused, show
from ...simulation.model import ConsortiumModel
from ...simulation.scenario import Scenario

__all__ = ["GROUPS", "CityWatch", "Places", "city_of", "groups_of", "places_of"]

GROUPS = ("because", "anyway", "driven_out", "stayed_out")
"""What a reform did to an enterprise, in the order of the digits that say so; see `experiments.comparison.outcomes`."""

SIZE_EXPONENT = 0.3
"""Radius of a dot by workers: one of 5,000 is then some eight times as wide as one of 5, and both are seen."""

HALL, SCHOOLS, FIRST_ROW = 0.10, 0.27, 0.40
"""Radii, of a city of radius 1: nothing within the first; schools up to the second; enterprises from the third on."""

GAP = 0.15
"""Free space around a dot, of its radius."""


class CityWatch:
    """Notes depth and partner of every enterprise and the part of every school, from tick 0 on."""

    def __init__(self) -> None:
        self.depths: list[np.ndarray] = []
        self.partners: list[np.ndarray] = []
        self.active: list[np.ndarray] = []
        self.metrics: list[tuple[float, float, float]] = []

    def copy(self) -> Self:
        """An independent watch that has seen the same."""
        other = type(self)()
        for name, noted in vars(self).items():
            setattr(other, name, list(noted))
        return other

    def see(self, model: ConsortiumModel) -> None:
        """Note the present tick."""
        e, s = model.population.enterprises, model.population.schools
        self.depths.append(e["depth"].astype(np.int8))
        self.partners.append(np.where(e["depth"] > 0, e["partner"], -1).astype(np.int32))
        self.active.append(s["active"].astype(np.int8))
        self.metrics.append(tuple(model.metrics[name] for name in SHOWN))  # type: ignore[arg-type]


SHOWN = ("school_participation", "participation", "deep_participation")
"""Outputs that are written above a city."""


def city_of(arms: Sequence[Scenario], seed: int) -> dict[str, Any]:
    """The city of some arms in one world, as the page takes it. Raises Refused for arms with other agents.

    `enterprises`: x, y, radius, workers and field (from 1) of each; `schools`: x, y, radius; both within a circle of
    radius 1. Of every arm `start` has a digit per enterprise (its depth) and `partners` the school's number (0 none) at
    tick 0, `changes` per tick enterprise, depth, school, enterprise, depth, school … of those that changed (numbers
    from 0, schools from 1), `schools` per tick a digit per school (1 it takes part), `metrics` three series by name.
    `groups` has a digit per enterprise for the last arm against the first (`GROUPS`), of its depth 3.
    """
    made = list(simulated(arms, (seed,), lambda scenario: CityWatch()))
    for arm in made:
        if arm.error is not None:
            raise arm.error
    models = [arm.model for arm in made if arm.model is not None]
    watches = [arm.watch for arm in made if arm.watch is not None]
    first = models[0].population
    for arm, model in zip(arms, models, strict=True):
        same = np.array_equal(model.population.enterprises[_TRAITS], first.enterprises[_TRAITS])
        if not same or len(model.population.schools) != len(first.schools):
            raise Refused(f"{show(arm.name)} has other agents than {show(arms[0].name)}; allowed: the same city")
    places = places_of(first.enterprises, _main_fields(models[0]))
    return {
        "seed": seed,
        "fields": [{"from": _short(low), "to": _short(high)} for low, high in places.sectors],
        "enterprises": {
            "x": _rounded(places.x), "y": _rounded(places.y), "r": _rounded(places.r),
            "workers": [round(size) for size in first.enterprises["size"].tolist()],
            "field": (first.enterprises["field"] + 1).tolist(),
        },
        "schools": {"x": _rounded(places.school_x), "y": _rounded(places.school_y), "r": _short(places.school_r)},
        "arms": [_course(arm, watch) for arm, watch in zip(arms, watches, strict=True)],
        "groups": _digits(groups_of(watches[0].depths, watches[-1].depths)),
    }  # fmt: skip


_TRAITS = ["region", "field", "size"]


def groups_of(base: Sequence[np.ndarray], reform: Sequence[np.ndarray]) -> np.ndarray:
    """Place in `GROUPS` of every enterprise: in depth at the end with the reform, without, in both, in neither."""
    before, after = ((np.stack(depths[-LAST_TICKS:]) == 3).mean(axis=0) >= MOST for depths in (base, reform))
    return np.select([~before & after, before & after, before & ~after], [0, 1, 2], 3)


def _course(arm: Scenario, watch: CityWatch) -> dict[str, Any]:
    changes = []
    for tick in range(1, len(watch.depths)):
        moved = np.flatnonzero(
            (watch.depths[tick] != watch.depths[tick - 1]) | (watch.partners[tick] != watch.partners[tick - 1])
        )
        rows = np.stack([moved, watch.depths[tick][moved], watch.partners[tick][moved] + 1], axis=1)
        changes.append(rows.ravel().tolist())
    return {
        "name": arm.name,
        "title": dict(arm.title),
        "start": _digits(watch.depths[0]),
        "partners": (watch.partners[0] + 1).tolist(),
        "changes": changes,
        "schools": [_digits(active) for active in watch.active],
        "metrics": {
            name: [None if math.isnan(value) else round(value, 4) for value in series]
            for name, series in zip(SHOWN, zip(*watch.metrics, strict=True), strict=True)
        },
    }


def _main_fields(model: ConsortiumModel) -> np.ndarray:
    """The field with the largest share of every school's intake."""
    return model.population.programmes["mix"].argmax(axis=1)


def _digits(values: np.ndarray) -> str:
    return "".join(map(str, values.tolist()))


def _short(value: float) -> float:
    return round(float(value), 4)


def _rounded(values: np.ndarray) -> list[float]:
    return [_short(value) for value in values]


# --- places -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Places:
    """Where dots lie in a circle of radius 1, and how large they are; no two touch.

    `sectors` are the angles (from the top, clockwise, radians) between which each field lies.
    """

    x: np.ndarray
    y: np.ndarray
    r: np.ndarray
    school_x: np.ndarray
    school_y: np.ndarray
    school_r: float
    sectors: list[tuple[float, float]]


def places_of(enterprises: np.ndarray, school_fields: np.ndarray) -> Places:
    """Schools in the middle, enterprises around them: each field a sector, the largest nearest to the schools.

    Dots are as large as all the sectors allow; schools stand towards the field that most of their students study.
    """
    fields = enterprises["field"]
    number = int(fields.max(initial=0)) + 1
    wide = np.maximum(enterprises["size"], 1.0) ** SIZE_EXPONENT
    area = np.bincount(fields, wide * wide, number)
    bounds = np.concatenate([[0.0], np.cumsum(area) / area.sum()]) * 2.0 * math.pi
    sectors = [(bounds[i], bounds[i + 1]) for i in range(number)]
    low, high = 0.0, 1.0 / wide.max()
    for _ in range(30):
        middle = (low + high) / 2.0
        low, high = (middle, high) if _laid(fields, wide * middle, sectors) is not None else (low, middle)
    laid = _laid(fields, wide * low, sectors)
    assert laid is not None
    angle, distance = laid
    school_angle, school_distance, school_r = _laid_schools(school_fields, sectors)
    return Places(
        np.sin(angle) * distance, -np.cos(angle) * distance, wide * low,
        np.sin(school_angle) * school_distance, -np.cos(school_angle) * school_distance, school_r, sectors,
    )  # fmt: skip


def _laid(
    fields: np.ndarray, r: np.ndarray, sectors: Sequence[tuple[float, float]]
) -> tuple[np.ndarray, np.ndarray] | None:
    """Angles and distances from the middle in rows along the arcs; None where a sector is too small for its dots."""
    angle, distance = np.zeros(len(r)), np.zeros(len(r))
    for field, (low, high) in enumerate(sectors):
        rows = np.flatnonzero(fields == field)
        rows = rows[np.argsort(-r[rows], kind="stable")]
        inner, placed = FIRST_ROW, 0
        while placed < len(rows):
            tall = (1.0 + GAP) * r[rows[placed]]
            middle = inner + tall
            # Seen from the middle; the last sine of half a right angle keeps a dot wider than its row out.
            halves = np.arcsin(np.minimum((1.0 + GAP) * r[rows[placed:]] / middle, 1.0))
            count = int(np.searchsorted(np.cumsum(2.0 * halves), high - low, side="right"))
            if count == 0 or middle + tall > 1.0:
                return None
            halves = halves[:count]
            free = (high - low - 2.0 * halves.sum()) / count if placed + count < len(rows) else 0.0
            ends = low + np.cumsum(2.0 * halves + free)
            here = rows[placed : placed + count]
            angle[here], distance[here] = ends - halves - free / 2.0, middle
            inner, placed = middle + tall, placed + count
    return angle, distance


def _laid_schools(fields: np.ndarray, sectors: Sequence[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray, float]:
    """Schools on circles around the middle, towards their main field: angles, distances and their radius."""
    order = np.argsort(fields, kind="stable")
    number = len(order)
    circles = 1
    while _most_on(circles) < number:
        circles += 1
    step = (SCHOOLS - HALL) / circles
    slots = circles * math.ceil(number / circles)  # each circle has as many
    angle, distance = np.zeros(number), np.zeros(number)
    start = sum(sectors[int(fields[order[0]])]) / 2.0 if number else 0.0
    for place, school in enumerate(order):
        angle[school] = start + 2.0 * math.pi * place / slots
        distance[school] = SCHOOLS - step * (place % circles + 0.5)
    return angle, distance, 0.5 * step / (1.0 + GAP) if circles > 1 else min(0.034, 0.5 * step)


def _most_on(circles: int) -> int:
    """Schools that so many circles hold without touching one another."""
    step = (SCHOOLS - HALL) / circles
    innermost = SCHOOLS - step * (circles - 0.5)
    width = step if circles > 1 else 2.0 * min(0.034, 0.5 * step) * (1.0 + GAP)
    return circles * int(2.0 * math.pi * innermost / width)
