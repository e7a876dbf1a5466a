"""Shards: several drivers side by side make the dataset that one would."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from consortium import results
from consortium.experiments.storage.folder import FolderError
from consortium.experiments.sweeps.dataset import provenance
from consortium.experiments.sweeps.dataset.dataset import Dataset, opened
from consortium.experiments.sweeps.dataset.shard_locks import Shard
from consortium.experiments.sweeps.design.design import Design

from .helpers import Silent, assert_same, begun, ended, logged, parts, stored_in, swept, unfolded, village


@pytest.fixture(scope="module")
def whole(design: Design, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    swept(design, folder)
    return folder


# --- side by side -----------------------------------------------------------------------------------------------------


def test_three_shards_side_by_side_make_one_dataset(tmp_path: Path):
    design = village(tmp_path, levels=10, seeds=6)
    shards = [
        begun("village.toml", "--out", "data", "--executor", "serial", "--series", "--shard", f"{i}/3", cwd=tmp_path)
        for i in (1, 2, 3)
    ]
    for i, process in enumerate(shards, start=1):
        status, out, said = ended(process)
        assert (status, said) == (0, "")
        assert "80 of 80" in out
        assert f"shard {i}/3" in out
    assert {path.name.split("-")[1] for path in parts(tmp_path / "data")} == {"1of3", "2of3", "3of3"}
    assert {path.name for path in (tmp_path / "data" / "log").iterdir()} == {f"{i}of3.jsonl" for i in (1, 2, 3)}
    swept(design, tmp_path / "whole", series=True)
    for table in ("runs", "series"):
        one, other = results(tmp_path / "data", table), results(tmp_path / "whole", table)
        pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_every_shard_may_be_resumed_by_itself(design: Design, whole: Path, tmp_path: Path):
    for i in (2, 3):
        swept(design, tmp_path, shard=f"{i}/3")
    gone = next(path for path in parts(tmp_path) if "2of3" in path.name)
    lost = set(pd.read_parquet(gone)["run_id"])
    gone.unlink()
    with pytest.raises(FolderError, match="--resume"):
        swept(design, tmp_path, shard="2/3")
    watcher = Silent()
    summary = swept(design, tmp_path, shard="2/3", resume=True, watcher=watcher)
    assert (summary.runs, summary.stored, summary.new) == (16, 16, len(lost))
    assert stored_in(tmp_path) == {run_id for run_id in range(48) if run_id % 3 != 0}
    assert swept(design, tmp_path, shard="1/3").new == 16  # the others' runs are no reason to refuse it
    assert_same(tmp_path, whole)


def test_the_whole_may_finish_what_shards_have_begun_and_shards_what_the_whole_has(
    design: Design, whole: Path, tmp_path: Path
):
    swept(design, tmp_path / "a", shard="3/4")
    watcher = Silent()
    assert swept(design, tmp_path / "a", resume=True, watcher=watcher).new == 36
    assert_same(tmp_path / "a", whole)
    swept(design, tmp_path / "b")
    for path in parts(tmp_path / "b")[1:]:
        path.unlink()
    left = stored_in(tmp_path / "b")
    news = [swept(design, tmp_path / "b", shard=f"{i}/5", resume=True).new for i in range(1, 6)]
    assert sum(news) == 48 - len(left)
    assert_same(tmp_path / "b", whole)


def test_a_shard_looks_after_its_own_and_common_parts_only(design: Design, whole: Path, tmp_path: Path):
    for i in (1, 2):
        swept(design, tmp_path, shard=f"{i}/2")
    neighbours = next(path for path in parts(tmp_path) if "2of2" in path.name)
    neighbours.write_bytes(b"spoilt")
    watcher = Silent()
    assert swept(design, tmp_path, shard="1/2", resume=True, watcher=watcher).new == 0
    assert watcher.said == []
    with pytest.raises(FolderError, match=r"part-2of2-.* is damaged"):
        results(tmp_path)
    swept(design, tmp_path, shard="2/2", resume=True, watcher=watcher)
    assert neighbours.name in watcher.said[0]
    assert_same(tmp_path, whole)


def test_what_a_shard_hands_out_is_its_own(design: Design, tmp_path: Path):
    swept(design, tmp_path, shard="2/3")
    sent = [unfolded(event["runs"]) for event in logged(tmp_path, "2of3") if event["event"] == "sent"]
    assert set().union(*sent) == stored_in(tmp_path) == {run_id for run_id in range(48) if run_id % 3 == 1}


# --- not side by side -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "outside", "reason"),
    [
        ("1/1", "1/1", "another process is running this sweep"),
        ("1/1", "2/3", "another process is running this sweep"),
        ("2/3", "1/1", "shard 2/3; only shards of the same number"),
        ("2/3", "1/2", "shard 2/3; only shards of the same number"),
        ("2/3", "2/3", "another process is running shard 2/3"),
        ("2/3", "3/3", None),
    ],
)
def test_who_may_come_in_while_another_is_at_work(
    design: Design, tmp_path: Path, inside: str, outside: str, reason: str | None
):
    manifest = provenance.describe(design, False)

    def enter(shard: str) -> AbstractContextManager[Dataset]:
        return opened(tmp_path, manifest, design.runs, Shard.parsed(shard), True, print)

    with enter(inside):
        if reason is None:
            with enter(outside):
                pass
        else:
            with pytest.raises(FolderError, match=reason), enter(outside):
                pass
    with enter(outside):  # free again
        pass


def test_a_driver_that_fails_at_the_gate_leaves_no_lock(design: Design, tmp_path: Path):
    manifest = provenance.describe(design, False)
    with opened(tmp_path, manifest, design.runs, Shard(), False, print):
        pass
    with (
        pytest.raises(FolderError, match="another version of the model"),
        opened(tmp_path, manifest | {"model": "other"}, design.runs, Shard(), True, print),
    ):
        pass
    with opened(tmp_path, manifest, design.runs, Shard(2, 3), True, print):
        pass


# --- shards -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("of", "total"), [(1, 10), (3, 10), (7, 3), (10, 10)])
def test_shares_have_every_run_once_and_about_as_many_each(of: int, total: int):
    shards = [Shard(i, of).runs(total) for i in range(1, of + 1)]
    assert sorted(np.concatenate(shards).tolist()) == list(range(total))
    assert max(map(len, shards)) - min(map(len, shards)) <= 1


@pytest.mark.parametrize("text", ["", "1", "0/3", "4/3", "1/0", "-1/3", "1/3/5", "a/b", "1.5/3", "１/３", "1/1000000"])
def test_what_is_no_shard_is_refused(text: str):
    with pytest.raises(ValueError, match="is no shard; allowed: I/N"):
        Shard.parsed(text)


@pytest.mark.parametrize("shard", [Shard(), Shard(2, 3), Shard(100, 100)])
def test_a_share_is_known_by_its_label(shard: Shard):
    assert Shard.labelled(shard.label) == shard
