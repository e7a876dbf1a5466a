"""What is written to an agent is checked: the compiled rules would read nonsense, or memory that is not theirs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from consortium.simulation.agents import Enterprise, Government, RowAgent, School, Student
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.saving import restore_state, save_state
from consortium.simulation.scenario import load_scenario
from consortium.simulation.state.bounds import BOUNDS, FIXED, limits

COUNTRY = load_scenario("baseline").with_(
    {"schools": 4, "enterprises": 40, "intake": 15, "years": 3, "warm_up": 4, "regions": 2}
)


@pytest.fixture(scope="module")
def untouched() -> ConsortiumModel:
    model = ConsortiumModel(COUNTRY, rng=1)
    model.step()
    return model


@pytest.fixture
def model(untouched: ConsortiumModel) -> ConsortiumModel:
    return restore_state(COUNTRY, save_state(untouched))


def agents(model: ConsortiumModel) -> list[RowAgent]:
    return [model.governments[1], model.schools[5], model.enterprises[43], model.students[70]]


def refused(agent: RowAgent, column: str, value: Any, message: str) -> None:
    """The value is not taken, and the message says why."""
    tables = agent.model.population.copy()
    with pytest.raises(ValueError, match=message) as error:
        setattr(agent, column, value)
    assert str(error.value).startswith(f"{column} of row {agent.row} of {agent.table} ")
    assert str(error.value).isprintable()
    assert agent.model.population.differences(tables) == []


def test_every_bound_is_of_a_column_that_there_is(model: ConsortiumModel) -> None:
    tables = dict(model.population.tables())
    for declared in (BOUNDS, FIXED):
        for table, columns in declared.items():
            assert set(columns) <= set(tables[table].dtype.names or ()), table


def test_every_column_of_every_agent_can_be_written_with_what_it_holds(model: ConsortiumModel) -> None:
    before = model.population.copy()
    for agent in [*model.governments, *model.schools, *model.enterprises, *list(model.students)[::7]]:
        for column in type(agent).columns:
            setattr(agent, column, getattr(agent, column))
    assert model.population.differences(before) == []


def test_both_ends_of_every_bound_are_taken_and_what_is_beyond_is_not(model: ConsortiumModel) -> None:
    for agent in agents(model):
        for column in BOUNDS[agent.table]:
            if column in (
                "depth",
                "partner",
                "candidate",
                "other_candidate",
                "offer",
                "track",
                "host",
            ):  # which depend on each other
                continue
            low, high = limits(model.population, agent.table, column)
            whole = isinstance(getattr(agent, column), int)
            for value in (low, high):
                setattr(agent, column, int(value) if whole else value)
                assert getattr(agent, column) == value
            refused(agent, column, int(low) - 1 if whole else low - 1.0, "; allowed: ")
            if high < 1e9:
                refused(agent, column, int(high) + 1 if whole else high + 0.001, "; allowed: ")


@pytest.mark.parametrize("value", [math.nan, "3", None, [1], b"1", math.inf, -math.inf, 1j])
def test_no_column_takes_what_is_no_finite_number(model: ConsortiumModel, value: Any) -> None:
    for agent in agents(model):
        for column in type(agent).columns:
            if (column, value) != ("budget", math.inf):
                refused(agent, column, value, ": ")


def test_whole_numbers_are_not_cut_from_others(model: ConsortiumModel) -> None:
    enterprise = model.enterprises[3]
    for value in (1.0, 0.5, np.float64(1.0)):
        refused(enterprise, "aware", value, "allowed: a whole number from 0 to 1 .1 if it knows the policies.")
    refused(enterprise, "tenure", True, "allowed: a whole number")
    enterprise.aware = True  # of a column that is 0 or 1
    enterprise.tenure = np.int64(3)
    assert (enterprise.aware, enterprise.tenure) == (1, 3)


def test_a_partner_is_a_school_of_the_region_or_none(model: ConsortiumModel) -> None:
    enterprise = next(e for e in model.enterprises if e.partner < 0 and e.region == 0)
    for row in (8, 10**6, 10**12, -2, 2**70):
        refused(
            enterprise, "partner", row, r"allowed: a whole number from -1 to 7 \(row of its partner school, −1 none\)"
        )
    refused(enterprise, "partner", 6, "required: a school of the enterprise's own region")
    refused(enterprise, "offer", 6, "required: a school of the enterprise's own region")
    enterprise.partner = 2
    assert enterprise.partner_school is model.schools[2]


def test_nobody_trains_without_a_school(model: ConsortiumModel) -> None:
    enterprise = next(e for e in model.enterprises if e.partner < 0)
    refused(enterprise, "depth", 3, "required: a partner school at depths 1 to 3")
    enterprise.partner = 4 * enterprise.region
    enterprise.depth = 3
    refused(enterprise, "partner", -1, "required: a partner school at depths 1 to 3")
    refused(enterprise, "depth", 4, "allowed: a whole number from 0 to 3")
    for _ in range(3):
        model.step()
    enterprise.depth = 0
    enterprise.partner = -1


def test_nobody_is_a_trainee_without_a_host(model: ConsortiumModel) -> None:
    student = next(s for s in model.students if s.host < 0 and s.status == 1)
    refused(student, "track", 3, "required: a host enterprise on tracks 2 and 3")
    refused(student, "host", 80, r"allowed: a whole number from -1 to 79 \(row of the host enterprise, −1 none\)")
    student.host = 3
    student.track = 3
    refused(student, "host", -1, "required: a host enterprise on tracks 2 and 3")


def test_where_an_agent_stands_cannot_be_written(model: ConsortiumModel) -> None:
    for agent, column, other in [
        (model.enterprises[3], "field", 4),
        (model.enterprises[3], "region", 1),
        (model.schools[1], "intake", 16),
        (model.schools[1], "first_seat", 0),
        (model.students[16], "school", 0),
    ]:
        assert isinstance(agent, Enterprise | School | Student)
        present = getattr(agent, column)
        refused(agent, column, other, f"where the agent stands and cannot be written; allowed: {present}, as it is")
        setattr(agent, column, present)


def test_a_government_may_have_no_limit_to_its_budget(model: ConsortiumModel) -> None:
    government = model.governments[0]
    assert isinstance(government, Government)
    government.budget = 100.0
    government.budget = math.inf
    refused(government, "budget", -1.0, "allowed: a finite number from 0 ")


def test_sets_of_agents_are_checked_as_each_agent_is(model: ConsortiumModel) -> None:
    with pytest.raises(ValueError, match="depth of row 0 of enterprises = 9; allowed: a whole number from 0 to 3"):
        model.agents_by_type[Enterprise].set("depth", 9)
