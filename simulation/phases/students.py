"""Phase 5, students: they enter in autumn, take up places, learn, and some drop out."""

from __future__ import annotations

import numpy as np

from ..columns import COHORTS_KEPT, DROPPED, ENROLLED
from ..compilation import compiled
from ..randomness import (
    SCHOOL_SEATS_SHIFT,
    STUDENT_ABILITY,
    STUDENT_DROPS_OUT,
    STUDENT_OWN_CHOICE,
    STUDENT_QUEUES,
    STUDENT_SORTING,
    STUDENT_VOLUNTEERS,
    normal,
    student_identity,
    uniform,
)
from ..rules.common import APPRENTICESHIP, HALF_YEAR, clip, intensity, is_autumn, time_at_work, year_of
from ..rules.enterprise import contribution_of_trainee
from ..rules.student import (
    attraction_of_host,
    dropout_chance,
    mentor_quality,
    own_choice_chance,
    places_open_to_all,
    queue_score,
    scattered_seat,
    student_keeps_up,
    student_learns_practice,
    student_learns_theory,
    volunteering_chance,
)
from .cohorts import final_cohort, first_row_of_cohort, second_cohort


@compiled
def best_first(scores):
    """Positions of scores from the highest to the lowest; of equals the first comes first."""
    return np.argsort(-scores, kind="mergesort")


@compiled
def field_of_seat(quantile, row, programmes):
    """Field at a quantile (0–1) of a school's cumulated mix."""
    cumulated = 0.0
    last = programmes.shape[1] - 1
    for field in range(last):
        cumulated += programmes[row, field].mix
        if quantile < cumulated:
            return field
    return last


@compiled
def students_enter(seed, tick, regions, markets, schools, programmes, students, now):
    """A new cohort takes its seats: ability is half sorted by the schools' names, fields follow the schools' mixes."""
    cohort = year_of(tick)
    base = first_row_of_cohort(cohort, students)
    for region in range(regions.shape[0]):
        r = regions[region]
        levers = now[region]
        own = np.empty(r.seats)
        rank_score = np.empty(r.seats)
        names = np.empty(r.schools)
        for k in range(r.schools):
            s = schools[r.first_school + k]
            names[k] = s.reputation
            for seat in range(s.intake):
                who = student_identity(s.index, seat)
                position = s.first_seat - r.first_seat + seat
                draw = normal(seed, STUDENT_ABILITY, tick, region, who, 0, cohort)
                own[position] = clip(
                    levers.ability_mean + levers.ability_sd * draw, levers.ability_least, levers.ability_most
                )
                draw = normal(seed, STUDENT_SORTING, tick, region, who, 0, cohort)
                rank_score[position] = own[position] + levers.sorting_noise * draw
        ranked = best_first(rank_score)
        dealt = 0
        for k in best_first(names):
            row = r.first_school + k
            s = schools[row]
            shift = uniform(seed, SCHOOL_SEATS_SHIFT, tick, region, s.index, 0, cohort)
            for seat in range(s.intake):
                who = student_identity(s.index, seat)
                position = s.first_seat - r.first_seat + seat
                student = students[base + s.first_seat + seat]
                given = own[ranked[dealt]]
                dealt += 1
                student.ability = levers.ability_sorting * given + (1.0 - levers.ability_sorting) * own[position]
                quantile = (scattered_seat(seat, s.intake) + shift) / s.intake
                student.field = field_of_seat(quantile, row, programmes)
                market = markets[region, student.field]
                chance = own_choice_chance(market.popular, market.demand, levers)
                draw = uniform(seed, STUDENT_OWN_CHOICE, tick, region, who, 0, cohort)
                student.own_choice = 1 if draw < chance else 0
                student.theory = levers.theory_start
                student.practice = levers.practice_start
                student.lag = s.a
                student.school = row
                student.status = ENROLLED
                student.host = -1
                student.job = -1
                student.track = 0
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


@compiled
def student_goes_to(student, row, track, enterprises):
    """Place a student with a host."""
    student.host = row
    student.track = track
    student.form = enterprises[row].form if track == 3 else 0
    enterprises[row].new_trainees += 1


@compiled
def queue_of_volunteers(seed, tick, track, cohort, region, field, r, schools, students, levers):
    """Rows of the enrolled students of a field without a host who want a place, best placed in the queue first."""
    base = first_row_of_cohort(cohort, students) + r.first_seat
    rows = np.empty(r.seats, np.int64)
    scores = np.empty(r.seats)
    count = 0
    for row in range(base, base + r.seats):
        student = students[row]
        if student.status != ENROLLED or student.field != field or student.host >= 0:
            continue
        s = schools[student.school]
        if s.active == 0:
            continue
        seat = row - first_row_of_cohort(cohort, students) - s.first_seat
        who = student_identity(s.index, seat)
        chance = volunteering_chance(student.own_choice, track, levers)
        if uniform(seed, STUDENT_VOLUNTEERS, tick, region, who, 0, cohort) < chance:
            rows[count] = row
            scores[count] = queue_score(
                student.ability, track, normal(seed, STUDENT_QUEUES, tick, region, who, 0, cohort), levers
            )
            count += 1
    return rows[:count][best_first(scores[:count])]


@compiled
def hosts_of_field(track, market, enterprises, levers):
    """Rows of the enterprises of a field at the depth of a track, most attractive first."""
    rows = np.empty(market.enterprises, np.int64)
    scores = np.empty(market.enterprises)
    count = 0
    for row in range(market.first_enterprise, market.first_enterprise + market.enterprises):
        if enterprises[row].depth == track:
            rows[count] = row
            scores[count] = attraction_of_host(enterprises[row].log_size, enterprises[row].mentor, levers)
            count += 1
    return rows[:count][best_first(scores[:count])]


@compiled
def places_are_taken(seed, tick, track, cohort, regions, markets, schools, enterprises, students, now):
    """Volunteers take places: first of their own school's partners, then those that hosts open to all."""
    for region in range(regions.shape[0]):
        r = regions[region]
        levers = now[region]
        cursor = np.empty(r.schools, np.int64)
        for field in range(markets.shape[1]):
            queue = queue_of_volunteers(seed, tick, track, cohort, region, field, r, schools, students, levers)
            hosts = hosts_of_field(track, markets[region, field], enterprises, levers)
            left = np.empty(hosts.shape[0])
            for k in range(hosts.shape[0]):
                left[k] = enterprises[hosts[k]].offered
            cursor[:] = 0
            for row in queue:
                school = students[row].school
                k = cursor[school - r.first_school]
                while k < hosts.shape[0] and (enterprises[hosts[k]].partner != school or left[k] < 1.0):
                    k += 1
                cursor[school - r.first_school] = k
                if k < hosts.shape[0]:
                    student_goes_to(students[row], hosts[k], track, enterprises)
                    left[k] -= 1.0
            for k in range(hosts.shape[0]):
                left[k] = places_open_to_all(left[k], enterprises[hosts[k]], levers)
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


@compiled
def community_places_are_taken(seed, tick, track, cohort, regions, markets, schools, enterprises, students, now):
    """Members of a sector community open what is left of their places to students of the field in all regions.

    Regions are served in order, students of each in the order of the queue, the most attractive host first.
    """
    field = int(now[0].community_field) - 1
    hosts = np.empty(enterprises.shape[0], np.int64)
    scores = np.empty(enterprises.shape[0])
    left = np.empty(enterprises.shape[0])
    count = 0
    for row in range(enterprises.shape[0]):
        e = enterprises[row]
        if e.depth == track and e.field == field and e.member == 1 and now[e.region].community > 0.0:
            hosts[count] = row
            scores[count] = attraction_of_host(e.log_size, e.mentor, now[e.region])
            left[count] = places_open_to_all(e.offered - e.new_trainees, e, now[e.region])
            count += 1
    order = best_first(scores[:count])
    k = 0
    for region in range(regions.shape[0]):
        r = regions[region]
        for row in queue_of_volunteers(seed, tick, track, cohort, region, field, r, schools, students, now[region]):
            while k < count and left[order[k]] < 1.0:
                k += 1
            if k == count:
                return
            student_goes_to(students[row], hosts[order[k]], track, enterprises)
            left[order[k]] -= 1.0


@compiled
def places_are_offered(seed, tick, regions, markets, schools, enterprises, students, now):
    """Co-training begins in the autumn of the second year, placement in the spring of the third."""
    for row in range(enterprises.shape[0]):
        e = enterprises[row]
        e.new_trainees = 0
        if is_autumn(tick):
            e.year_filled = 0
    track = 3 if is_autumn(tick) else 2
    cohort = second_cohort(tick) if is_autumn(tick) else final_cohort(tick)
    places_are_taken(seed, tick, track, cohort, regions, markets, schools, enterprises, students, now)
    if now[0].community_field > 0.0:
        community_places_are_taken(seed, tick, track, cohort, regions, markets, schools, enterprises, students, now)
    for row in range(enterprises.shape[0]):
        e = enterprises[row]
        if e.depth == track:
            if e.offered > 0.0:
                e.fill_rate = e.new_trainees / e.offered
            if track == 3:
                e.year_filled = e.new_trainees


@compiled
def accounts_of_training_are_opened(tick, schools, enterprises):
    """Set this tick's, and in autumn this year's, accounts of training to zero."""
    for row in range(schools.shape[0]):
        schools[row].work_time = 0.0
    for row in range(enterprises.shape[0]):
        e = enterprises[row]
        e.work_time = 0.0
        e.contribution = 0.0
        e.gross_cost = 0.0
        if is_autumn(tick):
            e.year_contribution_3 = 0.0
            e.year_gross_3 = 0.0
            e.year_fixed_3 = 0.0
            e.year_cotrainees = 0


@compiled
def host_accounts_for_trainee(student, work, enterprises, schools, now):
    """Book what a trainee at work produced and cost this tick, with the skill reached in it."""
    e = enterprises[student.host]
    levers = now[e.region]
    training_time = HALF_YEAR * work * intensity(student.track, levers)
    produced = contribution_of_trainee(e, student.track, student.practice, work, levers)
    cost = training_time * levers.gross
    if student.form == APPRENTICESHIP:
        cost += training_time * levers.mentor_cost * levers.mentor_ratio
    e.work_time += training_time
    e.contribution += produced
    e.gross_cost += cost
    if student.track == 3:
        e.year_contribution_3 += produced
        e.year_gross_3 += cost
        e.year_cotrainees = 1
    schools[student.school].work_time += HALF_YEAR * work


@compiled
def cohort_learns(seed, tick, cohort, consortia, schools, enterprises, students, now):
    """One cohort's semester: every enrolled student learns, is accounted for by the host, and may drop out."""
    base = first_row_of_cohort(cohort, students)
    semester = 2 * (year_of(tick) - cohort) + (0 if is_autumn(tick) else 1)
    for school_row in range(schools.shape[0]):
        s = schools[school_row]
        levers = now[s.region]
        usable = consortia[s.region].base_usable
        for seat in range(s.intake):
            student = students[base + s.first_seat + seat]
            if student.status != ENROLLED:
                continue
            work = time_at_work(student.track, student.form, semester, levers)
            mentor = 0.0
            host_lag = 0.0
            if work > 0.0:
                mentor = mentor_quality(enterprises[student.host].mentor, student.form, levers)
                host_lag = enterprises[student.host].lag
            practice = student_learns_practice(
                student.ability, student.practice, s, student.track, work, mentor, usable, levers
            )
            student.theory = student_learns_theory(student.ability, student.theory, s, work, levers)
            student.practice = practice
            student.lag = student_keeps_up(student.lag, s, student.track, work, host_lag, levers)
            if work > 0.0:
                host_accounts_for_trainee(student, work, enterprises, schools, now)
            chance = dropout_chance(student.own_choice, work, s.reputation, levers)
            who = student_identity(s.index, seat)
            if uniform(seed, STUDENT_DROPS_OUT, tick, s.region, who, 0, cohort) < chance:
                student.status = DROPPED
                student.left = tick


@compiled
def students_learn(seed, tick, consortia, schools, enterprises, students, now):
    """A semester of all three cohorts, in the order of their rows."""
    accounts_of_training_are_opened(tick, schools, enterprises)
    year = year_of(tick)
    for slot in range(COHORTS_KEPT):
        for cohort in range(year - 2, year + 1):
            if cohort % COHORTS_KEPT == slot:
                cohort_learns(seed, tick, cohort, consortia, schools, enterprises, students, now)
