"""Comparisons: paired, on the same worlds, and their numbers can be had by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest, ttest_rel

from consortium import compare
from consortium.experiments.comparison.arms import load_arms
from consortium.experiments.comparison.comparison import Comparison
from consortium.experiments.comparison.paired_runs import EFFECT_COLUMNS, SUMMARY_COLUMNS, paired_effects
from consortium.experiments.runs.batch import Batch, replicates
from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.scenario import ScenarioError
from tests.worlds import town

SEEDS = (1, 2, 3)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(town(years=6), town(of="subsidy_only", years=6), town(of="laissez_faire", years=6), seeds=SEEDS)


def by_hand(series: pd.DataFrame, metric: str, year: int) -> pd.DataFrame:
    """A metric's value of a year, one row per seed and one column per scenario, as its kind says."""
    ticks = series[series["year"] == year]
    if METRICS[metric].kind == "yearly":
        ticks = ticks[ticks["tick"] == 2 * year]
    table = ticks.pivot_table(
        index="seed", columns="scenario", values=metric, aggfunc="sum" if METRICS[metric].kind == "flow" else "mean"
    )
    return table


@pytest.mark.parametrize("metric", ["participation", "job_relevance", "public_spending"])
@pytest.mark.parametrize("reform", ["subsidy_only", "laissez_faire"])
@pytest.mark.parametrize("year", [1, 6])
def test_an_effect_is_the_mean_paired_difference(comparison: Comparison, metric: str, reform: str, year: int):
    table = by_hand(comparison.series, metric, year)
    rows = comparison.effects
    row = rows[(rows["metric"] == metric) & (rows["reform"] == reform) & (rows["year"] == year)].iloc[0]
    assert row["effect"] == pytest.approx((table[reform] - table["baseline"]).mean())
    assert row["baseline"] == pytest.approx(table["baseline"].mean())
    assert row["reformed"] == pytest.approx(table[reform].mean())
    assert row["n_seeds"] == len(SEEDS)
    assert row["region"] == "all"
    assert row["unit"] == METRICS[metric].unit


@pytest.mark.parametrize("metric", ["participation", "job_relevance", "public_spending"])
def test_the_summary_is_about_the_last_five_years(comparison: Comparison, metric: str):
    years = [by_hand(comparison.series, metric, year) for year in range(2, 7)]
    differences = sum(table["subsidy_only"] - table["baseline"] for table in years) / 5
    rows = comparison.summary
    row = rows[(rows["metric"] == metric) & (rows["reform"] == "subsidy_only")].iloc[0]
    assert row["effect"] == pytest.approx(np.mean(differences))
    assert row["sd"] == pytest.approx(np.std(differences, ddof=1))


def test_the_columns_are_those_of_the_contract(comparison: Comparison):
    assert list(comparison.effects.columns) == EFFECT_COLUMNS
    assert list(comparison.summary.columns) == SUMMARY_COLUMNS


def last_five(series: pd.DataFrame, metric: str) -> pd.DataFrame:
    """A metric's mean of the years 2–6, one row per seed and one column per scenario, with nothing but pandas."""
    whole = by_hand(series, metric, 2)
    for year in range(3, 7):
        whole = whole + by_hand(series, metric, year)
    return whole / 5


@pytest.mark.parametrize("metric", ["participation", "deep_participation", "job_relevance", "public_spending"])
@pytest.mark.parametrize("reform", ["subsidy_only", "laissez_faire"])
def test_the_summary_agrees_with_a_plain_computation_from_the_raw_series(
    comparison: Comparison, metric: str, reform: str
):
    table = last_five(comparison.series, metric)
    row = comparison.summary.query("metric == @metric and reform == @reform").iloc[0]
    paired = ttest_rel(table[reform], table["baseline"])
    interval = paired.confidence_interval(0.95)
    if not np.isnan(row["low"]):  # no interval where too few worlds differ
        assert (row["low"], row["high"]) == pytest.approx((interval.low, interval.high))
    difference = table[reform] - table["baseline"]
    positive = binomtest(int((difference > 1e-12).sum()), len(SEEDS))  # rounding is no effect
    wilson = positive.proportion_ci(0.95, method="wilson")
    assert row["p_positive"] == pytest.approx(positive.statistic)
    assert (row["p_positive_low"], row["p_positive_high"]) == pytest.approx((wilson.low, wilson.high), abs=1e-9)
    other = "laissez_faire" if reform == "subsidy_only" else "subsidy_only"
    best = ((table[reform] > table[other]) + 0.5 * (table[reform] == table[other])).mean()
    assert row["p_best"] == pytest.approx(best)
    independent = table[reform].var() + table["baseline"].var()
    assert row["variance_saved"] == pytest.approx(1 - difference.var() / independent)


@pytest.mark.parametrize("metric", ["student_net_benefit", "public_spending"])
def test_the_interval_of_a_year_is_that_of_the_paired_differences(comparison: Comparison, metric: str):
    table = by_hand(comparison.series, metric, 4)
    row = comparison.effects.query("metric == @metric and reform == 'subsidy_only' and year == 4").iloc[0]
    interval = ttest_rel(table["subsidy_only"], table["baseline"]).confidence_interval(0.95)
    if not np.isnan(row["low"]):  # no interval where too few worlds differ
        assert (row["low"], row["high"]) == pytest.approx((interval.low, interval.high))
    assert row["p_positive"] == pytest.approx((table["subsidy_only"] > table["baseline"]).mean())


def test_one_world_has_an_effect_but_no_interval():
    row = compare(town(years=2), town(of="subsidy_only", years=2), seeds=1).summary.query("metric == 'participation'")
    assert row["low"].isna().all()
    assert row["n_seeds"].item() == 1
    assert row["p_positive_high"].item() - row["p_positive_low"].item() > 0.7, "one world says next to nothing"


def test_every_reform_metric_and_year_has_one_row_in_order(comparison: Comparison):
    rows = comparison.effects
    assert len(rows) == 2 * len(METRICS) * 6
    assert len(rows.drop_duplicates(["reform", "metric", "region", "year"])) == len(rows)
    assert list(rows["metric"][:12]) == ["school_participation"] * 6 + ["school_adaptation"] * 6
    assert list(rows["reform"].unique()) == ["subsidy_only", "laissez_faire"]


def test_a_reform_that_changes_nothing_has_no_effect_at_all():
    effects = compare(town(years=3), town(years=3).with_({}, name="placebo"), seeds=2).effects
    assert set(effects["effect"].dropna()) == {0.0}


def test_what_is_empty_in_one_arm_makes_no_pair():
    index = pd.MultiIndex.from_product([[1, 2, 3], ["all"]], names=["seed", "region"])
    names = list(METRICS)
    before = pd.DataFrame(0.0, index=index, columns=names)
    after = before + 1.0
    before.iloc[0, 0] = math.nan
    after.iloc[1, 0] = math.nan
    after.iloc[2, 0] = 5.0
    first, second = paired_effects(before, after, ["region"]).to_dict("records")[:2]
    assert (first["n_seeds"], first["baseline"], first["reformed"], first["effect"]) == (1, 0.0, 5.0, 5.0)
    assert math.isnan(first["sd"])
    assert (second["n_seeds"], second["effect"], second["sd"]) == (3, 1.0, 0.0)


def test_effects_use_only_seeds_for_which_all_arms_are_there():
    arms = (town(years=1), town(of="subsidy_only", years=1))
    made = tuple(replicates(arms, (1, 2)))[:3]
    cut = Comparison(Batch(arms, (1, 2), made))
    assert cut.seeds == (1,)
    assert set(cut.effects["n_seeds"]) <= {0, 1}


def test_regions_are_compared_one_by_one():
    effects = compare(town(regions=2, years=1), town(of="subsidy_only", regions=2, years=1), seeds=1)
    assert list(effects.effects["region"][:3]) == ["all", "1", "2"]


@pytest.mark.parametrize(
    "settings",
    [["policy.subsidy.per_trainee=1.5", "monitoring=0.5"], {"policy.subsidy.per_trainee": 1.5, "monitoring": 0.5}],
)
def test_a_setting_of_a_policy_concerns_the_arms_that_have_it(settings):
    base, reform = load_arms(["baseline", "subsidy_only"], settings)
    assert base.policies == ()
    assert reform.policies[0].to_dict()["per_trainee"] == 1.5
    assert base.parameters["monitoring"] == reform.parameters["monitoring"] == 0.5


def test_a_setting_of_a_policy_that_no_arm_has_is_refused():
    with pytest.raises(ScenarioError, match="no policy of this kind"):
        load_arms(["baseline", "subsidy_only"], ["policy.consortium_entity.level=0.5"])


def test_arms_that_cannot_be_compared_are_refused():
    with pytest.raises(ScenarioError, match="at least one reform"):
        compare(town(years=3))
    with pytest.raises(ScenarioError, match="two arms are named 'baseline'"):
        compare(town(years=3), town(monitoring=1, years=3))
    with pytest.raises(ScenarioError, match=r"parameters.years = 3 in 'subsidy_only' but 4 in 'baseline'"):
        compare(town(years=4), town(of="subsidy_only", years=3))
    with pytest.raises(ScenarioError, match=r"parameters.scale"):
        compare(town(years=3), town(of="subsidy_only", scale=61, years=3))
    with pytest.raises(ScenarioError, match=r"parameters.years"):
        compare(town(years=4), town(of="subsidy_only", years=3), across_worlds=True)
