"""The first screen: which reform is best for what, one table of all reforms, and what may be said of it."""

import dataclasses
import re

import numpy as np
import pytest

from consortium.experiments.comparison.comparison import Comparison
from consortium.experiments.comparison.merit import LESS_IS_BETTER, MATTER_OF_OPINION, rank_metric
from consortium.experiments.report.ranked import in_order, leading, ranked
from consortium.experiments.report.wording.glossary import terms
from consortium.experiments.statistics.inference import differences
from consortium.experiments.statistics.verdict import judge
from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.scenario import ScenarioError
from tests.experiments.report.pages import copied, page

DEEP, MATCH, DROPOUT = "deep_participation", "talent_match", "dropout_rate"


def changed(comparison: Comparison, metric: str, **effects: list[float]) -> Comparison:
    """The comparison with other values of an output: `effects` of reforms, world by world, on top of the baseline's."""
    values = comparison.last_years.copy()
    base = values.loc[(values["scenario"] == "baseline") & (values["region"] == "all"), metric].to_numpy()
    for name, by_world in effects.items():
        rows = (values["scenario"] == name) & (values["region"] == "all")
        values.loc[rows, metric] = base + np.array(by_world)
    other = copied(comparison)
    other.__dict__["last_years"] = values
    summary = comparison.summary.copy()
    for name, by_world in effects.items():
        row = (summary["reform"] == name) & (summary["metric"] == metric) & (summary["region"] == "all")
        paired = differences(base, base + np.array(by_world))
        mean, sd = paired.mean(), paired.std(ddof=1)
        half = 2.776 * sd / len(paired) ** 0.5
        for key, value in {
            "baseline": base.mean(), "reformed": base.mean() + mean, "effect": mean, "sd": sd, "low": mean - half,
            "high": mean + half, "n_seeds": float(len(paired)),
            "verdict": str(judge(mean, sd, mean - half, mean + half, len(paired))),
        }.items():  # fmt: skip
            summary.loc[row, key] = value
    other.__dict__["summary"] = summary
    return other


FAR = {"subsidy_only": [0.01, 0.02, 0.015, 0.02, 0.01], "ending": [0.10, 0.12, 0.11, 0.13, 0.12]}
CLOSE = {"subsidy_only": [0.10, 0.12, 0.14, 0.11, 0.13], "ending": [0.11, 0.13, 0.11, 0.13, 0.12]}
NOTHING = {"subsidy_only": [0.01, -0.01, 0.02, -0.02, 0.0], "ending": [0.01, -0.02, 0.01, -0.01, 0.002]}


def names(comparison: Comparison, metric: str) -> list[str]:
    return [reform.name for reform in leading(comparison, metric)]


def test_the_best_is_the_first_in_order_and_those_that_are_not_distinguishable_from_it(comparison: Comparison):
    far, close = changed(comparison, DEEP, **FAR), changed(comparison, DEEP, **CLOSE)
    assert [reform.name for reform in in_order(far, DEEP)] == ["ending", "subsidy_only"]
    assert names(far, DEEP) == ["ending"]
    assert set(names(close, DEEP)) == {"ending", "subsidy_only"}
    assert names(changed(comparison, DEEP, **NOTHING), DEEP) == []


def test_where_less_is_better_the_one_that_lowers_most_is_first(comparison: Comparison):
    falls = {name: [-value / 5 for value in values] for name, values in FAR.items()}
    lowered = changed(comparison, DROPOUT, **falls)
    assert names(lowered, DROPOUT) == ["ending"]
    by_dropout = dataclasses.replace(lowered, rank_by=DROPOUT)
    by_dropout.__dict__.update({key: lowered.__dict__[key] for key in ("last_years", "summary")})
    answer = ranked(by_dropout, "en")
    assert answer.recommendation.startswith(
        "Best for drop-out rate: “<bdi>Three years of money</bdi>”. It lowers it by"
    )
    assert [row.reform.name for row in answer.rows] == ["ending", "subsidy_only"]
    assert answer.rows[0].cells[-2].value.replace("\N{NO-BREAK SPACE}", " ") == "100 %", "better in all worlds"


def test_the_recommendation_claims_no_more_than_the_worlds_tell(comparison: Comparison, alone: Comparison):
    far, close, none = (changed(comparison, DEEP, **values) for values in (FAR, CLOSE, NOTHING))
    assert "Best for deep participation: “<bdi>Three years of money</bdi>”. It raises it by 11.6" in ranked(
        far, "en"
    ).recommendation.replace("\N{NO-BREAK SPACE}", " ")
    assert "Next is “<bdi>Subsidy without monitoring</bdi>”" in ranked(far, "en").recommendation
    assert "not distinguishable" in ranked(close, "en").recommendation
    assert ranked(none, "en").recommendation.startswith("No reform is seen to raise deep participation")
    assert ranked(none, "zh").recommendation.startswith("没有改革使深度参与率明显提高")
    assert ranked(alone, "en").recommendation.startswith("Too few worlds to judge")
    assert ranked(alone, "en").trade_off == ()


def test_the_trade_off_says_what_is_best_on_what(comparison: Comparison):
    apart = changed(changed(comparison, DEEP, **FAR), MATCH, subsidy_only=FAR["ending"], ending=FAR["subsidy_only"])
    said = [re.sub("<[^>]+>", "", line) for line in ranked(apart, "en").trade_off]
    assert any(line.startswith("Best for deep participation") and "Three years of money" in line for line in said)
    assert any("talent match" in line and line.endswith(": “Subsidy without monitoring”.") for line in said)
    assert any(line.startswith("Least public money:") for line in said)
    assert len([line for line in said if line.startswith("“Three years of money”")]) == 1, "what the best makes worse"


def test_one_table_ranks_all_reforms_by_the_output_that_is_asked_for(comparison: Comparison):
    apart = changed(changed(comparison, DEEP, **FAR), MATCH, subsidy_only=FAR["ending"], ending=FAR["subsidy_only"])
    by_match = dataclasses.replace(apart, rank_by=MATCH)
    by_match.__dict__.update({key: apart.__dict__[key] for key in ("last_years", "summary")})
    assert [row.reform.name for row in ranked(apart, "en").rows] == ["ending", "subsidy_only"]
    answer = ranked(by_match, "en")
    assert [row.reform.name for row in answer.rows] == ["subsidy_only", "ending"]
    assert [column.term for column in answer.columns][:3] == [MATCH, DEEP, "training_quality"]
    assert all(len(row.cells) == len(answer.columns) for row in answer.rows)


@pytest.mark.parametrize("metric", ["public_spending", "graduate_wage", "curriculum_age", "degree_share"])
def test_reforms_can_be_ranked_by_any_output(comparison: Comparison, metric: str):
    by_it = dataclasses.replace(comparison, rank_by=metric)
    for lang in ("en", "zh"):
        answer = ranked(by_it, lang)
        assert [row.place for row in answer.rows] == ["1", "2"]
        assert answer.recommendation
        assert metric in {column.term for column in answer.columns}


def test_every_output_whose_direction_is_stated_exists_and_has_one():
    assert set(METRICS) >= LESS_IS_BETTER | MATTER_OF_OPINION
    assert not LESS_IS_BETTER & MATTER_OF_OPINION


def test_an_output_that_does_not_exist_is_refused_with_the_nearest():
    with pytest.raises(ScenarioError, match=r"rank_by = .*talent_mach.* is no metric.*talent_match"):
        rank_metric("talent_mach")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_words_of_the_tables_lead_to_the_glossary(comparison: Comparison, lang: str):
    shown = page(comparison, lang)  # type: ignore[arg-type]
    linked = {names["href"] for names in shown.all("a") if names.get("class") == "term"}
    meant = {names["title"] for names in shown.all("a") if names.get("class") == "term"}
    assert {"#term-deep_participation", "#term-talent_match", "#term-worlds", "#term-public_spending"} <= linked
    assert linked <= {f"#{names['id']}" for names in shown.all("dt") if "id" in names}
    assert meant <= {term.meaning for term in terms(lang)}  # type: ignore[arg-type]
    assert all(term.meaning and term.label for term in terms(lang))  # type: ignore[arg-type]


def test_on_a_telephone_every_number_stands_under_its_heading(comparison: Comparison):
    shown = page(comparison)
    cells = shown.all("td")
    assert cells
    assert all(names.get("data-label") for names in cells)
    assert {names["role"] for names in shown.all("table")} == {"table"}
