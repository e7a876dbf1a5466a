"""What terminal and report say of institutions that a reform changes, and of arms that are different worlds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from ...simulation.parameters import PARAMETERS
from ...simulation.scenario import Scenario
from ...simulation.scenario.institutions import kind_of
from ..presentation.labels import in_text
from ..presentation.language import Lang, name_of
from ..presentation.texts import Texts
from ..presentation.units import choice_said
from .worlds import AGENTS, Difference, differing, has_the_same_agents, other_world

__all__ = ["institutions_said", "other_agents_said", "other_world_said", "value_said"]

MOST_SAID = 6
"""Parameters that a sentence lists."""

_WORDS: dict[str, tuple[str, str]] = {
    "institutions": ("Institutions that the reform changes: {}.", "改革改变的制度：{}。"),
    "worlds": (
        "Different worlds, not a reform: “{reform}” differs from “{base}” in {what}. What differs between their "
        "outputs is a difference between worlds, not the effect of a policy.",
        "这是不同的世界，不是改革：“{reform}”与“{base}”的不同在于{what}。各项指标之差是两个世界之间的差别，不是政策的效应。",
    ),
    "agents": (
        "“{reform}” has other {who} than “{base}” ({what}): none can be followed from one arm into the other, so "
        "outcomes that need the same {who} are not defined.",
        "“{reform}”的{who}与“{base}”的不同（{what}），无法逐一对应，因此需要同一批{who}的结果没有定义。",
    ),
    "enterprises": ("enterprises", "企业"),
    "schools": ("schools", "学校"),
    "more": ("{} and {} more", "{}等{}项"),
    "region": ("{} in region {}", "地区{1}的{0}"),
    "none": ("none", "无"),
}


_word = Texts(_WORDS).say


def institutions_said(base: Scenario, reform: Scenario, lang: Lang) -> str:
    """Which institutions a reform changes, and how; empty where it changes none."""
    found = [difference for difference in differing(base.values, reform.values) if _is_changed(difference)]
    return _word("institutions", lang, _listed(found, lang)) if found else ""


def _is_changed(difference: Difference) -> bool:
    return kind_of(difference.name) == "institution"


def other_world_said(base: Scenario, reform: Scenario, lang: Lang) -> str:
    """That an arm is another world than the baseline, and by what; empty where it is not."""
    found = other_world(base, reform)
    titles = {"base": base.title[lang], "reform": reform.title[lang]}
    return _word("worlds", lang, what=_listed(found, lang), **titles) if found else ""


def other_agents_said(base: Scenario, reform: Scenario, who: Literal["enterprises", "schools"], lang: Lang) -> str:
    """That an arm has other enterprises or schools than the baseline, and what follows; empty where it has the same."""
    if has_the_same_agents(base, reform, who):
        return ""
    found = [found for found in differing(base.values, reform.values) if found.name in AGENTS[who]]
    titles = {"base": base.title[lang], "reform": reform.title[lang]}
    return _word("agents", lang, who=_word(who, lang), what=_listed(found, lang), **titles)


def _listed(found: Sequence[Difference], lang: Lang) -> str:
    """Parameters with their values before and after, a few of many."""
    said = [_one(difference, lang) for difference in found[:MOST_SAID]]
    text = ("；" if lang == "zh" else "; ").join(said)
    if len(found) > MOST_SAID:
        return _word("more", lang, text, len(found) if lang == "zh" else len(found) - MOST_SAID)
    return text


def _one(difference: Difference, lang: Lang) -> str:
    parameter = PARAMETERS[difference.name]
    name = in_text(name_of(parameter, lang))
    if difference.regions:
        numbers = ("、" if lang == "zh" else ", ").join(map(str, difference.regions[:5]))
        name = _word("region", lang, name, numbers + (" …" if len(difference.regions) > 5 else ""))
    return f"{name} {value_said(difference.before, lang)} → {value_said(difference.after, lang)}"


def value_said(value: Any, lang: Lang) -> str:
    """A value of a parameter."""
    if isinstance(value, tuple):
        return ("、" if lang == "zh" else ", ").join(value_said(part, lang) for part in value) or "( )"
    if isinstance(value, str):
        return choice_said(value, lang)
    if value == float("inf"):
        return _word("none", lang)
    return f"{value:,.5g}".replace("-", "−")
