"""A comparison is of policies in one world: other worlds are refused, or put into one city, or compared as worlds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from consortium import compare
from consortium.experiments.comparison.arms import load_arms
from consortium.experiments.comparison.budgets import within_budget
from consortium.experiments.comparison.cities import LeftOut, in_city
from consortium.experiments.comparison.world_words import institutions_said, other_world_said
from consortium.experiments.comparison.worlds import AGENTS, differing, has_the_same_agents, other_world
from consortium.experiments.explanation.watching import check
from consortium.simulation.checking import Refused
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.parameters import PARAMETERS, as_record
from consortium.simulation.phases.founding import found_population
from consortium.simulation.policies.instruments import Subsidy, TaxCredit
from consortium.simulation.scenario import Scenario, ScenarioError, bundled_scenarios, load_scenario
from consortium.simulation.scenario.institutions import kind_of

HAMLET: dict[str, Any] = {"schools": 4, "enterprises": 40, "intake": 15, "years": 3, "warm_up": 4}
TITLE = 'title = { en = "My city", zh = "本市" }\n'
CITY = f'extends = "baseline"\n{TITLE}[parameters]\nsize_median = 30.0\nsubsidy = 5.0\n' + "".join(
    f"{name} = {value}\n" for name, value in HAMLET.items()
)
OTHER_WORLDS = {
    "china", "chongqing", "demand_shock", "demand_shock_entity", "dual_system_germany", "gansu", "graduates_leave",
    "high_poaching", "japan_industry_academia_government", "nonferrous_community", "park_city",
    "park_consortium", "rail_community", "rights_clear",
    "rights_unclear", "short_horizon", "staged_rollout", "swiss_apprenticeship", "uk_sandwich", "uneven_regions",
    "us_coop",
}  # fmt: skip
"""Bundled scenarios that differ from the baseline in more than policies and institutions."""


@pytest.fixture
def city(tmp_path: Path) -> Scenario:
    path = tmp_path / "my_city.toml"
    path.write_text(CITY, encoding="utf-8")
    return load_scenario(path)


def names(differences: list) -> set[str]:
    return {difference.name for difference in differences}


# --- refused ----------------------------------------------------------------------------------------------------------


def test_a_city_of_ones_own_is_not_compared_with_reforms_elsewhere(city: Scenario):
    with pytest.raises(ScenarioError) as refused:
        compare(city, "subsidy_monitored", "tax_credit", seeds=1)
    message = str(refused.value)
    assert "'subsidy_monitored' is another world than 'my_city'" in message
    assert "parameters.schools = 20 but 4 in 'my_city'" in message
    assert "and 3 more" in message
    assert "--city FILE" in message
    assert "--across-worlds" in message
    assert names(other_world(city, load_scenario("tax_credit"))) == {*HAMLET, "size_median", "subsidy"}


def test_institutions_of_the_baseline_alone_make_another_world_too():
    base = load_scenario("baseline").with_({"monitoring": 0.9}, name="watched")
    with pytest.raises(ScenarioError, match=r"parameters.monitoring = 0.2 but 0.9 in 'watched'"):
        load_arms([base, "tax_credit"])
    with pytest.raises(ScenarioError, match="take 'baseline' as the baseline"):
        load_arms(["laissez_faire", "baseline"])


@pytest.mark.parametrize("name", [name for name in bundled_scenarios() if name != "baseline"])
def test_bundled_reforms_are_compared_with_the_baseline_if_they_change_policies_and_institutions_only(name: str):
    base, arm = load_scenario("baseline"), load_scenario(name)
    assert bool(other_world(base, arm)) == (name in OTHER_WORLDS)
    for found in differing(base.values, arm.values):
        assert kind_of(found.name) == "institution" or name in OTHER_WORLDS


@pytest.mark.parametrize(
    ("base", "reform"),
    [
        ("government_led", "joint_led"),
        ("enterprise_led", "joint_led"),
        ("plaque_quota", "deep_quota"),
        ("rights_unclear", "rights_clear"),
        ("demand_shock", "demand_shock_entity"),
        ("shenzhen", "shenzhen_leader_leaves"),
        ("consortium_entity", "paper_consortium"),
    ],
)
def test_a_reform_changes_institutions_relative_to_what_both_extend(base: str, reform: str):
    assert other_world(load_scenario(base), load_scenario(reform)) == []


def test_a_reform_of_a_city_may_take_back_what_the_city_changed(city: Scenario):
    assert other_world(city, city.with_({"subsidy": 2.8}, name="as elsewhere")) == []
    more = city.with_({"subsidy": 7.0}, name="more")
    assert names(other_world(more, city.with_(name="less", policies=[TaxCredit(rate=0.1)]))) == {"subsidy"}


def test_a_manifest_keeps_what_a_reform_changed_on_purpose(city: Scenario):
    back = city.with_({"subsidy": 2.8}, name="as elsewhere")
    read = [Scenario.from_dict(arm.to_dict()) for arm in (city, back)]
    assert other_world(*read) == []


def test_regions_are_worlds_of_their_own():
    base = load_scenario("uneven_regions")
    other = base.with_(regions=[{**own, "poach": 0.5} if i == 2 else own for i, own in enumerate(base.regions)])
    (found,) = other_world(base, other.with_(name="other"))
    assert (found.name, found.regions, found.after) == ("poach", (3,), 0.5)


def test_a_budget_needs_one_world_even_if_worlds_are_compared(city: Scenario):
    reform = load_scenario("tax_credit").with_(HAMLET)
    with pytest.raises(ScenarioError, match="another world") as refused:
        within_budget(city, [reform], 100.0, [1])
    assert "--across-worlds" not in str(refused.value)


# --- in one city ------------------------------------------------------------------------------------------------------


def test_reforms_in_a_city_are_its_own_with_their_policies(city: Scenario):
    base, credit, free = load_arms(["baseline", "tax_credit", "laissez_faire"], city=city)
    by_hand = [city, city.with_(policies=load_scenario("tax_credit").policies)]
    by_hand.append(city.with_({"subsidy": 0.0, "tax_rate": 0.0, "mandate": 0.15}))
    assert [arm.digest() for arm in (base, credit, free)] == [arm.digest() for arm in by_hand]
    assert credit.name == "tax_credit_in_my_city"
    assert credit.title == {
        "en": "Twice the tax credit (city: My city)",
        "zh": f"{load_scenario('tax_credit').title['zh']}（城市：本市）",
    }


def test_the_city_itself_stays_what_it_is(city: Scenario):
    base, reform = load_arms([city, "tax_credit"], city=city)
    assert base is city
    assert other_world(base, reform) == []


def test_policies_of_the_city_hold_in_every_arm(city: Scenario):
    paid = city.with_(policies=[Subsidy(per_trainee=1.0)])
    base, reform = load_arms(["baseline", "tax_credit"], city=paid)
    assert base.policies == paid.policies
    assert reform.policies == (*paid.policies, *load_scenario("tax_credit").policies)


def test_a_change_of_an_institution_reaches_regions_that_have_their_own(city: Scenario):
    cities = city.with_({}, regions=[{"subsidy": 1.0}, {}])
    free = in_city(load_scenario("laissez_faire"), cities)
    assert [free.region_parameters(i)["subsidy"] for i in range(2)] == [0.0, 0.0]


def test_what_is_of_a_reforms_own_world_is_left_out_with_a_warning_or_refused(city: Scenario):
    with pytest.warns(LeftOut, match=f"parameters.net_mean = -8.96 instead of {city.parameters['net_mean']}"):
        german = in_city(load_scenario("dual_system_germany"), city)
    assert (german.parameters["monitoring"], german.parameters["net_mean"]) == (0.9, city.parameters["net_mean"])
    with pytest.raises(ScenarioError, match=r"'chongqing' has nothing that another city could take over"):
        in_city(load_scenario("chongqing"), city)
    late = load_scenario("baseline").with_(name="late", policies=[Subsidy(per_trainee=1.0, start=9)])
    with pytest.raises(ScenarioError, match=r"'late' in the city 'my_city': .* = 9 is beyond years = 3"):
        in_city(late, city)


def test_effects_in_a_city_are_those_of_the_policies_there(city: Scenario):
    reform = city.with_(name="by hand", policies=load_scenario("tax_credit").policies)
    one = compare("baseline", "tax_credit", city=city, seeds=2).summary
    other = compare(city, reform, seeds=2).summary
    assert np.array_equal(one["effect"], other["effect"], equal_nan=True)


# --- as worlds --------------------------------------------------------------------------------------------------------


def test_worlds_are_compared_if_that_is_meant_and_said_to_be_worlds(city: Scenario):
    large = city.with_({"enterprises": 60}, name="large", title={"en": "Large", "zh": "大城"})
    comparison = compare(city, large, seeds=1, across_worlds=True)
    assert set(comparison.other_worlds) == {"large"}
    said = other_world_said(city, large, "en")
    assert "“Large” differs from “My city” in enterprises in a region 40 → 60" in said
    assert "not the effect of a policy" in said
    assert "不是政策的效应" in other_world_said(city, large, "zh")
    assert other_world_said(city, city.with_(name="same"), "en") == ""


def test_institutions_that_a_reform_changes_are_said():
    base, free = load_scenario("baseline"), load_scenario("laissez_faire")
    said = institutions_said(base, free, "en")
    assert said.startswith("Institutions that the reform changes: ")
    assert "subsidy per trainee 2.8 → 0" in said
    assert institutions_said(base, free, "zh").startswith("改革改变的制度：")
    assert institutions_said(base, load_scenario("tax_credit"), "en") == ""


def test_enterprises_of_other_worlds_are_not_explained_side_by_side(city: Scenario):
    with pytest.raises(Refused, match="other enterprises"):
        check([city, city.with_({"enterprises": 60}, name="large")], 1)
    check([city, city.with_({"poach": 0.5}, name="poached")], 1)


# --- the same agents --------------------------------------------------------------------------------------------------


def who(scenario: Scenario) -> tuple[list, list]:
    """Enterprises by region, number, field and size, and schools by region, number and intake, as they are founded."""
    profiles = [scenario.region_parameters(i) for i in range(int(scenario.parameters["regions"]))]
    people = found_population(profiles, 1, np.concatenate([as_record(profile) for profile in profiles]))
    return people.enterprises[["region", "index", "field", "size"]].tolist(), people.schools[
        ["region", "index", "intake"]
    ].tolist()


@pytest.mark.parametrize("name", [name for name, about in PARAMETERS.items() if about.kind in ("number", "count")])
def test_what_makes_other_agents_is_known(name: str):
    parameter = PARAMETERS[name]
    base = load_scenario("baseline").with_({**HAMLET, "years": 9})
    value = base.parameters[name]
    assert isinstance(value, int | float)
    try:
        step = 2 if parameter.kind == "count" else max(abs(value) * 0.1, 0.01) if np.isfinite(value) else 100.0
        other = base.with_({name: value + step if value + step <= parameter.high and np.isfinite(value) else
                            value - step if np.isfinite(value) else step})  # fmt: skip
    except ScenarioError:
        pytest.skip("it cannot be changed alone")
    here, there = who(base), who(other)
    for row, which in enumerate(("enterprises", "schools")):
        if here[row] != there[row]:
            assert name in AGENTS[which]
            assert not has_the_same_agents(base, other, which)


def test_agents_that_are_the_same_are_the_same_at_tick_0_in_both_arms():
    base = load_scenario("baseline").with_(HAMLET)
    models = [ConsortiumModel(arm, rng=1) for arm in (base, base.with_({"subsidy": 0.0, "poach": 0.5}))]
    here, there = (model.population.enterprises["size"] for model in models)
    assert np.array_equal(here, there)
