"""The lesson and the class game over HTTP: what they give, whom they obey, and that bad input is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the extra classroom is not installed")

from fastapi.testclient import TestClient

from consortium.classroom.app import LOCAL, Settings, create_app
from consortium.classroom.lesson.export import STATIC
from consortium.classroom.lesson.lesson import CLIFF, DEMONSTRATION
from consortium.classroom.lesson.levers import NOTHING, Setting
from consortium.classroom.lesson.words import STEPS, WORDS
from consortium.experiments.comparison.comparison import compare
from consortium.simulation.scenario import load_scenario

ENTITY = Setting.of(consortium_entity=1, monitoring=2).code


@pytest.fixture(scope="module")
def browser() -> Iterator[TestClient]:
    settings = Settings(hosts=LOCAL | {"192.0.2.7"}, workers=1)
    with TestClient(create_app(settings), base_url="http://localhost:8765") as client:
        yield client


def got(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def test_pages_open_in_the_language_of_the_server_and_load_nothing_from_elsewhere(browser: TestClient) -> None:
    for path in ("/lesson", "/play"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert '<html lang="en">' in answer.text
        assert "//" not in answer.text.replace("<!doctype html>", "")


def test_contents_have_every_step_and_every_word_in_both_languages(browser: TestClient) -> None:
    contents = got(browser.get("/api/lesson"))
    assert [step["key"] for step in contents["steps"]] == [key for key, _ in STEPS]
    assert sum(step["minutes"] for step in contents["steps"]) == 45
    for key, minutes in STEPS:
        assert minutes > 0
        assert {key, f"{key}_text", f"{key}_note"} <= WORDS.keys()
    for key, (en, zh) in WORDS.items():
        assert contents["words"][key] == {"en": en, "zh": zh}
        assert set(holes(en)) == set(holes(zh)), key


def holes(text: str) -> list[str]:
    return [part.partition("}")[0] for part in text.split("{")[1:]]


def test_an_answer_is_what_compare_gives_for_the_same_reform(browser: TestClient) -> None:
    answer = got(browser.get("/api/lesson/answer", params={"setting": ENTITY, "worlds": 3}))
    base = load_scenario("baseline")
    effects = compare(base, Setting.parsed(ENTITY).reform(base), seeds=3).effects
    deep = effects.query("metric == 'deep_participation'")["effect"]
    assert answer["reforms"][0]["by_year"]["value"] == pytest.approx(deep.tolist(), rel=1e-5)


def test_the_money_that_ends_is_the_bundled_scenarios(browser: TestClient) -> None:
    answer = got(browser.get("/api/lesson/cliff", params={"worlds": 2}))
    assert [arm["name"] for arm in answer["arms"]] == ["baseline", *CLIFF]
    effects = compare("baseline", *CLIFF, seeds=2).effects.query("metric == 'deep_participation'")
    for reform in answer["reforms"]:
        mine = effects.loc[effects["reform"] == reform["name"], "effect"]
        assert reform["by_year"]["value"] == pytest.approx(mine.tolist(), rel=1e-5)
    assert answer["ends"] == 10


def test_a_dot_of_the_city_can_be_asked(browser: TestClient) -> None:
    city = got(browser.get("/api/lesson/city", params={"setting": ENTITY}))
    assert len(city["arms"]) == 2
    answer = got(browser.get("/api/lesson/explanation", params={"setting": ENTITY, "enterprise": 300}))
    assert answer["workers"] == city["enterprises"]["workers"][299]
    alone = got(browser.get("/api/lesson/city", params={"setting": NOTHING.code}))
    assert len(alone["arms"]) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/api/lesson/answer",
        "/api/lesson/answer?setting=9",
        "/api/lesson/answer?setting=99999",
        "/api/lesson/answer?setting=００００0",
        f"/api/lesson/answer?setting={ENTITY}&worlds=0",
        f"/api/lesson/answer?setting={ENTITY}&worlds=21",
        f"/api/lesson/answer?setting={ENTITY}&worlds=1e9",
        "/api/lesson/city?setting=00000&seed=-1",
        "/api/lesson/explanation?setting=00000&enterprise=0",
        "/api/lesson/explanation?setting=00000&enterprise=301",
        "/api/lesson/explanation?setting=00000&enterprise=1&year=21",
        "/api/lesson/cliff?worlds=many",
    ],
)
def test_what_is_not_allowed_gets_a_message_and_no_fault(browser: TestClient, path: str) -> None:
    assert got(browser.get(path), 422)["message"]


# --- the class game ---------------------------------------------------------------------------------------------------


@pytest.fixture
def room(browser: TestClient) -> dict[str, Any]:
    return got(browser.post("/api/game", json={"budget": "40M"}), 201)


def path(room: dict[str, Any]) -> str:
    return f"/api/game/{room['code']}"


def test_a_whole_game(browser: TestClient, room: dict[str, Any]) -> None:
    keys = [got(browser.post(f"{path(room)}/groups"))["key"] for _ in range(2)]
    for key, setting in zip(keys, (ENTITY, NOTHING.code), strict=True):
        tried = got(browser.post(f"{path(room)}/tries", params={"setting": setting}, headers={"x-group": key}))
        assert tried["within"]
        got(browser.put(f"{path(room)}/policy", params={"setting": setting}, headers={"x-group": key}))
    state = got(browser.get(path(room), headers={"x-group": keys[0]}))
    assert (state["group"], state["chosen"], state["handed_in"]) == (1, ENTITY, 2)
    assert "board" not in state
    teacher = {"x-teacher": room["token"]}
    board = got(browser.post(f"{path(room)}/rule", json={"rule": "reveal"}, headers=teacher))["board"]
    assert [(row["rank"], row["groups"]) for row in board] == [(1, [1]), (None, [2])]
    assert len(board[0]["effect"]["by_world"]) == 5
    got(browser.post(f"{path(room)}/rule", json={"rule": "end"}, headers=teacher))
    got(browser.get(path(room)), 404)


def test_a_phone_cannot_rule_and_the_token_is_reported_to_nobody_else(
    browser: TestClient, room: dict[str, Any]
) -> None:
    joined = got(browser.post(f"{path(room)}/groups"))
    for headers in ({}, {"x-teacher": ""}, {"x-teacher": joined["key"]}, {"x-group": room["token"]}):
        for rule in ("reveal", "hide", "freeze", "thaw", "reset", "end"):
            got(browser.post(f"{path(room)}/rule", json={"rule": rule}, headers=headers), 403)
    assert room["token"] not in browser.get(path(room)).text + str(joined)
    assert joined["key"] not in browser.get(path(room)).text


def test_a_policy_beyond_the_budget_is_not_taken(browser: TestClient, room: dict[str, Any]) -> None:
    headers = {"x-group": got(browser.post(f"{path(room)}/groups"))["key"]}
    setting = {"setting": DEMONSTRATION.code}
    assert not got(browser.post(f"{path(room)}/tries", params=setting, headers=headers))["within"]
    assert "allowed: up to" in got(browser.put(f"{path(room)}/policy", params=setting, headers=headers), 422)["message"]


def test_nothing_new_is_a_few_bytes(browser: TestClient, room: dict[str, Any]) -> None:
    answer = browser.get(path(room), params={"since": room["version"]})
    assert got(answer) == {"version": room["version"]}


@pytest.mark.parametrize(
    "body", [{"budget": ""}, {"budget": "much"}, {"budget": 5}, {"budget": "1"}, {"sum": "40M"}, []]
)
def test_a_budget_that_cannot_be_meant_opens_no_room(browser: TestClient, body: Any) -> None:
    assert got(browser.post("/api/game", json=body), 422)["message"]


def test_rooms_groups_and_rules_that_are_not_there(browser: TestClient, room: dict[str, Any]) -> None:
    got(browser.get("/api/game/00000"), 404)
    got(browser.get(path(room), headers={"x-group": "nobody"}), 404)
    got(browser.post(f"{path(room)}/tries", params={"setting": ENTITY}), 404)
    got(browser.post(f"{path(room)}/rule", json={"rule": "dance"}), 422)


def test_the_code_to_scan_leads_phones_to_an_address_that_they_can_reach(
    browser: TestClient, room: dict[str, Any]
) -> None:
    assert room["link"] == f"http://192.0.2.7:8765/play#room={room['code']}"
    assert not room["local"]
    picture = browser.get(f"{path(room)}/qr.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert "<svg" in picture.text


def test_every_word_of_the_lesson_is_used_by_the_page() -> None:
    steps = {key for key, _ in STEPS}
    scripts = "".join(path.read_text("utf-8") for path in STATIC.glob("*.js"))
    for key in WORDS:
        if not key.endswith("_note") and key not in steps:
            assert f'"{key}"' in scripts, key
    for key in set(re.findall(r'\bword\("(\w+)"', scripts)):
        assert key in WORDS
