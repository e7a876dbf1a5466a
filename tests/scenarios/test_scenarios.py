"""Every scenario loads, runs, keeps its books, and does what is said to hold of it."""

from __future__ import annotations

import re

import numpy as np
import pytest

from consortium.experiments.validation import scenario_table
from consortium.experiments.validation.grain import sampled
from consortium.experiments.validation.scenario_hypotheses import BASELINES, HYPOTHESES, SURPRISES, WORLDS
from consortium.experiments.validation.scenario_table import README, THUMBNAILS
from consortium.simulation.outputs.metrics import METRICS
from consortium.simulation.scenario import bundled_scenarios, load_scenario
from tests.worlds import ticks

EACH = pytest.mark.parametrize("name", bundled_scenarios())
LARGEST_THUMBNAIL = 12_000


@EACH
def test_a_scenario_runs_in_its_own_size_or_a_country_as_a_sample_and_keeps_its_books(name: str) -> None:
    model, fund = None, None
    for model in ticks(sampled(load_scenario(name)), years=3):
        p = model.population
        for region in range(len(p.regions)):
            e = p.enterprises[p.enterprises["region"] == region]
            paid, consortium = p.spending[region], p.consortia[region]
            received = e["subsidy_received"].sum() - e["returned"].sum()
            assert paid["subsidy"] == pytest.approx(received, abs=1e-9)
            assert paid["tax_credit"] == pytest.approx(e["tax_received"].sum(), abs=1e-9)
            runs = consortium["government_paid"] + consortium["community_received"]
            assert paid["consortium_entity"] == pytest.approx(runs, abs=1e-9)
            assert consortium["penalties"] == pytest.approx(e["penalty_paid"].sum(), abs=1e-9)
            assert consortium["fees"] == pytest.approx(e["fee_paid"].sum(), abs=1e-9)
        if fund is not None:
            c = p.consortia
            income = c["fees"] + c["penalties"] + c["government_paid"]
            assert c["fund"] - fund == pytest.approx(income - c["running_cost"], rel=1e-9, abs=1e-6)
        fund = p.consortia["fund"].copy()
        assert (p.governments["spent"] <= p.governments["budget"] * (1 + 1e-9) + 1e-9).all()
        for metric, value in model.metrics.items():
            assert np.isnan(value) or METRICS[metric].low - 1e-9 <= value <= METRICS[metric].high + 1e-9, metric
    assert model is not None
    assert model.tick == 6


def test_every_scenario_has_a_hypothesis_or_is_a_baseline() -> None:
    assert set(HYPOTHESES) | set(BASELINES) == set(bundled_scenarios())
    assert not set(HYPOTHESES) & set(BASELINES)


def test_hypotheses_name_what_there_is() -> None:
    worlds = set(WORLDS) | set(bundled_scenarios())
    for name, hypotheses in HYPOTHESES.items():
        for hypothesis in hypotheses:
            assert hypothesis.metric in METRICS
            assert {hypothesis.against, *(hypothesis.less or ())} <= worlds, name
            assert hypothesis.reform in ("", *worlds), name
            assert (hypothesis.reform or name) != hypothesis.against
    metrics = {(name, hypothesis.metric) for name, hypotheses in HYPOTHESES.items() for hypothesis in hypotheses}
    assert set(SURPRISES) <= metrics


def test_the_page_shows_every_scenario_once_with_its_picture() -> None:
    shown = re.findall(r"^\| !\[(\w+)\]\(thumbnails/\1\.png\) \| \[`\1`\]\(\1\.toml\)", README.read_text("utf-8"), re.M)
    assert shown == bundled_scenarios(), "run python -m consortium.experiments.validation.scenario_table"
    assert {path.stem for path in THUMBNAILS.glob("*.png")} == set(shown)
    assert all(path.stat().st_size < LARGEST_THUMBNAIL for path in THUMBNAILS.glob("*.png"))


def test_the_page_tells_every_hypothesis_and_gives_a_reason_for_every_surprise() -> None:
    page = README.read_text("utf-8")
    assert len(re.findall(r", (?:held|\*\*surprise\*\*)", page)) == sum(map(len, HYPOTHESES.values()))
    reasons = re.findall(r"\*\*surprise\*\* \([a-z ]+\): ([^<|]+)", page)
    assert {reason.strip() for reason in reasons} == set(SURPRISES.values()), "a surprise that is gone needs no reason"
    assert len(reasons) == page.count("**surprise**")


@pytest.mark.slow
def test_the_page_holds_what_is_measured_again_and_settles_in_more_worlds_what_a_few_leave_undecided() -> None:
    page = README.read_text("utf-8")
    for name, hypotheses in HYPOTHESES.items():
        (row,) = re.findall(rf"^\| !\[{name}\].*$", page, re.M)
        for hypothesis in hypotheses:
            finding = scenario_table.measure(name, hypothesis)
            if finding.verdict == "undecided":
                assert f" in {len(scenario_table.MORE_SEEDS)} worlds, " in row, finding
            else:
                assert scenario_table.said(finding) in row, finding
