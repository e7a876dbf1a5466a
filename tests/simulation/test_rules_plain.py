"""Rules as plain Python give the bits of the compiled ones, whatever they call and whatever they are called."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from consortium.simulation.compilation import plain
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.rules.enterprise import enterprise_values_depth
from consortium.simulation.rules.support import application_cost
from consortium.simulation.state.columns import ENTERPRISE_DTYPE
from tests.worlds import town


def as_object(record: np.void) -> SimpleNamespace:
    """A row as an object with plain numbers."""
    return SimpleNamespace(
        **{name: record[name].tolist() for name in record.dtype.names or ()},
    )


def test_a_rule_named_like_a_parameter_is_not_taken_to_call_itself() -> None:
    e, now = SimpleNamespace(friction=2.0), SimpleNamespace(application_cost=8.4)
    assert plain(application_cost)(e, now) == 16.8


def test_the_worth_of_every_depth_is_the_same_in_python_and_compiled() -> None:
    model = ConsortiumModel(town(), rng=1)
    p, now = model.population, model.now[0]
    worth = plain(enterprise_values_depth)
    about = [as_object(row) for row in (p.consortia[0], p.governments[0], now)]
    for row in p.enterprises[:20]:
        market = p.markets[0, row["field"]]
        for depth in (1, 2, 3):
            for member in (0, 1):
                compiled = enterprise_values_depth(row, depth, member, market, p.consortia[0], p.governments[0], now)
                assert worth(as_object(row), depth, member, as_object(market), *about) == compiled
    assert p.enterprises.dtype == ENTERPRISE_DTYPE
