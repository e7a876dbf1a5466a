"""One model at every grain and in cities of every size: the tables of `docs/grain.md`, measured.

    python -m consortium.experiments.validation.grain        # some ten minutes on two cores; writes docs/grain.md

*Grain* is how many real students and enterprises one of the model stands for (`scale`). The same city at another grain
has as many more students and enterprises as it has fewer real ones behind each; its schools are whole. What differs
beyond chance is an artefact of the sample.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ...simulation.model import ConsortiumModel
from ...simulation.outputs.metrics import METRICS
from ...simulation.parameters import defaults
from ...simulation.scenario import Scenario, load_scenario
from ..runs.annual import LAST
from ..runs.computing_cost import expense_of

BASE = "baseline"
REFORMS = ("consortium_entity", "subsidy_only", "subsidy_monitored", "tax_credit", "retention_bonus")
OUTPUTS = ("participation", "deep_participation", "exposure", "training_quality", "talent_match", "retention")
GRAINS: Mapping[float, int] = {60: 40, 15: 16, 4: 6, 1: 2}
"""Grains, and how many seeds each is worth: the finer, the less chance there is in a run."""

SCHOOLS: Mapping[int, int] = {5: 8, 10: 4, 20: 2, 40: 1}
"""Schools in a city, and cities, so that there are forty schools in all."""

MOST_STUDENTS = 5_000_000
"""Students enrolled from which a scenario is tried as a sample only."""

SEEDS_OF_CITIES = 8
LEVELS_AGREE, EFFECTS_AGREE = 0.05, 0.05
"""Relative difference up to which two grains agree, whatever the chance."""

SMALLER_IN_A_SAMPLE, AT_MOST = ("exposure", "training_quality", "talent_match"), 0.3
"""Outputs on which effects are smaller at a coarse grain, and by how much at most: where a field has few enterprises,
fewer of the places that a reform adds are filled."""

CITIES_AGREE = 0.10
"""The same for levels in cities of another number of schools."""


class Mean(NamedTuple):
    """A mean over worlds, and its Monte-Carlo error (0 with a single world)."""

    value: float
    error: float

    @classmethod
    def of(cls, values: np.ndarray) -> Mean:
        """The mean of one value per world."""
        error = float(values.std(ddof=1)) / len(values) ** 0.5 if len(values) > 1 else 0.0
        return cls(float(values.mean()), error)


class Measured(NamedTuple):
    """An output of a setting: its level in the baseline, and what each reform adds in the same worlds."""

    level: Mean
    effects: Mapping[str, Mean]


def at_grain(scenario: Scenario, grain: float) -> Scenario:
    """The same cities with another number of real students and enterprises behind each of the model."""
    finer = float(scenario.parameters["scale"]) / grain  # type: ignore[arg-type]

    def counted(values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: max(1, round(finer * int(values[name]))) for name in ("intake", "enterprises") if name in values}

    regions = [{**region, **counted(region)} for region in scenario.regions]
    shared = {name: n for name, n in counted(scenario.parameters).items() if not all(name in own for own in regions)}
    changes = shared if regions else counted(scenario.parameters)
    return scenario.with_(
        {"parameters.scale": grain} | {f"parameters.{name}": number for name, number in changes.items()},
        regions=regions or None,
    )


def sampled(scenario: Scenario) -> Scenario:
    """The scenario itself, or its cities as samples of one in sixty where one run would take minutes."""
    coarse = float(defaults()["scale"])  # type: ignore[arg-type]
    return at_grain(scenario, coarse) if expense_of(scenario).students > MOST_STUDENTS else scenario


def in_cities(scenario: Scenario, schools: int, cities: int) -> Scenario:
    """As many enterprises and students per school, in so many cities of so many schools."""
    each = round(int(scenario.parameters["enterprises"]) / int(scenario.parameters["schools"]))  # type: ignore[call-overload]
    return scenario.with_(
        {"parameters.schools": schools, "parameters.enterprises": each * schools, "parameters.regions": cities}
    )


def ends(scenario: Scenario, seeds: Iterable[int]) -> np.ndarray:
    """Means of the last five years: one row per seed, one column per output."""
    rows = []
    for seed in seeds:
        model = ConsortiumModel(scenario, rng=seed)
        model.run_model()
        series = model.timeseries()
        whole = series.loc[series["region"] == "all", list(OUTPUTS)]
        rows.append(whole.tail(2 * LAST).mean().to_numpy())
    return np.array(rows)


def measured(arms: Sequence[Scenario], seeds: Iterable[int]) -> dict[str, Measured]:
    """Every output of the first arm, and what the others add to it in the same worlds."""
    numbers = list(seeds)
    base, *others = (ends(arm, numbers) for arm in arms)
    names = [arm.name for arm in arms[1:]]
    return {
        output: Measured(
            Mean.of(base[:, column]),
            {name: Mean.of((arm - base)[:, column]) for name, arm in zip(names, others, strict=True)},
        )
        for column, output in enumerate(OUTPUTS)
    }


def agree(one: Mean, other: Mean, relative: float, errors: float = 2.0) -> bool:
    """Whether two means differ by no more than so many Monte-Carlo errors, or by no more than a share of the larger."""
    allowed = relative * max(abs(one.value), abs(other.value))
    chance = errors * float(np.hypot(one.error, other.error))
    return abs(one.value - other.value) <= max(allowed, chance)


def grains(settings: Mapping[float, int] = GRAINS) -> dict[float, dict[str, Measured]]:
    """All outputs at every grain."""
    arms = [load_scenario(name) for name in (BASE, *REFORMS)]
    return {
        grain: measured([at_grain(arm, grain) for arm in arms], range(1, seeds + 1))
        for grain, seeds in settings.items()
    }


def cities(seeds: int = SEEDS_OF_CITIES) -> dict[int, dict[str, Measured]]:
    """All outputs in cities of every number of schools."""
    arms = [load_scenario(name) for name in (BASE, REFORMS[0])]
    return {
        schools: measured([in_cities(arm, schools, number) for arm in arms], range(1, seeds + 1))
        for schools, number in SCHOOLS.items()
    }


def _text(mean: Mean, sign: str = "") -> str:
    return f"{mean.value:{sign}.3f}" + (f" ± {mean.error:.3f}" if mean.error else "")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
        *("| " + " | ".join(row) + " |" for row in rows),
        "",
    ]


def page() -> str:
    """The text of `docs/grain.md`."""
    by_grain, by_size = grains(), cities()
    finest = min(by_grain)
    shown = {grain: "1 in " + f"{grain:g}" for grain in by_grain}
    lines = [TEXT]
    lines += ["## Levels of the baseline by grain", ""]
    head = ["output", *(f"{shown[g]} ({GRAINS[g]} seeds)" for g in by_grain), "agree"]
    rows = []
    for output in OUTPUTS:
        levels = [by_grain[g][output].level for g in by_grain]
        fine = by_grain[finest][output].level
        every = all(agree(level, fine, LEVELS_AGREE) for level in levels)
        rows.append([METRICS[output].en, *(_text(level) for level in levels), "yes" if every else "**no**"])
    lines += _table(head, rows)
    lines += ["## Effects of five reforms by grain", ""]
    rows = []
    for reform in REFORMS:
        for output in OUTPUTS:
            effects = [by_grain[g][output].effects[reform] for g in by_grain]
            fine = by_grain[finest][output].effects[reform]
            every = all(agree(effect, fine, EFFECTS_AGREE) for effect in effects)
            label = f"`{reform}`: {METRICS[output].en.lower()}"
            rows.append([label, *(_text(effect, "+") for effect in effects), "yes" if every else "**no**"])
    lines += _table(["effect", *(shown[g] for g in by_grain), "agree"], rows)
    lines += ["## Levels by schools in a city", "", f"{SEEDS_OF_CITIES} seeds, at a grain of 1 in 60.", ""]
    rows = []
    for output in OUTPUTS:
        levels = [by_size[schools][output].level for schools in by_size]
        largest = by_size[max(by_size)][output].level
        every = all(agree(level, largest, CITIES_AGREE) for level in levels)
        rows.append([METRICS[output].en, *(_text(level) for level in levels), "yes" if every else "**no**"])
    for output in OUTPUTS:
        effects = [by_size[schools][output].effects[REFORMS[0]] for schools in by_size]
        rows.append([f"entity: Δ {METRICS[output].en.lower()}", *(_text(effect, "+") for effect in effects), ""])
    lines += _table(["output", *(f"{schools} schools × {n} cities" for schools, n in SCHOOLS.items()), "agree"], rows)
    return "\n".join(lines)


TEXT = """# One model at every grain

A model city is a sample: each student and each enterprise in it represents `scale` real ones, while each school
represents one real school. The ratio is called the *grain*. The same city can be simulated at any grain: 1 in 60 (the
default), 1 in 1, or anything in between. This page shows how far the grain changes the results. Levels, and the effects
on participation and deep participation, agree within errors. Effects on what reaches students (exposure, training
quality, talent match) are up to a quarter smaller at 1 in 60 than at a finer grain. The page was written by

    python -m consortium.experiments.validation.grain

*±* is the Monte-Carlo error of a mean over seeds, for the last five years. The column *agree* compares every grain with
the finest one (within two errors or 5 %, whichever is larger), and every size of city with the largest one (there
within 10 %). At the finest grain there are few seeds, so that its errors are rough and some rows differ by chance.

Three rules make this possible:

- **Places reach the students they would reach in a real city.** A model enterprise has one partner school. Only one of
  the `scale` real enterprises that it represents has that partner; the others have partners of their own. Places that
  the partner's students do not fill are therefore open to students of other active schools (`places_open_to_all`). The
  ties that partners form reach each active school in proportion to its students (`in_reach`).
- **Outreach grows with the size of a school.** A school approaches enterprises in proportion to the students it admits.
  It does not approach a fixed share of all enterprises in its region (`approaches_expected`). An enterprise that no
  school approaches may look for a school itself. So a city with few large schools leaves no more enterprises without a
  school than a city with many schools.
- **A city has one consortium.** Staff, premises and platform cost as much as in a real city, however finely the city is
  sampled (`running_cost_a_tick`, `platform_cost_a_tick`).

Differences remain where a sample has few enterprises per field. In a city of 5 schools at 1 in 60, a field has about
fifteen enterprises, few of them large. Fewer places are filled than in a large city, because a field without a large
host cannot use one from another field. In the standard city the levels agree, but of the places that a reform adds,
fewer find students of their field: the effects of an entity on exposure, training quality and talent match are an
eighth to a quarter smaller than at 1 in 7.5. Use `scale = 15` (four times the time) where the size of these effects
matters. At a finer grain a city has more enterprises per field, and the differences disappear.
"""


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("docs/grain.md"))
    chosen = parser.parse_args()
    chosen.out.write_text(page(), encoding="utf-8")
    print(f"written: {chosen.out}")


if __name__ == "__main__":
    main()
