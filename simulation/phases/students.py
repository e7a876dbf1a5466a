"""Phase 5, students: they enter in autumn, take up places, learn, and some drop out."""

from __future__ import annotations

import numpy as np

from ..compilation import allocates, compiled_phase, part_of_phase
from ..randomness import (
    SCHOOL_SEATS_SHIFT,
    STUDENT_ABILITY,
    STUDENT_DROPS_OUT,
    STUDENT_OWN_CHOICE,
    STUDENT_QUEUES,
    STUDENT_SORTING,
    STUDENT_VOLUNTEERS,
    student_identity,
    to_normals,
    uniform,
    uniforms,
)
from ..rules.common import APPRENTICESHIP, HALF_YEAR, clip, intensity, is_autumn, time_at_work, year_of
from ..rules.enterprise import contribution_of_trainee
from ..rules.student import (
    attraction_of_host,
    dropout_chance,
    mentor_quality,
    own_choice_chance,
    places_open_to_all,
    practice_taught,
    queue_score,
    scattered_seat,
    seats_apart,
    student_keeps_up,
    student_learns_practice,
    student_learns_theory,
    volunteering_chance,
)
from ..sorting import best_first, grouped
from ..state.columns import COHORTS_KEPT, COTRAINING, DROPPED, ENROLLED, NONE, PLACEMENT
from .cohorts import final_cohort, first_row_of_cohort, second_cohort


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
def own_choices_are_weighed(markets, levers, chances):
    """Chance, by field, that a student who is given a seat had chosen the field; `markets` are those of a region."""
    for field in range(markets.shape[0]):
        market = markets[field]
        chances[field] = 0.0  # where there is no demand, nobody is taught
        if market.demand > 0.0:
            chances[field] = own_choice_chance(market.popular, market.demand, levers)


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
    own_choices_are_weighed(world.markets[region], levers, chances)
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
def student_goes_to(student, row, track, enterprises):
    """Place a student with a host."""
    student.host = row
    student.track = track
    student.form = enterprises[row].form if track == COTRAINING else 0
    enterprises[row].new_trainees += 1


@part_of_phase
def volunteers_are_listed(students, first_row, wants, luck, intake, track, levers, start, rows, fields, scores):
    """List the students of a school who want a place and have none, from position `start` on; returns where it ends.

    `wants` and `luck` hold a uniform draw per seat. Written without branches that depend on chance.
    """
    chance_given = volunteering_chance(0, track, levers)
    chance_own = volunteering_chance(1, track, levers)
    count = start
    for seat in range(intake):
        student = students[first_row + seat]
        chance = chance_own if student.own_choice == 1 else chance_given
        rows[count] = first_row + seat  # kept only where the last line counts it
        fields[count] = student.field
        scores[count] = queue_score(student.ability, track, luck[seat], levers)
        count += int(wants[seat] < chance) & int(student.status == ENROLLED) & int(student.host < 0)
    return count


@part_of_phase
def scores_of_field(scores, order, found):
    """Fill `found` with the scores in an order."""
    for k in range(order.shape[0]):
        found[k] = scores[order[k]]


@part_of_phase
def queue_of_field(rows, order, ranked, queue):
    """Fill `queue` with the rows of one field, which are in `order`, the best placed first."""
    for k in range(order.shape[0]):
        queue[k] = rows[order[ranked[k]]]


@part_of_phase
@allocates
def volunteers_queue(world, region, track, cohort, levers):
    """Rows of the enrolled students of a region without a host who want a place, the best placed first in each field.

    Returns the rows, field after field, and where each field begins.
    """
    r = world.regions[region]
    schools, students, seed, tick = world.schools, world.students, world.seed, world.tick
    base = first_row_of_cohort(cohort, students)
    rows = np.empty(r.seats, np.int64)
    fields = np.empty(r.seats, np.int64)
    scores = np.empty(r.seats)
    wants = np.empty(r.seats)
    luck = np.empty(r.seats)
    count = 0
    for school in range(r.first_school, r.first_school + r.schools):
        s = schools[school]
        if s.active == 0:
            continue
        who = student_identity(s.index, 0)
        uniforms(seed, STUDENT_VOLUNTEERS, tick, region, who, s.intake, 0, cohort, wants)
        uniforms(seed, STUDENT_QUEUES, tick, region, who, s.intake, 0, cohort, luck)
        to_normals(luck, s.intake)
        count = volunteers_are_listed(
            students, base + s.first_seat, wants, luck, s.intake, track, levers, count, rows, fields, scores
        )
    order, begins = grouped(fields, count, world.markets.shape[1])
    queue = np.empty(count, np.int64)
    in_field = np.empty(count)
    for field in range(world.markets.shape[1]):
        of_field = order[begins[field] : begins[field + 1]]
        found = in_field[: of_field.shape[0]]
        scores_of_field(scores, of_field, found)
        queue_of_field(rows, of_field, best_first(found), queue[begins[field] :])
    return queue, begins


@part_of_phase
def hosts_are_listed(track, market, enterprises, levers, rows, scores):
    """List the enterprises of a field at the depth of a track, and how attractive they are; returns how many."""
    count = 0
    for row in range(market.first_enterprise, market.first_enterprise + market.enterprises):
        e = enterprises[row]
        if e.depth == track:
            rows[count] = row
            scores[count] = attraction_of_host(e.log_size, e.mentor, levers)
            count += 1
    return count


@part_of_phase
@allocates
def hosts_of_field(track, market, enterprises, levers):
    """Rows of the enterprises of a field at the depth of a track, most attractive first."""
    rows = np.empty(market.enterprises, np.int64)
    scores = np.empty(market.enterprises)
    count = hosts_are_listed(track, market, enterprises, levers, rows, scores)
    return rows[:count][best_first(scores[:count])]


@part_of_phase
def partners_take(queue, hosts, left, of_school, cursor, begins, first_school, track, students, enterprises):
    """Students take the most attractive open place among their school's partners, whose positions are `of_school`."""
    for row in queue:
        school = students[row].school - first_school
        k = cursor[school]
        while k < begins[school + 1] and left[of_school[k]] < 1.0:
            k += 1
        cursor[school] = k
        if k < begins[school + 1]:
            student_goes_to(students[row], hosts[of_school[k]], track, enterprises)
            left[of_school[k]] -= 1.0


@part_of_phase
def schools_of_partners(hosts, enterprises, first_school, schools):
    """Fill `schools` with the number in its region of every host's partner."""
    for k in range(hosts.shape[0]):
        schools[k] = enterprises[hosts[k]].partner - first_school


@part_of_phase
@allocates
def places_of_partners_are_taken(queue, hosts, left, r, track, world):
    """Students take the most attractive open place among the partners of their own school."""
    schools = np.empty(hosts.shape[0], np.int64)
    schools_of_partners(hosts, world.enterprises, r.first_school, schools)
    of_school, begins = grouped(schools, hosts.shape[0], r.schools)
    cursor = begins[:-1].copy()
    students, enterprises = world.students, world.enterprises
    partners_take(queue, hosts, left, of_school, cursor, begins, r.first_school, track, students, enterprises)


@part_of_phase
def open_places_are_taken(queue, hosts, left, track, world):
    """Students without a place take what hosts open to all, the most attractive first."""
    students, enterprises = world.students, world.enterprises
    k = 0
    for row in queue:
        if students[row].host >= 0:
            continue
        while k < hosts.shape[0] and left[k] < 1.0:
            k += 1
        if k == hosts.shape[0]:
            break
        student_goes_to(students[row], hosts[k], track, enterprises)
        left[k] -= 1.0


@part_of_phase
def places_are_counted(hosts, enterprises, left):
    """Fill `left` with the places that every host offers."""
    for k in range(hosts.shape[0]):
        left[k] = enterprises[hosts[k]].offered


@part_of_phase
def places_are_opened(hosts, enterprises, left, levers):
    """Leave in `left` what every host opens to all of the places it still has."""
    for k in range(hosts.shape[0]):
        left[k] = places_open_to_all(left[k], enterprises[hosts[k]], levers)


@part_of_phase
@allocates
def places_are_taken(world, region, track, cohort):
    """Volunteers take places: first of their own school's partners, then those that hosts open to all."""
    r = world.regions[region]
    levers = world.now[region]
    enterprises = world.enterprises
    queue, begins = volunteers_queue(world, region, track, cohort, levers)
    for field in range(world.markets.shape[1]):
        of_field = queue[begins[field] : begins[field + 1]]
        hosts = hosts_of_field(track, world.markets[region, field], enterprises, levers)
        left = np.empty(hosts.shape[0])
        places_are_counted(hosts, enterprises, left)
        places_of_partners_are_taken(of_field, hosts, left, r, track, world)
        places_are_opened(hosts, enterprises, left, levers)
        open_places_are_taken(of_field, hosts, left, track, world)


@part_of_phase
@allocates
def community_places_are_taken(world, track, cohort):
    """Members of a sector community open what is left of their places to students of the field in all regions.

    Regions are served in order, students of each in the order of the queue, the most attractive host first.
    """
    enterprises, now = world.enterprises, world.now
    levers = now[0]
    field = int(levers.community_field) - 1
    rows = np.empty(enterprises.shape[0], np.int64)
    scores = np.empty(enterprises.shape[0])
    count = 0
    for row in range(enterprises.shape[0]):
        e = enterprises[row]
        if e.depth == track and e.field == field and e.member == 1 and now[e.region].community > 0.0:
            rows[count] = row
            scores[count] = attraction_of_host(e.log_size, e.mentor, now[e.region])
            count += 1
    hosts = rows[:count][best_first(scores[:count])]
    left = np.empty(count)
    for k in range(count):
        e = enterprises[hosts[k]]
        left[k] = places_open_to_all(e.offered - e.new_trainees, e, now[e.region])
    for region in range(world.regions.shape[0]):
        queue, begins = volunteers_queue(world, region, track, cohort, now[region])
        open_places_are_taken(queue[begins[field] : begins[field + 1]], hosts, left, track, world)


@compiled_phase
def places_are_offered(world, first, last):
    """Co-training begins in the autumn of the second year, placement in the spring of the third."""
    tick, enterprises = world.tick, world.enterprises
    track = COTRAINING if is_autumn(tick) else PLACEMENT
    cohort = second_cohort(tick) if is_autumn(tick) else final_cohort(tick)
    for region in range(first, last):
        places_are_taken(world, region, track, cohort)
    levers = world.now[0]
    if levers.community_field > 0.0:
        community_places_are_taken(world, track, cohort)
    for region in range(first, last):
        r = world.regions[region]
        for row in range(r.first_enterprise, r.first_enterprise + r.enterprises):
            e = enterprises[row]
            if e.depth == track:
                if e.offered > 0.0:
                    e.fill_rate = e.new_trainees / e.offered
                if track == COTRAINING:
                    e.year_filled = e.new_trainees


@part_of_phase
def host_accounts_for_trainee(student, work, e, school, levers):
    """Book what a trainee at work produced and cost this tick, with the skill reached in it.

    `levers` are those of the host's region.
    """
    training_time = HALF_YEAR * work * intensity(student.track, levers)
    produced = contribution_of_trainee(e, student.track, student.practice, work, levers)
    cost = training_time * levers.gross
    if student.form == APPRENTICESHIP:
        cost += training_time * levers.mentor_cost * levers.mentor_ratio
    e.work_time += training_time
    e.contribution += produced
    e.gross_cost += cost
    if student.track == COTRAINING:
        e.year_contribution_3 += produced
        e.year_gross_3 += cost
        e.year_cotrainees = 1
    school.work_time += HALF_YEAR * work


@part_of_phase
def cohort_of_school_learns(world, region, school, first_row, semester, levers, draws):
    """A semester of one cohort of a school: all enrolled learn, hosts account for them, and some drop out.

    `draws` holds a uniform draw per seat, which decides who drops out.
    """
    enterprises = world.enterprises
    taught = practice_taught(school, world.consortia[region].base_usable, levers)
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
            student.ability, student.practice, taught, student.track, work, mentor, levers
        )
        student.lag = student_keeps_up(student.lag, school, student.track, work, host_lag, levers)
        if work > 0.0:
            e = enterprises[student.host]
            host_accounts_for_trainee(student, work, e, school, world.now[e.region])
            chance = works_own if student.own_choice == 1 else works_given
        else:
            chance = stays_own if student.own_choice == 1 else stays_given
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
        for row in range(r.first_school, r.first_school + r.schools):
            s = world.schools[row]
            who = student_identity(s.index, 0)
            uniforms(world.seed, STUDENT_DROPS_OUT, tick, region, who, s.intake, 0, cohort, draws)
            cohort_of_school_learns(world, region, s, base + s.first_seat, semester, world.now[region], draws)


@compiled_phase
def students_learn(world, first, last):
    """A semester of all three cohorts, in the order of their rows."""
    year = year_of(world.tick)
    for slot in range(COHORTS_KEPT):
        for cohort in range(year - 2, year + 1):
            if cohort % COHORTS_KEPT == slot:
                cohort_learns(world, cohort, first, last)
