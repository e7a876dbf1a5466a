"""Texts of the figures of the evolutionary game, in English and 中文."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from ...presentation.numbers import percent
from ...presentation.texts import Texts

__all__ = ["percent_ticks_below", "say"]

_TEXTS: dict[str, tuple[str, str]] = {
    "schools": ("Schools that take part", "参与的学校"),
    "enterprises": ("Enterprises that train in depth", "深度培养的企业"),
    "in_depth": ("Enterprises in depth", "深度培养的企业"),
    "stable": ("stable", "稳定"),
    "unstable": ("not stable", "不稳定"),
    "game": ("game", "博弈"),
    "model": ("full model", "完整模型"),
    "game_kept": ("game, support kept", "博弈，保留支持"),
    "game_removed": ("game, support removed", "博弈，取消支持"),
    "model_kept": ("model, support kept", "模型，保留支持"),
    "model_removed": ("model, support removed", "模型，取消支持"),
    "path_model": (
        "the model (mean of {n} seeds; circle: start, square: end)",
        "模型（{n}个随机种子的均值；圆为起点，方为终点）",
    ),
    "path_game": ("the game in the same years", "同期的博弈"),
    "active": ("Government supports enterprises", "政府支持企业"),
    "passive": ("Without support", "无支持"),
    "subsidy": ("Subsidy, k¥ per trainee-year", "补贴，千元/学徒·年"),
    "threshold": ("threshold of the game: {}", "博弈的阈值：{}"),
    "present": ("in force: {}", "现行：{}"),
    "removal": ("support ends", "支持取消"),
    "note": (
        "Mean and range of {n} seeds. The game: the median enterprise, informed, with support for the asking.",
        "{n}个随机种子的均值与范围。博弈：中位企业，了解政策，支持有求必应。",
    ),
    "note_years": ("Model: means of years {first}–{last}. ", "模型：第{first}–{last}年均值。"),
    "note_steps": (
        "Share of enterprises for which co-training is worth most, step by step; the last two: chance of choosing it, "
        "and what the model does. Last autumn, mean of {n} seeds.",
        "以共同培养最划算的企业比例，逐步计算；最后两步为选择概率与模型结果。最后一个秋季，{n}个随机种子的均值。",
    ),
    # --- findings -----------------------------------------------------------------------------------------------------
    "t_response": (
        "In the game {needed} k¥ turns all enterprises at once; in the model depth rises from {low} to {high}",
        "博弈中{needed}千元即让全部企业转向；模型中深度参与率从{low}升至{high}",
    ),
    "t_response_free": (
        "In the game no subsidy is needed; in the model depth goes from {low} to {high}",
        "博弈中无需补贴；模型中深度参与率从{low}到{high}",
    ),
    "t_response_never": (
        "In the game no subsidy shown is enough; in the model depth goes from {low} to {high}",
        "博弈中图示补贴均不够；模型中深度参与率从{low}到{high}",
    ),
    "t_paths": (
        "With support the game reaches {game} in depth and the model {model}; without it {game_less} and {model_less}",
        "有支持时深度参与率：博弈{game}，模型{model}；取消后：{game_less}与{model_less}",
    ),
    "t_steps": (
        "From {game} in the game to {model} in the model: {largest}",
        "从博弈的{game}到模型的{model}：{largest}",
    ),
    "t_steps_none": ("From {game} in the game to {model} in the model", "从博弈的{game}到模型的{model}"),
    "t_portrait": (
        "The game: enterprises {with_support} with support and {without} without it; in the model {kept} and {removed} "
        "train in depth",
        "博弈：有支持时企业{with_support}，无支持时{without}；模型中深度参与率为{kept}与{removed}",
    ),
    "t_portrait_same": (
        "The game: enterprises {with_support} with support or without it; in the model {kept} and {removed} train in "
        "depth",
        "博弈：有无支持，企业都{with_support}；模型中深度参与率为{kept}与{removed}",
    ),
    "warm": ("all train in depth", "全部深度培养"),
    "cold": ("all stay cold", "全部冷淡"),
}

say = Texts(_TEXTS).say
"""A text in a language, with its values."""


def percent_ticks_below(ax: Axes, lang: str) -> None:
    """Shares as per cent on the abscissa."""
    ax.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1])
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value, lang)))
