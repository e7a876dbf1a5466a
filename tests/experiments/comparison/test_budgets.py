"""Reforms on one budget: the strength that is found costs what it should, and the ranking says what it means."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium import compare
from consortium.experiments.comparison import spending
from consortium.experiments.comparison.budgets import (
    ACCEPTED,
    STRONGEST,
    at_strength,
    fitting_strength,
    largest_strength,
    scaled,
    within_budget,
)
from consortium.experiments.comparison.comparison import Comparison
from consortium.experiments.comparison.dominance import dominated_by
from consortium.experiments.comparison.ranking import RANKING_COLUMNS
from consortium.experiments.comparison.spending import yearly_cost
from consortium.simulation.policies import Policy
from consortium.simulation.policies.instruments import (
    ConsortiumEntity,
    DigitalPlatform,
    Monitoring,
    RightsClarity,
    Subsidy,
)
from consortium.simulation.scenario import Scenario, ScenarioError
from tests.worlds import town

SEEDS = (1, 2, 3, 4)
TARGET = 150.0
WORLD: dict[str, Any] = {"years": 6, "application_cost": 1.0, "publicity": 0.2}
BASE = town(**WORLD)


def named(name: str, *policies: Policy, **parameters: Any) -> Scenario:
    return town(*policies, **WORLD, **parameters).with_(name=name)


MONEY = named("money", Subsidy(per_trainee=14.0))
ENTITY = named("entity", ConsortiumEntity(level=0.5))
CLARITY = named("clarity", RightsClarity(level=0.5))
WATCHED = named("watched", monitoring=0.9)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(BASE, MONEY, ENTITY, CLARITY, WATCHED, seeds=SEEDS, budget=f"{TARGET}k-model")


def ranked(comparison: Comparison) -> dict[str, dict[str, Any]]:
    """The ranking by reform and column."""
    assert comparison.ranking is not None
    rows = comparison.ranking.to_dict("records")
    return {str(row["reform"]): {str(column): value for column, value in row.items()} for row in rows}


def cost_by_hand(arm: Scenario, seed: int) -> float:
    """From a run of its own, with nothing but pandas: mean yearly spending over all years."""
    series = compare(BASE, arm, seeds=[seed]).series
    spent = series[series["tick"] > 0].groupby("scenario")["public_spending"].sum() / BASE.parameters["years"]
    return spent[arm.name] - spent[BASE.name]


@pytest.mark.parametrize("name", ["money", "entity"])
def test_a_reform_at_the_strength_found_costs_the_budget_when_it_is_run(comparison: Comparison, name: str):
    arm = next(reform for reform in comparison.reforms if reform.name == name)
    costs = [cost_by_hand(arm, seed) for seed in SEEDS]
    row = ranked(comparison)[name]
    assert np.mean(costs) == pytest.approx(TARGET, rel=ACCEPTED)
    assert row["cost"] == pytest.approx(np.mean(costs))
    assert comparison.budget is not None
    searched = {fitted.reform.name: fitted.cost for fitted in comparison.budget.fitted}
    assert searched[name] == pytest.approx(row["cost"]), "the search goes on from kept worlds, the comparison does not"
    assert row["spends_it"]
    assert row["p_over_budget"] == pytest.approx(np.mean(np.array(costs) > TARGET))


def test_the_strength_multiplies_what_the_reform_adds_and_nothing_else(comparison: Comparison):
    strength = ranked(comparison)["money"]["strength"]
    arm = comparison.reforms[0]
    assert arm.policies == (Subsidy(per_trainee=14.0 * strength),)
    assert arm.parameters == MONEY.parameters
    assert comparison.base == BASE


def test_a_reform_at_another_strength_has_another_title_in_both_languages():
    """A credit that is "twice" what stands is so at strength 1 only."""
    title = {"en": "Twice the tax credit", "zh": "教育费附加抵免加倍"}
    twice = replace(MONEY, title=title, question={"en": "What if it were twice?", "zh": "如果加倍会怎样？"})
    other = at_strength(twice, BASE, 5 / 3)
    assert other.title["en"] == "Twice the tax credit, at 1.67 times its strength"
    assert other.title["zh"] == "教育费附加抵免加倍（力度×1.67）"
    assert other.question["en"] == "What if it were twice? (Here at 1.67 times its strength.)"
    assert other.question["zh"].endswith("（此处力度为×1.67。）")
    assert other.name == twice.name, "files keep the name"
    assert other.digest() == scaled(twice, BASE, 5 / 3).digest()
    assert at_strength(twice, BASE, 1.0) == twice
    assert at_strength(twice, BASE, 0.0).title["en"] == "Twice the tax credit, without its policies"
    endless = replace(MONEY, title={"en": "x" * 4000, "zh": "字" * 4000})
    assert at_strength(endless, BASE, 2.0).title["en"].endswith(", at 2 times its strength")


def test_the_titles_of_arms_on_a_budget_say_their_strength(comparison: Comparison):
    rows = ranked(comparison)
    for reform in comparison.reforms:
        strength = rows[reform.name]["strength"]
        said = f"at {strength:.3g} times its strength" in reform.title["en"]
        assert said == (f"{strength:.3g}" != "1")
    assert comparison.reforms[0].title != MONEY.title


def test_it_says_where_the_budget_cannot_be_spent_and_why(comparison: Comparison):
    rows = ranked(comparison)
    assert not rows["clarity"]["spends_it"]
    assert rows["clarity"]["note"] == "bounds", "clear rights cost nothing, and cannot be clearer than clear"
    assert not rows["watched"]["spends_it"]
    assert rows["watched"]["note"] == "no policy of its own"
    assert rows["watched"]["strength"] == 1.0


def test_the_ranking_is_by_effect_and_somebody_is_best(comparison: Comparison):
    table = comparison.ranking
    assert table is not None
    assert list(table.columns) == RANKING_COLUMNS
    assert list(table["effect"]) == sorted(table["effect"], reverse=True)
    assert table["p_best"].sum() == pytest.approx(1.0)
    effects = comparison.summary.query("metric == 'deep_participation'").set_index("reform")["effect"]
    for name, row in ranked(comparison).items():
        assert row["effect"] == pytest.approx(effects[name])


def test_a_reform_is_dominated_by_one_that_costs_no_more_and_does_more_beyond_noise(comparison: Comparison):
    values = comparison.paired_values("deep_participation")
    rows = ranked(comparison)
    for name, row in rows.items():
        if better := row["dominated_by"]:
            assert rows[better]["cost"] <= row["cost"] + ACCEPTED * abs(row["cost"])
            assert (values[better] - values[name]).mean() > 0
    assert next(iter(rows.values()))["dominated_by"] == "", "the best is dominated by nobody"


def test_who_dominates_whom_is_decided_by_paired_differences_and_costs():
    worlds = np.array([0.10, 0.20, 0.30, 0.15, 0.25, 0.12])
    noise = np.array([0.3, -0.2, 0.1, -0.1, 0.2, -0.25])
    effects = pd.DataFrame({"weak": worlds, "strong": worlds + 0.02, "noisy": worlds + noise})
    same = pd.DataFrame(100.0, index=effects.index, columns=effects.columns)
    assert dominated_by("weak", effects, same) == "strong", "better in each world, though worlds differ by more"
    assert dominated_by("strong", effects, same) == ""
    assert dominated_by("noisy", effects, same) == "", "worse on average, but within noise"
    assert dominated_by("weak", effects.head(4), same.head(4)) == "", "too few worlds to judge"
    assert dominated_by("weak", effects, same.assign(strong=130.0)) == "", "better for more money is no domination"


def test_arms_fitted_to_a_budget_are_the_same_when_they_are_run_without_it(comparison: Comparison):
    again = compare(*comparison.batch.scenarios, seeds=SEEDS)
    pd.testing.assert_frame_equal(again.effects, comparison.effects)


def test_a_policy_of_the_baseline_is_not_scaled():
    standing = DigitalPlatform(level=0.2)
    base = town(standing, **WORLD)
    reform = town(standing, Subsidy(per_trainee=10.0), **WORLD).with_(name="reform")
    assert scaled(reform, base, 0.5).policies == (standing, Subsidy(per_trainee=5.0))


def test_dates_and_rules_of_a_policy_survive_scaling():
    policy = Subsidy(per_trainee=10.0, start=2, end=4, announced=1, schedule=((3, 0.5),))
    reform = named("reform", policy)
    assert scaled(reform, BASE, 2.0).policies == (policy.model_copy(update={"per_trainee": 20.0}),)


def test_the_strongest_that_is_tried_stays_within_the_bounds_of_all_levers():
    assert largest_strength(named("entity", ConsortiumEntity(level=0.5)), BASE) == pytest.approx(2.0)
    both = named("both", ConsortiumEntity(level=0.1), Subsidy(per_trainee=1.0))
    assert largest_strength(both, BASE) == pytest.approx(10.0)
    with pytest.raises(ScenarioError, match="strength × 3"):
        scaled(named("watch", Monitoring(level=0.5)), BASE, 3.0)


@pytest.mark.parametrize("target", [0.0, -5.0, float("nan"), float("inf")])
def test_a_budget_is_money(target: float):
    with pytest.raises(ScenarioError, match="allowed: k¥ per year"):
        within_budget(BASE, [MONEY], target, SEEDS)


def test_every_strength_is_reported_when_it_is_found():
    reported = []
    plan = within_budget(BASE, [MONEY, WATCHED], TARGET, [1], reported.append)
    assert tuple(reported) == plan.fitted
    assert plan.tried > 4


def test_the_cost_of_a_run_is_its_public_spending_a_year():
    series = compare(BASE, MONEY, seeds=[1]).series
    rows = series[(series["scenario"] == "money") & (series["tick"] > 0)]
    assert yearly_cost(MONEY, 1) == pytest.approx(rows["public_spending"].sum() / 6)


# --- the search by itself ---------------------------------------------------------------------------------------------


@given(st.floats(0.01, 100.0), st.floats(0.2, 3.0))
def test_any_rising_cost_is_met(target: float, power: float):
    strength, note = fitting_strength(lambda s: s**power, target, STRONGEST)
    if STRONGEST**power >= target:
        assert note == ""
        assert strength**power == pytest.approx(target, rel=ACCEPTED)
    else:
        assert note == "too little"


@given(st.floats(0.0, 3.0), st.floats(0.1, 10.0), st.floats(0.1, 100.0))
def test_the_cost_at_strength_0_is_measured_and_never_taken_for_nothing(besides: float, slope: float, target: float):
    """Whatever a reform changes besides its policies costs `besides` times the budget."""
    strength, note = fitting_strength(lambda s: besides * target + slope * s, target, STRONGEST)
    cost = besides * target + slope * strength
    if besides > 1 + ACCEPTED:
        assert (strength, note) == (0.0, "too much"), "no strength makes it cheaper"
    elif note == "":
        assert cost == pytest.approx(target, rel=ACCEPTED)
    else:
        assert note == "too little"
        assert cost == pytest.approx(besides * target + slope * STRONGEST)


@given(st.floats(1.1, 50.0))
def test_policies_that_save_bring_a_reform_with_dear_parameters_down_to_the_budget(besides: float):
    strength, note = fitting_strength(lambda s: besides - s, 1.0, STRONGEST)
    assert note == ""
    assert besides - strength == pytest.approx(1.0, rel=ACCEPTED)


def test_a_reform_whose_parameters_alone_cost_more_says_what_it_costs():
    dear = named("dear", RightsClarity(level=0.3), subsidy=25.0)
    alone = named("alone", subsidy=25.0)
    besides = np.mean([cost_by_hand(alone, seed) for seed in (1, 2)])
    assert besides > 60
    comparison = compare(BASE, dear, seeds=[1, 2], budget="20k-model")
    row = ranked(comparison)["dear"]
    assert row["note"] == "too much"
    assert not row["spends_it"]
    assert row["p_over_budget"] == 1.0
    assert comparison.budget is not None
    (fitted,) = comparison.budget.fitted
    assert fitted.cost == pytest.approx(row["cost"]), "the search and the ranking tell the same cost"
    assert row["cost"] > 0.5 * besides


def test_a_cost_that_jumps_over_the_budget_is_called_a_step():
    assert fitting_strength(lambda s: 0.0 if s < 0.3 else 10.0, 5.0, STRONGEST)[1] == "step"


def test_a_cost_that_only_falls_saves():
    assert fitting_strength(lambda s: -s, 5.0, STRONGEST)[1] == "saves"


def test_a_cost_that_levels_off_spends_too_little():
    strength, note = fitting_strength(lambda s: min(s, 3.0), 5.0, STRONGEST)
    assert note == "too little"
    assert strength >= 3.0


def test_a_cost_that_meets_its_bounds_says_so():
    assert fitting_strength(lambda s: s, 5.0, 2.0) == (2.0, "bounds")


@pytest.mark.parametrize("target", ["100", True, None, [100], -1, 0, math.inf, math.nan])
def test_a_budget_is_a_number_above_0(target: Any) -> None:
    with pytest.raises(ScenarioError, match=r"budget = .*; allowed: k¥ per year of the model, above 0"):
        within_budget(town(), [town(of="subsidy_only")], target, (1,))


def test_processes_find_the_strengths_that_one_finds():
    one, two = (within_budget(BASE, [MONEY, WATCHED], TARGET, SEEDS, workers=workers) for workers in (1, 2))
    assert one == two
    assert one.tried == two.tried


@pytest.mark.parametrize(("start", "alone"), [(math.inf, True), (0.0, False)])
def test_others_are_asked_only_where_that_saves_time(monkeypatch: pytest.MonkeyPatch, start: float, alone: bool):
    shared: list[int] = []
    monkeypatch.setattr(spending, "START", start)
    monkeypatch.setattr(spending, "usual_workers", lambda: 2)
    monkeypatch.setattr(spending.Spending, "share", lambda self, workers, exits: shared.append(workers))
    within_budget(BASE, [MONEY], TARGET, SEEDS, workers=None)
    assert shared == ([] if alone else [2])
