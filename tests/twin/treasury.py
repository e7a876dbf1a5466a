"""The purse of a city: budget, running items, claims, audits, and the consortium's fund."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .rules import CONSORTIUM, DRAWS, ENTERPRISE, GOVERNMENT, HALF_YEAR, SCHOOL, added
from .school import ENROLLED

if TYPE_CHECKING:
    from .city import City
    from .enterprise import Enterprise

RUNNING = {
    "digital_platform": ("platform", "cost_platform", 0.0),
    "association_services": ("association", "cost_association", 0.0),
    "equipment_sharing": ("sharing", "cost_sharing", 0.0),
    "mixed_ownership": ("mixed_ownership", "cost_mixed_ownership", 0.0),
    "teacher_rotation": ("rotation", "cost_rotation", GOVERNMENT.ROTATION_AT_START),
    "publicity": ("publicity", "cost_publicity", GOVERNMENT.PUBLICITY_AT_START),
}
"""What is paid every tick beside the entity: kind of spending, its lever, its yearly cost at level 1, what is free."""


def outlay(city: City, kind: str) -> float:
    """Cost of a running item this tick; costs are stated for 300 enterprises and a year (k¥)."""
    if kind == "digital_platform":
        return CONSORTIUM.platform_cost_a_tick(city.levers)
    lever, cost, free = RUNNING[kind]
    level = getattr(city.levers, lever)
    if free:
        level = max(0.0, level - free)
    return HALF_YEAR * getattr(city.levers, cost) * level * len(city.enterprises) / 300.0


def community_cost(city: City) -> float:
    """Cost of the sector community for the city's enterprises of its field (k¥ a tick)."""
    field = int(city.levers.community_field)
    number = len(city.markets[field - 1].members) if field else 0
    return CONSORTIUM.running_cost_a_tick(city.levers.community, number / len(city.enterprises), city.levers)


def entity_cost(city: City) -> float:
    """Cost of the city's consortium this tick: of one that is run for a park, what it serves outside counts less."""
    levers, served = city.levers, 1.0
    if levers.park_share > 0.0:
        served = 1.0 - levers.park_focus * (1.0 - city.in_park / len(city.enterprises))
    return CONSORTIUM.running_cost_a_tick(levers.entity, served, levers)


def bases_are_built_and_run(city: City) -> None:
    """Bases of a field wear, grow in autumn by the field's part of what is built, and serve as far as they are run."""
    levers, fields = city.levers, range(len(city.markets))
    built = levers.base_construction if city.world.autumn else 0.0
    of_all = sum(school.intake for school in city.schools)
    seats = [added(school.intake * school.programmes[field].mix for school in city.schools) for field in fields]
    weights = added(market.base_weight for market in city.markets)
    for field, market in enumerate(city.markets):
        part = CONSORTIUM.share_of_construction(field, market.base_weight, weights, seats[field] / of_all, levers)
        market.base_capital = CONSORTIUM.base_wears(market.base_capital, built * part, levers)
    capital = added(market.base_capital for market in city.markets)
    running = city.consortium.base_running = CONSORTIUM.base_is_run(capital, levers)
    for field, market in enumerate(city.markets):
        market.base_usable = CONSORTIUM.base_usable(market.base_capital, running, seats[field], levers)


def budget_opens(city: City) -> None:
    """In autumn the year's budget: running items of both ticks come first, then completions due in spring."""
    government = city.government
    government.budget = city.levers.budget
    government.spent = government.claimed = government.claims_paid = 0.0
    entity = entity_cost(city)
    levers = city.levers
    a_tick = added(
        [
            levers.government_bears * entity,
            community_cost(city),
            HALF_YEAR * levers.base_operation,
            *(outlay(city, kind) for kind in RUNNING),
        ]
    )
    wanted = 2.0 * a_tick + levers.base_construction
    government.running_share = paid_share(government.budget, wanted)
    government.running_reserve = min(wanted, government.budget)
    owed = added(student.owed for student in city.final_cohort() if student.status == ENROLLED)
    government.completion_reserve = min(owed, government.budget - government.running_reserve)


def instruments_are_set(city: City) -> None:
    """What cannot be paid does not run: levels fall to the share that budget and fund cover."""
    levers, consortium = city.levers, city.consortium
    share = city.government.running_share
    if share < 1.0:
        for lever in ("entity", "community", "base_construction", "base_operation"):
            setattr(levers, lever, getattr(levers, lever) * share)
        for lever, _, free in RUNNING.values():
            level = getattr(levers, lever)
            if level > free:
                setattr(levers, lever, free + share * (level - free) if free else level * share)
    if levers.government_bears <= 0.0 and levers.entity > 0.0 and not consortium.dissolved:
        consortium.empty_ticks = 0 if consortium.fund > 0.0 else consortium.empty_ticks + 1
        if consortium.empty_ticks > levers.dissolution_ticks:
            consortium.dissolved = 1
    served = CONSORTIUM.share_served(city.in_park / len(city.enterprises), levers)
    levers.entity = (
        0.0 if consortium.dissolved else CONSORTIUM.entity_within_means(levers.entity, served, consortium.fund, levers)
    )
    bases_are_built_and_run(city)


def paid_share(available: float, wanted: float) -> float:
    """The share of what is wanted that can be paid."""
    return 1.0 if wanted <= 0.0 or wanted <= available else max(0.0, available) / wanted


def accounts_settle(city: City) -> None:
    """Fees come in, running items and claims are paid; in spring applicants note how much was paid."""
    government = city.government
    running_items_are_paid(city)
    claims_are_paid(city)
    if not city.world.autumn:
        seen = government.claims_paid / government.claimed if government.claimed > 0.0 else 1.0
        government.memory = government.memory + city.levers.memory_rate * (seen - government.memory)


def running_items_are_paid(city: City) -> None:
    """Staff and premises of the consortium, services, and what schools get."""
    consortium, government, spending, levers = city.consortium, city.government, city.spending, city.levers
    consortium.fees = added(enterprise.fee_paid for enterprise in city.enterprises)
    cost = entity_cost(city)
    paid = max(0.0, min(levers.government_bears * cost, cost - consortium.fees))
    consortium.government_paid = paid
    consortium.running_cost = cost
    consortium.penalties = added(enterprise.penalty_paid for enterprise in city.enterprises)
    income = consortium.fees + consortium.penalties + paid
    consortium.fund = max(0.0, consortium.fund + income - cost)
    consortium.community_received = community_cost(city)
    spending.consortium_entity = paid + consortium.community_received
    built = levers.base_construction if city.world.autumn else 0.0
    spending.training_base = consortium.base_received = HALF_YEAR * levers.base_operation + built
    for kind in RUNNING:
        setattr(spending, kind, outlay(city, kind))
    consortium.services_received = spending.digital_platform + spending.association_services + spending.publicity
    for_schools = spending.equipment_sharing + spending.mixed_ownership + spending.teacher_rotation
    for school in city.schools:
        school.received = for_schools / len(city.schools)
    paid = spending.consortium_entity + spending.training_base + consortium.services_received + for_schools
    government.spent += paid
    government.running_reserve -= paid
    government.private_capital = levers.cofund_ratio * spending.mixed_ownership
    government.private_leaked = (1.0 - SCHOOL.supervised_share(levers)) * government.private_capital


def research_cost(city: City, enterprise: Enterprise) -> float:
    """Public cost of joint research, in autumn: half of its benefit for each place of co-training."""
    return (
        city.levers.research_public * (city.levers.rd + city.levers.research) * enterprise.places
        if city.world.autumn and enterprise.depth == 3
        else 0.0
    )


def claims_are_paid(city: City) -> None:
    """Completions first, then audits, then new claims, each as far as the money goes."""
    government, spending, levers = city.government, city.spending, city.levers
    due = added(enterprise.completion_due for enterprise in city.enterprises)
    new = 0.0
    for e in city.enterprises:
        support = e.relief_claimed + e.compensation_claimed + e.bonus_claimed
        new += e.subsidy_claimed + e.over_claimed + e.tax_claimed + support
        new += research_cost(city, e)
        new += e.help_claimed
        new += levers.commission_support * e.commission_paid
    audited = len([e for e in city.enterprises if e.subsidy_claimed + e.over_claimed > 0.0])
    available = government.budget - government.spent
    if city.world.autumn:
        available = available - government.running_reserve - government.completion_reserve
    government.completion_share = paid_share(available, due)
    available -= government.completion_share * due
    government.audits = min(max(0.0, available), levers.audit_cost * levers.monitoring * audited)
    available -= government.audits
    government.paid_share = paid_share(available, new)
    government.claimed += due + new
    government.claims_paid += government.completion_share * due + government.paid_share * new
    money_reaches_enterprises(city)
    spent = government.audits + spending.subsidy + spending.tax_credit
    government.spent += spent
    government.spent += spending.fixed_cost_relief + spending.risk_compensation + spending.retention_bonus
    government.spent += spending.joint_research
    government.spent += help_is_paid(city)
    government.spent += spending.commissioned_training
    spending.monitoring = government.audits
    spending.subsidy -= government.clawed_back


def help_is_paid(city: City) -> float:
    """Pay what is due of the help with the cost of the platform, beside what the platform itself costs (k¥)."""
    for e in city.enterprises:
        e.help_received = city.government.paid_share * e.help_claimed
    paid = added(e.help_received for e in city.enterprises)
    city.spending.digital_platform += paid
    return paid


def money_reaches_enterprises(city: City) -> None:
    """Pay every claim its share, and audit those for nobody trained; both sides book."""
    government, spending, levers = city.government, city.spending, city.levers
    share, completion_share = government.paid_share, government.completion_share
    due = added(enterprise.completion_due for enterprise in city.enterprises)
    paid = {"subsidy": completion_share * due} | dict.fromkeys(("tax", "relief", "compensation", "bonus"), 0.0)
    research = commissions = over_paid = caught = returned = 0.0
    for e in city.enterprises:
        over = share * e.over_claimed
        e.returned = 0.0
        over_paid += over
        if over > 0.0 and e.uniform(DRAWS.ENTERPRISE_AUDITED) < ENTERPRISE.detection_chance(levers):
            e.returned = over * (1.0 + levers.penalty)
            caught += over
            returned += e.returned
        paid["subsidy"] += share * (e.subsidy_claimed + e.over_claimed)
        e.subsidy_received = share * e.subsidy_claimed + over + completion_share * e.completion_due
        for kind in ("tax", "relief", "compensation", "bonus"):
            received = share * getattr(e, f"{kind}_claimed")
            setattr(e, f"{kind}_received", received)
            paid[kind] += received
        e.commission_received = share * (levers.commission_support * e.commission_paid)
        commissions += e.commission_received
        for_research = share * research_cost(city, e)
        if for_research > 0.0 and e.partner is not None:
            research += for_research
            e.partner.received += for_research
    government.over_claims_paid, government.over_claims_caught, government.clawed_back = over_paid, caught, returned
    spending.subsidy, spending.tax_credit, spending.joint_research = paid["subsidy"], paid["tax"], research
    spending.commissioned_training = commissions
    spending.fixed_cost_relief = paid["relief"]
    spending.risk_compensation = paid["compensation"]
    spending.retention_bonus = paid["bonus"]
