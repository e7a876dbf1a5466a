"""Definitions of outputs and outcomes in 中文; in English they are as outputs and outcomes declare them."""

from __future__ import annotations

from ...simulation.outputs.metrics import METRICS
from ...simulation.policies.instruments import SPENDING_LABELS
from ..comparison.outcomes import NOTICEABLE, OUTCOMES
from .language import Lang

__all__ = ["METRICS_ZH", "OUTCOMES_ZH", "metric_defined", "outcome_defined"]

METRICS_ZH = {
    "school_participation": "参与的学校数/学校总数",
    "school_adaptation": "按合作方要求调整教学的学校数/参与的学校数",
    "participation": "参与深度≥1的企业数/符合条件企业数",
    "placement_share": "参与深度恰为2的企业数/符合条件企业数",
    "deep_participation": "参与深度为3（共同培养）的企业数/符合条件企业数",
    "deep_participation_park": "产业园区内参与深度为3的企业数/园区内企业数；没有园区时为空",
    "deep_participation_outside": "产业园区外参与深度为3的企业数/园区外企业数",
    "formalism": "1－深度参与率/参与率",
    "heat_gap": "学校参与率－企业参与率",
    "cold_index": "1－深度参与率/学校参与率",
    "exposure": "当年实际到岗的共同培养名额/全部企业的名额",
    "training_quality": "全体毕业生（含升学者）胜任度的均值",
    "practical_share": "教学中实践所占比例，各校均值",
    "curriculum_age": "课程的年限，各校均值",
    "structural_match": "1－各专业领域|毕业生占比－用工需求占比|之和的一半，按毕业生对各地区平均",
    "job_relevance": "首份工作与所学专业对口的就业者/就业者",
    "skill_fit": "就业者技能/岗位要求技能（至多为1）的均值",
    "talent_match": "专业对口率×技能适配度",
    "employment_rate": "就业者（在本地区或其他地区）/求职毕业生",
    "out_migration": "在学校所在地区以外就业的毕业生/就业毕业生",
    "trained_out_migration": "在学校所在地区以外就业的共同培养学徒/就业的共同培养学徒",
    "trained_staying": "在学校所在地区就业的共同培养学徒/毕业生",
    "net_inflow": "（在本地区就业的其他地区毕业生－在其他地区就业的本地区毕业生）/就业的本地区毕业生；"
    "全体为0，地区以外的分组为空",
    "vacancy_fill_rate": "已填补的岗位/岗位；一家企业的岗位数不少于其留用的学徒数",
    "retention": "由培养企业留用的共同培养学徒/求职的共同培养学徒",
    "poached_share": "被同领域不培养学徒的企业聘用的求职学徒/求职学徒",
    "dropout_rate": "当年离校的学生/当年在校生",
    "degree_share": "升学的毕业生/毕业生",
    "early_quit_rate": "由市场招聘、半年内离职的毕业生/由市场招聘的毕业生",
    "graduate_wage": "就业者第一年工资的均值",
    "confidence": "企业预期的学徒胜任度，全部企业的均值",
    "awareness": "知晓政策的企业数/符合条件企业数",
    "policy_take_up": "参与深度为3、且认为补贴值得申请的企业数/参与深度为3的企业数",
    "tax_take_up": "参与深度为3、申请教育费附加抵免的企业数×获批率/参与深度为3的企业数",
    "membership": "联合体成员企业数/符合条件企业数",
    "certified": "列入产教融合型企业名单的企业数/符合条件企业数",
    "alignment": "企业与学校目标趋于一致的程度，参与深度为3的企业的均值",
    "platform_users": "使用数字平台的企业数/符合条件企业数",
    "profit_in_training": "当年学徒产出高于其总成本与固定成本（不计任何资助）的企业数/有共同培养学徒的企业数",
    "profit_in_placement": "当年实习生产出高于其总成本与固定成本（不计任何资助）的企业数/"
    "有实习生而无共同培养学徒的企业数",
    "profit_in_training_variable": "同“培养期盈利企业占比”，但不计固定成本",
    "teacher_experience": "有企业经历的教师占比，各校均值",
    "equipment": "设备状况，各校均值",
    "programme_homogeneity": "1－各校专业结构与本地区平均专业结构之距离的一半，各校均值",
    "dispute_rate": "当年纠纷数/参与深度为3的企业数的年均值",
    "partnership_duration": "现有合作关系年限的均值",
    "base_utilisation": "有运营的实训基地资本（计入共同管理）/实训基地资本",
    "share_apprenticeship": "以学徒制共同培养的企业数/参与深度为3的企业数",
    "share_order_classes": "以订单班共同培养的企业数/参与深度为3的企业数",
    "share_commissioned": "委托学校共同培养的企业数/参与深度为3的企业数",
    "joint_projects": "与学校联合研发满两年的企业数（参与深度为3）/参与深度为3的企业数",
    "regional_spread": "深度参与率在各地区间的标准差；只有一个地区时、以及对单个地区为空",
    "fund_balance": "联合体基金中的资金，模型合计",
    "regional_demand": "用工需求与期初之比，合计全部专业领域，含经济周期",
    "joint_programme_share": "所属领域有共同培养合作企业的专业/专业（至少占学校招生的5%）",
    "jointly_trained_share": "有共同培养企业的毕业生/毕业生",
    "renewal_rate": "当年复议后与同一学校以同等或更高深度继续的合作/当年复议的合作",
    "share_net_benefit_positive": "参与深度≥2、且当年净收益不低于0的企业数/参与深度≥2的企业数",
    "enterprise_net_benefit": "学徒的贡献－其总成本－固定成本、事故、会费、自主权损失、申请、委托培养费用和退回的款项"
    "＋收到的公共资金＋节省的招聘成本和留用毕业生带来的租金",
    "school_net_benefit": "收到的公共资金（教师、设备、所有权、研发）＋企业支付的委托培养费用＋学生在企业期间"
    "节省的教学支出－参与成本（教学与联络成本为假定）",
    "student_net_benefit": "当年求职毕业生第一年工资之和，未就业者计0",
    "treasury_net_benefit": "公共支出的负值",
    "public_spending": "政府全部支出，扣除追回的款项",
    "social_capital_share": "实际到位的社会资金/社会资金与公共支出之和",
    "budget_left": "当年预算减去已支付的款项；没有预算时为空",
    "over_claims_paid": "为未实际培养的学徒申领而支付的金额",
    "over_claims_caught": "已付虚报金额中经审计查出并退回的部分（不含罚款）",
    "coupling_coordination": "√(C·T)：U1＝（学校参与率、培养质量、1－min(1, 课程滞后年限/8)）的均值，"
    "U2＝（参与率、学徒岗位覆盖率、对学徒的信心）的均值；C按Wang等（2021）修正，T为两者均值；任一U为0时取0",
} | {f"public_spending_{kind}": f"{zh}的支出，扣除追回的款项" for kind, (_, zh) in SPENDING_LABELS.items()}
"""By name of the output. Own metrics have none."""

OUTCOMES_ZH = {
    "additional_trainees": "有改革时一年内招收的共同培养学徒数减去无改革时的人数，按模型规模",
    "cost_per_additional_trainee": "新增公共支出/新增共同培养学徒；后者可能为零时没有定义",
    "deadweight": "申请公共资金的企业的学徒中，没有改革也会有的占比；仅适用于向企业付款的改革",
    "additional_participants": "有改革时参与深度≥1的企业数减去无改革时的企业数，按模型规模",
    "additional_deep": "有改革时参与深度为3的企业数减去无改革时的企业数",
    "additional_nominal": "有改革时参与深度为1或2的企业数减去无改革时的企业数",
    "over_claims_paid": "有改革与无改革时（虚报已付金额－查出并退回的金额）之差",
    "joined_because": "有改革时参与、无改革时不参与的企业数/全部企业数",
    "joined_anyway": "两种情况下都参与的企业数/全部企业数",
    "driven_out": "仅在无改革时参与的企业数/全部企业数",
    "stayed_out": "两种情况下都不参与的企业数/全部企业数",
    "deep_because": "有改革时参与深度为3、无改革时不是的企业数/全部企业数",
    "deep_anyway": "两种情况下参与深度都为3的企业数/全部企业数",
    "deep_driven_out": "仅在无改革时参与深度为3的企业数/全部企业数",
    "deep_stayed_out": "两种情况下参与深度都不为3的企业数/全部企业数",
    "net_benefit_enterprise": "全部企业净收益的变化，按模型规模",
    "net_benefit_school": "全部学校净收益的变化",
    "net_benefit_student": "当年毕业生第一年工资的变化",
    "net_benefit_treasury": "公共支出变化的负值",
    "net_benefit_all": "以上四项变化之和：第一年的收支，不含以后的工资、税收和本市以外的影响",
    "gaining": f"组内净收益每年增加超过{NOTICEABLE:g}千元者的占比",
    "losing": f"组内净收益每年减少超过{NOTICEABLE:g}千元者的占比",
    "change_of_net_benefit": "组内每个主体净收益变化的均值",
    "change_of_quality": "组内每所学校毕业生胜任度变化的均值",
    "left_after": "资金结束若干年后对深度参与率的效应（+0：资金的最后一年）",
    "share_left": "同一效应占资金最后一年效应的比例；后者可能为零时没有定义",
}
"""By name of the outcome."""


def metric_defined(name: str, lang: Lang) -> str:
    """How an output is computed; in English where there is no 中文 (metrics of the user's own)."""
    english = METRICS[name].definition
    return METRICS_ZH.get(name, english) if lang == "zh" else english


def outcome_defined(name: str, lang: Lang) -> str:
    """How an outcome is computed."""
    english = OUTCOMES[name].definition
    return OUTCOMES_ZH.get(name, english) if lang == "zh" else english
