"""Comparisons: the variance that pairing saves, and the time that shared pasts save.

    python -m benchmarks.comparisons

Pairing is measured against runs on really independent seeds. Sharing is measured against running every arm whole, in
turns on the same work, and gives the same numbers to the bit, in that very run, or it fails. Nothing is asserted of
times.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import machine

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from consortium.experiments.runs.batch import Replicate
    from consortium.simulation.scenario import Scenario

RESULTS = machine.RESULTS / "comparisons.json"
BASE = "baseline"
EFFECTS = (
    ("subsidy_monitored", "deep_participation"),
    ("consortium_entity", "deep_participation"),
    ("consortium_entity", "talent_match"),
    ("retention_bonus", "retention"),
    ("full_package", "training_quality"),
)
"""Reforms, and what each is meant to move."""

REFORMS = ("subsidy_only", "subsidy_monitored", "consortium_entity")
"""Of the comparison whose time is taken."""

RESAMPLES = 4000


# --- pairing ----------------------------------------------------------------------------------------------------------


def pairing(seeds: int) -> list[dict[str, Any]]:
    """For each effect the variance with pairs of worlds against that with independent worlds (see `saved`).

    Pairs have the seeds 1 … n; for the independent worlds the reform has the seeds n + 1 … 2n.
    """
    from consortium.simulation.scenario import load_scenario

    arms = {name: load_scenario(name) for name in dict.fromkeys([BASE, *(reform for reform, _ in EFFECTS)])}
    paired = {name: last_years(arm, range(1, seeds + 1)) for name, arm in arms.items()}
    others = {name: last_years(arm, range(seeds + 1, 2 * seeds + 1)) for name, arm in arms.items() if name != BASE}
    return [
        {"reform": reform, "metric": metric, "seeds": seeds}
        | saved(*(table[metric].to_numpy() for table in (paired[BASE], paired[reform], others[reform])))
        for reform, metric in EFFECTS
    ]


def last_years(scenario: Scenario, seeds: range) -> pd.DataFrame:
    """Means of the last five years: a row per seed, a column per metric."""
    import pandas as pd

    from consortium.experiments.sweeps.execution.run_one import simulate
    from consortium.simulation.outputs.metrics import METRICS

    return pd.DataFrame([simulate(scenario, seed).means for seed in seeds], columns=list(METRICS))


def saved(base: np.ndarray, reform: np.ndarray, elsewhere: np.ndarray) -> dict[str, Any]:
    """Share of an effect's variance that pairing saves: 1 − Var(reform − base) / Var(elsewhere − base).

    `reform` is on the seeds of `base`, `elsewhere` the same reform on others. `low` and `high` are the bootstrap's 95 %
    interval over worlds; `estimate` is what a comparison says, which has the paired worlds only.
    """
    import numpy as np

    from consortium.experiments.statistics.inference import variance_saved

    differences = np.column_stack([reform - base, elsewhere - base])
    differences = differences[np.isfinite(differences).all(axis=1)]
    chosen = np.random.default_rng(1).integers(len(differences), size=(RESAMPLES, len(differences)))
    together, apart = np.moveaxis(differences[chosen].var(axis=1, ddof=1), -1, 0)
    low, high = np.quantile(1 - together / apart, [0.025, 0.975])
    with_pairs, without = differences.var(axis=0, ddof=1)
    return {
        "effect": float(differences[:, 0].mean()),
        "sd_paired": float(with_pairs**0.5),
        "sd_independent": float(without**0.5),
        "saved": float(1 - with_pairs / without),
        "low": float(low),
        "high": float(high),
        "estimate": variance_saved(base, reform),
    }


# --- sharing ----------------------------------------------------------------------------------------------------------


def sharing(seeds: int, repeats: int, year: int) -> list[dict[str, Any]]:
    """Time of a comparison with every arm run whole and with pasts shared, as it stands and with `--fork`."""
    from consortium.experiments.comparison.arms import forked, load_arms

    arms = load_arms([BASE, *REFORMS])
    ways = {"as it stands": arms, f"--fork {year}": forked(arms, year)}
    numbers = range(1, seeds + 1)
    return [
        {"way": way, "arms": len(scenarios), "seeds": seeds, "repeats": repeats} | timed(scenarios, numbers, repeats)
        for way, scenarios in ways.items()
    ]


def whole(arms: Sequence[Scenario], seeds: range) -> list[Replicate]:
    """Every arm from its own beginning."""
    from consortium.experiments.runs.batch import simulate

    return [simulate(arm, seed) for seed in seeds for arm in arms]


def shared(arms: Sequence[Scenario], seeds: range) -> list[Replicate]:
    """Every arm from where it leaves another one's path."""
    from consortium.experiments.runs.agent_panel import AgentsWatch
    from consortium.experiments.runs.annual import years_of
    from consortium.experiments.runs.batch import replicate_of
    from consortium.experiments.runs.forking import simulated

    found = []
    for arm in simulated(arms, seeds, lambda scenario: AgentsWatch(years_of(scenario))):
        if arm.model is None:
            raise RuntimeError(f"{arm.scenario.name} failed with seed {arm.seed}: {arm.error}")
        found.append(replicate_of(arm.model, arm.watch))
    return found


def timed(arms: Sequence[Scenario], seeds: range, repeats: int) -> dict[str, Any]:
    """Both ways in turns. Raises AssertionError if they give other numbers."""
    ways: dict[str, Callable[[Sequence[Scenario], range], list[Replicate]]] = {"whole": whole, "shared": shared}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    made: dict[str, list[Replicate]] = {name: way(arms, seeds[:1]) for name, way in ways.items()}  # loads compiled code
    for _ in range(repeats):
        for name, way in ways.items():
            begun = time.perf_counter()
            made[name] = way(arms, seeds)
            seconds[name].append(time.perf_counter() - begun)
        check_same(made["whole"], made["shared"])
    took = {name: statistics.median(times) for name, times in seconds.items()}
    ratios = [part / all_ for all_, part in zip(seconds["whole"], seconds["shared"], strict=True)]
    return {
        "whole_seconds": took["whole"],
        "shared_seconds": took["shared"],
        "saved": 1 - statistics.median(ratios),
        "saved_range": [1 - max(ratios), 1 - min(ratios)],
        "saved_ticks": 1 - ticks_shared(arms) / ticks_whole(arms),
    }


def ticks_whole(arms: Sequence[Scenario]) -> int:
    """Half-years that are simulated if every arm is run whole, warm-up included."""
    from consortium.experiments.runs.annual import years_of

    return sum(int(arm.parameters["warm_up"]) + 2 * years_of(arm) for arm in arms)


def ticks_shared(arms: Sequence[Scenario]) -> int:
    """Half-years that are simulated if pasts are shared."""
    from consortium.experiments.runs.forking import branches

    spared = sum(
        int(arm.parameters["warm_up"]) + 2 * branch.year
        for arm, branch in zip(arms, branches(arms), strict=True)
        if branch is not None
    )
    return ticks_whole(arms) - spared


def check_same(one: Sequence[Replicate], other: Sequence[Replicate]) -> None:
    """Series and agents of both are the same to the bit. Raises AssertionError."""
    import pandas as pd

    if len(one) != len(other):
        raise AssertionError(f"{len(one)} runs and {len(other)}")
    for a, b in zip(one, other, strict=True):
        if (a.scenario, a.seed) != (b.scenario, b.seed):
            raise AssertionError("runs in another order")
        for here, there in zip(tables(a), tables(b), strict=True):
            pd.testing.assert_frame_equal(here, there, check_exact=True)


def tables(replicate: Replicate) -> Iterator[pd.DataFrame]:
    """All that is kept of a run."""
    if replicate.series is None or replicate.agents is None:
        raise AssertionError(f"{replicate.scenario} with seed {replicate.seed} has no series or no agents")
    yield replicate.series
    yield from (replicate.agents.enterprises, replicate.agents.schools, replicate.agents.years)


# --- the report -------------------------------------------------------------------------------------------------------

PARTS: dict[str, Callable[[argparse.Namespace], Any]] = {
    "pairing": lambda options: pairing(options.seeds),
    "sharing": lambda options: sharing(options.timed_seeds, options.repeats, options.fork),
}


def lines(report: Mapping[str, Any]) -> Iterator[str]:
    """The report as small tables."""
    yield machine.line(report["machine"])
    yield ""
    yield f"variance of an effect that pairing saves ({report['pairing'][0]['seeds']} seeds)"
    yield (
        f"{'reform':20}{'output':20}{'effect':>9}{'sd paired':>11}{'sd indep.':>11}"
        f"{'saved':>8}{'95 % interval':>16}{'estimate':>10}"
    )
    for row in report["pairing"]:
        interval = f"{row['low']:.3f}–{row['high']:.3f}"
        yield (
            f"{row['reform']:20}{row['metric']:20}{row['effect']:9.4f}{row['sd_paired']:11.4f}"
            f"{row['sd_independent']:11.4f}{row['saved']:8.3f}{interval:>16}{row['estimate']:10.3f}"
        )
    yield ""
    first = report["sharing"][0]
    yield f"seconds of a comparison of {BASE} and {', '.join(REFORMS)}, {first['seeds']} seeds"
    yield f"{'':20}{'whole':>9}{'shared':>9}{'saved':>9}{'range':>14}{'of half-years':>15}"
    for row in report["sharing"]:
        between = f"{row['saved_range'][0]:.0%}–{row['saved_range'][1]:.0%}"
        yield (
            f"{row['way']:20}{row['whole_seconds']:9.2f}{row['shared_seconds']:9.2f}{row['saved']:9.0%}"
            f"{between:>14}{row['saved_ticks']:15.0%}"
        )
    yield "series and agents of all arms: the same to the bit, whole and shared"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=150, help="pairs of worlds, and as many independent ones")
    parser.add_argument("--timed-seeds", type=int, default=10, help="seeds of the comparison whose time is taken")
    parser.add_argument("--repeats", type=int, default=5, help="turns of what is compared in time (median)")
    parser.add_argument("--fork", type=int, default=10, help="year after which reforms leave the baseline's path")
    parser.add_argument("--results", type=Path, default=RESULTS, help="file of the results")
    parser.add_argument("--part", choices=PARTS, help="measure one part in this process and print JSON")
    given = parser.parse_args()
    if given.part:
        print(json.dumps(PARTS[given.part](given)))
        return
    names = ("seeds", "timed_seeds", "repeats", "fork")
    options = [text for name in names for text in (f"--{name.replace('_', '-')}", str(getattr(given, name)))]
    report = {"date": machine.today(), "machine": machine.described()}
    report |= {part: machine.in_own_process("comparisons", part, *options) for part in PARTS}
    machine.write(given.results, report)
    print(*lines(report), sep="\n")


if __name__ == "__main__":
    main()
