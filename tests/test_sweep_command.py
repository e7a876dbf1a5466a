"""`consortium sweep` keeps its contract: options, folders, exit statuses, one clear message."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

import consortium
from consortium import terminal
from consortium.actions import sweeping
from consortium.experiments.sweeps.design import design
from consortium.experiments.sweeps.execution import chunks, dask_pool, driver
from consortium.experiments.sweeps.execution.run_one import Outcome, simulate
from consortium.simulation import compilation
from tests.experiments.sweeps.helpers import ROOT, parts, stored_in, village_toml
from tests.shell import Command, assert_one_message


@pytest.fixture(autouse=True)
def _village(command: Command, tmp_path: Path) -> None:
    """A design `village.toml` in the folder of the command."""
    (tmp_path / "village.toml").write_text(village_toml(), encoding="utf-8")


ORDER = ("sweep", "village.toml", "--out", "data", "--executor", "serial")


# --- a sweep ----------------------------------------------------------------------------------------------------------


def test_a_sweep_leaves_a_dataset_and_says_how_to_read_it(command: Command, tmp_path: Path):
    answer = command(*ORDER)
    assert (answer.status, answer.message) == (0, "")
    lines = answer.out.splitlines()
    assert "48 of 48 are in data" in lines[0]
    place: dict[str, Any] = {}
    exec(lines[1].removeprefix("Python: ").replace("; results", "; table = results"), place)  # as it says
    assert len(place["table"]) == 48
    assert len(duckdb.execute(lines[2].removeprefix("DuckDB: ")).fetchall()) == 48
    assert {path.name for path in (tmp_path / "data").iterdir()} == {
        ".lock",
        ".lock-all",
        "codebook.csv",
        "datapackage.json",
        "log",
        "manifest.json",
        "points",
        "runs",
        "runs.schema.json",
    }


def test_the_default_folder_has_the_name_of_the_design(command: Command, tmp_path: Path):
    assert command("sweep", "village.toml", "--executor", "serial").status == 0
    assert len(consortium.results(tmp_path / "results" / "village")) == 48


def test_series_are_kept_on_demand(command: Command):
    assert command(*ORDER, "--series").status == 0
    series = consortium.results("data", "series")
    assert list(series.columns[:6]) == ["run_id", "point", "seed", "tick", "year", "region"]
    assert set(series["tick"]) == {0, 1, 2}


def test_a_sweep_speaks_chinese(command: Command):
    answer = command(*ORDER, "--lang", "zh")
    assert "data 中已有 48 次中的 48 次" in answer.out
    assert "已全部完成" in command(*ORDER, "--resume", "--lang", "zh").out
    assert "12 个参数点 × 4 个种子 = 48 次模拟" in command("sweep", "village.toml", "--dry-run", "--lang", "zh").out


def test_a_folder_with_runs_needs_resume_and_a_finished_one_ends_at_once(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    command(*ORDER)
    assert_one_message(command(*ORDER), 2, "data holds runs of this sweep", "--resume")
    monkeypatch.setattr(chunks, "simulate", None)  # nobody needs it
    answer = command(*ORDER, "--resume")
    assert (answer.status, answer.message) == (0, "")
    assert "This sweep is finished: 48 runs are in data" in answer.out


def test_the_manifest_of_a_sweep_repeats_it(command: Command, tmp_path: Path):
    command(*ORDER)
    (tmp_path / "village.toml").unlink()
    assert command("sweep", "data/manifest.json", "--out", "again", "--executor", "serial").status == 0
    pd.testing.assert_frame_equal(consortium.results("again"), consortium.results("data"), check_exact=True)
    assert (tmp_path / "again" / "manifest.json").read_bytes() == (tmp_path / "data" / "manifest.json").read_bytes()


def test_other_commands_say_what_the_manifest_of_a_sweep_is_for(command: Command):
    command(*ORDER)
    said = ("data/manifest.json is the manifest of a sweep", "consortium sweep data/manifest.json")
    assert_one_message(command("run", "data/manifest.json"), 2, *said)
    assert_one_message(command("compare", "data/manifest.json"), 2, *said)
    Path("data").rename("my data")
    assert_one_message(command("run", "my data/manifest.json"), 2, "consortium sweep 'my data/manifest.json'")
    Path("my data").rename("data")
    assert_one_message(command("run", "village.toml", "--out", "data"), 2)
    assert_one_message(command("run", "baseline", "--out", "data", "--force"), 2, "data holds a sweep")


def test_the_manifest_of_a_run_is_no_design(command: Command, tmp_path: Path):
    small = [part for name in ("schools=2", "enterprises=10", "intake=5", "years=1") for part in ("--set", name)]
    assert command("run", "baseline", "--no-figures", "--out", "run", *small).status == 0
    assert_one_message(command("sweep", "run/manifest.json"), 2, "is the manifest of a run", "needs a design")


def test_a_shard_says_that_there_are_others(command: Command):
    answer = command(*ORDER, "--shard", "2/3")
    assert answer.status == 0
    assert "16 of 16" in answer.out
    assert "This is shard 2/3" in answer.out


# --- before anything is begun -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "fragments"),
    [
        ([], ["Missing argument", "DESIGN"]),
        (["vilage.toml"], ["vilage.toml does not exist", "village.toml"]),
        (["nothing_of_the_kind"], ["is no design"]),
        (["village.toml", "--executor", "cluster"], ["--executor", "dask"]),
        (["village.toml", "--shard", "4/3"], ["4/3 is no shard"]),
        (["village.toml", "--shard", "half"], ["'half' is no shard; allowed: I/N, such as 1/3"]),
        (["village.toml", "--workers", "0"], ["--workers"]),
        (["village.toml", "--executor", "serial", "--workers", "2"], ["serial has one worker"]),
        (["village.toml", "--scheduler", "node1:8786"], ["'node1:8786' is no scheduler", "tcp://HOST:PORT"]),
        (["village.toml", "--executor", "processes", "--scheduler", "tcp://a:1"], ["--scheduler is an option of"]),
        (["village.toml", "--scheduler", "nowhere.json"], ["nowhere.json cannot be reached"]),
    ],
)
def test_what_cannot_be_done_is_not_begun(command: Command, tmp_path: Path, arguments: list[str], fragments: list[str]):
    assert_one_message(command("sweep", *arguments), 2, *fragments)
    assert not list(tmp_path.rglob("*.parquet"))


def test_a_bad_design_is_refused_like_a_bad_scenario(command: Command, tmp_path: Path):
    (tmp_path / "bad.toml").write_text(village_toml().replace("monitoring", "monitering"), encoding="utf-8")
    assert_one_message(command("sweep", "bad.toml"), 2, "bad.toml", "did you mean parameters.monitoring")
    assert not (tmp_path / "results").exists()


def test_more_than_a_hundred_thousand_runs_have_to_be_meant(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "village.toml").write_text(village_toml(levels=30, seeds=1000), encoding="utf-8")
    answer = command("sweep", "village.toml", "--out", "data")
    assert_one_message(answer, 2, "120,000 runs", "--yes")
    assert not (tmp_path / "data").exists()
    dry = command("sweep", "village.toml", "--dry-run")  # a look costs nothing
    assert_one_message(dry, 0, "120,000 runs", "--yes")
    assert "120 points × 1,000 seeds = 120,000 runs" in dry.out
    monkeypatch.setattr(design, "MOST_UNASKED", 40)
    (tmp_path / "village.toml").write_text(village_toml(), encoding="utf-8")
    assert command(*ORDER).status == 2
    assert command(*ORDER, "--yes").status == 0


def test_a_dry_run_tells_points_runs_time_and_disk_and_makes_nothing(command: Command, tmp_path: Path):
    before = sorted(tmp_path.rglob("*"))
    answer = command("sweep", "village.toml", "--dry-run", "--out", "data", "--workers", 3)
    assert (answer.status, answer.message) == (0, "")
    points, seconds, disk = answer.out.splitlines()
    assert points == "12 points × 4 seeds = 48 runs"
    assert "with 3 workers" in seconds
    assert disk.startswith("some ")
    assert disk.endswith(" on the disk")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_dry_run_of_a_shard_counts_the_runs_of_that_shard(command: Command, tmp_path: Path):
    answer = command("sweep", "village.toml", "--dry-run", "--shard", "2/5")
    assert answer.status == 0
    whole, share, seconds, _ = answer.out.splitlines()
    assert whole == "12 points × 4 seeds = 48 runs"
    assert share == "shard 2/5: 10 of them"
    assert "some" in seconds
    assert not list(tmp_path.rglob("*.parquet"))


def test_a_dry_run_with_resume_says_what_is_missing_and_changes_nothing(command: Command, tmp_path: Path):
    command(*ORDER, "--shard", "1/3")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    answer = command(*ORDER, "--resume", "--dry-run")
    assert (answer.status, answer.message) == (0, "")
    assert answer.out.splitlines()[1] == "16 are stored in data; 32 are missing"
    answer = command(*ORDER, "--resume", "--dry-run", "--shard", "1/3")
    assert answer.out.splitlines() == [
        "12 points × 4 seeds = 48 runs",
        "shard 1/3: 16 of them",
        "16 are stored in data; 0 are missing",
    ]
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    (tmp_path / "village.toml").write_text(village_toml(seeds=6), encoding="utf-8")
    answer = command(*ORDER, "--resume", "--dry-run", "--lang", "zh")
    assert answer.out.splitlines()[:2] == ["12 个参数点 × 6 个种子 = 72 次模拟", "data 中已有 16 次；还缺 56 次"]
    (tmp_path / "village.toml").write_text(village_toml(seeds=2), encoding="utf-8")
    assert_one_message(command(*ORDER, "--resume", "--dry-run"), 2, "data has 4 seeds, the design 2")


def test_a_dry_run_looks_whether_the_scheduler_is_there(command: Command):
    answer = command("sweep", "village.toml", "--dry-run", "--scheduler", "nowhere.json")
    assert_one_message(answer, 2, "nowhere.json cannot be reached")


def test_a_dry_run_names_the_workers_of_the_scheduler(command: Command, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dask_pool, "workers_at", lambda address: 7)
    answer = command("sweep", "village.toml", "--dry-run", "--scheduler", "tcp://node:8786")
    assert answer.out.splitlines()[1] == "tcp://node:8786 has 7 workers at present"
    assert "with 7 workers" in answer.out


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0.2, "1 s"), (99, "99 s"), (100, "2 min"), (5990, "100 min"), (7200, "2.0 h"), (1e6, "11.6 days")],
)
def test_times_are_written_in_the_unit_that_fits(seconds: float, written: str):
    assert terminal.duration_in_words(seconds, "en") == written


@pytest.mark.parametrize(
    ("number", "written"), [(10, "1 kB"), (81_234, "81 kB"), (2_345_678, "2.3 MB"), (7.2e9, "7.2 GB")]
)
def test_sizes_are_written_in_the_unit_that_fits(number: int, written: str):
    assert sweeping._size(int(number)) == written


def test_a_first_sweep_says_that_it_compiles(command: Command, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(driver, "already_compiled", lambda: False)
    assert command(*ORDER).message == "consortium: first run: compiling, some 20 s\n"
    assert compilation.already_compiled()


# --- while it goes on, and how it ends --------------------------------------------------------------------------------


def failing_at(*run_ids: int, error: BaseException) -> Callable[..., Outcome]:
    """A simulation that meets an error at some runs."""

    def simulated(scenario: Any, seed: int, run_id: int, *more: Any) -> Outcome:
        if run_id in run_ids:
            raise error
        return simulate(scenario, seed, run_id, *more)

    return simulated


def test_failed_runs_are_reported_at_the_end_and_the_others_are_kept(command: Command, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        patch.setattr(chunks, "simulate", failing_at(*range(10, 20), error=ArithmeticError("the sky fell\n")))
        answer = command(*ORDER)
    assert_one_message(answer, 1, "10 of 48 runs failed", "run 10: ArithmeticError: the sky fell", "…")
    assert "48 of 48 are in data, 10 of them failed" in answer.out
    runs = consortium.results("data")
    assert list(runs.loc[runs["status"] == "failed", "run_id"]) == list(range(10, 20))
    again = command(*ORDER, "--resume")
    assert again.status == 0  # it is finished, and has said so
    assert "10 of them failed" in again.out


def test_an_interrupted_sweep_says_what_is_kept(command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(chunks, "simulate", failing_at(30, error=KeyboardInterrupt()))
    answer = command(*ORDER)
    stored = len(stored_in(tmp_path / "data"))
    assert 0 < stored <= 30
    assert_one_message(answer, 130, f"interrupted; {stored} of 48 runs are stored in data; --resume goes on from there")


def test_progress_without_a_terminal_is_a_line_a_minute(command: Command, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(terminal, "EVERY", 0.0)  # instead of a minute
    monkeypatch.setattr(driver, "MOST_RUNS", 16)
    monkeypatch.setattr(chunks, "simulate", failing_at(3, error=ArithmeticError()))
    lines = command(*ORDER).message.splitlines()
    assert lines[0].startswith("consortium: runs: ")
    assert " of 48, " in lines[0]
    assert " a second, " in lines[0]
    assert " left" in lines[0]
    assert lines[0].endswith(", 1 failed")
    assert lines[-2].startswith("consortium: 1 of 48 runs failed")


@pytest.mark.skipif(os.name != "posix", reason="terminals as POSIX has them")
def test_progress_on_a_terminal_is_a_bar_with_rate_remaining_time_and_failures(tmp_path: Path):
    import pty

    (tmp_path / "village.toml").write_text(village_toml(levels=5, seeds=20), encoding="utf-8")
    main_end, terminal_end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "consortium", *ORDER],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "120"},
        stdout=subprocess.DEVNULL,
        stderr=terminal_end,
    )
    os.close(terminal_end)
    shown = b""
    while True:
        try:
            read = os.read(main_end, 65536)
        except OSError:  # the other end is closed
            break
        if not read:
            break
        shown += read
    os.close(main_end)
    assert process.wait() == 0
    text = shown.decode(errors="replace")
    assert "runs" in text
    assert "/400" in text
    assert " a second, " in text
    assert " left" in text


def test_a_part_that_is_damaged_is_named_on_the_way(command: Command, tmp_path: Path):
    command(*ORDER)
    victim = parts(tmp_path / "data")[0]
    victim.write_bytes(victim.read_bytes()[:-1])
    answer = command(*ORDER, "--resume")
    assert answer.status == 0
    assert victim.name in answer.message
    assert "damaged" in answer.message
    assert len(consortium.results("data")) == 48


def test_hostile_titles_and_folders_are_text(command: Command, tmp_path: Path):
    title = "[bold]{0} %s'; DROP TABLE runs; --[/bold]"
    text = village_toml().replace('"A village"', f'"{title}"')
    (tmp_path / "village.toml").write_text(text, encoding="utf-8")
    answer = command("sweep", "village.toml", "--executor", "serial", "--out", "it's {odd}")
    assert answer.status == 0
    line = answer.out.splitlines()[2].removeprefix("DuckDB: ")
    assert len(duckdb.execute(line).fetchall()) == 48
