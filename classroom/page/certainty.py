"""How sure effects are beyond chance, as a table for JSON: the numbers and the words of the report."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ...experiments.ensemble.effects import Ensemble
from ...experiments.presentation.labels import label_in_text
from ...experiments.presentation.language import Lang
from ...experiments.presentation.numbers import form_of
from ...experiments.report.ensemble import note_on, row_in_sets
from ...experiments.report.tables import known_rows
from ...experiments.report.text import one_line
from ...experiments.report.wording.words import say as report_word
from ...experiments.statistics.verdict import Verdict
from ...simulation.scenario import Scenario
from .words import say

__all__ = ["certainty"]

ENDS = ("effect", "chance_low", "chance_high", "low", "high")
"""Numbers that are drawn."""


def certainty(ensemble: Ensemble, arms: Sequence[Scenario], metrics: Sequence[str], lang: Lang) -> dict[str, Any]:
    """Outputs, each with its reforms: effect, interval of chance alone and of chance and parameters, and a sentence.

    `arms` are those of the ensemble with titles of their own. Numbers to be drawn are in the unit that is written.
    """
    base, *reforms = arms
    rows = {(str(row["reform"]), str(row["metric"])): row for row in known_rows(ensemble.effects)}
    return {
        "sets": len(ensemble.whole_sets),
        "worlds": len(ensemble.seeds),
        "parts": {key: report_word(key, lang) for key in ("of_chance", "of_both", "from_parameters")},
        "note": note_on(ensemble, base, lang),
        "outcomes": [
            {
                "metric": metric,
                "reforms": [_reform(ensemble, rows[reform.name, metric], reform, base, lang) for reform in reforms],
                **_heading(rows[reforms[0].name, metric], base, lang),
            }
            for metric in metrics
        ],
    }


def _heading(row: dict[str, Any], base: Scenario, lang: Lang) -> dict[str, Any]:
    heading = row_in_sets(row, base, lang).heading
    digits = form_of(str(row["metric"]), base, lang).digits
    return {"label": heading.label, "unit": heading.unit.replace("\N{NO-BREAK SPACE}", " ").strip(), "digits": digits}


def _reform(ensemble: Ensemble, row: dict[str, Any], reform: Scenario, base: Scenario, lang: Lang) -> dict[str, Any]:
    metric, written = str(row["metric"]), row_in_sets(row, base, lang)
    factor = form_of(metric, base, lang).factor
    by_set = [float(value) for value in ensemble.differences(reform.name, metric).mean(axis=1)]
    return {
        "name": reform.name,
        "title": reform.title[lang],
        "sentence": _sentence(by_set, written.verdict, reform, metric, lang),
        "verdict": str(written.verdict),
        "change": written.change,
        "chance": written.chance,
        "whole": written.whole,
        "from_parameters": written.from_parameters,
        "drawn": {end: _json(row[end] * factor) for end in ENDS},
        "by_set": [_json(value * factor) for value in by_set],
    }


def _sentence(by_set: Sequence[float], verdict: Verdict, reform: Scenario, metric: str, lang: Lang) -> str:
    """In how many sets the effect has the direction that it has in most of them, and whether that is certain."""
    known = [value for value in by_set if not math.isnan(value)]
    rises, falls = sum(value > 0 for value in known), sum(value < 0 for value in known)
    texts = {"reform": one_line(reform.title[lang]), "metric": label_in_text(metric, lang), "n": len(known)}
    if not known:
        return say("certainty_unknown", lang, **texts)
    if not rises and not falls:
        return say("certainty_same", lang, **texts)
    said = say(f"certainty_{'rises' if rises >= falls else 'falls'}", lang, k=max(rises, falls), **texts)
    rest = "sure" if verdict.sign else "open" if verdict == Verdict.UNSEEN else "few"
    return said + say(f"certainty_{rest}", lang)


def _json(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
