"""Phase 3, schools: they stay active or not, teach, equip, update; in autumn they set their field mix."""

from __future__ import annotations

import numpy as np

from ..compilation import allocates, compiled_phase, part_of_phase
from ..randomness import SCHOOL_ACTIVE, SCHOOL_ADAPTS, SCHOOL_REVIEWS, SCHOOL_SIGNAL, normal, uniform
from ..rules.common import is_autumn
from ..rules.school import (
    demand_as_heard,
    in_reach,
    information_noise,
    link_strength,
    places_that_count,
    school_adapts,
    school_develops_teachers,
    school_raises_practical_share,
    school_renews_equipment,
    school_updates_curriculum,
    school_wants_to_take_part,
    technicians_teach,
    ties_of_school,
    wanted_mix,
    weight_of_tie,
)
from ..state.columns import PLACEMENT


@part_of_phase
@allocates
def ties_are_counted(world, r, levers):
    """Each school's link to enterprises and what is promised to it, from the end of the last tick."""
    schools, programmes = world.schools, world.programmes
    fields = programmes.shape[1]
    first, last = r.first_school, r.first_school + r.schools
    ties = 0.0
    promised = np.zeros(fields)
    intake = 0.0
    seats = np.zeros(fields)
    for row in range(first, last):
        schools[row].link = 0.0
        for field in range(fields):
            programmes[row, field].promised = 0.0
            seats[field] += schools[row].active * schools[row].intake * programmes[row, field].mix
        intake += schools[row].active * schools[row].intake
    for row in range(r.first_enterprise, r.first_enterprise + r.enterprises):
        e = world.enterprises[row]
        if e.partner < 0:
            continue
        tie = weight_of_tie(e.depth, levers) * places_that_count(e)
        schools[e.partner].link += tie
        ties += tie
        if e.depth >= PLACEMENT:
            programmes[e.partner, e.field].promised += e.places
            promised[e.field] += e.places
    for row in range(first, last):
        s = schools[row]
        share = s.active * s.intake / intake if intake > 0.0 else 0.0
        s.link = link_strength(in_reach(s.link, ties, share, levers), s.intake, levers)
        for field in range(fields):
            p = programmes[row, field]
            share = s.active * s.intake * p.mix / seats[field] if seats[field] > 0.0 else 0.0
            p.promised = in_reach(p.promised, promised[field], share, levers)


@part_of_phase
@allocates
def school_sets_mix(seed, tick, row, school, markets, programmes, consortium, levers):
    """Move a school's field mix towards what it would like to teach."""
    noise = information_noise(consortium, levers)
    fields = programmes.shape[1]
    wanted = np.empty(fields)
    total = 0.0
    for field in range(fields):
        draw = normal(seed, SCHOOL_SIGNAL, tick, school.region, school.index, field, 0)
        wanted[field] = demand_as_heard(markets[school.region, field].demand, draw, noise, levers)
        total += wanted[field]
    wanted_total = 0.0
    for field in range(fields):
        popular = markets[school.region, field].popular
        wanted[field] = wanted_mix(programmes[row, field].profile, popular, wanted[field] / total, levers)
        wanted_total += wanted[field]
    for field in range(fields):
        share = wanted[field] / wanted_total
        programmes[row, field].mix = (1.0 - levers.adjust) * programmes[row, field].mix + levers.adjust * share


@compiled_phase
def schools_come_up_for_review(world, first, last):
    """Ties to enterprises are counted, and chance decides which schools reconsider their part this tick."""
    for region in range(first, last):
        r = world.regions[region]
        levers = world.now[region]
        ties_are_counted(world, r, levers)
        for row in range(r.first_school, r.first_school + r.schools):
            s = world.schools[row]
            draw = uniform(world.seed, SCHOOL_REVIEWS, world.tick, region, s.index, 0, 0)
            s.due = 1 if draw < 1.0 - levers.school_inertia else 0


@compiled_phase
def schools_develop(world, first, last, own_choices):
    """Schools under review take part or not, and all develop their teaching.

    `own_choices` has 1 or 0 for a school whose part somebody else's rule decides, −1 where ours does.
    """
    seed, tick = world.seed, world.tick
    for region in range(first, last):
        r = world.regions[region]
        levers = world.now[region]
        c = world.consortia[region]
        for row in range(r.first_school, r.first_school + r.schools):
            s = world.schools[row]
            if s.due == 1 and own_choices[row] >= 0:
                s.active = own_choices[row]
            elif s.due == 1:
                chance = school_wants_to_take_part(s.link, levers)
                s.active = 1 if uniform(seed, SCHOOL_ACTIVE, tick, region, s.index, 0, 0) < chance else 0
            if s.due == 1:
                chance = school_adapts(s.link, levers)
                s.adapts = 1 if uniform(seed, SCHOOL_ADAPTS, tick, region, s.index, 0, 0) < chance else 0
            ties = ties_of_school(s)
            s.technicians = technicians_teach(ties, levers)
            # The first follows from the equipment of the last tick.
            s.practical_share = school_raises_practical_share(s, ties, levers)
            s.teacher_experience = school_develops_teachers(s, ties, levers)
            s.equipment = school_renews_equipment(s, ties, c, levers)
            s.curriculum_age = school_updates_curriculum(s, ties, levers)
            if is_autumn(tick):
                school_sets_mix(seed, tick, row, s, world.markets, world.programmes, c, levers)
