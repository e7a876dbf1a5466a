"""Figures of estimates say which of them miss the truth, and show what was measured."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from consortium.experiments import figures
from consortium.experiments.evaluation.errors import ERROR_COLUMNS, Measured, summary

NAMES = ["two_way_fixed_effects", "callaway_santanna", "two_stage", "synthetic_control"]


def measured(off: dict[str, float], migration: float = 0.0, spillover: float = 0.0) -> Measured:
    """Ten worlds with a true effect of 2; estimators miss it by luck, and some by more."""
    luck = np.random.default_rng(1).normal(scale=0.3, size=(10, 4))
    luck -= luck.mean(axis=0)
    rows, times = [], []
    for seed in range(10):
        for place, name in enumerate(NAMES):
            error = off.get(name, 0.0)
            estimate = 2.0 + error + spillover + luck[seed, place]
            row = [
                migration,
                seed,
                "employment_rate",
                name,
                2.0,
                estimate,
                1.0,
                3.0,
                error,
                spillover,
                luck[seed, place],
                0.0,
            ]
            rows.append(row)
            times += [[migration, seed, "employment_rate", name, since, estimate] for since in range(4)]
        times += [[migration, seed, "employment_rate", "truth", since, 2.0] for since in range(4)]
    columns = [*ERROR_COLUMNS[:4], "since", "effect"]
    return Measured(pd.DataFrame(rows, columns=ERROR_COLUMNS), pd.DataFrame(times, columns=columns))


def title(figure: Figure) -> str:
    return " ".join(figure.get_suptitle().split())


@pytest.mark.parametrize(
    ("off", "lang", "said"),
    [
        ({}, "en", "Employment rate: the true effect is +2.0 percentage points; no estimator errs by more than chance"),
        ({"two_way_fixed_effects": -1.0}, "en", "two-way fixed effects errs by −1.0, more than chance explains"),
        (
            {"two_way_fixed_effects": -1.0, "callaway_santanna": 0.5},
            "en",
            "two-way fixed effects and Callaway–Sant'Anna err by −1.0 and +0.5, more than chance explains",
        ),
        ({"synthetic_control": 1.0}, "zh", "合成控制法的误差为+1.0"),
    ],
)
def test_an_event_study_names_the_estimators_that_miss_the_truth(off: dict[str, float], lang: str, said: str) -> None:
    with figures.look(lang) as spoken:
        figure = figures.event_study(figures.slide(8.2), measured(off), spoken)
    if spoken == lang:
        assert said.replace(" ", "") in title(figure).replace(" ", "")
    assert len(figure.axes) == len(NAMES)
    for ax in figure.axes:
        truth = np.asarray(ax.get_lines()[2].get_ydata(), float)
        assert truth == pytest.approx([2.0] * 4)


def test_an_event_study_of_several_outcomes_is_refused() -> None:
    both = measured({}).joined(measured({}, migration=0.5))
    with figures.look() as lang, pytest.raises(ValueError, match="one outcome and one share of migration"):
        figures.event_study(figures.slide(), both, lang)


@pytest.mark.parametrize(("lang", "said"), [("en", "by 25 % of the true one"), ("zh", "偏移真实效应的25%")])
def test_errors_are_drawn_with_and_without_migration_and_the_title_says_what_migration_shifts(
    lang: str, said: str
) -> None:
    table = summary(measured({}).joined(measured({}, migration=0.5, spillover=0.5)).errors)
    with figures.look(lang) as spoken:
        figure = figures.estimation_errors(figures.slide(), table, spoken)
    if spoken == lang:
        assert said.replace(" ", "") in title(figure).replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    lines = [(line.get_marker(), np.asarray(line.get_xdata(), float)) for line in figure.axes[0].get_lines()]
    dots = [places[0] for marker, places in lines if marker in ("o", "s") and len(places) == 1]
    assert dots == pytest.approx([0.0, 0.5] * len(NAMES), abs=1e-9)


def test_where_migration_shifts_nothing_the_title_says_so() -> None:
    table = summary(measured({}).joined(measured({}, migration=0.5)).errors)
    with figures.look() as lang:
        figure = figures.estimation_errors(figures.slide(), table, lang)
    assert title(figure).startswith("Migration shifts no estimate by more than 0")
