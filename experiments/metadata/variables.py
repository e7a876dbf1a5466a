"""Variables of tables: what a column is called, measures and may hold, from the declarations of outputs and parameters.

A `Variable` says of one column what a reader of the data has to know. Those of outputs come from METRICS, those of
factors from the design and PARAMETERS; the other columns are declared in `columns`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

from ...simulation.checking import plain
from ...simulation.outputs.metrics import METRICS
from ...simulation.parameters import PARAMETERS
from ...simulation.policies import POLICIES
from ..presentation.definitions import metric_defined
from ..presentation.labels import in_text
from ..presentation.units import choice_said, unit_said
from ..sweeps.analysis.paired import parted
from ..sweeps.design.factors import Factor, spelled

__all__ = ["About", "Type", "Variable", "column", "of_effect", "of_factor", "of_metric", "of_parameter", "undeclared"]

Type = Literal["string", "number", "integer", "boolean"]

_TYPES: dict[str, Type] = {"number": "number", "count": "integer", "choice": "string"}


@dataclass(frozen=True)
class Variable:
    """One column of a table.

    `kind` says what sort of variable it is: "identifier", "category", "text", "statistic", "parameter" or "factor"; of
    an output, how it goes over time: "state", "yearly" or "flow". `low` and `high` are bounds, infinite where there
    are none. `values` are the values that a category may take, with their meaning in English and 中文. `required`:
    never empty.
    """

    name: str
    type: Type
    kind: str
    en: str
    zh: str
    definition_en: str
    definition_zh: str
    unit: str = ""
    unit_zh: str = ""
    low: float = -math.inf
    high: float = math.inf
    values: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    required: bool = False

    def named(self, name: str) -> Variable:
        """The same under another name."""
        return replace(self, name=name)


class About(NamedTuple):
    """What is said of a table as a whole: names, and the columns that tell its rows apart."""

    en: str
    zh: str
    key: tuple[str, ...] = ()


def column(
    name: str, type: Type, kind: str, labels: tuple[str, str], meaning: tuple[str, str],
    unit: tuple[str, str] = ("", ""),
    low: float = -math.inf, high: float = math.inf, values: Mapping[str, tuple[str, str]] | None = None,
    required: bool = False,
) -> Variable:  # fmt: skip
    """A column with its names, meaning and unit in English and 中文."""
    return Variable(name, type, kind, *labels, *meaning, *unit, low, high, values or {}, required)


def of_metric(name: str, mean: tuple[str, str] = ("", "")) -> Variable:
    """The column of an output; `mean` is what is said of values that are not those of a tick, in English and 中文."""
    metric = METRICS[name]
    english, chinese = metric_defined(name, "en"), metric_defined(name, "zh")
    return Variable(
        name,
        "number",
        metric.kind,
        metric.en,
        metric.zh,
        f"{english}; {mean[0]}" if mean[0] else english,
        f"{chinese}；{mean[1]}" if mean[1] else chinese,
        metric.unit,
        unit_said(metric.unit, "zh"),
        metric.low,
        metric.high,
    )


def of_effect(column: str, titles: Mapping[str, tuple[str, str]], mean: tuple[str, str]) -> Variable:
    """The column of what a reform changes in an output; `titles` are those of the reforms, in English and 中文."""
    metric, reform = parted(column)
    about, (english, chinese) = of_metric(metric, mean), titles[reform]
    return replace(
        about,
        name=column,
        kind="statistic",
        en=f"Effect of “{english}” on {in_text(about.en)}",
        zh=f"“{chinese}”的{about.zh}效应",
        definition_en=f"{metric} with the reform {reform} less the base's in the same world; {about.definition_en}",
        definition_zh=f"同一世界中有改革{reform}时的{metric}与基准之差；{about.definition_zh}",
        low=-math.inf,
        high=math.inf,
    )


def of_parameter(name: str) -> Variable:
    """A column that holds the value of a parameter."""
    parameter = PARAMETERS[name]
    return Variable(
        name,
        _TYPES[parameter.kind],
        "parameter",
        parameter.en,
        parameter.zh,
        f"parameter {name}: {in_text(parameter.en)} ({_standing(parameter.status, parameter.source, 'en')})",
        f"参数{name}：{parameter.zh}（{_standing(parameter.status, parameter.source, 'zh')}）",
        parameter.unit,
        unit_said(parameter.unit, "zh"),
        parameter.low,
        parameter.high,
    )


def of_factor(factor: Factor) -> Variable:
    """The column of a factor: a parameter, or a number of a policy that is added to one."""
    first, *rest = factor.key.split(".")
    base, optional = _base(factor), False
    if first == "policy":
        kind, name = rest
        policy = POLICIES[kind]
        lever = policy.levers().get(name)
        english = f"factor: {name} of the policy {kind} ({in_text(policy.en)})"
        chinese = f"因素：政策{kind}（{policy.zh}）的{name}"
        if lever is not None:
            english += f", added to the parameter {lever} while the policy is in force"
            chinese += f"，政策生效期间加到参数{lever}上"
        low, high = -math.inf, math.inf
    else:
        parameter = PARAMETERS[rest[0]]
        english = f"factor: parameter {parameter.name} ({_standing(parameter.status, parameter.source, 'en')})"
        chinese = f"因素：参数{parameter.name}（{_standing(parameter.status, parameter.source, 'zh')}）"
        low, high, optional = parameter.low, parameter.high, parameter.optional
        if optional:
            english, chinese = f"{english}; infinite or none: no limit", f"{chinese}；无穷大或none表示没有限制"
    choices = factor.values if factor.kind == "choice" else ()
    return Variable(
        factor.key,
        _TYPES[factor.kind],
        "factor",
        factor.en,
        factor.zh,
        f"{english}{base[0]}",
        f"{chinese}{base[1]}",
        "" if factor.kind == "choice" else factor.unit,
        "" if factor.kind == "choice" else unit_said(factor.unit, "zh"),
        low if factor.kind != "choice" else -math.inf,
        high if factor.kind != "choice" and not optional else math.inf,
        {str(choice): (choice_said(str(choice), "en"), choice_said(str(choice), "zh")) for choice in choices},
        required=not optional,
    )


def undeclared(name: str, type: Type, own: Mapping[str, Any]) -> Variable:
    """A column that this version does not declare: an output of the user's own code, or of another version."""
    source = own.get(name)
    if source is None:
        said = ("not declared by this version of the model", "本版本模型未声明")
    else:
        said = (f"own metric {source}", f"自定义指标{source}")
    return Variable(name, type, "", name, name, *said)


def _standing(status: str, source: str, lang: str) -> str:
    """What a number rests on."""
    words = {"sourced": "有来源", "calibrated": "经校准", "assumed": "假定"}
    if lang == "zh":
        return f"{words[status]}：{source}" if source else words[status]
    return f"{status}: {source}" if source else status


def _base(factor: Factor) -> tuple[str, str]:
    """What is said of a factor's value in the base scenario."""
    if factor.base is None:
        return "", ""
    value = spelled(factor.base)
    said = value if isinstance(value, str) else plain(value)
    return f"; {said} in the base scenario", f"；基准情景中为{said}"
