"""The outputs: every series by name, with labels, unit, range, kind over time and definition in one place.

A metric is a pure function of sums (`phases.tally`), so it means the same for the whole, a region, a field, a class
of size or a school. Of a ratio whose denominator is 0 nothing is known: it is empty (NaN), never 0.

Kinds: *state* is as the tick ends, *yearly* is settled in spring and keeps its value until the next, *flow* is the
sum of the tick.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..state.columns import SPENDING_KINDS

Kind = Literal["state", "yearly", "flow"]
Sums = dict[str, np.ndarray]
"""Sums by name (columns of the tally, and `spending_<kind>`), arrays of one shape."""


DEGREE = "degree 0–1"
"""Unit of outputs from 0 to 1 that are no shares of a count. Per cent of them would mislead: they are written as
decimals, .63, and their changes as +.018, in figures, reports and tables alike."""


@dataclass(frozen=True)
class Metric:
    """One output: what it is called, what it means, and how it follows from sums."""

    name: str
    kind: Kind
    unit: str
    low: float
    high: float
    en: str
    zh: str
    definition: str
    function: Callable[[Sums], np.ndarray]


METRICS: dict[str, Metric] = {}
"""All outputs by name, in the order of tables and files."""


def _ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Quotient, empty where the denominator is 0."""
    numerator, denominator = np.asarray(numerator, float), np.asarray(denominator, float)
    return np.divide(numerator, denominator, out=np.full(denominator.shape, np.nan), where=denominator != 0)


def _share(name: str, kind: Kind, en: str, zh: str, definition: str, top: str, bottom: str) -> None:
    """Declare a share: one sum over another."""
    METRICS[name] = Metric(name, kind, "share", 0.0, 1.0, en, zh, definition, lambda t: _ratio(t[top], t[bottom]))


def _degree(name: str, kind: Kind, en: str, zh: str, definition: str, top: str, bottom: str) -> None:
    """Declare a mean of degrees: one sum over another."""
    METRICS[name] = Metric(name, kind, DEGREE, 0.0, 1.0, en, zh, definition, lambda t: _ratio(t[top], t[bottom]))


def _money(name: str, en: str, zh: str, definition: str, function: Callable[[Sums], np.ndarray]) -> None:
    """Declare a flow of money, model total in k¥ a tick."""
    METRICS[name] = Metric(name, "flow", "k¥", -np.inf, np.inf, en, zh, definition, function)


def _metric(
    name: str, kind: Kind, unit: str, low: float, high: float, en: str, zh: str, definition: str
) -> Callable[[Callable[[Sums], np.ndarray]], Callable[[Sums], np.ndarray]]:
    """Declare an output by the function that gives it."""

    def declare(function: Callable[[Sums], np.ndarray]) -> Callable[[Sums], np.ndarray]:
        METRICS[name] = Metric(name, kind, unit, low, high, en, zh, definition, function)
        return function

    return declare


def value(name: str, sums: Sums) -> np.ndarray:
    """A metric from sums."""
    return METRICS[name].function(sums)


# --- participation ----------------------------------------------------------------------------------------------------
_share(
    "school_participation", "state", "School participation", "学校参与率",
    "schools that take part / schools", "active", "schools",
)  # fmt: skip
_share(
    "participation", "state", "Participation", "参与率",
    "enterprises at depth ≥ 1 / eligible enterprises", "participating", "enterprises",
)  # fmt: skip
_share(
    "placement_share", "state", "Placement share", "岗位实习企业占比",
    "enterprises at depth exactly 2 / eligible enterprises", "placement", "enterprises",
)  # fmt: skip
_share(
    "deep_participation", "state", "Deep participation", "深度参与率",
    "enterprises at depth 3 (co-training) / eligible enterprises", "deep", "enterprises",
)  # fmt: skip


@_metric("formalism", "state", "share", 0, 1, "Formalism", "形式化程度", "1 − deep participation / participation")
def _formalism(t: Sums) -> np.ndarray:
    return 1.0 - _ratio(t["deep"], t["participating"])


@_metric(
    "heat_gap", "state", "share", -1, 1, "Heat gap", "冷热差", "school participation − participation of enterprises"
)
def _heat_gap(t: Sums) -> np.ndarray:
    return value("school_participation", t) - value("participation", t)


@_metric(
    "cold_index", "state", "index", -np.inf, 1, "Cold index", "企业冷度指数",
    "1 − deep participation / school participation",
)  # fmt: skip
def _cold_index(t: Sums) -> np.ndarray:
    return 1.0 - _ratio(value("deep_participation", t), value("school_participation", t))


_share(
    "exposure", "yearly", "Exposure", "学徒岗位覆盖率",
    "co-training places filled this year / places of all enterprises", "filled", "places",
)  # fmt: skip

# --- quality and match ------------------------------------------------------------------------------------------------
_degree(
    "training_quality", "yearly", "Training quality", "培养质量",
    "mean adequacy of all graduates, those who go on to a degree included", "adequacy", "graduates",
)  # fmt: skip
_share(
    "practical_share", "state", "Practical share", "实践教学占比",
    "share of practice in teaching, mean over schools", "practical_share", "schools",
)  # fmt: skip


@_metric(
    "curriculum_age", "state", "years", 0, np.inf, "Curriculum age", "课程滞后年限",
    "age of the curriculum, mean over schools",
)  # fmt: skip
def _curriculum_age(t: Sums) -> np.ndarray:
    return _ratio(t["curriculum_age"], t["schools"])


@_metric(
    "structural_match", "yearly", DEGREE, 0, 1, "Structural match", "专业结构匹配度",
    "1 − half the sum over fields of |share of graduates − share of labour demand|, graduates' mean over regions",
)  # fmt: skip
def _structural_match(t: Sums) -> np.ndarray:
    return 1.0 - _ratio(t["mismatch"], t["graduates"])


_share(
    "job_relevance", "yearly", "Job relevance", "专业对口率",
    "employed in their own field / employed, at entry", "in_field", "employed",
)  # fmt: skip
_degree(
    "skill_fit", "yearly", "Skill fit", "技能适配度",
    "mean over the employed of skill / required skill, at most 1", "fit", "employed",
)  # fmt: skip


@_metric("talent_match", "yearly", DEGREE, 0, 1, "Talent match", "人才匹配度", "job relevance × skill fit")
def _talent_match(t: Sums) -> np.ndarray:
    return value("job_relevance", t) * value("skill_fit", t)


_share(
    "employment_rate", "yearly", "Employment rate", "就业率",
    "employed / graduates who seek a job", "employed", "seekers",
)  # fmt: skip
_share(
    "vacancy_fill_rate", "yearly", "Vacancy fill rate", "岗位填补率",
    "jobs filled / jobs, an enterprise's jobs at least the trainees it kept", "jobs_filled", "vacancies",
)  # fmt: skip
_share(
    "retention", "yearly", "Retention", "留任率",
    "co-trainees kept by their host / co-trainees who seek a job", "kept_deep", "deep_seekers",
)  # fmt: skip
_share(
    "poached_share", "yearly", "Poached share", "被挖比例",
    "hosted seekers hired by a same-field enterprise that does not train / hosted seekers", "poached", "hosted_seekers",
)  # fmt: skip
_share(
    "dropout_rate", "yearly", "Drop-out rate", "流失率",
    "students who left this year / students enrolled in the year", "left", "began_year",
)  # fmt: skip
_share(
    "degree_share", "yearly", "Share going on to a degree", "升学率",
    "graduates who go on to a degree / graduates", "degrees", "graduates",
)  # fmt: skip
_share(
    "early_quit_rate", "yearly", "Early quits", "半年内离职率",
    "graduates hired on the market who left within half a year / hired", "quits", "hired",
)  # fmt: skip


@_metric(
    "graduate_wage", "yearly", "k¥ a year", 0, np.inf, "Graduate wage", "毕业生年薪",
    "mean first-year wage of the employed",
)  # fmt: skip
def _graduate_wage(t: Sums) -> np.ndarray:
    return _ratio(t["wages"], t["employed"])


# --- what enterprises believe, know and are ---------------------------------------------------------------------------
_degree(
    "confidence", "state", "Confidence in trainees", "对学徒的信心",
    "expected adequacy of trainees, mean over all enterprises", "confidence", "enterprises",
)  # fmt: skip
_share(
    "awareness", "state", "Policy awareness", "政策知晓率",
    "enterprises that know the policies / eligible enterprises", "aware", "enterprises",
)  # fmt: skip
_share(
    "policy_take_up", "state", "Subsidy take-up", "补贴申领率",
    "enterprises at depth 3 to which the subsidy is worth an application / at depth 3", "claims_subsidy", "deep",
)  # fmt: skip
_share(
    "tax_take_up", "state", "Tax take-up", "税收政策兑现率",
    "enterprises at depth 3 that claim the tax credit × approval / at depth 3", "tax_approved", "deep",
)  # fmt: skip
_share(
    "membership", "state", "Membership", "联合体成员占比",
    "members of the consortium / eligible enterprises", "members", "enterprises",
)  # fmt: skip
_share(
    "platform_users", "state", "Platform users", "平台用户占比",
    "enterprises at depth ≥ 2 or member / eligible enterprises", "platform_users", "enterprises",
)  # fmt: skip
_share(
    "profit_in_training", "yearly", "Profit in training", "培养期盈利企业占比",
    "enterprises whose co-trainees earned more than gross and fixed cost this year, before any support / with "
    "co-trainees",
    "profitable", "cotraining",
)  # fmt: skip
_share(
    "profit_in_training_variable", "yearly", "Profit in training, variable cost", "培养期盈利企业占比（仅变动成本）",
    "the same without fixed cost", "profitable_variable", "cotraining",
)  # fmt: skip

# --- schools ----------------------------------------------------------------------------------------------------------
_share(
    "teacher_experience", "state", "Teachers with enterprise experience", "有企业经历教师占比",
    "share of teachers with enterprise experience, mean over schools", "teacher_experience", "schools",
)  # fmt: skip
_degree(
    "equipment", "state", "Equipment", "设备水平",
    "state of equipment, mean over schools", "equipment", "schools",
)  # fmt: skip


@_metric(
    "programme_homogeneity", "state", DEGREE, 0, 1, "Programme homogeneity", "专业同质化程度",
    "1 − mean over schools of half the distance between the school's field mix and the region's mean mix",
)  # fmt: skip
def _programme_homogeneity(t: Sums) -> np.ndarray:
    return 1.0 - _ratio(t["mix_distance"], t["schools"])


# --- the partnership --------------------------------------------------------------------------------------------------
@_metric(
    "dispute_rate", "yearly", "per year", 0, np.inf, "Dispute rate", "纠纷发生率",
    "disputes this year / mean number of enterprises at depth 3",
)  # fmt: skip
def _dispute_rate(t: Sums) -> np.ndarray:
    return _ratio(t["disputes"], t["deep_years"])


@_metric(
    "partnership_duration", "state", "years", 0, np.inf, "Partnership duration", "合作关系年限",
    "mean age of present partnerships",
)  # fmt: skip
def _partnership_duration(t: Sums) -> np.ndarray:
    return _ratio(t["tenure"], t["participating"])


_share(
    "base_utilisation", "state", "Base utilisation", "实训基地利用率",
    "capital in training bases that is run, joint management counted / capital in training bases", "bases_run", "bases",
)  # fmt: skip
_share(
    "share_apprenticeship", "state", "Apprenticeships in co-training", "学徒制占比",
    "enterprises at depth 3 whose co-training is an apprenticeship / at depth 3", "apprenticeships", "deep",
)  # fmt: skip
_share(
    "share_order_classes", "state", "Order classes in co-training", "订单班占比",
    "enterprises at depth 3 whose co-training is an order class / at depth 3", "order_classes", "deep",
)  # fmt: skip
_share(
    "joint_projects", "state", "Joint research projects", "联合研发占比",
    "enterprises at depth 3 in joint research with a school of two years or more / at depth 3",
    "joint_projects", "deep",
)  # fmt: skip


@_metric(
    "regional_spread", "state", "share", 0, 1, "Spread between regions", "区域差异",
    "standard deviation over regions of deep participation; empty with one region and for a single region",
)  # fmt: skip
def _regional_spread(t: Sums) -> np.ndarray:
    return t["spread"]


@_metric(
    "fund_balance", "state", "k¥", 0, np.inf, "Fund balance", "联合体基金余额",
    "money in the consortium's fund, model total",
)  # fmt: skip
def _fund_balance(t: Sums) -> np.ndarray:
    return t["fund"]


@_metric(
    "regional_demand", "state", "index", 0, np.inf, "Regional labour demand", "区域用工需求指数",
    "labour demand relative to its start, all fields, business cycle included",
)  # fmt: skip
def _regional_demand(t: Sums) -> np.ndarray:
    return _ratio(t["demand"], t["enterprises"])


# --- the four collaborations ------------------------------------------------------------------------------------------
_share(
    "joint_programme_share", "state", "Joint programmes", "合作办学：共建专业占比",
    "programmes (at least .05 of a school's intake) with a co-training partner in the field / programmes",
    "joint_programmes", "programmes",
)  # fmt: skip
_share(
    "jointly_trained_share", "yearly", "Jointly trained", "合作育人：联合培养占比",
    "graduates with a co-training host / graduates", "jointly_trained", "graduates",
)  # fmt: skip
_share(
    "renewal_rate", "yearly", "Renewal rate", "合作发展：续约率",
    "partnerships under review this year that go on with the same school at the same or a greater depth / reviewed",
    "renewed", "reviewed",
)  # fmt: skip
_share(
    "share_net_benefit_positive", "yearly", "Trainers that gain", "合作发展：净收益为正企业占比",
    "enterprises at depth ≥ 2 whose net benefit of the year is at least 0 / at depth ≥ 2",
    "trainers_gaining", "trainers",
)  # fmt: skip


# --- money ------------------------------------------------------------------------------------------------------------
def _net_benefit(t: Sums) -> np.ndarray:
    return t["contribution"] - t["gross_cost"] - t["other_cost"] + t["receipts"] + t["kept_gain"]


def _public_spending(t: Sums) -> np.ndarray:
    return np.sum([t[f"spending_{kind}"] for kind in SPENDING_KINDS], axis=0)


_money(
    "enterprise_net_benefit", "Net benefit of enterprises", "企业净收益",
    "contribution of trainees − their gross cost − fixed cost, accidents, fees, autonomy, applications and money "
    "returned + public money received + hiring cost saved and rent of graduates kept",
    _net_benefit,
)  # fmt: skip
_money(
    "school_net_benefit", "Net benefit of schools", "学校净收益",
    "public money received (teachers, equipment, ownership, research) + teaching saved while students are at work − "
    "cost of taking part (teaching and liaison cost assumed)",
    lambda t: t["school_benefit"],
)  # fmt: skip
METRICS["student_net_benefit"] = Metric(
    "student_net_benefit", "yearly", "k¥", 0.0, np.inf, "Net benefit of students", "学生净收益",
    "sum of first-year wages of this year's graduates who seek a job, 0 for those who find none",
    lambda t: t["wages"],
)  # fmt: skip
_money(
    "treasury_net_benefit", "Net benefit of the treasury", "财政净收益",
    "− public spending", lambda t: -_public_spending(t),
)  # fmt: skip
_money(
    "public_spending", "Public spending", "公共支出",
    "all outlays of the government, net of what is clawed back", _public_spending,
)  # fmt: skip

_SPENDING_LABELS = {
    "subsidy": ("Subsidy", "补贴"),
    "tax_credit": ("Tax credit", "教育费附加抵免"),
    "risk_compensation": ("Risk compensation", "风险补偿"),
    "fixed_cost_relief": ("Fixed-cost relief", "固定成本减免"),
    "reputation_link": ("Reputation link", "信誉挂钩"),
    "retention_bonus": ("Retention bonus", "留任奖励"),
    "simplified_procedures": ("Simplified procedures", "简化程序"),
    "publicity": ("Publicity", "政策宣传"),
    "teacher_rotation": ("Teacher rotation", "教师企业实践"),
    "programme_adjustment": ("Programme adjustment", "专业动态调整"),
    "monitoring": ("Monitoring", "监管"),
    "equipment_sharing": ("Equipment sharing", "设备共享"),
    "digital_platform": ("Digital platform", "数字平台"),
    "association_services": ("Association services", "行业协会服务"),
    "rights_clarity": ("Rights clarity", "权责明晰"),
    "school_evaluation": ("School evaluation", "学校考核"),
    "practical_share_standard": ("Practical-share standard", "实践教学标准"),
    "part_time_technicians": ("Part-time technicians", "兼职技师"),
    "benefit_sharing": ("Benefit sharing", "利益分享"),
    "enterprise_voice": ("Enterprise voice", "企业话语权"),
    "order_classes": ("Order classes", "订单班"),
    "apprenticeship": ("Apprenticeship", "中国特色学徒制"),
    "long_term_agreement": ("Long-term agreement", "长期协议"),
    "training_base": ("Training base", "实训基地"),
    "mixed_ownership": ("Mixed ownership", "混合所有制办学"),
    "consortium_entity": ("Consortium entity", "联合体实体化运作"),
    "joint_research": ("Joint research", "联合研发"),
    "mandate_quota": ("Mandate and quota", "指令与指标"),
}


def _spending_on(kind: str) -> Callable[[Sums], np.ndarray]:
    return lambda t: t[f"spending_{kind}"]


for _kind in SPENDING_KINDS:
    _en, _zh = _SPENDING_LABELS[_kind]
    _money(
        f"public_spending_{_kind}", f"Spending: {_en.lower()}", f"支出：{_zh}",
        f"outlays for {_en.lower()}, net of what is clawed back", _spending_on(_kind),
    )  # fmt: skip


METRICS["social_capital_share"] = Metric(
    "social_capital_share", "flow", "share", 0.0, 1.0, "Share of social capital", "社会资本占比",
    "private money that reached its purpose / that money and public spending",
    lambda t: _ratio(t["private_capital"], t["private_capital"] + np.maximum(0.0, _public_spending(t))),
)  # fmt: skip
METRICS["budget_left"] = Metric(
    "budget_left", "state", "k¥", 0.0, np.inf, "Budget left", "预算结余",
    "this year's budget less what was paid out; empty without a budget", lambda t: t["budget_left"],
)  # fmt: skip
_money(
    "over_claims_paid", "Over-claims paid", "虚报已付金额",
    "paid on claims for trainees who were not trained", lambda t: t["over_claims_paid"],
)  # fmt: skip
_money(
    "over_claims_caught", "Over-claims caught", "虚报查回金额",
    "of the over-claims paid, found by audits and returned (penalties not counted)", lambda t: t["over_claims_caught"],
)  # fmt: skip


@_metric(
    "coupling_coordination", "state", DEGREE, 0, 1, "Coupling coordination degree", "耦合协调度",
    "√(C·T) of U1 = mean(school participation, training quality, 1 − min(1, curriculum age / 8)) and "
    "U2 = mean(participation, exposure, confidence); C corrected as in Wang et al. 2021, T their mean; 0 if a U is 0",
)  # fmt: skip
def _coupling_coordination(t: Sums) -> np.ndarray:
    education = value("school_participation", t) + value("training_quality", t)
    education = (education + 1.0 - np.minimum(1.0, value("curriculum_age", t) / 8.0)) / 3.0
    industry = (value("participation", t) + value("exposure", t) + value("confidence", t)) / 3.0
    low, high = np.minimum(education, industry), np.maximum(education, industry)
    coupling = np.sqrt((1.0 - np.abs(education - industry)) * np.where(low > 0, _ratio(low, high), low))
    return np.sqrt(coupling * (education + industry) / 2.0)


MONEY = tuple(name for name, metric in METRICS.items() if metric.unit == "k¥")
"""Metrics that are model totals of money."""


def sums_of(tally: np.ndarray, spending: np.ndarray) -> Sums:
    """Arrays by name from records of tally and of spending (same shape)."""
    names = tally.dtype.names or ()
    return {name: tally[name] for name in names} | {f"spending_{kind}": spending[kind] for kind in SPENDING_KINDS}


def evaluate(sums: Sums) -> dict[str, np.ndarray]:
    """All metrics from sums, as arrays of the sums' shape."""
    return {name: metric.function(sums) for name, metric in METRICS.items()}
