"""The world: the calendar, and the engine's tables filled from the objects."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.policies.governance import governed
from consortium.simulation.scenario import Scenario
from consortium.simulation.state import columns
from consortium.simulation.state.population import Population

from . import treasury
from .city import City
from .enterprise import Enterprise
from .founding import city_is_founded
from .labour import LabourMarket
from .levers import acts, announced, corrected, known_changes, levers_of, opening_level
from .outputs import Sums, outputs, present_sums, yearly_sums
from .rules import DRAWS, STUDENT
from .school import School, Student, Thing


class World:
    """All cities of a scenario under a seed, before the warm-up; `run_in` brings it to tick 0.

    `uniform` and `normal` supply the draws: in pure Python, or (faster, the same bits) compiled.
    """

    school_class: type[School] = School
    enterprise_class: type[Enterprise] = Enterprise
    student_class: type[Student] = Student

    def __init__(
        self,
        specification: Scenario,
        seed: int,
        uniform: Callable[..., float] = DRAWS.uniform,
        normal: Callable[..., float] = DRAWS.normal,
    ) -> None:
        self.specification = specification
        self.seed = seed
        self.uniform = uniform
        self.normal = normal
        self.tick = 0  # when the world is founded
        self.leavers: list[Student] = []
        self.yearly_of: dict[City, Sums] = {}
        self.outputs: list[dict[str, float]] = []
        parameters = specification.parameters
        fields = len(parameters["field_shares"])
        self.cities = [City(self, number, fields) for number in range(parameters["regions"])]
        self.schools: list[School] = []
        self.enterprises: list[Enterprise] = []
        for city in self.cities:
            city.levers = self.levers_in(city)
            city.levels = [opening_level(policy) for policy in specification.policies]
            seats = sum(school.intake for school in self.schools)
            city_is_founded(city, len(self.schools), len(self.enterprises), seats)
            self.schools += city.schools
            self.enterprises += city.enterprises
        self.seats = sum(school.intake for school in self.schools)
        self.tick = -int(parameters["warm_up"])
        self.opening = self.tick + 1

    # --- the calendar -------------------------------------------------------------------------------------------------

    def run_in(self) -> None:
        """The warm-up, if it has not been run."""
        while self.tick < 0:
            World.step(self)

    def step(self) -> None:
        """One semester, in the order of the model's text."""
        self.tick += 1
        for city in self.cities:
            self.governments_correct_themselves(city)
            city.levers = self.levers_in(city)
            city.moves_on()
            if self.autumn:
                treasury.budget_opens(city)
            treasury.instruments_are_set(city)
            city.is_seen()
            city.foreseen = self.foreseen_in(city)
        self.each_enterprise("looks_around")
        self.each_school("develops")
        self.each_enterprise("is_approached")
        self.each_enterprise("chooses")
        if self.autumn:
            for city in self.cities:
                city.cohort_enters()
        self.each_enterprise("opens_places")
        for city in self.cities:
            city.places_are_taken()
        self.community_places_are_taken()
        self.each_enterprise("closes_places")
        self.each_student("learns")
        self.each_enterprise("accounts_for_trainees")
        self.each_school("counts_students_at_work")
        if not self.autumn:
            self.cohort_graduates()
        self.each_enterprise("settles")
        for city in self.cities:
            treasury.accounts_settle(city)
        self.each_enterprise("closes_the_tick")
        if not self.autumn:
            for city in self.cities:
                city.compares_retention()
            self.each_enterprise("learns")
            self.each_school("gains_reputation")
        self.outputs_are_recorded()
        self.leavers_are_gone()

    def cohort_graduates(self) -> None:
        """The final cohort leaves school: certificates, hosts that keep some, the market for the others."""
        for city in self.cities:
            for student in city.final_cohort():
                if student.status == columns.ENROLLED:
                    student.completes()
        self.each_enterprise("meets_graduates")
        jobs = [employer for employer in self.enterprises for _ in range(employer.vacancies - employer.kept)]
        for city in self.cities:
            for student in city.final_cohort():
                if student.status == columns.GRADUATED:
                    student.looks_beyond(jobs)
        for city in self.cities:
            market = LabourMarket(city)
            market.clears()
            market.judges_fields()

    def community_places_are_taken(self) -> None:
        """Members of a sector community take students of their field from all cities, one city after the other."""
        field = int(self.cities[0].levers.community_field) - 1
        if field < 0:
            return
        track, year = (3, self.year - 1) if self.autumn else (2, self.year - 2)
        hosts = [
            e
            for e in self.enterprises
            if e.depth == track and e.field == field and e.member and e.city.levers.community > 0.0
        ]
        hosts.sort(key=lambda host: -STUDENT.attraction_of_host(host.log_size, host.mentor, host.city.levers))
        left = {e: STUDENT.places_open_to_all(e.offered - len(e.newcomers), e, e.city.levers) for e in hosts}
        for city in self.cities:
            for student in city.in_the_queue(city.waiting(city.cohort(year), field, track), track):
                still_open = [host for host in hosts if left[host] >= 1]
                if still_open:
                    student.goes_to(still_open[0], track)
                    left[still_open[0]] -= 1

    def outputs_are_recorded(self) -> None:
        """All outputs of the tick, first for all cities together; what spring settles stands until the next."""
        sums = []
        for city in self.cities:
            if not self.autumn:
                self.yearly_of[city] = yearly_sums(city)
            sums.append(present_sums(city) | self.yearly_of.get(city, {}))
        self.outputs = [outputs(sums), *(outputs([of_city]) for of_city in sums)]

    def leavers_are_gone(self) -> None:
        """Those who left this tick no longer work anywhere."""
        for student in self.leavers:
            student.work = 0.0
            if student.host is not None:
                student.host.trainees.remove(student)
        self.leavers = []

    # --- who acts; another kind of model keeps its agents in another way ----------------------------------------------

    def each_school(self, action: str) -> None:
        """Every school acts; none looks at what another does in the same action."""
        for school in self.schools:
            getattr(school, action)()

    def each_enterprise(self, action: str) -> None:
        """Every enterprise acts; none looks at what another does in the same action."""
        for enterprise in self.enterprises:
            getattr(enterprise, action)()

    def each_student(self, action: str) -> None:
        """Everybody enrolled acts; none looks at what another does in the same action."""
        for city in self.cities:
            for student in city.students():
                if student.status == columns.ENROLLED:
                    getattr(student, action)()

    def student_has_left(self, student: Student) -> None:
        """A student has dropped out or graduated."""
        self.leavers.append(student)

    # --- time and levers ----------------------------------------------------------------------------------------------

    @property
    def autumn(self) -> bool:
        """Whether the tick opens an academic year."""
        return self.tick % 2 == 1

    @property
    def year(self) -> int:
        """The academic year; before the start they are 0, −1 and so on."""
        return (self.tick + 1) // 2

    def levers_in(self, city: City) -> SimpleNamespace:
        """Parameters by name, as rules read them, with what policies in force make of them."""
        standing = self.standing_in(city)
        values = standing | {"bunch_before": 0.0, "bunch_after": 0.0, "subsidy_peak": 0.0}
        if self.tick > 0:
            policies = self.specification.policies
            values |= levers_of(standing, policies, city.levels, city.number, self.year, self.year)
            values |= announced(standing, policies, city.levels, city.number, self.year)
        return SimpleNamespace(**values)

    def foreseen_in(self, city: City) -> SimpleNamespace:
        """The levers of this tick, moved by what changes are known of, on average over a tie that begins now."""
        values = vars(city.levers).copy()
        if self.tick > 0:
            policies = self.specification.policies
            changes = known_changes(self.standing_in(city), policies, city.levels, city.number, self.year)
            for lever, change in changes.items():
                if change != 0.0:
                    values[lever] = min(max(values[lever] + change, PARAMETERS[lever].low), PARAMETERS[lever].high)
        return SimpleNamespace(**values)

    def standing_in(self, city: City) -> dict[str, Any]:
        """Parameters of a city by name, as rules read them, after its governance mode."""
        whole, parameters = self.specification.parameters, self.specification.region_parameters(city.number)
        values = {
            name: parameter.choices.index(parameters[name]) if parameter.kind == "choice" else parameters[name]
            for name, parameter in PARAMETERS.items()
        }
        profiles = [self.specification.region_parameters(number) for number in range(whole["regions"])]
        places = sum(3 * profile["intake"] * profile["schools"] for profile in profiles)
        tables = self.specification.regions or [{}] * len(profiles)
        enterprises = sum(p["enterprises"] for p, own in zip(profiles, tables, strict=True) if "budget" not in own)
        per_student, at_scale = whole["budget_per_student"], whole["budget_at_scale"]
        budget = min(whole["budget"], per_student * places, at_scale / whole["scale"])
        if "budget" not in tables[city.number]:
            values["budget"] = budget * parameters["enterprises"] / enterprises
        return values | governed(parameters)

    def governments_correct_themselves(self, city: City) -> None:
        """In autumn a policy with a feedback rule, in force for a year, follows its metric."""
        if self.tick <= 0 or not self.autumn:
            return
        for number, policy in enumerate(self.specification.policies):
            rule = policy.feedback
            if rule is not None and acts(policy, self.year) and acts(policy, self.year - 1) and self.year > 1:
                seen = self.outputs[1 + city.number][rule.metric]
                city.levels[number] = corrected(policy, city.levels[number], seen)

    # --- for comparison -----------------------------------------------------------------------------------------------

    def population(self) -> Population:
        """The engine's tables, filled from the objects."""
        fields = len(self.cities[0].markets)
        made = Population(
            regions=np.zeros(len(self.cities), columns.REGION_DTYPE),
            markets=np.zeros((len(self.cities), fields), columns.MARKET_DTYPE),
            governments=np.zeros(len(self.cities), columns.GOVERNMENT_DTYPE),
            consortia=np.zeros(len(self.cities), columns.CONSORTIUM_DTYPE),
            spending=np.zeros(len(self.cities), columns.SPENDING_DTYPE),
            schools=np.zeros(len(self.schools), columns.SCHOOL_DTYPE),
            programmes=np.zeros((len(self.schools), fields), columns.PROGRAMME_DTYPE),
            enterprises=np.zeros(len(self.enterprises), columns.ENTERPRISE_DTYPE),
            neighbours=np.zeros((len(self.enterprises), len(self.enterprises[0].neighbours)), np.int64),
            students=np.zeros(4 * self.seats, columns.STUDENT_DTYPE),
        )
        made.students["host"] = made.students["job"] = made.students["sought_in"] = -1
        for city in self.cities:
            row = city.number
            first, last = city.schools[0], city.schools[-1]
            assert city.leader is not None
            assert city.leading_school is not None
            made.regions[row] = (
                first.row, len(city.schools), city.enterprises[0].row, len(city.enterprises),
                first.first_seat, last.first_seat + last.intake - first.first_seat, city.workers, city.cycle,
                city.leader.row, city.leading_school.row, city.in_park,
            )  # fmt: skip
            _fill(made.governments[row], city.government)
            _fill(made.consortia[row], city.consortium)
            _fill(made.spending[row], city.spending)
            for field, market in enumerate(city.markets):
                _fill(made.markets[row, field], market)
            for student in city.students():
                _fill(made.students[student.row], student)
        for school in self.schools:
            _fill(made.schools[school.row], school)
            for field, programme in enumerate(school.programmes):
                _fill(made.programmes[school.row, field], programme)
        for enterprise in self.enterprises:
            _fill(made.enterprises[enterprise.row], enterprise)
            made.neighbours[enterprise.row] = [other.row for other in enterprise.neighbours]
        return made


def _fill(record: np.void, thing: Thing) -> None:
    """Copy attributes into a row; another object is known by its row there, none by −1."""
    for name in record.dtype.names or ():
        value = getattr(thing, name)
        if value is None:
            value = -1
        elif isinstance(value, City):
            value = value.number
        elif isinstance(value, School | Enterprise):
            value = value.row
        record[name] = value
