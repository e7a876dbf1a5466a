"""Cases of the enterprise: what it chooses, with whom, what it learns, and what it pays and gets."""

from __future__ import annotations

import math

from consortium.simulation.rules import common, support, training
from consortium.simulation.rules import enterprise as rules
from consortium.simulation.state.columns import COTRAINING, PLACEMENT
from tests.simulation.rules.an_enterprise import AVERAGE, CONSORTIUM, ENTITY, HOST, host
from tests.simulation.rules.by_hand import Case, having

CASES = [
    Case(rules.enterprise_joins_consortium, (9.0, 10.0, HOST), True, "its liking is worth 2 a place"),
    Case(rules.enterprise_joins_consortium, (7.0, 10.0, HOST), False, "but not 3"),
    # .2 × (1 − .5 × .5) × (1 − .4 × .5).
    Case(
        rules.review_chance,
        (HOST, CONSORTIUM, having(inertia=0.8, tenure_gain=0.5, platform_stability=0.4, **ENTITY)),
        0.2 * 0.75 * 0.8,
        "a run consortium and a platform make ties last",
    ),
    Case(
        rules.review_chance,
        (host(agreement_left=1), CONSORTIUM, having(inertia=0.8, tenure_gain=0.5, platform_stability=0.4, **ENTITY)),
        0.0,
        "an agreement binds",
    ),
    # β / nest = 1. Weights in {0, 1}: 1 and ⅓; in {2, 3}: ½ and 1 relative to the best, whose worth is ln 2.
    # Inclusive ½ ln(4/3) against ½ ln(3/2) + ½ ln 2 = ½ ln 3: odds of √(4/9), so .4 for nobody trained.
    *(
        Case(
            rules.enterprise_chooses_depth,
            (-math.log(3), 0.0, math.log(2), nest, within, having(beta=0.5, nest=0.5)),
            depth,
            says,
        )
        for nest, within, depth, says in (
            (0.39, 0.74, 0, "nobody trained (.4), three quarters of them none"),
            (0.39, 0.76, 1, "a quarter nominal"),
            (0.41, 0.32, 2, "somebody trained (.6), a third of them placement"),
            (0.41, 0.34, 3, "two thirds co-training"),
        )
    ),
    # .1 + .2 × .5 + .1 × .5 + (.05 + .2 × .5).
    Case(
        rules.awareness_gain_chance,
        (
            HOST,
            having(
                publicity=0.1,
                aware_peer=0.2,
                aware_association=0.1,
                association=0.5,
                aware_member=0.05,
                aware_entity=0.2,
                **ENTITY,
            ),
        ),
        0.1 + 0.1 + 0.05 + 0.15,
        "publicity, neighbours, association, consortium",
    ),
    # Of 40 × .8 = 32 promisable students 24 are promised: a quarter is slack.
    Case(
        rules.score_of_candidate,
        (0.6, -1.0, 24.0, 40.0, having(promised_most=0.8, candidate_noise=0.1, slack_weight=0.4)),
        0.6 - 0.1 + 0.4 / 4,
        "reputation, luck, and students not yet promised",
    ),
    Case(
        rules.score_of_candidate,
        (0.6, 0.0, 0.0, 0.0, having(promised_most=0.8, candidate_noise=0.1, slack_weight=0.4)),
        0.6 - 0.4,
        "a school without the field has none",
    ),
    Case(rules.school_at_hand, (host(suspended=2), 1, having(fill_least=0.5)), -1, "after a dispute none"),
    Case(
        rules.school_at_hand,
        (host(partner=-1), 0, having(fill_least=0.5)),
        5,
        "who has no partner meets the best candidate",
    ),
    Case(rules.school_at_hand, (HOST, 1, having(fill_least=0.5)), 3, "a partner that fills places stays"),
    Case(
        rules.school_at_hand, (host(fill_rate=0.4), 1, having(fill_least=0.5)), 6, "one that leaves them empty does not"
    ),
    Case(
        rules.school_at_hand,
        (host(fill_rate=0.4, other_candidate=-1), 1, having(fill_least=0.5)),
        3,
        "unless there is no other",
    ),
    Case(rules.school_at_hand, (HOST, 0, having(fill_least=0.5)), 6, "a partner that takes no part is left"),
    Case(rules.yearly_learning, (having(lambda_c=0.2),), 1 - 0.8 * 0.8, "twice a fifth"),
    # Weight .36 × 4 / (4 + 12) = .09 of the news .8 − .6.
    Case(
        rules.enterprise_learns_of_trainees,
        (0.6, 4, 3.2, 0.9, having(lambda_c=0.2, trainee_prior=12.0, reputation_trust=0.5)),
        0.6 + 0.09 * 0.2,
        "from those it saw",
    ),
    Case(
        rules.enterprise_learns_of_trainees,
        (0.6, 0, 0.0, 0.9, having(lambda_c=0.2, trainee_prior=12.0, reputation_trust=0.5)),
        0.6 + 0.5 * 0.36 * 0.3,
        "who saw nobody trusts a reputation by half",
    ),
    Case(
        rules.enterprise_learns_of_trainees,
        (0.6, 0, 0.0, -1.0, having(lambda_c=0.2, trainee_prior=12.0, reputation_trust=0.5)),
        0.6,
        "who saw nobody and knows no school learns nothing",
    ),
    # (2 + 6 × .5) / (4 + 6) = .5.
    Case(
        rules.enterprise_learns_of_retention,
        (0.4, 4, 2.0, 0.5, having(lambda_c=0.2, own_prior=6.0)),
        0.4 + 0.36 * 0.1,
        "own completers, and those of the field",
    ),
    # 30 k¥ × (1 + 2 × .25) = 45 a year; half a year, .8 of it at work.
    Case(
        training.contribution_of_trainee,
        (HOST, COTRAINING, common.ORDINARY, 3, 0.75, 0.8, having(**AVERAGE)),
        0.5 * 0.8 * 45,
        "the skilled produce more",
    ),
    Case(
        training.contribution_of_trainee,
        (host(hands=10.0), PLACEMENT, common.ORDINARY, 5, 0.75, 0.8, having(iota_2=0.4, **AVERAGE)),
        0.5 * 0.8 * (0.4 * 45 + 10),
        "a placement in part, and as a pair of hands",
    ),
    # 6 trainee-years × .3 × 2 = 3.6 accidents: with a draw of .5 four of them.
    Case(
        training.accident_loss,
        (6.0, 2.0, 0.5, having(accident_rate=0.3, accident_cost=10.0, wear=3.0)),
        6 * 3 * 2 + 4 * 10,
        "wear, and four accidents",
    ),
    Case(
        training.accident_loss,
        (6.0, 2.0, 0.3, having(accident_rate=0.3, accident_cost=10.0, wear=3.0)),
        6 * 3 * 2 + 3 * 10,
        "wear, and three",
    ),
    Case(
        support.money_received,
        (
            having(
                relief_received=1.0,
                compensation_received=2.0,
                bonus_received=4.0,
                subsidy_received=8.0,
                tax_received=16.0,
                help_received=32.0,
                commission_received=64.0,
            ),
        ),
        127.0,
        "all seven kinds",
    ),
    Case(
        rules.money_paid_between_members, (having(sharing_paid=5.0, sharing_received=2.0),), 3.0, "paid less received"
    ),
    Case(
        rules.money_paid_beside_training,
        (
            having(
                fee_paid=1.0,
                autonomy_lost=2.0,
                technicians_paid=4.0,
                penalty_paid=8.0,
                sharing_paid=16.0,
                sharing_received=32.0,
                fixed_cost=64.0,
                accident_loss=128.0,
                application_paid=256.0,
                returned=512.0,
                platform_paid=1024.0,
                commission_paid=2048.0,
            ),
        ),
        1 + 2 + 4 + 8 + 16 - 32 + 64 + 128 + 256 + 512 + 1024 + 2048,
        "all that is paid, less what members repay",
    ),
]
