"""The student: entry, learning, leaving."""

from __future__ import annotations

import math

from ..compilation import compiled
from ..state.columns import COTRAINING, PLACEMENT
from .common import APPRENTICESHIP, HALF, SEMESTERS, clip, intensity, logistic, research_effort
from .consortium import entity_for

GOLDEN_SECTION = 0.6180339887498949
"""(√5 − 1) / 2: multiples of it are spread most evenly."""


@compiled
def own_choice_chance(popular, seats, now):
    """Chance that a student in a field had chosen it: applicants a seat, both as shares over fields."""
    return clip(now.own_choice_gain * popular / seats, now.own_choice_least, now.own_choice_most)


@compiled
def seats_apart(intake):
    """How far apart seats next to each other are dealt, so that `scattered_seat` scatters evenly without repeats."""
    stride = int(GOLDEN_SECTION * intake)
    while stride > 1 and not coprime(stride, intake):
        stride -= 1
    return max(1, stride)


@compiled
def scattered_seat(seat, apart, intake):
    """A seat's place in the order in which fields are dealt: an even scatter over the seats, without repeats.

    Seats are dealt to applicants by rank; without the scatter the best of each school would all get field 0.
    """
    return seat * apart % intake


@compiled
def coprime(first, second):
    """Whether two whole numbers share no divisor but 1."""
    while second != 0:
        first, second = second, first % second
    return first == 1


@compiled
def volunteering_chance(own_choice, track, now):
    """Chance of wanting workplace training; a short placement puts off fewer than years of co-training."""
    attraction = now.volunteer_placement if track == PLACEMENT else now.volunteer_cotraining
    return logistic(now.volunteer + now.volunteer_own * (own_choice - HALF) + attraction)


@compiled
def queue_score(ability, track, draw, now):
    """Place in the queue for hosts: ability as far as they select, luck otherwise; field engineers are selected."""
    selectivity = now.selectivity
    if track == COTRAINING:
        selectivity += (1.0 - now.selectivity) * now.engineer_quota
    return selectivity * ability / now.queue_scale + (1.0 - selectivity) * draw


@compiled
def attraction_of_host(log_size, mentor, now):
    """How attractive a host is to students: size and mentors."""
    return now.appeal_of_size * log_size + now.appeal_of_mentor * mentor


@compiled
def places_open_to_all(left, e, now):
    """Places that a host opens to students of other active schools; members of a run consortium pool theirs.

    A model enterprise stands for `scale` real ones, of which one has its partner: what that one's school leaves of the
    others' places is open to the students of theirs.
    """
    shared = now.open_share + (1.0 - now.open_share) * entity_for(e, now) * e.member
    shared = 1.0 - (1.0 - shared) / now.scale
    return min(left, math.floor(e.offered * shared))


@compiled
def mentor_quality(mentor, form, now):
    """Quality of mentoring: apprentices have mentors of their own, as far as the ratio goes."""
    return min(1.0, mentor + now.mentor_gain * now.mentor_ratio) if form == APPRENTICESHIP else mentor


@compiled
def practice_taught(s, base_usable, now):
    """How well a school teaches practice, by its practical share, teachers, equipment and training bases."""
    experience = s.teacher_experience + s.technicians * (1.0 - s.teacher_experience)
    equipment = min(1.0, s.equipment + now.base_practice * base_usable)
    by_teachers = now.teaching_unexperienced + (1.0 - now.teaching_unexperienced) * experience
    by_equipment = now.teaching_unequipped + (1.0 - now.teaching_unequipped) * equipment
    return s.practical_share * by_teachers * by_equipment


@compiled
def student_learns_practice(ability, practice, taught, track, work, mentor, now):
    """Practical skill after a tick: at school as far as it teaches practice, at work by mentors."""
    at_school = (1.0 - work) * taught
    at_work = work * intensity(track, now) * mentor
    return min(1.0, practice + now.k_p * ability * (at_school + at_work) * (1.0 - practice))


@compiled
def student_learns_theory(ability, theory, s, work, now):
    """Theoretical skill after a tick: only at school, in the share that is not practice."""
    return min(1.0, theory + now.k_th * ability * (1.0 - work) * (1.0 - s.practical_share) * (1.0 - theory))


@compiled
def student_keeps_up(lag, s, track, work, host_lag, now):
    """Years behind the frontier after a tick: pulled to the school's curriculum and to the host's technology."""
    at_school = (1.0 - work) * (s.curriculum_age - lag)
    if track == COTRAINING:
        host_lag *= 1.0 - now.research_lag * research_effort(now)
    at_work = work * intensity(track, now) * (host_lag - lag)
    return lag + now.lag_rate * (at_school + at_work)


@compiled
def dropout_chance(own_choice, work, reputation, now):
    """Chance of leaving this tick: wrong field, no workplace and a poor school raise it."""
    at_work = 1.0 if work > 0.0 else 0.0
    pressure = now.dropout_pressure - now.dropout_own * own_choice - now.dropout_work * at_work
    of_school = now.dropout_no_reputation - now.dropout_reputation * reputation / now.q_ref
    at_reference = now.dropout_no_reputation - now.dropout_reputation
    return clip(now.dropout / SEMESTERS * pressure * of_school / at_reference, 0.0, 1.0)


@compiled
def adequacy(practice, theory, lag, now):
    """Skill at graduation, 0–1: too little practice or too little theory costs, and so does outdated knowledge."""
    return practice**now.alpha * theory ** (1.0 - now.alpha) * math.exp(-now.omega * lag)


@compiled
def degree_chance(ability, now):
    """Chance of going on to a degree."""
    return clip(now.degree + (ability - now.degree_ability), 0.0, 1.0)


@compiled
def refusal_chance(own_choice, track, now):
    """Chance of refusing jobs of one's field: expectations not met, less so after co-training."""
    deep = 1.0 if track == COTRAINING else 0.0
    return clip(
        now.refuse * (1.0 + now.refuse_own * (now.refuse_reference - own_choice) - now.refuse_deep * deep), 0.0, 1.0
    )
