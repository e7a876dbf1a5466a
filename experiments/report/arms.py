"""Exactly what differs between two arms: policies with their strengths and dates, parameters, regions."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...simulation.parameters import PARAMETERS, Status
from ...simulation.policies import Policy, levers_in_force
from ...simulation.policies.governance import governed
from ...simulation.scenario import Scenario
from ...simulation.scenario.institutions import kind_of
from ..comparison.world_words import value_said
from ..comparison.worlds import differing, own_policies
from ..presentation.labels import label_in_text
from ..presentation.language import Lang, name_of
from ..presentation.numbers import signed
from ..presentation.units import unit_said
from ..runs.annual import years_of
from .text import one_line
from .wording.words import say


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
    """The strength of a policy's field, or by how much a parameter differs; empty for words and lists."""
    before: str
    after: str
    unit: str
    when: str
    status: Status
    source: str


def differences(base: Scenario, reform: Scenario, lang: Lang, *, start: bool = False) -> list[Difference]:
    """All that distinguishes `reform` from `base` and has an effect: policies in order, then parameters in order.

    `start`: `base` is the model's start values and no arm, so that nothing has been changed by a reform.
    """
    return [
        *(row for policy in own_policies(reform, base) for row in _of_policy(policy, base, reform, "added", lang)),
        *(row for policy in own_policies(base, reform) for row in _of_policy(policy, base, reform, "removed", lang)),
        *_of_values(base, reform, lang, start),
    ]


# --- policies ---------------------------------------------------------------------------------------------------------


def _of_policy(policy: Policy, base: Scenario, reform: Scenario, how: str, lang: Lang) -> Iterator[Difference]:
    instrument = one_line(name_of(type(policy), lang))
    fields = type(policy).model_fields
    for field, lever in policy.levers().items():
        strength = float(getattr(policy, field))
        if strength == 0 and not fields[field].is_required():
            continue
        if not _acts(policy, field, base if how == "removed" else reform):
            continue
        once = field in policy.once()
        before, after = _around(policy, once, lever, base, reform, lang)
        parameter = PARAMETERS[lever]
        yield Difference(
            what=name_of(parameter, lang),
            name=f"{policy.kind}.{field}",
            how=f"{instrument}{say('semicolon', lang)}{say(how, lang)}",
            change=_change(-strength if how == "removed" else strength),
            before=before,
            after=after,
            unit=unit_said(parameter.unit, lang),
            when=_when(policy, years_of(reform), once, lang),
            status=parameter.status,
            source=one_line(parameter.source),
        )


def _acts(policy: Policy, field: str, arm: Scenario) -> bool:
    """Whether a strength of a policy of an arm moves its lever in any year and region.

    It may not where the lever is at its bound already, or where the policy only acts beyond the horizon. What feedback
    makes of a policy is not known beforehand, so such a policy is taken to act.
    """
    if policy.feedback is not None or any(other.feedback is not None for other in arm.policies):
        return True
    lever = policy.levers()[field]
    without = list(arm.policies)
    without.remove(policy)
    rest = policy.model_copy(update={field: 0.0})
    looked_at = {year for own in arm.policies for turn in own.turns() for year in (turn - 1, turn)}
    years = sorted(year for year in {1, years_of(arm), *looked_at} if 1 <= year <= years_of(arm))
    for region in range(int(arm.parameters["regions"])):
        standing = {**arm.region_parameters(region), **governed(arm.region_parameters(region))}
        for year in years:
            values = [
                levers_in_force(standing, policies, year, region=region).get(lever, standing[lever])
                for policies in ((*without, policy), (*without, rest))
            ]
            if values[0] != values[1]:
                return True
    return False


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
    ends = [value_said(rounded(value), lang) for value in (min(values), max(values))]
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
        name = label_in_text(rule.metric, lang)
        numbers = {key: f"{getattr(rule, key):g}".replace("-", "−") for key in ("target", "gain", "low", "high")}
        said.append(say("feedback", lang, metric=name, **numbers))
    return say("semicolon", lang).join(said)


# --- parameters and regions -------------------------------------------------------------------------------------------


def _of_values(base: Scenario, reform: Scenario, lang: Lang, start: bool) -> Iterator[Difference]:
    """Parameters that have other values; where regions differ, one row per value."""
    for found in differing(base.values, reform.values):
        if kind_of(found.name) == "world":
            how = say("of_the_world", lang)
        else:
            how = say("institution" if start else "changed_institution", lang)
        if found.regions:
            key = "region_only" if len(found.regions) == 1 else "regions"
            how += say("semicolon", lang) + say(key, lang, list=say("comma", lang).join(map(str, found.regions)))
        yield _parameter(found.name, found.before, found.after, how, lang)


def _parameter(name: str, before: Any, after: Any, how: str, lang: Lang) -> Difference:
    parameter = PARAMETERS[name]
    return Difference(
        what=name_of(parameter, lang),
        name=name,
        how=how,
        change=_change(after - before) if _is_number(before) and _is_number(after) else "",
        before=value_said(before, lang),
        after=value_said(after, lang),
        unit=unit_said(parameter.unit, lang),
        when=say("throughout", lang),
        status=parameter.status,
        source=one_line(parameter.source),
    )


def _change(by: float) -> str:
    """By how much something differs."""
    by = rounded(by)
    text = f"{abs(by):.5g}"
    return signed(by, len(text.partition(".")[2]) if "e" not in text else 6)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def rounded(value: float) -> float:
    """A number as it stands if five digits hold it, as what somebody chose does; else, if it was computed, to two or
    three: 0.51484375 is 0.51."""
    if value == 0 or abs(float(f"{value:.5g}") - value) <= 1e-9 * abs(value):
        return value
    return (
        float(f"{value:.2g}") if abs(value) < 1 else float(f"{value:.3g}") if abs(value) < 100 else float(round(value))
    )
