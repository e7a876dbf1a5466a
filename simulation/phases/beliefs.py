"""End of settlement (spring): enterprises learn from trainees they saw, schools' reputations follow their graduates."""

from __future__ import annotations

from ..compilation import compiled_phase, part_of_phase
from ..rules.enterprise import enterprise_learns_of_retention, enterprise_learns_of_trainees
from ..rules.labour import retention_residual
from ..state.columns import COTRAINING, GRADUATED, PLACEMENT
from .cohorts import final_cohort, first_row_of_cohort


@part_of_phase
def residual_of(e, track, levers):
    """Sum over an enterprise's completers of a track of kept − known gains."""
    if track == COTRAINING:
        return retention_residual(e.kept_3, e.completers_3, track, e, levers)
    return retention_residual(e.kept_2, e.completers_2, track, e, levers)


@part_of_phase
def field_means_of_retention(track, region, r, markets, enterprises, levers):
    """Each field's mean of kept − known gains, drawn towards the region's; returns the region's completers."""
    total = 0.0
    count = 0
    for row in range(r.first_enterprise, r.first_enterprise + r.enterprises):
        e = enterprises[row]
        total += residual_of(e, track, levers)
        count += e.completers_3 if track == COTRAINING else e.completers_2
    if count == 0:
        return 0
    overall = total / count
    for field in range(markets.shape[1]):
        market = markets[region, field]
        field_total = 0.0
        field_count = 0
        for row in range(market.first_enterprise, market.first_enterprise + market.enterprises):
            e = enterprises[row]
            field_total += residual_of(e, track, levers)
            field_count += e.completers_3 if track == COTRAINING else e.completers_2
        mean = (field_total + levers.field_prior * overall) / (field_count + levers.field_prior)
        if track == COTRAINING:
            market.retention_residual_3 = mean
        else:
            market.retention_residual_2 = mean
    return count


@part_of_phase
def enterprises_learn(world, first, last):
    """Every enterprise revises what it expects of trainees: their adequacy, and how many stay."""
    markets, schools, enterprises = world.markets, world.schools, world.enterprises
    for region in range(first, last):
        r = world.regions[region]
        levers = world.now[region]
        completers_2 = field_means_of_retention(PLACEMENT, region, r, markets, enterprises, levers)
        completers_3 = field_means_of_retention(COTRAINING, region, r, markets, enterprises, levers)
        for row in range(r.first_enterprise, r.first_enterprise + r.enterprises):
            e = enterprises[row]
            market = markets[region, e.field]
            reputation = schools[e.candidate].reputation if e.candidate >= 0 else -1.0
            e.qhat = enterprise_learns_of_trainees(e.qhat, e.seen, e.seen_adequacy, reputation, levers)
            if completers_2 > 0:
                e.rhat_2 = enterprise_learns_of_retention(
                    e.rhat_2, e.completers_2, residual_of(e, PLACEMENT, levers), market.retention_residual_2, levers
                )
            if completers_3 > 0:
                e.rhat_3 = enterprise_learns_of_retention(
                    e.rhat_3, e.completers_3, residual_of(e, COTRAINING, levers), market.retention_residual_3, levers
                )


@part_of_phase
def schools_gain_reputation(world, first, last):
    """A school's reputation moves towards the adequacy of this spring's graduates."""
    students = world.students
    base = first_row_of_cohort(final_cohort(world.tick), students)
    for region in range(first, last):
        r = world.regions[region]
        for row in range(r.first_school, r.first_school + r.schools):
            s = world.schools[row]
            total = 0.0
            count = 0
            for position in range(base + s.first_seat, base + s.first_seat + s.intake):
                if students[position].status == GRADUATED:
                    total += students[position].adequacy
                    count += 1
            if count > 0:
                s.reputation += world.now[region].rep_rate * (total / count - s.reputation)


@compiled_phase
def beliefs_change(world, first, last):
    """Enterprises learn first, from reputations as they stood; then reputations change."""
    enterprises_learn(world, first, last)
    schools_gain_reputation(world, first, last)
