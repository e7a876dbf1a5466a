"""Sensitivity finds the effects that are known to be in made-up runs, and says so when runs are missing."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from consortium.experiments.sweeps.analysis.sensitivity import COLUMNS, SensitivityError, main_effects, sensitivity
from consortium.experiments.sweeps.design.design import Design, load_design
from consortium.simulation.parameters import PARAMETERS

UNIT = {name: f'"parameters.{name}" = {{ low = 0, high = 1 }}' for name in ("monitoring", "poach", "leak", "prepaid")}


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Design]:
    def make(kind: str, *factors: str, settings: str = "", seeds: str = "3") -> Design:
        text = f'base = "baseline"\ndesign = "{kind}"\nseeds = {seeds}\n{settings}\n[factors]\n' + "\n".join(factors)
        path = tmp_path / "made.toml"
        path.write_text(text + "\n", encoding="utf-8")
        return load_design(path)

    return make


def runs_of(design: Design, spread: float = 0.0, **metrics: np.ndarray) -> pd.DataFrame:
    """Runs whose metrics are given by point; worlds differ by `spread` from seed to seed, the same at all points."""
    points = np.repeat(np.arange(len(design.points)), len(design.seeds))
    seeds = np.tile(design.seeds, len(design.points))
    table = pd.DataFrame({"run_id": np.arange(design.runs), "point": points, "seed": seeds})
    table = table.assign(status="done", error="").join(design.points, on="point")
    middle = np.mean(design.seeds)
    return table.assign(**{name: values[points] + spread * (seeds - middle) for name, values in metrics.items()})


def columns(design: Design) -> list[np.ndarray]:
    return [design.points[factor.key].to_numpy() for factor in design.factors]


def found(table: pd.DataFrame, index: str, column: str = "value") -> list[float]:
    """Values of an index, in the order of the factors."""
    return table.loc[table["index"] == index, column].tolist()


def ishigami(design: Design) -> np.ndarray:
    a, b, c = (np.pi * (2 * x - 1) for x in columns(design))
    return np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


# --- Sobol ------------------------------------------------------------------------------------------------------------


def test_sobol_indices_of_ishigamis_function_are_the_known_ones(made: Callable[..., Design]):
    factors = list(UNIT.values())[:3]
    design = made("sobol", *factors, settings="points = 1024\nsecond_order = true", seeds="2")
    table = sensitivity(runs_of(design, spread=3.0, y=ishigami(design)), design)
    assert list(table.columns) == COLUMNS
    assert found(table, "S1") == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert found(table, "ST") == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    pairs = table.loc[table["index"] == "S2"].set_index(["factor", "other"])["value"]
    assert pairs["parameters.monitoring", "parameters.leak"] == pytest.approx(0.2437, abs=0.04)
    assert pairs["parameters.monitoring", "parameters.poach"] == pytest.approx(0, abs=0.04)
    known = dict(zip(UNIT, [0.3139, 0.4424, 0.0], strict=False))
    for row in table.loc[table["index"] == "S1"].to_dict("records"):
        assert row["low"] <= known[str(row["factor"]).removeprefix("parameters.")] <= row["high"]
    assert set(table["n_points"]) == {len(design.points)}


def test_words_and_log_scales_are_analysed_as_they_were_sampled(made: Callable[..., Design]):
    design = made(
        "sobol",
        '"parameters.gross" = { low = 1, high = 100, scale = "log" }',
        '"parameters.governance" = ["government_led", "joint"]',
        settings="points = 512",
    )
    gross, mode = columns(design)
    metric = np.log10(gross) / 2 + (mode == "joint")  # variances 1/12 and 1/4
    table = sensitivity(runs_of(design, y=metric), design)
    assert found(table, "S1") == pytest.approx([0.25, 0.75], abs=0.03)
    assert found(table, "ST") == pytest.approx([0.25, 0.75], abs=0.03)


def test_a_metric_that_never_varies_has_no_shares_of_variance(made: Callable[..., Design]):
    design = made("sobol", *UNIT.values(), settings="points = 8")
    table = sensitivity(runs_of(design, y=np.full(len(design.points), 4.0)), design)
    assert len(table) == 8
    assert table["value"].isna().all()


# --- Morris -----------------------------------------------------------------------------------------------------------


def test_morris_finds_the_effects_of_a_linear_function_over_the_whole_ranges(made: Callable[..., Design]):
    design = made(
        "morris",
        UNIT["monitoring"],
        '"parameters.gross" = { low = 20, high = 30 }',
        UNIT["leak"],
        settings="trajectories = 6",
    )
    monitoring, gross, _ = columns(design)
    table = sensitivity(runs_of(design, spread=1.0, y=3 * monitoring - 0.5 * gross), design)
    assert found(table, "mu") == pytest.approx([3, -5, 0], abs=1e-9)
    assert found(table, "mu_star") == pytest.approx([3, 5, 0], abs=1e-9)
    assert found(table, "sigma") == pytest.approx([0, 0, 0], abs=1e-9)


def test_morris_tells_interaction_by_its_spread(made: Callable[..., Design]):
    design = made("morris", *UNIT.values(), settings="trajectories = 50")
    a, b, c, _ = columns(design)
    table = sensitivity(runs_of(design, y=a * (2 * b - 1) + c), design)
    spread = found(table, "sigma")
    assert min(spread[:2]) > 0.3
    assert spread[2:] == pytest.approx([0, 0], abs=1e-9)
    assert found(table, "mu")[0] == pytest.approx(0, abs=0.3)
    assert found(table, "mu_star")[0] > 0.5
    for index in ("mu", "mu_star"):
        low, value, high = (np.array(found(table, index, column)) for column in ("low", "value", "high"))
        assert (low <= value).all()
        assert (value <= high).all()
        assert high[0] > low[0]


def test_a_trajectory_without_a_value_is_left_out_as_a_whole(made: Callable[..., Design]):
    design = made("morris", *UNIT.values(), settings="trajectories = 6")
    a, b, _, _ = columns(design)
    holed = a + 2 * b
    holed[[7, 8, 21]] = np.nan  # in the second and the fifth trajectory
    table = sensitivity(runs_of(design, whole=a + 2 * b, holed=holed, empty=np.full(len(a), np.nan)), design)
    counts = table.groupby("metric", sort=False)["n_points"].unique().map(list).to_dict()
    assert counts == {"whole": [30], "holed": [20], "empty": [0]}
    for metric in ("whole", "holed"):
        assert found(table.loc[table["metric"] == metric], "mu") == pytest.approx([1, 2, 0, 0], abs=1e-9)
    assert table.loc[table["metric"] == "empty", "value"].isna().all()


LISTS = {
    "two values": '"parameters.monitoring" = [0, 1]',
    "three values": '"parameters.monitoring" = [0, 0.5, 1]',
    "five values, in no order": '"parameters.monitoring" = [0.75, 0, 1, 0.25, 0.5]',
    "uneven values": '"parameters.monitoring" = [0, 0.1, 1]',
    "levels of a range": '"parameters.monitoring" = { low = 0, high = 1, levels = 7 }',
    "a range": '"parameters.monitoring" = { low = 0, high = 1 }',
    "few whole numbers": '"parameters.applications" = { low = 1, high = 4 }',
    "many whole numbers": '"parameters.intake" = { low = 20, high = 60 }',
    "whole numbers in a list": '"parameters.intake" = [20, 30, 40, 60]',
    "whole numbers by equal ratios": '"parameters.intake" = { low = 20, high = 200, scale = "log" }',
    "two words": '"parameters.governance" = ["government_led", "joint"]',
    "three words": '"parameters.governance" = ["government_led", "joint", "enterprise_led"]',
}


def way(design: Design, place: int) -> np.ndarray:
    """How far a factor is from its least value (0) to its greatest (1), or through the list of its words, by hand."""
    column = columns(design)[place]
    if design.factors[place].kind == "choice":
        words = list(design.factors[place].values)
        return np.array([words.index(word) / (len(words) - 1) for word in column])
    numbers = column.astype(float)
    if design.factors[place].scale == "log":
        return np.log(numbers / 20) / np.log(200 / 20)
    least, most = {"monitoring": (0, 1), "applications": (1, 4), "intake": (20, 60)}[design.factors[place].key[11:]]
    return (numbers - least) / (most - least)


@pytest.mark.parametrize("levels", [4, 6, 100])
@pytest.mark.parametrize("key", LISTS.values(), ids=LISTS)
def test_what_goes_from_0_to_1_with_a_factor_has_a_mean_effect_of_1_whatever_its_kind(
    made: Callable[..., Design], key: str, levels: int
):
    design = made("morris", key, UNIT["poach"], settings=f"trajectories = 7\nlevels = {levels}")
    table = sensitivity(runs_of(design, up=way(design, 0), down=1 - way(design, 0)), design)
    for metric, sign in (("up", 1), ("down", -1)):
        one = table.loc[table["metric"] == metric]
        assert found(one, "mu_star") == pytest.approx([1, 0])
        assert found(one, "mu") == pytest.approx([sign, 0])
        assert found(one, "sigma") == pytest.approx([0, 0], abs=1e-9)


def test_kinds_of_factors_that_matter_alike_are_ranked_alike(made: Callable[..., Design]):
    factors = (UNIT["poach"], LISTS["five values, in no order"], LISTS["three words"], LISTS["many whole numbers"])
    design = made("morris", *factors, settings="trajectories = 20\nlevels = 4")
    table = sensitivity(
        runs_of(design, y=sum(way(design, place) for place in range(1, 4)) + columns(design)[0]), design
    )
    assert found(table, "mu_star") == pytest.approx([1, 1, 1, 1])


def test_a_step_of_a_word_counts_whichever_word_it_is(made: Callable[..., Design]):
    """Three words, the middle of which differs: two of three pairs of words differ by 1, over half the list each."""
    design = made("morris", LISTS["three words"], UNIT["poach"], settings="trajectories = 300")
    table = sensitivity(runs_of(design, y=(columns(design)[0] == "joint").astype(float)), design)
    assert found(table, "mu_star")[0] == pytest.approx(1, abs=0.1)  # changes 1 + 1 + 0 by ways 1/2 + 1/2 + 1
    assert found(table, "mu")[0] == pytest.approx(0, abs=0.2)


def test_chance_over_a_short_step_does_not_pass_for_a_steep_slope(made: Callable[..., Design]):
    design = made("morris", '"parameters.peer" = [0, 0.1, 20]', UNIT["poach"], settings="trajectories = 60")
    noise = np.random.default_rng(1).normal(0, 0.1, len(design.points))
    table = sensitivity(runs_of(design, noise=noise), design)
    assert max(found(table, "mu_star")) < 0.3  # not 20 and more


def test_runs_that_are_no_morris_sample_are_refused(made: Callable[..., Design]):
    design = made("morris", UNIT["poach"], UNIT["leak"], settings="trajectories = 4")
    design.points["parameters.poach"] = np.linspace(0, 1, len(design.points))
    with pytest.raises(SensitivityError, match="no Morris sample"):
        sensitivity(runs_of(design, y=columns(design)[0]), design)


# --- grids and single factors -----------------------------------------------------------------------------------------


def test_a_grid_of_independent_factors_shares_the_variance_between_them(made: Callable[..., Design]):
    design = made("factorial", '"parameters.monitoring" = [0, 1]', '"parameters.poach" = [0, 0.5, 1]')
    monitoring, poach = columns(design)
    runs = runs_of(design, spread=0.5, sum=monitoring + 2 * poach, product=(monitoring - 0.5) * (poach - 0.5))
    table = sensitivity(runs, design)
    # variances 1/4 and 4/6
    expected = [0.25 / (0.25 + 4 / 6), (4 / 6) / (0.25 + 4 / 6)]
    independent = table.loc[table["metric"] == "sum"]
    assert found(independent, "S1") == pytest.approx(expected)
    assert found(independent, "ST") == pytest.approx(expected)
    assert found(independent, "range") == pytest.approx([1, 2])
    assert np.isnan(found(independent, "range", "low")).all(), "worlds are shared: no noise is left to measure by"
    together = table.loc[table["metric"] == "product"]
    assert found(together, "S1") == pytest.approx([0, 0], abs=1e-12)
    assert found(together, "ST") == pytest.approx([1, 1])


def test_main_effects_of_a_grid_are_means_over_the_others_with_intervals_over_seeds(made: Callable[..., Design]):
    design = made(
        "factorial", '"parameters.monitoring" = [0, 1]', '"parameters.governance" = ["joint", "enterprise_led"]'
    )
    monitoring, mode = columns(design)
    runs = runs_of(design, spread=1.0, y=10 * monitoring + 4 * (mode == "joint"))
    table = main_effects(runs, design)
    assert dict(zip(table["level"], table["value"], strict=True)) == pytest.approx(
        {0.0: 2, 1.0: 12, "joint": 9, "enterprise_led": 5}
    )
    reach = 4.302652729749464 * 1 / np.sqrt(3)  # t with 2 degrees of freedom, standard deviation 1, 3 seeds
    assert (table["high"] - table["value"]).tolist() == pytest.approx([reach] * 4)
    assert (table["value"] - table["low"]).tolist() == pytest.approx([reach] * 4)
    assert table["n_points"].tolist() == [2] * 4


def test_with_one_seed_there_is_no_interval(made: Callable[..., Design]):
    design = made("factorial", '"parameters.monitoring" = [0, 1]', seeds="1")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = main_effects(runs_of(design, y=columns(design)[0]), design)
    assert table["value"].tolist() == [0, 1]
    assert table[["low", "high"]].isna().all(axis=None)


def test_one_at_a_time_compares_each_level_with_the_base(made: Callable[..., Design]):
    design = made("one_at_a_time", '"parameters.monitoring" = [0, 0.6]', '"parameters.poach" = { low = 0, high = 1 }')
    monitoring, poach = columns(design)
    runs = runs_of(design, spread=1.0, y=100 + 10 * monitoring - 2 * poach)
    assert found(sensitivity(runs, design), "range") == pytest.approx([6, 2])
    table = main_effects(runs, design)
    base = float(PARAMETERS["poach"].default)  # type: ignore[arg-type]
    assert table["level"].tolist() == [0.0, 0.2, 0.6, 0.0, base, 1.0]
    wanted = [100 - 2 * base, 102 - 2 * base, 106 - 2 * base, 102.0, 102 - 2 * base, 100.0]
    assert table["value"].tolist() == pytest.approx(wanted)
    assert table["n_points"].tolist() == [1] * 6


# --- samples ----------------------------------------------------------------------------------------------------------


def test_regression_on_a_latin_hypercube_finds_the_weights_of_a_linear_function(made: Callable[..., Design]):
    design = made(
        "latin_hypercube",
        UNIT["monitoring"],
        '"parameters.gross" = { low = 1, high = 100, scale = "log" }',
        '"parameters.governance" = ["government_led", "joint"]',
        UNIT["leak"],
        settings="points = 400",
    )
    monitoring, gross, mode, leak = columns(design)
    metric = monitoring - np.log10(gross) + 0.5 * (mode == "joint")
    runs = runs_of(design, y=metric, noise=np.sin(1e6 * gross))
    table = sensitivity(runs, design)
    linear, noise = (table.loc[table["metric"] == metric] for metric in ("y", "noise"))
    expected = [np.std(monitoring) / np.std(metric), -np.std(np.log10(gross)) / np.std(metric), 0]
    assert linear.loc[linear["index"] == "src", "factor"].tolist() == [
        f"parameters.{name}" for name in ("monitoring", "gross", "leak")
    ]
    assert found(linear, "src") == pytest.approx(expected)
    ranked = [stats.spearmanr(x, metric)[0] for x in (monitoring, gross, leak)]
    assert found(linear, "spearman") == pytest.approx(ranked)
    assert found(linear, "r2") == pytest.approx([1])
    assert found(noise, "r2") == pytest.approx([0], abs=0.05)
    for row in noise.loc[noise["index"] == "src"].to_dict("records"):
        assert row["low"] < 0 < row["high"]


def test_rank_correlation_sees_a_curve_that_regression_does_not(made: Callable[..., Design]):
    design = made("latin_hypercube", UNIT["monitoring"], settings="points = 100")
    table = sensitivity(runs_of(design, y=np.exp(20 * columns(design)[0])), design)
    assert found(table, "spearman") == pytest.approx([1])
    assert found(table, "r2")[0] < 0.6


def test_main_effects_of_a_sample_are_means_of_groups_of_points(made: Callable[..., Design]):
    design = made("latin_hypercube", UNIT["monitoring"], UNIT["poach"], settings="points = 160")
    table = main_effects(runs_of(design, y=columns(design)[0] ** 2), design)
    curve = table.loc[table["factor"] == "parameters.monitoring"]
    levels = curve["level"].to_numpy(dtype=float)
    assert levels == pytest.approx((np.arange(8) + 0.5) / 8, abs=0.01)
    assert curve["value"].to_numpy() == pytest.approx(levels**2, abs=0.01)
    assert set(table["n_points"]) == {20}
    flat = table.loc[table["factor"] == "parameters.poach", "value"]
    assert flat.to_numpy() == pytest.approx(np.full(8, 1 / 3), abs=0.2)


def test_with_fewer_points_than_coefficients_a_regression_says_nothing(made: Callable[..., Design]):
    design = made("latin_hypercube", *UNIT.values(), settings="points = 5")
    table = sensitivity(runs_of(design, y=columns(design)[0]), design)
    assert table.loc[table["index"].isin(["src", "r2"]), "value"].isna().all()
    assert found(table, "spearman")[0] == pytest.approx(1)


def test_a_table_with_a_constant_and_an_absent_budget_is_analysed_as_far_as_it_goes(tmp_path: Path):
    lines = ["parameters.peer,parameters.poach,parameters.budget"] + [f"{i},0.5,{i * 100 or 'none'}" for i in range(20)]
    (tmp_path / "points.csv").write_text("\n".join(lines), encoding="utf-8")
    path = tmp_path / "table.toml"
    path.write_text('base = "baseline"\ndesign = "table"\nseeds = 2\nfile = "points.csv"\n', encoding="utf-8")
    design = load_design(path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = sensitivity(runs_of(design, y=columns(design)[0] * 2), design)
    src = dict(zip(table.loc[table["index"] == "src", "factor"], found(table, "src"), strict=True))
    assert src["parameters.peer"] == pytest.approx(1)
    assert np.isnan(src["parameters.poach"])
    assert np.isnan(src["parameters.budget"])


# --- runs that are not there ------------------------------------------------------------------------------------------


@pytest.fixture
def holed(made: Callable[..., Design]) -> tuple[Design, pd.DataFrame]:
    """A Morris sample with a failed run at point 0 and two lost ones at point 7."""
    design = made("morris", *UNIT.values(), settings="trajectories = 6")
    a, b, _, _ = columns(design)
    runs = runs_of(design, spread=1.0, y=a + 2 * b)
    runs.loc[0, ["status", "error", "y"]] = ["failed", "ValueError: no", np.nan]
    return design, runs.drop(index=[21, 22])


def test_missing_and_failed_runs_are_reported_with_their_number_and_the_first_of_them(
    holed: tuple[Design, pd.DataFrame],
):
    design, runs = holed
    for analyse in (sensitivity, main_effects):
        with pytest.raises(SensitivityError) as caught:
            analyse(runs, design)
        message = str(caught.value)
        assert message.startswith("3 of 90 runs are not finished, of them 1 failed (point 0 with seed 1")
        assert "point 7 with seed 1" in message


def test_what_is_finished_is_used_if_that_is_wanted(holed: tuple[Design, pd.DataFrame]):
    design, runs = holed
    table = sensitivity(runs, design, partial=True)
    assert set(table["n_points"]) == {30}  # both points have a seed left
    lost = runs.loc[~runs["point"].isin([0, 7])]
    table = sensitivity(lost, design, partial=True)
    assert set(table["n_points"]) == {20}  # two of six trajectories are gone
    assert found(table, "mu") == pytest.approx([1, 2, 0, 0], abs=1e-9)


@pytest.mark.parametrize("metrics", [None, ["y"], ["y", "z", "y"]])
def test_metrics_are_all_numbers_besides_the_factors_or_those_asked_for(
    made: Callable[..., Design], metrics: list[str] | None
):
    design = made("factorial", '"parameters.monitoring" = [0, 1]')
    runs = runs_of(design, z=columns(design)[0], y=columns(design)[0]).assign(note="text")
    expected = list(dict.fromkeys(metrics or ["z", "y"]))
    for analyse in (sensitivity, main_effects):
        assert analyse(runs, design, metrics)["metric"].unique().tolist() == expected


def test_without_salib_the_analysis_of_a_sobol_sample_says_how_to_install_it(
    made: Callable[..., Design], monkeypatch: pytest.MonkeyPatch
):
    design = made("sobol", *UNIT.values(), settings="points = 8")
    for module in ("SALib", "SALib.analyze", "SALib.analyze.sobol"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SensitivityError, match=r"need SALib.*pip install .*\[analysis\]"):
        sensitivity(runs_of(design, y=columns(design)[0]), design)


def test_runs_of_something_else_are_refused(made: Callable[..., Design]):
    design = made("factorial", '"parameters.monitoring" = [0, 1]')
    runs = runs_of(design, y=columns(design)[0])
    for wrong, said in [
        (runs.assign(seed=runs["seed"] + 1), "no point and seed of the design"),
        (runs.assign(point=0), "twice"),
        (runs.drop(columns="seed"), "no column seed"),
        (runs.drop(columns="y"), "no metric"),
        (runs.assign(status="failed"), "6 of 6 runs are not finished, of them 6 failed"),
    ]:
        with pytest.raises(SensitivityError, match=said):
            sensitivity(wrong, design)
    with pytest.raises(SensitivityError, match="no metric 'x'; known: y"):
        sensitivity(runs, design, ["x"])


# --- a design that is not the one of the runs -------------------------------------------------------------------------


ANALYSES = {
    "factorial": ("", ['"parameters.monitoring" = [0, 0.5, 1]', '"parameters.poach" = [0, 1]']),
    "one_at_a_time": ("", ['"parameters.monitoring" = [0, 0.5, 1]', '"parameters.poach" = [0, 1]']),
    "latin_hypercube": ("points = 40\nsample_seed = {seed}", [UNIT["monitoring"], UNIT["poach"]]),
    "sobol": ("points = 8\nsample_seed = {seed}", [UNIT["monitoring"], UNIT["poach"]]),
    "morris": ("trajectories = 9\nsample_seed = {seed}", [UNIT["monitoring"], UNIT["poach"]]),
}


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol", "morris"])
def test_a_design_with_another_seed_of_the_sample_is_refused_instead_of_giving_other_indices(
    made: Callable[..., Design], kind: str
):
    settings, factors = ANALYSES[kind]
    design, other = (made(kind, *factors, settings=settings.format(seed=seed)) for seed in (1, 2))
    runs = runs_of(design, y=columns(design)[0])
    for analyse in (sensitivity, main_effects):
        with pytest.raises(SensitivityError, match=r"does not fit the runs: at point \d+ parameters\.\w+ is 0?\.?\d+"):
            analyse(runs, other)
        assert analyse(runs, design)["value"].notna().any()


@pytest.mark.parametrize("kind", ANALYSES)
def test_a_design_with_other_values_factors_or_seeds_is_refused(made: Callable[..., Design], kind: str):
    settings, factors = ANALYSES[kind]
    settings = settings.format(seed=1)
    design = made(kind, *factors, settings=settings)
    runs = runs_of(design, y=columns(design)[0])
    for others, seeds, said in [
        ([factors[0], factors[1].replace("1", "0.9")], "3", "at point .* parameters.poach is"),
        ([factors[0], UNIT["leak"].replace("}", ", levels = 2 }")], "3", "the runs do not vary parameters.leak"),
        ([*factors, UNIT["leak"].replace("}", ", levels = 2 }")], "3", "the runs do not vary parameters.leak"),
        (factors[:1], "3", "the design does not vary parameters.poach"),
        (factors, "2", "are of no point and seed of the design"),
        (factors, "4", "not finished"),
    ]:
        with pytest.raises(SensitivityError, match=said):
            sensitivity(runs, made(kind, *others, settings=settings, seeds=seeds))


def test_a_factor_that_the_design_does_not_know_is_no_metric(made: Callable[..., Design]):
    design = made("factorial", *ANALYSES["factorial"][1])
    runs = runs_of(design, y=columns(design)[0])
    with pytest.raises(SensitivityError, match=r"no metric 'parameters\.poach'; known: y"):
        main_effects(runs, made("factorial", ANALYSES["factorial"][1][0]), ["parameters.poach"])


@pytest.mark.parametrize("kind", ANALYSES)
def test_runs_that_were_a_csv_file_in_between_give_the_same_indices(
    made: Callable[..., Design], kind: str, tmp_path: Path
):
    settings, factors = ANALYSES[kind]
    design = made(
        kind, *factors, '"parameters.governance" = ["joint", "government_led"]', settings=settings.format(seed=1)
    )
    runs = runs_of(design, spread=0.1, y=columns(design)[0] + (columns(design)[2] == "joint"))
    runs.to_csv(tmp_path / "runs.csv", index=False, float_format="%.11g")
    again = pd.read_csv(tmp_path / "runs.csv").sample(frac=1, random_state=1)
    for analyse in (sensitivity, main_effects):
        one, other = analyse(runs, design), analyse(again, design)
        np.testing.assert_allclose(other["value"].astype(float), one["value"].astype(float), atol=1e-6)
