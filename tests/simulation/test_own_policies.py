"""Policies of other packages: offered under an entry point, refused when broken or when a kind is taken."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import EntryPoint
from typing import Literal

import pytest

from consortium.simulation import policies
from consortium.simulation.checking import Refused
from consortium.simulation.instruments import INSTRUMENTS, POLICIES
from consortium.simulation.policies import Policy, make_policy, register_policy, strength


class Visits(Policy):
    """Offered by another package."""

    en, zh, source = "Visits", "参观", "a test"
    kind: Literal["visits"] = "visits"
    reach: float = strength("publicity", "Enterprises reached", "触达率")


class AnotherSubsidy(Policy):
    """Bears a name that is taken."""

    en, zh, source = "Another", "另一", "a test"
    kind: Literal["subsidy"] = "subsidy"
    amount: float = strength("subsidy", "Amount", "金额")


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[EntryPoint]]:
    """Entry points of installed packages, for the time of a test."""
    offers: list[EntryPoint] = []
    monkeypatch.setattr(policies, "entry_points", lambda group: offers)
    policies.load_entry_points.cache_clear()
    yield offers
    policies.load_entry_points.cache_clear()
    if POLICIES.pop("visits", None) is not None:
        INSTRUMENTS.remove(Visits)


def test_a_policy_of_an_installed_package_is_found_when_a_file_asks_for_it(offered: list[EntryPoint]) -> None:
    offered.append(EntryPoint("visits", f"{__name__}:Visits", policies.ENTRY_POINTS))
    policy = make_policy({"kind": "visits", "reach": 0.1, "start": 2})
    assert policy.changes(2) == {"publicity": 0.1}


def test_a_broken_package_is_named_in_one_message(offered: list[EntryPoint]) -> None:
    offered.append(EntryPoint("visits", "no_such_package:Visits", policies.ENTRY_POINTS))
    with pytest.raises(Refused, match="no_such_package"):
        make_policy({"kind": "visits", "reach": 0.1})


def test_a_kind_that_is_taken_is_refused() -> None:
    with pytest.raises(ValueError, match="already Subsidy"):
        register_policy(AnotherSubsidy)
