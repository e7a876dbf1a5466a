"""Columns of stored tables that are neither outputs nor factors, each declared once, in English and 中文.

`COLUMNS` holds columns that mean the same wherever they stand, `SPECIAL` those that mean something else in one table.
"""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from ...simulation.outputs.recording import SIZE_CLASSES
from ..comparison.budgets import Note as Missed
from ..comparison.outcomes import OUTCOMES, Note
from ..presentation.definitions import outcome_defined
from ..runs.annual import LAST
from ..statistics.verdict import LEAST_WORLDS, Verdict, verdict_said
from .variables import Variable, column

__all__ = ["COLUMNS", "LAST_YEARS", "SPECIAL"]

LAST_YEARS = f"mean of the last {LAST} years", f"最后{LAST}年的均值"

_IN_UNIT = "in the unit of the column unit", "见unit列"
_OF_METRIC = "unit of the metric", "同该指标"

_VERDICTS = {
    str(verdict): (verdict_said(verdict, LEAST_WORLDS, "en"), verdict_said(verdict, LEAST_WORLDS, "zh"))
    for verdict in Verdict
    if verdict != Verdict.FEW
} | {str(Verdict.FEW): (f"fewer than {LEAST_WORLDS} pairs of worlds", f"世界不足{LEAST_WORLDS}对")}

_NOTES = {
    "": ("there is a value", "有值"),
    "may be zero": ("the denominator of the ratio may be zero", "比值的分母可能为零"),
    "pays no enterprise": ("the reform pays enterprises nothing", "改革不向企业付款"),
    "nobody": ("nobody is in the group", "组内没有主体"),
    "other enterprises": ("the arms have other enterprises", "两种情况下的企业不同"),
    "other schools": ("the arms have other schools", "两种情况下的学校不同"),
}
if set(_NOTES) != set(get_args(Note)):  # a note without a meaning would be missing from every codebook
    raise RuntimeError("a note of an outcome is not explained")

_MISSED = {
    "": ("it meets the budget", "符合预算"),
    "no policy of its own": ("the reform has no policy that could be scaled", "该改革没有可以缩放的政策"),
    "bounds": ("stronger policies would leave their bounds", "更强的政策会超出界限"),
    "too little": ("even the strongest spends too little", "最强时花费仍不足"),
    "too much": ("it costs too much at every strength", "任何力度下花费都过多"),
    "saves": ("it saves money", "该改革节省支出"),
    "step": ("the cost jumps over the budget at some strength", "花费在某一力度处跳过预算"),
}
if set(_MISSED) != set(get_args(Missed)):
    raise RuntimeError("a note of a ranking is not explained")

_INDICES = {
    "S1": ("share of the variance due to the factor alone", "仅由该因素引起的方差占比"),
    "ST": ("share of the variance due to the factor, interactions included", "该因素（含交互作用）引起的方差占比"),
    "S2": ("share of the variance due to two factors together", "两个因素共同引起的方差占比"),
    "mu": ("mean elementary effect", "基本效应的均值"),
    "mu_star": ("mean size of the elementary effects", "基本效应绝对值的均值"),
    "sigma": ("spread of the elementary effects", "基本效应的离散程度"),
    "range": ("greatest less least mean of a level", "各水平均值的最大值减最小值"),
    "src": ("standardised regression coefficient", "标准化回归系数"),
    "spearman": ("rank correlation", "秩相关系数"),
    "r2": ("share of the variance that the regression explains", "回归解释的方差占比"),
}


_ALL = [
    # --- which row ----------------------------------------------------------------------------------------------------
    column("scenario", "string", "identifier", ("Scenario", "情景"),
            ("name of the scenario in manifest.json", "manifest.json中的情景名称"), required=True),
    column("reform", "string", "identifier", ("Reform", "改革"),
            ("name of the scenario that is compared with the baseline", "与基准比较的情景名称"), required=True),
    column("seed", "integer", "identifier", ("Seed", "随机种子"),
            ("number that sets all chance events of a run; runs with the same seed are the same world",
             "决定一次模拟全部偶然事件的数；种子相同即同一世界"), low=0, required=True),
    column("tick", "integer", "identifier", ("Tick", "学期"),
            ("half-years since the start: 0 the start, odd numbers autumns, even numbers springs",
             "开始以来的学期数：0为起点，奇数为秋季，偶数为春季"), ("half-years", "学期"), 0, required=True),
    column("year", "integer", "identifier", ("Year", "年"),
            ("year of the run; 0 is the start", "模拟的第几年；0为起点"), ("years", "年"), 0, required=True),
    column("region", "string", "identifier", ("Region", "地区"),
            ("all: the whole; else the number of the region, from 1",
             "all为全体，其余为地区编号（从1起）"), required=True),
    column("size_class", "string", "category", ("Size class", "规模类别"),
            ("class of enterprise size by number of workers", "按职工人数划分的企业规模类别"), ("workers", "人"),
            values={size: (f"{size} workers", f"{size}人") for size in SIZE_CLASSES}, required=True),
    column("run_id", "integer", "identifier", ("Run", "模拟编号"),
            ("number of the run within the sweep, from 0", "模拟在参数扫描中的编号，从0起"), low=0, required=True),
    column("arm", "string", "identifier", ("Arm", "情景（基准或改革）"),
            ("name of the scenario that was simulated: the base or one of the reforms",
             "所模拟情景的名称：基准或某项改革"), required=True),
    column("point", "integer", "identifier", ("Point", "参数点"),
            ("number of the point of the design, from 0: a row of the table points",
             "设计中参数点的编号，从0起，即points表的行"), low=0, required=True),
    column("metric", "string", "category", ("Metric", "指标"),
            ("name of the output, a column of the table timeseries or runs",
             "指标名称，即timeseries表或runs表的列"), required=True),
    column("unit", "string", "text", ("Unit", "单位"), ("unit of the numbers in the row", "本行数值的单位")),
    column("factor", "string", "identifier", ("Factor", "因素"),
            ("key of the factor, or all for what concerns all of them",
             "因素的键；all表示涉及全部因素"), required=True),
    column("other", "string", "identifier", ("Other factor", "另一因素"),
            ("key of the second factor of S2, else empty", "S2的第二个因素的键，否则为空")),
    # --- what became of a run -----------------------------------------------------------------------------------------
    column("status", "string", "category", ("Status", "状态"), ("how the run ended", "模拟如何结束"),
            values={"done": ("the run reached its end", "已完成"),
                    "failed": ("an error stopped the run", "因错误中止")}, required=True),
    column("error", "string", "text", ("Error", "错误"),
            ("message of the error that stopped the run; empty if none did", "中止模拟的错误信息；没有则为空")),
    # --- paired effects -----------------------------------------------------------------------------------------------
    column("baseline", "number", "statistic", ("Baseline", "基准值"),
            ("mean over the pairs of worlds without the reform", "无改革时各对世界的均值"), _IN_UNIT),
    column("reformed", "number", "statistic", ("With the reform", "改革后的值"),
            ("mean over the same pairs of worlds with the reform", "有改革时同样各对世界的均值"), _IN_UNIT),
    column("effect", "number", "statistic", ("Effect", "效应"),
            ("mean over pairs of worlds of the value with the reform less the value without it",
             "各对世界中有改革与无改革之差的均值"), _IN_UNIT),
    column("sd", "number", "statistic", ("Standard deviation", "标准差"),
            ("standard deviation of the effect over worlds; empty with a single pair",
             "效应在世界间的标准差；只有一对时为空"),
            _IN_UNIT, 0),
    column("low", "number", "statistic", ("Lower bound", "区间下限"),
            ("lower bound of the 95 % interval; empty where there is none", "95%区间的下限；没有区间时为空"), _IN_UNIT),
    column("high", "number", "statistic", ("Upper bound", "区间上限"),
            ("upper bound of the 95 % interval; empty where there is none", "95%区间的上限；没有区间时为空"), _IN_UNIT),
    column("n_seeds", "integer", "statistic", ("Pairs of worlds", "世界对数"),
            ("number of worlds (pairs of runs with the same seed) that the row rests on",
             "本行所依据的世界数（种子相同的成对模拟）"), low=0, required=True),
    column("verdict", "string", "category", ("Verdict", "判断"),
            ("what may be said of the effect, from its 95 % interval", "根据95%区间可以对效应作出的判断"),
            values=_VERDICTS, required=True),
    column("variance_saved", "number", "statistic", ("Variance saved by pairing", "配对节省的方差"),
            ("share of the variance of the effect that pairing removes, against independent seeds",
             "与独立种子相比，配对使效应方差减少的份额"), ("share", "比例"), high=1),
    column("value", "number", "statistic", ("Value", "值"), ("value of the outcome", "结果的值"), _IN_UNIT),
    column("outcome", "string", "category", ("Outcome", "结果"),
            ("name of the outcome: what the reform did, and for whom", "结果的名称：改革做了什么、影响了谁"),
            values={name: (f"{about.en}: {outcome_defined(name, 'en')} ({about.unit})",
                           f"{about.zh}：{outcome_defined(name, 'zh')}")
                    for name, about in OUTCOMES.items()}, required=True),
    column("group", "string", "category", ("Group", "群体"),
            ("of whom the outcome is: all; a class of size; a field; school (all, or a quarter of them by the name "
             "that they had at the start); or a year after the last year of money",
             "结果所属的群体：all为全体，size_class为规模类别，field为专业领域，school为学校（全部，或按期初声誉分成的四分之一），"
             "year为资金最后一年之后的年数"), required=True),
    column("note", "string", "category", ("Note", "备注"),
            ("why there is no value; empty if there is one", "没有值的原因；有值则为空"), values=_NOTES),
    # --- ranking on a budget ------------------------------------------------------------------------------------------
    column("strength", "number", "statistic", ("Strength", "力度"),
            ("factor by which the reform's own policies were multiplied to meet the budget",
             "为符合预算而将该改革自身政策乘以的倍数"), ("factor", "倍"), 0),
    column("target", "number", "statistic", ("Budget", "预算"),
            ("what each reform was to cost on top of the baseline", "每项改革在基准之上应花费的金额"),
            ("k¥ per year, model total", "千元/年（模型合计）")),
    column("spends_it", "boolean", "category", ("Spends the budget", "用满预算"),
            ("whether the reform costs what it was to cost", "该改革的花费是否等于应花费的金额"),
            values={"True": ("yes", "是"), "False": ("no", "否")}, required=True),
    column("dominated_by", "string", "identifier", ("Dominated by", "被占优于"),
            ("the best of the arms that cost no more and reach more, beyond chance; empty if there is none",
             "花费不多而效果更大（差异超出偶然）的方案中最好的一个；没有则为空")),
    # --- other assumptions --------------------------------------------------------------------------------------------
    column("parameter", "string", "category", ("Assumption", "假定"),
            ("parameter whose value is assumed and was changed in all arms",
             "在所有情况下改变其值的假定参数"), required=True),
    column("end", "string", "category", ("End of the range", "范围端点"),
            ("which end of its range the assumption was set to", "该假定取其范围的哪一端"),
            values={"low": ("low end", "低端"), "high": ("high end", "高端")}, required=True),
    column("base_value", "number", "parameter", ("Value in the comparison", "比较中的取值"),
            ("value of the assumption in the comparison", "该假定在比较中的取值"), ("unit of the parameter",
             "同该参数"),
            required=True),
    column("place", "integer", "statistic", ("Place", "名次"),
            ("place of the reform among all by its mean effect, 1 the best",
             "按平均效应在各项改革中的名次，1为最好"), low=1,
            required=True),
    column("influence", "number", "statistic", ("Influence", "影响"),
            ("by how much the assumption moves an effect at most", "该假定最多使效应改变多少"), _OF_METRIC, 0),
    column("examined", "integer", "statistic", ("Assumptions tried", "试过的假定数"),
            ("number of assumptions that were tried", "试过的假定的个数"), ("parameters", "个参数"), 0, required=True),
    # --- regions ------------------------------------------------------------------------------------------------------
    column("first_treated", "integer", "identifier", ("First treated", "首个政策年"),
            ("first year in which a policy acts in the region; empty if none does",
             "该地区首个有政策作用的年份；没有则为空"),
            ("year", "第几年"), 1),
    column("first_treated_0", "integer", "identifier", ("First treated, or 0", "首个政策年，无则0"),
            ("first year in which a policy acts in the region; 0 if none does",
             "该地区首个有政策作用的年份；没有则为0"),
            ("year", "第几年"), 0, required=True),
    # --- analyses of a sweep ------------------------------------------------------------------------------------------
    column("index", "string", "category", ("Index", "指数"), ("which index of sensitivity", "何种敏感性指数"),
            values=_INDICES, required=True),
    column("level", "string", "factor", ("Level", "水平"),
            ("value of the factor, or mean of a group of its values", "因素的取值，或一组取值的均值"),
            ("unit of the factor", "同该因素"), required=True),
    column("n_points", "integer", "statistic", ("Points", "参数点数"),
            ("number of points that the value rests on", "该值所依据的参数点数"), low=0, required=True),
]  # fmt: skip

for _name, _labels, _said in (
    ("p_positive", ("Share of worlds with a positive effect", "效应为正的世界占比"),
     ("share of worlds in which the effect is above 0", "效应大于0的世界占比")),
    ("p_best", ("Share of worlds in which it is best", "为最优的世界占比"),
     ("share of worlds in which no other reform's effect is better", "没有其他改革效应更好的世界占比")),
    ("p_over_budget", ("Share of worlds over the budget", "超预算的世界占比"),
     ("share of worlds in which the reform costs more than the budget", "花费超过预算的世界占比")),
):  # fmt: skip
    _ALL.append(column(_name, "number", "statistic", _labels, _said, ("share", "比例"), 0, 1))
    for _end, _names in (("low", ("lower bound", "下限")), ("high", ("upper bound", "上限"))):
        _ALL.append(column(
            f"{_name}_{_end}", "number", "statistic", (f"{_labels[0]}, {_names[0]}", f"{_labels[1]}（{_names[1]}）"),
            (f"{_said[0]}: {_names[0]} of its 95 % interval (Wilson)", f"{_said[1]}：其95%区间（Wilson）的{_names[1]}"),
            ("share", "比例"), 0, 1,
        ))  # fmt: skip

for _name, _labels, _said in (
    ("cost", ("Cost", "花费"), ("public spending on top of the baseline's, mean over all years and worlds",
                              "在基准之上的公共支出，全部年份与世界的均值")),
    ("cost_low", ("Cost, lower bound", "花费（下限）"), ("lower bound of the 95 % interval of the cost",
     "花费95%区间的下限")),
    ("cost_high", ("Cost, upper bound", "花费（上限）"), ("upper bound of the 95 % interval of the cost",
     "花费95%区间的上限")),
):  # fmt: skip
    _ALL.append(
        column(_name, "number", "statistic", _labels, _said, ("k¥ per year, model total", "千元/年（模型合计）"))
    )

COLUMNS: dict[str, Variable] = {variable.name: variable for variable in _ALL}
"""Columns by name, as they are in all tables but those of `SPECIAL`."""


def _of_metric(name: str, **changed: object) -> Variable:
    """The column in the unit of the metric of its row."""
    return replace(COLUMNS[name], unit=_OF_METRIC[0], unit_zh=_OF_METRIC[1], **changed)  # type: ignore[arg-type]


_BOUNDS = {name: _of_metric(name) for name in ("effect", "low", "high")}
_ANALYSIS = {name: _of_metric(name) for name in ("low", "high")} | {
    "value": _of_metric(
        "value",
        definition_en="mean over points and worlds at the level",
        definition_zh="该水平上各参数点与世界的均值",
    )
}

SPECIAL: dict[str, dict[str, Variable]] = {
    "regions": {"region": replace(COLUMNS["region"], type="integer", low=1,
                                  definition_en="number of the region, from 1", definition_zh="地区编号，从1起")},
    "effects": {"year": replace(COLUMNS["year"], low=1, definition_en="year of the run, from 1",
                                 definition_zh="模拟的第几年，从1起")},
    "ranking": _BOUNDS | {"note": replace(
        COLUMNS["note"], values=_MISSED, definition_en="why the reform does not meet the budget; empty if it does",
        definition_zh="该改革未能符合预算的原因；符合则为空")},
    "robustness": _BOUNDS | {"value": replace(
        COLUMNS["value"], kind="parameter", unit="unit of the parameter", unit_zh="同该参数",
        definition_en="value that the assumption was set to in all arms", definition_zh="该假定在所有情况下所取的值")},
    "main_effects": _ANALYSIS,
    "sensitivity": _ANALYSIS | {"value": replace(
        COLUMNS["value"], unit="unit of the index", unit_zh="同该指数",
        definition_en="value of the index: a share for S1, ST, S2 and r2, no unit for src and spearman, else in the "
                      "metric's unit",
        definition_zh="指数的值：S1、ST、S2和r2为比例，src和spearman无单位，其余同该指标")},
}  # fmt: skip
"""By table, the columns that mean something else there."""
