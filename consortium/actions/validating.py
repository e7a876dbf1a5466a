"""The command ``validate``: patterns or a city's figures, the scorecard, and whether all is as declared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..terminal import (
    Failed,
    Interrupted,
    UsageError,
    duration_in_words,
    ended_like_interrupted,
    out,
    progress,
    reader_may_leave,
    say,
)
from ..words import phrase
from .calibrating import print_table
from .publishing import not_written

if TYPE_CHECKING:
    import pandas as pd

    from consortium.experiments.calibration.targets.targets import Target
    from consortium.experiments.presentation.language import Lang
    from consortium.simulation.scenario import Scenario

_COLUMNS = {
    "en": ("Quantity", "Value", "±", "Expected", "Status"),
    "zh": ("内容", "数值", "±", "预期", "结果"),
}
_COUNTS = {
    "en": "{passed} clauses pass, {near} are near, {fail} fail ({known} of them declared), in {time}: {folder}",
    "zh": "用时{time}：{passed}项符合，{near}项接近，{fail}项不符（其中{known}项已声明）：{folder}",
}
_BAR = {"en": ("patterns", "worlds"), "zh": ("规律", "世界")}
_MOST_SAID = 5


@dataclass(frozen=True)
class ValidateOrder:
    """What is wanted."""

    folder: Path
    seeds: str | None
    base: str | None
    data: str | None
    first_year: int | None
    workers: int | None
    lang: Lang


def perform(order: ValidateOrder) -> None:
    """Carry out an order. Raises UsageError, Failed or Interrupted with the message to be shown."""
    import time

    from consortium.experiments.report.pages.scorecard_page import scorecard_page
    from consortium.experiments.runs.processes import NoProcesses
    from consortium.experiments.storage.files import put
    from consortium.experiments.storage.folder import FolderError
    from consortium.experiments.validation.scorecard import FAIL, NEAR, PASS, faults
    from consortium.experiments.validation.scorecard_folder import PAGE, claimed, published
    from consortium.simulation.compilation import already_compiled

    lang = order.lang
    base = _base(order)
    seeds = _seeds(order)
    targets = None if order.data is None else _targets(order, base)
    began = time.monotonic()
    try:
        with ended_like_interrupted(), claimed(order.folder, base, seeds, order.data) as folder:
            if not already_compiled():
                say(phrase("compiling", lang))
            table = _measured(order, base, seeds, targets)
            published(folder, table)
            put(folder / PAGE, scorecard_page(table, base, seeds, lang).encode())
    except (FolderError, NoProcesses) as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise Failed(not_written(error, order.folder)) from None
    except KeyboardInterrupt:
        raise Interrupted(f"interrupted; nothing was written to {order.folder}") from None
    with reader_may_leave():
        print_table(_COLUMNS[lang], _rows(table, lang))
    found = table["status"].value_counts()
    bad = faults(table)
    failed = int(found.get(FAIL, 0))
    out(
        _COUNTS[lang].format(
            passed=found.get(PASS, 0),
            near=found.get(NEAR, 0),
            fail=failed,
            known=failed - len(bad),
            time=duration_in_words(time.monotonic() - began, lang),
            folder=order.folder,
        )
    )
    if len(bad):
        said = [f"{row['pattern']}, {row['quantity']}: {row['reason']}" for row in bad.to_dict("records")]
        lines = [f"clauses that fail and are not declared as misfits: {len(bad)}", *said[:_MOST_SAID]]
        raise Failed("\n".join(lines + (["…"] if len(said) > _MOST_SAID else [])))


def _base(order: ValidateOrder) -> Scenario:
    from consortium.simulation.scenario import ScenarioError, load_scenario

    try:
        return load_scenario(order.base or "baseline")
    except ScenarioError as error:
        raise UsageError(f"--base: {error}") from None


def _seeds(order: ValidateOrder) -> range:
    """Seeds of the worlds, none of them one of a calibration."""
    from consortium.experiments.calibration.targets.target_files import seeds_said
    from consortium.experiments.validation.scorecard_folder import USUAL_SEEDS, barred
    from consortium.simulation.checking import Refused

    if order.seeds is None:
        return USUAL_SEEDS
    try:
        found = seeds_said(order.seeds, validation=True)
    except Refused as error:
        raise UsageError(f"--{error}") from None
    seeds = range(found[0], found[-1] + 1)
    if tuple(seeds) != found or len(seeds) < 2:
        raise UsageError(f'--seeds {order.seeds}; allowed: a range of two or more, such as "5001-5040"')
    if (seed := barred(seeds, order.base)) is not None:
        raise UsageError(f"--seeds {order.seeds} holds {seed}, which a calibration has used; allowed: other seeds")
    return seeds


def _targets(order: ValidateOrder, base: Scenario) -> list[Target]:
    from consortium.experiments.calibration.targets.target_tables import read_rates
    from consortium.simulation.checking import Refused, whole_number

    try:
        if order.first_year is not None:
            whole_number(order.first_year, "--first-year", 1000, 9999)
        return read_rates(Path(str(order.data)), int(base.parameters["years"]), order.first_year)
    except Refused as error:
        raise UsageError(str(error)) from None


def _measured(order: ValidateOrder, base: Scenario, seeds: range, targets: list[Target] | None) -> pd.DataFrame:
    from consortium.experiments.runs.processes import usual_workers
    from consortium.experiments.validation.patterns import PATTERNS
    from consortium.experiments.validation.scorecard import scorecard, scorecard_of_data

    lang = order.lang
    if targets is not None:
        with _shown(len(seeds), _BAR[lang][1]) as watch:
            return scorecard_of_data(base, targets, seeds, lang, watch)
    workers = order.workers or usual_workers()
    with _shown(len(PATTERNS), _BAR[lang][0]) as watch:
        return scorecard(seeds, workers, base if order.base else None, lang, watch)


@contextmanager
def _shown(total: int, what: str) -> Iterator[Callable[[int], Any]]:
    with progress(total, what) as advance:
        yield lambda number: advance(True, number)


def _rows(table: pd.DataFrame, lang: Lang) -> Iterator[tuple[str, ...]]:
    from consortium.experiments.presentation.numbers import short
    from consortium.experiments.validation.names_zh import clause_said, expected_said, status_said

    for row in table.to_dict("records"):
        numbers = short(row["value"]), short(row["mc_error"])
        yield clause_said(row, lang), *numbers, expected_said(row), status_said(row, lang)
