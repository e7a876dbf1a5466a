"""What the words of a report mean, in English and 中文: shown beside a word, and as a list at the end of the page."""

from __future__ import annotations

from typing import NamedTuple

from ....simulation.outputs.metrics import METRICS
from ...comparison.outcomes import OUTCOMES
from ...presentation.language import Lang, name_of
from ...presentation.texts import Texts

__all__ = ["Term", "meaning", "terms"]


class Term(NamedTuple):
    """A word, its name within the page, and what it means."""

    key: str
    label: str
    meaning: str


_MEANINGS: dict[str, tuple[str, str]] = {
    "deep_participation": (
        "Share of eligible enterprises that train students of their own from the second year on (co-training).",
        "从学生二年级起与学校共同培养学生的企业，占符合条件企业的比例。",
    ),
    "participation": (
        "Share of eligible enterprises that take part in any form: in name only, with placements, or with co-training.",
        "以任何形式参与（仅挂牌、接收岗位实习或共同培养）的企业，占符合条件企业的比例。",
    ),
    "formalism": (
        "Of the enterprises that take part, the share that does not train in depth.",
        "参与企业中未深度参与的比例。",
    ),
    "exposure": (
        "Of the places of all enterprises, the share that a co-trainee filled this year.",
        "当年由共同培养的学徒实际到岗的名额，占全部企业名额的比例。",
    ),
    "training_quality": (
        "Mean adequacy of the year's graduates, from 0 to 1: how far their practice and theory meet what jobs require.",
        "当年毕业生的平均胜任度：实践与理论达到岗位要求的程度，0至1。",
    ),
    "talent_match": ("Job relevance × skill fit, from 0 to 1.", "专业对口率×技能适配度，0至1。"),
    "job_relevance": (
        "Of the graduates with a job, the share whose first job is in the field they were trained for.",
        "就业毕业生中首份工作与所学专业对口的比例。",
    ),
    "employment_rate": (
        "Of the graduates who seek a job, the share that found one.",
        "求职毕业生中找到工作的比例。",
    ),
    "retention": (
        "Of the co-trainees who seek a job, the share that the enterprise that trained them keeps.",
        "求职的学徒中由培养企业留用的比例。",
    ),
    "graduate_wage": ("Mean first-year wage of the graduates with a job.", "就业毕业生第一年的平均工资。"),
    "dropout_rate": (
        "Students who left this year, as a share of those enrolled in it.",
        "当年离校学生占在校学生的比例。",
    ),
    "degree_share": ("Share of graduates who go on to a degree.", "毕业生中升学的比例。"),
    "public_spending": (
        "What the government pays a year for all policies together, in the real city. In the ranked table: how much "
        "more than without the reform.",
        "政府每年为全部政策支付的金额（真实城市规模）；在排序表中指比没有改革时多支付的部分。",
    ),
    "cost_per_additional_trainee": (
        "Additional public money divided by additional co-trainees; not defined where there may be none.",
        "新增公共支出除以新增共同培养的学徒人数；可能没有新增学徒时没有定义。",
    ),
    "deadweight": (
        "Share of the supported co-trainees who would be there without the reform.",
        "获得资助的学徒中，没有改革也会有的比例。",
    ),
    "depth": (
        "How far an enterprise goes: 0 not at all, 1 in name only, 2 with placements, 3 with co-training.",
        "企业参与的程度：0不参与，1仅挂牌，2接收岗位实习，3共同培养。",
    ),
    "eligible": (
        "Enterprises that could train apprentices; all shares of enterprises are of these.",
        "有能力培养学徒的企业；各项企业占比均以其为分母。",
    ),
    "worlds": (
        "A world is one course of chance: who is there and what happens to them. Each world is simulated with and "
        "without every reform.",
        "一个世界是偶然的一种走向：有哪些主体、他们遇到什么。每个世界都分别在有无各项改革的情况下模拟。",
    ),
    "effect": (
        "Mean difference between the same worlds with and without the reform.",
        "同一世界有无改革之差的均值。",
    ),
    "interval": (
        "Range that holds the mean of very many worlds in 95 of 100 cases. It speaks of chance alone, not of "
        "assumptions.",
        "在100次中约有95次包含极多世界均值的范围；只说明偶然性，不含假定的不确定性。",
    ),
    "assumed": (
        "A number that nobody has measured; it was chosen, and is to be varied.",
        "没有人测量过、由建模者设定的数字，应当变动检验。",
    ),
    "dominated": (
        "Another reform costs no more and reaches more, beyond chance.",
        "另有方案花费不多而效果更大，且差异超出偶然。",
    ),
}

_LABELS: dict[str, tuple[str, str]] = {
    "depth": ("Depth", "参与深度"),
    "eligible": ("Eligible enterprises", "符合条件企业"),
    "worlds": ("World", "世界"),
    "effect": ("Effect", "效应"),
    "interval": ("95 % interval", "95%区间"),
    "assumed": ("Assumed", "假定"),
    "dominated": ("Dominated", "被占优"),
}
"""Names of terms that are neither outputs nor outcomes."""


def meaning(key: str, lang: Lang) -> str:
    """What a term means; empty for one that the glossary does not hold."""
    return Texts(_MEANINGS).say(key, lang) if key in _MEANINGS else ""


def terms(lang: Lang) -> list[Term]:
    """The whole glossary, in the order of the page."""
    return [Term(key, _label(key, lang), meaning(key, lang)) for key in _MEANINGS]


def _label(key: str, lang: Lang) -> str:
    if key in _LABELS:
        return Texts(_LABELS).say(key, lang)
    return name_of(METRICS[key] if key in METRICS else OUTCOMES[key], lang)
