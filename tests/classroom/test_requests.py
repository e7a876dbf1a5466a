"""A request is a scenario: what is wrong with it is said in the words of the command line, and nothing is served that
was not meant to be."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from consortium.classroom.guard import HEADERS, LARGEST_BODY
from consortium.classroom.page.catalogue import GROUPS, catalogue
from consortium.classroom.page.words import texts
from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.policies import POLICIES
from consortium.simulation.scenario import bundled_scenarios
from tests.classroom.served import BASE, CHECKS, SUBSIDY, TOWN, reform
from tests.shell import Command

ASKED = {"base": BASE, "reforms": [reform(SUBSIDY, CHECKS)], "worlds": 5}


def test_a_comparison_has_curves_effects_and_a_verdict_for_each_reform(client: TestClient):
    answer = client.post("/api/compare", json=ASKED).json()
    assert answer["worlds"] == 5
    assert [arm["name"] for arm in answer["arms"]] == ["base", "reform_1"]
    for chart in answer["charts"]:
        assert len(chart["arms"]) == 2
        assert len(chart["effects"]) == 1
        for line in (*chart["arms"], *chart["effects"]):
            assert all(len(values) == TOWN["years"] for values in line.values())
    assert answer["answers"][0]["sentence"]


def test_a_band_holds_its_mean_and_an_interval_its_effect(client: TestClient):
    for chart in client.post("/api/compare", json=ASKED).json()["charts"]:
        for line in chart["effects"]:
            for effect, low, high in zip(line["effect"], line["low"], line["high"], strict=True):
                assert low is None or low <= effect <= high


def test_the_same_request_has_the_same_answer(client: TestClient):
    first, second = (client.post("/api/compare", json=ASKED).content for _ in range(2))
    assert first == second


def test_a_reform_that_does_nothing_is_the_baseline_to_the_bit(client: TestClient):
    asked = {**ASKED, "reforms": [reform({"kind": "subsidy", "per_trainee": 0})]}
    answer = client.post("/api/compare", json=asked).json()
    for chart in answer["charts"]:
        base, other = chart["arms"]
        assert base == other
    assert answer["answers"][0]["verdict"] == "same"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tables_tell_costs_and_for_whom_in_either_language(client: TestClient, lang: str):
    answer = client.post("/api/tables", json={**ASKED, "lang": lang}).json()
    (joined,) = answer["joined"]
    for groups in joined.values():
        assert sum(group["share"] for group in groups) == pytest.approx(1)
    assert len(answer["sizes"][0]) == 4
    assert len(answer["topics"]) == 5
    assert len(answer["effects"][0]["rows"]) == 13


LONG = {"parameters": {"years": 100}}
HUGE = {"parameters": {"years": 200, "enterprises": 2_000_000}}
BAD: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    ("a kind that is none", {"reforms": [reform({**SUBSIDY, "kind": "subsidi"})]}, ("subsidi", "did you mean subsidy")),
    ("a strength that is none", {"reforms": [reform({"kind": "subsidy", "per_traine": 1})]}, ("per_trainee",)),
    ("a strength beyond its bounds", {"reforms": [reform({**SUBSIDY, "per_trainee": 1e9})]}, ("allowed: a number",)),
    ("a parameter that is none", {"base": {"parameters": {"monitring": 1}}}, ("monitring", "monitoring")),
    ("a value beyond its bounds", {"base": {"parameters": {"monitoring": 2}}}, ("monitoring", "from 0 to 1")),
    ("a scenario that is none", {"base": {"extends": "basline"}}, ("basline", "did you mean baseline")),
    ("a path", {"base": {"extends": "../../etc/passwd.toml"}}, ("extends", "the name of a bundled scenario")),
    ("an endless world", {"base": HUGE}, ("too large for the page",)),
    ("an endless request", {"base": LONG, "worlds": 50, "reforms": [LONG] * 3}, ("fewer worlds",)),
    ("four reforms", {"reforms": [reform()] * 4}, ("reforms",)),
    ("no world", {"worlds": 0}, ("worlds = 0",)),
    ("a key that is none", {"wrlds": 5}, ("wrlds",)),
    ("an output that is none", {"metrics": ["deep_particpation"]}, ("deep_participation",)),
    ("another world", {"reforms": [{"parameters": {"enterprises": 50}}]}, ("enterprises",)),
    ("other years", {"reforms": [{"parameters": {"years": 5}}]}, ("years",)),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "said"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_bad_request_is_answered_with_what_is_wrong_and_what_is_allowed(
    client: TestClient, asked: dict[str, Any], said: tuple[str, ...]
):
    answer = client.post("/api/compare", json=asked)
    assert answer.status_code == 422
    message = answer.json()["message"]
    for part in said:
        assert part in message
    assert len(message.splitlines()) <= 25


def test_the_message_is_the_command_line_s(client: TestClient, command: Command):
    path = Path("reform.toml")
    text = 'extends = "baseline"\ntitle = { en = "A", zh = "甲" }\n[[policy]]\nkind = "subsidy"\nper_trainee = "8"\n'
    path.write_text(text, encoding="utf-8")
    said = command("scenarios", "check", path).message
    message = client.post(
        "/api/compare", json={"reforms": [{"policy": [{"kind": "subsidy", "per_trainee": "8"}]}]}
    ).json()["message"]
    assert said.partition("[[policy]]")[2].strip() == message.partition("[[policy]]")[2].strip()


ODD = [b"", b"{", b"null", b"[]", b'"x"', b'{"base": 1}', b'{"worlds": NaN}', b'{"worlds": 1e400}', b'{"worlds": true}',
       b'{"worlds": ' + b"9" * 5000 + b"}", b'{"base": {"title": {"en": "\\ud800", "zh": "x"}}}', b"[" * 20_000,
       b'{"base": {"parameters": {"years": null}}}', b'{"reforms": [{"policy": [null]}]}', b"\xff\xfe\x00",
       b'{"lang": "\\u0000"}', b'{"metrics": [1]}', b'{"reforms": [{"region": [{"count": 100000}]}]}']  # fmt: skip


@pytest.mark.parametrize("content", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("path", ["/api/compare", "/api/tables", "/api/save/effects", "/api/open"])
def test_whatever_a_body_holds_the_answer_is_a_message(client: TestClient, path: str, content: bytes):
    answer = client.post(path, content=content, headers={"content-type": "application/json"})
    assert 400 <= answer.status_code < 500
    assert answer.json()["message"]


def test_every_answer_carries_the_headers_that_keep_a_browser_at_home(client: TestClient):
    for path in ("/", "/static/main.js", "/api/words/en", "/nowhere", "/openapi.json"):
        headers = client.get(path).headers
        for name, value in HEADERS.items():
            assert headers[name] == value, path
    assert "unsafe" not in HEADERS["content-security-policy"]


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "", "127.0.0.1.evil.example:80", "[::1].evil"]
)
def test_a_page_elsewhere_cannot_reach_the_server_under_another_name(client: TestClient, host: str):
    answer = client.get("/api/words/en", headers={"host": host})
    assert answer.status_code == 400
    assert "address" in answer.json()["message"]


def test_a_page_elsewhere_cannot_post(client: TestClient):
    for origin in ("https://evil.example", "null"):
        answer = client.post("/api/compare", json={}, headers={"origin": origin})
        assert answer.status_code == 403
    assert client.post("/api/compare", json=ASKED, headers={"origin": "http://localhost:1"}).status_code == 200


def test_a_body_that_is_too_large_is_refused_however_it_is_sent(client: TestClient):
    assert client.post("/api/open", content=b"x" * (LARGEST_BODY + 1)).status_code == 413

    def endless():
        for _ in range(LARGEST_BODY // 1000 + 2):
            yield b"x" * 1000

    assert 400 <= client.post("/api/open", content=endless()).status_code < 500


PATHS = [
    "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd", "/static/%2fetc/passwd",
    "/static/....//app.py", "/etc/passwd", "/static/..\\app.py",
    "/static/vendor/../../app.py", "/static/%00", "/static/",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_no_file_but_the_page_s_own_is_served(client: TestClient, path: str):
    answer = client.get(path)
    assert answer.status_code in (400, 404, 405)
    assert b"root:" not in answer.content
    assert b"import" not in answer.content


def test_the_page_stands_in_the_language_of_the_server():
    from tests.classroom.served import serving

    with serving(lang="zh") as client:
        page = client.get("/").text
    assert '<html lang="zh">' in page
    assert texts("zh")["page_title"] in page


# --- what there is to choose from -------------------------------------------------------------------------------------


def test_every_instrument_is_in_one_group():
    assert sorted(kind for kinds in GROUPS.values() for kind in kinds) == sorted(POLICIES)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_catalogue_holds_everything_with_its_source_and_its_range(lang: Any):
    found = catalogue(lang)
    assert set(found["instruments"]) == set(POLICIES)
    for kind, instrument in found["instruments"].items():
        assert {field["name"] for field in instrument["fields"]} == set(POLICIES[kind].levers())
        for field in instrument["fields"]:
            assert field["least"] <= field["low"] < field["high"] <= field["most"]
            assert 0 < field["step"] <= (field["high"] - field["low"]) / 20
            for end in (field["low"], field["high"]):
                assert end / field["step"] == pytest.approx(round(end / field["step"]), abs=1e-6), (kind, field)
    assert [parameter["name"] for parameter in found["parameters"]] == list(PARAMETERS)
    for parameter in found["parameters"]:
        assert parameter["unit"]
        assert parameter["label"]
        assert parameter["status"] in ("sourced", "calibrated", "assumed")
        assert parameter["source"] or parameter["status"] == "assumed"
    assert [scenario["name"] for scenario in found["scenarios"]] == bundled_scenarios()
    json.dumps(found, allow_nan=False)


def test_every_bundled_reform_opens_as_the_scenario_that_it_is():
    from consortium.classroom.requests import RequestedArm, scenario_of
    from consortium.simulation.scenario import load_scenario

    for scenario in catalogue("en")["scenarios"]:
        if "reform" in scenario:
            arm = RequestedArm(title={"en": "A", "zh": "甲"}, **scenario["reform"])
            assert scenario_of(arm, "a").digest() == load_scenario(scenario["name"]).digest(), scenario["name"]


def test_both_languages_have_the_same_texts_with_the_same_values():
    english, chinese = texts("en"), texts("zh")
    assert english.keys() == chinese.keys()
    for key in english:
        assert english[key].strip(), key
        assert chinese[key].strip(), key
        found = [sorted(re.findall(r"\{(\w+)\}", table[key])) for table in (english, chinese)]
        assert found[0] == found[1], key


# --- opening a file ---------------------------------------------------------------------------------------------------


def opened(client: TestClient, text: str, filename: str = "mine.toml") -> Any:
    return client.post("/api/open", json={"filename": filename, "text": text})


def test_a_scenario_file_opens_as_a_reform(client: TestClient):
    text = (
        'extends = "subsidy_only"\ntitle = { en = "Mine", zh = "我的" }\n[[policy]]\nkind = "monitoring"\nlevel = 0.5\n'
    )
    answer = opened(client, text).json()
    assert answer["titles"] == {"en": "Mine", "zh": "我的"}
    assert [policy["kind"] for policy in answer["reform"]["policy"]] == ["subsidy", "monitoring", "monitoring"]


def test_a_city_opens_as_a_baseline(client: TestClient):
    text = 'extends = "baseline"\ntitle = { en = "Small", zh = "小城" }\n[parameters]\nenterprises = 50\n'
    answer = opened(client, text).json()
    assert answer["base"]["parameters"] == {"enterprises": 50}


@pytest.mark.parametrize(
    "field", ["", "[", "x = 1", 'extends = "/etc/passwd.toml"\ntitle = { en = "A", zh = "B" }', "\x00", "[[policy]]"]
)
def test_a_file_that_is_no_scenario_is_refused_with_the_loader_s_message(client: TestClient, field: str):
    answer = opened(client, field)
    assert answer.status_code == 422
    assert "mine.toml" in answer.json()["message"]


def test_a_file_of_another_kind_is_refused(client: TestClient):
    assert "ends in .toml or .json" in opened(client, "x", "../../a.exe").json()["message"]
    assert opened(client, "[]", "x.json").status_code == 422
    assert opened(client, '{"scenario": 1}', "x.json").status_code == 422
