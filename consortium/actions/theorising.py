"""What ``game`` does: the game of theory that is nearest to a scenario, beside the full model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..terminal import (
    Failed,
    Interrupted,
    UsageError,
    console,
    ended_like_interrupted,
    out,
    progress,
    reader_may_leave,
    say,
)
from ..words import phrase
from .publishing import draw_beside, not_written
from .running import PIPE_WIDTH

if TYPE_CHECKING:
    from consortium.experiments.evolutionary_game.side_by_side import SideBySide
    from consortium.experiments.figures.base.style import Format
    from consortium.experiments.presentation.language import Lang
    from consortium.simulation.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class GameOrder:
    """What is wanted of a scenario and its nearest game."""

    scenario: Scenario
    seeds: range
    folder: Path
    lang: Lang
    format: Format
    figures: bool
    compiled: bool


def perform(order: GameOrder) -> None:
    """Carry out an order. Raises UsageError, Failed or Interrupted with the message to be shown."""
    from consortium.experiments.evolutionary_game.side_by_side import check, runs_needed, side_by_side
    from consortium.experiments.storage import manifest as manifests
    from consortium.experiments.storage.folder import WAY_OUT, FolderError
    from consortium.experiments.storage.lock import held
    from consortium.simulation.checking import Refused

    try:
        check(order.scenario)
    except Refused as error:
        raise UsageError(f"{order.scenario.name}: {error}") from None

    def same(present: dict[str, Any]) -> None:
        if not manifests.same_run(present, wanted):
            said = f"{order.folder} holds another game ({manifests.difference(present, wanted)})"
            raise FolderError(f"{said}; {WAY_OUT}")

    wanted: dict[str, Any] = {**manifests.describe([order.scenario], order.seeds), "kind": "game"}
    try:
        with ended_like_interrupted(), held(order.folder, wanted, same) as folder:
            if not order.compiled:
                say(phrase("compiling", order.lang))
            with progress(runs_needed(order.seeds), phrase("runs", order.lang)) as advance:
                found = side_by_side(order.scenario, order.seeds, lambda number: advance(True, number))
            written = _leave(found, folder, order)
    except FolderError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise Failed(not_written(error, order.folder)) from None
    except KeyboardInterrupt:
        raise Interrupted(f"interrupted; nothing was written to {order.folder}") from None
    _show(found, order.lang)
    with reader_may_leave():
        names = phrase("comma", order.lang).join(str(path.relative_to(order.folder)) for path in written)
        out(phrase("written", order.lang, order.folder, names))


def _show(found: SideBySide, lang: Lang) -> None:
    """Three tables and the finding."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from consortium.experiments.evolutionary_game import wording

    def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> Table:
        made = Table(box=SIMPLE_HEAD, title=Text(title), title_justify="left")
        for place, name in enumerate(columns):
            made.add_column(
                Text(wording.word(name, lang)), justify="right" if place in numbers else "left", overflow="fold"
            )
        for row in rows:
            made.add_row(*map(Text, row))
        return made

    first, last = found.years
    with reader_may_leave():
        terminal = console(PIPE_WIDTH)
        terminal.print(wording.heading(found, lang))
        year = found.prediction.mapped.year
        rows = wording.payoff_rows(found, lang)
        terminal.print(
            table(wording.word("payoffs", lang, year=year), ("symbol", "payoff", "value", "reason"), rows, (2,))
        )
        title = wording.word("results", lang, first=first, last=last)
        terminal.print(table(title, ("quantity", "game", "model"), wording.result_rows(found, lang), (1, 2)))
        steps = wording.step_rows(found, lang)
        terminal.print(table(wording.word("steps", lang), ("step", "share", "change", "why"), steps, (1, 2)))
        terminal.print(wording.finding(found, lang))


def _leave(found: SideBySide, folder: Path, order: GameOrder) -> list[Path]:
    """Write and describe tables, and write figures. Gives the files."""
    from consortium.experiments.evolutionary_game.data import tables
    from consortium.experiments.metadata.describing import described
    from consortium.experiments.storage.files import put
    from consortium.experiments.storage.tables import csv_bytes

    written = []
    with described(folder):
        for name, table in tables(found).items():
            put(folder / name, csv_bytes(table))
            written.append(folder / name)
    return [*written, *(_draw(found, folder, order) if order.figures else [])]


def _draw(found: SideBySide, folder: Path, order: GameOrder) -> list[Path]:
    """The figures, in place; what cannot be drawn costs a warning."""

    def drawn(staging: Path) -> list[Path]:
        from consortium.experiments.figures.game.drawing import draw_game

        return draw_game(found, staging, order.lang, order.format)

    return draw_beside(folder, folder / "figures", order.lang, drawn)
