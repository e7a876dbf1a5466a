"""Effects as one table of outputs × reforms, or regions × reforms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...simulation.scenario import Scenario
from ..comparison.comparison import Comparison
from ..presentation.labels import label
from ..presentation.language import Lang
from ..presentation.numbers import NOTHING, form_of
from ..statistics.verdict import Verdict, verdict_said
from .answers import DEEP, HEADLINES, Effect, chance, effects_of
from .ranked import bare_change, heading_of, in_order
from .tables import ABREAST, chunks
from .text import one_line
from .wording.words import say


@dataclass(frozen=True)
class EffectCell:
    """The effect of one reform on one output, written; `reading` is the verdict in words."""

    change: str
    interval: str
    share: str
    """Share of worlds in which the output is higher; empty where it is not known."""
    verdict: Verdict
    reading: str


@dataclass(frozen=True)
class MatrixRow:
    """An output, or a region; `term` is its name in the glossary, empty for regions. `before` is without a reform."""

    label: str
    unit: str
    term: str
    before: str
    cells: tuple[EffectCell, ...]


@dataclass(frozen=True)
class Matrix:
    """Some reforms side by side."""

    corner: str
    reforms: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


def effects_matrix(comparison: Comparison, lang: Lang) -> list[Matrix]:
    """Effects on the headlines, the best reform first, in as many tables as it takes to show all reforms."""
    metrics = tuple(dict.fromkeys((comparison.rank_by, *HEADLINES)))
    return [
        Matrix(say("output", lang), _titles(reforms, lang), tuple(_by_metric(comparison, reforms, metrics, lang)))
        for reforms in chunks(in_order(comparison, comparison.rank_by), ABREAST)
    ]


def regions_matrix(comparison: Comparison, lang: Lang) -> list[Matrix]:
    """Deep participation by region; nothing with one region."""
    regions = [str(region) for region in comparison.summary["region"].unique() if region != "all"]
    if not regions:
        return []
    return [
        Matrix(say("region", lang), _titles(reforms, lang), tuple(_by_region(comparison, reforms, regions, lang)))
        for reforms in chunks(in_order(comparison, comparison.rank_by), ABREAST)
    ]


def _titles(reforms: Sequence[Scenario], lang: Lang) -> tuple[str, ...]:
    return tuple(one_line(reform.title[lang]) for reform in reforms)


def _by_metric(
    comparison: Comparison, reforms: Sequence[Scenario], metrics: Sequence[str], lang: Lang
) -> Iterator[MatrixRow]:
    found = [effects_of(comparison, reform) for reform in reforms]
    for metric in metrics:
        yield _row(label(metric, lang), metric, [effects[metric] for effects in found], comparison.base, lang)


def _by_region(
    comparison: Comparison, reforms: Sequence[Scenario], regions: Sequence[str], lang: Lang
) -> Iterator[MatrixRow]:
    for region in regions:
        effects = [effects_of(comparison, reform, region)[DEEP] for reform in reforms]
        yield _row(one_line(region), "", effects, comparison.base, lang)


def _row(name: str, term: str, effects: Sequence[Effect], base: Scenario, lang: Lang) -> MatrixRow:
    metric = effects[0].metric
    before = form_of(metric, base, lang)
    unit = heading_of(metric, base, lang).unit
    return MatrixRow(
        label=name,
        unit=unit,
        term=term,
        before=before.bare.value(effects[0].baseline),
        cells=tuple(_cell(effect, base, lang) for effect in effects),
    )


def _cell(effect: Effect, base: Scenario, lang: Lang) -> EffectCell:
    form = bare_change(effect.metric, base, lang)
    found = chance(effect.p_positive, effect.p_positive_low, effect.p_positive_high, lang)
    interval = form.interval(effect.effect, effect.low, effect.high) if effect.low < effect.high else ""
    return EffectCell(
        change=form.change(effect.effect, effect.low, effect.high),
        interval=interval,
        share="" if found.value == NOTHING else found.value,
        verdict=effect.verdict,
        reading=verdict_said(effect.verdict, effect.n_seeds, lang),
    )
