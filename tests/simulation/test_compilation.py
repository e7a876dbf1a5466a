"""Compiled code is filed under what it follows from: edits that matter are noticed, and no others."""

from __future__ import annotations

import copy
import pickle
from types import FunctionType

import numpy as np
import pytest

from consortium.simulation import compilation, model, sorting
from consortium.simulation.compilation import TypedCalls, digest_of
from consortium.simulation.scenario import load_scenario

RULE = """
import math

WEIGHT = 0.3

def helper(x):
    \"""What it does.\"""
    return WEIGHT * x

def rule(x, now):
    # why
    return math.sqrt(helper(x)) + now.fee
"""


class _Compiled:
    """Stands for a dispatcher: what matters is that it leads to the function."""

    def __init__(self, function: FunctionType) -> None:
        self.py_func = function


def _rule(source: str) -> FunctionType:
    names: dict = {"__name__": "rules"}
    exec(source, names)
    names["helper"] = _Compiled(names["helper"])
    return names["rule"]


def test_an_edit_of_a_called_rule_or_of_a_constant_is_noticed_and_one_of_words_is_not() -> None:
    before = digest_of(_rule(RULE))
    assert digest_of(_rule(RULE)) == before
    for old, new in (("What it does.", "Other words."), ("# why", "# because"), ("\nimport math", "\n\n\nimport math")):
        assert digest_of(_rule(RULE.replace(old, new))) == before, new
    for old, new in (("0.3", "0.4"), ("WEIGHT * x", "WEIGHT + x"), ("now.fee", "now.poach"), ("math.sqrt", "math.exp")):
        assert digest_of(_rule(RULE.replace(old, new))) != before, new
    assert digest_of(_rule(RULE), "other options") != before


def test_code_that_was_compiled_before_a_module_moved_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest_of(_rule(RULE))
    assert "state/world.py" in compilation._MODULES
    moved = tuple("tables/world.py" if name == "state/world.py" else name for name in compilation._MODULES)
    monkeypatch.setattr(compilation, "_MODULES", moved)
    assert digest_of(_rule(RULE)) != before


def test_every_phase_has_compiled_code_after_a_year_and_only_then_is_it_said_to_be_compiled() -> None:
    town = {"schools": 2, "enterprises": 20, "intake": 5, "years": 1, "warm_up": 2}
    model.ConsortiumModel(load_scenario("baseline").with_({f"parameters.{k}": v for k, v in town.items()}), rng=1)
    assert compilation.already_compiled()
    assert compilation.anything_compiled()


def test_a_part_of_a_phase_says_that_python_cannot_call_it() -> None:
    with pytest.raises(TypeError, match="position_above is called by compiled functions only"):
        sorting.position_above(np.arange(3), 1.0)


def test_calls_that_know_their_types_give_what_other_calls_give_and_tell_types_apart() -> None:
    calls = TypedCalls()
    scores = np.array([0.5, 2.0, -1.0])
    assert calls(sorting.best_first, scores).tolist() == sorting.best_first(scores).tolist() == [1, 0, 2]
    fixed = np.array([0.5, 2.0, -1.0])
    fixed.flags.writeable = False
    assert TypedCalls()(sorting.best_first, fixed).tolist() == [1, 0, 2]
    assert copy.copy(calls)(sorting.best_first, scores[::-1].copy()).tolist() == [1, 2, 0]
    assert pickle.loads(pickle.dumps(calls))(sorting.best_first, scores).tolist() == [1, 0, 2]
