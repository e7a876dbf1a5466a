"""Sorting by counting: the order that comparison gives, ties included."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from consortium.simulation.compilation import plain
from consortium.simulation.sorting import best_first, grouped, position_above

scores = st.floats(allow_nan=False, width=64)


@given(st.lists(scores | st.sampled_from([0.0, -0.0, 1.0, 1.0 + 2**-52, -1.0]), max_size=200))
def test_the_highest_score_comes_first_and_equals_keep_their_order(values: list[float]) -> None:
    expected = sorted(range(len(values)), key=lambda i: -values[i])
    assert best_first(np.array(values, float)).tolist() == expected


def test_scores_that_agree_in_their_leading_digits_are_distinguished() -> None:
    values = 0.5 + np.random.default_rng(1).permutation(3000) * 2.0**-50
    assert best_first(values).tolist() == np.argsort(-values, kind="stable").tolist()


@given(st.lists(st.integers(0, 5), max_size=60))
def test_groups_hold_everybody_once_in_order(groups: list[int]) -> None:
    order, first = grouped(np.array(groups, np.int64), len(groups), 6)
    members = [order[first[group] : first[group + 1]].tolist() for group in range(6)]
    assert members == [[i for i, of in enumerate(groups) if of == group] for group in range(6)]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=40), st.floats(0, 1))
def test_the_first_sum_above_a_target_is_found_and_the_last_place_if_there_is_none(parts: list[int], share: float):
    cumulated = np.cumsum(np.array(parts, float))
    target = share * cumulated[-1]
    above = [i for i, value in enumerate(cumulated) if value > target]
    assert plain(position_above)(cumulated, target) == (above[0] if above else len(parts) - 1)
