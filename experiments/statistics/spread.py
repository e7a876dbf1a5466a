"""How far apart the levels of a factor are, without the part of it that chance between worlds makes.

Levels are compared in the same worlds. Taken as they come, the distance between the greatest and the least of many
means and a factor's share of the variance are never zero, also where a factor does nothing: nine levels of pure noise
in five worlds are 1.3 standard deviations apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from .inference import LEAST_DEPARTING, LEVEL, NOT_DEFINED, Interval, departing
from .verdict import LEAST_WORLDS

__all__ = ["distance_between_levels", "distance_between_samples", "shares_of_variance"]

ROUNDING = 1e-20
"""Share of the variance within worlds below which what is left between them is rounding."""


def distance_between_levels(values: np.ndarray) -> Interval:
    """Distance between the greatest and the least of the true means of levels (rows) over worlds (columns).

    The value is the distance between the means found, times √(1 − 1/F): as if the levels spread no more than their F
    ratio says is no chance. The interval is simultaneous over all pairs of levels (Tukey 1949, by the studentised
    range, with the pair's own standard error where that is larger), since the two that lie farthest apart are chosen
    after the fact. It begins at 0 where no two levels differ. Worlds without a value at some level are left
    out; with one world, or with differences that are the same in nearly all, there is no interval.
    """
    values = np.asarray(values, float)
    values = values[~np.isnan(values).all(axis=1)]
    whole = values[:, ~np.isnan(values).any(axis=0)]
    if not len(values):
        return NOT_DEFINED
    levels, worlds = whole.shape
    if worlds < 2 or levels < 2:
        means = whole.mean(axis=1) if worlds else np.nanmean(values, axis=1)
        return Interval(float(np.ptp(means)), np.nan, np.nan)
    means = whole.mean(axis=1)
    found = float(np.ptp(means))
    shared = whole - whole.mean(axis=0)  # what a world does to all levels alike is no difference between them
    left = shared - shared.mean(axis=1, keepdims=True)
    freedom = (levels - 1) * (worlds - 1)
    variance = float((left**2).sum()) / freedom
    if variance <= ROUNDING * float((shared**2).max(initial=0.0)):
        return Interval(found, np.nan, np.nan)
    ratio = worlds * float(means.var(ddof=1)) / variance
    value = found * np.sqrt(max(0.0, 1.0 - 1.0 / ratio)) if ratio > 0 else 0.0
    if int(departing(shared.T).max()) < min(LEAST_DEPARTING, worlds - 1):
        return Interval(value, np.nan, np.nan)
    apart = means[:, None] - means
    own = (whole[:, None] - whole).std(axis=2, ddof=1) / np.sqrt(worlds)
    reach = _studentised(levels, freedom) / np.sqrt(2) * np.maximum(own, np.sqrt(2 * variance / worlds))
    return Interval(float(value), float(max(0.0, (apart - reach).max())), float((apart + reach).max()))


def distance_between_samples(samples: Sequence[np.ndarray]) -> Interval:
    """The same for levels that have samples of their own, of any sizes (Tukey–Kramer), and no worlds in common."""
    known = [np.asarray(sample, float)[~np.isnan(sample)] for sample in samples]
    known = [sample for sample in known if sample.size]
    if not known:
        return NOT_DEFINED
    means, sizes = np.array([sample.mean() for sample in known]), np.array([sample.size for sample in known])
    found, freedom = float(np.ptp(means)), int(sizes.sum()) - len(known)
    if len(known) < 2 or freedom < LEAST_DEPARTING:
        return Interval(found, np.nan, np.nan)
    variance = sum(float(((sample - sample.mean()) ** 2).sum()) for sample in known) / freedom
    if not variance > 0:
        return Interval(found, np.nan, np.nan)
    apart = means[:, None] - means
    reach = _studentised(len(known), freedom) * np.sqrt(variance * (1 / sizes[:, None] + 1 / sizes) / 2)
    return Interval(found, float(max(0.0, (apart - reach).max())), float((apart + reach).max()))


@lru_cache(maxsize=1024)
def _studentised(levels: int, freedom: int) -> float:
    """The studentised range that 95 % of samples do not exceed."""
    from scipy.stats import studentized_range  # takes long to import

    return float(studentized_range.ppf(LEVEL, levels, freedom))


def shares_of_variance(values: np.ndarray, groupings: Sequence[np.ndarray]) -> list[Interval]:
    """Shares of the variance over points (columns) that are due to what groups them, from worlds (rows).

    Every grouping gives the number of each point's group; its share is the variance of the means of groups over that
    of all points. Variances are estimated from products of *different* worlds, in which chance has the mean zero, so
    that a factor without effect has the share 0 but for what is cut off below 0; the interval is from leaving out each
    world in turn (jackknife), within 0–1. With one world the shares are those of the values found; below `LEAST_WORLDS`
    there is no interval. Not defined where the points cannot be distinguished.
    """
    worlds = np.asarray(values, float)
    worlds = worlds[~np.isnan(worlds).any(axis=1)]
    if not len(worlds):
        return [NOT_DEFINED for _ in groupings]
    away = worlds - worlds.mean(axis=1, keepdims=True)
    everything = away @ away.T / away.shape[1]
    parts = [_products(away, grouping) for grouping in groupings]
    n = len(worlds)
    if n == 1:
        total = everything[0, 0]
        return [Interval(float(part[0, 0] / total), np.nan, np.nan) if total > 0 else NOT_DEFINED for part in parts]
    total = _interval(_between(everything), _without_each(everything))
    if not (total.low > 0 or (np.isnan(total.low) and total.value > 0)):
        return [NOT_DEFINED for _ in groupings]
    found = []
    for part in parts:
        share = _interval(_between(part) / total.value, _without_each(part) / _without_each(everything))
        low, high = (share.low, share.high) if n >= LEAST_WORLDS else (np.nan, np.nan)
        found.append(Interval(*(float(np.clip(end, 0.0, 1.0)) for end in (share.value, low, high))))
    return found


def _products(away: np.ndarray, grouping: np.ndarray) -> np.ndarray:
    """Variance of the means of groups in every two worlds together: world by world."""
    means = pd.DataFrame(away.T).groupby(np.asarray(grouping)).mean().to_numpy()
    return means.T @ means / len(means)


def _between(products: np.ndarray) -> float:
    """The mean over pairs of different worlds."""
    n = len(products)
    return float((products.sum() - np.trace(products)) / (n * (n - 1)))


def _without_each(products: np.ndarray) -> np.ndarray:
    """The same without the first, the second … world; empty for fewer than three."""
    n = len(products)
    if n < 3:
        return np.array([])
    own = np.diag(products)
    return (products.sum() - own.sum() - 2 * (products.sum(axis=1) - own)) / ((n - 1) * (n - 2))


def _interval(value: float, without_each: np.ndarray) -> Interval:
    """Student's interval of an estimate from what it is without each world (Tukey 1958); none where it is constant."""
    n = len(without_each)
    error = np.sqrt((n - 1) / n * ((without_each - without_each.mean()) ** 2).sum()) if n else np.nan
    if not error > 1e-12 * abs(value):
        return Interval(value, np.nan, np.nan)
    reach = float(stdtrit(n - 1, 0.5 + LEVEL / 2)) * error
    return Interval(value, value - reach, value + reach)
