"""Populations that imitate: large ones follow the replicator equations, and exploration keeps strategies alive."""

from __future__ import annotations

from dataclasses import replace

import mesa
import numpy as np
import pytest

from consortium.experiments.evolutionary_game.imitation import Actor, ImitationModel
from consortium.experiments.evolutionary_game.reference_games import COORDINATION, REFERENCE
from consortium.experiments.evolutionary_game.replicator import trajectory
from consortium.simulation.checking import Refused

EVEN = (0.5, 0.5, 0.5)
ABOVE = replace(REFERENCE, S_e=2.2).game()
TIME, PACE = 10.0, 0.05
STEPS = round(TIME / PACE)


def paths(size: int, seeds: range, steps: int = STEPS, **options: object) -> np.ndarray:
    """Shares of all populations by seed and step."""
    found = []
    for seed in seeds:
        model = ImitationModel(ABOVE, size, EVEN, pace=PACE, rng=seed, **options)  # type: ignore[arg-type]
        path = [model.shares]
        for _ in range(steps):
            model.step()
            path.append(model.shares)
        found.append(path)
    return np.array(found)


def end_share(subsidy: float, compensated: float = 0.0, exploration: float = 0.01) -> float:
    """Share of deep enterprises long after a start with many."""
    game = replace(REFERENCE, S_e=subsidy, rho=compensated).game()
    return float(trajectory(game, (0.9, 0.9, 0.5), [0.0, 150.0], exploration=exploration)[-1, 2])


def test_many_imitators_follow_the_replicator_equations() -> None:
    times = PACE * np.arange(STEPS + 1)
    mean = paths(1000, range(50)).mean(axis=0)
    assert np.abs(mean - trajectory(ABOVE, EVEN, times)).max() < 0.02


def test_chance_fades_with_the_root_of_the_size_of_populations() -> None:
    # Before enterprises are so few that single ones count: there a small population may lose them for good.
    sizes = np.array([400, 1600, 6400])
    spread = [float(np.sqrt(paths(size, range(30), steps=30).var(axis=0, ddof=1).mean())) for size in sizes]
    slope = np.polyfit(np.log(sizes), np.log(spread), 1)[0]
    assert slope == pytest.approx(-0.5, abs=0.1)


def test_imitation_by_the_fermi_function_ends_where_the_other_does_at_another_pace() -> None:
    times = PACE * np.arange(STEPS + 1)
    mean = paths(1000, range(12), rule="fermi", sharpness=2.0).mean(axis=0)
    assert np.abs(mean - trajectory(ABOVE, EVEN, times, rule="fermi", sharpness=2.0)).max() < 0.03
    slow = trajectory(ABOVE, EVEN, [0.0, 400.0], rule="fermi", sharpness=2.0)
    assert slow[-1] == pytest.approx([1.0, 1.0, 1.0], abs=1e-4)


def test_with_some_exploration_the_threshold_is_crossed_just_above_the_exact_one() -> None:
    exact = REFERENCE.threshold_subsidy
    assert end_share(exact) < 0.5 < end_share(exact + 0.1)
    for subsidy, share in ((1.9, 0.034), (2.0, 0.191), (2.1, 0.949), (2.2, 0.975)):
        assert end_share(subsidy) == pytest.approx(share, abs=0.02)  # the reference is one run of 1,000 each
        assert end_share(subsidy - REFERENCE.K_e, compensated=1.0) == pytest.approx(end_share(subsidy), abs=1e-9)


def test_imitators_that_explore_cross_the_threshold_as_the_equations_say() -> None:
    for subsidy in (1.9, 2.15):
        game = replace(REFERENCE, S_e=subsidy).game()
        model = ImitationModel(game, 1000, (0.9, 0.9, 0.5), pace=0.15, exploration=0.01, rng=1)
        for _ in range(round(150.0 / 0.15)):
            model.step()
        assert (model.shares[2] > 0.5) == (end_share(subsidy) > 0.5)


def test_a_strategy_that_nobody_plays_comes_back_by_exploration_only() -> None:
    ends = []
    for exploration in (0.0, 0.02):
        model = ImitationModel(ABOVE, 200, (1.0, 1.0, 0.0), pace=0.15, exploration=exploration, rng=3)
        for _ in range(1000):
            model.step()
        ends.append(model.shares[2])
    assert ends[0] == 0.0
    assert ends[1] > 0.8


def test_the_same_seed_gives_the_same_path() -> None:
    assert (paths(50, range(2)) == paths(50, range(2))).all()


def test_it_is_a_mesa_model_whose_agents_are_its_members() -> None:
    model = ImitationModel(COORDINATION.game(), 30, (0.2, 0.6), pace=0.2, rng=1)
    assert isinstance(model, mesa.Model)
    assert len(model.agents) == 60
    enterprises = model.agents.select(lambda actor: isinstance(actor, Actor) and actor.population == 1)
    assert enterprises.agg("strategy", np.mean) == pytest.approx(model.shares[1])
    changed = next(iter(enterprises))
    assert isinstance(changed, Actor)
    changed.strategy = 0
    model.step()
    assert enterprises.agg("strategy", np.mean) == pytest.approx(model.shares[1])
    frame = model.datacollector.get_model_vars_dataframe()
    assert list(frame.columns) == ["time", "schools", "enterprises"]
    assert frame["time"].tolist() == [0.0, 0.2]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"pace": 1.0}, "pace = 1.0; allowed: above 0, up to 0.1"),
        ({"rule": "best"}, "allowed: proportional, fermi"),
        ({"size": 1}, "allowed: 2 or more"),
        ({"start": (0.5, 2.0, 0.5)}, "allowed: 3 shares from 0 to 1"),
    ],
)
def test_numbers_that_make_no_chance_are_refused(given: dict, said: str) -> None:
    with pytest.raises(Refused, match=said):
        ImitationModel(**({"game": ABOVE, "size": 10, "start": EVEN} | given))
