"""Parameters found by what they mean: other words for the same thing, in English and 中文, and names that are near.

What is asked for is cut into words (and 中文 into the terms known here). A parameter is about a word if its name, a
label, its unit or its group holds the word or one of its synonyms; it must be about every word.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from consortium.simulation.parameters import Parameter

MOST_NEAR = 5
"""Near misses that are shown."""

LIKE = 0.62
"""How like a name must be to what was asked, from 0 to 1, to be a near miss."""

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "enterprise": ("enterprise", "企业", "employer", "host"),
    "size": ("size", "workers", "规模"),
    "school": ("school", "学校", "college", "院校"),
    "student": ("student", "trainee", "apprentice", "graduate", "applicants", "学生", "学徒", "毕业生", "考生"),
    "teacher": ("teacher", "mentor", "technician", "教师", "导师", "师傅", "技师"),
    "public money": (
        "budget", "subsidy", "tax credit", "surcharge credit", "public cost", "risk_compensation", "relief", "bonus",
        "running cost", "cost_", "预算", "补贴", "抵免", "公共成本", "风险补偿", "奖励", "运行成本",
    ),
    "tax": ("tax", "surcharge credit", "抵免"),
    "government": ("government", "governance", "policies", "政府", "政策", "治理"),
    "cost": ("cost", "fee", "penalty", "成本", "会费", "罚金", "违约金"),
    "benefit": ("benefit", "value of", "rent", "saved", "收益", "租金", "节省"),
    "wage": ("wage", "工资"),
    "poaching": ("poach", "rival", "挖人"),
    "retention": ("retention", "kept", "keeping", "留任"),
    "reputation": ("reputation", "image", "standing", "声誉", "形象", "信用"),
    "quality": ("quality", "adequacy", "skill", "质量", "胜任", "技能"),
    "risk": ("risk", "accident", "dispute", "风险", "事故", "纠纷"),
    "cheating": ("untrue claim", "leak", "monitoring", "audit", "penalty", "骗补", "虚假", "监管", "核查", "流失"),
    "information": ("information", "aware", "publicity", "hear of", "platform", "信息", "知晓", "宣传", "平台"),
    "unemployment": ("vacanc", "job", "application", "quit", "求职", "就业", "求人", "离职"),
    "chance": ("chance", "random", "noise", "spread", "随机", "离散", "标准差", "波动"),
    "consortium": ("consortium", "entity", "member", "联合体", "实体", "成员"),
    "time": ("year", "tick", "speed", "horizon", "tenure", "年", "学期", "速度"),
    "dropout": ("dropout", "drop out", "辍学"),
    "curriculum": ("curriculum", "programme", "practical share", "课程", "专业", "实践课时"),
    "equipment": ("equipment", "training base", "base_", "设备", "基地"),
    "demand": ("demand", "shock", "growth", "tightness", "需求", "冲击", "景气", "紧张"),
    "preference": ("liking", "taste", "pref", "偏好"),
}  # fmt: skip
"""What parameters are called, by the thing they are about."""

_ALSO: Mapping[str, tuple[str, ...]] = {
    "enterprise": ("firm", "company", "business", "公司", "厂", "用人单位", "单位", "雇主"),
    "size": ("small", "large", "big", "medium", "sme", "scale", "大小", "中小", "小微", "大型", "小型", "大", "小"),
    "school": ("university", "polytechnic", "institution", "职校", "高职", "院校"),
    "student": ("pupil", "youth", "people", "learner", "人才", "青年", "实习生"),
    "teacher": ("instructor", "staff", "trainer", "老师", "师资", "双师型"),
    "public money": (
        "fiscal", "finance", "money", "fund", "grant", "spending", "expenditure", "support", "财政", "资金", "经费",
        "支出", "拨款", "补助", "扶持",
    ),
    "tax": ("levy", "duty", "税", "税收", "减税", "附加"),
    "government": ("state", "authority", "policy", "regulation", "官方", "主管部门", "制度"),
    "cost": ("price", "expense", "charge", "burden", "费用", "价格", "负担", "开支"),
    "benefit": ("profit", "gain", "return", "revenue", "利润", "好处", "回报", "利益"),
    "wage": ("pay", "salary", "income", "earning", "薪酬", "薪资", "收入", "薪水"),
    "poaching": ("steal", "competition", "competitor", "挖角", "抢人", "竞争"),
    "retention": ("stay", "loyalty", "turnover", "留人", "留用", "忠诚"),
    "reputation": ("prestige", "fame", "brand", "名声", "名誉", "品牌"),
    "quality": ("ability", "competence", "learning", "素质", "能力", "水平"),
    "risk": ("danger", "injury", "conflict", "safety", "危险", "安全", "矛盾"),
    "cheating": (
        "fraud", "abuse", "corruption", "inspection", "supervision", "control", "欺诈", "作弊", "套取", "检查", "监督",
    ),
    "information": ("knowledge", "awareness", "communication", "advertising", "沟通", "了解", "宣传"),
    "unemployment": (
        "employment", "labour", "labor", "vacancy", "hiring", "recruitment", "失业", "劳动力", "招聘", "用工",
    ),
    "chance": ("luck", "uncertainty", "variance", "volatility", "偶然", "不确定", "方差"),
    "consortium": ("alliance", "partnership", "cooperation", "association", "联盟", "合作", "共同体"),
    "time": ("duration", "length", "when", "date", "期限", "时间", "时长"),
    "dropout": ("leave", "attrition", "流失率", "退学"),
    "curriculum": ("course", "teaching", "教学", "教材", "课"),
    "equipment": ("machine", "laboratory", "facility", "workshop", "机器", "实验室", "设施", "车间"),
    "demand": ("cycle", "crisis", "recession", "economy", "周期", "危机", "衰退", "经济"),
    "preference": ("taste", "wish", "attitude", "喜好", "意愿", "态度"),
}  # fmt: skip
"""Other words that people ask with, for the same things."""

_STOPPED = frozenset({"a", "an", "and", "for", "in", "of", "on", "the", "to", "的", "和", "与"})


def by_meaning(asked: str, parameters: Iterable[Parameter]) -> list[Parameter]:
    """The parameters that are about all the words of a question; none if a word means nothing here."""
    parts = _parts(asked)
    if not parts:
        return []
    wanted = [_texts_of(part) for part in parts]
    return [
        parameter
        for parameter in parameters
        if all(any(text in _said(parameter) for text in texts) for texts in wanted)
    ]


def near(asked: str, parameters: Iterable[Parameter]) -> list[Parameter]:
    """Parameters whose name or label looks like the question, the nearest first."""
    wanted = asked.casefold()
    scored = []
    for parameter in parameters:
        names = (parameter.name, parameter.en.casefold(), parameter.zh)
        words = [word for name in names for word in re.split(r"[\W_]+", name) if word]
        best = max(difflib.SequenceMatcher(None, wanted, text).ratio() for text in (*names, *words))
        scored.append((best, parameter))
    scored.sort(key=lambda pair: -pair[0])
    return [parameter for score, parameter in scored[:MOST_NEAR] if score > LIKE]


@cache
def _said(parameter: Parameter) -> str:
    """All that stands about a parameter in its declaration, but for its source."""
    return " ".join((parameter.name, parameter.en, parameter.zh, parameter.unit, parameter.group)).casefold()


def _parts(asked: str) -> list[str]:
    """The words of a question: those of English, and the longest terms known here of 中文."""
    found = [word for word in re.findall(r"[a-z]+", asked.casefold()) if word not in _STOPPED]
    for run in re.findall(r"[\u3400-\u9fff]+", asked):
        found += _terms(run)
    return found


def _terms(run: str) -> list[str]:
    """A run of 中文 cut into known terms, the longest first; what is not known is a term by itself."""
    known = {text for table in (SYNONYMS, _ALSO) for texts in table.values() for text in texts if not text.isascii()}
    found, rest = [], run
    while rest:
        term = next((rest[:size] for size in range(min(6, len(rest)), 0, -1) if rest[:size] in known), "")
        if not term:
            return [*found, *([rest] if rest not in _STOPPED else [])]
        found.append(term)
        rest = rest[len(term) :].lstrip("的和与")
    return found


def _texts_of(part: str) -> tuple[str, ...]:
    """What a parameter must hold one of to be about a word: the word without its plural, and what it may mean."""
    base = stem(part)
    meant = {key for table in (SYNONYMS, _ALSO) for key, texts in table.items() if base in map(stem, texts)}
    meant |= {key for key in SYNONYMS if base == stem(key)}
    return (base, *(text for key in sorted(meant) for text in SYNONYMS[key]))


def stem(word: str) -> str:
    """A word of English without the ending of a plural; other words as they are."""
    if not word.isascii() or len(word) < 4:
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) else word
