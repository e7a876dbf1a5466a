"""The page of a calibration: whether figures are met, what is left of each parameter, and what compensates what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...figures.calibration.drawing import captions
from ...figures.sweep.shown_names import factor_label, factor_unit
from ...presentation.language import Lang
from ...presentation.numbers import percent, short
from ...presentation.texts import Texts
from ...presentation.units import unit_said
from ..tables import Cell, Heading, Table
from .findings_page import Section, findings_page, shown_figures

if TYPE_CHECKING:
    from ...calibration.ensemble import Found
    from ...calibration.ridges import Ridges

__all__ = ["calibration_page"]

MOST_PAIRS = 10

_WORDS: dict[str, tuple[str, str]] = {
    "kind": (
        "Calibration · {parameters} parameters · {runs} points × {seeds} seeds",
        "校准 · {parameters}个参数 · {runs}个参数点×{seeds}个种子",
    ),
    "fit": (
        "Parameter sets that fit all targets as simulated: {n}. {targets}.",
        "经模拟符合全部目标的参数组：{n}。{targets}。",
    ),
    "none": (
        "No parameter set fits all targets. {targets}. Either ranges are too narrow, or figures contradict each other "
        "in this model.",
        "没有参数组符合全部目标。{targets}。或者取值范围过窄，或者这些数据在本模型中相互矛盾。",
    ),
    "h_targets": ("The figures", "目标数据"),
    "targets_note": (
        "Wanted: the figure ± its tolerance, one standard deviation. In brackets: 90 % of the ensemble. Held-out "
        "figures did not steer. A set fits if no figure is farther off than {cutoff} tolerances, chance between worlds "
        "allowed for.",
        "目标值为数据±容差（一个标准差）。方括号内为集合的90%区间。“留作检验”的数据不参与拟合。各数据的偏离均不超过{cutoff}倍容差"
        "（已计入世界间的偶然差异）时，参数组为符合。",
    ),
    "target": ("Figure", "数据"),
    "wanted": ("Wanted", "目标值"),
    "best": ("Best set", "最优参数组"),
    "fits": ("Fits", "符合"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "held_out": ("held out", "留作检验"),
    "share": ("Sets that fit it", "符合该数据的参数组"),
    "h_sources": ("Sources", "来源"),
    "h_parameters": ("The parameters", "参数"),
    "parameter": ("Parameter", "参数"),
    "before": ("Before", "原值"),
    "range": ("Range", "取值范围"),
    "left": ("Share of the range left", "剩余范围"),
    "h_ridges": ("What makes up for what", "相互补偿的参数"),
    "ridges_note": (
        "Rank correlation: in the ensemble. Likeness of effects: 1 where two parameters move all figures alike, −1 "
        "where they do the opposite; from ±0.9 on a change of one is nearly undone by one of the other. Such pairs are "
        "known together, not each by itself: report conclusions over the ensemble.",
        "秩相关就集合而言。效应相似度：两个参数对全部数据的影响相同为1，相反为−1；绝对值达到0.9时，一个参数的变化几乎可由另一个"
        "抵消。这样的参数只能共同确定，不能各自确定：结论应就整个集合报告。",
    ),
    "pair": ("Pair", "参数对"),
    "rho": ("Rank correlation", "秩相关"),
    "likeness": ("Likeness of effects", "效应相似度"),
    "h_waves": ("Wave by wave", "逐轮结果"),
    "wave": ("Wave", "轮次"),
    "space": ("Space left before it", "该轮之前的剩余空间"),
    "points": ("Points", "参数点"),
    "fitting": ("Fit", "符合"),
}


_say = Texts(_WORDS).say


def calibration_page(found: Found, ridges: Ridges, figures: Sequence[Path] = (), lang: Lang = "en") -> str:
    """A calibration as one page of HTML, in one language; `figures` are files that `draw_calibration` wrote."""
    calibration = found.calibration
    texts = captions(found, ridges, lang)
    number = len(found.chosen)
    lead = _say("fit" if number else "none", lang, n=number, targets=texts["targets"])
    shown = shown_figures(figures, texts)
    cutoff = f"{calibration.cutoff:g}"
    sources = tuple(f"{t.label(lang)}: {t.source}" for t in calibration.targets if t.source)
    sections = [
        Section(_say("h_targets", lang), (_say("targets_note", lang, cutoff=cutoff),), 0, shown["targets"],
                (_targets(found, lang),)),
        Section(_say("h_parameters", lang), (), 0, shown["parameters"], (_parameters(found, lang),)),
        Section(_say("h_ridges", lang), (_say("ridges_note", lang),), 0, shown["ridges"], (_pairs(ridges, lang),)),
        Section(_say("h_waves", lang), (), 0, (), (_waves(found, lang),)),
        *([Section(_say("h_sources", lang), sources, 0)] if sources else []),
    ]  # fmt: skip
    counts = {"parameters": len(calibration.factors), "runs": len(found.points), "seeds": len(calibration.seeds)}
    title = calibration.title[lang] or calibration.name
    return findings_page(title, _say("kind", lang, **counts), lead, sections, lang)


def _interval(row: dict) -> str:
    return "" if row["low"] != row["low"] else f"{short(row['low'])} … {short(row['high'])}"


def _targets(found: Found, lang: Lang) -> Table:
    rows = []
    for target, row in zip(found.calibration.targets, found.targets.to_dict("records"), strict=True):
        mark = _say("yes" if row["fit"] else "no", lang)
        cells = (
            Cell(f"{short(target.value)} ± {short(target.tolerance)}"),
            Cell(short(row["best"]), _interval(row)),
            Cell(f"{mark} ({_say('held_out', lang)})" if target.held_out else mark),
            Cell(percent(row["share_fitting"], lang)),
        )
        rows.append((Heading(target.label(lang), unit_said(str(row["unit"]), lang)), cells))
    columns = tuple(_say(key, lang) for key in ("wanted", "best", "fits", "share"))
    return Table("", _say("target", lang), columns, tuple(rows))


def _parameters(found: Found, lang: Lang) -> Table:
    rows = []
    for row in found.parameters.to_dict("records"):
        cells = (
            Cell(short(row["before"])),
            Cell(short(row["best"]), _interval(row)),
            Cell(f"{short(row['range_low'])} … {short(row['range_high'])}"),
            Cell(percent(min(1.0, row["share_left"]), lang)),
        )
        key = str(row["parameter"])
        heading = Heading(f"{factor_label(key, lang)} ({key.removeprefix('parameters.')})", factor_unit(key, lang))
        rows.append((heading, cells))
    columns = tuple(_say(key, lang) for key in ("before", "best", "range", "left"))
    return Table("", _say("parameter", lang), columns, tuple(rows))


def _pairs(ridges: Ridges, lang: Lang) -> Table:
    between = "与" if lang == "zh" else " · "
    rows = tuple(
        (
            Heading(between.join(factor_label(str(row[key]), lang) for key in ("parameter", "other"))),
            (Cell(short(round(row["rank_correlation"], 2))), Cell(short(round(row["likeness_of_effects"], 2)))),
        )
        for row in ridges.pairs.head(MOST_PAIRS).to_dict("records")
    )
    return Table("", _say("pair", lang), (_say("rho", lang), _say("likeness", lang)), rows)


def _waves(found: Found, lang: Lang) -> Table:
    rows = tuple(
        (
            Heading(str(wave.number)),
            (Cell(percent(wave.share, lang, 2)), Cell(str(len(wave.points))), Cell(str(int(wave.fits.sum())))),
        )
        for wave in found.waves
    )
    columns = tuple(_say(key, lang) for key in ("space", "points", "fitting"))
    return Table("", _say("wave", lang), columns, rows)
