"""Replicates by several processes: the same bits, errors that stop nobody else, and processes only where they pay."""

from __future__ import annotations

import math
import os
from collections.abc import Callable

import pytest

from consortium import compare
from consortium.experiments.runs import batch as runs
from consortium.experiments.runs import replication
from consortium.experiments.runs.batch import Replicate, replicates
from consortium.experiments.runs.processes import DIED
from consortium.experiments.runs.replication import Replication
from consortium.simulation.agents import Enterprise
from consortium.simulation.extensions import Extensions
from consortium.simulation.model import ConsortiumModel
from tests.shell import Command, assert_one_message
from tests.worlds import town

ARMS = (town(years=1), town(of="subsidy_only", years=1))


class Failing(Enterprise):
    """Enterprises that meet an error in the world with the seed 3."""

    def choose_depth(self) -> int | None:
        if self.model.seed == 3:
            raise ArithmeticError("the sky fell")
        return None


class Fatal(Enterprise):
    """Enterprises that end the process that simulates the world with the seed 3."""

    def choose_depth(self) -> int | None:
        if self.model.seed == 3:
            os._exit(1)
        return None


def by_seed(made: Replication, number: int) -> dict[int, tuple[Replicate, ...]]:
    """All replicates of seeds from 1, in order."""
    return {ready[0].seed: ready for ready in sorted(made.made(range(1, number + 1)), key=lambda ready: ready[0].seed)}


def assert_same(one: tuple[Replicate, ...], other: tuple[Replicate, ...]) -> None:
    for mine, theirs in zip(one, other, strict=True):
        assert (mine.scenario, mine.seed, mine.error) == (theirs.scenario, theirs.seed, theirs.error)
        assert mine.series is not None
        assert theirs.series is not None
        assert mine.series.equals(theirs.series)
        for name in ("enterprises", "schools", "years"):
            assert getattr(mine.agents, name).equals(getattr(theirs.agents, name))


def test_processes_give_the_replicates_that_one_gives():
    with Replication(ARMS, workers=2) as made:
        found = by_seed(made, 6)
        more = by_seed(made, 1)  # the same processes may be asked again
    assert list(found) == [1, 2, 3, 4, 5, 6]
    for seed, ready in found.items():
        assert_same(ready, tuple(replicates(ARMS, (seed,))))
    assert_same(more[1], found[1])


def test_a_comparison_by_processes_is_the_comparison():
    one, two = (compare(*ARMS, seeds=5, workers=workers) for workers in (1, 2))
    assert one.summary.equals(two.summary)
    assert one.outcomes.equals(two.outcomes)


def test_an_error_is_recorded_and_the_other_seeds_are_made():
    arms = tuple(arm.extended(Extensions(enterprise_class=Failing)) for arm in ARMS)
    with Replication(arms, workers=2) as made:
        found = by_seed(made, 5)
    assert [replicate.error for replicate in found[3]] == ["ArithmeticError: the sky fell"] * 2
    assert {replicate.error for seed in (1, 2, 4, 5) for replicate in found[seed]} == {""}


def test_a_seed_over_which_processes_die_is_recorded_and_no_other_is_lost():
    arms = tuple(arm.extended(Extensions(enterprise_class=Fatal)) for arm in ARMS)
    with Replication(arms, workers=2) as made:
        found = by_seed(made, 5)
    assert [replicate.error for replicate in found[3]] == [DIED, DIED]
    assert {replicate.error for seed in (1, 2, 4, 5) for replicate in found[seed]} == {""}


@pytest.fixture
def made_here(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Seeds that this process simulates."""
    seeds: list[int] = []
    whole: Callable[..., Replicate] = runs.replicate_of

    def noted(model: ConsortiumModel, *more: object) -> Replicate:
        seeds.append(model.seed)
        return whole(model, *more)

    monkeypatch.setattr(runs, "replicate_of", noted)
    return seeds


@pytest.mark.parametrize(("start", "here"), [(math.inf, [1, 2, 3, 4, 5]), (0.0, [1, 2])])
def test_others_are_asked_only_where_that_saves_time(
    monkeypatch: pytest.MonkeyPatch, made_here: list[int], start: float, here: list[int]
):
    monkeypatch.setattr(replication, "START", start)
    monkeypatch.setattr(replication, "usual_workers", lambda: 2)
    with Replication(ARMS[:1], workers=None) as made:
        assert list(by_seed(made, 5)) == [1, 2, 3, 4, 5]
    assert made_here == here


@pytest.mark.parametrize("workers", [0, -1, True, 1.5, "2", 10_001])
def test_what_is_no_number_of_processes_is_refused(workers: object):
    with pytest.raises(ValueError, match=r"workers = .*; allowed: a whole number from 1 to 10,000"):
        compare(*ARMS, seeds=1, workers=workers)  # type: ignore[arg-type]


@pytest.mark.parametrize("verb", [("run", "baseline"), ("compare", "baseline", "subsidy_only")])
def test_the_command_refuses_it_too(command: Command, verb: tuple[str, ...]):
    assert_one_message(command(*verb, "--workers", 0), 2, "--workers")
