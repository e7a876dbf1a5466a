"""A table of points from a CSV file: its first line names the factors, every other line is a point."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ....simulation.checking import EXACT, Refused, show
from ....simulation.scenario import Scenario
from ....simulation.scenario.files import content_of, shown_path
from .factors import Factor, of_column, target, value_of
from .sampling import MOST_POINTS

__all__ = ["read_table"]

LARGEST = 100_000_000
"""Bytes of the largest table that is read."""


def read_table(path: Path, base: Scenario, reforms: Sequence[Scenario] = ()) -> tuple[list[Factor], pd.DataFrame]:
    """Factors and points of a CSV file whose first line names the factors. Raises Refused."""
    where = f"file {shown_path(path)}"
    try:
        content = content_of(path, "a CSV file of points", LARGEST)
    except Refused as error:
        raise Refused(f"{where} {error}") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"{where} is not text in UTF-8 (byte {error.start}); allowed: CSV") from None
    try:
        return _table(text, base, reforms)
    except csv.Error as error:
        raise Refused(f"{where} is not CSV: {show(str(error))}") from None
    except Refused as error:
        raise Refused(f"{where}: {error}") from None


def _table(text: str, base: Scenario, reforms: Sequence[Scenario]) -> tuple[list[Factor], pd.DataFrame]:
    separator = _separator(text.splitlines()[0])
    rows = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    header = [name.strip() for name in next(rows, [])]
    for name in header:
        if header.count(name) > 1:
            raise Refused(f"line 1 names {show(name)} twice; allowed: every factor once")
    try:
        goals = [target(name, base, reforms) for name in header]
    except Refused as error:
        raise Refused(f"line 1: {error}") from None
    columns: list[list[Any]] = [[] for _ in goals]
    for cells in rows:
        if not cells:
            continue
        line = rows.line_num
        if len(cells) != len(goals):
            raise Refused(f"line {line} has {len(cells)} cells; allowed: {len(goals)}, as many as factors")
        if len(columns[0]) == MOST_POINTS:
            raise Refused(f"line {line} is beyond {MOST_POINTS:,} points; allowed: at most so many")
        for goal, cell, column in zip(goals, cells, columns, strict=True):
            if not cell.strip():
                raise Refused(f"line {line}: {goal.key} is empty; allowed: a value in every cell")
            if separator != "," and re.fullmatch(r"[+-]?\d+,\d+", cell.strip(), re.ASCII):
                meant = cell.strip().replace(",", ".")
                raise Refused(f"line {line}: {goal.key} = {show(cell.strip())} has a comma; allowed: {meant}")
            try:
                column.append(value_of(goal, _cell(cell.strip(), goal.declared.kind)))
            except Refused as error:
                raise Refused(f"line {line}: {error}") from None
    if not columns[0]:
        raise Refused("no point follows the first line; allowed: at least one")
    made = [of_column(goal, column) for goal, column in zip(goals, columns, strict=True)]
    return made, pd.DataFrame({f.key: f.column(column) for f, column in zip(made, columns, strict=True)})


def _separator(header: str) -> str:
    """What stands between cells: commas, or the semicolons or tabs that spreadsheets of some languages write instead.

    No factor's name holds any of them. Raises Refused for the full-width signs of a Chinese keyboard.
    """
    for sign, meant in (("，", "a comma"), ("；", "a semicolon or a comma")):
        if sign in header:
            raise Refused(f"line 1 holds the full-width sign {sign}; allowed: {meant} between names")
    return next((sign for sign in (",", ";", "\t") if sign in header), ",")


def _cell(text: str, kind: str) -> object:
    """The value that a cell spells: a number, else the text, which is then checked for what is allowed."""
    if kind == "choice":
        return text
    if re.fullmatch(r"[+-]?\d{1,18}", text, re.ASCII):
        return int(text)
    try:
        value = float(text) if text.isascii() and "_" not in text else text
    except ValueError:
        return text
    # Spreadsheets and pandas write whole numbers as 5.0.
    whole = kind == "count" and isinstance(value, float) and value.is_integer() and abs(value) <= EXACT
    return int(value) if whole else value
