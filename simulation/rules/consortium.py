"""The consortium: its platform, running cost, training bases, and what its fund can pay."""

from __future__ import annotations

from ..compilation import compiled
from .common import HALF_YEAR, YEARS_OF_STUDY, logistic


@compiled
def platform_strength(users, now):
    """Working strength of the digital platform: hardly any below the critical mass of users."""
    return now.platform * logistic((users - now.critical_mass) / now.platform_width)


@compiled
def running_cost_a_tick(entity, share, now):
    """Staff and premises of a consortium that is run, k¥ per tick of the model; `share` is what it serves of the city.

    A city has one consortium, however finely it is sampled: of its cost the model bears one part in `scale`.
    """
    return HALF_YEAR * now.cost_entity * entity * share / now.scale


@compiled
def platform_cost_a_tick(now):
    """Running the city's digital platform, k¥ per tick of the model."""
    return HALF_YEAR * now.cost_platform * now.platform / now.scale


@compiled
def base_wears(capital, built, now):
    """Capital in training bases after a tick (k¥)."""
    return capital * (1.0 - HALF_YEAR * now.base_wear) + built


@compiled
def base_is_run(capital, now):
    """Share of the bases that is run: what is paid for operation over what they need, and who manages them."""
    if capital <= 0.0:
        return 0.0
    paid = min(1.0, now.base_operation / (now.base_running_share * capital))
    return paid * (now.base_alone + (1.0 - now.base_alone) * now.base_joint)


@compiled
def base_usable(capital, running, seats, now):
    """Usable base places, 1 where there are enough for the students enrolled."""
    return min(1.0, capital / now.base_place_cost * running / (now.base_reach * YEARS_OF_STUDY * seats))


@compiled
def entity_within_means(entity, fund, now):
    """Degree of operation that can be paid: in full where government leads, else what fund and government cover."""
    cost = running_cost_a_tick(entity, 1.0, now)
    own = (1.0 - now.government_bears) * cost
    if own <= fund or own <= 0.0:
        return entity
    return entity * fund / own
