"""The labour market's matching is stable: no graduate and employer would both rather have each other."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from consortium.simulation.phases.labour_market import deferred_acceptance


@st.composite
def markets(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """A small market: lists of employers in order of liking, their scores, and jobs; ties and refusals occur."""
    employers = draw(st.integers(1, 5))
    graduates = draw(st.integers(0, 7))
    slots = draw(st.integers(1, 4))
    lists = np.zeros((graduates, slots), np.int64)
    counts = np.zeros(graduates, np.int64)
    scores = np.zeros((graduates, slots))
    for i in range(graduates):
        order = draw(st.lists(st.integers(0, employers - 1), unique=True, max_size=min(slots, employers)))
        counts[i] = len(order)
        lists[i, : len(order)] = order
        for k in range(len(order)):
            scores[i, k] = draw(st.sampled_from([-np.inf, 0.1, 0.2, 0.3, 0.4, 0.5]))
    capacity = np.array(draw(st.lists(st.integers(0, 3), min_size=employers, max_size=employers)), np.int64)
    return lists, counts, scores, capacity


def matched(lists: np.ndarray, counts: np.ndarray, scores: np.ndarray, capacity: np.ndarray) -> np.ndarray:
    first_job = np.concatenate([[0], np.cumsum(capacity)])
    return deferred_acceptance(lists, counts, scores, first_job, capacity)


def is_stable(place: tuple[int, ...], lists, counts, scores, capacity) -> bool:  # type: ignore[no-untyped-def]
    """Feasible, individually rational, and without a blocking pair (brute force)."""
    holders: dict[int, list[tuple[float, int]]] = {j: [] for j in range(len(capacity))}
    for i, k in enumerate(place):
        if k >= 0:
            if scores[i, k] == -np.inf:
                return False
            holders[lists[i, k]].append((scores[i, k], -i))
    if any(len(held) > capacity[j] for j, held in holders.items()):
        return False
    for i, k in enumerate(place):
        better = range(counts[i] if k < 0 else k)
        for wanted in better:
            j, score = lists[i, wanted], scores[i, wanted]
            if score == -np.inf or capacity[j] == 0:
                continue
            if len(holders[j]) < capacity[j] or min(holders[j]) < (score, -i):
                return False
    return True


@given(markets())
def test_no_graduate_and_employer_would_rather_have_each_other(market) -> None:  # type: ignore[no-untyped-def]
    place = matched(*market)
    assert is_stable(tuple(place), *market)


@given(markets())
def test_no_stable_matching_is_better_for_any_graduate(market) -> None:  # type: ignore[no-untyped-def]
    lists, counts, _, _ = market
    if np.prod(counts + 1.0) > 400:
        return
    place = matched(*market)
    rank = np.where(place < 0, counts, place)
    for other in itertools.product(*[range(-1, counts[i]) for i in range(len(lists))]):
        if is_stable(other, *market):
            other_rank = np.where(np.array(other, int) < 0, counts, np.array(other, int))
            assert (rank <= other_rank).all()


def test_where_all_employers_rank_alike_the_best_choose_first() -> None:
    rng = np.random.default_rng(3)
    graduates, employers, slots = 40, 8, 3
    lists = np.array([rng.permutation(employers)[:slots] for _ in range(graduates)])
    skill = rng.random(graduates)
    capacity = rng.integers(0, 5, employers)
    counts = np.full(graduates, slots)
    place = matched(lists, counts, np.repeat(skill[:, None], slots, 1), capacity)
    left = capacity.copy()
    for i in np.argsort(-skill):
        open_slots = [k for k in range(slots) if left[lists[i, k]] > 0]
        assert place[i] == (open_slots[0] if open_slots else -1)
        if open_slots:
            left[lists[i, place[i]]] -= 1
