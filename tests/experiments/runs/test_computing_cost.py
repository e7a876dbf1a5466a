"""What a run of a large world takes is said before it begins, and how far it is while it goes on."""

from __future__ import annotations

import pytest

from consortium.experiments.runs.computing_cost import expense_of
from consortium.experiments.validation.grain import sampled
from consortium.simulation.model import ConsortiumModel
from consortium.simulation.parallel import LARGE
from consortium.simulation.scenario import load_scenario
from consortium.simulation.ticks import followed
from tests.shell import Command
from tests.worlds import town


def test_a_country_has_the_size_that_its_file_says():
    country = expense_of(load_scenario("china"))
    assert (country.regions, country.schools, country.enterprises) == (300, 1547, 1_400_000)
    assert country.students == pytest.approx(16e6, rel=0.001)
    assert 3.0 < country.gigabytes < 6.0
    assert country.large
    assert not expense_of(load_scenario("baseline")).large


def test_a_sample_of_a_country_has_the_same_cities_and_schools():
    country, sample = load_scenario("china"), sampled(load_scenario("china"))
    assert len(sample.regions) == len(country.regions)
    assert expense_of(sample).schools == expense_of(country).schools
    assert expense_of(sample).students * 60 == pytest.approx(expense_of(country).students, rel=0.02)
    assert expense_of(sample).enterprises * 60 == pytest.approx(expense_of(country).enterprises, rel=0.02)
    assert sampled(load_scenario("baseline")) == load_scenario("baseline")


def test_the_memory_that_is_said_holds_all_tables():
    scenario = town(regions=3)
    model = ConsortiumModel(scenario, rng=1)
    tables = sum(table.nbytes for _, table in model.population.tables())
    assert expense_of(scenario).gigabytes * 1e9 > tables


def test_a_run_is_followed_half_year_by_half_year_until_nobody_looks():
    scenario, seen = town(years=2, warm_up=6), []
    with followed(lambda: seen.append(1)):
        model = ConsortiumModel(scenario, rng=1)
        while model.running:
            model.step()
    assert len(seen) == expense_of(scenario).ticks == 10
    ConsortiumModel(scenario, rng=1)
    assert len(seen) == 10


def test_a_large_run_says_beforehand_what_it_takes(command: Command, tmp_path):
    small = ("--set", "years=1", "--set", "warm_up=2", "--no-figures", "--out", tmp_path / "r")
    schools = LARGE // 300 + 1
    large = command("run", "baseline", "--set", f"schools={schools}", "--set", "intake=100", *small)
    assert large.status == 0
    assert f"{300 * schools:,} students enrolled at a time" in large.message
    assert "4 half-years" in large.message
    assert "students enrolled at a time" not in command("run", "baseline", *small, "--force").message
    said = command(
        "run", "baseline", "--set", f"schools={schools}", "--set", "intake=100", "--lang", "zh", *small, "--force"
    )
    assert "在校学生" in said.message
