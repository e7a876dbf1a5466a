"""Summaries: numbers that agree with the files, in words that claim no more than they know."""

import io
import math
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from rich.cells import cell_len
from rich.console import Console

from consortium.experiments.comparison.budgets import BudgetPlan, Fitted, at_strength
from consortium.experiments.comparison.comparison import Comparison, compare
from consortium.experiments.comparison.summary import (
    MAIN,
    SPENDING,
    WIDE,
    comparison_tables,
    money_table,
    ranking_table,
    run_summary,
    run_table,
    statement,
)
from consortium.experiments.presentation.language import Lang
from consortium.experiments.presentation.numbers import at_city_scale
from consortium.experiments.runs.batch import Batch, run
from consortium.experiments.statistics.verdict import LEAST_WORLDS
from consortium.simulation.outputs.metrics import METRICS
from tests.worlds import town


@pytest.fixture(scope="module")
def batch() -> Batch:
    return run(town(years=6), seeds=3)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(town(years=6), town(of="consortium_entity", years=6), seeds=LEAST_WORLDS)


def shown(thing: object, width: int = 160) -> str:
    console = Console(width=width, file=io.StringIO(), markup=False)
    with console.capture() as captured:
        console.print(thing)
    return captured.get()


def by_metric(summary: pd.DataFrame) -> dict[Any, dict[Any, Any]]:
    return summary.set_index("metric").to_dict("index")


def test_the_start_is_tick_0_and_the_end_the_last_five_years(batch: Batch):
    summary = by_metric(run_summary(batch.series, batch.scenarios[0]))
    start = batch.series["participation"].to_numpy()[batch.series["tick"] == 0]
    last = batch.series.loc[batch.series["tick"] > 2]
    assert summary["participation"]["start"] == pytest.approx(np.mean(start))
    assert summary["participation"]["start_sd"] == pytest.approx(np.std(start, ddof=1))
    assert summary["participation"]["end"] == pytest.approx(np.mean(last["participation"].to_numpy()))
    assert summary["public_spending"]["end"] == pytest.approx(np.sum(last["public_spending"].to_numpy()) / 3 / 5)
    assert math.isnan(summary["public_spending"]["start"])


def test_the_table_shows_the_main_metrics_in_the_chosen_language(batch: Batch):
    summary = run_summary(batch.series, batch.scenarios[0])
    english = shown(run_table(summary, batch.scenarios[0], (1, 2, 3), "en"))
    chinese = shown(run_table(summary, batch.scenarios[0], (1, 2, 3), "zh"))
    for name in MAIN:
        assert METRICS[name].en in english
        assert METRICS[name].zh in chinese
    assert "mean ± s.d. of 3 seeds" in english
    assert "3个随机种子" in chinese


def test_money_is_shown_in_the_model_and_in_the_city(batch: Batch):
    scenario = batch.scenarios[0]
    summary = run_summary(batch.series, scenario)
    spent = by_metric(summary)[SPENDING[0]]["end"]
    assert at_city_scale(spent, scenario, "en") == pytest.approx(spent * 60 / 1000)  # k¥ to ¥ million
    assert at_city_scale(spent, scenario, "zh") == pytest.approx(spent * 60 / 10)  # k¥ to 万元
    text = shown(money_table(summary, scenario, "en"))
    assert f"{spent * 60 / 1000:,.1f}" in text
    assert "Spending: subsidy" in text
    assert "Spending: training base" not in text  # nothing was spent on it


def test_a_title_is_shown_as_it_is_and_never_as_markup(batch: Batch):
    title = "[red]hot[/red] [link=https://example.org]schools[/"
    scenario = batch.scenarios[0].with_({}, title={"en": title, "zh": title})
    assert title in shown(run_table(run_summary(batch.series, scenario), scenario, (1,), "en"))


def test_a_comparison_says_what_moved(comparison: Comparison):
    (table, lines), *others = comparison_tables(comparison, "en")
    assert others == []
    assert lines[0] == "The consortium is run as an entity"
    raised = next(line for line in lines if line.startswith("raises "))
    assert "membership (+" in raised
    assert "public spending (+¥ " in raised
    assert "Net benefit of enterprises" in shown(table)


def test_a_comparison_speaks_chinese(comparison: Comparison):
    (table, lines), *_ = comparison_tables(comparison, "zh")
    assert any(line.startswith("提高：") and "万元/年" in line for line in lines)
    assert "万元/年，全市" in shown(table)


@pytest.mark.parametrize("seeds", [1, 2])
def test_few_worlds_make_no_finding(seeds: int):
    few = compare(town(years=3), town(of="consortium_entity", years=3), seeds=seeds)
    lines = statement(few.summary, few.reforms[0], few.base, "en")
    assert lines[1:] == [f"Too few worlds to judge ({seeds}; at least {LEAST_WORLDS}): take more seeds."]
    assert not set(few.summary["verdict"]) & {"rises", "falls", "none"}


def test_a_placebo_is_the_same_to_the_last_digit():
    placebo = compare(town(years=3), town(years=3).with_({}, name="placebo"), seeds=2)
    assert statement(placebo.summary, placebo.reforms[0], placebo.base, "en") == [
        "Baseline: hot schools, cold enterprises: the same to the last digit"
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tables_fit_eighty_columns_and_shorten_nothing(comparison: Comparison, lang: Lang):
    seeds = comparison.seeds
    numbers = run_summary(comparison.series.query("scenario == 'baseline'"), comparison.base)
    fitted = tuple(Fitted(reform, 1.0, 100.0, "bounds") for reform in comparison.reforms)
    on_budget = Comparison(comparison.batch, BudgetPlan(100.0, comparison.base, fitted))
    tables = [table for table, _ in comparison_tables(comparison, lang, 80)]
    tables += [run_table(numbers, comparison.base, seeds, lang), money_table(numbers, comparison.base, lang)]
    tables.append(ranking_table(on_budget, lang, 80))
    for place, table in enumerate(tables):
        text = shown(table, 80)
        assert max(map(cell_len, text.splitlines())) <= 80
        assert "…" not in text.replace(" … ", " "), "only between the ends of an interval"
        if place < len(comparison.reforms):
            assert len(re.findall(r"[+−][\d,.]+ … [+−][\d,.]+", text)) > 5, "each in one line"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_ranking_calls_reforms_by_their_titles_as_the_other_tables_do(comparison: Comparison, lang: Lang):
    titles = {reform.name: reform.title[lang] for reform in comparison.reforms}
    base, *reforms = comparison.batch.scenarios
    arms = (base, *(at_strength(reform, base, 0.75) for reform in reforms))
    fitted = tuple(Fitted(reform, 0.75, 100.0, "bounds") for reform in arms[1:])
    batch = Batch(arms, comparison.batch.seeds, comparison.batch.replicates)
    on_budget = Comparison(batch, BudgetPlan(100.0, base, fitted))
    text = shown(ranking_table(on_budget, lang, 200), 200)
    for name, title in titles.items():
        assert title in text
        assert name not in text
    assert text.count("0.75") == len(titles), "the strength stands in a column of its own, and there alone"
    folded = shown(ranking_table(on_budget, lang, WIDE), WIDE)
    assert "…" not in folded.replace(" … ", ""), "remarks are not cut"
