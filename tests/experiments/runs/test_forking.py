"""Arms that begin as the same world compute it once, and nobody can tell; reforms may begin where a run stands."""

from __future__ import annotations

import copy
from typing import Any, Self

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from consortium.experiments.runs import forking
from consortium.experiments.runs.agent_panel import AgentsWatch
from consortium.experiments.runs.annual import years_of
from consortium.experiments.runs.forking import Branch, branches, postponed, simulated
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.policies import Policy
from consortium.simulation.policies.instruments import (
    BenefitSharing,
    ConsortiumEntity,
    Monitoring,
    Publicity,
    Subsidy,
    TrainingBase,
)
from consortium.simulation.saving import shared_years
from consortium.simulation.scenario import Scenario, ScenarioError
from tests.pairs import HAMLET, STEERED, pairs, policies
from tests.worlds import run, ticks, town


def named(name: str, *policies: Policy, **parameters: Any) -> Scenario:
    return town(*policies, **parameters).with_(name=name)


BASE = named("base", Publicity(rate=0.1))
ARMS = (
    BASE,
    named("at once", Publicity(rate=0.1), Subsidy(per_trainee=15.0, feedback=STEERED)),
    named("later", Publicity(rate=0.1), Subsidy(per_trainee=15.0, start=4, announced=1)),
    named("later still", Publicity(rate=0.1), Subsidy(per_trainee=15.0, start=4, announced=1, end=6)),
    named("elsewhere", Publicity(rate=0.1), monitoring=0.9),
    named("elsewhere, with money", Publicity(rate=0.1), Subsidy(per_trainee=15.0, start=8), monitoring=0.9),
    named("no different", Publicity(rate=0.1)),
)


class Ticks:
    """A watch that notes which ticks it saw, and something of each."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, float]] = []

    def see(self, model: ConsortiumModel) -> None:
        self.seen.append((model.tick, float(model.population.enterprises["qhat"].sum())))

    def copy(self) -> Self:
        twin = copy.copy(self)
        twin.seen = list(self.seen)
        return twin


def counted_steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ticks in the order in which they were computed, those of the warm-up included."""
    made: list[int] = []
    advance = ConsortiumModel.calendar_advances

    def advancing(model: ConsortiumModel) -> None:
        advance(model)
        made.append(model.tick)

    monkeypatch.setattr(ConsortiumModel, "calendar_advances", advancing)
    return made


def assert_whole(arm: forking.SimulatedArm[Any], seed: int) -> None:
    """An arm is, to the bit, what it is if it is run whole and watched."""
    assert arm.error is None
    assert arm.model is not None
    whole = run(arm.scenario, seed)
    assert arm.model.population.differences(whole.population) == []
    assert arm.model.timeseries().equals(whole.timeseries())
    assert arm.model.now.tobytes() == whole.now.tobytes()
    assert arm.model.specification is arm.scenario


# --- what is shared is computed once ----------------------------------------------------------------------------------


def test_each_arm_leaves_the_earlier_one_that_is_the_same_world_for_longest() -> None:
    assert branches(ARMS) == (None, Branch(0, 0), Branch(0, 2), Branch(2, 5), None, Branch(4, 7), Branch(0, 8))
    assert branches((town(), town(years=9))) == (None, None)  # a watch may look for the horizon


def test_arms_are_what_they_are_when_each_is_run_whole() -> None:
    arms = list(simulated(ARMS, (3, 8), lambda scenario: AgentsWatch(years_of(scenario))))
    assert [(arm.scenario.name, arm.seed) for arm in arms] == [(own.name, seed) for seed in (3, 8) for own in ARMS]
    for arm in arms:
        assert_whole(arm, arm.seed)
        watch = AgentsWatch(years_of(arm.scenario))
        for model in ticks(arm.scenario, arm.seed):
            watch.see(model)
        assert arm.watch is not None
        for table in ("enterprises", "schools", "years"):
            assert getattr(arm.watch.panel(), table).equals(getattr(watch.panel(), table))


def test_a_watch_sees_every_tick_of_its_arm_once() -> None:
    for arm in simulated(ARMS, (3,), lambda scenario: Ticks()):
        whole = Ticks()
        for model in ticks(arm.scenario, 3):
            whole.see(model)
        assert arm.watch is not None
        assert arm.watch.seen == whole.seen


def test_nothing_is_computed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    made = counted_steps(monkeypatch)
    for arm in simulated(ARMS, (3,)):
        assert arm.error is None
    warm_up, ticks_of_8_years = 24, 16
    assert made.count(-1) == 2  # one warm-up for each set of parameters
    whole = 2 * (warm_up + ticks_of_8_years)
    continued = ticks_of_8_years + (ticks_of_8_years - 4) + (ticks_of_8_years - 10) + (ticks_of_8_years - 14)
    assert len(made) == whole + continued


def test_arms_that_share_nothing_are_run_whole_and_no_slower(monkeypatch: pytest.MonkeyPatch) -> None:
    made = counted_steps(monkeypatch)

    def never(*_: object) -> None:
        pytest.fail("a state is kept that nobody goes on from")

    monkeypatch.setattr(ConsortiumModel, "snapshot", never)
    arms = (town(years=2), town(years=2, monitoring=0.9), town(years=3))
    for arm in simulated(arms, (1,)):
        assert arm.error is None
    assert len(made) == 3 * 24 + 4 + 4 + 6


@settings(max_examples=15)
@given(pair=pairs(), more=st.lists(policies(), max_size=2), seed=st.integers(0, 2**63 - 1))
def test_whatever_the_arms_they_are_what_they_are_when_run_whole(
    pair: tuple[Scenario, Scenario], more: list[Policy], seed: int
) -> None:
    try:
        arms = (*pair, pair[1].with_(policies=(*pair[1].policies, *more)), pair[0])
    except ScenarioError:
        assume(False)
        raise
    for arm in simulated(arms, (seed,)):
        assert_whole(arm, seed)


# --- errors -----------------------------------------------------------------------------------------------------------


def failing(monkeypatch: pytest.MonkeyPatch, name: str, tick: int, error: BaseException) -> None:
    """An arm that meets an error in a tick."""
    advance = ConsortiumModel.calendar_advances

    def advancing(model: ConsortiumModel) -> None:
        advance(model)
        if (model.specification.name, model.tick) == (name, tick):
            raise error

    monkeypatch.setattr(ConsortiumModel, "calendar_advances", advancing)


@pytest.mark.parametrize(
    ("name", "tick"),
    [("base", -3), ("base", 0), ("base", 2), ("base", 9), ("later", 5), ("later", 12), ("later", 13), ("at once", 1)],
)
def test_an_arm_that_fails_takes_no_other_with_it(monkeypatch: pytest.MonkeyPatch, name: str, tick: int) -> None:
    with monkeypatch.context() as patch:
        failing(patch, name, tick, ArithmeticError("the sky fell"))
        arms = list(simulated(ARMS, (3,), lambda scenario: Ticks()))
    assert [arm.scenario.name for arm in arms] == [own.name for own in ARMS]
    for arm in arms:
        if arm.scenario.name == name:
            assert str(arm.error) == "the sky fell"
            assert (arm.model, arm.watch) == (None, None)
        else:
            assert_whole(arm, 3)
            assert arm.watch is not None
            assert [seen for seen, _ in arm.watch.seen] == list(range(17))


def test_a_watch_that_fails_is_an_error_of_its_arm() -> None:
    class Blind(Ticks):
        def see(self, model: ConsortiumModel) -> None:
            super().see(model)
            if model.tick == 9 and model.specification.name == "later":
                raise ArithmeticError("it saw nothing")

    failed = [arm.scenario.name for arm in simulated(ARMS, (3,), lambda scenario: Blind()) if arm.error]
    assert failed == ["later"]


def test_an_interruption_is_no_error_of_an_arm(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, "later", 5, KeyboardInterrupt())
    arms = simulated(ARMS, (3,))
    assert [next(arms).scenario.name, next(arms).scenario.name] == ["base", "at once"]
    with pytest.raises(KeyboardInterrupt):
        next(arms)


# --- reforms that begin where a run stands ----------------------------------------------------------------------------


def test_a_postponed_policy_is_moved_as_a_whole() -> None:
    policy = Subsidy(per_trainee=15.0, start=2, end=5, schedule=((3, 2.0), (5, 0.5)), phase_in=2)
    moved = postponed(named("reform", *BASE.policies, policy), BASE, 4).policies
    after = Subsidy(per_trainee=15.0, start=5, end=8, schedule=((6, 2.0), (8, 0.5)), phase_in=2)
    assert moved == (*BASE.policies, after)
    for year in range(1, 8):
        assert policy.changes(year) == after.changes(year + 3)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"start": 4}, {"start": 5}),
        ({"start": 5}, {"start": 5}),
        ({"start": 6}, {"start": 6}),
        ({"start": 6, "announced": 2}, {"start": 6, "announced": 1}),  # known from year 5 on
        ({"start": 5, "announced": 2}, {"start": 5, "announced": 0}),
        ({"start": 1, "announced": 1, "end": 6}, {"start": 5, "announced": 0, "end": 10}),
        ({"start": 1, "end": 999}, {"start": 5, "end": 1000}),
        ({"start": 1, "schedule": ((2, 0.5), (999, 0.0))}, {"start": 5, "schedule": ((6, 0.5),)}),
        ({"start": 1, "feedback": STEERED, "regions": (1,)}, {"start": 5, "feedback": STEERED, "regions": (1,)}),
    ],
)
def test_policies_begin_after_the_fork(before: dict[str, Any], after: dict[str, Any]) -> None:
    reform = named("reform", *BASE.policies, Subsidy(per_trainee=15.0, **before))
    moved = postponed(reform, BASE, 4)
    assert moved.policies == (*BASE.policies, Subsidy(per_trainee=15.0, **after))
    assert (moved.name, moved.title, moved.parameters) == (reform.name, reform.title, reform.parameters)
    assert (shared_years(BASE, moved) or 0) >= 4


def test_policies_of_the_baseline_stay_wherever_the_reform_names_them() -> None:
    base = named("base", Publicity(rate=0.1), Monitoring(level=0.2, start=2), Monitoring(level=0.2, start=2))
    own = ConsortiumEntity(level=0.5)
    moved = postponed(named("reform", own, *reversed(base.policies), Monitoring(level=0.2, start=2)), base, 3)
    assert moved.policies == (
        *base.policies,
        ConsortiumEntity(level=0.5, start=4),
        Monitoring(level=0.2, start=4),  # once more than the baseline has it
    )


def test_a_baseline_s_later_policy_may_be_dropped() -> None:
    base = named("base", Publicity(rate=0.1), TrainingBase(construction=100.0, start=6))
    moved = postponed(named("reform", Publicity(rate=0.1), BenefitSharing(share=0.5)), base, 5)
    assert moved.policies == (Publicity(rate=0.1), BenefitSharing(share=0.5, start=6))


@pytest.mark.parametrize(
    ("reform", "year", "message"),
    [
        (BASE, 8, "fork = 8; allowed: a whole number from 1 to 7, before years = 8"),
        (BASE, 0, "fork = 0; allowed: a whole number from 1 to 7"),
        (named("x", monitoring=0.9), 4, "parameters.monitoring = 0.9 in 'x' but 0.2 in 'base'; required to fork"),
        (named("x", years=9), 4, "parameters.years = 9 in 'x' but 8"),
        (named("x").with_(regions=[{"poach": 0.5}]), 4, r"\[\[region\]\] differs between 'x' and 'base'"),
        (named("x"), 4, "'x' lacks the policy publicity of 'base', which acts from year 1"),
        (named("x", Publicity(rate=0.2)), 4, "'x' lacks the policy publicity"),
    ],
)
def test_a_reform_that_is_another_world_before_the_fork_is_refused(reform: Scenario, year: int, message: str) -> None:
    with pytest.raises(ScenarioError, match=message) as error:
        postponed(reform, BASE, year)
    assert str(error.value).isprintable()


def test_a_reform_without_what_the_baseline_announced_by_then_is_refused() -> None:
    base = named("base", Subsidy(per_trainee=9.0, start=5, announced=1))
    with pytest.raises(ScenarioError, match="until year 3 only; required to fork: no change of a policy of 'base'"):
        postponed(named("x"), base, 4)


def test_moved_policies_that_leave_the_bounds_together_are_refused() -> None:
    base = named("base", Subsidy(per_trainee=60.0, start=5))
    reform = named("x", Subsidy(per_trainee=60.0, start=5), Subsidy(per_trainee=60.0, end=3))
    with pytest.raises(ScenarioError, match=r"subsidy = 122.8 in year 5; allowed: from 0 to 112"):
        postponed(reform, base, 4)


@settings(max_examples=30)
@given(pair=pairs(), year=st.integers(1, 5), seed=st.integers(0, 2**63 - 1))
def test_a_fork_is_the_same_world_until_it_is_decided_and_then_as_if_run_whole(
    pair: tuple[Scenario, Scenario], year: int, seed: int
) -> None:
    base, reform = pair
    try:
        reform = postponed(reform, base, year)
    except ScenarioError:
        assume(False)
    assert branches((base, reform))[1] is not None
    assert (shared_years(base, reform) or 0) >= year
    first, second = (arm.model for arm in simulated((base, reform), (seed,)))
    assert first is not None
    assert second is not None
    here, there = (model.timeseries() for model in (first, second))
    assert here[here["year"] <= year].equals(there[there["year"] <= year])
    assert there.equals(run(reform, seed).timeseries())
    assert len(there) == 3 * (1 + 2 * HAMLET["years"])


@pytest.mark.parametrize("year", [2.5, "2", True, None])
def test_the_year_of_a_fork_is_a_whole_number(year: Any) -> None:
    with pytest.raises(ScenarioError, match=r"fork = .*; allowed: a whole number from 1 to 7, before years = 8"):
        postponed(named("x"), BASE, year)
