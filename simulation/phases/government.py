"""Phase 2, government: the yearly budget is opened and running items are reserved; the consortium's means."""

from __future__ import annotations

import numpy as np

from ..compilation import allocates, compiled_phase, part_of_phase
from ..rules.common import is_autumn
from ..rules.consortium import (
    base_is_run,
    base_usable,
    base_wears,
    entity_within_means,
    share_of_construction,
    share_served,
)
from ..rules.government import share_that_can_be_paid
from ..state.columns import ENROLLED, SPENDING_DTYPE
from .cohorts import final_cohort, first_row_of_cohort, seats_of_field
from .outlays import enterprises_in_community, running_outlays


@part_of_phase
def outlays_are_planned(share, r, in_community, levers, draft):
    """Cut running instruments to a share; returns their cost per tick. `draft` has a row that nobody pays."""
    cost, _, _, _ = running_outlays(share, r, in_community, levers, draft[0])
    return cost


@part_of_phase
def bases_are_built_and_run(tick, consortium, r, markets, schools, programmes, levers):
    """Training bases of every field wear, grow by what is built in autumn, and are usable as far as they are run."""
    built = levers.base_construction if is_autumn(tick) else 0.0
    weights = 0.0
    for field in range(markets.shape[0]):
        weights += markets[field].base_weight
    capital = 0.0
    for field in range(markets.shape[0]):
        market = markets[field]
        seats = seats_of_field(r, field, schools, programmes) / r.seats
        share = share_of_construction(field, market.base_weight, weights, seats, levers)
        market.base_capital = base_wears(market.base_capital, built * share, levers)
        capital += market.base_capital
    consortium.base_running = base_is_run(capital, levers)
    for field in range(markets.shape[0]):
        market = markets[field]
        seats = seats_of_field(r, field, schools, programmes)
        market.base_usable = base_usable(market.base_capital, consortium.base_running, seats, levers)


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
@allocates
def governments_open_budgets(world, first, last):
    """In autumn open the year's budget and reserve; in every tick cut levels to what budget and fund cover."""
    tick = world.tick
    draft = np.zeros(1, SPENDING_DTYPE)
    for region in range(first, last):
        r = world.regions[region]
        g = world.governments[region]
        levers = world.now[region]
        in_community = enterprises_in_community(region, world.markets, levers)
        if is_autumn(tick):
            g.budget = levers.budget
            wanted = 2.0 * outlays_are_planned(1.0, r, in_community, levers, draft) + levers.base_construction
            g.running_share = share_that_can_be_paid(g.budget, wanted)
            g.running_reserve = min(wanted, g.budget)
            due = completions_due_in_spring(tick, region, world.regions, world.students)
            g.completion_reserve = min(due, g.budget - g.running_reserve)
        if g.running_share < 1.0:
            outlays_are_planned(g.running_share, r, in_community, levers, draft)
        c = world.consortia[region]
        if c.dissolved == 0 and levers.government_bears <= 0.0 and levers.entity > 0.0:
            c.empty_ticks = c.empty_ticks + 1 if c.fund <= 0.0 else 0
            c.dissolved = 1 if c.empty_ticks > levers.dissolution_ticks else 0
        served = share_served(r.in_park / r.enterprises, levers)
        levers.entity = 0.0 if c.dissolved == 1 else entity_within_means(levers.entity, served, c.fund, levers)
        bases_are_built_and_run(tick, c, r, world.markets[region], world.schools, world.programmes, levers)
