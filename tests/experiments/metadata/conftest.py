"""Folders of results in a little town: of every command that leaves tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from consortium.cli import main
from consortium.experiments.validation import robustness
from consortium.simulation.scenario import load_scenario
from tests.experiments.calibration import town as calibrated_town
from tests.experiments.search import town as searched_town
from tests.experiments.sweeps.helpers import swept, village

LITTLE = [
    argument
    for setting in ("schools=4", "enterprises=40", "intake=15", "years=2", "warm_up=4")
    for argument in ("--set", setting)
]


WORK = ("search_folder", "calibration_folder", "validation_folder", "game_folder")
"""Fixtures of folders of other commands than run, compare and sweep."""


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


@pytest.fixture(scope="session")
def search_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A search for bundles in a town."""
    place = tmp_path_factory.mktemp("search")
    file = searched_town.written(place)
    return _left(place, ["search", file.name, "--workers", "1", "--population", "4", "--generations", "1"])


@pytest.fixture(scope="session")
def calibration_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A calibration of a town that finds an ensemble."""
    place = tmp_path_factory.mktemp("calibration")
    file = calibrated_town.written(place)
    return _left(place, ["calibrate", file.name, "--waves", "2", "--workers", "1"])


@pytest.fixture(scope="session")
def validation_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The figures of a town beside the model."""
    place = tmp_path_factory.mktemp("validation")
    calibrated_town.written(place)
    rates = "metric,year,value,unit,standard_error\nparticipation,3,35,%,40\nretention,2-3,0.4,share,0.4\n"
    (place / "rates.csv").write_text(rates, encoding="utf-8")
    return _left(place, ["validate", "--data", "rates.csv", "--base", "town.toml", "--seeds", "5001-5002"])


@pytest.fixture(scope="session")
def game_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The game of theory beside a town."""
    return _left(tmp_path_factory.mktemp("game"), ["game", "baseline", *LITTLE, "--seeds", "1", "--no-figures"])


def _left(place: Path, order: list[str]) -> Path:
    """What a command leaves that is carried out in a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        assert main([*order, "--out", "r"]) == 0
    return place / "r"
