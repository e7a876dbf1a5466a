"""The page: a comparison as one HTML file that takes nothing from anywhere and can be passed on, read and printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from ...simulation.parameters import PARAMETERS, Parameter, defaults
from ...simulation.scenario import Scenario
from ..comparison.comparison import Comparison
from ..comparison.world_words import other_world_said
from ..presentation.labels import in_text, label, label_in_text
from ..presentation.language import Lang, name_of
from ..presentation.numbers import percent
from ..runs.annual import last_years, scale_of, years_of
from ..statistics.inference import LEAST_DEPARTING, largest_share_unseen
from ..statistics.verdict import LEAST_WORLDS
from ..storage import manifest as manifests
from ..storage.manifest import Manifest
from ..validation import assumptions
from . import pictures
from .answers import DEEP, HEADLINES, SPENDING, Answer, answer, pairing
from .arms import Difference, differences
from .ensemble import in_sets
from .matrix import effects_matrix, regions_matrix
from .pictures import Figures, Picture
from .ranked import ranked
from .robust import robust
from .tables import Topic, ranking_of, topics
from .text import isolated, one_line
from .wording.glossary import meaning, terms
from .wording.words import count, say, say_html

HERE = Path(__file__).parent
"""Where template and style lie: found so in every kind of installation."""

CAUTIONS = (
    "not_forecast", "not_number", "not_before_after", "not_all", "not_budget", "not_countries", "not_students",
    "not_persons",
)  # fmt: skip

VARY = "consortium report DIR --robust"
"""What adds the effects under other assumptions to the report in a folder of results."""

IN_SETS = "consortium report DIR --ensemble"
"""What adds the effects in many parameter sets."""

MOST_SEEDS_SAID = 30
"""Single seeds that are listed; of more the first and the last."""


def report(
    comparison: Comparison,
    lang: Lang = "en",
    *,
    figures: Figures | None = None,
    command: str = "",
    manifest: Manifest | None = None,
    command_to_vary: str = "",
) -> str:
    """A comparison as a page of HTML, in one language, complete in itself.

    Parameters
    ----------
    figures
        PNG or SVG by the names that `figures.draw_comparison` gives, or the folder that holds such files; they become
        part of the page, and the frontier of cost and depth with them. None: a page without figures.
    command
        What made the comparison, as one would type it.
    manifest
        The manifest that is stored beside the page (`manifest.describe`), for versions and revision; made here if it is
        not given.
    command_to_vary
        What adds the effects under other assumptions to the page, where the comparison has none (`robustness`) and lies
        in a folder (`VARY`).

    Nothing in it comes from clocks: the same comparison gives the same bytes. Raises ValueError for another language,
    or a figure that is neither PNG nor SVG, and OSError for a figure that cannot be read.
    """
    if lang not in ("en", "zh"):
        raise ValueError(f"lang = {lang!r}; allowed: en, zh")
    given = pictures.read(figures, comparison, lang)
    overview = pictures.of_all(comparison, given, lang)
    return rendered(
        "report.html.jinja",
        lang,
        head=_head(comparison, lang),
        first=ranked(comparison, lang),
        ranked_note=_ranked_note(comparison, lang),
        matrices=effects_matrix(comparison, lang),
        by_region=regions_matrix(comparison, lang),
        effects_note=_effects_note(comparison, lang),
        robust=robust(comparison, lang),
        robust_not_run=_not_varied("robust_not_run", "robust_not_run_here", command_to_vary, lang),
        in_sets=in_sets(comparison, lang),
        in_sets_not_run=_not_varied("ensemble_not_run", "ensemble_not_run_here", command_to_vary and IN_SETS, lang),
        in_sets_drawn=[one for one in overview if one.name == "ensemble"],
        glossary=terms(lang),
        meaning=lambda key: meaning(key, lang),
        arms=_arms(comparison, lang),
        overview=[one for one in overview if one.name != "ensemble"],
        drawn=[
            (arm, found) for arm in comparison.reforms if (found := pictures.of_reform(comparison, arm, given, lang))
        ],
        missing=pictures.missing(figures, given, comparison, lang),
        topics=topics(comparison, lang),
        outcomes_note=say("outcomes_note", lang, years=_years(comparison, lang)),
        ranking=ranking_of(comparison, lang),
        sure=_sure(comparison, lang),
        rests=_rests(comparison, lang),
        cautions=[_caution(say(key, lang, scale=f"{scale_of(comparison.base):g}"), lang) for key in CAUTIONS],
        origin=_origin(comparison, command, manifest or _described(comparison), lang),
    )


def rendered(template: str, lang: Lang, **values: Any) -> str:
    """A template with its values, with the style and the words that all pages have."""
    return (
        environment()
        .get_template(template)
        .render(
            lang=lang,
            style=Markup((HERE / "report.css").read_text(encoding="utf-8")),
            say=lambda key, **given: say(key, lang, **given),
            isolated=lambda text: isolated(text, lang),
            one_line=one_line,
            **values,
        )
    )


@cache
def environment() -> jinja2.Environment:
    """Everything is escaped, and a name that is missing is an error rather than nothing."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _caution(text: str, lang: Lang) -> tuple[str, str]:
    """A caution's first sentence, and the rest."""
    end = "。" if lang == "zh" else ". "
    first, _, rest = text.partition(end)
    return first + end.strip(), rest


# --- head: the question and the answer --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Head:
    """What is read first."""

    title: str
    heading: Markup
    made_of: str
    answers: tuple[Answer, ...]
    note: str
    warnings: tuple[str, ...]
    """Arms that are other worlds than the baseline, and seeds that were left out."""


def _head(comparison: Comparison, lang: Lang) -> Head:
    texts = {"base": comparison.base.title[lang], "reform": comparison.reforms[0].title[lang]}
    many = len(comparison.reforms)
    number = count(many, lang)
    key = "title_one" if many == 1 else "title_many"
    title = say(key, lang, n=number, **{name: one_line(text) for name, text in texts.items()})
    heading = say_html(key, lang, n=number.capitalize(), **{name: isolated(text, lang) for name, text in texts.items()})
    wanted, finished = len(comparison.batch.seeds), len(comparison.seeds)
    warnings = [other_world_said(comparison.base, reform, lang) for reform in comparison.reforms]
    if finished < wanted:
        warnings.append(say("failed", lang, n=wanted - finished, wanted=wanted))
    return Head(
        title=title[0].upper() + title[1:],
        heading=heading,
        made_of=say("made_of", lang, worlds=_worlds(comparison, lang), years=_years(comparison, lang)),
        answers=tuple(answer(comparison, reform, lang) for reform in comparison.reforms),
        note=say("finding_note", lang, scale=f"{scale_of(comparison.base):g}"),
        warnings=tuple(filter(None, warnings)),
    )


def _worlds(comparison: Comparison, lang: Lang) -> str:
    n = len(comparison.seeds)
    return say("world", lang) if n == 1 else say("worlds", lang, n=n)


def _years(comparison: Comparison, lang: Lang) -> str:
    first, last = last_years(years_of(comparison.base))
    return say("one_year", lang, last=last) if first == last else say("years", lang, first=first, last=last)


def _seeds(comparison: Comparison, lang: Lang) -> str:
    seeds = sorted(comparison.seeds)
    if len(seeds) > 1 and seeds == list(range(seeds[0], seeds[-1] + 1)):
        return f"{seeds[0]}–{seeds[-1]}"
    if len(seeds) > MOST_SEEDS_SAID:
        return f"{seeds[0]} … {seeds[-1]} ({len(seeds)})"
    return say("comma", lang).join(map(str, seeds))


# --- what was compared ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DescribedArm:
    """A reform, and what differs from the baseline."""

    reform: Scenario
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Arms:
    """All arms; `base_differs` is what distinguishes the baseline from the model's start values."""

    base: Scenario
    base_differs: tuple[Difference, ...]
    reforms: tuple[DescribedArm, ...]
    shared: str
    """What all arms have in common."""


def _arms(comparison: Comparison, lang: Lang) -> Arms:
    base = comparison.base
    start = {**defaults(), "regions": base.parameters["regions"]}
    nothing = Scenario(name="start", title=base.title, parameters=start)
    reforms = tuple(DescribedArm(reform, tuple(differences(base, reform, lang))) for reform in comparison.reforms)
    shared = say("arms_of_worlds_note" if comparison.other_worlds else "arms_note", lang)
    return Arms(base, tuple(differences(nothing, base, lang, start=True)), reforms, shared)


def _ranked_note(comparison: Comparison, lang: Lang) -> str:
    """How to read the table of all reforms."""
    said = [
        say(
            "ranked_note",
            lang,
            base=one_line(comparison.base.title[lang]),
            years=_years(comparison, lang),
            worlds=_worlds(comparison, lang),
            metric=label_in_text(comparison.rank_by, lang),
        )
    ]
    if len(comparison.reforms) > 1:
        said.append(say("ranked_note_best", lang))
    if comparison.budget is not None:
        said.append(say("ranked_note_budget", lang))
    return ("" if lang == "zh" else " ").join(said)


def _effects_note(comparison: Comparison, lang: Lang) -> str:
    """How to read the table of effects."""
    said = [
        say("effects_note", lang, years=_years(comparison, lang), worlds=_worlds(comparison, lang)),
        say("matrix_note", lang, file="summary.csv"),
    ]
    if comparison.budget is not None:
        said.append(say("effects_note_budget", lang))
    return ("" if lang == "zh" else " ").join(said)


# --- how sure ---------------------------------------------------------------------------------------------------------


def _sure(comparison: Comparison, lang: Lang) -> dict[str, Any]:
    many, seeds = len(comparison.seeds) > 1, _seeds(comparison, lang)
    if many:
        number = len(HEADLINES) * len(comparison.reforms)
        texts = [
            say("sure_worlds", lang, worlds=_worlds(comparison, lang), seeds=seeds),
            say("sure_interval", lang),
            say(
                "sure_verdict",
                lang,
                least=LEAST_WORLDS,
                departing=LEAST_DEPARTING,
                n=len(comparison.seeds),
                share=percent(largest_share_unseen(len(comparison.seeds)), lang, 0),
            ),
            say("sure_not", lang),
            say("sure_many", lang, n=number),
        ]
    else:
        texts = [say("sure_world", lang, seeds=seeds), say("few_worlds", lang, n=1, least=LEAST_WORLDS)]
    saved = pairing(comparison, lang, (DEEP, "training_quality", "talent_match", "graduate_wage", SPENDING))
    return {
        "texts": texts,
        "reforms": [one_line(reform.title[lang]) for reform in comparison.reforms],
        "saved": saved if many else [],
    }


def _not_varied(key: str, here: str, command: str, lang: Lang) -> Markup:
    """That nobody looked at other assumptions, or other parameter sets, and how to."""
    if not command:
        return say_html(here, lang)
    return say_html(key, lang, command=Markup('<code translate="no">{}</code>').format(command))


# --- what it rests on -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ground:
    """The numbers behind something, by status."""

    of: str
    moves: tuple[tuple[str, str], ...]
    beside: tuple[tuple[str, str], ...]
    count: str


def _rests(comparison: Comparison, lang: Lang) -> dict[str, Any]:
    arms = (comparison.base, *comparison.reforms)
    status = Counter(parameter.status for parameter in PARAMETERS.values())
    reforms = []
    for reform in comparison.reforms:
        levers = assumptions.levers_moved(reform, comparison.base)
        moved = [PARAMETERS[name] for name in PARAMETERS if name in levers]
        acting = [PARAMETERS[name] for name in assumptions.at_work(assumptions.beside(levers), arms)]
        title = one_line(reform.title[lang])
        reforms.append(Ground(title, _by_status(moved, lang), _by_status(acting, lang), _count(acting, lang)))
    headlines = []
    for metric, rules in assumptions.SETTLED_BY.items():
        behind = [PARAMETERS[name] for name in assumptions.at_work(assumptions.read_by(rules), arms)]
        assumed = [parameter for parameter in behind if parameter.status == "assumed"]
        headlines.append(Ground(label(metric, lang), (), _by_status(assumed, lang), _count(behind, lang)))
    mechanisms = "mechanisms_on" if assumptions.optional_at_work(arms) else "mechanisms_off"
    return {
        "note": say(
            "rests_note",
            lang,
            all=len(PARAMETERS),
            **{key: status[key] for key in ("sourced", "calibrated", "assumed")},
        ),
        "direct": say("rests_direct", lang, mechanisms=say(mechanisms, lang)),
        "reforms": reforms,
        "headlines": headlines,
    }


def _by_status(parameters: Sequence[Parameter], lang: Lang) -> tuple[tuple[str, str], ...]:
    """Labels of parameters under "assumed", "calibrated" and "sourced", in this order."""
    found = []
    for status in ("assumed", "calibrated", "sourced"):
        labels = [in_text(name_of(p, lang)) for p in parameters if p.status == status]
        if labels:
            found.append((say(status, lang), say("semicolon", lang).join(labels)))
    return tuple(found)


def _count(parameters: Iterable[Parameter], lang: Lang) -> str:
    status = Counter(parameter.status for parameter in parameters)
    if not status["assumed"]:
        return say("none_assumed", lang)
    return say("of_them_assumed", lang, assumed=status["assumed"], all=status.total())


# --- where it comes from ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Origin:
    """How to repeat the comparison."""

    command: str
    seeds: str
    versions: str
    revision: str
    digests: tuple[tuple[str, str], ...]
    cite: str


def _described(comparison: Comparison) -> Manifest:
    return {"versions": manifests.versions(), "revision": manifests.code_revision()}


def _origin(comparison: Comparison, command: str, manifest: Manifest, lang: Lang) -> Origin:
    versions = dict(manifest["versions"])
    revision = manifest.get("revision")
    if not revision:
        said = say("revision_unknown", lang)
    elif str(revision).endswith("-dirty"):
        said = say("revision_dirty", lang, revision=str(revision).removesuffix("-dirty"))
    else:
        said = str(revision)
    arms = (comparison.base, *comparison.reforms)
    names = say("comma", lang).join(one_line(arm.name) for arm in arms)
    seeds = _seeds(comparison, lang)
    return Origin(
        command=one_line(command),
        seeds=seeds,
        versions=say("comma", lang).join(f"{name} {version}" for name, version in versions.items()),
        revision=said,
        digests=tuple((one_line(arm.name), arm.digest()) for arm in arms),
        cite=say("cite", lang, version=versions.get("consortium", ""), scenarios=names, seeds=seeds),
    )


__all__ = ["Figures", "Picture", "Topic", "report"]
