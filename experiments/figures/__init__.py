"""Figures of runs, comparisons and sweeps, in English or 中文, and the building blocks they are made of.

Whole figures    drawing (runs, comparisons), sweeps, terms (of a choice)
Blocks           panels, differences; heat_maps, responses, level_effects, indices, frontiers
Titles           findings, reasons (of a choice)
How it looks     style and publishing (sizes, fonts, files), marks (colours), axes, levels; words, sweep_words
What is drawn    tidy (series), points and measures (sweeps)
"""

from .differences import difference, effects, money_difference, size_difference
from .drawing import draw_comparison, draw_run
from .frontiers import arms_of_comparison, arms_of_sweep, efficient, frontier
from .heat_maps import heat_map
from .indices import screening, sobol_indices
from .level_effects import main_effects
from .panels import hot_and_cold, match, policy_marks, public_money, quality, size_classes
from .publishing import column, headed, journal_look, publish, slide
from .responses import small_multiples
from .style import FigureWarning, FontWarning, blank, look
from .sweeps import draw_sweep

__all__ = [
    "FigureWarning",
    "FontWarning",
    "arms_of_comparison",
    "arms_of_sweep",
    "blank",
    "column",
    "difference",
    "draw_comparison",
    "draw_run",
    "draw_sweep",
    "effects",
    "efficient",
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
