"""The start of the world: who is there, how they differ, what they believe before the warm-up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import gammaincinv

from ..compilation import allocates, compiled_phase, part_of_phase
from ..randomness import (
    ENTERPRISE_AWARE_AT_START,
    ENTERPRISE_FORM,
    ENTERPRISE_FRICTION,
    ENTERPRISE_HANDS,
    ENTERPRISE_HONESTY,
    ENTERPRISE_HORIZON,
    ENTERPRISE_IN_PARK,
    ENTERPRISE_LAG,
    ENTERPRISE_LINK_REWIRED,
    ENTERPRISE_LINK_TARGET,
    ENTERPRISE_MENTOR,
    ENTERPRISE_NET_BENEFIT,
    ENTERPRISE_PARK_TARGET,
    ENTERPRISE_SIZE,
    ENTERPRISE_TASTE,
    ENTERPRISE_WATCHES_PARK,
    SCHOOL_PROFILE,
    SCHOOL_REPUTATION,
    normal,
    uniform,
)
from ..rules.common import TICKS_A_YEAR, clip
from ..rules.consortium import chance_of_park
from ..rules.enterprise import worth_of_horizon
from ..rules.training import enterprise_offers_places
from ..state.population import Population, empty_population

START = 0
"""Tick word of draws that are made once."""


@part_of_phase
def enterprise_is_founded(seed, e, levers):
    """Draw what an enterprise is (size, costs, mentors) and set what it believes at first."""
    size = levers.size_median * math.exp(
        levers.size_sigma * normal(seed, ENTERPRISE_SIZE, START, e.region, e.index, 0, 0)
    )
    e.size = clip(size, levers.size_min, levers.size_max)
    e.log_size = math.log(e.size / levers.size_median)
    draw = normal(seed, ENTERPRISE_NET_BENEFIT, START, e.region, e.index, 0, 0)
    e.net0 = levers.net_mean + levers.net_slope * e.log_size + levers.net_sd * draw
    draw = normal(seed, ENTERPRISE_HANDS, START, e.region, e.index, 0, 0)
    e.hands = levers.hands + levers.hands_sd * draw
    e.friction = math.exp(levers.friction_sd * normal(seed, ENTERPRISE_FRICTION, START, e.region, e.index, 0, 0))
    e.taste = levers.taste_sd * normal(seed, ENTERPRISE_TASTE, START, e.region, e.index, 0, 0)
    draw = normal(seed, ENTERPRISE_MENTOR, START, e.region, e.index, 0, 0)
    e.mentor = clip(levers.mentor_mean + levers.mentor_sd * draw, levers.mentor_least, 1.0)
    draw = normal(seed, ENTERPRISE_LAG, START, e.region, e.index, 0, 0)
    e.lag = clip(levers.host_lag_mean + levers.host_lag_sd * draw, 0.0, levers.host_lag_most)
    draw = normal(seed, ENTERPRISE_HORIZON, START, e.region, e.index, 0, 0)
    years = clip(
        levers.horizon_years * math.exp(levers.horizon_spread * draw), levers.horizon_least, levers.horizon_most
    )
    e.horizon = worth_of_horizon(years, levers)
    e.honesty = -math.log(1.0 - uniform(seed, ENTERPRISE_HONESTY, START, e.region, e.index, 0, 0))
    e.form_draw = uniform(seed, ENTERPRISE_FORM, START, e.region, e.index, 0, 0)
    draw = uniform(seed, ENTERPRISE_IN_PARK, START, e.region, e.index, 0, 0)
    e.park = 1 if draw < chance_of_park(e.log_size, levers) else 0
    draw = uniform(seed, ENTERPRISE_AWARE_AT_START, START, e.region, e.index, 0, 0)
    e.aware = 1 if draw < levers.aware_initial else 0
    e.partner = -1
    e.candidate = -1
    e.other_candidate = -1
    e.offer = -1
    e.last_intake = -int(levers.warm_up + TICKS_A_YEAR * levers.new_trainer_years) - 1  # all are new at first
    e.fill_rate = 1.0
    e.places = enterprise_offers_places(e.size, 1.0, levers)
    e.offered = e.places
    e.qhat = clip(levers.q_ref + levers.confidence_offset, 0.0, 1.0)
    e.rhat_3 = levers.r0 - levers.poach_expected * levers.poach + levers.retention_offset
    e.rhat_2 = levers.r2_factor * e.rhat_3


@part_of_phase
def neighbours_are_met(seed, e, row, region, market, neighbours, levers):
    """The nearest on either side in a ring of the field; a few links lead to anyone in the region."""
    first = market.first_enterprise
    side = neighbours.shape[1] // 2
    for link in range(2 * side):
        offset = link - side if link < side else link - side + 1
        neighbours[row, link] = first + (row - first + offset) % market.enterprises
        if uniform(seed, ENTERPRISE_LINK_REWIRED, START, e.region, e.index, link, 0) < levers.rewiring:
            draw = uniform(seed, ENTERPRISE_LINK_TARGET, START, e.region, e.index, link, 0)
            neighbours[row, link] = region.first_enterprise + int(draw * region.enterprises)


@part_of_phase
@allocates
def park_is_founded(seed, r, enterprises, neighbours, levers):
    """Count the enterprises of the park; each of them has a share of its links to others of the park."""
    rows = np.empty(r.enterprises, np.int64)
    count = 0
    for row in range(r.first_enterprise, r.first_enterprise + r.enterprises):
        if enterprises[row].park == 1:
            rows[count] = row
            count += 1
    r.in_park = count
    if count < 2:
        return
    for own in range(count):
        e = enterprises[rows[own]]
        for link in range(neighbours.shape[1]):
            draw = uniform(seed, ENTERPRISE_WATCHES_PARK, START, e.region, e.index, link, 0)
            if draw < levers.park_neighbours:
                draw = uniform(seed, ENTERPRISE_PARK_TARGET, START, e.region, e.index, link, 0)
                other = int(draw * (count - 1))
                neighbours[rows[own], link] = rows[other if other < own else other + 1]


@part_of_phase
def region_is_founded(seed, region, regions, markets, enterprises, neighbours, now):
    """Found all enterprises of a region and weigh its fields by the workers in them."""
    r = regions[region]
    levers = now[region]
    r.workers = 0.0
    r.leader = r.first_enterprise
    r.cycle = 1.0
    for field in range(markets.shape[1]):
        market = markets[region, field]
        workers = 0.0
        for row in range(market.first_enterprise, market.first_enterprise + market.enterprises):
            e = enterprises[row]
            enterprise_is_founded(seed, e, levers)
            neighbours_are_met(seed, e, row, r, market, neighbours, levers)
            workers += e.size
            if e.size > enterprises[r.leader].size:
                r.leader = row
        market.demand_at_start = workers
        market.match = levers.growth_reference
        market.tightness = 1.0
        r.workers += workers
    park_is_founded(seed, r, enterprises, neighbours, levers)
    total = 0.0
    for field in range(markets.shape[1]):
        market = markets[region, field]
        market.demand_at_start /= r.workers
        market.demand = market.demand_at_start
        market.fashion = market.glamour
        total += market.demand * math.exp(market.glamour)
    for field in range(markets.shape[1]):
        market = markets[region, field]
        market.popular = market.demand * math.exp(market.glamour) / total


@part_of_phase
def school_is_founded(seed, s, levers):
    """Set what a school is at first; its name is drawn."""
    draw = normal(seed, SCHOOL_REPUTATION, START, s.region, s.index, 0, 0)
    s.reputation = levers.q_ref + levers.reputation_sd * draw
    s.active = 1
    s.adapts = 1
    s.practical_share = levers.x0
    s.teacher_experience = levers.q0
    s.equipment = levers.e0
    s.curriculum_age = levers.a0


@compiled_phase
def world_is_founded(world, first, last):
    """Found regions, enterprises and schools; profiles of programmes are left as uniform draws."""
    seed, schools, programmes = world.seed, world.schools, world.programmes
    for region in range(first, last):
        region_is_founded(seed, region, world.regions, world.markets, world.enterprises, world.neighbours, world.now)
        r = world.regions[region]
        for row in range(r.first_school, r.first_school + r.schools):
            s = schools[row]
            school_is_founded(seed, s, world.now[region])
            for field in range(programmes.shape[1]):
                programmes[row, field].profile = uniform(seed, SCHOOL_PROFILE, START, region, s.index, field, 0)


def _shape_programmes(population: Population, now: np.ndarray) -> None:
    """Turn uniform draws into lasting profiles (gamma, mean 1 over a region's schools) and first mixes."""
    for region, row in enumerate(population.regions):
        rows = slice(row["first_school"], row["first_school"] + row["schools"])
        levers, market = now[region], population.markets[region]
        profile = gammaincinv(levers["profile_shape"], population.programmes["profile"][rows]) + levers["profile_floor"]
        profile /= profile.mean(axis=0)
        population.programmes["profile"][rows] = profile
        popular = levers["first_mix_popular"]
        wanted = profile * ((1.0 - popular) * market["demand"] + popular * market["popular"])
        population.programmes["mix"][rows] = wanted / np.cumsum(wanted, axis=1)[:, -1:]  # added one by one
        field = population.enterprises["field"][row["leader"]]
        row["leading_school"] = row["first_school"] + int(np.argmax(profile[:, field]))


def found_population(profiles: Sequence[Mapping[str, Any]], seed: int, now: np.ndarray) -> Population:
    """The world before its warm-up.

    `profiles` are the parameters of each region, complete; `now` has the standing values, one record per region.
    """
    population = empty_population(profiles)
    population.governments["memory"] = 1.0
    population.governments["budget"] = np.inf
    population.governments["running_share"] = 1.0
    population.students["host"] = -1
    population.students["job"] = -1
    population.students["sought_in"] = -1
    world_is_founded(population.world(seed, 0, now, now), 0, len(population.regions))
    _shape_programmes(population, now)
    return population
