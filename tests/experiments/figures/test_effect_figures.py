"""Figures of paired effects say that they show effects: label, unit, sign, and colours with 0 in the middle."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import colormaps
from matplotlib.collections import QuadMesh

from consortium.experiments.figures import draw_sweep, heat_map, look, main_effects, slide, small_multiples
from consortium.experiments.figures.sweep import drawing as sweeps
from consortium.experiments.figures.sweep.heat_maps import EFFECT_COLOURS
from consortium.experiments.figures.sweep.indices import sensitivity_sentence
from consortium.experiments.figures.sweep.level_effects import effect_sentence
from consortium.experiments.figures.sweep.shown_names import measure, measure_of
from consortium.experiments.report.pages.sweep_page import sweep_page
from consortium.experiments.statistics.inference import mean_interval
from consortium.experiments.sweeps.analysis.paired import paired_effects
from consortium.experiments.sweeps.analysis.run_points import SensitivityError
from consortium.experiments.sweeps.analysis.sensitivity import sensitivity
from consortium.experiments.sweeps.design.design import Design
from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.scenario import load_scenario
from tests.sweep_tables import DEEP, GRID, LANGUAGES, MONITORING, SUBSIDY, grid_design, index_table, sweep_of

EFFECT = f"effect_{DEEP}"


def helps_where_checked(subsidy: float, monitoring: float) -> float:
    """A subsidy that raises depth where it is checked, and lowers it elsewhere."""
    return 0.3 + 0.01 * subsidy * (monitoring - 0.3)


@pytest.fixture(scope="module")
def runs() -> pd.DataFrame:
    return sweep_of(GRID, deep=helps_where_checked)


@pytest.fixture(scope="module")
def effects(runs: pd.DataFrame) -> pd.DataFrame:
    return paired_effects(runs, {SUBSIDY: 0.0})


# --- the table --------------------------------------------------------------------------------------------------------


def test_an_effect_is_taken_in_the_same_world_at_the_same_other_values(
    runs: pd.DataFrame, effects: pd.DataFrame
) -> None:
    worlds = runs.set_index([SUBSIDY, MONITORING, "seed"])[DEEP].to_dict()
    assert len(effects) == 3 * 3 * 4
    for row in effects.to_dict("records"):
        subsidy, monitoring, seed = row[SUBSIDY], row[MONITORING], row["seed"]
        assert row[EFFECT] == worlds[subsidy, monitoring, seed] - worlds[0.0, monitoring, seed]
    assert DEEP not in effects
    assert 0.0 not in set(effects[SUBSIDY])


@given(st.floats(-0.3, 0.3), st.floats(-5, 5))
@settings(max_examples=20)
def test_what_all_points_of_a_world_share_is_no_effect(added: float, chance: float) -> None:
    table = sweep_of(GRID, seeds=2, noise=0.0)
    table[DEEP] = chance * table["seed"] + added * (table[SUBSIDY] > 0)
    found = paired_effects(table, {SUBSIDY: 0.0})[EFFECT]
    np.testing.assert_allclose(found, added, atol=1e-12)


def test_runs_that_failed_have_no_effect_and_lend_none(runs: pd.DataFrame) -> None:
    failed = runs.copy()
    failed.loc[(failed[SUBSIDY] == 0.0) & (failed["seed"] == 1), "status"] = "failed"
    assert set(paired_effects(failed, {SUBSIDY: 0.0})["seed"]) == {2, 3, 4}


@pytest.mark.parametrize(
    ("against", "said"),
    [
        ({}, "against is empty"),
        ({"policy.subsidy.per_traine": 0.0}, "is no factor of these runs.*policy.subsidy.per_trainee"),
        ({SUBSIDY: 1.0}, "is in no run; allowed: 0, 5.6, 11.2, 22.4"),
    ],
)
def test_a_reference_that_is_not_there_is_refused(runs: pd.DataFrame, against: dict[str, float], said: str) -> None:
    with pytest.raises(SensitivityError, match=said):
        paired_effects(runs, against)


# --- its figures ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("metric", list(METRICS))
def test_every_effect_has_its_own_label_and_unit_and_a_sign(metric: str, lang: str) -> None:
    level, effect = measure(metric, lang, 60.0), measure(f"effect_{metric}", lang, 60.0)
    assert effect.label.startswith("Effect on ") if lang == "en" else effect.label.endswith("效应")
    assert effect.factor == level.factor
    assert effect.text(3.0, lang, 1).startswith("+3.0")
    assert effect.text(-3.0, lang, 1).startswith("−3.0")
    assert "%" not in effect.text(3.0, lang) + effect.unit
    assert (effect.unit in ("percentage points", "百分点")) == level.percent


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_heat_map_of_effects_is_centred_on_no_effect(effects: pd.DataFrame, lang: str, tmp_path: Path) -> None:
    with look(lang) as spoken:
        figure = slide()
        ax = heat_map(figure.subplots(), effects, SUBSIDY, MONITORING, EFFECT, spoken, grid_design(tmp_path))
        figure.draw_without_rendering()
        (mesh,) = (part for part in ax.collections if isinstance(part, QuadMesh))
        assert mesh.get_cmap().name == EFFECT_COLOURS
        assert mesh.norm.vmin == -mesh.norm.vmax  # type: ignore[operator]
        caption, unit = " ".join(ax.get_title("left").split()), figure.axes[1].get_ylabel()
        if lang == "en":
            assert caption.startswith("Effect on deep participation (percentage points) · mean of 4 seeds")
            assert "against subsidy per trainee 2.8 k¥ per trainee-year in the same worlds" in caption
            assert unit == "percentage points"
        means = 100 * effects.groupby([MONITORING, SUBSIDY])[EFFECT].mean().to_numpy()
        shown = [text.get_text() for text in ax.texts]
        assert [float(text.replace("−", "-")) for text in shown] == pytest.approx(means, abs=0.51)
        assert all(text[0] in "+−" or float(text) == 0 for text in shown)


def test_the_colours_of_effects_are_distinguished_without_red_and_green() -> None:
    low, middle, high = (np.array(colormaps[EFFECT_COLOURS](share)[:3]) for share in (0.05, 0.5, 0.95))
    assert high[2] - low[2] > 0.2  # one end is blue
    assert middle.min() > 0.9
    assert max(low.mean(), high.mean()) < 0.5


def test_titles_are_of_effects(effects: pd.DataFrame, tmp_path: Path) -> None:
    design = grid_design(tmp_path)
    title = sweeps.map_sentence(effects, SUBSIDY, MONITORING, EFFECT, "en", design)
    assert title.startswith("Effect on deep participation: −")
    assert " to +13 points, highest with " in title
    said = sweeps.changes_sentence(effects, MONITORING, [EFFECT], "en", design)
    assert "the effect on deep participation +" in said or "too few worlds" in said


def test_intervals_of_effects_are_those_of_their_means(effects: pd.DataFrame) -> None:
    """Not what tells points from each other: whether an effect is beyond chance is read against 0."""
    with look() as lang:
        ax = main_effects(slide().subplots(), effects, [SUBSIDY], EFFECT, lang)
        bars = ax.collections[0].get_segments()  # type: ignore[attr-defined]
        for segment, (_, rows) in zip(bars, effects.groupby(SUBSIDY), strict=True):
            found = mean_interval(100 * rows.groupby("seed")[EFFECT].mean().to_numpy())
            assert [segment[0][1], segment[1][1]] == pytest.approx([found.low, found.high], rel=1e-6)
        low, high = ax.get_ylim()
        assert low < 0 < high


def test_a_sweep_of_effects_is_drawn_as_such(effects: pd.DataFrame, tmp_path: Path) -> None:
    paths = draw_sweep(effects, grid_design(tmp_path), tmp_path / "figures")
    names = {path.stem for path in paths}
    assert {"main_effects", "small_multiples", f"heat_map_{EFFECT}", "heat_map_effect_public_spending"} <= names
    assert "frontier" not in names


def test_levels_and_effects_share_no_page(runs: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="levels and effects"):
        draw_sweep(runs.assign(**{EFFECT: 0.0}), grid_design(tmp_path), tmp_path, metrics=(DEEP, EFFECT))


def test_small_multiples_of_effects_have_a_line_at_zero(effects: pd.DataFrame) -> None:
    with look() as lang:
        panels = small_multiples(slide(), effects, SUBSIDY, MONITORING, [EFFECT, "effect_training_quality"], lang)
        for ax in panels:
            assert any(list(line.get_ydata()) == [0, 0] for line in ax.lines)  # type: ignore[arg-type]
            assert ax.get_ylim()[0] < 0 < ax.get_ylim()[1]


# --- effects of reforms at every point --------------------------------------------------------------------------------

REFORM = "subsidy_monitored"
OF_REFORM = f"effect_{DEEP}.{REFORM}"


@pytest.fixture
def compared(tmp_path: Path) -> Design:
    """The grid of a design that compares a reform at every point."""
    return replace(grid_design(tmp_path), reforms=(load_scenario("subsidy_monitored"),))


@pytest.fixture
def with_reform(runs: pd.DataFrame) -> pd.DataFrame:
    """Its runs: the reform adds more depth the more a subsidy stands already."""
    outputs = {f"effect_{name}.subsidy_monitored": 0.0 for name in ("formalism", "training_quality", "public_spending")}
    return runs.assign(**{OF_REFORM: 0.01 + 0.002 * runs[SUBSIDY] + 0.001 * runs["seed"]}, **outputs)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_effect_of_a_reform_is_called_by_the_reform_and_the_output(compared: Design, lang: str) -> None:
    shown = measure_of(OF_REFORM, lang, compared)
    expected = {
        "en": ("Effect of “Subsidy with strong monitoring” on deep participation", "percentage points"),
        "zh": ("“补贴加强监管”的深度参与率效应", "百分点"),
    }
    assert (shown.label, shown.unit) == expected[lang]
    assert shown.is_effect
    assert "subsidy_monitored" in measure(OF_REFORM, lang).label  # without a design nothing is known of titles


def test_a_sweep_of_reforms_is_drawn_as_effects_of_each_and_as_levels_of_the_base(
    with_reform: pd.DataFrame, compared: Design, tmp_path: Path
) -> None:
    names = {path.stem for path in draw_sweep(with_reform, compared, tmp_path / "figures")}
    of_reform = {f"main_effects.{REFORM}", f"small_multiples.{REFORM}", f"heat_map_{OF_REFORM}"}
    assert of_reform | {"main_effects", "small_multiples", f"heat_map_{DEEP}", "frontier"} <= names
    assert not any(name.startswith("frontier.") for name in names)
    only = draw_sweep(with_reform, compared, tmp_path / "only", metrics=[OF_REFORM])
    assert {path.stem for path in only} == of_reform


def test_its_titles_say_whose_effect_and_on_what(with_reform: pd.DataFrame, compared: Design) -> None:
    title = effect_sentence(with_reform, [SUBSIDY, MONITORING], OF_REFORM, "en", compared)
    assert title == (
        "Subsidy per trainee moves the effect of “Subsidy with strong monitoring” on deep participation most: "
        "+1.2 → +5.7 points"
    )
    with look() as lang:
        ax = main_effects(slide().subplots(), with_reform, [SUBSIDY], OF_REFORM, lang, compared)
        caption = " ".join(ax.get_title("left").split())
        assert "against the base in the same worlds" in caption


def test_indices_of_an_effect_name_the_reform(compared: Design) -> None:
    table = index_table({SUBSIDY: {"S1": 0.4, "ST": 0.6}, MONITORING: {"S1": 0.1, "ST": 0.2}}).assign(metric=OF_REFORM)
    said = sensitivity_sentence(table, OF_REFORM, "en", compared).replace("\N{NO-BREAK SPACE}", " ")
    assert said == (
        "Subsidy per trainee explains 40 % of the variance of the effect of “Subsidy with strong monitoring” on deep "
        "participation, 60 % with its interactions"
    )
    assert "“补贴加强监管”的深度参与率效应" in sensitivity_sentence(table, OF_REFORM, "zh", compared)


def test_the_page_of_a_sweep_of_reforms_has_tables_of_effects_before_those_of_levels(
    with_reform: pd.DataFrame, compared: Design, tmp_path: Path
) -> None:
    figures = draw_sweep(with_reform, compared, tmp_path / "figures", metrics=[OF_REFORM])
    page = sweep_page(with_reform, compared, figures, sensitivity(with_reform, compared, [DEEP, OF_REFORM]))
    effect, level = (
        page.find("Effect of “Subsidy with strong monitoring” on deep participation"),
        page.find("<caption>Deep participation"),
    )
    assert "At every point the effects of “Subsidy with strong monitoring”" in page
    assert "Main effects of the factors: effect of “Subsidy with strong monitoring”" in page
    assert effect > 0
    assert level < 0 or effect < level
    assert "补贴加强监管" in sweep_page(with_reform, compared, [], sensitivity(with_reform, compared, [DEEP]), "zh")
