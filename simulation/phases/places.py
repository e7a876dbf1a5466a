"""Phase 5, places: students who want to train at a workplace queue, and take the places that enterprises offer."""

from __future__ import annotations

import numpy as np

from ..compilation import allocates, compiled_phase, part_of_phase
from ..randomness import (
    STUDENT_QUEUES,
    STUDENT_VOLUNTEERS,
    student_identity,
    to_normals,
    uniforms,
)
from ..rules.common import is_autumn
from ..rules.student import (
    attraction_of_host,
    places_open_to_all,
    queue_score,
    volunteering_chance,
)
from ..sorting import best_first, grouped
from ..state.columns import COTRAINING, ENROLLED, PLACEMENT
from .cohorts import final_cohort, first_row_of_cohort, second_cohort


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
