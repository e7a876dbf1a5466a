"""A design file becomes a table of points, each a valid scenario; the ready designs are complete and sensible."""

from __future__ import annotations

import json
import math
import pickle
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consortium.experiments.sweeps.design.design import (
    MOST_UNASKED,
    REASONS,
    Design,
    DesignError,
    bundled_designs,
    can_contradict,
    load_design,
)
from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.scenario import Scenario, ScenarioError, load_scenario

HEAD = 'base = "baseline"\nseeds = 3\n'
SUBSIDY = '[[policy]]\nkind = "subsidy"\nper_trainee = 0.0\n'

KINDS = {
    "factorial": "",
    "one_at_a_time": "",
    "latin_hypercube": "points = 10",
    "sobol": "points = 4",
    "morris": "trajectories = 3",
}
MIXED = """
"policy.subsidy.per_trainee" = { low = 0, high = 22.4, levels = 3 }
"policy.subsidy.start" = [1, 4]
"parameters.application_cost" = { low = 1, high = 50, levels = 3, scale = "log" }
"parameters.intake" = { low = 20, high = 60, levels = 3 }
"parameters.budget" = ["none", 2000]
"parameters.governance" = ["government_led", "joint"]
"""


def written(folder: Path, text: str, name: str = "design.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def mixed(folder: Path, kind: str) -> Design:
    text = f'{HEAD}design = "{kind}"\n{KINDS[kind]}\n{SUBSIDY}[factors]{MIXED}'
    return load_design(written(folder, text, f"{kind}.toml"))


# --- what a file becomes ----------------------------------------------------------------------------------------------


def test_a_range_of_five_and_a_list_of_three_make_a_grid_of_fifteen_points(tmp_path: Path):
    design = load_design(written(tmp_path, """
base = "baseline"
design = "factorial"          # one_at_a_time latin_hypercube sobol morris table
seeds = 10                    # the same worlds at every point
[[policy]]                    # a policy that the factors vary
kind = "subsidy"
per_trainee = 0.0
[factors]
"policy.subsidy.per_trainee" = { low = 0, high = 22.4, levels = 5 }
"parameters.monitoring" = [0, 0.2, 0.9]
"""))  # fmt: skip
    assert design.name == "design"
    assert design.title == {"en": "design", "zh": "design"}
    assert design.seeds == tuple(range(1, 11))
    assert (len(design.points), design.runs) == (15, 150)
    assert design.points["policy.subsidy.per_trainee"].unique().tolist() == [0.0, 5.6, 11.2, 16.8, 22.4]
    scenario = design.scenario(14)
    assert scenario.name == "baseline"
    assert scenario.policies[0].to_dict()["per_trainee"] == 22.4
    assert scenario.parameters["monitoring"] == 0.9
    assert {**scenario.parameters, "monitoring": 0.2} == dict(load_scenario("baseline").parameters)


def test_base_and_table_are_looked_for_beside_the_file_and_its_own_settings_are_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    written(tmp_path, 'extends = "subsidy_only"\ntitle = { en = "City", zh = "城市" }\n', "city.toml")
    (tmp_path / "points.csv").write_text("\ufeffparameters.peer, parameters.intake\n1.5,60.0\n\n2,80\n", "utf-8")
    path = written(
        tmp_path,
        'base = "city.toml"\ndesign = "table"\nseeds = [7, 3]\nfile = "points.csv"\n'
        '[parameters]\nyears = 4\n[[policy]]\nkind = "publicity"\nrate = 0.1\n',
    )
    monkeypatch.chdir("/")
    design = load_design(path)
    assert design.seeds == (7, 3)
    assert design.points.to_dict("list") == {"parameters.peer": [1.5, 2.0], "parameters.intake": [60, 80]}
    assert [policy.kind for policy in design.base.policies] == ["subsidy", "monitoring", "publicity"]
    scenario = design.scenario(1)
    assert [scenario.parameters[name] for name in ("years", "peer", "intake")] == [4, 2.0, 80]


def test_a_table_of_all_sorts_of_factors_is_taken_as_it_is(tmp_path: Path):
    lines = (
        "policy.subsidy.end,parameters.governance,parameters.budget\n5,joint,none\n9,enterprise_led,100\n5,joint,1e3\n"
    )
    (tmp_path / "my points.csv").write_text(lines, encoding="utf-8")
    design = load_design(written(tmp_path, f'{HEAD}design = "table"\nfile = "my points.csv"\n{SUBSIDY}'))
    assert design.points["parameters.budget"].tolist() == [math.inf, 100.0, 1000.0]
    assert [factor.values for factor in design.factors] == [(), ("joint", "enterprise_led"), ()]
    assert [design.scenario(point).parameters["budget"] for point in range(3)] == [math.inf, 100.0, 1000.0]
    assert design.scenario(1).policies[0].end == 9


def test_factors_may_be_written_without_quotation_marks(tmp_path: Path):
    quoted = written(tmp_path, f'{HEAD}design = "factorial"\n{SUBSIDY}[factors]{MIXED}', "quoted.toml")
    bare = written(tmp_path, quoted.read_text(encoding="utf-8").replace('"p', "p").replace('" =', " ="), "bare.toml")
    assert "parameters.intake = " in bare.read_text(encoding="utf-8")
    assert load_design(bare).digest() == load_design(quoted).digest()


def test_fields_of_one_policy_change_together(tmp_path: Path):
    """One after the other, `end` would be before `start` for a moment."""
    text = f'{HEAD}design = "table"\nfile = "points.csv"\n{SUBSIDY}start = 3\nend = 5\n'
    (tmp_path / "points.csv").write_text("policy.subsidy.start,policy.subsidy.end\n9,12\n1,2\n", encoding="utf-8")
    design = load_design(written(tmp_path, text))
    policies = [design.scenario(point).policies[0] for point in range(2)]
    assert [(policy.start, policy.end) for policy in policies] == [(9, 12), (1, 2)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_point_is_the_scenario_that_its_row_says(kind: str, tmp_path: Path):
    design = mixed(tmp_path, kind)
    assert [str(design.points[factor.key].dtype) for factor in design.factors] == [
        "float64", "int64", "float64", "int64", "float64", "string"
    ]  # fmt: skip
    assert design.points.index.tolist() == list(range(len(design.points)))
    assert design.runs == 3 * len(design.points)
    for point, row in design.points.iterrows():
        assert isinstance(point, int)
        scenario = design.scenario(point)
        fields = scenario.policies[0].to_dict()
        values = [fields["per_trainee"], fields["start"]]
        values += [scenario.parameters[name] for name in ("application_cost", "intake", "budget", "governance")]
        assert values == row.tolist()
        same = {key: value for key, value in scenario.parameters.items() if f"parameters.{key}" not in row}
        assert same == {key: design.base.parameters[key] for key in same}


@pytest.mark.parametrize("kind", KINDS)
def test_a_design_is_the_same_again_when_read_again_pickled_or_written_to_a_manifest(kind: str, tmp_path: Path):
    design = mixed(tmp_path, kind)
    spelled = json.dumps(design.to_dict(), allow_nan=False)
    for again in (mixed(tmp_path, kind), pickle.loads(pickle.dumps(design)), Design.from_dict(json.loads(spelled))):
        pd.testing.assert_frame_equal(again.points, design.points)
        assert again.digest() == design.digest()
        assert again.to_dict() == design.to_dict()
        assert again.scenario(3) == design.scenario(3)
        assert again.factors == design.factors


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_table_may_have_the_separators_of_other_spreadsheets(tmp_path: Path, separator: str):
    content = 'base = "baseline"\ndesign = "table"\nseeds = 2\nfile = "points.csv"\n'
    (tmp_path / "design.toml").write_text(content, encoding="utf-8")
    points = []
    for sign in (",", separator):
        rows = ("parameters.peer,parameters.poach", "1,0.5", '2,"0.25"')
        (tmp_path / "points.csv").write_text("\n".join(rows).replace(",", sign), encoding="utf-8")
        points.append(load_design(tmp_path / "design.toml").points)
    pd.testing.assert_frame_equal(*points)
    assert points[1]["parameters.poach"].tolist() == [0.5, 0.25]


def test_a_table_is_the_same_again_from_a_manifest_without_its_file(tmp_path: Path):
    lines = "parameters.budget,parameters.governance,parameters.intake\nnone,joint,30\n0.1,joint,40\n"
    (tmp_path / "points.csv").write_text(lines, encoding="utf-8")
    design = load_design(written(tmp_path, f'{HEAD}design = "table"\nfile = "points.csv"\n'))
    (tmp_path / "points.csv").unlink()
    again = Design.from_dict(json.loads(json.dumps(design.to_dict(), allow_nan=False)))
    pd.testing.assert_frame_equal(again.points, design.points)
    assert again.digest() == design.digest()


@pytest.mark.parametrize("broken", [{}, {"factors": 3}, {"points": {"n": 1, "sha256": ""}}, {"seeds": None}])
def test_a_manifest_of_another_design_is_refused_with_one_message(broken: dict[str, object], tmp_path: Path):
    table = mixed(tmp_path, "latin_hypercube").to_dict()
    with pytest.raises(DesignError, match="manifest") as caught:
        Design.from_dict(table | broken if broken else {}, "manifest.json")
    assert "\n" not in str(caught.value)


def test_the_digest_tells_what_determines_the_data_and_nothing_else(tmp_path: Path):
    text = f'{HEAD}design = "factorial"\n[factors]\n"parameters.monitoring" = [0, 0.5]\n'
    digest = load_design(written(tmp_path, text)).digest()
    titled = 'title = { en = "Another", zh = "另一个" }\n' + text
    assert load_design(written(tmp_path, titled, "another.toml")).digest() == digest
    for other in (
        text.replace("0.5]", "0.6]"),
        text.replace("seeds = 3", "seeds = [1, 3, 2]"),
        text + "[parameters]\nyears = 5\n",
        text.replace("factorial", "one_at_a_time"),
        text.replace("monitoring", "leak"),
    ):
        assert load_design(written(tmp_path, other)).digest() != digest


@given(st.lists(st.integers(0, 2**63 - 1), min_size=1, max_size=5, unique=True))
@settings(max_examples=20)
def test_seeds_may_be_any_whole_numbers(tmp_path_factory: pytest.TempPathFactory, seeds: list[int]):
    text = f'base = "baseline"\nseeds = {seeds}\ndesign = "factorial"\n[factors]\n"parameters.leak" = [0, 1]\n'
    assert load_design(written(tmp_path_factory.mktemp("seeds"), text)).seeds == tuple(seeds)


# --- all parameters at once -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def screening(tmp_path_factory: pytest.TempPathFactory) -> Design:
    factors = '"parameters.peer" = [1, 2, 3]\n"parameters.*" = { around = 0.2 }\n'
    text = f'{HEAD}design = "one_at_a_time"\n[factors]\n{factors}'
    return load_design(written(tmp_path_factory.mktemp("screening"), text))


def test_a_screening_varies_or_names_every_parameter(screening: Design):
    varied = [factor.key for factor in screening.factors]
    assert len(varied) == len(set(varied))
    assert {*varied, *screening.left_out} == {f"parameters.{name}" for name in PARAMETERS}
    assert not set(varied) & set(screening.left_out)
    assert set(screening.left_out.values()) <= set(REASONS)
    assert all(set(words) == {"en", "zh"} for words in REASONS.values())


def test_a_screening_leaves_out_what_sets_up_the_experiment(screening: Design):
    left_out = screening.left_out
    assert left_out["parameters.years"] == left_out["parameters.warm_up"] == "whole"
    assert left_out["parameters.scale"] == "grain"
    assert left_out["parameters.budget"] == "budget"
    assert left_out["parameters.field_shares"] == "list"
    assert left_out["parameters.governance"] == "choice"
    assert left_out["parameters.shock_size"] == "zero"


def test_a_screening_takes_plausible_ranges_and_else_a_share_around_the_base(screening: Design):
    factors = {factor.key: factor for factor in screening.factors}
    assert factors["parameters.peer"].values == (1.0, 2.0, 3.0)  # what is given by hand comes first
    assert next(iter(factors)) == "parameters.peer"
    assert factors["parameters.r0"].values == PARAMETERS["r0"].plausible
    assert factors["parameters.reserve"].values == (-0.144, -0.096)  # around -.12
    assert factors["parameters.bunching"].values == (0.8, 1.0)  # around 1, within the bounds
    for key, factor in factors.items():
        declared = PARAMETERS[key.removeprefix("parameters.")]
        assert all(declared.low <= float(value) <= declared.high for value in factor.values)


def test_a_screening_goes_around_what_the_base_says(tmp_path: Path):
    text = f'{HEAD}design = "one_at_a_time"\n[parameters]\naware_member = 0.1\n[factors]\n"parameters.*" = {{}}\n'
    factors = {factor.key: factor for factor in load_design(written(tmp_path, text)).factors}
    assert factors["parameters.aware_member"].values == (0.07, 0.13)


def test_what_every_region_has_of_its_own_is_no_factor(tmp_path: Path):
    regions = "[[region]]\nr0 = 0.4\n[[region]]\nr0 = 0.6\n"
    written(tmp_path, 'extends = "baseline"\ntitle = { en = "Two", zh = "两个" }\n' + regions, "two.toml")
    head = 'base = "two.toml"\nseeds = 1\ndesign = "one_at_a_time"\n[factors]\n'
    design = load_design(written(tmp_path, head + '"parameters.*" = {}\n'))
    assert design.left_out["parameters.r0"] == "regions"
    with pytest.raises(DesignError, match=r"parameters\.r0 would change nothing"):
        load_design(written(tmp_path, head + '"parameters.r0" = [0.1, 0.2]\n'))


# --- which points need looking at -------------------------------------------------------------------------------------


@given(st.data())
@settings(max_examples=60)
def test_what_cannot_contradict_never_does(data: st.DataObject):
    """Values within the bounds of such parameters make a valid scenario in any combination, with policies at hand."""
    base = load_scenario("full_package")
    free = [name for name in PARAMETERS if PARAMETERS[name].kind in ("number", "count")]
    free = [name for name in free if not can_contradict(f"parameters.{name}", base)]
    assert len(free) > 150
    changes = {}
    for name in data.draw(st.lists(st.sampled_from(free), min_size=20, max_size=60, unique=True)):
        declared = PARAMETERS[name]
        ends = st.sampled_from([declared.low, declared.high])
        value = data.draw(ends | st.floats(declared.low, declared.high))
        changes[f"parameters.{name}"] = round(value) if declared.kind == "count" else value
    base.with_(changes)


def test_levers_that_a_policy_moves_can_contradict():
    base = load_scenario("subsidy_only")
    assert can_contradict("parameters.subsidy", base)
    assert not can_contradict("parameters.subsidy", load_scenario("baseline"))
    assert not can_contradict("parameters.monitoring", base)  # a share, whose sums are clipped
    with pytest.raises(ScenarioError):
        base.with_({"parameters.subsidy": 110.0})


# --- the ready designs ------------------------------------------------------------------------------------------------


def test_there_is_a_ready_design_for_each_question_of_the_study():
    assert set(bundled_designs()) >= {
        "application_cost_firm_size", "entity_fee", "initial_share_peer", "morris_all", "poaching_hiring_cost",
        "retention_subsidy", "subsidy_monitoring",
    }  # fmt: skip


@pytest.mark.parametrize("name", bundled_designs())
def test_a_ready_design_asks_something_in_both_languages_and_runs_on_a_laptop(name: str):
    design = load_design(name)
    assert design.name == name
    for texts in (design.title, design.question, design.expected):
        assert all(texts[lang].strip() for lang in ("en", "zh"))
        assert texts["en"] != texts["zh"]
    assert design.source
    assert len(design.points) >= 5
    assert 100 <= design.runs <= MOST_UNASKED / 10
    assert isinstance(design.scenario(len(design.points) - 1), Scenario)
    assert all(factor.en and factor.zh and factor.unit for factor in design.factors)


SAMPLES = ("effects_of_two_reforms", "morris_all")


@pytest.mark.parametrize("name", [name for name in bundled_designs() if name not in SAMPLES])
def test_a_ready_grid_states_its_size_and_crosses_two_factors(name: str):
    design = load_design(name)
    text = (Path(__file__).parents[3] / "experiments" / "designs" / f"{name}.toml").read_text(encoding="utf-8")
    assert design.kind == "factorial"
    assert len(design.factors) == 2
    first, second = (len(factor.values) for factor in design.factors)
    assert f"{first} × {second} points × {len(design.seeds)} seeds = {design.runs} runs" in text


def test_the_ready_design_of_effects_states_its_size():
    design = load_design("effects_of_two_reforms")
    text = (Path(__file__).parents[3] / "experiments" / "designs" / f"{design.name}.toml").read_text(encoding="utf-8")
    number = design.settings["points"]
    size = f"{number} × ({len(design.factors)} + 2) points × {len(design.seeds)} seeds = {design.runs:,} runs"
    assert size in text
    assert len(design.points) == number * (len(design.factors) + 2)
    assert len(design.reforms) == 2


def test_the_ready_screening_states_its_size_and_leaves_little_out():
    design = load_design("morris_all")
    text = (Path(__file__).parents[3] / "experiments" / "designs" / "morris_all.toml").read_text(encoding="utf-8")
    assert f"{len(design.factors)} parameters" in text
    assert f"{len(design.points):,} points" in text
    assert f"{design.runs:,} runs" in text
    assert len(design.factors) > 200
