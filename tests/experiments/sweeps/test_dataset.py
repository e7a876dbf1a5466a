"""The dataset of a sweep: what is stored is whole, true, there once, and readable by anybody at any moment."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from consortium import results
from consortium.experiments.storage import files
from consortium.experiments.storage import manifest as manifests
from consortium.experiments.storage.folder import FolderError, claimed
from consortium.experiments.sweeps.dataset import provenance
from consortium.experiments.sweeps.dataset.dataset import opened, spans
from consortium.experiments.sweeps.dataset.parts import Part
from consortium.experiments.sweeps.dataset.shard_locks import Shard
from consortium.experiments.sweeps.design.design import Design
from consortium.experiments.sweeps.execution import driver
from consortium.experiments.sweeps.execution.progress import SweepStopped
from consortium.simulation.outputs.metrics import METRICS

from .helpers import Silent, logged, parts, swept, troubled, unfolded, village

FACTORS = ["parameters.monitoring", "parameters.governance", "parameters.mandate"]


@pytest.fixture(scope="module")
def finished(design: Design, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep with series that nobody changes."""
    folder = tmp_path_factory.mktemp("data") / "finished"
    swept(design, folder, series=True)
    return folder


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    """The same for a test to do with as it likes."""
    shutil.copytree(finished, tmp_path / "copy")
    return tmp_path / "copy"


def everything(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    return results(folder), results(folder, "series")


# --- what is stored ---------------------------------------------------------------------------------------------------


def test_a_row_a_run_in_order_with_factors_and_all_metrics(finished: Path, design: Design):
    runs = results(finished)
    assert list(runs.columns) == ["run_id", "point", "seed", "status", "error", *FACTORS, *METRICS]
    assert list(runs["run_id"]) == list(range(48))
    assert list(runs["point"]) == [run_id // 4 for run_id in range(48)]
    assert list(runs["seed"]) == [1, 2, 3, 4] * 12
    assert set(runs["status"]) == {"done"}
    assert set(runs["error"]) == {""}
    joined = design.points.iloc[runs["point"]].reset_index(drop=True)
    for key in FACTORS:
        assert list(runs[key]) == list(joined[key])


def test_a_run_is_what_the_model_does_in_its_last_years(finished: Path, design: Design):
    from consortium.experiments.runs.annual import mean_of_years, year_values
    from consortium.experiments.runs.batch import simulate

    for run_id in (0, 17, 47):
        point, place = divmod(run_id, 4)
        series = simulate(design.scenario(point), design.seeds[place], agents=False).series
        assert series is not None
        means = mean_of_years(year_values(series), 1, 1)
        whole = means.loc[means["region"] == "all", list(METRICS)].to_numpy()[0]
        stored = results(finished).loc[run_id, list(METRICS)].to_numpy(float)
        assert np.array_equal(stored, whole, equal_nan=True)  # to the bit
        kept = results(finished, "series")
        kept = kept.loc[kept["run_id"] == run_id].reset_index(drop=True)
        pd.testing.assert_frame_equal(
            kept[["tick", "year", "region", *METRICS]],
            series.drop(columns=["scenario", "seed"]),
            check_dtype=False,
            check_exact=True,
        )


def asked(question: str, folder: Path) -> list[tuple[object, ...]]:
    """What DuckDB, which knows nothing of us, answers of the parts in a folder."""
    return duckdb.execute(question.format(runs=f"'{folder.as_posix()}/runs/*.parquet'")).fetchall()


def test_anybody_can_query_the_parts_as_one_table(finished: Path):
    question = (
        'SELECT "parameters.governance" AS governance, count(*), avg(deep_participation) FROM {runs} '
        "WHERE status = 'done' GROUP BY governance ORDER BY governance"
    )
    means = results(finished).groupby("parameters.governance")["deep_participation"].mean()
    assert [row[:2] for row in asked(question, finished)] == [("government_led", 24), ("joint", 24)]
    assert [row[2] for row in asked(question, finished)] == pytest.approx(list(means))


def test_all_parts_have_one_schema_whatever_happened_to_their_runs(design: Design, tmp_path: Path):
    swept(troubled(design, fails=frozenset({0, 1, 2, 7})), tmp_path / "data", series=True)
    for kind in ("runs", "series"):
        files = list((tmp_path / "data" / kind).glob("*.parquet"))
        assert len(files) > 2
        assert len({pq.read_schema(path).to_string() for path in files}) == 1
    # A failed run has no mean, where 0 would be wrong, but always an error, if an empty one.
    question = "SELECT count(*), count(deep_participation), count(error) FROM {runs}"
    assert asked(question, tmp_path / "data") == [(48, 32, 48)]


def test_what_is_empty_is_null_for_everybody(finished: Path):
    assert results(finished)["budget_left"].isna().all()  # there is no budget
    assert asked("SELECT count(budget_left) FROM {runs}", finished) == [(0,)]


def test_nothing_in_the_data_tells_when_or_where_they_were_made(design: Design, finished: Path, tmp_path: Path):
    swept(design, tmp_path / "again", series=True)
    for before, after in zip(everything(finished), everything(tmp_path / "again"), strict=True):
        pd.testing.assert_frame_equal(before, after, check_exact=True)
    assert (finished / "manifest.json").read_bytes() == (tmp_path / "again" / "manifest.json").read_bytes()
    assert {path.name for path in finished.iterdir()} == {
        ".lock", ".lock-all", "codebook.csv", "datapackage.json", "log", "manifest.json", "points", "runs",
        "runs.schema.json", "series", "series.schema.json",
    }  # fmt: skip


def test_a_dataset_that_is_not_finished_gives_what_there_is(copy: Path):
    gone = parts(copy)[-1]
    ids = set(pd.read_parquet(gone)["run_id"])
    gone.unlink()
    assert set(results(copy)["run_id"]) == set(range(48)) - ids


def test_results_say_what_is_not_there(design: Design, tmp_path: Path):
    with opened(tmp_path / "a", provenance.describe(design, False), design.runs, Shard(), False, print):
        pass
    with pytest.raises(FolderError, match="no finished run yet"):
        results(tmp_path / "a")
    with pytest.raises(FolderError, match="--series"):
        results(tmp_path / "a", "series")


# --- damage -----------------------------------------------------------------------------------------------------------


def flip(path: Path, place: float) -> None:
    content = bytearray(path.read_bytes())
    content[int(place * (len(content) - 1))] ^= 0x10
    path.write_bytes(content)


def cut(path: Path, place: float) -> None:
    path.write_bytes(path.read_bytes()[: int(place * path.stat().st_size)])


SPOILT = [(flip, 0.0), (flip, 0.03), (flip, 0.4), (flip, 1.0), (cut, 0.0), (cut, 0.5), (cut, 0.999)]


@pytest.mark.parametrize(("spoil", "place"), SPOILT)
@pytest.mark.parametrize("kind", ["runs", "series"])
def test_a_damaged_part_is_found_named_moved_aside_and_made_again(
    copy: Path, design: Design, finished: Path, spoil: Callable[[Path, float], None], place: float, kind: str
):
    victim = sorted((copy / kind).glob("*.parquet"))[1]
    spoil(victim, place)
    with pytest.raises(FolderError, match=r"part-all-0.*parquet is damaged .*--resume"):
        results(copy, "runs" if kind == "runs" else "series")
    watcher = Silent()
    summary = swept(design, copy, resume=True, series=True, watcher=watcher)
    assert summary.new > 0
    assert len(watcher.said) == 1
    assert "part-all-0" in watcher.said[0]
    assert "damaged" in watcher.said[0]
    aside = {path.name for path in (copy / "damaged").iterdir()}
    assert f"{kind}-{victim.name}" in aside
    for before, after in zip(everything(finished), everything(copy), strict=True):
        pd.testing.assert_frame_equal(before, after, check_exact=True)


def test_only_the_runs_of_the_damaged_part_are_made_again(copy: Path, design: Design):
    victim = parts(copy)[2]
    lost = set(pd.read_parquet(victim)["run_id"])
    cut(victim, 0.5)
    watcher = Silent()
    swept(design, copy, resume=True, series=True, watcher=watcher)
    assert watcher.done == len(lost)
    begin = next(i for i in reversed(range(len(logged(copy)))) if logged(copy)[i]["event"] == "begin")
    sent = [unfolded(event["runs"]) for event in logged(copy)[begin:] if event["event"] == "sent"]
    assert set().union(*sent) == lost


def test_a_part_of_another_sweep_is_no_part_of_this_one(copy: Path, tmp_path: Path):
    other = village(tmp_path, levels=2)
    swept(other, tmp_path / "other")
    stranger = parts(tmp_path / "other")[0]
    shutil.copy(stranger, copy / "runs" / stranger.name)
    with pytest.raises(FolderError, match="not what was written"):
        results(copy)


def test_a_file_that_is_no_part_is_moved_aside_too(copy: Path, design: Design):
    shutil.copy(parts(copy)[0], copy / "runs" / "copy of [part].parquet")
    with pytest.raises(FolderError, match="no name that a sweep gives"):
        results(copy)
    watcher = Silent()
    assert swept(design, copy, resume=True, series=True, watcher=watcher).new == 0
    assert "copy of [part].parquet" in watcher.said[0]
    assert (copy / "damaged" / "runs-copy of [part].parquet").exists()
    assert len(results(copy)) == 48


def test_a_run_that_stands_in_two_parts_is_reported_and_counted_once(copy: Path, design: Design, finished: Path):
    table = pq.read_table(parts(copy)[1])
    pq.write_table(table, copy / "same.parquet", compression="none")  # the same runs in other bytes, as if restored
    content = (copy / "same.parquet").read_bytes()
    again = Part.named(copy, Shard(), 999, content, design.digest())
    shutil.move(copy / "same.parquet", again.runs)
    with pytest.raises(FolderError, match=r"holds run \d+ twice"):
        results(copy)
    watcher = Silent()
    swept(design, copy, resume=True, series=True, watcher=watcher)
    assert "stored elsewhere, too" in watcher.said[0]
    assert (copy / "damaged" / f"runs-{again.runs.name}").exists()
    pd.testing.assert_frame_equal(results(copy), results(finished), check_exact=True)


def test_what_a_stopped_driver_left_is_cleared_away(copy: Path, design: Design, finished: Path):
    (copy / "runs" / "part-all-000000012-0123456789abcdef.parquet.part").write_bytes(b"half")
    (copy / "series" / "part-all-000000012-0123456789abcdef-0123456789abcdef.parquet.part").write_bytes(b"half")
    orphan = copy / "series" / "part-all-000000012-0123456789abcdef-0123456789abcdef.parquet"
    shutil.copy(next((copy / "series").glob("*.parquet")), orphan)  # its runs never came
    assert len(results(copy)) == 48  # nobody is disturbed by it
    pd.testing.assert_frame_equal(results(copy, "series"), results(finished, "series"))
    swept(design, copy, resume=True, series=True)
    assert len(list((copy / "runs").iterdir())) == len(list((copy / "series").iterdir())) == len(parts(copy))
    assert not orphan.exists()


def test_runs_whose_series_are_gone_are_made_again(copy: Path, design: Design, finished: Path):
    next((copy / "series").glob("*.parquet")).unlink()
    watcher = Silent()
    swept(design, copy, resume=True, series=True, watcher=watcher)
    assert "series are missing" in watcher.said[0]
    pd.testing.assert_frame_equal(results(copy, "series"), results(finished, "series"))


# --- a full disk ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("full_at", ["runs", "series"])
def test_a_full_disk_stops_the_sweep_with_everything_finished_kept(
    design: Design, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full_at: str
):
    write, written = files.write, []

    def fills_up(path: Path, content: bytes) -> None:
        if path.parent.name == full_at:
            written.append(path)
            if len(written) > 2:
                path.write_bytes(content[:100])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        write(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(files, "write", fills_up)
        patch.setattr(driver, "MOST_RUNS", 8)
        with pytest.raises(SweepStopped, match=r"No space left on device; .* of 48 runs are stored .*--resume") as stop:
            swept(design, tmp_path / "data", series=True)
    assert len(parts(tmp_path / "data")) == len(list((tmp_path / "data" / "series").iterdir())) == 2
    assert stop.value.summary.stored == len(results(tmp_path / "data"))
    swept(design, tmp_path / "data", series=True, resume=True)
    for before, after in zip(everything(finished), everything(tmp_path / "data"), strict=True):
        pd.testing.assert_frame_equal(before, after, check_exact=True)


def test_a_disk_that_is_really_full_stops_it_likewise(
    design: Design, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(driver, "MOST_RUNS", 8)  # six parts, of which two or three have room
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("only the administrator may mount a small disk")
    try:
        with pytest.raises(SweepStopped, match="No space left on device"):
            swept(design, disk / "data", series=True)
        kept = results(disk / "data")
        assert 0 < len(kept) < 48
        assert not list((disk / "data").rglob("*.part"))
        shutil.copytree(disk / "data", tmp_path / "larger")
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    swept(design, tmp_path / "larger", series=True, resume=True)
    pd.testing.assert_frame_equal(results(tmp_path / "larger"), results(finished), check_exact=True)


def test_a_log_that_cannot_be_written_stops_nothing(design: Design, tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "log").mkdir()
    (tmp_path / "data" / "log" / "all.jsonl").mkdir()  # no file can have that name
    assert swept(design, tmp_path / "data").stored == 48


# --- whose folder it is -----------------------------------------------------------------------------------------------


def refused(design: Design, folder: Path, reason: str, **more: object) -> None:
    """The sweep is refused, and the folder is as it was."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(FolderError, match=reason):
        swept(design, folder, **more)
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert {path: bytes_ for path, bytes_ in after.items() if not path.name.startswith(".lock")} == {
        path: bytes_ for path, bytes_ in before.items() if not path.name.startswith(".lock")
    }


def test_a_folder_with_runs_is_refused_unless_it_is_resumed(copy: Path, design: Design):
    refused(design, copy, "holds runs of this sweep; go on with --resume", series=True)
    assert swept(design, copy, resume=True).new == 0


@pytest.mark.parametrize("resume", [False, True])
def test_an_absent_or_empty_folder_begins_the_sweep(design: Design, tmp_path: Path, resume: bool):
    (tmp_path / "empty").mkdir()
    assert swept(design, tmp_path / "empty", resume=resume).new == 48
    assert swept(design, tmp_path / "deep" / "down", resume=resume).new == 48


def test_a_folder_in_which_nothing_was_stored_yet_may_be_begun_again(design: Design, tmp_path: Path):
    with opened(tmp_path / "a", provenance.describe(design, False), design.runs, Shard(), False, print):
        pass
    assert swept(design, tmp_path / "a").new == 48


@pytest.mark.parametrize("resume", [False, True])
def test_a_folder_of_the_users_own_is_refused(design: Design, tmp_path: Path, resume: bool):
    (tmp_path / "thesis.docx").write_bytes(b"years of work")
    refused(design, tmp_path, r"other things \(thesis.docx\)", resume=resume)
    with pytest.raises(FolderError, match="is a file"):
        swept(design, tmp_path / "thesis.docx")


def test_a_folder_of_a_run_is_refused(design: Design, tmp_path: Path):
    (tmp_path / "manifest.json").write_bytes(manifests.as_bytes(manifests.describe([design.base], range(1, 2))))
    refused(design, tmp_path, "holds a run", resume=True)


def test_another_design_does_not_go_on_with_this_ones_data(copy: Path, tmp_path: Path):
    refused(village(tmp_path, years=2), copy, "another design|design as it was", resume=True, series=True)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"model": "0123456789abcdef"}, "another version of the model"),
        ({"libraries": {"mesa": "3.0.0", "numpy": np.__version__}}, "made with mesa 3.0.0, here"),
        ({"series": False}, "begun without --series"),
    ],
)
def test_no_dataset_mixes_two_models(copy: Path, design: Design, change: dict[str, object], reason: str):
    manifest = json.loads((copy / "manifest.json").read_bytes()) | change
    (copy / "manifest.json").write_bytes(manifests.as_bytes(manifest))
    refused(design, copy, reason, resume=True, series=True)


def test_a_sweep_with_series_goes_on_with_them_though_nobody_says(copy: Path, design: Design, finished: Path):
    victim = parts(copy)[0]
    for path in (victim, *(copy / "series").glob(f"{victim.stem}-*")):
        path.unlink()
    swept(design, copy, resume=True)
    pd.testing.assert_frame_equal(results(copy, "series"), results(finished, "series"))


def test_a_broken_manifest_is_reported(copy: Path, design: Design):
    (copy / "manifest.json").write_bytes(b'{"kind": "sweep"')
    refused(design, copy, "manifest.json cannot be understood", resume=True, series=True)


def test_no_run_or_comparison_takes_the_place_of_a_sweep_even_by_force(copy: Path, design: Design):
    with (
        pytest.raises(FolderError, match="holds a sweep"),
        claimed(copy, manifests.describe([design.base], range(1, 2)), force=True),
    ):
        pass


# --- short lists of runs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ids", [[], [5], [0, 1, 2, 3], [1, 4, 7, 10], [0, 1, 2, 7, 8, 20], [3, 5, 6, 7, 100, 200, 300]]
)
def test_spans_stand_for_the_very_same_runs(ids: list[int]):
    assert unfolded(spans(np.array(ids, np.int64))) == set(ids)


def test_a_torn_log_line_does_not_tear_the_next(design: Design, tmp_path: Path):
    swept(design, tmp_path)
    log = tmp_path / "log" / "all.jsonl"
    log.write_bytes(log.read_bytes()[:-9])
    swept(design, tmp_path, resume=True)
    assert logged(tmp_path)[-1]["event"] == "begin"
    assert unfolded(logged(tmp_path)[-1]["stored"]) == set(range(48))
