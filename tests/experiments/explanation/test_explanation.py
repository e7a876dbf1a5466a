"""What an explanation shows is what the rule weighs and what the model did: nothing is left out, nothing made up."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from consortium.experiments.explanation import account as explanations
from consortium.experiments.explanation.account import FACTS, Choice, Explanation, co_trainers, explain, worth_a_look
from consortium.experiments.explanation.watching import View, check, enterprises_of, look
from consortium.experiments.explanation.weighing import DEPTHS, RULES, TERMS, as_object, chances_of, terms_of
from consortium.simulation.checking import Refused
from consortium.simulation.parameters import NOW_DTYPE, PARAMETERS
from consortium.simulation.policies.instruments import Subsidy
from consortium.simulation.randomness import (
    ENTERPRISE_CHOOSES_IN_NEST,
    ENTERPRISE_CHOOSES_NEST,
    ENTERPRISE_EXPLORES_DEPTH,
    uniform,
)
from consortium.simulation.rules import enterprise as rules
from consortium.simulation.state.columns import CONSORTIUM_DTYPE, ENTERPRISE_DTYPE, GOVERNMENT_DTYPE, MARKET_DTYPE
from tests import worlds
from tests.worlds import town

DRAWS = 400

# Every mechanism that can enter the choice, at once and early.
EVERYTHING = {
    "agreement_years": 1.5, "order_share": 0.3, "order_lock_in": 0.2, "apprenticeship_share": 0.4, "mentor_ratio": 0.5,
    "commission_share": 0.3, "commission_support": 0.5, "park_share": 0.3, "park_focus": 0.5,
    "research": 4.0, "rd": 2.0, "benefit_sharing": 0.6, "technicians": 0.3, "risk_compensation": 0.4,
    "fixed_cost_relief": 0.3, "retention_bonus": 9.0, "reputation_link": 2.0, "application_cost": 3.0, "quota": 0.7,
    "entity": 0.5, "platform": 0.6, "leader_influence": 0.2, "dispute_rate": 0.5, "inertia": 0.5, "mu": 0.1,
    "regions": 2, "base_construction": 300.0, "base_operation": 60.0, "horizon_spread": 0.6, "publicity": 0.1,
}  # fmt: skip


# --- the terms are those of the rule ----------------------------------------------------------------------------------


def random_values(rng: np.random.Generator, dtype: np.dtype) -> np.ndarray:
    """A record in which no number is 0 but by chance."""
    record = np.zeros(1, dtype)
    for name in dtype.names or ():
        kind, shape = dtype[name].base, dtype[name].shape
        record[name] = rng.integers(0, 4, (1, *shape)) if kind.kind == "i" else rng.uniform(0.05, 1.5, (1, *shape))
    return record


def random_levers(rng: np.random.Generator) -> np.ndarray:
    """Every parameter within its bounds, near its default or far from it, and every instrument on."""
    now = random_values(rng, NOW_DTYPE)
    for name, parameter in PARAMETERS.items():
        if name not in (NOW_DTYPE.names or ()):
            continue
        if parameter.kind == "choice":
            now[name] = rng.integers(len(parameter.choices))
            continue
        default = np.asarray(parameter.default, float)
        usual = float(np.abs(default).max()) if np.isfinite(default).all() else 100.0
        high = min(parameter.high, parameter.low + max(2.0, 3.0 * usual))
        drawn = rng.uniform(parameter.low, high, now[name].shape)
        near = default * rng.uniform(0.5, 1.5)
        fits = np.isfinite(near).all() and (near > 0).all() and (near <= parameter.high).all()
        now[name] = near if fits and rng.random() < 0.5 else drawn
    return now


World = tuple[Any, Any, Any, Any, Any]
"""Enterprise, market, consortium, government and levers."""


@cache
def random_worlds() -> list[tuple[World, World]]:
    """Worlds as records, and the same as objects with plain numbers."""
    records = list(_random_worlds())
    return [(world, tuple(map(as_object, world))) for world in records]  # type: ignore[misc]


def _random_worlds() -> Iterator[World]:
    rng = np.random.default_rng(6)
    for _ in range(DRAWS):
        e, market, consortium, government = (
            random_values(rng, dtype) for dtype in (ENTERPRISE_DTYPE, MARKET_DTYPE, CONSORTIUM_DTYPE, GOVERNMENT_DTYPE)
        )
        e["places"] = rng.integers(1, 30)
        e["aware"] = rng.random() < 0.8
        e["net0"] = rng.uniform(-30.0, 20.0)
        e["friction"] = rng.lognormal(-1.0, 1.0)
        consortium["counted_share"] = rng.uniform(0.0, 0.5)
        yield e[0], market[0], consortium[0], government[0], random_levers(rng)[0]


def disagreements(rule: Callable[..., float], compiled: bool, number: int = DRAWS) -> int:
    """In how many of the random worlds, depths and memberships the terms do not sum to what a rule gives."""
    wrong = 0
    for records, (e, *about) in random_worlds()[:number]:
        given = records if compiled else (e, *about)
        for depth in DEPTHS:
            for m in (0, 1):
                terms = terms_of(e, depth, m, *about)
                worth = rule(given[0], depth, m, *given[1:])
                wrong += abs(sum(terms.values()) - worth) > 1e-9 * max(1.0, *map(abs, terms.values()))
    return wrong


def test_the_terms_sum_to_what_the_compiled_rule_gives() -> None:
    assert disagreements(rules.enterprise_values_depth, compiled=True) == 0


@pytest.mark.parametrize(
    ("added", "place"),
    [
        ("now.budget", "now.image + outside"),
        ("e.mentor", "during + after - fixed"),
        ("market.glamour", "during + after - rival"),
    ],
)
def test_a_term_that_is_added_to_the_rule_is_noticed(added: str, place: str) -> None:
    source = inspect.getsource(rules.enterprise_values_depth.py_func).removeprefix("@compiled\n")
    names = vars(rules) | vars(RULES)
    exec(source, names)
    assert disagreements(names["enterprise_values_depth"], compiled=False, number=50) == 0
    assert source.count(f"return {place}") == 1
    exec(source.replace(f"return {place}", f"return {added} + {place}"), names)
    assert disagreements(names["enterprise_values_depth"], compiled=False, number=50) >= 50


def test_no_number_that_a_rule_could_read_is_0_in_all_the_random_worlds() -> None:
    """Else a term that reads it would not be noticed."""
    for objects in zip(*(world for _, world in random_worlds()), strict=True):
        for name in vars(objects[0]):
            assert np.mean([np.any(getattr(world, name)) for world in objects]) > 0.3, name


def test_every_term_is_felt_somewhere_and_has_a_name_in_both_languages() -> None:
    felt = set()
    for _, (e, *about) in random_worlds():
        for depth in DEPTHS:
            felt |= {name for name, value in terms_of(e, depth, 1, *about).items() if value != 0.0}
    assert felt == set(TERMS)
    assert len({term.en for term in TERMS.values()}) == len({term.zh for term in TERMS.values()}) == len(TERMS)


# --- the chances are those of the rule --------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [(0.0, 0.0, 0.0), (1.2, 5.9, 2.7), (-3.0, -8.0, 1.0), (4.0, -60.0, -50.0)])
@pytest.mark.parametrize("beta", [0.05, 0.3, 4.0])
def test_the_chances_are_what_the_compiled_rule_gives_over_all_draws(
    values: tuple[float, float, float], beta: float
) -> None:
    now = np.zeros(1, NOW_DTYPE)
    now["beta"], now["nest"] = beta, 0.6
    chances = chances_of(*values, as_object(now[0]))
    n = 150
    middles = (np.arange(n) + 0.5) / n
    drawn = [rules.enterprise_chooses_depth(*values, one, other, now[0]) for one in middles for other in middles]
    assert sum(chances) == pytest.approx(1.0, abs=1e-12)
    assert chances == pytest.approx(np.bincount(drawn, minlength=4) / n**2, abs=1.5 / n)


def test_the_chances_are_those_of_a_nested_logit() -> None:
    now = np.zeros(1, NOW_DTYPE)
    now["beta"], now["nest"] = 0.25, 0.7
    one, two, three = 1.4, 5.9, 8.0
    weights = [math.exp(0.25 / 0.7 * value) for value in (0.0, one, two, three)]
    low, high = sum(weights[:2]), sum(weights[2:])
    nests = low**0.7, high**0.7
    expected = [
        nests[depth // 2] / sum(nests) * weights[depth] / (low, high)[depth // 2] for depth in range(4)
    ]  # fmt: skip
    assert chances_of(one, two, three, as_object(now[0])) == pytest.approx(expected, abs=1e-12)


# --- what is said happened --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def view() -> View:
    return look(town(**EVERYTHING), seed=3, year=5)


def choices(view: View, moment: int) -> list[Choice]:
    return [explain([view], number).arms[0].choices[moment] for number in range(1, len(view.chosen) + 1)]


@pytest.mark.parametrize("season", [0, 1])
def test_the_model_does_what_follows_from_the_terms_and_the_draws(view: View, season: int) -> None:
    seen = set()
    moment = view.moments[season]
    for e, choice in zip(moment.tables["enterprises"], choices(view, season), strict=True):
        seen.add(choice.what)

        def draw(decision: np.integer, e: np.void = e) -> float:
            return uniform(view.seed, int(decision), moment.tick, int(e["region"]), int(e["index"]), 0, 0)

        match choice.what:
            case "chose":
                none, nominal, placement, _ = choice.weighed.chances
                if draw(ENTERPRISE_CHOOSES_NEST) < none + nominal:
                    expected = 0 if draw(ENTERPRISE_CHOOSES_IN_NEST) < none / (none + nominal) else 1
                else:
                    high = placement + choice.weighed.chances[3]
                    expected = 2 if draw(ENTERPRISE_CHOOSES_IN_NEST) < placement / high else 3
            case "explored":
                expected = int(4 * draw(ENTERPRISE_EXPLORES_DEPTH))
            case "kept":
                expected = choice.before.depth
            case "leads":
                expected = 3
            case _:
                expected = 0
        assert choice.after.depth == expected, choice
        if choice.what in ("chose", "explored"):
            assert choice.after.member == (choice.weighed.members[expected] if expected else 0)
            assert choice.after.school == (choice.facts["school"] if expected else 0)
    assert seen >= {"chose", "explored", "kept", "leads", "fell_out"}


def test_the_terms_of_every_enterprise_are_worth_what_the_compiled_rule_says(view: View) -> None:
    for moment, season in zip(view.moments, (0, 1), strict=True):
        for e, choice in zip(moment.tables["enterprises"], choices(view, season), strict=True):
            if not e["due"]:
                continue
            region = e["region"]
            market = moment.tables["markets"][region, e["field"]]
            about = market, moment.tables["consortia"][region], moment.tables["governments"][region], moment.now[region]
            for depth in DEPTHS:
                worth = [rules.enterprise_values_depth(e, depth, m, *about) for m in (0, 1)]
                m = choice.weighed.members[depth]
                assert choice.weighed.worth(depth) == pytest.approx(worth[m], abs=1e-9)
                better = worth[1] + e["taste"] / e["places"] > worth[0]
                assert m == (better and not about[1]["dissolved"])


def test_who_is_not_under_review_weighs_with_the_school_it_would_have_found(view: View) -> None:
    """Those under review are marked, by way of trial, as not under review."""
    moment = view.moments[0]
    table = moment.tables["enterprises"].copy()
    table["due"], table["offer"], table["offer_experience"], table["offer_tenure"] = 0, -1, 0.0, 0
    idle = replace(moment, tables={**moment.tables, "enterprises": table})
    due = np.flatnonzero(moment.tables["enterprises"]["due"])
    assert len(due) > 10
    for row in due.tolist():
        found, weighed = (explanations._enterprise(seen, row) for seen in (moment, idle))
        names = ("offer", "offer_experience", "offer_tenure")
        assert [getattr(weighed, name) for name in names] == [getattr(found, name) for name in names]


@pytest.mark.parametrize("name", ["baseline", "uneven_regions", "poaching"])
def test_what_is_called_a_share_a_chance_or_0_to_1_is_between_0_and_1(name: str) -> None:
    crowded = {"crowd_exp": 3.0, "poach": 0.9} if name == "poaching" else {}
    view = look(town(of="baseline" if crowded else name, **crowded), seed=2, year=1)
    bounded = {fact for fact, (en, _) in FACTS.items() if re.search(r"0–1|\(share\)|^Share|^Chance|^Retention", en)}
    assert {"qhat", "approval", "mu", "neighbours_training"} < bounded
    for number in range(1, enterprises_of(view.scenario) + 1, 7):
        for choice in explain([view], number).arms[0].choices:
            outside = {fact: choice.facts[fact] for fact in bounded if not 0 <= choice.facts[fact] <= 1}
            assert outside == {}


def test_looking_changes_nothing(view: View) -> None:
    model = worlds.run(view.scenario, seed=3, years=5)
    assert view.metrics == pytest.approx(model.metrics, abs=0, nan_ok=True)
    assert [moment.tick for moment in view.moments] == [9, 10]
    for name in ("depth", "member", "partner"):
        assert (view.moments[1].after[name] == model.population.enterprises[name]).all()


def test_the_year_of_the_last_review_is_reported(view: View) -> None:
    earlier = look(view.scenario, seed=3, year=4)
    reviewed = [moment.tables["enterprises"]["due"] == 1 for moment in view.moments]
    leads = [np.array([choice.what == "leads" for choice in choices(view, season)]) for season in (0, 1)]
    this_year = (reviewed[0] & ~leads[0]) | (reviewed[1] & ~leads[1])
    assert (view.chosen == np.where(this_year, 5, earlier.chosen)).all()


def test_the_leader_leaves_when_it_is_time() -> None:
    leaving = look(town(leader_influence=0.2, leader_leaves=3), seed=1, year=3)
    row = int(leaving.moments[0].tables["regions"]["leader"][0])
    autumn = explain([leaving], row + 1).arms[0].choices[0]
    assert (autumn.what, autumn.before.depth, autumn.after.depth) == ("leads", 3, 0)


# --- which enterprises, and how they are counted ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def pair() -> list[View]:
    reform = town(Subsidy(per_trainee=22.4), enterprises=120, application_cost=0.5, publicity=0.3).with_(name="reform")
    return [look(scenario, seed=2, year=6) for scenario in (town(enterprises=120), reform)]


def test_enterprises_worth_a_look_are_those_that_co_train_in_one_arm_only(pair: list[View]) -> None:
    without, now = (view.moments[1].after["depth"] == 3 for view in pair)
    found = worth_a_look(pair)
    assert len(found) > 2
    assert set(found["enterprise"]) == set(np.flatnonzero(without != now) + 1)
    assert (found["deep_after"].to_numpy() == now[found["enterprise"] - 1]).all()
    assert found["reviewed"].is_monotonic_decreasing
    for row in found.to_dict("records"):
        arms = explain(pair, row["enterprise"]).arms
        chances = [arm.choices[1].weighed.chances[3] for arm in arms]
        assert chances == [row["chance_before"], row["chance_after"]]
        assert row["reviewed"] == all(arm.chosen == 6 for arm in arms)


def test_of_a_run_they_are_those_that_took_co_training_up_or_gave_it_up(view: View) -> None:
    before, after = co_trainers([view])
    assert (after == (view.moments[1].after["depth"] == 3)).all()
    found = worth_a_look([view])
    assert set(found["enterprise"]) == set(np.flatnonzero(before != after) + 1)
    assert 0 < len(found) < len(before)


def test_enterprises_are_numbered_over_all_regions(view: View) -> None:
    assert enterprises_of(view.scenario) == len(view.chosen) == 120
    last = explain([view], 120)
    assert last.region == 2
    assert last.field == int(view.moments[0].tables["enterprises"]["field"][-1]) + 1


def test_uneven_regions_are_counted_as_they_are() -> None:
    scenario = town(regions=3).with_(regions=({"enterprises": 30}, {}, {"enterprises": 45}))
    assert enterprises_of(scenario) == 135


@pytest.mark.parametrize(
    ("year", "enterprise", "said"),
    [
        (0, None, "year = 0 is not simulated; allowed: 1 to 8"),
        (9, None, "year = 9 is not simulated; allowed: 1 to 8"),
        (2, 0, "enterprise = 0 does not exist; allowed: 1 to 60"),
        (2, 61, "enterprise = 61 does not exist; allowed: 1 to 60"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(year: int, enterprise: int | None, said: str) -> None:
    with pytest.raises(Refused, match=said):
        check([town()], year, enterprise)


def test_the_table_of_terms_is_complete(pair: list[View]) -> None:
    explanation: Explanation = explain(pair, 7)
    frame = explanation.frame
    assert list(frame.columns) == ["arm", "year", "tick", "depth", "member", "term", "value"]
    assert set(frame["arm"]) == {"baseline", "reform"}
    assert set(frame["tick"]) == {11, 12}
    sums = frame.groupby(["arm", "tick", "depth"])["value"].sum()
    for arm in explanation.arms:
        for choice in arm.choices:
            for depth in DEPTHS:
                assert sums[arm.scenario.name, choice.tick, depth] == pytest.approx(choice.weighed.worth(depth))
    assert not (np.signbit(frame["value"]) & (frame["value"] == 0)).any(), "no minus zero"
