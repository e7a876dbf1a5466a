"""The columns: what is known of every region, school, programme, enterprise and student, with meaning and unit.

Each table is a NumPy array of records, one row per agent. Rules read a row by name (`enterprise.places`), phases
loop over rows, figures and tests take a whole column (`enterprises["places"]`). Numbers are float64 throughout: a
compiled rule and its plain-Python twin then compute the same bits without a rounding rule of their own.
"""

from __future__ import annotations

import numpy as np

Columns = dict[str, tuple[type, str]]

REGION: Columns = {
    "first_school": (np.int64, "row of its first school"),
    "schools": (np.int64, "number of schools"),
    "first_enterprise": (np.int64, "row of its first enterprise"),
    "enterprises": (np.int64, "number of enterprises"),
    "first_seat": (np.int64, "place of its first seat within a cohort"),
    "seats": (np.int64, "seats a cohort"),
    "workers": (np.float64, "workers of all its enterprises"),
    "cycle": (np.float64, "business cycle, 1 = normal"),
    "leader": (np.int64, "row of the leading enterprise, the region's largest"),
    "leading_school": (np.int64, "row of the leading school, the strongest in the leader's field"),
}

MARKET: Columns = {
    "first_enterprise": (np.int64, "row of the field's first enterprise in the region"),
    "enterprises": (np.int64, "number of enterprises of the field"),
    "demand_at_start": (np.float64, "share of the region's workers who work in the field"),
    "deviation": (np.float64, "log deviation of labour demand from its start"),
    "demand": (np.float64, "share of labour demand, sums to 1 over fields"),
    "glamour": (np.float64, "lasting attraction of the field to applicants, log scale"),
    "fashion": (np.float64, "present attraction of the field to applicants, log scale"),
    "popular": (np.float64, "share of applicants who want the field, sums to 1 over fields"),
    "rivals": (np.float64, "pressure of poachers: share below depth 2 × crowding of the field"),
    "retention_residual_2": (np.float64, "this spring's mean of kept − known gains, placement, shrunk"),
    "retention_residual_3": (np.float64, "this spring's mean of kept − known gains, co-training, shrunk"),
    "match": (np.float64, "share of the field's employed graduates with a job of the field, last spring"),
    "tightness": (np.float64, "effect of vacancies a seeker on hiring cost and wages, 1 = normal"),
    "risk": (np.float64, "accidents and wear relative to other fields, 1 = average"),
}

GOVERNMENT: Columns = {
    "memory": (np.float64, "what applicants remember of rationing: share of claims paid, smoothed"),
    "budget": (np.float64, "k¥ this year, infinite = none"),
    "spent": (np.float64, "k¥ paid out this year, before anything is clawed back"),
    "running_share": (np.float64, "share of this year's running items that the budget covers"),
    "running_reserve": (np.float64, "k¥ reserved for running items not yet paid this year"),
    "completion_reserve": (np.float64, "k¥ reserved for completion payments due in spring"),
    "claimed": (np.float64, "k¥ claimed this year, completion payments included"),
    "claims_paid": (np.float64, "k¥ of them paid"),
    "paid_share": (np.float64, "share of this tick's new claims that is paid"),
    "completion_share": (np.float64, "share of this tick's completion payments that is paid"),
    "over_claims_paid": (np.float64, "k¥ paid this tick on claims for nobody trained"),
    "over_claims_caught": (np.float64, "k¥ of over-claims found and returned this tick"),
    "clawed_back": (np.float64, "k¥ returned this tick, penalties included"),
    "audits": (np.float64, "k¥ of audits this tick"),
    "private_capital": (np.float64, "k¥ of private money drawn in by mixed ownership this tick"),
    "private_leaked": (np.float64, "k¥ of it that went astray for want of supervision"),
}

CONSORTIUM: Columns = {
    "users": (np.float64, "share of enterprises that use the platform (depth ≥ 2 or member), end of last tick"),
    "platform_eff": (np.float64, "working strength of the digital platform, 0 to its level"),
    "fund": (np.float64, "k¥ in the fund"),
    "fees": (np.float64, "k¥ of fees received this tick"),
    "running_cost": (np.float64, "k¥ paid this tick for staff and premises"),
    "government_paid": (np.float64, "k¥ of them from the government"),
    "services_received": (np.float64, "k¥ this tick from the government for platform, association and publicity"),
    "empty_ticks": (np.int64, "ticks in a row without money, where enterprises carry it alone"),
    "dissolved": (np.int64, "1 once it has dissolved"),
    "member_share": (np.float64, "share of enterprises that are members, end of last tick"),
    "counted_share": (np.float64, "share of enterprises that a quota counts, end of last tick"),
    "penalties": (np.float64, "k¥ received this tick from members that broke an agreement"),
    "base_capital": (np.float64, "k¥ built into training bases and not worn off"),
    "base_running": (np.float64, "share of the bases that is run, 0–1"),
    "base_usable": (np.float64, "usable base places for the students there are, 0–1"),
    "community_received": (np.float64, "k¥ this tick from the government for the sector community"),
    "base_received": (np.float64, "k¥ this tick from the government for bases"),
}

SCHOOL: Columns = {
    "region": (np.int64, "its region"),
    "index": (np.int64, "its number in the region, part of its identity"),
    "intake": (np.int64, "students a year"),
    "first_seat": (np.int64, "place of its first seat within a cohort"),
    "active": (np.int64, "1 if it takes part in the consortium"),
    "due": (np.int64, "1 if it reconsiders its part this tick"),
    "link": (np.float64, "strength of its ties to enterprises, 0–1"),
    "practical_share": (np.float64, "share of practice in teaching"),
    "teacher_experience": (np.float64, "share of teachers with enterprise experience"),
    "equipment": (np.float64, "state of equipment, 0–1"),
    "curriculum_age": (np.float64, "age of the curriculum, years"),
    "reputation": (np.float64, "adequacy of its graduates as employers see it"),
    "work_time": (np.float64, "student-years at work this tick"),
    "received": (np.float64, "k¥ of public money this tick: teachers, equipment, ownership, research"),
    "technicians": (np.float64, "effective share of lessons given by enterprise technicians"),
}

PROGRAMME: Columns = {
    "mix": (np.float64, "share of the school's intake"),
    "profile": (np.float64, "lasting strength of the school in the field, mean 1 over schools"),
    "promised": (np.float64, "places of depth ≥ 2 promised by partners, end of last tick"),
}

ENTERPRISE: Columns = {
    "region": (np.int64, "its region"),
    "index": (np.int64, "its number in the region, part of its identity"),
    "field": (np.int64, "its sector, the same index as a programme"),
    "size": (np.float64, "workers"),
    "log_size": (np.float64, "ln(size / median)"),
    "net0": (np.float64, "k¥ a trainee-year, contribution − gross cost of an average trainee"),
    "friction": (np.float64, "its cost of an application relative to others', median 1"),
    "taste": (np.float64, "k¥ a year, its liking for membership"),
    "mentor": (np.float64, "quality of its mentors"),
    "lag": (np.float64, "years its technology is behind the frontier"),
    "horizon": (np.float64, "worth of gains after training relative to a horizon of ten years"),
    "form_draw": (np.float64, "uniform draw that decides the form its co-training would take"),
    "depth": (np.int64, "0 none, 1 nominal, 2 placement, 3 co-training"),
    "partner": (np.int64, "row of its partner school, −1 none"),
    "member": (np.int64, "1 if a member of the consortium"),
    "form": (np.int64, "form its co-training takes: 0 ordinary, 1 order class, 2 apprenticeship"),
    "agreement_left": (np.int64, "ticks left of a long-term agreement"),
    "suspended": (np.int64, "ticks left in which no school works with it after a dispute"),
    "aware": (np.int64, "1 if it knows the policies"),
    "qhat": (np.float64, "expected adequacy of trainees"),
    "rhat_2": (np.float64, "expected retention after placement, without known gains"),
    "rhat_3": (np.float64, "expected retention after co-training, without known gains"),
    "places": (np.float64, "intake places a year"),
    "fill_rate": (np.float64, "share of its places filled when last offered"),
    "tenure": (np.int64, "ticks with the present partner"),
    "candidate": (np.int64, "row of the best school that approached it or was found this tick, −1 none"),
    "other_candidate": (np.int64, "row of the best of them besides its partner, −1 none"),
    "due": (np.int64, "1 if it reviews its depth this tick"),
    "offer": (np.int64, "row of the school it could work with after this review, −1 none"),
    "offer_experience": (np.float64, "share of that school's teachers with enterprise experience"),
    "offer_tenure": (np.int64, "ticks it has worked with that school"),
    "offered": (np.float64, "places offered this tick if any: places, moved by announcements"),
    "neighbours_training": (np.float64, "share of its neighbours at depth ≥ 2, end of last tick"),
    "neighbours_aware": (np.float64, "share of its neighbours that are aware, end of last tick"),
    "reviewed": (np.int64, "1 if a partnership came up for review this tick"),
    "renewed": (np.int64, "1 if that partnership went on at the same or a greater depth"),
    "disputed": (np.int64, "1 if a dispute ended co-training this tick"),
    "new_trainees": (np.int64, "trainees taken in this tick"),
    "work_time": (np.float64, "trainee-years this tick, weighted by intensity of training"),
    "contribution": (np.float64, "k¥ this tick, what trainees produced"),
    "gross_cost": (np.float64, "k¥ this tick, what trainees cost"),
    "fixed_cost": (np.float64, "k¥ this tick, fixed cost of its depth"),
    "accident_loss": (np.float64, "k¥ this tick"),
    "fee_paid": (np.float64, "k¥ this tick"),
    "autonomy_lost": (np.float64, "k¥ this tick, cost of joint decisions"),
    "application_paid": (np.float64, "k¥ this tick, own cost of applying for money"),
    "technicians_paid": (np.float64, "k¥ this tick, technicians lent to schools"),
    "penalty_paid": (np.float64, "k¥ this tick for breaking an agreement"),
    "sharing_paid": (np.float64, "k¥ this tick to members whose trainees it hired"),
    "sharing_received": (np.float64, "k¥ this tick from members that hired its trainees"),
    "subsidy_claimed": (np.float64, "k¥ claimed this tick for trainees taken in"),
    "over_claimed": (np.float64, "k¥ claimed this tick for nobody trained"),
    "tax_claimed": (np.float64, "k¥ of approved tax credit this tick"),
    "relief_claimed": (np.float64, "k¥ of fixed-cost relief claimed this tick"),
    "compensation_claimed": (np.float64, "k¥ of risk compensation claimed this tick"),
    "bonus_claimed": (np.float64, "k¥ of retention bonus claimed this tick"),
    "completion_due": (np.float64, "k¥ due this tick for trainees who completed"),
    "subsidy_received": (np.float64, "k¥ this tick, over-claims included"),
    "tax_received": (np.float64, "k¥ this tick"),
    "relief_received": (np.float64, "k¥ this tick"),
    "compensation_received": (np.float64, "k¥ this tick"),
    "bonus_received": (np.float64, "k¥ this tick"),
    "returned": (np.float64, "k¥ returned this tick after audits, penalties included"),
    "claims_subsidy": (np.int64, "1 if an application for the subsidy is worth its cost"),
    "claims_tax": (np.int64, "1 if an application for the tax credit is worth its cost"),
    "year_filled": (np.int64, "co-trainees taken in this year"),
    "year_contribution_3": (np.float64, "k¥ this year from co-trainees"),
    "year_gross_3": (np.float64, "k¥ this year for co-trainees"),
    "year_fixed_3": (np.float64, "k¥ this year, fixed cost while at depth 3"),
    "year_cotrainees": (np.int64, "1 if it had co-trainees at work this year"),
    "year_net": (np.float64, "k¥ this year, all that came in less all that went out"),
    "year_deep": (np.int64, "ticks at depth 3 this year"),
    "year_disputes": (np.int64, "disputes this year"),
    "year_reviewed": (np.int64, "partnerships reviewed this year"),
    "year_renewed": (np.int64, "of them renewed"),
    "vacancies": (np.int64, "jobs this spring"),
    "kept": (np.int64, "own trainees kept this spring"),
    "hired": (np.int64, "graduates hired on the market this spring"),
    "kept_this_tick": (np.int64, "own trainees kept this tick (0 in autumn)"),
    "kept_gain": (np.float64, "k¥ this tick, hiring cost saved and rent of those kept"),
    "seen": (np.int64, "completers and own-field hires seen this spring"),
    "seen_adequacy": (np.float64, "sum of their adequacy"),
    "completers_2": (np.int64, "own placement trainees who graduated this spring"),
    "completers_3": (np.int64, "own co-trainees who graduated this spring"),
    "kept_2": (np.int64, "of those after placement, kept"),
    "kept_3": (np.int64, "of those after co-training, kept"),
}

STUDENT: Columns = {
    "ability": (np.float64, "0.1–0.95"),
    "theory": (np.float64, "theoretical skill, 0–1"),
    "practice": (np.float64, "practical skill, 0–1"),
    "lag": (np.float64, "years what was learned is behind the frontier"),
    "adequacy": (np.float64, "skill at graduation, 0–1"),
    "owed": (np.float64, "k¥ due to the host on completion"),
    "wage": (np.float64, "k¥ in the first year, 0 without a job"),
    "skill": (np.float64, "skill that counts in the job, 0 without one"),
    "host": (np.int32, "row of the host enterprise, −1 none"),
    "job": (np.int32, "row of the employer, −1 none"),
    "school": (np.int32, "row of the school"),
    "field": (np.int16, "programme"),
    "left": (np.int16, "tick of dropping out or graduating"),
    "status": (np.int8, "0 empty seat, 1 enrolled, 2 dropped out, 3 graduated"),
    "own_choice": (np.int8, "1 if the field was the student's own choice"),
    "track": (np.int8, "0 school only, 2 placement, 3 co-training"),
    "form": (np.int8, "form of co-training: 0 ordinary, 1 order class, 2 apprenticeship"),
    "degree": (np.int8, "1 if the student goes on to a degree"),
    "refuses": (np.int8, "1 if the student refuses jobs of the field"),
    "retained": (np.int8, "1 if kept by the host"),
    "poached": (np.int8, "1 if hired away by a rival that does not train"),
    "quit": (np.int8, "1 if the first job was left within half a year"),
}

SPENDING_KINDS = (
    "subsidy",
    "tax_credit",
    "risk_compensation",
    "fixed_cost_relief",
    "reputation_link",
    "retention_bonus",
    "simplified_procedures",
    "publicity",
    "teacher_rotation",
    "programme_adjustment",
    "monitoring",
    "equipment_sharing",
    "digital_platform",
    "association_services",
    "rights_clarity",
    "school_evaluation",
    "practical_share_standard",
    "part_time_technicians",
    "benefit_sharing",
    "enterprise_voice",
    "order_classes",
    "apprenticeship",
    "long_term_agreement",
    "training_base",
    "mixed_ownership",
    "consortium_entity",
    "joint_research",
    "mandate_quota",
)
"""What public money is spent on: every kind of instrument, whether or not it costs anything."""

SPENDING: Columns = dict.fromkeys(SPENDING_KINDS, (np.float64, "k¥ paid this tick"))

EMPTY, ENROLLED, DROPPED, GRADUATED = 0, 1, 2, 3
"""Status of a student's seat."""

NONE, NOMINAL, PLACEMENT, COTRAINING = 0, 1, 2, 3
"""Depth at which an enterprise cooperates; and, but for NOMINAL, the track of a student."""

COHORTS_KEPT = 4
"""Cohorts in memory: three enrolled, and the last to graduate until the next one does."""


def dtype_of(columns: Columns) -> np.dtype:
    """The aligned record type of a table of columns."""
    return np.dtype([(name, kind) for name, (kind, _) in columns.items()], align=True)


def copy_records(source: np.ndarray, target: np.ndarray) -> None:
    """Copy records byte by byte; NumPy's own assignment goes column by column, fifty times slower."""
    target.view(np.uint8)[:] = source.view(np.uint8)


REGION_DTYPE = dtype_of(REGION)
MARKET_DTYPE = dtype_of(MARKET)
GOVERNMENT_DTYPE = dtype_of(GOVERNMENT)
CONSORTIUM_DTYPE = dtype_of(CONSORTIUM)
SCHOOL_DTYPE = dtype_of(SCHOOL)
PROGRAMME_DTYPE = dtype_of(PROGRAMME)
ENTERPRISE_DTYPE = dtype_of(ENTERPRISE)
STUDENT_DTYPE = dtype_of(STUDENT)
SPENDING_DTYPE = dtype_of(SPENDING)
