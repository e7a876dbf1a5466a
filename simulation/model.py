"""The model: a citywide consortium over time, as a plain Mesa model. `step` is the calendar and nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import mesa
import numpy as np
import pandas as pd
from mesa.agent import AgentSet

from .agents import Enterprise, Government, School, StudentList, own_choices
from .checking import seed_number, show
from .compilation import TypedCalls
from .extensions import Extensions, own_values
from .outputs.recording import By, Recorder, SeriesCollector, breakdown
from .parallel import available_cores, parts_of_world
from .parameters import LISTS, NOW_DTYPE, PARAMETERS, as_record
from .phases.accounts import open_accounts
from .phases.beliefs import beliefs_change
from .phases.enterprises import enterprises_choose, schools_reach_out
from .phases.environment import environment_changes, surroundings_are_seen
from .phases.founding import found_population
from .phases.government import governments_open_budgets
from .phases.graduation import cohort_graduates, graduates_look_beyond
from .phases.labour_market import labour_markets_clear
from .phases.places import places_are_offered
from .phases.schools import schools_come_up_for_review, schools_develop
from .phases.settlement import accounts_settle
from .phases.students import students_enter, students_learn
from .policies import levers_in_force
from .policies.governance import governed
from .scenario import Scenario, load_scenario
from .state.columns import copy_records
from .state.population import Population
from .ticks import tick_is_over

__all__ = ["ConsortiumModel", "Snapshot"]

Reporters = Mapping[str, Callable[..., Any] | str]
TypeReporters = Mapping[type[mesa.Agent], Reporters]


@dataclass(frozen=True)
class Snapshot:
    """A world between two ticks: all that a model needs to go on besides its scenario and its seed."""

    tick: int
    population: Population
    recorder: Recorder
    levels: np.ndarray
    """Levels of feedback rules, one row per policy of the scenario and one column per region."""

    def copy(self) -> Snapshot:
        """An independent copy."""
        return Snapshot(self.tick, self.population.copy(), self.recorder.copy(), self.levels.copy())


class _Registered(NamedTuple):
    """The agents that Mesa knows."""

    governments: list[Government]
    schools: list[School]
    enterprises: list[Enterprise]


class ConsortiumModel(mesa.Model):
    """Governments, schools, enterprises and students of one or more regions under a scenario.

    A step is a semester. The warm-up runs while the model is made; `tick` is then 0, the first year has ticks 1
    (autumn) and 2 (spring). Governments, schools and enterprises are registered agents (`model.agents`,
    `model.agents_by_type`); `model.students[i]` makes a view of a student on demand.

    `running` turns False at the end of the scenario's `years`, where `run_model()` and `mesa.batch_run` end. `step()`
    by hand goes on beyond, under the same policies.

    Parameters
    ----------
    scenario
        What to simulate; a name of a bundled scenario or a path is loaded. Default: the baseline.
    rng, seed
        Seed, a whole number from 0; the same seed gives the same world to the bit. None draws one (`model.seed`).
        The two words mean the same.
    model_reporters, agent_reporters, agenttype_reporters
        Further reporters for `model.datacollector`, as in Mesa. It has all metrics already.
    enterprise_class, school_class
        Own subclasses of `Enterprise` and `School`. Where `choose_depth` or `takes_part` is overridden it decides for
        those under review in place of the model's rule; where nothing is, not one bit changes. Default: those of the
        scenario's `extensions`.
    snapshot
        A world of this scenario and seed that goes on; it is taken over as it is, nothing is founded or warmed up.
        `saving` makes models so, and checks that the scenario has such a past.
    """

    def __init__(
        self,
        scenario: Scenario | str | os.PathLike[str] = "baseline",
        rng: int | None = None,
        *,
        seed: int | None = None,
        model_reporters: Reporters | None = None,
        agent_reporters: Reporters | None = None,
        agenttype_reporters: TypeReporters | None = None,
        enterprise_class: type[Enterprise] | None = None,
        school_class: type[School] | None = None,
        snapshot: Snapshot | None = None,
    ) -> None:
        chosen = _chosen_seed(rng, seed)
        super().__init__(rng=chosen)
        self.seed = int(self.rng.integers(2**31)) if chosen is None else chosen
        self.specification = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        extensions = self.specification.extensions or Extensions()
        self._enterprise_class = enterprise_class or extensions.enterprise_class
        self._school_class = school_class or extensions.school_class
        parameters = self.specification.parameters
        self._profiles = [self.specification.region_parameters(i) for i in range(int(parameters["regions"]))]
        self._standing = _standing_levers(self.specification, self._profiles)
        self._values = [
            {name: float(self._standing[name][region]) for name in PARAMETERS if name not in LISTS}
            for region in range(len(self._profiles))
        ]
        self.now = self._standing.copy()
        self._in_force = self._standing.copy()
        self._in_force_since: tuple[int, bytes] | None = None
        self.foreseen = self._standing.copy()
        self._known_changes: list[dict[str, float]] = []
        if snapshot is None:
            self._levels = np.ones((len(self.specification.policies), len(self.now)))
            for row, policy in enumerate(self.specification.policies):
                self._levels[row] = policy.opening_level
            self.population = found_population(self._profiles, self.seed, self.now)
            self.recorder = Recorder(self.population)
        else:
            self._levels, self.population, self.recorder = snapshot.levels, snapshot.population, snapshot.recorder
        self._parts = parts_of_world(self.population)
        self._calls = TypedCalls()
        self._world = self.population.world(self.seed, 0, self.now, self.foreseen)
        self._metrics: dict[str, float] | None = None
        self._registered: _Registered | None = None
        self._arrivals = _nobody(len(self.now))
        if (type(self), *self.agent_classes) != (ConsortiumModel, Enterprise, School):  # which may count on agents
            self._agents_are_registered()
        self.students = StudentList(self)
        self.tick = self._before_warm_up = -int(parameters["warm_up"])
        if snapshot is None:
            while self.tick < 0:
                ConsortiumModel.step(self)  # not self.step, which Mesa counts
        else:
            self.tick = snapshot.tick
            self._mesa_counts(snapshot.tick)
            self._levers_are_set()
        self.running = self.tick < self.last_tick
        self.datacollector = SeriesCollector(self.recorder, model_reporters, agent_reporters, agenttype_reporters)
        self.datacollector.collect(self)

    def step(self) -> None:
        """One semester, in order; section 3 of docs/odd.md numbers the phases."""
        self.calendar_advances()
        self.environment_changes()
        self.government_sets_instruments()
        self.schools_develop()
        self.schools_reach_out()
        self.enterprises_choose()
        self.accounts_are_opened()
        self.students_enter_and_learn()
        self.cohort_graduates()
        self.graduates_look_beyond()
        self.labour_markets_clear()
        self.accounts_are_settled()
        self.metrics_are_recorded()
        tick_is_over()

    # --- the phases, in the order of `step` ---------------------------------------------------------------------------

    def calendar_advances(self) -> None:
        """The next tick begins: odd ones are autumns, even ones springs. With the scenario's last, the run ends."""
        self.tick += 1
        self._metrics = None
        if self.tick >= self.last_tick:
            self.running = False
        self._world = self._world._replace(tick=self.tick)

    def environment_changes(self) -> None:
        """Levers in force are set, feedback included; demand, fashion and the business cycle move."""
        self._governments_correct_themselves()
        self._levers_are_set()
        self._in_all_regions(environment_changes)

    def government_sets_instruments(self) -> None:
        """Budgets open in autumn; running instruments are cut to what can be paid."""
        self._in_all_regions(governments_open_budgets)

    def schools_develop(self) -> None:
        """All see the others as the last tick left them; schools take part or not, and develop their teaching."""
        self._in_all_regions(surroundings_are_seen)
        self._in_all_regions(schools_come_up_for_review)
        due = self.population.schools["due"]
        own = own_choices(self._school_class, lambda: self.schools, due, School.takes_part, (0, 1))
        self._in_all_regions(schools_develop, own)

    def schools_reach_out(self) -> None:
        """Schools approach enterprises, some partners fall out, and some enterprises come up for review."""
        self._changes_are_foreseen()
        opening = 1 if self.tick == self._before_warm_up + 1 else 0
        self._in_all_regions(schools_reach_out, opening)

    def enterprises_choose(self) -> None:
        """Enterprises under review choose depth, membership and partner."""
        due = self.population.enterprises["due"]
        rule = Enterprise.choose_depth
        own = own_choices(self._enterprise_class, lambda: self.enterprises, due, rule, (0, 1, 2, 3))
        self._in_all_regions(enterprises_choose, own)

    def accounts_are_opened(self) -> None:
        """Accounts of the tick begin at 0, in autumn those of the year, too; until here everybody saw the last ones."""
        self._in_all_regions(open_accounts)

    def students_enter_and_learn(self) -> None:
        """A cohort enters (autumn), places are taken, everybody enrolled learns, some drop out."""
        if self.autumn:
            self._in_all_regions(students_enter)
        self._in_all_regions(places_are_offered)
        self._in_all_regions(students_learn)

    def cohort_graduates(self) -> None:
        """In spring the final cohort graduates: degrees, retention by hosts."""
        if not self.autumn:
            self._in_all_regions(cohort_graduates)

    def graduates_look_beyond(self) -> None:
        """In spring some of those who were not kept seek in another region, by the jobs that all regions still have."""
        self._arrivals = _nobody(len(self.now))
        if not self.autumn and len(self.now) > 1 and (self.now["migration"] > 0.0).any():
            self._arrivals = self._calls(graduates_look_beyond, self._world)

    def labour_markets_clear(self) -> None:
        """In spring all others apply where they seek, and employers choose."""
        if not self.autumn:
            self._in_all_regions(labour_markets_clear, *self._arrivals)

    def accounts_are_settled(self) -> None:
        """Claims, payments, audits and accounts; in spring beliefs and reputations change."""
        self._in_all_regions(accounts_settle)
        if not self.autumn:
            self._in_all_regions(beliefs_change)

    def metrics_are_recorded(self) -> None:
        """Sums of the tick are kept; of the warm-up only those of its last, which is tick 0."""
        if self.tick < 0:
            return
        self.recorder.record(self.tick, self.population, self.now, own_values(self))
        if self.tick > 0:
            self.datacollector.collect(self)

    # --- agents -------------------------------------------------------------------------------------------------------

    @property
    def agent_classes(self) -> tuple[type[Enterprise], type[School]]:
        """The classes of enterprises and schools: the model's own, or those that it was given."""
        return self._enterprise_class, self._school_class

    @property
    def governments(self) -> list[Government]:
        """The governments, one per region."""
        return self._agents_are_registered().governments

    @property
    def schools(self) -> list[School]:
        """All schools, in the order of their rows."""
        return self._agents_are_registered().schools

    @property
    def enterprises(self) -> list[Enterprise]:
        """All enterprises, in the order of their rows."""
        return self._agents_are_registered().enterprises

    @mesa.Model.agents.getter
    def agents(self) -> AgentSet:
        """All registered agents, as of any Mesa model."""
        self._agents_are_registered()
        return super().agents

    @property
    def agents_by_type(self) -> dict[type[mesa.Agent], AgentSet]:
        """The registered agents by class, as of any Mesa model."""
        self._agents_are_registered()
        return super().agents_by_type

    @property
    def agent_types(self) -> list[type]:
        """The classes of the registered agents, as of any Mesa model."""
        self._agents_are_registered()
        return super().agent_types

    def _agents_are_registered(self) -> _Registered:
        """Register governments, schools and enterprises with Mesa, when somebody first asks for them.

        The rules work on tables. Most runs never ask, and making the agents takes a tenth of a run.
        """
        if self._registered is None:
            p = self.population
            self._registered = _Registered(
                governments=[Government(self, row) for row in range(len(p.governments))],
                schools=[self._school_class(self, row) for row in range(len(p.schools))],
                enterprises=[self._enterprise_class(self, row) for row in range(len(p.enterprises))],
            )
        return self._registered

    # --- what users read ----------------------------------------------------------------------------------------------

    @property
    def autumn(self) -> bool:
        """Whether the present tick opens an academic year."""
        return self.tick % 2 == 1

    @property
    def year(self) -> int:
        """Academic year of the present tick; 0 for tick 0 and the warm-up."""
        return max(0, (self.tick + 1) // 2)

    @property
    def last_tick(self) -> int:
        """The spring of the scenario's last year, where the run ends."""
        return 2 * int(self.specification.parameters["years"])

    @property
    def metrics(self) -> dict[str, float]:
        """All outputs of the present tick, for the whole, by name (NaN where empty)."""
        if self._metrics is None:
            self._metrics = self.recorder.latest()
        return self._metrics

    def timeseries(self, money: Literal["total", "per_student", "scaled"] = "total") -> pd.DataFrame:
        """Tidy series of all recorded ticks: tick, year, region, then one column per metric.

        `money` says what money columns mean: k¥ of the model (total), per enrolled place (per_student), or of the
        real city, that is × `scale` (scaled).
        """
        parameters = self.specification.parameters
        places = 3 * int(self.population.regions["seats"].sum())
        factors = {"total": 1.0, "per_student": 1.0 / places, "scaled": float(parameters["scale"])}
        if money not in factors:
            raise ValueError(f"money = {money!r}; allowed: {', '.join(factors)}")
        return self.recorder.frame(factors[money])

    def breakdown(self, by: By) -> pd.DataFrame:
        """Metrics of the present tick by "size_class", "field", "park", "school" or "region"."""
        return breakdown(self.tick, self.population, self.now, by)

    def agents_frame(self, table: Literal["enterprises", "schools", "students", "governments"]) -> pd.DataFrame:
        """All columns of a table at the present tick, one row per agent: the agent-level panel of a tick."""
        frame = pd.DataFrame.from_records(getattr(self.population, table))
        frame.insert(0, "tick", self.tick)
        return frame

    def snapshot(self) -> Snapshot:
        """The present state, which does not change when the model goes on."""
        return Snapshot(self.tick, self.population, self.recorder, self._levels).copy()

    def _in_all_regions(self, phase: Callable[..., None], *arguments: Any) -> None:
        """Carry out a phase in all regions: large worlds several regions at a time, to the same bits.

        Regions do not touch each other within a phase, except where a sector community takes students of all.
        """
        parts = self._parts
        if len(parts) == 1 or (self.now["community_field"] > 0.0).any():
            self._calls(phase, self._world, 0, len(self.now), *arguments)
            return
        with ThreadPoolExecutor(available_cores()) as threads:
            for done in [threads.submit(self._calls, phase, self._world, *part, *arguments) for part in parts]:
                done.result()

    def _mesa_counts(self, ticks: int) -> None:
        """Let Mesa's own steps (and time, where it has one) stand where so many steps would have brought them."""
        made, self._user_step = self._user_step, lambda: None
        for _ in range(ticks):
            self.step()
        self._user_step = made

    def _levers_are_set(self) -> None:
        """The record that rules read: what stands, plus what the policies in force add. None acts in the warm-up.

        It depends on the scenario, the tick and the levels of feedback rules only. `saving.shared_years` says when two
        scenarios have the same record, and must know all that is asked of policies here.
        """
        since = self.year, self._levels.tobytes()
        if since != self._in_force_since:
            self._in_force_since = since
            copy_records(self._standing, self._in_force)
            self._known_changes = []
            if self.year > 0:
                self._policies_act()
        copy_records(self._in_force, self.now)

    def _policies_act(self) -> None:
        """Add what the policies of this year do to what stands."""
        announced = max((policy.announced for policy in self.specification.policies), default=0)
        for region in range(len(self._in_force) if self.specification.policies else 0):
            levers = self._levers(region, self.year, known_in=self.year)
            for lever, value in levers.items():
                self._in_force[lever][region] = value
            if announced:
                self._changes_are_known(region, levers)
                self._known_changes.append(self._expected_change(region, announced))

    def _levers(self, region: int, year: int, known_in: int) -> dict[str, float]:
        """Levers of a year as known in another; what the governance mode sets stands under the policies."""
        return levers_in_force(
            self._values[region], self.specification.policies, year, self._levels[:, region], region, known_in
        )

    def _expected_change(self, region: int, lead: int) -> dict[str, float]:
        """By how much levers will differ, on average over a tie that begins now, from what they are now.

        Known are the next `lead` years; then all stays. A tie lives on from year to year with the chance that it is not
        reviewed in two half-years.
        """
        path = [self._levers(region, self.year + ahead, known_in=self.year) for ahead in range(lead + 1)]
        while len(path) > 1 and path[-1] == path[-2]:  # so that a longer notice of nothing changes no bit
            path.pop()
        stays = float(self._standing["inertia"][region]) ** 2
        changes: dict[str, float] = {}
        for ahead in range(1, len(path)):
            weight = stays**ahead * (1.0 if ahead == len(path) - 1 else 1.0 - stays)
            for lever in sorted(path[0].keys() | path[ahead].keys()):
                standing = float(self._standing[lever][region])
                change = path[ahead].get(lever, standing) - path[0].get(lever, standing)
                changes[lever] = changes.get(lever, 0.0) + weight * change
        return changes

    def _changes_are_foreseen(self) -> None:
        """What enterprises count on while they work with a school: what can be paid now, and changes that are known."""
        copy_records(self.now, self.foreseen)
        for region, changes in enumerate(self._known_changes):
            for lever, change in changes.items():
                if change != 0.0:
                    value = float(self.foreseen[lever][region]) + change
                    self.foreseen[lever][region] = min(max(value, PARAMETERS[lever].low), PARAMETERS[lever].high)

    def _changes_are_known(self, region: int, levers: dict[str, float]) -> None:
        """How much of the subsidy is known to end with this year, or ended with the last and was known then to end."""
        standing = float(self._standing["subsidy"][region])
        present = levers.get("subsidy", standing)
        following = self._levers(region, self.year + 1, known_in=self.year).get("subsidy", standing)
        now = self._in_force[region]
        now["bunch_before"] = (present - following) / max(present, following) if present != following else 0.0
        now["subsidy_peak"] = max(present, following)
        if self.year > 1:
            before = self._levers(region, self.year - 1, known_in=self.year - 1).get("subsidy", standing)
            expected = self._levers(region, self.year, known_in=self.year - 1).get("subsidy", standing)
            if before != expected:
                now["bunch_after"] = (before - expected) / max(before, expected)
                now["subsidy_peak"] = max(now["subsidy_peak"], before, expected)

    def _governments_correct_themselves(self) -> None:
        """Feedback rules: each autumn the strength of a policy follows what the metric of each region was."""
        if not self.autumn or self.year <= 1:
            return
        for row, policy in enumerate(self.specification.policies):
            if policy.feedback is not None and policy.in_force(self.year) and policy.in_force(self.year - 1):
                seen = self.recorder.present(policy.feedback.metric)[1:]
                for region, value in enumerate(seen):
                    level = self._levels[row, region]
                    self._levels[row, region] = policy.feedback.next_level(level, float(value))


def _nobody(regions: int) -> tuple[np.ndarray, np.ndarray]:
    """Arrivals in every region where nobody leaves another: their rows, and where each region begins."""
    return np.empty(0, np.int64), np.zeros(regions + 1, np.int64)


def _chosen_seed(rng: object, seed: object) -> int | None:
    """The seed under either of its names; None where none is given. Raises ValueError."""
    given = [seed_number(value, name) for name, value in (("rng", rng), ("seed", seed)) if value is not None]
    if len(set(given)) > 1:
        raise ValueError(f"rng = {show(given[0])} and seed = {show(given[1])} differ; allowed: one of the two")
    return given[0] if given else None


def _standing_levers(scenario: Scenario, profiles: list[Mapping[str, Any]]) -> np.ndarray:
    """What stands, one record per region: parameters, what the governance mode sets, and the budget.

    A budget given for the whole, whichever way, is shared among the regions that have none of their own, in proportion
    to their enterprises.
    """
    now = np.zeros(len(profiles), NOW_DTYPE)
    own = ["budget" in table for table in scenario.regions] or [False] * len(profiles)
    enterprises = sum(int(p["enterprises"]) for p, has_own in zip(profiles, own, strict=True) if not has_own)
    places = sum(3 * int(parameters["intake"]) * int(parameters["schools"]) for parameters in profiles)
    whole = scenario.parameters
    total = min(
        float(whole["budget"]),
        float(whole["budget_per_student"]) * places,
        float(whole["budget_at_scale"]) / float(whole["scale"]),
    )
    for region, parameters in enumerate(profiles):
        now[region : region + 1] = as_record(parameters)
        for lever, value in governed(parameters).items():
            now[lever][region] = value
        if not own[region]:
            now["budget"][region] = total * int(parameters["enterprises"]) / enterprises
    return now
