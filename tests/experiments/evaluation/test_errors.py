"""Estimates are held against the truth of simulated cities, and errors are taken apart without remainder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from consortium import compare
from consortium.experiments.evaluation.errors import ERROR_COLUMNS, Measured, measure, summary
from consortium.experiments.evaluation.page import REASONS, TEXT, page
from consortium.experiments.evaluation.panels import arms
from consortium.simulation.checking import Refused
from consortium.simulation.scenario import Scenario, load_scenario

pytest.importorskip("diff_diff", reason="the extra evaluation is not installed")
pytest.importorskip("linearmodels", reason="the extra evaluation is not installed")
pytest.importorskip("pysyncon", reason="the extra evaluation is not installed")

OUTCOMES = ["deep_participation", "employment_rate"]
OPEN = 1.0
FAIR = ["callaway_santanna", "two_stage", "synthetic_control"]


def cities() -> Scenario:
    """The bundled roll-out in small cities."""
    return load_scenario("staged_rollout").with_(
        {"schools": 4, "enterprises": 40, "intake": 15, "warm_up": 4, "years": 14}
    )


@pytest.fixture(scope="module")
def closed() -> Measured:
    return measure(OUTCOMES, seeds=3, rollout=cities(), by_time=True)


@pytest.fixture(scope="module")
def opened() -> Measured:
    return measure(OUTCOMES, seeds=3, rollout=cities(), migration=OPEN)


def test_the_truth_is_the_mean_difference_between_the_same_worlds_with_and_without_the_reform(closed: Measured) -> None:
    both = compare(*arms(cities()), seeds=1)
    values = both.year_values.query("region != 'all'").pivot(
        index=["region", "year"], columns="scenario", values="deep_participation"
    )
    first = both.regions.query("scenario == 'staged_rollout'").set_index(both.regions["region"].unique().astype(str))
    begun = first["first_treated"].reindex(values.index.get_level_values("region")).to_numpy()
    treated = values[values.index.get_level_values("year") >= begun]
    expected = 100 * (treated["staged_rollout"] - treated["without"]).mean()
    rows = closed.errors.query("seed == 1 and outcome == 'deep_participation'")
    assert rows["truth"].to_numpy() == pytest.approx(expected)
    assert expected > 0.2


@pytest.mark.parametrize("fixture", ["closed", "opened"])
def test_the_parts_of_an_error_add_up(fixture: str, request: pytest.FixtureRequest) -> None:
    errors = request.getfixturevalue(fixture).errors
    assert list(errors) == ERROR_COLUMNS
    assert len(errors) == 3 * 2 * 4
    parts = errors[["weighting", "spillover", "chance"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx((errors["estimate"] - errors["truth"]).to_numpy(), abs=1e-9)


def test_without_migration_nothing_reaches_other_cities(closed: Measured) -> None:
    assert (closed.errors[["spillover", "controls"]] == 0.0).all(axis=None)


def test_only_two_way_fixed_effects_weigh_the_years_of_treatment_unevenly(closed: Measured) -> None:
    weighting = closed.errors.groupby("estimator")["weighting"].apply(lambda parts: parts.abs().max())
    assert weighting[FAIR].max() < 1e-6
    assert weighting["two_way_fixed_effects"] > 0.05


def test_with_migration_a_fair_estimate_is_off_by_what_reaches_its_controls_and_by_nothing_else(
    opened: Measured,
) -> None:
    """The direction takes more and larger cities to tell; `docs/evaluation.md` and the notebook have it."""
    rows = opened.errors.query("outcome == 'employment_rate' and estimator in @FAIR")
    assert 0.0 not in rows["controls"].tolist()
    assert 0.0 not in rows["spillover"].tolist()
    assert rows["weighting"].tolist() == pytest.approx([0.0] * len(rows), abs=1e-6)


def test_the_effect_by_years_is_nothing_before_the_start_and_averages_to_the_truth_after_it(closed: Measured) -> None:
    curve = closed.by_time.query("estimator == 'truth' and outcome == 'deep_participation' and seed == 1")
    assert (curve.loc[curve["since"] < 0, "effect"] == 0.0).all()
    cities_by_since = {since: 30 if since <= 4 else 20 if since <= 6 else 6 for since in range(9)}
    after = curve[curve["since"] >= 0]
    mean = np.average(after["effect"], weights=after["since"].map(cities_by_since))
    assert mean == pytest.approx(closed.errors.query("seed == 1")["truth"].iloc[0])


def test_a_repeated_measurement_is_the_same_to_the_bit(closed: Measured) -> None:
    again = measure(OUTCOMES, seeds=[2], rollout=cities()).errors
    before = closed.errors.query("seed == 2").reset_index(drop=True)
    pd.testing.assert_frame_equal(again, before, check_exact=True)


def test_a_summary_counts_how_often_intervals_hold_the_truth() -> None:
    fixed = {
        "migration": 0.0,
        "outcome": "retention",
        "weighting": 0.0,
        "spillover": 0.0,
        "chance": 0.0,
        "controls": 0.0,
    }
    rows = [
        fixed | {"seed": 1, "estimator": "two_stage", "truth": 1.0, "estimate": 2.0, "low": 0.5, "high": 3.5},
        fixed | {"seed": 2, "estimator": "two_stage", "truth": 1.0, "estimate": 5.0, "low": 4.0, "high": 6.0},
        fixed
        | {"seed": 1, "estimator": "synthetic_control", "truth": 1.0, "estimate": 1.0, "low": np.nan, "high": np.nan},
    ]
    found = summary(pd.DataFrame(rows)).set_index("estimator")
    names = ["worlds", "error", "coverage", "standard_error", "rmse"]
    assert found[names].to_dict("index")["two_stage"] == pytest.approx(
        {"worlds": 2, "error": 2.5, "coverage": 0.5, "standard_error": 1.5, "rmse": 8.5**0.5}
    )
    assert found["coverage"].isna().tolist() == [False, True]


def test_the_page_has_a_row_per_outcome_and_estimator_and_says_which_are_biased(
    closed: Measured, opened: Measured
) -> None:
    summaries = summary(closed.joined(opened).errors)
    text = page(summaries)
    assert text.count("| Callaway–Sant'Anna |") == 4
    for row in summaries.itertuples():
        assert f"{row.truth:+.2f}".replace("-", "−") in text
    assert "—" not in text


def test_the_stored_page_has_the_text_of_the_program_that_writes_it() -> None:
    stored = (Path(__file__).parents[3] / "docs" / "evaluation.md").read_text(encoding="utf-8")
    assert stored.startswith(TEXT.partition("{worlds}")[0])
    assert stored.endswith(REASONS)


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        ("deep_particpation", "outcome = 'deep_particpation' is no output.*deep_participation"),
        ("deep_participation_park", "outcome = 'deep_participation_park' is empty in region 1, year 1; allowed"),
    ],
)
def test_an_outcome_that_cannot_be_evaluated_is_refused(outcome: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        measure([outcome], seeds=1, rollout=cities())


def test_a_roll_out_in_which_nobody_is_left_to_compare_with_is_refused() -> None:
    with pytest.raises(Refused, match="'staged_rollout': 3 batches, 0 of 30 regions never treated; allowed"):
        arms(cities().with_({"regions": 30}))
    with pytest.raises(Refused, match="'baseline': 0 batches"):
        arms("baseline")
