"""The model is a Mesa model as Mesa users know them."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref
from typing import Any

import mesa
import numpy as np
import pytest

from consortium.simulation.agents import Enterprise, Government, School
from consortium.simulation.model import ConsortiumModel
from tests.worlds import run, town


@pytest.fixture(scope="module")
def model() -> ConsortiumModel:
    return run(town(), years=3)


def _trains(enterprise: Any) -> bool:
    return enterprise.depth == 3


def _has_host(student: Any) -> bool:
    return student.host >= 0


def test_governments_schools_and_enterprises_are_registered_agents(model: ConsortiumModel) -> None:
    assert isinstance(model, mesa.Model)
    assert {kind: len(agents) for kind, agents in model.agents_by_type.items()} == {
        Government: 1,
        School: 6,
        Enterprise: 60,
    }
    assert len(model.agents) == 67


def test_sets_of_agents_can_be_selected_aggregated_and_grouped(model: ConsortiumModel) -> None:
    enterprises = model.agents_by_type[Enterprise]
    deep = enterprises.select(_trains)
    assert len(deep) == (model.population.enterprises["depth"] == 3).sum()
    assert enterprises.agg("qhat", np.mean) == pytest.approx(model.metrics["confidence"])
    workers = enterprises.groupby("field").agg("size", sum)
    assert sum(workers.values()) == pytest.approx(model.population.regions["workers"][0])


def test_what_a_user_writes_to_an_agent_is_what_the_rules_read() -> None:
    model = ConsortiumModel(town(), rng=1)
    model.agents_by_type[Enterprise].do(lambda enterprise: setattr(enterprise, "aware", 0))
    assert model.population.enterprises["aware"].sum() == 0
    model.enterprises[3].aware = 1
    assert model.population.enterprises["aware"][3] == 1
    with pytest.raises(AttributeError, match="qhat"):
        _ = model.enterprises[3].unknown


def test_students_are_views_made_on_demand_and_not_registered(model: ConsortiumModel) -> None:
    student = model.students[7]
    assert isinstance(student, mesa.Agent)
    assert student.ability == model.population.students["ability"][7]
    assert student not in model.agents
    enrolled = model.students.to_agentset()
    assert len(enrolled) == (model.population.students["status"] == 1).sum()
    assert max(enrolled.get("practice")) <= 1.0
    assert min(enrolled.select(_has_host).get("track")) >= 2
    assert len({s.unique_id for s in model.students} | {a.unique_id for a in model.agents}) == len(
        model.students
    ) + len(model.agents)


def test_users_extend_the_data_collector_with_reporters_of_their_own() -> None:
    model = ConsortiumModel(
        town(),
        rng=1,
        model_reporters={"largest_trainer": lambda m: max(e.size for e in m.enterprises if e.depth >= 2)},
        agent_reporters={"depth": lambda agent: getattr(agent, "depth", None)},
    )
    for _ in range(4):
        model.step()
    frame = model.datacollector.get_model_vars_dataframe()
    assert list(frame["tick"]) == [0, 1, 2, 3, 4]
    assert frame["largest_trainer"].iloc[-1] > 0
    assert frame["participation"].tolist() == model.timeseries()["participation"].tolist()
    panel = model.datacollector.get_agent_vars_dataframe()
    assert len(panel) == 5 * len(model.agents)


def test_a_step_is_counted_once_and_the_warm_up_not_at_all() -> None:
    model = ConsortiumModel(town(), rng=1)
    assert (model.steps, model.tick, model.year) == (0, 0, 0)
    model.step()
    assert (model.steps, model.tick, model.year, model.autumn) == (1, 1, 1, True)


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_a_copied_or_pickled_model_goes_on_as_the_original(duplicate) -> None:  # type: ignore[no-untyped-def]
    original = run(town(), years=2)
    twin = duplicate(original)
    for model in (original, twin):
        for _ in range(3):
            model.step()
    assert twin.population.differences(original.population) == []
    assert twin.timeseries().equals(original.timeseries())


def test_a_model_that_nobody_holds_is_let_go() -> None:
    model = ConsortiumModel(town(years=1, warm_up=2), rng=1)
    numbers = [agent.unique_id for agent in model.agents]
    assert len(set(numbers)) == len(numbers) == 67
    assert mesa.Agent(model).unique_id not in numbers
    held = weakref.ref(model)
    del model
    gc.collect()
    assert held() is None


def test_a_seed_that_is_none_is_drawn_and_can_be_used_again() -> None:
    drawn = ConsortiumModel(town(years=1))
    again = ConsortiumModel(town(years=1), rng=drawn.seed)
    assert drawn.population.differences(again.population) == []
    with pytest.raises(ValueError, match="allowed"):
        ConsortiumModel(town(), rng=-1)


def test_a_breakdown_adds_up_to_the_whole(model: ConsortiumModel) -> None:
    for by in ("size_class", "field", "school", "region"):
        frame = model.breakdown(by)
        assert by in frame.columns
    fields = model.breakdown("field")
    weights = np.bincount(model.population.enterprises["field"], minlength=5) / 60
    assert (fields["participation"] * weights).sum() == pytest.approx(model.metrics["participation"])
    assert model.breakdown("region")["training_quality"][0] == model.metrics["training_quality"]
    with pytest.raises(ValueError, match="size_class"):
        model.breakdown("colour")  # type: ignore[arg-type]


def test_series_have_tick_0_and_a_money_column_in_three_measures(model: ConsortiumModel) -> None:
    total = model.timeseries()
    assert list(total.columns[:3]) == ["tick", "year", "region"]
    assert list(total["tick"]) == list(range(7))
    assert list(total["year"]) == [0, 1, 1, 2, 2, 3, 3]
    assert set(total["region"]) == {"all"}
    scaled = model.timeseries(money="scaled")["public_spending"]
    assert scaled.to_numpy() == pytest.approx(60 * total["public_spending"].to_numpy())
    per_student = model.timeseries(money="per_student")["public_spending"]
    assert per_student.to_numpy() == pytest.approx(total["public_spending"].to_numpy() / (3 * 6 * 20))


def test_what_spring_settles_keeps_its_value_in_autumn(model: ConsortiumModel) -> None:
    quality = model.timeseries()["training_quality"].to_numpy()
    assert (quality[1::2] == quality[0:-1:2]).all()
    assert len(set(quality)) == 4
