"""Phase 2, government: the yearly budget is opened and running items are reserved; the consortium's means."""

from __future__ import annotations

from ..compilation import compiled_phase, part_of_phase
from ..rules.common import HALF_YEAR, is_autumn
from ..rules.consortium import (
    base_is_run,
    base_usable,
    base_wears,
    entity_within_means,
    platform_cost_a_tick,
    running_cost_a_tick,
)
from ..rules.government import (
    PUBLICITY_AT_START,
    ROTATION_AT_START,
    outlay_a_tick,
    rate_above,
    share_that_can_be_paid,
)
from ..state.columns import ENROLLED
from .cohorts import final_cohort, first_row_of_cohort


@part_of_phase
def running_outlays_a_tick(enterprises, in_community, levers):
    """All running items of a government at the present levels, k¥ a tick, fees of members not yet deducted.

    `in_community` is the number of the region's enterprises in the field of the sector community.
    """
    total = levers.government_bears * running_cost_a_tick(levers.entity, 1.0, levers)
    total += running_cost_a_tick(levers.community, in_community / enterprises, levers)
    total += HALF_YEAR * levers.base_operation
    total += platform_cost_a_tick(levers)
    total += outlay_a_tick(levers.cost_association, levers.association, enterprises)
    total += outlay_a_tick(levers.cost_sharing, levers.sharing, enterprises)
    total += outlay_a_tick(levers.cost_mixed_ownership, levers.mixed_ownership, enterprises)
    total += outlay_a_tick(levers.cost_rotation, rate_above(levers.rotation, ROTATION_AT_START), enterprises)
    total += outlay_a_tick(levers.cost_publicity, rate_above(levers.publicity, PUBLICITY_AT_START), enterprises)
    return total


@part_of_phase
def running_levels_are_cut(share, levers):
    """Scale every running instrument to the share that can be paid; what costs nothing is not touched."""
    levers.entity *= share
    levers.community *= share
    levers.base_construction *= share
    levers.base_operation *= share
    levers.platform *= share
    levers.association *= share
    levers.sharing *= share
    levers.mixed_ownership *= share
    if levers.rotation > ROTATION_AT_START:
        levers.rotation = ROTATION_AT_START + share * (levers.rotation - ROTATION_AT_START)
    if levers.publicity > PUBLICITY_AT_START:
        levers.publicity = PUBLICITY_AT_START + share * (levers.publicity - PUBLICITY_AT_START)


@part_of_phase
def enterprises_in_community(region, markets, levers):
    """How many enterprises of a region are in the field of the sector community."""
    field = int(levers.community_field) - 1
    return markets[region, field].enterprises if field >= 0 else 0


@part_of_phase
def base_is_built_and_run(tick, consortium, r, levers):
    """Training bases wear, grow by what is built in autumn, and are usable as far as they are run."""
    built = levers.base_construction if is_autumn(tick) else 0.0
    consortium.base_capital = base_wears(consortium.base_capital, built, levers)
    consortium.base_running = base_is_run(consortium.base_capital, levers)
    consortium.base_usable = base_usable(consortium.base_capital, consortium.base_running, r.seats, levers)


@part_of_phase
def completions_due_in_spring(tick, region, regions, students):
    """Most that completion payments can come to this academic year (k¥): what is owed for the final cohort."""
    base = first_row_of_cohort(final_cohort(tick), students) + regions[region].first_seat
    total = 0.0
    for row in range(base, base + regions[region].seats):
        if students[row].status == ENROLLED:
            total += students[row].owed
    return total


@compiled_phase
def governments_open_budgets(world, first, last):
    """In autumn open the year's budget and reserve; in every tick cut levels to what budget and fund cover."""
    tick = world.tick
    for region in range(first, last):
        r = world.regions[region]
        g = world.governments[region]
        levers = world.now[region]
        if is_autumn(tick):
            g.budget = levers.budget
            g.spent = 0.0
            g.claimed = 0.0
            g.claims_paid = 0.0
            in_community = enterprises_in_community(region, world.markets, levers)
            wanted = 2.0 * running_outlays_a_tick(r.enterprises, in_community, levers) + levers.base_construction
            g.running_share = share_that_can_be_paid(g.budget, wanted)
            g.running_reserve = min(wanted, g.budget)
            due = completions_due_in_spring(tick, region, world.regions, world.students)
            g.completion_reserve = min(due, g.budget - g.running_reserve)
        if g.running_share < 1.0:
            running_levels_are_cut(g.running_share, levers)
        c = world.consortia[region]
        if c.dissolved == 0 and levers.government_bears <= 0.0 and levers.entity > 0.0:
            c.empty_ticks = c.empty_ticks + 1 if c.fund <= 0.0 else 0
            c.dissolved = 1 if c.empty_ticks > levers.dissolution_ticks else 0
        levers.entity = 0.0 if c.dissolved == 1 else entity_within_means(levers.entity, c.fund, levers)
        base_is_built_and_run(tick, c, r, levers)
