"""How sure one may be: intervals of means, of probabilities and of ratios, over seeds.

Seeds are independent worlds, so the mean over n of them errs by its standard error. All intervals are of 95 % and speak
of that error alone: more seeds narrow them, and they say nothing of how right the parameters are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtrit

__all__ = [
    "LEAST_DEPARTING",
    "LEVEL",
    "Interval",
    "bootstrap_ratio",
    "departing",
    "differences",
    "half_width",
    "half_widths",
    "largest_share_unseen",
    "mean_interval",
    "share_best",
    "share_positive",
    "variance_saved",
    "wilson",
]

LEVEL = 0.95

LEAST_DEPARTING = 3
"""Worlds that must depart from the commonest value before a spread is known (of three worlds or fewer, all but one).

Many differences are exactly zero: a reform moves few enterprises, and in some worlds none. Where it touches one world
in ten, five worlds are all alike in six cases of ten, and [0, 0] would miss the truth each time."""

ALIKE = 1e-9
"""Difference, relative to the largest value, up to which values of several worlds are the same."""

RESAMPLES = 4000

"""Bootstrap samples: the ends of an interval then err by some 1 % of its width."""

AT_A_TIME = 1_000_000
"""Worlds that are drawn at a time, over all samples: of ten thousand worlds not all samples need be there at once."""

BOOTSTRAP_SEED = 20_250_101
"""Fixed, so that the same data give the same interval; no draw of the model depends on it."""


SAME = 1e-12
"""Relative difference up to which two outputs are the same: sums of the same terms in another order differ so much."""


@dataclass(frozen=True)
class Interval:
    """An estimate with its interval; NaN where it is not defined."""

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether zero lies outside; never where something is undefined."""
        return bool(self.low > 0 or self.high < 0)

    def within(self, low: float, high: float) -> Interval:
        """The same with ends no further than what is possible."""
        return Interval(self.value, max(self.low, low), min(self.high, high))  # in this order NaN stays NaN


NOT_DEFINED = Interval(np.nan, np.nan, np.nan)


def mean_interval(values: np.ndarray) -> Interval:
    """Mean over seeds with Student's interval; NaN among the values are left out.

    Its degrees of freedom are the values that depart from the commonest one: n − 1 where no two are the same, fewer
    where many are zero, since those tell nothing of the spread. One value alone has no interval, nor have values of
    which nearly all are the same (`LEAST_DEPARTING`).
    """
    known = np.asarray(values, float)
    known = known[~np.isnan(known)]
    if known.size == 0:
        return NOT_DEFINED
    mean = float(known.mean())
    if known.size == 1:
        return Interval(mean, np.nan, np.nan)
    half = float(half_widths(np.array(known.std(ddof=1)), np.array(known.size), departing(known)))
    return Interval(mean, mean - half, mean + half)


def departing(values: np.ndarray) -> np.ndarray:
    """In how many worlds (along the first axis) a value departs from the commonest one; NaN are left out."""
    values = np.asarray(values, float)
    if len(values) == 0:
        return np.zeros(values.shape[1:], np.int64)
    known = ~np.isnan(values)
    largest = np.abs(np.where(known, values, 0.0)).max(axis=0, initial=0.0)
    in_order, n = np.sort(values, axis=0), known.sum(axis=0)

    def from_place(place: np.ndarray) -> np.ndarray:
        here = np.take_along_axis(in_order, place[None], axis=0)
        return (known & (np.abs(values - here) > ALIKE * largest)).sum(axis=0)

    # The commonest value matters only where it is that of most worlds, and then it stands in the middle.
    return np.minimum(from_place(np.maximum(n - 1, 0) // 2), from_place(np.minimum(n // 2, len(values) - 1)))


def half_width(sd: float, n: float) -> float:
    """Half the width of Student's interval of a mean of n values with standard deviation `sd`; NaN for one value."""
    return float(half_widths(np.array([sd]), np.array([n]))[0])


def half_widths(sd: np.ndarray, n: np.ndarray, departing: np.ndarray | None = None) -> np.ndarray:
    """The same for arrays of standard deviations and numbers of values.

    `departing` counts the values that depart from the commonest one; NaN where they are too few.
    """
    n = np.asarray(n, float)
    freedom = n - 1 if departing is None else np.asarray(departing, float)
    enough = (n > 1) & (freedom >= np.minimum(LEAST_DEPARTING, n - 1))
    return stdtrit(np.where(enough, freedom, np.nan), 0.5 + LEVEL / 2) * sd / np.sqrt(np.where(enough, n, np.nan))


def wilson(successes: float, n: int) -> Interval:
    """A probability from `successes` in n worlds with Wilson's interval (Wilson 1927), which never leaves 0–1."""
    if n == 0:
        return NOT_DEFINED
    z = float(ndtri(0.5 + LEVEL / 2))
    share = successes / n
    scale = 1.0 + z * z / n
    centre = (share + z * z / (2 * n)) / scale
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / scale
    # At the ends the exact bounds are 0 and 1, which rounding would miss.
    low = 0.0 if successes == 0 else max(0.0, float(centre - half))
    high = 1.0 if successes == n else min(1.0, float(centre + half))
    return Interval(share, low, high)


def largest_share_unseen(n: int) -> float:
    """The largest share of worlds in which something may happen that happened in none of n (Clopper and Pearson 1934).

    With 95 % confidence; some 3 / n.
    """
    return 1.0 - (1.0 - LEVEL) ** (1.0 / n)


def differences(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Paired differences, 0 where the two are the same but for rounding."""
    before, after = np.asarray(before, float), np.asarray(after, float)
    same = np.isclose(after, before, rtol=SAME, atol=0.0)
    return np.where(same, 0.0, after - before)


def share_positive(differences: np.ndarray) -> Interval:
    """P(effect > 0): the share of worlds in which the paired difference is above zero."""
    known = np.asarray(differences, float)
    known = known[~np.isnan(known)]
    return wilson(int((known > 0).sum()), known.size)


def share_best(effects: np.ndarray) -> list[Interval]:
    """P(best): for each row (an arm) the share of columns (worlds) in which it is the greatest; ties are shared.

    Worlds in which an arm's value is missing are left out.
    """
    effects = np.asarray(effects, float)
    effects = effects[:, ~np.isnan(effects).any(axis=0)]
    if effects.shape[1] == 0:
        return [NOT_DEFINED] * len(effects)
    greatest = effects.max(axis=0)
    best = effects >= greatest - SAME * np.abs(greatest)
    shared = best / best.sum(axis=0)
    return [wilson(float(row.sum()), effects.shape[1]) for row in shared]


def bootstrap_ratio(numerators: np.ndarray, denominators: np.ndarray) -> Interval:
    """Ratio of two means over the same seeds, with a studentised bootstrap interval over seeds (Efron 1981).

    Not defined with fewer than two seeds, or where the mean denominator may be zero: the ratio then has
    no sign, and a finite interval would be a lie (Fieller 1954). Percentile intervals would be simpler, but with ten
    seeds they hold the true ratio in 91 % of cases only.
    """
    pairs = np.column_stack([np.asarray(numerators, float), np.asarray(denominators, float)])
    pairs = pairs[~np.isnan(pairs).any(axis=1)]
    n = len(pairs)
    if n < 2 or not (mean_interval(pairs[:, 1]).excludes_zero or _alike(pairs[:, 1])):
        return NOT_DEFINED
    ratio, error = (float(value[0]) for value in _ratio_and_error(pairs[None]))
    if error <= 1e-12 * abs(ratio):  # the same in every world, rounding aside: how much it may vary is not known
        return Interval(ratio, np.nan, np.nan)
    random = np.random.default_rng(BOOTSTRAP_SEED)
    some = max(1, AT_A_TIME // n)
    sizes = [min(some, RESAMPLES - first) for first in range(0, RESAMPLES, some)]
    parts = [_ratio_and_error(pairs[random.integers(n, size=(size, n))]) for size in sizes]
    ratios, errors = (np.concatenate(values) for values in zip(*parts, strict=True))
    usable = np.isfinite(ratios) & (errors > 0)  # a sample of one seed again and again says nothing
    if not usable.any():
        return Interval(ratio, np.nan, np.nan)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile((ratios[usable] - ratio) / errors[usable], [tail, 1 - tail])
    return Interval(ratio, float(ratio - high * error), float(ratio - low * error))


def _alike(values: np.ndarray) -> bool:
    """Whether values are the same in all worlds, and not zero."""
    return bool(values[0] != 0 and departing(values) == 0)


def _ratio_and_error(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ratio of means and its standard error to first order; `samples` has the shape (…, seeds, 2)."""
    means = samples.mean(axis=-2)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = means[..., 0] / means[..., 1]
        residuals = samples[..., 0] - ratios[..., None] * samples[..., 1]
        errors = residuals.std(axis=-1, ddof=1) / np.abs(means[..., 1]) / samples.shape[-2] ** 0.5
    return ratios, errors


def variance_saved(base: np.ndarray, reform: np.ndarray) -> float:
    """Share of an effect's variance that pairing removes: 1 − Var(difference) / (Var(base) + Var(reform)).

    The denominator is the variance that a difference between runs on *independent* seeds has. NaN where it is 0.
    """
    base, reform = np.asarray(base, float), np.asarray(reform, float)
    known = ~(np.isnan(base) | np.isnan(reform))
    base, reform = base[known], reform[known]
    if base.size < 2:
        return np.nan
    independent = base.var(ddof=1) + reform.var(ddof=1)
    return float(1 - (reform - base).var(ddof=1) / independent) if independent > 0 else np.nan
