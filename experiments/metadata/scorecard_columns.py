"""Columns of the scorecard of a validation, in English and 中文."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .variables import About, Variable, column

__all__ = ["TABLES", "columns"]

TABLES = {
    "scorecard": About(
        "Clauses of known patterns, or figures of a city, beside the model",
        "已知规律的各项内容或城市数据，与模型对照",
        ("pattern", "quantity"),
    )
}

_UNIT = "unit of the quantity", "同该内容"

_SCORECARD = [
    column("pattern", "string", "identifier", ("Pattern", "规律"),
           ("name of the pattern in docs/patterns.md; levels for levels of outputs, data for figures of a city",
            "规律名称，见docs/patterns.md；levels为指标水平，data为城市自己的数据"), required=True),
    column("quantity", "string", "identifier", ("Quantity", "内容"),
           ("what is measured: a clause of the pattern, or the key of a figure",
            "所测量的内容：规律中的一项，或数据的键"), required=True),
    column("value", "number", "statistic", ("Value", "数值"),
           ("value in the model, mean over seeds; empty if no world has one",
            "模型中的值，各种子的均值；没有世界有取值时为空"),
           _UNIT),
    column("low", "number", "statistic", ("Expected, lower bound", "预期（下限）"),
           ("least value that is expected; empty if there is no bound", "预期的最小值；没有下限时为空"), _UNIT),
    column("high", "number", "statistic", ("Expected, upper bound", "预期（上限）"),
           ("greatest value that is expected; empty if there is no bound", "预期的最大值；没有上限时为空"), _UNIT),
    column("mc_error", "number", "statistic", ("Monte-Carlo error", "蒙特卡罗误差"),
           ("standard error of the value over seeds", "该值在种子间的标准误"), _UNIT, 0.0),
    column("status", "string", "category", ("Status", "结果"), ("whether the value is as expected", "该值是否符合预期"),
           values={"pass": ("within the bounds", "在范围内"),
                   "near": ("outside by at most two Monte-Carlo errors", "超出不多于两倍蒙特卡罗误差"),
                   "fail": ("farther outside", "超出更多"),
                   "reported": ("there are no bounds", "没有范围，仅报告数值")}, required=True),
    column("reason", "string", "text", ("Reason", "说明"),
           ("how far the value is outside and, if known, why; of a city's figure, its source",
            "超出多少，以及已知的原因；城市数据则为来源")),
]  # fmt: skip


def columns(manifest: Mapping[str, Any]) -> dict[str, dict[str, Variable]]:
    """By table and name, all columns that a validation has."""
    return {"scorecard": {variable.name: variable for variable in _SCORECARD}}
