"""Institutions and the world: every parameter is of one of the two, and a scenario knows what it comes from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from consortium.simulation.parameters import GROUPS, PARAMETERS
from consortium.simulation.policies import INSTRUMENTS
from consortium.simulation.policies.instruments import Subsidy
from consortium.simulation.scenario import Scenario, ScenarioError, bundled_scenarios, load_scenario
from consortium.simulation.scenario.institutions import ALSO_ARRANGED, ARRANGED, GIVEN, common_ancestor, kind_of
from tests.worlds import town

WORLD = {"regions", "schools", "enterprises", "size_median", "scale", "years", "poach", "horizon_years", "F_cotraining"}


def test_every_parameter_is_an_institution_or_of_the_world():
    assert {kind_of(name) for name in PARAMETERS} == {"institution", "world"}
    levers = {lever for instrument in INSTRUMENTS for lever in instrument.levers().values()}
    assert all(kind_of(name) == "institution" for name in levers | {"governance", "budget", "penalty", "quota_counts"})
    assert all(kind_of(name) == "world" for name in WORLD)


def test_the_lists_of_exceptions_name_parameters_that_need_them():
    levers = {lever for instrument in INSTRUMENTS for lever in instrument.levers().values()}
    arranged = {parameter.name for group in ARRANGED for parameter in GROUPS[group]}
    assert arranged - levers >= GIVEN, "nobody decides them although they stand beside what is decided"
    assert PARAMETERS.keys() - arranged - levers >= ALSO_ARRANGED, "decided although they stand elsewhere"


def test_an_unknown_name_is_of_no_kind():
    with pytest.raises(KeyError):
        kind_of("monitorin")


# --- what a scenario comes from ---------------------------------------------------------------------------------------


def test_files_keep_what_was_in_force_in_those_that_they_extend(tmp_path: Path):
    head = 'title = { en = "Test", zh = "测试" }\n'
    (tmp_path / "city.toml").write_text(f'extends = "baseline"\n{head}[parameters]\nsubsidy = 5', encoding="utf-8")
    (tmp_path / "back.toml").write_text(f'extends = "city.toml"\n{head}[parameters]\nsubsidy = 2.8', encoding="utf-8")
    city, back = load_scenario(tmp_path / "city.toml"), load_scenario(tmp_path / "back.toml")
    assert [values.parameters["subsidy"] for values in back.line] == [2.8, 5.0, 2.8]
    assert common_ancestor(city.line, back.line) == city.values
    assert common_ancestor(city.line, load_scenario("tax_credit").line) == load_scenario("baseline").values


def test_what_python_changes_keeps_what_it_changed():
    small = town()
    reform = small.with_({"subsidy": 9.0}, name="reform").with_(policies=[Subsidy(per_trainee=1.0)])
    assert common_ancestor(small.line, reform.line) == small.values
    assert reform.ancestors[-1] == small.values
    assert small.with_(name="other").line == small.line, "a name changes nothing"


def test_arms_with_the_same_override_have_in_common_what_they_had_before_it():
    one, other = (load_scenario(name).with_({"years": 9}) for name in ("baseline", "deep_quota"))
    assert common_ancestor(one.line, other.line) == load_scenario("baseline").values


@pytest.mark.parametrize("name", [*bundled_scenarios(), "made"])
def test_a_scenario_that_is_written_and_read_knows_what_it_comes_from(name: str):
    made = town(of="uneven_regions").with_({"subsidy": 4.0, "budget": 900.0}).with_({"subsidy": 5.0})
    scenario = made if name == "made" else load_scenario(name)
    read = Scenario.from_dict(json.loads(json.dumps(scenario.to_dict(), allow_nan=False)))
    assert read == scenario
    assert read.line == scenario.line
    assert read.digest() == scenario.digest()


def test_a_scenario_that_was_written_without_them_can_be_read():
    tables = load_scenario("shenzhen_leader_leaves").to_dict()
    del tables["ancestors"]
    assert Scenario.from_dict(tables).line == (load_scenario("baseline").values, load_scenario(tables["name"]).values)


@pytest.mark.parametrize(
    "ancestors", ["baseline", [1], [{"parameter": {}}], [{"parameters": {"subsidy": -1}}], [{}] * 21, [{"region": 3}]]
)
def test_ancestors_that_make_no_sense_are_refused(ancestors: object):
    with pytest.raises(ScenarioError, match="ancestors"):
        Scenario.from_dict({**load_scenario("baseline").to_dict(), "ancestors": ancestors})


def test_ancestors_determine_no_run():
    changed = town().with_({"subsidy": 9.0}).with_({"subsidy": 2.8})
    assert changed == town()
    assert changed.digest() == town().digest()
    assert changed.ancestors != town().ancestors


def test_a_scenario_that_is_changed_a_thousand_times_does_not_keep_them_all():
    scenario = town()
    for step in range(100):
        scenario = scenario.with_({"subsidy": step / 10})
    assert len(scenario.ancestors) <= 20
