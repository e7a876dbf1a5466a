"""Columns of the tables of effects in many parameter sets, in English and 中文."""

from __future__ import annotations

import math
from dataclasses import replace

from ..statistics.verdict import Verdict
from .columns import COLUMNS, LAST_YEARS
from .variables import Variable, of_metric, of_parameter

__all__ = ["IN_SETS", "TABLES", "of_set"]

IN_SETS = ("mean effect over the worlds of the set, " + LAST_YEARS[0], "该参数组各世界的平均效应，" + LAST_YEARS[1])
"""What is said of outputs in the table of sets."""

PREFIX = "parameters."

_UNIT = "in the unit of the column unit", "见unit列"
_SQUARED = "square of the unit of the column unit", "unit列单位的平方"
_SHARE = "share", "比例"

_SET = Variable(
    "set", "integer", "identifier", "Parameter set", "参数组", "number of the parameter set, the best first",
    "参数组编号，最优者为1", low=1, required=True,
)  # fmt: skip


def of_set(column: str) -> Variable:
    """A column of the table of sets that is a parameter, or the effect on an output."""
    if column.startswith(PREFIX):
        return of_parameter(column.removeprefix(PREFIX)).named(column)
    return replace(of_metric(column, IN_SETS), kind="statistic", low=-math.inf, high=math.inf)


def _statistic(name: str, labels: tuple[str, str], meaning: tuple[str, str], unit: tuple[str, str] = _UNIT) -> Variable:
    low, high = (0.0, 1.0) if unit is _SHARE else (-math.inf, math.inf)
    return Variable(name, "number", "statistic", *labels, *meaning, *unit, low, high)


_ENDS = (("low", "lower bound", "下限"), ("high", "upper bound", "上限"))


def _interval(stem: str, labels: tuple[str, str], meaning: tuple[str, str]) -> list[Variable]:
    """The two ends of a 95 % interval."""
    return [
        _statistic(
            f"{stem}{end}",
            (f"{labels[0]}, {en}", f"{labels[1]}（{zh}）"),
            (f"{meaning[0]}: {en} of the 95 % interval; empty where there is none",
             f"{meaning[1]}：95%区间的{zh}；没有区间时为空"),
        )
        for end, en, zh in _ENDS
    ]  # fmt: skip


_VERDICTS = {**COLUMNS["verdict"].values, str(Verdict.UNSEEN): ("the direction is not certain", "方向不能确定")}

_EFFECTS = [
    replace(
        COLUMNS["effect"],
        definition_en="mean effect over all parameter sets and worlds",
        definition_zh="全部参数组与世界的平均效应",
    ),
    *_interval("chance_", ("Chance", "偶然性"), ("mean over these sets, chance alone", "这些参数组的均值，只含偶然性")),
    *_interval("", ("Chance and parameters", "偶然性与参数"),
               ("mean effect in one further set that fits", "另一组同样符合数据的参数下的平均效应")),
    *_interval("mean_", ("Mean over all sets", "全部参数组的均值"),
               ("mean over all sets that fit, of which those tried are a sample",
                "全部符合数据的参数组的均值，所用参数组为其样本")),
    replace(COLUMNS["verdict"], values=_VERDICTS,
            definition_en="what may be said of the effect, from low and high",
            definition_zh="根据low与high可以对效应作出的判断"),
    _statistic("smallest_in_a_set", ("Least effect of a set", "参数组中的最小效应"),
               ("least mean effect of a parameter set", "各参数组平均效应的最小值")),
    _statistic("largest_in_a_set", ("Greatest effect of a set", "参数组中的最大效应"),
               ("greatest mean effect of a parameter set", "各参数组平均效应的最大值")),
    _statistic("p_positive", ("Share of sets with a positive effect", "效应为正的参数组占比"),
               ("share of sets whose mean effect is above 0", "平均效应大于0的参数组占比"), _SHARE),
    *(_statistic(f"p_positive_{end}", (f"Share of sets with a positive effect, {en}", f"效应为正的参数组占比（{zh}）"),
                 (f"share of sets whose mean effect is above 0: {en} of its 95 % interval (Wilson)",
                  f"平均效应大于0的参数组占比：其95%区间（Wilson）的{zh}"), _SHARE)
      for end, en, zh in _ENDS),
    _statistic("p_positive_of_runs", ("Share of runs with a positive effect", "效应为正的模拟占比"),
               ("share of all sets and worlds in which the effect is above 0", "效应大于0的参数组与世界占比"), _SHARE),
    _statistic("p_best", ("Share of sets in which it is best", "为最优的参数组占比"),
               ("share of sets in which no other reform's mean effect is better",
                "没有其他改革平均效应更好的参数组占比"), _SHARE),
    _statistic("variance_parameters", ("Variance from parameters", "参数引起的方差"),
               ("component between sets; below 0 where they add nothing", "参数组之间的方差分量；无作用时可小于0"),
               _SQUARED),
    _statistic("variance_chance", ("Variance from chance", "偶然性引起的方差"),
               ("component between worlds; below 0 where they add nothing", "世界之间的方差分量；无作用时可小于0"),
               _SQUARED),
    _statistic("variance_both", ("Variance from both", "二者共同引起的方差"),
               ("component of chance that depends on the parameters", "随参数而变的偶然性的方差分量"), _SQUARED),
    _statistic("share_parameters", ("Share from parameters", "参数所占份额"),
               ("share of the variance of single runs between sets", "单次模拟方差中参数组之间的份额"), _SHARE),
    *(_statistic(f"share_parameters_{end}", (f"Share from parameters, {en}", f"参数所占份额（{zh}）"),
                 (f"share of the variance of single runs between sets: {en} of its 95 % interval",
                  f"单次模拟方差中参数组之间的份额：其95%区间的{zh}"), _SHARE)
      for end, en, zh in _ENDS),
    _statistic("share_chance", ("Share from chance", "偶然性所占份额"),
               ("share of the variance of single runs between worlds", "单次模拟方差中世界之间的份额"), _SHARE),
    _statistic("share_both", ("Share from both", "二者共同所占份额"),
               ("share of the variance of single runs that is chance that depends on the parameters",
                "单次模拟方差中随参数而变的偶然性的份额"), _SHARE),
    Variable("n_sets", "integer", "statistic", "Parameter sets", "参数组数",
             "number of parameter sets that the row rests on", "本行所依据的参数组数", "sets", "组", low=0,
             required=True),
]  # fmt: skip

TABLES: dict[str, dict[str, Variable]] = {
    "ensemble_effects": {variable.name: variable for variable in _EFFECTS},
    "ensemble_sets": {"set": _SET},
    "ensemble_runs": {"set": _SET},
}
"""By table, the columns that are not those of all tables."""
