"""From the game to the full model in steps: what share of enterprises would train in depth, and what each step adds.

The game says of one enterprise whether it trains in depth. Each step lets one thing be as it is in the model, for all
enterprises of a run in its last autumn; the last is what the model does. The order of the steps matters for what each
adds, and is always the same.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from types import SimpleNamespace

import numpy as np
import pandas as pd

from ..explanation.weighing import as_object, chances_of, worths
from .mapping import under_conditions, without_red_tape
from .observed_run import Conditions, ObservedRun

__all__ = ["STEPS", "departures"]

STEPS = ("one", "heterogeneity", "application", "network", "memory", "chance", "model")
"""The game; enterprises differ; support must be known and applied for; each watches its own neighbours; each has
beliefs and ties from its past; choices are partly chance; ties last, and a school must be at hand."""

MOST = 600
"""Enterprises that are looked at in a run; of more, every second, third …"""
DIFFERENCES = (
    "size", "log_size", "places", "net0", "hands", "friction", "taste", "honesty", "horizon", "form", "field",
)  # fmt: skip
"""Columns in which enterprises differ from the start, or by chance."""


def departures(typical: SimpleNamespace, runs: Sequence[ObservedRun]) -> pd.DataFrame:
    """Share of enterprises that train in depth after each step: step, share, change; mean over runs.

    Up to "memory" an enterprise counts if co-training is worth most to it; "chance" is the mean chance that it chooses
    co-training if it has a school at hand; "model" is the share at depth 3 after the choices of that autumn.
    """
    shares = pd.DataFrame([dict(zip(STEPS, _shares(typical, run), strict=True)) for run in runs]).mean()
    table = pd.DataFrame({"step": STEPS, "share": shares.to_numpy(float)})
    table["change"] = table["share"].diff()
    return table


def _shares(typical: SimpleNamespace, run: ObservedRun) -> Iterator[float]:
    conditions = run.conditions[-1]
    table = run.enterprises_at_end
    rows = [as_object(row) for row in table[:: -(-len(table) // MOST)]]
    informed = without_red_tape(conditions)
    as_it_is = (conditions.levers, conditions.government)
    deep = _best_is_deep(_worths(under_conditions(typical, conditions), conditions, conditions.market, informed))
    yield float(deep)
    kinds = [_only_different(typical, row, conditions) for row in rows]
    yield _share_deep(kinds, conditions, informed)
    for e, row in zip(kinds, rows, strict=True):
        e.aware = row.aware
    yield _share_deep(kinds, conditions, as_it_is)
    for e, row in zip(kinds, rows, strict=True):
        e.neighbours_training = row.neighbours_training
    yield _share_deep(kinds, conditions, as_it_is)
    whole = [_with_tie(row, conditions) for row in rows]
    yield _share_deep(whole, conditions, as_it_is)
    chances = []
    for e in whole:
        values = _worths(e, conditions, conditions.markets[e.field], as_it_is)
        chances.append(chances_of(values[1], values[2], values[3], conditions.levers)[3])
    mu = conditions.levers.mu
    yield (1.0 - mu) * float(np.mean(chances)) + mu / 4.0
    yield run.deep_after_choice


def _only_different(typical: SimpleNamespace, row: SimpleNamespace, conditions: Conditions) -> SimpleNamespace:
    """An enterprise with its own size, costs and field, and everything else as of the typical one."""
    e = under_conditions(typical, conditions)
    for name in DIFFERENCES:
        setattr(e, name, getattr(row, name))
    return e


def _with_tie(row: SimpleNamespace, conditions: Conditions) -> SimpleNamespace:
    """An enterprise as it is, weighing the school that it works with, or an average one."""
    e = copy.copy(row)
    if e.due == 0 or e.offer < 0:
        e.offer_tenure, e.offer_alignment = e.tenure, e.alignment
        experience = conditions.schools["teacher_experience"]
        e.offer_experience = float(experience[e.partner] if e.partner >= 0 else experience.mean())
    return e


def _share_deep(
    enterprises: Sequence[SimpleNamespace], conditions: Conditions, about: tuple[SimpleNamespace, SimpleNamespace]
) -> float:
    best = [_best_is_deep(_worths(e, conditions, conditions.markets[e.field], about)) for e in enterprises]
    return float(np.mean(best))


def _worths(
    e: SimpleNamespace, conditions: Conditions, market: SimpleNamespace, about: tuple[SimpleNamespace, SimpleNamespace]
) -> dict[int, float]:
    levers, government = about
    found = worths(e, market, conditions.consortium, government, levers)
    return {depth: value for depth, (_, value) in found.items()}


def _best_is_deep(values: dict[int, float]) -> bool:
    return values[3] > max(0.0, values[1], values[2])
