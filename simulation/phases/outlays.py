"""Running outlays of a government in one list, by which the budget is reserved, cut and paid."""

from __future__ import annotations

from ..compilation import part_of_phase
from ..rules.common import HALF_YEAR
from ..rules.consortium import platform_cost_a_tick, running_cost_a_tick, share_served
from ..rules.government import (
    PUBLICITY_AT_START,
    ROTATION_AT_START,
    level_within_budget,
    outlay_a_tick,
    rate_above,
)


@part_of_phase
def enterprises_in_community(region, markets, levers):
    """How many enterprises of a region are in the field of the sector community."""
    field = int(levers.community_field) - 1
    return markets[region, field].enterprises if field >= 0 else 0


@part_of_phase
def running_outlays(share, r, in_community, levers, spending):
    """Cut the level of every running instrument to the `share` that can be paid, and note what it then costs this tick.

    Costs (k¥) go into `spending` by kind. Fees of members are not deducted yet from what the entity costs. Returns the
    total, what of it the sector community gets, what the consortium gets for its services, and what schools get.
    `in_community` is the number of the region's enterprises in the field of the sector community.
    """
    enterprises = r.enterprises
    services = 0.0
    schools = 0.0

    levers.entity = level_within_budget(levers.entity, 0.0, share)
    levers.community = level_within_budget(levers.community, 0.0, share)
    community = running_cost_a_tick(levers.community, in_community / enterprises, levers)
    entity = running_cost_a_tick(levers.entity, share_served(r.in_park / enterprises, levers), levers)
    spending.consortium_entity = levers.government_bears * entity + community
    total = spending.consortium_entity

    levers.base_construction = level_within_budget(levers.base_construction, 0.0, share)  # paid once, in autumn
    levers.base_operation = level_within_budget(levers.base_operation, 0.0, share)
    spending.training_base = HALF_YEAR * levers.base_operation
    total += spending.training_base

    levers.platform = level_within_budget(levers.platform, 0.0, share)
    spending.digital_platform = platform_cost_a_tick(levers)
    services += spending.digital_platform
    total += spending.digital_platform

    levers.association = level_within_budget(levers.association, 0.0, share)
    spending.association_services = outlay_a_tick(levers.cost_association, levers.association, enterprises)
    services += spending.association_services
    total += spending.association_services

    levers.sharing = level_within_budget(levers.sharing, 0.0, share)
    spending.equipment_sharing = outlay_a_tick(levers.cost_sharing, levers.sharing, enterprises)
    schools += spending.equipment_sharing
    total += spending.equipment_sharing

    levers.mixed_ownership = level_within_budget(levers.mixed_ownership, 0.0, share)
    spending.mixed_ownership = outlay_a_tick(levers.cost_mixed_ownership, levers.mixed_ownership, enterprises)
    schools += spending.mixed_ownership
    total += spending.mixed_ownership

    levers.rotation = level_within_budget(levers.rotation, ROTATION_AT_START, share)
    rotated = rate_above(levers.rotation, ROTATION_AT_START)
    spending.teacher_rotation = outlay_a_tick(levers.cost_rotation, rotated, enterprises)
    schools += spending.teacher_rotation
    total += spending.teacher_rotation

    levers.publicity = level_within_budget(levers.publicity, PUBLICITY_AT_START, share)
    reached = rate_above(levers.publicity, PUBLICITY_AT_START)
    spending.publicity = outlay_a_tick(levers.cost_publicity, reached, enterprises)
    services += spending.publicity
    total += spending.publicity

    return total, community, services, schools
