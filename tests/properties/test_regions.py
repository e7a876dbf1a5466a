"""Regions: policies that hold in some, profiles that differ, totals that are sums."""

from __future__ import annotations

import numpy as np
import pytest

from consortium.simulation import parallel
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.policies.instruments import ConsortiumEntity, Subsidy
from consortium.simulation.scenario import ScenarioError, load_scenario
from tests.worlds import run, town


def by_region(model: ConsortiumModel, table: str, region: int) -> np.ndarray:
    rows = getattr(model.population, table)
    return rows[rows["region"] == region]


def test_a_policy_limited_to_a_region_leaves_the_other_as_it_was() -> None:
    base = run(town(regions=2))
    reform = run(town(ConsortiumEntity(level=0.9, regions=(2,)), regions=2))
    for table in ("enterprises", "schools"):
        assert by_region(reform, table, 0).tobytes() == by_region(base, table, 0).tobytes()
        assert by_region(reform, table, 1).tobytes() != by_region(base, table, 1).tobytes()


def test_the_first_of_several_regions_is_the_region_that_stands_alone() -> None:
    alone, first = run(town(), seed=7), run(town(regions=3), seed=7)
    mine, theirs = alone.population.enterprises, by_region(first, "enterprises", 0)
    for column in ("depth", "member", "qhat", "places", "contribution", "subsidy_received"):
        assert (mine[column] == theirs[column]).all(), column


def test_thirty_cities_run_and_their_totals_are_sums() -> None:
    model = run(town(regions=30, schools=4, enterprises=40, intake=10), years=3)
    frame = model.timeseries()
    assert len(frame) == 7 * 31
    total = frame[frame["region"] == "all"].set_index("tick")
    parts = frame[frame["region"] != "all"].groupby("tick")
    for column in ("public_spending", "enterprise_net_benefit", "student_net_benefit", "fund_balance"):
        assert np.allclose(total[column], parts[column].sum())
    assert (total["regional_spread"] > 0).all()


def test_profiles_of_regions_may_differ_in_size_and_rules() -> None:
    scenario = load_scenario("baseline").with_(
        {"regions": 2, "years": 3, "schools": 5, "enterprises": 50, "intake": 12},
        regions=[{"enterprises": 80, "size_median": 120.0}, {"schools": 8, "intake": 20, "subsidy": 0.0}],
    )
    model = run(scenario)
    assert [len(by_region(model, "enterprises", region)) for region in (0, 1)] == [80, 50]
    assert [len(by_region(model, "schools", region)) for region in (0, 1)] == [5, 8]
    assert model.population.regions["seats"].tolist() == [60, 160]
    assert model.timeseries().query("region == '2'")["public_spending_subsidy"].sum() == 0.0
    with pytest.raises(ScenarioError, match="allowed: as many"):
        scenario.with_({"regions": 2}, regions=[{}])
    with pytest.raises(ScenarioError, match="the same in all regions"):
        scenario.with_(regions=[{"years": 3}, {}])
    with pytest.raises(ScenarioError, match="numbers from 1 to 2"):
        scenario.with_(policies=[Subsidy(per_trainee=1.0, regions=(3,))])


def test_a_budget_for_the_whole_is_shared_by_enterprises() -> None:
    scenario = load_scenario("baseline").with_(
        {"regions": 2, "years": 1, "budget": 300.0, "schools": 4, "intake": 10},
        regions=[{"enterprises": 40}, {"enterprises": 80}],
    )
    assert ConsortiumModel(scenario, rng=1).now["budget"].tolist() == pytest.approx([100.0, 200.0])


def test_members_of_a_sector_community_train_students_of_other_regions() -> None:
    scenario = town(regions=2, community=0.9, community_field=1, enterprises=60, schools=6)
    model = run(scenario, seed=3)
    students = model.population.students
    hosted = students[students["host"] >= 0]
    home = model.population.schools["region"][hosted["school"]]
    place = model.population.enterprises["region"][hosted["host"]]
    assert (home != place).any()
    assert set(hosted["field"][home != place]) == {0}


def test_threads_that_share_regions_give_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = town(regions=7, schools=4, enterprises=40, intake=10)
    alone = run(scenario, seed=3, years=3)
    monkeypatch.setattr(parallel, "LARGE", 0)
    monkeypatch.setattr(parallel, "available_cores", lambda: 3)
    shared = run(scenario, seed=3, years=3)
    assert len(shared._parts) > 3
    assert not shared.population.differences(alone.population)
    assert shared.timeseries().equals(alone.timeseries())


def test_parts_of_a_world_hold_every_region_once_and_about_as_many_seats_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "LARGE", 0)
    monkeypatch.setattr(parallel, "available_cores", lambda: 2)
    parts = parallel.parts_of_world(run(town(regions=30, schools=2, enterprises=20, intake=5), years=1).population)
    assert [region for first, last in parts for region in range(first, last)] == list(range(30))
    assert max(last - first for first, last in parts) <= 2 * min(last - first for first, last in parts)
