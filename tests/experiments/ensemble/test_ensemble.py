"""Effects in many parameter sets: the same worlds in every set, and nothing simulated twice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from consortium import compare
from consortium.experiments.ensemble import simulating
from consortium.experiments.ensemble.effects import EFFECT_COLUMNS, Ensemble
from consortium.experiments.ensemble.parameter_sets import ParameterSets
from consortium.experiments.ensemble.set_files import load_sets
from consortium.experiments.ensemble.simulating import ensemble, journal_in, runs_of, simulate_sets
from consortium.simulation.outputs.metrics import METRICS
from tests.worlds import town

LITTLE = {"schools": 4, "enterprises": 40, "intake": 15, "years": 3, "warm_up": 4, "application_cost": 1.0}
ARMS = (town(**LITTLE), town(of="consortium_entity", **LITTLE))
SETS = load_sets().first(5, 5)


@pytest.fixture(scope="module")
def found() -> Ensemble:
    return ensemble(ARMS, SETS)


def test_with_the_start_values_as_every_set_the_effects_are_those_of_the_comparison():
    standing = tuple(ARMS[0].parameters[name] for name in SETS.parameters)
    same = ParameterSets.checked("same", SETS.parameters, [standing] * 5, standing).first(5, 5)
    found = ensemble(ARMS, same)
    comparison = compare(*ARMS, seeds=5)
    for metric in ("deep_participation", "training_quality", "public_spending"):
        values = comparison.paired_values(metric)
        paired = values[ARMS[1].name].to_numpy() - values[ARMS[0].name].to_numpy()
        in_sets = found.differences(ARMS[1].name, metric)
        assert np.allclose(in_sets, paired, atol=1e-12)
    rows = found.effects.set_index("metric")
    assert rows.loc["public_spending", "variance_parameters"] == 0
    summary = comparison.summary.set_index("metric")
    assert rows.loc["public_spending", "chance_low"] == pytest.approx(summary.loc["public_spending", "low"])


def test_every_reform_and_output_has_a_row_and_its_parts_agree(found: Ensemble):
    rows = found.effects
    assert list(rows.columns) == EFFECT_COLUMNS
    assert list(rows["metric"]) == list(METRICS)
    known = rows.dropna(subset=["low", "chance_low"])
    assert len(known) > 3
    assert (known["low"] <= known["chance_low"]).all()
    assert (known["chance_high"] <= known["high"]).all()
    shares = known[["share_parameters", "share_chance", "share_both"]]
    assert np.allclose(shares.sum(axis=1), 1)
    assert (rows["n_sets"].loc[rows["metric"].isin(["participation", "public_spending"])] == 5).all()
    assert set(rows["verdict"].loc[rows["n_sets"].between(1, 4)]) <= {"few", "same"}
    means = found.by_set.groupby("reform")["membership"].mean()
    assert means[ARMS[1].name] == pytest.approx(rows.set_index("metric").loc["membership", "effect"])


def test_sets_differ_and_worlds_are_the_same_in_all_of_them(found: Ensemble):
    assert found.by_set["parameters.r0"].nunique() == 5
    assert found.seeds == (1, 2, 3, 4, 5)
    values = found.runs.groupby("seed")["participation"].nunique()
    assert (values > 1).any(), "parameters move something"


def test_work_that_is_taken_up_again_gives_the_same_bits_and_repeats_nothing(
    found: Ensemble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    tried, whole = simulating.outputs_of, []

    def until_stopped(*arguments):
        if len(whole) == 7:
            raise KeyboardInterrupt
        whole.append(arguments)
        return tried(*arguments)

    monkeypatch.setattr(simulating, "outputs_of", until_stopped)
    with pytest.raises(KeyboardInterrupt):
        simulate_sets(ARMS, SETS, 1, journal_in(tmp_path, ARMS, SETS, 1))
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-10])  # the machine stopped in the midst of a line
    monkeypatch.setattr(simulating, "outputs_of", lambda *arguments: whole.append(arguments) or tried(*arguments))
    simulate_sets(ARMS, SETS, 1, journal_in(tmp_path, ARMS, SETS, 1))
    assert len(whole) == 25 + 1
    pd.testing.assert_frame_equal(
        runs_of(ARMS, journal_in(tmp_path, ARMS, SETS, 1).outputs), found.runs, check_exact=True
    )


def test_other_arms_other_sets_and_another_model_begin_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    journal_in(tmp_path, ARMS, SETS, 1).add((1, 1), np.ones((2, 3)))
    assert (1, 1) in journal_in(tmp_path, ARMS, SETS, 1)
    assert (1, 1) not in journal_in(tmp_path, ARMS[::-1], SETS, 1)
    assert (1, 1) not in journal_in(tmp_path, ARMS, SETS.first(5, 6), 1)
    assert (1, 1) not in journal_in(tmp_path, ARMS, SETS, 2)
    monkeypatch.setattr(simulating, "MODEL", "another")
    assert (1, 1) not in journal_in(tmp_path, ARMS, SETS, 1)


def test_a_set_that_fails_in_one_world_is_left_out_and_the_others_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    sets, tried = load_sets().first(6, 5), simulating.outputs_of

    def failing(shared, number, seed):
        if (number, seed) == (3, 2):
            raise ArithmeticError("no")
        return tried(shared, number, seed)

    monkeypatch.setattr(simulating, "outputs_of", failing)
    journal = journal_in(tmp_path, ARMS, sets, 1)
    went_well: list[bool] = []
    simulate_sets(ARMS, sets, 1, journal, on_done=went_well.append)
    assert went_well.count(False) == 1
    found = Ensemble(ARMS, sets, runs_of(ARMS, journal.outputs))
    assert found.whole_sets == (1, 2, 4, 5, 6)
    assert found.enough


@pytest.mark.slow
def test_two_processes_give_the_same_bits_as_one(found: Ensemble):
    assert ensemble(ARMS, SETS, workers=2).runs.equals(found.runs)
