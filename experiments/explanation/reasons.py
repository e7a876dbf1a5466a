"""Why an enterprise took the depth it took, in one sentence: first what it did, then what made the difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..presentation.labels import in_text
from ..presentation.numbers import number, percent, signed
from ..presentation.texts import Texts
from .account import ExplainedArm, Explanation
from .weighing import DEPTHS, term_label

FELT = 0.05
"""k¥ per place below which a difference between two arms is not named."""
MOST = 3
"""Terms that a sentence names."""
MINOR = 0.15
"""Terms smaller than this part of the largest are not named."""
OWN_RULE = ("chose", "kept")
"""What needs no reason beside the terms: it chose by what it weighed, now or before."""

_TEXTS: dict[str, tuple[str, str]] = {
    "depth_0": ("no part", "不参与"),
    "depth_1": ("nominal", "挂牌"),
    "depth_2": ("placement", "岗位实习"),
    "depth_3": ("co-training", "共同培养"),
    "does_0": ("takes no part", "不参与"),
    "does_1": ("takes part in name only", "只挂牌"),
    "does_2": ("offers placements", "接收岗位实习"),
    "does_3": ("co-trains", "共同培养"),
    "one": ("Enterprise {n} {does}", "企业{n}{does}"),
    "only_with": ("Enterprise {n} {does} only with the reform", "企业{n}仅在改革下{does}"),
    "only_without": ("Enterprise {n} {does} only without the reform", "企业{n}仅在无改革时{does}"),
    "both": ("Enterprise {n} {does} with and without the reform", "企业{n}有无改革都{does}"),
    "different": (
        "Enterprise {n} {does} with the reform and {did} without it",
        "企业{n}在改革下{does}，无改革时{did}",
    ),
    "with": ("with the reform {note}", "改革下{note}"),
    "without": ("without the reform {note}", "无改革时{note}"),
    "in_both": ("in both {note}", "两者都{note}"),
    "leads": ("it leads and is bound to its part", "作为龙头企业受约束"),
    "fell_out": ("a dispute ended its co-training", "因纠纷终止共同培养"),
    "no_school": ("no school was at hand", "没有可合作的学校"),
    "explored": ("it chose at random", "随机作出选择"),
    "kept": ("it last chose in year {year}", "上次选择在第{year}年"),
    "kept_long": ("it last chose before year 1", "上次选择在第1年之前"),
    "kept_half": ("it was not under review", "未重新考虑"),
    "terms": ("{terms} k¥ per place", "{terms}千元/岗位"),
    "terms_now": ("weighed now: {terms}", "按现况：{terms}"),
    "terms_of": ("{depth}: {terms} k¥ per place", "{depth}：{terms}千元/岗位"),
    "worth": ("{depth} is worth {b} k¥ per place ({terms})", "{depth}每岗位值{b}千元（{terms}）"),
    "moved": (
        "{depth} is worth {b} instead of {a} k¥ per place ({terms})",
        "{depth}每岗位值{b}千元，无改革时{a}千元（{terms}）",
    ),
    "alike": ("no term of {depth} differs by {least} k¥ per place", "{depth}各项之差都不足{least}千元/岗位"),
    "chance": ("chance of {depth} {b}", "{depth}的概率{b}"),
    "chances": ("chance of {depth} {b} instead of {a}", "{depth}的概率{b}，无改革时{a}"),
    "comma": (", ", "、"),
    "colon": (": ", "："),
    "semicolon": ("; ", "；"),
    "stop": (".", "。"),
}


say = Texts(_TEXTS).say
"""A text in a language, with its values."""


def telling(arms: Sequence[ExplainedArm]) -> int:
    """Which of the two ticks of the year tells more: 0 autumn, 1 spring."""
    changed = [any(arm.choices[i].before.depth != arm.choices[i].after.depth for arm in arms) for i in (0, 1)]
    active = [sum(arm.choices[i].what != "kept" for arm in arms) for i in (0, 1)]
    if changed[0] != changed[1]:
        return int(changed[1])
    return 1 if changed[1] or active[1] >= active[0] else 0


def sentence(explanation: Explanation, reform: int, lang: str) -> str:
    """The whole finding on one reform (its place among the arms, from 1), or on a run (0)."""
    parts = [*_reasons(explanation, reform, lang), _chance(explanation, reform, lang)]
    said = _head(explanation, reform, lang) + say("colon", lang) + say("semicolon", lang).join(parts)
    return said + say("stop", lang)


def title(explanation: Explanation, reform: int, lang: str) -> str:
    """The finding as the title of a figure."""
    reasons = _reasons(explanation, reform, lang)[:2]
    return _head(explanation, reform, lang) + say("colon", lang) + say("semicolon", lang).join(reasons)


def _head(explanation: Explanation, reform: int, lang: str) -> str:
    """What it did by the end of the year."""
    n, arms = explanation.enterprise, explanation.arms
    without, now = arms[0].depth, arms[reform].depth
    does, did = say(f"does_{now}", lang), say(f"does_{without}", lang)
    if len(arms) == 1:
        return say("one", lang, n=n, does=does)
    if now == without:
        return say("both", lang, n=n, does=does)
    if now == DEPTHS[-1]:
        return say("only_with", lang, n=n, does=does)
    if without == DEPTHS[-1]:
        return say("only_without", lang, n=n, does=did)
    return say("different", lang, n=n, does=does, did=did)


def _reasons(explanation: Explanation, reform: int, lang: str) -> list[str]:
    """What was not its own choice of the year, and what the terms say."""
    arms = explanation.arms
    if len(arms) == 1:
        arm = arms[0]
        i = telling(arms)
        note = _note(arm, i, explanation.year, lang)
        terms = arm.choices[i].weighed.terms[DEPTHS[-1]]
        worth = number(sum(terms.values()), 1)
        said = say("worth", lang, depth=_name(DEPTHS[-1], lang), b=worth, terms=_listed(terms, lang))
        return [note, said] if note else [said]
    base, other = arms[0], arms[reform]
    i = telling((base, other))
    notes = _notes(base, other, i, explanation.year, lang)
    if _chose_otherwise((base, other)):
        return [*notes, _shift(base, other, i, lang)]
    return [*notes, _moved(base, other, i, DEPTHS[-1], lang)]


def _notes(base: ExplainedArm, other: ExplainedArm, i: int, year: int, lang: str) -> list[str]:
    """What either arm did in the tick other than choose by what it weighs."""
    without, now = (_note(arm, i, year, lang) for arm in (base, other))
    if without and without == now:
        return [say("in_both", lang, note=now)]
    said = [(key, note) for key, note in (("with", now), ("without", without)) if note]
    return [say(key, lang, note=note) for key, note in said]


def _note(arm: ExplainedArm, i: int, year: int, lang: str) -> str:
    what = arm.choices[i].what
    if what == "chose":
        return ""
    if what != "kept":
        return say(what, lang)
    if arm.chosen == year:
        return say("kept_half", lang)
    return say("kept", lang, year=arm.chosen) if arm.chosen else say("kept_long", lang)


def telling_depth(arms: Sequence[ExplainedArm], i: int) -> int:
    """The depth whose terms title and chart show: the one that moved an enterprise, where its own choice differs.

    Of the two depths that were taken the one whose terms speak more for the move; where neither does, a third depth
    moved and the same draw fell on another: the one that moved most. Else co-training.
    """
    if not _chose_otherwise(arms):
        return DEPTHS[-1]
    base, other = arms[0], arms[-1]
    moved = {depth: sum(shift.values()) for depth, shift in _moves(base, other, i).items()}
    speaks = _speaks_for(base, other, moved)
    best = max(speaks, key=lambda depth: speaks[depth])
    return best if speaks[best] >= FELT else max(DEPTHS, key=lambda depth: abs(moved[depth]))


def _chose_otherwise(arms: Sequence[ExplainedArm]) -> bool:
    """Whether an enterprise took another depth by what it weighed, in both arms."""
    i = telling(arms)
    own = all(arm.choices[i].what in OWN_RULE for arm in arms)
    return len(arms) > 1 and own and arms[0].depth != arms[-1].depth


def _moves(base: ExplainedArm, other: ExplainedArm, i: int) -> dict[int, dict[str, float]]:
    """What the reform changes in the terms of each depth."""
    before, after = (arm.choices[i].weighed.terms for arm in (base, other))
    return {depth: _minus(after[depth], before[depth]) for depth in DEPTHS}


def _speaks_for(base: ExplainedArm, other: ExplainedArm, moved: Mapping[int, float]) -> dict[int, float]:
    """How much the changes of the two depths speak for going from the one to the other, the deeper one first."""
    deep, shallow = max(base.depth, other.depth), min(base.depth, other.depth)
    sign = 1.0 if other.depth > base.depth else -1.0
    return {deep: sign * moved[deep]} | ({shallow: -sign * moved[shallow]} if shallow else {})


def _shift(base: ExplainedArm, other: ExplainedArm, i: int, lang: str) -> str:
    """The terms by which the reform moved the enterprise, as the chart shows them."""
    depth = telling_depth((base, other), i)
    moves = _moves(base, other, i)
    if not any(abs(value) >= FELT for value in moves[depth].values()):
        return say("alike", lang, depth=_name(depth, lang), least=FELT)
    moved = {d: sum(shift.values()) for d, shift in moves.items()}
    plain = depth == max(base.depth, other.depth) and _speaks_for(base, other, moved)[depth] >= FELT
    said = say("terms" if plain else "terms_of", lang, depth=_name(depth, lang), terms=_listed(moves[depth], lang))
    now = plain and any(arm.choices[i].what == "kept" for arm in (base, other))
    return say("terms_now", lang, terms=said) if now else said


def _moved(base: ExplainedArm, other: ExplainedArm, i: int, depth: int, lang: str) -> str:
    """What a depth is worth with the reform and without, and the terms that make the difference."""
    before, after = (arm.choices[i].weighed for arm in (base, other))
    shift = _minus(after.terms[depth], before.terms[depth])
    if not any(abs(value) >= FELT for value in shift.values()):
        return say("alike", lang, depth=_name(depth, lang), least=FELT)
    a, b = number(before.worth(depth), 1), number(after.worth(depth), 1)
    return say("moved", lang, depth=_name(depth, lang), a=a, b=b, terms=_listed(shift, lang))


def _chance(explanation: Explanation, reform: int, lang: str) -> str:
    arms = explanation.arms
    pair = (arms[0], arms[reform])
    depth = max(arm.depth for arm in pair) or DEPTHS[-1]
    i = telling(pair)
    a, b = (percent(arm.choices[i].weighed.chances[depth], lang) for arm in pair)
    return say("chance" if len(arms) == 1 or a == b else "chances", lang, depth=_name(depth, lang), a=a, b=b)


def _minus(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    return {name: one.get(name, 0.0) - other.get(name, 0.0) for name in {**one, **other}}


def _named(terms: Mapping[str, float]) -> list[str]:
    """The terms that are worth naming, the largest first."""
    named = sorted(terms, key=lambda name: -abs(terms[name]))[:MOST]
    return [name for name in named if abs(terms[name]) >= max(FELT, MINOR * abs(terms[named[0]]))]


def _listed(terms: Mapping[str, float], lang: str) -> str:
    """The largest terms with their values."""
    named = [f"{in_text(term_label(name, lang))} {signed(terms[name], 1)}" for name in _named(terms)]
    return say("comma", lang).join(named)


def _name(depth: int, lang: str) -> str:
    return say(f"depth_{depth}", lang)
