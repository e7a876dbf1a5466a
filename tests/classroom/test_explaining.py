"""An enterprise of the city says the same as `consortium explain`: every term, in both arms, in both languages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from consortium.classroom.lesson.city import city_of
from consortium.classroom.lesson.explaining import Explanations
from consortium.experiments.explanation import reasons
from consortium.experiments.explanation.account import explain
from consortium.experiments.explanation.watching import look
from consortium.simulation.checking import Refused
from tests.worlds import town

SHORT: dict[str, Any] = {"schools": 4, "enterprises": 40, "intake": 15, "years": 6, "warm_up": 4}
ARMS = town(**SHORT), town(of="consortium_entity", **SHORT)


@pytest.fixture(scope="module")
def explanations() -> Explanations:
    return Explanations()


@pytest.mark.parametrize("enterprise", [1, 17, 40])
def test_bars_add_up_to_the_worth_of_the_depth_they_belong_to(explanations: Explanations, enterprise: int) -> None:
    found = explanations.of(*ARMS, seed=1, year=6, enterprise=enterprise)
    worth = next(worth["values"] for worth in found["worths"] if worth["depth"] == found["depth"])
    for arm in (0, 1):
        assert sum(bar["values"][arm] for bar in found["bars"]) == pytest.approx(worth[arm], abs=1e-3)


def test_it_is_what_the_command_explains(explanations: Explanations) -> None:
    explanation = explain([look(arm, 1, 6) for arm in ARMS], 17)
    found = explanations.of(*ARMS, seed=1, year=6, enterprise=17)
    assert found["sentence"] == {lang: reasons.sentence(explanation, 1, lang) for lang in ("en", "zh")}
    assert [arm["depth"] for arm in found["arms"]] == [arm.depth for arm in explanation.arms]
    assert (found["field"], found["workers"]) == (explanation.field, round(explanation.size))


def test_the_enterprise_of_a_dot_is_the_one_that_is_explained(explanations: Explanations) -> None:
    city = city_of(ARMS, seed=1)
    for enterprise in range(1, 41):
        found = explanations.of(*ARMS, seed=1, year=6, enterprise=enterprise)
        assert found["workers"] == city["enterprises"]["workers"][enterprise - 1]
        assert found["field"] == city["enterprises"]["field"][enterprise - 1]
        for explained, arm in zip(found["arms"], city["arms"], strict=True):
            assert explained["depth"] == last_depth(arm, enterprise - 1)


def last_depth(arm: dict[str, Any], row: int) -> int:
    changes = (change for tick in arm["changes"] for change in zip(tick[0::3], tick[1::3], strict=True))
    return [int(arm["start"][row]), *(depth for who, depth in changes if who == row)][-1]


def test_one_arm_alone_can_be_asked(explanations: Explanations) -> None:
    found = explanations.of(ARMS[0], None, seed=1, year=3, enterprise=2)
    assert len(found["arms"]) == len(found["bars"][0]["values"]) == 1
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize(("year", "enterprise"), [(0, 1), (7, 1), (3, 0), (3, 41)])
def test_a_year_or_an_enterprise_that_is_not_there_is_refused(
    explanations: Explanations, year: int, enterprise: int
) -> None:
    with pytest.raises(Refused, match="allowed: 1 to"):
        explanations.of(*ARMS, seed=1, year=year, enterprise=enterprise)
