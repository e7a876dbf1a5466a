"""The enterprise: what each depth of cooperation is worth to it, whether it joins, what it believes.

All values are thousand yuan (k¥) for one trainee, that is, for one intake place a year.
`m` is membership in the consortium, 0 or 1, of which the enterprise compares both.
"""

from __future__ import annotations

import math

from ..compilation import compiled
from .common import HALF_YEAR, clip, duration, intensity


@compiled
def enterprise_offers_places(size, cycle, now):
    """Intake places a year, at least one: a share of the staff, fewer in a slump."""
    return max(1.0, math.floor(now.trainee_ratio * size * cycle**now.place_elasticity + 0.5))


@compiled
def enterprise_expects_net_benefit(e, now):
    """Contribution − gross cost of a trainee-year, given what the enterprise expects of trainees (k¥)."""
    yield_of_average = max(0.0, now.gross + e.net0)
    return yield_of_average * max(0.0, 1.0 + now.pi * (e.qhat - now.q_ref)) - now.gross


@compiled
def known_retention_gain(depth, m, now):
    """What lasting arrangements add to retention: lock-in of order classes, voice, a consortium that is run."""
    gain = now.voice_gain * now.voice + m * now.entity_gain * now.entity
    if depth == 3:
        return now.order_lock + gain
    return now.r2_factor * gain


@compiled
def enterprise_expects_retention(e, depth, m, now):
    """Expected share of its trainees that it will keep."""
    believed = e.rhat_3 if depth == 3 else e.rhat_2
    return clip(believed + known_retention_gain(depth, m, now), 0.0, 0.95)


@compiled
def fixed_cost(depth, m, consortium, now):
    """Fixed cost of a depth, k¥ a year, before any relief; a run consortium and its platform lower it."""
    if depth == 0:
        return 0.0
    if depth == 1:
        return now.F_nominal
    shared = (1.0 - now.s_e * now.entity * m) * (1.0 - now.s_p * consortium.platform_eff * m)
    if depth == 2:
        return now.F_placement * now.admin_burden * shared
    return now.F_cotraining * now.admin_burden * shared


@compiled
def over_claiming_gain(now):
    """Expected gain per yuan claimed for nobody trained: paid unless audited, fined when audited."""
    return max(0.0, now.leak * ((1.0 - now.monitoring) - now.monitoring * now.penalty))


@compiled
def subsidy_expected(depth, now):
    """Subsidy per trainee that a depth can hope for, before approval (k¥); placement hosts may over-claim."""
    years_3 = duration(3, now)
    if depth == 1:
        return now.subsidy * years_3 * over_claiming_gain(now)
    if depth == 2:
        honest = now.iota_2 * duration(2, now)
        return now.subsidy * honest + now.subsidy * (years_3 - honest) * over_claiming_gain(now)
    if depth == 3:
        return now.subsidy * years_3 * (now.prepaid + (1.0 - now.prepaid) * now.expected_completion)
    return 0.0


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
    return now.fixed_cost_relief * fixed_cost(depth, m, consortium, now) / e.places if depth >= 2 else 0.0


@compiled
def compensation_per_place(depth, now):
    """Compensation of accidents and wear that a depth can hope for, k¥ a place."""
    return now.risk_compensation * now.K * intensity(depth, now) * duration(depth, now)


@compiled
def bonus_per_place(e, depth, m, now):
    """Retention bonus that a depth can hope for, k¥ a place."""
    return now.retention_bonus * enterprise_expects_retention(e, depth, m, now) if depth >= 2 else 0.0


@compiled
def worth_of_policies(e, depth, m, consortium, government, now):
    """All money that has to be applied for, at a depth (k¥ a place); each kind is applied for by itself."""
    cost = application_cost(e, now)
    worth = worth_of_claim(subsidy_expected(depth, now), e.places, cost, e.aware, government, now)
    if depth >= 2:
        relief = relief_per_place(e, depth, m, consortium, now)
        worth += worth_of_claim(relief, e.places, cost, e.aware, government, now)
        compensation = compensation_per_place(depth, now)
        worth += worth_of_claim(compensation, e.places, cost, e.aware, government, now)
        bonus = bonus_per_place(e, depth, m, now)
        worth += worth_of_claim(bonus, e.places, cost, e.aware, government, now)
    if depth == 3:
        credit = tax_credit_per_place(e, e.places, now)
        worth += worth_of_claim(credit, e.places, now.tax_factor * cost, e.aware, government, now)
    return worth


@compiled
def worth_of_reputation_link(depth, now):
    """Advantage in tenders and credit at a depth: plaques count as far as evaluation looks at form."""
    if depth == 1:
        return now.reputation_link * now.form * (1.0 - now.monitoring)
    if depth == 2:
        return now.reputation_link * (now.form + 0.4 * (1.0 - now.form))
    if depth == 3:
        return now.reputation_link
    return 0.0


@compiled
def cost_of_membership(e, m, now):
    """Fee less the image of a member, spread over places, and the autonomy that joint decisions cost (k¥ a place)."""
    return m * ((now.fee - now.member_image) / e.places + now.autonomy_cost)


@compiled
def poaching_pressure(m, market, now):
    """Chance that rivals which do not train hire a trainee away; an operating consortium restrains its members."""
    return now.poach * market.rivals * (1.0 - now.anti_poach * now.entity * m)


@compiled
def dispute_chance(m, now):
    """Chance of a dispute in a year of co-training; clear rights and mediation lower it."""
    return now.dispute_rate * (1.0 - 0.8 * now.rights) * (1.0 - 0.5 * now.entity * m)


@compiled
def enterprise_values_depth(e, depth, m, market, consortium, government, now):
    """Worth of a depth, k¥ a place; none is worth 0."""
    if depth == 0:
        return 0.0
    outside = worth_of_policies(e, depth, m, consortium, government, now) + worth_of_reputation_link(depth, now)
    fixed = fixed_cost(depth, m, consortium, now) / e.places
    membership = cost_of_membership(e, m, now)
    if depth == 1:
        return now.image + outside - fixed - membership
    year = enterprise_expects_net_benefit(e, now) - now.K
    after = enterprise_expects_retention(e, depth, m, now) * (now.H + now.R * e.qhat)
    imitation = now.peer * e.neighbours_deep
    if depth == 2:
        during = duration(2, now) * (now.hands + now.iota_2 * year)
        return during + after - fixed + outside + imitation - membership
    during = duration(3, now) * year
    rival_strengthened = now.poach_harm * min(1.0, poaching_pressure(m, market, now))
    disputes = now.dispute_cost * dispute_chance(m, now)
    standing = now.A_rep + now.rd
    return during + after - rival_strengthened - fixed - disputes + outside + standing + imitation - membership


@compiled
def enterprise_joins_consortium(value_as_member, value_outside, e):
    """Whether membership pays at a depth, its liking for membership counted."""
    return value_as_member + e.taste / e.places > value_outside


@compiled
def review_chance(e, now):
    """Chance of reconsidering this tick; members of a run consortium stay longer with what they have."""
    return (1.0 - now.inertia) * (1.0 - now.tenure_gain * now.entity * e.member)


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
    chance_low = 1.0 / (1.0 + math.exp(clip(inclusive_high - inclusive_low, -700.0, 700.0)))
    if draw_nest < chance_low:
        return 0 if draw_depth * (weight_0 + weight_1) < weight_0 else 1
    return 2 if draw_depth * (weight_2 + weight_3) < weight_2 else 3


@compiled
def awareness_gain_chance(e, now):
    """Chance of hearing of the policies this tick: publicity, neighbours, the association, the consortium."""
    heard = now.publicity + now.aware_peer * e.neighbours_aware + now.aware_association * now.association
    return clip(heard + (now.aware_member + now.aware_entity * now.entity) * e.member, 0.0, 1.0)


@compiled
def suitor_score(reputation, draw, promised, seats, now):
    """How a courting school looks to an enterprise: reputation, luck, and pupils not yet promised to others."""
    slack = clip(1.0 - promised / (0.7 * seats), -1.0, 1.0) if seats > 0.0 else -1.0
    return reputation + now.court_noise * draw + now.slack_weight * slack


@compiled
def yearly_learning(now):
    """Weight of a year's news in beliefs, from the weight a tick."""
    return 1.0 - (1.0 - now.lambda_c) * (1.0 - now.lambda_c)


@compiled
def enterprise_learns_of_trainees(qhat, seen, seen_adequacy, suitor_reputation, now):
    """Expected adequacy after a spring; who saw nobody believes half of the best suitor's name (−1: no suitor)."""
    weight = yearly_learning(now)
    if seen > 0:
        return qhat + weight * seen / (seen + 1.0) * (seen_adequacy / seen - qhat)
    if suitor_reputation >= 0.0:
        return qhat + 0.5 * weight * (suitor_reputation - qhat)
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
    if track == 2:
        return HALF_YEAR * work * (now.iota_2 * skilled + now.hands)
    return HALF_YEAR * work * skilled


@compiled
def accident_loss(work_time, draw, now):
    """Loss by accidents and wear in a tick (k¥): events are drawn, on average K a trainee-year."""
    if now.accident_rate <= 0.0:
        return work_time * now.K
    return math.floor(work_time * now.accident_rate + draw) * now.K / now.accident_rate


@compiled
def money_received(e):
    """Public money that reached the enterprise this tick (k¥)."""
    support = e.relief_received + e.compensation_received + e.bonus_received
    return e.subsidy_received + e.tax_received + support


@compiled
def money_paid_beside_training(e):
    """What taking part cost this tick besides the trainees themselves (k¥), money returned after audits included."""
    membership = e.fee_paid + e.autonomy_lost
    return e.fixed_cost + e.accident_loss + membership + e.application_paid + e.returned
