"""Effects in many parameter sets, written: sentences and a table per reform, for page and terminal alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ...simulation.scenario import Scenario
from ..comparison.comparison import Comparison
from ..ensemble.effects import Ensemble
from ..presentation.labels import label_in_text
from ..presentation.language import Lang
from ..presentation.numbers import Form, form_of, percent
from ..statistics.verdict import Verdict, verdict_said
from .answers import SPENDING
from .ranked import SHOWN, bare_change, heading_of, in_order
from .tables import Heading, known_rows
from .text import isolated, one_line
from .wording.words import say, say_html

__all__ = ["EnsembleRow", "EnsembleTable", "InSets", "in_sets", "note_on", "reading_of", "row_in_sets", "shown_outputs"]


@dataclass(frozen=True)
class EnsembleRow:
    """An output: the effect, its interval with chance alone and with both, sets in which it rises, share of spread."""

    heading: Heading
    change: str
    chance: str
    whole: str
    rises_in: str
    from_parameters: str
    verdict: Verdict
    reading: str


@dataclass(frozen=True)
class EnsembleTable:
    """A reform."""

    caption: Markup
    rows: tuple[EnsembleRow, ...]


@dataclass(frozen=True)
class InSets:
    """What is said of the effects in many parameter sets."""

    sentences: tuple[Markup, ...]
    note: str
    headings: tuple[str, ...]
    tables: tuple[EnsembleTable, ...]


def shown_outputs(comparison: Comparison) -> tuple[str, ...]:
    """Outputs that tables and figure show, first the one that reforms are ranked by."""
    return tuple(dict.fromkeys((comparison.rank_by, *SHOWN, SPENDING)))


def in_sets(comparison: Comparison, lang: Lang) -> InSets | None:
    """Sentences and tables; None where nobody asked for parameter sets."""
    ensemble = comparison.ensemble
    if ensemble is None:
        return None
    rows = {(str(row["reform"]), str(row["metric"])): row for row in known_rows(ensemble.effects)}
    reforms = in_order(comparison, comparison.rank_by)
    metric, base = comparison.rank_by, comparison.base
    sentences = [_sentence(reform, rows[reform.name, metric], base, lang) for reform in reforms]
    if len(reforms) > 1:
        best = max(reforms, key=lambda reform: _known(rows[reform.name, metric]["p_best"]))
        row = rows[best.name, metric]
        counts = {"k": round(_known(row["p_best"]) * row["n_sets"]), "n": int(row["n_sets"])}
        sentences.append(
            say_html("ensemble_best", lang, reform=_quoted(best, lang), metric=label_in_text(metric, lang), **counts)
        )
    worlds = say("worlds", lang, n=len(ensemble.seeds))
    return InSets(
        tuple(sentences),
        note_on(ensemble, base, lang),
        tuple(say(key, lang) for key in ("output", "effect", "of_chance", "of_both", "rises_in", "from_parameters")),
        tuple(
            EnsembleTable(
                say_html(
                    "ensemble_caption", lang, reform=isolated(reform.title[lang], lang), n=len(ensemble.whole_sets),
                    worlds=worlds,
                ),
                tuple(row_in_sets(rows[reform.name, name], base, lang) for name in shown_outputs(comparison)),
            )
            for reform in reforms
        ),
    )  # fmt: skip


def reading_of(verdict: Verdict, worlds: float, lang: Lang) -> str:
    """A verdict on an effect in one further parameter set, in words."""
    return say("uncertain", lang) if verdict == Verdict.UNSEEN else verdict_said(verdict, worlds, lang)


def note_on(ensemble: Ensemble, base: Scenario, lang: Lang) -> str:
    """Which parameters the sets vary, and what the two parts of an interval are."""
    number = len(ensemble.sets.varied(base))
    said = [say("ensemble_note", lang, name=one_line(ensemble.sets.name), number=number)]
    if left_out := len(ensemble.sets) - len(ensemble.whole_sets):
        said.append(say("ensemble_left_out", lang, n=left_out))
    return ("" if lang == "zh" else " ").join(said)


def _sentence(reform: Scenario, row: dict[str, Any], base: Scenario, lang: Lang) -> Markup:
    metric, verdict = str(row["metric"]), Verdict(row["verdict"])
    form, effect = form_of(metric, base, lang), float(row["effect"])
    texts = {"reform": _quoted(reform, lang), "metric": label_in_text(metric, lang)}
    if not verdict.sign and verdict != Verdict.UNSEEN:
        return say_html("ensemble_unknown", lang, change=form.change(effect), **texts)
    falls = verdict == Verdict.FALLS
    key = "ensemble_falls" if falls else "ensemble_rises" if verdict.sign else "ensemble_open"
    whole = effect, float(row["low"]), float(row["high"])
    chance = effect, float(row["chance_low"]), float(row["chance_high"])
    positive = round(float(row["p_positive"]) * row["n_sets"])
    return say_html(
        key,
        lang,
        change=form.size(*whole) if verdict.sign else form.change(*whole),
        whole=form.interval(*whole, flip=falls),
        chance=form.interval(*chance, flip=falls),
        k=int(row["n_sets"]) - positive if falls else positive,
        n=int(row["n_sets"]),
        **texts,
    )


def row_in_sets(row: dict[str, Any], base: Scenario, lang: Lang) -> EnsembleRow:
    """A row of `Ensemble.effects`, written."""
    metric, effect, verdict = str(row["metric"]), float(row["effect"]), Verdict(row["verdict"])
    form = bare_change(metric, base, lang)
    positive = float(row["p_positive"])
    counts = {"k": round(_known(positive) * row["n_sets"]), "n": int(row["n_sets"])}
    return EnsembleRow(
        heading=heading_of(metric, base, lang),
        change=form.change(effect, float(row["low"]), float(row["high"])),
        chance=_interval(form, effect, row["chance_low"], row["chance_high"]),
        whole=_interval(form, effect, row["low"], row["high"]),
        rises_in="" if math.isnan(positive) else say("of_sets", lang, **counts),
        from_parameters=percent(float(row["share_parameters"]), lang),
        verdict=verdict,
        reading=reading_of(verdict, row["n_seeds"], lang),
    )


def _interval(form: Form, effect: float, low: float, high: float) -> str:
    return form.interval(effect, float(low), float(high)) if low < high else ""


def _known(value: float) -> float:
    return 0.0 if math.isnan(value) else float(value)


def _quoted(reform: Scenario, lang: Lang) -> Markup:
    return Markup("“{}”").format(isolated(reform.title[lang], lang))
