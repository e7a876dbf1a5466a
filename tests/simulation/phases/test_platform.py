"""Enterprises use the digital platform where it pays, and a critical mass of users follows from that."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from consortium.simulation.model import ConsortiumModel
from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.policies.instruments import DigitalPlatform
from tests.worlds import town

ALONE, NETWORK, COST, SPREAD = (
    float(PARAMETERS[name].default)  # type: ignore[arg-type]
    for name in ("platform_alone", "platform_network", "platform_use_cost", "friction_sd")
)
MANY = {"enterprises": 4000, "scale": 5.0, "s_p": 0.0, "years": 14}
"""So many that shares are about those of the distribution, and no fixed cost to save, which differs by enterprise."""
SAMPLE = 0.03
"""How far 4000 draws may be from it: feedback among users doubles the deviation of a share."""


def users_next(users: float, level: float, help_: float) -> float:
    """Share of enterprises that use the platform after a tick that began with `users`.

    Those use it whose friction is below (level × (alone + network × users) + help) / cost; ln friction is normal.
    """
    worth = level * (ALONE + NETWORK * users) + help_
    return NormalDist().cdf(math.log(worth / COST) / SPREAD)


def fixed_points(level: float, help_: float = 0.0) -> list[float]:
    """Shares of users that stay as they are, lowest first: where the curve above crosses the diagonal."""
    grid = np.linspace(0.0, 1.0, 2001)
    gap = [users_next(users, level, help_) - users for users in grid]
    return [float(grid[i]) for i in range(len(grid) - 1) if (gap[i] > 0) != (gap[i + 1] > 0)]


def lasting(level: float, users: float) -> float:
    """The share that stays among the enterprises that are drawn, from a share of users on: a sample's fixed point."""
    friction = ConsortiumModel(town(**MANY, warm_up=2), rng=1).population.enterprises["friction"]
    before = -1.0
    while users != before:
        before, users = users, float((friction < level * (ALONE + NETWORK * users) / COST).mean())
    return users


def series(*policies: DigitalPlatform) -> np.ndarray:
    """Share of users by tick."""
    model = ConsortiumModel(town(*policies, **MANY), rng=1)
    while model.tick < model.last_tick:
        model.step()
    return model.timeseries()["platform_users"].to_numpy()


def test_by_hand_a_platform_has_two_lasting_shares_of_users_from_some_level_on() -> None:
    assert fixed_points(0.5) == [pytest.approx(0.0, abs=0.001)]
    assert fixed_points(0.75) == pytest.approx([0.0, 0.452, 0.855], abs=0.001)
    assert fixed_points(1.0) == pytest.approx([0.0, 0.223, 0.969], abs=0.001)


def test_by_hand_help_removes_the_lower_share_from_some_amount_on() -> None:
    assert len(fixed_points(1.0, 0.84)) == 3
    assert fixed_points(1.0, 1.12) == [pytest.approx(0.981, abs=0.001)]


@pytest.mark.parametrize("level", [0.75, 1.0])
def test_a_push_beyond_the_critical_mass_is_kept_and_a_smaller_one_is_not(level: float) -> None:
    none, saddle, many = fixed_points(level)
    standing = DigitalPlatform(level=level)
    alone = series(standing)
    strong = series(standing, DigitalPlatform(help=2.24, end=5))
    weak = series(standing, DigitalPlatform(help=0.56, end=5))
    assert weak[10] < saddle < strong[10]  # when the help ends
    assert alone[-1] == pytest.approx(none, abs=0.002)
    assert weak[-1] == pytest.approx(none, abs=0.002)
    assert strong[-1] == lasting(level, users=1.0)
    assert strong[-1] == pytest.approx(many, abs=SAMPLE)


def test_below_the_level_from_which_there_are_two_nothing_is_kept() -> None:
    pushed = series(DigitalPlatform(level=0.5), DigitalPlatform(help=2.24, end=5))
    assert pushed[10] == pytest.approx(fixed_points(0.5, 2.24)[-1], abs=SAMPLE)
    assert pushed[-1] == pytest.approx(0.0, abs=0.002)


def test_users_rise_steeply_with_help_that_stays() -> None:
    level, amounts = 1.0, (0.0, 0.56, 1.4, 2.24)
    shares = [series(DigitalPlatform(level=level, help=amount))[-1] for amount in amounts]
    assert shares == pytest.approx([fixed_points(level, amount)[0] for amount in amounts], abs=SAMPLE)
    assert shares[1] < 0.05
    assert shares[2] > 0.9


def test_without_a_platform_nobody_uses_it_whatever_the_help() -> None:
    model = ConsortiumModel(town(platform_help=10.0, years=2), rng=1)
    for _ in range(4):
        model.step()
        assert model.metrics["platform_users"] == 0.0
        assert model.metrics["public_spending_digital_platform"] == 0.0


def test_help_costs_public_money_for_every_user_and_no_more_than_its_use() -> None:
    model = ConsortiumModel(town(DigitalPlatform(level=1.0, help=3.0)), rng=1)
    for _ in range(4):
        model.step()
        p = model.population
        e = p.enterprises
        used = e["on_platform"] == 1
        assert used.any()
        help_ = np.where(used, np.minimum(3.0, COST * e["friction"]), 0.0) / 2
        assert e["help_received"] == pytest.approx(help_)
        assert e["platform_paid"] == pytest.approx(np.where(used, COST * e["friction"], 0.0) / 2)
        platform = float(PARAMETERS["cost_platform"].default) / 2 / model.now["scale"][0]  # type: ignore[arg-type]
        assert p.spending["digital_platform"][0] == pytest.approx(platform + help_.sum())


def test_a_platform_works_as_far_as_it_is_used() -> None:
    model = ConsortiumModel(town(DigitalPlatform(level=0.8, help=3.0)), rng=1)
    users = 0.0
    for _ in range(6):
        model.step()
        c = model.population.consortia[0]
        assert c["users"] == users
        assert c["platform_eff"] == pytest.approx(0.8 * users)
        users = model.metrics["platform_users"]
    assert users > 0.5
