"""Cases of the enterprise: places, what it expects of trainees, and what training costs."""

from __future__ import annotations

from consortium.simulation.rules import common, consortium, training
from consortium.simulation.rules import enterprise as rules
from consortium.simulation.state.columns import COTRAINING, NOMINAL, NONE, PLACEMENT
from tests.simulation.rules.an_enterprise import (
    AVERAGE,
    CLAIMS,
    CONSORTIUM,
    ENTITY,
    FIXED,
    GOVERNMENT,
    HOST,
    MARKET,
    MONEY,
    PLATFORM,
    RETENTION,
    host,
)
from tests.simulation.rules.by_hand import Case, having

USER = host(on_platform=1)

CASES = [
    Case(consortium.entity_for, (HOST, having(**ENTITY)), 0.5, "the city's consortium"),
    Case(
        consortium.entity_for,
        (HOST, having(entity=0.5, community=0.8, community_field=1.0, park_share=0.0)),
        0.8,
        "its field's sector community, where that is run more",
    ),
    Case(
        consortium.entity_for,
        (HOST, having(entity=0.5, community=0.8, community_field=2.0, park_share=0.0)),
        0.5,
        "not another field's",
    ),
    Case(rules.worth_of_horizon, (4.0, having(discount_rate=0.0, horizon_reference=10.0)), 0.4, "four of ten years"),
    # At 100 % a year: 1 − ½ over 1 − ¼.
    Case(
        rules.worth_of_horizon,
        (1.0, having(discount_rate=1.0, horizon_reference=2.0)),
        2 / 3,
        "the first year weighs most",
    ),
    Case(
        training.form_of_cotraining,
        (0.19, having(order_share=0.2, apprenticeship_share=0.3)),
        common.ORDER_CLASS,
        "first fifth",
    ),
    Case(
        training.form_of_cotraining,
        (0.5, having(order_share=0.2, commission_share=0.25, apprenticeship_share=0.3)),
        common.ORDINARY,
        "in between",
    ),
    Case(
        training.form_of_cotraining,
        (0.71, having(order_share=0.2, apprenticeship_share=0.3)),
        common.APPRENTICESHIP,
        "last three tenths",
    ),
    # Half of the subsidy is known to end: ½ × .5 × 4 places = 1 is brought forward.
    Case(
        rules.enterprise_shifts_intake,
        (
            HOST,
            GOVERNMENT,
            having(bunch_before=0.5, bunch_after=0.0, subsidy_peak=10.0, bunching=0.5, **MONEY, **CLAIMS),
        ),
        5.0,
        "claimants bring intakes forward before the end",
    ),
    Case(
        rules.enterprise_shifts_intake,
        (
            HOST,
            GOVERNMENT,
            having(bunch_before=0.0, bunch_after=0.5, subsidy_peak=10.0, bunching=0.5, **MONEY, **CLAIMS),
        ),
        3.0,
        "and have fewer after it",
    ),
    Case(
        rules.enterprise_shifts_intake,
        (
            host(aware=0),
            GOVERNMENT,
            having(bunch_before=0.5, bunch_after=0.0, subsidy_peak=10.0, bunching=0.5, **MONEY, **CLAIMS),
        ),
        4.0,
        "who does not know changes nothing",
    ),
    # .02 × 200 × .81^½ = 3.6.
    Case(
        training.enterprise_offers_places,
        (200.0, 0.81, having(trainee_ratio=0.02, place_elasticity=0.5)),
        4,
        "a share of the staff, rounded",
    ),
    Case(
        training.enterprise_offers_places,
        (10.0, 1.0, having(trainee_ratio=0.02, place_elasticity=0.5)),
        1,
        "one at least",
    ),
    # (40 − 10)(1 + 2 × .1) − 40.
    Case(
        training.enterprise_expects_net_benefit,
        (HOST, common.ORDINARY, having(**AVERAGE)),
        30 * 1.2 - 40,
        "the adequate yield more",
    ),
    Case(
        training.enterprise_expects_net_benefit,
        (host(qhat=0.0), common.ORDINARY, having(**AVERAGE)),
        -40.0,
        "the inadequate nothing",
    ),
    Case(
        training.known_retention_gain,
        (HOST, COTRAINING, 1, having(**RETENTION)),
        0.05 + 0.05 + 0.1,
        "lasting ties keep",
    ),
    Case(
        training.known_retention_gain,
        (host(form=common.ORDER_CLASS), COTRAINING, 0, having(**RETENTION)),
        0.05 + 0.1 + 0.05,
        "order classes lock in",
    ),
    Case(
        training.known_retention_gain, (HOST, PLACEMENT, 1, having(**RETENTION)), 0.15 / 2, "after placement half of it"
    ),
    Case(
        training.retention_gain,
        (HOST, COTRAINING, common.ORDER_CLASS, 1, having(**RETENTION)),
        0.05 + 0.1 + 0.05 + 0.1,
        "of a trainee whose form is not that of the host now",
    ),
    Case(
        training.retention_gain, (HOST, PLACEMENT, common.ORDINARY, 0, having(**RETENTION)), 0.05, "co-decision alone"
    ),
    Case(
        training.enterprise_expects_retention,
        (HOST, COTRAINING, 1, having(**RETENTION)),
        0.4 + 0.2,
        "believed and known",
    ),
    Case(
        training.enterprise_expects_retention, (host(rhat_3=0.9), COTRAINING, 1, having(**RETENTION)), 0.95, "never all"
    ),
    Case(
        training.spread_by_agreement, (3.0, having(agreement_saving=0.6)), 0.6, ".6 of two thirds of the cost is saved"
    ),
    Case(training.spread_by_agreement, (0.0, having(agreement_saving=0.6)), 1.0, "nothing without an agreement"),
    Case(training.fixed_cost, (HOST, NONE, 1, 0.0, MARKET, CONSORTIUM, having(**FIXED)), 0.0, "none costs nothing"),
    Case(training.fixed_cost, (HOST, NOMINAL, 1, 0.0, MARKET, CONSORTIUM, having(**FIXED)), 2.0, "a plaque is cheap"),
    Case(
        training.fixed_cost,
        (USER, PLACEMENT, 1, 0.0, MARKET, CONSORTIUM, having(**FIXED)),
        20 * 1.5 * 0.72,
        "shared by members and on the platform",
    ),
    Case(
        training.fixed_cost,
        (HOST, PLACEMENT, 1, 0.0, MARKET, CONSORTIUM, having(**FIXED)),
        20 * 1.5 * 0.8,
        "who is not on the platform saves nothing by it",
    ),
    # Base 1 − .25 × .4 = .9, agreement of three years .6.
    Case(
        training.fixed_cost,
        (USER, COTRAINING, 1, 3.0, MARKET, CONSORTIUM, having(**FIXED)),
        100 * 1.5 * 0.72 * 0.9 * 0.6,
        "consortium, platform, base and agreement save",
    ),
    Case(
        training.fixed_cost_off_platform,
        (USER, COTRAINING, 1, 3.0, MARKET, having(**FIXED)),
        100 * 1.5 * 0.8 * 0.9 * 0.6,
        "the same without the platform",
    ),
    Case(training.saved_by_platform, (PLACEMENT, CONSORTIUM, having(**FIXED)), 0.2 * 0.5, "as far as it works"),
    Case(training.saved_by_platform, (NOMINAL, CONSORTIUM, having(**FIXED)), 0.0, "nothing for a plaque"),
    Case(rules.help_with_platform, (HOST, having(platform_help=3.0, **PLATFORM)), 3.0, "help"),
    Case(
        rules.help_with_platform, (host(friction=0.25), having(platform_help=3.0, **PLATFORM)), 2.0, "at most the cost"
    ),
    # Co-training costs a member 100 × 1.5 × .8 × .9 = 108, of which a tenth would be saved.
    Case(
        rules.worth_of_platform,
        (HOST, 0.0, MARKET, CONSORTIUM, having(**PLATFORM, **FIXED)),
        5.8 + 10.8,
        "to a member that co-trains",
    ),
    Case(
        rules.worth_of_platform,
        (host(depth=NONE, member=0), 0.0, MARKET, CONSORTIUM, having(**PLATFORM, **FIXED)),
        5.8,
        "to an enterprise that does not",
    ),
    # At a friction of 1 it costs 8; with the half of 4.6 that is expected, 5.7.
    *(
        Case(
            rules.enterprise_uses_platform,
            (host(depth=NONE, member=0), 0.0, MARKET, CONSORTIUM, GOVERNMENT, having(**{**PLATFORM, **FIXED, **but})),
            uses,
            says,
        )
        for but, uses, says in (
            ({"platform_help": 0.0}, 0, "it costs more than it is worth"),
            ({"platform_help": 4.6}, 1, "with help it does not"),
            ({"platform_help": 4.2}, 0, "with less help it still does"),
            ({"platform_help": 8.0, "platform": 0.0}, 0, "what is not there is not used"),
        )
    ),
    Case(
        rules.enterprise_uses_platform,
        (HOST, 0.0, MARKET, CONSORTIUM, GOVERNMENT, having(platform_help=0.0, **PLATFORM, **FIXED)),
        1,
        "who saves fixed cost by it uses it",
    ),
]
