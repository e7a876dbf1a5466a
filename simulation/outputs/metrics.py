"""The outputs: every series by name, with labels, unit, range, kind over time and definition in one place.

A metric is a pure function of sums (`tally`), so it means the same for the whole, a region, a field, a class
of size or a school. Of a ratio whose denominator is 0 nothing is known: it is empty (NaN), never 0.

Each is declared by one call of `metric`. The sums are declared and counted in `tally`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..policies.instruments import SPENDING_LABELS
from ..state.columns import SPENDING_KINDS
from .tally import Kind

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

_RANGES = {"share": (0.0, 1.0), DEGREE: (0.0, 1.0), "k¥": (-np.inf, np.inf)}
"""What an output of a unit may be; of other units any number from 0."""


def metric(
    name: str, kind: Kind, unit: str, en: str, zh: str, definition: str, function: Callable[[Sums], np.ndarray],
    limits: tuple[float, float] | None = None,
) -> None:  # fmt: skip
    """Declare an output; `limits` where it may be more or less than others of its unit."""
    low, high = limits or _RANGES.get(unit, (0.0, np.inf))
    METRICS[name] = Metric(name, kind, unit, float(low), float(high), en, zh, definition, function)


def quotient(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Numerator over denominator, empty where the denominator is 0."""
    numerator, denominator = np.asarray(numerator, float), np.asarray(denominator, float)
    return np.divide(numerator, denominator, out=np.full(denominator.shape, np.nan), where=denominator != 0)


def ratio(top: str, bottom: str) -> Callable[[Sums], np.ndarray]:
    """One sum over another."""
    return lambda t: quotient(t[top], t[bottom])


def total(name: str) -> Callable[[Sums], np.ndarray]:
    """A sum as it is."""
    return lambda t: t[name]


def value(name: str, sums: Sums) -> np.ndarray:
    """A metric from sums."""
    return METRICS[name].function(sums)


# --- participation ----------------------------------------------------------------------------------------------------
metric(
    "school_participation", "state", "share", "School participation", "学校参与率",
    "schools that take part / schools", ratio("active", "schools"),
)  # fmt: skip
metric(
    "school_adaptation", "state", "share", "School adaptation", "学校教学调整率",
    "schools that adapt their teaching to their partners / schools that take part", ratio("adapting", "active"),
)  # fmt: skip
metric(
    "participation", "state", "share", "Participation", "参与率",
    "enterprises at depth ≥ 1 / eligible enterprises", ratio("participating", "enterprises"),
)  # fmt: skip
metric(
    "placement_share", "state", "share", "Placement share", "岗位实习企业占比",
    "enterprises at depth exactly 2 / eligible enterprises", ratio("placement", "enterprises"),
)  # fmt: skip
metric(
    "deep_participation", "state", "share", "Deep participation", "深度参与率",
    "enterprises at depth 3 (co-training) / eligible enterprises", ratio("deep", "enterprises"),
)  # fmt: skip
metric(
    "deep_participation_park", "state", "share", "Deep participation in the park", "园区内深度参与率",
    "enterprises of an industrial park at depth 3 / its enterprises; empty without a park",
    ratio("deep_in_park", "in_park"),
)  # fmt: skip
metric(
    "deep_participation_outside", "state", "share", "Deep participation outside the park", "园区外深度参与率",
    "enterprises outside any industrial park at depth 3 / enterprises outside",
    lambda t: quotient(t["deep"] - t["deep_in_park"], t["enterprises"] - t["in_park"]),
)  # fmt: skip
metric(
    "formalism", "state", "share", "Formalism", "形式化程度",
    "1 − deep participation / participation", lambda t: 1.0 - quotient(t["deep"], t["participating"]),
)  # fmt: skip
metric(
    "heat_gap", "state", "share", "Heat gap", "冷热差",
    "school participation − participation of enterprises",
    lambda t: value("school_participation", t) - value("participation", t), (-1, 1),
)  # fmt: skip
metric(
    "cold_index", "state", "index", "Cold index", "企业冷度指数",
    "1 − deep participation / school participation",
    lambda t: 1.0 - quotient(value("deep_participation", t), value("school_participation", t)), (-np.inf, 1),
)  # fmt: skip
metric(
    "exposure", "yearly", "share", "Exposure", "学徒岗位覆盖率",
    "co-training places filled this year / places of all enterprises", ratio("filled", "places"),
)  # fmt: skip


# --- quality and match ------------------------------------------------------------------------------------------------
metric(
    "training_quality", "yearly", DEGREE, "Training quality", "培养质量",
    "mean adequacy of all graduates, those who go on to a degree included", ratio("adequacy", "graduates"),
)  # fmt: skip
metric(
    "practical_share", "state", "share", "Practical share", "实践教学占比",
    "share of practice in teaching, mean over schools", ratio("practical_share", "schools"),
)  # fmt: skip
metric(
    "curriculum_age", "state", "years", "Curriculum age", "课程滞后年限",
    "age of the curriculum, mean over schools", ratio("curriculum_age", "schools"),
)  # fmt: skip
metric(
    "structural_match", "yearly", DEGREE, "Structural match", "专业结构匹配度",
    "1 − half the sum over fields of |share of graduates − share of labour demand|, graduates' mean over regions",
    lambda t: 1.0 - quotient(t["mismatch"], t["graduates"]),
)  # fmt: skip
metric(
    "job_relevance", "yearly", "share", "Job relevance", "专业对口率",
    "employed in their own field / employed, at entry", ratio("in_field", "employed"),
)  # fmt: skip
metric(
    "skill_fit", "yearly", DEGREE, "Skill fit", "技能适配度",
    "mean over the employed of skill / required skill, at most 1", ratio("fit", "employed"),
)  # fmt: skip
metric(
    "talent_match", "yearly", DEGREE, "Talent match", "人才匹配度",
    "job relevance × skill fit", lambda t: value("job_relevance", t) * value("skill_fit", t),
)  # fmt: skip
metric(
    "employment_rate", "yearly", "share", "Employment rate", "就业率",
    "employed, in their region or another / graduates who seek a job", ratio("employed", "seekers"),
)  # fmt: skip
metric(
    "out_migration", "yearly", "share", "Out-migration of graduates", "毕业生外流率",
    "graduates employed in another region than that of their school / employed", ratio("elsewhere", "employed"),
)  # fmt: skip
metric(
    "trained_out_migration", "yearly", "share", "Out-migration of co-trainees", "共同培养毕业生外流率",
    "co-trainees employed in another region than that of their school / co-trainees employed",
    ratio("deep_elsewhere", "deep_employed"),
)  # fmt: skip
metric(
    "trained_staying", "yearly", "share", "Co-trained and working in the region", "共同培养且本地就业占比",
    "co-trainees employed in the region of their school / graduates",
    lambda t: quotient(t["deep_employed"] - t["deep_elsewhere"], t["graduates"]),
)  # fmt: skip
metric(
    "net_inflow", "yearly", "share", "Net inflow of graduates", "毕业生净流入率",
    "graduates of other regions employed here − own graduates employed elsewhere / own graduates employed; 0 for the "
    "whole, empty for groups other than regions",
    lambda t: quotient(t["from_elsewhere"] - t["elsewhere"], t["employed"]), (-1, np.inf),
)  # fmt: skip
metric(
    "vacancy_fill_rate", "yearly", "share", "Vacancy fill rate", "岗位填补率",
    "jobs filled / jobs, an enterprise's jobs at least the trainees it kept", ratio("jobs_filled", "vacancies"),
)  # fmt: skip
metric(
    "retention", "yearly", "share", "Retention", "留任率",
    "co-trainees kept by their host / co-trainees who seek a job", ratio("kept_deep", "deep_seekers"),
)  # fmt: skip
metric(
    "poached_share", "yearly", "share", "Poached share", "被挖比例",
    "hosted seekers hired by a same-field enterprise that does not train / hosted seekers",
    ratio("poached", "hosted_seekers"),
)  # fmt: skip
metric(
    "dropout_rate", "yearly", "share", "Drop-out rate", "流失率",
    "students who left this year / students enrolled in the year", ratio("left", "began_year"),
)  # fmt: skip
metric(
    "degree_share", "yearly", "share", "Share going on to a degree", "升学率",
    "graduates who go on to a degree / graduates", ratio("degrees", "graduates"),
)  # fmt: skip
metric(
    "early_quit_rate", "yearly", "share", "Early quits", "半年内离职率",
    "graduates hired on the market who left within half a year / hired", ratio("quits", "hired"),
)  # fmt: skip
metric(
    "graduate_wage", "yearly", "k¥ per year", "Graduate wage", "毕业生年薪",
    "mean first-year wage of the employed", ratio("wages", "employed"),
)  # fmt: skip


# --- what enterprises believe, know and are ---------------------------------------------------------------------------
metric(
    "confidence", "state", DEGREE, "Confidence in trainees", "对学徒的信心",
    "expected adequacy of trainees, mean over all enterprises", ratio("confidence", "enterprises"),
)  # fmt: skip
metric(
    "awareness", "state", "share", "Policy awareness", "政策知晓率",
    "enterprises that know the policies / eligible enterprises", ratio("aware", "enterprises"),
)  # fmt: skip
metric(
    "policy_take_up", "state", "share", "Subsidy take-up", "补贴申领率",
    "enterprises at depth 3 to which the subsidy is worth an application / at depth 3",
    ratio("claims_subsidy", "deep"),
)  # fmt: skip
metric(
    "tax_take_up", "state", "share", "Tax take-up", "税收政策兑现率",
    "enterprises at depth 3 that claim the tax credit × approval / at depth 3", ratio("tax_approved", "deep"),
)  # fmt: skip
metric(
    "membership", "state", "share", "Membership", "联合体成员占比",
    "members of the consortium / eligible enterprises", ratio("members", "enterprises"),
)  # fmt: skip
metric(
    "certified", "state", "share", "Certified enterprises", "产教融合型企业占比",
    "enterprises on the list of integrated training / eligible enterprises", ratio("certified", "enterprises"),
)  # fmt: skip
metric(
    "alignment", "state", DEGREE, "Agreement of goals", "校企目标一致度",
    "how far the goals of enterprise and school have come to agree, mean over enterprises at depth 3",
    ratio("alignment", "deep"),
)  # fmt: skip
metric(
    "platform_users", "state", "share", "Platform users", "平台用户占比",
    "enterprises that use the digital platform / eligible enterprises", ratio("platform_users", "enterprises"),
)  # fmt: skip
metric(
    "profit_in_training", "yearly", "share", "Profit in training", "培养期盈利企业占比",
    "enterprises whose co-trainees earned more than gross and fixed cost this year, before any support / with "
    "co-trainees",
    ratio("profitable", "cotraining"),
)  # fmt: skip
metric(
    "profit_in_placement", "yearly", "share", "Profit in placement", "岗位实习盈利企业占比",
    "enterprises whose interns earned more than gross and fixed cost this year, before any support / with interns and "
    "no co-trainees",
    ratio("profitable_placement", "interns_hosted"),
)  # fmt: skip
metric(
    "profit_in_training_variable", "yearly", "share", "Profit in training, variable cost",
    "培养期盈利企业占比（仅变动成本）", "the same without fixed cost", ratio("profitable_variable", "cotraining"),
)  # fmt: skip


# --- schools ----------------------------------------------------------------------------------------------------------
metric(
    "teacher_experience", "state", "share", "Teachers with enterprise experience", "有企业经历教师占比",
    "share of teachers with enterprise experience, mean over schools", ratio("teacher_experience", "schools"),
)  # fmt: skip
metric(
    "equipment", "state", DEGREE, "Equipment", "设备水平",
    "state of equipment, mean over schools", ratio("equipment", "schools"),
)  # fmt: skip
metric(
    "programme_homogeneity", "state", DEGREE, "Programme homogeneity", "专业同质化程度",
    "1 − mean over schools of half the distance between the school's field mix and the region's mean mix",
    lambda t: 1.0 - quotient(t["mix_distance"], t["schools"]),
)  # fmt: skip


# --- the partnership --------------------------------------------------------------------------------------------------
metric(
    "dispute_rate", "yearly", "per year", "Dispute rate", "纠纷发生率",
    "disputes this year / mean number of enterprises at depth 3", ratio("disputes", "deep_years"),
)  # fmt: skip
metric(
    "partnership_duration", "state", "years", "Partnership duration", "合作关系年限",
    "mean age of present partnerships", ratio("tenure", "participating"),
)  # fmt: skip
metric(
    "base_utilisation", "state", "share", "Base utilisation", "实训基地利用率",
    "capital in training bases that is run, joint management counted / capital in training bases",
    ratio("bases_run", "bases"),
)  # fmt: skip
metric(
    "share_apprenticeship", "state", "share", "Apprenticeships in co-training", "学徒制占比",
    "enterprises at depth 3 whose co-training is an apprenticeship / at depth 3", ratio("apprenticeships", "deep"),
)  # fmt: skip
metric(
    "share_order_classes", "state", "share", "Order classes in co-training", "订单班占比",
    "enterprises at depth 3 whose co-training is an order class / at depth 3", ratio("order_classes", "deep"),
)  # fmt: skip
metric(
    "share_commissioned", "state", "share", "Commissioned training in co-training", "委托培养占比",
    "enterprises at depth 3 that commission their co-training from a school / at depth 3",
    ratio("commissioned", "deep"),
)  # fmt: skip
metric(
    "joint_projects", "state", "share", "Joint research projects", "联合研发占比",
    "enterprises at depth 3 in joint research with a school of two years or more / at depth 3",
    ratio("joint_projects", "deep"),
)  # fmt: skip
metric(
    "regional_spread", "state", "share", "Spread between regions", "区域差异",
    "standard deviation over regions of deep participation; empty with one region and for a single region",
    total("spread"),
)  # fmt: skip
metric(
    "fund_balance", "state", "k¥", "Fund balance", "联合体基金余额",
    "money in the consortium's fund, model total", total("fund"), (0, np.inf),
)  # fmt: skip
metric(
    "regional_demand", "state", "index", "Regional labour demand", "区域用工需求指数",
    "labour demand relative to its start, all fields, business cycle included",
    ratio("demand", "enterprises"),
)  # fmt: skip


# --- the four collaborations ------------------------------------------------------------------------------------------
metric(
    "joint_programme_share", "state", "share", "Joint programmes", "合作办学：共建专业占比",
    "programmes (at least .05 of a school's intake) with a co-training partner in the field / programmes",
    ratio("joint_programmes", "programmes"),
)  # fmt: skip
metric(
    "jointly_trained_share", "yearly", "share", "Jointly trained", "合作育人：共同培养占比",
    "graduates with a co-training host / graduates", ratio("jointly_trained", "graduates"),
)  # fmt: skip
metric(
    "renewal_rate", "yearly", "share", "Renewal rate", "合作发展：续约率",
    "partnerships under review this year that go on with the same school at the same or a greater depth / "
    "reviewed",
    ratio("renewed", "reviewed"),
)  # fmt: skip
metric(
    "share_net_benefit_positive", "yearly", "share", "Trainers that gain", "合作发展：净收益为正企业占比",
    "enterprises at depth ≥ 2 whose net benefit of the year is at least 0 / at depth ≥ 2",
    ratio("trainers_gaining", "trainers"),
)  # fmt: skip


# --- money ------------------------------------------------------------------------------------------------------------
def _net_benefit(t: Sums) -> np.ndarray:
    return t["contribution"] - t["gross_cost"] - t["other_cost"] + t["receipts"] + t["kept_gain"]


def _public_spending(t: Sums) -> np.ndarray:
    return np.sum([t[f"spending_{kind}"] for kind in SPENDING_KINDS], axis=0)


metric(
    "enterprise_net_benefit", "flow", "k¥", "Net benefit of enterprises", "企业净收益",
    "contribution of trainees − their gross cost − fixed cost, accidents, fees, autonomy, applications, commissioned "
    "training and money returned + public money received + hiring cost saved and rent of graduates kept",
    _net_benefit,
)  # fmt: skip
metric(
    "school_net_benefit", "flow", "k¥", "Net benefit of schools", "学校净收益",
    "public money received (teachers, equipment, ownership, research) + what enterprises pay for commissioned "
    "training + teaching saved while students are at work − cost of taking part (teaching and liaison cost assumed)",
    total("school_benefit"),
)  # fmt: skip
metric(
    "student_net_benefit", "yearly", "k¥", "Net benefit of students", "学生净收益",
    "sum of first-year wages of this year's graduates who seek a job, 0 for those who find none",
    total("wages"), (0, np.inf),
)  # fmt: skip
metric(
    "treasury_net_benefit", "flow", "k¥", "Net benefit of the treasury", "财政净收益",
    "− public spending", lambda t: -_public_spending(t),
)  # fmt: skip
metric(
    "public_spending", "flow", "k¥", "Public spending", "公共支出",
    "all outlays of the government, net of what is clawed back", _public_spending,
)  # fmt: skip


for _kind, (_en, _zh) in SPENDING_LABELS.items():
    metric(
        f"public_spending_{_kind}", "flow", "k¥", f"Spending: {_en.lower()}", f"支出：{_zh}",
        f"outlays for {_en.lower()}, net of what is clawed back", total(f"spending_{_kind}"),
    )  # fmt: skip


metric(
    "social_capital_share", "flow", "share", "Share of social capital", "社会资本占比",
    "private money that reached its purpose / that money and public spending",
    lambda t: quotient(t["private_capital"], t["private_capital"] + np.maximum(0.0, _public_spending(t))),
)  # fmt: skip
metric(
    "budget_left", "state", "k¥", "Budget left", "预算结余",
    "this year's budget less what was paid out; empty without a budget", total("budget_left"), (0, np.inf),
)  # fmt: skip
metric(
    "over_claims_paid", "flow", "k¥", "Over-claims paid", "虚报已付金额",
    "paid on claims for trainees who were not trained", total("over_claims_paid"),
)  # fmt: skip
metric(
    "over_claims_caught", "flow", "k¥", "Over-claims caught", "虚报查回金额",
    "of the over-claims paid, found by audits and returned (penalties not counted)",
    total("over_claims_caught"),
)  # fmt: skip


def _coupling_coordination(t: Sums) -> np.ndarray:
    education = value("school_participation", t) + value("training_quality", t)
    education = (education + 1.0 - np.minimum(1.0, value("curriculum_age", t) / 8.0)) / 3.0
    industry = (value("participation", t) + value("exposure", t) + value("confidence", t)) / 3.0
    low, high = np.minimum(education, industry), np.maximum(education, industry)
    coupling = np.sqrt((1.0 - np.abs(education - industry)) * np.where(low > 0, quotient(low, high), low))
    return np.sqrt(coupling * (education + industry) / 2.0)


metric(
    "coupling_coordination", "state", DEGREE, "Coupling coordination degree", "耦合协调度",
    "√(C·T) of U1 = mean(school participation, training quality, 1 − min(1, curriculum age / 8)) and U2 = "
    "mean(participation, exposure, confidence); C corrected as in Wang et al. 2021, T their mean; 0 if a U is 0",
    _coupling_coordination,
)  # fmt: skip


MONEY = tuple(name for name, output in METRICS.items() if output.unit == "k¥")
"""Metrics that are model totals of money."""


def sums_of(tally: np.ndarray, spending: np.ndarray) -> Sums:
    """Arrays by name from records of tally and of spending (same shape)."""
    names = tally.dtype.names or ()
    return {name: tally[name] for name in names} | {f"spending_{kind}": spending[kind] for kind in SPENDING_KINDS}


def evaluate(sums: Sums) -> dict[str, np.ndarray]:
    """All metrics from sums, as arrays of the sums' shape."""
    return {name: output.function(sums) for name, output in METRICS.items()}
