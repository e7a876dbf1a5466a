"""Phase 6, graduation (spring): degrees, retention by hosts, and the labour market by deferred acceptance."""

from __future__ import annotations

import numpy as np

from ..columns import ENROLLED, GRADUATED
from ..compilation import compiled
from ..randomness import (
    EMPLOYER_SCORES_STUDENT,
    ENTERPRISE_VACANCIES,
    STUDENT_APPLIES_TO,
    STUDENT_LIKES_JOB,
    STUDENT_QUITS_EARLY,
    STUDENT_REFUSES_FIELD,
    STUDENT_SEARCHES_OWN_FIELD,
    STUDENT_STAYS,
    STUDENT_TAKES_DEGREE,
    normal,
    student_identity,
    uniform,
)
from ..rules.labour import (
    early_quit_chance,
    employer_misjudges,
    enterprise_opens_vacancies,
    first_wage,
    graduate_values_job,
    hiring_rate,
    market_tightens,
    own_field_search_chance,
    skill_in_job,
    staying_chance,
)
from ..rules.school import information_noise
from ..rules.student import adequacy, degree_chance, refusal_chance
from .cohorts import final_cohort, first_row_of_cohort
from .students import best_first


@compiled
def identity_of(row, base, schools, students):
    """First word of a student's draws, from the row."""
    s = schools[students[row].school]
    return student_identity(s.index, row - base - s.first_seat)


@compiled
def vacancies_open(seed, tick, region, r, markets, schools, enterprises, levers):
    """Every enterprise decides how many graduates it wants this spring."""
    intake = 0
    for row in range(r.first_school, r.first_school + r.schools):
        intake += schools[row].intake
    rate = hiring_rate(1.0, intake, r.workers, levers)
    for row in range(r.first_enterprise, r.first_enterprise + r.enterprises):
        e = enterprises[row]
        market = markets[region, e.field]
        draw = uniform(seed, ENTERPRISE_VACANCIES, tick, region, e.index, 0, 0)
        relative = market.demand / market.demand_at_start
        e.vacancies = int(enterprise_opens_vacancies(e.size, rate, relative, r.cycle, draw))
        e.kept = 0
        e.hired = 0
        e.kept_gain = 0.0
        e.seen = 0
        e.seen_adequacy = 0.0
        e.completers_2 = 0
        e.completers_3 = 0
        e.kept_2 = 0
        e.kept_3 = 0
        e.sharing_paid = 0.0
        e.sharing_received = 0.0


@compiled
def cohort_completes(seed, tick, cohort, region, base, first, last, schools, enterprises, students, levers):
    """Enrolled students of the final semester graduate; some go on to a degree, the others seek a job."""
    for row in range(first, last):
        student = students[row]
        if student.status != ENROLLED:
            continue
        who = identity_of(row, base, schools, students)
        student.status = GRADUATED
        student.left = tick
        student.adequacy = adequacy(student.practice, student.theory, student.lag, levers)
        draw = uniform(seed, STUDENT_TAKES_DEGREE, tick, region, who, 0, cohort)
        student.degree = 1 if draw < degree_chance(student.ability, levers) else 0
        draw = uniform(seed, STUDENT_REFUSES_FIELD, tick, region, who, 0, cohort)
        student.refuses = 1 if draw < refusal_chance(student.own_choice, student.track, levers) else 0
        if student.host >= 0:
            e = enterprises[student.host]
            e.seen += 1
            e.seen_adequacy += student.adequacy
            if student.track == 3:
                e.completers_3 += 1
            else:
                e.completers_2 += 1


@compiled
def student_takes_job(student, row, tightness, enterprises, levers):
    """Record an employment: field, wage."""
    e = enterprises[row]
    student.job = row
    in_field = e.field == student.field
    student.skill = skill_in_job(student.adequacy, in_field, student.form, student.host == row, levers)
    student.wage = first_wage(student.skill, e.log_size, tightness, levers)


@compiled
def hosts_keep(seed, tick, cohort, region, base, first, last, cycle, markets, schools, enterprises, students, now):
    """Hosts keep those who would stay, the most adequate first, as many as they have jobs (at least one)."""
    levers = now[region]
    rows = np.empty(last - first, np.int64)
    scores = np.empty(last - first)
    count = 0
    for row in range(first, last):
        student = students[row]
        if student.status != GRADUATED or student.degree == 1 or student.host < 0:
            continue
        e = enterprises[student.host]
        chance = staying_chance(e, student.track, student.form, markets[e.region, e.field], cycle, now[e.region])
        who = identity_of(row, base, schools, students)
        if uniform(seed, STUDENT_STAYS, tick, region, who, 0, cohort) < chance:
            rows[count] = row
            scores[count] = student.adequacy
            count += 1
    for row in rows[:count][best_first(scores[:count])]:
        student = students[row]
        e = enterprises[student.host]
        if e.kept >= max(1, e.vacancies):
            continue
        e.kept += 1
        tightness = markets[e.region, e.field].tightness
        e.kept_gain += levers.H * tightness + levers.R * student.adequacy
        if student.track == 3:
            e.kept_3 += 1
        else:
            e.kept_2 += 1
        student.retained = 1
        student_takes_job(student, student.host, tightness, enterprises, levers)


@compiled
def open_vacancies(e):
    """Jobs that an enterprise still offers after keeping its own."""
    return max(0, e.vacancies - e.kept)


@compiled
def position_of(cumulated, target, low, high):
    """First position in low…high−1 whose cumulated count exceeds the target."""
    while low < high - 1:
        middle = (low + high) // 2
        if cumulated[middle - 1] > target:
            high = middle
        else:
            low = middle
    return low


@compiled
def graduate_applies(
    seed, tick, cohort, region, who, student, r, market, cumulated, enterprises, noise, levers, applications
):
    """Fill one graduate's list of applications, best liked first; returns how many.

    Each slot goes to the own field or to any field; an enterprise is drawn in proportion to its open jobs;
    repeats and jobs below the reserve are left out.
    """
    utilities = np.empty(applications.shape[0])
    count = 0
    own_low = market.first_enterprise - r.first_enterprise
    own_high = own_low + market.enterprises
    before = cumulated[own_low - 1] if own_low > 0 else 0
    own_jobs = cumulated[own_high - 1] - before if own_high > own_low else 0
    all_jobs = cumulated[r.enterprises - 1]
    chance = own_field_search_chance(student.refuses, noise, levers)
    for slot in range(applications.shape[0]):
        in_own = uniform(seed, STUDENT_SEARCHES_OWN_FIELD, tick, region, who, slot, cohort) < chance
        draw = uniform(seed, STUDENT_APPLIES_TO, tick, region, who, slot, cohort)
        if in_own and own_jobs > 0:
            index = position_of(cumulated, before + draw * own_jobs, own_low, own_high)
        elif all_jobs > 0:
            index = position_of(cumulated, draw * all_jobs, 0, r.enterprises)
        else:
            break
        row = r.first_enterprise + index
        repeated = False
        for earlier in range(count):
            if applications[earlier] == row:
                repeated = True
        if repeated:
            continue
        e = enterprises[row]
        draw = normal(seed, STUDENT_LIKES_JOB, tick, region, who, e.index, cohort)
        utility = graduate_values_job(e.log_size, e.field == student.field, student.refuses, noise, draw, levers)
        if utility < levers.reserve:
            continue
        place = count
        while place > 0 and utilities[place - 1] < utility:
            utilities[place] = utilities[place - 1]
            applications[place] = applications[place - 1]
            place -= 1
        utilities[place] = utility
        applications[place] = row
        count += 1
    return count


@compiled
def deferred_acceptance(lists, counts, scores, first_job, capacity):
    """Graduates propose, employers hold the best they have seen (Gale & Shapley 1962).

    `lists[i, k]` is the employer in the k-th place of graduate i's list, `counts[i]` its length, `scores[i, k]` how
    that employer rates i (−inf: never), `capacity[j]` its jobs and `first_job[j]` where they begin in the result of
    employers' held graduates. Of two graduates with the same score the earlier is preferred. Returns the place in
    the list at which each graduate ended, −1 without a job; no pair would rather have each other.
    """
    graduates = counts.shape[0]
    held = np.full(first_job[-1], -1)
    holds = np.zeros(capacity.shape[0], np.int64)
    place = np.full(graduates, -1)
    for start in range(graduates):
        i = start
        while i >= 0:
            place[i] += 1
            if place[i] >= counts[i]:
                place[i] = -1
                break
            j = lists[i, place[i]]
            score = scores[i, place[i]]
            if score == -np.inf or capacity[j] == 0:
                continue
            first = first_job[j]
            if holds[j] < capacity[j]:
                held[first + holds[j]] = i
                holds[j] += 1
                break
            worst = first
            for job in range(first + 1, first + holds[j]):
                rival = held[job]
                weakest = held[worst]
                rival_score = scores[rival, place[rival]]
                weakest_score = scores[weakest, place[weakest]]
                if rival_score < weakest_score or (rival_score == weakest_score and rival > weakest):
                    worst = job
            weakest = held[worst]
            weakest_score = scores[weakest, place[weakest]]
            if score > weakest_score or (score == weakest_score and i < weakest):
                held[worst] = i
                i = weakest
    return place


@compiled
def members_share_cost(student, row, enterprises, levers):
    """A member that hires another member's co-trainee repays part of the net cost of training."""
    if student.track != 3 or student.host == row:
        return
    host = enterprises[student.host]
    e = enterprises[row]
    if host.member == 1 and e.member == 1:
        amount = levers.benefit_sharing * levers.sharing_base
        e.sharing_paid += amount
        host.sharing_received += amount


@compiled
def fields_are_judged(region, first, last, r, markets, enterprises, students, levers):
    """How well each field's graduates found jobs in it, and how short labour is: both act from next autumn."""
    for field in range(markets.shape[1]):
        market = markets[region, field]
        seekers = 0
        employed = 0
        in_field = 0
        for row in range(first, last):
            student = students[row]
            if student.status == GRADUATED and student.degree == 0 and student.field == field:
                seekers += 1
                if student.job >= 0:
                    employed += 1
                    in_field += 1 if enterprises[student.job].field == field else 0
        vacancies = 0
        for row in range(market.first_enterprise, market.first_enterprise + market.enterprises):
            vacancies += enterprises[row].vacancies
        if employed > 0:
            market.match = in_field / employed
        market.tightness = market_tightens(vacancies, seekers, levers)


@compiled
def market_clears(
    seed, tick, cohort, region, base, first, last, r, markets, consortium, schools, enterprises, students, levers
):
    """Seekers who were not kept apply; deferred acceptance decides who is hired where."""
    noise = information_noise(consortium, levers)
    cumulated = np.empty(r.enterprises, np.int64)
    capacity = np.empty(r.enterprises, np.int64)
    first_job = np.zeros(r.enterprises + 1, np.int64)
    jobs = 0
    for index in range(r.enterprises):
        capacity[index] = open_vacancies(enterprises[r.first_enterprise + index])
        jobs += capacity[index]
        cumulated[index] = jobs
        first_job[index + 1] = jobs
    seekers = np.empty(last - first, np.int64)
    count = 0
    for row in range(first, last):
        student = students[row]
        if student.status == GRADUATED and student.degree == 0 and student.job < 0:
            seekers[count] = row
            count += 1
    slots = int(levers.applications)
    lists = np.empty((count, slots), np.int64)
    scores = np.empty((count, slots))
    counts = np.empty(count, np.int64)
    for i in range(count):
        student = students[seekers[i]]
        who = identity_of(seekers[i], base, schools, students)
        market = markets[region, student.field]
        counts[i] = graduate_applies(
            seed, tick, cohort, region, who, student, r, market, cumulated, enterprises, noise, levers, lists[i]
        )
        for k in range(counts[i]):
            e = enterprises[lists[i, k]]
            draw = normal(seed, EMPLOYER_SCORES_STUDENT, tick, region, who, e.index, cohort)
            error = employer_misjudges(noise, draw, levers)
            with_host = student.host == lists[i, k]
            in_field = e.field == student.field
            scores[i, k] = skill_in_job(student.adequacy, in_field, student.form, with_host, levers) + error
            if student.adequacy + error < levers.hire_min:
                scores[i, k] = -np.inf
            lists[i, k] = e.index
    places = deferred_acceptance(lists, counts, scores, first_job, capacity)
    for i in range(count):
        if places[i] < 0:
            continue
        student = students[seekers[i]]
        row = r.first_enterprise + lists[i, places[i]]
        e = enterprises[row]
        student_takes_job(student, row, markets[region, e.field].tightness, enterprises, levers)
        e.hired += 1
        if e.field == student.field and student.host != row:
            e.seen += 1
            e.seen_adequacy += student.adequacy
            if student.host >= 0 and e.depth < 2:
                student.poached = 1
        members_share_cost(student, row, enterprises, levers)
        who = identity_of(seekers[i], base, schools, students)
        draw = uniform(seed, STUDENT_QUITS_EARLY, tick, region, who, 0, cohort)
        student.quit = 1 if draw < early_quit_chance(student.skill, levers) else 0


@compiled
def cohort_graduates(seed, tick, regions, markets, consortia, schools, enterprises, students, now):
    """The final cohort leaves school, region by region."""
    cohort = final_cohort(tick)
    base = first_row_of_cohort(cohort, students)
    for region in range(regions.shape[0]):
        vacancies_open(seed, tick, region, regions[region], markets, schools, enterprises, now[region])
    for region in range(regions.shape[0]):
        r = regions[region]
        first = base + r.first_seat
        last = first + r.seats
        cohort_completes(seed, tick, cohort, region, base, first, last, schools, enterprises, students, now[region])
        hosts_keep(seed, tick, cohort, region, base, first, last, r.cycle, markets, schools, enterprises, students, now)
    for region in range(regions.shape[0]):
        r = regions[region]
        first = base + r.first_seat
        last = first + r.seats
        market_clears(
            seed, tick, cohort, region, base, first, last, r, markets, consortia[region], schools, enterprises,
            students, now[region],
        )  # fmt: skip
        fields_are_judged(region, first, last, r, markets, enterprises, students, now[region])
