"""The twin as an idiomatic Mesa model: every enterprise, school and student a registered agent, acting in turn."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import mesa

from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.scenario import Scenario

from .enterprise import Enterprise
from .rules import DRAWS
from .school import School, Student
from .world import World


class MesaSchool(School, mesa.Agent):
    """A school that the model has registered."""

    def __init__(self, world: MesaWorld, *about: Any) -> None:
        mesa.Agent.__init__(self, world)
        School.__init__(self, world, *about)


class MesaEnterprise(Enterprise, mesa.Agent):
    """An enterprise that the model has registered."""

    def __init__(self, world: MesaWorld, *about: Any) -> None:
        mesa.Agent.__init__(self, world)
        Enterprise.__init__(self, world, *about)


class MesaStudent(Student, mesa.Agent):
    """A student, registered from entry to the day of leaving school."""

    def __init__(self, world: MesaWorld, *about: Any) -> None:
        mesa.Agent.__init__(self, world)
        Student.__init__(self, world, *about)


class MesaWorld(World, mesa.Model):
    """The twin as a Mesa model; made with its warm-up, so that its first step is tick 1.

    `shuffled` lets agents act in a random order: nobody may depend on who acts first.
    """

    school_class = MesaSchool
    enterprise_class = MesaEnterprise
    student_class = MesaStudent

    def __init__(
        self,
        specification: Scenario,
        rng: int,
        uniform: Callable[..., float] = DRAWS.uniform,
        normal: Callable[..., float] = DRAWS.normal,
        *,
        shuffled: bool = False,
    ) -> None:
        mesa.Model.__init__(self, rng=rng)
        self.activation = "shuffle_do" if shuffled else "do"
        World.__init__(self, specification, rng, uniform, normal)
        self.run_in()
        reporters = {name: partial(_output_of, name=name) for name in METRICS}
        self.datacollector = mesa.DataCollector(model_reporters={"tick": "tick", **reporters})
        self.datacollector.collect(self)

    def step(self) -> None:
        """One semester, and its outputs for the collector."""
        World.step(self)
        self.datacollector.collect(self)

    def each_school(self, action: str) -> None:
        """Every registered school acts."""
        self.each(MesaSchool, action)

    def each_enterprise(self, action: str) -> None:
        """Every registered enterprise acts."""
        self.each(MesaEnterprise, action)

    def each_student(self, action: str) -> None:
        """Every registered student acts; in the first autumn there was nobody before."""
        if MesaStudent in self.agents_by_type:
            self.each(MesaStudent, action)

    def each(self, kind: type[mesa.Agent], action: str) -> None:
        """All agents of a kind act, one after the other."""
        getattr(self.agents_by_type[kind], self.activation)(action)

    def student_has_left(self, student: Student) -> None:
        """Who has left school is no agent of the model any more."""
        World.student_has_left(self, student)
        assert isinstance(student, MesaStudent)
        student.remove()


def _output_of(model: MesaWorld, name: str) -> float:
    """An output as Mesa's data collector asks for it."""
    return model.outputs[0][name]
