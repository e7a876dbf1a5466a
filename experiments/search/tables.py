"""What a search found, as tables: the front, the best bundle, what its parts add, and all bundles that were tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...simulation.outputs.metrics import METRICS
from ..runs.annual import scale_of
from ..statistics.verdict import judged
from .bundles import Bundle

if TYPE_CHECKING:
    from .front import Found, Measured

__all__ = ["best_table", "evaluated_table", "front_table", "parts_table"]

COST_COLUMN, LATE_COLUMN = "cost", "cost_last_years"
"""Columns of tables: public spending per year on top of the base's, over all years and over the last of them."""


def front_table(found: Found) -> pd.DataFrame:
    """One row per chosen bundle, the cheapest first: what is in it, cost and effects in fresh worlds.

    Costs are ¥ of the real city per year: `cost` the mean over all years, `cost_last_years` that over the last
    five. `_low` and `_high` are ends of 95 % intervals over seeds, `_sets_low` and `_sets_high` hold nine parameter
    sets in ten between them, `_share` is the share of sets in which the mean effect is for the better, and
    `_searched` what the search took it for.
    """
    table = pd.DataFrame([_row(found, one) for one in found.front])
    return table.astype(_types(found) | {"dominated_by": "Int64"}) if len(table) else table


def _row(found: Found, one: Measured) -> dict[str, object]:
    search = found.search
    row: dict[str, object] = {
        "bundle": one.number,
        "file": f"{one.name}.toml",
        "best": one is found.best,
        "as_good_as_best": one is found.best or one in found.as_good,
        "within_budget": found.is_within(one),
        "dominated_by": found.dominated.get(one.number, pd.NA),
        "not_told_apart_from": " ".join(map(str, found.alike(one))),
    }
    for name, column in ((COST_COLUMN, 0), (LATE_COLUMN, -1)):
        factor, cost, (low, high) = _yuan(found), one.interval(column), one.over_sets(column)
        row |= {
            name: factor * cost.value,
            f"{name}_low": factor * cost.low,
            f"{name}_high": factor * cost.high,
            f"{name}_sets_low": factor * low,
            f"{name}_sets_high": factor * high,
            f"{name}_searched": factor * float(one.searched[column]),
        }
    for place, goal in enumerate(search.goals, start=1):
        verdict, effect = judged(one.by_seed[:, place])
        low, high = one.over_sets(place)
        row |= {
            goal: effect.value,
            f"{goal}_low": effect.low,
            f"{goal}_high": effect.high,
            f"{goal}_verdict": str(verdict),
            f"{goal}_sets_low": low,
            f"{goal}_sets_high": high,
            f"{goal}_share": one.share_better(place, search.signs[place - 1]),
            f"{goal}_searched": float(one.searched[place]),
        }
    return row | _content(found, one.bundle)


def _yuan(found: Found) -> float:
    """¥ of the real city for k¥ of the model."""
    return 1000.0 * scale_of(found.search.base)


def _outcomes(found: Found) -> list[tuple[str, int, float]]:
    """Costs and goals as tables name them: name, column of effects, factor to the unit of tables."""
    goals = [(goal, place, 1.0) for place, goal in enumerate(found.search.goals, start=1)]
    return [(COST_COLUMN, 0, _yuan(found)), (LATE_COLUMN, -1, _yuan(found)), *goals]


def _content(found: Found, bundle: Bundle) -> dict[str, object]:
    """What is in a bundle, by the keys of what was searched; empty where an instrument is out."""
    content: dict[str, object] = {}
    for instrument in found.search.space.instruments:
        inside = bundle.instruments.get(instrument.kind)
        content[f"policy.{instrument.kind}"] = inside is not None
        for factor in instrument.factors:
            name = instrument.field_of(factor)
            content[factor.key] = np.nan if inside is None else inside[name]
    for institution in found.search.space.institutions:
        content[f"parameters.{institution.name}"] = bundle.institutions.get(institution.name, "")
    return content


def parts_table(found: Found) -> pd.DataFrame:
    """One row per part of the best bundle: what it adds to costs (¥ of the city per year) and goals.

    In the further worlds, which have not chosen the bundle.
    """
    rows = []
    for part in found.parts:
        row: dict[str, object] = {"part": part}
        added = found.adds(part)
        for column, place, factor in _outcomes(found):
            verdict, effect = judged([] if added is None else factor * added[:, place])
            row |= {column: effect.value, f"{column}_low": effect.low, f"{column}_high": effect.high}
            row[f"{column}_verdict"] = str(verdict)
        rows.append(row)
    names = [name for c, *_ in _outcomes(found) for name in (c, f"{c}_low", f"{c}_high", f"{c}_verdict")]
    return pd.DataFrame(rows, columns=["part", *names])


def best_table(found: Found) -> pd.DataFrame:
    """One row per cost and goal of the best bundle: what it is in the further worlds, which have not chosen it.

    `fresh` is what the worlds that chose it show, `searched` what the search took it for; both are partly luck.
    """
    columns = ["bundle", "outcome", "unit", "value", "low", "high", "verdict", "sets_low", "sets_high", "share",
               "fresh", "searched"]  # fmt: skip
    if found.best is None:
        return pd.DataFrame(columns=columns)
    rows = []
    for name, place, factor in _outcomes(found):
        one, is_cost = found.confirmed, place in (0, -1)
        verdict, effect = judged([] if one is None else factor * one.by_seed[:, place])
        low, high = (np.nan, np.nan) if one is None else one.over_sets(place)
        share = np.nan if one is None or is_cost else one.share_better(place, found.search.signs[place - 1])
        before = factor * found.best.interval(place).value, factor * float(found.best.searched[place])
        unit = "¥ per year" if is_cost else METRICS[name].unit
        ends = effect.low, effect.high
        rows.append((found.best.number, name, unit, effect.value, *ends, str(verdict), factor * low, factor * high,
                     share, *before))  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def evaluated_table(found: Found) -> pd.DataFrame:
    """One row per bundle that the search tried, in the order in which they came.

    Generation, mean costs (¥ of the real city per year) and mean effects in the worlds of the search, whether it is
    within the budget, unbeaten there and measured again, what is in it, and the error of one that failed.
    """
    empty = np.full(len(found.search.measured), np.nan)
    again = {bundle.key for bundle in found.chosen}
    unbeaten, affordable = set(found.efficient), set(found.affordable)
    rows = []
    for place, (key, (number, bundle)) in enumerate(found.tried.items(), start=1):
        values = found.searched.get(key, empty)
        row: dict[str, object] = {"candidate": place, "generation": number}
        row |= {name: factor * float(values[column]) for name, column, factor in _outcomes(found)}
        row |= {"within_budget": key in affordable, "unbeaten": key in unbeaten, "measured_again": key in again}
        row |= _content(found, bundle) | {"error": found.journal.errors.get(("search", key), "")}
        rows.append(row)
    table = pd.DataFrame(rows)
    return table.astype(_types(found)) if rows else table


def _types(found: Found) -> dict[str, str]:
    """Types of columns that hold what is not empty in some rows only: whole numbers, and institutions as texts."""
    space = found.search.space
    counts = [factor.key for part in space.instruments for factor in part.factors if factor.kind == "count"]
    texts = [f"parameters.{institution.name}" for institution in space.institutions]
    return dict.fromkeys(counts, "Int64") | dict.fromkeys(texts, "str")
