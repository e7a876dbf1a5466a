"""Phase 6, graduation (spring): degrees, retention by hosts; the others seek a job on the labour market."""

from __future__ import annotations

import numpy as np

from ..compilation import allocates, compiled_phase, part_of_phase
from ..randomness import (
    ENTERPRISE_VACANCIES,
    STUDENT_REFUSES_FIELD,
    STUDENT_STAYS,
    STUDENT_TAKES_DEGREE,
    uniforms,
)
from ..rules.labour import (
    enterprise_opens_vacancies,
    hiring_rate,
    staying_chance,
)
from ..rules.student import adequacy, degree_chance, refusal_chance
from ..sorting import best_first
from ..state.columns import COTRAINING, ENROLLED, GRADUATED
from .cohorts import draws_of_cohort, final_cohort, first_row_of_cohort
from .labour_market import fields_are_judged, market_clears, student_takes_job


@part_of_phase
def vacancies_are_opened(r, enterprises, markets, rate, draws):
    """The jobs of every enterprise of a region."""
    for index in range(r.enterprises):
        e = enterprises[r.first_enterprise + index]
        market = markets[e.field]
        relative = market.demand / market.demand_at_start
        e.vacancies = int(enterprise_opens_vacancies(e.size, rate, relative, r.cycle, draws[index]))


@part_of_phase
@allocates
def vacancies_open(world, region):
    """Every enterprise decides how many graduates it wants this spring."""
    r = world.regions[region]
    levers = world.now[region]
    intake = 0
    for row in range(r.first_school, r.first_school + r.schools):
        intake += world.schools[row].intake
    rate = hiring_rate(1.0, intake, r.workers, levers)
    draws = np.empty(r.enterprises)
    uniforms(world.seed, ENTERPRISE_VACANCIES, world.tick, region, 0, r.enterprises, 0, 0, draws)
    vacancies_are_opened(r, world.enterprises, world.markets[region], rate, draws)


@part_of_phase
def students_complete(tick, students, first_row, goes_on, refuses, enterprises, levers):
    """The enrolled students of a cohort graduate; the arrays of draws have one for each of its seats."""
    for seat in range(goes_on.shape[0]):
        student = students[first_row + seat]
        if student.status != ENROLLED:
            continue
        student.status = GRADUATED
        student.left = tick
        student.adequacy = adequacy(student.practice, student.theory, student.lag, levers)
        student.degree = 1 if goes_on[seat] < degree_chance(student.ability, levers) else 0
        student.refuses = 1 if refuses[seat] < refusal_chance(student.own_choice, student.track, levers) else 0
        if student.host >= 0:
            e = enterprises[student.host]
            e.seen += 1
            e.seen_adequacy += student.adequacy
            if student.track == COTRAINING:
                e.completers_3 += 1
            else:
                e.completers_2 += 1


@part_of_phase
@allocates
def cohort_completes(world, region, cohort, base):
    """Enrolled students of the final semester graduate; some go on to a degree, the others seek a job."""
    r = world.regions[region]
    levers = world.now[region]
    goes_on = np.empty(r.seats)
    refuses = np.empty(r.seats)
    draws_of_cohort(world, region, STUDENT_TAKES_DEGREE, cohort, goes_on)
    draws_of_cohort(world, region, STUDENT_REFUSES_FIELD, cohort, refuses)
    students_complete(world.tick, world.students, base + r.first_seat, goes_on, refuses, world.enterprises, levers)


@part_of_phase
def stayers_are_listed(world, region, first_row, draws, rows, scores):
    """List the graduates who would stay with their host, and their adequacy; returns how many."""
    students, enterprises, markets, now = world.students, world.enterprises, world.markets, world.now
    cycle = world.regions[region].cycle
    count = 0
    for seat in range(draws.shape[0]):
        student = students[first_row + seat]
        if student.status != GRADUATED or student.degree == 1 or student.host < 0:
            continue
        e = enterprises[student.host]
        market = markets[e.region, e.field]
        if draws[seat] < staying_chance(e, student.track, student.form, market, cycle, now[e.region]):
            rows[count] = first_row + seat
            scores[count] = student.adequacy
            count += 1
    return count


@part_of_phase
def stayers_are_kept(rows, ranked, students, enterprises, markets, levers):
    """Hosts take those who would stay, in the order of `ranked`, as long as they have jobs."""
    for k in ranked:
        student = students[rows[k]]
        e = enterprises[student.host]
        if e.kept >= max(1, e.vacancies):
            continue
        e.kept += 1
        tightness = markets[e.region, e.field].tightness
        e.kept_gain += levers.H * tightness + levers.R * student.adequacy
        if student.track == COTRAINING:
            e.kept_3 += 1
        else:
            e.kept_2 += 1
        student.retained = 1
        student_takes_job(student, student.host, tightness, enterprises, levers)


@part_of_phase
@allocates
def hosts_keep(world, region, cohort, base):
    """Hosts keep those who would stay, the most adequate first, as many as they have jobs (at least one)."""
    r = world.regions[region]
    rows = np.empty(r.seats, np.int64)
    scores = np.empty(r.seats)
    draws = np.empty(r.seats)
    draws_of_cohort(world, region, STUDENT_STAYS, cohort, draws)
    count = stayers_are_listed(world, region, base + r.first_seat, draws, rows, scores)
    ranked = best_first(scores[:count])
    stayers_are_kept(rows, ranked, world.students, world.enterprises, world.markets, world.now[region])


@compiled_phase
def cohort_graduates(world, first, last):
    """The final cohort leaves school, region by region."""
    cohort = final_cohort(world.tick)
    base = first_row_of_cohort(cohort, world.students)
    for region in range(first, last):
        vacancies_open(world, region)
    for region in range(first, last):
        cohort_completes(world, region, cohort, base)
        hosts_keep(world, region, cohort, base)
    for region in range(first, last):
        market_clears(world, region, cohort, base)
        fields_are_judged(world, region, base)
