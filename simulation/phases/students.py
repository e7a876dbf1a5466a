"""Phase 5, students: they enter in autumn, learn, and some drop out."""

from __future__ import annotations

import numpy as np

from ..compilation import allocates, compiled_phase, part_of_phase
from ..randomness import (
    SCHOOL_SEATS_SHIFT,
    STUDENT_ABILITY,
    STUDENT_DROPS_OUT,
    STUDENT_OWN_CHOICE,
    STUDENT_SORTING,
    student_identity,
    to_normals,
    uniform,
    uniforms,
)
from ..rules.common import (
    APPRENTICESHIP,
    COMMISSIONED,
    HALF_YEAR,
    ORDER_CLASS,
    clip,
    intensity,
    is_autumn,
    time_at_work,
    year_of,
)
from ..rules.enterprise import price_of_commission
from ..rules.student import (
    dropout_chance,
    mentor_quality,
    own_choice_chance,
    practice_taught,
    scattered_seat,
    seats_apart,
    student_keeps_up,
    student_learns_practice,
    student_learns_theory,
)
from ..rules.training import contribution_of_trainee
from ..sorting import best_first
from ..state.columns import COHORTS_KEPT, COTRAINING, DROPPED, ENROLLED, NONE
from .cohorts import first_row_of_cohort, seats_of_field


@part_of_phase
def field_of_seat(quantile, row, programmes):
    """Field at a quantile (0–1) of a school's cumulated mix."""
    cumulated = 0.0
    last = programmes.shape[1] - 1
    for field in range(last):
        cumulated += programmes[row, field].mix
        if quantile < cumulated:
            return field
    return last


@part_of_phase
def student_begins(student, school, levers):
    """What everybody who enters has in common."""
    student.theory = levers.theory_start
    student.practice = levers.practice_start
    student.lag = school.curriculum_age
    student.status = ENROLLED
    student.host = -1
    student.job = -1
    student.track = NONE
    student.form = 0
    student.skill = 0.0
    student.left = 0
    student.sought_in = -1
    student.adequacy = 0.0
    student.owed = 0.0
    student.wage = 0.0
    student.degree = 0
    student.refuses = 0
    student.retained = 0
    student.poached = 0
    student.quit = 0


@part_of_phase
def abilities_are_drawn(world, region, cohort, levers, own, rank_score):
    """Own ability of every new student of a region, and the score by which schools choose among them."""
    r = world.regions[region]
    seed, tick = world.seed, world.tick
    for row in range(r.first_school, r.first_school + r.schools):
        s = world.schools[row]
        seat = s.first_seat - r.first_seat
        who = student_identity(s.index, 0)
        uniforms(seed, STUDENT_ABILITY, tick, region, who, s.intake, 0, cohort, own[seat:])
        uniforms(seed, STUDENT_SORTING, tick, region, who, s.intake, 0, cohort, rank_score[seat:])
    to_normals(own, r.seats)
    to_normals(rank_score, r.seats)
    for seat in range(r.seats):
        own[seat] = clip(levers.ability_mean + levers.ability_sd * own[seat], levers.ability_least, levers.ability_most)
        rank_score[seat] = own[seat] + levers.sorting_noise * rank_score[seat]


@part_of_phase
def seats_are_taken(world, row, first_row, shift, given, own, draws, chances, levers):
    """Fill the seats of a school with a cohort that begins in `first_row`.

    By seat: `given` is the ability that the school's rank attracts, `own` the student's own, `draws` decides whether
    the field is the student's own choice, with the `chances` by field. `shift` shifts the seats of all fields.
    """
    s = world.schools[row]
    students, programmes = world.students, world.programmes
    apart = seats_apart(s.intake)
    for seat in range(s.intake):
        student = students[first_row + seat]
        student.ability = levers.ability_sorting * given[seat] + (1.0 - levers.ability_sorting) * own[seat]
        quantile = (scattered_seat(seat, apart, s.intake) + shift) / s.intake
        student.field = field_of_seat(quantile, row, programmes)
        student.own_choice = 1 if draws[seat] < chances[student.field] else 0
        student.school = row
        student_begins(student, s, levers)


@part_of_phase
def own_choices_are_weighed(world, region, levers, chances):
    """Chance, by field, that a student who is given a seat in a region had chosen the field."""
    r = world.regions[region]
    for field in range(chances.shape[0]):
        seats = seats_of_field(r, field, world.schools, world.programmes)
        chances[field] = 0.0  # where nobody is taught
        if seats > 0.0:
            chances[field] = own_choice_chance(world.markets[region, field].popular, seats / r.seats, levers)


@part_of_phase
@allocates
def cohort_enters(world, region, cohort):
    """A new cohort of a region: ability is half sorted by the schools' names, fields follow the schools' mixes."""
    seed, tick, schools = world.seed, world.tick, world.schools
    r = world.regions[region]
    levers = world.now[region]
    base = first_row_of_cohort(cohort, world.students)
    own = np.empty(r.seats)
    rank_score = np.empty(r.seats)
    abilities_are_drawn(world, region, cohort, levers, own, rank_score)
    given = own[best_first(rank_score)]
    chances = np.empty(world.programmes.shape[1])
    own_choices_are_weighed(world, region, levers, chances)
    draws = np.empty(r.seats)
    names = np.empty(r.schools)
    for k in range(r.schools):
        names[k] = schools[r.first_school + k].reputation
    dealt = 0
    for k in best_first(names):
        row = r.first_school + k
        s = schools[row]
        shift = uniform(seed, SCHOOL_SEATS_SHIFT, tick, region, s.index, 0, cohort)
        uniforms(seed, STUDENT_OWN_CHOICE, tick, region, student_identity(s.index, 0), s.intake, 0, cohort, draws)
        of_school = own[s.first_seat - r.first_seat :]
        seats_are_taken(world, row, base + s.first_seat, shift, given[dealt:], of_school, draws, chances, levers)
        dealt += s.intake


@compiled_phase
def students_enter(world, first, last):
    """A new cohort takes its seats, region by region."""
    for region in range(first, last):
        cohort_enters(world, region, year_of(world.tick))


@part_of_phase
def host_accounts_for_trainee(student, semester, work, e, school, levers):
    """Book what a trainee at work produced and cost this tick, with the skill reached in it.

    `levers` are those of the host's region.
    """
    training_time = HALF_YEAR * work * intensity(student.track, levers)
    produced = contribution_of_trainee(e, student.track, student.form, semester, student.practice, work, levers)
    cost = training_time * levers.gross
    if student.form == APPRENTICESHIP:
        cost += training_time * levers.mentor_cost * levers.mentor_ratio
    if student.form == ORDER_CLASS:
        cost += training_time * levers.order_premium
    e.work_time += training_time
    e.contribution += produced
    e.gross_cost += cost
    if student.track == COTRAINING:
        e.year_contribution_3 += produced
        e.year_gross_3 += cost
        e.year_cotrainees = 1
    school.work_time += HALF_YEAR * work


@part_of_phase
def host_pays_school(e, school, levers):
    """Book what an enterprise pays a school for a student on its commission, whether at school or at work this tick.

    `levers` are those of the enterprise's region.
    """
    price = price_of_commission(levers)
    e.commission_paid += price
    e.year_gross_3 += price
    school.commission_received += price


@part_of_phase
def cohort_of_school_learns(world, region, school, first_row, semester, levers, draws, taught):
    """A semester of one cohort of a school: all enrolled learn, hosts account for them, and some drop out.

    `draws` holds a uniform draw per seat, which decides who drops out. `taught`, as long as there are fields, is room
    for how well the school teaches practice in each.
    """
    enterprises = world.enterprises
    for field in range(taught.shape[0]):
        taught[field] = practice_taught(school, world.markets[region, field].base_usable, levers)
    stays_given = dropout_chance(0, 0.0, school.reputation, levers)
    stays_own = dropout_chance(1, 0.0, school.reputation, levers)
    works_given = dropout_chance(0, 1.0, school.reputation, levers)
    works_own = dropout_chance(1, 1.0, school.reputation, levers)
    for seat in range(school.intake):
        student = world.students[first_row + seat]
        if student.status != ENROLLED:
            continue
        work = time_at_work(student.track, student.form, semester, levers)
        mentor = 0.0
        host_lag = 0.0
        if work > 0.0:
            mentor = mentor_quality(enterprises[student.host].mentor, student.form, levers)
            host_lag = enterprises[student.host].lag
        student.theory = student_learns_theory(student.ability, student.theory, school, work, levers)
        student.practice = student_learns_practice(
            student.ability, student.practice, taught[student.field], student.track, work, mentor, levers
        )
        student.lag = student_keeps_up(student.lag, school, student.track, work, host_lag, levers)
        if work > 0.0:
            e = enterprises[student.host]
            host_accounts_for_trainee(student, semester, work, e, school, world.now[e.region])
            chance = works_own if student.own_choice == 1 else works_given
        else:
            chance = stays_own if student.own_choice == 1 else stays_given
        if student.form == COMMISSIONED:
            e = enterprises[student.host]
            host_pays_school(e, school, world.now[e.region])
        if draws[seat] < chance:
            student.status = DROPPED
            student.left = world.tick


@part_of_phase
@allocates
def cohort_learns(world, cohort, first, last):
    """One cohort's semester, school by school."""
    tick = world.tick
    base = first_row_of_cohort(cohort, world.students)
    semester = 2 * (year_of(tick) - cohort) + (0 if is_autumn(tick) else 1)
    for region in range(first, last):
        r = world.regions[region]
        draws = np.empty(r.seats)
        taught = np.empty(world.markets.shape[1])
        for row in range(r.first_school, r.first_school + r.schools):
            s = world.schools[row]
            who = student_identity(s.index, 0)
            uniforms(world.seed, STUDENT_DROPS_OUT, tick, region, who, s.intake, 0, cohort, draws)
            cohort_of_school_learns(world, region, s, base + s.first_seat, semester, world.now[region], draws, taught)


@compiled_phase
def students_learn(world, first, last):
    """A semester of all three cohorts, in the order of their rows."""
    year = year_of(world.tick)
    for slot in range(COHORTS_KEPT):
        for cohort in range(year - 2, year + 1):
            if cohort % COHORTS_KEPT == slot:
                cohort_learns(world, cohort, first, last)
