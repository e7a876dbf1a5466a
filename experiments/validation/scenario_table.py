"""Whether what every bundled scenario expects came about, and the table that says so.

Hypotheses and surprises stand in `scenario_hypotheses`. Effects are paired: both arms live in the same worlds.
`python -m consortium.experiments.validation.scenario_table` measures them
and writes `scenarios/README.md` and thumbnails.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ...simulation.outputs.metrics import METRICS
from ...simulation.scenario import Scenario, bundled_scenarios, load_scenario
from ...simulation.scenario.files import FOLDER
from ..figures import hot_and_cold, look
from ..figures.base import style
from ..runs.annual import last_years, mean_of_years, year_values, years_of
from ..runs.batch import simulate
from ..statistics.verdict import Verdict, judged
from .grain import sampled
from .scenario_hypotheses import BASELINES, HYPOTHESES, SURPRISES, WORLDS, Hypothesis

SEEDS = tuple(range(101, 109))

MORE_SEEDS = tuple(range(101, 141))
"""Worlds in which a hypothesis is measured that `SEEDS` leave undecided."""

NEGLIGIBLE = 0.02
"""Difference of a share, degree or probability that a hypothesis of "no difference" allows: two points."""


class Finding(NamedTuple):
    """A hypothesis as measured: mean effect, ends of its 95 % interval, and "held", "not held", "undecided" or
    "too little to judge", in so many worlds."""

    scenario: str
    hypothesis: Hypothesis
    effect: float
    low: float
    high: float
    verdict: str
    worlds: int

    @property
    def surprise(self) -> str:
        """Why it did not come about; empty where it was said to hold."""
        return SURPRISES.get((self.scenario, self.hypothesis.metric), "") if self.verdict != "held" else ""


def scenario_of(name: str) -> Scenario:
    """A bundled scenario, a whole country as a sample of it, or one of `WORLDS`, by name."""
    return WORLDS[name]().with_(name=name) if name in WORLDS else sampled(load_scenario(name))


@lru_cache(maxsize=128)
def _series(name: str, seeds: tuple[int, ...]) -> pd.DataFrame:
    """Series of the whole and of its regions for some seeds."""
    scenario = scenario_of(name)
    frames = [simulate(scenario, seed, agents=False).series for seed in seeds]
    return pd.concat([frame for frame in frames if frame is not None], ignore_index=True)


@lru_cache(maxsize=128)
def _years(name: str, seeds: tuple[int, ...], region: str) -> pd.DataFrame:
    series = _series(name, seeds)
    return year_values(series[series["region"] == region].reset_index(drop=True))


def _means(
    name: str, metric: str, years: tuple[int, int] | None, seeds: tuple[int, ...], regions: tuple[int, ...]
) -> np.ndarray:
    """A metric's mean of some years, one value per seed; an empty ratio (no bases, say) counts as nothing."""
    span = last_years(years_of(scenario_of(name))) if years is None else years
    places = [str(region) for region in regions] or ["all"]
    return np.mean(
        [mean_of_years(_years(name, seeds, place), *span)[metric].fillna(0.0).to_numpy() for place in places], axis=0
    )


def _outcome(sign: int, verdict: Verdict, low: float, high: float) -> str:
    """What became of a hypothesis, by the verdict on its effect."""
    if verdict.too_little or verdict == Verdict.UNKNOWN:
        return "too little to judge"
    if sign == 0:
        if verdict == Verdict.SAME or (low >= -NEGLIGIBLE and high <= NEGLIGIBLE):
            return "held"
        return "not held" if verdict.sign else "undecided"
    if not verdict.sign:
        return "undecided"
    return "held" if verdict.sign == sign else "not held"


def measure(scenario: str, hypothesis: Hypothesis, seeds: Sequence[int] = SEEDS) -> Finding:
    """The paired effect that a hypothesis is about."""
    metric, sign, against, years, less, reform, regions = hypothesis

    def means(name: str) -> np.ndarray:
        return _means(name, metric, years, tuple(seeds), regions)

    difference = means(reform or scenario) - means(against)
    if less is not None:
        other, base = less
        difference = difference - (means(other) - means(base))
    verdict, found = judged(difference)
    outcome = _outcome(sign, verdict, found.low, found.high)
    return Finding(scenario, hypothesis, found.value, found.low, found.high, outcome, len(seeds))


def settle(scenario: str, hypothesis: Hypothesis) -> Finding:
    """The paired effect in the worlds of `SEEDS`, or in those of `MORE_SEEDS` if the first leave it undecided."""
    finding = measure(scenario, hypothesis)
    return finding if finding.verdict != "undecided" else measure(scenario, hypothesis, MORE_SEEDS)


def evaluate() -> list[Finding]:
    """All hypotheses of all scenarios, in the order of the scenarios' names."""
    return [settle(name, hypothesis) for name in bundled_scenarios() for hypothesis in HYPOTHESES.get(name, ())]


# --- the page ---------------------------------------------------------------------------------------------------------

README = FOLDER / "README.md"
THUMBNAILS = FOLDER / "thumbnails"


def thumbnail(name: str, folder: Path = THUMBNAILS, seeds: Sequence[int] = SEEDS) -> Path:
    """A small picture of a scenario, the mean of its seeds: schools as a line over enterprises by depth."""
    series = _series(name, tuple(seeds))
    series = series[series["region"] == "all"]
    frame = series.groupby("tick")[["year", *METRICS]].mean().reset_index()
    frame = frame.assign(scenario=name, seed=0, region="all")
    with look("en"), mpl.rc_context({"lines.linewidth": 1.6, "lines.markersize": 3.0, "hatch.linewidth": 0.3}):
        figure = Figure(figsize=(2.4, 1.35), dpi=100)
        FigureCanvasAgg(figure)
        ax = figure.add_axes((0.13, 0.13, 0.85, 0.84))
        hot_and_cold(ax, frame, labels=False)
        ax.set_title("")
        ax.set_xlabel("")
        ax.set_yticks([0, 0.5, 1], ["0", ".5", "1"])
        ax.tick_params(labelsize=7, pad=2, length=2)
        return style.write(figure, folder, name, "png")


def _within(half: float, digits: int) -> str:
    """Half an interval; nothing where nearly all worlds are alike."""
    return "" if np.isnan(half) else f" ± {half:,.{digits}f}"


def written(hypothesis: Hypothesis) -> str:
    """What a hypothesis says, in short: output, direction, against what, when."""
    metric, sign, against, years, less, reform, regions = hypothesis
    arrow = {1: "↑", -1: "↓", 0: "="}[sign]
    when = f", year{'s' if years[1] > years[0] else ''} {'–'.join(map(str, sorted(set(years))))}" if years else ""
    compared = f"`{against}`" if against in HYPOTHESES or against in BASELINES else against
    if less is not None:
        shown = f"{reform} against {compared}" if reform else f"against {compared}"
        compared = f"{shown}, beyond that of `{less[0]}` against `{less[1]}`"
    else:
        compared = f"against {compared}"
    where = f" in cities {' and '.join(map(str, regions))}" if regions else ""
    return f"{METRICS[metric].en}{where} {arrow} {compared}{when}"


def size_said(metric: str, effect: float, half: float = float("nan")) -> str:
    """An effect on an output in its unit, with half its interval where there is one."""
    about = METRICS[metric]
    if about.unit in ("share", "degree 0–1") or (about.low, about.high) == (0.0, 1.0):
        size = f"{100 * effect:+.1f}{_within(100 * half, 1)} points"
    elif about.unit.startswith("k¥"):
        size = f"{effect:+,.0f}{_within(half, 0)} k¥"
    else:
        size = f"{effect:+.2f}{_within(half, 2)} {about.unit}"
    return size.replace("-", "−")


def said(finding: Finding) -> str:
    """A finding in one line of the table."""
    half = (finding.high - finding.low) / 2
    verdict = "held" if finding.verdict == "held" else f"**surprise** ({finding.verdict}): {finding.surprise}"
    size = size_said(finding.hypothesis.metric, finding.effect, half)
    if finding.worlds != len(SEEDS):
        size += f" in {finding.worlds} worlds"
    return f"{written(finding.hypothesis)}: {size}, {verdict}"


def markdown(findings: Sequence[Finding]) -> str:
    """The page of all scenarios."""
    held = sum(finding.verdict == "held" for finding in findings)
    names = bundled_scenarios()
    lines = [
        "# Scenarios",
        "",
        "Written by `python -m consortium.experiments.validation.scenario_table`; do not edit by hand.",
        "",
        f"Each of the {len(names)} scenarios is a file of this folder, with its question, its source and what is "
        "expected and why, in English and 中文. A hypothesis was written before the scenario was measured here, though "
        "after the model's calibration, whose results were known, and is not changed since: ↑ rises, "
        f"↓ falls, = stays within {100 * NEGLIGIBLE:.0f} points. It is measured as the mean difference in the same "
        f"worlds over {len(SEEDS)} seeds, with the half-width of its 95 % interval, in the last five years unless "
        "other years are named (none where the difference is the same in all). "
        f"What these leave undecided is measured over {len(MORE_SEEDS)} seeds, and the table says so. "
        f"{held} of {len(findings)} hypotheses held; “undecided” means that these worlds do "
        "not settle it either. With so many intervals some miss by chance. "
        "The reason for a surprise is read off the rules. "
        "Effects are those of a model whose sizes are largely "
        "assumed: they say what follows from the assumptions, not what a city would see.",
        "",
        "A thumbnail shows twenty years: the line is schools that take part; below it enterprises, from the axis "
        "upwards in depth, at placement, and in name only.",
        "",
        "| Outcome | Scenario | What it asks | What was expected, and what came |",
        "|---|---|---|---|",
    ]
    for name in names:
        scenario = load_scenario(name)
        cells = "<br>".join(said(finding) for finding in findings if finding.scenario == name)
        lines.append(
            f"| ![{name}](thumbnails/{name}.png) | [`{name}`]({name}.toml)<br>{scenario.title['en']}<br>"
            f"{scenario.title['zh']} | {scenario.question['en']} | {cells or BASELINES[name]} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure everything and write page and thumbnails."""
    findings = evaluate()
    README.write_text(markdown(findings), encoding="utf-8", newline="\n")
    for old in THUMBNAILS.glob("*.png"):
        if old.stem not in bundled_scenarios():
            old.unlink()
    for name in bundled_scenarios():
        thumbnail(name)
    for finding in findings:
        if finding.verdict != "held" and not finding.surprise:
            print(f"no reason is given yet: {said(finding)} ({finding.scenario})")


if __name__ == "__main__":
    main()
