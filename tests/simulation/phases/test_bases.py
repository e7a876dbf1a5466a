"""Training bases are built for fields and serve their own: students practise there, enterprises save fixed cost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from consortium.simulation.model import ConsortiumModel
from consortium.simulation.policies.instruments import TrainingBase
from consortium.simulation.state.columns import COTRAINING
from tests.worlds import town

BASE = TrainingBase(construction=2000.0, operation=400.0, joint_management=1.0)


def after(years: int, **parameters: Any) -> ConsortiumModel:
    model = ConsortiumModel(town(BASE, **parameters), rng=2)
    for _ in range(2 * years):
        model.step()
    return model


def test_without_weights_construction_follows_seats() -> None:
    model = ConsortiumModel(town(BASE), rng=2)
    mix, intake = model.population.programmes["mix"].copy(), model.population.schools["intake"]
    model.step()
    capital = model.population.markets["base_capital"][0]
    assert capital == pytest.approx(2000.0 * (mix * intake[:, None]).sum(axis=0) / intake.sum())
    assert (model.population.markets["base_usable"] > 0).all()


def test_weights_divide_what_is_built() -> None:
    capital = after(1, base_field_weights=(3.0, 0.0, 1.0, 0.0, 0.0)).population.markets["base_capital"][0]
    assert capital / capital.sum() == pytest.approx([0.75, 0.0, 0.25, 0.0, 0.0])


def test_a_field_without_bases_gains_nothing_by_them() -> None:
    """Until students have graduated whom bases taught, and enterprises have chosen, the other fields are untouched."""
    with_it, without = after(1, base_field=2), ConsortiumModel(town(), rng=2)
    for _ in range(2):
        without.step()
    usable = with_it.population.markets["base_usable"][0]
    assert usable[1] > 0.0
    assert np.delete(usable, 1) == pytest.approx(0.0)
    here, there = with_it.population.students, without.population.students
    others = (here["field"] != 1) & (here["track"] == 0)
    assert (here["practice"][others] == there["practice"][others]).all()
    field = (here["field"] == 1) & (here["status"] == 1) & (there["status"] == 1) & (here["track"] == there["track"])
    assert (here["practice"][field] > there["practice"][field]).all()
    e, same = with_it.population.enterprises, without.population.enterprises
    deep = (e["depth"] == COTRAINING) & (same["depth"] == COTRAINING) & (e["member"] == same["member"])
    cheaper = e["fixed_cost"] < same["fixed_cost"]
    assert (e["field"][deep & cheaper] == 1).all()
    assert cheaper[deep & (e["field"] == 1)].all()


def test_all_that_is_built_is_somewhere_and_is_paid_for_once() -> None:
    model = ConsortiumModel(town(BASE, base_field=5), rng=2)
    model.step()
    assert model.population.markets["base_capital"].sum() == pytest.approx(2000.0)
    assert model.population.spending["training_base"][0] == pytest.approx(2000.0 + 200.0)
