"""Draws by identity: every random number is a pure function of who decides what, and when.

A draw is addressed by (seed; decision, tick, region, agent, other, cohort) and computed with the counter-based
generator Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"). There
is no state that is used up: the order of calculation, the number of threads, agents added elsewhere or a decision
that is never acted on change nobody's draw. Two runs that differ in a policy therefore live in the same world.

The 128 bits of the counter hold, word by word:

    0   agent: an enterprise's or school's index in its region; for a student `school << 16 | seat`
    1   other: the second party of a pair, or a running number inside the decision; to a student who seeks a job in
        another region an employer there is `region + 1 << 21 | index`
    2   tick (16 bits, two's complement) and region (16 bits)
    3   decision (12 bits) and cohort (20 bits, two's complement)
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import float64, uint32, uint64

from .compilation import NOT_COMPILED, allocates, compiled, compiled_once, inlined

# One number per decision. Numbers are never reused or renumbered: that would change every published run. They are NumPy
# integers because Numba compiles a function anew for every Python constant that it is passed.
ENTERPRISE_SIZE = np.int64(1)
ENTERPRISE_NET_BENEFIT = np.int64(2)
ENTERPRISE_FRICTION = np.int64(3)
ENTERPRISE_TASTE = np.int64(4)
ENTERPRISE_MENTOR = np.int64(5)
ENTERPRISE_LAG = np.int64(6)
ENTERPRISE_AWARE_AT_START = np.int64(7)
ENTERPRISE_LINK_REWIRED = np.int64(8)
ENTERPRISE_LINK_TARGET = np.int64(9)
ENTERPRISE_BECOMES_AWARE = np.int64(10)
ENTERPRISE_REVIEWS = np.int64(11)
ENTERPRISE_CHOOSES_NEST = np.int64(12)
ENTERPRISE_CHOOSES_IN_NEST = np.int64(13)
ENTERPRISE_EXPLORES = np.int64(14)
ENTERPRISE_EXPLORES_DEPTH = np.int64(15)
ENTERPRISE_DISPUTE = np.int64(16)
ENTERPRISE_VACANCIES = np.int64(17)
ENTERPRISE_ACCIDENTS = np.int64(18)
ENTERPRISE_TAX_APPROVED = np.int64(19)
ENTERPRISE_AUDITED = np.int64(20)
ENTERPRISE_HORIZON = np.int64(21)
ENTERPRISE_FORM = np.int64(22)
ENTERPRISE_APPROACHED = np.int64(23)
ENTERPRISE_MEETS_SCHOOL = np.int64(24)
ENTERPRISE_SEARCHES = np.int64(25)
ENTERPRISE_HONESTY = np.int64(26)
ENTERPRISE_HANDS = np.int64(27)
ENTERPRISE_IN_PARK = np.int64(28)
ENTERPRISE_WATCHES_PARK = np.int64(29)
ENTERPRISE_PARK_TARGET = np.int64(30)
SCHOOL_PROFILE = np.int64(40)
SCHOOL_REPUTATION = np.int64(41)
SCHOOL_REVIEWS = np.int64(42)
SCHOOL_ACTIVE = np.int64(43)
SCHOOL_SIGNAL = np.int64(46)
SCHOOL_IMPRESSES = np.int64(48)
SCHOOL_ADAPTS = np.int64(49)
SCHOOL_SEATS_SHIFT = np.int64(47)
STUDENT_ABILITY = np.int64(60)
STUDENT_SORTING = np.int64(61)
STUDENT_OWN_CHOICE = np.int64(62)
STUDENT_VOLUNTEERS = np.int64(63)
STUDENT_QUEUES = np.int64(64)
STUDENT_DROPS_OUT = np.int64(65)
STUDENT_TAKES_DEGREE = np.int64(66)
STUDENT_STAYS = np.int64(67)
STUDENT_REFUSES_FIELD = np.int64(68)
STUDENT_SEARCHES_OWN_FIELD = np.int64(69)
STUDENT_APPLIES_TO = np.int64(70)
STUDENT_LIKES_JOB = np.int64(71)
EMPLOYER_SCORES_STUDENT = np.int64(72)
STUDENT_QUITS_EARLY = np.int64(73)
STUDENT_LOOKS_BEYOND = np.int64(74)
STUDENT_CHOOSES_REGION = np.int64(75)
REGION_DEMAND = np.int64(90)
REGION_FASHION = np.int64(91)

_WORD = 0xFFFFFFFF
_MULTIPLIER_0 = 0xD2511F53
_MULTIPLIER_1 = 0xCD9E8D57
CENTRAL = 0.425
"""Distance from 1/2 up to which a quantile of the normal distribution needs no logarithm."""

PIECE = 256
"""Draws that are turned into normal ones at a time: their scratch stays in the nearest cache."""

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
        (int(decision) & 0xFFF) | ((cohort & 0xFFFFF) << 12),
        seed & _WORD,
        (seed >> 32) & _WORD,
    )
    return ((word_0 >> 6) * 67108864.0 + (word_1 >> 6) + 0.5) / 4503599627370496.0


@inlined
def _central_quantile(q):
    """`normal_quantile` of q + 1/2 for |q| ≤ .425."""
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


@compiled
def _outer_quantile(probability, q):
    """`normal_quantile` for |q| > .425, q = probability − 1/2."""
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


@compiled
def normal_quantile(probability):
    """Quantile of the standard normal distribution, 0 < probability < 1 (Wichura 1988, algorithm AS 241, PPND16).

    Relative error about 1e-16. Our own because Numba compiles no special functions and the same bits are needed
    in Python and in compiled code.
    """
    q = probability - 0.5
    return _central_quantile(q) if abs(q) <= CENTRAL else _outer_quantile(probability, q)


@compiled_once("float64(int64, int64, int64, int64, int64, int64, int64)")
def normal(seed, decision, tick, region, agent, other, cohort):
    """Standard normal draw for one decision of one agent, by inverting one uniform draw."""
    return normal_quantile(uniform(seed, decision, tick, region, agent, other, cohort))


# --- many draws at once ----------------------------------------------------------------------------------------------
#
# `uniform` and `normal` are the definition. The functions below give the same bits for many agents in
# one loop over 32-bit words, which the compiler turns into vector instructions: about a tenth of the time a draw. A
# draw that nobody uses costs less than finding out who needs one.


@inlined
def _block(word_0, word_1, word_2, word_3, key_0, key_1):
    """`philox` on machine words of 32 bits, which wrap by themselves."""
    for _ in range(10):
        product_0 = uint64(_MULTIPLIER_0) * uint64(word_0)
        product_1 = uint64(_MULTIPLIER_1) * uint64(word_2)
        word_0 = uint32(product_1 >> uint64(32)) ^ word_1 ^ key_0
        word_1 = uint32(product_1)
        word_2 = uint32(product_0 >> uint64(32)) ^ word_3 ^ key_1
        word_3 = uint32(product_0)
        key_0 = uint32(key_0 + uint32(_WEYL_0))
        key_1 = uint32(key_1 + uint32(_WEYL_1))
    return word_0, word_1, word_2, word_3


@compiled
def _fraction(high, low):
    """The open unit interval from 26 bits of each of two words."""
    return (float64(high >> uint32(6)) * 67108864.0 + float64(low >> uint32(6)) + 0.5) / 4503599627370496.0


@compiled
def _counter(decision, tick, region, cohort):
    """The two words of the counter that all agents of a decision share."""
    return (
        uint32((tick & 0xFFFF) | ((region & 0xFFFF) << 16)),
        uint32((decision & 0xFFF) | ((cohort & 0xFFFFF) << 12)),
    )


@compiled_once("void(int64, int64, int64, int64, int64, int64, int64, int64, float64[::1])", error_model="numpy")
def uniforms(seed, decision, tick, region, first, count, other, cohort, draws):
    """Fill `draws[:count]` with `uniform` of the agents first, first + 1, …"""
    when, what = _counter(decision, tick, region, cohort)
    key_0, key_1, second = uint32(seed), uint32(seed >> 32), uint32(other)
    for i in range(count):
        word_0, word_1, _, _ = _block(uint32(first + i), second, when, what, key_0, key_1)
        draws[i] = _fraction(word_0, word_1)


@compiled_once(
    "void(int64, int64, int64, int64, int64[::1], int64[::1], int64, int64, float64[::1])", error_model="numpy"
)
def uniforms_of_pairs(seed, decision, tick, region, agents, others, count, cohort, draws):
    """Fill `draws[:count]` with `uniform` of agents[i] towards others[i]."""
    when, what = _counter(decision, tick, region, cohort)
    key_0, key_1 = uint32(seed), uint32(seed >> 32)
    for i in range(count):
        word_0, word_1, _, _ = _block(uint32(agents[i]), uint32(others[i]), when, what, key_0, key_1)
        draws[i] = _fraction(word_0, word_1)


@compiled_once("void(float64[::1], int64)", error_model="numpy")
@allocates
def to_normals(draws, count):
    """Turn `draws[:count]` from uniform into standard normal, each by `normal_quantile`.

    Piece by piece: first what vector instructions can do, then the few draws far from the middle.
    """
    normals = np.empty(PIECE)
    for start in range(0, count, PIECE):
        length = min(PIECE, count - start)
        piece = draws[start : start + length]
        for i in range(length):
            normals[i] = _central_quantile(piece[i] - 0.5)
        for i in range(length):
            q = piece[i] - 0.5
            piece[i] = normals[i] if abs(q) <= CENTRAL else _outer_quantile(piece[i], q)


def _one_by_one(fill: Any) -> Any:
    """The same without words that wrap, which plain Python does not have: each draw by `uniform`."""

    def uniforms(seed, decision, tick, region, first, count, other, cohort, draws):
        for i in range(count):
            draws[i] = uniform(seed, decision, tick, region, first + i, other, cohort)

    def uniforms_of_pairs(seed, decision, tick, region, agents, others, count, cohort, draws):
        for i in range(count):
            draws[i] = uniform(seed, decision, tick, region, int(agents[i]), int(others[i]), cohort)

    return {"uniforms": uniforms, "uniforms_of_pairs": uniforms_of_pairs}[fill.py_func.__name__]


if NOT_COMPILED:
    uniforms, uniforms_of_pairs = map(_one_by_one, (uniforms, uniforms_of_pairs))


@compiled
def student_identity(school, seat):
    """The first word of a student's draws: school (index in its region) and seat, 16 bits each."""
    return (school << 16) | seat


REGION_OF_EMPLOYER = 21
"""Bits above which the second word of a student's draw holds an employer's region: no region has 2^21 enterprises."""


@compiled
def first_employer_elsewhere(region):
    """What is added to the index of an employer in the draws of students of other regions, who seek a job there."""
    return (region + 1) << REGION_OF_EMPLOYER
