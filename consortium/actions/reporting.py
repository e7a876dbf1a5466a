"""What ``report`` and ``figures`` do: results that are there already, shown anew without simulating them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..terminal import (
    Failed,
    Interrupted,
    UsageError,
    command_line,
    drawing_may_fail,
    ended_like_interrupted,
    out,
    say,
)
from ..words import phrase
from .long_runs import announce, files_of, in_sets
from .publishing import command_of, describe, draw, not_written, with_robustness, write_report

if TYPE_CHECKING:
    from pandas import DataFrame

    from consortium.experiments.comparison.comparison import Comparison
    from consortium.experiments.ensemble.parameter_sets import ParameterSets
    from consortium.experiments.figures.base.style import Format
    from consortium.experiments.presentation.language import Lang
    from consortium.experiments.storage.folder import ResultsFolder
    from consortium.experiments.storage.manifest import Manifest, Plan


@dataclass(frozen=True)
class Anew:
    """How the results of a folder are to be shown; None: as they are now."""

    folder: Path
    lang: Lang | None = None
    format: Format | None = None
    figures: bool | None = None
    rank_by: str | None = None
    robust: bool = False
    workers: int | None = None
    ensemble: tuple[str | None, int | None, int | None] = (None, None, None)
    """Which parameter sets, how many of them, and in how many worlds each, if they are asked for."""
    outputs: tuple[str, ...] = ()
    """Outputs that figures of a sweep show; none: the usual ones."""


def report(order: Anew) -> None:
    """Report, workbook and figures of a comparison, or page and figures of a search.

    Raises UsageError, Failed or Interrupted.
    """
    from consortium.experiments.comparison.merit import rank_metric
    from consortium.experiments.storage.folder import FolderError
    from consortium.experiments.storage.manifest import shown_anew
    from consortium.experiments.storage.tables import csv_bytes
    from consortium.experiments.stored_runs import stored_comparison, stored_robustness
    from consortium.simulation.scenario import ScenarioError

    if _kind(order.folder, "comparison", "report") == "search":
        _search_again(order)
        return
    try:
        rank_by = None if order.rank_by is None else rank_metric(order.rank_by)
    except ScenarioError as error:
        raise UsageError(str(error).replace("rank_by = ", "--rank-by ")) from None
    try:
        comparison, description, plan = stored_comparison(order.folder, rank_by)
    except FolderError as error:
        raise UsageError(str(error)) from None
    robust = order.robust or comparison.robustness is not None
    sets = _sets(order, plan, comparison)
    request = plan.request.but(
        lang=order.lang, format=order.format, figures=order.figures, rank_by=rank_by, robust=robust, ensemble=sets
    )
    description = shown_anew(description, request)
    with _claimed(order.folder, description) as folder:
        if order.robust and comparison.robustness is None:
            others = stored_robustness(order.folder)
            comparison = with_robustness(comparison, folder, request.lang, order.workers, others)
        lacking = sets if comparison.ensemble is None or sets != plan.request.ensemble else None
        if lacking is not None:
            comparison = with_ensemble(comparison, lacking, folder, request.lang, order.workers)
        try:
            ranking = {} if comparison.ranking is None else {"ranking.csv": csv_bytes(comparison.ranking)}
            tables = files_of(comparison.ensemble) if lacking is not None and comparison.ensemble is not None else {}
            folder.publish(description, {**ranking, **tables})
        except OSError as error:
            raise Failed(not_written(error, folder.path)) from None
        describe(folder)
        figures = draw(folder, comparison.batch, comparison, request) if request.figures else []
        made = folder.earlier_log.get("arguments")
        command = command_of(made if isinstance(made, list) else ["compare", str(order.folder / "manifest.json")])
        write_report(folder, comparison, description, request, command)
        _say(folder.path, ["report.html", "summary.xlsx"], len(figures), request.lang)


def with_ensemble(
    comparison: Comparison, sets: ParameterSets, folder: ResultsFolder, lang: Lang, workers: int | None
) -> Comparison:
    """The comparison with its effects in many parameter sets, simulated now. Raises Failed or Interrupted.

    What is simulated is kept until all is there, so that the same command goes on after an interruption.
    """
    from consortium.experiments.storage.folder import FolderError
    from consortium.experiments.storage.kept_runs import KeptRuns

    arms = (comparison.base, *comparison.reforms)
    announce(arms, sets, workers, lang)
    try:
        try:
            kept = KeptRuns.begun(folder, resume=True)
        except FolderError:  # what is there was made by another version of the model
            kept = KeptRuns.begun(folder, resume=False)
    except OSError as error:
        raise Failed(not_written(error, folder.path)) from None
    tried = in_sets(arms, sets, min(comparison.batch.seeds), kept.folder, lang, workers)
    if tried.interrupted:
        done = f"{tried.finished} of {tried.wanted} of the ensemble's parameter sets × seeds"
        raise Interrupted(f"interrupted after {done}; they are kept, and the same command goes on from there")
    kept.drop()
    if tried.shortfall:
        raise Failed(f"{tried.shortfall}; the comparison is kept in {folder.path}")
    return replace(comparison, ensemble=tried.ensemble)


def _sets(order: Anew, plan: Plan, comparison: Comparison) -> ParameterSets | None:
    """The parameter sets in which effects are examined as well: those that are asked for, or those that were."""
    from ..checked_options import ensemble

    if order.ensemble == (None, None, None) and comparison.ensemble is None:
        return None
    sets = ensemble(plan, *order.ensemble, (comparison.base, *comparison.reforms))
    if sets is not None and sets != plan.request.ensemble:
        _check_same_model(order.folder, comparison)
    return sets


def _check_same_model(folder: Path, comparison: Comparison) -> None:
    """Refuse to add runs of this version of the model to those of another, which gives other numbers."""
    import numpy as np

    from consortium.experiments.sweeps.execution.run_one import simulate
    from consortium.simulation.outputs.metrics import METRICS

    base, seed = comparison.base, comparison.seeds[0]
    values = comparison.last_years
    own = (values["scenario"] == base.name) & (values["seed"] == seed) & (values["region"] == "all")
    before, now = values.loc[own, list(METRICS)].to_numpy(float)[0], simulate(base, seed).means
    if now is None or not np.allclose(before, now, rtol=1e-6, atol=1e-9, equal_nan=True):
        way = command_line("compare", folder / "manifest.json", "--ensemble")
        raise UsageError(f"{folder} was made by another version of the model; {way} makes it again")


def figures(order: Anew) -> None:
    """Figures of any results, and the page of a sweep or a search. Raises UsageError or Failed."""
    from consortium.experiments.storage.folder import FolderError
    from consortium.experiments.storage.manifest import shown_anew
    from consortium.experiments.stored_runs import stored_comparison, stored_run

    kind = _kind(order.folder)
    if kind == "sweep":
        _figures_of_sweep(order)
        return
    if kind == "search":
        _search_again(order)
        return
    if order.outputs:
        raise UsageError(f"--of: {order.folder} holds a {kind}, whose figures are always the same; allowed: a sweep")
    try:
        if kind == "comparison":
            comparison, description, plan = stored_comparison(order.folder)
            batch = comparison.batch
        else:
            batch, description, plan = stored_run(order.folder)
            comparison = None
    except FolderError as error:
        raise UsageError(str(error)) from None
    request = plan.request.but(lang=order.lang, format=order.format, figures=True)
    with _claimed(order.folder, shown_anew(description, request)) as folder:
        drawn = draw(folder, batch, comparison, request)
        describe(folder)
        _say(folder.path, [], len(drawn), request.lang)


def _search_again(order: Anew) -> None:
    """Figures and page of a search, from what is in its folder."""
    from consortium.experiments.search.folder import PAGE
    from consortium.experiments.search.stored import stored_search
    from consortium.experiments.storage.folder import FolderError, locked

    from .searching import drawn_and_paged

    asked = {
        "--rank-by": order.rank_by is not None,
        "--robust": order.robust,
        "--ensemble": order.ensemble != (None, None, None),
        "--of": bool(order.outputs),
        "--no-figures": order.figures is False,
    }
    if named := [option for option, is_given in asked.items() if is_given]:
        raise UsageError(f"{named[0]}: {order.folder} holds a search, whose page and figures have no such option")
    lang = order.lang or "en"
    try:
        lock = locked(order.folder)
        try:
            drawn = drawn_and_paged(stored_search(order.folder), order.folder, lang, order.format or "png")
        finally:
            lock.release()
    except FolderError as error:
        raise UsageError(str(error)) from None
    _say(order.folder, [PAGE], len(drawn), lang)


def _figures_of_sweep(order: Anew) -> None:
    """Figures, tables and a page of a sweep, in its folder `figures`."""
    from consortium.experiments.figures import draw_sweep
    from consortium.experiments.report.pages.sweep_page import sweep_page
    from consortium.experiments.results import results
    from consortium.experiments.storage.files import put
    from consortium.experiments.storage.folder import FIGURES, FolderError
    from consortium.experiments.storage.tables import csv_bytes
    from consortium.experiments.sweeps.analysis.sensitivity import SensitivityError, main_effects, sensitivity
    from consortium.experiments.sweeps.dataset.dataset import describe_files
    from consortium.experiments.sweeps.design.design import DesignError, load_design

    lang, format, folder = order.lang or "en", order.format or "png", order.folder / FIGURES
    try:
        design = load_design(order.folder / "manifest.json")
        runs = results(order.folder)
        outputs = _outputs(order, runs)
        tables = {
            "sensitivity.csv": sensitivity(runs, design, outputs, partial=True),
            "main_effects.csv": main_effects(runs, design, outputs, partial=True),
        }
    except (FolderError, DesignError, SensitivityError) as error:
        raise UsageError(str(error)) from None
    drawn: list[Path] = []
    try:
        folder.mkdir(exist_ok=True)
        _clear(folder)
        with drawing_may_fail(lang):
            drawn = draw_sweep(runs, design, folder, lang, format, order.outputs or None)
        for name, table in tables.items():
            put(folder / name, csv_bytes(table))
        page = sweep_page(runs, design, drawn, tables["sensitivity.csv"], lang)
        put(folder / "sweep.html", page.encode())
        describe_files(order.folder, say)  # there may be two more tables
    except OSError as error:
        raise Failed(not_written(error, folder)) from None
    _say(folder, ["sweep.html", *tables], len(drawn), lang)


def _clear(folder: Path) -> None:
    """Remove the figures of a sweep that an earlier time drew, perhaps of other outputs."""
    from consortium.experiments.figures.sweep.drawing import NAMES
    from consortium.experiments.storage.folder import FIGURE_FORMATS

    for path in folder.iterdir():
        if path.suffix in FIGURE_FORMATS and path.stem.startswith(NAMES):
            path.unlink()


def _outputs(order: Anew, runs: DataFrame) -> list[str] | None:
    """The outputs that tables hold: those that are asked for, checked; None for all."""
    from consortium.experiments.sweeps.analysis.paired import EFFECT
    from consortium.simulation.checking import nearest, show
    from consortium.simulation.outputs.metrics import METRICS

    known = [*METRICS, *(str(name) for name in runs.columns if str(name).startswith(EFFECT))]
    for name in order.outputs:
        if name not in known or name not in runs:
            labels = {metric.name: (metric.en, metric.zh) for metric in METRICS.values()}
            raise UsageError(f"--of {show(name)} is not an output of this sweep{nearest(name, known, labels=labels)}")
    return list(order.outputs) or None


def _kind(folder: Path, needed: str = "", command: str = "") -> str:
    """What a folder holds. Raises UsageError if it is nothing, or not what is needed."""
    from consortium.experiments.storage import manifest

    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder; allowed: one that consortium run, compare or sweep wrote")
    present = manifest.read(folder / "manifest.json")
    if present is None:
        raise UsageError(f"{folder} holds no results: manifest.json is missing or cannot be read")
    kind = str(present["kind"])
    if kind in ("calibration", "validation"):
        way = "consortium calibrate … --resume" if kind == "calibration" else "consortium validate"
        raise UsageError(f"{folder} holds a {kind}, whose page {way} rewrites; allowed: a run, comparison or sweep")
    if needed and kind not in (needed, "search"):
        way = command_line("figures", folder)
        raise UsageError(f"{folder} holds a {kind}, and only a comparison has a {command}; {way} draws its figures")
    return kind


@contextmanager
def _claimed(path: Path, description: Manifest) -> Iterator[ResultsFolder]:
    """The folder, held against other processes; what its log says of how the data were made is kept."""
    from consortium.experiments.storage.folder import FolderError, claimed

    try:
        with ended_like_interrupted(), claimed(path, description) as folder:
            record = folder.earlier_log
            try:
                yield folder
            finally:
                folder.log(record)
    except FolderError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise Failed(not_written(error, path)) from None


def _say(folder: Path, names: list[str], figures: int, lang: Lang) -> None:
    said = [*names, *([phrase("figures", lang, figures)] if figures else [])]
    out(phrase("written", lang, folder, phrase("comma", lang).join(said)))
