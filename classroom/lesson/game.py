"""The class game: rooms that phones join by a code, policies within a budget, and a board that ranks them.

    rooms = Rooms(answers)
    room = rooms.open("40M")
    player = room.join()
    room.try_out(player, "00020")
    room.hand_in(player, "00020")
    room.reveal(room.token)
    room.board()

Nobody gives a name: a phone is "group 7". A room lives in memory only, holds so many groups and no more, and is gone
when the lesson is over. A phone keeps a random key; whoever comes with it after a reload or a nap is the same group.
Only the teacher's token reveals, freezes, resets or ends.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from ...experiments.presentation.money import Budget, yuan_said
from ...experiments.presentation.numbers import NBSP
from ...experiments.statistics.verdict import Verdict
from ...simulation.checking import Refused, show
from ...simulation.scenario import ScenarioError
from .answers import LANGS, Answers
from .levers import Setting

__all__ = ["BUDGET", "WORLDS", "Forbidden", "NotFound", "Room", "Rooms", "ranked"]

BUDGET = "40M"
"""¥ a year of the real city, if the teacher says nothing: enough for much, not for everything."""

WORLDS = 5
"""Worlds in which a policy is tried: the fewest that are judged."""

MOST_ROOMS, MOST_GROUPS, MOST_TRIES = 20, 60, 100
IDLE = 4 * 3600.0
"""Seconds after which a room that nobody has touched is gone."""

SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Signs of a code: none that are taken for another when read from a wall."""
LENGTH = 5

PER = 1e7
"""The board ranks deep participation per ten million ¥ a year."""


class NotFound(Refused):
    """No such room, or no such group in it."""


class Forbidden(Refused):
    """What only the teacher may do."""


@dataclass
class _Group:
    """What a group has done: settings by code in the order in which it tried them, and the one it handed in."""

    number: int
    tries: dict[str, None] = field(default_factory=dict)
    handed_in: str = ""
    seen: float = 0.0


class Room:
    """One class that plays. All methods may be called from several threads at once."""

    def __init__(self, code: str, budget: Budget, answers: Answers, clock: Callable[[], float]) -> None:
        self.code = code
        self.token = secrets.token_urlsafe(18)
        self.budget = budget
        self.frozen = False
        self.revealed = False
        self.version = 0
        self.touched = clock()
        self._answers = answers
        self._clock = clock
        self._groups: dict[str, _Group] = {}
        self._joined = 0
        self._lock = threading.RLock()

    # --- for phones ---------------------------------------------------------------------------------------------------

    def join(self, player: str = "") -> str:
        """The key of a group: the same for a phone that comes back with its own, else that of a new group.

        In a full room the group that has been silent longest and has handed in nothing makes room. Raises Refused.
        """
        with self._lock:
            self._changed()
            if player in self._groups:
                return player
            if len(self._groups) >= MOST_GROUPS:
                silent = [key for key, group in self._groups.items() if not group.handed_in]
                if not silent:
                    raise Refused(f"the room has {MOST_GROUPS} groups; allowed: no more")
                del self._groups[min(silent, key=lambda key: self._groups[key].seen)]
            self._joined += 1
            key = secrets.token_urlsafe(12)
            self._groups[key] = _Group(self._joined, seen=self._clock())
            return key

    def try_out(self, player: str, code: str) -> dict[str, Any]:
        """What a policy does in `WORLDS` worlds, and whether it keeps within the budget. Raises Refused."""
        setting = Setting.parsed(code)
        with self._lock:
            group = self._group(player)
            self._check_open()
            if code not in group.tries:
                if len(group.tries) >= MOST_TRIES:
                    raise Refused(f"the group has tried {MOST_TRIES} policies; allowed: no more")
                group.tries[code] = None
                self._changed()
        return self._result(setting)

    def hand_in(self, player: str, code: str) -> dict[str, Any]:
        """Let a policy count for the group, in place of an earlier one. Raises Refused for one beyond the budget."""
        result = self._result(Setting.parsed(code))
        if not result["within"]:
            cost, allowed = (yuan_said(yuan, "en") for yuan in (float(f"{result['cost']['value']:.3g}"), self._yuan))
            raise Refused(f"the policy costs {cost} a year; allowed: up to {allowed}")
        with self._lock:
            group = self._group(player)
            self._check_open()
            if code not in group.tries and len(group.tries) < MOST_TRIES:
                group.tries[code] = None
            group.handed_in = code
            self._changed()
        return result

    def state(self, player: str = "") -> dict[str, Any]:
        """What a phone or the wall shows. Raises NotFound for the key of a group that is not there."""
        with self._lock:
            self.touched = self._clock()
            state: dict[str, Any] = {
                "code": self.code,
                "version": self.version,
                "budget": self._yuan,
                "budget_said": {lang: yuan_said(self._yuan, lang).replace(" ", NBSP) for lang in LANGS},
                "worlds": WORLDS,
                "frozen": self.frozen,
                "revealed": self.revealed,
                "groups": len(self._groups),
                "handed_in": sum(bool(group.handed_in) for group in self._groups.values()),
            }
            group = self._group(player) if player else None
            tries, chosen = (tuple(group.tries), group.handed_in) if group else ((), "")
            state |= {"group": group.number, "chosen": chosen} if group else {}
        if group:
            state["tries"] = [self._result(Setting.parsed(code)) for code in tries]
        if state["revealed"]:
            state["board"] = self.board()
        return state

    def board(self) -> list[dict[str, Any]]:
        """The policies that were handed in, the best first (`ranked`), with the numbers of their groups."""
        with self._lock:
            handed_in = [(group.handed_in, group.number) for group in self._groups.values() if group.handed_in]
        groups: dict[str, list[int]] = {}
        for code, number in handed_in:
            groups.setdefault(code, []).append(number)
        return ranked([self._result(Setting.parsed(code)) | {"groups": sorted(who)} for code, who in groups.items()])

    # --- for the teacher ----------------------------------------------------------------------------------------------

    def reveal(self, token: str, shown: bool = True) -> None:
        """Show the board to all, or hide it again. Raises Forbidden."""
        with self._lock:
            self._check_teacher(token)
            self.revealed = shown
            self._changed()

    def freeze(self, token: str, frozen: bool = True) -> None:
        """Take no more policies, or take them again. Raises Forbidden."""
        with self._lock:
            self._check_teacher(token)
            self.frozen = frozen
            self._changed()

    def reset(self, token: str) -> None:
        """Begin again: all that was tried and handed in is forgotten, groups keep their numbers. Raises Forbidden."""
        with self._lock:
            self._check_teacher(token)
            self.frozen = self.revealed = False
            for group in self._groups.values():
                group.tries.clear()
                group.handed_in = ""
            self._changed()

    def check_teacher(self, token: str) -> None:
        """Raises Forbidden for any but the teacher's token."""
        with self._lock:
            self._check_teacher(token)

    # --- within -------------------------------------------------------------------------------------------------------

    @property
    def _yuan(self) -> float:
        return self.budget.in_city(self._answers.base)

    def _result(self, setting: Setting) -> dict[str, Any]:
        found = self._answers.game(setting, WORLDS)
        return found | {"within": found["cost"]["value"] <= self._yuan}

    def _group(self, player: str) -> _Group:
        group = self._groups.get(player)
        if group is None:
            raise NotFound(f"no such group in room {self.code}; allowed: the key that the room has given; join again")
        group.seen = self.touched = self._clock()
        return group

    def _check_open(self) -> None:
        if self.frozen:
            raise Refused("the room is frozen: no more policies are taken")

    def _check_teacher(self, token: str) -> None:
        if not secrets.compare_digest(token.encode(), self.token.encode()):
            raise Forbidden("only the teacher may do this; required: the teacher's token")

    def _changed(self) -> None:
        self.version += 1
        self.touched = self._clock()


class Rooms:
    """The rooms of a server, by code; at most `MOST_ROOMS`, each until nobody has touched it for `IDLE` seconds."""

    def __init__(self, answers: Answers, clock: Callable[[], float] = time.monotonic) -> None:
        self._answers = answers
        self._clock = clock
        self._rooms: dict[str, Room] = {}
        self._lock = threading.Lock()

    def open(self, budget: str = BUDGET) -> Room:
        """A new room; where there are too many, one that has no groups, or was left longest ago, is gone.

        `budget` is a sum as on the command line: ¥ of the real city a year, such as 40M or 4000万. Raises
        ScenarioError, also for one that cannot be meant.
        """
        sum_of_money = Budget.parsed(budget)
        if doubt := sum_of_money.doubt(self._answers.base):
            raise ScenarioError(f"budget {show(budget)}: {doubt}")
        with self._lock:
            self._forget_idle()
            while len(self._rooms) >= MOST_ROOMS:
                del self._rooms[min(self._rooms, key=self._worth_keeping)]
            code = ""
            while not code or code in self._rooms:
                code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
            room = self._rooms[code] = Room(code, sum_of_money, self._answers, self._clock)
            return room

    def get(self, code: str) -> Room:
        """The room of a code, however its letters are written. Raises NotFound."""
        with self._lock:
            self._forget_idle()
            room = self._rooms.get(code.strip().upper())
        if room is None:
            raise NotFound(f"there is no room {show(code)}; allowed: the code on the wall")
        return room

    def end(self, code: str, token: str) -> None:
        """The lesson is over: the room and all that was in it is gone. Raises NotFound, Forbidden."""
        room = self.get(code)
        room.check_teacher(token)
        with self._lock:
            self._rooms.pop(room.code, None)

    def __len__(self) -> int:
        with self._lock:
            self._forget_idle()
            return len(self._rooms)

    def _forget_idle(self) -> None:
        now = self._clock()
        for code in [code for code, room in self._rooms.items() if now - room.touched > IDLE]:
            del self._rooms[code]

    def _worth_keeping(self, code: str) -> tuple[bool, float]:
        room = self._rooms[code]
        return room.state()["groups"] > 0, room.touched


Standing = Literal["free", "ratio", "unseen"]
"""How a policy is ranked: it raises deep participation and costs nothing that differs from zero; it raises it at a
known price; or no rise is seen, so that nothing is ranked."""


def ranked(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Policies by deep participation per yuan, the best first, with `rank` and `standing`.

    First those that raise it at no cost that differs from zero, by how much they raise it; then those whose ratio
    has a sign, by the ratio; last, without a rank, those of which no rise is seen. Equal ones share a rank.
    """

    def order(result: dict[str, Any]) -> tuple[int, float]:
        standing = _standing(result)
        if standing == "ratio":
            return 1, -result["per_money"]["value"]
        return (0 if standing == "free" else 2), -result["effect"]["value"]

    rows: list[dict[str, Any]] = []
    for place, result in enumerate(sorted(results, key=order), start=1):
        standing = _standing(result)
        same = bool(rows) and order(result) == order(rows[-1])
        rank = None if standing == "unseen" else rows[-1]["rank"] if same else place
        rows.append(result | {"rank": rank, "standing": standing})
    return rows


def _standing(result: dict[str, Any]) -> Standing:
    if result["effect"]["verdict"] != Verdict.RISES:
        return "unseen"
    known = result["per_money"]["value"] is not None and result["cost"]["value"] > 0
    return "ratio" if known else "free"
