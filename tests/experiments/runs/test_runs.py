"""Runs over seeds: pure, in order, and a failure stops nobody else."""

import pickle
from typing import Any

import numpy as np
import pytest

from consortium.experiments.runs.batch import Batch, replicates, run, seed_range, simulate
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.outputs.recording import SIZE_CLASSES
from consortium.simulation.scenario import ScenarioError
from tests.worlds import SMALL, town


def test_a_replicate_is_what_the_model_gives():
    scenario = town(years=3)
    model = ConsortiumModel(scenario, rng=7)
    for _ in range(6):
        model.step()
    replicate = simulate(scenario, 7)
    assert replicate.series is not None
    assert replicate.series.drop(columns=["scenario", "seed"]).equals(model.timeseries())
    assert set(replicate.series["seed"]) == {7}


def test_the_series_has_the_columns_of_the_contract_and_tick_0():
    frame = run(town(years=3), seeds=[5]).series
    assert list(frame.columns) == ["scenario", "seed", "tick", "year", "region", *METRICS]
    assert list(frame["tick"]) == list(range(7))
    assert list(frame["year"]) == [0, 1, 1, 2, 2, 3, 3]
    assert set(frame["region"]) == {"all"}


def test_a_number_of_seeds_means_the_first_ones():
    assert set(run("baseline", 2, set=SMALL | {"years": 1}).series["seed"]) == {1, 2}


def test_size_classes_are_there_at_the_end():
    by_size = run(town(years=3)).by_size
    assert list(by_size["size_class"]) == list(SIZE_CLASSES)
    deep, any_depth = (by_size[name].to_numpy(float) for name in ("deep_participation", "participation"))
    assert not (deep > any_depth).any()


def test_the_order_in_which_replicates_come_in_does_not_matter():
    scenarios, seeds = (town(years=3), town(of="subsidy_only", years=3)), (3, 4)
    made = list(replicates(scenarios, seeds))
    assert Batch(scenarios, seeds, tuple(reversed(made))).series.equals(Batch(scenarios, seeds, tuple(made)).series)


def test_seeds_are_the_outer_loop_so_that_an_interruption_leaves_whole_pairs():
    made = [(r.scenario, r.seed) for r in replicates((town(years=1), town(of="subsidy_only", years=1)), (3, 4))]
    assert made == [("baseline", 3), ("subsidy_only", 3), ("baseline", 4), ("subsidy_only", 4)]


def test_a_run_that_fails_is_recorded_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch):
    whole = ConsortiumModel.cohort_graduates

    def fails_at_two(model: ConsortiumModel) -> None:
        if model.seed == 2:
            raise ArithmeticError("the sky fell")
        whole(model)

    monkeypatch.setattr(ConsortiumModel, "cohort_graduates", fails_at_two)
    batch = run(town(years=1), seeds=3)
    assert batch.finished_seeds == (1, 3)
    assert [(failed.seed, failed.error) for failed in batch.failures] == [(2, "ArithmeticError: the sky fell")]
    assert set(batch.series["seed"]) == {1, 3}


def test_a_replicate_travels_between_processes():
    assert pickle.loads(pickle.dumps(simulate(town(years=1), 1))).series is not None
    assert pickle.loads(pickle.dumps(town(of="subsidy_only", years=3))) == town(of="subsidy_only", years=3)


def test_seeds_may_be_a_number_or_a_list():
    assert seed_range(3) == (1, 2, 3)
    assert seed_range([0, 9]) == (0, 9)


@pytest.mark.parametrize("seeds", [0, -1, True, [], [1, 1], [-1], [2**63]])
def test_other_seeds_are_refused(seeds):
    with pytest.raises(ValueError, match="allowed"):
        seed_range(seeds)


def test_a_bad_setting_is_refused_before_anything_runs():
    with pytest.raises(ScenarioError, match="did you mean monitoring"):
        run("baseline", set=["monitering=1"])


def test_every_replicate_is_reported_to_whoever_wants_to_know():
    reported = []
    run(town(years=1), seeds=2, on_done=reported.append)
    assert [replicate.seed for replicate in reported] == [1, 2]
    assert seed_range(np.int64(2)) == (1, 2)  # type: ignore[arg-type]
    assert seed_range(np.array([4, 2])) == (4, 2)
    assert all(type(seed) is int for seed in seed_range(np.array([4, 2])))


@pytest.mark.parametrize(
    ("seeds", "message"),
    [
        ([1.7, 2.9], r"one of seeds = 1\.7; allowed: a whole number from 0"),
        ([True], "one of seeds = true; allowed: a whole number"),
        (["1"], "one of seeds = '1'; allowed: a whole number"),
        ([1, -1], "one of seeds = -1; allowed: a whole number"),
        ("12", "seeds = '12'; allowed: a number of seeds from 1, or the seeds themselves"),
        (2.0, "seeds = 2.0; allowed: a number of seeds"),
        (np.float64(2.0), r"seeds = 2\.0; allowed: a number of seeds"),
        (0, "seeds = 0; allowed: a number of seeds"),
        (True, "seeds = true; allowed: a number of seeds"),
        (None, "seeds = None; allowed: a number of seeds"),
        ([], "seeds are none; allowed: a number of seeds"),
        ([3, np.int64(3)], "a seed stands twice"),
    ],
)
def test_seeds_that_are_not_whole_numbers_are_refused_and_not_rounded(seeds: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        seed_range(seeds)
