"""Overrides of single values: they reach what they name, and one that would change nothing is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from consortium.experiments.runs.batch import PartialOverride, run
from consortium.experiments.sweeps.design.design import DesignError, load_design
from consortium.simulation.policies.instruments import Monitoring, Subsidy
from consortium.simulation.scenario import Scenario, ScenarioError, load_scenario
from consortium.simulation.scenario.overrides import partial_overrides
from tests.shell import Command, assert_one_message
from tests.worlds import SMALL, town

TITLE = 'title = { en = "Test", zh = "测试" }\n'
THREE = (
    'extends = "baseline"\n' + TITLE + "[[region]]\nmonitoring = 0.1\n[[region]]\nmonitoring = 0.3\nsubsidy = 5\n"
    "[[region]]\nmonitoring = 0.5\n"
)
"""Three cities, each with its own monitoring, one with its own subsidy."""


@pytest.fixture
def cities(tmp_path: Path) -> Path:
    path = tmp_path / "cities.toml"
    path.write_text(THREE, encoding="utf-8")
    return path


def test_a_parameter_that_every_region_has_of_its_own_cannot_be_set_for_all(cities: Path):
    with pytest.raises(ScenarioError, match=r"parameters.monitoring = 0.9 would change nothing: every \[\[region\]\]"):
        load_scenario(cities, set="parameters.monitoring=0.9")
    with pytest.raises(ScenarioError, match="would change nothing"):
        load_scenario(cities).with_({"monitoring": 0.9})
    load_scenario(cities).with_({"monitoring": 0.9}, regions=[{}, {}, {}])


def test_a_file_cannot_set_in_vain_what_all_regions_of_its_parent_have_of_their_own(cities: Path):
    child = cities.with_name("child.toml")
    child.write_text(f'extends = "{cities.name}"\n{TITLE}[parameters]\nmonitoring = 0.9\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"child.toml: parameters.monitoring = 0.9 would change nothing"):
        load_scenario(child)
    child.write_text(
        f'extends = "{cities.name}"\nclear = ["region"]\n{TITLE}[parameters]\nmonitoring = 0.9\n', encoding="utf-8"
    )
    assert load_scenario(child).parameters["monitoring"] == 0.9


def test_a_design_cannot_set_it_in_vain_either(cities: Path):
    design = cities.with_name("design.toml")
    design.write_text(
        f'{TITLE}base = "{cities.name}"\ndesign = "factorial"\nseeds = 2\n'
        "[parameters]\nmonitoring = 0.9\n[factors]\n'parameters.poach' = [0.1, 0.2]\n",
        encoding="utf-8",
    )
    with pytest.raises(DesignError, match="would change nothing"):
        load_design(design)


def test_an_override_that_acts_in_some_regions_only_is_said_to(cities: Path):
    said = partial_overrides(["subsidy=9", "parameters.poach=0.3"], load_scenario(cities).regions)
    assert said == ["parameters.subsidy acts in regions 1, 3 of 3 only: others have their own"]
    hamlets = load_scenario(cities).with_({"schools": 2, "enterprises": 10, "intake": 5, "years": 1, "warm_up": 2})
    with pytest.warns(PartialOverride, match="regions 1, 3 of 3 only"):
        run(hamlets, seeds=1, set=["subsidy=9"])


def test_the_commands_say_so_too(command: Command, cities: Path):
    hamlet = [a for name in ("schools", "enterprises", "intake") for a in ("--set", f"{name}={SMALL[name] // 4}")]
    few = [*hamlet, "--years", 1, "--seeds", 1, "--no-figures"]
    answer = command("run", cities, "--set", "subsidy=9", *few, "--out", "r")
    assert answer.status == 0, answer.message
    assert "parameters.subsidy acts in regions 1, 3 of 3 only" in answer.message
    assert_one_message(
        command("run", cities, "--set", "monitoring=0.9", *few, "--out", "s"), 2, "would change nothing", "monitoring"
    )


# --- several policies of a kind ---------------------------------------------------------------------------------------


def paid_twice() -> Scenario:
    return town(Subsidy(per_trainee=1.0), Monitoring(level=0.1), Subsidy(per_trainee=2.0, start=5))


def amounts(scenario: Scenario) -> list[float]:
    return [policy.per_trainee for policy in scenario.policies if isinstance(policy, Subsidy)]


def test_of_several_policies_of_a_kind_one_must_be_named():
    with pytest.raises(ScenarioError, match=r"has 2 policies of this kind; allowed: policy.subsidy.1.per_trainee to"):
        paid_twice().with_({"policy.subsidy.per_trainee": 5.0})
    assert amounts(paid_twice().with_({"policy.subsidy.2.per_trainee": 5.0})) == [1.0, 5.0]
    assert amounts(paid_twice().with_(["policy.subsidy.1.per_trainee=5"])) == [5.0, 2.0]
    assert amounts(paid_twice().with_(["policy.subsidy.all.per_trainee=5"])) == [5.0, 5.0]


@pytest.mark.parametrize("number", ["0", "3", "first", "²", "99999999999999999999", ""])
def test_a_policy_that_is_not_there_cannot_be_named(number: str):
    with pytest.raises(ScenarioError, match=r"policy\.subsidy"):
        paid_twice().with_([f"policy.subsidy.{number}.per_trainee=5"])


def test_a_single_policy_needs_no_number_and_may_have_one():
    once = town(Subsidy(per_trainee=1.0))
    assert amounts(once.with_({"policy.subsidy.per_trainee": 5.0})) == [5.0]
    assert amounts(once.with_({"policy.subsidy.1.per_trainee": 5.0})) == [5.0]
