"""A comparison as an Excel workbook: answer, effects, outcomes and years, in one language, at the scale of the city.

Numbers are rounded as in the report and stay numbers, so that they can be sorted and charted. Texts are written as
texts, whatever they begin with. The same comparison gives the same bytes.
"""

from __future__ import annotations

import datetime
import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ...simulation.scenario import Scenario
from ..comparison.comparison import Comparison
from ..comparison.outcomes import OUTCOMES, QUARTERS
from ..ensemble.effects import Ensemble
from ..presentation.labels import label
from ..presentation.language import Lang
from ..presentation.numbers import Form, city_money, decisive, form_of
from ..presentation.units import unit_said
from ..statistics.inference import mean_interval
from ..statistics.verdict import Verdict, verdict_said
from .answers import effects_of
from .ensemble import reading_of
from .plain import plain
from .ranked import EACH, bare_change, heading_of, in_order, ranked
from .tables import known_rows, outcome_form, outcome_label, three
from .text import one_line
from .wording.words import say

__all__ = ["workbook"]

_UNDATED = datetime.datetime(2000, 1, 1)
"""Stands for the time of writing, so that the same comparison gives the same bytes."""

_LONGEST = 32_000
"""Letters of a cell; Excel allows 32,767."""


_ACROSS, _LINE = 9, 125
"""Columns of the first sheet that a text goes across, and letters that they have room for."""


_LINE_HEIGHT = 18
"""Points of height that a line of text takes."""


def _width(text: str) -> int:
    """Letters that a text is wide: Chinese ones count twice."""
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in text)


class Number(NamedTuple):
    """A number of a cell and how many digits of it are shown; `percent` shows a share as per cent."""

    value: float
    digits: int
    percent: bool = False


@dataclass(frozen=True)
class _Table:
    """Rows under headings; `widths` of columns in characters."""

    headings: tuple[str, ...]
    widths: tuple[float, ...]
    rows: Iterable[Sequence[str | Number | None]]


def workbook(comparison: Comparison, lang: Lang = "en") -> bytes:
    """The workbook of a comparison, as the bytes of an .xlsx file. Raises ValueError for another language."""
    if lang not in ("en", "zh"):
        raise ValueError(f"lang = {lang!r}; allowed: en, zh")
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"title": say("kind", lang), "created": _UNDATED})
        sheets = _Sheets(book)
        _answer(sheets, comparison, lang)
        sheets.table(say("x_effects", lang), _effects(comparison, lang))
        if comparison.ensemble is not None:
            sheets.table(say("x_ensemble", lang), _in_sets(comparison, comparison.ensemble, lang))
        sheets.table(say("x_outcomes", lang), _outcomes(comparison, lang))
        sheets.table(say("x_years", lang), _years(comparison, lang))
    return content.getvalue()


class _Sheets:
    """The sheets of a book and their formats."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        wrapped = {"text_wrap": True, "valign": "top"}
        self.text = book.add_format(wrapped)
        self.cell = book.add_format(
            {"text_wrap": True, "valign": "vcenter", "indent": 1}
        )  # or it would touch the number on its left
        self.large = book.add_format({**wrapped, "bold": True, "font_size": 13})
        heading = {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#F3F5F7"}
        self.heading = book.add_format({**heading, "indent": 1})
        self.heading_of_numbers = book.add_format({**heading, "align": "right"})
        self._numbers: dict[tuple[int, bool], Format] = {}

    def number(self, number: Number) -> Format:
        """The format of a number."""
        key = number.digits, number.percent
        if key not in self._numbers:
            decimals = f".{'0' * number.digits}" if number.digits else ""
            shown = f"0{decimals}%" if number.percent else f"#,##0{decimals}"
            self._numbers[key] = self.book.add_format({"num_format": shown, "valign": "vcenter"})
        return self._numbers[key]

    def table(self, name: str, table: _Table, sheet: Worksheet | None = None, first: int = 0) -> int:
        """Write a table into a sheet of its own, or from a row of another. Gives the row after it."""
        alone = sheet is None
        sheet = sheet or self.book.add_worksheet(name)
        rows = list(table.rows)
        counted = {column for cells in rows for column, cell in enumerate(cells) if isinstance(cell, Number)}
        for column, (heading, width) in enumerate(zip(table.headings, table.widths, strict=True)):
            sheet.set_column(column, column, width)
            self.write(sheet, first, column, heading, self.heading_of_numbers if column in counted else self.heading)
        # Only Excel makes a row as high as its wrapped text by itself.
        room = zip(table.headings, table.widths, strict=True)
        lines = max(math.ceil(_width(heading) / (width - 1)) for heading, width in room)
        sheet.set_row(first, _LINE_HEIGHT * lines)
        row = first
        for row, cells in enumerate(rows, start=first + 1):
            for column, cell in enumerate(cells):
                self.write(sheet, row, column, cell)
        if alone:
            sheet.freeze_panes(1, 1)
            sheet.autofilter(0, 0, row, len(table.headings) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if alone:
            sheet.repeat_rows(0)
        return row + 1

    def line(self, sheet: Worksheet, row: int, text: str, format: Format | None = None) -> None:
        """Write a text across `_ACROSS` columns, in as many lines as it takes."""
        sheet.merge_range(row, 0, row, _ACROSS - 1, "", format or self.text)
        self.write(sheet, row, 0, text, format)
        sheet.set_row(row, _LINE_HEIGHT * math.ceil(_width(text) / (_LINE if format is None else 0.85 * _LINE)))

    def write(
        self, sheet: Worksheet, row: int, column: int, cell: str | Number | None, format: Format | None = None
    ) -> None:
        """Write one cell: texts as texts, numbers rounded, nothing where nothing is known."""
        if cell is None or (isinstance(cell, Number) and math.isnan(cell.value)):
            return
        if isinstance(cell, Number):
            rounded = round(cell.value, cell.digits + (2 if cell.percent else 0))
            sheet.write_number(row, column, rounded + 0.0, format or self.number(cell))
        else:
            sheet.write_string(row, column, cell[:_LONGEST], format or (self.cell if column else self.text))


# --- the answer -------------------------------------------------------------------------------------------------------


def _answer(sheets: _Sheets, comparison: Comparison, lang: Lang) -> None:
    found = ranked(comparison, lang)
    sheet = sheets.book.add_worksheet(say("x_answer", lang))
    sheets.line(sheet, 0, plain(found.recommendation), sheets.large)
    for row, line in enumerate(found.trade_off, start=1):
        sheets.line(sheet, row, plain(line))
    row = len(found.trade_off) + 2
    sheets.line(sheet, row, say("h_ranked", lang, metric=found.by), sheets.large)
    headings = [say("place", lang), say("reform", lang)]
    for column in found.columns:
        unit = f" ({column.unit})" if column.unit and lang == "en" else f"（{column.unit}）" if column.unit else ""
        headings.append(f"{column.label}{unit}")
        if column.term != "worlds":
            headings += [say("x_low", lang), say("x_high", lang)]
    widths = (8.0, 36.0, *(14.0 for _ in headings[2:]))
    row = sheets.table("", _Table(tuple(headings), widths, _ranked_rows(comparison, lang)), sheet, row + 1)
    sheets.line(sheet, row + 1, say("x_note", lang))


def _ranked_rows(comparison: Comparison, lang: Lang) -> Iterable[list[str | Number | None]]:
    base, metric = comparison.base, comparison.rank_by
    shown = ranked(comparison, lang)
    costs = {str(row["reform"]): three(row) for row in known_rows(comparison.outcomes) if row["outcome"] == EACH}
    for place, (reform, row) in enumerate(zip(in_order(comparison, metric), shown.rows, strict=True), start=1):
        effects = effects_of(comparison, reform)
        cells: list[str | Number | None] = [Number(place, 0), one_line(reform.title[lang])]
        for column, cell in zip(shown.columns, row.cells, strict=True):
            if column.term == "worlds":
                cells.append(_share(cell.value))
            elif column.term == EACH:
                form = outcome_form(EACH, base, lang)[0]
                cells += _changes(form, *costs.get(reform.name, (math.nan, math.nan, math.nan)))
            elif column.term == "public_spending":
                cost = mean_interval(comparison.additional_costs[reform.name].to_numpy())
                cells += _changes(city_money(base, lang), cost.value, cost.low, cost.high)
            else:
                effect = effects[column.term]
                cells += _changes(bare_change(column.term, base, lang), effect.effect, effect.low, effect.high)
        yield cells


def _share(text: str) -> Number | None:
    """A written share as a number."""
    digits = re.sub(r"[^\d.]", "", text)
    return Number(float(digits) / 100.0, 0, percent=True) if digits else None


def _changes(form: Form, value: float, low: float, high: float) -> list[Number]:
    """A change and the ends of its interval, in the unit that is written."""
    numbers = tuple(number * form.factor for number in (value, low, high))
    digits = decisive((numbers[0], numbers[1], numbers[2]), form.digits)
    return [Number(number, digits) for number in numbers]


def _level(metric: str, value: float, base: Scenario, lang: Lang) -> Number:
    """The value of an output."""
    form = form_of(metric, base, lang)
    return Number(value, 1, percent=True) if form.unit == "%" else Number(value * form.factor, form.digits)


# --- tables -----------------------------------------------------------------------------------------------------------


def _titles(comparison: Comparison, lang: Lang) -> dict[str, str]:
    return {reform.name: one_line(reform.title[lang]) for reform in comparison.reforms}


def _effects(comparison: Comparison, lang: Lang) -> _Table:
    keys = ("reform", "output", "x_unit", "region", "without", "with", "effect", "x_low", "x_high", "reading",
            "p_positive", "p_best")  # fmt: skip
    titles, base = _titles(comparison, lang), comparison.base

    def rows() -> Iterable[list[str | Number | None]]:
        for row in known_rows(comparison.summary):
            metric = str(row["metric"])
            yield [
                titles[str(row["reform"])],
                *_of_metric(metric, base, lang),
                _region(row["region"], lang),
                _level(metric, row["baseline"], base, lang),
                _level(metric, row["reformed"], base, lang),
                *_changes(bare_change(metric, base, lang), row["effect"], row["low"], row["high"]),
                verdict_said(Verdict(row["verdict"]), row["n_seeds"], lang),
                Number(row["p_positive"], 0, percent=True),
                Number(row["p_best"], 0, percent=True),
            ]

    return _Table(_said(keys, lang), (36, 30, 16, 9, 11, 11, 11, 11, 11, 24, 11, 9), rows())


def _in_sets(comparison: Comparison, ensemble: Ensemble, lang: Lang) -> _Table:
    keys = ("reform", "output", "x_unit", "effect", "x_chance_low", "x_chance_high", "x_whole_low", "x_whole_high",
            "reading", "x_rises_in", "x_best_in", "x_from_parameters", "x_from_chance", "x_from_both")  # fmt: skip
    titles, base = _titles(comparison, lang), comparison.base
    shares = ("p_positive", "p_best", "share_parameters", "share_chance", "share_both")

    def rows() -> Iterable[list[str | Number | None]]:
        for row in known_rows(ensemble.effects):
            metric, form = str(row["metric"]), bare_change(str(row["metric"]), base, lang)
            yield [
                titles[str(row["reform"])],
                *_of_metric(metric, base, lang),
                *_changes(form, row["effect"], row["chance_low"], row["chance_high"]),
                *_changes(form, row["effect"], row["low"], row["high"])[1:],
                reading_of(Verdict(row["verdict"]), row["n_seeds"], lang),
                *(Number(row[key], 0, percent=True) for key in shares),
            ]

    return _Table(_said(keys, lang), (36, 30, 16, 11, 13, 13, 13, 13, 24, 11, 11, 11, 11, 13), rows())


def _years(comparison: Comparison, lang: Lang) -> _Table:
    keys = ("reform", "output", "x_unit", "moment", "without", "with", "effect", "x_low", "x_high")
    titles, base = _titles(comparison, lang), comparison.base

    def rows() -> Iterable[list[str | Number | None]]:
        effects = comparison.effects
        for row in known_rows(effects.loc[effects["region"] == "all"]):
            metric = str(row["metric"])
            yield [
                titles[str(row["reform"])],
                *_of_metric(metric, base, lang),
                Number(row["year"], 0),
                _level(metric, row["baseline"], base, lang),
                _level(metric, row["reformed"], base, lang),
                *_changes(bare_change(metric, base, lang), row["effect"], row["low"], row["high"]),
            ]

    return _Table(_said(keys, lang), (36, 30, 16, 7, 11, 11, 11, 11, 11), rows())


def _outcomes(comparison: Comparison, lang: Lang) -> _Table:
    keys = ("reform", "outcome", "group", "x_unit_of", "x_value", "x_low", "x_high", "x_worlds", "x_remark")
    titles, base = _titles(comparison, lang), comparison.base

    def rows() -> Iterable[list[str | Number | None]]:
        for row in known_rows(comparison.outcomes):
            outcome = str(row["outcome"])
            form, _ = outcome_form(outcome, base, lang)
            unit = form.heading or form.change_unit or unit_said(OUTCOMES[outcome].unit, lang)
            shares = form.unit == "%" and outcome != "left_after"
            values: list[Number] = (
                [Number(value, 1, percent=True) for value in three(row)] if shares else _changes(form, *three(row))
            )
            yield [
                titles[str(row["reform"])],
                outcome_label(outcome, lang),
                _group(str(row["group"]), lang),
                "%" if shares else unit,
                *values,
                Number(row["n_seeds"], 0),
                say(f"x_{row['note']}", lang) if row["note"] else "",
            ]

    return _Table(_said(keys, lang), (36, 36, 20, 14, 12, 12, 12, 8, 30), rows())


def _said(keys: Iterable[str], lang: Lang) -> tuple[str, ...]:
    return tuple(say(key, lang) for key in keys)


def _of_metric(metric: str, base: Scenario, lang: Lang) -> tuple[str, str]:
    heading = heading_of(metric, base, lang)
    return label(metric, lang), heading.unit.replace("\N{NO-BREAK SPACE}", " ")


def _region(region: Any, lang: Lang) -> str:
    return say("g_all", lang) if region == "all" else one_line(str(region))


def _group(group: str, lang: Lang) -> str:
    """Of whom an outcome is, in words."""
    kind, _, name = group.partition(": ")
    match kind:
        case "size_class":
            return say("g_size", lang, n=name)
        case "field":
            return say("g_field", lang, n=name)
        case "school":
            return say(f"g_{name}", lang) if name in QUARTERS else say("x_schools", lang)
        case "year":
            lag = int(name)
            return say("g_last_year" if lag == 0 else "g_year_after" if lag == 1 else "g_years_after", lang, n=lag)
    return say("g_all", lang)
