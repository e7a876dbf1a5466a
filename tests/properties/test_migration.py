"""Graduates who look for a job beyond their region: who leaves arrives, draws are their own, jobs decide who gains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from consortium.simulation import parallel
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.policies.instruments import Subsidy
from consortium.simulation.randomness import first_employer_elsewhere
from consortium.simulation.scenario import Scenario
from consortium.simulation.state.columns import GRADUATED
from tests.worlds import run, ticks, town

OPEN = 0.6


def cities(*ratios: float, migration: float = OPEN, **parameters: Any) -> Scenario:
    """Cities that differ in their jobs a graduate alone."""
    scenario = town(migration=migration, **parameters)
    return scenario.with_(regions=[{"vacancy_ratio": ratio} for ratio in ratios])


def graduates(model: ConsortiumModel) -> tuple[np.ndarray, np.ndarray]:
    """This spring's graduates who seek a job, and their home regions."""
    students = model.population.students
    chosen = students[(students["status"] == GRADUATED) & (students["left"] == model.tick) & (students["degree"] == 0)]
    return chosen, model.population.schools["region"][chosen["school"]]


def springs(scenario: Scenario, seed: int = 1) -> Iterator[ConsortiumModel]:
    return (model for model in ticks(scenario, seed) if model.tick > 0 and not model.autumn)


@pytest.mark.parametrize("seed", [1, 2])
def test_who_leaves_one_region_arrives_in_another(seed: int) -> None:
    """Counted of the graduates, and of the enterprises by themselves: the books of both sides agree."""
    for model in springs(cities(1.6, 1.1, 0.7), seed):
        seekers, home = graduates(model)
        employers, placed = model.population.enterprises, seekers["job"] >= 0
        where = employers["region"][seekers["job"][placed]]
        assert (where == np.where(seekers["retained"] == 1, home, seekers["sought_in"])[placed]).all()
        leavers = np.bincount(home[placed][where != home[placed]], minlength=3)
        arrivals = np.bincount(employers["region"], employers["from_elsewhere"], minlength=3)
        assert leavers.sum() == arrivals.sum() > 0
        jobs = np.bincount(employers["region"], employers["kept"] + employers["hired"], minlength=3)
        assert (jobs == np.bincount(home[placed], minlength=3) - leavers + arrivals).all()
        series = model.timeseries().query(f"tick == {model.tick}").set_index("region")
        employed = np.bincount(home[placed], minlength=3)
        assert series["net_inflow"]["all"] == 0.0
        assert series["net_inflow"][1:].tolist() == pytest.approx((arrivals - leavers) / employed)
        assert series["out_migration"][1:].tolist() == pytest.approx(leavers / employed)
        assert series["employment_rate"][1:].tolist() == pytest.approx(employed / np.bincount(home, minlength=3))


def test_nobody_is_hired_twice_and_no_enterprise_hires_beyond_its_jobs() -> None:
    for model in springs(cities(1.6, 0.7)):
        seekers, _ = graduates(model)
        e = model.population.enterprises
        assert (np.bincount(seekers["job"][seekers["job"] >= 0], minlength=len(e)) == e["kept"] + e["hired"]).all()
        assert (e["hired"] <= np.maximum(0, e["vacancies"] - e["kept"])).all()


def test_only_those_whom_no_host_kept_look_beyond() -> None:
    for model in springs(cities(1.6, 0.7, migration=1.0)):
        seekers, home = graduates(model)
        kept = seekers["retained"] == 1
        assert (seekers["sought_in"][kept] == home[kept]).all()
        assert 0 < (seekers["sought_in"] != home).sum() < len(seekers)


def test_a_single_region_and_closed_markets_are_as_before() -> None:
    assert run(town(migration=OPEN)).population.differences(run(town()).population) == []
    closed = run(cities(1.6, 0.7, migration=0.0))
    assert (closed.timeseries()["out_migration"].dropna() == 0.0).all()


def test_threads_that_share_regions_give_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = cities(1.6, 1.3, 1.0, 0.9, 0.8, 0.7, 1.1, schools=4, enterprises=40, intake=10)
    alone = run(scenario, seed=3, years=3)
    monkeypatch.setattr(parallel, "LARGE", 0)
    monkeypatch.setattr(parallel, "available_cores", lambda: 3)
    shared = run(scenario, seed=3, years=3)
    assert len(shared._parts) > 3
    assert (shared.population.enterprises["from_elsewhere"] > 0).any()
    assert not shared.population.differences(alone.population)
    assert shared.timeseries().equals(alone.timeseries())


def test_an_employer_elsewhere_is_never_taken_for_one_at_home_or_in_a_third_region() -> None:
    """The second word of a draw holds 32 bits, in which regions must not overlap."""
    most = int(PARAMETERS["enterprises"].high)
    regions = int(PARAMETERS["regions"].high)
    assert first_employer_elsewhere(0) >= most
    assert first_employer_elsewhere(1) - first_employer_elsewhere(0) >= most
    assert first_employer_elsewhere(regions - 1) + most < 2**32


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whoever_leaves_does_so_with_a_third_region_as_well(seed: int) -> None:
    """Draws are by identity, whoever else is there: in the first spring with graduates all else is still the same."""
    two, three = (next(springs(cities(*ratios, warm_up=4), seed)) for ratios in ((1.1, 1.3), (1.1, 1.3, 0.8)))
    mine, home = graduates(two)
    theirs, other_home = graduates(three)
    theirs, other_home = theirs[other_home < 2], other_home[other_home < 2]
    assert mine["adequacy"].tolist() == theirs["adequacy"].tolist()
    assert mine["retained"].tolist() == theirs["retained"].tolist()
    leaves, also_leaves = mine["sought_in"] != home, theirs["sought_in"] != other_home
    assert (also_leaves | ~leaves).all()
    assert leaves.sum() < also_leaves.sum()
    assert (theirs["sought_in"] == 2).any()


def test_worlds_are_the_same_until_a_policy_starts_in_one_region() -> None:
    base, reform = cities(1.6, 0.7), cities(1.6, 0.7).with_(policies=[Subsidy(per_trainee=9.0, start=4, regions=(2,))])
    for before, after in zip(ticks(base, years=3), ticks(reform, years=3), strict=True):
        assert after.population.differences(before.population) == []
    assert run(reform).population.differences(run(base).population) != []


# --- direction --------------------------------------------------------------------------------------------------------

CITY = {"schools": 8, "enterprises": 100, "intake": 30, "years": 10}
SEEDS = range(1, 9)


def by_city(scenario: Scenario, *metrics: str) -> np.ndarray:
    """Means of the last five years by seed and metric: an array of shape (seeds, metrics, cities)."""
    found = []
    for seed in SEEDS:
        late = run(scenario, seed).timeseries().query("year > 5 and region != 'all'")
        found.append(late.groupby("region")[list(metrics)].mean().to_numpy().T)
    return np.array(found)


def error_of(values: np.ndarray) -> np.ndarray:
    return values.std(axis=0, ddof=1) / np.sqrt(len(values))


def test_regions_alike_have_no_net_flow_on_average() -> None:
    """Of any size: where there are as many jobs a graduate, as many come as go."""
    alike = cities(1.1, 1.1, **CITY)
    uneven = alike.with_(regions=[{"vacancy_ratio": 1.1}, {"vacancy_ratio": 1.1, "schools": 2, "enterprises": 25}])
    for scenario in (alike, uneven):
        out, net = np.moveaxis(by_city(scenario, "out_migration", "net_inflow"), 1, 0)
        assert (out.mean(axis=0) > 0.05).all()
        assert (np.abs(net.mean(axis=0)) < 3.0 * error_of(net)).all()
        assert (np.abs(net.mean(axis=0)) < 0.25 * out.mean(axis=0)).all()


def test_the_city_with_fewer_jobs_loses_graduates_to_the_one_with_more() -> None:
    metrics = "net_inflow", "vacancy_fill_rate", "employment_rate", "trained_staying"
    opened = by_city(cities(1.6, 0.7, **CITY), *metrics)
    closed = by_city(cities(1.6, 0.7, migration=0.0, **CITY), *metrics)
    change = opened - closed
    mean, error = change.mean(axis=0), error_of(change)
    rich, poor = 0, 1
    assert (mean[0, rich] > 3 * error[0, rich], mean[0, poor] < -3 * error[0, poor]) == (True, True)
    assert mean[1, rich] > 3 * error[1, rich], "the richer city fills more of its jobs"
    assert mean[1, poor] < -3 * error[1, poor], "the poorer one fewer"
    assert mean[2, poor] > 3 * error[2, poor], "but its graduates find a job more often"
    assert mean[3, poor] < -3 * error[3, poor], "and fewer of those whom its enterprises train work for one of them"


def test_training_pays_less_for_the_employers_of_a_city_that_others_hire_from() -> None:
    """Of the trainees that a subsidy adds, fewer work for an employer of the city where markets are open."""
    gains = []
    for migration in (0.0, OPEN):
        pays = Subsidy(per_trainee=25.0, regions=(2,))
        base = cities(1.6, 0.7, migration=migration, **CITY)
        metrics = "trained_staying", "jointly_trained_share"
        change = by_city(base.with_(policies=[pays]), *metrics) - by_city(base, *metrics)
        gains.append(change[:, :, 1].mean(axis=0))
    (stay_closed, trained_closed), (stay_open, trained_open) = gains
    assert trained_closed > 0.03
    assert trained_open > 0.03
    assert 0.0 < stay_open / trained_open < stay_closed / trained_closed


def test_a_sector_community_and_a_leading_pair_go_on_working() -> None:
    shared = {"community": 0.9, "community_field": 1, "leader_influence": 0.2, "enterprises": 80}
    hosted_elsewhere = 0
    for model in springs(cities(1.6, 0.7, **shared)):
        seekers, home = graduates(model)
        e, placed = model.population.enterprises, seekers["job"] >= 0
        where = e["region"][seekers["job"]]
        assert e["from_elsewhere"].sum() == (placed & (where != home)).sum()
        hosted_elsewhere += int((e["region"][seekers["host"]] != home)[seekers["host"] >= 0].sum())
        assert (e["depth"][model.population.regions["leader"]] == 3).all()
    assert hosted_elsewhere > 0


def test_who_is_hired_in_another_region_costs_no_benefit_sharing_unless_a_community_spans_both() -> None:
    shared = {"benefit_sharing": 1.0, "entity": 0.9, "member_image": 60.0, "enterprises": 80, "inertia": 0.5}
    for community in ({}, {"community": 0.9, "community_field": 1}):
        across = 0
        for model in springs(cities(1.6, 0.7, **shared, **community)):
            e = model.population.enterprises
            assert e["sharing_paid"].sum() == pytest.approx(e["sharing_received"].sum())
            received = np.bincount(e["region"], e["sharing_received"], minlength=2)
            paid = np.bincount(e["region"], e["sharing_paid"], minlength=2)
            across += int(not np.allclose(received, paid))
        assert (across > 0) == bool(community)
