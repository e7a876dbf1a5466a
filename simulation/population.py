"""The population: all tables of the world, built from a scenario's parameters and a seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from scipy.special import gammaincinv

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
from .phases.founding import world_is_founded

NEIGHBOURS = 6
"""Links of an enterprise to others whose depth and knowledge it sees."""


@dataclass
class Population:
    """Tables of a world; each is an array of records with the columns of `columns`.

    `markets` has a row a region and a column a field, `programmes` a row a school and a column a field,
    `neighbours` a row an enterprise with the rows of those it watches, `spending` a row a region and a field a kind.
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


def _layout(population: Population, parameters: Mapping[str, Any]) -> None:
    """Number the rows: which region, field and seats every agent has."""
    shares = np.asarray(parameters["field_shares"], float)
    counts = quotas(shares, parameters["enterprises"])
    schools, enterprises = int(parameters["schools"]), int(parameters["enterprises"])
    intake = int(parameters["intake"])
    regions, markets = population.regions, population.markets
    for region in range(len(regions)):
        regions[region]["first_school"] = region * schools
        regions[region]["schools"] = schools
        regions[region]["first_enterprise"] = region * enterprises
        regions[region]["enterprises"] = enterprises
        regions[region]["first_seat"] = region * schools * intake
        regions[region]["seats"] = schools * intake
        markets["first_enterprise"][region] = region * enterprises + np.cumsum(counts) - counts
        markets["enterprises"][region] = counts
        markets["glamour"][region] = parameters["field_glamour"]
    table = population.enterprises
    table["region"] = np.repeat(np.arange(len(regions)), enterprises)
    table["index"] = np.tile(np.arange(enterprises), len(regions))
    table["field"] = np.tile(np.repeat(np.arange(len(shares)), counts), len(regions))
    table = population.schools
    table["region"] = np.repeat(np.arange(len(regions)), schools)
    table["index"] = np.tile(np.arange(schools), len(regions))
    table["intake"] = intake
    table["first_seat"] = np.arange(len(table)) * intake


def _shape_programmes(population: Population, now: np.ndarray) -> None:
    """Turn uniform draws into lasting profiles (gamma, mean 1 over a region's schools) and first mixes."""
    for region, row in enumerate(population.regions):
        rows = slice(row["first_school"], row["first_school"] + row["schools"])
        levers, market = now[region], population.markets[region]
        profile = gammaincinv(levers["profile_shape"], population.programmes["profile"][rows]) + levers["profile_floor"]
        profile /= profile.mean(axis=0)
        population.programmes["profile"][rows] = profile
        popular = levers["first_mix_popular"]
        wanted = profile * ((1.0 - popular) * market["demand"] + popular * market["popular"])
        population.programmes["mix"][rows] = wanted / wanted.sum(axis=1, keepdims=True)


def found_population(parameters: Mapping[str, Any], seed: int, now: np.ndarray) -> Population:
    """The world before its warm-up.

    `parameters` are a scenario's, complete; `now` has the standing values, one record a region.
    """
    regions = int(parameters["regions"])
    schools = regions * int(parameters["schools"])
    enterprises = regions * int(parameters["enterprises"])
    fields_ = len(parameters["field_shares"])
    population = Population(
        regions=np.zeros(regions, REGION_DTYPE),
        markets=np.zeros((regions, fields_), MARKET_DTYPE),
        governments=np.zeros(regions, GOVERNMENT_DTYPE),
        consortia=np.zeros(regions, CONSORTIUM_DTYPE),
        spending=np.zeros(regions, SPENDING_DTYPE),
        schools=np.zeros(schools, SCHOOL_DTYPE),
        programmes=np.zeros((schools, fields_), PROGRAMME_DTYPE),
        enterprises=np.zeros(enterprises, ENTERPRISE_DTYPE),
        neighbours=np.zeros((enterprises, NEIGHBOURS), np.int64),
        students=np.zeros(COHORTS_KEPT * schools * int(parameters["intake"]), STUDENT_DTYPE),
    )
    _layout(population, parameters)
    population.governments["memory"] = 1.0
    population.governments["budget"] = np.inf
    population.governments["running_share"] = 1.0
    population.students["host"] = -1
    population.students["job"] = -1
    world_is_founded(
        seed,
        population.regions,
        population.markets,
        population.schools,
        population.programmes,
        population.enterprises,
        population.neighbours,
        now,
    )
    _shape_programmes(population, now)
    return population
