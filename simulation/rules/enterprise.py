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
    TICKS_A_YEAR,
    YEARS_OF_COTRAINING,
    clip,
    duration,
    experience,
    intensity,
    mean_experience,
    rounded,
    voice_in_force,
)

COUNTS_PARTICIPATION, COUNTS_MEMBERS, COUNTS_DEEP = 0, 1, 2
"""Positions of the choices of the parameter `quota_counts`."""


@compiled
def chance_of_park(log_size, now):
    """Chance that an enterprise is in the industrial park; the odds grow with its size to a power."""
    odds = math.exp(now.park_size * log_size)
    return now.park_share * odds / (1.0 - now.park_share + now.park_share * odds)


@compiled
def reached_by_consortium(e, now):
    """How far the consortium reaches an enterprise, 0–1: less outside a park for which it is run."""
    if now.park_share <= 0.0 or e.park == 1:
        return 1.0
    return 1.0 - now.park_focus


@compiled
def entity_for(e, now):
    """Entity operation that serves an enterprise: its region's consortium or its field's sector community."""
    of_region = now.entity * reached_by_consortium(e, now)
    if now.community > of_region and e.field == now.community_field - 1:
        return now.community
    return of_region


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
    if draw < now.order_share + now.commission_share:
        return COMMISSIONED
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
    worth = subsidy_expected_of(now.subsidy_peak, e, e.depth, e.form, now)
    if not application_is_worth_it(worth, e.places, application_cost(e, now), e.aware, government, now):
        return e.places
    return max(0.0, e.places + rounded(now.bunching * e.places * change))


@compiled
def enterprise_offers_places(size, cycle, now):
    """Intake places a year, at least one: a share of the staff, fewer in a slump."""
    return max(1.0, rounded(now.trainee_ratio * size * cycle**now.place_elasticity))


@compiled
def returns_of_experience(years, now):
    """Contribution of a trainee with so many years of work, relative to the mean over ordinary co-training."""
    return max(0.0, 1.0 + now.experience_returns * (years - mean_experience(ORDINARY, now)))


@compiled
def enterprise_expects_net_benefit(e, form, now):
    """Contribution − gross cost of a trainee-year in a form, given what the enterprise expects of trainees (k¥)."""
    yield_of_average = max(0.0, now.gross + e.net0) * returns_of_experience(mean_experience(form, now), now)
    return yield_of_average * max(0.0, 1.0 + now.pi * (e.qhat - now.q_ref)) - now.gross


@compiled
def retention_by_size(e, now):
    """What its size adds to an enterprise's retention: the odds of staying grow with size to a power."""
    odds = math.exp(now.retention_size * e.log_size)
    return now.r0 * odds / (1.0 - now.r0 + now.r0 * odds) - now.r0


@compiled
def retention_by_form(form, now):
    """What the form of co-training adds to retention: by a contract at entry, or as far as it is paid for."""
    if form == ORDER_CLASS:
        return now.order_lock_in * min(1.0, now.order_premium / now.order_premium_full)
    if form == APPRENTICESHIP:
        return now.contract_keeps
    if form == COMMISSIONED:
        return now.commission_keeps * min(1.0, now.commission_price / now.commission_price_full)
    return 0.0


@compiled
def retention_gain(e, depth, form, m, now):
    """What moves retention after co-training: size, voice, a consortium that is run, and the form of co-training."""
    gain = retention_by_size(e, now) + now.voice_gain * voice_in_force(now) + m * now.entity_gain * entity_for(e, now)
    if depth == COTRAINING:
        gain += now.order_lock + retention_by_form(form, now)
    return gain


@compiled
def known_retention_gain(e, depth, m, now):
    """What an enterprise knows to move retention after its own form of training; after placement less of it."""
    gain = retention_gain(e, depth, e.form, m, now)
    return gain if depth == COTRAINING else now.r2_factor * gain


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
def pooled(places, now):
    """How far an enterprise can use what a consortium pools: with few places most of the cost is set-up at work."""
    return places / (places + now.pooling_places)


@compiled
def fixed_cost_off_platform(e, depth, m, agreement_years, market, now):
    """Fixed cost of a depth without the platform, k¥ per year; consortium, base and agreement lower it."""
    if depth == NONE:
        return 0.0
    if depth == NOMINAL:
        return now.F_nominal
    shared = 1.0 - now.s_e * pooled(e.places, now) * entity_for(e, now) * m
    if depth == PLACEMENT:
        return now.F_placement * now.admin_burden * shared
    by_base = 1.0 - now.base_saving * market.base_usable * reached_by_consortium(e, now)
    cost = now.F_cotraining * now.admin_burden * shared * by_base * spread_by_agreement(agreement_years, now)
    return cost * (1.0 - now.commission_saving) if e.form == COMMISSIONED else cost


@compiled
def saved_by_platform(depth, consortium, now):
    """Share of the fixed cost of a depth that the platform saves those who use it, as far as it works."""
    return now.s_p * consortium.platform_eff if depth >= PLACEMENT else 0.0


@compiled
def fixed_cost(e, depth, m, agreement_years, market, consortium, now):
    """Fixed cost of a depth, k¥ per year, before any relief; consortium, platform, base and agreement lower it."""
    cost = fixed_cost_off_platform(e, depth, m, agreement_years, market, now)
    return cost * (1.0 - saved_by_platform(depth, consortium, now) * e.on_platform)


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
def detection_chance(now):
    """Chance that a claim for nobody trained is found: it is audited, and the audit sees through it."""
    return now.monitoring * now.detection


@compiled
def over_claiming_gain(e, now):
    """Expected gain per yuan claimed for nobody trained, k¥ per k¥; 0 unless it exceeds the scruples of the enterprise.

    An untrue claim is paid unless it is found, and fined when it is (Allingham & Sandmo 1972).
    """
    found = detection_chance(now)
    gain = now.leak * ((1.0 - found) - found * now.penalty)
    return gain if gain > now.scruples * e.honesty else 0.0


@compiled
def meant_for(e, everyone, small, certified, is_listed, now):
    """What support comes to for an enterprise: a part for everyone, for small ones, and for certified ones.

    `is_listed` is 1 for a certified enterprise and 0 for others, or its weight over an expected tie (`certified_in`).
    """
    worth = everyone + certified * is_listed
    return worth + small if e.size < now.small_size else worth


@compiled
def subsidy_rate(e, form, is_listed, now):
    """Subsidy per trainee-year that the enterprise can claim now (k¥), for whom each part of it is meant."""
    rate = meant_for(e, now.subsidy, now.subsidy_small, now.subsidy_certified, is_listed, now)
    if form == APPRENTICESHIP:
        rate += now.subsidy_apprenticeship
    return rate + now.subsidy_new_trainers * e.new_trainer


@compiled
def subsidy_rate_expected(e, depth, form, now):
    """The same at a depth over an expected tie: who takes up training is a new trainer in its first intake only."""
    listed = listed_at(e, depth, now)
    later = now.inertia * now.inertia
    return subsidy_rate(e, form, listed, now) - later * now.subsidy_new_trainers * e.new_trainer


@compiled
def subsidy_expected_of(subsidy, e, depth, form, now):
    """Subsidy per trainee that a depth can hope for at a rate, before approval (k¥); placement hosts may over-claim."""
    years_3 = duration(COTRAINING, form, now)
    if depth == NOMINAL:
        return subsidy * years_3 * over_claiming_gain(e, now)
    if depth == PLACEMENT:
        honest = now.iota_2 * duration(PLACEMENT, form, now)
        return subsidy * honest + subsidy * max(0.0, years_3 - honest) * over_claiming_gain(e, now)
    if depth == COTRAINING:
        return subsidy * years_3 * (now.prepaid + (1.0 - now.prepaid) * now.expected_completion)
    return 0.0


@compiled
def subsidy_expected(e, depth, now):
    """Subsidy per trainee that an enterprise can hope for at a depth, before approval (k¥)."""
    form = e.form if depth == COTRAINING else ORDINARY
    return subsidy_expected_of(subsidy_rate_expected(e, depth, form, now), e, depth, form, now)


@compiled
def tax_credit_per_place(e, places, now):
    """Credit per place: a share of the training investment, capped by the surcharge that the enterprise owes (k¥)."""
    return min(now.tax_rate * (now.investment + now.F_cotraining / places), now.tax_cap * e.size / places)


@compiled
def certified_in(e, now):
    """Weight of a certified enterprise's credit over the expected tie: until certification there is none."""
    later = now.inertia * now.inertia
    return 1.0 if e.certified == 1 else later**now.certification_years


@compiled
def listed_at(e, depth, now):
    """Weight at a depth of what is meant for certified enterprises: only co-training leads to the list."""
    return certified_in(e, now) if depth == COTRAINING else 0.0


@compiled
def is_certified(e, now):
    """Whether an enterprise counts as one of integrated training: it knows how, and has trained in depth for long."""
    trained = e.depth == COTRAINING and e.deep_ticks >= TICKS_A_YEAR * now.certification_years
    return 1 if trained and (e.certified == 1 or e.aware == 1) else 0


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
    """Expected money less the cost of applying, k¥ per place; 0 where applying does not pay."""
    if application_is_worth_it(amount, places, cost, aware, government, now):
        return expected_approval(government, now) * amount - cost / places
    return 0.0


@compiled
def relief_share(e, is_listed, now):
    """Share of its fixed cost that an enterprise can be relieved of; at most all."""
    return min(1.0, meant_for(e, now.fixed_cost_relief, now.relief_small, now.relief_certified, is_listed, now))


@compiled
def compensation_share(e, is_listed, now):
    """Share of its losses by accidents and wear that an enterprise can be compensated for; at most all."""
    share = meant_for(e, now.risk_compensation, now.compensation_small, now.compensation_certified, is_listed, now)
    return min(1.0, share)


@compiled
def bonus_rate(e, is_listed, now):
    """Bonus for each graduate whom an enterprise keeps (k¥)."""
    return meant_for(e, now.retention_bonus, now.bonus_small, now.bonus_certified, is_listed, now)


@compiled
def relief_per_place(e, depth, is_listed, m, market, consortium, now):
    """Relief of fixed cost (land, finance) that a depth can hope for, k¥ per place and year."""
    if depth < PLACEMENT:
        return 0.0
    share = relief_share(e, is_listed, now)
    return share * fixed_cost(e, depth, m, now.agreement_years, market, consortium, now) / e.places


@compiled
def expected_loss(market, now):
    """Loss by accidents and wear that a trainee-year brings on average (k¥)."""
    return (now.wear + now.accident_rate * now.accident_cost) * market.risk


@compiled
def compensation_per_place(e, depth, is_listed, market, now):
    """Compensation of accidents and wear that a depth can hope for, k¥ per place."""
    form = e.form if depth == COTRAINING else ORDINARY
    share = compensation_share(e, is_listed, now)
    return share * expected_loss(market, now) * intensity(depth, now) * duration(depth, form, now)


@compiled
def bonus_per_place(e, depth, is_listed, m, now):
    """Retention bonus that a depth can hope for, k¥ per place."""
    if depth < PLACEMENT:
        return 0.0
    return bonus_rate(e, is_listed, now) * enterprise_expects_retention(e, depth, m, now)


@compiled
def worth_of_policies(e, depth, m, market, consortium, government, now):
    """All money that has to be applied for, at a depth (k¥ per place); each kind is applied for by itself."""
    cost = application_cost(e, now)
    worth = worth_of_claim(subsidy_expected(e, depth, now), e.places, cost, e.aware, government, now)
    if depth >= PLACEMENT:
        is_listed = listed_at(e, depth, now)
        relief = relief_per_place(e, depth, is_listed, m, market, consortium, now)
        worth += worth_of_claim(relief, e.places, cost, e.aware, government, now)
        compensation = compensation_per_place(e, depth, is_listed, market, now)
        worth += worth_of_claim(compensation, e.places, cost, e.aware, government, now)
        bonus = bonus_per_place(e, depth, is_listed, m, now)
        worth += worth_of_claim(bonus, e.places, cost, e.aware, government, now)
    if depth == COTRAINING:
        credit = certified_in(e, now) * tax_credit_per_place(e, e.places, now)
        worth += worth_of_claim(credit, e.places, now.tax_factor * cost, e.aware, government, now)
    return worth


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
def contribution_of_trainee(e, track, form, semester, practice, work, now):
    """What a trainee produces in a tick (k¥), given practical skill and the share of the tick (semester) at work."""
    yield_of_average = max(0.0, now.gross + e.net0)
    skilled = yield_of_average * max(0.0, 1.0 + now.pi * (practice - now.p_ref))
    if track == PLACEMENT:
        return HALF_YEAR * work * (now.iota_2 * skilled + e.hands)
    return HALF_YEAR * work * skilled * returns_of_experience(experience(form, semester, now), now)


@compiled
def accident_loss(work_time, risk, draw, now):
    """Loss by wear and accidents in a tick (k¥): wear is steady, accidents are drawn."""
    accidents = math.floor(work_time * now.accident_rate * risk + draw)
    return work_time * now.wear * risk + accidents * now.accident_cost


@compiled
def price_of_commission(now):
    """What an enterprise pays the school for a student who is enrolled on its commission, k¥ per tick."""
    return HALF_YEAR * now.commission_price


@compiled
def support_of_commission(e, now):
    """What the government is to bear of what the enterprise paid for commissioned training this tick (k¥)."""
    return now.commission_support * e.commission_paid


@compiled
def money_received(e):
    """Public money that reached the enterprise this tick (k¥)."""
    support = e.relief_received + e.compensation_received + e.bonus_received + e.commission_received
    return e.subsidy_received + e.tax_received + support + e.help_received


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
