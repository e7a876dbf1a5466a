"""The start of a city: who is there, how they differ, and what they believe before the warm-up."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scipy.special import gammaincinv

from .rules import COMMON, CONSORTIUM, DRAWS, added
from .rules import ENTERPRISE as RULES

if TYPE_CHECKING:
    from .city import City, Market
    from .enterprise import Enterprise
    from .school import School


def city_is_founded(city: City, first_school: int, first_enterprise: int, first_seat: int) -> None:
    """Everybody in a city, and the strengths of its fields, which follow from the workers in them."""
    world, parameters = city.world, city.world.specification.region_parameters(city.number)
    city.government.memory = city.government.running_share = 1.0
    city.government.budget = math.inf
    shares, number = parameters["field_shares"], parameters["enterprises"]
    bounds = [0]
    for field in range(len(shares)):
        bounds.append(math.floor(added(shares[: field + 1]) / added(shares) * number + 0.5))
    bounds[-1] = number
    for field, market in enumerate(city.markets):
        market.first_enterprise = first_enterprise + bounds[field]
        market.enterprises = bounds[field + 1] - bounds[field]
        market.risk = parameters["field_risk"][field] if parameters["field_risk"] else 1.0
        market.procurement = parameters["field_procurement"][field] if parameters["field_procurement"] else 1.0
        market.base_weight = parameters["base_field_weights"][field] if parameters["base_field_weights"] else 0.0
        market.match, market.tightness = city.levers.growth_reference, 1.0
        market.glamour = market.fashion = parameters["field_glamour"][field]
        for index in range(bounds[field], bounds[field + 1]):
            enterprise = world.enterprise_class(world, city, first_enterprise + index, index, field)
            enterprise_is_founded(enterprise)
            market.members.append(enterprise)
            city.enterprises.append(enterprise)
    for enterprise in city.enterprises:
        neighbours_are_met(enterprise, city.markets[enterprise.field])
    park = [enterprise for enterprise in city.enterprises if enterprise.park]
    park_is_met(park)
    city.in_park = len(park)
    workers = [added(enterprise.size for enterprise in market.members) for market in city.markets]
    city.workers = added(workers)
    for market, of_field in zip(city.markets, workers, strict=True):
        market.demand = market.demand_at_start = of_field / city.workers
    wanted = [market.demand * math.exp(market.glamour) for market in city.markets]
    for market, want in zip(city.markets, wanted, strict=True):
        market.popular = want / added(wanted)
    intake = parameters["intake"]
    for index in range(parameters["schools"]):
        seat = first_seat + index * intake
        school = world.school_class(world, city, first_school + index, index, intake, seat)
        school_is_founded(school)
        city.schools.append(school)
    programmes_are_shaped(city)
    largest = max(enterprise.size for enterprise in city.enterprises)
    leader = next(enterprise for enterprise in city.enterprises if enterprise.size == largest)
    strength = max(school.programmes[leader.field].profile for school in city.schools)
    city.leader = leader
    city.leading_school = next(s for s in city.schools if s.programmes[leader.field].profile == strength)


def enterprise_is_founded(e: Enterprise) -> None:
    """Size, costs, mentors, technology; first beliefs."""
    levers = e.city.levers
    size = levers.size_median * math.exp(levers.size_sigma * e.normal(DRAWS.ENTERPRISE_SIZE))
    e.size = float(COMMON.clip(size, levers.size_min, levers.size_max))
    e.log_size = math.log(e.size / levers.size_median)
    e.net0 = levers.net_mean + levers.net_slope * e.log_size + levers.net_sd * e.normal(DRAWS.ENTERPRISE_NET_BENEFIT)
    e.hands = levers.hands + levers.hands_sd * e.normal(DRAWS.ENTERPRISE_HANDS)
    e.friction = math.exp(levers.friction_sd * e.normal(DRAWS.ENTERPRISE_FRICTION))
    e.taste = levers.taste_sd * e.normal(DRAWS.ENTERPRISE_TASTE)
    mentor = levers.mentor_mean + levers.mentor_sd * e.normal(DRAWS.ENTERPRISE_MENTOR)
    e.mentor = COMMON.clip(mentor, levers.mentor_least, 1.0)
    lag = levers.host_lag_mean + levers.host_lag_sd * e.normal(DRAWS.ENTERPRISE_LAG)
    e.lag = COMMON.clip(lag, 0.0, levers.host_lag_most)
    years = levers.horizon_years * math.exp(levers.horizon_spread * e.normal(DRAWS.ENTERPRISE_HORIZON))
    e.horizon = RULES.worth_of_horizon(COMMON.clip(years, levers.horizon_least, levers.horizon_most), levers)
    e.honesty = -math.log(1.0 - e.uniform(DRAWS.ENTERPRISE_HONESTY))
    e.last_intake = -int(levers.warm_up + 2 * levers.new_trainer_years) - 1
    e.form_draw = e.uniform(DRAWS.ENTERPRISE_FORM)
    e.park = int(e.uniform(DRAWS.ENTERPRISE_IN_PARK) < CONSORTIUM.chance_of_park(e.log_size, levers))
    e.aware = int(e.uniform(DRAWS.ENTERPRISE_AWARE_AT_START) < levers.aware_initial)
    e.fill_rate = 1.0
    e.places = float(RULES.enterprise_offers_places(e.size, 1.0, levers))
    e.offered = e.places
    e.qhat = min(1.0, max(0.0, levers.q_ref + levers.confidence_offset))
    e.rhat_3 = levers.r0 - levers.poach_expected * levers.poach + levers.retention_offset
    e.rhat_2 = levers.r2_factor * e.rhat_3


def neighbours_are_met(e: Enterprise, market: Market) -> None:
    """The nearest on either side in the ring of the field; now and then anybody in the city instead."""
    place = market.members.index(e)
    side = int(e.city.levers.neighbours_each_side)
    for link, offset in enumerate((*range(-side, 0), *range(1, side + 1))):
        neighbour = market.members[(place + offset) % len(market.members)]
        if e.uniform(DRAWS.ENTERPRISE_LINK_REWIRED, link) < e.city.levers.rewiring:
            draw = e.uniform(DRAWS.ENTERPRISE_LINK_TARGET, link)
            neighbour = e.city.enterprises[int(draw * len(e.city.enterprises))]
        e.neighbours.append(neighbour)


def park_is_met(park: list[Enterprise]) -> None:
    """Each enterprise of a park with others in it watches one of them instead, link by link with the same chance."""
    for e in park:
        others = [other for other in park if other is not e]
        for link in range(len(e.neighbours) if others else 0):
            if e.uniform(DRAWS.ENTERPRISE_WATCHES_PARK, link) < e.city.levers.park_neighbours:
                e.neighbours[link] = others[int(e.uniform(DRAWS.ENTERPRISE_PARK_TARGET, link) * len(others))]


def school_is_founded(school: School) -> None:
    """Active, with a name, and teaching like every other."""
    levers = school.city.levers
    school.reputation = levers.q_ref + levers.reputation_sd * school.normal(DRAWS.SCHOOL_REPUTATION)
    school.active = 1
    school.adapts = 1
    school.practical_share, school.teacher_experience, school.equipment, school.curriculum_age = (
        levers.x0,
        levers.q0,
        levers.e0,
        levers.a0,
    )


def programmes_are_shaped(city: City) -> None:
    """Lasting strengths (gamma, at least a little, mean 1 in each field) and the first mixes."""
    levers = city.levers
    for field in range(len(city.markets)):
        strengths = [
            float(gammaincinv(levers.profile_shape, school.uniform(DRAWS.SCHOOL_PROFILE, field))) + levers.profile_floor
            for school in city.schools
        ]
        mean = added(strengths) / len(strengths)
        for school, strength in zip(city.schools, strengths, strict=True):
            school.programmes[field].profile = strength / mean
    popular = levers.first_mix_popular
    for school in city.schools:
        wanted = [
            programme.profile * ((1.0 - popular) * market.demand + popular * market.popular)
            for programme, market in zip(school.programmes, city.markets, strict=True)
        ]
        for programme, want in zip(school.programmes, wanted, strict=True):
            programme.mix = want / added(wanted)
