"""Working on several regions at a time: which parts of a large world threads share among them."""

from __future__ import annotations

import os
from itertools import pairwise

import numpy as np

from .state.population import Population

LARGE = 100_000
"""Students enrolled from which a second thread saves more than it costs."""

PARTS_PER_CORE = 4
"""So that no thread waits long for another whose regions are larger."""


def available_cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def parts_of_world(population: Population) -> list[tuple[int, int]]:
    """Ranges of regions (first, last + 1) with about as many seats each; one part where the world is small.

    The parts decide only who works when: every phase gives the same bits however the regions are divided.
    """
    seats = population.regions["seats"]
    number = len(seats)
    enrolled = 3 * int(seats.sum())
    cores = available_cores()
    if number == 1 or cores == 1 or enrolled < LARGE:
        return [(0, number)]
    wanted = min(number, PARTS_PER_CORE * cores)
    bounds = np.searchsorted(np.cumsum(seats), np.linspace(0, seats.sum(), wanted + 1)[1:-1], side="left") + 1
    edges = sorted({0, *(int(bound) for bound in bounds), number})
    return list(pairwise(edges))
