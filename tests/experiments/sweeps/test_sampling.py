"""Points of designs have the properties that their kinds promise, whatever the factors."""

from __future__ import annotations

import itertools
import math
import sys
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from consortium.experiments.sweeps.design import sampling
from consortium.experiments.sweeps.design.factors import Factor, rounded
from consortium.experiments.sweeps.design.factors import given as factor
from consortium.simulation.checking import Refused
from consortium.simulation.scenario import load_scenario

BASE = load_scenario("baseline")
FREE = ["monitoring", "poach", "r0", "leak", "prepaid"]
"""Shares, which may be anything from 0 to 1."""


def number(name: str = "monitoring", **changes: Any) -> Factor:
    return factor(f"parameters.{name}", {"low": 0.1, "high": 0.9, **changes}, BASE)


def listed(*values: Any, name: str = "monitoring") -> Factor:
    return factor(f"parameters.{name}", list(values), BASE)


def drawn(kind: str, factors: list[Factor], **changes: Any) -> pd.DataFrame:
    return sampling.points(kind, factors, {"sample_seed": 1, **changes})


shares = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)
lists = st.lists(st.lists(shares, min_size=1, max_size=5, unique=True), min_size=1, max_size=4)


@given(lists)
@settings(max_examples=50)
def test_a_factorial_design_has_every_combination_once_with_the_last_factor_fastest(values: list[list[float]]):
    points = drawn("factorial", [listed(*row, name=name) for row, name in zip(values, FREE, strict=False)])
    assert [tuple(row) for row in points.to_numpy()] == list(itertools.product(*values))


@given(lists)
@settings(max_examples=50)
def test_one_at_a_time_starts_from_the_base_and_changes_one_thing(values: list[list[float]]):
    factors = [listed(*row, name=name) for row, name in zip(values, FREE, strict=False)]
    assume(all(sampling.others(varied) for varied in factors))
    points = drawn("one_at_a_time", factors)
    base = [varied.base for varied in factors]
    assert points.iloc[0].tolist() == base
    changed = (points != pd.Series(base, index=points.columns)).sum(axis=1)
    assert changed.tolist() == [0] + [1] * (len(points) - 1)
    for varied in factors:
        assert set(points[varied.key]) == {varied.base, *varied.values}
    assert not points.duplicated().any()


@given(st.integers(2, 60), st.integers(1, 5), st.integers(0, 2**32 - 1))
@settings(max_examples=50)
def test_a_latin_hypercube_has_a_point_in_each_stratum_of_each_factor(number_of: int, dimensions: int, seed: int):
    factors = [factor(f"parameters.{name}", {"low": 0, "high": 1}, BASE) for name in FREE[:dimensions]]
    points = drawn("latin_hypercube", factors, points=number_of, sample_seed=seed)
    for column in points:
        strata = np.floor(points[column] * number_of).clip(upper=number_of - 1)
        assert sorted(strata) == list(range(number_of))


def test_a_latin_hypercube_serves_whole_numbers_and_lists_evenly():
    factors = [factor("parameters.applications", {"low": 1, "high": 8}, BASE), listed("joint", "enterprise_led",
               name="governance"), number(levels=4)]  # fmt: skip
    points = drawn("latin_hypercube", factors, points=80)
    assert points["parameters.applications"].value_counts().to_dict() == dict.fromkeys(range(1, 9), 10)
    assert points["parameters.governance"].value_counts().to_dict() == {"joint": 40, "enterprise_led": 40}
    assert set(points["parameters.monitoring"].value_counts()) == {20}
    assert [str(kind) for kind in points.dtypes] == ["int64", "string", "float64"]


@given(st.floats(1e-6, 1), st.floats(1.1, 1e4), st.integers(2, 30))
@settings(max_examples=100)
def test_levels_on_a_log_scale_have_equal_ratios_and_meet_both_ends(low: float, ratio: float, levels: int):
    high = min(low * ratio, 500.0)
    values = factor("parameters.gross", {"low": low, "high": high, "levels": levels, "scale": "log"}, BASE).values
    logs = np.log(np.array(values, dtype=float))
    assert values[0] == pytest.approx(low, rel=1e-11)
    assert values[-1] == pytest.approx(high, rel=1e-11)
    assert np.allclose(np.diff(logs), math.log(high / low) / (levels - 1), rtol=1e-6)
    assert all(low <= float(value) <= high for value in values)


@given(st.floats(-200, 200), st.floats(0.001, 50), st.integers(2, 30))
@settings(max_examples=100)
def test_levels_on_a_linear_scale_have_equal_distances_within_the_ends(low: float, width: float, levels: int):
    values = factor("parameters.net_mean", {"low": low, "high": low + width, "levels": levels}, BASE).values
    assert np.allclose(np.diff(np.array(values, dtype=float)), width / (levels - 1), rtol=1e-6)
    assert all(low <= float(value) <= low + width for value in values)


def test_levels_of_whole_numbers_are_whole_and_each_once():
    varied = factor("parameters.intake", {"low": 20, "high": 200, "levels": 5, "scale": "log"}, BASE)
    assert varied.values == (20, 36, 63, 112, 200)
    assert all(isinstance(value, int) for value in varied.values)
    with pytest.raises(Refused, match="levels = 5"):
        factor("parameters.applications", {"low": 1, "high": 4, "levels": 5}, BASE)


@given(st.floats(-1e12, 1e12, allow_subnormal=False))
@settings(max_examples=300)
def test_a_rounded_number_is_the_one_that_twelve_digits_spell(value: float):
    assume(value == 0 or abs(value) > 1e-6)
    assert float(rounded(np.array([value]))[0]) == float(f"{Decimal(value):.12g}")


def test_rounding_takes_away_what_differs_between_machines():
    value = np.array([0.1 + 0.2, 22.4 / 3 * 3, 0.0, -12.6])
    assert rounded(np.nextafter(value, 100)).tolist() == [0.3, 22.4, rounded(np.nextafter([0.0], 100))[0], -12.6]
    assert rounded(value).tolist() == [0.3, 22.4, 0.0, -12.6]


@given(st.floats(0, 1), st.sampled_from(["linear", "log"]))
def test_every_share_of_the_way_is_a_value_within_the_ends(share: float, scale: str):
    for varied in (
        number(scale=scale),
        number(scale=scale, levels=7),
        factor("parameters.intake", {"low": 3, "high": 11, "scale": scale}, BASE),
    ):
        value = varied.at(np.array([share]))[0]
        assert varied.low is not None
        assert varied.high is not None
        assert varied.low <= value <= varied.high
        assert not varied.values or value in varied.values


def test_ends_of_a_whole_range_are_as_likely_as_its_middle():
    varied = factor("parameters.intake", {"low": 3, "high": 11}, BASE)
    values, counts = np.unique(varied.at((np.arange(900) + 0.5) / 900), return_counts=True)
    assert values.tolist() == list(range(3, 12))
    assert set(counts) == {100}


@pytest.mark.parametrize("second", [False, True])
def test_a_sobol_sample_is_saltellis(second: bool):
    factors = [factor(f"parameters.{name}", {"low": 0, "high": 1}, BASE) for name in FREE[:3]]
    points = drawn("sobol", factors, points=8, second_order=second)
    size = 8 if second else 5
    assert len(points) == 8 * size
    for block in points.to_numpy().reshape(8, size, 3):
        first, last = block[0], block[-1]
        for place in range(3):
            mixed = np.where(np.arange(3) == place, last, first)
            assert block[1 + place].tolist() == mixed.tolist()


def test_a_morris_trajectory_changes_each_factor_once_by_the_same_step():
    factors = [number(name) for name in FREE]
    points = drawn("morris", factors, trajectories=6, levels=4).to_numpy().reshape(6, 6, 5)
    steps = np.diff(points, axis=1)
    assert ((steps != 0).sum(axis=1) == 1).all()
    assert ((steps != 0).sum(axis=2) == 1).all()
    assert np.abs(steps[steps != 0]) == pytest.approx(0.8 * 2 / 3)


@pytest.mark.parametrize("levels", [4, 6, 100])
def test_in_a_morris_sample_every_value_of_a_list_is_as_frequent_as_any_other(levels: int):
    mode = ("joint", "government_led", "enterprise_led")
    factors = [
        listed(0, 1, name="monitoring"),
        listed(0.9, 0, 0.4, name="poach"),
        listed(0, 0.25, 0.5, 0.75, 1, name="leak"),
        listed(*mode, name="governance"),
        listed("none", 100, 1000, name="budget"),
        factor("parameters.applications", {"low": 1, "high": 6}, BASE),
    ]
    points = drawn("morris", factors, trajectories=900, levels=levels)
    for varied, several in zip(factors, (2, 3, 5, 3, 3, 6), strict=True):
        blocks = points[varied.key].astype(object).to_numpy().reshape(900, -1)
        assert ((blocks[:, 1:] != blocks[:, :-1]).sum(axis=1) == 1).all()  # one step in each trajectory
        for ends in (blocks[:, 0], blocks[:, -1]):
            assert set(pd.Series(ends).value_counts()) == {900 // several}, varied.key
        assert (points[varied.key].value_counts() / len(points)).to_numpy() == pytest.approx(1 / several, rel=0.1)
    again = drawn("morris", factors, trajectories=900, levels=levels)
    assert again.equals(points)


def test_a_step_through_a_list_is_about_half_of_it():
    varied = listed(*(i / 8 for i in range(9)))
    points = drawn("morris", [varied, number("poach")], trajectories=90, levels=4)
    blocks = points[varied.key].to_numpy().reshape(90, -1)
    steps = np.abs(blocks[:, -1] - blocks[:, 0])
    assert sorted(set(steps)) == [0.5, 0.625]


def test_another_seed_of_the_sample_draws_other_points_and_the_same_seed_the_same():
    factors = [number(name) for name in FREE]
    for kind, options in (
        ("latin_hypercube", {"points": 16}),
        ("sobol", {"points": 16, "second_order": False}),
        ("morris", {"trajectories": 8, "levels": 4}),
    ):
        first = drawn(kind, factors, **options)
        assert first.equals(drawn(kind, factors, **options))
        assert not first.equals(drawn(kind, factors, **options | {"sample_seed": 2}))


@given(st.sampled_from(["factorial", "latin_hypercube", "sobol", "morris"]), st.integers(1, 5), st.booleans())
@settings(max_examples=40)
def test_the_number_of_points_is_known_before_they_are_made(kind: str, dimensions: int, second: bool):
    factors = [number(name, levels=3) for name in FREE[:dimensions]]
    known = {"points": 16, "second_order": second, "trajectories": 5, "levels": 4, "sample_seed": 1}
    assert len(sampling.points(kind, factors, known)) == sampling.number_of_points(kind, factors, known)


@pytest.mark.parametrize("kind", ["sobol", "morris"])
def test_without_salib_a_design_that_needs_it_says_how_to_install_it(kind: str, monkeypatch: pytest.MonkeyPatch):
    for module in ("SALib", "SALib.sample"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(Refused, match=r"needs SALib.*pip install .*\[analysis\]"):
        drawn(kind, [number()], points=8, second_order=False, trajectories=4, levels=4)
    assert len(drawn("latin_hypercube", [number()], points=8)) == 8
