"""The answer at a glance: which reform is best for what, and one table of all reforms, the best first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from markupsafe import Markup, escape

from ...simulation.outputs.metrics import METRICS
from ...simulation.scenario import Scenario
from ..comparison.comparison import Comparison
from ..comparison.merit import MATTER_OF_OPINION, sign_of_better
from ..presentation.labels import label, label_in_text
from ..presentation.language import Lang
from ..presentation.numbers import Form, city_money, form_of
from ..presentation.units import unit_said
from ..statistics.inference import differences, mean_interval, share_best, share_positive
from ..statistics.verdict import LEAST_WORLDS, Verdict, judged
from .answers import HEADLINES, SPENDING, Effect, answer, chance, effects_of, interval_said
from .tables import Cell, Heading, cell, known_rows, outcome_form, outcome_label, three
from .text import isolated
from .wording.words import count, say, say_html

SHOWN = ("deep_participation", "training_quality", "talent_match")
"""Outputs that the table shows beside the one that it is ordered by."""

WEIGHED = (*SHOWN, "graduate_wage")
"""Outputs of which the trade-off says which reform is best on each."""

EACH = "cost_per_additional_trainee"

MOST_NAMED = 3
"""Reforms that a sentence names; of more it says how many."""


class Column(NamedTuple):
    """The heading of a column: a label, its unit, and the term of the glossary that explains it."""

    label: str
    unit: str
    term: str


@dataclass(frozen=True)
class RankedCell(Cell):
    """A number, its interval, and the verdict on it where it is an effect."""

    verdict: str = ""


@dataclass(frozen=True)
class RankedRow:
    """A reform in the table."""

    place: str
    reform: Scenario
    cells: tuple[RankedCell, ...]


@dataclass(frozen=True)
class Ranked:
    """What a reader sees first. `by` is the output by which reforms are ordered, within a sentence."""

    recommendation: Markup
    trade_off: tuple[Markup, ...]
    by: str
    columns: tuple[Column, ...]
    rows: tuple[RankedRow, ...]


def ranked(comparison: Comparison, lang: Lang) -> Ranked:
    """Recommendation, trade-off and table of a comparison, by the output that it ranks by."""
    return Ranked(
        recommendation(comparison, lang),
        tuple(_trade_off(comparison, lang)),
        label_in_text(comparison.rank_by, lang),
        _columns(comparison, lang),
        tuple(_rows(comparison, lang)),
    )


# --- who is best ------------------------------------------------------------------------------------------------------


def in_order(comparison: Comparison, metric: str) -> list[Scenario]:
    """The reforms by their mean effect on an output, the best first; those without one last."""
    better = sign_of_better(metric)
    effects = {reform.name: effects_of(comparison, reform)[metric].effect for reform in comparison.reforms}
    return sorted(
        comparison.reforms,
        key=lambda reform: math.inf if math.isnan(effects[reform.name]) else -better * effects[reform.name],
    )


def leading(comparison: Comparison, metric: str) -> list[Scenario]:
    """The reforms that are best on an output: the first in order, and those that are not distinguishable from it.

    Empty where no reform is seen to better the output.
    """
    better, order = sign_of_better(metric), in_order(comparison, metric)
    bettering = [reform for reform in order if effects_of(comparison, reform)[metric].verdict.sign == better]
    if not bettering:
        return []
    values = comparison.paired_values(metric)
    best = values[bettering[0].name].to_numpy(float)
    return [
        reform
        for reform in bettering
        if reform is bettering[0] or judged(differences(values[reform.name].to_numpy(float), best))[0].sign != better
    ]


def _cheapest(comparison: Comparison) -> list[Scenario]:
    """The reforms that cost least, and those that are not distinguishable from them."""
    costs = comparison.additional_costs
    order = sorted(comparison.reforms, key=lambda reform: costs[reform.name].mean())
    least = costs[order[0].name].to_numpy(float)
    return [
        reform
        for reform in order
        if reform is order[0] or judged(differences(least, costs[reform.name].to_numpy(float)))[0].sign <= 0
    ]


def _cheapest_each(comparison: Comparison) -> list[tuple[Scenario, float]]:
    """The reforms with the least cost per additional trainee, and those whose interval reaches down to it."""
    rows = {str(row["reform"]): three(row) for row in known_rows(comparison.outcomes) if row["outcome"] == EACH}
    found = [(reform, *rows[reform.name]) for reform in comparison.reforms if reform.name in rows]
    order = sorted((row for row in found if not math.isnan(row[1])), key=lambda row: row[1])
    if not order:
        return []
    reach = order[0][3] if not math.isnan(order[0][3]) else order[0][1]
    return [(reform, value) for reform, value, low, _ in order if not low > reach]


# --- sentences --------------------------------------------------------------------------------------------------------


def recommendation(comparison: Comparison, lang: Lang) -> Markup:
    """Which reform is best for the output that reforms are ranked by, in a sentence or two."""
    metric = comparison.rank_by
    effects = {reform.name: effects_of(comparison, reform) for reform in comparison.reforms}
    most = int(max(effect.n_seeds for found in effects.values() for effect in found.values()))
    if most < LEAST_WORLDS:
        return say_html("few_worlds", lang, n=most, least=LEAST_WORLDS)
    best = leading(comparison, metric)
    name = label_in_text(metric, lang)
    falls = sign_of_better(metric) < 0
    if not best:
        (first, *_) = in_order(comparison, metric)
        return say_html(
            "rec_none_falls" if falls else "rec_none", lang, metric=name, reform=_quoted(first, lang),
            change=_change(effects[first.name][metric], comparison.base, lang),
        )  # fmt: skip
    if len(best) > 1:
        several = Markup(say("comma", lang)).join(
            say_html(
                "rec_of_tie",
                lang,
                reform=_quoted(reform, lang),
                change=_change(effects[reform.name][metric], comparison.base, lang),
                money=_money_said(comparison, reform, lang),
            )
            for reform in best[:MOST_NAMED]
        )
        more = say("rec_more", lang, n=count(len(best) - MOST_NAMED, lang)) if len(best) > MOST_NAMED else ""
        return say_html("rec_tie_falls" if falls else "rec_tie", lang, metric=name, reforms=several, more=more)
    if len(comparison.reforms) == 1 and metric == SHOWN[0]:
        return escape(answer(comparison, best[0], lang).sentence)
    effect, form = effects[best[0].name][metric], form_of(metric, comparison.base, lang)
    sentence = say_html(
        "rec_best_falls" if falls else "rec_best", lang, metric=name, reform=_quoted(best[0], lang),
        size=form.size(effect.effect, effect.low, effect.high), before=form.value(effect.baseline),
        after=form.value(effect.reformed), interval=interval_said(form, effect, lang),
        money=_money_said(comparison, best[0], lang),
    )  # fmt: skip
    order = [reform for reform in in_order(comparison, metric) if reform is not best[0]]
    if order and not math.isnan(effects[order[0].name][metric].effect):
        following = effects[order[0].name][metric]
        sentence += Markup("" if lang == "zh" else " ") + say_html(
            "rec_next", lang, reform=_quoted(order[0], lang), change=_change(following, comparison.base, lang),
            money=_money_said(comparison, order[0], lang),
        )  # fmt: skip
    return sentence


def _quoted(reform: Scenario, lang: Lang) -> Markup:
    return Markup("“{}”").format(isolated(reform.title[lang], lang))


def _named(reforms: Sequence[Scenario], lang: Lang) -> Markup:
    """Reforms within a sentence, with the remark that they are not distinguishable where they are several."""
    names = Markup(say("comma", lang)).join(_quoted(reform, lang) for reform in reforms[:MOST_NAMED])
    if len(reforms) > MOST_NAMED:
        names += say("rec_more", lang, n=count(len(reforms) - MOST_NAMED, lang))
    return say_html("not_apart", lang, reforms=names) if len(reforms) > 1 else names


def _change(effect: Effect, base: Scenario, lang: Lang) -> str:
    return form_of(effect.metric, base, lang).change(effect.effect, effect.low, effect.high)


def _money(comparison: Comparison, reform: Scenario, lang: Lang) -> str:
    """What a reform costs, with its sign."""
    found = mean_interval(comparison.additional_costs[reform.name].to_numpy())
    return city_money(comparison.base, lang).change(found.value, found.low, found.high)


def _money_said(comparison: Comparison, reform: Scenario, lang: Lang) -> str:
    """The same within a sentence."""
    verdict, found = judged(comparison.additional_costs[reform.name])
    key = "brief_up" if verdict.sign > 0 else "brief_down" if verdict.sign < 0 else "brief_none"
    return say(key, lang, size=city_money(comparison.base, lang).size(found.value, found.low, found.high))


def _trade_off(comparison: Comparison, lang: Lang) -> Iterator[Markup]:
    """What is best on what, what costs least, and what the leading reform makes worse."""
    first = next(iter(comparison.reforms))
    if max(effect.n_seeds for effect in effects_of(comparison, first).values()) < LEAST_WORLDS:
        return
    if len(comparison.reforms) > 1:
        groups: dict[tuple[str, ...], list[str]] = {}
        for metric in dict.fromkeys((comparison.rank_by, *WEIGHED)):
            names = tuple(reform.name for reform in leading(comparison, metric))
            groups.setdefault(names, []).append(label_in_text(metric, lang))
        by_name = {reform.name: reform for reform in comparison.reforms}
        for names, metrics in groups.items():
            said = say("comma", lang).join(metrics)
            if names:
                yield say_html("off_best", lang, metrics=said, who=_named([by_name[name] for name in names], lang))
            else:
                yield say_html("off_none", lang, metrics=said)
        cheapest = _cheapest(comparison)
        yield say_html(
            "off_cost", lang, who=_named(cheapest, lang), money=_money(comparison, cheapest[0], lang)
        )  # fmt: skip
        if each := _cheapest_each(comparison):
            form, _ = outcome_form(EACH, comparison.base, lang)
            who = _named([reform for reform, _ in each], lang)
            yield say_html("off_each", lang, who=who, money=form.value(each[0][1]))
    for reform in leading(comparison, comparison.rank_by)[:MOST_NAMED]:
        yield _worsened(comparison, reform, lang)


def _worsened(comparison: Comparison, reform: Scenario, lang: Lang) -> Markup:
    """Which of the outputs of the page a reform makes worse; money has a line of its own."""
    effects = effects_of(comparison, reform)
    worse = [
        say("also_one", lang, name=label_in_text(metric, lang), change=_change(effects[metric], comparison.base, lang))
        for metric in HEADLINES
        if metric not in MATTER_OF_OPINION and metric != SPENDING
        and effects[metric].verdict.sign == -sign_of_better(metric)
    ]  # fmt: skip
    key = "off_worse" if worse else "off_nothing_worse"
    return say_html(
        key, lang, reform=_quoted(reform, lang), **({"list": say("comma", lang).join(worse)} if worse else {})
    )


# --- the table --------------------------------------------------------------------------------------------------------


def _metrics(comparison: Comparison) -> tuple[str, ...]:
    """Outputs of the table: first the one by which it is ordered. Money has a column of its own."""
    return tuple(name for name in dict.fromkeys((comparison.rank_by, *SHOWN)) if name != SPENDING)


def _columns(comparison: Comparison, lang: Lang) -> tuple[Column, ...]:
    base = comparison.base
    columns = []
    for metric in _metrics(comparison):
        name = label(metric, lang)
        columns.append(Column(name, heading_of(metric, base, lang).unit, metric))
    columns.append(Column(say("ranked_cost", lang), city_money(base, lang).heading, SPENDING))
    columns.append(Column(outcome_label(EACH, lang), outcome_form(EACH, base, lang)[0].heading, EACH))
    columns.append(Column(say("better_in", lang), "", "worlds"))
    if len(comparison.reforms) > 1:
        columns.append(Column(say("best_in", lang), "", "worlds"))
    return tuple(columns)


def heading_of(metric: str, base: Scenario, lang: Lang) -> Heading:
    """Label of an output and the unit of its changes, for a heading above or before bare numbers."""
    form = form_of(metric, base, lang)
    unit = form.heading or form.change_unit or unit_said(METRICS[metric].unit, lang)
    return Heading(label(metric, lang), unit)


def bare_change(metric: str, base: Scenario, lang: Lang) -> Form:
    """How changes of an output are written where a heading tells the unit."""
    return replace(form_of(metric, base, lang), unit="", change_unit="", before="")


def _rows(comparison: Comparison, lang: Lang) -> Iterator[RankedRow]:
    base, metric = comparison.base, comparison.rank_by
    better = sign_of_better(metric)
    values = comparison.paired_values(metric)
    before = values[base.name].to_numpy(float)
    by_reform = [better * differences(before, values[reform.name].to_numpy(float)) for reform in comparison.reforms]
    bests = share_best(np.array(by_reform)) if len(by_reform) > 1 else [None] * len(by_reform)
    chances = {
        reform.name: (share_positive(effects), best)
        for reform, effects, best in zip(comparison.reforms, by_reform, bests, strict=True)
    }
    each = {str(row["reform"]): three(row) for row in known_rows(comparison.outcomes) if row["outcome"] == EACH}
    money = city_money(base, lang).bare
    for place, reform in enumerate(in_order(comparison, metric), start=1):
        effects = effects_of(comparison, reform)
        cells = [_cell(effects[name], base, lang) for name in _metrics(comparison)]
        verdict, cost = judged(comparison.additional_costs[reform.name])
        cells.append(_written(money, cost.value, cost.low, cost.high, verdict))
        each_written = cell(EACH, each.get(reform.name), base, lang)
        cells.append(RankedCell(each_written.value, each_written.interval))
        for found in chances[reform.name]:
            if found is not None:
                cells.append(RankedCell(*chance(found.value, found.low, found.high, lang)))
        yield RankedRow(str(place), reform, tuple(cells))


def _cell(effect: Effect, base: Scenario, lang: Lang) -> RankedCell:
    return _written(bare_change(effect.metric, base, lang), effect.effect, effect.low, effect.high, effect.verdict)


def _written(form: Form, value: float, low: float, high: float, verdict: Verdict) -> RankedCell:
    return RankedCell(
        form.change(value, low, high), form.interval(value, low, high) if low < high else "", str(verdict)
    )
