"""Figures of runs and comparisons, in English or 中文, and the building blocks they are made of."""

from .differences import difference, effects, money_difference, size_difference
from .drawing import draw_comparison, draw_run
from .panels import hot_and_cold, match, policy_marks, public_money, quality, size_classes
from .style import FontWarning, blank, look

__all__ = [
    "FontWarning",
    "blank",
    "difference",
    "draw_comparison",
    "draw_run",
    "effects",
    "hot_and_cold",
    "look",
    "match",
    "money_difference",
    "policy_marks",
    "public_money",
    "quality",
    "size_classes",
    "size_difference",
]
