"""Everything that is shown is written by one layer: languages, texts, labels, numbers and money."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest

from consortium.experiments.presentation.labels import in_text, label, label_in_text
from consortium.experiments.presentation.language import name_of
from consortium.experiments.presentation.texts import Texts
from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.parameters import PARAMETERS

ROOT = Path(__file__).parents[3]

WORLDS = Texts({"worlds": ("{n} worlds", "{n}个世界")}, {"of": ("{} of {}", "{1}中的{0}")})


def test_a_text_is_said_in_the_language_that_is_asked_for_with_its_values() -> None:
    assert WORLDS.say("worlds", "en", n=5) == "5 worlds"
    assert WORLDS.say("worlds", "zh", n=5) == "5个世界"
    assert WORLDS.say("of", "zh", 2, 3) == "3中的2"
    assert WORLDS.pattern("worlds", "en") == "{n} worlds"
    assert WORLDS.in_language("zh") == {"worlds": "{n}个世界", "of": "{1}中的{0}"}


def test_a_text_that_is_not_there_is_an_error_and_never_an_empty_text() -> None:
    assert "world" not in WORLDS
    with pytest.raises(KeyError, match="world"):
        WORLDS.say("world", "en")


def test_two_tables_do_not_say_two_things_under_one_key() -> None:
    with pytest.raises(ValueError, match="two tables of texts have the key 'year'"):
        Texts({"year": ("Year", "年")}, {"year": ("Years", "年份")})


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("Deep participation", "deep participation"),
        ("A school's own cost of cooperation", "a school's own cost of cooperation"),
        ("GDP of the city", "GDP of the city"),
        ("深度参与率", "深度参与率"),
        ("", ""),
    ],
)
def test_a_name_within_a_sentence_has_no_capital_unless_it_is_an_abbreviation(name: str, within: str) -> None:
    assert in_text(name) == within


def test_outputs_and_parameters_are_called_by_their_own_names() -> None:
    for metric, about in METRICS.items():
        assert (label(metric, "en"), label(metric, "zh")) == (about.en, about.zh)
        assert label_in_text(metric, "zh") == about.zh
    assert name_of(PARAMETERS["subsidy"], "zh") == PARAMETERS["subsidy"].zh


def test_there_is_one_place_for_the_language_and_for_each_way_to_write() -> None:
    once = {"Lang", "Texts", "label", "label_in_text", "in_text", "signed", "number", "percent", "city_unit"}
    found: dict[str, list[str]] = defaultdict(list)
    for folder in ("experiments", "classroom"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                names = [node.name] if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
                names += [target.id for target in getattr(node, "targets", []) if isinstance(target, ast.Name)]
                for name in once.intersection(names):
                    found[name].append(path.relative_to(ROOT).parts[1])
    assert found == {name: ["presentation"] for name in once}
