"""Exactly what differs between two arms: policies with their strengths and dates, parameters, regions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...simulation.governance import governed
from ...simulation.metrics import METRICS
from ...simulation.parameters import PARAMETERS, Status
from ...simulation.policies import Policy, levers_in_force
from ...simulation.scenario import Scenario
from ..numbers import Lang, signed
from ..outcomes import own_policies
from ..units import choice_said, unit_said
from ..years import years_of
from .text import one_line
from .words import say


@dataclass(frozen=True)
class Difference:
    """One thing in which an arm differs from another, written."""

    what: str
    """Label of the parameter or lever."""
    name: str
    """Its name in files."""
    how: str
    """Which instrument, and whether it was added or dropped; or that it is a parameter."""
    change: str
    """The strength of a policy's field; empty for parameters."""
    before: str
    after: str
    unit: str
    when: str
    status: Status
    source: str


def differences(base: Scenario, reform: Scenario, lang: Lang) -> list[Difference]:
    """All that distinguishes `reform` from `base`, in the order of policies, then parameters, then regions."""
    return [
        *(row for policy in own_policies(reform, base) for row in _of_policy(policy, base, reform, "added", lang)),
        *(row for policy in own_policies(base, reform) for row in _of_policy(policy, base, reform, "removed", lang)),
        *_of_parameters(base, reform, lang),
        *_of_regions(base, reform, lang),
    ]


# --- policies ---------------------------------------------------------------------------------------------------------


def _of_policy(policy: Policy, base: Scenario, reform: Scenario, how: str, lang: Lang) -> Iterator[Difference]:
    instrument = one_line(policy.zh if lang == "zh" else policy.en)
    fields = type(policy).model_fields
    for field, lever in policy.levers().items():
        strength = float(getattr(policy, field))
        if strength == 0 and not fields[field].is_required():
            continue
        once = field in policy.once()
        before, after = _around(policy, once, lever, base, reform, lang)
        parameter = PARAMETERS[lever]
        yield Difference(
            what=parameter.zh if lang == "zh" else parameter.en,
            name=f"{policy.kind}.{field}",
            how=f"{instrument}{say('semicolon', lang)}{say(how, lang)}",
            change=signed(strength, _digits(strength)),
            before=before,
            after=after,
            unit=unit_said(parameter.unit, lang),
            when=_when(policy, years_of(reform), once, lang),
            status=parameter.status,
            source=one_line(parameter.source),
        )


def _around(policy: Policy, once: bool, lever: str, base: Scenario, reform: Scenario, lang: Lang) -> tuple[str, str]:
    """A lever without and with the reform in the first year in which the policy acts in full, where it holds."""
    last = min(policy.end or years_of(reform), years_of(reform))
    year = policy.start if once else min(policy.start + max(0, policy.phase_in - 1), last)
    found = []
    for arm in (base, reform):
        regions = [i for i in range(int(arm.parameters["regions"])) if policy.holds_in(i)] or [0]
        found.append({_lever(arm, lever, year, region) for region in regions})
    return _span(found[0], lang), _span(found[1], lang)


def _lever(arm: Scenario, lever: str, year: int, region: int) -> float:
    """A lever in a year and region, feedback at its opening level."""
    standing = {**arm.region_parameters(region), **governed(arm.region_parameters(region))}
    levels = [policy.opening_level for policy in arm.policies]
    return levers_in_force(standing, arm.policies, year, levels, region).get(lever, float(standing[lever]))


def _span(values: set[float], lang: Lang) -> str:
    ends = [_spelled(value, lang) for value in (min(values), max(values))]
    return "–".join(dict.fromkeys(ends))


def _when(policy: Policy, years: int, once: bool, lang: Lang) -> str:
    if once:
        said = [say("once", lang, first=policy.start)]
    elif policy.end is None or policy.end >= years:
        said = [say("from_year", lang, first=policy.start)]
    elif policy.end == policy.start:
        said = [say("in_year", lang, first=policy.start)]
    else:
        said = [say("during", lang, first=policy.start, last=policy.end)]
    said += [say("step", lang, factor=f"{factor:g}".replace("-", "−"), year=year) for year, factor in policy.schedule]
    if policy.phase_in and not once:
        said.append(say("phase_in", lang, n=policy.phase_in))
    if policy.announced:
        said.append(say("announced" if policy.announced > 1 else "announced_one", lang, n=policy.announced))
    if policy.regions is not None:
        said.append(say("regions", lang, list=say("comma", lang).join(map(str, policy.regions))))
    if policy.feedback is not None:
        rule = policy.feedback
        name = METRICS[rule.metric].zh if lang == "zh" else METRICS[rule.metric].en.lower()
        numbers = {key: f"{getattr(rule, key):g}".replace("-", "−") for key in ("target", "gain", "low", "high")}
        said.append(say("feedback", lang, metric=name, **numbers))
    return say("semicolon", lang).join(said)


# --- parameters and regions -------------------------------------------------------------------------------------------


def _of_parameters(base: Scenario, reform: Scenario, lang: Lang) -> Iterator[Difference]:
    for name in PARAMETERS:
        if base.parameters[name] != reform.parameters[name]:
            values = base.parameters[name], reform.parameters[name]
            yield _parameter(name, *values, say("parameter", lang), lang)


def _of_regions(base: Scenario, reform: Scenario, lang: Lang) -> Iterator[Difference]:
    number = int(reform.parameters["regions"])
    for region in range(min(number, int(base.parameters["regions"]))):
        own = [{**arm.regions[region]} if arm.regions else {} for arm in (base, reform)]
        one, other = base.region_parameters(region), reform.region_parameters(region)
        for name in PARAMETERS:
            if (name in own[0] or name in own[1]) and one[name] != other[name]:
                how = say("region_parameter", lang, n=region + 1)
                yield _parameter(name, one[name], other[name], how, lang)


def _parameter(name: str, before: Any, after: Any, how: str, lang: Lang) -> Difference:
    told = PARAMETERS[name]
    return Difference(
        what=told.zh if lang == "zh" else told.en,
        name=name,
        how=how,
        change="",
        before=_spelled(before, lang),
        after=_spelled(after, lang),
        unit=unit_said(told.unit, lang),
        when=say("throughout", lang),
        status=told.status,
        source=one_line(told.source),
    )


def _spelled(value: Any, lang: Lang) -> str:
    """A value of a parameter."""
    if isinstance(value, tuple):
        return say("comma", lang).join(_spelled(part, lang) for part in value) or "( )"
    if isinstance(value, str):
        return choice_said(value, lang)
    if value == float("inf"):
        return "无" if lang == "zh" else "none"
    return f"{value:,.5g}".replace("-", "−")


def _digits(value: float) -> int:
    """Digits after the point of a strength, in all five that count at most."""
    text = f"{abs(value):.5g}"
    return len(text.partition(".")[2]) if "e" not in text else 6
