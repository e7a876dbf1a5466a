"""The answer in a sentence a reform, and the table of effects behind it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import pandas as pd

from ...simulation.scenario import Scenario
from ..comparison.comparison import Comparison
from ..presentation.labels import label, label_in_text
from ..presentation.language import Lang
from ..presentation.numbers import NOTHING, Form, form_of, percent
from ..statistics.inference import differences
from ..statistics.verdict import LEAST_WORLDS, Verdict, judged, verdict_said
from .wording.words import say

HEADLINES = (
    "deep_participation", "participation", "formalism", "exposure", "training_quality", "talent_match",
    "job_relevance", "employment_rate", "retention", "graduate_wage", "dropout_rate", "degree_share",
    "public_spending",
)  # fmt: skip
"""Outputs that a report shows, in order; what becomes of students is among them. All others are in the files."""

DEEP, SPENDING = "deep_participation", "public_spending"

MORE_IS_NO_MERIT = frozenset({"formalism", "dropout_rate", SPENDING})
"""Outputs of which P(best) would mislead, since the best is the one that raises an output most."""


class Effect(NamedTuple):
    """A row of `Comparison.summary`."""

    metric: str
    baseline: float
    reformed: float
    effect: float
    sd: float
    low: float
    high: float
    n_seeds: float
    p_positive: float
    p_positive_low: float
    p_positive_high: float
    p_best: float
    p_best_low: float
    p_best_high: float
    variance_saved: float
    verdict: Verdict


@dataclass(frozen=True)
class Answer:
    """What a reform asks and what comes out."""

    reform: Scenario
    verdict: Verdict
    sentence: str
    also: tuple[str, ...]


class Chance(NamedTuple):
    """A probability and its interval, written."""

    value: str
    interval: str


@dataclass(frozen=True)
class EffectRow:
    """A line of a table of effects, written."""

    label: str
    unit: str
    before: str
    after: str
    change: str
    interval: str
    reading: str
    verdict: Verdict
    p_positive: Chance
    p_best: Chance


def effects_of(comparison: Comparison, reform: Scenario, region: str = "all") -> dict[str, Effect]:
    """Effects of a reform over the last five years, by output."""
    rows = comparison.summary
    rows = rows.loc[(rows["reform"] == reform.name) & (rows["region"] == region), list(Effect._fields)]
    effects = (Effect(*row) for row in rows.itertuples(index=False, name=None))
    return {effect.metric: effect._replace(verdict=Verdict(effect.verdict)) for effect in effects}


def answer(comparison: Comparison, reform: Scenario, lang: Lang) -> Answer:
    """The answer to a reform's question, and what else moved among the headlines."""
    effects = effects_of(comparison, reform)
    if all(effect.verdict in (Verdict.SAME, Verdict.UNKNOWN) for effect in effects.values()):
        return Answer(reform, Verdict.SAME, say("untouched", lang), ())
    deep, money = effects[DEEP], _cost(comparison, reform, effects[SPENDING])
    most = max(effect.n_seeds for effect in effects.values())
    if most < LEAST_WORLDS:
        return Answer(reform, Verdict.FEW, say("few_worlds", lang, n=int(most), least=LEAST_WORLDS), ())
    if deep.verdict == Verdict.UNKNOWN:
        return Answer(reform, deep.verdict, say("deep_unknown", lang), tuple(_also(effects, comparison.base, lang)))
    form = form_of(DEEP, comparison.base, lang)
    change = form.change(deep.effect, deep.low, deep.high)
    interval = interval_said(form, deep, lang)
    if deep.verdict.sign:
        values = comparison.paired_values(DEEP)
        paired = differences(values[comparison.base.name].to_numpy(), values[reform.name].to_numpy())
        difference = pd.Series(paired)
        agree = deep.verdict.sign * difference > 0
        sentence = say(
            "deep_up" if deep.verdict == Verdict.RISES else "deep_down",
            lang,
            size=form.size(deep.effect, deep.low, deep.high),
            before=form.value(deep.baseline),
            after=form.value(deep.reformed),
            interval=interval,
            money=_money(money, comparison, lang),
            agreeing=_agreeing(int(agree.sum()), int(difference.notna().sum()), lang),
        )
    elif deep.verdict.too_little:
        said = verdict_said(deep.verdict, deep.n_seeds, lang)
        money_said = _money(money, comparison, lang)
        sentence = say("deep_too_little", lang, verdict=said, change=change, money=money_said)
    elif deep.verdict == Verdict.SAME:
        sentence = say("deep_same", lang, money=_money(money, comparison, lang))
    else:
        sentence = say("deep_none", lang, change=change, interval=interval, money=_money(money, comparison, lang))
    return Answer(reform, deep.verdict, sentence, tuple(_also(effects, comparison.base, lang)))


def interval_said(form: Form, effect: Effect, lang: Lang) -> str:
    """The interval of an effect within a sentence, or that it is the same in all worlds."""
    if math.isnan(effect.low):
        return say("alike_in_text", lang)
    flip = effect.verdict == Verdict.FALLS
    return say("interval_in_text", lang, interval=form.interval(effect.effect, effect.low, effect.high, flip=flip))


def _agreeing(worlds: int, of: int, lang: Lang) -> str:
    """In how many worlds an output moves as its mean does."""
    key = "in_all" if worlds == of else "in_some"
    return say(key, lang, k=worlds, worlds=say("worlds", lang, n=of))


def _cost(comparison: Comparison, reform: Scenario, money: Effect) -> Effect:
    """What a reform costs: on a budget the mean over all years that this is held against."""
    if comparison.budget is None:
        return money
    verdict, cost = judged(comparison.additional_costs[reform.name])
    return money._replace(effect=cost.value, low=cost.low, high=cost.high, verdict=verdict)


def _money(money: Effect, comparison: Comparison, lang: Lang) -> str:
    form = form_of(SPENDING, comparison.base, lang)
    if not money.verdict.sign:
        key = {Verdict.UNSEEN: "money_none", Verdict.SAME: "money_same"}.get(money.verdict, "money_not_judged")
        return say(key, lang, verdict=verdict_said(money.verdict, money.n_seeds, lang))
    size = form.size(money.effect, money.low, money.high)
    if lang == "zh":  # the sentence says "a year" itself
        size = size.removesuffix("/年")
    key = "money_down" if money.verdict == Verdict.FALLS else "money_up"
    years = "" if comparison.budget is None else say("over_all_years", lang)
    return say(key, lang, size=size, years=years, interval=interval_said(form, money, lang))


ALSO = (
    ("also_up", (Verdict.RISES,)),
    ("also_down", (Verdict.FALLS,)),
    ("also_none", (Verdict.UNSEEN,)),
    ("also_same", (Verdict.SAME,)),
    ("also_too_little", (Verdict.FEW, Verdict.SPARSE)),
)
"""Lines about the other headlines, and the verdicts that each gathers."""


def _also(effects: dict[str, Effect], base: Scenario, lang: Lang) -> Iterator[str]:
    """What else moved among the headlines, and what did not."""
    others = [effects[metric] for metric in HEADLINES if metric not in (DEEP, SPENDING)]
    for key, verdicts in ALSO:
        found = [effect for effect in others if effect.verdict in verdicts]
        if found:
            said = [
                _said(effect, base, lang) if effect.verdict.sign else label_in_text(effect.metric, lang)
                for effect in found
            ]
            yield say(key, lang, list=say("comma", lang).join(said))


def _said(effect: Effect, base: Scenario, lang: Lang) -> str:
    form = form_of(effect.metric, base, lang)
    change = form.change(effect.effect, effect.low, effect.high)
    return say("also_one", lang, name=label_in_text(effect.metric, lang), change=change)


def effect_rows(comparison: Comparison, reform: Scenario, lang: Lang) -> list[EffectRow]:
    """The table of effects of a reform."""
    effects = effects_of(comparison, reform)
    return [
        row_of(label(metric, lang), effects[metric], form_of(metric, comparison.base, lang), lang)
        for metric in HEADLINES
    ]


def row_of(name: str, effect: Effect, form: Form, lang: Lang) -> EffectRow:
    """A line of a table of effects."""
    unit, form = form.heading, form.bare
    return EffectRow(
        label=name,
        unit=unit,
        before=form.value(effect.baseline),
        after=form.value(effect.reformed),
        change=form.change(effect.effect, effect.low, effect.high),
        interval=form.interval(effect.effect, effect.low, effect.high),
        reading=verdict_said(effect.verdict, effect.n_seeds, lang),
        verdict=effect.verdict,
        p_positive=chance(effect.p_positive, effect.p_positive_low, effect.p_positive_high, lang),
        p_best=Chance(NOTHING, "")
        if effect.metric in MORE_IS_NO_MERIT
        else chance(effect.p_best, effect.p_best_low, effect.p_best_high, lang),
    )


def chance(value: float, low: float, high: float, lang: Lang) -> Chance:
    """A probability with its interval."""
    known = not (math.isnan(value) or math.isnan(low) or math.isnan(high))
    return Chance(percent(value, lang, 0), f"{100 * low:.0f}–{100 * high:.0f}" if known else "")


@dataclass(frozen=True)
class Saved:
    """What pairing saved of the variance of one output's effect, a text a reform."""

    label: str
    cells: tuple[str, ...]


def pairing(comparison: Comparison, lang: Lang, metrics: Iterable[str]) -> list[Saved]:
    """What pairing saved: share of the variance, and as how many unpaired worlds a paired one counts."""
    by_reform = [effects_of(comparison, reform) for reform in comparison.reforms]
    return [
        Saved(label(metric, lang), tuple(_saved(effects[metric].variance_saved, lang) for effects in by_reform))
        for metric in metrics
    ]


def _saved(share: float, lang: Lang) -> str:
    if math.isnan(share):
        return NOTHING
    if share <= 0:
        return say("sure_pairing_none", lang)
    saved = percent(share, lang, 0)
    if share >= 0.999999:
        return saved
    many = 1.0 / (1.0 - share)
    worth = say("sure_pairing_as_many", lang, n=f"{many:,.0f}" if many >= 10 else f"{many:.1f}")
    return f"{saved}（{worth}）" if lang == "zh" else f"{saved} ({worth})"


def known_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table as dictionaries."""
    return cast(list[dict[str, Any]], frame.to_dict("records"))
