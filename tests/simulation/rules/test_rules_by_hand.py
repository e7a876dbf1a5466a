"""Every rule gives what is computed by hand. The twin cannot show that, for it calls the same rules."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from consortium.simulation import rules
from consortium.simulation.compilation import plain
from tests.simulation.rules import (
    common,
    consortium,
    enterprise_choice,
    enterprise_cost,
    enterprise_worth,
    government,
    incentives,
    labour,
    park_and_commissions,
    school,
    student,
)
from tests.simulation.rules.by_hand import Case

ENTERPRISE = enterprise_cost, enterprise_worth, enterprise_choice
CASES: list[Case] = [
    case
    for table in (
        common,
        consortium,
        *ENTERPRISE,
        government,
        incentives,
        labour,
        park_and_commissions,
        school,
        student,
    )
    for case in table.CASES
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_rule_gives_what_is_computed_by_hand(case: Case) -> None:
    assert plain(case.rule)(*case.given) == pytest.approx(case.worked, rel=1e-12, abs=1e-12)


def test_every_rule_has_a_case() -> None:
    files = sorted(path.stem for path in Path(str(rules.__file__)).parent.glob("*.py") if path.stem != "__init__")
    modules = [importlib.import_module(f"{rules.__name__}.{stem}") for stem in files]
    own = [
        value
        for module in modules
        for value in vars(module).values()
        if hasattr(value, "py_func") and value.__module__ == module.__name__
    ]
    assert len(own) > 100
    with_a_case = {case.rule.__name__ for case in CASES}
    assert sorted(rule.__name__ for rule in own if rule.__name__ not in with_a_case) == []
