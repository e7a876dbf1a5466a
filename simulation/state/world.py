"""The world as the phases see it: all tables of a population, the seed, the tick and the levers, in one value."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class World(NamedTuple):
    """What a phase reads and changes. The tables are those of the population, so a change made here is made there.

    Each phase is called as `phase(world, first, last)` for the regions first … last − 1. Regions do not touch each
    other within a phase, so that several may be worked on at a time; only members of a sector community take students
    of other regions (`phases.places.community_places_are_taken`), and graduates who look beyond their region are
    shared among all regions in one go (`phases.graduation.graduates_look_beyond`).
    """

    seed: int
    tick: int
    regions: np.ndarray
    markets: np.ndarray
    governments: np.ndarray
    consortia: np.ndarray
    spending: np.ndarray
    schools: np.ndarray
    programmes: np.ndarray
    enterprises: np.ndarray
    neighbours: np.ndarray
    students: np.ndarray
    now: np.ndarray
    """Levers in force this tick, one record per region."""
    foreseen: np.ndarray
    """What enterprises expect the levers to be while they work with a school, as far as changes are announced."""
