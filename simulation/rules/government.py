"""The government: running outlays, budget, rationing."""

from __future__ import annotations

from ..compilation import compiled
from ..parameters import PARAMETERS
from .common import ENTERPRISES_OF_COSTS, HALF_YEAR

ROTATION_AT_START = float(PARAMETERS["rotation"].default)  # type: ignore[arg-type]
PUBLICITY_AT_START = float(PARAMETERS["publicity"].default)  # type: ignore[arg-type]


@compiled
def outlay_a_tick(cost, level, enterprises):
    """Running outlay for an instrument at a level, k¥ per tick; costs are stated for 300 enterprises and a year."""
    return HALF_YEAR * cost * level * enterprises / ENTERPRISES_OF_COSTS


@compiled
def rate_above(rate, at_start):
    """The part of a rate that costs money: what goes beyond the standing effort."""
    return max(0.0, rate - at_start)


@compiled
def level_within_budget(level, free, share):
    """Level of a running instrument of whose cost `share` can be paid; what is `free` of cost is not touched."""
    if share >= 1.0 or level <= free:
        return level
    return free + share * (level - free)


@compiled
def share_that_can_be_paid(available, wanted):
    """Share of what is wanted that the money left covers."""
    if wanted <= 0.0 or available >= wanted:
        return 1.0
    return max(0.0, available) / wanted


@compiled
def applicants_remember(memory, paid_share, now):
    """Applicants' memory of rationing after a year; a year without claims counts as paid."""
    return memory + now.memory_rate * (paid_share - memory)
