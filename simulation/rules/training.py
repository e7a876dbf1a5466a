"""What training costs an enterprise and what it brings, form by form: places, contribution, retention, fixed cost.

Amounts are thousand yuan (k¥). `m` is 1 for a member of the consortium, 0 otherwise.
"""

from __future__ import annotations

import math

from ..compilation import compiled
from ..state.columns import COTRAINING, NOMINAL, NONE, PLACEMENT
from .common import (
    APPRENTICESHIP,
    COMMISSIONED,
    HALF_YEAR,
    ORDER_CLASS,
    ORDINARY,
    clip,
    experience,
    mean_experience,
    rounded,
    voice_in_force,
)
from .consortium import entity_for, reached_by_consortium


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
def expected_loss(market, now):
    """Loss by accidents and wear that a trainee-year brings on average (k¥)."""
    return (now.wear + now.accident_rate * now.accident_cost) * market.risk


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
