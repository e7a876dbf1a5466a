"""The model against its own earlier state: the same work, in turns, in one run.

    python -m benchmarks.earlier                   # some fifteen minutes on two cores
    python -m benchmarks.earlier --only city help  # some lines; the others keep the figures that they have

The earlier state is commit 6d08a20, checked out into a temporary worktree and installed, with the same versions of the
libraries, into an environment of its own (`--before PYTHON` takes one that is there). Each line has a target. The table
of `docs/performance.md` is written from the results (`python -m benchmarks.performance_page`).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import machine

COMMIT = "6d08a20"
RESULTS = machine.RESULTS / "earlier.json"
MOST_SCHOOLS, MOST_REGIONS = 2000, 1000
"""Schools that a region may have, and regions that a world may."""

TINY = {"schools": 4, "enterprises": 40, "intake": 15, "years": 1, "warm_up": 2}
"""A village, in which the benchmark itself is tried."""

# What an interpreter of either state is given to do. `rng=` and steps by hand are understood by both.
CITY = """
import json, sys, time
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.scenario import load_scenario
runs, settings = json.loads(sys.argv[1])
scenario = load_scenario("baseline", set=settings)
def run(seed):
    model = ConsortiumModel(scenario, rng=seed)
    for _ in range(2 * int(scenario.parameters["years"])):
        model.step()
run(1)
seconds = []
for seed in range(runs):
    began = time.thread_time()
    run(seed)
    seconds.append(time.thread_time() - began)
print(json.dumps(sorted(seconds)[runs // 2]))
"""

GROWTH = """
import json, resource, sys, time
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.scenario import load_scenario
settings = json.loads(sys.argv[1])
ConsortiumModel(load_scenario("baseline", set={"years": 1, "warm_up": 2}), rng=1).step()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
model = ConsortiumModel(load_scenario("baseline", set=settings), rng=1)
began, used = time.perf_counter(), time.process_time()
for _ in range(4):
    model.step()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
seconds, used = time.perf_counter() - began, time.process_time() - used
print(json.dumps({"seconds": seconds, "processor_seconds": used, "megabytes": peak / 1000}))
"""

DRAWS = """
import json, sys
from consortium.simulation import randomness
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.scenario import load_scenario
scenario = load_scenario("baseline", set=json.loads(sys.argv[1]))
count, philox = [0], randomness.philox.py_func
def counted(*words):
    count[0] += 1
    return philox(*words)
randomness.philox = counted
model = ConsortiumModel(scenario, rng=1)
while model.running:
    model.step()
size = sum(table.nbytes for _, table in model.population.tables())
print(json.dumps({"draws": count[0], "bytes": size}))
"""

FLOOR = """
import json, sys, time
import numpy as np
from consortium.simulation.randomness import STUDENT_QUEUES, uniforms
size = int(sys.argv[1])
draws, piece = np.empty(4000), 4000
table, copied = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
uniforms(1, STUDENT_QUEUES, 1, 0, 0, piece, 0, 0, draws)
def best(call, times):
    found = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        found.append(time.perf_counter() - began)
    return min(found)
a_draw = best(lambda: uniforms(1, STUDENT_QUEUES, 1, 0, 0, piece, 0, 0, draws), 500) / piece
print(json.dumps({"seconds_a_draw": a_draw, "bytes_a_second": size / best(lambda: np.copyto(copied, table), 200)}))
"""


@dataclass(frozen=True)
class States:
    """The interpreters of the present state and of the earlier one."""

    now: str
    before: str | None

    def turns(self, work: Callable[[str], float], repeats: int) -> dict[str, Any]:
        """The same work with both, in turns: medians and how many times faster the present state is."""
        found: dict[str, list[float]] = {"now": [], "before": []}
        for _ in range(repeats):
            for name, python in (("before", self.before), ("now", self.now)):
                if python is not None:
                    found[name].append(work(python))
        medians = {name: statistics.median(values) for name, values in found.items() if values}
        return medians | {"ratio": medians["before"] / medians["now"] if self.before else None, "repeats": repeats}


@dataclass(frozen=True)
class Size:
    """How much work there is: that of the tables, or a little to try the benchmark."""

    repeats: int = 3
    runs: int = 15
    seeds: int = 100
    sweep_seeds: tuple[int, int] = (20, 120)
    most_students: int = 10**7
    settings: Mapping[str, int] | None = None


def surroundings(**more: str) -> dict[str, str]:
    """The environment of a measured process: bytecode is kept, as on any user's machine."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | more


def printed_by(python: str, program: str, *arguments: object, **environment: str) -> Any:
    """What a program prints as JSON in an interpreter of its own, in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        asked = [python, "-c", program, *map(str, arguments)]
        done = subprocess.run(
            asked, cwd=folder, env=surroundings(**environment), stdout=subprocess.PIPE, text=True, check=True
        )
        return json.loads(done.stdout)


def seconds_of(python: str, *arguments: str, files: Mapping[str, str] | None = None, **environment: str) -> float:
    """Seconds of a whole `consortium …`, in a folder with some text files only."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (files or {}).items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        began = time.perf_counter()
        asked = [python, "-m", "consortium", *arguments]
        subprocess.run(asked, cwd=folder, env=surroundings(**environment), capture_output=True, check=True)
        return time.perf_counter() - began


def _settings(size: Size, **more: float) -> list[str]:
    return [word for name, value in {**(size.settings or {}), **more}.items() for word in ("--set", f"{name}={value}")]


# --- the lines --------------------------------------------------------------------------------------------------------


def city(states: States, size: Size) -> dict[str, Any]:
    """Processor seconds of the city, warm, in one thread."""
    given = json.dumps([size.runs, dict(size.settings or {})])
    return states.turns(lambda python: printed_by(python, CITY, given), size.repeats)


def stored(states: States, size: Size) -> dict[str, Any]:
    """Seconds of a stored run in a sweep with two workers: what a longer sweep takes beyond a short one."""
    few, many = size.sweep_seeds
    text = 'base = "baseline"\ndesign = "factorial"\nseeds = {}\ntitle = {{ en = "a", zh = "甲" }}\n[parameters]\n{}\n'
    text += '[factors]\n"parameters.monitoring" = {{ low = 0.1, high = 0.4, levels = 2 }}\n'
    values = "\n".join(f"{name} = {value}" for name, value in (size.settings or {}).items())
    designs = {f"{n}.toml": text.format(n, values) for n in (few, many)}

    def work(python: str) -> float:
        short, long = (
            seconds_of(python, "sweep", f"{n}.toml", "--out", f"r{n}", "--workers", "2", files=designs)
            for n in (few, many)
        )
        return (long - short) / (2 * (many - few))

    return states.turns(work, size.repeats)


def compare(states: States, size: Size) -> dict[str, Any]:
    """Seconds of a whole comparison of the baseline and three reforms, without figures."""
    asked = ["compare", "baseline", "subsidy_only", "subsidy_monitored", "consortium_entity", "--no-figures"]
    asked += ["--seeds", str(size.seeds), *_settings(size)]
    return states.turns(lambda python: seconds_of(python, *asked), 1)


def real_city(states: States, size: Size) -> dict[str, Any]:
    """Processor and wall seconds are the same here: one region, one thread. The city at scale 1."""
    whole = {"scale": 1, "intake": 3600, "enterprises": 18000} if size.settings is None else size.settings
    given = json.dumps([1, dict(whole)])
    return states.turns(lambda python: printed_by(python, CITY, given), 1)


def growth(states: States, size: Size) -> dict[str, Any]:
    """Four half-years of worlds from 10⁴ students on, in regions and inside one region; slopes of logarithms."""
    import numpy as np

    short = {"warm_up": 2, "years": 2}
    ways: dict[str, list[dict[str, Any]]] = {"in regions": [], "inside one region": []}
    students = 10**4
    while students <= size.most_students:
        cities = max(1, round(students / 3600))
        most = cities if cities <= MOST_SCHOOLS // 20 else MOST_SCHOOLS // 20  # beyond it schools grow themselves
        regions = min(cities, MOST_REGIONS)  # beyond them cities grow
        settings = {
            "in regions": short
            | {
                "regions": regions,
                "schools": round(20 * cities / regions),
                "enterprises": round(300 * cities / regions),
            },
            "inside one region": short
            | {"schools": 20 * most, "enterprises": 300 * cities, "intake": round(60 * cities / most)},
        }
        for way, found in ways.items():
            found.append({"students": 3600 * cities, **printed_by(states.now, GROWTH, json.dumps(settings[way]))})
        students *= 10

    def slope(found: Sequence[Mapping[str, float]], what: str) -> float:
        students, values = (np.log([max(one[name], 1e-9) for one in found]) for name in ("students", what))
        return float(np.polyfit(students, values, 1)[0]) if len(found) > 1 else float("nan")

    # The memory of the smallest worlds is lost in what the libraries take anyway.
    slopes = {
        way: {"time": slope(found, "processor_seconds"), "memory": slope(found[-3:], "megabytes")}
        for way, found in ways.items()
    }
    return {"worlds": ways, "slopes": slopes}


def floor(states: States, size: Size) -> dict[str, Any]:
    """What the draws and the bytes of a city run take alone, and how far above that the run is."""
    settings = json.dumps(dict(size.settings or {}))
    counted = printed_by(states.now, DRAWS, settings, NUMBA_DISABLE_JIT="1")
    speed = printed_by(states.now, FLOOR, counted["bytes"])
    ticks = 64 if size.settings is None else 4
    limit = counted["draws"] * speed["seconds_a_draw"] + ticks * counted["bytes"] / speed["bytes_a_second"]
    now = printed_by(states.now, CITY, json.dumps([size.runs, dict(size.settings or {})]))
    return {**counted, **speed, "floor": limit, "now": now, "times": now / limit}


def compiling(states: States, size: Size) -> dict[str, Any]:
    """Seconds that the first `consortium run` takes beyond the second."""

    def work(python: str) -> float:
        with tempfile.TemporaryDirectory() as cache:
            asked = ("run", "baseline", "--no-figures", "--years", "1", *_settings(Size(settings=TINY)))
            first, second = (seconds_of(python, *asked, NUMBA_CACHE_DIR=cache) for _ in range(2))
            return first - second

    return states.turns(work, 1)


def help_(states: States, size: Size) -> dict[str, Any]:
    """Seconds of `consortium --help`."""
    return states.turns(lambda python: seconds_of(python, "--help"), 3 * size.repeats)


def run(states: States, size: Size) -> dict[str, Any]:
    """Seconds of `consortium run baseline --no-figures`, compiled before."""
    asked = ("run", "baseline", "--no-figures", *_settings(size))
    return states.turns(lambda python: seconds_of(python, *asked), size.repeats)


def country(states: States, size: Size) -> dict[str, Any]:
    """Seconds and peak memory of `consortium run china`, and whether totals are the sums of regions."""
    import numpy as np
    import pandas as pd

    name, little = ("china", []) if size.settings is None else ("uneven_regions", ["--set", "years=1"])
    with tempfile.TemporaryDirectory() as folder:
        asked = ["run", name, "--no-figures", "--out", str(Path(folder) / "r"), *little]
        program = (
            "import json, resource, subprocess, sys, time; began = time.perf_counter();"
            "subprocess.run([sys.executable, '-m', 'consortium', *json.loads(sys.argv[1])], check=True,"
            " stdout=subprocess.DEVNULL); peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6;"
            "print(json.dumps({'now': time.perf_counter() - began, 'gigabytes': peak}))"
        )
        found = printed_by(states.now, program, json.dumps(asked))
        series = pd.read_parquet(Path(folder) / "r" / "timeseries.parquet")
    whole = series[series["region"] == "all"].set_index("tick")["public_spending"]
    regions = series[series["region"] != "all"].groupby("tick")["public_spending"].sum()
    assert np.allclose(whole, regions, rtol=1e-9), "totals are not the sums of regions"
    return {**found, "scenario": name, "regions": int(series["region"].nunique()) - 1, "ratio": None}


PARTS: dict[str, Callable[[States, Size], dict[str, Any]]] = {
    "city": city,
    "stored": stored,
    "compare": compare,
    "real_city": real_city,
    "growth": growth,
    "floor": floor,
    "country": country,
    "compiling": compiling,
    "help": help_,
    "run": run,
}


@contextmanager
def earlier_state() -> Iterator[str]:
    """The interpreter of an environment with the earlier state, which is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        tree, place = Path(folder) / "tree", Path(folder) / "venv"
        subprocess.run(
            ["git", "-C", machine.ROOT, "worktree", "add", "-q", "--detach", tree, COMMIT], check=True
        )  # fmt: skip
        try:
            subprocess.run([sys.executable, "-m", "venv", place], check=True)
            python = str(place / ("Scripts" if os.name == "nt" else "bin") / "python")
            pins = machine.ROOT / "constraints.txt"
            subprocess.run([python, "-m", "pip", "install", "-q", "-c", pins, tree], check=True)
            yield python
        finally:
            subprocess.run(["git", "-C", machine.ROOT, "worktree", "remove", "--force", tree], check=True)


def lines(report: Mapping[str, Any]) -> Iterator[str]:
    """The results as text."""
    yield f"Against {COMMIT}: {machine.line(report['machine'])}; {report['date']}"
    for name, found in report["parts"].items():
        if "ratio" in found:
            before = "not measured" if found["ratio"] is None else f"{found['before']:.3g} s, {found['ratio']:.2f} ×"
            yield f"{name}: {found['now']:.3g} s (before: {before})"
        elif "slopes" in found:
            for way, slope in found["slopes"].items():
                yield f"{name} {way}: time {slope['time']:.2f}, memory {slope['memory']:.2f}"
        else:
            limit = f"{found['times']:.1f} × the {found['floor']:.3g} s of its draws and bytes"
            yield f"{name}: {found['now']:.3g} s, {limit}"


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--before", metavar="PYTHON", help="an interpreter with the earlier state; 'none' leaves it out"
    )
    parser.add_argument("--only", nargs="+", choices=list(PARTS), help="lines to measure")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--little", action="store_true", help="a village, to try the benchmark")
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args()
    size = Size(given.repeats)
    if given.little:
        size = Size(1, 1, 2, (2, 4), 10**5, TINY)
    report = {"date": machine.today(), "commit": COMMIT, "machine": machine.described(), "parts": {}}
    if given.only and given.results.exists():
        report["parts"] = json.loads(given.results.read_text(encoding="utf-8"))["parts"]

    def measure(before: str | None) -> None:
        for name in given.only or PARTS:
            report["parts"][name] = PARTS[name](States(sys.executable, before), size)
            machine.write(given.results, report)

    if given.before:
        measure(None if given.before == "none" else given.before)
    else:
        with earlier_state() as before:
            measure(before)
    for line in lines(report):
        print(line)


if __name__ == "__main__":
    main()
