"""A calibration of a small town: the same bits by whoever and however often it was stopped, and nothing lost."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from consortium.experiments.calibration import calibrate as calibrating
from consortium.experiments.calibration.calibrate import calibrate
from consortium.experiments.calibration.calibration import Calibration
from consortium.experiments.calibration.measuring import measured
from consortium.experiments.calibration.targets.target_files import load_calibration
from consortium.experiments.runs.batch import run
from consortium.experiments.storage.folder import FolderError
from consortium.simulation.scenario import load_scenario
from tests.experiments.calibration.town import TARGETS, written

FILES = ("ensemble.csv", "targets.csv", "parameters.csv", "ridges.csv", "directions.csv", "waves.csv", "manifest.json")


@pytest.fixture
def town(tmp_path: Path) -> Calibration:
    return load_calibration(written(tmp_path))


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


def made(town: Calibration, folder: Path, **options: object) -> Path:
    calibrate(town, folder, waves=2, base=str(folder.parent / "town.toml"), **{"workers": 1, **options})  # type: ignore[arg-type]
    return folder


class Stopped(BaseException):
    """What a kill is to a process."""


def test_a_calibration_that_is_stopped_after_any_point_and_resumed_gives_the_same_bits_as_in_one_go(
    town: Calibration, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = contents(made(town, tmp_path / "whole"))
    measured_once = calibrating.measured
    calls: list[object] = []

    def counted(*arguments: object) -> object:
        calls.append(arguments)
        if len(calls) in stops:
            raise Stopped
        return measured_once(*arguments)  # type: ignore[arg-type]

    stops = {3, 8, 12}
    monkeypatch.setattr(calibrating, "measured", counted)
    folder, tries = tmp_path / "stopped", 0
    while True:
        tries += 1
        try:
            made(town, folder, resume=True)
            break
        except Stopped:
            with (folder / "simulated.jsonl").open("ab") as file:
                file.write(b'{"wave": 1, "po')  # half a line, as a power cut leaves it
    assert tries == 4
    assert len(calls) == 2 * town.points + len(stops)  # nothing was simulated twice
    assert contents(folder) == whole


@pytest.mark.slow
def test_two_processes_give_the_same_bits_as_one(town: Calibration, tmp_path: Path) -> None:
    assert contents(made(town, tmp_path / "two", workers=2)) == contents(made(town, tmp_path / "one"))


def test_more_waves_go_on_with_what_is_there(town: Calibration, tmp_path: Path) -> None:
    folder = made(town, tmp_path / "out")
    before = pd.read_csv(folder / "waves.csv")
    lines = (folder / "simulated.jsonl").read_bytes()
    calibrate(town, folder, waves=3, workers=1, resume=True, base=str(tmp_path / "town.toml"))
    after = pd.read_csv(folder / "waves.csv")
    assert len(after) == 3 * town.points
    assert (folder / "simulated.jsonl").read_bytes().startswith(lines)
    assert np.array_equal(after.loc[: len(before) - 1, "parameters.r0"], before["parameters.r0"])


def test_the_ensemble_fits_as_simulated_and_the_best_set_is_a_scenario(town: Calibration, tmp_path: Path) -> None:
    folder = made(town, tmp_path / "out")
    ensemble, targets = pd.read_csv(folder / "ensemble.csv"), pd.read_csv(folder / "targets.csv")
    assert len(ensemble) >= 1
    assert (ensemble["implausibility"] <= town.cutoff).all()
    best = load_scenario(folder / "best.toml")
    assert best.parameters["r0"] == ensemble["parameters.r0"].iloc[0]
    assert best.parameters["enterprises"] == 40
    again = run(best, town.seeds).series
    means = again.loc[again["year"].between(1, 3)].groupby("seed")["deep_participation"].mean()
    wanted = targets.set_index("target")["best"]["deep_participation, years 1-3"]
    assert means.mean() == pytest.approx(wanted, abs=1e-9)
    assert targets["held_out"].tolist() == [False, False, True]
    sets = pd.read_csv(folder / "points.csv")
    assert len(sets) == len(ensemble)
    from consortium.experiments.sweeps.design.design import load_design

    assert len(load_design(folder / "sweep.toml").points) == len(ensemble)


def test_an_effect_is_paired_and_a_parameter_that_a_scenario_sets_itself_stays_there(tmp_path: Path) -> None:
    text = TARGETS.replace('effect_of = "consortium_entity"', 'scenario = "swiss_apprenticeship"')
    calibration = load_calibration(written(tmp_path, text))
    arms = calibration.arms({"parameters.net_mean": -20.0, "parameters.r0": 0.3, "parameters.poach": 0.9})
    swiss = load_scenario("swiss_apprenticeship")
    assert arms[""].parameters["net_mean"] == -20
    for name in ("net_mean", "r0", "poach"):
        own = swiss.parameters[name] != load_scenario("baseline").parameters[name]
        assert (arms["swiss_apprenticeship"].parameters[name] == swiss.parameters[name]) == own
    paired = load_calibration(written(tmp_path))
    values = {f.key: f.base for f in paired.factors}
    effects = measured(paired, values)[:, 2]
    with_it, without = (measured(paired.but(targets=paired.targets[:1]), values) for _ in range(2))
    assert np.array_equal(with_it, without)
    assert np.ptp(effects) > 0


def test_values_of_classes_of_size_are_those_of_the_enterprises_themselves(tmp_path: Path) -> None:
    from consortium.simulation.model import ConsortiumModel

    text = TARGETS.replace(
        'metric = "deep_participation"', 'metric = "deep_participation"\nwho = "size >= 250"\nyears = 3'
    )
    calibration = load_calibration(written(tmp_path, text))
    values = {f.key: f.base for f in calibration.factors}
    found = measured(calibration.but(targets=calibration.targets[:1]), values)[:, 0]
    for seed, value in zip(calibration.seeds, found, strict=True):
        model, shares = ConsortiumModel(calibration.base, rng=seed), []
        for _ in range(6):
            model.step()
            e = model.population.enterprises
            large = e["depth"][e["size"] >= 250]
            shares.append((large == 3).sum() / len(large) if len(large) else np.nan)
        assert value == pytest.approx(np.mean(shares[-2:]), nan_ok=True)


def test_a_folder_of_something_else_of_another_calibration_or_of_this_one_is_refused(
    town: Calibration, tmp_path: Path
) -> None:
    folder = made(town, tmp_path / "out")
    with pytest.raises(FolderError, match="already; go on with --resume"):
        made(town, folder)
    with pytest.raises(FolderError, match=r"another calibration \(cutoff 3.0\)"):
        made(town.but(cutoff=2.0), folder, resume=True)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "model": "another"}), encoding="utf-8")
    with pytest.raises(FolderError, match="begun with another version of the model"):
        made(town, folder, resume=True)
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderError, match=r"holds other things \(thesis.txt\)"):
        made(town, other)
    assert [path.name for path in other.iterdir() if path.name != ".lock"] == ["thesis.txt"]


def test_a_point_that_fails_is_recorded_and_does_not_stop_the_others(
    town: Calibration, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured_once = calibrating.measured

    def failing(calibration: Calibration, values: dict[str, float]) -> np.ndarray:
        if values["parameters.poach"] > 0.8:
            raise ArithmeticError("too much poaching")
        return measured_once(calibration, values)

    monkeypatch.setattr(calibrating, "measured", failing)
    folder = made(town, tmp_path / "out")
    table = pd.read_csv(folder / "waves.csv", keep_default_na=False)
    failed = table["parameters.poach"].astype(float) > 0.8
    assert failed.any()
    assert (table.loc[failed, "error"] == "ArithmeticError: too much poaching").all()
    assert not table.loc[failed, "fits"].isin(["True"]).any()
    assert (table.loc[~failed, "error"] == "").all()
