"""Every output from its definition, with plain sums over objects, for one city or several."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np

from consortium.simulation.state.columns import SPENDING_KINDS

from .rules import ENTERPRISE as RULES
from .rules import HALF_YEAR, LABOUR, added
from .school import DROPPED, ENROLLED, GRADUATED

if TYPE_CHECKING:
    from .city import City

NAN = math.nan
Sums = dict[str, float]


def present_sums(city: City) -> Sums:
    """What is counted and summed every tick."""
    t: Sums = defaultdict(float)
    levers, government = city.levers, city.government
    for e in city.enterprises:
        t["enterprises"] += 1
        t[f"depth_{e.depth}"] += 1
        t["members"] += e.member
        t["in_park"] += e.park
        t["certified"] += e.certified
        t["aware"] += e.aware
        t["users"] += e.on_platform
        t["confidence"] += e.qhat
        if e.depth >= 1:
            t["tenure"] += HALF_YEAR * e.tenure
        if e.depth == 3:
            t["alignment"] += e.alignment
            t["claims_subsidy"] += e.claims_subsidy
            t["apprenticeships"] += int(e.form == 2)
            t["order_classes"] += int(e.form == 1)
            t["commissioned"] += int(e.form == 3)
            t["deep_in_park"] += e.park
            t["joint_projects"] += int(levers.research > 0.0 and e.tenure >= 4)
            t["tax_approved"] += e.claims_tax * min(1.0, levers.approval)
        t["contribution"] += e.contribution
        t["gross_cost"] += e.gross_cost
        t["other_cost"] += RULES.money_paid_beside_training(e)
        t["receipts"] += RULES.money_received(e)
        t["kept_gain"] += e.kept_gain
    schools_are_summed(city, t)
    t["fund"] = city.consortium.fund
    t["bases"] = added(market.base_capital for market in city.markets)
    t["bases_run"] = added(city.consortium.base_running * market.base_capital for market in city.markets)
    t["private"] = government.private_capital - government.private_leaked
    t["budget_left"] = government.budget - government.spent if government.budget < math.inf else NAN
    wanted = [LABOUR.norm_of_demand(market.deviation, market.demand_at_start) for market in city.markets]
    t["demand"] = added(wanted) * city.cycle * len(city.enterprises)
    t["over_claims_paid"], t["over_claims_caught"] = government.over_claims_paid, government.over_claims_caught
    for kind in SPENDING_KINDS:
        t[f"spending_{kind}"] = getattr(city.spending, kind)
    return t


def schools_are_summed(city: City, t: Sums) -> None:
    """What schools add, distances from the mean mix included."""
    levers, fields = city.levers, range(len(city.markets))
    joint = {(e.partner, e.field) for e in city.enterprises if e.depth == 3}
    mean = [added(s.programmes[field].mix / len(city.schools) for s in city.schools) for field in fields]
    for s in city.schools:
        t["schools"] += 1
        t["active"] += s.active
        t["adapting"] += int(s.active and s.adapts)
        t["practical_share"] += s.practical_share
        t["curriculum_age"] += s.curriculum_age
        t["teacher_experience"] += s.teacher_experience
        t["equipment"] += s.equipment
        saved = levers.teaching_cost * s.work_time
        t["school_benefit"] += (s.received + s.commission_received) + saved - HALF_YEAR * levers.liaison_cost * s.active
        for field in fields:
            mix = s.programmes[field].mix
            t["mix_distance"] += 0.5 * abs(mix - mean[field])
            t["programmes"] += int(mix >= 0.05)
            t["joint_programmes"] += int(mix >= 0.05 and (s, field) in joint)


def yearly_sums(city: City) -> Sums:
    """What is settled in spring."""
    t: Sums = defaultdict(float)
    for e in city.enterprises:
        t["places"] += e.places
        t["filled"] += e.year_filled
        t["vacancies"] += max(e.vacancies, e.kept)
        t["jobs_filled"] += e.kept + e.hired
        t["from_elsewhere"] += e.from_elsewhere
        t["disputes"] += e.year_disputes
        t["deep_years"] += HALF_YEAR * e.year_deep
        t["reviewed"] += e.year_reviewed
        t["renewed"] += e.year_renewed
        if e.year_cotrainees:
            t["cotraining"] += 1
            t["profitable"] += int(e.year_contribution_3 > e.year_gross_3 + e.year_fixed_3)
            t["profitable_variable"] += int(e.year_contribution_3 > e.year_gross_3)
        if e.depth == 2 and e.new_trainees and not e.year_cotrainees:
            t["interns_hosted"] += 1
            t["profitable_placement"] += int(e.contribution > e.gross_cost + 2 * e.fixed_cost)
        if e.depth >= 2:
            t["trainers"] += 1
            t["gaining"] += int(e.year_net >= 0.0)
    students_are_summed(city, t)
    return t


def students_are_summed(city: City, t: Sums) -> None:
    """Who left this year, who graduated, and what became of them."""
    levers, tick = city.levers, city.world.tick
    by_field: Counter[int] = Counter()
    for s in city.students():
        left_this_year = s.status == DROPPED and s.left >= tick - 1
        graduate = s.status == GRADUATED and s.left == tick
        t["left"] += int(left_this_year)
        t["began_year"] += int(s.status == ENROLLED or left_this_year or graduate)
        if not graduate:
            continue
        by_field[s.field] += 1
        t["graduates"] += 1
        t["adequacy"] += s.adequacy
        t["degrees"] += s.degree
        t["jointly_trained"] += int(s.track == 3)
        if s.degree:
            continue
        t["seekers"] += 1
        t["hosted_seekers"] += int(s.host is not None)
        t["poached"] += s.poached
        t["deep_seekers"] += int(s.track == 3)
        t["kept_deep"] += int(s.track == 3 and s.retained)
        if s.job is not None:
            in_field = s.job.field == s.field
            t["employed"] += 1
            t["elsewhere"] += int(s.job.city is not city)
            t["deep_employed"] += int(s.track == 3)
            t["deep_elsewhere"] += int(s.track == 3 and s.job.city is not city)
            t["in_field"] += int(in_field)
            t["fit"] += min(1.0, s.skill / levers.required)
            t["wages"] += s.wage
            t["hired"] += int(not s.retained)
            t["quits"] += s.quit
    total = t["graduates"]
    if total:
        shares = [by_field[field] / total for field in range(len(city.markets))]
        gaps = [0.5 * abs(share - market.demand) for share, market in zip(shares, city.markets, strict=True)]
        t["mismatch"] = added(gaps) * total


def ratio(top: float, bottom: float) -> float:
    """A quotient, empty where there is nothing to divide by."""
    return top / bottom if bottom != 0.0 else NAN


def spread(cities: list[Sums]) -> float:
    """Standard deviation over cities of deep participation, empty for one."""
    if len(cities) < 2:
        return NAN
    shares = [sums["depth_3"] / sums["enterprises"] for sums in cities]
    return float(np.std(shares))


def outputs(cities: list[Sums]) -> dict[str, float]:
    """All metrics of one or several cities from their sums, by the definitions of the model."""
    names = {name for sums in cities for name in sums}
    t: Sums = defaultdict(float, {name: added(sums[name] for sums in cities) for name in names})
    participating = t["depth_1"] + t["depth_2"] + t["depth_3"]
    spending = {kind: t[f"spending_{kind}"] for kind in SPENDING_KINDS}
    public = added(spending.values())
    m = {
        "school_participation": ratio(t["active"], t["schools"]),
        "school_adaptation": ratio(t["adapting"], t["active"]),
        "participation": ratio(participating, t["enterprises"]),
        "placement_share": ratio(t["depth_2"], t["enterprises"]),
        "deep_participation": ratio(t["depth_3"], t["enterprises"]),
        "deep_participation_park": ratio(t["deep_in_park"], t["in_park"]),
        "deep_participation_outside": ratio(t["depth_3"] - t["deep_in_park"], t["enterprises"] - t["in_park"]),
        "formalism": 1.0 - ratio(t["depth_3"], participating),
        "exposure": ratio(t["filled"], t["places"]),
        "training_quality": ratio(t["adequacy"], t["graduates"]),
        "practical_share": ratio(t["practical_share"], t["schools"]),
        "curriculum_age": ratio(t["curriculum_age"], t["schools"]),
        "structural_match": 1.0 - ratio(t["mismatch"], t["graduates"]),
        "job_relevance": ratio(t["in_field"], t["employed"]),
        "skill_fit": ratio(t["fit"], t["employed"]),
        "employment_rate": ratio(t["employed"], t["graduates"] - t["degrees"]),
        "out_migration": ratio(t["elsewhere"], t["employed"]),
        "trained_out_migration": ratio(t["deep_elsewhere"], t["deep_employed"]),
        "trained_staying": ratio(t["deep_employed"] - t["deep_elsewhere"], t["graduates"]),
        "net_inflow": ratio(t["from_elsewhere"] - t["elsewhere"], t["employed"]),
        "vacancy_fill_rate": ratio(t["jobs_filled"], t["vacancies"]),
        "retention": ratio(t["kept_deep"], t["deep_seekers"]),
        "poached_share": ratio(t["poached"], t["hosted_seekers"]),
        "dropout_rate": ratio(t["left"], t["began_year"]),
        "degree_share": ratio(t["degrees"], t["graduates"]),
        "early_quit_rate": ratio(t["quits"], t["hired"]),
        "graduate_wage": ratio(t["wages"], t["employed"]),
        "confidence": ratio(t["confidence"], t["enterprises"]),
        "awareness": ratio(t["aware"], t["enterprises"]),
        "policy_take_up": ratio(t["claims_subsidy"], t["depth_3"]),
        "tax_take_up": ratio(t["tax_approved"], t["depth_3"]),
        "membership": ratio(t["members"], t["enterprises"]),
        "certified": ratio(t["certified"], t["enterprises"]),
        "alignment": ratio(t["alignment"], t["depth_3"]),
        "platform_users": ratio(t["users"], t["enterprises"]),
        "profit_in_training": ratio(t["profitable"], t["cotraining"]),
        "profit_in_placement": ratio(t["profitable_placement"], t["interns_hosted"]),
        "profit_in_training_variable": ratio(t["profitable_variable"], t["cotraining"]),
        "teacher_experience": ratio(t["teacher_experience"], t["schools"]),
        "equipment": ratio(t["equipment"], t["schools"]),
        "programme_homogeneity": 1.0 - ratio(t["mix_distance"], t["schools"]),
        "dispute_rate": ratio(t["disputes"], t["deep_years"]),
        "partnership_duration": ratio(t["tenure"], participating),
        "base_utilisation": ratio(t["bases_run"], t["bases"]),
        "share_apprenticeship": ratio(t["apprenticeships"], t["depth_3"]),
        "share_order_classes": ratio(t["order_classes"], t["depth_3"]),
        "share_commissioned": ratio(t["commissioned"], t["depth_3"]),
        "joint_projects": ratio(t["joint_projects"], t["depth_3"]),
        "regional_spread": spread(cities),
        "social_capital_share": ratio(t["private"], t["private"] + max(0.0, public)),
        "fund_balance": t["fund"],
        "regional_demand": ratio(t["demand"], t["enterprises"]),
        "joint_programme_share": ratio(t["joint_programmes"], t["programmes"]),
        "jointly_trained_share": ratio(t["jointly_trained"], t["graduates"]),
        "renewal_rate": ratio(t["renewed"], t["reviewed"]),
        "share_net_benefit_positive": ratio(t["gaining"], t["trainers"]),
        "enterprise_net_benefit": t["contribution"]
        - t["gross_cost"]
        - t["other_cost"]
        + t["receipts"]
        + t["kept_gain"],
        "school_net_benefit": t["school_benefit"],
        "student_net_benefit": t["wages"],
        "treasury_net_benefit": -public,
        "public_spending": public,
        "budget_left": t["budget_left"],
        "over_claims_paid": t["over_claims_paid"],
        "over_claims_caught": t["over_claims_caught"],
    }
    m |= {f"public_spending_{kind}": paid for kind, paid in spending.items()}
    m["heat_gap"] = m["school_participation"] - m["participation"]
    m["cold_index"] = 1.0 - ratio(m["deep_participation"], m["school_participation"])
    m["talent_match"] = m["job_relevance"] * m["skill_fit"]
    m["coupling_coordination"] = coordination(m)
    return m


def coordination(m: dict[str, float]) -> float:
    """Coupling coordination degree with the corrected coupling of Wang et al. (2021)."""
    education = (m["school_participation"] + m["training_quality"] + 1.0 - min(1.0, m["curriculum_age"] / 8.0)) / 3.0
    industry = (m["participation"] + m["exposure"] + m["confidence"]) / 3.0
    low, high = min(education, industry), max(education, industry)
    if math.isnan(education + industry) or low < 0.0:
        return NAN
    if low == 0.0:
        return 0.0
    coupling = math.sqrt((1.0 - abs(education - industry)) * (low / high))
    return math.sqrt(coupling * (education + industry) / 2.0)
