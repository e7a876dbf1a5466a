"""Phase 6, labour market (spring): graduates apply, employers choose by deferred acceptance, fields are judged."""

from __future__ import annotations

import numpy as np

from ..compilation import allocates, compiled, compiled_phase, part_of_phase
from ..randomness import (
    EMPLOYER_SCORES_STUDENT,
    STUDENT_APPLIES_TO,
    STUDENT_LIKES_JOB,
    STUDENT_QUITS_EARLY,
    STUDENT_SEARCHES_OWN_FIELD,
    first_employer_elsewhere,
    student_identity,
    to_normals,
    uniforms_of_pairs,
)
from ..rules.labour import (
    early_quit_chance,
    employer_misjudges,
    first_wage,
    graduate_values_job,
    host_would_be_repaid,
    market_tightens,
    own_field_search_chance,
    shares_benefit,
    skill_in_job,
)
from ..rules.school import information_noise
from ..state.columns import COTRAINING, GRADUATED, PLACEMENT
from .cohorts import final_cohort, first_row_of_cohort


@part_of_phase
def student_takes_job(student, row, tightness, enterprises, levers, home):
    """Record an employment: skill by the levers of the `home` region, wage by those of the market."""
    e = enterprises[row]
    student.job = row
    in_field = e.field == student.field
    student.skill = skill_in_job(student.adequacy, in_field, student.form, student.host == row, home)
    student.wage = first_wage(student.skill, e.log_size, tightness, levers)


@part_of_phase
def open_vacancies(e):
    """Jobs that an enterprise still offers after keeping its own."""
    return max(0, e.vacancies - e.kept)


@part_of_phase
def uniforms_of_seekers(world, decision, who, others, cohort, homes, begins, each, draws):
    """Fill `draws` with `each` uniform draws of every seeker towards `others`, each as a graduate of its region."""
    for k in range(homes.shape[0]):
        first, end = begins[k] * each, begins[k + 1] * each
        agents, towards, of_region = who[first:end], others[first:end], draws[first:end]
        uniforms_of_pairs(world.seed, decision, world.tick, homes[k], agents, towards, end - first, cohort, of_region)


@part_of_phase
def jobs_of_slot_are_found(students, seekers, markets, r, first_job, employers, own, which, chances, slot, found):
    """One application of every seeker: `own` decides whether it goes to the own field, `which` to whose job."""
    jobs = employers.shape[0]
    for i in range(seekers.shape[0]):
        student = students[seekers[i]]
        market = markets[student.field]
        first = market.first_enterprise - r.first_enterprise
        first_of_field = first_job[first]
        own_jobs = first_job[first + market.enterprises] - first_of_field
        if own[i] < chances[student.refuses] and own_jobs > 0:
            job = min(int(first_of_field + which[i] * own_jobs), first_of_field + own_jobs - 1)
            found[i, slot] = employers[job]
        elif jobs > 0:
            found[i, slot] = employers[min(int(which[i] * jobs), jobs - 1)]
        else:
            found[i, slot] = -1


@part_of_phase
@allocates
def jobs_are_found(world, region, seekers, who, homes, begins, first_job, employers, cohort, noise, levers, found):
    """Draw the employers that each seeker finds, one per slot.

    Each slot goes to the own field or to any field; every open job there is as likely as another. `found` has one row
    per seeker with the index of an enterprise per slot, −1 where there are no open jobs.
    """
    r = world.regions[region]
    count = seekers.shape[0]
    slot_of = np.empty(count, np.int64)
    own = np.empty(count)
    which = np.empty(count)
    chances = np.empty(2)
    chances[0] = own_field_search_chance(0, noise, levers)
    chances[1] = own_field_search_chance(1, noise, levers)
    for slot in range(found.shape[1]):
        slot_of[:] = slot
        uniforms_of_seekers(world, STUDENT_SEARCHES_OWN_FIELD, who, slot_of, cohort, homes, begins, 1, own)
        uniforms_of_seekers(world, STUDENT_APPLIES_TO, who, slot_of, cohort, homes, begins, 1, which)
        markets = world.markets[region]
        students = world.students
        jobs_of_slot_are_found(students, seekers, markets, r, first_job, employers, own, which, chances, slot, found)


@part_of_phase
@allocates
def pairs_are_drawn(world, decision, who, homes, begins, employers, cohort, draws):
    """A standard normal draw for every seeker and employer that found each other, for one decision."""
    count, slots = employers.shape
    agents = np.empty((count, slots), np.int64)
    for slot in range(slots):
        agents[:, slot] = who
    agents, others = agents.reshape(-1), employers.reshape(-1)
    uniforms_of_seekers(world, decision, agents, others, cohort, homes, begins, slots, draws)
    to_normals(draws, count * slots)


@part_of_phase
def graduate_applies(
    student, found, liking, first_enterprise, enterprises, noise, levers, applications, places, utilities
):
    """Fill one graduate's list of applications, best liked first; returns how many.

    Repeats and jobs below the reserve are left out. `levers` are those of the graduate's own region. `applications` are
    indices of enterprises, `places` the slots. `utilities`, as long as those, is room to sort in.
    """
    count = 0
    for slot in range(found.shape[0]):
        if found[slot] < 0:
            break
        repeated = False
        for earlier in range(slot):
            if found[earlier] == found[slot]:
                repeated = True
        if repeated:
            continue
        e = enterprises[first_enterprise + found[slot]]
        in_field = e.field == student.field
        utility = graduate_values_job(e.log_size, in_field, student.refuses, noise, liking[slot], levers)
        if utility < levers.reserve:
            continue
        place = count
        while place > 0 and utilities[place - 1] < utility:
            utilities[place] = utilities[place - 1]
            applications[place] = applications[place - 1]
            places[place] = places[place - 1]
            place -= 1
        utilities[place] = utility
        applications[place] = found[slot]
        places[place] = slot
        count += 1
    return count


@compiled
@allocates
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


@part_of_phase
def members_share_cost(student, row, from_elsewhere, enterprises, levers):
    """A member that hires another member's co-trainee repays part of the net cost of training."""
    e = enterprises[row]
    if student.track != COTRAINING or student.host == row:
        return
    host = enterprises[student.host]
    if shares_benefit(host, e, from_elsewhere, levers):
        amount = levers.benefit_sharing * levers.sharing_base
        e.sharing_paid += amount
        host.sharing_received += amount


@part_of_phase
def career_is_counted(student, sought, enterprises, seekers, employed, in_field):
    """Count, by field, a graduate who `sought` a job (0 or 1), whether there is one, and whether it is of the field.

    Without branches, which the processor would guess wrongly for every second student.
    """
    has_job = sought & int(student.job >= 0)
    seekers[student.field] += sought
    employed[student.field] += has_job
    in_field[student.field] += has_job & int(enterprises[max(student.job, 0)].field == student.field)


@part_of_phase
def careers_are_counted(students, enterprises, region, first, seats, arrivals, seekers, employed, in_field):
    """Count, by field, those who sought a job in a region: its own graduates from row `first` on, and arrivals."""
    for row in range(first, first + seats):
        student = students[row]
        graduated = int(student.status == GRADUATED) & int(student.degree == 0)
        sought = graduated & int(student.sought_in == region)
        career_is_counted(student, sought, enterprises, seekers, employed, in_field)
    for row in arrivals:
        career_is_counted(students[row], 1, enterprises, seekers, employed, in_field)


@part_of_phase
@allocates
def fields_are_judged(world, region, base, arrivals):
    """How well those who sought here found jobs of their field, and how short labour is: both act from next autumn."""
    r = world.regions[region]
    fields = world.markets.shape[1]
    seekers = np.zeros(fields, np.int64)
    employed = np.zeros(fields, np.int64)
    in_field = np.zeros(fields, np.int64)
    students, enterprises, first = world.students, world.enterprises, base + r.first_seat
    careers_are_counted(students, enterprises, region, first, r.seats, arrivals, seekers, employed, in_field)
    for field in range(fields):
        market = world.markets[region, field]
        vacancies = 0
        for row in range(market.first_enterprise, market.first_enterprise + market.enterprises):
            vacancies += world.enterprises[row].vacancies
        if employed[field] > 0:
            market.match = in_field[field] / employed[field]
        market.tightness = market_tightens(vacancies, seekers[field], world.now[region])


@part_of_phase
def seekers_are_listed(students, schools, region, r, base, rows, who):
    """List the graduates of a region who still seek a job in it; returns how many."""
    count = 0
    for school in range(r.first_school, r.first_school + r.schools):
        s = schools[school]
        for seat in range(s.intake):
            row = base + s.first_seat + seat
            student = students[row]
            rows[count] = row  # kept only where the next line counts it
            who[count] = student_identity(s.index, seat)
            seeks = int(student.status == GRADUATED) & int(student.degree == 0) & int(student.job < 0)
            count += seeks & int(student.sought_in == region)
    return count


@part_of_phase
def arrivals_are_listed(students, schools, arrivals, base, count, rows, who, homes, begins):
    """List arrivals after the `count` of the region itself, by home region; returns from how many regions all come."""
    origins = 1
    for row in arrivals:
        s = schools[students[row].school]
        if s.region != homes[origins - 1]:
            homes[origins] = s.region
            begins[origins] = count
            origins += 1
        rows[count] = row
        who[count] = student_identity(s.index, row - base - s.first_seat)
        count += 1
    begins[origins] = count
    return origins


@part_of_phase
@allocates
def seekers_of(world, region, base, arrivals):
    """Who seeks a job in a region: rows and first words of their draws, and home regions, with where each begins.

    The region's own graduates come first, then those of others, region by region.
    """
    r = world.regions[region]
    most = r.seats + arrivals.shape[0]
    rows = np.empty(most, np.int64)
    who = np.empty(most, np.int64)
    homes = np.empty(world.regions.shape[0], np.int64)
    begins = np.empty(world.regions.shape[0] + 1, np.int64)
    homes[0] = region
    begins[0] = 0
    count = seekers_are_listed(world.students, world.schools, region, r, base, rows, who)
    origins = arrivals_are_listed(world.students, world.schools, arrivals, base, count, rows, who, homes, begins)
    count += arrivals.shape[0]
    return rows[:count], who[:count], homes[:origins], begins[: origins + 1]


@part_of_phase
def applications_are_rated(
    students, seekers, found, liking, error, first_enterprise, enterprises, noise, levers, home, lists, places, scores,
    counts
):  # fmt: skip
    """Fill every seeker's list of applications, its length, and how each employer rates the applicant.

    `levers` are those of the market, `home` those of the region where the seekers went to school.
    """
    for i in range(seekers.shape[0]):
        student = students[seekers[i]]
        chosen, utilities = places[i], scores[i]  # the scores come later
        counts[i] = graduate_applies(
            student, found[i], liking[i], first_enterprise, enterprises, noise, home, lists[i], chosen, utilities
        )
        for k in range(counts[i]):
            row = first_enterprise + lists[i, k]
            wrong = employer_misjudges(noise, error[i, chosen[k]], levers)
            in_field = enterprises[row].field == student.field
            skill = skill_in_job(student.adequacy, in_field, student.form, student.host == row, home)
            scores[i, k] = skill + wrong if student.adequacy + wrong >= levers.hire_min else -np.inf


@part_of_phase
@allocates
def employers_known_to(found, region, begins):
    """By whom employers are known in the draws of the seekers who found them: those of other regions count apart."""
    if begins.shape[0] == 2:
        return found
    known = found.copy()
    known[begins[1] :] += first_employer_elsewhere(region)
    return known


@part_of_phase
@allocates
def seekers_apply(world, region, seekers, who, homes, begins, first_job, employers, cohort, noise, levers):
    """Lists of applications of all seekers, best liked first, their lengths, and how each employer rates them."""
    r = world.regions[region]
    count, slots = seekers.shape[0], int(levers.applications)
    found = np.empty((count, slots), np.int64)
    jobs_are_found(world, region, seekers, who, homes, begins, first_job, employers, cohort, noise, levers, found)
    liking = np.empty((count, slots))
    error = np.empty((count, slots))
    known = employers_known_to(found, region, begins)
    pairs_are_drawn(world, STUDENT_LIKES_JOB, who, homes, begins, known, cohort, liking.reshape(-1))
    pairs_are_drawn(world, EMPLOYER_SCORES_STUDENT, who, homes, begins, known, cohort, error.reshape(-1))
    lists = np.empty((count, slots), np.int64)
    places = np.empty((count, slots), np.int64)
    scores = np.empty((count, slots))
    counts = np.empty(count, np.int64)
    for k in range(homes.shape[0]):
        a, b = begins[k], begins[k + 1]
        applications_are_rated(
            world.students, seekers[a:b], found[a:b], liking[a:b], error[a:b], r.first_enterprise, world.enterprises,
            noise, levers, world.now[homes[k]], lists[a:b], places[a:b], scores[a:b], counts[a:b],
        )  # fmt: skip
    return lists, counts, scores


@part_of_phase
def graduate_is_hired(student, row, from_elsewhere, quit_draw, markets, enterprises, levers, home):
    """A job on the market: what the employer sees, whether it was poaching, whether it lasts half a year.

    `from_elsewhere` is 1 for a graduate of another region, whose levers are `home`.
    """
    e = enterprises[row]
    student_takes_job(student, row, markets[e.field].tightness, enterprises, levers, home)
    e.hired += 1
    e.from_elsewhere += from_elsewhere
    if e.field == student.field and student.host != row:
        e.seen += 1
        e.seen_adequacy += student.adequacy
        if student.host >= 0 and e.depth < PLACEMENT:
            student.poached = 1
    members_share_cost(student, row, from_elsewhere, enterprises, levers)
    student.quit = 1 if quit_draw < early_quit_chance(student.skill, levers) else 0


@part_of_phase
def host_may_ask_for_share(student, row, from_elsewhere, enterprises, levers):
    """1 if another member trained the graduate in depth and would be repaid if the employer is a member, else 0."""
    if student.track != COTRAINING or student.host == row:
        return 0
    return int(host_would_be_repaid(enterprises[student.host], enterprises[row], from_elsewhere, levers))


@part_of_phase
def graduates_are_hired(world, region, seekers, homes, begins, lists, places, draws):
    """All who found a job take it; `draws` has a uniform draw for each.

    Returns which share of them a member would have to pay for, 0 where nobody is hired.
    """
    hired = 0
    from_members = 0
    first_enterprise = world.regions[region].first_enterprise
    markets, enterprises, students, levers = world.markets[region], world.enterprises, world.students, world.now[region]
    for k in range(homes.shape[0]):
        from_elsewhere = int(homes[k] != region)
        home = world.now[homes[k]]
        for i in range(begins[k], begins[k + 1]):
            if places[i] >= 0:
                row = first_enterprise + lists[i, places[i]]
                student = students[seekers[i]]
                graduate_is_hired(student, row, from_elsewhere, draws[i], markets, enterprises, levers, home)
                hired += 1
                from_members += host_may_ask_for_share(student, row, from_elsewhere, enterprises, levers)
    return from_members / hired if hired > 0 else 0.0


@part_of_phase
def jobs_are_numbered(enterprises, first_enterprise, capacity, first_job):
    """Number the open jobs of a region, enterprise by enterprise."""
    for index in range(capacity.shape[0]):
        capacity[index] = open_vacancies(enterprises[first_enterprise + index])
        first_job[index + 1] = first_job[index] + capacity[index]


@part_of_phase
def employers_are_listed(first_job, employers):
    """Fill `employers` with the index of the enterprise that offers each job."""
    for index in range(first_job.shape[0] - 1):
        for job in range(first_job[index], first_job[index + 1]):
            employers[job] = index


@part_of_phase
@allocates
def market_clears(world, region, cohort, base, arrivals):
    """Seekers who were not kept apply; deferred acceptance decides who is hired where."""
    r = world.regions[region]
    levers = world.now[region]
    noise = information_noise(world.consortia[region], levers)
    capacity = np.empty(r.enterprises, np.int64)
    first_job = np.zeros(r.enterprises + 1, np.int64)
    jobs_are_numbered(world.enterprises, r.first_enterprise, capacity, first_job)
    employers = np.empty(first_job[-1], np.int64)
    employers_are_listed(first_job, employers)
    seekers, who, homes, begins = seekers_of(world, region, base, arrivals)
    lists, counts, scores = seekers_apply(
        world, region, seekers, who, homes, begins, first_job, employers, cohort, noise, levers
    )
    places = deferred_acceptance(lists, counts, scores, first_job, capacity)
    draws = np.empty(seekers.shape[0])
    nobody = np.zeros(seekers.shape[0], np.int64)
    uniforms_of_seekers(world, STUDENT_QUITS_EARLY, who, nobody, cohort, homes, begins, 1, draws)
    share = graduates_are_hired(world, region, seekers, homes, begins, lists, places, draws)
    world.consortia[region].hired_from_members = share


@compiled_phase
def labour_markets_clear(world, first, last, arrivals, begins):
    """The labour market of each region: its own graduates and `arrivals`, which are listed by region, apply in it.

    A graduate applies in one region only, so that markets do not touch each other.
    """
    cohort = final_cohort(world.tick)
    base = first_row_of_cohort(cohort, world.students)
    for region in range(first, last):
        of_region = arrivals[begins[region] : begins[region + 1]]
        market_clears(world, region, cohort, base, of_region)
        fields_are_judged(world, region, base, of_region)
