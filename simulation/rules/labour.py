"""The labour market: who stays with the host, who applies where, whom employers take, what is earned."""

from __future__ import annotations

import math

from ..compilation import compiled
from ..state.columns import COTRAINING
from .common import ORDER_CLASS, clip, voice_in_force
from .enterprise import poaching_pressure
from .training import known_retention_gain, retention_gain


@compiled
def norm_of_demand(deviation, demand_at_start):
    """Labour demand of a field before norming over fields."""
    return demand_at_start * math.exp(deviation)


@compiled
def demand_moves(deviation, match, draw, now):
    """Log deviation of demand after a year: it reverts and is shaken; well-matched skills let a field grow."""
    grown = now.growth_gain * (match - now.growth_reference)
    return (1.0 - now.demand_reversion) * deviation + now.demand_vol * draw + grown


@compiled
def fashion_moves(fashion, glamour, draw, now):
    """Attraction of a field to applicants after a year: persistent around the field's glamour."""
    return glamour + now.fashion_persistence * (fashion - glamour) + now.fashion_sd * draw


@compiled
def business_cycle(year, now):
    """Level of business: 1, less in the years of a shock."""
    if now.shock_start <= year < now.shock_start + now.shock_years:
        return 1.0 - now.shock_size
    return 1.0


@compiled
def crowding(share_below, enterprises, average, now):
    """Pressure of poachers in a field: share of enterprises that do not train × size of the field."""
    return share_below * (enterprises / average) ** now.crowd_exp


@compiled
def hiring_rate(schools, intake, workers, now):
    """Jobs for graduates per worker and year, so that there are `vacancy_ratio` jobs per job seeker in normal times."""
    seekers = schools * intake * (1.0 - now.dropout) * (1.0 - now.degree)
    return now.vacancy_ratio * seekers / workers


@compiled
def enterprise_opens_vacancies(size, rate, relative_demand, cycle, draw):
    """Jobs for graduates this spring, a whole number that is right on average."""
    return math.floor(size * rate * relative_demand * cycle + draw)


@compiled
def staying_chance(e, track, form, market, cycle, now):
    """Chance that host and trainee both want to go on after graduation."""
    gain = retention_gain(e, track, form, e.member, now)
    stay = clip(now.r0 + gain - poaching_pressure(e, e.member, market, now), 0.0, now.retention_most)
    stay *= min(1.0, cycle)
    return stay if track == COTRAINING else now.r2_factor * stay


@compiled
def retention_residual(kept, completers, track, e, now):
    """Sum over an enterprise's completers of kept − the gains it already knows of."""
    return kept - completers * known_retention_gain(e, track, e.member, now)


@compiled
def looks_beyond_region(draw, now):
    """Whether a graduate who was not kept looks for a job in all regions, and not in the own region alone."""
    return draw < now.migration


@compiled
def host_would_be_repaid(host, e, from_elsewhere, now):
    """Whether a host may ask an employer of its trainee for a share of the cost, should that be a member.

    Both must belong to one consortium or one sector community. `from_elsewhere` is 1 for a graduate of another region
    than the employer's, whose levers are `now`.
    """
    if host.member == 0:
        return False
    if from_elsewhere == 0 or host.region == e.region:
        return True
    field = now.community_field - 1
    return now.community > 0.0 and host.field == field and e.field == field


@compiled
def shares_benefit(host, e, from_elsewhere, now):
    """Whether an employer repays part of a host's cost: both are members, and agreed on it (`host_would_be_repaid`)."""
    return e.member == 1 and host_would_be_repaid(host, e, from_elsewhere, now)


@compiled
def own_field_search_chance(refuses, noise, now):
    """Chance that an application goes to an enterprise of the graduate's own field."""
    if refuses == 1:
        return now.search_refuser
    return clip(now.search_own + now.search_informed * (now.search_noise - noise), 0.0, 1.0)


@compiled
def skill_in_job(adequacy, in_field, form, with_host, now):
    """Skill that counts in a job: part stays in the field, and part with hosts that had a say in what is taught."""
    skill = adequacy if in_field else now.transfer * adequacy
    if with_host:
        return skill
    if form == ORDER_CLASS:
        skill *= 1.0 - now.order_specificity
    return skill * (1.0 - now.voice_specificity * voice_in_force(now))


@compiled
def graduate_values_job(log_size, in_field, refuses, noise, draw, now):
    """Utility of a job to a graduate: size, own field (or not), and what is not known about it."""
    liking = 0.0
    if in_field:
        liking = now.refuser_pref if refuses == 1 else now.own_field_pref
    return now.size_pref * log_size + liking + now.utility_noise * (noise + now.noise_floor) * draw


@compiled
def employer_misjudges(noise, draw, now):
    """Error in an employer's view of an applicant's skill."""
    return now.score_noise * (noise + now.noise_floor) * draw


@compiled
def first_wage(skill, log_size, tightness, now):
    """First-year wage (k¥): rises with skill, up to a point, with the employer's size, and where labour is short."""
    by_skill = now.W * (now.wage_base + now.wage_skill * min(skill / now.required, now.wage_skill_most))
    return by_skill * (1.0 + now.wage_size * log_size) * tightness


@compiled
def market_tightens(vacancies, seekers, now):
    """Effect of vacancies per job seeker, relative to normal times, on hiring cost and wages."""
    if vacancies <= 0.0 or seekers <= 0.0:
        return 1.0
    return (vacancies / seekers / now.vacancy_ratio) ** now.tightness_elasticity


@compiled
def early_quit_chance(skill, now):
    """Chance of leaving the first job within half a year."""
    return clip(now.early_quit * (now.quit_skill - skill), 0.0, 1.0)
