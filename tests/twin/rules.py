"""What twin and engine share: what one agent does and the draws, as plain Python. Each function is built once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

from consortium.simulation import randomness
from consortium.simulation.rules import common, consortium, enterprise, government, labour, school, student

_built: dict[Any, Callable[..., Any]] = {}


def _in_python(rule: Any) -> Callable[..., Any]:
    """A compiled rule as an ordinary function, and so are all rules that it calls.

    Names are looked up in a copy of its module that is filled after the function is made: a rule may read a parameter
    that has its own name, and would otherwise be taken for one that calls itself.
    """
    if rule not in _built:
        function = rule.py_func
        names = dict(function.__globals__)
        _built[rule] = FunctionType(function.__code__, names, function.__name__, function.__defaults__)
        names.update({name: _in_python(value) for name, value in names.items() if hasattr(value, "py_func")})
    return _built[rule]


def _module_in_python(module: ModuleType) -> SimpleNamespace:
    """The public names of a module, its compiled functions replaced by ordinary ones."""
    names = {name: value for name, value in vars(module).items() if not name.startswith("_")}
    return SimpleNamespace(
        **{name: _in_python(value) if hasattr(value, "py_func") else value for name, value in names.items()}
    )


COMMON = _module_in_python(common)
CONSORTIUM = _module_in_python(consortium)
ENTERPRISE = _module_in_python(enterprise)
GOVERNMENT = _module_in_python(government)
LABOUR = _module_in_python(labour)
SCHOOL = _module_in_python(school)
STUDENT = _module_in_python(student)
DRAWS = _module_in_python(randomness)
"""`DRAWS.uniform` and `DRAWS.normal`, and a number for each decision."""

HALF_YEAR = 0.5


def added(numbers: Iterable[float]) -> float:
    """The sum, one number after the other; the built-in `sum` corrects its rounding errors since Python 3.12."""
    total = 0.0
    for number in numbers:
        total += number
    return total
