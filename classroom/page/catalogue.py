"""What the page offers to choose from: instruments with sliders, parameters with sources, outputs, scenarios."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import Any

from ...experiments.comparison.worlds import differing, other_world
from ...experiments.presentation.labels import label
from ...experiments.presentation.language import Lang, name_of
from ...experiments.presentation.units import choice_said, unit_said
from ...experiments.report.wording.words import say as report_word
from ...simulation.outputs.metrics import METRICS
from ...simulation.parameters import PARAMETERS, Parameter
from ...simulation.policies import INSTRUMENTS, LAST_YEAR, LONGEST_LEAD, LONGEST_PHASE_IN, Policy
from ...simulation.scenario import Scenario, bundled_scenarios, load_scenario
from ...simulation.scenario.institutions import kind_of, spelled
from .words import say

__all__ = ["GROUPS", "catalogue", "policy_table", "reform_of", "slider"]

GROUPS: dict[str, tuple[str, ...]] = {
    "money": (
        "subsidy", "tax_credit", "risk_compensation", "fixed_cost_relief", "reputation_link", "retention_bonus",
    ),
    "conduct": (
        "monitoring", "simplified_procedures", "publicity", "school_evaluation", "rights_clarity", "mandate_quota",
        "practical_share_standard", "programme_adjustment",
    ),
    "teaching": (
        "teacher_rotation", "part_time_technicians", "equipment_sharing", "training_base", "order_classes",
        "commissioned_training", "apprenticeship", "joint_research",
    ),
    "organisation": (
        "consortium_entity", "enterprise_voice", "digital_platform", "association_services", "benefit_sharing",
        "long_term_agreement", "mixed_ownership",
    ),
}  # fmt: skip
"""Instruments as the README groups them."""

USUAL: dict[str, tuple[float, float]] = {
    "admin_burden": (0.5, 1.5),
    "publicity": (0.0, 0.3),
    "rotation": (0.0, 0.3),
    "base_construction": (0.0, 80_000.0),
    "base_operation": (0.0, 8_000.0),
}
"""Ranges of sliders for parameters that have no plausible one of their own and whose bounds are too wide to move in."""

STEPS = 100
"""Steps of a slider, about."""


def slider(parameter: Parameter) -> tuple[float, float, float]:
    """Lowest and highest value of a parameter on a slider, and the step: a round number that leads to both ends from
    what stands, so that zero is on the slider of a change."""
    low, high = parameter.plausible or USUAL.get(parameter.name) or (parameter.low, parameter.high)
    if parameter.kind not in ("number", "count") or not math.isfinite(high - low):
        return low, high, 0.0
    if parameter.kind == "count":
        return low, high, 1.0
    rough = (high - low) / STEPS
    power = math.floor(math.log10(rough))
    steps = sorted(
        (f * 10.0**p for p in (power - 1, power, power + 1) for f in (1, 2, 5)), key=lambda s: abs(s - rough)
    )
    standing = 0.0 if parameter.optional else float(parameter.default)  # type: ignore[arg-type]
    ends = (low - standing, high - standing)
    fitting = (
        step for step in steps if step <= 4 * rough and all(abs(e / step - round(e / step)) < 1e-6 for e in ends)
    )
    return low, high, float(f"{next(fitting, steps[0]):.3g}")


@cache
def catalogue(lang: Lang) -> dict[str, Any]:
    """All that there is to choose from, in a language."""
    base = load_scenario("baseline")
    return {
        "groups": [
            {"name": group, "label": say(f"group_{group}", lang), "instruments": list(_group(group))}
            for group in _groups()
        ],
        "instruments": {
            instrument.model_fields["kind"].default: _instrument(instrument, lang) for instrument in INSTRUMENTS
        },
        "dates": {"last": LAST_YEAR, "longest_lead": LONGEST_LEAD, "longest_phase_in": LONGEST_PHASE_IN},
        "parameters": [_parameter(parameter, lang) for parameter in PARAMETERS.values()],
        "parameter_groups": {
            name: say(f"parameters_{name}", lang) for name in dict.fromkeys(p.group for p in PARAMETERS.values())
        },
        "metrics": [
            {"name": name, "label": label(name, lang), "unit": unit_said(metric.unit, lang)}
            for name, metric in METRICS.items()
        ],
        "scenarios": [_scenario(load_scenario(name), base, lang) for name in bundled_scenarios()],
    }


def _groups() -> list[str]:
    return [*GROUPS, *(["other"] if list(_group("other")) else [])]


def _group(name: str) -> Iterator[str]:
    """The instruments of a group; those that other packages register are in the last."""
    known = {kind for kinds in GROUPS.values() for kind in kinds}
    if name in GROUPS:
        yield from GROUPS[name]
    else:
        kinds = (str(instrument.model_fields["kind"].default) for instrument in INSTRUMENTS)
        yield from (kind for kind in kinds if kind not in known)


def _instrument(cls: type[Policy], lang: Lang) -> dict[str, Any]:
    fields = []
    for name, lever in cls.levers().items():
        about = cls.model_fields[name].json_schema_extra
        assert isinstance(about, dict)
        parameter = PARAMETERS[lever]
        low, high, step = slider(parameter)
        standing = float(parameter.default)  # type: ignore[arg-type]  # levers are numbers
        width = parameter.high - parameter.low
        fields.append(
            {
                "name": name,
                "label": about[lang],
                "unit": unit_said(parameter.unit, lang),
                "lever": lever,
                "low": round(low - standing, 9),
                "high": round(high - standing, 9),
                "step": step,
                "least": -width,
                "most": width,
                "standing": standing,
                "floor": parameter.low,
                "ceiling": parameter.high,
                "required": cls.model_fields[name].is_required(),
                "once": name in cls.once(),
                "status": parameter.status,
            }
        )
    return {"label": name_of(cls, lang), "source": cls.source, "fields": fields}


def _parameter(parameter: Parameter, lang: Lang) -> dict[str, Any]:
    step = slider(parameter)[2]
    return {
        "name": parameter.name,
        "label": name_of(parameter, lang),
        "unit": unit_said(parameter.unit, lang),
        "kind": parameter.kind,
        "default": spelled(parameter.default),
        "low": parameter.low,
        "high": parameter.high,
        "plausible": None if parameter.plausible is None else list(parameter.plausible),
        "step": step,
        "optional": parameter.optional,
        "choices": [[choice, choice_said(choice, lang)] for choice in parameter.choices],
        "lengths": parameter.lengths,
        "group": parameter.group,
        "of": kind_of(parameter.name),
        "status": parameter.status,
        "status_label": report_word(parameter.status, lang),
        "source": parameter.source,
    }


def _scenario(scenario: Scenario, base: Scenario, lang: Lang) -> dict[str, Any]:
    """A bundled scenario: as a reform of the baseline if it is one, else as a place of its own."""
    found = {
        "name": scenario.name,
        "title": scenario.title[lang],
        "question": scenario.question[lang],
        "titles": dict(scenario.title),
    }
    return found | ({} if other_world(base, scenario) else {"reform": reform_of(scenario, base)})


def reform_of(scenario: Scenario, base: Scenario) -> dict[str, Any]:
    """What a scenario adds to its baseline: policies, and institutions that it changes."""
    return {
        "policy": [policy_table(policy) for policy in scenario.policies],
        "parameters": {found.name: spelled(found.after) for found in differing(base.values, scenario.values)},
    }


def policy_table(policy: Policy) -> dict[str, Any]:
    """A policy as a file has it, without what it would have anyway."""
    table = policy.model_dump(mode="json", exclude_defaults=True)
    # What was said stays said: a policy without any strength would be refused.
    given = {name: getattr(policy, name) for name in policy.levers() if name in policy.model_fields_set}
    return {"kind": policy.kind} | given | table
