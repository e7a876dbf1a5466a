"""Sweeps: runs a second, overhead of the executors, memory of the driver, bytes on the disk.

    python -m benchmarks.sweeps

All figures come from one run on the same work. Every part runs in a process of its own; ways that are compared take
turns, and the medians over the turns are reported. Nothing is asserted of times.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import machine

if TYPE_CHECKING:
    from consortium.experiments.sweeps.design.design import Design
    from consortium.experiments.sweeps.execution.driver import Summary

RESULTS = machine.RESULTS / "sweeps.json"
EXECUTORS = ("serial", "processes", "dask")
WAYS = {"bare": "bare loop", "serial": "serial", "processes": "processes", "dask": "Dask, local cluster"}

SHORT = {"schools": 4, "enterprises": 20, "intake": 10, "years": 5, "warm_up": 2}
"""A village whose run takes some milliseconds: the worst case for whatever a run costs besides simulating."""

SIZES = {"city": "baseline city", "short": "short runs"}
A_PART = (1, 10, 100)
"""Runs in a part whose bytes are weighed."""

MARKS = 10
"""Times at which the driver's memory is measured."""


# --- the work ---------------------------------------------------------------------------------------------------------


def design(folder: Path, runs: int, size: str) -> Design:
    """Two degrees of monitoring, with so many seeds that there are as many runs as asked for, or one more."""
    from consortium.experiments.sweeps.design.design import load_design

    lines = ['base = "baseline"', 'design = "factorial"', f"seeds = {-(-runs // 2)}"]
    lines += ["[parameters]", *(f"{key} = {value}" for key, value in SHORT.items() if size == "short")]
    lines += ["[factors]", '"parameters.monitoring" = [0.2, 0.5]']
    file = folder / f"{size}.toml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load_design(file)


def bare_loop(plan: Design) -> float:
    """Seconds a run of a loop that simulates, and nothing else."""
    from consortium.experiments.sweeps.execution.run_one import simulate

    simulate(plan.scenario(0), plan.seeds[0])  # loads compiled code
    begun = time.perf_counter()
    for point in range(len(plan.points)):
        scenario = plan.scenario(point)
        for seed in plan.seeds:
            simulate(scenario, seed)
    return (time.perf_counter() - begun) / plan.runs


def swept(plan: Design, folder: Path, executor: str, workers: int, **more: Any) -> tuple[Summary, float]:
    """A sweep into a fresh folder, and the seconds that the whole call took."""
    from consortium.experiments.sweeps.execution.driver import sweep

    place = Path(tempfile.mkdtemp(dir=folder)) / "sweep"
    begun = time.perf_counter()
    done = sweep(plan, place, executor=executor, workers=workers, **more)  # type: ignore[arg-type]
    seconds = time.perf_counter() - begun
    if done.stored != plan.runs or done.failed:
        raise RuntimeError(f"{done.stored} of {plan.runs} runs are stored, {done.failed} failed")
    return done, seconds


def pace(folder: Path) -> float:
    """Seconds a run of a sweep under way, by its log: each worker counts from the moment it first handed something in.

    So the start of workers, who import the model and load its compiled code, is left out; storage is not.
    """
    lines = (folder / "log" / "all.jsonl").read_text(encoding="utf-8").splitlines()
    stored = [event for event in map(json.loads, lines) if event["event"] == "stored"]
    end = max(datetime.fromisoformat(event["at"]) for event in stored)
    first: dict[int, datetime] = {}
    runs: defaultdict[int, int] = defaultdict(int)
    for event in stored:
        if event["process"] in first:
            runs[event["process"]] += sum((last - low) // step + 1 for low, last, step in event["runs"])
        else:
            first[event["process"]] = datetime.fromisoformat(event["at"])
    rate = sum(n / (end - first[worker]).total_seconds() for worker, n in runs.items())
    if not rate:
        raise RuntimeError("no worker handed in twice; give more runs")
    return 1 / rate


# --- parts, each in its own process -----------------------------------------------------------------------------------


def rates(folder: Path, runs: int, repeats: int) -> list[dict[str, Any]]:
    """Runs of the baseline city a second on one worker and on two, stored."""
    plan = design(folder, runs, "city")
    found: dict[int, list[tuple[float, float]]] = {1: [], 2: []}
    for _ in range(repeats):
        for workers, times in found.items():
            done, seconds = swept(plan, folder, "processes", workers)
            each = pace(done.folder)
            times.append((1 / each, seconds - each * plan.runs))
    return [
        {
            "workers": workers,
            "runs_a_second": statistics.median(rate for rate, _ in times),
            "range": [min(rate for rate, _ in times), max(rate for rate, _ in times)],
            "start_and_end_seconds": statistics.median(rest for _, rest in times),
            "runs": plan.runs,
            "repeats": repeats,
        }
        for workers, times in found.items()
    ]


def overheads(folder: Path, runs: int, repeats: int, size: str) -> dict[str, Any]:
    """What a run takes with one worker of each executor, above what it takes in a bare loop in this process."""
    plan = design(folder, runs, size)
    each: dict[str, list[float]] = {way: [] for way in WAYS}
    rest: dict[str, list[float]] = {way: [] for way in EXECUTORS}
    for _ in range(repeats):
        each["bare"].append(bare_loop(plan))
        for executor in EXECUTORS:
            done, seconds = swept(plan, folder, executor, 1)
            each[executor].append(pace(done.folder))
            rest[executor].append(seconds - each[executor][-1] * plan.runs)
    bare = each["bare"]
    return {
        "runs": plan.runs,
        "repeats": repeats,
        "bare_milliseconds": 1000 * statistics.median(bare),
        "bare_range": [1000 * min(bare), 1000 * max(bare)],
        "executors": {
            executor: {
                "milliseconds": 1000 * statistics.median(each[executor]),
                "range": [1000 * min(each[executor]), 1000 * max(each[executor])],
                # Each turn against the bare loop of the same turn, so that a slow minute of the machine counts in both.
                "overhead": statistics.median(way / loop - 1 for way, loop in zip(each[executor], bare, strict=True)),
                "start_and_end_seconds": statistics.median(rest[executor]),
            }
            for executor in EXECUTORS
        },
    }


class Memory:
    """The driver's resident set: the present one and, looked at fifty times a second, the highest since asked last."""

    def __init__(self) -> None:
        import psutil

        self._process = psutil.Process()
        self._highest = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def now(self) -> int:
        return self._process.memory_info().rss

    def highest(self) -> int:
        highest, self._highest = max(self._highest, self.now()), 0
        return highest

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.02):
            self._highest = max(self._highest, self.now())


class Marking:
    """A watcher of a sweep that notes the driver's memory each time another tenth of the runs is stored."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._wanted = self._stored = 0
        self.marks: list[dict[str, float]] = []

    def say(self, message: str) -> None:
        raise RuntimeError(message)

    def compiles(self) -> None:
        pass

    def begins(self, runs: int, stored: int) -> None:
        self._wanted = runs
        self._note()

    def advances(self, done: int, failed: int) -> None:
        self._stored += done
        if self._stored * MARKS >= self._wanted * len(self.marks):
            self._note()

    def _note(self) -> None:
        highest = self._memory.highest()
        self.marks.append({"runs": self._stored, "megabytes": self._memory.now() / 1e6, "highest": highest / 1e6})


def memory(folder: Path, runs: int) -> dict[str, Any]:
    """The driver's memory while two workers make many short runs, and what those leave on the disk."""
    plan = design(folder, runs, "short")
    watched = Memory()
    gc.collect()
    marking = Marking(watched)
    done, _ = swept(plan, folder, "processes", 2, watcher=marking)
    watched.stop()
    parts = list((done.folder / "runs").iterdir())
    return {
        "runs": plan.runs,
        "seconds": done.seconds,
        "marks": marking.marks,
        "parts": len(parts),
        "bytes_a_run": sum(path.stat().st_size for path in parts) / plan.runs,
    }


def disk(folder: Path) -> list[dict[str, Any]]:
    """Bytes a run of the baseline city in parts of one run and more: the runs' own, and their series."""
    import numpy as np

    from consortium.experiments.sweeps.execution.chunks import Job, compute

    plan = design(folder, max(A_PART), "city")
    rows = []
    for number in A_PART:
        made = compute(Job(plan, series=True), np.arange(number), float("inf"))
        assert made.series is not None
        rows.append({"runs_a_part": number, "runs": len(made.runs) / number, "series": len(made.series) / number})
    return rows


PARTS: dict[str, Callable[[argparse.Namespace, Path], Any]] = {
    "rates": lambda options, folder: rates(folder, options.runs, options.repeats),
    "overheads_city": lambda options, folder: overheads(folder, options.runs, options.repeats, "city"),
    "overheads_short": lambda options, folder: overheads(folder, options.short_runs, options.repeats, "short"),
    "memory": lambda options, folder: memory(folder, options.memory_runs),
    "disk": lambda options, folder: disk(folder),
}


# --- the report -------------------------------------------------------------------------------------------------------


def lines(report: Mapping[str, Any]) -> Iterator[str]:
    """The report as small tables."""
    yield machine.line(report["machine"])
    yield ""
    yield f"{'runs a second, stored':32}{'median':>9}{'range':>16}{'× one worker':>14}{'start and end, s':>18}"
    alone = report["rates"][0]["runs_a_second"]
    for row in report["rates"]:
        name = f"{row['workers']} worker{'s' if row['workers'] > 1 else ''}"
        between = f"{row['range'][0]:.1f}–{row['range'][1]:.1f}"
        gain = row["runs_a_second"] / alone
        yield f"{name:32}{row['runs_a_second']:9.1f}{between:>16}{gain:14.2f}{row['start_and_end_seconds']:18.1f}"
    for size, name in SIZES.items():
        yield from _overhead_lines(report[f"overheads_{size}"], name)
    yield ""
    m = report["memory"]
    yield f"memory of the driver over {m['runs']:,} short runs ({m['seconds']:.0f} s), MB"
    yield f"{'runs stored':>16}{'resident':>12}{'highest since the line above':>32}"
    for mark in m["marks"]:
        yield f"{mark['runs']:16,}{mark['megabytes']:12.1f}{mark['highest']:32.1f}"
    yield ""
    yield f"{'bytes a run on the disk':32}{'without series':>16}{'with series':>16}"
    for row in report["disk"]:
        both = row["runs"] + row["series"]
        yield f"{'in parts of ' + str(row['runs_a_part']):32}{row['runs']:16,.0f}{both:16,.0f}"
    yield f"{m['runs']:,} short runs, in {m['parts']} parts{m['bytes_a_run']:16,.0f}"


def _overhead_lines(measured: Mapping[str, Any], name: str) -> Iterator[str]:
    yield ""
    yield f"{name + ', one worker':32}{'ms a run':>9}{'range':>16}{'overhead':>14}{'start and end, s':>18}"
    between = "{0[0]:.2f}–{0[1]:.2f}".format
    yield f"{WAYS['bare']:32}{measured['bare_milliseconds']:9.2f}{between(measured['bare_range']):>16}"
    for executor in EXECUTORS:
        row = measured["executors"][executor]
        yield (
            f"{WAYS[executor]:32}{row['milliseconds']:9.2f}{between(row['range']):>16}{row['overhead']:14.1%}"
            f"{row['start_and_end_seconds']:18.1f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=80, help="runs of the baseline city in a sweep")
    parser.add_argument("--short-runs", type=int, default=400, help="short runs in a sweep")
    parser.add_argument("--memory-runs", type=int, default=10_000, help="short runs over which memory is watched")
    parser.add_argument("--repeats", type=int, default=3, help="turns of what is compared (median)")
    parser.add_argument("--folder", type=Path, help="where datasets are made; else among temporary files")
    parser.add_argument("--results", type=Path, default=RESULTS, help="file of the results")
    parser.add_argument("--part", choices=PARTS, help="measure one part in this process and print JSON")
    given = parser.parse_args()
    if given.part:
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            print(json.dumps(PARTS[given.part](given, Path(folder))))
        return
    names = ("runs", "short_runs", "memory_runs", "repeats")
    options = [text for name in names for text in (f"--{name.replace('_', '-')}", str(getattr(given, name)))]
    if given.folder:
        options += ["--folder", str(given.folder.resolve())]
    report = {"date": machine.today(), "machine": machine.described("distributed", "pyarrow")}
    report |= {part: machine.in_own_process("sweeps", part, *options) for part in PARTS}
    machine.write(given.results, report)
    print(*lines(report), sep="\n")


if __name__ == "__main__":
    main()
