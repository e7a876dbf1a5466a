"""Cases of the small functions that every rule may use."""

from __future__ import annotations

import math

from consortium.simulation.rules import common as rules
from consortium.simulation.state.columns import COTRAINING, NONE, PLACEMENT
from tests.simulation.rules.by_hand import Case, having

WEEKS = having(
    w_apprentice=(0.0, 0.2, 0.4, 0.6, 0.8, 1.0), w_3=(0.0, 0.0, 0.5, 0.5, 0.5, 1.0), w_2=(0, 0, 0, 0, 0, 0.8)
)
"""Time at work by semester: apprentices, other co-trainees, placement."""

CASES = [
    Case(rules.clip, (1.3, 0.0, 1.0), 1.0, "what is above the range becomes its top"),
    Case(rules.clip, (-0.2, 0.0, 1.0), 0.0, "what is below the range becomes its bottom"),
    Case(rules.clip, (0.4, 0.0, 1.0), 0.4, "what is within the range stays"),
    Case(rules.rounded, (2.5,), 3, "a half is rounded up"),
    Case(rules.rounded, (2.49,), 2, "less than a half is rounded down"),
    Case(rules.logistic, (0.0,), 1 / 2, "nothing for or against is an even chance"),
    Case(rules.logistic, (math.log(3.0),), 3 / 4, "odds of 3 to 1"),
    Case(rules.logistic, (-1000.0,), 0.0, "what speaks utterly against does not overflow"),
    Case(rules.is_autumn, (1,), True, "tick 1 opens the first year"),
    Case(rules.is_autumn, (2,), False, "tick 2 closes it"),
    Case(rules.year_of, (0,), 0, "tick 0 ends year 0"),
    Case(rules.year_of, (5,), 3, "ticks 5 and 6 are year 3"),
    Case(rules.year_of, (6,), 3, "ticks 5 and 6 are year 3"),
    Case(
        rules.time_at_work, (COTRAINING, rules.APPRENTICESHIP, 3, WEEKS), 0.6, "an apprentice has a rhythm of its own"
    ),
    Case(rules.time_at_work, (COTRAINING, rules.ORDER_CLASS, 3, WEEKS), 0.5, "an order class has the ordinary one"),
    Case(rules.time_at_work, (PLACEMENT, rules.ORDINARY, 5, WEEKS), 0.8, "placement fills most of the last semester"),
    Case(rules.time_at_work, (NONE, rules.ORDINARY, 5, WEEKS), 0.0, "who has no host does not work"),
    # Half a year for each semester: ½ (.5 + .5 + .5 + 1).
    Case(rules.duration, (COTRAINING, rules.ORDINARY, WEEKS), 0.5 * 2.5, "co-training lasts a year and a quarter"),
    Case(
        rules.duration, (COTRAINING, rules.APPRENTICESHIP, WEEKS), 0.5 * 3.0, "apprenticeship lasts a year and a half"
    ),
    Case(rules.duration, (PLACEMENT, rules.ORDINARY, WEEKS), 0.5 * 0.8, "placement lasts two fifths of a year"),
    Case(rules.intensity, (COTRAINING, having(iota_2=0.3)), 1.0, "all of a co-trainee's work is training"),
    Case(rules.intensity, (PLACEMENT, having(iota_2=0.3)), 0.3, "three tenths of a placement are"),
    Case(rules.intensity, (NONE, having(iota_2=0.3)), 0.0, "without a host nothing is"),
    Case(
        rules.voice_in_force,
        (having(voice=0.2, cofund_voice=0.5, mixed_ownership=0.4),),
        0.2 + 0.5 * 0.4,
        "co-owners add to the seats of enterprises",
    ),
    Case(
        rules.voice_in_force, (having(voice=0.9, cofund_voice=0.5, mixed_ownership=0.4),), 1.0, "no more than all seats"
    ),
    # A benefit of .05 × 80 k¥ counts in full.
    Case(
        rules.research_effort, (having(research=1.0, research_full=0.05, W=80.0),), 1 / 4, "a quarter of the full one"
    ),
    Case(
        rules.research_effort,
        (having(research=9.0, research_full=0.05, W=80.0),),
        1.0,
        "more than the full counts as 1",
    ),
]
