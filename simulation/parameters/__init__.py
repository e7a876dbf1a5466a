"""Every number of the model, once: `PARAMETERS` by name, and the record in which rules read them.

The numbers themselves stand in the tables of this folder (`institutions`, `enterprise`, `education`, `mechanisms`).
Money is in thousand yuan (k¥) of 2023, a tick is a half-year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from .declare import Kind, Parameter, Status, Value
from .education import LABOUR, SCHOOL, STUDENT
from .enterprise import ENTERPRISE
from .institutions import CONSORTIUM, GOVERNMENT, WORLD
from .mechanisms import MECHANISMS

__all__ = ["GROUPS", "NOW_DTYPE", "PARAMETERS", "Kind", "Parameter", "Status", "Value", "as_record", "defaults"]

GROUPS: dict[str, tuple[Parameter, ...]] = {
    "world": WORLD,
    "enterprise": ENTERPRISE,
    "school": SCHOOL,
    "student": STUDENT,
    "labour": LABOUR,
    "government": GOVERNMENT,
    "consortium": CONSORTIUM,
    "mechanisms": MECHANISMS,
}
"""The tables by group, in the order in which they are printed."""

PARAMETERS: dict[str, Parameter] = {
    parameter.name: replace(parameter, group=group) for group, table in GROUPS.items() for parameter in table
}
"""Every parameter by name, in order."""

if len(PARAMETERS) != sum(map(len, GROUPS.values())):  # a name in two tables would silently lose one of its numbers
    raise RuntimeError("a parameter is declared twice")


def _fields() -> list[tuple[str, type] | tuple[str, type, tuple[int]]]:
    """Names and shapes of the record: lists of variable length are left out, columns of the population hold them."""
    fields: list[tuple[str, type] | tuple[str, type, tuple[int]]] = []
    for parameter in PARAMETERS.values():
        if parameter.lengths is None:
            fields.append((parameter.name, np.float64))
        elif parameter.lengths[0] == parameter.lengths[1]:
            fields.append((parameter.name, np.float64, (parameter.lengths[0],)))
    return fields


DERIVED = ("bunch_before", "bunch_after", "subsidy_peak", "government_bears")
"""Further numbers that rules read, which follow from policies and the governance mode and are no parameters."""

NOW_DTYPE = np.dtype([*_fields(), *((name, np.float64) for name in DERIVED)], align=True)
"""The record that rules read as `now`: a float64 per number, an array per list of fixed length, a code per choice."""

LISTS = tuple(name for name, parameter in PARAMETERS.items() if parameter.lengths is not None)
"""Parameters that are lists of numbers."""


LABELS = {name: (parameter.en, parameter.zh) for name, parameter in PARAMETERS.items()}
"""What parameters are called in English and 中文, by name."""


def defaults() -> dict[str, Value]:
    """The value of every parameter when a scenario says nothing."""
    return {name: parameter.default for name, parameter in PARAMETERS.items()}


_COLUMNS = frozenset(NOW_DTYPE.names or ())


def as_record(values: Mapping[str, Value] | None = None) -> np.ndarray:
    """Values as an array of shape (1,) of `NOW_DTYPE`; what is not named has its default.

    A choice becomes its position among the choices. Raises KeyError for an unknown name and ValueError for an
    unknown choice; bounds are the scenario's business and not looked at here.
    """
    record = _DEFAULTS.copy()
    for name, value in (values or {}).items():
        if value != PARAMETERS[name].default and name in _COLUMNS:
            record[name][0] = _number(PARAMETERS[name], value)
    return record


def _number(parameter: Parameter, value: Value) -> Any:
    """What a record holds of a value. Raises ValueError for an unknown choice."""
    if parameter.kind != "choice":
        return value
    if value not in parameter.choices:
        raise ValueError(f"{parameter.name}: {value!r} is none of {', '.join(parameter.choices)}")
    return parameter.choices.index(str(value))


_DEFAULTS = np.zeros(1, NOW_DTYPE)
for _parameter in PARAMETERS.values():
    if _parameter.name in _COLUMNS:
        _DEFAULTS[_parameter.name][0] = _number(_parameter, _parameter.default)
