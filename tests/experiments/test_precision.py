"""Seeds are added until an effect is known as exactly as was asked."""

import pytest

from consortium import compare
from consortium.experiments.comparison import Comparison
from consortium.experiments.precision import MOST_SEEDS, Precision
from consortium.simulation.instruments import Subsidy
from consortium.simulation.scenario import Scenario, ScenarioError
from tests.worlds import town

BASE = town(years=3)


def reform(per_trainee: float = 28.0) -> Scenario:
    return town(Subsidy(per_trainee=per_trainee), years=3).with_(name="money")


def half(comparison: Comparison, metric: str) -> float:
    row = comparison.summary.query("metric == @metric").iloc[0]
    return (row["high"] - row["low"]) / 2


def test_seeds_are_added_until_the_interval_is_that_narrow():
    few = compare(BASE, reform(), seeds=4)
    wanted = half(few, "deep_participation") / 2
    enough = compare(BASE, reform(), seeds=4, precision=f"deep_participation={wanted}")
    assert len(enough.seeds) > 4
    assert half(enough, "deep_participation") <= wanted
    assert enough.seeds == tuple(range(1, len(enough.seeds) + 1))
    assert len(enough.seeds) < 16 * 4, "not many more than needed"


def test_what_is_precise_enough_already_takes_no_more_seeds():
    assert len(compare(BASE, reform(), seeds=4, precision="deep_participation=0.5").seeds) == 4


def test_one_seed_has_no_interval_so_others_follow():
    assert len(compare(BASE, reform(), seeds=1, precision="participation=1.0").seeds) == 4


def test_an_effect_that_is_the_same_in_every_world_is_known_at_once():
    assert len(compare(BASE, reform(0.0), seeds=2, precision="participation=0.000001").seeds) == 2


def test_a_metric_that_is_empty_asks_for_no_more_seeds():
    assert len(compare(BASE, reform(), seeds=2, precision="budget_left=1").seeds) == 2


def test_seeds_that_follow_are_the_same_worlds_as_if_they_had_been_asked_for():
    enough = compare(BASE, reform(), seeds=2, precision="deep_participation=0.06")
    again = compare(BASE, reform(), seeds=len(enough.seeds))
    assert enough.summary.equals(again.summary)
    assert len(enough.seeds) <= MOST_SEEDS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("deep_participation", "allowed: metric=0.01"),
        ("deep_participaton=0.01", "did you mean deep_participation"),
        ("deep_participation=0", "a number above 0"),
        ("deep_participation=-1", "a number above 0"),
        ("deep_participation=nan", "a number above 0"),
        ("deep_participation=few", "a number above 0"),
    ],
)
def test_a_precision_that_is_none_is_refused(text: str, said: str):
    with pytest.raises(ScenarioError, match=said):
        Precision.parsed(text)
