"""The columns: what is known of every region, school, programme, enterprise and student, with meaning and unit.

Each table is a NumPy array of records, one row per agent. Rules read a row by name (`enterprise.places`), phases
loop over rows, figures and tests take a whole column (`enterprises["places"]`). Numbers are float64 throughout: a
compiled rule and its plain-Python twin then compute the same bits without a rounding rule of their own.

An *account* is a column that begins at 0 each tick, each spring or each year. Its declaration says so, and
`open_accounts` opens all of them in one place of the calendar.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from ..policies.instruments import SPENDING_LABELS

Lifetime = Literal["lasting", "spring", "tick", "year"]

LASTING: Lifetime = "lasting"
"""Stays until somebody changes it."""
SPRING: Lifetime = "spring"
"""Begins at 0 in every spring, and is kept through the autumn."""
TICK: Lifetime = "tick"
"""Begins at 0 in every tick."""
YEAR: Lifetime = "year"
"""Begins at 0 in every autumn, with the academic year."""

ORDER: tuple[Lifetime, ...] = (LASTING, SPRING, TICK, YEAR)
"""How columns lie in a row: what opens together, in spring or in autumn, lies together."""


class Column(NamedTuple):
    """One column: its type in memory, its meaning with the unit, and how long an entry lives."""

    kind: type
    meaning: str
    lifetime: Lifetime = LASTING


Columns = dict[str, Column]


def real(meaning: str, lifetime: Lifetime = LASTING) -> Column:
    """A column of real numbers."""
    return Column(np.float64, meaning, lifetime)


def whole(meaning: str, lifetime: Lifetime = LASTING) -> Column:
    """A column of whole numbers: counts, rows of other tables, and flags (0 or 1)."""
    return Column(np.int64, meaning, lifetime)


REGION: Columns = {
    "first_school": whole("row of its first school"),
    "schools": whole("number of schools"),
    "first_enterprise": whole("row of its first enterprise"),
    "enterprises": whole("number of enterprises"),
    "first_seat": whole("place of its first seat within a cohort"),
    "seats": whole("seats a cohort"),
    "workers": real("workers of all its enterprises"),
    "cycle": real("business cycle, 1 = normal"),
    "leader": whole("row of the leading enterprise, the region's largest"),
    "leading_school": whole("row of the leading school, the strongest in the leader's field"),
    "in_park": whole("enterprises in its industrial park"),
}

MARKET: Columns = {
    "first_enterprise": whole("row of the field's first enterprise in the region"),
    "enterprises": whole("number of enterprises of the field"),
    "demand_at_start": real("share of the region's workers who work in the field"),
    "deviation": real("log deviation of labour demand from its start"),
    "demand": real("share of labour demand, sums to 1 over fields"),
    "glamour": real("lasting attraction of the field to applicants, log scale"),
    "fashion": real("present attraction of the field to applicants, log scale"),
    "popular": real("share of applicants who want the field, sums to 1 over fields"),
    "rivals": real("pressure of poachers: share below depth 2 × crowding of the field"),
    "retention_residual_2": real("this spring's mean of kept − known gains, placement, shrunk"),
    "retention_residual_3": real("this spring's mean of kept − known gains, co-training, shrunk"),
    "match": real("share of the field's employed graduates who sought here with a job of the field, last spring"),
    "tightness": real("effect of vacancies per job seeker on hiring cost and wages, 1 = normal"),
    "procurement": real("weight of tenders and public credit relative to other fields, 1 = average"),
    "risk": real("accidents and wear relative to other fields, 1 = average"),
    "base_weight": real("weight of the field where training bases are built, 0 in all fields: by seats"),
    "base_capital": real("k¥ built into training bases of the field and not worn off"),
    "base_usable": real("usable base places for the students there are of the field, 0–1"),
}

GOVERNMENT: Columns = {
    "memory": real("what applicants remember of rationing: share of claims paid, smoothed"),
    "budget": real("k¥ this year, infinite = none"),
    "spent": real("k¥ paid out this year, before anything is clawed back", YEAR),
    "running_share": real("share of this year's running items that the budget covers"),
    "running_reserve": real("k¥ reserved for running items not yet paid this year"),
    "completion_reserve": real("k¥ reserved for completion payments due in spring"),
    "claimed": real("k¥ claimed this year, completion payments included", YEAR),
    "claims_paid": real("k¥ of them paid", YEAR),
    "paid_share": real("share of this tick's new claims that is paid"),
    "completion_share": real("share of this tick's completion payments that is paid"),
    "over_claims_paid": real("k¥ paid this tick on claims for nobody trained", TICK),
    "over_claims_caught": real("k¥ of over-claims found and returned this tick", TICK),
    "clawed_back": real("k¥ returned this tick, penalties included", TICK),
    "audits": real("k¥ of audits this tick", TICK),
    "private_capital": real("k¥ of private money drawn in by mixed ownership this tick", TICK),
    "private_leaked": real("k¥ of it that went astray for want of supervision", TICK),
}

CONSORTIUM: Columns = {
    "users": real("share of enterprises that use the platform, end of last tick"),
    "platform_eff": real("working strength of the digital platform, its level × its users"),
    "fund": real("k¥ in the fund"),
    "fees": real("k¥ of fees received this tick", TICK),
    "running_cost": real("k¥ paid this tick for staff and premises", TICK),
    "government_paid": real("k¥ of them from the government", TICK),
    "services_received": real("k¥ this tick from the government for platform, association and publicity", TICK),
    "empty_ticks": whole("ticks in a row without money, where enterprises carry it alone"),
    "dissolved": whole("1 once it has dissolved"),
    "member_share": real("share of enterprises that are members, end of last tick"),
    "counted_share": real("share of enterprises that a quota counts, end of last tick"),
    "hired_from_members": real("share of graduates hired on the market last spring whom a member had trained in depth"),
    "penalties": real("k¥ received this tick from members that broke an agreement", TICK),
    "base_running": real("share of the bases that is run, 0–1, the same in all fields"),
    "community_received": real("k¥ this tick from the government for the sector community", TICK),
    "base_received": real("k¥ this tick from the government for bases", TICK),
}

SCHOOL: Columns = {
    "region": whole("its region"),
    "index": whole("its number in the region, part of its identity"),
    "intake": whole("students a year"),
    "first_seat": whole("place of its first seat within a cohort"),
    "active": whole("1 if it takes part in the consortium"),
    "adapts": whole("1 if it adapts its teaching to its partners while it takes part"),
    "due": whole("1 if it reconsiders its part this tick"),
    "link": real("strength of its ties to enterprises, 0–1"),
    "practical_share": real("share of practice in teaching"),
    "teacher_experience": real("share of teachers with enterprise experience"),
    "equipment": real("state of equipment, 0–1"),
    "curriculum_age": real("age of the curriculum, years"),
    "reputation": real("adequacy of its graduates as employers see it"),
    "work_time": real("student-years at work this tick", TICK),
    "received": real("k¥ of public money this tick: teachers, equipment, ownership, research", TICK),
    "commission_received": real("k¥ this tick from enterprises that commission training", TICK),
    "technicians": real("effective share of lessons given by enterprise technicians"),
}

PROGRAMME: Columns = {
    "mix": real("share of the school's intake"),
    "profile": real("lasting strength of the school in the field, mean 1 over schools"),
    "promised": real("places of depth ≥ 2 promised by partners, end of last tick"),
}

ENTERPRISE: Columns = {
    "region": whole("its region"),
    "index": whole("its number in the region, part of its identity"),
    "field": whole("its sector, the same index as a programme"),
    "size": real("workers"),
    "log_size": real("ln(size / median)"),
    "net0": real("k¥ per trainee-year, contribution − gross cost of an average trainee"),
    "hands": real("k¥ per trainee-year, what unskilled work of interns is worth to it beyond their cost"),
    "friction": real("its cost of an application relative to others', median 1"),
    "taste": real("k¥ per year, its liking for membership"),
    "mentor": real("quality of its mentors"),
    "lag": real("years its technology is behind the frontier"),
    "horizon": real("worth of gains after training relative to a horizon of ten years"),
    "honesty": real("its scruples about untrue claims relative to others', mean 1"),
    "form_draw": real("uniform draw that decides the form its co-training would take"),
    "park": whole("1 if it is in the industrial park"),
    "depth": whole("0 none, 1 nominal, 2 placement, 3 co-training"),
    "partner": whole("row of its partner school, −1 none"),
    "member": whole("1 if a member of the consortium"),
    "form": whole("form its co-training takes: 0 ordinary, 1 order class, 2 apprenticeship, 3 commissioned"),
    "agreement_left": whole("ticks left of a long-term agreement"),
    "suspended": whole("ticks left in which no school works with it after a dispute"),
    "on_platform": whole("1 if it uses the digital platform"),
    "aware": whole("1 if it knows the policies"),
    "qhat": real("expected adequacy of trainees"),
    "rhat_2": real("expected retention after placement, without known gains"),
    "rhat_3": real("expected retention after co-training, without known gains"),
    "places": real("intake places a year"),
    "fill_rate": real("share of its places filled when last offered"),
    "tenure": whole("ticks with the present partner"),
    "deep_ticks": whole("ticks at depth 3 in a row"),
    "certified": whole("1 if it is on the list of enterprises of integrated training"),
    "last_intake": whole("tick in which it last took in co-trainees, or claimed for trainees"),
    "new_trainer": whole("1 if it has neither taken in co-trainees nor claimed for some years"),
    "alignment": real("agreement of its goals with its partner's, 0–1"),
    "candidate": whole("row of the best school that approached it or was found this tick, −1 none"),
    "other_candidate": whole("row of the best of them besides its partner, −1 none"),
    "due": whole("1 if it reviews its depth this tick"),
    "offer": whole("row of the school it could work with after this review, −1 none"),
    "offer_experience": real("share of that school's teachers with enterprise experience"),
    "offer_tenure": whole("ticks it has worked with that school"),
    "offer_alignment": real("agreement of its goals with that school's, 0–1"),
    "offered": real("places offered this tick if any: places, moved by announcements"),
    "neighbours_training": real("share of its neighbours at depth ≥ 2, end of last tick"),
    "neighbours_aware": real("share of its neighbours that are aware, end of last tick"),
    "reviewed": whole("1 if a partnership came up for review this tick"),
    "renewed": whole("1 if that partnership went on at the same or a greater depth"),
    "disputed": whole("1 if a dispute ended co-training this tick"),
    "new_trainees": whole("trainees taken in this tick", TICK),
    "work_time": real("trainee-years this tick, weighted by intensity of training", TICK),
    "contribution": real("k¥ this tick, what trainees produced", TICK),
    "gross_cost": real("k¥ this tick, what trainees cost", TICK),
    "fixed_cost": real("k¥ this tick, fixed cost of its depth", TICK),
    "accident_loss": real("k¥ this tick", TICK),
    "fee_paid": real("k¥ this tick", TICK),
    "autonomy_lost": real("k¥ this tick, time and autonomy that joint decisions cost", TICK),
    "application_paid": real("k¥ this tick, own cost of applying for money", TICK),
    "technicians_paid": real("k¥ this tick, technicians lent to schools", TICK),
    "platform_paid": real("k¥ this tick for using the digital platform", TICK),
    "penalty_paid": real("k¥ this tick for breaking an agreement"),
    "commission_paid": real("k¥ this tick to schools that train on its commission", TICK),
    "sharing_paid": real("k¥ this tick to members whose trainees it hired", TICK),
    "sharing_received": real("k¥ this tick from members that hired its trainees", TICK),
    "subsidy_claimed": real("k¥ claimed this tick for trainees taken in", TICK),
    "over_claimed": real("k¥ claimed this tick for nobody trained", TICK),
    "tax_claimed": real("k¥ of approved tax credit this tick", TICK),
    "relief_claimed": real("k¥ of fixed-cost relief claimed this tick", TICK),
    "compensation_claimed": real("k¥ of risk compensation claimed this tick", TICK),
    "bonus_claimed": real("k¥ of retention bonus claimed this tick", TICK),
    "help_claimed": real("k¥ of help with the cost of the platform claimed this tick", TICK),
    "completion_due": real("k¥ due this tick for trainees who completed", TICK),
    "subsidy_received": real("k¥ this tick, over-claims included", TICK),
    "tax_received": real("k¥ this tick", TICK),
    "relief_received": real("k¥ this tick", TICK),
    "compensation_received": real("k¥ this tick", TICK),
    "bonus_received": real("k¥ this tick", TICK),
    "help_received": real("k¥ this tick", TICK),
    "commission_received": real("k¥ this tick, what the government bears of commissioned training", TICK),
    "returned": real("k¥ returned this tick after audits, penalties included", TICK),
    "claims_subsidy": whole("1 if an application for the subsidy is worth its cost", TICK),
    "claims_tax": whole("1 if an application for the tax credit is worth its cost", TICK),
    "year_filled": whole("co-trainees taken in this year", YEAR),
    "year_contribution_3": real("k¥ this year from co-trainees", YEAR),
    "year_gross_3": real("k¥ this year for co-trainees", YEAR),
    "year_fixed_3": real("k¥ this year, fixed cost while at depth 3", YEAR),
    "year_cotrainees": whole("1 if it had co-trainees at work this year", YEAR),
    "year_net": real("k¥ this year, all that came in less all that went out", YEAR),
    "year_deep": whole("ticks at depth 3 this year", YEAR),
    "year_disputes": whole("disputes this year", YEAR),
    "year_reviewed": whole("partnerships reviewed this year", YEAR),
    "year_renewed": whole("of them renewed", YEAR),
    "vacancies": whole("jobs this spring", SPRING),
    "kept": whole("own trainees kept this spring", SPRING),
    "hired": whole("graduates hired on the market this spring", SPRING),
    "from_elsewhere": whole("graduates of other regions among those kept and hired this spring", SPRING),
    "kept_this_tick": whole("own trainees kept this tick (0 in autumn)", TICK),
    "kept_gain": real("k¥ this tick, hiring cost saved and rent of those kept", TICK),
    "seen": whole("completers and own-field hires seen this spring", SPRING),
    "seen_adequacy": real("sum of their adequacy", SPRING),
    "completers_2": whole("own placement trainees who graduated this spring", SPRING),
    "completers_3": whole("own co-trainees who graduated this spring", SPRING),
    "kept_2": whole("of those after placement, kept", SPRING),
    "kept_3": whole("of those after co-training, kept", SPRING),
}

STUDENT: Columns = {
    "ability": real("0.1–0.95"),
    "theory": real("theoretical skill, 0–1"),
    "practice": real("practical skill, 0–1"),
    "lag": real("years what was learned is behind the frontier"),
    "adequacy": real("skill at graduation, 0–1"),
    "owed": real("k¥ due to the host on completion"),
    "wage": real("k¥ in the first year, 0 without a job"),
    "skill": real("skill that counts in the job, 0 without one"),
    "host": Column(np.int32, "row of the host enterprise, −1 none"),
    "job": Column(np.int32, "row of the employer, −1 none"),
    "school": Column(np.int32, "row of the school"),
    "field": Column(np.int16, "programme"),
    "left": Column(np.int16, "tick of dropping out or graduating"),
    "sought_in": Column(np.int16, "row of the region where the graduate seeks a job, −1 before graduation"),
    "status": Column(np.int8, "0 empty seat, 1 enrolled, 2 dropped out, 3 graduated"),
    "own_choice": Column(np.int8, "1 if the field was the student's own choice"),
    "track": Column(np.int8, "0 school only, 2 placement, 3 co-training"),
    "form": Column(np.int8, "form of co-training: 0 ordinary, 1 order class, 2 apprenticeship, 3 commissioned"),
    "degree": Column(np.int8, "1 if the student goes on to a degree"),
    "refuses": Column(np.int8, "1 if the student refuses jobs of the field"),
    "retained": Column(np.int8, "1 if kept by the host"),
    "poached": Column(np.int8, "1 if hired away by a rival of any region that does not train"),
    "quit": Column(np.int8, "1 if the first job was left within half a year"),
}

SPENDING_KINDS = tuple(SPENDING_LABELS)
"""What public money is spent on: every kind of instrument, whether or not it costs anything."""

SPENDING: Columns = dict.fromkeys(SPENDING_KINDS, real("k¥ paid this tick", TICK))

EMPTY, ENROLLED, DROPPED, GRADUATED = 0, 1, 2, 3
"""Status of a student's seat."""

NONE, NOMINAL, PLACEMENT, COTRAINING = 0, 1, 2, 3
"""Depth at which an enterprise cooperates; and, but for NOMINAL, the track of a student."""

COHORTS_KEPT = 4
"""Cohorts in memory: three enrolled, and the last to graduate until the next one does."""


def dtype_of(columns: Columns) -> np.dtype:
    """The aligned record type of a table of columns, in the order of their lifetimes."""
    rows = sorted(columns.items(), key=lambda item: ORDER.index(item[1].lifetime))
    return np.dtype([(name, column.kind) for name, column in rows], align=True)


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
