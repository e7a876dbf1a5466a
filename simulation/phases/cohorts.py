"""Where cohorts stand in the table of students: four in memory, one after the other, by year of entry modulo four."""

from __future__ import annotations

from ..compilation import part_of_phase
from ..randomness import student_identity, uniforms
from ..rules.common import year_of
from ..state.columns import COHORTS_KEPT


@part_of_phase
def seats_of_cohort(students):
    """Rows that a cohort has."""
    return students.shape[0] // COHORTS_KEPT


@part_of_phase
def first_row_of_cohort(cohort, students):
    """Row of the first seat of a cohort (named by its year of entry); a cohort replaces the fourth before it."""
    return cohort % COHORTS_KEPT * seats_of_cohort(students)


@part_of_phase
def final_cohort(tick):
    """The cohort in its third year, which graduates in spring."""
    return year_of(tick) - 2


@part_of_phase
def second_cohort(tick):
    """The cohort in its second year, which may begin co-training in autumn."""
    return year_of(tick) - 1


@part_of_phase
def seats_of_field(r, field, schools, programmes):
    """Seats a year of a field in the schools of a region."""
    seats = 0.0
    for row in range(r.first_school, r.first_school + r.schools):
        seats += schools[row].intake * programmes[row, field].mix
    return seats


@part_of_phase
def draws_of_cohort(world, region, decision, cohort, draws):
    """Fill `draws` with a uniform draw per seat of a region's cohort, for one decision."""
    r = world.regions[region]
    for row in range(r.first_school, r.first_school + r.schools):
        s = world.schools[row]
        who = student_identity(s.index, 0)
        seat = s.first_seat - r.first_seat
        uniforms(world.seed, decision, world.tick, region, who, s.intake, 0, cohort, draws[seat:])
