"""A sweep that compares reforms: at every point the reform less the base in the same worlds, each simulated once."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from consortium import compare, results
from consortium.experiments.statistics.inference import differences
from consortium.experiments.storage.folder import FolderError
from consortium.experiments.sweeps.analysis.level_means import main_effects, metrics_of
from consortium.experiments.sweeps.analysis.paired import effect_column, parted
from consortium.experiments.sweeps.analysis.sensitivity import sensitivity
from consortium.experiments.sweeps.dataset import provenance
from consortium.experiments.sweeps.design.design import Design, DesignError, load_design, too_many
from consortium.experiments.sweeps.design.factors import target
from consortium.experiments.sweeps.execution import arms, chunks
from consortium.experiments.sweeps.execution.estimate import estimate
from consortium.experiments.sweeps.execution.progress import SweepInterrupted
from consortium.experiments.sweeps.execution.run_one import simulate
from consortium.experiments.sweeps.execution.run_order import RunOrder
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.scenario import Scenario, load_scenario

from .helpers import Silent, assert_same, swept, troubled

HEAD = """
base = "baseline"
title = { en = "Effects in a village", zh = "村里的效应" }
"""
COMPARED = 'compare = ["subsidy_monitored", "consortium_entity"]\n'
VILLAGE = """
[parameters]
schools = 3
enterprises = 20
intake = 8
years = 4
warm_up = 4
"""
LEVELS = """
[factors]
"policy.subsidy.per_trainee" = [2.8, 20]
"policy.consortium_entity.level" = [0.3, 0.9]
"parameters.r0" = [0.4, 0.7]
"""
SUBSIDY, ENTITY, RETENTION = "policy.subsidy.per_trainee", "policy.consortium_entity.level", "parameters.r0"
DEEP = "deep_participation"
REFORMS = ("subsidy_monitored", "consortium_entity")


def designed(folder: Path, text: str, factors: str = LEVELS, head: str = HEAD + COMPARED) -> Design:
    path = folder / "effects.toml"
    path.write_text(head + text + VILLAGE + factors, encoding="utf-8")
    return load_design(path)


def refusal(folder: Path, text: str, factors: str = LEVELS, head: str = HEAD) -> str:
    with pytest.raises(DesignError) as caught:
        designed(folder, 'design = "factorial"\nseeds = 2\n' + text, factors, head)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.fixture(scope="module")
def design(tmp_path_factory: pytest.TempPathFactory) -> Design:
    return designed(tmp_path_factory.mktemp("design"), 'design = "factorial"\nseeds = 3\nfork = 2\n')


@pytest.fixture(scope="module")
def whole(design: Design, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data") / "whole"
    swept(design, folder, series=True)
    return folder


def effects_of(runs: pd.DataFrame, reform: str) -> np.ndarray:
    return runs[[effect_column(name, reform) for name in METRICS]].to_numpy(float)


# --- what is compared -------------------------------------------------------------------------------------------------


def test_effects_are_those_of_arms_that_were_each_simulated_by_themselves(design: Design, whole: Path) -> None:
    runs = results(whole)
    assert len(runs) == design.runs == 24
    for row in runs.itertuples():
        base, *reforms = [simulate(arm, row.seed).means for arm in design.arms(row.point)]  # type: ignore[arg-type]
        at = runs.loc[runs["run_id"] == row.run_id]
        np.testing.assert_array_equal(at[list(METRICS)].to_numpy(float)[0], base)
        for name, means in zip(REFORMS, reforms, strict=True):
            assert base is not None
            assert means is not None
            np.testing.assert_array_equal(effects_of(at, name)[0], differences(base, means))
    assert all((effects_of(runs, name) != 0).any() for name in REFORMS)


def test_effects_are_those_of_a_comparison_with_the_same_settings(whole: Path) -> None:
    runs = results(whole).query(f"`{SUBSIDY}` == 20 and `{ENTITY}` == 0.9 and `{RETENTION}` == 0.4")
    settings = {"schools": 3, "enterprises": 20, "intake": 8, "years": 4, "warm_up": 4, "r0": 0.4}
    settings = {f"parameters.{name}": value for name, value in settings.items()}
    found = compare("baseline", *REFORMS, seeds=3, set=settings | {SUBSIDY: 20, ENTITY: 0.9}, fork=2).summary
    for reform in REFORMS:
        of_reform = found.loc[found["reform"] == reform].set_index("metric")["effect"]
        for metric in (DEEP, "participation", "training_quality"):
            mean = float(runs[effect_column(metric, reform)].mean())
            assert mean == pytest.approx(float(of_reform[metric]), rel=1e-9, abs=1e-12)  # type: ignore[arg-type]


def test_a_factor_of_a_reform_moves_the_effect_of_this_reform_and_nothing_else(whole: Path) -> None:
    runs = results(whole).sort_values(["seed", ENTITY, RETENTION, SUBSIDY])
    low, high = runs.loc[runs[SUBSIDY] == 2.8], runs.loc[runs[SUBSIDY] == 20]
    metrics = list(METRICS)
    np.testing.assert_array_equal(low[metrics].to_numpy(float), high[metrics].to_numpy(float))
    np.testing.assert_array_equal(effects_of(low, "consortium_entity"), effects_of(high, "consortium_entity"))
    assert (effects_of(low, "subsidy_monitored") != effects_of(high, "subsidy_monitored")).any()


def test_what_a_reform_changes_stays_as_the_reform_has_it(tmp_path: Path) -> None:
    """A factor is of the base and of reforms; where a reform itself sets the number, the reform's stands."""
    (tmp_path / "led.toml").write_text(
        'extends = "baseline"\ntitle = { en = "Led", zh = "主导" }\n'
        '[parameters]\nmonitoring = 0.7\n[[policy]]\nkind = "subsidy"\nper_trainee = 3.0\n',
        encoding="utf-8",
    )
    design = designed(
        tmp_path,
        'compare = ["led.toml"]\ndesign = "factorial"\nseeds = 1\n',
        '[[policy]]\nkind = "tax_credit"\nrate = 0.1\n[factors]\n"parameters.monitoring" = [0, 0.5]\n'
        '"policy.subsidy.per_trainee" = [1, 9]\n"policy.tax_credit.rate" = [0.05, 0.2]\n',
        HEAD,
    )
    for point, values in design.points.iterrows():
        base, led = design.arms(int(point))  # type: ignore[arg-type]
        assert base.parameters["monitoring"] == values["parameters.monitoring"]
        assert led.parameters["monitoring"] == 0.7
        fields = {policy.kind: policy.to_dict() for policy in led.policies}
        assert fields["subsidy"]["per_trainee"] == values["policy.subsidy.per_trainee"]
        assert fields["tax_credit"]["rate"] == values["policy.tax_credit.rate"]
        assert [policy.to_dict()["rate"] for policy in base.policies] == [values["policy.tax_credit.rate"]]


def test_a_policy_of_the_base_is_varied_there_and_not_where_a_reform_adds_one_of_its_own(tmp_path: Path) -> None:
    factors = '[[policy]]\nkind = "subsidy"\nper_trainee = 0.0\n[factors]\n"policy.subsidy.per_trainee" = [0, 5]\n'
    design = designed(tmp_path, 'design = "factorial"\nseeds = 1\n', factors)
    base, monitored, _ = design.arms(1)
    amounts = [policy.to_dict()["per_trainee"] for policy in monitored.policies if policy.kind == "subsidy"]
    assert [policy.to_dict()["per_trainee"] for policy in base.policies] == [5]
    assert sorted(amounts) == [5, 8.4]


def test_base_and_reforms_can_be_put_into_a_city(tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text(
        'extends = "baseline"\ntitle = { en = "Small firms", zh = "小企业" }\n[parameters]\nsize_median = 10\n',
        encoding="utf-8",
    )
    design = designed(tmp_path, 'design = "factorial"\nseeds = 1\ncity = "small.toml"\n')
    assert [arm.name for arm in design.arms(0)] == ["baseline", *REFORMS]
    assert {arm.parameters["size_median"] for arm in design.arms(0)} == {10}


# --- every world once -------------------------------------------------------------------------------------------------


def worlds_made(
    design: Design, run_ids: np.ndarray, monkeypatch: pytest.MonkeyPatch, steps: list[int]
) -> list[Scenario]:
    """The worlds that are begun anew for some runs; `steps` counts half-years after the warm-up."""
    made: list[Scenario] = []
    whole, step = ConsortiumModel.__init__, ConsortiumModel.step

    def noted(self: ConsortiumModel, scenario: Scenario, *arguments: object, **how: object) -> None:
        if how.get("snapshot") is None:
            made.append(scenario)
        whole(self, scenario, *arguments, **how)  # type: ignore[arg-type]

    def counted(self: ConsortiumModel) -> None:
        step(self)
        steps.append(self.tick)

    with monkeypatch.context() as patch:
        patch.setattr(ConsortiumModel, "__init__", noted)
        patch.setattr(ConsortiumModel, "step", counted)
        chunks.compute(chunks.Job(replace(design), False), run_ids, float("inf"))
    return made


def test_arms_share_their_past_and_points_the_arms_that_they_have_in_common(
    design: Design, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two sets of parameters and three seeds: six warm-ups, six bases, and of each reform a world for each strength."""
    steps: list[int] = []
    made = worlds_made(design, RunOrder(design).sorted(np.arange(design.runs)), monkeypatch, steps)
    assert len(made) == 6
    after = [tick for tick in steps if tick > 0]
    assert len(after) == 6 * (8 + 2 * 2 * 4)  # of eight half-years reforms share the first four


def test_in_any_order_the_same_numbers(design: Design, whole: Path) -> None:
    order = np.random.default_rng(1).permutation(design.runs)
    finished = chunks.compute(chunks.Job(design, False), order, float("inf"))
    stored = results(whole)
    found = pd.read_parquet(io.BytesIO(finished.runs)).sort_values("run_id", ignore_index=True)
    pd.testing.assert_frame_equal(found, stored, check_exact=True)


@pytest.mark.parametrize(
    "kind", ['design = "sobol"\npoints = 4\n', 'design = "morris"\ntrajectories = 3\n', 'design = "factorial"\n']
)
def test_the_order_of_runs_holds_each_once_and_keeps_blocks_together(kind: str, tmp_path: Path) -> None:
    design = designed(tmp_path, f"{kind}seeds = 2\n")
    ids = np.arange(design.runs)
    order = RunOrder(design).sorted(ids)
    assert sorted(order) == list(ids)
    points, places = design.of_runs(order)
    size = {"sobol": 5, "morris": 4, "factorial": 8}[design.kind]
    for start in range(0, len(order), size):
        block = slice(start, start + size)
        assert len(set(places[block])) == 1
        assert len(set(points[block] // size)) == 1
        seen = design.points[RETENTION].iloc[points[block]].tolist()
        assert all(
            seen.index(value) + seen.count(value) > place for place, value in enumerate(seen)
        )  # alike, adjoining
    alone = replace(design, reforms=())
    assert list(RunOrder(alone).sorted(ids)) == list(ids)


def test_a_chunk_ends_with_a_block_and_a_seed_where_that_is_near(tmp_path: Path) -> None:
    """Blocks of a Sobol sample of three factors have five points."""
    design = designed(tmp_path, 'design = "sobol"\npoints = 4\nseeds = 2\n')
    order = RunOrder(design)
    ids = order.sorted(np.arange(design.runs))
    taken = {number: order.whole(ids, number) for number in (1, 3, 4, 5, 9, 10, 12, 40, 100)}
    assert taken == {1: 1, 3: 3, 4: 5, 5: 5, 9: 5, 10: 10, 12: 10, 40: 40, 100: 100}
    assert RunOrder(replace(design, reforms=())).whole(ids, 9) == 9


# --- stored like every sweep ------------------------------------------------------------------------------------------


class Stopping(Silent):
    """Somebody who presses Ctrl-C as soon as runs are stored."""

    def advances(self, done: int, failed: int) -> None:
        raise KeyboardInterrupt


def test_a_sweep_that_was_stopped_goes_on_to_the_same_data(design: Design, whole: Path, tmp_path: Path) -> None:
    with pytest.raises(SweepInterrupted):
        swept(design, tmp_path, series=True, watcher=Stopping())
    stored = len(results(tmp_path))
    assert 0 < stored < design.runs
    summary = swept(design, tmp_path, series=True, resume=True)
    assert (summary.new, summary.failed) == (design.runs - stored, 0)
    assert_same(tmp_path, whole)
    pd.testing.assert_frame_equal(results(tmp_path, "series"), results(whole, "series"), check_exact=True)


def test_shards_make_one_dataset(design: Design, whole: Path, tmp_path: Path) -> None:
    for shard in ("2/3", "1/3", "3/3"):
        swept(design, tmp_path, shard=shard, series=True)
    assert_same(tmp_path, whole)


def test_more_seeds_are_added_and_other_reforms_refused(design: Design, tmp_path: Path) -> None:
    few = replace(design, seeds=(1,))
    swept(few, tmp_path)
    with pytest.raises(FolderError, match="the design as it was"):
        swept(replace(few, reforms=few.reforms[:1]), tmp_path, resume=True)
    done = swept(replace(design, seeds=(1, 2)), tmp_path, resume=True)
    assert (done.new, done.stored) == (8, 16)


def test_the_series_of_all_arms_are_kept(design: Design, whole: Path) -> None:
    series = results(whole, "series")
    assert list(series.columns[:5]) == ["run_id", "point", "seed", "arm", "tick"]
    assert series.groupby("run_id")["arm"].unique().map(tuple).unique().tolist() == [("baseline", *REFORMS)]
    wide = series.pivot(index=["run_id", "tick"], columns="arm", values="public_spending")
    before = wide.query("tick <= 4")
    for reform in REFORMS:
        np.testing.assert_array_equal(before[reform], before["baseline"])
    assert (wide["subsidy_monitored"] != wide["baseline"]).any()


def test_a_reform_that_fails_fails_its_run_by_name(
    design: Design, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    measured = arms.measured

    def failing(model: ConsortiumModel, *more: bool):
        if model.specification.name == "consortium_entity" and model.seed == 2:
            raise ArithmeticError("the sky fell")
        return measured(model, *more)

    monkeypatch.setattr(arms, "measured", failing)
    done = swept(design, tmp_path)
    runs = results(tmp_path)
    failed = runs["status"] == "failed"
    assert done.failed == 8
    assert set(runs.loc[failed, "seed"]) == {2}
    assert runs.loc[failed, "error"].str.contains("in the reform consortium_entity: ArithmeticError").all()
    assert runs.loc[failed, [*METRICS, effect_column(DEEP, "subsidy_monitored")]].isna().all(axis=None)


def test_a_point_that_contradicts_fails_alone(design: Design, tmp_path: Path) -> None:
    done = swept(troubled(design, fails=frozenset({3})), tmp_path)
    assert (done.stored, done.failed) == (24, 3)


def test_the_manifest_makes_the_design_again_and_says_what_was_compared(design: Design, whole: Path) -> None:
    again = load_design(whole / "manifest.json")
    assert again.digest() == design.digest()
    assert [arm.digest() for arm in again.arms(5)] == [arm.digest() for arm in design.arms(5)]
    methods = provenance.describe(design, series=False)["methods"]
    assert "72 simulations" in methods["en"]
    assert "“Subsidy with strong monitoring” and “The consortium is run as an entity”" in methods["en"]
    assert "“补贴加强监管”" in methods["zh"]


def test_simulations_are_counted(design: Design) -> None:
    assert (design.runs, design.simulations) == (24, 72)
    many = replace(design, seeds=tuple(range(1, 5001)))
    assert "3 arms, 120,000 simulations" in too_many(many)
    assert not too_many(replace(many, reforms=()))
    found = estimate(design, workers=1, series=False)
    assert (found.runs, found.tried) == (24, 8)
    assert found.bytes > 24 * 8 * 3 * len(METRICS) / 3


# --- what is made of them ---------------------------------------------------------------------------------------------


def test_sensitivity_and_main_effects_are_of_levels_and_of_effects(design: Design, whole: Path) -> None:
    runs = results(whole)
    column = effect_column(DEEP, "subsidy_monitored")
    assert parted(column) == (DEEP, "subsidy_monitored")
    along = main_effects(runs, design, [DEEP, column])
    of_subsidy = along.query("metric == @column and factor == @SUBSIDY").set_index("level")["value"]
    for level in (2.8, 20):
        assert of_subsidy[level] == pytest.approx(runs.loc[runs[SUBSIDY] == level, column].mean())
    table = sensitivity(runs, design, [DEEP, column])
    assert set(table["metric"]) == {DEEP, column}
    assert set(metrics_of(runs, design)) == {*METRICS, *(effect_column(m, r) for m in METRICS for r in REFORMS)}


# --- what is refused --------------------------------------------------------------------------------------------------


def test_a_reform_that_is_another_world_is_refused_as_in_a_comparison(tmp_path: Path) -> None:
    said = refusal(tmp_path, 'compare = ["high_poaching"]\n')
    assert "effects.toml" in said
    assert "is another world than 'baseline': parameters.poach" in said
    assert "city=" in said
    assert "across" not in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("compare = []\n", r"compare = \[\]; allowed: a list of reforms"),
        ('compare = "subsidy_only"\n', "allowed: a list of reforms"),
        ('compare = ["subsidy_onl"]\n', "compare: .*subsidy_only"),
        ('compare = ["subsidy_only", "subsidy_only"]\n', "twice; allowed: every reform once"),
        ('compare = ["baseline"]\n', "base and reform are named 'baseline'"),
        (COMPARED + "fork = 4\n", "fork = 4; allowed: .* 1 to 3"),
        (COMPARED + 'fork = "x"\n', "fork = 'x'"),
        ("fork = 2\n", "fork = 2 concerns reforms; allowed: beside compare"),
        (COMPARED + "city = 3\n", "city = 3 is not a text"),
        ('compares = ["subsidy_only"]\n', "compares = .* is no key of a design.*compare"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_line(text: str, said: str, tmp_path: Path) -> None:
    found = refusal(tmp_path, text, '[factors]\n"parameters.r0" = [0.4, 0.7]\n')
    assert re.search(said, found), found


def test_a_policy_that_nobody_has_is_no_factor(tmp_path: Path) -> None:
    said = refusal(tmp_path, COMPARED, '[factors]\n"policy.publicity.level" = [0, 1]\n')
    assert 'neither base, design nor reforms have this policy; add [[policy]] with kind = "publicity"' in said


def test_reforms_that_differ_in_a_field_have_no_common_value_to_start_from(tmp_path: Path) -> None:
    less = load_scenario("subsidy_only").with_({SUBSIDY: 4.0})
    reforms = [load_scenario("subsidy_monitored"), less]
    assert target(SUBSIDY, load_scenario("baseline"), reforms).base is None
    assert target(SUBSIDY, load_scenario("baseline"), reforms[:1]).base == 8.4
