"""Folders of results in a little town: a comparison with all its tables, and a sweep with series."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from consortium.cli import main
from consortium.experiments.validation import robustness
from consortium.simulation.scenario import load_scenario
from tests.experiments.sweeps.helpers import swept, village

LITTLE = [
    argument
    for setting in ("schools=4", "enterprises=40", "intake=15", "years=2", "warm_up=4")
    for argument in ("--set", setting)
]


@pytest.fixture(scope="session")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison in two regions on one budget, with other assumptions and parameter sets: every table."""
    folder = tmp_path_factory.mktemp("comparison") / "r"
    order = ["compare", "baseline", "subsidy_only", "--seeds", "2", *LITTLE, "--set", "regions=2", "--no-figures"]
    order += ["--ensemble", "--ensemble-sets", "5", "--ensemble-seeds", "5"]
    with pytest.MonkeyPatch.context() as patch:
        few = {"school_beta": (5.0, 20.0), "outreach": (0.2, 2.0)}  # of some hundred, to be quick
        patch.setattr(robustness, "candidates", lambda _: few)
        assert main([*order, "--budget", "24M", "--yes", "--robust", "--workers", "1", "--out", str(folder)]) == 0
    return folder


@pytest.fixture(scope="session")
def sweep_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep of twelve points in a village, with the series of all runs and tables of its analyses."""
    folder = tmp_path_factory.mktemp("sweep") / "s"
    swept(village(tmp_path_factory.mktemp("design"), seeds=2), folder, series=True)
    assert main(["figures", str(folder), "--of", "participation"]) == 0
    return folder


@pytest.fixture(scope="session")
def effects_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep in that village which compares a reform at every point, with the series of all arms."""
    folder = tmp_path_factory.mktemp("effects") / "s"
    design = village(tmp_path_factory.mktemp("design"), seeds=1)
    reform = load_scenario("subsidy_monitored").with_(dict(design.base.parameters))
    swept(replace(design, points=design.points.head(2), reforms=(reform,)), folder, series=True)
    return folder
