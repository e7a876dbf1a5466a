"""What twin and engine share: what one agent does and the draws, as plain Python. Each function is built once."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType, SimpleNamespace

from consortium.simulation import randomness
from consortium.simulation.compilation import plain
from consortium.simulation.rules import (
    common,
    consortium,
    enterprise,
    government,
    labour,
    school,
    student,
    support,
    training,
)


def _in_python(*modules: ModuleType) -> SimpleNamespace:
    """The public names of modules, their compiled functions replaced by ordinary ones."""
    names = {name: value for module in modules for name, value in vars(module).items() if not name.startswith("_")}
    return SimpleNamespace(
        **{name: plain(value) if hasattr(value, "py_func") else value for name, value in names.items()}
    )


COMMON = _in_python(common)
CONSORTIUM = _in_python(consortium)
ENTERPRISE = _in_python(training, support, enterprise)
GOVERNMENT = _in_python(government)
LABOUR = _in_python(labour)
SCHOOL = _in_python(school)
STUDENT = _in_python(student)
DRAWS = _in_python(randomness)
"""`DRAWS.uniform` and `DRAWS.normal`, and a number for each decision."""

HALF_YEAR = 0.5


def added(numbers: Iterable[float]) -> float:
    """The sum, one number after the other; the built-in `sum` corrects its rounding errors since Python 3.12."""
    total = 0.0
    for number in numbers:
        total += number
    return total
