"""The methods appendix of a folder of results, as Markdown: what a paper has to say of how the data were made.

All of it is read from the manifest, so nothing is simulated, and the same results give the same text.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...simulation.checking import plain
from ...simulation.parameters import PARAMETERS, Value
from ...simulation.policies import Policy
from ...simulation.scenario import Scenario
from ..presentation.labels import in_text
from ..presentation.language import Lang, name_of
from ..presentation.texts import listed
from ..presentation.units import choice_said, unit_said
from ..runs.annual import LAST
from ..statistics.inference import LEAST_DEPARTING
from ..statistics.verdict import LEAST_WORLDS
from ..storage import manifest as manifests
from ..storage.folder import MANIFEST, FolderError
from ..storage.manifest import Manifest, Plan
from ..sweeps.dataset.provenance import citation
from ..sweeps.design.design import Design, load_design
from ..sweeps.design.factors import Factor, spelled
from .methods_words import say

__all__ = ["methods"]

COMMANDS = {"run": "run", "comparison": "compare", "sweep": "sweep"}
"""By kind of folder, the command that repeats it."""


def methods(folder: Path, lang: Lang) -> str:
    """The appendix of a run, a comparison or a sweep, in a language.

    Raises FolderError if the folder holds none of them, ScenarioError if its manifest cannot be understood.
    """
    if not folder.is_dir():
        raise FolderError(f"{folder} is no folder; allowed: one that consortium run, compare or sweep wrote")
    manifest = manifests.read(folder / MANIFEST)
    if manifest is None:
        raise FolderError(f"{folder} holds no results: {MANIFEST} is missing or cannot be read")
    kind = str(manifest["kind"])
    if kind not in COMMANDS:
        raise FolderError(f"{folder} holds a {kind}; allowed: a run, a comparison or a sweep")
    if kind == "sweep":
        design = load_design(folder / MANIFEST)
        body = _of_sweep(design, manifest, lang)
        title, arms = design.title[lang] or design.name, (design.base, *design.reforms)
    else:
        plan = manifests.plan(folder / MANIFEST)
        assert plan is not None  # since the manifest could be read
        body, arms = _of_arms(plan, manifest, lang), plan.scenarios
        title = say("semicolon", lang).join(arm.title[lang] or arm.name for arm in (arms[1:] or arms))
    command = f"consortium {COMMANDS[kind]} {MANIFEST}" + (" --out ANOTHER" if kind == "sweep" else "")
    blocks = [
        f"# {say('title', lang, title)}",
        *_model(manifest, lang),
        *body,
        *_parameters(arms, lang),
        *_policies(arms, lang),
        *_rule(kind, lang),
        *_versions(manifest, lang),
        f"## {say('repeat', lang)}",
        say("repeat_text", lang, command),
        f"## {say('citation', lang)}",
        f"> {citation(str(_versions_of(manifest).get('consortium', '')), manifest.get('revision'))}",
    ]
    return "\n\n".join(blocks) + "\n"


def _model(manifest: Manifest, lang: Lang) -> list[str]:
    status = Counter(parameter.status for parameter in PARAMETERS.values())
    revision = manifest.get("revision")
    said = say("revision", lang, str(revision)[:12]) if revision else ""
    version = _versions_of(manifest).get("consortium", "")
    text = say("model_text", lang, version=version, revision=said, all=len(PARAMETERS), **status)
    return [f"## {say('model', lang)}", text]


def _of_arms(plan: Plan, manifest: Manifest, lang: Lang) -> list[str]:
    """What was simulated in a run or a comparison."""
    base, *reforms = plan.scenarios
    last = plan.seed + plan.seeds - 1
    seeds = (
        say("seed_one", lang, plan.seed)
        if plan.seeds == 1
        else say("seeds_many", lang, n=plan.seeds, first=plan.seed, last=last)
    )
    titles = [say("reform_said", lang, reform.title[lang] or reform.name) for reform in reforms]
    text = say(
        "comparison_text" if reforms else "run_text",
        lang,
        base=base.title[lang] or base.name,
        reforms=listed(titles, lang),
        years=base.parameters["years"],
        warm_up=base.parameters["warm_up"],
        seeds=seeds,
    )
    sentences = [text, *_options(plan, lang)]
    if "finished_seeds" in manifest:
        sentences.append(say("unfinished", lang, n=manifest["finished_seeds"]))
    return [f"## {say('experiment', lang)}", _paragraph(sentences, lang), *_own_code(manifest, lang)]


def _options(plan: Plan, lang: Lang) -> Iterator[str]:
    """What was asked for besides, as far as it shapes the results."""
    request = plan.request
    if request.budget is not None:
        yield say("option_budget", lang, request.budget.said(plan.scenarios[0], lang))
    for name in ("fork", "city"):
        if getattr(request, name) is not None:
            yield say(f"option_{name}", lang, getattr(request, name))
    if request.precision is not None:
        said = ", ".join(f"{key} = {value}" for key, value in request.precision.to_dict().items())
        yield say("option_precision", lang, said)
    if request.across_worlds:
        yield say("option_across_worlds", lang)


def _of_sweep(design: Design, manifest: Manifest, lang: Lang) -> list[str]:
    """What was simulated in a sweep."""
    told = manifest.get("methods")
    text = str(told.get(lang, "")) if isinstance(told, Mapping) else ""
    rows = [
        (
            f"`{factor.key}`", factor.label(lang), _values_of(factor, lang),
            "" if factor.kind == "choice" else unit_said(factor.unit, lang),
            "" if factor.base is None else _said(factor.base, lang),
        )
        for factor in design.factors
    ]  # fmt: skip
    return [
        f"## {say('experiment', lang)}",
        text,
        *_own_code(manifest, lang),
        f"## {say('factors', lang)}",
        _table(say("factor_head", lang), rows),
    ]


def _values_of(factor: Factor, lang: Lang) -> str:
    if factor.values and len(factor.values) <= 12:
        return say("comma", lang).join(_said(value, lang) for value in factor.values)
    low, high = factor.ends if factor.low is not None else (min(factor.values), max(factor.values))
    return say("range", lang, _said(low, lang), _said(high, lang))


def _own_code(manifest: Manifest, lang: Lang) -> list[str]:
    extensions = manifest.get("extensions")
    if not isinstance(extensions, Mapping):
        return []
    metrics = extensions.get("metrics", {})
    used = [str(extensions[name]) for name in ("enterprise_class", "school_class") if name in extensions]
    used += [str(path) for path in metrics.values()] if isinstance(metrics, Mapping) else []
    return [say("own_code", lang, say("comma", lang).join(f"`{path}`" for path in used))]


# --- tables -----------------------------------------------------------------------------------------------------------


def _parameters(arms: Sequence[Scenario], lang: Lang) -> list[str]:
    """The parameters that differ from the default, and those of reforms that differ from the baseline's."""
    rows: list[Sequence[str]] = []
    standing: Mapping[str, Value] = {name: parameter.default for name, parameter in PARAMETERS.items()}
    for arm in arms:
        name = arm.title[lang] or arm.name
        rows += [_parameter(name, key, value, lang) for key, value in arm.parameters.items() if value != standing[key]]
        for number, region in enumerate(arm.regions, start=1):
            where = say("region", lang, name, number)
            profile = arm.region_parameters(number - 1)
            rows += [
                _parameter(where, key, profile[key], lang)
                for key in region
                if key in PARAMETERS and profile[key] != arm.parameters[key]
            ]
        if arm is arms[0]:
            standing = arm.parameters
    table = _table(say("parameter_head", lang), rows) if rows else say("no_parameters", lang)
    return [f"## {say('parameters', lang)}", table]


def _parameter(where: str, name: str, value: Value, lang: Lang) -> tuple[str, ...]:
    about = PARAMETERS[name]
    status = say(about.status, lang) + (say("brackets", lang, about.source) if about.source else "")
    return (
        where, f"`{name}`", name_of(about, lang), _said(value, lang), _said(about.default, lang),
        "" if about.kind == "choice" else unit_said(about.unit, lang), status,
    )  # fmt: skip


def _policies(arms: Sequence[Scenario], lang: Lang) -> list[str]:
    rows = [_policy(arm.title[lang] or arm.name, policy, lang) for arm in arms for policy in arm.policies]
    if not rows:
        return [f"## {say('policies', lang)}", say("no_policies", lang)]
    return [f"## {say('policies', lang)}", say("policies_text", lang), _table(say("policy_head", lang), rows)]


def _policy(where: str, policy: Policy, lang: Lang) -> tuple[str, ...]:
    """A policy: its strengths, when it is in force, and whatever else its file says."""
    given = policy.to_dict()
    acts = any(given.get(name) for name in policy.levers())
    # A policy that acts only at points of a sweep shows its zeros.
    zeros = () if acts else policy.levers()
    table = {key: value for key, value in given.items() if value not in (None, (), [], 0) or (key in zeros)}
    labels: dict[str, Any] = {name: policy.__class__.model_fields[name].json_schema_extra for name in policy.levers()}
    strengths = [
        f"{in_text(str(labels[name][lang]))} {_said(table.pop(name), lang)} {unit_said(labels[name]['unit'], lang)}"
        for name in policy.levers()
        if name in table
    ]
    table.pop("kind")
    start, end = table.pop("start", 1), table.pop("end", None)
    years = say("from_year", lang, start) if end is None else say("years", lang, start, end)
    further = [f"{key} = {_said(value, lang)}" for key, value in table.items()]
    name, semicolon = policy.zh if lang == "zh" else policy.en, say("semicolon", lang)
    return where, name, semicolon.join(strengths), years, semicolon.join(further)


def _rule(kind: str, lang: Lang) -> list[str]:
    """How outputs are summed up, and by which rule effects are judged."""
    sentences = [say("outputs_text", lang, last=LAST)]
    if kind == "comparison":
        sentences += [
            say("interval_text", lang, departing=LEAST_DEPARTING),
            say("verdict_text", lang, least=LEAST_WORLDS),
        ]
    if kind == "sweep":
        sentences.append(say("sweep_rule", lang))
    return [f"## {say('rule', lang)}", _paragraph(sentences, lang)]


def _versions(manifest: Manifest, lang: Lang) -> list[str]:
    rows = [(str(name), str(version)) for name, version in _versions_of(manifest).items()]
    return [f"## {say('versions', lang)}", _table(say("version_head", lang), rows)]


def _versions_of(manifest: Manifest) -> Mapping[str, Any]:
    versions = manifest.get("versions")
    return versions if isinstance(versions, Mapping) else {}


# --- writing ----------------------------------------------------------------------------------------------------------


def _said(value: object, lang: Lang) -> str:
    """A value as people write it."""
    if isinstance(value, list | tuple):
        return say("comma", lang).join(_said(one, lang) for one in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = str(value)
        return choice_said(text, lang) if isinstance(value, str) and "_" in text else text
    return str(spelled(value)) if math.isinf(value) else plain(value).replace("-", "−")


def _paragraph(sentences: Iterable[str], lang: Lang) -> str:
    return ("" if lang == "zh" else " ").join(sentences)


def _table(head: str, rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; titles may hold anything."""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"

    names = head.split("|")
    return "\n".join([line(names), "|" + "---|" * len(names), *map(line, rows)])
