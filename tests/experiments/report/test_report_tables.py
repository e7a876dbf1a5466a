"""Tables of the report: the numbers of the comparison, at the city's scale, and no more than is known."""

import re

import numpy as np
import pandas as pd
import pytest

from consortium.experiments.comparison.comparison import Comparison
from consortium.simulation.parameters import PARAMETERS
from tests.experiments.report.pages import COMMAND, copied, page

# --- what else it holds -----------------------------------------------------------------------------------------------


def test_cautions_command_versions_and_citation_are_there(comparison: Comparison):
    text = page(comparison).text
    for said in (
        COMMAND,
        "consortium compare DIR/manifest.json",
        "consortium 0.1.0, numpy 2.0",
        "abc, with changes since",
        comparison.base.digest(),
        "No forecast of a city.",
        "No verdict on a person",
        f"{sum(parameter.status == 'assumed' for parameter in PARAMETERS.values())} assumed",
        "MIT licence. Scenarios baseline, subsidy_only, ending; seeds 1–5.",
    ):
        assert said in text, said


def test_effects_and_chances_of_every_headline_are_in_one_table_of_all_reforms(comparison: Comparison):
    shown = page(comparison)
    (table,) = re.findall(r"<table class=\"wide effects.*?</table>", shown.html, re.DOTALL)
    assert table.count("Share going on to a degree") == 1  # what becomes of students
    assert "Three years of money" in table
    assert "Subsidy without monitoring" in table
    (line,) = re.findall(r"<tr role=\"row\">(?:(?!</tr>).)*#term-retention.*?</tr>", table, re.DOTALL)
    row = comparison.summary.query("reform == 'ending' and metric == 'retention'").iloc[0]
    assert f">{100 * row['baseline']:.1f}\N{NO-BREAK SPACE}%<" in line
    assert f">{100 * row['p_positive']:.0f}\N{NO-BREAK SPACE}%<" in line
    assert len(re.findall("<td", line)) == 1 + 2


def test_the_share_of_worlds_in_which_a_reform_is_best_is_reported_only_where_there_is_a_choice(
    comparison: Comparison, alone: Comparison
):
    assert "Best in" in page(comparison).text
    assert "Best in" not in page(alone).text


@pytest.mark.parametrize("name", ["joined_because", "net_benefit_student", "additional_deep"])
def test_outcomes_are_those_of_the_comparison_at_the_citys_scale(comparison: Comparison, name: str):
    table = comparison.outcomes
    value = table.loc[(table["reform"] == "ending") & (table["outcome"] == name), "value"].iloc[0]
    said = {
        "joined_because": f"{100 * value:.1f} %",
        "net_benefit_student": f"{60 * value / 1000:+.1f}",
        "additional_deep": f"{60 * value:+.0f}",
    }[name].replace("-", "−")
    said = "0.0" if said in ("−0.0", "+0.0") else said
    label = {"joined_because": "Take part because of the reform", "net_benefit_student": "Students",
             "additional_deep": "of them in depth"}[name]  # fmt: skip
    html = page(comparison).html
    row = re.search(rf"<th scope=\"row\" role=\"rowheader\"><bdi>{label}</bdi>.*?</tr>", html, re.DOTALL)
    assert row is not None
    assert f">{said}<" in row[0].replace("\N{NO-BREAK SPACE}", " ").replace(" <span", "<span").replace(" <", "<")


def test_what_is_not_defined_says_so_and_what_is_left_is_reported_of_reforms_that_end(comparison: Comparison):
    changed = copied(comparison)
    outcomes = comparison.outcomes.copy()
    ratio = outcomes["outcome"] == "cost_per_additional_trainee"
    outcomes.loc[ratio, ["value", "low", "high"]] = np.nan
    changed.__dict__["outcomes"] = outcomes
    shown = page(changed)
    row = re.search(r"<bdi>Cost per additional trainee.*?</tr>", shown.html, re.DOTALL)
    assert row is not None
    assert row[0].count("not defined") == 2
    assert shown.lines("4 years after")
    assert "What is left after the end" in shown.text


def test_without_an_end_nothing_is_reported_of_what_is_left(alone: Comparison):
    assert "What is left after the end" not in page(alone).text


# --- a budget ---------------------------------------------------------------------------------------------------------


def ranked(comparison: Comparison) -> Comparison:
    chances = {"p_best": 0.5, "p_best_low": 0.2, "p_best_high": 0.8}
    chances |= {"p_over_budget": 0.25, "p_over_budget_low": 0.05, "p_over_budget_high": 0.7}
    row = {"target": 100.0, "cost": 100.0, "cost_low": 90.0, "cost_high": 110.0, "metric": "deep_participation",
           "effect": 0.03, "low": 0.02, "high": 0.04, **chances}  # fmt: skip
    rows = [
        {"reform": "ending", "strength": 1.5, "spends_it": True, "note": "", "dominated_by": "", **row},
        {
            "reform": "subsidy_only",
            "strength": 8.0,
            "spends_it": False,
            "note": "bounds",
            **row,
            "dominated_by": "ending",
        },
    ]
    changed = copied(comparison)
    changed.__dict__["ranking"] = pd.DataFrame(rows)
    return changed


def test_the_ranking_tells_strength_cost_chances_and_who_is_dominated(comparison: Comparison):
    shown = page(ranked(comparison))
    assert "Ranking within the budget" in shown.text
    assert shown.lines("until it costs ¥ 6.0 million a year on average")
    row = " ".join(re.findall(r">([^<>]+)<", shown.html.split('<h2 id="ranking">')[1].split("</section>")[0]))
    for said in ("×1.5", "×8", "does not spend the budget", "not dominated", "[5–70]", "[2.0 to 4.0]"):
        assert said in row.replace("\N{NO-BREAK SPACE}", " "), said
    assert shown.lines(
        "Subsidy without monitoring: It cannot spend the budget: stronger policies would leave their bounds."
    )
    assert "花不完预算" in page(ranked(comparison), "zh").text


def test_without_a_budget_there_is_no_ranking(comparison: Comparison):
    assert "Ranking" not in page(comparison).text
