"""A choice taken apart: every term of what a depth is worth to an enterprise, and the chance that it takes the depth.

    terms = terms_of(e, 3, 1, market, consortium, government, now)     # k¥ per place, by name
    sum(terms.values())                                                # what `enterprise_values_depth` gives

The amounts come from the same rules as the choice itself, as plain Python (`RULES`); only how they are added up is
written a second time here, in pieces. A term that were added to the rule and not here would make the two differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from ...simulation.compilation import plain
from ...simulation.phases import enterprises as phase
from ...simulation.rules import enterprise, support, training
from ...simulation.rules.common import APPRENTICESHIP, COMMISSIONED, ORDER_CLASS, ORDINARY
from ..presentation.language import name_of

__all__ = [
    "DEPTHS",
    "RULES",
    "TERMS",
    "Term",
    "Weighed",
    "as_object",
    "chances_of",
    "term_label",
    "terms_of",
    "weigh",
    "worths",
]


DEPTHS = (1, 2, 3)
"""Depths that are weighed; to take no part is worth 0."""

RULES = SimpleNamespace(
    **{
        name: plain(rule)
        for module in (training, support, enterprise)
        for name, rule in vars(module).items()
        if hasattr(rule, "py_func")
    }
)
_weighs_depth = plain(phase.enterprise_weighs_depth)


@dataclass(frozen=True)
class Term:
    """A term of the worth of a depth; positive values speak for the depth."""

    en: str
    zh: str
    meaning: str


TERMS: dict[str, Term] = {
    "training": Term("Net benefit in training", "培养期净收益", "expected contribution less gross cost"),
    "hands": Term("Cheap hands in placement", "实习生廉价劳动", "unskilled work of interns"),
    "mentors": Term("Mentors of apprentices", "学徒专属师傅", "mentors that only apprenticeships need"),
    "accidents": Term("Accidents and wear", "事故与损耗", "expected loss by accident, damage and wear"),
    "hiring": Term("Hiring cost saved", "节省招聘成本", "expected retention × hiring cost saved × horizon"),
    "rent": Term("Rent on those kept", "留任人才租金", "expected retention × rent on a skilled worker × horizon"),
    "poaching": Term("Poaching by rivals", "被竞争对手挖人", "harm by rivals that hire trainees away"),
    "sharing": Term("Repaid by members", "成员补偿", "what members that hire trainees away repay (benefit sharing)"),
    "repaying": Term(
        "Repaid to members", "补偿其他成员", "what a member expects to repay for graduates whom other members trained"
    ),
    "disputes": Term("Disputes", "纠纷", "expected cost of disputes"),
    "fixed": Term("Fixed cost", "固定成本", "fixed cost of the depth, spread over places"),
    "technicians": Term("Technicians lent", "外派技师", "technicians who teach at the school"),
    "subsidy": Term("Subsidy", "补贴", "subsidy hoped for, less the cost of applying"),
    "tax_credit": Term("Tax credit", "教育费附加抵免", "tax credit hoped for, less the cost of applying"),
    "relief": Term("Fixed-cost relief", "固定成本减免", "relief hoped for, less the cost of applying"),
    "compensation": Term("Risk compensation", "风险补偿", "compensation hoped for, less the cost of applying"),
    "bonus": Term("Retention bonus", "留任奖励", "bonus hoped for, less the cost of applying"),
    "reputation": Term("Reputation link", "信誉挂钩", "advantage in tenders and credit"),
    "quota": Term("Favours under a quota", "指标压力", "favours to those whom a quota counts while it is missed"),
    "image": Term("Image of a plaque", "挂牌形象", "image of taking part in name"),
    "standing": Term("Reputation as a trainer", "培养声誉", "reputation from co-training"),
    "rd": Term("Joint research, standing", "联合研发（既有）", "standing benefit of joint research"),
    "research": Term(
        "Joint research, grown", "联合研发（随合作增长）", "research that grows with the tie to the school"
    ),
    "imitation": Term("Neighbours that train", "同行示范", "what neighbours at depth 2 or 3 add"),
    "fee": Term("Membership fee", "成员会费", "fee, spread over places"),
    "member_image": Term("Image of a member", "成员形象", "image of membership, spread over places"),
    "autonomy": Term("Autonomy given up", "让渡自主权", "what joint decisions cost a member"),
    "meetings": Term(
        "Time for meetings", "会议时间成本", "time that members spend on joint decisions, spread over places"
    ),
    "alignment": Term(
        "Goals shared with the school", "与学校目标一致", "what training with this partner is worth in itself"
    ),
    "premium": Term("Premium of an order class", "订单班费用", "what an order class costs the enterprise"),
    "commission": Term(
        "Price of commissioned training", "委托培养费用", "price paid to the school, less what government bears"
    ),
}
"""Every term by name, in the order of tables."""


def term_label(term: str, lang: str) -> str:
    """What a term is called."""
    return name_of(TERMS[term], lang)


def as_object(record: np.void) -> SimpleNamespace:
    """A row of a table as an object with plain numbers, which the rules in plain Python read."""
    return SimpleNamespace(**{name: record[name].tolist() for name in record.dtype.names or ()})


def terms_of(e: Any, depth: int, m: int, market: Any, consortium: Any, government: Any, now: Any) -> dict[str, float]:
    """The terms of what a depth is worth to an enterprise, k¥ per place, without those that it does not have.

    Arguments as of `enterprise_values_depth`: `m` is membership, 0 or 1.
    """
    if depth == 0:
        return {}
    terms = _claims(e, depth, m, market, consortium, government, now)
    terms["reputation"] = RULES.worth_of_reputation_link(e, depth, market, now)
    terms["quota"] = RULES.pressure_of_quota(e, depth, m, consortium, now)
    terms["fixed"] = -RULES.fixed_cost(e, depth, m, now.agreement_years, market, consortium, now) / e.places
    terms["fee"] = -m * now.fee / e.places
    terms["member_image"] = m * now.member_image / e.places
    terms["autonomy"] = -m * now.autonomy_cost
    terms["meetings"] = -m * RULES.time_of_member(now) / e.places
    terms["repaying"] = -RULES.repayment_to_members(e, m, consortium, now)
    if depth == 1:
        terms["image"] = now.image
    else:
        terms |= _training(e, depth, m, market, now)
    if depth == 3:
        terms |= _lasting(e, m, market, consortium, government, now)
    return {name: terms[name] + 0.0 for name in TERMS if name in terms}  # + 0.0: no minus zero


def _claims(e: Any, depth: int, m: int, market: Any, consortium: Any, government: Any, now: Any) -> dict[str, float]:
    """Money that has to be applied for, each kind by itself."""
    cost = RULES.application_cost(e, now)

    def claimed(amount: float, cost: float) -> float:
        return RULES.worth_of_claim(amount, e.places, cost, e.aware, government, now)

    terms = {"subsidy": claimed(RULES.subsidy_expected(e, depth, now), cost)}
    if depth >= 2:
        is_listed = RULES.listed_at(e, depth, now)
        terms["relief"] = claimed(RULES.relief_per_place(e, depth, is_listed, m, market, consortium, now), cost)
        terms["compensation"] = claimed(RULES.compensation_per_place(e, depth, is_listed, market, now), cost)
        terms["bonus"] = claimed(RULES.bonus_per_place(e, depth, is_listed, m, now), cost)
    if depth == 3:
        terms["tax_credit"] = claimed(
            RULES.certified_in(e, now) * RULES.tax_credit_per_place(e, e.places, now), now.tax_factor * cost
        )
    return terms


def _training(e: Any, depth: int, m: int, market: Any, now: Any) -> dict[str, float]:
    """What trainees bring and cost while they are trained and after, and what neighbours and technicians add."""
    form = e.form if depth == 3 else ORDINARY
    years = RULES.duration(depth, form, now)
    trained = years * (now.iota_2 if depth == 2 else 1.0)
    kept = RULES.enterprise_expects_retention(e, depth, m, now)
    terms = {
        "training": trained * RULES.enterprise_expects_net_benefit(e, form, now),
        "accidents": -trained * RULES.expected_loss(market, now),
        "hiring": kept * now.H * market.tightness * e.horizon,
        "rent": kept * now.R * e.qhat * e.horizon,
        "technicians": -now.technicians * now.technician_cost,
        "imitation": now.peer * e.neighbours_training,
        "alignment": RULES.worth_of_alignment(e, depth, now),
    }
    if depth == 2:
        terms["hands"] = years * e.hands
    return terms


def _lasting(e: Any, m: int, market: Any, consortium: Any, government: Any, now: Any) -> dict[str, float]:
    """What co-training alone brings and costs."""
    terms = {
        "poaching": -now.poach_harm * min(1.0, RULES.poaching_pressure(e, m, market, now)),
        "sharing": RULES.compensation_by_members(e, m, market, consortium, now),
        "disputes": -now.dispute_cost * RULES.dispute_chance(e, m, now),
        "standing": now.A_rep,
        "rd": now.rd,
        "research": RULES.worth_of_research(e, now),
    }
    if e.form == APPRENTICESHIP:
        terms["mentors"] = -RULES.duration(3, e.form, now) * now.mentor_cost * now.mentor_ratio
    if e.form == ORDER_CLASS:
        terms["premium"] = -RULES.duration(3, e.form, now) * now.order_premium
    if e.form == COMMISSIONED:
        terms["commission"] = -RULES.cost_of_commission(government, now)
    return terms


@dataclass(frozen=True)
class Weighed:
    """How an enterprise weighs the depths: terms (k¥ per place) and membership by depth, and the chance of each depth.

    `chances` are those of the nested logit for depths 0–3, without the random choices of `mu`.
    """

    terms: dict[int, dict[str, float]]
    members: dict[int, int]
    chances: tuple[float, float, float, float]

    def worth(self, depth: int) -> float:
        """What a depth is worth, k¥ per place."""
        return float(sum(self.terms[depth].values())) if depth else 0.0


def weigh(e: Any, market: Any, consortium: Any, government: Any, now: Any) -> Weighed:
    """How an enterprise weighs the depths, each at the membership that suits it there."""
    about = (market, consortium, government, now)
    weighed = worths(e, *about)
    members = {depth: int(weighed[depth][0]) for depth in DEPTHS}
    return Weighed(
        {depth: terms_of(e, depth, members[depth], *about) for depth in DEPTHS},
        members,
        chances_of(weighed[1][1], weighed[2][1], weighed[3][1], now),
    )


def worths(e: Any, market: Any, consortium: Any, government: Any, now: Any) -> dict[int, tuple[int, float]]:
    """Of every depth the membership that suits an enterprise there, and what the depth is then worth (k¥ per place)."""
    return {depth: _weighs_depth(e, depth, market, consortium, government, now) for depth in DEPTHS}


def chances_of(value_1: float, value_2: float, value_3: float, now: Any) -> tuple[float, float, float, float]:
    """Chances of depths 0–3, read off the rule that chooses: it turns two uniform draws into a depth.

    The first draw decides between {0, 1} and {2, 3}, the second within the two; each is low for the lower depths.
    """

    def chosen(draw_nest: float, draw_depth: float) -> int:
        return RULES.enterprise_chooses_depth(value_1, value_2, value_3, draw_nest, draw_depth, now)

    low = _threshold(lambda draw: chosen(draw, 0.0) < 2)
    none = _threshold(lambda draw: chosen(0.0, draw) == 0) if low > 0.0 else 1.0
    placement = _threshold(lambda draw: chosen(1.0, draw) == 2)
    return low * none, low * (1.0 - none), (1.0 - low) * placement, (1.0 - low) * (1.0 - placement)


def _threshold(holds: Callable[[float], bool]) -> float:
    """The draw from 0 to 1 below which something holds, by halving."""
    low, high = 0.0, 1.0
    if not holds(low):
        return 0.0
    while (middle := (low + high) / 2.0) not in (low, high) and high > 1e-18:
        low, high = (middle, high) if holds(middle) else (low, middle)
    return high
