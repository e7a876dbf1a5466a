"""What `consortium explain` shows: the terms of a choice, the numbers behind them, and enterprises worth a look."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from rich import box
from rich.table import Table
from rich.text import Text

from ..presentation.language import Lang
from ..presentation.numbers import percent, signed
from ..presentation.texts import Texts
from .account import FACTS, Choice, ExplainedArm, Explanation, co_trainers, worth_a_look
from .reasons import number
from .reasons import say as spoken
from .watching import View
from .weighing import DEPTHS, TERMS, term_label

__all__ = [
    "arm_names", "counts", "described", "did", "facts_table", "heading", "terms_table", "terms_tables", "word",
    "worth_tables",
]  # fmt: skip

FEW = 6
"""Enterprises that are listed of each kind."""
SMALL = 0.005
"""k¥ per place below which a term is not shown."""
SIDE_BY_SIDE = 100
"""Columns from which the terms of two arms stand side by side."""
SEASONS = ("autumn", "spring")

_WORDS: dict[str, tuple[str, str]] = {
    "baseline": ("Baseline", "基准"),
    "reform": ("Reform", "改革"),
    "against": ("{} against {}", "{} 对比 {}"),
    "term": ("Term", "项目"),
    "total": ("In all", "合计"),
    "membership": ("As a member", "以成员身份"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "chance": ("Chance of choice", "选择概率"),
    "fact": ("Behind the terms", "各项背后的数值"),
    "autumn": ("autumn", "秋季"),
    "spring": ("spring", "春季"),
    "tick": ("{season} (tick {tick}), k¥ per place", "{season}（第{tick}学期），千元/岗位"),
    "of_arm": ("{arm}, {title}", "{arm}，{title}"),
    "enterprise": (
        "Enterprise {n}: field {field}, {size:,.0f} workers, region {region} · year {year} · seed {seed}",
        "企业{n}：专业领域{field}，职工{size:,.0f}人，区域{region} · 第{year}年 · 随机种子{seed}",
    ),
    "did": ("{arm}: {did}: {before} → {after}", "{arm}：{did}：{before} → {after}"),
    "chose": (
        "under review, school {school} at hand, chose by its terms",
        "重新考虑，可与学校{school}合作，按各项选择",
    ),
    "explored": (
        "under review, school {school} at hand, chose at random",
        "重新考虑，可与学校{school}合作，随机选择",
    ),
    "no_school": ("under review, no school at hand", "重新考虑，没有可合作的学校"),
    "kept": ("not under review (the terms are what it would have weighed)", "未重新考虑（各项为假如考虑时的权衡）"),
    "fell_out": ("a dispute ended its co-training", "因纠纷终止共同培养"),
    "leads": ("the leading enterprise, bound to its part", "龙头企业，受约束"),
    "member": ("{} (member)", "{}（成员）"),
    "world": ("Year {year} · seed {seed} · {n:,} enterprises", "第{year}年 · 随机种子{seed} · {n:,}家企业"),
    "counts": (
        (
            "Co-training at the end of the year: {both} with and without the reform, {gained} only with it, "
            "{lost} only without it."
        ),
        "年末共同培养：有无改革都参与的{both}家，仅在改革下的{gained}家，仅在无改革时的{lost}家。",
    ),
    "counts_run": (
        "Co-training at the end of the year: {both} as at its start, {gained} took it up, {lost} gave it up.",
        "年末共同培养：与年初相同的{both}家，新开始的{gained}家，放弃的{lost}家。",
    ),
    "gained": ("Only with the reform", "仅在改革下"),
    "lost": ("Only without the reform", "仅在无改革时"),
    "gained_run": ("Took it up", "新开始"),
    "lost_run": ("Gave it up", "放弃"),
    "number": ("Enterprise", "企业"),
    "region": ("Region", "区域"),
    "field": ("Field", "专业领域"),
    "workers": ("Workers", "职工"),
    "reviewed": ("Under review\nin the year", "当年重新考虑"),
    "chance_before": ("Chance of co-training,\nbaseline", "共同培养概率，基准"),
    "chance_after": ("reform", "改革"),
    "chance_before_run": ("Chance of co-training,\nautumn", "共同培养概率，秋季"),
    "chance_after_run": ("spring", "春季"),
}


word = Texts(_WORDS).say
"""A word or phrase of the tables in a language, with its values."""


def heading(titles: Sequence[str], lang: Lang) -> str:
    """A run by its title, a comparison by those of the reform and the baseline, of which the baseline comes first."""
    return titles[0] if len(titles) == 1 else word("against", lang, *reversed(titles))


# --- one enterprise ---------------------------------------------------------------------------------------------------


def terms_tables(pair: Sequence[ExplainedArm], i: int, lang: Lang, width: int) -> list[Table]:
    """The table of terms of a tick: of both arms side by side, or one below the other where the width is too small."""
    if len(pair) == 1 or width >= SIDE_BY_SIDE:
        return [terms_table(pair, i, lang)]
    return [terms_table([arm], i, lang, name) for arm, name in zip(pair, arm_names(pair, lang), strict=True)]


def terms_table(pair: Sequence[ExplainedArm], i: int, lang: Lang, name: str = "") -> Table:
    """Every term of every depth in a tick (0 autumn, 1 spring), what they come to, membership and chance.

    `pair` holds the baseline and a reform, or one arm alone, whose `name` is then said where there is another.
    """
    weighed = [arm.choices[i].weighed for arm in pair]
    title = word("tick", lang, season=word(SEASONS[i], lang), tick=pair[0].choices[i].tick)
    if name:
        title = word("of_arm", lang, arm=name, title=title)
    names = [f"{arm}\n" for arm in arm_names(pair, lang)] if len(pair) > 1 else [""]
    table = _table(title, [word("term", lang), *(arm + _depth(depth, lang) for arm in names for depth in DEPTHS)])
    for term in TERMS:
        values = [w.terms[depth].get(term) for w in weighed for depth in DEPTHS]
        if any(value is not None and abs(value) >= SMALL for value in values):
            table.add_row(
                Text(term_label(term, lang)), *("" if value is None else signed(value, 2) for value in values)
            )
    table.add_section()
    table.add_row(Text(word("total", lang)), *(number(w.worth(depth), 2) for w in weighed for depth in DEPTHS))
    members = [word("yes" if w.members[depth] else "no", lang) for w in weighed for depth in DEPTHS]
    table.add_row(Text(word("membership", lang)), *members)
    chances = [percent(w.chances[depth], lang) for w in weighed for depth in DEPTHS]
    table.add_row(Text(word("chance", lang)), *chances)
    return table


def facts_table(pair: Sequence[ExplainedArm], lang: Lang) -> Table:
    """The numbers behind the terms, in both ticks of each arm."""
    seasons = [word(season, lang) for season in SEASONS]
    names = [f"{name}\n" for name in arm_names(pair, lang)] if len(pair) > 1 else [""]
    table = _table("", [word("fact", lang), *(name + season for name in names for season in seasons)])
    for fact, (en, zh) in FACTS.items():
        values = [choice.facts[fact] for arm in pair for choice in arm.choices]
        table.add_row(Text(zh if lang == "zh" else en), *(f"{value:,.4g}".replace("-", "−") for value in values))
    return table


def arm_names(pair: Sequence[ExplainedArm], lang: Lang) -> list[str]:
    """How the arms are called in tables."""
    return [word("baseline", lang), word("reform", lang)] if len(pair) > 1 else [pair[0].scenario.title[lang]]


def did(choice: Choice, arm: str, lang: Lang) -> str:
    """What an enterprise did in a tick, in a line."""
    before, after = (
        word("member", lang, _depth(state.depth, lang)) if state.member else _depth(state.depth, lang)
        for state in (choice.before, choice.after)
    )
    how = word(choice.what, lang, school=f"{choice.facts['school']:.0f}")
    return word("did", lang, arm=arm, did=how, before=before, after=after)


def described(explanation: Explanation, lang: Lang) -> str:
    """Which enterprise it is, and when and in which world it is looked at."""
    of = {name: getattr(explanation, name) for name in ("field", "size", "region", "year", "seed")}
    return word("enterprise", lang, n=explanation.enterprise, **of)


# --- enterprises worth a look -----------------------------------------------------------------------------------------


def counts(pair: Sequence[View], lang: Lang) -> str:
    """How many enterprises co-train with a reform, without it and with both."""
    before, after = co_trainers(pair)
    numbers = {"both": before & after, "gained": after & ~before, "lost": before & ~after}
    name = "counts" if len(pair) > 1 else "counts_run"
    return word(name, lang, **{key: f"{int(which.sum()):,}" for key, which in numbers.items()})


def worth_tables(pair: Sequence[View], lang: Lang) -> list[tuple[Table, int]]:
    """Tables of enterprises worth a look, each with the number of the first."""
    run = "" if len(pair) > 1 else "_run"
    found = worth_a_look(pair)
    kinds = (("gained", found.loc[found["deep_after"]]), ("lost", found.loc[found["deep_before"]]))
    several = bool(pair[0].moments[0].tables["enterprises"]["region"].any())
    return [
        (_worth_table(rows.head(FEW), word(kind + run, lang), run, several, lang), int(rows["enterprise"].iloc[0]))
        for kind, rows in kinds
        if len(rows)
    ]


def _worth_table(rows: pd.DataFrame, title: str, run: str, regions: bool, lang: Lang) -> Table:
    columns = ["number", *(["region"] if regions else []), "field", "workers", "reviewed"]
    table = _table(title, [word(name, lang) for name in (*columns, "chance_before" + run, "chance_after" + run)])
    for row in rows.to_dict("records"):
        numbers = [row["enterprise"], *([row["region"]] if regions else []), row["field"]]
        reviewed = word("yes" if row["reviewed"] else "no", lang)
        chances = [percent(row[name], lang) for name in ("chance_before", "chance_after")]
        table.add_row(*map(str, numbers), f"{row['size']:,.0f}", reviewed, *chances)
    return table


def _depth(depth: int, lang: Lang) -> str:
    return spoken(f"depth_{depth}", lang)


def _table(title: str, headings: Sequence[str]) -> Table:
    """An empty table: names at the left, numbers at the right."""
    table = Table(box=box.SIMPLE_HEAD, title=Text(title) if title else None, title_justify="left")
    for place, name in enumerate(headings):
        table.add_column(Text(name), justify="right" if place else "left")
    return table
