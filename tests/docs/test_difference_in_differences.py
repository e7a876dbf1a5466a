"""Staggered adoption with a known answer: the bundled roll-out can be evaluated, and its guide does so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from consortium.experiments.evaluation.estimators import ESTIMATORS
from consortium.experiments.runs.annual import years_of
from consortium.experiments.runs.first_treated import first_treated, regions_of
from consortium.simulation.policies.instruments import Monitoring, Subsidy
from consortium.simulation.scenario import Scenario, load_scenario
from tests.shell import Command
from tests.worlds import town

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "difference_in_differences.md").read_text(encoding="utf-8")
SMALL_CITIES = {"schools": 4, "enterprises": 40, "intake": 15, "warm_up": 4}


@pytest.fixture(scope="module")
def rollout() -> Scenario:
    return load_scenario("staged_rollout")


@pytest.fixture(scope="module")
def guide() -> dict[str, Any]:
    """The names that the guide's Python leaves, with smaller cities."""
    for library in ("diff_diff", "linearmodels", "pysyncon"):
        pytest.importorskip(library, reason="the extra evaluation is not installed")
    code = "\n".join(re.findall(r"^```python\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL))
    smaller = code.replace('load_scenario("staged_rollout")', f'load_scenario("staged_rollout").with_({SMALL_CITIES})')
    assert smaller != code
    names: dict[str, Any] = {}
    exec(compile(smaller, "difference_in_differences.md", "exec"), names)
    return names


def test_the_rollout_has_cities_that_are_never_treated_and_years_before_the_first_batch(rollout: Scenario) -> None:
    cities = regions_of([rollout])
    assert cities["first_treated"].isna().sum() >= 5
    assert cities["first_treated"].min() >= 4
    assert cities["first_treated"].nunique() == 3
    assert years_of(rollout) - cities["first_treated"].max() >= 8  # years in which the effect of the last can be seen


def test_the_estimate_without_a_package_is_that_of_the_library(guide: dict[str, Any]) -> None:
    data = guide["data"].assign(observed=guide["data"]["points"])
    data["first_treated"] = data["first_treated_0"].replace(0, np.inf)
    assert guide["estimate"] == pytest.approx(ESTIMATORS["callaway_santanna"](data).effect)
    assert guide["truth"] > 0.3


def test_the_guides_table_takes_each_error_apart(guide: dict[str, Any]) -> None:
    table = guide["table"]
    assert list(table.index) == list(ESTIMATORS)
    parts = table[["weighting", "spillover", "chance"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx((table["estimate"] - table["truth"]).to_numpy())


def test_nothing_differs_before_a_citys_first_year(guide: dict[str, Any]) -> None:
    wide = guide["wide"]
    before = wide[~(wide["year"] >= wide["first_treated"])]
    assert len(before) > 300
    assert (before["staged_rollout"] == before["without consortia"]).all()


def test_the_first_year_is_that_in_which_a_policy_acts_in_the_region() -> None:
    scenario = town(
        Subsidy(per_trainee=2.0, start=3, regions=(1,), schedule=((3, 0.0), (5, 1.0))),
        Monitoring(level=0.1, start=6, regions=(1, 2)),
        Monitoring(level=0.1, start=2, regions=(3,), schedule=((2, 0.0),)),
        regions=4,
        years=8,
    )
    assert [first_treated(scenario, region) for region in range(4)] == [5, 6, None, None]
    table = regions_of([scenario, town(Monitoring(level=0.1))])
    assert table["first_treated"].tolist()[:2] == [5.0, 6.0]
    assert np.isnan(table["first_treated"][2:4]).all()
    assert table["first_treated_0"].tolist() == [5, 6, 0, 0, 1]


def test_a_run_with_several_regions_leaves_a_table_of_them(command: Command) -> None:
    cities = [word for name, value in (SMALL_CITIES | {"years": 10}).items() for word in ("--set", f"{name}={value}")]
    assert command("run", "staged_rollout", *cities, "--no-figures", "--out", "r").status == 0
    lines = Path("r/regions.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "scenario,region,schools,enterprises,intake,first_treated,first_treated_0"
    assert [lines[row] for row in (1, 7, 30, 36)] == [
        "staged_rollout,1,4,40,15,6,6",
        "staged_rollout,7,4,40,15,8,8",
        "staged_rollout,30,4,40,15,10,10",
        "staged_rollout,36,4,40,15,,0",
    ]
    series = pd.read_csv("r/timeseries.csv", dtype={"region": str})
    assert set(series["region"]) == {"all", *pd.read_csv("r/regions.csv", dtype=str)["region"]}


def test_a_run_of_one_city_leaves_none(command: Command) -> None:
    assert (
        command("run", "baseline", *("--set", "years=1", "--set", "warm_up=2"), "--no-figures", "--out", "r").status
        == 0
    )
    assert not Path("r/regions.csv").exists()
