"""What the columns of agents may hold: asked when somebody writes to an agent, and of every saved state.

Rules and phases are compiled and check nothing: a partner that is no row of the schools would be read from whatever
lies in memory there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ..checking import Refused, is_number, plain, pythonic, show, whole_number
from ..parameters import PARAMETERS
from .columns import EMPTY, NONE, PLACEMENT
from .population import Population

__all__ = ["FIXED", "check_rows", "written"]

FIXED = {
    "regions": ("first_school", "schools", "first_enterprise", "enterprises", "first_seat", "seats"),
    "markets": ("first_enterprise", "enterprises"),
    "schools": ("region", "index", "intake", "first_seat"),
    "enterprises": ("region", "index", "field"),
    "students": ("school",),
}
"""Columns that say where the rows of other tables are. Nobody changes them while a world goes on."""

_FLAG = _SHARE = (0.0, 1.0)
_LARGEST = float(np.finfo(np.float64).max)
_NOT_BELOW_0 = (0.0, _LARGEST)
_TICKS = (0, 10_000)

_Limit = float | str
_SCHOOL, _ENTERPRISE, _FIELD, _REGION = "schools", "enterprises", "fields", "regions"

BOUNDS: dict[str, dict[str, tuple[_Limit, _Limit]]] = {
    "regions": {"leader": (0, _ENTERPRISE), "leading_school": (0, _SCHOOL)},
    "consortia": {"dissolved": _FLAG},
    "governments": {
        "memory": _SHARE,
        "budget": (0.0, math.inf),
        "running_share": _SHARE,
        "paid_share": _SHARE,
        "completion_share": _SHARE,
    },
    "schools": {
        "active": _FLAG,
        "due": _FLAG,
        "link": _SHARE,
        "practical_share": _SHARE,
        "teacher_experience": _SHARE,
        "equipment": _SHARE,
        "curriculum_age": _NOT_BELOW_0,
    },
    "enterprises": {
        "depth": (0, 3),
        "partner": (-1, _SCHOOL),
        "candidate": (-1, _SCHOOL),
        "other_candidate": (-1, _SCHOOL),
        "offer": (-1, _SCHOOL),
        "form": (0, 3),
        "member": _FLAG,
        "on_platform": _FLAG,
        "aware": _FLAG,
        "due": _FLAG,
        "claims_subsidy": _FLAG,
        "claims_tax": _FLAG,
        "size": (0.0, PARAMETERS["size_max"].high),  # of it the number of jobs is made, and of that a table's size
        "friction": _NOT_BELOW_0,
        "mentor": _SHARE,
        "lag": _NOT_BELOW_0,
        "horizon": _NOT_BELOW_0,
        "form_draw": _SHARE,
        "park": _FLAG,
        "places": (0.0, PARAMETERS["size_max"].high),
        "fill_rate": _SHARE,
        "tenure": _TICKS,
        "offer_tenure": _TICKS,
        "agreement_left": _TICKS,
        "suspended": _TICKS,
        "neighbours_training": _SHARE,
        "neighbours_aware": _SHARE,
    },
    "students": {
        "ability": _SHARE,
        "theory": _SHARE,
        "practice": _SHARE,
        "adequacy": _SHARE,
        "skill": _SHARE,
        "lag": _NOT_BELOW_0,
        "owed": _NOT_BELOW_0,
        "wage": _NOT_BELOW_0,
        "host": (-1, _ENTERPRISE),
        "job": (-1, _ENTERPRISE),
        "field": (0, _FIELD),
        "sought_in": (-1, _REGION),
        "status": (0, 3),
        "track": (0, 3),
        "form": (0, 3),
        "own_choice": _FLAG,
        "degree": _FLAG,
        "refuses": _FLAG,
        "retained": _FLAG,
        "poached": _FLAG,
        "quit": _FLAG,
    },
}
"""The least and the most that a column may hold; a word means the last row of that table. Of the other columns whole
numbers are what their type holds, and all else is finite."""


def limits(population: Population, table: str, column: str) -> tuple[float, float]:
    """The least and the most that a column may hold."""
    kind = getattr(population, table).dtype[column]
    if kind.kind == "i":
        low, high = np.iinfo(kind).min, np.iinfo(kind).max
    else:
        low, high = -_LARGEST, _LARGEST
    last = {
        _SCHOOL: len(population.schools) - 1,
        _ENTERPRISE: len(population.enterprises) - 1,
        _FIELD: population.markets.shape[1] - 1,
        _REGION: len(population.regions) - 1,
    }
    least, most = (
        last[limit] if isinstance(limit, str) else limit for limit in BOUNDS.get(table, {}).get(column, (low, high))
    )
    return least, most


# --- one agent --------------------------------------------------------------------------------------------------------


def written(population: Population, table: str, row: int, column: str, value: object, meaning: str) -> int | float:
    """The value as the column of an agent takes it; `meaning` says in words what the column holds.

    Raises Refused, with what is allowed, for a value that the column must not hold.
    """
    rows = getattr(population, table)[row : row + 1].copy()
    what, given = f"{column} of row {row} of {table}", pythonic(value)
    low, high = limits(population, table, column)
    if column in FIXED.get(table, ()):
        present = rows[column].item()
        if not isinstance(given, int) or given != present:
            raise Refused(f"{what} says where the agent stands and cannot be written; allowed: {present}, as it is")
    if rows.dtype[column].kind == "i":
        whole = bool(given) + 0 if isinstance(given, bool | np.bool_) and (low, high) == _FLAG else given
        number = whole_number(whole, what, int(low), int(high), f" ({meaning})")
    else:
        number = _number(given, what, low, high, meaning)
    rows[column] = number
    for names, wrong, required in _together(population, table, rows):
        if column in names and wrong.any():
            raise Refused(f"{what} = {show(given)}; required: {required}")
    return number


def _number(value: object, what: str, low: float, high: float, meaning: str) -> float:
    if (is_number(value) or value == high == math.inf) and isinstance(value, int | float) and low <= value <= high:
        return float(value)
    bounds = "" if low == -_LARGEST else f" from {plain(low)}" + (f" to {plain(high)}" if high < _LARGEST else "")
    raise Refused(f"{what} = {show(value)}; allowed: a finite number{bounds} ({meaning})")


# --- all of a world ---------------------------------------------------------------------------------------------------


def check_rows(population: Population, numbered: Population) -> None:
    """Refuse tables that would lead the compiled rules out of them, or hold what no world can. Raises Refused.

    `numbered` has the same tables with all rows numbered (`empty_population`).
    """
    for table, columns in FIXED.items():
        for column in columns:
            if table == "students":  # whose empty seats have no school yet
                continue
            if not np.array_equal(getattr(population, table)[column], getattr(numbered, table)[column]):
                raise Refused(f"{table}.{column} is not as the scenario has it")
    for name, values, low, high in bounded(population):
        if not ((values >= low) & (values <= high)).all():  # an empty number (NaN) is not within either
            raise Refused(f"{name} is not from {low:g} to {high:g} everywhere")
    for table in ("enterprises", "students"):
        for names, wrong, required in _together(population, table, getattr(population, table)):
            if wrong.any():
                raise Refused(f"{table}.{names[0]} is not as {names[1]} has it; required: {required}")


def bounded(p: Population) -> Iterator[tuple[str, np.ndarray, float, float]]:
    """Columns with bounds of their own, and what they may hold: name, values, least, most."""
    for table, columns in BOUNDS.items():
        for column in columns:
            yield f"{table}.{column}", getattr(p, table)[column], *limits(p, table, column)
    yield "neighbours", p.neighbours, 0, len(p.enterprises) - 1
    yield "students.school", p.students["school"], 0, len(p.schools) - 1
    seated = np.resize(np.repeat(np.arange(len(p.schools)), p.schools["intake"]), len(p.students))
    elsewhere = (p.students["school"] != seated) & (p.students["status"] != EMPTY)
    yield "students.school", elsewhere, 0, 0
    yield "markets.demand", p.markets["demand"], 0, 1
    yield "markets.demand_at_start", p.markets["demand_at_start"][p.markets["enterprises"] > 0], 1e-10, 1
    sizes = np.bincount(p.enterprises["region"], weights=p.enterprises["size"], minlength=len(p.regions))
    yield "regions.workers", p.regions["workers"] / np.maximum(sizes, 1.0), 0.001, 1000.0


def _together(p: Population, table: str, rows: np.ndarray) -> Iterator[tuple[tuple[str, str], np.ndarray, str]]:
    """What two columns of the same rows must have in common: their names, where they have not, what is required."""
    if table == "enterprises":
        alone = (rows["depth"] > NONE) & (rows["partner"] < 0)
        yield ("depth", "partner"), alone, "a partner school at depths 1 to 3 (write partner first; depth first to end)"
        for column in ("partner", "candidate", "other_candidate", "offer"):
            known = rows[column] >= 0
            away = known & (p.schools["region"][np.where(known, rows[column], 0)] != rows["region"])
            yield (column, "region"), away, "a school of the enterprise's own region"
    if table == "students":
        alone = (rows["track"] >= PLACEMENT) & (rows["host"] < 0)
        yield ("track", "host"), alone, "a host enterprise on tracks 2 and 3 (write host first; track first to end)"
