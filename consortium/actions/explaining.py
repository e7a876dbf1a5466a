"""What ``explain`` does: why an enterprise took the depth it took, as tables, a sentence and figures."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..terminal import (
    Failed,
    UsageError,
    command_line,
    console,
    out,
    progress,
    reader_may_leave,
    say,
)
from ..words import phrase
from .publishing import draw_beside
from .running import PIPE_WIDTH

if TYPE_CHECKING:
    from consortium.experiments.explanation.account import Explanation
    from consortium.experiments.explanation.watching import View
    from consortium.experiments.figures.base.style import Format
    from consortium.experiments.presentation.language import Lang
    from consortium.experiments.storage.manifest import Plan

DATA = "explanation.csv"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is to be explained: an enterprise (None: which ones are worth it) in a year of a folder of results.

    `seed` None means the first; `out` None a folder within the folder of results.
    """

    folder: Path
    enterprise: int | None
    year: int
    seed: int | None
    lang: Lang
    out: Path | None
    format: Format
    figures: bool
    compiled: bool
    """Whether the model has run on this machine before; else it is said that the first run takes longer."""


def explain(question: Question) -> None:
    """Answer a question. Raises UsageError or Failed with the message to be shown."""
    plan = _plan(question.folder)
    seed = _checked(question, plan)
    views = _views(question, plan, seed)
    if question.enterprise is None:
        _list(question, views)
        return
    from consortium.experiments.explanation.account import explain as explained

    explanation = explained(views, question.enterprise)
    _show(explanation, question.lang)
    written = _leave(explanation, question)
    with reader_may_leave():
        names = phrase("comma", question.lang).join(path.name for path in written)
        out(phrase("written", question.lang, written[0].parent, names))


# --- what is asked ----------------------------------------------------------------------------------------------------


def _plan(folder: Path) -> Plan:
    """The run or comparison that a folder holds."""
    from consortium.experiments.storage import folder as folders
    from consortium.experiments.storage import manifest
    from consortium.simulation.checking import nearest
    from consortium.simulation.scenario import ScenarioError

    wanted = "allowed: a folder that consortium run or consortium compare wrote"
    if not folder.is_dir():
        said = "is a file" if folder.exists() else "does not exist"
        with suppress(OSError):
            there = [path.parent.name for path in folder.parent.glob(f"*/{folders.MANIFEST}")]
            wanted += nearest(folder.name, there, few=0) if there else ""
        raise UsageError(f"{folder} {said}; {wanted}")
    path = folder / folders.MANIFEST
    if (present := manifest.read(path)) is None:
        raise UsageError(f"{folder} holds no results: {folders.MANIFEST} is missing or cannot be read; {wanted}")
    if present["kind"] not in ("run", "comparison"):
        raise UsageError(f"{folder} holds results of kind {present['kind']!r}; {wanted}")
    try:
        plan = manifest.plan(path)
    except ScenarioError as error:
        raise UsageError(str(error)) from None
    assert plan is not None
    return plan


def _checked(question: Question, plan: Plan) -> int:
    """The seed, where all that is asked for is there."""
    from consortium.experiments.explanation.watching import check
    from consortium.simulation.checking import Refused

    seed = plan.seed if question.seed is None else question.seed
    last = plan.seed + plan.seeds - 1
    if not plan.seed <= seed <= last:
        raise UsageError(f"seed = {seed} is not in {question.folder}; allowed: {plan.seed} to {last}")
    try:
        check(plan.scenarios, question.year, question.enterprise)
    except Refused as error:
        raise UsageError(f"{question.folder}: {error}") from None
    if question.out is not None and question.out.exists() and not question.out.is_dir():
        raise UsageError(f"{question.out} is a file; give a folder with --out")
    return seed


def _views(question: Question, plan: Plan, seed: int) -> list[View]:
    """Every arm, simulated to the end of the year."""
    from consortium.experiments.explanation.watching import look

    if not question.compiled:
        say(phrase("compiling", question.lang))
    views = []
    with progress(len(plan.scenarios), phrase("runs", question.lang)) as advance:
        for scenario in plan.scenarios:
            try:
                views.append(look(scenario, seed, question.year))
            except Exception as error:
                raise Failed(f"{scenario.name}, seed {seed}: {type(error).__name__}: {error}") from error
            advance(True)
    for view in views:
        if not _as_stored(question.folder, view):
            say(
                f"{view.scenario.name}, seed {seed}: the series in {question.folder} are of another version of the "
                "model or of this machine; what follows is what this one gives"
            )
            break
    return views


def _as_stored(folder: Path, view: View) -> bool:
    """Whether the series in the folder, where they can be read, are those of this very run."""
    from consortium.experiments.results import results
    from consortium.experiments.storage.folder import FolderError

    names = ["participation", "placement_share", "deep_participation"]
    try:
        series = results(folder)
        here = (series["scenario"] == view.scenario.name) & (series["seed"] == view.seed) & (series["region"] == "all")
        stored = series.loc[here & (series["tick"] == view.moments[-1].tick), names]
    except (FolderError, KeyError):
        return True
    return stored.empty or stored.iloc[0].tolist() == [view.metrics[name] for name in names]


# --- one enterprise ---------------------------------------------------------------------------------------------------


def _show(explanation: Explanation, lang: Lang) -> None:
    """Tables and the finding, for each reform or for the run."""
    from consortium.experiments.explanation import reasons, tables

    arms = explanation.arms
    with reader_may_leave():
        terminal = console(PIPE_WIDTH)
        terminal.print(tables.described(explanation, lang))
        for reform in list(range(1, len(arms))) or [0]:
            pair = [arms[0], arms[reform]][: len(arms)]
            terminal.print("\n" + tables.heading([arm.scenario.title[lang] for arm in pair], lang))
            for i in (0, 1):  # autumn, spring
                for table in tables.terms_tables(pair, i, lang, terminal.width):
                    terminal.print(table)
                for name, arm in zip(tables.arm_names(pair, lang), pair, strict=True):
                    terminal.print(tables.did(arm.choices[i], name, lang))
                terminal.print()
            terminal.print(tables.facts_table(pair, lang))
            terminal.print(reasons.sentence(explanation, reform, lang))


def _leave(explanation: Explanation, question: Question) -> list[Path]:
    """Write the terms and the figures. Gives the files."""
    from consortium.experiments.storage.files import put, reason
    from consortium.experiments.storage.tables import csv_bytes

    name = f"enterprise_{explanation.enterprise}_year_{explanation.year}_seed_{explanation.seed}"
    target = question.out or question.folder / "explain" / name
    try:
        target.mkdir(parents=True, exist_ok=True)
        put(target / DATA, csv_bytes(explanation.frame))
    except OSError as error:
        said = f"{error.filename or target} cannot be written: {reason(error)}"
        raise Failed(f"{said}; give another folder with --out") from None
    return [target / DATA, *(_draw(explanation, question, target) if question.figures else [])]


def _draw(explanation: Explanation, question: Question, target: Path) -> list[Path]:
    """The figures, in place; what cannot be drawn costs a warning."""

    def drawn(staging: Path) -> list[Path]:
        from consortium.experiments.figures.choice.terms import draw_terms

        return draw_terms(explanation, staging, question.lang, question.format)

    return draw_beside(target, target, question.lang, drawn)


# --- which enterprises ------------------------------------------------------------------------------------------------


def _list(question: Question, views: Sequence[View]) -> None:
    """Enterprises worth explaining: those that co-train with a reform and not without it, and the reverse."""
    from consortium.experiments.explanation import tables

    lang, first = question.lang, views[0]
    seen: list[int] = []
    with reader_may_leave():
        terminal = console(PIPE_WIDTH)
        terminal.print(tables.word("world", lang, year=first.year, seed=first.seed, n=len(first.chosen)))
        for pair in [[first, reform] for reform in views[1:]] or [[first]]:
            terminal.print("\n" + tables.heading([view.scenario.title[lang] for view in pair], lang))
            terminal.print(tables.counts(pair, lang))
            for table, number in tables.worth_tables(pair, lang):
                terminal.print(table)
                seen.append(number)
        if seen:
            seed = () if question.seed is None else ("--seed", question.seed)
            asked = ("explain", question.folder, "--year", question.year, *seed, "--enterprise", seen[0])
            terminal.print(phrase("see_one", lang, command_line(*asked, lang=lang)), soft_wrap=True)
