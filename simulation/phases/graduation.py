"""Phase 6, graduation (spring): degrees, retention by hosts; then the others choose in which region they seek a job."""

from __future__ import annotations

import numpy as np

from ..compilation import allocates, compiled, compiled_phase, part_of_phase
from ..randomness import (
    ENTERPRISE_VACANCIES,
    STUDENT_CHOOSES_REGION,
    STUDENT_LOOKS_BEYOND,
    STUDENT_REFUSES_FIELD,
    STUDENT_STAYS,
    STUDENT_TAKES_DEGREE,
    uniforms,
)
from ..rules.labour import (
    enterprise_opens_vacancies,
    hiring_rate,
    looks_beyond_region,
    staying_chance,
)
from ..rules.student import adequacy, degree_chance, refusal_chance
from ..sorting import best_first, grouped, position_above
from ..state.columns import COTRAINING, ENROLLED, GRADUATED
from .cohorts import draws_of_cohort, final_cohort, first_row_of_cohort
from .labour_market import open_vacancies, student_takes_job


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
def students_complete(tick, region, students, first_row, goes_on, refuses, enterprises, levers):
    """The enrolled students of a region's cohort graduate; the arrays of draws have one for each of its seats."""
    for seat in range(goes_on.shape[0]):
        student = students[first_row + seat]
        if student.status != ENROLLED:
            continue
        student.status = GRADUATED
        student.left = tick
        student.sought_in = region
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
    first_row = base + r.first_seat
    students_complete(world.tick, region, world.students, first_row, goes_on, refuses, world.enterprises, levers)


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
def stayers_are_kept(region, rows, ranked, students, enterprises, markets, levers):
    """Hosts take those of a region who would stay, in the order of `ranked`, as long as they have jobs."""
    for k in ranked:
        student = students[rows[k]]
        e = enterprises[student.host]
        if e.kept >= max(1, e.vacancies):
            continue
        e.kept += 1
        e.from_elsewhere += int(e.region != region)
        tightness = markets[e.region, e.field].tightness
        e.kept_gain += levers.H * tightness + levers.R * student.adequacy
        if student.track == COTRAINING:
            e.kept_3 += 1
        else:
            e.kept_2 += 1
        student.retained = 1
        student_takes_job(student, student.host, tightness, enterprises, levers, levers)


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
    levers = world.now[region]
    stayers_are_kept(region, rows, ranked, world.students, world.enterprises, world.markets, levers)


@compiled_phase
def cohort_graduates(world, first, last):
    """The final cohort leaves school, and hosts keep some of it, region by region."""
    cohort = final_cohort(world.tick)
    base = first_row_of_cohort(cohort, world.students)
    for region in range(first, last):
        vacancies_open(world, region)
    for region in range(first, last):
        cohort_completes(world, region, cohort, base)
        hosts_keep(world, region, cohort, base)


# --- in which region they seek ----------------------------------------------------------------------------------------


@part_of_phase
def open_jobs_are_cumulated(regions, enterprises, cumulated):
    """Fill `cumulated` with the open jobs of all regions up to each."""
    jobs = 0
    for region in range(regions.shape[0]):
        r = regions[region]
        for row in range(r.first_enterprise, r.first_enterprise + r.enterprises):
            jobs += open_vacancies(enterprises[row])
        cumulated[region] = jobs


@part_of_phase
def region_of_job(job, home, cumulated):
    """Region of one of all open jobs, which are numbered from those of the `home` region on.

    So jobs that are added elsewhere let nobody stay who would have left.
    """
    before = cumulated[home - 1] if home > 0 else 0
    at_home = cumulated[home] - before
    if job < at_home:
        return home
    job -= at_home
    return position_above(cumulated, job if job < before else job + at_home)


@part_of_phase
def regions_are_chosen(students, first_row, region, looks, which, cumulated, levers, rows, destinations, start):
    """Graduates who look beyond their region draw one of all open jobs, and seek in the region where it is.

    Those who leave are listed from position `start` on; returns where the list ends. `looks` and `which` hold a uniform
    draw per seat.
    """
    jobs = cumulated[-1]
    count = start
    for seat in range(looks.shape[0]):
        student = students[first_row + seat]
        if student.status != GRADUATED or student.degree == 1 or student.job >= 0:
            continue
        if jobs == 0 or not looks_beyond_region(looks[seat], levers):
            continue
        chosen = region_of_job(int(which[seat] * jobs), region, cumulated)
        student.sought_in = chosen
        if chosen != region:
            rows[count] = first_row + seat
            destinations[count] = chosen
            count += 1
    return count


@compiled  # not counted as a phase: most runs never compile it, and would announce a first compilation each time
@allocates
def graduates_look_beyond(world):
    """Some of the graduates who were not kept look for a job in all regions: every open job is as likely as another.

    Returns the rows of those who leave, by the region where they seek and in the order of the rows, and where each
    region begins.
    """
    regions, students = world.regions, world.students
    cohort = final_cohort(world.tick)
    base = first_row_of_cohort(cohort, students)
    seats = 0
    for region in range(regions.shape[0]):
        seats += regions[region].seats
    cumulated = np.empty(regions.shape[0], np.int64)
    open_jobs_are_cumulated(regions, world.enterprises, cumulated)
    rows = np.empty(seats, np.int64)
    destinations = np.empty(seats, np.int64)
    count = 0
    for region in range(regions.shape[0]):
        r = regions[region]
        looks = np.empty(r.seats)
        which = np.empty(r.seats)
        draws_of_cohort(world, region, STUDENT_LOOKS_BEYOND, cohort, looks)
        draws_of_cohort(world, region, STUDENT_CHOOSES_REGION, cohort, which)
        levers = world.now[region]
        first_row = base + r.first_seat
        count = regions_are_chosen(
            students, first_row, region, looks, which, cumulated, levers, rows, destinations, count
        )
    order, begins = grouped(destinations, count, regions.shape[0])
    return rows[order], begins
