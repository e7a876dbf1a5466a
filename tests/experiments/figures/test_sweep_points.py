"""Words for factors, and means with their errors, from tables of runs."""

from __future__ import annotations

import string
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from consortium.experiments.figures.sweep import points, shown_names, sweep_words
from consortium.experiments.figures.sweep.shown_factors import shown_factor
from consortium.experiments.presentation.numbers import number
from consortium.experiments.presentation.units import CHOICES_ZH, UNITS_ZH
from consortium.experiments.sweeps.design.design import Design
from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.policies import INSTRUMENTS
from tests.sweep_tables import (
    COST,
    DEEP,
    GOVERNANCE,
    GRID,
    MONITORING,
    SIMPLER,
    START,
    SUBSIDY,
    rising,
    sweep_of,
)

# --- words ------------------------------------------------------------------------------------------------------------


def test_every_factor_has_a_name_and_a_unit_in_both_languages() -> None:
    keys = [f"parameters.{name}" for name, parameter in PARAMETERS.items() if parameter.kind != "numbers"]
    for policy in INSTRUMENTS:
        kind = policy.model_fields["kind"].default
        keys += [f"policy.{kind}.{field}" for field in (*policy.levers(), "start", "end", "announced", "phase_in")]
    for key in keys:
        en, zh = (shown_names.factor_label(key, lang) for lang in ("en", "zh"))
        assert en != key, key
        assert not en.isascii() or zh != en, key
        assert "k¥" not in shown_names.factor_unit(key, "zh"), key
    units = {parameter.unit for parameter in PARAMETERS.values()} | {metric.unit for metric in METRICS.values()}
    assert units - set(UNITS_ZH) == set()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (shown_factor(SUBSIDY, "en").titled, "Subsidy per trainee (k¥ per trainee-year, added)"),
        (shown_factor(SUBSIDY, "zh").titled, "每学徒补贴（千元/学徒年，增量）"),
        (shown_factor(SIMPLER, "en").titled, "Simplified procedures: change of application cost (k¥ per year, added)"),
        (shown_factor(START, "zh").titled, "补贴：起始年（第几年）"),
        (shown_factor(GOVERNANCE, "en").titled, "Who leads the consortium"),
        (shown_factor("policy.mine.strength", "en").titled, "policy.mine.strength"),
        (shown_names.level_label("enterprise_led", "zh"), "企业主导"),
        (shown_names.level_label(float("inf"), "en"), "none"),
        (shown_names.level_label(np.float64(0.1) + 0.2, "en"), "0.3"),
        (shown_factor(SUBSIDY, "en").at(8.4), "subsidy per trainee +8.4 k¥ per trainee-year"),
        (shown_factor(MONITORING, "zh").at(0.5), "监管力度0.5"),
        (number(-1234.5), "−1,234"),
        (number(16.85), "16.85"),
        (number(1 / 3), "0.333"),
        (number(-1e-9, 2), "0.00"),
        (shown_names.measure("public_spending", "en", 60).text(45.4, "en", 0), "45 million yuan a year"),
        (shown_names.measure("public_spending", "zh", 60).text(4540, "zh", 0), "4,540万元/年"),
        (shown_names.measure(DEEP, "en").change(-3.2, "en"), "−3.2 points"),
        (shown_names.measure("formalism", "zh").change(0.0, "zh"), "0百分点"),
        (shown_names.measure("training_quality", "zh").change(0.0184, "zh"), "+0.018"),
    ],
)
def test_factors_and_values_are_named_as_they_are_read(said: str, expected: str) -> None:
    assert said == expected


def test_choices_are_said_in_words_of_both_languages() -> None:
    for parameter in PARAMETERS.values():
        for choice in parameter.choices:
            assert choice in CHOICES_ZH, f"{parameter.name} = {choice}"


def test_texts_exist_in_both_languages_with_the_same_values() -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, (en, zh) in sweep_words._TEXTS.items():
        assert en, key
        assert zh, key
        assert fields(en) == fields(zh), key


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=5))
def test_numbers_of_a_scale_are_distinguished(values: list[float]) -> None:
    low, high = min(values), max(values)
    digits = shown_names.decimals(values)
    if high - low > 1e-7 * max(abs(low), abs(high)) and high - low > 1e-7:
        assert number(low, digits) != number(high, digits)


# --- means and their errors -------------------------------------------------------------------------------------------


def test_a_mean_is_over_seeds_and_its_interval_students(runs: pd.DataFrame) -> None:
    table = points.means(runs, [SUBSIDY, MONITORING], DEEP, 100.0)
    for row in table.itertuples(index=False):
        cell = 100 * runs.loc[(runs[SUBSIDY] == row[0]) & (runs[MONITORING] == row[1]), DEEP]
        assert row.mean == pytest.approx(cell.mean())
        assert row.error == pytest.approx(cell.sem())
        assert (row.low, row.high) == pytest.approx(stats.t.interval(0.95, 3, cell.mean(), cell.sem()))
        assert row.n == 4


def test_points_of_a_seed_are_one_world_and_count_once(runs: pd.DataFrame) -> None:
    table = points.means(runs, [SUBSIDY], DEEP).set_index(SUBSIDY)
    worlds = runs[runs[SUBSIDY] == 5.6].groupby("seed")[DEEP].mean()
    assert table["n"].loc[5.6] == 4
    assert table["error"].loc[5.6] == pytest.approx(worlds.sem())


def test_in_the_same_worlds_two_values_are_distinguished_just_when_their_paired_difference_is() -> None:
    for step in (0.0, 0.004, 0.008, 0.012, 0.02):
        pair = sweep_of({SUBSIDY: [0.0, 1.0]}, seeds=6, deep=lambda subsidy, step=step: 0.1 + step * subsidy)
        table = points.means(pair, [SUBSIDY], DEEP, paired=True)
        apart = table["high"].min() < table["low"].max()
        wide = pair.pivot(index="seed", columns=SUBSIDY, values=DEEP)
        assert apart == (stats.ttest_rel(wide[1.0], wide[0.0]).pvalue < 0.05)


def test_failed_and_empty_runs_count_nowhere(runs: pd.DataFrame) -> None:
    spoilt = runs.copy()
    spoilt.loc[spoilt["seed"] == 1, DEEP] = np.nan
    spoilt.loc[spoilt["seed"] == 2, [DEEP, "status"]] = [1e9, "failed"]
    rest = runs[runs["seed"] > 2]
    pd.testing.assert_frame_equal(points.means(spoilt, [SUBSIDY], DEEP), points.means(rest, [SUBSIDY], DEEP))


def test_a_single_seed_has_no_interval(runs: pd.DataFrame) -> None:
    table = points.means(runs[runs["seed"] == 1], [SUBSIDY], DEEP, paired=True)
    assert table["mean"].notna().all()
    assert table[["error", "low", "high"]].isna().all(axis=None)


def test_a_grid_has_places_also_for_points_without_a_result(runs: pd.DataFrame, design: Design) -> None:
    partial = runs[runs["point"] != 4]
    table, errors = points.grid(partial, SUBSIDY, MONITORING, DEEP, design=design)
    assert list(table.columns) == GRID[SUBSIDY]
    assert list(table.index) == GRID[MONITORING]
    assert np.argwhere(table.isna().to_numpy()).tolist() == [[1, 1]]
    assert errors.isna().to_numpy().sum() == 1


def test_words_stand_in_the_order_in_which_the_parameter_declares_them() -> None:
    shuffled = sweep_of({GOVERNANCE: ["joint", "enterprise_led", "government_led"]})
    assert points.values_of(shuffled, GOVERNANCE) == ["government_led", "enterprise_led", "joint"]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([0, 5, 10], "linear"),
        ([1, 2, 4, 8], "log"),
        ([0.5, 5, 50], "log"),
        ([0, 1, 10, 100], "steps"),
        ([-1, -10, -100], "steps"),
        ([3], "linear"),
        ([100.0, float("inf")], "steps"),
        (["a", "b"], "steps"),
    ],
)
def test_even_and_logarithmic_levels_are_recognised(values: list[Any], kind: str) -> None:
    assert shown_names.spacing(values) == kind


def test_what_has_too_many_values_is_put_into_bins_of_equal_width() -> None:
    values = np.append(np.arange(0, 1, 0.01) + 0.001, 1.001)
    spread = pd.DataFrame({MONITORING: values, DEEP: values, "seed": 1})
    binned = points.binned(spread, MONITORING, 10)
    assert binned.groupby(MONITORING).size().tolist() == [10] * 9 + [11]
    assert np.abs(binned[MONITORING] - values).max() <= 0.051
    few = spread.iloc[:20]
    assert points.binned(few, MONITORING, 10) is few
    ratios = pd.DataFrame({COST: np.geomspace(0.1, 100, 60), "seed": 1})
    edges = points.binned(ratios, COST, 6)[COST].unique()
    np.testing.assert_allclose(edges[1:] / edges[:-1], 1000 ** (1 / 6), rtol=0.1)


def one_at_a_time() -> pd.DataFrame:
    everything = sweep_of(
        GRID, deep=lambda subsidy, monitoring: rising(subsidy, monitoring) + subsidy * monitoring / 99
    )
    moved = (everything[SUBSIDY] != 0).astype(int) + (everything[MONITORING] != 0.2)
    return everything[moved <= 1]


def test_in_a_design_that_moves_one_factor_the_others_stay_as_they_are(runs: pd.DataFrame) -> None:
    assert points.is_one_at_a_time(one_at_a_time(), [SUBSIDY, MONITORING])
    assert not points.is_one_at_a_time(runs, [SUBSIDY, MONITORING])
    single = one_at_a_time()
    table = points.effects_of(single, [SUBSIDY, MONITORING], DEEP, 1.0, 8).set_index(["factor", "level"])
    for key, levels in GRID.items():
        others = single[single[SUBSIDY] == 0] if key == MONITORING else single[single[MONITORING] == 0.2]
        for level in levels:
            assert table.loc[(key, level), "mean"] == pytest.approx(others.loc[others[key] == level, DEEP].mean())


def test_intervals_are_over_worlds_in_a_grid_and_over_points_in_a_sample(runs: pd.DataFrame) -> None:
    keys = [SUBSIDY, MONITORING]
    assert set(points.effects_of(runs, keys, DEEP, 1.0, 8)["over"]) == {"seeds"}
    sample = runs.assign(**{MONITORING: np.random.default_rng(3).uniform(0, 1, len(runs))})
    sample["point"] = range(len(sample))
    table = points.effects_of(sample, keys, DEEP, 1.0, 8).set_index(["factor", "level"])
    assert set(table["over"]) == {"points"}
    values = sample.loc[sample[SUBSIDY] == 5.6, DEEP]
    assert table.loc[(SUBSIDY, 5.6), "error"] == pytest.approx(values.sem())
