"""Sorting in time proportional to the number of items: queues of students and of hosts are sorted in every tick."""

from __future__ import annotations

import numpy as np

from .compilation import allocates, compiled, part_of_phase

DIGIT = 8
"""Bits by which one pass sorts."""

VALUES = 1 << DIGIT
LEADING = 32
"""Bits of a key that are sorted digit by digit; the few items that agree in them are sorted by comparison."""

PASSES = LEADING // DIGIT
SHORT = 24
"""Items up to which comparison is faster."""

SIGN = np.uint64(1 << 63)


@part_of_phase
@allocates
def keys_of(scores):
    """Whole numbers that are the smaller, the greater the score."""
    keys = (scores + 0.0).view(np.uint64)  # −0 and 0 are the same score
    for i in range(keys.shape[0]):
        if not keys[i] & SIGN:
            keys[i] = ~(keys[i] | SIGN)
    return keys


@part_of_phase
def insertion_sorted(keys, order):
    """Sort keys, and their positions with them, in place; quick where they are few or nearly sorted."""
    for i in range(1, keys.shape[0]):
        key, position = keys[i], order[i]
        place = i
        while place > 0 and keys[place - 1] > key:
            keys[place] = keys[place - 1]
            order[place] = order[place - 1]
            place -= 1
        keys[place] = key
        order[place] = position


@compiled
@allocates
def best_first(scores):
    """Positions of scores from the highest to the lowest; of equals the first comes first."""
    count = scores.shape[0]
    keys = keys_of(scores)
    order = np.arange(count)
    if count > SHORT:
        counts = np.zeros((PASSES, VALUES), np.int64)
        for i in range(count):
            key = keys[i] >> np.uint64(64 - LEADING)
            for digit in range(PASSES):
                counts[digit, key & np.uint64(VALUES - 1)] += 1
                key >>= np.uint64(DIGIT)
        other_keys = np.empty(count, np.uint64)
        other_order = np.empty(count, np.int64)
        for digit in range(PASSES):
            shift = np.uint64(64 - LEADING + DIGIT * digit)
            places = counts[digit]
            if places[(keys[0] >> shift) & np.uint64(VALUES - 1)] == count:
                continue  # all have the same digit
            before = 0
            for value in range(VALUES):
                here = places[value]
                places[value] = before
                before += here
            for i in range(count):
                value = (keys[i] >> shift) & np.uint64(VALUES - 1)
                place = places[value]
                places[value] = place + 1
                other_keys[place] = keys[i]
                other_order[place] = order[i]
            keys, other_keys = other_keys, keys
            order, other_order = other_order, order
    insertion_sorted(keys, order)
    return order


@compiled
@allocates
def grouped(groups, count, number):
    """Positions 0 … count − 1 by group (0 … number − 1), in order within each; and where each group begins."""
    first = np.zeros(number + 1, np.int64)
    for i in range(count):
        first[groups[i] + 1] += 1
    for group in range(number):
        first[group + 1] += first[group]
    order = np.empty(count, np.int64)
    place = first[:-1].copy()
    for i in range(count):
        order[place[groups[i]]] = i
        place[groups[i]] += 1
    return order, first


@part_of_phase
def position_above(cumulated, target):
    """First position at which a cumulated sum exceeds the target, the last one if none does.

    Halves what is left in a fixed number of steps without a branch, which the processor would guess wrongly every
    second time.
    """
    position = 0
    left = cumulated.shape[0]
    while left > 1:
        half = left // 2
        position += half * int(cumulated[position + half - 1] <= target)
        left -= half
    return position
