"""Cases of the school: its part in the consortium, and how its teaching develops."""

from __future__ import annotations

import math

from consortium.simulation.rules import school as rules
from consortium.simulation.state.columns import COTRAINING, NOMINAL, NONE, PLACEMENT
from tests.simulation.rules.by_hand import Case, having

LINKS = having(link_placement=0.5, link_nominal=0.1)
PART = having(mandate=0.3, evaluation=0.1, form=0.6, resource_gain=0.2, school_cost=0.4, school_beta=10.0)
PRACTICE = having(x_alone=0.2, x_equipment=0.4, x_ties=0.5, x_speed=0.25, x0=0.4, standard=0.5)
TEACHERS = having(rotation=0.1, rotation_alone=0.3, q_decay=0.2, q0=0.3, q_margin=0.1)
EQUIPMENT = having(
    e_own=0.05,
    e_cofund=0.04,
    e_mixed=0.1,
    mixed_ownership=0.5,
    cofund_leak=0.4,
    supervision=0.5,
    e_sharing=0.06,
    sharing=0.5,
    e_platform=0.02,
    e_depreciation=0.1,
    e_commission=0.05,
)
CURRICULUM = having(
    update=0.2,
    update_link=0.25,
    update_unvoiced=0.6,
    voice=0.4,
    cofund_voice=0.0,
    mixed_ownership=0.0,
    research_update=0.1,
    research=1.0,
    research_full=0.05,
    W=40.0,
)
NOISE = having(match_noise=0.8, platform_informs=0.5, association_informs=0.25, association=0.4)
OUTREACH = having(outreach=0.5, association_brings=0.5, association=0.4)

CASES = [
    Case(rules.weight_of_tie, (COTRAINING, LINKS), 1.0, "co-training counts in full"),
    Case(rules.weight_of_tie, (PLACEMENT, LINKS), 0.5, "placement by half"),
    Case(rules.weight_of_tie, (NOMINAL, LINKS), 0.1, "a plaque hardly"),
    Case(rules.weight_of_tie, (NONE, LINKS), 0.0, "none not at all"),
    Case(rules.places_that_count, (having(depth=NOMINAL, places=6.0, fill_rate=0.5),), 6.0, "on paper at depth 1"),
    Case(
        rules.places_that_count, (having(depth=PLACEMENT, places=6.0, fill_rate=0.5),), 3.0, "as far as filled beyond"
    ),
    # One of 4 real enterprises has this school's partnership; the others' 20 places reach it with a tenth.
    Case(
        rules.in_reach, (8.0, 20.0, 0.1, having(scale=4.0)), 8 / 4 + 3 / 4 * 20 * 0.1, "one in four, and a tenth of all"
    ),
    Case(rules.link_strength, (20.0, 60, having(link_k=1.5)), 1 - math.exp(-0.5), "a third of the intake has places"),
    # .3 + .1 (.6 + .4 × .5) + .2 × .5 − .4 = .08, times 10.
    Case(rules.school_wants_to_take_part, (0.5, PART), 1 / (1 + math.exp(-0.8)), "mandate and resources against cost"),
    # Pace .2 + .4 × .5 + .5 × .4 = .6; from .3 to the standard .5.
    Case(
        rules.school_raises_practical_share,
        (having(practical_share=0.3, equipment=0.5), 0.4, PRACTICE),
        0.3 + 0.25 * 0.6 * 0.2,
        "three fifths of the possible pace",
    ),
    # Sent: .1 (.3 + .7 × .5)(1 − .4) = .039; forgotten: .2 (.4 − .3 + .1) = .04; half a year of both.
    Case(
        rules.school_develops_teachers,
        (having(teacher_experience=0.4), 0.5, TEACHERS),
        0.4 + (0.039 - 0.04) / 2,
        "a little more is forgotten than learned",
    ),
    # Without supervision .4 would leak; half supervised, .2 does.
    Case(rules.supervised_share, (having(cofund_leak=0.4, supervision=0.5),), 0.8, "half the leak is stopped"),
    Case(rules.technicians_teach, (0.5, having(technicians=0.2)), 0.1, "as far as ties go"),
    # .05 + (.04 + .1 × .5 × .8) × .5 + .06 × .5 + .02 × .5 = .13 gained, .1 × .6 worn.
    Case(
        rules.school_renews_equipment,
        (having(equipment=0.6, commission_received=0.0, intake=10), 0.5, having(platform_eff=0.5), EQUIPMENT),
        0.6 + (0.13 - 0.06) / 2,
        "own means, partners, co-owners, sharing and platform against wear",
    ),
    # Pulled: .2 alone, .25 × .5 (.6 + .4) = .125 by partners, .1 × .5 × (1 / 2) = .025 by research.
    Case(
        rules.school_updates_curriculum,
        (having(curriculum_age=4.0), 0.5, CURRICULUM),
        4 + (1 - 4 * 0.35) / 2,
        "half a year older, and pulled along",
    ),
    # .8 × (1 − .5 × .4) × (1 − .25 × .4).
    Case(
        rules.information_noise, (having(platform_eff=0.4), NOISE), 0.8 * 0.8 * 0.9, "platform and association inform"
    ),
    # 60 seats × .5 = 30 approaches over 20 enterprises, more by 1 + .3 + .5 × .4.
    Case(
        rules.approaches_expected,
        (60.0, 20, having(platform_eff=0.3), OUTREACH),
        1.5 * 1.5,
        "three halves, brought together",
    ),
    Case(rules.approaches_expected, (60.0, 0, having(platform_eff=0.3), OUTREACH), 0.0, "nobody to approach"),
    # Poisson with mean 1: up to 0 .368, up to 1 .736, up to 2 .920.
    Case(rules.approaches_received, (0.36, 1.0), 0, "below e⁻¹ none"),
    Case(rules.approaches_received, (0.5, 1.0), 1, "between e⁻¹ and 2 e⁻¹ one"),
    Case(rules.approaches_received, (0.9, 1.0), 2, "between 2 e⁻¹ and 2.5 e⁻¹ two"),
    Case(
        rules.demand_as_heard,
        (0.2, -1.0, 0.5, having(demand_error=0.4)),
        0.2 * math.exp(-0.2),
        "heard too low by a fifth",
    ),
    Case(rules.wanted_mix, (1.5, 0.4, 0.2, having(homogeneity=0.25)), 1.5 * (0.1 + 0.15), "a quarter follows fashion"),
]
