"""A sweep goes on from the points it was begun with, and grows by seeds and points without making a run twice."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium import results
from consortium.experiments.storage.folder import FolderError
from consortium.experiments.sweeps.analysis.sensitivity import main_effects, sensitivity
from consortium.experiments.sweeps.design import sampling, stored_points
from consortium.experiments.sweeps.design.design import Design, DesignError, Stage, load_design
from consortium.experiments.sweeps.execution import chunks
from consortium.experiments.sweeps.execution.continuing import continued

from .helpers import swept, village, village_toml

VILLAGE = village_toml().split("[factors]")[0]
"""A design file of the village as far as its factors."""

RANGES = """
"parameters.monitoring" = { low = 0, high = 1 }
"parameters.mandate" = { low = 0, high = 0.2 }
"""
DRAWN = {
    "latin_hypercube": 'design = "latin_hypercube"\npoints = 5',
    "sobol": 'design = "sobol"\npoints = 2',
    "morris": 'design = "morris"\ntrajectories = 2',
}


def described(settings: str, seeds: str) -> str:
    """The beginning of a design file of the village, of another kind."""
    return VILLAGE.replace('design = "factorial"', settings).replace("seeds = 4", f"seeds = {seeds}")


def sampled(
    folder: Path, kind: str = "latin_hypercube", seeds: str = "2", factors: str = RANGES, **other: str
) -> Design:
    """A small design whose points are drawn."""
    settings = other.get("settings", DRAWN[kind])
    path = folder / "sampled.toml"
    path.write_text(described(settings, seeds) + "[factors]" + factors, encoding="utf-8")
    return load_design(path)


def tabled(folder: Path, rows: list[str], seeds: str = "2") -> Design:
    """A small design of given points."""
    (folder / "points.csv").write_text("\n".join(["parameters.monitoring", *rows]), encoding="utf-8")
    path = folder / "tabled.toml"
    path.write_text(described('design = "table"\nfile = "points.csv"', seeds), encoding="utf-8")
    return load_design(path)


@pytest.fixture
def other_versions(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Afterwards another version of SciPy and SALib is installed, which draws other points from the same seed."""
    drawn = sampling.unit_sample

    def install() -> None:
        other = lambda kind, n, settings: drawn(kind, n, {**settings, "sample_seed": settings["sample_seed"] + 1})  # noqa: E731
        monkeypatch.setattr(sampling, "unit_sample", other)

    return install


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of the runs that are simulated from now on."""
    ids: list[int] = []
    simulate = chunks.simulate

    def noted(scenario: Any, seed: int, run_id: int, *more: Any) -> Any:
        ids.append(run_id)
        return simulate(scenario, seed, run_id, *more)

    monkeypatch.setattr(chunks, "simulate", noted)
    return ids


def by_world(runs: pd.DataFrame) -> pd.DataFrame:
    """Runs by what they are of, without the numbers that a dataset gives to them."""
    keys = [str(name) for name in runs.columns if str(name).startswith("parameters.")]
    return runs.drop(columns=["run_id", "point"]).sort_values([*keys, "seed"], ignore_index=True)


def assert_same_worlds(folder: Path, other: Path) -> None:
    pd.testing.assert_frame_equal(by_world(results(folder)), by_world(results(other)), check_exact=True)


# --- points -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", DRAWN)
def test_a_sweep_goes_on_with_the_points_it_was_begun_with_whatever_versions_are_installed(
    tmp_path: Path, kind: str, other_versions: Callable[[], None]
):
    design = sampled(tmp_path, kind)
    swept(design, tmp_path / "whole")
    swept(design, tmp_path / "data", shard="1/2")
    other_versions()
    later = sampled(tmp_path, kind)
    assert not later.points.equals(design.points)
    swept(later, tmp_path / "data", shard="2/2")
    pd.testing.assert_frame_equal(results(tmp_path / "data"), results(tmp_path / "whole"), check_exact=True)
    assert swept(later, tmp_path / "data", resume=True).new == 0


def test_the_points_of_a_sweep_are_in_its_folder(tmp_path: Path):
    design = sampled(tmp_path)
    swept(design, tmp_path / "data")
    (file,) = (tmp_path / "data" / "points").iterdir()
    header, *rows = (line.split(",") for line in file.read_text(encoding="utf-8").splitlines())
    assert header == list(design.points.columns)
    assert np.array(rows, float).tolist() == design.points.to_numpy().tolist()
    manifest = json.loads((tmp_path / "data" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["design"]["points"]["sha256"].startswith(file.stem)
    assert {"scipy", "SALib", "numpy"} <= set(manifest["versions"])


def test_stored_points_are_the_same_to_the_bit_whatever_their_kind(tmp_path: Path):
    factors = (
        RANGES
        + """
"parameters.governance" = ["joint", "government_led", "enterprise_led"]
"parameters.budget" = ["none", 100, 1e9]
"parameters.applications" = { low = 1, high = 6 }
"parameters.net_mean" = { low = -3, high = 7 }
"""
    )
    design = sampled(tmp_path, factors=factors, settings='design = "latin_hypercube"\npoints = 300')
    digest = design.points_digest()
    stored_points.keep(tmp_path, digest, stored_points.as_bytes(design.points))
    again = stored_points.read(tmp_path, digest, design.factors)
    assert again is not None
    pd.testing.assert_frame_equal(again, design.points, check_exact=True)
    assert np.isinf(again["parameters.budget"]).any()


def test_the_design_of_a_dataset_is_that_of_its_manifest_and_points(tmp_path: Path, other_versions: Callable[[], None]):
    design = sampled(tmp_path, "morris", factors=RANGES + '"parameters.governance" = ["joint", "government_led"]')
    swept(design, tmp_path / "data")
    other_versions()
    again = load_design(tmp_path / "data" / "manifest.json")
    pd.testing.assert_frame_equal(again.points, design.points)
    assert sensitivity(results(tmp_path / "data"), again, ["participation"])["value"].notna().all()
    shutil.copy(tmp_path / "data" / "manifest.json", tmp_path / "alone.json")
    with pytest.raises(DesignError, match=r"SciPy and SALib .* draw other points; needed: the folder points"):
        load_design(tmp_path / "alone.json")


def test_a_dataset_without_points_goes_on_if_they_are_drawn_alike_and_then_keeps_them(tmp_path: Path):
    design = sampled(tmp_path)
    swept(design, tmp_path / "data", shard="1/2")
    shutil.rmtree(tmp_path / "data" / "points")
    swept(design, tmp_path / "data", resume=True)
    assert len(results(tmp_path / "data")) == 10
    assert len(list((tmp_path / "data" / "points").iterdir())) == 1


@pytest.mark.parametrize("harm", ["lost", "torn", "other"])
def test_where_points_are_lost_and_drawn_otherwise_versions_are_named_and_not_the_design(
    tmp_path: Path, other_versions: Callable[[], None], harm: str
):
    design = sampled(tmp_path)
    swept(design, tmp_path / "data", shard="1/2")
    (file,) = (tmp_path / "data" / "points").iterdir()
    if harm == "lost":
        file.unlink()
    elif harm == "torn":
        file.write_bytes(file.read_bytes()[:100])
    else:
        pd.read_csv(file).assign(**{"parameters.monitoring": 0.5}).to_csv(file, index=False)
    other_versions()
    with pytest.raises(FolderError) as caught:
        swept(sampled(tmp_path), tmp_path / "data", resume=True)
    message = str(caught.value)
    assert "points" in message
    assert "SALib" in message
    assert "scipy" in message
    assert "design" not in message
    assert len(results(tmp_path / "data")) == 5


def test_another_design_is_still_another_design(tmp_path: Path, other_versions: Callable[[], None]):
    swept(sampled(tmp_path), tmp_path / "data")
    for other in (
        sampled(tmp_path, factors=RANGES.replace("0.2", "0.1")),
        sampled(tmp_path, settings=DRAWN["latin_hypercube"] + "\nsample_seed = 2"),
        sampled(tmp_path, "sobol"),
    ):
        with pytest.raises(FolderError, match="holds a sweep of"):
            swept(other, tmp_path / "data", resume=True)


# --- growing ----------------------------------------------------------------------------------------------------------


sizes = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=4)


@given(st.tuples(st.integers(1, 4), st.integers(1, 4)), sizes)
def test_runs_of_a_design_that_grows_keep_their_numbers_and_each_world_has_one(
    first: tuple[int, int], growth: list[tuple[int, int]]
):
    def grown(stages: list[tuple[int, int]]) -> list[tuple[int, int]]:
        *earlier, (points, seeds) = stages
        design: Any = object.__new__(Design)
        design.__dict__.update(
            earlier=tuple(Stage(*stage, "") for stage in earlier),
            points=pd.DataFrame(index=range(points)),
            seeds=tuple(range(seeds)),
        )
        return list(zip(*map(np.ndarray.tolist, design.of_runs(np.arange(design.runs))), strict=True))

    stages, before = [first], grown([first])
    assert before == [(point, place) for point in range(first[0]) for place in range(first[1])]
    for more_points, more_seeds in growth:
        stages.append((stages[-1][0] + more_points, stages[-1][1] + more_seeds))
        after = grown(stages)
        assert after[: len(before)] == before
        points, seeds = stages[-1]
        assert sorted(after) == [(point, place) for point in range(points) for place in range(seeds)]
        before = after


def test_one_more_seed_is_added_to_what_is_there_and_nothing_is_made_twice(tmp_path: Path, made: list[int]):
    swept(village(tmp_path, seeds=2), tmp_path / "data", series=True)
    before = results(tmp_path / "data")
    files = {path: path.read_bytes() for path in (tmp_path / "data" / "runs").iterdir()}
    made.clear()
    done = swept(village(tmp_path, seeds=3), tmp_path / "data", resume=True)
    assert (done.stored, done.new, len(made)) == (36, 12, 12)
    after = results(tmp_path / "data")
    pd.testing.assert_frame_equal(after.iloc[: len(before)], before, check_exact=True)
    assert all(path.read_bytes() == content for path, content in files.items())
    assert after["seed"].value_counts().to_dict() == {1: 12, 2: 12, 3: 12}
    assert results(tmp_path / "data", "series")["seed"].nunique() == 3
    swept(village(tmp_path, seeds=3), tmp_path / "whole")
    assert_same_worlds(tmp_path / "data", tmp_path / "whole")
    made.clear()
    assert swept(village(tmp_path, seeds=3), tmp_path / "data", resume=True).new == len(made) == 0
    assert swept(village(tmp_path, seeds=5), tmp_path / "data", resume=True).new == len(made) == 24  # and once more
    table = main_effects(results(tmp_path / "data"), village(tmp_path, seeds=5), ["participation"])
    assert table["value"].notna().all()


def test_a_sweep_that_was_stopped_before_it_grew_makes_all_that_is_missing(tmp_path: Path):
    swept(village(tmp_path, seeds=2), tmp_path / "data", shard="2/3")
    for shard in ("1/2", "2/2"):
        swept(village(tmp_path, seeds=3), tmp_path / "data", shard=shard, resume=True)
    swept(village(tmp_path, seeds=3), tmp_path / "whole")
    assert_same_worlds(tmp_path / "data", tmp_path / "whole")


def test_a_sweep_that_has_grown_is_repeated_by_its_manifest(tmp_path: Path):
    swept(village(tmp_path, seeds=1), tmp_path / "data")
    swept(village(tmp_path, seeds=2), tmp_path / "data", resume=True)
    swept(load_design(tmp_path / "data" / "manifest.json"), tmp_path / "again")
    pd.testing.assert_frame_equal(results(tmp_path / "again"), results(tmp_path / "data"), check_exact=True)
    manifest = json.loads((tmp_path / "data" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["design"]["seeds"] == [1, 2]
    assert "24 runs" in manifest["methods"]["en"]


def test_levels_and_rows_are_added_to_what_is_there(tmp_path: Path, made: list[int]):
    swept(village(tmp_path, levels=2), tmp_path / "data")
    before = results(tmp_path / "data")
    made.clear()
    swept(village(tmp_path, levels=4, seeds=5), tmp_path / "data", resume=True)  # 0 and 1/2 are among quarters
    assert len(made) == 4 * 4 * 5 - 2 * 4 * 4
    pd.testing.assert_frame_equal(results(tmp_path / "data").iloc[: len(before)], before, check_exact=True)
    swept(village(tmp_path, levels=4, seeds=5), tmp_path / "whole")
    assert_same_worlds(tmp_path / "data", tmp_path / "whole")
    assert len(list((tmp_path / "data" / "points").iterdir())) == 1

    swept(tabled(tmp_path, ["0.1", "0.9"]), tmp_path / "table")
    made.clear()
    swept(tabled(tmp_path, ["0.1", "0.9", "0.5"]), tmp_path / "table", resume=True)
    assert len(made) == 2
    assert results(tmp_path / "table").groupby("point")["parameters.monitoring"].first().tolist() == [0.1, 0.9, 0.5]


def test_a_sobol_sample_grows_by_further_points(tmp_path: Path, made: list[int]):
    swept(sampled(tmp_path, "sobol"), tmp_path / "data")
    made.clear()
    grown = sampled(tmp_path, "sobol", settings='design = "sobol"\npoints = 4')
    swept(grown, tmp_path / "data", resume=True)
    assert len(made) == 2 * 4 * 2
    assert sensitivity(results(tmp_path / "data"), grown, ["participation"])["n_points"].unique().tolist() == [16]


def test_seeds_and_points_are_not_taken_away(tmp_path: Path, made: list[int]):
    swept(village(tmp_path, levels=2, seeds=2), tmp_path / "data")
    manifest = (tmp_path / "data" / "manifest.json").read_bytes()
    made.clear()
    for other, said in [
        (village(tmp_path, levels=2, seeds=1), "has 2 seeds, the design 1; allowed: the same seeds and more of them"),
        (village(tmp_path, levels=1, seeds=2), "has 8 points, the design 4; allowed: the same points and more of them"),
    ]:
        with pytest.raises(FolderError, match=said):
            swept(other, tmp_path / "data", resume=True)
    path = tmp_path / "village.toml"
    path.write_text(village_toml(levels=2).replace("seeds = 4", "seeds = [2, 3, 4]"), encoding="utf-8")
    with pytest.raises(FolderError, match="has the seed 1, which the design lacks"):
        swept(load_design(path), tmp_path / "data", resume=True)
    with pytest.raises(FolderError, match="with fewer points or seeds; go on with --resume"):
        swept(village(tmp_path, levels=2, seeds=3), tmp_path / "data")
    assert made == []
    assert (tmp_path / "data" / "manifest.json").read_bytes() == manifest


def test_a_kill_while_a_sweep_grows_leaves_one_that_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The new points are stored before the manifest and the old ones deleted after it."""
    from consortium.experiments.sweeps.dataset import dataset

    swept(village(tmp_path, levels=2), tmp_path / "data")
    put = dataset.put
    with monkeypatch.context() as patch:
        patch.setattr(dataset, "put", lambda path, content: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            swept(village(tmp_path, levels=4), tmp_path / "data", resume=True)
    assert dataset.put is put
    assert len(list((tmp_path / "data" / "points").iterdir())) == 2
    assert swept(village(tmp_path, levels=2), tmp_path / "data", resume=True).new == 0
    assert swept(village(tmp_path, levels=4), tmp_path / "data", resume=True).new == 32


def test_a_design_is_as_it_is_where_nothing_was_begun(tmp_path: Path):
    design = village(tmp_path)
    assert continued(design, tmp_path / "nowhere") is design
