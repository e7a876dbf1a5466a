"""Cases of the consortium: platform, running cost, training bases, and what it can afford."""

from __future__ import annotations

from consortium.simulation.rules import consortium as rules
from tests.simulation.rules.by_hand import Case, having

ENTITY = having(cost_entity=2400.0, scale=60.0, government_bears=0.5)
BASES = having(base_operation=30.0, base_running_share=0.1, base_alone=0.6, base_joint=0.5)

CASES = [
    Case(rules.platform_strength, (0.3, having(platform=0.8)), 0.8 * 0.3, "it shows who is on it"),
    # 2400 k¥ a year ÷ 2 ticks × .5 × .25, of which a model of one enterprise in 60 bears 1/60.
    Case(
        rules.running_cost_a_tick, (0.5, 0.25, ENTITY), 2400 / 2 * 0.5 * 0.25 / 60, "half run for a quarter of the city"
    ),
    Case(
        rules.platform_cost_a_tick,
        (having(cost_platform=1200.0, platform=0.5, scale=60.0),),
        1200 / 2 * 0.5 / 60,
        "half a level for half a year",
    ),
    Case(
        rules.share_of_construction, (1, 3.0, 8.0, 0.2, having(base_field=0.0)), 3 / 8, "a field's part of the weights"
    ),
    Case(rules.share_of_construction, (1, 0.0, 0.0, 0.2, having(base_field=0.0)), 0.2, "without weights, of the seats"),
    Case(rules.share_of_construction, (1, 3.0, 8.0, 0.2, having(base_field=2.0)), 1.0, "all for the second field"),
    Case(rules.share_of_construction, (0, 3.0, 8.0, 0.2, having(base_field=2.0)), 0.0, "nothing for the first then"),
    # A tick takes half of a year's 6 %.
    Case(
        rules.base_wears, (100.0, 40.0, having(base_wear=0.06)), 100 * 0.97 + 40, "old bases wear, new ones are added"
    ),
    # They need .1 × 400 = 40 k¥ a year and get 30: run to .75, of which .6 + .4 × .5 is managed well.
    Case(rules.base_is_run, (400.0, BASES), 0.75 * 0.8, "too little money for operation runs a part"),
    Case(rules.base_is_run, (100.0, BASES), 0.8, "more money than needed does not run them better"),
    Case(rules.base_is_run, (0.0, BASES), 0.0, "what has not been built is not run"),
    # 600 k¥ ÷ 20 k¥ a place = 30 places, half of them run; .25 × 3 years × 100 seats = 75 are needed.
    Case(
        rules.base_usable,
        (600.0, 0.5, 100, having(base_place_cost=20.0, base_reach=0.25)),
        15 / 75,
        "places that are run over places that are needed",
    ),
    Case(
        rules.base_usable,
        (600.0, 0.5, 0.0, having(base_place_cost=20.0, base_reach=0.25)),
        0.0,
        "bases of a field that nobody is taught serve nobody",
    ),
    # Full operation costs 2400 ÷ 2 ÷ 60 = 20 k¥ a tick, of which the members bear 10.
    Case(rules.entity_within_means, (1.0, 1.0, 4.0, ENTITY), 4 / 10, "a fund of 4 carries two fifths of the operation"),
    Case(rules.entity_within_means, (1.0, 1.0, 10.0, ENTITY), 1.0, "a fund of 10 carries all"),
    Case(
        rules.entity_within_means,
        (1.0, 1.0, 0.0, having(cost_entity=2400.0, scale=60.0, government_bears=1.0)),
        1.0,
        "where the government pays, an empty fund does not matter",
    ),
]
