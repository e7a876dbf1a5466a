"""Own rules for enterprises and schools, in place of the model's."""

from __future__ import annotations

import pytest

from consortium.simulation.agents import Enterprise, School
from consortium.simulation.model import ConsortiumModel
from tests.worlds import run, town


class Untouched(Enterprise):
    """A subclass that overrides nothing."""


class AlwaysDeep(Enterprise):
    def choose_depth(self) -> int | None:
        return 3


class LargeOnesStayOut(Enterprise):
    def choose_depth(self) -> int | None:
        return 0 if self.size > 60 else None


class Absent(School):
    def takes_part(self) -> bool | None:
        return False


class Confused(Enterprise):
    def choose_depth(self) -> int | None:
        return 7


def after(years: int, **classes: type) -> ConsortiumModel:
    model = ConsortiumModel(town(), rng=1, **classes)  # type: ignore[arg-type]
    for _ in range(2 * years):
        model.step()
    return model


def test_where_nothing_is_overridden_not_one_bit_changes() -> None:
    assert after(4, enterprise_class=Untouched).population.differences(run(town(), years=4).population) == []


def test_enterprises_follow_a_rule_of_their_own() -> None:
    deep = after(4, enterprise_class=AlwaysDeep)
    assert deep.metrics["deep_participation"] > 0.5
    mixed = after(4, enterprise_class=LargeOnesStayOut).population.enterprises
    assert (mixed["depth"][mixed["size"] > 60] == 0).all()
    assert (mixed["depth"][mixed["size"] <= 60] > 0).any()


def test_schools_follow_a_rule_of_their_own() -> None:
    assert after(4, school_class=Absent).metrics["school_participation"] == 0.0


def test_a_depth_that_does_not_exist_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(ValueError, match="allowed: None or one of 0, 1, 2, 3"):
        after(1, enterprise_class=Confused)
