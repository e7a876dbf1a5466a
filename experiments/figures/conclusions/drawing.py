"""In which worlds of wide ranges each conclusion of the README holds, over the two parameters that decide it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...presentation.texts import Texts
from ..base import style
from ..base.publishing import headed, lettering, slide
from ..base.style import Format
from ..sweep.shown_names import factor_label, factor_unit

__all__ = ["draw_conclusions"]

HEIGHT = 11.0

_TEXTS: dict[str, tuple[str, str]] = {
    "all": (
        "Each conclusion holds in most worlds of wide ranges; two parameters decide where it does not",
        "各结论在宽泛参数范围的多数世界中成立；何处不成立主要取决于两个参数",
    ),
    "some": (
        "“{one}” needs known figures: in wide ranges it holds in {share} of the worlds",
        "“{one}”依赖已知数据：在宽泛范围内只有{share}的世界成立",
    ),
    "holds": ("{share} of the worlds", "在{share}的世界中成立"),
    "note": (
        "One mark per world: {points} worlds in which all real parameters vary at once over their wide ranges. Blue "
        "circle: the conclusion holds; orange cross: it does not. Axes: the two parameters whose values go most with "
        "the size of the effect (rank correlation ρ).",
        "每个标记为一个世界：全部实数参数同时在宽泛范围内变化，共{points}个世界。蓝色圆点：结论成立；橙色叉号：不成立。"
        "坐标轴：取值与效应大小相关最强的两个参数（秩相关ρ）。",
    ),
}

_say = Texts(_TEXTS).say


def draw_conclusions(
    table: pd.DataFrame,
    effects: pd.DataFrame,
    titles: Mapping[str, str],
    signs: Mapping[str, int],
    folder: Path,
    lang: str = "en",
    format: Format = "png",
) -> list[Path]:
    """Draw the figure `conclusions`; gives the files written.

    `table` and `effects` are those of `docs/conclusions.csv` and `docs/conclusions_effects.csv`; `titles` are the
    conclusions in the language by their English title, `signs` the direction that each states.
    """
    with style.look(lang) as spoken:
        return style.write_all({"conclusions": lambda: _figure(table, effects, titles, signs, spoken)}, folder, format)


def _figure(
    table: pd.DataFrame, effects: pd.DataFrame, titles: Mapping[str, str], signs: Mapping[str, int], lang: str
) -> Figure:
    rows: dict[str, dict[Any, Any]] = {str(row["conclusion"]): dict(row) for row in table.to_dict("records")}
    weakest = min(titles, key=lambda title: rows[title]["wide_share"])
    share = float(rows[weakest]["wide_share"])
    key = "all" if share >= 0.5 else "some"
    wide = effects[effects["where"] == "wide"]
    figure = slide(HEIGHT)
    note = _say("note", lang, points=int(wide["number"].max()))
    headed(figure, _say(key, lang, one=titles[weakest], share=_percent(share, lang)), lang, note)
    for ax, (title, said) in zip(np.ravel(figure.subplots(2, 2)), titles.items(), strict=False):
        _panel(ax, rows[title], wide[wide["conclusion"] == title], said, signs[title], lang)
    return figure


def _panel(ax: Axes, row: Mapping[str, Any], points: pd.DataFrame, title: str, sign: int, lang: str) -> None:
    size = lettering()
    holds = (np.sign(points["effect"]) == sign).to_numpy()
    x, y = points["first"].to_numpy(float), points["second"].to_numpy(float)
    ax.plot(x[holds], y[holds], "o", color=style.SKY, markersize=5, linestyle="none")
    ax.plot(x[~holds], y[~holds], "x", color=style.VERMILLION, markersize=8, markeredgewidth=2, linestyle="none")
    for set_label, which in ((ax.set_xlabel, "first"), (ax.set_ylabel, "second")):
        key, rho = f"parameters.{row[which]}", float(row[f"{which}_correlation"])
        name, unit = factor_label(key, lang), factor_unit(key, lang)
        with_unit = name if not unit else f"{name}（{unit}）" if lang == "zh" else f"{name} ({unit})"
        said = f"{with_unit}, ρ = {rho:+.2f}" if lang == "en" else f"{with_unit}，ρ = {rho:+.2f}"
        width = 4.6 if which == "first" else 3.4
        wrapped = style.wrapped(ax.figure, said.replace("+-", "−").replace("ρ = -", "ρ = −"), width, size.tiny, lines=3)  # type: ignore[arg-type]
        set_label(wrapped, fontsize=size.tiny)
    ax.tick_params(labelsize=size.tiny)
    ax.grid(True)
    joint = "：" if lang == "zh" else ": "
    said = f"{title}{joint}{_say('holds', lang, share=_percent(float(row['wide_share']), lang))}"
    ax.set_title(style.wrapped(ax.figure, said, 4.6, size.tiny, "bold", lines=3), fontsize=size.tiny, loc="left")  # type: ignore[arg-type]


def _percent(share: float, lang: str) -> str:
    gap = "" if lang == "zh" else "\u00a0"  # number and sign stay on one line
    return f"{100 * share:.0f}{gap}%"
