"""One city: the compiled engine against the same model as registered Mesa agents, with the same results.

    python -m benchmarks.city

The city of the baseline (20 schools, 300 enterprises, 3,600 students) runs its warm-up and twenty years in the engine
and as the slow twin of the test suite, in which every enterprise, school and student is a `mesa.Agent` driven by the
plain-Python rules. Every way runs in a process of its own. That all tables and outputs of ticks 0–40 are the same to
the last bit is asserted in this very run; times are reported, never asserted.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "city.json"
SCENARIO = "baseline"

WAYS = {
    "engine": "compiled engine",
    "agents": "Mesa agents, draws in Python",
    "agents_compiled_draws": "Mesa agents, compiled draws",
}
PHASES = (
    "environment_changes",
    "government_sets_instruments",
    "schools_develop",
    "enterprises_choose",
    "accounts_are_opened",
    "students_enter_and_learn",
    "cohort_graduates",
    "graduates_look_beyond",
    "labour_markets_clear",
    "accounts_are_settled",
    "metrics_are_recorded",
)


def peak_megabytes() -> float:
    """Most memory that this process has held so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


class Fingerprint:
    """A digest of all columns of all tables, and of all outputs, after each tick."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def add(self, tick: int, population: Any, outputs: Mapping[str, float]) -> None:
        self._digest.update(f"tick {tick}".encode())
        for name, table in population.tables():
            for column in table.dtype.names or ("",):
                self._digest.update(f"{name}.{column}".encode())
                self._digest.update((table[column] if column else table).tobytes())
        for name in sorted(outputs):
            self._digest.update(f"{name} {float(outputs[name])!r}".encode())

    def hexadecimal(self) -> str:
        return self._digest.hexdigest()


# --- one way, in its own process --------------------------------------------------------------------------------------


def engine_runs(seed: int, runs: int) -> dict[str, Any]:
    """The engine: the first run in a fresh process, the median of further ones, and where their time goes."""
    from consortium.simulation.model import ConsortiumModel

    imported = peak_megabytes()
    seconds = []
    for _ in range(1 + runs):
        begun = time.perf_counter()
        model = ConsortiumModel(SCENARIO, rng=seed)
        for _ in range(2 * model.specification.parameters["years"]):
            model.step()
        seconds.append(time.perf_counter() - begun)
    peak = peak_megabytes()
    fingerprint = Fingerprint()
    model = ConsortiumModel(SCENARIO, rng=seed)
    fingerprint.add(model.tick, model.population, model.metrics)
    for _ in range(2 * model.specification.parameters["years"]):
        model.step()
        fingerprint.add(model.tick, model.population, model.metrics)
    return {
        "first_run_seconds": seconds[0],
        "seconds": statistics.median(seconds[1:]),
        "seconds_range": [min(seconds[1:]), max(seconds[1:])],
        "runs": runs,
        "peak_megabytes": peak,
        "megabytes_after_import": imported,
        "fingerprint": fingerprint.hexadecimal(),
        "phases": phase_seconds(seed, runs),
    }


def phase_seconds(seed: int, runs: int) -> dict[str, float]:
    """Seconds by phase of the calendar, warm-up included; medians over runs."""
    import mesa

    from consortium.simulation.model import ConsortiumModel

    spent: defaultdict[str, float] = defaultdict(float)

    def clocked(function: Callable[..., Any], name: str) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            begun = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                spent[name] += time.perf_counter() - begun

        return timed

    clocked_model = type(
        "ClockedModel", (ConsortiumModel,), {name: clocked(getattr(ConsortiumModel, name), name) for name in PHASES}
    )
    collect = mesa.DataCollector.collect
    mesa.DataCollector.collect = clocked(collect, "data collector")  # type: ignore[method-assign]
    tables = []
    try:
        for _ in range(runs):
            spent.clear()
            begun = time.perf_counter()
            model = clocked_model(SCENARIO, rng=seed)
            at_start = spent["data collector"]
            for _ in range(2 * model.specification.parameters["years"]):
                model.step()
            total = time.perf_counter() - begun
            table = {name: spent[name] for name in PHASES}
            # The collector works inside `metrics_are_recorded`, except for tick 0.
            table["metrics_are_recorded"] -= spent["data collector"] - at_start
            table["data collector"] = spent["data collector"]
            table["founding and the rest"] = total - sum(table.values())
            tables.append(table)
    finally:
        mesa.DataCollector.collect = collect  # type: ignore[method-assign]
    return {name: statistics.median(table[name] for table in tables) for name in tables[0]}


def agent_runs(seed: int, runs: int, draws: Mapping[str, Any]) -> dict[str, Any]:
    """The twin as registered Mesa agents; the clock stands still while the fingerprint is taken."""
    from consortium.simulation.scenario import load_scenario
    from tests.twin.mesa_twin import MesaWorld

    imported = peak_megabytes()
    specification = load_scenario(SCENARIO)
    seconds, prints, peaks = [], [], []
    for run in range(runs):
        fingerprint = Fingerprint()
        begun = time.perf_counter()
        model = MesaWorld(specification, seed, **draws)
        spent = time.perf_counter() - begun
        for _ in range(2 * specification.parameters["years"]):
            if run == 0:
                fingerprint.add(model.tick, model.population(), model.outputs[0])
            begun = time.perf_counter()
            model.step()
            spent += time.perf_counter() - begun
        if run == 0:
            fingerprint.add(model.tick, model.population(), model.outputs[0])
            prints.append(fingerprint.hexadecimal())
        seconds.append(spent)
        peaks.append(peak_megabytes())
    return {
        "seconds": statistics.median(seconds),
        "seconds_range": [min(seconds), max(seconds)],
        "runs": runs,
        "peak_megabytes": peaks[0],
        "megabytes_after_import": imported,
        "fingerprint": prints[0],
    }


def measured(way: str, seed: int, runs: int) -> dict[str, Any]:
    """Measure one way in this process."""
    if way == "engine":
        return engine_runs(seed, runs)
    from consortium.simulation.randomness import normal, uniform

    draws = {"uniform": uniform, "normal": normal} if way == "agents_compiled_draws" else {}
    return agent_runs(seed, runs, draws)


# --- all ways, compared -----------------------------------------------------------------------------------------------


def in_own_process(way: str, seed: int, runs: int) -> dict[str, Any]:
    """Measure one way in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.city", "--way", way, "--seed", str(seed), "--runs", str(runs)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def lines(report: Mapping[str, Any]) -> Iterator[str]:
    """The report as a small table."""
    ways, engine = report["ways"], report["ways"]["engine"]
    machine = report["machine"]
    yield f"{report['city']}, seed {report['seed']}"
    yield f"{machine['cores']} cores, Python {machine['python']}, Mesa {machine['mesa']}, Numba {machine['numba']}"
    yield ""
    yield f"{'':32}{'seconds':>9}{'runs':>6}{'× engine':>10}{'peak MB':>9}{'of it by the run':>18}"
    for way, name in WAYS.items():
        m = ways[way]
        by_the_run = m["peak_megabytes"] - m["megabytes_after_import"]
        ratio = m["seconds"] / engine["seconds"]
        yield f"{name:32}{m['seconds']:9.3f}{m['runs']:6}{ratio:10.1f}{m['peak_megabytes']:9.0f}{by_the_run:18.0f}"
    yield f"the engine's first run in a process (compiled code from disk): {engine['first_run_seconds']:.2f} s"
    yield f"the same to the last bit, all tables and outputs after each tick: sha256 {engine['fingerprint'][:16]}…"
    yield ""
    total = sum(engine["phases"].values())
    yield "where the engine's time goes"
    for name, seconds in sorted(engine["phases"].items(), key=lambda item: -item[1]):
        yield f"    {name.replace('_', ' '):32}{seconds * 1000:7.1f} ms{seconds / total:7.0%}"


def compare(seed: int, runs: int, agent_runs: int) -> dict[str, Any]:
    """Measure all ways, one after the other; raise if any of them gives another result."""
    from consortium.simulation.scenario import load_scenario

    p = load_scenario(SCENARIO).parameters
    in_own_process("engine", seed, 1)  # compiles, if these sources never were
    ways = {way: in_own_process(way, seed, runs if way == "engine" else agent_runs) for way in WAYS}
    fingerprints = {way: m["fingerprint"] for way, m in ways.items()}
    if len(set(fingerprints.values())) != 1:
        raise AssertionError(f"results differ: {fingerprints}")
    return {
        "city": f"{SCENARIO}: {p['schools']} schools, {p['enterprises']} enterprises, "
        f"{3 * p['schools'] * p['intake']:,} students; {p['warm_up']} ticks of warm-up, then {2 * p['years']}",
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "seed": seed,
        "machine": {
            "cores": os.cpu_count(),
            "system": platform.system(),
            "python": platform.python_version(),
            **{package: version(package) for package in ("mesa", "numba", "numpy")},
        },
        "ways": ways,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=15, help="runs of the engine (median)")
    parser.add_argument("--agent-runs", type=int, default=3, help="runs of the Mesa agents (median)")
    parser.add_argument("--way", choices=WAYS, help="measure one way in this process and print JSON")
    chosen = parser.parse_args()
    if chosen.way:
        print(json.dumps(measured(chosen.way, chosen.seed, chosen.runs)))
        return
    report = compare(chosen.seed, chosen.runs, chosen.agent_runs)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(*lines(report), sep="\n")


if __name__ == "__main__":
    main()
