"""Whether effects hold under other assumptions: what is varied, and that its effects are those of worlds so varied."""

import dataclasses
import re
from typing import Any

import numpy as np
import pytest

from consortium import compare
from consortium.experiments.comparison.comparison import Comparison
from consortium.experiments.report import report
from consortium.experiments.validation.robustness import (
    COLUMNS,
    MOST_INFLUENTIAL,
    candidates,
    robustness,
    simulations,
)
from consortium.simulation.parameters import PARAMETERS
from tests.worlds import town

TINY: dict[str, Any] = {"schools": 4, "enterprises": 40, "intake": 10, "years": 3, "warm_up": 4}


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(
        town(**TINY), town(of="subsidy_only", **TINY), town(of="consortium_entity", **TINY), seeds=5
    )  # fmt: skip


@pytest.fixture(scope="module")
def made() -> list[int]:
    """One entry per simulation of all arms."""
    return []


@pytest.fixture(scope="module")
def varied(comparison: Comparison, made: list[int]) -> Comparison:
    return dataclasses.replace(comparison, robustness=robustness(comparison, on_done=lambda: made.append(1)))


def test_assumed_numbers_that_take_part_are_tried_at_both_ends_of_their_range(comparison: Comparison):
    found = candidates(comparison)
    assert {"beta", "entity_gain", "poach"} & found.keys(), (
        "of the choice of enterprises, and beside the reform's lever"
    )
    assert {PARAMETERS[name].status for name in found} == {"assumed"}
    assert not {"subsidy", "monitoring", "entity"} & found.keys(), "a reform sets these"
    for name, (low, high) in found.items():
        parameter, value = PARAMETERS[name], comparison.base.parameters[name]
        assert (low, high) == (parameter.plausible or (low, high))
        assert parameter.low <= low <= value <= high <= parameter.high


def test_effects_are_those_of_a_comparison_with_that_value(varied: Comparison, comparison: Comparison):
    table = varied.robustness
    assert table is not None
    assert list(table.columns) == COLUMNS
    row = table.iloc[0]
    again = compare(comparison.base, *comparison.reforms, seeds=5, set={row["parameter"]: row["value"]})
    rows = again.summary.query("metric == 'deep_participation'").set_index("reform")
    same = table.query("parameter == @row.parameter and end == @row.end").set_index("reform")
    rows = rows.loc[same.index]
    assert np.allclose(same["effect"], rows["effect"], rtol=1e-12, atol=1e-15)
    assert same["verdict"].tolist() == rows["verdict"].tolist()
    assert sorted(same["place"]) == [1, 2]
    assert same["effect"].idxmax() == same["place"].idxmin()


def test_the_most_influential_ones_come_first(varied: Comparison):
    table = varied.robustness
    assert table is not None
    influence = table.drop_duplicates("parameter")["influence"].tolist()
    assert influence == sorted(influence, reverse=True)
    assert min(influence) > 0
    assert 1 <= len(influence) <= MOST_INFLUENTIAL
    assert set(table["n_seeds"]) == {5}


def test_as_many_simulations_are_made_as_are_announced(varied: Comparison, made: list[int]):
    assert len(made) <= simulations(varied)
    assert len(made) > simulations(varied) - 60, "fewer only where some assumptions move nothing"


@pytest.mark.parametrize(
    ("lang", "heading", "not_run"),
    [
        ("en", "Does it hold under other assumptions?", "Not examined here"),
        ("zh", "换一种假定还成立吗？", "此处未检验"),
    ],
)
def test_a_report_says_whether_the_answer_holds_or_that_nobody_looked(
    comparison: Comparison, varied: Comparison, lang: str, heading: str, not_run: str
):
    pages = [report(one, lang) for one in (varied, comparison)]  # type: ignore[arg-type]
    with_it, without = (page.partition('id="robust"')[2] for page in pages)
    assert not_run in without
    assert not_run not in with_it
    assert pages[0].count(heading) == 2, "on the first screen, and with its table"
    table = re.search(r'aria-labelledby="robust".*?</table>', with_it, re.DOTALL)
    assert table is not None
    assert varied.robustness is not None
    assert table[0].count("<tr") == 1 + varied.robustness["parameter"].nunique()
