"""The compiled engine and an independent slow twin (`tests/twin`) agree to the last bit, after every tick."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.simulation.model import ConsortiumModel
from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.parameters.mechanisms import MECHANISMS
from consortium.simulation.phases.labour_market import deferred_acceptance
from consortium.simulation.policies import INSTRUMENTS, Feedback, Policy
from consortium.simulation.policies.instruments import ConsortiumEntity, FixedCostRelief, Monitoring, Subsidy
from consortium.simulation.randomness import normal, uniform
from consortium.simulation.scenario import Scenario, load_scenario
from consortium.simulation.state.population import Population
from tests.properties.test_same_worlds import at_strength
from tests.twin import World
from tests.twin.labour import stable_matching
from tests.twin.mesa_twin import MesaWorld

SMALL_CITY = {"schools": 5, "enterprises": 40, "intake": 12, "warm_up": 8, "years": 6}

# Everything that is 0 in the baseline, a shock, schools in doubt, and cheap applications, so that all rules are used.
EVERYTHING = SMALL_CITY | {
    "rd": 2.0,
    "risk_compensation": 0.4,
    "fixed_cost_relief": 0.3,
    "retention_bonus": 9.0,
    "reputation_link": 2.0,
    "order_lock": 0.1,
    "rights": 0.5,
    "mixed_ownership": 0.5,
    "sharing": 0.6,
    "standard": 0.55,
    "platform": 0.7,
    "platform_help": 2.0,
    "association": 0.5,
    "rotation": 0.06,
    "publicity": 0.05,
    "shock_size": 0.25,
    "shock_start": 3,
    "shock_years": 2,
    "mandate": 0.2,
    "inertia": 0.6,
    "mu": 0.1,
    "dispute_rate": 0.5,
    "application_cost": 3.0,
}
YEARS_2_TO_4: tuple[Policy, ...] = (
    Subsidy(per_trainee=8.4, start=2, end=4),
    Monitoring(level=0.4, start=2, end=4, feedback=Feedback(metric="formalism", target=0.3, gain=-0.8)),
    ConsortiumEntity(level=0.6, fee=3.0, start=2, end=4, schedule=((3, 0.5),)),
)

WORLDS: dict[str, tuple[Mapping[str, Any], tuple[Policy, ...]]] = {
    "baseline": (SMALL_CITY, ()),
    "everything": (EVERYTHING, YEARS_2_TO_4),
    "claims are rationed": (EVERYTHING | {"budget": 450.0, "monitoring": 0.1}, YEARS_2_TO_4),
    "enterprises lead two poor cities": (
        EVERYTHING | {"governance": "enterprise_led", "budget": 500.0, "regions": 2},
        YEARS_2_TO_4,
    ),
    "joint, per student": (EVERYTHING | {"governance": "joint", "budget_per_student": 3.0}, YEARS_2_TO_4),
}


OPTIONAL_MECHANISMS: dict[str, Any] = EVERYTHING | {
    "horizon_years": 7.0,
    "horizon_spread": 0.6,
    "agreement_years": 1.5,
    "base_construction": 300.0,
    "base_operation": 60.0,
    "base_joint": 0.5,
    "base_field_weights": (1.0, 0.0, 2.0, 0.5, 1.5),
    "order_share": 0.3,
    "order_lock_in": 0.2,
    "order_premium": 1.4,
    "field_procurement": (0.5, 1.0, 2.0, 1.0, 0.5),
    "apprenticeship_share": 0.3,
    "commission_share": 0.3,
    "commission_support": 0.4,
    "e_commission": 0.1,
    "park_share": 0.4,
    "park_size": 0.6,
    "park_focus": 0.7,
    "mentor_ratio": 0.5,
    "engineer_quota": 0.5,
    "dispute_suspension": 3,
    "dispute_distrust": 0.05,
    "growth_gain": 0.2,
    "tightness_elasticity": 0.3,
    "research": 4.0,
    "benefit_sharing": 0.6,
    "supervision": 0.4,
    "technicians": 0.3,
    "field_risk": (2.0, 1.0, 0.5, 1.0, 1.5),
    "leader_influence": 0.2,
    "leader_leaves": 4,
    "quota": 0.7,
    "quota_counts": "membership",
    "community": 0.8,
    "community_field": 1,
    "migration": 0.4,
    "entity": 0.4,
}


def every_instrument(**dates: Any) -> tuple[Policy, ...]:
    """All instruments at once, in one strength or another."""
    return tuple(at_strength(instrument, 0.3, **dates) for instrument in INSTRUMENTS)


# Numbers that phases read, away from their start values.
SHAPES: dict[str, Any] = OPTIONAL_MECHANISMS | {
    "governance": "enterprise_led",
    "neighbours_each_side": 2,
    "fill_least": 0.8,
    "ability_least": 0.4,
    "ability_most": 0.6,
    "sorting_noise": 0.3,
    "mentor_least": 0.8,
    "host_lag_most": 1.6,
    "horizon_least": 6.0,
    "horizon_most": 10.0,
    "horizon_reference": 8.0,
    "poach_expected": 0.3,
    "dissolution_ticks": 0,
    "research_public": 0.9,
    "appeal_of_size": 3.0,
    "demand_error": 1.0,
}

WORLDS |= {
    "the shapes of rules": (SHAPES, ()),
    "optional mechanisms": (OPTIONAL_MECHANISMS, ()),
    "optional mechanisms in two cities": (OPTIONAL_MECHANISMS | {"regions": 2, "governance": "joint"}, ()),
    "all instruments, announced": (SMALL_CITY, every_instrument(start=2, end=4, announced=1)),
    "all instruments, phased in, on a budget": (
        OPTIONAL_MECHANISMS | {"budget": 700.0, "regions": 2},
        (*every_instrument(start=2, phase_in=3), *every_instrument(start=3, end=4, announced=1, regions=(2,))),
    ),
    "a body above all": (OPTIONAL_MECHANISMS | {"governance": "supervised"}, ()),
    "graduates move between cities": (
        OPTIONAL_MECHANISMS | {"regions": 3, "community": 0.0, "community_field": 0},
        (*every_instrument(start=2, regions=(2,)), *YEARS_2_TO_4),
    ),
    "depth is counted": (OPTIONAL_MECHANISMS | {"quota_counts": "deep", "governance": "enterprise_led"}, ()),
}


def a_reform() -> tuple[Policy, ...]:
    """All instruments between years 2 and 5: some announced, some phased in, one in the second city alone."""
    dates: list[dict[str, Any]] = [
        {"start": 2, "end": 4, "announced": 1},
        {"start": 3, "end": 5, "phase_in": 2},
        {"start": 2, "end": 5},
        {"start": 2, "end": 5, "announced": 1, "phase_in": 3},
    ]
    by_instrument = {
        Subsidy: dates[0] | {"schedule": ((3, 2.0), (4, 0.5))},
        FixedCostRelief: {"start": 2, "end": 5, "regions": (2,)},
        Monitoring: {"start": 2, "end": 5, "feedback": Feedback(metric="formalism", target=0.3, gain=-0.8)},
    }
    return tuple(
        at_strength(instrument, 0.25, **by_instrument.get(instrument, dates[number % len(dates)]))
        for number, instrument in enumerate(INSTRUMENTS)
    )


ALL_OPTIONAL_MECHANISMS = "all optional mechanisms at once"
WORLDS[ALL_OPTIONAL_MECHANISMS] = (
    OPTIONAL_MECHANISMS | {"regions": 2, "technicians": 0.2, "mentor_ratio": 0.3, "base_field": 3},
    a_reform(),
)

PROFILES: dict[str, list[dict[str, Any]]] = {
    "graduates move between cities": [
        {"vacancy_ratio": 1.6, "governance": "joint", "hire_min": 0.5},
        {"vacancy_ratio": 0.8, "schools": 7, "migration": 0.7, "reserve": 0.0, "order_specificity": 0.3},
        {"enterprises": 20, "migration": 0.0},
    ],
    ALL_OPTIONAL_MECHANISMS: [
        {
            "enterprises": 60,
            "size_median": 110.0,
            "governance": "joint",
            "leader_leaves": 5,
            "gross": 30.0,
            "base_field": 0,
            "budget": 1500.0,
        },
        {"schools": 4, "intake": 15, "governance": "enterprise_led", "budget": 2400.0, "community": 0.4},
    ],
}
"""How the regions of a world differ, where they do."""


class Followed(ConsortiumModel):
    """The model, with a copy of all tables and levers after each tick, those of the warm-up included."""

    trail: list[tuple[int, Population, np.ndarray]]

    def metrics_are_recorded(self) -> None:
        super().metrics_are_recorded()
        vars(self).setdefault("trail", []).append((self.tick, self.population.copy(), self.now.copy()))


def world(name: str) -> Scenario:
    parameters, policies = WORLDS[name]
    return load_scenario("baseline").with_(parameters, policies=policies, regions=PROFILES.get(name))


def followed(scenario: Scenario, seed: int) -> Followed:
    model = Followed(scenario, rng=seed)
    for _ in range(2 * scenario.parameters["years"]):
        model.step()
    return model


def lever_differences(now: np.ndarray, twin: World) -> list[str]:
    """Names of the levers in which any region differs."""
    return [
        name
        for city in twin.cities
        for name in now.dtype.names or ()
        if not np.array_equal(now[name][city.number], np.asarray(getattr(city.levers, name), float))
    ]


def output_differences(model: ConsortiumModel, outputs: Mapping[int, list[dict[str, float]]]) -> list[str]:
    """Outputs in which the series differ, as "name in region at tick"; empty is equal to empty."""
    series = model.timeseries()
    names = [name for name in series.columns if name not in ("tick", "year", "region")]
    assert set(names) == set(outputs[0][0])
    found = []
    for row in series.to_dict("records"):
        mine = outputs[row["tick"]][0 if row["region"] == "all" else int(row["region"])]
        wrong = [name for name in names if not np.array_equal(row[name], mine[name], equal_nan=True)]
        found += [f"{name} in {row['region']} at {row['tick']}" for name in wrong]
    return found


def assert_the_twin_agrees(scenario: Scenario, seed: int) -> Followed:
    """Run both, compare all columns of all tables and all levers after every tick, then all series."""
    model = followed(scenario, seed)
    twin = World(scenario, seed)
    outputs = {}
    for tick, population, now in model.trail:
        twin.step()
        assert twin.tick == tick
        assert population.differences(twin.population()) == [], f"at tick {tick}"
        assert lever_differences(now, twin) == [], f"at tick {tick}"
        outputs[tick] = twin.outputs
    assert output_differences(model, outputs) == []
    return model


def ever(model: Followed, table: str, column: str, below: float | None = None) -> bool:
    """Whether a column was anywhere, at any tick, above 0 (or below a bound)."""
    columns = [getattr(population, table)[column] for _, population, _ in model.trail]
    return any(bool((values > 0).any() if below is None else (values < below).any()) for values in columns)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", WORLDS)
def test_the_twin_agrees_to_the_last_bit(name: str, seed: int) -> None:
    assert_the_twin_agrees(world(name), seed)


def test_the_twin_agrees_where_regions_differ() -> None:
    parameters = OPTIONAL_MECHANISMS | {"regions": 2, "budget": 600.0}
    profiles = [
        {"enterprises": 70, "size_median": 100.0, "governance": "enterprise_led"},
        {"schools": 8, "intake": 9, "field_shares": (0.4, 0.3, 0.1, 0.1, 0.1), "budget": 200.0, "subsidy": 6.0},
    ]
    policies = every_instrument(start=2, announced=1)
    scenario = load_scenario("baseline").with_(parameters, policies=policies, regions=profiles)
    assert_the_twin_agrees(scenario, 5)


@pytest.mark.parametrize("number", range(12))
def test_the_twin_agrees_in_worlds_drawn_at_random(number: int) -> None:
    """Tiny worlds as well as small ones, with every second parameter anywhere in its plausible range."""
    draw = random.Random(number)
    parameters: dict[str, Any] = {
        name: draw.uniform(*parameter.plausible)
        for name, parameter in PARAMETERS.items()
        if parameter.kind == "number" and parameter.plausible and draw.random() < 0.5
    }
    sizes = {"regions": (1, 3), "schools": (1, 6), "enterprises": (3, 50), "intake": (1, 15)}
    parameters |= {name: draw.randint(*bounds) for name, bounds in sizes.items()}
    parameters |= {"years": 4, "warm_up": 6, "governance": draw.choice(PARAMETERS["governance"].choices)}
    if draw.random() < 0.5:
        parameters["budget"] = draw.uniform(10, 2000)
    assert_the_twin_agrees(load_scenario("baseline").with_(parameters), number)


@pytest.mark.slow
def test_the_twin_agrees_on_the_city_of_the_baseline() -> None:
    assert_the_twin_agrees(load_scenario("baseline"), 1)


def test_these_worlds_use_every_rule() -> None:
    """Else their agreement would say little."""
    rich, rationed, poor = (
        [followed(world(name), seed) for seed in (1, 2)]
        for name in ("everything", "claims are rationed", "enterprises lead two poor cities")
    )
    for table, column in [
        *(("enterprises", f"{kind}_received") for kind in ("subsidy", "tax", "relief", "compensation", "bonus")),
        *(
            ("enterprises", name)
            for name in ("completion_due", "over_claimed", "returned", "disputed", "accident_loss")
        ),
        *(
            ("enterprises", name)
            for name in (
                "on_platform",
                "platform_paid",
                "help_received",
                "member",
                "kept_2",
                "kept_3",
                "renewed",
                "year_cotrainees",
            )
        ),
        *(("spending", name) for name in ("joint_research", "publicity", "teacher_rotation", "monitoring")),
        *(("spending", name) for name in ("digital_platform", "mixed_ownership", "equipment_sharing")),
        *(("students", name) for name in ("poached", "quit", "refuses", "retained", "degree")),
    ]:
        assert any(ever(model, table, column) for model in rich), f"{table}.{column} stayed 0"
    assert any(ever(model, "schools", "active", below=1) for model in rich)
    assert any(ever(model, "regions", "cycle", below=1) for model in rich)
    assert any(ever(model, "governments", "paid_share", below=1) for model in rationed)
    assert any(ever(model, "governments", "completion_share", below=1) for model in rationed + poor)
    assert any(ever(model, "governments", "running_share", below=1) for model in poor)
    assert any(ever(model, "consortia", "dissolved") for model in poor)


def test_the_second_ring_is_used_in_full() -> None:
    """Every mechanism is on, and leaves its trace in the world in which all come together."""
    parameters = world(ALL_OPTIONAL_MECHANISMS).parameters
    assert [mechanism.name for mechanism in MECHANISMS if not parameters[mechanism.name]] == []
    models = [followed(world(ALL_OPTIONAL_MECHANISMS), seed) for seed in (1, 2)]
    for table, column in [
        *(("enterprises", name) for name in ("agreement_left", "suspended", "penalty_paid", "technicians_paid")),
        *(("enterprises", name) for name in ("commission_paid", "commission_received", "park")),
        *(("enterprises", name) for name in ("sharing_paid", "sharing_received", "offer_tenure", "year_disputes")),
        *(("schools", "technicians"), ("students", "skill"), ("governments", "private_leaked")),
        *(("consortia", name) for name in ("counted_share", "penalties", "base_running", "hired_from_members")),
        *(("consortia", name) for name in ("base_received", "community_received")),
        *(("markets", name) for name in ("base_capital", "base_usable")),
        *(("spending", "commissioned_training"), ("schools", "commission_received"), ("regions", "in_park")),
        *(("spending", name) for name in ("training_base", "mixed_ownership", "consortium_entity", "joint_research")),
    ]:
        assert any(ever(model, table, column) for model in models), f"{table}.{column} stayed 0"
    assert any(ever(model, "governments", "running_share", below=1) for model in models)
    moments = [moment for model in models for moment in model.trail]
    shares = np.concatenate([p.governments["paid_share"] for tick, p, _ in moments if 3 <= tick <= 10])
    assert ((shares > 0.0) & (shares < 1.0)).any(), "claims are paid in full or not at all"
    assert {int(form) for _, population, _ in moments for form in population.students["form"]} == {0, 1, 2, 3}
    for column in ("tightness", "risk"):
        assert any((population.markets[column] != 1.0).any() for _, population, _ in moments), column
    for lever in ("bunch_before", "bunch_after"):
        assert any((now[lever] != 0.0).any() for _, _, now in moments), lever
    assert any((p.enterprises["offered"] != p.enterprises["places"]).any() for _, p, _ in moments)
    assert any(trained_elsewhere(population) for _, population, _ in moments), "nobody trains in the other region"
    assert any(ever(model, "enterprises", "from_elsewhere") for model in models), "nobody works in the other region"
    for tick, population, _ in moments:
        for region, leaves in zip(population.regions, (5, 4), strict=True):
            leader = population.enterprises[region["leader"]]
            if (tick + 1) // 2 < leaves:
                assert (leader["depth"], leader["partner"]) == (3, region["leading_school"])
            else:
                assert leader["depth"] == 0


def trained_elsewhere(population: Population) -> bool:
    """Whether any student has a host in another region."""
    with_host = population.students[(population.students["host"] >= 0) & (population.students["status"] > 0)]
    hosts, schools = population.enterprises[with_host["host"]], population.schools[with_host["school"]]
    return bool((hosts["region"] != schools["region"]).any())


def test_agents_of_mesa_agree_in_whatever_order_they_act() -> None:
    """The same objects as registered agents, shuffled before every action, with the compiled draws."""
    scenario = world("everything")
    model = ConsortiumModel(scenario, rng=1)
    twin = MesaWorld(scenario, 1, uniform, normal, shuffled=True)
    for _ in range(2 * scenario.parameters["years"]):
        model.step()
        twin.step()
        assert model.population.differences(twin.population()) == [], f"at tick {model.tick}"
    assert twin.steps == model.tick
    collected = twin.datacollector.get_model_vars_dataframe()
    assert collected.equals(model.datacollector.get_model_vars_dataframe())


@given(st.data())
def test_the_matching_of_the_engine_is_the_one_stable_matching_that_graduates_like_best(data: st.DataObject) -> None:
    """Rounds of proposals find the same, with equal scores, employers without jobs, and graduates nobody takes."""
    employers, graduates = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 8))
    wishes = {g: data.draw(st.lists(st.integers(0, employers - 1), unique=True, max_size=3)) for g in range(graduates)}
    marks = st.sampled_from([-np.inf, 0.1, 0.2, 0.3])
    scores = {(g, e): data.draw(marks) for g, wanted in wishes.items() for e in wanted}
    jobs = {e: data.draw(st.integers(0, 3)) for e in range(employers)}
    lists, rated = np.zeros((graduates, 3), np.int64), np.zeros((graduates, 3))
    for g, wanted in wishes.items():
        lists[g, : len(wanted)] = wanted
        rated[g, : len(wanted)] = [scores[g, e] for e in wanted]
    counts = np.array([len(wanted) for wanted in wishes.values()])
    capacity = np.array(list(jobs.values()))
    first_job = np.concatenate([[0], np.cumsum(capacity)])
    places = deferred_acceptance(lists, counts, rated, first_job, capacity)
    engine = {g: wishes[g][place] for g, place in enumerate(places) if place >= 0}
    assert engine == stable_matching(wishes, scores, jobs)
