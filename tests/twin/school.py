"""Schools, their programmes and their students, one object each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from consortium.simulation.state.columns import PROGRAMME, SCHOOL, STUDENT, Columns

from .rules import COMMON, DRAWS, HALF_YEAR, LABOUR, added
from .rules import SCHOOL as RULES
from .rules import STUDENT as STUDENT_RULES

if TYPE_CHECKING:
    from .city import City
    from .enterprise import Enterprise
    from .world import World

ENROLLED, DROPPED, GRADUATED = 1, 2, 3


def zeros(columns: Columns) -> dict[str, Any]:
    """A 0 for each column, a whole number where the column holds such."""
    return {name: column.kind(0).item() for name, column in columns.items()}


class Thing:
    """Anything that has attributes with the names of columns; most start at 0."""

    def __init__(self, start: dict[str, Any]) -> None:
        vars(self).update(start)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...


class Actor(Thing):
    """An agent that decides: it lives in a city of a world and has draws of its own."""

    def __init__(self, start: dict[str, Any], world: World, city: City, identity: int, cohort: int = 0) -> None:
        Thing.__init__(self, start)
        self.world = world
        self.city = city
        self.identity = identity
        self.cohort = cohort

    def uniform(self, decision: int, other: int = 0) -> float:
        """A draw in (0, 1) for a decision of this tick."""
        world = self.world
        return world.uniform(world.seed, decision, world.tick, self.city.number, self.identity, other, self.cohort)

    def normal(self, decision: int, other: int = 0) -> float:
        """A standard normal draw for a decision of this tick."""
        world = self.world
        return world.normal(world.seed, decision, world.tick, self.city.number, self.identity, other, self.cohort)


SCHOOL_AT_FIRST = zeros(SCHOOL)
PROGRAMME_AT_FIRST = zeros(PROGRAMME)
STUDENT_AT_FIRST = zeros(STUDENT) | {"host": None, "job": None, "sought_in": None, "status": ENROLLED, "work": 0.0}


class School(Actor):
    """A vocational school; `ties` are its partners' places, weighted, at the end of the last tick."""

    reputation: float

    def __init__(self, world: World, city: City, row: int, index: int, intake: int, first_seat: int) -> None:
        Actor.__init__(self, SCHOOL_AT_FIRST, world, city, index)
        self.row = row
        self.index = index
        self.intake = intake
        self.first_seat = first_seat
        self.region = city.number
        self.ties = 0.0
        self.cohorts: dict[int, list[Student]] = {}
        self.programmes = [Thing(PROGRAMME_AT_FIRST) for _ in city.markets]

    def develops(self) -> None:
        """Take part or not, then teach, equip and update; in autumn move the field mix."""
        levers, consortium = self.city.levers, self.city.consortium
        self.link = RULES.link_strength(self.ties, self.intake, levers)
        self.due = int(self.uniform(DRAWS.SCHOOL_REVIEWS) < 1.0 - levers.school_inertia)
        if self.due:
            chance = RULES.school_wants_to_take_part(self.link, levers)
            self.active = int(self.uniform(DRAWS.SCHOOL_ACTIVE) < chance)
        if self.due:
            chance = RULES.school_adapts(self.link, levers)
            self.adapts = int(self.uniform(DRAWS.SCHOOL_ADAPTS) < chance)
        ties = self.link if self.active and self.adapts else 0.0
        self.technicians = RULES.technicians_teach(ties, levers)
        after = {  # each from the state of the last tick
            "practical_share": RULES.school_raises_practical_share(self, ties, levers),
            "teacher_experience": RULES.school_develops_teachers(self, ties, levers),
            "equipment": RULES.school_renews_equipment(self, ties, consortium, levers),
            "curriculum_age": RULES.school_updates_curriculum(self, ties, levers),
        }
        for column, value in after.items():
            setattr(self, column, value)
        if self.world.autumn:
            self.adjusts_its_mix()

    def adjusts_its_mix(self) -> None:
        """A part of the way from the present mix to what the school would like to teach."""
        levers, markets = self.city.levers, self.city.markets
        noise = RULES.information_noise(self.city.consortium, levers)
        draws = [self.normal(DRAWS.SCHOOL_SIGNAL, field) for field in range(len(markets))]
        heard = [RULES.demand_as_heard(m.demand, draw, noise, levers) for m, draw in zip(markets, draws, strict=True)]
        total = added(heard)
        wanted = [
            RULES.wanted_mix(programme.profile, market.popular, signal / total, levers)
            for programme, market, signal in zip(self.programmes, markets, heard, strict=True)
        ]
        total = added(wanted)
        for programme, share in zip(self.programmes, wanted, strict=True):
            programme.mix = (1.0 - levers.adjust) * programme.mix + levers.adjust * (share / total)

    def field_at(self, quantile: float) -> int:
        """The field in which a quantile of the seats lies."""
        below = 0.0
        for field, programme in enumerate(self.programmes[:-1]):
            below += programme.mix
            if quantile < below:
                return field
        return len(self.programmes) - 1

    def counts_students_at_work(self) -> None:
        """Student-years of this tick that its students spend in enterprises, and what these pay for commissions."""
        self.work_time = self.commission_received = 0.0
        for year in sorted(self.cohorts, key=lambda year: year % 4):
            for student in self.cohorts[year]:
                self.work_time += HALF_YEAR * student.work
                here = student.status == ENROLLED or student.left == self.world.tick
                if student.form == 3 and here and student.host is not None:
                    self.commission_received += HALF_YEAR * student.host.city.levers.commission_price

    def gains_reputation(self) -> None:
        """Its name moves towards the mean adequacy of this spring's graduates."""
        final_cohort = self.cohorts.get(self.world.year - 2, [])
        graduates = [student.adequacy for student in final_cohort if student.status == GRADUATED]
        if graduates:
            mean = added(graduates) / len(graduates)
            self.reputation += self.city.levers.rep_rate * (mean - self.reputation)


class Student(Actor):
    """A student. `work` is the share of this tick that was spent at work, 0 for those who are not enrolled."""

    def __init__(self, world: World, city: City, school: School, seat: int, cohort: int) -> None:
        Actor.__init__(self, STUDENT_AT_FIRST, world, city, school.index * 2**16 + seat, cohort)
        self.school = school
        self.row = cohort % 4 * world.seats + school.first_seat + seat
        self.seat = seat

    def enters(self, given_ability: float, own_ability: float, shift: float) -> None:
        """Take the seat: ability, field and whether the field is the student's own choice."""
        levers, intake = self.city.levers, self.school.intake
        sorting = levers.ability_sorting
        self.ability = sorting * given_ability + (1.0 - sorting) * own_ability
        self.field = self.school.field_at(
            (STUDENT_RULES.scattered_seat(self.seat, STUDENT_RULES.seats_apart(intake), intake) + shift) / intake
        )
        market = self.city.markets[self.field]
        seats = added(school.intake * school.programmes[self.field].mix for school in self.city.schools)
        of_all = sum(school.intake for school in self.city.schools)
        chance = STUDENT_RULES.own_choice_chance(market.popular, seats / of_all, levers)
        self.own_choice = int(self.uniform(DRAWS.STUDENT_OWN_CHOICE) < chance)
        self.theory = levers.theory_start
        self.practice = levers.practice_start
        self.lag = self.school.curriculum_age

    def volunteers(self, track: int) -> bool:
        """Whether the student would like a place of a track (2 placement, 3 co-training) this tick."""
        chance = STUDENT_RULES.volunteering_chance(self.own_choice, track, self.city.levers)
        return self.uniform(DRAWS.STUDENT_VOLUNTEERS) < chance

    def goes_to(self, host: Enterprise, track: int) -> None:
        """Take a place; host and trainee stay together to the end."""
        self.host = host
        self.track = track
        self.form = host.form if track == 3 else 0
        host.trainees.append(self)
        host.newcomers.append(self)

    def learns(self) -> None:
        """A semester at school and at work; some leave at its end."""
        levers, school, host = self.city.levers, self.school, self.host
        semester = 2 * (self.world.year - self.cohort) + (0 if self.world.autumn else 1)
        self.semester = semester
        work = self.work = COMMON.time_at_work(self.track, self.form, semester, levers)
        mentor = host_lag = 0.0
        if host and work > 0.0:
            mentor, host_lag = STUDENT_RULES.mentor_quality(host.mentor, self.form, levers), host.lag
        taught = STUDENT_RULES.practice_taught(school, self.city.markets[self.field].base_usable, levers)
        self.practice, self.theory, self.lag = (
            STUDENT_RULES.student_learns_practice(
                self.ability, self.practice, taught, self.track, work, mentor, levers
            ),
            STUDENT_RULES.student_learns_theory(self.ability, self.theory, school, work, levers),
            STUDENT_RULES.student_keeps_up(self.lag, school, self.track, work, host_lag, levers),
        )
        chance = STUDENT_RULES.dropout_chance(self.own_choice, work, school.reputation, levers)
        if self.uniform(DRAWS.STUDENT_DROPS_OUT) < chance:
            self.leaves(DROPPED)

    def completes(self) -> None:
        """Graduate: how good, on to a degree or not, willing to work in the field or not."""
        levers = self.city.levers
        self.leaves(GRADUATED)
        self.sought_in = self.city
        self.adequacy = STUDENT_RULES.adequacy(self.practice, self.theory, self.lag, levers)
        chance = STUDENT_RULES.degree_chance(self.ability, levers)
        self.degree = int(self.uniform(DRAWS.STUDENT_TAKES_DEGREE) < chance)
        chance = STUDENT_RULES.refusal_chance(self.own_choice, self.track, levers)
        self.refuses = int(self.uniform(DRAWS.STUDENT_REFUSES_FIELD) < chance)

    def looks_beyond(self, jobs: list[Enterprise]) -> None:
        """Without a host that keeps one, look perhaps at the jobs of all cities, and seek where one of them is.

        `jobs` are in the order of their rows; those of the own city come first.
        """
        jobs = sorted(jobs, key=lambda employer: employer.city is not self.city)
        looks = LABOUR.looks_beyond_region(self.uniform(DRAWS.STUDENT_LOOKS_BEYOND), self.city.levers)
        if looks and jobs and not self.degree and self.job is None:
            self.sought_in = jobs[int(self.uniform(DRAWS.STUDENT_CHOOSES_REGION) * len(jobs))].city

    def leaves(self, status: int) -> None:
        """Leave school, with a certificate or without."""
        self.status = status
        self.left = self.world.tick
        self.world.student_has_left(self)
