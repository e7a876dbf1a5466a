"""Nothing appears or vanishes: students, jobs, places and money, in every tick of every scenario."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from consortium.experiments.validation.grain import at_grain
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.scenario import Scenario, bundled_scenarios, load_scenario
from consortium.simulation.state.columns import COHORTS_KEPT, DROPPED, EMPTY, ENROLLED, GRADUATED, SPENDING_KINDS
from tests.worlds import ticks, town

EVERYTHING: dict[str, Any] = {
    "risk_compensation": 0.5,
    "fixed_cost_relief": 0.3,
    "retention_bonus": 6.0,
    "reputation_link": 2.0,
    "rd": 1.0,
    "application_cost": 1.0,
    "subsidy": 12.0,
    "platform": 0.8,
    "platform_help": 2.0,
    "association": 0.5,
    "sharing": 0.5,
    "mixed_ownership": 0.5,
    "rotation": 0.1,
    "publicity": 0.1,
    "entity": 0.6,
    "monitoring": 0.4,
    "agreement_years": 2.0,
    "agreement_penalty": 10.0,
    "dispute_rate": 0.3,
    "base_construction": 50.0,
    "base_operation": 30.0,
    "research": 2.0,
    "benefit_sharing": 0.5,
    "technicians": 0.3,
    "apprenticeship_share": 0.4,
    "order_share": 0.3,
    "commission_share": 0.3,
    "commission_support": 0.5,
    "park_share": 0.3,
    "park_focus": 0.5,
    "mentor_ratio": 0.5,
    "community": 0.5,
    "community_field": 2,
}


def small(name: str) -> Scenario:
    """A bundled scenario in a small town, long enough for its last policy to have begun."""
    scenario = load_scenario(name)
    if any("schools" in own for own in scenario.regions):  # a country: one city of each kind, as a coarser sample
        kinds = {tuple(own.items()): own for own in scenario.regions}.values()
        return at_grain(scenario.with_({"years": 8}, regions=kinds), 600.0)
    policies = scenario.policies
    turns = [turn for policy in policies for turn in (policy.start, *(year for year, _ in policy.schedule))]
    return town(of=name, years=max(8, *turns, 0) + 1)


WORLDS: dict[str, Scenario] = {name: small(name) for name in bundled_scenarios()} | {
    "everything switched on": town(**EVERYTHING),
    "a budget that binds": town(**EVERYTHING, budget=900.0),
    "a budget of next to nothing": town(**EVERYTHING, budget=1.0),
    "a consortium carried by enterprises": town(entity=0.7, governance="enterprise_led"),
    "a consortium carried by both": town(entity=0.7, governance="joint"),
    "two regions in a slump": town(regions=2, shock_size=0.3, shock_start=2, shock_years=3),
}
CLOSE = 1e-9
"""Relative: two sums of the same yuan in different orders."""


def who_entered_is_enrolled_has_left_or_has_graduated(model: ConsortiumModel, memory: dict[str, Any]) -> None:
    status = model.population.students["status"].reshape(COHORTS_KEPT, -1)
    seats = model.population.regions["seats"].sum()
    for cohort in status:
        counted = sum((cohort == state).sum() for state in (EMPTY, ENROLLED, DROPPED, GRADUATED))
        assert counted == seats
        assert (cohort == EMPTY).sum() in (0, seats)
    in_school = [set(np.unique(cohort)) for cohort in status]
    assert sum(ENROLLED in states for states in in_school) == (3 if model.autumn else 2)
    assert not any({ENROLLED, GRADUATED} <= states for states in in_school)


def hires_do_not_exceed_vacancies_and_nobody_is_hired_twice(model: ConsortiumModel, memory: dict[str, Any]) -> None:
    if model.autumn:
        return
    e, students = model.population.enterprises, model.population.students
    latest = students[(students["status"] == GRADUATED) & (students["left"] == model.tick)]
    employers, jobs = np.unique(latest["job"][latest["job"] >= 0], return_counts=True)
    filled = np.zeros(len(e), int)
    filled[employers] = jobs
    assert (filled == e["kept"] + e["hired"]).all()
    assert (filled <= np.maximum(e["vacancies"], np.maximum(1, e["vacancies"]) * (e["kept"] > 0))).all()
    assert (e["hired"] <= np.maximum(0, e["vacancies"] - e["kept"])).all()
    assert (latest["job"][latest["degree"] == 1] == -1).all()
    assert (latest["retained"] == 1).sum() == e["kept"].sum()
    assert (latest["job"][latest["retained"] == 1] == latest["host"][latest["retained"] == 1]).all()
    assert ((latest["wage"] > 0) == (latest["job"] >= 0)).all()


def places_filled_do_not_exceed_places_offered(model: ConsortiumModel, memory: dict[str, Any]) -> None:
    e, students = model.population.enterprises, model.population.students
    assert (e["new_trainees"] <= e["offered"]).all()
    assert (e["new_trainees"][e["depth"] != (3 if model.autumn else 2)] == 0).all()
    hosted = students[students["host"] >= 0]
    assert (e["field"][hosted["host"]] == hosted["field"]).all()
    assert set(np.unique(hosted["track"])) <= {2, 3}


def what_the_government_pays_is_what_others_receive(model: ConsortiumModel, memory: dict[str, Any]) -> None:
    p = model.population
    for region in range(len(p.regions)):
        paid, c, g = p.spending[region], p.consortia[region], p.governments[region]
        e = p.enterprises[p.enterprises["region"] == region]
        s = p.schools[p.schools["region"] == region]
        same = {
            "subsidy": e["subsidy_received"].sum() - e["returned"].sum(),
            "tax_credit": e["tax_received"].sum(),
            "fixed_cost_relief": e["relief_received"].sum(),
            "risk_compensation": e["compensation_received"].sum(),
            "retention_bonus": e["bonus_received"].sum(),
            "commissioned_training": e["commission_received"].sum(),
            "consortium_entity": c["government_paid"] + c["community_received"],
            "training_base": c["base_received"],
            "monitoring": g["audits"],
        }
        for kind, received in same.items():
            assert paid[kind] == pytest.approx(received, rel=CLOSE, abs=1e-9), kind
        services = paid["digital_platform"] + paid["association_services"] + paid["publicity"]
        received = c["services_received"] + e["help_received"].sum()
        assert services == pytest.approx(received, rel=CLOSE, abs=1e-9)
        for_schools = paid["equipment_sharing"] + paid["mixed_ownership"] + paid["teacher_rotation"]
        for_schools += paid["joint_research"]
        assert for_schools == pytest.approx(s["received"].sum(), rel=CLOSE, abs=1e-9)
        assert g["clawed_back"] == pytest.approx(e["returned"].sum(), rel=CLOSE, abs=1e-9)


def what_enterprises_pay_for_commissions_is_what_schools_receive(
    model: ConsortiumModel, memory: dict[str, Any]
) -> None:
    e, s = model.population.enterprises, model.population.schools
    assert s["commission_received"].sum() == pytest.approx(e["commission_paid"].sum(), rel=CLOSE, abs=1e-9)
    assert (e["commission_received"] <= e["commission_paid"] + 1e-9).all()


def the_fund_gains_what_comes_in_and_loses_what_goes_out(model: ConsortiumModel, memory: dict[str, Any]) -> None:
    before = memory.get("fund")
    c = model.population.consortia
    assert (c["fund"] >= 0).all()
    if before is not None:
        change = c["fees"] + c["penalties"] + c["government_paid"] - c["running_cost"]
        assert c["fund"] - before == pytest.approx(change, rel=CLOSE, abs=1e-6)
    e = model.population.enterprises
    paid = np.bincount(e["region"], weights=e["fee_paid"], minlength=len(c))
    assert c["fees"] == pytest.approx(paid, rel=CLOSE)
    memory["fund"] = c["fund"].copy()


def a_budget_is_never_overspent(model: ConsortiumModel, memory: dict[str, Any]) -> None:
    spent_this_year = memory.get("spent", 0.0)
    g, spending = model.population.governments, model.population.spending
    gross = sum(spending[kind] for kind in SPENDING_KINDS) + g["clawed_back"]
    spent_this_year = gross if model.autumn else spent_this_year + gross
    memory["spent"] = spent_this_year
    if model.tick > 0:
        assert g["spent"] == pytest.approx(spent_this_year, rel=CLOSE, abs=1e-6)
    assert (g["spent"] <= g["budget"] * (1 + CLOSE) + 1e-9).all()


def every_metric_keeps_its_range(model: ConsortiumModel, memory: dict[str, Any]) -> None:
    for name, value in model.metrics.items():
        metric = METRICS[name]
        assert np.isnan(value) or metric.low - CLOSE <= value <= metric.high + CLOSE, name


def skills_and_shares_keep_their_range(model: ConsortiumModel, memory: dict[str, Any]) -> None:
    p = model.population
    for column in ("practice", "theory", "adequacy"):
        assert ((p.students[column] >= 0) & (p.students[column] <= 1)).all()
    assert p.programmes["mix"].sum(axis=1) == pytest.approx(1.0)
    assert p.markets["demand"].sum(axis=1) == pytest.approx(1.0)
    assert p.markets["popular"].sum(axis=1) == pytest.approx(1.0)
    inactive = p.schools["active"] == 0
    partners = p.enterprises["partner"]
    assert not inactive[partners[partners >= 0]].any()
    assert ((partners >= 0) == (p.enterprises["depth"] > 0)).all()
    assert (p.enterprises["member"] <= p.enterprises["depth"]).all()


CHECKS = (
    who_entered_is_enrolled_has_left_or_has_graduated,
    hires_do_not_exceed_vacancies_and_nobody_is_hired_twice,
    places_filled_do_not_exceed_places_offered,
    what_the_government_pays_is_what_others_receive,
    what_enterprises_pay_for_commissions_is_what_schools_receive,
    the_fund_gains_what_comes_in_and_loses_what_goes_out,
    a_budget_is_never_overspent,
    every_metric_keeps_its_range,
    skills_and_shares_keep_their_range,
)


@pytest.mark.parametrize("world", WORLDS.values(), ids=[name.replace(" ", "-") for name in WORLDS])
def test_books_balance_in_every_tick(world: Scenario) -> None:
    """All that the checks above say, from tick 0 to the end."""
    memory: dict[str, Any] = {}
    for model in ticks(world):
        for check in CHECKS:
            check(model, memory)


def test_a_binding_budget_binds_and_is_remembered() -> None:
    *_, model = ticks(WORLDS["a budget that binds"])
    assert model.population.governments["memory"][0] < 1.0
    assert model.metrics["budget_left"] < 0.2 * 900.0


def test_totals_are_sums_over_regions() -> None:
    model = ConsortiumModel(WORLDS["two regions in a slump"], rng=4)
    for _ in range(10):
        model.step()
    frame = model.timeseries()
    total = frame[frame["region"] == "all"].set_index("tick")
    regions = frame[frame["region"] != "all"].groupby("tick")
    for column in ("public_spending", "enterprise_net_benefit", "student_net_benefit", "fund_balance"):
        assert np.allclose(total[column], regions[column].sum())
    for column in ("participation", "deep_participation", "confidence"):
        assert np.allclose(total[column], regions[column].mean())  # regions of equal size
