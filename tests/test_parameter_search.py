"""Parameters are found by what they mean, in both languages, and near misses are shown."""

from __future__ import annotations

import pytest

from consortium.actions.parameter_search import _ALSO, SYNONYMS, by_meaning, near
from consortium.simulation.parameters import PARAMETERS
from tests.shell import Command, assert_one_message

ALL = PARAMETERS.values()


def names(asked: str) -> set[str]:
    return {parameter.name for parameter in by_meaning(asked, ALL)}


@pytest.mark.parametrize(
    ("asked", "some", "none"),
    [
        ("firm", {"enterprises", "size_median", "wage_size"}, {"schools", "subsidy"}),
        ("fiscal", {"budget", "subsidy", "tax_rate", "cost_entity"}, {"ability_mean"}),
        ("small firms", {"size_min", "size_median", "wage_size"}, {"enterprises", "poach"}),
        ("中小企业", {"size_min", "size_median"}, {"schools"}),
        ("财政", {"budget", "subsidy", "tax_rate"}, {"ability_mean"}),
        ("fraud", {"monitoring", "leak", "penalty", "audit_cost"}, {"subsidy"}),
        ("competition", {"poach", "poach_harm"}, {"subsidy"}),
        ("雇主的工资", {"wage_size"}, {"wage_skill"}),
        ("the price of a teacher", {"cost_rotation", "mentor_cost"}, {"subsidy"}),
    ],
)
def test_other_words_for_the_same_thing_find_its_parameters(asked: str, some: set[str], none: set[str]):
    found = names(asked)
    assert some <= found
    assert not none & found


@pytest.mark.parametrize("asked", ["", "   ", "of the", "qwertz", "firm qwertz", "的"])
def test_words_that_mean_nothing_here_find_nothing(asked: str):
    assert names(asked) == set()


@pytest.mark.parametrize("thing", sorted(SYNONYMS))
def test_every_synonym_leads_to_parameters_in_both_languages(thing: str):
    for word in (*SYNONYMS[thing], *_ALSO[thing]):
        if "_" not in word and " " not in word:
            assert by_meaning(word, ALL), word


def test_what_looks_alike_comes_first_among_near_misses():
    assert near("monitering", ALL)[0].name == "monitoring"
    assert near("subsidi", ALL)[0].name == "subsidy"
    assert near("qqqqqq", ALL) == []


def test_the_command_says_that_it_went_by_meaning_and_shows_near_misses(command: Command):
    answer = command("parameters", "财政", "--lang", "zh")
    assert_one_message(answer, 0, "以下参数与之有关")
    assert any(line.startswith("budget\t") for line in answer.out.splitlines())
    answer = command("parameters", "wages")
    assert answer.message == ""
    assert {"W", "wage_skill", "wage_size"} <= {line.split("\t")[0] for line in answer.out.splitlines()}
    answer = command("parameters", "monitering")
    assert_one_message(
        answer, 2, "no parameter matches 'monitering'; did you mean monitoring", "\nmonitoring: Monitoring"
    )
