"""The enterprise: what each depth of cooperation is worth to it, whether it joins, what it believes.

All values are thousand yuan (k¥) for one trainee, that is, for one intake place a year.
`m` is 1 for a member of the consortium, 0 otherwise; the enterprise compares both.
"""

from __future__ import annotations

import math

from ..compilation import compiled
from ..state.columns import COTRAINING, NOMINAL, NONE, PLACEMENT
from .common import (
    APPRENTICESHIP,
    COMMISSIONED,
    HALF_YEAR,
    LARGEST_EXPONENT,
    ORDER_CLASS,
    ORDINARY,
    YEARS_OF_COTRAINING,
    clip,
    duration,
    intensity,
    rounded,
    voice_in_force,
)
from .consortium import entity_for
from .support import application_cost, application_is_worth_it, detection_chance, subsidy_expected_of, worth_of_policies
from .training import (
    enterprise_expects_net_benefit,
    enterprise_expects_retention,
    expected_loss,
    fixed_cost,
    fixed_cost_off_platform,
    saved_by_platform,
)

COUNTS_PARTICIPATION, COUNTS_MEMBERS, COUNTS_DEEP = 0, 1, 2
"""Positions of the choices of the parameter `quota_counts`."""


@compiled
def worth_of_horizon(years, now):
    """Weight of gains after training for a horizon of some years: its annuity over that of the reference horizon."""
    growth = 1.0 + now.discount_rate
    if now.discount_rate <= 0.0:
        return years / now.horizon_reference
    return (1.0 - growth ** (-years)) / (1.0 - growth ** (-now.horizon_reference))


@compiled
def enterprise_shifts_intake(e, government, now):
    """Places offered when a change of the subsidy was announced: claimants bring intakes forward, or wait.

    `bunch_before` is the share of the subsidy that is known to end with this year (negative: to begin next year),
    `bunch_after` the share that ended with the last (negative: began this year), as known at the time.
    """
    change = now.bunch_before - now.bunch_after
    if change == 0.0 or e.depth < NOMINAL:
        return e.places
    worth = subsidy_expected_of(now.subsidy_peak, e, e.depth, e.form, now)
    if not application_is_worth_it(worth, e.places, application_cost(e, now), e.aware, government, now):
        return e.places
    return max(0.0, e.places + rounded(now.bunching * e.places * change))


@compiled
def help_with_platform(e, now):
    """Public help with an enterprise's cost of using the platform, k¥ per year: no more than the cost."""
    return min(now.platform_help, now.platform_use_cost * e.friction)


@compiled
def worth_of_platform(e, agreement_years, market, consortium, now):
    """What using the platform is worth to an enterprise, k¥ per year.

    Something by itself, more the more others were on it at the end of the last tick, and what it saves in the fixed
    cost of the enterprise's present depth.
    """
    fixed = fixed_cost_off_platform(e, e.depth, e.member, agreement_years, market, now)
    saved = fixed * saved_by_platform(e.depth, consortium, now)
    return now.platform * (now.platform_alone + now.platform_network * consortium.users) + saved


@compiled
def enterprise_uses_platform(e, agreement_years, market, consortium, government, now):
    """Whether the platform is worth more to an enterprise than using it costs, less the help that it expects."""
    if now.platform <= 0.0:
        return 0
    cost = now.platform_use_cost * e.friction - government.memory * help_with_platform(e, now)
    return 1 if worth_of_platform(e, agreement_years, market, consortium, now) > cost else 0


@compiled
def worth_of_reputation_link(e, depth, market, now):
    """Advantage in tenders and credit at a depth, k¥ per place: more in fields that live on tenders.

    Plaques count as far as evaluation looks at form.
    """
    worth = now.reputation_link * market.procurement / e.places
    if depth == NOMINAL:
        downgrade = now.credit_downgrade * market.procurement / e.places
        return worth * now.form * (1.0 - now.monitoring) - detection_chance(now) * downgrade
    if depth == PLACEMENT:
        return worth * (now.form + now.placement_standing * (1.0 - now.form))
    if depth == COTRAINING:
        return worth
    return 0.0


@compiled
def time_of_member(now):
    """What meetings cost a member, k¥ per year: more where enterprises have a say in what is taught."""
    return now.member_time + now.voice_time * voice_in_force(now)


@compiled
def cost_of_membership(e, m, now):
    """Fee and time less the image of a member, spread over places, and the autonomy given up (k¥ per place)."""
    return m * ((now.fee + time_of_member(now) - now.member_image) / e.places + now.autonomy_cost)


@compiled
def poaching_pressure(e, m, market, now):
    """Chance that rivals which do not train hire a trainee away; an operating consortium restrains its members."""
    return now.poach * market.rivals * (1.0 - now.anti_poach * entity_for(e, now) * m)


@compiled
def dispute_chance(e, m, now):
    """Chance of a dispute in a year of co-training; clear rights, clear shares and mediation lower it."""
    chance = (
        now.dispute_rate
        * (1.0 - now.rights_prevent * now.rights)
        * (1.0 - now.entity_mediates * entity_for(e, now) * m)
    )
    if e.form == ORDER_CLASS:
        chance *= now.order_dispute
    if e.form == APPRENTICESHIP:
        chance *= 1.0 - now.contract_prevents
    return min(1.0, chance * (1.0 - now.sharing_prevents * now.benefit_sharing))


@compiled
def pressure_of_quota(e, depth, m, consortium, now):
    """Favours to those whom a quota counts, k¥ per place, while the region falls short of it."""
    if now.quota_counts == COUNTS_MEMBERS:
        counted = m
    elif now.quota_counts == COUNTS_DEEP:
        counted = 1 if depth == COTRAINING else 0
    else:
        counted = 1 if depth >= NOMINAL else 0
    return counted * now.quota_push * max(0.0, now.quota - consortium.counted_share) / e.places


@compiled
def worth_of_research(e, now):
    """Worth of joint research to a co-trainer, k¥ per trainee: given experienced teachers and a lasting tie."""
    return now.research * now.research_transfer * e.offer_experience * min(1.0, e.offer_tenure / now.research_tenure)


@compiled
def compensation_by_members(e, m, market, consortium, now):
    """What a co-trainer can expect from members that hire its trainees away, k¥ per trainee."""
    lost = min(1.0, poaching_pressure(e, m, market, now))
    return m * lost * consortium.member_share * now.benefit_sharing * now.sharing_base


@compiled
def repayment_to_members(e, m, consortium, now):
    """What a member can expect to repay for co-trainees of other members whom it hires, k¥ per place.

    It expects to hire as many graduates on the market as last spring, of whom as many were co-trainees of members as in
    the whole region.
    """
    return m * now.benefit_sharing * now.sharing_base * e.hired * consortium.hired_from_members / e.places


@compiled
def alignment_changes(e, now):
    """Alignment with the partner school after a tick, 0–1: joint work in a consortium that is run builds it, it fades.

    Frequent interaction turns outside incentives into motives of one's own (Li 2024).
    """
    built = now.alignment_rate * intensity(e.depth, now) * entity_for(e, now) * e.member * (1.0 - e.alignment)
    return clip(e.alignment + HALF_YEAR * (built - now.alignment_decay * e.alignment), 0.0, 1.0)


@compiled
def worth_of_alignment(e, depth, now):
    """What training with a partner is worth in itself, once the goals of both have come to agree (k¥ per place)."""
    return now.alignment_worth * intensity(depth, now) * e.offer_alignment


@compiled
def cost_of_commission(government, now):
    """What a commissioned place costs the enterprise until graduation (k¥), less what the government should bear."""
    return YEARS_OF_COTRAINING * now.commission_price * (1.0 - now.commission_support * government.memory)


@compiled
def enterprise_values_depth(e, depth, m, market, consortium, government, now):
    """Worth of a depth, k¥ per place; none is worth 0."""
    if depth == NONE:
        return 0.0
    outside = worth_of_policies(e, depth, m, market, consortium, government, now)
    outside += worth_of_reputation_link(e, depth, market, now)
    outside += pressure_of_quota(e, depth, m, consortium, now)
    fixed = fixed_cost(e, depth, m, now.agreement_years, market, consortium, now) / e.places
    membership = cost_of_membership(e, m, now) + repayment_to_members(e, m, consortium, now)
    if depth == NOMINAL:
        return now.image + outside - fixed - membership
    fixed += now.technicians * now.technician_cost
    form = e.form if depth == COTRAINING else ORDINARY
    year = enterprise_expects_net_benefit(e, form, now) - expected_loss(market, now)
    gain_per_kept = now.H * market.tightness + now.R * e.qhat
    after = enterprise_expects_retention(e, depth, m, now) * gain_per_kept * e.horizon
    imitation = now.peer * e.neighbours_training + worth_of_alignment(e, depth, now)
    if depth == PLACEMENT:
        during = duration(PLACEMENT, ORDINARY, now) * (e.hands + now.iota_2 * year)
        return during + after - fixed + outside + imitation - membership
    if e.form == APPRENTICESHIP:
        year -= now.mentor_cost * now.mentor_ratio
    if e.form == ORDER_CLASS:
        year -= now.order_premium
    during = duration(COTRAINING, e.form, now) * year
    if e.form == COMMISSIONED:
        during -= cost_of_commission(government, now)
    rival_strengthened = now.poach_harm * min(1.0, poaching_pressure(e, m, market, now))
    rival_strengthened -= compensation_by_members(e, m, market, consortium, now)
    disputes = now.dispute_cost * dispute_chance(e, m, now)
    standing = now.A_rep + now.rd + worth_of_research(e, now)
    return during + after - rival_strengthened - fixed - disputes + outside + standing + imitation - membership


@compiled
def enterprise_joins_consortium(value_as_member, value_outside, e):
    """Whether membership pays at a depth, its liking for membership counted."""
    return value_as_member + e.taste / e.places > value_outside


@compiled
def review_chance(e, consortium, now):
    """Chance of reconsidering this tick; a run consortium and a working platform make ties last, an agreement binds."""
    if e.agreement_left > 0:
        return 0.0
    chance = (1.0 - now.inertia) * (1.0 - now.tenure_gain * entity_for(e, now) * e.member)
    return chance * (1.0 - now.platform_stability * consortium.platform_eff) if e.depth >= PLACEMENT else chance


@compiled
def enterprise_chooses_depth(value_1, value_2, value_3, draw_nest, draw_depth, now):
    """Nested logit over depths 0–3: nobody trained {0, 1} or somebody {2, 3}; two uniform draws, inverse CDF."""
    scale = now.beta / now.nest
    top_low = max(0.0, value_1)
    top_high = max(value_2, value_3)
    weight_0 = math.exp(scale * (0.0 - top_low))
    weight_1 = math.exp(scale * (value_1 - top_low))
    weight_2 = math.exp(scale * (value_2 - top_high))
    weight_3 = math.exp(scale * (value_3 - top_high))
    inclusive_low = now.nest * math.log(weight_0 + weight_1) + now.beta * top_low
    inclusive_high = now.nest * math.log(weight_2 + weight_3) + now.beta * top_high
    chance_low = 1.0 / (1.0 + math.exp(clip(inclusive_high - inclusive_low, -LARGEST_EXPONENT, LARGEST_EXPONENT)))
    if draw_nest < chance_low:
        return 0 if draw_depth * (weight_0 + weight_1) < weight_0 else 1
    return 2 if draw_depth * (weight_2 + weight_3) < weight_2 else 3


@compiled
def awareness_gain_chance(e, now):
    """Chance of hearing of the policies this tick: publicity, neighbours, the association, the consortium."""
    heard = now.publicity + now.aware_peer * e.neighbours_aware + now.aware_association * now.association
    return clip(heard + (now.aware_member + now.aware_entity * entity_for(e, now)) * e.member, 0.0, 1.0)


@compiled
def score_of_candidate(reputation, draw, promised, seats, now):
    """How a school looks to an enterprise: reputation, luck, and students not yet promised to others."""
    slack = clip(1.0 - promised / (now.promised_most * seats), -1.0, 1.0) if seats > 0.0 else -1.0
    return reputation + now.candidate_noise * draw + now.slack_weight * slack


@compiled
def school_at_hand(e, partner_active, now):
    """The school that an enterprise under review can work with, −1 for none.

    Its partner, unless that takes no part any more or left places empty while another school is at hand.
    """
    if e.suspended > 0:
        return -1
    if e.partner < 0:
        return e.candidate
    if partner_active == 1 and (e.depth < PLACEMENT or e.fill_rate >= now.fill_least or e.other_candidate < 0):
        return e.partner
    return e.other_candidate


@compiled
def yearly_learning(now):
    """Weight of a year's news in beliefs, from the weight a tick."""
    return 1.0 - (1.0 - now.lambda_c) * (1.0 - now.lambda_c)


@compiled
def enterprise_learns_of_trainees(qhat, seen, seen_adequacy, candidate_reputation, now):
    """Expected adequacy after a spring; who saw nobody believes part of the best candidate's reputation (−1: none)."""
    weight = yearly_learning(now)
    if seen > 0:
        return qhat + weight * seen / (seen + now.trainee_prior) * (seen_adequacy / seen - qhat)
    if candidate_reputation >= 0.0:
        return qhat + now.reputation_trust * weight * (candidate_reputation - qhat)
    return qhat


@compiled
def enterprise_learns_of_retention(rhat, own, own_residual, field_residual, now):
    """Expected retention after a spring, from its own completers and, with a fixed weight, those of its field."""
    seen = (own_residual + now.own_prior * field_residual) / (own + now.own_prior)
    return rhat + yearly_learning(now) * (seen - rhat)


@compiled
def price_of_commission(now):
    """What an enterprise pays the school for a student who is enrolled on its commission, k¥ per tick."""
    return HALF_YEAR * now.commission_price


@compiled
def money_paid_between_members(e):
    """What the enterprise paid to other members this tick less what it received from them (k¥)."""
    return e.sharing_paid - e.sharing_received


@compiled
def money_paid_beside_training(e):
    """What taking part cost this tick besides the trainees themselves (k¥), money returned after audits included."""
    membership = e.fee_paid + e.autonomy_lost
    lent = e.technicians_paid + e.penalty_paid + money_paid_between_members(e)
    for_school = lent + e.commission_paid
    return e.fixed_cost + e.accident_loss + membership + e.application_paid + e.returned + for_school + e.platform_paid
