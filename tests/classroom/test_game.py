"""The class game: anybody may play, only the teacher may rule, nothing grows without bound, and nothing is kept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.classroom.lesson import game
from consortium.classroom.lesson.answers import Answers
from consortium.classroom.lesson.game import (
    MOST_GROUPS,
    MOST_ROOMS,
    MOST_TRIES,
    Forbidden,
    NotFound,
    Room,
    Rooms,
    ranked,
)
from consortium.classroom.lesson.levers import NOTHING, Setting, settings
from consortium.simulation.checking import Refused
from consortium.simulation.scenario import ScenarioError
from tests.worlds import town

ENTITY = Setting.of(consortium_entity=1).code
SUBSIDY = Setting.of(subsidy=2).code
SHORT: dict[str, Any] = {"schools": 4, "enterprises": 40, "intake": 15, "years": 8, "warm_up": 4}


@pytest.fixture(scope="module")
def answers() -> Answers:
    return Answers(town(**SHORT))


class Clock:
    """Seconds, as a test wants them."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rooms(answers: Answers, clock: Clock) -> Rooms:
    return Rooms(answers, clock)


@pytest.fixture
def room(rooms: Rooms) -> Room:
    return rooms.open("100M")


def test_a_phone_that_comes_back_with_its_key_is_the_same_group_with_all_it_did(room: Room) -> None:
    player = room.join()
    room.try_out(player, ENTITY)
    room.hand_in(player, ENTITY)
    before = room.state(player)
    assert room.join(player) == player
    after = room.state(player)
    assert (after["group"], after["chosen"], after["tries"]) == (1, ENTITY, before["tries"])
    assert room.state()["groups"] == 1


def test_groups_are_numbers_and_a_key_that_the_room_did_not_give_makes_a_new_one(room: Room) -> None:
    keys = [room.join(), room.join("a name I gave myself"), room.join()]
    assert [room.state(key)["group"] for key in keys] == [1, 2, 3]
    assert "a name I gave myself" not in keys
    with pytest.raises(NotFound, match="no such group"):
        room.state("a name I gave myself")


def test_nobody_sees_the_board_before_it_is_revealed(room: Room) -> None:
    player = room.join()
    room.hand_in(player, ENTITY)
    assert "board" not in room.state(player)
    assert "board" not in room.state()
    room.reveal(room.token)
    assert [row["groups"] for row in room.state()["board"]] == [[1]]
    room.reveal(room.token, shown=False)
    assert "board" not in room.state()


def test_only_the_teachers_token_reveals_freezes_resets_and_ends(room: Room, rooms: Rooms) -> None:
    player = room.join()
    for token in ("", "guess", player, "令牌"):
        for rule in (room.reveal, room.freeze, room.reset, lambda token: rooms.end(room.code, token)):
            with pytest.raises(Forbidden):
                rule(token)
    assert (room.frozen, room.revealed) == (False, False)
    rooms.end(room.code, room.token)
    with pytest.raises(NotFound):
        rooms.get(room.code)


def test_a_frozen_room_takes_no_policy_until_it_is_open_again(room: Room) -> None:
    player = room.join()
    room.freeze(room.token)
    for attempt in (room.try_out, room.hand_in):
        with pytest.raises(Refused, match="frozen"):
            attempt(player, ENTITY)
    room.freeze(room.token, frozen=False)
    room.hand_in(player, ENTITY)
    assert room.state(player)["chosen"] == ENTITY


def test_a_reset_forgets_policies_and_keeps_groups(room: Room) -> None:
    player = room.join()
    room.hand_in(player, ENTITY)
    room.reveal(room.token)
    room.freeze(room.token)
    room.reset(room.token)
    state = room.state(player)
    assert (state["group"], state["chosen"], state["tries"]) == (1, "", [])
    assert (state["frozen"], state["revealed"], state["handed_in"]) == (False, False, 0)


def test_a_policy_beyond_the_budget_may_be_tried_and_not_handed_in(rooms: Rooms) -> None:
    room = rooms.open("1M")
    player = room.join()
    result = room.try_out(player, SUBSIDY)
    assert result["cost"]["value"] > 1e6
    assert not result["within"]
    with pytest.raises(Refused, match=r"costs ¥ .* a year; allowed: up to ¥ 1 million"):
        room.hand_in(player, SUBSIDY)
    assert room.hand_in(player, NOTHING.code)["within"]


@pytest.mark.parametrize("budget", ["", "much", "-3M", "5 M M", "1", "1e12"])
def test_a_budget_is_read_and_questioned_as_on_the_command_line(rooms: Rooms, budget: str) -> None:
    with pytest.raises(ScenarioError, match="budget"):
        rooms.open(budget)


def test_the_same_budget_in_chinese_is_the_same_sum(rooms: Rooms) -> None:
    assert rooms.open("4000万").state()["budget"] == rooms.open("40M").state()["budget"] == 4e7
    assert rooms.open("40M").state()["budget_said"] == {"en": "¥\u00a040\u00a0million", "zh": "4,000万元"}


def test_a_code_is_found_however_it_is_typed_and_another_is_refused(room: Room, rooms: Rooms) -> None:
    assert rooms.get(f" {room.code.lower()} ") is room
    with pytest.raises(NotFound, match="there is no room"):
        rooms.get("00000")


def test_rooms_are_bounded_and_one_with_groups_outlives_empty_ones(rooms: Rooms, clock: Clock) -> None:
    kept = rooms.open()
    kept.join()
    for _ in range(3 * MOST_ROOMS):
        clock.now += 1
        rooms.open()
    assert len(rooms) == MOST_ROOMS
    assert rooms.get(kept.code) is kept


def test_a_room_is_gone_some_hours_after_the_last_sign_of_life(rooms: Rooms, clock: Clock) -> None:
    room = rooms.open()
    player = room.join()
    clock.now += game.IDLE
    room.state(player)  # a phone that wakes up
    clock.now += game.IDLE
    assert rooms.get(room.code) is room
    clock.now += 1
    with pytest.raises(NotFound):
        rooms.get(room.code)
    assert len(rooms) == 0


def test_groups_and_tries_are_bounded(room: Room, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    first = room.join()
    room.hand_in(first, ENTITY)
    last = first
    for _ in range(2 * MOST_GROUPS):
        clock.now += 1
        last = room.join()
    assert room.state()["groups"] == MOST_GROUPS
    assert room.state(first)["group"] == 1  # it has handed something in
    assert room.state(last)["group"] == 1 + 2 * MOST_GROUPS
    monkeypatch.setattr(room, "_result", lambda setting: {})
    codes = [setting.code for setting in settings()]
    for code in codes[:MOST_TRIES] * 2:  # the same again is no new try
        room.try_out(last, code)
    with pytest.raises(Refused, match="no more"):
        room.try_out(last, codes[MOST_TRIES])


def test_a_version_tells_that_something_changed_and_looking_does_not(room: Room) -> None:
    player = room.join()
    seen = room.state(player)["version"]
    assert room.state(player)["version"] == room.state()["version"] == seen
    room.try_out(player, ENTITY)
    tried = room.state()["version"]
    room.reveal(room.token)
    assert seen < tried < room.state()["version"]


def test_groups_with_the_same_policy_share_a_line_of_the_board(room: Room) -> None:
    for _ in range(3):
        room.hand_in(room.join(), ENTITY)
    room.hand_in(room.join(), NOTHING.code)
    board = room.board()
    assert sorted(row["groups"] for row in board) == [[1, 2, 3], [4]]
    assert next(row for row in board if row["setting"] == NOTHING.code)["rank"] is None
    assert all(len(row["effect"]["by_world"]) == 5 for row in board)  # the spread over worlds


def result(effect: float, cost: float, verdict: str) -> dict[str, Any]:
    ratio = effect / cost if cost > 0 else None
    return {
        "effect": {"value": effect, "verdict": verdict},
        "cost": {"value": cost},
        "per_money": {"value": ratio},
    }


RESULTS = st.lists(
    st.builds(result, st.floats(-0.5, 0.5), st.floats(-1e8, 1e8), st.sampled_from(["rises", "falls", "none", "same"]))
)


@given(RESULTS)
def test_a_board_ranks_by_what_a_yuan_buys_and_ranks_nothing_that_was_not_seen_to_rise(
    results: list[dict[str, Any]],
) -> None:
    board = ranked(results)
    assert len(board) == len(results)
    for row in board:
        assert (row["rank"] is None) == (row["effect"]["verdict"] != "rises")
    ratios = [row["per_money"]["value"] for row in board if row["standing"] == "ratio"]
    assert ratios == sorted(ratios, reverse=True)
    ranks = [row["rank"] for row in board if row["rank"]]
    assert ranks == sorted(ranks)
    standings = [row["standing"] for row in board]
    assert standings == sorted(standings, key=["free", "ratio", "unseen"].index)
