"""Every instrument and mechanism moves what it exists for, in the direction it should, and its cost is booked."""

from __future__ import annotations

import pytest

from consortium.experiments.validation.instrument_effects import CASES, SEEDS, Case, effects, endings
from consortium.simulation.policies import INSTRUMENTS, Policy
from consortium.simulation.policies.instruments import Subsidy
from consortium.simulation.scenario import Scenario, load_scenario


def world(case: Case, *policies: Policy) -> Scenario:
    return load_scenario("baseline").with_({"years": 12, **case.world}, policies=policies)


def test_every_instrument_has_its_case() -> None:
    assert {cls.model_fields["kind"].default for cls in INSTRUMENTS} <= set(CASES)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_it_moves_what_it_should_and_its_cost_is_booked(name: str) -> None:
    measured = effects(CASES[name])
    for row in measured.to_dict("records"):
        assert row["verdict"] == {1: "rises", -1: "falls"}[row["direction"]], row
    instrument = CASES[name].policy is not None
    if instrument and not CASES[name].booked.startswith("–"):
        assert (measured["cost"] > 0).all()


def test_two_policies_of_the_same_kind_add_up() -> None:
    case = CASES["subsidy"]
    once = endings(world(case, Subsidy(per_trainee=8.0)), SEEDS[:2])
    twice = endings(world(case, Subsidy(per_trainee=3.0), Subsidy(per_trainee=5.0)), SEEDS[:2])
    assert once.equals(twice)


def test_more_of_a_subsidy_brings_no_fewer_deep_enterprises() -> None:
    """Monotone on average over the same worlds; a single world may go either way."""
    case = CASES["subsidy"]
    levels = [
        endings(world(case, Subsidy(per_trainee=amount)), SEEDS)["deep_participation"].mean()
        for amount in (0.0, 8.4, 16.8, 33.6)
    ]
    assert levels == sorted(levels)


def test_abolishing_the_standing_subsidy_saves_its_cost() -> None:
    case = CASES["subsidy"]
    after = endings(world(case, Subsidy(per_trainee=-2.8)), SEEDS[:3])
    assert (after["policy_take_up"] == 0).all()
    assert (after["public_spending_subsidy"] == 0).all()


def test_a_government_that_steers_by_a_target_spends_more_while_it_falls_short() -> None:
    rule = {"metric": "deep_participation", "gain": 4.0, "low": 0.0, "high": 4.0}
    steering, content = (
        Subsidy.model_validate({"per_trainee": 8.4, "feedback": {**rule, "target": target}}) for target in (0.5, 0.0)
    )
    case = CASES["subsidy"]
    eager, easy = (endings(world(case, policy), SEEDS[:4]) for policy in (steering, content))
    assert (eager["public_spending_subsidy"] > easy["public_spending_subsidy"]).all()


def test_a_schedule_is_the_same_as_policies_one_after_the_other() -> None:
    case = CASES["subsidy"]
    scheduled = Subsidy.model_validate({"kind": "subsidy", "per_trainee": 8.0, "schedule": [[1, 1.0], [5, 0.5]]})
    pieces = Subsidy(per_trainee=8.0, start=1, end=4), Subsidy(per_trainee=4.0, start=5)
    assert endings(world(case, scheduled), SEEDS[:2]).equals(endings(world(case, *pieces), SEEDS[:2]))
