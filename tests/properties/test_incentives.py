"""How enterprises respond to incentives that are watched, or known to end."""

from __future__ import annotations

import math
from types import SimpleNamespace as Row

import pytest

from consortium.simulation.compilation import plain
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.policies.instruments import Subsidy
from consortium.simulation.rules import support
from tests.worlds import town


def test_fewer_and_fewer_enterprises_claim_for_nobody_as_monitoring_grows():
    model = ConsortiumModel(town(), rng=1)
    enterprises = [Row(honesty=float(value)) for value in model.population.enterprises["honesty"]]
    numbers = Row(detection=0.8, leak=1.0, penalty=0.5, scruples=0.3)
    claiming = [
        sum(plain(support.over_claiming_gain)(e, Row(**vars(numbers), monitoring=level)) > 0.0 for e in enterprises)
        for level in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    ]
    assert claiming == sorted(claiming, reverse=True)
    assert claiming[0] > claiming[2] > claiming[3] > claiming[4] > 0 == claiming[-1]


def test_enterprises_count_on_the_known_path_of_support_over_the_tie_that_they_expect():
    """A subsidy that stands at 8 for two more years and then ends, in a world where half of the ties end each year."""
    inertia = math.sqrt(0.5)
    base = town(years=6).with_({"inertia": inertia, "subsidy": 2.0})
    known, silent = (base.with_(policies=[Subsidy(per_trainee=6.0, end=3, announced=notice)]) for notice in (5, 0))
    expected = {}
    for name, scenario in (("known", known), ("silent", silent)):
        model = ConsortiumModel(scenario, rng=1)
        model.step()
        assert model.now["subsidy"][0] == 8.0
        expected[name] = float(model.foreseen["subsidy"][0])
    assert expected["silent"] == 8.0
    # years 1, 2, 3 with 8, from the fourth on 2: the tie lasts so long with (1/2)³
    assert expected["known"] == pytest.approx(8.0 - 6.0 * 0.5**3)
