"""A region: its fields, what everybody sees of others, the entry of students, and the places they take."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from consortium.simulation.state.columns import CONSORTIUM, GOVERNMENT, MARKET, SPENDING

from .rules import COMMON, DRAWS, LABOUR, STUDENT, added
from .rules import CONSORTIUM as CONSORTIUM_RULES
from .rules import SCHOOL as SCHOOL_RULES
from .school import ENROLLED, School, Student, Thing, zeros

if TYPE_CHECKING:
    from .enterprise import Enterprise
    from .world import World


class Market(Thing):
    """A field of a city: its enterprises, and demand and fashion."""

    def __init__(self) -> None:
        super().__init__(zeros(MARKET))
        self.members: list[Enterprise] = []


class City:
    """A region with everybody in it; `levers` are the parameters in force this tick, attribute by attribute."""

    def __init__(self, world: World, number: int, fields: int) -> None:
        self.world = world
        self.number = number
        self.cycle = 1.0
        self.workers = 0.0
        self.levers = SimpleNamespace()
        self.foreseen = SimpleNamespace()
        self.levels: list[float] = []
        self.markets = [Market() for _ in range(fields)]
        self.government = Thing(zeros(GOVERNMENT))
        self.consortium = Thing(zeros(CONSORTIUM))
        self.spending = Thing(zeros(SPENDING))
        self.schools: list[School] = []
        self.enterprises: list[Enterprise] = []
        self.completers = {2: 0, 3: 0}
        self.in_park = 0
        self.leader: Any = None  # an enterprise and a school, once the city is founded
        self.leading_school: Any = None

    def normal(self, decision: int, other: int) -> float:
        """A standard normal draw for the city as a whole."""
        return self.world.normal(self.world.seed, decision, self.world.tick, self.number, other, 0, 0)

    # --- who studies here ---------------------------------------------------------------------------------------------

    def cohort(self, year_of_entry: int) -> list[Student]:
        """Those who entered in a year, in the order of schools and seats."""
        return [student for school in self.schools for student in school.cohorts.get(year_of_entry, ())]

    def final_cohort(self) -> list[Student]:
        """Those who entered two years ago and leave in spring."""
        return self.cohort(self.world.year - 2)

    def students(self) -> list[Student]:
        """Everybody in memory in the order of the engine's table: cohort modulo four, school, seat."""
        years = sorted(self.schools[0].cohorts, key=lambda year: year % 4)
        return [student for year in years for student in self.cohort(year)]

    # --- environment --------------------------------------------------------------------------------------------------

    def moves_on(self) -> None:
        """Business, and in autumn demand and fashion of the fields."""
        levers = self.levers
        self.cycle = LABOUR.business_cycle(self.world.year, levers)
        if not self.world.autumn:
            return
        for field, market in enumerate(self.markets):
            draw = self.normal(DRAWS.REGION_DEMAND, field)
            market.deviation = LABOUR.demand_moves(market.deviation, market.match, draw, levers)
            draw = self.normal(DRAWS.REGION_FASHION, field)
            market.fashion = LABOUR.fashion_moves(market.fashion, market.glamour, draw, levers)
        demands = [LABOUR.norm_of_demand(market.deviation, market.demand_at_start) for market in self.markets]
        total = added(demands)
        for market, demand in zip(self.markets, demands, strict=True):
            market.demand = demand / total
        wanted = [market.demand * math.exp(market.fashion) for market in self.markets]
        total = added(wanted)
        for market, want in zip(self.markets, wanted, strict=True):
            memory = levers.popular_memory
            market.popular = memory * market.popular + (1.0 - memory) * (want / total)

    def is_seen(self) -> None:
        """Rivals, users of the platform, and schools' ties, all as the last tick left them."""
        levers, enterprises = self.levers, self.enterprises
        for market in self.markets:
            number = len(market.members)
            below = len([enterprise for enterprise in market.members if enterprise.depth < 2])
            average = len(enterprises) / len(self.markets)
            market.rivals = LABOUR.crowding(below / number, number, average, levers) if number else 0.0
        self.consortium.users = len([e for e in enterprises if e.on_platform]) / len(enterprises)
        self.consortium.platform_eff = CONSORTIUM_RULES.platform_strength(self.consortium.users, levers)
        self.consortium.member_share = len([e for e in enterprises if e.member]) / len(enterprises)
        counts = {0: lambda e: e.depth >= 1, 1: lambda e: e.member == 1, 2: lambda e: e.depth == 3}
        counted = counts[int(levers.quota_counts)]
        self.consortium.counted_share = len([e for e in enterprises if counted(e)]) / len(enterprises)
        weights = {1: levers.link_nominal, 2: levers.link_placement, 3: 1.0}
        partners = [enterprise for enterprise in enterprises if enterprise.partner is not None]
        ties = {
            enterprise: weights[enterprise.depth]
            * (enterprise.places * (1.0 if enterprise.depth == 1 else enterprise.fill_rate))
            for enterprise in partners
        }
        training = [enterprise for enterprise in partners if enterprise.depth >= 2]
        intake = sum(school.intake for school in self.schools if school.active)
        for school in self.schools:
            share = school.intake / intake if school.active else 0.0
            own = added(ties[enterprise] for enterprise in partners if enterprise.partner is school)
            school.ties = SCHOOL_RULES.in_reach(own, added(ties.values()), share, levers)
        for field in range(len(self.markets)):
            of_field = [enterprise for enterprise in training if enterprise.field == field]
            seats = added(school.intake * school.programmes[field].mix for school in self.schools if school.active)
            for school in self.schools:
                share = school.intake * school.programmes[field].mix / seats if school.active and seats > 0.0 else 0.0
                own = added(enterprise.places for enterprise in of_field if enterprise.partner is school)
                school.programmes[field].promised = SCHOOL_RULES.in_reach(
                    own, added(enterprise.places for enterprise in of_field), share, levers
                )

    # --- students enter -----------------------------------------------------------------------------------------------

    def cohort_enters(self) -> None:
        """New students: ability partly sorted by schools' names, fields by schools' mixes."""
        world, levers, cohort = self.world, self.levers, self.world.year
        for school in self.schools:
            school.cohorts.pop(cohort - 4, None)
            school.cohorts[cohort] = [
                world.student_class(world, self, school, seat, cohort) for seat in range(school.intake)
            ]
        own, rank = {}, {}
        for student in self.cohort(cohort):
            draw = student.normal(DRAWS.STUDENT_ABILITY)
            own[student] = COMMON.clip(
                levers.ability_mean + levers.ability_sd * draw, levers.ability_least, levers.ability_most
            )
            rank[student] = own[student] + levers.sorting_noise * student.normal(DRAWS.STUDENT_SORTING)
        handed_out = iter(sorted(rank, key=lambda student: -rank[student]))
        for school in sorted(self.schools, key=lambda named: -named.reputation):
            shift = world.uniform(
                world.seed, DRAWS.SCHOOL_SEATS_SHIFT, world.tick, self.number, school.index, 0, cohort
            )
            for student in school.cohorts[cohort]:
                student.enters(own[next(handed_out)], own[student], shift)

    # --- places -------------------------------------------------------------------------------------------------------

    def places_are_taken(self) -> None:
        """In autumn second-years go into co-training, in spring third-years without a host into placement."""
        track = 3 if self.world.autumn else 2
        cohort = self.cohort(self.world.year - (1 if self.world.autumn else 2))
        for field, market in enumerate(self.markets):
            hosts = [enterprise for enterprise in market.members if enterprise.depth == track]
            self.volunteers_choose(self.waiting(cohort, field, track), hosts, track)

    def waiting(self, cohort: list[Student], field: int, track: int) -> list[Student]:
        """Students of a field without a host who want a place, in the order of their rows."""
        return [
            student
            for student in cohort
            if student.status == ENROLLED
            and student.field == field
            and student.host is None
            and student.school.active
            and student.volunteers(track)
        ]

    def in_the_queue(self, waiting: list[Student], track: int) -> list[Student]:
        """The same, best placed first."""
        position = {
            student: STUDENT.queue_score(student.ability, track, student.normal(DRAWS.STUDENT_QUEUES), self.levers)
            for student in waiting
        }
        return sorted(waiting, key=lambda student: -position[student])

    def volunteers_choose(self, waiting: list[Student], hosts: list[Enterprise], track: int) -> None:
        """One after the other they take the best place with a partner of their school, then what is open to all."""
        levers = self.levers
        queue = self.in_the_queue(waiting, track)
        appeal = {host: STUDENT.attraction_of_host(host.log_size, host.mentor, levers) for host in hosts}
        hosts = sorted(hosts, key=lambda host: -appeal[host])
        left = {host: host.offered for host in hosts}
        for student in queue:
            of_partners = [host for host in hosts if host.partner is student.school and left[host] >= 1]
            if of_partners:
                student.goes_to(of_partners[0], track)
                left[of_partners[0]] -= 1
        left = {host: STUDENT.places_open_to_all(left[host], host, levers) for host in hosts}
        for student in queue:
            still_open = [host for host in hosts if left[host] >= 1]
            if student.host is None and still_open:
                student.goes_to(still_open[0], track)
                left[still_open[0]] -= 1

    # --- what enterprises learn of the city ---------------------------------------------------------------------------

    def hiring_rate(self) -> float:
        """Jobs for graduates per worker and year."""
        seats = sum(school.intake for school in self.schools)
        return LABOUR.hiring_rate(1.0, seats, self.workers, self.levers)

    def compares_retention(self) -> None:
        """Each field's mean of kept − known gains over completers, drawn towards the city's."""
        prior = self.levers.field_prior
        for track in (2, 3):
            number, mean = self.mean_residual(self.enterprises, track, 0.0, 0.0)
            self.completers[track] = number
            if number:
                for market in self.markets:
                    _, of_field = self.mean_residual(market.members, track, prior, mean)
                    setattr(market, f"retention_residual_{track}", of_field)

    def mean_residual(
        self, enterprises: list[Enterprise], track: int, weight: float, prior: float
    ) -> tuple[int, float]:
        """Completers of a track, and their mean residual, a prior counted with its weight."""
        number = sum(getattr(enterprise, f"completers_{track}") for enterprise in enterprises)
        total = added(enterprise.residual(track) for enterprise in enterprises)
        return number, (total + weight * prior) / (number + weight) if number + weight > 0.0 else 0.0
