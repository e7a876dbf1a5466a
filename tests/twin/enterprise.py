"""An enterprise: what it sees, chooses, takes on, books, claims and believes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from consortium.simulation.state.columns import ENTERPRISE

from .rules import COMMON, DRAWS, HALF_YEAR, LABOUR, added
from .rules import ENTERPRISE as RULES
from .rules import SCHOOL as SCHOOL_RULES
from .school import GRADUATED, Actor, School, Student, zeros

if TYPE_CHECKING:
    from types import SimpleNamespace

    from .city import City
    from .world import World


ENTERPRISE_AT_FIRST = zeros(ENTERPRISE) | {"partner": None, "candidate": None, "other_candidate": None, "offer": None}


class Enterprise(Actor):
    """An enterprise, with its partner school, the enterprises it watches, and its trainees as objects."""

    def __init__(self, world: World, city: City, row: int, index: int, field: int) -> None:
        Actor.__init__(self, ENTERPRISE_AT_FIRST, world, city, index)
        self.row = row
        self.index = index
        self.field = field
        self.region = city.number
        self.neighbours: list[Enterprise] = []
        self.trainees: list[Student] = []
        self.newcomers: list[Student] = []

    # --- environment: what others look like at the end of the last tick -----------------------------------------------

    def looks_around(self) -> None:
        """How many of those it watches train, and how many know the policies."""
        self.neighbours_training = len([other for other in self.neighbours if other.depth >= 2]) / len(self.neighbours)
        self.neighbours_aware = len([other for other in self.neighbours if other.aware]) / len(self.neighbours)
        weight, leader = self.city.levers.leader_influence, self.city.leader
        if weight > 0.0 and leader is not None:
            self.neighbours_training += weight * ((1.0 if leader.depth >= 2 else 0.0) - self.neighbours_training)
            self.neighbours_aware += weight * (leader.aware - self.neighbours_aware)

    # --- choice -------------------------------------------------------------------------------------------------------

    def is_approached(self) -> None:
        """Hear of policies, meet schools, perhaps fall out with one's own; see whether the time to choose has come."""
        levers = self.city.levers
        if self.world.autumn:
            self.year_disputes = self.year_reviewed = self.year_renewed = self.year_deep = 0
        self.before = (self.depth, self.partner)
        self.hears_of_policies()
        self.places = float(RULES.enterprise_offers_places(self.size, self.city.cycle, levers))
        self.form = RULES.form_of_cotraining(self.form_draw, levers)
        self.new_trainer = int(self.world.tick - self.last_intake > 2 * levers.new_trainer_years)
        candidates = self.candidates()
        others = [school for school in candidates if school is not self.partner]
        self.candidate = candidates[0] if candidates else None
        self.other_candidate = others[0] if others else None
        self.reviewed = self.renewed = 0
        self.penalty_paid = 0.0
        self.worked_together = self.tenure + 1
        self.suspended = max(0, self.suspended - 1)
        wants = self.uniform(DRAWS.ENTERPRISE_REVIEWS) < RULES.review_chance(self, self.city.consortium, levers)
        abandoned = self.partner is not None and not self.partner.active
        self.agreement_left = max(0, self.agreement_left - 1)
        quarrel = self.uniform(DRAWS.ENTERPRISE_DISPUTE) < HALF_YEAR * RULES.dispute_chance(self, self.member, levers)
        self.disputed = int(self.depth == 3 and quarrel)
        if self.disputed:
            self.quarrels()
        opening = self.world.tick == self.world.opening
        self.due = int(not self.disputed and (wants or abandoned or opening))
        self.offer = self.school_at_hand() if self.due else None
        self.offer_tenure, self.offer_alignment = 0, 0.0
        if self.offer is self.partner and not self.disputed:
            self.offer_tenure, self.offer_alignment = self.worked_together, self.alignment
        self.offer_experience = self.offer.teacher_experience if self.offer is not None else 0.0

    def quarrels(self) -> None:
        """Co-training ends; it may cost the penalty of an agreement, trust and time."""
        levers = self.city.levers
        if self.agreement_left > 0:
            self.penalty_paid = levers.agreement_penalty * self.places
        self.qhat = max(0.0, self.qhat - levers.dispute_distrust)
        self.suspended = int(levers.dispute_suspension)
        self.settles_for(0, 0, None)

    def settles_for(self, depth: int, member: int, partner: School | None) -> None:
        """A choice; with it an agreement begins, or ends."""
        if depth == 0:
            member, partner = 0, None
        if partner is not self.partner:
            self.worked_together = 0
            self.alignment = 0.0
        if depth < 3:
            self.agreement_left = 0
        elif self.agreement_left == 0:
            self.agreement_left = int(2.0 * self.city.levers.agreement_years)
        self.depth, self.member, self.partner = depth, member, partner

    def chooses(self) -> None:
        """Choose anew when the time has come; the leading pair stays together until its enterprise leaves."""
        levers, city = self.city.levers, self.city
        if levers.leader_influence > 0.0 and self is city.leader:
            self.due = 0
            if levers.leader_leaves and self.world.year >= levers.leader_leaves:
                self.settles_for(0, 0, None)
            else:
                city.leading_school.active = 1
                self.settles_for(3, 1, city.leading_school)
        if self.due:
            before = (self.depth, self.partner)
            self.reviews()
            if before[0] > 0:
                self.reviewed = 1
                self.renewed = int(self.depth >= before[0] and self.partner is before[1])
        self.tenure = self.worked_together if self.depth > 0 else 0
        about = (city.markets[self.field], city.consortium, city.government, levers)
        self.on_platform = RULES.enterprise_uses_platform(self, self.years_of_agreement(), *about)
        self.offered = float(RULES.enterprise_shifts_intake(self, city.government, levers))
        self.year_disputes += self.disputed
        self.year_reviewed += self.reviewed
        self.year_renewed += self.renewed
        self.year_deep += int(self.depth == 3)

    def years_of_agreement(self) -> float:
        """The term of the agreement that it has with its school, 0 without one."""
        return self.city.levers.agreement_years if self.agreement_left > 0 else 0.0

    def hears_of_policies(self) -> None:
        """Lose sight of the policies, or hear of them."""
        draw = self.uniform(DRAWS.ENTERPRISE_BECOMES_AWARE)
        if self.aware:
            self.aware = int(draw >= self.city.levers.aware_decay)
        else:
            self.aware = int(draw < RULES.awareness_gain_chance(self, self.city.levers))

    def candidates(self) -> list[School]:
        """The active schools that approach it this tick, or that it finds if none does, the best first."""
        city, levers = self.city, self.city.levers
        seats = [school.intake * school.programmes[self.field].mix for school in city.schools]
        number = len(city.markets[self.field].members)
        expected = SCHOOL_RULES.approaches_expected(added(seats), number, city.consortium, levers)
        approaches = SCHOOL_RULES.approaches_received(self.uniform(DRAWS.ENTERPRISE_APPROACHED), expected)
        scores = self.met(range(approaches), seats)
        if not scores and self.uniform(DRAWS.ENTERPRISE_SEARCHES) < levers.enterprise_search:
            scores = self.met([SCHOOL_RULES.MOST_APPROACHES], seats)
        return sorted(scores, key=lambda school: -scores[school])

    def met(self, occasions: Iterable[int], seats: list[float]) -> dict[School, float]:
        """Active schools met by chance, in proportion to their seats in the field, with their best scores."""
        levers, scores = self.city.levers, {}
        for occasion in occasions:
            target = self.uniform(DRAWS.ENTERPRISE_MEETS_SCHOOL, occasion) * added(seats)
            below = [added(seats[: number + 1]) for number in range(len(seats))]
            place = next((number for number, sum_ in enumerate(below) if sum_ > target), len(seats) - 1)
            school = self.city.schools[place]
            if school.active:
                promised = school.programmes[self.field].promised
                draw = self.uniform(DRAWS.SCHOOL_IMPRESSES, occasion)
                score = RULES.score_of_candidate(school.reputation, draw, promised, seats[place], levers)
                scores[school] = max(score, scores.get(school, score))
        return scores

    def school_at_hand(self) -> School | None:
        """The school to work with: the partner, unless it is lost, or left places empty while another is at hand."""
        if self.suspended > 0:
            return None
        if self.partner is None:
            return self.candidate
        unfilled = self.depth >= 2 and self.fill_rate < self.city.levers.fill_least
        if not self.partner.active or (unfilled and self.other_candidate is not None):
            return self.other_candidate
        return self.partner

    def reviews(self) -> None:
        """Choose depth and membership; without a school there is nothing to choose."""
        levers, depth, members = self.city.levers, 0, {0: 0}
        if self.offer is not None:
            members |= {1: self.would_join(1), 2: self.would_join(2), 3: self.would_join(3)}
            if self.uniform(DRAWS.ENTERPRISE_EXPLORES) < levers.mu:
                depth = int(4 * self.uniform(DRAWS.ENTERPRISE_EXPLORES_DEPTH))
            else:
                depth = RULES.enterprise_chooses_depth(
                    *(self.worth_of(option, members[option]) for option in (1, 2, 3)),
                    self.uniform(DRAWS.ENTERPRISE_CHOOSES_NEST),
                    self.uniform(DRAWS.ENTERPRISE_CHOOSES_IN_NEST),
                    levers,
                )
        self.settles_for(depth, members[depth], self.offer)

    def worth_of(self, depth: int, member: int) -> float:
        """What a depth is worth (k¥ a place)."""
        city = self.city
        return RULES.enterprise_values_depth(
            self, depth, member, city.markets[self.field], city.consortium, city.government, city.foreseen
        )

    def would_join(self, depth: int) -> int:
        """Whether it would be a member at a depth."""
        if self.city.consortium.dissolved:
            return 0
        return int(RULES.enterprise_joins_consortium(self.worth_of(depth, 1), self.worth_of(depth, 0), self))

    # --- training -----------------------------------------------------------------------------------------------------

    def opens_places(self) -> None:
        """A new season of places."""
        self.newcomers = []
        if self.world.autumn:
            self.year_filled = 0

    def closes_places(self) -> None:
        """How many came; remembered where places were offered."""
        self.new_trainees = len(self.newcomers)
        if self.depth == (3 if self.world.autumn else 2):
            if self.offered > 0.0:
                self.fill_rate = self.new_trainees / self.offered
            if self.depth == 3:
                self.year_filled = self.new_trainees

    def accounts_for_trainees(self) -> None:
        """Book what each trainee produced and cost this tick, those included who left at its end."""
        levers = self.city.levers
        self.work_time = self.contribution = self.gross_cost = 0.0
        if self.world.autumn:
            self.year_contribution_3 = self.year_gross_3 = self.year_fixed_3 = 0.0
            self.year_cotrainees = 0
        self.commission_paid = 0.0
        for trainee in sorted(self.trainees, key=lambda student: student.row):
            if trainee.work > 0.0:
                self.accounts_for(trainee)
            if trainee.form == 3:
                self.commission_paid += HALF_YEAR * levers.commission_price
                self.year_gross_3 += HALF_YEAR * levers.commission_price

    def accounts_for(self, trainee: Student) -> None:
        """What one trainee at work produced and cost."""
        levers = self.city.levers
        trained = HALF_YEAR * trainee.work * COMMON.intensity(trainee.track, levers)
        produced = RULES.contribution_of_trainee(
            self, trainee.track, trainee.form, trainee.semester, trainee.practice, trainee.work, levers
        )
        self.work_time += trained
        self.contribution += produced
        cost = trained * levers.gross
        if trainee.form == 2:
            cost += trained * levers.mentor_cost * levers.mentor_ratio
        if trainee.form == 1:
            cost += trained * levers.order_premium
        self.gross_cost += cost
        if trainee.track == 3:
            self.year_contribution_3 += produced
            self.year_gross_3 += cost
            self.year_cotrainees = 1

    # --- graduation ---------------------------------------------------------------------------------------------------

    def own_graduates(self) -> list[Student]:
        """This spring's graduates among its trainees, in the order of their rows."""
        graduates = [student for student in self.trainees if student.status == GRADUATED]
        return sorted(graduates, key=lambda student: student.row)

    def meets_graduates(self) -> None:
        """Open vacancies, see how good its own completers are, and keep the best of those who want to stay."""
        city, levers = self.city, self.city.levers
        market = city.markets[self.field]
        relative_demand = market.demand / market.demand_at_start
        draw = self.uniform(DRAWS.ENTERPRISE_VACANCIES)
        self.vacancies = int(
            LABOUR.enterprise_opens_vacancies(self.size, city.hiring_rate(), relative_demand, city.cycle, draw)
        )
        graduates = self.own_graduates()
        self.seen = len(graduates)
        self.seen_adequacy = added(student.adequacy for student in graduates)
        self.completers_2 = len([student for student in graduates if student.track == 2])
        self.completers_3 = len([student for student in graduates if student.track == 3])
        willing = [
            student
            for student in graduates
            if not student.degree
            and student.uniform(DRAWS.STUDENT_STAYS)
            < LABOUR.staying_chance(self, student.track, student.form, market, student.city.cycle, levers)
        ]
        # cities serve their own graduates in turn, each the best first
        willing.sort(key=lambda student: (student.city.number, -student.adequacy))
        kept = willing[: max(1, self.vacancies)]
        self.kept = len(kept)
        self.kept_2 = len([student for student in kept if student.track == 2])
        self.kept_3 = len([student for student in kept if student.track == 3])
        self.kept_gain = added(
            student.city.levers.H * market.tightness + student.city.levers.R * student.adequacy for student in kept
        )
        self.hired = self.from_elsewhere = 0
        self.sharing_paid = self.sharing_received = 0.0
        for student in kept:
            student.retained = 1
            self.employs(student)

    def employs(self, student: Student, paid_by: SimpleNamespace | None = None) -> None:
        """A contract, and the first year's wage by the levers of the student's city or of the market."""
        levers, market = student.city.levers, self.city.markets[self.field]
        student.job = self
        self.from_elsewhere += int(student.city is not self.city)
        in_field = self.field == student.field
        student.skill = LABOUR.skill_in_job(student.adequacy, in_field, student.form, student.host is self, levers)
        student.wage = LABOUR.first_wage(student.skill, self.log_size, market.tightness, paid_by or levers)

    # --- settlement ---------------------------------------------------------------------------------------------------

    def settles(self) -> None:
        """Book the costs of the tick and claim what is worth an application."""
        levers, consortium = self.city.levers, self.city.consortium
        autumn = self.world.autumn
        self.kept_this_tick = 0 if autumn else self.kept
        if autumn:
            self.kept_gain = 0.0
            self.sharing_paid = self.sharing_received = 0.0
        market = self.city.markets[self.field]
        years = self.years_of_agreement()
        self.fixed_cost = HALF_YEAR * RULES.fixed_cost(self, self.depth, self.member, years, market, consortium, levers)
        lends = 1.0 if self.depth >= 2 else 0.0
        self.technicians_paid = HALF_YEAR * levers.technicians * levers.technician_cost * self.places * lends
        if self.depth == 3:
            self.year_fixed_3 += self.fixed_cost
        self.platform_paid = self.help_claimed = 0.0
        if self.on_platform:
            self.platform_paid = HALF_YEAR * levers.platform_use_cost * self.friction
            self.help_claimed = HALF_YEAR * RULES.help_with_platform(self, levers)
        self.fee_paid = HALF_YEAR * levers.fee * self.member
        in_meetings = RULES.time_of_member(levers)
        self.autonomy_lost = HALF_YEAR * (levers.autonomy_cost * self.places + in_meetings) * self.member
        self.accident_loss = float(
            RULES.accident_loss(self.work_time, market.risk, self.uniform(DRAWS.ENTERPRISE_ACCIDENTS), levers)
        )
        self.application_paid = 0.0
        self.subsidy_claimed = self.over_claimed = self.tax_claimed = 0.0
        self.relief_claimed = self.compensation_claimed = self.bonus_claimed = 0.0
        form = self.form if self.depth == 3 else 0
        self.rate = RULES.subsidy_rate(self, form, self.certified, levers)
        hoped_for = RULES.subsidy_expected_of(self.rate, self, self.depth, form, levers)
        self.claims_subsidy = int(self.applies_for(hoped_for))
        self.claims_tax = 0
        self.deep_ticks = self.deep_ticks + 1 if self.depth == 3 else 0
        self.certified = RULES.is_certified(self, levers)
        if self.claims_subsidy:
            self.claims_for_trainees()
        if self.certified:
            self.claims_tax_credit()
        if self.depth >= 2:
            self.claims_support()
        for trainee in self.newcomers:
            if trainee.track == 3:
                trainee.owed = self.owed_on_completion(trainee)
        self.completion_due = 0.0 if autumn else added(student.owed for student in self.own_graduates())
        began = autumn and self.depth == 3 and self.new_trainees > 0
        if began or self.subsidy_claimed > 0.0 or self.over_claimed > 0.0:
            self.last_intake = self.world.tick
        self.alignment = RULES.alignment_changes(self, levers)

    def applies_for(self, amount: float, effort: float = 1.0) -> bool:
        """Whether an amount a place is worth an application (of so many times the usual effort)."""
        levers = self.city.levers
        cost = effort * RULES.application_cost(self, levers)
        return RULES.application_is_worth_it(amount, self.places, cost, self.aware, self.city.government, levers)

    def claims_for_trainees(self) -> None:
        """The subsidy: in autumn co-training (a part at once) and plaques, in spring placement."""
        levers, autumn = self.city.levers, self.world.autumn
        approval = min(1.0, levers.approval)
        years = COMMON.duration(3, self.form, levers)
        honest_years = levers.iota_2 * COMMON.duration(2, self.form, levers)
        over_claiming_pays = RULES.over_claiming_gain(self, levers) > 0.0
        applied = False
        if self.depth == 3 and autumn:
            self.subsidy_claimed = approval * self.new_trainees * self.rate * years * levers.prepaid
            applied = self.new_trainees > 0
        if self.depth == 2 and not autumn:
            self.subsidy_claimed = approval * self.new_trainees * self.rate * honest_years
            if over_claiming_pays:
                more = max(0.0, years - honest_years)
                self.over_claimed = approval * self.new_trainees * levers.leak * self.rate * more
            applied = self.new_trainees > 0
        if self.depth == 1 and autumn and over_claiming_pays:
            self.over_claimed = approval * self.offered * levers.leak * self.rate * years
            applied = True
        if applied:
            self.application_paid += RULES.application_cost(self, levers)

    def claims_tax_credit(self) -> None:
        """The credit on training investment, in autumn: all of it or nothing."""
        levers = self.city.levers
        credit = RULES.tax_credit_per_place(self, self.places, levers)
        self.claims_tax = int(self.applies_for(credit, levers.tax_factor))
        if self.claims_tax and self.world.autumn:
            self.application_paid += levers.tax_factor * RULES.application_cost(self, levers)
            if self.uniform(DRAWS.ENTERPRISE_TAX_APPROVED) < levers.approval:
                self.tax_claimed = credit * self.places

    def claims_support(self) -> None:
        """Relief of fixed cost, compensation of accidents, bonus for those kept: half a yearly application each."""
        levers, depth, member = self.city.levers, self.depth, self.member
        approval = min(1.0, levers.approval)
        half = HALF_YEAR * RULES.application_cost(self, levers)
        if self.applies_for(
            RULES.relief_per_place(
                self, depth, self.certified, member, self.city.markets[self.field], self.city.consortium, levers
            )
        ):
            self.application_paid += half
            self.relief_claimed = approval * RULES.relief_share(self, self.certified, levers) * self.fixed_cost
        if self.applies_for(
            RULES.compensation_per_place(self, depth, self.certified, self.city.markets[self.field], levers)
        ):
            self.application_paid += half
            self.compensation_claimed = (
                approval * RULES.compensation_share(self, self.certified, levers) * self.accident_loss
            )
        if self.applies_for(RULES.bonus_per_place(self, depth, self.certified, member, levers)):
            self.application_paid += half
            self.bonus_claimed = approval * RULES.bonus_rate(self, self.certified, levers) * self.kept_this_tick

    def owed_on_completion(self, trainee: Student) -> float:
        """What is due to it for a new co-trainee who completes."""
        levers = self.city.levers
        if not self.claims_subsidy or self.depth != 3:
            return 0.0
        return min(1.0, levers.approval) * (
            RULES.subsidy_rate(self, trainee.form, self.certified, levers)
            * COMMON.duration(3, trainee.form, levers)
            * (1.0 - levers.prepaid)
        )

    def closes_the_tick(self) -> None:
        """Add the tick to the result of the year."""
        cost = self.gross_cost + RULES.money_paid_beside_training(self)
        result = self.contribution - cost + RULES.money_received(self) + self.kept_gain
        self.year_net = (0.0 if self.world.autumn else self.year_net) + result

    # --- beliefs ------------------------------------------------------------------------------------------------------

    def residual(self, track: int) -> float:
        """Trainees of a track kept this spring, less what is known to keep them."""
        kept, completers = (self.kept_3, self.completers_3) if track == 3 else (self.kept_2, self.completers_2)
        return LABOUR.retention_residual(kept, completers, track, self, self.city.levers)

    def learns(self) -> None:
        """What it now expects of trainees: how good they are, and how many stay."""
        levers, market = self.city.levers, self.city.markets[self.field]
        name = self.candidate.reputation if self.candidate is not None else -1.0
        self.qhat = RULES.enterprise_learns_of_trainees(self.qhat, self.seen, self.seen_adequacy, name, levers)
        if self.city.completers[2]:
            self.rhat_2 = RULES.enterprise_learns_of_retention(
                self.rhat_2, self.completers_2, self.residual(2), market.retention_residual_2, levers
            )
        if self.city.completers[3]:
            self.rhat_3 = RULES.enterprise_learns_of_retention(
                self.rhat_3, self.completers_3, self.residual(3), market.retention_residual_3, levers
            )
