"""The three games of the literature end where theory says, and their paths are those computed by other means."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consortium.experiments.evolutionary_game.equilibria import interior_equilibria, stable_vertex, vertices
from consortium.experiments.evolutionary_game.games import PopulationGame
from consortium.experiments.evolutionary_game.reference_games import (
    COORDINATION,
    PLATFORM,
    REFERENCE,
    Coordination,
    ThreeParty,
)
from consortium.experiments.evolutionary_game.replicator import UNDECIDED, basins, time_between, trajectory
from consortium.simulation.checking import Refused

EVEN = (0.5, 0.5, 0.5)
ROUNDING = 6e-5
"""Half a unit in the fourth decimal, in which the reference paths are given."""

AMOUNTS = st.floats(0.0, 5.0)


def payoffs(draw: st.DataObject) -> ThreeParty:
    """A three-party game with any amounts."""
    names = [name for name in ThreeParty.__dataclass_fields__ if name != "rho"]
    return ThreeParty(**{name: draw.draw(AMOUNTS) for name in names}, rho=draw.draw(st.floats(0.0, 1.0)))


# --- the three-party game ---------------------------------------------------------------------------------------------


def test_without_enough_support_schools_are_hot_and_enterprises_cold() -> None:
    (end,) = (rest for rest in vertices(REFERENCE.game()) if rest.stable)
    assert end.state == (1.0, 1.0, 0.0)
    assert [value.real for value in end.eigenvalues] == pytest.approx([-0.2, -0.6, -1.5])


@pytest.mark.parametrize(
    ("changed", "end", "at_1", "at_5", "at_20"),
    [
        ({}, (1, 1, 0), (0.7698, 0.6700, 0.0608), (0.9422, 0.9373, 0.0000), (0.9973, 1.0, 0.0)),
        ({"S_e": 2.2}, (1, 1, 1), (0.7156, 0.6901, 0.1540), (0.9438, 0.9571, 0.0273), (1.0, 1.0, 0.2393)),
        ({"rho": 1.0, "S_e": 1.2}, (1, 1, 1), (0.7156, 0.6901, 0.154), (0.9438, 0.9571, 0.0273), (1.0, 1.0, 0.2393)),
        ({"C_g": 4.0}, (0, 0, 0), (0.1404, 0.5852, 0.0451), (0.0, 0.2384, 0.0), (0.0, 0.0008, 0.0)),
    ],
)
def test_a_path_of_the_three_parties_is_the_reference_path(
    changed: dict[str, float], end: tuple, at_1: tuple, at_5: tuple, at_20: tuple
) -> None:
    game = replace(REFERENCE, **changed).game()
    assert stable_vertex(game) == [end]
    path = trajectory(game, EVEN, [0, 1, 5, 20])
    assert path[1:] == pytest.approx(np.array([at_1, at_5, at_20]), abs=ROUNDING)


@pytest.mark.parametrize(
    ("changed", "shares"),
    [({"S_e": 1.9}, (0.1334, 0.0078, 0.0008)), ({"rho": 1.0}, (0.1086, 0.0015, 0.0000))],
)
def test_just_below_the_threshold_enterprises_leave_slowly(changed: dict[str, float], shares: tuple) -> None:
    game = replace(REFERENCE, **changed).game()
    assert stable_vertex(game) == [(1, 1, 0)]
    assert trajectory(game, EVEN, [0, 1, 5, 20])[1:, 2] == pytest.approx(shares, abs=ROUNDING)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_enterprises_turn_deep_at_the_threshold_subsidy_and_not_before(data: st.DataObject) -> None:
    any_payoffs = payoffs(data)
    with_all = np.array([1.0, 1.0, 0.5])
    for above in (-0.25, 0.25):
        game = replace(any_payoffs, S_e=any_payoffs.threshold_subsidy + above).game()
        assert game.differences(with_all)[2] == pytest.approx(above, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.floats(0.0, 1.0))
def test_compensation_of_risk_takes_the_place_of_subsidy_one_for_one(data: st.DataObject, moved: float) -> None:
    any_payoffs = replace(payoffs(data), rho=0.0)
    subsidised = replace(any_payoffs, S_e=any_payoffs.S_e + moved * any_payoffs.K_e)
    compensated = replace(any_payoffs, rho=moved)
    shares = np.array([data.draw(st.floats(0.0, 1.0)) for _ in range(3)])
    assert compensated.game().differences(shares) == pytest.approx(subsidised.game().differences(shares), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.data(), AMOUNTS)
def test_gain_from_graduates_survives_the_end_of_support_and_subsidy_does_not(data: st.DataObject, more: float) -> None:
    before = payoffs(data)
    subsidised = replace(before, S_e=before.S_e + more)
    gaining = replace(before, B_e=before.B_e + more)
    assert gaining.advantage_with_support == pytest.approx(subsidised.advantage_with_support, abs=1e-9)
    assert subsidised.advantage_without_support == before.advantage_without_support
    assert gaining.advantage_without_support == pytest.approx(before.advantage_without_support + more, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_under_a_given_government_the_game_is_that_of_schools_and_enterprises(data: st.DataObject) -> None:
    any_payoffs = payoffs(data)
    y, z = data.draw(st.floats(0.0, 1.0)), data.draw(st.floats(0.0, 1.0))
    for government in (0, 1):
        whole = any_payoffs.game().differences(np.array([government, y, z]))[1:]
        assert any_payoffs.face(government).differences(np.array([y, z])) == pytest.approx(whole, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "sign"), [("S_e", 1), ("rho", 1), ("B_e", 1), ("A_e", 1), ("F_e", 1), ("C_e", -1), ("D_e", -1)]
)
def test_more_enterprises_are_deep_at_any_time_the_more_speaks_for_it(name: str, sign: int) -> None:
    nearly, times = replace(REFERENCE, S_e=1.5), np.linspace(0.0, 30.0, 31)
    paths = [
        trajectory(replace(nearly, **{name: getattr(nearly, name) + more}).game(), EVEN, times)[1:, 2]
        for more in (0.1, 0.3, 0.5)
    ]
    assert (np.diff(paths, axis=0) * sign > 0).all()


def test_close_to_the_threshold_enterprises_take_ever_longer() -> None:
    times = [time_between(0.05, 0.95, difference) for difference in (0.2, 0.5, 1.0, 2.0)]
    assert times == pytest.approx([29.4, 11.8, 5.9, 2.9], abs=0.05)
    game = replace(REFERENCE, S_e=REFERENCE.threshold_subsidy + 0.5).game()
    assert trajectory(game, (1.0, 1.0, 0.05), [0.0, times[1]])[-1] == pytest.approx([1.0, 1.0, 0.95])


# --- coordination of schools and enterprises --------------------------------------------------------------------------


@pytest.mark.parametrize(("a_e", "share"), [(-1.2, 0.583), (-0.4, 0.832)])
def test_the_share_of_starts_that_lead_to_cooperation_is_the_exact_one(a_e: float, share: float) -> None:
    found = basins(Coordination(-0.6, 1.6, a_e, 2.4).game(), 120)
    assert found[1, 1] == pytest.approx(share, abs=0.002)
    assert found[0, 0] + found[1, 1] == pytest.approx(1.0)
    assert found[UNDECIDED] == 0.0


def test_no_path_of_the_coordination_game_changes_its_constant() -> None:
    game, times = COORDINATION.game(), np.linspace(0.0, 12.0, 60)
    for start in ((0.1, 0.9), (0.9, 0.1), (0.4, 0.4)):
        y, z = trajectory(game, start, times).T
        drift = COORDINATION.constant(y, z) - COORDINATION.constant(*start)  # type: ignore[arg-type]
        assert np.abs(drift).max() < 1e-6


def test_the_saddle_of_the_coordination_game_is_a_saddle() -> None:
    (rest,) = interior_equilibria(COORDINATION.game())
    assert rest.state == pytest.approx(COORDINATION.saddle)
    first, second = sorted(value.real for value in rest.eigenvalues)
    assert first < 0 < second
    assert not rest.stable


def test_another_library_finds_the_same_equilibria_and_paths() -> None:
    nashpy = pytest.importorskip("nashpy", reason="the extra dev is not installed")
    table = COORDINATION.game().payoffs
    theirs = nashpy.Game(table[0], table[1])
    found = {tuple(round(float(side[1]), 9) for side in pair) for pair in theirs.support_enumeration()}
    ours = {tuple(map(float, end)) for end in stable_vertex(COORDINATION.game())}
    ours |= {tuple(round(share, 9) for share in rest.state) for rest in interior_equilibria(COORDINATION.game())}
    assert found == ours
    start, times = (0.45, 0.4), np.linspace(0.0, 15.0, 100)
    of_schools, of_enterprises = theirs.asymmetric_replicator_dynamics(
        x0=np.array([1 - start[0], start[0]]), y0=np.array([1 - start[1], start[1]]), timepoints=times
    )
    path = trajectory(COORDINATION.game(), start, times)
    assert path == pytest.approx(np.column_stack((of_schools[:, 1], of_enterprises[:, 1])), abs=1e-5)


# --- the platform -----------------------------------------------------------------------------------------------------


def test_a_platform_with_subsidies_of_this_size_does_not_start() -> None:
    path = trajectory(PLATFORM.game(), (0.4, 0.35, 0.45), [0, 0.1, 0.5, 1.0])
    expected = [(0.842, 0.315, 0.345), (1.0, 0.094, 0.072), (1.0, 0.005, 0.003)]
    assert path[1:] == pytest.approx(np.array(expected), abs=6e-4)
    assert set(stable_vertex(PLATFORM.game())) == {(1, 0, 0), (1, 1, 1)}


def test_above_its_saddle_the_platform_starts() -> None:
    assert PLATFORM.game().differences(np.array([1.0, 0.714, 0.451]))[1:] == pytest.approx([0.0, 0.0], abs=0.01)
    started = trajectory(PLATFORM.game(), (1.0, 0.85, 0.6), [0.0, 20.0])
    assert started[-1] == pytest.approx([1.0, 1.0, 1.0], abs=1e-6)


# --- any game ---------------------------------------------------------------------------------------------------------


def any_game(data: st.DataObject, number: int) -> PopulationGame:
    size = number * 2**number
    table = data.draw(st.lists(st.floats(-3.0, 3.0), min_size=size, max_size=size))
    return PopulationGame(("a", "b", "c")[:number], np.reshape(table, (number, *[2] * number)))


@settings(max_examples=80, deadline=None)
@given(st.data(), st.sampled_from([2, 3]))
def test_expected_payoffs_are_means_over_all_who_may_meet(data: st.DataObject, number: int) -> None:
    game = any_game(data, number)
    shares = np.array([data.draw(st.floats(0.0, 1.0)) for _ in range(number)])
    for i in range(number):
        expected = 0.0
        for state in game.states():
            others = [shares[j] if state[j] else 1.0 - shares[j] for j in range(number) if j != i]
            expected += (2 * state[i] - 1) * float(np.prod(others)) * game.payoffs[(i, *state)]
        assert game.differences(shares)[i] == pytest.approx(expected, abs=1e-9)


def test_two_interior_equilibria_of_three_parties_are_both_found_and_neither_is_stable() -> None:
    # Schools are of two minds where e = g − 0.1, enterprises where s = 0.9 − g, the government where s·e = 0.12.
    table = np.zeros((3, 2, 2, 2))
    for g, s, e in np.ndindex(2, 2, 2):
        table[:, g, s, e] = g * (0.12 - s * e), s * (0.1 - g + e), e * (s + g - 0.9)
    found = interior_equilibria(PopulationGame(("g", "s", "e"), table))
    assert [rest.state for rest in found] == [pytest.approx((0.3, 0.6, 0.2)), pytest.approx((0.7, 0.2, 0.6))]
    assert not any(rest.stable for rest in found)


@settings(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from([2, 3]))
def test_nobody_gains_by_changing_in_an_interior_equilibrium_and_none_is_stable(
    data: st.DataObject, number: int
) -> None:
    game = any_game(data, number)
    found = interior_equilibria(game)
    assert len(found) <= number - 1
    for rest in found:
        assert np.abs(game.differences(np.array(rest.state))).max() < 1e-5
        assert sum(value.real for value in rest.eigenvalues) == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from([2, 3]))
def test_the_jacobian_is_the_slope_of_the_equations(data: st.DataObject, number: int) -> None:
    game = any_game(data, number)
    at = np.array([data.draw(st.floats(0.1, 0.9)) for _ in range(number)])

    def moves(shares: np.ndarray) -> np.ndarray:
        return shares * (1.0 - shares) * game.differences(shares)

    small = 1e-6
    slopes = [(moves(at + small * unit) - moves(at - small * unit)) / (2 * small) for unit in np.eye(number)]
    assert game.jacobian(at) == pytest.approx(np.array(slopes).T, abs=1e-6)


def test_what_is_no_game_is_refused() -> None:
    with pytest.raises(Refused, match="allowed: 2 or 3"):
        PopulationGame(("a",), np.zeros((1, 2)))
    with pytest.raises(Refused, match=r"allowed: \(2, 2, 2\)"):
        PopulationGame(("a", "b"), np.zeros((2, 2)))
    with pytest.raises(Refused, match="not finite"):
        ThreeParty(A_s=1, C_s=1, B_s=1, A_e=1, C_e=1, B_e=1).game()
    with pytest.raises(Refused, match="3 shares from 0 to 1"):
        trajectory(REFERENCE.game(), (0.5, 0.5), [0, 1])
