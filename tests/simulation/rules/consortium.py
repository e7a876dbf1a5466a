"""Cases of the consortium: platform, running cost, training bases, and what it can afford."""

from __future__ import annotations

import math

from consortium.simulation.rules import consortium as rules
from tests.simulation.rules.by_hand import Case, having

PLATFORM = having(platform=0.8, critical_mass=0.3, platform_width=0.1)
ENTITY = having(cost_entity=2400.0, scale=60.0, government_bears=0.5)
BASES = having(base_operation=30.0, base_running_share=0.1, base_alone=0.6, base_joint=0.5)

CASES = [
    Case(rules.platform_strength, (0.3, PLATFORM), 0.8 / 2, "at the critical mass it works by half"),
    # (.4 − .3) / .1 = 1 above it.
    Case(rules.platform_strength, (0.4, PLATFORM), 0.8 / (1 + math.exp(-1)), "above the critical mass it works"),
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
    # Full operation costs 2400 ÷ 2 ÷ 60 = 20 k¥ a tick, of which the members bear 10.
    Case(rules.entity_within_means, (1.0, 4.0, ENTITY), 4 / 10, "a fund of 4 carries two fifths of the operation"),
    Case(rules.entity_within_means, (1.0, 10.0, ENTITY), 1.0, "a fund of 10 carries all"),
    Case(
        rules.entity_within_means,
        (1.0, 0.0, having(cost_entity=2400.0, scale=60.0, government_bears=1.0)),
        1.0,
        "where the government pays, an empty fund does not matter",
    ),
]
