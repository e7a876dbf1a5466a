"""Every word that stands in a figure, in English and 中文. Names of outputs come from the metrics."""

from __future__ import annotations

import math

from ....simulation.outputs.metrics import METRICS
from ...presentation.labels import label
from ...presentation.texts import Texts

_TEXTS: dict[str, tuple[str, str]] = {
    # --- names of things in a drawing -----------------------------------------------------------------------------
    "schools": ("Schools", "学校"),
    "depth_1": ("Nominal", "挂牌"),
    "depth_2": ("Placement", "岗位实习"),
    "depth_3": ("Co-training", "共同培养"),
    "year": ("Year", "年"),
    "share": ("Share taking part", "参与的比例"),
    "share_of_class": ("Share of enterprises", "企业占比"),
    "quality_axis": ("Adequacy and shares (0–1)", "胜任度与占比（0–1）"),
    "match_axis": ("Share (0–1)", "占比（0–1）"),
    "money_axis": ("Million yuan a year", "万元/年"),
    "workers": ("Workers", "职工人数"),
    "points": ("points", "百分点"),
    "scale": ("degree 0–1", "0–1"),
    "points_of": ("points of enterprises", "企业占比，百分点"),
    "difference": ("Reform − base", "改革 − 基准"),
    "other": ("Other", "其他"),
    "gap": ("gap\n{gap} points", "冷热差\n{gap}个百分点"),
    "from": ("from year {year}", "第{year}年起"),
    "until": ("until year {year}", "至第{year}年止"),
    "band": ("mean of {n} seeds, band: 10–90 % of them", "{n}个随机种子的均值，色带：其10–90%区间"),
    "whiskers": ("mean of {n} seeds, whiskers: 10–90 % of them", "{n}个随机种子的均值，细线：其10–90%区间"),
    "band_and_whiskers": (
        "mean of {n} seeds, band and whiskers: 10–90 % of them",
        "{n}个随机种子的均值，色带和细线：其10–90%区间",
    ),
    "spending": ("Public spending", "公共支出"),
    # --- notes under a drawing ------------------------------------------------------------------------------------
    "note": ("Figures: mean of {years} · {scenario}", "数字：{years}均值 · {scenario}"),
    "note_one": ("One seed · figures: mean of {years} · {scenario}", "单个随机种子 · 数字：{years}均值 · {scenario}"),
    "note_pair_one": (
        "The same world with and without the reform · figures: mean of {years}",
        "同一世界有无改革 · 数字：{years}均值",
    ),
    "note_pair_many": (
        "The same {n} worlds: mean and 10–90 % of them; difference: mean and its 95 % interval · {years}",
        "同样{n}个世界：均值与各世界的10–90%；差异：均值与其95%区间 · {years}",
    ),
    "note_effects": (
        "The same {n} worlds: mean difference, its 95 % interval (bar), each world (strokes) · {years}",
        "同样{n}个世界：差异的均值、其95%区间（色条）、各个世界（短线） · {years}",
    ),
    "years": ("years {first}–{last}", "第{first}–{last}年"),
    "one_year": ("year {last}", "第{last}年"),
    "start_only": ("the start", "起点"),
    # --- findings: what a title says --------------------------------------------------------------------------------
    "hot_cold": ("Schools {s} in, enterprises {d} in depth: ", "学校参与率{s}，企业深度参与率{d}："),
    "hot_cold_hot_cold": ("hot schools, cold enterprises", "学校热、企业冷"),
    "hot_cold_hot_mild": ("hot schools, lukewarm enterprises", "学校热、企业温"),
    "hot_cold_hot_hot": ("both are warm", "学校和企业都热"),
    "hot_cold_mild_cold": ("schools hesitate, enterprises stay cold", "学校观望、企业冷"),
    "hot_cold_mild_mild": ("both are lukewarm", "学校和企业都不冷不热"),
    "hot_cold_mild_hot": ("enterprises lead", "企业走在前面"),
    "quality_rises": ("Training quality rises from {a} to {b} (degree 0–1)", "培养质量从{a}升至{b}（0–1）"),
    "quality_falls": ("Training quality falls from {a} to {b} (degree 0–1)", "培养质量从{a}降至{b}（0–1）"),
    "quality_stays": ("Training quality stays at {b} (degree 0–1)", "培养质量保持在{b}（0–1）"),
    "match": (
        "{k} of 100 employed graduates work in their field; talent match {m}",
        "每100名就业毕业生有{k}名专业对口；人才匹配度{m}",
    ),
    "match_unknown": ("Nobody has graduated into a job yet", "尚无毕业生就业"),
    "money": (
        "{total} of public money a year, {each} yuan a student; largest item: {kind} ({share})",
        "公共支出每年{total}，生均{each}元；最大项：{kind}（{share}）",
    ),
    "money_none": ("No public money is spent", "没有公共支出"),
    "sizes": (
        "Co-training: {a} of enterprises with {small} workers, {b} of those with {large}",
        "共同培养：{small}的企业{a}，{large}的企业{b}",
    ),
    # --- findings of comparisons ------------------------------------------------------------------------------------
    "change": ("{what} {a} → {b}", "{what}：{a} → {b}"),
    "rises_by": (": rises by {size} ({interval})", "，上升{size}（{interval}）"),
    "falls_by": (": falls by {size} ({interval})", "，下降{size}（{interval}）"),
    "unseen": (": {verdict} ({change}, {interval})", "，{verdict}（{change}，{interval}）"),
    "not_judged": (": {verdict}", "，{verdict}"),
    "interval": ("95 % interval {interval}", "95%区间：{interval}"),
    "alike": ("the same in all worlds", "所有世界中均相同"),
    "money_change": ("Public money {a} → {b} a year", "公共支出每年{a} → {b}"),
    "sizes_gain": (
        "Co-training, {small} workers{a}; {large}{b}",
        "共同培养：{small}的企业{a}；{large}的企业{b}",
    ),
    "effects": (
        "Deepest reach: “{reform}”, {d} of enterprises ({interval}); {money}",
        "深度参与增加最多的是{reform}：{d}（{interval}）；{money}",
    ),
    "effects_one": (
        "“{reform}”: {d} of enterprises in depth ({interval}); {money}",
        "{reform}：企业深度参与率{d}（{interval}）；{money}",
    ),
    "effects_none": (
        "No reform is seen to raise deep participation; highest mean: “{reform}”{said}",
        "未见任何改革提高深度参与率；均值最高的是{reform}{said}",
    ),
    "effects_none_one": ("“{reform}”, deep participation{said}", "{reform}的深度参与率{said}"),
    "money_more": ("{m} more a year over the last five", "最后五年每年多支出{m}"),
    "money_less": ("{m} less a year over the last five", "最后五年每年少支出{m}"),
    "money_not_judged": ("public money: {verdict}", "公共支出：{verdict}"),
}  # fmt: skip


say = Texts(_TEXTS).say
"""A text in a language, with its values."""


def money_label(kind: str, lang: str) -> str:
    """Name of a kind of public money, without the words that say it is spending."""
    if kind == "other":
        return say("other", lang)
    name = label(f"public_spending_{kind}", lang).removeprefix("Spending: ").removeprefix("支出：")
    return name[:1].upper() + name[1:]


def size_label(size_class: str, lang: str) -> str:
    """A class of size within a sentence: "fewer than 10", "250 or more"."""
    if size_class.startswith("<"):
        number = size_class.removeprefix("<").strip()
        return f"不足{number}人" if lang == "zh" else f"fewer than {number}"
    if size_class.startswith("≥"):
        number = size_class.removeprefix("≥").strip()
        return f"{number}人及以上" if lang == "zh" else f"{number} or more"
    return f"{size_class}人" if lang == "zh" else size_class


def degree(value: float) -> str:
    """A number from 0 to 1 that is no share of a count."""
    return "–" if math.isnan(value) else f"{value:.2f}"


PLACE_OF_KIND = {
    name.removeprefix("public_spending_"): place
    for place, name in enumerate(name for name in METRICS if name.startswith("public_spending_"))
}
"""Kinds of public money in the order of tables."""
