"""How the rows of a scorecard are written in either language; quantities are in English as patterns name them."""

from __future__ import annotations

import re

from ...simulation.checking import Refused
from ...simulation.outputs.metrics import METRICS
from ..calibration.targets.targets import group_of
from ..presentation.language import Lang, name_of
from ..presentation.numbers import short

__all__ = ["clause_said", "expected_said", "pattern_said", "quantity_said", "status_said"]

_ZH = {
    "deep participation, < 10 workers": "深度参与率，10人以下",
    "deep participation, 10–49 workers": "深度参与率，10–49人",
    "deep participation, 50–249 workers": "深度参与率，50–249人",
    "deep participation, ≥ 250 workers": "深度参与率，250人及以上",
    "smallest step from class to class": "相邻规模类别间的最小升幅",
    "largest class / smallest class": "最大类别与最小类别之比",
    "profit in training, China": "培养期盈利企业占比，中国",
    "profit in training, Swiss profile": "培养期盈利企业占比，瑞士情形",
    "profit in placement, China": "岗位实习盈利企业占比，中国",
    "on variable cost alone, China": "仅计变动成本，中国",
    "on variable cost alone, Swiss": "仅计变动成本，瑞士情形",
    "participation, Swiss profile": "参与率，瑞士情形",
    "deep participation, Swiss profile": "深度参与率，瑞士情形",
    "share of cost in the last third": "最后三分之一时段的成本占比",
    "share of contribution in the last third": "最后三分之一时段的产出占比",
    "Δ deep participation, subsidy doubled": "补贴翻倍时深度参与率的变化",
    "deadweight, subsidy doubled": "补贴翻倍时的无谓支出",
    "Δ deep participation, subsidy .05 → .20 W": "补贴由0.05升至0.20个年薪时深度参与率的变化",
    "deadweight, subsidy .05 → .20 W": "补贴由0.05升至0.20个年薪时的无谓支出",
    "take-up of the subsidy": "补贴申领率",
    "take-up, subsidy doubled": "补贴翻倍时的申领率",
    "take-up, subsidy doubled, take-up fixed": "补贴翻倍、申领者不变时的申领率",
    "Δ deep participation, subsidy doubled, take-up fixed": "补贴翻倍、申领者不变时深度参与率的变化",
    "deadweight, subsidy doubled, take-up fixed": "补贴翻倍、申领者不变时的无谓支出",
    "trainees of an enterprise that trains anyway, subsidy doubled, change": "补贴翻倍时原培养企业学徒数的相对变化",
    "Δ starts, share": "开始人数的相对变化",
    "completion before": "原完成率",
    "Δ completion": "完成率的变化",
    "Δ adequacy of a trainee": "学徒胜任度的变化",
    "Δ formalism at monitoring 0": "无核查时形式化程度的变化",
    "Δ formalism at monitoring 0.2": "核查强度0.2时形式化程度的变化",
    "Δ formalism at monitoring 0.9": "核查强度0.9时形式化程度的变化",
    "Δ participation short of depth at monitoring 0": "无核查时非深度参与率的变化",
    "Δ deep participation at monitoring 0": "无核查时深度参与率的变化",
    "the first less the second": "前者减后者",
    "share of the gain gone after five years": "停止补贴五年后消失的增量占比",
    "deep participation then": "届时的深度参与率",
    "share of the gain gone after five years, entity 1": "停止补贴五年后消失的增量占比，实体化运作",
    "deep participation then, entity 1": "届时的深度参与率，实体化运作",
    "share gone without entity less share gone with it": "无实体化运作与有实体化运作消失占比之差",
    "starts in the last year of an announced subsidy, change": "预告停止的补贴最后一年开始人数的变化",
    "starts in the year after, change": "次年开始人数的变化",
    "deep participation, pushed up less pushed down, no platform": "先推高与先压低后的深度参与率之差，无平台",
    "deep participation, pushed up less pushed down, a platform, no help": "推高与压低后的深度参与率之差，有平台无补助",
    "deep participation, pushed up less pushed down, a platform": "先推高与先压低后的深度参与率之差，有平台",
    "platform users, pushed up less pushed down, a platform": "先推高与先压低后的平台用户占比之差，有平台",
    "job relevance, spread between fields": "专业对口率，专业领域间差距",
    "fill of co-training places": "共同培养岗位填补率",
}


_STATUS = {"pass": ("pass", "符合"), "near": ("near", "接近"), "fail": ("fail", "不符"), "reported": ("–", "–")}
_PATTERNS = {"levels": ("levels", "水平"), "data": ("city", "城市数据")}


def pattern_said(pattern: str, lang: str) -> str:
    """A pattern's name within a line: SF1 and so on stay as they are."""
    return _PATTERNS.get(pattern, (pattern, pattern))[lang == "zh"]


def quantity_said(quantity: str, lang: str) -> str:
    """A quantity in a language: outputs by their labels, all else as patterns name it."""
    if quantity in _ZH:
        return _ZH[quantity] if lang == "zh" else quantity
    first, *rest = quantity.split(", ")
    if first in METRICS:
        metric = METRICS[first]
        parts = [name_of(metric, lang), *(_part_said(part, lang) for part in rest)]
        return ("，" if lang == "zh" else ", ").join(parts)
    return quantity


def _part_said(part: str, lang: str) -> str:
    """Whom or when a figure of a city is of, as the key of a target has it."""
    if found := re.fullmatch(r"years? (\d+)(?:-(\d+))?", part):
        years = "–".join(filter(None, found.groups()))
        return f"第{years}年" if lang == "zh" else part.replace("-", "–")
    try:
        return group_of(part).label(lang)
    except Refused:
        return part


def clause_said(row: dict, lang: Lang) -> str:
    """Pattern and quantity of one row of a scorecard."""
    return f"{pattern_said(str(row['pattern']), lang)} {quantity_said(str(row['quantity']), lang)}"


def status_said(row: dict, lang: Lang) -> str:
    """What became of one row of a scorecard."""
    return _STATUS[str(row["status"])][lang == "zh"]


def expected_said(row: dict) -> str:
    """What one row of a scorecard expects: a range, one bound, or nothing."""
    low, high = row["low"], row["high"]
    if low != low and high != high:
        return ""
    if low != low:
        return f"≤ {short(high)}"
    return f"≥ {short(low)}" if high != high else f"{short(low)} … {short(high)}"
