"""Columns of the tables of a calibration, in English and 中文."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ...simulation.outputs.metrics import METRICS
from ...simulation.parameters import PARAMETERS
from ..calibration.targets.targets import Target, group_of
from ..presentation.definitions import metric_defined
from ..presentation.units import unit_said
from .columns import COLUMNS
from .variables import About, Variable, column, of_parameter

__all__ = ["TABLES", "columns"]

PREFIX = "parameters."

TABLES = {
    "ensemble": About("Parameter sets that fit, the best first", "符合目标的参数组，最优者在前", ("set",)),
    "targets": About("How each target is met", "各目标的符合情况", ("target",)),
    "parameters": About("What is left of the range of each parameter", "各参数的剩余范围", ("parameter",)),
    "ridges": About("Pairs of parameters, and whether they offset each other", "参数对，以及是否相互补偿", ("parameter",
                                                                                                "other")),
    "directions": About("Directions in which parameter sets move, the least loss first",
                        "参数组移动的方向，损失最小者在前",
                        ("direction",)),
    "waves": About("All simulated points", "全部模拟过的参数点", ("wave", "point")),
    "points": About("The parameter sets that fit, as points of a sweep", "符合目标的参数组，作为参数扫描的参数点"),
}  # fmt: skip

_OF_METRIC = "in the unit of the column unit", "见unit列"
_TOLERANCES = "tolerances", "倍容差"
_SHARE = "share", "比例"
_BOOLEANS = {"True": ("yes", "是"), "False": ("no", "否")}


def columns(manifest: Mapping[str, Any]) -> dict[str, dict[str, Variable]]:
    """By table and name, all columns that the tables of a calibration can have."""
    calibration = manifest["calibration"]
    names = [str(key) for key in calibration["parameters"]]
    values = [of_parameter(name.removeprefix(PREFIX)).named(name) for name in names]
    targets = [Target(**{**table, "group": group_of(table["group"])}) for table in calibration["targets"]]
    reached = [_reached(target) for target in targets]
    units = {name: (PARAMETERS[name.removeprefix(PREFIX)].en, PARAMETERS[name.removeprefix(PREFIX)].zh)
             for name in names}  # fmt: skip
    found = {target.key: (target.label("en"), target.label("zh")) for target in targets}
    parameter = [
        column(name, "string", "category", labels, meaning, values=units, required=True)
        for name, labels, meaning in (
            ("parameter", ("Parameter", "参数"), ("key of the parameter", "参数的键")),
            ("other", ("Other parameter", "另一参数"), ("key of the other parameter", "另一参数的键")),
        )
    ]
    worst = replace(_WORST, values=found)
    point = [
        *_POINT,
        *values,
        *reached,
        _implausibility("of the target that the point misses most", "偏离最大的目标的"),
        worst,
    ]
    tables = {
        "ensemble": [_SET, *point],
        "targets": [replace(_TARGET, values=found), *_TARGETS],
        "parameters": [parameter[0], *_PARAMETERS],
        "ridges": [*parameter, *_RIDGES],
        "directions": [*_DIRECTIONS, *(_loading(value) for value in values)],
        "waves": [*point, *_FATE],
        "points": values,
    }
    return {table: {variable.name: variable for variable in variables} for table, variables in tables.items()}


def _reached(target: Target) -> Variable:
    """What a parameter set gives for a target."""
    metric = METRICS[target.metric]
    low, high = (-math.inf, math.inf) if target.effect else (metric.low, metric.high)
    what = ("effect", "效应") if target.effect else ("output", "指标")
    english = f"mean over seeds of the {what[0]}, years {target.first} to {target.last}"
    chinese = f"{what[1]}在各种子的均值，第{target.first}至{target.last}年"
    return column(
        target.key,
        "number",
        "statistic",
        (target.label("en"), target.label("zh")),
        (f"{metric_defined(target.metric, 'en')}; {english}", f"{metric_defined(target.metric, 'zh')}；{chinese}"),
        (metric.unit, unit_said(metric.unit, "zh")),
        low,
        high,
    )


def _loading(value: Variable) -> Variable:
    """How far a direction goes along a parameter."""
    return column(
        value.name,
        "number",
        "statistic",
        (value.en, value.zh),
        (
            f"component of the direction along {value.name}, in whole ranges; the squares of a direction sum to 1",
            f"该方向在{value.name}上的分量（以整个取值范围为1）；同一方向各分量的平方和为1",
        ),
        ("share of the range", "占取值范围之比"),
        -1.0,
        1.0,
    )


def _implausibility(en: str, zh: str) -> Variable:
    return column(
        "implausibility",
        "number",
        "statistic",
        ("Implausibility", "偏离程度"),
        (
            f"distance from the value {en}, in tolerances, with chance between worlds allowed for; empty if not known",
            f"{zh}偏离，以容差计，已计入世界间的偶然差异；未知则为空",
        ),
        _TOLERANCES,
        0.0,
    )


def _statistic(name: str, labels: tuple[str, str], meaning: tuple[str, str], unit: tuple[str, str]) -> Variable:
    low, high = (0.0, 1.0) if unit is _SHARE else (-math.inf, math.inf)
    return column(name, "number", "statistic", labels, meaning, unit, low, high)


def _interval(of: tuple[str, str], unit: tuple[str, str]) -> Iterator[Variable]:
    """Ends and middle of the interval over the ensemble."""
    for name, en, zh in (("low", "5 % quantile", "5%分位数"), ("median", "median", "中位数"),
                         ("high", "95 % quantile", "95%分位数")):  # fmt: skip
        labels = f"{en[0].upper()}{en[1:]} of the ensemble", f"集合的{zh}"
        meaning = (
            f"{en} over the ensemble of {of[0]}; empty without an ensemble",
            f"集合中{of[1]}的{zh}；没有集合时为空",
        )
        yield _statistic(name, labels, meaning, unit)


def _flag(name: str, labels: tuple[str, str], meaning: tuple[str, str]) -> Variable:
    return column(name, "boolean", "category", labels, meaning, values=_BOOLEANS, required=True)


_SET = column("set", "integer", "identifier", ("Parameter set", "参数组"),
              ("number of the parameter set, the best first", "参数组编号，最优者为1"), low=1,
              required=True)  # fmt: skip
_POINT = [
    column("wave", "integer", "identifier", ("Wave", "轮次"), ("number of the wave, from 1", "轮次，从1起"), low=1,
           required=True),
    column("point", "integer", "identifier", ("Point", "参数点"),
           ("number of the point within its wave, from 0", "参数点在该轮中的编号，从0起"), low=0, required=True),
]  # fmt: skip
_WORST = column("worst_target", "string", "category", ("Worst target", "偏离最大的目标"),
                ("target that steers and that the point misses most; empty for a point that failed",
                 "参与拟合的目标中该参数点偏离最大的一个；模拟失败时为空"))  # fmt: skip
_FATE = [
    _flag("fits", ("Fits", "符合"), ("whether the point fits all targets that steer", "是否符合全部参与拟合的目标")),
    column("error", "string", "text", ("Error", "错误"),
           ("message of the error that stopped the point; empty if none did",
            "中止该参数点模拟的错误信息；没有则为空")),
]  # fmt: skip

_TARGET = column("target", "string", "category", ("Target", "目标"),
                 ("what tells the target from the others", "目标的键"), required=True)  # fmt: skip
_TARGETS = [
    replace(COLUMNS["metric"], definition_en="name of the output", definition_zh="指标名称"),
    column("who", "string", "identifier", ("Of whom", "对象"),
           ("group that the figure is of, or all", "数据所属的群体；all为全体"), required=True),
    column("scenario", "string", "identifier", ("Scenario", "情景"),
           ("scenario other than the base in which the figure is measured; empty for the base",
            "测量该数据的情景（非基准时）；基准则为空")),
    _flag("effect", ("Effect", "效应"), ("whether the figure is the effect of the scenario, not a level",
                                     "该数据是否为情景的效应，而非水平")),
    column("first_year", "integer", "identifier", ("First year", "首年"),
           ("first year of the model that the figure is of", "数据所属的首个模型年份"), ("year", "第几年"), 1,
           required=True),
    column("last_year", "integer", "identifier", ("Last year", "末年"),
           ("last year of the model that the figure is of", "数据所属的最后模型年份"), ("year", "第几年"), 1,
           required=True),
    COLUMNS["unit"],
    _statistic("value", ("Wanted", "目标值"), ("figure that the model is to show", "模型应达到的数值"), _OF_METRIC),
    column("tolerance", "number", "statistic", ("Tolerance", "容差"),
           ("one standard deviation of all that is not known about the figure", "该数据全部不确定性的一个标准差"),
           _OF_METRIC, 0.0),
    _flag("held_out", ("Held out", "留作检验"),
          ("whether the figure did not steer and was only compared", "该数据是否不参与拟合、只作比较")),
    _statistic("best", ("Best set", "最优参数组"), ("value with the best parameter set, mean over seeds",
                                              "最优参数组下的值，各种子的均值"), _OF_METRIC),
    column("mc_error", "number", "statistic", ("Monte-Carlo error", "蒙特卡罗误差"),
           ("standard error of best over seeds", "best在种子间的标准误"), _OF_METRIC, 0.0),
    *_interval(("the value", "该值"), _OF_METRIC),
    _implausibility("wanted, of the best set", "最优参数组与目标值的"),
    _flag("fit", ("Fits", "符合"), ("whether the best set fits the target", "最优参数组是否符合该目标")),
    _statistic("share_fitting", ("Sets that fit it", "符合该目标的参数组占比"),
               ("share of the ensemble that fits the target; empty without an ensemble",
                "集合中符合该目标的参数组占比；没有集合时为空"), _SHARE),
    column("source", "string", "text", ("Source", "来源"), ("where the figure comes from", "数据来源")),
]  # fmt: skip

_OF_PARAMETER = "in the unit of the column unit", "见unit列"
_PARAMETERS = [
    replace(COLUMNS["unit"], definition_en="unit of the parameter", definition_zh="参数的单位"),
    _statistic("range_low", ("Range, lower end", "取值范围（下端）"), ("least value that was tried", "试过的最小值"),
               _OF_PARAMETER),
    _statistic("range_high", ("Range, upper end", "取值范围（上端）"), ("greatest value that was tried",
                                                                "试过的最大值"),
               _OF_PARAMETER),
    _statistic("before", ("Before", "原值"), ("value in the base", "基准中的值"), _OF_PARAMETER),
    _statistic("best", ("Best set", "最优参数组"), ("value in the best parameter set", "最优参数组中的值"),
               _OF_PARAMETER),
    *_interval(("the parameter", "该参数"), _OF_PARAMETER),
    column("share_left", "number", "statistic", ("Share of the range left", "剩余范围"),
           ("width of the interval over the ensemble, against that of sets spread evenly over the range; empty without "
            "an ensemble", "集合区间的宽度与参数组均匀分布于取值范围时的宽度之比；没有集合时为空"), _SHARE, 0.0),
]  # fmt: skip

_RIDGES = [
    column("rank_correlation", "number", "statistic", ("Rank correlation", "秩相关"),
           ("rank correlation of the two parameters in the ensemble; empty with fewer than four sets",
            "集合中两个参数的秩相关；不足四组时为空"), low=-1.0, high=1.0),
    column("likeness_of_effects", "number", "statistic", ("Likeness of effects", "效应相似度"),
           ("1 if the two parameters move all targets alike, −1 if they do the opposite",
            "两个参数对全部目标的影响相同为1，相反为−1"), low=-1.0 - 1e-9, high=1.0 + 1e-9),
    column("strength", "number", "statistic", ("Strength", "影响"),
           ("by how much the parameter moves the targets over its range, all together",
            "该参数在其取值范围内使全部目标移动多少"), _TOLERANCES, 0.0),
    column("strength_of_other", "number", "statistic", ("Strength of the other", "另一参数的影响"),
           ("the same of the other parameter", "另一参数的影响"), _TOLERANCES, 0.0),
    _statistic("undone_by", ("Undone by", "抵消量"),
               ("change of the other parameter that undoes a change of the parameter by one unit best; empty unless "
                "both have a linear scale", "最能抵消该参数一个单位变化的另一参数的变化；并非都用线性尺度时为空"),
               ("unit of the other per unit of the parameter", "另一参数的单位/该参数的单位")),
    _flag("ridge", ("Offset each other", "相互补偿"),
          ("whether the two parameters make up for each other", "两个参数是否相互补偿")),
]  # fmt: skip

_DIRECTIONS = [
    column("direction", "integer", "identifier", ("Direction", "方向"),
           ("number of the direction, the least loss first", "方向的编号，损失最小者为1"), low=1, required=True),
    column("loss", "number", "statistic", ("Loss", "损失"),
           ("by how much all targets together move over the whole range in this direction",
            "沿该方向移动整个取值范围时，全部目标合计移动多少"), _TOLERANCES, 0.0),
]  # fmt: skip
