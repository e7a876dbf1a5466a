"""Search files are checked as a whole before anything is simulated, and refused with one message that helps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from consortium.experiments.calibration.calibration import VALIDATION_SEEDS
from consortium.experiments.calibration.targets.target_files import CALIBRATION_SEEDS, bundled_ensemble
from consortium.experiments.search.policy_search import SearchError
from consortium.experiments.search.search_files import bundled_searches, load_search
from consortium.simulation.scenario import load_scenario
from tests.experiments.search.town import SEARCH, written


def test_the_bundled_searches_load_and_every_bundle_at_the_ends_of_their_ranges_is_a_scenario() -> None:
    assert "incentives" in bundled_searches()
    for name in bundled_searches():
        search = load_search(name)
        for share in (0.0, 1.0):
            bundle = search.space.bundle(search.space.together(share))
            arm = search.space.scenario(search.base, bundle)
            assert len(arm.policies) == len(search.base.policies) + len(search.space.instruments)


def test_a_search_is_measured_again_and_its_best_once_more_with_other_seeds_and_in_other_sets() -> None:
    search = load_search("incentives")
    searched, fresh = set(search.worlds), set(search.fresh_worlds)
    assert not {world.seed for world in searched} & {world.seed for world in fresh}
    assert not {world.member for world in searched} & {world.member for world in fresh}
    further = set(search.further_worlds)
    assert not {world.seed for world in searched | fresh} & {world.seed for world in further}
    assert not {world.member for world in searched | fresh} & {world.member for world in further}
    used = {world.seed for world in searched | fresh | further}
    assert not used & {*CALIBRATION_SEEDS, *VALIDATION_SEEDS}


def test_sets_are_those_of_the_bundled_ensemble_of_a_file_or_only_the_start_values(tmp_path: Path) -> None:
    path = written(tmp_path)
    bundled = load_search(path)
    assert dict(bundled.sets[0]) == bundled_ensemble("patterns")[0]
    own = load_search(path, ensemble=str(tmp_path / "sets.csv"))
    assert [dict(values) for values in own.sets[:2]] == [{"r0": 0.4, "net_mean": -15}, {"r0": 0.5, "net_mean": -12}]
    assert own.base_in(1).parameters["r0"] == 0.5
    written(tmp_path, SEARCH.replace("final_members = 2\n", "").replace("members = 2\n", ""))
    alone = load_search(path, ensemble="none")
    assert {world.member for world in (*alone.worlds, *alone.fresh_worlds)} == {0}
    assert alone.base_in(0) is alone.base


def test_what_a_base_has_on_purpose_is_kept_in_every_set_of_the_bundled_ensemble(tmp_path: Path) -> None:
    search = load_search(
        written(tmp_path, SEARCH.replace('"town.toml"', '"swiss_apprenticeship"').partition("[institutions]")[0])
    )
    swiss, usual = load_scenario("swiss_apprenticeship").parameters, load_scenario("baseline").parameters
    moved = bundled_ensemble("patterns")[0]
    own = {name for name in moved if swiss[name] != usual[name]}
    assert own
    assert not own & search.sets[0].keys()
    assert all(search.base_in(1).parameters[name] == swiss[name] for name in own)


def test_a_bundle_holds_what_its_genes_say_and_its_key_tells_it_from_others(tmp_path: Path) -> None:
    space = load_search(written(tmp_path)).space
    genes = {**space.together(0.5), "monitoring": False, "parameters.tax_rate": 1}
    bundle = space.bundle(genes)
    assert {kind: dict(values) for kind, values in bundle.instruments.items()} == {
        "subsidy": {"per_trainee": pytest.approx(30.8)},
        "consortium_entity": {"start": 2},
    }
    assert dict(bundle.institutions) == {"tax_rate": 0.0}
    assert space.bundle({**genes, "monitoring.level": 1.0}).key == bundle.key  # it is out
    assert space.bundle({**genes, "subsidy.per_trainee": 0.55}).key != bundle.key
    assert set(bundle.parts) == {"policy.subsidy", "policy.consortium_entity", "parameters.tax_rate"}
    assert bundle.without("policy.subsidy").instruments.keys() == {"consortium_entity"}
    assert bundle.without("parameters.tax_rate").institutions == {}
    starts = {space.bundle({**genes, "consortium_entity.start": share}).instruments["consortium_entity"]["start"]
              for share in np.linspace(0, 1, 21)}  # fmt: skip
    assert starts == {1, 2, 3}


def test_an_instrument_and_an_institution_of_the_same_name_are_two_parts(tmp_path: Path) -> None:
    space = load_search(written(tmp_path, SEARCH.replace("tax_rate = [0.0]", "subsidy = [0.0]"))).space
    bundle = space.bundle({**space.together(0.5), "parameters.subsidy": 1})
    without = bundle.without("policy.subsidy")
    assert "subsidy" not in without.instruments
    assert dict(without.institutions) == {"subsidy": 0.0}
    assert "subsidy" in bundle.without("parameters.subsidy").instruments
    assert len({part: bundle.without(part).key for part in bundle.parts}) == len(bundle.parts) == 4


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('budget = "60M"', "", "budget is missing; required: ¥ of the real city a year"),
        ('budget = "60M"', 'budget = "60 apples"', "'apples' is no unit"),
        ('budget = "60M"', "budget = -1", "budget -1 is not allowed"),
        ('budget = "60M"', "budget = []", "budget = []; allowed: ¥ of the real city a year"),
        ("population = 6", "populatoin = 6", "populatoin = 6 is no key of a search; did you mean population?"),
        ("population = 6", "population = 2", "population = 2; allowed: a whole number from 4 to 1000"),
        ("final_seeds = 5", "final_seeds = 4", "final_seeds = 4; allowed: a whole number from 5"),
        ("members = 2\nseeds", "members = 500\nseeds", "members = 500, but the ensemble has"),
        ('"participation", ', '"particpation", ', "did you mean participation?"),
        ('"participation", ', '"public_spending", ', "objectives holds public_spending; allowed: outputs besides"),
        ('"participation", ', '"degree_share", ', "of which neither more nor less is better"),
        ('"participation", ', '"training_quality", ', "or one of them twice"),
        ('kind = "subsidy"', 'kind = "subsidies"', "[[instrument]] number 1: kind = 'subsidies' is no instrument"),
        ('kind = "subsidy"', "", "[[instrument]] number 1: kind is missing"),
        ('kind = "monitoring"', 'kind = "subsidy"\nper_trainee = 1.0', "[[instrument]] number 2"),
        ("per_trainee = [5.6, 56.0]", "per_trainee = [56.0, 5.6]", "subsidy.per_trainee goes from low = 56 to high"),
        (
            "per_trainee = [5.6, 56.0]",
            "per_trainee = [5.6]",
            "subsidy.per_trainee = [5.6] is no range; allowed: a number",
        ),
        (
            "per_trainee = [5.6, 56.0]",
            "per_trainee = [5.6, 560.0]",
            "subsidy.per_trainee.high = 560.0 is out of bounds",
        ),
        ("per_trainee = [5.6, 56.0]", "per_trainees = [5.6, 56.0]", "did you mean per_trainee?"),
        ("level = [0.1, 0.8]", "level = [0.1, 1.5]", "monitoring.level.high = 1.5 is out of bounds"),
        ("start = [1, 3]", "start = [1, 9]", "consortium"),
        ("tax_rate = [0.0]", "tax_rat = [0.0]", "institutions.tax_rat is no parameter; did you mean tax_rate?"),
        ("tax_rate = [0.0]", "tax_rate = 0.0", "institutions.tax_rate = 0.0; allowed: [institutions] with lines"),
        ("tax_rate = [0.0]", "tax_rate = [0.0, 0.0]", "institutions.tax_rate holds a value twice"),
        ("tax_rate = [0.0]", "tax_rate = [2.0]", "institutions.tax_rate = 2.0 is out of bounds"),
        ("tax_rate = [0.0]", "r0 = [0.5]", "institutions.r0 is of the world: nobody decides it"),
        ('"town.toml"', '"towm.toml"', "did you mean town.toml?"),
        ("members = 2\nseeds", 'ensemble = "pattern"\nseeds', "did you mean patterns?"),
        ("members = 2\nseeds", 'ensemble = "set.csv"\nseeds', "did you mean sets.csv?"),
        ("[[instrument]]", "[[policy]]", "allowed: [[instrument]]"),
        ('kind = "subsidy"', "kind = = 3", "is not TOML"),
    ],
)
def test_what_a_search_file_must_not_say_is_refused_with_a_message_that_names_it(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in SEARCH
    path = written(tmp_path, SEARCH.replace(old, new))
    with pytest.raises(SearchError) as refused:
        load_search(path)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert str(refused.value).startswith(str(path))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "is empty"),
        ("set,r0\n1,0.5\n", "did you mean parameters.r0?"),
        ("parameters.r0\n" + "0.5\n" * 4, "4 parameter sets; required: 5"),
        ("parameters.r0\n" + "0.5\n" * 4 + "1.5\n", "set 5: r0 = 1.5 is out of bounds"),
        ("parameters.years\n" + "1\n" * 5, "'town' has values of its own for all parameters"),
    ],
)
def test_a_table_of_sets_that_is_none_is_refused(tmp_path: Path, table: str, said: str) -> None:
    path = written(tmp_path)
    (tmp_path / "sets.csv").write_text(table, encoding="utf-8")
    with pytest.raises(SearchError) as refused:
        load_search(path, ensemble=str(tmp_path / "sets.csv"))
    assert said in str(refused.value)


def test_a_bundled_search_that_is_misspelt_is_refused_with_the_nearest() -> None:
    with pytest.raises(SearchError, match="did you mean incentives"):
        load_search("incentive")
