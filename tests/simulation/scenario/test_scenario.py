"""From a name or a file to a complete, checked, frozen scenario."""

from __future__ import annotations

import copy
import json
import math
import pickle
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.simulation.parameters import PARAMETERS, defaults
from consortium.simulation.policies.instruments import ConsortiumEntity, Monitoring, Subsidy
from consortium.simulation.scenario import Scenario, ScenarioError, bundled_scenarios, load_scenario
from consortium.simulation.scenario.files import COMMON_TO_REGIONS

TITLE = 'title = { en = "Test", zh = "测试" }\n'
HEAD = 'extends = "baseline"\n' + TITLE
EACH = pytest.mark.parametrize("name", bundled_scenarios())


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


# --- those that come with the model -----------------------------------------------------------------------------------


def test_the_baseline_comes_first():
    names = bundled_scenarios()
    assert names[0] == "baseline"
    assert names[1:] == sorted(names[1:])
    assert {"laissez_faire", "subsidy_only", "subsidy_monitored", "consortium_entity", "paper_consortium"} <= set(names)


@EACH
def test_a_bundled_scenario_says_what_it_asks_expects_and_where_it_comes_from(name: str):
    scenario = load_scenario(name)
    assert scenario.name == name
    assert scenario.source
    for texts in (scenario.title, scenario.question, scenario.expected):
        assert texts["en"].isascii() or "–" in texts["en"]
        assert any("\u4e00" <= c <= "\u9fff" for c in texts["zh"])


def test_the_baseline_has_every_default_and_no_policy():
    baseline = load_scenario("baseline")
    assert dict(baseline.parameters) == defaults()
    assert baseline.policies == ()


def test_laissez_faire_and_the_paper_consortium_differ_from_the_first_day():
    for name, differences in {
        "laissez_faire": {"subsidy": 0.0, "tax_rate": 0.0, "mandate": 0.15},
        "paper_consortium": {"entity": 0.0},
    }.items():
        scenario = load_scenario(name)
        assert dict(scenario.parameters) == {**defaults(), **differences}
        assert scenario.policies == ()


def test_reforms_are_policies_on_top_of_the_baseline():
    for name, policies in {
        "subsidy_only": (Subsidy(per_trainee=8.4), Monitoring(level=-0.2)),
        "subsidy_monitored": (Subsidy(per_trainee=8.4), Monitoring(level=0.6)),
        "consortium_entity": (ConsortiumEntity(level=0.9),),
    }.items():
        scenario = load_scenario(name)
        assert dict(scenario.parameters) == defaults()
        assert scenario.policies == policies


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_child_takes_over_parameters_key_by_key_and_adds_its_policies(tmp_path: Path):
    write(tmp_path / "parent.toml", HEAD + "[parameters]\nyears = 9\nfee = 1\n[[policy]]\nkind='monitoring'\nlevel=0.1")
    text = TITLE + 'extends = "parent.toml"\n[parameters]\nfee = 2\n[[policy]]\nkind="subsidy"\nper_trainee=1'
    scenario = load_scenario(write(tmp_path / "child.toml", text))
    assert (scenario.parameters["years"], scenario.parameters["fee"]) == (9, 2.0)
    assert scenario.policies == (Monitoring(level=0.1), Subsidy(per_trainee=1.0))


def test_a_child_may_drop_the_policies_of_its_parent(tmp_path: Path):
    text = TITLE + 'extends = "subsidy_only"\nclear = ["policy"]\n[[policy]]\nkind="subsidy"\nper_trainee=1'
    assert load_scenario(write(tmp_path / "child.toml", text)).policies == (Subsidy(per_trainee=1.0),)


@pytest.mark.parametrize(("written", "other"), [("en", "zh"), ("zh", "en")])
def test_a_text_in_one_language_stands_for_the_other_too(written: str, other: str):
    arm = Scenario(name="arm", title={written: "一个 title"}, parameters=defaults())
    assert dict(arm.title) == {"en": "一个 title", "zh": "一个 title"}
    both = Scenario(name="arm", title={other: "another", written: "一个 title"}, parameters=defaults())
    assert both.title[other] == "another"
    assert list(both.title) == ["en", "zh"]


def test_texts_describe_one_file_and_are_not_taken_over(tmp_path: Path):
    scenario = load_scenario(write(tmp_path / "child.toml", HEAD))
    assert scenario.title == {"en": "Test", "zh": "测试"}
    assert scenario.question == scenario.expected == {"en": "", "zh": ""}
    assert scenario.source == ""


def test_a_parent_is_looked_for_beside_its_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "plans").mkdir()
    write(tmp_path / "plans" / "parent.toml", HEAD + "[parameters]\nyears = 9")
    write(tmp_path / "plans" / "child.toml", TITLE + 'extends = "../plans/parent.toml"')
    monkeypatch.chdir(tmp_path)
    assert load_scenario("plans/child.toml").parameters["years"] == 9


def test_a_file_called_baseline_does_not_hide_the_bundled_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write(tmp_path / "baseline.toml", HEAD + "[parameters]\nyears = 9")
    monkeypatch.chdir(tmp_path)
    assert load_scenario("baseline").parameters["years"] == 20
    assert load_scenario("baseline.toml").parameters["years"] == 9


def test_files_of_other_editors_are_read(tmp_path: Path):
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + "[parameters]\nyears = 9\n").replace("\n", "\r\n").encode())
    assert load_scenario(path).parameters["years"] == 9


def test_json_says_the_same_as_toml(tmp_path: Path):
    tables = {"extends": "subsidy_only", "title": {"en": "Test", "zh": "测试"}, "parameters": {"years": 9}}
    scenario = load_scenario(write(tmp_path / "city.json", json.dumps(tables)))
    text = TITLE + 'extends = "subsidy_only"\n[parameters]\nyears = 9'
    assert scenario == load_scenario(write(tmp_path / "city.toml", text))


@EACH
def test_the_manifest_of_a_run_gives_its_scenario_back(name: str, tmp_path: Path):
    scenario = load_scenario(name, set=("years=10", "budget=500"))
    manifest = {"scenario": scenario.to_dict(), "seed": 1}
    assert load_scenario(write(tmp_path / "manifest.json", json.dumps(manifest, allow_nan=False))) == scenario
    assert load_scenario(write(tmp_path / "alone.json", json.dumps(manifest["scenario"]))) == scenario


def test_whole_numbers_are_numbers_and_a_budget_may_be_taken_back(tmp_path: Path):
    scenario = load_scenario(write(tmp_path / "a.toml", HEAD + "[parameters]\ngross = 30\nbudget = 100"))
    assert isinstance(scenario.parameters["gross"], float)
    text = TITLE + 'extends = "a.toml"\n[parameters]\nbudget = "none"\nbudget_per_student = 2'
    child = load_scenario(write(tmp_path / "b.toml", text))
    assert (child.parameters["budget"], child.parameters["budget_per_student"]) == (math.inf, 2.0)


# --- overrides --------------------------------------------------------------------------------------------------------


def test_single_values_are_set_by_their_keys():
    settings = (
        "years=10",
        "parameters.monitoring = 0.5",
        "governance=joint",
        "field_shares=[0.4, 0.6]",
        "field_glamour=[0, 0]",
        "policy.subsidy.per_trainee=4",
        "policy.subsidy.start=2",
        "policy.monitoring.schedule=[[3, 0.5]]",
    )
    scenario = load_scenario("subsidy_only", set=settings)
    p = scenario.parameters
    assert (p["years"], p["monitoring"], p["governance"], p["field_shares"]) == (10, 0.5, "joint", (0.4, 0.6))
    assert scenario.policies == (Subsidy(per_trainee=4.0, start=2), Monitoring(level=-0.2, schedule=((3, 0.5),)))
    assert scenario.name == "subsidy_only"


def test_a_setting_reaches_every_policy_of_its_kind_if_it_says_so(tmp_path: Path):
    text = TITLE + 'extends = "subsidy_only"\n[[policy]]\nkind = "subsidy"\nper_trainee = 1\nstart = 5'
    scenario = load_scenario(write(tmp_path / "twice.toml", text), set="policy.subsidy.all.per_trainee=2")
    assert [p for p in scenario.policies if p.kind == "subsidy"] == [
        Subsidy(per_trainee=2.0),
        Subsidy(per_trainee=2.0, start=5),
    ]


def test_a_longer_horizon_may_be_set_for_a_late_policy(tmp_path: Path):
    path = write(tmp_path / "late.toml", HEAD + "[[policy]]\nkind='monitoring'\nlevel=0.1\nstart=25")
    assert load_scenario(path, set=["years=30"]).parameters["years"] == 30


def test_a_scenario_is_changed_into_another():
    baseline = load_scenario("baseline")
    changed = baseline.with_({"years": 5, "policy.subsidy.start": 2}, name="mine", policies=[Subsidy(per_trainee=1.0)])
    assert (changed.name, changed.parameters["years"]) == ("mine", 5)
    assert changed.policies == (Subsidy(per_trainee=1.0, start=2),)
    assert baseline == load_scenario("baseline")
    assert baseline.with_({"budget": 100.0}).with_({"budget": math.inf}) == baseline


# --- the value --------------------------------------------------------------------------------------------------------


def test_a_scenario_is_complete_and_made_from_little():
    scenario = Scenario(name="mine", title={"en": "Mine", "zh": "我的"}, parameters={"years": 3})
    assert dict(scenario.parameters) == {**defaults(), "years": 3}
    assert list(scenario.parameters) == list(PARAMETERS)


@pytest.mark.parametrize(
    ("parameters", "fragment"),
    [
        ({"years": 0}, "years = 0"),
        ({"nonsense": 1}, "nonsense"),
        ({"warm_up": 3}, "even"),
        ({"gross": math.inf}, "gross"),
    ],
)
def test_a_scenario_made_in_python_is_checked_as_well(parameters: dict[str, float], fragment: str):
    with pytest.raises(ScenarioError, match=fragment):
        Scenario(name="mine", title={"en": "Mine", "zh": "我的"}, parameters=parameters)


def test_a_scenario_cannot_be_changed_in_place():
    scenario = load_scenario("baseline")
    with pytest.raises(FrozenInstanceError):
        scenario.name = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        scenario.parameters["years"] = 3  # type: ignore[index]


@EACH
def test_a_scenario_is_copied_pickled_and_used_as_a_key(name: str):
    scenario = load_scenario(name)
    for twin in (copy.deepcopy(scenario), pickle.loads(pickle.dumps(scenario)), Scenario.from_dict(scenario.to_dict())):
        assert twin == scenario
        assert hash(twin) == hash(scenario)
        assert twin.digest() == scenario.digest()


def test_the_digest_tells_what_determines_a_run_and_nothing_else():
    baseline = load_scenario("baseline")
    assert len(baseline.digest()) == 64
    assert baseline.with_(name="other", title={"en": "Other", "zh": "另"}).digest() == baseline.digest()
    digests = {load_scenario(name).digest() for name in bundled_scenarios()}
    assert len(digests) == len(bundled_scenarios())
    assert baseline.with_({"gross": 28}).digest() == baseline.digest()
    assert baseline.with_({"net_slope": -0.0}).digest() == baseline.with_({"net_slope": 0}).digest()


def test_a_complete_scenario_says_every_parameter_and_every_policy():
    tables = load_scenario("subsidy_only").to_dict()
    assert list(tables["parameters"]) == list(PARAMETERS)
    assert tables["parameters"]["budget"] == "none"
    assert [table["kind"] for table in tables["policy"]] == ["subsidy", "monitoring"]


# --- what policies may do together ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policies", "year"),
    [
        ([Subsidy(per_trainee=-2.8), Subsidy(per_trainee=-0.1, start=4)], 4),
        ([Subsidy(per_trainee=-2.0, schedule=((6, 2.0),))], 6),
        ([Subsidy(per_trainee=60.0), Subsidy(per_trainee=60.0, start=3)], 3),
        ([ConsortiumEntity(level=0.1, fee=-3.0, start=2)], 2),
    ],
)
def test_money_out_of_its_bounds_is_refused_with_the_year(policies: list, year: int):
    with pytest.raises(ScenarioError, match=rf"in year {year};"):
        load_scenario("baseline").with_(policies=policies)


def test_what_stands_may_be_abolished_to_the_last_yuan():
    scenario = load_scenario("baseline").with_(policies=[Subsidy(per_trainee=-1.4), Subsidy(per_trainee=-1.4)])
    assert len(scenario.policies) == 2


def test_a_subsidy_may_fill_the_gap_that_another_leaves_in_the_same_years_only():
    gap, filling = Subsidy(per_trainee=-5.0, start=3, end=5), Subsidy(per_trainee=4.0, start=1, end=5)
    load_scenario("baseline").with_(policies=[gap, filling])
    with pytest.raises(ScenarioError, match="in year 5;"):
        load_scenario("baseline").with_(policies=[gap, Subsidy(per_trainee=4.0, start=1, end=4)])


def allowed_by_trying(policies: list[Subsidy], years: int) -> bool:
    """Whether the sum stays within its bounds in every single year."""
    sums = [2.8 + sum(policy.changes(year).get("subsidy", 0.0) for policy in policies) for year in range(1, years + 1)]
    return all(-1e-9 <= total <= 112 + 1e-9 for total in sums)


@given(
    st.lists(
        st.builds(
            lambda per_trainee, start, length, phase_in, step: Subsidy(
                per_trainee=per_trainee,
                start=start,
                end=start + length,
                phase_in=phase_in,
                schedule=((start + length // 2, step),),
            ),
            st.floats(-60, 60),
            st.integers(1, 6),
            st.integers(0, 6),
            st.integers(0, 5),
            st.sampled_from([0.0, 0.5, 1.0, 1.5]),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_money_out_of_its_bounds_is_found_in_whatever_year_it_is(policies: list[Subsidy]):
    try:
        load_scenario("baseline").with_(policies=policies)
        refused = False
    except ScenarioError:
        refused = True
    assert refused == (not allowed_by_trying(policies, 20))


# --- regions ----------------------------------------------------------------------------------------------------------

REGIONS = """
[[region]]
count = 2
enterprises = 80
size_median = 90

[[region]]
subsidy = 0
field_risk = [1, 2, 1, 1, 0.5]
"""


def test_each_table_of_a_region_says_what_differs_there(tmp_path: Path):
    scenario = load_scenario(write(tmp_path / "city.toml", HEAD + "[parameters]\nschools = 9" + REGIONS))
    assert scenario.parameters["regions"] == 3
    assert scenario.regions[0] == scenario.regions[1] == {"enterprises": 80, "size_median": 90.0}
    assert scenario.region_parameters(0) == {**scenario.parameters, "enterprises": 80, "size_median": 90.0}
    assert scenario.region_parameters(2)["field_risk"] == (1.0, 2.0, 1.0, 1.0, 0.5)
    assert list(scenario.region_parameters(2)) == list(PARAMETERS)
    assert [scenario.region_parameters(i)["schools"] for i in range(3)] == [9, 9, 9]


def test_without_tables_all_regions_are_alike():
    scenario = load_scenario("baseline", set=("regions=3",))
    assert scenario.regions == ()
    assert all(scenario.region_parameters(i) == scenario.parameters for i in range(3))


def test_the_number_of_regions_may_be_said_as_well(tmp_path: Path):
    text = HEAD + "[parameters]\nregions = 3" + REGIONS
    assert load_scenario(write(tmp_path / "city.toml", text)).parameters["regions"] == 3
    with pytest.raises(ScenarioError, match=r"city.toml: parameters.regions = 2, but \[\[region\]\] describes 3"):
        load_scenario(tmp_path / "city.toml", set=("regions=2",))


def test_regions_given_in_python_count_themselves():
    title = {"en": "Two", "zh": "两"}
    regions = ({"schools": 3}, {})
    assert Scenario(name="two", title=title, regions=regions).parameters["regions"] == 2
    with pytest.raises(ScenarioError, match=r"parameters.regions = 3, but \[\[region\]\] describes 2"):
        Scenario(name="two", title=title, parameters={"regions": 3}, regions=regions)
    two = load_scenario("baseline").with_(regions=regions)
    assert two.parameters["regions"] == 2
    assert two.with_(regions=[{}]).parameters["regions"] == 1
    assert two.with_(regions=()).parameters["regions"] == 2
    assert load_scenario("baseline").with_(regions=[{"count": 4, "schools": 3}]).parameters["regions"] == 4
    with pytest.raises(ScenarioError, match=r"parameters.regions = 3, but \[\[region\]\] describes 2"):
        load_scenario("baseline").with_({"regions": 3}, regions=regions)


def test_a_child_takes_over_the_regions_of_its_parent_replaces_or_drops_them(tmp_path: Path):
    write(tmp_path / "parent.toml", HEAD + REGIONS)
    head = TITLE + 'extends = "parent.toml"\n'
    same = load_scenario(write(tmp_path / "same.toml", head + "[parameters]\nschools = 9"))
    assert [dict(own) for own in same.regions] == [dict(own) for own in load_scenario(tmp_path / "parent.toml").regions]
    other = load_scenario(write(tmp_path / "other.toml", head + "[[region]]\nschools = 9"))
    assert other.regions == ({"schools": 9},)
    assert other.parameters["regions"] == 1
    none = load_scenario(write(tmp_path / "none.toml", head + 'clear = ["region", "policy"]'))
    assert none.regions == ()
    assert none.parameters["regions"] == 1


def test_a_scenario_with_regions_is_written_read_copied_and_compared(tmp_path: Path):
    scenario = load_scenario(write(tmp_path / "city.toml", HEAD + REGIONS))
    manifest = {"scenario": scenario.to_dict(), "seed": 1}
    assert len(manifest["scenario"]["region"]) == 3
    read = load_scenario(write(tmp_path / "manifest.json", json.dumps(manifest, allow_nan=False)))
    for twin in (read, copy.deepcopy(scenario), pickle.loads(pickle.dumps(scenario)), scenario.with_()):
        assert twin.regions == scenario.regions
        assert twin.digest() == scenario.digest()
        assert hash(twin.regions) == hash(scenario.regions)
    assert read.parameters == scenario.parameters
    alike = load_scenario("baseline", set=("regions=3",))
    assert scenario.digest() != alike.digest()
    assert "region" not in alike.to_dict()
    changed = scenario.with_(regions=[*scenario.regions[:2], {"subsidy": 1.0}])
    assert changed.digest() != scenario.digest()


def test_a_budget_of_a_region_may_be_given_or_taken_back(tmp_path: Path):
    text = HEAD + '[parameters]\nbudget = 100\n[[region]]\nbudget = 70\n[[region]]\n[[region]]\nbudget = "none"'
    scenario = load_scenario(write(tmp_path / "city.toml", text))
    assert [scenario.region_parameters(i)["budget"] for i in range(3)] == [70.0, 100.0, math.inf]
    assert scenario.to_dict()["region"][2] == {"budget": "none"}


def test_a_policy_is_checked_where_it_holds():
    poor = load_scenario("baseline").with_({"regions": 2}, regions=[{}, {"subsidy": 1.0}])
    poor.with_(policies=[Subsidy(per_trainee=-2.0, regions=(1,))])
    with pytest.raises(ScenarioError, match=r"\[\[region\]\] number 2: \[\[policy\]\]: subsidy = -1 in year 1"):
        poor.with_(policies=[Subsidy(per_trainee=-2.0)])


@pytest.mark.parametrize("name", COMMON_TO_REGIONS)
def test_what_is_the_same_everywhere_is_said_once(name: str):
    with pytest.raises(ScenarioError, match=f"number 1: {name} = .*, but {name} is the same in all regions"):
        load_scenario("baseline").with_({}, regions=[{name: PARAMETERS[name].default}])


def calls(regions: int) -> int:
    """How many functions are called to check a city of so many regions, with a policy in every fifth."""
    tables = [{"subsidy": i / 100} for i in range(regions)]
    policies = [Subsidy(per_trainee=0.1, phase_in=3, regions=(i + 1,)) for i in range(0, regions, 5)]
    number = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        load_scenario("baseline").with_({"regions": regions}, regions=tables, policies=policies)
    finally:
        sys.setprofile(before)
    return number


def test_a_thousand_regions_take_twice_the_work_of_five_hundred():
    assert calls(1000) < 2.5 * calls(500)


def test_numbers_of_numpy_are_numbers():
    changed = load_scenario("subsidy_only", set={"years": np.int64(30), "monitoring": np.float32(0.5)})
    assert changed.parameters["years"] == 30
    assert type(changed.parameters["years"]) is int
    assert changed.parameters["monitoring"] == 0.5
    assert type(changed.parameters["monitoring"]) is float
    shares = np.array([0.4, 0.3, 0.1, 0.1, 0.1])
    assert changed.with_({"field_shares": list(shares)}).parameters["field_shares"] == tuple(shares)
    moved = changed.with_({"policy.subsidy.start": np.int64(3), "policy.subsidy.per_trainee": np.float64(2.0)})
    assert moved == changed.with_({"policy.subsidy.start": 3, "policy.subsidy.per_trainee": 2.0})
    tables: dict[str, Any] = {
        "per_trainee": np.float32(2.0),
        "start": np.int64(3),
        "schedule": [[np.int64(4), np.int64(2)]],
    }
    assert Subsidy(**tables) == Subsidy(per_trainee=2.0, start=3, schedule=((4, 2.0),))
    assert json.dumps(moved.to_dict())


@pytest.mark.parametrize("wrong", [np.float64(30.0), np.bool_(True), np.array([30]), "30"])
def test_a_whole_number_is_not_made_from_what_is_none(wrong: Any):
    with pytest.raises(ScenarioError, match="allowed: a whole number from"):
        load_scenario("baseline", set={"years": wrong})
