"""Phase 3, schools: they stay active or not, teach, equip, update; in autumn they set their field mix."""

from __future__ import annotations

from ..compilation import compiled
from ..randomness import SCHOOL_ACTIVE, SCHOOL_REVIEWS, SCHOOL_SIGNAL, normal, uniform
from ..rules.common import is_autumn
from ..rules.school import (
    demand_as_heard,
    information_noise,
    link_strength,
    places_that_count,
    school_develops_teachers,
    school_raises_practical_share,
    school_renews_equipment,
    school_updates_curriculum,
    school_wants_to_take_part,
    technicians_teach,
    wanted_mix,
    weight_of_tie,
)


@compiled
def ties_are_counted(schools, programmes, enterprises, now):
    """Each school's link to enterprises and what its partners promised, from the end of the last tick."""
    for row in range(schools.shape[0]):
        schools[row].link = 0.0
        for field in range(programmes.shape[1]):
            programmes[row, field].promised = 0.0
    for row in range(enterprises.shape[0]):
        e = enterprises[row]
        if e.partner < 0:
            continue
        schools[e.partner].link += weight_of_tie(e.depth, now[e.region]) * places_that_count(e)
        if e.depth >= 2:
            programmes[e.partner, e.field].promised += e.places
    for row in range(schools.shape[0]):
        s = schools[row]
        s.link = link_strength(s.link, s.intake, now[s.region])


@compiled
def school_sets_mix(seed, tick, row, school, markets, programmes, consortium, levers):
    """Move a school's field mix towards what it would like to teach."""
    noise = information_noise(consortium, levers)
    fields = programmes.shape[1]
    total = 0.0
    for field in range(fields):
        draw = normal(seed, SCHOOL_SIGNAL, tick, school.region, school.index, field, 0)
        total += demand_as_heard(markets[school.region, field].demand, draw, noise, levers)
    wanted_total = 0.0
    for field in range(fields):
        market = markets[school.region, field]
        draw = normal(seed, SCHOOL_SIGNAL, tick, school.region, school.index, field, 0)
        signal = demand_as_heard(market.demand, draw, noise, levers) / total
        wanted_total += wanted_mix(programmes[row, field].profile, market.popular, signal, levers)
    for field in range(fields):
        market = markets[school.region, field]
        draw = normal(seed, SCHOOL_SIGNAL, tick, school.region, school.index, field, 0)
        signal = demand_as_heard(market.demand, draw, noise, levers) / total
        wanted = wanted_mix(programmes[row, field].profile, market.popular, signal, levers) / wanted_total
        programmes[row, field].mix = (1.0 - levers.adjust) * programmes[row, field].mix + levers.adjust * wanted


@compiled
def schools_come_up_for_review(seed, tick, schools, programmes, enterprises, now):
    """Ties to enterprises are counted, and chance decides which schools reconsider their part this tick."""
    ties_are_counted(schools, programmes, enterprises, now)
    for row in range(schools.shape[0]):
        s = schools[row]
        due = uniform(seed, SCHOOL_REVIEWS, tick, s.region, s.index, 0, 0) < 1.0 - now[s.region].school_inertia
        s.due = 1 if due else 0


@compiled
def schools_develop(seed, tick, own_choices, markets, consortia, schools, programmes, now):
    """Schools under review take part or not, and all develop their teaching.

    `own_choices` has 1 or 0 for a school whose part somebody else's rule decides, −1 where ours does.
    """
    for row in range(schools.shape[0]):
        s = schools[row]
        levers = now[s.region]
        c = consortia[s.region]
        if s.due == 1 and own_choices[row] >= 0:
            s.active = own_choices[row]
        elif s.due == 1:
            chance = school_wants_to_take_part(s.link, levers)
            s.active = 1 if uniform(seed, SCHOOL_ACTIVE, tick, s.region, s.index, 0, 0) < chance else 0
        ties = s.link * s.active
        s.technicians = technicians_teach(ties, levers)
        x = school_raises_practical_share(s, ties, levers)
        q = school_develops_teachers(s, ties, levers)
        e = school_renews_equipment(s, ties, c, levers)
        a = school_updates_curriculum(s, ties, levers)
        s.x, s.q, s.e, s.a = x, q, e, a
        if is_autumn(tick):
            school_sets_mix(seed, tick, row, s, markets, programmes, c, levers)
