"""What a run of a large world takes, before it begins: its size, time on this machine, and memory."""

from __future__ import annotations

import time
from dataclasses import dataclass

from ...simulation.model import ConsortiumModel
from ...simulation.parallel import LARGE, available_cores
from ...simulation.scenario import Scenario, load_scenario
from ...simulation.state.columns import COHORTS_KEPT, ENTERPRISE_DTYPE, SCHOOL_DTYPE, STUDENT_DTYPE
from .memory import LIBRARIES

AGENT = 700
"""Bytes of a Mesa agent beside its row, measured; agents that follow rules of their own are made from the start."""

GROUP = 8
"""Bytes by which the record knows the group of an agent."""

SAMPLE_TICKS = 4
"""Half-years of the standard city by which the speed of the machine is measured."""


@dataclass(frozen=True)
class Expense:
    """What one run takes. Students are those enrolled at a time; seconds and GB are estimates for this machine."""

    regions: int
    schools: int
    enterprises: int
    students: int
    ticks: int
    gigabytes: float

    @property
    def large(self) -> bool:
        """Whether one run is so long that its half-years are worth showing, and uses all processors by itself."""
        return self.students >= LARGE

    def seconds(self) -> float:
        """Seconds of one run, from a few half-years of the standard city. The model must have been compiled."""
        model = ConsortiumModel(load_scenario("baseline"), rng=1)
        sample = expense_of(model.specification)
        began = time.perf_counter()
        for _ in range(SAMPLE_TICKS):
            model.step()
        a_tick = (time.perf_counter() - began) / SAMPLE_TICKS
        return a_tick * self.ticks * self.students / sample.students / min(available_cores(), self.regions)


def expense_of(scenario: Scenario) -> Expense:
    """What one run of a scenario takes."""
    regions = [scenario.region_parameters(i) for i in range(int(scenario.parameters["regions"]))]
    schools = sum(int(region["schools"]) for region in regions)
    enterprises = sum(int(region["enterprises"]) for region in regions)
    seats = sum(int(region["schools"]) * int(region["intake"]) for region in regions)
    links = 2 * int(regions[0]["neighbours_each_side"]) * 8
    agent = AGENT if scenario.extensions is not None and scenario.extensions.rules else 0
    size = COHORTS_KEPT * seats * (STUDENT_DTYPE.itemsize + GROUP)
    size += enterprises * (ENTERPRISE_DTYPE.itemsize + links + GROUP + agent)
    size += schools * (SCHOOL_DTYPE.itemsize + GROUP + agent)
    ticks = int(scenario.parameters["warm_up"]) + 2 * int(scenario.parameters["years"])
    return Expense(len(regions), schools, enterprises, 3 * seats, ticks, LIBRARIES + size / 1e9)
