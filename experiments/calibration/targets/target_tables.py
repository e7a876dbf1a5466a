"""One target from what a file says of it: a table of TOML, or a row of a CSV file with somebody's own figures."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ....simulation.checking import Refused, is_number, nearest, show
from ....simulation.scenario.files import check_text, content_of, shown_path
from ...runs.annual import LAST
from .targets import Target, check_value, group_of, metric_of, unit_divisor

__all__ = ["COLUMNS", "KEYS", "read_rates", "target_of"]

KEYS = ("metric", "who", "years", "value", "tolerance", "unit", "source", "scenario", "effect_of", "held_out",
        "one_city")  # fmt: skip
"""Keys of a `[[target]]`."""

COLUMNS = {
    "metric": "metric", "who": "who", "group": "who", "year": "years", "years": "years", "value": "value",
    "tolerance": "tolerance", "standard_error": "tolerance", "unit": "unit", "source": "source", "held_out": "held_out",
}  # fmt: skip
"""Columns of a CSV file, and the key that each stands for."""

LARGEST = 1_000_000
"""Bytes of the largest file of figures that is read."""

MOST = 500
"""Targets of one calibration."""

CALENDAR = 1000
"""Years from this one on are of the calendar, not of the model."""

_YEARS = re.compile(r"(\d{1,4})(?:\s*[-–:]\s*(\d{1,4}))?")


def target_of(table: Mapping[str, Any], horizon: int, first_year: int | None = None, one_city: bool = False) -> Target:
    """The target that a table describes. Raises Refused naming key, value, what is allowed and the nearest name.

    `horizon` is how many years the base simulates, `first_year` the year of the calendar that is the model's year 1.
    """
    for key in table:
        if key not in KEYS:
            raise Refused(f"{_said(key)} is no key of a target{nearest(key, KEYS)}")
    for key in ("metric", "value", "tolerance"):
        if key not in table:
            raise Refused(f"{key} is missing; required: metric, value and tolerance")
    metric = metric_of(table["metric"])
    if "scenario" in table and "effect_of" in table:
        raise Refused("scenario and effect_of are both given; allowed: one of the two")
    scenario = table.get("effect_of", table.get("scenario", ""))
    if not isinstance(scenario, str):
        raise Refused(f"{'effect_of' if 'effect_of' in table else 'scenario'} = {show(scenario)} is not a text")
    divisor = unit_divisor(table["unit"], metric) if "unit" in table else 1.0
    numbers = {}
    for key in ("value", "tolerance"):
        if not is_number(table[key]):
            raise Refused(f"{key} = {show(table[key])} is not a finite number; allowed: a number ({metric.unit})")
        numbers[key] = float(table[key]) / divisor
    effect = "effect_of" in table
    check_value(numbers["value"], metric, effect)
    if not numbers["tolerance"] > 0:
        raise Refused(f"tolerance = {show(table['tolerance'])}; allowed: above 0 ({metric.unit})")
    first, last = years_of(table.get("years", ""), horizon, first_year)
    flags = {"held_out": False, "one_city": one_city}
    for key in flags:
        if not isinstance(table.get(key, False), bool):
            raise Refused(f"{key} = {show(table[key])}; allowed: true or false")
        flags[key] = table.get(key, flags[key])
    source = check_text("source", table.get("source", ""))
    group = group_of(table.get("who", "all"))
    return Target(
        metric.name,
        numbers["value"],
        numbers["tolerance"],
        first,
        last,
        group,
        scenario,
        effect,
        source=source,
        **flags,
    )


def years_of(given: object, horizon: int, first_year: int | None) -> tuple[int, int]:
    """First and last year of the model that "16-20", 2023, [16, 20] or nothing (the last five) mean. Raises Refused."""
    form = f"allowed: a year from 1 to {horizon}, or two such as [{max(1, horizon - LAST + 1)}, {horizon}]"
    if given == "":
        return max(1, horizon - LAST + 1), horizon
    if isinstance(given, str) and (found := _YEARS.fullmatch(given.strip())):
        ends: list[object] = [int(found[1]), int(found[2] or found[1])]
    elif isinstance(given, list):
        ends = given * 2 if len(given) == 1 else given
    else:
        ends = [given, given]
    if len(ends) != 2 or not all(isinstance(end, int) and not isinstance(end, bool) for end in ends):
        raise Refused(f"years = {show(given)}; {form}")
    first, last = (int(end) for end in ends)  # type: ignore[call-overload]
    if first >= CALENDAR:
        if first_year is None:
            said = f"years = {show(given)} is of the calendar, and the model counts from 1"
            raise Refused(f"{said}; say which year of the calendar is the model's year 1: first_year = {first - 15}")
        first, last = first - first_year + 1, last - first_year + 1
        form = f"allowed: {first_year} to {first_year + horizon - 1}, since first_year = {first_year}"
    if not 1 <= first <= last <= horizon:
        raise Refused(f"years = {show(given)} is not within the {horizon} years of the base; {form}")
    return first, last


def _said(key: object) -> str:
    return str(key) if re.fullmatch(r"\w{1,60}", str(key), re.ASCII) else show(key)


# --- CSV --------------------------------------------------------------------------------------------------------------


def read_rates(path: Path, horizon: int, first_year: int | None) -> list[Target]:
    """The figures of a city from a CSV file, one row per figure. Raises Refused naming the line.

    Columns: metric, value, unit, tolerance (or standard_error); optional: who (or group), year (or years), source,
    held_out. They are of one city, not of the mean of many worlds.
    """
    where = shown_path(path)
    try:
        content = content_of(path, "a CSV file of figures", LARGEST)
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"{where} is not text in UTF-8 (byte {error.start}); allowed: CSV in UTF-8") from None
    except Refused as error:
        raise Refused(f"{where} {error}") from None
    try:
        return _rows(text, where, horizon, first_year)
    except csv.Error as error:
        raise Refused(f"{where} is not CSV: {show(str(error))}") from None


def _rows(text: str, where: str, horizon: int, first_year: int | None) -> list[Target]:
    first_line = text.splitlines()[0]
    for sign, meant in (("，", "a comma"), ("；", "a semicolon or a comma")):
        if sign in first_line:
            raise Refused(f"{where}: line 1 holds the full-width sign {sign}; allowed: {meant} between names")
    separator = next((sign for sign in (",", ";", "\t") if sign in first_line), ",")
    rows = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    header = _header([name.strip() for name in next(rows)], where)
    found = []
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        line = f"{where}: line {rows.line_num}"
        if len(cells) != len(header):
            raise Refused(f"{line} has {len(cells)} cells; allowed: {len(header)}, as many as columns")
        row = {key: cell.strip() for key, cell in zip(header, cells, strict=True) if cell.strip()}
        try:
            found.append(target_of(_typed(row), horizon, first_year, one_city=True))
        except Refused as error:
            raise Refused(f"{line}: {error}") from None
        if len(found) > MOST:
            raise Refused(f"{line} is beyond {MOST} figures; allowed: at most so many")
    if not found:
        raise Refused(f"{where}: no figure follows line 1; allowed: at least one")
    return found


def _header(names: list[str], where: str) -> list[str]:
    keys = []
    for name in names:
        if name.casefold() not in COLUMNS:
            raise Refused(f"{where}: line 1: {show(name)} is no column{nearest(name, COLUMNS)}")
        key = COLUMNS[name.casefold()]
        if key in keys:
            raise Refused(f"{where}: line 1: {show(name)} says {key} twice; allowed: one column each")
        keys.append(key)
    for key, column in (("metric", "metric"), ("value", "value"), ("unit", "unit"),
                        ("tolerance", "tolerance or standard_error")):  # fmt: skip
        if key not in keys:
            raise Refused(f"{where}: line 1: the column {column} is missing; "
                          "required: metric, value, unit, and tolerance or standard_error")  # fmt: skip
    return keys


def _typed(row: Mapping[str, str]) -> dict[str, Any]:
    """The cells of a row in the types that a table of TOML has."""
    typed: dict[str, Any] = dict(row)
    for key in ("value", "tolerance"):
        if key in typed:
            with suppress(ValueError):  # what is no number is refused with what is allowed
                typed[key] = float(typed[key]) if typed[key].isascii() and "_" not in typed[key] else typed[key]
    if "held_out" in typed:
        words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        typed["held_out"] = words.get(typed["held_out"].casefold(), typed["held_out"])
    if "unit" not in typed:
        raise Refused("unit is empty; allowed: the unit of the metric, so that no figure is taken for another")
    return typed
