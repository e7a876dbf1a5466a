"""The model is a Mesa model as Mesa users know them."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref
from typing import Any

import mesa
import numpy as np
import pandas as pd
import pytest

from consortium.simulation.agents import Enterprise, Government, School
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.saving import restore_state, save_state
from consortium.simulation.scenario.files import FOLDER
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


# --- how long it runs -------------------------------------------------------------------------------------------------


def test_a_model_that_is_left_to_run_ends_at_the_horizon_of_its_scenario() -> None:
    model = ConsortiumModel(town(years=2), rng=1)
    assert model.running
    model.run_model()
    assert (model.tick, model.year, model.running) == (4, 2, False)


def test_who_steps_by_hand_may_go_beyond_the_horizon_and_the_model_does_not_ask_to_go_on() -> None:
    model = run(town(years=2))
    model.step()
    assert (model.tick, model.running) == (5, False)
    longer = run(town(years=3), years=2)
    longer.step()
    assert model.population.differences(longer.population) == []  # only the end was another


def test_a_model_that_somebody_stops_earlier_stays_stopped() -> None:
    class Impatient(ConsortiumModel):
        def step(self) -> None:
            super().step()
            if self.tick == 2:
                self.running = False

    model = Impatient(town(years=3), rng=1)
    model.run_model()
    assert model.tick == 2
    model.step()
    assert not model.running


def test_a_model_taken_up_at_its_horizon_has_nothing_left_to_run() -> None:
    ended = run(town(years=2))
    assert not restore_state(town(years=2), save_state(ended)).running
    assert restore_state(town(years=3), save_state(ended)).running


# --- what is collected ------------------------------------------------------------------------------------------------


def test_all_metrics_are_model_variables_of_the_collector(model: ConsortiumModel) -> None:
    variables = model.datacollector.model_vars
    series = model.timeseries()
    assert list(variables) == ["tick", *METRICS]
    for name in METRICS:
        np.testing.assert_array_equal(variables[name], series[name])
    assert variables["tick"] == list(range(7))
    for copied in (dict(variables), {**variables}, dict(variables.items()), variables.copy()):
        assert [len(values) for values in copied.values()] == [7] * (1 + len(METRICS))
    frame = model.datacollector.get_model_vars_dataframe()
    pd.testing.assert_frame_equal(pd.DataFrame(variables), frame)


def test_model_variables_follow_a_model_that_goes_on() -> None:
    model = ConsortiumModel(town(), rng=1, model_reporters={"agents": _agents})
    for length in (1, 2, 3):
        variables = model.datacollector.model_vars
        assert [len(variables[name]) for name in ("participation", "tick", "agents")] == [length] * 3
        assert variables["participation"][-1] == model.metrics["participation"]
        model.step()
    assert pickle.loads(pickle.dumps(model)).datacollector.model_vars["agents"] == [67] * 4


def _agents(model: mesa.Model) -> int:
    return len(model.agents)


@pytest.mark.parametrize("name", ["participation", "tick"])
def test_a_reporter_cannot_take_the_name_of_a_metric(name: str) -> None:
    with pytest.raises(ValueError, match=f"'{name}', which the model reports by itself; allowed: other names"):
        ConsortiumModel(town(), rng=1, model_reporters={name: _agents})


def test_reporters_of_one_kind_of_agent_are_collected() -> None:
    model = ConsortiumModel(town(), rng=1, agenttype_reporters={School: {"practice": "practical_share"}})
    model.step()
    frame = model.datacollector.get_agenttype_vars_dataframe(School)
    assert len(frame) == 2 * 6
    assert frame["practice"].to_list()[6:] == model.population.schools["practical_share"].tolist()


def batch(**how: Any) -> pd.DataFrame:
    return pd.DataFrame(mesa.batch_run(ConsortiumModel, display_progress=False, **how))


def test_a_batch_of_mesa_gives_all_outputs_of_each_seed() -> None:
    longer = town(years=3)  # than is simulated: then all versions of Mesa end with the same step, see docs/mesa.md
    rows = batch(parameters={"scenario": longer, "rng": [1, 2]}, max_steps=4).set_index("rng")
    assert list(rows.index) == [1, 2]
    assert (rows["Step"] == 4).all()
    assert (rows["tick"] == 4).all()
    for seed in (1, 2):
        series = run(longer, seed, years=2).timeseries().iloc[-1]
        np.testing.assert_array_equal(
            rows.loc[seed, list(METRICS)].to_numpy(float), series[list(METRICS)].to_numpy(float)
        )


def test_every_row_of_a_batch_is_of_the_tick_that_it_says() -> None:
    rows = batch(parameters={"scenario": town(years=3), "rng": 1}, max_steps=4, data_collection_period=1)
    assert rows["Step"].tolist() == rows["tick"].tolist() == list(range(5))
    series = run(town(years=3), 1, years=2).timeseries()
    assert rows["participation"].tolist() == series["participation"].tolist()


def test_a_batch_without_a_number_of_steps_ends_at_the_horizon() -> None:
    rows = batch(parameters={"scenario": town(years=2), "rng": 1})
    assert rows["tick"].tolist() in ([3], [4])  # Mesa 3.3 shows the last but one


@pytest.mark.skipif(not hasattr(mesa.DataCollector(), "_collection_steps"), reason="seeds of a batch: Mesa 3.5")
def test_seeds_that_mesa_hands_out_are_the_models_seeds() -> None:
    rows = batch(parameters={"scenario": town(years=2)}, rng=[1, 2])
    assert rows["seed"].tolist() == [1, 2]
    assert rows["participation"].tolist() == [run(town(years=2), seed).metrics["participation"] for seed in (1, 2)]


# --- what agents do not do --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["do", "shuffle_do", "map"])
@pytest.mark.parametrize("method", ["step", "advance"])
def test_agents_are_not_stepped_one_by_one(model: ConsortiumModel, how: str, method: str) -> None:
    before = model.population.copy()
    with pytest.raises(NotImplementedError, match=r"has no step of its own; allowed: model.step\(\)"):
        getattr(model.agents_by_type[Enterprise], how)(method)
    assert model.population.differences(before) == []


def test_agents_are_not_removed_since_the_rules_would_go_on_with_them(model: ConsortiumModel) -> None:
    with pytest.raises(NotImplementedError, match="a School cannot be removed"):
        model.schools[0].remove()
    with pytest.raises(NotImplementedError, match="a Government cannot be removed"):
        model.remove_all_agents()
    assert len(model.agents) == 67


# --- seeds and paths --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1.7, 2.0, "5", True, -1, 2**63, np.float64(3.0), [1], float("nan")])
@pytest.mark.parametrize("word", ["rng", "seed"])
def test_a_seed_is_a_whole_number_and_nothing_that_could_be_made_one(word: str, seed: Any) -> None:
    with pytest.raises(ValueError, match=rf"^{word} = .*; allowed: a whole number from 0 to 2\*\*63 − 1$"):
        ConsortiumModel(town(), **{word: seed})


def test_rng_and_seed_are_two_words_for_one_thing() -> None:
    worlds = [
        ConsortiumModel(town(), rng=3),
        ConsortiumModel(town(), seed=3),
        ConsortiumModel(town(), rng=np.int64(3)),  # type: ignore[arg-type]
        ConsortiumModel(town(), rng=3, seed=np.uint8(3)),  # type: ignore[arg-type]
    ]
    assert {model.seed for model in worlds} == {3}
    for other in worlds[1:]:
        assert other.population.differences(worlds[0].population) == []
    with pytest.raises(ValueError, match="rng = 3 and seed = 4 differ; allowed: one of the two"):
        ConsortiumModel(town(), rng=3, seed=4)


def test_a_model_takes_the_path_of_a_scenario() -> None:
    assert ConsortiumModel(FOLDER / "baseline.toml", rng=1).specification == ConsortiumModel(rng=1).specification


def test_agents_that_nobody_asked_for_are_registered_as_they_are_asked_for() -> None:
    asked, late = (ConsortiumModel(town(years=1), rng=1) for _ in range(2))
    assert len(asked.agents) == len(asked.governments) + len(asked.schools) + len(asked.enterprises)
    for model in (asked, late):
        model.step()
    assert [agent.unique_id for agent in late.agents] == [agent.unique_id for agent in asked.agents]
    assert late.agent_types == asked.agent_types == [Government, School, Enterprise]
    assert [e.depth for e in late.enterprises] == [e.depth for e in asked.enterprises]
