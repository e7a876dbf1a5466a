"""Cases of the enterprise: money from outside, and what each depth is worth."""

from __future__ import annotations

from consortium.simulation.rules import common, support
from consortium.simulation.rules import enterprise as rules
from consortium.simulation.state.columns import COTRAINING, NOMINAL, NONE, PLACEMENT
from tests.simulation.rules.an_enterprise import (
    CLAIMS,
    CONSORTIUM,
    DISPUTES,
    ENTITY,
    FIXED,
    GOVERNMENT,
    HOST,
    LINK,
    MARKET,
    MONEY,
    POACHING,
    RETENTION,
    SHARING,
    SUPPORT,
    WORTH,
    host,
)
from tests.simulation.rules.by_hand import Case, having

# Of the worth of each depth (k¥ a place), for an outsider with four places:
OUTSIDE_1 = 5 * 0.6 * 0.75  # a plaque counts as far as form does, and nobody looks
OUTSIDE_2 = 5 * (0.6 + 0.5 * 0.4)
YEAR = 30 * 1.2 - 40 - 3 * 2  # yield for an adequacy .1 above the reference, gross cost, wear and accidents
GAIN = 20 * 1.5 + 40 * 0.7  # for each one kept: hiring cost saved in a tight market, and rent
AFTER_2 = (0.2 + 0.5 * 0.05) * GAIN * 0.5
AFTER_3 = (0.4 + 0.05 + 0.05) * GAIN * 0.5
IMITATION = 2 * 0.5
TECHNICIANS = 0.1 * 10
DISPUTE = 5 * 0.2 * 0.8 * 0.8

CASES = [
    Case(
        support.over_claiming_gain,
        (HOST, having(leak=0.5, monitoring=0.25, penalty=1.0, detection=1.0, scruples=0.2)),
        0.25,
        "half of three quarters less a quarter",
    ),
    Case(
        support.over_claiming_gain,
        (HOST, having(leak=0.5, monitoring=0.6, penalty=1.0, detection=1.0, scruples=0.2)),
        0.0,
        "where audits bite nobody tries",
    ),
    Case(
        support.subsidy_expected_of,
        (10.0, HOST, NOMINAL, common.ORDINARY, having(**MONEY)),
        10 * 1 * 0.25,
        "over-claimed alone",
    ),
    # Honest .4 × .5 = .2 of a year, the other .8 over-claimed.
    Case(
        support.subsidy_expected_of,
        (10.0, HOST, PLACEMENT, common.ORDINARY, having(**MONEY)),
        10 * 0.2 + 10 * 0.8 * 0.25,
        "honest in part",
    ),
    Case(
        support.subsidy_expected_of,
        (10.0, HOST, COTRAINING, common.APPRENTICESHIP, having(**MONEY)),
        10 * 1.5 * 0.7,
        "prepaid, and the rest if completed",
    ),
    Case(
        support.subsidy_expected_of, (10.0, HOST, NONE, common.ORDINARY, having(**MONEY)), 0.0, "none is not subsidised"
    ),
    Case(
        support.subsidy_expected,
        (host(form=common.APPRENTICESHIP), PLACEMENT, having(subsidy=10.0, **MONEY)),
        4.0,
        "a placement is measured by ordinary co-training",
    ),
    # .3 (20 + 100 / 4) = 13.5; the cap is 1 × 200 / 4.
    Case(
        support.tax_credit_per_place,
        (HOST, 4.0, having(tax_rate=0.3, investment=20.0, F_cotraining=100.0, tax_cap=1.0)),
        13.5,
        "three tenths of the investment",
    ),
    Case(
        support.tax_credit_per_place,
        (HOST, 4.0, having(tax_rate=0.3, investment=20.0, F_cotraining=100.0, tax_cap=0.1)),
        5.0,
        "no more than is owed",
    ),
    Case(
        support.expected_approval, (GOVERNMENT, having(approval=0.8)), 0.4, "approved, and paid by half as remembered"
    ),
    Case(support.expected_approval, (GOVERNMENT, having(approval=1.3)), 0.5, "approved at most in full"),
    Case(
        support.application_cost, (host(friction=2.0), having(application_cost=4.0)), 8.0, "twice as hard for this one"
    ),
    # .4 × 3 × 4 = 4.8 expected.
    Case(support.application_is_worth_it, (3.0, 4.0, 4.7, 1, GOVERNMENT, having(approval=0.8)), True, "4.8 for 4.7"),
    Case(
        support.application_is_worth_it, (3.0, 4.0, 4.9, 1, GOVERNMENT, having(approval=0.8)), False, "not 4.8 for 4.9"
    ),
    Case(
        support.application_is_worth_it,
        (3.0, 4.0, 0.0, 0, GOVERNMENT, having(approval=0.8)),
        False,
        "who knows nothing does not",
    ),
    Case(
        support.worth_of_claim, (3.0, 4.0, 2.0, 1, GOVERNMENT, having(approval=0.8)), 1.2 - 0.5, "less the cost a place"
    ),
    Case(
        support.worth_of_claim, (3.0, 4.0, 9.0, 1, GOVERNMENT, having(approval=0.8)), 0.0, "what does not pay is left"
    ),
    Case(
        support.relief_per_place,
        (host(on_platform=1), PLACEMENT, 0.0, 1, MARKET, CONSORTIUM, having(small_size=0.0, **SUPPORT, **FIXED)),
        0.5 * 21.6 / 4,
        "half of the fixed cost of placement",
    ),
    Case(
        support.relief_per_place,
        (HOST, NOMINAL, 0.0, 1, MARKET, CONSORTIUM, having(small_size=0.0, **SUPPORT, **FIXED)),
        0.0,
        "not for a plaque",
    ),
    Case(
        support.compensation_per_place,
        (HOST, COTRAINING, 0.0, MARKET, having(**SUPPORT, **MONEY)),
        0.5 * 3 * 2 * 1,
        "half the loss",
    ),
    Case(
        support.compensation_per_place,
        (HOST, PLACEMENT, 0.0, MARKET, having(**SUPPORT, **MONEY)),
        0.5 * 3 * 2 * 0.4 * 0.5,
        "of a placement less is lost",
    ),
    Case(
        support.bonus_per_place,
        (HOST, COTRAINING, 0.0, 1, having(small_size=0.0, **SUPPORT, **RETENTION)),
        8 * 0.6,
        "for each one kept",
    ),
    Case(
        support.bonus_per_place,
        (HOST, NOMINAL, 0.0, 1, having(small_size=0.0, **SUPPORT, **RETENTION)),
        0.0,
        "nobody to be kept",
    ),
    # Expected are two fifths of each, and an application costs 4 / 4 a place, of the tax credit half of that.
    # Subsidy 7, relief .5 × 100 × 1.5 × .72 × .9 / 4 = 12.15, compensation 3, bonus 8 × .6 = 4.8, tax credit 13.5.
    Case(
        support.worth_of_policies,
        (
            host(on_platform=1),
            COTRAINING,
            1,
            MARKET,
            CONSORTIUM,
            GOVERNMENT,
            having(subsidy=10.0, **{**MONEY, **FIXED, **RETENTION, **SUPPORT, **CLAIMS}),
        ),
        (2.8 - 1) + (4.86 - 1) + (1.2 - 1) + (1.92 - 1) + (5.4 - 0.5),
        "each kind is applied for by itself",
    ),
    Case(
        rules.worth_of_reputation_link,
        (HOST, NOMINAL, MARKET, having(monitoring=0.25, detection=1.0, **LINK)),
        OUTSIDE_1,
        "a plaque in the dark",
    ),
    Case(
        rules.worth_of_reputation_link,
        (HOST, PLACEMENT, MARKET, having(monitoring=0.25, detection=1.0, **LINK)),
        OUTSIDE_2,
        "placement",
    ),
    Case(
        rules.worth_of_reputation_link,
        (HOST, COTRAINING, MARKET, having(monitoring=0.25, detection=1.0, **LINK)),
        5.0,
        "co-training in full",
    ),
    Case(
        rules.worth_of_reputation_link,
        (HOST, NONE, MARKET, having(monitoring=0.25, detection=1.0, **LINK)),
        0.0,
        "none nothing",
    ),
    Case(
        rules.cost_of_membership,
        (
            HOST,
            1,
            having(
                fee=6.0,
                member_image=2.0,
                autonomy_cost=0.5,
                member_time=1.0,
                voice_time=4.0,
                voice=0.25,
                cofund_voice=0.0,
                mixed_ownership=0.0,
            ),
        ),
        (6 + 1 + 4 * 0.25 - 2) / 4 + 0.5,
        "fee and meetings less image, and autonomy",
    ),
    Case(
        rules.cost_of_membership,
        (
            HOST,
            0,
            having(
                fee=6.0,
                member_image=2.0,
                autonomy_cost=0.5,
                member_time=1.0,
                voice_time=4.0,
                voice=0.25,
                cofund_voice=0.0,
                mixed_ownership=0.0,
            ),
        ),
        0.0,
        "for members only",
    ),
    Case(rules.poaching_pressure, (HOST, 1, MARKET, having(**POACHING, **ENTITY)), 0.24, "members are restrained"),
    Case(rules.poaching_pressure, (HOST, 0, MARKET, having(**POACHING, **ENTITY)), 0.3, "others are not"),
    # .2 × (1 − .5 × .4) × (1 − .5 × .5) × (1 − .5 × .4).
    Case(
        rules.dispute_chance,
        (HOST, 1, having(**DISPUTES, **ENTITY)),
        0.2 * 0.8 * 0.75 * 0.8,
        "rights, mediation, clear shares",
    ),
    Case(
        rules.dispute_chance,
        (host(form=common.ORDER_CLASS), 0, having(**DISPUTES, **ENTITY)),
        0.2 * 0.8 * 0.5 * 0.8,
        "order classes quarrel half as often",
    ),
    Case(
        rules.pressure_of_quota,
        (
            HOST,
            NOMINAL,
            0,
            CONSORTIUM,
            having(quota_counts=float(rules.COUNTS_PARTICIPATION), quota_push=80.0, quota=0.3),
        ),
        80 * 0.1 / 4,
        "a tenth short, spread over four places",
    ),
    Case(
        rules.pressure_of_quota,
        (HOST, COTRAINING, 0, CONSORTIUM, having(quota_counts=float(rules.COUNTS_MEMBERS), quota_push=80.0, quota=0.3)),
        0.0,
        "who is not counted gets nothing",
    ),
    Case(
        rules.pressure_of_quota,
        (HOST, PLACEMENT, 1, CONSORTIUM, having(quota_counts=float(rules.COUNTS_DEEP), quota_push=80.0, quota=0.3)),
        0.0,
        "a quota of co-trainers does not count placement",
    ),
    # Two ticks of four together: half.
    Case(
        rules.worth_of_research,
        (HOST, having(research=10.0, research_transfer=0.6, research_tenure=4.0)),
        10 * 0.6 * 0.5 * 0.5,
        "given experienced teachers and a lasting tie",
    ),
    Case(
        rules.compensation_by_members,
        (HOST, 1, MARKET, CONSORTIUM, having(benefit_sharing=0.4, **SHARING, **POACHING, **ENTITY)),
        0.24 * 0.5 * 0.4 * 50,
        "of the lost, those whom members hire",
    ),
    # Of six hired a tenth, .6, were trained by members; .4 × 50 = 20 k¥ each, spread over four places.
    Case(
        rules.repayment_to_members,
        (HOST, 1, CONSORTIUM, having(benefit_sharing=0.4, **SHARING)),
        0.6 * 20 / 4,
        "who hires from members repays",
    ),
    Case(
        rules.repayment_to_members,
        (HOST, 0, CONSORTIUM, having(benefit_sharing=0.4, **SHARING)),
        0.0,
        "who is no member owes nothing",
    ),
    Case(
        rules.enterprise_values_depth,
        (HOST, NONE, 1, MARKET, CONSORTIUM, GOVERNMENT, having(**WORTH)),
        0.0,
        "none is 0",
    ),
    Case(
        rules.enterprise_values_depth,
        (HOST, NOMINAL, 0, MARKET, CONSORTIUM, GOVERNMENT, having(**WORTH)),
        3 + OUTSIDE_1 - 2 / 4,
        "a plaque: image and tenders, hardly a cost",
    ),
    Case(
        rules.enterprise_values_depth,
        (HOST, PLACEMENT, 0, MARKET, CONSORTIUM, GOVERNMENT, having(**WORTH)),
        0.5 * (30 + 0.4 * YEAR) + AFTER_2 - (30 / 4 + TECHNICIANS) + OUTSIDE_2 + IMITATION,
        "placement: hands for half a year",
    ),
    # Fixed 100 × 1.5 × .9 by the base; rivals 10 × .3; reputation 4, research of its own 1.
    Case(
        rules.enterprise_values_depth,
        (HOST, COTRAINING, 0, MARKET, CONSORTIUM, GOVERNMENT, having(**WORTH)),
        YEAR + AFTER_3 - 3 - (135 / 4 + TECHNICIANS) - DISPUTE + 5 + 5 + IMITATION,
        "co-training: a loss now, gains later",
    ),
    # An apprentice works 1.5 years and has half a mentor of 8 k¥ a year.
    Case(
        rules.enterprise_values_depth,
        (host(form=common.APPRENTICESHIP), COTRAINING, 0, MARKET, CONSORTIUM, GOVERNMENT, having(**WORTH)),
        1.5 * (YEAR - 4) + AFTER_3 - 3 - (135 / 4 + TECHNICIANS) - DISPUTE + 5 + 5 + IMITATION,
        "apprenticeship: longer, with mentors",
    ),
    # Commissioned: half a year at work, half of the fixed cost, a tenth more stay; 5 k¥ for two years, of which the
    # government is to bear two fifths and half the time has the money.
    Case(
        rules.enterprise_values_depth,
        (
            host(form=common.COMMISSIONED),
            COTRAINING,
            0,
            MARKET,
            CONSORTIUM,
            GOVERNMENT,
            having(
                w_commissioned=(0.0, 0.0, 0.25, 0.25, 0.25, 0.25),
                commission_price=5.0,
                commission_price_full=5.0,
                commission_keeps=0.1,
                commission_support=0.4,
                commission_saving=0.5,
                **WORTH,
            ),
        ),
        YEAR / 2
        - 2 * 5 * 0.8
        + AFTER_3
        + 0.1 * GAIN * 0.5
        - 3
        - (135 / 2 / 4 + TECHNICIANS)
        - DISPUTE
        + 5
        + 5
        + IMITATION,
        "commissioned: paid for, and mostly done by the school",
    ),
]
