"""Estimators find what they should in panels whose effect is known by construction."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest

from consortium.experiments.evaluation.estimators import ESTIMATORS, NotInstalled
from consortium.experiments.evaluation.panels import truth, truth_by_time
from consortium.experiments.evaluation.weights import fixed_effects_weights, weights_by_batch

pytest.importorskip("diff_diff", reason="the extra evaluation is not installed")
pytest.importorskip("linearmodels", reason="the extra evaluation is not installed")
pytest.importorskip("pysyncon", reason="the extra evaluation is not installed")

FAIR = ["callaway_santanna", "two_stage", "synthetic_control"]
"""Estimators that weigh all treated city-years alike."""


def rollout(growth: float, noise: float = 0.0, seed: int = 1, years: int = 12) -> pd.DataFrame:
    """Cities of three batches and six that never begin; the effect is 1 in the first year and grows each year."""
    begun = [4] * 5 + [6] * 4 + [8] * 3 + [np.inf] * 6
    table = pd.DataFrame(
        [(city, year) for city in range(1, 19) for year in range(1, years + 1)], columns=["region", "year"]
    )
    table["first_treated"] = table["region"].map(dict(enumerate(begun, start=1)))
    table["since"] = table["year"] - table["first_treated"]
    table["treated"] = (table["since"] >= 0).astype(float)
    # Levels of the batches lie among those of the cities never treated, so that these can be mixed to match them.
    level = table["region"].map(dict(enumerate([3.0] * 12 + [1.0, 2.0, 2.5, 3.5, 4.0, 5.0], start=1)))
    luck = noise * np.random.default_rng(seed).normal(size=len(table))
    table["without"] = level + np.sin(table["year"]) + luck
    table["observed"] = table["without"] + table["treated"] * (
        1.0 + growth * table["since"].where(table["treated"] > 0, 0)
    )
    return table


@pytest.mark.parametrize("name", ESTIMATORS)
def test_every_estimator_finds_an_effect_that_is_the_same_in_every_city_and_year(name: str) -> None:
    found = ESTIMATORS[name](rollout(growth=0.0), by_time=True)
    assert found.effect == pytest.approx(1.0, abs=1e-4)
    assert found.by_time[found.by_time.index >= 0].to_numpy() == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("name", FAIR)
def test_an_effect_that_grows_is_found_year_by_year_by_all_but_two_way_fixed_effects(name: str) -> None:
    table = rollout(growth=0.5)
    found = ESTIMATORS[name](table, by_time=True)
    assert found.effect == pytest.approx(truth(table), abs=1e-3)
    after = found.by_time[found.by_time.index >= 0]
    assert after.to_dict() == pytest.approx(truth_by_time(table)[after.index].to_dict(), abs=1e-3)


def test_two_way_fixed_effects_miss_an_effect_that_grows_by_what_their_weights_say() -> None:
    table = rollout(growth=0.5)
    found = ESTIMATORS["two_way_fixed_effects"](table).effect
    assert found < 0.8 * truth(table)
    weights, treated = fixed_effects_weights(table), table["treated"] > 0
    assert weights[treated].sum() == pytest.approx(1.0)
    assert (weights * (table["observed"] - table["without"]))[treated].sum() == pytest.approx(found)
    by_batch = weights_by_batch(table)
    first, _, last = by_batch[[0, 8]].to_numpy()
    assert first[1] < 0.0 < last[0]  # late in the first batch, early in the last
    assert list(by_batch.index) == [4, 6, 8]


def test_the_quick_coefficient_of_two_way_fixed_effects_is_that_of_the_regression() -> None:
    table = rollout(growth=0.3, noise=0.5)
    estimator = ESTIMATORS["two_way_fixed_effects"]
    same = table.assign(other=table["observed"])
    assert estimator(same, "other").effect == pytest.approx(estimator(table).effect, abs=1e-9)


def test_callaway_and_santanna_is_the_mean_of_changes_less_those_of_cities_never_treated() -> None:
    table = rollout(growth=0.3, noise=0.5)
    by_city = table.pivot(index="region", columns="year", values="observed")
    begun = table.groupby("region")["first_treated"].first()
    never = by_city[np.isinf(begun)].mean()
    changes = by_city - never  # of a city beside the mean of those that never begin
    gains = [
        changes.to_numpy()[place, year - 1] - changes.to_numpy()[place, int(first) - 2]
        for place, first in enumerate(begun[np.isfinite(begun)])
        for year in range(int(first), 13)
    ]
    assert ESTIMATORS["callaway_santanna"](table).effect == pytest.approx(np.mean(gains))


def test_the_two_stages_are_effects_of_cities_and_years_without_treatment_and_what_is_left_with_it() -> None:
    table = rollout(growth=0.3, noise=0.5)
    dummies = pd.get_dummies(table[["region", "year"]].astype(str)).to_numpy(float)
    untreated = (table["treated"] == 0).to_numpy()
    effects = np.linalg.lstsq(dummies[untreated], table["observed"].to_numpy()[untreated], rcond=None)[0]
    left = (table["observed"] - dummies @ effects)[~untreated]
    assert ESTIMATORS["two_stage"](table).effect == pytest.approx(left.mean(), abs=1e-6)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_what_an_estimator_makes_of_a_sum_is_the_sum_of_what_it_makes_of_the_parts(name: str) -> None:
    table = rollout(growth=0.3, noise=0.5)
    table = table.assign(changes=table["observed"] - table["without"])
    estimator = ESTIMATORS[name]
    parts = estimator(table, "without").effect + estimator(table, "changes").effect
    assert parts == pytest.approx(estimator(table).effect, abs=1e-6)


def test_own_intervals_hold_no_effect_about_as_often_as_they_say() -> None:
    for name in ("two_way_fixed_effects", "callaway_santanna", "two_stage"):
        held = []
        for seed in range(20):
            found = ESTIMATORS[name](rollout(growth=0.0, noise=1.0, seed=seed))
            held.append(found.low <= 1.0 <= found.high)
            assert found.low < found.effect < found.high
        assert np.mean(held) >= 0.7


def test_synthetic_control_follows_the_city_that_its_batch_resembles_and_claims_no_interval() -> None:
    table = rollout(growth=0.0, noise=1.0)
    twin = table.loc[table["region"] == 18, "without"].to_numpy()
    for city in range(1, 13):
        rows = table["region"] == city
        table.loc[rows, "observed"] = twin + 2.0 * table.loc[rows, "treated"]
    found = ESTIMATORS["synthetic_control"](table)
    assert found.effect == pytest.approx(2.0, abs=0.02)
    assert np.isnan([found.low, found.high]).all()


def test_a_missing_library_is_named_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "diff_diff", None)
    with pytest.raises(
        NotInstalled, match=r"needs diff-diff, .*pip install 'industry-education-consortium\[evaluation"
    ):
        ESTIMATORS["two_stage"](rollout(growth=0.0))
