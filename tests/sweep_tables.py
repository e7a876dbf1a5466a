"""Tables of runs and of indices as sweeps leave them, with known answers, for tests of figures."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes

from consortium.experiments.figures import column, journal_look
from consortium.experiments.figures.base import publishing, style
from consortium.experiments.sweeps.design.design import Design, load_design

HAS_CHINESE = style.cjk_font() is not None
LANGUAGES = ["en", pytest.param("zh", marks=pytest.mark.skipif(not HAS_CHINESE, reason="no font has 中文"))]

DEEP = "deep_participation"
SUBSIDY, MONITORING, COST = "policy.subsidy.per_trainee", "parameters.monitoring", "parameters.application_cost"
GOVERNANCE, BUDGET, START = "parameters.governance", "parameters.budget", "policy.subsidy.start"
SIMPLER, OWNERSHIP = "policy.simplified_procedures.application_cost", "parameters.cost_mixed_ownership"

Levels = Mapping[str, Sequence[Any]]
GRID: Levels = {SUBSIDY: [0.0, 5.6, 11.2, 22.4], MONITORING: [0.0, 0.2, 0.9]}


def sweep_of(
    levels: Levels, seeds: int = 4, deep: Callable[..., float] = lambda *_: 0.2, noise: float = 0.01
) -> pd.DataFrame:
    """Runs of a grid: `deep` of the levels, what its world adds, the same at every point, and noise of each run."""
    chance = np.random.default_rng(1)
    rows = []
    for point, values in enumerate(itertools.product(*levels.values())):
        for seed in range(1, seeds + 1):
            share = deep(*values) + 0.01 * seed + chance.normal(0, noise)
            rows.append(
                {"run_id": len(rows), "point": point, "seed": seed, "status": "done", "error": ""}
                | dict(zip(levels, values, strict=True))
                | {
                    DEEP: share,
                    "formalism": 0.6 - share,
                    "training_quality": 0.63 + share / 10,
                    "public_spending": 9000.0 * share - 400.0,
                }
            )
    return pd.DataFrame(rows)


def rising(subsidy: float, monitoring: float) -> float:
    """Share in depth by subsidy and monitoring."""
    return 0.1 + 0.006 * subsidy + 0.1 * monitoring


def grid_runs() -> pd.DataFrame:
    """Four seeds at every point of `GRID`; both factors raise depth."""
    return sweep_of(GRID, deep=rising)


def written_design(folder: Path, text: str) -> Design:
    """A design as its file describes it."""
    path = folder / "design.toml"
    path.write_text(f'base = "baseline"\ntitle = {{ en = "A sweep", zh = "一次扫描" }}\n{text}', encoding="utf-8")
    return load_design(path)


def grid_design(folder: Path) -> Design:
    """The design of those runs."""
    return written_design(
        folder,
        f"""
        design = "factorial"
        seeds = 4
        [[policy]]
        kind = "subsidy"
        per_trainee = 0.0
        [factors]
        "{SUBSIDY}" = {GRID[SUBSIDY]}
        "{MONITORING}" = {GRID[MONITORING]}
        """,
    )


def drawn(draw: Callable[[Axes], object], lang: str = "en", width: publishing.Width = "one") -> Axes:
    """An axes of the size of a column in which something has been drawn, laid out as in its file."""
    with journal_look(lang):
        figure = column(width)
        ax = figure.subplots()
        draw(ax)
        figure.draw_without_rendering()
    return ax


def title_of(ax: Axes) -> str:
    """The caption of a drawing, in one line."""
    return " ".join(ax.get_title(loc="left").split())


def ticks_of(axis: Any) -> list[str]:
    """What is written at an axis."""
    return [label.get_text() for label in axis.get_ticklabels()]


def index_table(values: Mapping[str, Mapping[str, float]]) -> pd.DataFrame:
    """Indices of factors, each with a narrow interval."""
    rows = [
        {"metric": DEEP, "factor": key, "other": "", "index": index, "value": value, "low": value - 0.02,
         "high": value + 0.02, "n_points": 40}
        for key, of_factor in values.items()
        for index, value in of_factor.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)
