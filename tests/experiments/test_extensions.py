"""Rules and metrics of one's own in comparisons and sweeps, from Python and from the command line."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from consortium import compare, load_design, results, sweep
from consortium.experiments.runs.batch import run
from consortium.simulation import extensions
from consortium.simulation.agents import Enterprise
from consortium.simulation.checking import Refused
from consortium.simulation.extensions import Extensions, OwnMetric, named
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.saving import StateError, continued, restore_state, save_state, shared_years
from consortium.simulation.scenario import load_scenario
from tests import own_code
from tests.own_code import TRAINERS, Absent, Eager, mean_mentor
from tests.shell import Command

VILLAGE = {"schools": 4, "enterprises": 40, "intake": 15, "years": 3, "warm_up": 4}
SETTINGS = [argument for key, value in VILLAGE.items() for argument in ("--set", f"{key}={value}")]


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """What a test makes known is unknown after it."""
    before = dict(METRICS)
    yield
    for name in METRICS.keys() - before:
        del METRICS[name]
    extensions.OWN.clear()


def deep(frame: pd.DataFrame) -> float:
    return frame.loc[frame["tick"] > 0, "deep_participation"].mean()


def test_own_rules_act_in_every_arm_of_a_comparison() -> None:
    own = Extensions(enterprise_class=Eager)
    eager = compare("baseline", "subsidy_only", seeds=2, set=VILLAGE, extensions=own)
    plain = compare("baseline", "subsidy_only", seeds=2, set=VILLAGE)
    for name in ("baseline", "subsidy_only"):
        arms = [each.series[each.series["scenario"] == name] for each in (eager, plain)]
        assert deep(arms[0]) > 2 * deep(arms[1])
    model = ConsortiumModel(load_scenario("baseline", VILLAGE), rng=2, enterprise_class=Eager)
    model.run_model()
    series = eager.series.query("scenario == 'baseline' and seed == 2")
    assert series["deep_participation"].tolist() == model.timeseries()["deep_participation"].tolist()


def test_schools_follow_their_own_rule_in_runs() -> None:
    series = run("baseline", 1, set=VILLAGE, extensions=Extensions(school_class=Absent)).series
    assert (series["school_participation"] == 0).all()


def test_own_metrics_are_columns_of_series_and_rows_of_effects() -> None:
    own = Extensions(metrics=[mean_mentor, TRAINERS])
    found = compare("baseline", "subsidy_only", seeds=2, set=VILLAGE, extensions=own)
    assert list(found.series.columns[-2:]) == ["mean_mentor", "trainers"]
    np.testing.assert_allclose(found.series["trainers"], 40 * found.series["deep_participation"])
    rows = found.summary.set_index("metric")
    assert rows.loc["trainers", "unit"] == "enterprises"
    effects = rows["effect"].astype(float)
    assert effects["trainers"] == pytest.approx(40 * effects["deep_participation"])
    assert {"trainers", "mean_mentor"} <= set(found.effects["metric"])


def test_own_metrics_are_in_the_model_and_its_collector_and_empty_by_region_and_group() -> None:
    scenario = load_scenario("baseline", {**VILLAGE, "regions": 2}).extended(Extensions(metrics=[TRAINERS]))
    model = ConsortiumModel(scenario, rng=1)
    model.run_model()
    trainers = int((model.population.enterprises["depth"] == 3).sum())
    assert model.metrics["trainers"] == trainers
    assert model.datacollector.model_vars["trainers"][-1] == trainers
    last = model.timeseries().query("tick == 6").set_index("region")["trainers"]
    assert last["all"] == trainers
    assert last[["1", "2"]].isna().all()
    assert model.breakdown("size_class")["trainers"].isna().all()


def test_metrics_alone_change_no_world_and_are_kept_across_forks() -> None:
    plain = load_scenario("baseline", VILLAGE)
    watched = plain.extended(Extensions(metrics=[TRAINERS]))
    assert shared_years(plain, watched) == 3
    model = ConsortiumModel(watched, rng=1)
    other = ConsortiumModel(plain, rng=1)
    model.step()
    other.step()
    assert model.population.differences(other.population) == []
    on = continued(model)
    assert on.timeseries()["trainers"].tolist() == model.timeseries()["trainers"].tolist()
    restored = restore_state(watched, save_state(model))
    restored.step()
    assert restored.timeseries()["trainers"].isna().tolist() == [True, True, False]  # the past was not reported


def test_worlds_under_other_rules_share_no_past_and_no_state() -> None:
    plain = load_scenario("baseline", VILLAGE)
    eager = plain.extended(Extensions(enterprise_class=Eager))
    assert shared_years(plain, eager) is None
    assert plain.digest() != eager.digest()
    model = ConsortiumModel(eager, rng=1)
    assert restore_state(eager, save_state(model)).population.differences(model.population) == []
    with pytest.raises(StateError, match=r"agents of .*Eager, not of .*Enterprise"):
        restore_state(plain, save_state(model))
    with pytest.raises(StateError, match="agents follow other rules"):
        continued(model, plain)


def test_extensions_travel_to_other_processes_and_are_known_there() -> None:
    packed = pickle.dumps(load_scenario("baseline").extended(Extensions(Eager, metrics=[TRAINERS])))
    del METRICS["trainers"]
    extensions.OWN.clear()
    there = pickle.loads(packed)
    assert "trainers" in METRICS
    assert there.extensions == Extensions(Eager, metrics=[TRAINERS])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"enterprise_class": Absent}, "enterprise_class = .*; allowed: a subclass of Enterprise"),
        ({"school_class": "School"}, "school_class = 'School'; allowed: a subclass of School"),
        ({"metrics": [lambda model: 1.0]}, "an own metric is named '<lambda>'; allowed: a name of letters"),
        ({"metrics": [3]}, "an own metric is named ''"),
    ],
)
def test_what_is_no_extension_is_refused(wrong: Any, message: str) -> None:
    with pytest.raises(Refused, match=message):
        Extensions(**wrong)


def test_what_other_processes_could_not_import_is_refused() -> None:
    class Local(Enterprise):
        pass

    with pytest.raises(Refused, match="cannot be imported; allowed: what stands at the top of a module"):
        Extensions(enterprise_class=Local)
    with pytest.raises(Refused, match=r"own metric x: .* cannot be imported"):
        OwnMetric("x", lambda model: 1.0)


def test_an_own_metric_cannot_take_the_name_of_another_output() -> None:
    with pytest.raises(Refused, match="own metric participation: there is an output of this name"):
        Extensions(metrics=[OwnMetric("participation", mean_mentor)])
    Extensions(metrics=[TRAINERS])
    Extensions(metrics=[TRAINERS])  # the same may be said twice
    with pytest.raises(Refused, match="own metric trainers: there is an output of this name"):
        Extensions(metrics=[OwnMetric("trainers", mean_mentor)])


def test_a_metric_that_gives_no_number_fails_with_its_name_and_tick() -> None:
    batch = run("baseline", 1, set=VILLAGE, extensions=Extensions(metrics=[own_code.nonsense]))  # type: ignore[list-item]
    assert batch.failures[0].error == (
        "ValueError: own metric nonsense gave 'much' at tick 0; allowed: a number, or NaN where there is none"
    )


# --- by name ----------------------------------------------------------------------------------------------------------


def test_import_paths_are_followed() -> None:
    own = named("tests.own_code:Eager", None, ["tests.own_code:TRAINERS", "tests.own_code:mean_mentor"])
    assert own == Extensions(Eager, metrics=[TRAINERS, mean_mentor])
    assert named(None, None, []) is None


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "eager",
            "enterprise_class 'eager' is not known; allowed: package.module:Name, or an entry point of the group",
        ),
        ("no_such_module:X", "'no_such_module:X' cannot be loaded: ModuleNotFoundError"),
        ("tests.own_code:Eagre", "'tests.own_code:Eagre' cannot be loaded: AttributeError"),
        ("tests.own_code:mean_mentor", "allowed: a subclass of Enterprise"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(path: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        named(path, None, [])


def test_entry_points_of_other_packages_have_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    about = tmp_path / "eagerness-1.2.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: eagerness\nVersion: 1.2\n")
    (about / "RECORD").write_text("eagerness.py,,\n")
    (about / "entry_points.txt").write_text("[consortium.enterprises]\neager = eagerness:Eager\n")
    (tmp_path / "eagerness.py").write_text("from tests.own_code import Eager as E\nclass Eager(E): ...\n")
    monkeypatch.syspath_prepend(tmp_path)
    own = named("eager", None, [])
    assert own is not None
    assert own.record["enterprise_class"] == "eagerness:Eager"
    assert own.record["versions"] == {"eagerness": "1.2"}
    assert len(own.record["sources"]["eagerness"]) == 16


# --- the command line -------------------------------------------------------------------------------------------------

MINE = """
from consortium.simulation.agents import Enterprise

class Eager(Enterprise):
    def choose_depth(self):
        return 3

def trainers(model):
    return (model.population.enterprises["depth"] == 3).sum()
"""


@pytest.fixture
def mine(command: Command) -> Command:
    """The command in a folder with a module of one's own."""
    Path("my_rules.py").write_text(MINE)
    return command


OPTIONS = ["--enterprise-class", "my_rules:Eager", "--metric", "my_rules:trainers"]


def test_compare_takes_a_module_of_the_present_folder_and_the_manifest_says_so(mine: Command) -> None:
    arguments = ["compare", "baseline", "subsidy_only", *SETTINGS, "--seeds", 2, "--no-figures", "--out", "r", *OPTIONS]
    assert mine(*arguments).status == 0
    series = results("r")
    np.testing.assert_allclose(series["trainers"], 40 * series["deep_participation"])
    assert series["trainers"].max() > 8
    assert "trainers" in set(pd.read_csv("r/effects.csv")["metric"])
    used = json.loads(Path("r/manifest.json").read_text(encoding="utf-8"))["extensions"]
    assert used["enterprise_class"] == "my_rules:Eager"
    assert used["metrics"] == {"trainers": "my_rules:trainers"}
    assert len(used["sources"]["my_rules"]) == 16
    again = mine("compare", "r/manifest.json", "--out", "again")
    assert again.status == 2
    assert "made with code of your own" in again.message
    assert "my_rules:Eager" in again.message
    assert mine(*arguments, "--force").status == 0


def test_run_and_sweep_take_them_too(mine: Command) -> None:
    assert mine("run", "baseline", *SETTINGS, "--no-figures", "--out", "r", *OPTIONS).status == 0
    assert results("r")["trainers"].max() > 8
    small = "\n".join(f"{key} = {value}" for key, value in VILLAGE.items())
    Path("d.toml").write_text(
        'title = {en = "T", zh = "T"}\nbase = "baseline"\ndesign = "factorial"\nseeds = 1\n'
        f'[factors]\n"parameters.monitoring" = [0.2, 0.8]\n[parameters]\n{small}\n'
    )
    assert mine("sweep", "d.toml", "--out", "s", "--executor", "serial", *OPTIONS).status == 0
    runs = results("s")
    assert runs["trainers"].min() > 8
    resumed = mine("sweep", "d.toml", "--out", "s", "--resume")
    assert resumed.status != 0  # the same design without the rules is another sweep
    assert mine("sweep", "s/manifest.json", "--out", "t").status == 2


def test_workers_of_a_sweep_know_rules_and_metrics(tmp_path: Path) -> None:
    small = "\n".join(f"{key} = {value}" for key, value in VILLAGE.items())
    path = tmp_path / "d.toml"
    path.write_text(
        'title = {en = "T", zh = "T"}\nbase = "baseline"\ndesign = "factorial"\nseeds = 1\n'
        f'[factors]\n"parameters.monitoring" = [0.2, 0.8]\n[parameters]\n{small}\n'
    )
    own = Extensions(Eager, metrics=[TRAINERS])
    sweep(load_design(path), tmp_path / "here", executor="serial", extensions=own)
    sweep(load_design(path), tmp_path / "there", executor="processes", workers=1, extensions=own)
    here, there = (results(tmp_path / name) for name in ("here", "there"))
    assert here["trainers"].min() > 8
    pd.testing.assert_frame_equal(here, there)


def test_a_path_that_leads_nowhere_ends_the_command_with_a_message(mine: Command) -> None:
    ended = mine("run", "baseline", "--metric", "my_rules:trainer")
    assert ended.status == 2
    assert "metric 'my_rules:trainer' cannot be loaded: AttributeError" in ended.message
