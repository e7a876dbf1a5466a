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
    HALF_YEAR,
    LARGEST_EXPONENT,
    ORDER_CLASS,
    ORDINARY,
    clip,
    duration,
    intensity,
    rounded,
    voice_in_force,
)

COUNTS_PARTICIPATION, COUNTS_MEMBERS, COUNTS_DEEP = 0, 1, 2
"""Positions of the choices of the parameter `quota_counts`."""


@compiled
def entity_for(e, now):
    """Entity operation that serves an enterprise: its region's consortium or its field's sector community."""
    if now.community > now.entity and e.field == now.community_field - 1:
        return now.community
    return now.entity


@compiled
def worth_of_horizon(years, now):
    """Weight of gains after training for a horizon of some years: its annuity over that of the reference horizon."""
    growth = 1.0 + now.discount_rate
    if now.discount_rate <= 0.0:
        return years / now.horizon_reference
    return (1.0 - growth ** (-years)) / (1.0 - growth ** (-now.horizon_reference))


@compiled
def form_of_cotraining(draw, now):
    """Form an enterprise's co-training takes under the present policies, from its own fixed draw."""
    if draw < now.order_share:
        return ORDER_CLASS
    if draw >= 1.0 - now.apprenticeship_share:
        return APPRENTICESHIP
    return ORDINARY


@compiled
def enterprise_shifts_intake(e, government, now):
    """Places offered when a change of the subsidy was announced: claimants bring intakes forward, or wait.

    `bunch_before` is the share of the subsidy that is known to end with this year (negative: to begin next year),
    `bunch_after` the share that ended with the last (negative: began this year), as known at the time.
    """
    change = now.bunch_before - now.bunch_after
    if change == 0.0 or e.depth < NOMINAL:
        return e.places
    worth = subsidy_expected_of(now.subsidy_peak, e.depth, e.form, now)
    if not application_is_worth_it(worth, e.places, application_cost(e, now), e.aware, government, now):
        return e.places
    return max(0.0, e.places + rounded(now.bunching * e.places * change))


@compiled
def enterprise_offers_places(size, cycle, now):
    """Intake places a year, at least one: a share of the staff, fewer in a slump."""
    return max(1.0, rounded(now.trainee_ratio * size * cycle**now.place_elasticity))


@compiled
def enterprise_expects_net_benefit(e, now):
    """Contribution − gross cost of a trainee-year, given what the enterprise expects of trainees (k¥)."""
    yield_of_average = max(0.0, now.gross + e.net0)
    return yield_of_average * max(0.0, 1.0 + now.pi * (e.qhat - now.q_ref)) - now.gross


@compiled
def known_retention_gain(e, depth, m, now):
    """What lasting arrangements add to retention: lock-in of order classes, voice, a consortium that is run."""
    gain = now.voice_gain * voice_in_force(now) + m * now.entity_gain * entity_for(e, now)
    if depth == COTRAINING:
        return now.order_lock + (now.order_lock_in if e.form == ORDER_CLASS else 0.0) + gain
    return now.r2_factor * gain


@compiled
def enterprise_expects_retention(e, depth, m, now):
    """Expected share of its trainees that it will keep."""
    believed = e.rhat_3 if depth == COTRAINING else e.rhat_2
    return clip(believed + known_retention_gain(e, depth, m, now), 0.0, now.retention_most)


@compiled
def spread_by_agreement(years, now):
    """Factor on the fixed cost of co-training under a long-term agreement: setting up is paid once in its term."""
    return 1.0 - now.agreement_saving * (1.0 - 1.0 / years) if years > 1.0 else 1.0


@compiled
def fixed_cost(e, depth, m, agreement_years, consortium, now):
    """Fixed cost of a depth, k¥ a year, before any relief; consortium, platform, base and agreement lower it."""
    if depth == NONE:
        return 0.0
    if depth == NOMINAL:
        return now.F_nominal
    shared = (1.0 - now.s_e * entity_for(e, now) * m) * (1.0 - now.s_p * consortium.platform_eff * m)
    if depth == PLACEMENT:
        return now.F_placement * now.admin_burden * shared
    by_base = 1.0 - now.base_saving * consortium.base_usable
    return now.F_cotraining * now.admin_burden * shared * by_base * spread_by_agreement(agreement_years, now)


@compiled
def over_claiming_gain(now):
    """Expected gain per yuan claimed for nobody trained: paid unless audited, fined when audited."""
    return max(0.0, now.leak * ((1.0 - now.monitoring) - now.monitoring * now.penalty))


@compiled
def subsidy_expected_of(subsidy, depth, form, now):
    """Subsidy per trainee that a depth can hope for at a rate, before approval (k¥); placement hosts may over-claim."""
    years_3 = duration(COTRAINING, form, now)
    if depth == NOMINAL:
        return subsidy * years_3 * over_claiming_gain(now)
    if depth == PLACEMENT:
        honest = now.iota_2 * duration(PLACEMENT, form, now)
        return subsidy * honest + subsidy * max(0.0, years_3 - honest) * over_claiming_gain(now)
    if depth == COTRAINING:
        return subsidy * years_3 * (now.prepaid + (1.0 - now.prepaid) * now.expected_completion)
    return 0.0


@compiled
def subsidy_expected(e, depth, now):
    """Subsidy per trainee that an enterprise can hope for at a depth, before approval (k¥)."""
    form = e.form if depth == COTRAINING else ORDINARY
    return subsidy_expected_of(now.subsidy, depth, form, now)


@compiled
def tax_credit_per_place(e, places, now):
    """Credit per place: a share of the training investment, capped by the surcharge that the enterprise owes (k¥)."""
    return min(now.tax_rate * (now.investment + now.F_cotraining / places), now.tax_cap * e.size / places)


@compiled
def expected_approval(government, now):
    """Share of a claim that applicants expect to see: approval × what they remember of rationing."""
    return min(1.0, now.approval) * government.memory


@compiled
def application_cost(e, now):
    """What one application costs this enterprise (k¥)."""
    return now.application_cost * e.friction


@compiled
def application_is_worth_it(amount, places, cost, aware, government, now):
    """Whether the enterprise knows of the money and expects more of it than the application costs."""
    return aware == 1 and expected_approval(government, now) * amount * places > cost


@compiled
def worth_of_claim(amount, places, cost, aware, government, now):
    """Expected money less the cost of applying, k¥ a place; 0 where applying does not pay."""
    if application_is_worth_it(amount, places, cost, aware, government, now):
        return expected_approval(government, now) * amount - cost / places
    return 0.0


@compiled
def relief_per_place(e, depth, m, consortium, now):
    """Relief of fixed cost (land, finance) that a depth can hope for, k¥ a place and year."""
    if depth < PLACEMENT:
        return 0.0
    return now.fixed_cost_relief * fixed_cost(e, depth, m, now.agreement_years, consortium, now) / e.places


@compiled
def compensation_per_place(e, depth, market, now):
    """Compensation of accidents and wear that a depth can hope for, k¥ a place."""
    form = e.form if depth == COTRAINING else ORDINARY
    return now.risk_compensation * now.K * market.risk * intensity(depth, now) * duration(depth, form, now)


@compiled
def bonus_per_place(e, depth, m, now):
    """Retention bonus that a depth can hope for, k¥ a place."""
    return now.retention_bonus * enterprise_expects_retention(e, depth, m, now) if depth >= PLACEMENT else 0.0


@compiled
def worth_of_policies(e, depth, m, market, consortium, government, now):
    """All money that has to be applied for, at a depth (k¥ a place); each kind is applied for by itself."""
    cost = application_cost(e, now)
    worth = worth_of_claim(subsidy_expected(e, depth, now), e.places, cost, e.aware, government, now)
    if depth >= PLACEMENT:
        relief = relief_per_place(e, depth, m, consortium, now)
        worth += worth_of_claim(relief, e.places, cost, e.aware, government, now)
        compensation = compensation_per_place(e, depth, market, now)
        worth += worth_of_claim(compensation, e.places, cost, e.aware, government, now)
        bonus = bonus_per_place(e, depth, m, now)
        worth += worth_of_claim(bonus, e.places, cost, e.aware, government, now)
    if depth == COTRAINING:
        credit = tax_credit_per_place(e, e.places, now)
        worth += worth_of_claim(credit, e.places, now.tax_factor * cost, e.aware, government, now)
    return worth


@compiled
def worth_of_reputation_link(depth, now):
    """Advantage in tenders and credit at a depth: plaques count as far as evaluation looks at form."""
    if depth == NOMINAL:
        return now.reputation_link * now.form * (1.0 - now.monitoring)
    if depth == PLACEMENT:
        return now.reputation_link * (now.form + now.placement_standing * (1.0 - now.form))
    if depth == COTRAINING:
        return now.reputation_link
    return 0.0


@compiled
def cost_of_membership(e, m, now):
    """Fee less the image of a member, spread over places, and the autonomy that joint decisions cost (k¥ a place)."""
    return m * ((now.fee - now.member_image) / e.places + now.autonomy_cost)


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
    return min(1.0, chance * (1.0 - now.sharing_prevents * now.benefit_sharing))


@compiled
def pressure_of_quota(e, depth, m, consortium, now):
    """Favours to those whom a quota counts, k¥ a place, while the region falls short of it."""
    if now.quota_counts == COUNTS_MEMBERS:
        counted = m
    elif now.quota_counts == COUNTS_DEEP:
        counted = 1 if depth == COTRAINING else 0
    else:
        counted = 1 if depth >= NOMINAL else 0
    return counted * now.quota_push * max(0.0, now.quota - consortium.counted_share) / e.places


@compiled
def worth_of_research(e, now):
    """Worth of joint research to a co-trainer, k¥ a trainee: given experienced teachers and a lasting tie."""
    return now.research * now.research_transfer * e.offer_experience * min(1.0, e.offer_tenure / now.research_tenure)


@compiled
def compensation_by_members(e, m, market, consortium, now):
    """What a co-trainer can expect from members that hire its trainees away, k¥ a trainee."""
    lost = min(1.0, poaching_pressure(e, m, market, now))
    return m * lost * consortium.member_share * now.benefit_sharing * now.sharing_base


@compiled
def enterprise_values_depth(e, depth, m, market, consortium, government, now):
    """Worth of a depth, k¥ a place; none is worth 0."""
    if depth == NONE:
        return 0.0
    outside = worth_of_policies(e, depth, m, market, consortium, government, now)
    outside += worth_of_reputation_link(depth, now)
    outside += pressure_of_quota(e, depth, m, consortium, now)
    fixed = fixed_cost(e, depth, m, now.agreement_years, consortium, now) / e.places
    membership = cost_of_membership(e, m, now)
    if depth == NOMINAL:
        return now.image + outside - fixed - membership
    fixed += now.technicians * now.technician_cost
    year = enterprise_expects_net_benefit(e, now) - now.K * market.risk
    gain_per_kept = now.H * market.tightness + now.R * e.qhat
    after = enterprise_expects_retention(e, depth, m, now) * gain_per_kept * e.horizon
    imitation = now.peer * e.neighbours_training
    if depth == PLACEMENT:
        during = duration(PLACEMENT, ORDINARY, now) * (now.hands + now.iota_2 * year)
        return during + after - fixed + outside + imitation - membership
    if e.form == APPRENTICESHIP:
        year -= now.mentor_cost * now.mentor_ratio
    during = duration(COTRAINING, e.form, now) * year
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
def contribution_of_trainee(e, track, practice, work, now):
    """What a trainee produces in a tick (k¥), given practical skill and the share of the tick at work."""
    yield_of_average = max(0.0, now.gross + e.net0)
    skilled = yield_of_average * max(0.0, 1.0 + now.pi * (practice - now.p_ref))
    if track == PLACEMENT:
        return HALF_YEAR * work * (now.iota_2 * skilled + now.hands)
    return HALF_YEAR * work * skilled


@compiled
def accident_loss(work_time, risk, draw, now):
    """Loss by accidents and wear in a tick (k¥): events are drawn, on average K a trainee-year."""
    if now.accident_rate <= 0.0:
        return work_time * now.K * risk
    return math.floor(work_time * now.accident_rate + draw) * now.K * risk / now.accident_rate


@compiled
def money_received(e):
    """Public money that reached the enterprise this tick (k¥)."""
    support = e.relief_received + e.compensation_received + e.bonus_received
    return e.subsidy_received + e.tax_received + support


@compiled
def money_paid_between_members(e):
    """What the enterprise paid to other members this tick less what it received from them (k¥)."""
    return e.sharing_paid - e.sharing_received


@compiled
def money_paid_beside_training(e):
    """What taking part cost this tick besides the trainees themselves (k¥), money returned after audits included."""
    membership = e.fee_paid + e.autonomy_lost
    lent = e.technicians_paid + e.penalty_paid + money_paid_between_members(e)
    return e.fixed_cost + e.accident_loss + membership + e.application_paid + e.returned + lent
