"""Money that enterprises apply for: for whom it is meant, what it comes to, and whether to apply pays.

Worths of a depth are thousand yuan (k¥) for one intake place a year. `m` is 1 for a member of the consortium, 0
otherwise. The government's side of it, what is paid out of its budget, is in `government`.
"""

from __future__ import annotations

from ..compilation import compiled
from ..state.columns import COTRAINING, NOMINAL, PLACEMENT
from .common import APPRENTICESHIP, ORDINARY, TICKS_A_YEAR, duration, intensity
from .training import enterprise_expects_retention, expected_loss, fixed_cost


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
def support_of_commission(e, now):
    """What the government is to bear of what the enterprise paid for commissioned training this tick (k¥)."""
    return now.commission_support * e.commission_paid


@compiled
def money_received(e):
    """Public money that reached the enterprise this tick (k¥)."""
    support = e.relief_received + e.compensation_received + e.bonus_received + e.commission_received
    return e.subsidy_received + e.tax_received + support + e.help_received
