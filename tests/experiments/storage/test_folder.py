"""Folders of results: nothing finished is lost, nothing of the user is touched, tables can be trusted."""

import codecs
import errno
import io
import math
import os
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consortium import results
from consortium.experiments.storage import files, tables
from consortium.experiments.storage import manifest as manifests
from consortium.experiments.storage.folder import FolderError, claimed
from consortium.experiments.storage.tables import csv_bytes, parquet_bytes
from tests.worlds import town

WANTED = manifests.describe([town(years=3)], range(1, 3))
OTHER = manifests.describe([town(years=3)], range(5, 7))
TABLE = pd.DataFrame({"scenario": ["a"], "x": [0.1]})
FILES = {"timeseries.csv": csv_bytes(TABLE), "timeseries.parquet": parquet_bytes(TABLE)}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder that a user would see."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def publish(folder: Path, wanted: manifests.Manifest = WANTED, force: bool = False) -> None:
    with claimed(folder, wanted, force) as claim:
        claim.publish(wanted, FILES)
        claim.draw(lambda place: [picture(place, "new.png")])
        claim.log({"seconds": 1.0})


def picture(place: Path, name: str) -> Path:
    (place / name).write_bytes(b"picture")
    return place / name


# --- whose folder it is -----------------------------------------------------------------------------------------------


def test_a_folder_is_made_with_its_parents_and_holds_what_was_published(tmp_path: Path):
    publish(tmp_path / "deep" / "down")
    assert set(contents(tmp_path / "deep" / "down")) == {"manifest.json", "log.json", *FILES, "figures/new.png"}


def test_the_same_run_may_write_again(tmp_path: Path):
    publish(tmp_path)
    before = contents(tmp_path)
    publish(tmp_path)
    assert contents(tmp_path) == before


def test_a_folder_of_another_run_is_refused_and_left_as_it_is(tmp_path: Path):
    publish(tmp_path)
    before = contents(tmp_path)
    with pytest.raises(FolderError, match=r"holds another run .*seed 1, 2 seeds.*--out.*--force"):
        publish(tmp_path, OTHER)
    assert contents(tmp_path) == before


def test_a_folder_of_the_users_own_is_refused_and_not_even_locked(tmp_path: Path):
    (tmp_path / "thesis.docx").write_bytes(b"years of work")
    with pytest.raises(FolderError, match=r"other things \(thesis.docx\)"):
        publish(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_broken_manifest_makes_no_folder_ours(tmp_path: Path):
    (tmp_path / "manifest.json").write_bytes(b'{"kind": "run", "scenario"')
    with pytest.raises(FolderError, match="other things"):
        publish(tmp_path)


def test_force_replaces_the_other_run_wholly_and_spares_what_is_the_users(tmp_path: Path):
    publish(tmp_path)
    with claimed(tmp_path, WANTED) as claim:
        claim.publish(WANTED, {**FILES, "effects.csv": b"old"})
        claim.draw(lambda place: [picture(place, "old.png")])
        claim.log({})
    (tmp_path / "thesis.docx").write_bytes(b"years of work")
    (tmp_path / "figures" / "mine.png").write_bytes(b"mine")
    (tmp_path / "movie.part").write_bytes(b"mine too")
    publish(tmp_path, OTHER, force=True)
    assert set(contents(tmp_path)) == {
        "manifest.json", "log.json", *FILES, "figures/new.png", "figures/mine.png", "thesis.docx", "movie.part",
    }  # fmt: skip
    assert manifests.read(tmp_path / "manifest.json") == OTHER


def test_a_log_that_lies_about_figures_removes_nothing_else(tmp_path: Path):
    publish(tmp_path / "results")
    (tmp_path / "precious.png").write_bytes(b"precious")
    (tmp_path / "results" / "log.json").write_text('{"figures": ["../../precious.png", 3, "a/b.png"]}', "utf-8")
    publish(tmp_path / "results", OTHER, force=True)
    assert (tmp_path / "precious.png").exists()


def test_a_file_is_no_folder_even_by_force(tmp_path: Path):
    (tmp_path / "results").write_text("a list")
    with pytest.raises(FolderError, match="is a file"):
        publish(tmp_path / "results", force=True)
    with pytest.raises(FolderError, match="cannot be written"):
        publish(tmp_path / "results" / "inside")


def test_a_folder_that_another_process_holds_is_busy(tmp_path: Path):
    with claimed(tmp_path, WANTED), pytest.raises(FolderError, match="busy"):
        publish(tmp_path)
    publish(tmp_path)  # free again


# --- what happens when writing fails ----------------------------------------------------------------------------------


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    publish(tmp_path)
    before = contents(tmp_path)

    def full(path: Path, content: bytes) -> None:
        if path.name.startswith("timeseries.parquet"):
            path.write_bytes(content[:10])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        path.write_bytes(b"half")

    monkeypatch.setattr(files, "write", full)
    with pytest.raises(OSError, match="No space left"):
        publish(tmp_path, OTHER, force=True)
    assert contents(tmp_path) == before


def test_parts_of_an_earlier_crash_are_cleared_away(tmp_path: Path):
    (tmp_path / "timeseries.csv.part").write_bytes(b"half a tab")
    publish(tmp_path)
    assert set(contents(tmp_path)) == {"manifest.json", "log.json", *FILES, "figures/new.png"}


def test_a_crash_before_the_data_are_in_place_leaves_a_folder_that_the_run_may_fill_again(tmp_path: Path):
    (tmp_path / "manifest.json").write_bytes(manifests.as_bytes(WANTED))  # it goes first
    with claimed(tmp_path, WANTED) as claim:
        assert not claim.complete
    publish(tmp_path)
    with claimed(tmp_path, WANTED) as claim:
        assert claim.complete


def test_figures_that_fail_leave_the_earlier_ones(tmp_path: Path):
    publish(tmp_path)

    def fails(place: Path) -> list[Path]:
        picture(place, "half.png")
        raise RuntimeError("no ink")

    with claimed(tmp_path, WANTED) as claim, pytest.raises(RuntimeError, match="no ink"):
        claim.draw(fails)
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["new.png"]


def test_figures_of_another_format_take_the_place_of_the_earlier_ones(tmp_path: Path):
    publish(tmp_path)
    with claimed(tmp_path, WANTED) as claim:
        assert claim.draw(lambda place: [picture(place, "new.pdf")]) == [tmp_path / "figures" / "new.pdf"]
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["new.pdf"]


def test_a_file_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    files.put(tmp_path / "file", b"old")

    def full(path: Path, content: bytes) -> None:
        path.write_bytes(content[:1])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files, "write", full)
    with pytest.raises(OSError, match="No space left"):
        files.put(tmp_path / "file", b"new")
    assert contents(tmp_path) == {"file": b"old"}


# --- tables -----------------------------------------------------------------------------------------------------------


def test_numbers_in_csv_come_back_to_the_bit_and_empty_stays_empty():
    numbers = [0.1, 1 / 3, 1e-300, -2.5e17, 5e-324, math.nan]
    text = csv_bytes(pd.DataFrame({"x": numbers})).decode()
    back = [float(line) if line.strip('"') else math.nan for line in text.splitlines()[1:]]
    assert back[:5] == numbers[:5]
    assert math.isnan(back[5])
    assert "\r" not in text


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_texts_that_a_spreadsheet_would_run_are_disarmed(evil: str):
    assert csv_bytes(pd.DataFrame({"scenario": [evil], "x": [-1.5]})).decode().split("\n")[1].startswith(("'", "\"'"))


def test_negative_numbers_are_no_formulas():
    assert csv_bytes(pd.DataFrame({"x": [-1.5]})) == b"x\n-1.5\n"


@pytest.mark.parametrize("rows", [0, 1, 3, 4, 7])
def test_a_table_is_the_same_file_in_whatever_pieces_it_is_written(rows: int, monkeypatch: pytest.MonkeyPatch):
    numbers = [0.1, math.nan, -1.0, 1e300, 5e-324, 2.0, 3.25]
    table = pd.DataFrame({"arm": list("ab=dé,g"), "tick": range(7), "x": numbers}).head(rows)
    whole = csv_bytes(table)
    monkeypatch.setattr(tables, "PIECE", 3)
    assert csv_bytes(table) == whole
    assert len(pd.read_csv(io.BytesIO(whole))) == rows


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
@example("k¥ per year")
@example("10–49")
@example("≥ 250")
@example("Zürich")
@example("基准")
def test_a_spreadsheet_is_shown_that_a_file_is_utf_8_just_where_that_matters(text: str):
    content = csv_bytes(pd.DataFrame({"unit": [text], "x": [1.5]}))
    assert content.startswith(codecs.BOM_UTF8) is not text.isascii()


@pytest.mark.parametrize("text", ["k¥ per year", "≥ 250", "Zürich", "基准", "plain"])
def test_pandas_and_duckdb_read_a_file_with_the_mark_as_one_without(text: str, tmp_path: Path):
    path = tmp_path / "table.csv"
    path.write_bytes(csv_bytes(pd.DataFrame({"unit": [text], "x": [1.5]})))
    for read in (pd.read_csv(path), pd.read_csv(path, encoding="utf-8-sig"), duckdb.read_csv(str(path)).df()):
        assert read.to_dict("list") == {"unit": [text], "x": [1.5]}


# --- reading ----------------------------------------------------------------------------------------------------------


def test_results_are_what_was_stored(tmp_path: Path):
    publish(tmp_path)
    assert results(tmp_path).equals(TABLE)
    assert results(str(tmp_path)).equals(TABLE)


def test_results_say_what_is_wrong_with_a_folder(tmp_path: Path):
    with pytest.raises(FolderError, match="is no folder"):
        results(tmp_path / "nowhere")
    with pytest.raises(FolderError, match=r"manifest.json is missing"):
        results(tmp_path)
    publish(tmp_path)
    parquet = tmp_path / "timeseries.parquet"
    parquet.write_bytes(parquet.read_bytes()[:-20])
    with pytest.raises(FolderError, match=r"timeseries.parquet cannot be read"):
        results(tmp_path)
    parquet.unlink()
    with pytest.raises(FolderError, match=r"timeseries.parquet cannot be read"):
        results(tmp_path)
    (tmp_path / "manifest.json").write_bytes(manifests.as_bytes({**WANTED, "kind": "dream"}))
    with pytest.raises(FolderError, match="kind 'dream'; known: run, comparison, sweep"):
        results(tmp_path)


def test_a_run_has_series_and_no_table_of_runs(tmp_path: Path):
    publish(tmp_path)
    assert results(tmp_path, "series").equals(TABLE)
    with pytest.raises(FolderError, match="holds a run, which has series but no table of runs"):
        results(tmp_path, "runs")
    with pytest.raises(ValueError, match="allowed: runs, series"):
        results(tmp_path, "effects")  # type: ignore[arg-type]
