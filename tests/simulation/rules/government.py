"""Cases of the government: outlays, cuts, rationing."""

from __future__ import annotations

from consortium.simulation.rules import government as rules
from tests.simulation.rules.by_hand import Case, having

CASES = [
    # 600 k¥ a year for 300 enterprises at level 1.
    Case(
        rules.outlay_a_tick, (600.0, 0.5, 150), 600 / 2 * 0.5 * 150 / 300, "half a level in half a city for half a year"
    ),
    Case(rules.rate_above, (0.08, 0.03), 0.08 - 0.03, "only what goes beyond the start costs"),
    Case(rules.rate_above, (0.02, 0.03), 0.0, "less than at the start saves nothing"),
    Case(rules.level_within_budget, (0.8, 0.0, 0.25), 0.2, "a quarter of the money runs a quarter of the level"),
    # Of .08 the first .03 cost nothing; of the other .05 two fifths are paid.
    Case(rules.level_within_budget, (0.08, 0.03, 0.4), 0.03 + 0.4 * 0.05, "what is free is not cut"),
    Case(rules.level_within_budget, (0.02, 0.03, 0.4), 0.02, "what lies below the free level is not cut"),
    Case(rules.level_within_budget, (0.8, 0.0, 1.0), 0.8, "what can be paid in full stays"),
    Case(rules.share_that_can_be_paid, (30.0, 120.0), 30 / 120, "thirty of a hundred and twenty"),
    Case(rules.share_that_can_be_paid, (200.0, 120.0), 1.0, "enough is enough"),
    Case(rules.share_that_can_be_paid, (-5.0, 120.0), 0.0, "a debt pays nothing"),
    Case(rules.share_that_can_be_paid, (-5.0, 0.0), 1.0, "who wants nothing gets all of it"),
    Case(
        rules.applicants_remember, (0.9, 0.5, having(memory_rate=0.25)), 0.9 - 0.25 * 0.4, "a quarter of the way down"
    ),
]
