"""Whether the answer holds under other assumptions, written from the table of `robustness`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ...simulation.parameters import PARAMETERS
from ...simulation.scenario import Scenario
from ..comparison.comparison import Comparison
from ..comparison.merit import sign_of_better
from ..comparison.world_words import value_said
from ..presentation.labels import in_text, label_in_text
from ..presentation.language import Lang, name_of
from ..presentation.units import unit_said
from ..statistics.verdict import Verdict, verdict_said
from .arms import rounded
from .ranked import bare_change, heading_of, in_order
from .tables import Heading, known_rows
from .text import isolated, one_line
from .wording.words import say, say_html

MOST_CASES_SAID = 4
"""Cases that a sentence lists; the table has all of them."""


@dataclass(frozen=True)
class RobustCell:
    """The value an assumption was set to, the effect there, its verdict, and which reform is best there, if another."""

    value: str
    change: str
    interval: str
    verdict: Verdict
    reading: str
    best: str


@dataclass(frozen=True)
class RobustRow:
    """One assumption: what it stands at, and what comes out at either end of its range (None where not tried)."""

    heading: Heading
    base: str
    low: RobustCell | None
    high: RobustCell | None


@dataclass(frozen=True)
class Robust:
    """Sentences, how it was found, and the table."""

    sentences: tuple[Markup, ...]
    how: str
    caption: Markup
    rows: tuple[RobustRow, ...]


def robust(comparison: Comparison, lang: Lang) -> Robust | None:
    """What varying assumptions showed of the reform that is first; None where nobody varied any."""
    table = comparison.robustness
    if table is None or table.empty:
        return None
    metric, (reform, *_) = comparison.rank_by, in_order(comparison, comparison.rank_by)
    all_rows = known_rows(table)
    rows = [row for row in all_rows if row["reform"] == reform.name]
    best = {(row["parameter"], row["end"]): str(row["reform"]) for row in all_rows if row["place"] == 1}
    titles = {arm.name: one_line(arm.title[lang]) for arm in comparison.reforms}
    names = list(dict.fromkeys(str(row["parameter"]) for row in rows))
    by_case = {(row["parameter"], row["end"]): row for row in rows}

    def cell(name: str, end: str) -> RobustCell | None:
        row = by_case.get((name, end))
        return (
            None
            if row is None
            else _cell(row, comparison, "" if best[name, end] == reform.name else titles[best[name, end]], lang)
        )

    worlds = say("worlds", lang, n=int(max(row["n_seeds"] for row in rows)))
    return Robust(
        sentences=tuple(_sentences(comparison, reform, rows, lang)),
        how=say(
            "robust_how", lang, examined=int(rows[0]["examined"]), n=len(names), metric=label_in_text(metric, lang),
            worlds=worlds,
        ),
        caption=say_html("robust_seen", lang, reform=_quoted(reform, lang), metric=_metric_said(comparison, lang)),
        rows=tuple(
            RobustRow(
                Heading(_name(name, lang), unit_said(PARAMETERS[name].unit, lang)),
                _value(by_case_base(rows, name), lang),
                cell(name, "low"),
                cell(name, "high"),
            )
            for name in names
        ),
    )  # fmt: skip


def by_case_base(rows: Sequence[dict[str, Any]], name: str) -> float:
    """What an assumption stands at."""
    return float(next(row["base_value"] for row in rows if row["parameter"] == name))


def _sentences(comparison: Comparison, reform: Scenario, rows: Sequence[dict[str, Any]], lang: Lang) -> list[Markup]:
    metric = comparison.rank_by
    better = sign_of_better(metric)
    name = _quoted(reform, lang)
    said = []
    if len(comparison.reforms) > 1:
        lost = [row for row in rows if row["place"] != 1]
        said.append(_held("robust_holds", rows, lost, lang, reform=name, metric=label_in_text(metric, lang)))
    turned = [row for row in rows if Verdict(row["verdict"]).sign != better]
    form = bare_change(metric, comparison.base, lang)
    low, high = (form.change(end([float(row["effect"]) for row in rows])) for end in (min, max))
    unit = heading_of(metric, comparison.base, lang).unit
    high = f"{high}{unit}" if lang == "zh" else f"{high} {unit}"
    said.append(_held("robust_sign", rows, turned, lang, low=low, high=high))
    return said


def _held(key: str, rows: Sequence[Any], lost: Sequence[dict[str, Any]], lang: Lang, **values: object) -> Markup:
    if not lost:
        return say_html(key, lang, n=len(rows), **values)
    cases = [
        say("robust_case", lang, name=in_text(_name(row["parameter"], lang)), value=_value(row["value"], lang))
        for row in lost[:MOST_CASES_SAID]
    ]
    where = say("comma", lang).join(cases) + (" …" if len(lost) > MOST_CASES_SAID else "")
    return say_html(f"{key}_some", lang, n=len(rows), k=len(rows) - len(lost), where=where, **values)


def _cell(row: dict[str, Any], comparison: Comparison, best: str, lang: Lang) -> RobustCell:
    form = bare_change(comparison.rank_by, comparison.base, lang)
    effect, low, high = float(row["effect"]), float(row["low"]), float(row["high"])
    verdict = Verdict(row["verdict"])
    return RobustCell(
        value=_value(row["value"], lang),
        change=form.change(effect, low, high),
        interval=form.interval(effect, low, high) if low < high else "",
        verdict=verdict,
        reading=verdict_said(verdict, row["n_seeds"], lang),
        best=best,
    )


def _metric_said(comparison: Comparison, lang: Lang) -> str:
    heading = heading_of(comparison.rank_by, comparison.base, lang)
    name = label_in_text(comparison.rank_by, lang)
    if not heading.unit:
        return name
    return f"{name}（{heading.unit}）" if lang == "zh" else f"{name} ({heading.unit})"


def _quoted(reform: Scenario, lang: Lang) -> Markup:
    return Markup("“{}”").format(isolated(reform.title[lang], lang))


def _name(parameter: str, lang: Lang) -> str:
    return name_of(PARAMETERS[parameter], lang)


def _value(value: float, lang: Lang) -> str:
    return value_said(rounded(float(value)), lang)
