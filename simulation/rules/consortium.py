"""The consortium: whom it reaches, its platform, running cost, training bases, and what its fund can pay."""

from __future__ import annotations

import math

from ..compilation import compiled
from .common import HALF_YEAR, YEARS_OF_STUDY


@compiled
def platform_strength(users, now):
    """Working strength of the digital platform: its level, as far as enterprises are on it and can be found there."""
    return now.platform * users


@compiled
def running_cost_a_tick(entity, share, now):
    """Staff and premises of a consortium that is run, k¥ per tick of the model; `share` is what it serves of the city.

    A city has one consortium, however finely it is sampled: of its cost the model bears one part in `scale`.
    """
    return HALF_YEAR * now.cost_entity * entity * share / now.scale


@compiled
def share_served(in_park, now):
    """Share of a city that its consortium serves, given the share of its enterprises that are in the park."""
    if now.park_share <= 0.0:
        return 1.0
    return 1.0 - now.park_focus * (1.0 - in_park)


@compiled
def platform_cost_a_tick(now):
    """Running the city's digital platform, k¥ per tick of the model."""
    return HALF_YEAR * now.cost_platform * now.platform / now.scale


@compiled
def share_of_construction(field, weight, weights, seats, now):
    """Share of what is built into training bases that a field gets.

    Where one field is chosen, it gets all; else it gets its part of the `weights` of all fields, or, without any, its
    share of the region's seats (`seats`).
    """
    if now.base_field > 0.0:
        return 1.0 if field == now.base_field - 1 else 0.0
    return weight / weights if weights > 0.0 else seats


@compiled
def base_wears(capital, built, now):
    """Capital in training bases of a field after a tick (k¥)."""
    return capital * (1.0 - HALF_YEAR * now.base_wear) + built


@compiled
def base_is_run(capital, now):
    """Share of the bases that is run: what is paid for operation over what they need, and who manages them.

    `capital` is that of all fields: money for operation follows the capital, so that the share is the same in each.
    """
    if capital <= 0.0:
        return 0.0
    paid = min(1.0, now.base_operation / (now.base_running_share * capital))
    return paid * (now.base_alone + (1.0 - now.base_alone) * now.base_joint)


@compiled
def base_usable(capital, running, seats, now):
    """Usable base places of a field, 1 where there are enough for the students enrolled in it."""
    if seats <= 0.0:
        return 0.0
    return min(1.0, capital / now.base_place_cost * running / (now.base_reach * YEARS_OF_STUDY * seats))


@compiled
def entity_within_means(entity, served, fund, now):
    """Degree of operation that can be paid: in full where government leads, else what fund and government cover.

    `served` is the share of the city that the consortium serves.
    """
    cost = running_cost_a_tick(entity, served, now)
    own = (1.0 - now.government_bears) * cost
    if own <= fund or own <= 0.0:
        return entity
    return entity * fund / own


@compiled
def chance_of_park(log_size, now):
    """Chance that an enterprise is in the industrial park; the odds grow with its size to a power."""
    odds = math.exp(now.park_size * log_size)
    return now.park_share * odds / (1.0 - now.park_share + now.park_share * odds)


@compiled
def reached_by_consortium(e, now):
    """How far the consortium reaches an enterprise, 0–1: less outside a park for which it is run."""
    if now.park_share <= 0.0 or e.park == 1:
        return 1.0
    return 1.0 - now.park_focus


@compiled
def entity_for(e, now):
    """Entity operation that serves an enterprise: its region's consortium or its field's sector community."""
    of_region = now.entity * reached_by_consortium(e, now)
    if now.community > of_region and e.field == now.community_field - 1:
        return now.community
    return of_region
