"""The command ``calibrate``: from targets to an ensemble of parameter sets, or to what is wrong with the targets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..terminal import (
    Failed,
    Interrupted,
    UsageError,
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
    from consortium.experiments.calibration.calibration import Calibration
    from consortium.experiments.calibration.ensemble import Found
    from consortium.experiments.calibration.ridges import Ridges
    from consortium.experiments.presentation.language import Lang

_SIZE = {
    "en": "{name}: {parameters} parameters, {targets} targets ({held} more held out); waves of {points} points × "
    "{seeds} seeds, at most {waves}",
    "zh": "{name}：{parameters}个参数，{targets}个目标（另有{held}个留作检验）；每轮{points}个参数点×{seeds}个种子，"
    "最多{waves}轮",
}
_WAVE = {
    "en": "wave {number}: {share} of the space left, {fits} of {points} points fit",
    "zh": "第{number}轮：剩余参数空间{share}，{points}个点中有{fits}个符合",
}
_NOTHING_LEFT = {"en": "nothing", "zh": "为零"}
_COLUMNS = {
    "en": ("Target", "Wanted", "Best", "90 % of the ensemble", "Fits"),
    "zh": ("目标", "目标值", "最优", "集合的90%区间", "符合"),
}
_MOVED = {
    "en": ("Parameter", "Before", "Best", "90 % of the ensemble", "Range"),
    "zh": ("参数", "原值", "最优", "集合的90%区间", "取值范围"),
}
_HELD_OUT = {"en": "held out", "zh": "留作检验"}
_YES_NO = {"en": ("no", "yes"), "zh": ("否", "是")}
_RIDGE = {
    "en": "{one} and {other} offset each other (rank correlation {correlation}, similarity of effects {likeness})",
    "zh": "{one}与{other}相互补偿（秩相关{correlation}，效应相似度{likeness}）",
}
_MADE = {
    "en": "parameter sets that fit: {number}, found in {time}: {folder}",
    "zh": "用时{time}，{number}组参数符合目标：{folder}",
}
_NOBODY = (
    "no parameter set fits all targets (waves: {waves}, points each: {points}); the best set misses {missed}; widen "
    "ranges or tolerances, or continue with --waves {more} --resume; what was found is in {folder}"
)
_FEW = {
    "en": "an ensemble should have {least} sets; continue with --waves {more} --resume",
    "zh": "集合宜有{least}组以上；可加--waves {more} --resume继续",
}
_BAR = {"en": "points", "zh": "参数点"}


@dataclass(frozen=True)
class CalibrateOrder:
    """What is wanted."""

    targets: str
    folder: Path | None
    points: int | None
    waves: int
    seeds: str | None
    base: str | None
    first_year: int | None
    workers: int | None
    resume: bool
    lang: Lang


def print_template(lang: Lang) -> None:
    """Show a file of targets to begin with."""
    from consortium.experiments.calibration.targets.template import template

    with reader_may_leave():
        out(template(lang).rstrip("\n"))


def perform(order: CalibrateOrder) -> None:
    """Carry out an order. Raises UsageError, Failed or Interrupted with the message to be shown."""
    import time

    from consortium.experiments.calibration.calibrate import calibrate
    from consortium.experiments.calibration.emulators import NotInstalled, check_installed
    from consortium.experiments.calibration.measuring import check_groups
    from consortium.experiments.runs.processes import NoProcesses
    from consortium.experiments.storage.folder import FolderError
    from consortium.simulation.checking import Refused
    from consortium.simulation.compilation import already_compiled

    lang = order.lang
    calibration = _calibration(order)
    folder = order.folder or Path("results") / calibration.name
    try:
        check_installed()
        if not already_compiled():
            say(phrase("compiling", lang))
        check_groups(calibration)
    except (NotInstalled, Refused) as error:
        raise UsageError(str(error)) from None
    began = time.monotonic()
    try:
        with ended_like_interrupted(), _watched(order, calibration) as watch:
            found, ridges, _ = calibrate(
                calibration,
                folder,
                base=_base(order),
                waves=order.waves,
                workers=order.workers,
                resume=order.resume,
                watcher=watch,
            )
    except (FolderError, NoProcesses) as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise Failed(f"{not_written(error, folder)}; --resume goes on from there") from None
    except KeyboardInterrupt:
        raise Interrupted(f"interrupted; what was simulated is kept in {folder}; --resume goes on from there") from None
    try:
        _published(order, found, ridges, folder)
    except OSError as error:
        raise Failed(not_written(error, folder)) from None
    _show(order, found, ridges, folder, time.monotonic() - began)


def _published(order: CalibrateOrder, found: Found, ridges: Ridges, folder: Path) -> None:
    """Figures and page; a figure that cannot be drawn costs a warning. Raises OSError."""
    from consortium.experiments.calibration.folder import FIGURES, PAGE
    from consortium.experiments.figures.calibration.drawing import draw_calibration
    from consortium.experiments.report.pages.calibration_page import calibration_page
    from consortium.experiments.storage.files import put

    drawn: list[Path] = []
    with drawing_may_fail(order.lang):
        drawn = draw_calibration(found, ridges, folder / FIGURES, order.lang)
    put(folder / PAGE, calibration_page(found, ridges, drawn, order.lang).encode())


def _calibration(order: CalibrateOrder) -> Calibration:
    from consortium.experiments.calibration.calibration import CalibrationError
    from consortium.experiments.calibration.targets.target_files import load_calibration, seeds_said
    from consortium.simulation.checking import Refused

    try:
        seeds = None if order.seeds is None else seeds_said(order.seeds)
    except Refused as error:
        raise UsageError(f"--{error}") from None
    try:
        return load_calibration(
            order.targets, base=order.base, seeds=seeds, points=order.points, first_year=order.first_year
        )
    except CalibrationError as error:
        raise UsageError(str(error)) from None


def _base(order: CalibrateOrder) -> str:
    """How a file beside this folder would name the base."""
    from consortium.experiments.calibration.targets.target_files import base_of

    return order.base if order.base is not None else base_of(order.targets)


def _announce(order: CalibrateOrder, calibration: Calibration) -> None:
    steering = int(calibration.steering.sum())
    out(
        _SIZE[order.lang].format(
            name=calibration.title[order.lang] or calibration.name,
            parameters=len(calibration.factors),
            targets=steering,
            held=len(calibration.targets) - steering,
            points=calibration.points,
            seeds=len(calibration.seeds),
            waves=order.waves,
        )
    )


class _Watch:
    """Shows how the points of a wave go; each wave has a bar of its own."""

    def __init__(self, order: CalibrateOrder, calibration: Calibration) -> None:
        self._order, self._calibration = order, calibration
        self._wave = 0

    def __call__(self, wave: int, points: int) -> None:
        """So many points more are there."""
        if wave != self._wave:
            if wave == 1:
                _announce(self._order, self._calibration)
            self.close()
            self._wave = wave
            self._bar = progress(self._calibration.points, f"{_BAR[self._order.lang]} {wave}", points)
            self._advance = self._bar.__enter__()
            return
        self._advance(True, points)

    def close(self) -> None:
        """End the bar of the present wave."""
        if self._wave:
            self._bar.__exit__(None, None, None)
            self._wave = 0


@contextmanager
def _watched(order: CalibrateOrder, calibration: Calibration) -> Iterator[_Watch]:
    watch = _Watch(order, calibration)
    try:
        yield watch
    finally:
        watch.close()


# --- what was found ---------------------------------------------------------------------------------------------------


def _show(order: CalibrateOrder, found: Found, ridges: Ridges, folder: Path, seconds: float) -> None:
    from consortium.experiments.calibration.ensemble import LEAST
    from consortium.experiments.calibration.wording import parameter_said
    from consortium.experiments.presentation.numbers import short

    lang, calibration = order.lang, found.calibration
    number = len(found.chosen)
    for wave in found.waves:
        share = _NOTHING_LEFT[lang] if wave.ruled_out else f"{100 * wave.share:.3g} %"
        out(_WAVE[lang].format(number=wave.number, share=share, fits=int(wave.fits.sum()), points=len(wave.points)))
    with reader_may_leave():
        print_table(_COLUMNS[lang], _target_rows(found, lang))
        print_table(_MOVED[lang], _parameter_rows(found, lang))
    for row in ridges.named.to_dict("records")[:5]:
        one, other = (parameter_said(row[key], lang) for key in ("parameter", "other"))
        numbers = {"correlation": row["rank_correlation"], "likeness": row["likeness_of_effects"]}
        out(
            _RIDGE[lang].format(one=one, other=other, **{key: short(round(value, 2)) for key, value in numbers.items()})
        )
    more = order.waves + 3
    if not number:
        missed = found.targets.loc[~found.targets["fit"] & ~found.targets["held_out"], "target"]
        listed = "; ".join(missed[:3]) + ("; …" if len(missed) > 3 else "")
        counts = {"waves": len(found.waves), "points": calibration.points}
        raise Failed(_NOBODY.format(missed=listed or "none by itself", more=more, folder=folder, **counts))
    out(_MADE[lang].format(number=number, time=duration_in_words(seconds, lang), folder=folder))
    if number < LEAST:
        say(_FEW[lang].format(least=LEAST, more=more))


def _target_rows(found: Found, lang: Lang) -> Iterator[tuple[str, ...]]:
    from consortium.experiments.presentation.numbers import short

    rows = found.targets.to_dict("records")
    for target, row in zip(found.calibration.targets, rows, strict=True):
        mark = _YES_NO[lang][bool(row["fit"])] + (f" ({_HELD_OUT[lang]})" if target.held_out else "")
        wanted = f"{short(target.value)} ± {short(target.tolerance)}"
        yield target.label(lang), wanted, short(row["best"]), _interval(row), mark


def _parameter_rows(found: Found, lang: Lang) -> Iterator[tuple[str, ...]]:
    from consortium.experiments.calibration.wording import parameter_said
    from consortium.experiments.presentation.numbers import short

    for row in found.parameters.to_dict("records"):
        ends = f"{short(row['range_low'])} … {short(row['range_high'])}"
        name = parameter_said(row["parameter"], lang)
        yield name, short(row["before"]), short(row["best"]), _interval(row), ends


def _interval(row: dict) -> str:
    from consortium.experiments.presentation.numbers import short

    return f"{short(row['low'])} … {short(row['high'])}"


def print_table(columns: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> None:
    """Show a table; its second to fourth columns are numbers."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(*columns, box=SIMPLE_HEAD)
    for column in table.columns[1:4]:
        column.justify = "right"
    for row in rows:
        table.add_row(*row)
    console(PIPE_WIDTH).print(table)
