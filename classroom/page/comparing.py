"""What the analyst's page shows of a comparison, as tables for JSON: curves, effects, answers, and for whom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ...experiments.comparison.outcomes import NOTICEABLE
from ...experiments.presentation.labels import label
from ...experiments.presentation.language import Lang
from ...experiments.presentation.numbers import form_of
from ...experiments.presentation.units import unit_said
from ...experiments.report.answers import answer, effect_rows
from ...experiments.report.tables import Table, outcome_label, topics
from ...experiments.report.wording.words import say as report_word
from ...experiments.runs.annual import last_years, years_of
from ...simulation.outputs.metrics import METRICS
from ...simulation.outputs.recording import SIZE_CLASSES
from ...simulation.scenario import Scenario
from ..comparison import COLUMN, WorldsComparison

__all__ = ["chart", "curves", "tables"]

BAND = (0.1, 0.9)
"""Shares of worlds between which a band lies, as in figures."""


def curves(comparison: WorldsComparison, metrics: Sequence[str], lang: Lang) -> dict[str, Any]:
    """Curves of every arm, effect curves of every reform, and what may be said of each reform."""
    base = comparison.base
    return {
        "worlds": len(comparison.seeds),
        "seeds": list(comparison.seeds),
        "years": years_of(base),
        "last_years": list(last_years(years_of(base))),
        "arms": [about(arm, lang) for arm in comparison.batch.scenarios],
        "charts": [chart(comparison, name, lang) for name in metrics],
        "answers": [said(comparison, reform, lang) for reform in comparison.reforms],
    }


def about(arm: Scenario, lang: Lang) -> dict[str, Any]:
    """What an arm is called."""
    return {"name": arm.name, "title": arm.title[lang], "digest": arm.digest()}


def said(comparison: WorldsComparison, reform: Scenario, lang: Lang) -> dict[str, Any]:
    """The answer to a reform's question, by the rule of the report and in its words."""
    found = answer(comparison, reform, lang)
    return {"name": reform.name, "verdict": str(found.verdict), "sentence": found.sentence, "also": list(found.also)}


def chart(comparison: WorldsComparison, metric: str, lang: Lang) -> dict[str, Any]:
    """One output over the years: mean and band of every arm, effect and interval of every reform.

    Numbers are in the unit that reports write, with the digits that they have there.
    """
    form, column = form_of(metric, comparison.base, lang), COLUMN[metric]
    heading = form.heading or form.unit or unit_said(METRICS[metric].unit, lang)

    def written(values: np.ndarray) -> list[float | None]:
        return [None if math.isnan(value) else value for value in (values * form.factor).tolist()]

    arms = []
    for arm in comparison.batch.scenarios:
        values = comparison.values[arm.name][:, :, column]
        low, high = _between(values)
        arms.append({"mean": written(_mean(values)), "low": written(low), "high": written(high)})
    effects = [
        {name: written(getattr(found, name)[:, column]) for name in ("effect", "low", "high")}
        for found in comparison.yearly.values()
    ]
    return {
        "metric": metric,
        "label": label(metric, lang),
        "definition": METRICS[metric].definition,
        "unit": heading.replace("\N{NO-BREAK SPACE}", " ").strip(),
        "change_unit": (form.heading or form.change_unit or unit_said(METRICS[metric].unit, lang)).strip(),
        "digits": form.digits,
        "arms": arms,
        "effects": effects,
    }


JOINED = ("because", "anyway", "driven_out", "stayed_out")
"""Groups of enterprises by what they do with and without a reform, in the order in which they are drawn."""


def tables(comparison: WorldsComparison, lang: Lang) -> dict[str, Any]:
    """What each reform costs and for whom, with the numbers and the words of the report."""
    found = comparison.outcomes
    return {
        "worlds": len(comparison.seeds),
        "effects": [
            {
                "title": reform.title[lang],
                "rows": [
                    {
                        "label": row.label,
                        "unit": row.unit,
                        "cells": [row.before, row.after, row.change, row.interval],
                        "reading": row.reading,
                        "verdict": str(row.verdict),
                        "rises": [row.p_positive.value, row.p_positive.interval],
                        "best": [row.p_best.value, row.p_best.interval],
                    }
                    for row in effect_rows(comparison, reform, lang)
                ],
            }
            for reform in comparison.reforms
        ],
        "topics": [
            {"title": topic.title, "note": topic.note, "tables": [_written(table) for table in topic.tables]}
            for topic in topics(comparison, lang)
        ],
        "joined": [_joined(found, reform.name, lang) for reform in comparison.reforms],
        "sizes": [_sizes(found, reform.name, lang) for reform in comparison.reforms],
        "noticeable": NOTICEABLE,
    }


def _written(table: Table) -> dict[str, Any]:
    rows = [
        {
            "label": heading.label,
            "unit": heading.unit.replace("\N{NO-BREAK SPACE}", " "),
            "cells": [[cell.value, cell.interval] for cell in cells],
        }
        for heading, cells in table.rows
    ]
    return {"caption": table.caption, "corner": table.corner, "columns": list(table.columns), "rows": rows}


def _value(found: pd.DataFrame, reform: str, outcome: str, group: str) -> float | None:
    rows = found.loc[(found["reform"] == reform) & (found["outcome"] == outcome) & (found["group"] == group), "value"]
    value = float(rows.iloc[0]) if len(rows) else math.nan
    return None if math.isnan(value) else value


def _joined(found: pd.DataFrame, reform: str, lang: Lang) -> dict[str, list[dict[str, Any]]]:
    """Shares of all enterprises by what they do with and without a reform: at all, and in depth."""
    names = {
        "any": ("joined_because", "joined_anyway", "driven_out", "stayed_out"),
        "deep": ("deep_because", "deep_anyway", "deep_driven_out", "deep_stayed_out"),
    }
    return {
        depth: [
            {"group": group, "label": outcome_label(name, lang), "share": _value(found, reform, name, "all")}
            for group, name in zip(JOINED, outcomes, strict=True)
        ]
        for depth, outcomes in names.items()
    }


def _sizes(found: pd.DataFrame, reform: str, lang: Lang) -> list[dict[str, Any]]:
    """Shares better and worse off in every class of size."""
    return [
        {
            "label": report_word("g_size", lang, n=size),
            "better": _value(found, reform, "gaining", f"size_class: {size}"),
            "worse": _value(found, reform, "losing", f"size_class: {size}"),
        }
        for size in SIZE_CLASSES
    ]


def _mean(values: np.ndarray) -> np.ndarray:
    """Means over worlds, those without a value left out."""
    known = ~np.isnan(values)
    number = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    return np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0)


def _between(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the band over worlds."""
    if not np.isnan(values).any():
        return tuple(np.quantile(values, BAND, axis=0))  # twenty times as fast
    low, high = np.full((2, values.shape[1]), np.nan)
    for year in range(values.shape[1]):
        known = values[~np.isnan(values[:, year]), year]
        if known.size:
            low[year], high[year] = np.quantile(known, BAND)
    return low, high
