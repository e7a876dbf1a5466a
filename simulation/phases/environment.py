"""Phase 1, environment: business cycle, labour demand and fashion of fields; pressure of poachers."""

from __future__ import annotations

import math

from ..compilation import compiled_phase, part_of_phase
from ..randomness import REGION_DEMAND, REGION_FASHION, normal
from ..rules.common import is_autumn, year_of
from ..rules.consortium import platform_strength
from ..rules.enterprise import COUNTS_MEMBERS, COUNTS_PARTICIPATION
from ..rules.labour import business_cycle, crowding, demand_moves, fashion_moves, norm_of_demand
from ..state.columns import COTRAINING, NOMINAL, PLACEMENT


@part_of_phase
def demand_is_normed(markets, region):
    """Turn log deviations into demand shares that sum to 1 over the fields of a region."""
    total = 0.0
    for field in range(markets.shape[1]):
        market = markets[region, field]
        market.demand = norm_of_demand(market.deviation, market.demand_at_start)
        total += market.demand
    for field in range(markets.shape[1]):
        markets[region, field].demand /= total


@part_of_phase
def wanted_by_applicants(markets, region, memory):
    """Move popularity of fields towards demand × fashion, keeping a share `memory` of what it was."""
    total = 0.0
    for field in range(markets.shape[1]):
        market = markets[region, field]
        total += market.demand * math.exp(market.fashion)
    for field in range(markets.shape[1]):
        market = markets[region, field]
        wanted = market.demand * math.exp(market.fashion) / total
        market.popular = memory * market.popular + (1.0 - memory) * wanted


@compiled_phase
def environment_changes(world, first, last):
    """Set the business cycle; in autumn move demand and fashion of every field."""
    seed, tick, markets = world.seed, world.tick, world.markets
    for region in range(first, last):
        levers = world.now[region]
        world.regions[region].cycle = business_cycle(year_of(tick), levers)
        if not is_autumn(tick):
            continue
        for field in range(markets.shape[1]):
            market = markets[region, field]
            draw = normal(seed, REGION_DEMAND, tick, region, field, 0, 0)
            market.deviation = demand_moves(market.deviation, market.match, draw, levers)
            market.fashion = fashion_moves(
                market.fashion, market.glamour, normal(seed, REGION_FASHION, tick, region, field, 0, 0), levers
            )
        demand_is_normed(markets, region)
        wanted_by_applicants(markets, region, levers.popular_memory)


@compiled_phase
def surroundings_are_seen(world, first, last):
    """What everybody who decides this tick sees of others: their state at the end of the last tick."""
    markets, enterprises, neighbours = world.markets, world.enterprises, world.neighbours
    for region in range(first, last):
        r = world.regions[region]
        levers = world.now[region]
        users = 0
        members = 0
        counted = 0
        leader = enterprises[r.leader]
        for field in range(markets.shape[1]):
            market = markets[region, field]
            below = 0
            for row in range(market.first_enterprise, market.first_enterprise + market.enterprises):
                e = enterprises[row]
                if e.depth < PLACEMENT:
                    below += 1
                users += e.on_platform
                members += e.member
                if levers.quota_counts == COUNTS_MEMBERS:
                    counted += e.member
                elif e.depth == COTRAINING or (levers.quota_counts == COUNTS_PARTICIPATION and e.depth >= NOMINAL):
                    counted += 1
                deep = 0
                aware = 0
                for link in range(neighbours.shape[1]):
                    other = enterprises[neighbours[row, link]]
                    deep += 1 if other.depth >= PLACEMENT else 0
                    aware += other.aware
                e.neighbours_training = deep / neighbours.shape[1]
                e.neighbours_aware = aware / neighbours.shape[1]
                if levers.leader_influence > 0.0:
                    example = 1.0 if leader.depth >= PLACEMENT else 0.0
                    e.neighbours_training += levers.leader_influence * (example - e.neighbours_training)
                    e.neighbours_aware += levers.leader_influence * (leader.aware - e.neighbours_aware)
            market.rivals = 0.0
            if market.enterprises > 0:
                average = r.enterprises / markets.shape[1]
                market.rivals = crowding(below / market.enterprises, market.enterprises, average, levers)
        c = world.consortia[region]
        c.users = users / r.enterprises
        c.platform_eff = platform_strength(c.users, levers)
        c.member_share = members / r.enterprises
        c.counted_share = counted / r.enterprises
