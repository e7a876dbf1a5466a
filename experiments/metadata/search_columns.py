"""Columns of the tables of a search for bundles of instruments, in English and 中文."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ...simulation.parameters import PARAMETERS
from ...simulation.policies import POLICIES
from ..presentation.labels import in_text
from ..presentation.units import choice_said
from ..sweeps.design.factors import Factor
from .columns import COLUMNS, LAST_YEARS
from .variables import About, Variable, column, of_factor, of_metric, of_parameter

__all__ = ["TABLES", "columns"]

TABLES = {
    "front": About(
        "Bundles of the front, measured again in fresh worlds", "前沿上的组合，在新世界中重新测量", ("bundle",)
    ),
    "best": About("The best bundle in further worlds", "最优组合在另外的世界中的结果", ("outcome",)),
    "parts": About("What each part adds to the best bundle", "最优组合各部分的作用", ("part",)),
    "evaluated": About("Bundles that the search tried", "搜索过的组合", ("candidate",)),
}

_YUAN = "¥ per year, real city", "元/年（真实城市）"
_SHARE = "share", "比例"

_FRESH = "mean over the parameter sets and seeds of the fresh worlds", "新世界中各参数组与种子的均值"
_FURTHER = "in the further worlds, which chose nothing", "在未参与选择的另外的世界中"
_SEARCHED = (
    "mean over the worlds of the search, which partly is luck, since bundles were chosen by it",
    "搜索所用世界的均值；组合据此选出，因此含有运气成分",
)
_BOOLEANS = {"True": ("yes", "是"), "False": ("no", "否")}

_COSTS = {
    "cost": (
        ("Cost", "花费"),
        ("public spending on top of the base's, mean over all years", "在基准之上的公共支出，全部年份的均值"),
    ),
    "cost_last_years": (
        ("Cost of the last years", "最后几年的花费"),
        (f"public spending on top of the base's, {LAST_YEARS[0]}", f"在基准之上的公共支出，{LAST_YEARS[1]}"),
    ),
}


def columns(manifest: Mapping[str, Any]) -> dict[str, dict[str, Variable]]:
    """By table and name, all columns that the tables of a search can have."""
    search = manifest["search"]
    goals, content = [str(goal) for goal in search["objectives"]], list(_content(search))
    front = [
        *_FRONT,
        *(found for name in _COSTS for found in _measured(_cost(name, _FRESH))),
        *(found for goal in goals for found in _measured(_effect(goal, _FRESH), judged=True)),
        *content,
    ]
    added = [_added(variable) for variable in (*map(_cost, _COSTS), *map(_effect, goals))]
    parts = [_part(search), *(found for whole in added for found in (*_with_ends(whole), _verdict(whole)))]
    tried = [_cost(name, _SEARCHED) for name in _COSTS] + [_effect(goal, _SEARCHED) for goal in goals]
    tables = {"front": front, "best": _best(goals), "parts": parts, "evaluated": [*_TRIED, *tried, *content]}
    return {table: {variable.name: variable for variable in variables} for table, variables in tables.items()}


# --- what was measured ------------------------------------------------------------------------------------------------


def _cost(name: str, where: tuple[str, str] = ("", "")) -> Variable:
    labels, meaning = _COSTS[name]
    return column(name, "number", "statistic", labels, _joined(meaning, where), _YUAN)


def _effect(goal: str, where: tuple[str, str] = ("", "")) -> Variable:
    """The effect on a goal, which may be of either sign."""
    meaning = "effect: with the bundle less the base's in the same world", "效应：同一世界中有该组合时与基准之差"
    about = of_metric(goal, _joined(_joined(meaning, LAST_YEARS), where))
    return replace(about, kind="statistic", low=-math.inf, high=math.inf)


def _joined(meaning: tuple[str, str], more: tuple[str, str]) -> tuple[str, str]:
    return (f"{meaning[0]}; {more[0]}", f"{meaning[1]}；{more[1]}") if more[0] else meaning


def _derived(
    whole: Variable, end: str, label: tuple[str, str], meaning: tuple[str, str], unit: tuple[str, str] | None = None
) -> Variable:
    """A column that says something more of another one."""
    found = replace(
        whole,
        name=f"{whole.name}_{end}",
        en=f"{whole.en}, {label[0]}",
        zh=f"{whole.zh}（{label[1]}）",
        definition_en=f"{meaning[0]} {whole.name}",
        definition_zh=f"{whole.name}{meaning[1]}",
    )
    return found if unit is None else replace(found, unit=unit[0], unit_zh=unit[1], low=0.0, high=1.0)


_INTERVAL = "; empty where there is none", "；没有区间时为空"


def _with_ends(whole: Variable) -> Iterator[Variable]:
    """The column and the ends of its interval over seeds."""
    yield whole
    for end, en, zh in (("low", "lower bound", "下限"), ("high", "upper bound", "上限")):
        meaning = (
            f"{en} of the 95 % interval over seeds (empty where there is none) of",
            f"在种子间的95%区间的{zh}（没有则为空）",
        )
        yield _derived(whole, end, (en, zh), meaning)


def _verdict(whole: Variable) -> Variable:
    label, meaning = (
        ("verdict", "判断"),
        ("what may be said, from its 95 % interval, of", "根据其95%区间可以作出的判断"),
    )
    about = _derived(whole, "verdict", label, meaning)
    values = COLUMNS["verdict"].values
    return replace(about, type="string", kind="category", unit="", unit_zh="", values=values, required=True)


def _measured(whole: Variable, judged: bool = False) -> Iterator[Variable]:
    """All that the front says of a cost or, with a verdict, of a goal."""
    yield from _with_ends(whole)
    if judged:
        yield _verdict(whole)
    for end, en, zh in (("sets_low", "least", "下端"), ("sets_high", "greatest", "上端")):
        meaning = f"{en} value of the middle nine in ten parameter sets of", f"在中间90%参数组中的{zh}"
        yield _derived(whole, end, (f"{en} of nine sets in ten", f"90%参数组的{zh}"), meaning)
    if judged:
        meaning = "share of parameter sets in which the mean is for the better, of", "的均值为改善的参数组占比"
        yield _derived(whole, "share", ("share of sets", "参数组占比"), meaning, _SHARE)
    yield _derived(whole, "searched", ("in the search", "搜索时"), (f"{_SEARCHED[0]}, of", f"：{_SEARCHED[1]}"))


def _added(whole: Variable) -> Variable:
    """What a part adds to the best bundle."""
    en = f"of the best bundle, less the same of the bundle without the part, {_FURTHER[0]}: {whole.definition_en}"
    zh = f"最优组合与去掉该部分的组合之差，{_FURTHER[1]}：{whole.definition_zh}"
    return replace(whole, definition_en=en, definition_zh=zh)


def _best(goals: Iterable[str]) -> list[Variable]:
    """The columns of the table of the best bundle, one row per cost and goal."""
    unit = "in the unit of the column unit", "见unit列"
    outcomes = {name: labels for name, (labels, _) in _COSTS.items()}
    outcomes |= {goal: (f"effect on {in_text(of_metric(goal).en)}", f"{of_metric(goal).zh}的效应") for goal in goals}
    meaning = _joined(("mean over sets and seeds", "各参数组与种子的均值"), _FURTHER)
    whole = column("value", "number", "statistic", ("Value", "值"), meaning, unit)
    ends = [found.named(found.name.removeprefix("value_")) for found in _measured(whole, judged=True)]
    known = [found for found in ends if found.name != "searched"]
    return [
        replace(_FRONT[0], definition_en="number of the best bundle in the table front",
                definition_zh="最优组合在front表中的编号"),
        column("outcome", "string", "category", ("Outcome", "结果"), ("cost or goal", "花费或目标"), values=outcomes,
               required=True),
        COLUMNS["unit"],
        *known,
        column("fresh", "number", "statistic", ("In the fresh worlds", "在新世界中"),
               ("the same in the fresh worlds, which chose the bundle, so that it partly is luck",
                "在据以选出该组合的新世界中的值，因此含有运气成分"), unit),
        column("searched", "number", "statistic", ("In the search", "搜索时"), _SEARCHED, unit),
    ]  # fmt: skip


# --- which bundle, and what is in it ----------------------------------------------------------------------------------


def _flag(name: str, labels: tuple[str, str], meaning: tuple[str, str]) -> Variable:
    return column(name, "boolean", "category", labels, meaning, values=_BOOLEANS, required=True)


_FRONT = [
    column("bundle", "integer", "identifier", ("Bundle", "组合"),
           ("number of the bundle, from 1, the cheapest first", "组合的编号，从1起，花费最少者为1"), low=1,
           required=True),
    column("file", "string", "identifier", ("File", "文件"),
           ("file of the bundle as a scenario", "将该组合写成情景的文件"), required=True),
    _flag("best", ("Best", "最优"),
          ("whether it reaches most on the first goal of all bundles within the budget, in the fresh worlds",
           "在新世界中，是否为预算内最有利于第一个目标的组合")),
    _flag("as_good_as_best", ("As good as the best", "与最优无法区分"),
          ("whether it is the best, or within the budget and not to be told apart from it on the first goal",
           "是否为最优，或在预算内且就第一个目标与最优无法区分")),
    _flag("within_budget", ("Within the budget", "在预算内"),
          ("whether it costs no more than the budget on average", "平均花费是否不超过预算")),
    column("dominated_by", "integer", "identifier", ("Dominated by", "被占优于"),
           ("number of a bundle that costs no more, is better on a goal and on none worse, beyond chance; empty if "
            "there is none",
             "花费不更多、至少一个目标更好且没有目标更差（差异超出偶然）的组合编号；没有则为空"), low=1),
    column("not_told_apart_from", "string", "identifier", ("Not told apart from", "无法区分的组合"),
           ("numbers, with blanks between them, of the bundles from which it cannot be told apart on any goal",
            "就任一目标都无法与之区分的组合编号，以空格分隔")),
]  # fmt: skip

_TRIED = [
    column("candidate", "integer", "identifier", ("Candidate", "候选组合"),
           ("number of the bundle in the order in which bundles were first proposed, from 1",
            "按首次提出的先后排列的组合编号，从1起"), low=1, required=True),
    column("generation", "integer", "identifier", ("Generation", "代"),
           ("generation in which the bundle was first proposed, from 1", "首次提出该组合的代，从1起"), low=1,
           required=True),
    _flag("within_budget", ("Within the budget", "在预算内"),
          ("whether it costs no more than the budget in the worlds of the search",
           "在搜索所用世界中，花费是否不超过预算")),
    _flag("unbeaten", ("Unbeaten", "未被超过"),
          ("whether no bundle within the budget beats it in the worlds of the search: costs no more, reaches as much"
           " on every goal, and differs",
           "在搜索所用世界中，是否没有预算内的其他组合花费不更多、各目标均不更差且有所不同")),
    _flag("measured_again", ("Measured again", "重新测量"),
          ("whether it was measured again in fresh worlds", "是否在新世界中重新测量")),
    column("error", "string", "text", ("Error", "错误"),
           ("message of the error that stopped the bundle; empty if none did", "中止该组合模拟的错误信息；没有则为空")),
]  # fmt: skip


def _content(search: Mapping[str, Any]) -> Iterator[Variable]:
    """The columns that say what is in a bundle."""
    for instrument in search["instruments"]:
        policy = POLICIES[str(instrument["kind"])]
        yield _flag(
            f"policy.{instrument['kind']}",
            (str(policy.en), str(policy.zh)),
            (f"whether {in_text(str(policy.en))} is in the bundle", f"组合是否含有{policy.zh}"),
        )
        for table in instrument["searched"]:
            about = of_factor(Factor.from_dict(table))
            out = "; empty where the instrument is not in the bundle", "；组合不含该政策工具时为空"
            yield replace(
                about,
                definition_en=about.definition_en + out[0],
                definition_zh=about.definition_zh + out[1],
                required=False,
            )
    for name, values in search["institutions"].items():
        yield _institution(str(name), [*values])


def _institution(name: str, values: list[Any]) -> Variable:
    about = of_parameter(name)
    said = {
        str(value): (choice_said(value, "en"), choice_said(value, "zh"))
        if isinstance(value, str)
        else (f"{value} {about.unit}", f"{value} {about.unit_zh}")
        for value in values
    }
    return replace(
        about.named(f"parameters.{name}"),
        type="string",
        kind="category",
        definition_en=f"{about.definition_en}; what the bundle changes it to, empty where it stays as it stands",
        definition_zh=f"{about.definition_zh}；组合将其改为的值，维持现行值时为空",
        low=-math.inf,
        high=math.inf,
        values=said,
    )


def _part(search: Mapping[str, Any]) -> Variable:
    kinds = [str(instrument["kind"]) for instrument in search["instruments"]]
    parts = {f"policy.{kind}": (str(POLICIES[kind].en), str(POLICIES[kind].zh)) for kind in kinds}
    parts |= {f"parameters.{n}": (PARAMETERS[n].en, PARAMETERS[n].zh) for n in map(str, search["institutions"])}
    meaning = (
        "instrument, or institution that is changed, in the best bundle",
        "最优组合中的政策工具，或所改变的现行制度",
    )
    return column("part", "string", "category", ("Part", "部分"), meaning, values=parts, required=True)
