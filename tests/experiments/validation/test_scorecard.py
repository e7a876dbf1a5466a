"""A scorecard has every clause, says what holds, and fails only where nobody declared that it does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from consortium.experiments.calibration.calibration import VALIDATION_SEEDS
from consortium.experiments.calibration.targets.target_files import CALIBRATION_SEEDS
from consortium.experiments.calibration.targets.targets import Target, group_of
from consortium.experiments.report.pages.scorecard_page import scorecard_page
from consortium.experiments.validation import patterns, scorecard
from consortium.experiments.validation.misfits import MISFITS
from consortium.experiments.validation.names_zh import pattern_said, quantity_said
from consortium.experiments.validation.pattern_findings import Finding
from consortium.experiments.validation.scorecard_folder import USUAL_SEEDS, barred
from consortium.simulation.scenario import Scenario, load_scenario


@pytest.fixture(scope="module")
def town() -> Scenario:
    small = {"schools": 4, "enterprises": 60, "intake": 15, "warm_up": 4}
    return load_scenario("baseline").with_(small, name="town")


def finding(value: float, low: float = np.nan, high: float = np.nan, error: float = 0.01) -> Finding:
    return Finding("SF0", "something", value, error, low, high)


def test_a_clause_passes_within_its_bounds_is_near_within_two_errors_and_fails_beyond() -> None:
    assert scorecard.status_of(finding(0.30, 0.2, 0.4)) == "pass"
    assert scorecard.status_of(finding(0.415, 0.2, 0.4)) == "near"
    assert scorecard.status_of(finding(0.185, 0.2)) == "near"
    assert scorecard.status_of(finding(0.43, high=0.4)) == "fail"
    assert scorecard.status_of(finding(np.nan, high=0.4)) == "fail"
    assert scorecard.status_of(finding(0.3)) == "reported"


def test_what_fails_is_a_fault_unless_it_is_declared_and_a_declared_one_keeps_its_reason() -> None:
    (pattern, quantity), (reason, reason_zh) = next(iter(MISFITS.items()))
    declared = Finding(pattern, quantity, 0.99, 0.01, 0.5, 0.9)
    rows = [scorecard._row(each, "en") for each in (declared, finding(0.5, high=0.4), finding(0.3, high=0.4))]
    table = pd.DataFrame(rows, columns=list(scorecard.COLUMNS))
    assert list(table["status"]) == ["fail", "fail", "pass"]
    assert reason in table["reason"][0]
    assert reason_zh in str(scorecard._row(declared, "zh")["reason"])
    assert "outside by 0.1, 10.0 Monte-Carlo errors" in table["reason"][1]
    assert list(scorecard.faults(table)["quantity"]) == ["something"]


def test_every_declared_misfit_is_a_clause_that_has_bounds_and_every_clause_has_a_name_in_chinese(
    town: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = [p for p in patterns.PATTERNS if p not in patterns.SEEDS_OF or p is patterns.costs_and_benefits_come_late]
    monkeypatch.setattr(scorecard, "PATTERNS", tuple(short))
    table = scorecard.scorecard(range(5001, 5003), base=town)
    bounded = table.loc[table["low"].notna() | table["high"].notna()]
    clauses = set(zip(bounded["pattern"], bounded["quantity"], strict=True))
    assert set(MISFITS) <= clauses
    for quantity in table["quantity"]:
        assert any("\u4e00" <= sign <= "\u9fff" for sign in quantity_said(quantity, "zh")), quantity
        assert "profile" not in quantity_said(quantity, "zh")
    page = scorecard_page(table, town, range(5001, 5003), "zh")
    assert pattern_said("levels", "zh") == "水平"
    assert quantity_said("deadweight, subsidy doubled", "zh") in page
    assert "SF6" in page


def test_figures_of_a_city_have_names_in_both_languages() -> None:
    key = Target("deep_participation", 0.3, 0.1, 16, 18, group_of("size >= 250")).key
    assert quantity_said(key, "en") == "Deep participation, ≥ 250 workers, years 16–18"
    assert quantity_said(key, "zh") == "深度参与率，≥ 250人，第16–18年"


def test_patterns_can_be_measured_in_another_scenario_than_the_baseline(town: Scenario) -> None:
    with patterns.measured_in(town):
        assert patterns.baseline() is town
        found = patterns.hot_schools_cold_enterprises(range(5001, 5003))
    assert patterns.baseline().name == "baseline"
    assert found[0].value * 4 * 10 % 1 == pytest.approx(0, abs=1e-6)  # shares of four schools over ten ticks


def test_enterprises_that_train_anyway_are_followed_by_identity(town: Scenario) -> None:
    with patterns.measured_in(town):
        (clause,) = patterns.places_of_those_that_train_anyway(range(5001, 5005))
    assert (clause.low, clause.high) == (-0.05, 0.05)
    assert abs(clause.value) < 0.3  # a town of sixty enterprises is noisy, but nobody doubles


def test_fewer_seeds_are_fewer_of_the_same_for_every_pattern() -> None:
    usual = patterns.seeds_for(patterns.hot_schools_cold_enterprises, USUAL_SEEDS)
    assert usual == range(5001, 5041)
    assert patterns.seeds_for(patterns.money_that_ends, USUAL_SEEDS) == range(5001, 5081)
    assert patterns.seeds_for(patterns.money_that_ends, range(5001, 5011)) == range(5001, 5021)
    assert set(patterns.seeds_for(patterns.money_that_ends, USUAL_SEEDS)) <= set(VALIDATION_SEEDS)


@pytest.mark.slow
def test_two_processes_measure_the_same_bits_as_one(town: Scenario) -> None:
    one, two = (scorecard.scorecard(range(5001, 5005), workers, town) for workers in (1, 2))
    assert one.equals(two)


def test_seeds_that_a_calibration_used_are_barred(tmp_path: Path) -> None:
    assert not set(CALIBRATION_SEEDS) & set(VALIDATION_SEEDS)
    assert barred(USUAL_SEEDS, None) is None
    assert barred(range(7000, 7003), None) == 7001
    assert barred(range(6970, 7000), None) == 7001  # of a pattern that takes twice as many
    assert barred(range(6900, 6950), None) is None
    (tmp_path / "manifest.json").write_text(
        '{"kind": "calibration", "scenario": {}, "calibration": {"seeds": [11, 12]}}', encoding="utf-8"
    )
    assert barred(range(10, 20), str(tmp_path / "best.toml")) == 11
    assert barred(range(10, 20), "baseline") is None


# --- somebody's own figures -------------------------------------------------------------------------------------------


def test_figures_that_the_model_itself_gave_agree_and_others_do_not(town: Scenario) -> None:
    series = scorecard.scorecard_of_data(town, [Target("participation", 0.3, 0.01, 16, 20)], range(11, 21))
    own = float(series["value"][0])
    targets = [
        Target("participation", own, 0.01, 16, 20, source="a survey"),
        Target("participation", own + 0.25, 0.01, 15, 19),
        Target("participation", own + 0.25, 0.2, 14, 18, one_city=True),
    ]
    table = scorecard.scorecard_of_data(town, targets, range(11, 21))
    assert list(table["status"]) == ["pass", "fail", "pass"]
    assert list(table.columns) == list(scorecard.COLUMNS)
    assert table["reason"][0] == "a survey"
    assert table["high"][2] - table["low"][2] > 0.8  # two standard errors each way, and the spread between cities
    assert len(scorecard.faults(table)) == 1
