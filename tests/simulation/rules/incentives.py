"""Cases of rules on what an incentive pays to whom, and what binds enterprise, school and trainee."""

from __future__ import annotations

import math

from consortium.simulation.rules import common, enterprise, school, support, training
from tests.simulation.rules.by_hand import Case, having

RHYTHM = having(
    w_3=(0.0, 0.0, 0.3, 0.4, 0.5, 0.8),
    w_apprentice=(0.0, 0.0, 0.4, 0.5, 0.6, 0.8),
    w_2=(0, 0, 0, 0, 0, 1.0),
    experience_returns=0.2,
)
MEAN = (0.3 * 0.075 + 0.4 * 0.25 + 0.5 * 0.475 + 0.8 * 0.8) / 2.0
"""Years of work done, averaged over the time at work of ordinary co-training: half a year."""
FORM = having(order_lock_in=0.2, order_premium=1.4, order_premium_full=2.8, contract_keeps=0.1)
RATE = having(
    subsidy=2.0,
    subsidy_small=3.0,
    small_size=50.0,
    subsidy_apprenticeship=5.0,
    subsidy_new_trainers=10.0,
    subsidy_certified=4.0,
    inertia=0.5,
    certification_years=1.0,
)
FOR_SOME = having(
    small_size=50.0,
    fixed_cost_relief=0.1, relief_small=0.2, relief_certified=0.4,
    risk_compensation=0.5, compensation_small=0.3, compensation_certified=0.6,
    retention_bonus=2.0, bonus_small=3.0, bonus_certified=5.0,
    inertia=0.5, certification_years=1.0,
)  # fmt: skip
SMALL = having(size=49.0, certified=0)
NEW = having(size=50.0, new_trainer=1, certified=0)
OLD = having(size=50.0, new_trainer=0, certified=0)
ALIGNMENT = having(
    alignment_rate=0.4,
    alignment_decay=0.1,
    alignment_worth=4.0,
    iota_2=0.35,
    entity=0.5,
    community=0.0,
    community_field=0.0,
    park_share=0.0,
)
CERTIFIED = having(inertia=0.9, certification_years=2.0)
RESULTS = having(evaluation=0.1, form=0.6, resource_gain=0.1, adapting_cost=0.04, school_beta=10.0)
CREDIT = having(
    reputation_link=8.0, form=0.5, monitoring=0.25, placement_standing=0.4, credit_downgrade=6.0, detection=0.8
)


def deep(**but: object) -> object:
    """A member that trains in depth and whose goals agree with its school's by half."""
    return having(**{"depth": 3, "member": 1, "alignment": 0.5, "field": 0, "offer_alignment": 0.5, **but})


CASES = [
    # Odds of 1 at r0 = ½, three times as good at three times the size.
    Case(
        training.retention_by_size,
        (having(log_size=math.log(3.0)), having(r0=0.5, retention_size=1.0)),
        3 / 4 - 1 / 2,
        "large enterprises keep more",
    ),
    Case(
        training.retention_by_size,
        (having(log_size=-math.log(3.0)), having(r0=0.5, retention_size=1.0)),
        1 / 4 - 1 / 2,
        "small ones fewer",
    ),
    Case(training.retention_by_form, (common.ORDINARY, FORM), 0.0, "ordinary co-training binds nobody"),
    Case(training.retention_by_form, (common.ORDER_CLASS, FORM), 0.2 / 2, "an order class half paid for binds by half"),
    Case(training.retention_by_form, (common.APPRENTICESHIP, FORM), 0.1, "a contract keeps"),
    Case(common.experience, (common.ORDINARY, 2, RHYTHM), 0.5 * 0.5 * 0.3, "half of the first semester at work"),
    Case(
        common.experience,
        (common.ORDINARY, 5, RHYTHM),
        0.5 * (0.3 + 0.4 + 0.5 + 0.5 * 0.8),
        "by the middle of the last semester",
    ),
    Case(common.mean_experience, (common.ORDINARY, RHYTHM), MEAN, "weighted by time at work"),
    Case(training.returns_of_experience, (MEAN, RHYTHM), 1.0, "ordinary co-training is the measure"),
    Case(training.returns_of_experience, (MEAN + 1.5, RHYTHM), 1.3, "a fifth more with each year"),
    Case(training.pooled, (1.0, having(pooling_places=4.0)), 1 / 5, "who has one place can pool little"),
    Case(training.pooled, (36.0, having(pooling_places=4.0)), 9 / 10, "who has many nearly all"),
    Case(support.detection_chance, (having(monitoring=0.5, detection=0.8),), 0.4, "audited, and seen through"),
    Case(
        support.over_claiming_gain,
        (having(honesty=1.3), having(leak=1.0, penalty=0.5, scruples=0.3, monitoring=0.5, detection=0.8)),
        0.6 - 0.4 * 0.5,
        ".40 is more than scruples of .39",
    ),
    Case(
        support.over_claiming_gain,
        (having(honesty=1.4), having(leak=1.0, penalty=0.5, scruples=0.3, monitoring=0.5, detection=0.8)),
        0.0,
        "and less than scruples of .42",
    ),
    Case(support.subsidy_rate, (OLD, common.ORDINARY, 0, RATE), 2.0, "what all get"),
    Case(support.subsidy_rate, (having(size=49.0, new_trainer=0), common.ORDINARY, 0, RATE), 5.0, "small ones more"),
    Case(support.subsidy_rate, (OLD, common.APPRENTICESHIP, 0, RATE), 7.0, "for a contract more"),
    Case(support.subsidy_rate, (NEW, common.ORDINARY, 0, RATE), 12.0, "new trainers most"),
    Case(support.subsidy_rate, (OLD, common.ORDINARY, 1, RATE), 6.0, "who is on the list more"),
    # A tie lives on for a year with ½ × ½: of the intakes expected three quarters are the first.
    Case(
        support.subsidy_rate_expected,
        (NEW, common.ORDINARY, common.ORDINARY, RATE),
        2 + 3 / 4 * 10,
        "new in one intake only",
    ),
    # Who is not on the list yet gets there in a year, which the tie lives on with ½ × ½.
    Case(
        support.subsidy_rate_expected,
        (OLD, common.COTRAINING, common.ORDINARY, RATE),
        2 + 1 / 4 * 4,
        "on the list later",
    ),
    Case(support.listed_at, (OLD, common.COTRAINING, FOR_SOME), 1 / 4, "co-training leads to the list"),
    Case(support.listed_at, (OLD, common.PLACEMENT, FOR_SOME), 0.0, "placements do not"),
    Case(support.meant_for, (SMALL, 1.0, 2.0, 4.0, 0.5, FOR_SOME), 1 + 2 + 4 / 2, "all three parts"),
    Case(support.relief_share, (SMALL, 0, FOR_SOME), 0.1 + 0.2, "more for small ones"),
    Case(support.relief_share, (OLD, 1, FOR_SOME), 0.1 + 0.4, "more for those on the list"),
    Case(support.compensation_share, (OLD, 0, FOR_SOME), 0.5, "what all get"),
    Case(support.compensation_share, (SMALL, 1, FOR_SOME), 1.0, "never more than the loss"),
    Case(support.bonus_rate, (OLD, 0, FOR_SOME), 2.0, "what all get"),
    Case(support.bonus_rate, (SMALL, 1, FOR_SOME), 2 + 3 + 5, "the parts add up"),
    Case(
        enterprise.worth_of_reputation_link,
        (having(places=1.0), 3, having(procurement=2.0), CREDIT),
        16.0,
        "the fewer places, the more for each",
    ),
    Case(
        enterprise.worth_of_reputation_link,
        (having(places=4.0), 1, having(procurement=2.0), CREDIT),
        4 * 0.5 * 0.75 - 0.25 * 0.8 * 6 * 2 / 4,
        "a plaque that is found empty costs standing",
    ),
    Case(
        enterprise.time_of_member,
        (having(member_time=3.0, voice_time=4.0, voice=0.2, cofund_voice=0.0, mixed_ownership=0.0),),
        3 + 4 * 0.2,
        "meetings, and more of them for a say",
    ),
    Case(
        training.expected_loss,
        (having(risk=1.5), having(wear=2.0, accident_rate=0.001, accident_cost=60.0)),
        1.5 * 2.06,
        "wear, and an accident in a thousand years",
    ),
    Case(
        enterprise.alignment_changes, (deep(), ALIGNMENT), 0.5 + (0.4 * 0.5 * 0.5 - 0.1 * 0.5) / 2, "joint work aligns"
    ),
    Case(enterprise.alignment_changes, (deep(member=0), ALIGNMENT), 0.5 - 0.1 * 0.5 / 2, "outside, goals drift apart"),
    Case(enterprise.worth_of_alignment, (deep(), 3, ALIGNMENT), 4 * 0.5, "half of the worth of full agreement"),
    Case(enterprise.worth_of_alignment, (deep(), 2, ALIGNMENT), 4 * 0.35 * 0.5, "less where less is done together"),
    Case(enterprise.worth_of_alignment, (deep(), 1, ALIGNMENT), 0.0, "nothing for a plaque"),
    Case(support.certified_in, (having(certified=1), CERTIFIED), 1.0, "who is on the list has the credit"),
    Case(support.certified_in, (having(certified=0), CERTIFIED), 0.81**2, "others if the tie lasts two years"),
    Case(support.is_certified, (having(depth=3, deep_ticks=4, certified=0, aware=1), CERTIFIED), 1, "two years"),
    Case(support.is_certified, (having(depth=3, deep_ticks=3, certified=0, aware=1), CERTIFIED), 0, "not before"),
    Case(support.is_certified, (having(depth=3, deep_ticks=4, certified=0, aware=0), CERTIFIED), 0, "not unaware"),
    Case(support.is_certified, (having(depth=3, deep_ticks=9, certified=1, aware=0), CERTIFIED), 1, "once on it"),
    Case(support.is_certified, (having(depth=2, deep_ticks=0, certified=1, aware=1), CERTIFIED), 0, "not for long"),
    Case(school.school_adapts, (0.0, RESULTS), 1 / 2, ".04 speaks for it, .04 against"),
    Case(school.school_adapts, (0.5, RESULTS), 1 / (1 + math.exp(-0.5)), "resources of partners speak for it"),
    Case(school.ties_of_school, (having(link=0.4, active=1, adapts=1),), 0.4, "ties reach the teaching"),
    Case(school.ties_of_school, (having(link=0.4, active=1, adapts=0),), 0.0, "not where nothing is adapted"),
    Case(school.ties_of_school, (having(link=0.4, active=0, adapts=1),), 0.0, "nor where the school stays out"),
]
