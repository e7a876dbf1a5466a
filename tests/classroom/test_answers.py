"""The lesson and the game say what `consortium compare` says of the same reform."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from consortium.classroom.lesson.answers import Answers, Kept
from consortium.classroom.lesson.levers import LEVERS, NOTHING, START, Setting, settings
from consortium.experiments.comparison.comparison import compare
from consortium.experiments.runs.annual import scale_of
from consortium.simulation.checking import Refused
from tests.worlds import town

SHORT: dict[str, Any] = {"schools": 4, "enterprises": 40, "intake": 15, "years": 12, "warm_up": 4}
ENTITY = Setting.of(consortium_entity=3, monitoring=2)


@pytest.fixture(scope="module")
def answers() -> Answers:
    return Answers(town(**SHORT))


def test_a_setting_is_one_digit_per_lever_and_comes_back_the_same() -> None:
    for setting in settings():
        assert Setting.parsed(setting.code) == setting
    assert len({setting.code for setting in settings()}) == 3 * 3 * 2 * 4 * 2


@pytest.mark.parametrize("text", ["", "0000", "000000", "90000", "0a000", "-1000", "００000", "²0000"])
def test_another_text_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(Refused, match=r"setting = .*allowed: 5 digits, from 00000 to 22131 each"):
        Setting.parsed(text)


def test_a_setting_that_pulls_nothing_is_the_baseline() -> None:
    base = town()
    assert NOTHING.reform(base).policies == base.policies
    assert NOTHING.said("en") == "No lever"


def test_every_lever_is_pulled_in_the_same_year_and_has_its_name_in_both_languages() -> None:
    base = town(years=12)
    for lever in LEVERS:
        (policy,) = Setting.of(**{lever.kind: 1}).reform(base).policies
        assert (policy.kind, policy.start) == (lever.kind, START)
        assert lever.names["en"] in Setting.of(**{lever.kind: 1}).said("en")
        assert lever.names["zh"] in Setting.of(**{lever.kind: 1}).said("zh")


def test_the_lesson_has_the_effects_outcomes_and_verdict_of_compare(answers: Answers) -> None:
    found = answers.lesson(ENTITY, worlds=5)
    reform = ENTITY.reform(answers.base)
    comparison = compare(answers.base, reform, seeds=5)
    deep = comparison.summary.set_index("metric").loc["deep_participation"]
    (answer,) = found["reforms"]
    for key in ("effect", "low", "high"):
        assert answer["effect"]["value" if key == "effect" else key] == pytest.approx(deep[key], rel=1e-5)
    assert answer["effect"]["verdict"] == deep["verdict"]
    years = comparison.effects.query("metric == 'deep_participation'")
    assert answer["by_year"]["value"] == pytest.approx(years["effect"].tolist(), rel=1e-5)
    outcomes = comparison.outcomes.query("group == 'all'").set_index("outcome")["value"]
    for name, outcome in answer["outcomes"].items():
        assert outcome["value"] == pytest.approx(outcomes[name], rel=1e-5, nan_ok=True) or outcomes.isna()[name]
    cost = comparison.additional_costs[reform.name].mean() * 1000 * scale_of(answers.base)
    assert answer["cost"]["value"] == pytest.approx(cost, rel=1e-5)


def test_curves_are_the_years_of_the_series_and_lie_within_their_band(answers: Answers) -> None:
    found = answers.lesson(ENTITY, worlds=5)
    assert found["years"] == list(range(1, 13))
    for arm in found["arms"]:
        for curve in arm["curves"].values():
            assert len(curve["mean"]) == len(curve["low"]) == len(curve["high"]) == 12
            assert all(low <= high for low, high in zip(curve["low"], curve["high"], strict=True))
    before, after = (arm["curves"]["deep_participation"]["mean"] for arm in found["arms"])
    assert before[: START - 1] == after[: START - 1]  # until the lever is pulled
    assert before != after


def test_the_cost_in_the_game_is_what_compare_holds_against_a_budget(answers: Answers) -> None:
    found = answers.game(ENTITY, worlds=5)
    spent = compare(answers.base, ENTITY.reform(answers.base), seeds=5).year_values
    means = spent.groupby("scenario")["public_spending"].mean()
    difference = means[f"setting_{ENTITY.code}"] - means[answers.base.name]
    assert found["cost"]["value"] == pytest.approx(difference * 1000 * scale_of(answers.base), rel=1e-5)
    assert found["effect"]["by_world"] == answers.lesson(ENTITY, worlds=5)["reforms"][0]["effect"]["by_world"]
    assert found["per_money"]["value"] == pytest.approx(found["effect"]["value"] / found["cost"]["value"], rel=1e-4)


def test_to_pull_nothing_costs_nothing_moves_nothing_and_has_no_ratio(answers: Answers) -> None:
    found = answers.game(NOTHING, worlds=5)
    assert set(found["effect"]["by_world"]) == set(found["cost"]["by_world"]) == {0.0}
    assert found["effect"]["verdict"] == "same"
    assert found["per_money"]["value"] is None


def test_fewer_than_five_worlds_are_not_judged(answers: Answers) -> None:
    assert answers.game(ENTITY, worlds=2)["effect"]["verdict"] == "few"


def test_answers_are_json_without_anything_undefined(answers: Answers) -> None:
    for found in (answers.lesson(NOTHING, 2), answers.game(NOTHING, 2), answers.lesson(ENTITY, 1)):
        json.dumps(found, allow_nan=False)


def test_what_many_ask_for_at_once_is_found_once() -> None:
    kept: Kept[int] = Kept(10)
    begun, go = threading.Event(), threading.Event()
    found: list[int] = []

    def slowly() -> int:
        found.append(1)
        begun.set()
        go.wait()
        return 7

    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(kept.get("key", slowly))) for _ in range(8)]
    for thread in threads:
        thread.start()
    begun.wait()
    go.set()
    for thread in threads:
        thread.join()
    assert answers == [7] * 8
    assert found == [1]


def test_no_more_answers_are_kept_than_there_is_room_for_and_an_error_is_not_kept() -> None:
    kept: Kept[int] = Kept(3)
    for number in range(10):
        assert kept.get(number, lambda number=number: number) == number
    assert len(kept) == 3
    with pytest.raises(ZeroDivisionError):
        kept.get("bad", lambda: 1 // 0)
    assert kept.get("bad", lambda: 5) == 5


def test_a_setting_without_a_lever_is_answered_as_the_baseline_itself(client: Any):
    answer = client.get("/api/lesson/answer", params={"setting": "0" * 5}).json()
    base, nothing = answer["arms"]
    assert base["curves"] == nothing["curves"]
    assert set(answer["reforms"][0]["effect"]["by_world"]) == {0}
