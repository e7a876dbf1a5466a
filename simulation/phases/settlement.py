"""Phase 7, settlement: claims, payments, audits, running outlays and the enterprise's accounts of the tick.

Every yuan is booked twice: by the payer in the government's spending by kind, and by the receiver in the rows of
enterprises, schools and consortia. The two are never computed from each other.
"""

from __future__ import annotations

from ..compilation import compiled_phase, part_of_phase
from ..randomness import ENTERPRISE_ACCIDENTS, ENTERPRISE_AUDITED, ENTERPRISE_TAX_APPROVED, uniform
from ..rules.common import HALF_YEAR, ORDINARY, duration, is_autumn
from ..rules.consortium import running_cost_a_tick, share_served
from ..rules.enterprise import alignment_changes, help_with_platform, money_paid_beside_training, time_of_member
from ..rules.government import applicants_remember, share_that_can_be_paid
from ..rules.school import supervised_share
from ..rules.support import (
    application_cost,
    application_is_worth_it,
    bonus_per_place,
    bonus_rate,
    compensation_per_place,
    compensation_share,
    detection_chance,
    is_certified,
    money_received,
    over_claiming_gain,
    relief_per_place,
    relief_share,
    subsidy_expected_of,
    subsidy_rate,
    support_of_commission,
    tax_credit_per_place,
)
from ..rules.training import accident_loss, fixed_cost
from ..state.columns import COTRAINING, GRADUATED, NOMINAL, PLACEMENT
from .cohorts import final_cohort, first_row_of_cohort, second_cohort
from .outlays import enterprises_in_community, running_outlays


@part_of_phase
def enterprise_books_costs(seed, tick, e, market, consortium, levers):
    """Fixed cost, accidents, fee, lost autonomy and the platform's cost of this tick, and help with it (k¥)."""
    years = levers.agreement_years if e.agreement_left > 0 else 0.0
    e.fixed_cost = HALF_YEAR * fixed_cost(e, e.depth, e.member, years, market, consortium, levers)
    lending = 1.0 if e.depth >= PLACEMENT else 0.0
    e.technicians_paid = HALF_YEAR * levers.technicians * levers.technician_cost * e.places * lending
    e.fee_paid = HALF_YEAR * levers.fee * e.member
    e.autonomy_lost = HALF_YEAR * (levers.autonomy_cost * e.places + time_of_member(levers)) * e.member
    e.platform_paid = HALF_YEAR * levers.platform_use_cost * e.friction * e.on_platform
    e.help_claimed = HALF_YEAR * help_with_platform(e, levers) * e.on_platform
    draw = uniform(seed, ENTERPRISE_ACCIDENTS, tick, e.region, e.index, 0, 0)
    e.accident_loss = accident_loss(e.work_time, market.risk, draw, levers)
    if e.depth == COTRAINING:
        e.year_fixed_3 += e.fixed_cost


@part_of_phase
def enterprise_claims_subsidy(tick, e, government, levers):
    """Claim the subsidy for trainees taken in this tick, and what can be claimed beside them.

    Co-training is claimed for in autumn (part at once, the rest on completion), placement in spring; a nominal
    partner claims in autumn, for nobody, while over-claiming pays.
    """
    form = e.form if e.depth == COTRAINING else ORDINARY
    rate = subsidy_rate(e, form, e.certified, levers)
    worth = subsidy_expected_of(rate, e, e.depth, form, levers)
    cost = application_cost(e, levers)
    e.claims_subsidy = 1 if application_is_worth_it(worth, e.places, cost, e.aware, government, levers) else 0
    if e.claims_subsidy == 0:
        return
    approval = min(1.0, levers.approval)
    years = duration(COTRAINING, e.form, levers)
    over_claiming = over_claiming_gain(e, levers) > 0.0
    if e.depth == COTRAINING and is_autumn(tick):
        e.subsidy_claimed = approval * e.new_trainees * rate * years * levers.prepaid
        if e.new_trainees > 0:
            e.application_paid += cost
    elif e.depth == PLACEMENT and not is_autumn(tick):
        honest = levers.iota_2 * duration(PLACEMENT, e.form, levers)
        e.subsidy_claimed = approval * e.new_trainees * rate * honest
        if over_claiming:
            e.over_claimed = approval * e.new_trainees * levers.leak * rate * max(0.0, years - honest)
        if e.new_trainees > 0:
            e.application_paid += cost
    elif e.depth == NOMINAL and is_autumn(tick) and over_claiming:
        e.over_claimed = approval * e.offered * levers.leak * rate * years
        e.application_paid += cost


@part_of_phase
def enterprise_claims_tax_credit(seed, tick, e, government, levers):
    """Claim the tax credit on training investment, in autumn; it is granted in full or not at all."""
    e.deep_ticks = e.deep_ticks + 1 if e.depth == COTRAINING else 0
    e.certified = is_certified(e, levers)
    if e.certified == 0:
        return
    credit = tax_credit_per_place(e, e.places, levers)
    cost = levers.tax_factor * application_cost(e, levers)
    if not application_is_worth_it(credit, e.places, cost, e.aware, government, levers):
        return
    e.claims_tax = 1
    if is_autumn(tick):
        e.application_paid += cost
        if uniform(seed, ENTERPRISE_TAX_APPROVED, tick, e.region, e.index, 0, 0) < levers.approval:
            e.tax_claimed = credit * e.places


@part_of_phase
def enterprise_claims_support(e, market, consortium, government, levers):
    """Claim relief of fixed cost, compensation of accidents and the retention bonus; half an application a tick."""
    if e.depth < PLACEMENT:
        return
    cost = application_cost(e, levers)
    approval = min(1.0, levers.approval)
    worth = relief_per_place(e, e.depth, e.certified, e.member, market, consortium, levers)
    if application_is_worth_it(worth, e.places, cost, e.aware, government, levers):
        e.application_paid += HALF_YEAR * cost
        e.relief_claimed = approval * relief_share(e, e.certified, levers) * e.fixed_cost
    worth = compensation_per_place(e, e.depth, e.certified, market, levers)
    if application_is_worth_it(worth, e.places, cost, e.aware, government, levers):
        e.application_paid += HALF_YEAR * cost
        e.compensation_claimed = approval * compensation_share(e, e.certified, levers) * e.accident_loss
    worth = bonus_per_place(e, e.depth, e.certified, e.member, levers)
    if application_is_worth_it(worth, e.places, cost, e.aware, government, levers):
        e.application_paid += HALF_YEAR * cost
        e.bonus_claimed = approval * bonus_rate(e, e.certified, levers) * e.kept_this_tick


@part_of_phase
def trainees_are_registered(world, first, last):
    """In autumn fix, for every new co-trainee of a claimant, what is due to the host on completion."""
    if not is_autumn(world.tick):
        return
    base = first_row_of_cohort(second_cohort(world.tick), world.students)
    for region in range(first, last):
        r = world.regions[region]
        for row in range(base + r.first_seat, base + r.first_seat + r.seats):
            student = world.students[row]
            if student.track != COTRAINING:
                continue
            e = world.enterprises[student.host]
            levers = world.now[e.region]
            student.owed = 0.0
            if e.claims_subsidy == 1 and e.depth == COTRAINING:
                rate = subsidy_rate(e, student.form, e.certified, levers)
                due = rate * duration(COTRAINING, student.form, levers) * (1.0 - levers.prepaid)
                student.owed = min(1.0, levers.approval) * due


@part_of_phase
def completions_fall_due(world, first, last):
    """In spring sum up, by host, what is due for trainees who graduated."""
    if is_autumn(world.tick):
        return
    base = first_row_of_cohort(final_cohort(world.tick), world.students)
    for region in range(first, last):
        r = world.regions[region]
        for row in range(base + r.first_seat, base + r.first_seat + r.seats):
            student = world.students[row]
            if student.status == GRADUATED and student.host >= 0:
                world.enterprises[student.host].completion_due += student.owed


@part_of_phase
def applications_are_made(world, first, last):
    """Every enterprise books its costs and claims what it thinks worth claiming."""
    seed, tick = world.seed, world.tick
    for region in range(first, last):
        r = world.regions[region]
        levers = world.now[region]
        c = world.consortia[region]
        g = world.governments[region]
        for row in range(r.first_enterprise, r.first_enterprise + r.enterprises):
            e = world.enterprises[row]
            market = world.markets[region, e.field]
            e.kept_this_tick = 0 if is_autumn(tick) else e.kept
            enterprise_books_costs(seed, tick, e, market, c, levers)
            enterprise_claims_subsidy(tick, e, g, levers)
            enterprise_claims_tax_credit(seed, tick, e, g, levers)
            enterprise_claims_support(e, market, c, g, levers)
            e.alignment = alignment_changes(e, levers)
    trainees_are_registered(world, first, last)
    completions_fall_due(world, first, last)
    for region in range(first, last):
        r = world.regions[region]
        for row in range(r.first_enterprise, r.first_enterprise + r.enterprises):
            e = world.enterprises[row]
            began = is_autumn(tick) and e.depth == COTRAINING and e.new_trainees > 0
            if began or e.subsidy_claimed + e.over_claimed > 0.0:
                e.last_intake = tick


@part_of_phase
def running_items_are_paid(tick, region, r, markets, government, consortium, spending, schools, levers):
    """Pay the running items of the tick; the consortium's fees are in, its fund bears what the government does not."""
    in_community = enterprises_in_community(region, markets, levers)
    _, community, services, for_schools = running_outlays(1.0, r, in_community, levers, spending)
    cost = running_cost_a_tick(levers.entity, share_served(r.in_park / r.enterprises, levers), levers)
    from_government = max(0.0, min(levers.government_bears * cost, cost - consortium.fees))
    spending.consortium_entity = from_government + community
    consortium.government_paid = from_government
    consortium.running_cost = cost
    income = consortium.fees + consortium.penalties + from_government
    consortium.fund = max(0.0, consortium.fund + income - cost)
    consortium.community_received = community
    spending.training_base += levers.base_construction if is_autumn(tick) else 0.0
    consortium.base_received = spending.training_base
    consortium.services_received = services
    for row in range(r.first_school, r.first_school + r.schools):
        schools[row].received = for_schools / r.schools
    paid = spending.consortium_entity + spending.training_base + consortium.services_received + for_schools
    government.spent += paid
    government.running_reserve -= paid
    government.private_capital = levers.cofund_ratio * spending.mixed_ownership
    government.private_leaked = (1.0 - supervised_share(levers)) * government.private_capital


@part_of_phase
def research_due(tick, e, levers):
    """Public cost of joint research with an enterprise, due in autumn: a share of its benefit at all places."""
    if is_autumn(tick) and e.depth == COTRAINING:
        return levers.research_public * (levers.rd + levers.research) * e.places
    return 0.0


@part_of_phase
def claims_are_paid(seed, tick, region, r, government, spending, schools, enterprises, levers):
    """Pay completions that are due, then audits, then new claims, each pro rata where the money does not suffice."""
    due = 0.0
    new_claims = 0.0
    applications = 0
    for row in range(r.first_enterprise, r.first_enterprise + r.enterprises):
        e = enterprises[row]
        due += e.completion_due
        support = e.relief_claimed + e.compensation_claimed + e.bonus_claimed
        new_claims += e.subsidy_claimed + e.over_claimed + e.tax_claimed + support
        new_claims += research_due(tick, e, levers)
        new_claims += e.help_claimed
        new_claims += support_of_commission(e, levers)
        if e.subsidy_claimed + e.over_claimed > 0.0:
            applications += 1
    if is_autumn(tick):
        available = government.budget - government.spent - government.running_reserve - government.completion_reserve
    else:
        available = government.budget - government.spent
    government.completion_share = share_that_can_be_paid(available, due)
    available -= government.completion_share * due
    government.audits = min(max(0.0, available), levers.audit_cost * levers.monitoring * applications)
    available -= government.audits
    government.paid_share = share_that_can_be_paid(available, new_claims)
    government.claimed += due + new_claims
    government.claims_paid += government.completion_share * due + government.paid_share * new_claims
    spending.monitoring = government.audits
    spending.subsidy = government.completion_share * due
    helped = 0.0
    for row in range(r.first_enterprise, r.first_enterprise + r.enterprises):
        e = enterprises[row]
        over_paid = government.paid_share * e.over_claimed
        if over_paid > 0.0:
            government.over_claims_paid += over_paid
            if uniform(seed, ENTERPRISE_AUDITED, tick, region, e.index, 0, 0) < detection_chance(levers):
                e.returned = over_paid * (1.0 + levers.penalty)
                government.over_claims_caught += over_paid
                government.clawed_back += over_paid * (1.0 + levers.penalty)
        spending.subsidy += government.paid_share * (e.subsidy_claimed + e.over_claimed)
        spending.tax_credit += government.paid_share * e.tax_claimed
        spending.fixed_cost_relief += government.paid_share * e.relief_claimed
        spending.risk_compensation += government.paid_share * e.compensation_claimed
        spending.retention_bonus += government.paid_share * e.bonus_claimed
        research = government.paid_share * research_due(tick, e, levers)
        if research > 0.0:
            spending.joint_research += research
            schools[e.partner].received += research
        e.commission_received = government.paid_share * support_of_commission(e, levers)
        spending.commissioned_training += e.commission_received
        at_once = government.paid_share * e.subsidy_claimed + over_paid
        e.subsidy_received = at_once + government.completion_share * e.completion_due
        e.tax_received = government.paid_share * e.tax_claimed
        e.relief_received = government.paid_share * e.relief_claimed
        e.compensation_received = government.paid_share * e.compensation_claimed
        e.bonus_received = government.paid_share * e.bonus_claimed
        e.help_received = government.paid_share * e.help_claimed
        helped += e.help_received
    government.spent += government.audits + spending.subsidy + spending.tax_credit
    government.spent += spending.fixed_cost_relief + spending.risk_compensation + spending.retention_bonus
    government.spent += spending.joint_research
    spending.digital_platform += helped
    government.spent += helped
    government.spent += spending.commissioned_training
    spending.subsidy -= government.clawed_back


@part_of_phase
def yearly_results_are_added(r, enterprises):
    """Add the tick to the year's accounts of each enterprise of a region: its partnership, and its result (k¥)."""
    for row in range(r.first_enterprise, r.first_enterprise + r.enterprises):
        e = enterprises[row]
        e.year_disputes += e.disputed
        e.year_reviewed += e.reviewed
        e.year_renewed += e.renewed
        e.year_deep += 1 if e.depth == COTRAINING else 0
        cost = e.gross_cost + money_paid_beside_training(e)
        e.year_net += e.contribution - cost + money_received(e) + e.kept_gain


@compiled_phase
def accounts_settle(world, first, last):
    """Claims, running items, payments and audits of all regions; in spring applicants note how much was paid."""
    seed, tick, enterprises = world.seed, world.tick, world.enterprises
    applications_are_made(world, first, last)
    for region in range(first, last):
        r = world.regions[region]
        g = world.governments[region]
        c = world.consortia[region]
        spending = world.spending[region]
        levers = world.now[region]
        for row in range(r.first_enterprise, r.first_enterprise + r.enterprises):
            c.fees += enterprises[row].fee_paid
            c.penalties += enterprises[row].penalty_paid
        running_items_are_paid(tick, region, r, world.markets, g, c, spending, world.schools, levers)
        claims_are_paid(seed, tick, region, r, g, spending, world.schools, enterprises, levers)
        if not is_autumn(tick):
            share = g.claims_paid / g.claimed if g.claimed > 0.0 else 1.0
            g.memory = applicants_remember(g.memory, share, levers)
        yearly_results_are_added(r, enterprises)
