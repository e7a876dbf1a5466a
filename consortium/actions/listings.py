"""Lists of what there is: scenarios and parameters, as tables for people and as lines for programs."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from itertools import groupby
from typing import TYPE_CHECKING, Any

from consortium.experiments.presentation.language import name_of
from consortium.experiments.presentation.texts import Texts
from consortium.experiments.presentation.units import unit_said

from ..terminal import UsageError, console, is_terminal, out, say
from .parameter_search import by_meaning, near, stem

if TYPE_CHECKING:
    from consortium.simulation.parameters import Parameter, Value
    from consortium.simulation.scenario import Scenario

_WORDS = {
    "name": ("Name", "名称"),
    "title": ("Title", "标题"),
    "question": ("Question", "问题"),
    "source": ("Source", "来源"),
    "expected": ("Expected", "预期"),
    "horizon": ("Horizon", "期限"),
    "years": ("{} years", "{}年"),
    "differs": ("{} = {}, default {}: {}", "{} = {}，默认{}：{}"),
    "policy": ("{} ({}): {}", "{}（{}）：{}"),
    "semicolon": ("; ", "；"),
    "once": (", first year only", "，仅第一年"),
    "bounds": ("{} to {}", "{}至{}"),
    "or_none": (" or none", "或none"),
    "sourced": ("sourced", "有来源"),
    "calibrated": ("calibrated", "经校准"),
    "assumed": ("assumed", "为假定"),
    "parameters": ("Parameters that differ", "与默认值不同的参数"),
    "policies": ("Policies", "政策"),
    "none": ("none", "无"),
    "value": ("Value, bounds", "值、范围"),
    "status": ("Status", "依据"),
    "meaning": ("Meaning, source", "含义、来源"),
    "from": ("from year {}", "自第{}年起"),
    "during": ("years {} to {}", "第{}至{}年"),
    "since": ("×{} from year {}", "第{}年起×{}"),
    "grows": ("grows over {} years", "{}年内逐步到位"),
    "announced": ("changes announced {} year(s) ahead", "提前{}年公布变化"),
    "in_regions": ("in regions {}", "区域{}"),
    "regions": ("Regions", "区域"),
    "by_meaning": ("no name or label contains {}; these are related", "名称和含义中没有{}；以下参数与之有关"),
    "feedback": ("follows {}: target {}, gain {}", "跟随{}：目标{}，增益{}"),
}


_COUNTED = ("k¥", "years", "ticks", "regions", "schools", "enterprises", "students", "workers")
"""Beginnings of units that follow a number as a word does; others stand in brackets."""


_word = Texts(_WORDS).say


def spelled(value: Value) -> str:
    """A value as scenario files spell it."""
    if isinstance(value, tuple):
        return "[" + ", ".join(f"{number:g}" for number in value) + "]"
    if isinstance(value, str):
        return value
    return "none" if value == float("inf") else f"{value:.10g}"


def bounds(parameter: Parameter, lang: str) -> str:
    """What a parameter may be."""
    if parameter.kind == "choice":
        return " | ".join(parameter.choices)
    limits = _word("bounds", lang, f"{parameter.low:.10g}", f"{parameter.high:.10g}")
    return limits + (_word("or_none", lang) if parameter.optional else "")


def _is_degree(unit: str) -> bool:
    """Whether a unit only says that the number runs from 0 to 1."""
    return unit.endswith(" 0–1")


def _with_unit(number: str, unit: str, lang: str) -> str:
    """A number and its unit, as a sentence holds them."""
    if unit.startswith(_COUNTED):
        return f"{number}{unit_said(unit, lang)}" if lang == "zh" else f"{number} {unit}"
    kind = "0–1" if _is_degree(unit) else unit_said(unit, lang)
    return f"{number}（{kind}）" if lang == "zh" else f"{number} ({kind})"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on the terminal, its first column whole; what the others cannot hold in a line is folded, not cut."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD)
    for number, heading in enumerate(headings):
        table.add_column(Text(heading), overflow="fold", no_wrap=number == 0)
    for row in rows:
        table.add_row(*map(Text, row))
    console().print(table)


# --- scenarios --------------------------------------------------------------------------------------------------------


def list_scenarios(lang: str) -> None:
    """The bundled scenarios: on a terminal a table, elsewhere one name a line, a tab, the title."""
    from consortium.simulation.scenario import ScenarioError, bundled_scenarios, load_scenario

    rows, broken = [], []
    for name in bundled_scenarios():
        try:
            rows.append((name, _one_line(load_scenario(name).title[lang])))
        except ScenarioError as error:
            broken.append(str(error))
    if is_terminal():
        _print_table([_word("name", lang), _word("title", lang)], rows)
    else:
        for row in rows:
            out("\t".join(row))
    if broken:
        raise UsageError("\n".join(broken))


def show_scenario(scenario: Scenario, lang: str) -> None:
    """What a scenario asks, where it comes from, and in what it differs from the defaults."""
    out(f"{scenario.name}: {scenario.title[lang]}")
    for key, text in (
        ("question", scenario.question[lang]),
        ("source", scenario.source),
        ("expected", scenario.expected[lang]),
        ("horizon", _word("years", lang, scenario.parameters["years"])),
    ):
        if text:
            out(f"\n{_word(key, lang)}\n  {text}")
    for key, lines in substance(scenario, lang):
        out(f"\n{_word(key, lang)}")
        for line in lines or [_word("none", lang)]:
            out(f"  {line}")


def substance(scenario: Scenario, lang: str) -> list[tuple[str, list[str]]]:
    """What determines a run, under its headings; regions only where they differ."""
    parts = [("parameters", differing(scenario, lang)), ("policies", policies(scenario, lang))]
    return [*parts, ("regions", regions(scenario))] if scenario.regions else parts


def regions(scenario: Scenario) -> list[str]:
    """A line for each run of regions that are alike: their numbers, and what differs from the parameters."""
    lines = []
    first = 1
    for own, alike in groupby(scenario.regions):
        last = first + len(list(alike)) - 1
        numbers = f"{first}" if last == first else f"{first}–{last}"
        differs = ", ".join(f"{name} = {spelled(value)}" for name, value in own.items())
        lines.append(f"{numbers}: {differs or '='}")
        first = last + 1
    return lines


def differing(scenario: Scenario, lang: str) -> list[str]:
    """A line for each parameter that is not at its default."""
    from consortium.simulation.parameters import PARAMETERS

    return [
        _word(
            "differs",
            lang,
            name,
            _with_unit(spelled(scenario.parameters[name]), parameter.unit, lang),
            spelled(parameter.default),
            name_of(parameter, lang),
        )
        for name, parameter in PARAMETERS.items()
        if scenario.parameters[name] != parameter.default
    ]


def policies(scenario: Scenario, lang: str) -> list[str]:
    """A line for each policy: kind, strengths, when."""
    from consortium.simulation.parameters import PARAMETERS

    lines = []
    for policy in scenario.policies:
        strengths = [
            f"{field} {_with_unit(f'{getattr(policy, field):+g}', PARAMETERS[lever].unit, lang)}"
            + (_word("once", lang) if field in policy.once() else "")
            for field, lever in policy.levers().items()
            if getattr(policy, field) or type(policy).model_fields[field].is_required()
        ]
        when = _word("from", lang, policy.start)
        if policy.end is not None:
            when = _word("during", lang, policy.start, policy.end)
        parts = [*strengths, when, *_changes_over_time(policy, lang)]
        strung = _word("semicolon", lang).join(parts)
        lines.append(_word("policy", lang, policy.kind, name_of(type(policy), lang), strung))
    return lines


def _changes_over_time(policy: Any, lang: str) -> list[str]:
    parts = []
    if policy.schedule:
        steps = [
            _word("since", lang, *((year, f"{factor:g}") if lang == "zh" else (f"{factor:g}", year)))
            for year, factor in policy.schedule
        ]
        parts.append(f"{', '.join(steps)}")
    if policy.phase_in:
        parts.append(_word("grows", lang, policy.phase_in))
    if policy.announced:
        parts.append(_word("announced", lang, policy.announced))
    if policy.regions is not None:
        parts.append(_word("in_regions", lang, ", ".join(map(str, policy.regions))))
    if policy.feedback is not None:
        rule = policy.feedback
        parts.append(_word("feedback", lang, rule.metric, f"{rule.target:g}", f"{rule.gain:g}"))
    return parts


def check_scenario(scenario: Scenario, said: str, lang: str) -> None:
    """Say that a file is a good scenario, and what it holds."""
    out(f"ok: {said}: {scenario.title[lang]}")
    out(f"  {_word('horizon', lang)}: {_word('years', lang, scenario.parameters['years'])}")
    for key, lines in substance(scenario, lang):
        out(f"  {_word(key, lang)}: {'' if lines else _word('none', lang)}".rstrip())
        for line in lines:
            out(f"    {line}")


# --- parameters -------------------------------------------------------------------------------------------------------


def list_parameters(pattern: str | None, lang: str) -> None:
    """Parameters whose name or label matches, else those with that meaning: name, value, unit, bounds, source, status.

    On a terminal a table, elsewhere a line each with tabs between. Raises UsageError, with near misses, if none does.
    """
    from consortium.simulation.checking import nearest, show
    from consortium.simulation.parameters import LABELS, PARAMETERS

    found = [parameter for parameter in PARAMETERS.values() if pattern is None or _matches(parameter, pattern)]
    if not found and pattern is not None:
        found = by_meaning(pattern, PARAMETERS.values())
        if found:
            say(_word("by_meaning", lang, show(pattern)))
    if not found:
        refused = f"no parameter matches {show(pattern)}{nearest(pattern, PARAMETERS, labels=LABELS)}"
        close = [
            f"{parameter.name}: {name_of(parameter, lang)}" for parameter in near(pattern or "", PARAMETERS.values())
        ]
        raise UsageError("\n".join([refused, *close]))
    if is_terminal():
        headings = ("name", "value", "status", "meaning")
        rows = [
            (
                p.name,
                f"{_default_said(p, lang)}\n({bounds(p, lang)})",
                _word(p.status, lang),
                f"{name_of(p, lang)}\n{p.source}".rstrip(),
            )
            for p in found
        ]
        _print_table([_word(heading, lang) for heading in headings], rows)
        return
    for p in found:
        unit, status = unit_said(p.unit, lang), _word(p.status, lang)
        cells = (p.name, spelled(p.default), unit, bounds(p, lang), p.source, status)
        out("\t".join(map(_one_line, cells)))


def _default_said(parameter: Parameter, lang: str) -> str:
    """A default with its unit; alone where the bounds beside it say as much."""
    number = spelled(parameter.default)
    return number if _is_degree(parameter.unit) else _with_unit(number, parameter.unit, lang)


def _matches(parameter: Parameter, pattern: str) -> bool:
    """Whether a pattern is part of the name or a label; with * ? [ it must match one of them whole."""
    wanted = pattern.casefold()
    texts = [text.casefold() for text in (parameter.name, parameter.en, parameter.zh)]
    if any(letter in wanted for letter in "*?["):
        return any(fnmatchcase(text, wanted) for text in texts)
    return any(wanted in text or stem(wanted) in text for text in texts)
