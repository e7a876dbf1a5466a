"""Where the numbers of a sweep come from: its manifest, a Methods sentence and a citation.

Nothing in it comes from clocks, hosts or paths, nor from how the runs were shared out, so the same sweep has the same
manifest wherever it is run.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from ....simulation.checking import plain
from ....simulation.policies import Policy
from ...presentation.labels import in_text
from ...presentation.texts import listed
from ...presentation.units import unit_said
from ...runs.annual import LAST
from ...storage import manifest as manifests
from ...storage.manifest import Manifest
from ..design.factors import spelled
from ..execution.run_one import MODEL

if TYPE_CHECKING:
    from ..design.design import Design
    from ..design.factors import Factor

__all__ = ["citation", "describe", "methods", "versions"]

LIBRARIES = ("mesa", "numpy", "numba")
"""Libraries a change of which can change a number of a run."""

DRAWING = ("scipy", "SALib")
"""Libraries that draw points; a sweep keeps its points, so that another version of them changes nothing."""

MOST_NAMED = 12
"""Factors that a sentence names one by one."""

_KINDS = {
    "factorial": ("a full factorial design", "全因子设计"),
    "one_at_a_time": ("a one-at-a-time design", "单因素轮换设计"),
    "latin_hypercube": ("a Latin hypercube sample", "拉丁超立方抽样"),
    "sobol": ("a Saltelli sample for Sobol indices", "用于Sobol指数的Saltelli抽样"),
    "morris": ("a Morris screening", "Morris筛选设计"),
    "table": ("a table of given points", "给定参数点表"),
}


def describe(design: Design, series: bool) -> Manifest:
    """The manifest of a sweep: the complete design, and what it is run with."""
    made_with = versions()
    revision = manifests.code_revision()
    return {
        "kind": "sweep",
        "scenario": design.base.to_dict(),
        **manifests.own_code(design.base),
        "design": design.to_dict(),
        "digest": design.digest(),
        "series": series,
        "model": _model_of(design.base.policies),
        "libraries": {name: made_with[name] for name in LIBRARIES},
        "versions": made_with,
        "revision": revision,
        "methods": {lang: methods(design, made_with["consortium"], revision, lang) for lang in ("en", "zh")},
        "citation": citation(made_with["consortium"], revision),
    }


def versions() -> dict[str, str]:
    """Versions of all that can change a number or a point; SALib may be absent."""
    found = manifests.versions()
    for name in DRAWING:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _model_of(policies: Sequence[Policy]) -> str:
    """Digest of the model, with the sources of instruments that come from elsewhere."""
    own = sys.modules[Policy.__module__].__name__.rpartition(".")[0]
    modules = {type(policy).__module__ for policy in policies}
    foreign = [sys.modules[name] for name in sorted(modules) if not name.startswith(f"{own}.") and name in sys.modules]
    if not foreign:
        return MODEL
    digest = hashlib.sha256(MODEL.encode())
    for module in foreign:
        file = inspect.getsourcefile(module)
        digest.update(Path(file).read_bytes() if file and Path(file).is_file() else module.__name__.encode())
    return digest.hexdigest()[:16]


def citation(version: str, revision: str | None) -> str:
    """How to cite what made the data."""
    at = f", revision {revision}" if revision else ""
    return (
        "The consortium authors. industry-education-consortium: an agent-based laboratory for incentives in "
        f"industry-education consortia. Software, version {version}{at}."
    )


def methods(design: Design, version: str, revision: str | None, lang: str) -> str:
    """What a paper says of how the data were made, in "en" or "zh"."""
    chinese = lang == "zh"
    commit, _, dirty = (revision or "").partition("-")
    short = commit[:12] + (f"-{dirty}" if dirty else "")
    at = (f"（修订{short}）" if chinese else f" (revision {short})") if revision else ""
    names = _KINDS.get(design.kind, (f"a design of kind {design.kind}", f"{design.kind}设计"))
    factors = [_factor(factor, lang) for factor in design.factors[:MOST_NAMED]]
    more = len(design.factors) - len(factors)
    seeds = _seeds(design.seeds, lang)
    horizon = _horizon(design, lang)
    base = design.base.title[lang] or design.base.name
    points, number, runs = len(design.points), len(design.seeds), design.runs
    if chinese:
        rest = f"等{len(design.factors)}个因素" if more else ""
        return (
            f"数据由产教联合体智能体模型industry-education-consortium {version}版{at}生成。以情景“{base}”为基准，"
            f"采用{names[1]}，改变{'、'.join(factors)}{rest}，共{points:,}个参数点，"
            f"每点使用相同的{number:,}个随机种子（{seeds}），合计{runs:,}次模拟；{horizon}"
            f"结果为每次模拟最后{LAST}年的均值。" + _compared(design, lang)
        )
    rest = f" and {more} further factors" if more else ""
    return (
        f"Data were generated with the agent-based model industry-education-consortium, version {version}{at}. "
        f"Starting from the scenario “{base}”, {names[0]} varied {_listed(factors, bool(more))}{rest}: "
        f"{points:,} points, each run with the same {number:,} {'seed' if number == 1 else 'seeds'} ({seeds}), "
        f"{runs:,} runs in all. {horizon} Outcomes are means over the last {LAST} years of each run."
        + _compared(design, lang)
    )


def _compared(design: Design, lang: str) -> str:
    """What was compared with the base at every point; nothing where nothing was."""
    names = [f"“{reform.title[lang] or reform.name}”" for reform in design.reforms]
    if not names:
        return ""
    if lang == "zh":
        said = "、".join(names)
        return (
            f"每次模拟均在同一世界中比较基准与改革{said}（共{design.simulations:,}次单独模拟），效应为改革与基准之差。"
        )
    said = _listed(names, more=False)
    return (
        f" In each run the base was compared with {said} in the same world ({design.simulations:,} simulations); "
        "effects are the reform less the base."
    )


def _listed(words: list[str], more: bool) -> str:
    return ", ".join(words) if more else listed(words, "en")


def _factor(factor: Factor, lang: str) -> str:
    """A factor with its values, or their range."""
    comma, to = ("，", "至") if lang == "zh" else (", ", " to ")
    unit = "" if factor.kind == "choice" or not factor.unit else f"{comma}{unit_said(factor.unit, lang)}"
    name = in_text(factor.label(lang))
    values = [value if isinstance(value, str) else plain(value) for value in map(spelled, factor.values)]
    number = f"{comma}{len(values)}个水平" if lang == "zh" else f"{comma}{len(values)} levels"
    if factor.low is not None and factor.high is not None:
        said = f"{plain(factor.low)}{to}{plain(factor.high)}{unit}{number if values else ''}"
        if factor.scale == "log":
            said += f"{comma}对数尺度" if lang == "zh" else f"{comma}logarithmic"
    elif len(values) <= 8:
        said = ("、" if lang == "zh" else ", ").join(values) + unit
    else:
        numbers = [value for value in factor.values if not isinstance(value, str)]
        said = (
            f"{plain(min(numbers))}{to}{plain(max(numbers))}{unit}{number}" if numbers else number.removeprefix(comma)
        )
    return f"{name}（{said}）" if lang == "zh" else f"{name} ({said})"


def _seeds(seeds: Sequence[int], lang: str) -> str:
    if len(seeds) > 1 and list(seeds) == list(range(seeds[0], seeds[0] + len(seeds))):
        return f"{seeds[0]}–{seeds[-1]}"
    shown = ("、" if lang == "zh" else ", ").join(map(str, seeds[:10]))
    return shown + ("…" if len(seeds) > 10 else "")


def _horizon(design: Design, lang: str) -> str:
    """Years simulated and warm-up, unless a factor varies them."""
    varied = {factor.key.removeprefix("parameters.") for factor in design.factors}
    years, warm_up = (int(design.base.parameters[name]) for name in ("years", "warm_up"))
    if lang == "zh":
        parts = [] if "years" in varied else [f"模拟{years}年"]
        parts += [] if "warm_up" in varied else [f"此前预热{warm_up}个半年"]
        return f"每次{'，'.join(parts)}，" if parts else ""
    parts = [] if "years" in varied else [f"covers {years} years"]
    parts += [] if "warm_up" in varied else [f"is preceded by {warm_up} half-years of warm-up"]
    return f"Each run {' and '.join(parts)}." if parts else "Horizon and warm-up vary."
