"""What a figure shows, in one sentence that is computed from the data: the titles."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ....simulation.scenario import Scenario
from ...presentation.labels import label
from ...presentation.language import Lang
from ...presentation.numbers import Form, city_amount, city_sum, city_unit, degree_form, percent, share_form
from ...statistics.inference import Interval
from ...statistics.inference import differences as paired_differences
from ...statistics.verdict import Verdict, judged, verdict_said
from ..base import tidy, words
from ..base.words import degree, say

HOT_SCHOOLS = 0.80
COLD_ENTERPRISES, WARM_ENTERPRISES = 0.20, 0.40
"""Schools are called hot from 80 % taking part; enterprises cold up to 20 % in depth, warm above 40 %. The first two
are the bounds of the stylised fact (`experiments.validation.patterns`, SF1), the third is a judgement."""
STEADY = 0.015
"""Change of training quality below which it "stays"."""
SHARES = ("participation", "deep_participation")
"""Outputs that a title gives as per cent."""
ROUNDING = 1e-12
"""Differences up to which two shares are the same."""


def hot_and_cold(frame: pd.DataFrame, lang: str) -> str:
    """Who takes part, and whether that is hot or cold."""
    end = tidy.ending(frame).mean()
    schools, deep = end["school_participation"], end["deep_participation"]
    one = "hot" if schools >= HOT_SCHOOLS else "mild"
    other = "cold" if deep <= COLD_ENTERPRISES else "mild" if deep <= WARM_ENTERPRISES else "hot"
    return say("hot_cold", lang, s=percent(schools, lang), d=percent(deep, lang)) + say(f"hot_cold_{one}_{other}", lang)


def quality(frame: pd.DataFrame, lang: str) -> str:
    """Where training quality began and ended."""
    whole = tidy.city(frame)
    start = whole.loc[whole["tick"] == whole["tick"].min(), "training_quality"].mean()
    end = tidy.ending(frame)["training_quality"].mean()
    key = "quality_rises" if end - start >= STEADY else "quality_falls" if start - end >= STEADY else "quality_stays"
    return say(key, lang, a=degree(start), b=degree(end))


def match(frame: pd.DataFrame, lang: str) -> str:
    """How many work in their field, and the match."""
    end = tidy.ending(frame).mean()
    if np.isnan(end["job_relevance"]):
        return say("match_unknown", lang)
    return say("match", lang, k=f"{100 * end['job_relevance']:.0f}", m=degree(end["talent_match"]))


def public_money(frame: pd.DataFrame, scenario: Scenario, lang: str) -> str:
    """How much a year, for whom, and on what."""
    kinds = tidy.kinds_of_money(frame)
    end = tidy.ending(frame).mean()
    total = end["public_spending"]
    if not kinds or not total > 0:
        return say("money_none", lang)
    largest = max(kinds, key=lambda kind: end[f"public_spending_{kind}"])
    name = words.money_label(largest, lang)
    return say(
        "money",
        lang,
        total=city_sum(total * float(scenario.parameters["scale"]), lang),
        each=f"{1000 * total / students(scenario):,.0f}",
        kind=name.lower() if lang == "en" else name,
        share=percent(end[f"public_spending_{largest}"] / total, lang),
    )


def students(scenario: Scenario) -> int:
    """Enrolled places of the model: three years of every school's intake."""
    p = scenario.parameters
    return 3 * int(p["intake"]) * int(p["schools"]) * int(p["regions"])


def size_classes(by_size: pd.DataFrame, lang: str) -> str:
    """The smallest against the largest enterprises."""
    deep = by_size.groupby("size_class", sort=False)["deep_participation"].mean().dropna()
    if len(deep) < 2:
        return label("deep_participation", lang)
    small, large = str(deep.index[0]), str(deep.index[-1])
    return say(
        "sizes",
        lang,
        a=percent(deep.iloc[0], lang),
        b=percent(deep.iloc[-1], lang),
        small=words.size_label(small, lang),
        large=words.size_label(large, lang),
    )


# --- one scenario against another -------------------------------------------------------------------------------------


def change(base: pd.DataFrame, reform: pd.DataFrame, metric: str, lang: str) -> str:
    """From what to what, and what may be said of the difference."""
    before, after = tidy.ending(base)[metric], tidy.ending(reform)[metric]
    if metric in SHARES:
        a, b, form = percent(before.mean(), lang), percent(after.mean(), lang), share_form(_spoken(lang))
    else:
        a, b, form = degree(before.mean()), degree(after.mean()), degree_form(_spoken(lang))
    said = say("change", lang, what=label(metric, lang), a=a, b=b)
    return said + effect_said(_paired(before, after), form, lang)


def _spoken(lang: str) -> Lang:
    return "zh" if lang == "zh" else "en"


def _paired(before: pd.Series, after: pd.Series) -> np.ndarray:
    """What differs in the worlds that both have."""
    before, after = before.align(after, join="inner")
    return paired_differences(before.to_numpy(float), after.to_numpy(float))


def effect_said(differences: np.ndarray, form: Form, lang: str) -> str:
    """The verdict on differences between worlds, with their mean and its interval: the rest of a sentence."""
    verdict, found = judged(differences)
    if verdict.sign:
        key = "rises_by" if verdict == Verdict.RISES else "falls_by"
        return say(key, lang, size=form.size(*_ends(found)), interval=interval_said(found, verdict, form, lang))
    said = verdict_said(verdict, int(np.count_nonzero(~np.isnan(differences))), lang)
    if verdict != Verdict.UNSEEN:
        return say("not_judged", lang, verdict=said)
    interval = interval_said(found, verdict, form, lang)
    return say("unseen", lang, verdict=said, change=form.change(*_ends(found)), interval=interval)


def interval_said(found: Interval, verdict: Verdict, form: Form, lang: str) -> str:
    """The interval of an effect in words, or that all worlds agree."""
    if np.isnan(found.low):
        return say("alike", lang)
    return say("interval", lang, interval=form.interval(*_ends(found), flip=verdict == Verdict.FALLS))


def _ends(found: Interval) -> tuple[float, float, float]:
    return found.value, found.low, found.high


def money_change(base: pd.DataFrame, reform: pd.DataFrame, scenario: Scenario, lang: str) -> str:
    """From how much a year to how much."""
    scale = float(scenario.parameters["scale"])
    before, after = tidy.ending(base)["public_spending"], tidy.ending(reform)["public_spending"]
    said = say("money_change", lang, a=city_amount(before.mean() * scale, lang), b=city_sum(after.mean() * scale, lang))
    return said + effect_said(_paired(before, after), money_form(scenario, lang), lang)


def money_form(scenario: Scenario, lang: str) -> Form:
    """Money of the city as titles write it: million yuan, in 中文 万元."""
    unit = "万元" if lang == "zh" else "million yuan"
    factor = float(scenario.parameters["scale"]) / city_unit(lang)
    return Form(_spoken(lang), factor, 0 if lang == "zh" else 1, unit, unit)


def size_change(base: pd.DataFrame, reform: pd.DataFrame, lang: str) -> str:
    """What the reform adds to co-training among the smallest and among the largest enterprises."""
    moved = tidy.size_differences(base, reform).dropna(subset=["deep_participation"])
    classes = {str(name): rows["deep_participation"] for name, rows in moved.groupby("size_class", sort=False)}
    if not classes:
        return label("deep_participation", lang)
    small, large = next(iter(classes)), list(classes)[-1]
    form = share_form(_spoken(lang))
    return say(
        "sizes_gain",
        lang,
        a=effect_said(_rounded(classes[small]), form, lang),
        b=effect_said(_rounded(classes[large]), form, lang),
        small=words.size_label(small, lang),
        large=words.size_label(large, lang),
    )


def _rounded(differences: pd.Series) -> np.ndarray:
    """Differences of shares, 0 where they differ by rounding alone."""
    return differences.where(differences.abs() > ROUNDING, 0.0).to_numpy(float)


def effects(frames: dict[str, pd.DataFrame], scenarios: dict[str, Scenario], lang: str) -> str:
    """The reform with the largest effect on deep participation, and what it costs more or less than the base."""
    base, *reforms = scenarios
    ends = {name: tidy.ending(frames[name]) for name in scenarios}

    def moved(reform: str, metric: str) -> np.ndarray:
        return _paired(ends[base][metric], ends[reform][metric])

    def mean(reform: str) -> float:
        value = judged(moved(reform, "deep_participation"))[1].value
        return -np.inf if np.isnan(value) else value

    best = max(reforms, key=mean)
    title = scenarios[best].title[lang]
    form = share_form(_spoken(lang))
    deep = moved(best, "deep_participation")
    verdict, found = judged(deep)
    one = len(reforms) == 1
    if verdict != Verdict.RISES and not (one and verdict.sign):
        key = "effects_none_one" if one or verdict.too_little else "effects_none"
        return say(key, lang, reform=title, said=effect_said(deep, form, lang))
    return say(
        "effects_one" if one else "effects",
        lang,
        reform=title,
        d=form.change(*_ends(found)),
        interval=interval_said(found, Verdict.UNSEEN, form, lang),
        money=_money_moved(moved(best, "public_spending"), scenarios[best], lang),
    )


def _money_moved(differences: np.ndarray, scenario: Scenario, lang: str) -> str:
    verdict, found = judged(differences)
    if not verdict.sign:
        n = int(np.count_nonzero(~np.isnan(differences)))
        return say("money_not_judged", lang, verdict=verdict_said(verdict, n, lang))
    money = city_sum(abs(found.value) * float(scenario.parameters["scale"]), lang)
    return say("money_more" if verdict == Verdict.RISES else "money_less", lang, m=money)
