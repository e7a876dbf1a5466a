"""A number beside a tick is the number at which the tick stands, in every figure and for every range."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from consortium.experiments.figures import (
    heat_map,
    look,
    main_effects,
    screening,
    slide,
    small_multiples,
    sobol_indices,
)  # fmt: skip
from consortium.experiments.figures.base import axes
from consortium.experiments.figures.base.ticks import exact_decimals
from consortium.experiments.figures.choice.terms import terms
from consortium.experiments.figures.run import differences
from consortium.experiments.figures.sweep import frontiers, layout
from consortium.experiments.figures.sweep.responses import value_axis
from consortium.experiments.figures.sweep.shown_factors import shown_factor
from tests.sweep_tables import GRID, MONITORING, SUBSIDY, sweep_of

Range = tuple[float, float]


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    """From a number to a larger one, of any size, also far from 0."""
    size = 10.0 ** draw(st.floats(-3, 4))
    low = draw(st.sampled_from([0.0, 1.0, -0.4, 7.3, 100.0])) * size + draw(st.floats(-1, 1)) * size
    return low, low + size * draw(st.floats(0.5, 3))


def parsed(label: str) -> float:
    """The number that a label says."""
    return float(label.replace("−", "-").replace(",", "").rstrip("% \N{NO-BREAK SPACE}"))


def shown_ticks(axis: Axis) -> list[tuple[float, str]]:
    """Ticks within the axis that have a label."""
    low, high = sorted(axis.get_view_interval())
    room = 1e-9 * (high - low)
    labels = [
        (float(at), label.get_text()) for at, label in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=True)
    ]
    return [(at, label) for at, label in labels if label and low - room <= at <= high + room]


def assert_exact(axis: Axis, factor: float = 1.0) -> int:
    """Every label says where its tick stands. Gives how many there are."""
    ticks = shown_ticks(axis)
    step = min(
        (after - before for (before, _), (after, _) in pairwise(ticks)), default=abs(ticks[0][0]) if ticks else 0
    )
    for at, label in ticks:
        assert parsed(label) == pytest.approx(factor * at, abs=1e-5 * factor * step), ticks
    assert len({label for _, label in ticks}) == len(ticks)
    return len(ticks)


def drawn(draw: Callable[[Axes], object]) -> Figure:
    figure = slide()
    draw(figure.subplots())
    figure.draw_without_rendering()
    return figure


def arms(low: float, high: float) -> pd.DataFrame:
    """Three arms for a frontier, with costs and depths over a range."""
    rows = [
        (str(i), str(i), str(i), "million", "", "", value, value, value, value, value, value, "")
        for i, value in enumerate(np.linspace(low, high, 3))
    ]
    return pd.DataFrame(rows, columns=frontiers.COLUMNS)


def indices(low: float, high: float, first: str, second: str) -> pd.DataFrame:
    rows = [
        ("deep_participation", key, index, value, value, value)
        for key, value in ((SUBSIDY, low), (MONITORING, high))
        for index in (first, second)
    ]
    return pd.DataFrame(rows, columns=["metric", "factor", "index", "value", "low", "high"])


NUMBERS: dict[str, Callable[[Axes, float, float], object]] = {
    "values": lambda ax, low, high: value_axis(ax, np.array([low, high])),
    "frontier": lambda ax, low, high: frontiers.frontier(ax, arms(low, high)),
    "screening": lambda ax, low, high: screening(ax, indices(abs(low), abs(high), "mu_star", "sigma")),
    "effects": lambda ax, low, high: differences.effects(ax, {"reform": pd.Series([low, high])}, "points"),
    "terms": lambda ax, low, high: terms(ax, {"a": low, "b": high}, {1: low, 2: high, 3: high}, (low, high)),
    "signed": lambda ax, low, high: (ax.plot([low, high]), axes.signed_axis(ax, 0.0)),
    "money": lambda ax, low, high: (ax.plot([low, high]), axes.money_axis(ax)),
}
"""What draws numbers on an axis."""


@pytest.mark.parametrize("name", NUMBERS)
@given(ends=ranges())
@settings(max_examples=10)
def test_every_number_of_an_axis_is_where_its_tick_stands(name: str, ends: Range) -> None:
    with look():
        figure = drawn(lambda ax: NUMBERS[name](ax, *ends))
        value_axes = [axis for axis in (figure.axes[0].xaxis, figure.axes[0].yaxis) if not fixed(axis)]
        assert sum(map(assert_exact, value_axes)) >= 1


def fixed(axis: Axis) -> bool:
    """Whether names or levels stand at the ticks rather than numbers of the axis."""
    return isinstance(axis.get_major_locator(), FixedLocator)


@given(ends=ranges())
@settings(max_examples=10)
def test_shares_of_variance_stand_at_their_per_cent(ends: Range) -> None:
    low, high = (abs(end) / 1e4 for end in ends)
    with look():
        figure = drawn(lambda ax: sobol_indices(ax, indices(low, high, "S1", "ST")))
        assert_exact(figure.axes[0].xaxis, 100.0)


@given(ends=ranges())
@settings(max_examples=3)
def test_numbers_of_a_colour_bar_and_of_lines_are_where_their_ticks_stand(ends: Range) -> None:
    low, high = ends
    runs = sweep_of(GRID, seeds=1, deep=lambda subsidy, _: low + (high - low) * subsidy / 22.4, noise=0.0)
    with look():
        figure = drawn(lambda ax: heat_map(ax, runs, SUBSIDY, MONITORING))
        assert assert_exact(figure.axes[1].yaxis) >= 1
        lines = slide()
        panels = small_multiples(lines, runs, SUBSIDY, MONITORING)
        lines.draw_without_rendering()
        assert all(assert_exact(ax.yaxis) >= 1 for ax in panels)
        figure = drawn(lambda ax: main_effects(ax, runs))
        assert assert_exact(figure.axes[0].yaxis) >= 1


@given(ends=ranges(), many=st.integers(3, 30))
@settings(max_examples=25)
def test_levels_stand_at_their_values(ends: Range, many: int) -> None:
    values = list(np.linspace(*ends, many))
    with look():
        figure = slide()
        ax = figure.subplots()
        ax.set_xlim(-0.5, many - 0.5)
        layout.label_axis(ax, ax.xaxis, values, shown_factor("parameters.monitoring", "en"))
        figure.draw_without_rendering()
        ticks = shown_ticks(ax.xaxis)
        gap = (values[-1] - values[0]) / (many - 1)
        assert ticks
        for at, label in ticks:
            assert parsed(label) == pytest.approx(np.interp(at, range(many), values), abs=0.02 * gap)


def test_half_steps_are_not_rounded_to_whole_ones() -> None:
    def draw(ax: Axes) -> None:
        value_axis(ax, np.array([9.0, 13.0]))
        ax.set_ylim(6.9, 15.5)  # room for names

    with look():
        figure = drawn(draw)
        assert [label for _, label in shown_ticks(figure.axes[0].yaxis)] == ["7.5", "10.0", "12.5", "15.0"]


@given(
    first=st.integers(-10_000, 10_000),
    step=st.sampled_from(["1", "2", "2.5", "5", "12.5"]),
    decade=st.integers(-8, 6),
    many=st.integers(1, 8),
)
def test_so_many_decimals_write_ticks_as_they_are_and_no_more(first: int, step: str, decade: int, many: int) -> None:
    exact = [(first + place) * Decimal(step).scaleb(decade) for place in range(many)]
    digits = exact_decimals([float(value) for value in exact])
    assert digits == max(max(0, -int(value.normalize().as_tuple().exponent)) for value in exact if value or many == 1)
