"""The living city shows the world as it was simulated, and no two dots lie on each other."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.classroom.lesson.city import GROUPS, city_of, places_of
from consortium.experiments.comparison.comparison import compare
from consortium.simulation.checking import Refused
from consortium.simulation.state.columns import ENTERPRISE_DTYPE
from tests.worlds import ticks, town

SHORT: dict[str, Any] = {"schools": 4, "enterprises": 40, "intake": 15, "years": 10, "warm_up": 4}


def arms():
    return town(**SHORT), town(of="consortium_entity", **SHORT)


@pytest.fixture(scope="module")
def city() -> dict[str, Any]:
    return city_of(arms(), seed=1)


def course(arm: dict[str, Any]) -> list[tuple[list[int], list[int]]]:
    """Depths and partners tick by tick, as the page finds them from start and changes."""
    depths, partners = [int(digit) for digit in arm["start"]], list(arm["partners"])
    found = [(list(depths), list(partners))]
    for changes in arm["changes"]:
        for row, depth, partner in zip(changes[0::3], changes[1::3], changes[2::3], strict=True):
            depths[row], partners[row] = depth, partner
        found.append((list(depths), list(partners)))
    return found


def test_the_city_has_the_depths_and_partners_of_every_tick_of_the_run(city: dict[str, Any]) -> None:
    for scenario, arm in zip(arms(), city["arms"], strict=True):
        for model, (depths, partners), schools, deep in zip(
            ticks(scenario), course(arm), arm["schools"], arm["metrics"]["deep_participation"], strict=True
        ):
            e = model.population.enterprises
            assert depths == e["depth"].tolist()
            assert partners == np.where(e["depth"] > 0, e["partner"] + 1, 0).tolist()
            assert [int(digit) for digit in schools] == model.population.schools["active"].tolist()
            assert deep == pytest.approx(depths.count(3) / 40, abs=5e-5)


def test_who_takes_part_has_a_tie_and_nobody_else(city: dict[str, Any]) -> None:
    for arm in city["arms"]:
        for depths, partners in course(arm):
            assert [depth > 0 for depth in depths] == [partner > 0 for partner in partners]


def test_an_enterprise_is_the_same_dot_in_both_arms_and_they_begin_alike(city: dict[str, Any]) -> None:
    base, reform = city["arms"]
    assert base["start"] == reform["start"]
    assert len(city["enterprises"]["x"]) == len(base["start"]) == 40
    assert base["changes"] != reform["changes"]


def test_who_joined_because_of_the_reform_is_counted_as_the_comparison_counts(city: dict[str, Any]) -> None:
    comparison = compare(*arms(), seeds=[1])
    shares = comparison.outcomes.set_index(["outcome", "group"])["value"]
    names = ("deep_because", "deep_anyway", "deep_driven_out", "deep_stayed_out")
    assert tuple(name.removeprefix("deep_") for name in names) == GROUPS
    for digit, name in enumerate(names):
        assert city["groups"].count(str(digit)) / 40 == pytest.approx(shares[name, "all"])


def test_a_city_is_json_without_anything_undefined(city: dict[str, Any]) -> None:
    assert json.loads(json.dumps(city, allow_nan=False)) == city


def test_arms_with_other_enterprises_are_refused() -> None:
    with pytest.raises(Refused, match="has other agents"):
        city_of((town(**SHORT), town(**{**SHORT, "enterprises": 41})), seed=1)


@given(
    sizes=st.lists(st.floats(1, 20_000), min_size=1, max_size=400),
    fields=st.integers(1, 14),
    schools=st.integers(1, 120),
    seed=st.integers(0, 99),
)
def test_all_dots_lie_in_the_circle_and_none_on_another(sizes: list[float], fields: int, schools: int, seed: int):
    draw = np.random.default_rng(seed)
    table = np.zeros(len(sizes), ENTERPRISE_DTYPE)
    table["size"], table["field"] = sizes, np.sort(draw.integers(fields, size=len(sizes)))
    places = places_of(table, draw.integers(table["field"].max() + 1, size=schools))
    x = np.concatenate([places.x, places.school_x])
    y = np.concatenate([places.y, places.school_y])
    r = np.concatenate([places.r, np.full(schools, places.school_r)])
    assert (r > 0).all()
    assert (np.hypot(x, y) + r <= 1 + 1e-9).all()
    apart = np.hypot(x[:, None] - x, y[:, None] - y)
    touching = apart < (r[:, None] + r) * (1 - 1e-9)
    np.fill_diagonal(touching, False)
    assert not touching.any()


def test_a_larger_enterprise_is_never_a_smaller_dot() -> None:
    table = np.zeros(3, ENTERPRISE_DTYPE)
    table["size"] = 5, 60, 5000
    small, middle, large = places_of(table, np.zeros(1, int)).r
    assert small < middle < large
