"""Agents as Mesa knows them: views on a row of the population's tables, nothing of their own.

`enterprise.depth` reads, and `enterprise.depth = 3` writes, the column `depth` of its row, so that Mesa's
operations on sets of agents (`select`, `agg`, `groupby`, `do`) see what the compiled rules see. What is written is
checked (`state.bounds`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

import mesa
import numpy as np
from mesa.agent import AgentSet

from .state.bounds import written
from .state.columns import CONSORTIUM, ENROLLED, ENTERPRISE, GOVERNMENT, SCHOOL, SPENDING_KINDS, STUDENT, Columns

if TYPE_CHECKING:
    from .model import ConsortiumModel

__all__ = ["Enterprise", "Government", "School", "Student", "StudentList"]


class _Numbering(WeakKeyDictionary[mesa.Model, Iterator[int]]):
    """Numbers of agents by model. Mesa 3.3 keeps them in a table that never lets go of a model; this one does."""

    def __getitem__(self, model: mesa.Model) -> Iterator[int]:
        if model not in self:
            self[model] = itertools.count(1)
        return super().__getitem__(model)


if hasattr(mesa.Agent, "_ids"):  # later versions number agents in the model
    mesa.Agent._ids = _Numbering(mesa.Agent._ids)  # pyright: ignore[reportAttributeAccessIssue]


class RowAgent(mesa.Agent):
    """A Mesa agent whose attributes are the columns of one row of a table."""

    table: ClassVar[str]
    columns: ClassVar[Columns]
    model: ConsortiumModel  # pyright: ignore[reportIncompatibleVariableOverride]  # narrower than Mesa's on purpose

    def __init__(self, model: ConsortiumModel, row: int) -> None:
        object.__setattr__(self, "row", row)
        super().__init__(model)

    def __getattr__(self, name: str) -> Any:
        if name in type(self).columns:
            return getattr(self.model.population, self.table)[self.row][name].item()
        raise AttributeError(f"{type(self).__name__} has no {name!r}; its columns: {', '.join(type(self).columns)}")

    def __setattr__(self, name: str, value: Any) -> None:
        about = type(self).columns.get(name)
        if about is not None:
            p = self.model.population
            getattr(p, self.table)[self.row][name] = written(p, self.table, self.row, name, value, about.meaning)
        else:
            object.__setattr__(self, name, value)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *type(self).columns]

    def step(self) -> None:
        """Not for these agents: `model.step()` moves all of them. Raises NotImplementedError."""
        raise NotImplementedError(
            f"a {type(self).__name__} has no step of its own; allowed: model.step(), which moves all agents phase by "
            "phase (rules of your own: Enterprise.choose_depth, School.takes_part)"
        )

    advance = step

    def remove(self) -> None:
        """Not for these agents: the rules would go on with the row. Raises NotImplementedError."""
        raise NotImplementedError(
            f"a {type(self).__name__} cannot be removed, for its row stays in the tables; allowed: a rule of your "
            "own that keeps it out (Enterprise.choose_depth gives 0, School.takes_part gives False)"
        )


class Government(RowAgent):
    """The government of a region: budget, what it paid, what applicants remember; and its consortium's state."""

    table = "governments"
    columns = GOVERNMENT

    @property
    def consortium(self) -> dict[str, Any]:
        """State of the region's consortium: columns of `columns.CONSORTIUM`."""
        record = self.model.population.consortia[self.row]
        return {name: record[name].item() for name in CONSORTIUM}

    @property
    def spending(self) -> dict[str, float]:
        """Public money of this tick by kind (k¥), net of what was clawed back."""
        record = self.model.population.spending[self.row]
        return {kind: float(record[kind]) for kind in SPENDING_KINDS}


class School(RowAgent):
    """A vocational school."""

    table = "schools"
    columns = SCHOOL

    def takes_part(self) -> bool | None:
        """Whether the school, now under review, takes part in the consortium; None: the model's rule decides.

        Override it in a subclass and pass `school_class` to the model.
        """
        return None

    @property
    def mix(self) -> np.ndarray:
        """Share of each field in the intake."""
        return self.model.population.programmes["mix"][self.row].copy()


class Enterprise(RowAgent):
    """An enterprise that is eligible for the consortium."""

    table = "enterprises"
    columns = ENTERPRISE

    def choose_depth(self) -> int | None:
        """The depth (0–3) that the enterprise, now under review, settles for; None: the model's rule decides.

        Override it in a subclass and pass `enterprise_class` to the model. Without a school at hand (`offer` is −1)
        the depth becomes 0 whatever is returned; membership follows the model's rule at the depth chosen.
        """
        return None

    @property
    def partner_school(self) -> School | None:
        """Its partner school, None without one."""
        return self.model.schools[self.partner] if self.partner >= 0 else None

    @property
    def trainees(self) -> list[Student]:
        """Students now enrolled with a place here."""
        students = self.model.population.students
        rows = np.flatnonzero((students["host"] == self.row) & (students["status"] == ENROLLED))
        return [self.model.students[int(row)] for row in rows]


class Student(RowAgent):
    """A student: a view made on demand, not registered with the model (there may be a million)."""

    table = "students"
    columns = STUDENT

    @classmethod
    def view(cls, model: ConsortiumModel, row: int) -> Student:
        """A student of a row. `Agent.__init__` would register it, so it is not called."""
        student = object.__new__(cls)
        object.__setattr__(student, "row", row)
        object.__setattr__(student, "model", model)
        object.__setattr__(student, "unique_id", -1 - row)  # never the number of a registered agent
        object.__setattr__(student, "pos", None)
        return student


class StudentList:
    """All seats of the four cohorts in memory, as a sequence of student views."""

    def __init__(self, model: ConsortiumModel) -> None:
        self._model = model

    def __len__(self) -> int:
        return len(self._model.population.students)

    def __getitem__(self, row: int) -> Student:
        if not -len(self) <= row < len(self):
            raise IndexError(f"student {row} of {len(self)}")
        return Student.view(self._model, row % len(self))

    def __iter__(self) -> Iterator[Student]:
        return (self[row] for row in range(len(self)))

    def enrolled(self) -> list[Student]:
        """Views of the students now enrolled."""
        return [self[int(row)] for row in np.flatnonzero(self._model.population.students["status"] == ENROLLED)]

    def to_agentset(self) -> AgentSet:
        """The enrolled students as a Mesa AgentSet. It holds weak references: the views are kept in `.views`."""
        views = self.enrolled()
        agents = AgentSet(views, random=self._model.random)
        agents.views = views  # type: ignore[attr-defined]
        return agents


def own_choices(
    kind: type[RowAgent],
    agents: Callable[[], Sequence[RowAgent]],
    due: np.ndarray,
    rule: Callable[..., object],
    allowed: tuple[int, ...],
) -> np.ndarray:
    """What subclasses decide for their agents under review: one whole number per row, −1 where the model decides.

    `rule` is the method of the base class, `kind` the class of all agents, who are asked for only if it overrides the
    method. Raises ValueError where an overriding method returns what is not allowed.
    """
    choices = np.full(len(due), -1)
    name = rule.__name__
    if getattr(kind, name) is rule:
        return choices
    of_all = agents()
    for row in np.flatnonzero(due).tolist():
        agent = of_all[row]
        choice = getattr(agent, name)()
        if choice is None:
            continue
        if choice not in allowed:
            raise ValueError(
                f"{type(agent).__name__}.{name}() returned {choice!r} for agent {agent.unique_id}; "
                f"allowed: None or one of {', '.join(map(str, allowed))}"
            )
        choices[row] = int(choice)
    return choices
