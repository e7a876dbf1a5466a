"""What a figure shows, in one sentence that is computed from the data: the titles."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...simulation.scenario import Scenario
from . import tidy, words
from .words import amount, degree, percent, say, signed, yuan

HOT_SCHOOLS = 0.80
COLD_ENTERPRISES, WARM_ENTERPRISES = 0.20, 0.40
"""Schools are called hot from 80 % taking part; enterprises cold up to 20 % in depth, warm above 40 %. The first two
are the bounds of the stylised fact (`experiments.patterns`, SF1), the third is a judgement."""
STEADY = 0.015
"""Change of training quality below which it "stays"."""
SHARES = ("participation", "deep_participation")
"""Outputs that a title gives as per cent."""
ROUNDING = 1e-12
"""Differences up to which two shares are the same."""
CLEAR = 0.8
"""Share of worlds that must agree in direction before a title says that something rose or fell."""


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
        total=yuan(total * float(scenario.parameters["scale"]), lang),
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
        return words.label("deep_participation", lang)
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
    """From what to what, and in how many of the worlds."""
    before, after = tidy.ending(base)[metric], tidy.ending(reform)[metric]
    if metric in SHARES:
        a, b = percent(before.mean(), lang), percent(after.mean(), lang)
    else:
        a, b = degree(before.mean()), degree(after.mean())
    said = say("change", lang, what=words.label(metric, lang), a=a, b=b)
    return said + direction((after - before).dropna(), lang)


def direction(differences: pd.Series, lang: str) -> str:
    """In how many worlds something is higher or lower; nothing where there is one world only."""
    n = len(differences)
    differences = differences.where(differences.abs() > ROUNDING, 0.0)
    if n and (differences == 0).all():
        return say("same", lang)
    if n < 2:
        return ""
    up, down = int((differences > 0).sum()), int((differences < 0).sum())
    if up >= CLEAR * n:
        return say("higher", lang, k=up, n=n)
    if down >= CLEAR * n:
        return say("lower", lang, k=down, n=n)
    return say("unclear", lang, k=up, n=n)


def money_change(base: pd.DataFrame, reform: pd.DataFrame, scenario: Scenario, lang: str) -> str:
    """From how much a year to how much."""
    scale = float(scenario.parameters["scale"])
    before, after = tidy.ending(base)["public_spending"], tidy.ending(reform)["public_spending"]
    said = say("money_change", lang, a=amount(before.mean() * scale, lang), b=yuan(after.mean() * scale, lang))
    return said + direction((after - before).dropna(), lang)


def size_change(base: pd.DataFrame, reform: pd.DataFrame, lang: str) -> str:
    """What the reform adds to co-training among the smallest and among the largest enterprises."""
    moved = tidy.size_differences(base, reform).groupby("size_class", sort=False)["deep_participation"].mean().dropna()
    if moved.empty or moved.abs().max() < 0.01:
        return say("sizes_still", lang)
    small, large = str(moved.index[0]), str(moved.index[-1])
    return say(
        "sizes_gain",
        lang,
        a=signed(100 * moved.iloc[0]),
        b=signed(100 * moved.iloc[-1]),
        small=words.size_label(small, lang),
        large=words.size_label(large, lang),
    )


def effects(frames: dict[str, pd.DataFrame], scenarios: dict[str, Scenario], lang: str) -> str:
    """The reform with the largest effect on deep participation, and what it costs more or less than the base."""
    base, *reforms = scenarios
    before = tidy.ending(frames[base])
    moved = {reform: (tidy.ending(frames[reform]) - before).mean() for reform in reforms}
    best = max(reforms, key=lambda reform: moved[reform]["deep_participation"])
    money = moved[best]["public_spending"] * float(scenarios[best].parameters["scale"])
    return say(
        ("effects" if len(reforms) > 1 else "effects_one") + ("_saving" if money < 0 else ""),
        lang,
        reform=scenarios[best].title[lang],
        d=signed(100 * moved[best]["deep_participation"], 1),
        m=yuan(abs(money), lang),
    )
