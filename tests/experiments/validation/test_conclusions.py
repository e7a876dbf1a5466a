"""What can be concluded: hypotheses tried in every set of the ensemble."""

from __future__ import annotations

from consortium import load_scenario
from consortium.experiments.calibration.targets.target_files import bundled_ensemble
from consortium.experiments.statistics.inference import Interval
from consortium.experiments.validation import conclusions as page
from consortium.experiments.validation.conclusions import Conclusion, in_set, markdown
from consortium.experiments.validation.scenario_hypotheses import Hypothesis

SETS = bundled_ensemble("patterns")


def test_the_bundled_ensemble_holds_twenty_to_fifty_sets_within_the_bounds_of_the_model():
    assert 20 <= len(SETS) <= 50
    for values in SETS:
        load_scenario("baseline").with_(values)  # refuses what lies beyond the bounds


def test_a_set_leaves_alone_what_a_scenario_changes_on_purpose():
    swiss, base = load_scenario("swiss_apprenticeship"), load_scenario("baseline")
    changed = {name for name in SETS[0] if swiss.parameters[name] != base.parameters[name]}
    assert changed
    tried = in_set(swiss, SETS[0])
    assert all(tried.parameters[name] == swiss.parameters[name] for name in changed)
    assert all(tried.parameters[name] == SETS[0][name] for name in SETS[0].keys() - changed)


def test_a_direction_is_as_expected_by_its_sign_and_no_difference_within_two_points():
    assert page._as_expected(+1, 0.001)
    assert not page._as_expected(+1, -0.001)
    assert page._as_expected(-1, -0.5)
    assert page._as_expected(0, 0.019)
    assert not page._as_expected(0, -0.021)


def test_a_conclusion_survives_if_it_held_holds_now_and_holds_in_half_of_the_sets():
    def outcome(before: tuple[float, str] | None, verdict: str, share: float) -> str:
        hypothesis = Hypothesis("participation", +1)
        return Conclusion("t", hypothesis, before, 0.1, verdict, share, 0.0, 0.2).outcome

    assert outcome((0.2, "held"), "held", 0.5) == "survived"
    assert outcome((0.2, "held"), "held", 0.4) == "**did not survive**"
    assert outcome((0.2, "held"), "undecided", 1.0) == "**did not survive**"
    assert outcome((-0.2, "not held"), "held", 1.0) == "holds now"
    assert outcome(None, "held", 1.0) == "holds"
    assert outcome(None, "not held", 0.0) == "does not hold"


def test_the_page_counts_outcomes_and_gives_every_conclusion_a_row():
    hypothesis = Hypothesis("deep_participation", +1)
    found = [
        Conclusion(title, hypothesis, (0.1, "held"), 0.05, "held", 0.9, 0.01, 0.08)
        for title in (*page.README_CONCLUSIONS, "subsidy_only")
    ]
    text = markdown(found, 30, {"as it is": Interval(0.05, 0.04, 0.06)})
    assert text.count("\n| ") == len(found) + 2 + 2
    assert "| as it is | +5.0 ± 1.0 points |" in text
    assert "Of 1 hypotheses of the scenarios: 1 “survived”. 1 hold" in text
    assert "+5.0 points (held) | 90 % | +1.0 points … +8.0 points | survived |" in text


def test_an_effect_in_a_set_is_the_mean_paired_difference_in_the_years_asked_for():
    import numpy as np

    base = np.zeros((2, 1, 20, 1))
    reform = np.zeros((2, 1, 20, 1))
    reform[0, 0, 15:, 0], reform[1, 0, 15:, 0] = 0.2, 0.4
    reform[0, 0, 15, 0] = np.nan  # a year without a value is left out
    years = {"reform": reform, "baseline": base}
    assert page._effect("reform", Hypothesis("participation", +1), years, 0) == 0.30000000000000004
    early = Hypothesis("participation", +1, years=(1, 5))
    assert page._effect("reform", early, years, 0) == 0.0
