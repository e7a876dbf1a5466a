"""Between choices and students: the one place where columns of a tick, of a spring or of a year begin at 0."""

from __future__ import annotations

import numpy as np

from ..compilation import allocates, compiled_phase, part_of_phase
from ..rules.common import is_autumn
from ..state.columns import (
    CONSORTIUM,
    ENTERPRISE,
    GOVERNMENT,
    SCHOOL,
    SPENDING,
    SPRING,
    TICK,
    YEAR,
    Columns,
    Lifetime,
    dtype_of,
)

WORD = np.dtype(np.float64).itemsize
"""Bytes of an entry of an account; all bits 0 are the number 0, real or whole."""


def accounts(columns: Columns, *lifetimes: Lifetime) -> list[str]:
    """Names of the columns with one of these lifetimes."""
    return [name for name, column in columns.items() if column.lifetime in lifetimes]


def words_of_accounts(columns: Columns) -> tuple[int, int, int, int]:
    """Where in a row accounts of a spring, of a tick and of a year begin, and where all end, counted in words.

    So what begins at 0 in spring lies from the first to the third, and what does in autumn from the second to the last.
    Raises TypeError for an account of a narrower type.
    """
    dtype = dtype_of(columns)
    for name in accounts(columns, SPRING, TICK, YEAR):
        if dtype[name].itemsize != WORD:
            raise TypeError(f"the account {name} has {dtype[name]}; required: float64 or int64")
    numbers = [len(accounts(columns, lifetime)) for lifetime in (SPRING, TICK, YEAR)]
    end = dtype.itemsize // WORD
    return end - sum(numbers), end - sum(numbers[1:]), end - numbers[-1], end


OF_GOVERNMENT = words_of_accounts(GOVERNMENT)
OF_CONSORTIUM = words_of_accounts(CONSORTIUM)
OF_SPENDING = words_of_accounts(SPENDING)
OF_SCHOOL = words_of_accounts(SCHOOL)
OF_ENTERPRISE = words_of_accounts(ENTERPRISE)


@part_of_phase
@allocates
def words_begin_at_0(table, first, last, begin, end):
    """Set some words of some rows of a table to 0."""
    words = table.view(np.uint64)
    width = words.shape[0] // table.shape[0]
    nothing = np.uint64(0)
    for row in range(first, last):
        for word in range(row * width + begin, row * width + end):
            words[word] = nothing


@compiled_phase
@allocates
def open_accounts(world, first, last):
    """Set to 0 what this tick counts anew: the accounts of the tick, in autumn of the year, in spring of graduation."""
    begin = 1 if is_autumn(world.tick) else 0
    end = begin + 2
    words_begin_at_0(world.governments, first, last, OF_GOVERNMENT[begin], OF_GOVERNMENT[end])
    words_begin_at_0(world.consortia, first, last, OF_CONSORTIUM[begin], OF_CONSORTIUM[end])
    words_begin_at_0(world.spending, first, last, OF_SPENDING[begin], OF_SPENDING[end])
    for region in range(first, last):
        r = world.regions[region]
        schools, enterprises = r.first_school, r.first_enterprise
        words_begin_at_0(world.schools, schools, schools + r.schools, OF_SCHOOL[begin], OF_SCHOOL[end])
        last_enterprise = enterprises + r.enterprises
        words_begin_at_0(world.enterprises, enterprises, last_enterprise, OF_ENTERPRISE[begin], OF_ENTERPRISE[end])
