"""The weights that two-way fixed effects give to cities and years, negative ones among them.

Whatever the outcome is, the coefficient of being treated is its weighted sum. The weights of treated city-years add up
to one, so the coefficient is a weighted sum of effects, plus chance. They depend on nothing but who is treated when (de
Chaisemartin and D'Haultfœuille 2020), and those of late years of the first batches may be below zero.
"""

from __future__ import annotations

import pandas as pd

__all__ = ["fixed_effects_weights", "weights_by_batch"]


def fixed_effects_weights(table: pd.DataFrame) -> pd.Series:
    """The weight of the outcome of each row of a panel, which has every city in every year."""
    treated = table["treated"]
    by_city, by_year = (treated.groupby(table[key]).transform("mean") for key in ("region", "year"))
    left = treated - by_city - by_year + treated.mean()
    return left / (left * treated).sum()


def weights_by_batch(table: pd.DataFrame) -> pd.DataFrame:
    """Mean weight of a treated city-year, relative to equal weights: one row per batch, one column per year since.

    1 is what the mean over treated city-years gives to each, which is what is to be found.
    """
    begun = table[table["treated"] > 0]
    relative = fixed_effects_weights(table)[begun.index] * len(begun)
    keys = [begun[key].astype(int) for key in ("first_treated", "since")]
    return relative.groupby(keys).mean().unstack("since")
