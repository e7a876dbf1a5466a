"""Draws by identity: the published generator, uniform and normal, the same in Python and compiled."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import ndtri

from consortium.simulation import randomness
from consortium.simulation.compilation import plain
from consortium.simulation.randomness import (
    normal,
    normal_quantile,
    philox,
    to_normals,
    uniform,
    uniforms,
    uniforms_of_pairs,
)

# Known answers of the Random123 distribution (kat_vectors, philox4x32 10): counter, key, result.
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_philox_gives_the_published_answers(counter: tuple, key: tuple, words: tuple) -> None:
    assert philox(*counter, *key) == words
    assert plain(philox)(*counter, *key) == words


identities = st.tuples(
    st.integers(0, 2**63 - 1),
    st.integers(1, 4095),
    st.integers(-32768, 32767),
    st.integers(0, 65535),
    st.integers(0, 2**31 - 1),
    st.integers(0, 2**31 - 1),
    st.integers(-(2**19), 2**19 - 1),
)


@given(identities)
def test_a_draw_has_the_same_bits_in_python_and_compiled(identity: tuple) -> None:
    assert uniform(*identity) == plain(uniform)(*identity)
    assert normal(*identity) == plain(normal)(*identity)
    assert 0.0 < uniform(*identity) < 1.0


@given(identities, st.integers(1, 40))
def test_many_draws_at_once_are_the_same_words_as_one_by_one(identity: tuple, count: int) -> None:
    seed, decision, tick, region, first, other, cohort = identity
    addressed = [(seed, decision, tick, region, first + i, other, cohort) for i in range(count)]
    draws = np.full(count + 1, -1.0)
    uniforms(seed, decision, tick, region, first, count, other, cohort, draws)
    assert list(draws) == [*(uniform(*address) for address in addressed), -1.0]
    agents, others = np.arange(first, first + count), np.arange(count)[::-1].copy()
    uniforms_of_pairs(seed, decision, tick, region, agents, others, count, cohort, draws)
    assert list(draws[:-1]) == [
        uniform(seed, decision, tick, region, int(agent), int(partner), cohort)
        for agent, partner in zip(agents, others, strict=True)
    ]


@given(st.lists(st.floats(1e-300, 1 - 1e-16), max_size=600))
def test_many_normals_at_once_are_the_same_bits_as_one_by_one(probabilities: list[float]) -> None:
    draws = np.array([*probabilities, 7.0])
    to_normals(draws, len(probabilities))
    assert list(draws) == [*(normal_quantile(probability) for probability in probabilities), 7.0]


@given(identities, st.integers(0, 6), st.integers(1, 5))
def test_changing_any_part_of_an_identity_changes_the_draw(identity: tuple, part: int, step: int) -> None:
    other = list(identity)
    other[part] += (
        step if other[part] + step <= (2**63 - 1, 4095, 32767, 65535, 2**31, 2**31, 2**19 - 1)[part] else -step
    )
    assert uniform(*identity) != uniform(*other)


def test_draws_are_uniform_and_uncorrelated_between_neighbours() -> None:
    draws = np.array([uniform(1, 2, 3, 0, agent, 0, 0) for agent in range(20_000)])
    assert stats.kstest(draws, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(draws[:-1], draws[1:])[0, 1]) < 0.03
    later = np.array([uniform(1, 2, 4, 0, agent, 0, 0) for agent in range(20_000)])
    assert abs(np.corrcoef(draws, later)[0, 1]) < 0.03


@given(st.floats(1e-300, 1 - 1e-16))
def test_the_normal_quantile_agrees_with_scipys(probability: float) -> None:
    assert normal_quantile(probability) == pytest.approx(ndtri(probability), rel=1e-13, abs=1e-15)


def test_no_two_decisions_share_a_number() -> None:
    numbers = [
        value
        for name, value in vars(randomness).items()
        if name.isupper() and isinstance(value, np.integer) and not name.startswith("_")
    ]
    assert len(numbers) == len(set(numbers)) > 30
