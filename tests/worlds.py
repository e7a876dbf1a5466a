"""Small worlds for tests, and what is compared of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from consortium.simulation.model import ConsortiumModel
from consortium.simulation.policies import Policy
from consortium.simulation.scenario import Scenario, load_scenario

SMALL = {"schools": 6, "enterprises": 60, "intake": 20, "years": 8}
"""A town: quick, and with every mechanism at work."""


def town(*policies: Policy, of: str = "baseline", **parameters: Any) -> Scenario:
    """A bundled scenario in a small town, with further parameters and policies."""
    base = load_scenario(of)
    return base.with_({**SMALL, **parameters}, policies=(*base.policies, *policies))


def run(scenario: Scenario, seed: int = 1, years: int | None = None) -> ConsortiumModel:
    """The model after all its years."""
    model = ConsortiumModel(scenario, rng=seed)
    for _ in range(2 * (int(scenario.parameters["years"]) if years is None else years)):
        model.step()
    return model


def ticks(scenario: Scenario, seed: int = 1, years: int | None = None) -> Iterator[ConsortiumModel]:
    """The same model after each tick, tick 0 included."""
    model = ConsortiumModel(scenario, rng=seed)
    yield model
    for _ in range(2 * (int(scenario.parameters["years"]) if years is None else years)):
        model.step()
        yield model
