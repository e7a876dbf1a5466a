"""Rules and phases hold no number of their own: what is assumed is a parameter, what is not has a name."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from consortium.simulation.outputs import tally
from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.rules import common, school, student

ROOT = Path(__file__).parents[2]
FILES = sorted(
    [
        *(path for folder in ("rules", "phases") for path in (ROOT / "simulation" / folder).glob("*.py")),
        ROOT / "simulation" / "outputs" / "tally.py",
    ]
)

NOTHING_AND_ALL = {0.0, 1.0, 2.0}
"""What a share begins and ends with, and two halves of a year or of a distance."""

DEPTHS_AND_ROWS = {0, 1, 2, 3}
"""Depths of cooperation and tracks, rows from the first; −1 ("none") is minus 1."""

NAMED: dict[ModuleType, dict[str, float]] = {
    common: {
        "HALF": 1 / 2,
        "HALF_YEAR": 1 / 2,
        "SEMESTERS": 6,
        "DEPTHS": 4,
        "ENTERPRISES_OF_COSTS": 300,  # a unit
        "LARGEST_EXPONENT": 700,  # of the machine
    },
    school: {"MOST_APPROACHES": 16},  # where a Poisson number with a mean of a few is cut off
    student: {"GOLDEN_SECTION": (math.sqrt(5) - 1) / 2},
    tally: {"LEAST_OF_PROGRAMME": 1 / 20, "TENURE_OF_PROJECT": 4},  # definitions of outputs
}
"""Numbers that nobody would sweep: units, the calendar, mathematics, and definitions of what is counted."""


def bare_numbers(source: str, named: frozenset[str] = frozenset()) -> Iterator[tuple[int, str]]:
    """Line and text of every number in a source that is neither structural nor the value of a named constant."""
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and {ast.unparse(target) for target in statement.targets} <= named:
            continue
        for node in ast.walk(statement):
            if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
                continue
            allowed = NOTHING_AND_ALL if isinstance(node.value, float) else DEPTHS_AND_ROWS
            if isinstance(node.value, int | float | complex) and node.value not in allowed:
                yield node.lineno, ast.unparse(node)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def f(now):\n    return 1.0 - 0.8 * now.rights", [(2, "0.8")]),
        ("def f(e):\n    return e.tenure >= 4", [(2, "4")]),
        ("def f(x):\n    return clip(x, -1.0, 3.0)", [(2, "3.0")]),
        ("def f(x, least=.1):\n    return x", [(1, "0.1")]),
        ("SHARE = 0.3\ndef f(x):\n    return SHARE * x", [(1, "0.3")]),
        ("def f(x):\n    HALF = 0.5\n    return HALF * x", [(2, "0.5")]),
        ("def f(e):\n    return -1 if e.depth == 3 else 2.0 * e.places / 1.0", []),
        ("HALF = 0.5", []),
    ],
)
def test_a_bare_number_is_found_wherever_it_stands(source: str, found: list[tuple[int, str]]) -> None:
    assert list(bare_numbers(source, frozenset({"HALF"}))) == found


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_rule_or_phase_has_no_number_of_its_own(path: Path) -> None:
    named = {name for module, names in NAMED.items() if Path(module.__file__ or "") == path for name in names}
    found = bare_numbers(path.read_text(encoding="utf-8"), frozenset(named))
    wrong = [f"{path.relative_to(ROOT)}:{line} {number}" for line, number in found]
    assert wrong == [], "declare it in simulation/parameters, so that it can be swept and reports know of it"


@pytest.mark.parametrize("module", NAMED, ids=lambda module: module.__name__.rpartition(".")[2])
def test_a_named_number_is_what_its_name_says(module: ModuleType) -> None:
    for name, value in NAMED[module].items():
        assert getattr(module, name) == pytest.approx(value, rel=1e-15), name


def test_every_parameter_is_read_somewhere() -> None:
    sources = [path for path in (ROOT / "simulation").rglob("*.py") if not path.name.startswith("parameters_")]
    written = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    words = set(re.findall(r"\w+", written))
    assert [name for name in PARAMETERS if name not in words] == []
