"""Figures of sweeps show what the runs say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.patches import Rectangle

from consortium.experiments.comparison.budgets import BudgetPlan, Fitted
from consortium.experiments.comparison.comparison import Comparison
from consortium.experiments.comparison.dominance import dominators
from consortium.experiments.figures import (
    arms_of_comparison,
    arms_of_sweep,
    column,
    frontier,
    heat_map,
    journal_look,
    main_effects,
    screening,
    small_multiples,
    sobol_indices,
)
from consortium.experiments.figures.base import publishing, style
from consortium.experiments.figures.sweep import (
    drawing as sweeps,
)
from consortium.experiments.figures.sweep import (
    frontiers,
    heat_maps,
    indices,
    level_effects,
    shown_names,
)
from consortium.experiments.figures.sweep.shown_factors import shown_factor
from consortium.experiments.presentation.numbers import number
from consortium.experiments.report.answers import answer
from consortium.experiments.runs.batch import Batch, Replicate
from consortium.experiments.sweeps.design.design import Design
from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.scenario import load_scenario
from tests.sweep_tables import (
    COST,
    DEEP,
    GOVERNANCE,
    GRID,
    MONITORING,
    SUBSIDY,
    drawn,
    index_table,
    sweep_of,
    ticks_of,
    title_of,
    written_design,
)

# --- heat maps --------------------------------------------------------------------------------------------------------


def cells_of(ax: Axes) -> np.ma.MaskedArray[Any, Any]:
    mesh = next(artist for artist in ax.collections if isinstance(artist, QuadMesh))
    return np.ma.asarray(mesh.get_array())


def test_a_heat_map_shows_the_means_in_the_unit_in_which_they_are_read(runs: pd.DataFrame, design: Design) -> None:
    ax = drawn(lambda ax: heat_map(ax, runs, SUBSIDY, MONITORING, "public_spending", "en", design))
    means = runs.groupby([MONITORING, SUBSIDY])["public_spending"].mean().unstack() * 60 / 1000
    np.testing.assert_allclose(cells_of(ax).reshape(means.shape), means)
    assert ticks_of(ax.xaxis) == ["2.8", "8.4", "14", "25.2"]
    assert ticks_of(ax.yaxis) == ["0", "0.2", "0.9"]
    bar = ax.figure.axes[1]
    assert bar.get_ylabel() == "million yuan a year"
    written = {text.get_text() for text in ax.texts}
    assert {number(value, 0) for value in means.to_numpy().ravel()} <= written


def test_the_caption_gives_the_largest_standard_error(runs: pd.DataFrame) -> None:
    ax = drawn(lambda ax: heat_map(ax, runs, SUBSIDY, MONITORING, DEEP))
    worst = 100 * runs.groupby([SUBSIDY, MONITORING])[DEEP].sem().max()
    assert f"mean of 4 seeds · standard error at most {worst:.1f} points" in title_of(ax)
    one = drawn(lambda ax: heat_map(ax, runs[runs["seed"] == 1], SUBSIDY, MONITORING, DEEP))
    assert "one seed, so no error is known" in title_of(one)


def test_a_third_factor_is_averaged_over_and_named(runs: pd.DataFrame) -> None:
    third = pd.concat([runs.assign(**{COST: 1.0}), runs.assign(**{COST: 8.0, DEEP: runs[DEEP] + 0.1})])
    ax = drawn(lambda ax: heat_map(ax, third, SUBSIDY, MONITORING, DEEP))
    np.testing.assert_allclose(
        cells_of(ax).ravel(), 100 * (runs.groupby([MONITORING, SUBSIDY])[DEEP].mean().to_numpy() + 0.05)
    )
    assert "averaged over cost of applying for support" in title_of(ax)


def hatched(ax: Axes) -> list[tuple[float, float]]:
    return [patch.get_xy() for patch in ax.patches if isinstance(patch, Rectangle) and patch.get_hatch()]


def test_points_without_a_result_are_hatched(runs: pd.DataFrame, design: Design) -> None:
    never_run, failed = 0, 5
    partial = runs[runs["point"] != never_run].copy()
    partial.loc[partial["point"] == failed, "status"] = "failed"
    ax = drawn(lambda ax: heat_map(ax, partial, SUBSIDY, MONITORING, DEEP, "en", design))
    assert sorted(hatched(ax)) == [(-0.5, -0.5), (0.5, 1.5)]
    assert "hatched: no result" in title_of(ax)
    whole = drawn(lambda ax: heat_map(ax, runs, SUBSIDY, MONITORING, DEEP, "en", design))
    assert hatched(whole) == []
    assert "hatched" not in title_of(whole)


def test_the_cell_of_the_base_is_framed(runs: pd.DataFrame, design: Design) -> None:
    ax = drawn(lambda ax: heat_map(ax, runs, SUBSIDY, MONITORING, DEEP, "en", design))
    frames = [patch for patch in ax.patches if isinstance(patch, Rectangle) and not patch.get_fill()]
    assert [frame.get_center().tolist() for frame in frames] == [pytest.approx([0, 1])]  # subsidy 0, monitoring 0.2
    assert "framed: as it stands" in title_of(ax)


def test_a_base_between_the_levels_is_pointed_at_from_the_axes(tmp_path: Path) -> None:
    levels = {MONITORING: [0.0, 0.4, 0.8], COST: [8.4, 16.8, 33.6]}
    text = f'design = "factorial"\nseeds = 2\n[factors]\n"{MONITORING}" = [0.0, 0.4, 0.8]\n"{COST}" = [8.4, 16.8, 33.6]'
    between = written_design(tmp_path, text)
    assert between.base.parameters["application_cost"] == 16.8
    ax = drawn(lambda ax: heat_map(ax, sweep_of(levels, 2), MONITORING, COST, DEEP, "en", between))
    assert [np.asarray(line.get_xydata()).tolist() for line in ax.lines] == [[[0.5, -0.5]], [[-0.5, 1.0]]]
    assert "triangles at the axes: as it stands" in title_of(ax)


def test_levels_at_equal_ratios_make_an_axis_with_round_numbers() -> None:
    many = sweep_of({SUBSIDY: list(np.linspace(0, 22.4, 20)), COST: list(np.geomspace(0.5, 50, 20))}, seeds=2)
    ax = drawn(lambda ax: heat_map(ax, many, COST, SUBSIDY, DEEP))
    assert ticks_of(ax.xaxis) == ["0.5", "1", "2", "5", "10", "20", "50"]
    places = ax.get_xticks()
    np.testing.assert_allclose(places, 19 * np.log(np.array([0.5, 1, 2, 5, 10, 20, 50]) / 0.5) / np.log(100))
    assert [text for text in ax.texts if text.get_text()] == []  # 400 numbers would not fit


@pytest.mark.parametrize("share", np.linspace(0, 1, 21))
def test_numbers_in_cells_can_be_read_on_every_colour(share: float) -> None:
    colour = colormaps[heat_maps.COLOURS](share)
    ink = {"white": (1.0, 1.0, 1.0), "black": (0.0, 0.0, 0.0)}[heat_maps.ink_on(colour)]

    def luminance(parts: Sequence[float]) -> float:
        return sum(
            weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
            for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=False)
        )

    dark, light = sorted((luminance(ink), luminance(colour)))
    assert (light + 0.05) / (dark + 0.05) >= 4.5  # the contrast that WCAG asks for


def test_contours_are_drawn_over_numbers_only(runs: pd.DataFrame) -> None:
    def lines(rows: pd.DataFrame, x: str) -> int:
        ax = drawn(lambda ax: heat_map(ax, rows, x, MONITORING, DEEP, contours=[20.0]))
        return len(ax.collections)

    words = sweep_of({GOVERNANCE: ["government_led", "joint"], MONITORING: [0.0, 0.9]})
    assert lines(runs, SUBSIDY) == 2
    assert lines(runs[runs["point"] != 0], SUBSIDY) == 1
    assert lines(words, GOVERNANCE) == 1


# --- several outputs, and each factor ---------------------------------------------------------------------------------


@pytest.mark.parametrize("width", ["one", "two"])
def test_small_multiples_share_a_key_and_name_the_axis_below_only(runs: pd.DataFrame, width: publishing.Width) -> None:
    metrics = (DEEP, "formalism", "training_quality", "public_spending")
    with journal_look():
        figure = column(width, 110)
        panels = small_multiples(figure, runs, SUBSIDY, MONITORING, metrics)
        figure.draw_without_rendering()
    assert [title_of(ax) for ax in panels] == [
        "Deep participation (%)", "Formalism (%)", "Training quality (degree 0–1)",
        "Public spending (k¥ per year, model)",
    ]  # fmt: skip
    lowest = max(place.rowspan.start for ax in panels if (place := ax.get_subplotspec()))
    for ax in panels:
        place = ax.get_subplotspec()
        assert place is not None
        assert bool(ax.get_xlabel()) == (place.rowspan.start == lowest)
        for line, level in zip(ax.lines, GRID[MONITORING], strict=True):
            assert line.get_label() == shown_names.level_label(level, "en")
        assert len({(line.get_color(), line.get_marker()) for line in ax.lines}) == 3
    keys = [legend for ax in figure.axes if (legend := ax.get_legend())]
    assert len(keys) == 1
    said = {text.get_text() for text in keys[0].get_texts()}
    assert {"0", "0.2", "0.9"} < said
    np.testing.assert_allclose(
        panels[0].lines[2].get_ydata(),  # type: ignore[arg-type]
        100 * runs[runs[MONITORING] == 0.9].groupby(SUBSIDY)[DEEP].mean(),
    )


def test_many_values_of_the_second_factor_become_maps(runs: pd.DataFrame) -> None:
    many = sweep_of({SUBSIDY: [0.0, 5.0], MONITORING: list(np.linspace(0, 1, 9))})
    with journal_look():
        panels = small_multiples(column("two"), many, SUBSIDY, MONITORING, (DEEP, "formalism"))
        assert all(cells_of(ax).size == 18 for ax in panels)
        with pytest.raises(ValueError, match="needs two factors"):
            small_multiples(column("two"), runs, SUBSIDY, None, (DEEP,), kind="maps")
        with pytest.raises(ValueError, match="at least one output"):
            small_multiples(column("two"), runs, SUBSIDY, MONITORING, ())


def test_main_effects_stand_side_by_side_with_their_means(runs: pd.DataFrame) -> None:
    ax = drawn(lambda ax: main_effects(ax, runs, metric=DEEP))
    middle, *lines = [line for line in ax.lines if len(np.atleast_1d(line.get_xdata())) > 1][:3]
    np.testing.assert_allclose(np.asarray(middle.get_ydata(), float), 100 * runs[DEEP].mean())
    for key, line in zip(GRID, lines, strict=True):
        np.testing.assert_allclose(line.get_ydata(), 100 * runs.groupby(key)[DEEP].mean())  # type: ignore[arg-type]
    assert "95 % interval, the same worlds everywhere" in title_of(ax)
    shown = [" ".join(text.get_text().split()) for text in ax.texts]
    assert shown == ["Subsidy per trainee (k¥ per trainee-year, added)", "Monitoring and audit (level 0–1)"]


def test_of_many_factors_those_that_move_most_are_drawn() -> None:
    keys = [
        f"parameters.{name}"
        for name in ("poach", "H", "r0", "peer", "horizon", "beta", "q_ref", "fee", "R", "F_nominal")
    ]
    chance = np.random.default_rng(2)
    sample = pd.DataFrame(chance.uniform(0.1, 1, (200, 10)), columns=keys).assign(
        seed=1, point=range(200), status="done"
    )
    sample[DEEP] = 0.5 * sample[keys[3]] + 0.3 * sample[keys[7]] + 0.001 * sample[keys[0]]
    ax = drawn(lambda ax: main_effects(ax, sample, metric=DEEP, most=2), width="two")
    assert [text.get_text().split("\n")[0] for text in ax.texts] == [
        shown_factor(key, "en").titled for key in (keys[3], keys[7])
    ]
    assert "the 2 of 10 factors that move it most" in title_of(ax)
    assert "95 % interval over the points within" in title_of(ax)


# --- sensitivity ------------------------------------------------------------------------------------------------------


def test_a_screening_numbers_the_factors_by_what_they_move() -> None:
    names = list(PARAMETERS)[20:40]
    table = index_table(
        {
            f"parameters.{name}": {"mu_star": (place * 7 % 20) / 100, "sigma": 0.05, "mu": 0.0}
            for place, name in enumerate(names)
        }
    )
    ax = drawn(lambda ax: screening(ax, table, DEEP, most_named=3), width="two")
    wide = table[table["index"] == "mu_star"].set_index("factor")["value"]
    first = list(wide.sort_values(ascending=False).index[:3])
    legend = ax.get_legend()
    assert legend is not None
    entries = [" ".join(text.get_text().split()) for text in legend.get_texts()]
    assert entries == [f"{n} {shown_names.factor_label(key, 'en')}" for n, key in enumerate(first, start=1)]
    pale, bold = ax.lines[:2]
    assert len(pale.get_xydata()) == 17  # type: ignore[arg-type]
    assert sorted(bold.get_xdata()) == pytest.approx(sorted(100 * wide[first]))  # type: ignore[arg-type]
    said = indices.sensitivity_sentence(table, DEEP, "en")
    assert said.startswith(shown_names.factor_label(first[0], "en"))
    assert f"; {int((wide > 0.1 * wide.max()).sum())} of 20 factors" in said


def test_sobol_indices_stand_with_the_largest_total_above() -> None:
    table = index_table(
        {MONITORING: {"S1": 0.2, "ST": 0.3}, SUBSIDY: {"S1": 0.5, "ST": 0.7}, COST: {"S1": -0.01, "ST": 0.05}}
    )
    second = table.iloc[[0]].assign(other=COST, index="S2", value=0.4)
    table = pd.concat([table, second])
    ax = drawn(lambda ax: sobol_indices(ax, table, DEEP))
    assert [text.replace("\n", " ") for text in ticks_of(ax.yaxis)] == [
        "Subsidy per trainee", "Monitoring and audit", "Cost of applying for support",
    ]  # fmt: skip
    alone, total = ax.containers
    assert [bar.get_width() for bar in alone] == pytest.approx([0.5, 0.2, -0.01])
    assert [bar.get_width() for bar in total] == pytest.approx([0.7, 0.3, 0.05])
    assert indices.sensitivity_sentence(table, DEEP, "en") == (
        "Subsidy per trainee explains 50\xa0% of the variance of deep participation, 70\xa0% with its interactions"
    )


@pytest.mark.parametrize("draw", [screening, sobol_indices])
def test_indices_that_nobody_knows_leave_an_empty_panel(draw: Callable[..., Axes]) -> None:
    empty = index_table({MONITORING: dict.fromkeys(("mu_star", "sigma", "S1", "ST"), float("nan"))})
    ax = drawn(lambda ax: draw(ax, empty, DEEP))
    assert "no run has a result" in title_of(ax)
    assert indices.sensitivity_sentence(empty, DEEP, "en") == "Deep participation: no result"


# --- the frontier -----------------------------------------------------------------------------------------------------


def arms_at(places: Sequence[tuple[float, float]]) -> pd.DataFrame:
    """Arms that cost and reach the same in every world, so that the best for each sum dominates."""
    arms = pd.DataFrame(places, columns=["cost", "deep"], dtype=float)
    names = [f"arm {n}" for n in range(len(arms))]
    ends = {f"{name}_{end}": arms[name] + away for name in ("cost", "deep") for end, away in (("low", -1), ("high", 1))}
    columns: dict[str, Any] = {"unit": "million yuan a year", "bars": "bars: certain", "marks": ""}
    worlds = {name: pd.DataFrame([dict(zip(names, arms[name], strict=True))] * 5) for name in ("deep", "cost")}
    columns["dominated_by"] = list(dominators(worlds["deep"], worlds["cost"]).values())
    return arms.assign(arm=names, label=names, mark=names, **columns, **ends)[frontiers.COLUMNS]


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 5)), min_size=1, max_size=12))
def test_the_line_joins_the_deepest_for_each_sum_and_no_dominated_arm(places: list[tuple[int, int]]) -> None:
    arms = arms_at(places)
    best = frontiers.efficient(arms)
    for own, deepest, dominator in zip(places, best, arms["dominated_by"], strict=True):
        assert (dominator != "") == any(cost <= own[0] and deep > own[1] for cost, deep in places)
        beaten = any(cost <= own[0] and deep >= own[1] and (cost, deep) != own for cost, deep in places)
        assert deepest != beaten


def test_the_frontier_names_every_arm_and_draws_dominated_ones_pale() -> None:
    places = [(50.0, 13.0), (130.0, 16.0), (200.0, 27.0), (210.0, 14.0)]
    ax = drawn(lambda ax: frontier(ax, arms_at(places)))
    assert {text.get_text() for text in ax.texts} == {"arm 0", "arm 1", "arm 2", "arm 3"}
    marks = [(line.get_color(), line.get_xydata()) for line in ax.lines[:3]]
    assert [colour for colour, _ in marks] == [style.MIST, style.BLUE, style.BLUE]
    assert [np.asarray(places).tolist() for _, places in marks] == [
        [[210.0, 14.0]],
        [],
        [[50.0, 13.0], [130.0, 16.0], [200.0, 27.0]],
    ]
    steps = ax.lines[3]
    assert steps.get_drawstyle() == "steps-post"
    assert np.asarray(steps.get_ydata()).tolist() == [13.0, 16.0, 27.0, 27.0]
    assert "Grey: dominated beyond noise" in title_of(ax)
    assert frontiers.frontier_sentence(arms_at(places), "en") == (
        "3 of 4 arms are not dominated; deepest: “arm 2”, 27\xa0% in depth for 200 million yuan a year"
    )
    assert frontiers.frontier_sentence(arms_at(places[:3]), "zh", named=False).startswith("3个方案无一被占优")


def compared(noise: float = 0.0, budget: BudgetPlan | None = None) -> Comparison:
    """A comparison of three arms in six worlds, with chosen spending, which rises over six years, and depth.

    Reform b reaches less than a and costs more; by `noise` it may be more in single worlds.
    """
    base = load_scenario("baseline", ["years=6"])
    arms = [base, *(base.with_(name=name, title={"en": f"Reform {name}", "zh": f"改革{name}"}) for name in "ab")]
    replicates = []
    for (deep, cost), arm in zip(((0.10, 500.0), (0.15, 900.0), (0.12, 1000.0)), arms, strict=True):
        for seed in (1, 2, 3, 4, 5, 6):
            ticks = np.arange(13)
            year = (ticks + 1) // 2
            series = pd.DataFrame({"scenario": arm.name, "seed": seed, "tick": ticks, "year": year})
            known = dict.fromkeys(METRICS, 0.0) | {DEEP: deep + 0.01 * seed}
            known[DEEP] += noise * (-1) ** seed * (arm.name == "b")
            series = pd.concat([series.assign(region="all"), pd.DataFrame(known, index=series.index)], axis=1)
            series["public_spending"] = cost / 2 * np.where(year == 1, 0.4, 1.0)
            replicates.append(Replicate(arm.name, seed, series))
    return Comparison(Batch(tuple(arms), (1, 2, 3, 4, 5, 6), tuple(replicates)), budget)


def test_the_arms_of_a_comparison_stand_at_their_levels_with_paired_intervals() -> None:
    arms = arms_of_comparison(compared())
    assert list(arms["label"]) == ["Baseline: hot schools, cold enterprises", "Reform a", "Reform b"]
    assert arms["cost"].tolist() == pytest.approx([30.0, 54.0, 60.0])  # k¥ × 60 / 1000
    assert arms["deep"].tolist() == pytest.approx([13.5, 18.5, 15.5])
    assert arms[["deep_low", "deep_high"]].iloc[0].isna().all()
    assert arms["dominated_by"].tolist() == ["", "", "a"]
    assert arms[["deep_low", "deep_high"]].iloc[1].isna().all(), "the same in every world: the spread is not known"
    assert frontiers.efficient(arms).tolist() == [True, True, False]
    within = arms_of_comparison(compared(noise=0.2))
    assert within["dominated_by"].tolist() == ["", "", ""], "less deep on average, but not beyond noise"
    assert frontiers.efficient(within).tolist() == [True, True, False], "it still lies below the line"


def test_on_a_budget_the_frontier_the_ranking_and_the_answers_tell_one_cost_and_one_dominator() -> None:
    """The budget is held against the mean of all years; the last five years cost more."""
    plain = compared()
    arms = plain.reforms
    plan = BudgetPlan(360.0, plain.base, tuple(Fitted(arm, 1.0, 360.0, "") for arm in arms))
    comparison = compared(budget=plan)
    ranking = comparison.ranking
    assert ranking is not None
    cost = ranking.set_index("reform")["cost"]
    assert cost.to_dict() == pytest.approx({"a": 360.0, "b": 450.0})
    shown = arms_of_comparison(comparison, "zh").set_index("arm")
    assert (shown["cost"] - shown["cost"].iloc[0])[["a", "b"]].to_dict() == pytest.approx((cost * 6).to_dict())  # 万元
    assert "成本为全部年份的均值" in shown["bars"].iloc[0]
    assert ranking.set_index("reform")["dominated_by"].to_dict() == shown["dominated_by"][["a", "b"]].to_dict()
    assert shown["dominated_by"].tolist() == ["", "", "a"]
    said = answer(comparison, arms[0], "en").sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert "for ¥ 21.6 million a year of additional public money, mean of all years" in said
    assert "it rises in all 6 worlds" in said
    assert "公共支出按全部年份平均每年多2,160万元" in answer(comparison, arms[0], "zh").sentence
    assert "6个世界全部提高" in answer(comparison, arms[0], "zh").sentence
    without = answer(plain, arms[0], "en").sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert "for ¥ 24.0 million a year of additional public money (" in without


def test_the_points_of_a_sweep_are_named_by_what_is_varied(runs: pd.DataFrame, design: Design) -> None:
    arms = arms_of_sweep(runs, "en", design)
    assert len(arms) == 12
    assert arms["mark"].iloc[0] == "2.8 / 0"
    assert arms["label"].iloc[-1] == "subsidy per trainee 25.2, monitoring and audit 0.9"
    cell = runs[(runs[SUBSIDY] == 22.4) & (runs[MONITORING] == 0.9)]
    assert arms["cost"].iloc[-1] == pytest.approx(cell["public_spending"].mean() * 60 / 1000)
    assert arms["deep"].iloc[-1] == pytest.approx(100 * cell[DEEP].mean())
    ax = drawn(lambda ax: frontier(ax, arms))
    assert ax.get_xlabel() == "Public spending (million yuan a year)"
    assert "names: subsidy per trainee (k¥ per trainee-year) / monitoring and audit (level 0–1)" in title_of(ax)
    model = drawn(lambda ax: frontier(ax, arms_of_sweep(runs)))  # without a design its scale is unknown
    assert model.get_xlabel() == "Public spending (k¥ per year, model)"


# --- what titles say --------------------------------------------------------------------------------------------------


def test_the_title_of_a_heat_map_says_from_what_to_what_and_where(runs: pd.DataFrame, design: Design) -> None:
    means = 100 * runs.groupby([SUBSIDY, MONITORING])[DEEP].mean()
    assert sweeps.map_sentence(runs, SUBSIDY, MONITORING, DEEP, "en", design) == (
        f"Deep participation: {means.min():.0f} to {means.max():.0f}\xa0%, highest with "
        "subsidy per trainee 25.2 k¥ per trainee-year and monitoring and audit 0.9"
    )
    assert sweeps.map_sentence(runs, SUBSIDY, MONITORING, DEEP, "zh").endswith(
        "，最高点：每学徒补贴+22.4千元/学徒年和监管力度0.9"
    )


def test_titles_find_nothing_in_noise() -> None:
    flat = sweep_of(GRID, seeds=6)
    assert "no difference beyond noise" in sweeps.map_sentence(flat, SUBSIDY, MONITORING, DEEP, "en")
    assert "no difference beyond noise" in level_effects.effect_sentence(flat, list(GRID), DEEP, "en", None)
    assert sweeps.changes_sentence(flat, SUBSIDY, (DEEP,), "en").endswith(": no clear change")
    few = flat.loc[flat["seed"] <= flat["seed"].min() + 1]
    assert sweeps.changes_sentence(few, SUBSIDY, (DEEP,), "en").endswith(": too few worlds to judge (2; at least 5)")
    assert sweeps.changes_sentence(few, SUBSIDY, (DEEP,), "zh").endswith("：世界太少，无法判断（2个，至少需要5个）")
    same = flat.assign(**{DEEP: 0.25})
    assert sweeps.map_sentence(same, SUBSIDY, MONITORING, DEEP, "en") == "Deep participation: 25\xa0% everywhere"


def test_titles_of_effects_go_in_the_direction_of_the_factor() -> None:
    falling = sweep_of(
        {COST: [0.5, 4.0, 16.0], MONITORING: [0.0, 0.9]}, deep=lambda cost, _: 0.4 - 0.02 * cost, seeds=6
    )
    means = 100 * falling.groupby(COST)[DEEP].mean()
    assert level_effects.effect_sentence(falling, [COST, MONITORING], DEEP, "en", None) == (
        f"Cost of applying for support moves deep participation most: {means.iloc[0]:.0f} → {means.iloc[2]:.0f}\xa0%"
    )
    change = 100 * (falling[falling[COST] == 16][DEEP].mean() - falling[falling[COST] == 0.5][DEEP].mean())
    assert sweeps.changes_sentence(falling, COST, (DEEP, "formalism"), "en") == (
        f"With cost of applying for support from 0.5 to 16: deep participation −{-change:.0f} points, "
        f"formalism +{-change:.0f} points"
    )
