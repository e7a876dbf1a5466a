"""What can be concluded: hypotheses tried in every set of the ensemble."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from consortium import load_scenario
from consortium.experiments.calibration.targets.target_files import bundled_ensemble, load_calibration
from consortium.experiments.ensemble.parameter_sets import in_set
from consortium.experiments.presentation.numbers import form_of
from consortium.experiments.statistics.inference import Interval
from consortium.experiments.validation.conclusions import measuring
from consortium.experiments.validation.conclusions.measuring import README_CONCLUSIONS, Conclusion, Wide, effects_in
from consortium.experiments.validation.conclusions.page import EFFECTS, PAGE, TABLE, markdown
from consortium.experiments.validation.conclusions.wide_ranges import Deciding, deciding, wide_points
from consortium.experiments.validation.scenario_hypotheses import HYPOTHESES, Hypothesis
from consortium.experiments.validation.scenario_table import MORE_SEEDS, measure, size_said, written
from consortium.simulation.parameters import PARAMETERS

SETS = bundled_ensemble("patterns")


def test_the_bundled_ensemble_holds_twenty_to_fifty_sets_within_the_bounds_of_the_model():
    assert 20 <= len(SETS) <= 50
    for values in SETS:
        load_scenario("baseline").with_(values)  # refuses what lies beyond the bounds


def test_a_set_leaves_alone_what_a_scenario_changes_on_purpose():
    swiss, base = load_scenario("swiss_apprenticeship"), load_scenario("baseline")
    changed = {name for name in SETS[0] if swiss.parameters[name] != base.parameters[name]}
    assert changed
    tried = in_set(swiss, base, SETS[0])
    assert all(tried.parameters[name] == swiss.parameters[name] for name in changed)
    assert all(tried.parameters[name] == SETS[0][name] for name in SETS[0].keys() - changed)


def test_a_direction_is_as_expected_by_its_sign_and_no_difference_within_two_points():
    assert measuring._as_expected(+1, 0.001)
    assert not measuring._as_expected(+1, -0.001)
    assert measuring._as_expected(-1, -0.5)
    assert measuring._as_expected(0, 0.019)
    assert not measuring._as_expected(0, -0.021)


def test_a_conclusion_survives_if_it_held_holds_now_and_holds_in_half_of_the_sets():
    def outcome(before: tuple[float, str] | None, verdict: str, share: float) -> str:
        hypothesis = Hypothesis("participation", +1)
        effects = np.where(np.arange(10) < 10 * share, 0.1, -0.1)
        return Conclusion("t", hypothesis, before, 0.1, verdict, 8, effects).outcome

    assert outcome((0.2, "held"), "held", 0.5) == "survived"
    assert outcome((0.2, "held"), "held", 0.4) == "**did not survive**"
    assert outcome((0.2, "held"), "undecided", 1.0) == "**did not survive**"
    assert outcome((-0.2, "not held"), "held", 1.0) == "holds now"
    assert outcome(None, "held", 1.0) == "holds"
    assert outcome(None, "not held", 0.0) == "does not hold"


def test_the_page_counts_outcomes_and_gives_every_conclusion_a_row():
    hypothesis = Hypothesis("deep_participation", +1)
    effects = np.linspace(-0.01, 0.09, 11)
    wide = Wide(effects, [{"r0": 0.1}] * 11, Deciding("r0", 0.5), Deciding("poach", -0.25))
    found = [
        Conclusion(title, hypothesis, (0.1, "held"), 0.05, "held", 40, effects, wide) for title in README_CONCLUSIONS
    ]
    found.append(Conclusion("subsidy_only", hypothesis, (0.1, "held"), 0.05, "held", 8, effects))
    text = markdown(found, 30, {"as it is": Interval(0.05, 0.04, 0.06)})
    assert text.count("\n| ") == 2 * len(README_CONCLUSIONS) + 1 + 1 + 4
    assert "| as it is | +5.0 ± 1.0 points |" in text
    assert "Of 1 hypotheses of the scenarios: 1 “survived”. 0 hold" in text
    assert "+5.0 points (held, 40 worlds) | 82 % | −0.5 points … +8.5 points | survived |" in text
    assert "| 82 % | 82 % | −0.5 points … +8.5 points | `r0` (+0.50), `poach` (−0.25) |" in text


def test_an_effect_in_a_set_is_the_mean_paired_difference_in_the_years_asked_for():
    base = np.zeros((2, 1, 20, 1))
    reform = np.zeros((2, 1, 20, 1))
    reform[0, 0, 15:, 0], reform[1, 0, 15:, 0] = 0.2, 0.4
    reform[0, 0, 15, 0] = np.nan  # a year without a value is left out
    years = {"reform": reform, "baseline": base}
    assert measuring._effect("reform", Hypothesis("participation", +1), years, 0) == 0.30000000000000004
    early = Hypothesis("participation", +1, years=(1, 5))
    assert measuring._effect("reform", early, years, 0) == 0.0


# --- wide ranges ------------------------------------------------------------------------------------------------------


def test_what_decides_an_effect_is_found_among_parameters_that_do_not():
    chance = np.random.default_rng(1)
    points = [dict(zip("abcd", row, strict=True)) for row in chance.random((400, 4))]
    effects = np.array([3 * point["c"] - point["a"] for point in points]) + chance.normal(0, 0.2, 400)
    first, second = deciding(points, effects)
    assert (first.parameter, second.parameter) == ("c", "a")
    assert first.correlation > 0.8
    assert second.correlation < -0.2


def test_wide_points_vary_all_real_parameters_within_their_bounds_and_repeat():
    points = wide_points(["baseline", "subsidy_monitored"], 8)
    assert points == wide_points(["baseline", "subsidy_monitored"], 8)
    assert len(points[0]) > 250
    for name in points[0]:
        values = [point[name] for point in points]
        assert PARAMETERS[name].low <= min(values) < max(values) <= PARAMETERS[name].high, name


# --- what is in the docs is what the model gives ----------------------------------------------------------------------


def rows() -> dict[str, dict]:
    return {row["conclusion"]: row for row in pd.read_csv(TABLE).to_dict("records") if row["conclusion"] in README}


README = tuple(README_CONCLUSIONS)


def test_the_table_holds_every_conclusion_once_and_in_order():
    table = pd.read_csv(TABLE)
    wanted = [(title, written(hypothesis)) for title, (_, hypothesis) in README_CONCLUSIONS.items()]
    wanted += [(name, written(hypothesis)) for name in sorted(HYPOTHESES) for hypothesis in HYPOTHESES[name]]
    assert sorted(zip(table["conclusion"], table["hypothesis"], strict=True)) == sorted(wanted)


def test_the_conclusions_of_the_readme_are_current():
    """With the start values, and in the first two sets; the rest is the same program's work."""
    effects = pd.read_csv(EFFECTS).set_index(["conclusion", "where", "number"])["effect"]
    asked = [(hypothesis.reform, hypothesis) for _, hypothesis in README_CONCLUSIONS.values()]
    again = effects_in(SETS[:2], asked)
    for (title, (_, hypothesis)), in_sets in zip(README_CONCLUSIONS.items(), again, strict=True):
        now = measure(hypothesis.reform, hypothesis, MORE_SEEDS)
        row = rows()[title]
        assert (row["verdict"], row["worlds"]) == (now.verdict, now.worlds)
        assert row["effect"] == pytest.approx(now.effect, rel=1e-5)
        assert [effects[title, "set", 1], effects[title, "set", 2]] == pytest.approx(list(in_sets), rel=1e-5), (
            "run python -m consortium.experiments.validation.conclusions"
        )


def test_every_other_conclusion_is_measured_as_the_table_of_scenarios_says():
    scenarios = (Path(__file__).parents[3] / "scenarios" / "README.md").read_text(encoding="utf-8")
    for row in pd.read_csv(TABLE).to_dict("records"):
        if row["conclusion"] not in README:
            # The table holds six digits, so that a number may be rounded to the other side.
            said = {size_said(row["metric"], row["effect"] * (1 + by)).split(" ")[0] for by in (-1e-5, 0, 1e-5)}
            assert any(f"{row['hypothesis']}: {number}" in scenarios for number in said), (
                f"{row['hypothesis']}: measure both pages with the same model"
            )


def test_the_start_values_are_those_of_the_best_set_to_three_digits():
    for name, value in SETS[0].items():
        assert PARAMETERS[name].default == float(f"{value:.3g}"), f"{name}: adopt what consortium calibrate found"


def test_the_bundled_sets_vary_what_the_bundled_targets_vary_and_within_those_ranges():
    factors = {factor.key.removeprefix("parameters."): factor for factor in load_calibration("patterns").factors}
    for values in SETS:
        assert values.keys() == factors.keys()
        for name, value in values.items():
            assert factors[name].ends[0] <= value <= factors[name].ends[1]


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_readme_and_table_agree(name: str):
    """Each README gives one row per conclusion: its effect, its share of the sets that fit, and of the wide ranges."""
    text = (Path(__file__).parents[3] / name).read_text(encoding="utf-8")
    for title, row in rows().items():
        said = title if name == "README.md" else README_CONCLUSIONS[title][0]
        (cells,) = re.findall(rf"^\| {re.escape(said)} \| (.*) \|$", text, re.MULTILINE)
        form = form_of(row["metric"], load_scenario("baseline"), "en" if name == "README.md" else "zh")
        effect = form.change(row["effect"]).replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")
        shares = [f"{100 * row[key]:.0f} %".replace(" %", "%" if name != "README.md" else " %")
                  for key in ("sets_share", "wide_share")]  # fmt: skip
        assert cells.split(" | ") == [effect, *shares]


def test_the_page_is_written_from_the_table():
    text = PAGE.read_text(encoding="utf-8")
    for title, row in rows().items():
        for key in ("first", "second"):
            assert f"`{row[key]}` ({row[key + '_correlation']:+.2f})".replace("-", "−") in text, title
