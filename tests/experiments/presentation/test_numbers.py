"""Numbers of reports: signs, units and digits that claim no more than is known."""

import math

import pytest

from consortium.experiments.comparison.outcomes import OUTCOMES
from consortium.experiments.figures.sweep.shown_names import measure
from consortium.experiments.presentation.language import Lang
from consortium.experiments.presentation.numbers import (
    JOINER,
    NBSP,
    Form,
    city_money,
    form_of,
    number,
    percent,
    share_form,
    signed,
)
from consortium.experiments.presentation.units import CHOICES_ZH, UNITS_ZH, unit_said
from consortium.simulation.outputs.metrics import DEGREE, METRICS
from consortium.simulation.parameters import PARAMETERS
from consortium.simulation.scenario import load_scenario


@pytest.mark.parametrize(
    ("value", "digits", "plain", "with_sign"),
    [
        (4.25, 1, "4.2", "+4.2"),
        (-4.26, 1, "−4.3", "−4.3"),
        (-0.04, 1, "0.0", "0.0"),
        (0.0, 0, "0", "0"),
        (-1234.5, 0, "−1,234", "−1,234"),
        (math.nan, 1, "–", "–"),
    ],
)
def test_a_number_has_a_true_minus_and_nothing_has_no_sign(value: float, digits: int, plain: str, with_sign: str):
    assert number(value, digits) == plain
    assert signed(value, digits) == with_sign


def test_shares_are_per_cent_and_their_changes_points():
    english, chinese = share_form("en"), share_form("zh")
    assert english.value(0.1342) == f"13.4{NBSP}%"
    assert chinese.value(0.1342) == "13.4%"
    assert english.change(-0.021) == f"−2.1{NBSP}points"
    assert chinese.size(-0.021) == "2.1个百分点"
    assert english.interval(0.042, 0.031, 0.053) == f"3.1{NBSP}to{NBSP}5.3"
    assert chinese.interval(-0.042, -0.053, -0.031, flip=True) == "3.1至5.3"
    assert english.interval(0.01, -0.002, 0.022) == f"−0.2{NBSP}to{NBSP}+2.2"
    assert percent(0.5, "zh") == "50%"


DEGREES = [name for name, metric in METRICS.items() if metric.unit == DEGREE]


def test_what_is_no_share_of_a_count_is_a_degree():
    assert {"training_quality", "skill_fit", "talent_match", "confidence", "equipment"} < set(DEGREES)
    assert all((METRICS[name].low, METRICS[name].high) == (0.0, 1.0) for name in DEGREES)
    assert OUTCOMES["change_of_quality"].unit == DEGREE


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("metric", DEGREES)
def test_a_degree_is_a_decimal_in_figures_and_reports_and_never_per_cent_or_points(metric: str, lang: Lang):
    in_report, in_figures = form_of(metric, load_scenario("baseline"), lang), measure(metric, lang)
    assert in_report.value(0.632) == in_figures.text(0.632, lang) == "0.632"
    assert in_report.change(0.018) == in_figures.change(0.018, lang, 3) == "+0.018"
    assert in_figures.factor == in_report.factor == 1.0
    assert float(in_figures.error(0.004, lang)) == 0.004
    assert "%" not in in_figures.titled(lang)


def test_money_is_yuan_at_the_citys_scale():
    baseline = load_scenario("baseline")
    assert baseline.parameters["scale"] == 60
    assert city_money(baseline, "en").value(56.7) == f"¥{NBSP}3.4{NBSP}million a year"
    assert city_money(baseline, "zh").value(56.7) == "340万元/年"
    assert city_money(baseline, "en").change(-56.7) == f"−{JOINER}¥{NBSP}3.4{NBSP}million a year"
    assert form_of("graduate_wage", baseline, "en").value(63.7) == f"¥{NBSP}63,700{NBSP}a year"
    assert form_of("graduate_wage", baseline, "zh").value(63.7) == "63,700元/年"


def test_where_a_heading_tells_the_unit_the_numbers_stand_alone():
    money = city_money(load_scenario("baseline"), "en")
    assert (money.heading, money.bare.change(56.7)) == ("¥ million a year", "+3.4")
    assert share_form("en").bare == share_form("en")


def test_an_interval_that_leaves_out_zero_does_not_round_to_zero():
    form = Form("en", 100.0, 1)
    assert form.interval(0.0004, 0.0001, 0.0007) == f"0.01{NBSP}to{NBSP}0.07"
    assert form.change(0.0004, 0.0001, 0.0007) == "+0.04"
    assert form.interval(0.0004, -0.0001, 0.0019) == f"0.0{NBSP}to{NBSP}+0.2"


def test_the_ends_of_an_interval_can_be_distinguished():
    assert Form("en", 100.0, 1).interval(-0.0010, -0.0012, -0.0008) == f"−0.12{NBSP}to{NBSP}−0.08"


def test_what_is_not_known_is_a_dash():
    assert share_form("en").interval(0.1, math.nan, math.nan) == "–"
    assert share_form("en").change(math.nan) == "–"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("metric", METRICS)
def test_every_output_has_a_form(metric: str, lang: Lang):
    form = form_of(metric, load_scenario("baseline"), lang)
    assert form.value(0.5) != "–"
    assert lang == "en" or not any("a" <= letter <= "z" for letter in form.value(0.5) + form.heading)


def test_every_unit_and_choice_has_a_chinese_name():
    units = {thing.unit for table in (PARAMETERS, METRICS, OUTCOMES) for thing in table.values()}
    assert units - set(UNITS_ZH) == set()
    assert {choice for parameter in PARAMETERS.values() for choice in parameter.choices} == set(CHOICES_ZH)
    assert unit_said("share", "en") == "share"
