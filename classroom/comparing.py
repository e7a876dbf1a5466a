"""What the analyst's page shows of a comparison, as tables for JSON: curves, effects, answers, and for whom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..experiments.numbers import Lang, form_of
from ..experiments.report.answers import answer
from ..experiments.summary import label
from ..experiments.units import unit_said
from ..experiments.years import last_years, years_of
from ..simulation.metrics import METRICS
from ..simulation.scenario import Scenario
from .pairing import COLUMN, WorldsComparison

__all__ = ["chart", "curves"]

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


def _mean(values: np.ndarray) -> np.ndarray:
    """Means over worlds, those without a value left out."""
    known = ~np.isnan(values)
    number = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    return np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0)


def _between(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the band over worlds."""
    low, high = np.full((2, values.shape[1]), np.nan)
    for year in range(values.shape[1]):
        known = values[~np.isnan(values[:, year]), year]
        if known.size:
            low[year], high[year] = np.quantile(known, BAND)
    return low, high
