"""Sums of money as people write them: one meaning in both languages, and nothing implausible passes unasked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consortium import compare
from consortium.experiments.presentation.money import Budget, largest_plausible, smallest_plausible, yuan_said
from consortium.simulation.scenario import ScenarioError, load_scenario
from tests.worlds import town

BASE = load_scenario("baseline")
SUMS = st.floats(1.0, 1e14)
FULL_WIDTH = str.maketrans("0123456789,.¥()", "０１２３４５６７８９，．￥（）")


@pytest.mark.parametrize(
    "text",
    [
        "60M", "60m", "60 million", "60mn", "6000万", "6千万", "0.6亿", "60000000", "60,000,000", "60_000_000",
        "60 000 000", "¥60M", "￥60M", "CNY 60M", "60 million yuan", "6e7", "6000万元", "６０００万元", "60000k",
        "６０，０００，０００", "60 million ¥ a year of the real city", "人民币0.6亿元/年", "每年6000万元",
        "全市6000万元",        "60,000,000 yuan, of the city", "  60M  ",
    ],
)  # fmt: skip
def test_sixty_million_a_year_of_the_city_can_be_written_in_many_ways(text: str):
    assert Budget.parsed(text) == Budget(60e6, "city")
    assert Budget.parsed(text).in_model(BASE) == 1000.0


@pytest.mark.parametrize(
    "text",
    [
        "1000k-model", "1000k¥-model", "1000 k¥ of the model", "1000 thousand yuan, of the model", "1M-model",
        "1000千元（模型）", "模型100万元", "1,000 k¥ a year (model total)", "1000千元/年（模型合计）",
    ],
)  # fmt: skip
def test_money_of_the_model_says_so(text: str):
    assert Budget.parsed(text) == Budget(1e6, "model")
    assert Budget.parsed(text).in_model(BASE) == 1000.0
    assert Budget.parsed(text).in_city(BASE) == 60e6


@given(SUMS, st.sampled_from(["city", "model"]))
def test_a_sum_that_is_written_is_read_as_the_same_sum(yuan: float, of):
    budget = Budget(yuan, of)
    assert Budget.parsed(budget.written()) == budget
    assert Budget.from_dict(budget.to_dict()) == budget
    assert Budget.from_dict(budget.meant().to_dict()) == budget.meant()


@given(SUMS, st.sampled_from(["en", "zh"]))
def test_words_for_a_sum_are_read_as_that_sum_in_both_languages(yuan: float, lang):
    assert Budget.parsed(yuan_said(yuan, lang)).yuan == pytest.approx(yuan, rel=1e-5)


@given(st.integers(1, 10**14))
def test_groups_of_digits_and_their_full_width_forms_mean_the_same(yuan: int):
    plain = Budget.parsed(str(yuan))
    grouped = f"¥{yuan:,}"
    assert plain == Budget.parsed(grouped) == Budget.parsed(grouped.translate(FULL_WIDTH))
    assert plain == Budget.parsed(f"{yuan}元") == Budget.parsed(f"{yuan} yuan a year")


@given(st.integers(1, 10**8), st.sampled_from([("M", "百万"), ("million", "百万"), ("bn", "十亿"), ("k", "千")]))
def test_a_unit_means_the_same_in_both_languages(number: int, units: tuple[str, str]):
    english, chinese = units
    assert Budget.parsed(f"{number} {english}") == Budget.parsed(f"{number}{chinese}元")


@pytest.mark.parametrize("scale", [1, 60, 1000])
@given(SUMS)
def test_the_city_is_the_model_times_its_scale(scale: int, yuan: float):
    base = town(scale=scale)
    assert Budget(yuan).in_model(base) * 1000 * scale == pytest.approx(yuan)
    assert Budget(yuan, "model").in_city(base) == pytest.approx(yuan * scale)


@pytest.mark.parametrize(
    "text",
    [
        "", "much", "¥", "-5", "0", "0M", "inf", "nan", "1,5M", "5000,0000", "60,00", "60M M", "60万M", "60 Mia",
        "1e999",        "60M of the town", "60 model model", "٦٠M", "1 2", "9" * 101, "60M;", "0x10", "1.2.3",
    ],
)  # fmt: skip
def test_what_is_no_sum_is_refused_with_what_is_allowed(text: str):
    with pytest.raises(ScenarioError, match=r"allowed: .*60M, 6000万 or 60000000; 1000k-model"):
        Budget.parsed(text)


@given(st.text(max_size=30).filter(str.isprintable))
def test_whatever_is_written_is_a_sum_above_0_or_refused_in_one_line(text: str):
    try:
        yuan = Budget.parsed(text).yuan
    except ScenarioError as error:
        yuan, text = 1.0, str(error)
    assert yuan > 0
    assert "\n" not in text


@given(st.floats(1e-3, 1e18))
def test_a_sum_is_questioned_exactly_where_it_is_outside_what_a_city_spends(yuan: float):
    plausible = smallest_plausible(BASE) <= yuan <= largest_plausible(BASE)
    for lang in ("en", "zh"):
        assert (Budget(yuan).doubt(BASE, lang) == "") == plausible
    assert Budget(yuan).meant().doubt(BASE) == ""


def test_the_bounds_are_a_trainees_subsidy_and_what_all_public_education_costs():
    assert smallest_plausible(BASE) == 2.8 * 1000 * 60
    workers = 300 * 60 * 60 * np.exp(1.3**2 / 2)
    assert largest_plausible(BASE) == pytest.approx(0.04 * 174_000 * workers)
    assert largest_plausible(town(enterprises=60)) == pytest.approx(largest_plausible(BASE) / 5)


def test_sixty_million_yuan_taken_for_thousands_of_the_model_are_questioned():
    assert "¥ 3.6 trillion" in Budget.parsed("60000000k-model").doubt(BASE, "en")
    assert "3.6万亿元" in Budget.parsed("60000000k-model").doubt(BASE, "zh")


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        (1000, "¥ 168,000"),
        (np.int64(1000), "¥ 168,000"),
        ("1000", "¥ 168,000"),
        (1e13, "¥ 10 trillion"),
        (True, "allowed: ¥ of the real city"),
        ([60e6], "allowed: ¥ of the real city"),
        ("60 apples", "'apples' is no unit"),
    ],
)
def test_python_takes_yuan_of_the_city_and_questions_the_same_sums(budget: object, said: str):
    """A script that meant thousands of the model by 1000 meets a question, and the way to say what it means."""
    with pytest.raises(ScenarioError, match=said):
        compare(BASE, "subsidy_only", seeds=1, budget=budget)  # type: ignore[arg-type]
