"""Columns of the tables of a game of theory beside the model, in English and 中文."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..evolutionary_game.departures import STEPS
from ..evolutionary_game.wording import PAYOFFS, step_name, word
from .columns import COLUMNS
from .variables import About, Variable, column, of_metric

__all__ = ["TABLES", "columns"]

TABLES = {
    "payoffs": About("Payoffs of the nearest game", "与情景最接近的博弈之收益", ("symbol",)),
    "side_by_side": About("The game beside the model", "博弈与模型对照", ("quantity",)),
    "response": About("Depth by subsidy, in the game and in the model", "各补贴水平下的深度参与，博弈与模型",
                      ("subsidy",)),
    "paths": About("Shares by half-year, in the game and in the model", "各学期的占比，博弈与模型", ("support", "world",
                                                                                         "tick")),
    "steps": About("From the game to the model, step by step", "从博弈到模型的各步", ("step",)),
}  # fmt: skip

_SHARE = "share", "比例"
_OF_ROW = "unit of the quantity", "同该内容"
_SUBSIDY = "k¥ per trainee-year", "千元/学徒年"

_QUANTITIES = {
    "school_participation_with_support": ("schools that take part, with the support (share)",
                                          "有支持时参与的学校（比例）"),
    "deep_participation_with_support": ("enterprises that train in depth, with the support (share)",
                                        "有支持时深度参与的企业（比例）"),
    "school_participation_support_removed": ("schools that take part, support removed halfway (share)",
                                             "中途取消支持后参与的学校（比例）"),
    "deep_participation_support_removed": ("enterprises that train in depth, support removed halfway (share)",
                                           "中途取消支持后深度参与的企业（比例）"),
    "long_run_deep_with_support": ("whether enterprises are deep in the long run with support (0 or 1)",
                                   "有支持时企业长期是否深度参与（0或1）"),
    "long_run_deep_without_support": ("whether enterprises are deep in the long run without support (0 or 1)",
                                      "无支持时企业长期是否深度参与（0或1）"),
    "subsidy_needed": ("subsidy from which enterprises are deep (k¥ per trainee-year; inf: none is enough)",
                       "企业开始深度参与所需的补贴（千元/学徒年；inf为再高也不够）"),
    "subsidy_in_force": ("subsidy in force in the last year (k¥ per trainee-year)",
                         "最后一年的现行补贴（千元/学徒年）"),
    "cooperative_starts": ("share of all starts that end with both sides working together (share)",
                           "以双方合作告终的初始状态占比（比例）"),
    "half_years_from_5_to_95_percent": ("time that enterprises take from 5 % to 95 %, or back (half-years; inf: never)",
                                        "企业从5%到95%（或反向）所需时间（学期；inf为永不）"),
    "public_cost_per_place": ("least public gain per place of deep training that keeps support going (k¥)",
                              "维持支持所需的每岗位公共收益下限（千元）"),
}  # fmt: skip


def columns(manifest: Mapping[str, Any]) -> dict[str, dict[str, Variable]]:
    """By table and name, all columns that the tables of a game have."""
    steps = {step: (step_name(step, "en"), step_name(step, "zh")) for step in STEPS}
    names = {symbol: (word(key, "en"), word(key, "zh")) for key, symbol in PAYOFFS.items()}
    tables = {
        "payoffs": [replace(_SYMBOL, values=names), *_PAYOFFS],
        "side_by_side": _SIDE_BY_SIDE,
        "response": _RESPONSE,
        "paths": [*_PATH, *(_share_in_path(name) for name in ("school_participation", "deep_participation"))],
        "steps": [replace(_STEP, values=steps), *_STEPS],
    }
    return {table: {variable.name: variable for variable in variables} for table, variables in tables.items()}


def _share_in_path(name: str) -> Variable:
    return of_metric(name, ("of the game: the share that it predicts", "博弈的行为其预测的占比"))


def _number(
    name: str,
    labels: tuple[str, str],
    meaning: tuple[str, str],
    unit: tuple[str, str] = _OF_ROW,
    high: float | None = None,
) -> Variable:
    if high is None:
        return column(name, "number", "statistic", labels, meaning, unit)
    return column(name, "number", "statistic", labels, meaning, unit, 0.0, high)


_SYMBOL = column("symbol", "string", "category", ("Symbol", "符号"),
                 ("symbol of the payoff in docs/theory.md", "收益在docs/theory.md中的符号"), required=True)  # fmt: skip
_PAYOFFS = [
    _number("value", ("Value", "数值"), ("value in the last year's conditions", "最后一年条件下的值"),
            ("in the unit of the column unit", "见unit列")),
    COLUMNS["unit"],
    column("payoff", "string", "text", ("Payoff", "收益"), ("name of the payoff, in English", "收益的英文名称"),
           required=True),
    column("meaning", "string", "text", ("Meaning", "含义"),
           ("what the payoff is in the model, in English", "收益在模型中的含义（英文）"), required=True),
]  # fmt: skip

_SIDE_BY_SIDE = [
    column("quantity", "string", "category", ("Quantity", "内容"),
           ("what is compared; its unit is in brackets", "所比较的内容，括号内为单位"), values=_QUANTITIES,
           required=True),
    _number("game", ("Game", "博弈"), ("what the game predicts; shares are means of the last years",
                                     "博弈的预测；占比为最后几年的均值")),
    _number("model", ("Model", "模型"),
            ("the same in the model, mean over seeds; empty where the model has no such value",
                                       "模型中的对应值，各种子的均值；模型没有这样的值时为空")),
    _number("low", ("Least of the seeds", "种子中的最小值"), ("least value of a seed; empty where there is none",
                                                      "各种子中的最小值；没有则为空")),
    _number("high", ("Greatest of the seeds", "种子中的最大值"), ("greatest value of a seed; empty where there is none",
                                                          "各种子中的最大值；没有则为空")),
]  # fmt: skip

_RESPONSE = [
    column("subsidy", "number", "factor", ("Subsidy", "补贴"), ("subsidy of the last year", "最后一年的补贴"), _SUBSIDY,
           0.0,
           required=True),
    _number("game", ("Game", "博弈"), ("share of enterprises that are deep in the long run in the game: 0 or 1",
                                     "博弈中长期深度参与的企业占比：0或1"), _SHARE, 1.0),
    _number("model", ("Model", "模型"),
            ("share of enterprises that train in depth in the model, mean of the last years "
            "and over seeds", "模型中深度参与的企业占比，最后几年与各种子的均值"), _SHARE, 1.0),
    _number("low", ("Least of the seeds", "种子中的最小值"), ("least share of a seed", "各种子中的最小占比"), _SHARE,
            1.0),
    _number("high", ("Greatest of the seeds", "种子中的最大值"), ("greatest share of a seed", "各种子中的最大占比"),
            _SHARE, 1.0),
]  # fmt: skip

_PATH = [
    column("support", "string", "category", ("Support", "支持"),
           ("whether the scenario's support lasts", "情景中的支持是否持续"),
           values={"kept": ("support lasts", "支持持续"), "removed": ("support is removed halfway", "中途取消支持")},
           required=True),
    column("world", "string", "identifier", ("World", "世界"),
           ("game, or the seed of a run of the model", "game为博弈，其余为模型模拟的种子"), required=True),
    COLUMNS["tick"],
]  # fmt: skip

_STEP = column("step", "string", "category", ("Step", "步骤"),
               ("what is as in the model from this step on", "自该步起与模型一致之处"), required=True)  # fmt: skip
_STEPS = [
    _number("share", ("Would train in depth", "深度培养的企业"),
            ("share of enterprises that would train in depth after the step, mean over seeds",
             "该步之后会深度培养的企业占比，各种子的均值"), _SHARE, 1.0),
    _number("change", ("Change", "变化"), ("share less that of the step before; empty for the first",
                                         "与上一步占比之差；第一步为空"), _SHARE),
]  # fmt: skip
