"""Parameters that were planted in a town are found again, and parameters that make up for each other are named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from consortium.experiments.calibration.calibrate import calibrate
from consortium.experiments.calibration.calibration import Calibration
from consortium.experiments.calibration.ensemble import Found, aims_of
from consortium.experiments.calibration.matching import Settings, Wave, waves
from consortium.experiments.calibration.measuring import measured
from consortium.experiments.calibration.ridges import ridges_of
from consortium.experiments.calibration.targets.target_files import load_calibration
from tests.experiments.calibration.town import TARGETS, written

TRUTH = {"parameters.net_mean": -9.0, "parameters.r0": 0.4, "parameters.poach": 0.2}

WANTED = """
[[target]]
metric = "{}"
value = 0.5
tolerance = 0.01
"""


def planted(folder: Path, parameters: tuple[str, ...]) -> Calibration:
    """A town whose targets are what it gave under the truth, on worlds that the calibration does not see."""
    metrics = ("deep_participation", "participation", "retention", "profit_in_training", "poached_share")
    head = TARGETS.partition("[[target]]")[0].replace("points = 8", "points = 24").replace("7001-7003", "7001-7006")
    head = "\n".join(
        line for line in head.splitlines() if line.split(" ")[0] not in {"net_mean", "r0", "poach"} - set(parameters)
    )
    town = load_calibration(written(folder, head + "".join(map(WANTED.format, metrics))))
    (folder / "town.toml").write_text(
        (folder / "town.toml").read_text(encoding="utf-8").replace("enterprises = 40", "enterprises = 150")
        + "".join(f"{name.removeprefix('parameters.')} = {value}\n" for name, value in TRUTH.items()),
        encoding="utf-8",
    )
    town = load_calibration(folder / "targets.toml")
    truth = {factor.key: TRUTH[factor.key] for factor in town.factors}
    seen = measured(town.but(seeds=tuple(range(8001, 8031))), truth).mean(axis=0)
    aimed = (type(t)(**{**vars(t), "value": float(value)}) for t, value in zip(town.targets, seen, strict=True))
    return town.but(targets=tuple(aimed))


def test_planted_parameters_of_a_town_are_within_the_ensemble_and_near_the_best_set(tmp_path: Path) -> None:
    town = planted(tmp_path, ("net_mean", "r0"))
    found, _, _ = calibrate(town, tmp_path / "out", waves=3, workers=1, base=str(tmp_path / "town.toml"))
    assert len(found.chosen) >= 20
    table = found.parameters.set_index("parameter")
    for key, row in table.iterrows():
        assert row["low"] <= TRUTH[str(key)] <= row["high"], row
        assert row["share_left"] < 0.6
    assert abs(table["best"]["parameters.r0"] - 0.4) < 0.1
    assert abs(table["best"]["parameters.net_mean"] + 9) < 5


def test_retention_and_poaching_are_named_as_a_ridge_where_nothing_tells_them_apart(tmp_path: Path) -> None:
    town = planted(tmp_path, ("net_mean", "r0", "poach"))
    town = town.but(targets=tuple(t for t in town.targets if t.metric != "poached_share"))
    _, ridges, _ = calibrate(town, tmp_path / "out", waves=3, workers=1, base=str(tmp_path / "town.toml"))
    first = ridges.named.iloc[0]
    assert {first["parameter"], first["other"]} == {"parameters.r0", "parameters.poach"}
    assert first["likeness_of_effects"] < -0.9  # more retention, more poaching: nothing changes
    assert first["undone_by"] > 0
    assert pd.read_csv(tmp_path / "out" / "ridges.csv")["ridge"].iloc[0]


# --- a simulator of which the ridges are known ------------------------------------------------------------------------


def found_by(town: Calibration, of: object, settings: Settings) -> Found:
    def simulate(wave: int, points: np.ndarray) -> np.ndarray:
        noise = np.random.default_rng([1, wave]).standard_normal((len(points), 4, 2))
        return of(points)[:, None, :] + 0.005 * noise  # type: ignore[operator]

    aims = aims_of(town)
    made = list(waves(aims, 3, simulate, settings))
    return Found(town, [Wave(w.number, w.points, w.outputs, w.fits, w.share) for w in made], {})


@pytest.fixture
def town(tmp_path: Path) -> Calibration:
    text = TARGETS.partition("[[target]]")[0] + "".join(map(WANTED.format, ("participation", "retention")))
    return load_calibration(written(tmp_path, text))


def test_what_only_their_sum_decides_is_a_ridge_with_its_rate_and_what_decides_by_itself_is_none(
    town: Calibration,
) -> None:
    settings = Settings(24, 3, 1)
    found = found_by(town, lambda p: np.stack([0.5 * p[:, 1] + 0.5 * p[:, 2], p[:, 0]], axis=1), settings)
    ridges = ridges_of(found, settings)
    assert len(ridges.named) == 1
    row = ridges.named.iloc[0]
    assert (row["parameter"], row["other"]) == ("parameters.r0", "parameters.poach")
    assert row["likeness_of_effects"] > 0.99
    assert row["rank_correlation"] < -0.8
    assert row["undone_by"] == pytest.approx(-1 / 0.55, rel=0.1)  # poach goes from 0 to 1, r0 from .2 to .75
    least = ridges.directions.iloc[0]
    assert least["loss"] < 0.1 * ridges.directions["loss"].iloc[1]
    assert abs(least["parameters.r0"] + least["parameters.poach"]) < 0.1
    assert abs(least["parameters.net_mean"]) < 0.1


def test_a_parameter_that_moves_nothing_is_in_no_ridge(town: Calibration) -> None:
    settings = Settings(24, 3, 1)
    found = found_by(town, lambda p: np.stack([p[:, 1], p[:, 0]], axis=1), settings)
    pairs = ridges_of(found, settings).pairs
    idle = pairs.loc[(pairs["parameter"] == "parameters.poach") | (pairs["other"] == "parameters.poach")]
    assert len(idle) == 2
    assert (idle[["strength", "strength_of_other"]].min(axis=1) < 1).all()
    assert not idle["ridge"].any()
