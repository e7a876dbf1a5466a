"""Cases of rules on an industrial park, and on training that enterprises commission from schools."""

from __future__ import annotations

import math

from consortium.simulation.rules import common, consortium, enterprise, school, support, training
from consortium.simulation.state.columns import COTRAINING, PLACEMENT
from tests.simulation.rules.an_enterprise import CONSORTIUM, FIXED, GOVERNMENT, MARKET, host
from tests.simulation.rules.by_hand import Case, having

PARK = having(park_share=0.2, park_size=1.0, park_focus=0.75, entity=0.8, community=0.0, community_field=0.0)
INSIDE = having(park=1, field=0)
OUTSIDE = having(park=0, field=0)
SHARES = having(order_share=0.2, commission_share=0.25, apprenticeship_share=0.3)
COMMISSION = having(commission_price=6.0, commission_price_full=8.0, commission_keeps=0.2, commission_support=0.5)
WEEKS = having(w_commissioned=(0.0, 0.0, 0.1, 0.1, 0.2, 0.6))

SAVED = {"commission_saving": 0.5}

CASES = [
    # --- who is in the park, and whom the consortium reaches ----------------------------------------------------------
    Case(consortium.chance_of_park, (0.0, PARK), 0.2, "an enterprise of median size"),
    # Odds of 1 to 4; four times the size makes them 1 to 1.
    Case(consortium.chance_of_park, (math.log(4.0), PARK), 0.5, "larger ones are more likely in it"),
    Case(consortium.chance_of_park, (1.0, having(park_share=0.0, park_size=1.0)), 0.0, "no park, nobody in it"),
    Case(consortium.chance_of_park, (1.0, having(park_share=1.0, park_size=1.0)), 1.0, "all of the city is a park"),
    Case(consortium.reached_by_consortium, (INSIDE, PARK), 1.0, "in the park in full"),
    Case(consortium.reached_by_consortium, (OUTSIDE, PARK), 0.25, "outside by a quarter"),
    Case(
        consortium.reached_by_consortium,
        (OUTSIDE, having(park_share=0.0, park_focus=0.75)),
        1.0,
        "where there is no park, all alike",
    ),
    Case(consortium.entity_for, (INSIDE, PARK), 0.8, "the consortium of the park"),
    Case(consortium.entity_for, (OUTSIDE, PARK), 0.8 * 0.25, "what of it reaches those outside"),
    Case(
        consortium.entity_for,
        (
            OUTSIDE,
            having(park_share=0.2, park_focus=0.75, entity=0.8, community=0.4, community_field=1.0),
        ),
        0.4,
        "a sector community serves its field wherever it is",
    ),
    # A fifth of the enterprises in full, the other four by a quarter.
    Case(consortium.share_served, (0.2, PARK), 0.2 + 0.8 / 4, "the park, and a quarter of the rest"),
    Case(consortium.share_served, (0.2, having(park_share=0.2, park_focus=0.0)), 1.0, "all of the city"),
    Case(consortium.share_served, (0.0, having(park_share=0.0, park_focus=0.75)), 1.0, "no park, all of the city"),
    Case(
        consortium.entity_within_means,
        (1.0, 0.25, 4.0, having(cost_entity=2400.0, scale=60.0, government_bears=0.5)),
        1.0,
        "a quarter of the city costs 2.5 of its members, which a fund of 4 carries",
    ),
    # 150 k¥ × .8 (entity) × .9 (bases), and outside × .95 × (1 − .25 × .4 × .25); it is not on the platform.
    Case(
        training.fixed_cost,
        (
            host(park=1),
            COTRAINING,
            1,
            0.0,
            MARKET,
            CONSORTIUM,
            having(**{**FIXED, "park_share": 0.2, "park_focus": 0.75}),
        ),
        150 * 0.8 * 0.9,
        "in the park bases and entity save in full",
    ),
    Case(
        training.fixed_cost,
        (
            host(park=0),
            COTRAINING,
            1,
            0.0,
            MARKET,
            CONSORTIUM,
            having(**{**FIXED, "park_share": 0.2, "park_focus": 0.75}),
        ),
        150 * (1 - 0.4 * 0.5 / 4) * (1 - 0.25 * 0.4 / 4),
        "outside a quarter of that",
    ),
    # --- commissioned training ----------------------------------------------------------------------------------------
    Case(training.form_of_cotraining, (0.44, SHARES), common.COMMISSIONED, "the quarter after order classes"),
    Case(training.form_of_cotraining, (0.46, SHARES), common.ORDINARY, "and no more"),
    Case(
        training.form_of_cotraining,
        (0.8, having(order_share=0.0, commission_share=1.0, apprenticeship_share=0.3)),
        common.APPRENTICESHIP,
        "an apprenticeship goes before",
    ),
    Case(common.time_at_work, (COTRAINING, common.COMMISSIONED, 5, WEEKS), 0.6, "it has a rhythm of its own"),
    Case(common.duration, (COTRAINING, common.COMMISSIONED, WEEKS), 0.5, "half a year in all"),
    Case(training.retention_by_form, (common.COMMISSIONED, COMMISSION), 0.2 * 6 / 8, "bound as far as it is paid for"),
    # Two years at 6 k¥; of half of that the government is expected to pay half.
    Case(
        enterprise.cost_of_commission, (GOVERNMENT, COMMISSION), 2 * 6 * 0.75, "less what the state can be seen to bear"
    ),
    Case(enterprise.price_of_commission, (COMMISSION,), 3.0, "half a year's price a tick"),
    Case(support.support_of_commission, (having(commission_paid=12.0), COMMISSION), 6.0, "half of what was paid"),
    Case(
        training.fixed_cost,
        (host(form=common.COMMISSIONED), COTRAINING, 0, 0.0, MARKET, CONSORTIUM, having(**FIXED, **SAVED)),
        150 * 0.9 * 0.5,
        "the school trains, which halves the enterprise's own cost",
    ),
    Case(
        training.fixed_cost,
        (host(form=common.COMMISSIONED), PLACEMENT, 0, 0.0, MARKET, CONSORTIUM, having(**FIXED, **SAVED)),
        20 * 1.5,
        "of placement nothing",
    ),
    # 10 k¥ a tick are 20 a year, for 3 × 10 students.
    Case(school.income_of_commissions, (having(commission_received=10.0, intake=10),), 20 / 30, "a student and year"),
]
