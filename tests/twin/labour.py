"""The labour market of a city in spring: lists of applications, then deferred acceptance in rounds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .rules import DRAWS
from .rules import LABOUR as RULES
from .rules import SCHOOL as SCHOOL_RULES
from .school import GRADUATED, Student

if TYPE_CHECKING:
    from .city import City
    from .enterprise import Enterprise


def stable_matching(
    wishes: Mapping[Any, Sequence[Any]], scores: Mapping[tuple[Any, Any], float], jobs: Mapping[Any, int]
) -> dict[Any, Any]:
    """The stable matching that graduates like best (Gale & Shapley 1962), in rounds of proposals.

    `wishes` are graduates' lists, best first; of two with the same score the one who stands earlier in `wishes` is
    preferred; a score of −inf is never accepted.
    """
    earlier = {graduate: number for number, graduate in enumerate(wishes)}
    asked = dict.fromkeys(wishes, 0)
    accepted: dict[Any, list[Any]] = {employer: [] for employer in jobs}
    unmatched = list(wishes)
    while unmatched:
        proposals: dict[Any, list[Any]] = {}
        for graduate in unmatched:
            if asked[graduate] < len(wishes[graduate]):
                proposals.setdefault(wishes[graduate][asked[graduate]], []).append(graduate)
                asked[graduate] += 1
        unmatched = []
        for employer, applicants in proposals.items():
            refused = [graduate for graduate in applicants if scores[graduate, employer] == -math.inf]
            candidates = accepted[employer] + [graduate for graduate in applicants if graduate not in refused]
            candidates.sort(key=lambda graduate, at=employer: (-scores[graduate, at], earlier[graduate]))
            accepted[employer] = candidates[: jobs[employer]]
            unmatched += refused + candidates[jobs[employer] :]
    return {graduate: employer for employer, graduates in accepted.items() for graduate in graduates}


class LabourMarket:
    """This spring's market: one ticket for every open job, in the order of enterprises."""

    def __init__(self, city: City) -> None:
        self.city = city
        others = [other for other in city.world.cities if other is not city]
        self.graduates = [
            student
            for home in (city, *others)
            for student in home.final_cohort()
            if student.status == GRADUATED and not student.degree and student.sought_in is city
        ]
        self.noise = SCHOOL_RULES.information_noise(city.consortium, city.levers)
        self.jobs = {enterprise: max(0, enterprise.vacancies - enterprise.kept) for enterprise in city.enterprises}
        self.tickets = [enterprise for enterprise, jobs in self.jobs.items() for _ in range(jobs)]
        self.tickets_of_field = [
            [enterprise for enterprise in self.tickets if enterprise.field == field]
            for field in range(len(city.markets))
        ]

    def clears(self) -> None:
        """Seekers who were not kept apply, the city's own and those of others; the matching decides."""
        seekers = [student for student in self.graduates if student.job is None]
        wishes = {student: self.applications_of(student) for student in seekers}
        scores = {
            (student, employer): self.score(student, employer) for student in seekers for employer in wishes[student]
        }
        matched = stable_matching(wishes, scores, self.jobs)
        for student in seekers:
            if student in matched:
                self.hired(student, matched[student])
        trained = [
            student
            for student, employer in matched.items()
            if student.track == 3
            and student.host is not employer
            and RULES.host_would_be_repaid(student.host, employer, student.city is not self.city, self.city.levers)
        ]
        self.city.consortium.hired_from_members = len(trained) / len(matched) if matched else 0.0

    def applications_of(self, student: Student) -> list[Enterprise]:
        """Where a graduate applies, best liked first: a few jobs drawn, in the own field or in all."""
        levers = self.city.levers
        of_field = self.tickets_of_field[student.field]
        chance = RULES.own_field_search_chance(student.refuses, self.noise, levers)
        found: dict[Enterprise, float] = {}
        for slot in range(int(levers.applications)):
            searches_own = student.uniform(DRAWS.STUDENT_SEARCHES_OWN_FIELD, slot) < chance
            tickets = of_field if searches_own and of_field else self.tickets
            if not tickets:
                break
            employer = tickets[int(student.uniform(DRAWS.STUDENT_APPLIES_TO, slot) * len(tickets))]
            if employer not in found:
                found[employer] = self.liking(student, employer)
        acceptable = [employer for employer, utility in found.items() if utility >= student.city.levers.reserve]
        return sorted(acceptable, key=lambda employer: -found[employer])

    def liking(self, student: Student, employer: Enterprise) -> float:
        """What a job is worth to a graduate."""
        draw = student.normal(DRAWS.STUDENT_LIKES_JOB, self.known_to(student, employer))
        in_field = employer.field == student.field
        return RULES.graduate_values_job(
            employer.log_size, in_field, student.refuses, self.noise, draw, student.city.levers
        )

    def known_to(self, student: Student, employer: Enterprise) -> int:
        """By which number an employer is known in a graduate's draws: its own, with the city's for strangers."""
        return employer.index + (0 if student.city is self.city else 2**21 * (self.city.number + 1))

    def score(self, student: Student, employer: Enterprise) -> float:
        """What an employer thinks of an applicant; −inf for those it would never take."""
        levers = self.city.levers
        draw = student.normal(DRAWS.EMPLOYER_SCORES_STUDENT, self.known_to(student, employer))
        error = RULES.employer_misjudges(self.noise, draw, levers)
        if student.adequacy + error < levers.hire_min:
            return -math.inf
        in_field, with_host = employer.field == student.field, employer is student.host
        return RULES.skill_in_job(student.adequacy, in_field, student.form, with_host, student.city.levers) + error

    def judges_fields(self) -> None:
        """How many of each field's employed work in it, and how short labour is."""
        for field, market in enumerate(self.city.markets):
            seekers = [student for student in self.graduates if student.field == field]
            employed = [student for student in seekers if student.job is not None]
            if employed:
                market.match = len([s for s in employed if s.job.field == field]) / len(employed)
            vacancies = sum(enterprise.vacancies for enterprise in market.members)
            market.tightness = RULES.market_tightens(vacancies, len(seekers), self.city.levers)

    def hired(self, student: Student, employer: Enterprise) -> None:
        """A job on the market: what the employer sees, whether it was poaching, whether it lasts half a year."""
        levers, in_field = self.city.levers, employer.field == student.field
        employer.employs(student, levers)
        employer.hired += 1
        if in_field and employer is not student.host:
            employer.seen += 1
            employer.seen_adequacy += student.adequacy
            student.poached = int(student.host is not None and employer.depth < 2)
        host, stranger = student.host, student.city is not self.city
        if student.track == 3 and host is not employer and RULES.shares_benefit(host, employer, stranger, levers):
            amount = levers.benefit_sharing * levers.sharing_base
            employer.sharing_paid += amount
            host.sharing_received += amount
        chance = RULES.early_quit_chance(student.skill, levers)
        student.quit = int(student.uniform(DRAWS.STUDENT_QUITS_EARLY) < chance)
