"""The school: whether it takes part, and how its teaching follows from that."""

from __future__ import annotations

import math

from ..compilation import compiled
from ..state.columns import COTRAINING, NOMINAL, PLACEMENT
from .common import HALF_YEAR, TICKS_A_YEAR, YEARS_OF_STUDY, clip, logistic, research_effort, voice_in_force

MOST_APPROACHES = 16
"""Schools that approach an enterprise in a tick at most; more than that hardly ever happens."""


@compiled
def weight_of_tie(depth, now):
    """How much a partner's places count as a tie, by depth."""
    if depth == COTRAINING:
        return 1.0
    if depth == PLACEMENT:
        return now.link_placement
    if depth == NOMINAL:
        return now.link_nominal
    return 0.0


@compiled
def places_that_count(e):
    """Places of a partner: on paper at depth 1, as far as they were filled at depths 2 and 3."""
    return e.places if e.depth == NOMINAL else e.places * e.fill_rate


@compiled
def in_reach(own, of_all, share, now):
    """What counts for one school of its partners' places, where a model enterprise stands for several real ones.

    Of `scale` real enterprises one has the partner that the model enterprise has. The others have partners of their
    own among the active schools: what they offer (`of_all`: of all partners in the region) reaches each school in
    proportion to its `share` of the students.
    """
    return own / now.scale + (1.0 - 1.0 / now.scale) * of_all * share


@compiled
def link_strength(weighted_places, intake, now):
    """Strength of a school's ties to enterprises, 0–1, saturating."""
    return 1.0 - math.exp(-now.link_k * weighted_places / intake)


@compiled
def school_wants_to_take_part(link, now):
    """Chance that a school under review takes part: mandate, evaluation (of form or of substance), resources, cost."""
    worth = (
        now.mandate + now.evaluation * (now.form + (1.0 - now.form) * link) + now.resource_gain * link - now.school_cost
    )
    return logistic(now.school_beta * worth)


@compiled
def school_adapts(link, now):
    """Chance that a school under review which takes part also adapts its teaching to its partners.

    What an assessment counts beyond plaques, and resources of enterprises, speak for it; reorganising teaching has its
    cost.
    """
    worth = now.evaluation * (1.0 - now.form) + now.resource_gain * link - now.adapting_cost
    return logistic(now.school_beta * worth)


@compiled
def ties_of_school(s):
    """Strength of the ties that reach a school's teaching: those of a school that takes part and adapts."""
    return s.link if s.active == 1 and s.adapts == 1 else 0.0


@compiled
def school_raises_practical_share(s, ties, now):
    """Practical share after a tick; it moves to the standard as equipment and ties to enterprises allow."""
    pace = min(1.0, now.x_alone + now.x_equipment * s.equipment + now.x_ties * ties)
    return s.practical_share + now.x_speed * pace * (max(now.x0, now.standard) - s.practical_share)


@compiled
def school_develops_teachers(s, ties, now):
    """Share of teachers with enterprise experience after a tick: rotation against forgetting."""
    rotated = now.rotation * (now.rotation_alone + (1.0 - now.rotation_alone) * ties) * (1.0 - s.teacher_experience)
    return clip(
        s.teacher_experience + HALF_YEAR * (rotated - now.q_decay * (s.teacher_experience - now.q0 + now.q_margin)),
        0.0,
        1.0,
    )


@compiled
def supervised_share(now):
    """Share of private money that reaches its purpose: without supervision part of it leaks."""
    return 1.0 - now.cofund_leak * (1.0 - now.supervision)


@compiled
def technicians_teach(ties, now):
    """Share of lessons given by technicians of partner enterprises."""
    return now.technicians * ties


@compiled
def income_of_commissions(s):
    """What a school earned from commissioned training last tick, k¥ per student and year."""
    return TICKS_A_YEAR * s.commission_received / (YEARS_OF_STUDY * s.intake)


@compiled
def school_renews_equipment(s, ties, consortium, now):
    """State of equipment after a tick: own means, partners, sharing, platform, commissioned training, wear."""
    gained = now.e_own + (now.e_cofund + now.e_mixed * now.mixed_ownership * supervised_share(now)) * ties
    gained += now.e_sharing * now.sharing + now.e_platform * consortium.platform_eff
    gained += now.e_commission * income_of_commissions(s)
    return clip(s.equipment + HALF_YEAR * (gained - now.e_depreciation * s.equipment), 0.0, 1.0)


@compiled
def school_updates_curriculum(s, ties, now):
    """Age of the curriculum after a tick (years): technology moves on, enterprises with a voice pull it along."""
    pulled = now.update_link * ties * (now.update_unvoiced + voice_in_force(now))
    pulled += now.research_update * ties * research_effort(now)
    return s.curriculum_age + HALF_YEAR * (1.0 - s.curriculum_age * (now.update + pulled))


@compiled
def information_noise(consortium, now):
    """How badly labour demand is known to schools, employers and graduates, 0–1."""
    by_platform = 1.0 - now.platform_informs * consortium.platform_eff
    return now.match_noise * by_platform * (1.0 - now.association_informs * now.association)


@compiled
def approaches_expected(seats, enterprises, consortium, now):
    """How often schools approach an enterprise of a field this tick, on average.

    Each school's outreach grows with the seats that it fills a year (`seats`: of all schools in the field), and is
    spread over the `enterprises` of the field; platform and association bring both sides together.
    """
    if enterprises == 0:
        return 0.0
    brought = 1.0 + consortium.platform_eff + now.association_brings * now.association
    return now.outreach * seats / enterprises * brought


@compiled
def approaches_received(draw, expected):
    """How many schools approach an enterprise: a Poisson number with the mean `expected`, by inversion."""
    chance = math.exp(-expected)
    below = chance
    number = 0
    while draw >= below and number < MOST_APPROACHES:
        number += 1
        chance *= expected / number
        below += chance
    return number


@compiled
def demand_as_heard(demand, draw, noise, now):
    """Labour demand of a field as a school hears it (not yet normed over fields)."""
    return demand * math.exp(now.demand_error * noise * draw)


@compiled
def wanted_mix(profile, popular, signal, now):
    """What a school would like to teach in a field (not yet normed): its strengths × fashion or demand."""
    return profile * (now.homogeneity * popular + (1.0 - now.homogeneity) * signal)
