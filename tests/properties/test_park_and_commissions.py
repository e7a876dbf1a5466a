"""An industrial park for which a consortium is run, and training that enterprises commission: directions and books."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from consortium.experiments.runs.batch import simulate
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.policies.instruments import CommissionedTraining, ConsortiumEntity
from consortium.simulation.rules.common import COMMISSIONED
from consortium.simulation.scenario import Scenario, load_scenario
from consortium.simulation.state.columns import ENROLLED
from consortium.simulation.state.population import Population
from tests.worlds import ticks, town

SEEDS = range(1, 11)


def after(scenario: Scenario, seed: int = 1) -> Population:
    model = ConsortiumModel(scenario, rng=seed)
    for _ in range(2 * scenario.parameters["years"]):
        model.step()
    return model.population


@cache
def ending(scenario: Scenario, metric: str) -> np.ndarray:
    """Means of a metric over the last five years, one by seed."""
    found = []
    for seed in SEEDS:
        series = simulate(scenario, seed, agents=False).series
        assert series is not None
        found.append(series[series["region"] == "all"][metric].tail(10).mean())
    return np.array(found)


def change(metric: str, reform: Scenario, base: Scenario) -> float:
    return float((ending(reform, metric) - ending(base, metric)).mean())


# --- what changes nothing ---------------------------------------------------------------------------------------------


def test_without_a_park_a_consortium_cannot_be_run_for_one() -> None:
    focused = town(entity=0.5, park_focus=1.0, park_size=2.0, park_neighbours=1.0)
    assert after(focused).differences(after(town(entity=0.5))) == []


def test_to_be_in_a_park_is_a_label_where_nobody_acts_on_it() -> None:
    parted = after(town(entity=0.5, park_share=0.4, park_neighbours=0.0)).differences(after(town(entity=0.5)))
    assert set(parted) == {"enterprises.park", "regions.in_park"}


def test_what_a_commission_would_cost_matters_to_nobody_who_gives_none() -> None:
    dear = town(commission_price=56.0, commission_support=1.0, commission_saving=1.0, e_commission=1.0)
    assert after(dear).differences(after(town())) == []


# --- the park ---------------------------------------------------------------------------------------------------------


def test_more_of_the_larger_enterprises_are_in_a_park_and_those_who_are_stay_as_it_grows() -> None:
    small, large = (after(town(park_share=share, park_size=1.0)).enterprises for share in (0.2, 0.4))
    assert 0 < small["park"].sum() < large["park"].sum() < len(large)
    assert (small["park"] <= large["park"]).all()
    assert small["size"][small["park"] == 1].mean() > small["size"][small["park"] == 0].mean()


@pytest.mark.parametrize(("share", "all_of_them"), [(0.0, False), (1.0, True)])
def test_enterprises_of_a_park_watch_each_other_as_far_as_they_are_said_to(share: float, all_of_them: bool) -> None:
    population = after(town(park_share=0.3, park_neighbours=share))
    in_park = population.enterprises["park"] == 1
    watched = in_park[population.neighbours[in_park]]
    assert watched.all() == all_of_them
    assert (population.neighbours[in_park] != np.flatnonzero(in_park)[:, None]).all() or not all_of_them
    plain = after(town()).neighbours
    assert (population.neighbours[~in_park] == plain[~in_park]).all()
    assert population.regions["in_park"][0] == in_park.sum()


def test_a_consortium_for_the_park_warms_the_park_and_costs_less_than_one_for_all() -> None:
    city = load_scenario("park_city").with_(policies=())
    for_all, for_park = (city.with_(policies=(ConsortiumEntity(level=0.9, park_focus=focus),)) for focus in (0.0, 1.0))
    inside, outside = (
        [change(f"deep_participation_{where}", reform, city) for reform in (for_all, for_park)]
        for where in ("park", "outside")
    )
    assert min(inside) > 0.03
    assert outside[0] > 0.03
    assert abs(outside[1]) < 0.01
    paid = "public_spending_consortium_entity"
    assert 0.0 < change(paid, for_park, city) < 0.5 * change(paid, for_all, city)


def test_a_breakdown_tells_the_park_from_the_rest() -> None:
    model = ConsortiumModel(town(park_share=0.3), rng=1)
    for _ in range(4):
        model.step()
    parts = model.breakdown("park").set_index("park")["deep_participation"]
    assert parts["in the park"] == model.metrics["deep_participation_park"]
    assert parts["outside"] == model.metrics["deep_participation_outside"]
    assert np.isnan(ConsortiumModel(town(), rng=1).metrics["deep_participation_park"])


# --- commissioned training --------------------------------------------------------------------------------------------


def commissioned(**fields: Any) -> Scenario:
    return load_scenario("baseline").with_(policies=(CommissionedTraining(**fields),))


def test_retention_rises_with_the_share_that_is_commissioned() -> None:
    shares = [ending(commissioned(share=share), "retention").mean() for share in (0.0, 0.3, 0.6)]
    assert shares[0] + 0.02 < shares[1] < shares[2]


def test_who_commissions_pays_for_every_student_on_its_commission_until_the_student_leaves() -> None:
    enrolled_for = 0
    for model in ticks(town(commission_share=1.0, commission_price=2.0, subsidy=12.0)):
        p = model.population
        here = (p.students["status"] == ENROLLED) | (p.students["left"] == model.tick)
        number = int(((p.students["form"] == COMMISSIONED) & here).sum())
        assert p.enterprises["commission_paid"].sum() == pytest.approx(number * 2.0 / 2.0)
        assert p.schools["commission_received"].sum() == pytest.approx(number * 2.0 / 2.0)
        enrolled_for += number
    assert enrolled_for > 0


def test_the_books_of_enterprise_and_school_count_what_commissions_cost() -> None:
    """Where nobody chooses anew, is bound by what is paid, or buys equipment: what one side loses the other gains."""
    still: dict[str, Any] = {
        "inertia": 1.0,
        "mandate": 2.0,
        "dispute_rate": 0.0,
        "commission_keeps": 0.0,
        "e_commission": 0.0,
    }
    world = town(**still, commission_share=1.0, commission_price=1.0)
    dearer = world.with_(policies=(CommissionedTraining(share=0.0, price=8.0, start=2),))
    cheap, dear = ConsortiumModel(world, rng=2), ConsortiumModel(dearer, rng=2)
    for _ in range(8):
        cheap.step()
        dear.step()
        assert (cheap.population.enterprises["depth"] == dear.population.enterprises["depth"]).all()
        more = (dear.population.enterprises["commission_paid"] - cheap.population.enterprises["commission_paid"]).sum()
        assert (more > 0.0) == (dear.year >= 2)
        gained = dear.metrics["school_net_benefit"] - cheap.metrics["school_net_benefit"]
        lost = cheap.metrics["enterprise_net_benefit"] - dear.metrics["enterprise_net_benefit"]
        assert (gained, lost) == pytest.approx((more, more))


def test_what_government_bears_of_the_price_it_pays_and_enterprises_train_more() -> None:
    alone, helped = commissioned(share=0.3), commissioned(share=0.3, support=0.5)
    assert change("deep_participation", helped, alone) > 0.01
    assert ending(alone, "public_spending_commissioned_training").max() == 0.0
    assert ending(helped, "public_spending_commissioned_training").min() > 0.0
