"""Draws by identity: every random number is a pure function of who decides what, and when.

A draw is addressed by (seed; decision, tick, region, agent, other, cohort) and computed with the counter-based
generator Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"). There
is no state that is used up: the order of calculation, the number of threads, agents added elsewhere or a decision
that is never acted on change nobody's draw. Two runs that differ in a policy therefore live in the same world.

The 128 bits of the counter hold, word by word:

    0   agent: an enterprise's or school's index in its region; for a student `school << 16 | seat`
    1   other: the second party of a pair, or a running number inside the decision
    2   tick (16 bits, two's complement) and region (16 bits)
    3   decision (12 bits) and cohort (20 bits, two's complement)
"""

from __future__ import annotations

import math

from .compilation import compiled, compiled_once

# One number a decision. Numbers are never reused or renumbered: that would change every published run.
ENTERPRISE_SIZE = 1
ENTERPRISE_NET_BENEFIT = 2
ENTERPRISE_FRICTION = 3
ENTERPRISE_TASTE = 4
ENTERPRISE_MENTOR = 5
ENTERPRISE_LAG = 6
ENTERPRISE_AWARE_AT_START = 7
ENTERPRISE_LINK_REWIRED = 8
ENTERPRISE_LINK_TARGET = 9
ENTERPRISE_BECOMES_AWARE = 10
ENTERPRISE_REVIEWS = 11
ENTERPRISE_CHOOSES_NEST = 12
ENTERPRISE_CHOOSES_IN_NEST = 13
ENTERPRISE_EXPLORES = 14
ENTERPRISE_EXPLORES_DEPTH = 15
ENTERPRISE_DISPUTE = 16
ENTERPRISE_VACANCIES = 17
ENTERPRISE_ACCIDENTS = 18
ENTERPRISE_TAX_APPROVED = 19
ENTERPRISE_AUDITED = 20
ENTERPRISE_HORIZON = 21
ENTERPRISE_FORM = 22
SCHOOL_PROFILE = 40
SCHOOL_REPUTATION = 41
SCHOOL_REVIEWS = 42
SCHOOL_ACTIVE = 43
SCHOOL_COURTS = 44
SCHOOL_COURTING_SCORE = 45
SCHOOL_SIGNAL = 46
SCHOOL_SEATS_SHIFT = 47
STUDENT_ABILITY = 60
STUDENT_SORTING = 61
STUDENT_OWN_CHOICE = 62
STUDENT_VOLUNTEERS = 63
STUDENT_QUEUES = 64
STUDENT_DROPS_OUT = 65
STUDENT_TAKES_DEGREE = 66
STUDENT_STAYS = 67
STUDENT_REFUSES_FIELD = 68
STUDENT_SEARCHES_OWN_FIELD = 69
STUDENT_APPLIES_TO = 70
STUDENT_LIKES_JOB = 71
EMPLOYER_SCORES_STUDENT = 72
STUDENT_QUITS_EARLY = 73
REGION_DEMAND = 90
REGION_FASHION = 91

_WORD = 0xFFFFFFFF
_MULTIPLIER_0 = 0xD2511F53
_MULTIPLIER_1 = 0xCD9E8D57
_WEYL_0 = 0x9E3779B9
_WEYL_1 = 0xBB67AE85


@compiled
def philox(counter_0, counter_1, counter_2, counter_3, key_0, key_1):
    """Philox4x32-10: four 32-bit words (as integers) from a 128-bit counter and a 64-bit key.

    Written so that unbounded Python integers and wrapping 64-bit machine integers give the same words: of each
    product only the lowest 64 bits are ever looked at.
    """
    for _ in range(10):
        product_0 = _MULTIPLIER_0 * counter_0
        product_1 = _MULTIPLIER_1 * counter_2
        counter_0 = ((product_1 >> 32) & _WORD) ^ counter_1 ^ key_0
        counter_1 = product_1 & _WORD
        counter_2 = ((product_0 >> 32) & _WORD) ^ counter_3 ^ key_1
        counter_3 = product_0 & _WORD
        key_0 = (key_0 + _WEYL_0) & _WORD
        key_1 = (key_1 + _WEYL_1) & _WORD
    return counter_0, counter_1, counter_2, counter_3


@compiled_once("float64(int64, int64, int64, int64, int64, int64, int64)")
def uniform(seed, decision, tick, region, agent, other, cohort):
    """Uniform draw in the open interval (0, 1), 52 random bits, for one decision of one agent.

    The open interval lets quantile functions be applied without a guard. What does not apply is 0.
    """
    word_0, word_1, _, _ = philox(
        agent & _WORD,
        other & _WORD,
        (tick & 0xFFFF) | ((region & 0xFFFF) << 16),
        (decision & 0xFFF) | ((cohort & 0xFFFFF) << 12),
        seed & _WORD,
        (seed >> 32) & _WORD,
    )
    return ((word_0 >> 6) * 67108864.0 + (word_1 >> 6) + 0.5) / 4503599627370496.0


@compiled
def normal_quantile(probability):
    """Quantile of the standard normal distribution, 0 < probability < 1 (Wichura 1988, algorithm AS 241, PPND16).

    Relative error about 1e-16. Our own because Numba compiles no special functions and the same bits are needed
    in Python and in compiled code.
    """
    q = probability - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        numerator = (
            (
                (
                    ((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r
                    + 4.5921953931549871457e4
                )
                * r
                + 1.3731693765509461125e4
            )
            * r
            + 1.9715909503065514427e3
        ) * r + 1.3314166789178437745e2
        numerator = numerator * r + 3.3871328727963666080e0
        denominator = (
            (
                (
                    ((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r
                    + 2.1213794301586595867e4
                )
                * r
                + 5.3941960214247511077e3
            )
            * r
            + 6.8718700749205790830e2
        ) * r + 4.2313330701600911252e1
        denominator = denominator * r + 1.0
        return q * numerator / denominator
    r = probability if q < 0.0 else 1.0 - probability
    r = math.sqrt(-math.log(r))
    if r <= 5.0:
        r -= 1.6
        numerator = (
            (
                (
                    ((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1) * r
                    + 1.27045825245236838258e0
                )
                * r
                + 3.64784832476320460504e0
            )
            * r
            + 5.76949722146069140550e0
        ) * r + 4.63033784615654529590e0
        numerator = numerator * r + 1.42343711074968357734e0
        denominator = (
            (
                (
                    ((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2) * r
                    + 1.48103976427480074590e-1
                )
                * r
                + 6.89767334985100004550e-1
            )
            * r
            + 1.67638483018380384940e0
        ) * r + 2.05319162663775882187e0
        denominator = denominator * r + 1.0
    else:
        r -= 5.0
        numerator = (
            (
                (
                    ((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3) * r
                    + 2.65321895265761230930e-2
                )
                * r
                + 2.96560571828504891230e-1
            )
            * r
            + 1.78482653991729133580e0
        ) * r + 5.46378491116411436990e0
        numerator = numerator * r + 6.65790464350110377720e0
        denominator = (
            (
                (
                    ((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) * r
                    + 7.86869131145613259100e-4
                )
                * r
                + 1.48753612908506148525e-2
            )
            * r
            + 1.36929880922735805310e-1
        ) * r + 5.99832206555887937690e-1
        denominator = denominator * r + 1.0
    value = numerator / denominator
    return -value if q < 0.0 else value


@compiled_once("float64(int64, int64, int64, int64, int64, int64, int64)")
def normal(seed, decision, tick, region, agent, other, cohort):
    """Standard normal draw for one decision of one agent, by inverting one uniform draw."""
    return normal_quantile(uniform(seed, decision, tick, region, agent, other, cohort))


@compiled
def student_identity(school, seat):
    """The first word of a student's draws: school (index in its region) and seat, 16 bits each."""
    return (school << 16) | seat
