"""Cases of the student: entry, learning, leaving."""

from __future__ import annotations

import math

from consortium.simulation.rules import common
from consortium.simulation.rules import student as rules
from consortium.simulation.state.columns import COTRAINING, NONE, PLACEMENT
from tests.simulation.rules.by_hand import Case, having

OWN = having(own_choice_gain=0.6, own_choice_least=0.1, own_choice_most=0.9)
WANT = having(volunteer=0.2, volunteer_own=0.8, volunteer_placement=0.5, volunteer_cotraining=-0.6)
QUEUE = having(selectivity=0.5, queue_scale=0.2, engineer_quota=0.4)
POOL = having(open_share=0.2, entity=0.5, community=0.0, community_field=0.0, park_share=0.0, scale=4.0)
TEACHING = having(base_practice=0.4, teaching_unexperienced=0.6, teaching_unequipped=0.5)
LEARNING = having(
    k_p=0.5, k_th=0.4, iota_2=0.5, lag_rate=0.4, research_lag=0.5, research=1.0, research_full=0.05, W=40.0
)
LEAVING = having(
    dropout=0.12,
    dropout_pressure=1.5,
    dropout_own=0.5,
    dropout_work=0.25,
    dropout_no_reputation=2.0,
    dropout_reputation=1.0,
    q_ref=0.6,
)
REFUSING = having(refuse=0.2, refuse_own=1.0, refuse_reference=0.5, refuse_deep=0.25)

CASES = [
    Case(rules.own_choice_chance, (0.3, 0.2, OWN), 0.9, ".6 × 1.5 is the most"),
    Case(rules.own_choice_chance, (0.1, 0.2, OWN), 0.3, "where few applicants come, seats are filled up"),
    # .618 × 10 = 6.18: 6 and 10 share 2, 5 and 10 share 5, 4 shares 2; 3 is the first that shares nothing.
    Case(rules.seats_apart, (10,), 3, "the first below the golden section without a common divisor"),
    Case(rules.seats_apart, (13,), 8, "Fibonacci's neighbours share nothing"),
    Case(rules.scattered_seat, (4, 3, 10), 2, "12 seats on, once around"),
    Case(rules.coprime, (8, 13), True, "8 and 13"),
    Case(rules.coprime, (6, 10), False, "6 and 10 share 2"),
    # .2 + .8 (1 − ½) − .6 = 0.
    Case(rules.volunteering_chance, (1, COTRAINING, WANT), 1 / 2, "own choice makes up for the years"),
    # .2 − .4 + .5 = .3.
    Case(rules.volunteering_chance, (0, PLACEMENT, WANT), 1 / (1 + math.exp(-0.3)), "a short placement puts off fewer"),
    Case(rules.queue_score, (0.6, PLACEMENT, -1.0, QUEUE), 0.5 * 3.0 - 0.5, "half ability, half luck"),
    # Selected by .5 + .5 × .4 = .7.
    Case(rules.queue_score, (0.6, COTRAINING, -1.0, QUEUE), 0.7 * 3.0 - 0.3, "field engineers are selected more"),
    Case(
        rules.attraction_of_host,
        (2.0, 0.5, having(appeal_of_size=0.3, appeal_of_mentor=0.8)),
        0.6 + 0.4,
        "size and mentors",
    ),
    # A member shares .2 + .8 × .5 = .6 of the places of one real enterprise, all of the three others': 1 − .4 / 4 = .9.
    Case(
        rules.places_open_to_all, (12.0, having(offered=10.0, member=1, field=0), POOL), 9, "members pool their places"
    ),
    Case(rules.places_open_to_all, (12.0, having(offered=10.0, member=0, field=0), POOL), 8, "others open a fifth"),
    Case(rules.places_open_to_all, (5.0, having(offered=10.0, member=1, field=0), POOL), 5.0, "no more than are left"),
    Case(
        rules.mentor_quality,
        (0.5, common.APPRENTICESHIP, having(mentor_gain=0.4, mentor_ratio=0.5)),
        0.7,
        "apprentices have mentors of their own",
    ),
    Case(
        rules.mentor_quality, (0.5, common.ORDINARY, having(mentor_gain=0.4, mentor_ratio=0.5)), 0.5, "others have not"
    ),
    # Experience .5 + .2 × .5 = .6, so .6 + .4 × .6 = .84; equipment .6 + .4 × .5 = .8, so .5 + .5 × .8 = .9.
    Case(
        rules.practice_taught,
        (having(practical_share=0.5, teacher_experience=0.5, technicians=0.2, equipment=0.6), 0.5, TEACHING),
        0.5 * 0.84 * 0.9,
        "share of practice × teachers × equipment",
    ),
    # .4 × .5 at school, .6 × .8 at work.
    Case(
        rules.student_learns_practice,
        (0.5, 0.2, 0.5, COTRAINING, 0.6, 0.8, LEARNING),
        0.2 + 0.5 * 0.5 * (0.2 + 0.48) * 0.8,
        "at school and at work, of what is left to learn",
    ),
    Case(
        rules.student_learns_practice,
        (0.5, 0.2, 0.5, PLACEMENT, 0.6, 0.8, LEARNING),
        0.2 + 0.5 * 0.5 * (0.2 + 0.24) * 0.8,
        "placement teaches by half",
    ),
    Case(
        rules.student_learns_theory,
        (0.5, 0.4, having(practical_share=0.5), 0.2, LEARNING),
        0.4 + 0.4 * 0.5 * 0.8 * 0.5 * 0.6,
        "at school, in what is not practice",
    ),
    # Research is half under way (1 / (.05 × 40)) and takes half of that from the host's lag: 2 × .75 = 1.5.
    Case(
        rules.student_keeps_up,
        (3.0, having(curriculum_age=5.0), COTRAINING, 0.5, 2.0, LEARNING),
        3 + 0.4 * (0.5 * 2.0 + 0.5 * -1.5),
        "pulled to an old curriculum and to a modern host",
    ),
    # .12 over 6 semesters are .02 each; pressure 1.5 − .5 − .25; reputation .3 of .6: 1.5 of 1.
    Case(
        rules.dropout_chance,
        (1, 0.5, 0.3, LEAVING),
        0.02 * 0.75 * 1.5,
        "own field and a host hold, a poor school does not",
    ),
    Case(rules.dropout_chance, (0, 0.0, 0.6, LEAVING), 0.02 * 1.5, "at the reference only the pressure counts"),
    # Geometric mean of .64 and .36 is .48.
    Case(
        rules.adequacy,
        (0.64, 0.36, 2.0, having(alpha=0.5, omega=0.1)),
        0.48 * math.exp(-0.2),
        "too little of either costs",
    ),
    Case(rules.degree_chance, (0.7, having(degree=0.2, degree_ability=0.5)), 0.4, "the able go on"),
    Case(rules.degree_chance, (0.1, having(degree=0.2, degree_ability=0.5)), 0.0, "the weak never"),
    Case(rules.refusal_chance, (0, NONE, REFUSING), 0.2 * 1.5, "who did not choose the field refuses more often"),
    Case(rules.refusal_chance, (1, COTRAINING, REFUSING), 0.2 * 0.25, "own choice and co-training reconcile"),
]
