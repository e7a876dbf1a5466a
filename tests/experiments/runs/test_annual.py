"""What the value of a year is, by the kind of a metric."""

import math

import numpy as np
import pandas as pd
import pytest

from consortium.experiments.runs.annual import last_years, mean_of_years, means_at_the_end, middle_years, year_values
from consortium.simulation.outputs.metrics import METRICS


def series(**ticks: list[float]) -> pd.DataFrame:
    """Two years of a series, tick 0 first; what is not given is empty."""
    frame = pd.DataFrame({"scenario": "city", "seed": 1, "tick": range(5), "year": [0, 1, 1, 2, 2], "region": "all"})
    for name in METRICS:
        frame[name] = ticks.get(name, math.nan)
    return frame


def test_a_state_is_the_mean_of_autumn_and_spring():
    values = year_values(series(participation=[0.9, 0.2, 0.4, 0.5, 0.7]))
    assert list(values["participation"]) == pytest.approx([0.3, 0.6])


def test_a_yearly_output_is_what_spring_settled():
    values = year_values(series(job_relevance=[0.5, 0.5, 0.6, 0.6, 0.7]))
    assert list(values["job_relevance"]) == [0.6, 0.7]


def test_a_flow_is_the_sum_of_autumn_and_spring():
    values = year_values(series(public_spending=[9.0, 100.0, 50.0, 7.0, 0.0]))
    assert list(values["public_spending"]) == [150.0, 7.0]


def test_what_is_empty_is_never_zero():
    empty = math.nan
    values = year_values(series(formalism=[empty, empty, empty, 0.4, empty], over_claims_paid=[empty] * 5))
    first, second = values["formalism"].to_numpy()
    assert math.isnan(first)
    assert second == 0.4
    assert len(values["over_claims_paid"].dropna()) == 0


def test_tick_0_belongs_to_no_year():
    assert list(year_values(series())["year"]) == [1, 2]


def test_every_metric_has_a_value_in_the_order_of_the_files():
    assert list(year_values(series()).columns) == ["scenario", "seed", "region", "year", *METRICS]


def test_regions_do_not_mix():
    north, south = series(participation=[0.0] * 5), series(participation=[1.0] * 5)
    values = year_values(pd.concat([north.assign(region="1"), south.assign(region="2")]))
    assert set(zip(values["region"], values["participation"], strict=True)) == {("1", 0.0), ("2", 1.0)}


def test_a_mean_of_years_counts_both_ends():
    values = year_values(series(participation=[0.9, 0.2, 0.4, 0.5, 0.7]))
    assert mean_of_years(values, 1, 2)["participation"].item() == pytest.approx(0.45)
    assert mean_of_years(values, 2, 2)["participation"].item() == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("years", "middle", "last"), [(20, (8, 12), (16, 20)), (6, (1, 5), (2, 6)), (1, (1, 1), (1, 1))]
)
def test_the_end_and_the_middle_are_five_years_where_there_are_as_many(years: int, middle, last):
    assert middle_years(years) == middle
    assert last_years(years) == last


def test_means_are_of_what_is_known():
    empty = math.nan
    values = year_values(series(formalism=[empty, empty, empty, 0.4, 0.2], over_claims_paid=[empty] * 5))
    means = mean_of_years(values, 1, 2)
    assert means["formalism"].item() == pytest.approx(0.3)  # the first year is empty
    assert math.isnan(means["over_claims_paid"].item())
    assert len(mean_of_years(values, 7, 9)) == 0


def test_means_of_a_single_series_are_the_same_to_the_bit_without_tables():
    chance = np.random.default_rng(1)
    for last in range(1, 7):
        ticks = chance.normal(size=(2 * last, len(METRICS))) * 10.0 ** chance.integers(-9, 9, len(METRICS))
        ticks[chance.random(ticks.shape) < 0.3] = math.nan
        frame = pd.DataFrame({"scenario": "city", "seed": 1, "tick": range(1, 2 * last + 1), "region": "all"})
        frame["year"] = (frame["tick"] + 1) // 2
        frame = pd.concat([frame, pd.DataFrame(ticks, columns=list(METRICS))], axis=1)
        means = mean_of_years(year_values(frame), 1, last)[list(METRICS)].to_numpy()[0]
        assert np.array_equal(means_at_the_end(ticks), means, equal_nan=True)
