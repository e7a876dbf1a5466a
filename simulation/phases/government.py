"""Phase 2, government: the yearly budget is opened and running items are reserved; the consortium's means."""

from __future__ import annotations

from ..columns import COHORTS_KEPT, ENROLLED
from ..compilation import compiled
from ..rules.common import is_autumn, year_of
from ..rules.consortium import ENTERPRISE_LED, entity_within_means, government_share, running_cost_a_tick
from ..rules.government import PUBLICITY_AT_START, ROTATION_AT_START, outlay_a_tick, rate_above, share_that_can_be_paid


@compiled
def running_outlays_a_tick(enterprises, levers):
    """All running items of a government at the present levels, k¥ a tick, fees of members not yet deducted."""
    total = government_share(levers) * running_cost_a_tick(levers.entity, enterprises, levers)
    total += outlay_a_tick(levers.cost_platform, levers.platform, enterprises)
    total += outlay_a_tick(levers.cost_association, levers.association, enterprises)
    total += outlay_a_tick(levers.cost_sharing, levers.sharing, enterprises)
    total += outlay_a_tick(levers.cost_mixed_ownership, levers.mixed_ownership, enterprises)
    total += outlay_a_tick(levers.cost_rotation, rate_above(levers.rotation, ROTATION_AT_START), enterprises)
    total += outlay_a_tick(levers.cost_publicity, rate_above(levers.publicity, PUBLICITY_AT_START), enterprises)
    return total


@compiled
def running_levels_are_cut(share, levers):
    """Scale every running instrument to the share that can be paid; what costs nothing is not touched."""
    levers.entity *= share
    levers.platform *= share
    levers.association *= share
    levers.sharing *= share
    levers.mixed_ownership *= share
    if levers.rotation > ROTATION_AT_START:
        levers.rotation = ROTATION_AT_START + share * (levers.rotation - ROTATION_AT_START)
    if levers.publicity > PUBLICITY_AT_START:
        levers.publicity = PUBLICITY_AT_START + share * (levers.publicity - PUBLICITY_AT_START)


@compiled
def completions_due_in_spring(tick, region, regions, schools, students):
    """Most that completion payments can come to this academic year (k¥): what is owed for the final cohort."""
    cohort_seats = students.shape[0] // COHORTS_KEPT
    base = (year_of(tick) - 2) % COHORTS_KEPT * cohort_seats + regions[region].first_seat
    total = 0.0
    for row in range(base, base + regions[region].seats):
        if students[row].status == ENROLLED:
            total += students[row].owed
    return total


@compiled
def governments_open_budgets(tick, regions, governments, consortia, schools, students, now):
    """In autumn open the year's budget and reserve; in every tick cut levels to what budget and fund cover."""
    for region in range(regions.shape[0]):
        r = regions[region]
        g = governments[region]
        levers = now[region]
        if is_autumn(tick):
            g.budget = levers.budget
            g.spent = 0.0
            g.claimed = 0.0
            g.claims_paid = 0.0
            wanted = 2.0 * running_outlays_a_tick(r.enterprises, levers)
            g.running_share = share_that_can_be_paid(g.budget, wanted)
            g.running_reserve = min(wanted, g.budget)
            due = completions_due_in_spring(tick, region, regions, schools, students)
            g.completion_reserve = min(due, g.budget - g.running_reserve)
        if g.running_share < 1.0:
            running_levels_are_cut(g.running_share, levers)
        c = consortia[region]
        if c.dissolved == 1:
            levers.entity = 0.0
        else:
            if levers.governance == ENTERPRISE_LED and levers.entity > 0.0:
                c.empty_ticks = c.empty_ticks + 1 if c.fund <= 0.0 else 0
                if c.empty_ticks > 2:
                    c.dissolved = 1
            levers.entity = entity_within_means(levers.entity, r.enterprises, c.fund, levers)
