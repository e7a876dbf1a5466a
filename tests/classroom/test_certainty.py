"""How sure effects are beyond chance: the figures of the command, simulated once, and never in the way of a slider."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from consortium.classroom import ensembles
from consortium.classroom.engine import Engine, Stopped
from consortium.classroom.ensembles import MOST_WORK, Crossing, Ensembles, sizes
from consortium.classroom.requests import MOST_REFORMS, AskedArms, size_of
from consortium.experiments.ensemble.set_files import load_sets
from consortium.experiments.ensemble.simulating import ensemble
from consortium.experiments.presentation.numbers import form_of
from consortium.experiments.statistics.crossed import LEAST_OF_EACH
from consortium.simulation.scenario import load_scenario
from tests.asynchronous import awaited
from tests.classroom.served import CHECKS, SUBSIDY

SETS, WORLDS = 6, 5
VILLAGE: dict[str, Any] = {"schools": 4, "enterprises": 40, "intake": 15, "years": 3, "warm_up": 4}
METRICS = ["deep_participation", "training_quality", "public_spending"]


def asked(*policies: dict[str, Any], **more: Any) -> dict[str, Any]:
    reforms = [{"parameters": VILLAGE, "policy": [policy]} for policy in policies]
    return {"base": {"parameters": VILLAGE}, "reforms": reforms, **more}


TWO = asked(SUBSIDY, CHECKS, metrics=METRICS)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few sets and worlds, so that tests are quick."""
    monkeypatch.setattr(ensembles, "MOST_SETS", SETS)
    monkeypatch.setattr(ensembles, "MOST_WORLDS", WORLDS)


def lines(client: TestClient, body: dict[str, Any]) -> list[dict[str, Any]]:
    answer = client.post("/api/certainty", json=body)
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def simulated(client: TestClient) -> int:
    application: Any = client.app
    return application.state.engine.simulated


def test_the_figures_are_those_of_the_command(client: TestClient):
    *progress, found = lines(client, TWO)
    assert [(line["sets"], line["worlds"], line["of"]) for line in progress[:1]] == [(SETS, WORLDS, SETS * WORLDS)]
    assert [line["done"] for line in progress] == sorted(line["done"] for line in progress)
    arms = AskedArms.model_validate({key: TWO[key] for key in ("base", "reforms")}).arms()
    expected = ensemble(arms, load_sets().first(SETS, WORLDS))
    rows = expected.effects.set_index(["reform", "metric"])
    assert [outcome["metric"] for outcome in found["outcomes"]] == METRICS
    known = 0
    for outcome in found["outcomes"]:
        metric, form = outcome["metric"], form_of(outcome["metric"], arms[0], "en")
        for reform in outcome["reforms"]:
            row = rows.loc[(reform["name"], metric)]
            for end, value in reform["drawn"].items():
                assert value == (None if row[end] != row[end] else float(row[end]) * form.factor), (metric, end)
            by_set = expected.differences(reform["name"], metric).mean(axis=1)
            assert reform["by_set"] == [float(value) * form.factor for value in by_set]
            assert reform["verdict"] == row["verdict"]
            known += reform["drawn"]["low"] is not None and reform["drawn"]["chance_low"] is not None
    assert known >= 2


def test_who_asks_again_takes_what_was_simulated_whatever_language_name_or_output_it_is_asked_for(client: TestClient):
    lines(client, TWO)
    before = simulated(client)
    named = [{**reform, "title": {"en": "Money", "zh": "钱"}} for reform in TWO["reforms"]]
    (found,) = lines(client, {**TWO, "reforms": named, "lang": "zh", "metrics": ["participation"]})
    assert simulated(client) == before
    (outcome,) = found["outcomes"]
    assert "“钱”" in outcome["reforms"][0]["sentence"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_sentence_counts_the_sets_in_which_the_effect_has_its_direction(client: TestClient, lang: str):
    *_, found = lines(client, {**TWO, "lang": lang})
    counted = 0
    for outcome in found["outcomes"]:
        for reform in outcome["reforms"]:
            rises, falls = (sum(sign * value > 0 for value in reform["by_set"]) for sign in (1, -1))
            numbers = [int(number) for number in re.findall(r"\d+", reform["sentence"])]
            assert SETS in numbers
            if rises or falls:
                assert max(rises, falls) in numbers
                words = {"en": ("raises", "lowers"), "zh": ("提高", "降低")}[lang]
                assert words[rises < falls] in reform["sentence"]
                assert ("not certain" in reform["sentence"]) == (lang == "en" and reform["verdict"] == "none")
                counted += 1
    assert counted >= 3


OWN = {name: load_scenario("baseline").parameters[name] for name in load_sets().parameters}
BAD: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    ("no reform", {"base": {"parameters": VILLAGE}}, ("at least one in reforms",)),
    ("an output that is none", {**TWO, "metrics": ["deep_particpation"]}, ("deep_participation",)),
    ("no output", {**TWO, "metrics": []}, ("metrics",)),
    ("sizes of one's own", {**TWO, "sets": 1000}, ("sets = 1000",)),
    ("four reforms", asked(*[SUBSIDY] * 4), ("reforms",)),
    ("a strength beyond its bounds", asked({**SUBSIDY, "per_trainee": 1e9}), ("allowed: a number",)),
    ("an endless world", {"base": {"parameters": {"years": 200, "enterprises": 2_000_000}}}, ("too large",)),
]  # fmt: skip


@pytest.mark.parametrize(("body", "said"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_bad_request_is_refused_before_anything_is_simulated(
    client: TestClient, body: dict[str, Any], said: tuple[str, ...]
):
    before = simulated(client)
    answer = client.post("/api/certainty", json=body)
    assert answer.status_code == 422
    for part in said:
        assert part in answer.json()["message"]
    assert simulated(client) == before


def test_a_city_with_values_of_its_own_for_all_that_the_sets_vary_is_refused(client: TestClient):
    body = asked(SUBSIDY)
    for arm in (body["base"], *body["reforms"]):
        arm["region"] = [OWN]
    answer = client.post("/api/certainty", json=body)
    assert answer.status_code == 422
    assert "values of its own for all parameters" in answer.json()["message"]


def test_when_the_line_is_full_others_are_asked_to_wait_and_what_is_stored_is_given(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    lines(client, TWO)
    monkeypatch.setattr(ensembles, "MOST_IN_LINE", 0)
    assert len(lines(client, TWO)) == 1
    answer = client.post("/api/certainty", json=asked({**SUBSIDY, "per_trainee": 1.0}))
    assert answer.status_code == 429
    assert answer.headers["retry-after"]


def test_larger_worlds_are_tried_in_fewer_sets_and_worlds(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.undo()
    city = load_scenario("baseline")
    assert sizes([city] * 2) == sizes([city] * (1 + MOST_REFORMS)) == (30, 10)  # as the command takes them
    pieces = []
    for schools in (20, 40, 80, 160):
        arms = [city.with_({"schools": schools})] * (1 + MOST_REFORMS)
        sets, worlds = sizes(arms)
        assert min(sets, worlds) >= LEAST_OF_EACH
        assert sets * worlds * sum(map(size_of, arms)) <= MOST_WORK
        pieces.append(sets * worlds)
    assert pieces == sorted(pieces, reverse=True)
    assert pieces[0] > pieces[-1]


# --- work that is shared, dropped and taken up again ------------------------------------------------------------------

ARMS = AskedArms.model_validate({key: TWO[key] for key in ("base", "reforms")}).arms()


def with_ensembles(work: Any) -> Any:
    async def whole() -> Any:
        async with Engine(workers=1) as engine:
            return await asyncio.wait_for(work(engine, Ensembles(engine)), 120)

    return awaited(whole())


def test_an_ensemble_is_simulated_once_for_all_and_what_was_begun_is_not_lost():
    async def work(engine: Engine, ensembles: Ensembles) -> None:
        crossing = Crossing.of(ARMS)
        with ensembles.watched(crossing) as first:
            while first.done < 3:
                await asyncio.sleep(0.001)
        with pytest.raises(asyncio.CancelledError):
            await first.task
        assert first.done < SETS * WORLDS
        with ensembles.watched(crossing) as one, ensembles.watched(Crossing.of(ARMS)) as other:
            assert one is other
            assert one is not first
            found = await one.task
        assert found.whole_sets == tuple(range(1, SETS + 1))
        assert engine.simulated == SETS * WORLDS
        with ensembles.watched(crossing) as again:
            assert again.task.result() is found

    with_ensembles(work)


def test_one_is_simulated_at_a_time_and_sliders_come_before_it():
    async def work(engine: Engine, ensembles: Ensembles) -> None:
        crossings = [Crossing.of(ARMS), Crossing.of(ARMS[:2])]
        with ensembles.watched(crossings[0]) as first, ensembles.watched(crossings[1]) as second:
            assert [ensembles.before(run) for run in (first, second)] == [0, 1]
            while first.done < 1:
                await asyncio.sleep(0.001)
            at_first = first.done
            await engine.worlds(ARMS[0], range(500, 505))
            assert first.done <= at_first + 2  # one that was in hand, and one that was ready
            assert second.done == 0
            await first.task
            assert ensembles.before(second) == 0

    with_ensembles(work)


def test_sets_that_cannot_be_simulated_are_told_and_nothing_is_kept():
    class Failing:
        async def in_background(self, function: Any, subject: Any, numbers: range, on_done: Any) -> list[Any]:
            return [(None, "ArithmeticError: no")] * len(numbers)

    async def work() -> None:
        stopping: Any = Failing()
        ensembles = Ensembles(stopping)
        with ensembles.watched(Crossing.of(ARMS)) as run:
            with pytest.raises(Stopped, match="too many parameter sets, first with ArithmeticError"):
                await run.task
            await asyncio.sleep(0)
            assert not ensembles.has(Crossing.of(ARMS))

    awaited(work())
