"""The enterprise of the cases, and the numbers it meets."""

from __future__ import annotations

from consortium.simulation.rules import common
from consortium.simulation.state.columns import COTRAINING
from tests.simulation.rules.by_hand import having

ENTITY = {"entity": 0.5, "community": 0.0, "community_field": 0.0, "park_share": 0.0, "park_focus": 0.0}
"""A consortium run by half."""
SHARED = {"cofund_voice": 0.0, "mixed_ownership": 0.0, "voice": 0.5, "voice_gain": 0.1, "entity_gain": 0.2, **ENTITY}
"""Co-decision adds .1 × .5 = .05 to retention, the consortium .2 × .5 = .1 for members."""
WORK = {
    "w_3": (0.0, 0.0, 0.5, 0.5, 0.5, 0.5),
    "w_apprentice": (0.0, 0.0, 0.5, 0.5, 1.0, 1.0),
    "w_2": (0, 0, 0, 0, 0, 1.0),
}
"""Years at work: co-training ½ × 2 = 1, apprenticeship ½ × 3 = 1.5, placement ½ × 1 = .5."""
MONEY = {
    "leak": 0.5,
    "monitoring": 0.25,
    "penalty": 1.0,
    "detection": 1.0,
    "scruples": 0.0,
    "subsidy_small": 0.0,
    "small_size": 0.0,
    "subsidy_apprenticeship": 0.0,
    "subsidy_new_trainers": 0.0,
    "subsidy_certified": 0.0,
    "certification_years": 1.0,
    "inertia": 0.5,
    "prepaid": 0.4,
    "expected_completion": 0.5,
    "iota_2": 0.4,
    **WORK,
}
"""An over-claim brings .5 × (.75 − .25 × 1) = .25 a yuan; a completed co-training .4 + .6 × .5 = .7."""
FIXED = {
    "F_nominal": 2.0,
    "F_placement": 20.0,
    "F_cotraining": 100.0,
    "admin_burden": 1.5,
    "s_e": 0.4,
    "pooling_places": 0.0,
    "s_p": 0.2,
    "base_saving": 0.25,
    "agreement_saving": 0.6,
    **ENTITY,
}
"""A member saves .4 × .5 by the consortium, a user of the half-working platform .2 × .5: .8 × .9 = .72 is left."""
CONSORTIUM = having(users=0.625, platform_eff=0.5, member_share=0.5, counted_share=0.2, hired_from_members=0.1)
GOVERNMENT = having(memory=0.5)
MARKET = having(base_usable=0.4, rivals=0.6, risk=2.0, tightness=1.5, procurement=1.0)
RETENTION = {
    "order_lock": 0.05,
    "order_lock_in": 0.1,
    "order_premium": 1.0,
    "order_premium_full": 1.0,
    "contract_keeps": 0.0,
    "retention_size": 0.5,
    "r0": 0.5,
    "r2_factor": 0.5,
    "retention_most": 0.95,
    **SHARED,
}
"""An order class is paid for in full; the enterprise below is of median size."""
POACHING = {"poach": 0.5, "anti_poach": 0.4}
"""Members in the market above lose .5 × .6 × (1 − .4 × .5) = .24 of their trainees, others .3."""
DISPUTES = {
    "dispute_rate": 0.2,
    "rights_prevent": 0.5,
    "rights": 0.4,
    "entity_mediates": 0.5,
    "order_dispute": 0.5,
    "contract_prevents": 0.0,
    "sharing_prevents": 0.5,
    "benefit_sharing": 0.4,
}
SHARING = {"sharing_base": 50.0}
PLATFORM = {"platform": 0.8, "platform_alone": 1.0, "platform_network": 10.0, "platform_use_cost": 8.0}
"""With the five eighths of enterprises above on it, the platform is worth .8 × (1 + 6.25) = 5.8 k¥ a year."""
FOR_SOME = {
    "relief_small": 0.0,
    "relief_certified": 0.0,
    "compensation_small": 0.0,
    "compensation_certified": 0.0,
    "bonus_small": 0.0,
    "bonus_certified": 0.0,
}
SUPPORT = {
    **FOR_SOME,
    "fixed_cost_relief": 0.5,
    "risk_compensation": 0.5,
    "wear": 2.0,
    "accident_rate": 0.01,
    "accident_cost": 100.0,
    "retention_bonus": 8.0,
    "agreement_years": 0.0,
}
LINK = {"reputation_link": 20.0, "credit_downgrade": 0.0, "form": 0.6, "placement_standing": 0.5}
"""20 k¥ an enterprise are 5 a place for the one below."""
CLAIMS = {
    "approval": 0.8,
    "application_cost": 4.0,
    "tax_factor": 0.5,
    "tax_rate": 0.3,
    "investment": 20.0,
    "tax_cap": 1.0,
}

HOST = having(
    field=0,
    form=common.ORDINARY,
    places=4.0,
    size=200.0,
    log_size=0.0,
    honesty=1.0,
    hands=30.0,
    new_trainer=0,
    certified=1,
    deep_ticks=6,
    alignment=0.5,
    offer_alignment=0.0,
    friction=1.0,
    aware=1,
    on_platform=0,
    member=1,
    qhat=0.7,
    net0=-10.0,
    rhat_2=0.2,
    rhat_3=0.4,
    taste=8.0,
    depth=COTRAINING,
    agreement_left=0,
    suspended=0,
    partner=3,
    candidate=5,
    other_candidate=6,
    fill_rate=0.8,
    horizon=0.5,
    neighbours_training=0.5,
    neighbours_aware=0.5,
    hired=6,
    offer_experience=0.5,
    offer_tenure=2,
)
"""An enterprise with four places."""


def host(**but: object) -> object:
    """The same enterprise but for a few things."""
    return having(**{**vars(HOST), **but})


AVERAGE = {"gross": 40.0, "pi": 2.0, "q_ref": 0.6, "p_ref": 0.5, "experience_returns": 0.0, **WORK}
"""A trainee costs 40 k¥ a year; of an average one the enterprise above gets 30, more by twice what adequacy exceeds."""
NO_MONEY = {"subsidy": 0.0, "quota_counts": 0.0, "quota_push": 0.0, "quota": 0.0}
"""Nobody pays for training, and no quota counts."""
WORTH = {
    **MONEY,
    **FIXED,
    **RETENTION,
    **POACHING,
    **DISPUTES,
    **SHARING,
    **SUPPORT,
    **LINK,
    **CLAIMS,
    **AVERAGE,
    **NO_MONEY,
    "fixed_cost_relief": 0.0,
    "risk_compensation": 0.0,
    "retention_bonus": 0.0,
    "tax_rate": 0.0,
    "image": 3.0,
    "fee": 6.0,
    "member_image": 2.0,
    "autonomy_cost": 0.5,
    "member_time": 0.0,
    "voice_time": 0.0,
    "alignment_worth": 0.0,
    "technicians": 0.1,
    "technician_cost": 10.0,
    "H": 20.0,
    "R": 40.0,
    "peer": 2.0,
    "mentor_cost": 8.0,
    "mentor_ratio": 0.5,
    "poach_harm": 10.0,
    "dispute_cost": 5.0,
    "A_rep": 4.0,
    "rd": 1.0,
    "research": 0.0,
    "research_transfer": 0.6,
    "research_tenure": 4.0,
}
"""Everything at once, but for money that must be applied for."""
