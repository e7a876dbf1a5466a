"""Policies of one's own: registered from Python, or offered by an installed package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from typing import Literal

import pytest

from consortium.simulation.checking import Refused
from consortium.simulation.parameters import defaults
from consortium.simulation.policies import (
    ENTRY_POINTS,
    INSTRUMENTS,
    POLICIES,
    Policy,
    levers_in_force,
    make_policy,
    register_policy,
    strength,
)
from consortium.simulation.policies import policy as policies
from consortium.simulation.policies.instruments import Subsidy


class Lottery(Policy):
    """A prize for some."""

    en, zh, source = "Lottery", "抽签", "a test"
    kind: Literal["lottery"] = "lottery"
    prize: float = strength("subsidy", "Prize a trainee", "奖金")


class Raffle(Lottery):
    """Takes the word of another."""


class Usurper(Subsidy):
    """Takes the word of an instrument."""


class Nameless(Policy):
    kind: Literal["nameless"] = "nameless"
    prize: float = strength("subsidy", "Prize a trainee", "奖金")


class Kindless(Policy):
    en, zh, source = "Kindless", "无名", "a test"
    prize: float = strength("subsidy", "Prize a trainee", "奖金")


class Idle(Policy):
    en, zh, source = "Idle", "闲置", "a test"
    kind: Literal["idle"] = "idle"


@pytest.fixture(autouse=True)
def _nothing_stays_registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before, kinds = list(INSTRUMENTS), dict(POLICIES)
    offer(monkeypatch)
    yield
    INSTRUMENTS[:] = before
    POLICIES.clear()
    POLICIES.update(kinds)
    policies.load_entry_points.cache_clear()


def offer(monkeypatch: pytest.MonkeyPatch, *values: str) -> None:
    """Installed packages that offer these and nothing else."""
    points = [EntryPoint(f"point{i}", value, ENTRY_POINTS) for i, value in enumerate(values)]
    monkeypatch.setattr(policies, "entry_points", lambda group: points if group == ENTRY_POINTS else [])
    policies.load_entry_points.cache_clear()


def load_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Entry points lead to the classes of this file, wherever the test runner keeps it."""
    monkeypatch.setattr(EntryPoint, "load", lambda point: globals()[point.attr])


def test_an_own_policy_is_known_by_its_word_once_registered():
    assert register_policy(Lottery) is Lottery
    register_policy(Lottery)
    policy = make_policy({"kind": "lottery", "prize": 5.0})
    assert levers_in_force(defaults(), [policy], 1)["subsidy"] == pytest.approx(7.8)
    assert INSTRUMENTS.count(Lottery) == 1


def test_an_own_policy_may_not_take_the_word_of_another():
    register_policy(Lottery)
    with pytest.raises(ValueError, match="Raffle: kind 'lottery' is already Lottery"):
        register_policy(Raffle)
    with pytest.raises(ValueError, match="Usurper: kind 'subsidy' is already Subsidy"):
        register_policy(Usurper)
    assert POLICIES["subsidy"] is Subsidy


@pytest.mark.parametrize(
    ("wrong", "fragment"),
    [
        (Policy, "Policy has no kind"),
        (int, "a subclass of Policy"),
        ("Lottery", "a subclass of Policy"),
        (Kindless, "Kindless has no kind"),
        (Nameless, "Nameless.en is missing"),
        (Idle, "Idle changes no lever"),
    ],
)
def test_what_is_no_complete_policy_is_refused(wrong: type, fragment: str):
    with pytest.raises(ValueError, match=re.escape(fragment)):
        register_policy(wrong)


def test_an_installed_package_may_offer_a_policy(monkeypatch: pytest.MonkeyPatch):
    offer(monkeypatch, "toys:Lottery")
    load_by_name(monkeypatch)
    assert make_policy({"kind": "lottery", "prize": 5.0}) == Lottery(prize=5.0)


def test_packages_are_not_looked_at_for_a_word_that_is_known(monkeypatch: pytest.MonkeyPatch):
    offer(monkeypatch, "toys:Lottery")
    monkeypatch.setattr(EntryPoint, "load", lambda point: pytest.fail("loaded"))
    assert make_policy({"kind": "subsidy", "per_trainee": 5.0}) == Subsidy(per_trainee=5.0)


@pytest.mark.parametrize("value", ["no_such_module_anywhere:Thing", "math:no_such_thing", "math:pi", "json"])
def test_a_broken_package_is_named_where_its_word_may_have_been_meant(monkeypatch: pytest.MonkeyPatch, value: str):
    offer(monkeypatch, value)
    for _ in range(2):
        with pytest.raises(
            Refused, match=re.escape("could not be loaded: the policy 'point0' of an installed")
        ) as refusal:
            make_policy({"kind": "lottery", "prize": 5.0})
        assert value in str(refusal.value)
        assert str(refusal.value).isprintable()


def test_a_broken_package_keeps_nobody_from_using_another(monkeypatch: pytest.MonkeyPatch):
    offer(monkeypatch, "toys:Kindless", "toys:Usurper", "toys:Lottery")
    load_by_name(monkeypatch)
    assert make_policy({"kind": "lottery", "prize": 5.0}) == Lottery(prize=5.0)
    assert POLICIES["subsidy"] is Subsidy


def test_whatever_a_package_raises_is_reported_in_one_line(monkeypatch: pytest.MonkeyPatch):
    def raises(point: EntryPoint) -> None:
        raise RuntimeError("first\nsecond\x1b[31m" + "x" * 5000)

    offer(monkeypatch, "toys:Lottery")
    monkeypatch.setattr(EntryPoint, "load", raises)
    with pytest.raises(Refused, match="RuntimeError") as refusal:
        make_policy({"kind": "lottery", "prize": 5.0})
    assert str(refusal.value).isprintable()
    assert len(str(refusal.value)) < 800  # the names of all instruments included
