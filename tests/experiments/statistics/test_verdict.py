"""One rule says whether there is an effect, wherever it is said."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium.experiments.comparison.comparison import Comparison, compare
from consortium.experiments.comparison.summary import MAIN, statement
from consortium.experiments.figures.base import tidy
from consortium.experiments.figures.run import findings
from consortium.experiments.presentation.labels import label
from consortium.experiments.report.answers import HEADLINES, effects_of
from consortium.experiments.statistics.inference import differences
from consortium.experiments.statistics.verdict import LEAST_WORLDS, Verdict, judge, judged, verdict_said
from consortium.simulation.policies.instruments import Subsidy
from tests.worlds import town

BASE = town(years=4)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    money, entity = town(Subsidy(per_trainee=14.0), years=4), town(of="consortium_entity", years=4)
    return compare(BASE, money.with_(name="money"), entity.with_(name="entity"), seeds=8)


NAN = math.nan


@pytest.mark.parametrize(
    ("effect", "sd", "low", "high", "n", "verdict"),
    [
        (0.1, 0.1, 0.05, 0.15, 10, Verdict.RISES),
        (-0.1, 0.1, -0.15, -0.05, 10, Verdict.FALLS),
        (0.1, 0.1, -0.05, 0.25, 10, Verdict.UNSEEN),
        (0.1, 0.1, 0.05, 0.15, LEAST_WORLDS - 1, Verdict.FEW),
        (0.1, NAN, NAN, NAN, 1, Verdict.FEW),
        (0.002, 0.0, NAN, NAN, 2, Verdict.FEW),
        (0.002, 0.0, NAN, NAN, LEAST_WORLDS, Verdict.RISES),
        (0.002, 0.001, NAN, NAN, 10, Verdict.SPARSE),
        (0.0, 0.0, NAN, NAN, 10, Verdict.SAME),
        (0.0, NAN, NAN, NAN, 1, Verdict.SAME),
        (NAN, NAN, NAN, NAN, 0, Verdict.UNKNOWN),
    ],
)
def test_a_direction_takes_enough_worlds_and_an_interval_without_zero(
    effect: float, sd: float, low: float, high: float, n: int, verdict: Verdict
):
    assert judge(effect, sd, low, high, n) == verdict


def test_two_worlds_that_agree_to_the_last_digit_are_no_finding():
    """ "Raises employment (+0.002 … +0.002)" was said from two seeds."""
    verdict, found = judged([0.002, 0.002])
    assert verdict == Verdict.FEW
    assert math.isnan(found.low)


@given(st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.01, 0.02, -0.01]), min_size=1, max_size=12))
def test_turning_all_differences_around_turns_the_verdict_around(values: list[float]):
    one, other = (judged(sign * np.array(values))[0] for sign in (1, -1))
    assert one.sign == -other.sign
    assert one.sign or one == other


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5])
def test_worlds_without_a_tendency_are_seldom_said_to_have_one(share: float):
    generator = np.random.default_rng(11)
    worlds = (generator.random((4000, 8)) < share) * generator.choice([-1.0, 1.0], (4000, 8))
    said = [judged(row)[0].sign != 0 for row in worlds]
    assert np.mean(said) <= 0.06


def test_table_terminal_report_and_titles_say_the_same(comparison: Comparison):
    """Three rules decided before, and titles contradicted the report in which they stood."""
    verbs = {Verdict.RISES: "rises by", Verdict.FALLS: "falls by"}
    series = comparison.series
    base = tidy.city(series[series["scenario"] == BASE.name])
    seen = set()
    for reform in comparison.reforms:
        other = tidy.city(series[series["scenario"] == reform.name])
        report = effects_of(comparison, reform)
        lines = statement(comparison.summary, reform, comparison.base, "en")
        for metric in ("deep_participation", "training_quality", "talent_match"):
            verdict = report[metric].verdict
            seen.add(verdict)
            values = comparison.paired_values(metric)
            assert judged(differences(values[BASE.name].to_numpy(), values[reform.name].to_numpy()))[0] == verdict
            title = findings.change(base, other, metric, "en")
            assert verbs.get(verdict, verdict_said(verdict, 8, "en")) in title, (metric, verdict)
            name = label(metric, "en")[0].lower() + label(metric, "en")[1:]
            (line,) = (line for line in lines if f"{name} (" in line or line.endswith(name) or f"{name}," in line)
            assert line.startswith({1: "raises", -1: "lowers"}.get(verdict.sign, ("no ", "the ", "too "))), line
    assert seen & {Verdict.RISES, Verdict.FALLS}
    assert set(HEADLINES) & set(MAIN)


def test_the_tables_hold_the_verdict_and_no_interval_where_nearly_all_worlds_are_alike(comparison: Comparison):
    for table in (comparison.summary, comparison.effects):
        assert set(table["verdict"]) <= {str(verdict) for verdict in Verdict}
        alike = table.loc[table["verdict"].isin(["same", "sparse", "unknown"])]
        assert len(alike)
        assert alike["low"].isna().all()
        assert alike["high"].isna().all()
        known = table.loc[table["low"].notna()]
        assert ((known["low"] < known["effect"]) & (known["effect"] < known["high"])).all()


def test_every_verdict_has_words_in_both_languages():
    for verdict in Verdict:
        english, chinese = (verdict_said(verdict, 3, lang) for lang in ("en", "zh"))
        assert english
        assert chinese
        assert english != chinese
