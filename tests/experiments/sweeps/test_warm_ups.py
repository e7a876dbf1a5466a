"""Runs of a sweep that go on from each other's warm-up give the same bits as runs that have one of their own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from consortium.experiments.sweeps.design.design import Design, load_design
from consortium.experiments.sweeps.execution import warm_ups
from consortium.experiments.sweeps.execution.run_one import simulate
from consortium.experiments.sweeps.execution.warm_ups import WarmUps
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.scenario import Scenario

DESIGN = """
title = "A village"
base = "subsidy_only"
design = "factorial"
seeds = 2
[parameters]
schools = 2
enterprises = 12
intake = 5
years = 6
warm_up = 4
[factors]
"""
SUBSIDY = '"policy.subsidy.per_trainee" = { low = 1, high = 9, levels = 3 }\n'
MONITORING = '"parameters.monitoring" = [0.1, 0.9]\n'


def designed(folder: Path, *factors: str) -> Design:
    path = folder / "village.toml"
    text = DESIGN.replace('title = "A village"', 'title = { en = "A village", zh = "一个村" }')
    path.write_text(text + "".join(factors), encoding="utf-8")
    return load_design(path)


def warm_ups_made(design: Design, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many warm-ups are simulated in all runs of a design, each of which is compared with one by itself."""
    made = []
    whole = ConsortiumModel.__init__

    def noted(self: ConsortiumModel, scenario: Scenario, *arguments: object, **how: object) -> None:
        if how.get("snapshot") is None:
            made.append(scenario)
        whole(self, scenario, *arguments, **how)  # type: ignore[arg-type]

    kept = WarmUps(design)
    for point in range(len(design.points)):
        scenario = design.scenario(point)
        for seed in design.seeds:
            alone = simulate(scenario, seed)
            with monkeypatch.context() as patch:
                patch.setattr(ConsortiumModel, "__init__", noted)
                shared = simulate(scenario, seed, warm_ups=kept)
            assert alone.means is not None
            np.testing.assert_array_equal(alone.means, shared.means)
    return len(made)


def test_points_that_differ_in_policies_share_the_warm_up_of_a_seed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert warm_ups_made(designed(tmp_path, SUBSIDY), monkeypatch) == 2  # one per seed, for three points


def test_points_with_other_parameters_have_a_warm_up_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert warm_ups_made(designed(tmp_path, MONITORING), monkeypatch) == 4
    assert warm_ups_made(designed(tmp_path, MONITORING, SUBSIDY), monkeypatch) == 4  # for six points


def test_no_more_is_kept_than_there_is_room_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(warm_ups, "MOST_BYTES", 20_000)  # one village, not two
    assert warm_ups_made(designed(tmp_path, SUBSIDY), monkeypatch) == 4  # one seed's is kept, the other's made anew
