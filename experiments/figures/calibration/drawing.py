"""Figures of a calibration: how targets are met, what is left of each parameter, and which parameters compensate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...presentation.texts import Texts
from ..base import style
from ..base.publishing import headed, lettering, slide
from ..base.style import Format
from ..sweep.shown_names import factor_label, factor_unit

if TYPE_CHECKING:
    from ...calibration.ensemble import Found
    from ...calibration.ridges import Ridges

__all__ = ["NAMES", "captions", "draw_calibration"]

NAMES = ("targets", "parameters", "ridges")
"""Names of the files."""

MOST_PANELS = 3
"""Pairs of parameters side by side."""

_WORDS: dict[str, tuple[str, str]] = {
    "targets": ("{met} of {of} targets are met{held}", "{of}个目标中{met}个符合{held}"),
    "held": (", and {met} of {of} figures held out", "；留作检验的{of}个中{met}个符合"),
    "nothing": ("No set fits: {worst} is missed most", "没有参数组符合：{worst}偏离最大"),
    "distance": ("Distance from the target, in tolerances", "与目标的距离（容差的倍数）"),
    "targets_note": (
        "Line: 90 % of the ensemble ({n} sets); diamond: the best set; grey: within the cut-off of {cutoff}. Blue "
        "circles steer, orange squares are held out. What is farther off stands at the edge.",
        "线：集合（{n}组）的90%区间；菱形：最优参数组；灰色：不超过{cutoff}倍容差。蓝色圆点参与拟合，橙色方块留作检验。更远的画在边缘。",
    ),
    "parameters": (
        "The figures narrow “{name}” most, to {share} of its range",
        "数据对“{name}”的约束最强：只剩取值范围的{share}",
    ),
    "loose": ("The figures leave every parameter nearly all of its range", "数据几乎未缩小任何参数的取值范围"),
    "range": ("Place in the range, from its low to its high end", "在取值范围中的位置（由下限到上限）"),
    "parameters_note": (
        "Dots: the sets of the ensemble; line: 90 % of them; diamond: the best set; stroke: the value before.",
        "点：集合中的参数组；线：其90%区间；菱形：最优参数组；竖线：原值。",
    ),
    "ridges": ("“{one}” and “{other}” make up for each other", "“{one}”与“{other}”相互补偿"),
    "no_ridge": (
        "No two parameters make up for each other; the clearest pair: “{one}” and “{other}”",
        "没有两个参数相互补偿；最接近的一对：“{one}”与“{other}”",
    ),
    "ridges_note": (
        "Blue: sets that fit; grey: simulated and ruled out; diamond: the best set. ρ: rank correlation of the sets.",
        "蓝色：符合的参数组；灰色：已模拟而被排除；菱形：最优参数组。ρ：集合中的秩相关。",
    ),
}


_say = Texts(_WORDS).say


def captions(found: Found, ridges: Ridges, lang: str) -> dict[str, str]:
    """What each figure says, by its name."""
    return {
        "targets": _targets_sentence(found, lang),
        "parameters": _parameters_sentence(found, lang),
        "ridges": _ridges_sentence(ridges, lang),
    }


def draw_calibration(
    found: Found, ridges: Ridges, folder: Path, lang: str = "en", format: Format = "png"
) -> list[Path]:
    """Draw all figures into a folder; gives the files written. What cannot be drawn costs a FigureWarning."""
    with style.look(lang) as spoken:
        figures = {
            "targets": lambda: _targets(found, spoken),
            "parameters": lambda: _parameters(found, spoken),
            "ridges": lambda: _ridges(found, ridges, spoken),
        }
        return style.write_all(figures, folder, format)


# --- targets ----------------------------------------------------------------------------------------------------------


def _targets_sentence(found: Found, lang: str) -> str:
    table = found.targets
    steering = table.loc[~table["held_out"]]
    if not len(found.chosen):
        place = int(np.argmax(np.where(found.calibration.steering, found.implausibility[found.best], -np.inf)))
        return _say("nothing", lang, worst=found.calibration.targets[place].label(lang))
    held = table.loc[table["held_out"]]
    also = _say("held", lang, met=int(held["fit"].sum()), of=len(held)) if len(held) else ""
    return _say("targets", lang, met=int(steering["fit"].sum()), of=len(steering), held=also)


def _targets(found: Found, lang: str) -> Figure:
    table, targets, size = found.targets, found.calibration.targets, lettering()
    figure = slide(max(4.5, 1.9 + 0.46 * len(table)))
    note = _say("targets_note", lang, n=len(found.chosen), cutoff=f"{found.calibration.cutoff:g}")
    headed(figure, _targets_sentence(found, lang), lang, note)
    ax = figure.subplots()
    cutoff = found.calibration.cutoff
    ax.axvspan(-cutoff, cutoff, color=style.PALE, zorder=0)
    ax.axvline(0, color=style.GREY, linewidth=1.5)
    farthest = 2 * cutoff
    for row, (target, reading) in enumerate(zip(targets, table.to_dict("records"), strict=True)):
        low, middle, high, best = (
            float(np.clip((reading[key] - target.value) / target.tolerance, -farthest, farthest))
            for key in ("low", "median", "high", "best")
        )
        colour, marker = (style.ORANGE, "s") if target.held_out else (style.BLUE, "o")
        ax.plot([low, high], [row, row], color=colour, linewidth=5, solid_capstyle="round")
        ax.plot(middle, row, marker=marker, color=colour, markersize=11, linestyle="none", clip_on=False)
        ax.plot(best, row, marker="D", color=style.BLACK, markersize=7, linestyle="none", zorder=4, clip_on=False)
    labels = [style.wrapped(figure, target.label(lang), 5.2, size.small, lines=1) for target in targets]
    ax.set_yticks(range(len(targets)), labels, fontsize=size.small)
    ax.set_ylim(len(targets) - 0.4, -0.6)
    ax.set_xlim(-farthest, farthest)
    ax.grid(axis="x")
    ax.set_xlabel(_say("distance", lang), fontsize=size.small)
    return figure


# --- parameters -------------------------------------------------------------------------------------------------------


def _parameters_sentence(found: Found, lang: str) -> str:
    if not len(found.chosen):
        return _targets_sentence(found, lang)
    table = found.parameters
    least = int(table["share_left"].to_numpy().argmin())
    share = min(1.0, float(table["share_left"].iloc[least]))
    if share > 0.85:
        return _say("loose", lang)
    gap = "" if lang == "zh" else " "
    name = factor_label(str(table["parameter"].iloc[least]), lang)
    return _say("parameters", lang, name=name, share=f"{100 * share:.0f}{gap}%")


def _parameters(found: Found, lang: str) -> Figure:
    calibration, size = found.calibration, lettering()
    figure = slide(max(4.5, 1.9 + 0.55 * len(calibration.factors)))
    headed(figure, _parameters_sentence(found, lang), lang, _say("parameters_note", lang))
    ax = figure.subplots()
    points, best = found.points[found.chosen], found.points[found.best]
    for row, factor in enumerate(calibration.factors):
        shares = points[:, row]
        ax.plot([0, 1], [row, row], color=style.MIST, linewidth=2)
        if len(shares):
            low, high = np.quantile(shares, (0.05, 0.95))
            ax.plot([low, high], [row, row], color=style.BLUE, linewidth=5, solid_capstyle="round")
            ax.plot(shares, np.full(len(shares), row + 0.22), "o", color=style.SKY, markersize=5, alpha=0.7)
        ax.plot(best[row], row, marker="D", color=style.BLACK, markersize=9, linestyle="none", zorder=4)
        if factor.base is not None:
            before = float(factor.shares([factor.base])[0])
            if 0 <= before <= 1:
                ax.plot([before, before], [row - 0.3, row + 0.3], color=style.VERMILLION, linewidth=3, zorder=3)
        low_end, high_end = (f"{float(end):.4g}".replace("-", "−") for end in factor.ends)
        ax.text(-0.015, row, low_end, ha="right", va="center", fontsize=size.tiny, color=style.GREY)
        unit = factor_unit(factor.key, lang)
        said = f"{high_end} {unit}".strip()
        ax.text(1.015, row, style.wrapped(figure, said, 2.3, size.tiny, lines=1), ha="left", va="center",
                fontsize=size.tiny, color=style.GREY)  # fmt: skip
    labels = [style.wrapped(figure, factor_label(f.key, lang), 3.6, size.small, lines=2) for f in calibration.factors]
    ax.set_yticks(range(len(labels)), labels, fontsize=size.small)
    ax.tick_params(axis="y", pad=52)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_xlim(0, 1)
    ax.set_xticks([])
    ax.grid(False)
    for side in ax.spines.values():
        side.set_visible(False)
    ax.set_xlabel(_say("range", lang), fontsize=size.small)
    return figure


# --- ridges -----------------------------------------------------------------------------------------------------------


def _ridges_sentence(ridges: Ridges, lang: str) -> str:
    shown = ridges.named if len(ridges.named) else ridges.pairs
    if shown.empty:
        return _say("loose", lang)
    one, other = (factor_label(str(shown[key].iloc[0]), lang) for key in ("parameter", "other"))
    return _say("ridges" if len(ridges.named) else "no_ridge", lang, one=one, other=other)


def _ridges(found: Found, ridges: Ridges, lang: str) -> Figure:
    shown = (ridges.named if len(ridges.named) else ridges.pairs).head(MOST_PANELS).to_dict("records")
    figure = slide()
    headed(figure, _ridges_sentence(ridges, lang), lang, _say("ridges_note", lang))
    for ax, row in zip(np.atleast_1d(figure.subplots(1, max(1, len(shown)))), shown, strict=False):
        _pair(ax, found, row, lang)
    return figure


def _pair(ax: Axes, found: Found, row: dict, lang: str) -> None:
    size = lettering()
    x, y = (found.values[row[key]].to_numpy(float) for key in ("parameter", "other"))
    out = ~found.fits
    ax.plot(x[out], y[out], "o", color=style.MIST, markersize=6, linestyle="none")
    ax.plot(x[found.chosen], y[found.chosen], "o", color=style.BLUE, markersize=9, linestyle="none")
    ax.plot(x[found.best], y[found.best], "D", color=style.BLACK, markersize=11, linestyle="none", zorder=4)
    for set_label, key in ((ax.set_xlabel, "parameter"), (ax.set_ylabel, "other")):
        unit = factor_unit(row[key], lang)
        name = factor_label(row[key], lang)
        said = f"{name}（{unit}）" if lang == "zh" else f"{name} ({unit})"
        set_label(style.wrapped(ax.figure, said, 3.2, size.small, lines=2), fontsize=size.small)  # type: ignore[arg-type]
    ax.tick_params(labelsize=size.tiny)
    rho = row["rank_correlation"]
    ax.set_title("" if rho != rho else f"ρ = {rho:.2f}".replace("-", "−"), fontsize=size.small)
    ax.grid(True)
