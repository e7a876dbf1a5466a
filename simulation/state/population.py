"""The population: all tables of the world, built from a scenario's parameters and a seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from .columns import (
    COHORTS_KEPT,
    CONSORTIUM_DTYPE,
    ENTERPRISE_DTYPE,
    GOVERNMENT_DTYPE,
    MARKET_DTYPE,
    PROGRAMME_DTYPE,
    REGION_DTYPE,
    SCHOOL_DTYPE,
    SPENDING_DTYPE,
    STUDENT_DTYPE,
)
from .world import World


@dataclass
class Population:
    """Tables of a world; each is an array of records with the columns of `columns`.

    `markets` has one row per region and one column per field, `programmes` one row per school and one column per field,
    `neighbours` one row per enterprise with the rows of those it watches, `spending` one row per region and a
    field per kind.
    `students` holds four cohorts one after the other: cohort (year of entry) modulo 4, then school, then seat.
    """

    regions: np.ndarray
    markets: np.ndarray
    governments: np.ndarray
    consortia: np.ndarray
    spending: np.ndarray
    schools: np.ndarray
    programmes: np.ndarray
    enterprises: np.ndarray
    neighbours: np.ndarray
    students: np.ndarray

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        """Name and array of every table."""
        for field in fields(self):
            yield field.name, getattr(self, field.name)

    def world(self, seed: int, tick: int, now: np.ndarray, foreseen: np.ndarray) -> World:
        """These tables as the phases see them at a tick; `now` and `foreseen` have levers, one record per region."""
        return World(seed=seed, tick=tick, now=now, foreseen=foreseen, **dict(self.tables()))

    @property
    def nbytes(self) -> int:
        """Bytes of all tables."""
        return sum(table.nbytes for _, table in self.tables())

    def copy(self) -> Population:
        """An independent copy of every table."""
        return Population(**{name: table.copy() for name, table in self.tables()})

    def differences(self, other: Population) -> list[str]:
        """Names of the columns (table.column) in which any bit differs."""
        names = []
        for name, table in self.tables():
            theirs = getattr(other, name)
            if table.dtype.names is None:
                if not np.array_equal(table, theirs):
                    names.append(name)
                continue
            for column in table.dtype.names:
                if table[column].tobytes() != theirs[column].tobytes():
                    names.append(f"{name}.{column}")
        return names


def quotas(shares: np.ndarray, total: int) -> np.ndarray:
    """Whole numbers that fill shares of a total exactly, by rounding the cumulated shares."""
    bounds = np.floor(np.cumsum(shares) / np.sum(shares) * total + 0.5).astype(np.int64)
    bounds[-1] = total
    return np.diff(bounds, prepend=0)


def _layout(population: Population, profiles: Sequence[Mapping[str, Any]]) -> None:
    """Number the rows: which region, field and seats every agent has."""
    first_school = first_enterprise = first_seat = 0
    for region, parameters in enumerate(profiles):
        counts = quotas(np.asarray(parameters["field_shares"], float), parameters["enterprises"])
        schools, enterprises, intake = (int(parameters[name]) for name in ("schools", "enterprises", "intake"))
        row, market = population.regions[region], population.markets[region]
        row["first_school"], row["schools"] = first_school, schools
        row["first_enterprise"], row["enterprises"] = first_enterprise, enterprises
        row["first_seat"], row["seats"] = first_seat, schools * intake
        market["first_enterprise"] = first_enterprise + np.cumsum(counts) - counts
        market["enterprises"] = counts
        market["glamour"] = parameters["field_glamour"]
        market["risk"] = parameters["field_risk"] or 1.0
        market["procurement"] = parameters["field_procurement"] or 1.0
        market["base_weight"] = parameters["base_field_weights"] or 0.0
        table = population.enterprises[first_enterprise : first_enterprise + enterprises]
        table["region"] = region
        table["index"] = np.arange(enterprises)
        table["field"] = np.repeat(np.arange(len(counts)), counts)
        table = population.schools[first_school : first_school + schools]
        table["region"] = region
        table["index"] = np.arange(schools)
        table["intake"] = intake
        table["first_seat"] = first_seat + np.arange(schools) * intake
        first_school += schools
        first_enterprise += enterprises
        first_seat += schools * intake


def empty_population(profiles: Sequence[Mapping[str, Any]]) -> Population:
    """Every table in its size, with all rows numbered and nobody in them yet. `profiles`: parameters by region."""
    regions = len(profiles)
    schools = sum(int(parameters["schools"]) for parameters in profiles)
    enterprises = sum(int(parameters["enterprises"]) for parameters in profiles)
    seats = sum(int(parameters["schools"]) * int(parameters["intake"]) for parameters in profiles)
    fields_ = len(profiles[0]["field_shares"])
    population = Population(
        regions=np.zeros(regions, REGION_DTYPE),
        markets=np.zeros((regions, fields_), MARKET_DTYPE),
        governments=np.zeros(regions, GOVERNMENT_DTYPE),
        consortia=np.zeros(regions, CONSORTIUM_DTYPE),
        spending=np.zeros(regions, SPENDING_DTYPE),
        schools=np.zeros(schools, SCHOOL_DTYPE),
        programmes=np.zeros((schools, fields_), PROGRAMME_DTYPE),
        enterprises=np.zeros(enterprises, ENTERPRISE_DTYPE),
        neighbours=np.zeros((enterprises, 2 * int(profiles[0]["neighbours_each_side"])), np.int64),
        students=np.zeros(COHORTS_KEPT * seats, STUDENT_DTYPE),
    )
    _layout(population, profiles)
    return population
