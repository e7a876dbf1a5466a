"""Seeds are added until an effect is known as exactly as was asked."""

import numpy as np
import pytest

from consortium import compare
from consortium.experiments.comparison.comparison import Comparison, portions
from consortium.experiments.comparison.precision import (
    ALIKE_ENOUGH,
    LEAST_FOR_PRECISION,
    MOST_SEEDS,
    Precision,
    PrecisionWarning,
    worlds_wanted,
)
from consortium.experiments.runs.batch import Made
from consortium.experiments.statistics.inference import mean_interval
from consortium.simulation.policies.instruments import Subsidy
from consortium.simulation.scenario import Scenario, ScenarioError
from tests.worlds import town

BASE = town(years=3)


def reform(per_trainee: float = 28.0) -> Scenario:
    return town(Subsidy(per_trainee=per_trainee), years=3).with_(name="money")


def half(comparison: Comparison, metric: str) -> float:
    row = comparison.summary.query("metric == @metric").iloc[0]
    return (row["high"] - row["low"]) / 2


def test_seeds_are_added_until_the_interval_is_that_narrow():
    few = compare(BASE, reform(), seeds=10)
    wanted = half(few, "student_net_benefit") / 1.2
    enough = compare(BASE, reform(), seeds=10, precision=f"student_net_benefit={wanted}")
    assert len(enough.seeds) > 10
    assert half(enough, "student_net_benefit") <= wanted
    assert enough.seeds == tuple(range(1, len(enough.seeds) + 1))
    assert half(enough, "student_net_benefit") > 0.7 * wanted, "not many more than needed"


def test_what_is_precise_enough_already_takes_no_more_seeds():
    assert len(compare(BASE, reform(), seeds=10, precision="student_net_benefit=1e9").seeds) == 10


@pytest.mark.parametrize("seeds", [1, 2])
def test_few_seeds_tell_no_precision_so_others_follow(seeds: int):
    assert len(compare(BASE, reform(), seeds=seeds, precision="student_net_benefit=1e9").seeds) == LEAST_FOR_PRECISION


def test_an_effect_that_is_the_same_in_all_worlds_is_not_known_at_once():
    """[0, 0] from two worlds was taken for a precision that is reached."""
    shortfall = Precision("participation", 1e-6).shortfall(compare(BASE, reform(0.0), seeds=10))
    assert shortfall.endswith("the effect of money is the same in 10 of 10 worlds, so that its spread is not known")
    same = [np.zeros(10)]
    assert worlds_wanted(same, 1e-6) == 20
    assert worlds_wanted([np.zeros(ALIKE_ENOUGH)], 1e-6) == ALIKE_ENOUGH, "more would hardly show otherwise"
    assert worlds_wanted([np.full(10, 0.002)], 1e-6) == 20, "nor is one that is the same and not zero"
    assert worlds_wanted([np.append(np.zeros(ALIKE_ENOUGH), 0.1)], 1e-6) > ALIKE_ENOUGH, "one world differs"


def test_a_metric_that_is_empty_asks_for_no_more_seeds_and_says_so():
    with pytest.warns(PrecisionWarning, match="budget_left has no value in any of 10 worlds with money"):
        assert len(compare(BASE, reform(), seeds=2, precision="budget_left=1").seeds) == LEAST_FOR_PRECISION


def test_where_some_worlds_have_no_value_more_are_taken():
    generator = np.random.default_rng(5)
    values = generator.normal(0, 1, 40)
    half_empty = np.where(np.arange(40) % 2, values, np.nan)
    assert worlds_wanted([half_empty], 0.35) > worlds_wanted([values[1::2]], 0.35)


def test_a_precision_that_is_not_reached_says_how_far_it_came(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("consortium.experiments.comparison.precision.MOST_SEEDS", 12)
    monkeypatch.setattr("consortium.experiments.comparison.comparison.MOST_SEEDS", 12)
    with pytest.warns(PrecisionWarning, match=r"the effect of money is known to ± \d.* after 12 worlds"):
        assert len(compare(BASE, reform(), seeds=10, precision="student_net_benefit=1e-9").seeds) == 12


KINDS = {
    "normal": (lambda generator, n: generator.normal(0.03, 0.02, n), 0.03, 0.01, 0.93),
    "some enterprises move": (lambda g, n: (g.random(n) < 0.4) * g.integers(1, 4, n), 0.8, 0.3, 0.92),
    "few enterprises move": (lambda g, n: (g.random(n) < 0.1) * g.integers(1, 4, n), 0.2, 0.15, 0.92),
    "nearly all move alike": (lambda g, n: 1.0 - (g.random(n) < 0.1), 0.9, 0.08, 0.92),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_interval_at_which_it_stops_holds_the_truth(kind: str):
    """Whoever stops when an interval is narrow stops more readily where it is too narrow."""
    drawn, truth, half_wanted, at_least = KINDS[kind]
    generator = np.random.default_rng(7)
    held = []
    for _ in range(600):
        values = np.asarray(drawn(generator, 10), float)
        while (wanted := worlds_wanted([values], half_wanted)) > len(values):
            values = np.append(values, drawn(generator, wanted - len(values)))
        interval = mean_interval(values)
        if not np.isnan(interval.low):
            held.append(interval.low <= truth <= interval.high)
    assert len(held) > 590
    assert np.mean(held) >= at_least


def test_seeds_that_follow_are_the_same_worlds_as_if_they_had_been_asked_for():
    enough = compare(BASE, reform(), seeds=10, precision="student_net_benefit=300")
    again = compare(BASE, reform(), seeds=len(enough.seeds))
    assert enough.summary.equals(again.summary)
    assert len(enough.seeds) <= MOST_SEEDS


def test_portions_of_seeds_follow_one_another_without_a_gap_until_the_precision_is_reached():
    """The loop that `compare` and the command have in common."""
    enough = compare(BASE, reform(), seeds=10, precision="student_net_benefit=300")
    by_seed = {seed: [r for r in enough.batch.replicates if r.seed == seed] for seed in enough.seeds}
    wanted = Precision("student_net_benefit", 300.0)
    made: list[Made] = []
    found = []
    for portion in portions(enough.batch.scenarios, range(1, 11), wanted, lambda: made):
        made.extend(replicate for seed in portion.seeds for replicate in by_seed[seed])
        found.append(portion)
    assert sum((portion.seeds for portion in found), ()) == enough.seeds
    assert found[0].before is None
    assert found[0].seeds == tuple(range(1, 11))
    for portion, last in zip(found[1:], found[:-1], strict=True):
        assert portion.before is not None
        assert wanted.reached(portion.before) > 300.0
        assert portion.before.seeds[-1] == last.seeds[-1] == portion.seeds[0] - 1


def test_without_a_precision_there_is_one_portion_of_seeds():
    assert [portion.seeds for portion in portions((BASE, reform()), range(3, 6), None, list)] == [(3, 4, 5)]


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
