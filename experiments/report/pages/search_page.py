"""The page of a search: the front, the best bundle where it was not chosen, what its parts add, and what to mind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ...figures.search.contents import part_named
from ...figures.search.drawing import captions
from ...presentation.labels import label
from ...presentation.language import Lang
from ...presentation.numbers import NOTHING, Form, city_money, form_of
from ...presentation.texts import Texts
from ...search.found_words import best_said, finding, parts_said, remarks, search_said
from ...statistics.inference import Interval, mean_interval
from ..tables import Cell, Heading, Table
from .findings_page import Section, findings_page, shown_figures

if TYPE_CHECKING:
    from ...search.front import Found, Measured

__all__ = ["search_page"]

_WORDS: dict[str, tuple[str, str]] = {
    "kind": ("Search · {size}", "搜索 · {size}"),
    "h_front": ("What each sum of public money buys", "每一笔公共资金能换来什么"),
    "front_note": (
        "As measured in {n} fresh worlds, which the search had not seen; in brackets 95 % intervals over seeds, means "
        "over the parameter sets. Effects are differences from the base in the same worlds, means of the last five "
        "years. Costs are public spending on top of the base's.",
        "在搜索未用过的{n}个新世界中测得；括号内为随机种子间的95%区间（对参数组取平均）。效应为同一世界中与基准的差异，取最后五年均值。"
        "花费为在基准之上的公共支出。",
    ),
    "bundle": ("Bundle", "组合"),
    "cost": ("Cost, {money}", "花费，{money}"),
    "late": ("Last five years, {money}", "最后五年，{money}"),
    "h_best": ("Bundle {number} in worlds that chose nothing", "组合{number}在未参与选择的世界中"),
    "outcome": ("Outcome", "结果"),
    "further": ("Further worlds", "另外的世界"),
    "sets": ("Nine parameter sets in ten", "90%的参数组"),
    "fresh": ("Worlds that chose it", "据以选出它的世界"),
    "searched": ("In the search", "搜索时"),
    "h_parts": ("What is in bundle {number}, and what each part adds", "组合{number}的内容与各部分的作用"),
    "parts_note": (
        "The bundle less the bundle without the part, in the further worlds. A part of which no effect is seen is a "
        "passenger: nothing selects against what neither costs nor helps.",
        "在另外的世界中，该组合与去掉该部分的组合之差。未见作用的部分可有可无：既不花钱也无帮助的内容不会被淘汰。",
    ),
    "part": ("Part", "部分"),
    "h_care": ("What to read with care", "需要谨慎解读之处"),
    "care_luck": (
        "The best of many noisy values is partly the luckiest. In the table of the front the best bundle was chosen by "
        "the values that are shown, so they flatter it a little; what is said of it elsewhere comes from worlds that "
        "chose nothing.",
        "许多含噪声的数值中，最好的往往也是运气最好的。前沿表中，最优组合正是据所示数值选出，因此略偏有利；其他各处关于它的数值来自"
        "未参与选择的世界。",
    ),
    "care_pairs": (
        "With a dozen bundles there are many pairs, and one verdict in twenty errs: do not build on a single small "
        "difference. Of bundles that cannot be told apart the cheapest may be the better choice.",
        "十几个组合构成许多对比较，每二十个判断约有一个出错：不要依赖单个微小差异。无法区分的组合中，最省的可能是更好的选择。",
    ),
    "care_years": (
        "Years before the policies start count in the cost, but not in that of the last five years, which is what the "
        "bundle costs once it is in force.",
        "政策开始之前的年份计入花费，但不计入最后五年的花费；后者是组合生效之后的花费。",
    ),
    "care_proof": (
        "The search tries some bundles of a great many. Another search_seed finds others that are about as good. What "
        "instruments cost is what the model books: running costs that the sources do not tell are left out, and none "
        "has political costs.",
        "搜索只试过大量组合中的一部分，换一个search_seed会找到其他大致同样好的组合。政策工具的花费只是模型计入的部分：来源未说明的运行"
        "成本未计入，也没有政治成本。",
    ),
}

_say = Texts(_WORDS).say


def search_page(found: Found, figures: Sequence[Path] = (), lang: Lang = "en") -> str:
    """A search as one page of HTML, in one language; `figures` are files that `draw_search` wrote."""
    search, best = found.search, found.best
    shown = shown_figures(figures, captions(found, lang))
    stop = "。" if lang == "zh" else "."
    note = _say("front_note", lang, n=len(search.fresh_worlds))
    sections = [Section(_say("h_front", lang), (note,), 0, shown["front"], (_front(found, lang),))]
    if best is not None:
        said = tuple(sentence + stop for sentence in best_said(found, lang))
        title = _say("h_best", lang, number=best.number)
        sections.append(Section(title, said, len(said), (), (_best(found, best, lang),)))
        lines, note = tuple(line + stop for line in parts_said(found, lang)), _say("parts_note", lang)
        title, tables = _say("h_parts", lang, number=best.number), (_parts(found, lang),)
        sections.append(Section(title, (*lines, note), len(lines), shown["bundles"], tables))
    care = tuple(_say(key, lang) for key in ("care_luck", "care_pairs", "care_years", "care_proof"))
    sections.append(Section(_say("h_care", lang), care, len(care)))
    kind = _say("kind", lang, size=search_said(search, lang))
    return findings_page(search.title[lang] or search.name, kind, finding(found, lang) + stop, sections, lang)


def _money(found: Found, lang: Lang) -> Form:
    return city_money(found.search.base, lang)


def _heads(found: Found, lang: Lang) -> tuple[str, ...]:
    """Heads of columns: the two costs and the goals."""
    money = _money(found, lang).heading
    goals = (label(goal, lang) for goal in found.search.goals)
    return _say("cost", lang, money=money), _say("late", lang, money=money), *goals


def _forms(found: Found, lang: Lang) -> list[tuple[int, Form]]:
    """Columns of effects, with how they are written, in the order of `_heads`."""
    goals = [(place, form_of(goal, found.search.base, lang)) for place, goal in enumerate(found.search.goals, start=1)]
    return [(0, _money(found, lang).bare), (-1, _money(found, lang).bare), *goals]


def _cell(interval: Interval, form: Form, is_change: bool) -> Cell:
    three = interval.value, interval.low, interval.high
    ends = form.interval(*three)
    return Cell(form.change(*three) if is_change else form.value(interval.value), "" if ends == NOTHING else ends)


def _front(found: Found, lang: Lang) -> Table:
    rows = []
    for one in found.front:
        cells = tuple(_cell(one.interval(column), form, column > 0) for column, form in _forms(found, lang))
        comma = "，" if lang == "zh" else ", "
        heading = f"{one.number}{''.join(f'{comma}{remark}' for remark in remarks(found, one, lang))}"
        rows.append((Heading(heading, one.bundle.said(lang)), cells))
    return Table("", _say("bundle", lang), _heads(found, lang), tuple(rows))


def _best(found: Found, best: Measured, lang: Lang) -> Table:
    """Cost and goals of the best bundle: further worlds, over sets, worlds that chose it, search."""
    rows = []
    for head, (column, form) in zip(_heads(found, lang), _forms(found, lang), strict=True):
        is_change, further = column > 0, found.confirmed
        write = form.change if is_change else form.value
        cells = [Cell(NOTHING), Cell(NOTHING)]
        if further is not None:
            ends = further.over_sets(column)
            spread = form.interval(further.interval(column).value, *ends)
            cells = [_cell(further.interval(column), form, is_change), Cell(spread)]
        chosen, searched = _cell(best.interval(column), form, is_change), Cell(write(float(best.searched[column])))
        rows.append((Heading(head), (*cells, chosen, searched)))
    columns = tuple(_say(key, lang) for key in ("further", "sets", "fresh", "searched"))
    return Table("", _say("outcome", lang), columns, tuple(rows))


def _parts(found: Found, lang: Lang) -> Table:
    rows = []
    for part in found.parts:
        added = found.adds(part)
        values = np.empty((0, len(found.search.measured))) if added is None else added
        cells = tuple(_cell(mean_interval(values[:, column]), form, True) for column, form in _forms(found, lang))
        rows.append((Heading(part_named(part, lang)), cells))
    return Table("", _say("part", lang), _heads(found, lang), tuple(rows))
