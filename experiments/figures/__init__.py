"""Figures of runs, comparisons and sweeps, in English or 中文, and the building blocks they are made of.

run       whole figures of runs and comparisons (drawing), their panels and differences, their titles (findings)
sweep     whole figures of sweeps (drawing), heat maps, responses, effects of levels, indices, frontiers
choice    the terms of one enterprise's choice
evaluation  estimates of a staged roll-out, held against the truth
base      how figures look: style and publishing (sizes, fonts, files), marks (colours), axes, ticks, words; tidy series
"""

from .base.publishing import column, headed, journal_look, publish, slide
from .base.style import FigureWarning, FontWarning, blank, look
from .evaluation.drawing import estimation_errors, event_study
from .run.differences import difference, effects, money_difference, size_difference
from .run.drawing import draw_comparison, draw_run
from .run.ensemble import draw_ensemble
from .run.panels import hot_and_cold, match, policy_marks, public_money, quality, size_classes
from .sweep.drawing import draw_sweep
from .sweep.frontiers import arms_of_comparison, arms_of_sweep, efficient, frontier
from .sweep.heat_maps import heat_map
from .sweep.indices import screening, sobol_indices
from .sweep.level_effects import main_effects
from .sweep.responses import small_multiples

__all__ = [
    "FigureWarning",
    "FontWarning",
    "arms_of_comparison",
    "arms_of_sweep",
    "blank",
    "column",
    "difference",
    "draw_comparison",
    "draw_ensemble",
    "draw_run",
    "draw_sweep",
    "effects",
    "efficient",
    "estimation_errors",
    "event_study",
    "frontier",
    "headed",
    "heat_map",
    "hot_and_cold",
    "journal_look",
    "look",
    "main_effects",
    "match",
    "money_difference",
    "policy_marks",
    "public_money",
    "publish",
    "quality",
    "screening",
    "size_classes",
    "size_difference",
    "slide",
    "small_multiples",
    "sobol_indices",
]
