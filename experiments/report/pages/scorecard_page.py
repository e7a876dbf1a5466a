"""The page of a validation: how many clauses hold, which fail and why, and all of them as a table."""

from __future__ import annotations

import pandas as pd

from ....simulation.scenario import Scenario
from ...presentation.language import Lang
from ...presentation.numbers import short
from ...presentation.texts import Texts
from ...validation.names_zh import clause_said, expected_said, quantity_said, status_said
from ...validation.scorecard import FAIL, NEAR, PASS, faults
from ..tables import Cell, Heading, Table
from .findings_page import Section, findings_page

__all__ = ["scorecard_page"]

_WORDS: dict[str, tuple[str, str]] = {
    "kind": ("Validation · {name} · seeds {first}–{last}", "检验 · {name} · 随机种子{first}–{last}"),
    "title": ("Does the model show what is known?", "模型是否符合已知事实？"),
    "lead": (
        "{passed} of {bounded} clauses hold, {near} more are within two Monte-Carlo errors, {fail} fail.",
        "{bounded}项中{passed}项符合，另有{near}项在两倍蒙特卡罗误差之内，{fail}项不符。",
    ),
    "h_fail": ("What fails", "不符之处"),
    "none": ("Nothing.", "无。"),
    "failed": ("{name}: {value}, expected {expected}. {reason}", "{name}：{value}，预期{expected}。{reason}"),
    "undeclared": ("Not declared as a misfit: {names}.", "未声明为不符：{names}。"),
    "h_all": ("All clauses", "全部内容"),
    "note": (
        "± is the Monte-Carlo error of a mean over seeds. Pass: within what is expected; near: outside by at most two "
        "of these errors; fail: further outside; –: reported only.",
        "±为随机种子均值的蒙特卡罗误差。符合：在预期范围内；接近：超出不多于两倍误差；不符：超出更多；–：仅报告数值。",
    ),
    "quantity": ("Quantity", "内容"),
    "value": ("Value", "数值"),
    "expected": ("Expected", "预期"),
    "status": ("Status", "结果"),
    "data": ("Numbers of a city", "城市自己的数据"),
    "levels": ("Levels", "水平"),
}


_say = Texts(_WORDS).say


def scorecard_page(table: pd.DataFrame, base: Scenario, seeds: range, lang: Lang = "en") -> str:
    """A scorecard as one page of HTML, in one language."""
    count = {status: int((table["status"] == status).sum()) for status in (PASS, NEAR, FAIL)}
    lead = _say(
        "lead", lang, passed=count[PASS], near=count[NEAR], fail=count[FAIL], bounded=sum(count.values())
    )  # fmt: skip
    bad = faults(table)
    failed = [_failed(row, lang) for row in table.loc[table["status"] == FAIL].to_dict("records")]
    if len(bad):
        names = [clause_said(row, lang) for row in bad.to_dict("records")]
        failed.append(_say("undeclared", lang, names=("；" if lang == "zh" else "; ").join(names)))
    failed = failed or [_say("none", lang)]
    sections = [
        Section(_say("h_fail", lang), tuple(failed), len(failed)),
        Section(_say("h_all", lang), (_say("note", lang),), 0, (), tuple(_tables(table, lang))),
    ]
    kind = _say("kind", lang, name=base.title[lang] or base.name, first=seeds.start, last=seeds.stop - 1)
    return findings_page(_say("title", lang), kind, lead, sections, lang)


def _failed(row: dict, lang: Lang) -> str:
    values = {"value": short(row["value"]), "expected": expected_said(row), "reason": row["reason"]}
    return _say("failed", lang, name=clause_said(row, lang), **values)


def _tables(table: pd.DataFrame, lang: Lang) -> list[Table]:
    found = []
    columns = (_say("value", lang), "±", _say("expected", lang), _say("status", lang))
    for pattern, rows in table.groupby("pattern", sort=False):
        caption = _say(str(pattern), lang) if str(pattern) in _WORDS else str(pattern)
        body = []
        for row in rows.to_dict("records"):
            heading = Heading(quantity_said(str(row["quantity"]), lang))
            cells = (
                Cell(short(row["value"])),
                Cell(short(row["mc_error"])),
                Cell(expected_said(row)),
                Cell(status_said(row, lang)),
            )
            body.append((heading, cells))
        found.append(Table(caption, _say("quantity", lang), columns, tuple(body)))
    return found
