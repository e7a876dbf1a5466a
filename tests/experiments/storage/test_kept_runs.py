"""Replicates on the disk: they come back as they were, and thousands of them are not held at once."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from consortium.experiments.runs import batch as runs
from consortium.experiments.runs.batch import Batch, Replicate
from consortium.experiments.storage import kept_runs
from consortium.experiments.storage.kept_runs import KeptRuns, PackedReplicates, packed
from tests.worlds import town

ARMS = (town(years=2), town(of="subsidy_only", years=2))
NAMES = [arm.name for arm in ARMS]


def packed_whole(replicates: tuple[Replicate, ...]) -> PackedReplicates:
    """The replicates of a seed, packed, none of which has failed."""
    ready = packed(replicates)
    assert isinstance(ready, PackedReplicates)
    return ready


def test_replicates_come_back_from_the_disk_as_they_were(tmp_path: Path):
    made = tuple(runs.replicates(ARMS, (7,)))
    there = KeptRuns(tmp_path)
    there.add(packed_whole(made))
    (tmp_path / "seed-8.zip.part").touch()
    assert there.seeds == {7}
    again = there.get(7, NAMES)
    assert again is not None
    for one, other in zip(made, again, strict=True):
        assert (one.scenario, one.seed, one.error) == (other.scenario, other.seed, other.error)
        assert one.series is not None
        assert other.series is not None
        pd.testing.assert_frame_equal(one.series, other.series, check_exact=True)
        for name in ("enterprises", "schools", "years"):
            pd.testing.assert_frame_equal(getattr(one.agents, name), getattr(other.agents, name), check_exact=True)
    assert there.get(7, ["baseline"]) is None
    assert there.get(8, NAMES) is None


def test_thousands_of_replicates_are_read_some_at_a_time_and_never_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    read: list[str] = []
    table = kept_runs._table

    def noted(file: zipfile.ZipFile, place: int, name: str) -> pd.DataFrame:
        read.append(name)
        return table(file, place, name)

    monkeypatch.setattr(kept_runs, "_table", noted)
    monkeypatch.setattr(runs, "TABLES", 3)
    kept, one = KeptRuns(tmp_path), tuple(runs.replicates(ARMS, (1,)))
    made = [kept.add(packed_whole(tuple(replace(arm, seed=seed) for arm in one))) for seed in range(1, 5)]
    batch = Batch(ARMS, (1, 2, 3, 4), tuple(replicate for ready in made for replicate in ready))
    sizes = []
    for piece in batch.pieces():
        sizes.append((len(read), len(piece)))
    assert sizes == [(3, 15), (6, 15), (8, 10)]  # three tables of five ticks at a time
    assert batch.series.equals(pd.concat(batch.pieces(), ignore_index=True))
    assert not any(isinstance(value, pd.DataFrame) for ready in made for arm in ready for value in vars(arm).values())
