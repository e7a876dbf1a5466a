"""Effects of reforms at every point of a Sobol sample: `consortium sweep` beside `mesa.batch_run`, on the same work.

    python -m benchmarks.effects

Both simulate the same arms, points and seeds with two processes, in turns, and give the same numbers to the bit, in
that very run, or it fails. The whole design would take hours with `batch_run`: both are given the same blocks of its
points, and the whole is extrapolated from them. Nothing is asserted of times.
"""

from __future__ import annotations

import argparse
import json
import pickle
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from benchmarks import machine
from benchmarks.sweeps import pace, swept
from consortium import ConsortiumModel, load_design, results
from consortium.experiments.runs.annual import means_at_the_end
from consortium.experiments.statistics.inference import differences
from consortium.experiments.sweeps.analysis.paired import effect_column
from consortium.simulation.outputs import metrics

if TYPE_CHECKING:
    from consortium.experiments.sweeps.design.design import Design

RESULTS = machine.RESULTS / "effects.json"
PROCESSES = 2
POINTS, SEEDS = 512, 10
"""Size of the whole design: so many points of the Sobol sequence, each with factors + 2 of the design, and seeds."""

FACTORS = {
    "reforms": """
"policy.subsidy.per_trainee" = { low = 2.8, high = 14 }
"policy.subsidy.phase_in" = { low = 0, high = 5 }
"policy.monitoring.level" = { low = 0, high = 0.8 }
"policy.monitoring.phase_in" = { low = 0, high = 5 }
"policy.consortium_entity.level" = { low = 0.3, high = 0.9 }
"policy.consortium_entity.phase_in" = { low = 0, high = 5 }
"parameters.r0" = { low = 0.35, high = 0.75 }
"parameters.poach" = { low = 0, high = 0.4 }
""",
    "world": """
"parameters.r0" = { low = 0.35, high = 0.75 }
"parameters.poach" = { low = 0, high = 0.4 }
"parameters.peer" = { low = 0, high = 22.4 }
"parameters.H" = { low = 8.4, high = 19.6 }
"parameters.application_cost" = { low = 5, high = 40 }
"parameters.mandate" = { low = 0, high = 0.2 }
"parameters.inertia" = { low = 0.5, high = 0.9 }
"parameters.monitoring" = { low = 0, high = 0.5 }
""",
}
"""Eight factors: six of the reforms and two of the world, or all eight of the world, where least can be shared."""

WAYS = {"sweep": "consortium sweep", "batch_run": "mesa.batch_run"}
LAST = 10
"""Ticks of the last five years, of which outcomes are means."""
LOOKS = 0.25
"""Seconds between two looks at the memory."""
MARKS = 8


# --- the work ---------------------------------------------------------------------------------------------------------


@cache
def design(which: str, fork: int, blocks: int) -> Design:
    """The first blocks of a Sobol sample of the effects of two reforms."""
    text = (
        f'base = "baseline"\ncompare = ["subsidy_monitored", "consortium_entity"]\nfork = {fork}\n'
        f'design = "sobol"\npoints = {POINTS}\nseeds = {SEEDS}\n[factors]{FACTORS[which]}'
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "effects.toml"
        file.write_text(text, encoding="utf-8")
        whole = load_design(file)
    points = blocks * (len(whole.factors) + 2)
    return replace(whole, points=whole.points.head(points), settings={**whole.settings, "points": blocks})


@cache
def unpacked(file: str) -> Design:
    """The design, which each process of `batch_run` reads once: to draw and to check it again would take longer."""
    return pickle.loads(Path(file).read_bytes())


@cache
def scenarios(file: str, point: int) -> tuple[Any, ...]:
    """The arms of a point, kept in each process."""
    return unpacked(file).arms(point)


class Arm(ConsortiumModel):
    """One arm of a point with a seed, as `batch_run` makes it: reported are the means of the last five years only.

    It is as little as can be asked of `batch_run` for the same numbers: with the collector of the model itself it would
    report 97 outputs of each tick.
    """

    def __init__(self, arm: int, point: int, rng: int, of: str) -> None:
        super().__init__(scenarios(of, point)[arm], rng=rng)
        self.datacollector = mesa.DataCollector({"means": means})


def means(model: Arm) -> np.ndarray | None:
    """Means of the last five years at the end of a run; nothing before."""
    if model.tick < model.last_tick:
        return None
    values = np.stack(list(metrics.evaluate(model.recorder.sums(-LAST)).values()), axis=-1)
    return means_at_the_end(values[:, 0])


def by_batch_run(plan: Design, folder: Path) -> tuple[list[dict[str, Any]], float, float]:
    """All arms of the work, one row each, the seconds that took, and those of them until all processes are at work."""
    file = folder / "design.pickle"
    file.write_bytes(pickle.dumps(plan))
    asked: dict[str, Any] = {
        "point": list(range(len(plan.points))),
        "arm": list(range(1 + len(plan.reforms))),
        "rng": list(plan.seeds),
        "of": str(file),
    }
    begun = time.perf_counter()
    mesa.batch_run(Arm, asked | {"point": 0, "rng": plan.seeds[0]}, number_processes=PROCESSES, display_progress=False)
    start = time.perf_counter() - begun
    begun = time.perf_counter()
    rows = mesa.batch_run(Arm, asked, number_processes=PROCESSES, display_progress=False)
    return rows, time.perf_counter() - begun, start


def check_same(plan: Design, rows: list[dict[str, Any]], folder: Path) -> None:
    """Fail if the two have not made the same numbers, to the bit."""
    runs = results(folder).set_index(["point", "seed"])
    made = {(row["point"], row["rng"], row["arm"]): row["means"] for row in rows}
    if len(made) != plan.simulations or len(rows) != len(made):
        raise RuntimeError(f"batch_run made {len(rows)} of {plan.simulations} simulations")
    for (point, seed), run in runs.iterrows():  # type: ignore[misc]
        base, *reforms = [made[point, seed, arm] for arm in range(1 + len(plan.reforms))]
        found = [run[list(metrics.METRICS)], *(run[_columns(reform.name)] for reform in plan.reforms)]
        expected = [base, *(differences(base, reform) for reform in reforms)]
        for one, other in zip(found, expected, strict=True):
            if not np.array_equal(one.to_numpy(float), other, equal_nan=True):
                raise RuntimeError(f"point {point} with seed {seed} differs")


def _columns(reform: str) -> list[str]:
    return [effect_column(name, reform) for name in metrics.METRICS]


# --- measuring --------------------------------------------------------------------------------------------------------


@contextmanager
def watched() -> Iterator[list[dict[str, float]]]:
    """Memory of this process and of all that it starts, in MB: at even times, each with the highest since the last."""
    import psutil

    own, over, looks = psutil.Process(), threading.Event(), []
    begun = time.perf_counter()
    marks: list[dict[str, float]] = []

    def look() -> None:
        while not over.wait(LOOKS):
            driver = own.memory_info().rss / 1e6
            workers = []
            for child in own.children(recursive=True):
                try:
                    workers.append(child.memory_info().rss / 1e6)
                except psutil.Error:  # it has ended meanwhile
                    continue
            looks.append((time.perf_counter() - begun, driver, max(workers, default=0.0)))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield marks
    finally:
        over.set()
        thread.join()
        for part in np.array_split(np.array(looks), min(MARKS, len(looks))):
            marks.append({"seconds": part[-1][0], "driver": part[:, 1].max(), "largest_worker": part[:, 2].max()})


def compared(which: str, fork: int, blocks: int, repeats: int) -> dict[str, Any]:
    """Seconds of both on the same work, in turns, and their memory over time."""
    plan = design(which, fork, blocks)
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    memory: dict[str, list[dict[str, float]]] = {}
    starts: dict[str, list[float]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(repeats):
            with watched() as memory["sweep"]:
                done, took = swept(plan, Path(folder), "processes", PROCESSES)
            seconds["sweep"].append(took)
            starts["sweep"].append(max(0.0, took - pace(done.folder) * plan.runs))
            with watched() as memory["batch_run"]:
                rows, took, start = by_batch_run(plan, Path(folder))
            seconds["batch_run"].append(took)
            starts["batch_run"].append(min(start, took))
            check_same(plan, rows, done.folder)
            del rows
    whole = POINTS / blocks
    at_length = {  # processes start once, however long the rest takes
        way: [start + (took - start) * whole for took, start in zip(times, starts[way], strict=True)]
        for way, times in seconds.items()
    }
    ratios = [there / here for here, there in zip(at_length["sweep"], at_length["batch_run"], strict=True)]
    return {
        "factors": which,
        "fork": fork,
        "points": len(plan.points),
        "seeds": len(plan.seeds),
        "simulations": plan.simulations,
        "whole": {"points": int(whole * len(plan.points)), "simulations": int(whole * plan.simulations)},
        "repeats": repeats,
        "seconds": {way: statistics.median(times) for way, times in seconds.items()},
        "start_seconds": {way: statistics.median(times) for way, times in starts.items()},
        "ratio": statistics.median(ratios),
        "ratio_range": [min(ratios), max(ratios)],
        "whole_hours": {way: statistics.median(times) / 3600 for way, times in at_length.items()},
        "memory": memory,
    }


PARTS = ("reforms", "world")


# --- the report -------------------------------------------------------------------------------------------------------


def lines(report: Mapping[str, Any]) -> Iterator[str]:
    """The report as small tables."""
    yield machine.line(report["machine"])
    for which in PARTS:
        row = report[which]
        of = "six factors of the reforms, two of the world" if which == "reforms" else "eight factors of the world"
        yield ""
        yield (
            f"{of}; reforms from year {row['fork'] + 1}; {row['points']:,} of {row['whole']['points']:,} points, "
            f"{row['seeds']} seeds, {row['simulations']:,} of {row['whole']['simulations']:,} simulations"
        )
        yield f"{'':20}{'seconds':>10}{'start':>8}{'the whole, hours':>20}{'× sweep':>10}{'range':>14}"
        for way, name in WAYS.items():
            is_sweep = way == "sweep"
            ratio = 1.0 if is_sweep else row["ratio"]
            between = "" if is_sweep else f"{row['ratio_range'][0]:.2f}–{row['ratio_range'][1]:.2f}"
            hours = row["whole_hours"][way]
            times = f"{row['seconds'][way]:10.1f}{row['start_seconds'][way]:8.1f}{hours:20.2f}"
            yield f"{name:20}{times}{ratio:10.2f}{between:>14}"
        yield f"{'memory, MB':20}" + "".join(f"{mark + 1:>9}/{MARKS}" for mark in range(MARKS)) + "  of the time"
        for way, name in WAYS.items():
            for key, who in (("driver", "driver"), ("largest_worker", "worker")):
                numbers = "".join(f"{mark[key]:11.0f}" for mark in row["memory"][way])
                yield f"{name.split('.')[-1].split()[-1] + ', ' + who:20}{numbers}"
    yield ""
    yield "levels and effects of both: the same to the bit"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blocks", type=int, default=16, help=f"blocks of points of {POINTS} that are run")
    parser.add_argument("--fork", type=int, default=10, help="year after which reforms leave the base's path")
    parser.add_argument("--repeats", type=int, default=3, help="turns of what is compared (median)")
    parser.add_argument("--results", type=Path, default=RESULTS, help="file of the results")
    parser.add_argument("--part", choices=PARTS, help="measure one part in this process and print JSON")
    given = parser.parse_args()
    if given.part:
        print(json.dumps(compared(given.part, given.fork, given.blocks, given.repeats)))
        return
    options = [text for name in ("blocks", "fork", "repeats") for text in (f"--{name}", str(getattr(given, name)))]
    report = {"date": machine.today(), "machine": machine.described("pyarrow")}
    report |= {part: machine.in_own_process("effects", part, *options) for part in PARTS}
    machine.write(given.results, report)
    print(*lines(report), sep="\n")


if __name__ == "__main__":
    main()
