"""Phase 8, metrics: everything that is counted or summed, by group; metrics are ratios of these sums.

A group is a region, a field, a class of size or a school. The caller says which group every enterprise, school
and student belongs to (−1: none), so one loop serves them all, and totals are sums of groups.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np

from ..compilation import allocates, compiled, part_of_phase
from ..phases.cohorts import final_cohort, first_row_of_cohort
from ..rules.common import APPRENTICESHIP, COMMISSIONED, HALF_YEAR, ORDER_CLASS, TICKS_A_YEAR, is_autumn
from ..rules.enterprise import money_paid_beside_training
from ..rules.support import money_received
from ..state.columns import COTRAINING, DROPPED, ENROLLED, GRADUATED, NOMINAL, PLACEMENT

Kind = Literal["state", "yearly", "flow"]
"""*State* is as the tick ends, *yearly* is settled in spring and kept until the next, *flow* is the sum of the tick."""

LEAST_OF_PROGRAMME = 0.05
"""Share of a school's intake from which a field counts as a programme."""

TENURE_OF_PROJECT = 4
"""Ticks together from which research with a partner counts as a joint project."""


class Sum(NamedTuple):
    """What is counted or added up for each group: kind over time, meaning with the unit, and who has it."""

    kind: Kind
    meaning: str
    regional: bool = False
    """Whether only a region as a whole has it; it is then empty for other groups."""


SUMS: dict[str, Sum] = {
    "schools": Sum("state", "schools"),
    "active": Sum("state", "schools that take part"),
    "adapting": Sum("state", "of them, those that adapt their teaching to their partners"),
    "enterprises": Sum("state", "enterprises"),
    "participating": Sum("state", "enterprises at depth ≥ 1"),
    "placement": Sum("state", "enterprises at depth 2"),
    "deep": Sum("state", "enterprises at depth 3"),
    "certified": Sum("state", "enterprises on the list of integrated training"),
    "alignment": Sum("state", "sum over enterprises at depth 3 of how far their goals agree with their school's"),
    "members": Sum("state", "members of the consortium"),
    "aware": Sum("state", "enterprises that know the policies"),
    "platform_users": Sum("state", "enterprises that use the digital platform"),
    "confidence": Sum("state", "sum of expected adequacy"),
    "claims_subsidy": Sum("state", "enterprises at depth 3 to which the subsidy is worth an application"),
    "claims_tax": Sum("state", "enterprises at depth 3 to which the tax credit is worth an application"),
    "tax_approved": Sum("state", "those, times approval"),
    "tenure": Sum("state", "years of all present partnerships"),
    "practical_share": Sum("state", "sum over schools"),
    "curriculum_age": Sum("state", "sum over schools, years"),
    "teacher_experience": Sum("state", "sum over schools"),
    "equipment": Sum("state", "sum over schools"),
    "mix_distance": Sum("state", "sum over schools of half the distance from the mean mix"),
    "programmes": Sum("state", "programmes with at least a twentieth of a school's intake"),
    "joint_programmes": Sum("state", "of them with a co-training partner"),
    "enrolled": Sum("state", "students"),
    "fund": Sum("state", "k¥ in the consortium's fund", regional=True),
    "budget_left": Sum("state", "k¥ of this year's budget not spent; empty without a budget", regional=True),
    "bases": Sum("state", "k¥ of capital in training bases", regional=True),
    "bases_run": Sum("state", "k¥ of it that is run", regional=True),
    "apprenticeships": Sum("state", "enterprises at depth 3 whose co-training is an apprenticeship"),
    "order_classes": Sum("state", "enterprises at depth 3 whose co-training is an order class"),
    "commissioned": Sum("state", "enterprises at depth 3 that commission their co-training from a school"),
    "in_park": Sum("state", "enterprises in an industrial park"),
    "deep_in_park": Sum("state", "of them at depth 3"),
    "joint_projects": Sum("state", "enterprises at depth 3 with joint research of two years or more"),
    "demand": Sum("state", "labour demand relative to its start, times enterprises", regional=True),
    "contribution": Sum("flow", "k¥ that trainees produced"),
    "gross_cost": Sum("flow", "k¥ that trainees cost"),
    "other_cost": Sum("flow", "k¥ fixed cost, accidents, fees, autonomy, applications, returned money"),
    "receipts": Sum("flow", "k¥ of public money to enterprises"),
    "kept_gain": Sum("flow", "k¥ hiring cost saved and rent of graduates kept"),
    "school_benefit": Sum(
        "flow", "k¥ received from government and for commissions, teaching saved, less the cost of taking part"
    ),
    "private_capital": Sum("flow", "k¥ of private money drawn in", regional=True),
    "private_leaked": Sum("flow", "k¥ of it that went astray", regional=True),
    "over_claims_paid": Sum("flow", "k¥ paid on claims for nobody trained", regional=True),
    "over_claims_caught": Sum("flow", "k¥ of them found and returned", regional=True),
    "places": Sum("yearly", "places of all enterprises"),
    "filled": Sum("yearly", "co-training places filled this year"),
    "graduates": Sum("yearly", "graduates"),
    "adequacy": Sum("yearly", "sum over graduates"),
    "degrees": Sum("yearly", "graduates who go on to a degree"),
    "jointly_trained": Sum("yearly", "graduates with a co-training host"),
    "hosted_seekers": Sum("yearly", "graduates with a host who seek a job"),
    "deep_seekers": Sum("yearly", "of them after co-training"),
    "kept_deep": Sum("yearly", "of those, kept"),
    "poached": Sum("yearly", "hosted seekers hired away by rivals that do not train"),
    "seekers": Sum("yearly", "graduates who seek a job"),
    "employed": Sum("yearly", "seekers who found one, in their region or another"),
    "elsewhere": Sum("yearly", "of them in another region"),
    "deep_employed": Sum("yearly", "seekers after co-training who found one, in their region or another"),
    "deep_elsewhere": Sum("yearly", "of them in another region"),
    "from_elsewhere": Sum("yearly", "graduates of other regions kept and hired here", regional=True),
    "in_field": Sum("yearly", "of them in their field"),
    "fit": Sum("yearly", "sum over employed of skill / required, at most 1 each"),
    "wages": Sum("yearly", "k¥, first-year wages of the employed"),
    "hired": Sum("yearly", "employed who were not kept by a host"),
    "quits": Sum("yearly", "of them, left within half a year"),
    "vacancies": Sum("yearly", "jobs, at least as many as trainees kept"),
    "jobs_filled": Sum("yearly", "of them filled"),
    "left": Sum("yearly", "students who dropped out this year"),
    "began_year": Sum("yearly", "students enrolled in the year"),
    "mismatch": Sum("yearly", "graduates × half the distance of their fields from demand", regional=True),
    "cotraining": Sum("yearly", "enterprises with co-trainees this year"),
    "profitable": Sum("yearly", "of them whose co-trainees earned more than gross and fixed cost"),
    "profitable_variable": Sum("yearly", "of them whose co-trainees earned more than gross cost"),
    "interns_hosted": Sum("yearly", "enterprises at depth 2 with interns this year and no co-trainees"),
    "profitable_placement": Sum("yearly", "of them whose interns earned more than gross and fixed cost"),
    "disputes": Sum("yearly", "disputes this year"),
    "deep_years": Sum("yearly", "enterprise-years at depth 3"),
    "reviewed": Sum("yearly", "partnerships reviewed this year"),
    "renewed": Sum("yearly", "of them renewed"),
    "trainers": Sum("yearly", "enterprises at depth ≥ 2"),
    "trainers_gaining": Sum("yearly", "of them with a net benefit of at least 0 this year"),
}
"""All sums by name. `sums_of` makes them, with what the government spends by kind, the ground of all metrics."""

YEARLY = tuple(name for name, total in SUMS.items() if total.kind == "yearly")
"""Sums that are settled in spring."""

REGIONAL = tuple(name for name, total in SUMS.items() if total.regional)
"""Sums that only regions have."""

TALLY_DTYPE = np.dtype([(name, np.float64) for name in (*(name for name in SUMS if name not in YEARLY), *YEARLY)])
"""The record of a group; the yearly sums stand last."""


@compiled
def enterprises_are_counted(tick, groups, tally, enterprises, now):
    """Add every enterprise to the tally of its group."""
    for row in range(enterprises.shape[0]):
        if groups[row] < 0:
            continue
        e = enterprises[row]
        t = tally[groups[row]]
        t.enterprises += 1.0
        t.members += e.member
        t.in_park += e.park
        t.certified += e.certified
        t.platform_users += e.on_platform
        t.aware += e.aware
        t.confidence += e.qhat
        if e.depth >= NOMINAL:
            t.participating += 1.0
            t.tenure += HALF_YEAR * e.tenure
        if e.depth == PLACEMENT:
            t.placement += 1.0
        if e.depth == COTRAINING:
            t.deep += 1.0
            t.alignment += e.alignment
            t.claims_subsidy += e.claims_subsidy
            t.claims_tax += e.claims_tax
            t.apprenticeships += 1.0 if e.form == APPRENTICESHIP else 0.0
            t.order_classes += 1.0 if e.form == ORDER_CLASS else 0.0
            t.commissioned += 1.0 if e.form == COMMISSIONED else 0.0
            t.deep_in_park += e.park
            t.joint_projects += 1.0 if now[e.region].research > 0.0 and e.tenure >= TENURE_OF_PROJECT else 0.0
            t.tax_approved += e.claims_tax * min(1.0, now[e.region].approval)
        t.contribution += e.contribution
        t.gross_cost += e.gross_cost
        t.other_cost += money_paid_beside_training(e)
        t.receipts += money_received(e)
        t.kept_gain += e.kept_gain
        if is_autumn(tick):
            continue
        t.places += e.places
        t.filled += e.year_filled
        t.vacancies += max(e.vacancies, e.kept)
        t.jobs_filled += e.kept + e.hired
        t.from_elsewhere += e.from_elsewhere
        t.disputes += e.year_disputes
        t.deep_years += HALF_YEAR * e.year_deep
        t.reviewed += e.year_reviewed
        t.renewed += e.year_renewed
        if e.year_cotrainees == 1:
            t.cotraining += 1.0
            if e.year_contribution_3 > e.year_gross_3 + e.year_fixed_3:
                t.profitable += 1.0
            if e.year_contribution_3 > e.year_gross_3:
                t.profitable_variable += 1.0
        if e.depth == PLACEMENT and e.new_trainees > 0 and e.year_cotrainees == 0:
            t.interns_hosted += 1.0
            if e.contribution > e.gross_cost + TICKS_A_YEAR * e.fixed_cost:
                t.profitable_placement += 1.0
        if e.depth >= PLACEMENT:
            t.trainers += 1.0
            if e.year_net >= 0.0:
                t.trainers_gaining += 1.0


@compiled
@allocates
def schools_are_counted(groups, tally, regions, schools, programmes, enterprises, now):
    """Add every school to the tally of its group; distances of mixes are from the mean mix of its region."""
    fields = programmes.shape[1]
    partners = np.zeros(programmes.shape, np.int64)
    for row in range(enterprises.shape[0]):
        if enterprises[row].depth == COTRAINING:
            partners[enterprises[row].partner, enterprises[row].field] += 1
    mean = np.zeros((regions.shape[0], fields))
    for row in range(schools.shape[0]):
        region = schools[row].region
        for field in range(fields):
            mean[region, field] += programmes[row, field].mix / regions[region].schools
    for row in range(schools.shape[0]):
        if groups[row] < 0:
            continue
        s = schools[row]
        levers = now[s.region]
        t = tally[groups[row]]
        t.schools += 1.0
        t.active += s.active
        t.adapting += s.active * s.adapts
        t.practical_share += s.practical_share
        t.curriculum_age += s.curriculum_age
        t.teacher_experience += s.teacher_experience
        t.equipment += s.equipment
        received = s.received + s.commission_received
        t.school_benefit += received + levers.teaching_cost * s.work_time - HALF_YEAR * levers.liaison_cost * s.active
        for field in range(fields):
            programme = programmes[row, field]
            t.mix_distance += abs(programme.mix - mean[s.region, field]) / 2.0
            if programme.mix >= LEAST_OF_PROGRAMME:
                t.programmes += 1.0
                t.joint_programmes += 1.0 if partners[row, field] > 0 else 0.0


@part_of_phase
def graduate_is_counted(student, home, t, enterprises, levers):
    """Add one graduate of this spring, of the region `home`."""
    t.graduates += 1.0
    t.adequacy += student.adequacy
    t.degrees += student.degree
    if student.track == COTRAINING:
        t.jointly_trained += 1.0
    if student.degree == 1:
        return
    t.seekers += 1.0
    if student.host >= 0:
        t.hosted_seekers += 1.0
        t.poached += student.poached
        if student.track == COTRAINING:
            t.deep_seekers += 1.0
            t.kept_deep += student.retained
    if student.job >= 0:
        e = enterprises[student.job]
        in_field = e.field == student.field
        elsewhere = 1.0 if e.region != home else 0.0
        t.employed += 1.0
        t.elsewhere += elsewhere
        if student.track == COTRAINING:
            t.deep_employed += 1.0
            t.deep_elsewhere += elsewhere
        t.in_field += 1.0 if in_field else 0.0
        t.fit += min(1.0, student.skill / levers.required)
        t.wages += student.wage
        if student.retained == 0:
            t.hired += 1.0
            t.quits += student.quit


@compiled
def students_are_counted(tick, groups, tally, schools, enterprises, students, now):
    """Add every student to the tally of the group; in spring also those who left or graduated this year."""
    for row in range(students.shape[0]):
        if groups[row] < 0:
            continue
        student = students[row]
        t = tally[groups[row]]
        if student.status == ENROLLED:
            t.enrolled += 1.0
        if is_autumn(tick):
            continue
        if student.status == ENROLLED:
            t.began_year += 1.0
        elif student.status == DROPPED and student.left >= tick - 1:
            t.left += 1.0
            t.began_year += 1.0
        elif student.status == GRADUATED and student.left == tick:
            t.began_year += 1.0
            home = schools[student.school].region
            graduate_is_counted(student, home, t, enterprises, now[home])


@compiled
@allocates
def regions_are_counted(tick, tally, regions, markets, governments, consortia, students):
    """What only a region as a whole has: fund, budget, demand, and the distance of graduates from it."""
    fields = markets.shape[1]
    for region in range(regions.shape[0]):
        r = regions[region]
        g = governments[region]
        t = tally[region]
        t.fund += consortia[region].fund
        t.budget_left += g.budget - g.spent if g.budget < np.inf else np.nan
        demand = 0.0
        for field in range(fields):
            t.bases += markets[region, field].base_capital
            t.bases_run += consortia[region].base_running * markets[region, field].base_capital
            demand += markets[region, field].demand_at_start * math.exp(markets[region, field].deviation)
        t.demand += demand * r.cycle * r.enterprises
        t.private_capital += g.private_capital - g.private_leaked
        t.private_leaked += g.private_leaked
        t.over_claims_paid += g.over_claims_paid
        t.over_claims_caught += g.over_claims_caught
        if is_autumn(tick):
            continue
        base = first_row_of_cohort(final_cohort(tick), students) + r.first_seat
        graduates = np.zeros(fields)
        for row in range(base, base + r.seats):
            if students[row].status == GRADUATED:
                graduates[students[row].field] += 1.0
        total = np.sum(graduates)
        if total > 0.0:
            distance = 0.0
            for field in range(fields):
                distance += abs(graduates[field] / total - markets[region, field].demand) / 2.0
            t.mismatch += distance * total
