"""Phase 4, enterprises: schools court them; those under review choose depth, membership and partner."""

from __future__ import annotations

import numpy as np

from ..compilation import compiled, compiled_phase, part_of_phase
from ..randomness import (
    ENTERPRISE_BECOMES_AWARE,
    ENTERPRISE_CHOOSES_IN_NEST,
    ENTERPRISE_CHOOSES_NEST,
    ENTERPRISE_DISPUTE,
    ENTERPRISE_EXPLORES,
    ENTERPRISE_EXPLORES_DEPTH,
    ENTERPRISE_REVIEWS,
    SCHOOL_COURTING_SCORE,
    SCHOOL_COURTS,
    uniform,
    uniforms,
)
from ..rules.common import DEPTHS, HALF_YEAR, is_autumn, year_of
from ..rules.enterprise import (
    awareness_gain_chance,
    dispute_chance,
    enterprise_chooses_depth,
    enterprise_joins_consortium,
    enterprise_offers_places,
    enterprise_shifts_intake,
    enterprise_values_depth,
    form_of_cotraining,
    review_chance,
    suitor_score,
)
from ..rules.school import courting_chance


@part_of_phase
def best_suitor(seed, tick, e, excluded, region, consortium, schools, programmes, levers):
    """Row of the active school that courts an enterprise best this tick, one school excluded; −1 for none."""
    best = -1
    best_score = 0.0
    for row in range(region.first_school, region.first_school + region.schools):
        s = schools[row]
        programme = programmes[row, e.field]
        if row == excluded or s.active == 0:
            continue
        chance = courting_chance(programme.mix, consortium, levers)
        if uniform(seed, SCHOOL_COURTS, tick, e.region, e.index, s.index, 0) < chance:
            draw = uniform(seed, SCHOOL_COURTING_SCORE, tick, e.region, e.index, s.index, 0)
            score = suitor_score(s.reputation, draw, programme.promised, s.intake * programme.mix, levers)
            if best < 0 or score > best_score:
                best = row
                best_score = score
    return best


@compiled
def partner_at_hand(seed, tick, e, region, consortium, schools, programmes, levers):
    """The school that an enterprise under review can work with: its partner unless lost or unable to fill places."""
    if e.suspended > 0:
        return -1
    if e.partner < 0:
        return e.suitor
    if schools[e.partner].active == 1 and (e.depth < 2 or e.fill_rate >= levers.fill_least):
        return e.partner
    other = best_suitor(seed, tick, e, e.partner, region, consortium, schools, programmes, levers)
    if schools[e.partner].active == 1 and other < 0:
        return e.partner
    return other


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
    if depth == 0:
        partner = -1
        member = 0
    if partner != e.partner:
        e.tenure = 0
    if depth < 3:
        e.agreement_left = 0
    elif e.agreement_left == 0:
        e.agreement_left = int(2.0 * levers.agreement_years)
    e.depth = depth
    e.partner = partner
    e.member = member


@part_of_phase
def enterprise_reviews(seed, tick, e, own_choice, market, consortium, government, levers):
    """Compare the depths and settle for one; without a school at hand there is nothing to choose.

    `own_choice` is a depth that somebody else's rule has chosen for this enterprise, −1 where ours is to choose.
    """
    depth = 0
    members = np.zeros(DEPTHS, np.int64)
    values = np.zeros(DEPTHS)
    if e.offer >= 0:
        for option in range(1, DEPTHS):
            members[option], values[option] = enterprise_weighs_depth(e, option, market, consortium, government, levers)
        if own_choice >= 0:
            depth = own_choice
        elif uniform(seed, ENTERPRISE_EXPLORES, tick, e.region, e.index, 0, 0) < levers.mu:
            depth = int(DEPTHS * uniform(seed, ENTERPRISE_EXPLORES_DEPTH, tick, e.region, e.index, 0, 0))
        else:
            depth = enterprise_chooses_depth(
                values[1],
                values[2],
                values[3],
                uniform(seed, ENTERPRISE_CHOOSES_NEST, tick, e.region, e.index, 0, 0),
                uniform(seed, ENTERPRISE_CHOOSES_IN_NEST, tick, e.region, e.index, 0, 0),
                levers,
            )
    enterprise_settles(e, depth, members[depth], e.offer, levers)


@part_of_phase
def awareness_changes(e, draw, levers):
    """Either lost or gained, never both in a tick."""
    if e.aware == 1:
        if draw < levers.aware_decay:
            e.aware = 0
    elif draw < awareness_gain_chance(e, levers):
        e.aware = 1


@part_of_phase
def enterprise_falls_out(seed, tick, e, consortium, levers):
    """A dispute may end co-training; it can cost trust, time and the penalty of an agreement."""
    chance = HALF_YEAR * dispute_chance(e, e.member, levers)
    e.disputed = 0
    if e.depth == 3 and uniform(seed, ENTERPRISE_DISPUTE, tick, e.region, e.index, 0, 0) < chance:
        e.disputed = 1
        if e.agreement_left > 0:
            e.penalty_paid = levers.agreement_penalty * e.places
            consortium.penalties += e.penalty_paid
        e.qhat = max(0.0, e.qhat - levers.dispute_distrust)
        e.suspended = int(levers.dispute_suspension)
        enterprise_settles(e, 0, 0, -1, levers)


@part_of_phase
def leader_stands_firm(e, region, schools, programmes, year, levers):
    """The leading pair works together at depth 3, whatever it costs, until the enterprise leaves for good."""
    leaves = levers.leader_leaves > 0.0 and year >= levers.leader_leaves
    if leaves:
        enterprise_settles(e, 0, 0, -1, levers)
    else:
        schools[region.leading_school].active = 1
        enterprise_settles(e, 3, 1, region.leading_school, levers)
    e.due = 0


@compiled_phase
def enterprises_are_courted(world, first, last, opening):
    """Every enterprise hears of policies, is courted and may fall out with its school; some come up for review.

    `opening` is 1 in the first tick of the warm-up, in which all review.
    """
    seed, tick, schools, programmes = world.seed, world.tick, world.schools, world.programmes
    for region in range(first, last):
        r = world.regions[region]
        c = world.consortia[region]
        levers = world.now[region]
        c.penalties = 0.0
        hears = np.empty(r.enterprises)
        reviews = np.empty(r.enterprises)
        uniforms(seed, ENTERPRISE_BECOMES_AWARE, tick, region, 0, r.enterprises, 0, 0, hears)
        uniforms(seed, ENTERPRISE_REVIEWS, tick, region, 0, r.enterprises, 0, 0, reviews)
        for index in range(r.enterprises):
            e = world.enterprises[r.first_enterprise + index]
            if is_autumn(tick):
                e.year_disputes = 0
                e.year_reviewed = 0
                e.year_renewed = 0
                e.year_deep = 0
            awareness_changes(e, hears[index], levers)
            e.places = enterprise_offers_places(e.size, r.cycle, levers)
            e.form = form_of_cotraining(e.form_draw, levers)
            e.suitor = best_suitor(seed, tick, e, -1, r, c, schools, programmes, levers)
            e.reviewed = 0
            e.renewed = 0
            e.penalty_paid = 0.0
            e.tenure += 1
            e.suspended = max(0, e.suspended - 1)
            due = reviews[index] < review_chance(e, c, levers)
            abandoned = e.partner >= 0 and schools[e.partner].active == 0
            e.agreement_left = max(0, e.agreement_left - 1)
            enterprise_falls_out(seed, tick, e, c, levers)
            e.due = 1 if e.disputed == 0 and (due or abandoned or opening == 1) else 0
            e.offer = -1
            if e.due == 1:
                e.offer = partner_at_hand(seed, tick, e, r, c, schools, programmes, levers)
            e.offer_tenure = e.tenure if e.offer == e.partner else 0
            e.offer_experience = schools[e.offer].q if e.offer >= 0 else 0.0


@compiled_phase
def enterprises_choose(world, first, last, own_choices):
    """Every enterprise whose time has come chooses anew; `own_choices` has a depth a row, −1: our rule chooses."""
    for region in range(first, last):
        r = world.regions[region]
        c = world.consortia[region]
        g = world.governments[region]
        levers = world.now[region]
        for row in range(r.first_enterprise, r.first_enterprise + r.enterprises):
            e = world.enterprises[row]
            if levers.leader_influence > 0.0 and row == r.leader:
                leader_stands_firm(e, r, world.schools, world.programmes, year_of(world.tick), levers)
            if e.due == 1:
                old_depth = e.depth
                old_partner = e.partner
                market = world.markets[region, e.field]
                enterprise_reviews(world.seed, world.tick, e, own_choices[row], market, c, g, levers)
                if old_depth > 0:
                    e.reviewed = 1
                    e.renewed = 1 if e.depth >= old_depth and e.partner == old_partner else 0
            if e.depth == 0:
                e.tenure = 0
            e.offered = enterprise_shifts_intake(e, g, levers)
            e.year_disputes += e.disputed
            e.year_reviewed += e.reviewed
            e.year_renewed += e.renewed
            if e.depth == 3:
                e.year_deep += 1
