"""The benchmarks start, their arithmetic is right, and their results are those that they write and the README tells of.

What they measure is no business of a test: times depend on the machine.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import comparisons, page, sweeps
from consortium.experiments.runs.batch import simulate
from tests.worlds import town

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "benchmarks"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if "def main(" in path.read_text(encoding="utf-8"))


def benchmark(name: str, *options: str) -> str:
    """What a benchmark prints, in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *options],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# --- what is reported -------------------------------------------------------------------------------------------------


def test_every_benchmark_has_a_section_and_results() -> None:
    assert NAMES == ["city", "comparisons", "earlier", "effects", "page", "sweeps"]
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"## `{name}.py`" not in readme] == []
    assert sorted(path.stem for path in (FOLDER / "results").glob("*.json")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_results_are_those_that_the_benchmark_writes(name: str) -> None:
    report = json.loads((FOLDER / "results" / f"{name}.json").read_text(encoding="utf-8"))
    table = "\n".join(importlib.import_module(f"benchmarks.{name}").lines(report))
    assert f"Python {report['machine']['python']}" in table
    assert "nan" not in table


@pytest.mark.parametrize("name", NAMES)
def test_the_options_are_reported(name: str) -> None:
    help_text = benchmark(name, "--help")
    assert f"python -m benchmarks.{name}" in help_text


# --- their arithmetic -------------------------------------------------------------------------------------------------


def line(second: float, process: int, first: int, last: int) -> str:
    at = f"2026-01-01T00:00:{second:06.3f}+00:00"
    return json.dumps({"event": "stored", "at": at, "process": process, "runs": [[first, last, 1]]})


def test_the_pace_of_a_sweep_counts_each_worker_from_its_first_chunk(tmp_path: Path) -> None:
    """One makes 10 runs a second from second 1, the other 5 from second 3, both until second 5."""
    (tmp_path / "log").mkdir()
    log = [json.dumps({"event": "begin", "at": "2026-01-01T00:00:00+00:00"}), line(1, 11, 0, 7), line(3, 11, 8, 27)]
    log += [line(3, 22, 28, 30), line(5, 11, 31, 50), line(5, 22, 51, 60)]
    (tmp_path / "log" / "all.jsonl").write_text("\n".join(log) + "\n", encoding="utf-8")
    assert sweeps.pace(tmp_path) == pytest.approx(1 / 15)


def test_runs_of_a_single_chunk_have_no_pace(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "all.jsonl").write_text(line(1, 11, 0, 7) + "\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match="more runs"):
        sweeps.pace(tmp_path)


def test_the_variance_saved_is_the_one_that_was_put_in() -> None:
    """Worlds vary by 1, reforms by .1 on top: pairs have a variance of .01, independent worlds one of 2.01."""
    draws = np.random.default_rng(7)
    world, elsewhere = draws.normal(size=(2, 1000))
    noise = 0.1 * draws.normal(size=(2, 1000))
    found = comparisons.saved(world, world + 0.3 + noise[0], elsewhere + 0.3 + noise[1])
    truth = 1 - 0.01 / 2.01
    assert found["low"] < truth < found["high"]
    assert found["high"] - found["low"] < 0.002
    assert found["estimate"] == pytest.approx(truth, abs=0.001)
    assert found["effect"] == pytest.approx(0.3, abs=0.01)


def test_pairing_that_saves_nothing_is_reported_as_such() -> None:
    base, reform, elsewhere = np.random.default_rng(3).normal(size=(3, 1000))
    found = comparisons.saved(base, reform, elsewhere)
    assert found["low"] < 0 < found["high"]
    assert found["saved"] == pytest.approx(0, abs=0.1)


def test_runs_that_differ_in_a_bit_are_not_the_same() -> None:
    made = simulate(town(years=5), 1)
    comparisons.check_same([made], [made])
    assert made.series is not None
    series = made.series.copy()
    place = series.index[-1], "participation"
    series.loc[place] = np.nextafter(series.loc[place], 2)
    with pytest.raises(AssertionError):
        comparisons.check_same([made], [dataclasses.replace(made, series=series)])
    with pytest.raises(AssertionError):
        comparisons.check_same([made], [])


def test_the_table_of_the_page_says_what_was_reached_and_what_was_not_measured() -> None:
    times = {"median": 100.0, "p95": 240.0, "slowest": 300.0, "load": 1.0}
    parts = {"redraw_ms": times, "panel": {"redraw_ms": {**times, "median": 700.0}, "load": 2.0}}
    rows = list(page.rows(parts))
    assert len(rows) == len(page.LINES) + len(page.TIMES)
    assert sum("not measured yet" in row for row in rows) == len(rows) - 2
    assert any("**100 ms**" in row and row.endswith("yes |") for row in rows)
    assert any("Panel" in row and "**7.0 ×**" in row and row.endswith("yes |") for row in rows)
    (slower,) = (row for row in page.rows({"redraw_ms": {**times, "p95": 260.0}}) if "slider" in row)
    assert slower.endswith("**no** |")


# --- they start -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("sweeps", "--runs 20 --short-runs 20 --memory-runs 40 --repeats 1"),
        ("earlier", f"--little --before {sys.executable} --only city"),
        ("comparisons", "--seeds 3 --timed-seeds 1 --repeats 1"),
    ],
)
def test_a_benchmark_runs_from_its_beginning_to_its_end(name: str, options: str, tmp_path: Path) -> None:
    written = tmp_path / "results.json"
    printed = benchmark(name, *options.split(), "--results", str(written))
    report = json.loads(written.read_text(encoding="utf-8"))
    kept = json.loads((FOLDER / "results" / f"{name}.json").read_text(encoding="utf-8"))
    if name == "earlier":  # only some of its lines
        kept["parts"] = {part: kept["parts"][part] for part in report["parts"]}
    assert shape(report) == shape(kept)
    assert printed.splitlines() == list(importlib.import_module(f"benchmarks.{name}").lines(report))


@pytest.mark.slow
def test_the_engine_of_the_city_is_measured() -> None:
    measured = json.loads(benchmark("city", "--way", "engine", "--runs", "1"))
    assert measured["seconds"] > 0
    assert len(measured["fingerprint"]) == 64


def shape(report: Any) -> Any:
    """Names of a report, whatever the numbers and how many."""
    if isinstance(report, dict):
        return {name: shape(value) for name, value in report.items()}
    return [shape(report[0])] if isinstance(report, list) else None
