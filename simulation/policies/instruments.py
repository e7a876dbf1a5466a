"""The instruments: one small class each, its fields the strengths that are added to levers (parameters) by name.

What a lever does stands in `rules`, what it costs in `phases.outlays` (running costs) and `phases.settlement` (claims).
Importing this module registers them.
"""

from __future__ import annotations

from typing import Literal

from ..parameters.declare import S1, S2, S3, S4
from .policy import INSTRUMENTS, Policy, register_policy, strength


@register_policy
class Subsidy(Policy):
    """Money for each trainee-year of co-training (k¥): for all, and more for those for whom it is meant."""

    en, zh, source = "Subsidy", "补贴", S1
    kind: Literal["subsidy"] = "subsidy"
    per_trainee: float = strength("subsidy", "Subsidy per trainee", "每学徒补贴", default=0.0)
    new_trainers: float = strength(
        "subsidy_new_trainers", "Subsidy per trainee of a new trainer", "新培养企业每学徒补贴", default=0.0
    )
    small: float = strength(
        "subsidy_small", "Subsidy per trainee of a small enterprise", "小型企业每学徒补贴", default=0.0
    )
    apprenticeship: float = strength(
        "subsidy_apprenticeship", "Subsidy per apprentice with a contract", "每签约学徒补贴", default=0.0
    )
    certified: float = strength(
        "subsidy_certified", "Subsidy per trainee of a certified enterprise", "产教融合型企业每学徒补贴", default=0.0
    )


@register_policy
class TaxCredit(Policy):
    """Credit of training investment against the education surcharge: its rate, and its cap per worker (k¥)."""

    en, zh, source = "Tax credit", "教育费附加抵免", f"财税〔2019〕46号; {S3}"
    kind: Literal["tax_credit"] = "tax_credit"
    rate: float = strength("tax_rate", "Credited share of investment", "投资抵免比例", default=0.0)
    cap_per_worker: float = strength("tax_cap", "Cap per worker", "每职工抵免上限", default=0.0)


@register_policy
class RiskCompensation(Policy):
    """Compensation of accidents and wear of equipment (share of the loss), for all or for some enterprises."""

    en, zh, source = "Risk compensation", "风险补偿", S1
    kind: Literal["risk_compensation"] = "risk_compensation"
    share: float = strength("risk_compensation", "Compensated share of losses", "损失补偿比例", default=0.0)
    small: float = strength(
        "compensation_small", "Compensated share, small enterprises", "小型企业补偿比例", default=0.0
    )
    certified: float = strength(
        "compensation_certified", "Compensated share, certified enterprises", "产教融合型企业补偿比例", default=0.0
    )


@register_policy
class FixedCostRelief(Policy):
    """Land and finance: relief of the fixed cost of training (share), for all or for some enterprises."""

    en, zh, source = "Fixed-cost relief", "固定成本减免", S3
    kind: Literal["fixed_cost_relief"] = "fixed_cost_relief"
    share: float = strength("fixed_cost_relief", "Relieved share of fixed cost", "固定成本减免比例", default=0.0)
    small: float = strength("relief_small", "Relieved share, small enterprises", "小型企业减免比例", default=0.0)
    certified: float = strength(
        "relief_certified", "Relieved share, certified enterprises", "产教融合型企业减免比例", default=0.0
    )


@register_policy
class ReputationLink(Policy):
    """Advantage in tenders and credit for those who take part (worth in k¥ per enterprise and year)."""

    en, zh, source = "Reputation link", "信誉挂钩", S1
    kind: Literal["reputation_link"] = "reputation_link"
    value: float = strength("reputation_link", "Worth of the advantage", "信誉收益", default=0.0)
    downgrade: float = strength(
        "credit_downgrade", "Loss when a plaque is found empty", "挂牌不培养的信用损失", default=0.0
    )


@register_policy
class RetentionBonus(Policy):
    """Bonus for each own trainee who is kept (k¥), for all or for some enterprises."""

    en, zh, source = "Retention bonus", "留任奖励", "Ran (2017): low retention keeps the long-run benefit low"
    kind: Literal["retention_bonus"] = "retention_bonus"
    per_graduate: float = strength("retention_bonus", "Bonus per graduate kept", "每留任毕业生奖励", default=0.0)
    small: float = strength("bonus_small", "Bonus, small enterprises", "小型企业留任奖励", default=0.0)
    certified: float = strength(
        "bonus_certified", "Bonus, certified enterprises", "产教融合型企业留任奖励", default=0.0
    )


@register_policy
class SimplifiedProcedures(Policy):
    """Changes of what applying costs (k¥), of the share approved, and of administrative burden (factor)."""

    en, zh, source = "Simplified procedures", "简化程序", S1
    kind: Literal["simplified_procedures"] = "simplified_procedures"
    application_cost: float = strength("application_cost", "Change of application cost", "申请成本变化", default=0.0)
    approval: float = strength("approval", "Change of approval", "批准率变化", default=0.0)
    admin_burden: float = strength("admin_burden", "Change of administrative burden", "行政负担变化", default=0.0)


@register_policy
class Publicity(Policy):
    """Chance per tick that an enterprise hears of the policies."""

    en, zh, source = "Publicity", "政策宣传", S1
    kind: Literal["publicity"] = "publicity"
    rate: float = strength("publicity", "Chance to hear of the policies", "政策宣传触达率")


@register_policy
class TeacherRotation(Policy):
    """Share of teachers sent to enterprises a year."""

    en, zh, source = (
        "Teacher rotation",
        "教师企业实践",
        f"{S1}; Johnston et al. (2016): experience counts, not certificates",
    )
    kind: Literal["teacher_rotation"] = "teacher_rotation"
    rate: float = strength("rotation", "Teachers sent per year", "年企业实践教师比例")


@register_policy
class ProgrammeAdjustment(Policy):
    """How fast field mixes follow demand (share of the distance a year)."""

    en, zh, source = "Programme adjustment", "专业动态调整", S3
    kind: Literal["programme_adjustment"] = "programme_adjustment"
    rate: float = strength("adjust", "Adjustment per year", "年专业调整速度")


@register_policy
class Monitoring(Policy):
    """Conduct of government: how much of what is claimed it looks at (0–1)."""

    en, zh, source = "Monitoring", "监管", S1
    kind: Literal["monitoring"] = "monitoring"
    level: float = strength("monitoring", "Monitoring and audit", "监管力度")


@register_policy
class EquipmentSharing(Policy):
    """Government-led sharing of equipment among schools (0–1)."""

    en, zh, source = "Equipment sharing", "设备共享", f"{S1}; {S2}"
    kind: Literal["equipment_sharing"] = "equipment_sharing"
    level: float = strength("sharing", "Equipment sharing", "设备共享水平")


@register_policy
class DigitalPlatform(Policy):
    """Platform for information and matching (0–1), and help with the cost of using it (k¥ per enterprise and year).

    Enterprises use it if it pays, and it pays the more, the more others use it.
    """

    en, zh, source = "Digital platform", "数字平台", f"{S3}; {S4}"
    kind: Literal["digital_platform"] = "digital_platform"
    level: float = strength("platform", "Level of the platform", "数字平台水平", default=0.0)
    help: float = strength("platform_help", "Help with the cost of using it", "平台使用补助", default=0.0)


@register_policy
class AssociationServices(Policy):
    """Services of industry associations: forecasts, bridging, information (0–1)."""

    en, zh, source = "Association services", "行业协会服务", f"{S1}; Culpepper (2003)"
    kind: Literal["association_services"] = "association_services"
    level: float = strength("association", "Association services", "行业协会服务水平")


@register_policy
class RightsClarity(Policy):
    """Law that defines rights and duties (0–1): fewer disputes."""

    en, zh, source = "Rights clarity", "权责明晰", S1
    kind: Literal["rights_clarity"] = "rights_clarity"
    level: float = strength("rights", "Clarity of rights", "权责明晰程度")


@register_policy
class SchoolEvaluation(Policy):
    """Assessment of schools: its weight (utility), and how far plaques count in it (share)."""

    en, zh, source = "School evaluation", "学校考核", S1
    kind: Literal["school_evaluation"] = "school_evaluation"
    weight: float = strength("evaluation", "Weight of the assessment", "考核权重", default=0.0)
    form: float = strength("form", "Weight of plaques in it", "挂牌在考核中的占比", default=0.0)


@register_policy
class PracticalShareStandard(Policy):
    """Standard for the share of practical courses."""

    en, zh, source = "Practical-share standard", "实践教学标准", S1
    kind: Literal["practical_share_standard"] = "practical_share_standard"
    share: float = strength("standard", "Standard share of practice", "实践教学占比标准")


@register_policy
class PartTimeTechnicians(Policy):
    """Technicians of partner enterprises as part-time teachers (share of lessons)."""

    en, zh, source = "Part-time technicians", "兼职技师", f"{S1}; {S3}"
    kind: Literal["part_time_technicians"] = "part_time_technicians"
    share: float = strength("technicians", "Lessons given by technicians", "技师授课占比")


@register_policy
class BenefitSharing(Policy):
    """Members who hire another member's trainee repay part of the cost of training (share)."""

    en, zh, source = "Benefit sharing", "利益分享", S1
    kind: Literal["benefit_sharing"] = "benefit_sharing"
    share: float = strength("benefit_sharing", "Repaid share of training cost", "培养成本补偿比例")


@register_policy
class EnterpriseVoice(Policy):
    """Enterprises' share of seats in programme committees."""

    en, zh, source = "Enterprise voice", "企业话语权", S1
    kind: Literal["enterprise_voice"] = "enterprise_voice"
    share: float = strength("voice", "Seats of enterprises", "企业席位占比")


@register_policy
class OrderClasses(Policy):
    """Order classes: share of co-training in this form, and how much it adds to retention."""

    en, zh, source = "Order classes", "订单班", S3
    kind: Literal["order_classes"] = "order_classes"
    share: float = strength("order_share", "Order classes among co-training", "订单班占比")
    lock_in: float = strength("order_lock_in", "Retention added", "留任增益", default=0.0)
    premium: float = strength("order_premium", "What enterprises pay for it", "订单班费用", default=0.0)


@register_policy
class CommissionedTraining(Policy):
    """Enterprises commission schools to train for them, at a price per student and year (k¥).

    Government may bear a share of it.
    """

    en, zh, source = "Commissioned training", "委托培养", S3
    kind: Literal["commissioned_training"] = "commissioned_training"
    share: float = strength("commission_share", "Commissioned training among co-training", "委托培养占比")
    price: float = strength(
        "commission_price", "Change in the price per student and year", "每生每年价格变化", default=0.0
    )
    support: float = strength("commission_support", "Price borne by government", "政府承担价格比例", default=0.0)


@register_policy
class Apprenticeship(Policy):
    """Chinese-style apprenticeship: share of co-training in this form, and mentors per apprentice."""

    en, zh, source = "Apprenticeship", "中国特色学徒制", S3
    kind: Literal["apprenticeship"] = "apprenticeship"
    share: float = strength("apprenticeship_share", "Apprenticeships among co-training", "学徒制占比")
    mentor_ratio: float = strength("mentor_ratio", "Mentors per apprentice", "师徒比", default=0.0)


@register_policy
class LongTermAgreement(Policy):
    """Agreements of some years between co-trainers and schools."""

    en, zh, source = "Long-term agreement", "长期协议", f"{S1}; {S2}"
    kind: Literal["long_term_agreement"] = "long_term_agreement"
    years: float = strength("agreement_years", "Term of agreements", "协议年限")


@register_policy
class TrainingBase(Policy):
    """Joint training base: construction (k¥ of the model, once), operation (k¥ per year), joint management."""

    en, zh, source = "Training base", "实训基地", f"{S1}; {S2}; {S3}"
    kind: Literal["training_base"] = "training_base"
    construction: float = strength("base_construction", "Construction", "建设投入", default=0.0, once=True)
    operation: float = strength("base_operation", "Operation", "运行投入", default=0.0)
    joint_management: float = strength("base_joint", "Joint management", "共管程度", default=0.0)


@register_policy
class MixedOwnership(Policy):
    """Mixed ownership and other co-funding: extent, and supervision of the money (0–1)."""

    en, zh, source = "Mixed ownership", "混合所有制办学", f"{S1}; {S3}"
    kind: Literal["mixed_ownership"] = "mixed_ownership"
    share: float = strength("mixed_ownership", "Extent of mixed ownership", "混合所有制程度")
    supervision: float = strength("supervision", "Supervision of private money", "资金监管", default=0.0)


@register_policy
class ConsortiumEntity(Policy):
    """Organisation: a consortium with staff, premises and stable money of its own (0–1), a fee (k¥ per member), and how
    far it is run for an industrial park (0–1).
    """

    en, zh, source = "Consortium entity", "联合体实体化运作", S4
    kind: Literal["consortium_entity"] = "consortium_entity"
    level: float = strength("entity", "Entity operation", "实体化运作程度")
    fee: float = strength("fee", "Change in the membership fee", "会费变化", default=0.0)
    park_focus: float = strength("park_focus", "Run for the park", "面向园区程度", default=0.0)


@register_policy
class JointResearch(Policy):
    """Joint research of co-trainers and schools: its benefit (k¥ per trainee)."""

    en, zh, source = "Joint research", "联合研发", S1
    kind: Literal["joint_research"] = "joint_research"
    benefit: float = strength("research", "Benefit of joint research", "联合研发收益", default=0.0)
    transfer: float = strength("research_transfer", "Efficiency of technology transfer", "技术转化效率", default=0.0)


@register_policy
class MandateQuota(Policy):
    """Orders from above: mandate on schools (utility), and a quota that counts enterprises (share)."""

    en, zh, source = "Mandate and quota", "指令与指标", f"{S1}; {S4}"
    kind: Literal["mandate_quota"] = "mandate_quota"
    mandate: float = strength("mandate", "Mandate on schools", "对学校的指令", default=0.0)
    quota: float = strength("quota", "Quota of enterprises", "企业数量指标", default=0.0)


SPENDING_LABELS = {str(cls.model_fields["kind"].default): (cls.en, cls.zh) for cls in INSTRUMENTS}
"""What public money is spent on, in English and 中文, by kind: the instruments above, without what users register."""
