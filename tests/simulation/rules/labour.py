"""Cases of the labour market."""

from __future__ import annotations

import math

from consortium.simulation.rules import common
from consortium.simulation.rules import labour as rules
from consortium.simulation.state.columns import COTRAINING, PLACEMENT
from tests.simulation.rules.by_hand import Case, having

DEMAND = having(growth_gain=0.4, growth_reference=0.6, demand_reversion=0.2, demand_vol=0.1)
SHOCK = having(shock_start=5, shock_years=2, shock_size=0.3)
STAYING = having(
    voice_gain=0.1,
    voice=0.5,
    cofund_voice=0.0,
    mixed_ownership=0.0,
    entity_gain=0.2,
    entity=0.5,
    community=0.0,
    community_field=0.0,
    park_share=0.0,
    order_lock=0.05,
    order_lock_in=0.1,
    order_premium=1.0,
    order_premium_full=1.0,
    contract_keeps=0.0,
    retention_size=0.5,
    r0=0.4,
    retention_most=0.95,
    poach=0.5,
    anti_poach=0.4,
    r2_factor=0.5,
)
MEMBER = having(field=0, member=1, form=common.ORDER_CLASS, log_size=0.0)
SEARCH = having(search_refuser=0.1, search_own=0.6, search_informed=0.5, search_noise=0.8)
SKILL = having(
    transfer=0.7, order_specificity=0.2, voice_specificity=0.5, voice=0.2, cofund_voice=0.0, mixed_ownership=0.0
)
LIKING = having(
    refuser_pref=-0.5, own_field_pref=0.8, size_pref=0.3, utility_noise=0.5, noise_floor=0.2, score_noise=0.1
)
WAGE = having(W=60.0, wage_base=0.6, wage_skill=0.4, required=0.5, wage_skill_most=1.3, wage_size=0.05)
TIGHT = having(vacancy_ratio=1.5, tightness_elasticity=0.5)

HOST = having(member=1, region=0, field=2)
HIRER = having(member=1, region=1, field=2)
ALONE = having(community=0.0, community_field=0.0)
TOGETHER = having(community=0.6, community_field=3.0)

CASES = [
    Case(rules.norm_of_demand, (math.log(1.5), 0.2), 0.3, "half more than at the start"),
    # .8 × .5 kept, .1 × −1 shaken, .4 × .1 grown.
    Case(rules.demand_moves, (0.5, 0.7, -1.0, DEMAND), 0.4 - 0.1 + 0.04, "reverts, is shaken, grows with good matches"),
    Case(
        rules.fashion_moves,
        (0.9, 0.4, 1.0, having(fashion_persistence=0.6, fashion_sd=0.1)),
        0.4 + 0.3 + 0.1,
        "drawn to the field's glamour",
    ),
    Case(rules.business_cycle, (4, SHOCK), 1.0, "before the shock"),
    Case(rules.business_cycle, (6, SHOCK), 0.7, "in its last year"),
    Case(rules.business_cycle, (7, SHOCK), 1.0, "after it"),
    # A field of 16 where the average is 4, to the power ½.
    Case(rules.crowding, (0.6, 16, 4.0, having(crowd_exp=0.5)), 0.6 * 2, "a field four times as large presses twice"),
    # 2 schools × 50 students, of whom .8 stay and .75 of these seek a job: 60, with 1.5 jobs each.
    Case(
        rules.hiring_rate,
        (2, 50, 3000.0, having(vacancy_ratio=1.5, dropout=0.2, degree=0.25)),
        90 / 3000,
        "jobs per worker, so that there are enough for the seekers",
    ),
    # 200 × .02 × 1.2 × .9 = 4.32: five jobs with a chance of .32.
    Case(rules.enterprise_opens_vacancies, (200.0, 0.02, 1.2, 0.9, 0.67), 4, "4.32 + .67 is below 5"),
    Case(rules.enterprise_opens_vacancies, (200.0, 0.02, 1.2, 0.9, 0.69), 5, "4.32 + .69 is above 5"),
    # .4 + .1 × .5 + .2 × .5 + .05 + .1 gained, .5 × .6 × (1 − .4 × .5) lost to rivals; a slump takes a tenth.
    Case(
        rules.staying_chance,
        (MEMBER, COTRAINING, common.ORDER_CLASS, having(rivals=0.6), 0.9, STAYING),
        (0.7 - 0.24) * 0.9,
        "lock-in, voice and consortium against poaching, in a slump",
    ),
    # Placement lacks the lock-in, and counts by half; a boom keeps no more than normal times.
    Case(
        rules.staying_chance,
        (MEMBER, PLACEMENT, common.ORDINARY, having(rivals=0.6), 1.2, STAYING),
        (0.55 - 0.24) / 2,
        "after placement half as many stay",
    ),
    # Known: order_lock .05 + order_lock_in .1 + voice .05 + entity .1 = .3 for each of ten.
    Case(rules.retention_residual, (5, 10, COTRAINING, MEMBER, STAYING), 5 - 10 * 0.3, "kept beyond what is known"),
    Case(rules.looks_beyond_region, (0.29, having(migration=0.3)), True, "three in ten look beyond"),
    Case(rules.looks_beyond_region, (0.31, having(migration=0.3)), False, "the others do not"),
    Case(rules.looks_beyond_region, (0.001, having(migration=0.0)), False, "nobody while markets are closed"),
    Case(
        rules.host_would_be_repaid,
        (HOST, having(member=0, region=1, field=2), 0, ALONE),
        True,
        "the host is a member, whatever the employer is",
    ),
    Case(
        rules.host_would_be_repaid,
        (having(member=0, region=0, field=2), HIRER, 0, ALONE),
        False,
        "the host is no member",
    ),
    Case(rules.host_would_be_repaid, (HOST, HIRER, 1, ALONE), False, "another consortium"),
    Case(rules.shares_benefit, (HOST, HIRER, 0, ALONE), True, "two members, a graduate of the region"),
    Case(rules.shares_benefit, (HOST, having(member=0, region=1, field=2), 0, ALONE), False, "one is no member"),
    Case(rules.shares_benefit, (HOST, HIRER, 1, ALONE), False, "members of two consortia agreed on nothing"),
    Case(
        rules.shares_benefit,
        (having(member=1, region=1, field=0), HIRER, 1, ALONE),
        True,
        "the host is a member of the employer's consortium, wherever the trainee went to school",
    ),
    Case(rules.shares_benefit, (HOST, HIRER, 1, TOGETHER), True, "two regions, one sector community"),
    Case(
        rules.shares_benefit,
        (HOST, having(member=1, region=1, field=0), 1, TOGETHER),
        False,
        "the employer is of another field than the community",
    ),
    Case(rules.own_field_search_chance, (0, 0.4, SEARCH), 0.6 + 0.5 * 0.4, "who is informed searches in the own field"),
    Case(rules.own_field_search_chance, (1, 0.4, SEARCH), 0.1, "who refuses the field hardly does"),
    Case(rules.skill_in_job, (0.8, True, common.ORDINARY, True, SKILL), 0.8, "all of it counts with the host"),
    Case(rules.skill_in_job, (0.8, False, common.ORDINARY, False, SKILL), 0.8 * 0.7 * 0.9, "part stays in the field"),
    Case(
        rules.skill_in_job,
        (0.8, True, common.ORDER_CLASS, False, SKILL),
        0.8 * 0.8 * 0.9,
        "an order class's part stays with the host",
    ),
    Case(rules.skill_in_job, (0.8, True, common.ORDER_CLASS, True, SKILL), 0.8, "with the host nothing is lost"),
    # Size .3 × 2, own field .8, unknown .5 (.6 + .2) × −1.
    Case(rules.graduate_values_job, (2.0, True, 0, 0.6, -1.0, LIKING), 0.6 + 0.8 - 0.4, "size and field, misjudged"),
    Case(rules.graduate_values_job, (2.0, True, 1, 0.6, 0.0, LIKING), 0.6 - 0.5, "who refuses the field dislikes it"),
    Case(rules.graduate_values_job, (2.0, False, 1, 0.6, 0.0, LIKING), 0.6, "another field is neither"),
    Case(rules.employer_misjudges, (0.6, -2.0, LIKING), 0.1 * 0.8 * -2, "more, the less is known"),
    # 60 (.6 + .4 × 1.2) × (1 + .05 × 2) × 1.5.
    Case(rules.first_wage, (0.6, 2.0, 1.5, WAGE), 60 * 1.08 * 1.1 * 1.5, "skill, size and shortage"),
    Case(rules.first_wage, (0.9, 0.0, 1.0, WAGE), 60 * (0.6 + 0.4 * 1.3), "skill pays up to a point"),
    # 6 jobs a seeker are four times the normal 1.5: twice as dear.
    Case(rules.market_tightens, (60, 10, TIGHT), 2.0, "four times as many jobs, twice the cost"),
    Case(rules.market_tightens, (60, 0, TIGHT), 1.0, "without seekers nothing is known"),
    Case(rules.early_quit_chance, (0.4, having(early_quit=0.5, quit_skill=0.8)), 0.2, "the unskilled leave"),
    Case(rules.early_quit_chance, (0.9, having(early_quit=0.5, quit_skill=0.8)), 0.0, "the skilled stay"),
]
