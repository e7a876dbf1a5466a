"""A policy is an immutable value: a pure function of the year to changes of levers. Each instrument must pass this."""

from __future__ import annotations

import copy
import math
import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from consortium.simulation.checking import Refused
from consortium.simulation.parameters import PARAMETERS, defaults
from consortium.simulation.policies import (
    FEEDBACK_METRICS,
    INSTRUMENTS,
    POLICIES,
    Feedback,
    Policy,
    levers_in_force,
    make_policy,
)
from consortium.simulation.policies.instruments import ConsortiumEntity, Monitoring, Subsidy, TrainingBase

EACH = pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda cls: cls.__name__)


def example(instrument: type[Policy], share: float = 0.1, **fields: object) -> Policy:
    """The instrument with every strength at a share of the width of what it changes."""
    widths = {f: PARAMETERS[lever].high - PARAMETERS[lever].low for f, lever in instrument.levers().items()}
    return instrument(**{f: width * share for f, width in widths.items()}, **fields)  # type: ignore[arg-type]


# --- what holds for every instrument ----------------------------------------------------------------------------------


@EACH
def test_an_instrument_has_names_a_source_and_levers_that_are_parameters(instrument: type[Policy]):
    assert re.search("[A-Za-z]", instrument.en)
    assert re.search("[\u4e00-\u9fff]", instrument.zh)
    assert instrument.source
    assert instrument.levers()
    assert set(instrument.levers().values()) <= set(PARAMETERS)
    assert POLICIES[example(instrument).kind] is instrument


@EACH
def test_an_instrument_is_in_force_from_its_start_to_its_end(instrument: type[Policy]):
    policy = example(instrument, start=3, end=5)
    assert [bool(policy.changes(year)) for year in range(8)] == [False] * 3 + [True] * 3 + [False] * 2
    endless = example(instrument)
    assert not endless.changes(0)
    later = {lever: 0.0 for field, lever in instrument.levers().items() if field in instrument.once()}
    assert {**endless.changes(1), **later} == endless.changes(200) != {}


@EACH
def test_an_instrument_at_strength_zero_changes_its_levers_by_nothing(instrument: type[Policy]):
    policy = example(instrument, share=0.0)
    assert policy.changes(1) == dict.fromkeys(instrument.levers().values(), 0.0)
    after = levers_in_force(defaults(), [policy], 1)
    assert after == {lever: PARAMETERS[lever].default for lever in after}


@EACH
def test_a_negative_strength_lowers_what_stands(instrument: type[Policy]):
    assert all(change < 0 for change in example(instrument, share=-0.1).changes(1).values())


@EACH
def test_an_instrument_cannot_be_changed_but_copied_pickled_and_used_as_a_key(instrument: type[Policy]):
    policy = example(instrument, schedule=((2, 0.5),))
    with pytest.raises(ValidationError):
        policy.start = 2
    for twin in (copy.deepcopy(policy), pickle.loads(pickle.dumps(policy)), make_policy(policy.to_dict())):
        assert twin == policy
        assert hash(twin) == hash(policy)


@EACH
@pytest.mark.parametrize("wrong", [True, "1", None, math.nan, math.inf, 1e9, [1.0], 10**400])
def test_a_strength_is_a_number_within_its_bounds(instrument: type[Policy], wrong: object):
    for name in instrument.levers():
        with pytest.raises(Refused, match=name):
            make_policy({**example(instrument).to_dict(), name: wrong})


@EACH
def test_whole_numbers_are_numbers(instrument: type[Policy]):
    name = next(iter(instrument.levers()))
    assert getattr(make_policy({**example(instrument).to_dict(), name: 0}), name) == 0.0


@EACH
def test_the_levels_of_a_schedule_multiply_the_strength_from_their_years_on(instrument: type[Policy]):
    plain, stepped = example(instrument), example(instrument, schedule=((3, 0.5), (6, 0.0), (8, 2.0)))
    for year, factor in enumerate([1, 1, 0.5, 0.5, 0.5, 0, 0, 2, 2], start=1):
        for lever, change in plain.changes(year).items():
            assert stepped.changes(year)[lever] == pytest.approx(change * factor)


# --- several together -------------------------------------------------------------------------------------------------


def test_policies_add_up_on_top_of_what_stands():
    both = [Subsidy(per_trainee=5.0), Subsidy(per_trainee=1.5, start=2), Monitoring(level=0.3, start=2)]
    assert levers_in_force(defaults(), both, 0) == {}
    none = dict.fromkeys(("subsidy_new_trainers", "subsidy_small", "subsidy_apprenticeship", "subsidy_certified"), 0.0)
    assert levers_in_force(defaults(), both, 1) == {"subsidy": pytest.approx(7.8)} | none
    second = levers_in_force(defaults(), both, 2)
    assert second == {"subsidy": pytest.approx(9.3), "monitoring": pytest.approx(0.5)} | none


def test_shares_are_clipped_to_all_and_nothing():
    assert levers_in_force(defaults(), [Monitoring(level=0.9)] * 2, 1) == {"monitoring": 1.0}
    assert levers_in_force(defaults(), [Monitoring(level=-0.9)], 1) == {"monitoring": 0.0}


def test_a_subsidy_abolished_in_thirds_leaves_no_crumb_below_zero():
    assert levers_in_force(defaults(), [Subsidy(per_trainee=-2.8 / 3)] * 3, 1)["subsidy"] >= 0.0


def test_an_entity_may_change_its_fee_too():
    policy = ConsortiumEntity(level=0.9, fee=-1.68)
    assert levers_in_force(defaults(), [policy], 1) == {"entity": 1.0, "fee": pytest.approx(1.12), "park_focus": 0.0}


@given(st.floats(-1, 1), st.integers(1, 20), st.integers(0, 20), st.integers(1, 40))
def test_changes_depend_on_the_year_alone(level: float, start: int, length: int, year: int):
    policy = Monitoring(level=level, start=start, end=start + length)
    expected = {"monitoring": level} if start <= year <= start + length else {}
    assert policy.changes(year) == policy.changes(year) == expected


# --- a government that corrects itself --------------------------------------------------------------------------------


def test_feedback_raises_its_level_while_the_metric_falls_short_and_stays_in_bounds():
    rule = Feedback(metric="participation", target=0.5, gain=2.0, low=0.0, high=1.5)
    assert rule.opening == 1.0
    assert rule.next_level(1.0, 0.4) == pytest.approx(1.2)
    assert rule.next_level(1.0, 0.9) == pytest.approx(0.2)
    assert rule.next_level(1.4, 0.0) == 1.5
    assert rule.next_level(0.1, 1.0) == 0.0


def test_feedback_opens_within_its_bounds_and_keeps_its_level_while_the_metric_is_empty():
    rule = Feedback(metric="formalism", target=0.5, gain=1.0, low=0.0, high=0.4)
    assert rule.opening == 0.4
    assert Monitoring(level=0.5, feedback=rule).opening_level == 0.4
    assert Monitoring(level=0.5).opening_level == 1.0
    assert rule.next_level(0.3, math.nan) == 0.3


def test_the_level_of_feedback_multiplies_the_strength():
    policy = Monitoring(level=0.5, feedback=Feedback(metric="formalism", target=0.3, gain=-1.0))
    assert policy.changes(1, level=0.4) == {"monitoring": pytest.approx(0.2)}
    assert levers_in_force(defaults(), [policy], 1, levels=[0.4]) == {"monitoring": pytest.approx(0.4)}


@pytest.mark.parametrize("metric", FEEDBACK_METRICS)
def test_government_may_steer_by(metric: str):
    assert Feedback(metric=metric, target=0.3, gain=1.0).metric == metric


@pytest.mark.parametrize(
    ("fields", "fragment"),
    [
        ({"metric": "quality", "target": 0.3, "gain": 1}, "training_quality"),
        ({"metric": "formalism", "target": 0.3, "gain": 1, "low": 2}, "low = 2 is above high = 1"),
        ({"metric": "formalism", "target": 30, "gain": 1}, "target = 30"),
        ({"metric": "formalism", "target": 0.3}, "gain is missing"),
        ({"metric": "formalism", "target": 0.3, "gain": 1, "hi": 2}, "did you mean high"),
        (3, "feedback = 3"),
    ],
)
def test_a_feedback_that_makes_no_sense_is_refused(fields: object, fragment: str):
    with pytest.raises(Refused, match=re.escape(fragment)):
        make_policy({"kind": "monitoring", "level": 0.1, "feedback": fields})


@pytest.mark.parametrize(
    "schedule", [3, [3], [[3]], [[3, 1, 1]], [[3.0, 1]], [[3, True]], [[3, 1], [3, 2]], [[1, 1]], [[9, 1]], [[3, 11]]]
)
def test_a_schedule_names_years_in_force_in_order(schedule: object):
    with pytest.raises(Refused, match="schedule"):
        make_policy({"kind": "monitoring", "level": 0.1, "start": 2, "end": 8, "schedule": schedule})


@pytest.mark.parametrize("value", [float("-inf"), "1", 1, [0], [], [1, 1], [1.5], [1001], [10**400], True, {"a": 1}])
def test_regions_that_are_no_list_of_numbers_are_refused_with_what_is_allowed(value: object) -> None:
    with pytest.raises(Refused, match="allowed"):
        make_policy({"kind": "monitoring", "level": 0.1, "regions": value})


@pytest.mark.parametrize(
    ("key", "value"), [("announced", -1), ("announced", 1.5), ("phase_in", 99), ("phase_in", True)]
)
def test_a_lead_or_phase_in_that_is_no_number_of_years_is_refused_with_what_is_allowed(key: str, value: object) -> None:
    with pytest.raises(Refused, match="whole number of years"):
        make_policy({"kind": "monitoring", "level": 0.1, key: value})


@EACH
def test_a_policy_without_any_strength_is_refused(instrument: type[Policy]):
    with pytest.raises(Refused, match=next(iter(instrument.levers()))):
        make_policy({"kind": example(instrument).kind, "start": 2})


@EACH
def test_one_strength_is_enough_where_none_is_required(instrument: type[Policy]):
    if not any(instrument.model_fields[name].is_required() for name in instrument.levers()):
        for name in instrument.levers():
            assert make_policy({"kind": example(instrument).kind, name: 0.0}).kind == example(instrument).kind


# --- growing, once, in some regions -----------------------------------------------------------------------------------


def test_a_policy_is_phased_in_evenly():
    policy = Subsidy(per_trainee=8.0, start=3, phase_in=4)
    assert [policy.changes(year).get("subsidy") for year in range(2, 9)] == [None, 2, 4, 6, 8, 8, 8]


@pytest.mark.parametrize("phase_in", [0, 1])
def test_without_a_phase_in_the_full_strength_acts_at_once(phase_in: int):
    policy = Subsidy(per_trainee=8.0, start=3, phase_in=phase_in)
    assert [policy.changes(year).get("subsidy") for year in (2, 3, 4)] == [None, 8, 8]


def test_phase_in_and_schedule_multiply():
    policy = Subsidy(per_trainee=8.0, phase_in=4, schedule=((2, 0.5),))
    assert [policy.changes(year)["subsidy"] for year in (1, 2, 3, 4)] == [2, 2, 3, 4]


def test_a_base_is_built_in_the_first_year_in_full_and_run_in_all():
    base = TrainingBase(construction=900.0, operation=60.0, start=2, phase_in=3, schedule=((4, 0.5),))
    assert [base.changes(year)["base_construction"] for year in (2, 3, 4, 5)] == [900, 0, 0, 0]
    assert [base.changes(year)["base_operation"] for year in (2, 3, 4, 5)] == [20, 40, 30, 30]


def test_only_what_is_built_is_given_once():
    assert {cls: cls.once() for cls in INSTRUMENTS if cls.once()} == {TrainingBase: {"construction"}}


def test_a_policy_holds_in_the_regions_it_names():
    some, everywhere = Subsidy(per_trainee=5.0, regions=(2, 3)), Subsidy(per_trainee=1.0)
    sums = [levers_in_force(defaults(), [some, everywhere], 1, region=region)["subsidy"] for region in range(4)]
    assert sums == pytest.approx([3.8, 8.8, 8.8, 3.8])
    assert levers_in_force(defaults(), [some], 1, region=0) == {}
    assert levers_in_force(defaults(), [some, everywhere], 1)["subsidy"] == pytest.approx(8.8)


def test_a_file_names_regions_in_a_list():
    policy = make_policy({"kind": "subsidy", "per_trainee": 5.0, "regions": [2, 1]})
    assert policy.regions == (2, 1)
    assert make_policy(policy.to_dict()) == policy
    assert "regions" not in Subsidy(per_trainee=5.0).to_dict()


@given(st.integers(1, 9), st.integers(0, 8), st.integers(0, 5), st.booleans())
def test_between_two_turns_a_strength_stays_or_moves_by_even_steps(start: int, length: int, phase_in: int, steps: bool):
    schedule = ((start + length, 0.5),) if steps and length else ()
    policy = TrainingBase(
        construction=1.0, operation=60.0, start=start, end=start + length, phase_in=phase_in, schedule=schedule
    )
    for lever in policy.levers().values():
        series = [policy.changes(year).get(lever, 0.0) for year in range(30)]
        for year in range(2, 29):
            if not policy.turns() & {year, year + 1}:
                assert series[year + 1] - series[year] == pytest.approx(series[year] - series[year - 1])


# --- what people know of what is to come ------------------------------------------------------------------------------


def expected(policy: Policy, year: int, known_in: int) -> float:
    """What people in one year expect to be added to the subsidy in another."""
    return levers_in_force(defaults(), [policy], year, known_in=known_in).get("subsidy", 2.8) - 2.8


@EACH
def test_an_announcement_of_nothing_changes_nothing(instrument: type[Policy]):
    policy = example(instrument, share=0.0, start=3, end=6, announced=2, phase_in=2)
    for year in range(1, 9):
        for known_in in range(1, year + 1):
            after = levers_in_force(defaults(), [policy], year, known_in=known_in)
            assert after == {lever: PARAMETERS[lever].default for lever in after}


@EACH
def test_an_announcement_changes_nothing_of_what_is_in_force(instrument: type[Policy]):
    silent, announced = (example(instrument, start=3, end=6, phase_in=2, announced=lead) for lead in (0, 3))
    assert all(silent.changes(year) == announced.changes(year) for year in range(9))


def test_without_an_announcement_people_expect_what_they_see():
    policy = Subsidy(per_trainee=8.0, start=4, end=6)
    assert expected(policy, 4, known_in=3) == 0
    assert expected(policy, 7, known_in=6) == pytest.approx(8)
    assert expected(policy, 7, known_in=7) == 0


def test_a_start_and_an_end_are_known_as_many_years_ahead_as_they_are_announced():
    policy = Subsidy(per_trainee=8.0, start=4, end=6, announced=2)
    assert [expected(policy, 4, known_in=year) for year in (1, 2, 3, 4)] == pytest.approx([0, 8, 8, 8])
    assert [expected(policy, 7, known_in=year) for year in (4, 5, 6, 7)] == pytest.approx([8, 0, 0, 0])


def test_each_step_of_a_phase_in_is_known_as_many_years_ahead_as_it_is_announced():
    policy = Subsidy(per_trainee=9.0, start=4, phase_in=3, announced=1)
    assert [expected(policy, 6, known_in=year) for year in (2, 3, 4, 5, 6)] == pytest.approx([0, 3, 6, 9, 9])


def test_each_step_of_a_schedule_is_known_as_many_years_ahead_as_it_is_announced():
    policy = Subsidy(per_trainee=8.0, schedule=((3, 0.5), (5, 0.0)), announced=1)
    assert [expected(policy, 5, known_in=year) for year in (1, 2, 3, 4)] == pytest.approx([8, 4, 4, 0])


def test_of_several_policies_only_those_announced_are_foreseen():
    both = [Subsidy(per_trainee=8.0, start=3, announced=1), Monitoring(level=0.3, start=3)]
    assert levers_in_force(defaults(), both, 3, known_in=2)["subsidy"] == pytest.approx(10.8)
    assert "monitoring" not in levers_in_force(defaults(), both, 3, known_in=2)


@given(st.integers(0, 5), st.integers(1, 12), st.integers(0, 4))
def test_what_is_here_or_past_is_known(announced: int, year: int, since: int):
    policy = Subsidy(per_trainee=8.0, start=3, end=9, phase_in=3, announced=announced)
    assert expected(policy, year, known_in=year + since) == expected(policy, year, known_in=year)
    assert levers_in_force(defaults(), [policy], year) == levers_in_force(defaults(), [policy], year, known_in=year)
