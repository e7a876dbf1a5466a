"""Phase 4, enterprises: schools approach them; those under review choose depth, membership and partner."""

from __future__ import annotations

import numpy as np

from ..compilation import allocates, compiled_phase, part_of_phase
from ..randomness import (
    ENTERPRISE_APPROACHED,
    ENTERPRISE_BECOMES_AWARE,
    ENTERPRISE_CHOOSES_IN_NEST,
    ENTERPRISE_CHOOSES_NEST,
    ENTERPRISE_DISPUTE,
    ENTERPRISE_EXPLORES,
    ENTERPRISE_EXPLORES_DEPTH,
    ENTERPRISE_MEETS_SCHOOL,
    ENTERPRISE_REVIEWS,
    ENTERPRISE_SEARCHES,
    SCHOOL_IMPRESSES,
    uniform,
    uniforms,
)
from ..rules.common import DEPTHS, HALF_YEAR, TICKS_A_YEAR, year_of
from ..rules.enterprise import (
    awareness_gain_chance,
    dispute_chance,
    enterprise_chooses_depth,
    enterprise_joins_consortium,
    enterprise_shifts_intake,
    enterprise_uses_platform,
    enterprise_values_depth,
    review_chance,
    school_at_hand,
    score_of_candidate,
)
from ..rules.school import MOST_APPROACHES, approaches_expected, approaches_received
from ..rules.training import enterprise_offers_places, form_of_cotraining
from ..sorting import position_above
from ..state.columns import COTRAINING, NOMINAL, NONE, PLACEMENT


@part_of_phase
def field_is_cumulated(world, r, field, cumulated):
    """Seats of a field in the schools of a region, added up school by school; returns those of all schools."""
    seats = 0.0
    for k in range(r.schools):
        row = r.first_school + k
        seats += world.schools[row].intake * world.programmes[row, field].mix
        cumulated[field, k] = seats
    return seats


@part_of_phase
def approaches_are_counted(enterprises, first, draws, expected, numbers):
    """How many schools approach every enterprise of a region, none of which has a candidate yet; returns the most."""
    most = 0
    for index in range(draws.shape[0]):
        e = enterprises[first + index]
        e.candidate = -1
        e.other_candidate = -1
        numbers[index] = approaches_received(draws[index], expected[e.field])
        most = max(most, numbers[index])
    return most


@part_of_phase
def schools_are_met(world, region, numbers, cumulated, which, luck, levers):
    """Every enterprise of a region meets so many schools by chance, in proportion to their seats in its field.

    Active ones are candidates; the best of all and the best besides the partner stand in the enterprise's row. `which`
    and `luck` hold a uniform draw per meeting (rows) and enterprise.
    """
    r = world.regions[region]
    for index in range(numbers.shape[0]):
        e = world.enterprises[r.first_enterprise + index]
        seats = cumulated[e.field]
        candidate, other, score_of_best, score_of_other = e.candidate, e.other_candidate, 0.0, 0.0
        for meeting in range(numbers[index]):
            row = r.first_school + position_above(seats, which[meeting, index] * seats[-1])
            s = world.schools[row]
            if s.active == 0:
                continue
            programme = world.programmes[row, e.field]
            taught = s.intake * programme.mix
            score = score_of_candidate(s.reputation, luck[meeting, index], programme.promised, taught, levers)
            if candidate < 0 or score > score_of_best:
                candidate, score_of_best = row, score
            if row != e.partner and (other < 0 or score > score_of_other):
                other, score_of_other = row, score
        e.candidate = candidate
        e.other_candidate = other


@part_of_phase
def enterprises_search(enterprises, first, draws, levers, numbers):
    """Who is approached by no active school may look for one: 1 in `numbers` for those who do, 0 for the others."""
    for index in range(draws.shape[0]):
        alone = enterprises[first + index].candidate < 0
        numbers[index] = 1 if alone and draws[index] < levers.enterprise_search else 0


@part_of_phase
def outreach_is_divided(world, region, cumulated, expected):
    """Cumulated seats of every field by school, and the approaches that an enterprise of a field may expect."""
    r = world.regions[region]
    for field in range(expected.shape[0]):
        seats = field_is_cumulated(world, r, field, cumulated)
        number = world.markets[region, field].enterprises
        expected[field] = approaches_expected(seats, number, world.consortia[region], world.now[region])


@part_of_phase
@allocates
def candidates_are_found(world, region):
    """Schools approach enterprises as far as their outreach goes; who is approached by none may look for one."""
    r = world.regions[region]
    levers = world.now[region]
    enterprises, first, count = world.enterprises, r.first_enterprise, r.enterprises
    seed, tick, fields = world.seed, world.tick, world.markets.shape[1]
    cumulated = np.empty((fields, r.schools))
    expected = np.empty(fields)
    outreach_is_divided(world, region, cumulated, expected)
    draws = np.empty(count)
    numbers = np.empty(count, np.int64)
    uniforms(seed, ENTERPRISE_APPROACHED, tick, region, 0, count, 0, 0, draws)
    most = approaches_are_counted(enterprises, first, draws, expected, numbers)
    which = np.empty((max(1, most), count))
    luck = np.empty((max(1, most), count))
    for approach in range(most):
        uniforms(seed, ENTERPRISE_MEETS_SCHOOL, tick, region, 0, count, approach, 0, which[approach])
        uniforms(seed, SCHOOL_IMPRESSES, tick, region, 0, count, approach, 0, luck[approach])
    schools_are_met(world, region, numbers, cumulated, which, luck, levers)
    uniforms(seed, ENTERPRISE_SEARCHES, tick, region, 0, count, 0, 0, draws)
    uniforms(seed, ENTERPRISE_MEETS_SCHOOL, tick, region, 0, count, MOST_APPROACHES, 0, which[0])
    uniforms(seed, SCHOOL_IMPRESSES, tick, region, 0, count, MOST_APPROACHES, 0, luck[0])
    enterprises_search(enterprises, first, draws, levers, numbers)
    schools_are_met(world, region, numbers, cumulated, which, luck, levers)


@part_of_phase
def enterprise_weighs_depth(e, depth, market, consortium, government, levers):
    """Membership that suits an enterprise at a depth, and what the depth is then worth to it (k¥ a place)."""
    outside = 0.0
    inside = 0.0
    for m in range(2):
        outside = inside
        inside = enterprise_values_depth(e, depth, m, market, consortium, government, levers)
    if consortium.dissolved == 0 and enterprise_joins_consortium(inside, outside, e):
        return 1, inside
    return 0, outside


@part_of_phase
def enterprise_settles(e, depth, member, partner, levers):
    """Write a choice into the enterprise's row; at depth 0 there is neither partner nor membership."""
    if depth == NONE:
        partner = -1
        member = 0
    if partner != e.partner:
        e.tenure = 0
        e.alignment = 0.0
    if depth < COTRAINING:
        e.agreement_left = 0
    elif e.agreement_left == 0:
        e.agreement_left = int(2.0 * levers.agreement_years)
    e.depth = depth
    e.partner = partner
    e.member = member


@part_of_phase
def enterprise_reviews(seed, tick, e, own_choice, market, consortium, government, foreseen, levers):
    """Compare the depths and settle for one; without a school at hand there is nothing to choose.

    `own_choice` is a depth that somebody else's rule has chosen for this enterprise, −1 where ours is to choose.
    Depths are compared under the `foreseen` levers.
    """
    depth = NONE
    member = 0
    if e.offer >= 0:
        member_1, value_1 = enterprise_weighs_depth(e, NOMINAL, market, consortium, government, foreseen)
        member_2, value_2 = enterprise_weighs_depth(e, PLACEMENT, market, consortium, government, foreseen)
        member_3, value_3 = enterprise_weighs_depth(e, COTRAINING, market, consortium, government, foreseen)
        if own_choice >= 0:
            depth = own_choice
        elif uniform(seed, ENTERPRISE_EXPLORES, tick, e.region, e.index, 0, 0) < levers.mu:
            depth = int(DEPTHS * uniform(seed, ENTERPRISE_EXPLORES_DEPTH, tick, e.region, e.index, 0, 0))
        else:
            nest = uniform(seed, ENTERPRISE_CHOOSES_NEST, tick, e.region, e.index, 0, 0)
            in_nest = uniform(seed, ENTERPRISE_CHOOSES_IN_NEST, tick, e.region, e.index, 0, 0)
            depth = enterprise_chooses_depth(value_1, value_2, value_3, nest, in_nest, levers)
        if depth > NONE:
            member = member_1 if depth == NOMINAL else member_2 if depth == PLACEMENT else member_3
    enterprise_settles(e, depth, member, e.offer, levers)


@part_of_phase
def awareness_changes(e, draw, levers):
    """Either lost or gained, never both in a tick."""
    if e.aware == 1:
        if draw < levers.aware_decay:
            e.aware = 0
    elif draw < awareness_gain_chance(e, levers):
        e.aware = 1


@part_of_phase
def enterprise_falls_out(seed, tick, e, levers):
    """A dispute may end co-training; it can cost trust, time and the penalty of an agreement."""
    chance = HALF_YEAR * dispute_chance(e, e.member, levers)
    e.disputed = 0
    if e.depth == COTRAINING and uniform(seed, ENTERPRISE_DISPUTE, tick, e.region, e.index, 0, 0) < chance:
        e.disputed = 1
        if e.agreement_left > 0:
            e.penalty_paid = levers.agreement_penalty * e.places
        e.qhat = max(0.0, e.qhat - levers.dispute_distrust)
        e.suspended = int(levers.dispute_suspension)
        enterprise_settles(e, NONE, 0, -1, levers)


@part_of_phase
def leader_stands_firm(e, region, schools, programmes, year, levers):
    """The leading pair works together at depth 3, whatever it costs, until the enterprise leaves for good."""
    leaves = levers.leader_leaves > 0.0 and year >= levers.leader_leaves
    if leaves:
        enterprise_settles(e, NONE, 0, -1, levers)
    else:
        schools[region.leading_school].active = 1
        enterprise_settles(e, COTRAINING, 1, region.leading_school, levers)
    e.due = 0


@part_of_phase
def reviews_come_up(world, region, hears, reviews, opening):
    """Every enterprise of a region may hear of policies and fall out with its school; some come up for review."""
    seed, tick, schools, enterprises = world.seed, world.tick, world.schools, world.enterprises
    r = world.regions[region]
    c = world.consortia[region]
    levers = world.now[region]
    for index in range(hears.shape[0]):
        e = enterprises[r.first_enterprise + index]
        awareness_changes(e, hears[index], levers)
        e.places = enterprise_offers_places(e.size, r.cycle, levers)
        e.form = form_of_cotraining(e.form_draw, levers)
        e.new_trainer = 1 if tick - e.last_intake > TICKS_A_YEAR * levers.new_trainer_years else 0
        e.reviewed = 0
        e.renewed = 0
        e.penalty_paid = 0.0
        e.tenure += 1
        e.suspended = max(0, e.suspended - 1)
        due = reviews[index] < review_chance(e, c, levers)
        abandoned = e.partner >= 0 and schools[e.partner].active == 0
        e.agreement_left = max(0, e.agreement_left - 1)
        enterprise_falls_out(seed, tick, e, levers)
        e.due = 1 if e.disputed == 0 and (due or abandoned or opening == 1) else 0
        e.offer = -1
        if e.due == 1:
            e.offer = school_at_hand(e, schools[e.partner].active if e.partner >= 0 else 0, levers)
        e.offer_tenure = e.tenure if e.offer == e.partner else 0
        e.offer_alignment = e.alignment if e.offer == e.partner else 0.0
        e.offer_experience = schools[e.offer].teacher_experience if e.offer >= 0 else 0.0


@compiled_phase
@allocates
def schools_reach_out(world, first, last, opening):
    """Every enterprise hears of policies, may meet schools and fall out with its own; some come up for review.

    `opening` is 1 in the first tick of the warm-up, in which all review.
    """
    seed, tick = world.seed, world.tick
    for region in range(first, last):
        number = world.regions[region].enterprises
        candidates_are_found(world, region)
        hears = np.empty(number)
        reviews = np.empty(number)
        uniforms(seed, ENTERPRISE_BECOMES_AWARE, tick, region, 0, number, 0, 0, hears)
        uniforms(seed, ENTERPRISE_REVIEWS, tick, region, 0, number, 0, 0, reviews)
        reviews_come_up(world, region, hears, reviews, opening)


@compiled_phase
def enterprises_choose(world, first, last, own_choices):
    """Every enterprise whose time has come chooses anew, and all decide whether to use the platform.

    `own_choices` has one depth per row, −1: our rule chooses.
    """
    enterprises = world.enterprises
    for region in range(first, last):
        r = world.regions[region]
        c = world.consortia[region]
        g = world.governments[region]
        levers = world.now[region]
        for row in range(r.first_enterprise, r.first_enterprise + r.enterprises):
            e = enterprises[row]
            if levers.leader_influence > 0.0 and row == r.leader:
                leader_stands_firm(e, r, world.schools, world.programmes, year_of(world.tick), levers)
            if e.due == 1:
                old_depth = e.depth
                old_partner = e.partner
                market = world.markets[region, e.field]
                enterprise_reviews(
                    world.seed, world.tick, e, own_choices[row], market, c, g, world.foreseen[region], levers
                )
                if old_depth > NONE:
                    e.reviewed = 1
                    e.renewed = 1 if e.depth >= old_depth and e.partner == old_partner else 0
            if e.depth == NONE:
                e.tenure = 0
            years = levers.agreement_years if e.agreement_left > 0 else 0.0
            e.on_platform = enterprise_uses_platform(e, years, world.markets[region, e.field], c, g, levers)
            e.offered = enterprise_shifts_intake(e, g, levers)
