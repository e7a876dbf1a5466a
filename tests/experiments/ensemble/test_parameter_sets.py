"""Parameter sets: where they come from, what they change in an arm, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from consortium.experiments.calibration.targets.target_files import bundled_ensemble
from consortium.experiments.ensemble.parameter_sets import ParameterSets
from consortium.experiments.ensemble.set_files import load_sets
from consortium.simulation.scenario import Scenario, ScenarioError, load_scenario
from tests.worlds import town

GOOD = "set,parameters.r0,parameters.poach,retention\n" + "".join(f"{i},0.{i},0.0{i},1\n" for i in range(1, 7))


def sets(base: Scenario, **values: tuple[float, ...]) -> ParameterSets:
    names = tuple(values)
    rows = tuple(zip(*values.values(), strict=True))
    return ParameterSets.checked("mine", names, rows, tuple(base.parameters[name] for name in names))


def five(first: float) -> tuple[float, ...]:
    return tuple(first + 0.01 * place for place in range(5))


def test_all_arms_take_the_values_of_a_set():
    base, reform = town(), town(of="subsidy_only")
    arms = sets(base, r0=five(0.3), poach=five(0.2)).arms((base, reform), 2)
    assert [(arm.parameters["r0"], arm.parameters["poach"]) for arm in arms] == [(0.32, 0.22)] * 2
    assert arms[1].policies == reform.policies


def test_a_reform_keeps_what_it_changes_on_purpose():
    base = town()
    reform = base.with_({"poach": 0.0}, name="no_poaching")
    arms = sets(base, r0=five(0.3), poach=five(0.2)).arms((base, reform), 1)
    assert [arm.parameters["poach"] for arm in arms] == [five(0.2)[1], 0.0]
    assert [arm.parameters["r0"] for arm in arms] == [five(0.3)[1]] * 2


def test_a_baseline_keeps_values_of_its_own():
    found = sets(town(), r0=five(0.3), poach=five(0.2))
    own = town(r0=0.5)
    assert found.fixed(own) == ("r0",)
    assert found.arms((own,), 0)[0].parameters["r0"] == 0.5
    by_region = town().with_(regions=[{"poach": 0.1}, {}])
    assert "poach" in found.fixed(by_region)


def test_sets_that_would_change_nothing_are_refused():
    with pytest.raises(ScenarioError, match=r"values of its own for all parameters .*r0.*allowed"):
        sets(town(), r0=five(0.3)).check((town(r0=0.5),))


def test_the_bundled_sets_are_those_of_the_calibration_and_every_bundled_reform_allows_them():
    found = load_sets()
    assert len(found) == len(bundled_ensemble("patterns"))
    assert dict(zip(found.parameters, found.rows[0], strict=True)) == bundled_ensemble("patterns")[0]
    arms = [load_scenario(name) for name in ("baseline", "subsidy_monitored", "consortium_entity", "full_package")]
    found.check(arms)
    assert found.fixed(arms[0]) == ()


def test_sets_come_back_from_a_manifest_as_they_were():
    found = load_sets().first(6, 7)
    assert ParameterSets.from_dict(json.loads(json.dumps(found.to_dict()))) == found
    assert replace(found, seeds=8).digest() != found.digest()


def test_a_file_is_read_and_the_folder_of_a_calibration_says_for_which_scenario(tmp_path: Path):
    path = tmp_path / "ensemble.csv"
    path.write_text("\ufeff" + GOOD, encoding="utf-8")
    bare = load_sets(path)
    assert bare.parameters == ("r0", "poach")
    assert bare.rows[1] == (0.2, 0.02)
    assert bare.standing == tuple(load_scenario("baseline").parameters[name] for name in ("r0", "poach"))
    base = town(r0=0.123)
    manifest = {"kind": "calibration", "scenario": base.to_dict()}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    found = load_sets(tmp_path)
    assert found.standing[0] == 0.123
    assert found.fixed(base) == ()
    assert found.name == tmp_path.name


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (GOOD.replace("parameters.r0", "parameters.r00"), "is no parameter; did you mean r0?"),
        (GOOD.replace("parameters.", ""), "no column parameters.NAME"),
        (GOOD.replace("0.3,", "three,"), "line 4: parameters.r0 = 'three'; allowed: a number"),
        (GOOD.replace("0.3,", "nan,"), "set 3: r0"),
        (GOOD.replace("0.3,", "7,"), "set 3: r0"),
        (GOOD.replace("0.3,", "0.3,0.1,"), "line 4 has 5 values; allowed: 4"),
        ("\n".join(GOOD.splitlines()[:4]), "3 parameter sets; required: 5"),
        (GOOD.replace("parameters.poach", "parameters.r0"), "one stands twice"),
        ("", "is empty"),
    ],
)
def test_a_file_that_holds_no_sets_is_refused_in_one_message(tmp_path: Path, content: str, said: str):
    path = tmp_path / "sets.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        load_sets(path)
    assert "sets.csv" in str(raised.value)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", ["patters", "nowhere/ensemble.csv", "results.toml"])
def test_what_names_no_sets_is_refused(name: str):
    with pytest.raises(ScenarioError, match="allowed"):
        load_sets(name)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path):
    path = tmp_path / "sets.csv"
    path.write_bytes(b"\xff\xfe\x00parameters.r0\n")
    with pytest.raises(ScenarioError, match="no CSV file in UTF-8"):
        load_sets(path)


@pytest.mark.parametrize(("number", "seeds"), [(4, 10), (51, 10), (30, 4)])
def test_fewer_sets_or_seeds_than_can_be_judged_and_more_sets_than_there_are_are_refused(number: int, seeds: int):
    with pytest.raises(ScenarioError, match="allowed: a whole number from 5"):
        load_sets().first(number, seeds)
