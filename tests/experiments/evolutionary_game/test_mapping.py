"""The game that is mapped to a scenario weighs what the model's own rules weigh, and differs only in who decides."""

from __future__ import annotations

import numpy as np
import pytest

from consortium.experiments.evolutionary_game.departures import STEPS, departures
from consortium.experiments.evolutionary_game.mapping import (
    COST,
    GROUPS,
    mapped_game,
    subsidy_needed,
    typical_enterprise,
    under_conditions,
    without_red_tape,
)
from consortium.experiments.evolutionary_game.observed_run import ObservedRun, observed
from consortium.experiments.evolutionary_game.removed_support import at_subsidy, without_support
from consortium.experiments.explanation.weighing import TERMS, worths
from consortium.simulation.checking import Refused
from consortium.simulation.scenario import ScenarioError, load_scenario

YEARS = 4
NO_DIFFERENCES = {
    "size_sigma": 0.0, "net_sd": 0.0, "net_slope": 0.0, "hands_sd": 0.0, "friction_sd": 0.0, "taste_sd": 0.0,
    "horizon_spread": 0.0, "retention_size": 0.0,
}  # fmt: skip
"""Parameters under which all enterprises are founded alike."""


def run_of(name: str, *settings: str, seed: int = 1) -> ObservedRun:
    return observed(load_scenario(name, [f"years={YEARS}", "enterprises=120", *settings]), seed)


@pytest.fixture(scope="module")
def runs() -> dict[str, ObservedRun]:
    names = ("baseline", "subsidy_monitored", "full_package", "credit_downgrade", "deep_quota")
    return {name: run_of(name) for name in names}


def test_every_term_of_the_choice_is_part_of_exactly_one_payoff() -> None:
    parts = [term for terms in (*GROUPS.values(), COST) for term in terms]
    assert sorted(parts) == sorted(TERMS)


def test_the_game_s_enterprise_weighs_depth_as_the_model_s_rule_does(runs: dict[str, ObservedRun]) -> None:
    for run in runs.values():
        typical = typical_enterprise([run.enterprises_at_start])
        for conditions in run.conditions:
            levers, government = without_red_tape(conditions)
            e = under_conditions(typical, conditions)
            worth = worths(e, conditions.market, conditions.consortium, government, levers)
            mapped = mapped_game(typical, conditions)
            expected = worth[3][1] - max(0.0, worth[1][1], worth[2][1])
            assert mapped.payoffs.advantage_with_support == pytest.approx(expected, abs=1e-9)
            face = mapped.payoffs.face(1).differences(np.array([1.0, 0.5]))
            assert face[1] == pytest.approx(expected, abs=1e-9)


def test_without_support_the_game_is_that_of_a_model_without_support(runs: dict[str, ObservedRun]) -> None:
    run = runs["subsidy_monitored"]
    typical = typical_enterprise([run.enterprises_at_start])
    removed = observed(without_support(run.scenario, 1), run.seed)
    # The conditions of the first autumn are the same in both but for the support.
    unsupported = mapped_game(typical, removed.conditions[0]).payoffs
    supported = mapped_game(typical, run.conditions[0]).payoffs
    assert unsupported.S_e == 0.0 < supported.S_e
    assert unsupported.advantage_with_support == pytest.approx(supported.advantage_without_support, abs=1e-9)


def test_the_subsidy_that_is_needed_makes_the_enterprise_indifferent(runs: dict[str, ObservedRun]) -> None:
    run = runs["baseline"]
    typical, conditions = typical_enterprise([run.enterprises_at_start]), run.conditions[-1]
    needed = subsidy_needed(typical, conditions)
    assert 0.0 < needed < np.inf
    payoffs = mapped_game(typical, conditions, needed).payoffs
    assert payoffs.S_e == pytest.approx(payoffs.threshold_subsidy, abs=1e-9)
    assert mapped_game(typical, conditions, needed + 1.0).payoffs.advantage_with_support > 0.0
    assert mapped_game(typical, conditions, needed - 1.0).payoffs.advantage_with_support < 0.0


def test_no_subsidy_is_needed_where_training_pays_and_none_is_enough_where_it_ruins() -> None:
    for gross, needed in ((0.0, 0.0), (560.0, np.inf)):
        run = run_of("baseline", f"gross={gross}", "net_mean=-5.0", "years=2")
        typical = typical_enterprise([run.enterprises_at_start])
        if gross:
            typical.net0 = -gross
        else:
            typical.net0 = 100.0
        assert subsidy_needed(typical, run.conditions[-1]) == needed


def test_support_that_is_removed_is_gone_from_that_year_on_and_as_before_until_then() -> None:
    scenario = load_scenario("full_package", ["years=6"])
    kept, removed = observed(scenario, 2), observed(without_support(scenario, 4), 2)
    levers = ("subsidy", "tax_rate", "tax_cap", "risk_compensation", "fixed_cost_relief", "reputation_link")
    for before, after in zip(kept.conditions, removed.conditions, strict=True):
        for lever in levers:
            expected = getattr(before.levers, lever) if before.year < 4 else 0.0
            assert getattr(after.levers, lever) == pytest.approx(expected, abs=1e-12), (before.year, lever)
        assert after.levers.entity == before.levers.entity
        assert after.levers.evaluation == before.levers.evaluation
    assert (kept.shares[:7] == removed.shares[:7]).all()
    assert (kept.shares[7:] != removed.shares[7:]).any()


def test_removing_support_from_a_scenario_that_has_given_it_up_changes_nothing() -> None:
    scenario = load_scenario("subsidy_cliff", ["years=12"])
    kept, removed = observed(scenario, 1), observed(without_support(scenario, 12), 1)
    assert kept.conditions[-1].levers.subsidy == removed.conditions[-1].levers.subsidy == 0.0


def test_a_scenario_at_another_subsidy_differs_in_nothing_else() -> None:
    scenario = load_scenario("subsidy_monitored", [f"years={YEARS}"])
    here, more = observed(scenario, 1).conditions[0].levers, observed(at_subsidy(scenario, 3.0), 1).conditions[0].levers
    assert more.subsidy == pytest.approx(here.subsidy + 3.0)
    changed = [name for name, value in vars(here).items() if np.any(value != getattr(more, name))]
    assert set(changed) <= {"subsidy", "subsidy_peak"}
    with pytest.raises(ScenarioError, match="subsidy"):
        at_subsidy(scenario, -100.0)


def test_observing_a_run_changes_no_bit_of_it() -> None:
    from consortium.simulation.model import ConsortiumModel

    run = run_of("consortium_entity")
    model = ConsortiumModel(run.scenario, rng=1)
    for _ in range(2 * YEARS):
        model.step()
    assert model.timeseries()["deep_participation"].tolist() == run.shares[:, 1].tolist()


# --- from the game to the model ---------------------------------------------------------------------------------------


def test_steps_begin_at_the_game_and_end_at_the_model(runs: dict[str, ObservedRun]) -> None:
    for run in runs.values():
        typical = typical_enterprise([run.enterprises_at_start])
        table = departures(typical, [run])
        assert tuple(table["step"]) == STEPS
        deep = mapped_game(typical, run.conditions[-1]).payoffs.advantage_with_support > 0.0
        assert table["share"].iloc[0] == float(deep)
        assert table["share"].iloc[-1] == run.deep_after_choice
        assert table["share"].between(0.0, 1.0).all()
        assert table["share"].iloc[0] + table["change"].sum() == pytest.approx(run.deep_after_choice)


def test_enterprises_that_are_alike_do_what_the_game_says() -> None:
    settings = [f"{name}={value}" for name, value in NO_DIFFERENCES.items()]
    for subsidy in (0.0, 40.0):
        run = run_of("baseline", *settings, f"subsidy={subsidy}")
        typical = typical_enterprise([run.enterprises_at_start])
        shares = departures(typical, [run]).set_index("step")["share"]
        assert shares["one"] == float(subsidy > 0.0)
        assert shares["heterogeneity"] == pytest.approx(shares["one"], abs=0.02)


def test_support_for_the_asking_makes_no_step_of_applications() -> None:
    run = run_of("subsidy_monitored", "application_cost=0", "approval=1", "aware_initial=1", "aware_decay=0")
    shares = departures(typical_enterprise([run.enterprises_at_start]), [run]).set_index("step")["share"]
    assert shares["application"] == shares["heterogeneity"]
    with_red_tape = run_of("subsidy_monitored", "application_cost=40")
    shares = departures(typical_enterprise([with_red_tape.enterprises_at_start]), [with_red_tape]).set_index("step")
    assert shares["share"]["application"] < shares["share"]["heterogeneity"]


def test_a_model_without_differences_and_red_tape_comes_close_to_the_game() -> None:
    settings = [f"{name}={value}" for name, value in NO_DIFFERENCES.items()]
    settings += ["application_cost=0", "approval=1", "aware_initial=1", "aware_decay=0", "enterprise_search=1"]
    cold = run_of("baseline", *settings, "subsidy=0", "tax_rate=0", "beta=1.5")
    warm = run_of("baseline", *settings, "subsidy=40", "beta=1.5", "inertia=0.6")
    assert cold.shares[-1, 1] < 0.03
    assert warm.shares[-1, 1] > 0.8


def test_the_game_is_of_one_city_with_the_model_s_own_rules() -> None:
    from consortium.experiments.evolutionary_game.side_by_side import check

    with pytest.raises(Refused, match=r"regions = .*allowed: a scenario with 1 region"):
        check(load_scenario("uneven_regions"))
    with pytest.raises(Refused, match="years = 1; allowed: 2 or more"):
        check(load_scenario("baseline", ["years=1"]))
