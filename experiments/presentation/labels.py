"""Names of outputs, as headings and within sentences."""

from __future__ import annotations

from ...simulation.outputs.metrics import METRICS
from .language import name_of

__all__ = ["in_text", "label", "label_in_text"]


def label(metric: str, lang: str) -> str:
    """What an output is called."""
    return name_of(METRICS[metric], lang)


def in_text(name: str) -> str:
    """A name within a sentence: without its capital, unless it is an abbreviation."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def label_in_text(metric: str, lang: str) -> str:
    """What an output is called within a sentence."""
    return in_text(label(metric, lang))
