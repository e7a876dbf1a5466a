"""The workbook: what the report says, as numbers that Excel reads, in its language and at the scale of the city."""

import io
from typing import Any

import openpyxl
import pytest

from consortium.experiments.comparison.comparison import Comparison
from consortium.experiments.presentation.language import Lang
from consortium.experiments.report.answers import known_rows
from consortium.experiments.report.ranked import in_order
from consortium.experiments.report.workbook import workbook
from tests.experiments.report.pages import copied

Rows = list[tuple[Any, ...]]


def sheets(comparison: Comparison, lang: Lang = "en") -> dict[str, Rows]:
    book = openpyxl.load_workbook(io.BytesIO(workbook(comparison, lang)))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.fixture(scope="module")
def english(comparison: Comparison) -> dict[str, Rows]:
    return sheets(comparison)


def test_it_has_a_sheet_each_for_answer_effects_outcomes_and_years(english: dict[str, Rows], comparison: Comparison):
    assert list(english) == ["Answer", "Effects", "Outcomes", "Years"]
    assert list(sheets(comparison, "zh")) == ["回答", "效应", "结果", "逐年"]
    assert len(english["Effects"]) == 1 + len(comparison.summary)
    assert len(english["Outcomes"]) == 1 + len(comparison.outcomes)
    assert len(english["Years"]) == 1 + len(comparison.effects), "one city, so that all rows are of the whole"


def test_reforms_stand_in_their_order(english: dict[str, Rows], comparison: Comparison):
    places = [row[:2] for row in english["Answer"] if isinstance(row[0], int | float)]
    assert places == [
        (place, reform.title["en"]) for place, reform in enumerate(in_order(comparison, comparison.rank_by), 1)
    ]


def test_numbers_are_rounded_and_at_the_scale_of_the_city(english: dict[str, Rows], comparison: Comparison):
    heading, *rows = english["Effects"]
    found = {(row[0], row[1]): dict(zip(heading, row, strict=True)) for row in rows}
    money = found["Three years of money", "Public spending"]
    (expected,) = known_rows(comparison.summary.query("reform == 'ending' and metric == 'public_spending'"))
    assert money["Without"] == round(expected["baseline"] * 60 / 1000, 1)
    assert money["Unit of changes"] == "¥ million a year"
    deep = found["Three years of money", "Deep participation"]
    (expected,) = known_rows(comparison.summary.query("reform == 'ending' and metric == 'deep_participation'"))
    assert deep["Without"] == round(expected["baseline"], 3), "a share, shown as per cent"
    assert deep["Effect"] == pytest.approx(100 * expected["effect"], abs=0.051)


def test_shares_are_shown_as_per_cent_and_money_with_its_unit(comparison: Comparison):
    book = openpyxl.load_workbook(io.BytesIO(workbook(comparison, "zh")))
    sheet = book["效应"]
    rows = {(str(row[0].value), str(row[1].value)): row for row in sheet.iter_rows(min_row=2)}
    assert rows["三年的钱", "深度参与率"][4].number_format == "0.0%"
    spending = rows["三年的钱", "公共支出"]
    assert (spending[2].value, spending[4].number_format) == ("万元/年", "#,##0")


def test_whatever_a_title_begins_with_it_is_a_text(comparison: Comparison):
    changed = copied(comparison)
    formula = changed.reforms[0].with_(title={"en": '=HYPERLINK("http://x")', "zh": "=1+1"})
    arms = (changed.base, formula, *changed.reforms[1:])
    batch = type(changed.batch)(arms, changed.batch.seeds, changed.batch.replicates)
    book = openpyxl.load_workbook(io.BytesIO(workbook(Comparison(batch), "en")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_the_same_comparison_gives_the_same_bytes(comparison: Comparison):
    assert workbook(comparison, "zh") == workbook(comparison, "zh")


def test_another_language_is_refused(comparison: Comparison):
    with pytest.raises(ValueError, match="lang = 'fr'; allowed: en, zh"):
        workbook(comparison, "fr")  # type: ignore[arg-type]
