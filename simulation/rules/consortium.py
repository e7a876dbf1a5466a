"""The consortium: platform and fund."""

from __future__ import annotations

from ..compilation import compiled
from .common import HALF_YEAR, logistic

GOVERNMENT_LED, ENTERPRISE_LED, JOINT = 0, 1, 2
"""Positions of the choices of the parameter `governance`."""


@compiled
def platform_strength(users, now):
    """Working strength of the digital platform: hardly any below the critical mass of users."""
    return now.platform * logistic((users - now.critical_mass) / now.platform_width)


@compiled
def running_cost_a_tick(entity, enterprises, now):
    """Staff and premises of a consortium that is run, k¥ a tick, in proportion to the enterprises it serves."""
    return HALF_YEAR * now.cost_entity * entity * enterprises / 300.0


@compiled
def government_share(now):
    """Share of the running cost beyond fees that the government bears, by governance mode."""
    if now.governance == GOVERNMENT_LED:
        return 1.0
    if now.governance == JOINT:
        return 0.5
    return 0.0


@compiled
def entity_within_means(entity, enterprises, fund, now):
    """Degree of operation that can be paid: in full where government leads, else what fund and government cover."""
    cost = running_cost_a_tick(entity, enterprises, now)
    own = (1.0 - government_share(now)) * cost
    if own <= fund or own <= 0.0:
        return entity
    return entity * fund / own
