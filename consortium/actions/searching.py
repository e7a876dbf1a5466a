"""The command ``search``: from a search file to the best bundle within a budget, or to what is wrong with the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..terminal import (
    Failed,
    Interrupted,
    UsageError,
    command_line,
    console,
    drawing_may_fail,
    duration_in_words,
    ended_like_interrupted,
    out,
    progress,
    reader_may_leave,
    say,
)
from ..words import phrase
from .publishing import not_written
from .running import PIPE_WIDTH

if TYPE_CHECKING:
    from consortium.experiments.presentation.language import Lang
    from consortium.experiments.search.front import Found
    from consortium.experiments.search.policy_search import PolicySearch

_BARS = {
    "search": {"en": "bundles", "zh": "组合"},
    "fresh": {"en": "bundles in fresh worlds", "zh": "新世界中的组合"},
    "parts": {"en": "the best bundle and its parts", "zh": "最优组合及其各部分"},
}
_COLUMNS = {
    "en": ("Bundle", "Costs, {money}", "In the last five years", "{goal}", "Remarks"),
    "zh": ("组合", "花费，{money}", "最后五年", "{goal}", "说明"),
}
_INTERVALS = {
    "en": "In brackets: 95 % intervals over seeds, means over the parameter sets. Effects are differences from the "
    "base in the same worlds. The best bundle was chosen by these values, so that they flatter it a little.",
    "zh": "括号内为随机种子间的95%区间（对参数组取平均）；效应为同一世界中与基准的差异。"
    "最优组合据这些数值选出，因此其数值略偏有利。",
}
_IN_BEST = {
    "en": "In bundle {number}, with what each part adds to it in the further worlds:",
    "zh": "组合{number}的内容，以及各部分在另外的世界中的作用：",
}
_DONE = {
    "en": "{tried} bundles searched ({failed} could not be simulated) in {time}: {folder}",
    "zh": "用时{time}，搜索了{tried}个组合（{failed}个无法模拟）：{folder}",
}
_COMPARE = {"en": "To compare it in other worlds: {}", "zh": "在其他世界中比较：{}"}
_NOTHING = (
    "no bundle that was tried costs at most {budget} a year; the cheapest costs {cheapest}; give a larger budget, or "
    "ranges that begin lower; what was found is in {folder}"
)


@dataclass(frozen=True, kw_only=True)
class SearchOrder:
    """What is wanted; `changes` are what is said besides the file."""

    search: str
    folder: Path | None
    changes: Mapping[str, object]
    yes: bool
    dry_run: bool
    workers: int | None
    resume: bool
    lang: Lang
    format: Literal["png", "pdf", "svg"]


def perform(order: SearchOrder) -> None:
    """Carry out an order. Raises UsageError, Failed or Interrupted with the message to be shown."""
    import time

    from consortium.experiments.runs.processes import NoProcesses
    from consortium.experiments.search.evolution import NotInstalled, check_installed
    from consortium.experiments.search.found_words import search_said
    from consortium.experiments.search.search import search
    from consortium.experiments.storage.folder import FolderError
    from consortium.simulation.compilation import already_compiled

    wanted = _search(order)
    folder = order.folder or Path("results") / wanted.name
    try:
        check_installed()
    except NotInstalled as error:
        raise UsageError(str(error)) from None
    out(f"{wanted.title[order.lang]}{'：' if order.lang == 'zh' else ': '}{search_said(wanted, order.lang)}")
    if order.dry_run:
        return
    if not already_compiled():
        say(phrase("compiling", order.lang))
    began = time.monotonic()
    try:
        with ended_like_interrupted(), _watched(order, wanted) as watch:
            found = search(wanted, folder, workers=order.workers, resume=order.resume, watcher=watch)
    except (FolderError, NoProcesses) as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise Failed(f"{not_written(error, folder)}; --resume goes on from there") from None
    except KeyboardInterrupt:
        raise Interrupted(f"interrupted; what was measured is kept in {folder}; --resume goes on from there") from None
    _show(order, found, folder, time.monotonic() - began)


def _search(order: SearchOrder) -> PolicySearch:
    """The search, once it is known to make sense."""
    from consortium.experiments.search.policy_search import SearchError
    from consortium.experiments.search.search_files import load_search

    try:
        wanted = load_search(order.search, **order.changes)
    except SearchError as error:
        raise UsageError(str(error)) from None
    doubt = wanted.budget.doubt(wanted.base, order.lang)
    if doubt and not order.yes:
        raise UsageError(f"budget {wanted.budget.written()}: {doubt}; {phrase('sure', order.lang)}")
    return wanted


class _Watch:
    """Shows how many bundles were measured; each stage has a bar of its own."""

    def __init__(self, order: SearchOrder, wanted: PolicySearch) -> None:
        self._lang = order.lang
        self._candidates = wanted.candidates
        self._stage = ""

    def __call__(self, stage: str, bundles: int, of: int) -> None:
        """So many bundles more are there, of those that were asked for."""
        if stage != self._stage:
            self.close()
            self._stage = stage
            total = self._candidates if stage == "search" else of
            self._bar = progress(total, _BARS[stage][self._lang], bundles)
            self._advance = self._bar.__enter__()
            return
        if bundles:
            self._advance(True, bundles)

    def close(self) -> None:
        """End the bar of the present stage."""
        if self._stage:
            self._bar.__exit__(None, None, None)
            self._stage = ""


@contextmanager
def _watched(order: SearchOrder, wanted: PolicySearch) -> Iterator[_Watch]:
    watch = _Watch(order, wanted)
    try:
        yield watch
    finally:
        watch.close()


# --- what was found ---------------------------------------------------------------------------------------------------


def _show(order: SearchOrder, found: Found, folder: Path, seconds: float) -> None:
    from consortium.experiments.presentation.money import yuan_said
    from consortium.experiments.runs.annual import scale_of
    from consortium.experiments.search.found_words import best_said, budget_said, finding, parts_said

    lang, search, best = order.lang, found.search, found.best
    if not found.front:
        costs = [float(values[0]) for values in found.searched.values()]
        cheapest = yuan_said(1000 * scale_of(search.base) * min(costs), "en") if costs else "an unknown sum"
        raise Failed(_NOTHING.format(budget=budget_said(search, "en"), cheapest=cheapest, folder=folder))
    drawn_and_paged(found, folder, lang, order.format)
    with reader_may_leave():
        _print_front(found, lang)
        out(_INTERVALS[lang])
        out(finding(found, lang) + ("。" if lang == "zh" else "."))
        if best is not None:
            for sentence in best_said(found, lang):
                out(sentence + ("。" if lang == "zh" else "."))
            out(_IN_BEST[lang].format(number=best.number))
            for line in parts_said(found, lang):
                out(f"  {line}")
            command = command_line("compare", search.based_on, folder / f"{best.name}.toml", lang=lang)
            out(_COMPARE[lang].format(command))
    failed = len(found.tried) - len(found.searched)
    time = duration_in_words(seconds, lang)
    out(_DONE[lang].format(tried=len(found.tried), failed=failed, time=time, folder=folder))


def drawn_and_paged(found: Found, folder: Path, lang: Lang, format: Literal["png", "pdf", "svg"]) -> list[Path]:
    """Draw the figures of a search into its folder and write its page; gives the figures. Raises Failed.

    A figure that cannot be drawn costs a warning.
    """
    from consortium.experiments.figures.search.drawing import draw_search
    from consortium.experiments.report.pages.search_page import search_page
    from consortium.experiments.search.folder import FIGURES, PAGE
    from consortium.experiments.storage.files import put

    drawn: list[Path] = []
    with drawing_may_fail(lang):
        drawn = draw_search(found, folder / FIGURES, lang, format)
    try:
        put(folder / PAGE, search_page(found, drawn, lang).encode())
    except OSError as error:
        raise Failed(not_written(error, folder)) from None
    return drawn


def _print_front(found: Found, lang: Lang) -> None:
    """The bundles that were measured again, the cheapest first."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from consortium.experiments.presentation.labels import label
    from consortium.experiments.presentation.numbers import city_money
    from consortium.experiments.search.found_words import cost_said, effect_said, remarks

    search = found.search
    money = city_money(search.base, lang).heading
    bundle, cost, late, goal, about = _COLUMNS[lang]
    goals = [goal.format(goal=label(name, lang)) for name in search.goals]
    table = Table(bundle, cost.format(money=money), late, *goals, about, box=SIMPLE_HEAD)
    table.columns[-1].overflow = "fold"  # 中文 has no blanks to break at
    for column in table.columns[:-1]:
        column.justify = "right"
    for one in found.front:
        effects = (effect_said(one, search, place, lang) for place in range(len(search.goals)))
        costs = (cost_said(one, search, lang, column) for column in (0, -1))
        table.add_row(str(one.number), *costs, *effects, phrase("comma", lang).join(remarks(found, one, lang)))
    console(PIPE_WIDTH).print(table)
    for one in found.front:
        out(f"{one.number:>4}  {one.bundle.said(lang)}")
